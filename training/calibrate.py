"""Choose the thresholds of exported weights and calibrate their confidences, on dev; writes both into coder.json.

python training/calibrate.py --weights FOLDER --annotations DIR

Thresholds: for each, the value with the best figure that it bears on, one after the other. Confidences: logistic
(Platt) curves of raw probability against being right, kept as points to interpolate between; the expected calibration
error that is printed is measured on folds that the curve was not fitted on.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from multipolar.exchange import to_annotation
from multipolar.reading import DecodeOptions, OnnxCoder, WindowOptions, merge
from multipolar.reading.decode import decode
from multipolar.reading.reports import passages_of
from multipolar.reports import make_report
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder

from data import Json, load_split
from evaluate import load_scorer

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from multipolar.reading.tokens import Encoded
    from multipolar.records import Passage, Reading, Report

Raw = list[tuple["Passage", "Encoded", "NDArray[np.float32]", "NDArray[np.float32]"]]
GRID = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)


class Bench:
    """Dev reports with the model's raw output, to decode again and again."""

    def __init__(self, weights: Path, annotations: Path, scorer: ModuleType) -> None:
        self.scorer = scorer
        self.resolver = Resolver()
        coder = OnnxCoder(weights, find_names=name_finder(self.resolver.knowledge))
        pairs = load_split(annotations, "dev")
        self.docs = {doc["id"]: doc for doc, _ in pairs}
        self.gold = {record["id"]: record for _, record in pairs}
        self.raw: list[tuple[Report, Raw]] = []
        for doc, _ in pairs:
            report = make_report(sentences=doc["sentences"], published=doc["published"], id=doc["id"])
            kept = [s.index for s in report.sentences if s.copy_of is None]
            tokens = dict(zip(kept, coder.tokens.sentences([report.sentence_text(i) for i in kept]), strict=True))
            rows: Raw = []
            for passage in passages_of(report, [len(tokens[i].ids) for i in kept], WindowOptions()):
                encoded = coder.tokens.passage([tokens[i] for i in passage.numbers])
                labels, links = coder.run([encoded])
                rows.append((passage, encoded, labels[0], links[0]))
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

    def figure(self, options: DecodeOptions, names: tuple[str, ...]) -> float:
        """Mean F1 of the named figures."""
        figures = self.scorer.score(self.gold, self.annotations(options), self.docs)
        return float(np.mean([figures[name].get("F1", figures[name].get("accuracy")) for name in names]))


def choose(bench: Bench) -> DecodeOptions:
    """Thresholds, one after the other, each by the figure that it bears on."""
    options = DecodeOptions()
    steps: list[tuple[str, tuple[str, ...]]] = [
        ("event", ("event",)),
        ("mention", ("role code", "dyad")),
        ("who", ("role code", "dyad")),
        ("to", ("role code", "dyad")),
        ("event", ("event", "role code", "dyad")),
        ("at", ("place",)),
        ("by", ("attribution",)),
        ("relation", ("relation",)),
        ("a", ("relation",)),
        ("claim", ("claim",)),
        ("speaker", ("claim",)),
        ("cause", ("cause",)),
    ]
    for name, figures in steps:
        best = None
        for value in GRID:
            if name in {"event", "mention", "relation", "claim"}:
                tried = replace(options, **{name: value})  # type: ignore[arg-type]  # the names are floats' names
            else:
                tried = replace(options, roles={**options.roles, name: value, **({"b": value} if name == "a" else {})})
            result = bench.figure(tried, figures)
            # Of equal values the one nearest to an even chance, which generalises best.
            if best is None or (result, -abs(value - 0.5)) > best[:2]:
                best = (result, -abs(value - 0.5), tried)
        if best is not None:
            options = best[2]
            print(f"{name}: {figures} {best[0]:.4f}", flush=True)
    return options


def platt(raw: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of a logistic curve on the logit of the raw probability (Newton steps, slightly ridged)."""
    x = np.stack([np.log(raw / (1 - raw)), np.ones_like(raw)])
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-weights @ x))
        gradient = x @ (right - p) - 0.01 * (weights - (1.0, 0.0))
        hessian = (x * (p * (1 - p))) @ x.T + 0.01 * np.eye(2)
        weights = weights + np.linalg.solve(hessian, gradient)
    return float(weights[0]), float(weights[1])


def ece(p: NDArray[np.float64], right: NDArray[np.float64], bins: int = 10) -> float:
    """Expected calibration error over equally filled bins (Naeini et al. 2015)."""
    order = np.argsort(p)
    return float(
        sum(abs(p[part].mean() - right[part].mean()) * len(part) for part in np.array_split(order, bins)) / len(p)
    )


def calibrate(bench: Bench, options: DecodeOptions) -> dict[str, list[list[float]]]:
    """Curves for the confidences of events, types, modes and statuses."""
    # Below the threshold too, so that the curve is right for those who lower it.
    low = replace(options, event=0.15, calibration={})
    samples: dict[str, list[tuple[float, float]]] = {"event": [], "type": [], "mode": [], "status": []}
    for report, rows in bench.raw:
        reading = bench.reading(rows, low)
        found = [
            {"s": e.trigger.sentence, "t": report.span(e.trigger).text, "e": e.type, "draft": e} for e in reading.events
        ]
        matched = bench.scorer.match(
            bench.docs[report.id]["sentences"], bench.gold[report.id].get("events") or [], found
        )
        hit = {id(p["draft"]): g for g, p in matched}
        for event in reading.events:
            gold = hit.get(id(event))
            right = gold is not None and gold["e"] == event.type
            samples["event"].append((event.confidence, right))
            if gold is not None:
                samples["type"].append((event.type_confidence, right))
            if gold is not None and right:
                samples["mode"].append((event.mode_confidence, gold.get("m") == event.mode))
                samples["status"].append((event.status_confidence, gold["st"] == event.status))
    grid = np.linspace(0.02, 0.98, 25)
    curves = {}
    for name, pairs in samples.items():
        raw, right = np.array(pairs, dtype=np.float64).T
        raw = raw.clip(0.005, 0.995)
        slope, offset = platt(raw, right)
        folds = np.arange(len(raw)) % 5
        held = np.empty_like(raw)
        for fold in range(5):
            a, b = platt(raw[folds != fold], right[folds != fold])
            logit = np.log(raw[folds == fold] / (1 - raw[folds == fold]))
            held[folds == fold] = 1 / (1 + np.exp(-(a * logit + b)))
        print(
            f"{name}: {len(raw)} samples, ECE raw {ece(raw, right):.3f}, calibrated (held out) {ece(held, right):.3f}"
        )
        curve = 1 / (1 + np.exp(-(slope * np.log(grid / (1 - grid)) + offset)))
        curves[name] = [[round(float(x), 4) for x in grid], [round(float(y), 4) for y in curve]]
    return curves


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, default=Path(__file__).with_name("scoring.py"))
    given = parser.parse_args()
    bench = Bench(given.weights, given.annotations, load_scorer(given.scorer))
    options = choose(bench)
    path = given.weights / "coder.json"
    config = json.loads(path.read_text(encoding="utf8"))
    config["decode"] = {key: value for key, value in asdict(options).items() if key != "calibration"}
    config["calibration"] = calibrate(bench, options)
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
