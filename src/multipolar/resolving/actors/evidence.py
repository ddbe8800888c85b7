"""What the words of a phrase themselves say about whom it means: candidates, each with the marks that speak for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.fuzzy import FuzzyNames
from multipolar.resolving.actors.lexicon import RELATIONAL
from multipolar.resolving.actors.phrase import analyse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multipolar.resolving.actors.phrase import Hit, Phrase
    from multipolar.resolving.actors.weights import Weights
    from multipolar.resolving.knowledge import Entity, Knowledge, Name

__all__ = ["Candidate", "PhraseReader", "Read", "tag_of"]


def holds(since: dt.date | None, until: dt.date | None, on: dt.date) -> bool:
    """Whether a span that may be open at either end contains the day."""
    return (since is None or since <= on) and (until is None or on <= until)


_NEAR: Final = dt.timedelta(days=200)
_ACTING: Final[frozenset[str]] = frozenset(
    {"person", "igo", "ngo", "company", "media", "group", "party", "body", "bloc", "user"}
)
_PART: Final[dict[str, str]] = {
    "": "core",
    ",": "comma",
    "of": "of",
    "in": "in",
    "from": "from",
    "at": "in",
    "near": "in",
    "to": "to",
    "for": "for",
    "with": "with",
    "on": "on",
    "against": "against",
    "by": "by",
    "loyal": "loyal",
}


@dataclass(slots=True)
class Candidate:
    """A code that a mention may have, with what speaks for it.

    Attributes:
        code: The code.
        marks: Names of the pieces of evidence, as the weights table has them.
        entity: The entity that gave the code, where the tables have one.
        name: The surface form that gave it.
        source: What a reader is told about where the code came from.
        sector: Sector of what gave it, empty if it has none.
        person: Canonical name of the person that it came from, where it came from one.
        acting: Whether the entity itself is meant, and not merely where it belongs.
        term: For persons, ``now``, ``past`` or ``later``: whether they hold an office of the tables at the date.
    """

    code: str
    marks: set[str] = field(default_factory=set)
    entity: Entity | None = None
    name: Name | None = None
    source: str = ""
    sector: str = ""
    person: str = ""
    acting: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A phrase with what it says by itself.

    Attributes:
        phrase: The phrase, taken apart.
        candidates: Codes that its own words suggest.
        sure: Whether they need no look at the report around it.
        several: Those among them that the phrase names together ("French and British troops").
    """

    phrase: Phrase
    candidates: tuple[Candidate, ...]
    sure: bool
    several: tuple[Candidate, ...] = ()


def tag_of(entity: Entity | None, name: Name | None) -> str:
    """Short tag of the kind of evidence that a name is."""
    if entity is None:
        return "gaz"
    if entity.kind == "state":
        kind = name.kind if name else "name"
        if kind in {"capital", "seat"}:
            return kind
        return "adj" if kind in {"demonym", "adjective", "prefix"} else "state"
    if entity.kind == "person":
        return "surname" if name and name.kind == "surname" else "person"
    if entity.kind in {"region", "city"}:
        return entity.kind
    return entity.kind


class PhraseReader:
    """Reads phrases against the knowledge tables, at a date.

    Args:
        knowledge: The tables.
        weights: Which words are common nouns.
    """

    def __init__(self, knowledge: Knowledge, weights: Weights) -> None:
        self.knowledge = knowledge
        self.weights = weights
        self.fuzzy = FuzzyNames(knowledge)

    def read(
        self,
        words: str,
        on: dt.date | None,
        gazetteer: Iterable[tuple[int, int, str]] = (),
        *,
        running: bool = False,
    ) -> Read:
        """What a phrase says by itself.

        Args:
            words: The phrase.
            on: Day of the report; decides between holders of one name and one office.
            gazetteer: Places in the phrase.
            running: Whether the phrase stands in running text, where names are capitalised.
        """
        common = self.weights.is_common
        places = tuple(gazetteer)
        phrase = analyse(words, self.knowledge, places, common=common, running=running)
        spelt = ""
        if phrase.person:
            similar = self.fuzzy.find(phrase.person)
            at = words.find(phrase.person)
            if similar and at >= 0:
                spelt = phrase.person
                extra = [(at, at + len(spelt), similar)]
                phrase = analyse(words, self.knowledge, places, extra, common=common, running=running)
        by_code: dict[str, Candidate] = {}
        plain = 0
        codes: set[str] = set()
        doubtful = phrase.head in RELATIONAL
        for hit in phrase.hits:
            options = self.options(hit, on)
            for at, (code, entity, name) in enumerate(options):
                tag = tag_of(entity, name)
                place = _PART.get(hit.lead, "other") if hit.part else "core"
                if phrase.pronoun:
                    place = "poss_" + place
                found = by_code.get(code)
                if found is None:
                    found = by_code[code] = Candidate(code)
                better = found.entity is None or (entity is not None and entity.kind in _ACTING and not hit.tie)
                if better or not found.source:
                    found.entity, found.name = entity, name
                    found.source = _tell(words[hit.start : hit.end], entity, name, code, on)
                    if spelt and words[hit.start : hit.end] == spelt and name is not None:
                        found.source += f" (spelt like {name.surface!r})"
                    found.sector = entity.sector if entity else ""
                    found.person = entity.name if entity and entity.kind == "person" else ""
                    found.term = self._when(entity, on)
                    found.acting = entity is not None and entity.kind in _ACTING and not hit.tie and not hit.part
                marks = found.marks
                if hit.tie:
                    marks.add(f"tie:{hit.tie}")
                    continue
                if len(options) > 1:
                    marks.add(f"option:{min(at, 2)}")
                marks.add(f"hit:{tag}:{place}")
                if found.term:
                    marks.add(f"{tag}:{found.term}")
                if hit.part == 0:
                    if tag != "gaz":
                        codes.add(code)
                    doubtful |= (tag == "surname" and found.term != "now") or (tag == "bloc" and not phrase.plural)
                    marks.add(f"nth:{min(plain, 3)}")
                    if hit.last:
                        marks.add(f"last:{tag}")
                plain += at == 0
        if len(by_code) == 1:
            for found in by_code.values():
                found.marks.add("only")
        sure = len(codes) == 1 and not doubtful and not (phrase.shape == "set") and phrase.pronoun == ""
        together = [by_code[code] for code in self._together(phrase, on)]
        return Read(phrase, tuple(by_code.values()), sure or len(together) > 1, tuple(together))

    def _together(self, phrase: Phrase, on: dt.date | None) -> list[str]:
        """Codes of known names in the core that "and" joins, where the phrase speaks of several."""
        hits = [hit for hit in phrase.hits if not hit.part and not hit.tie]
        if len(hits) < 2 or not any(hit.joined for hit in hits[1:]):  # noqa: PLR2004 - two make a pair
            return []
        if not phrase.plural and not all(hit.joined for hit in hits[1:]):
            return []
        codes: list[str] = []
        for at, hit in enumerate(hits):
            if hit.joined or (at + 1 < len(hits) and hits[at + 1].joined):
                options = self.options(hit, on)
                if options and options[0][0] not in codes:
                    codes.append(options[0][0])
        return codes if phrase.plural or phrase.shape == "bare" else []

    def options(self, hit: Hit, on: dt.date | None) -> list[tuple[str, Entity | None, Name | None]]:
        """Codes that a known name may stand for at a date, the likeliest first."""
        if not hit.names:
            return [(hit.country, None, None)]
        rated: list[tuple[int, str, Entity | None, Name | None]] = []
        several = len(hit.names) > 1
        for name in hit.names:
            entity = self.knowledge.get(name.entity_id)
            if entity is None:
                continue
            rating = 0
            if several:
                if on is not None and (
                    (name.since and on < name.since)
                    or (name.until and on > name.until)
                    or (entity.since and on < entity.since)
                    or (entity.until and on > entity.until)
                ):
                    rating += 4
                if entity.kind == "person":
                    rating += 2 * (name.kind == "surname") + self._distance(entity.id, on)
                elif entity.kind in {"region", "city"}:
                    rating += 2
                elif entity.kind == "state":
                    state = self.knowledge.state(entity.id[6:])
                    rating += 2 * (state is not None and state.cow is None and name.kind in {"demonym", "adjective"})
            rated.append((rating, self._code(entity, on), entity, name))
        rated.sort(key=lambda item: item[0])
        best = rated[0][0] if rated else 0
        seen: set[str] = set()
        kept: list[tuple[str, Entity | None, Name | None]] = []
        for rating, code, entity, name in rated:
            if code not in seen and rating <= best + 1:
                seen.add(code)
                kept.append((code, entity, name))
        return kept

    def _code(self, entity: Entity, on: dt.date | None) -> str:
        """Code of an entity at a date: heads of organisations carry their organisation's while they lead it."""
        if entity.kind == "person" and on is not None:
            for term in self.knowledge.terms(entity.id):
                if ":" in term.code and holds(term.since, term.until, on):
                    return term.code
        return entity.code

    def _when(self, entity: Entity | None, on: dt.date | None) -> str:
        """Whether a person is in office at the date, was, or will be; empty if the tables know of no office."""
        if entity is None or entity.kind != "person" or on is None:
            return ""
        found = ""
        for term in self.knowledge.terms(entity.id):
            if holds(term.since, term.until, on):
                return "now"
            found = "past" if term.since and term.since <= on else found or "later"
        return found

    def _distance(self, person: str, on: dt.date | None) -> int:
        """0 for those in office at the date, 1 for those lately or soon, 2 for others."""
        terms = self.knowledge.terms(person)
        if on is None or not terms:
            return 2
        best = 2
        for term in terms:
            since, until = term.since or dt.date.min, term.until or dt.date.max
            if since <= on <= until:
                return 0
            if (since > on and since - on < _NEAR) or (until < on and on - until < _NEAR):
                best = 1
        return best


def _tell(words: str, entity: Entity | None, name: Name | None, code: str, on: dt.date | None) -> str:
    if entity is None or name is None:
        return f"place {words!r} lies in {code}"
    kind = name.kind if name.kind not in {"name", "short", "official", "alias"} else entity.kind
    when = f" on {on.isoformat()}" if on is not None and entity.kind == "person" else ""
    return f"{kind} {words!r} -> {entity.id}{when}"
