"""Which person a phrase names in apposition to the office or calling that it opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import TITLES, words

if TYPE_CHECKING:
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.tokens import Hit, Token

__all__ = ["is_apposed"]

_PERSONS: Final = words("persons")
_HEADS: Final = _PERSONS | {"head", "counterpart", "number", "successor", "predecessor", "rival", "ally"}
"""Nouns for one person, whom a name may stand in apposition to."""
_MARKS: Final = frozenset({",", "("})


def is_apposed(phrase: Phrase, hit: Hit) -> bool:
    """Whether a person's name says who is meant by the noun before it ("the Chinese president, Xi Jinping").

    It does not where another noun for a person stands between ("a brother of the president, Xi Jinping"): who of the
    two bears the name is open then.

    Args:
        phrase: The phrase.
        hit: The name in it.
    """
    if not hit.part or hit.tie or not hit.last or phrase.plural or phrase.head not in _HEADS:
        return False
    if phrase.words[hit.end : hit.end + 2] in {"'s", "\u2019s"}:
        return False
    before = [token for token in phrase.tokens if token.end <= hit.start]
    marks = [at for at, token in enumerate(before) if token.text in _MARKS]
    if len(marks) != 1:
        return False
    (mark,) = marks
    return all(token.low in TITLES for token in before[mark + 1 :]) and _is_one(phrase, before[:mark])


def _is_one(phrase: Phrase, before: list[Token]) -> bool:
    """Whether the words before the mark speak of one person only, by the head noun; whose they are may stand before it.

    A name right behind the noun ("minister Li, Xi Jinping") is that one's, or a list begins with it.
    """
    at = max((at for at, token in enumerate(before) if token.low == phrase.head), default=-1)
    if at < 0 or any(token.low in _PERSONS for token in before[at + 1 :]):
        return False
    between = [hit for hit in phrase.hits if before[at].end <= hit.start < before[-1].end]
    if any(name.entity_id.startswith("person:") for hit in between for name in hit.names):
        return False
    joints = [token for token in before if token.low == "and"]
    return all(any(hit.start <= token.start < hit.end for hit in phrase.hits) for token in joints)
