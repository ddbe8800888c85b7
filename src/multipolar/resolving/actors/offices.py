"""Who held the office that a phrase without a name speaks of, at a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
    import datetime as dt

    from multipolar.resolving.actors.candidates import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.knowledge import Knowledge, Term

__all__ = ["holder_of"]

_UNKNOWN: Final = "---"
_LEADER: Final = ("supreme_leader", "head_of_state", "head_of_government")


def holder_of(phrase: Phrase, candidate: Candidate, knowledge: Knowledge, on: dt.date | None) -> Term | None:
    """The term of whoever held the office that the phrase names ("the British prime minister") on the day.

    Args:
        phrase: The phrase.
        candidate: The code that was chosen for it.
        knowledge: The tables.
        on: The day; without it nobody can be named.

    Returns:
        None where the phrase names no office, names a person, speaks of several or of a former holder, or where the
        tables do not say who held the office that day, or name two.
    """
    if on is None or not _names_office(phrase) or candidate.code == _UNKNOWN or candidate.person:
        return None
    if phrase.head == "leader":
        if len(phrase.core) > 2:  # noqa: PLR2004 - "the Chinese leader" and no more
            return None
        for office in _LEADER:
            terms = knowledge.holders(candidate.code, office, on)
            if _one(terms) and _rules(terms[0]):
                return terms[0]
        return None
    for office in phrase.office:
        terms = knowledge.holders(candidate.code, office, on)
        if terms:
            return terms[0] if _one(terms) else None
    return None


def _names_office(phrase: Phrase) -> bool:
    if not phrase.office or phrase.former or phrase.plural or phrase.person or phrase.head not in _OFFICE_HEADS:
        return False
    return not phrase.lows & _NOT_THE_OFFICE and not any(hit.part or hit.tie for hit in phrase.hits)


def _one(terms: tuple[Term, ...]) -> bool:
    return len({term.person_id for term in terms}) == 1


def _rules(term: Term) -> bool:
    """Whether the holder of an office leads the country, as reports speak of leaders: no ceremonial heads of state."""
    return term.office != "head_of_state" or term.code not in _CEREMONIAL


_OFFICE_HEADS: Final = frozenset(words("office_heads"))
_NOT_THE_OFFICE: Final = frozenset(words("not_the_office"))
_CEREMONIAL: Final = frozenset(words("ceremonial"))
"""States where the head of government leads and the head of state does not."""
