"""Average the weights of runs that went on from one another: ``python training/average.py RUN... --out RUN``.

Runs from one common start lie in one basin, where the mean of their weights does better than each of them (Wortsman et
al. 2022, "Model soups"). The embeddings of word pieces are frozen and alike in all.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from model import ORIGINS, WIDTH


def average(runs: list[Path]) -> dict[str, torch.Tensor]:
    """The mean of the runs' averaged weights; what is no number of a weight is the last run's."""
    loaded = [torch.load(run / "average.pt") for run in runs]
    for weights in loaded:  # those learnt before annotators' hands were told apart have none
        weights.setdefault("origins.weight", torch.zeros(ORIGINS, WIDTH))
    return {
        name: sum(weights[name] for weights in loaded) / len(loaded) if value.dtype.is_floating_point else value
        for name, value in loaded[-1].items()
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(average(given.runs), given.out / "average.pt")
    shutil.copy(given.runs[-1] / "options.json", given.out)


if __name__ == "__main__":
    main()
