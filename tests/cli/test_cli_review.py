"""``multipolar review``: a sitting by key, and decisions as files."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time

import pytest
from cli_process import STUB, environment, records, run, write_jsonl
from inside import inside

from multipolar.ledger import Ledger
from multipolar.ledger.store import WriterLock

REPORTS = [
    {"id": "a", "published": "2025-05-09", "source": "North", "text": "Russia bombed Ukraine in Kyiv on 8 May 2025."},
    {
        "id": "b",
        "published": "2025-05-09",
        "source": "South",
        "text": "Russia bombed Ukraine in Kyiv on 8 May 2025, too.",
    },
    {"id": "c", "published": "2024-02-04", "text": "China sanctioned India on 3 May 2024."},
    {"id": "d", "published": "2023-02-04", "text": "India and China met in Moscow on 3 May 2023."},
]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    built = run("build", write_jsonl(folder / "reports.jsonl", REPORTS), "--ledger", folder / "ledger")
    assert built.returncode == 0, built.stderr
    return folder / "ledger"


@pytest.fixture
def ledger(original, tmp_path):
    shutil.copytree(original, tmp_path / "ledger")
    return tmp_path / "ledger"


def review(ledger, *arguments, keys=(), **options):
    return inside(
        "review", "-l", ledger, "--who", "Ada", *arguments, stdin="".join(f"{key}\n" for key in keys), **options
    )


def incidents(ledger):
    """Events of each incident, newest first."""
    with Ledger.open(ledger) as book:
        return [sorted(book.incident(row["id"]).events) for row in book.incidents()]


def actions(ledger):
    with Ledger.open(ledger) as book:
        return [
            kept.correction.action for kept in book.corrections() if not kept.undone_by and not kept.correction.undoes
        ]


def test_the_stub_makes_what_these_tests_stand_on(ledger):
    assert incidents(ledger) == [["ea-0", "eb-0"], ["ec-0"], ["ed-0"]]


def test_an_incident_is_shown_with_its_sentences_marked(ledger):
    shown = review(ledger, keys=["q"])
    assert shown.returncode == 0
    assert "[actor: Russia] [trigger: bombed] [recipient: Ukraine] in [place: Kyiv] [time: on 8 May 2025]" in " ".join(
        shown.stdout.split()
    )
    assert "1 of 3" in shown.stdout
    assert shown.stderr.splitlines()[-1] == "0 decisions kept"


def test_confirming_goes_on_to_the_next_and_the_end_of_input_ends_it(ledger):
    shown = review(ledger, "--why", "read both", keys=["c", "n", "c"])
    assert shown.returncode == 0
    assert "2 decisions kept" in shown.stderr
    with Ledger.open(ledger) as book:
        assert [kept.correction.why for kept in book.corrections()] == ["read both", "read both"]
        assert {kept.correction.who for kept in book.corrections()} == {"Ada"}
        assert [row["confidence"] for row in book.incidents()] == [1.0, 0.9, 1.0]


def test_incidents_that_were_decided_on_are_not_shown_again_unless_asked_for(ledger):
    review(ledger, keys=["c", "c"])
    assert "1 of 1" in review(ledger, keys=["q"]).stdout
    assert "1 of 3" in review(ledger, "--again", keys=["q"]).stdout
    review(ledger, keys=["c"])
    done = review(ledger)
    assert (done.returncode, done.stdout) == (0, "")
    assert "--again" in done.stderr


def test_filters_and_ids_choose_what_is_shown(ledger):
    assert "sanctions" in review(ledger, "--type", "SANCTION", keys=["q"]).stdout
    assert "1 of 1" in review(ledger, "--since", "2023", "--until", "2024", keys=["q"]).stdout
    assert "1 of 2" in review(ledger, "ec-0", "ed-0", keys=["q"]).stdout


def test_rejecting_takes_one_event_or_all(ledger):
    assert review(ledger, keys=["r", "2", "q"]).returncode == 0
    assert [len(events) for events in incidents(ledger)] == [1, 1, 1]
    review(ledger, "--again", "--actor", "RUS", keys=["r"])
    assert incidents(ledger) == [["ec-0"], ["ed-0"]]


def test_rejecting_all_of_several_events(ledger):
    review(ledger, keys=["r", "", "q"])
    assert incidents(ledger) == [["ec-0"], ["ed-0"]]


@pytest.mark.parametrize(
    ("field", "value", "column", "expected"),
    [
        ("type", "coerce", "type", "COERCE"),
        ("mode", "drone", "mode", "drone"),
        ("mode", "", "mode", None),
        ("status", "alleged", "status", "alleged"),
        ("time", "2025-05", "time_granularity", "month"),
        ("time", "", "time_start", None),
        ("place", "Kharkiv", "place_name", "Kharkiv"),
        ("place", "Depot 7, UKR, 49.5, 36.25", "place_lat", 49.5),
        ("actors", "CHN MIL; igo:NATO", "actor_codes", ["CHN", "IGO:NATO"]),
        ("recipients", "", "recipient_codes", []),
    ],
)
def test_recoding_asks_for_field_and_value(ledger, field, value, column, expected):
    shown = review(ledger, "ea-0", keys=["e", "", field, value, "q"])
    assert shown.returncode == 0, shown.stderr
    with Ledger.open(ledger) as book:
        (row,) = book.sql("SELECT * FROM incidents WHERE n_events = 2")
    assert row[column] == expected


def test_what_the_ontology_does_not_have_is_refused_and_asked_for_again(ledger):
    shown = review(ledger, "ec-0", keys=["e", "colour", "type", "WAR", "AID", "q"])
    assert shown.returncode == 1  # something was refused, and no terminal was there to see it
    assert "there is no field 'colour'" in shown.stderr
    assert "there is no type 'WAR'" in shown.stderr
    assert "mend: one of AGREE" in shown.stderr
    assert actions(ledger) == ["recode"]


def test_merging_with_the_next_or_by_id(ledger):
    assert "the next:" in review(ledger, keys=["m", "", "q"]).stdout
    assert incidents(ledger) == [["ea-0", "eb-0", "ec-0"], ["ed-0"]]
    review(ledger, "ed-0", keys=["m", "", "m", "ea-0", "q"])
    assert incidents(ledger) == [["ea-0", "eb-0", "ec-0", "ed-0"]]


def test_splitting_shows_both_parts_next(ledger):
    shown = review(ledger, keys=["s", "2", "n", "c", "q"])
    assert shown.returncode == 0
    assert [len(events) for events in incidents(ledger)] == [1, 1, 1, 1]
    assert actions(ledger) == ["split", "confirm"]
    assert "there is nothing to split" in review(ledger, "ec-0", keys=["s", "q"]).stderr


def test_numbers_out_of_range_are_refused(ledger):
    for wrong in ("9", "0", "2-1", "x", "1 1-3"):
        assert "is no number from 1 to 2" in review(ledger, keys=["s", wrong, "q"]).stderr
    assert actions(ledger) == []


def test_undoing_goes_back_step_by_step(ledger):
    before = incidents(ledger)
    shown = review(ledger, keys=["s", "1", "m", "", "r", "", "u", "u", "u", "u", "q"])
    assert "nothing to undo in this sitting" in shown.stderr
    assert "0 decisions kept, 3 undone" in shown.stderr
    assert incidents(ledger) == before
    assert actions(ledger) == []


def test_a_reason_is_given_for_one_decision(ledger):
    review(ledger, "--why", "as always", keys=["w", "saw the film", "c", "c"])
    with Ledger.open(ledger) as book:
        assert [kept.correction.why for kept in book.corrections()] == ["saw the film", "as always"]


def test_an_unknown_key_shows_what_the_keys_do(ledger):
    shown = review(ledger, keys=["x", "?", "q"])
    assert "there is no key 'x'" in shown.stderr
    assert shown.stdout.count("take back the last decision") == 2


# --- Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("inone",), 64, "no incident 'inone'"),
        (("--actor", "Nowhereland"), 64, "no actor in this ledger"),
        (("--undo", "cornone"), 64, "no correction 'cornone'"),
        (("--list", "--undo", "cor1"), 64, "do not go together"),
        (("--format", "csv"), 64, "--list"),
        (("--list", "--format", "parquet"), 64, "jsonl or csv"),
        (("--import", "/nowhere/decisions.jsonl"), 66, "no such file"),
    ],
)
def test_wrong_usage_is_told_with_its_mend(ledger, arguments, code, says):
    told = review(ledger, *arguments)
    assert (told.returncode, says in told.stderr) == (code, True), told.stderr
    assert "mend:" in told.stderr


def test_a_locked_ledger_is_told_and_the_sitting_goes_on(ledger):
    with WriterLock(ledger):
        shown = review(ledger, keys=["c", "q"])
    assert shown.returncode == 1
    assert "is writing to this ledger" in shown.stderr
    assert "mend: wait for it to end" in shown.stderr


def test_no_ledger_there(tmp_path):
    assert review(tmp_path / "none").returncode == 66


def test_without_a_name_it_is_the_users(ledger, monkeypatch):
    monkeypatch.setenv("LOGNAME", "grace")
    inside("review", "-l", ledger, stdin="c\n")
    with Ledger.open(ledger) as book:
        assert [kept.correction.who for kept in book.corrections()] == ["grace"]


# --- Files -----------------------------------------------------------------------------------------------------------


def test_decisions_are_listed_and_undone_by_id(ledger, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    review(ledger, keys=["c", "r"])
    first, second = records(review(ledger, "--list").stdout)
    assert (first["action"], first["state"], first["events"]) == ("confirm", "counts", ["ea-0", "eb-0"])
    assert review(ledger, "--undo", second["id"]).returncode == 0
    states = [row["state"] for row in records(review(ledger, "--list").stdout)]
    assert states == ["counts", "undone", "undoes"]
    assert len(incidents(ledger)) == 3
    table = review(ledger, "--list", "--format", "table").stdout
    assert first["id"] in table
    assert "undone" in table
    assert len(review(ledger, "--list", "--format", "csv").stdout.splitlines()) == 4


def test_a_sleeping_decision_is_marked(ledger):
    anchors = [{"event": "gone", "report": "gone", "field": "text", "start": 1, "end": 2, "type": "AID"}]
    line = {"id": "cor1", "at": "2025-01-01T00:00:00Z", "who": "Bo", "why": "", "action": "reject", "target": "gone"}
    file = write_jsonl(ledger.parent / "in.jsonl", [{**line, "payload": {"anchors": anchors}}])
    taken = review(ledger, "--import", file)
    assert taken.returncode == 0
    assert "1 of 1 decisions taken in, 0 known already, 1 asleep" in taken.stderr
    assert [row["state"] for row in records(review(ledger, "--list").stdout)] == ["sleeps"]


def test_an_export_is_training_data_and_can_be_taken_in_elsewhere(ledger, original, tmp_path):
    review(ledger, keys=["s", "2", "n", "n", "r"])
    review(ledger, "ed-0", keys=["e", "type", "AID", "e", "actors", "FRA", "q"])
    file = tmp_path / "decisions.jsonl"
    assert review(ledger, "--export", file).returncode == 0
    split, rejected, recoded, sides = records(file.read_text())
    assert {group for *_, group in split["groups"]} == {"a", "b"}
    texts = {report["id"]: report["text"] for report in REPORTS}
    for report, field, start, end, _ in split["groups"]:
        assert (field, texts[report][start:end]) == ("text", "bombed")
    (record,) = rejected["records"]
    assert (record["label"], record["t"], record["e"]) == ("none", "sanctioned", "SANCTION")
    assert (record["who"], record["to"]) == ([["China", "CHN", "GOV"]], [["India", "IND", "GOV"]])
    assert texts[record["report"]][record["start"] : record["end"]] == record["t"]
    assert (recoded["records"][0]["label"], recoded["records"][0]["e"], recoded["records"][0]["m"]) == (
        "event",
        "AID",
        None,
    )
    assert sides["records"][0]["who"] == [["France", "FRA", "GOV"]]

    other = tmp_path / "other"
    shutil.copytree(original, other)
    assert "4 of 4 decisions taken in" in review(other, "--import", file).stderr
    assert incidents(other) == incidents(ledger)
    assert "0 of 4 decisions taken in, 4 known already" in review(other, "--import", file).stderr
    with Ledger.open(other) as left, Ledger.open(ledger) as right:
        assert left.corrections() == right.corrections()


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"id": "cor1"}',
        b'{"id": "cor1", "at": "now", "who": "a", "why": "", "action": "reject", "target": "x", "payload": {}}',
        b'{"id": "", "at": "2025-01-01", "who": "a", "why": "", "action": "reject", "target": "x", "payload": {}}',
        b'{"id": "c", "at": "2025-01-01", "who": "a", "why": "", "action": "praise", "target": "x", "payload": {}}',
        b'{"id": "c", "at": "2025-01-01", "who": "a", "why": "", "action": "reject", "target": "x", "payload": {}}',
        b'{"id": "c", "at": "2025-01-01", "who":"\\ud800", "why": "", "action": "reject", "target": "x", "payload":{}}',
        b'{"id":"c", "at":"2025-01-01", "who":"a", "why":"", "action": "split", "target":"x", "payload":{"anchors":1}}',
    ],
)
def test_a_file_that_no_export_wrote_is_refused_whole(ledger, line, tmp_path):
    good = {"event": "ec-0", "report": "c", "field": "text", "start": 6, "end": 16, "type": "SANCTION"}
    first = {"id": "cor0", "at": "2025-01-01", "who": "Bo", "why": "", "action": "reject", "target": "ec-0"}
    file = tmp_path / "bad.jsonl"
    file.write_bytes(json.dumps({**first, "payload": {"anchors": [good]}}).encode() + b"\n" + line + b"\n")
    told = review(ledger, "--import", file)
    assert told.returncode in {64, 65}
    assert "mend:" in told.stderr
    assert actions(ledger) == []
    assert len(incidents(ledger)) == 3


# --- On a terminal ---------------------------------------------------------------------------------------------------


def test_on_a_terminal_a_key_is_enough(ledger):
    leader, follower = pty.openpty()
    command = [sys.executable, str(STUB), "review", "-l", str(ledger), "--who", "Ada"]
    variables = environment(COLUMNS=100, TERM="xterm-256color")
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=variables)
    os.close(follower)
    shown = b""

    def wait_for(words):
        nonlocal shown
        until = time.monotonic() + 60
        while words not in shown and time.monotonic() < until:
            if select.select([leader], [], [], 1)[0]:
                shown += os.read(leader, 65536)
        assert words in shown, shown
        shown = shown.partition(words)[2]

    wait_for(b"[?] ")
    os.write(leader, b"c")
    wait_for(b"kept: confirm")
    wait_for(b"[?] ")
    os.write(leader, b"e")
    wait_for(b"field?")
    os.write(leader, b"status\n")
    wait_for(b"status?")
    os.write(leader, b"planned\n")
    wait_for(b"kept: recode")
    wait_for(b"[?] ")
    os.write(leader, b"nn")  # typed ahead: nothing of it is lost
    wait_for(b"2 decisions kept")
    assert process.wait(timeout=60) == 0
    os.close(leader)
    assert actions(ledger) == ["confirm", "recode"]
