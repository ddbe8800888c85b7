"""Series of a ledger's years, and whether they speak for or against a claim.

A series speaks for or against a claim where its trend does, by Kendall's rank correlation with time (Mann 1945, Kendall
1975) at the 5 % level, or where its last years lie on one side of what it is compared with; else it leaves the claim
open.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from multipolar.system import COUNTED
from multipolar.web.incidents import both_ways, day_number
from multipolar.web.query import link
from multipolar.web.rows import incident_rows
from multipolar.web.views.incidents import balance, balance_interval, periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from multipolar.web.pages import EvidencePoint, EvidenceSeries
    from multipolar.web.snapshot import Snapshot

__all__ = ["Speaks", "Years", "balances", "by_level", "by_trend", "evidence_from", "point_of", "shares", "years_of"]

Speaks = Literal["for", "against", "open"]

_LEVEL: Final = 0.05
_FEWEST: Final = 5
"""Incidents of a year from which on it has a value."""

_YEARS: Final = 6
"""Years with a value that a trend needs at least."""

_RECENT: Final = 3
"""Last years that are compared."""

_TOP: Final = 5
_Z95: Final = 1.9600


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a ledger, and which counted incidents fall into each."""

    since: dt.date
    """First day that the ledger covers."""
    until: dt.date
    """First day after those that it covers."""
    starts: list[dt.date]
    slots: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def listing(self, filters: dict[str, Any]) -> str:
        """Where those of the years' counted incidents are listed that filters leave."""
        return _link(filters, self.starts[0], self.starts[-1])

    def whole(self, point: EvidencePoint) -> bool:
        """Whether the ledger covers all of a point's year: some weeks are not held against years."""
        return self.since.isoformat() <= point["period"] and point["until"] <= self.until.isoformat()


def years_of(snapshot: Snapshot) -> Years | None:
    """The years that a snapshot covers; none where it covers no day or holds no incident."""
    covered = snapshot.span()
    if covered is None or not len(snapshot.incidents):
        return None
    starts = periods(covered[0], covered[1] - dt.timedelta(days=1), "year")
    edges = np.array([day_number(start) for start in starts])
    days = snapshot.columns.days["year"]
    slots = np.searchsorted(edges, days, side="right") - 1
    counted = snapshot.incidents.counted & (slots >= 0) & (slots < len(starts) - 1)
    return Years(covered[0], covered[1], starts, slots, counted)


# --- Series ----------------------------------------------------------------------------------------------------------


def point_of(
    start: dt.date,
    end: dt.date,
    value: float | None,
    low: float | None,
    high: float | None,
    incidents: int,
    where: str,
) -> EvidencePoint:
    """A value in a period from ``start`` to before ``end``, and ``where`` its incidents are listed."""
    return {
        "period": start.isoformat(),
        "until": end.isoformat(),
        "value": value,
        "low": low,
        "high": high,
        "incidents": incidents,
        "link": where,
    }


def _wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, z2 = part / whole, _Z95**2
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z95 * np.sqrt(share * (1 - share) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))


def shares(
    years: Years, part: NDArray[np.bool_], whole: NDArray[np.bool_], filters: dict[str, Any]
) -> list[EvidencePoint]:
    """By year, which share of one set of incidents another is."""
    points = []
    for number, (start, end) in enumerate(pairwise(years.starts)):
        inside = years.counted & whole & (years.slots == number)
        n, k = int(inside.sum()), int((inside & part).sum())
        enough = n >= _FEWEST
        low, high = _wilson(k, n) if enough else (None, None)
        points.append(point_of(start, end, k / n if enough else None, low, high, k, _link(filters, start, end)))
    return points


def balances(
    years: Years, scores: NDArray[np.float64], mask: NDArray[np.bool_], filters: dict[str, Any]
) -> list[EvidencePoint]:
    """By year, the balance of cooperation and conflict of a set of incidents."""
    points = []
    for number, (start, end) in enumerate(pairwise(years.starts)):
        own = scores[years.counted & mask & (years.slots == number)]
        low, high = balance_interval(own)
        value = balance(*both_ways(own)) if len(own) >= _FEWEST else None
        points.append(point_of(start, end, value, low, high, len(own), _link(filters, start, end)))
    return points


def _link(filters: dict[str, Any], start: dt.date, end: dt.date) -> str:
    return link(**{**filters, "status": list(COUNTED), "since": start, "until": end, "resolution": "year"})


# --- What it says ----------------------------------------------------------------------------------------------------


def _trend(points: Sequence[EvidencePoint], years: Years) -> tuple[int, str]:
    """Whether a series rises (1), falls (-1) or neither over the years that are covered whole, in words too."""
    from scipy.stats import kendalltau  # noqa: PLC0415 - slow to import

    known = [
        (number, point["value"])
        for number, point in enumerate(points)
        if point["value"] is not None and years.whole(point)
    ]
    if len(known) < _YEARS:
        return 0, f"only {len(known)} whole years have enough incidents for a value, too few for a trend"
    found = kendalltau([number for number, _ in known], [value for _, value in known])
    tau, p_value = float(found.statistic), float(found.pvalue)
    if not np.isfinite(p_value) or p_value > _LEVEL:
        return 0, f"no trend over {len(known)} whole years that chance would not make (p = {p_value:.2f})"
    way = "rises" if tau > 0 else "falls"
    return (
        1 if tau > 0 else -1
    ), f"it {way} over {len(known)} whole years (Kendall's tau {tau:+.2f}, p = {p_value:.3f})"


def by_trend(points: Sequence[EvidencePoint], years: Years, *, rising: Speaks, falling: Speaks) -> tuple[Speaks, str]:
    """What a series says by rising or falling, and why; a series that does neither leaves it open."""
    way, words = _trend(points, years)
    return (rising if way > 0 else falling if way < 0 else "open"), words


def by_level(
    own: Sequence[EvidencePoint],
    others: Sequence[EvidencePoint],
    years: Years,
    *,
    above: Speaks,
    below: Speaks,
    than: str,
) -> tuple[Speaks, str]:
    """Whether the last years that are covered whole lie above or below what they are compared with."""
    pairs = [
        (mine, other)
        for mine, other in zip(own, others, strict=True)
        if mine["low"] is not None and mine["high"] is not None and other["value"] is not None and years.whole(mine)
    ][-_RECENT:]
    if len(pairs) < _RECENT:
        return "open", f"fewer than {_RECENT} whole years have enough incidents"
    over = sum((mine["low"] or 0) > (other["value"] or 0) for mine, other in pairs)
    under = sum((mine["high"] or 0) < (other["value"] or 0) for mine, other in pairs)
    span = f"{pairs[0][0]['period'][:4]}-{pairs[-1][0]['period'][:4]}"
    if over == len(pairs):
        return above, f"in each of the last {len(pairs)} years with enough incidents ({span}) above {than}"
    if under == len(pairs):
        return below, f"in each of the last {len(pairs)} years with enough incidents ({span}) below {than}"
    return "open", f"in the last {len(pairs)} years with enough incidents ({span}) not clearly on one side of {than}"


def evidence_from(
    snapshot: Snapshot,
    years: Years,
    points: list[EvidencePoint],
    verdict: tuple[Speaks, str],
    *,
    key: str,
    title: str,
    says: str,
    unit: str,
    mask: NDArray[np.bool_],
    where: str,
    page: str | None = None,
) -> EvidenceSeries:
    """A series with its verdict, and of the incidents that it counts those that most reports tell of.

    Args:
        snapshot: The ledger.
        years: Its years.
        points: The series.
        verdict: What it says of the claim, and why.
        key: Names it.
        title: Its title.
        says: What it is.
        unit: What its values are.
        mask: The incidents that it counts.
        where: The query under which exactly these are listed.
        page: The page that has more of it.
    """
    known = [point for point in points if point["value"] is not None and years.whole(point)]
    columns = snapshot.columns
    rows = np.flatnonzero(mask)
    best = rows[np.lexsort((rows, -columns.confidence[rows], -columns.reports_n[rows]))][:_TOP]
    return {
        "id": key,
        "title": title,
        "says": says,
        "stance": verdict[0],
        "why": verdict[1],
        "unit": unit,
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "series": points,
        "incidents": int(mask.sum()),
        "top": incident_rows(columns, snapshot.names, best.tolist()),
        "link": where,
        "page": page,
    }
