"""Standing relations, each with the sentences it stands on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from multipolar.system import standing_relations
from multipolar.web.errors import ApiError
from multipolar.web.evidence import evidence_of
from multipolar.web.figures import MOST_IDS, figure_name
from multipolar.web.query import as_day, link
from multipolar.web.rows import incident_rows, iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multipolar.system import ActorSet
    from multipolar.web.pages import RelationsAnswer
    from multipolar.web.shapes import Evidence, Standing
    from multipolar.web.snapshot import Snapshot

__all__ = ["of_actor", "relations", "standing"]

_SOURCES = 3


def _best_sentences(snapshot: Snapshot, groups: dict[int, Sequence[str]]) -> dict[int, list[Evidence]]:
    """The best sentence of the first incidents of each group."""
    ids = snapshot.columns.ids
    wanted = {key: [at for at in group if at in ids][:_SOURCES] for key, group in groups.items()}
    every = list(dict.fromkeys(at for group in wanted.values() for at in group))
    rows = incident_rows(snapshot.columns, snapshot.names, [ids[at] for at in every])
    found: dict[str, Evidence] = {
        row["id"]: {
            "report": row["report"],
            "event": row["best_event"],
            "day": row["day"],
            "outlet": None,
            "quote": row["quote"],
        }
        for row in rows
    }
    return {key: [found[at] for at in group] for key, group in wanted.items()}


def of_actor(snapshot: Snapshot, actor: ActorSet, other: ActorSet | None = None) -> list[dict[str, Any]]:
    """Standing relations of an actor, or between two, as of the last report.

    Those of everybody are worked out once: it takes little longer than those of one. Of actors that are no code alone
    (persons, groups, blocs with their members) they are worked out by themselves.

    Args:
        snapshot: The ledger.
        actor: The one.
        other: The other, or None for everybody.
    """
    sides = [side for side in (actor, other) if side is not None]
    if any(side.ids or side.names or side.members for side in sides):
        return list(
            standing_relations(snapshot.ledger, actor=actor.key, other=other.key if other is not None else None)
        )
    everybody = snapshot.once("relations", lambda: list(standing_relations(snapshot.ledger)))
    wanted = [set(side.codes) for side in sides]
    return [row for row in everybody if _between(row, *wanted)]


def _between(row: dict[str, Any], one: set[str], other: set[str] | None = None) -> bool:
    a, b = row["a"], row["b"]
    if other is None:
        return a in one or b in one
    return (a in one and b in other) or (a in other and b in one)


def standing(snapshot: Snapshot, rows: Iterable[dict[str, Any]], *, as_of: dt.date | None = None) -> list[Standing]:
    """Standing relations as the pages show them.

    Args:
        snapshot: The ledger.
        rows: Rows of :func:`multipolar.system.standing_relations`.
        as_of: The day as of which they are so; None for that of the last report.
    """
    names = snapshot.names
    kept = list(rows)
    stated = evidence_of(snapshot.ledger, "relation", {at: row["relation_ids"] for at, row in enumerate(kept)})
    acted = _best_sentences(snapshot, {at: row["incident_ids"] for at, row in enumerate(kept)})
    found: list[Standing] = []
    for at, row in enumerate(kept):
        ids = list(row["incident_ids"])
        where = None
        if 0 < len(ids) <= MOST_IDS:
            where = link(id=ids)
        elif ids:
            parts = (row["type"], row["a"], row["b"] or "", row["since"])
            figure = figure_name("relation-on", *parts, as_of) if as_of else figure_name("relation", *parts)
            where = link(figure=figure)
        found.append(
            {
                "type": row["type"],
                "a": names.actor(row["a"], name=row["a_name"]),
                "b": names.actor(row["b"], name=row["b_name"]) if row["b"] else None,
                "since": iso(row["since"]),
                "since_as": row["since_as"],
                "until": iso(row["until"]),
                "last_seen": iso(row["last_seen"]),
                "status": row["state"],
                "trend": row["trend"],
                "says": row["text"],
                "basis": row["basis"],
                "n_reports": row["reports"],
                "n_outlets": row["outlets"],
                "confidence": row["confidence"],
                "sources": [*stated[at], *acted[at]],
                "link": where,
            }
        )
    return found


def relations(
    snapshot: Snapshot, *, actor: str | None, other: str | None, kind: str | None, as_of: str | None
) -> RelationsAnswer:
    """Standing relations as of a day.

    Args:
        snapshot: The ledger.
        actor: Whose, or None for all.
        other: With whom.
        kind: Of which type.
        as_of: The day; by default that of the last report.

    Raises:
        NotLinkedError: There are no incidents yet.
        UsageError: An actor or type is unknown.
    """
    snapshot.require_incidents()
    if other is not None and actor is None:
        raise ApiError(422, "there is an other without an actor", where="other", mend="name the actor too")
    answer: RelationsAnswer = {"as_of": as_of, "rows": [], "notes": []}
    if not len(snapshot.incidents):
        answer["notes"].append("the ledger holds no incident")
        return answer
    day = as_day(as_of) if as_of else None
    rows = standing_relations(snapshot.ledger, actor=actor, other=other, type=kind, as_of=day)
    answer["rows"] = standing(snapshot, rows, as_of=day)
    covered = snapshot.span()
    if day is None and covered:
        answer["as_of"] = iso(covered[1] - dt.timedelta(days=1))
    if not answer["rows"]:
        answer["notes"].append("no report states such a relation, and none follows from incidents")
    return answer
