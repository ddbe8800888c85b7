# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""The day of a report that came without one, worked out from its text where the text gives it away."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from multipolar.resolving.times.datelines import read_dateline
from multipolar.resolving.times.days import Anniversary
from multipolar.resolving.times.explicit import Date, Expression, MonthOf, YearOf
from multipolar.resolving.times.finder import find_expressions
from multipolar.resolving.times.matches import Interval, TimeContext
from multipolar.resolving.times.relative import Beside
from multipolar.resolving.times.resolve import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["infer_date"]

_LABEL = re.compile(
    r"^\W*(?:(?:first|last)\s+)?(?:published|posted|updated|date|issued|released)\b[^\d\w]*(?:on\s+|at\s+)?(?P<rest>.{4,60})",
    re.IGNORECASE,
)
#: What may follow the day of a line that is none but a date: a time of day.
_CLOCK = re.compile(
    r"\W*(?:at\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?(?:\s*[A-Z]{1,4}\b(?:[+-]\d{1,2}(?::?\d{2})?)?)?\W*",
    re.IGNORECASE,
)
#: A line that ends in a date and says who wrote it, or sets the date off as pages do.
_BYLINE = re.compile(
    r"^\W*(?:(?:(?:story|report|reporting|analysis|comment|opinion|text)\s+)?by|compiled|from\s+(?:our|staff)"
    r"|(?:press|news|media)\s+(?:release|statement|communiqu\w+)|communiqu\w+|for immediate release)\b.{0,90}?"
    r"[,|\u2013\u2014:\u2022\u00b7-]\s*$|^.{2,90}[|\u2022\u00b7]\s*$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\W*(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)?\W*", re.IGNORECASE)
#: How many sentences from the top count as its top.
_TOP = 4
#: How much of a sentence is read for it.
_LONGEST = 2000


def infer_date(sentences: Sequence[str]) -> tuple[dt.date, str] | None:
    """The day that a report without a date of its own appeared, and how that is known.

    In this order: a line that says it ("Published 8 May 2025"); a dateline with its year ("MOSCOW, May 8, 2025 -"), a
    doubtful one only if the text tells of nothing later; a dateline without its year, if a numbered anniversary or a
    full date in the text gives it; a numbered anniversary of a happening in the table that is told on its day, or so
    long before or after it; a full date that is a line of its own, ends a byline above the text or opens the text.
    Nothing else is guessed.

    Args:
        sentences: The report's sentences, in order.

    Returns:
        The day and the reason, or None where the text does not give it away.
    """
    if isinstance(sentences, str):
        sentences = [sentences]
    top = [sentence[:_LONGEST] for sentence in sentences[:_TOP]]
    told = _labelled(top)
    if told is not None:
        return told
    anniversary = _anniversary(sentences)
    full = _full_dates(sentences)
    dateline = _dateline(sentences, anniversary, full)
    if dateline is not None:
        return dateline
    if anniversary is not None:
        return anniversary
    return _topmost(top, full)


def _labelled(top: Sequence[str]) -> tuple[dt.date, str] | None:
    for sentence in top:
        found = _LABEL.match(sentence)
        if found is None:
            continue
        for _, _, expression, _ in find_expressions(found["rest"]):
            if isinstance(expression, Date) and expression.year is not None:
                placed = _place(expression, sentence)
                if placed is not None and placed.granularity == "day":
                    return placed.start, f"the text says so: {sentence[: found.end('rest')].strip()[:80]!r}"
    return None


def _dateline(
    sentences: Sequence[str], anniversary: tuple[dt.date, str] | None, full: Sequence[tuple[int, dt.date]]
) -> tuple[dt.date, str] | None:
    for sentence in sentences[:_TOP]:
        line = read_dateline(sentence[:_LONGEST])
        if line is None:
            continue
        told = _day_of(line.day, anniversary, full)
        if told is None or not (line.sure or _is_latest(told[0], sentences)):
            continue
        return told[0], f"dateline {line.words!r}{told[1]}"
    return None


def _day_of(
    day: Date, anniversary: tuple[dt.date, str] | None, full: Sequence[tuple[int, dt.date]]
) -> tuple[dt.date, str] | None:
    """A dateline's day, and where its year is from."""
    if day.year is not None:
        made = _date(day.year, day.month, day.day)
        return (made, "") if made is not None and 1800 <= made.year <= 2199 else None
    near = [date for _, date in full]
    if anniversary is not None:
        near.insert(0, anniversary[0])
    for other in near:
        made = _date(other.year, day.month, day.day)
        if made is not None and abs((made - other).days) <= 31:
            return made, f"; the year from {other}, told in the text"
    return None


def _is_latest(day: dt.date, sentences: Sequence[str]) -> bool:
    """Whether a text tells of nothing after a day but plans, and opens no other line with a place and a day of its own.

    What looks like a dateline is otherwise history that is told in one, or an entry of a chronicle.
    """
    for sentence in sentences:
        line = read_dateline(sentence[:_LONGEST])
        if line is not None and line.day.year is not None:
            other = _date(line.day.year, line.day.month, line.day.day)
            if other is not None and other != day:
                return False
        if _TO_COME.search(sentence):
            continue
        for _, _, expression, attribute in find_expressions(sentence):
            if attribute or not isinstance(expression, Date | MonthOf | YearOf) or expression.year is None:
                continue
            placed = _place(expression, sentence)
            if placed is not None and placed.start > day:
                return False
    return True


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _place(expression: Expression, sentence: str, *, commemorated: bool = False) -> Interval | None:
    frame = replace(frame_of(expression, None, TimeContext(sentence=sentence)), commemorated=commemorated)
    try:
        return expression.place(frame)
    except (OverflowError, ValueError):
        return None


def _anniversary(sentences: Sequence[str]) -> tuple[dt.date, str] | None:
    """A numbered anniversary whose happening the table dates. One with an offset ("a day before") tells more."""
    best: tuple[int, dt.date, str] | None = None
    for number, sentence in enumerate(sentences):
        if "anniversary" not in sentence.lower():
            continue
        for start, end, expression, _ in find_expressions(sentence):
            inner = expression.of if isinstance(expression, Beside) else expression
            if not isinstance(inner, Anniversary) or inner.number is None:
                continue
            placed = _place(expression, sentence)
            if placed is None or placed.granularity != "day" or placed.confidence < 0.5:
                continue
            if not isinstance(expression, Beside) and not _told_on_the_day(sentence, start):
                continue
            rank = (0 if isinstance(expression, Beside) else 100) + number
            if best is None or rank < best[0]:
                reason = f"anniversary: {sentence[start:end]!r}, {placed.reason}"
                best = (rank, placed.start, reason)
    return None if best is None else best[1:]


_TO_COME = re.compile(r"\b(?:will|would|shall|is to|are to|plans?|planned|scheduled|due)\b", re.IGNORECASE)
_ON_THE_DAY = re.compile(
    r"\b(?:on|marks?|marked|marking|celebrat\w+|commemorat\w+|observ\w+)\W+(?:the\W+)?(?:\w+'s\W+)?$", re.IGNORECASE
)
_OFF_THE_DAY = re.compile(
    r"\b(?:ahead|before|since|until|approach\w*|upcoming|prior|next|coming|plan\w*|prepar\w+|cancel\w*|will|would|to)\b",
    re.IGNORECASE,
)


def _told_on_the_day(sentence: str, start: int) -> bool:
    """Whether the words before an anniversary say that it is the day of the report: "on the", "marks the"."""
    lead = sentence[max(0, start - 60) : start]
    return _ON_THE_DAY.search(lead) is not None and _OFF_THE_DAY.search(lead) is None


def _full_dates(sentences: Sequence[str]) -> list[tuple[int, dt.date]]:
    """Days with their year that stand as times of their own, with the number of their sentence."""
    found = []
    for number, sentence in enumerate(sentences):
        for _, _, expression, attribute in find_expressions(sentence):
            if attribute or not isinstance(expression, Date) or expression.year is None:
                continue
            placed = _place(expression, sentence)
            if placed is not None and placed.granularity == "day":
                found.append((number, placed.start))
    return found


def _topmost(top: Sequence[str], full: Sequence[tuple[int, dt.date]]) -> tuple[dt.date, str] | None:
    """A full date that stands alone in a line near the top, or is its latest and ends a byline there or opens it.

    Other full dates near the top are no evidence: of those in news items without a dateline nine in ten told of
    something long past or far ahead.
    """
    latest = max((date for _, date in full), default=None)
    for number, sentence in enumerate(top):
        for start, end, expression, _ in find_expressions(sentence):
            if not isinstance(expression, Date) or expression.year is None:
                continue
            placed = _place(expression, sentence)
            if placed is None or placed.granularity != "day":
                continue
            before, after = sentence[:start], sentence[end:]
            clock = not after or _CLOCK.fullmatch(after) is not None or not any(mark.isalnum() for mark in after)
            if clock and _WEEKDAY.fullmatch(before):
                return placed.start, f"a line of the text is a date: {sentence.strip()!r}"
            if clock and number + 1 < len(top) and placed.start == latest and _BYLINE.match(before):
                return placed.start, f"a line above the text ends in a date: {sentence.strip()[-80:]!r}"
            opens = number == 0 and sentence[:start].strip().lower() in {"", "on"}
            if opens and placed.start == latest and not _TO_COME.search(sentence, end):
                return placed.start, f"the text opens with the date, its latest: {sentence[start:end]!r}"
    return None
