"""Write the parts of ``docs/system.md`` that are worked out: columns, pairs through time, false changes, runtimes.

    python benchmarks/system_pages.py LEDGER                       # pairs and columns
    python benchmarks/system_pages.py LEDGER --false false.txt     # and what benchmarks/false_changes.py printed
    python benchmarks/system_pages.py LEDGER --runtime time.txt    # and what benchmarks/system.py printed

Nothing of a report's words is written but what the titles of incidents, which multipolar composes, name.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multipolar.cli.commands.drawing import sparkline
from multipolar.ledger import Ledger
from multipolar.system import DyadOptions, claims, dependence, dyad, profile, standing_relations
from multipolar.system.common import period_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multipolar.ledger import Table
    from multipolar.system import Dyad

PAGE = Path(__file__).parents[1] / "docs" / "system.md"
PAIRS = (("RUS", "UKR"), ("RUS", "CHN"), ("USA", "CHN"), ("IND", "PAK"), ("ISR", "IRN"))
CELLS = 90
NAMED = 6
RELATIONS = 6
PEAKS = 3
"""Quarters told of each kind, and incidents of each."""

FEWEST = 3
"""Incidents of a kind that make a peak at least."""

MEANINGS = {
    "dyad.series": "a row a period; zeros too",
    "dyad.types": "a row an event type",
    "dyad.segments": "a row a time between changes; incidents and intensities a period at the mean coverage",
    "dyad.changes": "a row a change; before and after are incidents of the class a period, at the mean coverage",
    "standing_relations": "a row a relation and time",
    "dependence.ties": "a row a leaner, giver and theme",
    "dependence.series": "the same by period",
    "claims.claims": "a row a claim",
    "claims.by_speaker": "a row a speaker; `by_object` likewise, with `about`",
    "claims.by_person": "a row a person who speaks",
    "claims.by_theme": "a row a theme",
    "claims.trend": "a row a year and theme",
    "profile.series": "a row a period",
    "profile.partners": "a row a partner",
    "profile.people": "a row a person",
}


def figure(value: float) -> str:
    """A number as a reader takes it in."""
    return f"{value:,.0f}" if abs(value) >= 10 or value == 0 else f"{value:.2g}"


def replaced(page: str, name: str, text: str) -> str:
    """The page with what stands between the marks of that name replaced."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not pattern.search(page):
        raise SystemExit(f"{PAGE}: no marks for {name}")
    return pattern.sub(lambda match: f"{match[1]}{text.rstrip()}\n{match[2]}", page)


def columns(ledger: Ledger) -> str:
    """Columns of all tables, as they are answered."""
    pair, one = dyad(ledger, "RUS", "UKR", options=DyadOptions(by="year")), profile(ledger, "RUS")
    said, leaning = claims(ledger), dependence(ledger)
    tables: dict[str, Table] = {
        "dyad.series": pair.series,
        "dyad.types": pair.types,
        "dyad.segments": pair.segments,
        "dyad.changes": pair.changes,
        "standing_relations": standing_relations(ledger, actor="RUS", other="UKR"),
        "dependence.ties": leaning.ties,
        "dependence.series": leaning.series,
        "claims.claims": said.claims,
        "claims.by_speaker": said.by_speaker,
        "claims.by_person": said.by_person,
        "claims.by_theme": said.by_theme,
        "claims.trend": said.trend,
        "profile.series": one.series,
        "profile.partners": one.partners,
        "profile.people": one.people,
    }
    return "\n".join(f"- `{name}`, {MEANINGS[name]}: {', '.join(table.columns)}" for name, table in tables.items())


# --- Pairs -----------------------------------------------------------------------------------------------------------


def pairs(ledger: Ledger) -> str:
    """All pairs through time."""
    return "\n".join(line for pair in PAIRS for line in pair_lines(ledger, *pair))


def pair_lines(ledger: Ledger, a: str, b: str) -> Iterator[str]:
    """One pair: how it went, what changed and by which incidents, what stands."""
    found = dyad(ledger, a, b)
    years = dyad(ledger, a, b, options=DyadOptions(by="year", changes=False))
    last = found.until - dt.timedelta(days=1)
    yield f"### {found.a.name} and {found.b.name}"
    yield (
        f"{found.incidents:,} incidents from {found.since} to {last}"
        + (f", and {found.undated} without a month" if found.undated else "")
        + f". `multipolar dyad {a} {b}`"
    )
    yield ""
    yield "```text"
    for name in ("conflict", "cooperation"):
        values = [row[name] for row in found.series]
        yield f"{name:<12}{sparkline(values, CELLS)}  {figure(sum(values))}"
    yield "```"
    yield ""
    yield "| year | incidents | conflict | cooperation | balance | interval | share of all |"
    yield "|---|---|---|---|---|---|---|"
    for row in years.series:
        if row["incidents"]:
            yield year_line(row)
    yield ""
    yield from change_lines(found)
    yield from peak_lines(ledger, a, b)
    yield from relation_lines(found)


def year_line(row: dict[str, Any]) -> str:
    """A year as a row."""
    balance, interval = "too few", ""
    if row["balance"] is not None:
        balance, interval = f"{row['balance']:+.2f}", f"{row['balance_low']:+.2f} to {row['balance_high']:+.2f}"
    share = "" if row["share"] is None else f"{100 * row['share']:.2f} %"
    conflict, cooperation = figure(row["conflict"]), figure(row["cooperation"])
    return (
        f"| {row['period'].year} | {row['incidents']} | {conflict} | {cooperation} | {balance} | {interval} | {share} |"
    )


def change_lines(found: Dyad) -> Iterator[str]:
    """Changes, with the incidents that made them."""
    if not len(found.changes):
        yield f"**No change** of level stands out from the usual ups and downs of {found.incidents} incidents."
        yield ""
    for row in found.changes:
        low, high = period_names(found.options.by, [row["low"], row["high"]])
        between = "" if low == high else f" (it may lie between {low} and {high})"
        yield f"**{row['change']}. {row['text'][0].upper()}{row['text'][1:]}**{between}."
        yield ""
        days = {line["incident"]: line for line in found.evidence(change=row["change"])}
        for at in list(dict.fromkeys(row["incident_ids"]))[:NAMED]:
            line = days[at]
            told = f"{line['n_reports']} reports" if line["n_reports"] > 1 else "1 report"
            yield f"- {line['day']}: {line['title']} ({line['type'].lower()}, {told}; `{at}`)"
        yield ""


def peak_lines(ledger: Ledger, a: str, b: str) -> Iterator[str]:
    """The quarters with most conflict and with most cooperation, and the incidents that made them."""
    found = dyad(ledger, a, b, options=DyadOptions(by="quarter", changes=False))
    yield "Peaks, by quarter, with the incidents that most reports tell of and that weigh most:"
    yield ""
    for kind, sign in (("conflict", -1), ("cooperation", 1)):
        own = [row for row in found.series if row[f"verbal_{kind}"] + row[f"material_{kind}"] >= FEWEST]
        for row in sorted(own, key=lambda row: -row[kind])[:PEAKS]:
            name = period_names("quarter", [row["period"]])[0]
            lines = {line["incident"]: line for line in found.evidence(name) if sign * line["score"] > 0}
            best = sorted(lines.values(), key=lambda line: (-line["n_reports"], -abs(line["score"]), line["day"]))
            told = "; ".join(f"{line['title']} (`{line['incident']}`)" for line in best[:PEAKS])
            n = row[f"verbal_{kind}"] + row[f"material_{kind}"]
            yield f"- {name}, {kind} {figure(row[kind])} of {n} incidents: {told}"
    yield ""


def relation_lines(found: Dyad) -> Iterator[str]:
    """What stands between the two at the end."""
    rows = list(found.relations)
    live = [row for row in rows if row["state"] == "in force"]
    last = found.until - dt.timedelta(days=1)
    if live:
        yield f"In force as of {last}:"
        yield ""
        for row in live[:RELATIONS]:
            mentions = row["statements"] + row["incidents"]
            trend = f", {row['trend']}" if row["trend"] else ""
            yield f"- {row['type']}: {row['text']} ({mentions} mention{'' if mentions == 1 else 's'}{trend})"
    else:
        yield f"No standing relation is known to be in force as of {last}" + (
            f"; {len(rows)} ended or were not heard of since." if rows else "."
        )
    yield ""


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger")
    parser.add_argument("--false", dest="false_changes", type=Path)
    parser.add_argument("--runtime", type=Path)
    wanted = parser.parse_args()
    page = PAGE.read_text("utf-8")
    with Ledger.open(wanted.ledger) as ledger:
        page = replaced(page, "columns", columns(ledger))
        page = replaced(page, "pairs", pairs(ledger))
    if wanted.false_changes:
        page = replaced(page, "false changes", wanted.false_changes.read_text("utf-8"))
    if wanted.runtime:
        page = replaced(page, "runtime", f"```text\n{wanted.runtime.read_text('utf-8').strip()}\n```")
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
