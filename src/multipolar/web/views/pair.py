"""Two actors through time: what they do to each other, when that changed, how they stand, what led to what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.ontology import EVENT_TYPES, STATUSES
from multipolar.system import COUNTED, QUADS, DyadOptions, dyad
from multipolar.system.series import gaps_text
from multipolar.web.query import as_day, link
from multipolar.web.rows import incident_rows
from multipolar.web.views.incident import chain_of
from multipolar.web.views.incidents import balance, balance_interval, coded_counts, counts
from multipolar.web.views.relations import of_actor, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from multipolar.system import Dyad
    from multipolar.web.pages import ChangePoint, PairAnswer, PeriodFigure
    from multipolar.web.shapes import Chain, Incident, Quad, Quads, Standing
    from multipolar.web.snapshot import Snapshot

__all__ = ["pair", "period_figures"]

_LATEST: Final = 10
_TOP: Final = 4
_EDGES: Final = 30
_MONTHS_UP_TO: Final = dt.timedelta(days=6 * 366)
_QUARTERS_UP_TO: Final = dt.timedelta(days=16 * 366)


def _resolution(snapshot: Snapshot, since: str | None, until: str | None) -> str:
    """Months for a few years, quarters for some more, years for a long time."""
    covered = snapshot.span()
    if covered is None:
        return "year"
    length = (as_day(until) if until else covered[1]) - (as_day(since) if since else covered[0])
    return "month" if length <= _MONTHS_UP_TO else "quarter" if length <= _QUARTERS_UP_TO else "year"


def period_figures(rows: Iterable[dict[str, Any]], by: str, parts: dict[str, Any]) -> list[PeriodFigure]:
    """The periods of a series of the system, each with its incidents.

    Args:
        rows: Rows of the series.
        by: Its resolution.
        parts: The filters that its incidents have in common, ``since`` and ``until`` of the whole among them.
    """
    figures: list[PeriodFigure] = []
    for row in rows:
        inside = {
            "since": max(row["period"], parts["since"]),
            "until": min(row["until"], parts["until"]),
            "resolution": by,
        }
        quads: Quads = {
            "verbal cooperation": row["verbal_cooperation"],
            "material cooperation": row["material_cooperation"],
            "verbal conflict": row["verbal_conflict"],
            "material conflict": row["material_conflict"],
        }
        figures.append(
            {
                "period": row["period"].isoformat(),
                "until": row["until"].isoformat(),
                "incidents": row["incidents"],
                "quads": quads,
                "conflict": row["conflict"] or 0.0,
                "cooperation": row["cooperation"] or 0.0,
                "balance": row["balance"],
                "low": row["balance_low"],
                "high": row["balance_high"],
                "share": row["share"],
                "link": link(**{**parts, **inside}),
            }
        )
    return figures


def pair(
    snapshot: Snapshot, a: str, b: str, *, by: str | None, since: str | None, until: str | None, directed: bool
) -> PairAnswer:
    """Two actors.

    Args:
        snapshot: The ledger.
        a: The one: a code, id or name.
        b: The other.
        by: Resolution, or None for one that fits.
        since: First day, or None.
        until: First day after, or None.
        directed: Only what the one does to the other.

    Raises:
        NotLinkedError: There are no incidents yet.
        ApiError: There are no events.
        UsageError: An actor is unknown, or both are one.
    """
    snapshot.require_something()
    resolution = by or _resolution(snapshot, since, until)
    found = dyad(
        snapshot.ledger,
        a,
        b,
        options=DyadOptions(
            by=resolution,
            since=as_day(since) if since else None,
            until=as_day(until) if until else None,
            directed=directed,
        ),
    )
    index, columns, names = snapshot.incidents, snapshot.columns, snapshot.names
    between = index.between(found.a, found.b, "forth" if directed else "either")
    inside = between & index.window(found.since, found.until, resolution)
    counted = inside & index.counted
    parts: dict[str, Any] = {
        "actor": found.a.key,
        "other": found.b.key,
        "direction": "forth" if directed else None,
        "status": list(COUNTED),
        "since": found.since,
        "until": found.until,
    }
    flat = {**parts, "resolution": resolution}
    number, conflict, cooperation = index.sums(counted)
    everything = index.counted & index.window(found.since, found.until, resolution)
    low, high = balance_interval(columns.score[counted])
    without = {**flat, "status": None}
    return {
        "a": names.actor(found.a.key, name=found.a.name, code=found.a.home),
        "b": names.actor(found.b.key, name=found.b.name, code=found.b.home),
        "by": resolution,
        "window": {"since": found.since.isoformat(), "until": found.until.isoformat()},
        "directed": directed,
        "total": {
            "incidents": number,
            "conflict": conflict,
            "cooperation": cooperation,
            "balance": balance(conflict, cooperation) if found.enough else None,
            "low": low if found.enough else None,
            "high": high if found.enough else None,
            "share": number / int(everything.sum()) if everything.any() else None,
            "link": link(**flat),
        },
        "series": period_figures(found.series, resolution, parts),
        "changes": _changes(snapshot, found),
        "relations": _relations(snapshot, found, ended=until is not None),
        "causes": _causes(snapshot, between),
        "types": counts(coded_counts(columns.type, counted, EVENT_TYPES), flat, "type", many=True),
        "statuses": counts(coded_counts(columns.status, inside, STATUSES), without, "status", many=True),
        "latest": incident_rows(columns, names, np.flatnonzero(inside)[:_LATEST].tolist()),
        "notes": _notes(found),
    }


def _relations(snapshot: Snapshot, found: Dyad, *, ended: bool) -> list[Standing]:
    """Standing relations as of the last report, or of the last day of a time whose end was asked for."""
    if not ended:
        return standing(snapshot, of_actor(snapshot, found.a, found.b))
    return standing(snapshot, found.relations, as_of=found.until - dt.timedelta(days=1))


def _notes(found: Dyad) -> list[str]:
    notes = [f"{found.note}."] if found.note else []
    if found.undated:
        have = "has" if found.undated == 1 else "have"
        notes.append(f"{found.undated} more {have} no day exact enough for a {found.options.by}.")
    if silent := gaps_text(found.options.by, found.series):
        notes.append(f"The ledger has no reports in {silent}: that nothing shows there says nothing.")
    return notes


def _changes(snapshot: Snapshot, found: Dyad) -> list[ChangePoint]:
    points: list[ChangePoint] = []
    for row in found.changes:
        ids = [at for at in row["incident_ids"] if at in snapshot.columns.ids]
        top: list[Incident] = incident_rows(
            snapshot.columns, snapshot.names, [snapshot.columns.ids[at] for at in ids[:_TOP]]
        )
        quad: Quad = row["quad"]
        points.append(
            {
                "period": row["date"].isoformat(),
                "first": row["low"].isoformat(),
                "last": row["high"].isoformat(),
                "measure": row["kind"],
                "quad": quad if quad in QUADS else QUADS[0],  # type: ignore[typeddict-item]  # the ontology's
                "before": row["before"],
                "after": row["after"],
                "ratio": row["ratio"],
                "says": row["text"],
                "top": top,
                "link": link(id=ids),
            }
        )
    return points


def _causes(snapshot: Snapshot, between: NDArray[np.bool_]) -> Chain:
    """Stated causal links that begin or end with one of the pair's incidents, the best attested first."""
    columns = snapshot.columns
    ids = columns.details["id"].filter(_arrow_mask(between)).to_pylist() if len(between) else []
    if not ids:
        return {"nodes": [], "edges": []}
    found = {
        (row["cause"], row["effect"]): row
        for end in ("cause", "effect")
        for row in snapshot.ledger.of("incident_causes", end, ids)
    }
    rows = sorted(found.values(), key=lambda row: (-len(row["reports"]), row["cause"], row["effect"]))[:_EDGES]
    own = set(ids)
    depths: dict[str, int] = {}
    for row in rows:
        depths[row["cause"]] = 0 if row["cause"] in own else -1
        depths[row["effect"]] = 0 if row["effect"] in own else 1
    return chain_of(snapshot, depths, {(row["cause"], row["effect"]): row for row in rows})


def _arrow_mask(mask: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - an Arrow array
    import pyarrow as pa  # noqa: PLC0415 - heavy

    return pa.array(mask)
