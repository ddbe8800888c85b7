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
    app.command("dependence")(_dependence)
    app.command("claims")(_claims)
    app.command("profile")(_profile)


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
    members: Annotated[
        bool,
        typer.Option("--members", help="Members of an organisation count as it, in their time; a bloc's do anyway."),
    ] = False,
    agents: Annotated[
        bool, typer.Option("--agents", help="Of states, only government, parliament, courts and forces.")
    ] = False,
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
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the intervals.")] = 0,
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
        members=True if members else None,
        nationals=not agents,
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
        str | None,
        typer.Option("--state", metavar="STATE", help="'in force', 'suspended', 'ended' or 'not heard of since' only."),
    ] = None,
    evidence: Annotated[
        int | None,
        typer.Option("--evidence", metavar="ROW", min=1, help="List what the relation of this row rests on."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="Most relations on a terminal.")] = 60,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """List standing relations as of a day: alliances, wars, sanctions, accords, who depends on whom."""
    from multipolar.cli.commands.relations import RelationsCommand, run  # noqa: PLC0415 - as above

    wanted = RelationsCommand(actor=actor, other=other, type=type, as_of=as_of, state=state, row=evidence, limit=limit)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _dependence(
    actor: Annotated[
        str | None, typer.Argument(metavar="[ACTOR]", help="One side, as leaner or giver. All, if left out.")
    ] = None,
    other: Annotated[str | None, typer.Argument(metavar="[OTHER]", help="The other side.")] = None,
    *,
    ledger: Ledger,
    theme: Annotated[
        str | None,
        typer.Option(
            "--theme",
            metavar="THEME",
            help="all, arms, troops, energy, technology, relief, trade, money, recognition or other.",
        ),
    ] = None,
    by: By = Period.YEAR,
    since: Since = None,
    until: Until = None,
    status: Statuses = [],  # noqa: B006 - as above
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="Most ties on a terminal.")] = 30,
    part: Annotated[str, typer.Option("--part", metavar="PART", help="ties, or series: the same by period.")] = "ties",
    evidence: Annotated[
        int | None, typer.Option("--evidence", metavar="ROW", min=1, help="List what the tie of this row rests on.")
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Show who leans on whom and for what, from arms and energy to money, relief and recognition."""
    from multipolar.cli.commands.dependence import DependenceCommand, run  # noqa: PLC0415 - as above
    from multipolar.system import COUNTED, DependenceOptions  # noqa: PLC0415 - as above

    options = DependenceOptions(theme=theme, since=since, until=until, by=by.value, statuses=tuple(status) or COUNTED)
    wanted = DependenceCommand(actor=actor, other=other, options=options, part=part, row=evidence, limit=limit)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _claims(
    *,
    ledger: Ledger,
    speaker: Annotated[
        str | None, typer.Option("--speaker", "-a", metavar="ACTOR", help="Who speaks: a code, an id or a name.")
    ] = None,
    about: Annotated[str | None, typer.Option("--about", "-r", metavar="ACTOR", help="Whom it is about.")] = None,
    stance: Annotated[
        str | None, typer.Option("--stance", metavar="STANCE", help="Toward them: + for, - against, 0 neither.")
    ] = None,
    theme: Annotated[
        str | None, typer.Option("--theme", metavar="THEME", help="Such as 'world order', stability, threat or rights.")
    ] = None,
    words: Annotated[
        str | None, typer.Option("--words", "-w", metavar="TEXT", help="Words that stand in the claim or its sentence.")
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="Most claims on a terminal.")] = 20,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="PART", help="One table: claims, speakers, people, objects, themes or trend."),
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Show who frames whom how, with the words: by speaker, object, stance and theme through time."""
    from multipolar.cli.commands.claims import ClaimsCommand, run  # noqa: PLC0415 - as above

    wanted = ClaimsCommand(
        speaker=speaker,
        about=about,
        stance=stance,
        theme=theme,
        since=since,
        until=until,
        text=words,
        part=part,
        limit=limit,
    )
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _profile(
    actor: ActorArgument,
    *,
    ledger: Ledger,
    by: By = Period.YEAR,
    since: Since = None,
    until: Until = None,
    status: Statuses = [],  # noqa: B006 - as above
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, help="Most partners and people on a terminal.")
    ] = 15,
    part: Annotated[
        str | None,
        typer.Option(
            "--part",
            metavar="PART",
            help="One table: series, types, partners, people, relations, dependence, claims or incidents.",
        ),
    ] = None,
    other: Annotated[
        str | None, typer.Option("--with", metavar="CODE", help="List the incidents with this partner.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="DATE", help="List the incidents of this period.")
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Show one actor: how much of what, with whom, through which people, and what stands in force."""
    from multipolar.cli.commands.profile import ProfileCommand, run  # noqa: PLC0415 - as above
    from multipolar.system import COUNTED, ProfileOptions  # noqa: PLC0415 - as above

    options = ProfileOptions(since=since, until=until, by=by.value, statuses=tuple(status) or COUNTED)
    wanted = ProfileCommand(actor=actor, options=options, part=part, other=other, period=period, limit=limit)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)
