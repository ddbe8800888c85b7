"""Average the weights of runs that went on from one another: ``python training/average.py RUN... --out RUN``.

Runs from one common start lie in one basin, where the mean of their weights does better than each of them (Wortsman et
al. 2022, "Model soups").
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch


def average(runs: list[Path]) -> dict[str, torch.Tensor]:
    """The mean of the runs' averaged weights; what is no number of a weight is the last run's.

    Parts that earlier runs did not have yet (the layer that reads again) are the mean of those that have them.
    """
    loaded = [torch.load(run / "average.pt") for run in runs]
    out = {}
    for name, value in loaded[-1].items():
        having = [weights[name] for weights in loaded if name in weights]
        out[name] = sum(having) / len(having) if value.dtype.is_floating_point else value
    return out


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
