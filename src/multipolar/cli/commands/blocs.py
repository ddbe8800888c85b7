"""``multipolar blocs``: blocs through time."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.commands.network import SIGNIFICANT, check_part, print_members
from multipolar.cli.output import say, sink, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.ledger import Table
    from multipolar.system import BlocOptions, Blocs

__all__ = ["BlocsCommand", "run"]

_PARTS: Final = ("blocs", "tracks", "members", "periods", "incidents")
_TRACKS: Final = 16
_LATEST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocsCommand:
    """What is asked for.

    Attributes:
        options: How blocs are followed.
        by: Length of a period.
        part: The one table wanted; None for the picture on a terminal, the blocs elsewhere.
        bloc: Only this bloc.
        period: Only this period.
    """

    options: BlocOptions
    by: str
    part: str | None = None
    bloc: str | None = None
    period: str | None = None


def run(wanted: BlocsCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show blocs through time.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import blocs  # noqa: PLC0415 - as above

    check_part(wanted.part, _PARTS)
    part = wanted.part
    if part is None and (wanted.bloc or wanted.period):
        part = "incidents" if wanted.bloc and wanted.period else "blocs"
    if part == "incidents" and not (wanted.bloc and wanted.period):
        raise UsageError("incidents are those of a bloc in a period", where="--part", mend="give --bloc and --period")
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = blocs(opened, by=wanted.by, options=wanted.options)
        if name != "table":
            write_rows(_part(found, part or "blocs", wanted), name, output)
        else:
            from multipolar.cli.tables import console  # noqa: PLC0415 - rich only where it draws

            with sink(output) as file:
                out = console(file)
                if part is None:
                    _picture(out, found)
                else:
                    _list(out, found, part, wanted)
        if found.note:
            say(f"multipolar: note: {found.note}")
    return 0


def _part(found: Blocs, part: str, wanted: BlocsCommand) -> Table:
    if part == "incidents":
        return found.evidence(wanted.period or "", wanted.bloc or "")
    from multipolar.ledger import Table  # noqa: PLC0415 - as above

    table: Table = getattr(found, part)
    rows = table.to_arrow()
    if wanted.bloc is not None:
        found.track(wanted.bloc)
    if wanted.bloc is not None and "bloc" in table.columns:
        rows = rows.filter([value == wanted.bloc for value in rows["bloc"].to_pylist()])
    if wanted.period is not None and "period" in table.columns:
        day = found.period(wanted.period)
        rows = rows.filter([value == day for value in rows["period"].to_pylist()])
    return Table(rows)


def _list(out: Console, found: Blocs, part: str, wanted: BlocsCommand) -> None:
    from multipolar.cli.commands.drawing import incident_list  # noqa: PLC0415 - rich only where it draws
    from multipolar.cli.commands.fitting import print_fitted  # noqa: PLC0415 - as above

    table = _part(found, part, wanted)
    if not len(table):
        say("nothing found")
    elif part == "incidents":
        out.print(incident_list(table, quotes=True))
    else:
        print_fitted(out, table)


# --- The picture -----------------------------------------------------------------------------------------------------


def _picture(out: Console, found: Blocs) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.system.common import period_names  # noqa: PLC0415 - as above

    periods = list(found.periods)
    names = period_names(found.by, [row["period"] for row in periods])
    out.print(Text(f"Blocs by {found.by}", style="bold"))
    spans = f"{found.options.window} {found.by}s" if found.options.window > 1 else f"one {found.by}"
    time = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
    out.print(Text(f"{time}, each from {spans} of incidents", style="dim"))
    rows = list(found.blocs)
    if not rows:
        out.print("no blocs")
        return
    _doubt(out, periods)
    divided = [row for row in rows if row["significant"] is not False]
    if divided:
        _tracks(out, found, divided, [row["period"] for row in periods])
    _latest(out, found, rows)


def _tracks(out: Console, found: Blocs, rows: list[dict[str, Any]], starts: list[dt.date]) -> None:
    """A line a bloc: when it was there, and how large; periods that divide no better than chance stay blank."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, percent, years_under  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    cells = min(len(starts), max(20, width() - 58))
    kept = starts[-cells:]
    share = {(row["bloc"], row["period"]): row["share"] for row in rows}
    known = {row["period"] for row in rows}
    most = max(share.values())
    heading(out, "Through time")
    table = grid(
        "",
        ("BLOC", {"max_width": 38, "no_wrap": False}),
        ("", {"min_width": cells}),
        ("MEAN SHARE", {"justify": "right"}),
    )
    shown = {row["bloc"] for row in rows}
    all_tracks = [row for row in found.tracks if row["bloc"] in shown]
    tracks = [row for row in all_tracks if row["periods"] > 1] or all_tracks
    for row in tracks[:_TRACKS]:
        line = "".join(_level(share.get((row["bloc"], start)), most) if start in known else " " for start in kept)
        table.add_row(
            Text(row["bloc"], style="dim"),
            Text(row["name"]),
            Text(line, style="cyan"),
            Text(percent(row["mean_share"])),
        )
    table.add_row(Text(""), Text(""), Text(years_under(kept, cells), style="dim"), Text(""))
    out.print(table)
    if len(all_tracks) > _TRACKS:
        out.print(Text(f"and {len(all_tracks) - min(len(tracks), _TRACKS)} shorter: --part tracks", style="dim"))
    out.print(
        Text(
            "the height of a bar is the bloc's share of all interaction; blank: not told apart from chance", style="dim"
        )
    )


def _level(share: float | None, most: float) -> str:
    return "·" if share is None else "▁▂▃▄▅▆▇█"[min(7, int(8 * share / most))]


def _latest(out: Console, found: Blocs, rows: list[dict[str, Any]]) -> None:
    """The blocs of the last period, with their members, if it divides better than chance."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, percent  # noqa: PLC0415 - as above
    from multipolar.system.common import period_names  # noqa: PLC0415 - as above

    last = rows[-1]["period"]
    heading(out, f"In {period_names(found.by, [last])[0]}")
    p_value = next(row["p_value"] for row in found.periods if row["period"] == last)
    if rows[-1]["significant"] is False:
        out.print(Text(f"groups are not told apart from chance (p = {p_value:.2f}); --part blocs lists them"))
        return
    for row in [row for row in rows if row["period"] == last][:_LATEST]:
        facts = f"  {percent(row['share'])}, held {percent(row['support'])}, {row['change']}"
        out.print(
            Text.assemble((f"{row['bloc']:>4}  ", "dim"), (row["name"], "bold"), (facts, "dim")),
            no_wrap=True,
            overflow="ellipsis",
        )
        print_members(out, row, found.dealings(last, row["bloc"]), indent=6)
    out.print(Text("per cent: of all interaction; of redrawn samples in which the members stay together", style="dim"))


def _doubt(out: Console, periods: list[dict[str, Any]]) -> None:
    """How much of it is more than chance."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading  # noqa: PLC0415 - as above

    tested = [row["p_value"] for row in periods if row["p_value"] is not None]
    lasting = [row["persistence_p"] for row in periods if row["persistence_p"] is not None]
    heading(out, "How sure")
    for what, found in (
        ("divide better than random networks with the same degrees do", tested),
        ("divide as they did before, more than by chance", lasting),
    ):
        if found:
            good = sum(p < SIGNIFICANT for p in found)
            luck = f"about {SIGNIFICANT * len(found):.0f} would by luck"
            out.print(Text(f"{good} of {len(found)} periods {what} (p < {SIGNIFICANT}; {luck})"))
