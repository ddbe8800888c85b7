"""What a ledger already holds: reports by id and text.

Built for any number of reports: they stand in a table on disk that only this process sees, and that is gone with it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata
from typing import TYPE_CHECKING, Final

from multipolar.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multipolar.records import Report

__all__ = ["KnownReports", "copy_text", "digest", "text_hash"]

_SETTINGS: Final = (
    "PRAGMA journal_mode = OFF",  # nothing is lost with it: it is made anew from the ledger
    "PRAGMA synchronous = OFF",
    "PRAGMA temp_store = FILE",
    "PRAGMA cache_size = -8000",  # KiB held in memory; up to there nothing is written at all
    "CREATE TABLE known (id BLOB PRIMARY KEY, text BLOB NOT NULL, coder INTEGER NOT NULL) WITHOUT ROWID",
)

_TOGETHER: Final = 1_000
"""Reports that are written together: one by one they take three times as long."""

_GET: Final = "SELECT text, coder FROM known WHERE id = ?"
_PUT: Final = "INSERT OR REPLACE INTO known VALUES (?, ?, ?)"


def digest(text: str) -> bytes:
    """BLAKE2b of 16 bytes."""
    # Half a surrogate pair cannot be stored, but asking for it is no error.
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_hash(report: Report) -> bytes:
    """Digest of a report's title and text, in NFC and with white space collapsed: equal for the same report."""
    return digest(f"{_normal(report.title or '')}\0{_normal(report.text)}")


def copy_text(report: Report) -> str:
    """What copies are told by: the text without its headline, which outlets change; the headline where it is all."""
    return _normal(report.text) or _normal(report.title or "")


class KnownReports:
    """Reports by id, each with the digest of its text and the number of the coder that coded it last.

    Takes 8 MB of memory at most; what is more, some 70 bytes a report, goes to a file without a name in the system's
    folder for temporary files. The latest go there together.
    """

    def __init__(self) -> None:
        self._latest: dict[bytes, tuple[bytes, int]] = {}
        # A database of the empty name is SQLite's own temporary file, removed as soon as it is opened.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        try:
            for setting in _SETTINGS:
                self._base.execute(setting)
        except sqlite3.OperationalError as error:
            raise _told(error) from error

    def get(self, report_id: str) -> tuple[bytes, int] | None:
        """Digest of the text and coder of a report, or None where it is not known."""
        key = _key(report_id)
        found = self._latest.get(key)
        if found is None:
            try:
                found = self._base.execute(_GET, (key,)).fetchone()
            except sqlite3.OperationalError as error:
                raise _told(error) from error
        return found

    def put(self, report_id: str, text: bytes, coder: int) -> None:
        """Note a report, or that another coder has coded it."""
        self._latest[_key(report_id)] = text, coder
        if len(self._latest) >= _TOGETHER:
            rows = [(key, *row) for key, row in self._latest.items()]
            self._write(rows)
            self._latest.clear()

    def load(self, reports: Iterable[tuple[str, bytes, int]]) -> None:
        """Take in many reports at once, before any is put; of a report that comes more than once the last counts.

        Args:
            reports: Their ids, the digests of their texts, and the numbers of their coders.
        """
        self._write((_key(report_id), text, coder) for report_id, text, coder in reports)

    def _write(self, rows: Iterable[tuple[bytes, bytes, int]]) -> None:
        try:
            self._base.execute("BEGIN")
            self._base.executemany(_PUT, rows)
            self._base.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise _told(error) from error

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        self._base.close()


def _key(report_id: str) -> bytes:
    # Half a surrogate pair cannot be stored, but asking for it is no error.
    return report_id.encode(errors="surrogatepass")


def _told(error: sqlite3.OperationalError) -> LedgerError:
    """An error of the table as ours: the folder for temporary files is full or cannot be written."""
    return LedgerError(
        f"what the ledger knows cannot be kept on disk: {error}",
        where="the folder for temporary files",
        mend="free space there, or set TMPDIR to another folder",
    )
