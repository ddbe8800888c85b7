"""The annotation format: how people mark reports, and in which a coder is scored against them.

One object for each report, ``{"id", "events", "rel", "claims", "causes"}``; words are quoted as text within a numbered
sentence instead of by offsets. ``docs/formats.md`` lists the keys. What was inferred without words is left out.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import InputError
from multipolar.ontology import EVENT_TYPES, QUAD, RELATION_TYPES, STATUSES, UNKNOWN, plover_type, score
from multipolar.records import Actor, Cause, Claim, CodedReport, Event, Place, Relation, Stance, Time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multipolar.records import Report, Span

__all__ = ["from_annotation", "to_annotation"]

_DIGITS: Final = 4
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


# --- Out -------------------------------------------------------------------------------------------------------------


def to_annotation(coded: CodedReport) -> dict[str, Any]:
    """A coded report as people would have annotated it, with confidences.

    Args:
        coded: The report and all that was coded in it. Sentence numbers are the report's own, so for reports that
            came ready split they are the input's.
    """
    references = {event.id: f"e{number}" for number, event in enumerate(coded.events)}
    references |= {relation.id: f"r{number}" for number, relation in enumerate(coded.relations)}
    return {
        "id": coded.report.id,
        "events": [_event_out(event) for event in coded.events],
        "rel": [_relation_out(relation) for relation in coded.relations],
        "claims": [_claim_out(claim) for claim in coded.claims],
        "causes": [[references[cause.cause], references[cause.effect]] for cause in coded.causes],
    }


def _elsewhere(row: list[Any], *, sentence: int, home: int) -> list[Any]:
    """A quotation from another sentence than its event's says which at the end."""
    return row if sentence == home else [*row, sentence]


def _role(actor: Actor, home: int) -> list[Any]:
    return _elsewhere([actor.span.text, actor.code, actor.sector], sentence=actor.sentence, home=home)


def _event_out(event: Event) -> dict[str, Any]:
    home = event.sentence
    record: dict[str, Any] = {
        "s": home,
        "t": event.trigger.text,
        "e": event.type,
        "m": event.mode,
        "st": event.status,
        "who": [_role(actor, home) for actor in event.actors],
        "to": [_role(actor, home) for actor in event.recipients],
    }
    if event.place and event.place.span:
        row = [event.place.span.text, event.place.country]
        record["at"] = _elsewhere(row, sentence=event.place.sentence, home=home)
    if event.time and event.time.span:
        record["on"] = _elsewhere([event.time.span.text, event.time.iso], sentence=event.time.sentence, home=home)
    if event.attribution:
        record["by"] = _role(event.attribution[0], home)
    record["confidence"] = round(event.confidence, _DIGITS)
    return record


def _relation_out(relation: Relation) -> dict[str, Any]:
    record: dict[str, Any] = {
        "s": relation.sentence,
        "t": relation.trigger.text,
        "r": relation.type,
        "a": [_role(actor, relation.sentence) for actor in relation.a],
        "b": [_role(actor, relation.sentence) for actor in relation.b],
    }
    if relation.trend:
        record["tr"] = relation.trend
    record["confidence"] = round(relation.confidence, _DIGITS)
    return record


def _claim_out(claim: Claim) -> dict[str, Any]:
    home = claim.sentence
    return {
        "s": home,
        "t": claim.quote.text,
        "by": [_role(actor, home) for actor in claim.speakers],
        "about": [
            _elsewhere(
                [about.actor.span.text, about.actor.code, about.stance], sentence=about.actor.sentence, home=home
            )
            for about in claim.about
        ],
        "confidence": round(claim.confidence, _DIGITS),
    }


# --- In --------------------------------------------------------------------------------------------------------------


def from_annotation(record: Mapping[str, Any], *, report: Report) -> CodedReport:
    """An annotated report as records, quotations found in its sentences.

    Names are the quoted words and actor ids stay empty: the format does not carry them.

    Args:
        record: One object of the annotation format.
        report: The report that it annotates.

    Raises:
        InputError: The record breaks the format.
        EvidenceError: A quotation does not stand in the sentence that it names.
    """
    where = f"annotation of {report.id}"
    try:
        events = [_event_in(item, number, report) for number, item in enumerate(record.get("events") or ())]
        relations = [_relation_in(item, number, report) for number, item in enumerate(record.get("rel") or ())]
        claims = [_claim_in(item, number, report) for number, item in enumerate(record.get("claims") or ())]
        ids = {f"e{number}": event.id for number, event in enumerate(events)}
        ids |= {f"r{number}": relation.id for number, relation in enumerate(relations)}
        causes = [
            Cause(f"{report.id}:c{number}", report.id, ids[cause], ids[effect])
            for number, (cause, effect) in enumerate(record.get("causes") or ())
        ]
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"the record breaks the annotation format: {error!r}", where=where) from error
    return CodedReport(report, tuple(events), tuple(relations), tuple(claims), tuple(causes))


def _quoted(row: Sequence[Any], *, keeps: int, home: int, report: Report) -> tuple[Span, int]:
    """The span and sentence of a row whose first item is the words and whose item ``keeps`` may name a sentence."""
    sentence = int(row[keeps]) if len(row) > keeps else home
    return report.quote(row[0], sentence=sentence), sentence


def _actors(rows: Sequence[Sequence[Any]] | None, home: int, report: Report) -> tuple[Actor, ...]:
    return tuple(_actor(row, home, report) for row in rows or ())


def _actor(row: Sequence[Any], home: int, report: Report) -> Actor:
    span, sentence = _quoted(row, keeps=3, home=home, report=report)
    return Actor(span, row[1], row[2], name=span.text, sentence=sentence)


def _label(value: str, known: Sequence[str], what: str, report: Report) -> str:
    if value not in known:
        raise InputError(
            f"{value!r} is no {what}", where=f"annotation of {report.id}", mend=f"use one of {', '.join(known)}"
        )
    return value


def _event_in(item: Mapping[str, Any], number: int, report: Report) -> Event:
    home = int(item["s"])
    event_type = _label(item["e"], EVENT_TYPES, "event type", report)
    status = _label(item["st"], STATUSES, "status", report)
    by, at = item.get("by"), item.get("at")
    return Event(
        id=f"{report.id}:e{number}",
        report=report.id,
        sentence=home,
        type=event_type,
        mode=item.get("m"),
        status=status,
        quad=QUAD[event_type],
        plover=plover_type(event_type, status),
        score=score(event_type, item.get("m"), status),
        trigger=report.quote(item["t"], sentence=home),
        actors=_actors(item.get("who"), home, report),
        recipients=_actors(item.get("to"), home, report),
        place=_place(at, home, report) if at else None,
        time=_time(item["on"], home, report) if item.get("on") else None,
        attribution=(_actor(by, home, report),) if by else (),
        confidence=float(item.get("confidence", 1.0)),
    )


def _place(row: Sequence[Any], home: int, report: Report) -> Place:
    span, sentence = _quoted(row, keeps=2, home=home, report=report)
    country = row[1] if row[1] != UNKNOWN else None
    return Place(span, span.text, country, sentence=sentence)


def _time(row: Sequence[Any], home: int, report: Report) -> Time | None:
    """The days that an annotated time stands for; None where the annotator left them open."""
    if row[1] is None:
        return None
    span, sentence = _quoted(row, keeps=2, home=home, report=report)
    first, slash, last = str(row[1]).partition("/")
    start, end, granularity = _days(first, report)
    if slash:
        _, end, _ = _days(last, report)
        granularity = "interval"
    return Time(span, start, end, granularity, anchor="annotation", iso=row[1], sentence=sentence)


def _days(iso: str, report: Report) -> tuple[dt.date, dt.date, str]:
    found = _ISO.fullmatch(iso)
    if not found:
        raise InputError(
            f"{iso!r} is no date",
            where=f"annotation of {report.id}",
            mend="write a day, month or year as 2025-05-08, 2025-05 or 2025",
        )
    year, month, day = found.groups()
    if day:
        exact = dt.date(int(year), int(month), int(day))
        return exact, exact, "day"
    if month:
        length = calendar.monthrange(int(year), int(month))[1]
        return dt.date(int(year), int(month), 1), dt.date(int(year), int(month), length), "month"
    return dt.date(int(year), 1, 1), dt.date(int(year), 12, 31), "year"


def _relation_in(item: Mapping[str, Any], number: int, report: Report) -> Relation:
    home = int(item["s"])
    return Relation(
        id=f"{report.id}:r{number}",
        report=report.id,
        sentence=home,
        type=_label(item["r"], RELATION_TYPES, "relation", report),
        trigger=report.quote(item["t"], sentence=home),
        a=_actors(item.get("a"), home, report),
        b=_actors(item.get("b"), home, report),
        trend=item.get("tr"),
        confidence=float(item.get("confidence", 1.0)),
    )


def _claim_in(item: Mapping[str, Any], number: int, report: Report) -> Claim:
    home = int(item["s"])
    return Claim(
        id=f"{report.id}:q{number}",
        report=report.id,
        sentence=home,
        quote=report.quote(item["t"], sentence=home),
        speakers=_actors(item.get("by"), home, report),
        about=tuple(_stance(row, home, report) for row in item.get("about") or ()),
        confidence=float(item.get("confidence", 1.0)),
    )


def _stance(row: Sequence[Any], home: int, report: Report) -> Stance:
    span, sentence = _quoted(row, keeps=3, home=home, report=report)
    return Stance(Actor(span, row[1], "UNK", name=span.text, sentence=sentence), row[2])
