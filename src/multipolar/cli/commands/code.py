"""``multipolar code``: reports in, coded reports out, no ledger."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - dataclasses keep their annotations
from typing import TYPE_CHECKING, Any

from multipolar.cli.coders import account
from multipolar.cli.inputs import Inputs, count_reports
from multipolar.cli.output import Errors, on_terminal, say, sink
from multipolar.cli.progress import Progress, duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import IO

    from multipolar.api import CoderOptions
    from multipolar.reading import Coder
    from multipolar.records import CodedReport

__all__ = ["CodeOptions", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOptions:
    """What the user asked for.

    Attributes:
        inputs: What to read.
        output: File to write, standard output without one.
        format: ``table``, ``jsonl``, ``plover`` or ``annotation``; chosen by where output goes without one.
        coder: What reads.
        actors: Files of the user's own actors.
        quiet: No progress and no closing line.
    """

    inputs: Inputs
    output: Path | None = None
    format: str | None = None
    coder: CoderOptions | None = None
    actors: tuple[Path, ...] = ()
    quiet: bool = False


def run(options: CodeOptions) -> int:
    """Code the inputs and write what they say.

    Returns:
        Exit code.
    """
    from multipolar.api import pipeline  # noqa: PLC0415 - after the quick checks
    from multipolar.reports import read_reports  # noqa: PLC0415 - page readers are slow to import

    name = options.format or ("table" if options.output is None and on_terminal() else "jsonl")
    watched = not options.quiet and on_terminal(sys.stderr)
    # A table on the same terminal is its own progress.
    drawn = watched and not (options.output is None and on_terminal())
    with Progress("reports", total=count_reports(options.inputs.names) if drawn else None, show=drawn) as progress:
        errors = Errors(before=progress.clear)
        chain = pipeline(options.coder, actors=options.actors)
        reports = read_reports(options.inputs.names, options.inputs.options(), on_error=errors)
        events = 0
        with sink(options.output) as file:
            write = _writer(name, file, chain.coder)
            for coded in chain.stream(reports, on_error=errors):
                write(coded)
                events += len(coded.events)
                progress.step()
        if watched:
            progress.clear()
            failed = f", {errors.count:,} failed" if errors.count else ""
            say(f"{progress.done:,} reports, {events:,} events{failed}, {duration(progress.seconds)}")
        if not options.quiet and (told := account(chain.coder)) is not None:
            progress.clear()
            say(f"multipolar: {told}")
    return errors.exit_code(done=progress.done)


def _writer(name: str, file: IO[str], coder: Coder) -> Callable[[CodedReport], None]:
    if name == "table":
        return _table_writer(file)
    make = _maker(name, coder)

    def write(coded: CodedReport) -> None:
        for record in make(coded):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.flush()

    return write


def _maker(name: str, coder: Coder) -> Callable[[CodedReport], Iterable[dict[str, Any]]]:
    from multipolar import exchange  # noqa: PLC0415 - not needed for tables

    if name == "plover":
        return lambda coded: exchange.to_plover(coded, coder=f"{coder.name} {coder.version}")
    one = exchange.to_annotation if name == "annotation" else exchange.to_json
    return lambda coded: (one(coded),)


def _table_writer(file: IO[str]) -> Callable[[CodedReport], None]:
    from multipolar.cli.tables import console, print_coded  # noqa: PLC0415 - rich only where it draws

    out = console(file)
    return lambda coded: print_coded(out, coded)
