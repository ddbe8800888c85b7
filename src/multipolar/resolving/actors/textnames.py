"""The names and places that sentences hold, whether or not anybody who acts is named by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.candidates import tag_of
from multipolar.resolving.actors.discourse import Item, locative_before
from multipolar.resolving.actors.known_names import without_name_parts
from multipolar.resolving.actors.tokens import Hit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from multipolar.resolving.actors.discourse import ReportActors
    from multipolar.resolving.actors.evidence import PhraseReader
    from multipolar.resolving.actors.shapes import ActorMention, PlaceFinder
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["Gazetteer", "TextName", "TextNames"]

Gazetteer = tuple[tuple[int, int, str], ...]
"""Places in a phrase or sentence: start, end, country."""

_CACHE: Final = 4_000
"""Sentences whose places are remembered."""
_TEXTS: Final = 512
"""Sentences of which the names are remembered: those of the reports at hand."""


class TextName(NamedTuple):
    """A name or place in a sentence: where, its code, what kind of evidence it is, and the id of a person."""

    start: int
    end: int
    code: str
    tag: str
    person: str = ""


class TextNames:
    """Finds the names and places of sentences, and remembers them.

    Args:
        knowledge: The knowledge tables.
        reader: Tells whom a name may mean at a date.
        places: Finds places; without it there are those of the tables only.
    """

    def __init__(self, knowledge: Knowledge, reader: PhraseReader, places: PlaceFinder | None) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._places = places
        self._placed: dict[str, Gazetteer] = {}
        self._sentences: dict[tuple[str, int], tuple[TextName, ...]] = {}

    def places_in(self, text: str) -> Gazetteer:
        """The places that the gazetteer finds in a sentence."""
        found = self._placed.get(text)
        if found is None:
            if len(self._placed) >= _CACHE:
                self._placed.clear()
            found = self._placed[text] = tuple(self._places(text)) if self._places is not None else ()
        return found

    def names_in(self, text: str, on: dt.date | None) -> tuple[TextName, ...]:
        """Names and places in a sentence; surnames alone are none."""
        key = (text, on.toordinal() if on is not None else 0)
        found = self._sentences.get(key)
        if found is None:
            if len(self._sentences) >= _TEXTS:
                self._sentences.clear()
            listed: list[TextName] = []
            known = [(start, end, names, "") for start, end, names in self._knowledge.find(text)]
            for start, end, names, _ in without_name_parts(text, None, known):
                options = self._reader.options(Hit(start, end, names), on)
                if not options:
                    continue
                code, entity, name = options[0]
                person = entity is not None and entity.kind == "person"
                if entity is None or (person and name is not None and name.kind == "surname"):
                    continue
                listed.append(TextName(start, end, code, tag_of(entity, name), entity.id if person else ""))
            if self._places is not None:
                covered = [(start, end) for start, end, *_ in listed]
                listed += [
                    TextName(start, end, country, "gaz")
                    for start, end, country in self.places_in(text)
                    if not any(start < stop and begin < end for begin, stop in covered)
                ]
            found = self._sentences[key] = tuple(listed)
        return found

    def persons(self, sentences: Mapping[int, str], on: dt.date | None) -> Iterator[tuple[int, int, str]]:
        """The persons of the tables whom sentences name by more than a surname: sentence, first character, id."""
        for number, text in sentences.items():
            for name in self.names_in(text, on):
                if name.person:
                    yield number, name.start, name.person

    def around(self, report: ReportActors, mentions: Sequence[ActorMention], on: dt.date | None) -> list[Item]:
        """Names and places of a report that are no mentions themselves."""
        taken: dict[int, list[tuple[int, int]]] = {}
        for mention in mentions:
            taken.setdefault(mention.extent.sentence, []).append((mention.extent.start, mention.extent.end))
        items = []
        for number, text in report.sentences.items():
            spans = taken.get(number, [])
            for start, end, code, tag, person in self.names_in(text, on):
                if any(start < stop and begin < end for begin, stop in spans):
                    continue
                locative, aside = locative_before(text, start), report.tells_time(number, start, end)
                items.append(Item(number, start, end, code, tag, person=bool(person), locative=locative, aside=aside))
        return items

    def uncut(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A span widened to the known names that it cuts: "Sri" means "Sri Lanka" where that stands."""
        if not text[start:end][:1].isupper():
            return start, end
        for first, last, names in self._knowledge.find(text):
            if first <= start < end < last and not any(name.kind == "generic" for name in names):
                return first, last
            if start < first < end < last:
                return start, last
        return start, end
