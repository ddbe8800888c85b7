"""Where an event was of which no words tell the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.ontology import UNKNOWN
from multipolar.resolving.places.records import BY_ACTOR, are_local, is_country

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Untold", "untold_country"]

_ON_RECIPIENT: Final = frozenset({"AID", "ASSAULT"})
"""Types that are where the recipient is, in three of four."""
_VISIT: Final = "visit"
_AWAY: Final = frozenset({"AID", "CONSULT"})
"""Types that tell no place even where all who take part are of one country, whose people meet and help abroad."""


class Untold(NamedTuple):
    """A country that an event is likely in, and whose it is."""

    code: str
    whose: str


def untold_country(
    event_type: str | None, mode: str | None, *, actors: Sequence[tuple[str, str]], recipients: Iterable[str]
) -> Untold | None:
    """The country in which an event likely was whose place no words tell.

    Which side's it is was counted on annotated events whose place is told. Where that is no better than a coin, as for
    most words between governments, there is none; and none where a side is of several countries.

    Args:
        event_type: The event's type, None if unknown.
        mode: Its mode.
        actors: Code and sector of those who act.
        recipients: Codes of those acted upon.
    """
    home = {code for code, _ in actors if is_country(code)}
    away = {code for code in recipients if is_country(code)}
    if len(home) > 1 or len(away) > 1:
        return None
    of_actor = Untold(next(iter(home)), "an actor") if home else None
    of_recipient = Untold(next(iter(away)), "a recipient") if away else None
    local = are_local(sector for _, sector in actors)
    visit = event_type == "CONSULT" and mode == _VISIT
    if event_type in _ON_RECIPIENT or visit:
        found = of_recipient
        if found is None and event_type == "ASSAULT" and local:
            found = of_actor
        return found
    if event_type in _AWAY:
        return None
    if event_type in BY_ACTOR:
        unknown = all(code == UNKNOWN for code, _ in actors)  # an organisation acts from anywhere
        return of_actor or (of_recipient if unknown else None)
    return of_actor if home == away or local else None
