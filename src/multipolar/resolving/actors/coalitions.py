"""Which coalition a report means that speaks of "the coalition" without saying whose."""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.evidence import holds
from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
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


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@lru_cache(maxsize=1)
def _coalitions() -> tuple[Coalition, ...]:
    text = files(__package__).joinpath("tables").joinpath("coalitions.csv").read_text("utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    return tuple(
        Coalition(code, sector, _day(since), _day(until), against, why)
        for code, sector, since, until, against, why in rows
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
