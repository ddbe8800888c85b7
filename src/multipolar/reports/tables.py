"""Records out of JSON Lines, CSV and Parquet, one at a time, each with the place where it stands."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from multipolar.errors import InputError, MultipolarError
from multipolar.reports.decoding import Decoder, bounded_lines, refuse_binary
from multipolar.reports.options import FIELDS
from multipolar.reports.streams import recode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multipolar.reports.options import ReadOptions

__all__ = ["Row", "read_csv", "read_jsonl", "read_parquet"]

_DELIMITERS: Final = ",;\t|"
_LIKELY: Final = {
    "text": (
        "body",
        "content",
        "article",
        "article_text",
        "fulltext",
        "full_text",
        "story",
        "maintext",
        "snippet",
        "description",
    ),
    "published": ("date", "published_at", "publication_date", "pubdate", "datetime", "timestamp", "day"),
    "title": ("headline",),
}
_BATCH: Final = 128
_MEND_LINE: Final = "split it, or raise max_line_bytes"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands in a table.

    Attributes:
        values: By our field names.
        where: File and line.
        note: What was noticed about it.
    """

    values: dict[str, Any]
    where: str
    note: str | None = None


def read_jsonl(head: bytes, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Row | MultipolarError]:
    """Records of a JSON Lines stream; a line that is none gives an error and reading goes on."""
    refuse_binary(head, where=name, lines=True)
    stream, encoding = recode(head, stream, options.encoding)
    decoder = Decoder(encoding)
    columns = [(field, options.column(field)) for field in FIELDS]
    seen = False
    for number, line in bounded_lines(stream, options.max_line_bytes):
        where = f"{name}:{number}"
        if line is None:
            yield InputError(f"the line is longer than {_size(options.max_line_bytes)}", where=where, mend=_MEND_LINE)
            seen = True
            continue
        if not line.strip():
            continue
        try:
            text, note = decoder.decode(line, where=where)
            record = _record(text, where)
        except InputError as error:
            yield error
            if not seen and _pretty(line):
                return
            seen = True
            continue
        seen = True
        values = {field: record[column] for field, column in columns if column in record}
        if not any(values.get(field) for field in ("text", "sentences", "title")):
            yield _no_text(list(record), where, options)
            continue
        yield Row(values, where, note)
    if not seen:
        yield InputError("this is empty", where=name, mend="give one JSON object a line")


def _record(text: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        if _pretty(text.encode(errors="replace")):
            raise InputError(
                "this is JSON over several lines, not JSON Lines",
                where=where,
                mend="write one object a line, as jq -c '.[]' or jq -c . does",
            ) from None
        raise InputError(
            f"this is not valid JSON: {error.msg} at character {error.colno}", where=where, mend="mend or drop the line"
        ) from None
    except (ValueError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split(";")[0]
        raise InputError(f"this JSON cannot be read: {what}", where=where, mend="mend or drop the line") from None
    if isinstance(record, dict):
        return record
    if isinstance(record, list):
        raise InputError(
            "this is a JSON array, not JSON Lines", where=where, mend="write one object a line, as jq -c '.[]' does"
        )
    raise InputError("this is JSON, but no object", where=where, mend='write {"text": "…"}')


def _pretty(line: bytes) -> bool:
    """Whether a first line is that of JSON laid out over several."""
    start = line.strip().removeprefix(b"\xef\xbb\xbf")
    return start in (b"{", b"[", b"[{") or start.startswith((b"[{", b"[ {"))


def read_csv(head: bytes, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Row | MultipolarError]:
    """Records of a CSV stream with a header; the separator is found in the header (comma, semicolon, tab or bar)."""
    refuse_binary(head, where=name, lines=True)
    stream, encoding = recode(head, stream, options.encoding)
    feed = _CsvLines(stream, name, encoding, options.max_line_bytes)
    if csv.field_size_limit() < options.max_line_bytes:
        # A setting of the whole process; it is only ever raised, and lines are bounded by themselves.
        csv.field_size_limit(options.max_line_bytes)
    first = next(feed, None)
    if first is None or not first.strip():
        yield InputError("this is empty", where=name, mend="give a header and one report a row")
        return
    delimiter = max(_DELIMITERS, key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter))]
    places = _places(header, name, options)
    rows = 0
    for row in _csv_rows(feed, delimiter):
        rows += 1
        if isinstance(row, MultipolarError):
            yield row
            continue
        cells, where = row
        if len(cells) != len(header):
            yield InputError(
                f"the row has {len(cells)} cells, the header {len(header)}",
                where=where,
                mend="put cells with separators in quotation marks",
            )
            continue
        values: dict[str, Any] = {field: cells[at] for field, at in places.items() if cells[at].strip()}
        if "sentences" in values:
            try:
                values["sentences"] = json.loads(values["sentences"])
            except (ValueError, RecursionError):
                yield InputError("the sentences are not a JSON list", where=where, mend='write ["First.", "Second."]')
                continue
        yield Row(values, where, feed.note)
    if not rows:
        yield InputError("this table has a header and no rows", where=name, mend="give one report a row")


def _csv_rows(feed: _CsvLines, delimiter: str) -> Iterator[tuple[list[str], str] | MultipolarError]:
    """Rows with their places; blank lines are passed over."""
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        where = feed.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                yield InputError(
                    "a quotation mark opened in this row is never closed", where=where, mend="close or double it"
                )
                return
            yield InputError(
                f"the row cannot be read: {error}",
                where=where,
                mend="put the cell in quotation marks and double those within",
            )
            continue
        except InputError as error:
            yield error
            if feed.lost:
                return
            # What the reader holds of the broken row must not run into the next one.
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        if cells:
            yield cells, where


class _CsvLines:
    """Decoded lines for the CSV reader, with their number; a record takes no more bytes than its budget."""

    def __init__(self, stream: BinaryIO, name: str, encoding: str | None, limit: int) -> None:
        self._lines = bounded_lines(stream, limit)
        self._decoder = Decoder(encoding)
        self._name = name
        self._limit = limit
        self.number = 0
        self.budget = limit
        self.note: str | None = None
        self.lost = False

    def __iter__(self) -> _CsvLines:
        return self

    def begin_row(self) -> str:
        """Starts a record's budget; says where the record will stand."""
        self.budget = self._limit
        self.note = None
        return f"{self._name}:{self.number + 1}"

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        where = f"{self._name}:{self.number}"
        if line is None:
            raise InputError(f"the line is longer than {_size(self._limit)}", where=where, mend=_MEND_LINE)
        self.budget -= len(line)
        if self.budget < 0:
            self.lost = True
            raise InputError(
                f"the row is longer than {_size(self._limit)}; a quotation mark may not be closed",
                where=where,
                mend="close it, or raise max_line_bytes",
            )
        text, note = self._decoder.decode(line, where=where)
        self.note = self.note or note
        return text


def read_parquet(source: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Row | MultipolarError]:
    """Records of a Parquet file, a batch at a time."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    try:
        file = pq.ParquetFile(source)
        header = file.schema_arrow.names
        places = _places(header, name, options)
        wanted = [header[at] for at in places.values()]
        if not file.metadata.num_rows:
            yield InputError("this table has no rows", where=name, mend="give one report a row")
        fields = list(places)
        number = 0
        for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
            columns = [_values(batch.column(header[at])) for at in places.values()]
            for cells in zip(*columns, strict=True):
                number += 1
                where = f"{name}:{number}"
                bad = next((cell for cell in cells if isinstance(cell, MultipolarError)), None)
                if bad is not None:
                    yield InputError(bad.what, where=where, mend=bad.mend)
                    continue
                if sum(len(cell) for cell in cells if isinstance(cell, str)) > options.max_line_bytes:
                    yield InputError(
                        f"the row is longer than {_size(options.max_line_bytes)}", where=where, mend=_MEND_LINE
                    )
                    continue
                yield Row({field: cell for field, cell in zip(fields, cells, strict=True) if cell is not None}, where)
        if number != file.metadata.num_rows:
            yield InputError(
                f"this Parquet file says {file.metadata.num_rows} rows and holds {number}",
                where=name,
                mend="write it anew",
            )
    except (pa.ArrowException, OSError) as error:
        yield InputError(
            f"this Parquet file cannot be read: {str(error).splitlines()[0]}", where=name, mend="write it anew"
        )


def _values(column: Any) -> list[Any]:  # noqa: ANN401 - pyarrow has no types
    """Cells as Python values; an error in place of one that Python cannot hold (a year past 9999)."""
    import pyarrow as pa  # noqa: PLC0415 - imported already

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    elif pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        cells: list[Any] = []
        for cell in column:
            try:
                cells.append(cell.as_py())
            except (ValueError, OverflowError) as error:
                cells.append(InputError(f"a cell cannot be read: {error}", mend="correct the value, or leave it out"))
        return cells


def _places(header: Sequence[str], name: str, options: ReadOptions) -> dict[str, int]:
    """Where our fields stand in a header.

    Raises:
        InputError: A mapped column is missing, or there is none with text.
    """
    folded = {column.strip().lower(): at for at, column in reversed(list(enumerate(header)))}
    places = {}
    for field in FIELDS:
        column = options.column(field)
        if column in header:
            places[field] = list(header).index(column)
        elif column.strip().lower() in folded:
            places[field] = folded[column.strip().lower()]
        elif field in options.columns:
            raise InputError(
                f"there is no column {column!r} for {field}", where=name, mend=f"the columns are {_shown(header)}"
            )
    if not {"text", "sentences", "title"} & set(places):
        raise _no_text(header, name, options)
    return places


def _no_text(header: Sequence[str], where: str, options: ReadOptions) -> InputError:
    column = options.column("text")
    if column in header:
        return InputError(f"{column!r} is empty", where=where, mend="give the report's text, or drop the record")
    likely = next((name for name in header if name.strip().lower() in _LIKELY["text"]), None)
    if likely:
        mend = f"say where it stands: --column text={likely}, in Python columns={{'text': {likely!r}}}"
    elif header:
        mend = f"say which of {_shown(header)} it is: --column text=NAME, in Python columns={{'text': NAME}}"
    else:
        mend = "give the report's text"
    return InputError(f"there is no {column!r} and no {options.column('sentences')!r}", where=where, mend=mend)


def _shown(header: Sequence[str]) -> str:
    return ", ".join(repr(column[:40]) for column in header[:12]) + (" …" if len(header) > 12 else "")  # noqa: PLR2004 - a line's worth


def _size(count: int) -> str:
    return f"{count / 1e6:g} MB" if count >= 100_000 else f"{count:,} bytes"  # noqa: PLR2004 - below a tenth of a megabyte
