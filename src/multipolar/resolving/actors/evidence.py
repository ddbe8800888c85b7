"""What the words of a phrase themselves say about whom it means: candidates, each with the marks that speak for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.appositions import is_apposed
from multipolar.resolving.actors.candidates import Candidate, Read, holds, tag_of
from multipolar.resolving.actors.fuzzy import FuzzyNames
from multipolar.resolving.actors.given_names import otherwise_given
from multipolar.resolving.actors.lexicon import RELATIONAL, words
from multipolar.resolving.actors.lists import listed_after, part_of_bloc
from multipolar.resolving.actors.offices import titled
from multipolar.resolving.actors.phrase import analyse
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multipolar.resolving.actors.candidates import Option
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.tokens import Hit
    from multipolar.resolving.actors.weights import Weights
    from multipolar.resolving.knowledge import Entity, Knowledge, Name

__all__ = ["MOVEMENTS", "PhraseReader"]

_BYGONE: Final = 4
"""Doubt of whoever did not bear the name, or did not exist, on the day."""
_NEAR: Final = dt.timedelta(days=200)
_ACTING: Final[frozenset[str]] = frozenset(
    {"person", "igo", "ngo", "company", "media", "group", "party", "body", "bloc", "user"}
)
_GOVERNING: Final = frozenset(
    {"head_of_state", "head_of_government", "supreme_leader", "foreign_minister", "defence_minister", "deputy_head"}
)
_LEADING: Final = frozenset({"head_of_state", "head_of_government", "supreme_leader"})
_ENVOYS: Final = frozenset({"ambassador", "ambassadors", "envoy", "envoys", "representative", "delegate", "consul"})
"""Who is sent to somebody, and does not belong there."""
_POSTS: Final = _ENVOYS | {
    "embassy",
    "embassies",
    "consulate",
    "consulates",
    "diplomat",
    "diplomats",
    "mission",
    "nuncio",
}
"""Who serves in a country that is not theirs."""
_ABROAD: Final = frozenset({"to", "in", "at"})
_STATIONED: Final = frozenset({"in", "at", "near", "across", "outside"})
_SERVING: Final = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD"})
"""Sectors of the bodies of a state, whose it stays wherever they stand ("the US Embassy in Oslo")."""
_COURT_TOWN: Final = frozenset({"hague", "hague's", "hague\u2019s"})
"""The town whose name stands for the world's courts there."""
_NOBODY: Final = "---"
"""Code of those who are at home nowhere, such as a church of the world: where they are tells whose they are."""
_AT_HOME_ANYWHERE: Final = frozenset({"group", "party", "ngo"})
MOVEMENTS: Final = frozenset({"group:taliban", "group:taliban-government"})
"""Movements whose name another bears in a country beside theirs, so that the report must be asked."""
_TWINS: Final = words("twins")
"""Names of two states together ("the two Koreas")."""
_OF_TOWNS: Final = frozenset({"COP", "JUD", "JRN", "MED", "EDU", "LAB", "CRM"})
"""Sectors of those who serve or live in a town."""
_TOWNS: Final = frozenset({"capital", "seat"})
_PEOPLES: Final = frozenset({"demonym", "adjective", "generic"})
"""Kinds of names that a state's people bear."""
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


class _Tally:
    """Gathers the known names of a phrase into candidates.

    Args:
        phrase: The phrase.
        reader: Who knows of terms of office.
    """

    def __init__(self, phrase: Phrase, reader: PhraseReader) -> None:
        self.phrase, self.reader = phrase, reader
        self.by_code: dict[str, Candidate] = {}
        self.core: set[str] = set()
        self.doubtful = phrase.head in RELATIONAL or not phrase.lows.isdisjoint(_COURT_TOWN)
        self.of_bloc = part_of_bloc(phrase)
        self.plain = 0

    def add(self, hit: Hit, option: Option, *, place: int, of: int, on: dt.date | None, spelt: str) -> None:
        """Adds one meaning of one name.

        Args:
            hit: Where it stands.
            option: The meaning.
            place: Its place among the name's meanings, 0 for the likeliest.
            of: How many meanings the name has.
            on: Day of the report.
            spelt: The name that was matched by its spelling, empty if none was.
        """
        code, entity, name = option
        candidate = self.by_code.get(code)
        if candidate is None:
            candidate = self.by_code[code] = Candidate(code)
        acts = entity is not None and entity.kind in _ACTING
        again = candidate.acting and candidate.entity is entity  # "the World Health Organization (WHO)"
        if candidate.entity is None or (acts and not (hit.tie or again) and candidate.apposed is None):
            self._take(candidate, hit, option, on=on, spelt=spelt)
            if entity is not None and entity.kind == "person" and is_apposed(self.phrase, hit):
                candidate.apposed = entity
        marks = candidate.marks
        if hit.tie:
            marks.add(f"tie:{hit.tie}")
            return
        if (hit.lead in _ABROAD and self.phrase.head in _POSTS) or (hit.lead in _STATIONED and self._is_of_a_state()):
            marks.add("abroad")
            return
        tag = tag_of(entity, name)
        where = _PART.get(hit.lead, "other") if hit.part else "core"
        if of > 1:
            peoples = name is not None and name.kind == "generic"  # in no order but that of the table
            marks.add(f"option:{min(place, 1 if peoples else 2)}")
        marks.add(f"hit:{tag}:poss_{where}" if self.phrase.pronoun else f"hit:{tag}:{where}")
        if tag == "bloc":
            marks.add(f"bloc:{self.of_bloc}")
        if candidate.term:
            marks.add(f"{tag}:{candidate.term}")
        marks.update(self._standing(hit, where))
        if hit.part == 0:
            self._add_to_core(candidate, tag, last=hit.last)
        self.plain += place == 0

    def _is_of_a_state(self) -> bool:
        """Whether the core of the phrase names a body of one state, and nothing else."""
        if len(self.core) != 1 or self.doubtful:
            return False
        (code,) = self.core
        entity = self.by_code[code].entity
        return entity is not None and entity.kind == "body" and entity.sector in _SERVING and ":" not in code

    def _add_to_core(self, candidate: Candidate, tag: str, *, last: bool) -> None:
        """Adds a name in the core of the phrase, which decides whether the report must be asked."""
        if tag != "gaz":
            self.core.add(candidate.code)
        unclear = tag == "generic" or (candidate.entity is not None and candidate.entity.id in MOVEMENTS)
        unclear |= tag == "bloc" and self.of_bloc not in {"states", "name"}
        self.doubtful |= unclear or (tag == "surname" and candidate.term != "now")
        candidate.marks.add(f"nth:{min(self.plain, 3)}")
        if last:
            candidate.marks.add(f"last:{tag}")

    def settle(self) -> None:
        """Lets a church or movement of the world be of the country that the phrase puts it in."""
        nobody = self.by_code.get(_NOBODY)
        if nobody is None or len(self.by_code) != 2 or not nobody.acting:  # noqa: PLR2004 - it and a country
            return
        if nobody.entity is None or nobody.entity.kind not in _AT_HOME_ANYWHERE:
            return
        there = next(one for code, one in self.by_code.items() if code != _NOBODY)
        if any(mark.startswith("tie:") for mark in there.marks):
            return
        there.entity, there.name, there.sector, there.acting = nobody.entity, nobody.name, nobody.sector, True
        del self.by_code[_NOBODY]
        self.core = {there.code}

    def _standing(self, hit: Hit, where: str) -> Iterator[str]:
        """How a name stands to those before it and to the noun."""
        if self.plain and hit.part and not hit.joined:
            yield f"later:{where}"
        if hit.lead == "to" and not self.phrase.lows.isdisjoint(_ENVOYS):
            yield "posted"
        if self.phrase.words[hit.end : hit.end + 2] in {"'s", "\u2019s"} and not hit.last:
            yield "owner"

    def _take(self, candidate: Candidate, hit: Hit, option: Option, *, on: dt.date | None, spelt: str) -> None:
        """Lets a name say who the candidate is."""
        code, entity, name = option
        words = self.phrase.words
        candidate.entity, candidate.name = entity, name
        candidate.source = _tell(words[hit.start : hit.end], entity, name, code, on)
        if spelt and words[hit.start : hit.end] == spelt and name is not None:
            candidate.source += f" (spelt like {name.surface!r})"
        if hit.told:
            candidate.source += f", {hit.told}"
        candidate.person = entity.name if entity and entity.kind == "person" else ""
        candidate.term = self.reader.when(entity, on)
        candidate.sector = _sector(entity, code, self.reader.governs(entity, on), candidate.term)
        owner = words[hit.end : hit.end + 2] in {"'s", "\u2019s"} and not hit.last
        acts = entity is not None and entity.kind in _ACTING
        candidate.acting = acts and not (hit.tie or hit.part or owner)


def _is_of_a_people(name: Name, entity: Entity | None) -> bool:
    """Whether a name is that of a people, which was there before its state was, and after."""
    return entity is not None and entity.kind == "state" and name.kind in _PEOPLES


def _spoken_of(option: Option, on: dt.date | None) -> bool:
    """Whether a group that has ended may still be meant: what it did is told of for long."""
    entity = option[1]
    return entity is not None and entity.kind == "group" and (on is None or entity.since is None or entity.since <= on)


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
        town: bool = False,
    ) -> Read:
        """What a phrase says by itself.

        Args:
            words: The phrase.
            on: Day of the report; decides between holders of one name and one office.
            gazetteer: Places in the phrase.
            running: Whether the phrase stands in running text, where names are capitalised.
            town: Whether it says where, so that a place is meant and not somebody's surname.
        """
        common = self.weights.is_common
        places = tuple(gazetteer)
        phrase = analyse(words, self.knowledge, places, common=common, running=running, town=town)
        spelt = ""
        if phrase.person:
            similar = self.fuzzy.find(phrase.person) or otherwise_given(phrase.person, self.knowledge)
            at = words.find(phrase.person)
            if similar and at >= 0:
                spelt = phrase.person
                extra = [(at, at + len(spelt), similar)]
                phrase = analyse(words, self.knowledge, places, extra, common=common, running=running)
        return self.weigh(titled(phrase, self.knowledge, on), on, spelt=spelt)

    def weigh(self, phrase: Phrase, on: dt.date | None, *, spelt: str = "") -> Read:
        """What a phrase that was taken apart says by itself.

        Args:
            phrase: The phrase.
            on: Day of the report.
            spelt: The name in it that was matched by its spelling, empty if none was.
        """
        tally = _Tally(phrase, self)
        meant = [self._local(phrase, self.options(hit, on)) for hit in phrase.hits]
        agreed = self._agreed(phrase, meant)
        for hit, options in zip(phrase.hits, agreed, strict=True):
            for place, option in enumerate(options):
                tally.add(hit, option, place=place, of=len(options), on=on, spelt=spelt)
        tally.settle()
        found = tally.by_code
        if len(found) == 1:
            for candidate in found.values():
                candidate.marks.add("only")
        likeliest = {hit: options[0][0] for hit, options in zip(phrase.hits, agreed, strict=True) if options}
        together = tuple(found[code] for code in self._together(phrase, likeliest, on) if code in found)
        sure = (
            len(tally.core) == 1
            and not tally.doubtful
            and "ethnic" not in phrase.lows
            and phrase.shape != "set"
            and not phrase.pronoun
        )
        members = self._members(tally) if tally.of_bloc == "state" else frozenset()
        sure = sure or len(together) > 1
        return Read(phrase, tuple(found.values()), sure, together, self._dated(phrase), members)

    def _members(self, tally: _Tally) -> frozenset[str]:
        """The states of the grouping by which a phrase names one of them."""
        blocs = [
            one.entity.id for one in tally.by_code.values() if one.entity is not None and one.entity.kind == "bloc"
        ]
        return frozenset(self.knowledge.members(blocs[0])) if len(blocs) == 1 else frozenset()

    @staticmethod
    def _local(phrase: Phrase, options: list[Option]) -> list[Option]:
        """The meanings without the organisation that a town stands for, where its own people are meant.

        "Brussels police" are Belgium's, and "Brussels" by itself is the Union.
        """
        if len(options) < 2 or not phrase.head:  # noqa: PLR2004 - one meaning cannot be chosen from
            return options
        kinds = KINDS.get(singular(phrase.head), ())
        if _OF_TOWNS.isdisjoint(kinds):
            return options
        kept = [one for one in options if ":" not in one[0] or one[2] is None or one[2].kind not in _TOWNS]
        return kept or options

    @staticmethod
    def _agreed(phrase: Phrase, meant: Sequence[list[Option]]) -> list[list[Option]]:
        """The meanings of each name, without those that another name of the core rules out.

        "Georgia" is the American state where "Governor Brian Kemp" stands behind it.
        """
        core = [not hit.part and not hit.tie for hit in phrase.hits]
        told = {options[0][0] for options, plain in zip(meant, core, strict=True) if plain and len(options) == 1}
        kept = []
        for options, plain in zip(meant, core, strict=True):
            fitting = [option for option in options if option[0] in told]
            kept.append(fitting if plain and len(options) > 1 and len(fitting) == 1 else options)
        return kept

    def _dated(self, phrase: Phrase) -> bool:
        """Whether whom the phrase names hangs on the day: persons, and names that others bore at other times."""
        for hit in phrase.hits:
            several = len(hit.names) > 1
            for name in hit.names:
                entity = self.knowledge.get(name.entity_id)
                if entity is None:
                    continue
                if entity.kind == "person" or (several and (name.since or name.until or entity.since or entity.until)):
                    return True
        return False

    def _together(self, phrase: Phrase, likeliest: Mapping[Hit, str], on: dt.date | None) -> list[str]:
        """Codes of known names in the core that "and" joins, where the phrase speaks of several."""
        for hit in phrase.hits:
            if phrase.words[hit.start : hit.end].removeprefix("the ").removeprefix("The ") in _TWINS and not hit.tie:
                return [option[0] for option in self.options(hit, on)]
        hits = [hit for hit in phrase.hits if not hit.part and not hit.tie]
        if not hits and phrase.plural and not phrase.person:
            hits = listed_after(phrase)
        if len(hits) < 2 or not any(hit.joined for hit in hits[1:]):  # noqa: PLR2004 - two make a pair
            return []
        if not phrase.plural and not all(hit.joined for hit in hits[1:]):
            return []
        codes: list[str] = []
        for at, hit in enumerate(hits):
            if hit.joined or (at + 1 < len(hits) and hits[at + 1].joined):
                code = likeliest.get(hit)
                if code is not None and code not in codes:
                    codes.append(code)
        return codes if phrase.plural or phrase.shape == "bare" else []

    def options(self, hit: Hit, on: dt.date | None) -> list[Option]:
        """Codes that a known name may stand for at a date, the likeliest first."""
        if not hit.names:
            return [(hit.country, None, None)]
        if hit.told:
            return self._told(hit, on)
        rated: list[tuple[int, Option]] = []
        shared = any(name.kind == "generic" for name in hit.names)
        for name in hit.names:
            entity = self.knowledge.get(name.entity_id)
            if shared and _is_of_a_people(name, entity) and not self._was_there(entity, on):
                name = name._replace(kind="generic")  # noqa: PLW2901 - a people without its state is one of several
            bygone = name.kind == "surname" and on is not None and not holds(name.since, name.until, on)
            if entity is not None and not bygone:
                rating = self._doubt(entity, name, on) if len(hit.names) > 1 else 0
                rated.append((rating, (self.code(entity, on), entity, name)))
        if len(rated) > 1:
            rated.sort(key=lambda item: (item[0], -self.led(item[1][1], on), -self._left(item[1][1], on)))
        kept: dict[str, Option] = {}
        for rating, option in rated:
            many = option[2] is not None and option[2].kind == "generic"  # the report says which, now or in its past
            if rating <= rated[0][0] + 1 or (many and (rating < _BYGONE or _spoken_of(option, on))):
                kept.setdefault(option[0], option)
        return list(kept.values())

    def _told(self, hit: Hit, on: dt.date | None) -> list[Option]:
        kept: dict[str, Option] = {}
        for name in hit.names:
            entity = self.knowledge.entity(name.entity_id)
            kept.setdefault(code := self.code(entity, on), (code, entity, name))
        return list(kept.values())

    def _doubt(self, entity: Entity, name: Name, on: dt.date | None) -> int:
        """How far from likely it is that a name of several means this one; 0 for the plain case."""
        doubt = 0
        there = _is_of_a_people(name, entity) or self._was_there(entity, on)
        if not there or (on is not None and not holds(name.since, name.until, on)):
            doubt += _BYGONE
        if entity.kind == "person":
            doubt += 2 * (name.kind == "surname") + self._distance(entity.id, on)
        elif entity.kind in {"region", "city"}:
            doubt += 2
        elif entity.kind == "state" and name.kind in {"demonym", "adjective"}:
            state = self.knowledge.state(entity.id.partition(":")[2])
            doubt += 2 * (state is not None and state.cow is None)
        return doubt

    @staticmethod
    def _was_there(entity: Entity | None, on: dt.date | None) -> bool:
        return entity is None or on is None or holds(entity.since, entity.until, on)

    def code(self, entity: Entity, on: dt.date | None) -> str:
        """Code of an entity at a date.

        Heads of organisations carry their organisation's while they lead it, unless they hold an office of a state at
        the same time: who chairs the African Union for a year is the president of a country.
        """
        if entity.kind != "person" or on is None:
            return entity.code
        codes = [term.code for term in self.knowledge.terms(entity.id) if holds(term.since, term.until, on)]
        if not codes or entity.code in codes:
            return entity.code
        return next((code for code in codes if ":" not in code), codes[0])

    def when(self, entity: Entity | None, on: dt.date | None) -> str:
        """Whether a person is in office at the date, was, or will be; empty if the tables know of no office."""
        if entity is None or entity.kind != "person" or on is None:
            return ""
        found = ""
        for term in self.knowledge.terms(entity.id):
            if term.title.startswith("Former"):
                found = found or "past"  # dates the time after an office
                continue
            if holds(term.since, term.until, on):
                return "now"
            found = "past" if term.since and term.since <= on else found or "later"
        return found

    def governs(self, entity: Entity | None, on: dt.date | None) -> bool | None:
        """Whether a person governs at the date; None where the tables do not say."""
        if entity is None or entity.kind != "person" or on is None:
            return None
        terms = [term for term in self.knowledge.terms(entity.id) if term.office in _GOVERNING]
        return any(holds(term.since, term.until, on) for term in terms) if terms else None

    def led(self, entity: Entity | None, on: dt.date | None) -> int:
        """1 for who leads a state on a day; where no day is known, until which day a person led one; else 0.

        Who only has the surname of somebody who leads a state is seldom meant.
        """
        if entity is None or entity.kind != "person":
            return 0
        terms = [term for term in self.knowledge.terms(entity.id) if term.office in _LEADING and ":" not in term.code]
        if on is not None:
            return int(any(holds(term.since, term.until, on) for term in terms))
        return max(((term.until or dt.date.max).toordinal() for term in terms), default=0)

    def _left(self, entity: Entity | None, on: dt.date | None) -> int:
        """Number of the day on which a person left office last: of two of one name, who was in it lately is meant."""
        if entity is None or entity.kind != "person" or on is None:
            return 0
        days = [term.until for term in self.knowledge.terms(entity.id) if term.until is not None and term.until < on]
        return max(days).toordinal() if days else 0

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


def _sector(entity: Entity | None, code: str, governs: bool | None, term: str) -> str:  # noqa: FBT001 - or unknown
    """Sector of an entity at a date; for persons by the offices that the tables know, else the one that they keep."""
    if entity is None:
        return ""
    if governs and entity.sector in {"ELI", "IGO"} and ":" not in code:
        return "GOV"
    if governs is False and term == "past" and entity.sector == "GOV":
        return "ELI"
    return "IGO" if entity.kind == "person" and code.startswith("IGO:") and entity.sector == "GOV" else entity.sector


def _tell(words: str, entity: Entity | None, name: Name | None, code: str, on: dt.date | None) -> str:
    if entity is None or name is None:
        return f"place {words!r} lies in {code}"
    kind = name.kind if name.kind not in {"name", "short", "official", "alias"} else entity.kind
    when = f" on {on.isoformat()}" if on is not None and entity.kind == "person" else ""
    return f"{kind} {words!r} -> {entity.id}{when}"
