"""How long the command line takes from cold: ``python benchmarks/startup.py [REPORT] [--runs N]``.

Each run is a process of its own; the file system's cache is warm after the first.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import MULTIPOLAR, machine, markdown, seconds_of
from multipolar.samples import sample_folder

LIMITS = {"--help": 0.3, "code": 1.5}
"""Seconds that the project allows."""


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", nargs="?", type=Path, default=sample_folder() / "moscow-before-victory-day.txt")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    commands = {
        "--help": ["--help"],
        "code": ["code", str(options.report)],
        "resolve": ["resolve", "the Russian president"],
    }
    print(f"{machine()}, {options.runs} runs each\n")
    rows = []
    for name, arguments in commands.items():
        fastest, median = seconds_of([*MULTIPOLAR, *arguments], runs=options.runs)
        limit = f"{LIMITS[name]:.1f}" if name in LIMITS else ""
        shown = f"`multipolar {' '.join([arguments[0], *(['REPORT'] if name == 'code' else arguments[1:])])}`"
        rows.append((shown, f"{fastest:.2f}", f"{median:.2f}", limit))
    print(markdown(("command", "fastest, s", "median, s", "allowed, s"), rows))


if __name__ == "__main__":
    main()
