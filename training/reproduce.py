"""Everything from the annotations to the shipped weights: join, fit the resolver, train, average, export, calibrate.

python training/reproduce.py --annotations DIR --corpus ITEMS ARTICLES --out RUN [--quick]

``--quick`` trains once, on all annotations, in a fraction of the time. How good the weights are is printed at the end
either way. What is there already in RUN is taken as it is, so that a stopped one goes on where it was.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Train:
    """One run of training.

    Attributes:
        name: Its folder.
        start: Run or mean that it goes on from; None for the starting encoder.
        epochs: Passes over the data.
        rate: Rate of learning.
        head_rate: Rate for what the starting encoder does not have.
        seed: For shuffling and dropout.
        more: Whether the further annotations take part.
        hands: Which of those of another hand take part, told from the reference and what is like it: ``all``, the
            ``long`` reports, or none; empty where all take part and nothing is told apart.
    """

    name: str
    start: str | None
    epochs: int
    rate: float
    head_rate: float = 8e-4
    seed: int = 7
    more: bool = True
    hands: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the weights of some runs, each counting alike."""

    name: str
    runs: tuple[str, ...]


STEPS: tuple[Train | Mean, ...] = (
    Train("first", None, 10, 2e-4, 1.2e-3, more=False),
    Train("second", "first", 4, 1.2e-4, 6e-4, more=False),
    Train("third", "second", 6, 1.5e-4),
    Train("fourth", "third", 5, 1.5e-4, seed=8),
    Train("fifth", "third", 4, 1.8e-4, seed=21),
    Mean("early", ("third", "fourth", "fifth")),
    Train("sixth", "early", 4, 1.5e-4, seed=31),
    Train("seventh", "sixth", 4, 1.6e-4, seed=41),
    Train("eighth", "seventh", 3, 1.5e-4, seed=61),
    Mean("middle", ("early", "sixth")),
    Train("ninth", "middle", 4, 1.6e-4, 9e-4, seed=51),
    Mean("late", ("seventh", "eighth", "ninth")),
    Train("tenth", "late", 3, 1.6e-4, 9e-4, seed=71),
    Train("eleventh", "late", 3, 1.6e-4, 9e-4, seed=83),
    Mean("last", ("late", "tenth", "eleventh")),
    Train("twelfth", "last", 3, 1.6e-4, 9e-4, seed=31),
    Train("thirteenth", "twelfth", 2, 1.6e-4, 9e-4, seed=41),
    Mean("whole", ("twelfth", "twelfth", "thirteenth")),
    Train("fourteenth", "whole", 2, 1.6e-4, 9e-4, seed=51),
    Train("fifteenth", "whole", 2, 1.6e-4, 9e-4, seed=52),
    Mean("wider", ("fourteenth", "fifteenth")),
    Train("sixteenth", "wider", 2, 1.6e-4, 9e-4, seed=81, hands="all"),
    Train("seventeenth", "wider", 2, 1.6e-4, 9e-4, seed=82, hands="all"),
    Mean("told apart", ("sixteenth", "seventeenth")),
    Train("eighteenth", "told apart", 2, 1.0e-4, 6e-4, seed=91, hands="none"),
    Train("nineteenth", "told apart", 2, 1.4e-4, 8e-4, seed=92, hands="none"),
    Mean("mixed", ("eighteenth", "nineteenth", "told apart", "wider")),
    Train("twentieth", "mixed", 1, 9e-5, 5e-4, seed=101, hands="long"),
    Train("twenty-first", "twentieth", 2, 1.3e-4, 7e-4, seed=201, hands="long"),
    Train("twenty-second", "twentieth", 2, 1.5e-4, 8e-4, seed=202, hands="long"),
    Mean("seen again", ("twenty-first", "twenty-second")),
    Train("twenty-third", "seen again", 2, 1.4e-4, 8e-4, seed=301, hands="long"),
    Train("twenty-fourth", "seen again", 2, 1.5e-4, 8e-4, seed=302, hands="long"),
    Mean("seen twice", ("twenty-third", "twenty-fourth")),
    Train("twenty-fifth", "seen twice", 2, 1.2e-4, 7e-4, seed=401, hands="long"),
    Train("twenty-sixth", "seen twice", 2, 1.3e-4, 7e-4, seed=402, hands="long"),
    Mean("seen thrice", ("twenty-fifth", "twenty-sixth")),
    Train("twenty-seventh", "seen thrice", 2, 1.3e-4, 7e-4, seed=21, hands="long"),
    Mean("resumed", ("seen thrice", "twenty-seventh")),
    Train("final", "resumed", 2, 1.3e-4, 7e-4, seed=32, hands="long"),
)
QUICK: tuple[Train | Mean, ...] = (Train("quick", None, 9, 2e-4, 1.2e-3, hands="all"),)
LONG = tuple(f"own-{name}" for name in "hkn")
"""Packs of another hand with long reports."""


def run(script: str, *arguments: object) -> None:
    """Run a script beside this one, and stop if it fails."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    print("$", *command[1:], flush=True)
    subprocess.run(command, check=True)


def take(step: Train | Mean, out: Path, annotations: Path) -> None:
    """Take a step, unless it was taken.

    Args:
        step: The step.
        out: Folder of all steps, with further annotations in ``like`` (the reference), ``all`` and ``long``.
        annotations: The reference.
    """
    folder = out / step.name
    if (folder / "average.pt").exists():
        return
    # Under another name until it is whole: a run that was stopped is done again.
    part = out / f"{step.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    if isinstance(step, Mean):
        run("average.py", *(out / name for name in step.runs), "--out", part)
    else:
        options: list[object] = ["--epochs", step.epochs, "--rate", step.rate, "--head-rate", step.head_rate]
        options += ["--seed", step.seed]
        options += ["--extra", out / "like"] if step.more else []
        if step.more and step.hands != "none":
            options += ["--other", out / step.hands] if step.hands else ["--extra", out / "all"]
        options += ["--start", out / step.start] if step.start else []
        run("train.py", "--annotations", annotations, "--out", part, *options)
    part.rename(folder)


def gather(folder: Path, corpus: list[Path], out: Path) -> None:
    """Put the further annotations of a folder, texts joined, where training reads them."""
    out.mkdir(parents=True, exist_ok=True)
    for offsets in sorted(folder.glob("*.offsets.jsonl")):
        run("public_text.py", "join", "--corpus", *corpus, "--offsets", offsets, "--out", out)
    for own in sorted(folder.glob("own-*.jsonl")):
        shutil.copy(own, out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True, help="folder with train.* and dev.*")
    parser.add_argument("--scorer", type=Path, default=HERE / "scoring.py", help="a scoring script of the annotations")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="Current events and Wikinews, JSONL.gz")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="train once")
    given = parser.parse_args()
    extra, long = given.out / "all", given.out / "long"
    gather(HERE / "annotations", given.corpus, extra)
    gather(HERE / "annotations" / "like", given.corpus, given.out / "like")
    long.mkdir(exist_ok=True)
    for name in LONG:
        for file in extra.glob(f"{name}.*.jsonl"):
            shutil.copy(file, long)
    mended = given.out / "annotations"
    corrections = HERE / "annotations" / "mended.jsonl"
    run("public_text.py", "mend", "--annotations", given.annotations, "--offsets", corrections, "--out", mended)
    run("evaluate_actors.py", "fit", mended, "--extra", extra, "--extra", given.out / "like")
    steps = QUICK if given.quick else STEPS
    for step in steps:
        take(step, given.out, mended)
    weights = given.out / "weights"
    run("export.py", "--run", given.out / steps[-1].name, "--out", weights)
    run("calibrate.py", "--weights", weights, "--annotations", given.annotations, "--scorer", given.scorer)
    run("evaluate.py", "--weights", weights, "--annotations", given.annotations, "--scorer", given.scorer)


if __name__ == "__main__":
    main()
