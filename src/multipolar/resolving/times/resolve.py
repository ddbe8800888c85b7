"""From words to days: the phrase is read once and kept, then placed against the report."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from multipolar.resolving.times.explicit import Expression
from multipolar.resolving.times.lexicon import tokenize
from multipolar.resolving.times.matches import Frame, TimeContext, TimeMatch
from multipolar.resolving.times.parser import Parser
from multipolar.resolving.times.relative import DayShift, Lasting
from multipolar.resolving.times.spans import Since, Until

__all__ = ["default_time", "frame_of", "place", "resolve_time"]

_NO_CONTEXT = TimeContext()
#: Longer phrases than this are no time expressions; reading them would only cost time.
_LONGEST = 400
_AHEAD = re.compile(r"\b(?:will|would|shall|going to|plans?|planned|scheduled|due|set to|expected|upcoming|ahead of)\b", re.IGNORECASE)


def resolve_time(words: str, *, published: dt.date | None, context: TimeContext = _NO_CONTEXT) -> TimeMatch | None:
    """Work out a time expression.

    Args:
        words: The expression as it stands in the text, such as "two days earlier" or "since March 2020".
        published: Day of the report. Without it only expressions that name their year, and numbered anniversaries of
            happenings in the table, can be worked out.
        context: What else is known: the event's status, the sentence, a day that the text speaks of.

    Returns:
        The time, or None where the words are no time, are too vague for a date ("for weeks", "soon") or need a day of
        publication that is missing.
    """
    if isinstance(published, dt.datetime):
        published = published.date()
    if not words or len(words) > _LONGEST:
        return None
    expression = _read(words)
    if expression is None:
        return None
    return place(_widened(expression, words, context), published, context)


def place(expression: Expression, published: dt.date | None, context: TimeContext) -> TimeMatch | None:
    """Place an expression that was read against a report."""
    frame = frame_of(published, context)
    try:
        interval = expression.place(frame)
    except (OverflowError, ValueError):
        return None  # the calculation leaves the years 1 to 9999
    return interval.match() if interval is not None else None


def default_time(published: dt.date | None, status: str | None = None) -> TimeMatch | None:
    """The time of an event that has no time expression: the day of the report, less surely where it lies ahead or back.

    Args:
        published: Day of the report, or None.
        status: The event's status.

    Returns:
        The day, ``inferred``, or None where the report has no date.
    """
    if published is None:
        return None
    confidence = {"occurred": 0.6, "ongoing": 0.55, "planned": 0.3, "possible": 0.25}.get(status or "", 0.4)
    iso = published.isoformat()
    reason = "no time is told: the day of the report"
    return TimeMatch(published, published, "day", "published", iso, confidence, reason, inferred=True)


@lru_cache(maxsize=16384)
def _read(words: str) -> Expression | None:
    """The expression in a phrase; the first one that can be read, should it not start the phrase."""
    tokens = tokenize(words).words
    parser = Parser(tokens)
    size = len(tokens)
    read = parser.phrase(0)
    if read is not None and read[1] >= size:
        return read[0]
    best = read
    for start in range(1, size):
        other = parser.phrase(start)
        if other is not None and (best is None or _sharper(other[0], best[0])):
            best = other
    if best is None:
        return None
    expression = best[0]
    if tokens[0] == "since" and not isinstance(expression, Since):
        return Since(expression)
    if tokens[0] == "until" and not isinstance(expression, Until):
        return Until(expression)
    return expression


def _sharper(new: Expression, old: Expression) -> bool:
    """Whether a later expression in the phrase tells more than an earlier one: a named day beats "midnight"."""
    weak = isinstance(old, DayShift) and old.confidence < 0.9
    return weak and not (isinstance(new, DayShift) and new.confidence < 0.9)


def _widened(expression: Expression, words: str, context: TimeContext) -> Expression:
    """Read on in the sentence where the words alone do not say what they are counted from ("two years" after X)."""
    sentence, start, end = context.sentence, context.start, context.end
    if sentence is None or not isinstance(expression, Lasting):
        return expression
    if start is None or end is None or sentence[start:end] != words:
        start = sentence.find(words)
        if start < 0:
            return expression
        end = start + len(words)
    lead = _LEAD.search(sentence[max(0, start - 30) : start])
    begin = start - len(lead.group().lstrip()) if lead else start
    tail = sentence[begin : end + 40]
    tokens = tokenize(tail)
    read = Parser(tokens.words).phrase(0)
    if read is None or tokens.ends[read[1] - 1] < end - begin:
        return expression
    return read[0]


_LEAD = re.compile(
    r"(?:^|\s)(?:(?:for|in|within|over|during|after)\s+)?(?:the\s+)?(?:(?:past|last|next|coming|previous)\s+)?"
    r"(?:(?:about|almost|nearly|more than|at least|over|around|roughly)\s+)?$",
    re.IGNORECASE,
)


def frame_of(published: dt.date | None, context: TimeContext) -> Frame:
    """What an expression is placed against, drawn from what is known besides the words."""
    future = context.status in {"planned", "possible"}
    if context.status in {None, "negated"} and context.sentence is not None:
        future = _AHEAD.search(context.sentence) is not None
    countries = frozenset(tokenize(context.sentence).words) if context.sentence else frozenset()
    commemorated = False
    if context.trigger is not None and context.sentence is not None:
        at = context.sentence.lower().find("anniversary")
        commemorated = 0 <= at < context.trigger[0]
        if commemorated:
            commemorated = bool(re.fullmatch(r"anniversary (?:of|since)\b[^,;:]*", context.sentence.lower()[at : context.trigger[0]]))
    return Frame(published, future, context.anchor, commemorated, countries)
