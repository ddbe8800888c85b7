"""Fit and measure the actor resolver on annotated reports whose spans are given.

    python training/evaluate_actors.py check ANNOTATIONS --extra MORE  # learn on half of it all, measure on the other
    python training/evaluate_actors.py fit ANNOTATIONS --extra MORE    # learn on all of it, write the tables
    python training/evaluate_actors.py score ANNOTATIONS --split dev   # measure what ships

``ANNOTATIONS`` is a folder with ``SPLIT.docs.jsonl`` and ``SPLIT.gold.jsonl`` in the annotation format, of which
``check`` and ``fit`` take the split ``train``; every ``NAME.docs.jsonl`` of the folders given with ``--extra`` is taken
with it. What is learnt is weights: of marks of evidence for a code, and of words and marks for a sector. No text is
kept, and words that never stand in lower case (names) are left out.

Both are log-linear models. Sectors: multinomial logistic regression. Codes: a conditional logit over the candidates of
each mention, trained on the probability of all right ones together.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMatch, ActorMention, ActorResolver, Weights, training
from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.times import find_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multipolar.resolving.actors import PlaceFinder, Role

Array = np.ndarray[Any, np.dtype[np.float64]]
SEED = 8
TELLING = 0.22
"""Weights of sectors below this change no answer on reports that were not learnt from, and are left out."""
ROLES: dict[str, Role] = {"who": "actor", "to": "recipient"}


@dataclass(slots=True)
class Document:
    """One annotated report: sentences, times told in them, mentions, for each mention the gold (code, sector) pairs."""

    id: str
    sentences: dict[int, str]
    on: dt.date
    times: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    mentions: list[ActorMention] = field(default_factory=list)
    gold: list[list[tuple[str, str]]] = field(default_factory=list)


# --- Reading ---------------------------------------------------------------------------------------------------------


def _find(text: str, words: str, near: int) -> int:
    """Where the words stand in the sentence, nearest to the trigger if more than once; -1 if nowhere."""
    places = [match.start() for match in re.finditer(re.escape(words), text)]
    whole = [
        at
        for at in places
        if not text[max(0, at - 1) : at].isalnum() and not text[at + len(words) : at + len(words) + 1].isalnum()
    ]
    places = whole or places
    if not places:
        return -1
    return min(places, key=lambda at: abs(at - near)) if near >= 0 else places[0]


def _countries(text: str, places: PlaceFinder) -> tuple[str, ...]:
    return tuple(dict.fromkeys(country for _, _, country in places(text)))[:2]


def read(folder: Path, split: str, places: PlaceFinder) -> list[Document]:
    """Reads a split; participants of an event, relation or claim share a group."""
    texts = {}
    with (folder / f"{split}.docs.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            texts[raw["id"]] = raw
    documents = []
    with (folder / f"{split}.gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            raw = texts[gold["id"]]
            document = Document(gold["id"], dict(enumerate(raw["sentences"])), dt.date.fromisoformat(raw["published"]))
            _read_times(document, gold)
            _read_mentions(document, gold, places)
            documents.append(document)
    return documents


def read_all(folder: Path, split: str, extra: Sequence[Path], places: PlaceFinder) -> list[Document]:
    """Reads a split and everything in the folders of further annotations."""
    documents = read(folder, split, places)
    for more in extra:
        for docs in sorted(more.glob("*.docs.jsonl")):
            documents += read(more, docs.name.removesuffix(".docs.jsonl"), places)
    return documents


def _read_times(document: Document, gold: dict[str, Any]) -> None:
    """Expressions of time: those annotated and those found, as coding has them."""
    for number, text in document.sentences.items():
        document.times[number] = [(start, end) for start, end, _ in find_times(text, published=document.on)]
    for raw in gold["events"]:
        if raw.get("on"):
            words, _, *rest = raw["on"]
            sentence = rest[0] if rest else raw["s"]
            start = document.sentences[sentence].find(words)
            if start >= 0:
                document.times[sentence].append((start, start + len(words)))


def _read_mentions(document: Document, gold: dict[str, Any], places: PlaceFinder) -> None:
    records = [("event", raw) for raw in gold["events"]]
    records += [("relation", raw) for raw in gold.get("rel", [])]
    records += [("claim", raw) for raw in gold.get("claims", [])]
    for group, (kind, raw) in enumerate(records):
        if kind == "event":
            parts: list[tuple[Role, list[Any]]] = [(role, raw.get(name) or []) for name, role in ROLES.items()]
            parts.append(("attribution", [raw["by"]] if raw.get("by") else []))
        elif kind == "relation":
            parts = [("side", (raw.get("a") or []) + (raw.get("b") or []))]
        else:
            parts = [("speaker", raw.get("by") or [])]
        at = _countries(raw["at"][0], places) if kind == "event" and raw.get("at") else ()
        for role, people in parts:
            found: dict[Extent, list[tuple[str, str]]] = {}
            for person in people:
                sentence = person[3] if len(person) > 3 else raw["s"]
                text = document.sentences[sentence]
                near = text.find(raw["t"]) if sentence == raw["s"] else -1
                start = _find(text, person[0], near)
                if start >= 0:
                    extent = Extent(sentence, start, start + len(person[0]))
                    found.setdefault(extent, []).append((person[1], person[2]))
            for extent, pairs in found.items():
                document.mentions.append(
                    ActorMention(
                        extent=extent,
                        role=role,
                        group=group,
                        event=raw.get("e") or raw.get("r"),
                        mode=raw.get("m"),
                        places=at,
                    )
                )
                document.gold.append(pairs)


# --- Learning --------------------------------------------------------------------------------------------------------


def learn(documents: Sequence[Document], resolver: ActorResolver, *, rounds: int = 2) -> Weights:
    """Learns weights; each round collects evidence with what the round before learnt."""
    lower = {
        word
        for document in documents
        for text in document.sentences.values()
        for word in re.findall(r"(?<![\w'\u2019])[a-z][\w'\u2019.-]*", text)
    }
    weights = Weights({}, {})
    for _ in range(rounds):
        sectors = fit_sectors(training.collect(resolver, documents, weights).sectors, lower)
        weights = Weights(weights.evidence, sectors)
        evidence = fit_evidence(training.collect(resolver, documents, weights).codes)
        weights = Weights(evidence, sectors)
    return weights


def fit_sectors(
    rows: Sequence[tuple[list[str], str]], lower: set[str], *, least: int = 4, strength: float = 2.5
) -> dict[str, tuple[tuple[str, float], ...]]:
    """Multinomial logistic regression from marks to sectors, L2-regularised."""
    counts = Counter(mark for marks, _ in rows for mark in set(marks))
    kept = sorted(mark for mark, count in counts.items() if count >= least and training.is_mark(mark, lower))
    column = {mark: i for i, mark in enumerate(kept)}
    matrix = _matrix([[*marks, "bias"] for marks, _ in rows], {**column, "bias": len(column)})
    sectors = sorted({sector for _, sector in rows})
    target = np.zeros((len(rows), len(sectors)))
    target[np.arange(len(rows)), [sectors.index(sector) for _, sector in rows]] = 1.0
    shape = (len(column) + 1, len(sectors))
    turned = matrix.T.tocsr()

    def loss(flat: Array) -> tuple[float, Array]:
        w = flat.reshape(shape)
        scores = matrix @ w
        scores -= scores.max(axis=1, keepdims=True)
        exps = np.exp(scores)
        total = exps.sum(axis=1, keepdims=True)
        value = float((np.log(total[:, 0]) - (scores * target).sum(axis=1)).sum() + strength * (w * w).sum() / 2)
        return value, (turned @ (exps / total - target) + strength * w).ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    w = found.x.reshape(shape)
    return {
        mark: row
        for mark, i in {**column, "bias": len(column)}.items()
        if (
            row := tuple(
                (sector, round(float(w[i, k]), 2)) for k, sector in enumerate(sectors) if abs(w[i, k]) >= TELLING
            )
        )
    }


def fit_evidence(
    rows: Sequence[tuple[list[set[str]], list[bool]]], *, least: int = 3, strength: float = 4.0
) -> dict[str, float]:
    """Conditional logit over the candidates of each mention, L2-regularised."""
    rows = [one for pool, right in rows if any(right) and not all(right) for one in _singly(pool, right)]
    counts = Counter(mark for pool, _ in rows for marks in pool for mark in marks)
    column = {mark: i for i, mark in enumerate(sorted(m for m, count in counts.items() if count >= least))}
    matrix = _matrix([marks for pool, _ in rows for marks in pool], column)
    right = np.array([good for _, goods in rows for good in goods], dtype=float)
    group = np.repeat(np.arange(len(rows)), [len(pool) for pool, _ in rows])
    starts = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])
    turned = matrix.T.tocsr()

    def loss(w: Array) -> tuple[float, Array]:
        scores = matrix @ w
        exps = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        everything, good = np.add.reduceat(exps, starts), np.add.reduceat(exps * right, starts)
        value = float((np.log(everything) - np.log(good)).sum() + strength * (w @ w) / 2)
        return value, turned @ (exps / everything[group] - exps * right / good[group]) + strength * w

    found = minimize(loss, np.zeros(len(column)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {mark: round(float(found.x[i]), 2) for mark, i in column.items() if abs(found.x[i]) >= 0.02}


def _singly(pool: list[set[str]], right: list[bool]) -> list[tuple[list[set[str]], list[bool]]]:
    """A mention with several right candidates as one case for each, the other right ones left out."""
    if sum(right) == 1:
        return [(pool, right)]
    cases = []
    for chosen in [i for i, good in enumerate(right) if good]:
        kept = [i for i, good in enumerate(right) if not good or i == chosen]
        cases.append(([pool[i] for i in kept], [i == chosen for i in kept]))
    return cases


def _matrix(rows: Iterable[Iterable[str]], column: dict[str, int]) -> Any:  # noqa: ANN401 - scipy has no types
    indices: list[int] = []
    ends = [0]
    for marks in rows:
        indices += [column[mark] for mark in set(marks) if mark in column]
        ends.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(ends) - 1, len(column)))


def write(weights: Weights, folder: Path) -> None:
    """Writes the two tables that ship with the package."""
    with (folder / "evidence.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["mark", "weight"])
        table.writerows(sorted(weights.evidence.items()))
    with (folder / "headnouns.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["mark", "sectors"])
        for mark, rows in sorted(weights.sectors.items()):
            table.writerow([mark, " ".join(f"{sector}:{weight}" for sector, weight in rows)])


# --- Measuring -------------------------------------------------------------------------------------------------------


def measure(documents: Sequence[Document], resolver: ActorResolver, *, errors: int = 0) -> None:
    """Prints accuracies by kind of mention, calibration, speed, and the first errors of each kind."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, list[str]] = defaultdict(list)
    bands: dict[int, list[bool]] = defaultdict(list)
    spent = 0.0
    for document in documents:
        begun = time.perf_counter()
        found = resolver.resolve_all(
            document.mentions, sentences=document.sentences, on=document.on, times=document.times
        )
        spent += time.perf_counter() - begun
        for mention, gold, matches in zip(document.mentions, document.gold, found, strict=True):
            extent = mention.extent
            words = document.sentences[extent.sentence][extent.start : extent.end]
            code = _agree(mention, {match.code for match in matches}, {pair[0] for pair in gold})
            sector = _agree(mention, {match.sector for match in matches}, {pair[1] for pair in gold})
            kind = training.kind(resolver, words, document.on)
            kinds[kind].update(n=1, code=code, sector=sector, both=code and sector)
            bands[min(9, int(matches[0].confidence * 10))].append(code and sector)
            if not code:
                shown[kind].append(_error(document, mention, words, gold, matches))
    total = sum(kinds.values(), Counter())
    count = total["n"]
    print(
        f"{count} mentions: code {total['code'] / count:.4f}, sector {total['sector'] / count:.4f}, "
        f"both {total['both'] / count:.4f}; {count / spent:.0f} mentions/s"
    )
    for kind, row in sorted(kinds.items(), key=lambda item: item[1]["code"] - item[1]["n"]):
        print(
            f"  {kind:14} n={row['n']:5} code={row['code'] / row['n']:.3f} sector={row['sector'] / row['n']:.3f} "
            f"code errors={row['n'] - row['code']}"
        )
        for line in shown[kind][:errors]:
            print("     ", line)
    for band, right in sorted(bands.items()):
        print(f"  confidence {band / 10:.1f}: right {sum(right) / len(right):.2f} of {len(right)}")


def _agree(mention: ActorMention, found: set[str], gold: set[str]) -> bool:
    """Whether the answer is right: all that gold has and no more; ``by`` has room for one, so others may come along."""
    return gold <= found if mention.role == "attribution" else gold == found


def _error(
    document: Document,
    mention: ActorMention,
    words: str,
    gold: list[tuple[str, str]],
    matches: tuple[ActorMatch, ...],
) -> str:
    got = "; ".join(f"{match.code} {match.sector} ({match.reason})" for match in matches)
    return f"{document.id} s{mention.extent.sentence} {mention.role} {words!r}: gold {sorted(set(gold))}, got {got}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Fit and measure the actor resolver.")
    parser.add_argument("what", choices=["check", "fit", "score"])
    parser.add_argument("annotations", type=Path)
    parser.add_argument("--extra", type=Path, action="append", default=[], help="folder with more *.docs/*.gold.jsonl")
    parser.add_argument("--split", default="dev", help="for score: which split")
    parser.add_argument("--seed", type=int, default=SEED, help="for check: which halves")
    parser.add_argument("--errors", type=int, default=0, help="how many errors of each kind to print")
    options = parser.parse_args()
    knowledge = load_knowledge()
    places = training.place_finder(knowledge)
    split = options.split if options.what == "score" else "train"
    documents = read_all(options.annotations, split, options.extra, places)
    resolver = ActorResolver(knowledge, places=places)
    if options.what == "score":
        measure(documents, resolver, errors=options.errors)
        return
    if options.what == "fit":
        weights = learn(documents, resolver)
        write(weights, training.TABLES)
        print(f"wrote {len(weights.evidence)} marks and {len(weights.sectors)} words to {training.TABLES}")
        return
    random.Random(options.seed).shuffle(documents)  # noqa: S311 - halves, not secrets
    half = len(documents) // 2
    weights = learn(documents[:half], resolver)
    measure(documents[half:], ActorResolver(knowledge, places=places, weights=weights), errors=options.errors)


if __name__ == "__main__":
    main()
