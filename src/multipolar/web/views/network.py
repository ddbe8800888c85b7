"""The network of states in a window, and its blocs through time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from multipolar.system import COUNTED, NetworkOptions, network
from multipolar.system import blocs as find_blocs
from multipolar.web.figures import figure_name, network_pairs, network_window
from multipolar.web.query import link
from multipolar.web.views.world import default_window

if TYPE_CHECKING:
    import datetime as dt

    from multipolar.system import Blocs, Network
    from multipolar.web.pages import BlocMember, BlocPeriod, BlocsAnswer, NetworkAnswer, PeriodBloc
    from multipolar.web.snapshot import Snapshot

__all__ = ["blocs", "followed", "year_network"]

_DAYS: Final = 365
_TIES: Final = 600


def year_network(snapshot: Snapshot, *, since: str | None, until: str | None, top: int) -> NetworkAnswer:
    """The network of a window.

    Args:
        snapshot: The ledger.
        since: First day, or None for a year before the last.
        until: First day after, or None for the day after the last report.
        top: Actors at most, those with most interaction.

    Raises:
        NotLinkedError: There are no incidents yet.
        ApiError: The days do not fit together.
    """
    snapshot.require_incidents()
    first, last = default_window(snapshot, since, until, _DAYS)
    covered = snapshot.span()
    answer: NetworkAnswer = {
        "window": {"since": first.isoformat(), "until": last.isoformat()},
        "span": {"since": covered[0].isoformat(), "until": covered[1].isoformat()} if covered else None,
        "actors": [],
        "ties": [],
        "blocs": [],
        "balance": [],
        "link": link(status=list(COUNTED), since=first, until=last),
        "notes": [],
    }
    if not len(snapshot.incidents):
        answer["notes"].append("the ledger holds no incident")
        return answer
    if not network_pairs(snapshot, first, last):
        answer["notes"].append("no incident between states falls into this window")
        return answer
    found = snapshot.lately(
        ("network", first, last),
        lambda: network(snapshot.ledger, options=NetworkOptions(since=first, until=last)),
    )
    if found.note:
        answer["notes"].append(found.note)
    _fill(snapshot, answer, found, top)
    return answer


def _fill(snapshot: Snapshot, answer: NetworkAnswer, found: Network, top: int) -> None:
    names = snapshot.names
    window = (found.since, found.until)
    answer["link"] = link(figure=figure_name("network", *window))
    bloc_ids = {row["bloc"]: f"b{row['bloc']}" for row in found.blocs}
    shown: set[str] = set()
    for row in found.actors:
        if len(shown) >= top:
            break
        shown.add(row["actor"])
        answer["actors"].append(
            {
                "actor": names.actor(row["actor"], name=row["name"]),
                "incidents": row["incidents"],
                "strength": row["interaction"],
                "share": row["share"],
                "centrality": row["eigenvector"],
                "bloc": bloc_ids.get(row["bloc"]),
                "core": row["core"],
                "support": row["support"],
                "link": link(figure=figure_name("node", row["actor"], *window)),
            }
        )
    for row in found.ties:
        if len(answer["ties"]) >= _TIES:
            break
        if row["counted"] and row["a"] in shown and row["b"] in shown:
            answer["ties"].append(
                {
                    "a": row["a"],
                    "b": row["b"],
                    "weight": row["weight"],
                    "alignment": row["alignment"],
                    "low": row["alignment_low"],
                    "high": row["alignment_high"],
                    "incidents": row["incidents"],
                    "positive": row["positive"],
                    "negative": row["negative"],
                    "same_bloc": row["same_bloc"],
                    "link": link(figure=figure_name("tie", row["a"], row["b"], *window)),
                }
            )
    answer["blocs"] = [
        {
            "id": bloc_ids[row["bloc"]],
            "name": row["name"],
            "members": list(row["members"]),
            "share": row["share"],
            "cohesion": row["cohesion"],
            "inner_conflict": row["inner_conflict"],
            "support": row["support"],
        }
        for row in found.blocs
    ]
    answer["balance"] = [
        {
            "measure": row["measure"],
            "value": row["value"],
            "expected": row["expected"],
            "low": row["expected_low"],
            "high": row["expected_high"],
            "p_value": row["p_value"],
            "says": row["text"],
        }
        for row in found.balance
    ]


# --- Through time ----------------------------------------------------------------------------------------------------


def followed(snapshot: Snapshot, by: str) -> Blocs:
    """The blocs of a snapshot; slow the first time."""
    return snapshot.once(("blocs", by), lambda: find_blocs(snapshot.ledger, by=by))


def blocs(snapshot: Snapshot, *, by: str) -> BlocsAnswer:
    """Blocs through time.

    Args:
        snapshot: The ledger.
        by: Resolution.

    Raises:
        NotLinkedError: There are no incidents yet.
    """
    snapshot.require_incidents()
    answer: BlocsAnswer = {"by": by, "periods": [], "tracks": [], "members": [], "notes": []}
    if not len(snapshot.incidents) or snapshot.span() is None:
        answer["notes"].append("the ledger holds no incident that is dated")
        return answer
    found = followed(snapshot, by)
    names = snapshot.names
    windows = {start: network_window(snapshot, part) for start, part in found.parts.items()}
    inside: dict[dt.date, list[PeriodBloc]] = {}
    for row in found.blocs:
        members = [names.code(code) for code in row["members"]]
        figure = figure_name("among", ",".join(row["members"]), *windows[row["period"]])
        inside.setdefault(row["period"], []).append(
            {
                "id": row["bloc"],
                "name": row["name"],
                "members": members,
                "share": row["share"],
                "cohesion": row["cohesion"],
                "inner_conflict": row["inner_conflict"],
                "support": row["support"],
                "change": row["change"],
                "joined": list(row["joined"] or ()),
                "left": list(row["left"] or ()),
                "significant": row["significant"],
                "link": link(figure=figure),
            }
        )
        answer["members"] += [_member(row["period"], row["bloc"], row["name"], member) for member in members]
    answer["periods"] = [_period(row, inside.get(row["period"], []), windows[row["period"]]) for row in found.periods]
    answer["tracks"] = [
        {
            "id": row["bloc"],
            "name": row["name"],
            "first": row["first"].isoformat(),
            "last": row["last"].isoformat(),
            "periods": row["periods"],
            "core": [names.code(code) for code in row["core"]],
        }
        for row in found.tracks
    ]
    return answer


def _member(period: dt.date, bloc: str, name: str, actor: Any) -> BlocMember:  # noqa: ANN401 - an actor's reference
    return {"period": period.isoformat(), "bloc": bloc, "bloc_name": name, "actor": actor}


def _period(row: dict[str, Any], inside: list[PeriodBloc], window: tuple[dt.date, dt.date]) -> BlocPeriod:
    return {
        "period": row["period"].isoformat(),
        "until": row["until"].isoformat(),
        "incidents": row["incidents"],
        "modularity": row["modularity"],
        "expected": row["expected"],
        "p_value": row["p_value"],
        "enough": row["enough"],
        "note": row["note"] or "",
        "blocs": inside,
        "link": link(figure=figure_name("network", *window)),
    }
