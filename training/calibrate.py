"""Choose the thresholds of exported weights and calibrate their confidences, on dev; writes all of it into coder.json.

python training/calibrate.py --weights FOLDER --annotations DIR

Thresholds: for each, a value with the best figures that it bears on, one after the other; of values within 0.3 points
of the best, the one nearest to an even chance, as the last digits are noise. That is ``decode``. Beside it stand two
other points: ``precision``, at which nine of ten events are right, and ``recall``, at which half of them are.

Confidences: logistic (Platt) curves of raw probability against being right, for events and for each of their fields,
kept as points to interpolate between. What is printed is measured on reports that the curve was not fitted on.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import asdict, replace
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.exchange import to_annotation
from multipolar.reading import DecodeOptions, OnnxCoder, WindowOptions, merge
from multipolar.reading.decode import decode
from multipolar.reading.reports import passages_of
from multipolar.reading.runs import tag_probabilities
from multipolar.reports import make_report
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder

from confidences import (
    PRECISION,
    Sample,
    columns,
    fitted,
    held_out_precision,
    platt,
    points_of,
    surest,
    through,
)
from data import Json, load_split
from evaluate import load_scorer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from multipolar.reading.decode import LinkScores
    from multipolar.reading.tokens import Encoded
    from multipolar.records import DraftEvent, DraftRelation, Mention, Passage, Reading, Report

Raw = list[tuple["Passage", "Encoded", "NDArray[np.float32]", "LinkScores | None"]]
GRID: Final = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)
ALONE: Final = (0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 1.0)
"""Links from which on the likeliest actor stands alone; 1 is never."""
WHOM: Final = (0.1, 0.15, 0.2, 0.25, 0.3, 1.0)
"""The same for recipients."""
GRIDS: Final = {"alone": ALONE, "whom": WHOM}

FAINT: Final = (0.03, 0.05, 0.07, 0.1, 0.12, *GRID)
"""Thresholds of the event that recall may go down to."""

NOISE: Final = 0.003
_STEP: Final = 0.002
LEAST: Final = 0.5
"""Share of right events below which ``recall`` does not go."""

SIDES: Final = ("role span", "role code", "dyad")
BALANCE: Final = (
    ("event", ("event",)),
    ("mention", SIDES),
    ("who", SIDES),
    ("to", SIDES),
    ("alone", SIDES),
    ("whom", SIDES),
    ("event", ("event", "role code", "dyad")),
    ("at", ("place", "place told")),
    ("on", ("date", "date told")),
    ("by", ("attribution", "attribution told")),
    ("relation", ("relation",)),
    ("a", ("relation",)),
    ("claim", ("claim",)),
    ("speaker", ("claim",)),
    ("cause", ("cause",)),
)
OTHERS: Final = (
    ("who", SIDES),
    ("to", SIDES),
    ("alone", SIDES),
    ("whom", SIDES),
    ("relation", ("relation",)),
    ("claim", ("claim",)),
    ("cause", ("cause",)),
)
"""What is chosen anew for the other points, after the event's threshold."""

_PLAIN: Final = frozenset({"event", "relation", "claim", "mention", "alone", "whom"})


def links_of(
    coder: OnnxCoder, encoded: Encoded, labels: NDArray[np.float32], vectors: NDArray[np.float32]
) -> LinkScores | None:
    """Links of all words of a passage that any threshold tried here lets begin something; None where none does."""
    tags = tag_probabilities(labels)
    begins = np.max([tags[name][1] for name in ("event", "relation", "claim")], axis=0)
    heads = np.flatnonzero(begins[: len(encoded.firsts)] >= min(FAINT)).tolist()
    return coder.link([vectors], [heads])[0] if heads else None


class Bench:
    """Annotated reports with the model's raw output, to decode again and again."""

    def __init__(self, weights: Path, annotations: Path, scorer: ModuleType, *, split: str = "dev") -> None:
        self.scorer = scorer
        self.resolver = Resolver()
        coder = OnnxCoder(weights, find_names=name_finder(self.resolver.knowledge))
        self.options = coder.options
        self.version = coder.version
        pairs = load_split(annotations, split)
        self.docs = {doc["id"]: doc for doc, _ in pairs}
        self.gold = {record["id"]: record for _, record in pairs}
        self.events = sum(len(record.get("events") or []) for record in self.gold.values())
        self.raw: list[tuple[Report, Raw]] = []
        for doc, _ in pairs:
            report = make_report(sentences=doc["sentences"], published=doc["published"], id=doc["id"])
            kept = [s.index for s in report.sentences if s.copy_of is None]
            tokens = dict(zip(kept, coder.tokens.sentences([report.sentence_text(i) for i in kept]), strict=True))
            rows: Raw = []
            for passage in passages_of(report, [len(tokens[i].ids) for i in kept], WindowOptions()):
                encoded = coder.tokens.passage([tokens[i] for i in passage.numbers])
                labels, vectors = coder.run([encoded])
                rows.append((passage, encoded, labels[0], links_of(coder, encoded, labels[0], vectors[0])))
            self.raw.append((report, rows))

    def annotations(self, options: DecodeOptions) -> dict[str, Json]:
        """Everything coded with these options."""
        return {
            report.id: to_annotation(self.resolver.code(report, self.reading(rows, options)))
            for report, rows in self.raw
        }

    @staticmethod
    def reading(rows: Raw, options: DecodeOptions) -> Reading:
        """A report's raw output, decoded."""
        return merge([decode(passage, encoded, labels, links, options) for passage, encoded, labels, links in rows])

    def figures(self, options: DecodeOptions) -> dict[str, Json]:
        """All figures with these options."""
        figures: dict[str, Json] = self.scorer.score(self.gold, self.annotations(options), self.docs)
        return figures

    def triggers(self, options: DecodeOptions) -> dict[str, Json]:
        """The figures of events alone, for which nothing need be resolved."""
        drafted = {
            report.id: {"events": [_as_annotated(report, event) for event in self.reading(rows, options).events]}
            for report, rows in self.raw
        }
        figures: dict[str, Json] = self.scorer.score(self.gold, drafted, self.docs)
        return figures


def _as_annotated(report: Report, event: DraftEvent) -> Json:
    return {"s": event.trigger.sentence, "t": report.span(event.trigger).text, "e": event.type, "draft": event}


# --- Thresholds ------------------------------------------------------------------------------------------------------


def f_beta(row: Json, beta: float) -> float:
    """F of a row (van Rijsbergen 1979), in which recall counts ``beta`` times as much; its accuracy if it has one."""
    if "accuracy" in row:
        return float(row["accuracy"] or 0.0)
    p, r = row["P"], row["R"]
    return float((1 + beta**2) * p * r / (beta**2 * p + r)) if p and r else 0.0


def moved(options: DecodeOptions, name: str, value: float) -> DecodeOptions:
    """The options with one threshold set; both sides of a relation share one."""
    if name in _PLAIN:
        return replace(options, **{name: value})  # type: ignore[arg-type]  # the names are floats' names
    return replace(options, roles={**options.roles, name: value, **({"b": value} if name == "a" else {})})


def choose(
    bench: Bench,
    options: DecodeOptions,
    steps: Sequence[tuple[str, Sequence[str]]],
    *,
    beta: float = 1.0,
) -> DecodeOptions:
    """Thresholds, one after the other, each by the figures that it bears on."""
    for name, bearing in steps:
        results, grid = [], GRIDS.get(name, GRID)
        for value in grid:
            tried = moved(options, name, value)
            figures = bench.triggers(tried) if tuple(bearing) == ("event",) else bench.figures(tried)
            results.append(float(np.mean([f_beta(figures[each], beta) for each in bearing])))
        best = max(results)
        near = [value for value, result in zip(grid, results, strict=True) if result >= best - NOISE]
        # Of values that are as good, the one nearest to an even chance, which generalises best; the highest lone one.
        value = max(near) if name in GRIDS else min(near, key=lambda value: abs(value - 0.5))
        options = moved(options, name, value)
        print(f"{name} {value}: {', '.join(bearing)} {results[grid.index(value)]:.4f} (best {best:.4f})", flush=True)
    return options


# --- Samples -----------------------------------------------------------------------------------------------------


def matched(bench: Bench, report: Report, reading: Reading) -> dict[int, Json]:
    """The annotated event of each event that has one, by the identity of the draft."""
    found = [_as_annotated(report, event) for event in reading.events]
    sentences, gold = bench.docs[report.id]["sentences"], bench.gold[report.id].get("events") or []
    return {id(p["draft"]): g for g, p in bench.scorer.match(sentences, gold, found)}


def found_events(bench: Bench, options: DecodeOptions) -> list[Sample]:
    """Samples of the events that these options find, with raw probabilities."""
    samples = []
    for number, (report, rows) in enumerate(bench.raw):
        reading = bench.reading(rows, replace(options, calibration={}, sure=0.0))
        hit = matched(bench, report, reading)
        for event in reading.events:
            truth = hit.get(id(event))
            samples.append((event.confidence, truth is not None and truth["e"] == event.type, number))
    return samples


def gather(bench: Bench, options: DecodeOptions) -> dict[str, list[Sample]]:
    """Raw probabilities of what is read, with whether it is right: of events, of their fields and of all else.

    Fields are looked at in right events alone. Faint findings are among the samples, so that the curves hold for those
    who lower the thresholds.
    """
    faint = replace(
        options,
        event=0.15,
        relation=0.15,
        claim=0.15,
        sure=0.0,
        calibration={},
        roles={**dict.fromkeys(("who", "to", "at", "on", "by", "cause"), 0.1), "a": 0.3, "b": 0.3, "speaker": 0.3},
    )
    samples: dict[str, list[Sample]] = defaultdict(list)
    for number, (report, rows) in enumerate(bench.raw):
        reading = bench.reading(rows, faint)
        hit = matched(bench, report, reading)
        for event in reading.events:
            truth = hit.get(id(event))
            right = truth is not None and truth["e"] == event.type
            samples["event"].append((event.confidence, right, number))
            if truth is not None:
                samples["type"].append((event.type_confidence, right, number))
            if truth is not None and right:
                samples["mode"].append((event.mode_confidence, truth.get("m") == event.mode, number))
                samples["status"].append((event.status_confidence, truth["st"] == event.status, number))
                for role, p, good in _roles(bench, report, event, truth):
                    samples[role].append((p, good, number))
        _others(bench, report, reading, samples, number)
    return samples


def _roles(bench: Bench, report: Report, event: DraftEvent, truth: Json) -> Iterator[tuple[str, float, bool]]:
    """Each mention in a role of a right event: the role, its raw probability, whether it overlaps an annotated one."""
    sentences = bench.docs[report.id]["sentences"]
    groups: tuple[tuple[str, tuple[Mention, ...], list[Any], int], ...] = (
        ("who", event.actors, truth.get("who") or [], 3),
        ("to", event.recipients, truth.get("to") or [], 3),
        ("at", (event.place,) if event.place else (), [truth["at"]] if truth.get("at") else [], 2),
        ("on", (event.time,) if event.time else (), [truth["on"]] if truth.get("on") else [], 2),
        ("by", (event.attribution,) if event.attribution else (), [truth["by"]] if truth.get("by") else [], 3),
    )
    for role, mentions, items, place in groups:
        left = [(item[0], item[place] if len(item) > place else truth["s"]) for item in items]
        for mention in mentions:
            words, sentence = report.span(mention.extent).text, mention.extent.sentence
            same = [
                item
                for item in left
                if item[1] == sentence and bench.scorer.shared(sentences[sentence], item[0], words) > 0
            ]
            if same:
                left.remove(same[0])
            yield role, mention.confidence, bool(same)


def _others(bench: Bench, report: Report, reading: Reading, samples: dict[str, list[Sample]], number: int) -> None:
    """Add relations, claims and causes of a report to the samples."""
    gold, sentences = bench.gold[report.id], bench.docs[report.id]["sentences"]

    def there(s: int, words: str, annotated: Json) -> bool:
        return bool(annotated["s"] == s and bench.scorer.shared(sentences[s], annotated["t"], words) > 0)

    for relation in reading.relations:
        s, words = relation.trigger.sentence, report.span(relation.trigger).text
        right = any(there(s, words, each) and each["r"] == relation.type for each in gold.get("rel") or [])
        samples["relation"].append((relation.confidence, right, number))
    for claim in reading.claims:
        s, words = claim.quote.sentence, report.span(claim.quote).text
        samples["claim"].append(
            (claim.confidence, any(there(s, words, each) for each in gold.get("claims") or []), number)
        )
    read: dict[str, Sequence[DraftEvent | DraftRelation]] = {"event": reading.events, "relation": reading.relations}

    def annotated(reference: str) -> tuple[int, str]:
        item = gold["events" if reference[0] == "e" else "rel"][int(reference[1:])]
        return item["s"], item.get("e") or item["r"]

    causes = {(annotated(cause), annotated(effect)) for cause, effect in gold.get("causes") or []}
    for link in reading.causes:
        ends = tuple(
            (read[kind][place].trigger.sentence, read[kind][place].type) for kind, place in (link.cause, link.effect)
        )
        samples["cause"].append((link.confidence, ends in causes, number))


# --- Points ----------------------------------------------------------------------------------------------------------


def written(options: DecodeOptions) -> Json:
    """Thresholds as coder.json has them."""
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(options).items()
        if name != "calibration" and (name != "sure" or value)
    }


def measured(figures: Mapping[str, Json]) -> dict[str, list[float]]:
    """Precision, recall and F1 of what a point is about."""
    return {
        name: [figures[name][each] for each in ("P", "R", "F1")]
        for name in ("trigger", "event", "role code", "dyad", "relation", "claim", "cause")
    }


def precise(bench: Bench, balance: DecodeOptions, faint: Sequence[Sample]) -> Json:
    """The point at which nine of ten events are right."""
    found = found_events(bench, balance)
    raw, right, _ = columns(found)
    sure = surest(through(platt(*columns(faint)[:2]), raw), right.astype(bool))
    options = replace(balance, sure=floor(sure * 1e4) / 1e4)
    # What is left out changes what is matched with what, so that a little more may have to go.
    while bench.triggers(options)["event"]["P"] < PRECISION and options.sure < 1.0:
        options = replace(options, sure=round(options.sure + _STEP, 4))
    if options.sure >= 1.0:
        raise SystemExit(f"no confidence gives a precision of {PRECISION}: these weights have no such point")
    options = choose(bench, options, OTHERS, beta=0.5)
    held = held_out_precision(faint, found, bench.events)
    figures = bench.figures(options)
    print(f"precision: {figures['event']}, on reports that had no part in the choice {held}")
    return {"decode": written(options), "measured": measured(figures), "held_out": asdict(held)}


def thorough(bench: Bench, balance: DecodeOptions) -> Json:
    """The point at which half of the events are right, and as many are found as that allows."""
    for value in FAINT:
        options = replace(balance, event=value, sure=0.0)
        if value >= balance.event or bench.triggers(options)["event"]["P"] >= LEAST:
            break
    options = choose(bench, options, OTHERS, beta=2.0)
    figures = bench.figures(options)
    print(f"recall: {figures['event']}")
    return {"decode": written(options), "measured": measured(figures)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, default=Path(__file__).with_name("scoring.py"))
    parser.add_argument(
        "--keep", action="store_true", help="keep the thresholds in decode, choose the other points and curves alone"
    )
    parser.add_argument("--version", help="call the weights so: a ledger codes anew what another version coded")
    given = parser.parse_args()
    bench = Bench(given.weights, given.annotations, load_scorer(given.scorer))
    options = replace(bench.options, calibration={}) if given.keep else choose(bench, DecodeOptions(), BALANCE)
    samples = gather(bench, options)
    calibration = points_of(fitted(samples))
    options = replace(options, calibration={name: (tuple(x), tuple(y)) for name, (x, y) in calibration.items()})
    path = given.weights / "coder.json"
    config = json.loads(path.read_text(encoding="utf8"))
    config["version"] = given.version or config["version"]
    config["decode"] = written(options)
    config["points"] = {"precision": precise(bench, options, samples["event"]), "recall": thorough(bench, options)}
    config["calibration"] = calibration
    config["chosen"] = {
        "on": "dev",
        "reports": len(bench.gold),
        "events": bench.events,
        "measured": measured(bench.figures(options)),
    }
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
