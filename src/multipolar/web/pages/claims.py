"""Claims that reports carry, and what the ledger says about those of a multipolar world."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing import Literal

from typing_extensions import TypedDict

from multipolar.web.shapes import Claim, Count, Incident

__all__ = [
    "ClaimSection",
    "ClaimTrend",
    "ClaimsAnswer",
    "EvidencePoint",
    "EvidenceSeries",
    "MultipolarAnswer",
]


# --- Claims ----------------------------------------------------------------------------------------------------------


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
