"""What the next months may bring between two: counts by quad, with intervals, from whatever has forecast best."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.system.actors import ActorSet, find_pair, pair_sql
from multipolar.system.backtest import VERDICTS, columns, roll, verdicts
from multipolar.system.common import COUNTED, QUADS, as_day, counted_sql, day_sql, incident_evidence
from multipolar.system.forecasting import LEAST_ROWS, SHIPPED, Forecaster
from multipolar.system.models import quantiles
from multipolar.system.panel import Panel, add_months, month_index, months_told, read_panel, whole_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from multipolar.ledger import Ledger, Table

__all__ = ["Outlook", "OutlookModel", "OutlookOptions", "outlook", "outlook_model"]

_LEVELS: Final = (0.25, 0.75, 0.1, 0.9, 0.025, 0.975, 0.5)
MOST_MONTHS: Final = 6
"""Months ahead that the backtest has looked at."""

_LEAST_MONTHS: Final = 24
"""Months of history below which there is no outlook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookOptions:
    """How the outlook is made.

    Attributes:
        as_of: Forecast from the first of this day's month, with what was reported of the months before; by default
            from the end of the ledger's last whole month.
        active: Incidents in the last twelve months below which a pair has no outlook.
        check: Months of past forecasts that decide whether the model or a baseline is used.
        statuses: Statuses that count.
        min_confidence: Lowest confidence of an incident.
        members: Whether a grouping is its members; by default a bloc is, and an organisation is not.
        seed: Seed of the check's intervals.
    """

    as_of: str | dt.date | None = None
    active: int = 6
    check: int = 60
    statuses: tuple[str, ...] = COUNTED
    min_confidence: float = 0.0
    members: bool | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, least in (("active", self.active, 1), ("check", self.check, 12), ("seed", self.seed, 0)):
            if value < least:
                raise UsageError(f"{value} is too few", where=name, mend=f"give {least} or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Forecasts for a pair; ``docs/system-network.md`` says what each figure means.

    Attributes:
        a: The one.
        b: The other.
        options: How it was made.
        as_of: First month that is forecast.
        enough: Whether the pair is active and the ledger long enough.
        note: Why not; empty where they are.
        forecast: One row per quad and month: ``quad, month, horizon, mean, median, low_50, high_50, low_80, high_80,
            low_95, high_95, none, usual, more, model, beats, skill``.
        history: One row per month and quad: ``month, quad, incidents, covered`` (whether there is any report of it).
        verdicts: One row per quad and horizon, of all active pairs in the months of the check: ``quad, horizon, model,
            crps, baseline, baseline_crps, skill, skill_low, skill_high, beats, coverage_80, origins, text``.
    """

    a: ActorSet
    b: ActorSet
    options: OutlookOptions
    as_of: dt.date
    enough: bool
    note: str
    forecast: Table
    history: Table
    verdicts: Table
    ledger: Ledger = field(repr=False)

    def evidence(
        self, *, quad: str | None = None, since: str | dt.date | None = None, until: str | dt.date | None = None
    ) -> Table:
        """The incidents of the history, earliest first, each with its sentence.

        Args:
            quad: Only those of a quad class.
            since: First day.
            until: First day no longer wanted; never after the forecast begins.

        Raises:
            UsageError: There is no such quad class.
        """
        if quad is not None and quad not in QUADS:
            raise UsageError(f"there is no quad class {quad!r}", where="quad", mend=f"one of {', '.join(QUADS)}")
        stop = min(self.as_of, as_day(until, where="until")) if until is not None else self.as_of
        condition, parameters = _condition(self.a, self.b, self.options)
        day = day_sql("month")
        parameters["stop"] = stop
        condition += f" AND {day} < $stop"
        if since is not None:
            parameters["since"] = as_day(since, where="since")
            condition += f" AND {day} >= $since"
        if quad is not None:
            parameters["quad"] = quad
            condition += " AND i.quad = $quad"
        rows = self.ledger.query(f"SELECT i.id FROM incidents AS i WHERE {condition}", parameters)  # noqa: S608 - ours
        return incident_evidence(self.ledger, rows["id"].to_pylist())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookModel:
    """What all outlooks of a ledger have in common: fitted models, and how they did on the last years.

    Attributes:
        options: How it was made.
        panel: Counts of all pairs.
        note: Why there are no models; empty where there are.
        verdicts: One row per quad and horizon, as in :class:`Outlook`.
    """

    options: OutlookOptions
    panel: Panel = field(repr=False)
    note: str
    verdicts: Table
    forecaster: Forecaster | None = field(repr=False)


def outlook_model(ledger: Ledger, *, options: OutlookOptions | None = None) -> OutlookModel:
    """Fit the models on all active pairs, and check them on the last years: most of the work of an outlook.

    Args:
        ledger: The ledger.
        options: How it is made.

    Raises:
        UsageError: The options do not fit together, or no report has a day of publication.
        LedgerError: The ledger has no incidents.
    """
    options = options or OutlookOptions()
    first, stop = whole_months(ledger, options.as_of)
    panel = read_panel(
        ledger,
        first=first,
        stop=max(first, stop),
        statuses=options.statuses,
        min_confidence=options.min_confidence,
    )
    if note := _too_short(ledger, panel):
        return OutlookModel(options=options, panel=panel, note=note, verdicts=columns([], VERDICTS), forecaster=None)
    forecaster = Forecaster(panel, options.active, MOST_MONTHS)
    last = panel.months - 1
    if forecaster.training_rows(last) < LEAST_ROWS:
        learned = forecaster.training_rows(last)
        note = (
            f"it needs {LEAST_ROWS} months of active pairs (of {options.active} incidents in the last twelve) "
            f"to learn from, the ledger has {learned}"
        )
        return OutlookModel(options=options, panel=panel, note=note, verdicts=columns([], VERDICTS), forecaster=None)
    # Fitted once, at the start of the check: what forecasts in the end knows more.
    trials, _ = roll(forecaster, _check(forecaster, options), refit=options.check + 1, seed=options.seed)
    forecaster.fit(last)
    checked = columns(verdicts(trials, seed=options.seed), VERDICTS)
    return OutlookModel(options=options, panel=panel, note="", verdicts=checked, forecaster=forecaster)


def outlook(
    ledger: Ledger,
    a: str,
    b: str,
    *,
    months: int = MOST_MONTHS,
    options: OutlookOptions | None = None,
    model: OutlookModel | None = None,
) -> Outlook:
    """Forecast the incidents between two actors, by quad and month.

    The model is fitted on all active pairs of the ledger. Where it has not beaten every baseline in the months of the
    check, the best baseline forecasts instead, and ``beats`` is false.

    Args:
        ledger: The ledger.
        a: An actor, by code, id or name.
        b: Another.
        months: Months ahead, 1 to 6.
        options: How it is made.
        model: From :func:`outlook_model` on the same ledger, for several outlooks; its options are used.

    Raises:
        UsageError: An actor is unknown, or the options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise UsageError(f"an outlook of {months} months is none", where="months", mend=f"give 1 to {MOST_MONTHS}")
    if model is not None and options is not None and options != model.options:
        raise UsageError("the model was made with other options", where="options", mend="leave them out")
    options = model.options if model is not None else options or OutlookOptions()
    left, right = find_pair(ledger, a, b, members=options.members)
    panel = model.panel if model is not None else _span(ledger, options)
    counts = _counts(ledger, left, right, options, panel)
    note = _too_short(ledger, panel) or _lacking(counts, options)
    rows: list[dict[str, Any]] = []
    checked = columns([], VERDICTS)
    if not note:
        model = model if model is not None else outlook_model(ledger, options=options)
        checked, note = model.verdicts, model.note
        if model.forecaster is not None:
            rows = _forecast(model.forecaster.alone(counts), list(checked), counts, months)
    return Outlook(
        a=left,
        b=right,
        options=options,
        as_of=add_months(panel.first, panel.months),
        enough=not note,
        note=note,
        forecast=columns(rows, _FORECAST),
        history=_history(panel, counts, _told(ledger, panel)),
        verdicts=checked,
        ledger=ledger,
    )


def _span(ledger: Ledger, options: OutlookOptions) -> Panel:
    """The months of the ledger without any pair: enough to see whether a pair is active."""
    first, stop = whole_months(ledger, options.as_of)
    months = max(0, month_index(stop) - month_index(first))
    return Panel(pairs=(), first=first, counts=np.zeros((0, months, len(QUADS))), total=np.zeros(months))


def _check(forecaster: Forecaster, options: OutlookOptions) -> range:
    """The months of the check: the last ones, if enough is known before them to fit models on."""
    last = forecaster.panel.months - 1
    start = max(12, last - options.check)
    while start < last and forecaster.training_rows(start) < LEAST_ROWS:
        start += 1
    return range(start, last)


def _condition(a: ActorSet, b: ActorSet, options: OutlookOptions) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {}
    counted = counted_sql(options.statuses, parameters, min_confidence=options.min_confidence)
    sides = pair_sql(a, b, parameters, day=day_sql("month"))
    return f"{counted} AND ({' OR '.join(sides)})", parameters


def _counts(ledger: Ledger, a: ActorSet, b: ActorSet, options: OutlookOptions, panel: Panel) -> npt.NDArray[np.float64]:
    """Incidents of the pair, months by quads."""
    condition, parameters = _condition(a, b, options)
    day = day_sql("month")
    parameters |= {"first": panel.first, "stop": add_months(panel.first, panel.months)}
    rows = ledger.query(
        f"SELECT date_trunc('month', {day})::DATE AS month, i.quad, count(*) AS n FROM incidents AS i "  # noqa: S608 - ours
        f"WHERE {condition} AND {day} >= $first AND {day} < $stop GROUP BY 1, 2",
        parameters,
    )
    counts = np.zeros((panel.months, len(QUADS)))
    start = month_index(panel.first)
    for row in rows.to_pylist():
        counts[month_index(row["month"]) - start, QUADS.index(row["quad"])] = row["n"]
    return counts


def _told(ledger: Ledger, panel: Panel) -> list[bool]:
    """Of which months of the panel there are reports."""
    return months_told(ledger, panel.first, add_months(panel.first, panel.months))


def _too_short(ledger: Ledger, panel: Panel) -> str:
    """Why the ledger is too short: a month without any report is none that one can learn from."""
    told = sum(_told(ledger, panel))
    if told >= _LEAST_MONTHS:
        return ""
    note = f"it needs {_LEAST_MONTHS} whole months with reports, the ledger has {told}"
    return f"{note} in {panel.months} months" if told < panel.months else note


def _lacking(counts: npt.NDArray[np.float64], options: OutlookOptions) -> str:
    recent = int(counts[-12:].sum())
    if recent < options.active:
        return f"it needs {options.active} incidents between them in the last twelve months, the ledger has {recent}"
    return ""


def _history(panel: Panel, counts: npt.NDArray[np.float64], told: Sequence[bool]) -> Table:
    rows = [
        {"month": panel.month(month), "quad": quad, "incidents": int(counts[month, at]), "covered": told[month]}
        for month in range(panel.months)
        for at, quad in enumerate(QUADS)
    ]
    return columns(rows, {"month": "date", "quad": "str", "incidents": "int", "covered": "bool"})


def _forecast(
    forecaster: Forecaster, checked: Sequence[Mapping[str, Any]], counts: npt.NDArray[np.float64], months: int
) -> list[dict[str, Any]]:
    last = forecaster.panel.months - 1
    verdict = {(entry["quad"], entry["horizon"]): entry for entry in checked}
    rows = []
    for at, quad in enumerate(QUADS):
        usual = float(counts[-12:, at].mean())
        for horizon in range(1, months + 1):
            found = forecaster.forecast(last, np.array([0]), at, horizon)
            told = verdict.get((quad, horizon))
            beats = bool(told and told["beats"])
            model = SHIPPED if beats else told["baseline"] if told else "climatology"
            p = found[model]
            ends = quantiles(p, _LEVELS)[0].tolist()
            names = ("low_50", "high_50", "low_80", "high_80", "low_95", "high_95", "median")
            rows.append(
                {
                    "quad": quad,
                    "month": add_months(forecaster.panel.first, last + horizon),
                    "horizon": horizon,
                    "mean": float(p[0] @ np.arange(p.shape[1])),
                    **dict(zip(names, ends, strict=True)),
                    "none": float(p[0, 0]),
                    "usual": usual,
                    "more": float(p[0, int(np.floor(usual)) + 1 :].sum()),
                    "model": model,
                    "beats": beats,
                    "skill": told["skill"] if told else None,
                }
            )
    return rows


_FORECAST: Final = {
    "quad": "str",
    "month": "date",
    "horizon": "int",
    "mean": "float",
    "median": "int",
    "low_50": "int",
    "high_50": "int",
    "low_80": "int",
    "high_80": "int",
    "low_95": "int",
    "high_95": "int",
    "none": "float",
    "usual": "float",
    "more": "float",
    "model": "str",
    "beats": "bool",
    "skill": "float",
}
