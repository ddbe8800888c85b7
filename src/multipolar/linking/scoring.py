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

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["LIMIT", "Scorer", "load_scorer"]

LIMIT: Final = 6.0
"""Log-odds beyond which a pair is as sure as can be: one certain pair must not outvote several doubtful ones."""

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree as arrays: node i asks whether ``feature[i]`` is at most ``threshold[i]``; leaves have -1."""

    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    depth: int


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores pairs.

    Attributes:
        version: What the weights are called.
        bias: Log-odds of a pair without any feature.
        weights: Log-odds that each feature adds (``len(FEATURES)``).
        trees: Trees whose values add to that.
        threshold: Mean log-odds from which on an event joins an incident.
    """

    version: str
    bias: float
    weights: npt.NDArray[np.float64]
    trees: tuple[Tree, ...]
    threshold: float

    def __call__(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Log-odds of pairs, within plus and minus :data:`LIMIT`, rounded to four digits.

        Args:
            values: Features, n x ``len(FEATURES)``.
        """
        # Not a matrix product: its sums, and so their last digits, would depend on how many pairs there are.
        total = self.bias + (values * self.weights).sum(axis=1)
        for tree in self.trees:
            node = np.zeros(len(values), np.int32)
            rows = np.arange(len(values))
            for _ in range(tree.depth):
                feature = tree.feature[node]
                below = values[rows, np.maximum(feature, 0)] <= tree.threshold[node]
                node = np.where(feature < 0, node, np.where(below, tree.left[node], tree.right[node]))
            total += tree.value[node]
        rounded: npt.NDArray[np.float64] = np.round(np.clip(total, -LIMIT, LIMIT), 4)
        return rounded


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
        trees = tuple(_tree(tree) for tree in body.get("trees", ()))
        used = set(named) | {name for tree in body.get("trees", ()) for name in tree["feature"] if name is not None}
        if unknown := sorted(used - set(FEATURES)):
            raise ValueError(f"unknown features {', '.join(unknown)}")  # noqa: TRY301 - as above
        return Scorer(
            version=str(body["version"]),
            bias=float(body["bias"]),
            weights=np.array([float(named.get(name, 0.0)) for name in FEATURES]),
            trees=trees,
            threshold=float(body["threshold"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"the weights cannot be read: {type(error).__name__}: {error}", where=where, mend="reinstall multipolar"
        ) from error


def _tree(body: dict[str, Any]) -> Tree:
    names = {name: at for at, name in enumerate(FEATURES)}
    feature = np.array([-1 if name is None else names.get(name, -2) for name in body["feature"]], np.int32)
    left, right = (np.array(body[side], np.int32) for side in ("left", "right"))
    depths = [0] * len(feature)
    for at in range(len(feature)):
        if feature[at] != -1:
            for child in (left[at], right[at]):
                if not at < child < len(feature):
                    raise ValueError("a tree's nodes are not in order")
                depths[child] = depths[at] + 1
    return Tree(
        feature,
        np.array(body["threshold"], np.float32),
        left,
        right,
        np.array(body["value"], np.float64),
        max(depths),
    )
