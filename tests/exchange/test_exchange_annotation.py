from __future__ import annotations

import datetime as dt

import pytest
from exchange_records import build_report
from hypothesis import given
from hypothesis import strategies as st

from multipolar.errors import EvidenceError, InputError
from multipolar.exchange import from_annotation, to_annotation
from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STANCES, STATUSES, TRENDS
from multipolar.records import Report, Sentence


def test_a_report_is_written_as_people_annotate(coded):
    assert to_annotation(coded) == {
        "id": "r1",
        "events": [
            {
                "s": 1,
                "t": "met",
                "e": "CONSULT",
                "m": "visit",
                "st": "occurred",
                "who": [["Kenya", "KEN", "GOV", 0]],
                "to": [["both leaders", "SDN", "GOV"], ["both leaders", "TCD", "GOV"]],
                "at": ["Nairobi", "KEN"],
                "on": ["on Monday", "2024-03-04"],
                "by": ["officials", "KEN", "GOV"],
                "confidence": 0.8765,
            },
            {
                "s": 2,
                "t": "release",
                "e": "RETREAT",
                "m": "release",
                "st": "planned",
                "who": [["Sudan", "SDN", "GOV"]],
                "to": [["prisoners", "---", "CVL"]],
                "confidence": 0.8765,
            },
            {
                "s": 0,
                "t": "talks",
                "e": "CONSULT",
                "m": None,
                "st": "negated",
                "who": [["Kenya", "IGO:UN", "IGO"]],
                "to": [],
                "confidence": 0.8765,
            },
        ],
        "rel": [
            {
                "s": 3,
                "t": "rivalry",
                "r": "RIVALRY",
                "a": [["Its", "SDN", "GOV"], ["Chad", "TCD", "GOV"]],
                "b": [],
                "tr": "rising",
                "confidence": 1.0,
            }
        ],
        "claims": [
            {
                "s": 3,
                "t": "a wound",
                "by": [["the envoy", "IGO:AU", "IGO"]],
                "about": [["Chad", "TCD", "-"], ["Sudan", "SDN", "0", 2]],
                "confidence": 0.5,
            }
        ],
        "causes": [["r0", "e0"]],
    }


def test_a_time_or_place_in_another_sentence_says_which():
    report = build_report()
    record = {
        "events": [
            {
                "s": 2,
                "t": "release",
                "e": "RETREAT",
                "m": None,
                "st": "planned",
                "at": ["Nairobi", "KEN", 1],
                "on": ["on Monday", "2024-03", 1],
            }
        ]
    }
    coded = from_annotation(record, report=report)
    (event,) = coded.events
    assert (event.time.start, event.time.end) == (dt.date(2024, 3, 1), dt.date(2024, 3, 31))
    written = to_annotation(coded)["events"][0]
    assert written["at"] == ["Nairobi", "KEN", 1]
    assert written["on"] == ["on Monday", "2024-03", 1]


@pytest.mark.parametrize(
    ("iso", "start", "end", "granularity"),
    [
        ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("2024-02-28/2024-03", "2024-02-28", "2024-03-31", "interval"),
        ("1914/1918", "1914-01-01", "1918-12-31", "interval"),
    ],
)
def test_dates_stand_for_whole_days(iso, start, end, granularity):
    event = {"s": 1, "t": "met", "e": "CONSULT", "st": "occurred", "on": ["on Monday", iso]}
    time = from_annotation({"events": [event]}, report=build_report()).events[0].time
    assert (time.start.isoformat(), time.end.isoformat(), time.granularity) == (start, end, granularity)


def test_words_that_do_not_stand_in_the_sentence_are_refused():
    event = {"s": 1, "t": "fought", "e": "ASSAULT", "st": "occurred"}
    with pytest.raises(EvidenceError, match="'fought' does not stand in sentence 1"):
        from_annotation({"events": [event]}, report=build_report())


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"s": 1, "t": "met", "e": "MEET", "st": "occurred"}, "'MEET' is no event type"),
        ({"s": 1, "t": "met", "e": "CONSULT", "st": "done"}, "'done' is no status"),
        ({"s": 1, "t": "met", "e": "CONSULT", "st": "occurred", "on": ["on Monday", "Monday"]}, "'Monday' is no date"),
        ({"t": "met", "e": "CONSULT", "st": "occurred"}, "breaks the annotation format"),
        ({"s": 1, "t": "met", "e": "CONSULT", "st": "occurred", "who": [["Kenya"]]}, "breaks the annotation format"),
    ],
)
def test_records_that_break_the_format_are_refused(event, message):
    report = build_report()
    with pytest.raises(InputError, match=message):
        from_annotation({"events": [event]}, report=report)


# --- Any annotation survives the way in and out ---

WORDS = ["Kenya", "Sudan", "met", "struck", "warned", "leaders", "Nairobi", "Monday", "éclair", "北京", "“peace”"]
SENTENCES = st.lists(st.permutations(WORDS).map(lambda words: " ".join(words[:6])), min_size=1, max_size=4)


def ready_report(sentences):
    starts = [sum(len(sentence) + 1 for sentence in sentences[:number]) for number in range(len(sentences))]
    numbered = tuple(
        Sentence(number, start, start + len(text))
        for number, (start, text) in enumerate(zip(starts, sentences, strict=True))
    )
    return Report("x", "\n".join(sentences), numbered)


@st.composite
def annotated(draw):
    sentences = draw(SENTENCES)
    number = st.integers(0, len(sentences) - 1)

    def quote(home, keeps):
        """A row that quotes some word, from the event's sentence or, saying so, from another."""
        at = draw(number)
        row = [draw(st.sampled_from(sentences[at].split(" "))), *keeps]
        return row if at == home else [*row, at]

    def actors(home):
        many = draw(st.integers(0, 2))
        return [
            quote(home, [draw(st.sampled_from(["KEN", "IGO:UN", "---"])), draw(st.sampled_from(list(SECTORS)))])
            for _ in range(many)
        ]

    events, relations, claims = [], [], []
    for _ in range(draw(st.integers(0, 3))):
        home, kind = draw(number), draw(st.sampled_from(EVENT_TYPES))
        event = {
            "s": home,
            "t": draw(st.sampled_from(sentences[home].split(" "))),
            "e": kind,
            "m": draw(st.sampled_from([None, *MODES[kind]])),
            "st": draw(st.sampled_from(STATUSES)),
            "who": actors(home),
            "to": actors(home),
        }
        if draw(st.booleans()):
            event["at"] = quote(home, [draw(st.sampled_from(["KEN", None]))])
        if draw(st.booleans()):
            event["on"] = quote(home, [draw(st.sampled_from(["2024", "2024-05", "2024-05-06", "2023/2024-01"]))])
        if draw(st.booleans()):
            event["by"] = quote(home, ["SDN", "MIL"])
        events.append({**event, "confidence": draw(st.sampled_from([0.25, 1.0]))})
    for _ in range(draw(st.integers(0, 2))):
        home = draw(number)
        relation = {
            "s": home,
            "t": draw(st.sampled_from(sentences[home].split(" "))),
            "r": draw(st.sampled_from(RELATION_TYPES)),
            "a": actors(home),
            "b": actors(home),
        }
        trend = draw(st.sampled_from([None, *TRENDS]))
        relations.append({**relation, **({"tr": trend} if trend else {}), "confidence": 1.0})
    for _ in range(draw(st.integers(0, 2))):
        home = draw(number)
        claim = {"s": home, "t": sentences[home], "by": actors(home)}
        about = [quote(home, ["KEN", draw(st.sampled_from(STANCES))]) for _ in range(draw(st.integers(0, 2)))]
        claims.append({**claim, "about": about, "confidence": 0.5})
    ends = [f"e{n}" for n in range(len(events))] + [f"r{n}" for n in range(len(relations))]
    causes = [[draw(st.sampled_from(ends)), draw(st.sampled_from(ends))]] if ends else []
    return sentences, {"id": "x", "events": events, "rel": relations, "claims": claims, "causes": causes}


@given(annotated())
def test_any_annotation_survives_the_way_in_and_out(case):
    sentences, record = case
    report = ready_report(sentences)
    coded = from_annotation(record, report=report)
    assert to_annotation(coded) == record
    for event in coded.events:
        span = event.trigger
        assert report.text[span.start : span.end] == span.text
