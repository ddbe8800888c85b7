# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""Days with names: feasts, national days, and the anniversaries of wars, treaties, revolutions, disasters and deaths.

Two tables, both small and meant to be read. ``days.csv`` has days that come back each year under a name of their own
("Victory Day", "Ramadan"); a name may end in ``+1`` or ``+-1``, days from the row's own day. ``anniversaries.csv``
has happenings with a date, and the words by which texts speak of them after "anniversary of"; all words of one
alternative must stand there, and no other where it starts with ``=`` ("people's republic of china"). ``owners`` are
words that tell whose day it is where several rows answer to one name: of two rows with the same words, the one whose
owner the sentence speaks of wins.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from multipolar.resolving.times.arithmetic import DAY, add_years, annual, nearest
from multipolar.resolving.times.explicit import MONTH_NAMES, Expression
from multipolar.resolving.times.feasts import is_sighted, occurrences
from multipolar.resolving.times.lexicon import listed, tokenize
from multipolar.resolving.times.matches import Frame, Interval

__all__ = ["Anniversary", "NamedDay", "dated_happening", "day_starters", "find_happenings", "match_day", "plain_words"]

_EMPTY = frozenset(listed("the a an of in on at to and by for with from its his her their our s against over into"))
#: How many days from a report the anniversary may lie that decides between several.
_NEAR = 45
#: Words that may stand beside an alternative that otherwise has to stand alone.
_COLOUR = frozenset(
    listed("deadly bloody brutal historic tragic devastating fateful bitter famous infamous country nation")
)
_TABLES = Path(__file__).parent / "tables"
_SHIFT = re.compile(r"(.*?)\+(-?\d+)$")


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    rule: str
    owners: frozenset[str]
    shift: int = 0


def plain_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without marks, articles and prepositions; the world wars as ``wwi`` and ``wwii`` however they are put."""
    plain = [word for word in words if word[0].isalnum() and word not in _EMPTY]
    text = " ".join(plain)
    for pattern, short in (
        ("second world war", "wwii"),
        ("world war ii", "wwii"),
        ("world war two", "wwii"),
        ("world war 2", "wwii"),
        ("ww2", "wwii"),
        ("first world war", "wwi"),
        ("world war i", "wwi"),
        ("world war one", "wwi"),
        ("great war", "wwi"),
    ):
        if pattern in text:
            text = re.sub(rf"\b{pattern}\b", short, text)
    return tuple(text.split())


def _read(name: str) -> list[dict[str, str]]:
    text = (_TABLES / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def _days() -> dict[str, list[tuple[tuple[str, ...], _Row]]]:
    """Rows of ``days.csv`` by the first word of each of their names, longest names first."""
    found: dict[str, list[tuple[tuple[str, ...], _Row]]] = {}
    for row in _read("days.csv"):
        owners = frozenset(row["owners"].split())
        for name in row["names"].split("|"):
            shifted = _SHIFT.fullmatch(name)
            words = tuple(word for word in tokenize(shifted[1] if shifted else name).words if word != "-")
            entry = _Row(row["id"], row["rule"], owners, int(shifted[2]) if shifted else 0)
            found.setdefault(words[0], []).append((words, entry))
    for names in found.values():
        names.sort(key=lambda item: -len(item[0]))
    return found


@lru_cache(maxsize=1)
def day_starters() -> frozenset[str]:
    """First words of all names of days."""
    return frozenset(_days())


def match_day(words: tuple[str, ...], at: int) -> tuple[NamedDay, int] | None:
    """The longest name of a day that stands at a position, and where it ends. Hyphens count for nothing."""
    names = _days().get(words[at])
    if not names:
        return None
    for name, _ in names:
        end = at
        for word in name:
            while end < len(words) and words[end] == "-" and end > at:
                end += 1
            if end >= len(words) or words[end] != word:
                break
            end += 1
        else:
            rows = tuple(dict.fromkeys(row for other, row in names if other == name))
            return NamedDay(" ".join(name), rows), end
    return None


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day with a name: "Victory Day", "the first day of Ramadan", "Easter 2016"."""

    name: str
    rows: tuple[_Row, ...]
    year: int | None = None
    first_day: bool = False
    last: bool = False

    def place(self, frame: Frame) -> Interval | None:
        """The day or days. Of several of one name, the one whose owner the sentence speaks of, else the nearest."""
        rows = [row for row in self.rows if row.owners & frame.words]
        known = bool(rows) or len(self.rows) == 1
        rows = rows or list(self.rows)
        base = frame.published or frame.anchor
        if self.year is None and base is None:
            return None
        if self.year is not None and base is None and not known:
            return None
        choices = []
        for row in rows:
            span = self._of(row, base, frame)
            if span is not None:
                choices.append((abs((span[0] - base).days) if base else 0, span, row))
        if not choices:
            return None
        _, (start, end), row = min(choices, key=lambda choice: choice[0])
        anchor = f"anniversary:{row.id}"
        confidence = 0.9 if known else 0.55
        reason = f"{self.name} ({row.id} in the table of days)"
        if self.first_day:
            return Interval.day(start, anchor, confidence, "the first day of " + reason)
        return Interval.days(start, end, anchor, confidence, reason)

    def _of(self, row: _Row, base: dt.date | None, frame: Frame) -> tuple[dt.date, dt.date] | None:
        shift = row.shift * DAY
        if self.year is not None:
            spans = occurrences(row.rule, self.year)
            return (spans[0][0] + shift, spans[0][1] + shift) if spans else None
        if base is None:
            return None
        spans = tuple(
            (start + shift, end + shift)
            for year in range(base.year - 1, base.year + 2)
            for start, end in occurrences(row.rule, year)
        )
        slack = 2 if is_sighted(row.rule) else 0
        inside = [span for span in spans if span[0] <= base <= span[1]]
        chosen = annual(base, [span[0] for span in spans], future=frame.future, slack=slack)
        if inside:
            return inside[0]
        if chosen is None:
            return None
        start, end = next(span for span in spans if span[0] == chosen)
        if not frame.future and base < start <= base + slack * DAY:
            return base, max(base, end)  # told as having come: the moon was sighted earlier there
        return start, end


@dataclass(frozen=True, slots=True)
class _Happening:
    id: str
    date: dt.date
    owners: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Alternative:
    words: frozenset[str]
    whole: bool
    of: _Happening


@lru_cache(maxsize=1)
def _happenings() -> dict[str, list[_Alternative]]:
    """Alternatives of ``anniversaries.csv`` by the rarest of their words, so that few are tried."""
    alternatives = []
    counts: Counter[str] = Counter()
    for row in _read("anniversaries.csv"):
        entry = _Happening(row["id"], dt.date.fromisoformat(row["date"]), frozenset(row["owners"].split()))
        for name in row["names"].split("|"):
            words = frozenset(plain_words(tokenize(name.removeprefix("=")).words))
            alternatives.append(_Alternative(words, name.startswith("="), entry))
            counts.update(words)
    found: dict[str, list[_Alternative]] = {}
    for alternative in alternatives:
        rarest = min(sorted(alternative.words), key=lambda word: counts[word])
        found.setdefault(rarest, []).append(alternative)
    return found


def find_happenings(words: frozenset[str], sentence: frozenset[str]) -> tuple[_Happening, ...]:
    """Rows that the words after "anniversary of" speak of; several where the table cannot tell them apart."""
    table = _happenings()
    best: list[tuple[int, bool, _Happening]] = []
    for word in words:
        for alternative in table.get(word, ()):
            needed, entry = alternative.words, alternative.of
            if needed <= words and not (alternative.whole and words - _COLOUR - entry.owners - needed):
                best.append((len(needed), bool(entry.owners & (sentence | words)), entry))
    if not best:
        return ()
    # A row that needs an owner ("independence", "military coup") is no answer without one.
    top = max((owned or not entry.owners or size > 1, size, owned) for size, owned, entry in best)
    if not top[0]:
        return ()
    return tuple(dict.fromkeys(entry for size, owned, entry in best if (size, owned) == top[1:]))


def dated_happening(month: int, day: int, behind: frozenset[str]) -> int | None:
    """Year of the happening that a day without its year is part of the name of; None where there is none.

    Args:
        month: The day's month.
        day: The day.
        behind: Lower-case words behind the day.
    """
    name = MONTH_NAMES[month - 1].lower()
    called = frozenset(plain_words((name, str(day), *sorted(behind))))
    rows = [
        alternative.of
        for word in called
        for alternative in _happenings().get(word, ())
        if alternative.words <= called
        and alternative.words & behind
        and {name, str(day)} <= alternative.words
        and (alternative.of.date.month, alternative.of.date.day) == (month, day)
    ]
    years = {row.date.year for row in rows}
    return years.pop() if len(years) == 1 else None


@dataclass(frozen=True, slots=True)
class Anniversary:
    """Such as "the 80th anniversary of the Soviet victory over Nazi Germany": which one, of what.

    Attributes:
        number: Which one, or None.
        words: Plain words of what is commemorated.
        date: A date that the words themselves give for it ("of the 11 March 2011 disaster").
    """

    number: int | None
    words: frozenset[str] = frozenset()
    date: Expression | None = None

    def place(self, frame: Frame) -> Interval | None:
        """The day of the anniversary; of the happening itself where that is what is asked about."""
        if self.date is not None and (placed := self._from_date(frame)) is not None:
            return placed
        rows = find_happenings(self.words, frame.words)
        if self.number is not None and frame.published is not None:
            fitting = tuple(row for row in rows if self._fits(row.date, frame.published, frame.words))
            if not fitting and (frame.commemorated or not rows):
                return self._unknown(frame)
            if not fitting:
                placed = self._known(rows, frame)
                return replace(placed, confidence=placed.confidence / 2) if placed is not None else None
            rows = fitting
        return self._known(rows, frame) if rows else self._unknown(frame)

    def _fits(self, date: dt.date, published: dt.date, words: frozenset[str]) -> bool:
        """Whether that anniversary falls near the report, or in a year that the sentence names.

        Otherwise the words that a row answers to stand there for something else.
        """
        year = date.year + (self.number or 0)
        return abs(year - published.year) <= 1 or str(year) in words

    def _from_date(self, frame: Frame) -> Interval | None:  # noqa: PLR0911 - one way out for each case
        named = self.date.place(Frame(None)) if self.date is not None else None
        if named is None:
            return None
        if named.granularity == "day":
            return self._of(named.start, "explicit", 0.9, named.iso, frame)
        rows = [row for row in find_happenings(self.words, frame.words) if named.start <= row.date <= named.end]
        if rows:
            return self._known(tuple(rows), frame)
        if named.granularity != "year":
            return None
        if frame.commemorated:
            return named
        published = frame.published
        if published is not None and (self.number is None or published.year - named.start.year == self.number):
            return Interval.day(published, "published", 0.4, f"an anniversary of {named.iso}, told on its day")
        if self.number is not None:
            return Interval.year(named.start.year + self.number, "explicit", 0.7, f"{self.number} years on {named.iso}")
        return None

    def _known(self, rows: tuple[_Happening, ...], frame: Frame) -> Interval | None:
        dates = {row.date for row in rows}
        row, published = rows[0], frame.published
        if len(dates) > 1:
            away = None
            if published is not None:
                row = min(rows, key=lambda one: abs((self._day(one.date, frame) - published).days))
                away = abs((self._day(row.date, frame) - published).days)
            if away is None or away > _NEAR:
                years = {date.year for date in dates}
                if len(years) > 1 or self.number is None:
                    return None
                year = years.pop() + (0 if frame.commemorated else self.number)
                return Interval.year(year, f"anniversary:{row.id}", 0.4, "several days answer to these words")
        return self._of(row.date, f"anniversary:{row.id}", 0.95 if len(dates) == 1 else 0.7, row.id, frame)

    def _day(self, date: dt.date, frame: Frame) -> dt.date:
        if self.number is not None:
            return add_years(date, self.number)
        base = frame.published or date
        return nearest(base, [add_years(date, year - date.year) for year in range(base.year - 1, base.year + 2)])

    def _of(self, date: dt.date, anchor: str, confidence: float, what: str, frame: Frame) -> Interval | None:
        if frame.commemorated:
            return Interval.day(date, anchor, confidence * 0.9, f"the day commemorated: {what}, {date}")
        if self.number is None and frame.published is None:
            return None
        day = self._day(date, frame)
        which = f"{self.number} years after" if self.number is not None else "the anniversary of"
        return Interval.day(day, anchor, confidence, f"{which} {date} ({what})")

    def _unknown(self, frame: Frame) -> Interval | None:
        """No row: the report is taken to appear on the day, which fixes the happening's year and, roughly, its day."""
        if frame.published is None or self.number is None:
            return None
        if not frame.commemorated:
            return Interval.day(
                frame.published, "published", 0.4, "an anniversary that the table lacks, told on its day"
            )
        day = add_years(frame.published, -self.number)
        if self.number > 20:
            return Interval.year(day.year, "published", 0.6, f"{self.number} years before publication")
        return Interval.day(day, "published", 0.45, f"{self.number} years before publication, to the day")
