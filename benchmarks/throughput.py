"""Text in to ledger rows, against the bare encoder on the same sentences.

``python benchmarks/throughput.py INPUT... [--reports N] [--rounds N]`` reads N reports and then, in turns within one
process, (a) runs nothing but the encoder (``coder.onnx``, not the links of what is found) on their sentences,
tokenised beforehand, in three ways: sentence by
sentence in padded batches by length with all cores on each; sentence by sentence in batches of equal length with a core
for each; and the very passages that the coder makes of them, a sentence with those before it, in batches of equal
length with a core for each; and (b) reads the same reports from a file, codes, resolves and writes them into a new
ledger, committed as often as ``multipolar build`` commits. The ratio of (b) to the last (a) is what the rest of the way
leaves of the encoder's own speed; the ratio to the second tells besides what it costs to read sentences in their
context. The processor time of each is told too: it depends less on what else the machine is doing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from onnxruntime import InferenceSession, SessionOptions

from bench import machine, markdown
from multipolar.cli.commands.build import COMMIT_REPORTS
from multipolar.ledger import Ledger, RunInfo
from multipolar.pipeline import Pipeline
from multipolar.reading import OnnxCoder, ReadingOptions, load_coder
from multipolar.reading.onnx import WEIGHTS
from multipolar.reading.reports import passages_of
from multipolar.reports import read_reports
from multipolar.resolving import Resolver
from multipolar.resolving.naming import name_finder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from multipolar.reading.tokens import Encoded
    from multipolar.records import Report

    Feed = dict[str, NDArray[np.int64]]

ALLOWED = 0.6
BATCH_TOKENS = 1536
EQUAL_TOKENS = 512

Seconds = tuple[float, float]
"""By the clock and of the processor."""


def batches(encoded: Sequence[Encoded]) -> list[list[Encoded]]:
    """Passages by length, as many together as the coder takes."""
    ordered = sorted(encoded, key=lambda passage: len(passage.ids))
    grouped: list[list[Encoded]] = [[]]
    for passage in ordered:
        if grouped[-1] and (len(grouped[-1]) + 1) * len(passage.ids) > BATCH_TOKENS:
            grouped.append([])
        grouped[-1].append(passage)
    return grouped


def equals(encoded: Sequence[Encoded]) -> list[list[Encoded]]:
    """Passages of one length together, as the coder runs them."""
    grouped: dict[int, list[Encoded]] = {}
    for passage in encoded:
        grouped.setdefault(len(passage.ids), []).append(passage)
    return [
        same[start : start + max(1, EQUAL_TOKENS // length)]
        for length, same in grouped.items()
        for start in range(0, len(same), max(1, EQUAL_TOKENS // length))
    ]


def encode(coder: OnnxCoder, reports: Sequence[Report]) -> tuple[list[Encoded], int]:
    """Each sentence of the reports as a passage, by length, and how many there are."""
    alone: list[Encoded] = []
    for report in reports:
        texts = [report.sentence_text(s.index) for s in report.sentences if s.copy_of is None]
        alone += [coder.tokens.passage([tokens]) for tokens in coder.tokens.sentences(texts)]
    return sorted(alone, key=lambda passage: len(passage.ids)), len(alone)


def encode_passages(coder: OnnxCoder, reports: Sequence[Report]) -> list[Encoded]:
    """The passages that the coder makes of the reports."""
    encoded: list[Encoded] = []
    windows = ReadingOptions().windows
    for report in reports:
        numbers = [s.index for s in report.sentences if s.copy_of is None]
        tokens = dict(
            zip(numbers, coder.tokens.sentences([report.sentence_text(number) for number in numbers]), strict=True)
        )
        cuts = passages_of(report, [len(one.ids) for one in tokens.values()], windows)
        encoded += [coder.tokens.passage([tokens[number] for number in passage.numbers]) for passage in cuts]
    return encoded


def session_of(folder: Path, threads: int) -> InferenceSession:
    """The weights in a session of their own."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    return InferenceSession(str(folder / "coder.onnx"), options, providers=["CPUExecutionProvider"])


def inputs(batch: Sequence[Encoded]) -> Feed:
    """The session's inputs for a batch, padded."""
    tokens, words = max(len(e.ids) for e in batch), max(*(len(e.firsts) for e in batch), 1)
    arrays = {name: np.zeros((len(batch), tokens), dtype=np.int64) for name in ("ids", "cases", "names")}
    firsts = np.zeros((len(batch), words), dtype=np.int64)
    for row, e in enumerate(batch):
        for name, values in (("ids", e.ids), ("cases", e.cases), ("names", e.names)):
            arrays[name][row, : len(values)] = values
        firsts[row, : len(e.firsts)] = e.firsts
    lengths = np.array([len(e.ids) for e in batch], dtype=np.int64)
    return {**arrays, "lengths": lengths, "firsts": firsts}


def encoder_seconds(
    session: InferenceSession, work: Sequence[dict[str, NDArray[np.int64]]], side_by_side: int
) -> Seconds:
    """Seconds of the session alone on prepared inputs."""
    start, worked = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(side_by_side) as pool:
        for _ in pool.map(lambda feed: session.run(None, feed), work):
            pass
    return time.perf_counter() - start, time.process_time() - worked


def whole_seconds(chain: Pipeline, source: Path, folder: Path) -> tuple[Seconds, int]:
    """Seconds from text to committed rows, and events written."""
    start, worked = time.perf_counter(), time.process_time()
    ledger = Ledger.create(folder)
    events = 0
    with ledger.writer(RunInfo(coder=chain.coder.name, coder_version=chain.coder.version)) as writer:
        new = (report for report in read_reports([source]) if not writer.known(report))
        for number, coded in enumerate(chain.stream(new), 1):
            writer.add(coded)
            events += len(coded.events)
            if not number % COMMIT_REPORTS:
                writer.commit()
    seconds = time.perf_counter() - start, time.process_time() - worked
    ledger.close()
    return seconds, events


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--reports", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--model", type=Path, help="folder of other weights")
    options = parser.parse_args()
    print(f"{machine()}\n")
    reports = list(islice(read_reports(options.inputs, on_error=lambda _: None), options.reports))
    resolver = Resolver()
    coder = load_coder(options.model, find_names=name_finder(resolver.knowledge))
    chain = Pipeline(coder, resolver)
    alone, sentences = encode(coder, reports)
    cores = os.cpu_count() or 1
    folder_of_weights = options.model or WEIGHTS
    single = session_of(folder_of_weights, 1)
    together = (session_of(folder_of_weights, cores), [inputs(batch) for batch in batches(alone)], 1)
    side_by_side = (single, [inputs(batch) for batch in equals(alone)], cores)
    passages = (single, [inputs(batch) for batch in equals(encode_passages(coder, reports))], cores)
    for session, work, at_once in (together, side_by_side, passages):
        encoder_seconds(session, work[:20], at_once)
    next(chain.stream(reports[:1]))  # load what is loaded once
    times: dict[str, list[Seconds]] = {"together": [], "side by side": [], "passages": [], "whole": []}
    events = 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for report in reports:
                row = {"id": report.id, "title": report.title, "text": report.text, "source": report.source}
                day = report.published.isoformat() if report.published else None
                file.write(json.dumps({**row, "published": day}, ensure_ascii=False) + "\n")
        ahead = encoder_seconds(*passages)
        for number in range(options.rounds):
            times["together"].append(encoder_seconds(*together))
            seconds, events = whole_seconds(chain, source, Path(folder) / f"ledger-{number}")
            times["whole"].append(seconds)
            after = encoder_seconds(*passages)
            # Before and after: the machine's own pace changes within minutes, and (b) lies between the two.
            times["passages"].append(((ahead[0] + after[0]) / 2, (ahead[1] + after[1]) / 2))
            times["side by side"].append(encoder_seconds(*side_by_side))
            ahead = after
    clock = {name: statistics.median(seconds for seconds, _ in values) for name, values in times.items()}
    worked = {name: statistics.median(seconds for _, seconds in values) for name, values in times.items()}

    def ratio(of: str, name: str, kind: int) -> float:
        """Median over the rounds of one way's time by another's."""
        pairs = zip(times[of], times[name], strict=True)
        return statistics.median(encoder[kind] / own[kind] for encoder, own in pairs)

    print(f"{len(reports):,} reports, {sentences:,} sentences, {events:,} events, median of {options.rounds} rounds\n")
    ways = {
        "together": f"(a) the encoder alone, sentences in padded batches, {cores} cores on each",
        "side by side": f"(a) the encoder alone, sentences in batches of equal length, {cores} at a time",
        "passages": f"(a) the encoder alone, the passages of (b) in batches of equal length, {cores} at a time",
        "whole": "(b) text in to ledger rows",
    }
    table = [
        (
            what,
            f"{sentences / clock[name]:,.0f}",
            f"{worked[name] / sentences * 1e3:.2f}",
            f"{ratio(name, 'whole', 0):.2f}",
            f"{ratio(name, 'whole', 1):.2f}",
        )
        for name, what in ways.items()
    ]
    heads = ("what", "sentences/s", "processor ms/sentence", "(b) reaches of it", "in processor time")
    print(markdown(heads, table))
    print(f"\nwanted of (b): at least {ALLOWED}")


if __name__ == "__main__":
    main()
