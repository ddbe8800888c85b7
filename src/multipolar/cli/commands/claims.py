"""``multipolar claims``: who frames whom how."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import say, sink, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from multipolar.ledger import Table
    from multipolar.system import Claims

__all__ = ["ClaimsCommand", "run"]

_PARTS: Final = {
    "claims": "claims",
    "speakers": "by_speaker",
    "people": "by_person",
    "objects": "by_object",
    "themes": "by_theme",
    "trend": "trend",
}
_TOP: Final = 8
_SHOWN: Final = 20
_STYLES: Final = {"+": "green", "-": "red", "0": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsCommand:
    """What is asked for; as :func:`multipolar.system.claims` takes it, and which part is wanted."""

    speaker: str | None = None
    about: str | None = None
    stance: str | None = None
    theme: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    part: str | None = None
    limit: int = _SHOWN


def run(wanted: ClaimsCommand, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """Show claims.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import
    from multipolar.system import claims  # noqa: PLC0415 - as above

    if wanted.part is not None and wanted.part not in _PARTS:
        raise UsageError(f"there is no part {wanted.part!r}", where="--part", mend=f"one of {', '.join(_PARTS)}")
    name = pick_format(format, output)
    with Ledger.open(ledger) as opened:
        found = claims(
            opened,
            speaker=wanted.speaker,
            about=wanted.about,
            stance=wanted.stance,
            theme=wanted.theme,
            since=wanted.since,
            until=wanted.until,
            text=wanted.text,
        )
        part: Table = getattr(found, _PARTS[wanted.part or "claims"])
        if name != "table":
            write_rows(part, name, output)
        elif found.count:
            from multipolar.cli.commands.drawing import plain_table  # noqa: PLC0415 - rich only where it draws
            from multipolar.cli.tables import console  # noqa: PLC0415 - as above

            with sink(output) as file:
                out = console(file)
                if wanted.part in {None, "claims"}:
                    if wanted.part is None:
                        _summary(out, found)
                    _list(out, found, wanted.limit)
                else:
                    out.print(plain_table(part))
    if found.note:
        say(f"multipolar: note: {found.note}")
    return 0


def _summary(out: Console, found: Claims) -> None:
    """Speakers, objects and themes side by side or one below the other, with bars of their stances."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import heading, sparkline, years_under  # noqa: PLC0415 - as above

    out.print(Text(f"{found.count:,} claim{'' if found.count == 1 else 's'}", style="bold"))
    rows = [row for row in found.trend if row["theme"] == "all"]
    if len(rows) > 1:
        cells = min(width() - 12, 60)
        # A year of which the ledger has no claim of anybody at all is blank: it is no year of silence.
        line = sparkline([None if row["share"] is None else float(row["claims"]) for row in rows], cells)
        out.print(Text.assemble(f"{'by year':<12}", (line, "cyan")))
        out.print(Text(f"{'':<12}{years_under([row['period'] for row in rows], cells)}", style="dim"))
    for title, table, label in (
        ("Who speaks", found.by_speaker, "name"),
        ("Of whom", found.by_object, "name"),
        ("Themes", found.by_theme, "theme"),
    ):
        if len(table):
            heading(out, title)
            _bars(out, list(table), label)
    out.print()
    for line in (
        "FOR and AGAINST: stances. A claim may take several, toward each it is about, or none.",
        "BALANCE: (for - against) / both, from five stances on.",
    ):
        out.print(Text(line, style="dim"))


def _bars(out: Console, rows: list[dict[str, Any]], label: str) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import bar  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid  # noqa: PLC0415 - as above

    table = grid(
        ("", {"min_width": 22, "max_width": 28}),
        ("CLAIMS", {"justify": "right"}),
        ("", {"min_width": 16}),
        ("FOR", {"justify": "right"}),
        ("AGAINST", {"justify": "right"}),
        ("BALANCE", {"justify": "right"}),
    )
    most = rows[0]["claims"]
    for row in rows[:_TOP]:
        balance = row.get("balance")
        table.add_row(
            Text(row[label]),
            Text(str(row["claims"])),
            Text(bar(row["claims"], most, 16), style="cyan"),
            Text(str(row["positive"]), style="green"),
            Text(str(row["negative"]), style="red"),
            Text("-" if balance is None else f"{balance:+.2f}"),
        )
    out.print(table)
    if len(rows) > _TOP:
        out.print(Text(f"and {len(rows) - _TOP} more", style="dim"))


def _list(out: Console, found: Claims, limit: int) -> None:
    """Claims with their words, latest first."""
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.commands.drawing import print_rest  # noqa: PLC0415 - as above

    out.print()
    for row in itertools.islice(found.claims, limit):
        speakers = ", ".join(dict.fromkeys(row["speaker_names"])) or "unnamed"
        line = Text.assemble((f"{row['day'] or 'undated'!s:<11}", "dim"), (speakers, "bold"))
        for name, stance in dict.fromkeys(zip(row["about_names"], row["stances"], strict=True)):
            line.append(f"  {name} ")
            line.append(stance, style=_STYLES.get(stance, ""))
        line.append(f"  {', '.join(row['themes'])}", style="magenta")
        out.print(line, no_wrap=True, overflow="ellipsis")
        words = " ".join(row["quote"].split()).strip('"“”')
        out.print(Text(f"           “{words}”"), no_wrap=True, overflow="ellipsis")
    print_rest(out, found.count, limit)
