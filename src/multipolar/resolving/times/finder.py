# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""Times in running text.

Stricter than reading a phrase that someone has marked as a time: a number is a year only where something says so, "may"
a month only after a preposition or before a year, and how long something lasts is no time unless "for", "within" or
"in" opens it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from multipolar.resolving.times.dates import RELATIONS
from multipolar.resolving.times.days import day_starters, match_day
from multipolar.resolving.times.explicit import Date, Expression, MonthOf, Season, YearOf
from multipolar.resolving.times.lexicon import (
    APPROXIMATE,
    COUNTED,
    COUNTS,
    DAY_PARTS,
    MONTHS,
    NUMBERED,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    Tokens,
    listed,
    tokenize,
)
from multipolar.resolving.times.matches import TimeContext, TimeMatch
from multipolar.resolving.times.parser import Parser
from multipolar.resolving.times.reader import DASHES
from multipolar.resolving.times.relations import SHADES, TODAY
from multipolar.resolving.times.relative import Ago, DayShift, Lasting, WeekdayOf
from multipolar.resolving.times.resolve import place
from multipolar.resolving.times.spans import Before, By, From, Since, Until

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
_LEADS = _DETERMINERS | frozenset(listed("after before following during in on at over of around about from by under"))
_QUANTIFIERS = frozenset(listed("than about around some over nearly at least almost"))
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
_NO_LENGTH = frozenset({("old",), *((dash,) for dash in DASHES)})
_SENTENCES = frozenset(("in", place) for place in listed("prison jail custody detention exile"))
_RECORD = frozenset(
    listed("first worst deadliest largest biggest highest lowest longest strongest only best worse last")
)
_PART_OPENERS = frozenset(listed("at by before this that later earlier late early for within"))
#: What may stand before May the month; the name of a prime minister stands after other words.
_BEFORE_MAY = frozenset(
    listed(
        "in since until till by from of last next this before after and to between through during late early mid for"
    )
)
_MAY_THE_PERSON = re.compile(r"\b(?:Theresa|Minister|Mrs\.?|Ms\.?) May\b|\bprime minister\b", re.IGNORECASE)
_NAMED_WEEKDAYS = frozenset(listed("black bloody super cyber easter whit shrove every each"))


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
        | set(UNITS)
        | {"9/11", "mid", "recent"}
    )


@lru_cache(maxsize=1)
def _names_of_days() -> frozenset[str]:
    """Words that begin the name of a day ("national", "may") and no other time."""
    others = (MONTHS, WEEKDAYS, SEASONS, ORDINALS, COUNTS, UNITS, _OPENERS, DAY_PARTS, APPROXIMATE, RELATIONS, SHADES)
    return day_starters().difference(*others, TODAY, {"same", "that", "very", "mid", "recent", "weeklong", "monthlong"})


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
    for start, end, expression, attribute in find_expressions(text):
        context = TimeContext(sentence=text, start=start, end=end)
        match = place(expression, published, context, text[start:end])
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
    starters, openers, named = _starters(), _PLAIN_OPENERS, _names_of_days()
    parser = Parser(tokens)
    found: list[tuple[int, int, Expression, bool]] = []
    upto = 0
    for i in [i for i, word in enumerate(words) if word in starters or word[0].isdigit()]:
        word = words[i]
        if i < upto or (word in openers and not _leads_on(words, i, starters)):
            continue
        if word in named and match_day(words, i) is None:
            continue
        read = parser.phrase(i)
        if read is not None and _stands(tokens, i, read, text):
            expression, upto = read
            first = i
            attribute = _is_attribute(tokens, i, upto, expression, text)
            dropped = _LEADS if attribute else {"the", "on", "at"}
            while words[first] in dropped and first < upto - 1:
                first += 1
            found.append((tokens.starts[first], tokens.ends[upto - 1], expression, attribute))
    return found


def _leads_on(words: tuple[str, ...], i: int, starters: frozenset[str]) -> bool:
    """Whether the word after a preposition or article may belong to a time; most do not, and need not be parsed."""
    return i + 1 < len(words) and (words[i + 1] in starters or words[i + 1][0].isdigit())


def _stands(  # noqa: PLR0911 - one way out for each kind of expression
    tokens: Tokens, i: int, read: tuple[Expression, int], text: str
) -> bool:
    """Whether what was read is a time in running text."""
    words = tokens.words
    expression, end = read
    after = words[end : end + 2]
    if isinstance(expression, From | By | Since | Until | Before) and isinstance(
        expression.of, DayShift | MonthOf | WeekdayOf
    ):
        expression = expression.of
    match expression:
        case Lasting():
            return expression.kind in {"for", "within"} and after[:1] not in _NO_LENGTH and after not in _SENTENCES
        case Ago() if expression.sign > 0:
            # "the first visit in two decades" tells how rare it is, not when
            return (expression.quantity.count or 0) < 20 and not _RECORD.intersection(words[max(0, i - 12) : i])
        case YearOf() if end - i == 1:
            owned = i > 0 and expression.year >= 1800 and _is_owner(tokens, i - 1, text)
            return owned or _is_year(expression.year, words[i - 1] if i else "", after[0] if after else "")
        case YearOf() if end - i == 2 and words[i] in _QUANTIFIERS:
            # "more than 1000 people", "about 2000 troops": how many, not when
            counts = bool(after) and after[0][0].isalpha() and after[0] not in _FUNCTION
            return words[i] != "than" and expression.year >= 1500 and not counts
        case DayShift() if expression.confidence < 0.9:
            return words[i] in _PART_OPENERS and not any(word[0].isdigit() for word in words[i:end])
        case MonthOf() if expression.year is None:
            return _is_month(tokens, i, end, text)
        case WeekdayOf():
            return i == 0 or words[i - 1] not in _NAMED_WEEKDAYS
        case Season() if end - i <= 2 and expression.year is None and not expression.relation:
            return not after or after[0] in _FUNCTION or not after[0][0].isalpha()
    return True


def _is_month(tokens: Tokens, i: int, end: int, text: str) -> bool:
    """Whether the name of a month without a year is one, and not a person ("Theresa May"), a verb or a march."""
    words = tokens.words
    at = next((k for k in range(i, end) if words[k] in MONTHS), i)
    if not text[tokens.starts[at]].isupper():
        return False
    before = words[at - 1] if at else ""
    if words[at] == "may" and (
        before not in _BEFORE_MAY or (before in {"by", "of", "to", "for", "from"} and _MAY_THE_PERSON.search(text))
    ):
        return False
    if end - i == 1 and end < len(words) and words[end][0].isalpha() and text[tokens.starts[end]].isupper():
        return False  # "June Smith"
    named = at > 0 and before[0].isalpha() and text[tokens.starts[at - 1]].isupper() and before not in _OPENERS
    return not named


def _is_owner(tokens: Tokens, i: int, text: str) -> bool:
    """Whether a word stands in the genitive: "Iran's"."""
    return text[tokens.starts[i] : tokens.ends[i]].endswith(("'s", "’s"))  # noqa: RUF001 - as typeset


def _is_year(year: int, before: str, after: str) -> bool:
    """Whether a bare number is a year, by the words beside it."""
    if after in COUNTED or before in NUMBERED or not 1500 <= year <= 2100:
        return False
    if before in _DETERMINERS and year < 1800:
        return False  # "the 1600 delegates"
    return before in _YEAR_AFTER or before in _DETERMINERS or not before or after in {"", ".", ",", ")", ";"}


def _is_attribute(tokens: Tokens, first: int, end: int, expression: Expression, text: str) -> bool:
    """Whether a date stands before a noun under one article: "the 2015 nuclear accord", "its 1979 revolution"."""
    if isinstance(expression, Before | From | By):
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
    owned = _is_owner(tokens, first - 1, text)
    after = tokens.words[end]
    return (before in _DETERMINERS or owned) and after[0].isalpha() and after not in _FUNCTION
