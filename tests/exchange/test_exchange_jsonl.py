from __future__ import annotations

import json

from exchange_records import TEXT, TITLE

from multipolar.exchange import to_json

EVENT_KEYS = [
    "id",
    "type",
    "mode",
    "status",
    "quad",
    "plover",
    "score",
    "trigger",
    "actors",
    "recipients",
    "place",
    "time",
    "attribution",
    "sentence",
    "confidence",
]


def spans(value):
    """Every object in a record that quotes words."""
    if isinstance(value, dict):
        if {"text", "start", "end"} <= set(value) and isinstance(value["start"], int):
            yield value
        for item in value.values():
            yield from spans(item)
    elif isinstance(value, list):
        for item in value:
            yield from spans(item)


def test_a_record_has_the_documented_keys(coded):
    record = to_json(coded)
    assert list(record) == ["report", "events", "relations", "claims", "causes"]
    assert record["report"] == {
        "id": "r1",
        "title": TITLE,
        "published": "2024-03-06",
        "source": "The Test",
        "url": "https://test.example/1",
        "language": "en-GB",
    }
    for event in record["events"]:
        assert [key for key in event if key in EVENT_KEYS] == EVENT_KEYS


def test_every_span_stands_in_the_field_that_it_names(coded):
    found = list(spans(to_json(coded)))
    assert len(found) > 15
    for span in found:
        field = TITLE if span.get("field") == "title" else TEXT
        assert field[span["start"] : span["end"]] == span["text"]


def test_only_spans_in_the_title_name_their_field(coded):
    fields = {span["text"]: span.get("field") for span in spans(to_json(coded)["events"])}
    assert fields["Kenya"] == "title"
    assert fields["met"] is None


def test_an_actor_carries_span_and_coding(coded):
    actor = to_json(coded)["events"][0]["recipients"][1]
    assert actor == {
        "text": "both leaders",
        "start": 22,
        "end": 34,
        "code": "TCD",
        "sector": "GOV",
        "name": "Deby",
        "actor_id": None,
    }


def test_a_time_has_days_and_keeps_its_characters_apart(coded):
    time = to_json(coded)["events"][0]["time"]
    assert time == {
        "text": "on Monday",
        "start": "2024-03-04",
        "end": "2024-03-04",
        "granularity": "day",
        "anchor": "published",
        "span": {"text": "on Monday", "start": TEXT.index("on Monday"), "end": TEXT.index("on Monday") + 9},
    }


def test_what_has_no_words_stands_under_inferred(coded):
    event = to_json(coded)["events"][1]
    assert event["place"] is None
    assert event["time"] is None
    assert event["inferred"]["place"]["name"] == "Khartoum"
    assert event["inferred"]["time"] == {
        "start": "2024-03-06",
        "end": "2024-03-06",
        "granularity": "day",
        "anchor": "published",
    }


def test_one_attribution_is_named_and_others_stand_beside_it(coded):
    event, other, _ = to_json(coded)["events"]
    assert event["attribution"]["text"] == "officials"
    assert [actor["text"] for actor in event["attribution_others"]] == ["president"]
    assert other["attribution"] is None
    assert "attribution_others" not in other


def test_causes_name_records_of_the_same_report(coded):
    record = to_json(coded)
    ids = {item["id"] for item in record["events"] + record["relations"]}
    assert all({cause["cause"], cause["effect"]} <= ids for cause in record["causes"])


def test_plover_is_null_where_plover_leaves_an_event_out(coded):
    assert [event["plover"] for event in to_json(coded)["events"]] == ["CONSULT", "CONCEDE", None]


def test_a_record_is_plain_json(coded):
    record = to_json(coded)
    assert json.loads(json.dumps(record)) == record
