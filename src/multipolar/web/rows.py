"""Incidents as lists show them, and sentences cut into pieces where words are marked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.web.loading import Columns
    from multipolar.web.names import Names
    from multipolar.web.shapes import Incident, Party, Piece, Place

__all__ = ["Mark", "incident_rows", "iso", "parties", "pieces", "place"]

Mark = tuple[int, int, str]
"""First character, one past the last, and what the words are."""


def iso(day: dt.date | None) -> str | None:
    """A day as text."""
    return day.isoformat() if day is not None else None


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """A text cut where marks begin and end; marks may nest and overlap.

    Args:
        text: The text.
        marks: Offsets into the text; what lies outside of it is left out.
    """
    kept = [(max(start, 0), min(end, len(text)), name) for start, end, name in marks]
    kept = [mark for mark in kept if mark[0] < mark[1]]
    cuts = sorted({0, len(text), *(at for start, end, _ in kept for at in (start, end))})
    return [
        {
            "text": text[start:end],
            "marks": list(dict.fromkeys(name for low, high, name in kept if low <= start and end <= high)),
        }
        for start, end in pairwise(cuts)
    ]


def parties(names: Names, row: Mapping[str, Any], role: str) -> list[Party]:
    """The sides that a row has in a role."""
    lists = [row[f"{role}_{part}"] or () for part in ("codes", "sectors", "names", "ids")]
    return [names.party(*values) for values in zip(*lists, strict=True)]


def place(row: Mapping[str, Any]) -> Place | None:
    """Where a row's happening took place."""
    if row["place_name"] is None:
        return None
    return {
        "name": row["place_name"],
        "country": row["place_country"],
        "lat": row["place_lat"],
        "lon": row["place_lon"],
        "precision": row["place_precision"],
    }


def _incident(names: Names, row: Mapping[str, Any]) -> Incident:
    quote = row["quote"] or ""
    marked = [] if row["marked_from"] is None else [(row["marked_from"], row["marked_to"], "trigger")]
    return {
        "id": row["id"],
        "title": row["title"],
        "type": row["type"],
        "mode": row["mode"],
        "status": row["status"],
        "quad": row["quad"],
        "score": row["score"],
        "day": iso(row["day"]),
        "start": iso(row["time_start"]),
        "end": iso(row["time_end"]),
        "granularity": row["time_granularity"],
        "time_inferred": bool(row["time_inferred"]),
        "place": place(row),
        "actors": parties(names, row, "actor"),
        "recipients": parties(names, row, "recipient"),
        "first_seen": iso(row["first_seen"]),
        "last_seen": iso(row["last_seen"]),
        "n_events": row["n_events"],
        "n_reports": row["n_reports"],
        "n_texts": row["n_texts"],
        "n_outlets": row["n_outlets"],
        "n_outlet_countries": row["n_outlet_countries"],
        "confidence": row["confidence"],
        "best_event": row["best_event"],
        "report": row["report"] or "",
        "quote": pieces(quote, marked),
    }


def incident_rows(columns: Columns, names: Names, rows: Sequence[int]) -> list[Incident]:
    """Incidents for a list, in the order of the rows given."""
    if not len(rows):
        return []
    return [_incident(names, row) for row in columns.details.take(list(map(int, rows))).to_pylist()]
