"""How reports are read."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations for those who ask at run time
from collections.abc import Mapping  # noqa: TC003 - as above
from dataclasses import dataclass, field
from typing import Final, Literal

from multipolar.errors import UsageError

__all__ = ["FIELDS", "Kind", "ReadOptions"]

Kind = Literal["text", "html", "feed", "jsonl", "csv", "parquet"]
"""A form in which reports come."""

FIELDS: Final = ("id", "text", "sentences", "title", "published", "url", "source", "language")
"""What a record may hold; anything else in it is passed over."""

_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Options of :func:`~multipolar.reports.read_reports`.

    Attributes:
        columns: Where the fields stand in tables and JSON Lines: our field to their column. Fields not named stand
            under their own names.
        kind: The form of the inputs, where names and contents do not tell (CSV on standard input).
        encoding: The encoding of all inputs; detected where it is None.
        published: Day of publication of reports that have none.
        source: Outlet of reports that have none.
        language: Language of reports that have none.
        max_bytes: Size, unpacked, of a text or a page at most.
        max_line_bytes: Size of a line of JSON Lines, or of a record of a table, at most. Memory stays within a few
            times this.
        timeout: Seconds that fetching one address may take.
        max_redirects: How often an address may send on.
        allow_private: Whether addresses of private networks and of this machine may be fetched.

    Raises:
        UsageError: An unknown field or encoding, or a limit that is not positive.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    encoding: str | None = None
    published: dt.date | None = None
    source: str | None = None
    language: str | None = None
    max_bytes: int = 20 * _MEGABYTE
    max_line_bytes: int = 10 * _MEGABYTE
    timeout: float = 20.0
    max_redirects: int = 5
    allow_private: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.columns) - set(FIELDS))
        if unknown:
            raise UsageError(f"{unknown[0]!r} is not a field of a report", mend=f"the fields are {', '.join(FIELDS)}")
        if self.encoding is not None:
            import codecs  # noqa: PLC0415 - only where an encoding is given

            try:
                codecs.lookup(self.encoding)
            except LookupError:
                raise UsageError(
                    f"{self.encoding!r} is not a known encoding", mend="try utf-8 or windows-1252"
                ) from None
        for name in ("max_bytes", "max_line_bytes", "timeout"):
            if getattr(self, name) <= 0:
                raise UsageError(f"{name} must be above 0")
        if self.max_redirects < 0:
            raise UsageError("max_redirects must not be below 0")

    def column(self, name: str) -> str:
        """Their name for our field."""
        return self.columns.get(name, name)
