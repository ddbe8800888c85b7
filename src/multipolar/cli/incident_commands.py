"""Commands about incidents: happenings, however many reports tell of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from multipolar.cli.options import Ledger, Output, Quiet, RecordFormatOption, TableFormatOption, finish

__all__ = ["add"]


class Order(StrEnum):
    """Orders of a list of incidents."""

    TIME = "time"
    REPORTS = "reports"
    OUTLETS = "outlets"


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("incidents")(_incidents)
    app.command("link")(_link)


def _incidents(
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
    ] = [],  # noqa: B006 - Typer copies defaults
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
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="Most incidents to list.")
    ] = None,
    oldest: Annotated[bool, typer.Option("--oldest", help="Oldest first instead of newest first.")] = False,
    format: TableFormatOption = None,  # noqa: A002 - the option is called so
    output: Output = None,
) -> None:
    """List a ledger's incidents: happenings, each once, however many reports tell of it."""
    from multipolar.cli.commands.incidents import run  # noqa: PLC0415 - keep --help fast
    from multipolar.ledger import IncidentQuery  # noqa: PLC0415 - as above

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
    finish(run, query, ledger=ledger, format=format.value if format else None, output=output)


def _link(
    *,
    ledger: Ledger,
    format: RecordFormatOption = None,  # noqa: A002 - as above
    quiet: Quiet = False,
) -> None:
    """Link all events of a ledger into incidents anew.

    Builds link what they add; this is for ledgers of an earlier version, and after a change of the weights.
    """
    from multipolar.cli.commands.link import run  # noqa: PLC0415 - as above

    finish(run, ledger=ledger, format=format.value if format else None, quiet=quiet)
