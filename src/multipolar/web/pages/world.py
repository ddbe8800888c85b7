"""The world in a window, against the window before it."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing import Literal

from typing_extensions import TypedDict

from multipolar.web.shapes import ActorRef, Incident, Quad, Window

__all__ = [
    "ArcFigure",
    "ChangeFigure",
    "CountryFigure",
    "PointFigure",
    "QuadFigure",
    "Totals",
    "WorldAnswer",
]


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
    change: float | None
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
    change: float | None
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
