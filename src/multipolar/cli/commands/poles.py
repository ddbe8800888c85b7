"""``multipolar poles``: how many poles the reports show, with their doubt."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.commands.network import check_part
from multipolar.cli.output import say, sink, width

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.system import PoleOptions, Poles

__all__ = ["PolesCommand", "run"]

_PARTS: Final = ("series", "measures", "leaders", "trends", "sensitivity")
_SHOWN: Final = ("effective_actors", "centre_share", "effective_blocs", "bimodality", "polarization")
_NARROW: Final = ("effective_actors", "centre_share", "polarization")
_ROWS: Final = 40
_LEADERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PolesCommand:
    """What is asked for.

    Attributes:
        options: How poles are measured.
        by: Length of a period.
        part: The one table wanted; None for the picture on a terminal, the series elsewhere.
    """

    options: PoleOptions
    by: str
    part: str | None = None


def run(wanted: PolesCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show poles through time.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import poles  # noqa: PLC0415 - as above

    check_part(wanted.part, _PARTS)
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = poles(opened, by=wanted.by, options=wanted.options)
        if name != "table":
            write_rows(getattr(found, wanted.part or "series"), name, output)
        else:
            from multipolar.cli.commands.fitting import print_fitted  # noqa: PLC0415 - rich only where it draws
            from multipolar.cli.tables import console  # noqa: PLC0415 - as above

            with sink(output) as file:
                out = console(file)
                if wanted.part is None:
                    _picture(out, found)
                elif len(table := getattr(found, wanted.part)):
                    print_fitted(out, table)
                else:
                    say("nothing found")
        if found.note:
            say(f"multipolar: note: {found.note}")
    return 0


def _picture(out: Console, found: Poles) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.system.common import period_names  # noqa: PLC0415 - as above

    out.print(Text(f"Poles by {found.by}", style="bold"))
    rows = list(found.series)
    names = period_names(found.by, [rows[0]["period"], rows[-1]["period"]])
    out.print(Text(f"{names[0]} to {names[1]}, with {_level(found)} intervals", style="dim"))
    if not any(row["value"] is not None for row in rows):
        return
    _measures(out, found, rows)
    _through_time(out, found, rows)
    _sensitivity(out, found)
    out.print()
    for line in textwrap.wrap(found.reading, width()):
        out.print(Text(line, style="dim"))


def _level(found: Poles) -> str:
    return f"{100 * found.options.network.level:g} %"


def _measures(out: Console, found: Poles, rows: list[dict[str, Any]]) -> None:
    """A line a measure: its way through time and its trend."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, years_under  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    heading(out, "Through time")
    trends = {row["measure"]: row for row in found.trends}
    starts = sorted({row["period"] for row in rows})
    cells = min(len(starts), max(16, width() - 72))
    kept = starts[-cells:]
    table = grid(("", {"max_width": 40}), ("", {"min_width": cells}), ("LOW", {"justify": "right"}),
                 ("HIGH", {"justify": "right"}), "TREND")  # fmt: skip
    for measure in found.measures:
        values = {row["period"]: row["value"] for row in rows if row["measure"] == measure["measure"]}
        known = [value for value in (values[start] for start in kept) if value is not None]
        if not known:
            continue
        low, high = min(known), max(known)
        line = "".join(_step(values[start], low, high) for start in kept)
        trend = trends[measure["measure"]]["text"]
        word = trend if trend in {"rising", "falling"} else "none" if "chance" in trend else "-"
        table.add_row(
            Text(measure["title"]),
            Text(line, style="cyan"),
            Text(_short(low)),
            Text(_short(high)),
            Text(word, style="bold" if word in {"rising", "falling"} else "dim"),
        )
    table.add_row(Text(""), Text(years_under(kept, cells), style="dim"), Text(""), Text(""), Text(""))
    out.print(table)


def _step(value: float | None, low: float, high: float) -> str:
    if value is None:
        return "·"
    return "▁▂▃▄▅▆▇█"[min(7, int(8 * (value - low) / (high - low)))] if high > low else "▄"


def _short(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if abs(value) >= 2 else f"{value:.2f}"  # noqa: PLR2004 - numbers of poles, not shares


def _through_time(out: Console, found: Poles, rows: list[dict[str, Any]]) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, heading  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above
    from multipolar.system.common import period_names  # noqa: PLC0415 - as above
    from multipolar.system.series import gaps_text  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    shown = _SHOWN if wide else _NARROW
    titles = {row["measure"]: row["title"] for row in found.measures}
    heading(out, f"By {found.by}")
    table = grid(
        found.by.upper(),
        ("INCIDENTS", {"justify": "right"}),
        *((_heading(titles[name]), {"no_wrap": True}) for name in shown),
        ("FIRST", {"max_width": 14}),
    )
    cells = {(row["period"], row["measure"]): row for row in rows}
    leaders: dict[Any, list[str]] = {}
    for row in found.leaders:
        if row["rank"] <= _LEADERS:
            leaders.setdefault(row["period"], []).append(row["actor"])
    every = sorted({row["period"] for row in rows})
    starts = [start for start in every if cells[start, shown[0]]["incidents"]][-_ROWS:]
    for name, start in zip(period_names(found.by, starts), starts, strict=True):
        drawn = [_cell(cells[start, measure]) for measure in shown]
        incidents = cells[start, shown[0]]["incidents"]
        mark = "" if cells[start, shown[0]]["whole"] else "*"
        table.add_row(Text(name + mark), Text(f"{incidents:,}"), *drawn, Text(" ".join(leaders.get(start, []))))
    out.print(table)
    if any(not row["whole"] for row in rows):
        out.print(Text("* reports do not cover it from end to end, and it is not in the trends", style="dim"))
    told = [{"period": start, "covered": cells[start, shown[0]]["incidents"] > 0} for start in every]
    if nothing := gaps_text(found.by, told):
        out.print(Text(f"nothing is reported of {nothing}", style="dim"))
    out.print(Text(_legend(found), style="dim"))


def _legend(found: Poles) -> str:
    """What the columns of the table stand for: the same measures as the lines above, by short names."""
    from multipolar.cli.commands.drawing import WIDE  # noqa: PLC0415 - rich only where it draws

    shown = _SHOWN if width() >= WIDE else _NARROW
    reads = {row["measure"]: row["reads"] for row in found.measures}
    told = [f"{_heading(row['title'])}: {reads[row['measure']]}" for row in found.measures if row["measure"] in shown]
    return ". ".join([*told, "FIRST: the most involved"]) + ". --part measures has the formulas."


def _heading(title: str) -> str:
    return title.removeprefix("Effective number of ").removeprefix("Share of the ").upper().removesuffix(" OF BLOCS")


def _cell(row: dict[str, Any]) -> Any:  # noqa: ANN401 - a text of rich
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    if row["value"] is None:
        return Text("-")
    sure = f" {_short(row['low'])}-{_short(row['high'])}" if row["low"] is not None else ""
    return Text.assemble(_short(row["value"]), (sure, "dim"))


def _sensitivity(out: Console, found: Poles) -> None:
    """How far other ways of counting move the measures that the table shows."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, heading  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    rows = list(found.sensitivity)
    if not rows:
        return
    shown = _SHOWN if width() >= WIDE else _NARROW
    titles = {row["measure"]: row["title"] for row in found.measures}
    heading(out, "Counted otherwise: mean, and rank correlation with the series above")
    table = grid("", *((_heading(titles[name]), {}) for name in shown))
    for what in dict.fromkeys(row["what"] for row in rows):
        of = {row["measure"]: row for row in rows if row["what"] == what}
        drawn = []
        for name in shown:
            like = of[name]["rank_correlation"]
            told = "" if like is None or what == "as asked for" else f"  {like:+.2f}"
            drawn.append(Text.assemble(_short(of[name]["mean"]), (told, "dim")))
        table.add_row(Text(what), *drawn)
    out.print(table)
