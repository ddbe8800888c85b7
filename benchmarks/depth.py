"""What a build takes that goes on from a long ledger: ``python benchmarks/depth.py LEDGER INPUT... [--turns 1 20 80]``.

The ledger is copied over and over into one that is as many times as long, each time under other ids and a day later,
so that a million reports are there in a minute. Then the inputs, which the ledger should not have, are built into it
by ``multipolar build``; its largest resident set and its time are told. What grows with the ledger shows.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from bench import MULTIPOLAR, machine, markdown, peak_of_process
from multipolar.ledger import Ledger
from multipolar.ledger.compaction import segment_name
from multipolar.ledger.files import SegmentFiles, read_batches
from multipolar.ledger.schema import TABLES
from multipolar.ledger.store import Manifest, Segment, publish

if TYPE_CHECKING:
    from collections.abc import Callable

ALLOWED = 1000

IDS: Final = frozenset({"id", "report", "event", "incident", "relation", "claim", "original", "cause", "effect"})
"""Columns that hold ids of records."""

_PLACE = 4
"""Characters of an id that stay before those that tell the turn."""


def _digest(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()


def _told(column: pa.ChunkedArray, told: Callable[[str], str]) -> pa.ChunkedArray:
    values = [value and told(value) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(values, column.type)])


def moved(name: str, column: pa.ChunkedArray, turn: int, *, batches: int, numbers: int) -> pa.ChunkedArray:
    """A column of the ledger as it is in another turn."""
    kind = column.type
    if name in {"batch", "number"}:
        return pc.add(column, turn * (batches if name == "batch" else numbers))
    if pa.types.is_date(kind):
        return pc.add(column.cast(pa.int32()), pa.scalar(turn, pa.int32())).cast(pa.int32()).cast(kind)
    if name == "text_key":
        return _told(column, lambda key: f"t{_digest(f'{turn} {key}', 8)}")
    if name == "fingerprint":  # its first slots, by which copies are looked up, and a few more
        return _told(column, lambda own: own[:2] + _digest(f"{turn} {own}", 64) + own[130:])
    if name in IDS and pa.types.is_string(kind):
        before, after = (pc.utf8_slice_codeunits(column, *at) for at in ((0, _PLACE), (_PLACE + 3, 1 << 20)))
        return pc.binary_join_element_wise(before, pa.scalar(f"{turn:03x}"), after, "")
    return column


def lengthen(source: Path, target: Path, turns: int) -> int:
    """Make a ledger so many times as long; returns how many reports it has."""
    with Ledger.open(source) as ledger:
        manifest = ledger.manifest
        tables = {
            table: pa.concat_tables(
                [rows for file in there for rows in read_batches(source / "data" / file.name, table)]
            )
            for table, spec in TABLES.items()
            if spec.stored and (there := manifest.files(table))
        }
    batches, numbers = manifest.last_batch, 1 + pc.max(tables["incident_events"]["number"]).as_py()
    Ledger.create(target).close()
    segments = []
    for turn in range(turns):
        first, last = turn * batches + 1, (turn + 1) * batches
        files = SegmentFiles(target, segment_name(first, last))
        for table, rows in tables.items():
            if table == "runs" and turn:
                continue
            columns = [
                moved(name, column, turn, batches=batches, numbers=numbers) if turn else column
                for name, column in zip(rows.schema.names, rows.columns, strict=True)
            ]
            made = pa.table(columns, schema=rows.schema)
            step = TABLES[table].group_rows
            for start in range(0, made.num_rows, step):
                files.write(table, made.slice(start, step).combine_chunks())
        segments.append(Segment(files.name, first, last, files.close()))
    publish(target, Manifest(1, tuple(segments)))
    return turns * int(tables["reports"].num_rows)


def build(inputs: list[str], ledger: Path) -> tuple[float, float]:
    """Seconds and peak resident set, in MB, of one build.

    Raises:
        RuntimeError: It failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen([*MULTIPOLAR, "build", *inputs, "--quiet", "--ledger", str(ledger)])
    peak = peak_of_process(process)
    return time.perf_counter() - start, peak


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--turns", type=int, nargs="+", default=[1, 20, 80])
    options = parser.parse_args()
    print(f"{machine()}\n", flush=True)
    rows = []
    for turns in options.turns:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "ledger"
            reports = lengthen(options.ledger, target, turns)
            seconds, peak = build(options.inputs, target)
        rows.append((f"{reports:,}", f"{seconds:.0f}", f"{peak:.0f}"))
        print(*rows[-1], flush=True)
    print("\n" + markdown(("reports in the ledger before", "seconds", "peak memory, MB"), rows))
    print(f"\nallowed: {ALLOWED} MB")


if __name__ == "__main__":
    main()
