"""The grammar: from words to an expression, by recursive descent, one token of look-ahead and no backtracking to speak of.

``Parser(tokens).phrase(i)`` reads the longest expression that starts at token ``i`` and says where it ends. It knows
nothing of the report; what it returns can be kept and placed against any day of publication.
"""

from __future__ import annotations

import re
from dataclasses import replace

from multipolar.resolving.times.days import Anniversary, day_starters, match_day, plain_words
from multipolar.resolving.times.explicit import (
    Century,
    Date,
    Decade,
    Expression,
    MonthOf,
    PartOfYear,
    Relation,
    Season,
    Shade,
    YearOf,
)
from multipolar.resolving.times.lexicon import (
    APPROXIMATE,
    COUNTS,
    DAY_PARTS,
    MONTHS,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    as_day,
    as_year,
)
from multipolar.resolving.times.relative import (
    Ago,
    Anaphor,
    Beside,
    DayShift,
    Lasting,
    Overnight,
    Period,
    Quantity,
    Running,
    UnitShift,
    WeekdayOf,
    Weekend,
)
from multipolar.resolving.times.spans import Before, By, From, Since, Span, Until

__all__ = ["Parser", "Read"]

#: An expression and the index of the token after it.
Read = tuple[Expression, int]

_DASHES = frozenset("-–—")  # noqa: RUF001 - the dashes that texts use
_PREPOSITIONS = frozenset("on in at of during over around about the that this".split()) - {"that", "this"}
_SHADES: dict[str, Shade] = {"early": "early", "mid": "mid", "late": "late", "middle": "mid", "beginning": "early"}
_RELATIONS: dict[str, Relation] = {
    "last": "last",
    "past": "last",
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
_DECADE_WORDS = dict(zip("twenties thirties forties fifties sixties seventies eighties nineties".split(), range(20, 100, 10), strict=True))
_TODAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


class Parser:
    """Reads expressions off a list of normalised words."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.size = len(words)

    def word(self, i: int) -> str:
        """The word at a position, or nothing past the end."""
        return self.words[i] if 0 <= i < self.size else ""

    # --- whole phrases ------------------------------------------------------------------------------------------------

    def phrase(self, i: int) -> Read | None:
        """Read with what opens an expression: since, until, from ... to, between ... and, by, before, after, within."""
        word = self.word(i)
        while word in APPROXIMATE and word not in {"over", "some", "more", "another"} and self.word(i + 1) not in UNITS:
            i, word = i + 1, self.word(i + 1)
            if not word:
                return None
        match word:
            case "since" | "ever":
                return self._wrapped(Since, i + (2 if word == "ever" else 1))
            case "until" | "till" | "through" | "til":
                return self._wrapped(Until, i + 1)
            case "up" if self.word(i + 1) in {"to", "until"}:
                return self._wrapped(Until, i + 2)
            case "from" | "starting" | "beginning" | "effective" | "commencing":
                return self._from(i + 1) or (self.item(i) if word == "beginning" else None)
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
        return (kind(read[0]), read[1]) if read else None

    def _skip(self, i: int) -> int:
        while self.word(i) in _PREPOSITIONS or self.word(i) in {"early", "about", "around"} and self.word(i + 1) == "on":
            i += 1
        return i

    def _from(self, i: int) -> Read | None:
        first = self.item(self._skip(i))
        if first is None:
            day = as_day(self.word(i))
            if day is not None and self.word(i + 1) in {"to", "until", "through", *_DASHES}:
                return self._days_of_month(i, day)
            return None
        j = first[1]
        if self.word(j) in {"to", "until", "till", "through", "and", *_DASHES}:
            k = j + 1
            if self.word(j) == "and":
                if self.word(k) not in {"until", "to", "through"}:
                    return From(first[0]), j
                k += 1
            while self.word(k) in {"at", "least"}:
                k += 1
            last = self.item(self._skip(k))
            if last is not None:
                return Span(first[0], last[0]), last[1]
        return From(first[0]), j

    def _between(self, i: int) -> Read | None:
        first = self.item(self._skip(i))
        if first is None:
            day = as_day(self.word(i))
            return self._days_of_month(i, day) if day is not None and self.word(i + 1) == "and" else None
        if self.word(first[1]) not in {"and", *_DASHES}:
            return first
        last = self.item(self._skip(first[1] + 1))
        return (Span(first[0], last[0]), last[1]) if last else first

    def _edge(self, i: int, word: str) -> Read | None:
        if word == "following" and self.word(i + 1) in UNITS:
            return self.item(i)
        read = self.ranged(self._skip(i + 1))
        if read is None:
            return None
        if isinstance(read[0], Lasting | Anaphor):
            return None
        return (Before(read[0]) if word == "before" else read[0]), read[1]

    def _lasting(self, i: int, word: str) -> Read | None:
        """ "For two months", "within 48 hours", "in six months", "over the past three days", "for a third day"."""
        j = i + 1
        while self.word(j) in APPROXIMATE or self.word(j) in {"the", "most", "of", "up", "to", "another"}:
            j += 1
        word_j = self.word(j)
        if word_j in _RELATIONS and word_j != "this":
            read = self._relation(j)
            if read is not None and word == "within" and isinstance(read[0], Period):
                return Period(read[0].quantity, 1), read[1]
            return read
        if word == "for" and (number := self._ordinal(j + (self.word(j) == "a"))) is not None:
            k = j + (self.word(j) == "a") + 1
            while self.word(k) in APPROXIMATE:
                k += 1
            if self.word(k) in UNITS:
                return Running(number, UNITS[self.word(k)][0]), k + 1
        counted = self._quantity(j)
        if counted is None:
            return None
        quantity, k = counted
        if self._after_quantity(quantity, k) is not None:
            return self._after_quantity(quantity, k)
        if word == "in":
            return (Ago(quantity, 1), k) if quantity.unit not in {"hour", "minute"} else None
        if word == "within":
            return Lasting(quantity, ahead=True, kind="within"), k
        return Lasting(quantity, kind="for"), k

    # --- ranges -------------------------------------------------------------------------------------------------------

    def ranged(self, i: int) -> Read | None:
        """An item, or two joined as a range: "May 3 - May 5", "2014-2016", "Friday to Sunday", "2004 and 2005"."""
        read = self.item(i)
        if read is None:
            return None
        first, j = read
        joint = self.word(j)
        if joint in {"to", "through", "until", *_DASHES} or (joint == "and" and _joinable(first)):
            start = self._skip(j + 1) if joint != "and" else j + 1
            last = self.item(start)
            if last is not None and (joint in {"through", "until", "to"} or type(last[0]) is type(first)) and _ordered(first, last[0]):
                return Span(first, last[0]), last[1]
            if joint in _DASHES and isinstance(first, YearOf) and re.fullmatch(r"\d\d", self.word(j + 1)):
                end = first.year // 100 * 100 + int(self.word(j + 1))
                if end > first.year:
                    return Span(first, YearOf(end)), j + 2
        return read

    # --- single items -------------------------------------------------------------------------------------------------

    def item(self, i: int) -> Read | None:  # noqa: PLR0911, PLR0912, C901 - the grammar's table of alternatives
        """One expression without its opening word."""
        while self.word(i) in _PREPOSITIONS:
            i += 1
        word = self.word(i)
        if not word:
            return None
        if word[0].isdigit():
            return self._number(i)
        if word in MONTHS:
            read = self._month(i)
            if read is not None:
                return read
        if word in WEEKDAYS:
            return self._weekday(i, "")
        if word in _TODAY:
            return self._today(i)
        if word in _SHADES or word in {"end", "start", "half", "midst"} or word in {"earlier", "later"}:
            read = self._shaded(i)
            if read is not None:
                return read
        if word in _RELATIONS:
            read = self._relation(i)
            if read is not None:
                return read
        if word in {"same", "that", "very", "day", "week", "previous", "month", "year"}:
            read = self._anaphor(i)
            if read is not None:
                return read
        if word in {"weekend", "weekends"}:
            return Weekend(), i + 1
        if word == "overnight":
            return self._overnight(i)
        if word == "eve":
            return self._eve(i)
        if word in SEASONS:
            return self._season(i, "")
        if word in DAY_PARTS or word == "before" and self.word(i + 1) in DAY_PARTS:
            return self._day_part(i)
        if word in ORDINALS:
            return self._number(i)
        if word == "anniversary":
            return self._anniversary(i, None)
        if word in _DECADE_WORDS:
            return Decade(1900 + _DECADE_WORDS[word]), i + 1
        if word in day_starters():
            read = self._named(i)
            if read is not None:
                return read
        return self._counted(i)

    def _named(self, i: int) -> Read | None:
        named = match_day(self.words, i)
        if named is None:
            return None
        day, j = named
        while self.word(j) in {"day", "celebration", "celebrations", "holiday", "holidays", "parade", "festival"} :
            if self.word(j) == "day" and day.name.endswith("day"):
                break
            j += 1
        k = j + (self.word(j) in {"of", "in", ","})
        year = as_year(self.word(k))
        if year is not None:
            return replace(day, year=year), k + 1
        return day, j

    def _counted(self, i: int) -> Read | None:
        counted = self._quantity(i)
        if counted is None:
            return None
        quantity, j = counted
        read = self._after_quantity(quantity, j)
        if read is not None:
            return read
        if self.word(j) == "anniversary" and quantity.unit == "year" and quantity.count:
            return self._anniversary(j, quantity.count)
        hyphen = any(word in _DASHES for word in self.words[i:j]) or self.word(j - 1).endswith("long")
        return Lasting(quantity, whole=hyphen or self.word(j) in {"of", ""}), j

    def _quantity(self, i: int) -> tuple[Quantity, int] | None:
        """ "Two weeks", "a few days", "more than three years", "half a century", "three and a half years", "10-day"."""
        while self.word(i) in APPROXIMATE:
            i += 1
        word = self.word(i)
        half = 0
        if word == "half" and self.word(i + 1) in {"a", "century", "decade", "year"}:
            j = i + 1 + (self.word(i + 1) == "a")
            unit, size = UNITS.get(self.word(j), ("", 0))
            if unit == "year":
                months = size * 6
                return (Quantity(months // 12, "year") if months >= 12 else Quantity(months, "month")), j + 1
            return None
        if word in {"weeklong", "monthlong", "yearlong", "daylong"}:
            return Quantity(1, UNITS[word][0]), i + 1
        count, j = self._count(i)
        if j == i:
            return None
        if self.word(j) in {"or", "to", "and", *_DASHES} and self.word(j + 1) not in UNITS:
            if self.word(j) == "and" and self.word(j + 1) == "a" and self.word(j + 2) == "half":
                half, j = 1, j + 3
            else:
                other, k = self._count(j + 1)
                if k > j + 1 and other is not None and count is not None and self.word(k) in UNITS | {"-": ("", 0)}:
                    count, j = max(other, count), k
        while self.word(j) in _DASHES or self.word(j) in {"consecutive", "straight", "full", "whole", "successive", "of", "calendar", "further", "more", "such"}:
            if self.word(j) == "of" and word not in {"couple", "a"}:
                return None
            j += 1
        if self.word(j) not in UNITS:
            return None
        unit, size = UNITS[self.word(j)]
        if size == 0:
            return Quantity(count, unit), j + 1
        if count is not None:
            count *= size
        if half and unit == "year" and count is not None:
            return Quantity(count * 12 + 6, "month"), j + 1
        return Quantity(count, unit), j + 1

    def _count(self, i: int) -> tuple[int | None, int]:
        """A number in figures or words; the index is unmoved where there is none."""
        word = self.word(i)
        if word.isascii() and word.isdigit() and len(word) <= 4:
            return int(word), i + 1
        if re.fullmatch(r"\d,\d{3}", word):
            return int(word.replace(",", "")), i + 1
        if word in {"a", "an"}:
            if self.word(i + 1) in COUNTS and self.word(i + 1) != "some":
                return self._count(i + 1)
            return 1, i + 1
        if word in COUNTS:
            count = COUNTS[word]
            if count is not None and count >= 20 and self.word(i + 1) in _DASHES and (COUNTS.get(self.word(i + 2)) or 99) < 10:
                return count + (COUNTS[self.word(i + 2)] or 0), i + 3
            if word == "couple" and self.word(i + 1) == "of":
                return 2, i + 2
            return count, i + 1
        if word in UNITS and self.word(i + 1) in {"ago", "earlier"} | ({"before", "after", "later"} if word in {"hours", "minutes", "days"} else set()):
            return None, i + 1 - 1 if False else i
        return None, i

    def _after_quantity(self, quantity: Quantity, j: int) -> Read | None:
        """What a quantity is counted from: ago, from now, earlier, later, before X, after X, to the day."""
        word = self.word(j)
        if word == "ago":
            if self.word(j + 1) == "today":
                return Ago(quantity, -1, today=True), j + 2
            return Ago(quantity, -1), j + 1
        if word == "from" and self.word(j + 1) in {"now", "today"}:
            return Ago(quantity, 1), j + 2
        if word in {"earlier", "previously"}:
            return Beside(quantity, -1, follows=False), j + 1
        if word in {"later", "afterwards", "afterward", "on"}:
            if word == "on":
                return None
            return Beside(quantity, 1, follows=False), j + 1
        if word in {"before", "after", "prior", "following", "since", "ahead", "into"}:
            if word in {"since", "into"}:
                return None
            k = j + 1 + (word in {"prior", "ahead"} and self.word(j + 1) in {"to", "of"})
            sign = 1 if word in {"after", "following"} else -1
            named = self.ranged(k)
            if named is not None and not isinstance(named[0], Lasting | Beside | Anaphor | UnitShift):
                return Beside(quantity, sign, named[0]), named[1]
            return Beside(quantity, sign), j + 1
        return None

    # --- numbers ------------------------------------------------------------------------------------------------------

    def _number(self, i: int) -> Read | None:  # noqa: PLR0911 - the grammar's table of alternatives
        word = self.word(i)
        if found := _NUMERIC.fullmatch(word):
            date = _numeric(found)
            return (date, i + 1) if date else None
        if word == "9/11":
            return self._named(i)
        if word.endswith("s") and word[:-1].isdigit():
            return self._decade(word[:-1], i)
        number = self._ordinal(i)
        if number is not None:
            read = self._numbered(i, number)
            if read is not None:
                return read
        day = as_day(word)
        if day is not None:
            read = self._day_first(i, day)
            if read is not None:
                return read
        if ":" in word or (word.isdigit() and self.word(i + 1) in {"a", "p", "am", "pm"}):
            return self._clock(i)
        counted = self._counted(i)
        if counted is not None:
            return counted
        year = as_year(word)
        if year is not None and self.word(i + 1) not in {"%", "percent"}:
            return YearOf(year), i + 1
        return None

    def _ordinal(self, i: int) -> int | None:
        word = self.word(i)
        if word in ORDINALS:
            return ORDINALS[word]
        if word[-2:] in {"st", "nd", "rd", "th"} and word[:-2].isascii() and word[:-2].isdigit() and len(word) <= 6:
            return int(word[:-2])
        if word in COUNTS and self.word(i + 1) in _DASHES and self.word(i + 2) in ORDINALS:
            return (COUNTS[word] or 0) + ORDINALS[self.word(i + 2)]
        return None

    def _numbered(self, i: int, number: int) -> Read | None:
        """What an ordinal may count: anniversaries, centuries, quarters, halves, days of a month or of a feast."""
        j = i + (3 if self.word(i + 1) in _DASHES and self.word(i + 2) in ORDINALS else 1)
        if self.word(i) in {"centenary", "centennial", "bicentenary", "bicentennial"}:
            return self._anniversary(i, number)
        word = self.word(j)
        if word in {"anniversary", "birthday"} or (self.word(j + 1) == "anniversary" and word not in {"of"}):
            return self._anniversary(j if word in {"anniversary", "birthday"} else j + 1, number)
        if word in _DASHES and self.word(j + 1) == "century":
            word, j = "century", j + 1
        if word == "century":
            return (Century(number), j + 1) if 1 <= number <= 21 else None
        if word == "quarter" and number <= 4:
            return self._part_of_year(j + 1, number, 4)
        if word == "half" and number <= 2:
            return self._part_of_year(j + 1, number, 2)
        if word in {"day", "days", "week"} and self.word(j + 1) == "of":
            k = j + 2 + (self.word(j + 2) == "the")
            if self.word(k) in day_starters():
                named = self._named(k)
                if named is not None and hasattr(named[0], "first_day") and number == 1 and word == "day":
                    return replace(named[0], first_day=True), named[1]
            if number == 1 and word == "day" and self.word(k) in MONTHS:
                return Date(None, MONTHS[self.word(k)], 1), k + 1
        if word in {"consecutive", "straight", "successive"} and self.word(j + 1) in UNITS:
            return Running(number, UNITS[self.word(j + 1)][0]), j + 2
        return None

    def _part_of_year(self, j: int, number: int, parts: int) -> Read | None:
        year, relation, offset, end = None, "", None, j
        k = j + (self.word(j) in {"of", "in", ","})
        k += self.word(k) == "the"
        if (found := as_year(self.word(k))) is not None:
            year, end = found, k + 1
        elif self.word(k) in _RELATIONS and self.word(k + 1) == "year":
            offset = {"last": -1, "next": 1}.get(_RELATIONS[self.word(k)], 0)
            end = k + 2
        elif self.word(k) == "year":
            offset, end = 0, k + 1
        return PartOfYear(year, number, 4 if parts == 4 else 2, relation, offset), end  # type: ignore[arg-type]

    def _decade(self, digits: str, i: int) -> Read | None:
        if len(digits) == 4 and digits[-1] == "0" and "1000" <= digits < "2100":
            if digits[-2:] == "00" and digits != "2000":
                return Century(int(digits[:2]) + 1), i + 1
            return Decade(int(digits)), i + 1
        if len(digits) == 2 and digits[1] == "0" and int(digits) >= 20:
            return Decade(1900 + int(digits)), i + 1
        return None

    def _day_first(self, i: int, day: int) -> Read | None:
        """ "8 May 2025", "the 8th of May", "3-5 May", "3 to 5 May", "16 and 17 March"."""
        j = i + 1
        if self.word(j) in {"to", "and", "until", "through", *_DASHES} and as_day(self.word(j + 1)) is not None:
            return self._days_of_month(i, day)
        j += self.word(j) == "of"
        if self.word(j) not in MONTHS or (self.word(j) == "may" and self.word(j + 1) in {"be", "have", "not"}):
            return None
        month, j = MONTHS[self.word(j)], j + 1
        j += self.word(j) == "." and as_year(self.word(j + 1)) is not None
        year, j = self._year_after(j)
        return Date(year, month, day), j

    def _days_of_month(self, i: int, day: int) -> Read | None:
        last = as_day(self.word(i + 2))
        if last is None:
            return None
        j = i + 3 + (self.word(i + 3) == "of")
        if self.word(j) not in MONTHS:
            return None
        month = MONTHS[self.word(j)]
        year, j = self._year_after(j + 1)
        return Span(Date(year, month, day), Date(year, month, last)), j

    def _year_after(self, j: int) -> tuple[int | None, int]:
        """A year that completes a day or month: "2025", ", 2025", "of 2025", "this year", "next year"."""
        k = j + (self.word(j) in {",", "of", "in"})
        year = as_year(self.word(k))
        if year is not None and not (self.word(k + 1) in UNITS and self.word(k + 1) != "quarter"):
            return year, k + 1
        return None, j

    def _clock(self, i: int) -> Read | None:
        """A time of day, which says nothing of the day: what follows does, else the day of the report."""
        j = i + 1
        while self.word(j) in {"a", "p", "m", "am", "pm", ".", "local", "time", "gmt", "utc", "est", "edt", "cet"}:
            j += 1
        if self.word(j) in {"on", "yesterday", "tomorrow", "today", "last"} or self.word(j) in WEEKDAYS:
            read = self.item(j)
            if read is not None:
                return read
        return (DayShift(0, 0.6), j) if j > i + 1 else None

    # --- months and weekdays ------------------------------------------------------------------------------------------

    def _month(self, i: int, shade: Shade = "", relation: Relation = "") -> Read | None:
        month = MONTHS[self.word(i)]
        j = i + 1
        if self.word(j) == "." and len(self.word(i)) <= 4 and self.word(i) != "may":
            j += 1
        if self.word(j) == "the" and as_day(self.word(j + 1)) is not None and not self.word(j + 1).isdigit():
            j += 1
        day = as_day(self.word(j)) if self.word(j)[:1].isdigit() or self.word(j - 1) == "the" else None
        if day is not None and self.word(j + 1) not in {":", "%", "percent", "people"} and not shade:
            return self._month_day(month, day, j, relation)
        if self.word(i) in {"mar", "sun", "dec", "may"} and not self._looks_like_month(i, shade, relation):
            return None
        year, k = self._year_after(j)
        if year is None and self.word(k) in {"of", "in"} and self.word(k + 1) in _RELATIONS and self.word(k + 2) == "year":
            return MonthOf(None, month, shade, _RELATIONS[self.word(k + 1)] if _RELATIONS[self.word(k + 1)] == "this" else relation), k + 3
        if year is None and self.word(k) in _RELATIONS and self.word(k + 1) == "year":
            return MonthOf(None, month, shade, _RELATIONS[self.word(k)]), k + 2
        if year is not None and self.word(k) in _DASHES and re.fullmatch(r"\d\d", self.word(k + 1)):
            return MonthOf(year, month, shade), k
        return MonthOf(year, month, shade, relation), k

    def _looks_like_month(self, i: int, shade: str, relation: str) -> bool:
        """Whether "may" is the month: something says so before or after it."""
        if shade or relation or self.size <= 2:
            return True
        if self.word(i - 1) in {"in", "since", "until", "till", "by", "from", "of", "last", "next", "this", "before", "after", "and", "to", "between", "through", "during", "late", "early", "mid", "on", "-", "for"}:
            return self.word(i + 1) not in {"be", "have", "not", "also", "well"}
        return as_year(self.word(i + 1)) is not None or (self.word(i + 1) == "of" and as_year(self.word(i + 2)) is not None)

    def _month_day(self, month: int, day: int, j: int, relation: Relation) -> Read:
        k = j + 1
        if self.word(k) in {"to", "through", "and", "until", *_DASHES} and (last := as_day(self.word(k + 1))) is not None:
            if last > day and self.word(k + 2) not in MONTHS | {"a": 0, "p": 0, ":": 0, "people": 0} and not self.word(k + 2).startswith("year"):
                year, end = self._year_after(k + 2)
                return Span(Date(year, month, day), Date(year, month, last)), end
        year, end = self._year_after(k)
        if year is None and self.word(end) in {"of", "in"} and self.word(end + 1) == "this" and self.word(end + 2) == "year":
            return Date(None, month, day, None, "this"), end + 3
        return Date(year, month, day, None, relation), end

    def _weekday(self, i: int, relation: Relation) -> Read | None:
        weekday = WEEKDAYS[self.word(i)]
        j = i + 1
        if self.word(j) == "." and len(self.word(i)) <= 5:
            j += 1
        while self.word(j) in DAY_PARTS or (self.word(j) in {"early", "late"} and self.word(j + 1) not in MONTHS):
            j += 1
        k = j + (self.word(j) in {",", "the", "("})
        k += self.word(k) == "the"
        if self.word(k) in MONTHS or as_day(self.word(k)) is not None:
            read = self._month(k) if self.word(k) in MONTHS else self._day_first(k, as_day(self.word(k)) or 0)
            if read is not None and isinstance(read[0], Date):
                return replace(read[0], weekday=weekday), read[1]
        if not relation and self.word(j) in {"last", "next", "this", "of"}:
            m = j + (self.word(j) == "of")
            if self.word(m) in _RELATIONS and self.word(m + 1) == "week":
                week = {"last": -1, "next": 1, "this": 0}[_RELATIONS[self.word(m)]]
                return WeekdayOf(weekday, week=week), m + 2
        return WeekdayOf(weekday, relation), j

    def _today(self, i: int) -> Read:
        by, j = _TODAY[self.word(i)], i + 1
        while self.word(j) in DAY_PARTS:
            j += 1
        return DayShift(by), j

    def _overnight(self, i: int) -> Read:
        j = i + 1
        k = j + (self.word(j) in {"on", "from", "into"})
        if self.word(k) in WEEKDAYS:
            read = self._weekday(k, "")
            if read is not None:
                return (Overnight(read[0]) if self.word(j) != "into" else read[0]), read[1]
        return Overnight(), j

    def _day_part(self, i: int) -> Read | None:
        """ "Before dawn", "at midnight": the day of the report, unless a day is named."""
        j = i
        while self.word(j) in DAY_PARTS or self.word(j) in {"before", "on", "of", "local", "time", "the"}:
            j += 1
        if j > i and (self.word(j) in WEEKDAYS or self.word(j) in MONTHS or self.word(j) in _TODAY):
            read = self.item(j)
            if read is not None:
                return read
        j = i + 1 + (self.word(i) == "before")
        if self.word(i) == "night" and self.word(i + 1) == "of":
            return None
        return DayShift(0, 0.6), j

    # --- parts, relations, seasons ------------------------------------------------------------------------------------

    def _season(self, i: int, relation: Relation) -> Read | None:
        season = SEASONS[self.word(i)]
        if self.word(i) == "fall" and not relation and self.word(i - 1) not in {"this", "last", "next"}:
            if self._year_after(i + 1)[0] is None or self.word(i - 1) == "the" and self.word(i + 1) == "of" and as_year(self.word(i + 2)) is None:
                return None
        year, j = self._year_after(i + 1)
        if year is None and self.word(i) == "spring" and self.word(i + 1) == "festival":
            return None
        return Season(year, season, relation), j

    def _shaded(self, i: int) -> Read | None:  # noqa: PLR0911 - the grammar's table of alternatives
        """ "Early March", "mid-2015", "late on Sunday", "earlier this month", "the end of the year", "later in April"."""
        word = self.word(i)
        shade: Shade = _SHADES.get(word, "")
        j = i + 1
        if word == "end":
            shade = "end"
        if word in {"start"}:
            shade = "early"
        while self.word(j) in _DASHES or self.word(j) in {"-", "on", "in", "of", "the", "part", "to", "days", "weeks", "months", "hours"}:
            if self.word(j) in {"days", "weeks", "months", "hours", "to", "part"} and word not in {"early", "late", "mid"}:
                break
            j += 1
        nxt = self.word(j)
        if nxt in WEEKDAYS:
            return self._weekday(j, "")
        if nxt in MONTHS and (shade or word in {"earlier", "later"}):
            read = self._month(j, "" if shade == "end" else shade)
            return read or self._month(j)
        if nxt in _TODAY:
            return self._today(j)
        year = as_year(nxt)
        if year is not None and (shade or word in {"earlier", "later"}):
            if word == "end" or shade:
                return YearOf(year, shade), j + 1
            return YearOf(year), j + 1
        if nxt.endswith("s") and nxt[:-1].isdigit() and shade:
            read = self._decade(nxt[:-1], j)
            if read is not None and isinstance(read[0], Decade | Century):
                return replace(read[0], shade=shade), read[1]
        if shade and (ordinal := self._ordinal(j)) is not None:
            k = j + 1 + (self.word(j + 1) in _DASHES)
            if self.word(k) == "century" and 1 <= ordinal <= 21:
                return Century(ordinal, shade), k + 1
        if nxt in SEASONS:
            return self._season(j, "this")
        if nxt in _RELATIONS and self.word(j + 1) in UNITS | MONTHS:
            relation = _RELATIONS[nxt]
            if self.word(j + 1) in MONTHS:
                return self._month(j + 1, shade, "" if relation == "this" else relation)
            return self._unit_shift(j + 1, relation, word if word in {"earlier", "later", "end"} else "")
        if nxt in {"month", "week", "year", "day"} and word in {"earlier", "later", "end", "late", "early", "start", "beginning", "mid"}:
            return self._unit_shift(j, "this", word if word in {"earlier", "later", "end"} else "")
        if word in {"earlier", "later"} and nxt == "that":
            return self._anaphor(j)
        if word == "later" and nxt == "day":
            return DayShift(0, 0.6), j + 1
        return None

    def _unit_shift(self, j: int, relation: Relation, shade: str) -> Read | None:
        unit, size = UNITS[self.word(j)]
        if unit in {"hour", "minute"} or size == 0:
            return None
        by = {"last": -1, "next": 1}.get(relation, 0)
        if unit == "month" and size == 3:
            return PartOfYear(None, 0, 4, relation), j + 1
        end = j + 1
        return UnitShift(unit, by, shade, size if unit == "year" else 1), end

    def _relation(self, i: int) -> Read | None:  # noqa: PLR0911, PLR0912, C901 - the grammar's table of alternatives
        """ "Last week", "next Friday", "this month", "the past three days", "the coming weeks", "the following day"."""
        word = self.word(i)
        relation = _RELATIONS[word]
        j = i + 1
        while self.word(j) in {"past", "coming"} and word in {"this", "last"}:
            relation = "last" if self.word(j) == "past" else "next"
            j += 1
        nxt = self.word(j)
        if nxt in {"early", "late", "mid"} and self.word(j + 1) in MONTHS:
            return self._month(j + 1, _SHADES[nxt], relation)
        if nxt in WEEKDAYS:
            return self._weekday(j, relation)
        if nxt in MONTHS:
            read = self._month(j, "", relation)
            return read
        if nxt in SEASONS:
            return self._season(j, relation)
        if nxt == "weekend":
            return Weekend(relation), j + 1
        if nxt in DAY_PARTS:
            return DayShift(-1 if word == "last" and nxt == "night" else 0), j + 1
        if nxt in UNITS:
            return self._related_unit(i, j, relation)
        if word in {"last", "past", "next", "coming", "previous", "preceding", "following", "upcoming"}:
            counted = self._quantity(j)
            if counted is not None:
                return Period(counted[0], 1 if relation == "next" else -1), counted[1]
        if nxt in day_starters():
            named = self._named(j)
            if named is not None:
                return named
        return None

    def _related_unit(self, i: int, j: int, relation: Relation) -> Read | None:
        word, nxt = self.word(i), self.word(j)
        unit = UNITS[nxt][0]
        if nxt.endswith("s") and nxt != "s":  # "the coming weeks", "the past days"
            return Period(Quantity(None, unit), 1 if relation == "next" else -1), j + 1
        if nxt == "day":
            by = {"last": -1, "next": 1}.get(relation, 0)
            return Anaphor("day", by), j + 1
        if word in {"past", "coming"} and unit in {"week", "month", "year", "hour"} and nxt not in {"decade", "century"}:
            return Period(Quantity(1, unit), 1 if relation == "next" else -1), j + 1
        if word in {"following", "preceding", "previous"} and unit in {"week", "month", "year"}:
            return Anaphor(unit, -1 if relation == "last" else 1), j + 1
        if nxt in {"decade", "century"} and word in {"last", "past", "next", "coming"}:
            size = UNITS[nxt][1]
            return Period(Quantity(size, "year"), 1 if relation == "next" else -1), j + 1
        return self._unit_shift(j, relation, "")

    def _anaphor(self, i: int) -> Read | None:
        """ "The same day", "that month", "the day before", "the day after X", "the day before yesterday"."""
        word = self.word(i)
        j = i
        while self.word(j) in {"same", "that", "very"}:
            j += 1
        unit = self.word(j)
        if unit in {"date", "morning", "afternoon", "evening", "night"}:
            unit = "day"
        if j > i:
            if unit in {"day", "week", "month", "year"}:
                return Anaphor(unit, 0), j + 1
            return None
        if word in {"day", "week", "month", "year"} and self.word(i + 1) in {"before", "after", "prior", "earlier"}:
            if self.word(i + 2) in {"yesterday", "tomorrow"}:
                return DayShift(-2 if self.word(i + 2) == "yesterday" else 2), i + 3
            sign = 1 if self.word(i + 1) == "after" else -1
            k = i + 2 + (self.word(i + 2) == "to")
            named = self.ranged(k)
            if named is not None and not isinstance(named[0], Lasting | Beside | Anaphor):
                return Beside(Quantity(1, word), sign, named[0]), named[1]
            return Beside(Quantity(1, word), sign), i + 2
        if word == "year" and self.word(i + 1) == "end":
            return UnitShift("year", 0, "end"), i + 2
        return None

    def _eve(self, i: int) -> Read | None:
        """ "The eve of X": the day before it."""
        if self.word(i + 1) != "of":
            return None
        named = self.ranged(i + 2)
        if named is not None and not isinstance(named[0], Lasting | Beside | Anaphor):
            return Beside(Quantity(1, "day"), -1, named[0]), named[1]
        return Beside(Quantity(1, "day"), -1), i + 2

    def _anniversary(self, i: int, number: int | None) -> Read | None:
        """What stands after "anniversary of", up to the next mark, is what is commemorated."""
        j = i + 1
        if self.word(j) not in {"of", "since"}:
            before = plain_words(self.words[max(0, i - 5) : i])
            return Anniversary(number, frozenset(before)), j
        end = j + 1
        date: Expression | None = None
        while end < self.size and end - j < 16:
            word = self.words[end]
            if word in {",", ";", ":", "(", ")", "—", "when", "which", "who", "as"} or (word == "." and len(self.word(end - 1)) > 1):
                break
            if word[0].isdigit() or word in MONTHS:
                read = self._number(end) if word[0].isdigit() else self._month(end)
                if read is not None and isinstance(read[0], Date | MonthOf | YearOf) and read[0].year is not None:
                    date, end = read
                    continue
            end += 1
        words = frozenset(plain_words(self.words[j + 1 : end]))
        return Anniversary(number, words, date), end


def _numeric(found: re.Match[str]) -> Date | None:
    """ISO and other figures. Day before month where only that can be, or where dots say so (as Europe writes it)."""
    a, mark, b, c = found[1], found[2], int(found[3]), found[4]
    if len(a) == 4:
        year, month, day = int(a), b, int(c)
    elif len(c) == 4:
        year, first, second = int(c), int(a), b
        if mark == "/" and first <= 12 and second <= 12 and first != second:
            return None  # 03/04/2025 is two days, depending on the writer's country
        day, month = (first, second) if mark == "." or first > 12 or first == second else (second, first)
    else:
        return None
    if not (1000 <= year < 2200 and 1 <= month <= 12 and 1 <= day <= 39):
        return None
    return Date(year, month, day)


def _joinable(first: Expression) -> bool:
    return isinstance(first, YearOf | MonthOf | WeekdayOf | DayShift)


def _ordered(first: Expression, last: Expression) -> bool:
    """Whether two ends may make a range."""
    if isinstance(first, YearOf) and isinstance(last, YearOf):
        return last.year >= first.year
    return not isinstance(last, Lasting)
