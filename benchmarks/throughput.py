"""Text in to ledger rows, against the bare encoder on the same sentences.

``python benchmarks/throughput.py INPUT... [--reports N] [--rounds N]`` reads N reports and then, in turns within one
process, (a) runs nothing but the encoder's session on their sentences, tokenised beforehand, each sentence once and
sorted by length, and (b) reads the same reports from a file, codes, resolves and writes them into a new ledger. The
ratio of the two rates is what the rest of the way leaves of the encoder's own speed. (c) is the encoder on the passages
that (b) cuts, which repeat some sentences as context.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench import machine, markdown
from multipolar.ledger import Ledger, RunInfo
from multipolar.pipeline import Pipeline
from multipolar.reading import OnnxCoder, ReadingOptions, load_coder
from multipolar.reading.reports import passages_of
from multipolar.reports import read_reports
from multipolar.resolving import Resolver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.reading.tokens import Encoded
    from multipolar.records import Report

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


def encode(coder: OnnxCoder, reports: Sequence[Report]) -> tuple[list[list[Encoded]], list[list[Encoded]], int]:
    """Batches of single sentences, batches of the passages that coding cuts, and the number of sentences."""
    alone: list[Encoded] = []
    cut: list[Encoded] = []
    windows = ReadingOptions().windows
    for report in reports:
        own = [sentence for sentence in report.sentences if sentence.copy_of is None]
        tokens = coder.tokens.sentences([report.sentence_text(sentence.index) for sentence in own])
        position = {sentence.index: number for number, sentence in enumerate(own)}
        alone += [coder.tokens.passage([each]) for each in tokens]
        passages = passages_of(report, [len(each.ids) for each in tokens], windows)
        cut += [coder.tokens.passage([tokens[position[number]] for number in each.numbers]) for each in passages]
    return batches(alone), batches(cut), len(alone)


def encoder_seconds(coder: OnnxCoder, work: Sequence[list[Encoded]]) -> float:
    """Seconds of the session alone."""
    start = time.perf_counter()
    for batch in work:
        coder.run(batch)
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
    coder = load_coder(options.model)
    chain = Pipeline(coder, Resolver())
    alone, cut, sentences = encode(coder, reports)
    encoder_seconds(coder, alone[:20])
    next(chain.stream(reports[:1]))  # load what is loaded once
    times: dict[str, list[float]] = {"alone": [], "cut": [], "whole": []}
    events = 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for report in reports:
                row = {"id": report.id, "title": report.title, "text": report.text, "source": report.source}
                day = report.published.isoformat() if report.published else None
                file.write(json.dumps({**row, "published": day}, ensure_ascii=False) + "\n")
        for number in range(options.rounds):
            times["alone"].append(encoder_seconds(coder, alone))
            seconds, events = whole_seconds(chain, source, Path(folder) / f"ledger-{number}")
            times["whole"].append(seconds)
            times["cut"].append(encoder_seconds(coder, cut))
    rate = {name: sentences / statistics.median(values) for name, values in times.items()}
    print(f"{len(reports):,} reports, {sentences:,} sentences, {events:,} events, median of {options.rounds} rounds\n")
    rows = [
        ("(a) the encoder alone, each sentence once", f"{rate['alone']:,.0f}", "1.00"),
        ("(b) text in to ledger rows", f"{rate['whole']:,.0f}", f"{rate['whole'] / rate['alone']:.2f}"),
        ("(c) the encoder alone, on the passages of (b)", f"{rate['cut']:,.0f}", f"{rate['cut'] / rate['alone']:.2f}"),
    ]
    print(markdown(("what", "sentences/s", "of (a)"), rows))
    print(f"\n(b) to (c): {rate['whole'] / rate['cut']:.2f}; wanted of (b) to (a): at least {ALLOWED}")


if __name__ == "__main__":
    main()
