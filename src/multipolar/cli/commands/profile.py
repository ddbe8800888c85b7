"""``multipolar profile``: one actor with everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import say, sink, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.ledger import Table
    from multipolar.system import Profile, ProfileOptions

__all__ = ["ProfileCommand", "run"]

_PARTS: Final = ("series", "types", "partners", "people", "relations", "dependence", "claims", "incidents")
_LIMITED: Final = ("partners", "people")
_SHOWN: Final = 15
_RELATIONS: Final = 10
_PEOPLE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCommand:
    """What is asked for.

    Attributes:
        actor: Who.
        options: How to look at it.
        part: The one table wanted; None for the picture on a terminal, the partners elsewhere.
        other: Of ``incidents``, only those with this partner (a code).
        period: Of ``incidents``, only this period's.
        limit: Partners and people that are drawn at most; elsewhere all are written.
    """

    actor: str
    options: ProfileOptions
    part: str | None = None
    other: str | None = None
    period: str | None = None
    limit: int = _SHOWN


def run(wanted: ProfileCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show one actor.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger, Table  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import profile  # noqa: PLC0415 - as above

    part = wanted.part or ("incidents" if wanted.other or wanted.period else None)
    if part is not None and part not in _PARTS:
        raise UsageError(f"a profile has no {part!r}", where="--part", mend=f"one of {', '.join(_PARTS)}")
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = profile(opened, wanted.actor, options=wanted.options)
        if name != "table":
            write_rows(_part(found, part or "partners", wanted), name, output)
        else:
            from multipolar.cli.commands.drawing import incident_list, plain_table, print_rest  # noqa: PLC0415 - rich only here
            from multipolar.cli.tables import console  # noqa: PLC0415 - as above

            with sink(output) as file:
                out = console(file)
                if part is None:
                    _picture(out, found, wanted.limit)
                elif part == "incidents":
                    out.print(incident_list(_part(found, part, wanted), quotes=True))
                else:
                    table = _part(found, part, wanted)
                    limit = wanted.limit if part in _LIMITED else len(table)
                    out.print(plain_table(Table(table.to_arrow().slice(0, limit))))
                    print_rest(out, len(table), limit)
        if found.note:
            say(f"multipolar: note: {found.note}")
    return 0


def _part(found: Profile, part: str, wanted: ProfileCommand) -> Table:
    if part == "incidents":
        return found.evidence(other=wanted.other, period=wanted.period)
    if part == "claims":
        return found.claims_by.claims
    if part == "dependence":
        return found.dependence.ties
    table: Table = getattr(found, part)
    return table


def _picture(out: Console, found: Profile, limit: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import figure, heading, print_gaps, sparkline, years_under  # noqa: PLC0415 - as above

    last = found.window.until - dt.timedelta(days=1)
    out.print(Text.assemble((found.actor.name, "bold"), f"  {found.actor.kind}, {found.actor.key}"))
    statuses = ", ".join(found.options.statuses)
    out.print(Text(f"{found.window.since} to {last}, {found.incidents:,} incidents ({statuses})", style="dim"))
    if found.actor.kind == "state":
        out.print(Text("all who carry its code: government, firms, citizens, rebels", style="dim"))
    if not found.incidents:
        return
    rows = list(found.series)
    heading(out, f"By {found.options.by}")
    for name, style in (("conflict", "red"), ("cooperation", "cyan"), ("share", "yellow")):
        values = [row[name] or 0.0 if row["covered"] else None for row in rows]
        total = "of all incidents" if name == "share" else figure(sum(row[name] for row in rows))
        out.print(Text.assemble(f"{name:<12}", (sparkline(values, width() - 32), style), f"  {total}"))
    out.print(Text(f"{'':<12}{years_under([row['period'] for row in rows], width() - 32)}", style="dim"))
    print_gaps(out, found.options.by, rows)
    _partners(out, found, limit)
    _people(out, found, limit)
    _relations(out, found)


def _partners(out: Console, found: Profile, limit: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import (  # noqa: PLC0415 - as above
        WIDE,
        bar,
        figure,
        heading,
        interval,
        print_rest,
    )
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    rows = list(found.partners)[:limit]
    if not rows:
        return
    wide = width() >= WIDE
    heading(out, "With whom")
    table = grid(
        ("", {"min_width": 14, "max_width": 28}),
        ("INCIDENTS", {"justify": "right"}),
        ("CONFLICT", {"min_width": 8}),
        ("", {"justify": "right"}),
        ("COOPERATION", {"min_width": 8}),
        ("", {"justify": "right"}),
        ("BALANCE", {"justify": "right"}),
        *([f"{100 * found.options.level:g} %"] if wide else []),
    )
    most = max(max(row["conflict"], row["cooperation"]) for row in rows)
    cells = max(8, min(24, (width() - (84 if wide else 66)) // 2))
    for row in rows:
        balance = row["balance"]
        table.add_row(
            Text(row["name"]),
            Text(f"{row['incidents']:,}"),
            Text(bar(row["conflict"], most, cells), style="red"),
            Text(figure(row["conflict"])),
            Text(bar(row["cooperation"], most, cells), style="cyan"),
            Text(figure(row["cooperation"])),
            Text("-" if balance is None else f"{balance:+.2f}"),
            *([Text(interval(row["balance_low"], row["balance_high"]))] if wide else []),
        )
    out.print(table)
    print_rest(out, len(found.partners), limit)


def _people(out: Console, found: Profile, limit: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading  # noqa: PLC0415 - as above

    rows = list(found.people)[: min(limit, _PEOPLE)]
    if rows:
        heading(out, "People")
        out.print(Text(", ".join(f"{row['name']} {row['incidents']}" for row in rows)))


def _relations(out: Console, found: Profile) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, relation_table  # noqa: PLC0415 - as above

    rows: list[dict[str, Any]] = [row for row in found.relations if row["state"] == "in force"]
    heading(out, f"In force as of {found.window.until - dt.timedelta(days=1)}")
    if rows:
        out.print(relation_table(rows[:_RELATIONS], numbered=False))
    else:
        out.print("no standing relation that the ledger knows of")
    if len(rows) > _RELATIONS:
        out.print(Text(f"and {len(rows) - _RELATIONS} more: --part relations", style="dim"))
