"""Which court or watchdog a report means that speaks of one at The Hague ("prosecutors in The Hague")."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.candidates import holds
from multipolar.resolving.actors.lexicon import words
from multipolar.resolving.actors.rows import day_of, table_rows

if TYPE_CHECKING:
    import datetime as dt

    from multipolar.resolving.actors.discourse import ReportActors
    from multipolar.resolving.actors.phrase import Phrase

__all__ = ["Tribunal", "tribunal_of"]

_SEAT: Final = "hague"
_DUTCH: Final = "NLD"
_OF_THE_TOWN: Final = words("of_the_town")
"""Words that tell a court of the Dutch town from one of the world ("district")."""


class Tribunal(NamedTuple):
    """An international body at The Hague.

    Attributes:
        code: Its code.
        nouns: Words of which one must stand in the phrase.
        since: First day on which it is meant, None for always.
        until: Last day on which it is meant, None if it still is.
        about: Codes of which the report must name one; empty where it need name none.
        why: Its name.
    """

    code: str
    nouns: frozenset[str]
    since: dt.date | None
    until: dt.date | None
    about: frozenset[str]
    why: str


@lru_cache(maxsize=1)
def _tribunals() -> tuple[Tribunal, ...]:
    return tuple(
        Tribunal(code, frozenset(nouns.split()), day_of(since), day_of(until), frozenset(about.split()), why)
        for code, nouns, since, until, about, why in table_rows("tribunals")
    )


def tribunal_of(phrase: Phrase, report: ReportActors, on: dt.date | None) -> Tribunal | None:
    """The international court at The Hague that a phrase means: the one that the report names, or the likeliest.

    Args:
        phrase: The phrase.
        report: The report around it.
        on: Day of the report; without it the courts of today are meant.

    Returns:
        None where the phrase does not name the town, names somebody else beside it, or speaks of no court, and where
        the report speaks of the Netherlands.
    """
    lows = phrase.lows
    if _SEAT not in lows and "hague's" not in lows:
        return None
    if (
        len(phrase.hits) > 1
        or phrase.person
        or not lows.isdisjoint(_OF_THE_TOWN)
        or "the hague" not in phrase.words.lower()
    ):
        return None
    named = {
        item.code for item in report.items if "Hague" not in report.sentences[item.sentence][item.start : item.end]
    }
    if _DUTCH in named:
        return None
    fitting = [
        one
        for one in _tribunals()
        if (phrase.head in one.nouns or (not phrase.head and not lows.isdisjoint(one.nouns)))
        and (not one.about or not one.about.isdisjoint(named))
        and (one.until is None if on is None else holds(one.since, one.until, on))
    ]
    return next((one for one in fitting if one.code in named), fitting[0] if fitting else None)
