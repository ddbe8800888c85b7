"""Hold the coder's accuracy on our own sample reports above floors.

    python training/floors.py check                               figures against floors; exit 1 when one is missed
    python training/floors.py raise [--slack 0.03] [--reason R]   floors up to what is measured now, less the slack
    python training/floors.py lower NAME VALUE --reason R         the only way down: the reason stays in the file

The samples are written and annotated by hand, and nothing is trained or tuned on them. With some 250 events they tell a
broken coder from a sound one, not a good coder from a slightly better one: that is what ``evaluate.py`` is for.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import InputError, MissingInputError, MultipolarError, UsageError

from scoring import load, score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT: Final = Path(__file__).parent.parent
GOLD: Final = ROOT / "tests" / "accuracy" / "samples.gold.jsonl"
FLOORS: Final = Path(__file__).parent / "floors.toml"

FIGURES: Final = {
    "event": ("event", "F1"),
    "quad": ("quad", "F1"),
    "role-code": ("role code", "F1"),
    "dyad": ("dyad", "F1"),
    "status": ("status", "accuracy"),
}
"""Each figure that has a floor, and where ``scoring.score`` gives it."""

SLACK: Final = 0.03
"""How far below the measured figure a floor is set: retraining moves figures on so few events by this much."""

_HEAD: Final = """\
# The least accuracy on the sample reports that a change may leave. Written by `python training/floors.py`:
# each entry is one step of a floor, the last one holds. A floor goes down by `lower` alone, with its reason.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A floor as it was set one day, and why."""

    floor: float
    date: dt.date
    reason: str


Floors = dict[str, list[Step]]


# --- The file --------------------------------------------------------------------------------------------------------


def read_floors(path: Path = FLOORS) -> Floors:
    """Every figure's steps, oldest first; none for a figure that never had a floor.

    Raises:
        MissingInputError: There is no such file.
        InputError: It is not as ``write_floors`` writes it.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MissingInputError("no such file", where=str(path), mend="`raise` writes it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"no TOML: {error}", where=str(path), mend="mend it, or take it from the history") from error
    if unknown := sorted(set(table) - set(FIGURES)):
        raise InputError(f"{unknown[0]!r} is no figure", where=str(path), mend=f"use one of {', '.join(FIGURES)}")
    return {name: [_step(row, f"{path}: {name}") for row in table.get(name, ())] for name in FIGURES}


def _step(row: object, where: str) -> Step:
    """An entry of the file.

    Raises:
        InputError: A key is missing or holds what it must not.
    """
    match row:
        case {"floor": float(floor), "date": dt.date() as date, "reason": str(reason)} if (
            0 <= floor <= 1 and reason.strip()
        ):
            return Step(floor=floor, date=date, reason=reason)
    raise InputError(f"{row!r} is no step", where=where, mend="write a floor from 0.0 to 1.0, a date and a reason")


def write_floors(floors: Mapping[str, Sequence[Step]], path: Path = FLOORS) -> None:
    """Write every step of every floor."""
    parts = [_HEAD]
    for name in FIGURES:
        parts += [
            f"\n[[{name}]]\nfloor = {step.floor:.3f}\ndate = {step.date.isoformat()}\n"
            f"reason = {json.dumps(step.reason, ensure_ascii=False)}\n"
            for step in floors.get(name, ())
        ]
    path.write_text("".join(parts), encoding="utf-8")


# --- Steps -----------------------------------------------------------------------------------------------------------


def missed(figures: Mapping[str, float], floors: Mapping[str, Sequence[Step]]) -> list[str]:
    """The figures that lie below their floor.

    Raises:
        InputError: A figure has no floor, so that nothing would hold it.
    """
    for name in FIGURES:
        if not floors.get(name):
            raise InputError(f"{name} has no floor", mend="set floors with `raise`")
    return [name for name in FIGURES if figures[name] < floors[name][-1].floor]


def raised(
    floors: Mapping[str, Sequence[Step]], figures: Mapping[str, float], *, slack: float, reason: str, on: dt.date
) -> Floors:
    """Floors with those taken up that the figures allow; none goes down.

    Args:
        floors: The steps up to now.
        figures: What is measured now, 0..1.
        slack: How far below the figures the floors shall lie, 0..1.
        reason: Why now.
        on: Today.

    Raises:
        UsageError: A slack out of range, or no reason.
    """
    if not 0 <= slack < 1:
        raise UsageError(f"a slack of {slack}", mend="give one from 0 to 1, such as 0.03")
    _reasoned(reason)
    after: Floors = {}
    for name in FIGURES:
        steps = list(floors.get(name, ()))
        floor = round(max(figures[name] - slack, 0.0), 3)
        if not steps or floor > steps[-1].floor:
            steps.append(Step(floor=floor, date=on, reason=reason.strip()))
        after[name] = steps
    return after


def lowered(floors: Mapping[str, Sequence[Step]], name: str, value: float, *, reason: str, on: dt.date) -> Floors:
    """Floors with one of them taken down.

    Raises:
        UsageError: An unknown figure, a value that is not below the present floor, or no reason.
    """
    if name not in FIGURES:
        raise UsageError(f"{name!r} is no figure", mend=f"use one of {', '.join(FIGURES)}")
    _reasoned(reason)
    steps = list(floors.get(name, ()))
    if not steps:
        raise UsageError(f"{name} has no floor to lower", mend="set floors with `raise`")
    if not 0 <= value < steps[-1].floor:
        raise UsageError(
            f"{value} does not lower the floor of {name}", mend=f"give a value from 0 to below {steps[-1].floor}"
        )
    return {
        **{key: list(rows) for key, rows in floors.items()},
        name: [*steps, Step(floor=value, date=on, reason=reason)],
    }


def _reasoned(reason: str) -> None:
    """Insist on a reason.

    Raises:
        UsageError: There is none.
    """
    if not reason.strip():
        raise UsageError("no reason", mend='say why with --reason "..."')


# --- Measuring -------------------------------------------------------------------------------------------------------


def code_samples(weights: Path | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sample reports, as documents and as the coder annotates them, by id.

    Args:
        weights: Folder of the weights; by default the ones that come with multipolar.
    """
    from multipolar.exchange import to_annotation  # noqa: PLC0415 - the coder is slow to load, `lower` does without
    from multipolar.pipeline import Pipeline  # noqa: PLC0415
    from multipolar.reading import load_coder  # noqa: PLC0415
    from multipolar.reports import read_reports  # noqa: PLC0415
    from multipolar.resolving import Resolver  # noqa: PLC0415
    from multipolar.resolving.naming import name_finder  # noqa: PLC0415
    from multipolar.samples import sample_folder  # noqa: PLC0415

    reports = list(read_reports([sample_folder()]))
    docs = {
        report.id: {"id": report.id, "sentences": [report.sentence_text(each.index) for each in report.sentences]}
        for report in reports
    }
    resolver = Resolver()
    pipeline = Pipeline(load_coder(weights, find_names=name_finder(resolver.knowledge)), resolver)
    return docs, {coded.report.id: to_annotation(coded) for coded in pipeline.stream(reports)}


def measure(weights: Path | None = None) -> dict[str, float]:
    """Each figure that has a floor, 0..1, as the coder reaches it on the samples.

    Raises:
        InputError: The annotations are of other reports than the samples.
    """
    gold = load(GOLD)
    docs, predicted = code_samples(weights)
    if strays := sorted(set(gold) ^ set(docs)):
        raise InputError(
            f"annotations and samples differ in {', '.join(strays)}",
            where=str(GOLD),
            mend="annotate a changed sample anew: its id follows its text",
        )
    figures = score(gold, predicted, docs)
    return {name: float(figures[figure][key] or 0.0) for name, (figure, key) in FIGURES.items()}


def _show(figures: Mapping[str, float], floors: Mapping[str, Sequence[Step]], below: Sequence[str]) -> None:
    print("figure     measured  floor")
    for name, value in figures.items():
        print(f"{name:10} {value:.3f}     {floors[name][-1].floor:.3f}{'  MISSED' if name in below else ''}")


def run(arguments: Sequence[str] | None = None, *, path: Path = FLOORS) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="figures against floors")
    up = commands.add_parser("raise", help="floors up to what is measured now, less a slack")
    for each in (check, up):
        each.add_argument("--weights", type=Path, help="folder of weights (default: the ones that come along)")
    up.add_argument("--slack", type=float, default=SLACK)
    up.add_argument("--reason", default="as measured, less the slack")
    down = commands.add_parser("lower", help="one floor down, for a reason")
    down.add_argument("name")
    down.add_argument("value", type=float)
    down.add_argument("--reason", required=True)
    given = parser.parse_args(arguments)
    today = dt.datetime.now(tz=dt.UTC).date()
    try:
        if given.command == "lower":
            write_floors(lowered(read_floors(path), given.name, given.value, reason=given.reason, on=today), path)
            return 0
        figures = measure(given.weights)
        floors = read_floors(path) if path.exists() or given.command == "check" else {}
        if given.command == "raise":
            floors = raised(floors, figures, slack=given.slack, reason=given.reason, on=today)
            write_floors(floors, path)
        below = missed(figures, floors)
        _show(figures, floors, below)
    except MultipolarError as error:
        print(f"floors: {error}", file=sys.stderr)
        return error.exit_code
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(run())
