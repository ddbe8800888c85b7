"""Ledgers with nothing in them, without incidents, or of strange content; and parameters that make no sense."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from conftest import build, running
from web_records import told

from multipolar.web import hot

ADDRESSES = (
    "session",
    "vocabulary",
    "incidents",
    "timeline",
    "world",
    "actors",
    "relations",
    "network",
    "blocs",
    "poles",
    "claims",
    "about",
    "multipolar",
    "corrections",
)
OF_INCIDENTS = ("incidents", "timeline", "world", "relations", "network", "blocs", "poles", "multipolar")


def unlink(folder):
    """Take the incidents out of a ledger, as one of an earlier multipolar has none."""
    newest = max((folder / "manifests").glob("*.json"))
    manifest = json.loads(newest.read_text())
    for segment in manifest["segments"]:
        for table in ("incidents", "incident_events", "incident_states", "contradictions", "superseded_incidents"):
            segment["files"].pop(table, None)
    newest.write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with running(build(tmp_path_factory.mktemp("web") / "empty", [])) as client:
        yield client


@pytest.fixture(scope="module")
def unlinked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web") / "unlinked"
    day = dt.date(2024, 3, 1)
    build(folder, [told("one", "RUS", 0, "UKR", day, claim=True), told("two", "USA", 1, "CHN", day)])
    with running(unlink(folder)) as client:
        yield client


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_ledger_with_nothing_in_it_answers_with_nothing(empty, path):
    answer = empty.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    if path not in {"vocabulary", "session"}:
        assert "NaN" not in answer.text
        empty_csv = empty.get(f"/api/{path}?format=csv")
        assert empty_csv.status_code == 200


@pytest.mark.parametrize("path", ["pair/RUS/UKR", "actor/RUS", "outlook/RUS/UKR"])
def test_a_ledger_with_nothing_in_it_says_so_of_actors(empty, path):
    answer = empty.get(f"/api/{path}")
    assert answer.status_code in {200, 409}
    if answer.status_code == 409:
        assert answer.json()["error"]["mend"]
    else:
        assert answer.json()["notes"]


@pytest.mark.parametrize("path", [*OF_INCIDENTS, "pair/RUS/UKR", "actor/RUS", "outlook/RUS/UKR", "incident/i1"])
def test_events_that_are_not_linked_are_told_with_the_mend(unlinked, path):
    answer = unlinked.get(f"/api/{path}")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert "not linked" in error["what"]
    assert "multipolar link" in error["mend"]


def test_a_ledger_that_is_not_linked_still_shows_its_reports(unlinked):
    assert unlinked.get("/api/session").json()["incidents"] is False
    assert any("link" in note for note in unlinked.get("/api/about").json()["notes"])
    report = unlinked.get("/api/report/one").json()
    assert report["events"][0]["incident"] is None
    assert unlinked.get("/api/claims").json()["total"] == 1


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("incidents?typo=1", 422, "typo"),
        ("incidents?type=WAR", 422, "WAR"),
        ("incidents?status=done", 422, "done"),
        ("incidents?since=yesterday", 422, "yesterday"),
        ("incidents?since=2024-02-30", 422, "2024-02-30"),
        ("incidents?since=2024&until=2023", 422, "nothing lies"),
        ("incidents?limit=0", 422, "limit"),
        ("incidents?limit=501", 422, "limit"),
        ("incidents?offset=-1", 422, "offset"),
        ("incidents?sort=name", 422, "sort"),
        ("incidents?actor=Nobodyland", 404, "Nobodyland"),
        ("incidents?actor=RUS&other=Russia", 422, "both sides"),
        ("incidents?figure=nothing", 422, "figure"),
        ("incidents?figure=tie|RUS|UKR|x|y", 422, "figure"),
        ("incidents?figure=tie|RUS", 422, "figure"),
        ("incidents?min_confidence=2", 422, "min_confidence"),
        ("incidents?format=xml", 422, "format"),
        ("timeline?by=day&since=1200&until=2999", 422, "periods"),
        ("timeline?by=century", 422, "by"),
        ("world?since=2024-05&until=2024-05", 422, "nothing lies"),
        ("pair/RUS/RUS", 422, "same"),
        ("pair/RUS/Nobodyland", 404, "Nobodyland"),
        ("pair/RUS/UKR?by=decade", 422, "by"),
        ("actor/Nobodyland", 404, "Nobodyland"),
        ("incident/i0", 404, "i0"),
        ("report/none", 404, "none"),
        ("report/n00", 404, "n00"),
        ("outlook/RUS/UKR?months=7", 422, "months"),
        ("claims?stance=like", 422, "stance"),
        ("claims?since=2024&until=2024", 422, "nothing lies"),
        ("relations?other=RUS", 422, "actor"),
        ("relations?type=FRIENDSHIP", 422, "FRIENDSHIP"),
        ("network?top=1", 422, "top"),
        ("world?format=csv&table=nothing", 422, "table"),
        ("nothing", 404, "no such address"),
        ("incidents/", 404, "no such address"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(client, path, status, word):
    answer = client.get(f"/api/{path}")
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert word in f"{error['what']} {error['where']}"
    assert "Traceback" not in answer.text


def test_misspelt_actors_get_a_hint(client):
    error = client.get("/api/incidents?actor=Ukrane").json()["error"]
    assert "Ukraine" in error["mend"]


@pytest.mark.parametrize("window", ["since=1200&until=1201", "since=2999", "until=1001"])
@pytest.mark.parametrize(
    "path", ["world", "network", "actor/RUS", "pair/RUS/UKR?by=year", "timeline?by=year", "incidents"]
)
def test_windows_without_anything_are_empty_and_no_error(client, path, window):
    joint = "&" if "?" in path else "?"
    answer = client.get(f"/api/{path}{joint}{window}")
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 200:
        assert "NaN" not in answer.text


def test_undated_reports_do_no_harm(tmp_path):
    coded = told("undated", "RUS", 1, "UKR", dt.date(2024, 1, 1))
    bare = replace(coded.report, published=None)
    events = tuple(replace(event, time=None) for event in coded.events)
    folder = build(tmp_path / "undated", [replace(coded, report=bare, events=events)])
    with running(folder) as client:
        assert client.get("/api/incidents").json()["total"] == 1
        for path in ("world", "timeline", "about", "claims", "network", "blocs", "poles", "multipolar", "actors"):
            answer = client.get(f"/api/{path}")
            assert answer.status_code == 200, (path, answer.text)


def test_a_ledger_too_large_for_memory_answers_from_disk(book, get, monkeypatch):
    monkeypatch.setattr(hot, "LARGE", 0)
    with running(book) as client:
        rows = get("incidents", actor="RUS")["rows"]
        assert client.get("/api/incidents?actor=RUS").json()["rows"] == rows
        for path in (f"incident/{rows[0]['id']}", "report/n000", "pair/RUS/UKR?by=year", "claims"):
            assert client.get(f"/api/{path}").json() == get(path), path
