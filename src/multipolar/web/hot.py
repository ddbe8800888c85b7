"""A ledger held ready: its tables in one DuckDB in memory, so that a question takes milliseconds.

Parquet is the record and is read once, when a snapshot is loaded. A ledger whose files are larger than
:data:`LARGE` goes to a file in a temporary folder instead, which DuckDB keeps in memory as far as it fits.
"""

from __future__ import annotations

import queue
import tempfile
from typing import TYPE_CHECKING, Any, Final

from multipolar.ledger import TABLES, Ledger
from multipolar.web.errors import QueryFaultError
from multipolar.web.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb
    import pyarrow as pa

__all__ = ["LARGE", "HotLedger"]

LARGE: Final = 2_000_000_000
"""Bytes of Parquet from which on the copy lies on disk."""

_CHUNK: Final = 250_000
"""Rows that are copied at once."""

_AT_ONCE: Final = 100
"""Values that are looked up at once."""

_KEYS: Final = {
    "reports": ("id", "text_key"),
    "sentences": ("report",),
    "events": ("id", "report"),
    "participants": ("event", "report"),
    "relations": ("id", "report"),
    "relation_sides": ("report",),
    "claims": ("id", "report"),
    "claim_parties": ("claim", "report"),
    "causes": ("id", "report"),
    "incident_events": ("incident", "event"),
    "incident_states": ("incident",),
    "incident_causes": ("cause", "effect"),
    "contradictions": ("incident",),
}
"""Columns that records are looked up by."""


if TYPE_CHECKING:
    _Memory = tuple[
        duckdb.DuckDBPyConnection | None,
        tempfile.TemporaryDirectory[str] | None,
        queue.SimpleQueue[duckdb.DuckDBPyConnection],
        dict[tuple[str, str], Lookup],
    ]


def _content(ledger: Ledger) -> set[str]:
    """Names of the files that hold anything but corrections and runs."""
    return {
        file.name
        for segment in ledger.manifest.segments
        for table, file in segment.files.items()
        if table not in {"corrections", "runs"}
    }


class HotLedger(Ledger):
    """A snapshot of a ledger whose questions are answered from memory. Safe to use from several threads at once.

    Args:
        path: Its folder.
        former: An earlier snapshot. Where nothing but corrections was added since, what it holds is taken over.

    Attributes:
        goes_on: Whether that was so.

    Raises:
        MissingInputError: There is no such folder.
        LedgerError: It holds no ledger, or a file of it is damaged.
    """

    def __init__(self, path: str | Path, *, former: HotLedger | None = None) -> None:
        super().__init__(path)
        self._copy: duckdb.DuckDBPyConnection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._cursors: queue.SimpleQueue[duckdb.DuckDBPyConnection] = queue.SimpleQueue()
        self._lookups: dict[tuple[str, str], Lookup] = {}
        self.goes_on = former is not None and former.memory[0] is not None and _content(self) == _content(former)
        try:
            if former is not None and self.goes_on:
                self._copy, self._folder, self._cursors, self._lookups = former.memory
                self._renew_corrections()
            else:
                self._load()
        except RuntimeError as error:
            self.close()
            if "interrupted" in str(error):  # how the engine tells of Ctrl-C
                raise KeyboardInterrupt from None
            raise
        except BaseException:
            self.close()
            raise

    @property
    def memory(self) -> _Memory:
        """What holds the tables; snapshots between which only corrections were added share it."""
        return self._copy, self._folder, self._cursors, self._lookups

    def _renew_corrections(self) -> None:
        rows = super().query('SELECT * FROM "corrections"')
        if self._copy is not None:
            with self._copy.cursor() as cursor:
                cursor.register("part", rows)
                cursor.execute('CREATE OR REPLACE TABLE "corrections" AS SELECT * FROM part')

    def _load(self) -> None:
        import duckdb  # noqa: PLC0415 - heavy

        size = sum(file.size for segment in self.manifest.segments for file in segment.files.values())
        if size > LARGE:
            self._folder = tempfile.TemporaryDirectory(prefix="multipolar-serve-")
        where = f"{self._folder.name}/copy.duckdb" if self._folder else ":memory:"
        copy = duckdb.connect(where, config={"autoload_known_extensions": "false"})
        copy.execute("SET enable_progress_bar = false")
        copy.execute("SET python_enable_replacements = false")
        public = {table: spec for table, spec in TABLES.items() if spec.public}
        for table, spec in public.items():
            if spec.stored:
                self._copy_table(copy, table)
        for table, spec in public.items():
            if not spec.stored:  # made of the others, and asked often enough to be made once
                copy.execute(f'CREATE TABLE "{table}" AS {spec.query}')
                self._hold(table, [copy.sql(f'SELECT * FROM "{table}"').to_arrow_table()])  # noqa: S608 - our names
        for table, columns in _KEYS.items():
            for column in columns if self._folder is not None else ():
                copy.execute(f'CREATE INDEX "by_{table}_{column}" ON "{table}" ("{column}")')
        copy.execute("SET enable_external_access = false")
        copy.execute("SET lock_configuration = true")
        self._copy = copy

    def _copy_table(self, copy: duckdb.DuckDBPyConnection, table: str) -> None:
        """Copy a table, in parts where it is long."""
        held = []
        for number, (low, high) in enumerate(self._parts(table)):
            rows = super().query(
                f'SELECT * FROM "{table}" WHERE batch >= $low AND batch < $high',  # noqa: S608 - our names
                {"low": low, "high": high},
            )
            copy.register("part", rows)
            verb = f'INSERT INTO "{table}"' if number else f'CREATE TABLE "{table}" AS'
            copy.execute(f"{verb} SELECT * FROM part")  # noqa: S608 - our names
            copy.unregister("part")
            held.append(rows)
        self._hold(table, held)

    def _hold(self, table: str, parts: list[pa.Table]) -> None:
        """Keep a table for looking records up, unless the ledger is too large for it."""
        import pyarrow as pa  # noqa: PLC0415 - heavy

        if self._folder is None and table in _KEYS:
            whole = pa.concat_tables(parts).combine_chunks()
            self._lookups.update({(table, column): Lookup(whole, column) for column in _KEYS[table]})

    def _parts(self, table: str) -> list[tuple[int, int]]:
        """Ranges of commits, each with about :data:`_CHUNK` rows."""
        counts = super().query(f'SELECT batch, count(*) AS n FROM "{table}" GROUP BY batch ORDER BY batch')  # noqa: S608
        parts, low, held = [], 0, 0
        for batch, count in zip(counts["batch"].to_pylist(), counts["n"].to_pylist(), strict=True):
            if held and held + count > _CHUNK:
                parts.append((low, batch))
                low, held = batch, 0
            held += count
        return [*parts, (low, 1 << 62)]

    def query(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query of ours from memory; see :meth:`multipolar.ledger.Ledger.query`."""
        import duckdb  # noqa: PLC0415 - heavy

        if self._copy is None:  # while loading
            return super().query(query, parameters)
        try:
            cursor = self._cursors.get_nowait()
        except queue.Empty:
            cursor = self._copy.cursor()
        try:
            answer: pa.Table = cursor.sql(query, params=dict(parameters) if parameters else None).to_arrow_table()
        except duckdb.Error as error:
            cursor.close()
            raise QueryFaultError(f"the query failed: {error}", where=str(self.path), mend="report it") from error
        self._cursors.put(cursor)
        return answer

    def rows(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The same as dictionaries."""
        rows: list[dict[str, Any]] = self.query(query, parameters).to_pylist()
        return rows

    def of(self, table: str, column: str, values: Sequence[str], *, columns: str = "*") -> list[dict[str, Any]]:
        """The rows of a table that have one of a few values in a column.

        Args:
            table: Name of the table.
            column: One that :data:`_KEYS` names.
            values: The values.
            columns: Those wanted, joined by a comma and a space.
        """
        if (table, column) in self._lookups:
            return self._lookups[table, column].rows(values, None if columns == "*" else columns.split(", "))
        found: list[dict[str, Any]] = []
        for start in range(0, len(values), _AT_ONCE):
            part = values[start : start + _AT_ONCE]
            marks = ", ".join(f"$v{number}" for number in range(len(part)))
            query = f'SELECT {columns} FROM "{table}" WHERE "{column}" IN ({marks})'  # noqa: S608 - our names
            found += self.rows(query, {f"v{number}": value for number, value in enumerate(part)})
        return found

    def _row(self, table: str, record_id: str) -> dict[str, Any]:
        found = self.of(table, "id", [record_id]) if (table, "id") in self._lookups else []
        return found[0] if len(found) == 1 else super()._row(table, record_id)

    def _rows(self, table: str, column: str, value: str) -> list[dict[str, Any]]:
        return (
            self.of(table, column, [value]) if (table, column) in self._lookups else super()._rows(table, column, value)
        )

    def drop(self) -> None:
        """Stop the questions that are being answered, and remove the copy's folder, if it lies in one."""
        if self._copy is not None:
            self._copy.interrupt()
        if self._folder is not None:
            self._folder.cleanup()

    def close(self) -> None:
        """Let the snapshot go."""
        super().close()
        if self._copy is not None:
            self._copy.close()
            self._copy = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
