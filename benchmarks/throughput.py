"""Text in to ledger rows, against the bare encoder on the same sentences.

``python benchmarks/throughput.py INPUT... [--reports N] [--rounds N]`` reads N reports and then, in turns within one
process, (a) runs nothing but the ONNX session on their sentences, tokenised beforehand and sorted by length, in the two
usual ways: batches with all cores on each, and passages one by one with a core for each; and (b) reads the same reports
from a file, codes, resolves and writes them into a new ledger. The ratio of (b) to the faster way of (a) is what
the rest of the way leaves of the encoder's own speed.
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
from multipolar.ledger import Ledger, RunInfo
from multipolar.pipeline import Pipeline
from multipolar.reading import OnnxCoder, load_coder
from multipolar.reading.onnx import WEIGHTS
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


def batches(encoded: Sequence[Encoded]) -> list[list[Encoded]]:
    """Passages by length, as many together as the coder takes."""
    ordered = sorted(encoded, key=lambda passage: len(passage.ids))
    grouped: list[list[Encoded]] = [[]]
    for passage in ordered:
        if grouped[-1] and (len(grouped[-1]) + 1) * len(passage.ids) > BATCH_TOKENS:
            grouped.append([])
        grouped[-1].append(passage)
    return grouped


def encode(coder: OnnxCoder, reports: Sequence[Report]) -> tuple[list[Encoded], int]:
    """Each sentence of the reports as a passage, by length, and how many there are."""
    alone: list[Encoded] = []
    for report in reports:
        texts = [report.sentence_text(s.index) for s in report.sentences if s.copy_of is None]
        alone += [coder.tokens.passage([tokens]) for tokens in coder.tokens.sentences(texts)]
    return sorted(alone, key=lambda passage: len(passage.ids)), len(alone)


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
) -> float:
    """Seconds of the session alone on prepared inputs."""
    start = time.perf_counter()
    with ThreadPoolExecutor(side_by_side) as pool:
        for _ in pool.map(lambda feed: session.run(None, feed), work):
            pass
    return time.perf_counter() - start


def whole_seconds(chain: Pipeline, source: Path, folder: Path) -> tuple[float, int]:
    """Seconds from text to committed rows, and events written."""
    start = time.perf_counter()
    ledger = Ledger.create(folder)
    events = 0
    with ledger.writer(RunInfo(coder=chain.coder.name, coder_version=chain.coder.version)) as writer:
        for coded in chain.stream(report for report in read_reports([source]) if not writer.known(report)):
            writer.add(coded)
            events += len(coded.events)
    seconds = time.perf_counter() - start
    ledger.close()
    return seconds, events


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--reports", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
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
    together = (session_of(folder_of_weights, cores), [inputs(batch) for batch in batches(alone)], 1)
    one_by_one = (session_of(folder_of_weights, 1), [inputs([passage]) for passage in alone], cores)
    for session, work, side_by_side in (together, one_by_one):
        encoder_seconds(session, work[:20], side_by_side)
    next(chain.stream(reports[:1]))  # load what is loaded once
    times: dict[str, list[float]] = {"together": [], "one by one": [], "whole": []}
    events = 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for report in reports:
                row = {"id": report.id, "title": report.title, "text": report.text, "source": report.source}
                day = report.published.isoformat() if report.published else None
                file.write(json.dumps({**row, "published": day}, ensure_ascii=False) + "\n")
        for number in range(options.rounds):
            times["together"].append(encoder_seconds(*together))
            seconds, events = whole_seconds(chain, source, Path(folder) / f"ledger-{number}")
            times["whole"].append(seconds)
            times["one by one"].append(encoder_seconds(*one_by_one))
    rate = {name: sentences / statistics.median(values) for name, values in times.items()}
    bare = max(rate["together"], rate["one by one"])
    print(f"{len(reports):,} reports, {sentences:,} sentences, {events:,} events, median of {options.rounds} rounds\n")
    rows = [
        (f"(a) the encoder alone, in batches, {cores} cores on each", rate["together"]),
        (f"(a) the encoder alone, {cores} passages at a time", rate["one by one"]),
        ("(b) text in to ledger rows", rate["whole"]),
    ]
    table = [(what, f"{value:,.0f}", f"{value / bare:.2f}") for what, value in rows]
    print(markdown(("what", "sentences/s", "of the faster (a)"), table))
    print(f"\nwanted of (b): at least {ALLOWED}")


if __name__ == "__main__":
    main()
