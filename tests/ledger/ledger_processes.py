"""Processes that write to a ledger, for tests that kill them."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
from pathlib import Path
from types import ModuleType

from ledger_samples import RUN, numbered

from multipolar.ledger import Ledger

BATCH = 3
REPORTS = 45

# Children start from a process that has the libraries loaded, so that kills meet writing and not importing.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["ledger_processes", "multipolar.reports", "pyarrow.parquet", "pyarrow.compute", "duckdb"]
)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH")]))


def start(function, *arguments):
    """Start a process that does a function's work."""
    process = PROCESSES.Process(target=function, args=arguments)
    # A child imports the main module, here all of pytest, unless there is none to import.
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        process.start()
    finally:
        sys.modules["__main__"] = main
    return process


def run(function, *arguments):
    """Have a process do a function's work, to its end; gives its exit code."""
    process = start(function, *arguments)
    process.join()
    return process.exitcode


def no_sync(_descriptor):
    """Stands for fsync: a process that is killed takes nothing along that the system has taken over."""


def write_unsynced(path, reports=REPORTS):
    os.fsync = no_sync
    write(path, reports)


def write(path, reports=REPORTS):
    with Ledger.ensure(path) as ledger, ledger.writer(RUN) as writer:
        fresh = 0
        for number in range(reports):
            if writer.add(numbered(number)) == "new":
                fresh += 1
                if fresh % BATCH == 0:
                    writer.commit()


def write_until(path, reports, step, log=None):
    """Write, and kill the own process before a given step that touches the disk.

    Where there is a log, a line for each step goes there, and nobody is killed.
    """
    steps = itertools.count()
    lines = []

    def dying(name, function):
        def call(*args, **kwargs):
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            lines.append(f"{name} {args[0]}")
            return function(*args, **kwargs)

        return call

    os.fsync = dying("sync", no_sync)
    Path.rename = dying("rename", Path.rename)
    Path.unlink = dying("unlink", Path.unlink)
    Path.open = dying("open", Path.open)
    write(path, reports)
    if log:
        log.write_text("\n".join(lines))


def hold(path, ready, done):
    """Hold the right to write until told."""
    with Ledger.open(path) as ledger, ledger.writer(RUN):
        ready.set()
        done.wait(20)
