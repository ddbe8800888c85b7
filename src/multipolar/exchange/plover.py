"""PLOVER's own exchange format: one JSON object for each event, by the chapter on data fields of the PLOVER manual.

The manual (Open Event Data Alliance, 2023) names the fields and asks providers to keep to them and to add their own
beside them. Ours are ``status``, ``report`` and each entity's ``entity_id``. Events that PLOVER leaves out (negated or
merely possible ones) are left out here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from multipolar.ontology import EVENT_TYPES, QUAD, SECTORS, UNKNOWN

if TYPE_CHECKING:
    from multipolar.records import Actor, CodedReport, Event, Place, Report

__all__ = ["to_plover"]

QUAD_NUMBERS: Final[dict[str, int]] = {
    "verbal cooperation": 1,
    "material cooperation": 2,
    "verbal conflict": 3,
    "material conflict": 4,
}

RESOLUTION: Final[dict[str, int]] = {"country": 1, "region": 2, "city": 4, "site": 5}
"""The manual's levels of a place: 1 country, 2 province, 3 district, 4 city, 5 within a city."""

_ENTITY_CODES: Final[dict[str, str]] = {"IGO:UN": "UNO", "IGO:EU": "EUR", "XKX": "KOS"}
_ENTITY_CLASSES: Final[dict[str, str]] = {"IGO": "IGO", "NGO": "NGO", "ARM": "IMG", "MNC": "MNC"}
# PLOVER says these with the code of the entity, not with a sector.
_SECTORS: Final[frozenset[str]] = frozenset(SECTORS) - {"IGO", "NGO"}


def to_plover(coded: CodedReport, *, coder: str | None = None, text: bool = False) -> list[dict[str, Any]]:
    """The report's events as PLOVER records, in the order of the text.

    Args:
        coded: The report and all that was coded in it.
        coder: Name and version of the coder, for the field ``coder``.
        text: Whether to give the sentence that each event was coded from. The manual asks to leave it out where the
            provider has no right to pass the text on.
    """
    return [_record(coded.report, event, coder=coder, text=text) for event in coded.events if event.plover is not None]


def _record(report: Report, event: Event, *, coder: str | None, text: bool) -> dict[str, Any]:
    category = event.plover or event.type
    start = event.time.start if event.time else report.published
    end = event.time.end if event.time else report.published
    record: dict[str, Any] = {
        "id": event.id,
        "date": start.isoformat() if start else None,
        "enddate": end.isoformat() if end else None,
        "actor": [_entity(actor) for actor in event.actors],
        "recipient": [_entity(actor) for actor in event.recipients],
        "event": [category],
        # A mode belongs to its own category: a planned visit is AGREE, which has no modes.
        "mode": [event.mode] if event.mode and category == event.type else [],
        "context": ["future"] if event.status == "planned" and category == event.type else [],
        "quad_code": QUAD_NUMBERS[QUAD[category]] if category in EVENT_TYPES else None,
        "event_scale": event.score,
        "event_text": [event.trigger.text],
        "event_loc": _location(event.place) if event.place else None,
        "text_info": {"sequence": event.sentence, "start": event.trigger.start, "end": event.trigger.end},
        "cite_info": {
            "title": report.title,
            "url": report.url,
            "publication": report.source,
            "language": report.language.split("-")[0] if report.language else None,
        },
        "status": event.status,
        "report": report.id,
    }
    if text:
        record["text"] = report.sentence_text(event.sentence)
    if coder is not None:
        record["coder"] = coder
    return record


def _entity(actor: Actor) -> dict[str, Any]:
    return {
        "code": _entity_code(actor.code),
        "sector": actor.sector if actor.sector in _SECTORS else None,
        "entity_text": actor.span.text,
        "identifier_text": actor.name,
        "entity_id": actor.actor_id or None,
    }


def _entity_code(code: str) -> str | None:
    """PLOVER's three letters for an actor's code; None for groupings and unknown actors, which it has no code for."""
    if code in _ENTITY_CODES:
        return _ENTITY_CODES[code]
    if code == UNKNOWN:
        return None
    kind, colon, _ = code.partition(":")
    return _ENTITY_CLASSES.get(kind) if colon else code


def _location(place: Place) -> dict[str, Any]:
    return {
        "extracted_place": place.span.text if place.span else None,
        "resolved_place": place.name,
        "geonameid": place.geonames,
        "lat": place.lat,
        "lon": place.lon,
        "province": place.admin,
        "country_code": place.country,
        "resolution": RESOLUTION.get(place.precision),
    }
