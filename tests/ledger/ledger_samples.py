"""Coded reports for the ledger's tests: one written by hand, many made by number, and strategies for any."""

from __future__ import annotations

import datetime as dt
import hashlib

from hypothesis import strategies as st

from multipolar.ledger import RunInfo
from multipolar.ontology import (
    EVENT_TYPES,
    MODES,
    QUAD,
    RELATION_TYPES,
    SECTORS,
    STANCES,
    STATUSES,
    TRENDS,
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
    Sentence,
    Span,
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
    a, b, c = (COUNTRIES[(number * k + k) % len(COUNTRIES)] for k in (1, 3, 7))
    b = b if b != a else COUNTRIES[(COUNTRIES.index(a) + 1) % len(COUNTRIES)]
    c = c if c not in {a, b} else next(code for code in COUNTRIES if code not in {a, b})
    unlike = hashlib.blake2b(str(number).encode(), digest_size=30).hexdigest()
    filler = " ".join(unlike[i : i + 5] for i in range(0, 60, 5))
    day = dt.date(2014, 1, 1) + dt.timedelta(days=number * 37 % 4000)
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


# --- Any coded report ------------------------------------------------------------------------------------------------

characters = st.characters(codec="utf-8")
texts = st.text(characters, min_size=1, max_size=80)
words = st.text(characters, max_size=12)
unit = st.floats(0, 1)
days = st.dates(dt.date(1800, 1, 1), dt.date(2100, 1, 1))


@st.composite
def reports(draw):
    body = draw(texts)
    title = draw(st.none() | texts)
    cut = draw(st.integers(1, len(body)))
    sentences = [Sentence(0, 0, len(title), "title")] if title else []
    sentences.append(Sentence(len(sentences), 0, cut))
    if cut < len(body):
        sentences.append(Sentence(len(sentences), cut, len(body), copy_of=draw(st.none() | st.just(0))))
    key = hashlib.blake2b(f"{title}\0{body}".encode(), digest_size=8).hexdigest()
    made = make_report(body, title=title) if any(c.isalpha() for c in body) else None
    return Report(
        f"r{key}",
        body,
        tuple(sentences),
        title,
        draw(st.none() | days),
        draw(st.none() | words),
        draw(st.none() | words),
        draw(st.none() | words),
        made.fingerprint if made else "",
        draw(st.none() | words),
        tuple(draw(st.lists(words, max_size=2))),
    )


@st.composite
def spans(draw, report):
    sentence = draw(st.sampled_from(report.sentences))
    start = draw(st.integers(sentence.start, sentence.end - 1))
    end = draw(st.integers(start + 1, sentence.end))
    return Span(report.id, start, end, report.field_text(sentence.field)[start:end], sentence.field)


def _sentence_of(report, span):
    return next(s.index for s in report.sentences if s.field == span.field and s.start <= span.start < s.end)


@st.composite
def actors(draw, report):
    span = draw(spans(report))
    return Actor(
        span,
        draw(st.sampled_from([*COUNTRIES, "IGO:EU", "BLOC:West", "---"])),
        draw(st.sampled_from(sorted(SECTORS))),
        draw(words),
        draw(words),
        draw(unit),
        draw(words),
        _sentence_of(report, span),
    )


@st.composite
def places(draw, report):
    return Place(
        draw(st.none() | spans(report)),
        draw(words),
        draw(st.none() | st.sampled_from(COUNTRIES)),
        draw(st.none() | st.floats(-90, 90)),
        draw(st.none() | st.floats(-180, 180)),
        draw(st.sampled_from(["country", "city"])),
        draw(st.none() | st.integers(0, 2**40)),
        draw(st.none() | words),
        draw(st.none() | st.integers(0, 2**34)),
        draw(st.booleans()),
        draw(unit),
        draw(words),
        draw(st.integers(0, 2)),
    )


@st.composite
def times(draw, report):
    first, last = sorted((draw(days), draw(days)))
    return Time(
        draw(st.none() | spans(report)),
        first,
        last,
        "interval",
        draw(words),
        draw(words),
        draw(st.booleans()),
        draw(unit),
        draw(words),
        draw(st.integers(0, 2)),
    )


@st.composite
def coded_reports(draw):
    """Any coded report; the id follows from title and text, so that equal ids mean equal texts."""
    report = draw(reports())
    some = st.lists(actors(report), max_size=3).map(tuple)
    events, relations, claims, causes = [], [], [], []
    for number in range(draw(st.integers(0, 3))):
        trigger = draw(spans(report))
        kind, status = draw(st.sampled_from(EVENT_TYPES)), draw(st.sampled_from(STATUSES))
        events.append(
            Event(
                f"e{report.id}{number}",
                report.id,
                _sentence_of(report, trigger),
                kind,
                draw(st.none() | st.sampled_from(MODES[kind])) if MODES[kind] else None,
                status,
                QUAD[kind],
                plover_type(kind, status),
                draw(st.floats(-10, 10)),
                trigger,
                draw(some),
                draw(some),
                draw(st.none() | places(report)),
                draw(st.none() | times(report)),
                draw(some),
                draw(unit),
                draw(st.dictionaries(st.sampled_from(["type", "mode", "status"]), unit)),
            )
        )
    for number in range(draw(st.integers(0, 2))):
        trigger = draw(spans(report))
        relations.append(
            Relation(
                f"l{report.id}{number}",
                report.id,
                _sentence_of(report, trigger),
                draw(st.sampled_from(RELATION_TYPES)),
                trigger,
                draw(some),
                draw(some),
                draw(st.none() | st.sampled_from(TRENDS)),
                draw(unit),
            )
        )
        quote = draw(spans(report))
        about = draw(st.lists(st.builds(Stance, actors(report), st.sampled_from(STANCES)), max_size=2).map(tuple))
        claims.append(
            Claim(
                f"c{report.id}{number}",
                report.id,
                _sentence_of(report, quote),
                quote,
                draw(some),
                about,
                draw(unit),
            )
        )
    if ends := [record.id for record in (*events, *relations)]:
        causes = [
            Cause(
                f"k{report.id}{number}",
                report.id,
                draw(st.sampled_from(ends)),
                draw(st.sampled_from(ends)),
                draw(st.none() | spans(report)),
                draw(unit),
            )
            for number in range(draw(st.integers(0, 2)))
        ]
    return CodedReport(report, tuple(events), tuple(relations), tuple(claims), tuple(causes))
