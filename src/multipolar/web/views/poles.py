"""How many poles the world has, by several measures, with what they can and cannot mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multipolar.system import poles as measure
from multipolar.web.figures import figure_name, network_window
from multipolar.web.query import link

if TYPE_CHECKING:
    from multipolar.system import Poles
    from multipolar.web.pages import PolesAnswer
    from multipolar.web.snapshot import Snapshot

__all__ = ["measured", "poles"]


def measured(snapshot: Snapshot, by: str) -> Poles:
    """The measures of a snapshot; slow the first time."""
    return snapshot.once(("poles", by), lambda: measure(snapshot.ledger, by=by))


def poles(snapshot: Snapshot, *, by: str) -> PolesAnswer:
    """All measures through time.

    Args:
        snapshot: The ledger.
        by: Resolution.

    Raises:
        NotLinkedError: There are no incidents yet.
    """
    snapshot.require_incidents()
    answer: PolesAnswer = {
        "by": by,
        "measures": [],
        "series": [],
        "leaders": [],
        "trends": [],
        "caveat": "",
        "notes": [],
    }
    if not len(snapshot.incidents) or snapshot.span() is None:
        answer["notes"].append("the ledger holds no incident that is dated")
        return answer
    found = measured(snapshot, by)
    answer["caveat"] = found.reading
    if found.note:
        answer["notes"].append(found.note)
    answer["measures"] = [
        {
            "id": row["measure"],
            "name": row["title"],
            "unit": row["unit"],
            "formula": row["formula"],
            "source": row["source"],
            "says": row["reads"],
            "says_not": row["not_"],
        }
        for row in found.measures
    ]
    windows = {start: network_window(snapshot, part) for start, part in found.parts.items()}
    for row in found.series:
        answer["series"].append(
            {
                "period": row["period"].isoformat(),
                "until": row["until"].isoformat(),
                "measure": row["measure"],
                "value": row["value"],
                "low": row["low"],
                "high": row["high"],
                "incidents": row["incidents"],
                "enough": row["enough"],
                "note": row["note"] or "",
                "link": link(figure=figure_name("network", *windows[row["period"]])),
            }
        )
    answer["leaders"] = [
        {
            "period": row["period"].isoformat(),
            "rank": row["rank"],
            "actor": snapshot.names.actor(row["actor"], name=row["name"]),
            "share": row["share"],
            "low": row["low"],
            "high": row["high"],
            "link": link(figure=figure_name("node", row["actor"], *windows[row["period"]])),
        }
        for row in found.leaders
    ]
    answer["trends"] = [
        {
            "measure": row["measure"],
            "first": row["first"].isoformat(),
            "last": row["last"].isoformat(),
            "slope": row["slope_per_decade"],
            "low": row["low"],
            "high": row["high"],
            "p_value": row["p_value"],
            "says": row["text"],
        }
        for row in found.trends
        if row["first"] is not None and row["last"] is not None
    ]
    return answer
