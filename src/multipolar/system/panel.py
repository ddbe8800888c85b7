"""Monthly counts of all pairs of a ledger, and what is known of each at the end of each month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.system.common import QUADS, as_day, counted_sql, day_sql, require_incidents
from multipolar.system.models import ewma
from multipolar.system.reciprocal import reciprocal_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from multipolar.ledger import Ledger

    Floats = npt.NDArray[np.float64]

__all__ = ["COLUMNS", "Panel", "add_months", "month_index", "months_told", "read_panel", "whole_months"]

FAST: Final = 0.3
SLOW: Final = 0.08
"""Weights of the newest month in the two smoothed series: memories of about three months and of a year."""

COLUMNS: Final = (
    "one",
    "last",
    "fast",
    "slow",
    "all",
    "same month",
    "other quads, fast (3)",
    "other quads, slow (3)",
    "coverage",
    "season (2)",
    "quiet months",
)
"""What the regression sees; see :meth:`Panel.features`."""

_PAIRS: Final = """
WITH counted AS (
    SELECT i.id, date_trunc('month', {day})::DATE AS month, i.quad,
        list_distinct(i.actor_codes) AS actors, list_distinct(i.recipient_codes) AS recipients,
        {reciprocal} AS reciprocal
    FROM incidents AS i WHERE {conditions}
), inside AS (
    SELECT * FROM counted WHERE month >= $first AND month < $stop
), across AS (
    SELECT id, month, quad, x, unnest(recipients) AS y FROM (
        SELECT id, month, quad, unnest(actors) AS x, recipients FROM inside WHERE len(recipients) > 0)
    UNION ALL
    SELECT id, month, quad, x, unnest(actors) AS y FROM (
        SELECT id, month, quad, unnest(actors) AS x, actors FROM inside WHERE reciprocal)
), pairs AS (
    SELECT DISTINCT id, month, quad, least(x, y) AS a, greatest(x, y) AS b FROM across
    WHERE x <> y AND x <> '---' AND y <> '---'
), often AS (
    SELECT a, b FROM pairs GROUP BY a, b HAVING count(*) >= $least
)
SELECT a, b, month, quad, count(*) AS n FROM pairs SEMI JOIN often USING (a, b) GROUP BY ALL ORDER BY a, b
"""


def month_index(day: dt.date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def add_months(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months on."""
    at = month_index(day) + months
    return dt.date(at // 12, at % 12 + 1, 1)


def whole_months(ledger: Ledger, as_of: str | dt.date | None) -> tuple[dt.date, dt.date]:
    """First day of the first whole month of the ledger, and of the first month that is not whole any more.

    Args:
        ledger: The ledger.
        as_of: Look no further than the end of the month before this day's; by default at all there is.

    Raises:
        UsageError: The ledger has no dated report.
        LedgerError: It has no incidents.
    """
    require_incidents(ledger)
    spread = ledger.query(
        "SELECT min(d) AS first, max(d) AS last FROM (SELECT published AS d FROM reports UNION ALL "
        "SELECT first_seen FROM incidents)"
    ).to_pylist()[0]
    if spread["first"] is None:
        raise UsageError("no report of the ledger has a day of publication", where=str(ledger.path))
    first = spread["first"].replace(day=1)
    if spread["first"].day > 1:
        first = add_months(first, 1)
    after = spread["last"] + dt.timedelta(days=1)
    stop = min(after, as_day(as_of, where="as_of")) if as_of is not None else after
    return first, stop.replace(day=1)


def months_told(ledger: Ledger, first: dt.date, stop: dt.date) -> list[bool]:
    """Of which months of a time reports were published; of all of them in a ledger whose reports have no days."""
    rows = ledger.query("SELECT DISTINCT date_trunc('month', published)::DATE AS month FROM reports").to_pylist()
    told = {row["month"] for row in rows} - {None}
    months = range(max(0, month_index(stop) - month_index(first)))
    return [not told or add_months(first, month) in told for month in months]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Counts of all pairs that ever had a few incidents.

    Attributes:
        pairs: The codes of each pair, the lower one first.
        first: First month.
        counts: Incidents, pairs by months by quads (in the order of ``QUADS``).
        total: Incidents of the ledger in each month, of everybody.
    """

    pairs: tuple[tuple[str, str], ...]
    first: dt.date
    counts: npt.NDArray[np.float64] = field(repr=False)
    total: npt.NDArray[np.float64] = field(repr=False)

    @property
    def months(self) -> int:
        """Number of months."""
        return int(self.counts.shape[1])

    def month(self, index: int) -> dt.date:
        """First day of a month by its number."""
        return add_months(self.first, index)

    def only(self, counts: Floats) -> Panel:
        """A panel of one series over the same months.

        Args:
            counts: Months by quads.
        """
        return Panel(pairs=(("", ""),), first=self.first, counts=counts[None], total=self.total)

    def recent(self) -> Floats:
        """Incidents of each pair in the twelve months up to and with each month, pairs by months."""
        sums: Floats = self.counts.sum(axis=2).cumsum(axis=1)
        sums[:, 12:] -= sums[:, :-12].copy()
        return sums

    def features(self) -> Floats:
        """What is known of each pair and quad at the end of each month: pairs by months by quads by columns.

        Counts enter as ``log(1 + count)``: the last one, smoothed fast and slow, the mean of all so far, the mean of
        the same calendar month before; the other three quads smoothed; the ledger's own recent total against its
        last year's (how much is reported); season as sine and cosine; and for how long the pair has been quiet.
        """
        pairs, months, quads = self.counts.shape
        through = np.moveaxis(self.counts, 1, 2)  # pairs by quads by months
        fast, slow = ewma(through, FAST), ewma(through, SLOW)
        so_far = through.cumsum(axis=2) / np.arange(1, months + 1)
        same = so_far.copy()
        for month in range(12, months):
            same[:, :, month] = through[:, :, month % 12 : month + 1 : 12].mean(axis=2)
        logs = [np.log1p(series) for series in (through, fast, slow, so_far, same)]
        others = [
            np.stack([np.log1p(series[:, (quad + shift) % quads]) for quad in range(quads)], axis=1)
            for series in (fast, slow)
            for shift in range(1, quads)
        ]
        covered = np.log1p(ewma(self.total, FAST)) - np.log1p(ewma(self.total, SLOW))
        angle = 2 * np.pi * ((month_index(self.first) + np.arange(months)) % 12) / 12
        busy = self.counts.sum(axis=2) > 0
        number = np.arange(months)
        last = np.maximum.accumulate(np.where(busy, number, -1), axis=1)
        quiet = np.log1p(number - last).astype(np.float64)
        shape = (pairs, quads, months)
        columns = [np.ones(shape), *logs, *others]
        columns += [np.broadcast_to(series, shape) for series in (covered, np.sin(angle), np.cos(angle))]
        columns.append(np.broadcast_to(quiet[:, None, :], shape))
        return np.moveaxis(np.stack(columns, axis=3), 2, 1)


def read_panel(
    ledger: Ledger,
    *,
    first: dt.date,
    stop: dt.date,
    statuses: Sequence[str],
    min_confidence: float = 0.0,
    least: int = 12,
) -> Panel:
    """Count the incidents of all pairs by month.

    Args:
        ledger: The ledger.
        first: First month.
        stop: First month no longer counted.
        statuses: Statuses that count.
        min_confidence: Lowest confidence.
        least: Incidents that a pair has had in all to be in the panel.
    """
    parameters: dict[str, Any] = {"first": first, "stop": stop, "least": least}
    conditions = counted_sql(statuses, parameters, min_confidence=min_confidence)
    day = day_sql("month")
    rows = ledger.query(_PAIRS.format(day=day, conditions=conditions, reciprocal=reciprocal_sql()), parameters)
    del parameters["least"]
    # S608: the names are ours.
    totals = ledger.query(
        f"SELECT date_trunc('month', {day})::DATE AS month, count(*) AS n FROM incidents AS i "  # noqa: S608
        f"WHERE {conditions} AND {day} >= $first AND {day} < $stop GROUP BY 1",
        parameters,
    )
    months = max(0, month_index(stop) - month_index(first))
    names = list(zip(rows["a"].to_pylist(), rows["b"].to_pylist(), strict=True))
    pairs = sorted(set(names))
    number = {pair: at for at, pair in enumerate(pairs)}
    quad = {name: at for at, name in enumerate(QUADS)}
    counts = np.zeros((len(pairs), months, len(QUADS)))
    start = month_index(first)
    at = (
        [number[pair] for pair in names],
        [month_index(month) - start for month in rows["month"].to_pylist()],
        [quad[name] for name in rows["quad"].to_pylist()],
    )
    counts[at] = rows["n"].to_numpy()
    total = np.zeros(months)
    total[[month_index(month) - start for month in totals["month"].to_pylist()]] = totals["n"].to_numpy()
    return Panel(pairs=tuple(pairs), first=first, counts=counts, total=total)
