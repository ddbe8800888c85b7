"""Who held the office that a phrase speaks of at a date: of those who bear the name after it, or by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import holds
from multipolar.resolving.actors.lexicon import OFFICES, TITLES, words
from multipolar.resolving.actors.tokens import is_name_word

if TYPE_CHECKING:
    import datetime as dt

    from multipolar.resolving.actors.candidates import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.tokens import Hit
    from multipolar.resolving.knowledge import Knowledge, Term

__all__ = ["holder_of", "titled"]

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
    if phrase.lows & _NOT_THE_OFFICE or any(hit.part or hit.tie for hit in phrase.hits):
        return False
    return not _names_somebody(phrase)


def _names_somebody(phrase: Phrase) -> bool:
    """Whether a phrase says itself who holds the office, be it by a name that others bear in the tables.

    A name before the title ("Putin's prime minister") is not the holder's.
    """
    if any(hit.last and _of_a_person(hit) for hit in phrase.hits):
        return True
    if not phrase.core:
        return False
    behind = [token for token in phrase.tokens if token.start >= phrase.core[-1].end]
    if not behind or behind[0].text not in {",", "("}:
        return False
    following = next((token for token in behind[1:] if token.low not in TITLES), None)
    return following is not None and following.text[0].isalpha() and is_name_word(following)


def _of_a_person(hit: Hit) -> bool:
    return any(name.entity_id.startswith("person:") for name in hit.names)


def titled(phrase: Phrase, knowledge: Knowledge, on: dt.date | None) -> Phrase:
    """The phrase with each surname right behind a title ("Prime Minister Johnson") borne by whoever held that office.

    Args:
        phrase: The phrase.
        knowledge: The tables.
        on: The day; without it every surname stays with all who bear it.
    """
    if on is None or not phrase.office or phrase.former:
        return phrase
    hits = tuple(_held(phrase.words, hit, knowledge, on) for hit in phrase.hits)
    return phrase if hits == phrase.hits else replace(phrase, hits=hits)


def _held(text: str, hit: Hit, knowledge: Knowledge, on: dt.date) -> Hit:
    if not hit.names or any(name.kind != "surname" for name in hit.names):
        return hit
    before = f" {text[: hit.start].rstrip().lower()}"
    offices = next((offices for title, offices in OFFICES if before.endswith(f" {title}")), ())
    holders = [
        name
        for name in hit.names
        if any(term.office in offices and holds(term.since, term.until, on) for term in knowledge.terms(name.entity_id))
    ]
    if len(holders) != 1:
        return hit
    return hit._replace(names=(holders[0]._replace(kind="short"),), told="who held the office")


def _one(terms: tuple[Term, ...]) -> bool:
    return len({term.person_id for term in terms}) == 1


def _rules(term: Term) -> bool:
    """Whether the holder of an office leads the country, as reports speak of leaders: no ceremonial heads of state."""
    return term.office != "head_of_state" or term.code not in _CEREMONIAL


_OFFICE_HEADS: Final = frozenset(words("office_heads"))
_NOT_THE_OFFICE: Final = frozenset(words("not_the_office"))
_CEREMONIAL: Final = frozenset(words("ceremonial"))
"""States where the head of government leads and the head of state does not."""
