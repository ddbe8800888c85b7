"""Linking a whole ledger anew.

The new rows are written beside the old ones; then one manifest puts them in force and the old ones out of it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from multipolar.ledger.files import SegmentFiles, as_table
from multipolar.ledger.linked import Home, add_members
from multipolar.ledger.schema import INCIDENT_TABLES
from multipolar.ledger.store import Manifest, Segment, WriterLock, clean, publish
from multipolar.linking import VIEW_COLUMNS, Constraints, EventView, Linker, incident_id, load_scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from multipolar.ledger.rows import Row
    from multipolar.ledger.store import DataFile

    class Moving(Home, Protocol):
        """A ledger that moves on to what was committed."""

        def refresh(self) -> bool:
            """Move on to the present snapshot."""


__all__ = ["LinkOutcome", "relink"]

_WRITTEN: Final = 20_000
"""Incidents that are held before they are written."""


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What linking anew made.

    Attributes:
        events: Events linked.
        incidents: Incidents that they are.
        kept: Incidents that were there before under the same id.
        gone: Incidents that are there no more.
    """

    events: int
    incidents: int
    kept: int
    gone: int


def relink(
    ledger: Moving, *, constraints: Constraints | None = None, progress: Callable[[int], None] | None = None
) -> LinkOutcome:
    """Link all events of a ledger anew.

    Args:
        ledger: The ledger.
        constraints: What people decided.
        progress: Told how many events were linked since it was told last.

    Raises:
        LedgerError: Another process is writing, or the folder cannot be written.
    """
    with WriterLock(ledger.path):
        ledger.refresh()
        clean(ledger.path)
        former: set[str] = set()
        if ledger.manifest.files("incidents"):
            former = set(ledger.query("SELECT id FROM incidents")["id"].to_pylist())
        members = _linked(ledger, constraints or Constraints(), progress)
        events, incidents = sum(map(len, members.values())), len(members)
        now = ledger.manifest
        batch = now.last_batch + 1
        files = SegmentFiles(ledger.path, f"{batch:08d}-{batch:08d}-{secrets.token_hex(4)}")
        try:
            kept = _write(files, members, former, batch)
            fresh = Segment(files.name, batch, batch, files.close())
        except BaseException:
            files.abort()
            raise
        # Segments of nothing but old rows of linking go with them.
        old = [replace(segment, files=_without(segment)) for segment in now.segments]
        publish(ledger.path, Manifest(now.number + 1, (*(segment for segment in old if segment.files), fresh)))
        ledger.refresh()
        clean(ledger.path)
    return LinkOutcome(events, incidents, kept, len(former) - kept)


def _without(segment: Segment) -> dict[str, DataFile]:
    return {table: file for table, file in segment.files.items() if table not in INCIDENT_TABLES}


def _linked(
    ledger: Home, decided: Constraints, progress: Callable[[int], None] | None
) -> dict[str, list[tuple[int, EventView]]]:
    """All events by the incidents that they are, each with its number in the order of linking."""
    linker = Linker(load_scorer(), constraints=decided)
    members: dict[str, list[tuple[int, EventView]]] = {}
    number = 0
    for views in _in_order(ledger):
        seen = [view for whole in views if (view := decided.seen(whole)) is not None]
        for incident, view in zip(linker.place(seen), seen, strict=True):
            members.setdefault(incident, []).append((number, view))
            number += 1
        if progress is not None:
            progress(len(views))
    return members


def _in_order(ledger: Home) -> Iterator[list[EventView]]:
    """All events, in the order in which their reports were published."""
    years = ledger.query("SELECT DISTINCT year(published) AS year FROM reports ORDER BY year NULLS LAST")["year"]
    for year in years.to_pylist():
        when = "r.published IS NULL"
        if year is not None:
            when = f"r.published >= DATE '{year:04}-01-01' AND r.published <= DATE '{year:04}-12-31'"
        rows = ledger.query(
            f"SELECT {VIEW_COLUMNS} FROM events AS e JOIN reports AS r ON r.id = e.report "  # noqa: S608 - our names
            f"WHERE {when} ORDER BY r.published, e.report, e.position"
        )
        for part in rows.to_batches(max_chunksize=4096):
            yield [EventView.from_row(row) for row in part.to_pylist()]


def _write(files: SegmentFiles, members: dict[str, list[tuple[int, EventView]]], former: set[str], batch: int) -> int:
    """Write the rows of all incidents.

    Returns:
        How many have an id that was there before.
    """
    made: dict[str, list[Row]] = {table: [] for table in INCIDENT_TABLES}
    kept = 0

    def flush() -> None:
        for table, rows in made.items():
            if rows:
                files.write(table, as_table(table, [(*row, batch) for row in rows]))
                rows.clear()

    for founded in list(members):
        own = members.pop(founded)  # what is written is let go
        # An incident whose founder changed keeps the id that it was known by.
        name = next((known for _, view in own if (known := incident_id(view.id)) in former), founded)
        kept += name in former
        add_members(made, name, own)
        if len(made["incidents"]) >= _WRITTEN:
            flush()
    flush()
    return kept
