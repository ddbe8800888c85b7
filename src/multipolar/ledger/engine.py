"""DuckDB over one snapshot: views named as the tables, and nothing else within reach.

The connection may read the snapshot's own files and no others, cannot reach the network, load extensions or change its
own settings. :meth:`Engine.select` takes statements of users and lets only queries through.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger.files import read_batches
from multipolar.ledger.schema import INCIDENT_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb
    import pyarrow as pa

    from multipolar.ledger.store import Manifest

__all__ = ["Engine"]

_SUPERSEDED: Final = {"report": "superseded", "incident": "superseded_incidents"}
"""Tables that say which rows no longer count, by what they are about."""

_PATH: Final = re.compile(r"[0-9]{8}-[0-9]{8}-[0-9a-f]{8}\.[a-z_]+\.parquet")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class Engine:
    """Queries on a snapshot. Safe to use from several threads at once.

    Args:
        path: Folder of the ledger, absolute.
        manifest: The snapshot; its files must stay in place as long as the engine is used.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        import duckdb  # noqa: PLC0415 - heavy

        self._data = path / "data"
        self._manifest = manifest
        self._connection = duckdb.connect(":memory:", config={"autoload_known_extensions": "false"})
        run = self._connection.execute
        run("SET python_enable_replacements = false")
        run("SET temp_directory = ''")  # a query too large for memory fails; it does not write to some folder
        run("SET allowed_paths = $paths", {"paths": [str(self._data / name) for name in sorted(manifest.names())]})
        run("SET enable_external_access = false")
        run("SET enable_progress_bar = false")
        # What a query took goes back to the system, and soon: as a rule it is kept as long as the connection.
        run("SET allocator_flush_threshold = '16MB'")
        run("SET allocator_background_threads = true")
        try:
            for statement in self._views():
                run(statement)
        except duckdb.Error as error:
            raise self._explain(error) from error
        run("SET lock_configuration = true")

    def _views(self) -> list[str]:
        statements = []
        # Sorted by need: what others are filtered by, what is stored, what is made of others.
        for name, spec in sorted(TABLES.items(), key=lambda item: (item[1].public, not item[1].stored)):
            if spec.query is not None:
                statements.append(f'CREATE VIEW "{name}" AS {spec.query}')
                continue
            files = self._manifest.files(name)
            if files:
                paths = ", ".join(_quoted(str(self._data / file.name)) for file in files)
                source = f"read_parquet([{paths}])"
            else:
                nulls = ", ".join(f'NULL::{column.sql_type} AS "{column.name}"' for column in spec.columns)
                source = f"(SELECT {nulls} WHERE false)"
            columns = ", ".join(f't."{column}"' for column in spec.names)
            if not spec.public:
                # A table, not a view: it is small, and every query needs it.
                query = f"SELECT {spec.key}, max(batch) AS batch FROM {source} GROUP BY {spec.key}"  # noqa: S608 - ours
                statements.append(f'CREATE TABLE "{name}" AS {query}')
                continue
            query = f"SELECT {columns} FROM {source} AS t"  # noqa: S608 - our own names
            about = "incident" if name in INCIDENT_TABLES else "report"
            superseded = _SUPERSEDED[about]
            if name == "runs":
                query += " QUALIFY row_number() OVER (PARTITION BY t.id ORDER BY t.batch DESC) = 1"
            elif spec.key and self._manifest.files(superseded):
                # Not NOT EXISTS: with an inequality that one takes a table of all rows, in memory, to find these few.
                query += f" ANTI JOIN {superseded} AS s ON s.{about} = t.{spec.key} AND t.batch < s.batch"
            statements.append(f'CREATE VIEW "{name}" AS {query}')
        return statements

    def rows(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query of ours.

        Args:
            query: SQL with ``$name`` parameters.
            parameters: Their values.

        Raises:
            LedgerError: A file is damaged.
        """
        import duckdb  # noqa: PLC0415 - heavy

        try:
            with self._connection.cursor() as cursor:
                return _fetch(cursor, query, parameters)
        except duckdb.Error as error:
            raise self._explain(error) from error

    def select(
        self,
        query: str,
        parameters: Mapping[str, Any] | Sequence[Any] | None = None,
        *,
        timeout: float | None = None,
        max_rows: int | None = None,
    ) -> pa.Table:
        """Answer a query of a user; of columns of one name the second is called ``name_2``, and so on.

        Args:
            query: One ``SELECT`` (or ``FROM``, ``DESCRIBE``, ``SHOW TABLES``, ``SUMMARIZE``) in DuckDB's dialect.
            parameters: Values for ``$name`` or ``?``.
            timeout: Seconds after which it is stopped.
            max_rows: Rows after which the answer is cut.

        Raises:
            UsageError: It is no query, has a mistake, reaches for what is not in the ledger, or took too long.
            LedgerError: A file is damaged.
        """
        import duckdb  # noqa: PLC0415 - heavy

        try:
            with self._connection.cursor() as cursor:
                kinds = [statement.type for statement in cursor.extract_statements(query)]
                if kinds != [duckdb.StatementType.SELECT]:
                    raise UsageError("one SELECT statement is expected", where="SQL", mend="a ledger is read only")
                stop = threading.Timer(timeout, cursor.interrupt) if timeout is not None else None
                if stop:
                    stop.daemon = True
                    stop.start()
                try:
                    return _fetch(cursor, query, parameters, max_rows)
                finally:
                    if stop:
                        stop.cancel()
        except duckdb.InterruptException:
            raise UsageError(
                f"the query took longer than {timeout:g} s and was stopped",
                where="SQL",
                mend="narrow it, or allow it more time",
            ) from None
        except duckdb.Error as error:
            if _PATH.search(str(error)):
                raise self._explain(error) from error
            raise UsageError(str(error).strip(), where="SQL", mend="DESCRIBE events shows a table's columns") from None

    def _explain(self, error: Exception) -> LedgerError:
        """Find the file that a failed query choked on."""
        named = _PATH.search(str(error))
        suspects = [
            (table, file.name)
            for segment in self._manifest.segments
            for table, file in segment.files.items()
            if named is None or file.name == named.group()
        ]
        for table, name in suspects:
            for _ in read_batches(self._data / name, table):  # raises at the damaged one, naming it
                pass
        return LedgerError(f"the query failed: {error}", where=str(self._data), mend="run a check of the ledger")

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def _fetch(
    cursor: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, Any] | Sequence[Any] | None,
    max_rows: int | None = None,
) -> pa.Table:
    relation = cursor.sql(query, params=parameters or None)
    names = _apart(relation.columns)  # before it is cut, which gives names of DuckDB's own to what is called alike
    if max_rows is not None:
        relation = relation.limit(max_rows)
    return relation.to_arrow_table().rename_columns(names)


def _apart(names: Sequence[str]) -> list[str]:
    """Names of columns with those that stand more than once told apart: a row by name holds each name once."""
    apart: list[str] = []
    for at, name in enumerate(names):
        number, own = 1, name
        while own in apart or (number > 1 and own in names[at:]):
            number += 1
            own = f"{name}_{number}"
        apart.append(own)
    return apart
