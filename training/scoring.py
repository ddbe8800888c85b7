"""Score coded reports against annotated ones, both in the annotation format of ``docs/formats.md``.

    python training/scoring.py GOLD.jsonl PREDICTED.jsonl DOCS.jsonl [--json]

Every figure is taken over all documents of GOLD together; one that PREDICTED lacks counts as coded empty.

trigger            events found: triggers of one sentence that share a character, paired one to one
event, quad        of those, the ones whose type, or whose quad class, is right
role span          actors and recipients of right events in the same role whose words overlap
role code          of those, the ones whose country or organisation code is right
dyad, dyad quad    (type or quad class, source, recipient) of each document as a multiset, wherever the words stand
status, mode, date, place, attribution    accuracy on right events for which GOLD states one
date told, place told, attribution told    on right events: of those that PREDICTED states the ones that are right, and
                   of those that GOLD states the ones that are found
relation           (sentence, kind, codes of each side)
claim              (sentence, speaker's code)
cause              (sentence and type of both ends)
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multipolar.ontology import ASSERTED, QUAD, STATUSES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

Json = dict[str, Any]
Pair = tuple[Json, Json]

ROLES: Final = ("who", "to")
STATED: Final = {"date": "on", "place": "at", "attribution": "by"}
"""What an event may state besides its sides, each with its key in a record."""
UNREAL: Final = frozenset(STATUSES) - ASSERTED
"""Statuses under which a report does not stand behind an event: such events make no dyad."""


@dataclass(slots=True)
class Tally:
    """Counts behind a precision and a recall."""

    right: int = 0
    gold: int = 0
    predicted: int = 0

    def add(self, *, right: int, gold: int, predicted: int) -> None:
        """Count further items."""
        self.right += right
        self.gold += gold
        self.predicted += predicted

    def add_multisets(self, gold: Counter[Hashable], predicted: Counter[Hashable]) -> None:
        """Count two multisets, right being what they share."""
        self.add(right=(gold & predicted).total(), gold=gold.total(), predicted=predicted.total())

    def row(self) -> Json:
        """Precision, recall and their harmonic mean (0..1, four digits), with the counts that they rest on."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        both = precision + recall
        return {
            "P": round(precision, 4),
            "R": round(recall, 4),
            "F1": round(2 * precision * recall / both if both else 0.0, 4),
            "gold": self.gold,
            "predicted": self.predicted,
        }


@dataclass(slots=True)
class Hits:
    """Counts behind an accuracy."""

    right: int = 0
    of: int = 0

    def add(self, *, right: bool) -> None:
        """Count one case."""
        self.right += right
        self.of += 1

    def row(self) -> Json:
        """Accuracy (0..1, four digits; None where there is no case), and of how many cases."""
        return {"accuracy": round(self.right / self.of, 4) if self.of else None, "of": self.of}


# --- Words -----------------------------------------------------------------------------------------------------------


def _occurrences(sentence: str, words: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a sentence, overlapping occurrences included."""
    start = sentence.find(words) if words else -1
    while start >= 0:
        yield start, start + len(words)
        start = sentence.find(words, start + 1)


def shared(sentence: str, one: str, other: str) -> int:
    """The most characters that an occurrence of one quotation has in common with one of the other (<= 0: none).

    Quotations carry no offsets, so where words occur more than once the kindest reading counts.
    """
    pairs = itertools.product(_occurrences(sentence, one), _occurrences(sentence, other))
    return max((min(a[1], b[1]) - max(a[0], b[0]) for a, b in pairs), default=0)


# --- Pairing ---------------------------------------------------------------------------------------------------------


def match(sentences: Sequence[str], gold: Sequence[Json], predicted: Sequence[Json]) -> list[Pair]:
    """Pairs of an annotated and a coded event whose triggers overlap in one sentence, one to one.

    Pairs are taken greedily: those of one type first, then those that share the most characters, then the earliest.
    """
    candidates = []
    for (i, g), (j, p) in itertools.product(enumerate(gold), enumerate(predicted)):
        common = shared(sentences[g["s"]], g["t"], p["t"]) if g["s"] == p["s"] else 0
        if common > 0:
            candidates.append((g["e"] != p["e"], -common, i, j))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for *_, i, j in sorted(candidates):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((gold[i], predicted[j]))
    return pairs


def _sentence_of(role: Sequence[Any], event: Json) -> int:
    """The sentence that a role's words stand in: its event's unless it names another."""
    return int(role[3]) if len(role) > 3 else int(event["s"])


def _roles_right(sentences: Sequence[str], gold: Json, predicted: Json) -> tuple[int, int]:
    """How many roles of an annotated event a coded one has: (words overlap, code right besides)."""
    spans = codes = 0
    for name in ROLES:
        left = list(predicted.get(name) or ())
        for role in gold.get(name) or ():
            where = _sentence_of(role, gold)
            overlapping = [
                other
                for other in left
                if _sentence_of(other, predicted) == where and shared(sentences[where], role[0], other[0]) > 0
            ]
            if not overlapping:
                continue
            best = next((other for other in overlapping if other[1] == role[1]), overlapping[0])
            left.remove(best)
            spans += 1
            codes += best[1] == role[1]
    return spans, codes


def _roles(events: Iterable[Json]) -> int:
    return sum(len(event.get(name) or ()) for event in events for name in ROLES)


# --- What a document asserts -----------------------------------------------------------------------------------------


def dyads(events: Iterable[Json], kind: Callable[[str], str]) -> Counter[Hashable]:
    """The multiset of (kind of event, source code, recipient code) that events assert.

    Events without recipients and with several sources are reciprocal and give each unordered pair of sources.
    An unknown side counts as none, and negated, possible and alleged events give nothing.
    """
    counted: Counter[Hashable] = Counter()
    for event in events:
        if event.get("st") in UNREAL:
            continue
        sources, recipients = (sorted({role[1] for role in event.get(name) or ()} - {UNKNOWN}) for name in ROLES)
        pairs: Iterable[tuple[str | None, str | None]]
        if len(sources) > 1 and not recipients:
            pairs = itertools.combinations(sources, 2)
        else:
            pairs = itertools.product(sources or [None], recipients or [None])
        counted.update((kind(event["e"]), *pair) for pair in pairs)
    return counted


def _relations(record: Json) -> Counter[Hashable]:
    def side(relation: Json, name: str) -> tuple[str, ...]:
        return tuple(sorted({role[1] for role in relation.get(name) or ()}))

    return Counter((each["s"], each["r"], side(each, "a"), side(each, "b")) for each in record.get("rel") or ())


def _claims(record: Json) -> Counter[Hashable]:
    return Counter((each["s"], speaker[1]) for each in record.get("claims") or () for speaker in each.get("by") or ())


def _causes(record: Json) -> Counter[Hashable]:
    def end(reference: str) -> tuple[int, str]:
        item = record["events" if reference[0] == "e" else "rel"][int(reference[1:])]
        return item["s"], item.get("e") or item["r"]

    return Counter((*end(cause), *end(effect)) for cause, effect in record.get("causes") or ())


def _quad_of(event_type: str) -> str:
    return QUAD[event_type]


# --- Figures ---------------------------------------------------------------------------------------------------------


class Score:
    """Figures over documents, gathered one document at a time."""

    def __init__(self) -> None:
        names = (
            "trigger",
            "event",
            "quad",
            "role span",
            "role code",
            "dyad",
            "dyad quad",
            "relation",
            "claim",
            "cause",
            *(f"{name} told" for name in STATED),
        )
        self.tallies = {name: Tally() for name in names}
        self.hits = {name: Hits() for name in ("status", "mode", *STATED)}

    def add(self, sentences: Sequence[str], gold: Json, predicted: Json) -> None:
        """Count one document."""
        g_events, p_events = gold.get("events") or [], predicted.get("events") or []
        pairs = match(sentences, g_events, p_events)
        right = [(g, p) for g, p in pairs if g["e"] == p["e"]]
        same_quad = sum(QUAD[g["e"]] == QUAD[p["e"]] for g, p in pairs)
        for name, count in (("trigger", len(pairs)), ("event", len(right)), ("quad", same_quad)):
            self.tallies[name].add(right=count, gold=len(g_events), predicted=len(p_events))

        found = [_roles_right(sentences, g, p) for g, p in right]
        for place, name in enumerate(("role span", "role code")):
            count = sum(each[place] for each in found)
            self.tallies[name].add(right=count, gold=_roles(g_events), predicted=_roles(p_events))

        self.tallies["dyad"].add_multisets(dyads(g_events, str), dyads(p_events, str))
        self.tallies["dyad quad"].add_multisets(dyads(g_events, _quad_of), dyads(p_events, _quad_of))
        for name, items in (("relation", _relations), ("claim", _claims), ("cause", _causes)):
            self.tallies[name].add_multisets(items(gold), items(predicted))
        for g, p in right:
            self._attributes(g, p)

    def _attributes(self, gold: Json, predicted: Json) -> None:
        """Count what a right event says besides its type and roles."""
        self.hits["status"].add(right=gold["st"] == predicted.get("st"))
        if gold.get("m"):
            self.hits["mode"].add(right=gold["m"] == predicted.get("m"))
        for name, key in STATED.items():
            stated, coded = gold.get(key), predicted.get(key)
            if stated and not stated[1] and key != "by":
                continue  # words whose date or country nobody knows are no case
            right = bool(stated and coded and coded[1] == stated[1])
            if stated:
                self.hits[name].add(right=right)
            self.tallies[f"{name} told"].add(right=right, gold=bool(stated), predicted=bool(coded))

    def figures(self) -> dict[str, Json]:
        """Every figure by name."""
        tallies = {name: tally.row() for name, tally in self.tallies.items()}
        return tallies | {name: hits.row() for name, hits in self.hits.items()}


def score(gold: Mapping[str, Json], predicted: Mapping[str, Json], docs: Mapping[str, Json]) -> dict[str, Json]:
    """Every figure over annotated documents, each by the documents' ids; ``docs`` give their ``sentences``."""
    total = Score()
    for key, record in gold.items():
        total.add(docs[key]["sentences"], record, predicted.get(key, {}))
    return total.figures()


def load(path: Path) -> dict[str, Json]:
    """Records of a JSONL file by id."""
    with path.open(encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, filter(str.strip, lines))}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("gold", "predicted", "docs"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    figures = score(load(given.gold), load(given.predicted), load(given.docs))
    if given.json:
        print(json.dumps(figures))
        return
    for figure, row in figures.items():
        print(f"{figure:12}", "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
