"""Counts and intensities through time, with their doubt.

Formulas and sources are in ``docs/system.md``; in short: a period's intensity of conflict is the sum of the PLOVER
scores of its conflictual incidents (without sign), that of cooperation likewise; the balance of the two lies between -1
and 1. Their intervals come from a Poisson bootstrap over incidents; those of counts are exact; those of shares are
Wilson's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ontology import QUAD
from multipolar.system.common import LEVELS, QUADS, counted_sql, day_sql, period_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from multipolar.ledger import Ledger
    from multipolar.system.common import Window

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = [
    "Incidents",
    "Resampled",
    "balance",
    "bounds",
    "by_period",
    "check_level",
    "gaps",
    "gaps_text",
    "garwood",
    "load",
    "reported",
    "resample",
    "series_columns",
    "type_columns",
    "wilson",
]

_CHUNK: Final = 2_000_000
"""Weights drawn at once: bounds the memory."""

_MOST_REPLICATES: Final = 100_000


# --- Intervals -------------------------------------------------------------------------------------------------------


def check_level(level: float, replicates: int) -> None:
    """Refuse levels and replicates that give no interval.

    Raises:
        UsageError: One is out of range.
    """
    if not LEVELS[0] <= level <= LEVELS[1]:
        raise UsageError(f"a level of {level} is none", where="level", mend="0.95 is usual")
    if not 1 <= replicates <= _MOST_REPLICATES:
        raise UsageError(f"{replicates} replicates make no interval", where="replicates", mend="1000 is usual")


def garwood(counts: Ints, level: float) -> tuple[Floats, Floats]:
    """The exact interval of a Poisson rate behind each count (Garwood 1936).

    Args:
        counts: Counts, any shape.
        level: Such as 0.95.

    Returns:
        Lower and upper bounds, of the same shape; the lower bound of 0 is 0.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy

    tail = (1 - level) / 2
    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return low, np.asarray(gammaincinv(counts + 1, 1 - tail), dtype=np.float64)


def wilson(counts: Ints, totals: Ints, level: float) -> tuple[Floats, Floats]:
    """Wilson's score interval of a share (Wilson 1927); not-a-number where the total is 0.

    Args:
        counts: Successes.
        totals: Trials, of the same shape.
        level: Such as 0.95.
    """
    from scipy.special import ndtri  # noqa: PLC0415 - heavy

    z = float(ndtri((1 + level) / 2))
    n = np.where(totals > 0, totals, np.nan)
    p = counts / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(np.maximum(p * (1 - p) / n + z * z / (4 * n * n), 0.0))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def balance(cooperation: Floats, conflict: Floats) -> Floats:
    """Cooperation less conflict over their sum: 1 all cooperation, -1 all conflict, not-a-number where both are 0."""
    total = cooperation + conflict
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, (cooperation - conflict) / np.where(total > 0, total, 1.0), np.nan)


def bounds(samples: Floats, level: float) -> tuple[Floats, Floats]:
    """Percentile interval of each column, leaving out not-a-numbers; such where there is nothing else.

    Args:
        samples: Replicates by columns.
        level: Such as 0.95.
    """
    if not samples.shape[1]:
        return np.empty(0), np.empty(0)
    ordered = np.sort(samples, axis=0)  # not-a-numbers go last
    count = np.sum(~np.isnan(ordered), axis=0)
    columns = np.arange(samples.shape[1])

    def at(share: float) -> Floats:
        place = share * np.maximum(count - 1, 0)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(count - 1, 0))
        value = ordered[below, columns] + (place - below) * (ordered[above, columns] - ordered[below, columns])
        return np.where(count > 0, value, np.nan)

    return at((1 - level) / 2), at((1 + level) / 2)


@dataclass(frozen=True, slots=True)
class Resampled:
    """Sums over incidents in each replicate of a bootstrap: replicates by groups."""

    conflict: Floats
    cooperation: Floats


def _poisson_table() -> npt.NDArray[np.float32]:
    """Poisson(1) by inversion: what each of 65,536 equally likely numbers gives."""
    from scipy.special import gammaincc  # noqa: PLC0415 - heavy

    steps = gammaincc(np.arange(1, 20), 1.0)  # P(X < k) of Poisson(1)
    return np.searchsorted(steps, (np.arange(65_536) + 0.5) / 65_536, side="right").astype(np.float32)


def resample(group: Ints, score: Floats, groups: int, *, replicates: int, seed: int | tuple[int, ...]) -> Resampled:
    """Poisson bootstrap: each incident counts Poisson(1) times in each replicate.

    Unlike drawing as many incidents as there were, this lets their number vary too, as it does if incidents come as a
    compound Poisson process; the variance of a sum of scores is then the sum of their squares (Hanley & MacGibbon
    2006, Chamandy et al. 2012).

    Args:
        group: Group of each incident (a period, a partner), in ascending order.
        score: Score of each.
        groups: Number of groups.
        replicates: Number of replicates.
        seed: Makes it repeatable.
    """
    conflict = np.zeros((replicates, groups))
    cooperation = np.zeros((replicates, groups))
    if len(group) == 0:
        return Resampled(conflict, cooperation)
    if np.any(np.diff(group) < 0):
        raise ValueError("groups must ascend")
    filled, first = np.unique(group, return_index=True)
    against, towards = (np.maximum(sign * score, 0).astype(np.float32) for sign in (-1, 1))
    weights, generator = _poisson_table(), np.random.default_rng(seed)
    step = max(1, _CHUNK // len(group))
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        drawn = weights[generator.integers(0, 65_536, size=(rows, len(group)), dtype=np.uint16)]
        conflict[start : start + rows, filled] = np.add.reduceat(drawn * against, first, axis=1)
        cooperation[start : start + rows, filled] = np.add.reduceat(drawn * towards, first, axis=1)
    return Resampled(conflict, cooperation)


# --- Incidents -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents that count, in the order of their days.

    Attributes:
        ids: Their ids (an Arrow column).
        titles: Their titles (an Arrow column).
        days: Their days, as days since 1970-01-01.
        period: Number of the period of each.
        types: Their types (an Arrow column).
        quad: Number of the quad class of each, in :data:`QUADS`.
        score: Their scores.
        way: 1 from the first side to the second, -1 the other way, 0 between both or in both ways.
        reports: Number of reports of each.
        undated: How many had no day exact enough and are not among them.
    """

    ids: pa.ChunkedArray
    titles: pa.ChunkedArray
    days: Ints
    period: Ints
    types: pa.ChunkedArray
    quad: Ints
    score: Floats
    way: Ints
    reports: Ints
    undated: int

    def __len__(self) -> int:
        return len(self.days)

    def chosen(self, rows: Sequence[int] | Ints) -> list[str]:
        """Ids of the incidents with these numbers."""
        return [self.ids[int(row)].as_py() for row in rows]


def load(ledger: Ledger, *, which: str, way: str, parameters: dict[str, Any], window: Window) -> Incidents:
    """The incidents of a window.

    Args:
        ledger: Where they lie.
        which: SQL condition on incident ``i``.
        way: SQL for :attr:`Incidents.way`.
        parameters: Values of both.
        window: The time; its ``by`` says how exact their day must be.
    """
    quads = ", ".join(f"'{quad}'" for quad in QUADS)
    query = f"""
        SELECT id, title, day - DATE '1970-01-01' AS day, type, quad, score, reports, way FROM (
            SELECT i.id, i.title, {day_sql(window.by)} AS day, i.type, list_position([{quads}], i.quad) - 1 AS quad,
                i.score, i.n_reports AS reports, {way} AS way
            FROM incidents AS i WHERE {which}
        ) WHERE day IS NULL OR (day >= $since AND day < $until) ORDER BY day, id
    """  # noqa: S608 - values are bound
    rows = ledger.query(query, {**parameters, "since": window.since, "until": window.until})
    dated = rows.num_rows - rows["day"].null_count
    rows, undated = rows.slice(0, dated), rows.num_rows - dated  # those without a day come last
    days = rows["day"].to_numpy().astype(np.int64)
    return Incidents(
        rows["id"],
        rows["title"],
        days,
        np.searchsorted(_numbers(window), days, side="right") - 1,
        rows["type"],
        rows["quad"].to_numpy().astype(np.int64),
        rows["score"].to_numpy().astype(np.float64),
        rows["way"].to_numpy().astype(np.int64),
        rows["reports"].to_numpy().astype(np.int64),
        undated,
    )


def _numbers(window: Window) -> Ints:
    return np.array(window.starts, dtype="datetime64[D]").astype(np.int64)


def reported(ledger: Ledger, *, statuses: Sequence[str], min_confidence: float, window: Window) -> Ints:
    """How many incidents of all the ledger count in each period: how much is reported."""
    parameters: dict[str, Any] = {"since": window.since, "until": window.until}
    which = counted_sql(statuses, parameters, min_confidence=min_confidence)
    query = f"""
        SELECT date_trunc('{window.by}', day)::DATE - DATE '1970-01-01' AS start, count(*) AS n FROM (
            SELECT {day_sql(window.by)} AS day FROM incidents AS i WHERE {which}
        ) WHERE day >= $since AND day < $until GROUP BY 1
    """  # noqa: S608 - values are bound
    rows = ledger.query(query, parameters)
    counts = np.zeros(len(window), dtype=np.int64)
    counts[np.searchsorted(_numbers(window), rows["start"].to_numpy().astype(np.int64))] = rows["n"].to_numpy()
    return counts


def gaps(ledger: Ledger, window: Window) -> npt.NDArray[np.bool_]:
    """In which periods no report was published though there are earlier and later ones: of these nothing is known.

    What reports of other times happen to recall of them is no measure, and no incident is no peace.
    """
    rows = ledger.query(
        f"SELECT DISTINCT date_trunc('{window.by}', published)::DATE - DATE '1970-01-01' AS start FROM reports "  # noqa: S608 - ours
        "WHERE published IS NOT NULL"
    )
    published, starts = rows["start"].to_numpy().astype(np.int64), _numbers(window)
    if not len(published):
        return np.zeros(len(window), dtype=np.bool_)
    silent = ~np.isin(starts, published) & (starts > published.min()) & (starts < published.max())
    return np.asarray(silent, dtype=np.bool_)


def gaps_text(by: str, rows: Iterable[Mapping[str, Any]], *, most: int = 3) -> str:
    """Periods without any report as people write them: ``2020-03 to 2021-12``; empty if there is none.

    Args:
        by: Length of a period.
        rows: Rows of a series, in order.
        most: Stretches that are named at most.
    """
    stretches: list[list[dt.date]] = []
    before = False
    for row in rows:
        if not row["covered"]:
            if before:
                stretches[-1].append(row["period"])
            else:
                stretches.append([row["period"]])
        before = not row["covered"]
    named = [
        names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        for names in (period_names(by, stretch) for stretch in stretches[:most])
    ]
    return ", ".join(named) + (f" and {len(stretches) - most} times more" if len(stretches) > most else "")


def by_period(found: Incidents, periods: int) -> Ints:
    """Counts by period and quad class."""
    counts = np.zeros((periods, len(QUADS)), dtype=np.int64)
    np.add.at(counts, (found.period, found.quad), 1)
    return counts


def _summed(found: Incidents, periods: int, sign: int) -> Floats:
    weights = np.maximum(sign * found.score, 0.0)
    return np.bincount(found.period, weights=weights, minlength=periods).astype(np.float64)


def series_columns(
    found: Incidents,
    coverage: Ints,
    window: Window,
    *,
    silent: npt.NDArray[np.bool_],
    level: float,
    replicates: int,
    seed: int,
    min_incidents: int,
) -> dict[str, tuple[str, Any]]:
    """The columns of a series, in order; see :class:`multipolar.system.Dyad`.

    Args:
        found: The incidents.
        coverage: All incidents of the ledger by period.
        window: The time.
        silent: In which periods there is no report, from :func:`gaps`; they have no shares.
        level: Level of the intervals.
        replicates: Replicates of the bootstrap.
        seed: Its seed.
        min_incidents: A period with fewer has no interval of intensities and no balance.
    """
    periods = len(window)
    quads = by_period(found, periods)
    counts = quads.sum(axis=1)
    enough = counts >= min_incidents
    conflict, cooperation = _summed(found, periods, -1), _summed(found, periods, 1)
    # Intervals are worked out only where they are shown: a long series has few periods with enough incidents.
    place = np.cumsum(enough) - 1
    told = enough[found.period]
    drawn = resample(place[found.period[told]], found.score[told], int(enough.sum()), replicates=replicates, seed=seed)

    def shown(values: Floats) -> Floats:
        full = np.full(periods, np.nan)
        full[enough] = values
        return full

    columns: dict[str, tuple[str, Any]] = {
        "period": ("date", list(window.starts)),
        "until": ("date", list(window.ends)),
        "incidents": ("int", counts),
    }
    low, high = garwood(counts, level)
    columns |= {"incidents_low": ("float", low), "incidents_high": ("float", high)}
    columns |= {quad.replace(" ", "_"): ("int", quads[:, at]) for at, quad in enumerate(QUADS)}
    for name, values, samples in (
        ("conflict", conflict, drawn.conflict),
        ("cooperation", cooperation, drawn.cooperation),
        ("balance", shown(balance(cooperation, conflict)[enough]), balance(drawn.cooperation, drawn.conflict)),
    ):
        low, high = bounds(samples, level)
        columns |= {
            name: ("float", values),
            f"{name}_low": ("float", shown(low)),
            f"{name}_high": ("float", shown(high)),
        }
    told_of = np.where(silent, 0, coverage)
    low, high = wilson(counts, told_of, level)
    known = told_of > 0
    mean = float(told_of.sum() / max(1, known.sum()))
    factor = np.where(known, mean / np.maximum(told_of, 1), np.nan)
    return columns | {
        "reported": ("int", coverage),
        "covered": ("bool", ~silent),
        "share": ("float", np.where(known, counts / np.maximum(told_of, 1), np.nan)),
        "share_low": ("float", low),
        "share_high": ("float", high),
        "conflict_adjusted": ("float", conflict * factor),
        "cooperation_adjusted": ("float", cooperation * factor),
        "forth": ("int", np.bincount(found.period[found.way > 0], minlength=periods)),
        "back": ("int", np.bincount(found.period[found.way < 0], minlength=periods)),
        "mutual": ("int", np.bincount(found.period[found.way == 0], minlength=periods)),
        "reports": ("int", np.bincount(found.period, weights=found.reports, minlength=periods).astype(np.int64)),
        "enough": ("bool", enough),
    }


def type_columns(found: Incidents) -> dict[str, tuple[str, Any]]:
    """Incidents and intensities by event type, the most frequent first."""
    names = np.array(found.types.to_pylist(), dtype=object)
    order = sorted(((int(np.sum(names == name)), name) for name in set(names)), key=lambda item: (-item[0], item[1]))
    rows = [names == name for _, name in order]
    days = [(found.days[row].min(), found.days[row].max()) for row in rows]
    epoch = dt.date(1970, 1, 1)
    return {
        "type": ("str", [name for _, name in order]),
        "quad": ("str", [QUAD.get(name, "") for _, name in order]),
        "incidents": ("int", [count for count, _ in order]),
        "share": ("float", [count / len(found) for count, _ in order]),
        "conflict": ("float", [float(np.maximum(-found.score[row], 0).sum()) for row in rows]),
        "cooperation": ("float", [float(np.maximum(found.score[row], 0).sum()) for row in rows]),
        "first": ("date", [epoch + dt.timedelta(days=int(first)) for first, _ in days]),
        "last": ("date", [epoch + dt.timedelta(days=int(last)) for _, last in days]),
    }
