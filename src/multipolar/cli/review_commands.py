"""The command by which people confirm, mend and undo what was coded and linked."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated

import typer

from multipolar.cli.incident_commands import Order
from multipolar.cli.options import Ledger, Output, TableFormatOption, finish

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("review")(_review)


def _review(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", help="Incidents or events to review.", show_default=False)
    ] = [],  # noqa: B006 - Typer copies defaults
    *,
    ledger: Ledger,
    who: Annotated[
        str | None,
        typer.Option("--who", metavar="NAME", envvar="MULTIPOLAR_WHO", help="Who decides. Default: the user's name."),
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Reason that is kept with each decision.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Show incidents on which there are decisions, too.")] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="List all decisions; those that find no event any more are marked.")
    ] = False,
    undo: Annotated[str | None, typer.Option("--undo", metavar="ID", help="Undo this decision.")] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write all decisions as training data (JSON Lines)."),
    ] = None,
    taken: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take decisions in from such a file.")
    ] = None,
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
        list[str], typer.Option("--status", "-s", metavar="STATUS", help="Latest status. May be repeated.")
    ] = [],  # noqa: B006 - as above
    country: Annotated[
        list[str], typer.Option("--country", "-c", metavar="CODE", help="Country of the place. May be repeated.")
    ] = [],  # noqa: B006 - as above
    outlet: Annotated[
        list[str], typer.Option("--outlet", metavar="NAME", help="Outlet that reports it. May be repeated.")
    ] = [],  # noqa: B006 - as above
    words: Annotated[
        str | None,
        typer.Option("--words", "-w", metavar="TEXT", help="Words of its title or of a sentence that tells it."),
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
    reports: Annotated[int | None, typer.Option("--reports", metavar="N", min=1, help="Fewest reports.")] = None,
    outlets: Annotated[
        int | None, typer.Option("--outlets", metavar="N", min=1, help="Fewest independent outlets.")
    ] = None,
    contradicted: Annotated[
        bool, typer.Option("--contradicted", help="Only incidents whose reports contradict each other.")
    ] = False,
    by: Annotated[Order, typer.Option("--by", help="Order: by time, or most reports or outlets first.")] = Order.TIME,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="Most incidents to show.")
    ] = None,
    oldest: Annotated[bool, typer.Option("--oldest", help="Oldest first instead of newest first.")] = False,
    format: TableFormatOption = None,  # noqa: A002 - the option is called so
    output: Output = None,
) -> None:
    """Go through incidents and confirm, reject, recode, merge or split them, one key each.

    Decisions are kept in the ledger at once, as corrections, and hold when reports are coded or linked anew. Filters
    are those of incidents. Input that is no terminal is read line by line.
    """
    from multipolar.errors import UsageError  # noqa: PLC0415 - keep --help fast
    from multipolar.ledger import IncidentQuery  # noqa: PLC0415 - as above

    asked = [
        name for name, on in (("--list", listed), ("--undo", undo), ("--export", export), ("--import", taken)) if on
    ]
    if len(asked) > 1:
        raise UsageError(f"{asked[0]} and {asked[1]} do not go together", mend="give one at a time")
    if (format or output) and not listed:
        raise UsageError("--format and --output are for --list", mend="leave them out, or list decisions with --list")
    if asked:
        from multipolar.cli.commands import review_files  # noqa: PLC0415 - as above

        if listed:
            finish(review_files.listing, ledger=ledger, format=format.value if format else None, output=output)
        if export is not None:
            finish(review_files.export, ledger=ledger, file=export)
        if taken is not None:
            finish(review_files.take_in, ledger=ledger, file=taken)
        finish(review_files.undo, undo or "", ledger=ledger, who=who, why=why)
    from multipolar.cli.commands.review import run  # noqa: PLC0415 - as above

    query = IncidentQuery(
        actor=actor,
        recipient=recipient,
        either=either,
        types=tuple(type),
        modes=tuple(mode),
        statuses=tuple(status),
        countries=tuple(country),
        sources=tuple(outlet),
        text=words,
        since=since,
        until=until,
        min_confidence=sure,
        min_reports=reports,
        min_outlets=outlets,
        contradicted=contradicted,
        order=by.value,
        newest_first=not oldest,
        limit=limit,
    )
    finish(run, query, ids=tuple(ids), ledger=ledger, who=who, why=why, again=again)
