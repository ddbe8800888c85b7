"""Pairs: what two actors do to each other through time, when that changed, and by which incidents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.system.actors import find_pair, pair_sql
from multipolar.system.changes import find_changes
from multipolar.system.common import (
    COUNTED,
    QUADS,
    SourcedTable,
    Window,
    counted_sql,
    day_sql,
    incident_evidence,
    make_window,
    period_names,
    require_incidents,
    table,
)
from multipolar.system.series import by_period, check_level, gaps, load, reported, series_columns, type_columns

if TYPE_CHECKING:
    import numpy.typing as npt

    from multipolar.ledger import Ledger
    from multipolar.system.actors import ActorSet
    from multipolar.system.changes import Segmentation
    from multipolar.system.series import Incidents

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Dyad", "DyadOptions", "dyad"]

_SHORTEST: Final = {"week": 4, "month": 2, "quarter": 2, "year": 2}
"""Fewest periods between changes."""

_LEAST: Final = 10
"""Incidents below which no change is looked for."""

_MAKERS: Final = 8
"""Incidents named with a change at most."""

_OPENING: Final = 2
_LONGEST_OPENING: Final = 6
"""Periods of a new time whose incidents made it, at least and at most."""

_REAL: Final = 6.63
"""Scaled deviance at which a quad class has changed by itself (chi-square with one degree of freedom, 1 %)."""

_COOPERATIVE: Final = 2
"""Quad classes before this one in :data:`QUADS` are cooperation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadOptions:
    """How a pair is looked at.

    Attributes:
        by: Length of a period: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
        since: First day; by default that of the first report.
        until: First day no longer wanted; by default the one after the last report. Of both, a year or month stands
            for its first day.
        directed: Only what the first does to the second (and what both do together), instead of either way.
        statuses: Statuses that count.
        types: Event types that count; all, if none is named.
        min_confidence: Lowest confidence that counts.
        members: Whether members of a grouping count as it; by default a bloc's do and an organisation's don't.
        nationals: Whether everybody who carries a state's code counts for it (its firms, citizens and rebels too), and
            not only its agents: government, parliament, courts and forces.
        level: Level of the intervals.
        replicates: Replicates of the bootstrap.
        seed: Its seed; the same seed gives the same intervals.
        min_incidents: Fewer give no balance and no interval of intensities.
        changes: Whether to look for change points.
    """

    by: str = "month"
    since: str | dt.date | None = None
    until: str | dt.date | None = None
    directed: bool = False
    statuses: tuple[str, ...] = COUNTED
    types: tuple[str, ...] = ()
    min_confidence: float = 0.0
    members: bool | None = None
    nationals: bool = True
    level: float = 0.95
    replicates: int = 1000
    seed: int = 0
    min_incidents: int = 5
    changes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """A pair through time. Columns of the tables are listed in ``docs/system.md``.

    Attributes:
        a: The first side.
        b: The second.
        options: How it was looked at.
        window: The time, and its periods.
        incidents: How many incidents count.
        undated: How many more would, but for a day exact enough for the periods.
        enough: Whether they are enough for figures with intervals.
        note: What is missing, and why; empty where nothing is.
        series: One row per period.
        types: One row per event type.
        segments: Times of constant rates.
        changes: Changes between them, with the incidents that made them.
    """

    a: ActorSet
    b: ActorSet
    options: DyadOptions
    window: Window
    incidents: int
    undated: int
    enough: bool
    note: str
    series: Table
    types: Table
    segments: Table
    changes: SourcedTable
    _ledger: Ledger = field(repr=False)
    _found: Incidents = field(repr=False)

    @property
    def since(self) -> dt.date:
        """First day."""
        return self.window.since

    @property
    def until(self) -> dt.date:
        """First day after."""
        return self.window.until

    @property
    def relations(self) -> SourcedTable:
        """Standing relations between the two as of the last day; see :func:`multipolar.system.standing_relations`."""
        from multipolar.system.standing import between  # noqa: PLC0415 - only who asks waits for it

        return between(self._ledger, self.a, self.b, as_of=self.until - dt.timedelta(days=1))

    def evidence(
        self, period: str | dt.date | None = None, *, change: int | None = None, quad: str | None = None
    ) -> Table:
        """The incidents behind a figure, with their sentences; all of them, if nothing is named.

        Args:
            period: A day in the period, such as ``2022-02``.
            change: Number of a change, from 1: the incidents that made it.
            quad: Only those of this quad class.

        Raises:
            UsageError: There is no such period, change or quad class.
        """
        if quad is not None and quad not in QUADS:
            raise UsageError(f"there is no quad class {quad!r}", where="quad", mend=f"one of {', '.join(QUADS)}")
        rows = np.arange(len(self._found))
        if change is not None:
            if not 1 <= change <= len(self.changes):
                raise UsageError(
                    f"there is no change {change}",
                    where="change",
                    mend=f"there are {len(self.changes)}, from 1" if len(self.changes) else "no change was found",
                )
            ids = set(self.changes.to_arrow()["incident_ids"][change - 1].as_py())
            rows = rows[[self._found.ids[int(row)].as_py() in ids for row in rows]] if len(rows) else rows
        if period is not None:
            rows = rows[self._found.period[rows] == self.window.named(period)]
        if quad is not None:
            rows = rows[self._found.quad[rows] == QUADS.index(quad)]
        return incident_evidence(self._ledger, self._found.chosen(rows))


def dyad(ledger: Ledger, a: str, b: str, *, options: DyadOptions | None = None) -> Dyad:
    """What two actors do to each other through time.

    Args:
        ledger: Where the incidents lie.
        a: A code, id or name; see :func:`multipolar.system.find_actor`.
        b: Another.
        options: How to look at them.

    Raises:
        UsageError: An actor is unknown, or options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or DyadOptions()
    check_level(options.level, options.replicates)
    require_incidents(ledger)
    left, right = find_pair(ledger, a, b, members=options.members)
    window = make_window(ledger, since=options.since, until=options.until, by=options.by)
    found = _pair_incidents(ledger, left, right, window, options)
    coverage = reported(ledger, statuses=options.statuses, min_confidence=options.min_confidence, window=window)
    silent = gaps(ledger, window)
    columns = series_columns(
        found,
        coverage,
        window,
        silent=silent,
        level=options.level,
        replicates=options.replicates,
        seed=options.seed,
        min_incidents=options.min_incidents,
    )
    segments, changes = _changes(ledger, found, np.where(silent, 0, coverage), window, options)
    return Dyad(
        a=left,
        b=right,
        options=options,
        window=window,
        incidents=len(found),
        undated=found.undated,
        enough=len(found) >= options.min_incidents,
        note=_note(left, right, found, window, options, unknown=bool(silent.all())),
        series=Table(table(columns)),
        types=Table(table(type_columns(found))),
        segments=segments,
        changes=changes,
        _ledger=ledger,
        _found=found,
    )


def _pair_incidents(ledger: Ledger, a: ActorSet, b: ActorSet, window: Window, options: DyadOptions) -> Incidents:
    parameters: dict[str, Any] = {}
    counted = counted_sql(options.statuses, parameters, types=options.types, min_confidence=options.min_confidence)
    forth, back, both = pair_sql(a, b, parameters, day=day_sql(window.by), nationals=options.nationals)
    ways = (forth, both) if options.directed else (forth, back, both)
    way = f"CASE WHEN {both} THEN 0 WHEN {forth} AND {back} THEN 0 WHEN {forth} THEN 1 ELSE -1 END"
    return load(ledger, which=f"{counted} AND ({' OR '.join(ways)})", way=way, parameters=parameters, window=window)


def _note(a: ActorSet, b: ActorSet, found: Incidents, window: Window, options: DyadOptions, *, unknown: bool) -> str:
    """What is missing, in a sentence; of a time without any report nothing is known."""
    between = f"between {window.since} and {window.until - dt.timedelta(days=1)}"
    if not len(found):
        return f"the ledger has no {'report' if unknown else f'incident of {a.name} and {b.name}'} {between}"
    if len(found) < options.min_incidents:
        some = "1 incident is" if len(found) == 1 else f"{len(found)} incidents are"
        return f"{some} not enough for a balance or an interval ({options.min_incidents} are asked for)"
    if options.changes and len(found) < _LEAST:
        return f"{len(found)} incidents are not enough to look for change points ({_LEAST} are asked for)"
    return ""


# --- Changes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cutting:
    """A series as the search for changes sees it."""

    window: Window
    period: Ints
    counts: Ints
    exposure: Floats
    mean: float
    result: Segmentation


def _changes(
    ledger: Ledger,
    found: Incidents,
    coverage: Ints,
    window: Window,
    options: DyadOptions,
) -> tuple[Table, SourcedTable]:
    if window.by == "day":
        window, found, coverage = _weeks(window, found, coverage)
    # Where nothing is reported, what was recalled later counts as little as that nothing was.
    counts, exposure = by_period(found, len(window)), coverage.astype(np.float64)
    counts[exposure == 0] = 0
    if options.types:
        exposure = np.maximum(exposure, counts.sum(axis=1))
    none = np.zeros((0, len(QUADS)), dtype=np.int64)
    search = options.changes and len(found) >= _LEAST
    result = find_changes(
        counts if search else none, exposure if search else exposure[:0], shortest=_SHORTEST[window.by]
    )
    known = exposure > 0
    mean = float(exposure.sum() / max(1, known.sum()))
    cutting = _Cutting(window, found.period, counts, exposure, mean, result)
    return Table(table(_segment_columns(cutting, found))), SourcedTable(table(_change_columns(cutting, found)), ledger)


def _weeks(window: Window, found: Incidents, coverage: Ints) -> tuple[Window, Incidents, Ints]:
    """A series of days as one of weeks: days are too fine for levels, so a change is looked for between weeks."""
    monday = window.starts[0] - dt.timedelta(days=window.starts[0].weekday())
    number = -(-(window.ends[-1] - monday).days // 7)
    weeks = Window(window.since, window.until, "week", tuple(monday + dt.timedelta(weeks=n) for n in range(number)))
    week = (np.arange(len(window)) + window.starts[0].weekday()) // 7
    return weeks, replace(found, period=week[found.period]), np.bincount(week, weights=coverage).astype(np.int64)


def _intensity(cutting: _Cutting, found: Incidents, start: int, end: int, sign: int) -> float:
    """Mean intensity of a stretch per period of mean coverage."""
    rows = (cutting.period >= start) & (cutting.period < end)
    seen = float(cutting.exposure[start:end].sum())
    return float(np.maximum(sign * found.score[rows], 0).sum()) * cutting.mean / seen if seen > 0 else 0.0


def _segment_columns(cutting: _Cutting, found: Incidents) -> dict[str, tuple[str, Any]]:
    edges = cutting.result.edges if cutting.result.edges[-1] else ()
    spans = list(pairwise(edges))
    rates = cutting.result.rates * cutting.mean
    return {
        "segment": ("int", list(range(len(spans)))),
        "since": ("date", [cutting.window.starts[start] for start, _ in spans]),
        "until": ("date", [cutting.window.ends[end - 1] for _, end in spans]),
        "periods": ("int", [end - start for start, end in spans]),
        "incidents": ("int", [int(cutting.counts[start:end].sum()) for start, end in spans]),
        **{
            quad.replace(" ", "_"): ("float", [float(rates[row, at]) for row in range(len(spans))])
            for at, quad in enumerate(QUADS)
        },
        "conflict": ("float", [_intensity(cutting, found, *span, -1) for span in spans]),
        "cooperation": ("float", [_intensity(cutting, found, *span, 1) for span in spans]),
    }


def _change_columns(cutting: _Cutting, found: Incidents) -> dict[str, tuple[str, Any]]:
    result, starts = cutting.result, cutting.window.starts
    rows: list[dict[str, Any]] = []
    for number, cut in enumerate(result.cuts, start=1):
        start, end = result.edges[number - 1], result.edges[number + 1]
        before, after = (result.rates[row] * cutting.mean for row in (number - 1, number))
        worth = _worth(cutting, start, cut.at, end)
        quad = int(np.argmax(worth))
        makers = _makers(cutting, found, number, worth, quad)
        rows.append(
            {
                "change": number,
                "date": starts[cut.at],
                "low": starts[cut.low],
                "high": starts[cut.high],
                "kind": _kind(worth, before, after, quad),
                "quad": QUADS[quad],
                "before": float(before[quad]),
                "after": float(after[quad]),
                "ratio": float(after[quad] / before[quad]) if before[quad] > 0 else None,
                "conflict_before": _intensity(cutting, found, start, cut.at, -1),
                "conflict_after": _intensity(cutting, found, cut.at, end, -1),
                "cooperation_before": _intensity(cutting, found, start, cut.at, 1),
                "cooperation_after": _intensity(cutting, found, cut.at, end, 1),
                "statistic": cut.statistic,
                "penalty": result.penalty,
                "incident_ids": found.chosen(makers),
                "titles": [found.titles[row].as_py() for row in makers],
            }
        )
        rows[-1]["text"] = _sentence(
            rows[-1],
            cutting.window.by,
            [
                (QUADS[at], float(before[at]), float(after[at]))
                for at in sorted(range(len(QUADS)), key=lambda at: -worth[at])
                if at == quad or worth[at] >= _REAL
            ],
        )
    kinds = {
        "int": ("change",),
        "date": ("date", "low", "high"),
        "str": ("kind", "quad", "text"),
        "strs": ("incident_ids", "titles"),
    }
    names = (
        "change", "date", "low", "high", "kind", "quad", "before", "after", "ratio", "conflict_before",
        "conflict_after", "cooperation_before", "cooperation_after", "statistic", "penalty", "incident_ids", "titles",
        "text",
    )  # fmt: skip
    kind_of = {name: kind for kind, of in kinds.items() for name in of}
    return {name: (kind_of.get(name, "float"), [row[name] for row in rows]) for name in names}


def _worth(cutting: _Cutting, start: int, at: int, end: int) -> Floats:
    """What each quad class contributes to a change: its scaled deviance."""
    counts, exposure = cutting.counts, cutting.exposure

    def cost(first: int, last: int) -> Floats:
        counted, seen = counts[first:last].sum(axis=0), exposure[first:last].sum()
        rate = np.where(counted > 0, counted / seen if seen > 0 else 1.0, 1.0)
        value: Floats = -2 * counted * np.log(rate)
        return value

    worth: Floats = (cost(start, end) - cost(start, at) - cost(at, end)) / cutting.result.scatter
    return worth


def _kind(worth: Floats, before: Floats, after: Floats, quad: int) -> str:
    """What a change is, by the quad class that changed most and the other side, if that changed too."""
    more = after[quad] > before[quad]
    conflict = quad >= _COOPERATIVE
    other = slice(0, _COOPERATIVE) if conflict else slice(_COOPERATIVE, None)
    at = int(np.argmax(worth[other])) + (other.start or 0)
    if worth[at] >= _REAL and (after[at] > before[at]) == more:
        return "more of both" if more else "less of both"
    return f"{'more' if more else 'less'} {'conflict' if conflict else 'cooperation'}"


def _makers(cutting: _Cutting, found: Incidents, number: int, worth: Floats, quad: int) -> list[int]:
    """Numbers of the incidents that a change stands on, the most telling first.

    Where something grew, the incidents of the classes that grew, in the first two periods of the new time, or as many
    as it may have begun in, six at most. Where it shrank, what was there last (in the two periods before), after what
    the two did to get along then, which may be why.
    Weightier and more reported incidents come first.
    """
    result = cutting.result
    at, end = result.edges[number], result.edges[number + 1]
    grew = result.rates[number] > result.rates[number - 1]
    weight = (np.abs(found.score) + 1) * (1 + np.log2(np.maximum(found.reports, 1)))
    matters = worth >= min(_REAL, worth[quad])
    if grew[quad]:
        span = min(max(_OPENING, result.cuts[number - 1].high - at + 1), _LONGEST_OPENING)
        classes = np.flatnonzero(matters & grew)
        inside = np.isin(found.quad, classes) & (cutting.period >= at)
        while not np.any(inside & (cutting.period < at + span)) and at + span < end:
            span += 1
        return _heaviest(np.flatnonzero(inside & (cutting.period < at + span)), weight, _MAKERS)
    near = (cutting.period >= at - 2) & (cutting.period <= at)
    peace = _heaviest(np.flatnonzero(near & (found.quad < _COOPERATIVE)), weight, _MAKERS // 2)
    was = (cutting.period < at) & (cutting.period >= at - 2) & np.isin(found.quad, np.flatnonzero(matters & ~grew))
    last = [row for row in _heaviest(np.flatnonzero(was), weight, _MAKERS) if row not in peace]
    if not was.any():
        last = [int(row) for row in np.flatnonzero((cutting.period < at) & (found.quad == quad))[-1:]]
    return (peace + last)[:_MAKERS]


def _heaviest(rows: Ints, weight: Floats, most: int) -> list[int]:
    return [int(row) for row in sorted(rows, key=lambda row: (-weight[row], row))[:most]]


def _sentence(row: dict[str, Any], by: str, changed: list[tuple[str, float, float]]) -> str:
    """A change in a line: what it is, and each quad class that changed with its rates before and after."""
    listed = ", ".join(f"{quad} {_figure(before)} to {_figure(after)}" for quad, before, after in changed)
    return f"{row['kind']} from {period_names(by, [row['date']])[0]}: {listed} a {by}"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"  # noqa: PLR2004 - whole numbers from ten on
