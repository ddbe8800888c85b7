"""``multipolar relations``: what stands between actors as of a day."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import on_terminal, say, sink
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.system import SourcedTable

__all__ = ["RelationsCommand", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationsCommand:
    """What is asked for.

    Attributes:
        actor: One side.
        other: The other.
        type: Type of relation.
        as_of: The day.
        state: State on that day.
        row: Number of a row, from 1, whose evidence is wanted.
        limit: Most rows on a terminal; more are counted, and come with any other format.
    """

    actor: str | None = None
    other: str | None = None
    type: str | None = None
    as_of: str | None = None
    state: str | None = None
    row: int | None = None
    limit: int = 60


def run(wanted: RelationsCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """List standing relations.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import standing_relations  # noqa: PLC0415 - as above
    from multipolar.system.common import as_day  # noqa: PLC0415 - as above
    from multipolar.system.covered import last_day  # noqa: PLC0415 - as above

    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        table = standing_relations(
            opened,
            actor=wanted.actor,
            other=wanted.other,
            type=wanted.type,
            as_of=wanted.as_of,
            state=wanted.state,
        )
        if wanted.as_of is not None and as_day(wanted.as_of, where="as_of") > (last := last_day(opened)):
            say(f"the last report is of {last}: what came after it is not known")
        if wanted.row is not None:
            if not 1 <= wanted.row <= len(table):
                raise UsageError(
                    f"there is no row {wanted.row}", where="--evidence", mend=f"the list has {len(table)} rows, from 1"
                )
            evidence = table.evidence(wanted.row - 1)
            if name != "table":
                write_rows(evidence, name, output)
                return 0
            from multipolar.cli.commands.drawing import incident_list  # noqa: PLC0415 - rich only where it draws
            from multipolar.cli.tables import console  # noqa: PLC0415 - as above

            with sink(output) as file:
                console(file).print(incident_list(evidence, quotes=True))
            return 0
        if name != "table":
            write_rows(table, name, output)
        else:
            from multipolar.cli.tables import console  # noqa: PLC0415 - as above

            with sink(output) as file:
                _show(console(file), table, wanted.limit)
    if on_terminal(sys.stderr):
        say(f"{len(table):,} relation{'' if len(table) == 1 else 's'}" if len(table) else "no relation is known")
    return 0


def _show(out: Console, table: SourcedTable, limit: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import relation_table  # noqa: PLC0415 - as above

    if len(table):
        out.print(relation_table(list(islice(table, limit)), numbered=True))
    if len(table) > limit:
        out.print(Text(f"and {len(table) - limit:,} more", style="dim"))
