"""The training loss: the log loss of every decision that the model makes about a passage, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone knows

from multipolar.ontology import EVENT_TYPES
from multipolar.reading.labels import HEADS, LAYERS, MODE_LABELS, PAIRS, mode_slice

from packing import ACTORS, CAUSE, IGNORE, NONE, NOT_ASKED, PLACES, RIGHT, TAGGED, TIMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from model import Links

ANTECEDENT_WEIGHT: Final = 0.3
"""Antecedents are silver (any mention of the same code counts), so they weigh less."""

_POOL_OF_LAYER: Final = {"actor": ACTORS, "inner": ACTORS, "place": PLACES, "time": TIMES}
_NEVER: Final = -1e9


def _modes_of_type() -> Tensor:
    """Which modes compete with which [modes, modes]: those of one event type."""
    allowed = torch.zeros(len(MODE_LABELS), len(MODE_LABELS), dtype=torch.bool)
    for event_type in EVENT_TYPES:
        low, high = mode_slice(event_type)
        allowed[low:high, low:high] = True
    return allowed


class Loss:
    """The loss of a batch; holds the tables it needs on one device.

    Args:
        device: Where the batches are.
        smoothing: Label smoothing of triggers.
    """

    def __init__(self, device: torch.device, smoothing: float) -> None:
        self.smoothing = smoothing
        self.modes = _modes_of_type().to(device)
        self.pools = torch.tensor([_POOL_OF_LAYER[layer] for layer in LAYERS], device=device)

    def __call__(self, labels: Tensor, words: Tensor, links: Links, batch: Mapping[str, Tensor]) -> Tensor:
        """Sum of the log losses of all decisions, divided by the number of sentences.

        Args:
            labels: Label logits [batch, words, labels].
            words: Word vectors [batch, words, width], from which links are scored.
            links: The part of the model that scores them.
            batch: Targets as :func:`packing.pack` makes them.
        """
        labels = labels.float()
        total = self._tags(labels, batch) + self._labels(labels, batch)
        total = total + self._links(labels, asked(words, links, batch), batch)
        total = total + ANTECEDENT_WEIGHT * self._antecedents(links.antecedents(words, batch["stands"]), batch)
        return total / batch["sentences"].sum().clamp(min=1)

    def _tags(self, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        total = labels.new_zeros(())
        for number, name in enumerate(TAGGED):
            total = total + F.cross_entropy(
                head_logits(labels, name).flatten(0, 1),
                batch["tags"][:, number].flatten(),
                ignore_index=IGNORE,
                reduction="sum",
                label_smoothing=self.smoothing if name == "event" else 0.0,
            )
        return total

    def _labels(self, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        total = labels.new_zeros(())
        for name in ("status", "trend", "mode"):
            logits, target = head_logits(labels, name).flatten(0, 1), batch[name].flatten()
            if name == "mode":
                logits = logits.masked_fill(~self.modes[target.clamp(min=0)], _NEVER)
            total = total + F.cross_entropy(logits, target, ignore_index=IGNORE, reduction="sum")
        first, last, sector = batch["sectors"].unbind(-1)
        logits = _at(head_logits(labels, "sector_first"), first) + _at(head_logits(labels, "sector_last"), last)
        return total + F.cross_entropy(logits.flatten(0, 1), sector.flatten(), ignore_index=IGNORE, reduction="sum")

    def _links(self, labels: Tensor, scores: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        """Links to the true mentions and, as wrong answers, to what the model itself marks."""
        first, last = scores.unbind(2)
        spans, answers, pools = batch["spans"], batch["answers"], batch["queries"][..., 2]
        given = _to(first, spans[..., 0]) + _to(last, spans[..., 1])
        asked = (answers != NOT_ASKED).to(given.dtype)
        right = (answers == RIGHT).to(given.dtype)
        total = F.binary_cross_entropy_with_logits(given, right, weight=asked, reduction="sum")
        marked, ends = own_runs(labels.detach(), batch["tags"])
        wrong = marked & ~_covered(ends, batch["tags"])
        layers = wrong.shape[1]
        own = first.unsqueeze(2) + _to(last, ends.flatten(1)).unflatten(2, (layers, -1))
        held = wrong.unsqueeze(1) & (pools.unsqueeze(-1) == self.pools)[..., None]
        return total + (F.softplus(own) * held.to(own.dtype)).sum()

    @staticmethod
    def _antecedents(scores: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        spans, same = batch["spans"], batch["same"]
        first, last = scores.float().unbind(1)
        scores = _to(first, spans[..., 0]) + _to(last, spans[..., 1])
        # All right answers together should have the probability, whichever of them gets it.
        every = scores.masked_fill(same == NOT_ASKED, _NEVER).logsumexp(-1)
        right = scores.masked_fill(same != RIGHT, _NEVER).logsumexp(-1)
        return ((every - right) * (same == RIGHT).any(-1)).sum()


def head_logits(labels: Tensor, name: str) -> Tensor:
    """Logits of one head [batch, words, size]."""
    head = HEADS[name]
    return labels[..., head.start : head.start + head.size]


def asked(words: Tensor, links: Links, batch: Mapping[str, Tensor]) -> Tensor:
    """Scores of what is asked about, of first words and of last ones [batch, queries, 2, words]."""
    heads, (pairs, slots, pools) = batch["heads"], batch["queries"].unbind(-1)
    count, most = heads.shape
    if heads.device.type == "cpu":
        # Half of the places for heads are padding; a recorded step needs them, as its shapes are all fixed.
        used = torch.zeros(count, most, dtype=torch.int64)
        used.scatter_add_(1, slots, ((pools != NONE) | (pairs == CAUSE)).long())
        rows, places = used.nonzero(as_tuple=True)
        numbers = ((used > 0).flatten().long().cumsum(0) - 1).clamp(min=0).view(count, most)
    else:
        rows = torch.arange(count, device=heads.device).repeat_interleave(most)
        places = torch.arange(most, device=heads.device).repeat(count)
        numbers = torch.arange(count * most, device=heads.device).view(count, most)
    if not len(rows):
        return words.new_zeros(*pairs.shape, 2, words.shape[1], dtype=torch.float32)
    valid = batch["tags"][:, -1] != IGNORE
    scores = links(words, rows, heads[rows, places], valid).unflatten(1, (2, len(PAIRS))).transpose(1, 2).flatten(0, 1)
    index = (torch.gather(numbers, 1, slots) * len(PAIRS) + pairs).flatten()
    return scores.index_select(0, index).unflatten(0, pairs.shape).float()


def own_runs(labels: Tensor, tags: Tensor) -> tuple[Tensor, Tensor]:
    """Mentions that label logits mark: whether one begins at each word, and its last word.

    Args:
        labels: Label logits [batch, words, labels].
        tags: Targets [batch, heads, words], which say what is padding.

    Returns:
        [batch, layers, words] each.
    """
    marked = torch.stack([head_logits(labels, name).argmax(-1) for name in LAYERS], 1)
    begins, ends = runs_of(marked.masked_fill(tags[:, -len(LAYERS) :] == IGNORE, 0))
    # What both layers of actors mark is one span.
    twice = begins[:, 0] & begins[:, 1] & (ends[:, 0] == ends[:, 1])
    none = torch.zeros_like(twice)
    return begins & ~torch.stack([none, twice, none, none], 1), ends


def _covered(ends: Tensor, tags: Tensor) -> Tensor:
    """Whether the span from each word to its end overlaps a true mention, against which it is not held."""
    true = tags[:, -len(LAYERS) :] > 0
    either = true[:, 0] | true[:, 1]
    covered = torch.stack([either, either, true[:, 2], true[:, 3]], 1).long()
    before = covered.cumsum(-1) - covered
    return torch.gather(before + covered, 2, ends) - before > 0


def runs_of(tags: Tensor) -> tuple[Tensor, Tensor]:
    """Whether a run begins at each word, and where one that does ends, of outside/inside/begin classes [..., words]."""
    count = tags.shape[-1]
    places = torch.arange(count, device=tags.device)
    stops = torch.where(tags == 1, count, places)
    following = torch.cat([stops[..., 1:], torch.full_like(stops[..., :1], count)], -1)
    nearest = following.flip(-1).cummin(-1).values.flip(-1)
    return tags >= 2, nearest - 1


def _at(x: Tensor, index: Tensor) -> Tensor:
    """Rows of [batch, words, size] at [batch, n]."""
    return torch.gather(x, 1, index.unsqueeze(-1).expand(-1, -1, x.shape[-1]))


def _to(scores: Tensor, index: Tensor) -> Tensor:
    """Columns of [batch, queries, words] at [batch, n]."""
    return torch.gather(scores, 2, index.unsqueeze(1).expand(-1, scores.shape[1], -1))
