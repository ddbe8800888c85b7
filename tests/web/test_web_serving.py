"""The command itself: a process that is started, asked and stopped."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from multipolar.cli.app import app


@contextlib.contextmanager
def serving(*arguments):
    """The process, the lines that it said so far, and its address."""
    command = [sys.executable, "-m", "multipolar", "serve", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killer = threading.Timer(60, process.kill)
    killer.start()
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                yield process, said, found[0]
                break
        else:
            pytest.fail(f"it said no address: {said}")
    finally:
        killer.cancel()
        process.kill()
        process.wait(10)


def test_it_serves_until_it_is_interrupted(book):
    with serving("--ledger", book, "--port", 0) as (process, said, address):
        assert address.startswith("http://127.0.0.1:")
        assert re.search(r"\d+ incidents, read in", "".join(said))
        assert httpx.get(f"{address}api/session").json()["review"] is False
        assert httpx.get(f"{address}api/incidents?limit=1").json()["total"] > 0
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "stopped" in err
        assert "Traceback" not in err
        assert out == ""


def test_with_review_the_address_has_the_token_and_no_answer_has_it(book):
    with serving("-l", book, "-p", 0, "--review") as (_, said, address):
        base, _, token = address.partition("#token=")
        assert len(token) >= 30
        assert any("keep it to yourself" in line for line in said)
        assert httpx.get(f"{base}api/session").json()["review"] is True
        for path in ("api/session", "api/about", "api/openapi.json", ""):
            answer = httpx.get(base + path)
            assert token not in answer.text
            assert token not in str(answer.headers)


def test_further_names_can_be_allowed(book):
    with serving("-l", book, "-p", 0, "--allow-host", "ledger.example") as (_, _, address):
        assert httpx.get(f"{address}api/session", headers={"host": "ledger.example"}).status_code == 200
        assert httpx.get(f"{address}api/session", headers={"host": "other.example"}).status_code == 421


def run(*arguments):
    command = [sys.executable, "-m", "multipolar", "serve", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_port_that_is_taken_is_told(book):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("--ledger", book, "--port", taken.getsockname()[1])
    assert done.returncode == 64
    assert "the port is taken" in done.stderr
    assert "--port" in done.stderr


def test_an_address_that_is_not_ours_is_told(book):
    done = run("--ledger", book, "--host", "192.0.2.1", "--port", 0)
    assert done.returncode == 64
    assert "no such address" in done.stderr
    done = run("--ledger", book, "--host", "no such host")
    assert done.returncode == 64
    assert "no address to listen on" in done.stderr


def test_a_folder_that_is_no_ledger_is_told(tmp_path):
    assert run("--ledger", tmp_path / "none", "--port", 0).returncode == 66
    (tmp_path / "notes.txt").write_text("x")
    done = run("--ledger", tmp_path, "--port", 0)
    assert done.returncode == 74
    assert "Traceback" not in done.stderr


def test_serve_does_not_slow_the_help_down():
    code = "import sys, multipolar.cli.app; print([m for m in ('fastapi', 'uvicorn', 'duckdb') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"
    assert "serve" in {command.name for command in app.registered_commands}
