"""Figures whose incidents no plain filter describes, named so that a link can hold them.

A name is its kind and parameters, joined by ``|``: it says all that is needed to work the figure out again, so a link
stays good as long as the ledger holds the incidents.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.system import DependenceOptions, NetworkOptions, dependence, network, standing_relations
from multipolar.web.errors import ApiError
from multipolar.web.loading import state_acts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from multipolar.system import ActorSet
    from multipolar.system.blocs import Slice
    from multipolar.web.snapshot import Snapshot

__all__ = [
    "AGENTS",
    "MOST_IDS",
    "abroad",
    "figure_ids",
    "figure_mask",
    "figure_name",
    "leaning",
    "network_pairs",
    "network_window",
]

AGENTS: Final = ("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PRM")
"""Sectors whose people act for their state."""

MOST_IDS: Final = 40
"""Incidents up to which a link just lists them."""

_ALL_LEANS: Final = 100_000


def figure_name(kind: str, *parts: object) -> str:
    """The name of a figure."""
    return "|".join((kind, *map(str, parts)))


def _unknown(name: str) -> ApiError:
    return ApiError(422, f"there is no figure {name!r:.120}", where="figure", mend="take it from the link of an answer")


def figure_ids(snapshot: Snapshot, name: str) -> Sequence[str]:
    """Ids of the incidents behind a figure.

    Args:
        snapshot: The ledger.
        name: As :func:`figure_name` gives it.

    Raises:
        ApiError: It is no such name.
    """
    kind, _, rest = name.partition("|")
    parts = rest.split("|")
    work = _KINDS.get(kind)
    if work is None or len(parts) != work[0]:
        raise _unknown(name)
    try:
        return snapshot.lately(("figure", name), lambda: work[1](snapshot, *parts))
    except ValueError:
        raise _unknown(name) from None


def figure_mask(snapshot: Snapshot, name: str) -> NDArray[np.bool_]:
    """The incidents behind a figure, as :func:`figure_ids` finds them, in a mask of the caller's own."""
    rows = snapshot.columns.ids
    mask = np.zeros(len(snapshot.incidents), np.bool_)
    mask[[rows[at] for at in figure_ids(snapshot, name) if at in rows]] = True
    return mask


def network_window(snapshot: Snapshot, part: Slice) -> tuple[dt.date, dt.date]:
    """First day and first day after it of the incidents that the network of a period is drawn of.

    They are not the period's own days: the network may reach back over the periods before, and neither begins before
    the first report nor goes on after the last.
    """
    covered = snapshot.span()
    return part.begin, min(part.until, covered[1]) if covered else part.until


def network_pairs(snapshot: Snapshot, since: dt.date, until: dt.date) -> dict[tuple[str, str], list[str]]:
    """Incidents of each pair of states in the network of a window."""

    def work() -> dict[tuple[str, str], list[str]]:
        options = NetworkOptions(since=since, until=until, replicates=0, shuffles=0)
        pairs = network(snapshot.ledger, options=options).pairs
        found: dict[tuple[str, str], list[str]] = {}
        for a, b, incident in zip(pairs.a.tolist(), pairs.b.tolist(), pairs.incident.tolist(), strict=True):
            found.setdefault((pairs.codes[a], pairs.codes[b]), []).append(str(pairs.incidents[incident]))
        return found

    return snapshot.lately(("pairs", since, until), work)


def _network(snapshot: Snapshot, since: str, until: str) -> list[str]:
    found = network_pairs(snapshot, dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    return sorted({incident for ids in found.values() for incident in ids})


def _tie(snapshot: Snapshot, a: str, b: str, since: str, until: str) -> list[str]:
    found = network_pairs(snapshot, dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    return sorted({*found.get((a, b), ()), *found.get((b, a), ())})


def _node(snapshot: Snapshot, code: str, since: str, until: str) -> list[str]:
    found = network_pairs(snapshot, dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    return sorted({incident for pair, ids in found.items() if code in pair for incident in ids})


def _among(snapshot: Snapshot, codes: str, since: str, until: str) -> list[str]:
    found = network_pairs(snapshot, dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    members = set(codes.split(","))
    return sorted({incident for (a, b), ids in found.items() if a in members and b in members for incident in ids})


def _relation(snapshot: Snapshot, kind: str, a: str, b: str, since: str, as_of: str | None = None) -> list[str]:
    day = dt.date.fromisoformat(as_of) if as_of is not None else None
    rows = standing_relations(snapshot.ledger, actor=a, other=b or None, type=kind, as_of=day)
    for row in rows:
        if {row["a"], row["b"] or ""} == {a, b} and str(row["since"]) == since:
            return list(row["incident_ids"])
    return []


def leaning(snapshot: Snapshot, actor: ActorSet) -> list[dict[str, Any]]:
    """Who leans on whom, of an actor: out of all, which take little longer, if the actor is one code."""
    if actor.ids or actor.names or actor.members:
        return list(dependence(snapshot.ledger, actor.key).ties)
    options = DependenceOptions(limit=_ALL_LEANS)
    everybody = snapshot.once("dependence", lambda: list(dependence(snapshot.ledger, options=options).ties))
    return [row for row in everybody if row["leaner"] in actor.codes or row["giver"] in actor.codes]


def _lean(snapshot: Snapshot, whose: str, leaner: str, giver: str, theme: str) -> list[str]:
    for row in leaning(snapshot, snapshot.incidents.actor(whose)):
        if (row["leaner"], row["giver"], row["theme"]) == (leaner, giver, theme):
            return [*row["incident_ids"], *row["pledged_ids"]]
    return []


def abroad(snapshot: Snapshot, code: str, *, others: bool = False) -> NDArray[np.bool_]:
    """Incidents in which a state acts upon another one, by its government, forces, courts and so on.

    Args:
        snapshot: The ledger.
        code: The state.
        others: Those of all other states instead.
    """
    columns = snapshot.columns
    rows, acts = snapshot.once("abroad", lambda: state_acts(columns, snapshot.names, AGENTS))
    mask = np.zeros(len(snapshot.incidents), np.bool_)
    if code in columns.code_list:
        own = acts == columns.code_list.index(code)
        mask[rows[~own if others else own]] = True
    return mask


def _ids(snapshot: Snapshot, mask: NDArray[np.bool_]) -> list[str]:
    import pyarrow as pa  # noqa: PLC0415 - heavy

    ids: list[str] = snapshot.columns.details["id"].filter(pa.array(mask)).to_pylist() if len(mask) else []
    return ids


_KINDS: Final[dict[str, tuple[int, Callable[..., list[str]]]]] = {
    "network": (2, _network),
    "tie": (4, _tie),
    "node": (3, _node),
    "among": (3, _among),
    "relation": (4, _relation),
    "relation-on": (5, _relation),
    "lean": (4, _lean),
    "abroad": (1, lambda snapshot, code: _ids(snapshot, abroad(snapshot, code))),
    "abroad-but": (1, lambda snapshot, code: _ids(snapshot, abroad(snapshot, code, others=True))),
}
"""Number of parameters, and the work, of each kind."""
