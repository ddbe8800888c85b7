"""``multipolar resolve``: whom, when and where words mean, and by which rule."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from multipolar.cli.output import Errors, on_terminal, sink
from multipolar.errors import InputError, MultipolarError, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.table import Table

    from multipolar.reports import Row
    from multipolar.resolving import Resolution, ResolveOptions

__all__ = ["ResolveInput", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveInput:
    """What to resolve.

    Attributes:
        text: A phrase or sentence, or ``-`` for standard input.
        records: A file of records, or ``-``, instead of a text.
        columns: Our field to the file's column, where they differ.
        published: Day that relative times count from, where none is stated.
        overlays: Files of the user's own actors.
    """

    text: str | None
    records: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    published: dt.date | None = None
    overlays: tuple[Path, ...] = ()

    def options(self) -> ResolveOptions:
        """How to resolve."""
        from multipolar.resolving import ResolveOptions  # noqa: PLC0415 - the tables are slow to load

        return ResolveOptions(overlays=self.overlays)


def run(what: ResolveInput, *, output: Path | None, format: str | None) -> int:  # noqa: A002 - the option's name
    """Resolve a text, or each record of a file.

    Returns:
        Exit code.

    Raises:
        UsageError: There is no text, or one and a file.
    """
    if (what.text is None) == (what.records is None):
        raise UsageError(
            "there is no text to resolve" if what.text is None else "a text and a file of records do not go together",
            mend="give a phrase or a sentence, in quotes, or a file with --input",
        )
    if what.records is not None:
        if format == "text":
            raise UsageError("records are written as JSON Lines", where="--format", mend="leave it out")
        return _records(what, what.records, output)
    if what.columns:
        raise UsageError("a text has no columns", where="--column", mend="leave it out, or give a file with --input")
    words = (sys.stdin.read() if what.text == "-" else what.text or "").strip()
    if not words:
        raise UsageError("there is no text to resolve", mend="give a phrase or a sentence, in quotes")
    from multipolar.resolving import resolve  # noqa: PLC0415 - the tables are slow to load

    found = resolve(words, published=what.published, options=what.options())
    if format == "json" or output is not None or (format is None and not on_terminal()):
        with sink(output) as file:
            file.write(json.dumps(found.to_dict(), ensure_ascii=False) + "\n")
        return 0
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.tables import console  # noqa: PLC0415 - as above

    out = console()
    for heading, table in _tables(found):
        out.print(Text(heading, style="bold"))
        out.print(table)
        out.print()
    return 0


def _records(what: ResolveInput, name: str, output: Path | None) -> int:
    """Resolve the records of a file, each on its own; what cannot be read is told, and the rest goes on."""
    from multipolar.reports import ReadOptions, read_records  # noqa: PLC0415 - page readers are slow to import

    errors = Errors()
    done = 0
    options = what.options()
    with sink(output) as file:
        for row in read_records(name, ReadOptions(columns=what.columns), on_error=errors):
            try:
                answer = _answer(row, what.published, options, errors)
            except InputError as error:
                errors(error)
                continue
            file.write(answer + "\n")
            done += 1
        file.flush()
    return errors.exit_code(done=done)


def _answer(row: Row, published: dt.date | None, options: ResolveOptions, errors: Errors) -> str:
    """What one record's text says, as a line of JSON.

    Raises:
        InputError: Its text or id is none.
    """
    from multipolar.reports import read_date  # noqa: PLC0415 - as above
    from multipolar.resolving import resolve  # noqa: PLC0415 - as above

    text = row.values.get("text")
    if not isinstance(text, str):
        raise InputError(
            "the record has no text", where=row.where, mend='write {"text": "…"}, or map one with --column'
        )
    stated = row.values.get("published")
    day = published
    if stated not in (None, ""):
        try:
            day = read_date(stated)
        except MultipolarError as error:
            # Whom and where can be said all the same; what hangs on the day is not made up.
            errors(InputError(f"{error.what}; resolved without a day", where=row.where, mend=error.mend))
            day = None
    try:
        text.encode()
        found = resolve(text, published=day, options=options).to_dict()
        # A table's dates, decimals and bytes are no JSON; as words they can still be told apart.
        line = json.dumps({"id": row.values.get("id"), **found}, ensure_ascii=False, allow_nan=False, default=str)
        line.encode()
    except ValueError:
        raise InputError(
            "its id or text cannot be written as JSON", where=row.where, mend="look for half a character, or no number"
        ) from None
    return line


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
