"""Coded reports for the ledger's tests, made by number. Light to import: processes that are to be killed use it."""

from __future__ import annotations

import datetime as dt
import hashlib

from multipolar.ledger import RunInfo
from multipolar.ontology import (
    QUAD,
    STATUSES,
    plover_type,
)
from multipolar.records import (
    Actor,
    Cause,
    Claim,
    CodedReport,
    Event,
    Place,
    Relation,
    Report,
    Stance,
    Time,
)
from multipolar.reports import make_report

COUNTRIES = ("RUS", "UKR", "USA", "CHN", "IND", "FRA", "DEU", "IRN", "ISR", "TUR")
NAMES = dict(
    zip(
        COUNTRIES,
        ("Russia", "Ukraine", "United States", "China", "India", "France", "Germany", "Iran", "Israel", "Türkiye"),
        strict=True,
    )
)
SOURCES = ("Harbour Post", "Northern Wire", "Valley Gazette")


def state(report: Report, code: str, sentence: int) -> Actor:
    return Actor(
        report.quote(NAMES[code], sentence=sentence), code, "GOV", NAMES[code], f"state:{code}", 0.9, "name", sentence
    )


def numbered(number: int) -> CodedReport:
    """The report of that number, always the same: two events, a relation, a claim, a cause."""
    ring = len(COUNTRIES)
    a = COUNTRIES[(number + 1) % ring]
    b = COUNTRIES[(number + 2 + number // ring % (ring - 1)) % ring]
    c = next(code for code in COUNTRIES[(number * 7) % ring :] + COUNTRIES if code not in {a, b})
    unlike = hashlib.blake2b(str(number).encode(), digest_size=30).hexdigest()
    filler = " ".join(unlike[i : i + 5] for i in range(0, 60, 5))
    day = dt.date(2014, 1, 1) + dt.timedelta(days=number * 97 % 4000)
    report = make_report(
        f"{NAMES[a]} attacked {NAMES[b]} near the port on Monday. {filler} noted the envoy of {NAMES[c]}. "
        f"{NAMES[a]} and {NAMES[b]} held talks after {filler[::-1]}. They are bitter rivals, said {NAMES[c]}.",
        title=f"Number {number}",
        published=day,
        source=SOURCES[number % len(SOURCES)],
        id=f"n{number:07d}",
    )
    first = next(s.index for s in report.sentences if "attacked" in report.sentence_text(s.index))
    second = next(s.index for s in report.sentences if "held talks" in report.sentence_text(s.index))
    third = next(s.index for s in report.sentences if "rivals" in report.sentence_text(s.index))
    attack = Event(
        f"e{number:07d}a",
        report.id,
        first,
        "ASSAULT",
        "heavy-weapons" if number % 2 else None,
        STATUSES[number % len(STATUSES)],
        QUAD["ASSAULT"],
        plover_type("ASSAULT", STATUSES[number % len(STATUSES)]),
        -9.0,
        report.quote("attacked", sentence=first),
        (state(report, a, first),),
        (state(report, b, first),),
        Place(None, NAMES[b], b, 50.0, 30.0, inferred=True) if number % 3 else None,
        Time(report.quote("Monday", sentence=first), day, day, "day", "published", day.isoformat()),
        (state(report, c, third),) if number % 5 == 0 else (),
        0.8,
        {"type": 0.9, "status": 0.7},
    )
    talks = Event(
        f"e{number:07d}b",
        report.id,
        second,
        "CONSULT",
        "visit",
        "occurred",
        QUAD["CONSULT"],
        "CONSULT",
        1.0,
        report.quote("held talks", sentence=second),
        (state(report, a, second), state(report, b, second)),
    )
    rivalry = Relation(
        f"l{number:07d}",
        report.id,
        third,
        "RIVALRY",
        report.quote("rivals", sentence=third),
        (state(report, a, first), state(report, b, first)),
    )
    claim = Claim(
        f"c{number:07d}",
        report.id,
        third,
        report.quote("bitter rivals", sentence=third),
        (state(report, c, third),),
        (Stance(state(report, a, first), "-"),),
    )
    cause = Cause(f"k{number:07d}", report.id, attack.id, talks.id, report.quote("after", sentence=second), 0.6)
    return CodedReport(report, (attack, talks), (rivalry,), (claim,), (cause,))


RUN = RunInfo(
    coder="test", coder_version="1", options={"windows": 3}, started=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
)
RUN_2 = RunInfo(coder="test", coder_version="2", started=dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC))
