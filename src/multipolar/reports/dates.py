"""Publication dates, read strictly: a date that could be read in two ways is refused, not guessed.

Read are ISO 8601 days and date-times (``2025-05-08``, ``2025-05-08T09:30:00+03:00``), the same with slashes or dots and
the year first, ``20250508`` and ``20250508093000``, RFC 2822 (``Thu, 08 May 2025 09:30:00 +0300``), and days with the
month in English letters (``8 May 2025``, ``May 8, 2025``). The day is the one written, in the zone in which it is
written.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from multipolar.errors import InputError

__all__ = ["EARLIEST", "read_date"]

EARLIEST: Final = 1450
"""First year believed to be one of publication; earlier ones are empty values in disguise (0001-01-01)."""

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK: Final = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_ZONE: Final = r"(?:Z|[A-Za-z]{1,5}|[+-]\d{2}:?(?:\d{2})?)"
_YEAR_FIRST: Final = re.compile(
    rf"(?P<y>\d{{4}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})"
    rf"(?:[T ]\s*{_CLOCK}\s*{_ZONE}?(?:\[[\w/+-]+\])?)?",
    re.ASCII,
)
_DIGITS: Final = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?\d{6}Z?|T\d{4}Z?)?", re.ASCII)
_DAY_FIRST: Final = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>[A-Za-z]{{3,9}})\.?,?\s+(?P<y>\d{{4}})"
    rf"(?:,?\s+{_CLOCK}(?:\s*{_ZONE})?(?:\s*\([A-Za-z ]+\))?)?",
    re.ASCII,
)
_MONTH_FIRST: Final = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<m>[A-Za-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?:,?\s+{_CLOCK}(?:\s*{_ZONE})?)?",
    re.ASCII,
)
_MEND: Final = "write it as YYYY-MM-DD, or leave it out"
_SHOWN: Final = 40


def read_date(value: object, *, where: str | None = None) -> dt.date | None:
    """Reads a publication date.

    Args:
        value: A date, a date-time, text, or a whole number of the form YYYYMMDD. None and blank text mean "no date".
        where: Where the value stands, for the error.

    Returns:
        The day, or None where there is none.

    Raises:
        InputError: The value is no date, no possible date, or could mean several.
    """
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - a table's way to say "empty"
        return None
    if isinstance(value, dt.datetime):
        return _checked(value.year, value.month, value.day, value, where)
    if isinstance(value, dt.date):
        return _checked(value.year, value.month, value.day, value, where)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"{_show(value)} is not a date", where=where, mend=_MEND)
    text = str(value).strip()
    if not text:
        return None
    for form in (_YEAR_FIRST, _DIGITS, _DAY_FIRST, _MONTH_FIRST):
        match = form.fullmatch(text)
        if not match:
            continue
        month = match["m"]
        number = int(month) if month.isdigit() else _MONTHS.get(month.lower())
        if number is not None:
            return _checked(int(match["y"]), number, int(match["d"]), value, where)
    raise InputError(f"{_show(value)} is not a date that can be read in one way only", where=where, mend=_MEND)


def _checked(year: int, month: int, day: int, value: object, where: str | None) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise InputError(f"there is no such day as {_show(value)}", where=where, mend=_MEND) from None
    if year < EARLIEST:
        raise InputError(f"{_show(value)} is no date of publication", where=where, mend=_MEND)
    return date


def _show(value: object) -> str:
    text = str(value) if isinstance(value, dt.date) else repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
