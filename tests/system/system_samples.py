"""Ledgers for the tests of pairs, relations, dependence and claims.

``bare`` makes a ledger whose incidents are given as rows and stand on no report: for figures. ``told`` writes reports
through the ledger's own writer and takes each event as an incident of its own: for what looks at words.
"""

from __future__ import annotations

import datetime as dt
import itertools

import pyarrow as pa

from multipolar.ledger import Ledger, LedgerOptions, RunInfo
from multipolar.ontology import QUAD, plover_type, score
from multipolar.records import Actor, Claim, CodedReport, Event, Relation, Stance, Time
from multipolar.reports import make_report

RUN = RunInfo(coder="test", coder_version="1", started=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC))
NAMES = {
    "RUS": "Russia",
    "UKR": "Ukraine",
    "USA": "United States",
    "CHN": "China",
    "FRA": "France",
    "DEU": "Germany",
    "GBR": "United Kingdom",
    "IND": "India",
    "PAK": "Pakistan",
    "IGO:NATO": "NATO",
    "BLOC:West": "West",
}
SIDES = ("codes", "sectors", "names", "ids")


def row(day, actors=("RUS",), recipients=("UKR",), type="ASSAULT", mode=None, **more):  # noqa: A002
    """A row of ``incidents``; parties are codes, or (code, sector, name, id). A ``trigger`` is its best event's."""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day

    def lists(role, parties):
        full = [
            party if isinstance(party, tuple) else (party, "GOV", NAMES.get(party, party), f"state:{party}")
            for party in parties
        ]
        return {f"{role}_{part}": [party[at] for party in full] for at, part in enumerate(SIDES)}

    made = {
        "id": None,
        "title": f"{type} {' '.join(map(str, actors))} > {' '.join(map(str, recipients))}",
        "type": type,
        "mode": mode,
        "status": "occurred",
        "quad": QUAD[type],
        "score": score(type, mode),
        "time_start": day,
        "time_end": day,
        "time_granularity": "day",
        "time_inferred": False,
        "place_name": None,
        "place_country": None,
        "place_lat": None,
        "place_lon": None,
        "place_precision": None,
        **lists("actor", actors),
        **lists("recipient", recipients),
        "first_seen": day,
        "last_seen": day,
        "n_events": 1,
        "n_reports": 1,
        "n_texts": 1,
        "n_outlets": 1,
        "n_outlet_countries": 1,
        "best_event": "none",
        "confidence": 0.9,
        "batch": 1,
    }
    return made | more


_STRINGS = pa.list_(pa.string())
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "title", "type", "mode", "status", "quad")),
        ("score", pa.float64()),
        *((name, pa.date32()) for name in ("time_start", "time_end")),
        ("time_granularity", pa.string()),
        ("time_inferred", pa.bool_()),
        *((name, pa.string()) for name in ("place_name", "place_country")),
        *((name, pa.float64()) for name in ("place_lat", "place_lon")),
        ("place_precision", pa.string()),
        *((f"{role}_{part}", _STRINGS) for role in ("actor", "recipient") for part in SIDES),
        *((name, pa.date32()) for name in ("first_seen", "last_seen")),
        *((name, pa.int32()) for name in ("n_events", "n_reports", "n_texts", "n_outlets", "n_outlet_countries")),
        ("best_event", pa.string()),
        ("confidence", pa.float64()),
        ("batch", pa.int64()),
    ]
)


def put(ledger, rows):
    """Make these rows the ledger's incidents."""
    numbered = [
        {"id": made["id"] or f"i{number:06d}"}
        | {name: value for name, value in made.items() if name not in {"id", "best_event"}}
        | {"best_event": f"e{number:06d}" if "trigger" in made else made["best_event"]}
        for number, made in enumerate(rows)
    ]
    connection = ledger._ready()._connection
    connection.register("given", pa.Table.from_pylist(numbered, schema=_SCHEMA))
    connection.execute("CREATE OR REPLACE TABLE made AS SELECT * FROM given")
    connection.unregister("given")
    connection.execute("CREATE OR REPLACE VIEW incidents AS SELECT * FROM made")
    words = [[made["best_event"], made["trigger"]] for made in numbered if "trigger" in made]
    if words:
        connection.execute("CREATE TABLE IF NOT EXISTS telling AS SELECT * FROM events LIMIT 0")
        connection.execute("DELETE FROM telling")
        connection.executemany("INSERT INTO telling (id, trigger_text) VALUES (?, ?)", words)
        connection.execute("CREATE OR REPLACE VIEW events AS SELECT * FROM telling")
    return ledger


def bare(folder, rows):
    """A ledger of incidents that stand on no report."""
    return put(Ledger.create(folder), rows)


# --- Told ------------------------------------------------------------------------------------------------------------

_numbers = itertools.count()


def party(report, sentence, code, *, sector="GOV", name=None, actor_id=None):
    """An actor of a report; its name must stand in the sentence."""
    name = name or NAMES.get(code, code)
    words = report.quote(name, sentence=sentence)
    return Actor(words, code, sector, name, f"state:{code}" if actor_id is None else actor_id, 0.9, "test", sentence)


def telling(text, day, *, events=(), relations=(), claims=(), source="Harbour Post"):
    """A report of one sentence with what it says.

    Args:
        text: The sentence.
        day: Its day.
        events: (type, mode, trigger, actors, recipients, and a status, if it has not occurred); sides are codes whose
            names stand in the text.
        relations: (type, trigger, a, b, trend).
        claims: (quote, speakers, [(about, stance)]).
        source: The outlet.
    """
    number = next(_numbers)
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    report = make_report(text, published=day, source=source, id=f"t{number:06d}")
    at = report.sentences[0].index

    def parties(sides):
        return tuple(
            party(report, at, side) if isinstance(side, str) else party(report, at, side[0], **side[1])
            for side in sides
        )

    return CodedReport(
        report,
        events=tuple(
            Event(
                f"e{number:06d}{place}",
                report.id,
                at,
                of_type,
                mode,
                status[0] if status else "occurred",
                QUAD[of_type],
                plover_type(of_type, status[0] if status else "occurred"),
                score(of_type, mode),
                report.quote(trigger, sentence=at),
                parties(actors),
                parties(recipients),
                None,
                Time(None, day, day, "day", "published", day.isoformat(), inferred=True),
                (),
                0.9,
            )
            for place, (of_type, mode, trigger, actors, recipients, *status) in enumerate(events)
        ),
        relations=tuple(
            Relation(
                f"r{number:06d}{place}",
                report.id,
                at,
                of_type,
                report.quote(trigger, sentence=at),
                parties(a),
                parties(b),
                trend,
                0.8,
            )
            for place, (of_type, trigger, a, b, trend) in enumerate(relations)
        ),
        claims=tuple(
            Claim(
                f"c{number:06d}{place}",
                report.id,
                at,
                report.quote(quote, sentence=at),
                parties(speakers),
                tuple(Stance(parties([side])[0], stance) for side, stance in about),
                0.7,
            )
            for place, (quote, speakers, about) in enumerate(claims)
        ),
    )


_EACH = """
CREATE OR REPLACE VIEW incidents AS
SELECT 'i' || e.id AS id, e.type || ': ' || e.trigger_text AS title, e.type, e.mode, e.status, e.quad, e.score,
    e.time_start, e.time_end, e.time_granularity, e.time_inferred, e.place_name, e.place_country, e.place_lat,
    e.place_lon, e.place_precision, e.actor_codes, e.actor_sectors, e.actor_names, e.actor_ids, e.recipient_codes,
    e.recipient_sectors, e.recipient_names, e.recipient_ids, r.published AS first_seen, r.published AS last_seen,
    1 AS n_events, 1 AS n_reports, 1 AS n_texts, 1 AS n_outlets, 1 AS n_outlet_countries, e.id AS best_event,
    e.confidence, 1::BIGINT AS batch
FROM events AS e JOIN reports AS r ON r.id = e.report;
CREATE OR REPLACE VIEW incident_events AS
SELECT 'i' || id AS incident, id AS event, report, 0 AS position, 0::BIGINT AS number, batch FROM events
"""


def told(folder, reports, *, keep_text=True):
    """A ledger of these reports; each event is an incident of its own."""
    ledger = Ledger.create(folder, options=LedgerOptions(keep_text=keep_text))
    with ledger.writer(RUN) as writer:
        for report in reports:
            writer.add(report)
    ledger._ready()._connection.execute(_EACH)
    return ledger
