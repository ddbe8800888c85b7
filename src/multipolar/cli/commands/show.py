"""``multipolar show``: one event or incident and the words that it stands on."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from multipolar.cli.output import colour, on_terminal, width
from multipolar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from multipolar.incidents import Incident
    from multipolar.ledger import Ledger
    from multipolar.records import Actor, CodedReport, Event, Place, Report, Time

__all__ = ["run"]

_LABEL: Final = 10


def run(event_id: str, *, ledger: Path, format: str | None) -> int:  # noqa: A002 - the option is called so
    """Show an event, or an incident.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    book = Ledger.open(ledger)
    if incident := _incident(book, event_id):
        from multipolar.cli.commands.incidents import show_incident  # noqa: PLC0415 - only for incidents

        return show_incident(incident, book=book, format=format)
    if not event_id.startswith("e"):
        raise UsageError(
            f"the ledger has no event or incident {event_id!r}",
            where=str(ledger),
            mend="give an id that begins with e or i, as events and incidents list them",
        )
    event = book.event(event_id)
    coded = book.report(event.report)
    if format == "json" or (format is None and not on_terminal()):
        from multipolar.exchange import to_json  # noqa: PLC0415 - not needed for text

        record = to_json(replace(coded, events=(event,), relations=(), claims=(), causes=()))
        whole = {"event": record["events"][0], "quote": _quote(book, event)[0], "report": record["report"]}
        sys.stdout.write(json.dumps(whole, ensure_ascii=False) + "\n")
        return 0
    from multipolar.cli.tables import console  # noqa: PLC0415 - rich only where it draws

    _print(console(), book, event, coded)
    return 0


def _incident(book: Ledger, given: str) -> Incident | None:
    """The incident that is meant: its id starts so, and no event's does."""
    if not given.startswith("i") or not book.linked:
        return None
    query = "SELECT count(*) AS n FROM events WHERE starts_with(id, $id)"
    return None if next(iter(book.sql(query, {"id": given})))["n"] else book.incident(given)


def _quote(book: Ledger, event: Event) -> tuple[str, int]:
    """The event's sentence, or what the ledger keeps of it, and where it starts in its field."""
    row = next(iter(book.sql("SELECT quote, quote_from FROM events WHERE id = $id", {"id": event.id})))
    return row["quote"], row["quote_from"]


def _print(out: Console, book: Ledger, event: Event, coded: CodedReport) -> None:
    from rich.padding import Padding  # noqa: PLC0415 - rich only where it draws
    from rich.text import Text  # noqa: PLC0415 - as above

    from multipolar.cli.marks import ROLE_STYLES, event_marks, marked  # noqa: PLC0415 - as above
    from multipolar.cli.tables import grid, quad_style  # noqa: PLC0415 - as above

    mode = f" {event.mode}" if event.mode else ""
    out.print(
        Text.assemble(
            (f"{event.type}{mode}", f"bold {quad_style(event.type)}"),
            f"  {event.status}  {event.quad}, {event.score:+.1f}",
            (f"  {event.id}", "dim"),
        )
    )
    out.print()
    marks = event_marks(event)
    for text, offset, field, sentence in _passages(book, event, coded.report, {mark.sentence for mark in marks}):
        own = [mark for mark in marks if mark.sentence == sentence and mark.field == field]
        drawn = marked(text, own, offset=offset, colours=colour())
        out.print(Padding(drawn, (0, 0, 0, 2)), width=min(width(), 100))
    out.print()
    if colour():
        used = {mark.role for mark in marks}
        legend = [part for role, style in ROLE_STYLES.items() if role in used for part in ((role, style), "  ")]
        out.print(Text.assemble("  ", *legend))
        out.print()
    facts = grid(("", {"style": "dim", "min_width": _LABEL}), ("", {"no_wrap": False, "overflow": "fold"}))
    facts.show_header = False
    for label, value in _facts(event, coded):
        facts.add_row(label, Text(value))
    out.print(facts)


def _passages(book: Ledger, event: Event, report: Report, sentences: set[int]) -> Iterator[tuple[str, int, str, int]]:
    """Text, start, field and number of each sentence that the event's words stand in, in order."""
    if not report.text and not report.title:
        quote, start = _quote(book, event)
        yield quote, start, event.trigger.field, event.sentence
        return
    for number in sorted(sentences):
        sentence = report.sentence(number)
        text = report.field_text(sentence.field)[sentence.start : sentence.end]
        if text:
            yield text, sentence.start, sentence.field, number
        elif number == event.sentence:
            quote, start = _quote(book, event)
            yield quote, start, event.trigger.field, number


def _facts(event: Event, coded: CodedReport) -> Iterator[tuple[str, str]]:
    for label, actors in (("who", event.actors), ("to whom", event.recipients), ("said by", event.attribution)):
        for number, actor in enumerate(actors):
            yield (label if not number else ""), _actor(actor)
    if event.place:
        yield "where", _place(event.place)
    if event.time:
        yield "when", _time(event.time)
    fields = "".join(f", {name} {value:.2f}" for name, value in event.fields.items())
    yield "sure", f"{event.confidence:.2f}{fields}"
    plover = event.plover or "left out"
    yield "PLOVER", plover
    report = coded.report
    yield "report", report.title or " ".join(report.text[:80].split()) or report.id
    published = report.published.isoformat() if report.published else None
    facts = (published, report.source, report.url, report.origin)
    yield "", "  ".join(filter(None, facts)) or report.id
    yield "", f"sentence {event.sentence}, characters {event.trigger.start} to {event.trigger.end}"


def _because(reason: str) -> str:
    return f"  ({reason})" if reason else ""


def _actor(actor: Actor) -> str:
    known = f" {actor.actor_id}" if actor.actor_id else ""
    return f"{actor.code} {actor.sector}  {actor.name}{known}  “{actor.span.text}”{_because(actor.reason)}"


def _place(place: Place) -> str:
    name = ", ".join(filter(None, (place.name, place.admin, place.country)))
    point = f"  {place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else ""
    words = f"  “{place.span.text}”" if place.span else "  inferred"
    return f"{name}{point}  {place.precision}{words}{_because(place.reason)}"


def _time(time: Time) -> str:
    words = f"  “{time.span.text}”" if time.span else "  inferred"
    return f"{time.iso}  {time.granularity}, from {time.anchor}{words}{_because(time.reason)}"
