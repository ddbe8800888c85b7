"""Actors: one with everybody, two through time, their standing relations, and the months to come for a pair."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing import Literal

from typing_extensions import TypedDict

from multipolar.web.shapes import ActorRef, Chain, Claim, Count, Incident, Quad, Quads, Standing, Window

__all__ = [
    "ActorAnswer",
    "ActorRow",
    "ActorsAnswer",
    "ChangePoint",
    "LeanFigure",
    "OutlookAnswer",
    "PairAnswer",
    "PeriodFigure",
    "RelationsAnswer",
    "TieFigure",
]


# --- Through time ----------------------------------------------------------------------------------------------------


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


# --- One actor -------------------------------------------------------------------------------------------------------


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
    pledged: int
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


# --- A pair ----------------------------------------------------------------------------------------------------------


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


# --- Standing relations ----------------------------------------------------------------------------------------------


class RelationsAnswer(TypedDict):
    """Standing relations as of a day."""

    as_of: str | None
    rows: list[Standing]
    notes: list[str]


# --- The months to come ----------------------------------------------------------------------------------------------


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
