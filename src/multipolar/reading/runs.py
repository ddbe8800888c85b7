"""What the model marks: probabilities of tags, and the runs of words that triggers and quotes are."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.reading.labels import HEADS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from multipolar.reading.thresholds import DecodeOptions
    from multipolar.reading.tokens import Encoded
    from multipolar.records import Passage

    Floats = NDArray[np.float32]
    Tags = Mapping[str, tuple[Floats, Floats]]

__all__ = ["Found", "Runs", "runs", "softmax", "starts", "tag_probabilities", "triggers"]

_ONE_CLASS: Final = ("claim", *LAYERS)
"""Heads of outside, inside and begin alone, in the order of the output."""

_LOOSE: Final = frozenset({"the", "a", "an", "and", "or", "its", "his", "her", "their", ","})
"""Words that no trigger ends in: they belong to what follows."""

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


def runs(p: Floats, begin: Floats, starts: Sequence[int], of: Sequence[int]) -> list[Found]:
    """Runs in probabilities [words, outside/inside/begin...]: where one may begin, and what goes on.

    Neighbouring begins of one class are one run: gold triggers side by side are nearly always of different classes,
    while the model often spreads one trigger ("restored sanctions") over two begins. A faint begin of the same class
    likewise speaks for going on.

    Args:
        p: The probabilities.
        begin: Probability that any run begins, [words].
        starts: Words at which one may begin, in order.
        of: The sentence of each word.
    """
    if not starts:
        return []
    found: list[Found] = []
    words = len(p)
    # A handful of numbers each: lists are faster to look into than arrays.
    outside, inside, begins = p[:, 0].tolist(), p[:, 1].tolist(), begin.tolist()
    single = p.shape[1] == 3  # noqa: PLR2004 - outside, inside, and one class, whose begin is any begin
    for first in starts:
        label = 0 if single else int(p[first, 2:].argmax())
        same = begins if single else p[:, 2 + label].tolist()
        last = first
        while (
            (word := last + 1) < words
            and of[word] == of[first]
            and (
                inside[word] > max(outside[word], begins[word])
                or (inside[word] + same[word] > outside[word] and word not in starts)
            )
        ):
            last = word
        entry = Found(first, last, label, begins[first], same[first] / begins[first])
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
    for name in ("event", "relation"):
        p = softmax(labels[..., HEADS[name].start : HEADS[name].start + HEADS[name].size])
        tags[name] = p, p[..., 2:].sum(axis=-1)
    # The others have one class each and lie side by side. Column by column: an axis of three is reduced one by one.
    first = HEADS[_ONE_CLASS[0]].start
    alike = labels[..., first : first + 3 * len(_ONE_CLASS)].reshape(*labels.shape[:-1], len(_ONE_CLASS), 3)
    e = np.exp(alike - np.maximum(np.maximum(alike[..., 0], alike[..., 1]), alike[..., 2])[..., None])
    e /= (e[..., 0] + e[..., 1] + e[..., 2])[..., None]
    for number, name in enumerate(_ONE_CLASS):
        tags[name] = e[..., number, :], e[..., number, 2]
    return tags


def starts(tags: Tags, options: DecodeOptions) -> dict[str, NDArray[np.bool_]]:
    """Words at which a trigger or a quote may begin, [..., words], whatever sentence they stand in.

    Args:
        tags: What :func:`tag_probabilities` makes of labels.
        options: Thresholds.
    """
    return {
        # An event is right with its type or not at all: what may be one of several types is no likelier than each.
        "event": tags["event"][0][..., 2:].max(axis=-1) >= options.event,
        "relation": tags["relation"][1] >= options.relation,
        "claim": tags["claim"][1] >= options.claim,
    }


def triggers(
    passage: Passage, encoded: Encoded, tags: Tags, options: DecodeOptions, *, begun: Mapping[str, NDArray[np.bool_]]
) -> Runs:
    """Triggers and quotes in the sentences to code: what links are asked about.

    Args:
        passage: The passage that was read.
        encoded: Its input.
        tags: What :func:`tag_probabilities` makes of its labels.
        options: Thresholds and calibration.
        begun: What :func:`starts` finds in the tags.
    """
    sentences: list[int] = encoded.sentences.tolist()
    silent = bisect_left(sentences, passage.emit_from)
    out: Runs = {}
    for name, some in begun.items():
        words = [word for word in some.nonzero()[0].tolist() if word >= silent]
        out[name] = runs(*tags[name], words, sentences)
        if name != "claim":
            out[name] = [_trimmed(run, passage, encoded) for run in out[name]]
    if options.sure > 0:
        out["event"] = [run for run in out["event"] if options.confidence("event", run.any * run.best) >= options.sure]
    return out


def _trimmed(run: Found, passage: Passage, encoded: Encoded) -> Found:
    """A trigger without loose words behind it ("freeze the")."""
    last, text = run.last, passage.sentences[int(encoded.sentences[run.first])]
    while last > run.first and text[encoded.starts[last] : encoded.ends[last]].lower() in _LOOSE:
        last -= 1
    return run if last == run.last else replace(run, last=last)
