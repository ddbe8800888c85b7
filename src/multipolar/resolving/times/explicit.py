# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""Expressions that name a day, month, season, quarter, year or decade, with or without saying which year.

An expression knows nothing of the report; ``place(frame)`` works it out. Where the year is not said, the report's day
and the event's leaning decide: the latest such day or month not after it for what has happened, the next for what is to
come. That is how annotators of news read them.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from multipolar.resolving.times.arithmetic import DAY, annual, last_of_month, nearest, shift_month
from multipolar.resolving.times.lexicon import listed
from multipolar.resolving.times.matches import Frame, Interval

__all__ = [
    "MONTH_NAMES",
    "Century",
    "Date",
    "Decade",
    "Expression",
    "MonthOf",
    "PartOfYear",
    "Relation",
    "Season",
    "Shade",
    "YearOf",
]

Shade = Literal["", "early", "mid", "late", "end"]
#: How a name is tied to the report: "last May", "next May", "this May", or nothing said; "the following Monday" (of
#: weekdays alone) is tied to what the text told before.
Relation = Literal["", "last", "next", "this", "following"]

MONTH_NAMES = listed("January February March April May June July August September October November December")


class Expression(Protocol):
    """Anything that the grammar reads."""

    def place(self, frame: Frame) -> Interval | None:
        """The interval that is meant, or None where the frame does not suffice."""


def _shaded(interval: Interval, shade: Shade) -> Interval:
    """Narrow the days to the third that is meant; how it is written stays, as annotators have it."""
    if not shade:
        return interval
    third = (interval.end - interval.start).days // 3
    start, end = interval.start, interval.end
    if shade == "early":
        end = start + third * DAY
    elif shade == "mid":
        start, end = start + third * DAY, end - third * DAY
    else:
        start = end - third * DAY
    return Interval(
        start, end, "interval", interval.first, interval.last, interval.anchor, interval.confidence, interval.reason
    )


@dataclass(frozen=True, slots=True)
class Date:
    """A day of a month: "8 May", "May 8, 2025", "Friday, May 9", "May 8 of last year" (``years`` is -1)."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None
    relation: Relation = ""
    years: int | None = None

    def place(self, frame: Frame) -> Interval | None:
        """The day; the month, flagged, where it has no such day."""
        longest = 29 if self.month == 2 and self.year is None else monthrange(self.year or 2000, self.month)[1]
        if self.day > longest:
            return self._month_instead(frame)
        if self.year is not None:
            return self._explicit(self.year)
        base = frame.published or frame.anchor
        if base is None:
            return None
        if self.years is not None:
            return replace(self, year=base.year + self.years, years=None).place(frame)
        day = self._near(base, frame)
        if day is None:
            return None
        return Interval.day(
            day, "published", 0.95, f"the {'next' if day > base else 'last'} such day, seen from {base}"
        )

    def _explicit(self, year: int) -> Interval:
        day = dt.date(year, self.month, self.day)
        if self.weekday is not None and day.weekday() != self.weekday:
            return Interval.day(day, "explicit", 0.6, "the date as written; its weekday does not fit")
        return Interval.day(day, "explicit", 0.99, "the date as written")

    def _near(self, base: dt.date, frame: Frame) -> dt.date | None:
        candidates = [
            dt.date(year, self.month, self.day)
            for year in range(base.year - 5, base.year + 6)
            if self.day <= monthrange(year, self.month)[1]
        ]
        if self.weekday is not None:
            fitting = [day for day in candidates if day.weekday() == self.weekday]
            if fitting:
                return nearest(base, fitting)
        if self.relation == "last":
            return next((day for day in reversed(candidates) if day < base), None)
        return annual(base, candidates, future=frame.future or self.relation == "next")

    def _month_instead(self, frame: Frame) -> Interval | None:
        month = MonthOf(self.year, self.month).place(frame)
        if month is None:
            return None
        reason = f"{MONTH_NAMES[self.month - 1]} has no day {self.day}: the month alone"
        return Interval(month.start, month.end, "month", month.first, month.last, month.anchor, 0.2, reason)


@dataclass(frozen=True, slots=True)
class MonthOf:
    """A calendar month: "May 2025", "in May", "last May", "early March", "August last year" (``of_year``)."""

    year: int | None
    month: int
    shade: Shade = ""
    relation: Relation = ""
    of_year: bool = False

    def place(self, frame: Frame) -> Interval | None:
        """The month."""
        if self.year is not None:
            return _shaded(Interval.month(self.year, self.month, "explicit", 0.98, "the month as written"), self.shade)
        base = frame.published or frame.anchor
        if base is None:
            return None
        year = base.year
        if self.of_year:
            year += {"last": -1, "next": 1}.get(self.relation, 0)
            how = f"{self.relation} year's, seen from"
        elif self.relation == "last":
            # "Last March" said in April is last year's, or it would be "last month" or "in March"; "last December" said
            # in January is the one gone by.
            year -= self.month >= base.month - 1
            how = "the last such month before"
        elif self.relation == "next":
            year += self.month <= base.month
            how = "the next such month after"
        elif self.relation == "this":
            how = "this year's, seen from"
        elif frame.future:
            year += self.month < base.month
            how = "the next such month from"
        else:
            year -= self.month > base.month
            how = "the last such month up to"
        return _shaded(Interval.month(year, self.month, "published", 0.93, f"{how} {base}"), self.shade)


@dataclass(frozen=True, slots=True)
class YearOf:
    """A calendar year: "2014", "mid-2015", "the end of 2024"."""

    year: int
    shade: Shade = ""

    def place(self, frame: Frame) -> Interval | None:  # noqa: ARG002 - part of the protocol
        """The year; December where its end is meant."""
        if self.shade == "end":
            return Interval.month(self.year, 12, "explicit", 0.85, "the end of the year as written")
        return _shaded(Interval.year(self.year, "explicit", 0.97, "the year as written"), self.shade)


@dataclass(frozen=True, slots=True)
class Decade:
    """Ten years: "the 1990s", "the early 1970s"."""

    first: int
    shade: Shade = ""

    def place(self, frame: Frame) -> Interval | None:  # noqa: ARG002 - part of the protocol
        """The decade."""
        return _shaded(
            Interval.years(self.first, self.first + 9, "explicit", 0.97, "the decade as written", "decade"), self.shade
        )


@dataclass(frozen=True, slots=True)
class Century:
    """A hundred years: "the 19th century"."""

    number: int
    shade: Shade = ""

    def place(self, frame: Frame) -> Interval | None:  # noqa: ARG002 - part of the protocol
        """The century, from its year 1 to its year 100."""
        first = (self.number - 1) * 100 + 1
        return _shaded(Interval.years(first, first + 99, "explicit", 0.95, "the century as written"), self.shade)


def _relative_year(base: dt.date, relation: Relation, *, begun: bool, over: bool, future: bool) -> int:
    """Year of a part of the year, given whether this year's has begun and is over."""
    if relation == "this":
        return base.year
    if relation == "next" or (future and not relation):
        return base.year + (begun if relation == "next" else over)
    if relation == "last":
        return base.year - (not over)
    return base.year - (not begun)


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A quarter or half of a year: "the first quarter of 2020", "Q3", "the second half of last year"."""

    year: int | None
    number: int
    parts: Literal[2, 4]
    relation: Relation = ""
    offset: int | None = None

    def place(self, frame: Frame) -> Interval | None:
        """The months."""
        length = 12 // self.parts
        name: str = "quarter" if self.parts == 4 else "interval"
        first = (self.number - 1) * length + 1
        if self.year is not None:
            return self._months(self.year, first, length, "explicit", name)
        base = frame.published or frame.anchor
        if base is None:
            return None
        if self.offset is not None:
            return self._months(base.year + self.offset, first, length, "published", name)
        if self.number == 0:  # "last quarter", counted from the present one
            first = (base.month - 1) // length * length + 1
            by = {"last": -length, "next": length}.get(self.relation, 0)
            year, first = shift_month(base.year, first, by)
            return self._months(year, first, length, "published", name)
        begun, over = base.month >= first, base.month >= first + length
        year = _relative_year(base, self.relation, begun=begun, over=over, future=frame.future)
        return self._months(year, first, length, "published", name)

    @staticmethod
    def _months(year: int, first: int, length: int, anchor: str, name: str) -> Interval:
        return Interval.months(
            (year, first), (year, first + length - 1), anchor, 0.9, "the months of that part of the year", name
        )


@dataclass(frozen=True, slots=True)
class Season:
    """A northern season as whole months: "the spring of 2014", "last summer". Winter runs over the new year."""

    year: int | None
    season: int
    relation: Relation = ""

    def place(self, frame: Frame) -> Interval | None:
        """The season's three months; a winter's year is the one that it starts in."""
        first = self.season * 3 + 3
        if self.year is not None:
            return self._months(self.year, first, "explicit")
        base = frame.published or frame.anchor
        if base is None:
            return None
        begun = base.month >= first
        over = base > last_of_month(base.year, first + 2) if first + 2 <= 12 else False
        if self.season == 3 and base.month <= 2 and self.relation in {"", "this"}:
            return self._months(base.year - 1, first, "published")
        year = _relative_year(base, self.relation, begun=begun, over=over, future=frame.future)
        if self.season == 3 and self.relation == "last":
            year = base.year - (1 if base.month > 2 else 2)
        return self._months(year, first, "published")

    @staticmethod
    def _months(year: int, first: int, anchor: str) -> Interval:
        last = shift_month(year, first, 2)
        return Interval.months((year, first), last, anchor, 0.85, "the season's months in the north", "season")
