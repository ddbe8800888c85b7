"""Would the outlook have been any good? Forecasts from many past months, each made with what was known then."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.system.common import COUNTED, QUADS, as_day, table
from multipolar.system.forecasting import BASELINES, LEAST_ROWS, MODELS, SHIPPED, Forecaster
from multipolar.system.models import crps, log_score, pit, quantiles
from multipolar.system.panel import Panel, month_index, read_panel, whole_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from multipolar.ledger import Ledger

    Floats = npt.NDArray[np.float64]

__all__ = ["Backtest", "BacktestOptions", "Trial", "backtest", "roll", "verdicts"]

_LEVELS: Final = (0.5, 0.8, 0.95)
_BINS: Final = 10
_REFIT: Final = 12
"""Months after which models are fitted anew."""

_BLOCK: Final = 12
"""Months that a block of the bootstrap spans: neighbouring origins see much the same months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestOptions:
    """What is tried.

    Attributes:
        since: First origin (the month whose end is the present); by default 36 months after the first report.
        until: First origin no longer tried; by default as late as the outcomes are known.
        months: Longest horizon, 1 to 12.
        every: Months between origins.
        active: Incidents in the last twelve months that make a pair active; only active ones are forecast.
        statuses: Statuses that count.
        min_confidence: Lowest confidence of an incident.
        seed: Seed of the bootstrap.
    """

    since: str | dt.date | None = None
    until: str | dt.date | None = None
    months: int = 6
    every: int = 1
    active: int = 6
    statuses: tuple[str, ...] = COUNTED
    min_confidence: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("months", self.months, 1, 12),
            ("every", self.every, 1, 120),
            ("active", self.active, 1, 10_000),
            ("seed", self.seed, 0, 2**32),
        ):
            if not least <= value <= most:
                raise UsageError(f"{value} does not do", where=name, mend=f"give {least} to {most}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """How forecasts fared; ``docs/system-network.md`` says what each figure means.

    Attributes:
        options: What was tried.
        enough: Whether there were enough months and active pairs.
        note: Why not; empty where there were.
        origins: Months from which forecasts were made.
        pairs: Pairs that were forecast at least once.
        first: First origin.
        last: Last origin.
        scores: One row per model, quad and horizon: ``model, kind, quad, horizon, forecasts, crps, log_score,
            coverage_50, coverage_80, coverage_95, width_80, bias``.
        verdicts: One row per quad and horizon: ``quad, horizon, model, crps, baseline, baseline_crps, skill,
            skill_low, skill_high, beats, coverage_80, origins, text``.
        calibration: One row per model, quad and tenth: ``model, quad, bin, share``; a tenth each if calibrated.
    """

    options: BacktestOptions
    enough: bool
    note: str
    origins: int
    pairs: int
    first: dt.date | None
    last: dt.date | None
    scores: Table
    verdicts: Table
    calibration: Table


@dataclass(slots=True)
class Trial:
    """Outcomes of forecasts of one quad and horizon, one entry per forecast.

    Attributes:
        origin: Month of the forecast.
        crps: Score by model, forecasts by models (baselines first).
        log_score: Likewise.
        inside: Whether the outcome lay in the interval, forecasts by models by levels.
        width: Width of the 80 % interval.
        bias: Expected less what came.
        pit: Where in its forecast the outcome fell.
    """

    origin: list[npt.NDArray[np.int64]] = field(default_factory=list)
    crps: list[Floats] = field(default_factory=list)
    log_score: list[Floats] = field(default_factory=list)
    inside: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    width: list[Floats] = field(default_factory=list)
    bias: list[Floats] = field(default_factory=list)
    pit: list[Floats] = field(default_factory=list)

    def add(self, month: int, found: Mapping[str, Floats], y: npt.NDArray[np.int64], rng: np.random.Generator) -> None:
        """Score the forecasts of a month."""
        names = (*BASELINES, *MODELS)
        levels = [end for level in _LEVELS for end in ((1 - level) / 2, (1 + level) / 2)]
        ends = np.stack([quantiles(found[name], levels) for name in names], axis=1)
        support = np.arange(found["mean"].shape[1])
        self.origin.append(np.full(len(y), month))
        self.crps.append(np.stack([crps(found[name], y) for name in names], axis=1))
        self.log_score.append(np.stack([log_score(found[name], y) for name in names], axis=1))
        self.inside.append((y[:, None, None] >= ends[:, :, 0::2]) & (y[:, None, None] <= ends[:, :, 1::2]))
        self.width.append((ends[:, :, 3] - ends[:, :, 2]).astype(np.float64))
        self.bias.append(np.stack([found[name] @ support - y for name in names], axis=1))
        self.pit.append(np.stack([pit(found[name], y, rng) for name in names], axis=1))


def backtest(ledger: Ledger, *, options: BacktestOptions | None = None) -> Backtest:
    """Forecast from many past months and compare with what came.

    At each origin the models see only months up to it. They are fitted anew once a year, the weights of the pool every
    month. What a later report said of an earlier month is in the counts all the same: the ledger as it is now is used,
    not as it was then.

    Args:
        ledger: The ledger.
        options: What is tried.

    Raises:
        UsageError: The options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or BacktestOptions()
    first, stop = whole_months(ledger, None)
    panel = read_panel(ledger, first=first, stop=stop, statuses=options.statuses, min_confidence=options.min_confidence)
    start = 36 if options.since is None else month_index(as_day(options.since, where="since")) - month_index(first)
    end = panel.months - 1
    if options.until is not None:
        end = min(end, month_index(as_day(options.until, where="until")) - month_index(first))
    forecaster = Forecaster(panel, options.active, options.months)
    origins = range(max(start, 12), end, options.every)
    trials, tried = roll(forecaster, origins, seed=options.seed)
    return _result(panel, forecaster, options, trials, tried)


def roll(
    forecaster: Forecaster, origins: range, *, refit: int = _REFIT, seed: int = 0
) -> tuple[dict[tuple[int, int], Trial], list[int]]:
    """Forecast from each origin and score what is known by the end of the panel.

    Args:
        forecaster: Where forecasts come from; it is fitted on the way.
        origins: Numbers of the months.
        refit: Months after which models are fitted anew.
        seed: Seed of what is drawn for calibration.

    Returns:
        Outcomes by quad and horizon, and the origins that had active pairs and enough to fit models on.
    """
    rng = np.random.default_rng([seed, 6])
    trials: dict[tuple[int, int], Trial] = {}
    tried: list[int] = []
    fitted: int | None = None
    for month in origins:
        rows = forecaster.rows(month)
        if len(rows) == 0 or forecaster.training_rows(month) < LEAST_ROWS:
            continue
        if fitted is None or month - fitted >= refit:
            forecaster.fit(month)
            fitted = month
        tried.append(month)
        for horizon in range(1, forecaster.horizons + 1):
            if month + horizon >= forecaster.panel.months:
                break
            for quad in range(len(QUADS)):
                y = forecaster.panel.counts[rows, month + horizon, quad].astype(np.int64)
                found = forecaster.forecast(month, rows, quad, horizon)
                trials.setdefault((quad, horizon), Trial()).add(month, found, y, rng)
                forecaster.learn(month, quad, horizon, found, y)
    return trials, tried


def verdicts(trials: Mapping[tuple[int, int], Trial], *, seed: int = 0) -> list[dict[str, Any]]:
    """Whether the model beats the best baseline, by quad and horizon.

    The skill is ``1 - CRPS / CRPS of the best baseline``; its 95 % interval comes from drawing years of origins anew.
    The model beats the baselines at a horizon if the whole interval is above 0 there, or if its skill is above 0 there
    and the interval over all horizons of the quad is. The baseline is the best one in hindsight, the model the one
    settled beforehand: the comparison leans against us.

    Args:
        trials: From :func:`roll`.
        seed: Seed of the bootstrap.
    """
    ours = len(BASELINES) + MODELS.index(SHIPPED)
    rows = []
    for quad, title in enumerate(QUADS):
        of = {horizon: trial for (at, horizon), trial in sorted(trials.items()) if at == quad}
        if not of:
            continue
        scores = {horizon: np.concatenate(trial.crps) for horizon, trial in of.items()}
        origins = {horizon: np.concatenate(trial.origin) for horizon, trial in of.items()}
        base = {horizon: int(found[:, : len(BASELINES)].mean(axis=0).argmin()) for horizon, found in scores.items()}
        _, over_all, _ = _skill(
            np.concatenate([found[:, ours] for found in scores.values()]),
            np.concatenate([found[:, base[horizon]] for horizon, found in scores.items()]),
            np.concatenate(list(origins.values())),
            seed,
        )
        for horizon, trial in of.items():
            found, baseline = scores[horizon], BASELINES[base[horizon]]
            skill, low, high = _skill(found[:, ours], found[:, base[horizon]], origins[horizon], seed)
            beats = low > 0 or (skill > 0 and over_all > 0)
            rows.append(
                {
                    "quad": title,
                    "horizon": horizon,
                    "model": SHIPPED,
                    "crps": float(found[:, ours].mean()),
                    "baseline": baseline,
                    "baseline_crps": float(found[:, base[horizon]].mean()),
                    "skill": skill,
                    "skill_low": low,
                    "skill_high": high,
                    "beats": bool(beats),
                    "coverage_80": float(np.concatenate(trial.inside)[:, ours, 1].mean()),
                    "origins": len(np.unique(origins[horizon])),
                    "text": f"better than {baseline}" if beats else f"not shown to be better than {baseline}",
                }
            )
    return rows


def _skill(ours: Floats, theirs: Floats, origin: npt.NDArray[np.int64], seed: int) -> tuple[float, float, float]:
    """Skill with the interval of a circular block bootstrap over origins (Politis and Romano 1992)."""
    months, at = np.unique(origin, return_inverse=True)
    sums = np.stack([np.bincount(at, weights=scores) for scores in (ours, theirs)], axis=1)
    skill = 1 - ours.sum() / theirs.sum() if theirs.sum() > 0 else 0.0
    if len(months) < 6:  # noqa: PLR2004 - too few to draw from
        return float(skill), -np.inf, np.inf
    step = int(np.median(np.diff(months)))
    block = max(1, min(_BLOCK // max(step, 1), len(months) // 3))
    rng = np.random.default_rng([seed, 7])
    starts = rng.integers(0, len(months), (1000, -(-len(months) // block)))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(1000, -1)[:, : len(months)] % len(months)
    mine, others = sums[drawn].sum(axis=1).T
    low, high = np.quantile(1 - mine / np.maximum(others, 1e-12), [0.025, 0.975])
    return float(skill), float(low), float(high)


# --- Tables ----------------------------------------------------------------------------------------------------------

_SCORES: Final = {
    "model": "str",
    "kind": "str",
    "quad": "str",
    "horizon": "int",
    "forecasts": "int",
    "crps": "float",
    "log_score": "float",
    "coverage_50": "float",
    "coverage_80": "float",
    "coverage_95": "float",
    "width_80": "float",
    "bias": "float",
}
VERDICTS: Final = {
    "quad": "str",
    "horizon": "int",
    "model": "str",
    "crps": "float",
    "baseline": "str",
    "baseline_crps": "float",
    "skill": "float",
    "skill_low": "float",
    "skill_high": "float",
    "beats": "bool",
    "coverage_80": "float",
    "origins": "int",
    "text": "str",
}
_CALIBRATION: Final = {"model": "str", "quad": "str", "bin": "int", "share": "float"}


def columns(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> Table:
    """Rows as a table with typed columns."""
    return Table(table({name: (kind, [row[name] for row in rows]) for name, kind in kinds.items()}))


def _result(
    panel: Panel,
    forecaster: Forecaster,
    options: BacktestOptions,
    trials: Mapping[tuple[int, int], Trial],
    tried: Sequence[int],
) -> Backtest:
    names = (*BASELINES, *MODELS)
    scores = []
    for (quad, horizon), trial in sorted(trials.items()):
        inside = np.concatenate(trial.inside).mean(axis=0)
        means = {
            "crps": np.concatenate(trial.crps).mean(axis=0),
            "log_score": np.concatenate(trial.log_score).mean(axis=0),
            "width_80": np.concatenate(trial.width).mean(axis=0),
            "bias": np.concatenate(trial.bias).mean(axis=0),
        }
        scores += [
            {
                "model": name,
                "kind": "baseline" if name in BASELINES else "model",
                "quad": QUADS[quad],
                "horizon": horizon,
                "forecasts": sum(map(len, trial.origin)),
                **{key: float(values[at]) for key, values in means.items()},
                **{f"coverage_{round(100 * level)}": float(inside[at, k]) for k, level in enumerate(_LEVELS)},
            }
            for at, name in enumerate(names)
        ]
    calibration = []
    for quad, title in enumerate(QUADS):
        places = [place for (of, _), trial in trials.items() if of == quad for place in trial.pit]
        if not places:
            continue
        together = np.concatenate(places)
        for at, name in enumerate(names):
            counts = np.histogram(together[:, at], bins=_BINS, range=(0.0, 1.0))[0]
            calibration += [
                {"model": name, "quad": title, "bin": number + 1, "share": float(count / counts.sum())}
                for number, count in enumerate(counts)
            ]
    forecast = {int(row) for month in tried for row in forecaster.rows(month)}
    enough = bool(trials)
    return Backtest(
        options=options,
        enough=enough,
        note="" if enough else f"there are not {LEAST_ROWS} months of active pairs to fit models on",
        origins=len(tried),
        pairs=len(forecast),
        first=panel.month(tried[0]) if tried else None,
        last=panel.month(tried[-1]) if tried else None,
        scores=columns(scores, _SCORES),
        verdicts=columns(verdicts(trials, seed=options.seed), VERDICTS),
        calibration=columns(calibration, _CALIBRATION),
    )
