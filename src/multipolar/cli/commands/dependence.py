"""``multipolar dependence``: who leans on whom, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
                    else:
                        _show(out, found, wanted.limit)
                    print_rest(out, len(found.ties), wanted.limit)
    if found.note:
        say(f"multipolar: note: {found.note}")
    return 0


def _show(out: Console, found: Dependence, limit: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, interval, percent, sparkline  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    rows = list(found.ties)
    most = max(row["incidents"] for row in rows)
    # A tie may stand on requests or on what reports say alone: then nothing else tells why it is listed.
    beside = [
        (key, head) for key, head in (("asked", "ASKED"), ("stated", "SAID")) if any(row[key] for row in rows[:limit])
    ]
    table = grid(
        ("#", {"justify": "right", "style": "dim"}),
        ("LEANS", {"ratio": 1}),
        ("ON", {"ratio": 1}),
        "FOR",
        ("GIVEN", {"min_width": 8}),
        ("", {"justify": "right"}),
        ("BACK", {"justify": "right"}),
        *[(head, {"justify": "right"}) for _, head in beside],
        ("SHARE", {"justify": "right"}),
        *([f"{100 * found.options.level:g} %"] if wide else []),
        *(["THROUGH TIME"] if wide else []),
        "TREND",
    )
    table.expand = True
    periods = len(found.window)
    counts = found.series.to_arrow()["incidents"].to_pylist()
    for number, row in enumerate(rows[:limit]):
        time = [float(count) for count in counts[number * periods : (number + 1) * periods]]
        low, high = (None if row[at] is None else 100 * row[at] for at in ("lean_low", "lean_high"))
        table.add_row(
            Text(str(number + 1)),
            Text(row["leaner_name"]),
            Text(row["giver_name"]),
            Text(row["theme"], style="" if row["theme"] == "all" else "magenta"),
            Text(bar(row["incidents"], most, 8), style="cyan"),
            Text(str(row["incidents"])),
            Text(str(row["returned"])),
            *[Text(str(row[key])) for key, _ in beside],
            Text(percent(row["lean"])),
            *([Text(interval(low, high, digits=0))] if wide else []),
            *([Text(sparkline(time, 24), style="cyan")] if wide else []),
            Text(row["trend"] or ""),
        )
    out.print(table)
