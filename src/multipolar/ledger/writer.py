"""Writing: batches of coded reports that become visible whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, Protocol, Self

from multipolar._version import __version__
from multipolar.errors import InputError, LedgerError
from multipolar.ledger import compaction
from multipolar.ledger.checking import check_record, check_values
from multipolar.ledger.corrections import DecidedLinks
from multipolar.ledger.echoes import EchoIndex
from multipolar.ledger.files import SegmentFiles, as_table, read_batches
from multipolar.ledger.known import KnownReports, copy_text, digest, text_hash
from multipolar.ledger.linked import is_linked
from multipolar.ledger.memory import hand_back
from multipolar.ledger.rows import coded_rows, report_row
from multipolar.ledger.schema import TABLES
from multipolar.ledger.store import Manifest, Segment, WriterLock, clean, publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

    from multipolar.ledger.copies import CopyIndex
    from multipolar.ledger.rows import Row
    from multipolar.records import CodedReport, Report

__all__ = ["Diff", "Outcome", "RunInfo", "Writer"]

Outcome = Literal["new", "copy", "known", "recoded"]
"""What became of a report: ``new``; ``copy``, new too but a near copy of an earlier text; ``known``, nothing was added;
``recoded``, its rows replace those of another coder."""

_COUNTED: Final = ("sentences", "events", "relations", "claims", "causes")
_COMPARED: Final = ("events", "relations", "claims", "causes")
_TEXT_HELD: Final = 16_000_000
"""Characters of report text held in memory before they are written."""

_HANDED_BACK: Final = 256
"""Reports after which memory that stands free is handed back, within a batch."""

_SHARE_SUPERSEDED: Final = 0.2
"""Share of reports coded anew from which on a writer that closes merges all segments, to drop the rows they replace."""

_MOST_SUPERSEDED: Final = 200_000
"""Replacements of reports and incidents that a ledger keeps: each query holds them, some 100 bytes each. With more of
them a commit merges all segments, which drops them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """A run of a coder.

    Attributes:
        coder: Name of the coder.
        coder_version: Its version; reports coded by another name or version can be coded anew.
        options: Options of the run, as JSON can hold them.
        started: When it started, with time zone; now, if left out.
    """

    coder: str
    coder_version: str
    options: Mapping[str, Any] = field(default_factory=dict)
    started: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """What coding anew changed. Ids derive from content: a record of the same id is the same reading of the same words.

    Attributes:
        reports: Reports coded anew.
        kept: Records of each table that both codings have.
        added: Records that only the new coding has.
        removed: Records that only the old coding had.
    """

    reports: int = 0
    kept: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_COMPARED, 0))
    added: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_COMPARED, 0))
    removed: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_COMPARED, 0))


class Home(Protocol):
    """What a writer needs of its ledger."""

    @property
    def path(self) -> Path:
        """Its folder."""

    @property
    def keep_text(self) -> bool:
        """Whether it keeps texts."""

    @property
    def manifest(self) -> Manifest:
        """The snapshot that it shows."""

    def refresh(self) -> bool:
        """Move on to the present snapshot."""

    def query(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query of ours."""


class Writer:
    """Adds coded reports to a ledger; made by :meth:`Ledger.writer`, used as a context.

    What was added since the last :meth:`commit` is not visible and, if the context is left by an exception, is dropped.
    Leaving it otherwise commits.

    Args:
        ledger: The ledger.
        run: The run that the reports are coded in.
        recode: Replace what another coder, or another version of it, made of a known report.
    """

    def __init__(self, ledger: Home, run: RunInfo, *, recode: bool = False) -> None:
        self._ledger = ledger
        self._recode = recode
        self._lock = WriterLock(ledger.path)
        self._run = run
        self._started = _utc(run.started)
        try:
            self._options = json.dumps(dict(run.options), sort_keys=True, ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise InputError(f"the run's options are not JSON: {error}", where=f"run of {run.coder}") from None
        content = f"{run.coder}\x1f{run.coder_version}\x1f{self._options}\x1f{self._started.isoformat()}"
        self._run_id = "run" + hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
        self._open = False
        self._failed: LedgerError | None = None

    # --- The context ---

    def __enter__(self) -> Self:
        self._lock.__enter__()
        try:
            self._ledger.refresh()
            clean(self._ledger.path)
            self._load()
            self._links = self._linking()
            self._totals = dict.fromkeys(("reports", "recoded", *_COUNTED), 0)
            self._diff = Diff()
            self._begin()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
                self._tidy()
        finally:
            self._open = False
            if self._files is not None:
                self._files.abort()
            self._known.close()
            self._lock.__exit__(kind, error, trace)

    def _linking(self) -> DecidedLinks:
        """What links the events that are added, as people decided; those that came before must be linked.

        Raises:
            LedgerError: They are not.
        """
        if not is_linked(self._ledger.manifest):
            raise LedgerError(
                "an earlier multipolar wrote this ledger, and its events are not linked into incidents yet",
                where=str(self._ledger.path),
                mend=f"link it once: multipolar link --ledger {self._ledger.path}",
            )
        return DecidedLinks(self._ledger, recoding=self._recode)

    def _begin(self) -> None:
        """Start an empty batch."""
        self._batch = self._ledger.manifest.last_batch + 1
        self._files: SegmentFiles | None = None
        self._held: dict[str, list[Row]] = {table: [] for table, spec in TABLES.items() if spec.stored}
        self._text_held = 0
        self._pending = dict.fromkeys(self._totals, 0)
        self._anew: dict[str, dict[str, list[str]]] = {}
        self._added = dt.datetime.now(dt.UTC).replace(tzinfo=None)

    def _load(self) -> None:
        """Read what the ledger knows already."""
        path, manifest = self._ledger.path / "data", self._ledger.manifest
        self._known = KnownReports()
        self._coders: dict[tuple[str, str], int] = {}
        self._copies: CopyIndex | None = None
        self._echoes: EchoIndex | None = None
        runs: dict[str, int] = {}
        for file in manifest.files("runs"):
            for rows in read_batches(path / file.name, "runs", ("id", "coder", "coder_version")):
                for run in rows.to_pylist():
                    runs[run["id"]] = self._coder(run["coder"], run["coder_version"])
        for file in manifest.files("reports"):
            for rows in read_batches(path / file.name, "reports", ("id", "text_hash", "run")):
                ids, hashes, coders = (rows[name].to_pylist() for name in ("id", "text_hash", "run"))
                self._known.load(
                    (report_id, bytes.fromhex(hashed), runs[run])
                    for report_id, hashed, run in zip(ids, hashes, coders, strict=True)
                )
        self._own = self._coder(self._run.coder, self._run.coder_version)

    def _coder(self, name: str, version: str) -> int:
        return self._coders.setdefault((name, version), len(self._coders))

    def _copy_index(self) -> CopyIndex:
        """The index of near copies, read when the first new report comes."""
        if self._copies is None:
            from multipolar.ledger.copies import CopyIndex  # noqa: PLC0415 - heavy, and needed for new reports only

            self._copies = CopyIndex()
            self._copies.restore(self._signatures())
        return self._copies

    def _echo_index(self) -> EchoIndex:
        """The index of what was read lately, read when the first new report comes."""
        if self._echoes is None:
            self._echoes = EchoIndex(self._ledger)
        return self._echoes

    def _signatures(self) -> Iterator[tuple[list[str], list[str]]]:
        """Fingerprints and keys that the ledger holds, the latest rows first, those of a row group in their order."""
        for file in reversed(self._ledger.manifest.files("reports")):
            path = self._ledger.path / "data" / file.name
            for rows in read_batches(path, "reports", ("fingerprint", "text_key"), backwards=True):
                yield rows["fingerprint"].to_pylist(), rows["text_key"].to_pylist()

    # --- The run ---

    def note(self, facts: Mapping[str, Any]) -> None:
        """Record further facts with the run's options, from the next commit on; the run's id stays.

        Args:
            facts: As JSON can hold them; those of a name that is there already take its place.

        Raises:
            InputError: They are no JSON.
        """
        try:
            noted = json.loads(self._options) | dict(facts)
            self._options = json.dumps(noted, sort_keys=True, ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise InputError(f"the run's facts are not JSON: {error}", where=f"run of {self._run.coder}") from None

    # --- Adding ---

    def known(self, report: Report) -> bool:
        """Whether there is nothing to do for a report: the ledger has it, or, coding anew, has it by this coder.

        Raises:
            InputError: The ledger has a report of that id with another text.
        """
        found = self._known.get(report.id)
        return found is not None and self._is_done(report, *found)

    def _is_done(self, report: Report, text: bytes, coder: int) -> bool:
        """Whether there is nothing to do for a report that the ledger has with some text, by some coder."""
        if text != text_hash(report):
            raise InputError(
                f"the ledger has a report {report.id} with another text",
                where=report.origin or f"report {report.id}",
                mend="give the report another id, or none: it is then derived from its text",
            )
        return not self._recode or coder == self._own

    def add(self, coded: CodedReport) -> Outcome:
        """Add a coded report, unless it is known.

        Raises:
            InputError: It does not hold together, or its id belongs to another text. Nothing of it was added; go on.
            LedgerError: It cannot be written. What was committed is safe; this writer is done.
        """
        if self._failed is not None:
            raise self._failed
        if not self._open:
            raise LedgerError("the writer is closed", where=str(self._ledger.path), mend="use it inside its with block")
        report = coded.report
        known = self._known.get(report.id)
        if known is not None and self._is_done(report, *known):
            return "known"
        check_record(coded)
        rows = coded_rows(coded, keep_text=self._ledger.keep_text)
        hashed = text_hash(report)
        own_key = "t" + digest(copy_text(report)).hex()[:16]
        rows["reports"] = [self._report_row(report, hashed, own_key)]
        check_values(report.id, rows)
        try:
            key, copy = self._copy_index().add(report.fingerprint, own_key)
        except InputError as error:
            raise InputError(error.what, where=f"report {report.id}", mend=error.mend) from None
        if key != own_key:
            rows["reports"] = [self._report_row(report, hashed, key)]
        echoes = self._echo_index().read(coded, text_key=key)
        rows["echoes"] = [(event, report.id, original) for event, original in echoes.items()]
        old = known is not None
        if old:
            rows["superseded"] = [(report.id,)]
            self._anew[report.id] = {table: [row[0] for row in rows[table]] for table in _COMPARED}
            self._pending["recoded"] += 1
        self._known.put(report.id, hashed, self._own)
        self._pending["reports"] += 1
        for table in _COUNTED:
            self._pending[table] += len(rows[table])
        for table, values in rows.items():
            self._held[table] += values
        self._text_held += len(report.text) if self._ledger.keep_text else 0
        self._links.add(coded, text_key=key, anew=old, echoes=echoes)
        self._write_full()
        if not self._pending["reports"] % _HANDED_BACK:
            hand_back()
        return "recoded" if old else "copy" if copy else "new"

    def _report_row(self, report: Report, hashed: bytes, key: str) -> Row:
        return report_row(
            report,
            keep_text=self._ledger.keep_text,
            text_hash=hashed.hex(),
            text_key=key,
            run=self._run_id,
            added=self._added,
        )

    # --- Writing ---

    def _write_full(self) -> None:
        """Write the tables of which enough is held."""
        everything = self._text_held > _TEXT_HELD
        for table, rows in self._held.items():
            if rows and (everything or len(rows) >= TABLES[table].group_rows):
                self._write(table)
        if everything:
            self._text_held = 0

    def _write(self, table: str) -> None:
        rows = [(*row, self._batch) for row in self._held[table]]
        self._held[table] = []
        try:
            if self._files is None:
                self._files = SegmentFiles(self._ledger.path, compaction.segment_name(self._batch, self._batch))
            self._files.write(table, as_table(table, rows))
        except LedgerError as error:
            self._fail(error)

    def _fail(self, error: LedgerError) -> NoReturn:
        """Give up: the batch is lost, what was committed stays."""
        self._failed = error
        if self._files is not None:
            self._files.abort()
            self._files = None
        self._held = {table: [] for table, spec in TABLES.items() if spec.stored}
        raise error

    def commit(self) -> bool:
        """Make all that was added visible, at once and to last.

        Returns:
            Whether there was anything.

        Raises:
            LedgerError: It cannot be written. Nothing of the batch is visible; this writer is done.
        """
        if self._failed is not None:
            raise self._failed
        if not self._pending["reports"]:
            return False
        hand_back()  # before the commit takes its own
        if self._anew:
            self._compare()
        totals = {name: self._totals[name] + count for name, count in self._pending.items()}
        self._held["runs"] = [self._run_row(totals)]
        self._held.update(self._links.rows())
        for table, rows in self._held.items():
            if rows:
                self._write(table)
        if self._files is None:  # a run's row is always there
            raise LedgerError("the batch has no files", where=str(self._ledger.path))
        try:
            segment = Segment(self._files.name, self._batch, self._batch, self._files.close())
            now = self._ledger.manifest
            publish(self._ledger.path, Manifest(now.number + 1, (*now.segments, segment)))
            self._files = None
            self._totals = totals
            self._ledger.refresh()
            self._links.committed()
            self._merge_tail()
            clean(self._ledger.path)
        except LedgerError as error:
            self._fail(error)
        self._begin()
        hand_back()
        return True

    def _run_row(self, totals: Mapping[str, int]) -> Row:
        return (
            self._run_id,
            self._run.coder,
            self._run.coder_version,
            __version__,
            self._options,
            self._started,
            dt.datetime.now(dt.UTC).replace(tzinfo=None),
            totals["reports"],
            totals["recoded"],
            *(totals[table] for table in _COUNTED),
        )

    def _merge_tail(self) -> None:
        while count := compaction.mergeable(self._ledger.manifest.segments):
            self._merge(count)
        manifest = self._ledger.manifest
        superseded = sum(
            file.rows for table in ("superseded", "superseded_incidents") for file in manifest.files(table)
        )
        if superseded > _MOST_SUPERSEDED and len(manifest.segments) > 1:
            self._merge(len(manifest.segments))

    def _merge(self, count: int) -> None:
        publish(self._ledger.path, compaction.merged_manifest(self._ledger.path, self._ledger.manifest, count))
        self._ledger.refresh()

    def _tidy(self) -> None:
        """Merge everything when much of it is superseded."""
        manifest = self._ledger.manifest
        superseded = sum(file.rows for file in manifest.files("superseded"))
        if superseded > _SHARE_SUPERSEDED * sum(file.rows for file in manifest.files("reports")):
            self.compact()

    def compact(self) -> None:
        """Merge all segments into one and drop rows that were superseded. Commits first."""
        self.commit()
        manifest = self._ledger.manifest
        if len(manifest.segments) > 1 or manifest.files("superseded"):
            self._merge(len(manifest.segments))
            clean(self._ledger.path)
            self._begin()

    # --- Coding anew ---

    @property
    def diff(self) -> Diff:
        """What coding anew has changed so far, up to the last commit."""
        return self._diff

    def _compare(self) -> None:
        """Compare the new coding of the batch's reports with the one that it replaces."""
        kept, added, removed = (dict(part) for part in (self._diff.kept, self._diff.added, self._diff.removed))
        for table in _COMPARED:
            query = f"SELECT id FROM {table} WHERE report IN (SELECT unnest($reports::VARCHAR[]))"  # noqa: S608 - our names
            old = set(self._ledger.query(query, {"reports": list(self._anew)})["id"].to_pylist())
            new = {record for records in self._anew.values() for record in records[table]}
            kept[table] += len(old & new)
            added[table] += len(new - old)
            removed[table] += len(old - new)
        self._diff = Diff(self._diff.reports + len(self._anew), kept, added, removed)


def _utc(moment: dt.datetime | None) -> dt.datetime:
    """A moment as UTC without time zone, as the ledger keeps it."""
    if moment is None:
        moment = dt.datetime.now(dt.UTC)
    elif moment.tzinfo is None:
        raise InputError("the run's start has no time zone", where="RunInfo.started", mend="use datetime.now(UTC)")
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
