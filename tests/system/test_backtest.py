"""Models and scores against scipy and hand-worked cases; the backtest on ledgers whose truth is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson
from system_samples import bare, row

from multipolar.errors import UsageError
from multipolar.system import COUNTED, QUADS, BacktestOptions, backtest
from multipolar.system.backtest import roll, verdicts
from multipolar.system.forecasting import BASELINES, MODELS, Forecaster
from multipolar.system.models import (
    crps,
    ewma,
    fit_pool,
    fit_regression,
    fit_spread,
    log_score,
    negative_binomial,
    pit,
    quantiles,
    smoothed,
)
from multipolar.system.panel import Panel, add_months, month_index, read_panel, whole_months

# --- Distributions and scores ---


@settings(max_examples=30, deadline=None)
@given(mean=st.floats(0.05, 20), size=st.floats(0.1, 50))
def test_the_negative_binomial_is_that_of_scipy(mean, size):
    p = negative_binomial(np.array([mean]), np.array([size]), 60)[0]
    expected = nbinom.pmf(np.arange(60), size, size / (size + mean))
    assert p[:60] == pytest.approx(expected, abs=1e-10)
    assert p.sum() == pytest.approx(1.0)
    assert p[60] == pytest.approx(nbinom.sf(59, size, size / (size + mean)), abs=1e-9)


def test_a_large_size_is_poisson():
    p = negative_binomial(np.array([3.0]), np.array([1e6]), 30)[0]
    assert p[:30] == pytest.approx(poisson.pmf(np.arange(30), 3.0), abs=1e-5)


def test_what_came_up_and_one_more():
    p = smoothed(np.array([[0.0, 0.0, 2.0]]), np.ones((1, 3)), 40)[0]
    geometric = (6 / 13) * (7 / 13) ** np.arange(4)  # mean 2/3 + 1/2 = 7/6
    assert p[:4] == pytest.approx((np.array([2, 0, 1, 0]) + geometric) / 4)
    assert p.sum() == pytest.approx(1.0)
    assert (p > 0).all()
    none = smoothed(np.array([[5.0, 7.0]]), np.zeros((1, 2)), 40)[0]
    assert none.argmax() == 0


def test_scores_by_hand():
    sure = np.array([[0.0, 0.0, 1.0, 0.0]])
    assert crps(sure, np.array([2])).tolist() == [0.0]
    assert crps(sure, np.array([0])).tolist() == [2.0]  # of a sure forecast, the absolute error
    even = np.array([[0.5, 0.5]])
    assert crps(even, np.array([0])).tolist() == [0.25]
    assert log_score(even, np.array([1])).tolist() == pytest.approx([np.log(2)])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), y=st.integers(0, 12))
def test_crps_is_that_of_draws(seed, y):
    # E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, eq. 21).
    p = np.random.default_rng(seed).dirichlet(np.ones(13))
    k = np.arange(13)
    expected = (p * np.abs(k - y)).sum() - (p[:, None] * p[None, :] * np.abs(k[:, None] - k[None, :])).sum() / 2
    assert crps(p[None], np.array([y]))[0] == pytest.approx(expected)


def test_scores_are_proper():
    # On average over what comes, no forecast scores better than the truth.
    rng = np.random.default_rng(1)
    truth = rng.dirichlet(np.ones(6))
    for other in rng.dirichlet(np.ones(6), 20):
        for score in (crps, log_score):
            mean = [sum(truth[y] * score(p[None], np.array([y]))[0] for y in range(6)) for p in (truth, other)]
            assert mean[0] <= mean[1] + 1e-12


def test_quantiles_and_calibration():
    p = np.array([[0.2, 0.3, 0.5]])
    assert quantiles(p, (0.1, 0.2, 0.21, 0.5, 0.9)).tolist() == [[0, 0, 1, 1, 2]]
    rng = np.random.default_rng(0)
    many = np.tile(negative_binomial(np.array([2.0]), np.array([1.5]), 60), (4000, 1))
    y = rng.negative_binomial(1.5, 1.5 / 3.5, 4000)
    bins = np.histogram(pit(many, y, rng), bins=10, range=(0, 1))[0] / 4000
    assert np.abs(bins - 0.1).max() < 0.02


# --- Models ---


def test_smoothing_is_the_plain_loop():
    series = np.random.default_rng(0).poisson(2.0, (3, 40)).astype(float)
    found = ewma(series, 0.3)
    state = series[:, :12].mean(axis=1)
    for month in range(40):
        state = 0.3 * series[:, month] + 0.7 * state
        assert found[:, month] == pytest.approx(state)


def test_regression_finds_what_made_the_counts():
    rng = np.random.default_rng(2)
    x = np.stack([np.ones(6000), rng.normal(size=6000), rng.normal(3.0, 2.0, 6000), np.zeros(6000)], axis=1)
    mean = np.exp(x @ np.array([0.2, 0.6, -0.3, 0.0]))
    y = rng.negative_binomial(2.0, 2.0 / (2.0 + mean)).astype(float)
    found = fit_regression(x, y)
    assert found.coefficients[:3] == pytest.approx([0.2, 0.6, -0.3], abs=0.08)
    assert found.size(np.array([0.5, 1.0, 2.0])) == pytest.approx(2.0, rel=0.35)
    assert found.probabilities(x[:5], 30).sum(axis=1) == pytest.approx(1.0)


def test_spread_tells_poisson_from_bursts():
    rng = np.random.default_rng(3)
    mean = np.full(3000, 2.0)
    calm, bursts = rng.poisson(mean), rng.negative_binomial(0.5, 0.5 / 2.5, 3000)
    sizes = [np.exp(spread[0] + spread[1] * np.log(2.0)) for spread in (fit_spread(mean, y) for y in (calm, bursts))]
    assert sizes[0] > 10
    assert sizes[1] == pytest.approx(0.5, rel=0.2)


def test_the_pool_leans_on_who_knew():
    rng = np.random.default_rng(0)
    good, bad = rng.uniform(0.3, 0.9, 500), rng.uniform(0.01, 0.2, 500)
    weights = fit_pool(np.stack([good, bad], axis=1))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 0.95
    assert fit_pool(np.full((50, 3), 0.2)) == pytest.approx(np.full(3, 1 / 3))


# --- Panels ---


def panel(seed, months=120, pairs=20, *, persistent=True):
    """Pairs whose rate wanders, or stays as it is."""
    rng = np.random.default_rng(seed)
    counts = np.zeros((pairs, months, len(QUADS)))
    for pair in range(pairs):
        level = rng.normal(0.0, 0.7)
        state = 0.0
        for month in range(months):
            state = 0.92 * state + rng.normal(0, 0.3) if persistent else 0.0
            counts[pair, month] = rng.poisson(np.exp(level + state), len(QUADS))
    names = tuple((f"A{pair:02d}", f"B{pair:02d}") for pair in range(pairs))
    return Panel(pairs=names, first=dt.date(2010, 1, 1), counts=counts, total=counts.sum(axis=(0, 2)) + 50)


def test_months_are_counted():
    assert add_months(dt.date(2023, 11, 5), 3) == dt.date(2024, 2, 1)
    assert add_months(dt.date(2024, 1, 1), -1) == dt.date(2023, 12, 1)
    assert month_index(dt.date(2024, 1, 31)) - month_index(dt.date(2023, 12, 1)) == 1


def test_a_panel_counts_what_is_between_two(tmp_path):
    rows = [
        row("2020-01-05", ["RUS"], ["UKR"]),
        row("2020-01-06", ["RUS", "RUS"], ["UKR"], "ACCUSE"),
        row("2020-02-06", ["UKR"], ["RUS", "FRA"], "ACCUSE"),
        row("2020-02-07", ["RUS", "UKR"], [], "CONSULT"),
        row("2020-02-08", ["RUS", "UKR"], ["FRA"], "ACCUSE"),  # jointly: none of theirs with each other
        row("2020-02-09", ["RUS"], ["UKR"], status="alleged"),
        row("2020-03-31", ["RUS"], ["UKR"]),
    ]
    ledger = bare(tmp_path / "ledger", rows)
    first, stop = whole_months(ledger, None)
    assert (first, stop) == (dt.date(2020, 2, 1), dt.date(2020, 4, 1))  # January begins on the 5th
    found = read_panel(ledger, first=dt.date(2020, 1, 1), stop=stop, statuses=COUNTED, least=1)
    assert found.pairs == (("FRA", "RUS"), ("FRA", "UKR"), ("RUS", "UKR"))
    by_quad = dict(zip(QUADS, found.counts[2].T.tolist(), strict=True))
    assert by_quad == {
        "verbal cooperation": [0, 1, 0],
        "material cooperation": [0, 0, 0],
        "verbal conflict": [1, 1, 0],
        "material conflict": [1, 0, 1],
    }
    assert found.total.tolist() == [2, 3, 1]
    assert read_panel(ledger, first=first, stop=stop, statuses=COUNTED, least=4).pairs == ()
    assert whole_months(ledger, "2020-03-15")[1] == dt.date(2020, 3, 1)


def test_nothing_of_the_future_is_known():
    # What comes later is changed beyond recognition: forecasts from before must not notice.
    calm = panel(1)
    wild = calm.counts.copy()
    wild[:, 80:] = 40
    other = Panel(
        pairs=calm.pairs, first=calm.first, counts=wild, total=calm.total + np.arange(120) * (np.arange(120) > 79)
    )
    forecasters = [Forecaster(of, 6, 1) for of in (calm, other)]
    assert np.array_equal(forecasters[0].rows(79), forecasters[1].rows(79))
    found = []
    for one in forecasters:
        one._tops = [60] * 4
        one.fit(79)
        found.append(one.forecast(79, one.rows(79), 3, 1))
    assert set(found[0]) == {*BASELINES, *MODELS}
    for name in found[0]:
        assert np.allclose(found[0][name], found[1][name]), name


def test_forecasts_are_distributions():
    forecaster = Forecaster(panel(2), 6, 2)
    forecaster.fit(100)
    for horizon in (1, 2):
        for name, p in forecaster.forecast(100, forecaster.rows(100), 0, horizon).items():
            assert (p >= 0).all(), name
            assert p.sum(axis=1) == pytest.approx(1.0), name


def test_one_series_alone_is_forecast_as_in_the_panel():
    of = panel(3)
    forecaster = Forecaster(of, 6, 2)
    roll(forecaster, range(80, 119, 6), refit=60)
    together = forecaster.forecast(119, np.array([4]), 1, 2)
    alone = forecaster.alone(of.counts[4]).forecast(119, np.array([0]), 1, 2)
    for name, p in together.items():
        assert np.allclose(p, alone[name]), name


def test_seasonal_looks_at_the_same_month():
    counts = np.zeros((1, 60, 4))
    counts[:, 6::12] = 9  # each July
    of = Panel(pairs=(("AAA", "BBB"),), first=dt.date(2010, 1, 1), counts=counts, total=counts.sum(axis=(0, 2)) + 1)
    june = Forecaster(of, 1, 6).forecast(53, np.array([0]), 0, 1)["seasonal"][0]
    july = Forecaster(of, 1, 6).forecast(54, np.array([0]), 0, 1)["seasonal"][0]
    assert june.argmax() == 9
    assert july.argmax() == 0


# --- The backtest ---


def ledger_of(folder, of):
    rows = []
    types = {"verbal cooperation": "CONSULT", "material cooperation": "AID", "verbal conflict": "ACCUSE",
             "material conflict": "ASSAULT"}  # fmt: skip
    for (a, b), counts in zip(of.pairs, of.counts, strict=True):
        for month, quads in enumerate(counts):
            for quad, number in zip(QUADS, quads, strict=True):
                rows += [row(add_months(of.first, month), [a], [b], types[quad])] * int(number)
    rows.append(row(add_months(of.first, of.months) - dt.timedelta(days=1), ["RUS"], ["UKR"]))
    return bare(folder, rows)


@pytest.fixture(scope="module")
def wandering(tmp_path_factory):
    ledger = ledger_of(tmp_path_factory.mktemp("wandering") / "ledger", panel(5, months=96, pairs=16))
    return backtest(ledger, options=BacktestOptions(since="2014", every=2, months=2))


def test_where_rates_wander_the_model_beats_the_baselines(wandering):
    assert wandering.enough
    assert all(made["beats"] and made["skill"] > 0.03 for made in wandering.verdicts)
    scores = {(made["model"], made["quad"], made["horizon"]): made for made in wandering.scores}
    for quad in QUADS:
        assert scores["pool", quad, 1]["crps"] < min(scores[name, quad, 1]["crps"] for name in BASELINES)
        assert scores["pool", quad, 1]["log_score"] < min(scores[name, quad, 1]["log_score"] for name in BASELINES)


def test_intervals_cover_what_they_say(wandering):
    for made in wandering.scores:
        if made["model"] == "pool":
            assert made["coverage_80"] > 0.77
            assert made["coverage_95"] > 0.92
    shares = [made["share"] for made in wandering.calibration if made["model"] == "pool"]
    assert max(shares) < 0.2
    assert len(shares) == 40


def test_tables_agree(wandering):
    for made in wandering.verdicts:
        (score,) = (
            one
            for one in wandering.scores
            if (one["model"], one["quad"], one["horizon"]) == ("pool", made["quad"], made["horizon"])
        )
        assert made["crps"] == pytest.approx(score["crps"])
        assert made["skill"] == pytest.approx(1 - made["crps"] / made["baseline_crps"])
        assert made["baseline"] in BASELINES
    assert wandering.origins == max(made["origins"] for made in wandering.verdicts) == 24
    assert (wandering.first, wandering.last) == (dt.date(2014, 1, 1), dt.date(2017, 11, 1))


def test_where_rates_stay_no_model_is_said_to_be_better():
    forecaster = Forecaster(panel(6, months=110, persistent=False), 6, 1)
    trials, _ = roll(forecaster, range(40, 109, 3), refit=36)
    judged = verdicts(trials)
    # The mean of all months is the truth here; to lean on the other pairs helps a little to know it.
    assert max(made["skill"] for made in judged) < 0.03
    assert sum(made["beats"] for made in judged) <= 1


def test_too_little_is_said_to_be_too_little(tmp_path):
    found = backtest(bare(tmp_path / "ledger", [row("2020-01-01"), row("2024-12-31")]))
    assert (found.enough, found.origins, found.first, len(found.scores)) == (False, 0, None, 0)
    assert "to fit models on" in found.note


def test_what_does_not_fit_is_told():
    for wrong in ({"months": 0}, {"months": 13}, {"every": 0}, {"active": 0}):
        with pytest.raises(UsageError):
            BacktestOptions(**wrong)
    assert replace(BacktestOptions(), months=3).months == 3
