"""What resolving a time gives, what it may be told besides the words, and the interval that both are made of."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations for those who ask at run time
from dataclasses import dataclass

from multipolar.resolving.times.arithmetic import day_iso, month_bounds, month_iso, year_bounds, year_iso

__all__ = ["Frame", "Interval", "TimeContext", "TimeMatch"]


@dataclass(frozen=True, slots=True)
class TimeMatch:
    """A time, resolved to whole days.

    Attributes:
        start: First day.
        end: Last day, inclusive; never before ``start``.
        granularity: ``day``, ``week``, ``month``, ``quarter``, ``season``, ``year``, ``decade`` or ``interval``.
        anchor: What it was worked out from: ``explicit`` (the words alone), ``published`` (the day of publication),
            ``text`` (another time in the text), ``anniversary:…`` (a row of the tables of days), ``attribute`` (the
            words date a noun, as in "the 2015 nuclear accord", and no event).
        iso: A day ``2025-05-08``, month ``2025-05``, year ``2025``, or an interval ``a/b`` of those.
        confidence: Rough probability that it is the time meant.
        reason: Which rule decided, in words.
        inferred: True where no words gave the time.
    """

    start: dt.date
    end: dt.date
    granularity: str
    anchor: str
    iso: str
    confidence: float
    reason: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class TimeContext:
    """What is known besides the words. All of it is optional.

    Attributes:
        status: Status of the event that the time belongs to; planned and possible events lean to the future.
        sentence: The sentence that the words stand in.
        start: First character of the words within the sentence.
        end: One past the last.
        trigger: Offsets of the event's trigger within the same sentence. Tells the event on an anniversary from the
            one that is commemorated, and the act "a day after" which another happens from that other.
        anchor: A day that the text speaks of, which "two days later", "the same day" then refer to.
        earlier: The sentences before this one, in order; searched for such a day where ``anchor`` is not given.
    """

    status: str | None = None
    sentence: str | None = None
    start: int | None = None
    end: int | None = None
    trigger: tuple[int, int] | None = None
    anchor: dt.date | None = None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval under work: like :class:`TimeMatch`, and easier to combine.

    ``first`` and ``last`` are how its two ends are written; equal where one day, month or year is meant.
    """

    start: dt.date
    end: dt.date
    granularity: str
    first: str
    last: str
    anchor: str = "published"
    confidence: float = 0.9
    reason: str = ""

    @property
    def iso(self) -> str:
        """The interval in the annotation format."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"

    def match(self) -> TimeMatch:
        """The finished result."""
        return TimeMatch(
            self.start, self.end, self.granularity, self.anchor, self.iso, round(self.confidence, 3), self.reason
        )

    @classmethod
    def day(cls, day: dt.date, anchor: str, confidence: float, reason: str) -> Interval:
        """One day."""
        return cls(day, day, "day", day_iso(day), day_iso(day), anchor, confidence, reason)

    @classmethod
    def days(
        cls, start: dt.date, end: dt.date, anchor: str, confidence: float, reason: str, granularity: str = "interval"
    ) -> Interval:
        """From one day to another, inclusive; put in order where they are not."""
        start, end = min(start, end), max(start, end)
        if start == end and granularity == "interval":
            return cls.day(start, anchor, confidence, reason)
        return cls(start, end, granularity, day_iso(start), day_iso(end), anchor, confidence, reason)

    @classmethod
    def month(cls, year: int, month: int, anchor: str, confidence: float, reason: str) -> Interval:
        """One calendar month."""
        start, end = month_bounds(year, month)
        iso = month_iso(year, month)
        return cls(start, end, "month", iso, iso, anchor, confidence, reason)

    @classmethod
    def months(
        cls,
        first: tuple[int, int],
        last: tuple[int, int],
        anchor: str,
        confidence: float,
        reason: str,
        granularity: str = "interval",
    ) -> Interval:
        """From one (year, month) to another, inclusive; put in order where they are not."""
        first, last = min(first, last), max(first, last)
        if first == last:
            return cls.month(*first, anchor, confidence, reason)
        start, end = month_bounds(*first)[0], month_bounds(*last)[1]
        return cls(start, end, granularity, month_iso(*first), month_iso(*last), anchor, confidence, reason)

    @classmethod
    def year(cls, year: int, anchor: str, confidence: float, reason: str) -> Interval:
        """One calendar year."""
        start, end = year_bounds(year)
        return cls(start, end, "year", year_iso(year), year_iso(year), anchor, confidence, reason)

    @classmethod
    def years(
        cls, first: int, last: int, anchor: str, confidence: float, reason: str, granularity: str = "interval"
    ) -> Interval:
        """From one year to another, inclusive; put in order where they are not."""
        first, last = min(first, last), max(first, last)
        if first == last:
            return cls.year(first, anchor, confidence, reason)
        start, end = year_bounds(first)[0], year_bounds(last)[1]
        return cls(start, end, granularity, year_iso(first), year_iso(last), anchor, confidence, reason)

    @classmethod
    def join(cls, a: Interval, b: Interval, reason: str) -> Interval:
        """From the start of one to the end of another, written with the ends' own precision.

        Where the second lies wholly before the first they change places, so the result never runs backwards.
        """
        if b.end < a.start:
            a, b = b, a
        same = a.first == b.last
        return cls(
            a.start,
            b.end,
            a.granularity if same else "interval",
            a.first,
            b.last,
            a.anchor if a.anchor == b.anchor else "published",
            min(a.confidence, b.confidence),
            reason,
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words are worked out against.

    Attributes:
        published: Day of publication, where known.
        future: True where the event lies ahead, False where it lies behind.
        anchor: Day that the text speaks of, where known.
        commemorated: True where the event asked about is the one commemorated on an anniversary.
        words: Lower-case words of the sentence, for choosing among days of one name ("Republic Day").
        begins: True where the sentence tells that something begins or is ordered, so that how long it is to last runs
            from the report on.
        bounds: True where the words before say that something is banned, jailed, extended for so long.
        counted: True where "a day after" says of the event asked about that it came so long after another; False where
            the event may be that other one.
        past: True where the words before say what had happened by then.
    """

    published: dt.date | None
    future: bool = False
    anchor: dt.date | None = None
    commemorated: bool = False
    words: frozenset[str] = frozenset()
    begins: bool = False
    bounds: bool = False
    counted: bool = False
    past: bool = False

    @property
    def base(self) -> dt.date | None:
        """The day that "a day earlier" refers to: one in the text before that of publication."""
        return self.anchor or self.published
