"""A whole corpus into one ledger: ``python benchmarks/corpus.py INPUT... --ledger DIR``.

Runs ``multipolar build`` in a process of its own and prints time, size, peak memory, and events by type, status and
year, as Markdown for ``docs/benchmarks.md``. The ledger stays, to be looked at.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path

from bench import MULTIPOLAR, machine, markdown, peak_of_children
from multipolar.cli.progress import duration
from multipolar.ledger import Ledger


def main() -> None:
    """Build and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--ledger", type=Path, required=True)
    options = parser.parse_args()
    if options.ledger.exists():
        parser.error(f"{options.ledger} is there already: name a new folder")
    heading = machine()
    command = [*MULTIPOLAR, "build", *options.inputs, "--ledger", str(options.ledger), "--format", "json"]
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - start
    summary = json.loads(done.stdout)
    with Ledger.open(options.ledger) as ledger:
        facts = ledger.info()
    size = sum(path.stat().st_size for path in options.ledger.rglob("*") if path.is_file())
    reports = facts.counts["reports"]
    print(f"{heading}\n")
    print(
        markdown(
            ("what", "how much"),
            [
                ("exit code", str(done.returncode)),
                ("reports in the ledger", reports),
                ("of these, copies of others", facts.copies),
                ("reports that failed", summary["failed"]),
                ("sentences", facts.counts["sentences"]),
                ("events", facts.counts["events"]),
                (
                    "relations, claims, causes",
                    ", ".join(f"{facts.counts[x]:,}" for x in ("relations", "claims", "causes")),
                ),
                ("time", f"{duration(seconds)}, {reports / seconds:,.0f} reports a second"),
                ("peak memory", f"{peak_of_children():.0f} MB"),
                ("ledger on disk", f"{size / 1e6:.1f} MB in {facts.files} files"),
                ("coder", f"{facts.runs[-1]['coder']} {facts.runs[-1]['coder_version']}"),
            ],
        )
    )
    for name, counts in (("type", facts.types), ("status", facts.statuses)):
        print()
        print(markdown((name, "events"), counts.items()))
    print()
    years = [(str(year) if year else "no date", count) for year, count in facts.years.items()]
    print(markdown(("year", "events"), years))


if __name__ == "__main__":
    main()
