"""The ledger's schema, declared once: tables, columns, types and meanings.

Everything else is derived from :data:`TABLES`: the Arrow schema that files are written with, the DuckDB views (also
of tables that have no rows yet) and ``docs/ledger-schema.md``, which ``python -m multipolar.ledger`` prints.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from multipolar.ledger.columns import Column, TableSpec

if TYPE_CHECKING:
    import pyarrow as pa

    from multipolar.ledger.columns import Kind

__all__ = [
    "INCIDENT_TABLES",
    "QUOTE_LENGTH",
    "SCHEMA_VERSION",
    "TABLES",
    "arrow_schema",
]

SCHEMA_VERSION: Final = 2
"""Grows with every change that an older multipolar could not read. 2: incidents."""

QUOTE_LENGTH: Final = 200
"""Characters kept around a trigger where the ledger does not keep text."""


def _span(name: str, what: str, *, null: bool = False) -> tuple[Column, ...]:
    """The four columns that hold a quotation."""
    return (
        Column(f"{name}_text", "string", f"{what}: the words", null=null),
        Column(f"{name}_from", "int64", f"{what}: first character, counted from 0 in the report's field", null=null),
        Column(f"{name}_to", "int64", f"{what}: one past the last character", null=null),
        Column(f"{name}_field", "string", f"{what}: field quoted, `text` or `title`", null=null),
    )


_REPORT = Column("report", "string", "id of the report")
_INCIDENT = Column("incident", "string", "id of the incident")
_BATCH = Column("batch", "int64", "number of the commit that wrote the row")
_SENTENCE = Column("sentence", "int32", "number of the sentence in its report")
_CONFIDENCE = Column("confidence", "float64", "calibrated probability, 0 to 1")


def _actor(what: str) -> tuple[Column, ...]:
    return (
        Column("position", "int32", f"place among the {what}, from 0"),
        *_span("span", "the words that name the actor"),
        _SENTENCE,
        Column(
            "code", "string", "ISO 3166 alpha-3, `IGO:…`, `NGO:…`, `ARM:…`, `MNC:…`, `BLOC:…`, or `---` where unknown"
        ),
        Column("sector", "string", "sector code"),
        Column("name", "string", "canonical name, or the words themselves where the actor is unknown"),
        Column("actor_id", "string", "stable id such as `state:RUS`; empty where unknown"),
        Column("confidence", "float64", "probability that code and sector are right, 0 to 1"),
        Column("reason", "string", "rule and table row that decided"),
        _BATCH,
    )


def _lists(role: str, what: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{role}_{part}", "strings", f"{part} of the {what} in order, as in `participants`")
        for part in ("codes", "sectors", "names", "ids")
    )


def _sides(role: str, what: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{role}_{part}", "strings", f"{part} of {what}") for part in ("codes", "sectors", "names", "ids")
    )


_INCIDENT_CAUSES: Final = """
SELECT coalesce(before.incident, cause_relation.id) AS cause, coalesce(after.incident, effect_relation.id) AS effect,
    list(DISTINCT c.id ORDER BY c.id) AS evidence, list(DISTINCT c.report ORDER BY c.report) AS reports
FROM causes AS c
LEFT JOIN incident_events AS before ON before.event = c.cause
LEFT JOIN relations AS cause_relation ON cause_relation.id = c.cause
LEFT JOIN incident_events AS after ON after.event = c.effect
LEFT JOIN relations AS effect_relation ON effect_relation.id = c.effect
WHERE coalesce(before.incident, cause_relation.id) <> coalesce(after.incident, effect_relation.id)
GROUP BY ALL
"""

TABLES: Final[dict[str, TableSpec]] = {
    table.name: table
    for table in (
        TableSpec(
            "reports",
            "One row per report.",
            (
                Column("id", "string", "id given with the report, or derived from its title, text and date"),
                Column("title", "string", "headline, where given apart from the text", null=True),
                Column("text", "string", "the text as decoded; empty (null) where the ledger keeps no text", null=True),
                Column("length", "int64", "length of the text in characters"),
                Column("published", "date", "day of publication", null=True),
                Column("source", "string", "outlet", null=True),
                Column("url", "string", "where it was published", null=True),
                Column("language", "string", "BCP 47 tag", null=True),
                Column("fingerprint", "string", "MinHash signature of the text, hex digits; empty where there is none"),
                Column("text_hash", "string", "BLAKE2b-128 of title and text, NFC, white space collapsed; hex digits"),
                Column("text_key", "string", "one id per group of equal or nearly equal texts (syndicated copies)"),
                Column("origin", "string", "file, line or address it was read from", null=True),
                Column("notes", "strings", "what the reader noticed and decided"),
                Column("run", "string", "id of the run that coded it"),
                Column("added", "timestamp", "time of the commit's first row, UTC"),
                _BATCH,
            ),
            group_rows=5_000,
            key="id",
        ),
        TableSpec(
            "sentences",
            "One row per sentence of a report.",
            (
                _REPORT,
                Column("sentence", "int32", "number of the sentence; 0 is the title where there is one"),
                Column("position", "int32", "place in reading order, from 0"),
                Column("start", "int64", "first character, counted from 0 in the field"),
                Column("end", "int64", "one past the last character"),
                Column("field", "string", "`text` or `title`"),
                Column("copy_of", "int32", "number of the earlier sentence that it repeats word for word", null=True),
                Column("text", "string", "the sentence; null where the ledger keeps no text", null=True),
                _BATCH,
            ),
            group_rows=20_000,
        ),
        TableSpec(
            "events",
            "One row per coded event.",
            (
                Column("id", "string", "id derived from report, trigger and coding"),
                _REPORT,
                _SENTENCE,
                Column("position", "int32", "place among the report's events, from 0"),
                Column("type", "string", "event type"),
                Column("mode", "string", "mode of the type", null=True),
                Column("status", "string", "occurred, ongoing, planned, possible, negated or alleged"),
                Column("quad", "string", "quad class"),
                Column("plover", "string", "PLOVER category; null where PLOVER leaves the event out", null=True),
                Column("score", "float64", "conflict-cooperation score, -10 to 10"),
                *_span("trigger", "the words that tell of the event"),
                Column(
                    "quote",
                    "string",
                    f"the trigger's sentence; at most {QUOTE_LENGTH} characters around the trigger where the ledger "
                    "keeps no text",
                ),
                Column("quote_from", "int64", "first character of the quote in the trigger's field"),
                Column("time_start", "date", "first day", null=True),
                Column("time_end", "date", "last day, inclusive", null=True),
                Column("time_granularity", "string", "day, week, month, quarter, season, year, …", null=True),
                Column("time_anchor", "string", "what the time was worked out from", null=True),
                Column("time_iso", "string", "the same as day, month, year or interval `a/b`", null=True),
                Column("time_inferred", "bool", "true where no words of the event give the time", null=True),
                Column("time_confidence", "float64", "probability that it is the time meant, 0 to 1", null=True),
                Column("time_reason", "string", "rule that decided", null=True),
                Column("time_sentence", "int32", "sentence of the time's words", null=True),
                *_span("time", "the words that give the time", null=True),
                Column("place_name", "string", "canonical name of the place", null=True),
                Column("place_country", "string", "ISO 3166 alpha-3; null on the high seas or unknown", null=True),
                Column("place_lat", "float64", "degrees north", null=True),
                Column("place_lon", "float64", "degrees east", null=True),
                Column("place_precision", "string", "country, region, city or site", null=True),
                Column("place_geonames", "int64", "GeoNames id", null=True),
                Column("place_admin", "string", "first-level division", null=True),
                Column("place_population", "int64", "inhabitants", null=True),
                Column("place_inferred", "bool", "true where no words of the event name the place", null=True),
                Column("place_confidence", "float64", "probability that it is the place meant, 0 to 1", null=True),
                Column("place_reason", "string", "rule and table row that decided", null=True),
                Column("place_sentence", "int32", "sentence of the place's words", null=True),
                *_span("place", "the words that name the place", null=True),
                *_lists("actor", "actors"),
                *_lists("recipient", "recipients"),
                Column("attribution_names", "strings", "names of those who say so, in order, as in `participants`"),
                Column("confidence", "float64", "calibrated probability that trigger and type are right, 0 to 1"),
                Column("fields", "numbers", "calibrated probabilities of single fields (type, mode, status), 0 to 1"),
                _BATCH,
            ),
            group_rows=20_000,
        ),
        TableSpec(
            "echoes",
            "One row per event in words that an earlier report had already. It tells what these words told then: it is "
            "of the incident of its original and changes nothing about it, and without an original of none.",
            (
                Column("event", "string", "id of the event"),
                _REPORT,
                Column(
                    "original",
                    "string",
                    "id of the event that was read in these words before; null where none was",
                    null=True,
                ),
                _BATCH,
            ),
        ),
        TableSpec(
            "participants",
            "One row per actor, recipient or attributed source of an event.",
            (
                Column("event", "string", "id of the event"),
                _REPORT,
                Column("role", "string", "`actor`, `recipient` or `attribution`"),
                *_actor("event's participants in that role"),
            ),
        ),
        TableSpec(
            "relations",
            "One row per standing relation that a report states.",
            (
                Column("id", "string", "id derived from report, trigger and coding"),
                _REPORT,
                _SENTENCE,
                Column("position", "int32", "place among the report's relations, from 0"),
                Column("type", "string", "relation type"),
                *_span("trigger", "the words that tell of the relation"),
                Column("trend", "string", "rising, falling or steady; null where none is said", null=True),
                _CONFIDENCE,
                _BATCH,
            ),
        ),
        TableSpec(
            "relation_sides",
            "One row per side of a relation; symmetric relations have all sides in `a`.",
            (
                Column("relation", "string", "id of the relation"),
                _REPORT,
                Column("side", "string", "`a` or `b`"),
                *_actor("relation's sides of that letter"),
            ),
        ),
        TableSpec(
            "claims",
            "One row per judgement or frame that named speakers put forward.",
            (
                Column("id", "string", "id derived from report, quote and coding"),
                _REPORT,
                _SENTENCE,
                Column("position", "int32", "place among the report's claims, from 0"),
                *_span("quote", "the words of the claim"),
                _CONFIDENCE,
                _BATCH,
            ),
        ),
        TableSpec(
            "claim_parties",
            "One row per speaker of a claim and per actor that it is about.",
            (
                Column("claim", "string", "id of the claim"),
                _REPORT,
                Column("role", "string", "`speaker` or `about`"),
                Column("stance", "string", "`+`, `-` or `0` toward the actor; null for speakers", null=True),
                *_actor("claim's parties in that role"),
            ),
        ),
        TableSpec(
            "causes",
            "One row per causal link that a report states.",
            (
                Column("id", "string", "id derived from report, ends and cue"),
                _REPORT,
                Column("position", "int32", "place among the report's causes, from 0"),
                Column("cause", "string", "id of the event or relation that causes"),
                Column("effect", "string", "id of the event or relation that follows"),
                *_span("cue", "the words that link them", null=True),
                _CONFIDENCE,
                _BATCH,
            ),
        ),
        TableSpec(
            "runs",
            "One row per run of a coder over reports; counts are of what the run added.",
            (
                Column("id", "string", "id derived from coder, version, options and start"),
                Column("coder", "string", "name of the coder"),
                Column("coder_version", "string", "its version"),
                Column("multipolar_version", "string", "version of multipolar that ran it"),
                Column("options", "string", "options of the run, JSON"),
                Column("started", "timestamp", "when it started, UTC"),
                Column("ended", "timestamp", "when it committed last, UTC"),
                Column("reports", "int64", "reports added or coded anew"),
                Column("recoded", "int64", "of these, reports that an earlier run had coded"),
                Column("sentences", "int64", "sentences of these reports"),
                Column("events", "int64", "events written"),
                Column("relations", "int64", "relations written"),
                Column("claims", "int64", "claims written"),
                Column("causes", "int64", "causes written"),
                _BATCH,
            ),
            key=None,
        ),
        TableSpec(
            "incidents",
            "One row per incident: one happening, however many reports tell of it.",
            (
                Column("id", "string", "id derived from the incident's first event; stays as it grows"),
                Column("title", "string", "a line that says what it is"),
                Column("type", "string", "event type, the best supported"),
                Column("mode", "string", "mode of the type", null=True),
                Column("status", "string", "latest status; `incident_states` has the history"),
                Column("quad", "string", "quad class"),
                Column("score", "float64", "conflict-cooperation score, the mean over its events"),
                Column("time_start", "date", "first day", null=True),
                Column("time_end", "date", "last day, inclusive", null=True),
                Column("time_granularity", "string", "day, week, month, quarter, season, year, …", null=True),
                Column("time_inferred", "bool", "true where no words of any event give the time"),
                Column("place_name", "string", "canonical name of the place", null=True),
                Column("place_country", "string", "ISO 3166 alpha-3; null on the high seas or unknown", null=True),
                Column("place_lat", "float64", "degrees north", null=True),
                Column("place_lon", "float64", "degrees east", null=True),
                Column("place_precision", "string", "country, region, city or site", null=True),
                *_sides("actor", "those who act, best supported first; all sides of a reciprocal incident"),
                *_sides("recipient", "those acted upon, best supported first"),
                Column("first_seen", "date", "day of the first report", null=True),
                Column("last_seen", "date", "day of the last report", null=True),
                Column("n_events", "int32", "events that tell of it"),
                Column("n_reports", "int32", "reports that tell of it"),
                Column("n_texts", "int32", "distinct texts among them; copies count once"),
                Column("n_outlets", "int32", "independent outlets; one that only copies does not count"),
                Column("n_outlet_countries", "int32", "countries of these outlets, where known"),
                Column("best_event", "string", "id of the best-evidenced event"),
                Column("confidence", "float64", "probability that it is one incident of that type, 0 to 1"),
                _BATCH,
            ),
            group_rows=20_000,
            key="id",
        ),
        TableSpec(
            "incident_events",
            "One row per event of an incident.",
            (
                _INCIDENT,
                Column("event", "string", "id of the event"),
                _REPORT,
                Column("position", "int32", "0 for the best-evidenced event, and so on"),
                Column("number", "int64", "running number in the order in which events were linked"),
                _BATCH,
            ),
            key="incident",
        ),
        TableSpec(
            "incident_states",
            "One row per change of an incident's status.",
            (
                _INCIDENT,
                Column("as_of", "date", "day of the report from which on it is known; null without a date", null=True),
                Column("status", "string", "status from that day on"),
                Column("event", "string", "id of the event that says so"),
                _REPORT,
                _BATCH,
            ),
            key="incident",
        ),
        TableSpec(
            "contradictions",
            "One row per pair of events of an incident that cannot both be right.",
            (
                _INCIDENT,
                Column("kind", "string", "`status`, `time`, `place`, `sides` or `toll`"),
                Column("left_event", "string", "id of the one event"),
                Column("right_event", "string", "id of the other"),
                Column("detail", "string", "what each says"),
                _BATCH,
            ),
            key="incident",
        ),
        TableSpec(
            "incident_causes",
            "One row per causal link between incidents or standing relations, as reports state it.",
            (
                Column("cause", "string", "id of the incident, or of the relation, that led to the other"),
                Column("effect", "string", "id of the other"),
                Column("evidence", "strings", "ids of the rows of `causes` that say so"),
                Column("reports", "strings", "ids of their reports"),
            ),
            key=None,
            query=_INCIDENT_CAUSES,
        ),
        TableSpec(
            "corrections",
            "One row per decision of a person on incidents or events. Rows are only ever added.",
            (
                Column("id", "string", "id derived from all else in the row"),
                Column("at", "timestamp", "when it was made, UTC"),
                Column("who", "string", "who made it"),
                Column("why", "string", "the reason given"),
                Column("action", "string", "`merge`, `split`, `recode`, `reject` or `confirm`"),
                Column("target", "string", "id of the incident or event concerned"),
                Column("payload", "string", "what else the action needs, JSON"),
                _BATCH,
            ),
            key=None,
        ),
        TableSpec(
            "superseded",
            "One row per report that was coded anew: its rows of earlier commits no longer count.",
            (
                _REPORT,
                Column("batch", "int64", "number of the commit from which on rows of the report count"),
            ),
            public=False,
        ),
        TableSpec(
            "superseded_incidents",
            "One row per incident that grew or went: its rows of earlier commits no longer count.",
            (
                _INCIDENT,
                Column("batch", "int64", "number of the commit from which on rows of the incident count"),
            ),
            public=False,
            key="incident",
        ),
    )
}
"""All tables, by name."""

INCIDENT_TABLES: Final = ("incidents", "incident_events", "incident_states", "contradictions", "superseded_incidents")
"""Tables that linking writes; linking anew replaces them whole."""


@functools.cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema that a table's files are written with; a column's meaning is its ``meaning`` metadata."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed to declare or document the schema

    types: dict[Kind, pa.DataType] = {
        "string": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "strings": pa.list_(pa.string()),
        "numbers": pa.map_(pa.string(), pa.float64()),
    }
    return pa.schema(
        [
            pa.field(column.name, types[column.kind], nullable=column.null, metadata={"meaning": column.meaning})
            for column in TABLES[table].columns
        ],
        metadata={"multipolar.table": table, "multipolar.schema": str(SCHEMA_VERSION)},
    )
