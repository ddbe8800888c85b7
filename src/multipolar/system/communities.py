"""Communities of a signed network: local moving and refinement (Leiden) on signed modularity.

Quality, with positive weights ``w+`` and absolute negative weights ``w-``, their row sums ``k`` and totals ``2m``
(Gómez, Jensen and Arenas 2009, Phys. Rev. E 80, 016114; with a resolution for each sign, Traag and Bruggeman 2009,
Phys. Rev. E 80, 036115)::

    Q = 1 / (2m+ + 2m-) * sum over i, j of the same community of
        (w+_ij - g+ * k+_i k+_j / 2m+) - (w-_ij - g- * k-_i k-_j / 2m-)

Friends are to be together more than chance would have it, enemies less. With ``g- = 1`` (Gómez) two states that each
have many enemies, but not each other, gain from being together: it makes blocs of those who are merely at odds with
many. We take ``g- = 0``: a negative tie inside is a plain penalty, and having the same enemy is no friendship. Without
negative ties either is Newman's modularity. Quality is raised by moving single nodes, by refining each community from
single nodes up so that what is merged holds together, and by doing the same with the refined communities as nodes
(Traag, Waltman and van Eck 2019, Sci. Rep. 9, 5233). Should the members of a community not be connected by positive
ties, it is split at the end into those that are.

Everything works on one dense matrix (nodes by nodes), which for the few hundred states that there are is the fastest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

__all__ = [
    "Partition",
    "Significance",
    "climb",
    "dealt",
    "detect",
    "modularity_matrix",
    "positive_parts",
    "rewired",
    "signed_modularity",
    "significance",
]

_EPSILON: Final = 1e-12
_SWEEPS: Final = 100
"""Rounds of local moving after which it is broken off; it takes fewer than ten."""

_ROUNDS: Final = 10
"""Times that a division is improved by starting over from it; two or three do."""

_GREED: Final = 0.01
"""Randomness of refining, in units of the mean gain: small is nearly greedy."""

_SWAPS: Final = 10
"""Swaps tried for each tie when a network is rewired; ten mix it well (Milo et al. 2003, cond-mat/0312028)."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A division into communities.

    Attributes:
        labels: Community of each node, numbered from 0 by falling size, then by lowest node.
        quality: Signed modularity.
    """

    labels: npt.NDArray[np.int64] = field(repr=False)
    quality: float

    @property
    def communities(self) -> list[npt.NDArray[np.int64]]:
        """Nodes of each community."""
        return [np.flatnonzero(self.labels == label) for label in range(int(self.labels.max(initial=-1)) + 1)]


@dataclass(frozen=True, slots=True)
class Significance:
    """How a quality compares with that of networks in which chance has dealt out part of what makes it.

    Attributes:
        value: Quality found, by the procedure that the shuffled networks went through too.
        expected: Mean of the shuffled.
        low: Their 2.5 % quantile.
        high: Their 97.5 % quantile.
        p_value: ``(1 + those as good or better) / (1 + all)``.
    """

    value: float
    expected: float
    low: float
    high: float
    p_value: float


def modularity_matrix(
    weights: npt.NDArray[np.float64], *, resolution: float = 1.0, negative_resolution: float = 0.0
) -> npt.NDArray[np.float64]:
    """What each pair adds to the quality when it is together, before the division by the total.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        resolution: ``g+``; above 1 favours smaller communities.
        negative_resolution: ``g-``; 0 is a plain penalty, 1 the measure of Gómez and others.
    """
    matrix = weights.astype(np.float64).copy()
    for sign, factor in ((1.0, resolution), (-1.0, negative_resolution)):
        layer = np.maximum(sign * weights, 0.0)
        strength = layer.sum(axis=1)
        total = strength.sum()
        if total > 0:
            matrix -= sign * factor * np.outer(strength, strength) / total
    return matrix


def signed_modularity(
    weights: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    *,
    resolution: float = 1.0,
    negative_resolution: float = 0.0,
) -> float:
    """Quality of a division; 0 for a network without ties.

    Args:
        weights: Signed weights, symmetric, nodes by nodes.
        labels: Community of each node.
        resolution: As for :func:`modularity_matrix`.
        negative_resolution: Likewise.
    """
    matrix = modularity_matrix(weights, resolution=resolution, negative_resolution=negative_resolution)
    return _quality(matrix, labels, float(np.abs(weights).sum()))


def _quality(matrix: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], total: float) -> float:
    if total <= 0:
        return 0.0
    return float(matrix[labels[:, None] == labels[None, :]].sum() / total)


def detect(
    weights: npt.NDArray[np.float64],
    *,
    resolution: float = 1.0,
    starts: int = 10,
    seed: int = 0,
    initial: npt.NDArray[np.int64] | None = None,
) -> Partition:
    """The best division that several runs find. The same arguments give the same division.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        resolution: As for :func:`modularity_matrix`.
        starts: Runs, each in another random order.
        seed: Seed of the orders.
        initial: Division to start from instead of single nodes.
    """
    nodes = len(weights)
    if nodes == 0:
        return Partition(np.zeros(0, dtype=np.int64), 0.0)
    matrix, total = modularity_matrix(weights, resolution=resolution), float(np.abs(weights).sum())
    positive = weights > 0
    first = np.arange(nodes) if initial is None else _numbered(initial)
    best: Partition | None = None
    for start in range(max(1, starts)):
        rng = np.random.default_rng([seed, start])
        labels, quality = first, _quality(matrix, first, total)
        for _ in range(_ROUNDS):
            found = _leiden(matrix, labels, rng)
            better = _quality(matrix, found, total)
            if better <= quality + _EPSILON:
                break
            labels, quality = found, better
        labels = _numbered(positive_parts(positive, labels))
        quality = _quality(matrix, labels, total)
        if best is None or quality > best.quality + _EPSILON:
            best = Partition(labels, quality)
    return best if best is not None else Partition(first, 0.0)


def positive_parts(positive: npt.NDArray[np.bool_], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The division with each community cut into the parts that positive ties connect.

    Args:
        positive: Whether two nodes have a positive tie, symmetric.
        labels: Community of each node.
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - heavy
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - heavy

    inside = positive & (labels[:, None] == labels[None, :])
    return np.asarray(connected_components(csr_matrix(inside), directed=False)[1], dtype=np.int64)


def _numbered(labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The same division, numbered from 0 by falling size, then by lowest node."""
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[inverse]


# --- The algorithm ---------------------------------------------------------------------------------------------------


def _leiden(
    matrix: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Move, refine, aggregate, until nothing changes. ``matrix`` need not be of a network: only sums of it count."""
    nodes = np.arange(len(matrix))
    while True:
        labels = _move(matrix, labels, rng)
        communities = int(labels.max()) + 1
        if communities == len(matrix):
            return labels[nodes]
        refined = _refine(matrix, labels, rng)
        size = int(refined.max()) + 1
        if size == len(matrix):
            # Nothing holds together within the communities: they are the nodes of the next round themselves.
            refined, size = labels, communities
        matrix = _joined(matrix[None], refined[None], size)[0]
        above = np.zeros(size, dtype=np.int64)
        above[refined] = labels
        nodes, labels = refined[nodes], above


def _joined(matrices: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.float64]:
    """Matrices with the nodes of each community added up into one (no BLAS: its threads fight for busy cores)."""
    count = len(matrices)
    base = (np.arange(count)[:, None] * size + labels)[:, :, None] * size
    at = base + labels[:, None, :]
    return _summed(at, matrices, count * size * size).reshape(count, size, size)


def _summed(at: npt.NDArray[np.int64], values: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.bincount(at.ravel(), weights=values.ravel(), minlength=size), dtype=np.float64)


def _move(
    matrix: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Move single nodes to where they gain most, until none gains; communities are numbered from 0 without gaps."""
    labels = labels.copy()
    size = len(matrix)
    loops = matrix.diagonal()
    for _ in range(_SWEEPS):
        moved = False
        for node in rng.permutation(size):
            own = labels[node]
            gain = np.bincount(labels, weights=matrix[node], minlength=size)
            stay = gain[own] - loops[node]
            gain[own] = stay
            best = int(gain.argmax())
            if gain[best] > stay + _EPSILON and gain[best] > -_EPSILON:
                labels[node] = best
                moved = True
            elif stay < -_EPSILON:  # better alone: an empty community has a sum of 0
                labels[node] = int(np.setdiff1d(np.arange(size), labels, assume_unique=False)[0])
                moved = True
        if not moved:
            break
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _refine(
    matrix: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Build each community anew from single nodes, merging only what is held by the rest of the community."""
    refined = np.arange(len(matrix))
    scale = float(np.abs(matrix).mean()) * _GREED + _EPSILON
    for label in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == label)
        if len(members) == 1:
            continue
        inner = matrix[np.ix_(members, members)].copy()
        np.fill_diagonal(inner, 0.0)
        groups = np.arange(len(members))
        held = inner.sum(axis=1)  # of each group, to the rest of the community
        alone = np.ones(len(members), dtype=bool)
        for node in rng.permutation(len(members)):
            if not alone[node] or held[node] < -_EPSILON:
                continue
            gain = np.bincount(groups, weights=inner[node], minlength=len(members))
            gain[node] = 0.0  # staying alone
            fits = np.flatnonzero((gain > _EPSILON) & (held >= -_EPSILON))
            if len(fits) == 0:
                continue
            odds = np.exp((gain[fits] - gain[fits].max()) / scale)
            target = int(rng.choice(fits, p=odds / odds.sum()))
            held[target] += held[node] - 2 * gain[target]
            groups[node] = target
            alone[node] = alone[target] = False
        refined[members] = members[groups]
    return np.unique(refined, return_inverse=True)[1].astype(np.int64)


def climb(matrices: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Divide many networks at once: always the best move of a node, then of whole communities, then of nodes again.

    Weaker than :func:`detect` and, for a hundred networks, many times faster: for comparing networks by the same
    measure, and for following a division that is known already.

    Args:
        matrices: From :func:`modularity_matrix`, networks by nodes by nodes.
        labels: Communities to start from, 0 to nodes - 1, networks by nodes.

    Returns:
        Communities, networks by nodes.
    """
    count, size, _ = matrices.shape
    labels = _ascend(matrices, labels)
    above = _ascend(_joined(matrices, labels, size), np.tile(np.arange(size), (count, 1)))
    return _ascend(matrices, np.take_along_axis(above, labels, axis=1))


def _ascend(matrices: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """In each network make the best move of a single node, until none gains."""
    count, size, _ = matrices.shape
    labels = labels.copy()
    matrices = matrices.copy()
    everyone = np.arange(size)
    matrices[:, everyone, everyone] = 0.0
    # Of each node, to each community.
    at = (np.arange(count * size).reshape(count, size, 1) * size) + labels[:, None, :]
    sums = _summed(at, matrices, count * size * size).reshape(matrices.shape)
    active = np.arange(count)
    for _ in range(_SWEEPS * size):
        stay = sums[active[:, None], everyone, labels[active]]
        gains = (sums[active] - stay[:, :, None]).reshape(len(active), size * size)
        best = gains.argmax(axis=1)
        going = gains[np.arange(len(active)), best] > _EPSILON
        active, best = active[going], best[going]
        if len(active) == 0:
            break
        node, target = np.divmod(best, size)
        column = matrices[active, :, node]
        sums[active, :, labels[active, node]] -= column
        sums[active, :, target] += column
        labels[active, node] = target
    return labels


# --- Chance ----------------------------------------------------------------------------------------------------------


def rewired(weights: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A random network in which each node has as many positive and as many negative ties as here.

    Two ties of the same sign swap an end, many times over (Maslov and Sneppen 2002, Science 296, 910); each carries its
    weight along, so that strengths stay about the same too.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        rng: Where chance comes from.
    """
    left, right = (ends.tolist() for ends in np.nonzero(np.triu(weights)))
    size = len(weights)
    taken = {a * size + b for a, b in zip(left, right, strict=True)}
    values = weights[left, right]
    for sign in (1, -1):
        ties = np.flatnonzero(np.sign(values) == sign)
        if len(ties) < 2:  # noqa: PLR2004 - a swap takes two
            continue
        picks = rng.integers(0, len(ties), (_SWAPS * len(ties), 2))
        flips = rng.random(len(picks)) < 0.5  # noqa: PLR2004 - either end
        for (x, y), flip in zip(ties[picks].tolist(), flips.tolist(), strict=True):
            a, b, c, d = left[x], right[x], left[y], right[y]
            if flip:
                c, d = d, c
            if a == d or c == b or x == y:
                continue
            one = a * size + d if a < d else d * size + a
            two = c * size + b if c < b else b * size + c
            if one in taken or two in taken or one == two:
                continue
            taken -= {left[x] * size + right[x], left[y] * size + right[y]}
            taken |= {one, two}
            left[x], right[x] = divmod(one, size)
            left[y], right[y] = divmod(two, size)
    result = np.zeros_like(weights)
    result[left, right] = values
    return result + result.T


def dealt(weights: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """The same ties with their signed weights dealt out anew: each node keeps its degree, not its friends.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        rng: Where chance comes from.
    """
    left, right = np.nonzero(np.triu(weights))
    result = np.zeros_like(weights)
    result[left, right] = rng.permutation(weights[left, right])
    return result + result.T


def significance(
    weights: npt.NDArray[np.float64],
    *,
    null: Callable[[npt.NDArray[np.float64], np.random.Generator], npt.NDArray[np.float64]] = rewired,
    resolution: float = 1.0,
    shuffles: int = 100,
    seed: int = 0,
) -> Significance:
    """Whether the network divides better than chance would have it.

    The qualities compared are those that :func:`climb` reaches from single nodes, for this network as for the others.

    Args:
        weights: Signed weights, symmetric, nodes by nodes, no loops.
        null: What chance is: :func:`dealt` asks whether friends and enemies fall into blocs, given who deals with whom;
            :func:`rewired` whether who deals with whom does too, given how many friends and enemies each has.
        resolution: As for :func:`modularity_matrix`.
        shuffles: Random networks.
        seed: Seed of chance.
    """
    rng = np.random.default_rng([seed, 1])
    networks = np.stack([weights, *(null(weights, rng) for _ in range(shuffles))])
    matrices = np.stack([modularity_matrix(network, resolution=resolution) for network in networks])
    labels = climb(matrices, np.tile(np.arange(len(weights)), (len(networks), 1)))
    total = float(np.abs(weights).sum())
    value, *rest = (_quality(matrix, found, total) for matrix, found in zip(matrices, labels, strict=True))
    if not rest:
        return Significance(value, float("nan"), float("nan"), float("nan"), float("nan"))
    chance = np.array(rest)
    low, high = np.quantile(chance, [0.025, 0.975])
    reached = int((chance >= value - _EPSILON).sum())
    return Significance(value, float(chance.mean()), float(low), float(high), (1 + reached) / (1 + shuffles))
