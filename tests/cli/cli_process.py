"""Runs the command line in processes of its own, as a user does."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

STUB = Path(__file__).parent / "stub_cli.py"
"""The command line over the stub coder."""

REAL = ("-m", "multipolar")
"""The command line as shipped."""


def environment(**changes):
    """The environment of a process: ours without what changes output, and with what a test sets."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    kept = {name: value for name, value in kept.items() if not name.startswith(("MULTIPOLAR", "STUB"))}
    return {**kept, **{name: str(value) for name, value in changes.items()}}


def run(*arguments, stdin=None, cwd=None, script=STUB, **variables):
    """Run to the end; output as text.

    Args:
        stdin: Text or bytes for standard input.
        cwd: Where to run.
        script: :data:`STUB` or :data:`REAL`.
        variables: Environment variables.
    """
    command = [sys.executable, *(script if isinstance(script, tuple) else (script,)), *map(str, arguments)]
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        command, input=given, capture_output=True, cwd=cwd, env=environment(**variables), timeout=120, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*arguments, cwd=None, **variables):
    """Start and do not wait."""
    return subprocess.Popen(
        [sys.executable, STUB, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(**variables),
    )


def on_terminal(*arguments, cwd=None, columns=100, **variables):
    """Run with standard output and error on a terminal; exit code and all that was shown, control codes included."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, STUB, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        cwd=cwd,
        env=environment(**{"COLUMNS": columns, "TERM": "xterm-256color", **variables}),
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # the terminal is gone once nobody writes to it
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    return process.wait(timeout=60), shown.decode().replace("\r\n", "\n")


def records(text):
    """JSON Lines as objects."""
    return [json.loads(line) for line in text.splitlines()]


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
