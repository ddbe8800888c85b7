# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""The part of the grammar that reads what is told relative to the report or to another day."""

from __future__ import annotations

from dataclasses import replace

from multipolar.resolving.times.dates import RELATIONS, DateReader
from multipolar.resolving.times.days import Anniversary, NamedDay, day_starters, match_day, plain_words
from multipolar.resolving.times.explicit import (
    Century,
    Date,
    Decade,
    Expression,
    MonthOf,
    PartOfYear,
    Relation,
    Shade,
    YearOf,
)
from multipolar.resolving.times.lexicon import DAY_PARTS, MONTHS, SEASONS, UNITS, WEEKDAYS, as_year, listed
from multipolar.resolving.times.reader import DASHES, Read
from multipolar.resolving.times.relative import (
    Anaphor,
    Beside,
    DayShift,
    Overnight,
    Period,
    Quantity,
    UnitShift,
    Weekend,
)

__all__ = ["SHADES", "TODAY", "RelationReader"]

#: Words that open a part of a month, year or decade, and which part.
SHADES: dict[str, Shade] = {
    "early": "early",
    "start": "early",
    "beginning": "early",
    "mid": "mid",
    "middle": "mid",
    "midst": "mid",
    "late": "late",
    "end": "end",
    "earlier": "",
    "later": "",
}
TODAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_TOWARDS = {"earlier", "later", "end"}
_STOP_WORDS = frozenset(listed(", ; : ( ) — when which who as"))
#: Longest description of what is commemorated, in words.
_WINDOW = 16


class RelationReader(DateReader):
    """Reads what is counted from the report, from a day in the text, or from a happening."""

    def today(self, i: int) -> Read:
        """Today, tonight, yesterday, tomorrow, with or without a part of the day."""
        by, j = TODAY[self.word(i)], i + 1
        while self.word(j) in DAY_PARTS:
            j += 1
        return DayShift(by), j

    def overnight(self, i: int) -> Read:
        """Overnight, overnight on Sunday, overnight into Monday."""
        k = i + 1 + (self.word(i + 1) in {"on", "from", "into"})
        if self.word(k) in WEEKDAYS:
            read = self.weekday(k, "")
            if read is not None:
                return (read[0] if self.word(i + 1) == "into" else Overnight(read[0])), read[1]
        return Overnight(), i + 1

    def day_part(self, i: int) -> Read | None:
        """Such as "before dawn", "at midnight": the day that is named beside it, else that of the report."""
        j = i
        while self.word(j) in DAY_PARTS or self.word(j) in {"before", "on", "of", "local", "time", "the"}:
            j += 1
        if self.word(j) in WEEKDAYS or self.word(j) in MONTHS or self.word(j) in TODAY:
            read = self.item(j)
            if read is not None:
                return read
        if self.word(i) in {"night", "morning"} and self.word(i + 1) == "of":
            return None
        return DayShift(0, 0.6), i + 1 + (self.word(i) == "before")

    def shaded(self, i: int) -> Read | None:  # noqa: C901, PLR0911, PLR0912 - one way out for each thing that has parts
        """Such as "early March", "mid-2015", "late on Sunday", "earlier this month", "the end of the year"."""
        word = self.word(i)
        shade = SHADES[word]
        j = i + 1
        skipped = {"on", "in", "of", "the", *DASHES}
        if word in {"early", "late", "mid"}:
            skipped |= {"part", "to", "days", "weeks", "months", "hours"}
        while self.word(j) in skipped:
            j += 1
        after = self.word(j)
        if word in {"start", "beginning"} and after in day_starters() and (feast := self.named_day(j)) is not None:
            named, end = feast
            return (replace(named, first_day=True) if isinstance(named, NamedDay) else named), end
        if after in WEEKDAYS:
            return self.weekday(j, "")
        if after in TODAY:
            return self.today(j)
        if after in MONTHS:
            return self._shaded_month(j, shade)
        year = as_year(after)
        if year is not None:
            return YearOf(year, shade), j + 1
        if after[:1].isdigit():
            return self._shaded_age(j, shade)
        if after in SEASONS:
            return self.season(j, "" if self.year_after(j + 1)[0] else "this")
        if after in RELATIONS and self.word(j + 1) in UNITS:
            return self.unit_shift(j + 1, RELATIONS[after], word if word in _TOWARDS else "")
        if after in RELATIONS and self.word(j + 1) in MONTHS:
            relation = RELATIONS[after]
            return self.month(j + 1, shade, relation)
        if after in {"month", "week", "year"}:
            return self.unit_shift(j, "this", word if word in _TOWARDS else "")
        if word in {"earlier", "later"} and after in {"that", "same"}:
            return self.anaphor(j)
        if after == "day" and word in {"earlier", "later", "late", "early"}:
            return DayShift(0, 0.6), j + 1
        return None

    def _shaded_month(self, j: int, shade: Shade) -> Read | None:
        read = self.month(j, shade)
        if read is not None:
            return read
        day = self.month(j)  # "late May 8" is a day
        return day if day is not None and isinstance(day[0], Date) else None

    def _shaded_age(self, j: int, shade: Shade) -> Read | None:
        word = self.word(j)
        if word.endswith("s") and word[:-1].isdigit():
            read = self.decade(word[:-1], j)
            if read is not None and isinstance(read[0], Decade | Century) and shade:
                return replace(read[0], shade=shade), read[1]
            return read
        number = self.ordinal(j)
        if number is None:
            return None
        k = j + 1 + (self.word(j + 1) in DASHES)
        return (Century(number, shade), k + 1) if self.word(k) == "century" and 1 <= number <= 21 else None

    @staticmethod
    def _by(relation: Relation) -> int:
        return {"last": -1, "next": 1}.get(relation, 0)

    def unit_shift(self, j: int, relation: Relation, shade: str) -> Read | None:
        """A calendar unit counted from the present one."""
        unit, size = UNITS[self.word(j)]
        if unit in {"hour", "minute"} or not size:
            return None
        if unit == "month" and size > 1:
            return PartOfYear(None, 0, 4, relation), j + 1
        return UnitShift(unit, self._by(relation), shade, size if unit == "year" else 1), j + 1

    def relation(self, i: int) -> Read | None:  # noqa: C901, PLR0911 - one way out for each thing related
        """Such as "last week", "next Friday", "this month", "the past three days", "the following day"."""
        word = self.word(i)
        relation = RELATIONS[word]
        j = i + 1
        if word in {"this", "last"} and self.word(j) in {"past", "coming"}:
            relation, j = RELATIONS[self.word(j)], j + 1
        after = self.word(j)
        if after in {"early", "late", "mid"} and self.word(j + 1) in MONTHS:
            return self.month(j + 1, SHADES[after], relation)
        if after in WEEKDAYS:
            return self.weekday(j, "following" if word == "following" else relation)
        if after in MONTHS:
            return self.month(j, "", relation)
        if after in SEASONS:
            return self.season(j, relation)
        if after == "weekend":
            return Weekend(relation), j + 1
        if after in DAY_PARTS:
            if word not in {"last", "this"}:
                return None
            return DayShift(-1 if word == "last" and after == "night" else 0), j + 1
        if after in UNITS:
            return self._related_unit(i, j, relation)
        if word not in {"this", "current"}:
            counted = self.quantity(j)
            if counted is not None and UNITS.get(self.word(counted[1] - 1), ("", 0))[1]:
                return Period(counted[0], 1 if relation == "next" else -1), counted[1]
        return self.named_day(j) if after in day_starters() else None

    def _related_unit(self, i: int, j: int, relation: Relation) -> Read | None:  # noqa: PLR0911 - as above
        word, name = self.word(i), self.word(j)
        unit, size = UNITS[name]
        ahead = 1 if relation == "next" else -1
        if name.endswith("s"):  # "the coming weeks", "the past days", "this days" is no English
            return (Period(Quantity(None, unit), ahead), j + 1) if word != "this" else None
        if name == "day":
            return Anaphor("day", self._by(relation)), j + 1
        if word == "recent" or (word == "current" and unit in {"hour", "minute"}):
            return None
        if word in {"past", "coming"} and size == 1 and unit in {"week", "month", "year", "hour"}:
            return Period(Quantity(1, unit), ahead), j + 1
        if word in {"following", "preceding", "previous"} and size == 1 and unit in {"week", "month", "year"}:
            return Anaphor(unit, self._by(relation)), j + 1
        if unit == "year" and size > 1 and relation != "this":
            return Period(Quantity(size, "year"), ahead), j + 1
        return self.unit_shift(j, relation, "")

    def anaphor(self, i: int) -> Read | None:
        """Such as "the same day", "that month", "the day before", "the day after X", "year end"."""
        word = self.word(i)
        j = i
        while self.word(j) in {"same", "that", "very"}:
            j += 1
        if j > i:
            unit = "day" if self.word(j) in {"date", "morning", "afternoon", "evening", "night"} else self.word(j)
            return (Anaphor(unit, 0), j + 1) if unit in {"day", "week", "month", "year"} else None
        after = self.word(i + 1)
        end = i + 1 + (after in DASHES)
        if word == "year" and self.word(end) == "end":
            return UnitShift("year", 0, "end"), end + 1
        if word not in {"day", "week", "month", "year"} or after not in {"before", "after", "prior", "earlier"}:
            return None
        if self.word(i + 2) in {"yesterday", "tomorrow"} and word == "day":
            return DayShift(-2 if self.word(i + 2) == "yesterday" else 2), i + 3
        sign = 1 if after == "after" else -1
        named = self.named_time(i + 2 + (self.word(i + 2) == "to"))
        if named is not None:
            return Beside(Quantity(1, word), sign, named[0]), named[1]
        return Beside(Quantity(1, word), sign, follows=after == "after"), i + 2

    def eve(self, i: int) -> Read | None:
        """Such as "the eve of X": the day before it."""
        if self.word(i + 1) != "of":
            return Beside(Quantity(1, "day"), -1), i + 1
        named = self.named_time(i + 2)
        if named is not None:
            return Beside(Quantity(1, "day"), -1, named[0]), named[1]
        return Beside(Quantity(1, "day"), -1), i + 2

    def named_day(self, i: int) -> Read | None:
        """A feast or national day, and its year where it is told."""
        named = match_day(self.words, i)
        if named is None:
            return None
        day, j = named
        while self.word(j) in {"celebration", "celebrations", "holiday", "holidays", "parade", "festival"}:
            j += 1
        k = j + (self.word(j) in {"of", "in", ","})
        year = as_year(self.word(k))
        return (replace(day, year=year), k + 1) if year is not None else (day, j)

    def anniversary(self, i: int, number: int | None) -> Read | None:
        """What stands after "anniversary of", up to the next mark, is what is commemorated; else what stands before."""
        j = i + 1
        if self.word(j) not in {"of", "since"}:
            before = plain_words(self.words[max(0, i - 5) : i])
            return Anniversary(number, frozenset(before)), j
        end, date = j + 1, None
        while end < self.size and end - j < _WINDOW:
            word = self.words[end]
            if word in _STOP_WORDS or (word == "." and len(self.word(end - 1)) > 1):
                break
            told = self._told_date(end)
            if told is not None:
                date, end = told
                continue
            end += 1
        words = frozenset(plain_words(self.words[j + 1 : end]))
        return Anniversary(number, words, date), end

    def _told_date(self, i: int) -> tuple[Expression, int] | None:
        word = self.words[i]
        if not (word[0].isdigit() or word in MONTHS):
            return None
        read = self.number(i) if word[0].isdigit() else self.month(i)
        if read is not None and isinstance(read[0], Date | MonthOf | YearOf) and read[0].year is not None:
            return read
        return None

    def numbered(self, i: int, number: int) -> Read | None:
        """As for dates, and anniversaries: "80th anniversary", "80th birthday", "20th Srebrenica anniversary"."""
        j = self.after_ordinal(i)
        if self.word(i) in {"centenary", "centennial", "bicentenary", "bicentennial"}:
            return self.anniversary(i, number)
        for k in (j, j + 1, j + 2):
            if self.word(k) in {"anniversary", "birthday"}:
                return self.anniversary(k, number)
            if self.word(k) in {"of", "", ",", "."}:
                break
        return super().numbered(i, number)
