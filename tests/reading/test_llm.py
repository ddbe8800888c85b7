"""The coder behind an endpoint, against a server process that speaks the protocol."""

from __future__ import annotations

import json
import time
from collections import Counter

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llm_answers import EMPTY, TEXT, answer, coder, event, passage, read, side

import multipolar
from multipolar.api import pipeline
from multipolar.errors import InputError
from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STATUSES
from multipolar.reading import Counting, read_all
from multipolar.reading.answers import Quotes, read_answer
from multipolar.reading.prompt import SCHEMA, SYSTEM
from multipolar.records import Passage
from multipolar.reports import make_report

# --- Good answers ---


def test_events_come_back_with_their_words(server):
    report = make_report(TEXT)
    ((_, reading),) = read_all(coder(server), [report])
    found = [
        (event.type, report.span(event.trigger).text, [report.span(each.extent).text for each in event.recipients])
        for event in reading.events
    ]
    assert found == [("ASSAULT", "bombed", ["Ukraine"]), ("CONSULT", "met", ["India"])]


def test_what_is_asked_follows_the_protocol_and_is_bound_to_the_schema(server):
    coder(server).read([passage("Russia met China.")])
    (asked,) = server.requests()
    assert asked["path"] == "/v1/chat/completions"
    assert asked["key"] is None
    body = asked["body"]
    assert body["model"] == "made-up"
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "reading", "strict": True, "schema": SCHEMA},
    }
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


def test_the_key_is_sent_where_there_is_one_and_shown_nowhere(server):
    used = coder(server, key="sesame-7")
    used.read([passage("Russia met China.")])
    assert server.requests()[0]["key"] == "Bearer sesame-7"
    assert "sesame-7" not in f"{used.settings()} {used.name} {used.version} {used._endpoint.options!r}"


def test_the_prompt_and_the_schema_hold_every_label():
    for label in (
        *EVENT_TYPES,
        *STATUSES,
        *RELATION_TYPES,
        *SECTORS,
        *(mode for each in MODES.values() for mode in each),
    ):
        assert label in SYSTEM
        assert f'"{label}"' in json.dumps(SCHEMA)
    assert "$" not in SYSTEM


def test_the_example_in_the_prompt_is_a_right_answer():
    *_, question, example = SYSTEM.splitlines()
    rows = json.loads(question)["sentences"]
    jsonschema_rs.validate(SCHEMA, json.loads(example))
    counts = Counter()
    reading = read_answer(example, passage(*(row["text"] for row in rows)), counts)
    assert [event.type for event in reading.events] == ["CONSULT", "CONSULT", "RETREAT"]
    assert [relation.type for relation in reading.relations] == ["RIVALRY"]
    assert {name: count for name, count in counts.items() if name != "quotes" and count} == {}


def test_the_schema_is_strict_throughout():
    """As servers want it: nothing optional, nothing besides, and no more than they take."""
    objects, names, labels = [], [], []

    def walk(part, depth):
        if isinstance(part, list):
            for each in part:
                walk(each, depth)
        elif isinstance(part, dict):
            if part.get("type") == "object":
                objects.append(depth)
                names.extend(part["properties"])
                assert part["required"] == list(part["properties"])
                assert part["additionalProperties"] is False
                depth += 1
            labels.extend(part.get("enum", ()))
            for name, each in part.items():
                if name != "enum":
                    walk(each, depth)

    walk(SCHEMA, 1)
    assert max(objects) <= 5
    assert len(names) <= 100
    assert len(labels) <= 500


def test_pronouns_bring_what_they_stand_for(server):
    given = passage("Putin and Xi are friends.", "Both leaders met.")
    sides = [side("Both leaders", 1, (0, "Putin"), (0, "Xi"), sector="GOV")]
    reading, _ = read(server, given, answer(events=[event("met", 1, actors=sides)]))
    (actor,) = reading.events[0].actors
    assert [(given.sentences[0][e.start : e.end], p) for e, p in actor.antecedents] == [("Putin", 0.5), ("Xi", 0.5)]
    assert actor.sector[0] == "GOV"


def test_relations_claims_and_causes_are_tied_together(server):
    given = passage("A dispute led to clashes, and Smith called Ruritania a menace.")
    reading, _ = read(
        server,
        given,
        answer(
            events=[event("not there"), event("clashes", type="ASSAULT")],
            relations=[
                {
                    "sentence": 0,
                    "words": "dispute",
                    "type": "RIVALRY",
                    "a": [],
                    "b": [side("Ruritania")],
                    "trend": "rising",
                }
            ],
            claims=[
                {
                    "sentence": 0,
                    "words": "a menace",
                    "speakers": [side("Smith")],
                    "about": [{**side("Ruritania"), "stance": "-"}],
                }
            ],
            causes=[{"cause": {"kind": "relation", "number": 0}, "effect": {"kind": "event", "number": 1}}],
        ),
    )
    (relation,), (claim,), (cause,) = reading.relations, reading.claims, reading.causes
    assert (len(relation.a), relation.b, relation.trend) == (1, (), "rising")  # a symmetric one has its sides in a
    assert claim.about[0][1] == "-"
    assert (cause.cause, cause.effect) == (("relation", 0), ("event", 0))
    assert given.sentences[0][cause.cue.start : cause.cue.end] == "led to"


def test_context_is_asked_with_and_not_coded(server):
    given = passage("Russia met China.", "India bombed Ukraine.", emit_from=1)
    reading, _ = read(server, given, answer(events=[event("met", 0), event("bombed", 1)]))
    assert [found.trigger.sentence for found in reading.events] == [1]


def test_reports_are_read_whole_through_python(server):
    options = multipolar.CoderOptions(url=server.url, model="made-up")
    coded = multipolar.code(TEXT, published="2025-05-09", coder=options)
    assert [(found.type, [actor.code for actor in found.actors]) for found in coded.events] == [
        ("ASSAULT", ["RUS"]),
        ("CONSULT", ["CHN"]),
    ]
    assert pipeline(options).coder.counts()["quotes_dropped"] == 0
    assert isinstance(pipeline(options).coder, Counting)
    (streamed,) = multipolar.stream([TEXT], coder=coder(server))
    assert len(streamed.events) == 2


# --- Quotations ---


def test_what_cannot_be_found_is_dropped_and_counted(server):
    sides = [side("Russia"), side("The Kremlin")]
    reading, counts = read(
        server,
        passage("Russia met China."),
        answer(events=[event("met", actors=sides, place={"sentence": 0, "words": "Moscow"}), event("negotiated")]),
    )
    (found,) = reading.events
    assert [(mention.extent.start, mention.extent.end) for mention in found.actors] == [(0, 6)]
    assert found.place is None
    assert (counts["quotes"], counts["quotes_dropped"]) == (5, 3)


def test_many_and_long_quotations_take_no_time(server):
    long, many = event("met " * 300_000), [event("met") for _ in range(3_000)]
    sentences = [f"Russia met China {number} times." for number in range(200)]
    started = time.process_time()
    reading, counts = read(server, passage(*sentences), answer(events=[long, *many]))
    assert time.process_time() - started < 5
    assert len(reading.events) == 3_000
    assert counts["quotes_dropped"] == 1


def test_parts_of_words_are_no_quotations(server):
    reading, counts = read(server, passage("Belarus metered water."), answer(events=[event("met"), event("rus")]))
    assert reading.events == ()
    assert counts["quotes_dropped"] == 2


def test_typographic_signs_and_capitals_make_no_difference(server):
    given = passage("The “Allies\u2019\u00a0Pact” was signed—finally.")
    reading, counts = read(server, given, answer(events=[event('the "allies\' pact"'), event("signed")]))
    assert [given.sentences[0][e.trigger.start : e.trigger.end] for e in reading.events] == [
        "The “Allies\u2019\u00a0Pact”",
        "signed",
    ]
    assert counts["quotes_dropped"] == 0


def test_words_of_another_sentence_are_taken_from_there_if_it_is_one(server):
    given = passage("Russia met China.", "India watched.", "India waited.")
    reading, counts = read(server, given, answer(events=[event("met", 1), event("India", 0)]))
    assert [found.trigger.sentence for found in reading.events] == [0]
    assert (counts["quotes_moved"], counts["quotes_dropped"]) == (1, 1)


def test_words_that_occur_twice_are_told_apart(server):
    given = passage("Talks failed, so talks resumed in China, and China left.")
    events = [event("talks"), event("talks", actors=[side("China")]), event("left", actors=[side("China")])]
    reading, _ = read(server, given, answer(events=events))
    assert [found.trigger.start for found in reading.events] == [0, 17, 51]
    assert [found.actors[0].extent.start for found in reading.events[1:]] == [34, 45]


def test_labels_and_items_of_another_kind_are_dropped_and_counted(server):
    events = [
        event("met", type="GOSSIP"),
        event("met", status="rumoured"),
        event("met", mode="drone", actors=["Russia", {"sentence": True, "words": "Russia"}], time="today"),
        "met",
    ]
    reading, counts = read(server, passage("Russia met China."), answer(events=events, causes=[{"cause": 1}]))
    (found,) = reading.events
    assert (found.mode, found.actors, found.time) == (None, (), None)
    assert counts["labels_dropped"] == 3
    assert counts["items_dropped"] == 6


LEAF = st.sampled_from(
    [
        *(None, True, 0, 1, 2.5, 10**30, "", "met", "India", "CONSULT", "visit", "occurred", "RIVALRY", "event", "+"),
        *([], {}, ["met"], {"sentence": 1, "words": "India"}, {"sentence": 0, "words": "nowhere"}),
        [{"sentence": 1, "words": "Russia", "stands_for": [{"sentence": 0, "words": "Russia"}, 1], "stance": "+"}],
        {"kind": "event", "number": 0},
    ]
)
PROPERTIES = SCHEMA["properties"]
ITEMS = {
    name: LEAF
    | st.fixed_dictionaries({}, optional=dict.fromkeys(PROPERTIES[name]["items"]["properties"], LEAF))
    | st.fixed_dictionaries(
        {"sentence": st.integers(0, 2), "words": st.sampled_from(["met", "left", "India", "none"])},
        optional={
            "type": st.sampled_from(["CONSULT", "RIVALRY"]),
            "status": st.just("occurred"),
            **dict.fromkeys(("actors", "a", "speakers", "about", "attribution", "place", "mode"), LEAF),
        },
    )
    for name in PROPERTIES
}


@given(st.fixed_dictionaries({name: st.lists(item, max_size=4) for name, item in ITEMS.items()}))
def test_no_answer_of_the_right_lists_breaks_anything(lists):
    given_passage = passage("Russia met China.", "India met nobody, and Russia left.", emit_from=1)
    reading = read_answer(json.dumps(lists), given_passage, Counter())
    extents = [event.trigger for event in reading.events] + [claim.quote for claim in reading.claims]
    for extent in extents:
        assert extent.sentence == 1
        assert 0 <= extent.start < extent.end <= len(given_passage.sentences[1])


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 20))
def test_what_is_found_is_what_was_quoted(text, start, length):
    words = text[start : start + length]
    counts = Counter()
    found = Quotes(Passage((text,), (7,)), counts).find((0, words))
    assert counts["quotes"] == 1
    if found is None:
        assert counts["quotes_dropped"] == 1
    else:
        assert found.sentence == 7
        assert text[found.start : found.end].casefold().split() or not words.strip()
        assert found.end - found.start == len(words.strip())


# --- Answers that cannot be used ---


def test_a_broken_answer_is_asked_for_anew_with_what_was_wrong(server):
    reading, counts = read(
        server, passage("Russia met China."), {"content": '{"events": ['}, answer(events=[event("met")])
    )
    assert len(reading.events) == 1
    assert (counts["requests"], counts["answers_refused"]) == (2, 1)
    assert "not JSON" in server.requests()[1]["body"]["messages"][-1]["content"]


@pytest.mark.parametrize("content", ["no idea", "[]", "{}", '{"events": {}}', "[" * 50_000, "\ud800"])
def test_answers_that_stay_broken_fail_the_report_and_no_other(server, content):
    server.plan({"content": content}, {"content": content}, {"rules": True})
    told = []
    used = coder(server, requests=1)
    coded = list(multipolar.stream(["China met Russia.", TEXT], coder=used, on_error=told.append))
    assert [len(each.events) for each in coded] == [2]
    (error,) = told
    assert str(error).startswith("“China met Russia.…”: the model's answer cannot be used")
    assert used.counts()["failed"] == 1
    assert len(server.requests()) == 3  # what was answered is not asked for again


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"content": EMPTY, "finish_reason": "length"}, "did not finish within"),
        ({"message": {"refusal": "I would rather not"}}, "I would rather not"),
        ({"status": 400, "error": "maximum context length is 2048 tokens"}, "context"),
        ({"raw": "x" * 3_000_000}, "bytes"),
    ],
)
def test_a_question_without_an_answer_says_why(server, step, message):
    server.plan(step)
    with pytest.raises(InputError, match=message):
        coder(server).read([passage("Russia met China.")])
    assert len(server.requests()) == 1


def test_passages_out_of_size_are_not_asked_about(server):
    used = coder(server)
    with pytest.raises(InputError, match="characters"):
        used.read([passage("China met Russia. " * 2000)])
    assert used.read([passage(" ")])[0].events == ()
    assert server.requests() == []
