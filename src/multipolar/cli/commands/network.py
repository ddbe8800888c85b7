"""``multipolar network``: who is close and who at odds."""

from __future__ import annotations

import datetime as dt
import textwrap
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

__all__ = ["FEW", "SIGNIFICANT", "NetworkCommand", "check_part", "print_members", "run"]

FEW: Final = 3
"""Incidents with the others of a bloc below which a member is told apart."""

SIGNIFICANT: Final = 0.05
"""Below this chance a division counts as one."""

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
    if not _divided(found):
        said = next((row["text"] for row in found.balance if row["measure"] == "modularity"), "too few ties to say")
        out.print(Text(said))
        if rows:
            out.print(Text(f"the {len(rows)} groups of the best division: --part blocs", style="dim"))
        return
    if not rows:
        out.print("none of three or more")
    most = max((row["share"] for row in rows), default=0.0)
    for row in rows[:_BLOCS]:
        facts = f"  {percent(row['share'])}, {percent(row['cohesion'])} inside, held {percent(row['support'])}"
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
        ties = [tie for tie in found.ties if tie["a"] in row["members"] and tie["b"] in row["members"]]
        dealings = {
            code: sum(tie["incidents"] for tie in ties if code in {tie["a"], tie["b"]}) for code in row["members"]
        }
        print_members(out, row, dealings, indent=16)
    legend = "of all interaction; of its members' cooperation; of redrawn samples in which they stay together"
    out.print(Text(f"    per cent: {legend}", style="dim"))
    if len(rows) > _BLOCS:
        out.print(Text(f"and {len(rows) - _BLOCS} smaller: --part blocs", style="dim"))
    for row in found.balance:
        if row["measure"] == "modularity":
            out.print(Text(f"{'':4}{row['text']}", style="dim"))


def _divided(found: Network) -> bool:
    """Whether the network divides better than chance, or was not compared with it."""
    rows = [row for row in found.balance if row["measure"] == "modularity"]
    return bool(rows) and (rows[0]["p_value"] is None or rows[0]["p_value"] < SIGNIFICANT)


def print_members(out: Console, row: dict[str, Any], dealings: dict[str, int], *, indent: int) -> None:
    """The members of a bloc, those last that hardly deal with the others.

    Args:
        out: Where to.
        row: A row with ``members`` and ``member_names``.
        dealings: Incidents of each member with the others.
        indent: Columns before the names.
    """
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    members = list(zip(row["members"], row["member_names"], strict=True))
    told = ", ".join(name for code, name in members if dealings[code] >= FEW)
    few = ", ".join(name for code, name in members if dealings[code] < FEW)
    thin = f"by fewer than {FEW} incidents with the others: {few}" if few else ""
    for words, style in ((told, ""), (thin, "dim")):
        for line in textwrap.wrap(words, max(20, width() - indent)):
            out.print(Text(f"{'':{indent}}{line}", style=style))


def _actors(out: Console, found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, heading, percent  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    heading(out, "In the middle")
    rows = list(found.actors)[:_ACTORS]
    wide, divided = width() >= WIDE, _divided(found)
    most = max(row["interaction"] for row in rows)
    cells = max(10, min(30, width() - (80 if wide else 58)))
    table = grid(
        "",
        ("ACTOR", {"max_width": 22, "no_wrap": False}),
        ("SHARE", {"justify": "right"}),
        ("COOPERATION █ CONFLICT ▒", {"min_width": cells}),
        ("TIES", {"justify": "right"}),
        *([("BLOC", {"justify": "right"})] if divided else []),
        *([("BETWEEN", {"justify": "right"}), ("PN", {"justify": "right"})] if wide else []),
    )
    for row in rows:
        drawn = Text.assemble(
            (bar(row["positive"], most, cells), "cyan"),
            ("▒" * (max(1, round(cells * row["negative"] / most)) if row["negative"] else 0), "red"),
        )
        further = [Text(f"{row['betweenness']:.3f}"), Text(f"{row['pn']:.2f}")] if wide else []
        table.add_row(
            Text(row["actor"], style="dim"),
            Text(row["name"]),
            Text(percent(row["share"])),
            drawn,
            Text(f"{row['ties']}"),
            *([Text("-" if row["bloc"] is None else f"{row['bloc']}")] if divided else []),
            *further,
        )
    out.print(table)
    least = found.options.min_incidents
    legend = [f"SHARE: of all interaction (sums of scores). TIES: others with whom it has {least} incidents or more."]
    if wide:
        legend.append(
            "BETWEEN: share of all pairs whose shortest way of friendly ties leads through it. "
            "PN: 1 without friends and enemies, more with friends, less with enemies."
        )
    for line in legend:
        out.print(Text(line, style="dim"))


def _ends(out: Console, found: Network) -> None:
    """The closest ties and those most at odds."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading  # noqa: PLC0415 - as above

    rows = [row for row in found.ties if row["counted"]]
    for title, sign in (("Closest", 1), ("Most at odds", -1)):
        chosen = [row for row in rows if row["sign"] == sign][:_TIES]
        if chosen:
            heading(out, title)
            _tie_table(out, chosen, found)
    alignment = "ALIGNMENT: from -1, conflict alone, to +1, cooperation alone."
    out.print(Text(f"{alignment} WEIGHT: how much the one outweighs the other.", style="dim"))


def _tie_table(out: Console, rows: list[dict[str, Any]], found: Network) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import WIDE, bar, interval  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    wide = width() >= WIDE
    most = max(abs(row["weight"]) for row in found.ties)
    table = grid(
        *[(head, {"max_width": 24, "no_wrap": False}) for head in ("BETWEEN", "AND")],
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
