"""Where the events of one incident cannot all be right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from multipolar.incidents import Contradiction
from multipolar.linking.words import tolls
from multipolar.ontology import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multipolar.linking.views import EventView

__all__ = ["contradictions"]

_APART_KM: Final = 50.0
"""Kilometres from which on two towns are two places."""

_COMPARED: Final = 40
"""Events of an incident that are compared, the best-evidenced ones."""

_FACTS: Final = frozenset({"occurred", "ongoing"})


def contradictions(ranked: Sequence[EventView]) -> tuple[Contradiction, ...]:
    """At most one contradiction of each kind (two of ``toll``), between the best-evidenced events that differ.

    Args:
        ranked: The incident's events, best-evidenced first.
    """
    if len(ranked) == 1:
        return ()
    views = ranked[:_COMPARED]
    return tuple(found for check in (_status, _time, _place, _sides) if (found := check(views)) is not None) + tuple(
        _tolls(views)
    )


def _status(views: Sequence[EventView]) -> Contradiction | None:
    said = next((view for view in views if view.status in _FACTS), None)
    denied = next((view for view in views if view.status == "negated"), None)
    if said is None or denied is None:
        return None
    return Contradiction("status", said.id, denied.id, f"{said.status} or negated")


def _time(views: Sequence[EventView]) -> Contradiction | None:
    told = [view for view in views if view.start and view.end == view.start and not view.time_inferred]
    for other in told[1:]:
        first = told[0]
        if first.start and other.start and abs((first.start - other.start).days) > 1:
            return Contradiction("time", first.id, other.id, f"{first.start} or {other.start}")
    return None


def _place(views: Sequence[EventView]) -> Contradiction | None:
    named = [view for view in views if view.place and not view.place_inferred]
    for other in named[1:]:
        first = named[0]
        abroad = first.country is not None and other.country is not None and first.country != other.country
        if abroad or _kilometres(first, other) > _APART_KM:
            return Contradiction("place", first.id, other.id, f"{first.place} or {other.place}")
    return None


def _kilometres(left: EventView, right: EventView) -> float:
    """Distance of two towns, 0 where one is no town (equirectangular)."""
    if {left.precision, right.precision} - {"city", "site"}:
        return 0.0
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return 0.0
    turn = abs(left.lon - right.lon)
    east = math.radians(min(turn, 360 - turn)) * math.cos(math.radians((left.lat + right.lat) / 2))
    return 6371.0 * math.hypot(math.radians(left.lat - right.lat), east)


def _sides(views: Sequence[EventView]) -> Contradiction | None:
    roles = [
        (
            view,
            frozenset(s.code for s in view.actors) - {UNKNOWN},
            frozenset(s.code for s in view.recipients) - {UNKNOWN},
        )
        for view in views
    ]
    sided = [entry for entry in roles if entry[1]]
    for other, actors, recipients in sided[1:]:
        first, their_actors, their_recipients = sided[0]
        swapped = bool(actors & their_recipients) and bool(recipients & their_actors)
        if actors.isdisjoint(their_actors) and (swapped or actors.isdisjoint(their_recipients)):
            detail = f"{', '.join(sorted(their_actors))} or {', '.join(sorted(actors))} act"
            return Contradiction("sides", first.id, other.id, detail)
    return None


def _tolls(views: Sequence[EventView]) -> Iterator[Contradiction]:
    for kind in ("killed", "injured"):
        said = [(view, count) for view in views if (count := tolls(view.quote).get(kind)) is not None]
        if not said:
            continue
        least, most = min(said, key=lambda entry: entry[1]), max(said, key=lambda entry: entry[1])
        if least[1] != most[1]:
            detail = f"{kind}: {_count(*least)} or {_count(*most)}"
            yield Contradiction("toll", least[0].id, most[0].id, detail)


def _count(view: EventView, count: int) -> str:
    return f"{count:,}" + (f" ({view.published})" if view.published else "")
