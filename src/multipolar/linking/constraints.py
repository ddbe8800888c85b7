"""What people decided about incidents, as linking obeys it: these together, those apart, this one is no event."""

from __future__ import annotations

from collections.abc import Container, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multipolar.linking.views import EventView

__all__ = ["Constraints"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Decisions on events, by their ids. They hold whatever the pair score says, and across re-linking.

    Attributes:
        together: Events that are one incident with all others of the same group: event id to group name.
        apart: Events that must not share an incident: event id to the ids that it is kept from; both directions.
        rejected: Ids of events that are no events: they join no incident.
        recoded: Fields (of :class:`~multipolar.linking.EventView`) that a person set: event id to field to value.
    """

    together: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rejected: AbstractSet[str] = frozenset()
    recoded: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def seen(self, view: EventView) -> EventView | None:
        """The event as people see it; None where they say that it is none."""
        if view.id in self.rejected:
            return None
        fields = self.recoded.get(view.id)
        if view.echo is not None and (fields or view.id in self.tied):
            fields = {**(fields or {}), "echo": None}  # what people decide about counts by itself
        return view.changed(fields) if fields else view

    def mates(self, event: str) -> list[str]:
        """Other events that a decision ties to an event, for or against, in order."""
        group = self.together.get(event)
        others = {other for other, name in self.together.items() if name == group} if group is not None else set()
        return sorted((others | self.apart.get(event, frozenset())) - {event})

    @property
    def tied(self) -> Container[str]:
        """Events that a decision ties to others; it follows where decisions are added."""
        return _Either(self.together, self.apart)


class _Either(Container[str]):
    """The keys of two mappings, as they are when asked."""

    __slots__ = ("_left", "_right")

    def __init__(self, left: Mapping[str, object], right: Mapping[str, object]) -> None:
        self._left = left
        self._right = right

    def __contains__(self, event: object) -> bool:
        return event in self._left or event in self._right
