"""The records that flow through multipolar: typed, frozen, each tied to the text that it stands on.

A :class:`Report` comes in; the coder reads it into a :class:`Reading` of drafts (spans and labels, nothing resolved);
the resolver turns that into a :class:`CodedReport` of events, relations, claims and causes with codes, dates and
places.

Offsets are Python string indices (code points), half-open, into one of a report's two texts: ``"text"`` or
``"title"``.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations for those who ask at run time
from collections.abc import Mapping  # noqa: TC003 - as above
from dataclasses import dataclass, field
from typing import Literal

from multipolar.errors import EvidenceError

__all__ = [
    "Actor",
    "Cause",
    "Claim",
    "CodedReport",
    "Draft",
    "DraftCause",
    "DraftClaim",
    "DraftEvent",
    "DraftRelation",
    "Event",
    "Extent",
    "Field",
    "Mention",
    "Passage",
    "Place",
    "Reading",
    "Relation",
    "Report",
    "Sentence",
    "Span",
    "Stance",
    "Time",
]

Field = Literal["text", "title"]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where something stands: sentence number and half-open character offsets within that sentence's text."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation from a report. Build it with :meth:`Report.span` or :meth:`Report.quote`, which read it off the text.

    Attributes:
        report: Id of the report.
        start: First character, an index into the report's ``field``.
        end: One past the last character.
        text: The words, equal to ``field[start:end]``.
        field: Which of the report's texts is quoted.

    Raises:
        EvidenceError: The offsets cannot hold the text.
    """

    report: str
    start: int
    end: int
    text: str
    field: Field = "text"

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise EvidenceError(
                f"offsets {self.start}-{self.end} cannot hold {len(self.text)} characters",
                where=f"report {self.report}",
            )


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report.

    Attributes:
        index: Its number; 0 is the title where there is one. For reports that came ready split, the input's number.
        start: First character within the report's ``field``.
        end: One past the last.
        field: Which of the report's texts it stands in.
        copy_of: Number of the sentence that is coded in this one's place, because this one repeats it (a later
            printing, or a teaser that breaks off), else None. Copies are not coded and never chain.
    """

    index: int
    start: int
    end: int
    field: Field = "text"
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One document, as it came in, with its sentences.

    Attributes:
        id: Given by the user, or derived from the normalised title, text and date.
        text: The body, as decoded; nothing is moved, so offsets hold in the user's own copy.
        title: The headline, where it was given apart from the text.
        published: Day of publication.
        source: The outlet.
        url: Where it was published.
        language: BCP 47 tag, where known.
        sentences: All sentences in reading order.
        fingerprint: MinHash signature of the text, as hex digits; equal for exact copies, near for syndicated ones.
        origin: Where the report was read from: file, line or address.
        notes: What the reader noticed and had to decide (encoding guessed, teaser dropped, date taken from the page).
    """

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    title: str | None = None
    published: dt.date | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    fingerprint: str = ""
    origin: str | None = None
    notes: tuple[str, ...] = ()

    def field_text(self, field: Field) -> str:
        """The title or the text."""
        return self.text if field == "text" else (self.title or "")

    def sentence_text(self, index: int) -> str:
        """Text of the sentence with that number (not position).

        Raises:
            EvidenceError: There is no such sentence.
        """
        sentence = self.sentence(index)
        return self.field_text(sentence.field)[sentence.start : sentence.end]

    def sentence(self, index: int) -> Sentence:
        """The sentence with that number.

        Raises:
            EvidenceError: There is no such sentence.
        """
        if 0 <= index < len(self.sentences) and self.sentences[index].index == index:
            return self.sentences[index]
        for sentence in self.sentences:
            if sentence.index == index:
                return sentence
        raise EvidenceError(f"there is no sentence {index}", where=f"report {self.id}")

    def span(self, extent: Extent) -> Span:
        """The quotation that stands at an extent.

        Raises:
            EvidenceError: The extent leaves its sentence or is empty.
        """
        sentence = self.sentence(extent.sentence)
        start, end = sentence.start + extent.start, sentence.start + extent.end
        if not sentence.start <= start < end <= sentence.end:
            raise EvidenceError(
                f"characters {extent.start}-{extent.end} are not within sentence {extent.sentence}",
                where=f"report {self.id}",
            )
        return Span(self.id, start, end, self.field_text(sentence.field)[start:end], sentence.field)

    def quote(self, text: str, *, sentence: int) -> Span:
        """The first place where the words stand in the sentence.

        Raises:
            EvidenceError: The words do not stand there.
        """
        at = self.sentence_text(sentence).find(text) if text else -1
        if at < 0:
            raise EvidenceError(f"{text!r} does not stand in sentence {sentence}", where=f"report {self.id}")
        return self.span(Extent(sentence, at, at + len(text)))


# --- What the coder sees and says ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences that the coder reads at once.

    Attributes:
        sentences: Their texts.
        numbers: Their numbers in the report, as long as ``sentences``.
        emit_from: Position (in ``sentences``) of the first one to code; those before it are context.
    """

    sentences: tuple[str, ...]
    numbers: tuple[int, ...]
    emit_from: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name or describe an actor, a place or a time, as the coder marks them.

    Attributes:
        extent: Where they stand.
        antecedents: Other mentions that this one may stand for ("he", "both leaders", "police" of a country named
            nearby), with probabilities, best first.
        sector: The coder's own guess at the sector and its probability, where it has one.
        confidence: Calibrated probability that the mention fills its role.
    """

    extent: Extent
    antecedents: tuple[tuple[Extent, float], ...] = ()
    sector: tuple[str, float] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """An event as read: labels and extents, nothing resolved."""

    type: str
    mode: str | None
    status: str
    trigger: Extent
    actors: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    place: Mention | None = None
    time: Mention | None = None
    attribution: Mention | None = None
    confidence: float = 1.0
    type_confidence: float = 1.0
    mode_confidence: float = 1.0
    status_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class DraftRelation:
    """A standing relation as read."""

    type: str
    trigger: Extent
    a: tuple[Mention, ...] = ()
    b: tuple[Mention, ...] = ()
    trend: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim as read: who says it, the words, and about whom with which stance."""

    quote: Extent
    speakers: tuple[Mention, ...] = ()
    about: tuple[tuple[Mention, str], ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class DraftCause:
    """A causal link as read. Ends are ``("event", i)`` or ``("relation", i)`` into the same :class:`Reading`."""

    cause: tuple[Literal["event", "relation"], int]
    effect: tuple[Literal["event", "relation"], int]
    cue: Extent | None = None
    confidence: float = 1.0


Draft = DraftEvent | DraftRelation | DraftClaim | DraftCause


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a coder found in a passage or, merged, in a report."""

    events: tuple[DraftEvent, ...] = ()
    relations: tuple[DraftRelation, ...] = ()
    claims: tuple[DraftClaim, ...] = ()
    causes: tuple[DraftCause, ...] = ()


# --- What is kept ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor in a role, resolved. One span gives several actors where it stands for several ("both leaders").

    Attributes:
        span: The words.
        code: ISO 3166 alpha-3, ``IGO:…``, ``NGO:…``, ``ARM:…``, ``MNC:…``, ``BLOC:…`` or ``---``.
        sector: Sector code.
        name: Canonical name, or the words themselves where the actor is not known to the tables.
        actor_id: Stable id, such as ``state:RUS``, ``person:vladimir-putin``, ``igo:un``; empty where unknown.
        confidence: Probability that code and sector are right.
        reason: Which rule and which row of the tables decided.
        sentence: Number of the sentence in which the span stands.
    """

    span: Span
    code: str
    sector: str
    name: str
    actor_id: str = ""
    confidence: float = 1.0
    reason: str = ""
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Stance:
    """Whom a claim is about, and how the speaker stands to them (``+``, ``-`` or ``0``)."""

    actor: Actor
    stance: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place, resolved.

    Attributes:
        span: The words, or None where the place is inferred.
        name: Canonical name.
        country: ISO 3166 alpha-3, or None where it lies in no country (straits, high seas) or is unknown.
        lat: Degrees north.
        lon: Degrees east.
        precision: ``country``, ``region``, ``city`` or ``site``.
        geonames: GeoNames id, where there is one.
        admin: First-level division, where known.
        population: Inhabitants, where known.
        inferred: True where no words of the event name the place.
        confidence: Probability that it is the place meant.
        reason: Which rule and which row decided.
        sentence: Number of the sentence in which the span stands.
    """

    span: Span | None
    name: str
    country: str | None
    lat: float | None = None
    lon: float | None = None
    precision: str = "country"
    geonames: int | None = None
    admin: str | None = None
    population: int | None = None
    inferred: bool = False
    confidence: float = 1.0
    reason: str = ""
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Time:
    """A time, resolved to whole days.

    Attributes:
        span: The words, or None where the time is the report's own date.
        start: First day.
        end: Last day, inclusive.
        granularity: ``day``, ``week``, ``month``, ``quarter``, ``season``, ``year``, ``decade``, ``interval``.
        anchor: What it was worked out from: ``explicit``, ``published``, ``anniversary:…``, ``text``, ...
        iso: The same as the annotation format writes it: a day, month or year, or ``a/b``.
        inferred: True where no words of the event give the time.
        confidence: Probability that it is the time meant.
        reason: Which rule decided.
        sentence: Number of the sentence in which the span stands.
    """

    span: Span | None
    start: dt.date
    end: dt.date
    granularity: str
    anchor: str
    iso: str
    inferred: bool = False
    confidence: float = 1.0
    reason: str = ""
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """A coded event.

    Attributes:
        id: Derived from report, trigger and coding; coding the same text twice gives the same id.
        report: Id of the report.
        sentence: Number of the sentence in which the trigger stands.
        type: Event type.
        mode: Its mode, or None.
        status: Whether it is so: one of the six statuses.
        quad: Quad class.
        plover: PLOVER category, None where PLOVER leaves the event out.
        score: Conflict-cooperation score.
        trigger: The word or words that tell of it.
        actors: Those who act; all sides of a reciprocal event.
        recipients: Those acted upon.
        place: Where, or None.
        time: When, or None.
        attribution: Who says so, where the report attributes it.
        confidence: Calibrated probability that trigger and type are right.
        fields: Calibrated probabilities of single fields (``type``, ``mode``, ``status``).
    """

    id: str
    report: str
    sentence: int
    type: str
    mode: str | None
    status: str
    quad: str
    plover: str | None
    score: float
    trigger: Span
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    place: Place | None = None
    time: Time | None = None
    attribution: tuple[Actor, ...] = ()
    confidence: float = 1.0
    fields: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A standing relation. Symmetric ones have all their sides in ``a``."""

    id: str
    report: str
    sentence: int
    type: str
    trigger: Span
    a: tuple[Actor, ...]
    b: tuple[Actor, ...] = ()
    trend: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A judgement or frame that named speakers put forward."""

    id: str
    report: str
    sentence: int
    quote: Span
    speakers: tuple[Actor, ...]
    about: tuple[Stance, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Cause:
    """A causal link that the text states; ``cause`` and ``effect`` are ids of events or relations of the report."""

    id: str
    report: str
    cause: str
    effect: str
    cue: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class CodedReport:
    """A report with all that was coded in it."""

    report: Report
    events: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()
    causes: tuple[Cause, ...] = ()
