"""Records to rows and back.

A coded report becomes plain tuples, one list per table, in the column order of :mod:`multipolar.ledger.schema` but
without the trailing ``batch``, which the writer adds. Reading back gives records equal to those that went in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from multipolar.errors import EvidenceError
from multipolar.ledger.schema import QUOTE_LENGTH, TABLES
from multipolar.records import (
    Actor,
    Cause,
    Claim,
    Event,
    Field,
    Place,
    Relation,
    Report,
    Sentence,
    Span,
    Stance,
    Time,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from multipolar.records import CodedReport

__all__ = [
    "CODED_TABLES",
    "Row",
    "cause_from",
    "claim_from",
    "coded_rows",
    "event_from",
    "relation_from",
    "report_from",
    "report_row",
    "sentence_rows",
]

Row = tuple[Any, ...]

CODED_TABLES: Final = (
    "sentences",
    "events",
    "participants",
    "relations",
    "relation_sides",
    "claims",
    "claim_parties",
    "causes",
)
"""Tables whose rows come from a coded report alone."""


# --- Records to rows -------------------------------------------------------------------------------------------------

_NO_SPAN: Final = (None, None, None, None)


def _span(span: Span | None) -> Row:
    return _NO_SPAN if span is None else (span.text, span.start, span.end, span.field)


def _actor(position: int, actor: Actor) -> Row:
    return (
        position,
        *_span(actor.span),
        actor.sentence,
        actor.code,
        actor.sector,
        actor.name,
        actor.actor_id,
        actor.confidence,
        actor.reason,
    )


def _time(time: Time | None) -> Row:
    if time is None:
        return (None,) * 13
    return (
        time.start,
        time.end,
        time.granularity,
        time.anchor,
        time.iso,
        time.inferred,
        time.confidence,
        time.reason,
        time.sentence,
        *_span(time.span),
    )


def _place(place: Place | None) -> Row:
    if place is None:
        return (None,) * 16
    return (
        place.name,
        place.country,
        place.lat,
        place.lon,
        place.precision,
        place.geonames,
        place.admin,
        place.population,
        place.inferred,
        place.confidence,
        place.reason,
        place.sentence,
        *_span(place.span),
    )


def _lists(actors: Sequence[Actor]) -> Row:
    return (
        [actor.code for actor in actors],
        [actor.sector for actor in actors],
        [actor.name for actor in actors],
        [actor.actor_id for actor in actors],
    )


def _quote(report: Report, event: Event, *, keep_text: bool) -> tuple[str, int]:
    """The sentence of an event's trigger, or as much of it around the trigger as may be kept, and where it starts."""
    trigger = event.trigger
    sentence = report.sentence(event.sentence)
    start, end = sentence.start, sentence.end
    if sentence.field != trigger.field or not start <= trigger.start < trigger.end <= end:
        start, end = trigger.start, trigger.end  # the trigger stands elsewhere: quote it alone rather than wrongly
    if not keep_text and end - start > QUOTE_LENGTH:
        spare = max(0, QUOTE_LENGTH - (trigger.end - trigger.start))
        left = max(start, min(trigger.start - spare // 2, end - QUOTE_LENGTH))
        start, end = left, min(end, max(trigger.end, left + QUOTE_LENGTH))
    return report.field_text(trigger.field)[start:end], start


def report_row(report: Report, *, keep_text: bool, text_hash: str, text_key: str, run: str, added: object) -> Row:
    """The report's row."""
    return (
        report.id,
        report.title,
        report.text if keep_text else None,
        len(report.text),
        report.published,
        report.source,
        report.url,
        report.language,
        report.fingerprint,
        text_hash,
        text_key,
        report.origin,
        list(report.notes),
        run,
        added,
    )


def sentence_rows(report: Report, *, keep_text: bool) -> list[Row]:
    """One row per sentence."""
    return [
        (
            report.id,
            sentence.index,
            position,
            sentence.start,
            sentence.end,
            sentence.field,
            sentence.copy_of,
            report.field_text(sentence.field)[sentence.start : sentence.end] if keep_text else None,
        )
        for position, sentence in enumerate(report.sentences)
    ]


def _event_row(report: Report, position: int, event: Event, *, keep_text: bool) -> Row:
    return (
        event.id,
        event.report,
        event.sentence,
        position,
        event.type,
        event.mode,
        event.status,
        event.quad,
        event.plover,
        event.score,
        *_span(event.trigger),
        *_quote(report, event, keep_text=keep_text),
        *_time(event.time),
        *_place(event.place),
        *_lists(event.actors),
        *_lists(event.recipients),
        [actor.name for actor in event.attribution],
        event.confidence,
        list(event.fields.items()),
    )


def coded_rows(coded: CodedReport, *, keep_text: bool) -> dict[str, list[Row]]:
    """All rows of a coded report but its own, by table of :data:`CODED_TABLES`."""
    report = coded.report
    rows: dict[str, list[Row]] = {table: [] for table in CODED_TABLES}
    rows["sentences"] = sentence_rows(report, keep_text=keep_text)
    for position, event in enumerate(coded.events):
        rows["events"].append(_event_row(report, position, event, keep_text=keep_text))
        for role, actors in (
            ("actor", event.actors),
            ("recipient", event.recipients),
            ("attribution", event.attribution),
        ):
            rows["participants"].extend((event.id, report.id, role, *_actor(i, a)) for i, a in enumerate(actors))
    for position, relation in enumerate(coded.relations):
        rows["relations"].append(
            (
                relation.id,
                relation.report,
                relation.sentence,
                position,
                relation.type,
                *_span(relation.trigger),
                relation.trend,
                relation.confidence,
            )
        )
        for side, actors in (("a", relation.a), ("b", relation.b)):
            rows["relation_sides"].extend((relation.id, report.id, side, *_actor(i, a)) for i, a in enumerate(actors))
    for position, claim in enumerate(coded.claims):
        rows["claims"].append((claim.id, claim.report, claim.sentence, position, *_span(claim.quote), claim.confidence))
        rows["claim_parties"].extend(
            (claim.id, report.id, "speaker", None, *_actor(i, actor)) for i, actor in enumerate(claim.speakers)
        )
        rows["claim_parties"].extend(
            (claim.id, report.id, "about", about.stance, *_actor(i, about.actor)) for i, about in enumerate(claim.about)
        )
    for position, cause in enumerate(coded.causes):
        rows["causes"].append(
            (cause.id, cause.report, position, cause.cause, cause.effect, *_span(cause.cue), cause.confidence)
        )
    return rows


# --- Rows to records -------------------------------------------------------------------------------------------------


def _span_from(row: Mapping[str, Any], name: str) -> Span | None:
    if row[f"{name}_text"] is None:
        return None
    return Span(
        row["report"], row[f"{name}_from"], row[f"{name}_to"], row[f"{name}_text"], cast("Field", row[f"{name}_field"])
    )


def _some_span(row: Mapping[str, Any], name: str) -> Span:
    span = _span_from(row, name)
    if span is None:  # the schema forbids it; a file written by others may still do it
        raise EvidenceError(f"a row has no {name}", where=f"report {row['report']}")
    return span


def _actor_from(row: Mapping[str, Any]) -> Actor:
    return Actor(
        span=_some_span(row, "span"),
        code=row["code"],
        sector=row["sector"],
        name=row["name"],
        actor_id=row["actor_id"],
        confidence=row["confidence"],
        reason=row["reason"],
        sentence=row["sentence"],
    )


def _actors_where(rows: Iterable[Mapping[str, Any]], key: str, value: str) -> tuple[Actor, ...]:
    chosen = sorted((row for row in rows if row[key] == value), key=lambda row: int(row["position"]))
    return tuple(_actor_from(row) for row in chosen)


def _time_from(row: Mapping[str, Any]) -> Time | None:
    if row["time_start"] is None:
        return None
    return Time(
        span=_span_from(row, "time"),
        start=row["time_start"],
        end=row["time_end"],
        granularity=row["time_granularity"],
        anchor=row["time_anchor"],
        iso=row["time_iso"],
        inferred=row["time_inferred"],
        confidence=row["time_confidence"],
        reason=row["time_reason"],
        sentence=row["time_sentence"],
    )


def _place_from(row: Mapping[str, Any]) -> Place | None:
    if row["place_name"] is None:
        return None
    return Place(
        span=_span_from(row, "place"),
        name=row["place_name"],
        country=row["place_country"],
        lat=row["place_lat"],
        lon=row["place_lon"],
        precision=row["place_precision"],
        geonames=row["place_geonames"],
        admin=row["place_admin"],
        population=row["place_population"],
        inferred=row["place_inferred"],
        confidence=row["place_confidence"],
        reason=row["place_reason"],
        sentence=row["place_sentence"],
    )


def event_from(row: Mapping[str, Any], participants: Sequence[Mapping[str, Any]]) -> Event:
    """The event of a row of ``events`` and its rows of ``participants``."""
    return Event(
        id=row["id"],
        report=row["report"],
        sentence=row["sentence"],
        type=row["type"],
        mode=row["mode"],
        status=row["status"],
        quad=row["quad"],
        plover=row["plover"],
        score=row["score"],
        trigger=_some_span(row, "trigger"),
        actors=_actors_where(participants, "role", "actor"),
        recipients=_actors_where(participants, "role", "recipient"),
        place=_place_from(row),
        time=_time_from(row),
        attribution=_actors_where(participants, "role", "attribution"),
        confidence=row["confidence"],
        fields=dict(row["fields"]),
    )


def relation_from(row: Mapping[str, Any], sides: Sequence[Mapping[str, Any]]) -> Relation:
    """The relation of a row of ``relations`` and its rows of ``relation_sides``."""
    return Relation(
        id=row["id"],
        report=row["report"],
        sentence=row["sentence"],
        type=row["type"],
        trigger=_some_span(row, "trigger"),
        a=_actors_where(sides, "side", "a"),
        b=_actors_where(sides, "side", "b"),
        trend=row["trend"],
        confidence=row["confidence"],
    )


def claim_from(row: Mapping[str, Any], parties: Sequence[Mapping[str, Any]]) -> Claim:
    """The claim of a row of ``claims`` and its rows of ``claim_parties``."""
    position: Callable[[Mapping[str, Any]], int] = lambda party: int(party["position"])  # noqa: E731 - a key, used once
    return Claim(
        id=row["id"],
        report=row["report"],
        sentence=row["sentence"],
        quote=_some_span(row, "quote"),
        speakers=_actors_where(parties, "role", "speaker"),
        about=tuple(
            Stance(_actor_from(party), party["stance"])
            for party in sorted((party for party in parties if party["role"] == "about"), key=position)
        ),
        confidence=row["confidence"],
    )


def cause_from(row: Mapping[str, Any]) -> Cause:
    """The cause of a row of ``causes``."""
    return Cause(
        id=row["id"],
        report=row["report"],
        cause=row["cause"],
        effect=row["effect"],
        cue=_span_from(row, "cue"),
        confidence=row["confidence"],
    )


def report_from(row: Mapping[str, Any], sentences: Sequence[Mapping[str, Any]]) -> Report:
    """The report of a row of ``reports`` and its rows of ``sentences``; its text is empty where it was not kept."""
    return Report(
        id=row["id"],
        text=row["text"] or "",
        sentences=tuple(
            Sentence(s["sentence"], s["start"], s["end"], cast("Field", s["field"]), s["copy_of"])
            for s in sorted(sentences, key=lambda s: int(s["position"]))
        ),
        title=row["title"],
        published=row["published"],
        source=row["source"],
        url=row["url"],
        language=row["language"],
        fingerprint=row["fingerprint"],
        origin=row["origin"],
        notes=tuple(row["notes"]),
    )


def _widths() -> None:
    """Fail on import where a row and its table disagree in width: a mistake in this file, not in any input."""
    if len(_time(None)) + len(_place(None)) != sum(
        1 for column in TABLES["events"].columns if column.name.startswith(("time_", "place_"))
    ):
        raise TypeError("rows.py and schema.py disagree about times and places")


_widths()
