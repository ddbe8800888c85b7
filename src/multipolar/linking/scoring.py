"""The pair score: how likely two events are one happening, from their features, by weights that ship with the package.

``weights.json`` holds either a logistic model or boosted trees; both give log-odds and are worked out with numpy
alone, feature by feature, so that a pair scores alike in whatever company it is scored. It may hold a second one for
pairs of reports that both name their outlet, and for those within a report with a title or a long text: what several
outlets print in one week tells most happenings many times, and so do lead and body; a chronicle tells each once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import ModelError
from multipolar.linking.features import FEATURES
from multipolar.linking.features import LATE as _LATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["LIMIT", "RETOLD", "Scorer", "load_scorer", "retold"]

LIMIT: Final = 6.0
"""Log-odds beyond which a pair is as sure as can be: one certain pair must not outvote several doubtful ones."""

RETOLD: Final = LIMIT + 1.0
"""What a pair has that one report copied from the other, or both from a third: no doubt, whatever the rest is like."""

_FORMAT: Final = 1

_EQUAL: Final = 0.99
_MOSTLY: Final = 0.8
_BESIDE: Final = 0.6

_CHUNK: Final = 512
"""Pairs that go through the trees at once: what they need fits into the processor's cache then."""

_LEAVES: Final = 16
"""Leaves of a tree at most, a bit each."""

_TOGETHER: Final = 64
"""Rows of a table at most, where features share one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the trees ask of some features, worked out for each way that these can be answered.

    Attributes:
        features: The features, each with all limits that it is compared with, in ascending order.
        left: For each combination of the limits exceeded (how many of the first feature's, and so on; the first one's
            changes fastest) and each tree, a bit for every leaf that may still be reached.
    """

    features: tuple[tuple[int, npt.NDArray[np.float32]], ...]
    left: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Forest:
    """Decision trees, all walked at once: each answer strikes out leaves, and the first that is left is the tree's.

    After Lucchese et al., QuickScorer (SIGIR 2015), with the answers to a feature looked up in a table.

    Attributes:
        asked: What is asked, feature by feature.
        values: For each tree, the log-odds that its leaves add, from left to right.
    """

    asked: tuple[Asked, ...]
    values: npt.NDArray[np.float64]

    def __call__(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """What the trees add up to for each row of features."""
        total = np.zeros(len(values))
        for first in range(0, len(values), _CHUNK):
            part = np.ascontiguousarray(values[first : first + _CHUNK].T)
            left = np.full((part.shape[1], len(self.values)), _ALL, np.uint16)
            here = np.empty_like(left)
            for asked in self.asked:
                row, step = np.zeros(part.shape[1], np.intp), 1
                for feature, limits in asked.features:
                    row += np.searchsorted(limits, part[feature]) * step
                    step *= len(limits) + 1
                np.take(asked.left, row, axis=0, out=here, mode="clip")
                left &= here
            leaf = _FIRST[left] + np.arange(0, self.values.size, _LEAVES)
            total[first : first + _CHUNK] = self.values.ravel()[leaf].sum(axis=1)
        return total


_ALL: Final = (1 << _LEAVES) - 1
_FIRST: Final = np.array([0] + [(bits & -bits).bit_length() - 1 for bits in range(1, _ALL + 1)], np.uint8)
"""The first leaf that is left, by bits."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores pairs.

    Attributes:
        version: What the weights are called.
        bias: Log-odds of a pair without any feature.
        weights: Log-odds that each feature adds (``len(FEATURES)``).
        forest: Trees whose values add to that, or None.
        threshold: Log-odds, added up over the events that stand for an incident, from which on an event joins it.
        covered: Scores pairs of reports that both name their outlet, and those within a report with a title or a long
            text; None where all pairs are scored alike.
    """

    version: str
    bias: float
    weights: npt.NDArray[np.float64]
    forest: Forest | None
    threshold: float
    covered: Scorer | None = None

    def __call__(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Log-odds of pairs, within plus and minus :data:`LIMIT`, rounded to four digits; copies have :data:`RETOLD`.

        Args:
            values: Features, n x ``len(FEATURES)``.
        """
        if self.covered is not None:
            here = values[:, _COVERED] == 1
            if here.any():
                found = np.empty(len(values))
                found[here] = self.covered(values[here])
                found[~here] = replace(self, covered=None)(values[~here])
                return found
        # Not a matrix product: its sums, and so their last digits, would depend on how many pairs there are.
        total = self.bias + (values * self.weights).sum(axis=1)
        if self.forest is not None:
            total += self.forest(values)
        rounded: npt.NDArray[np.float64] = np.round(np.clip(total, -LIMIT, LIMIT), 4)
        rounded[retold(values)] = RETOLD
        return rounded


_AT: Final = {name: at for at, name in enumerate(FEATURES)}
_COVERED: Final = _AT["covered"]
_CONTRADICT: Final = [
    at for at, name in enumerate(FEATURES) if name.endswith("_clash") and not name.startswith(("mode", "close"))
]
_COUNTED: Final = [at for at, name in enumerate(FEATURES) if name in {"numbers_clash", "toll_clash"}]
_SOON: Final = float(np.log1p(3.0) / _LATE) + 1e-6
_WITHIN: Final = float(np.log1p(30.0) / _LATE) + 1e-6


def retold(values: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which pairs are one sentence printed twice: word for word, cut short, or with something put before it.

    Their types and triggers are equal, and where these stand, the sentence up to them or what stands beside them. Where
    the wording changed nothing contradicts (of a sentence that was cut: no number), and the reports, which are two, are
    of three days; else of one month. A model that learns from
    reports in different words has seen few copies; what they are need not be learned.

    Args:
        values: Features, n x ``len(FEATURES)``.
    """
    same = (values[:, _AT["type_same"]] == 1) & (values[:, _AT["report_same"]] == 0)
    same &= values[:, _AT["trigger_shared"]] >= _EQUAL
    lag = values[:, _AT["published_apart"]]
    near = values[:, _AT["near_cosine"]]
    there = values[:, _AT["depth_least"]] == values[:, _AT["depth_most"]]
    contained = values[:, _AT["words_contained"]] >= _MOSTLY
    # In the very words of another report, what the coder made of sides and places is no contradiction.
    whole = (values[:, _AT["wording_same"]] == 1) & there & (lag <= _WITHIN)
    cut = (values[:, _AT["opening_same"]] == 1) & contained & (lag <= _SOON)
    cut &= (values[:, _COUNTED] == 0).all(axis=1)
    part = contained & (near >= _BESIDE) & (lag <= _SOON) & (values[:, _CONTRADICT] == 0).all(axis=1)
    told: npt.NDArray[np.bool_] = same & (whole | cut | part)
    return told


def load_scorer(path: Path | None = None) -> Scorer:
    """The pair score.

    Args:
        path: A file of weights; without it, those that ship with multipolar.

    Raises:
        ModelError: The file is missing, damaged or made for other features.
    """
    where = str(path) if path else "linking/weights.json"
    source = path or resources.files("multipolar.linking").joinpath("weights.json")
    try:
        body = json.loads(source.read_text(encoding="utf-8"))
        if body["format"] != _FORMAT:
            raise ValueError(f"format {body['format']!r}")  # noqa: TRY301 - told below, with all else that may be wrong
        scorer = _scorer(body, body)
        return replace(scorer, covered=_scorer(body["covered"], body)) if "covered" in body else scorer
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"the weights cannot be read: {type(error).__name__}: {error}", where=where, mend="reinstall multipolar"
        ) from error


def _scorer(part: dict[str, Any], body: dict[str, Any]) -> Scorer:
    """The score that a part of a weights file gives; version and threshold are those of the file."""
    named, trees = part.get("weights", {}), part.get("trees", ())
    used = set(named) | {name for tree in trees for name in tree["feature"] if name is not None}
    if unknown := sorted(used - set(FEATURES)):
        raise ValueError(f"unknown features {', '.join(unknown)}")
    return Scorer(
        version=str(body["version"]),
        bias=float(part["bias"]),
        weights=np.array([float(named.get(name, 0.0)) for name in FEATURES]),
        forest=_forest(trees) if trees else None,
        threshold=float(body["threshold"]),
    )


def _forest(bodies: Sequence[dict[str, Any]]) -> Forest:
    asked: dict[int, list[tuple[np.float32, int, int]]] = {}
    values = np.zeros((len(bodies), _LEAVES))
    for tree, body in enumerate(bodies):
        added, questions = _walked(body)
        if len(added) > _LEAVES:
            raise ValueError(f"a tree has more than {_LEAVES} leaves")
        values[tree, : len(added)] = added
        for name, limit, below in questions:
            asked.setdefault(_AT[name], []).append((limit, tree, _ALL & ~below))
    return Forest(tuple(_tables(asked, len(bodies))), values)


def _walked(body: dict[str, Any]) -> tuple[list[float], list[tuple[str, np.float32, int]]]:
    """A tree's leaves from left to right, and its questions: feature, limit, and the bits of the leaves up to it."""
    added: list[float] = []
    questions: list[tuple[str, np.float32, int]] = []

    def walk(at: int) -> int:
        name = body["feature"][at]
        if name is None:
            added.append(float(body["value"][at]))
            return 1 << (len(added) - 1)
        left, right = body["left"][at], body["right"][at]
        if not (at < left < len(body["feature"]) and at < right < len(body["feature"])):
            raise ValueError("a tree's nodes are not in order")
        below = walk(left)
        questions.append((name, np.float32(body["threshold"][at]), below))
        return below | walk(right)

    walk(0)
    return added, questions


def _tables(asked: dict[int, list[tuple[np.float32, int, int]]], trees: int) -> Iterator[Asked]:
    """Tables of what is asked; features of few limits share one."""
    group: list[Asked] = []
    rows = 1
    for feature, questions in sorted(asked.items(), key=lambda item: (len({limit for limit, *_ in item[1]}), item[0])):
        limits = np.array(sorted({limit for limit, *_ in questions}), np.float32)
        left = np.full((len(limits) + 1, trees), _ALL, np.uint16)
        for limit, tree, stays in questions:
            left[int(np.searchsorted(limits, limit)) + 1 :, tree] &= np.uint16(stays)
        if group and rows * len(left) > _TOGETHER:
            yield _joined(group)
            group, rows = [], 1
        group.append(Asked(((feature, limits),), left))
        rows *= len(left)
    if group:
        yield _joined(group)


def _joined(group: Sequence[Asked]) -> Asked:
    left = group[0].left
    for other in group[1:]:
        left = (other.left[:, None, :] & left[None, :, :]).reshape(-1, left.shape[1])
    return Asked(tuple(feature for one in group for feature in one.features), left)
