"""``multipolar network``: who is close and who at odds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import say, sink, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.ledger import Table
    from multipolar.system import Network, NetworkOptions

__all__ = ["NetworkCommand", "check_part", "run"]

_PARTS: Final = ("ties", "actors", "blocs", "balance", "incidents")
_ACTORS: Final = 12
_TIES: Final = 8
_BLOCS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkCommand:
    """What is asked for.

    Attributes:
        options: Which network.
        part: The one table wanted; None for the picture on a terminal, the ties elsewhere.
        actor: Only ties or incidents of this actor.
        other: Only those between this one and ``actor``.
    """

    options: NetworkOptions
    part: str | None = None
    actor: str | None = None
    other: str | None = None


def check_part(part: str | None, parts: tuple[str, ...]) -> None:
    """Raise where there is no such part.

    Raises:
        UsageError: As said.
    """
    if part is not None and part not in parts:
        raise UsageError(f"there is no part {part!r}", where="--part", mend=f"one of {', '.join(parts)}")


def run(wanted: NetworkCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show the network.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import network  # noqa: PLC0415 - as above

    check_part(wanted.part, _PARTS)
    if wanted.other is not None and wanted.actor is None:
        raise UsageError("a tie has two ends", where="--other", mend="name the one with --actor")
    part = wanted.part or ("ties" if wanted.actor else None)
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = network(opened, options=wanted.options)
        if name != "table":
            write_rows(_part(found, part or "ties", wanted), name, output)
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


def _part(found: Network, part: str, wanted: NetworkCommand) -> Table:
    if part == "incidents":
        return found.evidence(wanted.actor, wanted.other)
    table: Table = getattr(found, part)
    if part == "ties" and wanted.actor is not None:
        return found.ties_of(wanted.actor, wanted.other)
    return table


def _list(out: Console, found: Network, part: str, wanted: NetworkCommand) -> None:
    from multipolar.cli.commands.drawing import incident_list  # noqa: PLC0415 - rich only where it draws
    from multipolar.cli.commands.fitting import print_fitted  # noqa: PLC0415 - as above

    table = _part(found, part, wanted)
    if not len(table):
        say("nothing found")
    elif part == "incidents":
        out.print(incident_list(table, quotes=True))
    elif part == "ties":
        _tie_table(out, list(table), found)
    else:
        print_fitted(out, table)


# --- The picture -----------------------------------------------------------------------------------------------------


def _picture(out: Console, found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    last = found.until - dt.timedelta(days=1)
    time = f"as of {found.as_of}" if found.as_of else f"{found.since} to {last}"
    out.print(Text(f"The network, {time}", style="bold"))
    counted = sum(row["counted"] for row in found.ties)
    out.print(
        Text(
            f"{found.incidents:,} incidents between {len(found.actors):,} actors; {counted:,} ties of "
            f"{found.options.min_incidents} incidents or more",
            style="dim",
        )
    )
    if not found.enough:
        return
    _blocs(out, found)
    _actors(out, found)
    _ends(out, found)
    _balance(out, found)


def _blocs(out: Console, found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import bar, heading, percent  # noqa: PLC0415 - as above

    heading(out, "Blocs")
    rows: list[dict[str, Any]] = list(found.blocs)
    if not rows:
        out.print("none of three or more")
    most = max((row["share"] for row in rows), default=0.0)
    for row in rows[:_BLOCS]:
        facts = (
            f"  {percent(row['share'])} of all, {percent(row['cohesion'])} inside, held in {percent(row['support'])}"
        )
        out.print(
            Text.assemble(
                f"{row['bloc']:>2}  ",
                (f"{bar(row['share'], most, 10):<10}  ", "cyan"),
                (row["name"], "bold"),
                (facts, "dim"),
            ),
            no_wrap=True,
            overflow="ellipsis",
        )
        names = ", ".join(row["member_names"])
        out.print(Text(f"{'':16}{names}"), no_wrap=True, overflow="ellipsis")
    if len(rows) > _BLOCS:
        out.print(Text(f"and {len(rows) - _BLOCS} smaller: --part blocs", style="dim"))
    for row in found.balance:
        if row["measure"] == "modularity":
            out.print(Text(f"{'':4}{row['text']}", style="dim"))


def _actors(out: Console, found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, heading, percent  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    heading(out, "In the middle")
    rows = list(found.actors)[:_ACTORS]
    wide = width() >= WIDE
    most = max(row["interaction"] for row in rows)
    cells = max(10, min(30, width() - (80 if wide else 58)))
    table = grid(
        "",
        ("ACTOR", {"max_width": 22}),
        ("SHARE", {"justify": "right"}),
        ("COOPERATION, CONFLICT", {"min_width": cells}),
        ("TIES", {"justify": "right"}),
        ("BLOC", {"justify": "right"}),
        *([("BETWEEN", {"justify": "right"}), ("PN", {"justify": "right"})] if wide else []),
    )
    for row in rows:
        drawn = Text.assemble(
            (bar(row["positive"], most, cells), "cyan"),
            (bar(row["negative"], most, cells), "red"),
        )
        further = [Text(f"{row['betweenness']:.3f}"), Text(f"{row['pn']:.2f}")] if wide else []
        table.add_row(
            Text(row["actor"], style="dim"),
            Text(row["name"]),
            Text(percent(row["share"])),
            drawn,
            Text(f"{row['ties']}"),
            Text("-" if row["bloc"] is None else f"{row['bloc']}"),
            *further,
        )
    out.print(table)


def _ends(out: Console, found: Network) -> None:
    """The closest ties and those most at odds."""
    from multipolar.cli.commands.drawing import heading  # noqa: PLC0415 - rich only where it draws

    rows = [row for row in found.ties if row["counted"]]
    for title, sign in (("Closest", 1), ("Most at odds", -1)):
        chosen = [row for row in rows if row["sign"] == sign][:_TIES]
        if chosen:
            heading(out, title)
            _tie_table(out, chosen, found)


def _tie_table(out: Console, rows: list[dict[str, Any]], found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, interval  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    most = max(abs(row["weight"]) for row in found.ties)
    table = grid(
        ("BETWEEN", {"max_width": 24}),
        ("AND", {"max_width": 24}),
        ("INCIDENTS", {"justify": "right"}),
        ("ALIGNMENT", {"justify": "right"}),
        *([(f"{100 * found.options.level:g} %", {})] if wide else []),
        ("WEIGHT", {"min_width": 10}),
        *([("LAST", {})] if wide else []),
    )
    for row in rows:
        sure = [Text(interval(row["alignment_low"], row["alignment_high"]))] if wide else []
        table.add_row(
            Text(row["a_name"]),
            Text(row["b_name"]),
            Text(f"{row['incidents']:,}"),
            Text("-" if row["alignment"] is None else f"{row['alignment']:+.2f}"),
            *sure,
            Text(bar(abs(row["weight"]), most, 10), style="cyan" if row["sign"] > 0 else "red"),
            *([Text(str(row["last"]))] if wide else []),
        )
    out.print(table)


def _balance(out: Console, found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, percent  # noqa: PLC0415 - as above

    rows = {row["measure"]: row for row in found.balance}
    if not rows:
        return
    heading(out, "Balance")
    triads, tied = rows["balanced_triads"], rows["frustration"]
    if triads["value"] is not None:
        out.print(
            Text.assemble(
                f"{percent(triads['value'])} of {rows['triads']['value']:.0f} triads are balanced",
                (f", {percent(triads['expected'])} expected by chance: {triads['text']}", "dim"),
            )
        )
    else:
        out.print(triads["text"])
    least = "" if tied["exact"] else f", at least {percent(rows['frustration_low']['value'])}"
    out.print(Text.assemble(f"{percent(tied['value'])} of ties are at odds with two camps", (least, "dim")))
