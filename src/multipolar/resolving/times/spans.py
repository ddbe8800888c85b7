"""Expressions that open, close or join others: since, until, by, before, after, from ... to, between ... and."""

from __future__ import annotations

from dataclasses import dataclass, replace

from multipolar.resolving.times.arithmetic import DAY, day_iso, shift_month
from multipolar.resolving.times.explicit import Date, Expression, MonthOf, YearOf
from multipolar.resolving.times.matches import Frame, Interval
from multipolar.resolving.times.relative import Quantity  # noqa: TC001 - dataclasses keep their annotations

__all__ = ["Before", "By", "From", "Since", "Span", "Stretch", "Until"]


def _today(frame: Frame) -> Interval | None:
    return Interval.day(frame.published, "published", 0.9, "publication") if frame.published else None


@dataclass(frozen=True, slots=True)
class Since:
    """Such as "since 2014": from then to publication; then alone where publication is unknown."""

    of: Expression

    def place(self, frame: Frame) -> Interval | None:
        """The interval up to publication."""
        named = self.of.place(replace(frame, future=False))
        now = _today(frame)
        if named is None or now is None or named.start > now.start:
            return named
        if named.start == now.start:
            return named
        joined = Interval(
            named.start, now.end, "interval", named.first, now.last, named.anchor, named.confidence * 0.8, ""
        )
        return replace(joined, reason=f"from {named.iso} ({named.reason}) to publication")


@dataclass(frozen=True, slots=True)
class Until:
    """Such as "until January 11": from publication to then; then alone where it lies behind or nothing is known."""

    of: Expression

    def place(self, frame: Frame) -> Interval | None:
        """The interval from publication."""
        named = self.of.place(replace(frame, future=True))
        now = _today(frame)
        if named is None or now is None or named.end <= now.end:
            return named
        last = named.last
        if named.start <= now.start or (isinstance(self.of, MonthOf) and self.of.shade == "end"):
            last = day_iso(named.end)
        joined = Interval(now.start, named.end, "interval", now.first, last, named.anchor, named.confidence * 0.8, "")
        return replace(joined, reason=f"from publication to {named.iso} ({named.reason})")


@dataclass(frozen=True, slots=True)
class From:
    """Such as "from October", "starting Monday": the time itself, looked for ahead."""

    of: Expression

    def place(self, frame: Frame) -> Interval | None:
        """The time at which it starts."""
        return self.of.place(replace(frame, future=True))


@dataclass(frozen=True, slots=True)
class By:
    """Such as "by 2027", "by the end of the month": the deadline, looked for ahead."""

    of: Expression

    def place(self, frame: Frame) -> Interval | None:
        """The deadline; behind where it tells what had happened by then."""
        return self.of.place(replace(frame, future=not frame.past))


@dataclass(frozen=True, slots=True)
class Before:
    """Such as "before October": the unit before it, for what has happened; the deadline for what is to come."""

    of: Expression

    def place(self, frame: Frame) -> Interval | None:
        """The time before, or the deadline, with little certainty."""
        named = self.of.place(frame)
        if named is None:
            return None
        confidence, anchor = named.confidence * 0.4, named.anchor
        reason = f"before {named.iso} ({named.reason})"
        if named.granularity == "day":
            return Interval.day(named.start - DAY, anchor, confidence, reason)
        if named.granularity == "month":
            return Interval.month(*shift_month(named.start.year, named.start.month, -1), anchor, confidence, reason)
        return replace(named, confidence=confidence, reason=reason)


@dataclass(frozen=True, slots=True)
class Span:
    """Such as "from 3 to 5 May", "between 2014 and 2016", "July 10-12": both ends as written."""

    first: Expression
    last: Expression

    def place(self, frame: Frame) -> Interval | None:
        """From the first to the last. A side without its year takes the other's."""
        first, last = self.first, self.last
        if isinstance(last, Date | MonthOf) and last.year is not None and isinstance(first, Date | MonthOf):
            if first.year is None:
                after = (first.month, getattr(first, "day", 0)) > (last.month, getattr(last, "day", 99))
                first = replace(first, year=last.year - after)
        elif isinstance(first, Date | MonthOf) and first.year is not None and isinstance(last, Date | MonthOf):
            after = (first.month, getattr(first, "day", 0)) > (last.month, getattr(last, "day", 99))
            last = replace(last, year=first.year + after)
        one, two = first.place(frame), last.place(frame)
        if one is None or two is None:
            return one or two
        if two.start < one.start and not (isinstance(first, YearOf) or isinstance(last, YearOf)):
            # "from Saturday until Tuesday", "between May and September": the end lies after the start
            later = last.place(replace(frame, published=one.end, future=True)) if frame.published else None
            if later is not None and later.start >= one.start and frame.published is not None:
                begins = one.start > frame.published  # "extends the curfew from 2 to 31 August", days before
                two = later if frame.future or begins or later.start <= frame.published else two
            if two.start < one.start and frame.published is not None:
                earlier = first.place(replace(frame, published=two.start, future=False))
                one = earlier if earlier is not None and earlier.start <= two.start else one
        return Interval.join(one, two, f"from {one.iso} to {two.iso}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Such as "two weeks beginning March 6", "for 14 days until July 25": a length laid from or up to a day."""

    quantity: Quantity
    of: Expression
    sign: int

    def place(self, frame: Frame) -> Interval | None:
        """From the day on, or up to it."""
        named = self.of.place(replace(frame, future=True))
        if named is None or named.granularity != "day":
            return named
        other = self.quantity.shift(named.start, self.sign)
        if other is None:
            return named
        where = "from" if self.sign > 0 else "up to"
        reason = f"{self.quantity} {where} {named.iso} ({named.reason})"
        return Interval.days(named.start, other, named.anchor, named.confidence * 0.9, reason)
