"""What the user names as input: options for reading it, and how many reports there will be."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
import gzip
from collections.abc import Mapping, Sequence  # noqa: TC003 - as above
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from multipolar.errors import InputError, UsageError

if TYPE_CHECKING:
    from multipolar.reports import Kind, ReadOptions

__all__ = ["Inputs", "count_reports", "day", "pairs"]

_LINES: Final = frozenset({".jsonl", ".ndjson", ".csv", ".tsv"})
_FEEDS: Final = frozenset({".rss", ".atom", ".xml"})
_READABLE: Final = frozenset(
    {".txt", ".text", ".md", ".html", ".htm", ".xhtml", *_FEEDS, ".json", *_LINES, ".parquet", ".gz"}
)
_SAMPLE: Final = 32_000_000
"""Bytes of a file whose lines are counted; the rest is reckoned from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What to read and how.

    Attributes:
        names: Files, folders, addresses, or ``-`` for standard input.
        columns: Our field to the input's column, where they differ.
        kind: Their form, where names and contents do not tell: ``text``, ``html``, ``feed``, ``jsonl``, ``csv`` or
            ``parquet``.
        encoding: Encoding of text files; found out without it.
        published: Day of publication of reports that state none.
        source: Outlet of reports that state none.
        allow_private: Whether addresses of private networks may be fetched.
    """

    names: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    encoding: str | None = None
    published: dt.date | None = None
    source: str | None = None
    allow_private: bool = False

    def options(self) -> ReadOptions:
        """The same as options of the reader."""
        from multipolar.reports import ReadOptions  # noqa: PLC0415 - page readers are slow to import

        return ReadOptions(
            columns=self.columns,
            kind=self.kind,
            encoding=self.encoding,
            published=self.published,
            source=self.source,
            allow_private=self.allow_private,
        )


def day(text: str | None, *, option: str) -> dt.date | None:
    """The day that an option names.

    Raises:
        UsageError: It is no date.
    """
    if text is None:
        return None
    from multipolar.reports import read_date  # noqa: PLC0415 - only where a date is given

    try:
        return read_date(text)
    except InputError as error:
        raise UsageError(error.what, where=option, mend="write a day as 2025-05-08") from None


def pairs(items: Sequence[str]) -> dict[str, str]:
    """``FIELD=NAME`` options as a mapping; the reader checks the fields.

    Raises:
        UsageError: One has no ``=``.
    """
    mapping = {}
    for item in items:
        name, _, column = item.partition("=")
        if not name or not column:
            raise UsageError(f"{item!r} maps no field to a column", where="--column", mend="write it as text=body")
        mapping[name] = column
    return mapping


def count_reports(names: Sequence[str]) -> int | None:
    """About how many reports the inputs hold, for progress; None where only reading them will tell.

    Never fails: what cannot be counted here is told when it is read.
    """
    total = 0
    for name in names:
        if name == "-" or "://" in name:
            return None
        path = Path(name)
        files = [file for file in path.rglob("*") if file.suffix.lower() in _READABLE] if path.is_dir() else [path]
        for file in files:
            try:
                total += _count(file)
            except (OSError, EOFError, ValueError):
                total += 1
    return total or None


def _count(path: Path) -> int:
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    kind = suffixes[-2] if packed and len(suffixes) > 1 else (suffixes[-1] if suffixes else "")
    if kind == ".parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy, and only here

        rows: int = pq.read_metadata(path).num_rows
        return rows
    if kind not in _LINES:
        return 1
    return max(0, _lines(path, packed=packed) - (kind in {".csv", ".tsv"}))


def _lines(path: Path, *, packed: bool) -> int:
    """Lines of a file; of a long one, reckoned from its beginning."""
    with path.open("rb") as raw:
        if packed:
            with gzip.open(raw) as unpacked:
                head = unpacked.read(_SAMPLE)
        else:
            head = raw.read(_SAMPLE)
        share = raw.tell() / max(1, path.stat().st_size)
    lines = head.count(b"\n") + (bool(head) and not head.endswith(b"\n"))
    return lines if len(head) < _SAMPLE else round(lines / share)
