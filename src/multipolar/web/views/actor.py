"""One actor with everybody: how much, with whom, how, and what is said by it and about it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.ontology import EVENT_TYPES, UNKNOWN
from multipolar.system import COUNTED
from multipolar.system.common import Window
from multipolar.system.series import gaps, gaps_text
from multipolar.web.figures import MOST_IDS, figure_name, leaning
from multipolar.web.incidents import both_ways, day_number
from multipolar.web.loading import QUADS
from multipolar.web.query import link
from multipolar.web.rows import incident_rows, iso
from multipolar.web.views.claims import all_claims, claims_with
from multipolar.web.views.incidents import balance, balance_interval, coded_counts, counts, periods
from multipolar.web.views.relations import of_actor, standing
from multipolar.web.views.world import default_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from multipolar.system import ActorSet
    from multipolar.web.pages import ActorAnswer, LeanFigure, PeriodFigure, TieFigure
    from multipolar.web.shapes import Claim, Count
    from multipolar.web.snapshot import Snapshot

__all__ = ["actor_page"]

_PARTNERS: Final = 40
_LEANS: Final = 40
_CLAIMS: Final = 8
_LATEST: Final = 10
_ENOUGH: Final = 5
"""Incidents from which on a balance is given."""


def actor_page(snapshot: Snapshot, word: str, *, since: str | None, until: str | None) -> ActorAnswer:
    """An actor.

    Args:
        snapshot: The ledger.
        word: A code, id or name.
        since: First day, or None for that of the first report.
        until: First day after, or None for the day after the last report.

    Raises:
        NotLinkedError: There are no incidents yet.
        UsageError: Nobody is called so.
        ApiError: The days do not fit together.
    """
    snapshot.require_incidents()
    index, columns, names = snapshot.incidents, snapshot.columns, snapshot.names
    actor = index.actor(word)
    covered = snapshot.span()
    length = (covered[1] - covered[0]).days if covered else 1
    window = default_window(snapshot, since, until, length)
    acts, gets = index.acts(actor), index.is_acted_upon(actor)
    inside = (acts | gets) & index.window(*window, "year")
    counted = inside & index.counted
    parts: dict[str, Any] = {
        "actor": actor.key,
        "status": list(COUNTED),
        "since": window[0],
        "until": window[1],
        "resolution": "year",
    }
    number, conflict, cooperation = index.sums(counted)
    ref = names.actor(actor.key, name=actor.name, code=actor.home)
    notes = [] if number else ["nothing that occurred or is ongoing is known of it in this time."]
    years = Window(*window, "year", tuple(periods(window[0], window[1] - dt.timedelta(days=1), "year")[:-1]))
    silent = gaps(snapshot.ledger, years)
    told = [{"period": start, "covered": not unknown} for start, unknown in zip(years.starts, silent, strict=True)]
    if times := gaps_text("year", told):
        notes.append(f"The ledger has no reports in {times}: that nothing shows there says nothing.")
    return {
        "actor": ref,
        "window": {"since": window[0].isoformat(), "until": window[1].isoformat()},
        "total": {
            "incidents": number,
            "as_actor": int((counted & acts).sum()),
            "as_recipient": int((counted & gets).sum()),
            "conflict": conflict,
            "cooperation": cooperation,
            "balance": balance(conflict, cooperation),
            "link": link(**parts),
        },
        "series": _series(snapshot, counted, window, parts, silent),
        "partners": _partners(snapshot, actor, counted, parts),
        "relations": standing(snapshot, of_actor(snapshot, actor)) if number else [],
        "dependence": _dependence(snapshot, actor) if number else [],
        "types": counts(coded_counts(columns.type, counted, EVENT_TYPES), parts, "type", many=True),
        "places": counts(
            [
                (code, names.code(code)["name"], n)
                for code, _, n in coded_counts(columns.country, counted, columns.countries)
            ],
            parts,
            "country",
            many=True,
            most=15,
        ),
        "members": _members(snapshot, actor, counted, parts),
        "claims_by": _claims(snapshot, lambda claim: any(_same(actor, *who) for who in claim.speakers)),
        "claims_about": _claims(snapshot, lambda claim: any(_same(actor, *who[:3]) for who in claim.about)),
        "latest": incident_rows(columns, names, np.flatnonzero(inside)[:_LATEST].tolist()),
        "notes": notes,
    }


def _same(actor: ActorSet, code: str, actor_id: str, name: str) -> bool:
    return code in actor.codes or (bool(actor_id) and actor_id in actor.ids) or (not actor_id and name in actor.names)


def _claims(snapshot: Snapshot, wanted: Callable[[Any], bool]) -> list[Claim]:
    found = []
    for claim in all_claims(snapshot):
        if wanted(claim):
            found.append(claim)
        if len(found) == _CLAIMS:
            break
    return claims_with(snapshot, found)


def _series(
    snapshot: Snapshot,
    counted: NDArray[np.bool_],
    window: tuple[dt.date, dt.date],
    parts: dict[str, Any],
    silent: NDArray[np.bool_],
) -> list[PeriodFigure]:
    """Years, with the share of all incidents that the actor figures in; none where no report was published."""
    columns, index = snapshot.columns, snapshot.incidents
    days = columns.days["year"]
    starts = periods(window[0], window[1] - dt.timedelta(days=1), "year")
    edges = np.array([day_number(start) for start in starts])
    rows = np.flatnonzero(counted)
    slots = np.searchsorted(edges, days[rows], side="right") - 1
    everything = days[index.counted & index.window(*window, "year")]
    reported = np.bincount(np.searchsorted(edges, everything, side="right") - 1, minlength=len(starts))
    figures: list[PeriodFigure] = []
    for number, (start, end) in enumerate(pairwise(starts)):
        own = rows[slots == number]
        scores = columns.score[own]
        bad, good = both_ways(scores)
        low, high = balance_interval(scores)
        quads = np.bincount(columns.quad[own], minlength=len(QUADS)).tolist()
        figures.append(
            {
                "period": start.isoformat(),
                "until": end.isoformat(),
                "incidents": len(own),
                "quads": {
                    "verbal cooperation": quads[0],
                    "material cooperation": quads[1],
                    "verbal conflict": quads[2],
                    "material conflict": quads[3],
                },
                "conflict": bad,
                "cooperation": good,
                "balance": balance(bad, good) if len(own) >= _ENOUGH else None,
                "low": low,
                "high": high,
                "share": len(own) / int(reported[number]) if reported[number] and not silent[number] else None,
                "link": link(**{**parts, "since": max(start, window[0]), "until": min(end, window[1])}),
            }
        )
    return figures


def _partners(
    snapshot: Snapshot,
    actor: ActorSet,
    counted: NDArray[np.bool_],
    parts: dict[str, Any],
) -> list[TieFigure]:
    """Whom it has most to do with: whom it acts upon, who acts upon it, and the other sides of what is mutual."""
    index, columns, names = snapshot.incidents, snapshot.columns, snapshot.names
    if not columns.code_list:
        return []
    ties = snapshot.incidents.partners(actor, counted)
    totals = np.bincount(ties.values, minlength=len(columns.code_list))
    own = {*actor.codes, *(member.code for member in actor.members), actor.home, UNKNOWN}
    partners: list[TieFigure] = []
    for at in np.argsort(-totals, kind="stable").tolist():
        code = columns.code_list[at]
        if not totals[at] or len(partners) >= _PARTNERS:
            break
        if code in own:
            continue
        rows: NDArray[np.signedinteger[Any]] = ties.of(at)
        if code.startswith("BLOC:"):  # which is its members, too
            rows = np.flatnonzero(counted & index.between(*index.pair(actor.key, code)))
        scores = columns.score[rows]
        bad, good = both_ways(scores)
        low, high = balance_interval(scores)
        partners.append(
            {
                "actor": names.code(code),
                "incidents": len(rows),
                "conflict": bad,
                "cooperation": good,
                "balance": balance(bad, good) if len(scores) >= _ENOUGH else None,
                "low": low,
                "high": high,
                "link": link(**{**parts, "other": code}),
                "page": f"/pair/{actor.key}/{code}",
            }
        )
    return partners


def _members(snapshot: Snapshot, actor: ActorSet, counted: NDArray[np.bool_], parts: dict[str, Any]) -> list[Count]:
    """Persons, groups and bodies that carry its code."""
    columns = snapshot.columns
    found: dict[str, tuple[str, set[int]]] = {}
    for number, (code, _, name, actor_id) in enumerate(columns.parties):
        if code not in actor.codes or not actor_id or actor_id.startswith(("state:", "igo:", "bloc:")):
            continue
        rows = np.concatenate([columns.as_actor.of(number), columns.as_recipient.of(number)])
        rows = rows[counted[rows]]
        if len(rows):
            found.setdefault(actor_id, (name, set()))[1].update(rows.tolist())
    values = [(actor_id, name, len(rows)) for actor_id, (name, rows) in found.items()]
    return counts(values, parts, "actor", many=False, most=20)


def _dependence(snapshot: Snapshot, actor: ActorSet) -> list[LeanFigure]:
    """On whom it leans and who leans on it."""
    names = snapshot.names
    leans: list[LeanFigure] = []
    for row in leaning(snapshot, actor):
        gives = row["giver"] == actor.key
        key, name = (row["leaner"], row["leaner_name"]) if gives else (row["giver"], row["giver_name"])
        ids = [*row["incident_ids"], *row["pledged_ids"]]
        figure = figure_name("lean", actor.key, row["leaner"], row["giver"], row["theme"])
        leans.append(
            {
                "on": names.actor(key, name=name),
                "theme": row["theme"],
                "direction": "is leaned on by" if gives else "leans on",
                "lean": row["lean"],
                "low": row["lean_low"],
                "high": row["lean_high"],
                "one_sided": row["one_sided"],
                "trend": row["trend"],
                "first": iso(row["first"]),
                "last": iso(row["last"]),
                "incidents": row["incidents"],
                "pledged": row["pledged"],
                "stated": row["stated"],
                "link": link(id=ids) if len(ids) <= MOST_IDS else link(figure=figure),
            }
        )
        if len(leans) == _LEANS:
            break
    return leans
