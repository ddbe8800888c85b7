"""How fast, and in how much memory, a ledger is linked, by its number of events.

    python benchmarks/linking.py LEDGER [--events 100000 1000000]

Draws ledgers of those sizes from a real one: each of its reports is copied with all its events as often as it takes,
each copy under ids of its own and moved in time by some days of its own within the span of the ledger. A ledger of
ten times the events is thus ten times as dense in time, while types, sides, places and words are distributed as they
were. Then runs ``multipolar link`` on it in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from multipolar.ledger import TABLES, Ledger, arrow_schema
from multipolar.ledger.files import SegmentFiles
from multipolar.ledger.store import Manifest, Segment, publish

_GROUP = 20_000

_MOVED = """
SELECT e.* REPLACE ('{copy}-' || e.id AS id, '{copy}-' || e.report AS report,
    CASE WHEN {dated} THEN e.time_start + {days} ELSE e.time_start END AS time_start,
    CASE WHEN {dated} THEN e.time_end + {days} ELSE e.time_end END AS time_end, 1::BIGINT AS batch)
FROM events AS e ORDER BY e.report, e.position LIMIT {limit}
"""
_REPORTS = """
SELECT r.* REPLACE ('{copy}-' || r.id AS id, '{copy}-' || r.text_key AS text_key, r.published + {days} AS published,
    NULL::VARCHAR AS text, 1::BIGINT AS batch)
FROM reports AS r WHERE r.id IN (SELECT report FROM events)
"""

_DATED = "(e.time_start >= DATE '1000-01-01' AND e.time_end <= DATE '3000-01-01')"
"""Times without a beginning or an end stay: moved, they would leave the calendar."""


def draw(source: Path, folder: Path, events: int) -> int:
    """Make a ledger of so many events.

    Returns:
        How many it has.
    """
    real = Ledger.open(source)
    there = len(real.sql("SELECT id FROM events"))
    span = 22 * 365
    Ledger.create(folder).close()
    files = SegmentFiles(folder, "00000001-00000001-0a0b0c0d")
    left = events
    for copy in range(math.ceil(events / there)):
        # A report and its events move alike; a first copy stays where it is.
        days = f"((hash(KEY || '{copy}') % {span})::INTEGER - {span // 2})" if copy else "0"
        for table, query, key in (("events", _MOVED, "e.report"), ("reports", _REPORTS, "r.id")):
            shift = days.replace("KEY", key)
            rows = real.query(query.format(copy=copy, days=shift, limit=left, dated=_DATED))
            rows = rows.select(list(TABLES[table].names)).cast(arrow_schema(table))
            for first in range(0, rows.num_rows, _GROUP):
                files.write(table, rows.slice(first, _GROUP).combine_chunks())
            if table == "events":
                left -= rows.num_rows
    publish(folder, Manifest(1, (Segment("00000001-00000001-0a0b0c0d", 1, 1, files.close()),)))
    return events - left


def _held(process: int) -> float:
    """Memory that a process and those that it started hold, in GB; 0 once they are gone (Linux only)."""
    held = 0.0
    children: list[str] = []
    try:
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS"):
                held = int(line.split()[1]) * 1024 / 1e9
        for thread in Path(f"/proc/{process}/task").iterdir():
            children += (thread / "children").read_text(encoding="ascii").split()
    except OSError:
        return held
    return held + sum(_held(int(child)) for child in children)


def measure(folder: Path) -> dict[str, float]:
    """Link a ledger in a process of its own."""
    start = time.monotonic()
    command = [sys.executable, "-m", "multipolar", "link", "--ledger", str(folder), "--format", "json"]
    most = 0.0
    # What went wrong goes to where ours does.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        while run.poll() is None:
            most = max(most, _held(run.pid))
            time.sleep(0.2)
        answer = run.stdout.read() if run.stdout else ""
    seconds = time.monotonic() - start
    if run.returncode:
        sys.exit(f"linking {folder} failed with exit code {run.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    body = json.loads(answer)
    return {
        "events": body["events"],
        "incidents": body["incidents"],
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "memory": most,
    }


def main() -> None:
    """Draw, link, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--events", type=int, nargs="+", default=[100_000, 1_000_000])
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| events | incidents | seconds | events a second | processor, us an event | peak memory, GB |")
    print("|---|---|---|---|---|---|")
    before = 0.0
    for events in arguments.events:
        with tempfile.TemporaryDirectory() as folder:
            draw(arguments.ledger, Path(folder) / "ledger", events)
            found = measure(Path(folder) / "ledger")
        processor, before = found["processor"] - before, found["processor"]
        print(
            f"| {found['events']:,} | {found['incidents']:,} | {found['seconds']:.0f} "
            f"| {found['events'] / found['seconds']:,.0f} | {1e6 * processor / found['events']:.0f} "
            f"| {found['memory']:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
