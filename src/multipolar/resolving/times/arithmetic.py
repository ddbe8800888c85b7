"""Whole-day calendar arithmetic and the way an interval is written down.

Everything is proleptic Gregorian. Functions raise ``OverflowError`` or ``ValueError`` where arithmetic leaves the years
1 to 9999; :func:`multipolar.resolving.times.resolve_time` turns that into "no answer".
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

__all__ = [
    "DAY",
    "add_months",
    "add_years",
    "annual",
    "day_iso",
    "last_of_month",
    "month_bounds",
    "month_iso",
    "nearest",
    "shift_month",
    "week_bounds",
    "weekday_before",
    "weekday_from",
    "year_bounds",
    "year_iso",
]

DAY = dt.timedelta(days=1)
_SOON, _LONG_AGO = 21, 300


def last_of_month(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year, month, monthrange(year, month)[1])


def month_bounds(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    return dt.date(year, month, 1), last_of_month(year, month)


def year_bounds(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def week_bounds(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of the week that holds the day."""
    monday = day - DAY * day.weekday()
    return monday, monday + 6 * DAY


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month that lie ``by`` months later (earlier where negative)."""
    index = year * 12 + (month - 1) + by
    return index // 12, index % 12 + 1


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or its last day where the month is shorter."""
    year, month = shift_month(day.year, day.month, months)
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day of the year; 29 February becomes the 28th in common years."""
    return add_months(day, 12 * years)


def weekday_before(day: dt.date, weekday: int, *, strictly: bool = False) -> dt.date:
    """The latest such weekday (0 is Monday) not after the day, or before it where ``strictly``."""
    back = (day.weekday() - weekday) % 7
    return day - DAY * (7 if strictly and not back else back)


def weekday_from(day: dt.date, weekday: int, *, strictly: bool = False) -> dt.date:
    """The first such weekday not before the day, or after it where ``strictly``."""
    ahead = (weekday - day.weekday()) % 7
    return day + DAY * (7 if strictly and not ahead else ahead)


def nearest(day: dt.date, candidates: list[dt.date]) -> dt.date:
    """The candidate that lies nearest to the day; the earlier of two equally near."""
    return min(candidates, key=lambda other: (abs((other - day).days), other))


def annual(base: dt.date, days: list[dt.date], *, future: bool, slack: int = 0) -> dt.date | None:
    """Which of a day's yearly returns is meant, seen from a report.

    The next one for what is to come, the last one for what has happened. News speaks of a coming day in the present
    tense as well ("agrees to meet, June 9"), and would say "last year" of one that far back, so a return at most three
    weeks ahead is taken where the last one lies ten months back.

    Args:
        base: Day of the report.
        days: The returns, in order.
        future: Whether the event lies ahead.
        slack: Days by which a return may still count as not yet over or already there (moon sightings).
    """
    ahead = next((day for day in days if day >= base - slack * DAY), None)
    behind = next((day for day in reversed(days) if day <= base + slack * DAY), None)
    if future:
        return ahead
    if ahead is not None and (ahead - base).days <= _SOON and (behind is None or (base - behind).days > _LONG_AGO):
        return ahead
    return behind


def day_iso(day: dt.date) -> str:
    """``2025-05-08``."""
    return day.isoformat()


def month_iso(year: int, month: int) -> str:
    """``2025-05``."""
    return f"{year:04d}-{month:02d}"


def year_iso(year: int) -> str:
    """``2025``."""
    return f"{year:04d}"
