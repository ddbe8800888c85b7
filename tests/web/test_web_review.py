from __future__ import annotations

import datetime as dt

import pytest
from conftest import build, running
from web_records import told

from multipolar.ledger import Ledger
from multipolar.ledger.store import WriterLock

DAY = dt.date(2024, 3, 4)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A client of a server with review, over a ledger of its own; incidents of one and of several events."""
    folder = tmp_path_factory.mktemp("web") / "desk"
    reports = [told(f"a{number}", "RUS", 0, "UKR", DAY, outlet=f"Outlet {number}", place="UKR") for number in range(3)]
    reports += [told("b", "USA", 1, "CHN", DAY), told("c", "FRA", 2, "IRN", DAY), told("d", "IND", 4, "FRA", DAY)]
    with running(build(folder, reports), review=True) as client:
        client.folder = folder
        yield client


def decide(client, action, target, *, token=None, origin=None, payload=None, **more):
    base = str(client.base_url).rstrip("/")
    headers = {
        "origin": base if origin is None else origin,
        "x-multipolar-token": client.token if token is None else token,
    }
    body = {"action": action, "target": target, "why": "because", "payload": payload or {}, **more}
    return client.post("/api/review", json=body, headers=headers)


def incident_of(client, actor):
    return client.get("/api/incidents", params={"actor": actor, "limit": 1}).json()["rows"][0]


def test_a_decision_is_kept_and_shown_at_once(desk):
    row = incident_of(desk, "USA")
    answer = decide(desk, "confirm", row["id"], who="Ada")
    assert answer.status_code == 201, answer.text
    kept = answer.json()["correction"]
    assert (kept["action"], kept["target"], kept["who"], kept["why"]) == ("confirm", row["id"], "Ada", "because")
    assert answer.json()["incident"] == row["id"]
    page = desk.get(f"/api/incident/{row['id']}").json()
    assert page["corrections"] == [kept]
    assert kept in desk.get("/api/corrections").json()["rows"]
    assert desk.get("/api/about").json()["ledger"]["corrections"] >= 1
    assert desk.get("/api/session").json()["commit"] == answer.json()["commit"]


def test_a_decision_names_the_words_that_it_is_about(desk):
    row = incident_of(desk, "RUS")
    anchors = decide(desk, "confirm", row["id"]).json()["correction"]["payload"]["anchors"]
    assert len(anchors) == row["n_events"]
    for anchor in anchors:
        report = Ledger.open(desk.folder).report(anchor["report"]).report
        assert report.field_text(anchor["field"])[anchor["start"] : anchor["end"]] == "attacked"


def test_what_was_coded_stays_as_it_was(desk):
    row = incident_of(desk, "FRA")
    before = Ledger.open(desk.folder).info().counts
    assert decide(desk, "recode", row["id"], payload={"type": "ACCUSE", "mode": "allege"}).status_code == 201
    after = Ledger.open(desk.folder).info().counts
    assert after["corrections"] == before["corrections"] + 1
    assert {name: n for name, n in after.items() if name != "corrections"} == {
        name: n for name, n in before.items() if name != "corrections"
    }
    Ledger.open(desk.folder).check()


@pytest.mark.parametrize(
    ("token", "origin"), [("", None), ("wrong", None), (None, "http://evil.example"), (None, "null")]
)
def test_who_shows_no_token_or_comes_from_elsewhere_changes_nothing(desk, token, origin):
    before = len(desk.get("/api/corrections").json()["rows"])
    answer = decide(desk, "confirm", incident_of(desk, "USA")["id"], token=token, origin=origin)
    assert answer.status_code == 403
    assert answer.json()["error"]["mend"]
    assert len(desk.get("/api/corrections").json()["rows"]) == before


@pytest.fixture
def fresh(tmp_path):
    """As ``desk``, for one test alone."""
    reports = [told(f"a{number}", "RUS", 0, "UKR", DAY, outlet=f"Outlet {number}", place="UKR") for number in range(3)]
    reports += [told("b", "USA", 1, "CHN", DAY), told("c", "FRA", 2, "IRN", DAY)]
    with running(build(tmp_path / "fresh", reports), review=True) as client:
        yield client


def events_of(client, incident):
    return {telling["event"] for telling in client.get(f"/api/incident/{incident}").json()["events"]}


def test_merged_incidents_are_one_at_once(fresh):
    one, other = incident_of(fresh, "USA"), incident_of(fresh, "FRA")
    both = events_of(fresh, one["id"]) | events_of(fresh, other["id"])
    merged = decide(fresh, "merge", one["id"], payload={"with": [other["id"]]})
    assert merged.status_code == 201, merged.text
    assert merged.json()["correction"]["payload"]["with"] == [other["id"]]
    assert events_of(fresh, merged.json()["incident"]) == both
    assert incident_of(fresh, "FRA")["id"] == merged.json()["incident"]


def test_a_split_takes_an_event_out_at_once(fresh):
    many = incident_of(fresh, "RUS")
    events = events_of(fresh, many["id"])
    assert many["n_events"] == len(events) == 3
    event = min(events)
    split = decide(fresh, "split", many["id"], payload={"events": [event]})
    assert split.status_code == 201, split.text
    assert len(split.json()["correction"]["payload"]["anchors"]) == 3
    rows = fresh.get("/api/incidents", params={"actor": "RUS"}).json()["rows"]
    parts = sorted((events_of(fresh, row["id"]) for row in rows), key=len)
    assert parts == [{event}, events - {event}]


def test_a_recoded_incident_is_shown_so_at_once(fresh):
    row = incident_of(fresh, "USA")
    recoded = decide(fresh, "recode", row["id"], payload={"type": "ACCUSE", "mode": "allege"})
    assert recoded.status_code == 201, recoded.text
    shown = incident_of(fresh, "USA")
    assert shown["id"] == recoded.json()["incident"]
    assert row["type"] != "ACCUSE"
    assert (shown["type"], shown["mode"]) == ("ACCUSE", "allege")


def test_sides_time_and_place_are_recoded_by_words_that_the_tables_know(fresh):
    row = incident_of(fresh, "USA")
    payload = {"actors": ["GBR MIL", "IGO:EU"], "recipients": [], "time": "2024-02", "place": "Geneva"}
    recoded = decide(fresh, "recode", row["id"], payload=payload)
    assert recoded.status_code == 201, recoded.text
    assert recoded.json()["incident"] in recoded.json()["changed"]
    shown = fresh.get(f"/api/incident/{recoded.json()['incident']}").json()["incident"]
    assert [(side["code"], side["sector"]) for side in shown["actors"]] == [("GBR", "MIL"), ("IGO:EU", "IGO")]
    assert shown["recipients"] == []
    assert (shown["start"], shown["end"]) == ("2024-02-01", "2024-02-29")
    assert (shown["place"]["name"], shown["place"]["country"]) == ("Geneva", "CHE")


def test_a_decision_is_undone_and_everything_is_as_before(fresh, tmp_path):
    row = incident_of(fresh, "USA")
    recoded = decide(fresh, "recode", row["id"], payload={"status": "planned"}).json()
    assert incident_of(fresh, "USA")["status"] == "planned"
    undone = decide(fresh, "undo", recoded["correction"]["id"])
    assert undone.status_code == 201, undone.text
    assert undone.json()["correction"]["payload"]["undo"] == recoded["correction"]["id"]
    assert incident_of(fresh, "USA") == row
    again = decide(fresh, "undo", recoded["correction"]["id"])
    assert (again.status_code, again.json()["error"]["where"]) == (422, "target")
    unknown = decide(fresh, "undo", "cor0123")
    assert (unknown.status_code, unknown.json()["error"]["where"]) == (404, "target")
    assert str(tmp_path) not in again.text + unknown.text


def test_a_rejected_event_leaves_its_incident_and_comes_back_when_confirmed(fresh):
    row = incident_of(fresh, "RUS")
    events = events_of(fresh, row["id"])
    event = min(events)
    rejected = decide(fresh, "reject", event)
    assert rejected.json()["incident"] is None
    assert events_of(fresh, incident_of(fresh, "RUS")["id"]) == events - {event}
    confirmed = decide(fresh, "confirm", event)
    assert confirmed.status_code == 201, confirmed.text
    assert event in events_of(fresh, confirmed.json()["incident"])


@pytest.mark.parametrize(
    ("action", "payload", "status", "where"),
    [
        ("recode", {}, 422, "payload"),
        ("recode", {"type": "WAR"}, 422, "payload.type"),
        ("recode", {"mode": "aerial"}, 422, "payload.mode"),
        ("recode", {"status": "done"}, 422, "payload.status"),
        ("recode", {"time": "soon"}, 422, "payload.time"),
        ("recode", {"place": "Nowhere at all"}, 422, "payload.place"),
        ("recode", {"actors": ["nobody that is known"]}, 422, "payload.actors"),
        ("undo", {"status": "planned"}, 422, "payload"),
        ("confirm", {"type": "AID"}, 422, "payload.type"),
        ("merge", {}, 422, "payload.with"),
        ("merge", {"with": ["inone"]}, 404, "payload.with"),
        ("merge", {"events": ["x"]}, 422, "payload.events"),
        ("split", {}, 422, "payload.events"),
        ("split", {"events": ["eother"]}, 422, "payload.events"),
        ("praise", {}, 422, "action"),
        ("confirm", {"odd": 1}, 422, "payload.odd"),
    ],
)
def test_decisions_that_do_not_fit_are_refused(desk, action, payload, status, where):
    answer = decide(desk, action, incident_of(desk, "USA")["id"], payload=payload)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["where"] == where


def test_a_split_of_everything_and_unknown_targets_are_refused(desk):
    row = incident_of(desk, "RUS")
    events = [telling["event"] for telling in desk.get(f"/api/incident/{row['id']}").json()["events"]]
    assert decide(desk, "split", row["id"], payload={"events": events}).status_code == 422
    assert decide(desk, "split", events[0], payload={"events": events[:1]}).status_code == 422
    assert decide(desk, "confirm", "inone").status_code == 404


def test_while_somebody_else_writes_it_says_so(desk):
    row = incident_of(desk, "USA")
    with WriterLock(desk.folder):
        answer = decide(desk, "confirm", row["id"])
    assert answer.status_code == 409
    assert answer.json()["error"]["what"]
    assert decide(desk, "confirm", row["id"]).status_code == 201


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"action": "confirm"}', b"\xff\xfe"])
def test_bodies_that_are_no_decision_are_refused(desk, body):
    base = str(desk.base_url).rstrip("/")
    headers = {"origin": base, "x-multipolar-token": desk.token, "content-type": "application/json"}
    answer = desk.post("/api/review", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["error"]["what"]


def test_a_body_that_is_too_large_is_refused(desk):
    answer = decide(desk, "confirm", "x", why="w" * 2_000_000)
    assert answer.status_code == 413


def test_hostile_words_are_kept_as_words(desk):
    words = "<script>alert(1)</script> \u202e'; DROP TABLE corrections --"
    row = incident_of(desk, "USA")
    answer = decide(desk, "confirm", row["id"], why=words, who=words)
    assert answer.json()["correction"]["why"] == words
    assert any(kept["who"] == words for kept in desk.get(f"/api/incident/{row['id']}").json()["corrections"])
