"""Annotated reports as training examples: passages, labels on words, links between words and spans."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from multipolar.ontology import EVENT_TYPES, RELATION_TYPES, STATUSES
from multipolar.reading.labels import LAYERS, MODE_LABELS, PAIRS, SECTOR_LABELS, TREND_LABELS
from multipolar.reading.windows import WindowOptions, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from multipolar.reading.tokens import Encoded, SentenceTokens, Tokens

Json = dict[str, Any]
IGNORE = -100


@dataclass
class Link:
    """A head word and, for each of some candidate spans, whether the link holds."""

    pair: int
    head: int
    spans: set[tuple[int, int]] = field(default_factory=set)


@dataclass
class Example:
    """A passage with its targets; positions are word positions in the passage.

    ``tags`` has one row for each tagging head; ``status``, ``mode``, ``trend`` and ``sectors`` map word positions to
    classes; ``links`` holds the true spans of each (pair, head); ``mentions`` the candidate spans of each layer.
    """

    encoded: Encoded
    emit: NDArray[np.bool_]
    tags: dict[str, NDArray[np.int64]]
    status: dict[int, int]
    mode: dict[int, int]
    trend: dict[int, int]
    sectors: dict[tuple[int, int], int]
    links: dict[tuple[int, int], set[tuple[int, int]]]
    mentions: dict[str, set[tuple[int, int]]]
    antecedents: dict[int, set[tuple[int, int]]]
    causes: dict[int, set[int]]
    sentences: int
    weight: float = 1.0


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
            if sum(len(sentence.ids) + 1 for sentence in chosen) + 1 > 512:
                continue
            finder = Finder(texts[window.first : window.last], chosen, window.first)
            yield self._example(finder, self.tokens.passage(chosen), gold, window.emit_from)

    def _example(self, finder: Finder, encoded: Encoded, gold: Json, emit_from: int) -> Example:
        count = len(encoded.firsts)
        emit = encoded.sentences >= emit_from - finder.first
        tags = {name: np.zeros(count, dtype=np.int64) for name in ("event", "relation", "claim", *LAYERS)}
        example = Example(encoded, emit, tags, {}, {}, {}, {}, {}, {}, {}, {}, len(set(encoded.sentences[emit])))
        actors: dict[tuple[int, int], set[str]] = defaultdict(set)
        places: dict[tuple[int, int], set[str]] = defaultdict(set)
        times: set[tuple[int, int]] = set()

        def mention(item: Sequence[Any], s: int, head: int | None, pair: str, near: int | None, at: int) -> None:
            where = item[at] if len(item) > at else s
            if not finder.has(where):
                return
            span = finder.find(where, item[0], near if where == s else None)
            if span is None:
                return
            if head is not None:
                example.links.setdefault((PAIRS.index(pair), head), set()).add(span)
            if pair == "at":
                places[span].add(item[1] or "")
            elif pair == "on":
                times.add(span)
            else:
                actors[span].add(item[1])
                if len(item) > 2 and item[2] in SECTOR_LABELS and not pair.startswith("about"):
                    example.sectors[span] = SECTOR_LABELS.index(item[2])

        def head_of(record: Json) -> tuple[tuple[int, int] | None, bool, int]:
            s = record["s"]
            if not finder.has(s):
                return None, False, 0
            span = finder.find(s, record["t"])
            near = finder.texts[s - finder.first].find(record["t"])
            return span, bool(s >= emit_from), near

        heads: dict[str, tuple[int, bool]] = {}
        for number, event in enumerate(gold.get("events") or []):
            span, emitted, near = head_of(event)
            if span is None:
                continue
            s = event["s"]
            mine = span[0] if emitted else None
            if emitted:
                _tag(tags["event"], span, 2 + EVENT_TYPES.index(event["e"]))
                example.status[span[0]] = STATUSES.index(event["st"])
                label = (event["e"], event.get("m"))
                if label in MODE_LABELS:
                    example.mode[span[0]] = MODE_LABELS.index(label)
            heads[f"e{number}"] = (span[0], emitted)
            for pair in ("who", "to"):
                for item in event.get(pair) or []:
                    mention(item, s, mine, pair, near, 3)
            if event.get("by"):
                mention(event["by"], s, mine, "by", near, 3)
            if event.get("at"):
                mention(event["at"], s, mine, "at", near, 2)
            if event.get("on"):
                mention(event["on"], s, mine, "on", near, 2)
            if mine is not None:
                for pair in ("who", "to", "at", "on", "by"):
                    example.links.setdefault((PAIRS.index(pair), mine), set())
        for number, relation in enumerate(gold.get("rel") or []):
            span, emitted, near = head_of(relation)
            if span is None:
                continue
            mine = span[0] if emitted else None
            if emitted:
                _tag(tags["relation"], span, 2 + RELATION_TYPES.index(relation["r"]))
                example.trend[span[0]] = TREND_LABELS.index(relation.get("tr"))
            heads[f"r{number}"] = (span[0], emitted)
            for pair in ("a", "b"):
                for item in relation.get(pair) or []:
                    mention(item, relation["s"], mine, pair, near, 3)
                if mine is not None:
                    example.links.setdefault((PAIRS.index(pair), mine), set())
        for claim in gold.get("claims") or []:
            span, emitted, near = head_of(claim)
            if span is None:
                continue
            mine = span[0] if emitted else None
            if emitted:
                _tag(tags["claim"], span, 2)
            for item in claim.get("by") or []:
                mention(item, claim["s"], mine, "speaker", near, 3)
            for item in claim.get("about") or []:
                mention(item, claim["s"], mine, f"about{item[2] if len(item) > 2 else '0'}", near, 3)
            if mine is not None:
                for pair in ("speaker", "about+", "about-", "about0"):
                    example.links.setdefault((PAIRS.index(pair), mine), set())
        for cause, effect in gold.get("causes") or []:
            if cause in heads and effect in heads and (heads[cause][1] or heads[effect][1]):
                example.causes.setdefault(heads[effect][0], set()).add(heads[cause][0])

        longest, shortest = _nested(actors)
        example.mentions = {
            "actor": longest,
            "inner": shortest,
            "place": _nested(places)[0],
            "time": _nested(times)[0],
        }
        for layer in LAYERS:
            for span in sorted(example.mentions[layer]):
                _tag(tags[layer], span, 2)
        # A mention may stand for any other mention (or place) of the same code; which ones need it is learnt.
        for span, codes in actors.items():
            same = {
                other
                for other, theirs in (*actors.items(), *places.items())
                if other != span and theirs & codes and (other[1] < span[0] or other[0] > span[1])
            }
            example.antecedents[span[0]] = same
        return example
