from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest


class ChatServer:
    """A running server of :mod:`chat_server`."""

    def __init__(self, folder):
        self.folder = folder
        self.plan({"rules": True})
        self.process = subprocess.Popen([sys.executable, Path(__file__).parent / "chat_server.py", folder])
        end = time.monotonic() + 20
        while not (folder / "port").exists():
            assert self.process.poll() is None, "the server did not start"
            assert time.monotonic() < end, "the server did not start in time"
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{(folder / 'port').read_text()}/v1"

    def plan(self, *steps):
        """What it answers from the next request on, if set before the first."""
        (self.folder / "plan.json").write_text(json.dumps(steps))

    def requests(self):
        """What it was asked so far."""
        path = self.folder / "requests.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def stop(self):
        self.process.kill()
        self.process.wait(timeout=10)


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    running = ChatServer(folder)
    yield running
    running.stop()
