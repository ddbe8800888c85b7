"""A line that says what an incident is: ``Russia bombs Ukraine (Kharkiv), 2024-05-10``."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, Final

from multipolar.linking.mutual import is_mutual

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from multipolar.incidents import Party

__all__ = ["title"]

_NAMED: Final = 3
"""Sides of a role that are named; the rest are "others"."""

_DOES: Final[dict[str, tuple[str, str]]] = {
    # With one acted upon after it; the same happening as a noun, for when nobody is known to act.
    "AGREE": ("agrees with", "agreement with"),
    "CONSULT": ("meets", "talks with"),
    "CONSULT visit": ("visits", "visit to"),
    "CONSULT phone": ("phones", "call to"),
    "CONSULT third-party": ("mediates for", "mediation for"),
    "CONSULT multilateral": ("meets", "talks of"),
    "SUPPORT": ("supports", "support for"),
    "CONCEDE": ("yields to", "concession to"),
    "COOPERATE": ("cooperates with", "cooperation with"),
    "AID": ("aids", "aid to"),
    "RETREAT": ("gives in to", "retreat before"),
    "RETREAT withdraw": ("withdraws from", "withdrawal from"),
    "RETREAT release": ("releases", "release of"),
    "RETREAT disarm": ("disarms toward", "disarmament of"),
    "RETREAT ceasefire": ("holds fire with", "ceasefire with"),
    "RETREAT access": ("admits", "access for"),
    "RETREAT resign": ("resigns from", "resignation before"),
    "REQUEST": ("asks", "request to"),
    "ACCUSE": ("accuses", "accusation of"),
    "ACCUSE disapprove": ("criticises", "criticism of"),
    "ACCUSE allege": ("accuses", "charges against"),
    "ACCUSE investigate": ("investigates", "investigation of"),
    "REJECT": ("rejects", "rejection of"),
    "THREATEN": ("threatens", "threat to"),
    "PROTEST": ("protests against", "protest against"),
    "PROTEST riot": ("riots against", "riots against"),
    "PROTEST strike": ("strikes against", "strike against"),
    "PROTEST hunger": ("hunger-strikes against", "hunger strike against"),
    "PROTEST boycott": ("boycotts", "boycott of"),
    "PROTEST obstruct": ("blocks", "blockade of"),
    "PROTEST vandalize": ("vandalises", "vandalism against"),
    "SANCTION": ("sanctions", "sanctions on"),
    "SANCTION convict": ("convicts", "conviction of"),
    "SANCTION expel": ("expels", "expulsion of"),
    "SANCTION withdraw": ("withdraws from", "withdrawal from"),
    "SANCTION discontinue": ("sanctions", "sanctions on"),
    "MOBILIZE": ("mobilises against", "mobilisation against"),
    "MOBILIZE troops": ("moves troops against", "troops moved against"),
    "MOBILIZE weapons": ("readies weapons against", "weapons readied against"),
    "MOBILIZE police": ("deploys police against", "police deployed against"),
    "MOBILIZE militia": ("raises militia against", "militia raised against"),
    "COERCE": ("represses", "repression of"),
    "COERCE seize": ("seizes from", "seizure from"),
    "COERCE restrict": ("restricts", "restriction of"),
    "COERCE censor": ("censors", "censorship of"),
    "COERCE curfew": ("puts under curfew", "curfew for"),
    "COERCE martial-law": ("puts under emergency law", "emergency law over"),
    "COERCE arrest": ("arrests", "arrest of"),
    "COERCE deport": ("deports", "deportation of"),
    "COERCE withhold": ("withholds from", "withholding from"),
    "COERCE misinformation": ("misinforms", "misinformation of"),
    "COERCE cyber": ("hacks", "cyber attack on"),
    "ASSAULT": ("attacks", "attack on"),
    "ASSAULT abduct": ("abducts", "abduction of"),
    "ASSAULT beat": ("beats", "beating of"),
    "ASSAULT torture": ("tortures", "torture of"),
    "ASSAULT sexual": ("assaults sexually", "sexual assault on"),
    "ASSAULT targeted": ("kills", "killing of"),
    "ASSAULT destroy": ("destroys property of", "destruction of property of"),
    "ASSAULT primitive": ("attacks", "attack on"),
    "ASSAULT firearms": ("shoots at", "shooting of"),
    "ASSAULT explosives": ("bombs", "bombing of"),
    "ASSAULT suicide-attack": ("bombs (suicide attack)", "suicide attack on"),
    "ASSAULT aerial": ("bombs", "air strike on"),
    "ASSAULT drone": ("strikes by drone", "drone strike on"),
    "ASSAULT heavy-weapons": ("shells", "shelling of"),
    "ASSAULT crowd-control": ("disperses", "crowd control against"),
    "ASSAULT unconventional": ("attacks (unconventional weapons)", "unconventional attack on"),
}

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

_SUCH: Final[dict[str, str]] = {
    "occurred": "",
    "ongoing": " (ongoing)",
    "planned": " (planned)",
    "possible": " (possible)",
    "negated": " (did not happen)",
    "alleged": " (alleged)",
}


_MANY: Final = ("s", "people", "police", "men", "women", "children", "troops", "militia")
"""Endings of words for groups."""


def _is_many(name: str) -> bool:
    return name.rstrip().casefold().endswith(_MANY)


def _known(parties: Sequence[Party], *, groups: bool = False) -> list[str]:
    """Names worth telling: those of known actors and proper names, and mere words ("five", "all") only without them.

    Args:
        parties: The sides.
        groups: Whether words for groups ("teachers") are worth telling, too.
    """
    told = [
        party.name
        for party in parties
        if party.actor_id or party.name[:1].isupper() or (groups and _is_many(party.name))
    ]
    return list(dict.fromkeys(told or [party.name for party in parties]))


def _listed(names: Sequence[str], *, more: bool = False) -> str:
    """Names in a row; "others" stand for those that are too many, or that there are more."""
    shown = [*names[:_NAMED], *(["others"] if more or len(names) > _NAMED else [])]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _act(verb: str, *, many: bool) -> str:
    first, space, rest = verb.partition(" ")
    stem = first.removesuffix("es") if first.endswith("sses") else first.removesuffix("s")
    return f"{stem}{space}{rest}" if many else verb


def _upon(verb: str, actors: Sequence[Party], recipients: Sequence[Party]) -> str:
    """What some do to others; in the plural where several act or those who act are many ("police", "soldiers")."""
    names = _known(actors)
    many = len(names) > 1 or (not actors[0].actor_id and _is_many(names[0]))
    return f"{_listed(names)} {_act(verb, many=many)} {_listed(_known(recipients))}"


def _jointly(key: str, noun: str, actors: Sequence[Party], against: str | None) -> str:
    """What several do where nobody is acted upon: to or with each other, or side by side."""
    names = _known(actors, groups=True)
    who = _listed(names, more=len(names) < len({party.name for party in actors}))
    does = against or _TOGETHER.get(key) or _TOGETHER.get(key.partition(" ")[0])
    return f"{who} {does}" if does else f"{who}: {_bare(noun)}"


_BARE: Final = (" against", " with", " from", " to", " on", " of", " for", " before", " toward", " at", " over")


def _bare(words: str) -> str:
    """Words without the preposition that waits for a name."""
    for ending in _BARE:
        if words.endswith(ending):
            return words.removesuffix(ending)
    return words


_LONGEST_MONTH: Final = 31
_LONGEST_YEAR: Final = 366


def _edge(day: dt.date, days: int, *, turns: bool, month: int, months: bool, years: bool) -> str:
    """One end of a time: a year or month where the time is long and that opens or closes with it, else a day."""
    iso = day.isoformat()
    if turns and day.month == month and (years or days > _LONGEST_YEAR):
        return iso[:4]
    return iso[:7] if turns and (months or days > _LONGEST_MONTH) else iso


def _time(start: dt.date, end: dt.date, granularity: str | None) -> str:
    """A time as coarse as it is known: ``2024-05-10``, ``2021-02``, ``2021-Q3``, ``2019``, ``1964 to 2016``."""
    days = (end - start).days + 1
    if days <= 1:
        return start.isoformat()
    opens, closes = start.day == 1, end.day == calendar.monthrange(end.year, end.month)[1]
    months = opens and closes
    years = months and (start.month, end.month) == (1, 12)
    first = _edge(start, days, turns=opens, month=1, months=months, years=years)
    last = _edge(end, days, turns=closes, month=12, months=months, years=years)
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
) -> str:
    """The line.

    Args:
        type: Event type.
        mode: Its mode.
        status: Status, told unless it occurred.
        actors: Who acts.
        recipients: Who is acted upon.
        place: Where; left out if it is the name of a side.
        start: First day.
        end: Last day, inclusive; the first without it.
        granularity: How exact the time is.
        trigger: The words that tell of it, which say whether several act against each other.
    """
    key = f"{type} {mode}" if mode else type
    verb, noun = _DOES.get(key) or _DOES[type]
    if actors and recipients:
        line = _upon(verb, actors, recipients)
    elif len({(party.code, party.name) for party in actors}) > 1:  # one name may stand for two ("both sides")
        against = None
        if is_mutual(type, mode, trigger):
            against = _AGAINST.get(type) or f"{_act(verb, many=True)} each other"
        line = _jointly(key, noun, actors, against)
    elif actors:
        line = f"{_listed(_known(actors))}: {_bare(noun)}"
    elif recipients:
        line = f"{noun} {_listed(_known(recipients))}"
    else:
        line = _bare(noun)
    line = line[:1].upper() + line[1:]
    if place and all(party.name != place for party in (*actors, *recipients)):
        line += f" ({place})"
    if start:
        line += f", {_time(start, end or start, granularity)}"
    return line + _SUCH[status]
