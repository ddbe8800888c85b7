"""Reads reports from files, folders, standard input and addresses, one after another, however many there are."""

from __future__ import annotations

import io
import logging
import os
import sys
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from multipolar.errors import FetchError, InputError, MissingInputError, MultipolarError, UsageError
from multipolar.records import Report
from multipolar.reports.decoding import decode
from multipolar.reports.feeds import read_feed
from multipolar.reports.identities import SeenIds
from multipolar.reports.making import content_id, make_report
from multipolar.reports.options import ReadOptions
from multipolar.reports.streams import look, sniff, suffix_kind
from multipolar.reports.tables import Row, read_csv, read_jsonl, read_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from multipolar.reports.options import Kind

__all__ = ["read_records", "read_reports"]

_LOG: Final = logging.getLogger("multipolar.reports")
_SMALL: Final = 1 << 12
_STDIN: Final = "-"
_MEND_PATH: Final = "check the path"
_MARKED: Final = ("text", "html", "feed")
_MEDIA: Final[dict[str, Kind]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/json": "jsonl",
    "application/vnd.apache.parquet": "parquet",
}
_DEFAULTS: Final = ReadOptions()


def read_reports(
    inputs: Iterable[str | Path] | str | Path,
    options: ReadOptions = _DEFAULTS,
    *,
    on_error: Callable[[MultipolarError], None] | None = None,
) -> Iterator[Report]:
    """Reads reports.

    Args:
        inputs: Files, folders (read through in the order of names), ``-`` for standard input, and http(s) addresses.
            Files are plain text or HTML (one report each), RSS, Atom, JSON Lines, CSV or Parquet (many), each also
            packed with gzip.
        options: How to read them.
        on_error: Gets each error of a file or record, and reading goes on behind it. Without it the first error is
            raised.

    Yields:
        Reports, as they are read; nothing is held back. An id seen again with the same content is yielded again.

    Raises:
        MultipolarError: Something could not be read and there is no ``on_error``.
    """
    seen = SeenIds()
    for entry in [inputs] if isinstance(inputs, str | Path) else inputs:
        for outcome in _guarded(entry, options):
            found = _report(outcome, options) if isinstance(outcome, Row) else outcome
            if isinstance(found, Report):
                content = content_id(found.title, found.text, found.published)
                if found.id == content or not seen.conflicts(found.id, content):
                    yield found
                    continue
                found = InputError(
                    f"the id {found.id!r} came before with another title, text or date",
                    where=found.origin,
                    mend="give each report its own id",
                )
            if on_error is None:
                raise found
            on_error(found)


def read_records(
    inputs: Iterable[str | Path] | str | Path,
    options: ReadOptions = _DEFAULTS,
    *,
    on_error: Callable[[MultipolarError], None] | None = None,
) -> Iterator[Row]:
    """The records of tables as they stand: JSON Lines, CSV or Parquet, also packed.

    Args:
        inputs: Files, or ``-`` for standard input.
        options: How to read; ``columns`` maps our fields to the table's.
        on_error: As with :func:`read_reports`.

    Yields:
        One row for each record with a text, title or sentences, values by our field names.

    Raises:
        MultipolarError: Something could not be read and there is no ``on_error``.
    """
    for entry in [inputs] if isinstance(inputs, str | Path) else inputs:
        kind = options.kind or _table_kind(str(entry))
        for outcome in _guarded(entry, replace(options, kind=kind)):
            if isinstance(outcome, Row):
                yield outcome
            elif isinstance(outcome, MultipolarError):
                if on_error is None:
                    raise outcome
                on_error(outcome)


def _table_kind(name: str) -> Kind:
    """Form of a table by its name; lines of JSON where that does not tell.

    Raises:
        UsageError: It is none.
    """
    kind = suffix_kind(name)
    if kind in _MARKED or "://" in name or (name != _STDIN and Path(name).is_dir()):
        raise UsageError("records are read from a file of JSON Lines, CSV or Parquet", where=name, mend="give one")
    return kind or "jsonl"


def _guarded(entry: str | Path, options: ReadOptions) -> Iterator[Report | Row | MultipolarError]:
    """Reports, records and errors of one input; what goes wrong with the input as a whole is an error among them."""
    name = str(entry)
    try:
        if isinstance(entry, str) and "://" in entry:
            yield from _address(entry, options)
        elif name == _STDIN:
            if sys.stdin is None:  # a shell's <&- leaves the interpreter without one
                raise MissingInputError("standard input is closed", mend="send reports into it, or name a file")
            yield from _stream(sys.stdin.buffer, "standard input", None, options)
        else:
            yield from _path(Path(entry), options)
    except MultipolarError as error:
        yield error
    except OSError as error:
        yield InputError(
            f"it cannot be read: {error.strerror or error}", where=name, mend="check the file and its permissions"
        )


def _path(path: Path, options: ReadOptions) -> Iterator[Report | Row | MultipolarError]:
    try:
        folder = path.is_dir()
        there = folder or path.exists()
    except (OSError, ValueError) as error:
        raise MissingInputError(f"this is no path: {error}", where=str(path)[:200], mend=_MEND_PATH) from None
    if not there:
        raise MissingInputError("there is no such file or folder", where=str(path), mend=_MEND_PATH)
    if folder:
        yield from _folder(path, options)
    else:
        yield from _file(path, options)


def _folder(folder: Path, options: ReadOptions) -> Iterator[Report | Row | MultipolarError]:
    """All files of known kinds below a folder, in the order of their names; hidden ones are passed over."""
    left_out: Counter[str] = Counter()
    read = 0
    failed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(root, name)
            # A pipe in a folder would be waited for without end; a link that leads nowhere is told as an error.
            if suffix_kind(name) is None or (path.exists() and not path.is_file()):
                left_out[path.suffix or name] += 1
                continue
            read += 1
            yield from _guarded(path, options)
        while failed:
            error = failed.pop()
            yield InputError(
                f"the folder cannot be read: {error.strerror}", where=str(error.filename), mend="check its permissions"
            )
    if left_out:
        kinds = ", ".join(f"{kind} {count}" for kind, count in left_out.most_common(5))
        _LOG.warning("%s: %d files of other kinds left out (%s)", folder, left_out.total(), kinds)
    if not read:
        yield InputError(
            "there is no file with reports in this folder",
            where=str(folder),
            mend="it takes .txt, .html, .rss, .jsonl, .csv and .parquet, also .gz",
        )


def _file(path: Path, options: ReadOptions) -> Iterator[Report | Row | MultipolarError]:
    with path.open("rb", buffering=1 << 18) as stream:
        yield from _stream(stream, str(path), options.kind or suffix_kind(path.name), options)


def _address(url: str, options: ReadOptions) -> Iterator[Report | Row | MultipolarError]:
    from multipolar.reports.fetching import fetch  # noqa: PLC0415 - only where something is fetched

    scheme = url.partition("://")[0].lower()
    if scheme not in ("http", "https"):
        raise FetchError(
            f"addresses of kind {scheme!r} are not fetched",
            where=url,
            mend="use http or https, or save it and give the file",
        )
    fetched = fetch(url, options)
    kind = options.kind or _MEDIA.get(fetched.media_type) or suffix_kind(fetched.url.partition("?")[0])
    yield from _stream(io.BytesIO(fetched.data), url, kind, options, url=fetched.url, charset=fetched.charset)


def _stream(
    stream: BinaryIO,
    name: str,
    kind: Kind | None,
    options: ReadOptions,
    *,
    url: str | None = None,
    charset: str | None = None,
) -> Iterator[Report | Row | MultipolarError]:
    head, stream = look(stream, where=name)
    kind = options.kind or kind or sniff(head)
    if kind in _MARKED and options.kind is None and (found := sniff(head)) in ("html", "feed"):
        # Saved pages and feeds often bear the name of a text, or of one another; their tags are not to be coded.
        kind = found
    if not head.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe") and len(head) < _SMALL:
        raise InputError("this is empty", where=name, mend="give a file with reports in it")
    try:
        if kind in ("text", "html"):
            yield _whole(stream, name, kind, options, url=url, charset=charset)
            return
        if kind == "feed":
            rows = read_feed(_bounded(stream, name, options), name=name, options=options)
        elif kind == "parquet":
            rows = read_parquet(_seekable(stream, name, options), name=name, options=options)
        else:
            rows = (read_csv if kind == "csv" else read_jsonl)(head, stream, name=name, options=options)
        yield from rows
    except (EOFError, zlib.error) as error:
        raise InputError(f"the gzip data is damaged: {error}", where=name, mend="pack or fetch it anew") from None
    except UnicodeError as error:
        encoding = error.encoding if isinstance(error, UnicodeDecodeError) else "text"
        raise InputError(f"this is not {encoding} throughout", where=name, mend="save it as UTF-8") from None


def _seekable(stream: BinaryIO, name: str, options: ReadOptions) -> BinaryIO:
    """Parquet is read from its end; what cannot be wound forward is read into memory, up to the size limit."""
    if stream.seekable():
        return stream
    return io.BytesIO(_bounded(stream, name, options))


def _bounded(stream: BinaryIO, name: str, options: ReadOptions) -> bytes:
    data = stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise InputError(
            f"this is larger than {options.max_bytes / 1e6:g} MB", where=name, mend="split it, or raise max_bytes"
        )
    return data


def _whole(
    stream: BinaryIO, name: str, kind: Kind, options: ReadOptions, *, url: str | None, charset: str | None
) -> Report:
    data = _bounded(stream, name, options)
    if kind == "html":
        from multipolar.reports.pages import read_page  # noqa: PLC0415 - only for pages

        return read_page(data, name=name, options=options, url=url, charset=charset)
    text, note = decode(data, where=name, encoding=options.encoding, declared=charset)
    return make_report(
        text,
        published=options.published,
        source=options.source,
        language=options.language,
        url=url,
        origin=name,
        notes=[note] if note else (),
    )


def _report(row: Row, options: ReadOptions) -> Report | MultipolarError:
    values = row.values
    try:
        return make_report(
            values.get("text"),
            sentences=values.get("sentences"),
            title=values.get("title"),
            published=_given(values.get("published"), options.published),
            source=_given(values.get("source"), options.source),
            url=values.get("url"),
            language=_given(values.get("language"), options.language),
            id=values.get("id"),
            origin=row.where,
            notes=[row.note] if row.note else (),
        )
    except MultipolarError as error:
        return error


def _given(value: Any, default: object) -> Any:  # noqa: ANN401 - a cell, of any kind; make_report checks it
    """The record's own value, or the default where it has none."""
    return default if value is None or (isinstance(value, str) and not value.strip()) else value
