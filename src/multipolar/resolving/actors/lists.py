"""Names that a phrase lists after its noun, and what of a grouping it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import STATE_NOUNS, STATESMEN

if TYPE_CHECKING:
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.tokens import Hit

__all__ = ["listed_after", "part_of_bloc"]

_OF_WHOM: Final = frozenset({"of", "from"})
"""What leads from people to the countries that they are of; "in" leads there unless they were sent or fled to them."""
_ELSEWHERE: Final = frozenset(
    (
        *("troops", "forces", "soldiers", "fighters", "militants", "peacekeepers", "bases", "missions", "embassies"),
        *("diplomats", "ambassadors", "envoys", "consuls", "migrants", "refugees", "tourists", "correspondents"),
    )
)


def listed_after(phrase: Phrase) -> list[Hit]:
    """The names that "and" lists after the noun, with nothing else named ("envoys from Washington and Moscow")."""
    hits = [hit for hit in phrase.hits if not hit.tie]
    if len(hits) < 2 or not all(hit.joined for hit in hits[1:]):  # noqa: PLR2004 - two make a list
        return []
    if hits[0].lead not in _OF_WHOM and (hits[0].lead != "in" or phrase.head in _ELSEWHERE):
        return []
    last = phrase.words[hits[-2].end : hits[-1].start]
    return hits if " and " in last and hits[0].part == hits[-1].part else []


def part_of_bloc(phrase: Phrase) -> str:
    """What of a grouping a phrase speaks: one state, its states, the grouping by name, or people and things of it."""
    if not phrase.head:
        return "name"
    if phrase.head in STATESMEN:
        return "states"
    return "state" if phrase.head in STATE_NOUNS else "others"
