"""A report: its passages, and every coded span in them."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing import Literal

from typing_extensions import TypedDict

from multipolar.web.shapes import Claim, Party, Quad, Telling

__all__ = [
    "CopyRow",
    "Passage",
    "PassagePiece",
    "ReportAnswer",
    "ReportEvent",
    "ReportMark",
]


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
