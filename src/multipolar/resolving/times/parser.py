# ruff: noqa: PLR2004 - months and figures have the numbers that they have
"""The top of the grammar: whole phrases, what opens them, and ranges.

Recursive descent over normalised words. ``Parser(tokens).phrase(i)`` reads the longest expression that starts at word
``i`` and says where it ends. It knows nothing of the report, so what it returns can be kept and placed against any.
"""

from __future__ import annotations

import re

from multipolar.resolving.times.dates import RELATIONS
from multipolar.resolving.times.days import day_starters, match_day
from multipolar.resolving.times.explicit import Decade, Expression, MonthOf, YearOf
from multipolar.resolving.times.lexicon import (
    APPROXIMATE,
    DAY_PARTS,
    MONTHS,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    as_day,
    listed,
)
from multipolar.resolving.times.reader import DASHES, Read
from multipolar.resolving.times.relations import SHADES, TODAY, RelationReader
from multipolar.resolving.times.relative import Ago, Anaphor, DayShift, Lasting, Overnight, Period, WeekdayOf, Weekend
from multipolar.resolving.times.spans import Before, By, From, Since, Span, Until

__all__ = ["Parser"]

_PREPOSITIONS = frozenset(listed("on in at of during over around about the"))
_ENDS = frozenset({"to", "until", "till", "through", *DASHES})
_DECADE_WORDS = {
    name: 1900 + 10 * number
    for number, name in enumerate(listed("twenties thirties forties fifties sixties seventies eighties nineties"), 2)
}
_TWO_FIGURES = re.compile(r"\d\d")


class Parser(RelationReader):
    """Reads time expressions."""

    def phrase(self, i: int) -> Read | None:  # noqa: PLR0911, C901 - one way out for each opening word
        """Read with what opens an expression: since, until, from ... to, between ... and, by, before, after, within."""
        word = self.word(i)
        while word in APPROXIMATE and word not in {"over", "some", "more", "another"} and self.word(i + 1) not in UNITS:
            i += 1
            word = self.word(i)
        match word:
            case "since":
                return self._wrapped(Since, i + 1)
            case "ever" if self.word(i + 1) == "since":
                return self._wrapped(Since, i + 2)
            case "until" | "till" | "through":
                return self._wrapped(Until, i + 1)
            case "up" if self.word(i + 1) in {"to", "until"}:
                return self._wrapped(Until, i + 2)
            case "from" | "starting" | "effective" | "commencing":
                return self._from(i + 1)
            case "beginning":
                return self._from(i + 1) if self.word(i + 1) != "of" else self.item(i)
            case "between":
                return self._between(i + 1)
            case "by":
                return self._wrapped(By, i + 1)
            case "no" if self.word(i + 1) == "later" and self.word(i + 2) == "than":
                return self._wrapped(By, i + 3)
            case "before" | "after" | "following":
                return self._edge(i, word)
            case "within" | "in" | "for" | "over" | "during":
                return self._lasting(i, word) or self.ranged(i)
        return self.ranged(i)

    def _wrapped(self, kind: type[Since | Until | By], i: int) -> Read | None:
        read = self.ranged(self._skip(i))
        if read is None or isinstance(read[0], Lasting):
            return None
        if kind is By and isinstance(read[0], Overnight):
            return read  # "killed by overnight shelling"
        return kind(read[0]), read[1]

    def _skip(self, i: int) -> int:
        while self.word(i) in _PREPOSITIONS or (
            self.word(i) in {"at", "least", "early"} and self.word(i + 1) == "least"
        ):
            i += 1
        return i + 1 if self.word(i) == "least" else i

    def _from(self, i: int) -> Read | None:
        i = self._skip(i)
        read = self.ranged(i)
        if read is None or isinstance(read[0], Lasting):
            return None
        first, j = read
        if isinstance(first, Span):
            return read
        if self.word(j) == "and" and self.word(j + 1) in _ENDS:
            last = self.item(self._skip(j + 2))
            if last is not None:
                return Span(From(first), last[0]), last[1]
        return From(first), j

    def _between(self, i: int) -> Read | None:
        i = self._skip(i)
        day = as_day(self.word(i))
        if day is not None and self.word(i + 1) in {"and", *DASHES}:
            read = self.days_of_month(i, day)
            if read is not None:
                return read
        first = self.item(i)
        if first is None or isinstance(first[0], Lasting) or self.word(first[1]) not in {"and", *DASHES}:
            return None
        last = self.item(self._skip(first[1] + 1))
        return (Span(first[0], last[0]), last[1]) if last and not isinstance(last[0], Lasting) else first

    def _edge(self, i: int, word: str) -> Read | None:
        if word == "before" and self.word(i + 1) in DAY_PARTS:
            return self.day_part(i)
        if word == "following" and self.word(i + 1) in UNITS:
            return self.relation(i)
        read = self.ranged(self._skip(i + 1))
        if read is None or isinstance(read[0], Lasting | Anaphor | DayShift):
            return None
        return (Before(read[0]) if word == "before" else read[0]), read[1]

    def _lasting(self, i: int, word: str) -> Read | None:  # noqa: C901, PLR0911 - one way out for each kind of length
        """Such as "for two months", "within 48 hours", "in six months", "over the past two days", "for a third day"."""
        j = i + 1
        while self.word(j) in APPROXIMATE or self.word(j) in {"the", "most", "of", "up", "to"}:
            j += 1
        if self.word(j) in RELATIONS and self.word(j) not in {"this", "current"}:
            read = self.relation(j)
            if read is not None and word == "within" and isinstance(read[0], Period):
                return Period(read[0].quantity, 1), read[1]
            return read
        if word == "for" and (running := self.running(j)) is not None:
            return running
        if word == "for" and self.word(j) == "day" and self.word(j - 1) == "the":
            return DayShift(0, 0.6), j + 1
        if word == "within" and self.word(j) in {"minutes", "hours"}:
            return DayShift(0, 0.6), j + 1
        counted = self.quantity(j)
        if counted is None:
            return None
        quantity, k = counted
        beside = self.after_quantity(quantity, k)
        if beside is not None:
            return beside
        if word == "in":
            if quantity.unit in {"hour", "minute"}:
                return None
            return (Lasting(quantity, whole=True, kind="in") if self.word(k) == "of" else Ago(quantity, 1)), k
        if word == "within":
            return Lasting(quantity, ahead=True, kind="within"), k
        if (quantity.count or 0) > 1 and self.word(k - 1) in {"day", "week", "month", "year", "hour"}:
            return Lasting(quantity, whole=True), k  # "for a three-day visit" is the visit's length
        return Lasting(quantity, kind="for"), k

    def ranged(self, i: int) -> Read | None:
        """An item, or two joined as a range: "May 3 - May 5", "2014-2016", "Friday to Sunday", "2004 and 2005"."""
        read = self.item(i)
        if read is None:
            return None
        first, j = read
        joint = self.word(j)
        if (joint in DASHES or joint == "/") and isinstance(first, YearOf) and _TWO_FIGURES.fullmatch(self.word(j + 1)):
            figures = int(self.word(j + 1))
            end = first.year // 100 * 100 + figures
            if end > first.year:
                return Span(first, YearOf(end)), j + 2
            return (MonthOf(first.year, figures), j + 2) if joint == "-" and 1 <= figures <= 12 else read
        if joint in _ENDS or (joint in {"and", "/"} and isinstance(first, YearOf | MonthOf | WeekdayOf | DayShift)):
            last = self.item(self._skip(j + 1) if joint not in {"and", "/"} else j + 1)
            if last is not None and _joins(first, last[0], joint):
                return Span(first, last[0]), last[1]
        return read

    def item(self, i: int) -> Read | None:  # noqa: PLR0912, C901 - the grammar's table of alternatives
        """One expression without its opening word."""
        while self.word(i) in _PREPOSITIONS:
            i += 1
        word = self.word(i)
        if not word:
            return None
        read = None
        if word in day_starters() and match_day(self.words, i) is not None:
            read = self.named_day(i)
        elif word[0].isdigit() or word in ORDINALS or (word[0] in "qh" and word[1:].isdigit()):
            read = self.number(i)
        elif word in MONTHS:
            read = self.month(i)
        elif word in WEEKDAYS:
            read = self.weekday(i, "")
        elif word in TODAY:
            read = self.today(i)
        elif word in SHADES:
            read = self.shaded(i)
        elif word in RELATIONS:
            read = self.relation(i)
        elif word in {"same", "that", "very", "day", "week", "month", "year"}:
            read = self.anaphor(i)
        elif word == "weekend":
            read = Weekend(), i + 1
        elif word == "overnight":
            read = self.overnight(i)
        elif word == "eve":
            read = self.eve(i)
        elif word in SEASONS:
            read = self.season(i, "")
        elif word in DAY_PARTS:
            read = self.day_part(i)
        elif word == "anniversary":
            read = self.anniversary(i, None)
        elif word in _DECADE_WORDS:
            read = Decade(_DECADE_WORDS[word]), i + 1
        return read or self._loose(i)

    def _loose(self, i: int) -> Read | None:
        """Quantities, "a one-year anniversary", "seventy-fifth anniversary" and the like."""
        ordinal = self.ordinal(i)
        if ordinal is not None:
            read = self.numbered(i, ordinal)
            if read is not None:
                return read
        counted = self.quantity(i)
        if counted is not None and self.word(counted[1]) == "anniversary" and counted[0].unit == "year":
            return self.anniversary(counted[1], counted[0].count)
        return self.beside(counted)


def _joins(first: Expression, last: Expression, joint: str) -> bool:
    """Whether two ends make a range."""
    if isinstance(first, Lasting) or isinstance(last, Lasting):
        return False
    if isinstance(first, YearOf) and isinstance(last, YearOf):
        return last.year > first.year
    if joint in {"and", "/"}:
        days = WeekdayOf | DayShift
        return type(last) is type(first) or (isinstance(first, days) and isinstance(last, days))
    return joint not in DASHES or type(last) is type(first)
