"""Weights of one's own and the choice of a coder, through the whole command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from onnx_files import constant_model

import multipolar
from multipolar.cli.coders import chosen
from multipolar.errors import ModelError, UsageError
from multipolar.reading import load_coder
from multipolar.reading.labels import HEADS, PAIRS
from multipolar.reading.onnx import WEIGHTS

TEXT = "Russia bombed Ukraine on Monday. Chinese leader Xi Jinping met Indian officials in Delhi."
DOCS = Path(__file__).parents[2] / "docs"
INPUTS = dict.fromkeys(("ids", "cases", "names"), ("batch", "tokens")) | {
    "lengths": ("batch",),
    "firsts": ("batch", "words"),
}
LABELS = sum(head.size for head in HEADS.values())
OUTPUTS = {"label_logits": (1, 1, LABELS), "word_vectors": (1, 1, 384)}
LINK_INPUTS = {"words": ("batch", "words", 384), "rows": ("heads",), "heads": ("heads",)}
LINK_OUTPUTS = {"link_scores": (1, 2 * len(PAIRS), 1), "antecedent_scores": (1, 2, 1, 1)}


def multipolar_run(*arguments, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MULTIPOLAR")}
    done = subprocess.run(
        [sys.executable, "-m", "multipolar", *map(str, arguments)],
        input=TEXT,
        capture_output=True,
        text=True,
        env={**kept, **variables},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def weights(tmp_path):
    """A copy of the shipped weights, to change."""
    return shutil.copytree(WEIGHTS, tmp_path / "weights")


def change(folder, **values):
    path = folder / "coder.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps({name: value for name, value in (config | values).items() if value is not None}))
    return config


# --- Weights of one's own ---


def test_other_weights_of_the_same_heads_code_and_are_named_in_the_ledger(weights, tmp_path):
    config = change(weights, name="my-coder", version="7")
    change(weights, decode={**config["decode"], "event": 0.999})
    shipped = json.loads(multipolar_run("code", "-").stdout)
    mine = json.loads(multipolar_run("code", "-", "--model", weights).stdout)
    assert len(mine["events"]) < len(shipped["events"])
    ledger = tmp_path / "ledger"
    built = multipolar_run("build", "-", "--ledger", ledger, MULTIPOLAR_MODEL=str(weights))
    assert built.returncode == 0, built.stderr
    (run,) = multipolar.open(ledger).sql("SELECT coder, coder_version, options FROM runs")
    assert run["coder"] == "my-coder"
    assert run["coder_version"].startswith("7+")
    assert run["options"] == "{}"


def broken_json(folder):
    (folder / "coder.json").write_text("{")
    return "not JSON"


def list_json(folder):
    (folder / "coder.json").write_text("[]")
    return "not a JSON object"


def other_layout(folder):
    change(folder, layout=1)
    return "weights of layout 1, this version reads 2"


def no_name(folder):
    change(folder, name=None)
    return "it has no 'name'"


def empty_version(folder):
    change(folder, version="")
    return "'' is no name or version"


def no_thresholds(folder):
    change(folder, decode={"event": 0.5})
    return "it has no 'relation'"


def unknown_threshold(folder):
    config = json.loads((folder / "coder.json").read_text())
    change(folder, decode={**config["decode"], "evnt": 0.5})
    return "'evnt' is no threshold"


def unknown_role(folder):
    config = json.loads((folder / "coder.json").read_text())
    change(folder, decode={**config["decode"], "roles": {"whom": 0.5}})
    return "'whom' is no role"


def worded_threshold(folder):
    config = json.loads((folder / "coder.json").read_text())
    change(folder, decode={**config["decode"], "event": "high"})
    return "could not convert"


def threshold_that_is_no_number(folder):
    config = json.loads((folder / "coder.json").read_text())
    change(folder, decode={**config["decode"], "joined": float("nan")})
    return "the threshold of 'joined' is no number"


def role_that_is_no_number(folder):
    config = json.loads((folder / "coder.json").read_text())
    change(folder, decode={**config["decode"], "roles": {"who": float("nan")}})
    return "the threshold of 'who' is no number"


def list_as_threshold(folder):
    config = json.loads((folder / "coder.json").read_text())
    change(folder, decode={**config["decode"], "joined": [0.5]})
    return "float()"


def uneven_curve(folder):
    change(folder, calibration={"event": [[0.1, 0.9], [0.2]]})
    return "the curve of 'event'"


def other_inputs(folder):
    (folder / "coder.onnx").write_bytes(constant_model({"input_ids": ("batch", "tokens")}, OUTPUTS))
    return "the model takes input_ids, the coder gives cases, firsts, ids, lengths, names"


def other_outputs(folder):
    (folder / "coder.onnx").write_bytes(constant_model(INPUTS, {"logits": (1, 1, LABELS)}))
    return "the model gives logits and no label_logits"


def other_heads(folder):
    (folder / "coder.onnx").write_bytes(constant_model(INPUTS, {**OUTPUTS, "label_logits": (1, 1, 12)}))
    return f"label_logits are 1 x 1 x 12, with {LABELS} labels expected"


def other_links(folder):
    (folder / "links.onnx").write_bytes(constant_model(LINK_INPUTS, {**LINK_OUTPUTS, "link_scores": (1, 4, 1)}))
    return f"link_scores are 1 x 4 x 1, with {2 * len(PAIRS)} kinds of links expected"


def links_that_ask_more(folder):
    (folder / "links.onnx").write_bytes(constant_model(LINK_INPUTS | {"types": ("heads",)}, LINK_OUTPUTS))
    return "the model takes heads, rows, types, words, the coder gives heads, rows, words"


def no_links(folder):
    (folder / "links.onnx").unlink()
    return "the weights lack links.onnx"


def other_axes(folder):
    (folder / "coder.onnx").write_bytes(constant_model(INPUTS, {**OUTPUTS, "label_logits": (1, LABELS)}))
    return f"label_logits are 1 x {LABELS},"


def no_model(folder):
    (folder / "coder.onnx").write_bytes(b"\x00" * 64)
    return "the weights cannot be loaded"


def no_tokenizer(folder):
    (folder / "tokenizer.json").write_text('{"model": {}}')
    return "the weights cannot be loaded"


def other_tokenizer(folder):
    path = folder / "tokenizer.json"
    path.write_text(path.read_text().replace("[SEP]", "</s>"))
    return "tokenizer.json has no [SEP]"


FAULTS = [
    broken_json,
    list_json,
    other_layout,
    no_name,
    empty_version,
    no_thresholds,
    unknown_threshold,
    unknown_role,
    worded_threshold,
    uneven_curve,
    other_inputs,
    other_outputs,
    other_heads,
    other_links,
    links_that_ask_more,
    no_links,
    other_axes,
    no_model,
    no_tokenizer,
    other_tokenizer,
]


@pytest.mark.parametrize("spoil", FAULTS)
def test_what_is_wrong_with_weights_is_told(weights, spoil):
    message = spoil(weights)
    with pytest.raises(ModelError) as caught:
        load_coder(weights)
    assert message in caught.value.what
    assert str(weights) in caught.value.where
    assert caught.value.mend


def test_a_model_of_the_right_shape_is_taken(weights):
    (weights / "coder.onnx").write_bytes(constant_model(INPUTS, OUTPUTS))
    (weights / "links.onnx").write_bytes(constant_model(LINK_INPUTS, LINK_OUTPUTS))
    assert load_coder(weights).name


@pytest.mark.parametrize("command", ["code", "doctor"])
def test_wrong_weights_are_told_on_the_command_line(weights, command):
    message = other_heads(weights)
    inputs = () if command == "doctor" else ("-",)
    done = multipolar_run(command, *inputs, "--model", weights)
    assert done.returncode == 70
    assert message in done.stderr + done.stdout
    assert "take weights made for this version" in done.stderr + done.stdout
    missing = multipolar_run(command, *inputs, "--model", weights / "not-there")
    assert missing.returncode == 70
    assert "the weights lack coder.onnx" in missing.stderr + missing.stdout


# --- What is preferred ---


def test_precision_gives_fewer_and_surer_events_and_recall_more(weights):
    config = change(weights, points=None)
    decode = config["decode"]
    change(
        weights,
        points={
            "precision": {"decode": {"event": decode["event"], "sure": 0.9}},
            "recall": {"decode": {"event": 0.02}},
        },
    )
    doubtful = "Critics fear a rift and pressure on the press. Some see a truce of sorts. He voiced doubt about it."
    found = {}
    for prefer in ("balance", "precision", "recall"):
        options = multipolar.CoderOptions(weights=weights, prefer=prefer)
        found[prefer] = multipolar.code(f"{TEXT} {doubtful}", coder=options).events
    assert len(found["precision"]) < len(found["balance"]) < len(found["recall"])
    assert all(event.confidence >= 0.9 for event in found["precision"])
    versions = {load_coder(weights, prefer=prefer).version for prefer in found}
    assert len(versions) == 3


def test_the_shipped_weights_have_what_is_said_of_them():
    config = json.loads((WEIGHTS / "coder.json").read_text())
    version = load_coder().version
    at = {"balance": config["chosen"], **config["points"]}
    event = {name: point["measured"]["event"] for name, point in at.items()}
    assert set(event) == {"balance", "precision", "recall"}
    assert event["precision"][0] >= 0.9
    assert event["recall"][0] >= 0.5
    assert event["precision"][1] < event["balance"][1] < event["recall"][1]
    assert event["balance"][2] == max(f1 for _, _, f1 in event.values())
    for prefer in event:
        assert load_coder(prefer=prefer).options.calibration
    # Weights, figures and pages go together: training/README.md has the commands that make them.
    assert config["accuracy"]["version"] == version
    for page in ("accuracy.md", "calibration.md"):
        assert version in (DOCS / page).read_text(), f"{page} tells of other weights: see training/README.md"


def test_weights_without_such_thresholds_and_unknown_wishes_are_told(weights):
    change(weights, points=None)
    with pytest.raises(UsageError, match="no thresholds that favour recall"):
        load_coder(weights, prefer="recall")
    with pytest.raises(UsageError, match="'speed' cannot be preferred"):
        load_coder(weights, prefer="speed")
    done = multipolar_run("code", "-", "--model", weights, "--prefer", "recall")
    assert done.returncode == 64
    assert "calibrate.py" in done.stderr


# --- A language model, from the command line ---


def test_the_endpoint_codes_into_a_ledger_that_records_what_was_dropped(server, tmp_path):
    missing = {
        "sentence": 0,
        "words": "shelled",
        "type": "ASSAULT",
        "mode": None,
        "status": "occurred",
        "actors": [],
        "recipients": [],
        "place": None,
        "time": None,
        "attribution": None,
    }
    found = {**missing, "words": "bombed"}
    lists = {"relations": [], "claims": [], "causes": []}
    server.plan({"content": json.dumps({"events": [missing, found], **lists})})
    ledger = tmp_path / "ledger"
    built = multipolar_run(
        *("build", "-", "--ledger", ledger, "--coder", "openai", "--coder-url", server.url, "--coder-model", "made-up"),
        *("--coder-key", "SOME_KEY"),
        SOME_KEY="sesame-7",
    )
    assert built.returncode == 0, built.stderr
    assert "2 quotations, 1 of them not in the text" in built.stderr
    assert server.requests()[0]["key"] == "Bearer sesame-7"
    (run,) = multipolar.open(ledger).sql("SELECT coder, options, events FROM runs")
    options = json.loads(run["options"])
    assert (run["coder"], run["events"]) == ("llm made-up", 1)
    assert options["endpoint"] == f"{server.url}/chat/completions"
    assert options["counts"]["quotes_dropped"] == 1
    assert "sesame" not in run["options"] + built.stderr + built.stdout


def test_the_endpoint_codes_without_a_ledger(server):
    done = multipolar_run("code", "-", "--coder", "openai", "--coder-url", server.url, "--coder-model", "made-up")
    assert done.returncode == 0, done.stderr
    assert [event["trigger"]["text"] for event in json.loads(done.stdout)["events"]] == ["bombed", "met"]
    assert "llm made-up: 1 requests" in done.stderr
    server.plan({"status": 401, "error": "who are you?"})
    refused = multipolar_run("code", "-", "--coder", "openai", "--coder-url", server.url, "--coder-model", "made-up")
    assert refused.returncode == 70
    assert "who are you?" in refused.stderr
    checked = multipolar_run("doctor", "--coder", "openai", "--coder-url", server.url, "--coder-model", "made-up")
    assert checked.returncode == 70
    assert "who are you?" in checked.stdout


ENDPOINT = {"kind": "openai", "url": "http://h/", "model": "m"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "openai"}, "--coder-url"),
        ({"kind": "openai", "url": "http://localhost/v1"}, "--coder-model"),
        ({"url": "http://localhost/v1"}, "add --coder openai"),
        ({"key": "HOME"}, "--coder-key"),
        ({**ENDPOINT, "weights": Path("w")}, "--coder-model names"),
        ({**ENDPOINT, "prefer": "recall"}, "--prefer"),
        ({**ENDPOINT, "key": "NO_SUCH_VARIABLE"}, "NO_SUCH_VARIABLE is not set"),
        ({**ENDPOINT, "key": "sk-a-key-itself"}, "no name of an environment variable"),
    ],
)
def test_options_that_do_not_fit_together_are_told(given, message):
    plain = dict.fromkeys(("weights", "url", "model", "key"))
    with pytest.raises(UsageError) as caught:
        chosen(**{"kind": "weights", "prefer": "balance", "requests": 4, "timeout": 9.0, **plain, **given})
    assert message in str(caught.value)
    assert "sk-" not in f"{caught.value} {caught.value.where} {caught.value.mend}"


def test_an_address_that_is_none_is_told_on_the_command_line():
    done = multipolar_run("code", "-", "--coder", "openai", "--coder-url", "x", "--coder-model", "m")
    assert done.returncode == 64
    assert "no http or https address" in done.stderr


def test_options_from_python_are_checked_alike():
    for wrong in (
        {"model": "m"},
        {"key": "k"},
        {"url": "http://localhost"},
        {"url": "http://localhost", "model": "m", "prefer": "recall"},
    ):
        with pytest.raises(UsageError):
            multipolar.CoderOptions(**wrong)
    assert "secret" not in repr(multipolar.CoderOptions(url="http://localhost", model="m", key="secret"))
