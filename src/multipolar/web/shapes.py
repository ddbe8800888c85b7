"""The shapes that several answers of the API share. ``docs/web-api.md`` says what they mean.

They are plain dictionaries, so that an answer is written to JSON without a detour; the OpenAPI description is made
from their types.
"""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

__all__ = [
    "ActorKind",
    "ActorRef",
    "Chain",
    "ChainEdge",
    "ChainNode",
    "Claim",
    "ClaimObject",
    "Correction",
    "Count",
    "ErrorBody",
    "Evidence",
    "Failure",
    "Incident",
    "Party",
    "Piece",
    "Place",
    "Quad",
    "Quads",
    "Standing",
    "Status",
    "Telling",
    "TimeOf",
    "Window",
]

Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
Status = Literal["occurred", "ongoing", "planned", "possible", "negated", "alleged"]
ActorKind = Literal["state", "igo", "ngo", "armed group", "company", "bloc", "person", "other"]

Quads = TypedDict(
    "Quads",
    {
        "verbal cooperation": int,
        "material cooperation": int,
        "verbal conflict": int,
        "material conflict": int,
    },
)


class Failure(TypedDict):
    """What went wrong."""

    what: str
    where: str | None
    mend: str | None


class ErrorBody(TypedDict):
    """An answer that is an error."""

    error: Failure


class Window(TypedDict):
    """Days from ``since`` on and before ``until``."""

    since: str
    until: str


class ActorRef(TypedDict):
    """Somebody whose page can be opened: ``key`` goes into addresses and filters."""

    key: str
    code: str
    id: str
    name: str
    kind: ActorKind
    lat: float | None
    lon: float | None


class Party(TypedDict):
    """A side as coded; ``key`` is null for one whom nothing identifies."""

    code: str
    sector: str
    name: str
    id: str
    key: str | None


class Place(TypedDict):
    """Where something took place."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None


class Piece(TypedDict):
    """Words and what they stand for; the texts of all pieces in a row are the text."""

    text: str
    marks: list[str]


class TimeOf(TypedDict):
    """When, in whole days; ``end`` is inclusive."""

    start: str
    end: str
    iso: str
    inferred: bool


class Incident(TypedDict):
    """One happening, as lists show it."""

    id: str
    title: str
    type: str
    mode: str | None
    status: Status
    quad: Quad
    score: float
    day: str | None
    start: str | None
    end: str | None
    granularity: str | None
    time_inferred: bool
    place: Place | None
    actors: list[Party]
    recipients: list[Party]
    first_seen: str | None
    last_seen: str | None
    n_events: int
    n_reports: int
    n_texts: int
    n_outlets: int
    n_outlet_countries: int
    confidence: float
    best_event: str
    report: str
    quote: list[Piece]


class Count(TypedDict):
    """A value, how many rows have it, and the query that finds them."""

    value: str
    label: str
    count: int
    link: str


class Evidence(TypedDict):
    """A sentence that something stands on."""

    report: str
    event: str | None
    day: str | None
    outlet: str | None
    quote: list[Piece]


class ClaimObject(Party):
    """Whom a claim is about, and how the speaker stands to them."""

    stance: Literal["+", "-", "0"]


class Claim(TypedDict):
    """A judgement or frame that named speakers put forward; ``context`` is its sentence, marked."""

    id: str
    report: str
    outlet: str | None
    title: str | None
    day: str | None
    sentence: int
    quote: str
    context: list[Piece]
    speakers: list[Party]
    about: list[ClaimObject]
    themes: list[str]
    confidence: float


class Standing(TypedDict):
    """A standing relation; ``b`` is null where only one side is known."""

    type: str
    a: ActorRef
    b: ActorRef | None
    since: str | None
    since_as: str
    until: str | None
    last_seen: str | None
    status: str | None
    trend: str | None
    says: str
    basis: str
    n_reports: int
    n_outlets: int | None
    confidence: float | None
    sources: list[Evidence]
    link: str | None


class ChainNode(TypedDict):
    """An incident or standing relation in a chain of causes; causes have a negative depth, effects a positive one."""

    id: str
    kind: Literal["incident", "relation"]
    title: str
    type: str
    day: str | None
    score: float | None
    depth: int
    report: str | None


class ChainEdge(TypedDict):
    """What reports say led to what."""

    cause: str
    effect: str
    reports: list[str]
    evidence: list[Evidence]


class Chain(TypedDict):
    """Causes and effects, as reports state them."""

    nodes: list[ChainNode]
    edges: list[ChainEdge]


class Telling(TypedDict):
    """One event of an incident: how one report tells of it."""

    event: str
    report: str
    outlet: str | None
    title: str | None
    url: str | None
    published: str | None
    copy_of: str | None
    type: str
    mode: str | None
    status: Status
    confidence: float
    fields: dict[str, float]
    quote: list[Piece]
    actors: list[Party]
    recipients: list[Party]
    attribution: list[Party]
    place: Place | None
    time: TimeOf | None


class Correction(TypedDict):
    """What a reviewer decided."""

    id: str
    at: str
    who: str
    why: str
    action: str
    target: str
    payload: dict[str, Any]
