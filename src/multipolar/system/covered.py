"""The time that a ledger's reports cover: only there does silence say that something is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multipolar.ledger import Ledger

__all__ = ["YEAR", "Covered", "covered", "last_day"]

YEAR: Final = dt.timedelta(days=365)
_GAP: Final = dt.timedelta(days=60)
"""Time without any report from which on it is the ledger that is silent, and not the world."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Of which times a ledger tells, as of a day.

    Attributes:
        first: Day of the first report.
        gaps: Times in between and at the end of which it does not tell, each from a day to a day.
        share: Share of the last year in what the last two years reported; None where either is not half covered.
    """

    first: dt.date
    gaps: tuple[tuple[dt.date, dt.date], ...]
    share: float | None

    def time(self, since: dt.date, until: dt.date) -> dt.timedelta:
        """How much of the time between two days is covered; what lies before the first report counts in full."""
        lost = sum(
            (max(dt.timedelta(), min(end, until) - max(start, since)) for start, end in self.gaps), dt.timedelta()
        )
        return max(dt.timedelta(), until - since - lost)


def last_day(ledger: Ledger) -> dt.date:
    """Day of the last report, or today where none has one."""
    last = ledger.query("SELECT coalesce(max(published), current_date) AS d FROM reports")["d"][0].as_py()
    return dt.date(last.year, last.month, last.day)


def covered(ledger: Ledger, day: dt.date) -> Covered:
    """Of which times a ledger tells, by what was published up to a day.

    Args:
        ledger: The ledger; where its reports have no days, those on which its incidents were heard of stand for them.
        day: The day.
    """
    counted: dict[dt.date, int] = {}
    for query in (
        "SELECT published AS day, count(*) AS n FROM reports WHERE published <= $day GROUP BY 1 ORDER BY 1",
        "SELECT first_seen AS day, count(*) AS n FROM incidents WHERE first_seen <= $day GROUP BY 1 ORDER BY 1",
    ):
        if not counted:
            counted = {row["day"]: row["n"] for row in ledger.query(query, {"day": day}).to_pylist()}
    days = list(counted)
    first, last = (days[0], days[-1]) if days else (day, day)
    gaps = [(early, late) for early, late in pairwise(days) if late - early > _GAP]
    if last < day:
        gaps.append((last, day))
    made = Covered(first, tuple(gaps), None)
    late, before = day - YEAR, day - 2 * YEAR
    halves = (made.time(max(first, late), day), made.time(max(first, before), max(first, late)))
    if min(halves) < YEAR / 2:
        return made
    of_late, of_both = (sum(n for at, n in counted.items() if at > since) for since in (late, before))
    return Covered(first, made.gaps, of_late / of_both)
