"""The numbers of one network: matrices, blocs, who carries them, and what of it holds when incidents are redrawn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.system.common import LEVELS
from multipolar.system.communities import Partition, climb, detect, modularity_matrix, positive_parts
from multipolar.system.ties import TieOptions, signed_weight

if TYPE_CHECKING:
    import numpy.typing as npt

    from multipolar.system.ties import Pairs

__all__ = [
    "ENOUGH_INCIDENTS",
    "ENOUGH_TIES",
    "Bloc",
    "Draw",
    "Structure",
    "StructureOptions",
    "build",
    "draws",
    "share_intervals",
    "support",
]

ENOUGH_INCIDENTS: Final = 20
"""Incidents below which a network gives no figures."""

ENOUGH_TIES: Final = 10
"""Ties in the structure below which it gives no blocs and no balance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureOptions(TieOptions):
    """What counts as a tie, and how structure is looked for.

    Attributes:
        min_incidents: Incidents of a pair (what is left of them by decay) from which on it is part of the structure;
            one alone may be a slip.
        resolution: Above 1 favours smaller blocs.
        min_bloc: Members from which on a community is called a bloc.
        level: Share of resamples that an interval holds.
        replicates: Resamples of the incidents.
        shuffles: Random networks that structure is compared with.
        seed: Seed of all chance.
    """

    min_incidents: int = 2
    resolution: float = 1.0
    min_bloc: int = 3
    level: float = 0.95
    replicates: int = 100
    shuffles: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        TieOptions.__post_init__(self)  # slotted dataclasses lose the class that super() looks for
        for name, value, least in (
            ("min_incidents", self.min_incidents, 1),
            ("min_bloc", self.min_bloc, 2),
            ("replicates", self.replicates, 0),
            ("shuffles", self.shuffles, 0),
            ("seed", self.seed, 0),
        ):
            if value < least:
                raise UsageError(f"{value} is too few", where=name, mend=f"give {least} or more")
        if not self.resolution > 0:
            raise UsageError(f"{self.resolution:g} is no resolution", where="resolution", mend="give a number above 0")
        if not LEVELS[0] <= self.level <= LEVELS[1]:
            raise UsageError(f"{self.level:g} is no level", where="level", mend="give a number such as 0.95")

    @property
    def tails(self) -> tuple[float, float]:
        """The quantiles between which the interval lies."""
        return (1 - self.level) / 2, (1 + self.level) / 2


@dataclass(frozen=True, slots=True)
class Bloc:
    """A community that is large enough to be called a bloc.

    Attributes:
        members: Nodes, first those that have most to do with it and in the world (core times interaction).
        core: Share of the bloc's inner positive weight that each member has a hand in; sums to 1.
        share: Share of all interaction that its members have.
        cohesion: Share of its members' positive weight that stays inside.
        inner_conflict: Share of negative weight in the weight inside.
    """

    members: npt.NDArray[np.int64]
    core: npt.NDArray[np.float64]
    share: float
    cohesion: float
    inner_conflict: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A network as numbers.

    Attributes:
        codes: The nodes.
        positive: Positive sums, nodes by nodes.
        negative: Negative sums.
        count: Incidents of each pair.
        counted: Whether a pair is part of the structure.
        weights: Signed weights of the structure, 0 elsewhere.
        partition: Communities.
        blocs: Communities that are blocs, by falling share of interaction.
        incidents: Incidents between nodes.
    """

    codes: tuple[str, ...]
    positive: npt.NDArray[np.float64] = field(repr=False)
    negative: npt.NDArray[np.float64] = field(repr=False)
    count: npt.NDArray[np.float64] = field(repr=False)
    counted: npt.NDArray[np.bool_] = field(repr=False)
    weights: npt.NDArray[np.float64] = field(repr=False)
    partition: Partition = field(repr=False)
    blocs: tuple[Bloc, ...]
    incidents: int

    @property
    def tied(self) -> npt.NDArray[np.bool_]:
        """Which nodes have a tie in the structure."""
        return np.asarray(self.counted.any(axis=1), dtype=np.bool_)

    @property
    def ties(self) -> int:
        """Ties in the structure."""
        return int(self.counted.sum()) // 2

    @property
    def enough(self) -> bool:
        """Whether there are enough incidents for any figure."""
        return self.incidents >= ENOUGH_INCIDENTS

    @property
    def structured(self) -> bool:
        """Whether there are enough ties for blocs and balance."""
        return self.enough and self.ties >= ENOUGH_TIES

    @property
    def inner(self) -> npt.NDArray[np.float64]:
        """Signed weights of the structure among the nodes that have a tie in it."""
        return self.weights[np.ix_(self.tied, self.tied)]

    @property
    def interaction(self) -> npt.NDArray[np.float64]:
        """All that each node has to do with others: its positive and negative sums."""
        total: npt.NDArray[np.float64] = (self.positive + self.negative).sum(axis=1)
        return total

    def lacking(self) -> str:
        """Why there are no figures, or none on structure; empty where there are."""
        if not self.enough:
            return f"{self.incidents} incidents between actors are too few (at least {ENOUGH_INCIDENTS})"
        if not self.structured:
            return f"{self.ties} ties with several incidents are too few for blocs and balance (at least {ENOUGH_TIES})"
        return ""


def build(pairs: Pairs, options: StructureOptions, *, initial: dict[str, int] | None = None) -> Structure:
    """Matrices, communities and blocs of what the incidents add up to.

    Args:
        pairs: What each incident adds.
        options: How structure is looked for.
        initial: Communities of an earlier time, from which the search starts as well as from nothing.
    """
    positive, negative, count = pairs.sums()
    counted = pairs.left() >= options.min_incidents
    weights = np.where(counted, signed_weight(positive, negative), 0.0)
    # Who has no tie is alone; leaving them out makes everything faster.
    tied = np.flatnonzero(counted.any(axis=1))
    inner = weights[np.ix_(tied, tied)]
    partition = detect(inner, resolution=options.resolution, seed=options.seed)
    if initial:
        fresh = max(initial.values()) + 1
        start = [initial.get(pairs.codes[node], fresh + int(node)) for node in tied]
        other = detect(inner, resolution=options.resolution, seed=options.seed, starts=1, initial=np.array(start))
        partition = max(other, partition, key=lambda found: found.quality)
    labels = np.arange(len(pairs.codes)) + len(tied)
    labels[tied] = partition.labels
    partition = Partition(labels, partition.quality)
    structure = Structure(
        codes=pairs.codes,
        positive=positive,
        negative=negative,
        count=count,
        counted=counted,
        weights=weights,
        partition=partition,
        blocs=(),
        incidents=len(pairs.incidents),
    )
    if not structure.structured:
        return structure
    found = [
        _bloc(weights, structure.interaction, members)
        for members in partition.communities
        if len(members) >= options.min_bloc
    ]
    return replace(structure, blocs=tuple(sorted(found, key=lambda bloc: (-bloc.share, int(bloc.members[0])))))


def _bloc(
    weights: npt.NDArray[np.float64], interaction: npt.NDArray[np.float64], members: npt.NDArray[np.int64]
) -> Bloc:
    inner = weights[np.ix_(members, members)]
    friendly, hostile = np.maximum(inner, 0.0), np.maximum(-inner, 0.0)
    carried = friendly.sum(axis=1)
    order = np.lexsort((members, -carried * interaction[members]))
    outward = np.maximum(weights[members], 0.0).sum()
    within = friendly.sum() + hostile.sum()
    return Bloc(
        members=members[order],
        core=carried[order] / carried.sum(),
        share=float(interaction[members].sum() / interaction.sum()),
        cohesion=float(friendly.sum() / outward) if outward > 0 else 0.0,
        inner_conflict=float(hostile.sum() / within) if within > 0 else 0.0,
    )


# --- Resampling ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draw:
    """The network when its incidents are drawn anew.

    Attributes:
        positive: Positive sums, nodes by nodes.
        negative: Negative sums.
        weights: Signed weights of the structure.
        labels: Communities, followed from those of the network itself.
    """

    positive: npt.NDArray[np.float64]
    negative: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]


def draws(pairs: Pairs, structure: Structure, options: StructureOptions) -> list[Draw]:
    """Draw the incidents anew, with replacement, and follow the communities (bootstrap over incidents).

    Args:
        pairs: What each incident adds.
        structure: The network itself.
        options: How many draws, and how structure is looked for.
    """
    rng = np.random.default_rng([options.seed, 4])
    sums = [pairs.sums(pairs.resample(rng))[:2] for _ in range(options.replicates)]
    if not sums:
        return []
    weights = np.stack([np.where(structure.counted, signed_weight(p, n), 0.0) for p, n in sums])
    labels = np.tile(structure.partition.labels, (len(sums), 1))
    if structure.structured:
        tied = np.flatnonzero(structure.tied)
        inner = weights[:, tied[:, None], tied]
        matrices = np.stack([modularity_matrix(layer, resolution=options.resolution) for layer in inner])
        start = np.unique(labels[0, tied], return_inverse=True)[1]
        found = climb(matrices, np.tile(start, (len(sums), 1)))
        labels[:, tied] = [positive_parts(w > 0, division) for w, division in zip(inner, found, strict=True)]
    return [Draw(p, n, w, found) for (p, n), w, found in zip(sums, weights, labels, strict=True)]


def support(structure: Structure, drawn: list[Draw]) -> list[npt.NDArray[np.float64]]:
    """For each bloc, how often each member is with most of the bloc (by core weight) when incidents are redrawn.

    Args:
        structure: The network itself.
        drawn: From :func:`draws`.
    """
    result = []
    for bloc in structure.blocs:
        if not drawn:
            result.append(np.full(len(bloc.members), np.nan))
            continue
        labels = np.stack([draw.labels[bloc.members] for draw in drawn])
        same = (labels[:, :, None] == labels[:, None, :]).astype(np.float64)
        same[:, np.arange(len(bloc.members)), np.arange(len(bloc.members))] = 0.0
        others = 1.0 - bloc.core
        share = (same @ bloc.core) / np.where(others > 0, others, 1.0)
        result.append((share >= 0.5).mean(axis=0))  # noqa: PLR2004 - most
    return result


def share_intervals(
    structure: Structure, drawn: list[Draw], options: StructureOptions
) -> list[tuple[float | None, float | None]]:
    """For each bloc, between what its members' share of interaction lies when incidents are redrawn.

    Args:
        structure: The network itself.
        drawn: From :func:`draws`.
        options: The level.
    """
    if not drawn:
        return [(None, None)] * len(structure.blocs)
    strengths = np.stack([(draw.positive + draw.negative).sum(axis=1) for draw in drawn])
    shares = strengths / strengths.sum(axis=1, keepdims=True)
    result: list[tuple[float | None, float | None]] = []
    for bloc in structure.blocs:
        low, high = np.quantile(shares[:, bloc.members].sum(axis=1), options.tails)
        result.append((float(low), float(high)))
    return result
