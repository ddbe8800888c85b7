# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""The day of a report that came without one, worked out from its text where the text gives it away."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from multipolar.resolving.times.days import Anniversary
from multipolar.resolving.times.explicit import Date, Expression
from multipolar.resolving.times.finder import find_expressions
from multipolar.resolving.times.lexicon import MONTHS, WEEKDAYS
from multipolar.resolving.times.matches import Interval, TimeContext
from multipolar.resolving.times.relative import Beside
from multipolar.resolving.times.resolve import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["infer_date"]

_MONTH = "|".join(sorted((name for name in MONTHS), key=len, reverse=True))
_DATELINE = re.compile(
    r"^\W*(?P<place>[A-Z][A-Z.'’\- ]{2,}(?:,\s*[A-Z][A-Za-z.]+)?|[A-Z][\w.'’\- ]{2,30}),?\s*(?:[,(]|[-–—])\s*"  # noqa: RUF001
    rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)})\.?,?\s+)?"
    rf"(?:(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s+(?P<month2>{_MONTH})\.?)"
    r"(?:,?\s+(?P<year>\d{4}))?\s*(?=[-–—(:.,/)])",  # noqa: RUF001
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:published|posted|updated|date|issued|released)\b[^\d\w]*(?:on\s+|at\s+)?(?P<rest>.{4,60})", re.IGNORECASE
)
#: How many sentences from the top count as its top.
_TOP = 4


def infer_date(sentences: Sequence[str]) -> tuple[dt.date, str] | None:
    """The day that a report without a date of its own appeared, and how that is known.

    In this order: a line that says it ("Published 8 May 2025"); a dateline with its year ("MOSCOW, May 8, 2025 -"); a
    dateline without one, if a numbered anniversary or a full date in the text gives the year; a numbered anniversary of
    a happening in the table, and what is told to be so long before or after it; a full date near the top, if no later
    one follows. Nothing else is guessed.

    Args:
        sentences: The report's sentences, in order.

    Returns:
        The day and the reason, or None where the text does not give it away.
    """
    if isinstance(sentences, str):
        sentences = [sentences]
    top = [sentence[:2000] for sentence in sentences[:_TOP]]
    told = _labelled(top)
    if told is not None:
        return told
    anniversary = _anniversary(sentences)
    full = _full_dates(sentences)
    dateline = _dateline(top, anniversary, full)
    if dateline is not None:
        return dateline
    if anniversary is not None:
        return anniversary
    return _topmost(full)


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
    top: Sequence[str], anniversary: tuple[dt.date, str] | None, full: Sequence[tuple[int, dt.date]]
) -> tuple[dt.date, str] | None:
    for sentence in top:
        found = _DATELINE.match(sentence)
        if found is None:
            continue
        month = MONTHS[(found["month"] or found["month2"]).lower()]
        day = int(found["day"] or found["day2"])
        words = found.group().strip(" -–—(:.,/")  # noqa: RUF001 - the dashes that texts use
        if found["year"]:
            made = _date(int(found["year"]), month, day)
            if made is not None and 1800 <= made.year <= 2199:
                return made, f"dateline {words!r}"
            continue
        near = [date for _, date in full]
        if anniversary is not None:
            near.insert(0, anniversary[0])
        for other in near:
            made = _date(other.year, month, day)
            if made is not None and abs((made - other).days) <= 31:
                return made, f"dateline {words!r}; the year from {other}, told in the text"
    return None


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
            if not isinstance(expression, Beside) and _ahead_or_behind(sentence, start):
                continue
            rank = (0 if isinstance(expression, Beside) else 100) + number
            if best is None or rank < best[0]:
                reason = f"anniversary: {sentence[start:end]!r}, {placed.reason}"
                best = (rank, placed.start, reason)
    return None if best is None else best[1:]


_NEAR_BY = re.compile(
    r"\b(?:ahead of|before|after|since|until|approach\w*|upcoming|prior to|next|coming|for|following)"
    r"\W+(?:\w+\W+){0,2}$"
)


def _ahead_or_behind(sentence: str, start: int) -> bool:
    """Whether the words before an anniversary say that it is only near: "ahead of", "days before", "since"."""
    return _NEAR_BY.search(sentence[max(0, start - 30) : start].lower()) is not None


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


def _topmost(full: Sequence[tuple[int, dt.date]]) -> tuple[dt.date, str] | None:
    """A full date near the top, if it is the latest of the text: earlier ones are history, a later one is a plan."""
    near = [date for number, date in full if number < _TOP - 1]
    if not near:
        return None
    latest = max(date for _, date in full)
    if latest not in near:
        return None
    return latest, f"the latest full date of the text, near its top: {latest}"
