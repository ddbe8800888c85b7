"""Curves of confidence, and thresholds by them, from samples of what a model found and whether it was right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Sample = tuple[float, bool, int]
"""Raw probability, whether it was right, and the report's number."""

PRECISION: Final = 0.9
"""Share of right events that ``precision`` is after."""

FOLDS: Final = 5
PRIOR: Final = (2.0, 0.5)
"""How firmly slope and offset of a curve are held at 1 and 0, as inverse variances."""

FEWEST: Final = 30
"""Samples, and a third as many right and wrong ones, from which a curve is fitted."""


def columns(samples: Sequence[Sample]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Samples as arrays; probabilities are kept off 0 and 1."""
    raw, right, report = np.array(samples, dtype=np.float64).reshape(-1, 3).T
    return raw.clip(0.002, 0.998), right, report.astype(np.int64)


def platt(raw: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of a logistic curve on the logit of the raw probability (Platt 1999).

    Newton steps, halved where they would overshoot, with a weak prior that nothing need be corrected, so that a few
    samples move the curve a little only.
    """
    x = np.stack([np.log(raw / (1 - raw)), np.ones_like(raw)])
    prior, start = np.diag(PRIOR), np.array([1.0, 0.0])

    def loss(weights: NDArray[np.float64]) -> float:
        z = weights @ x
        return float(np.sum(np.logaddexp(0, z) - right * z) + (weights - start) @ prior @ (weights - start) / 2)

    weights = start
    for _ in range(100):
        p = sigmoid(weights @ x)
        gradient = x @ (p - right) + prior @ (weights - start)
        step = np.linalg.solve((x * (p * (1 - p))) @ x.T + prior, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])


def sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic function, without overflow."""
    p: NDArray[np.float64] = np.exp(-np.logaddexp(0, -z))
    return p


def through(curve: tuple[float, float], raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Calibrated probabilities of raw ones."""
    return sigmoid(curve[0] * np.log(raw / (1 - raw)) + curve[1])


def held_out(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """Calibrated probabilities, each by a curve that was fitted without its report's fifth."""
    raw, right, report = columns(samples)
    held = np.empty_like(raw)
    for fold in range(FOLDS):
        out = report % FOLDS == fold
        held[out] = through(platt(raw[~out], right[~out]), raw[out])
    return held


def ece(p: NDArray[np.float64], right: NDArray[np.float64], bins: int = 10) -> float:
    """Expected calibration error over equally filled bins (Naeini et al. 2015), fewer of them where samples are few."""
    parts = np.array_split(np.argsort(p, kind="stable"), max(1, min(bins, len(p) // 12)))
    return float(sum(abs(p[part].mean() - right[part].mean()) * len(part) for part in parts if len(part)) / len(p))


def surprise(p: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Mean negative log likelihood, in nats."""
    return float(-np.mean(right * np.log(p) + (1 - right) * np.log(1 - p)))


def ece_by_chance(p: NDArray[np.float64]) -> float:
    """The mean error of confidences that are right exactly as often as they say, from so few samples."""
    drawn = np.random.default_rng(1).random((200, len(p)))
    return float(np.mean([ece(p, (row < p).astype(np.float64)) for row in drawn]))


def fitted(samples: Mapping[str, Sequence[Sample]]) -> dict[str, tuple[float, float]]:
    """The curve of each field that has samples enough, if it foretells reports that it has not seen."""
    curves = {}
    for name, own in samples.items():
        raw, right, _ = columns(own)
        hits = int(right.sum())
        if len(raw) < FEWEST or min(hits, len(raw) - hits) < FEWEST // 3:
            print(f"{name}: {len(raw)} samples, {hits} right: too few for a curve")
            continue
        curve = platt(raw, right)
        held = held_out(own)
        if curve[0] <= 0 or surprise(held, right) >= surprise(raw, right):
            print(f"{name}: {len(raw)} samples, {hits} right: a curve foretells others no better than none")
            continue
        curves[name] = curve
        print(
            f"{name}: {len(raw)} samples, {hits} right, ECE raw {ece(raw, right):.3f}, "
            f"calibrated (held out) {ece(held, right):.3f}, by chance alone {ece_by_chance(held):.3f}"
        )
    return curves


def points_of(curves: Mapping[str, tuple[float, float]]) -> dict[str, list[list[float]]]:
    """Curves as points to interpolate between."""
    grid = np.array([0.002, 0.01, *np.linspace(0.02, 0.98, 25), 0.99, 0.998])
    return {
        name: [[round(float(x), 4) for x in grid], [round(float(y), 4) for y in through(curve, grid)]]
        for name, curve in curves.items()
    }


# --- Thresholds ------------------------------------------------------------------------------------------------------


def surest(confidence: NDArray[np.float64], right: NDArray[np.bool_], wanted: float = PRECISION) -> float:
    """The least confidence from which on events are right often enough, by the curve and by count.

    Args:
        confidence: Calibrated confidences.
        right: Whether each was right.
        wanted: Share that is to be right.

    Returns:
        The confidence; 1 if none does.
    """
    order = np.argsort(-confidence, kind="stable")
    numbers = np.arange(1, len(order) + 1)
    good = (np.cumsum(right[order]) / numbers >= wanted) & (np.cumsum(confidence[order]) / numbers >= wanted)
    return float(confidence[order][np.flatnonzero(good)[-1]]) if good.any() else 1.0


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a choice reaches on reports that had no part in it."""

    precision: float
    recall: float
    predicted: int


def held_out_precision(faint: Sequence[Sample], found: Sequence[Sample], gold: int) -> HeldOut:
    """Precision and recall of the surest events, curve and threshold made on four fifths of the reports each time.

    Args:
        faint: Samples that the curve is fitted on.
        found: Those of events above the threshold, among which the surest are taken.
        gold: Annotated events.
    """
    raw, right, report = columns(found)
    fit_raw, fit_right, fit_report = columns(faint)
    kept = np.zeros(len(raw), dtype=bool)
    for fold in range(FOLDS):
        out = report % FOLDS == fold
        curve = platt(fit_raw[fit_report % FOLDS != fold], fit_right[fit_report % FOLDS != fold])
        kept[out] = through(curve, raw[out]) >= surest(through(curve, raw[~out]), right[~out].astype(bool))
    hits = int(right[kept].sum())
    return HeldOut(round(hits / max(int(kept.sum()), 1), 4), round(hits / gold, 4), int(kept.sum()))
