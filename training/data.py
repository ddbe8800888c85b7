"""Annotated reports as training examples: passages, labels on words, links between words and spans."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from multipolar.ontology import EVENT_TYPES, RELATION_TYPES, STANCES, STATUSES
from multipolar.reading.labels import LAYERS, MODE_LABELS, PAIRS, SECTOR_LABELS, TREND_LABELS
from multipolar.reading.windows import WindowOptions, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from multipolar.reading.tokens import Encoded, SentenceTokens, Tokens

Json = dict[str, Any]
POSITIONS = 512


Words = tuple[int, int]
"""First and last word of a span, as positions in the passage."""


@dataclass(kw_only=True)
class Example:
    """A passage with its targets; positions are word positions in the passage.

    Attributes:
        encoded: The model's input.
        emit: Which words stand in sentences that are coded here, shape [words].
        tags: Outside/inside/begin classes of each tagging head, shape [words] each.
        status: Status of each event's head word; likewise ``mode`` and, for relations, ``trend``.
        sectors: Sector of each actor mention.
        links: True spans of each (pair, head word); a key without spans is a head that has none.
        mentions: Candidate spans of each layer.
        antecedents: For the first word of each actor mention, all other mentions of the same code.
        causes: For each effect's head word, the head words of its causes.
        sentences: How many sentences are coded here.
        origin: Whose annotation it is: 0 for the reference, another number for each folder of further ones.
    """

    encoded: Encoded
    emit: NDArray[np.bool_]
    tags: dict[str, NDArray[np.int64]]
    sentences: int
    status: dict[int, int] = field(default_factory=dict)
    mode: dict[int, int] = field(default_factory=dict)
    trend: dict[int, int] = field(default_factory=dict)
    sectors: dict[Words, int] = field(default_factory=dict)
    links: dict[tuple[int, int], set[Words]] = field(default_factory=dict)
    mentions: dict[str, set[Words]] = field(default_factory=dict)
    antecedents: dict[int, set[Words]] = field(default_factory=dict)
    causes: dict[int, set[int]] = field(default_factory=dict)
    origin: int = 0


def read_jsonl(path: Path) -> Iterator[Json]:
    """Records of a JSONL file."""
    with path.open(encoding="utf8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def load_split(folder: Path, split: str) -> list[tuple[Json, Json]]:
    """(document, annotation) pairs of a split, in the documents' order."""
    gold = {record["id"]: record for record in read_jsonl(folder / f"{split}.gold.jsonl")}
    return [(doc, gold[doc["id"]]) for doc in read_jsonl(folder / f"{split}.docs.jsonl") if doc["id"] in gold]


class Finder:
    """Word spans of quotations in one passage."""

    def __init__(self, texts: Sequence[str], tokens: Sequence[SentenceTokens], first: int) -> None:
        self.first = first
        self.texts = texts
        self.tokens = tokens
        self.base = np.concatenate([[0], np.cumsum([len(sentence.firsts) for sentence in tokens])]).tolist()

    def has(self, sentence: int) -> bool:
        """Whether the sentence lies in the passage."""
        return self.first <= sentence < self.first + len(self.texts)

    def find(self, sentence: int, quote: str, near: int | None = None) -> tuple[int, int] | None:
        """First and last word of the quotation's occurrence (the one nearest to character ``near``)."""
        position = sentence - self.first
        text, tokens = self.texts[position], self.tokens[position]
        places, at = [], text.find(quote) if quote else -1
        while at >= 0:
            places.append(at)
            at = text.find(quote, at + 1)
        if not places:
            return None

        def bad(start: int) -> tuple[bool, int]:
            end = start + len(quote)
            inside = (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
                end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
            )
            return inside, abs(start - near) if near is not None else start

        start = min(places, key=bad)
        end = start + len(quote)
        inside = [i for i in range(len(tokens.starts)) if tokens.starts[i] < end and tokens.ends[i] > start]
        if not inside:
            return None
        return self.base[position] + inside[0], self.base[position] + inside[-1]


def _nested(spans: Iterable[tuple[int, int]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(longest, shortest) spans of a set in which some contain others; each set is free of overlaps."""
    ordered = sorted(set(spans), key=lambda span: span[1] - span[0])
    shortest: set[tuple[int, int]] = set()
    for span in ordered:
        if not any(span[0] <= other[1] and other[0] <= span[1] for other in shortest):
            shortest.add(span)
    longest: set[tuple[int, int]] = set()
    for span in reversed(ordered):
        if not any(span[0] <= other[1] and other[0] <= span[1] for other in longest):
            longest.add(span)
    return longest, shortest


def _tag(array: NDArray[np.int64], span: tuple[int, int], begin: int) -> None:
    array[span[0]] = begin
    array[span[0] + 1 : span[1] + 1] = 1


class _Builder:
    """Fills one example from an annotation: what lies in the passage, with heads only in the sentences to code."""

    def __init__(self, finder: Finder, encoded: Encoded, emit_from: int) -> None:
        self.finder = finder
        self.emit_from = emit_from
        count = len(encoded.firsts)
        emit = encoded.sentences >= emit_from - finder.first
        tags = {name: np.zeros(count, dtype=np.int64) for name in ("event", "relation", "claim", *LAYERS)}
        self.example = Example(encoded=encoded, emit=emit, tags=tags, sentences=len(set(encoded.sentences[emit])))
        self.actors: dict[Words, set[str]] = defaultdict(set)
        self.places: dict[Words, set[str]] = defaultdict(set)
        self.times: set[Words] = set()
        self.heads: dict[str, tuple[int, bool]] = {}

    def head(self, record: Json, name: str | None, tag: str, label: int) -> tuple[int | None, int] | None:
        """Tag a trigger or quote.

        Returns:
            Its first word (None where it is only context) and its first character; None if it is not in the passage.
        """
        s = record["s"]
        span = self.finder.find(s, record["t"]) if self.finder.has(s) else None
        if span is None:
            return None
        emitted = s >= self.emit_from
        if name is not None:
            self.heads[name] = (span[0], emitted)
        if emitted:
            _tag(self.example.tags[tag], span, label)
        return (span[0] if emitted else None), self.finder.texts[s - self.finder.first].find(record["t"])

    def mention(self, pair: str, item: Sequence[Any], record: Json, head: tuple[int | None, int]) -> None:
        """Note a mention and its link to a head."""
        position = 2 if pair in {"at", "on"} else 3
        where = item[position] if len(item) > position else record["s"]
        if not self.finder.has(where):
            return
        span = self.finder.find(where, item[0], head[1] if where == record["s"] else None)
        if span is None:
            return
        if head[0] is not None:
            self.example.links.setdefault((PAIRS.index(pair), head[0]), set()).add(span)
        if pair == "at":
            self.places[span].add(item[1] or "")
        elif pair == "on":
            self.times.add(span)
        else:
            self.actors[span].add(item[1])
            if not pair.startswith("about") and item[2] in SECTOR_LABELS:
                self.example.sectors[span] = SECTOR_LABELS.index(item[2])

    def roles(self, record: Json, head: tuple[int | None, int], pairs: Mapping[str, Sequence[Any]]) -> None:
        """Note the mentions of each pair; a pair without any is one that the head is known not to have."""
        for pair, items in pairs.items():
            for item in items:
                self.mention(pair, item, record, head)
            if head[0] is not None:
                self.example.links.setdefault((PAIRS.index(pair), head[0]), set())

    def event(self, number: int, event: Json) -> None:
        """Add an event."""
        head = self.head(event, f"e{number}", "event", 2 + EVENT_TYPES.index(event["e"]))
        if head is None:
            return
        if head[0] is not None:
            self.example.status[head[0]] = STATUSES.index(event["st"])
            label = (event["e"], event.get("m"))
            if label in MODE_LABELS:
                self.example.mode[head[0]] = MODE_LABELS.index(label)
        single = {pair: [event[pair]] if event.get(pair) else [] for pair in ("at", "on", "by")}
        self.roles(event, head, {"who": event.get("who") or [], "to": event.get("to") or [], **single})

    def relation(self, number: int, relation: Json) -> None:
        """Add a standing relation."""
        head = self.head(relation, f"r{number}", "relation", 2 + RELATION_TYPES.index(relation["r"]))
        if head is None:
            return
        if head[0] is not None:
            self.example.trend[head[0]] = TREND_LABELS.index(relation.get("tr"))
        self.roles(relation, head, {"a": relation.get("a") or [], "b": relation.get("b") or []})

    def claim(self, claim: Json) -> None:
        """Add a claim."""
        head = self.head(claim, None, "claim", 2)
        if head is None:
            return
        about = claim.get("about") or []
        stances = {f"about{x}": [item for item in about if item[2] == x] for x in STANCES}
        self.roles(claim, head, {"speaker": claim.get("by") or [], **stances})

    def finish(self, causes: Sequence[Sequence[str]]) -> Example:
        """Add causes, mention layers and antecedents."""
        example = self.example
        for cause, effect in causes:
            if cause in self.heads and effect in self.heads and (self.heads[cause][1] or self.heads[effect][1]):
                example.causes.setdefault(self.heads[effect][0], set()).add(self.heads[cause][0])
        longest, shortest = _nested(self.actors)
        example.mentions = {
            "actor": longest,
            "inner": shortest,
            "place": _nested(self.places)[0],
            "time": _nested(self.times)[0],
        }
        for layer in LAYERS:
            for span in sorted(example.mentions[layer]):
                _tag(example.tags[layer], span, 2)
        # A mention may stand for any other mention (or place) of the same code; which ones need it is learnt.
        known = [*self.actors.items(), *self.places.items()]
        for span, codes in self.actors.items():
            example.antecedents[span[0]] = {
                other for other, theirs in known if theirs & codes and (other[1] < span[0] or other[0] > span[1])
            }
        return example


class Examples:
    """Turns documents into examples."""

    def __init__(self, tokens: Tokens, windows: WindowOptions) -> None:
        self.tokens = tokens
        self.windows = windows

    def make(self, doc: Json, gold: Json) -> Iterator[Example]:
        """The document's passages with their targets."""
        texts = doc["sentences"]
        tokenised = self.tokens.sentences(texts)
        for window in cut([len(sentence.ids) for sentence in tokenised], self.windows):
            chosen = tokenised[window.first : window.last]
            if sum(len(sentence.ids) + 1 for sentence in chosen) + 1 > POSITIONS:
                continue
            finder = Finder(texts[window.first : window.last], chosen, window.first)
            builder = _Builder(finder, self.tokens.passage(chosen), window.emit_from)
            for number, event in enumerate(gold.get("events") or []):
                builder.event(number, event)
            for number, relation in enumerate(gold.get("rel") or []):
                builder.relation(number, relation)
            for claim in gold.get("claims") or []:
                builder.claim(claim)
            yield builder.finish(gold.get("causes") or [])
