# ruff: noqa: E501, S104 - tables of addresses; the open one is there to be refused
from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from multipolar.errors import FetchError, InputError, MultipolarError
from multipolar.reports import ReadOptions, fetching, read_reports
from multipolar.reports.fetching import is_public

PAGE = (
    "<!doctype html><html><head><title>Envoys meet</title></head><body><article>"
    + "".join(
        f"<p>Paragraph {i}: the envoys of both sides met in Vienna on Tuesday and agreed to meet again.</p>"
        for i in range(4)
    )
    + "</article></body></html>"
).encode()

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from multipolar.records import Report

Answer = tuple[int, dict[str, str], bytes]


class Server:
    """An HTTP server on loopback whose answers a test gives, and which remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.headers["Host"], self.path))
                answer = outer.answers.get(self.path, (404, {}, b"not here"))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def get(url: str, **options: object) -> list[Report]:
    return list(read_reports([url], ReadOptions(**{"allow_private": True, "timeout": 5.0, **options})))


def test_a_page_is_fetched(server: Server):
    server.answers["/a"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
    (report,) = get(server.url("/a#part"))
    assert report.title == "Envoys meet"
    assert report.url == server.url("/a")
    assert "Paragraph 3" in report.text


def test_other_forms_by_type_name_and_content(server: Server):
    data = json.dumps({"text": "From lines."}).encode()
    server.answers["/typed"] = (200, {"Content-Type": "application/x-ndjson"}, data)
    server.answers["/named.jsonl.gz?x=1"] = (200, {"Content-Type": "application/octet-stream"}, gzip.compress(data))
    server.answers["/sniffed"] = (200, {}, data)
    server.answers["/text"] = (
        200,
        {"Content-Type": "text/plain; charset=windows-1251"},
        "Они встретились в Москве.".encode("cp1251"),
    )
    assert [get(server.url(path))[0].text for path in ("/typed", "/named.jsonl.gz?x=1", "/sniffed")] == [
        "From lines."
    ] * 3
    assert get(server.url("/text"))[0].text == "Они встретились в Москве."
    server.answers["/binary"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7")
    with pytest.raises(InputError, match="PDF"):
        get(server.url("/binary"))


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_packed_answers(server: Server, coding: str, pack: Callable[[bytes], bytes]):
    server.answers["/a"] = (200, {"Content-Type": "text/html", "Content-Encoding": coding}, pack(PAGE))
    assert get(server.url("/a"))[0].title == "Envoys meet"
    server.answers["/cut"] = (200, {"Content-Type": "text/html", "Content-Encoding": coding}, pack(PAGE)[:-20])
    with pytest.raises(FetchError, match="broke off"):
        get(server.url("/cut"))
    server.answers["/false"] = (200, {"Content-Type": "text/html", "Content-Encoding": coding}, b"nothing packed")
    with pytest.raises(FetchError, match="damaged"):
        get(server.url("/false"))


def test_unknown_packing_is_refused(server: Server):
    server.answers["/a"] = (200, {"Content-Encoding": "br"}, b"x")
    with pytest.raises(FetchError, match="not asked for"):
        get(server.url("/a"))


def test_size_is_bounded_before_and_after_unpacking(server: Server):
    server.answers["/big"] = (200, {}, b"x" * 200_000)
    server.answers["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 20_000_000))
    for path in ("/big", "/bomb"):
        with pytest.raises(FetchError, match=r"larger than 0\.1 MB"):
            get(server.url(path), max_bytes=100_000)


def test_status_is_told(server: Server):
    with pytest.raises(FetchError, match="404 Not Found") as caught:
        get(server.url("/none"))
    assert caught.value.exit_code == 69
    assert caught.value.where == server.url("/none")


def test_redirects_are_followed_and_counted(server: Server):
    server.answers["/a"] = (302, {"Location": "/b"}, b"")
    server.answers["/b"] = (301, {"Location": server.url("/c")}, b"")
    server.answers["/c"] = (200, {"Content-Type": "text/html"}, PAGE)
    assert get(server.url("/a"))[0].url == server.url("/c")
    server.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(FetchError, match="more than 3 redirects"):
        get(server.url("/loop"), max_redirects=3)
    assert [path for _, path in server.asked].count("/loop") == 4


def test_redirects_to_other_schemes_are_refused(server: Server):
    server.answers["/a"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(FetchError, match="not an http or https address"):
        get(server.url("/a"))


def test_slow_servers_are_left(server: Server):
    def silent(_: BaseHTTPRequestHandler) -> None:
        time.sleep(3)

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    server.answers["/silent"] = silent
    server.answers["/dripping"] = dripping
    for path in ("/silent", "/dripping"):
        begun = time.monotonic()
        with pytest.raises(FetchError, match=r"no answer within 0\.5 s"):
            get(server.url(path), timeout=0.5)
        assert time.monotonic() - begun < 2


def test_a_head_that_never_ends_is_left():
    def drip(listener: socket.socket, stop: threading.Event) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not stop.wait(0.05):
                connection.sendall(b"a")

    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener, stop), daemon=True)
        thread.start()
        started = time.monotonic()
        try:
            with pytest.raises(FetchError, match="no answer within"):
                get(f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.3)
        finally:
            stop.set()
        assert time.monotonic() - started < 5
        thread.join(5)


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="could not be fetched"):
        get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "[::]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00::1]",
        "224.0.0.1",
        "100.64.0.1",
        "[64:ff9b::7f00:1]",
    ],
)
def test_private_addresses_are_refused(server: Server, host: str):
    errors: list[MultipolarError] = []
    assert not list(read_reports([server.url("/a", host)], ReadOptions(timeout=5), on_error=errors.append))
    assert len(errors) == 1
    assert isinstance(errors[0], FetchError)
    assert "not a public address" in str(errors[0]) or "cannot be resolved" in str(errors[0])
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch):
    # The first host counts as public here; what it sends on to is judged by its real address.
    server.answers["/a"] = (302, {"Location": server.url("/secret", "localhost")}, b"")
    server.answers["/secret"] = (200, {"Content-Type": "text/html"}, PAGE)
    monkeypatch.setattr(
        fetching, "_resolve", lambda host, *_: ["127.0.0.1"] if host == "news.example" else ["127.0.0.2"]
    )
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(FetchError, match=r"localhost is 127\.0\.0\.2, which is not a public address"):
        get(server.url("/a", "news.example"), allow_private=False)
    assert [path for _, path in server.asked] == ["/a"]


def test_the_connection_goes_to_the_checked_address_and_the_name_is_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    server.answers["/a"] = (200, {"Content-Type": "text/html"}, PAGE)
    looked_up: list[str] = []

    def once(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *args, **kwargs: (
            once(host, port) if host == "news.example" else real(host, port, *args, **kwargs)
        ),
    )
    assert get(server.url("/a", "news.example"))[0].title == "Envoys meet"
    assert looked_up == ["news.example"]
    assert server.asked == [(f"news.example:{server.port}", "/a")]


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "_resolve", lambda *_: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(FetchError, match=r"10\.0\.0\.1, which is not a public address"):
        get("http://news.example/", allow_private=False)


def test_names_that_do_not_resolve(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchError, match="cannot be resolved"):
        get("http://news.example/")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])
    with pytest.raises(FetchError, match="not resolved in time"):
        get("http://news.example/", timeout=0.2)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "file:///etc/passwd",
        "gopher://a.example",
        "http://",
        "http:///x",
        "https://user:secret@a.example/",
        "http://a.example:99999/",
        "http://exa mple/",
    ],
)
def test_addresses_that_are_none(url: str):
    with pytest.raises(FetchError) as caught:
        get(url)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("::ffff:93.184.216.34", True), ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.0.1", False), ("169.254.1.1", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("240.0.0.1", False), ("255.255.255.255", False), ("192.0.2.1", False), ("198.18.0.1", False),
        ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False), ("2002:7f00:1::", False), ("2001:db8::1", False), ("fec0::1", False),
    ],
)  # fmt: skip
def test_is_public(address: str, public: bool):  # noqa: FBT001 - pytest's way
    assert is_public(address) is public
