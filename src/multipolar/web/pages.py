"""The shapes of whole answers, one for each address. ``docs/web-api.md`` says what they mean."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from multipolar.web.shapes import (
    ActorRef,
    Chain,
    Claim,
    Correction,
    Count,
    Incident,
    Party,
    Quad,
    Quads,
    Standing,
    Status,
    Telling,
    Window,
)

__all__ = [
    "ActorAnswer",
    "ActorsAnswer",
    "ArcFigure",
    "ChangeFigure",
    "CountryFigure",
    "Facets",
    "IncidentAnswer",
    "IncidentsAnswer",
    "PeriodFigure",
    "PointFigure",
    "QuadFigure",
    "ReportAnswer",
    "ReportEvent",
    "ReportMark",
    "SessionAnswer",
    "TimelineAnswer",
    "TimelineRow",
    "VocabularyAnswer",
    "WorldAnswer",
]


class SessionAnswer(TypedDict):
    """What is served."""

    review: bool
    version: str
    commit: int
    ledger: str
    incidents: bool
    assets: bool


class TypeWord(TypedDict):
    """An event type."""

    value: str
    label: str
    quad: Quad
    score: float
    modes: list[str]


class Word(TypedDict):
    """A value and what to call it."""

    value: str
    label: str


class RelationWord(Word):
    """A relation type."""

    symmetric: bool


class CountryWord(Word):
    """A state or territory and a point in it."""

    lat: float | None
    lon: float | None


class VocabularyAnswer(TypedDict):
    """The ontology's words."""

    types: list[TypeWord]
    statuses: list[Word]
    quads: list[Word]
    sectors: list[Word]
    relation_types: list[RelationWord]
    trends: list[str]
    stances: list[Word]
    countries: list[CountryWord]


# --- Incidents -------------------------------------------------------------------------------------------------------


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


# --- World -----------------------------------------------------------------------------------------------------------


class QuadFigure(TypedDict):
    """Incidents of a quad class."""

    quad: Quad
    incidents: int
    before: int
    link: str


class Totals(TypedDict):
    """All incidents of a window."""

    incidents: int
    incidents_before: int
    reports: int
    outlets: int
    quads: list[QuadFigure]
    link: str


class CountryFigure(TypedDict):
    """A country in a window."""

    actor: ActorRef
    incidents: int
    before: int
    there: int
    there_before: int
    conflict: float
    cooperation: float
    balance: float | None
    score: float | None
    low: float | None
    high: float | None
    score_before: float | None
    change: float
    link: str
    link_there: str


class ArcFigure(TypedDict):
    """A pair of states in a window."""

    a: ActorRef
    b: ActorRef
    incidents: int
    before: int
    conflict: float
    cooperation: float
    balance: float | None
    score: float | None
    low: float | None
    high: float | None
    change: float
    link: str


class PointFigure(TypedDict):
    """A place in a window."""

    name: str
    country: str | None
    lat: float
    lon: float
    precision: str
    incidents: int
    score: float | None
    link: str


class ChangeFigure(TypedDict):
    """What changed most."""

    kind: Literal["pair", "country"]
    a: ActorRef
    b: ActorRef | None
    incidents: int
    before: int
    expected: float
    change: float
    score: float | None
    score_before: float | None
    top: list[Incident]
    link: str
    link_before: str


class WorldAnswer(TypedDict):
    """A window against the one before it."""

    window: Window
    before: Window
    span: Window | None
    totals: Totals
    countries: list[CountryFigure]
    arcs: list[ArcFigure]
    points: list[PointFigure]
    changes: list[ChangeFigure]
    link: str
    notes: list[str]


class PeriodFigure(TypedDict):
    """A period of an actor's or pair's series."""

    period: str
    until: str
    incidents: int
    quads: Quads
    conflict: float
    cooperation: float
    balance: float | None
    low: float | None
    high: float | None
    share: float | None
    link: str


# --- One incident, one report ----------------------------------------------------------------------------------------


class StateRow(TypedDict):
    """What was known from a day on."""

    as_of: str | None
    status: Status
    event: str
    report: str
    outlet: str | None
    quote: list[dict[str, object]]


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


class ReportFacts(TypedDict):
    """Where a report comes from."""

    id: str
    title: str | None
    published: str | None
    outlet: str | None
    url: str | None
    language: str | None
    length: int
    notes: list[str]
    keeps_text: bool


class PassagePiece(TypedDict):
    """Words, and the numbers of the marks that cover them."""

    text: str
    marks: list[int]


class Passage(TypedDict):
    """A sentence, or what stands between two; ``start`` counts code points."""

    field: Literal["title", "text"]
    sentence: int | None
    copy_of: int | None
    start: int
    pieces: list[PassagePiece]


class ReportMark(TypedDict):
    """A coded span."""

    kind: Literal["event", "relation", "claim", "cause"]
    record: str
    role: str
    label: str
    reason: str
    confidence: float | None
    start: int
    end: int
    field: Literal["title", "text"]
    sentence: int


class ReportEvent(Telling):
    """An event of a report."""

    incident: str | None
    quad: Quad
    score: float
    sentence: int


class ReportRelation(TypedDict):
    """A standing relation that a report states."""

    id: str
    type: str
    a: list[Party]
    b: list[Party]
    trend: str | None
    words: str
    sentence: int
    confidence: float


class ReportCause(TypedDict):
    """A causal link that a report states."""

    id: str
    cause: str
    effect: str
    cue: str | None
    confidence: float


class CopyRow(TypedDict):
    """A report with nearly the same text."""

    id: str
    outlet: str | None
    published: str | None
    title: str | None


class ReportAnswer(TypedDict):
    """A report with every coded span."""

    report: ReportFacts
    passages: list[Passage]
    marks: list[ReportMark]
    events: list[ReportEvent]
    relations: list[ReportRelation]
    claims: list[Claim]
    causes: list[ReportCause]
    copies: list[CopyRow]


class ActorRow(TypedDict):
    """A suggestion."""

    actor: ActorRef
    incidents: int


class ActorsAnswer(TypedDict):
    """Suggestions for what somebody typed."""

    rows: list[ActorRow]


class TieFigure(TypedDict):
    """An actor's partner."""

    actor: ActorRef
    incidents: int
    conflict: float
    cooperation: float
    balance: float | None
    low: float | None
    high: float | None
    link: str
    page: str


class LeanFigure(TypedDict):
    """Who leans on whom, and for what."""

    on: ActorRef
    theme: str
    direction: Literal["leans on", "is leaned on by"]
    lean: float | None
    low: float | None
    high: float | None
    asymmetry: float | None
    trend: str | None
    first: str | None
    last: str | None
    incidents: int
    stated: int
    link: str


class ActorTotal(TypedDict):
    """All of an actor's incidents."""

    incidents: int
    as_actor: int
    as_recipient: int
    conflict: float
    cooperation: float
    balance: float | None
    link: str


class ActorAnswer(TypedDict):
    """An actor with everybody."""

    actor: ActorRef
    window: Window
    total: ActorTotal
    series: list[PeriodFigure]
    partners: list[TieFigure]
    relations: list[Standing]
    dependence: list[LeanFigure]
    types: list[Count]
    places: list[Count]
    members: list[Count]
    claims_by: list[Claim]
    claims_about: list[Claim]
    latest: list[Incident]
    notes: list[str]
