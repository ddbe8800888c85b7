"""The months to come for a pair, and how well such forecasts did in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multipolar.system import COUNTED, outlook_model
from multipolar.system import outlook as look_out
from multipolar.web.query import link
from multipolar.web.views.incidents import following

if TYPE_CHECKING:
    from multipolar.system import OutlookModel
    from multipolar.web.pages import OutlookAnswer
    from multipolar.web.snapshot import Snapshot

__all__ = ["checked_model", "outlook"]

_HISTORY = 60
"""Months of the past that are shown."""


def checked_model(snapshot: Snapshot) -> OutlookModel:
    """The models, fitted and checked on all pairs; seconds the first time."""
    return snapshot.once("outlook", lambda: outlook_model(snapshot.ledger))


def outlook(snapshot: Snapshot, a: str, b: str, *, months: int) -> OutlookAnswer:
    """An outlook.

    Args:
        snapshot: The ledger.
        a: The one: a code, id or name.
        b: The other.
        months: Months to come, 1 to 6.

    Raises:
        NotLinkedError: There are no incidents yet.
        ApiError: There are no events.
        UsageError: An actor is unknown.
    """
    snapshot.require_something()
    found = look_out(snapshot.ledger, a, b, months=months, model=checked_model(snapshot))
    names = snapshot.names
    parts: dict[str, Any] = {
        "actor": found.a.key,
        "other": found.b.key,
        "status": list(COUNTED),
        "resolution": "month",
    }
    shown = {row["month"] for row in found.history}
    recent = set(sorted(shown)[-_HISTORY:])
    rows = list(found.forecast)
    return {
        "a": names.actor(found.a.key, name=found.a.name, code=found.a.home),
        "b": names.actor(found.b.key, name=found.b.name, code=found.b.home),
        "as_of": found.as_of.isoformat(),
        "enough": found.enough,
        "shipped": any(row["beats"] for row in rows),
        "rows": [
            {
                "quad": row["quad"],
                "period": row["month"].isoformat(),
                "horizon": row["horizon"],
                "expected": row["mean"],
                "median": row["median"],
                "low": row["low_95"],
                "high": row["high_95"],
                "low50": row["low_50"],
                "high50": row["high_50"],
                "low80": row["low_80"],
                "high80": row["high_80"],
                "usual": row["usual"],
                "more": row["more"],
                "model": row["model"],
                "beats": row["beats"],
            }
            for row in rows
        ],
        "history": [
            {
                "quad": row["quad"],
                "period": row["month"].isoformat(),
                "incidents": row["incidents"],
                "link": link(**parts, quad=[row["quad"]], since=row["month"], until=following(row["month"], "month")),
            }
            for row in found.history
            if row["month"] in recent
        ],
        "score": [
            {
                "quad": row["quad"],
                "horizon": row["horizon"],
                "model": row["model"],
                "score": row["crps"],
                "baseline": row["baseline"],
                "baseline_score": row["baseline_crps"],
                "skill": row["skill"],
                "low": row["skill_low"],
                "high": row["skill_high"],
                "beats": row["beats"],
                "coverage": row["coverage_80"],
                "origins": row["origins"],
            }
            for row in found.verdicts
        ],
        "notes": [found.note] if found.note else [],
    }
