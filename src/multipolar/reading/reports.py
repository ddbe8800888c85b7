"""Reports through a coder: cut into passages, read in batches across reports, put together again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from multipolar.reading.onnx import OnnxCoder
from multipolar.reading.tokens import MAX_TOKENS, SentenceTokens
from multipolar.reading.windows import WindowOptions, cut
from multipolar.records import DraftCause, Passage, Reading, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multipolar.reading.coder import Coder

__all__ = ["ReadingOptions", "merge", "passages_of", "read_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How reports are read.

    Attributes:
        windows: How passages are cut.
        batch: Reports that are read together; passages of similar length share a pass of the encoder.
    """

    windows: WindowOptions = field(default_factory=WindowOptions)
    batch: int = 1024


def _lengths(texts: Sequence[str]) -> list[int]:
    """Rough lengths in word pieces for coders that have no tokenizer of ours (a piece is about four characters)."""
    return [min(len(text) // 4 + 1, MAX_TOKENS) for text in texts]


def passages_of(report: Report, lengths: Sequence[int], options: WindowOptions) -> list[Passage]:
    """The passages of a report; copies of earlier sentences are left out.

    Args:
        report: The report.
        lengths: Word pieces of each sentence that is no copy, in order.
        options: How to cut.
    """
    numbers = [sentence.index for sentence in report.sentences if sentence.copy_of is None]
    texts = [report.sentence_text(number) for number in numbers]
    return [
        Passage(
            tuple(texts[window.first : window.last]),
            tuple(numbers[window.first : window.last]),
            window.emit_from - window.first,
        )
        for window in cut(lengths, options)
    ]


def merge(readings: Sequence[Reading]) -> Reading:
    """One reading of a report from those of its passages, in order."""
    if len(readings) == 1:
        return readings[0]
    causes: list[DraftCause] = []
    events = relations = 0
    for reading in readings:
        base = {"event": events, "relation": relations}
        for cause in reading.causes:
            (kind_a, a), (kind_b, b) = cause.cause, cause.effect
            causes.append(replace(cause, cause=(kind_a, a + base[kind_a]), effect=(kind_b, b + base[kind_b])))
        events += len(reading.events)
        relations += len(reading.relations)
    return Reading(
        tuple(event for reading in readings for event in reading.events),
        tuple(relation for reading in readings for relation in reading.relations),
        tuple(claim for reading in readings for claim in reading.claims),
        tuple(causes),
    )


def _read_batch(coder: Coder, reports: Sequence[Report], options: ReadingOptions) -> Iterator[tuple[Report, Reading]]:
    texts = [[report.sentence_text(s.index) for s in report.sentences if s.copy_of is None] for report in reports]
    passages: list[Passage] = []
    counts: list[int] = []
    if isinstance(coder, OnnxCoder):
        # Tokenised once, for the lengths and for the encoder.
        flat = coder.tokens.sentences([text for report in texts for text in report])
        encoded, at = [], 0
        for report, own in zip(reports, texts, strict=True):
            tokens: list[SentenceTokens] = flat[at : at + len(own)]
            at += len(own)
            position = {s.index: i for i, s in enumerate(s for s in report.sentences if s.copy_of is None)}
            cuts = passages_of(report, [len(sentence.ids) for sentence in tokens], options.windows)
            counts.append(len(cuts))
            passages += cuts
            encoded += [coder.tokens.passage([tokens[position[n]] for n in passage.numbers]) for passage in cuts]
        readings = coder.read_encoded(passages, encoded)
    else:
        for report, own in zip(reports, texts, strict=True):
            cuts = passages_of(report, _lengths(own), getattr(coder, "windows", options.windows))
            counts.append(len(cuts))
            passages += cuts
        readings = coder.read(passages)
    start = 0
    for report, count in zip(reports, counts, strict=True):
        yield report, merge(readings[start : start + count])
        start += count


def read_all(
    coder: Coder, reports: Iterable[Report], *, options: ReadingOptions | None = None
) -> Iterator[tuple[Report, Reading]]:
    """Read any number of reports in order, holding no more than a batch of them.

    Args:
        coder: Reads the passages.
        reports: Consumed batch by batch.
        options: How to cut and batch.
    """
    options = options or ReadingOptions()
    source = iter(reports)
    while batch := list(islice(source, options.batch)):
        yield from _read_batch(coder, batch, options)
