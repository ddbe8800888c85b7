"""``multipolar dependence``: who leans on whom, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import say, sink, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.system import Dependence, DependenceOptions

__all__ = ["DependenceCommand", "run"]

_PARTS: Final = ("ties", "series")
_SHOWN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceCommand:
    """What is asked for.

    Attributes:
        actor: One side, as leaner or giver.
        other: The other side.
        options: How to look at it.
        part: ``ties`` or ``series``.
        row: Number of a tie, from 1, whose evidence is wanted.
        limit: Ties that a drawn table shows at most; elsewhere all are written.
    """

    actor: str | None
    other: str | None
    options: DependenceOptions
    part: str = "ties"
    row: int | None = None
    limit: int = _SHOWN


def run(wanted: DependenceCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show who leans on whom.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger, Table  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import dependence  # noqa: PLC0415 - as above

    if wanted.part not in _PARTS:
        raise UsageError(f"there is no part {wanted.part!r}", where="--part", mend=f"one of {', '.join(_PARTS)}")
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = dependence(opened, wanted.actor, wanted.other, options=wanted.options)
        table = found.ties if wanted.part == "ties" else found.series
        if wanted.row is not None:
            if not 1 <= wanted.row <= len(found.ties):
                raise UsageError(
                    f"there is no row {wanted.row}",
                    where="--evidence",
                    mend=f"the list has {len(found.ties)} rows, from 1",
                )
            table = found.evidence(wanted.row - 1)
        if name != "table":
            write_rows(table, name, output)
        else:
            from multipolar.cli.commands.drawing import incident_list, plain_table, print_rest  # noqa: PLC0415 - rich only here
            from multipolar.cli.tables import console  # noqa: PLC0415 - as above

            with sink(output) as file:
                out = console(file)
                if wanted.row is not None:
                    out.print(incident_list(table, quotes=True))
                elif len(table):
                    if wanted.part == "series":
                        out.print(plain_table(Table(table.to_arrow().slice(0, wanted.limit * len(found.window)))))
                        print_rest(out, len(found.ties), wanted.limit)
                    else:
                        _show(out, found, wanted.limit)
                        print_rest(out, len(_ties(found)), wanted.limit)
    if found.note:
        say(f"multipolar: note: {found.note}")
    return 0


def _ties(found: Dependence) -> list[dict[str, Any]]:
    """The ties that are listed: those of the theme asked for, else those of all themes together."""
    return [row for row in found.ties if row["theme"] == "all" or found.options.theme]


def _themes(found: Dependence) -> dict[tuple[str, str], str]:
    """What each leaner gets from each giver, by theme: ``arms 6, relief 1``; with a plus before what is pledged."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in found.ties:
        if row["theme"] != "all":
            parts = [str(row["incidents"])] * bool(row["incidents"]) + [f"+{row['pledged']}"] * bool(row["pledged"])
            told.setdefault((row["leaner"], row["giver"]), []).append(" ".join((row["theme"], *parts)))
    return {pair: ", ".join(themes) for pair, themes in told.items()}


def _show(out: Console, found: Dependence, limit: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, interval, percent, sparkline  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    rows = _ties(found)
    most = max(row["incidents"] for row in rows)
    # A tie may stand on pledges, requests or what reports say alone: then nothing else tells why it is listed.
    beside = [
        (key, head)
        for key, head in (("pledged", "PLEDGED"), ("returned", "BACK"), ("asked", "ASKED"), ("stated", "SAID"))
        if any(row[key] for row in rows[:limit])
    ]
    level = f"{100 * found.options.level:g} %"
    table = grid(
        ("#", {"justify": "right", "style": "dim"}),
        *[(head, {"ratio": 1, "no_wrap": False}) for head in ("LEANS", "ON", "FOR")],
        ("GIVEN", {"justify": "right"}),
        *([("", {"min_width": 8})] if wide else []),
        *[(head, {"justify": "right"}) for _, head in beside],
        ("SHARE", {"justify": "right"}),
        *([level, "BY TIME"] if wide else []),
        *(["TREND"] if any(row["trend"] for row in rows[:limit]) else []),
    )
    table.expand = True
    themes = _themes(found)
    periods = len(found.window)
    counts = found.series.to_arrow()["incidents"].to_pylist()
    times = [[float(n) for n in counts[at * periods : (at + 1) * periods]] for at in range(len(rows))]
    highest = max((max(time) for time in times[:limit]), default=0.0)
    for number, (row, time) in enumerate(zip(rows[:limit], times, strict=False)):
        low, high = (None if row[at] is None else 100 * row[at] for at in ("lean_low", "lean_high"))
        what = row["theme"] if row["theme"] != "all" else themes.get((row["leaner"], row["giver"]), "")
        table.add_row(
            Text(str(number + 1)),
            Text(row["leaner_name"]),
            Text(row["giver_name"]),
            Text(what, style="magenta"),
            Text(str(row["incidents"])),
            *([Text(bar(row["incidents"], most, 8), style="cyan")] if wide else []),
            *[Text(str(row[key] or "")) for key, _ in beside],
            Text(percent(row["lean"]) if row["incidents"] else ""),
            *([Text(interval(low, high, digits=0) if row["incidents"] else "")] if wide else []),
            *([Text(sparkline(time, 24, most=highest), style="cyan")] if wide else []),
            *([Text(row["trend"] or "")] if any(one["trend"] for one in rows[:limit]) else []),
        )
    out.print(table)
    out.print()
    for line in _legend(found, rows, [key for key, _ in beside], wide=wide):
        out.print(Text(line, style="dim"))


def _legend(found: Dependence, rows: list[dict[str, Any]], beside: list[str], *, wide: bool) -> list[str]:
    """What the columns mean, and how much the ties stand on."""
    said = {
        "pledged": "PLEDGED: aid that governments and organisations plan or announce; it is not in GIVEN nor in SHARE"
        " (-s occurred -s ongoing -s planned counts it as given).",
        "returned": "BACK: given the other way.",
        "asked": "ASKED: requests for help.",
        "stated": "SAID: reports that state the dependence.",
    }
    least = found.options.min_incidents
    lines = [
        "GIVEN: incidents in which the one in ON gives to the one who leans, its agents or its people as such.",
        *(said[key] for key in beside),
        f"SHARE: of all incidents in which the leaner is given such things, by anybody; from {least} on.",
    ]
    if wide:
        lines.append(f"BY TIME: what is given by {found.window.by} since {found.window.since:%Y-%m}, on one scale.")
    single = sum(row["incidents"] + row["pledged"] + row["stated"] == 1 for row in rows)
    if single:
        lines.append(f"{single} of {len(rows)} ties stand on one sentence: --evidence # shows it.")
    return lines
