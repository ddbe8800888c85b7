"""The world in a window of time against the one before it: countries, pairs of states, places, and what changed most.

Only what occurred or is ongoing counts. A change is measured in standard errors of the difference of two Poisson counts
after the variance-stabilising transformation of Anscombe (1948), the earlier count scaled by how much all reporting
grew: ``(2*sqrt(x + 3/8) - 2*sqrt(e + 3/8)) / sqrt(1 + r)`` with ``e = y*r`` for counts ``x`` now and ``y`` before, and
``r`` the growth of all incidents. Where either window holds few incidents, that growth is hardly known, and no change
is told.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from multipolar.web.errors import ApiError
from multipolar.web.incidents import COUNTED, quad_counts
from multipolar.web.loading import QUADS
from multipolar.web.query import as_day, link
from multipolar.web.rows import incident_rows
from multipolar.web.views.incidents import balance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from multipolar.web.loading import Postings
    from multipolar.web.pages import (
        ArcFigure,
        ChangeFigure,
        CountryFigure,
        PointFigure,
        Totals,
        WorldAnswer,
    )
    from multipolar.web.shapes import Window
    from multipolar.web.snapshot import Snapshot

__all__ = ["change", "default_window", "world"]

_DAYS: Final = 30
_PLACES: Final = 400
_CHANGES: Final = 12
_TOP: Final = 3
_FEWEST: Final = 5
"""Incidents from which on a mean has an interval."""

_Z95: Final = 1.9600
"""Half the width of a 95 % interval of a normal distribution, in standard errors."""

_COMPARED: Final = 30
"""Incidents of a window from which on it is compared: by fewer the growth of all is known to a fifth of itself at best,
and one incident more or less would be the change of a country."""

_NOTABLE: Final = 1.6449
"""Changes below it are not listed: one in ten pairs without any change would reach it."""


def default_window(snapshot: Snapshot, since: str | None, until: str | None, days: int) -> tuple[dt.date, dt.date]:
    """The window asked for; what is left out is the last days that the ledger covers.

    Raises:
        ApiError: Nothing lies between the days.
    """
    covered = snapshot.span()
    today = covered[1] if covered else dt.date(2000, 1, 1) + dt.timedelta(days=days)
    last = as_day(until) if until else today
    if since:
        first = as_day(since)
        if not until and first >= last:
            last = first + dt.timedelta(days=days)
    else:
        first = max(last - dt.timedelta(days=days), dt.date(1, 1, 2))
    if first >= last:
        raise ApiError(
            422,
            f"nothing lies between {first} and {last}",
            where="until",
            mend="until is the first day after those wanted",
        )
    return first, last


def change(now: NDArray[Any], before: NDArray[Any], growth: float) -> NDArray[np.float64]:
    """How much counts changed, in standard errors.

    Args:
        now: Counts now.
        before: Counts before.
        growth: By how much all incidents grew.
    """
    expected = np.asarray(before) * growth
    grown: NDArray[np.float64] = 2 * (np.sqrt(np.asarray(now) + 3 / 8) - np.sqrt(expected + 3 / 8))
    return grown / math.sqrt(1 + growth)


class _Figures:
    """Sums by value over the two windows.

    Args:
        snapshot: Where the incidents are.
        postings: Rows of each value.
        now: Incidents of the window.
        before: Those of the one before.
        growth: By how much all incidents grew.
    """

    def __init__(
        self, snapshot: Snapshot, postings: Postings, now: NDArray[np.bool_], before: NDArray[np.bool_], growth: float
    ) -> None:
        score = snapshot.columns.score
        inside = now[postings.rows]
        self.size = len(postings.starts) - 1
        rows, values = postings.rows[inside], postings.values[inside]
        self.now = np.bincount(values, minlength=self.size)
        self.before = postings.counts(before)
        self.conflict = np.bincount(values, weights=np.maximum(-score[rows], 0), minlength=self.size)
        self.cooperation = np.bincount(values, weights=np.maximum(score[rows], 0), minlength=self.size)
        squares = np.bincount(values, weights=score[rows] ** 2, minlength=self.size)
        earlier = before[postings.rows]
        sums = np.bincount(postings.values[earlier], weights=score[postings.rows[earlier]], minlength=self.size)
        with np.errstate(invalid="ignore", divide="ignore"):
            self.mean = (self.cooperation - self.conflict) / self.now
            self.mean_before = sums / self.before
            spread = np.maximum(squares - self.now * self.mean**2, 0) / np.maximum(self.now - 1, 1)
            self.half = _Z95 * np.sqrt(spread / self.now)
        self.change = change(self.now, self.before, growth)

    def score(self, at: int) -> dict[str, float | None]:
        """The mean score of a value with its interval."""
        if not self.now[at]:
            return {"score": None, "low": None, "high": None}
        mean, half = float(self.mean[at]), float(self.half[at])
        sure = self.now[at] >= _FEWEST
        return {
            "score": mean,
            "low": max(mean - half, -10.0) if sure else None,
            "high": min(mean + half, 10.0) if sure else None,
        }

    def score_before(self, at: int) -> float | None:
        """The mean score of a value before."""
        return float(self.mean_before[at]) if self.before[at] else None


def world(snapshot: Snapshot, *, since: str | None, until: str | None, limit: int) -> WorldAnswer:
    """The world in a window.

    Args:
        snapshot: The ledger.
        since: First day, or None.
        until: First day after it, or None.
        limit: Pairs of states at most.

    Raises:
        NotLinkedError: There are no incidents yet.
        ApiError: The days do not fit together.
    """
    snapshot.require_incidents()
    first, last = default_window(snapshot, since, until, _DAYS)
    index, columns = snapshot.incidents, snapshot.columns
    length = (last - first).days
    earlier = first - dt.timedelta(days=min(length, first.toordinal() - 1))
    now = index.counted & index.window(first, last)
    before = index.counted & index.window(earlier, first)
    n_now, n_before = int(now.sum()), int(before.sum())
    growth = n_now / n_before if n_now and n_before else 1.0
    parts = {"status": list(COUNTED), "since": first, "until": last}
    parts_before = {**parts, "since": earlier, "until": first}
    covered = snapshot.span()
    window: Window = {"since": first.isoformat(), "until": last.isoformat()}
    notes = []
    if not n_now:
        notes.append("no incident that occurred or is ongoing falls into this window")
    compared = min(n_now, n_before) >= _COMPARED
    if n_now and not compared:
        here = "window" if n_now < n_before else "window before it"
        notes.append(f"the {here} holds {min(n_now, n_before)} incidents, too few to tell what changed")
    codes = _Figures(snapshot, columns.by_code, now, before, growth)
    pairs = _Figures(snapshot, columns.by_pair, now, before, growth)
    return {
        "window": window,
        "before": {"since": earlier.isoformat(), "until": first.isoformat()},
        "span": {"since": covered[0].isoformat(), "until": covered[1].isoformat()} if covered else None,
        "totals": _totals(snapshot, now, before, parts),
        "countries": _countries(snapshot, codes, now, before, parts, compared=compared),
        "arcs": _arcs(snapshot, pairs, limit, parts, compared=compared),
        "points": _points(snapshot, now, parts),
        "changes": _changes(snapshot, codes, pairs, now, growth, parts, parts_before) if compared else [],
        "link": link(**parts),
        "notes": notes,
    }


def _totals(snapshot: Snapshot, now: NDArray[np.bool_], before: NDArray[np.bool_], parts: dict[str, Any]) -> Totals:
    columns = snapshot.columns
    quads, earlier = quad_counts(columns, now), quad_counts(columns, before)
    reports = np.unique(columns.reports[now[columns.report_rows]])
    return {
        "incidents": int(now.sum()),
        "incidents_before": int(before.sum()),
        "reports": len(reports),
        "outlets": int(np.count_nonzero(columns.by_outlet.counts(now))),
        "quads": [
            {
                "quad": quad,  # type: ignore[typeddict-item]  # the ontology's, which the type repeats
                "incidents": quads[quad],
                "before": earlier[quad],
                "link": link(**parts, quad=[quad]),
            }
            for quad in QUADS
        ],
        "link": link(**parts),
    }


def _countries(
    snapshot: Snapshot,
    codes: _Figures,
    now: NDArray[np.bool_],
    before: NDArray[np.bool_],
    parts: dict[str, Any],
    *,
    compared: bool,
) -> list[CountryFigure]:
    columns, names = snapshot.columns, snapshot.names
    there = np.bincount(columns.country[now & (columns.country >= 0)], minlength=len(columns.countries))
    there_before = np.bincount(columns.country[before & (columns.country >= 0)], minlength=len(columns.countries))
    place_of = {code: at for at, code in enumerate(columns.countries)}
    rows: list[CountryFigure] = []
    known = dict.fromkeys([*columns.code_list, *columns.countries])
    code_at = {code: at for at, code in enumerate(columns.code_list)}
    for code in known:
        at, spot = code_at.get(code), place_of.get(code)
        figures = (int(codes.now[at]), int(codes.before[at])) if at is not None else (0, 0)
        local = (int(there[spot]), int(there_before[spot])) if spot is not None else (0, 0)
        if not any((*figures, *local)) or not names.is_state(code):
            continue
        conflict = float(codes.conflict[at]) if at is not None else 0.0
        cooperation = float(codes.cooperation[at]) if at is not None else 0.0
        score = codes.score(at) if at is not None else {"score": None, "low": None, "high": None}
        rows.append(
            {
                "actor": names.code(code),
                "incidents": figures[0],
                "before": figures[1],
                "there": local[0],
                "there_before": local[1],
                "conflict": conflict,
                "cooperation": cooperation,
                "balance": balance(conflict, cooperation),
                "score": score["score"],
                "low": score["low"],
                "high": score["high"],
                "score_before": codes.score_before(at) if at is not None else None,
                "change": (float(codes.change[at]) if at is not None else 0.0) if compared else None,
                "link": link(**parts, actor=code),
                "link_there": link(**parts, country=[code]),
            }
        )
    rows.sort(key=lambda row: (-row["incidents"], -row["there"], row["actor"]["key"]))
    return rows


def _arcs(snapshot: Snapshot, pairs: _Figures, limit: int, parts: dict[str, Any], *, compared: bool) -> list[ArcFigure]:
    names = snapshot.names
    best = np.argsort(-pairs.now, kind="stable")[:limit]
    arcs: list[ArcFigure] = []
    for at in best.tolist():
        if not pairs.now[at]:
            break
        a, b = snapshot.columns.pairs[at]
        conflict, cooperation = float(pairs.conflict[at]), float(pairs.cooperation[at])
        score = pairs.score(at)
        arcs.append(
            {
                "a": names.code(a),
                "b": names.code(b),
                "incidents": int(pairs.now[at]),
                "before": int(pairs.before[at]),
                "conflict": conflict,
                "cooperation": cooperation,
                "balance": balance(conflict, cooperation),
                "score": score["score"],
                "low": score["low"],
                "high": score["high"],
                "change": float(pairs.change[at]) if compared else None,
                "link": link(**parts, actor=a, other=b),
            }
        )
    return arcs


def _points(snapshot: Snapshot, now: NDArray[np.bool_], parts: dict[str, Any]) -> list[PointFigure]:
    columns = snapshot.columns
    inside = now & (columns.place >= 0)
    numbers = columns.place[inside]
    counts = np.bincount(numbers, minlength=len(columns.places))
    sums = np.bincount(numbers, weights=columns.score[inside], minlength=len(columns.places))
    points: list[PointFigure] = []
    for at in np.argsort(-counts, kind="stable")[:_PLACES].tolist():
        if not counts[at]:
            break
        name, country, lat, lon, precision = columns.places[at]
        points.append(
            {
                "name": name,
                "country": country,
                "lat": lat,
                "lon": lon,
                "precision": precision,
                "incidents": int(counts[at]),
                "score": float(sums[at] / counts[at]),
                "link": link(**parts, place=name, country=[country] if country else []),
            }
        )
    return points


def _changes(
    snapshot: Snapshot,
    codes: _Figures,
    pairs: _Figures,
    now: NDArray[np.bool_],
    growth: float,
    parts: dict[str, Any],
    parts_before: dict[str, Any],
) -> list[ChangeFigure]:
    """Pairs and countries that changed most, either way; a pair comes before the countries that are in it."""
    columns, names = snapshot.columns, snapshot.names
    found: list[tuple[float, Literal["pair", "country"], int]] = []
    found += [(float(pairs.change[at]), "pair", at) for at in np.flatnonzero(np.abs(pairs.change) >= _NOTABLE).tolist()]
    states = np.flatnonzero(np.abs(codes.change) >= _NOTABLE).tolist()
    found += [(float(codes.change[at]), "country", at) for at in states if names.is_state(columns.code_list[at])]
    found.sort(key=lambda item: -abs(item[0]))
    rows: list[ChangeFigure] = []
    for size, kind, at in found[:_CHANGES]:
        figures, postings = (pairs, columns.by_pair) if kind == "pair" else (codes, columns.by_code)
        one, two = columns.pairs[at] if kind == "pair" else (columns.code_list[at], None)
        inside = postings.of(at)
        if size < 0 and not figures.now[at]:
            chosen = inside[snapshot.incidents.window(*_days(parts_before))[inside]]
            chosen = chosen[snapshot.incidents.counted[chosen]]
        else:
            chosen = inside[now[inside]]
        best = chosen[np.lexsort((-columns.confidence[chosen], -columns.reports_n[chosen]))][:_TOP]
        who = {"actor": one, "other": two}
        rows.append(
            {
                "kind": kind,
                "a": names.code(one),
                "b": names.code(two) if two else None,
                "incidents": int(figures.now[at]),
                "before": int(figures.before[at]),
                "expected": float(figures.before[at] * growth),
                "change": size,
                "score": figures.score(at)["score"],
                "score_before": figures.score_before(at),
                "top": incident_rows(columns, names, best.tolist()),
                "link": link(**parts, **who),
                "link_before": link(**parts_before, **who),
            }
        )
    return rows


def _days(parts: dict[str, Any]) -> tuple[dt.date, dt.date]:
    return parts["since"], parts["until"]
