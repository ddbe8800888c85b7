"""How records look on a terminal: tables of events, marked sentences. The one module that imports rich."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from multipolar.cli.output import colour, width
from multipolar.ontology import QUAD, UNKNOWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import ConsoleOptions, RenderableType

    from multipolar.records import Actor, CodedReport, Event, Relation

__all__ = [
    "Line",
    "actor_label",
    "cell",
    "console",
    "event_table",
    "grid",
    "incident_table",
    "print_coded",
    "quad_style",
    "row_line",
]

NAMED: Final = 100
"""Columns from which on sides are shown by name."""

WIDE: Final = 140
"""Columns from which on each side has a column of its own, and the place one."""

ID_LENGTH: Final = 9
"""Characters of an id that lists show; ``show`` takes such a beginning."""

_QUAD_STYLES: Final[dict[str, str]] = {
    "verbal cooperation": "cyan",
    "material cooperation": "green",
    "verbal conflict": "yellow",
    "material conflict": "red",
}


_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls, and marks that turn the direction of what follows; none takes a column, so tables stay whole without."""


class _SafeConsole(Console):
    """A console on which no words of a report can move, recolour or rename the user's terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render as rich does, without the control characters that the words hold; rich's own are kept apart."""
        for segment in super().render(renderable, options):
            if segment.control is None and _UNSAFE.search(segment.text):
                yield Segment(_UNSAFE.sub("", segment.text), segment.style)
            else:
                yield segment


def console(file: IO[str] | None = None) -> Console:
    """A console on a file, standard output by default, that draws in our width and colours."""
    plain = not colour() or file not in (None, sys.stdout)
    return _SafeConsole(
        file=file or sys.stdout,
        width=width(),
        force_terminal=not plain,
        color_system=None if plain else "auto",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def quad_style(event_type: str) -> str:
    """The colour of an event type's quad class."""
    return _QUAD_STYLES.get(QUAD.get(event_type, ""), "")


def grid(*columns: str | tuple[str, dict[str, Any]]) -> Table:
    """A table without lines: headings, and one line for each row.

    Args:
        columns: Headings, each alone or with rich's options of the column.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for column in columns:
        heading, options = (column, {}) if isinstance(column, str) else column
        table.add_column(heading, **{"no_wrap": True, "overflow": "ellipsis", **options})
    return table


# --- Events in a list ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event as a list shows it; sides are (code, sector, name)."""

    id: str
    day: str
    type: str
    mode: str | None
    status: str
    actors: Sequence[tuple[str, str, str]]
    recipients: Sequence[tuple[str, str, str]]
    place: str
    words: str
    confidence: float


def actor_label(code: str, sector: str, name: str, *, named: bool) -> str:
    """An actor in a few characters: ``RUS``, ``RUS MIL``, or with its name ``Vladimir Putin (RUS)``."""
    kind = code if sector in {"GOV", "IGO", "NGO", "UNK", ""} else f"{code} {sector}"
    if not named:
        return name if kind == UNKNOWN else kind.removeprefix("IGO:")
    return name if kind == UNKNOWN else f"{name} ({kind.removeprefix('IGO:')})"


def _sides(sides: Iterable[tuple[str, str, str]], *, named: bool) -> str:
    return ", ".join(dict.fromkeys(actor_label(*side, named=named) for side in sides))


def _day(start: dt.date | None, end: dt.date | None) -> str:
    """A day, month or year; of a longer time, when it starts."""
    if start is None or end is None:
        return ""
    if start == end:
        return start.isoformat()
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}-{end.year}"
    if start.day == 1 and (start.year, start.month) == (end.year, end.month):
        return start.isoformat()[:7]
    return f"{start.isoformat()}…"


def row_line(row: Mapping[str, Any]) -> Line:
    """A row of the ledger's table of events, for a list."""
    return Line(
        id=row["id"],
        day=_day(row["time_start"], row["time_end"]),
        type=row["type"],
        mode=row["mode"],
        status=row["status"],
        actors=list(zip(row["actor_codes"], row["actor_sectors"], row["actor_names"], strict=True)),
        recipients=list(zip(row["recipient_codes"], row["recipient_sectors"], row["recipient_names"], strict=True)),
        place=", ".join(filter(None, (row["place_name"], row["place_country"]))),
        words=row["trigger_text"],
        confidence=row["confidence"],
    )


def _event_line(event: Event) -> Line:
    place = event.place
    return Line(
        id=event.id,
        day=_day(event.time.start, event.time.end) if event.time else "",
        type=event.type,
        mode=event.mode,
        status=event.status,
        actors=[(actor.code, actor.sector, actor.name) for actor in event.actors],
        recipients=[(actor.code, actor.sector, actor.name) for actor in event.recipients],
        place=", ".join(filter(None, (place.name, place.country))) if place else "",
        words=event.trigger.text,
        confidence=event.confidence,
    )


def _event_cell(line: Line) -> Text:
    text = Text(line.type, style=quad_style(line.type))
    if line.mode:
        text.append(f" {line.mode}", style="default")
    return text


def _status_cell(status: str) -> Text:
    return Text(status, style="dim" if status == "occurred" else "bold")


def event_table(lines: Iterable[Line], *, last: str) -> Table:
    """A table of events that fits the width.

    Args:
        lines: The events.
        last: What the last column shows: ``id`` or ``words``.
    """
    wide = width() >= WIDE
    tail = ("ID", {"style": "dim", "min_width": ID_LENGTH}) if last == "id" else ("WORDS", {"ratio": 2})
    if wide:
        sides = [("WHO", {"ratio": 3}), ("TO WHOM", {"ratio": 3}), ("WHERE", {"ratio": 2})]
    else:
        sides = [("WHO > TO WHOM", {"ratio": 3})]
    table = grid(
        ("DAY", {"min_width": 10}),
        ("EVENT", {"min_width": 8, "max_width": 22 if wide else 20}),
        ("STATUS", {"min_width": 8}),
        *sides,
        ("SURE", {"justify": "right", "min_width": 4}),
        tail,
    )
    table.expand = True
    for line in lines:
        if wide:
            middle = [_sides(line.actors, named=True), _sides(line.recipients, named=True), line.place]
        else:
            who, whom = (_sides(side, named=width() >= NAMED) for side in (line.actors, line.recipients))
            middle = [f"{who or '?'} > {whom}" if whom else who]
        table.add_row(
            Text(line.day),
            _event_cell(line),
            _status_cell(line.status),
            *map(Text, middle),
            Text(f"{line.confidence:.2f}"),
            Text(line.id[:ID_LENGTH] if last == "id" else line.words),
        )
    return table


def incident_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """A table of incidents that fits the width: what each is, and how much tells of it."""
    table = grid(
        ("DAY", {"min_width": 10}),
        ("EVENT", {"min_width": 8, "max_width": 22}),
        ("STATUS", {"min_width": 8}),
        ("INCIDENT", {"ratio": 3}),
        ("TOLD", {"justify": "right"}),
        ("OUTLETS", {"justify": "right"}),
        ("SURE", {"justify": "right", "min_width": 4}),
        ("ID", {"style": "dim", "min_width": ID_LENGTH}),
    )
    table.expand = True
    for row in rows:
        kind = Text(row["type"], style=quad_style(row["type"]))
        if row["mode"]:
            kind.append(f" {row['mode']}", style="default")
        table.add_row(
            Text(_day(row["time_start"], row["time_end"])),
            kind,
            _status_cell(row["status"]),
            Text(row["title"]),
            Text(str(row["n_reports"])),
            Text(str(row["n_outlets"])),
            Text(f"{row['confidence']:.2f}"),
            Text(row["id"][:ID_LENGTH]),
        )
    return table


# --- One coded report ------------------------------------------------------------------------------------------------


def print_coded(out: Console, coded: CodedReport) -> None:
    """A report's heading and all that was coded in it."""
    report = coded.report
    out.print(Text(report.title or _opening(report.text), style="bold"), no_wrap=True, overflow="ellipsis")
    published = report.published.isoformat() if report.published else None
    facts = "  ".join(filter(None, (published, report.source)))
    room = out.width - len(facts) - 2
    out.print(Text(f"{facts}  {_tail(report.origin or report.id, room)}".strip(), style="dim"))
    if coded.events:
        out.print(event_table(map(_event_line, coded.events), last="words"))
    else:
        out.print(Text("no events", style="dim"))
    for line in _further(coded):
        out.print(line, no_wrap=True, overflow="ellipsis")
    out.print()


def _tail(path: str, room: int) -> str:
    """A path that fits: its end tells more than its beginning."""
    return path if len(path) <= room else f"…{path[1 - room :]}"


def _opening(text: str) -> str:
    return " ".join(text[:200].split())


def _named(actors: Sequence[Actor]) -> str:
    return _sides(((actor.code, actor.sector, actor.name) for actor in actors), named=True)


def _further(coded: CodedReport) -> Iterable[Text]:
    for relation in coded.relations:
        yield _relation_line(relation)
    for claim in coded.claims:
        about = ", ".join(
            f"{actor_label(x.actor.code, x.actor.sector, x.actor.name, named=False)} {x.stance}" for x in claim.about
        )
        yield Text.assemble(
            ("claim     ", "dim"),
            f"{_named(claim.speakers) or 'unnamed'}: “{claim.quote.text}”",
            f"  on {about}" * bool(about),
        )
    words = {event.id: event.trigger.text for event in coded.events}
    words |= {relation.id: relation.trigger.text for relation in coded.relations}
    for cause in coded.causes:
        cue = f"  “{cause.cue.text}”" if cause.cue else ""
        yield Text.assemble(("cause     ", "dim"), f"{words[cause.cause]} > {words[cause.effect]}{cue}")


def _relation_line(relation: Relation) -> Text:
    other = f" > {_named(relation.b)}" if relation.b else ""
    trend = f" {relation.trend}" if relation.trend else ""
    return Text.assemble(
        ("relation  ", "dim"),
        (relation.type, "magenta"),
        f"{trend}  {_named(relation.a) or '?'}{other}  “{relation.trigger.text}”",
    )


def cell(value: object) -> str:
    """Any value of a query as a cell: lists with commas, whole numbers grouped, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value))
    return " ".join(str(value).split())
