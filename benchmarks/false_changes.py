"""How often a change is found where there is none, and how often one that was planted is found where it is.

    python benchmarks/false_changes.py [--series 300]

Series are drawn with constant rates: even (Poisson), uneven (negative binomial) and with neighbours that are alike
(Poisson around an autoregression with correlation 0.5 and standard deviation 0.58 on the logarithmic scale), with one
stream of counts and with four. Planted are a rate that rises to three times and to six times what it was.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import numpy as np

from multipolar.system.changes import find_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

SHORTEST = {"month": 2, "week": 4, "quarter": 2, "year": 2}


def alike(draw: np.random.Generator, periods: int) -> Any:  # noqa: ANN401 - an array
    """Logarithms of rates whose neighbours are alike."""
    value, values = 0.0, np.zeros(periods)
    for at in range(periods):
        value = 0.5 * value + 0.5 * draw.normal()
        values[at] = value
    return values


def main() -> None:
    """Draw, search, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=300)
    number = parser.parse_args().series
    draw = np.random.default_rng(1)
    kinds: dict[str, Callable[[int], Ints]] = {
        "even, 1": lambda n: draw.poisson(0.5, size=(n, 1)),
        "even, 4": lambda n: draw.poisson([0.5, 0.1, 1, 0.3], size=(n, 4)),
        "rare, 1": lambda n: draw.poisson(0.05, size=(n, 1)),
        "uneven, 1": lambda n: draw.negative_binomial(0.5, 0.2, size=(n, 1)),
        "uneven, 4": lambda n: draw.negative_binomial(0.5, 0.5 / (0.5 + np.array([2, 0.3, 5, 1])), size=(n, 4)),
        "alike, 1": lambda n: draw.poisson(np.exp(alike(draw, n)))[:, None],
        "alike, 4": lambda n: np.stack([draw.poisson(np.exp(alike(draw, n))) for _ in range(4)], axis=1),
    }
    print("| periods | counts | series with a false change |\n|---|---|---|")
    for by, periods in (("month", 270), ("quarter", 90), ("year", 22), ("week", 1170)):
        some = number if by != "week" else max(20, number // 6)
        for name, made in kinds.items():
            found = sum(
                bool(find_changes(made(periods), draw.poisson(300, periods).astype(float), shortest=SHORTEST[by]).cuts)
                for _ in range(some)
            )
            print(f"| {periods} {by}s | {name} | {100 * found / some:.1f} % |")
    print("\n| planted in 270 months | found, within 2 months | more than one found |\n|---|---|---|")
    for times in (3, 6):
        right = more = 0
        for _ in range(number):
            rates = np.array([[0.5, 0.2, 1.0, 0.3]] * 270)
            rates[150:, 3] *= times
            cuts = find_changes(draw.poisson(rates), draw.poisson(300, 270).astype(float)).cuts
            right += any(abs(cut.at - 150) <= 2 for cut in cuts)
            more += len(cuts) > 1
        print(f"| a rate of 0.3 a month x {times} | {100 * right / number:.0f} % | {100 * more / number:.1f} % |")


if __name__ == "__main__":
    main()
