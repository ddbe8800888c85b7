"""How long the figures of the system take on a ledger: the busiest pairs, relations, dependence, claims and profiles.

    python benchmarks/system.py LEDGER [--pairs 40] [--repeat 5]

Each call is timed on a ledger that is open already, the first call apart (it loads the tables of names and the
numerical libraries); the median of the others is given, and for pairs also the slowest. Times are wall clock and CPU of
the process.
"""

from __future__ import annotations

import argparse
import statistics
import time
from itertools import combinations
from typing import TYPE_CHECKING

from multipolar.ledger import Ledger
from multipolar.system import (
    DyadOptions,
    claims,
    dependence,
    dyad,
    profile,
    standing_relations,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and CPU milliseconds of a call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def median(work: Callable[[], object], repeat: int) -> tuple[float, float]:
    """The median of several calls."""
    runs = [timed(work) for _ in range(repeat)]
    return statistics.median(wall for wall, _ in runs), statistics.median(cpu for _, cpu in runs)


def busiest(ledger: Ledger, number: int) -> list[tuple[str, str]]:
    """The pairs of states with most incidents, and as many of states picked from all over the list."""
    rows = ledger.query(
        "WITH sides AS (SELECT id, unnest(list_concat(actor_codes, recipient_codes)) AS code FROM incidents), "
        "distinct_sides AS (SELECT DISTINCT id, code FROM sides WHERE length(code) = 3 AND code <> '---') "
        "SELECT a.code AS a, b.code AS b, count(*) AS n FROM distinct_sides AS a JOIN distinct_sides AS b "
        "ON a.id = b.id AND a.code < b.code GROUP BY ALL ORDER BY n DESC, a, b LIMIT $n",
        {"n": number},
    ).to_pylist()
    codes = sorted({row["a"] for row in rows} | {row["b"] for row in rows})
    others = list(combinations(codes, 2))
    step = max(1, len(others) // number)
    return [(row["a"], row["b"]) for row in rows] + others[::step][:number]


def main() -> None:
    """Time everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger")
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=5)
    wanted = parser.parse_args()
    with Ledger.open(wanted.ledger) as ledger:
        counts = ledger.query(
            "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM incidents) AS incidents"
        ).to_pylist()[0]
        print(f"{counts['events']:,} events, {counts['incidents']:,} incidents\n")
        print(f"{'call':<44}{'wall ms':>9}{'CPU ms':>9}")

        def line(name: str, wall: float, cpu: float) -> None:
            print(f"{name:<44}{wall:>9.0f}{cpu:>9.0f}")

        line("dyad RUS UKR, the first call", *timed(lambda: dyad(ledger, "RUS", "UKR")))
        pairs = busiest(ledger, wanted.pairs)
        runs = {pair: median(lambda pair=pair: dyad(ledger, *pair), wanted.repeat) for pair in pairs}  # type: ignore[misc]
        walls, cpus = ([run[at] for run in runs.values()] for at in (0, 1))
        line(f"dyad by month, median of {len(runs)} pairs", statistics.median(walls), statistics.median(cpus))
        slowest = max(runs, key=lambda pair: runs[pair])
        line(f"dyad by month, slowest: {' '.join(slowest)}", *runs[slowest])
        for by in ("day", "week", "quarter", "year"):
            options = DyadOptions(by=by)
            line(
                f"dyad RUS UKR by {by}",
                *median(lambda options=options: dyad(ledger, "RUS", "UKR", options=options), wanted.repeat),  # type: ignore[misc]
            )
        for name, work in (
            ("dyad BLOC:West RUS by month", lambda: dyad(ledger, "BLOC:West", "RUS")),
            ("standing_relations of RUS", lambda: standing_relations(ledger, actor="RUS")),
            ("standing_relations of all", lambda: standing_relations(ledger)),
            ("dependence of UKR", lambda: dependence(ledger, "UKR")),
            ("claims about RUS", lambda: claims(ledger, about="RUS")),
            ("profile of RUS", lambda: profile(ledger, "RUS")),
        ):
            line(name, *median(work, wanted.repeat))


if __name__ == "__main__":
    main()
