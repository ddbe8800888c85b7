"""``multipolar resolve``: whom, when and where words mean, and by which rule."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from multipolar.cli.output import on_terminal
from multipolar.errors import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from multipolar.resolving import Resolution

__all__ = ["run"]


def run(text: str, *, published: dt.date | None, format: str | None) -> int:  # noqa: A002 - the option is called so
    """Resolve a text.

    Returns:
        Exit code.

    Raises:
        UsageError: There is no text.
    """
    from multipolar.api import resolve  # noqa: PLC0415 - the tables are slow to load

    words = (sys.stdin.read() if text == "-" else text).strip()
    if not words:
        raise UsageError("there is no text to resolve", mend="give a phrase or a sentence, in quotes")
    found = resolve(words, published=published)
    if format == "json" or (format is None and not on_terminal()):
        sys.stdout.write(json.dumps(found.to_dict(), ensure_ascii=False) + "\n")
        return 0
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.tables import console  # noqa: PLC0415 - as above

    out = console()
    for heading, table in _tables(found):
        out.print(Text(heading, style="bold"))
        out.print(table)
        out.print()
    return 0


def _tables(found: Resolution) -> Iterator[tuple[str, Table]]:
    """A heading and a table for the phrase as a whole, the actors, the times and the places."""
    from rich.text import Text  # noqa: PLC0415 - as above

    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
        drawn = grid(*columns, ("WHY", {"no_wrap": False, "overflow": "fold"}))
        for row in rows:
            drawn.add_row(*map(Text, row))
        return drawn

    if found.phrase:
        whole = found.phrase
        row = (f"{whole.code} {whole.sector}", whole.name, whole.actor_id, f"{whole.confidence:.2f}", whole.reason)
        yield "As one actor", table(("CODE", "NAME", "ID", "SURE"), [row])
    if found.actors:
        rows = [
            (x.text, f"{x.code} {x.sector}", x.name, x.actor_id, f"{x.confidence:.2f}", x.reason) for x in found.actors
        ]
        yield "Actors in it", table(("WORDS", "CODE", "NAME", "ID", "SURE"), rows)
    if found.times:
        times = [(x.text, x.iso, x.granularity, f"{x.confidence:.2f}", x.reason) for x in found.times]
        yield "Times in it", table(("WORDS", "DAYS", "KIND", "SURE"), times)
    if found.places:
        places = [
            (
                x.text,
                ", ".join(filter(None, (x.name, x.admin, x.country))),
                "" if x.lat is None or x.lon is None else f"{x.lat:.2f}, {x.lon:.2f}",
                f"{x.confidence:.2f}",
                x.reason,
            )
            for x in found.places
        ]
        yield "Places in it", table(("WORDS", "PLACE", "LAT, LON", "SURE"), places)
