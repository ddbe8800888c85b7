"""``multipolar incidents``, and incidents for ``multipolar show``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.events import pick_format, write_rows
from multipolar.cli.output import on_terminal, say, sink, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from multipolar.incidents import Incident, IncidentCause, Party
    from multipolar.ledger import IncidentQuery, Ledger

__all__ = ["run", "show_incident"]

_LABEL: Final = 10
_TOLD: Final = 12
"""Reports of an incident that are shown; more are counted."""


def run(query: IncidentQuery, *, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """List incidents.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    name = pick_format(format, output)
    table = Ledger.open(ledger).incidents(query)
    if name != "table":
        write_rows(table, name, output)
        return 0
    from multipolar.cli.tables import console, incident_table  # noqa: PLC0415 - rich only where it draws

    with sink(output) as file:
        out = console(file)
        if len(table):
            out.print(incident_table(table))
    if on_terminal(sys.stderr):
        say(f"{len(table):,} incident{'' if len(table) == 1 else 's'}" if len(table) else "no incidents match")
    return 0


# --- One incident ----------------------------------------------------------------------------------------------------


def show_incident(incident: Incident, *, book: Ledger, format: str | None) -> int:  # noqa: A002 - the option
    """Show an incident with all that tells of it.

    Returns:
        Exit code.
    """
    told = _told(book, incident)
    causes, effects = book.causes(incident.id)
    if format == "json" or (format is None and not on_terminal()):
        whole = {
            "incident": _plain(asdict(incident)),
            "told": _plain(told),
            "causes": _plain([asdict(link) for link in causes]),
            "effects": _plain([asdict(link) for link in effects]),
        }
        sys.stdout.write(json.dumps(whole, ensure_ascii=False) + "\n")
        return 0
    _print(book, incident, told, causes, effects)
    return 0


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _told(book: Ledger, incident: Incident) -> list[dict[str, Any]]:
    """The events of an incident with their sentences and reports, best-evidenced first."""
    rows = book.sql(
        "SELECT e.id, e.type, e.mode, e.status, e.trigger_text, e.quote, e.confidence, e.report, e.sentence, "
        "r.published, r.source, r.url, r.title, r.text_key "
        "FROM incident_events AS ie JOIN events AS e ON e.id = ie.event "
        "JOIN reports AS r ON r.id = e.report WHERE ie.incident = $id ORDER BY ie.position",
        {"id": incident.id},
    )
    return list(rows)


def _print(
    book: Ledger,
    incident: Incident,
    told: Sequence[dict[str, Any]],
    causes: Sequence[IncidentCause],
    effects: Sequence[IncidentCause],
) -> None:
    from rich.padding import Padding  # noqa: PLC0415 - rich only where it draws
    from rich.text import Text  # noqa: PLC0415 - as above

    from multipolar.cli.tables import console, grid, quad_style  # noqa: PLC0415 - as above

    out = console()
    mode = f" {incident.mode}" if incident.mode else ""
    out.print(Text(incident.title, style="bold"))
    out.print(
        Text.assemble(
            (f"{incident.type}{mode}", f"bold {quad_style(incident.type)}"),
            f"  {incident.status}  {incident.quad}, {incident.score:+.1f}",
            (f"  {incident.id}", "dim"),
        )
    )
    out.print()
    facts = grid(("", {"style": "dim", "min_width": _LABEL}), ("", {"no_wrap": False, "overflow": "fold"}))
    facts.show_header = False
    for label, value in _facts(incident):
        facts.add_row(label, Text(value))
    for label, links, end in (("led to by", causes, "cause"), ("leads to", effects, "effect")):
        for number, link in enumerate(links):
            facts.add_row("" if number else label, Text(_other(book, getattr(link, end))))
    out.print(facts)
    out.print()
    seen: set[str] = set()
    for row in told:
        if row["quote"] in seen:
            continue
        seen.add(row["quote"])
        if len(seen) > _TOLD:
            break
        published = row["published"].isoformat() if row["published"] else "undated"
        head = "  ".join(filter(None, (published, row["source"], row["title"])))
        out.print(Text.assemble(f"  {head}", (f"  {row['id'][:9]}  {row['status']}", "dim")), no_wrap=True)
        words = Text(" ".join(row["quote"].split()))
        words.highlight_words([row["trigger_text"]], f"bold {quad_style(row['type'])}")
        out.print(Padding(words, (0, 0, 0, 4)), width=min(width(), 100))
    rest = len({row["quote"] for row in told}) - len(seen) + (len(seen) > _TOLD)
    if rest > 0:
        out.print(Text(f"  and {rest} more sentences", style="dim"))


def _other(book: Ledger, at: str) -> str:
    """What stands at the other end of a causal link."""
    found = list(book.sql("SELECT title FROM incidents WHERE id = $id", {"id": at}))
    if found:
        return f"{found[0]['title']}  {at[:9]}"
    found = list(
        book.sql(
            "SELECT type, trigger_text, (SELECT string_agg(name, ', ' ORDER BY side, position) FROM relation_sides "
            "WHERE relation = r.id) AS names FROM relations AS r WHERE id = $id",
            {"id": at},
        )
    )
    return f"{found[0]['type']} {found[0]['names'] or ''} “{found[0]['trigger_text']}”  {at[:9]}" if found else at


def _facts(incident: Incident) -> Iterator[tuple[str, str]]:
    for label, parties in (("who", incident.actors), ("to whom", incident.recipients)):
        for number, party in enumerate(parties):
            yield ("" if number else label), _party(party)
    if incident.place:
        where = ", ".join(filter(None, (incident.place, incident.country)))
        yield "where", f"{where}  {incident.precision}"
    if incident.start and incident.end:
        days = incident.start.isoformat() if incident.start == incident.end else f"{incident.start} to {incident.end}"
        yield "when", f"{days}  {incident.granularity}{', inferred' if incident.time_inferred else ''}"
    for number, state in enumerate(incident.states):
        when = state.as_of.isoformat() if state.as_of != dt.date.min else "undated"
        yield ("" if number else "status"), f"{state.status} as of {when}  {state.event[:9]}"
    for number, conflict in enumerate(incident.contradictions):
        yield ("" if number else "but"), f"{conflict.kind}: {conflict.detail}  {conflict.left[:9]} {conflict.right[:9]}"
    countries = f" in {_count(incident.outlet_countries, 'country', 'countries')}" if incident.outlet_countries else ""
    yield (
        "told by",
        (
            f"{_count(len(incident.reports), 'report')}, {_count(incident.texts, 'text')}, "
            f"{_count(incident.outlets, 'outlet')}{countries}, {_count(len(incident.events), 'time')}"
        ),
    )
    yield "sure", f"{incident.confidence:.2f}"


def _count(number: int, what: str, several: str | None = None) -> str:
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def _party(party: Party) -> str:
    return f"{party.code} {party.sector}  {party.name}{f' {party.actor_id}' if party.actor_id else ''}"
