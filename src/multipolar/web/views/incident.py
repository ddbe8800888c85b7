"""One incident: its states through time, who tells of it and how, what contradicts it, what led to it and followed."""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from multipolar.web.errors import ApiError
from multipolar.web.evidence import evidence_of, tellings
from multipolar.web.rows import incident_rows, iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multipolar.web.pages import ContradictionRow, IncidentAnswer, SourceRow, StateRow
    from multipolar.web.shapes import Chain, ChainNode, Correction
    from multipolar.web.snapshot import Snapshot

__all__ = ["chain", "chain_of", "corrections", "incident"]

_MOST_EVENTS: Final = 100
_MOST_NODES: Final = 60
_MOST_LINKS: Final = 200
_DEPTH: Final = 6
"""Steps that a chain of causes is followed, either way."""


def incident(snapshot: Snapshot, incident_id: str) -> IncidentAnswer:
    """An incident and all that it stands on.

    Args:
        snapshot: The ledger.
        incident_id: Its whole id.

    Raises:
        NotLinkedError: There are no incidents yet.
        ApiError: There is no such incident.
    """
    snapshot.require_incidents()
    row = snapshot.columns.ids.get(incident_id)
    if row is None:
        raise ApiError(
            404, f"the ledger has no incident {incident_id!r:.120}", where="id", mend="check the incident's id"
        )
    ledger = snapshot.ledger
    members = ledger.of("incident_events", "incident", [incident_id], columns="event, report, position")
    members.sort(key=lambda member: (member["position"], member["event"]))
    states = ledger.of("incident_states", "incident", [incident_id], columns="as_of, status, event, report")
    states.sort(key=lambda state: (state["as_of"] or dt.date.min, state["event"]))
    columns = "kind, left_event, right_event, detail"
    against = ledger.of("contradictions", "incident", [incident_id], columns=columns)
    against.sort(key=lambda pair: (pair["kind"], pair["left_event"], pair["right_event"]))
    events = members[:_MOST_EVENTS]
    wanted = dict.fromkeys(
        [
            *(event["event"] for event in events),
            *(state["event"] for state in states),
            *(side for pair in against for side in (pair["left_event"], pair["right_event"])),
        ]
    )
    told = tellings(ledger, snapshot.names, list(wanted))
    return {
        "incident": incident_rows(snapshot.columns, snapshot.names, [row])[0],
        "states": [_state(state, told) for state in states],
        "events": [told[event["event"]] for event in events if event["event"] in told],
        "sources": _sources(snapshot, [member["report"] for member in members]),
        "contradictions": [_contradiction(pair, told) for pair in against],
        "chain": chain(snapshot, [incident_id]),
        "corrections": corrections(snapshot, [incident_id, *wanted]),
    }


def _state(state: dict[str, Any], told: dict[str, Any]) -> StateRow:
    telling = told.get(state["event"])
    return {
        "as_of": iso(state["as_of"]),
        "status": state["status"],
        "event": state["event"],
        "report": state["report"],
        "outlet": telling["outlet"] if telling else None,
        "quote": telling["quote"] if telling else [],
    }


def _contradiction(pair: dict[str, Any], told: dict[str, Any]) -> ContradictionRow:
    return {
        "kind": pair["kind"],
        "detail": pair["detail"],
        "left": told.get(pair["left_event"]),
        "right": told.get(pair["right_event"]),
    }


def _sources(snapshot: Snapshot, reports: list[str]) -> list[SourceRow]:
    """Outlets in the order in which they told of it."""
    columns = "source, published, text_key"
    found: dict[str | None, list[dict[str, Any]]] = {}
    for row in snapshot.ledger.of("reports", "id", list(dict.fromkeys(reports)), columns=columns):
        found.setdefault(row["source"], []).append(row)
    first = {
        outlet: min((row["published"] for row in rows if row["published"]), default=None)
        for outlet, rows in found.items()
    }
    ranked = sorted(found, key=lambda outlet: (first[outlet] or dt.date.max, -len(found[outlet]), outlet or "\uffff"))
    return [
        {
            "outlet": outlet,
            "reports": len(found[outlet]),
            "texts": len({row["text_key"] for row in found[outlet]}),
            "first": iso(first[outlet]),
        }
        for outlet in ranked
    ]


def corrections(snapshot: Snapshot, targets: Iterable[str] | None) -> list[Correction]:
    """What reviewers decided, latest first.

    Args:
        snapshot: The ledger.
        targets: Ids of the incidents and events concerned; all, without it.
    """
    if not snapshot.ledger.linked or not len(snapshot.incidents):
        return []
    condition = "" if targets is None else "WHERE target IN (SELECT unnest($ids::VARCHAR[]))"
    rows = snapshot.ledger.rows(
        f'SELECT id, "at", who, why, action, target, payload FROM corrections {condition} '  # noqa: S608 - our words
        'ORDER BY "at" DESC, id',
        None if targets is None else {"ids": list(targets)},
    )
    return [
        {
            "id": row["id"],
            "at": row["at"].isoformat() + "Z",
            "who": row["who"] or "",
            "why": row["why"] or "",
            "action": row["action"],
            "target": row["target"],
            "payload": _payload(row["payload"]),
        }
        for row in rows
    ]


def _payload(text: str | None) -> dict[str, Any]:
    try:
        payload = json.loads(text or "{}")
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


# --- Causes ----------------------------------------------------------------------------------------------------------


def chain(snapshot: Snapshot, roots: list[str], *, most: int = _MOST_NODES, depth: int = _DEPTH) -> Chain:
    """What led to incidents and what followed, as far as reports say so.

    Args:
        snapshot: The ledger.
        roots: Ids of the incidents; they have depth 0.
        most: Nodes at most, nearest first.
        depth: Steps that are followed, either way.
    """
    depths: dict[str, int] = dict.fromkeys(roots, 0)
    links: dict[tuple[str, str], dict[str, Any]] = {}
    for step, (here, there) in ((-1, ("effect", "cause")), (1, ("cause", "effect"))):
        front = deque([roots])
        for level in range(1, depth + 1):
            ids = front.popleft()
            rows = snapshot.ledger.of("incident_causes", here, ids)
            rows.sort(key=lambda row: (-len(row["reports"]), row["cause"], row["effect"]))
            found = []
            for row in rows[:_MOST_LINKS]:
                other = row[there]
                if other not in depths and len(depths) < most:
                    depths[other] = step * level
                    found.append(other)
                if other in depths:
                    links[row["cause"], row["effect"]] = row
            if not found:
                break
            front.append(found)
    return chain_of(snapshot, depths, links)


def chain_of(snapshot: Snapshot, depths: dict[str, int], links: dict[tuple[str, str], dict[str, Any]]) -> Chain:
    """A chain from its parts.

    Args:
        snapshot: The ledger.
        depths: Depth of each incident or relation, by id.
        links: Rows of ``incident_causes``, by cause and effect.
    """
    nodes = _chain_nodes(snapshot, depths)
    known = {node["id"] for node in nodes}
    kept = {ends: row for ends, row in links.items() if known.issuperset(ends)}
    evidence = evidence_of(snapshot.ledger, "cause", {ends: row["evidence"] for ends, row in kept.items()})
    return {
        "nodes": nodes,
        "edges": [
            {"cause": cause, "effect": effect, "reports": list(row["reports"]), "evidence": evidence[cause, effect]}
            for (cause, effect), row in kept.items()
        ],
    }


def _chain_nodes(snapshot: Snapshot, depths: dict[str, int]) -> list[ChainNode]:
    """The nodes of a chain.

    Args:
        snapshot: The ledger.
        depths: Depth of each incident or relation, by id.
    """
    ids = snapshot.columns.ids
    inside = [at for at in depths if at in ids]
    rows = incident_rows(snapshot.columns, snapshot.names, [ids[at] for at in inside])
    nodes: list[ChainNode] = [
        {
            "id": row["id"],
            "kind": "incident",
            "title": row["title"],
            "type": row["type"],
            "day": row["day"],
            "score": row["score"],
            "depth": depths[row["id"]],
            "report": row["report"],
        }
        for row in rows
    ]
    others = [at for at in depths if at not in ids]
    if others:
        query = (
            "SELECT t.id, t.type, t.report, t.trigger_text, r.published, "
            "(SELECT string_agg(name, ', ' ORDER BY side, position) FROM relation_sides AS s WHERE s.relation = t.id) "
            "AS sides "
            "FROM relations AS t JOIN reports AS r ON r.id = t.report WHERE t.id IN (SELECT unnest($ids::VARCHAR[]))"
        )
        nodes += [
            {
                "id": row["id"],
                "kind": "relation",
                "title": f"{row['sides'] or 'unnamed'}: {row['trigger_text']}",
                "type": row["type"],
                "day": iso(row["published"]),
                "score": None,
                "depth": depths[row["id"]],
                "report": row["report"],
            }
            for row in snapshot.ledger.rows(query, {"ids": others})
        ]
    nodes.sort(key=lambda node: (node["depth"], node["day"] or "", node["id"]))
    return nodes
