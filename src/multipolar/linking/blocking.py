"""Blocking: the keys under which events are looked up, so that no event is ever compared with all others.

An event stands under keys made of its family of types, a stretch of time and something telling: two countries, a
person, a town, a rare word, two words together. Two events are compared only if they share keys enough. A key under
which many incidents stand tells little, and takes no more than :data:`MOST`: finer keys find the rest.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Final

from multipolar.linking.columns import is_specific
from multipolar.linking.kinds import FAMILY
from multipolar.linking.words import hashed, weigh
from multipolar.ontology import UNKNOWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from multipolar.linking.views import EventView

__all__ = ["ENOUGH", "MOST", "SLACK", "Key", "candidates", "keys", "lookups", "meet", "stretches"]

MOST: Final = 48
"""Incidents that stand under one key at most."""

ENOUGH: Final = 2
"""Weight of shared keys from which on two events are compared."""

SLACK: Final = 4
"""Days by which reports of one happening may differ in its date."""

_SHORT: Final = 35
"""Days up to which a time is looked up by its weeks; a longer one is compared with long ones only."""

_RARE: Final = 5.5
"""Weight of a word from which on it is telling by itself."""

_WORDS: Final = 4
"""Rare words of an event that make keys."""

Key = int


def stretches(start: dt.date | None, end: dt.date | None, slack: int = 0) -> tuple[list[int], list[int]]:
    """The weeks and the months in which to file a time, or to look for it with some slack, as numbers.

    A long time has no weeks and months but years, or decades, as negative numbers.

    Args:
        start: First day, None where unknown.
        end: Last day, inclusive.
        slack: Days on both sides.
    """
    if start is None or end is None:
        return [0], [0]
    first, last = start.toordinal(), end.toordinal()
    if last - first > _SHORT:
        years = range(start.year, end.year + 1)
        spans = [-year for year in years] if len(years) <= 3 else [-10_000 - year // 10 for year in years[::10]]  # noqa: PLR2004 - a few years
        return spans, spans
    weeks = list(range((first - slack) // 7, (last + slack) // 7 + 1))
    months = list(range((first - 4 * slack) // 30, (last + 4 * slack) // 30 + 1))
    return weeks, months


def _anchors(view: EventView) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What a view is looked up by within weeks, and within months: numbers and how much each tells."""
    sides = view.actors + view.recipients
    codes = sorted({hashed(side.code) for side in sides if side.code != UNKNOWN})[:6]
    kind = hashed(view.type)
    weekly = [(hash((1, kind, code)), 1) for code in codes]
    weekly += [(hash((2, *pair)), 2) for pair in combinations(codes, 2)]
    if view.place and view.precision != "country":
        weekly.append((hash((3, hashed(view.place.casefold()))), 2))
    if view.country:
        weekly.append((hash((4, kind, hashed(view.country))), 1))
    monthly = [
        (hash((5, hashed(side.actor_id or side.name.casefold()))), 2)
        for side in sides
        if is_specific(side) or (not side.actor_id and " " in side.name and side.name[:1].isupper())
    ]
    rare = [key for value, key in weigh(view.quote)[: _WORDS + 2] if value >= _RARE][:_WORDS]
    weekly += [(hash((6, word)), 1) for word in rare]
    monthly += [(hash((7, *sorted(pair))), 2) for pair in combinations(rare, 2)]
    return list(dict.fromkeys(weekly)), list(dict.fromkeys(monthly))


def keys(view: EventView) -> list[Key]:
    """The keys to file an event under."""
    return [key for _, filed in lookups(view, slack=0) for key in filed]


def lookups(view: EventView, *, slack: int = SLACK) -> list[tuple[int, list[Key]]]:
    """What to look for to find events of the same happening.

    Args:
        view: The event.
        slack: Days by which dates may differ.

    Returns:
        For each telling thing, how much it tells, and the keys that it may stand under.
    """
    family = FAMILY[view.type]
    weeks, months = stretches(view.start, view.end, slack)
    weekly, monthly = _anchors(view)
    found = [(tells, [hash((family, week, anchor)) for week in weeks]) for anchor, tells in weekly]
    found += [(tells, [hash((family, ~month, anchor)) for month in months]) for anchor, tells in monthly]
    return found


def meet(index: Mapping[Key, Sequence[int]], wanted: Sequence[tuple[int, Sequence[Key]]], into: dict[int, int]) -> None:
    """Add up how much each of those filed in an index shares with what is looked for.

    Args:
        index: Numbers of what is filed, by key.
        wanted: From :func:`lookups`.
        into: The sums so far, by number; changed.
    """
    for tells, filed in wanted:
        met = [entries for key in filed if (entries := index.get(key)) is not None]
        if not met:
            continue
        # What stands in two weeks shares a thing once.
        for number in met[0] if len(met) == 1 else dict.fromkeys(chain.from_iterable(met)):
            into[number] = into.get(number, 0) + tells


def candidates(views: Sequence[EventView]) -> Iterator[tuple[int, int]]:
    """Pairs of events that are worth comparing, as positions (later, earlier) in ``views``, the likeliest first.

    This is blocking among events, for annotating, training and measuring; the linker looks incidents up likewise.
    """
    index: dict[Key, list[int]] = {}
    for at, view in enumerate(views):
        shared: dict[int, int] = {}
        meet(index, lookups(view), shared)
        for other, weight in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if weight >= ENOUGH:
                yield at, other
        for key in keys(view):
            filed = index.setdefault(key, [])
            if len(filed) < MOST:
                filed.append(at)
