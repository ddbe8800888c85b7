"""``multipolar dyad``: two actors through time."""

from __future__ import annotations

import datetime as dt
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import say, sink, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from multipolar.ledger import Table
    from multipolar.system import Dyad, DyadOptions

__all__ = ["DyadCommand", "run"]

_ROWS: Final = 45
"""Rows of the table through time; more periods than that are shown by longer ones."""

_COARSER: Final = {"day": "week", "week": "month", "month": "quarter", "quarter": "year"}
_PARTS: Final = ("series", "types", "segments", "changes", "relations", "incidents")
_NAMED: Final = 4
"""Incidents named with each change."""

_RELATIONS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadCommand:
    """What is asked for.

    Attributes:
        a: One actor.
        b: The other.
        options: How to look at them.
        part: The one table wanted; None for the picture on a terminal, the series elsewhere.
        period: Of ``incidents``, only this period's.
        change: Of ``incidents``, only this change's.
    """

    a: str
    b: str
    options: DyadOptions
    part: str | None = None
    period: str | None = None
    change: int | None = None


def run(wanted: DyadCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show two actors through time.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import dyad  # noqa: PLC0415 - as above

    part = wanted.part or ("incidents" if wanted.period or wanted.change else None)
    if part is not None and part not in _PARTS:
        raise UsageError(f"a pair has no {part!r}", where="--part", mend=f"one of {', '.join(_PARTS)}")
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = dyad(opened, wanted.a, wanted.b, options=wanted.options)
        if name != "table":
            write_rows(_part(found, part or "series", wanted), name, output)
        else:
            from multipolar.cli.tables import console  # noqa: PLC0415 - rich only where it draws

            with sink(output) as file:
                out = console(file)
                if part is None:

                    def again(by: str) -> Dyad:
                        options = replace(wanted.options, by=by, changes=False)
                        return dyad(opened, wanted.a, wanted.b, options=options)

                    _picture(out, found, again)
                else:
                    _list(out, found, part, wanted)
        if found.note:
            say(f"multipolar: note: {found.note}")
    return 0


def _part(found: Dyad, part: str, wanted: DyadCommand) -> Table:
    if part == "incidents":
        return found.evidence(wanted.period, change=wanted.change)
    table: Table = getattr(found, part)
    return table


def _list(out: Console, found: Dyad, part: str, wanted: DyadCommand) -> None:
    """One part as a table."""
    from multipolar.cli.commands.drawing import incident_list, plain_table  # noqa: PLC0415 - rich only where it draws

    table = _part(found, part, wanted)
    if len(table):
        out.print(incident_list(table, quotes=True) if part == "incidents" else plain_table(table))
    else:
        say("nothing found")


# --- The picture -----------------------------------------------------------------------------------------------------


def _picture(out: Console, found: Dyad, again: Callable[[str], Dyad]) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    joined = "to" if found.options.directed else "and"
    out.print(Text(f"{found.a.name} {joined} {found.b.name}", style="bold"))
    last = found.until - dt.timedelta(days=1)
    way = "from the first to the second" if found.options.directed else "either way"
    statuses = ", ".join(found.options.statuses)
    out.print(Text(f"{found.since} to {last}, {found.incidents:,} incidents {way} ({statuses})", style="dim"))
    if any(side.kind == "state" for side in (found.a, found.b)):
        whole = "of a state, all who carry its code: government, firms, citizens, rebels; --agents leaves only agents"
        agents = "of a state, only its agents: government, parliament, courts and forces"
        out.print(Text(whole if found.options.nationals else agents, style="dim"))
    if not found.incidents:
        return
    _lines(out, found)
    coarse = found
    while len(coarse.series) > _ROWS and coarse.options.by in _COARSER:
        coarse = again(_COARSER[coarse.options.by])
    _through_time(out, coarse)
    if found.options.changes:
        _changes(out, found)
    _relations(out, found)


def _lines(out: Console, found: Dyad) -> None:
    """Conflict and cooperation as sparklines over the whole time."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import figure, print_gaps, sparkline, years_under  # noqa: PLC0415 - as above

    rows = list(found.series)
    cells = min(width() - 24, 96)
    out.print()
    for name, style in (("conflict", "red"), ("cooperation", "cyan")):
        line = sparkline([row[name] if row["covered"] else None for row in rows], cells)
        total = figure(sum(row[name] for row in rows))
        out.print(Text.assemble(f"{name:<12}", (line, style), f"  {total}"))
    out.print(Text(f"{'':<12}{years_under([row['period'] for row in rows], cells)}", style="dim"))
    print_gaps(out, found.options.by, rows, also=", and it is left out of changes")


def _through_time(out: Console, found: Dyad) -> None:
    """A row a period: how much, of what kind, how sure."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, figure, heading, interval, percent  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above
    from multipolar.system.common import period_names  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    rows = [row for row in found.series if row["incidents"]]
    heading(out, f"By {found.options.by}")
    table = grid(
        found.options.by.upper(),
        ("INCIDENTS", {"justify": "right"}),
        ("CONFLICT", {"min_width": 8}),
        ("", {"justify": "right"}),
        ("COOPERATION", {"min_width": 8}),
        ("", {"justify": "right"}),
        ("BALANCE", {"justify": "right"}),
        *([(f"{100 * found.options.level:g} %", {})] if wide else []),
        ("SHARE", {"justify": "right"}),
    )
    cells = max(8, min(24, (width() - (74 if wide else 56)) // 2))
    most = max(max(row["conflict"], row["cooperation"]) for row in rows)
    for name, row in zip(period_names(found.options.by, [row["period"] for row in rows]), rows, strict=True):
        sure = [Text(interval(row["balance_low"], row["balance_high"]))] if wide else []
        table.add_row(
            Text(name),
            Text(f"{row['incidents']:,}"),
            Text(bar(row["conflict"], most, cells), style="red"),
            Text(figure(row["conflict"])),
            Text(bar(row["cooperation"], most, cells), style="cyan"),
            Text(figure(row["cooperation"])),
            Text("-" if row["balance"] is None else f"{row['balance']:+.2f}"),
            *sure,
            Text(percent(row["share"])),
        )
    out.print(table)


def _changes(out: Console, found: Dyad) -> None:
    """Each change, and the incidents that made it."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading  # noqa: PLC0415 - as above
    from multipolar.system.common import period_names  # noqa: PLC0415 - as above

    heading(out, "Changes")
    if not len(found.changes):
        out.print("none that stands out from the usual ups and downs" if found.incidents else "none")
        return
    by = "week" if found.options.by == "day" else found.options.by
    for row in found.changes:
        style = "red" if row["kind"] in {"more conflict", "more of both"} else "green"
        low, high = period_names(by, [row["low"], row["high"]])
        between = "" if low == high else f"  (between {low} and {high})"
        what, _, rates = row["text"].partition(": ")
        out.print(Text.assemble(f"{row['change']:>2}  ", (what, style), (between, "dim")))
        for line in textwrap.wrap(rates, width() - 4):
            out.print(Text(f"    {line}"))
        shown = list(dict.fromkeys(row["titles"]))[:_NAMED]
        for title in shown:
            out.print(Text(f"      - {title}"), no_wrap=True, overflow="ellipsis")
        if not shown:
            out.print(Text("      nothing more was reported", style="dim"))


def _relations(out: Console, found: Dyad) -> None:
    """What stands between the two."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, relation_table  # noqa: PLC0415 - as above

    heading(out, f"Standing relations as of {found.until - dt.timedelta(days=1)}")
    rows: list[dict[str, Any]] = list(found.relations)
    if not rows:
        out.print("none that the ledger knows of")
        return
    out.print(relation_table(rows[:_RELATIONS], numbered=False))
    if len(rows) > _RELATIONS:
        out.print(Text(f"and {len(rows) - _RELATIONS} more: --part relations", style="dim"))
