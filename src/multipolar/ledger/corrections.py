"""Decisions of people on incidents and events: kept for good, found again, and folded into what linking obeys.

A correction is a row that is only ever added. It names the events that it is about by their *anchors*: id, report, and
where the trigger stands. An event that the ledger still has is found by its id; one that was coded anew is found by the
trigger that overlaps the old one most. A correction none of whose events can be found sleeps: it is kept, and counts
again as soon as its report comes back.

Corrections count in the order in which they were made, and later ones win: a merge joins what a split parted, a
confirmed event is no longer rejected, a field has the value that it was given last. An undone correction counts as if
it had never been made; an undo can be undone.
"""

from __future__ import annotations

import bisect
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from multipolar.ledger.linked import BatchLinks
from multipolar.ledger.recodes import view_fields
from multipolar.linking import Constraints

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multipolar.ledger.linked import Home
    from multipolar.ledger.rows import Row
    from multipolar.records import CodedReport

__all__ = [
    "ACTIONS",
    "Action",
    "Anchor",
    "Correction",
    "DecidedLinks",
    "Decisions",
    "Found",
    "Kept",
    "read_corrections",
]

Action = Literal["merge", "split", "recode", "reject", "confirm"]
ACTIONS: Final[tuple[Action, ...]] = ("merge", "split", "recode", "reject", "confirm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A decision of a person.

    Attributes:
        action: ``merge``, ``split``, ``recode``, ``reject`` or ``confirm``.
        target: Id of the incident, or of the event (not for merge and split).
        who: Who decided.
        why: The reason given; may be empty.
        payload: What else the action needs: ``with`` (merge: ids of the other incidents), ``events`` (split: ids of the
            events that are another happening), the fields of a recode, or ``undo`` (id of the correction that is
            undone). ``anchors`` say where the events concerned stand; the ledger adds them.
        at: When, UTC without time zone; None for now.
        id: Derived from all else; empty before it is kept.
    """

    action: Action
    target: str
    who: str = ""
    why: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None
    id: str = ""

    @property
    def undoes(self) -> str | None:
        """Id of the correction that this one undoes, if it does that."""
        undone = self.payload.get("undo")
        return str(undone) if undone else None

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Where the events that it is about stand."""
        return tuple(Anchor.load(anchor) for anchor in self.payload.get("anchors", ()))


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an event that a correction is about stands.

    Attributes:
        event: Id of the event when the correction was made.
        report: Id of its report.
        field: Field of the report, ``text`` or ``title``.
        start: First character of the trigger.
        end: One past the last.
        type: Type of the event.
        incident: The incident that it was in; empty where that is not told.
    """

    event: str
    report: str
    field: str
    start: int
    end: int
    type: str
    incident: str = ""

    @classmethod
    def load(cls, body: Mapping[str, Any]) -> Anchor:
        """From JSON.

        Raises:
            KeyError, TypeError, ValueError: It is no anchor.
        """
        texts = [body[name] for name in ("event", "report", "field", "type")] + [body.get("incident", "")]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("an anchor's words are no words")
        event, report, where, kind, incident = texts
        start, end = body["start"], body["end"]
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
            raise ValueError(f"{start!r} to {end!r} are no characters")
        return cls(event, report, where, start, end, kind, incident)


class Found(NamedTuple):
    """An event of now that an anchor may mean."""

    id: str
    report: str
    type: str
    mode: str | None
    status: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction of a ledger and what has become of it.

    Attributes:
        correction: The correction.
        events: Ids, as of now, of the events that it is about.
        sleeps: None of them can be found.
        undone_by: Id of the correction that undid it, None where it counts.
    """

    correction: Correction
    events: tuple[str, ...]
    sleeps: bool
    undone_by: str | None


def read_corrections(ledger: Home) -> list[Correction]:
    """All corrections of a ledger, in the order in which they count."""
    if not ledger.manifest.files("corrections"):
        return []
    rows = ledger.query('SELECT * EXCLUDE (batch) FROM corrections ORDER BY "at", id').to_pylist()
    return [Correction(**{**row, "payload": json.loads(row["payload"])}) for row in rows]


def correction_row(correction: Correction) -> Row:
    """Its row, without the commit."""
    return (
        correction.id,
        correction.at,
        correction.who,
        correction.why,
        correction.action,
        correction.target,
        json.dumps(correction.payload, ensure_ascii=False, sort_keys=True),
    )


def order(correction: Correction) -> tuple[dt.datetime, str]:
    """What corrections are ordered by: those made later count later."""
    return (correction.at or dt.datetime.max, correction.id)  # noqa: DTZ901 - kept without time zone


def undone(corrections: Sequence[Correction]) -> dict[str, str]:
    """Which corrections do not count, each with the one that undid it; an undone undo undoes nothing."""
    by: dict[str, str] = {}
    for correction in reversed(corrections):  # what undoes an undo is made later
        if correction.undoes is not None and correction.id not in by:
            by.setdefault(correction.undoes, correction.id)
    return by


# --- Finding events again --------------------------------------------------------------------------------------------


_FOUND: Final = "id, report, type, mode, status, trigger_field, trigger_from, trigger_to"


def found_events(ledger: Home, reports: Sequence[str]) -> list[Found]:
    """The events of some reports."""
    if not reports:
        return []
    sql = f"SELECT {_FOUND} FROM events WHERE report IN (SELECT unnest($reports::VARCHAR[]))"  # noqa: S608 - our names
    return [Found(*row.values()) for row in ledger.query(sql, {"reports": list(reports)}).to_pylist()]


class _Finder:
    """Finds what anchors mean among the events of now."""

    def __init__(self, events: Iterable[Found] = ()) -> None:
        self._reports: dict[str, list[Found]] = defaultdict(list)
        self._events: dict[str, Found] = {}
        for event in events:
            self._reports[event.report].append(event)
            self._events[event.id] = event

    def put(self, report: str, events: Sequence[Found]) -> None:
        """Let a report have these events and no others."""
        for event in self._reports.pop(report, ()):
            self._events.pop(event.id, None)
        self._reports[report] = list(events)
        self._events.update((event.id, event) for event in events)

    def find(self, anchor: Anchor) -> Found | None:
        """The event that an anchor means: the same, else the one whose trigger overlaps most, its type preferred."""
        if anchor.event in self._events:
            return self._events[anchor.event]
        best: tuple[bool, int, int] | None = None
        found = None
        for event in self._reports.get(anchor.report, ()):
            shared = min(event.end, anchor.end) - max(event.start, anchor.start)
            if event.field == anchor.field and shared > 0:
                worth = (event.type == anchor.type, shared, -(event.end - event.start))
                if best is None or worth > best:
                    best, found = worth, event
        return found


# --- Folding ---------------------------------------------------------------------------------------------------------


class _Units:
    """Events that people tied together, as units, and which units they keep apart."""

    def __init__(self) -> None:
        self._unit: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._made = 0

    def _of(self, event: str) -> str:
        unit = self._unit.get(event)
        if unit is None:
            unit = self._new([event])
        return unit

    def _new(self, events: Iterable[str]) -> str:
        self._made += 1
        name = f"u{self._made}"
        self._members[name] = set(events)
        for event in self._members[name]:
            self._unit[event] = name
        return name

    def _part(self, one: str, other: str) -> None:
        self._apart[one].add(other)
        self._apart[other].add(one)

    def _drop(self, unit: str) -> set[str]:
        """Forget a unit; gives those that it was kept apart from."""
        self._members.pop(unit, None)
        others = self._apart.pop(unit, set())
        for other in others:
            self._apart[other].discard(unit)
        return others

    def join(self, events: Sequence[str]) -> None:
        """These events, and all that was tied to them, are one."""
        old = dict.fromkeys(self._of(event) for event in events)
        members = {event for unit in old for event in self._members[unit]}
        kept_from = {other for unit in old for other in self._drop(unit)} - old.keys()
        new = self._new(members)
        for other in kept_from:
            self._part(new, other)

    def part(self, out: Sequence[str], rest: Sequence[str]) -> None:
        """Each of the two is one, and they are not the same; what was tied to them otherwise stays where it was."""
        parts = []
        for events in (out, rest):
            own = set(events)
            kept_from: set[str] = set()
            for unit in dict.fromkeys(self._of(event) for event in events):
                left = self._members[unit] - own
                others = set(self._apart[unit])
                if left:
                    self._members[unit] = left
                else:
                    self._drop(unit)
                kept_from |= others
            new = self._new(own)
            for other in kept_from:
                if other in self._members:
                    self._part(new, other)
            parts.append(new)
        self._part(*parts)

    def together(self) -> dict[str, str]:
        return {e: unit for unit, members in self._members.items() if len(members) > 1 for e in members}

    def apart(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for unit, others in self._apart.items():
            if others:
                kept_from = frozenset(event for other in others for event in self._members[other])
                found.update(dict.fromkeys(self._members[unit], kept_from))
        return found


class Decisions:
    """All corrections of a ledger, folded into constraints.

    The constraints follow when reports are coded anew (:meth:`meet`): they are the same object throughout.

    Args:
        corrections: The corrections, in the order in which they count.
        events: The events of all reports that they name.
    """

    def __init__(self, corrections: Sequence[Correction], events: Iterable[Found]) -> None:
        self._corrections = list(corrections)
        self._undone = undone(self._corrections)
        self._anchors = {correction.id: correction.anchors for correction in self._corrections}
        self._reports = {anchor.report for anchors in self._anchors.values() for anchor in anchors}
        self._finder = _Finder(events)
        self._together: dict[str, str] = {}
        self._apart: dict[str, frozenset[str]] = {}
        self._rejected: set[str] = set()
        self._recoded: dict[str, dict[str, Any]] = {}
        self._units = _Units()
        self.constraints = Constraints(
            together=self._together, apart=self._apart, rejected=self._rejected, recoded=self._recoded
        )
        self._fold()

    @classmethod
    def of(cls, ledger: Home) -> Decisions:
        """Those of a ledger."""
        corrections = read_corrections(ledger)
        reports = sorted({anchor.report for correction in corrections for anchor in correction.anchors})
        return cls(corrections, found_events(ledger, reports))

    def __bool__(self) -> bool:
        return bool(self._corrections)

    @property
    def corrections(self) -> Sequence[Correction]:
        """All of them, in the order in which they count."""
        return self._corrections

    def add(self, correction: Correction, events: Mapping[str, Sequence[Found]]) -> None:
        """Take in a correction, where it counts among the others.

        Args:
            correction: The correction.
            events: The events of the reports that it names.
        """
        for report, found in events.items():
            self._finder.put(report, found)
        bisect.insort(self._corrections, correction, key=order)
        self._undone = undone(self._corrections)
        self._anchors[correction.id] = correction.anchors
        self._reports.update(anchor.report for anchor in correction.anchors)
        if correction is self._corrections[-1] and correction.undoes is None:
            self._apply(correction)  # what the others come to stays as it is
            self._tell()
        else:
            self._fold()

    def corrected(self, identity: str | None) -> Correction | None:
        """The correction of that id, None where there is none."""
        return next((correction for correction in self._corrections if correction.id == identity), None)

    def counts(self, correction: Correction) -> bool:
        """Whether a correction is not undone."""
        return correction.id not in self._undone

    def found(self, correction: Correction) -> list[tuple[Anchor, Found]]:
        """The events of now that a correction is about, with their anchors."""
        anchors = self._anchors[correction.id]
        return [(anchor, event) for anchor in anchors if (event := self._finder.find(anchor)) is not None]

    @property
    def kept(self) -> tuple[Kept, ...]:
        """All corrections and what has become of them."""
        by = self._undone
        return tuple(
            Kept(
                correction,
                events := tuple(dict.fromkeys(e.id for _, e in self.found(correction))),
                not events,
                by.get(correction.id),
            )
            for correction in self._corrections
        )

    def former(self, events: Iterable[str]) -> dict[str, str]:
        """The incidents in which events were when a correction was about them last, as far as that is told."""
        wanted = set(events)
        return {
            event.id: anchor.incident
            for correction in self._corrections
            for anchor, event in self.found(correction)
            if event.id in wanted and anchor.incident
        }

    def meet(self, coded: CodedReport) -> None:
        """Find the events of a report that is coded, perhaps anew, which corrections are about."""
        if coded.report.id not in self._reports:
            return
        events = [
            Found(e.id, e.report, e.type, e.mode, e.status, e.trigger.field, e.trigger.start, e.trigger.end)
            for e in coded.events
        ]
        self._finder.put(coded.report.id, events)
        self._fold()

    def _fold(self) -> None:
        self._units = _Units()
        self._rejected.clear()
        self._recoded.clear()
        for correction in self._corrections:
            if correction.id not in self._undone and correction.undoes is None:
                self._apply(correction)
        self._tell()

    def _apply(self, correction: Correction) -> None:
        found = self.found(correction)
        events = {event.id: event for _, event in found}
        if correction.action == "merge":
            self._units.join(list(events))
        elif correction.action == "split":
            taken = set(correction.payload["events"])
            out = dict.fromkeys(event.id for anchor, event in found if anchor.event in taken)
            rest = [event for event in events if event not in out]
            if out and rest:
                self._units.part(list(out), rest)
        elif correction.action == "reject":
            self._rejected.update(events)
        else:
            # Who says what an event is, or that it is right, says that it is one.
            self._rejected.difference_update(events)
            for event in events.values():
                self._recode(event, correction)

    def _tell(self) -> None:
        self._together.clear()
        self._together.update(self._units.together())
        self._apart.clear()
        self._apart.update(self._units.apart())

    def _recode(self, event: Found, correction: Correction) -> None:
        fields = self._recoded.setdefault(event.id, {})
        fields["confidence"] = 1.0
        if correction.action == "recode":
            now = {name: fields.get(name, getattr(event, name)) for name in ("type", "mode", "status")}
            fields.update(view_fields(correction.payload, now))


# --- In builds -------------------------------------------------------------------------------------------------------


class DecidedLinks(BatchLinks):
    """Links what a commit adds, and obeys what people decided.

    Args:
        ledger: The ledger.
        recoding: Whether reports may be coded anew.
    """

    def __init__(self, ledger: Home, *, recoding: bool = False) -> None:
        self._decisions = Decisions.of(ledger)
        super().__init__(ledger, recoding=recoding, constraints=self._decisions.constraints)

    def add(
        self, coded: CodedReport, *, text_key: str, anew: bool = False, echoes: Mapping[str, str | None] | None = None
    ) -> None:
        """Take in a report that is added.

        Args:
            coded: The report.
            text_key: Group of equal texts that it belongs to.
            anew: Whether it replaces an earlier coding.
            echoes: Its events that stand in words read before, each with the event read in them then.
        """
        self._decisions.meet(coded)
        super().add(coded, text_key=text_key, anew=anew, echoes=echoes)
