"""What a query answers: rows that speak Arrow, and go to polars, pandas, CSV, Parquet and JSON lines."""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import math
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Table"]

_SHOWN: Final = 20
"""Rows that a notebook shows."""

_LONGEST: Final = 200
"""Characters of a cell that a notebook shows."""


class Table:
    """Rows and named columns; what reads Arrow reads it: ``polars.DataFrame(table)``, ``pyarrow.table(table)``.

    Args:
        data: The rows.
    """

    __slots__ = ("_data",)

    def __init__(self, data: pa.Table) -> None:
        self._data = data

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self._data.column_names)

    def __len__(self) -> int:
        return int(self._data.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Rows as dictionaries, made a few thousand at a time."""
        for batch in self._data.to_batches(max_chunksize=4096):
            yield from batch.to_pylist()

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self.columns)})"

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._data.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """The rows as a ``pyarrow.Table``, without copying."""
        return self._data

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars data frame (needs ``multipolar[polars]``)."""
        import polars as pl  # noqa: PLC0415 - optional

        return cast("pl.DataFrame", pl.from_arrow(self._data))

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas data frame (needs ``multipolar[pandas]``)."""
        import pandas as pd  # noqa: F401, PLC0415 - optional: fail here rather than inside pyarrow

        return cast("pd.DataFrame", self._data.to_pandas())

    def to_csv(self, target: str | Path | IO[str]) -> None:
        """Write CSV (UTF-8): lists joined by ``;``, anything deeper as JSON, nothing as an empty cell.

        Args:
            target: A path, or a file open for text.
        """

        def write(file: IO[str]) -> None:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns)
            for row in self:
                writer.writerow([_cell(value) for value in row.values()])

        _to_text(target, write)

    def to_jsonl(self, target: str | Path | IO[str]) -> None:
        """Write one JSON object a line (UTF-8); days and times in ISO 8601, numbers that JSON lacks as null.

        Args:
            target: A path, or a file open for text.
        """

        def write(file: IO[str]) -> None:
            for row in self:
                file.write(json.dumps(_plain(row), ensure_ascii=False) + "\n")

        _to_text(target, write)

    def to_parquet(self, target: str | Path | IO[bytes]) -> None:
        """Write Parquet.

        Args:
            target: A path, or a file open for bytes.
        """
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

        pq.write_table(self._data, target, compression="zstd")

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_short(value))}</td>" for value in row.values()) + "</tr>"
            for row in self._data.slice(0, _SHOWN).to_pylist()
        )
        count = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        more = f", the first {_SHOWN} shown" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{count}{more}</p>"


def _to_text(target: str | Path | IO[str], write: Callable[[IO[str]], None]) -> None:
    if isinstance(target, str | Path):
        with Path(target).open("w", encoding="utf-8", newline="") as file:
            write(file)
    else:
        write(target)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value that Arrow holds
    """The value as JSON has it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        pairs = bool(value) and all(isinstance(item, tuple) and len(item) == 2 for item in value)  # noqa: PLR2004 - a map's items
        return {str(key): _plain(item) for key, item in value} if pairs else [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _cell(value: Any) -> object:  # noqa: ANN401 - as above
    value = _plain(value)
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return ";".join(str(item) for item in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _short(value: Any) -> str:  # noqa: ANN401 - as above
    cell = _cell(value)
    text = "" if cell is None else str(cell)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
