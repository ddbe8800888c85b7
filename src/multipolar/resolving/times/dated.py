"""What a time dates that does not simply stand with its event: another happening, or a rank ("first since 2017")."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from multipolar.resolving.times.days import dated_happening
from multipolar.resolving.times.lexicon import tokenize

if TYPE_CHECKING:
    from multipolar.resolving.times.explicit import Date, Expression
    from multipolar.resolving.times.matches import TimeContext
    from multipolar.resolving.times.spans import Since

__all__ = ["named_by_day", "of_since"]

_WHEN: Final = re.compile(r"\s*,?\s*when\b[^;.]*$", re.IGNORECASE)
_NOUN: Final = 3
"""Words between "last year's" and the noun that it dates ("last year's failed military coup")."""
_OWNED: Final = re.compile(rf"['\u2019]s?\s+(?:[\w-]+\s+){{0,{_NOUN}}}$")
_DETERMINED: Final = re.compile(r"\bthe\s+(?:early |late |mid-)?(?:\d{4}|[A-Z]\w+(?: \d{1,2})?(?:,? \d{4})?)$")
_PLAIN: Final = re.compile(rf"\s+(?:[a-z-]+\s+){{0,{_NOUN}}}$")
_RANK: Final = re.compile(
    r"\b(?:first|second|third|only|biggest|largest|greatest|highest|lowest|worst|best|deadliest|heaviest|longest|fiercest"
    r"|strongest|sharpest|steepest|bloodiest|most (?!of\b)(?:\w+ly )?\w+)\b"
    r"(?:(?!\b(?:and|but|which|who|has|have)\b)[^;.,])*$",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(r"\b(during |in |at |amid )?(?:the|its|their|his|her|\w+['\u2019]s)\s+$", re.IGNORECASE)
_BEHIND: Final = 40
"""Characters behind a day within which the happening stands that is called after it."""


def of_since(since: Since, context: TimeContext, at: tuple[int, int]) -> Expression | None:
    """What "since X" says of an event: an open span, X alone where X holds the event itself, None where it only ranks.

    "Since last year's coup" dates the coup last year, "the first launch since 2017, when it tested a rocket" the test
    in 2017, and the launch not at all.

    Args:
        since: The expression.
        context: Its sentence and the event's trigger in it.
        at: Where its words stand in the sentence.
    """
    sentence, trigger = context.sentence or "", context.trigger
    start, end = at
    if trigger is not None and trigger[0] > start:
        between = sentence[end : trigger[0]]
        owned = _OWNED.fullmatch(between) or (_PLAIN.fullmatch(between) and _DETERMINED.search(sentence[start:end]))
        if _WHEN.match(between) or owned or trigger[1] <= end:
            return since.of
    return None if _RANK.search(sentence[:start]) else since


def named_by_day(date: Date, context: TimeContext, at: tuple[int, int]) -> Expression | None:
    """The date, of the year of the happening that is called after it; None where it only names what an event is about.

    "The September 11 attacks" are of 2001, and so is what was done in them; a trial over them has no time by that name.
    """
    sentence, trigger = context.sentence or "", context.trigger
    start, end = at
    lead = _CALLED.search(sentence[:start])
    if date.year is not None or date.relation or date.years is not None or lead is None:
        return date
    behind = tokenize(sentence[end : end + _BEHIND]).words[:_NOUN]
    year = dated_happening(date.month, date.day, frozenset(behind))
    if year is None:
        return date
    itself = trigger is None or start <= trigger[0] < end + _BEHIND
    return replace(date, year=year) if itself or lead[1] else None
