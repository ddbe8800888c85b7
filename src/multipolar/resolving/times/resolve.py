# ruff: noqa: PLR2004 - lengths of text within which words belong together are told where they are used
"""From words to days: the phrase is read once and kept, then placed against the report."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from multipolar.resolving.times.dated import named_by_day, of_since
from multipolar.resolving.times.days import Anniversary, NamedDay
from multipolar.resolving.times.explicit import Date, Expression, MonthOf, YearOf
from multipolar.resolving.times.lexicon import COUNTED, NUMBERED, ZONES, is_clock, listed, tokenize
from multipolar.resolving.times.matches import Frame, TimeContext, TimeMatch
from multipolar.resolving.times.parser import Parser
from multipolar.resolving.times.relative import Anaphor, Beside, DayShift, Lasting, Overnight, WeekdayOf
from multipolar.resolving.times.spans import Before, By, From, Since, Span, Until

__all__ = ["default_time", "frame_of", "place", "resolve_time"]

_NO_CONTEXT = TimeContext()
#: Longer phrases than this are no time expressions; reading them would only cost time.
_LONGEST = 400
#: How many earlier sentences are searched for the day that the text speaks of.
_BACK = 6
#: Day shifts below this certainty come from a time of day ("at noon") and tell nothing of the day.
_SURE = 0.9

_CLAUSE = re.compile(r"[;:]|,\s+(?:and|but|while|which|who)\b")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|going to|plans?|planned|scheduled|due|set to|expected|upcoming|ahead of)\b", re.IGNORECASE
)
_PERHAPS_DONE = re.compile(r"\b(?:may|might|could)\s+(?:\w+\s+)?have\s+(?!to\b|an?\b|the\b|no\b)[a-z]", re.IGNORECASE)
_SAYING = re.compile(r"\b(?:said|says|told|announced|reported|added|warned|wrote)(?: \w+)? (?:late |early )?(?:on )?$")
_BEGINS = re.compile(
    r"\b(?:begins?|convenes?|opens?|starts?|launch(?:es)?|agrees?|suspends?|bans?|blocks?|authori[sz]e[sd]?|orders?|imposes?"
    r"|declares?|(?:re)?introduce[sd]?|reimposes?|enacts?|decrees?|extends?|closes?|halts?|announces?|passes|passed|suspended|ordered|imposed|will)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    r"\b(?:has|have|had|having|been|held|jailed|ending|ends|ended|after)\b|\b\w+ed\W+$", re.IGNORECASE
)
_BOUNDS = re.compile(
    r"\b(?:ban|bar|suspend|jail|imprison|exclude|extend|renew|prolong|freeze|disqualif|sentence|postpone|delay)"
    r"(?:s|es|ed|ned|red|d|y|ies|ied)?\b[^.;]*$|\bfroze[^.;]*$",
    re.IGNORECASE,
)
_PROLONGS = re.compile(
    r"\b(?:extend|renew|prolong|postpone|delay)(?:s|es|ed|d)?\b(?:(?!\b(?:until|to)\b)[^.;])*$", re.IGNORECASE
)
_CLAUSE_LENGTH: Final = 120
_HAD = re.compile(
    r"\bhad\b(?!\s+to\b)(?:(?!\b(?:to|into|that|would|will|\w+ing|agreed|pledged|promised|vowed)\b)[^;.])*$",
    re.IGNORECASE,
)
_WAS_DONE = re.compile(
    r"\b(?:was|were)\s+(?:\w+ly\s+|all\s+|also\s+)?"
    r"(?!(?:told|asked|ordered|required|urged|requested|demanded|called|meant|supposed)\b)\w+(?:ed|en|wn|ne|t)\s+$",
    re.IGNORECASE,
)
_STANDING = re.compile(r"\b(?:has|have|had|having|held|after|since|already)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|approximately|around|some|nearly|almost|roughly|over|up to|at least|more than|less than)\s+[\d,]+$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d{3,4}(?:\s*(?:,|and|or|&|[-/\u2013])\s*\d{3,4})*")
_CLOCK = re.compile(r"(?:at|from|until|by|about|around|before|after)?\s*(\d{4})", re.IGNORECASE)
_LAST_WORD = re.compile(r"([A-Za-z]+)\.?\s+$")
_NEXT_WORD = re.compile(r"\s+([A-Za-z]+)")
_BEFORE_YEAR = frozenset(listed("in since of by until till from to and between during after before around about circa"))
_NO_PLURAL = frozenset(listed("was has is as his its this thus across towards perhaps always besides unless"))
_WRITTEN: Final = 1800
"""The first year that is likely to stand without any word of time before it."""
_LEAD = re.compile(
    r"(?:^|\s)((?:(?:for|in|within|over|during|after)\s+)?(?:the\s+)?(?:(?:past|last|next|coming|previous)\s+)?"
    r"(?:(?:about|almost|nearly|more than|at least|over|around|roughly)\s+)?)$",
    re.IGNORECASE,
)


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
    if context.sentence is not None:
        expression = _widened(expression, words, context)
        named = _named(expression, words, context)
        if named is None:
            return None
        expression = named
    if context.sentence is not None and (year := _year_of(expression)) is not None:
        before, after = _beside(words, context)
        clock = _CLOCK.fullmatch(words.strip())
        if after.isupper() and after.lower() in ZONES and clock and is_clock(clock[1]):
            expression = DayShift(0, 0.6)  # "from 1200" GMT: a time of day, on the day of the report
        elif _is_count(words.strip(), before.lower(), after, year):
            return None
    return place(expression, published, context, words)


def _named(expression: Expression, words: str, context: TimeContext) -> Expression | None:
    """What an expression says of the event; None where it dates another thing alone."""
    at = _position(words, context)
    if at[0] < 0:
        return expression
    if isinstance(expression, Since):
        return of_since(expression, context, at)
    return named_by_day(expression, context, at) if isinstance(expression, Date) else expression


def _year_of(expression: Expression) -> int | None:
    """The year, where an expression is nothing but one, or an open span from or to one."""
    inner = expression.of if isinstance(expression, From | Since | Until | By | Before) else expression
    if isinstance(inner, Span) and isinstance(inner.last, YearOf):
        inner = inner.first
    return inner.year if isinstance(inner, YearOf) and not inner.shade else None


def _beside(words: str, context: TimeContext) -> tuple[str, str]:
    """The words right before and after some words in their sentence; empty where none is known."""
    sentence = context.sentence or ""
    start, end = _position(words, context)
    if start < 0:
        return "", ""
    before, after = _LAST_WORD.search(sentence[:start]), _NEXT_WORD.match(sentence, end)
    return before[1] if before else "", after[1] if after else ""


def _is_count(words: str, before: str, after: str, year: int) -> bool:
    """Whether digits count or number something, and are no year: "about 1500" people, "resolutions 1559 and 1583".

    "About 1980" is a year unless a plural follows, and a year alone may stand before one ("the 2014 elections").
    """
    if _ABOUT.search(words):
        plural = after.islower() and after.endswith("s") and after not in _NO_PLURAL
        return plural or after in COUNTED or (after == "of" and year < _WRITTEN)
    if not _NUMBERS.fullmatch(words):
        return False
    return before in NUMBERED or after in COUNTED or (year < _WRITTEN and bool(before) and before not in _BEFORE_YEAR)


def place(
    expression: Expression, published: dt.date | None, context: TimeContext, words: str | None = None
) -> TimeMatch | None:
    """Place an expression that was read against a report."""
    try:
        interval = expression.place(frame_of(expression, published, context, words))
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
    if isinstance(published, dt.datetime):
        published = published.date()
    return _by_report(published, status) if published is not None else None


@lru_cache(maxsize=256)
def _by_report(published: dt.date, status: str | None) -> TimeMatch:
    confidence = {"occurred": 0.6, "ongoing": 0.55, "planned": 0.3, "possible": 0.25}.get(status or "", 0.4)
    iso = published.isoformat()
    reason = "no time is told: the day of the report"
    return TimeMatch(published, published, "day", "published", iso, confidence, reason, inferred=True)


@lru_cache(maxsize=16384)
def _read(words: str) -> Expression | None:
    """The expression in a phrase; the first one that can be read, should it not start the phrase."""
    tokens = tokenize(words)
    parser = Parser(tokens)
    size = len(tokens.words)
    best: tuple[Expression, int] | None = None
    i = 0
    while i < size:
        read = parser.phrase(i)
        if read is None:
            i += 1
            continue
        if best is None or _weak(best[0]):
            best = read if best is None or not _weak(read[0]) else best
        elif isinstance(read[0], Until) and isinstance(best[0], Date | WeekdayOf | DayShift):
            best = Span(best[0], read[0].of), read[1]
        elif isinstance(best[0], DayShift | WeekdayOf) and isinstance(read[0], DayShift | WeekdayOf):
            best = Span(best[0], read[0]), read[1]  # "tomorrow and continue Friday"
        i = max(read[1], i + 1)
    if best is None:
        return None
    expression = best[0]
    if tokens.words[0] == "since" and not isinstance(expression, Since):
        return Since(expression)
    if tokens.words[0] in {"until", "to"} and not isinstance(expression, Until):
        return Until(expression)
    return expression


def _weak(expression: Expression) -> bool:
    """Whether it is a time of day or a length, to be dropped for a named day later in the phrase."""
    return isinstance(expression, Lasting) or (isinstance(expression, DayShift) and expression.confidence < _SURE)


def _widened(expression: Expression, words: str, context: TimeContext) -> Expression:
    """Read on in the sentence where the words alone do not say what they are counted from or commemorate."""
    inner = expression.of if isinstance(expression, Beside) else expression
    open_ended = isinstance(expression, Lasting | Anniversary) or (isinstance(expression, Beside) and inner is None)
    if not (open_ended or isinstance(inner, Anniversary)) or (isinstance(inner, Anniversary) and len(inner.words) > 1):
        return expression
    sentence = context.sentence or ""
    start, end = _position(words, context)
    if start < 0:
        return expression
    begin = start
    if isinstance(expression, Lasting):
        lead = _LEAD.search(sentence[max(0, start - 40) : start])
        begin = start - len(lead.group(1)) if lead else start
    tokens = tokenize(sentence[begin : end + (40 if isinstance(expression, Lasting) else 160)])
    read = Parser(tokens).phrase(0)
    if read is None or tokens.ends[read[1] - 1] < end - begin:
        return expression
    return read[0]


def _position(words: str, context: TimeContext) -> tuple[int, int]:
    """Where the words stand in the sentence; -1 where they do not."""
    sentence = context.sentence or ""
    start, end = context.start, context.end
    if start is None or end is None or sentence[start:end] != words:
        start = sentence.find(words)
        end = start + len(words)
    return start, end


def frame_of(
    expression: Expression, published: dt.date | None, context: TimeContext, words: str | None = None
) -> Frame:
    """What an expression is placed against, drawn from what is known besides the words."""
    future = context.status in {"planned", "possible"}
    sentence = context.sentence
    if sentence is None:
        return Frame(published, future, context.anchor)
    start = _position(words, context)[0] if words else -1
    if context.status in {None, "negated"}:
        future = _leans_ahead(sentence, start)
    elif context.status == "possible":
        future = _PERHAPS_DONE.search(sentence[max(0, start - 90) : start] if start >= 0 else sentence) is None
    anchor, begins, bounds = context.anchor, False, False
    if anchor is None and published is not None and _needs_day(expression):
        anchor = _text_day(expression, published, context, start)
    if isinstance(expression, Lasting):
        lead = sentence[max(0, start - 60) : start] if start >= 0 else sentence
        begins = _BEGINS.search(sentence) is not None and not _PERFECT.search(lead)
        far = sentence[max(0, start - _CLAUSE_LENGTH) : start] if start >= 0 else ""
        bounds = _PROLONGS.search(far) is not None
        bounds = bounds or (start >= 0 and _BOUNDS.search(lead) is not None and not _STANDING.search(lead))
    named = isinstance(expression, Anniversary | NamedDay | Beside | By | Since | Until | Before | From | Span)
    told = frozenset(tokenize(sentence).words) if named else frozenset()
    counted = isinstance(expression, Beside) and _counted(context, start)
    past = isinstance(expression, By) and not future and start >= 0 and _is_done(sentence[:start])
    return Frame(published, future, anchor, _commemorated(context), told, begins, bounds, counted, past)


def _is_done(lead: str) -> bool:
    """Whether the words before "by May" tell what was so then ("the schools had closed", "the schools were closed")."""
    return _HAD.search(lead) is not None or _WAS_DONE.search(lead) is not None


def _leans_ahead(sentence: str, start: int) -> bool:
    """Whether the words before a time (after it, where it opens the sentence) speak of what is to come."""
    if start < 0:
        return _AHEAD.search(sentence) is not None
    before = sentence[max(0, start - 90) : start]
    if _SAYING.search(before):
        return False
    if start < 25 and _AHEAD.search(sentence, start, start + 80):
        return True
    return _AHEAD.search(before) is not None


def _commemorated(context: TimeContext) -> bool:
    """Whether the event's trigger stands after "anniversary of": the happening itself is asked about."""
    sentence, trigger = context.sentence, context.trigger
    if sentence is None or trigger is None:
        return False
    at = sentence.lower().rfind("anniversary", 0, trigger[0])
    return at >= 0 and re.fullmatch(r"\w+ (?:of|since)\b[^,;:]*", sentence[at : trigger[0]]) is not None


def _counted(context: TimeContext, start: int) -> bool:
    """Whether it is the event asked about that came "a day after" another: its trigger stands before, in one clause.

    "The fighting came four days after gunmen killed ..." tells of the fighting that it came later, and of the killing
    how long it lies back.
    """
    sentence, trigger = context.sentence, context.trigger
    if sentence is None or trigger is None or trigger[1] > start:
        return False
    return _CLAUSE.search(sentence, trigger[1], start) is None


def _needs_day(expression: Expression) -> bool:
    if isinstance(expression, Beside):
        return expression.of is None
    if isinstance(expression, WeekdayOf):
        return expression.relation == "following"
    return isinstance(expression, Anaphor) or (isinstance(expression, DayShift) and expression.confidence < _SURE)


def _text_day(expression: Expression, published: dt.date, context: TimeContext, at: int) -> dt.date | None:
    """The day that the text last spoke of: in the sentence before the words, else after them, else further up."""
    sentence = context.sentence or ""
    fine = _fine_enough(expression)
    before = after = None
    for start, day, granularity in _named_days(sentence, published):
        if granularity not in fine:
            continue
        if start < at:
            before = day
        elif after is None and start > at:
            after = day
    if before is not None:
        return before
    if isinstance(expression, Beside) and expression.follows:
        return None  # "two days after the talks, they met on Sunday" counts from no day that stands in the text
    if after is not None:
        return after
    for text in reversed(context.earlier[-_BACK:]):
        days = [day for _, day, granularity in _named_days(text, published) if granularity in fine]
        if days:
            return days[-1]
    return None


def _fine_enough(expression: Expression) -> frozenset[str]:
    """How precise a time must be for this one to be counted from it: "three years later" may count from a year."""
    unit = "day"
    if isinstance(expression, Beside):
        unit = expression.quantity.unit
    elif isinstance(expression, Anaphor):
        unit = expression.unit
    if unit == "year":
        return frozenset({"day", "month", "year"})
    return frozenset({"day", "month"}) if unit == "month" else frozenset({"day"})


@lru_cache(maxsize=1024)
def _named_days(text: str, published: dt.date) -> tuple[tuple[int, dt.date, str], ...]:
    """Days, months and years that a sentence names, with their offsets, first days and granularity."""
    from multipolar.resolving.times.finder import find_expressions  # noqa: PLC0415 - the finder places with this module

    found = []
    frame = Frame(published)
    for start, _, expression, attribute in find_expressions(text):
        told = isinstance(expression, Date | WeekdayOf | Overnight | MonthOf | YearOf) and not _needs_day(expression)
        if attribute or not (told or (isinstance(expression, DayShift) and expression.confidence >= _SURE)):
            continue
        interval = expression.place(frame)
        if interval is not None and interval.granularity in {"day", "month", "year"}:
            found.append((start, interval.start, interval.granularity))
    return tuple(found)
