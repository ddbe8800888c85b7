"""From a language model's answer to drafts: every quotation is looked up in the text, every label in the ontology.

What cannot be found is dropped, and counted: an event whose trigger does not stand in the text is no event, a side
whose words do not stand there is no side. Nothing is guessed in its place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

from multipolar.errors import InputError
from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STANCES, STATUSES, SYMMETRIC, TRENDS
from multipolar.reading.cues import find_cue
from multipolar.records import DraftCause, DraftClaim, DraftEvent, DraftRelation, Extent, Mention, Passage, Reading

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping, Set  # noqa: PYI025 - no such set is made here

__all__ = ["COUNTED", "BadAnswerError", "Quotes", "read_answer"]

COUNTED: Final = ("quotes", "quotes_moved", "quotes_dropped", "labels_dropped", "items_dropped")
"""What is counted: quotations looked up; those found in another sentence than the model said; those found nowhere and
dropped; labels that the ontology doesn't have; items that are not as the schema wants them."""

_LISTS: Final = ("events", "relations", "claims", "causes")
_SECTOR: Final = 0.8
"""How far a model's word for a sector is trusted beside the tables."""

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t\n\r", " "),
    }
)
"""Signs that models write for one another, each for one other, so that offsets hold."""

_NONE: Final[frozenset[Extent]] = frozenset()

Words = tuple[int, str]
"""Sentence (as its position in the passage) and words, as an answer gives them."""


class BadAnswerError(InputError):
    """An answer that is not what was asked for, so that nothing in it can be used."""


def _plain(text: str) -> str:
    """The text with signs that are alike made one and capitals small, of the same length."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text.translate(_ALIKE))


class Quotes:
    """Looks up quotations in a passage.

    Args:
        passage: The passage.
        counts: Where to count what is found and what is not.
    """

    def __init__(self, passage: Passage, counts: Counter[str]) -> None:
        self._passage = passage
        self._counts = counts
        self._plain = [_plain(text) for text in passage.sentences]
        self._longest = max(map(len, self._plain), default=0)

    def find(self, words: Words, *, near: Extent | None = None, taken: Set[Extent] = _NONE) -> Extent | None:
        """Where the words stand; None (and counted) where they do not.

        They must stand there as whole words. Where they do so more than once, the place nearest to ``near`` is taken
        and, without it, the first that is not ``taken``. Words that the model places in the wrong sentence are taken
        from where they do stand, if that is one sentence only.
        """
        position, text = words[0], words[1].strip()
        self._counts["quotes"] += 1
        if len(text) > self._longest:  # not looked at: it may be as long as an answer
            self._counts["quotes_dropped"] += 1
            return None
        if 0 <= position < len(self._plain) and (places := self._places(position, text)):
            return self._best(places, near, taken)
        elsewhere = [
            found for other in range(len(self._plain)) if other != position and (found := self._places(other, text))
        ]
        if len(elsewhere) == 1:
            self._counts["quotes_moved"] += 1
            return self._best(elsewhere[0], near, taken)
        self._counts["quotes_dropped"] += 1
        return None

    def position(self, extent: Extent) -> int:
        """Position in the passage of an extent's sentence."""
        return self._passage.numbers.index(extent.sentence)

    def cue(self, one: Extent, other: Extent) -> Extent | None:
        """The words between two triggers of one sentence that state a cause, if there are any."""
        if one.sentence != other.sentence:
            return None
        low, high = sorted((one, other), key=lambda extent: extent.start)
        at = find_cue(self._passage.sentences[self.position(one)], low.end, high.start)
        return None if at is None else Extent(one.sentence, *at)

    def _places(self, position: int, text: str) -> list[Extent]:
        sentence, wanted = self._plain[position], _plain(text).strip()
        found, at = [], sentence.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            if not (_joined(sentence, at) or _joined(sentence, end)):
                found.append(Extent(self._passage.numbers[position], at, end))
            at = sentence.find(wanted, at + 1)
        return found

    @staticmethod
    def _best(places: list[Extent], near: Extent | None, taken: Set[Extent]) -> Extent:
        if near is not None and near.sentence == places[0].sentence:
            return min(places, key=lambda place: abs(place.start - near.start))
        return next((place for place in places if place not in taken), places[0])


def _joined(sentence: str, at: int) -> bool:
    """Whether the characters before and after an offset are of one word."""
    return 0 < at < len(sentence) and sentence[at - 1].isalnum() and sentence[at].isalnum()


# --- Reading an answer -----------------------------------------------------------------------------------------------


def read_answer(text: str, passage: Passage, counts: Counter[str]) -> Reading:
    """The drafts in an answer.

    Args:
        text: The answer.
        passage: What was asked about.
        counts: What is found and dropped is counted here, under the names of :data:`COUNTED`.

    Raises:
        BadAnswerError: It is not JSON with the four lists.
    """
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(f"it is not JSON: {error}") from None
    if not isinstance(answer, dict):
        raise BadAnswerError("it is JSON, but no object")
    for name in _LISTS:
        if not isinstance(answer.get(name), list):
            raise BadAnswerError(f"it has no list {name!r}")
    return _Answer(answer, passage, counts).reading()


class _Answer:
    """Goes through one answer."""

    def __init__(self, answer: Mapping[str, list[Any]], passage: Passage, counts: Counter[str]) -> None:
        self.answer = answer
        self.passage = passage
        self.counts = counts
        self.quotes = Quotes(passage, counts)
        self.kept: dict[tuple[str, int], tuple[int, Extent]] = {}

    def reading(self) -> Reading:
        """All that holds."""
        events: list[DraftEvent] = []
        taken: set[Extent] = set()
        for number, item in self.items("events"):
            if (event := self.event(item, taken)) is not None:
                taken.add(event.trigger)
                self.kept["event", number] = (len(events), event.trigger)
                events.append(event)
        relations: list[DraftRelation] = []
        for number, item in self.items("relations"):
            if (relation := self.relation(item)) is not None:
                self.kept["relation", number] = (len(relations), relation.trigger)
                relations.append(relation)
        claims = [claim for _, item in self.items("claims") if (claim := self.claim(item)) is not None]
        return Reading(tuple(events), tuple(relations), tuple(claims), tuple(self.causes()))

    def items(self, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The objects of a list with their places in it; whatever else stands there is dropped."""
        for number, item in enumerate(self.answer[name]):
            if isinstance(item, dict):
                yield number, item
            else:
                self.counts["items_dropped"] += 1

    # --- Parts ---

    def label(self, item: Mapping[str, Any], name: str, labels: tuple[str, ...]) -> str | None:
        """A label of the ontology; None where it is none, or none was given."""
        value = item.get(name)
        if value is None or (isinstance(value, str) and value in labels):
            return value
        self.counts["labels_dropped"] += 1
        return None

    def words(self, item: Any) -> Words | None:  # noqa: ANN401 - whatever the answer has
        """The sentence and words of a quotation, if it is one."""
        if isinstance(item, dict):
            sentence, text = item.get("sentence"), item.get("words")
            if isinstance(sentence, int) and not isinstance(sentence, bool) and isinstance(text, str):
                return sentence, text
        self.counts["items_dropped"] += 1
        return None

    def found(
        self,
        item: Any,  # noqa: ANN401 - as above
        *,
        near: Extent | None = None,
        taken: Set[Extent] = _NONE,
    ) -> Extent | None:
        """Where the words of an item stand."""
        words = self.words(item)
        return None if words is None else self.quotes.find(words, near=near, taken=taken)

    def head(self, item: Mapping[str, Any], taken: Set[Extent] = _NONE) -> Extent | None:
        """A trigger or quotation, if it stands in a sentence to code."""
        extent = self.found(item, taken=taken)
        if extent is None or self.quotes.position(extent) < self.passage.emit_from:
            return None
        return extent

    def mention(self, item: Any, near: Extent) -> Mention | None:  # noqa: ANN401 - as above
        """A side, with what it stands for."""
        extent = self.found(item, near=near)
        if extent is None:
            return None
        meant = (self.found(each) for each in self.several(item, "stands_for"))
        others = tuple(dict.fromkeys(other for other in meant if other is not None and other != extent))
        sector = self.label(item, "sector", tuple(SECTORS))
        return Mention(
            extent,
            antecedents=tuple((other, round(1 / len(others), 4)) for other in others),
            sector=None if sector is None else (sector, _SECTOR),
        )

    def several(self, item: Mapping[str, Any], name: str) -> list[Any]:
        """A list in an item; an empty one where it has none."""
        value = item.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self.counts["items_dropped"] += 1
        return []

    def mentions(self, item: Mapping[str, Any], name: str, near: Extent) -> tuple[Mention, ...]:
        """The sides under a name, each once."""
        found = (self.mention(each, near) for each in self.several(item, name))
        return tuple({mention.extent: mention for mention in found if mention is not None}.values())

    # --- Records ---

    def event(self, item: Mapping[str, Any], taken: Set[Extent]) -> DraftEvent | None:
        """An event, unless its type, its status or its trigger does not hold."""
        kind, status = self.label(item, "type", EVENT_TYPES), self.label(item, "status", STATUSES)
        if kind is None or status is None:
            return None
        trigger = self.head(item, taken)
        if trigger is None:
            return None
        place, time = (
            None if item.get(name) is None else self.found(item[name], near=trigger) for name in ("place", "time")
        )
        by = item.get("attribution")
        return DraftEvent(
            type=kind,
            mode=self.label(item, "mode", MODES[kind]),
            status=status,
            trigger=trigger,
            actors=self.mentions(item, "actors", trigger),
            recipients=self.mentions(item, "recipients", trigger),
            place=None if place is None else Mention(place),
            time=None if time is None else Mention(time),
            attribution=None if by is None else self.mention(by, trigger),
        )

    def relation(self, item: Mapping[str, Any]) -> DraftRelation | None:
        """A relation, unless its type, its words or all of its sides do not hold."""
        kind = self.label(item, "type", RELATION_TYPES)
        trigger = None if kind is None else self.head(item)
        if kind is None or trigger is None:
            return None
        a, b = self.mentions(item, "a", trigger), self.mentions(item, "b", trigger)
        if kind in SYMMETRIC:
            a, b = tuple({mention.extent: mention for mention in (*a, *b)}.values()), ()
        if not a and not b:
            return None
        return DraftRelation(type=kind, trigger=trigger, a=a, b=b, trend=self.label(item, "trend", TRENDS))

    def claim(self, item: Mapping[str, Any]) -> DraftClaim | None:
        """A claim, unless its words or its speakers do not hold."""
        quote = self.head(item)
        speakers = () if quote is None else self.mentions(item, "speakers", quote)
        if quote is None or not speakers:
            return None
        about = []
        for each in self.several(item, "about"):
            mention = self.mention(each, quote)
            stance = None if mention is None else self.label(each, "stance", STANCES)
            if mention is not None and stance is not None:
                about.append((mention, stance))
        return DraftClaim(quote=quote, speakers=speakers, about=tuple(about))

    def causes(self) -> Iterator[DraftCause]:
        """The causes between what was kept, each once."""
        seen = set()
        for _, item in self.items("causes"):
            cause, effect = self.end(item.get("cause")), self.end(item.get("effect"))
            if cause is None or effect is None or cause == effect or (cause, effect) in seen:
                continue
            seen.add((cause, effect))
            (kind_a, a, at_a), (kind_b, b, at_b) = cause, effect
            yield DraftCause(cause=(kind_a, a), effect=(kind_b, b), cue=self.quotes.cue(at_a, at_b))

    def end(self, item: Any) -> tuple[Literal["event", "relation"], int, Extent] | None:  # noqa: ANN401 - as above
        """What a cause's end names, if it was kept."""
        if isinstance(item, dict):
            kind, number = item.get("kind"), item.get("number")
            if isinstance(number, int) and (kind == "event" or kind == "relation"):  # noqa: PLR1714 - narrows the type
                kept = self.kept.get((kind, number))
                return None if kept is None else (kind, *kept)
        self.counts["items_dropped"] += 1
        return None
