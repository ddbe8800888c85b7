"""The pair score: how likely two events are one happening, from their features, by weights that ship with the package.

``weights.json`` holds either a logistic model or boosted trees; both give log-odds and are worked out with numpy
alone, feature by feature, so that a pair scores alike in whatever company it is scored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import ModelError
from multipolar.linking.features import FEATURES
from multipolar.linking.features import LATE as _LATE

if TYPE_CHECKING:
    from collections.abc import Sequence
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

_CHUNK: Final = 1024
"""Pairs that go through the trees at once: what they need fits into the processor's cache then."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Decision trees as arrays, all in one: node i asks whether ``feature[i]`` is at most ``threshold[i]``.

    A leaf asks what is always so, and leads to itself.

    Attributes:
        feature: The feature asked for.
        threshold: What it is compared with.
        child: Where to go: entry 2i if it is more, entry 2i + 1 if not.
        value: Of a leaf, the log-odds that it adds.
        roots: The first node of each tree.
        depth: Steps from a root to the farthest leaf.
    """

    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]
    child: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    roots: npt.NDArray[np.int32]
    depth: int

    def __call__(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """What the trees add up to for each row of features."""
        width = values.shape[1]
        total = np.zeros(len(values))
        for first in range(0, len(values), _CHUNK):
            part = np.ascontiguousarray(values[first : first + _CHUNK])
            flat = part.ravel()
            starts = (np.arange(len(part), dtype=np.int32) * width)[:, None]
            node = np.broadcast_to(self.roots, (len(part), len(self.roots)))
            for _ in range(self.depth):
                below = flat[starts + self.feature[node]] <= self.threshold[node]
                node = self.child[2 * node + below]
            total[first : first + _CHUNK] = self.value[node].sum(axis=1)
        return total


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores pairs.

    Attributes:
        version: What the weights are called.
        bias: Log-odds of a pair without any feature.
        weights: Log-odds that each feature adds (``len(FEATURES)``).
        forest: Trees whose values add to that, or None.
        threshold: Mean log-odds from which on an event joins an incident.
    """

    version: str
    bias: float
    weights: npt.NDArray[np.float64]
    forest: Forest | None
    threshold: float

    def __call__(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Log-odds of pairs, within plus and minus :data:`LIMIT`, rounded to four digits; copies have :data:`RETOLD`.

        Args:
            values: Features, n x ``len(FEATURES)``.
        """
        # Not a matrix product: its sums, and so their last digits, would depend on how many pairs there are.
        total = self.bias + (values * self.weights).sum(axis=1)
        if self.forest is not None:
            total += self.forest(values)
        rounded: npt.NDArray[np.float64] = np.round(np.clip(total, -LIMIT, LIMIT), 4)
        rounded[retold(values)] = RETOLD
        return rounded


_AT: Final = {name: at for at, name in enumerate(FEATURES)}
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
        named = body.get("weights", {})
        forest = _forest(body["trees"]) if body.get("trees") else None
        used = set(named) | {name for tree in body.get("trees", ()) for name in tree["feature"] if name is not None}
        if unknown := sorted(used - set(FEATURES)):
            raise ValueError(f"unknown features {', '.join(unknown)}")  # noqa: TRY301 - as above
        return Scorer(
            version=str(body["version"]),
            bias=float(body["bias"]),
            weights=np.array([float(named.get(name, 0.0)) for name in FEATURES]),
            forest=forest,
            threshold=float(body["threshold"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"the weights cannot be read: {type(error).__name__}: {error}", where=where, mend="reinstall multipolar"
        ) from error


def _forest(bodies: Sequence[dict[str, Any]]) -> Forest:
    names = {name: at for at, name in enumerate(FEATURES)}
    feature: list[int] = []
    threshold: list[float] = []
    child: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    deepest = 0
    for body in bodies:
        root = len(feature)
        roots.append(root)
        depths = [0] * len(body["feature"])
        columns = (body[name] for name in ("feature", "threshold", "left", "right", "value"))
        for at, (name, limit, left, right, adds) in enumerate(zip(*columns, strict=True)):
            leaf = name is None
            feature.append(0 if leaf else names.get(name, -1))
            threshold.append(np.inf if leaf else float(limit))
            child += [root + at, root + at] if leaf else [root + right, root + left]
            value.append(float(adds) if leaf else 0.0)
            for below in () if leaf else (left, right):
                if not at < below < len(depths):
                    raise ValueError("a tree's nodes are not in order")
                depths[below] = depths[at] + 1
        deepest = max(deepest, *depths)
    return Forest(
        np.array(feature, np.int32),
        np.array(threshold, np.float32),
        np.array(child, np.int32),
        np.array(value, np.float64),
        np.array(roots, np.int32),
        deepest,
    )
