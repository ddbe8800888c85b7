"""``multipolar link``: the events of a ledger into incidents, anew."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from multipolar.cli.output import on_terminal
from multipolar.cli.progress import Progress, duration

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.ledger import Ledger, LinkOutcome

__all__ = ["link", "run"]


def link(book: Ledger, *, quiet: bool) -> tuple[LinkOutcome, float]:
    """Link a ledger with progress on a terminal.

    Returns:
        What came of it, and the seconds that it took.
    """
    total = next(iter(book.sql("SELECT count(*) AS n FROM events")))["n"]
    with Progress("events", total=total, show=not quiet and on_terminal(sys.stderr)) as progress:
        outcome = book.link(progress=progress.step)
        return outcome, progress.seconds


def run(*, ledger: Path, format: str | None, quiet: bool) -> int:  # noqa: A002 - the option is called so
    """Link a ledger.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    outcome, seconds = link(Ledger.open(ledger), quiet=quiet)
    if quiet:
        return 0
    if format == "json" or (format is None and not on_terminal()):
        sys.stdout.write(json.dumps({**asdict(outcome), "seconds": round(seconds, 1)}) + "\n")
        return 0
    former = f"  ({outcome.kept:,} as before, {outcome.gone:,} gone)" if outcome.kept or outcome.gone else ""
    sys.stdout.write(
        f"events     {outcome.events:,}  ({duration(seconds)})\nincidents  {outcome.incidents:,}{former}\n"
    )
    return 0
