"""A line that says what an incident is: ``Russia bombs Ukraine (Kharkiv), 2024-05-10``."""

from __future__ import annotations

import calendar
import dataclasses
import re
from typing import TYPE_CHECKING, Final

from multipolar.linking.mutual import is_mutual
from multipolar.linking.title_names import roll
from multipolar.linking.title_verbs import act, bare, deed, outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from multipolar.incidents import Party
    from multipolar.linking.title_names import Called, Roll
    from multipolar.linking.title_verbs import Deed

__all__ = ["title"]

_NAMED: Final = 3
"""Sides of a role that are named; the rest are "others"."""

_TOGETHER: Final[dict[str, str]] = {
    "AGREE": "agree",
    "CONSULT": "hold talks",
    "SUPPORT": "support each other",
    "CONCEDE": "make concessions",
    "COOPERATE": "cooperate",
    "RETREAT withdraw": "withdraw",
    "RETREAT disarm": "disarm",
    "RETREAT ceasefire": "hold fire",
    "RETREAT resign": "resign",
}
"""What several sides do, of those acts that have a verb of their own for it; the others are told as nouns."""

_AGAINST: Final[dict[str, str]] = {"ASSAULT": "fight", "PROTEST": "clash"}
"""What sides do to each other, where that is said in other words than "attack each other"."""


def _listed(names: Sequence[str], *, more: bool = False) -> str:
    """Names in a row; "others" stand for those that are too many, or that there are more."""
    shown = [*names[:_NAMED], *(["others"] if more or len(names) > _NAMED else [])]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _side(parties: Sequence[Called], *, more: bool = False) -> str:
    return _listed([party.text for party in parties], more=more)


def _upon(verb: str, actors: Sequence[Called], recipients: Sequence[Called]) -> str:
    """What some do to others; in the plural where several act or those who act are many ("police", "soldiers")."""
    return f"{_side(actors)} {act(verb, many=len(actors) > 1 or actors[0].many)} {_side(recipients)}"


def _jointly(key: str, words: Deed, actors: Roll, against: str | None, *, told: bool) -> str:
    """What several do where nobody is acted upon: to or with each other, or side by side."""
    together = _TOGETHER.get(key) or _TOGETHER.get(key.partition(" ")[0])
    does = against or (act(words.alone, many=True) if told and words.alone else "" if told else together)
    who = _side(actors.names, more=actors.more)
    return f"{who} {does}" if does else f"{who}: {bare(words.noun)}"


_ACTS: Final = re.compile(
    r"(?:[a-z-]+ )*(?:protests?|riots?|rioting|demonstrations?|unrest|violence|clash(?:es)?|fighting)(?: and [a-z]+)?"
)
"""What is done, where a sentence names it as if it acted: "the protests spread"."""


def _doers(of_type: str, actors: Sequence[Party], *, located: bool) -> list[Party]:
    """Who acts, without the deed itself: nobody is told by "protests", or only of which country they are.

    Args:
        of_type: Event type.
        actors: Who acts.
        located: Whether the title says where it was.
    """
    if of_type not in _AGAINST:
        return list(actors)
    deeds = [not party.actor_id and _ACTS.fullmatch(_low(party.name)) is not None for party in actors]
    return [
        dataclasses.replace(party, name="") if of else party
        for party, of in zip(actors, deeds, strict=True)
        if not (of and located)
    ]


def _low(name: str) -> str:
    """A name as it would stand amid its sentence; capitals behind its first letter stay."""
    return name[:1].lower() + name[1:]


_LONGEST_MONTH: Final = 31
_LONGEST_YEAR: Final = 366
_YEAR: Final = len("2024")
_MONTH: Final = len("2024-05")
_DAY: Final = len("2024-05-10")


def _edge(day: dt.date, days: int, *, turns: bool, month: int, months: bool, years: bool) -> int:
    """How many letters of a day one end of a time takes: a year or month where it is long and turns there, else all."""
    if turns and day.month == month and (years or days > _LONGEST_YEAR):
        return _YEAR
    return _MONTH if turns and (months or days > _LONGEST_MONTH) else _DAY


def _time(start: dt.date, end: dt.date, granularity: str | None) -> str:
    """A time as coarse as it is known: ``2024-05-10``, ``2021-02``, ``2021-Q3``, ``2019``, ``1964 to 2016``."""
    days = (end - start).days + 1
    if days <= 1:
        return start.isoformat()
    opens, closes = start.day == 1, end.day == calendar.monthrange(end.year, end.month)[1]
    months = opens and closes
    years = months and (start.month, end.month) == (1, 12)
    # Both ends as coarse as the coarser: the other's days would make it look exact.
    coarse = min(
        _edge(start, days, turns=opens, month=1, months=months, years=years),
        _edge(end, days, turns=closes, month=12, months=months, years=years),
    )
    first, last = start.isoformat()[:coarse], end.isoformat()[:coarse]
    if granularity == "decade" and years and end.year == start.year + 9:
        return f"{first}s"
    if granularity == "quarter" and months:
        return f"{first[:4]}-Q{(start.month + 2) // 3}"
    return first if first == last else f"{first} to {last}"


def title(
    *,
    type: str,  # noqa: A002 - the field is called so everywhere
    mode: str | None,
    status: str,
    actors: Sequence[Party],
    recipients: Sequence[Party],
    place: str | None,
    start: dt.date | None,
    end: dt.date | None = None,
    granularity: str | None = None,
    trigger: str = "",
    sentence: str = "",
) -> str:
    """The line.

    Args:
        type: Event type.
        mode: Its mode.
        status: Status, told unless it occurred.
        actors: Who acts.
        recipients: Who is acted upon; whoever acts is left out of it.
        place: Where, as words tell it; left out if it is the name of a side.
        start: First day.
        end: Last day, inclusive; the first without it.
        granularity: How exact the time is.
        trigger: The words that tell of it: they say whether several act against each other, and choose the verb where
            they tell more than the type does.
        sentence: Their sentence.
    """
    key = f"{type} {mode}" if mode else type
    actors = _doers(type, actors, located=bool(place))
    who = roll(actors, located=bool(place))
    acted_upon = roll(recipients, located=bool(place), beside=actors).names
    whom = [name for name in acted_upon if all(name.text != actor.text for actor in who.names)]
    # Those who act and those acted upon are the same: each is told to do it to the other.
    mirrored = len(acted_upon) == len(who.names) > 1 and not whom and type not in _TOGETHER
    upon = _side(whom) if whom else ""
    words, told = deed(type, mode, trigger, sentence, upon, persons=all(name.persons for name in whom))
    if who.names and whom:
        line = _upon(words.upon, who.names, whom)
    elif who.several:
        against = None
        if mirrored or is_mutual(type, mode, trigger):
            against = _AGAINST.get(type) or f"{act(words.upon, many=True)} each other"
        line = _jointly(key, words, who, against, told=told)
    elif who.names:
        does = act(words.alone, many=who.names[0].many)
        line = f"{_side(who.names)} {does}" if does else f"{_side(who.names)}: {bare(words.noun)}"
    elif whom:
        line = f"{words.noun} {upon}"
    else:
        line = bare(words.noun)
    line = line[:1].upper() + line[1:]
    sides = {party.name for party in (*actors, *recipients)} | {
        name.text.removesuffix(" government") for name in (*who.names, *whom)
    }
    if place and place not in sides:
        line += f" ({place})"
    if start:
        line += f", {_time(start, end or start, granularity)}"
    return line + ("" if words.settled and status == "negated" else outcome(status, trigger, sentence))
