"""The labelled neighbourhoods, joined to the events of a ledger.

``gold.jsonl`` holds one neighbourhood a line: events that blocking and wording make worth comparing, each with the
letter of its incident. An event is named by its report and where its trigger stands, so that the labels outlive a
coder: whatever event of the ledger has its trigger there is the labelled one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from multipolar.linking import VIEW_COLUMNS, EventView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multipolar.ledger import Ledger

__all__ = ["GOLD", "Half", "Joined", "Labelled", "Neighbourhood", "load_gold", "load_views", "locate"]

GOLD = Path(__file__).with_name("gold.jsonl")
"""Where the labels are."""

Half = Literal["train", "test"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An event as labelled.

    Attributes:
        report: Id of its report.
        field: ``text`` or ``title``, where the trigger stands.
        start: First character of the trigger.
        end: One past the last.
        label: Incident within the neighbourhood.
    """

    report: str
    field: str
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Events labelled together.

    Attributes:
        id: Its name.
        story: Neighbourhoods of one story share this, and stand in one half.
        half: ``train`` or ``test``.
        chosen: How it was found: ``alike``, ``dense``, ``long``, ``background`` or ``wikinews``.
        events: What was labelled.
    """

    id: str
    story: str
    half: Half
    chosen: str
    events: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A neighbourhood within a list of events.

    Attributes:
        neighbourhood: The labels.
        rows: Position of each found event in the list.
        labels: Their incidents, as long as ``rows``.
        missing: Labelled events that the ledger lacks.
    """

    neighbourhood: Neighbourhood
    rows: tuple[int, ...]
    labels: tuple[str, ...]
    missing: int

    def pairs(self) -> Iterator[tuple[int, int, bool]]:
        """All pairs, later first as the linker sees them, and whether they are one incident."""
        for (a, left), (b, right) in combinations(zip(self.rows, self.labels, strict=True), 2):
            yield max(a, b), min(a, b), left == right


def load_gold(half: Half | None = None, *, path: Path = GOLD) -> list[Neighbourhood]:
    """The labelled neighbourhoods.

    Args:
        half: Only those of this half.
        path: The labels.
    """
    found = []
    for line in path.read_text(encoding="utf8").splitlines():
        body = json.loads(line)
        if half is None or body["half"] == half:
            events = tuple(Labelled(*event) for event in body["events"])
            found.append(Neighbourhood(body["id"], body["story"], body["half"], body["chosen"], events))
    return found


def load_views(ledger: Ledger) -> tuple[list[str], list[dict[str, Any]], list[EventView]]:
    """All events of a ledger, in the order in which they are linked.

    Returns:
        Their ids, where their triggers stand, and the events as linking sees them.
    """
    tables = "FROM events e JOIN reports r ON r.id = e.report ORDER BY r.published NULLS LAST, e.report, e.position"
    rows = ledger.query(f"SELECT {VIEW_COLUMNS} {tables}").to_pylist()
    spans = ledger.query(f"SELECT e.id, e.report, e.type, e.trigger_field, e.trigger_from, e.trigger_to {tables}")
    triggers = spans.to_pylist()
    return [row["id"] for row in triggers], triggers, [EventView.from_row(row) for row in rows]


def locate(gold: list[Neighbourhood], triggers: list[dict[str, Any]]) -> list[Joined]:
    """Find the labelled events among those of a ledger: those whose trigger overlaps the labelled one most.

    Args:
        gold: The labels.
        triggers: From :func:`load_views`.
    """
    standing: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    wanted = {event.report for neighbourhood in gold for event in neighbourhood.events}
    for at, row in enumerate(triggers):
        if row["report"] in wanted:
            standing[row["report"], row["trigger_field"]].append((row["trigger_from"], row["trigger_to"], at))
    joined = []
    for neighbourhood in gold:
        taken: dict[int, str] = {}
        for event in neighbourhood.events:
            overlaps = [
                (min(end, event.end) - max(start, event.start), -at)
                for start, end, at in standing[event.report, event.field]
                if min(end, event.end) > max(start, event.start) and at not in taken
            ]
            if overlaps:
                taken[-max(overlaps)[1]] = event.label
        missing = len(neighbourhood.events) - len(taken)
        joined.append(Joined(neighbourhood, tuple(taken), tuple(taken.values()), missing))
    return joined
