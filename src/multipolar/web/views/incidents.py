"""The list of incidents with its counts, and the same through time."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from multipolar.ontology import EVENT_TYPES, STATUSES, UNKNOWN
from multipolar.web.errors import ApiError
from multipolar.web.figures import figure_mask
from multipolar.web.incidents import day_number, from_number
from multipolar.web.loading import ALL_MODES, NO_DAY, QUADS, unique_postings
from multipolar.web.query import Filters, IncidentsQuery, TimelineQuery, as_day, link
from multipolar.web.rows import incident_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from multipolar.web.pages import Facets, IncidentsAnswer, TimelineAnswer
    from multipolar.web.shapes import Count, Quads
    from multipolar.web.snapshot import Snapshot

__all__ = [
    "all_masks",
    "balance",
    "balance_interval",
    "coded_counts",
    "counts",
    "filter_parts",
    "incidents",
    "periods",
    "timeline",
]

_MOST_VALUES: Final = 30
_SKIPPED: Final = 5
"""Codes among the most frequent that may be left out."""

_FEWEST: Final = 5
"""Incidents from which on a balance has an interval."""

_Z95: Final = 1.9600
_MOST_PERIODS: Final = 20_000
CSV_ROWS: Final = 100_000
"""Rows that a CSV of incidents holds at most, unless a limit is asked for."""


def balance_interval(scores: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """A 95 % interval of the balance of incidents, None where they are too few.

    The balance is a ratio of sums, ``r = sum(s) / sum(|s|)``; its standard error is that of a ratio estimator (Cochran
    1977, Sampling Techniques, ch. 6): ``sqrt(sum((s - r*|s|)^2) * n/(n-1)) / sum(|s|)``.

    Args:
        scores: Score of each incident.
    """
    whole = float(np.abs(scores).sum())
    if len(scores) < _FEWEST or whole <= 0:
        return None, None
    ratio = float(scores.sum()) / whole
    off = scores - ratio * np.abs(scores)
    error = float(np.sqrt((off**2).sum() * len(scores) / (len(scores) - 1))) / whole
    return max(ratio - _Z95 * error, -1.0), min(ratio + _Z95 * error, 1.0)


def balance(conflict: float, cooperation: float) -> float | None:
    """Cooperation less conflict, as a share of both: -1 to 1."""
    return (cooperation - conflict) / (cooperation + conflict) if conflict + cooperation > 0 else None


def filter_parts(asked: Filters) -> dict[str, Any]:
    """The filters of a question, for :func:`~multipolar.web.query.link`."""
    parts = {name: getattr(asked, name) for name in Filters.model_fields if name not in {"format", "table"}}
    if parts["direction"] == "either":
        parts["direction"] = None
    return parts


def all_masks(snapshot: Snapshot, asked: Filters) -> dict[str, NDArray[np.bool_]]:
    """One mask for each filter that is set, by its name.

    Raises:
        UsageError: An actor is unknown.
        ApiError: The days do not fit together, or there is no such figure.
    """
    masks: dict[str, NDArray[np.bool_]] = snapshot.incidents.masks(asked)
    if asked.figure is not None:
        masks["figure"] = figure_mask(snapshot, asked.figure)
    return masks


def counts(
    values: Iterable[tuple[str, str, int]], parts: dict[str, Any], name: str, *, many: bool, most: int = _MOST_VALUES
) -> list[Count]:
    """Counts of values, most frequent first, each with the query that finds its rows.

    Args:
        values: Value, label and count of each.
        parts: The filters of the query.
        name: The parameter that takes the value.
        many: Whether it may be repeated.
        most: How many at most.
    """
    kept = [(value, label, count) for value, label, count in values if count]
    kept.sort(key=lambda item: (-item[2], item[1]))
    return [
        {"value": value, "label": label, "count": count, "link": link(**{**parts, name: [value] if many else value})}
        for value, label, count in kept[:most]
    ]


def coded_counts(column: NDArray[Any], mask: NDArray[np.bool_], values: Sequence[str]) -> list[tuple[str, str, int]]:
    """How many chosen rows have each value of a column of numbers; for :func:`counts`."""
    chosen = column[mask]
    found = np.bincount(chosen[chosen >= 0], minlength=len(values))
    return [(value, value, int(count)) for value, count in zip(values, found, strict=False)]


def _facets(snapshot: Snapshot, asked: Filters, masks: dict[str, NDArray[np.bool_]]) -> Facets:
    columns, names = snapshot.columns, snapshot.names
    parts = filter_parts(asked)

    def of(name: str, count: Callable[[NDArray[np.bool_]], list[tuple[str, str, int]]]) -> list[Count]:
        return counts(count(snapshot.incidents.chosen(masks, without=name)), parts, name, many=name != "actor")

    def actors(mask: NDArray[np.bool_]) -> list[tuple[str, str, int]]:
        own: set[str] = set()
        postings = columns.by_code
        if asked.other is not None:
            other = snapshot.incidents.actor(asked.other)
            postings, own = snapshot.incidents.partners(other, mask, asked.direction), set(other.codes)
        elif asked.direction != "either":
            side = columns.as_actor if asked.direction == "forth" else columns.as_recipient
            postings = unique_postings(side.rows, columns.party_code[side.values], len(columns.code_list))
        counts = postings.counts(mask)
        best = np.argsort(-counts, kind="stable")[: _MOST_VALUES + len(own) + _SKIPPED]
        codes = [(columns.code_list[at], int(counts[at])) for at in best.tolist()]
        # A bloc is also its members, which a count of its code does not have.
        return [
            (code, names.code(code)["name"], count)
            for code, count in codes
            if code != UNKNOWN and code not in own and not code.startswith("BLOC:")
        ]

    return {
        "type": of("type", lambda mask: coded_counts(columns.type, mask, EVENT_TYPES)),
        "mode": of("mode", lambda mask: coded_counts(columns.mode, mask, ALL_MODES)),
        "status": of("status", lambda mask: coded_counts(columns.status, mask, STATUSES)),
        "quad": of("quad", lambda mask: coded_counts(columns.quad, mask, QUADS)),
        "actor": of("actor", actors),
        "country": of(
            "country",
            lambda mask: [
                (code, names.code(code)["name"], count)
                for code, _, count in coded_counts(columns.country, mask, columns.countries)
            ],
        ),
        "outlet": of(
            "outlet",
            lambda mask: [
                (outlet, outlet, int(count))
                for outlet, count in zip(columns.outlets, columns.by_outlet.counts(mask), strict=True)
            ],
        ),
        "year": _years(snapshot, asked, masks),
    }


def _years(snapshot: Snapshot, asked: Filters, masks: dict[str, NDArray[np.bool_]]) -> list[Count]:
    """Years, the latest first; those that reports only look ahead to come after all others."""
    days = snapshot.columns.days[asked.resolution or "flat"]
    chosen = days[snapshot.incidents.chosen(masks, without="window") & (days != NO_DAY)]
    years, counts = np.unique(chosen.astype("datetime64[D]").astype("datetime64[Y]").astype(int), return_counts=True)
    parts = filter_parts(asked)
    covered = snapshot.span()
    latest = (covered[1] - dt.timedelta(days=1)).year - 1970 if covered else None
    found = list(zip(years.tolist(), counts.tolist(), strict=True))
    found.sort(key=lambda row: (latest is not None and row[0] > latest, -row[0]))
    return [
        {
            "value": f"{year + 1970:04d}",
            "label": f"{year + 1970}",
            "count": count,
            "link": link(**{**parts, "since": f"{year + 1970:04d}-01-01", "until": f"{year + 1971:04d}-01-01"}),
        }
        for year, count in found
    ]


def incidents(snapshot: Snapshot, asked: IncidentsQuery) -> IncidentsAnswer:
    """A page of the list.

    Raises:
        NotLinkedError: There are no incidents yet.
        UsageError: An actor is unknown.
    """
    snapshot.require_incidents()
    index = snapshot.incidents
    masks = all_masks(snapshot, asked)
    mask = index.chosen(masks)
    rows = index.ordered(mask, asked.sort)
    limit = asked.limit
    if asked.format == "csv" and "limit" not in asked.model_fields_set:
        limit = CSV_ROWS
    parts = filter_parts(asked)
    return {
        "total": len(rows),
        "offset": asked.offset,
        "limit": asked.limit,
        "query": link(**parts),
        "rows": incident_rows(snapshot.columns, snapshot.names, rows[asked.offset : asked.offset + limit].tolist()),
        "facets": _facets(snapshot, asked, masks) if asked.facets and asked.format == "json" else None,
    }


# --- Through time ----------------------------------------------------------------------------------------------------


def _floor(day: dt.date, by: str) -> dt.date:
    """First day of the period that holds a day."""
    if by == "week":
        return day - dt.timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    if by == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1) if by == "year" else day


def following(day: dt.date, by: str) -> dt.date:
    """First day of the next period."""
    if by in {"day", "week"}:
        return day + dt.timedelta(days=1 if by == "day" else 7)
    months = day.year * 12 + day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[by]
    return dt.date(months // 12, months % 12 + 1, 1)


def periods(first: dt.date, last: dt.date, by: str) -> list[dt.date]:
    """First days of the periods from one day to another, and of the one after.

    Raises:
        ApiError: They are too many.
    """
    starts = [_floor(first, by)]
    while starts[-1] <= last:
        starts.append(following(starts[-1], by))
        if len(starts) > _MOST_PERIODS:
            raise ApiError(422, f"there are more than {_MOST_PERIODS:,} periods", where="by", mend="take longer ones")
    return starts


def timeline(snapshot: Snapshot, asked: TimelineQuery) -> TimelineAnswer:
    """Chosen incidents by period, without gaps.

    Raises:
        NotLinkedError: There are no incidents yet.
        UsageError: An actor is unknown.
        ApiError: There are too many periods.
    """
    snapshot.require_incidents()
    index, columns = snapshot.incidents, snapshot.columns
    resolved = asked.model_copy(update={"resolution": asked.by})
    mask = index.chosen(all_masks(snapshot, resolved)) & (columns.days[asked.by] != NO_DAY)
    rows = np.flatnonzero(mask)
    answer: TimelineAnswer = {"by": asked.by, "rows": []}
    if not len(rows):
        return answer
    days = columns.days[asked.by][rows]
    covered = snapshot.span()
    first = as_day(asked.since) if asked.since else covered[0] if covered else from_number(int(days.min()))
    last = as_day(asked.until) if asked.until else covered[1] if covered else from_number(int(days.max()) + 1)
    if first >= last:
        return answer
    starts = periods(first, last - dt.timedelta(days=1), asked.by)
    edges = np.array([day_number(start) for start in starts])
    inside = (days >= day_number(first)) & (days < day_number(last))
    rows, days = rows[inside], days[inside]
    slots = np.searchsorted(edges, days, side="right") - 1
    size = len(starts) - 1
    score, quads = columns.score[rows], columns.quad[rows].astype(np.int64)
    counts = np.bincount(slots, minlength=size)
    conflict = np.bincount(slots, weights=np.maximum(-score, 0), minlength=size)
    cooperation = np.bincount(slots, weights=np.maximum(score, 0), minlength=size)
    by_quad = np.bincount(slots * len(QUADS) + quads, minlength=size * len(QUADS)).reshape(size, len(QUADS))
    parts = filter_parts(asked)
    for number, (start, end) in enumerate(pairwise(starts)):
        bad, good = float(conflict[number]), float(cooperation[number])
        answer["rows"].append(
            {
                "period": start.isoformat(),
                "until": end.isoformat(),
                "incidents": int(counts[number]),
                "conflict": bad,
                "cooperation": good,
                "balance": balance(bad, good),
                "quads": cast("Quads", dict(zip(QUADS, by_quad[number].tolist(), strict=True))),
                "link": link(**{**parts, "since": max(start, first), "until": min(end, last), "resolution": asked.by}),
            }
        )
    return answer
