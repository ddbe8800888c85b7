"""Where the events of one incident cannot all be right.

Most of what differs between two tellings is no contradiction: a toll grows, an act is announced and then done, a town
lies in a region, and a coder errs. So each kind is told under narrow conditions only, of words rather than of codes.
"""

from __future__ import annotations

import difflib
import itertools
import math
import re
from typing import TYPE_CHECKING, Final

from multipolar.incidents import Contradiction
from multipolar.linking.casualties import Toll, casualties
from multipolar.linking.denials import PART, denial
from multipolar.linking.words import stem
from multipolar.ontology import QUAD, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multipolar.linking.views import EventView, Side

__all__ = ["contradictions"]

_APART_KM: Final = 50.0
"""Kilometres from which on two towns are two places."""

_COMPARED: Final = 40
"""Events of an incident that are compared, the best-evidenced ones."""

_FACTS: Final = frozenset({"occurred", "ongoing"})
_TOLD: Final = _FACTS | {"alleged"}

_UNDENIED: Final = frozenset({"ACCUSE", "REJECT"})
"""Types whose act a denial is not of: who denies an accusation denies what he is accused of."""

_DEATH: Final = re.compile(
    r"\b(?:kill\w*|dead|die[sd]?|dying|deaths?|slain|murder\w*|assassinat\w*|massacr\w*|execut\w*)\b", re.IGNORECASE
)

_DEADLY: Final = frozenset({"ASSAULT", "PROTEST"})
"""Types that a toll can be of."""

_LAID: Final = frozenset({"ASSAULT", "COERCE"})
"""Types of which reports dispute who did it."""

_STATE: Final = frozenset({"GOV", "MIL", "SPY", "COP", "PRM"})
_ARMED: Final = frozenset({"REB"})
"""Sectors at whose door an act is laid; "gunmen" and "suspects" can be anybody's."""

_ALIKE: Final = 0.6
"""Share of letters from which on two names may be spellings of one."""

_DAYS: Final = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|overnight"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?:\s+\d{1,2}\b)?"
)
_DAY: Final = re.compile(rf"\b(?:{_DAYS})\b", re.IGNORECASE)
_SAYS: Final = r"sa(?:id|ys?|ying)|told|announc\w+|report\w*|claim\w*|confirm\w*|stat(?:ed|es|ing)|condemn\w*"
_TURN: Final = re.compile(
    rf"[;:]|\b(?:after|before|following|since|while|despite|amid|because|but|where|whose|who|which|{_SAYS})\b",
    re.IGNORECASE,
)
"""What parts a clause from one that may tell of something else."""


def contradictions(ranked: Sequence[EventView]) -> tuple[Contradiction, ...]:
    """At most one contradiction of each kind (two of ``toll``), between the best-evidenced events that differ.

    Args:
        ranked: The incident's events, best-evidenced first.
    """
    if len(ranked) == 1:
        return ()
    views = ranked[:_COMPARED]
    return tuple(found for check in (_status, _time, _place, _sides) if (found := check(views)) is not None) + tuple(
        _tolls(views)
    )


def _denial(view: EventView) -> str | None:
    """What an event's sentence denies of its act."""
    if view.type in _UNDENIED or view.status not in {"alleged", "negated"}:
        return None
    return denial(view.quote, view.at, view.trigger)


def _codes(sides: Sequence[Side]) -> frozenset[str]:
    return frozenset(side.code for side in sides) - {UNKNOWN}


def _status(views: Sequence[EventView]) -> Contradiction | None:
    """One tells of an act, as a fact rather than by hearsay, and one says that somebody denies it."""
    denied = [(view, what) for view in views if (what := _denial(view)) is not None]
    if not denied:
        return None
    said = [view for view in views if view.status in _TOLD and _denial(view) is None]
    for first in sorted(said, key=lambda view: view.status not in _FACTS):
        for other, what in denied:
            # Who denies that he or somebody did it contradicts those only who lay it at the same door.
            laid = what == PART or bool(other.actors)
            if laid and _codes(first.actors).isdisjoint(_codes(other.actors)):
                continue
            if _says_what_is_denied(first, other) and _one_occasion(first, other):
                return Contradiction("status", first.id, other.id, f"{first.status} or denied")
    return None


def _says_what_is_denied(said: EventView, denied: EventView) -> bool:
    """Whether a sentence says the very thing that another one denies, as far as their words show."""
    if said.type != denied.type or "?" in said.quote[said.at :].partition(".")[0]:
        return False
    if QUAD[said.type].startswith("verbal"):  # of what is only said, the same must be said
        return not {stem(word) for word in said.trigger.split()}.isdisjoint(
            stem(word) for word in denied.trigger.split()
        )
    return not _DEATH.search(denied.trigger) or _DEATH.search(said.quote) is not None


def _one_occasion(first: EventView, other: EventView) -> bool:
    """Whether neither the days nor the towns that two events tell show that they are of two happenings."""
    if not (first.time_inferred or other.time_inferred) and _days_apart(first, other) > 1:
        return False
    return first.place_inferred or other.place_inferred or _kilometres(first, other) <= _APART_KM


def _days_apart(first: EventView, other: EventView) -> int:
    """Days between the times of two events, 0 where they overlap or are unknown."""
    if first.start is None or first.end is None or other.start is None or other.end is None:
        return 0
    return max((first.start - other.end).days, (other.start - first.end).days, 0)


def _same_act(first: EventView, other: EventView) -> bool:
    """Whether two reports tell of one assault in the same word, as of a single one."""
    word = stem(first.trigger.split()[-1]) if first.trigger.split() else ""
    return (
        first.report != other.report
        and {first.type, other.type} == {"ASSAULT"}
        and {first.status, other.status} <= _FACTS
        and bool(word)
        and word == stem((other.trigger.split() or [""])[-1])
        and not any(view.trigger.casefold().endswith("s") for view in (first, other))
    )


def _time(views: Sequence[EventView]) -> Contradiction | None:
    """Two reports name another day for one assault, each the only day in its sentence and in the trigger's clause."""
    told = [view for view in views if view.start and view.end == view.start and _names_its_day(view)]
    for first, other in itertools.combinations(told, 2):
        if _same_act(first, other) and _days_apart(first, other) > 1:
            return Contradiction("time", first.id, other.id, f"{first.start} or {other.start}")
    return None


def _names_its_day(view: EventView) -> bool:
    if view.time_inferred or view.granularity != "day":
        return False
    days = list(_DAY.finditer(view.quote))
    return len(days) == 1 and _in_clause(view, *days[0].span())


def _in_clause(view: EventView, start: int, end: int) -> bool:
    """Whether words of an event's sentence stand in its trigger's clause."""
    if view.at < 0:
        return False
    between = view.quote[view.at + len(view.trigger) : start] if start > view.at else view.quote[end : view.at]
    before = view.quote[:start].split()[-2:]
    return not _TURN.search(between) and not _TURN.search(" ".join(before))


def _place(views: Sequence[EventView]) -> Contradiction | None:
    """Two reports name another town for one assault, each behind a preposition in the trigger's clause."""
    named = [view for view in views if view.precision in {"city", "site"} and _names_its_place(view)]
    for first, other in itertools.combinations(named, 2):
        if not first.place or not other.place or not _same_act(first, other) or _days_apart(first, other) > 1:
            continue
        ours, theirs = first.place.casefold(), other.place.casefold()
        listed = theirs in first.quote.casefold() or ours in other.quote.casefold()
        alike = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE
        if not listed and not alike and _kilometres(first, other) > _APART_KM:
            return Contradiction("place", first.id, other.id, f"{first.place} or {other.place}")
    return None


def _names_its_place(view: EventView) -> bool:
    if not view.place or view.place_inferred:
        return False
    found = re.search(rf"\b(?:in|at|near|outside)\s+(?:[\w-]+\s+){{0,4}}?{re.escape(view.place)}\b", view.quote)
    return found is not None and _in_clause(view, *found.span())


def _kilometres(left: EventView, right: EventView) -> float:
    """Distance of two towns, 0 where one is no town (equirectangular)."""
    if {left.precision, right.precision} - {"city", "site"}:
        return 0.0
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return 0.0
    turn = abs(left.lon - right.lon)
    east = math.radians(min(turn, 360 - turn)) * math.cos(math.radians((left.lat + right.lat) / 2))
    return 6371.0 * math.hypot(math.radians(left.lat - right.lat), east)


def _sides(views: Sequence[EventView]) -> Contradiction | None:
    """An act is laid at different doors, at least once by hearsay."""
    if not any(view.status == "alleged" for view in views):
        return None
    laid = [(view, doors) for view in views if view.type in _LAID and _denial(view) is None and (doors := _doors(view))]
    for (first, ours), (other, theirs) in itertools.combinations(laid, 2):
        if first.type != other.type or not {first.status, other.status} <= _TOLD or not _one_occasion(first, other):
            continue
        hearsay = (first.status == "alleged") + (other.status == "alleged")
        # Who is the victim in one and the doer in the other may have hit back, and rebels may have acted for their own
        # country's state, unless each is only said of the other.
        hit_back = not theirs.keys().isdisjoint(map(_door, first.recipients)) or not ours.keys().isdisjoint(
            map(_door, other.recipients)
        )
        at_home = not {code for code, _ in ours}.isdisjoint(code for code, _ in theirs)
        if ours.keys().isdisjoint(theirs) and hearsay > (hit_back or at_home):
            detail = f"by {_names(ours.values())} or by {_names(theirs.values())}"
            return Contradiction("sides", first.id, other.id, detail)
    return None


def _doors(view: EventView) -> dict[tuple[str, str], str]:
    """States and armed groups that an event's actors are or act for, with their names; none where it is left open.

    An organisation or grouping may be named for its members, and the other way round. Who speaks in the sentence is
    hardly the one who acts in what he says.
    """
    doors: dict[tuple[str, str], str] = {}
    for side in view.actors:
        if side.code.startswith(("IGO:", "BLOC:")):
            return {}
        known = side.sector in _STATE | _ARMED and side.code != UNKNOWN
        if known and not _speaks(view.quote, side.name):
            doors[_door(side)] = side.name
    return doors


def _door(side: Side) -> tuple[str, str]:
    """A country's people count as the state's: what hits them may be answered by it."""
    return side.code, "armed" if side.sector in _ARMED else "state"


def _speaks(quote: str, name: str) -> bool:
    words = (
        rf"\b{re.escape(name)}(?:['\u2019]s?)?\s+(?:[\w-]+\s+){{0,4}}?(?:{_SAYS}|accus\w+|blam\w+|den(?:y|ies|ied))\b"
    )
    return bool(name) and re.search(words, quote, re.IGNORECASE) is not None


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


def _tolls(views: Sequence[EventView]) -> Iterator[Contradiction]:
    """Numbers of the same people harmed that differ on one day or fall later; one that only grows is an update."""
    told = [
        (view, toll)
        for view in views
        if view.type in _DEADLY and view.status in _TOLD
        for toll in casualties(view.quote, view.at, view.trigger)
    ]
    for kind in ("killed", "injured"):
        said = [entry for entry in told if entry[1].kind == kind]
        pairs = [
            (*less, *more)
            for less, more in itertools.permutations(said, 2)
            if less[1].who == more[1].who and _at_odds(*less, *more)
        ]
        if pairs:
            low, least, high, most = max(pairs, key=lambda pair: pair[3].count - pair[1].count)
            yield Contradiction("toll", low.id, high.id, f"{kind}: {_count(low, least)} or {_count(high, most)}")


def _at_odds(low: EventView, least: Toll, high: EventView, most: Toll) -> bool:
    """Whether two tolls cannot both be right, the first being the lower one."""
    if least.most >= most.least or _days_apart(low, high) > 1 or not _one_occasion(low, high):
        return False
    for ours, theirs in ((low.actors, high.actors), (low.recipients, high.recipients)):
        one, two = _codes(ours), _codes(theirs)
        if one and two and one.isdisjoint(two):
            return False  # two sides' losses, or two attackers' victims
    if low.published == high.published:
        return not most.grown
    return low.published is not None and high.published is not None and low.published > high.published


def _count(view: EventView, toll: Toll) -> str:
    number = f"{toll.hedge} {toll.count:,}" if toll.hedge else f"{toll.count:,}"
    return f"{number} ({view.published})" if view.published else number
