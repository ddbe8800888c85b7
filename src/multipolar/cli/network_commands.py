"""Commands about the system as a whole: its network, blocs and poles; and what the next months may bring to a pair."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from multipolar.cli.options import Ledger, Output, TableFormatOption, finish

__all__ = ["add"]


class Period(StrEnum):
    """Lengths of a period."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


class Kind(StrEnum):
    """Kinds of actors that can be in the network."""

    STATE = "state"
    ORGANISATION = "organisation"
    GROUP = "group"
    BLOC = "bloc"
    COMPANY = "company"
    NGO = "ngo"


By = Annotated[Period, typer.Option("--by", help="Length of a period.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="First day; a month or year is its first day.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="First day no longer wanted: --since 2022 --until 2023.")
]
Kinds = Annotated[
    list[Kind], typer.Option("--kind", "-k", help="Kinds of actors, instead of states alone. Repeat for more.")
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
Nationals = Annotated[
    bool, typer.Option("--nationals", help="Count all people of a state for it, not only its agents.")
]
Sure = Annotated[float, typer.Option("--sure", metavar="P", min=0, max=1, help="Lowest confidence, 0 to 1.")]
Least = Annotated[
    int, typer.Option("--least", metavar="N", min=1, help="Incidents that a pair takes to be part of the structure.")
]
Resolution = Annotated[
    float, typer.Option("--resolution", metavar="G", help="Above 1 for smaller blocs, below larger.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of everything that is drawn.")]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("network")(_network)
    app.command("blocs")(_blocs)
    app.command("poles")(_poles)
    app.command("outlook")(_outlook)


def _network(
    *,
    ledger: Ledger,
    since: Since = None,
    until: Until = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="Instead of a window: as known on that day, the older the less it counts."
        ),
    ] = None,
    half_life: Annotated[
        float | None,
        typer.Option(
            "--half-life",
            metavar="DAYS",
            help="Days after which an incident counts half. Default with --as-of: 365; without it none fades.",
        ),
    ] = None,
    kind: Kinds = [Kind.STATE],  # noqa: B006 - Typer copies defaults
    status: Statuses = [],  # noqa: B006 - as above
    nationals: Nationals = False,
    sure: Sure = 0.0,
    least: Least = 2,
    resolution: Resolution = 1.0,
    seed: Seed = 0,
    actor: Annotated[
        str | None, typer.Option("--actor", "-a", metavar="ACTOR", help="Only ties or incidents of this actor.")
    ] = None,
    other: Annotated[
        str | None, typer.Option("--other", metavar="ACTOR", help="Only those between this one and --actor.")
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="PART", help="One table: ties, actors, blocs, balance or incidents."),
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - the option is called so
    output: Output = None,
) -> None:
    """Show the network of states: who is close, who at odds.

    Its blocs, those in the middle, and whether friends of friends get on.
    """
    from multipolar.cli.commands.network import NetworkCommand, run  # noqa: PLC0415 - keep --help fast
    from multipolar.system import COUNTED, NetworkOptions  # noqa: PLC0415 - as above

    options = NetworkOptions(
        since=since,
        until=until,
        as_of=as_of,
        half_life=half_life,
        kinds=tuple(one.value for one in kind),
        statuses=tuple(status) or COUNTED,
        nationals=nationals,
        min_confidence=sure,
        min_incidents=least,
        resolution=resolution,
        seed=seed,
    )
    wanted = NetworkCommand(options=options, part=part, actor=actor, other=other)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _blocs(
    *,
    ledger: Ledger,
    by: By = Period.YEAR,
    since: Since = None,
    until: Until = None,
    window: Annotated[
        int, typer.Option("--window", metavar="N", min=1, help="Periods that the blocs of a period are drawn from.")
    ] = 3,
    kind: Kinds = [Kind.STATE],  # noqa: B006 - as above
    status: Statuses = [],  # noqa: B006 - as above
    nationals: Nationals = False,
    sure: Sure = 0.0,
    least: Least = 2,
    resolution: Resolution = 1.0,
    seed: Seed = 0,
    bloc: Annotated[
        str | None, typer.Option("--bloc", metavar="ID", help="Only this bloc, as in B2; with --period its incidents.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="DATE", help="Only this period, as in 2022.")
    ] = None,
    part: Annotated[
        str | None, typer.Option("--part", metavar="PART", help="One table: blocs, tracks, members or periods.")
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Follow blocs through time.

    Communities of the signed network of each period, matched from one period to the next.
    """
    from multipolar.cli.commands.blocs import BlocsCommand, run  # noqa: PLC0415 - as above
    from multipolar.system import COUNTED, BlocOptions, NetworkOptions  # noqa: PLC0415 - as above

    network = NetworkOptions(
        kinds=tuple(one.value for one in kind),
        statuses=tuple(status) or COUNTED,
        nationals=nationals,
        min_confidence=sure,
        min_incidents=least,
        resolution=resolution,
        seed=seed,
        replicates=50,
        shuffles=50,
    )
    options = BlocOptions(since=since, until=until, window=window, network=network)
    wanted = BlocsCommand(options=options, by=by.value, part=part, bloc=bloc, period=period)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _poles(
    *,
    ledger: Ledger,
    by: By = Period.YEAR,
    since: Since = None,
    until: Until = None,
    window: Annotated[
        int, typer.Option("--window", metavar="N", min=1, help="Periods that the figures of a period are drawn from.")
    ] = 1,
    centre: Annotated[int, typer.Option("--centre", metavar="N", min=1, help="Actors that make up the centre.")] = 2,
    kind: Kinds = [Kind.STATE],  # noqa: B006 - as above
    status: Statuses = [],  # noqa: B006 - as above
    nationals: Nationals = False,
    sure: Sure = 0.0,
    least: Least = 2,
    resolution: Resolution = 1.0,
    seed: Seed = 0,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Measure in a dozen other ways too; takes that much longer.")
    ] = False,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="PART", help="One table: series, measures, leaders, trends or sensitivity."),
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Measure how many poles the reports show.

    Concentration of interaction, polarity of blocs, share of the centre; with intervals, and with what they cannot
    mean.
    """
    from multipolar.cli.commands.poles import PolesCommand, run  # noqa: PLC0415 - as above
    from multipolar.system import COUNTED, NetworkOptions, PoleOptions  # noqa: PLC0415 - as above

    network = NetworkOptions(
        kinds=tuple(one.value for one in kind),
        statuses=tuple(status) or COUNTED,
        nationals=nationals,
        min_confidence=sure,
        min_incidents=least,
        resolution=resolution,
        seed=seed,
    )
    options = PoleOptions(
        since=since,
        until=until,
        window=window,
        centre=centre,
        sensitivity=sensitivity or part == "sensitivity",
        network=network,
    )
    wanted = PolesCommand(options=options, by=by.value, part=part)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)


def _outlook(
    a: Annotated[
        str, typer.Argument(metavar="ACTOR", help="A code (RUS, IGO:NATO, BLOC:West), an id (group:hamas) or a name.")
    ],
    b: Annotated[str, typer.Argument(metavar="OTHER", help="The other actor, named likewise.")],
    *,
    ledger: Ledger,
    months: Annotated[int, typer.Option("--months", "-m", metavar="N", min=1, max=6, help="Months ahead.")] = 6,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Forecast from the first of this day's month, as known then."),
    ] = None,
    active: Annotated[
        int, typer.Option("--active", metavar="N", min=1, help="Incidents a year below which there is no outlook.")
    ] = 6,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="PART", help="One table: forecast, history, verdicts or incidents."),
    ] = None,
    format: TableFormatOption = None,  # noqa: A002 - as above
    output: Output = None,
) -> None:
    """Forecast the next months of a pair, with intervals.

    From models that have beaten simple baselines in the last years; where they have not, the best baseline speaks.
    """
    from multipolar.cli.commands.outlook import OutlookCommand, run  # noqa: PLC0415 - as above
    from multipolar.system import OutlookOptions  # noqa: PLC0415 - as above

    options = OutlookOptions(as_of=as_of, active=active)
    wanted = OutlookCommand(a=a, b=b, months=months, options=options, part=part)
    finish(run, wanted, ledger=ledger, format=format.value if format else None, output=output)
