"""Every model and every baseline at one month, fitted on what was known by then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.system.common import QUADS
from multipolar.system.models import (
    Regression,
    ewma,
    fit_pool,
    fit_regression,
    fit_spread,
    negative_binomial,
    size_of,
    smoothed,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from multipolar.system.panel import Panel

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

__all__ = ["BASELINES", "LEAST_ROWS", "MODELS", "SHIPPED", "Forecaster"]

BASELINES: Final = ("last", "mean", "climatology", "seasonal")
"""What a model has to beat: the last month's value give or take past changes; the mean of all months; all months as
they were; the same calendar month of all years."""

MODELS: Final = ("smoothing", "regression", "pool")

SHIPPED: Final = "pool"
"""The model that forecasts where it beats the baselines, settled beforehand and not by its scores."""

_POOLED: Final = ("smoothing", "regression", "climatology")
_ALPHAS: Final = (0.05, 0.1, 0.2, 0.35, 0.5)
LEAST_ROWS: Final = 200
"""Months of active pairs that models are fitted on at least."""

_HISTORY: Final = 12
"""Months that a pair is known for before it is fitted on."""

_REWEIGH: Final = 6
"""Months after which the weights of the pool are worked out anew."""

_FLOOR: Final = 0.02
"""Least expected count."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """The models of a quad and horizon."""

    alpha: float
    spread: tuple[float, float]
    regression: Regression


@dataclass(slots=True)
class Forecaster:
    """Forecasts of active pairs from any month, with models fitted at an earlier or the same month.

    Attributes:
        panel: The counts.
        active: Incidents in the last twelve months that make a pair active.
        horizons: Months ahead, from 1.
    """

    panel: Panel
    active: int
    horizons: int
    _features: Floats = field(init=False, repr=False)
    _recent: Floats = field(init=False, repr=False)
    _tops: list[int] = field(init=False, repr=False)
    _fits: dict[tuple[int, int], _Fit] = field(init=False, repr=False, default_factory=dict)
    _smooth: dict[tuple[int, float], Floats] = field(init=False, repr=False, default_factory=dict)
    _weights: dict[tuple[int, int], tuple[int, Floats]] = field(init=False, repr=False, default_factory=dict)
    _seen: dict[tuple[int, int], list[tuple[int, Floats]]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._features = self.panel.features()
        self._recent = self.panel.recent()
        most = self.panel.counts.max(axis=(0, 1), initial=0.0)
        self._tops = [int(2 * value) + 20 for value in most]

    def alone(self, counts: Floats) -> Forecaster:
        """The same models for one series, whether its pair is in the panel or not.

        Args:
            counts: Months by quads, over the months of the panel.
        """
        one = Forecaster(self.panel.only(counts), self.active, self.horizons)
        one._tops, one._fits, one._weights = self._tops, self._fits, self._weights
        return one

    def rows(self, month: int) -> Counts:
        """The pairs that are active at the end of a month."""
        return np.flatnonzero(self._recent[:, month] >= self.active)

    def training_rows(self, month: int) -> int:
        """Months of active pairs that a fit at a month has for a horizon of one."""
        return int((self._recent[:, _HISTORY:month] >= self.active).sum())

    def fit(self, month: int) -> None:
        """Fit all models on what is known at the end of a month.

        Args:
            month: Number of the month in the panel; :meth:`training_rows` must be :data:`LEAST_ROWS` or more.
        """
        for horizon in range(1, self.horizons + 1):
            last = month - horizon
            pair, at = np.nonzero(self._recent[:, _HISTORY : last + 1] >= self.active)
            at = at + _HISTORY
            for quad in range(len(QUADS)):
                y = self.panel.counts[pair, at + horizon, quad]
                self._fits[quad, horizon] = self._fit(pair, at, quad, y)

    def _fit(self, pair: Counts, at: Counts, quad: int, y: Floats) -> _Fit:
        best, alpha, mean = -np.inf, _ALPHAS[0], y
        for tried in _ALPHAS:
            expected = np.maximum(self._smoothed(quad, tried)[pair, at], _FLOOR)
            likelihood = float((y * np.log(expected) - expected).sum())
            if likelihood > best:
                best, alpha, mean = likelihood, tried, expected
        return _Fit(alpha, fit_spread(mean, y), fit_regression(self._features[pair, at, quad], y))

    def _smoothed(self, quad: int, alpha: float) -> Floats:
        """Smoothed counts of all pairs, which depend on earlier months only."""
        if (quad, alpha) not in self._smooth:
            self._smooth[quad, alpha] = ewma(self.panel.counts[:, :, quad], alpha)
        return self._smooth[quad, alpha]

    # --- Forecasting ---

    def forecast(self, month: int, rows: Counts, quad: int, horizon: int) -> dict[str, Floats]:
        """Probabilities of counts ``horizon`` months after a month, by baseline and model.

        Args:
            month: The last month that is known.
            rows: Pairs.
            quad: Number of the quad class.
            horizon: Months ahead.

        Returns:
            For each name in :data:`BASELINES` and, once fitted, :data:`MODELS`: pairs by counts.
        """
        top = self._tops[quad]
        past = self.panel.counts[rows, : month + 1, quad]
        found = self._baselines(past, horizon, top)
        fit = self._fits.get((quad, horizon))
        if fit is not None:
            mean = np.maximum(self._smoothed(quad, fit.alpha)[rows, month], _FLOOR)
            found["smoothing"] = negative_binomial(mean, size_of(mean, fit.spread), top)
            found["regression"] = fit.regression.probabilities(self._features[rows, month, quad], top)
            weights = self.pool_weights(month, quad, horizon)
            found["pool"] = sum(
                (weight * found[name] for name, weight in zip(_POOLED, weights, strict=True)),
                start=np.zeros_like(found["mean"]),
            )
        return found

    def _baselines(self, past: Floats, horizon: int, top: int) -> dict[str, Floats]:
        known = past.shape[1]
        ones = np.ones_like(past)
        change = past[:, horizon:] - past[:, :-horizon]
        mean = np.maximum(past.mean(axis=1), _FLOOR)
        excess = past.var(axis=1) - mean
        size = np.where(excess > 0, mean**2 / np.maximum(excess, 1e-9), 1e6)
        same = np.broadcast_to((np.arange(known) - (known - 1 + horizon)) % 12 == 0, past.shape)
        return {
            "last": smoothed(np.maximum(past[:, -1:] + change, 0.0), np.ones_like(change), top),
            "mean": negative_binomial(mean, np.clip(size, 1e-2, 1e6), top),
            "climatology": smoothed(past, ones, top),
            "seasonal": smoothed(past, same.astype(np.float64), top),
        }

    # --- The pool ---

    def learn(self, month: int, quad: int, horizon: int, found: dict[str, Floats], y: Counts) -> None:
        """Remember how likely each pooled model held what came; it counts once it has come."""
        if "regression" not in found:
            return
        at = np.arange(len(y))
        told = np.stack([found[name][at, np.minimum(y, found[name].shape[1] - 1)] for name in _POOLED], axis=1)
        self._seen.setdefault((quad, horizon), []).append((month + horizon, np.maximum(told, 1e-12)))

    def pool_weights(self, month: int, quad: int, horizon: int) -> Floats:
        """Weights of the pool at a month, from forecasts whose outcome is known by then; equal without any.

        They move slowly: they are worked out anew every half year.
        """
        when, weights = self._weights.get((quad, horizon), (-_REWEIGH, np.full(len(_POOLED), 1.0 / len(_POOLED))))
        if month - when < _REWEIGH:
            return np.asarray(weights, dtype=np.float64)
        known = [told for came, told in self._seen.get((quad, horizon), []) if came <= month]
        if sum(len(told) for told in known) >= LEAST_ROWS:
            weights = fit_pool(np.concatenate(known))
            self._weights[quad, horizon] = month, weights
        return np.asarray(weights, dtype=np.float64)
