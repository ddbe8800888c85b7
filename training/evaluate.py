"""Score the coder, text to codes, on annotated reports: overall, by type, status, source and length.

python training/evaluate.py --annotations DIR [--split dev] [--weights FOLDER] [--html worst.html]

``--scorer`` names another scoring script with the same functions. The reports' sentences are taken as they are.
"""

from __future__ import annotations

import argparse
import html
import importlib.util
import json
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multipolar.exchange import to_annotation
from multipolar.pipeline import Pipeline
from multipolar.reading import load_coder
from multipolar.reports import make_report
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder

from data import Json, load_split

if TYPE_CHECKING:
    from types import ModuleType

    from multipolar.records import CodedReport


def load_scorer(path: Path) -> ModuleType:
    """The scoring script as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their own module up
    spec.loader.exec_module(module)
    return module


def code(docs: list[Json], weights: Path | None) -> tuple[dict[str, Json], float]:
    """Annotations of the documents as the coder makes them, and the seconds it took."""
    resolver = Resolver()
    pipeline = Pipeline(load_coder(weights, find_names=name_finder(resolver.knowledge)), resolver)
    reports = [
        make_report(sentences=doc["sentences"], published=doc.get("published"), source=doc.get("source"), id=doc["id"])
        for doc in docs
    ]
    started = time.perf_counter()
    coded: list[CodedReport] = list(pipeline.stream(reports))
    seconds = time.perf_counter() - started
    return {item.report.id: to_annotation(item) for item in coded}, seconds


def intervals(
    scorer: ModuleType, gold: dict[str, Json], predicted: dict[str, Json], docs: dict[str, Json], rounds: int
) -> dict[str, tuple[float, float]]:
    """90 % intervals of each figure, by resampling documents (percentile bootstrap, seeded)."""
    generator = random.Random(1)  # noqa: S311 - a seeded resampling
    drawn: dict[str, list[float]] = defaultdict(list)
    keys = sorted(gold)
    for _ in range(rounds):
        chosen = generator.choices(keys, k=len(keys))
        names = {f"{number}": key for number, key in enumerate(chosen)}
        figures = scorer.score(
            {name: gold[key] for name, key in names.items()},
            {name: predicted[key] for name, key in names.items()},
            {name: docs[key] for name, key in names.items()},
        )
        for name, row in figures.items():
            drawn[name].append(row.get("F1", row.get("accuracy")) or 0.0)
    out = {}
    for name, values in drawn.items():
        values.sort()
        out[name] = (values[int(0.05 * rounds)], values[int(0.95 * rounds)])
    return out


def line(row: dict[str, Any]) -> str:
    """A row of figures."""
    return "  ".join(f"{key} {value}" for key, value in row.items())


def by_type(scorer: ModuleType, gold: dict[str, Json], predicted: dict[str, Json], docs: dict[str, Json]) -> None:
    """Print precision, recall and F1 of each event type, accuracy of each status, and the commonest confusions."""
    right: Counter[str] = Counter()
    n_gold: Counter[str] = Counter()
    n_predicted: Counter[str] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    status: dict[str, Counter[str]] = defaultdict(Counter)
    for key, record in gold.items():
        g_events, p_events = record.get("events") or [], predicted.get(key, {}).get("events") or []
        n_gold.update(event["e"] for event in g_events)
        n_predicted.update(event["e"] for event in p_events)
        for g, p in scorer.match(docs[key]["sentences"], g_events, p_events):
            if g["e"] == p["e"]:
                right[g["e"]] += 1
                status[g["st"]][p["st"]] += 1
            else:
                confusion[g["e"], p["e"]] += 1
    print("\ntype        P      R      F1     gold")
    for kind in sorted(n_gold, key=lambda kind: -n_gold[kind]):
        precision = right[kind] / max(n_predicted[kind], 1)
        recall = right[kind] / n_gold[kind]
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"{kind:10}  {precision:.3f}  {recall:.3f}  {f1:.3f}  {n_gold[kind]}")
    print("\nstatus (gold: predicted)")
    for kind, counts in sorted(status.items()):
        print(f"{kind:10}  {dict(counts.most_common())}")
    print("\nmost frequent confusions (gold -> predicted)")
    for (g, p), count in confusion.most_common(12):
        print(f"{g} -> {p}: {count}")


def groups(scorer: ModuleType, gold: dict[str, Json], predicted: dict[str, Json], docs: dict[str, Json]) -> None:
    """Print event, role code and dyad F1 by source and by length of the report."""

    def length(key: str) -> str:
        sentences = len(docs[key]["sentences"])
        return "1 sentence" if sentences == 1 else "2-4 sentences" if sentences <= 4 else "5 and more"

    for title, name in (("source", lambda key: key.split("-")[0]), ("length", length)):
        parts: dict[str, dict[str, Json]] = defaultdict(dict)
        for key, record in gold.items():
            parts[name(key)][key] = record
        print(f"\n{title}")
        for part, records in sorted(parts.items()):
            figures = scorer.score(records, predicted, docs)
            print(
                f"{part:15}",
                *(f"{x} {figures[x]['F1']:.3f}" for x in ("event", "role code", "dyad")),
                f"({figures['event']['gold']} events)",
            )


def write_html(
    path: Path,
    scorer: ModuleType,
    gold: dict[str, Json],
    predicted: dict[str, Json],
    docs: dict[str, Json],
    most: int = 50,
) -> None:
    """The worst documents, to read: text, what is missing, what is too much."""

    def errors(key: str) -> int:
        figures = scorer.score({key: gold[key]}, predicted, docs)["dyad"]
        events = scorer.score({key: gold[key]}, predicted, docs)["event"]
        return int(
            events["gold"]
            + events["predicted"]
            + figures["gold"]
            + figures["predicted"]
            - 2 * round(events["R"] * events["gold"])
            - 2 * round(figures["R"] * figures["gold"])
        )

    worst = sorted(gold, key=errors, reverse=True)[:most]
    rows = []
    for key in worst:
        text = "<br>".join(f"{i}. {html.escape(s)}" for i, s in enumerate(docs[key]["sentences"]))
        columns = []
        for record in (gold[key], predicted.get(key, {})):
            events = [
                f"{e['s']} <b>{html.escape(e['t'])}</b> {e['e']}/{e.get('m') or '-'} {e['st']} "
                + html.escape(f"{[x[:2] for x in e.get('who') or []]} -> {[x[:2] for x in e.get('to') or []]}")
                for e in record.get("events") or []
            ]
            columns.append("<br>".join(events))
        rows.append(f"<tr><td>{html.escape(key)}<br>{text}</td><td>{columns[0]}</td><td>{columns[1]}</td></tr>")
    path.write_text(
        "<!doctype html><meta charset=utf8><title>Worst documents</title>"
        "<style>td{vertical-align:top;border:1px solid #ccc;padding:6px;font:13px sans-serif;width:33%}</style>"
        "<table><tr><th>report</th><th>annotated</th><th>coded</th></tr>" + "".join(rows) + "</table>",
        encoding="utf8",
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, default=Path(__file__).with_name("scoring.py"))
    parser.add_argument("--split", default="dev")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--html", type=Path, help="write the worst documents here")
    parser.add_argument("--out", type=Path, help="write the coded annotations here, as JSONL")
    parser.add_argument("--json", action="store_true", help="print the figures alone, as JSON")
    given = parser.parse_args()
    scorer = load_scorer(given.scorer)
    pairs = load_split(given.annotations, given.split)
    docs = {doc["id"]: doc for doc, _ in pairs}
    gold = {record["id"]: record for _, record in pairs}
    predicted, seconds = code([doc for doc, _ in pairs], given.weights)
    if given.out:
        given.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in predicted.values()), "utf8")
    figures = scorer.score(gold, predicted, docs)
    if given.json:
        json.dump(figures, sys.stdout)
        return
    spread = intervals(scorer, gold, predicted, docs, 200)
    for name, row in figures.items():
        print(f"{name:12}", line(row), f" 90 % {spread[name][0]:.3f}-{spread[name][1]:.3f}")
    print(f"{sum(len(doc['sentences']) for doc in docs.values()) / seconds:.0f} sentences a second")
    by_type(scorer, gold, predicted, docs)
    groups(scorer, gold, predicted, docs)
    if given.html:
        write_html(given.html, scorer, gold, predicted, docs)


if __name__ == "__main__":
    main()
