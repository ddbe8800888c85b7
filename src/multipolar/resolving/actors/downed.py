"""Whose the weapons are that a report says were shot down: not the shooter's ("Kyiv shot down 21 of 41 missiles")."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import Candidate, holds
from multipolar.resolving.actors.lexicon import words
from multipolar.resolving.actors.rows import day_of, table_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention

__all__ = ["launched_by"]

_UNKNOWN: Final = "---"
_WEAPONS: Final = words("weapons")
"""What is shot down in flight, and belongs to whoever launched it."""
_DOWNED: Final = re.compile(
    r"\b(?:(?:shot|shoots?|shooting|brought|brings?|bringing)\s+(?:it\s+|them\s+)?down|down(?:s|ed|ing)"
    r"|intercept(?:s|ed|ing|ions?)?)\b"
)
_LAUNCHED: Final = re.compile(
    r"\b(?:launched|fired|sent|coming|came)\s+(?:[a-z]+\s+)?(?:from|by)\s+(?:[\w-]+\s+){0,2}$"
)
"""What stands between such weapons and those who launched them, or the country from which they did."""
_BEHIND: Final = 90
"""Characters behind the weapons within which that is said."""
_KNOWN_ALREADY: Final = frozenset({"the", "this", "that", "these", "those"})
"""What opens words for weapons of which the report has spoken before."""
_SPEAK: Final = frozenset({"attribution", "speaker"})


@lru_cache(maxsize=1)
def _wars() -> tuple[tuple[frozenset[str], dt.date | None, dt.date | None, str], ...]:
    """Two states at war from a day until another, and the name of the war."""
    return tuple(
        (frozenset({one, other}), day_of(since), day_of(until), why)
        for one, other, since, until, why in table_rows("wars")
    )


def launched_by(
    phrase: Phrase, mention: ActorMention, report: ReportActors, likeliest: str, on: dt.date | None
) -> Candidate | None:
    """Who launched the missiles or drones that somebody else shot down, as far as the report or a war tells.

    Args:
        phrase: The mention's phrase.
        mention: The mention.
        report: The report around it.
        likeliest: The code that it would have otherwise.
        on: Day of the report.

    Returns:
        None where the phrase names whose they are, where nothing is shot down, and where those who shot are not the
        ones whom the evidence takes them for.
    """
    if phrase.head not in _WEAPONS or phrase.hits or phrase.pronoun or mention.role != "recipient":
        return None
    extent = mention.extent
    text = report.sentences[extent.sentence]
    shooters = _shooters(report.items, mention.group)
    if not _DOWNED.search(text) or not shooters or likeliest not in shooters | {_UNKNOWN}:
        return None
    for item in report.items:
        if item.sentence != extent.sentence or item.start < extent.end or item.code in shooters | {_UNKNOWN}:
            continue
        if item.start - extent.end <= _BEHIND and _LAUNCHED.search(text[extent.end : item.start]):
            return Candidate(item.code, source=f"launched from or by {text[item.start : item.end]!r}, as the words say")
    for sides, since, until, why in _wars():
        if on is not None and len(foes := sides - shooters) == 1 and holds(since, until, on):
            (foe,) = foes
            return Candidate(foe, source=f"shot down by the other side of a war: {why}")
    if phrase.tokens[0].low in _KNOWN_ALREADY:
        return None
    return Candidate(_UNKNOWN, source="shot down by others than those who launched it")


def _shooters(items: Iterable[Item], event: int) -> set[str]:
    """Codes of those who act in an event, or of who tells of it where nobody is said to act."""
    roles = [(item.mention.role, item.code) for item in items if item.mention and item.mention.group == event]
    acting = {code for role, code in roles if role == "actor"}
    return acting or {code for role, code in roles if role in _SPEAK}
