"""Any table of figures on a terminal: numbers are never cut, words give way, and what has no room is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from multipolar.cli.output import width
from multipolar.cli.tables import cell, grid

if TYPE_CHECKING:
    from rich.console import Console

    from multipolar.ledger import Table

__all__ = ["print_fitted"]

_GAP: Final = 2
_LEAST: Final = 10
"""Characters that a column of words keeps."""


def print_fitted(out: Console, rows: Table) -> None:
    """Print a table in the width there is.

    Columns of words are cut to what numbers leave; if even that is not enough, the last columns are left out and a line
    names them. Lists of ids are for programs and not shown.

    Args:
        out: Where to.
        rows: The table.
    """
    names = [name for name in rows.columns if not name.endswith("_ids")]
    made = list(rows)
    cells = {name: [cell(row[name]) for row in made] for name in names}
    number = {name: all(isinstance(row[name], int | float | None) for row in made) for name in names}
    need = {name: max([len(name), *map(len, cells[name])]) for name in names}
    room = width()

    def least(name: str) -> int:
        return need[name] if number[name] else min(need[name], max(_LEAST, len(name)))

    kept = list(names)
    while len(kept) > 1 and sum(least(name) + _GAP for name in kept) > room:
        kept.pop()
    wide = {name: need[name] if number[name] else least(name) for name in kept}
    spare = room - sum(size + _GAP for size in wide.values())
    for name in sorted((name for name in kept if not number[name]), key=lambda name: need[name]):
        more = min(spare, need[name] - wide[name])
        wide[name] += more
        spare -= more
    table = grid(
        *(
            (
                name.upper(),
                {"justify": "right" if number[name] else "left", "min_width": wide[name], "max_width": wide[name]},
            )
            for name in kept
        )
    )
    for at in range(len(made)):
        table.add_row(*(Text(cells[name][at]) for name in kept))
    out.print(table)
    if len(kept) < len(names):
        out.print(Text(f"no room for {', '.join(names[len(kept) :])}: --format csv has all", style="dim"))
