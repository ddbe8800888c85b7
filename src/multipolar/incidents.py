"""The records of counted happenings: an incident, the events that tell of it, and what became of it.

Like :mod:`multipolar.records`, frozen and typed. An incident's fields are taken from its best-evidenced events; where
events disagree the disagreement is kept as :class:`Contradiction`.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations for those who ask at run time
from dataclasses import dataclass
from typing import Literal

__all__ = ["Contradiction", "Incident", "IncidentCause", "IncidentState", "Party"]


@dataclass(frozen=True, slots=True)
class Party:
    """A side of an incident.

    Attributes:
        code: ISO 3166 alpha-3, ``IGO:…``, ``NGO:…``, ``ARM:…``, ``MNC:…``, ``BLOC:…`` or ``---``.
        sector: Sector code.
        name: Canonical name.
        actor_id: Stable id such as ``state:RUS``; empty where unknown.
    """

    code: str
    sector: str
    name: str
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class IncidentState:
    """What was known of an incident from a day on.

    Attributes:
        as_of: Day of publication (the event's own day where the report is undated).
        status: Status from that day on.
        event: Id of the event that says so.
        report: Id of its report.
    """

    as_of: dt.date
    status: str
    event: str
    report: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two events of one incident that cannot both be right.

    Attributes:
        kind: ``status`` (one says it happened, one denies it), ``time``, ``place``, ``sides`` or ``toll``.
        left: Id of the one event.
        right: Id of the other.
        detail: What each says, in a few words.
    """

    kind: Literal["status", "time", "place", "sides", "toll"]
    left: str
    right: str
    detail: str


@dataclass(frozen=True, slots=True)
class IncidentCause:
    """A causal link between two incidents (or an incident and a standing relation), as reports state it.

    Attributes:
        cause: Id of the incident, or of the relation, that led to the other.
        effect: Id of the other.
        evidence: Ids of the causal links (``causes`` rows) that say so.
        reports: Ids of their reports.
    """

    cause: str
    effect: str
    evidence: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One happening, told by one or more reports.

    Attributes:
        id: Derived from its first event; stays as the incident grows.
        title: A line that says what it is, such as ``Russia bombs Ukraine (Kharkiv), 2024-05-10``.
        type: Event type.
        mode: Mode, or None.
        status: Latest status.
        quad: Quad class.
        score: Conflict-cooperation score, the mean over its events.
        actors: Those who act.
        recipients: Those acted upon.
        start: First day, None where unknown.
        end: Last day, inclusive.
        granularity: How exact the time is.
        time_inferred: True where no words of any event give the time.
        place: Canonical name of the place.
        country: ISO 3166 alpha-3 of the place.
        lat: Degrees north.
        lon: Degrees east.
        precision: ``country``, ``region``, ``city`` or ``site``.
        first_seen: Day of the first report.
        last_seen: Day of the last report.
        events: Ids of all its events, best-evidenced first.
        reports: Ids of all reports that tell of it.
        texts: Number of distinct texts among them; copies count once.
        outlets: Number of independent outlets; one that only copies does not count.
        outlet_countries: Number of countries of those outlets, where known.
        confidence: Probability that it is one incident of that type, 0 to 1.
        states: Its statuses through time.
        contradictions: Where its events disagree.
    """

    id: str
    title: str
    type: str
    mode: str | None
    status: str
    quad: str
    score: float
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    start: dt.date | None
    end: dt.date | None
    granularity: str | None
    time_inferred: bool
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    first_seen: dt.date | None
    last_seen: dt.date | None
    events: tuple[str, ...]
    reports: tuple[str, ...]
    texts: int
    outlets: int
    outlet_countries: int
    confidence: float
    states: tuple[IncidentState, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
