from __future__ import annotations

import datetime as dt
import time

import pytest
from conftest import build, running
from web_records import HOSTILE, library, told

from multipolar.ledger import Ledger


def whole(passages, field):
    return "".join(piece["text"] for passage in passages if passage["field"] == field for piece in passage["pieces"])


@pytest.mark.parametrize("name", ["n000", "n007", "n009", "n011", "w001", *(f"h-{name}" for name, _ in HOSTILE)])
def test_the_pieces_of_a_report_are_its_text_and_marks_their_words(book, get, name):
    answer = get(f"report/{name}")
    report = Ledger.open(book).report(name).report
    assert whole(answer["passages"], "text") == report.text
    assert whole(answer["passages"], "title") == report.title
    marks = answer["marks"]
    for number, mark in enumerate(marks):
        words = "".join(
            piece["text"]
            for passage in answer["passages"]
            if passage["field"] == mark["field"]
            for piece in passage["pieces"]
            if number in piece["marks"]
        )
        assert words == report.field_text(mark["field"])[mark["start"] : mark["end"]]
        assert words
    starts = [(p["field"] != "title", p["start"]) for p in answer["passages"]]
    assert starts == sorted(starts)


def test_every_coded_span_is_marked(get):
    answer = get("report/n000")  # a claim, a relation, a cause, a place and a time
    roles = {(mark["kind"], mark["role"]) for mark in answer["marks"]}
    assert {
        ("event", "trigger"),
        ("event", "actor"),
        ("event", "recipient"),
        ("event", "time"),
        ("relation", "trigger"),
        ("relation", "side"),
        ("claim", "quote"),
        ("claim", "speaker"),
        ("claim", "about"),
        ("cause", "cue"),
    } <= roles
    assert answer["relations"][0]["type"] == "RIVALRY"
    assert answer["claims"][0]["about"][0]["stance"] == "+"
    assert answer["causes"][0]["cue"] == "Therefore"
    assert all(event["incident"] for event in answer["events"])


def test_an_incident_leads_to_its_sentences(get):
    row = get("incidents", actor="RUS", other="UKR", type="ASSAULT", limit=1)["rows"][0]
    page = get(f"incident/{row['id']}")
    assert page["incident"] == row
    assert page["events"][0]["event"] == row["best_event"]
    assert len(page["events"]) == row["n_events"]
    for telling in page["events"]:
        marked = [piece["text"] for piece in telling["quote"] if "trigger" in piece["marks"]]
        assert marked == ["attacked"]
        assert telling["event"] in {event["event"] for event in get(f"report/{telling['report']}")["events"]}
    assert {state["status"] for state in page["states"]} >= {row["status"]}
    assert sum(source["reports"] for source in page["sources"]) == row["n_reports"]


def test_a_chain_of_causes_is_followed_both_ways(get):
    links = [
        page
        for number in range(0, 150, 7)
        for event in get(f"report/n{number:03d}")["events"]
        if (page := get(f"incident/{event['incident']}"))["chain"]["edges"]
    ]
    assert links
    for page in links:
        nodes = {node["id"]: node for node in page["chain"]["nodes"]}
        assert nodes[page["incident"]["id"]]["depth"] == 0
        for edge in page["chain"]["edges"]:
            assert nodes[edge["cause"]]["depth"] < nodes[edge["effect"]]["depth"] or len(nodes) > 2
            assert edge["evidence"][0]["quote"]
            assert any("cue" in piece["marks"] for piece in edge["evidence"][0]["quote"])


def test_copies_name_each_other(get):
    one, other = get("report/copy-a"), get("report/copy-b")
    assert [row["id"] for row in one["copies"]] == ["copy-b"]
    assert [row["id"] for row in other["copies"]] == ["copy-a"]
    incident = get(f"incident/{one['events'][0]['incident']}")
    assert incident["incident"]["n_reports"] == 2
    assert incident["incident"]["n_texts"] == 1
    assert {telling["copy_of"] for telling in incident["events"]} == {None, "copy-a"}


@pytest.mark.parametrize(("name", "words"), HOSTILE)
def test_hostile_words_pass_as_data(client, get, name, words):
    answer = client.get(f"/api/report/h-{name}")
    assert answer.headers["content-type"] == "application/json"
    assert words in whole(answer.json()["passages"], "text")
    assert answer.json()["report"]["outlet"] == words[:60]
    found = get("incidents", outlet=words[:60])
    assert found["total"] >= 1
    assert any(count["value"] == words[:60] for count in found["facets"]["outlet"])


def test_a_ledger_without_texts_shows_its_quotes(tmp_path):
    folder = build(tmp_path / "bare", library()[:30], keep_text=False)
    with running(folder) as client:
        answer = client.get("/api/report/n000").json()
        assert answer["report"]["keeps_text"] is False
        text = whole(answer["passages"], "text")
        assert "attacked" in text
        assert "pillar of stability in a multipolar world" in text
        trigger = next(number for number, mark in enumerate(answer["marks"]) if mark["role"] == "trigger")
        marked = [
            piece["text"]
            for passage in answer["passages"]
            for piece in passage["pieces"]
            if trigger in piece["marks"] and passage["field"] == "text"
        ]
        assert "attacked" in marked
        assert client.get("/api/incidents").json()["total"] > 0
        assert client.get("/api/claims").json()["rows"][0]["context"]


def test_a_long_report_is_cut_in_time_that_grows_with_its_length(tmp_path):
    extra = " ".join(f"Sentence number {number} says nothing at all." for number in range(20_000))
    folder = build(tmp_path / "long", [told("long", "RUS", 0, "UKR", dt.date(2024, 1, 1), extra=extra)])
    with running(folder) as client:
        start = time.process_time()  # the server runs in this process; other processes do not count
        answer = client.get("/api/report/long").json()
        assert time.process_time() - start < 5
        assert len(answer["passages"]) > 20_000
        assert whole(answer["passages"], "text").count("number 19999 ") == 1
