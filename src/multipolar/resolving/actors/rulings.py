"""Who is meant where a rule says so, whatever the evidence of the report weighs."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.belonging import member_of, named_body
from multipolar.resolving.actors.candidates import Candidate
from multipolar.resolving.actors.coalitions import coalition_of
from multipolar.resolving.actors.downed import launched_by
from multipolar.resolving.actors.evidence import MOVEMENTS
from multipolar.resolving.actors.lexicon import words
from multipolar.resolving.actors.tribunals import tribunal_of
from multipolar.resolving.actors.unlisted import unlisted_organisation
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from multipolar.records import Extent
    from multipolar.resolving.actors.candidates import Read
    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention

__all__ = ["Ruling", "by_rule", "unknown_armed"]

_UNKNOWN: Final = "---"
_PAKISTAN: Final = "PAK"
_SINCE: Final = dt.date(2007, 12, 14)
"""Day on which the Taliban of Pakistan came together."""
_OF_KABUL: Final = frozenset({"afghan", "government", "authorities", "emirate", "administration", "officials", "kabul"})
"""Words that make them those who fight for or hold Afghanistan."""
_THERE: Final = frozenset({"in", "at", "near", "across", "around", "outside"})
_TOWNS: Final = frozenset({"city", "region", "gaz"})
_NAMESAKES: Final = frozenset({"group", "party"})
"""Kinds of bodies whose name may be borne in several countries."""
_NATIONAL: Final = frozenset({"body", "party"})
"""Kinds of bodies that a country has, by names that other countries' have as well."""
_WITHIN: Final = frozenset({"person", "body", "party"})
_SERVING: Final = frozenset({"GOV", "LEG", "JUD", "COP", "MIL", "PTY", "OPP", "ELI"})
"""Who governs a country, serves it or would govern it."""
_SET: Final = re.compile(r"(?:In|At|Near|Outside|Across) [^,;:]{2,60}, (?:(?:the|an?|some|two|three) )?")
"""What opens a sentence that is set somewhere, up to its subject."""
_SETTLERS: Final = frozenset({"settler", "settlers"})
_PALESTINE: Final = "PSE"
_SETTLES_THERE: Final = "ISR"
_UNKNOWN_ARMED: Final = words("unknown_armed")


class Ruling(NamedTuple):
    """An actor that a rule gives, how sure it is of the code, and the sector where it gives one."""

    candidate: Candidate
    chance: float
    sector: str = ""


def by_rule(
    read: Read, mention: ActorMention, report: ReportActors, likeliest: str, on: dt.date | None
) -> Ruling | None:
    """Whom a phrase means by a rule; None where none of them speaks of it.

    Rules are for movements, bodies and parties by name, settlers, weapons that were shot down, coalitions, courts at
    The Hague, people where a sentence is set, societies that the tables do not know, and bodies named near.

    Args:
        read: The phrase with what it says by itself.
        mention: Where it stands, and what it does.
        report: The report around it.
        likeliest: The code that it has by the evidence of the report.
        on: Day of the report.
    """
    phrase, extent = read.phrase, mention.extent
    return (
        _movement(read, report, on)
        or _told_by_place(read, report)
        or _of_the_only_country(read, report)
        or _settlers(phrase, report)
        or _shot_down(launched_by(phrase, mention, report, likeliest, on))
        or _coalition(phrase, report, on)
        or _tribunal(phrase, report, on)
        or _set_there(phrase, extent, report)
        or _society(phrase)
        or _body(member_of(phrase, extent, report) or named_body(phrase, extent, report))
    )


def _settlers(phrase: Phrase, report: ReportActors) -> Ruling | None:
    """Israel's settlers, where a report that names Palestine speaks of settlers without saying whose."""
    if phrase.head not in _SETTLERS or phrase.hits or all(item.code != _PALESTINE for item in report.items):
        return None
    sector = "" if phrase.person else "CVL"
    return Ruling(Candidate(_SETTLES_THERE, source="settlers on Palestinian land are Israel's"), 0.85, sector)


def _shot_down(launched: Candidate | None) -> Ruling | None:
    return None if launched is None else Ruling(launched, 0.7)


def _coalition(phrase: Phrase, report: ReportActors, on: dt.date | None) -> Ruling | None:
    coalition = coalition_of(phrase, report, on)
    if coalition is None:
        return None
    source = f"{coalition.why}: at war with {coalition.against} on {on}"
    return Ruling(Candidate(coalition.code, source=source), 0.9, coalition.sector)


def _tribunal(phrase: Phrase, report: ReportActors, on: dt.date | None) -> Ruling | None:
    tribunal = tribunal_of(phrase, report, on)
    if tribunal is None:
        return None
    return Ruling(Candidate(tribunal.code, source=f"sits at The Hague: {tribunal.why}"), 0.8)


def _set_there(phrase: Phrase, extent: Extent, report: ReportActors) -> Ruling | None:
    """Whose the people are with whom a sentence goes on that is set somewhere: "In Lyon, police fired tear gas".

    Soldiers may be anybody's, and those in the seat of an organisation are likely its own.
    """
    if phrase.shape != "described" or phrase.hits or phrase.pronoun or phrase.person:
        return None
    kinds = KINDS.get(singular(phrase.head), ())
    ahead = report.sentences[extent.sentence][: extent.start]
    if not phrase.head or "MIL" in kinds or _SET.fullmatch(ahead) is None:
        return None
    place = (extent.sentence, ahead.rindex(","))
    there = [item for item in report.items if (item.sentence, item.end) == place and item.locative in _THERE]
    for item in there:
        if ":" not in item.code and item.code != _UNKNOWN:
            return Ruling(Candidate(item.code, source="the sentence is set there"), 0.85)
    return None


def _society(phrase: Phrase) -> Ruling | None:
    name = unlisted_organisation(phrase)
    return Ruling(Candidate(f"NGO:{name}", source="a society of the world by its name"), 0.7, "NGO") if name else None


def _body(body: Candidate | None) -> Ruling | None:
    return None if body is None else Ruling(body, 0.85, body.sector)


def _is_movement(item: Item) -> bool:
    """Whether an item is but a movement of that name, which says nothing of which of them is meant."""
    return item.tag == "group" or (item.match is not None and item.match.actor_id in MOVEMENTS)


def _movement(read: Read, report: ReportActors, on: dt.date | None) -> Ruling | None:
    """Which of two movements of one name is meant: the Taliban of Pakistan for what happens there."""
    if len(read.candidates) != 1 or len(read.phrase.hits) != 1:
        return None
    own = read.candidates[0]
    if own.entity is None or own.entity.id not in MOVEMENTS:
        return None
    others = [item for item in report.items if not _is_movement(item)]
    named = own.code in {item.code for item in others} or not read.phrase.lows.isdisjoint(_OF_KABUL)
    acting = any(item.code == _PAKISTAN and item.locative for item in others)
    if on is not None and on >= _SINCE and acting and not named:
        why = "the Taliban of Pakistan, where the report says that it happened, and not Afghanistan"
        return Ruling(Candidate(_PAKISTAN, source=why, sector="REB"), 0.8, "REB")
    return Ruling(own, 0.98)


def _told_by_place(read: Read, report: ReportActors) -> Ruling | None:
    """Which of several groups or parties of one name is meant: the one whose country alone the report names."""
    if len(read.candidates) < 2 or len(read.phrase.hits) != 1:  # noqa: PLR2004 - two share a name
        return None
    for one in read.candidates:
        if one.entity is None or one.entity.kind not in _NAMESAKES or one.name is None or one.name.kind != "generic":
            return None
    # Where it happens, and not whose embassy is attacked.
    named = {item.code for item in report.items if item.locative in _THERE or item.tag in _TOWNS}
    there = [one for one in read.candidates if one.code in named]
    if len(there) != 1:
        return None
    one = there[0]
    return Ruling(one, 0.85, one.sector)


def _of_the_only_country(read: Read, report: ReportActors) -> Ruling | None:
    """The parliament, force or party of the only country whose people a report names, where many bear the name.

    "Congress" is Peru's in a report on the president of Peru that never speaks of the United States.
    """
    if len(read.candidates) != 1 or len(read.phrase.hits) != 1:
        return None
    own = read.candidates[0]
    if own.entity is None or own.entity.kind not in _NATIONAL or own.name is None or own.name.kind != "generic":
        return None
    named = [item for item in report.items if ":" not in item.code and item.code != _UNKNOWN and not item.aside]
    inside = {item.code for item in named if _is_from_within(item)}
    if len(inside) != 1 or any(item.code == own.code for item in named) or ":" in own.code:
        return None
    (code,) = inside
    source = f"{own.name.surface!r} of the only country whose people the report names"
    bare = read.phrase.shape == "bare"  # other words tell a lawmaker of the party from the party
    return Ruling(Candidate(code, source=source, sector=own.sector), 0.8, own.sector if bare else "")


def _is_from_within(item: Item) -> bool:
    """Whether an item shows a country from within, by its people and bodies, and not as a state that is spoken of."""
    if item.match is None:
        return item.tag in _WITHIN
    return item.match.sector in _SERVING and not (item.tag == "bare" and item.match.actor_id.startswith("state:"))


def unknown_armed(phrase: Phrase, match: ActorMatch) -> ActorMatch:
    """The match, or that of unknown gunmen where nobody has told whose side they are on, as the codebook has it."""
    if phrase.shape != "described" or phrase.hits or phrase.pronoun or phrase.head not in _UNKNOWN_ARMED:
        return match
    if match.sector == "UAF" and ":" not in match.code:
        return match._replace(code=_UNKNOWN, reason=f"unknown {phrase.head} belong to no country; sector UAF")
    if match.sector == "REB" and match.code == _UNKNOWN:
        return match._replace(sector="UAF", reason=f"unknown {phrase.head} of no side; sector UAF")
    return match
