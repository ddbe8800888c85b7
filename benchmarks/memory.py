"""How much memory a build takes, however long the input: ``python benchmarks/memory.py INPUT... [--sizes MB MB ...]``.

The inputs are repeated, each time with other ids and a word of its own so that nothing is known or a copy, until the
stream has the size wanted, and streamed into ``multipolar build -``; the largest resident set of that process is told.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bench import MULTIPOLAR, machine, markdown, peak_of_process
from multipolar.reports import read_reports

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOWED = 1000


def lines(inputs: list[str], size: float) -> Iterator[bytes]:
    """JSON Lines of about ``size`` MB, made of the inputs over and over."""
    left = size * 1e6
    for turn in count():
        for report in read_reports(inputs, on_error=lambda _: None):
            row = {"id": f"{turn}-{report.id}", "text": f"{report.text}\nReprint number {turn} of {report.id}."}
            line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
            yield line
            left -= len(line)
            if left <= 0:
                return


def build(inputs: list[str], size: float) -> tuple[float, float]:
    """Seconds and peak resident set, in MB, of one build.

    Raises:
        RuntimeError: It failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [*MULTIPOLAR, "build", "-", "--from", "jsonl", "--quiet", "--ledger", str(Path(folder) / "ledger")]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.PIPE)
        if process.stdin is None:
            raise RuntimeError("the build has no standard input")
        for line in lines(inputs, size):
            process.stdin.write(line)
        process.stdin.close()
        peak = peak_of_process(process)
        return time.perf_counter() - start, peak


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 4, 16], metavar="MB")
    options = parser.parse_args()
    print(f"{machine()}\n")
    rows = []
    for size in options.sizes:
        seconds, peak = build(options.inputs, size)
        rows.append((f"{size:g}", f"{seconds:.0f}", f"{peak:.0f}"))
    print(markdown(("input, MB", "seconds", "peak memory, MB"), rows))
    print(f"\nallowed: {ALLOWED} MB")


if __name__ == "__main__":
    main()
