# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""The part of the grammar that reads days, months, years and their parts, in all shapes that news has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from multipolar.resolving.times.days import NamedDay
from multipolar.resolving.times.explicit import (
    Century,
    Date,
    Decade,
    MonthOf,
    PartOfYear,
    Relation,
    Season,
    Shade,
    YearOf,
)
from multipolar.resolving.times.lexicon import (
    DAY_PARTS,
    MONTHS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    ZONES,
    as_day,
    as_year,
    is_clock,
    listed,
)
from multipolar.resolving.times.reader import DASHES, Read, Reader
from multipolar.resolving.times.relative import DayShift, Running, WeekdayOf
from multipolar.resolving.times.spans import Span

__all__ = ["RELATIONS", "DateReader"]

#: Words that tie a name to the report.
RELATIONS: dict[str, Relation] = {
    "last": "last",
    "past": "last",
    "recent": "last",
    "previous": "last",
    "preceding": "last",
    "next": "next",
    "coming": "next",
    "following": "next",
    "upcoming": "next",
    "this": "this",
    "current": "this",
}
_NUMERIC = re.compile(r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})")
_RANGE = frozenset({"to", "through", "and", "until", *DASHES})
_CLOCK = frozenset(listed("a p m am pm . local time")) | ZONES
_BEFORE_MONTH = frozenset(
    listed(
        "in since until till by from of last next this before after and to between through during late early mid "
        "on for end -"
    )
)
_BEFORE_SPRING = frozenset(listed("the this in early late by until since"))
_NOT_MONTH = frozenset(["be", "have", "not", "also", "well"])


class DateReader(Reader):
    """Reads what a calendar names."""

    def number(self, i: int) -> Read | None:  # noqa: C901, PLR0911 - one way out for each kind of number
        """Whatever a number or ordinal opens."""
        word = self.word(i)
        if found := _NUMERIC.fullmatch(word):
            date = _numeric(found)
            return (date, i + 1) if date else None
        if word == "9/11":
            return Date(2001, 9, 11), i + 1
        if word[0] in "qh" and word[1:].isdigit():
            return self.part_of_year(i + 1, int(word[1:]), 4 if word[0] == "q" else 2)
        if word.endswith("s") and word[:-1].isdigit():
            return self.decade(word[:-1], i)
        ordinal = self.ordinal(i)
        if ordinal is not None:
            read = self.numbered(i, ordinal)
            if read is not None:
                return read
        day = as_day(word)
        if day is not None:
            read = self.day_first(i, day)
            if read is not None:
                return read
        if ":" in word or (word.isdigit() and self.word(i + 1) in {"a", "p", "am", "pm"}):
            return self._clock(i)
        if self.word(i + 1) in ZONES and is_clock(word):
            return self._clock(i)
        counted = self.counted(i)
        if counted is not None:
            return counted
        year = as_year(word)
        if year is not None and self.word(i + 1) not in {"%", "percent"}:
            return YearOf(year), i + 1
        return None

    def numbered(self, i: int, number: int) -> Read | None:
        """What an ordinal may count: centuries, quarters, halves, days of a month or of a feast, days in a row."""
        j = self.after_ordinal(i)
        word = self.word(j)
        if word in DASHES and self.word(j + 1) == "century":
            word, j = "century", j + 1
        if word == "century":
            return (Century(number), j + 1) if 1 <= number <= 21 else None
        if word == "quarter" and number <= 4:
            return self.part_of_year(j + 1, number, 4)
        if word == "half" and number <= 2:
            return self.part_of_year(j + 1, number, 2)
        if word == "day" and self.word(j + 1) == "of" and number == 1:
            return self._first_day(j + 2 + (self.word(j + 2) == "the"))
        straight = word in {"consecutive", "straight", "successive"}
        if self.word(j + straight) == "day" and (straight or self.word(j + 1) == "in"):
            return DayShift(0, 0.6), j + 1 + straight
        return None

    def _first_day(self, k: int) -> Read | None:
        if self.word(k) in MONTHS:
            month = self.month(k)
            if month is not None and isinstance(month[0], MonthOf):
                return Date(month[0].year, month[0].month, 1), month[1]
            return None
        named = self.item(k)
        if named is not None and isinstance(named[0], NamedDay):
            return replace(named[0], first_day=True), named[1]
        return None

    def running(self, i: int) -> Read | None:
        """Such as "(For) a third day", "the second consecutive week"."""
        i += self.word(i) in {"a", "the"}
        number = self.ordinal(i)
        if number is None:
            return None
        j = self.after_ordinal(i)
        while self.word(j) in {"consecutive", "straight", "successive", "full"}:
            j += 1
        if self.word(j) not in UNITS or UNITS[self.word(j)][0] in {"hour", "minute"}:
            return None
        return Running(number, UNITS[self.word(j)][0]), j + 1

    def part_of_year(self, j: int, number: int, parts: Literal[2, 4]) -> Read | None:
        """What follows "the first quarter": of 2020, of last year, of the year, nothing."""
        if not 1 <= number <= parts:
            return None
        k = j + (self.word(j) in {"of", "in", ","})
        k += self.word(k) == "the"
        year = as_year(self.word(k))
        if year is not None:
            return PartOfYear(year, number, parts), k + 1
        if self.word(k) in RELATIONS and self.word(k + 1) == "year":
            return PartOfYear(None, number, parts, "", {"last": -1, "next": 1}.get(RELATIONS[self.word(k)], 0)), k + 2
        if self.word(k) == "year":
            return PartOfYear(None, number, parts, "", 0), k + 1
        return PartOfYear(None, number, parts), j

    @staticmethod
    def decade(digits: str, i: int) -> Read | None:
        """Such as "1990s", "80s"; "1800s" is a century."""
        if len(digits) == 4 and digits[-1] == "0" and "1000" <= digits < "2100":
            if digits[-2:] == "00" and digits != "2000":
                return Century(int(digits[:2]) + 1), i + 1
            return Decade(int(digits)), i + 1
        if len(digits) == 2 and digits[1] == "0" and int(digits) >= 20:
            return Decade(1900 + int(digits)), i + 1
        return None

    def day_first(self, i: int, day: int) -> Read | None:
        """Such as "8 May 2025", "the 8th of May", "3-5 May", "3 to 5 May", "16 and 17 March"."""
        j = i + 1
        if self.word(j) in _RANGE and as_day(self.word(j + 1)) is not None:
            return self.days_of_month(i, day)
        j += self.word(j) == "of"
        if self.word(j) not in MONTHS or (self.word(j) == "may" and self.word(j + 1) in _NOT_MONTH):
            return None
        month, j = MONTHS[self.word(j)], j + 1
        j += self.word(j) == "." and as_year(self.word(j + 1)) is not None
        year, years, j = self._which_year(j)
        return Date(year, month, day, years=years), j

    def days_of_month(self, i: int, day: int) -> Read | None:
        """Two days of one month, the month last."""
        last = as_day(self.word(i + 2))
        if last is None:
            return None
        j = i + 3 + (self.word(i + 3) == "of")
        if self.word(j) not in MONTHS:
            return None
        month = MONTHS[self.word(j)]
        year, years, j = self._which_year(j + 1)
        return Span(Date(year, month, day, years=years), Date(year, month, last, years=years)), j

    def year_after(self, j: int) -> tuple[int | None, int]:
        """A year that completes a day or month: "2025", ", 2025", "of 2025"."""
        k = j + (self.word(j) in {",", "of", "in"})
        year = as_year(self.word(k))
        return (year, k + 1) if year is not None else (None, j)

    def _which_year(self, j: int) -> tuple[int | None, int | None, int]:
        """A year that completes a day: in figures, or counted from that of the report ("last year": -1)."""
        year, k = self.year_after(j)
        if year is None:
            m = k + (self.word(k) in {"of", "in", ","})
            if self.word(m) in RELATIONS and self.word(m + 1) == "year":
                return None, {"last": -1, "next": 1}.get(RELATIONS[self.word(m)], 0), m + 2
        return year, None, k

    def _clock(self, i: int) -> Read | None:
        """A time of day, which says nothing of the day: what follows does, else the day of the report."""
        j = i + 1
        while self.word(j) in _CLOCK:
            j += 1
        if self.word(j) in {"on", "yesterday", "tomorrow", "today", "last"} or self.word(j) in WEEKDAYS:
            read = self.item(j)
            if read is not None:
                return read
        return (DayShift(0, 0.6), j) if j > i + 1 else None

    def month(self, i: int, shade: Shade = "", relation: Relation = "") -> Read | None:
        """A month and what follows it: a day, days, a year."""
        month = MONTHS[self.word(i)]
        j = i + 1
        if self.word(j) == "." and len(self.word(i)) <= 4 and self.word(i) not in {"may", "june", "july"}:
            j += 1
        if self.word(j) == "the" and as_day(self.word(j + 1)) is not None and not self.word(j + 1).isdigit():
            j += 1
        day = as_day(self.word(j)) if self.word(j)[:1].isdigit() or self.word(j - 1) == "the" else None
        if day is not None and self.word(j + 1) not in {":", "%", "percent", "people"} and not shade:
            return self._month_day(month, day, j, relation)
        if not self._is_month(i, shade, relation):
            return None
        year, k = self.year_after(j)
        if year is None:
            m = k + (self.word(k) in {"of", "in", ","})
            if self.word(m) in RELATIONS and self.word(m + 1) == "year":
                return MonthOf(None, month, shade, RELATIONS[self.word(m)], of_year=True), m + 2
        return MonthOf(year, month, shade, relation), k

    def _is_month(self, i: int, shade: str, relation: str) -> bool:
        """Whether "may", "march" or an abbreviation is the month here."""
        word = self.word(i)
        if word not in {"may", "march", "mar", "dec", "sep", "jan", "jun", "jul"}:
            return True
        if shade or relation or self.size <= 2 or i in self.tokens.capital_months:
            return word not in {"may", "march"} or self.size <= 2 or i in self.tokens.capital_months or bool(relation)
        if as_year(self.word(i + 1)) is not None or (
            self.word(i + 1) == "of" and as_year(self.word(i + 2)) is not None
        ):
            return True
        return self.word(i - 1) in _BEFORE_MONTH and self.word(i + 1) not in _NOT_MONTH

    def _month_day(self, month: int, day: int, j: int, relation: Relation) -> Read:
        k = j + 1
        last = as_day(self.word(k + 1)) if self.word(k) in _RANGE else None
        if last is not None and last > day and self.word(k + 1)[0].isdigit() and self._ends_day(k + 2):
            year, years, end = self._which_year(k + 2)
            return Span(Date(year, month, day, years=years), Date(year, month, last, years=years)), end
        year, years, end = self._which_year(k)
        return Date(year, month, day, None, "" if years is not None else relation, years), end

    def _ends_day(self, k: int) -> bool:
        """Whether the number before is a day, not a time of day, a count or the day of the next month."""
        word = self.word(k)
        return word not in MONTHS and word not in {"a", "p", ":", "people"} and word not in UNITS

    def weekday(self, i: int, relation: Relation) -> Read | None:
        """A weekday, its part of the day, and a date that it goes with. "Every Friday" is no day."""
        if self.word(i - 1) in {"every", "each"}:
            return None
        weekday = WEEKDAYS[self.word(i)]
        j = i + 1
        if self.word(j) == "." and len(self.word(i)) <= 5:
            j += 1
        while self.word(j) in DAY_PARTS or (self.word(j) in {"early", "late"} and self.word(j + 1) not in MONTHS):
            j += 1
        k = j + (self.word(j) in {",", "("})
        k += self.word(k) == "the"
        if self.word(k) in MONTHS or as_day(self.word(k)) is not None:
            read = self.month(k) if self.word(k) in MONTHS else self.day_first(k, as_day(self.word(k)) or 0)
            if read is not None and isinstance(read[0], Date):
                return replace(read[0], weekday=weekday), read[1]
        if not relation:
            m = j + (self.word(j) == "of")
            if self.word(m) in RELATIONS and self.word(m + 1) == "week":
                week = {"last": -1, "next": 1, "this": 0}[RELATIONS[self.word(m)]]
                return WeekdayOf(weekday, week=week), m + 2
        return WeekdayOf(weekday, relation), j

    def season(self, i: int, relation: Relation) -> Read | None:
        """A season and its year. "Fall" is one only with a year or a word before it that says so."""
        word = self.word(i)
        year, j = self.year_after(i + 1)
        loose = word == "fall" or (word == "spring" and self.word(i - 1) not in _BEFORE_SPRING)
        if loose and not relation and year is None:
            return None
        return Season(year, SEASONS[word], relation), j


def _numeric(found: re.Match[str]) -> Date | None:
    """ISO and other figures. Day before month where only that can be, or where dots say so (as Europe writes it)."""
    a, mark, b, c = found[1], found[2], int(found[3]), found[4]
    if len(a) == 4 and len(c) <= 2:
        year, month, day = int(a), b, int(c)
    elif len(c) == 4 and len(a) <= 2:
        year, first, second = int(c), int(a), b
        if mark == "/" and first <= 12 and second <= 12 and first != second:
            return None  # 03/04/2025 is two days, depending on the writer's country
        day, month = (first, second) if mark == "." or first > 12 or first == second else (second, first)
    else:
        return None
    if not (1000 <= year < 2200 and 1 <= month <= 12 and 1 <= day <= 39):
        return None
    return Date(year, month, day)
