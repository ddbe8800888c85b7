"""Teach one model what several say together about reports that nobody annotated.

python training/distil.py --annotations DIR [--extra DIR] [--other DIR] --corpus ITEMS.jsonl.gz [--items 36000]
    --teacher RUN [--teacher RUN...] [--start RUN] --out RUN [--epochs 3] [--again]

Runs that were learnt apart err apart: the mean of their logits is better than each of them, but as many times as slow.
What they say together about unlabelled reports (Hinton et al. 2015, "Distilling the knowledge in a neural network") is
learnt beside the annotations: steps on annotated passages and steps on others, in random order. Items of the corpus
that are annotated anywhere, kept-back ones included, take no part.

With ``--again`` what others annotated is learnt twice: as they have it, and as the teachers, who tell the annotators'
hands apart, say that the reference would.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone knows

from multipolar.ontology import EVENT_TYPES
from multipolar.reading.labels import LAYERS, MODE_LABELS, PAIRS, mode_slice
from multipolar.reading.windows import WindowOptions, cut
from multipolar.reports import make_report

from losses import Loss, asked, head_logits, own_runs
from model import ORIGINS, Joint
from packing import ACTORS, IGNORE, PLACES, TAGGED, TIMES, pack, padded
from train import (
    INPUTS,
    Learner,
    Options,
    add_options,
    given_options,
    load_examples,
    passage_tokens,
    run_epochs,
    starting_model,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from multipolar.reading.tokens import Encoded, Tokens

    from model import Links
    from packing import Arrays

ASKED: Final = (
    ("event", 6, (("who", ACTORS), ("to", ACTORS), ("by", ACTORS), ("at", PLACES), ("on", TIMES))),
    ("relation", 2, (("a", ACTORS), ("b", ACTORS))),
    ("claim", 2, (("speaker", ACTORS), ("about+", ACTORS), ("about-", ACTORS), ("about0", ACTORS))),
)
"""Of each passage: the likeliest triggers of a kind, how many, and which links of theirs are asked about."""

QUERIES: Final = tuple(
    (slot, PAIRS.index(pair), pool)
    for slot, pairs in enumerate(pairs for _, count, pairs in ASKED for _ in range(count))
    for pair, pool in pairs
)
"""(number of the head, pair, pool) of each question."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What the teachers say about a passage.

    Attributes:
        labels: Mean label logits [words, labels].
        heads: Likeliest first words of triggers and quotes [heads].
        weights: How likely each is one.
        links: Mean link scores of the questions, of first and of last words [queries, 2, words].
    """

    labels: NDArray[np.float16]
    heads: NDArray[np.int64]
    weights: NDArray[np.float32]
    links: NDArray[np.float16]


@dataclasses.dataclass(slots=True)
class Lesson:
    """A passage that nobody annotated.

    Attributes:
        encoded: The model's input.
        emit: Which words stand in sentences that are coded here [words].
        sentences: How many these are.
        origin: Whose annotation it is read by.
        said: What the teachers say, once they were asked.
    """

    encoded: Encoded
    emit: NDArray[np.bool_]
    sentences: int
    origin: int = 0
    said: Said | None = None


def unlabelled(corpus: Path, used: set[str], count: int, tokens: Tokens, seed: int = 5) -> list[Lesson]:
    """Passages of random items of the corpus, none of them among those used, nor one with the same words."""
    with gzip.open(corpus, "rt", encoding="utf8") as lines:
        items = [json.loads(line) for line in lines]
    seen = {item["text"] for item in items if item["id"] in used}
    random.Random(seed).shuffle(items)  # noqa: S311 - a seeded choice
    lessons: list[Lesson] = []
    for item in items:
        if count <= 0:
            break
        if item["id"] in used or item["text"] in seen or len(item["text"]) < 50:
            continue
        seen.add(item["text"])
        count -= 1
        report = make_report(item["text"], published=item["published"], id=item["id"])
        kept = [sentence.index for sentence in report.sentences if sentence.copy_of is None]
        tokenised = tokens.sentences([report.sentence_text(i) for i in kept])
        for window in cut([len(sentence.ids) for sentence in tokenised], WindowOptions()):
            encoded = tokens.passage(tokenised[window.first : window.last])
            emit = encoded.sentences >= window.emit_from - window.first
            lessons.append(Lesson(encoded, emit, window.last - window.emit_from))
    return lessons


def annotated_ids(folders: Sequence[Path]) -> set[str]:
    """Ids of all documents in these folders, and of those that the repository keeps as offsets."""
    here = Path(__file__).resolve().parent / "annotations"
    files = [*here.rglob("*.offsets.jsonl"), *(file for folder in folders for file in folder.glob("*.docs.jsonl"))]
    return {json.loads(line)["id"] for file in files for line in file.read_text(encoding="utf8").splitlines() if line}


def pack_lessons(lessons: Sequence[Lesson]) -> Arrays:
    """Stack lessons as :func:`packing.pack` does examples; what the teachers say is ``soft`` and ``soft_links``."""
    out = padded([lesson.encoded for lesson in lessons])
    count, words = out["firsts"].shape
    out["origins"] = np.array([lesson.origin for lesson in lessons], dtype=np.int64)
    out["sentences"] = np.array([lesson.sentences for lesson in lessons], dtype=np.int64)
    out["tags"] = np.full((count, len(TAGGED), words), IGNORE, dtype=np.int64)
    for row, lesson in enumerate(lessons):
        out["tags"][row, -len(LAYERS) :, : len(lesson.emit)] = 0
        out["tags"][row, : -len(LAYERS), : len(lesson.emit)] = np.where(lesson.emit, 0, IGNORE)
    said = [lesson.said for lesson in lessons if lesson.said is not None]
    if len(said) < count:
        return out
    out["soft"] = np.zeros((count, words, said[0].labels.shape[1]), dtype=np.float16)
    out["soft_links"] = np.zeros((count, len(QUERIES), 2, words), dtype=np.float16)
    out["heads"] = np.stack([each.heads for each in said])
    slots, pairs, pools = np.array(QUERIES, dtype=np.int64).T
    out["weights"] = np.stack([each.weights for each in said])[:, slots]
    out["queries"] = np.broadcast_to(np.stack([pairs, slots, pools], -1), (count, len(QUERIES), 3)).copy()
    for row, each in enumerate(said):
        out["soft"][row, : len(each.labels)] = each.labels
        out["soft_links"][row, :, :, : len(each.labels)] = each.links
    return out


@torch.no_grad()
def teach(teachers: Sequence[Joint], lessons: Sequence[Lesson], device: torch.device, together: int = 48) -> None:
    """Write into lessons what the teachers say."""
    order = sorted(lessons, key=lambda lesson: len(lesson.encoded.ids))
    for start in range(0, len(order), together):
        some = order[start : start + together]
        batch = {name: torch.from_numpy(array).to(device) for name, array in pack_lessons(some).items()}
        emit = batch["tags"][:, 0] != IGNORE
        with torch.autocast(device.type, dtype=torch.bfloat16):
            read = [teacher(**{name: batch[name] for name in INPUTS}) for teacher in teachers]
        labels = torch.stack([labels.float() for labels, _ in read]).mean(0)
        heads, weights = [], []
        for name, count, _ in ASKED:
            likely, where = (begins(head_logits(labels, name)) * emit).topk(min(count, emit.shape[1]), -1)
            room = (0, count - likely.shape[1])
            heads.append(F.pad(where, room))
            weights.append(F.pad(likely, room))
        batch["heads"] = torch.cat(heads, 1)
        slots, pairs, pools = torch.tensor(QUERIES, device=device).T
        batch["queries"] = torch.stack([pairs, slots, pools], -1).expand(len(some), -1, -1)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            scores = [asked(words, teacher.links, batch) for teacher, (_, words) in zip(teachers, read, strict=True)]
        links = torch.stack(scores).mean(0)
        likely = torch.cat(weights, 1)
        for row, lesson in enumerate(some):
            many = len(lesson.emit)
            lesson.said = Said(
                labels[row, :many].half().cpu().numpy(),
                batch["heads"][row].cpu().numpy(),
                likely[row].cpu().numpy(),
                links[row, :, :, :many].half().cpu().numpy(),
            )


def begins(logits: Tensor) -> Tensor:
    """Probability that something begins, of the logits of a tagging head [..., classes]."""
    return logits.softmax(-1)[..., 2:].sum(-1)


def _apart(soft: Tensor, own: Tensor, weight: Tensor) -> Tensor:
    """Cross entropy of logits [..., classes] against others, weighted [...] and added up."""
    return -((soft.softmax(-1) * own.log_softmax(-1)).sum(-1) * weight).sum()


def _sectors(labels: Tensor, ends: Tensor) -> Tensor:
    """Sector logits [batch, words, sectors] of spans that begin at each word and end as said [batch, words]."""
    last = head_logits(labels, "sector_last")
    return head_logits(labels, "sector_first") + torch.gather(last, 1, ends.unsqueeze(-1).expand(last.shape))


class SoftLoss:
    """How far a model is from what its teachers say, in log loss by sentence.

    Args:
        device: Where the batches are.
    """

    def __init__(self, device: torch.device) -> None:
        modes = torch.zeros(len(EVENT_TYPES), len(MODE_LABELS), dtype=torch.bool)
        for number, event_type in enumerate(EVENT_TYPES):
            low, high = mode_slice(event_type)
            modes[number, low:high] = True
        self.modes = modes.to(device)
        self.pools = torch.tensor([ACTORS, ACTORS, PLACES, TIMES], device=device)

    def __call__(self, labels: Tensor, words: Tensor, links: Links, batch: Mapping[str, Tensor]) -> Tensor:
        """As of :class:`losses.Loss`, of a batch of :func:`pack_lessons`."""
        own, soft = labels.float(), batch["soft"].float()
        valid = (batch["tags"][:, -1] != IGNORE).float()
        emit = (batch["tags"][:, 0] != IGNORE).float()
        total = own.new_zeros(())
        for name in TAGGED:
            weight = valid if name in LAYERS else emit
            total = total + _apart(head_logits(soft, name), head_logits(own, name), weight)
        event = begins(head_logits(soft, "event")) * emit
        relation = begins(head_logits(soft, "relation")) * emit
        for name, weight in (("status", event), ("trend", relation)):
            total = total + _apart(head_logits(soft, name), head_logits(own, name), weight)
        others = ~self.modes[head_logits(soft, "event")[..., 2:].argmax(-1)]
        taught, read = (head_logits(logits, "mode").masked_fill(others, -1e9) for logits in (soft, own))
        total = total + _apart(taught, read, event)
        marked, ends = own_runs(soft, batch["tags"])
        for layer in range(2):
            taught, read = (_sectors(logits, ends[:, layer]) for logits in (soft, own))
            total = total + _apart(taught, read, marked[:, layer].float())
        total = total + self._links(asked(words, links, batch), batch, marked, ends)
        return total / batch["sentences"].sum().clamp(min=1)

    def _links(self, own: Tensor, batch: Mapping[str, Tensor], marked: Tensor, ends: Tensor) -> Tensor:
        def spans(scores: Tensor) -> Tensor:
            first, last = scores.float().unbind(2)
            index = ends.flatten(1).unsqueeze(1).expand(-1, last.shape[1], -1)
            return first.unsqueeze(2) + torch.gather(last, 2, index).unflatten(2, (ends.shape[1], -1))

        held = marked.unsqueeze(1) & (batch["queries"][..., 2].unsqueeze(-1) == self.pools)[..., None]
        weight = held.float() * batch["weights"][:, :, None, None]
        target = spans(batch["soft_links"]).sigmoid()
        return F.binary_cross_entropy_with_logits(spans(own), target, weight=weight, reduction="sum")


class Both:
    """The loss of annotated passages and of lessons, each by its own measure."""

    def __init__(self, device: torch.device, smoothing: float) -> None:
        self.gold, self.soft = Loss(device, smoothing), SoftLoss(device)

    def __call__(self, labels: Tensor, words: Tensor, links: Links, batch: Mapping[str, Tensor]) -> Tensor:
        """As of :class:`losses.Loss`."""
        return (self.soft if "soft" in batch else self.gold)(labels, words, links, batch)


def load_run(run: Path, device: torch.device) -> Joint:
    """A run's averaged weights as a model to ask."""
    state = torch.load(run / "average.pt")
    model = Joint(reread=state["links.reread.distance.weight"].shape[1])
    model.load_state_dict(state)
    model.to(device)
    model.eval()
    return model


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="Current events, JSONL.gz")
    parser.add_argument("--items", type=int, default=36000, help="unlabelled items")
    parser.add_argument("--teacher", type=Path, action="append", required=True, help="folder of a run")
    add_options(parser, Options(epochs=3, rate=3e-4, head_rate=1.5e-3, piece_rate=2e-4))
    parser.add_argument("--hand", type=int, default=0, help="whose annotation the student takes the lessons for")
    parser.add_argument("--again", action="store_true", help="what others annotated is a lesson too")
    given, options = given_options(parser)
    if not 0 <= given.hand < ORIGINS:
        parser.error(f"--hand is a number below {ORIGINS}")
    teachers = [run.name for run in given.teacher]
    write_options(
        given.out, options, given.start, teachers=teachers, items=given.items, hand=given.hand, again=given.again
    )
    model = starting_model(given, options)
    device = next(model.parameters()).device
    tokens = passage_tokens()
    examples = load_examples(given.annotations, given.extra, given.other, tokens)
    folders = [given.annotations, *given.extra, *given.other]
    lessons = unlabelled(given.corpus, annotated_ids(folders), given.items, tokens)
    if given.again:
        lessons += [Lesson(e.encoded, e.emit, e.sentences) for e in examples if e.origin != given.hand]
    print(f"{len(lessons)} lessons", flush=True)
    teach([load_run(run, device) for run in given.teacher], lessons, device)
    for lesson in lessons:
        lesson.origin = given.hand
    run_epochs(
        Learner(model, options, loss=Both(device, options.smoothing)),
        [(examples, pack), (lessons, pack_lessons)],
        given.out,
        given.limit,
    )


if __name__ == "__main__":
    main()
