"""Everything from the annotations to the shipped weights: join, train in stages, export, calibrate.

python training/reproduce.py --annotations DIR --corpus ITEMS ARTICLES --out RUN [--quick]

``--quick`` trains in one stage on all annotations, in little more than half the time. How good the weights are
is printed at the end either way.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGES = (
    ("10", "2e-4", "1.2e-3", False),
    ("4", "1.2e-4", "6e-4", False),
    ("6", "1.5e-4", "8e-4", True),
)
"""Epochs, rate, rate of what is new, and whether the further annotations take part."""

BRANCHES = (("5", "1.5e-4", "8"), ("4", "1.8e-4", "21"))
"""Epochs, rate and seed of the runs that go on from the last stage, to be averaged with it."""

QUICK = (("10", "2e-4", "1.2e-3", True),)


def run(script: str, *arguments: str | Path) -> None:
    """Run a script beside this one, and stop if it fails."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    print("$", *command[1:], flush=True)
    subprocess.run(command, check=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True, help="folder with train.* and dev.*")
    parser.add_argument("--scorer", type=Path, default=HERE / "scoring.py", help="a scoring script of the annotations")
    parser.add_argument(
        "--corpus",
        type=Path,
        nargs="+",
        required=True,
        help="items of Portal:Current events, and of Wikinews, JSONL.gz",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="one stage instead of three and their branches")
    given = parser.parse_args()
    stages = QUICK if given.quick else STAGES
    extra = given.out / "extra"
    for offsets in sorted((HERE / "annotations").glob("*.offsets.jsonl")):
        run("public_text.py", "join", "--corpus", *given.corpus, "--offsets", offsets, "--out", extra)
    for own in sorted((HERE / "annotations").glob("own-*.jsonl")):
        shutil.copy(own, extra)
    mended = given.out / "annotations"
    corrections = HERE / "annotations" / "mended.jsonl"
    run("public_text.py", "mend", "--annotations", given.annotations, "--offsets", corrections, "--out", mended)
    start: Path | None = None
    for number, (epochs, rate, head_rate, more) in enumerate(stages, start=1):
        out = given.out / f"stage{number}"
        options = ["--epochs", epochs, "--rate", rate, "--head-rate", head_rate]
        options += ["--extra", str(extra)] if more else []
        options += ["--start", str(start)] if start else []
        run("train.py", "--annotations", mended, "--out", out, *options)
        start = out
    last = given.out / f"stage{len(stages)}"
    runs = [last]
    for number, (epochs, rate, seed) in enumerate(() if given.quick else BRANCHES, start=1):
        out = given.out / f"branch{number}"
        options = ["--epochs", epochs, "--rate", rate, "--head-rate", "8e-4", "--seed", seed, "--extra", str(extra)]
        run("train.py", "--annotations", mended, "--start", last, "--out", out, *options)
        runs.append(out)
    run("average.py", *runs, "--out", given.out / "average")
    weights = given.out / "weights"
    run("export.py", "--run", given.out / "average", "--out", weights)
    run("calibrate.py", "--weights", weights, "--annotations", given.annotations, "--scorer", given.scorer)
    run("evaluate.py", "--weights", weights, "--annotations", given.annotations, "--scorer", given.scorer)


if __name__ == "__main__":
    main()
