"""What fitting and measuring need from inside the resolver; nothing here runs when reports are coded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from multipolar.resolving.actors.antecedents import earlier_of
from multipolar.resolving.actors.groups import options_of, stands_for_several
from multipolar.resolving.actors.lexicon import TITLES
from multipolar.resolving.actors.pool import candidates_of, kind_of
from multipolar.resolving.actors.resolver import ActorResolver
from multipolar.resolving.actors.sectors import sector_marks
from multipolar.resolving.actors.surroundings import Around

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.resolving.actors.candidates import Candidate, Read
    from multipolar.resolving.actors.discourse import ReportActors
    from multipolar.resolving.actors.groups import Together
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention, PlaceFinder
    from multipolar.resolving.actors.weights import Weights
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["TABLES", "Collected", "Labelled", "collect", "is_mark", "is_word", "kind", "place_finder"]

_NOTHING: Final = Around()
TABLES: Final = Path(__file__).parent / "tables"
"""Where the learnt weights lie."""


class Labelled(Protocol):
    """A report whose mentions carry gold codes and sectors."""

    sentences: dict[int, str]
    on: dt.date
    times: dict[int, list[tuple[int, int]]]
    mentions: list[ActorMention]
    gold: list[list[tuple[str, str]]]


@dataclass(slots=True)
class Collected:
    """Evidence with the right answers.

    Attributes:
        sectors: For each mention, its marks and its sector.
        codes: For each mention that needed ranking, the marks of each candidate and which of them are right.
    """

    sectors: list[tuple[list[str], str]] = field(default_factory=list)
    codes: list[tuple[list[set[str]], list[bool]]] = field(default_factory=list)


class _Recorder(ActorResolver):
    """A resolver that notes the evidence of each mention beside the right answer."""

    def __init__(self, resolver: ActorResolver, weights: Weights) -> None:
        super().__init__(resolver.knowledge, places=resolver.places, weights=weights)
        self.gold: Mapping[int, list[tuple[str, str]]] = {}
        self.collected = Collected()

    def _match(
        self,
        phrase: Phrase,
        candidate: Candidate,
        chance: float,
        mention: ActorMention,
        *,
        before: ActorMatch | None = None,
        around: Around = _NOTHING,
        on: dt.date | None = None,
    ) -> ActorMatch:
        gold = self.gold.get(id(mention), [])
        right = [sector for code, sector in gold if code == candidate.code] or [sector for _, sector in gold]
        if right:
            marks = sector_marks(phrase, candidate, mention, before.sector if before is not None else "", around.told)
            marks += around.company
            self.collected.sectors.append((marks, right[0]))
        return super()._match(phrase, candidate, chance, mention, before=before, around=around, on=on)

    def _rank(self, same: Sequence[ActorMention], read: Read, report: ReportActors) -> list[tuple[Candidate, float]]:
        codes = {code for mention in same for code, _ in self.gold.get(id(mention), [])}
        pool = candidates_of(same, read, report, kind_of(read.phrase, self.weights), self.origins)
        self.collected.codes.append(
            ([candidate.marks for candidate in pool], [candidate.code in codes for candidate in pool])
        )
        return super()._rank(same, read, report)

    def _antecedent(self, mention: ActorMention, phrase: Phrase, code: str, report: ReportActors) -> ActorMatch | None:
        if phrase.shape == "pronoun":
            wanted = {sector for gold, sector in self.gold.get(id(mention), []) if gold == code}
            options = earlier_of(mention, phrase, code, report)
            self.collected.codes.append(
                (
                    [set(option.marks) for option in options],
                    [option.item.match is not None and option.item.match.sector in wanted for option in options],
                )
            )
        return super()._antecedent(mention, phrase, code, report)

    def _together(
        self,
        same: Sequence[ActorMention],
        phrase: Phrase,
        ranked: list[tuple[Candidate, float]],
        report: ReportActors,
    ) -> tuple[Together, float] | None:
        if stands_for_several(phrase):
            wanted = [{code for code, _ in self.gold[id(mention)]} for mention in same if id(mention) in self.gold]
            options = options_of(same, phrase, report, {candidate.code: value for candidate, value in ranked})
            self.collected.codes.append(
                ([set(option.marks) for option in options], [set(option.codes) in wanted for option in options])
            )
        return super()._together(same, phrase, ranked, report)


def collect(resolver: ActorResolver, documents: Sequence[Labelled], weights: Weights) -> Collected:
    """Resolves labelled reports with the given weights and notes all evidence."""
    recorder = _Recorder(resolver, weights)
    for document in documents:
        recorder.gold = {id(mention): gold for mention, gold in zip(document.mentions, document.gold, strict=True)}
        recorder.resolve_all(document.mentions, sentences=document.sentences, on=document.on, times=document.times)
    return recorder.collected


def is_mark(mark: str, lower: set[str]) -> bool:
    """Whether the sector model may keep a mark: evidence that we name, or a common word, never a name."""
    return ":" in mark or mark == "former" or is_word(mark, lower)


def is_word(mark: str, lower: set[str]) -> bool:
    """Whether a mark of the sector model is a common word: one that also stands in lower case somewhere."""
    word = mark.lstrip("~+<>=")
    if " " in word:
        return all(is_word(part, lower) for part in word.split())
    return word in TITLES or word in lower or word + "s" in lower or word + "es" in lower or word[:-1] + "ies" in lower


def kind(resolver: ActorResolver, words: str, on: dt.date) -> str:
    """Class of a mention, for tables of errors."""
    read = resolver.read(words, on)
    return f"own:{read.phrase.shape}" if read.sure else kind_of(read.phrase, resolver.weights)


def place_finder(knowledge: Knowledge) -> PlaceFinder:
    """The place resolver as the actor resolver wants it, with a memory."""
    from multipolar.resolving.places import PlaceResolver  # noqa: PLC0415 - opens the gazetteer

    resolver = PlaceResolver(knowledge)
    memory: dict[str, tuple[tuple[int, int, str], ...]] = {}

    def find(text: str) -> Iterable[tuple[int, int, str]]:
        found = memory.get(text)
        if found is None:
            found = memory[text] = tuple(
                (start, end, match.country) for start, end, match in resolver.find(text) if match.country
            )
        return found

    return find
