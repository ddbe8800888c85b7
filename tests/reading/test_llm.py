"""The coder behind an endpoint, against a server process that speaks the protocol."""

from __future__ import annotations

import email.utils
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import multipolar
from multipolar.api import pipeline
from multipolar.errors import InputError, ModelError, UsageError
from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STATUSES
from multipolar.pipeline import Pipeline, PipelineOptions
from multipolar.reading import Counting, EndpointOptions, LlmCoder, read_all
from multipolar.reading.answers import Quotes, read_answer
from multipolar.reading.prompt import SCHEMA, SYSTEM
from multipolar.records import Passage
from multipolar.reports import make_report

TEXT = "Russia bombed Ukraine. China met India."
EMPTY = json.dumps({"events": [], "relations": [], "claims": [], "causes": []})


def coder(server, *, requests=4, **changes):
    options = EndpointOptions(**{"url": server.url, "model": "made-up", "pause": 0.02, **changes})
    return LlmCoder(options, requests=requests)


def passage(*sentences, emit_from=0):
    return Passage(sentences, tuple(range(len(sentences))), emit_from)


def answer(**lists):
    return {"content": json.dumps({"events": [], "relations": [], "claims": [], "causes": [], **lists})}


def event(words, sentence=0, **changes):
    fields = {"type": "CONSULT", "mode": None, "status": "occurred", "actors": [], "recipients": []}
    return {"sentence": sentence, "words": words, **fields, "place": None, "time": None, "attribution": None, **changes}


def side(words, sentence=0, *stands_for, sector=None):
    meant = [{"sentence": number, "words": text} for number, text in stands_for]
    return {"sentence": sentence, "words": words, "sector": sector, "stands_for": meant}


def read(server, given, *steps, **changes):
    """What one passage is read as, and the counts, if the server answers so."""
    server.plan(*steps)
    used = coder(server, **changes)
    return used.read([given])[0], used.counts()


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


@pytest.mark.parametrize("content", ["no idea", "[]", "{}", '{"events": {}}', "[" * 50_000])
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


# --- An endpoint that fails ---


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_failures_that_may_pass_are_tried_again(server, status):
    busy = {"status": status, "error": "busy", "headers": {"retry-after": "0"}}
    reading, counts = read(server, passage("Russia met China."), busy, busy, {"rules": True})
    assert len(reading.events) == 1
    assert counts["requests"] == 3


def test_the_server_says_how_long_to_wait(server):
    started = time.monotonic()
    read(server, passage("Russia met."), {"status": 429, "headers": {"retry-after": "1"}, "error": "slow"}, answer())
    assert time.monotonic() - started >= 1


def test_a_date_to_wait_for_is_understood_and_a_far_one_ends_the_run(server):
    far = email.utils.formatdate(time.time() + 3600, usegmt=True)
    server.plan({"status": 429, "headers": {"retry-after": far}, "error": "out of credit"})
    with pytest.raises(ModelError, match=r"asks to wait 3\d{3} s.*out of credit"):
        coder(server).read([passage("Russia met China.")])


def test_slow_answers_are_given_up_and_tried_again(server):
    step = {"seconds": 5, "rules": True}
    reading, counts = read(server, passage("Russia met China."), step, {"rules": True}, timeout=0.5)
    assert len(reading.events) == 1
    assert counts["requests"] == 2


def test_an_answer_that_drips_is_given_up_too(server):
    server.plan({"drip": 0.05, "rules": True})
    started = time.monotonic()
    with pytest.raises(InputError, match=r"no whole answer within 0\.4 s"):
        coder(server, timeout=0.4, attempts=2).read([passage("Russia met China.")])
    assert time.monotonic() - started < 4


def test_pauses_grow_and_attempts_end(server):
    server.plan({"status": 500, "error": "out of order"})
    started = time.monotonic()
    with pytest.raises(InputError, match=r"no answer in 4 attempts.*out of order"):
        coder(server, attempts=4, pause=0.1).read([passage("Russia met China.")])
    assert 0.35 <= time.monotonic() - started < 3
    assert len(server.requests()) == 4


def test_an_endpoint_that_fails_again_and_again_ends_the_run(server):
    server.plan({"status": 500, "error": "out of order"})
    reports = [f"Russia met China {number} times." for number in range(40)]
    told = []
    with pytest.raises(ModelError, match="the endpoint fails"):
        list(multipolar.stream(reports, coder=coder(server, attempts=1, requests=2), on_error=told.append))
    assert len(told) < 40


def test_answers_that_are_no_completions_are_tried_again(server):
    reading, _ = read(server, passage("Russia met."), {"raw": "<html>"}, {"raw": '{"choices": []}'}, {"rules": True})
    assert len(reading.events) == 1


@pytest.mark.parametrize(
    ("step", "message", "mend"),
    [
        ({"status": 401, "error": "no key"}, "no key", "environment variable"),
        ({"status": 404, "error": "no such model"}, "no such model", "made-up is served"),
        ({"status": 400, "error": "response_format json_schema unknown"}, "unknown", "binds answers"),
        ({"status": 301, "headers": {"location": "https://elsewhere.example"}, "raw": ""}, "301", "elsewhere"),
        ({"status": 418, "error": "a teapot\x1b[31m"}, "teapot", "log"),
    ],
)
def test_refusals_end_the_run_and_say_what_to_do(server, step, message, mend):
    server.plan(step)
    with pytest.raises(ModelError, match=message) as caught:
        coder(server).read([passage("Russia met China.")])
    assert mend in caught.value.mend
    assert len(server.requests()) == 1


def test_after_a_refusal_nothing_more_is_asked(server):
    server.plan({"status": 401, "error": "no key"})
    used = coder(server, requests=2)
    with pytest.raises(ModelError, match="no key"):
        used.read([passage(f"Russia met China {number} times.") for number in range(60)])
    assert len(server.requests()) <= 4


def test_nobody_there_is_told_by_its_address(server):
    used = coder(server, attempts=1)
    server.stop()
    with pytest.raises(ModelError, match="no connection") as caught:
        used.read([passage("Russia met China.")])
    assert server.url in caught.value.where
    assert "whether it runs" in caught.value.mend


def test_parameters_that_a_server_refuses_are_left_out_or_renamed(server):
    server.plan(
        {"status": 400, "error": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."},
        {"status": 400, "error": "Unsupported value: 'temperature' does not support 0."},
        {"rules": True},
    )
    used = coder(server, max_tokens=77)
    assert used.read([passage("Russia met China.")])[0].events
    used.read([passage("Russia met India.")])
    for asked in server.requests()[2:]:
        assert asked["body"]["max_completion_tokens"] == 77
        assert not {"max_tokens", "temperature"} & set(asked["body"])


# --- Bounds ---


def test_no_more_requests_at_a_time_than_allowed(server):
    server.plan({"seconds": 0.05, "rules": True})
    used = coder(server, requests=3)
    used.read([passage(f"Russia met China {number} times.") for number in range(12)])
    assert max(asked["most"] for asked in server.requests()) == 3


def test_the_same_passage_is_asked_about_once(server):
    used = coder(server)
    first = used.read([passage("Russia met China.")] * 3)
    assert first == used.read([passage("Russia met China.")]) * 3
    assert len(server.requests()) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "localhost:11434"}, "no http or https address"),
        ({"url": "http://[::1"}, "no http or https address"),
        ({"url": "https://me:secret@example.org/v1"}, "password"),
        ({"url": "http://example.org/v1", "key": "k"}, "unencrypted"),
        ({"model": " "}, "no model"),
        ({"key": ""}, "key is empty"),
        ({"key": "a\nb"}, "key is empty or no plain text"),
        ({"timeout": 0}, "must be positive"),
    ],
)
def test_options_that_make_no_sense_are_refused(changes, message):
    with pytest.raises(UsageError, match=message) as caught:
        EndpointOptions(**{"url": "http://localhost/v1", "model": "made-up", **changes})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:1", "http://localhost:1/v1/chat/completions"),
        ("http://localhost:1/v1/", "http://localhost:1/v1/chat/completions"),
        ("https://a.example/openai/v1/chat/completions", "https://a.example/openai/v1/chat/completions"),
    ],
)
def test_the_address_is_completed(url, address):
    assert EndpointOptions(url=url, model="m").address == address


# --- Leaving early ---


def test_a_stream_that_is_left_early_waits_for_no_answers(server):
    server.plan({"rules": True}, {"rules": True}, {"seconds": 30, "rules": True})
    reports = (make_report(f"Russia met China {number} times.") for number in range(100))
    used = coder(server, requests=4)
    one_by_one = PipelineOptions(first=1, reports=1)
    stream = Pipeline(used, pipeline(used)._resolver, options=one_by_one).stream(reports)
    started = time.monotonic()
    assert next(stream).events
    stream.close()
    assert time.monotonic() - started < 10
    server.plan({"rules": True})
    assert used.read([passage("Russia met India.")])[0].events  # what was given up is not in the way of later ones


def test_a_process_that_is_interrupted_ends_at_once(server, tmp_path):
    server.plan({"seconds": 60, "rules": True})
    (tmp_path / "report.txt").write_text("Russia met China.")
    process = subprocess.Popen(
        [sys.executable, "-m", "multipolar", "code", tmp_path / "report.txt", "--coder", "openai"],
        env={**os.environ, "MULTIPOLAR_CODER_URL": server.url, "MULTIPOLAR_CODER_MODEL": "made-up"},
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 30
    while not server.requests():
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, told = process.communicate(timeout=30)
    assert time.monotonic() - started < 10
    assert process.returncode == 130
    assert told == "multipolar: interrupted\n"
