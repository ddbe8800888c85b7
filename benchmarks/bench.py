"""What the benchmarks share: timing of processes, facts about the machine, tables in Markdown."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["MULTIPOLAR", "machine", "markdown", "peak_of_children", "peak_of_process", "seconds_of"]

MULTIPOLAR = (sys.executable, "-m", "multipolar")
"""The command line of the environment that the benchmark runs in."""


def machine() -> str:
    """Processor, cores and memory, for the heading of a table."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, "
        f"load {load:.1f} at the start"
    )


def seconds_of(command: Sequence[str], *, runs: int, environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Fastest and median wall time of a command, each run in a new process.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        times.append(time.perf_counter() - start)
    return min(times), statistics.median(times)


def peak_of_process(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; its largest resident set, in MB.

    Raises:
        RuntimeError: It failed.
    """
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the process failed with {process.returncode}")
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def peak_of_children() -> float:
    """Largest resident set of any process that this one has waited for, in MB."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def markdown(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; numbers are grouped."""

    def cell(value: object) -> str:
        return f"{value:,}" if isinstance(value, int) else str(value)

    lines = [f"| {' | '.join(heading)} |", f"|{'---|' * len(heading)}"]
    lines += [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return "\n".join(lines)
