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
    Piece,
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
    one_sided: float | None
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


# --- The system ------------------------------------------------------------------------------------------------------


class PairTotal(TypedDict):
    """All of a pair's incidents in the window."""

    incidents: int
    conflict: float
    cooperation: float
    balance: float | None
    low: float | None
    high: float | None
    share: float | None
    link: str


class ChangePoint(TypedDict):
    """When what two actors do to each other changed, and by which incidents."""

    period: str
    first: str
    last: str
    measure: str
    quad: Quad
    before: float
    after: float
    ratio: float | None
    says: str
    top: list[Incident]
    link: str


class PairAnswer(TypedDict):
    """Two actors through time."""

    a: ActorRef
    b: ActorRef
    by: str
    window: Window
    directed: bool
    total: PairTotal
    series: list[PeriodFigure]
    changes: list[ChangePoint]
    relations: list[Standing]
    causes: Chain
    types: list[Count]
    statuses: list[Count]
    latest: list[Incident]
    notes: list[str]


class RelationsAnswer(TypedDict):
    """Standing relations as of a day."""

    as_of: str | None
    rows: list[Standing]
    notes: list[str]


class NetworkActor(TypedDict):
    """A node of the network."""

    actor: ActorRef
    incidents: int
    strength: float
    share: float | None
    centrality: float | None
    bloc: str | None
    core: float | None
    support: float | None
    link: str


class NetworkTie(TypedDict):
    """A tie of the network; ``a`` and ``b`` are keys of its actors."""

    a: str
    b: str
    weight: float
    alignment: float | None
    low: float | None
    high: float | None
    incidents: int
    positive: float
    negative: float
    same_bloc: bool | None
    link: str


class NetworkBloc(TypedDict):
    """A community of the network; its core stands first."""

    id: str
    name: str
    members: list[str]
    share: float | None
    cohesion: float | None
    inner_conflict: float | None
    support: float | None


class NetworkMeasure(TypedDict):
    """A figure of the whole network, and what chance would give."""

    measure: str
    value: float | None
    expected: float | None
    low: float | None
    high: float | None
    p_value: float | None
    says: str


class NetworkAnswer(TypedDict):
    """The network of a window."""

    window: Window
    span: Window | None
    actors: list[NetworkActor]
    ties: list[NetworkTie]
    blocs: list[NetworkBloc]
    balance: list[NetworkMeasure]
    link: str
    notes: list[str]


class PeriodBloc(TypedDict):
    """A bloc in a period; the same id is the same bloc through time."""

    id: str
    name: str
    members: list[ActorRef]
    share: float | None
    cohesion: float | None
    inner_conflict: float | None
    support: float | None
    change: str
    joined: list[str]
    left: list[str]
    significant: bool | None
    link: str


class BlocPeriod(TypedDict):
    """The blocs of a period."""

    period: str
    until: str
    incidents: int
    modularity: float | None
    expected: float | None
    p_value: float | None
    enough: bool
    note: str
    blocs: list[PeriodBloc]
    link: str


class BlocTrack(TypedDict):
    """A bloc through time."""

    id: str
    name: str
    first: str
    last: str
    periods: int
    core: list[ActorRef]


class BlocMember(TypedDict):
    """An actor's bloc in a period."""

    period: str
    bloc: str
    bloc_name: str
    actor: ActorRef


class BlocsAnswer(TypedDict):
    """Blocs through time; ``members`` is the same as rows."""

    by: str
    periods: list[BlocPeriod]
    tracks: list[BlocTrack]
    members: list[BlocMember]
    notes: list[str]


class PoleMeasure(TypedDict):
    """What a measure is."""

    id: str
    name: str
    unit: str
    formula: str
    source: str
    says: str
    says_not: str


class PoleFigure(TypedDict):
    """A measure in a period."""

    period: str
    until: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    incidents: int
    enough: bool
    note: str
    link: str


class PoleLeader(TypedDict):
    """One of the most active states of a period."""

    period: str
    rank: int
    actor: ActorRef
    share: float
    low: float | None
    high: float | None
    link: str


class PoleTrend(TypedDict):
    """A measure's trend."""

    measure: str
    first: str
    last: str
    slope: float | None
    low: float | None
    high: float | None
    p_value: float | None
    says: str


class PolesAnswer(TypedDict):
    """How many poles the world has, by several measures."""

    by: str
    measures: list[PoleMeasure]
    series: list[PoleFigure]
    leaders: list[PoleLeader]
    trends: list[PoleTrend]
    caveat: str
    notes: list[str]


class OutlookRow(TypedDict):
    """What a month may bring."""

    quad: str
    period: str
    horizon: int
    expected: float
    median: float
    low: float
    high: float
    low50: float
    high50: float
    low80: float
    high80: float
    usual: float | None
    more: float | None
    model: str
    beats: bool


class OutlookMonth(TypedDict):
    """What a month brought."""

    quad: str
    period: str
    incidents: int
    link: str


class OutlookScore(TypedDict):
    """How a model did in the check against the best plain baseline; lower scores are better."""

    quad: str
    horizon: int
    model: str
    score: float | None
    baseline: str
    baseline_score: float | None
    skill: float | None
    low: float | None
    high: float | None
    beats: bool
    coverage: float | None
    origins: int


class OutlookAnswer(TypedDict):
    """The months to come for a pair."""

    a: ActorRef
    b: ActorRef
    as_of: str
    enough: bool
    shipped: bool
    rows: list[OutlookRow]
    history: list[OutlookMonth]
    score: list[OutlookScore]
    notes: list[str]


class ClaimTrend(TypedDict):
    """Claims of a year."""

    period: str
    until: str
    claims: int
    plus: int
    minus: int
    neutral: int
    link: str


class ClaimFacets(TypedDict):
    """Claims by value; here a link is a query for the claims."""

    speaker: list[Count]
    about: list[Count]
    stance: list[Count]
    theme: list[Count]


class ClaimsAnswer(TypedDict):
    """A page of claims."""

    total: int
    offset: int
    limit: int
    rows: list[Claim]
    trend: list[ClaimTrend]
    facets: ClaimFacets
    notes: list[str]


class CorrectionsAnswer(TypedDict):
    """What reviewers decided."""

    rows: list[Correction]


# --- About the numbers -----------------------------------------------------------------------------------------------


class LedgerFacts(TypedDict):
    """What the ledger holds."""

    name: str
    schema: int
    commit: int
    keep_text: bool
    size: int
    reports: int
    texts: int
    copies: int
    sentences: int
    events: int
    incidents: int
    relations: int
    claims: int
    causes: int
    corrections: int
    first_published: str | None
    last_published: str | None


class CoderFacts(TypedDict):
    """What coded the ledger last, and whether those are the weights that come with this version."""

    name: str | None
    version: str | None
    shipped: bool | None
    shipped_version: str | None


class AccuracyRow(TypedDict):
    """How good the coder is at one thing; ``agreement`` is that of two annotators."""

    figure: str
    label: str
    precision: float | None
    recall: float | None
    value: float
    low: float | None
    high: float | None
    support: int | None
    agreement: float | None


class TypeAccuracy(TypedDict):
    """How good the coder is at a type."""

    type: str
    value: float
    support: int


class CalibrationPoint(TypedDict):
    """Which probability the weights' calibration gives to a raw score of a field."""

    field: str
    raw: float
    calibrated: float


class Accuracy(TypedDict):
    """How good the coder is, as measured, and on what."""

    version: str | None
    measured_on: str | None
    rows: list[AccuracyRow]
    by_type: list[TypeAccuracy]
    calibration: list[CalibrationPoint]
    note: str | None


class YearRow(TypedDict):
    """Reports and incidents of a year."""

    year: int
    reports: int
    incidents: int
    link: str


class OutletRow(TypedDict):
    """Reports of an outlet."""

    outlet: str | None
    reports: int
    texts: int
    first: str | None
    last: str | None
    link: str | None


class RegionRow(TypedDict):
    """Incidents that took place in a part of the world."""

    region: str
    incidents: int
    share: float
    link: str | None


class CountryRow(TypedDict):
    """Incidents that took place in a country."""

    actor: ActorRef
    incidents: int
    link: str


class Coverage(TypedDict):
    """What the ledger covers, and so what it is silent about."""

    years: list[YearRow]
    outlets: list[OutletRow]
    regions: list[RegionRow]
    countries: list[CountryRow]
    statuses: list[Count]
    types: list[Count]


class RunRow(TypedDict):
    """A run of a coder."""

    id: str
    coder: str
    coder_version: str
    started: str
    ended: str
    reports: int
    recoded: int
    events: int


class AboutAnswer(TypedDict):
    """What the numbers stand on."""

    version: str
    ledger: LedgerFacts
    coder: CoderFacts
    accuracy: Accuracy
    coverage: Coverage
    runs: list[RunRow]
    notes: list[str]


# --- What the ledger says about a multipolar world -------------------------------------------------------------------


class EvidencePoint(TypedDict):
    """A value in a period."""

    period: str
    until: str
    value: float | None
    low: float | None
    high: float | None
    incidents: int
    link: str


class EvidenceSeries(TypedDict):
    """A series that speaks for or against a claim, or leaves it open."""

    id: str
    title: str
    says: str
    stance: Literal["for", "against", "open"]
    why: str
    unit: str
    first: EvidencePoint | None
    last: EvidencePoint | None
    series: list[EvidencePoint]
    incidents: int
    top: list[Incident]
    link: str
    page: str | None


class ClaimSection(TypedDict):
    """A claim, who makes it, and the evidence."""

    id: str
    claim: str
    who: str
    question: str
    quotes: list[Claim]
    evidence: list[EvidenceSeries]
    caveat: str


class EvidenceRow(TypedDict):
    """A point of a section's evidence, for a table."""

    section: str
    evidence: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    incidents: int
    link: str


class MultipolarAnswer(TypedDict):
    """What the ledger says about a multipolar world; ``points`` is the same as rows."""

    intro: str
    sections: list[ClaimSection]
    points: list[EvidenceRow]
    notes: list[str]


class ReviewAnswer(TypedDict):
    """A decision that was kept, the commit that keeps it, the incident concerned, and those made anew and gone."""

    correction: Correction
    commit: int
    incident: str | None
    changed: list[str]
    gone: list[str]
