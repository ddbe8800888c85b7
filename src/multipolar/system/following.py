"""Which bloc of one time is which of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Change", "Found", "Track", "follow"]

_MOST: Final = 0.5
"""Share of a bloc's core that has to move for a merger or a split."""


@dataclass(slots=True)
class Track:
    """A bloc as it is followed.

    Attributes:
        number: Its number, from 1.
        seen: Period in which it was last there.
        core: What each member carried of it then.
        weight: What each has carried over all its time.
        rows: Its blocs, by their places among all.
    """

    number: int
    seen: int
    core: dict[str, float]
    weight: dict[str, float] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a bloc.

    Attributes:
        word: ``new``, ``goes on``, ``back``, ``merged`` or ``split``.
        overlap: With itself when last seen.
        joined: Members that it did not have then.
        left: Members that it had then.
    """

    word: str
    overlap: float | None = None
    joined: Sequence[str] = ()
    left: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A bloc of one period.

    Attributes:
        period: Number of the period.
        core: What each member carries of it; sums to 1.
        weight: Core times share of all interaction.
        support: How often each stays with it when incidents are redrawn.
        share: Share of all interaction.
        between: Between what that lies when incidents are redrawn.
        cohesion: Share of its members' positive weight that stays inside.
        inner_conflict: Share of negative weight inside.
        significant: Whether the period's division is better than chance.
    """

    period: int
    core: dict[str, float]
    weight: dict[str, float]
    support: list[float]
    share: float
    between: tuple[float | None, float | None]
    cohesion: float
    inner_conflict: float
    significant: bool | None


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Half of what the common members carry of the one bloc and of the other: 0 to 1."""
    # In order, and cut: sums of shares must not depend on how sets are ordered, nor pass 1.
    return min(1.0, sum(one[code] + other[code] for code in sorted(one.keys() & other.keys())) / 2)


def follow(found: Sequence[Found], *, match: float, memory: int) -> tuple[list[Track], dict[int, Change]]:
    """Tracks, and what became of each bloc since it was last seen.

    Args:
        found: Blocs of all periods.
        match: Overlap from which on two blocs are one bloc at two times.
        memory: Periods that a bloc may be missing and still come back as itself.
    """
    tracks: list[Track] = []
    changes: dict[int, Change] = {}
    for period in sorted({one.period for one in found}):
        here = [number for number, one in enumerate(found) if one.period == period]
        alive = [track for track in tracks if period - track.seen <= memory]
        matched = _match(here, found, alive, period=period, least=match)
        going = {track.number for track in matched.values()}
        for at in here:
            core, track = found[at].core, matched.get(at)
            if track is None:
                split = any(t.number in going and _moved(core, t.core) >= _MOST for t in alive)
                changes[at] = Change("split" if split else "new")
                continue
            merged = any(
                t.number not in going and t.seen == period - 1 and _moved(t.core, core) >= _MOST for t in alive
            )
            changes[at] = Change(
                "merged" if merged else "goes on" if track.seen == period - 1 else "back",
                overlap=_overlap(track.core, core),
                joined=sorted(core.keys() - track.core.keys()),
                left=sorted(track.core.keys() - core.keys()),
            )
        for at in here:
            track = matched.get(at)
            if track is None:
                track = Track(len(tracks) + 1, period, {})
                tracks.append(track)
            track.seen, track.core = period, found[at].core
            track.rows.append(at)
            for code, weight in found[at].weight.items():
                track.weight[code] = track.weight.get(code, 0.0) + weight
    return tracks, changes


def _match(
    here: Sequence[int], found: Sequence[Found], alive: Sequence[Track], *, period: int, least: float
) -> dict[int, Track]:
    """Which bloc of a period is which track: the assignment with the greatest overlap in all (Kuhn 1955)."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy

    if not alive:
        return {}
    likeness = np.array([[_overlap(track.core, found[at].core) for at in here] for track in alive])
    # What has been missing gives way to what was there in the last period.
    late = np.array([[0.01 * (period - track.seen - 1)] for track in alive])
    return {
        here[column]: alive[row]
        for row, column in zip(*linear_sum_assignment(late - likeness), strict=True)
        if likeness[row, column] >= least
    }


def _moved(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Share of the one's core that the other has."""
    return sum(weight for code, weight in one.items() if code in other)
