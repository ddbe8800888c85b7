"""The incidents that corrections are about, as these move their events.

What is done follows from the constraints that all corrections fold into (:mod:`multipolar.ledger.corrections`): events
that are none leave, those that belong together go where the first of them is, of those that are kept apart the later
ones leave. Undoing takes back what the undone decision moved, as far as no other decision speaks against it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from multipolar.ledger.corrections import Found
from multipolar.ledger.linked import Home, add_members
from multipolar.ledger.schema import INCIDENT_TABLES
from multipolar.linking import VIEW_COLUMNS, Constraints, EventView, incident_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.ledger.corrections import Correction, Decisions
    from multipolar.ledger.rows import Row

__all__ = ["Neighbourhood"]

_WHERE: Final = "e.trigger_field, e.trigger_from, e.trigger_to"


class Neighbourhood:
    """The incidents that corrections are about, as they change.

    Args:
        ledger: The ledger.
    """

    def __init__(self, ledger: Home) -> None:
        self._ledger = ledger
        self._home: dict[str, str] = {}
        self._events: dict[str, dict[str, None]] = defaultdict(dict)
        self._views: dict[str, EventView] = {}
        self._found: dict[str, Found] = {}
        self._numbers: dict[str, int] = {}
        self._read: set[str] = set()
        self._there: set[str] = set()
        self._dirty: set[str] = set()
        self._last: int | None = None

    # --- Reading ---

    def incidents(self, ids: Iterable[str]) -> None:
        """Read incidents by their ids, as far as they are there."""
        missing = sorted(set(ids) - self._read)
        if not missing:
            return
        self._read |= set(missing)
        told = self._ledger.query(
            "SELECT incident, event, report, number FROM incident_events "
            "WHERE incident IN (SELECT unnest($ids::VARCHAR[])) ORDER BY number",
            {"ids": missing},
        ).to_pylist()
        self._put([row["event"] for row in told], sorted({row["report"] for row in told}))
        for row in told:
            self._numbers[row["event"]] = row["number"]
            self._home[row["event"]] = row["incident"]
            self._events[row["incident"]][row["event"]] = None
            self._there.add(row["incident"])

    def _put(self, events: Sequence[str], reports: Sequence[str]) -> None:
        """Read events; with their reports told, only these are looked through."""
        if not events:
            return
        asked: dict[str, list[str]] = {"events": list(events)}
        where = "WHERE id IN (SELECT unnest($reports::VARCHAR[]))" if reports else ""
        if reports:
            asked["reports"] = list(reports)
        rows = self._ledger.query(
            f"SELECT {_WHERE}, {VIEW_COLUMNS} FROM "  # noqa: S608 - our names
            "(FROM events WHERE id IN (SELECT unnest($events::VARCHAR[]))) AS e "
            f"JOIN (FROM reports {where}) AS r ON r.id = e.report",
            asked,
        )
        for row in rows.to_pylist():
            names = ("id", "report", "type", "mode", "status", "trigger_field", "trigger_from", "trigger_to")
            self._views[row["id"]] = EventView.from_row(row)
            self._found[row["id"]] = Found(*(row[name] for name in names))

    def load(self, events: Iterable[str]) -> None:
        """Read the incidents of events, and events that are in none."""
        missing = sorted(set(events) - self._views.keys())
        if not missing:
            return
        homes = self._ledger.query(
            "SELECT DISTINCT incident FROM incident_events WHERE event IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": missing},
        )
        self.incidents(homes["incident"].to_pylist())
        self._put([event for event in missing if event not in self._views], ())

    def home(self, at: str) -> str | None:
        """The incident of that id, or in which the event of that id is; a rejected event is at home with itself."""
        self.incidents([at])
        if self._events.get(at):
            return at
        self.load([at])
        return self._home.get(at, "" if at in self._views else None)

    def inside(self, event: str) -> str:
        """The incident of an event that was read; empty for a rejected one."""
        return self._home.get(event, "")

    def members(self, incident: str) -> list[str]:
        """Ids of an incident's events, in the order in which they were linked."""
        return sorted(self._events[incident], key=self._number)

    def found(self, events: Iterable[str]) -> list[Found]:
        """Where events stand."""
        return [self._found[event] for event in events]

    def _number(self, event: str) -> int:
        """An event's number in the order of linking; an event that was rejected gets a new one."""
        if event not in self._numbers:
            if self._last is None:
                self._last = self._ledger.query("SELECT max(number) AS n FROM incident_events")["n"][0].as_py() or 0
            self._last += 1
            self._numbers[event] = self._last
        return self._numbers[event]

    # --- Moving ---

    def _leave(self, event: str) -> None:
        home = self._home.pop(event, None)
        if home is not None:
            del self._events[home][event]
            self._dirty.add(home)

    def _enter(self, event: str, incident: str) -> None:
        if self._home.get(event) != incident:
            self._leave(event)
            self._home[event] = incident
            self._events[incident][event] = None
            self._dirty.add(incident)

    def _taken(self, incident: str) -> bool:
        self.incidents([incident])
        return bool(self._events.get(incident))

    def _found_new(self, events: Sequence[str]) -> None:
        """Let events be an incident of their own."""
        ordered = sorted(events, key=self._number)
        old = self._home.get(ordered[0])
        if old is not None and incident_id(ordered[0]) == old and len(self._events[old]) > len(ordered):
            # The founder keeps the id; then it is the others that leave.
            ordered = [event for event in self.members(old) if event not in set(ordered)]
        name = next((name for event in ordered if not self._taken(name := incident_id(event))), None)
        salt = 0
        while name is None:
            salt += 1
            name = candidate if not self._taken(candidate := incident_id(f"{ordered[0]}\x1f{salt}")) else None
        for event in ordered:
            self._enter(event, name)

    def carry_out(self, correction: Correction, decisions: Decisions) -> None:
        """Carry out a correction.

        Args:
            correction: The correction, checked.
            decisions: All decisions, with this one.
        """
        found = [(anchor, event.id) for anchor, event in decisions.found(correction)]
        events = list(dict.fromkeys(event for _, event in found))
        self.load(events)
        limits = decisions.constraints
        fresh = [event for event in events if event not in self._home and event not in limits.rejected]
        if fresh:
            self._return(fresh, decisions.former(fresh))
        if correction.undoes is not None:
            self._take_back(decisions.corrected(correction.undoes), decisions)
        for event in events:
            if event in limits.rejected:
                self._leave(event)
        self._join(events, limits, correction.target)
        self._part(events, limits)
        self._dirty.update(self._home[event] for event in events if event in self._home)

    def _return(self, events: Sequence[str], former: Mapping[str, str]) -> None:
        """Put events that are no longer rejected where they were, or else into incidents of their own."""
        groups: dict[str, list[str]] = defaultdict(list)
        for event in events:
            groups[former.get(event, event)].append(event)
        for incident, group in groups.items():
            if self._taken(incident):
                for event in group:
                    self._enter(event, incident)
            else:
                self._found_new(group)

    def _take_back(self, other: Correction | None, decisions: Decisions) -> None:
        """Move back what an undone merge or split moved."""
        if other is None or other.undoes is not None or decisions.counts(other):
            return
        found = [(anchor, event.id) for anchor, event in decisions.found(other) if event.id in self._home]
        if other.action == "merge":
            own = [event for anchor, event in found if anchor.incident == other.target]
            goal = self._home[own[0]] if own else None
            parts: dict[str, list[str]] = defaultdict(list)
            for anchor, event in found:
                if anchor.incident and anchor.incident != other.target and self._home[event] == goal:
                    parts[anchor.incident].append(event)
            for part in parts.values():
                self._found_new(part)
        elif other.action == "split":
            self._reunite([event for _, event in found], other.target, decisions.constraints)

    def _reunite(self, events: Sequence[str], target: str, limits: Constraints) -> None:
        """Make the incidents of events one again, but for those that hold what people tied to others since."""
        own = set(events)
        beyond = {unit for event, unit in limits.together.items() if event not in own}
        homes = [
            home
            for home in dict.fromkeys(self._home[event] for event in events)
            if not any(limits.together.get(event) in beyond for event in self._events[home])
        ]
        goal = target if target in homes else next(iter(homes), target)
        for home in homes:
            for event in self.members(home):
                self._enter(event, goal)

    def _join(self, events: Sequence[str], limits: Constraints, target: str) -> None:
        """Bring what belongs together into one incident."""
        done: set[str] = set()
        for event in events:
            unit = limits.together.get(event)
            if unit is None or unit in done or event in limits.rejected:
                continue
            done.add(unit)
            members = [other for other, name in limits.together.items() if name == unit]
            self.load(members)
            members = sorted((other for other in members if other in self._home), key=self._number)
            homes = list(dict.fromkeys(self._home[other] for other in members))
            goal = target if target in homes else homes[0]
            for other in members:
                self._enter(other, goal)

    def _part(self, events: Sequence[str], limits: Constraints) -> None:
        """Let what must not share an incident leave it, the later ones first."""
        for home in list(dict.fromkeys(self._home[event] for event in events if event in self._home)):
            stays: list[str] = []
            leaves: dict[str, list[str]] = defaultdict(list)
            for event in self.members(home):
                unit = limits.together.get(event, event)
                if unit in leaves or not limits.apart.get(event, frozenset()).isdisjoint(stays):
                    leaves[unit].append(event)
                else:
                    stays.append(event)
            for group in leaves.values():
                self._found_new(group)

    # --- The result ---

    def home_of(self, correction: Correction) -> str | None:
        """The incident in which a correction's target is now."""
        if self._events.get(correction.target):
            return correction.target
        events = [correction.target, *(anchor.event for anchor in correction.anchors)]
        return next((self._home[event] for event in events if event in self._home), None)

    def rows(self, limits: Constraints) -> tuple[dict[str, list[Row]], tuple[str, ...], tuple[str, ...]]:
        """The rows of linking for what changed, without their batch; ids of what changed, and of what is gone."""
        made: dict[str, list[Row]] = {table: [] for table in INCIDENT_TABLES}
        dirty = sorted(self._dirty)
        changed, gone = [], []
        for incident in dirty:
            if incident in self._there:
                made["superseded_incidents"].append((incident,))
            seen = [(self._number(event), limits.seen(self._views[event])) for event in self.members(incident)]
            members = [(number, view) for number, view in seen if view is not None]
            if members:
                changed.append(incident)
                add_members(made, incident, members)
            elif incident in self._there:
                gone.append(incident)
        return made, tuple(changed), tuple(gone)
