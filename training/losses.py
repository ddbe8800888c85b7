"""The training loss: the log loss of every decision that the model makes about a passage, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone knows

from multipolar.ontology import EVENT_TYPES
from multipolar.reading.labels import HEADS, LAYERS, PAIRS, mode_slice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from data import Example, Words

AT, ON, ANTECEDENT, CAUSE = (PAIRS.index(name) for name in ("at", "on", "antecedent", "cause"))
TAGGED = ("event", "relation", "claim", *LAYERS)
ANTECEDENT_WEIGHT = 0.3
"""Antecedents are silver (any mention of the same code counts), so they weigh less."""

Place = tuple[int, int, int]
"""(row in the batch, word, class)."""


def head_logits(labels: Tensor, name: str) -> Tensor:
    """Logits of one head [batch, words, size]."""
    head = HEADS[name]
    return labels[..., head.start : head.start + head.size]


def spans_of(tags: NDArray[np.int64]) -> set[Words]:
    """Spans in a row of outside/inside/begin classes."""
    spans: set[Words] = set()
    start: int | None = None
    for i, tag in enumerate([*tags.tolist(), 0]):
        if start is not None and tag != 1:
            spans.add((start, i - 1))
            start = None
        if tag == 2:
            start = i
    return spans


def loss_of(labels: Tensor, links: Tensor, batch: Sequence[Example], smoothing: float) -> Tensor:
    """Sum of the log losses of all decisions, divided by the number of sentences."""
    total = _tag_loss(labels, batch, smoothing) + _label_loss(labels, batch)
    total = total + _link_loss(labels, links, batch) + ANTECEDENT_WEIGHT * _antecedent_loss(links, batch)
    return total / max(sum(example.sentences for example in batch), 1)


def _tag_loss(labels: Tensor, batch: Sequence[Example], smoothing: float) -> Tensor:
    total = labels.new_zeros(())
    for name in TAGGED:
        target = np.full((len(batch), labels.shape[1]), -100, dtype=np.int64)
        for row, example in enumerate(batch):
            tags = example.tags[name]
            target[row, : len(tags)] = tags
            if name in {"event", "relation", "claim"}:
                target[row, : len(tags)][~example.emit] = -100
        total = total + F.cross_entropy(
            head_logits(labels, name).flatten(0, 1),
            torch.from_numpy(target).to(labels.device).flatten(),
            ignore_index=-100,
            reduction="sum",
            label_smoothing=smoothing if name == "event" else 0.0,
        )
    return total


def _cross_entropy(logits: Tensor, places: Iterable[Place]) -> Tensor:
    listed = list(places)
    if not listed or logits.shape[-1] == 1:
        return logits.new_zeros(())
    rows, words, classes = torch.tensor(listed, device=logits.device).unbind(1)
    return F.cross_entropy(logits[rows, words], classes, reduction="sum")


def _label_loss(labels: Tensor, batch: Sequence[Example]) -> Tensor:
    rows = list(enumerate(batch))
    total = _cross_entropy(head_logits(labels, "status"), [(r, w, c) for r, e in rows for w, c in e.status.items()])
    total = total + _cross_entropy(
        head_logits(labels, "trend"), [(r, w, c) for r, e in rows for w, c in e.trend.items()]
    )
    for event_type in EVENT_TYPES:
        low, high = mode_slice(event_type)
        places = [(r, w, c - low) for r, e in rows for w, c in e.mode.items() if low <= c < high]
        total = total + _cross_entropy(head_logits(labels, "mode")[..., low:high], places)
    sectors = [(r, *span, c) for r, e in rows for span, c in e.sectors.items()]
    if sectors:
        row, first, last, sector = torch.tensor(sectors, device=labels.device).unbind(1)
        logits = head_logits(labels, "sector_first")[row, first] + head_logits(labels, "sector_last")[row, last]
        total = total + F.cross_entropy(logits, sector, reduction="sum")
    return total


class _Candidates:
    """Spans that a link may go to: the true mentions and, as wrong answers, what the model itself marks."""

    def __init__(self, example: Example, own: dict[str, NDArray[np.int64]]) -> None:
        count = len(example.encoded.firsts)
        self._gold = example.mentions
        self._seen = {name: spans_of(own[name][:count]) for name in LAYERS}
        self.actors = self._pool(("actor", "inner"))
        self.places = self._pool(("place",))
        self.times = self._pool(("time",))

    def _pool(self, names: tuple[str, ...]) -> set[Words]:
        sure = {span for name in names for span in self._gold[name]}
        # A span of the model's own that overlaps a true one is not held against it.
        return sure | {
            span
            for name in names
            for span in self._seen[name]
            if not any(span[0] <= other[1] and other[0] <= span[1] for other in sure)
        }

    def of(self, pair: int) -> set[Words]:
        """Spans for a kind of link."""
        return self.places if pair == AT else self.times if pair == ON else self.actors


def _link_loss(labels: Tensor, links: Tensor, batch: Sequence[Example]) -> Tensor:
    index: list[tuple[int, int, int, int, int]] = []
    target: list[float] = []
    own = {name: head_logits(labels.detach(), name).argmax(-1).cpu().numpy() for name in LAYERS}
    for row, example in enumerate(batch):
        candidates = _Candidates(example, {name: own[name][row] for name in LAYERS})
        for (pair, word), true in example.links.items():
            for span in candidates.of(pair) | true:
                index.append((row, pair, word, *span))
                target.append(float(span in true))
        heads = [int(w) for name in ("event", "relation") for w in np.flatnonzero(example.tags[name] >= 2)]
        for effect in heads:
            for cause in heads:
                if cause != effect:
                    index.append((row, CAUSE, effect, cause, cause))
                    target.append(float(cause in example.causes.get(effect, ())))
    if not index:
        return labels.new_zeros(())
    rows, pairs, words, starts, ends = torch.tensor(index, device=links.device).unbind(1)
    scores = links[rows, pairs, words, starts] + links[rows, pairs + len(PAIRS), words, ends]
    return F.binary_cross_entropy_with_logits(scores, torch.tensor(target, device=links.device), reduction="sum")


def _antecedent_loss(links: Tensor, batch: Sequence[Example]) -> Tensor:
    pools: list[list[tuple[int, int, int, int]]] = []
    hits: list[list[bool]] = []
    for row, example in enumerate(batch):
        spans = sorted(example.mentions["actor"] | example.mentions["inner"] | example.mentions["place"])
        for word, true in example.antecedents.items():
            pool = [span for span in spans if not span[0] <= word <= span[1]]
            right = [span in true for span in pool]
            if any(right) and not all(right):
                pools.append([(row, word, *span) for span in pool])
                hits.append(right)
    if not pools:
        return links.new_zeros(())
    # All words at once: each look into the links by itself would cost a gradient as large as all of them.
    width = max(map(len, pools))
    index = torch.tensor([pool + [pool[0]] * (width - len(pool)) for pool in pools], device=links.device)
    rows, words, starts, ends = index.unbind(2)
    scores = links[rows, ANTECEDENT, words, starts] + links[rows, ANTECEDENT + len(PAIRS), words, ends]
    filled = torch.tensor([[True] * len(pool) + [False] * (width - len(pool)) for pool in pools], device=links.device)
    right = torch.tensor([one + [False] * (width - len(one)) for one in hits], device=links.device)
    # All right answers together should have the probability, whichever of them gets it.
    every = scores.masked_fill(~filled, -torch.inf).logsumexp(1)
    return (every - scores.masked_fill(~right, -torch.inf).logsumexp(1)).sum()
