"""Which coder reads: what is asked for, and variables that are set for other runs."""

from __future__ import annotations

import inside as inside_module
import pytest
from cli_process import REAL, records, run
from inside import inside
from stub_cli import stub_pipeline

from multipolar.api import CoderOptions

ENDPOINT = {"MULTIPOLAR_CODER_URL": "http://localhost:1/v1", "MULTIPOLAR_CODER_MODEL": "made-up"}
ASKED = ("--coder", "openai")


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Runs a command under variables; the coders that it asked for, and how it ended."""

    def ask(*options, command="code", **variables):
        coders = []

        def pipeline(coder=None, *, actors=()):
            coders.append(coder)
            return stub_pipeline(coder, actors=actors)

        monkeypatch.setattr(inside_module, "stub_pipeline", pipeline)
        for name in ("MULTIPOLAR_MODEL", *ENDPOINT):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        ledger = ("--ledger", tmp_path / "ledger") if command == "build" else ()
        return coders, inside(command, "-", *ledger, *options, stdin="Russia met China.")

    return ask


@pytest.mark.parametrize("command", ["code", "build"])
def test_variables_of_an_endpoint_leave_a_run_with_weights_alone(asked, command):
    coders, done = asked(command=command, **ENDPOINT)
    assert done.returncode == 0, done.stderr
    assert coders == [CoderOptions()]


@pytest.mark.parametrize("command", ["code", "build"])
def test_they_hold_once_a_language_model_is_asked_for(asked, command):
    coders, done = asked(*ASKED, "--coder-requests", 2, command=command, **ENDPOINT)
    assert done.returncode == 0, done.stderr
    assert coders == [CoderOptions(url="http://localhost:1/v1", model="made-up", requests=2)]


def test_an_option_wins_over_its_variable(asked):
    coders, _ = asked(*ASKED, "--coder-model", "other", **ENDPOINT)
    assert [coder.model for coder in coders] == ["other"]


def test_the_variable_of_weights_leaves_a_run_with_a_language_model_alone(asked):
    coders, done = asked(*ASKED, MULTIPOLAR_MODEL="weights", **ENDPOINT)
    assert done.returncode == 0, done.stderr
    assert [coder.weights for coder in coders] == [None]


def test_the_variable_of_weights_holds_without(asked, tmp_path):
    coders, _ = asked(MULTIPOLAR_MODEL=str(tmp_path))
    assert coders == [CoderOptions(weights=tmp_path)]


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (("--coder-url", ENDPOINT["MULTIPOLAR_CODER_URL"]), "--coder-url"),
        (("--coder-model", "made-up"), "--coder-model"),
        ((*ASKED, "--model", "weights"), "--model"),
    ],
)
def test_an_option_for_the_other_kind_of_coder_is_told_also_where_its_variable_says_the_same(asked, given, at):
    coders, done = asked(*given, MULTIPOLAR_MODEL="weights", **ENDPOINT)
    assert done.returncode == 64
    assert at in done.stderr
    assert not coders


def test_the_shipped_coder_reads_where_an_endpoint_is_only_in_the_environment():
    done = run("code", "-", "--published", "2025-05-09", script=REAL, stdin="Putin met Xi in Moscow.", **ENDPOINT)
    assert done.returncode == 0, done.stderr
    (record,) = records(done.stdout)
    assert record["events"]
