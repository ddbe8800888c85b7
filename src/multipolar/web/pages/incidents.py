"""Incidents: many of them, one of them with all that it stands on, and what reviewers decided about it."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing_extensions import TypedDict

from multipolar.web.shapes import Chain, Correction, Count, Incident, Piece, Quads, Status, Telling

__all__ = [
    "ContradictionRow",
    "CorrectionsAnswer",
    "Facets",
    "IncidentAnswer",
    "IncidentsAnswer",
    "ReviewAnswer",
    "SourceRow",
    "StateRow",
    "TimelineAnswer",
    "TimelineRow",
]


# --- Many incidents --------------------------------------------------------------------------------------------------


class Facets(TypedDict):
    """Counts of the other filters' incidents by value."""

    type: list[Count]
    mode: list[Count]
    status: list[Count]
    quad: list[Count]
    actor: list[Count]
    country: list[Count]
    outlet: list[Count]
    year: list[Count]


class IncidentsAnswer(TypedDict):
    """A page of incidents."""

    total: int
    offset: int
    limit: int
    query: str
    rows: list[Incident]
    facets: Facets | None


class TimelineRow(TypedDict):
    """A period."""

    period: str
    until: str
    incidents: int
    conflict: float
    cooperation: float
    balance: float | None
    quads: Quads
    link: str


class TimelineAnswer(TypedDict):
    """Periods without gaps."""

    by: str
    rows: list[TimelineRow]


# --- One incident ----------------------------------------------------------------------------------------------------


class StateRow(TypedDict):
    """What was known from a day on."""

    as_of: str | None
    status: Status
    event: str
    report: str
    outlet: str | None
    quote: list[Piece]


class SourceRow(TypedDict):
    """An outlet that tells of an incident."""

    outlet: str | None
    reports: int
    texts: int
    first: str | None


class ContradictionRow(TypedDict):
    """Two events that cannot both be right."""

    kind: str
    detail: str
    left: Telling | None
    right: Telling | None


class IncidentAnswer(TypedDict):
    """An incident and all that it stands on."""

    incident: Incident
    states: list[StateRow]
    events: list[Telling]
    sources: list[SourceRow]
    contradictions: list[ContradictionRow]
    chain: Chain
    corrections: list[Correction]


# --- What reviewers decided ------------------------------------------------------------------------------------------


class CorrectionsAnswer(TypedDict):
    """What reviewers decided."""

    rows: list[Correction]


class ReviewAnswer(TypedDict):
    """A decision that was kept, the commit that keeps it, the incident concerned, and those made anew and gone."""

    correction: Correction
    commit: int
    incident: str | None
    changed: list[str]
    gone: list[str]
