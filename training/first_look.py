"""Measure whether a cheap first look could spare the encoder passages in which there is nothing to find.

python training/first_look.py --items ITEMS.jsonl.gz --articles ARTICLES.jsonl.gz --annotations DIR [--learn 6000]

A logistic regression over hashed word pieces and pairs of them learns from the coder itself in which sentences it finds
anything; a passage is skipped if none of its sentences is likely to hold something. The threshold is set on other
reports so that 0.3 points of recall are lost at most. What is then skipped is measured on a third part, of dated items
and of articles, and on dev, beside what no first look could better: the passages in which the coder finds nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from multipolar.errors import InputError
from multipolar.reading import OnnxCoder, WindowOptions, load_coder
from multipolar.reading.reports import passages_of
from multipolar.reports import make_report
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder

from data import load_split
from scoring import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from multipolar.records import Passage, Reading, Report

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BUCKETS: Final = 1 << 17
LOSS: Final = 0.003
"""Recall that may be lost."""

RECALL: Final = 0.67
"""Recall of the coder: of what it finds and loses, so much counts as recall."""


@dataclass(frozen=True, slots=True)
class Read:
    """A passage, as far as the first look goes.

    Attributes:
        sentences: Word pieces of each sentence that is coded in it.
        busy: Whether anything was found in each of them.
        tokens: What the encoder reads.
        events: Events found.
        others: Relations and claims found.
    """

    sentences: tuple[Ints, ...]
    busy: tuple[bool, ...]
    tokens: int
    events: int
    others: int


def reports_in(path: Path, known: set[str]) -> list[Report]:
    """The reports in a packed JSONL file, shuffled, without those that are known."""
    found = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            if row["id"] not in known:
                try:
                    found.append(make_report(row["text"], published=row.get("published"), id=row["id"]))
                except InputError:
                    continue
    random.Random(1).shuffle(found)  # noqa: S311 - a seeded sample
    return found


def read(coder: OnnxCoder, reports: Iterable[Report]) -> tuple[list[Read], list[Reading], float]:
    """Every passage of the reports and what the coder reads in it, and the seconds that reading took."""
    passages: list[Passage] = []
    pieces: list[list[Ints]] = []
    encoded = []
    for report in reports:
        kept = [s.index for s in report.sentences if s.copy_of is None]
        tokens = dict(zip(kept, coder.tokens.sentences([report.sentence_text(i) for i in kept]), strict=True))
        for passage in passages_of(report, [len(tokens[i].ids) for i in kept], WindowOptions()):
            passages.append(passage)
            encoded.append(coder.tokens.passage([tokens[number] for number in passage.numbers]))
            coded = passage.numbers[passage.emit_from :]
            pieces.append([np.asarray(tokens[number].ids, dtype=np.int64) for number in coded])
    started = time.perf_counter()
    readings = coder.read_encoded(passages, encoded)
    seconds = time.perf_counter() - started
    found = []
    for passage, own, one, reading in zip(passages, pieces, encoded, readings, strict=True):
        busy = {event.trigger.sentence for event in reading.events}
        busy |= {relation.trigger.sentence for relation in reading.relations}
        busy |= {claim.quote.sentence for claim in reading.claims}
        found.append(
            Read(
                tuple(own),
                tuple(number in busy for number in passage.numbers[passage.emit_from :]),
                len(one.ids),
                len(reading.events),
                len(reading.relations) + len(reading.claims),
            )
        )
    return found, readings, seconds


def features(sentences: Sequence[Ints]) -> csr_matrix:
    """Which word pieces and neighbouring pairs of them a sentence has, hashed."""
    columns, ends = [], [0]
    for ids in sentences:
        pairs = (ids[:-1] * 1_000_003 + ids[1:] * 10_007) % BUCKETS
        columns.append(np.unique(np.concatenate([ids * 31 % BUCKETS, pairs])))
        ends.append(ends[-1] + len(columns[-1]))
    flat = np.concatenate(columns)
    return csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(ends) - 1, BUCKETS))


class Look:
    """The first look.

    Args:
        passages: What to learn from.
    """

    def __init__(self, passages: Sequence[Read]) -> None:
        sentences = [ids for each in passages for ids in each.sentences]
        busy = [each for passage in passages for each in passage.busy]
        self.model = LogisticRegression(C=0.1, solver="liblinear").fit(features(sentences), busy)

    def likeliest(self, passages: Sequence[Read]) -> Floats:
        """For each passage, the probability of its likeliest sentence."""
        p = self.model.predict_proba(features([ids for each in passages for ids in each.sentences]))[:, 1]
        ends = np.cumsum([len(each.sentences) for each in passages])
        answer: Floats = np.maximum.reduceat(p, np.concatenate([[0], ends[:-1]]))
        return answer


def threshold(p: Floats, passages: Sequence[Read]) -> float:
    """The highest probability below which so few of the events stand that recall hardly suffers."""
    events = np.array([each.events for each in passages])
    order = np.argsort(p)
    lost = np.cumsum(events[order]) / events.sum() * RECALL
    return float(p[order][min(int(np.searchsorted(lost, LOSS, side="right")), len(p) - 1)])


def tell(name: str, passages: Sequence[Read], p: Floats, least: float) -> None:
    """Print what is skipped, what that loses, and what no first look could better."""
    skipped = p < least
    tokens, events, others = np.array([(each.tokens, each.events, each.others) for each in passages]).T
    empty = (events == 0) & (others == 0)
    print(
        f"{name}: {len(passages)} passages, {events.sum()} events; "
        f"nothing is found in {empty.mean():.1%} ({tokens[empty].sum() / tokens.sum():.1%} of the tokens); "
        f"skipped {skipped.mean():.1%} ({tokens[skipped].sum() / tokens.sum():.1%} of the tokens), "
        f"losing {events[skipped].sum() / max(events.sum(), 1):.2%} of the events found and "
        f"{others[skipped].sum() / max(others.sum(), 1):.2%} of the relations and claims",
        flush=True,
    )


def on_dev(coder: OnnxCoder, annotations: Path, look: Look, least: float) -> None:
    """Print what is lost of the annotated events that the coder finds."""
    right = lost = gold_events = skipped = passages = 0
    for doc, gold in load_split(annotations, "dev"):
        report = make_report(sentences=doc["sentences"], published=doc["published"], id=doc["id"])
        own, readings, _ = read(coder, [report])
        gold_events += len(gold.get("events") or [])
        for reading, p in zip(readings, look.likeliest(own), strict=True):
            found = [
                {"s": event.trigger.sentence, "t": report.span(event.trigger).text, "e": event.type}
                for event in reading.events
            ]
            hits = sum(g["e"] == c["e"] for g, c in match(doc["sentences"], gold.get("events") or [], found))
            right, passages = right + hits, passages + 1
            if p < least:
                skipped, lost = skipped + 1, lost + hits
    print(
        f"dev: {passages} passages; skipped {skipped / passages:.1%}, "
        f"losing {lost} of {right} right events, {lost / gold_events:.2%} of recall"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--items", type=Path, required=True, help="dated items, JSONL.gz")
    parser.add_argument("--articles", type=Path, required=True, help="articles, JSONL.gz")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--learn", type=int, default=6000, help="items to learn from; a quarter as many to choose on")
    given = parser.parse_args()
    coder = load_coder(given.weights, find_names=name_finder(Resolver().knowledge))
    known = {doc["id"] for split in ("train", "dev") for doc, _ in load_split(given.annotations, split)}
    items, articles = reports_in(given.items, known), reports_in(given.articles, known)
    # Of the articles half to learn from, a quarter to choose on, a quarter to measure on.
    part, half, quarter = given.learn // 4, len(articles) // 2, len(articles) // 4
    look = Look(read(coder, items[: given.learn] + articles[:half])[0])
    more = read(coder, items[given.learn : given.learn + part])[0]
    longer = read(coder, articles[half : half + quarter])[0]
    least = threshold(look.likeliest(more + longer), more + longer)
    print(f"skips below {least:.3f}", flush=True)
    for name, reports in (
        ("items", items[given.learn + part : given.learn + 2 * part]),
        ("articles", articles[half + quarter :]),
    ):
        passages, _, seconds = read(coder, reports)
        started = time.perf_counter()
        p = look.likeliest(passages)
        tell(name, passages, p, least)
        print(f"  the look itself takes {time.perf_counter() - started:.2f} s, the encoder {seconds:.1f} s", flush=True)
    on_dev(coder, given.annotations, look, least)


if __name__ == "__main__":
    main()
