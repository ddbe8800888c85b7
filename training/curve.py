"""The learning curve: the same training on ever more of the annotations, measured on dev.

python training/curve.py --annotations DIR --extra DIR... --out RUN [--sentences 7400 14800 ...]

Documents are drawn once, in one random order over all folders, so that each size contains the smaller ones. A size of
n sentences is trained from the starting encoder for E * (N / n)^(1/2) epochs, N being the largest size and E its
epochs: small sizes need more passes, and would look worse than they are with the same few. Thresholds are chosen anew
for each by ``calibrate.py``. The table is printed and written to ``curve.json``; sizes there already are kept.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data import Json, load_split

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
FIGURES = ("event", "role code", "dyad", "dyad quad")


def gather(annotations: Path, extra: Sequence[Path]) -> list[tuple[Json, Json]]:
    """All documents with their annotation, in an order that is always the same random one."""
    pairs = load_split(annotations, "train")
    for folder in extra:
        for docs in sorted(folder.glob("*.docs.jsonl")):
            pairs += load_split(folder, docs.name.removesuffix(".docs.jsonl"))
    random.Random(7).shuffle(pairs)  # noqa: S311 - a seeded shuffle
    return pairs


def write(pairs: Sequence[tuple[Json, Json]], sentences: int, out: Path) -> int:
    """Write the first documents up to so many sentences as a training split; returns how many there are."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        (out / "train.docs.jsonl").open("w", encoding="utf8") as docs,
        (out / "train.gold.jsonl").open("w", encoding="utf8") as gold,
    ):
        for doc, record in pairs:
            if count >= sentences:
                break
            count += len(doc["sentences"])
            docs.write(json.dumps(doc, ensure_ascii=False) + "\n")
            gold.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def run(script: str, *arguments: object) -> str:
    """What a script beside this one prints; stops if it fails."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True, help="folder with train.* and dev.*")
    parser.add_argument("--extra", type=Path, action="append", default=[], help="folder with more *.docs/*.gold.jsonl")
    parser.add_argument("--scorer", type=Path, default=HERE / "scoring.py", help="a scoring script of the annotations")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sentences", type=int, nargs="+", default=[7400, 14800, 29600, 59200])
    parser.add_argument("--epochs", type=int, default=4, help="passes over the largest size")
    given = parser.parse_args()
    pairs = gather(given.annotations, given.extra)
    rows = []
    for size in given.sentences:
        folder = given.out / str(size)
        count = write(pairs, size, folder / "annotations")
        epochs = round(given.epochs * (max(given.sentences) / size) ** 0.5)
        if not (folder / "weights" / "coder.json").exists():
            run("train.py", "--annotations", folder / "annotations", "--out", folder / "run", "--epochs", epochs)
            run("export.py", "--run", folder / "run", "--out", folder / "weights")
        calibrated = ("--weights", folder / "weights", "--annotations", given.annotations, "--scorer", given.scorer)
        if not (folder / "calibrated").exists():
            run("calibrate.py", *calibrated)
            (folder / "calibrated").touch()
        measured = json.loads(run("evaluate.py", *calibrated, "--json"))
        rows.append({"sentences": count, "epochs": epochs, **{name: measured[name]["F1"] for name in FIGURES}})
        print(rows[-1], flush=True)
    (given.out / "curve.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
