"""``multipolar outlook``: the next months of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.commands.network import check_part
from multipolar.cli.output import say, sink, width

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.ledger import Table
    from multipolar.system import Outlook, OutlookOptions

__all__ = ["OutlookCommand", "run"]

_PARTS: Final = ("forecast", "history", "verdicts", "incidents")
_PAST: Final = 36
_STYLES: Final = {
    "verbal cooperation": "cyan",
    "material cooperation": "green",
    "verbal conflict": "yellow",
    "material conflict": "red",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookCommand:
    """What is asked for.

    Attributes:
        a: One actor.
        b: The other.
        months: Months ahead.
        options: How the outlook is made.
        part: The one table wanted; None for the picture on a terminal, the forecast elsewhere.
    """

    a: str
    b: str
    months: int
    options: OutlookOptions
    part: str | None = None


def run(wanted: OutlookCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show the outlook of a pair.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import outlook  # noqa: PLC0415 - as above

    check_part(wanted.part, _PARTS)
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = outlook(opened, wanted.a, wanted.b, months=wanted.months, options=wanted.options)
        if name != "table":
            write_rows(_part(found, wanted.part or "forecast"), name, output)
        else:
            from multipolar.cli.tables import console  # noqa: PLC0415 - rich only where it draws

            with sink(output) as file:
                out = console(file)
                if wanted.part is None:
                    _picture(out, found)
                else:
                    _list(out, found, wanted.part)
        if found.note and (name != "table" or wanted.part is not None):
            say(f"multipolar: note: {found.note}")
    return 0


def _part(found: Outlook, part: str) -> Table:
    if part == "incidents":
        return found.evidence()
    table: Table = getattr(found, part)
    return table


def _list(out: Console, found: Outlook, part: str) -> None:
    from multipolar.cli.commands.drawing import incident_list  # noqa: PLC0415 - rich only where it draws
    from multipolar.cli.commands.fitting import print_fitted  # noqa: PLC0415 - as above

    table = _part(found, part)
    if not len(table):
        say("nothing found")
    elif part == "incidents":
        out.print(incident_list(table, quotes=True))
    else:
        print_fitted(out, table)


# --- The picture -----------------------------------------------------------------------------------------------------


def _picture(out: Console, found: Outlook) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    names = f"{found.a.name} and {found.b.name}"
    statuses = ", ".join(found.options.statuses)
    rows = list(found.forecast)
    if not rows:
        out.print(Text(names, style="bold"))
        out.print(Text(f"no outlook: {found.note}", style="bold"))
        _history(out, found, of=statuses)
        return
    out.print(Text(f"{names}, from {found.as_of} on", style="bold"))
    out.print(Text(f"incidents to be expected a month ({statuses})", style="dim"))
    _history(out, found, of=statuses)
    most = max(row["high_80"] for row in rows) or 1
    for quad in dict.fromkeys(row["quad"] for row in rows):
        _quad(out, quad, [row for row in rows if row["quad"] == quad], most)
    out.print()
    for line in _verdict(rows):
        out.print(Text(line, style="dim"))


def _history(out: Console, found: Outlook, *, of: str) -> None:
    """The last three years by quad.

    Args:
        out: Where to.
        found: The outlook.
        of: The statuses that count.
    """
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import print_gaps, sparkline, years_under  # noqa: PLC0415 - as above

    rows = list(found.history)
    if not rows:
        return
    months = sorted({row["month"] for row in rows})[-_PAST:]
    out.print()
    out.print(Text(f"So far by month, and in all since {months[0]:%Y-%m} ({of})", style="dim"))
    for quad, style in _STYLES.items():
        values = {row["month"]: row for row in rows if row["quad"] == quad}
        past = [values[month] for month in months]
        line = sparkline([float(row["incidents"]) if row["covered"] else None for row in past], _PAST)
        out.print(Text.assemble(f"{quad:<22}", (line, style), f"  {sum(row['incidents'] for row in past):,}"))
    out.print(Text(f"{'':<22}{years_under(months, _PAST)}", style="dim"))
    print_gaps(out, "month", [{"period": row["month"], "covered": row["covered"]} for row in past])


def _quad(out: Console, quad: str, rows: list[dict[str, Any]], most: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, figure, heading, percent  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    heading(out, f"{quad.capitalize()}, {figure(rows[0]['usual'])} a month in the last year")
    cells = min(40, width() - (70 if wide else 48))
    table = grid(
        "MONTH",
        ("EXPECTED", {"justify": "right"}),
        ("80 %", {"justify": "right"}),
        *([("95 %", {"justify": "right"})] if wide else []),
        ("", {"min_width": cells}),
        ("NONE", {"justify": "right"}),
        ("MORE", {"justify": "right"}),
    )
    for row in rows:
        further = [Text(f"{row['low_95']}-{row['high_95']}")] if wide else []
        table.add_row(
            Text(f"{row['month']:%Y-%m}"),
            Text(figure(row["mean"])),
            Text(f"{row['low_80']}-{row['high_80']}"),
            *further,
            Text(_span(row, most, cells), style=_STYLES[quad]),
            Text(percent(row["none"])),
            Text(percent(row["more"])),
        )
    out.print(table)


def _span(row: dict[str, Any], most: int, cells: int) -> str:
    """The 80 % interval as a line, the middle half thick, the expected count a dot."""

    def at(value: float) -> int:
        return min(cells - 1, round((cells - 1) * value / most))

    line = [" "] * cells
    for low, high, mark in ((row["low_80"], row["high_80"], "─"), (row["low_50"], row["high_50"], "━")):
        for cell in range(at(low), at(high) + 1):
            line[cell] = mark
    line[at(row["mean"])] = "●"
    return "".join(line).rstrip()


def _verdict(rows: list[dict[str, Any]]) -> list[str]:
    """What speaks, and how well it did."""
    lines = ["NONE: probability of no incident; MORE: of more than the last year's mean."]
    for quad in dict.fromkeys(row["quad"] for row in rows):
        of = [row for row in rows if row["quad"] == quad]
        better = [row for row in of if row["beats"]]
        if better:
            skills = [100 * row["skill"] for row in better]
            spread = f"{min(skills):.0f} to {max(skills):.0f} %" if len(skills) > 1 else f"{skills[0]:.0f} %"
            where = "" if len(better) == len(of) else f" for {len(better)} of {len(of)} months"
            lines.append(f"{quad}: a model that beat the best baseline by {spread} (CRPS){where}")
        else:
            lines.append(f"{quad}: {of[0]['model']}, as no model was shown to beat it")
    return lines
