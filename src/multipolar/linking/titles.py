"""A line that says what an incident is: ``Russia bombs Ukraine (Kharkiv), 2024-05-10``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    "CONCEDE": "agree a truce",
    "COOPERATE": "cooperate",
    "RETREAT": "disengage",
    "ASSAULT": "fight",
    "PROTEST": "clash",
}
"""What several sides do among themselves."""

_SUCH: Final[dict[str, str]] = {
    "occurred": "",
    "ongoing": " (ongoing)",
    "planned": " (planned)",
    "possible": " (possible)",
    "negated": " (did not happen)",
    "alleged": " (alleged)",
}


def _known(parties: Sequence[Party]) -> list[str]:
    """Names worth telling: those of known actors and proper names, and mere words ("five", "all") only without them."""
    told = [party.name for party in parties if party.actor_id or party.name[:1].isupper()]
    return list(dict.fromkeys(told or [party.name for party in parties]))


def _names(parties: Sequence[Party]) -> str:
    names = _known(parties)
    shown = names[:_NAMED] + (["others"] if len(names) > _NAMED else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _act(verb: str, parties: Sequence[Party]) -> str:
    """The verb in the plural, where several act or those who act are many ("police", "soldiers")."""
    names = _known(parties)
    many = len(names) > 1 or (not parties[0].actor_id and names[0].rstrip().casefold().endswith(_MANY))
    first, space, rest = verb.partition(" ")
    return f"{first.removesuffix('s')}{space}{rest}" if many else verb


_MANY: Final = ("s", "people", "police", "men", "women", "children", "troops", "militia")


_BARE: Final = (" against", " with", " from", " to", " on", " of", " for", " before", " toward", " at", " over")


def _bare(words: str) -> str:
    """Words without the preposition that waits for a name."""
    for ending in _BARE:
        if words.endswith(ending):
            return words.removesuffix(ending)
    return words


def title(
    *,
    type: str,  # noqa: A002 - the field is called so everywhere
    mode: str | None,
    status: str,
    actors: Sequence[Party],
    recipients: Sequence[Party],
    place: str | None,
    day: dt.date | None,
) -> str:
    """The line.

    Args:
        type: Event type.
        mode: Its mode.
        status: Status, told unless it occurred.
        actors: Who acts.
        recipients: Who is acted upon.
        place: Where; left out if it is the name of a side.
        day: First day.
    """
    verb, noun = _DOES.get(f"{type} {mode}") or _DOES[type]
    if actors and recipients:
        line = f"{_names(actors)} {_act(verb, actors)} {_names(recipients)}"
    elif len({party.name for party in actors}) > 1 and type in _TOGETHER:
        line = f"{_names(actors)} {_TOGETHER[type]}"
    elif actors:
        line = f"{_names(actors)}: {_bare(noun)}"
    elif recipients:
        line = f"{noun} {_names(recipients)}"
    else:
        line = _bare(noun)
    line = line[:1].upper() + line[1:]
    if place and all(party.name != place for party in (*actors, *recipients)):
        line += f" ({place})"
    if day:
        line += f", {day.isoformat()}"
    return line + _SUCH[status]
