"""Our own format: one JSON object for each report, with every quotation and its offsets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multipolar.records import Actor, Cause, Claim, CodedReport, Event, Place, Relation, Report, Span, Time

__all__ = ["to_json"]

_DIGITS = 4
"""Decimal places of probabilities: more would claim a precision that calibration does not have."""


def to_json(coded: CodedReport) -> dict[str, Any]:
    """A coded report as plain dictionaries and lists.

    A span is ``{"text", "start", "end"}`` in characters of the report's text; one that stands in the title has
    ``"field": "title"`` and counts in the title. ``place`` and ``time`` are there only where words of the report name
    them; what was worked out without such words stands apart, under ``inferred``.

    Args:
        coded: The report and all that was coded in it.
    """
    return {
        "report": _report(coded.report),
        "events": [_event(event) for event in coded.events],
        "relations": [_relation(relation) for relation in coded.relations],
        "claims": [_claim(claim) for claim in coded.claims],
        "causes": [_cause(cause) for cause in coded.causes],
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "source": report.source,
        "url": report.url,
        "language": report.language,
    }


def _span(span: Span) -> dict[str, Any]:
    quoted: dict[str, Any] = {"text": span.text, "start": span.start, "end": span.end}
    if span.field != "text":
        quoted["field"] = span.field
    return quoted


def _actor(actor: Actor) -> dict[str, Any]:
    return {
        **_span(actor.span),
        "code": actor.code,
        "sector": actor.sector,
        "name": actor.name,
        "actor_id": actor.actor_id or None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        **(_span(place.span) if place.span else {}),
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }


def _time(time: Time) -> dict[str, Any]:
    days = {
        "start": time.start.isoformat(),
        "end": time.end.isoformat(),
        "granularity": time.granularity,
        "anchor": time.anchor,
    }
    # Here "start" and "end" are days, so the characters stand in an object of their own.
    return {"text": time.span.text, **days, "span": _span(time.span)} if time.span else days


def _event(event: Event) -> dict[str, Any]:
    place, time, attribution = event.place, event.time, event.attribution
    record: dict[str, Any] = {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "quad": event.quad,
        "plover": event.plover,
        "score": event.score,
        "trigger": _span(event.trigger),
        "actors": [_actor(actor) for actor in event.actors],
        "recipients": [_actor(actor) for actor in event.recipients],
        "place": _place(place) if place and place.span else None,
        "time": _time(time) if time and time.span else None,
        "attribution": _actor(attribution[0]) if attribution else None,
        "sentence": event.sentence,
        "confidence": round(event.confidence, _DIGITS),
    }
    if len(attribution) > 1:
        record["attribution_others"] = [_actor(actor) for actor in attribution[1:]]
    inferred = {
        **({"place": _place(place)} if place and not place.span else {}),
        **({"time": _time(time)} if time and not time.span else {}),
    }
    if inferred:
        record["inferred"] = inferred
    return record


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "id": relation.id,
        "type": relation.type,
        "trigger": _span(relation.trigger),
        "a": [_actor(actor) for actor in relation.a],
        "b": [_actor(actor) for actor in relation.b],
        "trend": relation.trend,
        "sentence": relation.sentence,
        "confidence": round(relation.confidence, _DIGITS),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "speakers": [_actor(actor) for actor in claim.speakers],
        "about": [{**_actor(about.actor), "stance": about.stance} for about in claim.about],
        "quote": _span(claim.quote),
        "sentence": claim.sentence,
        "confidence": round(claim.confidence, _DIGITS),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "cause": cause.cause,
        "effect": cause.effect,
        "cue": _span(cause.cue) if cause.cue else None,
        "confidence": round(cause.confidence, _DIGITS),
    }
