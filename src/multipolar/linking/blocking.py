"""Blocking: the keys under which events are looked up, so that no event is ever compared with all others.

An event stands under keys made of its family of types, a stretch of time (its own, and its report's) and something
telling: two countries, a person, a town, a rare word, two words together, the sentence up to its trigger. Two events
are compared only if they share keys enough. A key under which many incidents stand tells little, and takes no more than
:data:`MOST`: finer keys find the rest.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from multipolar.linking.columns import is_specific
from multipolar.linking.kinds import FAMILY
from multipolar.linking.words import named, weigh
from multipolar.ontology import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from multipolar.linking.views import EventView

__all__ = ["ENOUGH", "MOST", "SHORT", "SLACK", "Key", "candidates", "filing", "meet", "stretches"]

MOST: Final = 48
"""Incidents that stand under one key at most."""

ENOUGH: Final = 2
"""Weight of shared keys from which on two events are compared."""

SLACK: Final = 4
"""Days by which reports of one happening may differ in its date."""

SHORT: Final = 35
"""Days up to which a time is looked up by its weeks; a longer one by its years."""

_FEW: Final = 3
"""Years up to which a long time is looked up by its years; a longer one by its decades."""

_RARE: Final = 5.5
"""Weight of a word from which on it is telling by itself."""

_WORDS: Final = 4
"""Rare words of an event that make keys."""

_CODES: Final = 5
"""Codes of an event's sides that make keys."""

Key = int


def stretches(view: EventView, slack: int = 0) -> tuple[list[int], list[int]]:
    """The weeks and the months in which to file an event, or to look for it with some slack, as numbers.

    These are the weeks and months of its time and of its report: most that happens is told within days, and words that
    give a time ("the 2009 bombing", a year of another clause) are often too coarse or not the event's own. A long time
    has no weeks and months but years, or decades, as negative numbers. What has neither time nor report's date has 0.

    Args:
        view: The event.
        slack: Days on both sides.
    """
    weeks: dict[int, None] = {}
    months: dict[int, None] = {}
    days = [(view.published.toordinal(),) * 2] if view.published else []
    if view.start is not None and view.end is not None:
        first, last = view.start.toordinal(), view.end.toordinal()
        if last - first <= SHORT:
            days.append((first, last))
        else:
            years = range(view.start.year, view.end.year + 1)
            few = len(years) <= _FEW
            weeks = dict.fromkeys([-year if few else -10_000 - year // 10 for year in years])
            months = dict(weeks)
    for first, last in days:
        weeks.update(dict.fromkeys(range((first - slack) // 7, (last + slack) // 7 + 1)))
        months.update(dict.fromkeys(range((first - 4 * slack) // 30, (last + 4 * slack) // 30 + 1)))
    return (list(weeks) or [0]), (list(months) or [0])


def _anchors(view: EventView) -> tuple[dict[int, int], dict[int, int]]:
    """What a view is looked up by within weeks, and within months: numbers and how much each tells."""
    sides = view.actors + view.recipients
    codes = sorted({named(side.code) for side in sides if side.code != UNKNOWN})[:_CODES]
    kind = named(view.type)
    weekly = {hash((1, kind, code)): 1 for code in codes}
    for pair in combinations(codes, 2):
        weekly[hash((2, pair))] = 2
    if view.place and view.precision != "country":
        weekly[hash((3, named(view.place)))] = 2
    if view.country:
        weekly[hash((4, kind, named(view.country)))] = 1
    if view.opening_key:
        weekly[hash((8, view.opening_key))] = 2
    monthly = {
        hash((5, named(side.actor_id or side.name))): 2
        for side in sides
        if is_specific(side) or (not side.actor_id and " " in side.name and side.name[:1].isupper())
    }
    rare = sorted([key for value, key in weigh(view.quote)[:_WORDS] if value >= _RARE])
    for word in rare:
        weekly[hash((6, word))] = 1
    for pair in combinations(rare, 2):
        monthly[hash((7, pair))] = 2
    return weekly, monthly


def filing(view: EventView) -> tuple[list[Key], dict[Key, tuple[int, int]]]:
    """The keys to file an event under, and those to look under for events of the same happening.

    Returns:
        The keys to file under; and each key to look under with a number for the telling thing that it stands for
        (which may stand under several, for several weeks) and how much that tells.
    """
    family = FAMILY[view.type]
    anchors = _anchors(view)
    filed: list[Key] = []
    wanted: dict[Key, tuple[int, int]] = {}
    spans = zip(stretches(view), stretches(view, SLACK), anchors, (0, 1), strict=True)
    for own, near, things, kind in spans:
        for at in own:
            when = hash((family, kind, at))
            filed += [when ^ thing for thing in things]
        for at in near:
            when = hash((family, kind, at))
            wanted.update({when ^ thing: (thing, tells) for thing, tells in things.items()})
    return filed, wanted


def meet(index: Mapping[Key, Sequence[int]], wanted: Mapping[Key, tuple[int, int]]) -> dict[int, int]:
    """Add up how much each of those filed in an index shares with what is looked for.

    Args:
        index: Numbers of what is filed, by key.
        wanted: From :func:`filing`.

    Returns:
        The sums, by number.
    """
    shared: dict[int, int] = {}
    met: dict[int, set[int]] = {}
    for key in index.keys() & wanted.keys():
        thing, tells = wanted[key]
        numbers = index[key]
        if thing in met:  # what stands in two weeks shares a thing once
            numbers = [number for number in numbers if number not in met[thing]]
            met[thing].update(numbers)
        else:
            met[thing] = set(numbers)
        for number in numbers:
            shared[number] = shared.get(number, 0) + tells
    return shared


def candidates(views: Sequence[EventView]) -> Iterator[tuple[int, int]]:
    """Pairs of events that are worth comparing, as positions (later, earlier) in ``views``, the likeliest first.

    This is blocking among events, for annotating, training and measuring; the linker looks incidents up likewise.
    """
    index: dict[Key, list[int]] = {}
    for at, view in enumerate(views):
        filed, wanted = filing(view)
        shared = meet(index, wanted)
        for other, weight in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if weight >= ENOUGH:
                yield at, other
        for key in filed:
            entries = index.setdefault(key, [])
            if len(entries) < MOST:
                entries.append(at)
