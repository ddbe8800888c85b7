"""Who held the office that a phrase speaks of at a date: of those who bear the name after it, or by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import holds
from multipolar.resolving.actors.lexicon import OFFICES, OPENERS, POSSESSIVES, PREPOSITIONS, TITLES, words
from multipolar.resolving.actors.tokens import is_name_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from multipolar.resolving.actors.candidates import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.tokens import Hit, Token
    from multipolar.resolving.knowledge import Knowledge, Name, Term

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
        None where the phrase names no office, names a person, speaks of several, of a former holder or of one to come,
        or where the tables do not say who held the office that day, or name two.
    """
    if on is None or candidate.code == _UNKNOWN or candidate.person or not _names_office(phrase):
        return None
    entity = candidate.entity
    if entity is not None and entity.kind not in _WITH_OFFICES and not _is_the_title(phrase, candidate):
        return None
    if phrase.head == "leader":
        for office in _LEADER if _is_of_all(phrase, phrase.core) else ():
            terms = knowledge.holders(candidate.code, office, on)
            if _one(terms) and _rules(terms[0]):
                return terms[0]
        return None
    for office in _offices_of_head(phrase):
        terms = knowledge.holders(candidate.code, office, on)
        if terms:
            return terms[0] if _one(terms) else None
    return None


def _names_office(phrase: Phrase) -> bool:
    if not phrase.office or phrase.former or phrase.plural or phrase.person or phrase.head not in _OFFICE_HEADS:
        return False
    if phrase.lows & _NOT_THE_OFFICE or any(hit.part or hit.tie for hit in phrase.hits):
        return False
    own = _hit_at(phrase, phrase.tokens[_head_at(phrase)])
    if not all(hit is own or _has_offices(hit) for hit in phrase.hits):
        return False
    return _means_the_holder(phrase) and not _names_somebody(phrase)


def _head_at(phrase: Phrase) -> int:
    """Number of the token that is the head noun, the last of its kind in the core; -1 if there is none."""
    end = phrase.core[-1].end if phrase.core else 0
    return max((at for at, one in enumerate(phrase.tokens) if one.low == phrase.head and one.end <= end), default=-1)


def _is_the_title(phrase: Phrase, candidate: Candidate) -> bool:
    """Whether a name that the tables know is the title itself ("the pope")."""
    own = _hit_at(phrase, phrase.tokens[_head_at(phrase)])
    return own is not None and candidate.name in own.names


def _offices_of_head(phrase: Phrase) -> tuple[str, ...]:
    """The offices of the title that the head noun belongs to.

    Other titles in the phrase are other people's: "the president's interior minister" is no president.
    """
    at = _head_at(phrase)
    lows = tuple(token.low for token in phrase.tokens)
    for title, offices in _TITLES_OF_OFFICES:
        long = len(title)
        if any(lows[start : start + long] == title for start in range(max(0, at - long + 1), at + 1)):
            return offices
    return ()


def _has_offices(hit: Hit) -> bool:
    """Whether a name may be a state's, an organisation's, or its ruler's, rather than a region's, group's or body's."""
    return any(name.entity_id.partition(":")[0] in _WITH_OFFICES for name in hit.names)


def _means_the_holder(phrase: Phrase) -> bool:
    """Whether a phrase means who is in office: not "an Israeli prime minister", "the next one", nor two persons."""
    for token in phrase.tokens[: max(0, _head_at(phrase))]:
        if token.low in _NOT_THE_HOLDER or token.low.startswith("then-"):
            return False
        if token.low in {"and", "or"} and _hit_at(phrase, token) is None:
            return False
    return True


def _hit_at(phrase: Phrase, token: Token) -> Hit | None:
    return next((hit for hit in phrase.hits if hit.start < token.end and token.start < hit.end), None)


def _is_of_all(phrase: Phrase, around: Sequence[Token]) -> bool:
    """Whether the words around "leader" leave it the country's ("the Chinese leader"), and no party's or militia's."""
    return all(token.low in _OF_ALL or _hit_at(phrase, token) is not None for token in around)


def _names_somebody(phrase: Phrase) -> bool:
    """Whether a phrase says itself who holds the office, be it by a name that others bear in the tables.

    A name before the title ("Putin's prime minister") is not the holder's.
    """
    if any(hit.last and _of_a_person(hit) and not _is_whose(phrase, hit) for hit in phrase.hits):
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


def _is_whose(phrase: Phrase, hit: Hit) -> bool:
    """Whether a name says whose the office is, even if persons bear it, too ("the president of France")."""
    before = phrase.words[: hit.start].lower().split()
    while before and before[-1] == "the":
        before.pop()
    return before[-1:] == ["of"] and not all(name.entity_id.startswith("person:") for name in hit.names)


def titled(phrase: Phrase, knowledge: Knowledge, on: dt.date | None) -> Phrase:
    """The phrase with each surname right behind a title ("Prime Minister Johnson") borne by whoever held that office.

    It is not where the words before make the title another's ("Deputy Foreign Minister Kim", "rebel leader Khan").

    Args:
        phrase: The phrase.
        knowledge: The tables.
        on: The day; without it every surname stays with all who bear it.
    """
    if on is None or not phrase.office or phrase.former:
        return phrase
    hits = tuple(_held(phrase, hit, knowledge, on) for hit in phrase.hits)
    return phrase if hits == phrase.hits else replace(phrase, hits=hits)


def _held(phrase: Phrase, hit: Hit, knowledge: Knowledge, on: dt.date) -> Hit:
    if not hit.names or any(name.kind != "surname" for name in hit.names):
        return hit
    words_before = phrase.words[: hit.start].rstrip()
    before = f" {words_before.lower()}"
    title, offices = next((one for one in OFFICES if before.endswith(f" {one[0]}")), ("", ()))
    lead = _lead(phrase, len(words_before) - len(title))
    if not title or not _leaves_the_title(phrase, lead, title):
        return hit
    owners = [owner for token in lead if (owner := _hit_at(phrase, token)) is not None]
    codes = {
        entity.code
        for owner in owners
        for name in owner.names
        if (entity := knowledge.get(name.entity_id)) is not None and entity.kind != "person"
    }
    holders: list[Name] = []
    for office in offices:
        holders = holders or [
            name
            for name in hit.names
            if any(
                term.office == office and holds(term.since, term.until, on) and (not codes or term.code in codes)
                for term in knowledge.terms(name.entity_id)
            )
        ]
    if len(holders) != 1:
        return hit
    return hit._replace(names=(holders[0]._replace(kind="short"),), told="who held the office")


def _lead(phrase: Phrase, stop: int) -> list[Token]:
    """The tokens right before a character, as far back as a mark or small word that parts them from what is before."""
    lead: list[Token] = []
    for token in reversed([token for token in phrase.tokens if token.end <= stop]):
        inside = _hit_at(phrase, token) is not None
        if not inside and (token.low in PREPOSITIONS or token.low == "and" or not token.text[0].isalnum()):
            break
        lead.append(token)
    return lead


def _leaves_the_title(phrase: Phrase, lead: Sequence[Token], title: str) -> bool:
    """Whether the words before a title leave it what it is: neither a deputy's, nor a party's, nor a region's."""
    if title == "leader" and not _is_of_all(phrase, lead):
        return False
    for token in lead:
        hit = _hit_at(phrase, token)
        if not _has_offices(hit) if hit is not None else token.low in _NOT_BY_NAME:
            return False
    return True


def _one(terms: tuple[Term, ...]) -> bool:
    return len({term.person_id for term in terms}) == 1


def _rules(term: Term) -> bool:
    """Whether the holder of an office leads the country, as reports speak of leaders: no ceremonial heads of state."""
    return term.office != "head_of_state" or term.code not in _CEREMONIAL


_OFFICE_HEADS: Final = frozenset(words("office_heads"))
_NOT_THE_OFFICE: Final = frozenset(words("not_the_office"))
_NOT_BY_NAME: Final = _NOT_THE_OFFICE - {"acting", "interim", "outgoing"}
"""The same where a surname follows: the tables know those who act for the holder, too."""
_NOT_THE_HOLDER: Final = frozenset(words("not_the_holder"))
_OF_ALL: Final = (
    OPENERS | POSSESSIVES.keys() | {"leader", "supreme", "paramount", "top", "country", "nation", "of", "the"}
)
"""Words with which "leader" still means who leads the country."""
_WITH_OFFICES: Final = frozenset({"state", "igo", "bloc", "person"})
"""Kinds of entities whose names stand with the offices of the tables."""
_TITLES_OF_OFFICES: Final = tuple((tuple(title.split()), offices) for title, offices in OFFICES)
_CEREMONIAL: Final = frozenset(words("ceremonial"))
"""States where the head of government leads and the head of state does not."""
