"""``multipolar events`` and what it shares with ``sql``: tables out of a ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from multipolar.cli.output import binary_sink, on_terminal, say, sink
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.ledger import EventQuery, Table

__all__ = ["pick_format", "run", "write_rows"]

_ENDINGS: Final[dict[str, str]] = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def pick_format(given: str | None, output: Path | None) -> str:
    """The format asked for, else by the file's ending, else a table on a terminal and JSON Lines anywhere else.

    A file of no ending takes JSON Lines, as a pipe does.

    Raises:
        UsageError: No format has the file's ending, and none is asked for.
    """
    if given is not None:
        return given
    if output is not None:
        ending = output.suffix.lower()
        if ending and ending not in _ENDINGS:
            raise UsageError(
                f"there is no format for the ending {ending}",
                where=str(output),
                mend=f"end the name in {', '.join(_ENDINGS)}, or say the format with -f",
            )
        return _ENDINGS.get(ending, "jsonl")
    return "table" if on_terminal() else "jsonl"


def write_rows(table: Table, name: str, output: Path | None) -> None:
    """Write a table as ``jsonl``, ``csv`` or ``parquet``."""
    if name == "parquet":
        with binary_sink(output) as binary:
            table.to_parquet(binary)
        return
    with sink(output) as text:
        (table.to_csv if name == "csv" else table.to_jsonl)(text)


def run(query: EventQuery, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """List events.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    name = pick_format(format, output)
    table = Ledger.open(ledger).events(query)
    if name != "table":
        write_rows(table, name, output)
        return 0
    from multipolar.cli.tables import console, event_table, row_line  # noqa: PLC0415 - rich only where it draws

    with sink(output) as file:
        out = console(file)
        if len(table):
            out.print(event_table(map(row_line, table), last="id"))
    if on_terminal(sys.stderr):
        say(f"{len(table):,} event{'' if len(table) == 1 else 's'}" if len(table) else "no events match")
    return 0
