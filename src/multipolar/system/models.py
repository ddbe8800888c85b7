"""Simple, strong models of monthly counts, each giving a whole distribution; and how distributions are scored.

A forecast is a row of probabilities of 0, 1, 2, ... incidents; the last column holds everything from there on. Scores
are proper: the continuous ranked probability score for counts, ``sum over k of (F(k) - [y <= k])^2`` (Gneiting and
Raftery 2007, J. Am. Stat. Assoc. 102, 359; for counts Czado, Gneiting and Held 2009, Biometrics 65, 1254), in
incidents, lower is better; and the log score ``-log p(y)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

__all__ = [
    "Regression",
    "crps",
    "ewma",
    "fit_pool",
    "fit_regression",
    "fit_spread",
    "log_score",
    "negative_binomial",
    "pit",
    "quantiles",
    "smoothed",
]

_RIDGE: Final = 1.0
"""Weight of the penalty on standardised coefficients: little against thousands of rows, much against ten."""

_ROUNDS: Final = 25
_ROWS: Final = 1500
"""Rows that the spread is fitted on; more change the third digit."""


# --- Distributions ---------------------------------------------------------------------------------------------------


def negative_binomial(mean: Floats, size: Floats, top: int) -> Floats:
    """Probabilities of 0 to ``top`` with variance ``mean + mean^2 / size``.

    Args:
        mean: Expected counts, above 0.
        size: Above 0; a very large one is Poisson.
        top: Last column, which holds all from there on.

    Returns:
        Forecasts by ``top + 1``.
    """
    from scipy.special import gammaln  # noqa: PLC0415 - heavy

    k = np.arange(top + 1)
    mu, r = mean[:, None], size[:, None]
    log_p = gammaln(k + r) - gammaln(r) - gammaln(k + 1) + r * np.log(r / (r + mu)) + k * np.log(mu / (r + mu))
    return _closed(np.exp(log_p))


def smoothed(values: Floats, weights: Floats, top: int) -> Floats:
    """Probabilities as often as values came up, with one more observation spread over all counts.

    What never came up is not impossible: the extra observation is geometric, with the mean of the values plus 1/2.

    Args:
        values: Values that came up, forecasts by values; rounded and cut at 0.
        weights: How much each counts, 0 for none.
        top: As for :func:`negative_binomial`.
    """
    rows, _ = values.shape
    at = np.clip(np.rint(values), 0, top).astype(np.int64) + np.arange(rows)[:, None] * (top + 1)
    counted = np.bincount(at.ravel(), weights=weights.ravel(), minlength=rows * (top + 1)).reshape(rows, top + 1)
    total = weights.sum(axis=1)
    mean = (np.clip(values, 0, None) * weights).sum(axis=1) / np.maximum(total, 1e-9) + 0.5
    p = (1 / (1 + mean))[:, None]
    spread = _closed(p * (1 - p) ** np.arange(top + 1))
    return np.asarray((counted + spread) / (total + 1)[:, None], dtype=np.float64)


def _closed(p: Floats) -> Floats:
    """The last column takes what is missing to 1."""
    p[:, -1] = np.maximum(0.0, 1.0 - p[:, :-1].sum(axis=1))
    return np.asarray(p / p.sum(axis=1, keepdims=True), dtype=np.float64)


# --- Scores ----------------------------------------------------------------------------------------------------------


def crps(p: Floats, y: Counts) -> Floats:
    """Continuous ranked probability score of each forecast, in incidents; for a sure forecast the absolute error."""
    above = np.arange(p.shape[1]) >= y[:, None]
    return np.asarray(((np.cumsum(p, axis=1) - above) ** 2).sum(axis=1), dtype=np.float64)


def log_score(p: Floats, y: Counts) -> Floats:
    """``-log`` of the probability of what came, in nats."""
    told = np.maximum(p[np.arange(len(y)), np.minimum(y, p.shape[1] - 1)], 1e-12)
    return np.asarray(-np.log(told), dtype=np.float64)


def quantiles(p: Floats, levels: Sequence[float]) -> Counts:
    """The smallest counts that reach the levels, forecasts by levels."""
    cumulated = np.cumsum(p, axis=1)
    return np.stack([(cumulated < level - 1e-12).sum(axis=1) for level in levels], axis=1).astype(np.int64)


def pit(p: Floats, y: Counts, rng: np.random.Generator) -> Floats:
    """Where in its forecast the outcome fell, 0 to 1, evenly spread if forecasts are calibrated.

    Counts are discrete: within its step the place is drawn (randomised probability integral transform, Smith 1985).
    """
    cumulated = np.cumsum(p, axis=1)
    rows, at = np.arange(len(y)), np.minimum(y, p.shape[1] - 1)
    high = cumulated[rows, at]
    return np.asarray(high - rng.random(len(y)) * p[rows, at], dtype=np.float64)


# --- Models ----------------------------------------------------------------------------------------------------------


def ewma(series: Floats, alpha: float) -> Floats:
    """Exponential smoothing (Brown 1959) along the last axis: what is known after each value.

    It starts from the mean of the first year, so that a first busy month does not stand for all to come.

    Args:
        series: Values through time, along the last axis.
        alpha: Weight of the newest value.
    """
    from scipy.signal import lfilter  # noqa: PLC0415 - heavy

    start = series[..., :12].mean(axis=-1, keepdims=True)
    state = (1 - alpha) * start
    return np.asarray(lfilter([alpha], [1.0, alpha - 1.0], series, axis=-1, zi=state)[0], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Regression:
    """A negative-binomial regression: ``log mean = x . coefficients``, ``log size = spread[0] + spread[1] log mean``.

    With ``spread[1] = 0`` the variance is ``mean + mean^2 / size`` (NB2), with 1 proportional to the mean (NB1).

    Attributes:
        coefficients: One for each column, for columns as they come.
        spread: Level and slope of the log size.
        ceiling: Means are cut there: what was never seen by far is not forecast.
    """

    coefficients: Floats = field(repr=False)
    spread: tuple[float, float]
    ceiling: float

    def mean(self, x: Floats) -> Floats:
        """Expected counts."""
        return np.exp(np.clip(x @ self.coefficients, -12.0, np.log(self.ceiling)))

    def size(self, mean: Floats) -> Floats:
        """Sizes that go with means."""
        return size_of(mean, self.spread)

    def probabilities(self, x: Floats, top: int) -> Floats:
        """The forecasts."""
        mean = self.mean(x)
        return negative_binomial(mean, self.size(mean), top)


def size_of(mean: Floats, spread: tuple[float, float]) -> Floats:
    """``exp(level + slope * log mean)``, kept between a hundredth and a million."""
    return np.exp(np.clip(spread[0] + spread[1] * np.log(mean), np.log(1e-2), np.log(1e6)))


def fit_regression(x: Floats, y: Floats) -> Regression:
    """Fit by Poisson quasi-likelihood with a small ridge (iterated weighted least squares), then the spread.

    Args:
        x: Columns of what is known, the first constant; rows by columns.
        y: Counts.
    """
    centre, scale = x.mean(axis=0), x.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    scale[scale < 1e-9] = 1.0  # noqa: PLR2004 - a column that does not vary
    z = (x - centre) / scale
    penalty = np.full(x.shape[1], _RIDGE)
    penalty[0] = 0.0
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(max(float(y.mean()), 1e-3))
    top = 3.0 * max(float(y.max()), 1.0)
    for _ in range(_ROUNDS):
        eta = np.clip(z @ beta, -12.0, np.log(top))
        mean = np.exp(eta)
        work = eta + (y - mean) / mean
        weighted = z * mean[:, None]
        step = np.linalg.solve(z.T @ weighted + np.diag(penalty), weighted.T @ work)
        moved = float(np.abs(step - beta).max())
        beta = step
        if moved < 1e-6:  # noqa: PLR2004 - converged
            break
    raw = beta / scale
    raw[0] = beta[0] - float((beta[1:] * centre[1:] / scale[1:]).sum())
    mean = np.exp(np.clip(x @ raw, -12.0, np.log(top)))
    return Regression(raw, fit_spread(mean, y), top)


def fit_spread(mean: Floats, y: Floats) -> tuple[float, float]:
    """Level and slope of the log size that make counts likeliest, given their means.

    Args:
        mean: Expected counts, above 0.
        y: Counts.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy
    from scipy.special import gammaln  # noqa: PLC0415 - heavy

    step = max(1, len(y) // _ROWS)
    mu, k = mean[::step], y[::step]

    def loss(spread: Floats) -> float:
        r = size_of(mu, (float(spread[0]), float(spread[1])))
        log_p = gammaln(k + r) - gammaln(r) + r * np.log(r / (r + mu)) + k * np.log(mu / (r + mu))
        # A weak pull towards size 1, slope 1/2 decides where there is nothing to learn from.
        return float(-log_p.sum() + 0.5 * spread[0] ** 2 + 2.0 * (spread[1] - 0.5) ** 2)

    # Without gradients: two numbers need no linear algebra, whose threads would fight for busy cores.
    found = minimize(loss, np.array([0.0, 0.5]), method="Nelder-Mead", options={"xatol": 0.01, "fatol": 0.02})
    return float(found.x[0]), float(found.x[1])


def fit_pool(likelihoods: Floats) -> Floats:
    """Weights of a linear pool of forecasts that make what came likeliest (Hall and Mitchell 2007, Int. J. Forecast.).

    Args:
        likelihoods: What each model gave to each outcome, outcomes by models.

    Returns:
        Weights, summing to 1.
    """
    rows, models = likelihoods.shape
    by_model = np.ascontiguousarray(likelihoods.T)
    weights = np.full(models, 1.0 / models)
    for _ in range(100):
        share = by_model * weights[:, None]
        share /= share.sum(axis=0)
        # One outcome more for each model keeps any from being lost for good.
        fresh = (share.sum(axis=1) + 1.0) / (rows + models)
        moved = float(np.abs(fresh - weights).max())
        weights = fresh
        if moved < 1e-4:  # noqa: PLR2004 - converged
            break
    return np.asarray(weights, dtype=np.float64)
