"""What readers are shown for an actor: the name of whom the words mean, with an id where the tables have one.

Code and sector are settled before. A name within a phrase is not always whom the phrase means: "the family of Peskov",
"Trump supporters" and "the Shimon Peres Research Center" are not the persons, "four Palestinians" are no state, and
"Secretary of State for Defence Ben Wallace" is neither a state nor an office.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.groups import takes_their_sector
from multipolar.resolving.actors.lexicon import BOTH, NAME_PARTICLES, OPENERS, PREPOSITIONS, words
from multipolar.resolving.actors.tokens import is_name_word
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular
from multipolar.resolving.actors.wording import CONNECTORS, PERSONS, ROLES, as_whom, described, is_body, without_owned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from multipolar.resolving.actors.candidates import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch
    from multipolar.resolving.actors.tokens import Hit, Token
    from multipolar.resolving.knowledge import Entity, Knowledge

__all__ = ["OF_STATES", "Shown", "is_governed", "no_states"]

OF_STATES: Final = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
"""Sectors of those who act for a state."""

_BEFORE_ROLES: Final = words("before_names") | words("titles") - {
    "of",
    "and",
    "for",
    "in",
    "state",
    "district",
    "court",
}
_GOVERNS: Final = frozenset({"of", "by", "against"})
_PLACES: Final = frozenset({"state", "region", "city", "bloc"})
"""Kinds of what merely says where somebody belongs."""
_KINDS_OF_BODIES: Final = frozenset({"body", "group", "party", "ngo", "company", "media"})
_COUNTRIES: Final = frozenset({"country", "nation"})
_ADVERBS: Final = frozenset({"himself", "herself", "alone", "too", "also", "personally", "jr", "sr", "ii", "iii", "iv"})
_DAYS: Final = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_FULL: Final = 2
"""Words of a full name."""


class Shown:
    """Names actors for readers.

    Args:
        knowledge: The tables.
        code_of: The code of an entity at a date.
    """

    def __init__(self, knowledge: Knowledge, code_of: Callable[[Entity, dt.date | None], str]) -> None:
        self._knowledge = knowledge
        self._code_of = code_of
        self._given: frozenset[str] = frozenset()

    def name(
        self, phrase: Phrase, candidate: Candidate, before: ActorMatch | None, on: dt.date | None
    ) -> tuple[str, str]:
        """Name and id of an actor; the id is empty where the tables do not have whoever is meant.

        Args:
            phrase: The words.
            candidate: Whom they were taken for.
            before: The earlier mention that they take up, None if they take up none.
            on: Day of the report.
        """
        entity = candidate.entity
        if _is_country(phrase) and (state := self._knowledge.get(f"state:{candidate.code}")) is not None:
            return state.name, state.id
        if before is not None and (phrase.shape == "set" or takes_their_sector(phrase)):
            named_alone = phrase.shape == "named" and not before.actor_id
            return (without_owned(before.name, phrase) if named_alone else before.name), before.actor_id
        named = candidate.apposed
        if named is None and entity is not None:
            longer = _longer(phrase, entity)
            if longer:
                return longer, ""
            named = _itself(phrase, candidate, entity)
        named = named or self._beside(phrase, candidate, on)
        return (named.name, named.id) if named is not None else (as_whom(phrase, self._is_given), "")

    def _beside(self, phrase: Phrase, candidate: Candidate, on: dt.date | None) -> Entity | None:
        """The person or body that a phrase names beside the noun that says what it is; None where it names none.

        "Secretary of State for Defence Ben Wallace" and "Mitch McConnell, the Senate Majority Leader" are the persons,
        "the Israeli intelligence agency, Mossad" is the agency.
        """
        if phrase.plural or phrase.pronoun:
            return None
        for hit in phrase.hits:
            one = hit.names[0] if len({name.entity_id for name in hit.names}) == 1 else None
            entity = self._knowledge.get(one.entity_id) if one is not None else None
            if one is None or entity is None or hit.tie or one.kind in {"surname", "generic"}:
                continue
            if self._code_of(entity, on) != candidate.code:
                continue
            if entity.kind == "person":
                if _opens(phrase, hit) or (not phrase.former and _closes(phrase, hit) and _has_role(phrase, hit)):
                    return entity
            elif not phrase.former and entity.kind in _KINDS_OF_BODIES and _is_body_apposed(phrase, hit):
                return entity
        return None

    def _is_given(self, word: str) -> bool:
        """Whether a word is a given name of persons whom the tables know."""
        if not self._given:
            self._given = frozenset(name.split()[0] for name, _ in self._knowledge.persons() if " " in name)
        return word in self._given


def _itself(phrase: Phrase, candidate: Candidate, entity: Entity) -> Entity | None:
    """Whom the tables know by the name in a phrase, where the phrase means them and not what is theirs."""
    if entity.kind == "person":
        hit = next((hit for hit in phrase.hits if any(name.entity_id == entity.id for name in hit.names)), None)
        return entity if candidate.acting and not (hit is not None and is_governed(phrase, hit)) else None
    if phrase.shape == "bare":
        return None if _is_of_several(phrase, entity) else entity
    if entity.kind == "state" and not phrase.person and _is_nothing_else(phrase, entity.id):
        return entity
    if not candidate.acting or phrase.person or _is_role_of(phrase):
        return None
    return entity if _is_named_throughout(phrase, entity.id) else None


def _is_role_of(phrase: Phrase) -> bool:
    """Whether a phrase is for one person in a body, and not for the body ("the secretary general of the party")."""
    if phrase.plural or phrase.head not in ROLES:
        return False
    return any(token.low == "of" and token.end <= phrase.hits[0].start for token in phrase.core)


def _longer(phrase: Phrase, entity: Entity) -> str:
    """The longer name of somebody else that a person's full name begins ("Amina Mohamed Abdi"); empty where it is all.

    A known person whose name the longer one is, too ("Teodoro Obiang Nguema"), has it in the tables.
    """
    hit = next((hit for hit in phrase.hits if any(name.entity_id == entity.id for name in hit.names)), None)
    if (
        entity.kind != "person"
        or hit is None
        or " " not in phrase.words[hit.start : hit.end]
        or is_governed(phrase, hit)
    ):
        return ""
    end = hit.end
    for token in phrase.tokens:
        if token.start < hit.end:
            continue
        known = any(one.start < token.end and token.start < one.end and not _is_of_persons(one) for one in phrase.hits)
        if token.start != end + 1 or known or not is_name_word(token) or token.possessive or _is_no_name(token):
            break
        end = token.end
    rest = {word.lower() for word in phrase.words[hit.end : end].split()}
    return phrase.words[hit.start : end] if rest - {word.lower() for word in entity.name.split()} else ""


def _is_of_persons(hit: Hit) -> bool:
    return bool(hit.names) and all(name.entity_id.startswith("person:") for name in hit.names)


def _is_no_name(token: Token) -> bool:
    """Whether a capitalised word behind a name is a noun for a body or a day, or what tells a son from his father."""
    return is_body(token) or singular(token.low) in KINDS or token.low in _ADVERBS or token.low in _DAYS


def _is_nothing_else(phrase: Phrase, entity: str) -> bool:
    """Whether a phrase is no more than a name and its acronym ("the United Arab Emirates (UAE)")."""
    named = [hit for hit in phrase.hits if any(name.entity_id == entity for name in hit.names)]
    return all(
        token.low == "the"
        or not token.text[0].isalnum()
        or (not token.possessive and any(hit.start <= token.start and token.end <= hit.end for hit in named))
        for token in phrase.tokens
    )


def _is_named_throughout(phrase: Phrase, entity: str) -> bool:
    """Whether all names of a phrase are an entity's, the first of which ends what is told of it ("the Fund (IMF)")."""
    named = all(any(name.entity_id == entity for name in hit.names) for hit in phrase.hits)
    return bool(phrase.hits) and named and phrase.hits[0].last


# --- Persons ---------------------------------------------------------------------------------------------------------


def is_governed(phrase: Phrase, hit: Hit) -> bool:
    """Whether another noun governs a person's name, so that somebody or something else is meant.

    Args:
        phrase: The phrase.
        hit: The name in it.
    """
    return _noun_behind(phrase, hit) or _owner_before(phrase, hit)


def _noun_behind(phrase: Phrase, hit: Hit) -> bool:
    """Whether a noun stands behind the name: "Putin's ally", "Trump supporters", "the Shimon Peres Center"."""
    after = [token for token in phrase.tokens if token.start >= hit.end]
    if not after:
        return False
    possessive = phrase.words[hit.end : hit.end + 2] in {"'s", "\u2019s", "' ", "\u2019 "}
    first = after[0]
    if not first.text[0].isalnum() or first.low in PREPOSITIONS or first.low in {"and", "or"}:
        return False
    if possessive:
        return True
    if first.low in _ADVERBS or first.low in NAME_PARTICLES or first.low.endswith("ly"):
        return False
    if first.text[0].islower():
        return singular(first.low) in KINDS or first.low.endswith("s")
    run = _capitals(after)
    return bool(run) and is_body(run[-1])


def _capitals(tokens: Sequence[Token]) -> list[Token]:
    """The capitalised words at the front."""
    run: list[Token] = []
    for token in tokens:
        if not token.text[0].isalnum() or not (token.text[0].isupper() or token.text[0].isdigit()):
            break
        run.append(token)
    return run


def _owner_before(phrase: Phrase, hit: Hit) -> bool:
    """Whether the name says whose something is: "the cabinet of Prime Minister Mahinda Rajapaksa".

    In "the secretary of state Antony Blinken" the "of" belongs to the title.
    """
    role = False
    before = [token for token in phrase.tokens if token.end <= hit.start]
    for token in reversed(before):
        other = next((one for one in phrase.hits if one.start < token.end and token.start < one.end), None)
        if other is None and token.low in _GOVERNS:
            return before[0] is not token
        if token.low in PERSONS:
            role = True
        elif other is not None:
            if not role:
                return False
        elif token.low not in {"the", "a", "an"} and not (role and token.low in _BEFORE_ROLES):
            return False
    return False


def _opens(phrase: Phrase, hit: Hit) -> bool:
    """Whether a name stands first and a comma behind it tells who that is."""
    if not hit.first or hit.part or len(phrase.words[hit.start : hit.end].split()) < _FULL:
        return False
    return phrase.words[hit.end : hit.end + 1] in {",", " "} and phrase.words[hit.end :].lstrip()[:1] in {",", "("}


def _closes(phrase: Phrase, hit: Hit) -> bool:
    """Whether a phrase ends in a name of two words or more."""
    return not phrase.words[hit.end :].strip(' ,.\u201d"') and len(phrase.words[hit.start : hit.end].split()) >= _FULL


def _has_role(phrase: Phrase, hit: Hit) -> bool:
    """Whether the words before a name are a title and its field ("Minister for Foreign Affairs"), and nothing else."""
    before = [token for token in phrase.tokens if token.end <= hit.start]
    heads = [token for token in before if token.low in ROLES]
    if not heads or _owner_before(phrase, hit) or any(token.possessive for token in before[before.index(heads[-1]) :]):
        return False
    field = before[before.index(heads[-1]) + 1 :]
    if not field:
        return hit.part == 0
    if any(name.entity_id.startswith("person:") for one in phrase.hits if one is not hit for name in one.names):
        return False  # "a critic of Vladimir Putin, Sergei Lavrov" may be either's
    return field[0].low in {"for", "of", "to", "on"} and all(
        token.low in CONNECTORS or token.text[0].isupper() or token.text == "," for token in field
    )


def _is_body_apposed(phrase: Phrase, hit: Hit) -> bool:
    """Whether a body's name stands alone behind the comma after a noun for such a body."""
    if hit.lead != "," or hit.part != 1 or not hit.last or phrase.person or phrase.head in ROLES:
        return False
    kinds = KINDS.get(singular(phrase.head), ())
    if not phrase.core or not (is_body(phrase.core[-1]) or any(kind in OF_STATES for kind in kinds)):
        return False
    return not phrase.words[hit.end :].strip(" ,.")


# --- Countries and peoples -------------------------------------------------------------------------------------------


def _is_country(phrase: Phrase) -> bool:
    """Whether a phrase is nothing but a noun for a state named elsewhere ("the country", "both nations").

    Args:
        phrase: The phrase.
    """
    if phrase.hits or phrase.person or singular(phrase.head) not in _COUNTRIES:
        return False
    rest = phrase.lows - {phrase.head}
    return bool(rest) and all(low in OPENERS or low in BOTH for low in rest)


def _is_of_several(phrase: Phrase, entity: Entity) -> bool:
    """Whether a phrase of nothing but known names has another than an entity's that is not merely where it belongs.

    "RT France" is not France, and "the CDC and the TSA" are not one of the two.

    Args:
        phrase: The phrase.
        entity: Whom it was taken for.
    """
    others = [
        hit
        for hit in phrase.hits
        if all(name.entity_id != entity.id for name in hit.names)
        and phrase.words[hit.end : hit.end + 2] not in {"'s", "\u2019s"}
    ]
    return any(
        hit.joined or any(name.entity_id.partition(":")[0] not in _PLACES for name in hit.names) for hit in others
    ) or any(hit.joined for hit in phrase.hits if others)


def no_states(phrase: Phrase, matches: tuple[ActorMatch, ...]) -> tuple[ActorMatch, ...]:
    """Matches without a state's id where those who are meant do not act for it ("four Palestinians").

    Args:
        phrase: The phrase.
        matches: Whom it means.
    """
    return tuple(
        match
        if match.sector in OF_STATES or not match.actor_id.startswith("state:")
        else match._replace(name=match.name if _is_country(phrase) else _people(phrase, match), actor_id="")
        for match in matches
    )


def _people(phrase: Phrase, match: ActorMatch) -> str:
    return match.name if phrase.shape in {"pronoun", "set"} or phrase.pronoun else described(phrase)
