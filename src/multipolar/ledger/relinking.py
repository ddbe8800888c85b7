"""Linking a whole ledger anew.

The new rows are written beside the old ones; then one manifest puts them in force and the old ones out of it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import secrets
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import LedgerError
from multipolar.ledger.corrections import Decisions
from multipolar.ledger.files import SegmentFiles, as_table
from multipolar.ledger.linked import Home, add_members, view_batches
from multipolar.ledger.schema import INCIDENT_TABLES
from multipolar.ledger.store import DataFile, Manifest, Segment, WriterLock, clean, publish
from multipolar.linking import FAMILY, VIEW_COLUMNS, Constraints, EventView, Linker, incident_id, load_scorer
from multipolar.ontology import EVENT_TYPES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Protocol

    from multipolar.ledger.rows import Row

    class Moving(Home, Protocol):
        """A ledger that moves on to what was committed."""

        def refresh(self) -> bool:
            """Move on to the present snapshot."""


__all__ = ["LinkOutcome", "Part", "link_part", "relink"]

_MANY: Final = 20_000
"""Events from which on they are linked in two processes."""

_SMALLER: Final = tuple(name for name in EVENT_TYPES if FAMILY[name] != FAMILY["ASSAULT"])
"""Types that are linked by the other process: about two events in five. Types of different families never meet."""

_READ: Final = 150_000
"""Events that are read at once, of all types."""

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
        constraints: What people decided; what the ledger's corrections say, without it.
        progress: Told how many events were linked since it was told last.

    Raises:
        LedgerError: Another process is writing, or the folder cannot be written.
    """
    with WriterLock(ledger.path):
        ledger.refresh()
        clean(ledger.path)
        former = ledger.query("SELECT count(*) AS n FROM incidents")["n"][0].as_py()
        if constraints is None and (decisions := Decisions.of(ledger)):
            constraints = decisions.constraints
        parts = _in_parts(ledger, constraints, progress)
        now = ledger.manifest
        # Segments of nothing but old rows of linking go with them.
        old = [replace(segment, files=_without(segment)) for segment in now.segments]
        kept = (*(segment for segment in old if segment.files), *(part.segment for part in parts))
        publish(ledger.path, Manifest(now.number + 1, kept))
        ledger.refresh()
        clean(ledger.path)
    same = sum(part.kept for part in parts)
    return LinkOutcome(sum(part.events for part in parts), sum(part.incidents for part in parts), same, former - same)


def _in_parts(ledger: Moving, constraints: Constraints | None, progress: Callable[[int], None] | None) -> list[Part]:
    """Link the ledger's events, in two processes where there are many."""
    batch = ledger.manifest.last_batch + 1
    events = sum(file.rows for file in ledger.manifest.files("events"))
    # What people tied together may be of any type, so it is linked in one.
    if constraints is not None or events < _MANY or (os.cpu_count() or 1) < 2:  # noqa: PLR2004 - two processes
        return [link_part(ledger, batch=batch, types=EVENT_TYPES, constraints=constraints, progress=progress)]
    command = [sys.executable, "-m", "multipolar.ledger.part", str(ledger.path), str(batch), *_SMALLER]
    # Its standard input is closed when this process ends, however it ends; then the other stops, too.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - ours
        try:
            larger = tuple(name for name in EVENT_TYPES if name not in _SMALLER)
            mine = link_part(ledger, batch=batch, types=larger, progress=progress)
            answer = other.stdout.read() if other.stdout else ""
            other.wait()
        except BaseException:
            other.kill()
            raise
    if other.returncode:
        raise LedgerError(
            "the process that linked half of the events failed", where=str(ledger.path), mend="see above, and run again"
        )
    part = Part.load(json.loads(answer))
    if progress is not None:
        progress(part.events)
    return [mine, part]


def _without(segment: Segment) -> dict[str, DataFile]:
    return {table: file for table, file in segment.files.items() if table not in INCIDENT_TABLES}


@dataclass(frozen=True, slots=True)
class Part:
    """What linking some types of events made: files that no manifest names yet.

    Attributes:
        segment: The files.
        events: Events linked.
        incidents: Incidents that they are.
        kept: Incidents that were there before under the same id.
    """

    segment: Segment
    events: int
    incidents: int
    kept: int

    def dump(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @classmethod
    def load(cls, body: Mapping[str, Any]) -> Part:
        """From what :meth:`dump` made."""
        segment = body["segment"]
        files = {table: DataFile(**file) for table, file in segment["files"].items()}
        return cls(Segment(**{**segment, "files": files}), body["events"], body["incidents"], body["kept"])


def link_part(
    ledger: Home,
    *,
    batch: int,
    types: Sequence[str],
    constraints: Constraints | None = None,
    progress: Callable[[int], None] | None = None,
) -> Part:
    """Link the events of some types anew and write the rows, as files that no manifest names yet.

    Args:
        ledger: The ledger; its writer's lock must be held.
        batch: Number of the commit.
        types: The types; kin ones must be in one part.
        constraints: What people decided.
        progress: Told how many events were linked since it was told last.

    Raises:
        LedgerError: They cannot be written.
    """
    with _uncollected():
        members = _placed(ledger, types, constraints or Constraints(), progress)
        events, incidents = sum(map(len, members.values())), len(members)
        former: set[str] = set()
        if ledger.manifest.files("incidents"):
            former = set(ledger.query("SELECT id FROM incidents")["id"].to_pylist())
        files = SegmentFiles(ledger.path, f"{batch:08d}-{batch:08d}-{secrets.token_hex(4)}")
        try:
            kept = _write(files, members, former, batch)
            return Part(Segment(files.name, batch, batch, files.close()), events, incidents, kept)
        except BaseException:
            files.abort()
            raise


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of reference cycles, which would go through millions of records that have none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _placed(
    ledger: Home, types: Sequence[str], decided: Constraints, progress: Callable[[int], None] | None
) -> dict[str, list[tuple[int, EventView]]]:
    """All events of some types by the incidents that they are, each with its number in the order of linking."""
    linker = Linker(load_scorer(), constraints=decided)
    members: dict[str, list[tuple[int, EventView]]] = {}
    originals = _originals(ledger, decided)
    homes: dict[str, str] = {}
    number = 0
    for views in _in_order(ledger, types, "true"):
        seen = [view for whole in views if (view := decided.seen(whole)) is not None]
        news = [view for view in seen if view.echo is None or (view.echo and view.echo not in originals)]
        for incident, view in zip(linker.place(news), news, strict=True):
            members.setdefault(incident, []).append((number, view))
            number += 1
            if view.id in originals:
                homes[view.id] = incident
        if progress is not None:
            progress(len(views))
    if originals:
        # Echoes go where their originals are, whatever their own type: by whoever linked these.
        for views in _in_order(ledger, EVENT_TYPES, "e.id IN (SELECT event FROM echoes)"):
            for view in [view for whole in views if (view := decided.seen(whole)) is not None]:
                if view.echo and originals.get(view.echo) in types:
                    members[homes[view.echo]].append((number, view))
                    number += 1
    return members


def _originals(ledger: Home, decided: Constraints) -> dict[str, str]:
    """The events that others echo, with their types; not those that are no more."""
    if not ledger.manifest.files("echoes"):
        return {}
    rows = ledger.query("SELECT id, type FROM events WHERE id IN (SELECT original FROM echoes)")
    pairs = zip(rows["id"].to_pylist(), rows["type"].to_pylist(), strict=True)
    return {event: kind for event, kind in pairs if event not in decided.rejected}


def _in_order(ledger: Home, types: Sequence[str], which: str) -> Iterator[list[EventView]]:
    """All events of some types, in the order in which their reports were published, as far as a condition holds."""
    for condition in _stretches_of_days(ledger):
        rows = ledger.query(
            f"SELECT {VIEW_COLUMNS} FROM events AS e JOIN reports AS r ON r.id = e.report "  # noqa: S608 - our names
            f"WHERE ({condition}) AND {which} AND list_contains($types::VARCHAR[], e.type) "
            "ORDER BY r.published, e.report, e.position",
            {"types": list(types)},
        )
        yield from view_batches(rows)


def _stretches_of_days(ledger: Home) -> Iterator[str]:
    """Conditions on the day of publication, one after the other, each for so many events as are read at once.

    Each reading goes through all events, so there must be few; and what is read must fit into memory.
    """
    days = ledger.query(
        "SELECT r.published AS day, count(*) AS n FROM events AS e JOIN reports AS r ON r.id = e.report "
        "WHERE r.published IS NOT NULL GROUP BY r.published ORDER BY r.published"
    )
    first: dt.date | None = None
    last = None
    held = 0
    for day, count in zip(days["day"].to_pylist(), days["n"].to_pylist(), strict=True):
        if first is not None and held + count > _READ:
            yield _between(first, last)
            first, held = None, 0
        first = first or day
        last = day
        held += count
    if first is not None:
        yield _between(first, last)
    yield "r.published IS NULL"


def _between(first: dt.date, last: dt.date | None) -> str:
    return f"r.published >= DATE '{first.isoformat()}' AND r.published <= DATE '{last or first}'"


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
