"""What is served, in which words, and what the numbers stand on."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing_extensions import TypedDict

from multipolar.web.shapes import ActorRef, Count, Quad

__all__ = [
    "AboutAnswer",
    "Accuracy",
    "CoderFacts",
    "CountryRow",
    "LedgerFacts",
    "OutletRow",
    "RegionRow",
    "RunRow",
    "SessionAnswer",
    "VocabularyAnswer",
    "YearRow",
]


# --- The session -----------------------------------------------------------------------------------------------------


class SessionAnswer(TypedDict):
    """What is served."""

    review: bool
    version: str
    commit: int
    ledger: str
    incidents: bool
    assets: bool


# --- The ontology's words --------------------------------------------------------------------------------------------


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


# --- What the numbers stand on ---------------------------------------------------------------------------------------


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
