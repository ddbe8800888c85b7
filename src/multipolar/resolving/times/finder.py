# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""Times in running text.

Stricter than reading a phrase that someone has marked as a time: a number is a year only where something says so, "may"
a month only after a preposition or before a year, and how long something lasts is no time unless "for", "within" or
"in" opens it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from multipolar.resolving.times.days import day_starters
from multipolar.resolving.times.explicit import Date, Expression, MonthOf, Season, YearOf
from multipolar.resolving.times.lexicon import (
    APPROXIMATE,
    COUNTS,
    DAY_PARTS,
    MONTHS,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    Tokens,
    listed,
    tokenize,
)
from multipolar.resolving.times.matches import TimeContext, TimeMatch
from multipolar.resolving.times.parser import Parser
from multipolar.resolving.times.reader import DASHES
from multipolar.resolving.times.relative import DayShift, Lasting
from multipolar.resolving.times.resolve import place
from multipolar.resolving.times.spans import Before

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["find_expressions", "find_times"]

_OPENERS = frozenset(
    listed(
        "since ever until till through up from starting beginning between by within for over during in before "
        "after no early mid late middle end start earlier later last past previous preceding next coming "
        "following upcoming this current today tonight yesterday tomorrow same that very day eve overnight "
        "weekend half anniversary a an the on at"
    )
)
_DETERMINERS = frozenset(listed("the a an its their his her our this that those these s"))
#: Openers that mean nothing unless a word of time follows.
_PLAIN_OPENERS = frozenset(
    listed(
        "since until till through up from starting beginning between by within for over during in before after no "
        "a an the on at some about around more than less just only over"
    )
)
#: Words that may stand between the start of what was read and the date itself.
_LEADS = _DETERMINERS | frozenset(listed("after before following during in on at over of around about"))
_YEAR_AFTER = DASHES | frozenset(
    listed(
        "in since of by until till from to and between during after before through early late mid around about "
        "circa year fall autumn spring summer winter end beginning ( , / into for"
    )
)
_FUNCTION = frozenset(
    listed(
        "and or but when as that which who whose where while because since until to of in on at by for from with "
        "without after before over under into about against between during through than then is was were are be "
        "been has have had will would can could may might must should do did does said says told not also only "
        "still just more most all both up out off a an the this these those his her its their he she it they we "
        "you i there here if so such amid despite following including according per via like unless whether "
        "though although however even ever never again already"
    )
)
_COUNTED = frozenset(
    listed("people troops soldiers km kilometres kilometers miles dollars men women members dead jobs homes")
)


@lru_cache(maxsize=1)
def _starters() -> frozenset[str]:
    return frozenset(
        set(_OPENERS)
        | set(MONTHS)
        | set(WEEKDAYS)
        | set(SEASONS)
        | set(ORDINALS)
        | set(COUNTS)
        | DAY_PARTS
        | APPROXIMATE
        | day_starters()
        | {"9/11", "mid", "weeklong"}
    )


def find_times(text: str, *, published: dt.date | None) -> list[tuple[int, int, TimeMatch]]:
    """Find and work out the times in a text.

    Args:
        text: A sentence or several.
        published: Day of the report, or None.

    Returns:
        ``(start, end, match)`` with half-open character offsets, in order, not overlapping. A time that only dates a
        noun ("the 2015 nuclear accord") has the anchor ``attribute`` and little confidence: it is no event's time.
    """
    found = []
    context = TimeContext(sentence=text)
    for start, end, expression, attribute in find_expressions(text):
        match = place(expression, published, context)
        if match is None:
            continue
        if attribute:
            noun = "dates the noun that follows, not an event: " + match.reason
            match = replace(match, anchor="attribute", confidence=min(match.confidence, 0.15), reason=noun)
        found.append((start, end, match))
    return found


def find_expressions(text: str) -> list[tuple[int, int, Expression, bool]]:
    """Expressions in a text, with their offsets, and whether each only dates the noun after it."""
    tokens = tokenize(text)
    words = tokens.words
    starters, openers = _starters(), _PLAIN_OPENERS
    parser = Parser(tokens)
    found: list[tuple[int, int, Expression, bool]] = []
    i, size = 0, len(words)
    while i < size:
        word = words[i]
        if (word in starters or word[0].isdigit()) and (word not in openers or _leads_on(words, i, starters)):
            read = parser.phrase(i)
            if read is not None and _stands(tokens, i, read, text):
                expression, end = read
                first = i
                attribute = _is_attribute(tokens, i, end, expression, text)
                dropped = _LEADS if attribute else {"the", "on", "at"}
                while words[first] in dropped and first < end - 1:
                    first += 1
                found.append((tokens.starts[first], tokens.ends[end - 1], expression, attribute))
                i = end
                continue
        i += 1
    return found


def _leads_on(words: tuple[str, ...], i: int, starters: frozenset[str]) -> bool:
    """Whether the word after a preposition or article may belong to a time; most do not, and need not be parsed."""
    return i + 1 < len(words) and (words[i + 1] in starters or words[i + 1][0].isdigit())


def _stands(tokens: Tokens, i: int, read: tuple[Expression, int], text: str) -> bool:
    """Whether what was read is a time in running text."""
    words = tokens.words
    expression, end = read
    if isinstance(expression, Lasting):
        return expression.kind != "of" and not (end < len(words) and words[end] in {"old", "-", "in"})
    if isinstance(expression, YearOf) and end - i == 1:
        before = words[i - 1] if i else ""
        after = words[end] if end < len(words) else ""
        if after in _COUNTED or not 1500 <= expression.year <= 2100:
            return False
        return before in _YEAR_AFTER or before in _DETERMINERS or not i or after in {"", ".", ",", ")", ";"}
    if isinstance(expression, DayShift) and expression.confidence < 0.9 and i + 1 == end:
        return words[i] not in {"night", "evening", "morning", "afternoon"} or (
            i > 0 and words[i - 1] in {"by", "this"}
        )
    if isinstance(expression, MonthOf | Season) and end - i == 1:
        return text[tokens.starts[i]].isupper() if isinstance(expression, MonthOf) else True
    return True


def _is_attribute(tokens: Tokens, first: int, end: int, expression: Expression, text: str) -> bool:
    """Whether a date stands before a noun under one article: "the 2015 nuclear accord", "its 1979 revolution"."""
    if isinstance(expression, Before):
        expression = expression.of
    if not isinstance(expression, YearOf | MonthOf | Date) or end >= len(tokens.words):
        return False
    if isinstance(expression, YearOf | MonthOf) and expression.shade:
        return False
    while first < end - 1 and tokens.words[first] in _LEADS:
        first += 1
    if first == 0:
        return False
    before = tokens.words[first - 1]
    owned = text[tokens.starts[first - 1] : tokens.ends[first - 1]].endswith(("'s", "’s"))  # noqa: RUF001 - as typeset
    after = tokens.words[end]
    return (before in _DETERMINERS or owned) and after[0].isalpha() and after not in _FUNCTION
