"""Incidents to rows and back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from multipolar.incidents import Contradiction, Incident, IncidentCause, IncidentState, Party

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multipolar.ledger.rows import Row

__all__ = ["add_incident", "cause_from_row", "incident_from"]

_PARTS: Final = ("code", "sector", "name", "actor_id")
_COLUMNS: Final = ("codes", "sectors", "names", "ids")


def add_incident(
    made: Mapping[str, list[Row]], incident: Incident, *, reports: Mapping[str, str], numbers: Mapping[str, int]
) -> None:
    """Add an incident's rows, without their batch, to those of each table.

    Args:
        made: Rows by table; changed.
        incident: The incident.
        reports: The report of each of its events.
        numbers: The number of each of its events in the order of linking.
    """
    name = incident.id
    made["incidents"].append(
        (
            name,
            incident.title,
            incident.type,
            incident.mode,
            incident.status,
            incident.quad,
            incident.score,
            incident.start,
            incident.end,
            incident.granularity,
            incident.time_inferred,
            incident.place,
            incident.country,
            incident.lat,
            incident.lon,
            incident.precision,
            *(
                [getattr(party, part) for party in side]
                for side in (incident.actors, incident.recipients)
                for part in _PARTS
            ),
            incident.first_seen,
            incident.last_seen,
            len(incident.events),
            len(incident.reports),
            incident.texts,
            incident.outlets,
            incident.outlet_countries,
            incident.events[0],
            incident.confidence,
        )
    )
    made["incident_events"].extend(
        (name, event, reports[event], position, numbers[event]) for position, event in enumerate(incident.events)
    )
    made["incident_states"].extend(
        (name, None if state.as_of == dt.date.min else state.as_of, state.status, state.event, state.report)
        for state in incident.states
    )
    made["contradictions"].extend((name, c.kind, c.left, c.right, c.detail) for c in incident.contradictions)


def _parties(row: Mapping[str, Any], role: str) -> tuple[Party, ...]:
    return tuple(map(Party, *(row[f"{role}_{column}"] for column in _COLUMNS)))


def incident_from(row: Mapping[str, Any], parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> Incident:
    """The incident of a row of ``incidents`` and its rows of the other tables, by table."""
    events = sorted(parts["incident_events"], key=lambda event: int(event["position"]))
    return Incident(
        id=row["id"],
        title=row["title"],
        type=row["type"],
        mode=row["mode"],
        status=row["status"],
        quad=row["quad"],
        score=row["score"],
        actors=_parties(row, "actor"),
        recipients=_parties(row, "recipient"),
        start=row["time_start"],
        end=row["time_end"],
        granularity=row["time_granularity"],
        time_inferred=row["time_inferred"],
        place=row["place_name"],
        country=row["place_country"],
        lat=row["place_lat"],
        lon=row["place_lon"],
        precision=row["place_precision"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        events=tuple(event["event"] for event in events),
        reports=tuple(dict.fromkeys(event["report"] for event in events)),
        texts=row["n_texts"],
        outlets=row["n_outlets"],
        outlet_countries=row["n_outlet_countries"],
        confidence=row["confidence"],
        states=tuple(
            IncidentState(s["as_of"] or dt.date.min, s["status"], s["event"], s["report"])
            for s in sorted(parts["incident_states"], key=lambda s: s["as_of"] or dt.date.min)
        ),
        contradictions=tuple(
            Contradiction(c["kind"], c["left_event"], c["right_event"], c["detail"])
            for c in sorted(parts["contradictions"], key=lambda c: (c["kind"], c["detail"]))
        ),
    )


def cause_from_row(row: Mapping[str, Any]) -> IncidentCause:
    """The causal link of a row of ``incident_causes``."""
    return IncidentCause(row["cause"], row["effect"], tuple(row["evidence"]), tuple(row["reports"]))
