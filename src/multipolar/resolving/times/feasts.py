# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""From a rule in the table of days to the days of one year.

Rules: ``--05-09`` (that day each year); ``nth:11-4-3`` (month, which one, weekday with 0 for Monday); ``last:05-0``
(last such weekday of the month); ``easter+39`` and ``orthodox+0`` (days from western or orthodox Easter);
``hijri:09-01/09-30`` (Islamic month and day, Umm al-Qura calendar); ``hebrew:nisan-15/21`` or ``hebrew:kislev-25+7``;
``quds`` (last Friday of Ramadan); ``table:diwali`` (a row of ``movable.csv``).

Islamic feasts begin where the moon is sighted, so a country may keep them a day or two off the calculated day; what
uses them allows for that. Hebrew dates follow the fixed arithmetic calendar (Reingold and Dershowitz, Calendrical
Calculations, ch. 8), Easter the computus, and the Islamic calendar comes from hijridate.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import lru_cache
from pathlib import Path

from multipolar.resolving.times.arithmetic import DAY, last_of_month, weekday_before, weekday_from
from multipolar.resolving.times.lexicon import listed

__all__ = ["is_sighted", "occurrences"]

_TABLES = Path(__file__).parent / "tables"
_HEBREW = listed("nisan iyar sivan tammuz av elul tishri heshvan kislev tevet shevat adar")
_HEBREW_EPOCH = -1373427  # ordinal (datetime) of the day before 1 Tishri of the year 1
_SHIFTED = re.compile(r"(easter|orthodox)([+-]\d+)(?:/([+-]\d+))?")
_HIJRI = re.compile(r"hijri:(\d\d)-(\d\d)(?:/(\d\d)-(\d\d))?")
_HEBREW_RULE = re.compile(r"hebrew:([a-z]+)-(\d+)(?:/(\d+)|\+(\d+))?")
#: Years that the Umm al-Qura tables of hijridate cover whole.
_HIJRI_YEARS = (1344, 1499)


def is_sighted(rule: str) -> bool:
    """Whether the day depends on sighting the moon, so that it may be kept a day or two off."""
    return rule.startswith(("hijri", "quds"))


@lru_cache(maxsize=4096)
def occurrences(  # noqa: PLR0911 - one way out for each rule
    rule: str, year: int
) -> tuple[tuple[dt.date, dt.date], ...]:
    """First and last days of a feast that begins in a year: none, one, or (for Islamic feasts) two.

    Raises:
        ValueError: The rule is none of those above.
    """
    if not 1 < year < 9999:
        return ()
    if rule.startswith("--"):
        month, day = int(rule[2:4]), int(rule[5:7])
        return _single(dt.date(year, month, day))
    kind, _, rest = rule.partition(":")
    match kind:
        case "nth":
            month, nth, weekday = (int(part) for part in rest.split("-"))
            return _single(weekday_from(dt.date(year, month, 1), weekday) + 7 * (nth - 1) * DAY)
        case "last":
            month, weekday = (int(part) for part in rest.split("-"))
            return _single(weekday_before(last_of_month(year, month), weekday))
        case "table":
            return tuple((day, day) for day in _movable().get(rest, ()) if day.year == year)
        case "quds":
            return tuple((weekday_before(end, 4),) * 2 for _, end in _hijri(year, (9, 1), (9, 30)))
    if found := _HIJRI.fullmatch(rule):
        first = (int(found[1]), int(found[2]))
        return _hijri(year, first, (int(found[3]), int(found[4])) if found[3] else first)
    if found := _HEBREW_RULE.fullmatch(rule):
        start = _hebrew_day(year, found[1], int(found[2]))
        length = int(found[3]) - int(found[2]) if found[3] else int(found[4] or 0)
        return ((start, start + length * DAY),)
    if found := _SHIFTED.fullmatch(rule):
        return _from_easter(found[1], year, int(found[2]), int(found[3] or found[2]))
    raise ValueError(f"{rule!r} is no rule for a day")


def _single(day: dt.date) -> tuple[tuple[dt.date, dt.date], ...]:
    return ((day, day),)


def _from_easter(which: str, year: int, first: int, last: int) -> tuple[tuple[dt.date, dt.date], ...]:
    if not 1583 <= year <= 4099:
        return ()
    sunday = _western_easter(year) if which == "easter" else _orthodox_easter(year)
    return ((sunday + first * DAY, sunday + last * DAY),)


def _western_easter(year: int) -> dt.date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, spare = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * spare + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _orthodox_easter(year: int) -> dt.date:
    """Easter Sunday by the Julian computus (Meeus, ch. 8), told in the Gregorian calendar."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    behind = year // 100 - year // 400 - 2
    return dt.date(year, month, day + 1) + behind * DAY


def _hijri(year: int, first: tuple[int, int], last: tuple[int, int]) -> tuple[tuple[dt.date, dt.date], ...]:
    from hijridate import Hijri  # noqa: PLC0415 - only for Islamic feasts

    found = []
    guess = int((year - 622) * 33 / 32)
    for hijri in range(max(guess - 1, _HIJRI_YEARS[0]), min(guess + 3, _HIJRI_YEARS[1]) + 1):
        start = _gregorian(Hijri(hijri, first[0], first[1]))
        length = Hijri(hijri, last[0], 1).month_length()
        end = _gregorian(Hijri(hijri, last[0], min(last[1], length)))
        if start.year == year:
            found.append((start, end))
    return tuple(found)


def _gregorian(hijri: object) -> dt.date:
    day = hijri.to_gregorian()  # type: ignore[attr-defined]
    return dt.date(day.year, day.month, day.day)


def _new_year_ordinal(year: int) -> int:
    """Ordinal of 1 Tishri of a Hebrew year: the mean new moon, put off by the four rules of the calendar."""

    def elapsed(of: int) -> int:
        months = (235 * of - 234) // 19
        parts = 12084 + 13753 * months
        day = 29 * months + parts // 25920
        return day + 1 if (3 * (day + 1)) % 7 < 3 else day

    before, this, after = elapsed(year - 1), elapsed(year), elapsed(year + 1)
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return _HEBREW_EPOCH + this + delay


def _hebrew_day(gregorian_year: int, month: str, day: int) -> dt.date:
    """The day of a Hebrew month that falls in a Gregorian year. Adar is the second one in leap years.

    Months from Nisan to Elul are counted back from the next 1 Tishri, since their lengths never change.
    """
    index = _HEBREW.index(month)
    if index < 6:
        tishri = _new_year_ordinal(gregorian_year + 3761)
        back = sum(30 if number % 2 == 0 else 29 for number in range(index, 6))
        return dt.date.fromordinal(tishri - back + day - 1)
    if month == "adar":  # 29 days, ending at 1 Nisan
        nisan = _hebrew_day(gregorian_year, "nisan", 1)
        return nisan - (29 - day + 1) * DAY
    year = gregorian_year + 3761
    tishri = _new_year_ordinal(year)
    length = _new_year_ordinal(year + 1) - tishri
    heshvan = 30 if length % 10 == 5 else 29
    ahead = {"tishri": 0, "heshvan": 30, "kislev": 30 + heshvan}[month]
    return dt.date.fromordinal(tishri + ahead + day - 1)


@lru_cache(maxsize=1)
def _movable() -> dict[str, tuple[dt.date, ...]]:
    text = (_TABLES / "movable.csv").read_text(encoding="utf-8")
    return {
        row["feast"]: tuple(dt.date.fromisoformat(day) for day in row["dates"].split("|"))
        for row in csv.DictReader(text.splitlines())
    }
