"""Whom a pronoun takes up, and whom it cannot, where the sentence itself says so.

"The army denied that it had fired" speaks of the army, and "I" in "'I have asked both,' the spokesman said" of the
spokesman, whatever else the report names more often. Nobody is on both sides of one deed by a plain pronoun: in "It
blamed the Forces" it is not the Forces, and in "the colonel accused him" he is not the colonel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention

__all__ = ["REFLEXIVE", "Taken", "agrees", "cannot_be", "is_among", "other_side", "taken_up"]

_SPEAK: Final = frozenset({"attribution", "speaker"})
_FACING: Final = frozenset({"actor", "recipient"})
REFLEXIVE: Final = ("self", "selves")
"""How pronouns end that do stand for the other side."""
_OWNERS: Final = frozenset({"its", "his", "her", "their"})
_FOR: Final = re.compile(r"\s+(?:for|over|because of)\s+")
"""What stands between whom something is done to and what is its own."""
_SUBJECTS: Final = frozenset({"he", "she", "it", "they"})
_PLAIN: Final = frozenset({"he", "him", "she", "her", "it", "they", "them"})
_PERSONS: Final = frozenset({"person", "surname"})
"""What kinds of words outside the mentions name a person."""
_DAYS: Final = "Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
_SAYS: Final = re.compile(
    r",?\s+(?:(?:has|had|have|also|then|later|again|repeatedly|initially)\s+)*"
    r"(?:said|says|say|denied|denies|deny|claimed|claims|admitted|admits|insisted|insists|announced|announces"
    r"|acknowledged|confirmed|confirms|declared|stated|argued|vowed|warned|added|conceded|maintained|stressed)"
    rf"(?:\s+(?:on\s+)?(?:{_DAYS})day)?(?:\s+that)?\s+"
)
"""What stands between a speaker and the pronoun that opens the clause of what is said."""
_VERB: Final = re.compile(
    r"(?:['\u2019](?:d|ll|s|re|ve)\b|\s+(?:(?:also|never|not|now|still|already)\s+)?(?:had|has|have|is|was|are|were|will"
    r"|would|could|might|did|does|do|wants?|\w+ed)\b)"
)
"""What follows a pronoun that opens a clause, and not one that is the object of the verb before it."""


class Taken(NamedTuple):
    """An earlier mention that a pronoun takes up, and how the sentence says so."""

    item: Item
    why: str


def agrees(phrase: Phrase, item: Item) -> bool:
    """Whether a pronoun may stand for an earlier mention: "it" is neither a person nor several, "he" is one.

    A name by itself is one, whatever it ends in ("the United States", "Hamas").
    """
    several = item.plural and item.tag != "bare"
    if phrase.pronoun == "it":
        return not (item.person or several)
    return phrase.pronoun not in {"he", "she"} or not several


def taken_up(mention: ActorMention, phrase: Phrase, report: ReportActors) -> Taken | None:
    """Whom a pronoun takes up by the build of its sentence; None where that does not tell.

    Args:
        mention: The pronoun.
        phrase: Its phrase, taken apart.
        report: The report so far.
    """
    if phrase.words.lower().partition(" ")[0] in _OWNERS:
        item = _blamed(mention, phrase, report)
        return Taken(item, "that of whom the words before name") if item is not None else None
    if phrase.shape != "pronoun":
        return None
    if phrase.pronoun == "i":
        item = _speaker(mention, report)
        return Taken(item, "who speaks") if item is not None else None
    if phrase.pronoun in _SUBJECTS:
        item = _sayer(mention, phrase, report)
        return Taken(item, "who says so of itself") if item is not None else None
    return None


def _blamed(mention: ActorMention, phrase: Phrase, report: ReportActors) -> Item | None:
    """Whom something is done to for what is its own: Iraq in "an embargo on Iraq for its invasion of Kuwait"."""
    extent = mention.extent
    sentence = report.sentences[extent.sentence]
    for item in reversed(report.items):
        if item.sentence != extent.sentence or item.end >= extent.start:
            continue
        if _FOR.fullmatch(sentence, item.end, extent.start) is None:
            continue
        wanted = {"he": item.person, "she": item.person, "they": item.plural, "it": not item.person and not item.plural}
        if wanted.get(phrase.pronoun, False):
            return item
    return None


def _speaker(mention: ActorMention, report: ReportActors) -> Item | None:
    """Whom the sentence of an "I" cites: for its own event, or as the only one."""
    if mention.role in _SPEAK:
        return None
    cited = [
        item
        for item in report.items
        if item.match is not None
        and item.mention is not None
        and item.mention.role in _SPEAK
        and item.sentence == mention.extent.sentence
        and item.mention.extent != mention.extent
    ]
    own = [item for item in cited if item.mention is not None and item.mention.group == mention.group]
    if own:
        return own[0]
    return cited[0] if len({(item.start, item.end) for item in cited}) == 1 else None


def _sayer(mention: ActorMention, phrase: Phrase, report: ReportActors) -> Item | None:
    """The subject of the verb of saying that stands right before a pronoun."""
    extent = mention.extent
    sentence = report.sentences[extent.sentence]
    if _VERB.match(sentence, extent.end) is None:
        return None
    for item in reversed(report.items):
        if item.sentence != extent.sentence or item.end >= extent.start or item.match is None:
            continue
        if _SAYS.fullmatch(sentence, item.end, extent.start) is None:
            continue
        told = {"he": item.person, "she": item.person, "they": item.plural}.get(phrase.pronoun, True)
        if told and agrees(phrase, item):
            return item
    return None


def other_side(mention: ActorMention, report: ReportActors) -> tuple[ActorMatch, ...]:
    """Those who face a mention in its event, whom a plain pronoun does not stand for."""
    if mention.role not in _FACING:
        return ()
    return tuple(
        item.match
        for item in report.items
        if item.match is not None
        and item.mention is not None
        and item.mention.group == mention.group
        and item.mention.role in _FACING
        and item.mention.role != mention.role
        and item.mention.extent != mention.extent
    )


def cannot_be(mention: ActorMention, phrase: Phrase, report: ReportActors) -> frozenset[str]:
    """Codes that a plain pronoun does not have: those of the other side where nobody else who fits is of them.

    In "Abiy asked him for their removal" he is not of Ethiopia, unless the report has named another man of Ethiopia.
    """
    if phrase.shape != "pronoun" or phrase.words.lower() not in _PLAIN:
        return frozenset()
    facing = other_side(mention, report)
    if not facing:
        return frozenset()
    at = (mention.extent.sentence, mention.extent.start)
    within = [item for item in report.items if item.match is not None and is_among(item.match, facing)]
    possible = set()
    for item in report.items:
        if (item.sentence, item.start) >= at or any(_covers(other, item) for other in within):
            continue
        one = item.person or item.tag in _PERSONS
        if one if phrase.pronoun in {"he", "she"} else agrees(phrase, item):
            possible.add(item.code)
    return frozenset(match.code for match in facing) - possible


def _covers(item: Item, other: Item) -> bool:
    """Whether an item lies within another's words."""
    return item.sentence == other.sentence and item.start <= other.start and other.end <= item.end


def is_among(match: ActorMatch, others: Sequence[ActorMatch]) -> bool:
    """Whether an actor is one of some others."""
    return any(match is other or (match.actor_id and match.actor_id == other.actor_id) for other in others)
