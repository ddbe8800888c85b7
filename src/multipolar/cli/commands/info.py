"""``multipolar info``: what a ledger holds."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.output import on_terminal, paint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from multipolar.ledger import LedgerInfo

__all__ = ["bars", "run"]

_BAR: Final = 30
_MOST: Final = 24
"""Lines of a list that are shown; a longer one says how many more there are."""


def run(ledger: Path, *, format: str | None) -> int:  # noqa: A002 - the option is called so
    """Say what a ledger holds.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    facts = Ledger.open(ledger).info()
    if format == "json" or (format is None and not on_terminal()):
        sys.stdout.write(json.dumps(_plain(asdict(facts)), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(facts)) + "\n")
    return 0


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of the info record
    if isinstance(value, dict):
        return {("none" if key is None else str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _lines(facts: LedgerInfo) -> Iterator[str]:
    counts = facts.counts
    text = "texts kept" if facts.keep_text else "no texts kept"
    yield paint(facts.path, "strong")
    yield f"schema {facts.schema}, {text}, {facts.files} files, {facts.size / 1e6:.1f} MB, {facts.commits} commits"
    yield ""
    copies = f", {facts.copies:,} of them copies" if facts.copies else ""
    yield f"{counts['reports']:>9,}  reports{copies}{_span(facts.first_published, facts.last_published)}"
    yield f"{counts['sentences']:>9,}  sentences"
    yield f"{counts['events']:>9,}  events{_span(facts.first_event, facts.last_event)}"
    yield f"{counts['incidents']:>9,}  incidents" if facts.linked else f"{'':>9}  not linked into incidents yet"
    for name in ("relations", "claims", "causes"):
        yield f"{counts[name]:>9,}  {name}"
    for heading, group in (
        ("Incidents by type", facts.incidents),
        ("Events by type", facts.types),
        ("by status", facts.statuses),
        ("by year", {("no date" if year is None else str(year)): count for year, count in facts.years.items()}),
        ("Reports by outlet", {(source or "none named"): count for source, count in facts.sources.items()}),
    ):
        if group:
            yield ""
            yield paint(heading, "strong")
            yield from bars(group)
    yield ""
    yield paint("Runs", "strong")
    for run in facts.runs:
        yield f"  {run['started']:%Y-%m-%d %H:%M}  {run['coder']} {run['coder_version']}  {run['reports']:,} reports"


def _span(first: dt.date | None, last: dt.date | None) -> str:
    if first is None or last is None:
        return ""
    return f", {first}" if first == last else f", {first} to {last}"


def bars(counts: Mapping[str, int]) -> Iterator[str]:
    """Counts with a bar each, as long a list as a reader takes in."""
    shown = dict(list(counts.items())[:_MOST])
    label = max(map(len, shown))
    most = max(counts.values())
    digits = len(f"{most:,}")
    for name, count in shown.items():
        yield f"  {name:<{label}}  {count:>{digits},}  {paint('█' * max(1, round(_BAR * count / most)), 'faint')}"
    if len(counts) > len(shown):
        yield f"  and {len(counts) - len(shown)} more"
