# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""Expressions that are counted from the day of the report, or from another time that the words name.

The conventions are those of news writers and of people who annotate news: "last week" is the Monday to Sunday before
this week; "two days ago" is a day, "two months ago" a month, "two years ago" a year; "a day after X", said of X, is the
day before the report.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from multipolar.resolving.times.arithmetic import (
    DAY,
    add_months,
    last_of_month,
    shift_month,
    week_bounds,
    weekday_before,
    weekday_from,
)
from multipolar.resolving.times.explicit import Expression, Relation  # noqa: TC001 - dataclasses keep annotations
from multipolar.resolving.times.matches import Frame, Interval

__all__ = [
    "Ago",
    "Anaphor",
    "Beside",
    "DayShift",
    "Lasting",
    "Overnight",
    "Period",
    "Quantity",
    "Running",
    "UnitShift",
    "WeekdayOf",
    "Weekend",
]

#: Length of a day as it is written: "2025-05-08".
_DAY_LENGTH = 10
#: Up to so many days a length is taken to count its first and last day ("a three-day visit").
_COUNTED_WHOLE = 10


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many units: ``(3, "month")``. ``count`` is None where it is not told ("several days")."""

    count: int | None
    unit: str

    def days(self) -> int | None:
        """Length in days where the unit is fixed; hours are rounded to days."""
        if self.count is None:
            return None
        match self.unit:
            case "day":
                return self.count
            case "week":
                return 7 * self.count
            case "hour":
                return round(self.count / 24)
            case "minute":
                return 0
        return None

    def months(self) -> int | None:
        """Length in months where the unit is counted in them."""
        if self.count is None or self.unit not in {"month", "year"}:
            return None
        return self.count * (12 if self.unit == "year" else 1)

    def shift(self, day: dt.date, sign: int) -> dt.date | None:
        """The day that lies so much later (``sign`` 1) or earlier (-1)."""
        days, months = self.days(), self.months()
        if days is not None:
            return day + sign * days * DAY
        return add_months(day, sign * months) if months is not None else None

    def rounded(self, day: dt.date, anchor: str, confidence: float, reason: str) -> Interval:
        """A day reached by this quantity, written as precisely as the unit warrants."""
        if self.unit == "year":
            return Interval.year(day.year, anchor, confidence, reason)
        if self.unit == "month" or (self.unit == "week" and (self.count or 0) > 2):
            return Interval.month(day.year, day.month, anchor, confidence, reason)
        return Interval.day(day, anchor, confidence, reason)

    def __str__(self) -> str:
        return f"{'several' if self.count is None else self.count} {self.unit}{'' if self.count == 1 else 's'}"


def _vague(base: dt.date, quantity: Quantity, sign: int) -> Interval | None:
    """Such as "a few days ago", "the coming days": as months, since no one can say the day; longer ones are left."""
    if quantity.unit in {"hour", "minute"}:
        return Interval.day(base, "published", 0.5, "hours from it: the same day")
    if quantity.unit != "day":
        return None
    other = base + sign * 3 * DAY
    first, last = min(base, other), max(base, other)
    return Interval.months(
        (first.year, first.month), (last.year, last.month), "published", 0.4, "only roughly told: the month"
    )


@dataclass(frozen=True, slots=True)
class DayShift:
    """Yesterday, today, tonight, tomorrow, "the day before yesterday", "this morning"."""

    by: int
    confidence: float = 0.97

    def place(self, frame: Frame) -> Interval | None:
        """The day, counted from publication."""
        if frame.published is None:
            return None
        reason = f"{self.by:+d} days from publication" if self.by else "the day of publication"
        return Interval.day(frame.published + self.by * DAY, "published", self.confidence, reason)


@dataclass(frozen=True, slots=True)
class Overnight:
    """The night before: two days, or the night after a named day ("overnight on Sunday")."""

    of: Expression | None = None

    def place(self, frame: Frame) -> Interval | None:
        """The two days that the night lies between."""
        if self.of is not None:
            day = self.of.place(frame)
            if day is None or day.granularity != "day":
                return day
            return Interval.days(day.start, day.start + DAY, day.anchor, 0.75, "the night after that day")
        if frame.published is None:
            return None
        if frame.future:
            end = frame.published + DAY
            return Interval.days(frame.published, end, "published", 0.7, "the night after publication")
        start = frame.published - DAY
        return Interval.days(start, frame.published, "published", 0.85, "the night before publication")


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """A weekday: "on Monday", "last Friday", "next Tuesday", "the following Friday", "Tuesday next week"."""

    weekday: int
    relation: Relation = ""
    week: int | None = None

    def place(self, frame: Frame) -> Interval | None:
        """The day, seen from publication, or from what the text told before where it "follows" that."""
        base = frame.published
        if base is None:
            return None
        if self.relation == "following" and not frame.future:
            if frame.anchor is not None:
                day = weekday_from(frame.anchor, self.weekday, strictly=True)
                if day <= base:
                    return Interval.day(day, "text", 0.8, f"the next one from {frame.anchor}, a day of the text")
            day = weekday_before(base, self.weekday)
            return Interval.day(day, "published", 0.35, f"after an unknown day: at the latest {day}")
        if self.week is not None:
            day = week_bounds(base)[0] + (7 * self.week + self.weekday) * DAY
            return Interval.day(day, "published", 0.9, f"that day of the week, seen from {base}")
        if self.relation == "last":
            day, how = weekday_before(base, self.weekday, strictly=True), "the last one before"
        elif self.relation in {"next", "following"} or (self.relation == "this" and frame.future):
            day, how = weekday_from(base, self.weekday, strictly=self.relation != "this"), "the next one from"
        elif frame.future:
            day, how = weekday_from(base, self.weekday), "the next one from"
        else:
            day, how = weekday_before(base, self.weekday), "the last one up to"
        return Interval.day(day, "published", 0.93, f"{how} {base}")


@dataclass(frozen=True, slots=True)
class Weekend:
    """A Saturday and Sunday."""

    relation: Relation = ""

    def place(self, frame: Frame) -> Interval | None:
        """The weekend, seen from publication."""
        base = frame.published
        if base is None:
            return None
        monday = week_bounds(base)[0]
        ahead = monday + 5 * DAY
        if self.relation == "next":
            saturday = ahead if base.weekday() < 5 else ahead + 7 * DAY
        elif self.relation == "this" or (frame.future and not self.relation):
            saturday = ahead
        elif self.relation == "last" or base.weekday() < 5:
            saturday = ahead - 7 * DAY
        else:
            saturday = ahead
        return Interval.days(saturday, saturday + DAY, "published", 0.85, f"the weekend, seen from {base}")


@dataclass(frozen=True, slots=True)
class UnitShift:
    """A calendar unit counted from the present one: "last week", "this month", "earlier this year", "next year"."""

    unit: str
    by: int
    shade: str = ""
    count: int = 1

    def place(self, frame: Frame) -> Interval | None:
        """The unit; what is left of it, or gone of it, where "earlier this week" says so."""
        base = frame.published or (frame.anchor if self.unit in {"month", "year"} else None)
        if base is None:
            return None
        reason = f"the {self.unit} {self.by:+d} from {base}" if self.by else f"the {self.unit} of {base}"
        match self.unit:
            case "day":
                return Interval.day(base + self.by * DAY, "published", 0.9, reason)
            case "week":
                return self._week(base, reason)
            case "month":
                year, month = shift_month(base.year, base.month, self.by)
                if self.shade == "end":
                    return Interval.day(last_of_month(year, month), "published", 0.7, "the end of that month")
                return Interval.month(year, month, "published", 0.93, reason)
        return self._year(base, reason)

    def _week(self, base: dt.date, reason: str) -> Interval:
        monday, sunday = week_bounds(base + 7 * self.by * DAY)
        if self.by == 0 and self.shade == "earlier":
            return Interval.days(monday, base, "published", 0.8, "this week, up to publication")
        if self.by == 0 and self.shade == "later":
            return Interval.days(base, sunday, "published", 0.8, "this week, from publication")
        if self.shade == "end":
            return Interval.day(sunday, "published", 0.6, "the end of that week")
        return Interval.days(monday, sunday, "published", 0.85, reason, "week")

    def _year(self, base: dt.date, reason: str) -> Interval:
        if self.count > 1:
            first = base.year // self.count * self.count + self.by * self.count
            return Interval.years(first, first + self.count - 1, "published", 0.7, reason)
        year = base.year + self.by
        if self.shade == "end":
            return Interval.day(dt.date(year, 12, 31), "published", 0.6, "the end of that year")
        return Interval.year(year, "published", 0.95, reason)


@dataclass(frozen=True, slots=True)
class Ago:
    """Such as "two weeks ago", "in six months", "a year from now", "five years ago today"."""

    quantity: Quantity
    sign: int
    today: bool = False

    def place(self, frame: Frame) -> Interval | None:
        """The day, month or year, counted from publication."""
        if frame.published is None:
            return None
        if self.sign > 0 and not frame.future and not self.today:
            return Lasting(self.quantity, whole=True).place(frame)  # "killed in four days": how long it took
        day = self.quantity.shift(frame.published, self.sign)
        if day is None:
            return _vague(frame.published, self.quantity, self.sign)
        reason = f"{self.quantity} {'before' if self.sign < 0 else 'after'} publication"
        if self.today:
            return Interval.day(day, "published", 0.93, reason + ", to the day")
        return self.quantity.rounded(day, "published", 0.85, reason)


@dataclass(frozen=True, slots=True)
class Beside:
    """So long before or after something: "a day after the coup", "two days later", "a day before the anniversary".

    Attributes:
        quantity: How long; None for "on the eve of", "the day before".
        sign: -1 before, 1 after.
        of: What it is counted from, where the words say a time.
        follows: True for "after ..." and "before ...", which take an object; False for "later", "earlier".
    """

    quantity: Quantity
    sign: int
    of: Expression | None = None
    follows: bool = True

    def place(self, frame: Frame) -> Interval | None:
        """The time, counted from what the words or the text give, else from publication."""
        if self.of is not None:
            return self._from_named(frame)
        base, anchor, confidence = frame.anchor, "text", 0.75
        if base is None:
            base, anchor, confidence = frame.published, "published", 0.6
        if base is None:
            return None
        sign = self.sign
        if self.follows and not frame.future and not (frame.counted and frame.anchor is None):
            sign = -1  # "a day after the talks, X did Y": the talks are what is asked about, and they lie back
        elif frame.anchor is None and (sign > 0 or self.follows) and not frame.future:
            if self.quantity.unit not in {"day", "hour", "minute"}:
                return None
            where = "after" if sign > 0 else "before"
            reason = f"{self.quantity} {where} an unknown day: at the latest {base}"
            return Interval.day(base, "published", 0.35, reason)
        day = self.quantity.shift(base, sign)
        if day is None:
            return _vague(base, self.quantity, sign)
        reason = f"{self.quantity} {'before' if sign < 0 else 'after'} {base}"
        return self.quantity.rounded(day, anchor, confidence, reason)

    def _from_named(self, frame: Frame) -> Interval | None:
        named = self.of.place(frame) if self.of is not None else None
        if named is None or frame.commemorated:
            return named  # what is commemorated did not happen so long before its anniversary
        edge = named.start if self.sign < 0 else named.end
        day = self.quantity.shift(edge, self.sign)
        if day is None:
            return None
        where = "before" if self.sign < 0 else "after"
        reason = f"{self.quantity} {where} {named.iso} ({named.reason})"
        if len(named.first if self.sign < 0 else named.last) == _DAY_LENGTH:
            return self.quantity.rounded(day, named.anchor, named.confidence * 0.97, reason)
        return Interval.month(day.year, day.month, named.anchor, named.confidence * 0.5, reason)


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Such as "the same day", "that month", "the day before", "the day after X", "year end"."""

    unit: str
    by: int

    def place(self, frame: Frame) -> Interval | None:
        """The unit, counted from the day that the text speaks of, else from publication with less certainty."""
        base = frame.base
        if base is None:
            return None
        known = frame.anchor is not None
        by, confidence = self.by, 0.8 if known else 0.55
        if not known and by > 0 and not frame.future:
            by, confidence = 0, 0.35  # the day after an unknown one; the report itself is the latest that it can be
        shifted = UnitShift(self.unit, by).place(Frame(base))
        if shifted is None:
            return None
        return Interval(
            shifted.start,
            shifted.end,
            shifted.granularity,
            shifted.first,
            shifted.last,
            "text" if known else "published",
            confidence,
            f"{shifted.reason}, {'a day of the text' if known else 'that of publication, no other being known'}",
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Such as "the past three days", "over the last two years", "in the coming weeks", "within the next 48 hours"."""

    quantity: Quantity
    sign: int

    def place(self, frame: Frame) -> Interval | None:
        """From or to the day of publication."""
        base = frame.published
        if base is None:
            return None
        quantity = self.quantity
        other = quantity.shift(base, self.sign)
        if other is None:
            return _vague(base, quantity, self.sign)
        reason = f"{quantity} {'up to' if self.sign < 0 else 'from'} publication"
        if quantity.unit == "year" and (quantity.count or 0) > 2:
            return Interval.years(base.year, other.year, "published", 0.7, reason)
        if quantity.unit in {"month", "year"}:
            return Interval.months((base.year, base.month), (other.year, other.month), "published", 0.7, reason)
        return Interval.days(base, other, "published", 0.8, reason)


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something lasts: "for two months", "a two-day visit", "within ninety days".

    Attributes:
        quantity: The length.
        whole: True where the days are counted whole ("two days of talks"): two days are today and yesterday.
        ahead: True where the words themselves look ahead ("within").
    """

    quantity: Quantity
    whole: bool = False
    ahead: bool = False
    kind: Literal["for", "in", "of", "within"] = "of"

    def place(self, frame: Frame) -> Interval | None:
        """Up to publication for what has happened, from it for what is to come."""
        base = frame.published
        if base is None or self.quantity.count is None:
            return None
        quantity = self.quantity
        forward = frame.future or self.ahead or frame.bounds or (frame.begins and quantity.unit != "year")
        sign = 1 if forward else -1
        other = quantity.shift(base, sign)
        if other is None or (quantity.unit in {"hour", "minute"} and other == base):
            return None
        days = quantity.days()
        reason = f"{quantity} {'up to' if sign < 0 else 'from'} publication"
        if days is not None:
            if self.whole and 1 < days <= _COUNTED_WHOLE:
                other -= sign * DAY
            return Interval.days(base, other, "published", 0.6, reason)
        if sign > 0 and (quantity.count == 1 or quantity.unit == "year"):
            return Interval.days(base, other, "published", 0.6, reason)
        if quantity.unit == "year" and quantity.count != 1:
            return Interval.years(base.year, other.year, "published", 0.55, reason)
        return Interval.months((base.year, base.month), (other.year, other.month), "published", 0.55, reason)


@dataclass(frozen=True, slots=True)
class Running:
    """Such as "for a third day", "the second consecutive week": as many units up to publication, with this one."""

    number: int
    unit: str

    def place(self, frame: Frame) -> Interval | None:
        """Whole days up to publication."""
        base = frame.published
        if base is None or self.number < 1:
            return None
        start = Quantity(self.number, self.unit).shift(base, -1)
        if start is None:
            return None
        if self.unit == "day":
            return Interval.days(start + DAY, base, "published", 0.7, f"{self.number} days up to publication")
        if self.unit == "year":
            return Interval.years(start.year, base.year, "published", 0.5, f"{self.number} years up to publication")
        return Interval.months(
            (start.year, start.month), (base.year, base.month), "published", 0.5, f"{self.number} {self.unit}s up to it"
        )
