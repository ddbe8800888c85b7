"""Linking what a commit adds.

A commit writes the incidents that its events join or found in the same segment as the events: both are there, or
neither. An incident that grew is written whole again, and ``superseded_incidents`` says that its earlier rows no longer
count. Linking anew publishes a manifest in which the old rows of linking are gone and the new ones are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from multipolar.ledger.committed import Committed, members_of
from multipolar.ledger.incident_rows import add_incident
from multipolar.ledger.schema import INCIDENT_TABLES
from multipolar.linking import Constraints, EventView, Linker, load_scorer, make_incident

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from multipolar.ledger.rows import Row
    from multipolar.ledger.store import Manifest
    from multipolar.records import CodedReport

__all__ = ["BatchLinks", "add_members", "is_linked", "view_batches"]

_GATHERED: Final = 512
"""Events that are linked at once."""

_HELD: Final = 10_000
"""Events held in memory, after which a commit lets go of those in the ledger: an event takes some 8 KB. With fewer
most would be read again at once, for so much happens within the months that are near in time to what is new."""


class Home(Protocol):
    """What linking needs of its ledger."""

    @property
    def path(self) -> Path:
        """Its folder."""

    @property
    def manifest(self) -> Manifest:
        """The snapshot that it shows."""

    def query(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query of ours."""


def is_linked(manifest: Manifest) -> bool:
    """Whether a ledger's events are linked; one without events is, and one in which people rejected all."""
    # Corrections are kept in linked ledgers only.
    # A ledger whose events are all echoes has no incidents.
    held = ("incident_events", "corrections", "echoes")
    return any(manifest.files(table) for table in held) or not manifest.files("events")


def view_batches(rows: pa.Table) -> Iterator[list[EventView]]:
    """Events from rows with the columns of ``VIEW_COLUMNS``, some thousand at a time."""
    for batch in rows.to_batches(max_chunksize=4096):
        names, columns = batch.schema.names, [column.to_pylist() for column in batch.columns]
        yield [EventView.from_row(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


# --- Linking what a commit adds --------------------------------------------------------------------------------------


class BatchLinks:
    """Links the events of reports as they are added to a ledger, and makes the rows of a commit.

    Args:
        ledger: The ledger.
        recoding: Whether reports may be coded anew.
        constraints: What people decided.
    """

    def __init__(self, ledger: Home, *, recoding: bool = False, constraints: Constraints | None = None) -> None:
        self._ledger = ledger
        self._constraints = constraints or Constraints()
        filled = bool(ledger.manifest.files("incident_events"))
        self._source = Committed(ledger, self._constraints) if filled else None
        self._scorer, self._recoding = load_scorer(), recoding
        self._linker = self._new_linker(self._source)
        self._next = 0
        if filled:
            self._next = 1 + (ledger.query("SELECT max(number) AS n FROM incident_events")["n"][0].as_py() or 0)
        self._waiting: list[EventView] = []
        self._anew: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self._joined: dict[str, list[tuple[int, EventView]]] = {}
        self._pending: dict[str, str] = {}
        self._recoded: set[str] = set()

    def add(
        self, coded: CodedReport, *, text_key: str, anew: bool = False, echoes: Mapping[str, str | None] | None = None
    ) -> None:
        """Take in a report that is added.

        Args:
            coded: The report.
            text_key: Group of equal texts that it belongs to.
            anew: Whether it replaces an earlier coding.
            echoes: Its events that stand in words read before, each with the event read in them then.
        """
        told = {event: original or "" for event, original in (echoes or {}).items()}
        if anew:
            self._anew.append(coded.report.id)
        for position, event in enumerate(coded.events):
            whole = EventView.from_event(
                event, coded.report, position=position, text_key=text_key, echo=told.get(event.id)
            )
            view = self._constraints.seen(whole)
            if view is not None and view.echo != "":
                self._waiting.append(view)
        if len(self._waiting) >= _GATHERED:
            self._link()

    def _link(self) -> None:
        homes = self._homes() if self._anew else {}
        waiting, self._waiting = self._waiting, []
        originals = self._originals(waiting)
        news = [view for view in waiting if view.echo is None or view.echo not in originals]
        if self._source is not None:
            self._source.room = _HELD - self._linker.held - len(news)
        placed = dict(zip([view.id for view in news], self._linker.place(news, homes=homes), strict=True))
        for view in waiting:
            incident = placed.get(view.id)
            if incident is None:
                original = view.echo or ""
                incident = originals[original] or placed[original]
            self._pending[view.id] = incident
            self._joined.setdefault(incident, []).append((self._next, view))
            self._next += 1

    def _originals(self, waiting: Sequence[EventView]) -> dict[str, str]:
        """What waiting events echo and is in an incident, with that; empty where it waits, too."""
        wanted = {view.echo for view in waiting if view.echo}
        if not wanted:
            return {}
        found = {view.id: "" for view in waiting if view.echo is None and view.id in wanted}
        found |= {event: self._pending[event] for event in wanted if event in self._pending}
        missing = sorted(wanted - found.keys())
        if missing and self._source is not None:
            rows = self._ledger.query(
                "SELECT event, incident, report FROM incident_events WHERE event IN (SELECT unnest($ids::VARCHAR[]))",
                {"ids": missing},
            ).to_pylist()
            found |= {row["event"]: row["incident"] for row in rows if row["report"] not in self._recoded}
        return found

    def _homes(self) -> dict[str, str]:
        """The incidents in which earlier codings of the waiting events were."""
        anew, self._anew = self._anew, []
        self._recoded.update(anew)
        if self._source is None:
            return {}
        self._source.gone.update(anew)
        for report in anew:
            self._linker.forget(report)
        rows = self._ledger.query(
            "SELECT ie.incident, e.id, e.report, e.type, e.trigger_from, e.trigger_to, e.trigger_field, e.trigger_text "
            "FROM incident_events AS ie JOIN events AS e ON e.id = ie.event "
            "WHERE ie.report IN (SELECT unnest($reports::VARCHAR[])) ORDER BY ie.number",
            {"reports": anew},
        ).to_pylist()
        same = {row["id"]: row["incident"] for row in rows}
        # The same words under a new id: the coder reads them a little differently, and they still tell the same.
        alike = {(row["report"], row["type"], row["trigger_text"]): row["incident"] for row in rows}
        homes = {}
        for view in self._waiting:
            home = same.get(view.id) or alike.get((view.report, view.type, view.trigger))
            if home is not None:
                homes[view.id] = home
        return homes

    def rows(self) -> dict[str, list[Row]]:
        """The rows of the linking tables for all that was added since the last call, without their batch."""
        if self._waiting or self._anew:
            self._link()
        before = self._before()
        made: dict[str, list[Row]] = {table: [] for table in INCIDENT_TABLES}
        for incident in sorted({*self._joined, *before}):
            members = before.get(incident, []) + self._joined.get(incident, [])
            if incident in before:
                made["superseded_incidents"].append((incident,))
            if members:
                add_members(made, incident, members)
        self._begin()
        return made

    def _before(self) -> dict[str, list[tuple[int, EventView]]]:
        """The events that the incidents which change have so far, less those that were coded anew."""
        if self._source is None:
            return {}
        changed = members_of(
            self._ledger,
            "ie.incident IN (SELECT unnest($incidents::VARCHAR[]) UNION SELECT incident FROM incident_events "
            "WHERE report IN (SELECT unnest($reports::VARCHAR[])))",
            {"incidents": list(self._joined), "reports": sorted(self._recoded)},
        )
        found: dict[str, list[tuple[int, EventView]]] = {}
        for incident, number, whole in changed:
            members = found.setdefault(incident, [])
            view = self._constraints.seen(whole)
            if view is not None and view.report not in self._recoded:
                members.append((number, view))
        return found

    def committed(self) -> None:
        """Note that what :meth:`rows` gave is in the ledger now."""
        if self._source is None:
            self._source = Committed(self._ledger, self._constraints)
        if self._linker.held > _HELD:
            # All of it is in the ledger, from where what is near in time is read again: memory does not grow with it.
            self._source = Committed(self._ledger, self._constraints)
            self._linker = self._new_linker(self._source)

    def _new_linker(self, source: Committed | None) -> Linker:
        return Linker(self._scorer, source=source, constraints=self._constraints, recoding=self._recoding)


def add_members(made: dict[str, list[Row]], name: str, members: Sequence[tuple[int, EventView]]) -> None:
    """Add an incident's rows to those of each table."""
    views = [view for _, view in members]
    add_incident(
        made,
        make_incident(name, views),
        reports={view.id: view.report for view in views},
        numbers={view.id: number for number, view in members},
    )
