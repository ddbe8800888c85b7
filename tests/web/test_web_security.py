from __future__ import annotations

import httpx
import pytest
from conftest import running

from multipolar.web import ServeOptions

EVERYWHERE = ("/", "/api/session", "/api/incidents?limit=1", "/api/nothing", "/api/incidents?typo=1", "/assets/none.js")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_says_what_a_page_may_do(client, path):
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers or "uvicorn" in headers["server"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "10.0.0.1"]
)
@pytest.mark.parametrize("path", ["/", "/api/incidents"])
def test_a_name_that_is_not_ours_is_refused(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert "not called" in answer.json()["error"]["what"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8737", "127.0.0.1:1", "[::1]:8737", "LOCALHOST."])
def test_names_of_this_machine_are_taken(client, host):
    assert client.get("/api/session", headers={"host": host}).status_code == 200


def test_a_server_for_others_takes_addresses_and_the_names_it_was_given():
    open_to_all = ServeOptions(host="0.0.0.0", hosts=("ledger.example",))  # noqa: S104 - nothing listens
    assert open_to_all.may_be_called("192.168.1.7")
    assert open_to_all.may_be_called("ledger.example")
    assert not open_to_all.may_be_called("evil.example")
    assert not open_to_all.loopback
    assert ServeOptions().loopback
    assert ServeOptions(host="localhost").loopback


def test_tokens_differ_from_start_to_start_and_are_not_shown():
    one, two = ServeOptions(), ServeOptions()
    assert one.token != two.token
    assert one.token not in repr(one)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed_where_review_is_off(client, method):
    origin = str(client.base_url).rstrip("/")
    for path in ("/api/review", "/api/incidents", "/"):
        answer = client.request(method, path, headers={"origin": origin, "x-multipolar-token": client.token}, json={})
        assert answer.status_code in {404, 405}
        assert answer.json()["error"]["what"]


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1"])
def test_requests_that_change_something_must_come_from_our_pages(client, origin):
    headers = {} if origin is None else {"origin": origin}
    assert client.post("/api/review", headers=headers, json={}).status_code == 403


def test_other_origins_get_no_leave(client):
    answer = client.options(
        "/api/incidents", headers={"origin": "http://evil.example", "access-control-request-method": "GET"}
    )
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "..%2f..%2fpyproject.toml", "assets/..%2f..%2fapp.py", "%00", "a\\b", "x" * 3000]
)
def test_pages_give_no_file_outside_of_their_folder(book, tmp_path, path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "index.html").write_text("<title>the page</title>")
    (tmp_path / "pyproject.toml").write_text("secret")
    with running(book, static=tmp_path / "static") as client:
        answer = httpx.get(f"{str(client.base_url).rstrip('/')}/{path}")
        assert "secret" not in answer.text
        assert answer.status_code in {200, 404}


def test_assets_are_served_as_what_they_are(book, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>the page</title>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("1")
    (tmp_path / "assets" / "app-1a2b.css").write_text("a{}")
    (tmp_path / "icon.svg").write_text("<svg/>")
    with running(book, static=tmp_path) as client:
        script = client.get("/assets/app-1a2b.js")
        assert script.headers["content-type"].startswith("text/javascript")
        assert "immutable" in script.headers["cache-control"]
        assert client.get("/assets/app-1a2b.css").headers["content-type"].startswith("text/css")
        icon = client.get("/icon.svg")
        assert icon.headers["content-type"].startswith("image/svg+xml")
        assert icon.headers["cache-control"] == "no-cache"
        assert client.get("/assets/gone.js").status_code == 404
        for page in ("/", "/pair/RUS/UKR", "/incident/i1?x=1", "/index.html", "/report/a%2Fb"):
            answer = client.get(page)
            assert answer.status_code == 200
            assert "the page" in answer.text
            assert answer.headers["cache-control"] == "no-cache"
        assert client.head("/").status_code == 200
        assert client.get("/api").status_code == 404
        assert client.get("/api/").status_code == 404


def test_pages_that_are_not_built_say_so(book, tmp_path):
    with running(book, static=tmp_path) as client:
        answer = client.get("/")
        assert answer.status_code == 503
        assert "not built" in answer.text
        assert client.get("/api/session").json()["assets"] is False
