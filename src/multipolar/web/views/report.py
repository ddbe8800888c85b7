"""A report with every coded span."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from multipolar.errors import UsageError
from multipolar.web.errors import ApiError
from multipolar.web.evidence import claims_of, tellings
from multipolar.web.rows import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multipolar.records import Actor, CodedReport, Field, Span
    from multipolar.web.pages import (
        CopyRow,
        Passage,
        PassagePiece,
        ReportAnswer,
        ReportEvent,
        ReportMark,
    )
    from multipolar.web.shapes import Party
    from multipolar.web.snapshot import Snapshot

__all__ = ["report"]

_MOST_COPIES: Final = 100


def report(snapshot: Snapshot, report_id: str) -> ReportAnswer:
    """A report.

    Args:
        snapshot: The ledger.
        report_id: Its whole id.

    Raises:
        ApiError: There is no such report.
    """
    ledger = snapshot.ledger
    try:
        coded = ledger.report(report_id)
    except UsageError:
        coded = None
    if coded is None or coded.report.id != report_id:
        raise ApiError(404, f"the ledger has no report {report_id!r:.120}", where="id", mend="check the report's id")
    marks = list(_marks(coded))
    facts = coded.report
    told = tellings(ledger, snapshot.names, [event.id for event in coded.events])
    home: dict[str, str] = {}
    if ledger.linked and coded.events:
        members = ledger.of("incident_events", "event", list(told), columns="event, incident")
        home = {row["event"]: row["incident"] for row in members}
    events: list[ReportEvent] = [
        {
            **told[event.id],
            "incident": home.get(event.id),
            "quad": event.quad,  # type: ignore[typeddict-item]  # the ontology's, which the type repeats
            "score": event.score,
            "sentence": event.sentence,
        }
        for event in coded.events
        if event.id in told
    ]
    row = ledger.rows("SELECT length, text_key FROM reports WHERE id = $id", {"id": report_id})[0]
    return {
        "report": {
            "id": facts.id,
            "title": facts.title,
            "published": iso(facts.published),
            "outlet": facts.source,
            "url": facts.url,
            "language": facts.language,
            "length": row["length"],
            "notes": list(facts.notes),
            "keeps_text": ledger.keep_text,
        },
        "passages": list(_passages(coded, marks, events, keeps_text=ledger.keep_text)),
        "marks": marks,
        "events": events,
        "relations": [
            {
                "id": relation.id,
                "type": relation.type,
                "a": _parties(snapshot, relation.a),
                "b": _parties(snapshot, relation.b),
                "trend": relation.trend,
                "words": relation.trigger.text,
                "sentence": relation.sentence,
                "confidence": relation.confidence,
            }
            for relation in coded.relations
        ],
        "claims": claims_of(ledger, snapshot.names, [claim.id for claim in coded.claims]),
        "causes": [
            {
                "id": cause.id,
                "cause": cause.cause,
                "effect": cause.effect,
                "cue": cause.cue.text if cause.cue else None,
                "confidence": cause.confidence,
            }
            for cause in coded.causes
        ],
        "copies": _copies(snapshot, report_id, row["text_key"]),
    }


def _parties(snapshot: Snapshot, actors: Sequence[Actor]) -> list[Party]:
    return [snapshot.names.party(actor.code, actor.sector, actor.name, actor.actor_id) for actor in actors]


def _copies(snapshot: Snapshot, report_id: str, key: str) -> list[CopyRow]:
    query = (
        "SELECT id, source, published, title FROM reports WHERE text_key = $key AND id <> $id "
        "ORDER BY published NULLS LAST, id LIMIT $most"
    )
    rows = snapshot.ledger.rows(query, {"key": key, "id": report_id, "most": _MOST_COPIES})
    return [
        {"id": row["id"], "outlet": row["source"], "published": iso(row["published"]), "title": row["title"]}
        for row in rows
    ]


# --- Marks -----------------------------------------------------------------------------------------------------------


def _mark(
    span: Span,
    kind: str,
    record: str,
    role: str,
    label: str,
    sentence: int,
    *,
    reason: str = "",
    confidence: float | None = None,
) -> ReportMark:
    return {
        "kind": kind,  # type: ignore[typeddict-item]  # one of the four, by the callers below
        "record": record,
        "role": role,
        "label": label,
        "reason": reason,
        "confidence": confidence,
        "start": span.start,
        "end": span.end,
        "field": span.field,
        "sentence": sentence,
    }


def _actor_marks(actors: Sequence[Actor], kind: str, record: str, role: str) -> Iterator[ReportMark]:
    for actor in actors:
        label = f"{actor.name} ({actor.code} {actor.sector})"
        yield _mark(
            actor.span,
            kind,
            record,
            role,
            label,
            actor.sentence,
            reason=actor.reason,
            confidence=actor.confidence,
        )


def _marks(coded: CodedReport) -> Iterator[ReportMark]:
    for event in coded.events:
        label = f"{event.type} {event.mode}" if event.mode else event.type
        yield _mark(
            event.trigger,
            "event",
            event.id,
            "trigger",
            f"{label}, {event.status}",
            event.sentence,
            confidence=event.confidence,
        )
        yield from _actor_marks(event.actors, "event", event.id, "actor")
        yield from _actor_marks(event.recipients, "event", event.id, "recipient")
        yield from _actor_marks(event.attribution, "event", event.id, "attribution")
        if (where := event.place) and where.span:
            label = ", ".join(filter(None, (where.name, where.admin, where.country)))
            yield _mark(
                where.span,
                "event",
                event.id,
                "place",
                label,
                where.sentence,
                reason=where.reason,
                confidence=where.confidence,
            )
        if (when := event.time) and when.span:
            yield _mark(
                when.span,
                "event",
                event.id,
                "time",
                when.iso,
                when.sentence,
                reason=when.reason,
                confidence=when.confidence,
            )
    for relation in coded.relations:
        label = f"{relation.type} {relation.trend}" if relation.trend else relation.type
        yield _mark(
            relation.trigger,
            "relation",
            relation.id,
            "trigger",
            label,
            relation.sentence,
            confidence=relation.confidence,
        )
        yield from _actor_marks([*relation.a, *relation.b], "relation", relation.id, "side")
    for claim in coded.claims:
        yield _mark(claim.quote, "claim", claim.id, "quote", "claim", claim.sentence, confidence=claim.confidence)
        yield from _actor_marks(claim.speakers, "claim", claim.id, "speaker")
        yield from _actor_marks([stance.actor for stance in claim.about], "claim", claim.id, "about")
    sentence_of = {event.id: event.sentence for event in coded.events}
    sentence_of |= {relation.id: relation.sentence for relation in coded.relations}
    for cause in coded.causes:
        if cause.cue:
            sentence = sentence_of.get(cause.effect, 0)
            yield _mark(cause.cue, "cause", cause.id, "cue", "cause", sentence, confidence=cause.confidence)


# --- Passages --------------------------------------------------------------------------------------------------------


def _pieces(
    text: str, start: int, field: str, marks: Sequence[ReportMark], numbers: Iterable[int] | None = None
) -> list[PassagePiece]:
    """A stretch of a field, cut where marks begin and end.

    Args:
        text: The stretch.
        start: Where it starts in the field.
        field: The field.
        marks: All marks.
        numbers: Those to look at; all, without it.
    """
    end = start + len(text)
    looked = ((number, marks[number]) for number in (range(len(marks)) if numbers is None else numbers))
    inside = [
        (max(mark["start"], start), min(mark["end"], end), number)
        for number, mark in looked
        if mark["field"] == field and mark["start"] < end and mark["end"] > start
    ]
    cuts = sorted({start, end, *(at for low, high, _ in inside for at in (low, high))})
    return [
        {
            "text": text[low - start : high - start],
            "marks": [number for first, last, number in inside if first <= low and high <= last],
        }
        for low, high in pairwise(cuts)
    ]


def _passages(
    coded: CodedReport, marks: Sequence[ReportMark], events: Sequence[ReportEvent], *, keeps_text: bool
) -> Iterator[Passage]:
    facts = coded.report
    if not keeps_text:
        yield from _quotes(coded, marks, events)
        return
    fields: tuple[Field, ...] = ("title", "text")
    for field in fields:
        whole = facts.field_text(field)
        stretches = list(_stretches(coded, field, len(whole)))
        # A long report has thousands of marks: each is looked at only where it stands.
        ends = [end for _, end, _, _ in stretches]
        own: list[list[int]] = [[] for _ in stretches]
        for number, mark in enumerate(marks):
            at = bisect_right(ends, mark["start"]) if mark["field"] == field else len(stretches)
            while at < len(stretches) and stretches[at][0] < mark["end"]:
                own[at].append(number)
                at += 1
        for (start, end, sentence, copy_of), numbers in zip(stretches, own, strict=True):
            pieces = _pieces(whole[start:end], start, field, marks, numbers)
            yield _passage(field, sentence, copy_of, start, pieces)


def _stretches(coded: CodedReport, field: Field, length: int) -> Iterator[tuple[int, int, int | None, int | None]]:
    """A field cut into sentences and what stands between: start, end, number, and number of what it repeats."""
    at = 0
    for sentence in sorted((s for s in coded.report.sentences if s.field == field), key=lambda s: s.start):
        start, end = max(sentence.start, at), min(sentence.end, length)
        if start >= end:
            continue
        if start > at:
            yield at, start, None, None
        yield start, end, sentence.index, sentence.copy_of
        at = end
    if at < length:
        yield at, length, None, None


def _passage(
    field: Field, sentence: int | None, copy_of: int | None, start: int, pieces: list[PassagePiece]
) -> Passage:
    return {"field": field, "sentence": sentence, "copy_of": copy_of, "start": start, "pieces": pieces}


def _quotes(coded: CodedReport, marks: Sequence[ReportMark], events: Sequence[ReportEvent]) -> Iterator[Passage]:
    """What a ledger without texts keeps: the title, a quote around each trigger, and the words of other spans."""
    facts = coded.report
    if facts.title:
        yield _passage("title", 0, None, 0, _pieces(facts.title, 0, "title", marks))
    covered: list[tuple[str, int, int]] = [("title", 0, len(facts.title or ""))]
    triggers = {event.id: event.trigger for event in coded.events}
    for event in events:
        text = "".join(piece["text"] for piece in event["quote"])
        before = 0
        for piece in event["quote"]:
            if "trigger" in piece["marks"]:
                break
            before += len(piece["text"])
        trigger = triggers[event["event"]]
        start = trigger.start - before
        if (trigger.field, start, start + len(text)) in covered:
            continue
        covered.append((trigger.field, start, start + len(text)))
        yield _passage(trigger.field, event["sentence"], None, start, _pieces(text, start, trigger.field, marks))
    spans = [(claim.quote, claim.sentence) for claim in coded.claims]
    spans += [(relation.trigger, relation.sentence) for relation in coded.relations]
    for span, sentence in spans:
        if not any(field == span.field and low <= span.start and span.end <= high for field, low, high in covered):
            yield _passage(span.field, sentence, None, span.start, _pieces(span.text, span.start, span.field, marks))
