"""``multipolar sql``: a query of the user's own over a ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import sink

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.ledger import Table

__all__ = ["run"]


def run(query: str, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Run a query and write what it answers.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    name = pick_format(format, output)
    table = Ledger.open(ledger).sql(sys.stdin.read() if query == "-" else query)
    if name == "table":
        _draw(table, output)
    else:
        write_rows(table, name, output)
    return 0


def _draw(table: Table, output: Path | None) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.tables import cell, console, grid  # noqa: PLC0415 - as above

    numeric = {
        name
        for name, column in zip(table.columns, table.to_arrow().schema.types, strict=True)
        if str(column).startswith(("int", "uint", "float", "double", "decimal"))
    }
    drawn = grid(*((name, {"justify": "right" if name in numeric else "left"}) for name in table.columns))
    for row in table:
        drawn.add_row(*(Text(cell(value)) for value in row.values()))
    with sink(output) as file:
        console(file).print(drawn)
