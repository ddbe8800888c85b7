"""Commands about what the incidents amount to: pairs, standing relations, dependence, claims, one actor."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from multipolar.cli.options import Ledger, Output, TableFormatOption, finish

__all__ = ["add"]


class Period(StrEnum):
    """Lengths of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


By = Annotated[Period, typer.Option("--by", help="Length of a period.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="First day; a month or year is its first day.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="First day no longer wanted: --since 2022 --until 2023.")
]
Statuses = Annotated[
    list[str],
    typer.Option(
        "--status",
        "-s",
        metavar="STATUS",
        help="Statuses that count, instead of occurred and ongoing. Repeat for more.",
    ),
]
ActorArgument = Annotated[
    str, typer.Argument(metavar="ACTOR", help="A code (RUS, IGO:NATO, BLOC:West), an id (group:hamas) or a name.")
]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("dyad")(_dyad)
    app.command("relations")(_relations)


def _dyad(
    a: ActorArgument,
    b: Annotated[str, typer.Argument(metavar="OTHER", help="The other actor, named likewise.")],
    *,
    ledger: Ledger,
    by: By = Period.MONTH,
    since: Since = None,
    until: Until = None,
    directed: Annotated[
        bool, typer.Option("--directed", help="Only what the first does to the second, and what both do together.")
    ] = False,
    status: Statuses = [],  # noqa: B006 - Typer copies defaults
    type: Annotated[  # noqa: A002 - the option is called so
        list[str], typer.Option("--type", "-t", metavar="TYPE", help="Only this event type. Repeat for more.")
    ] = [],  # noqa: B006 - as above
    sure: Annotated[float, typer.Option("--sure", metavar="P", min=0, max=1, help="Lowest confidence, 0 to 1.")] = 0.0,
    part: Annotated[
        str | None,
        typer.Option(
            "--part", metavar="PART", help="One table: series, types, segments, changes, relations or incidents."
        ),
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="DATE", help="List the incidents of this period, as in 2022-02.")
    ] = None,
    change: Annotated[
        int | None, typer.Option("--change", metavar="N", min=1, help="List the incidents that made this change.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the intervals.")] = 0,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Show a pair of actors through time: how much, of what kind, what changed and through which incidents."""
    from multipolar.cli.commands.dyad import DyadCommand, run  # noqa: PLC0415 - keep --help fast
    from multipolar.system import COUNTED, DyadOptions  # noqa: PLC0415 - as above

    options = DyadOptions(
        by=by.value,
        since=since,
        until=until,
        directed=directed,
        statuses=tuple(status) or COUNTED,
        types=tuple(type),
        min_confidence=sure,
        seed=seed,
    )
    wanted = DyadCommand(a=a, b=b, options=options, part=part, period=period, change=change)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _relations(
    actor: Annotated[
        str | None, typer.Argument(metavar="[ACTOR]", help="One side: a code, an id or a name. All, if left out.")
    ] = None,
    other: Annotated[str | None, typer.Argument(metavar="[OTHER]", help="The other side.")] = None,
    *,
    ledger: Ledger,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day; by default that of the last report.")
    ] = None,
    type: Annotated[  # noqa: A002 - as above
        str | None, typer.Option("--type", "-t", metavar="TYPE", help="ALLIANCE, WAR, SANCTIONS, … only.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="'in force', 'ended' or 'not heard of since' only.")
    ] = None,
    evidence: Annotated[
        int | None,
        typer.Option("--evidence", metavar="ROW", min=1, help="List what the relation of this row rests on."),
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """List standing relations as of a day: alliances, wars, sanctions, accords, who depends on whom."""
    from multipolar.cli.commands.relations import RelationsCommand, run  # noqa: PLC0415 - as above

    wanted = RelationsCommand(actor=actor, other=other, type=type, as_of=as_of, state=state, row=evidence)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)
