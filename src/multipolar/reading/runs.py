"""What the model marks: probabilities of tags, and the runs of words that triggers and quotes are."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.reading.labels import HEADS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from multipolar.reading.decode import DecodeOptions
    from multipolar.reading.tokens import Encoded
    from multipolar.records import Passage

    Floats = NDArray[np.float32]
    Tags = Mapping[str, tuple[Floats, Floats]]

__all__ = ["Found", "Runs", "runs", "softmax", "tag_probabilities", "triggers"]

_TAGGING: Final = ("event", "relation", "claim", *LAYERS)

Runs = dict[str, list["Found"]]
"""Triggers of events and relations, and quotes of claims: ``event``, ``relation``, ``claim``."""


@dataclass(frozen=True, slots=True)
class Found:
    """A run of words that a tagging head marks: first and last word, best class, probability of any and of that."""

    first: int
    last: int
    label: int
    any: float
    best: float


def softmax(x: Floats) -> Floats:
    """Probabilities along the last axis."""
    e: Floats = np.exp(x - x.max(axis=-1, keepdims=True))
    e /= e.sum(axis=-1, keepdims=True)
    return e


def runs(p: Floats, begin: Floats, chance: Floats, threshold: float, of: Sequence[int]) -> list[Found]:
    """Runs in probabilities [words, outside/inside/begin...]: where one begins by the threshold, and what goes on.

    Neighbouring begins of one class are one run: gold triggers side by side are nearly always of different classes,
    while the model often spreads one trigger ("restored sanctions") over two begins. A faint begin of the same class
    likewise speaks for going on.

    Args:
        p: The probabilities.
        begin: Probability that any run begins, [words].
        chance: What must reach the threshold, [words].
        threshold: From which a run begins.
        of: The sentence of each word.
    """
    firsts = (chance >= threshold).nonzero()[0].tolist()
    if not firsts:
        return []
    found: list[Found] = []
    words = len(p)
    # A handful of numbers each: lists are faster to look into than arrays.
    outside, inside, begins, chances = p[:, 0].tolist(), p[:, 1].tolist(), begin.tolist(), chance.tolist()
    for first in firsts:
        label = int(p[first, 2:].argmax())
        same = p[:, 2 + label].tolist()
        last = first
        while (
            (word := last + 1) < words
            and of[word] == of[first]
            and (
                inside[word] > max(outside[word], begins[word])
                or (chances[word] < threshold and inside[word] + same[word] > outside[word])
            )
        ):
            last = word
        entry = Found(first, last, label, begins[first], float(p[first, 2 + label]) / begins[first])
        previous = found[-1] if found else None
        if (
            previous is not None
            and previous.label == label
            and previous.last == first - 1
            and of[previous.last] == of[first]
        ):
            better = max(previous, entry, key=lambda run: run.any)
            found[-1] = Found(previous.first, last, label, better.any, better.best)
        elif previous is None or previous.last < first:
            found.append(entry)
    return found


def tag_probabilities(labels: Floats) -> dict[str, tuple[Floats, Floats]]:
    """For each head that tags words, probabilities [..., words, outside/inside/begin...] and that any run begins.

    Args:
        labels: Label logits [..., words, labels].
    """
    tags: dict[str, tuple[Floats, Floats]] = {}
    for name in _TAGGING:
        p = softmax(labels[..., HEADS[name].start : HEADS[name].start + HEADS[name].size])
        tags[name] = p, p[..., 2:].sum(axis=-1)
    return tags


def triggers(passage: Passage, encoded: Encoded, tags: Tags, options: DecodeOptions) -> Runs:
    """Triggers and quotes in the sentences to code: what links are asked about.

    Args:
        passage: The passage that was read.
        encoded: Its input.
        tags: What :func:`tag_probabilities` makes of its labels.
        options: Thresholds and calibration.
    """
    sentences: list[int] = encoded.sentences.tolist()
    silent = bisect_left(sentences, passage.emit_from)
    out: Runs = {}
    for name, threshold in (("event", options.event), ("relation", options.relation), ("claim", options.claim)):
        p, begin = tags[name]
        # An event is right with its type or not at all: what may be one of several types is no likelier than each.
        chance = p[:, 2:].max(axis=-1) if name == "event" else begin
        if silent:
            chance = chance.copy()
            chance[:silent] = 0.0
        out[name] = runs(p, begin, chance, threshold, sentences)
    if options.sure > 0:
        out["event"] = [run for run in out["event"] if options.confidence("event", run.any * run.best) >= options.sure]
    return out
