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
from multipolar.linking.once import slain, whole_war
from multipolar.linking.words import NUMBER, named, rank, ranked
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

_WEEK: Final = 7
_MONTH: Final = 30

_FEW: Final = 3
"""Years up to which a long time is looked up by its years; a longer one by its decades."""

_RARE: Final = rank(5.5)
"""Of a word that is telling by itself."""

_WORDS: Final = 4
"""Rare words of an event that make keys."""

_CODES: Final = 5
"""Codes of an event's sides that make keys."""

_TITLED: Final = 6
"""Rare words of a report's title that make keys."""

_ONCE: Final = 8
"""What a happening that comes once tells: it is compared before any that shares but sides and words."""

Key = int


def _spans(view: EventView) -> tuple[list[tuple[int, int]], list[int]]:
    """First and last days that an event is filed by; of a long time its years, or decades, as negative numbers."""
    days = []
    if view.published is not None:
        day = view.published.toordinal()
        days.append((day, day))
    if view.start is not None and view.end is not None:
        first, last = view.start.toordinal(), view.end.toordinal()
        if last - first > SHORT:
            years = range(view.start.year, view.end.year + 1)
            few = len(years) <= _FEW
            return days, list(dict.fromkeys([-year if few else -10_000 - year // 10 for year in years]))
        if (first, last) not in days:
            days.append((first, last))
    return days, []


def _among(spans: Sequence[tuple[int, int]], years: Sequence[int], unit: int, slack: int) -> list[int]:
    """The stretches of so many days that some days lie in, with slack on both sides."""
    found = list(years)
    for first, last in spans:
        for at in range((first - slack) // unit, (last + slack) // unit + 1):
            if at not in found:
                found.append(at)
    return found or [0]


def stretches(view: EventView, slack: int = 0) -> tuple[list[int], list[int]]:
    """The weeks and the months in which to file an event, or to look for it with some slack, as numbers.

    These are the weeks and months of its time and of its report: most that happens is told within days, and words that
    give a time ("the 2009 bombing", a year of another clause) are often too coarse or not the event's own. A long time
    has no weeks and months but years, or decades, as negative numbers. What has neither time nor report's date has 0.

    Args:
        view: The event.
        slack: Days on both sides.
    """
    spans, years = _spans(view)
    return _among(spans, years, _WEEK, slack), _among(spans, years, _MONTH, 4 * slack)


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
    rare = sorted([word & NUMBER for word in ranked(view.quote)[:_WORDS] if word >= _RARE])
    for word in rare:
        weekly[hash((6, word))] = 1
    for pair in combinations(rare, 2):
        monthly[hash((7, pair))] = 2
    upon, by = whole_war(view)
    monthly |= {hash((10, once)): _ONCE for once in (*slain(view), *upon, *by) if once}
    for word in ranked(view.title)[:_TITLED]:
        weekly[hash((9, word & NUMBER))] = 1
    return weekly, monthly


def filing(view: EventView) -> tuple[list[Key], dict[Key, tuple[int, int]]]:
    """The keys to file an event under, and those to look under for events of the same happening.

    Returns:
        The keys to file under; and each key to look under with a number for the telling thing that it stands for
        (which may stand under several, for several weeks) and how much that tells.
    """
    family = FAMILY[view.type]
    spans, years = _spans(view)
    filed: list[Key] = []
    wanted: dict[Key, tuple[int, int]] = {}
    for kind, (things, unit, slack) in enumerate(zip(_anchors(view), (_WEEK, _MONTH), (SLACK, 4 * SLACK), strict=True)):
        entries = list(things.items())
        own = _among(spans, years, unit, 0)
        for at in _among(spans, years, unit, slack):
            when = hash((family, kind, at))
            keys = [when ^ thing for thing in things]
            wanted.update(zip(keys, entries, strict=True))
            if at in own:
                filed += keys
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
