from __future__ import annotations

import concurrent.futures
import datetime as dt
import gzip
import json
import threading
import time

import httpx
import pytest
from conftest import build, running
from web_records import told

from multipolar.web.views import incidents as listing


def raw(client, path, **headers):
    """An answer as it comes over the wire."""
    base = str(client.base_url).rstrip("/")
    with httpx.stream("GET", base + path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_an_answer_that_the_browser_has_is_not_sent_again(client):
    first, body = raw(client, "/api/world", **{"accept-encoding": "identity"})
    assert first.headers["cache-control"] == "no-cache"
    assert len(body) == int(first.headers["content-length"])
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for tag in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again, nothing = raw(client, "/api/world", **{"if-none-match": tag})
        assert (again.status_code, nothing) == (304, b"")
        assert again.headers["x-multipolar-commit"] == first.headers["x-multipolar-commit"]
    other, _ = raw(client, "/api/world", **{"if-none-match": '"something else"'})
    assert other.status_code == 200


def test_large_answers_are_packed_for_who_takes_it(client):
    plain, body = raw(client, "/api/world", **{"accept-encoding": "identity"})
    packed, small = raw(client, "/api/world", **{"accept-encoding": "br, gzip;q=0.8"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(small) == body
    assert len(small) < len(body) / 3
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"]
    refused, _ = raw(client, "/api/world", **{"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_head_is_get_without_the_body(client):
    head = client.head("/api/incidents?limit=3")
    got = client.get("/api/incidents?limit=3")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == got.headers["etag"]


def test_errors_are_not_kept_and_carry_no_tag_of_success(client):
    answer = client.get("/api/incidents?typo=1", headers={"if-none-match": "*"})
    assert answer.status_code == 422


def test_the_order_of_parameters_does_not_matter(client):
    one = client.get("/api/incidents?actor=RUS&type=ASSAULT&limit=5")
    two = client.get("/api/incidents?limit=5&type=ASSAULT&actor=RUS")
    assert one.headers["etag"] == two.headers["etag"]


def test_a_question_that_many_ask_at_once_is_worked_out_once(book, monkeypatch):
    asked = []
    work = listing.incidents

    def slow(*arguments):
        asked.append(threading.get_ident())
        time.sleep(0.3)
        return work(*arguments)

    monkeypatch.setattr(listing, "incidents", slow)
    with running(book) as client, concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: client.get("/api/incidents?q=attacked"), range(12)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert len(asked) == 1
        client.get("/api/incidents?q=attacked")
        assert len(asked) == 1
        client.get("/api/incidents?q=met")
        assert len(asked) == 2


def test_what_is_kept_stays_within_its_room(book):
    with running(book, cache_bytes=40_000) as client:
        first = client.get("/api/incidents?limit=2&facets=false").content
        for number in range(30):
            assert client.get(f"/api/incidents?limit=2&facets=false&offset={number}").status_code == 200
        assert client.get("/api/incidents?limit=2&facets=false").content == first


def test_a_fault_is_told_without_a_traceback(book, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(listing, "incidents", broken)
    with running(book) as client:
        answer = client.get("/api/incidents")
        assert answer.status_code == 500
        assert answer.json()["error"]["what"] == "a fault in multipolar: ZeroDivisionError"
        assert "secret" not in answer.text
        assert client.get("/api/session").status_code == 200


def test_a_ledger_that_grows_is_noticed(tmp_path):
    day = dt.date(2024, 3, 1)
    folder = build(tmp_path / "growing", [told("first", "RUS", 0, "UKR", day)])
    with running(folder, watch_seconds=0.05) as client:
        before = client.get("/api/incidents")
        assert before.json()["total"] == 1
        build(folder, [told("second", "USA", 1, "CHN", day)])
        limit = time.monotonic() + 15
        while client.get("/api/session").json()["commit"] == int(before.headers["x-multipolar-commit"]):
            assert time.monotonic() < limit
            time.sleep(0.05)
        after = client.get("/api/incidents", headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.json()["total"] == 2
        assert after.headers["x-multipolar-commit"] != before.headers["x-multipolar-commit"]


def test_a_ledger_that_goes_away_is_served_as_it_was(tmp_path):
    folder = build(tmp_path / "going", [told("first", "RUS", 0, "UKR", dt.date(2024, 3, 1))])
    with running(folder, watch_seconds=0.05) as client:
        folder.rename(tmp_path / "gone")
        time.sleep(0.3)
        assert client.get("/api/incidents").json()["total"] == 1
        (tmp_path / "gone").rename(folder)


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/session", "/api/vocabulary"])
def test_facts_about_the_server_are_json(client, path):
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("application/json")
    json.loads(answer.text)
