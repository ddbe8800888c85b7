"""Score the coder, text to codes, on annotated reports: overall, by type, status, source and length.

python training/evaluate.py --annotations DIR [--split dev] [--weights FOLDER] [--html worst.html] [--page accuracy.md]

``--page`` writes the tables as a page for the docs, ``--record`` the figures into the coder.json of the weights, where
the app finds them. ``--scorer`` names another scoring script with the same functions. The sentences of reports are
taken as they are.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from multipolar.exchange import to_annotation
from multipolar.pipeline import Pipeline
from multipolar.reading import OnnxCoder, Prefer, load_coder
from multipolar.reading.onnx import WEIGHTS
from multipolar.reports import make_report
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder

from breakdown import Scored, Table, tables, worst_page
from data import Json, load_split

if TYPE_CHECKING:
    from collections.abc import Sequence
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


def code(
    docs: list[Json], weights: Path | None, *, prefer: Prefer = "balance"
) -> tuple[OnnxCoder, dict[str, Json], float]:
    """The coder, annotations of the documents as it makes them, and the seconds that took."""
    resolver = Resolver()
    coder = load_coder(weights, find_names=name_finder(resolver.knowledge), prefer=prefer)
    reports = [
        make_report(sentences=doc["sentences"], published=doc.get("published"), source=doc.get("source"), id=doc["id"])
        for doc in docs
    ]
    started = time.perf_counter()
    coded: list[CodedReport] = list(Pipeline(coder, resolver).stream(reports))
    seconds = time.perf_counter() - started
    return coder, {item.report.id: to_annotation(item) for item in coded}, seconds


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


LABELS: Final = {
    "trigger": ("Event trigger", 0.94),
    "event": ("Event (trigger and type)", 0.92),
    "role span": ("Words in a role", 0.88),
    "role code": ("Actor code in a role", 0.87),
    "dyad": ("Who to whom, with type", 0.87),
    "dyad quad": ("Who to whom, with quad class", None),
    "relation": ("Standing relation", 0.82),
    "claim": ("Claim", 0.62),
    "cause": ("Causal link", 0.83),
    "status": ("Status", 0.98),
    "mode": ("Mode", 0.96),
    "date": ("Date", 0.88),
    "place": ("Place", 0.92),
    "attribution": ("Who says so", 0.96),
    "date told": ("Date, where one is told", None),
    "place told": ("Place, where one is told", None),
    "attribution told": ("Who says so, where it is told", None),
}
"""What figures are called for readers, and how far two annotators of a held-out set agree."""


def overall(figures: dict[str, Json], spread: dict[str, tuple[float, float]]) -> Table:
    """The figures with their intervals, beside the agreement of two annotators."""
    rows = []
    for name, (_, agreement) in LABELS.items():
        if name not in figures:  # another scorer has figures of its own
            continue
        row, (low, high) = figures[name], spread[name]
        value = row.get("F1", row.get("accuracy"))
        rows.append(
            (
                name,
                *("" if row.get(key) is None else f"{row[key]:.3f}" for key in ("P", "R")),
                "-" if value is None else f"{value:.3f}",
                f"{low:.3f}-{high:.3f}",
                str(row.get("gold", row.get("of"))),
                "" if agreement is None else f"{agreement:.2f}",
            )
        )
    return Table(
        "All figures",
        ("figure", "P", "R", "F1 or accuracy", "90 % interval", "annotated", "two annotators"),
        tuple(rows),
    )


def recorded(
    figures: dict[str, Json], spread: dict[str, tuple[float, float]], types: Table, version: str, on: str
) -> Json:
    """The figures as ``coder.json`` keeps them and the app shows them."""
    rows = []
    for name, (label, agreement) in LABELS.items():
        row = figures.get(name, {})
        value = row.get("F1", row.get("accuracy"))
        if value is None:
            continue
        rows.append(
            {
                "figure": name,
                "label": label,
                "precision": row.get("P"),
                "recall": row.get("R"),
                "value": value,
                "low": round(spread[name][0], 4),
                "high": round(spread[name][1], 4),
                "support": row.get("gold", row.get("of")),
                "agreement": agreement,
            }
        )
    by_type = [
        {"type": kind, "value": float(f1), "support": int(support)}
        for kind, _, _, f1, support, _ in types.rows
        if int(support)
    ]
    by_type.sort(key=lambda row: (-float(str(row["value"])), str(row["type"])))
    return {"version": version, "measured_on": on, "rows": rows, "by_type": by_type}


_CHOSEN: Final = (
    " and not learnt from (thresholds and calibration were chosen on them); F1, or accuracy where there is no "
    "precision and recall; 90 % intervals from resampling reports"
)


def page(shown: Sequence[Table], coder: str, on: str) -> str:
    """The tables as a page."""
    head = (
        "# Accuracy\n\nMade by `python training/evaluate.py --page`, not edited by hand. What figures mean is told in "
        f"`training/scoring.py`.\n\nWeights: {coder}. Measured on {on}{_CHOSEN}.\n"
    )
    return "\n\n".join([head.rstrip(), *(table.markdown() for table in shown)]) + "\n"


def record(folder: Path, figures: Json) -> None:
    """Write figures into the ``coder.json`` of a folder of weights."""
    path = folder / "coder.json"
    config = json.loads(path.read_text(encoding="utf8"))
    config["accuracy"] = figures
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, default=Path(__file__).with_name("scoring.py"))
    parser.add_argument("--split", default="dev")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--prefer", choices=get_args(Prefer), default="balance", help="which thresholds")
    parser.add_argument("--html", type=Path, help="write the worst reports here, with the tables")
    parser.add_argument("--page", type=Path, help="write the tables here, as a page for the docs")
    parser.add_argument("--record", action="store_true", help="write the figures into the weights' coder.json")
    parser.add_argument("--out", type=Path, help="write the coded annotations here, as JSONL")
    parser.add_argument("--json", action="store_true", help="print the figures alone, as JSON")
    given = parser.parse_args()
    scorer = load_scorer(given.scorer)
    pairs = load_split(given.annotations, given.split)
    docs = {doc["id"]: doc for doc, _ in pairs}
    gold = {record["id"]: record for _, record in pairs}
    coder, predicted, seconds = code([doc for doc, _ in pairs], given.weights, prefer=given.prefer)
    if given.out:
        given.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in predicted.values()), "utf8")
    figures = scorer.score(gold, predicted, docs)
    if given.json:
        json.dump(figures, sys.stdout)
        return
    spread = intervals(scorer, gold, predicted, docs, 200)
    scored = Scored(scorer=scorer, gold=gold, predicted=predicted, docs=docs)
    shown = [overall(figures, spread), *tables(scored)]
    print("\n\n".join(table.text() for table in shown))
    print(f"\n{sum(len(doc['sentences']) for doc in docs.values()) / seconds:.0f} sentences a second")
    on = f"{given.split}: {len(docs)} reports with {figures['event']['gold']} events that were annotated by hand"
    if given.html:
        given.html.write_text(worst_page(scored), encoding="utf8")
    if given.page:
        given.page.write_text(page(shown, f"{coder.name} {coder.version}", on), encoding="utf8")
    if given.record:
        record(given.weights or WEIGHTS, recorded(figures, spread, shown[1], coder.version, on + _CHOSEN))


if __name__ == "__main__":
    main()
