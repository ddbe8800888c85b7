"""Which coalition a report means that speaks of "the coalition" without saying whose."""

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

__all__ = ["Coalition", "coalition_of"]

_OF_FORCES: Final = words("of_coalitions")
"""What may stand beside "coalition" when forces of several states are meant, and not parties that govern."""
_ANY: Final = "bloc:International-coalition"
"""The entity of "an international coalition", which says no more than the noun alone."""


class Coalition(NamedTuple):
    """A coalition of states at war: its code and sector, its time, and against whom or where it fights."""

    code: str
    sector: str
    since: dt.date | None
    until: dt.date | None
    against: str
    why: str


@lru_cache(maxsize=1)
def _coalitions() -> tuple[Coalition, ...]:
    return tuple(
        Coalition(code, sector, day_of(since), day_of(until), against, why)
        for code, sector, since, until, against, why in table_rows("coalitions")
    )


def coalition_of(phrase: Phrase, report: ReportActors, on: dt.date | None) -> Coalition | None:
    """The coalition that was at war at the date with somebody whom the report names.

    Args:
        phrase: The phrase.
        report: The report around it.
        on: Day of the report; without it nobody can be told.

    Returns:
        None where the phrase speaks of no coalition, or of another sort, where the report has said which it means,
        and where no known coalition fits.
    """
    if on is None or phrase.lows.isdisjoint({"coalition", "coalitions"}):
        return None
    if any(name.entity_id != _ANY for hit in phrase.hits for name in hit.names):
        return None
    if not all(token.low in _OF_FORCES or not token.text[0].isalpha() for token in phrase.tokens):
        return None
    named = {item.code for item in report.items if not item.aside}
    return next((one for one in _coalitions() if one.against in named and holds(one.since, one.until, on)), None)
