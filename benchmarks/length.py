"""How memory grows with the number of reports: ``python benchmarks/length.py INPUT... [--reports N] [--base N]``.

Reading is the slow part and takes the same memory however many reports come, so the first ``--base`` reports are read
by the coder and what it read is kept on disk; after that the same reports come again and again, each time with other
letters in all plain words, and what was read the first time is taken for what was read in them. To
all that remembers what came before (copies, repeated words, resolving, linking, the rows that wait for a commit, the
ledger) each is another report. It is the way that ``multipolar build`` goes, in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import pickle
import re
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bench import machine, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from multipolar.reading import OnnxCoder
    from multipolar.records import Passage, Reading, Report

ALLOWED = 1000

_LOWER = re.compile(r"[a-z]")
_WORD = re.compile(r"\b[a-z]{4,}\b")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def shape(passage: Passage) -> bytes:
    """What stays of a passage whatever its small letters are."""
    return hashlib.blake2b(_LOWER.sub("x", "\n".join(passage.sentences)).encode(), digest_size=12).digest()


class Replaying:
    """A coder that reads each shape of passage once and remembers it on disk.

    Args:
        coder: Reads what is new.
        store: Where readings are kept.
    """

    def __init__(self, coder: OnnxCoder, store: IO[bytes]) -> None:
        self.name, self.version = f"{coder.name}-replayed", coder.version
        self._coder = coder
        self._store = store
        self._at: dict[bytes, int] = {}

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read a batch."""
        shapes = [shape(passage) for passage in passages]
        new = [i for i, own in enumerate(shapes) if own not in self._at]
        readings: dict[int, Reading] = dict(
            zip(new, self._coder.read([passages[i] for i in new]) if new else [], strict=True)
        )
        for i, reading in readings.items():
            self._at[shapes[i]] = self._store.seek(0, os.SEEK_END)
            pickle.dump(reading, self._store)
        for i, own in enumerate(shapes):
            if i not in readings:
                self._store.seek(self._at[own])
                readings[i] = pickle.load(self._store)  # noqa: S301 - written above
        return [readings[i] for i in range(len(passages))]


def other_letters(text: str, turn: int) -> str:
    """A text with other letters in its plain words, each time others, as long as before."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        shift = 1 + (turn * 7 + len(word) + ord(word[0])) % 25
        return word.translate(str.maketrans(_LETTERS, _LETTERS[shift:] + _LETTERS[:shift]))

    return _WORD.sub(other, text)


def stream(inputs: Sequence[str], base: int) -> Iterator[Report]:
    """The first reports as they are, then over and over with other letters."""
    from multipolar.reports import make_report, read_reports  # noqa: PLC0415 - in the child only

    for turn in count():
        for report in islice(read_reports(inputs, on_error=lambda _: None), base):
            if not turn:
                yield report
                continue
            day = report.published and report.published + timedelta(days=turn)
            yield replace(
                make_report(other_letters(report.text, turn), id=f"{turn}-{report.id}", published=day),
                source=report.source,
            )


def resident() -> tuple[float, float]:
    """Resident set of this process now and at its largest, in MB."""
    facts = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    now, largest = (int(facts[name].split()[0]) * 1.024e-3 for name in ("VmRSS", "VmHWM"))
    return now, largest


def build(inputs: Sequence[str], reports: int, base: int, every: int, out: Connection) -> None:
    """Build a ledger and tell, now and then, how large the process is."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # as the command line does
    from multipolar.cli.commands.build import COMMIT_REPORTS  # noqa: PLC0415 - after the environment is set
    from multipolar.ledger import Ledger, RunInfo  # noqa: PLC0415
    from multipolar.pipeline import Pipeline  # noqa: PLC0415
    from multipolar.reading import load_coder  # noqa: PLC0415
    from multipolar.resolving import Resolver  # noqa: PLC0415
    from multipolar.resolving.naming import name_finder  # noqa: PLC0415

    resolver = Resolver()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "readings").open("w+b") as store:
        coder = Replaying(load_coder(find_names=name_finder(resolver.knowledge)), store)
        ledger = Ledger.create(Path(folder) / "ledger")
        with ledger.writer(RunInfo(coder=coder.name, coder_version=coder.version)) as writer:
            coded = Pipeline(coder, resolver).stream(islice(stream(inputs, base), reports))
            events = 0
            for number, one in enumerate(coded, 1):
                writer.add(one)
                events += len(one.events)
                if not number % COMMIT_REPORTS:
                    writer.commit()
                if not number % every or number == reports:
                    out.send((number, events, time.perf_counter() - start, *resident()))
        out.send(None)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--reports", type=int, default=400_000)
    parser.add_argument("--base", type=int, default=20_000, help="reports that are really read")
    parser.add_argument("--every", type=int, default=20_000, help="reports after which the size is told")
    options = parser.parse_args()
    print(f"{machine()}\n", flush=True)
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    child = spawn.Process(target=build, args=(options.inputs, options.reports, options.base, options.every, there))
    child.start()
    there.close()
    rows = []
    try:
        while (told := here.recv()) is not None:
            number, events, seconds, now, largest = told
            rows.append((f"{number:,}", f"{events:,}", f"{seconds:.0f}", f"{now:.0f}", f"{largest:.0f}"))
            print(*rows[-1], flush=True)
    except EOFError:
        raise SystemExit("the build failed") from None
    child.join()
    print("\n" + markdown(("reports", "events", "seconds", "resident, MB", "at most, MB"), rows))
    print(f"\nallowed: {ALLOWED} MB")


if __name__ == "__main__":
    main()
