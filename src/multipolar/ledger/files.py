"""Data files: written whole with bounded memory, read back with errors that name them."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import LedgerError
from multipolar.ledger.disk import explain_os_errors, sync_folder, temporary
from multipolar.ledger.schema import TABLES, arrow_schema
from multipolar.ledger.store import DataFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["SegmentFiles", "TableFile", "as_table", "read_batches"]

_COMPRESSION: Final = "zstd"


def as_table(name: str, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows of a table, as Arrow.

    Args:
        name: The table.
        rows: At least one row, each with all columns in order.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    schema = arrow_schema(name)
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [pa.array(values, kind.type) for values, kind in zip(columns, schema, strict=True)], schema=schema
    )


class TableFile:
    """A Parquet file in the making, under a temporary name until :meth:`close` puts it in place.

    Args:
        folder: Where it goes.
        name: Its name.
        table: The table that its rows are of.
    """

    def __init__(self, folder: Path, name: str, table: str) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

        self._path = folder / name
        self._draft = temporary(self._path)
        self._rows = 0
        self._writer: pq.ParquetWriter | None = None
        with explain_os_errors(self._draft, "writing to the ledger"):
            self._file = self._draft.open("wb")
            try:
                self._writer = pq.ParquetWriter(
                    self._file, arrow_schema(table), compression=_COMPRESSION, write_page_checksum=True
                )
            except BaseException:
                self.abort()
                raise

    @property
    def draft_name(self) -> str:
        """The temporary name."""
        return self._draft.name

    def write(self, rows: pa.Table) -> None:
        """Write one row group."""
        if self._writer is None:
            raise ValueError("the file is closed")
        with explain_os_errors(self._draft, "writing to the ledger"):
            self._writer.write_table(rows, row_group_size=max(1, rows.num_rows))
        self._rows += rows.num_rows

    def close(self) -> DataFile:
        """Finish the file, make it last, and give it its name. The folder is synced by the caller."""
        if self._writer is None:
            raise ValueError("the file is closed")
        with explain_os_errors(self._draft, "writing to the ledger"):
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            size = self._file.tell()
            self._file.close()
            self._draft.rename(self._path)
        self._writer = None
        return DataFile(self._path.name, self._rows, size)

    def abort(self) -> None:
        """Drop what was written. Safe to call at any time."""
        with contextlib.suppress(OSError, ValueError):
            self._file.close()  # first, so that the writer's own closing cannot write more
        if self._writer is not None:
            with contextlib.suppress(OSError, ValueError):
                self._writer.close()
            self._writer = None
        with contextlib.suppress(OSError):
            self._draft.unlink(missing_ok=True)


class SegmentFiles:
    """The files of a segment in the making, opened as tables get rows.

    Args:
        path: Folder of the ledger.
        name: Name of the segment.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._folder = path / "data"
        self._open: dict[str, TableFile] = {}

    def write(self, table: str, rows: pa.Table) -> None:
        """Write rows of a table as one row group."""
        if not rows.num_rows:
            return
        if table not in self._open:
            self._open[table] = TableFile(self._folder, f"{self.name}.{table}.parquet", table)
        self._open[table].write(rows)

    def close(self) -> dict[str, DataFile]:
        """Put all files in place, to last."""
        files = {table: file.close() for table, file in self._open.items()}
        with explain_os_errors(self._folder, "writing to the ledger"):
            sync_folder(self._folder)
        return files

    def abort(self) -> None:
        """Drop what was written and not put in place."""
        for file in self._open.values():
            file.abort()
        self._open = {}


def read_batches(
    path: Path, table: str, columns: Sequence[str] | None = None, *, backwards: bool = False
) -> Iterator[pa.Table]:
    """Row groups of a data file, in order, with page checksums verified.

    Args:
        path: The file.
        table: The table that its rows are of.
        columns: What is wanted of it; all, without.
        backwards: The last row group first.

    Raises:
        LedgerError: The file is missing or damaged.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    wanted = list(columns) if columns is not None else list(TABLES[table].names)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            groups = range(file.num_row_groups)
            for group in reversed(groups) if backwards else groups:
                # One thread: groups are small, and handing them to others takes longer than reading them.
                yield file.read_row_group(group, columns=wanted, use_threads=False).select(wanted)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise LedgerError(
            f"the file is damaged: {str(error).splitlines()[0]}",
            where=str(path),
            mend="restore it from a copy, or build the ledger anew",
        ) from error
