"""Structural balance: do friends of friends get on, and how many ties would have to change for two clean camps?

A triad is balanced if the product of its signs is positive: all three friends, or two friends with a common enemy
(Heider 1946; Cartwright and Harary 1956, Psychol. Rev. 63, 277). Weak balance (Davis 1967) allows three mutual enemies
as well, and then more than two camps. The share of balanced triads counts each as one; weighted, a triad counts with
the geometric mean of its three absolute weights (its intensity, Onnela et al. 2005, Phys. Rev. E 71, 065103).

The frustration index is the least number (or weight) of ties that are at odds with a division into two camps:
positive ones between the camps, negative ones within (Harary 1959; Aref and Wilson 2019, J. Complex Networks 7, 163).
Finding it is NP-hard: small networks are searched through, larger ones get the best of many searches and a bound from
below, so that the truth lies between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = [
    "EXACT_NODES",
    "Balance",
    "Frustration",
    "Triads",
    "balance_by_chance",
    "frustration",
    "leading_vector",
    "triads",
]

EXACT_NODES: Final = 18
"""Nodes up to which every division into two camps is looked at (after what cannot be frustrated is cut off)."""

_STARTS: Final = 30
"""Searches at a time."""

_KICKS: Final = 4
"""Times that searching goes on from the best found so far, with some nodes moved."""

_EPSILON: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Triads:
    """Triads of a signed network.

    Attributes:
        friends: Three positive ties.
        common_enemy: One positive, two negative.
        mixed: Two positive, one negative: the unbalanced kind.
        enemies: Three negative.
        balanced: Share of balanced triads, not a number without triads.
        balanced_weighted: The same, each counting with its intensity.
        weakly_balanced: Share of those that weak balance allows.
    """

    friends: int
    common_enemy: int
    mixed: int
    enemies: int
    balanced: float
    balanced_weighted: float
    weakly_balanced: float

    @property
    def total(self) -> int:
        """Number of triads."""
        return self.friends + self.common_enemy + self.mixed + self.enemies


@dataclass(frozen=True, slots=True)
class Frustration:
    """How far from two clean camps a network is.

    Attributes:
        value: Weight (or number) of ties at odds with the best division found.
        low: What it is at least.
        share: ``value`` by the weight (or number) of all ties, not a number without ties.
        share_low: ``low`` likewise.
        exact: Whether ``value`` is known to be the least.
    """

    value: float
    low: float
    share: float
    share_low: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What the share of balanced triads would be if the same ties had their signs dealt out by chance.

    Attributes:
        expected: Mean share over the shuffled.
        low: 2.5 % quantile.
        high: 97.5 % quantile.
        p_value: ``(1 + shuffles at least as balanced) / (1 + shuffles)``.
    """

    expected: float
    low: float
    high: float
    p_value: float


def triads(weights: npt.NDArray[np.float64]) -> Triads:
    """Count the triads of a network by their signs.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
    """
    return _counted(_closed(weights))


def _closed(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The three weights of each triad, triads by 3."""
    ties = _triangles(weights)
    left, right = np.nonzero(np.triu(weights))
    return np.asarray(weights[left, right][ties], dtype=np.float64)


def _triangles(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Numbers of the ties of each triad, in the order of ``np.nonzero(np.triu(weights))``; triads by 3."""
    tied = np.triu(weights) != 0
    number = np.full(weights.shape, -1)
    number[tied] = np.arange(int(tied.sum()))
    left, right = np.nonzero(tied)
    third = tied[left] & tied[right]  # further nodes of a triad, each triad once as a < b < c
    tie, c = np.nonzero(third)
    return np.stack([tie, number[left[tie], c], number[right[tie], c]], axis=1).astype(np.int64)


def _counted(closed: npt.NDArray[np.float64]) -> Triads:
    negative = (closed < 0).sum(axis=1)
    friends, mixed, common, enemies = (int((negative == kind).sum()) for kind in range(4))
    total = len(closed)
    amount = np.cbrt(np.abs(closed).prod(axis=1))
    balanced = negative % 2 == 0
    return Triads(
        friends,
        common,
        mixed,
        enemies,
        (friends + common) / total if total else float("nan"),
        float(amount[balanced].sum() / amount.sum()) if total else float("nan"),
        (total - mixed) / total if total else float("nan"),
    )


def balance_by_chance(
    weights: npt.NDArray[np.float64], *, shuffles: int = 100, seed: int = 0, weighted: bool = False
) -> Balance:
    """Deal the signed weights out anew over the same ties, and see how balanced that is.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        shuffles: How often.
        seed: Seed of chance.
        weighted: Whether triads count with their intensity.
    """

    def share(found: Triads) -> float:
        return found.balanced_weighted if weighted else found.balanced

    ties = _triangles(weights)
    values = weights[np.nonzero(np.triu(weights))]
    value = share(_counted(values[ties]))
    if shuffles == 0 or np.isnan(value):
        return Balance(float("nan"), float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng([seed, 2])
    found = np.array([share(_counted(rng.permutation(values)[ties])) for _ in range(shuffles)])
    low, high = np.quantile(found, [0.025, 0.975])
    reached = int((found >= value - _EPSILON).sum())
    return Balance(float(found.mean()), float(low), float(high), (1 + reached) / (1 + shuffles))


# --- Frustration -----------------------------------------------------------------------------------------------------


def frustration(weights: npt.NDArray[np.float64], *, weighted: bool = False, seed: int = 0) -> Frustration:
    """The least that has to change for two clean camps.

    A tie that lies on no cycle is never frustrated, and frustration adds up over the parts that hang together by single
    nodes (biconnected components): each part is solved on its own, exactly if it has :data:`EXACT_NODES` nodes or
    fewer, or where the bound meets what is found.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        weighted: Count weights instead of ties.
        seed: Seed of the searches.
    """
    import networkx as nx  # noqa: PLC0415 - heavy

    signed = weights if weighted else np.sign(weights)
    amount = float(np.abs(signed).sum()) / 2
    graph = nx.from_numpy_array(signed != 0)
    value = low = 0.0
    exact = True
    parts = [sorted(part) for part in nx.biconnected_components(graph)]
    for part in sorted(parts):
        if len(part) < 3:  # noqa: PLR2004 - a single tie
            continue
        inner = signed[np.ix_(part, part)]
        if len(part) <= EXACT_NODES:
            found = bound = _least(inner)
        else:
            found, bound = _search(inner, seed), _bound(inner)
            if not weighted:
                bound = float(np.ceil(bound - _EPSILON))
        value, low = value + found, low + bound
        exact = exact and found - bound < _EPSILON
    share, share_low = (x / amount if amount else float("nan") for x in (value, low))
    return Frustration(value, low, share, share_low, exact)


def _least(signed: npt.NDArray[np.float64]) -> float:
    """Look at every division of a small network. Twice the frustrated weight is ``m - x' W x / 2`` (x in -1, 1)."""
    size = len(signed)
    number = np.arange(2 ** (size - 1), dtype=np.int64)
    best = -np.inf
    for chunk in np.array_split(number, max(1, len(number) // 2**14)):
        sides = np.ones((len(chunk), size))
        sides[:, 1:] -= 2.0 * ((chunk[:, None] >> np.arange(size - 1)) & 1)
        best = max(best, float(((sides @ signed) * sides).sum(axis=1).max()))
    return (float(np.abs(signed).sum()) - best) / 4


def _improve(signed: npt.NDArray[np.float64], sides: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Move nodes to the other camp, always the one that helps most, until none does.

    Args:
        signed: Signed weights.
        sides: Camps to start from, -1 or 1, searches by nodes.
    """
    sides = sides.copy()
    fields = sides @ signed
    active = np.arange(len(sides))
    for _ in range(10 * len(signed)):
        gains = -sides[active] * fields[active]
        node = gains.argmax(axis=1)
        going = gains[np.arange(len(active)), node] > _EPSILON
        active, node = active[going], node[going]
        if len(active) == 0:
            break
        fields[active] -= 2 * sides[active, node][:, None] * signed[node]
        sides[active, node] *= -1
    return sides


def leading_vector(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The eigenvector of the largest eigenvalue of a symmetric matrix, its largest entry positive."""
    from scipy.sparse.linalg import eigsh  # noqa: PLC0415 - heavy

    size = len(matrix)
    if size < 4 or not matrix.any():  # noqa: PLR2004 - too small for the iteration
        vector = np.linalg.eigh(matrix)[1][:, -1] if size else np.zeros(0)
    else:
        start = np.random.default_rng(0).random(size)
        vector = eigsh(matrix, k=1, which="LA", v0=start, tol=1e-9)[1][:, 0]
    top = vector[np.abs(vector).argmax()] if size else 1.0
    return np.asarray(vector * np.sign(top), dtype=np.float64)


def _best_sides(signed: npt.NDArray[np.float64], seed: int) -> tuple[npt.NDArray[np.float64], float]:
    """Best of many searches: from the leading eigenvector, from chance, then by kicking the best so far."""
    rng = np.random.default_rng([seed, 3])
    size = len(signed)
    leading = leading_vector(signed)
    starts = rng.choice([-1.0, 1.0], (_STARTS, size))
    starts[0] = np.where(leading >= 0, 1.0, -1.0)
    best, score = starts[0], -np.inf
    for _ in range(_KICKS + 1):
        sides = _improve(signed, starts)
        reached = ((sides @ signed) * sides).sum(axis=1)
        top = int(reached.argmax())
        if reached[top] > score + _EPSILON:
            best, score = sides[top], float(reached[top])
        starts = np.where(rng.random((_STARTS, size)) < 0.15, -best, best)  # noqa: PLR2004 - most stay where they are
    return best, score


def _search(signed: npt.NDArray[np.float64], seed: int) -> float:
    return (float(np.abs(signed).sum()) - _best_sides(signed, seed)[1]) / 4


def _bound(signed: npt.NDArray[np.float64]) -> float:
    """Frustration is at least the weight of unbalanced triads that share no tie, and at least the spectral bound.

    The signed Laplacian ``L = D - W`` has ``x' L x = 4 f`` for camps x of frustration f, and ``x' x = n``, so that
    ``f >= n * least eigenvalue / 4``. The triads are packed greedily, each taking what is left of its lightest tie.
    """
    size = len(signed)
    laplacian = np.diag(np.abs(signed).sum(axis=1)) - signed
    spectral = size * max(0.0, float(np.linalg.eigvalsh(laplacian)[0])) / 4
    sign, left = np.sign(signed), np.abs(signed).copy()
    packed = 0.0
    for a, b in zip(*np.nonzero(np.triu(signed)), strict=True):
        others = np.flatnonzero((sign[a] * sign[b] * sign[a, b] < 0) & (left[a] > 0) & (left[b] > 0))
        for c in others:
            amount = min(left[a, b], left[a, c], left[b, c])
            if amount <= 0:
                continue
            packed += amount
            for x, y in ((a, b), (a, c), (b, c)):
                left[x, y] -= amount
                left[y, x] -= amount
    return max(spectral, packed)
