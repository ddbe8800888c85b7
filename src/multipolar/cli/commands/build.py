"""``multipolar build``: reports into a ledger."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - dataclasses keep their annotations
from typing import TYPE_CHECKING, Any, Final, Self

from multipolar.cli.coders import account, coder_counts, coder_settings
from multipolar.cli.inputs import Inputs, count_reports
from multipolar.cli.output import Errors, on_terminal, say
from multipolar.cli.progress import Progress, duration
from multipolar.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from multipolar.api import CoderOptions
    from multipolar.ledger import Ledger, Writer
    from multipolar.pipeline import Pipeline
    from multipolar.records import CodedReport, Report

__all__ = ["BuildOptions", "run"]

COMMIT_SECONDS: Final = 30.0
"""Seconds of work that a crash can cost: what was added is committed as often."""

COMMIT_REPORTS: Final = 1_500
"""Reports after which it is committed in any case: rows that are not take some 20 KB of memory a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What the user asked for.

    Attributes:
        inputs: What to read.
        ledger: Folder of the ledger; made if it is not there.
        keep_text: Whether the ledger keeps the reports' text.
        recode: Whether to code anew what another coder coded.
        coder: What reads.
        actors: Files of the user's own actors.
        format: How the summary is written, ``text`` or ``json``; chosen by where it goes without one.
        quiet: No progress and no summary.
    """

    inputs: Inputs
    ledger: Path
    keep_text: bool = True
    recode: bool = False
    coder: CoderOptions | None = None
    actors: tuple[Path, ...] = ()
    format: str | None = None
    quiet: bool = False


class Tally:
    """Counts what became of reports, and their events by type."""

    def __init__(self) -> None:
        self.reports: Counter[str] = Counter()
        self.events: Counter[str] = Counter()

    def add(self, outcome: str, coded: CodedReport) -> None:
        """Count one report that was offered to the ledger."""
        self.reports[outcome] += 1
        if outcome != "known":
            self.events.update(event.type for event in coded.events)


class Stop:
    """Ctrl-C as a request: no more reports are taken, and those begun are finished and kept. A second one is at once.

    Args:
        before: Called before the note that says so; clears a line of progress.
    """

    def __init__(self, *, before: Callable[[], None]) -> None:
        self.asked = False
        self._before = before

    def __enter__(self) -> Self:
        self._former = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._former)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        self._before()
        say("multipolar: finishing what is begun; Ctrl-C again stops at once")

    def cut(self, reports: Iterable[Report]) -> Iterator[Report]:
        """The reports, until a stop is asked for."""
        for report in reports:
            if self.asked:
                return
            yield report


def run(options: BuildOptions) -> int:
    """Code the inputs into the ledger.

    Returns:
        Exit code.
    """
    from multipolar.api import pipeline  # noqa: PLC0415 - after the quick checks
    from multipolar.ledger import RunInfo  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.reports import read_reports  # noqa: PLC0415 - page readers are slow to import

    show = not options.quiet and on_terminal(sys.stderr)
    tally = Tally()
    with Progress("reports", total=count_reports(options.inputs.names) if show else None, show=show) as progress:
        errors = Errors(before=progress.clear)
        ledger = _ledger(options)
        if not ledger.linked:
            from multipolar.cli.commands.link import link  # noqa: PLC0415 - for ledgers of an earlier version

            progress.clear()
            say("multipolar: linking what the ledger holds into incidents first, once")
            link(ledger, quiet=options.quiet)
        chain = pipeline(options.coder, actors=options.actors)
        settings = coder_settings(chain.coder)
        if options.actors:
            # By name and not by path: whose machine it was is nobody's business.
            settings["actors"] = [path.name for path in options.actors]
        info = RunInfo(coder=chain.coder.name, coder_version=chain.coder.version, options=settings)
        reports = read_reports(options.inputs.names, options.inputs.options(), on_error=errors)
        with ledger.writer(info, recode=options.recode) as writer, Stop(before=progress.clear) as stop:
            wanted = _unknown(stop.cut(reports), writer, tally, errors, progress)
            _fill(writer, chain, chain.stream(wanted, on_error=errors), tally, errors, progress)
        seconds = progress.seconds
    if not options.quiet:
        incidents = next(iter(ledger.sql("SELECT count(*) AS n FROM incidents")))["n"]
        _summary(options, tally, failed=errors.count, seconds=seconds, incidents=incidents)
        if (told := account(chain.coder)) is not None:
            say(f"multipolar: {told}")
    if stop.asked:
        from multipolar.cli.main import EXIT_INTERRUPTED  # noqa: PLC0415 - the entry point imports this module

        say("multipolar: interrupted; the same command goes on from here")
        return EXIT_INTERRUPTED
    return errors.exit_code(done=tally.reports.total())


def _ledger(options: BuildOptions) -> Ledger:
    """The ledger that is there, or a new one."""
    from multipolar.ledger import Ledger, LedgerOptions  # noqa: PLC0415 - as above

    return Ledger.ensure(options.ledger, options=None if options.keep_text else LedgerOptions(keep_text=False))


def _unknown(
    reports: Iterable[Report], writer: Writer, tally: Tally, errors: Errors, progress: Progress
) -> Iterator[Report]:
    """The reports that are to be coded; those that the ledger has are counted and left out."""
    for report in reports:
        try:
            known = writer.known(report)
        except InputError as error:
            errors(error)
            continue
        if known:
            tally.reports["known"] += 1
            progress.step()
        else:
            yield report


def _fill(
    writer: Writer,
    chain: Pipeline,
    stream: Iterable[CodedReport],
    tally: Tally,
    errors: Errors,
    progress: Progress,
) -> None:
    committed, added = time.monotonic(), 0
    for coded in stream:
        try:
            outcome = writer.add(coded)
        except InputError as error:
            errors(error)
        else:
            tally.add(outcome, coded)
            progress.step()
            added += 1
        if added >= COMMIT_REPORTS or time.monotonic() - committed >= COMMIT_SECONDS:
            writer.note(coder_counts(chain.coder))
            writer.commit()
            committed, added = time.monotonic(), 0
    writer.note(coder_counts(chain.coder))


# --- The summary -----------------------------------------------------------------------------------------------------


def _summary(options: BuildOptions, tally: Tally, *, failed: int, seconds: float, incidents: int) -> None:
    facts: dict[str, Any] = {
        "ledger": str(options.ledger),
        "new": tally.reports["new"],
        "known": tally.reports["known"],
        "duplicate": tally.reports["copy"],
        "failed": failed,
        "recoded": tally.reports["recoded"],
        "seconds": round(seconds, 1),
        "events": dict(tally.events.most_common()),
        "incidents": incidents,
    }
    if options.format == "json" or (options.format is None and not on_terminal()):
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{summary_text(facts)}\n")


def summary_text(facts: dict[str, Any]) -> str:
    """The summary for a reader: one line about reports, then events by type."""
    counts = [f"{facts[key]:,} {key}" for key in ("new", "known", "duplicate", "failed")]
    if facts["recoded"]:
        counts.append(f"{facts['recoded']:,} recoded")
    coded = facts["new"] + facts["duplicate"] + facts["recoded"]
    rate = f", {coded / facts['seconds']:,.0f} a second" if coded and facts["seconds"] >= 1 else ""
    lines = [f"reports  {', '.join(counts)}  ({duration(facts['seconds'])}{rate})"]
    events: dict[str, int] = facts["events"]
    if events:
        lines.append(f"events   {sum(events.values()):,}")
        most = max(events.values())
        digits = len(f"{most:,}")
        lines += [
            f"  {name:<9}  {count:>{digits},}  {'█' * max(1, round(30 * count / most))}"
            for name, count in events.items()
        ]
    lines.append(f"ledger   {facts['ledger']}  ({facts['incidents']:,} incidents)")
    return "\n".join(lines)
