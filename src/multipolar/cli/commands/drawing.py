"""Small drawings for the terminal: bars, sparklines, intervals, and lists of incidents; all plain text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from multipolar.cli.output import width
from multipolar.cli.tables import cell, grid, quad_style

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from multipolar.ledger import Table as LedgerTable

__all__ = [
    "WIDE",
    "bar",
    "figure",
    "heading",
    "incident_list",
    "interval",
    "percent",
    "plain_table",
    "print_rest",
    "sparkline",
    "years_under",
]

WIDE: Final = 100
"""Columns from which on further columns are shown."""

_ROOMY: Final = 120
"""Columns from which on a list of incidents tells outlets, too."""

_STEPS: Final = "▏▎▍▌▋▊▉█"
_LEVELS: Final = "▁▂▃▄▅▆▇█"
_NONE: Final = "·"
_YEAR_LABEL: Final = 6


def bar(value: float | None, most: float, cells: int) -> str:
    """A bar of at most so many cells, in eighths; something that is not nothing has one eighth at least."""
    if not value or most <= 0:
        return ""
    eighths = max(1, round(8 * cells * min(value, most) / most))
    return "█" * (eighths // 8) + (_STEPS[eighths % 8 - 1] if eighths % 8 else "")


def sparkline(values: Sequence[float], cells: int) -> str:
    """Values as a row of at most so many small bars; neighbours are averaged, and a dot is nothing at all."""
    if not values:
        return ""
    cells = min(cells, len(values))
    edges = [round(place * len(values) / cells) for place in range(cells + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    most = max(means)
    return "".join(_LEVELS[min(7, int(8 * mean / most))] if mean > 0 else _NONE for mean in means)


def years_under(starts: Sequence[dt.date], cells: int) -> str:
    """Years below a sparkline of periods that begin on these days, as many as there is room for."""
    cells = min(cells, len(starts))
    line = [" "] * (cells + _YEAR_LABEL)
    free = 0
    for place in range(cells):
        first = starts[round(place * len(starts) / cells)].year
        before = starts[round((place - 1) * len(starts) / cells)].year if place else None
        if first != before and place >= free and (place or starts[0].month == 1 or cells < _YEAR_LABEL):
            line[place : place + 4] = f"{first}"
            free = place + _YEAR_LABEL
    return "".join(line).rstrip()


def figure(value: float | None) -> str:
    """A number as a reader takes it in: whole from ten on, two digits below; nothing as a dash."""
    if value is None:
        return "-"
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"  # noqa: PLR2004 - see above


def interval(low: float | None, high: float | None, *, digits: int = 2) -> str:
    """An interval, or a dash where there is none."""
    return "-" if low is None or high is None else f"{low:.{digits}f} to {high:.{digits}f}"


def percent(value: float | None) -> str:
    """A share in per cent, with a digit more where it is small."""
    if value is None:
        return "-"
    return f"{100 * value:.1f} %" if value >= 0.01 or value == 0 else f"{100 * value:.2f} %"  # noqa: PLR2004 - a hundredth


def print_rest(out: Console, count: int, limit: int) -> None:
    """Say how many of so many rows a limit left out, if any."""
    if count > limit:
        out.print(Text(f"and {count - limit:,} more: -n shows more of them", style="dim"))


def heading(out: Console, text: str) -> None:
    """A heading with an empty line before."""
    out.print()
    out.print(Text(text, style="bold"))


def incident_list(rows: Iterable[Mapping[str, Any]], *, quotes: bool) -> Table:
    """Incidents, one a line, and below each the sentence it stands on.

    Args:
        rows: Rows of the evidence columns.
        quotes: Whether sentences are shown.
    """
    wide = width() >= _ROOMY
    columns: list[str | tuple[str, dict[str, Any]]] = [
        ("DAY", {"min_width": 10}),
        ("EVENT", {"min_width": 8, "max_width": 20}),
        ("WHAT", {"ratio": 1, **({"no_wrap": False, "overflow": "fold"} if quotes else {})}),
    ]
    if wide:
        columns += [("REPORTS", {"justify": "right"}), ("OUTLET", {"max_width": 18})]
    columns.append(("REPORT", {"style": "dim", "max_width": 16}))
    table = grid(*columns)
    table.expand = True
    for row in rows:
        kind = Text(row["type"], style=quad_style(row["type"]))
        if row["mode"]:
            kind.append(f" {row['mode']}", style="default")
        what = Text(row["title"])
        if quotes and row["quote"] and row["quote"] != row["title"]:
            what.append(f"\n“{' '.join(row['quote'].split())}”", style="dim")
        middle = [Text(f"{row['n_reports']}"), Text(row["source"] or "")] if wide else []
        table.add_row(Text(str(row["day"] or "")), kind, what, *middle, Text(row["report"]))
    return table


def plain_table(rows: LedgerTable) -> Table:
    """Any table as it is: a line a row, a heading a column; lists of ids are left out, they are for programs."""
    names = [name for name in rows.columns if not name.endswith("_ids")]
    shown = grid(*(name.upper() for name in names))
    for row in rows:
        shown.add_row(*(Text(cell(row[name])) for name in names))
    return shown


def relation_table(rows: Sequence[Mapping[str, Any]], *, numbered: bool) -> Table:
    """Standing relations, one a line; those not in force are faint, and those told but once stand apart.

    Args:
        rows: Rows of the table of relations.
        numbered: Whether each has its number, to be asked for its evidence by.
    """
    from multipolar.system.standing import since_words  # noqa: PLC0415 - as in the commands

    wide = width() >= WIDE
    shown = grid(
        *([("#", {"justify": "right", "style": "dim"})] if numbered else []),
        ("RELATION", {"min_width": 10}),
        "BETWEEN",
        ("SINCE", {"min_width": 10}),
        ("UNTIL", {"min_width": 10}),
        ("HEARD", {"justify": "right"}),
        *(["LAST", "TREND"] if wide else []),
    )
    before: Mapping[str, Any] | None = None
    for number, row in enumerate(rows, start=1):
        live = row["state"] == "in force"
        if before is not None and _part(before) != _part(row):
            shown.add_row()
        before = row
        sides = f"{row['a_name']} {'↔' if row['symmetric'] else '→'} {row['b_name']}"
        until = str(row["until"]) if row["until"] else {"in force": "", "suspended": "suspended"}.get(row["state"], "?")
        tail = [Text(str(row["last_seen"])), Text(row["trend"] or "")] if wide else []
        heard = row["statements"] + row["incidents"]
        shown.add_row(
            *([Text(str(number))] if numbered else []),
            Text(row["type"], style="magenta" if live else "dim"),
            Text(sides, style="" if live else "dim"),
            Text(f"{'by ' if row['since_as'] == 'heard' else ''}{since_words(row)}"),
            Text(until),
            Text(str(heard)),
            *tail,
        )
    return shown


def _part(row: Mapping[str, Any]) -> tuple[bool, bool]:
    """Part of the list of relations: in force or not, and of those in force whether one report alone tells of it."""
    live = row["state"] == "in force"
    return live, live and row["reports"] < 2  # noqa: PLR2004 - more than one
