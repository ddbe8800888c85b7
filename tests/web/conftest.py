from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import threading
import time

import httpx
import pytest
import uvicorn
from web_records import library

from multipolar.ledger import Ledger, LedgerOptions, RunInfo
from multipolar.web import ServeOptions, create_app
from multipolar.web.serving import server_config

RUN = RunInfo(coder="hand", coder_version="1", started=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC))


def build(path, reports, *, keep_text=True):
    """A ledger of coded reports."""
    with Ledger.ensure(path, options=LedgerOptions(keep_text=keep_text)) as ledger, ledger.writer(RUN) as writer:
        for report in reports:
            writer.add(report)
    return path


@contextlib.contextmanager
def running(path, **options):
    """A client of a server over a ledger, on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    chosen = ServeOptions(port=port, **{"watch_seconds": 0, "warm": False, **options})
    server = uvicorn.Server(server_config(create_app(path, chosen)))  # as the product itself serves it
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    limit = time.monotonic() + 20
    while not server.started and time.monotonic() < limit:
        time.sleep(0.01)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            client.token = chosen.token
            yield client
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The small world; only read."""
    return build(tmp_path_factory.mktemp("web") / "book", library())


@pytest.fixture(scope="session")
def client(book):
    with running(book) as session:
        yield session


@pytest.fixture(scope="session")
def get(client):
    """The JSON of an address that must answer."""

    def ask(path, **parameters):
        answer = client.get(f"/api/{path}", params=parameters or None)
        assert answer.status_code == 200, (path, answer.text[:500])
        return answer.json()

    return ask
