"""Run network, blocs, poles, outlook and backtest on a ledger; time them and write what is worked out into the page.

    python benchmarks/network.py LEDGER              # print the runtimes and write docs/system-network.md
    python benchmarks/network.py LEDGER --part blocs --part runtime

Only figures and names of actors are written, nothing of a report's words.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import machine, markdown
from multipolar.ledger import Ledger
from multipolar.system import (
    MEASURES,
    QUADS,
    BacktestOptions,
    BlocOptions,
    NetworkOptions,
    PoleOptions,
    backtest,
    blocs,
    network,
    outlook,
    outlook_model,
    poles,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multipolar.system import Backtest, Blocs, OutlookModel, Poles

PAGE = Path(__file__).parents[1] / "docs" / "system-network.md"
PARTS = ("blocs", "poles", "backtest", "runtime")
SINCE = "2004"
SHARE = 0.04
"""Blocs with a smaller share of interaction are left out of the table by year."""

PAIRS = (("RUS", "UKR"), ("ISR", "PSE"), ("CHN", "USA"), ("IND", "PAK"), ("IRN", "ISR"), ("BLOC:West", "RUS"))


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What a call answers, with its wall-clock and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def written(name: str, text: str) -> None:
    """Put a text between the marks of that name in the page."""
    page = PAGE.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(page):
        raise SystemExit(f"{PAGE} has no marks for {name}")
    PAGE.write_text(marks.sub(lambda found: found[1] + text.strip() + "\n" + found[2], page), encoding="utf-8")
    print(f"wrote {name}")


def between(value: float | None, low: float | None, high: float | None) -> str:
    """A figure with its interval."""
    if value is None:
        return "-"
    digits = 1 if abs(value) >= 2 else 2
    sure = "" if low is None or high is None else f" ({low:.{digits}f} to {high:.{digits}f})"
    return f"{value:.{digits}f}{sure}"


# --- Parts -----------------------------------------------------------------------------------------------------------


def bloc_part(found: Blocs) -> str:
    """Blocs by year, and how sure they are."""
    about = (
        f"Blocs of {found.options.window} years of incidents each, to the end of the year named (the last as far as "
        f"the ledger goes); those with at least {100 * SHARE:.0f} % of all interaction, largest first. In brackets: "
        "members, share of interaction with its 95 % interval, support."
    )
    lines = [about, ""]
    rows: list[tuple[object, ...]] = []
    for period in found.periods:
        here = [row for row in found.blocs if row["period"] == period["period"] and row["share"] >= SHARE]
        told = "; ".join(
            f"**{row['bloc']}** {row['name']} ({row['size']}, {100 * row['share']:.0f} %, "
            f"{100 * row['share_low']:.0f} to {100 * row['share_high']:.0f}, {row['support']:.2f})"
            for row in here
        )
        sure = "-" if period["p_value"] is None else f"{period['p_value']:.2f}"
        like = "-" if period["persistence"] is None else f"{period['persistence']:.2f} ({period['persistence_p']:.3f})"
        rows.append((str(period["period"].year), f"{period['incidents']:,}", told or period["note"], sure, like))
    heading = ("to the end of", "incidents", "blocs", "p (division)", "likeness to the years before (p)")
    lines.append(markdown(heading, rows))
    lasting = [row["persistence_p"] for row in found.periods if row["persistence_p"] is not None]
    divided = [row["p_value"] for row in found.periods if row["p_value"] is not None]
    verdict = (
        f"In {sum(p < 0.05 for p in divided)} of {len(divided)} windows the network divides better than random ones "
        f"with the same degrees (p < 0.05); in {sum(p < 0.05 for p in lasting)} of {len(lasting)} it divides as it did "
        "in the window before, more than by chance."
    )
    lines += ["", verdict, "", "The blocs that lasted longest:", ""]
    rows = [
        (
            row["bloc"],
            row["name"],
            f"{row['first'].year} to {row['last'].year}",
            row["periods"],
            f"{row['mean_size']:.1f}",
            f"{100 * row['mean_share']:.0f} %",
        )
        for row in list(found.tracks)[:12]
    ]
    lines.append(markdown(("", "bloc", "time", "windows", "mean size", "mean share"), rows))
    return "\n".join(lines)


def pole_part(found: Poles) -> str:
    """Poles by year with intervals, trends and sensitivity."""
    cells = {(row["period"], row["measure"]): row for row in found.series}
    starts = sorted({row["period"] for row in found.series})
    lines = [f"By year, with {100 * found.options.network.level:.0f} % intervals (`-`: too few incidents or ties).", ""]
    for half in (MEASURES[:5], MEASURES[5:]):
        rows = []
        for start in starts:
            of = [cells[start, measure.name] for measure in half]
            mark = "" if of[0]["whole"] else " (not over)"
            figures = [between(row["value"], row["low"], row["high"]) for row in of]
            rows.append((f"{start.year}{mark}", f"{of[0]['incidents']:,}", *figures))
        lines += [markdown(("year", "incidents", *(f"`{measure.name}`" for measure in half)), rows), ""]
    rows = [
        (
            f"`{row['measure']}`",
            between(row["slope_per_decade"], row["low"], row["high"]),
            "-" if row["p_value"] is None else f"{row['p_value']:.2f}",
            row["text"],
        )
        for row in found.trends
    ]
    lines += ["Trends over whole years (Theil and Sen's slope a decade, Kendall's test):", ""]
    lines += [markdown(("measure", "a decade", "p", ""), rows), ""]
    shown = ("effective_actors", "centre_share", "effective_blocs", "bimodality", "polarization", "modularity")
    what = list(dict.fromkeys(row["what"] for row in found.sensitivity))
    varied = {(row["what"], row["measure"]): row for row in found.sensitivity}
    rows = []
    for name in what:
        of = [varied[name, measure] for measure in shown]
        rows.append(
            (
                name,
                *(
                    f"{between(row['mean'], None, None)}"
                    + ("" if row["rank_correlation"] is None else f" ({row['rank_correlation']:+.2f})")
                    for row in of
                ),
            )
        )
    lines += [
        "Counted otherwise: mean over the years, and the rank correlation of the yearly series with the default's:",
        "",
    ]
    lines.append(markdown(("way of counting", *(f"`{name}`" for name in shown)), rows))
    return "\n".join(lines)


def backtest_part(found: Backtest) -> str:
    """Whether the outlook would have been any good."""
    options = found.options
    about = (
        f"{found.origins} origins, every {'month' if options.every == 1 else f'{options.every} months'} from "
        f"{found.first:%Y-%m} to {found.last:%Y-%m}; {found.pairs} pairs with {options.active} incidents or more in "
        "the twelve months before."
    )
    lines = [about, ""]
    rows: list[tuple[object, ...]] = [
        (
            row["quad"],
            row["horizon"],
            f"{row['crps']:.4f}",
            f"{row['baseline_crps']:.4f} ({row['baseline']})",
            f"{100 * row['skill']:.1f} % ({100 * row['skill_low']:.1f} to {100 * row['skill_high']:.1f})",
            ("yes" if row["skill_low"] > 0 else "yes, by the quad") if row["beats"] else "**no**",
            f"{100 * row['coverage_80']:.0f} %",
        )
        for row in found.verdicts
    ]
    lost = [f"{row['quad']}, {row['horizon']} months ahead" for row in found.verdicts if not row["beats"]]
    where = f"The pool is not shown to beat the best baseline at {'; '.join(lost)}." if lost else ""
    heading = ("quad", "months ahead", "CRPS of the pool", "best baseline", "skill (95 %)", "shipped", "in the 80 %")
    lines += [markdown(heading, rows), "", where, "", "All models and baselines, means over the six horizons:", ""]
    names = list(dict.fromkeys(row["model"] for row in found.scores))
    rows = []
    for quad in QUADS:
        for name in names:
            of = [row for row in found.scores if row["model"] == name and row["quad"] == quad]
            mean = {
                key: statistics.fmean(row[key] for row in of)
                for key in ("crps", "log_score", "coverage_50", "coverage_80", "coverage_95", "width_80", "bias")
            }
            rows.append(
                (
                    quad,
                    name,
                    f"{mean['crps']:.4f}",
                    f"{mean['log_score']:.4f}",
                    *(f"{100 * mean[f'coverage_{level}']:.0f} %" for level in (50, 80, 95)),
                    f"{mean['width_80']:.2f}",
                    f"{mean['bias']:+.3f}",
                )
            )
    titles = ("quad", "forecast", "CRPS", "log score", "in 50 %", "in 80 %", "in 95 %", "width of 80 %", "bias")
    lines += [
        markdown(titles, rows),
        "",
        "Where outcomes fell in their forecasts, by tenth (10 % each if calibrated):",
        "",
    ]
    rows = []
    for quad in QUADS:
        for name in ("climatology", "pool"):
            of = [row for row in found.calibration if row["quad"] == quad and row["model"] == name]
            rows.append((quad, name, *(f"{100 * row['share']:.0f}" for row in of)))
    lines.append(markdown(("quad", "forecast", *map(str, range(1, 11))), rows))
    return "\n".join(lines)


def main() -> None:
    """Run everything, print the times, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger")
    parser.add_argument("--part", action="append", choices=PARTS, help="write this part only; repeat for more")
    parser.add_argument("--every", type=int, default=1, help="months between the origins of the backtest")
    wanted = parser.parse_args()
    parts = wanted.part or PARTS
    about = machine()
    times: list[tuple[str, str, str]] = []

    def note(name: str, wall: float, cpu: float) -> None:
        times.append((name, f"{wall:.2f}", f"{cpu:.2f}"))
        print(f"{name:<60}{wall:>8.2f}{cpu:>8.2f}", flush=True)

    with Ledger.open(wanted.ledger) as ledger:
        counts = ledger.query(
            "SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM events) AS events, "
            "(SELECT count(*) FROM incidents) AS incidents"
        ).to_pylist()[0]
        if "runtime" in parts:
            runtime(ledger, note)
        if "blocs" in parts:
            followed, wall, cpu = timed(lambda: blocs(ledger, options=BlocOptions(since=SINCE)))
            note("blocs by year", wall, cpu)
            written("blocs", bloc_part(followed))
        if "poles" in parts:
            _, wall, cpu = timed(lambda: poles(ledger, options=PoleOptions(since=SINCE)))
            note("poles by year", wall, cpu)
            options = PoleOptions(since=SINCE, sensitivity=True)
            measured, wall, cpu = timed(lambda: poles(ledger, options=options))
            note("poles by year with the sensitivity table", wall, cpu)
            written("poles", pole_part(measured))
        if "backtest" in parts:
            tried, wall, cpu = timed(lambda: backtest(ledger, options=BacktestOptions(every=wanted.every)))
            note(f"backtest, {tried.origins} origins", wall, cpu)
            written("backtest", backtest_part(tried))
    if "runtime" in parts:
        size = f"{counts['reports']:,} reports, {counts['events']:,} events, {counts['incidents']:,} incidents"
        text = f"{size}; {about}.\n\n" + markdown(("", "wall s", "CPU s"), times)
        written("runtime", text)


def runtime(ledger: Ledger, note: Callable[[str, float, float], None]) -> None:
    """Time single networks and outlooks."""
    _, wall, cpu = timed(lambda: network(ledger, options=NetworkOptions(since="2010", until="2011")))
    note("network of a year, the first call", wall, cpu)
    runs = [_network(ledger, NetworkOptions(since=f"{year}", until=f"{year + 1}")) for year in range(2004, 2025)]
    note(f"network of a year, median of {len(runs)}", *_picked(runs, statistics.median))
    note(f"network of a year, slowest of {len(runs)}", *_picked(runs, max))
    note("network of all years", *_network(ledger, NetworkOptions()))
    note("network as of 2024-01-01", *_network(ledger, NetworkOptions(as_of="2024-01-01")))
    model, wall, cpu = timed(lambda: outlook_model(ledger))
    note("outlook_model", wall, cpu)
    runs = [_outlook(ledger, pair, model) for pair in PAIRS]
    note(f"outlook of a pair with the model at hand, median of {len(runs)}", *_picked(runs, statistics.median))


def _network(ledger: Ledger, options: NetworkOptions) -> tuple[float, float]:
    return timed(lambda: network(ledger, options=options))[1:]


def _outlook(ledger: Ledger, pair: tuple[str, str], model: OutlookModel) -> tuple[float, float]:
    return timed(lambda: outlook(ledger, *pair, model=model))[1:]


def _picked(runs: Iterable[tuple[float, float]], pick: Callable[[Iterable[float]], float]) -> tuple[float, float]:
    walls, cpus = zip(*runs, strict=True)
    return pick(walls), pick(cpus)


if __name__ == "__main__":
    main()
