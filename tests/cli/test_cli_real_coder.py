"""The whole way, with the coder that ships: from a sample report to a ledger, in processes of their own."""

from __future__ import annotations

import pytest
from cli_process import REAL, records, run

from multipolar.reports import read_reports
from multipolar.samples import sample_folder, sample_paths


@pytest.fixture(scope="module")
def moscow():
    done = run("code", sample_folder() / "moscow-before-victory-day.txt", script=REAL)
    assert done.returncode == 0, done.stderr
    (record,) = records(done.stdout)
    return record


def test_quotations_stand_where_they_say(moscow):
    text = (sample_folder() / "moscow-before-victory-day.txt").read_text(encoding="utf-8")
    assert moscow["events"]
    for event in moscow["events"]:
        for span in (event["trigger"], *event["actors"], *event["recipients"]):
            assert text[span["start"] : span["end"]] == span["text"]


def codes(actors):
    return {actor["code"] for actor in actors}


def test_the_meeting_is_found_with_both_leaders_place_and_day(moscow):
    meetings = [event for event in moscow["events"] if event["type"] == "CONSULT" and event["trigger"]["text"] == "met"]
    (meeting,) = meetings
    assert codes(meeting["actors"]) | codes(meeting["recipients"]) == {"RUS", "CHN"}
    assert meeting["place"]["country"] == "RUS"
    day = meeting["time"] or meeting["inferred"]["time"]
    assert day["start"] == "2025-05-08"  # a day before the 80th anniversary


def test_the_invasion_is_russias_of_ukraine(moscow):
    invasions = [event for event in moscow["events"] if event["trigger"]["text"].startswith("invasion")]
    assert any(
        event["type"] == "ASSAULT" and codes(event["actors"]) == {"RUS"} and codes(event["recipients"]) == {"UKR"}
        for event in invasions
    )


def test_the_sanctions_are_the_wests(moscow):
    (sanctions,) = [event for event in moscow["events"] if "sanctions" in event["trigger"]["text"]]
    assert sanctions["type"] == "SANCTION"
    assert codes(sanctions["actors"]) == {"BLOC:West"}
    assert sanctions["status"] in {"occurred", "ongoing"}


def test_russia_leans_on_china_ever_more(moscow):
    leaning = [relation for relation in moscow["relations"] if relation["type"] == "DEPENDENCE"]
    assert [(codes(each["a"]), codes(each["b"]), each["trend"]) for each in leaning] == [({"RUS"}, {"CHN"}, "rising")]


def test_a_paragraph_printed_twice_is_coded_once(moscow):
    (report,) = read_reports([str(sample_folder() / "moscow-before-victory-day.txt")])
    copies = {sentence.index for sentence in report.sentences if sentence.copy_of is not None}
    assert len(copies) >= 5
    assert not copies & {event["sentence"] for event in moscow["events"]}


def test_all_samples_build_into_a_ledger_that_answers(tmp_path):
    ledger = tmp_path / "ledger"
    (summary,) = records(run("build", *sample_paths(), "--ledger", ledger, script=REAL).stdout)
    assert (summary["new"], summary["failed"]) == (19, 0)
    assert sum(summary["events"].values()) > 60
    (again,) = records(run("build", *sample_paths(), "--ledger", ledger, script=REAL).stdout)
    assert (again["new"], again["known"]) == (0, 19)
    events = records(run("events", "--ledger", ledger, "--actor", "RUS", script=REAL).stdout)
    assert len(events) >= 5
    shown = run("show", events[0]["id"][:9], "--ledger", ledger, "--format", "text", script=REAL)
    assert "[trigger: " in shown.stdout


def test_coding_twice_gives_the_same_rows():
    path = sample_folder() / "galwan-valley.txt"
    assert run("code", path, script=REAL).stdout == run("code", path, script=REAL).stdout


def test_doctor_finds_nothing_wrong():
    done = run("doctor", script=REAL)
    findings = records(done.stdout)
    assert done.returncode == 0
    assert all(finding["good"] for finding in findings)
    assert {"python", "packages", "tables", "model", "coding", "disk"} == {finding["check"] for finding in findings}


def test_doctor_says_what_to_do_about_missing_weights(tmp_path):
    done = run("doctor", "--model", tmp_path, script=REAL)
    assert done.returncode == 70
    (model,) = [finding for finding in records(done.stdout) if finding["check"] == "model"]
    assert not model["good"]
    assert model["mend"]
    told = run("code", sample_folder() / "galwan-valley.txt", "--model", tmp_path, script=REAL)
    assert told.returncode == 70
    assert "mend:" in told.stderr


def test_resolve_says_whom_when_and_where():
    (found,) = records(
        run("resolve", "Putin met Xi in Moscow on Thursday", "--published", "2025-05-09", script=REAL).stdout
    )
    assert {actor["actor_id"] for actor in found["actors"]} >= {"person:vladimir-putin", "person:xi-jinping"}
    assert found["times"][0]["iso"] == "2025-05-08"
    assert found["places"][0]["country"] == "RUS"
    nothing = run("resolve", " ", script=REAL)
    assert nothing.returncode == 64


def test_samples_can_be_copied(tmp_path):
    assert run("samples", script=REAL).stdout.strip() == str(sample_folder())
    assert run("samples", "--copy", tmp_path / "mine", script=REAL).returncode == 0
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == [path.name for path in sample_paths()]
    assert run("samples", "--copy", tmp_path / "mine", script=REAL).returncode == 64


def test_version_and_schema_are_printed():
    from multipolar import __version__  # noqa: PLC0415 - only here

    assert run("version", script=REAL).stdout == run("--version", script=REAL).stdout == f"multipolar {__version__}\n"
    assert run("schema", script=REAL).stdout.startswith("# The ledger's schema\n")
