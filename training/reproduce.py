"""Everything from the annotations to weights: join, fit the resolver, train, export, calibrate, measure.

python training/reproduce.py --annotations DIR --corpus ITEMS ARTICLES --out RUN [--quick]

One run learns from the starting encoder: minutes on a GPU, hours on a CPU; ``--quick`` takes few epochs in smaller
steps, so that two cores do it in two hours. How good the weights are is printed at the end either way. What is there
already in RUN is taken as it is, so that a stopped one goes on where it was.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHOLE: dict[str, float] = {}
"""How the shipped weights were learnt: as :class:`train.Options` is."""
QUICK = {"epochs": 4, "batch-sentences": 48, "rate": 5.5e-4, "head-rate": 2.75e-3, "piece-rate": 4e-4}
"""Fewer sentences are seen, so that they are taken in smaller steps, of which there are more."""
SEED = 42
ENDLESS = 10**6
"""Minutes: a run that is cut short is no whole one."""
LONG = tuple(f"own-{name}" for name in "hkn")
"""Packs of another hand with long reports."""
EASY = tuple(f"cep-f{letter}" for letter in "defghijklmnpqrstuv")
"""Packs whose items an earlier coder was sure of: there is little to learn from them, and no run has."""


def run(script: str, *arguments: object) -> None:
    """Run a script beside this one, and stop if it fails."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    print("$", *command[1:], flush=True)
    subprocess.run(command, check=True)


def take(script: str, name: str, out: Path, *arguments: object) -> Path:
    """Take a step, unless it was taken; returns its folder."""
    folder, part = out / name, out / f"{name}.part"
    if not (folder / "average.pt").exists():
        # Under another name until it is whole: a run that was stopped is done again.
        shutil.rmtree(part, ignore_errors=True)
        run(script, *arguments, "--limit", ENDLESS, "--out", part)
        part.rename(folder)
    return folder


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
    parser.add_argument("--quick", action="store_true", help="what two cores do in two hours")
    given = parser.parse_args()
    out, like, long = given.out, given.out / "like", given.out / "long"
    gather(HERE / "annotations", given.corpus, out / "all")
    gather(HERE / "annotations" / "like", given.corpus, like)
    for name in EASY:
        for file in like.glob(f"{name}.*.jsonl"):
            file.unlink()
    long.mkdir(exist_ok=True)
    for name in LONG:
        for file in (out / "all").glob(f"{name}.*.jsonl"):
            shutil.copy(file, long)
    mended = out / "annotations"
    corrections = HERE / "annotations" / "mended.jsonl"
    run("public_text.py", "mend", "--annotations", given.annotations, "--offsets", corrections, "--out", mended)
    run("evaluate_actors.py", "fit", mended, "--extra", out / "all", "--extra", like)
    # Our own annotations are told apart from the reference: dev is read as the reference's annotators do.
    data = ("--annotations", mended, "--other", like, "--other", long)
    options = [word for name, value in (QUICK if given.quick else WHOLE).items() for word in (f"--{name}", value)]
    learnt = take("train.py", "quick-run" if given.quick else "run", out, *data, *options, "--seed", SEED)
    weights = given.out / "weights"
    run("export.py", "--run", learnt, "--out", weights)
    run("calibrate.py", "--weights", weights, "--annotations", given.annotations, "--scorer", given.scorer)
    run("evaluate.py", "--weights", weights, "--annotations", given.annotations, "--scorer", given.scorer)


if __name__ == "__main__":
    main()
