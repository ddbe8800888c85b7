"""Any coded report, for properties."""

from __future__ import annotations

import datetime as dt
import hashlib

from hypothesis import strategies as st
from ledger_samples import COUNTRIES

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
