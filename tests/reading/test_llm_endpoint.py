"""An endpoint that fails, refuses, is slow or is left, as a server process."""

from __future__ import annotations

import email.utils
import os
import signal
import subprocess
import sys
import time

import pytest
from llm_answers import answer, coder, passage, read

import multipolar
from multipolar.api import pipeline
from multipolar.errors import InputError, ModelError, UsageError
from multipolar.pipeline import Pipeline, PipelineOptions
from multipolar.reading import EndpointOptions
from multipolar.reports import make_report

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


def test_a_key_that_the_server_repeats_is_not_told(server):
    server.plan({"status": 401, "error": "Incorrect API key provided: quite-secret."})
    with pytest.raises(ModelError, match="Incorrect API key provided") as caught:
        coder(server, key="quite-secret").read([passage("Russia met China.")])
    assert "quite-secret" not in str(caught.value)


def test_an_answer_that_is_packed_more_than_once_is_not_unpacked(server):
    server.plan({"headers": {"content-encoding": "gzip, gzip"}, "raw": "x"})
    with pytest.raises(InputError, match="packed more than once"):
        coder(server).read([passage("Russia met China.")])


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
        ({"timeout": 0}, "cannot take 0 s"),
        ({"timeout": float("nan")}, "cannot take nan s"),
        ({"timeout": float("inf")}, "cannot take inf s"),
        ({"attempts": 0}, "must be positive"),
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
    assert next(stream).events
    started = time.monotonic()
    stream.close()
    assert time.monotonic() - started < 15  # seconds; half of what the answers take
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
