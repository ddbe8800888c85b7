"""Incidents that a ledger holds, read back for linking.

What is read is asked for in narrow pieces, by ids: first which events, then their columns, then those of their reports.
One query that joins the tables takes memory that grows with the ledger, for the database may keep the larger side.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from multipolar.linking import EVENT_COLUMNS, REPORT_COLUMNS, SHORT, SLACK, Constraints, EventView, stretches

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    import pyarrow as pa

__all__ = ["AT_ONCE", "Committed", "Member", "members_of"]

AT_ONCE: Final = 4_000
"""Events of incidents near in time that are read back at once, the nearest first and of these the ones added to last:
where more than these happen within months, linking goes by them, and takes no more memory and time than before."""

_AT_LEAST: Final = 1_000
"""Events that are read back at once even where as many are held as may be."""

_CHUNK: Final = 1_024
"""Rows that are turned into events at a time."""


class Home(Protocol):
    """What reading back needs of a ledger."""

    def query(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query of ours."""


class Member(NamedTuple):
    """An event of an incident, in the order in which events were linked.

    Attributes:
        incident: Id of the incident.
        number: Running number.
        view: The event.
    """

    incident: str
    number: int
    view: EventView


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers in ascending order as first and last of each unbroken run."""
    first: int | None = None
    last = 0
    for number in numbers:
        if first is None or number > last + 1:
            if first is not None:
                yield first, last
            first = number
        last = number
    if first is not None:
        yield first, last


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries, some at a time."""
    for batch in table.to_batches(max_chunksize=_CHUNK):
        names, columns = batch.schema.names, [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            yield dict(zip(names, row, strict=True))


def members_of(ledger: Home, condition: str, parameters: Mapping[str, Any]) -> list[Member]:
    """Events of some incidents.

    Args:
        ledger: The ledger.
        condition: What is asked of ``incident_events``, called ``ie``, in SQL of ours.
        parameters: Of the condition.
    """
    picked = ledger.query(
        f"SELECT ie.incident, ie.event, ie.number FROM incident_events AS ie WHERE {condition} ORDER BY ie.number",  # noqa: S608 - ours
        parameters,
    )
    events = picked["event"].to_pylist()
    if not events:
        return []
    echoes = ledger.query(
        "SELECT x.event, max(coalesce(x.original, '')) AS echo FROM echoes AS x "
        "WHERE x.event IN (SELECT unnest($events::VARCHAR[])) GROUP BY x.event",
        {"events": events},
    )
    echo = dict(zip(echoes["event"].to_pylist(), echoes["echo"].to_pylist(), strict=True))
    told = ledger.query(
        f"SELECT {EVENT_COLUMNS} FROM events AS e WHERE e.id IN (SELECT unnest($events::VARCHAR[]))",  # noqa: S608 - ours
        {"events": events},
    )
    reports = ledger.query(
        f"SELECT r.id AS report, {REPORT_COLUMNS} FROM reports AS r WHERE r.id IN (SELECT unnest($reports::VARCHAR[]))",  # noqa: S608 - ours
        {"reports": sorted(set(told["report"].to_pylist()))},
    )
    about = {row["report"]: row for row in _rows(reports)}
    views = {
        row["id"]: EventView.from_row({**row, **about[row["report"]], "echo": echo.get(row["id"])})
        for row in _rows(told)
        if row["report"] in about
    }
    return [
        Member(incident, number, views[event])
        for incident, event, number in zip(
            picked["incident"].to_pylist(), events, picked["number"].to_pylist(), strict=True
        )
        if event in views
    ]


class Committed:
    """Incidents that the ledger holds, read by the months and years that new events need.

    Args:
        ledger: The ledger.
        constraints: What people decided.
    """

    def __init__(self, ledger: Home, constraints: Constraints) -> None:
        self._ledger = ledger
        self._constraints = constraints
        self._read: set[tuple[str, int]] = set()
        self.gone: set[str] = set()
        """Reports that are coded anew: their former events stand for nothing any more."""
        self.room = AT_ONCE
        """Events that there is room for; what is read back takes of it."""

    def around(self, views: Sequence[EventView], held: Container[str]) -> Iterator[tuple[str, list[EventView]]]:
        """Incidents near in time to some events, whole; as many of the latest as there is room for.

        Args:
            views: The events.
            held: Incidents that need not be read.
        """
        wanted: set[tuple[str, int]] = set()
        for view in views:
            weeks, months = stretches(view, 2 * SLACK)
            wanted.update(("month", month) for month in months if month > 0)
            if weeks[0] < 0 and view.start and view.end:
                # A long time may have begun some years before those that it shares.
                wanted.update(("long", year) for year in range(max(1, view.start.year - 3), view.end.year + 1))
            elif weeks == [0]:
                wanted.add(("none", 0))
        fresh = sorted(wanted - self._read)
        self._read.update(fresh)
        if fresh:
            days = [day for view in views for day in (view.published, view.start) if day is not None]
            near = self._nearest(_near(fresh, days))
            yield from self.named([incident for incident in near if incident not in held])

    def _nearest(self, near: Near) -> list[str]:
        """The nearest incidents of some events, and of these the ones added to last: as many as there is room for.

        Args:
            near: Queries for the events.
        """
        most = min(AT_ONCE, max(_AT_LEAST, self.room))
        away = self._away(near, most)
        if not away:
            return []
        placed = self._ledger.query(
            "SELECT incident, event, number FROM incident_events WHERE event IN (SELECT unnest($events::VARCHAR[]))",
            {"events": list(away)},
        )
        order: dict[str, tuple[int, int]] = {}
        for incident, event, number in zip(*(placed[name].to_pylist() for name in placed.column_names), strict=True):
            weeks, late = order.get(incident, (away[event], -number))
            order[incident] = (min(weeks, away[event]), min(late, -number))
        sizes = self._ledger.query(
            "SELECT id, n_events FROM incidents WHERE id IN (SELECT unnest($incidents::VARCHAR[]))",
            {"incidents": list(order)},
        )
        events_of = dict(zip(sizes["id"].to_pylist(), sizes["n_events"].to_pylist(), strict=True))
        chosen: list[str] = []
        total = 0
        for incident in sorted(order, key=order.__getitem__):
            if total >= most:  # the last one is whole
                break
            chosen.append(incident)
            total += events_of.get(incident, 0)
        return chosen

    def _away(self, near: Near, most: int) -> dict[str, int]:
        """How many weeks events lie away: of each query so many, the nearest first and of these the latest."""
        away: dict[str, int] = {}

        def note(events: Sequence[str], weeks: Sequence[int]) -> None:
            for event, week in zip(events, weeks, strict=True):
                away[event] = min(week, away.get(event, week))

        # However many there are, the database holds no more than these: no table of all is made to sort or join them.
        order = "ORDER BY away, batch DESC, id LIMIT $most"
        for query in near.events:
            rows = self._ledger.query(f"{query} {order}", {"most": most})
            note(rows["id"].to_pylist(), rows["away"].to_pylist())
        for query, condition in near.reports:
            rows = self._ledger.query(f"{query} {order}", {"most": most})
            weeks = dict(zip(rows["id"].to_pylist(), rows["away"].to_pylist(), strict=True))
            if not weeks:
                continue
            told = self._ledger.query(
                f"SELECT e.id, e.report FROM events AS e WHERE {condition} "  # noqa: S608 - ours
                "AND e.report IN (SELECT unnest($reports::VARCHAR[]))",
                {"reports": list(weeks)},
            )
            note(told["id"].to_pylist(), [weeks[report] for report in told["report"].to_pylist()])
        return away

    def named(self, incidents: Sequence[str]) -> Iterator[tuple[str, list[EventView]]]:
        """Incidents by their ids."""
        if incidents:
            yield from self._whole("ie.incident IN (SELECT unnest($ids::VARCHAR[]))", {"ids": list(incidents)})

    def of(self, events: Sequence[str]) -> Iterator[tuple[str, list[EventView]]]:
        """Incidents that hold some events."""
        if events:
            found = "SELECT incident FROM incident_events WHERE event IN (SELECT unnest($ids::VARCHAR[]))"
            yield from self._whole(f"ie.incident IN ({found})", {"ids": list(events)})

    def _whole(self, condition: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, list[EventView]]]:
        found: dict[str, list[EventView]] = {}
        for incident, _, whole in members_of(self._ledger, condition, parameters):
            members = found.setdefault(incident, [])
            view = self._constraints.seen(whole)
            if view is not None and view.echo is None and view.report not in self.gone:
                members.append(view)
        self.room -= sum(map(len, found.values()))
        yield from found.items()


class Near(NamedTuple):
    """Queries for what lies near in time to new events, each with how many weeks it lies ``away``.

    Attributes:
        events: For events by their own time.
        reports: For reports by their day, each with what holds of those of their events that are meant, in SQL.
    """

    events: list[str]
    reports: list[tuple[str, str]]


def _near(fresh: Sequence[tuple[str, int]], days: Sequence[dt.date]) -> Near:
    """Events of some months and years, by their own time or their report's.

    Args:
        fresh: The months and years.
        days: Of the new events; what lies between the first and the last of them is near.
    """
    months = [at for kind, at in fresh if kind == "month"]
    years = [at for kind, at in fresh if kind == "long"]
    first_day, last_day = (min(days), max(days)) if days else (dt.date.min, dt.date.max)

    def away(day: str) -> str:
        return f"greatest(0, DATE '{first_day}' - {day}, {day} - DATE '{last_day}') // 7"

    own, told, long = [], [], []
    # Written as ranges, so that parts of the files that lie elsewhere in time are not read.
    for first, last in _runs(months):
        since, until = (dt.date.fromordinal(max(1, 30 * at)) for at in (first, last + 1))
        short = f"e.time_end - e.time_start <= {SHORT}"
        own.append(f"(e.time_start >= DATE '{since}' AND e.time_start < DATE '{until}' AND {short})")
        told.append(f"(r.published >= DATE '{since}' AND r.published < DATE '{until}')")
    for first, last in _runs(years):
        long.append(f"e.time_start >= DATE '{first:04}-01-01' AND e.time_start <= DATE '{last:04}-12-31'")
    near = Near([], [])
    if own:
        near.events.append(
            f"SELECT e.id, {away('e.time_start')} AS away, e.batch FROM events AS e WHERE {' OR '.join(own)}"  # noqa: S608 - ours
        )
        by_day = f"SELECT r.id, {away('r.published')} AS away, r.batch FROM reports AS r WHERE {' OR '.join(told)}"  # noqa: S608 - ours
        near.reports.append((by_day, "true"))
    if long:
        # Long times come last: there may be many of them, and little is told of them by their days.
        late = f"({' OR '.join(long)}) AND e.time_end - e.time_start > {SHORT}"
        near.events.append(f"SELECT e.id, 1000 AS away, e.batch FROM events AS e WHERE {late}")  # noqa: S608 - ours
    if any(kind == "none" for kind, _ in fresh):
        undated = "SELECT r.id, 0 AS away, r.batch FROM reports AS r WHERE r.published IS NULL"
        near.reports.append((undated, "e.time_start IS NULL"))
    return near
