"""Change points: when the traffic between two actors turned from one level to another.

Counts by quad class are taken as Poisson with a rate that is constant between changes, times how much is reported,
with more scatter than Poisson. The best cut of the series under a penalty is found exactly, by optimal partitioning
(Jackson et al. 2005, the recursion that PELT prunes; Killick et al. 2012). The penalty is set so that a series without
any change shows one in a few cases of a hundred. ``docs/system.md`` has the formulas.

The search is our own because the cost knows how much was reported and how much the counts scatter, and in numpy it
takes milliseconds; on the same cost ``ruptures`` finds the same changes, which the tests check.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = [
    "FALSE_ALARMS",
    "Cut",
    "Segmentation",
    "find_changes",
    "partition",
    "penalty_of",
    "scatter_of",
    "segment_cost",
]

FALSE_ALARMS: Final = 0.05
"""Share of series without a change in which one may be found; measured, it is 0 to 6 in a hundred (docs/system.md)."""

_ROUNDS: Final = 12
_LONGEST: Final = 400
"""Periods up to which the best cut is found exactly."""

_TINY: Final = 1e-300
_PLACES: Final = 300
"""Places between which stretches that stand out are looked for; a longer series is looked at in larger steps."""

_CONFIDENCE_DROP: Final = 7.35
"""Drop of the deviance within which 95 % of change points lie: -2 ln(1 - sqrt(0.95)) (Siegmund 1988)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A change.

    Attributes:
        at: First period of the new time.
        low: First period at which it may as well lie (95 %).
        high: Last such period.
        statistic: How much better the series is described with it than without (scaled deviance).
    """

    at: int
    low: int
    high: int
    statistic: float


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A series cut into times of constant rates.

    Attributes:
        edges: First periods of the times, and the number of periods.
        cuts: The changes between them.
        rates: Expected counts at an exposure of 1, times by streams.
        scatter: Dispersion of each stream against Poisson, 1 or more.
        penalty: What a change had to be worth.
    """

    edges: tuple[int, ...]
    cuts: tuple[Cut, ...]
    rates: Floats
    scatter: Floats
    penalty: float


def penalty_of(streams: int, places: int, *, periods: int) -> float:
    """What a change must be worth: exceeded by chance at one of all places in one of twenty series at most.

    Without a change the deviance of a cut, scaled by the scatter, is as many times F as there are streams, because the
    scatter was worked out from the same series (chi-square, if the series were endless); :data:`FALSE_ALARMS` is shared
    out among the places (Bonferroni).

    Args:
        streams: Streams of counts.
        places: Places where a change may be.
        periods: Periods that the scatter is worked out from.
    """
    from scipy.special import fdtri  # noqa: PLC0415 - heavy

    return streams * float(fdtri(streams, max(periods - 2, 1), 1 - FALSE_ALARMS / places))


def segment_cost(counts: Floats, exposure: Floats | float, scatter: Floats) -> Floats:
    """Twice the negative log likelihood of segments at their best rate, without what no cut changes.

    Args:
        counts: Counts in each segment, segments by streams.
        exposure: What was reported in each.
        scatter: Dispersion of each stream.
    """
    seen = np.asarray(exposure, dtype=np.float64).reshape(-1, 1)
    rate = np.maximum(counts, _TINY) / np.maximum(seen, _TINY)  # 0 log 0 is 0
    cost: Floats = (counts * np.log(rate)) @ (-2 / scatter)
    return cost


def partition(counts: Ints, exposure: Floats, *, scatter: Floats, penalty: float, shortest: int) -> tuple[int, ...]:
    """The cut of a series with the least cost plus penalty a change: its edges, 0 and the number of periods included.

    A series of more than :data:`_LONGEST` periods is cut between steps of a few periods; each change is then moved to
    its best place between its neighbours.

    Args:
        counts: Periods by streams.
        exposure: What was reported in each period, 0 or more.
        scatter: Dispersion of each stream.
        penalty: Of each change.
        shortest: Fewest periods between changes.
    """
    periods = len(counts)
    step = -(-periods // _LONGEST)
    if step == 1:
        return _partition(counts, exposure, scatter=scatter, penalty=penalty, shortest=shortest)
    firsts = np.arange(0, periods, step)
    edges = [
        min(step * edge, periods)
        for edge in _partition(
            np.add.reduceat(counts, firsts, axis=0),
            np.add.reduceat(exposure, firsts),
            scatter=scatter,
            penalty=penalty,
            shortest=-(-shortest // step),
        )
    ]
    for number in range(1, len(edges) - 1):
        start, end = edges[number - 1], edges[number + 1]
        places, split = _splits(counts[start:end], exposure[start:end], scatter)
        fits = (places >= shortest) & (places <= end - start - shortest)
        if fits.any():
            edges[number] = start + int(places[fits][np.argmin(split[fits])])
    return tuple(edges)


def _partition(counts: Ints, exposure: Floats, *, scatter: Floats, penalty: float, shortest: int) -> tuple[int, ...]:
    periods = len(counts)
    total = np.vstack([np.zeros((1, counts.shape[1])), np.cumsum(counts, axis=0, dtype=np.float64)])
    seen = np.concatenate([[0.0], np.cumsum(exposure)])
    best = np.full(periods + 1, np.inf)
    best[0] = -penalty
    last = np.zeros(periods + 1, dtype=np.int64)
    for end in range(shortest, periods + 1):
        starts = end - shortest + 1
        cost = best[:starts] + segment_cost(total[end] - total[:starts], seen[end] - seen[:starts], scatter)
        at = int(np.argmin(cost))
        best[end], last[end] = cost[at] + penalty, at
    edges = [periods]
    while edges[-1] > 0:
        edges.append(int(last[edges[-1]]))
    return tuple(reversed(edges))


def _splits(counts: Ints, exposure: Floats, scatter: Floats) -> tuple[Ints, Floats]:
    """All places where a stretch can be cut in two, and the cost of both parts."""
    total = np.vstack([np.zeros((1, counts.shape[1])), np.cumsum(counts, axis=0, dtype=np.float64)])
    seen = np.concatenate([[0.0], np.cumsum(exposure)])
    places = np.arange(1, len(counts))
    split = segment_cost(total[places], seen[places], scatter) + segment_cost(
        total[-1] - total[places], seen[-1] - seen[places], scatter
    )
    return places, split


def scatter_of(counts: Ints, exposure: Floats, edges: tuple[int, ...]) -> Floats:
    """How much more than Poisson each stream scatters around the rates of a segmentation; 1 at least.

    Pearson's dispersion, times the long-run factor for neighbours that are alike (Bartlett weights, Newey & West 1987):
    a month of fighting makes the next one likely too, without any change of the level.

    Args:
        counts: Periods by streams.
        exposure: What was reported in each period.
        edges: The segmentation.
    """
    periods, streams = counts.shape
    expected = np.zeros((periods, streams))
    segment = np.zeros(periods, dtype=np.int64)
    for number, (start, end) in enumerate(pairwise(edges)):
        seen = exposure[start:end].sum()
        segment[start:end] = number
        if seen > 0:
            expected[start:end] = np.outer(exposure[start:end], counts[start:end].sum(axis=0) / seen)
    residual = np.where(expected > 0, (counts - expected) / np.sqrt(np.where(expected > 0, expected, 1.0)), 0.0)
    freedom = np.maximum(periods - (len(edges) - 1), 1)
    variance = np.sum(residual**2, axis=0) / freedom
    lags = int(4 * (periods / 100) ** (2 / 9))
    factor = np.ones(streams)
    for lag in range(1, min(lags, periods - 1) + 1):
        within = (segment[lag:] == segment[:-lag])[:, None]
        together = np.sum(residual[lag:] * residual[:-lag] * within, axis=0) / freedom
        alike = np.divide(together, variance, out=np.zeros(streams), where=variance > 0)
        factor += 2 * (1 - lag / (lags + 1)) * alike
    scatter: Floats = np.maximum(variance * np.maximum(factor, 1.0), 1.0)
    return scatter


def _first_guess(counts: Ints, exposure: Floats, start: int, end: int, shortest: int) -> list[int]:
    """Edges inside a stretch, found by circular binary segmentation (Olshen et al. 2004).

    The stretch whose rates are least like the rest's is tried; the scatter that it must rise above is that around both,
    so that a burst does not hide behind the scatter that it makes itself. What stands out is searched again, in parts.
    """
    length = end - start
    if length < 2 * shortest:
        return []
    some, seen = counts[start:end], exposure[start:end]
    step = -(-length // _PLACES)
    places = np.arange(0, length + 1, step)
    low, high = (index.ravel() for index in np.meshgrid(places, places, indexing="ij"))
    inside = high - low
    fits = (inside >= shortest) & (length - inside >= shortest)
    fits &= ((low == 0) | (low >= shortest)) & ((high == length) | (length - high >= shortest))
    low, high = low[fits], high[fits]
    if not len(low):
        return []
    total = np.vstack([np.zeros((1, some.shape[1])), np.cumsum(some, axis=0, dtype=np.float64)])
    reported = np.concatenate([[0.0], np.cumsum(seen)])

    def gain(first: Ints, last: Ints, scatter: Floats) -> Floats:
        counted, over = total[last] - total[first], reported[last] - reported[first]
        rest = segment_cost(total[-1] - counted, reported[-1] - over, scatter)
        return segment_cost(total[-1:], reported[-1], scatter) - segment_cost(counted, over, scatter) - rest

    best = int(np.argmax(gain(low, high, scatter_of(some, seen, (0, length)))))
    edges = tuple(dict.fromkeys((0, int(low[best]), int(high[best]), length)))
    around = scatter_of(some, seen, edges)
    streams = int((some.sum(axis=0) > 0).sum())
    if not streams:
        return []
    tried = length if len(edges) == 3 else length * length // 2  # noqa: PLR2004 - one edge inside, or two
    worth = float(gain(low[best : best + 1], high[best : best + 1], around)[0])
    if worth <= penalty_of(streams, tried, periods=length):
        return []
    found = [start + edge for edge in edges[1:-1]]
    for first, last in pairwise((start, *found, end)):
        found += _first_guess(counts, exposure, first, last, shortest)
    return sorted(found)


def find_changes(counts: Ints, exposure: Floats, *, shortest: int = 2) -> Segmentation:
    """Cut a series where its rates change.

    How much the counts scatter is first worked out around the stretches that plainly stand out, then around what the
    best cut under that scatter is, until the two agree.

    Args:
        counts: Counts, periods by streams; streams without any count are left out of account.
        exposure: What was reported in each period; periods of 0, in which the counts must be 0 too, say nothing and are
            passed over.
        shortest: Fewest periods between changes.
    """
    known = np.flatnonzero(exposure > 0)
    if len(known) < len(exposure):
        return _placed(find_changes(counts[known], exposure[known], shortest=shortest), known, len(exposure))
    periods = len(counts)
    live = counts.sum(axis=0) > 0
    streams = int(live.sum())
    penalty = penalty_of(max(streams, 1), max(periods, 1), periods=periods)
    edges: tuple[int, ...] = (0, periods)
    scatter = np.ones(counts.shape[1])
    if streams and periods >= 2 * shortest:
        some = counts[:, live]
        edges = (0, *_first_guess(some, exposure, 0, periods, shortest), periods)
        for _ in range(_ROUNDS):
            scatter[live] = scatter_of(some, exposure, edges)
            found = partition(some, exposure, scatter=scatter[live], penalty=penalty, shortest=shortest)
            if found == edges:
                break
            edges = found
    cuts = tuple(_cut(counts, exposure, edges, number, scatter) for number in range(1, len(edges) - 1))
    rates = np.array([_rate(counts, exposure, *pair) for pair in pairwise(edges)])
    return Segmentation(edges, cuts, rates, scatter, penalty)


def _placed(found: Segmentation, known: Ints, periods: int) -> Segmentation:
    """A segmentation of some of the periods as one of all."""

    def at(edge: int) -> int:
        return int(known[edge]) if edge < len(known) else periods

    return replace(
        found,
        edges=(0, *map(at, found.edges[1:-1]), periods),
        cuts=tuple(replace(cut, at=at(cut.at), low=at(cut.low), high=at(cut.high)) for cut in found.cuts),
    )


def _rate(counts: Ints, exposure: Floats, start: int, end: int) -> Floats:
    seen = float(exposure[start:end].sum())
    rate: Floats = counts[start:end].sum(axis=0) / seen if seen > 0 else np.zeros(counts.shape[1])
    return rate


def _cut(counts: Ints, exposure: Floats, edges: tuple[int, ...], number: int, scatter: Floats) -> Cut:
    """A change, with the places where it might as well be between its neighbours."""
    start, at, end = edges[number - 1], edges[number], edges[number + 1]
    places, split = _splits(counts[start:end], exposure[start:end], scatter)
    whole = float(segment_cost(counts[start:end].sum(axis=0)[None, :], exposure[start:end].sum(), scatter)[0])
    here = float(split[at - start - 1])
    near = places[split <= here + _CONFIDENCE_DROP] + start
    return Cut(at, int(near.min()), int(near.max()), whole - here)
