"""The ledger: open it, ask it, write to it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import store
from multipolar.ledger.correcting import Corrected, correct
from multipolar.ledger.corrections import Correction, Decisions, Kept
from multipolar.ledger.engine import Engine
from multipolar.ledger.incident_query import IncidentQuery, build_incidents
from multipolar.ledger.incident_rows import cause_from_row, incident_from
from multipolar.ledger.information import LedgerInfo, inform
from multipolar.ledger.linked import is_linked
from multipolar.ledger.query import EventQuery, Vocabulary, build
from multipolar.ledger.relinking import LinkOutcome, relink
from multipolar.ledger.rows import CODED_TABLES, cause_from, claim_from, event_from, relation_from, report_from
from multipolar.ledger.store import LedgerOptions
from multipolar.ledger.table import Table
from multipolar.ledger.writer import RunInfo, Writer
from multipolar.records import CodedReport, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    import pyarrow as pa

    from multipolar.incidents import Incident, IncidentCause
    from multipolar.ledger.store import Manifest

__all__ = ["Ledger"]

_CANDIDATES: Final = 3
"""Ids named where the start of one fits several."""


class Ledger:
    """A ledger as it was when opened (or last refreshed): a snapshot that stays as it is while others write.

    Use :meth:`open`, :meth:`create` or :meth:`ensure`. A ledger is a context; :meth:`close` lets the snapshot go.
    It may be used by several threads at once.
    """

    def __init__(self, path: str | Path) -> None:
        self.path: Path = Path(path).resolve()
        self.options: LedgerOptions = store.read_options(self.path)
        self._guard = threading.RLock()
        self._engine: Engine | None = None
        self._words: Vocabulary | None = None
        self._lease = store.Lease(self.path)

    # --- Coming and going ---

    @classmethod
    def open(cls, path: str | Path) -> Ledger:
        """Open a ledger.

        Args:
            path: Its folder.

        Raises:
            MissingInputError: There is no such folder.
            LedgerError: It holds no ledger, or a file of it is missing or damaged.
            SchemaError: A newer multipolar wrote it.
        """
        return cls(path)

    @classmethod
    def create(cls, path: str | Path, *, options: LedgerOptions | None = None) -> Ledger:
        """Make an empty ledger and open it.

        Args:
            path: A folder that is not there yet, or is empty.
            options: What it keeps.

        Raises:
            LedgerError: The folder holds something, or cannot be made.
        """
        store.create(Path(path).resolve(), options or LedgerOptions())
        return cls(path)

    @classmethod
    def ensure(cls, path: str | Path, *, options: LedgerOptions | None = None) -> Ledger:
        """Open a ledger, or make it where there is none yet.

        Args:
            path: Its folder.
            options: What it keeps; a ledger that is there must keep the same.

        Raises:
            LedgerError: The folder holds something else, or the ledger there was made with other options.
        """
        if not (Path(path) / "ledger.json").exists():
            return cls.create(path, options=options)
        ledger = cls(path)
        if options is not None and options != ledger.options:
            ledger.close()
            keeps = "keeps texts" if ledger.options.keep_text else "keeps no texts"
            raise LedgerError(
                f"the ledger there {keeps}; that is settled when it is made",
                where=str(ledger.path),
                mend="leave the option out, or build into another folder",
            )
        return ledger

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the snapshot go. Safe to call twice."""
        with self._guard:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
            self._lease.release()

    def __del__(self) -> None:
        if hasattr(self, "_lease"):
            self._lease.release()

    def __repr__(self) -> str:
        return f"Ledger({str(self.path)!r}, commits={self.manifest.last_batch})"

    # --- The snapshot ---

    @property
    def manifest(self) -> Manifest:
        """The snapshot: which files count."""
        return self._lease.manifest

    @property
    def keep_text(self) -> bool:
        """Whether texts are kept."""
        return self.options.keep_text

    def refresh(self) -> bool:
        """Move on to what has been committed since.

        Returns:
            Whether there was anything new.
        """
        with self._guard:
            if store.newest(self.path) == self.manifest.number:
                return False
            lease = store.Lease(self.path)
            self.close()
            self._lease = lease
            self._words = None
            return True

    def _ready(self) -> Engine:
        with self._guard:
            if self._engine is None:
                if not self._lease.held:
                    raise LedgerError("the ledger is closed", where=str(self.path), mend="open it again")
                self._engine = Engine(self.path, self.manifest)
            return self._engine

    def _vocabulary(self) -> Vocabulary:
        with self._guard:
            if self._words is None:
                actors = self.query("SELECT DISTINCT code, actor_id, name FROM participants")
                sources = self.query("SELECT DISTINCT source FROM reports WHERE source IS NOT NULL")
                self._words = Vocabulary(
                    zip(*(actors[name].to_pylist() for name in ("code", "actor_id", "name")), strict=True),
                    sources["source"].to_pylist(),
                )
            return self._words

    # --- Asking ---

    def query(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query of this program; :meth:`sql` is for queries of others."""
        return self._ready().rows(query, parameters)

    def sql(
        self,
        query: str,
        parameters: Mapping[str, Any] | Sequence[Any] | None = None,
        *,
        timeout: float | None = None,
        max_rows: int | None = None,
    ) -> Table:
        """Answer SQL over the tables of the schema, in DuckDB's dialect.

        It can only read, and only this ledger: no other files, no network, no other statements than queries. Of columns
        of one name the second is called ``name_2``, and so on.

        Args:
            query: One ``SELECT`` statement.
            parameters: Values for its ``$name`` or ``?``.
            timeout: Seconds after which it is stopped.
            max_rows: Rows after which the answer is cut.

        Raises:
            UsageError: The statement is no query, or has a mistake, or took too long.
            LedgerError: A file of the ledger is damaged.
        """
        return Table(self._ready().select(query, parameters, timeout=timeout, max_rows=max_rows))

    def events(self, query: EventQuery | None = None) -> Table:
        """Events, one a row, with their report's date, outlet and title.

        Args:
            query: Which ones; all, without it.

        Raises:
            UsageError: A code or name is unknown; the message says what may have been meant.
        """
        sql, parameters = build(query or EventQuery(), self._vocabulary)
        return Table(self.query(sql, parameters))

    def _row(self, table: str, record_id: str) -> dict[str, Any]:
        """The row of a record, by its id or the start of it."""
        what = table.removesuffix("s")
        found: list[dict[str, Any]] = []
        if record_id:
            # The exact id first: it may be the start of others.
            for condition in ("id = $id", "starts_with(id, $id)"):
                query = f"SELECT * FROM {table} WHERE {condition} ORDER BY id LIMIT {_CANDIDATES}"  # noqa: S608 - our names
                if found := self.query(query, {"id": record_id}).to_pylist():
                    break
        if not found:
            raise UsageError(
                f"the ledger has no {what} {record_id!r}", where=str(self.path), mend=f"check the {what}'s id"
            )
        if len(found) > 1:
            ids = ", ".join(row["id"] for row in found)
            raise UsageError(f"several {table} have ids that start so: {ids}", where=record_id, mend="give more of it")
        return found[0]

    def _rows(self, table: str, column: str, value: str) -> list[dict[str, Any]]:
        query = f"SELECT * FROM {table} WHERE {column} = $value"  # noqa: S608 - our names
        rows: list[dict[str, Any]] = self.query(query, {"value": value}).to_pylist()
        return rows

    def event(self, event_id: str) -> Event:
        """The record of an event.

        Args:
            event_id: Its id, or the start of it that no other has.

        Raises:
            UsageError: There is none, or there are several.
        """
        row = self._row("events", event_id)
        return event_from(row, self._rows("participants", "event", row["id"]))

    def report(self, report_id: str) -> CodedReport:
        """A report with all that was coded in it.

        Where the ledger keeps no text, the report's text is empty; title, offsets and the words of spans are there.

        Args:
            report_id: Its id, or the start of it that no other has.

        Raises:
            UsageError: There is none, or there are several.
        """
        row = self._row("reports", report_id)
        rows = {table: self._rows(table, "report", row["id"]) for table in CODED_TABLES}

        def ordered(table: str) -> list[dict[str, Any]]:
            return sorted(rows[table], key=lambda record: int(record["position"]))

        def of(table: str, column: str) -> dict[str, list[dict[str, Any]]]:
            parts: dict[str, list[dict[str, Any]]] = {}
            for part in rows[table]:
                parts.setdefault(part[column], []).append(part)
            return parts

        participants, sides, parties = (
            of("participants", "event"),
            of("relation_sides", "relation"),
            of("claim_parties", "claim"),
        )
        return CodedReport(
            report=report_from(row, rows["sentences"]),
            events=tuple(event_from(e, participants.get(e["id"], [])) for e in ordered("events")),
            relations=tuple(relation_from(r, sides.get(r["id"], [])) for r in ordered("relations")),
            claims=tuple(claim_from(c, parties.get(c["id"], [])) for c in ordered("claims")),
            causes=tuple(cause_from(c) for c in ordered("causes")),
        )

    # --- Incidents ---

    @property
    def linked(self) -> bool:
        """Whether the events are linked into incidents; an earlier multipolar's ledger is not, until :meth:`link`."""
        return is_linked(self.manifest)

    def _see_linked(self) -> None:
        if not self.linked:
            raise LedgerError(
                "the events of this ledger are not linked into incidents yet",
                where=str(self.path),
                mend=f"run multipolar link --ledger {self.path}",
            )

    def incidents(self, query: IncidentQuery | None = None) -> Table:
        """Incidents, one a row.

        Args:
            query: Which ones; all, without it.

        Raises:
            UsageError: A code or name is unknown; the message says what may have been meant.
            LedgerError: The ledger is not linked yet.
        """
        self._see_linked()
        sql, parameters = build_incidents(query or IncidentQuery(), self._vocabulary)
        return Table(self.query(sql, parameters))

    def incident(self, incident_id: str) -> Incident:
        """The record of an incident.

        Args:
            incident_id: Its id, or the start of it that no other has; or the id of one of its events.

        Raises:
            UsageError: There is none, or there are several.
            LedgerError: The ledger is not linked yet.
        """
        self._see_linked()
        home = self.query("SELECT incident FROM incident_events WHERE event = $id", {"id": incident_id})["incident"]
        row = self._row("incidents", home[0].as_py() if len(home) else incident_id)
        parts = {
            table: self._rows(table, "incident", row["id"])
            for table in ("incident_events", "incident_states", "contradictions")
        }
        return incident_from(row, parts)

    def causes(self, incident_id: str) -> tuple[tuple[IncidentCause, ...], tuple[IncidentCause, ...]]:
        """What led to an incident or standing relation, and what it led to, as reports state it.

        Args:
            incident_id: The whole id.

        Returns:
            Links of which it is the effect, and links of which it is the cause; follow them to walk a chain.
        """
        links = [
            sorted(
                map(cause_from_row, self._rows("incident_causes", end, incident_id)), key=lambda c: c.cause + c.effect
            )
            for end in ("effect", "cause")
        ]
        return tuple(links[0]), tuple(links[1])

    def link(self, *, progress: Callable[[int], None] | None = None) -> LinkOutcome:
        """Link all events into incidents anew, in the order in which their reports were published.

        Incidents keep their ids as long as they keep the event that founded them. It is all done or nothing is, as
        with any commit. This ledger moves on to the result.

        Args:
            progress: Told how many events were linked since it was told last.

        Raises:
            LedgerError: Another process is writing, or the folder cannot be written.
        """
        return relink(self, progress=progress)

    # --- Corrections by people ---

    def correct(self, corrections: Sequence[Correction]) -> Corrected:
        """Keep decisions of people and carry them out: all of them, or none.

        Only the incidents that they name change; :meth:`link` obeys all decisions while it weighs everything else
        anew. This ledger moves on to the result.

        Args:
            corrections: The decisions, in the order in which they count.

        Raises:
            UsageError: One does not fit what it is about.
            LedgerError: The ledger is not linked, another process is writing, or the folder cannot be written.
        """
        return correct(self, corrections)

    def undo(self, correction_id: str, *, who: str, why: str = "") -> Corrected:
        """Take back a decision, by one more that says so.

        Args:
            correction_id: Its id.
            who: Who takes it back.
            why: The reason given.

        Raises:
            UsageError: There is none, or it is undone already.
            LedgerError: As with :meth:`correct`.
        """
        self.refresh()
        other = next((kept.correction for kept in self.corrections() if kept.correction.id == correction_id), None)
        if other is None:
            raise UsageError(
                f"the ledger has no correction {correction_id!r}",
                where=str(self.path),
                mend="multipolar review --list shows their ids",
            )
        undo = Correction(action=other.action, target=other.target, who=who, why=why, payload={"undo": correction_id})
        return correct(self, [undo])

    def corrections(self) -> tuple[Kept, ...]:
        """All decisions of people, in the order in which they count, and what has become of them."""
        return Decisions.of(self).kept

    def info(self) -> LedgerInfo:
        """What is in the ledger."""
        return inform(self)

    # --- Keeping ---

    def writer(self, run: RunInfo, *, recode: bool = False) -> Writer:
        """The right to write, as a context; one at a time, over all processes.

        This ledger moves on with what the writer commits.

        Args:
            run: The run that the reports are coded in.
            recode: Replace what another coder, or another version of it, made of a known report.

        Raises:
            LedgerError: On entering: another process is writing, or the folder cannot be written.
        """
        return Writer(self, run, recode=recode)

    def check(self) -> None:
        """Read every byte of the ledger and compare it with its checksums.

        Raises:
            LedgerError: A file is damaged; the message names it.
        """
        from multipolar.ledger.files import read_batches  # noqa: PLC0415 - only here

        for segment in self.manifest.segments:
            for table, file in segment.files.items():
                rows = sum(len(group) for group in read_batches(self.path / "data" / file.name, table))
                if rows != file.rows:
                    raise LedgerError(
                        f"the file has {rows} rows instead of {file.rows}",
                        where=str(self.path / "data" / file.name),
                        mend="restore it from a copy, or build the ledger anew",
                    )
