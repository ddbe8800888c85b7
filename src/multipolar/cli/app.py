"""Commands and options. Each command's work is in ``multipolar.cli.commands`` and imported only when it runs."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import Annotated

import typer

from multipolar.cli.groups import Asked, Reading, spread
from multipolar.cli.options import (
    Actors,
    CodeFormat,
    Columns,
    Ledger,
    Names,
    Output,
    Quiet,
    RecordFormatOption,
    TableFormatOption,
    finish,
)

__all__ = ["app"]

app = typer.Typer(
    name="multipolar",
    help="A sourced ledger of the international system, coded from news reports.",
    epilog="Exit codes: 0 all well, 1 some inputs failed and the rest was coded, 2 wrong usage; see docs/cli.md.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # drawing help with rich would double the time that --help takes
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        from multipolar import __version__  # noqa: PLC0415 - as above

        typer.echo(f"multipolar {__version__}")
        raise typer.Exit


@app.callback()
def multipolar(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _version(wanted=wanted),
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """A sourced ledger of the international system, coded from news reports."""


# --- Coding ----------------------------------------------------------------------------------------------------------


@app.command("code")
@spread
def code(
    inputs: Names,
    *,
    output: Output = None,
    format: Annotated[  # noqa: A002 - the option is called so
        CodeFormat | None,
        typer.Option("--format", "-f", help="Default: table on a terminal, jsonl in a pipe or file."),
    ] = None,
    reading: Reading,
    asked: Asked,
    actors: Actors = [],  # noqa: B006 - Typer copies defaults
    quiet: Quiet = False,
) -> None:
    """Code reports and print what they say, without a ledger."""
    from multipolar.cli.commands.code import CodeOptions, run  # noqa: PLC0415 - keep --help fast

    options = CodeOptions(
        inputs=reading.inputs(inputs),
        output=output,
        format=format.value if format else None,
        coder=asked.chosen(),
        actors=tuple(actors),
        quiet=quiet,
    )
    finish(run, options)


@app.command("build")
@spread
def build(
    inputs: Names,
    *,
    ledger: Ledger,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Keep no report text: offsets and a short quote only.")
    ] = False,
    recode: Annotated[
        bool, typer.Option("--recode", help="Code anew what another coder, or another version of it, had coded.")
    ] = False,
    reading: Reading,
    asked: Asked,
    actors: Actors = [],  # noqa: B006 - as above
    format: RecordFormatOption = None,  # noqa: A002 - as above
    quiet: Quiet = False,
) -> None:
    """Code reports into a ledger, leaving out what it holds.

    Reports that the ledger holds already are skipped, so a build that was stopped goes on where it was.
    """
    from multipolar.cli.commands.build import BuildOptions, run  # noqa: PLC0415 - as above

    options = BuildOptions(
        inputs=reading.inputs(inputs),
        ledger=ledger,
        keep_text=not no_text,
        recode=recode,
        coder=asked.chosen(),
        actors=tuple(actors),
        format=format.value if format else None,
        quiet=quiet,
    )
    finish(run, options)


# --- Looking ---------------------------------------------------------------------------------------------------------


@app.command("events")
def events(
    *,
    ledger: Ledger,
    actor: Annotated[
        str | None,
        typer.Option("--actor", "-a", metavar="ACTOR", help="Who acts: a code (RUS, IGO:UN), an id or a name."),
    ] = None,
    recipient: Annotated[
        str | None, typer.Option("--recipient", "-r", metavar="ACTOR", help="Who is acted upon, named likewise.")
    ] = None,
    either: Annotated[
        bool, typer.Option("--either", help="Take actor and recipient in either direction, an actor in either role.")
    ] = False,
    type: Annotated[  # noqa: A002 - the option is called so
        list[str], typer.Option("--type", "-t", metavar="TYPE", help="Event type, as in ASSAULT. May be repeated.")
    ] = [],  # noqa: B006 - as above
    mode: Annotated[
        list[str], typer.Option("--mode", "-m", metavar="MODE", help="Mode, as in aerial. May be repeated.")
    ] = [],  # noqa: B006 - as above
    status: Annotated[
        list[str],
        typer.Option(
            "--status",
            "-s",
            metavar="STATUS",
            help="occurred, ongoing, planned, possible, negated or alleged. May be repeated.",
        ),
    ] = [],  # noqa: B006 - as above
    country: Annotated[
        list[str], typer.Option("--country", "-c", metavar="CODE", help="Country of the place. May be repeated.")
    ] = [],  # noqa: B006 - as above
    words: Annotated[
        str | None, typer.Option("--words", "-w", metavar="TEXT", help="Words that stand in the event's sentence.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="First day wanted; a month or year is its first day.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="First day no longer wanted: --since 2022 --until 2023 is 2022."),
    ] = None,
    sure: Annotated[
        float | None, typer.Option("--sure", metavar="P", min=0, max=1, help="Lowest confidence, 0 to 1.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="Most events to list.")] = None,
    oldest: Annotated[bool, typer.Option("--oldest", help="Oldest first instead of newest first.")] = False,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """List a ledger's events, newest first."""
    from multipolar.cli.commands.events import run  # noqa: PLC0415 - as above
    from multipolar.ledger import EventQuery  # noqa: PLC0415 - as above

    query = EventQuery(
        actor=actor,
        recipient=recipient,
        either=either,
        types=tuple(type),
        modes=tuple(mode),
        statuses=tuple(status),
        countries=tuple(country),
        text=words,
        since=since,
        until=until,
        min_confidence=sure,
        newest_first=not oldest,
        limit=limit,
    )
    finish(run, query, ledger=ledger, format=format.value if format else None, output=output)


@app.command("show")
def show(
    event: Annotated[str, typer.Argument(metavar="ID", help="Id of an event or incident, or enough of its beginning.")],
    *,
    ledger: Ledger,
    format: RecordFormatOption = None,  # noqa: A002 - as above
) -> None:
    """Show one event or incident with its evidence.

    Of an event its sentence with the words marked, what each was taken for, and the report that it comes from. Of an
    incident its sides, time, place and status from day to day, what contradicts it, and all that tells of it.
    """
    from multipolar.cli.commands.show import run  # noqa: PLC0415 - as above

    finish(run, event, ledger=ledger, format=format.value if format else None)


@app.command("info")
def info(*, ledger: Ledger, format: RecordFormatOption = None) -> None:  # noqa: A002 - as above
    """Say what a ledger holds.

    Reports, events by type and year, and the runs that wrote them.
    """
    from multipolar.cli.commands.info import run  # noqa: PLC0415 - as above

    finish(run, ledger, format=format.value if format else None)


@app.command("sql")
def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A SELECT over the ledger's tables, or - to read it.")],
    *,
    ledger: Ledger,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Query a ledger in SQL; `multipolar schema` lists its tables."""
    from multipolar.cli.commands.sql import run  # noqa: PLC0415 - as above

    finish(run, query, ledger=ledger, format=format.value if format else None, output=output)


# --- About the installation ------------------------------------------------------------------------------------------


@app.command("resolve")
def resolve(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="A phrase or sentence, or - to read it.", show_default=False)
    ] = None,
    *,
    input: Annotated[  # noqa: A002 - the user's word for it
        Path | None,
        typer.Option(
            "--input",
            "-i",
            metavar="FILE",
            help="Resolve each record's text instead: JSON Lines, CSV or Parquet with text, and id and published if "
            "there; - for standard input. Writes JSON Lines.",
        ),
    ] = None,
    column: Columns = [],  # noqa: B006 - as above
    output: Output = None,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="Day that relative times count from, where none is stated."),
    ] = None,
    actors: Actors = [],  # noqa: B006 - as above
    format: RecordFormatOption = None,  # noqa: A002 - as above
) -> None:
    """Say whom, when and where words mean, and by which rule."""
    from multipolar.cli.commands.resolve import ResolveInput, run  # noqa: PLC0415 - as above
    from multipolar.cli.inputs import day, pairs  # noqa: PLC0415 - as above

    what = ResolveInput(
        text=text,
        records=None if input is None else str(input),
        columns=pairs(column),
        published=day(published, option="--published"),
        overlays=tuple(actors),
    )
    finish(run, what, output=output, format=format.value if format else None)


@app.command("doctor")
@spread
def doctor(
    *,
    asked: Asked,
    ledger: Annotated[Path | None, typer.Option("--ledger", "-l", metavar="DIR", help="Check this ledger too.")] = None,
    format: RecordFormatOption = None,  # noqa: A002 - as above
) -> None:
    """Check the installation and the model.

    Says what to do about whatever is wrong.
    """
    from multipolar.cli.commands.doctor import run  # noqa: PLC0415 - as above

    finish(run, coder=asked.chosen(), ledger=ledger, format=format.value if format else None)


@app.command("samples")
def samples(
    *,
    copy: Annotated[Path | None, typer.Option("--copy", metavar="DIR", help="Copy them into this folder.")] = None,
) -> None:
    """Print the folder of the sample reports."""
    from multipolar.cli.commands.samples import run  # noqa: PLC0415 - as above

    finish(run, copy=copy)


@app.command("schema")
def schema() -> None:
    """Print the ledger's tables and columns as Markdown."""
    from multipolar.cli.commands.schema import run  # noqa: PLC0415 - as above

    finish(run)


@app.command("version")
def version() -> None:
    """Print the version."""
    _version(wanted=True)


# --- Rooms with a module of their own --------------------------------------------------------------------------------


def _add_rooms() -> None:
    # Here, and not above: commands stand in the help in the order in which they are added.
    from multipolar.cli import (  # noqa: PLC0415 - see above
        incident_commands,
        network_commands,
        review_commands,
        system_commands,
        web_commands,
    )

    incident_commands.add(app)
    review_commands.add(app)
    system_commands.add(app)
    network_commands.add(app)
    web_commands.add(app)


_add_rooms()
