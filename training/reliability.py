"""How far confidences can be believed, and what each set of thresholds reaches: a page with a diagram for the docs.

python training/reliability.py --weights FOLDER --annotations DIR [--docs docs]

Writes ``calibration.md`` and ``calibration.svg`` there. Curves are fitted anew without each fifth of the reports and
looked at on that fifth, so that no point of the diagram stands on a report that its curve has seen. The sample reports
that come with multipolar, on which nothing was learnt, are the second look.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import numpy as np

from multipolar.exchange import to_annotation
from multipolar.pipeline import Pipeline
from multipolar.reading import Prefer, load_coder
from multipolar.reports import read_reports
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder
from multipolar.samples import sample_folder

from calibrate import Bench, gather
from confidences import Sample, columns, ece, ece_by_chance, held_out
from evaluate import load_scorer
from floors import GOLD
from scoring import load, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from data import Json

FIELDS: Final = {
    "event": "event",
    "type": "type",
    "mode": "mode",
    "status": "status",
    "who": "actor",
    "to": "recipient",
    "at": "place",
    "on": "time",
    "by": "attribution",
    "relation": "relation",
    "claim": "claim",
    "cause": "cause",
}
"""What the calibrated fields are called for readers, in the order of the diagram."""

MEANT: Final = {
    "event": "trigger and type are right",
    "type": "the type is right, where the trigger is",
    "mode": "the mode is right, in a right event",
    "status": "the status is right, in a right event",
    "who": "the words name an actor of a right event",
    "to": "the words name a recipient of a right event",
    "at": "the words name the place of a right event",
    "on": "the words say the time of a right event",
    "by": "the words say who is the source of a right event",
    "relation": "words and kind are right",
    "claim": "the words are a claim",
    "cause": "both ends are right, and the one led to the other",
}
Z90: Final = 1.645
"""Half the width of a 90 % interval, in standard errors."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Neighbouring confidences: their mean, the share that was right, its 90 % interval, and how many there are."""

    mean: float
    share: float
    low: float
    high: float
    count: int


def wilson(hits: float, count: int) -> tuple[float, float]:
    """90 % interval of a share (Wilson 1927)."""
    p, z2 = hits / count, Z90**2
    middle = (p + z2 / (2 * count)) / (1 + z2 / count)
    half = Z90 * math.sqrt(p * (1 - p) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return middle - half, middle + half


def bins(p: NDArray[np.float64], right: NDArray[np.float64]) -> list[Bin]:
    """Equally filled bins, at most eight, of twelve samples and more."""
    order = np.argsort(p, kind="stable")
    found = []
    for part in np.array_split(order, max(1, min(8, len(p) // 12))):
        hits = float(right[part].sum())
        found.append(Bin(float(p[part].mean()), hits / len(part), *wilson(hits, len(part)), len(part)))
    return found


# --- The diagram -----------------------------------------------------------------------------------------------------

_PANEL, _GAP, _LEFT, _TOP, _ACROSS = 150, 46, 44, 30, 4


def diagram(panels: Mapping[str, Sequence[Bin]]) -> str:
    """One small square for each field: confidence to the right, the share that was right upwards, as SVG."""
    rows = -(-len(panels) // _ACROSS)
    width = _LEFT + _ACROSS * (_PANEL + _GAP)
    height = _TOP + rows * (_PANEL + _GAP + 14) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        'font-family="sans-serif" font-size="11" role="img">',
        "<title>Share of findings that were right, by confidence</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (name, points) in enumerate(panels.items()):
        x = _LEFT + number % _ACROSS * (_PANEL + _GAP)
        y = _TOP + number // _ACROSS * (_PANEL + _GAP + 14)
        parts += _panel(name, points, x, y)
    told = "To the right: confidence. Upwards: the share of findings that were right, with 90 % intervals."
    parts.append(f'<text x="{_LEFT}" y="{height - 10}" fill="#555">{told}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(name: str, points: Sequence[Bin], x: float, y: float) -> Iterator[str]:
    def at(confidence: float, share: float) -> tuple[str, str]:
        return f"{x + confidence * _PANEL:.1f}", f"{y + (1 - share) * _PANEL:.1f}"

    yield f'<text x="{x}" y="{y - 8}" font-weight="bold" fill="#222">{name}</text>'
    for tick in (0, 0.5, 1):
        across, up = at(tick, tick)
        yield f'<path d="M{across} {y}V{y + _PANEL}M{x} {up}H{x + _PANEL}" stroke="#ddd" fill="none"/>'
        yield f'<text x="{across}" y="{y + _PANEL + 14}" text-anchor="middle" fill="#555">{tick:g}</text>'
        yield f'<text x="{x - 6}" y="{float(up) + 4:.1f}" text-anchor="end" fill="#555">{tick:g}</text>'
    yield f'<path d="M{x} {y + _PANEL}L{x + _PANEL} {y}" stroke="#999" stroke-dasharray="4 3" fill="none"/>'
    for point in points:
        (cx, low), (_, high) = at(point.mean, point.low), at(point.mean, point.high)
        yield f'<path d="M{cx} {low}V{high}" stroke="#7aa6d6" stroke-width="2" fill="none"/>'
    line = "L".join(" ".join(at(point.mean, point.share)) for point in points)
    yield f'<path d="M{line}" stroke="#1f5fa8" stroke-width="1.5" fill="none"/>'
    for point in points:
        cx, cy = at(point.mean, point.share)
        told = f"{point.share:.0%} of {point.count} right at a confidence of {point.mean:.2f}"
        yield f'<circle cx="{cx}" cy="{cy}" r="3.2" fill="#1f5fa8"><title>{told}</title></circle>'


# --- The page --------------------------------------------------------------------------------------------------------


def on_samples(weights: Path | None, prefer: Prefer) -> dict[str, Json]:
    """Figures on the sample reports with the thresholds that favour something."""
    resolver = Resolver()
    coder = load_coder(weights, find_names=name_finder(resolver.knowledge), prefer=prefer)
    reports = list(read_reports([sample_folder()]))
    docs = {
        report.id: {"sentences": [report.sentence_text(each.index) for each in report.sentences]} for report in reports
    }
    predicted = {coded.report.id: to_annotation(coded) for coded in Pipeline(coder, resolver).stream(reports)}
    return score(load(GOLD), predicted, docs)


_PAGE: Final = """\
# Confidences and thresholds

Made by `python training/reliability.py`, not edited by hand. Weights: {name} {version}.

## How far confidences can be believed
A confidence is a raw probability of the model, put through a logistic curve of its field that was fitted on {on}.
Below, each curve is fitted without a fifth of the reports and looked at on that fifth, in turn. The dashed line is
where a confidence is right as often as it says; bars are 90 % intervals (Wilson), and each point stands for as many
findings as the others of its square.

![Share of findings that were right, by confidence, for each field](calibration.svg)

| field | is the probability that | findings | right | error, raw | error, calibrated | by chance alone |
|---|---|---|---|---|---|---|
{fields}

Error is the expected calibration error (ECE) over ten equally filled bins, or fewer, of twelve findings and more. By
chance alone is what so few findings would show if the confidences were exact. Fields are looked at in right events.
Findings below the shipped thresholds are among them, so that the curves hold for those who lower them. The confidence
of an actor in what multipolar gives out is the one here times the probability that its code and sector are right. A
field has no curve, and its confidence is the raw probability, where findings are too few, or where a curve does not
foretell the fifth that is left out better than none (by mean log likelihood).

## Thresholds for precision and for recall
`--prefer precision` keeps the events that are surest: nine of ten are to be right. `--prefer recall` goes down to where
half are. Thresholds of sides, relations, claims and causes go along, chosen by F with beta 0.5 and 2. Everything was
chosen on {on}, {reports} reports with {events} events; the sample reports had no part in it.

{points}
With curve and threshold made on four fifths of the reports of {on} and looked at on the fifth that is left, in turn,
the events of `precision` have a precision of {precision:.3f} and a recall of {recall:.3f}.
"""


def _fields(config: Json, samples: Mapping[str, Sequence[Sample]]) -> Iterator[str]:
    for name, own in samples.items():
        raw, right, _ = columns(own)
        cells = [f"{ece(raw, right):.3f}", "no curve", ""]
        if name in config["calibration"]:
            held = held_out(own)
            cells[1:] = f"{ece(held, right):.3f}", f"{ece_by_chance(held):.3f}"
        yield f"| {' | '.join((FIELDS[name], MEANT[name], str(len(raw)), f'{right.mean():.3f}', *cells))} |"


def _points(config: Json, figures: Mapping[str, Mapping[str, Json]]) -> Iterator[str]:
    chosen = {"balance": config["chosen"], **config["points"]}
    events = figures["balance"]["event"]["gold"]
    on_dev = {name: point["measured"] for name, point in chosen.items()}
    on_own = {
        name: {each: [row[each][key] for key in ("P", "R", "F1")] for each in ("event", "role code", "dyad")}
        for name, row in figures.items()
    }
    for title, rows in ((config["chosen"]["on"], on_dev), (f"{len(load(GOLD))} samples, {events} events", on_own)):
        yield f"| {title} | event P | R | F1 | role code P | R | F1 | dyad P | R | F1 |"
        yield "|---|---|---|---|---|---|---|---|---|---|"
        for name, row in rows.items():
            cells = [f"{value:.3f}" for each in ("event", "role code", "dyad") for value in row[each]]
            yield f"| {name} | {' | '.join(cells)} |"
        yield ""


def page(
    config: Json, version: str, samples: Mapping[str, Sequence[Sample]], figures: Mapping[str, Mapping[str, Json]]
) -> str:
    """The page, as Markdown."""
    chosen, held = config["chosen"], config["points"]["precision"]["held_out"]
    return _PAGE.format(
        name=config["name"],
        version=version,
        on=chosen["on"],
        reports=chosen["reports"],
        events=chosen["events"],
        fields="\n".join(_fields(config, samples)),
        points="\n".join(_points(config, figures)),
        precision=held["precision"],
        recall=held["recall"],
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, default=Path(__file__).with_name("scoring.py"))
    parser.add_argument("--docs", type=Path, default=Path(__file__).parent.parent / "docs")
    given = parser.parse_args()
    config = json.loads((given.weights / "coder.json").read_text(encoding="utf8"))
    if "points" not in config:
        raise SystemExit(f"{given.weights} has no points yet: run training/calibrate.py first")
    bench = Bench(given.weights, given.annotations, load_scorer(given.scorer))
    gathered = gather(bench, bench.options)
    samples = {name: gathered[name] for name in FIELDS if gathered[name]}
    panels = {}
    for name, own in samples.items():
        raw, right, _ = columns(own)
        if name in config["calibration"]:
            panels[FIELDS[name]] = bins(held_out(own), right)
        else:
            panels[f"{FIELDS[name]} (raw)"] = bins(raw, right)
    figures = {prefer: on_samples(given.weights, prefer) for prefer in get_args(Prefer)}
    (given.docs / "calibration.svg").write_text(diagram(panels), encoding="utf8")
    (given.docs / "calibration.md").write_text(page(config, bench.version, samples, figures), encoding="utf8")
    print(f"wrote calibration.md and calibration.svg in {given.docs}")


if __name__ == "__main__":
    main()
