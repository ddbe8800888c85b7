from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from multipolar.system.series import balance, bounds, garwood, resample, wilson


def test_garwood_by_hand_and_against_the_chi_square():
    low, high = garwood(np.array([0, 1, 10]), 0.95)
    # No incident: the rate is below -ln(0.025).
    assert (low[0], high[0]) == (0.0, pytest.approx(-np.log(0.025)))
    counts = np.arange(1, 200)
    low, high = garwood(counts, 0.9)
    assert low == pytest.approx(stats.chi2.ppf(0.05, 2 * counts) / 2)
    assert high == pytest.approx(stats.chi2.ppf(0.95, 2 * counts + 2) / 2)


@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.5, 0.999))
def test_wilson_against_scipy(count, more, level):
    total = count + more
    low, high = wilson(np.array([count]), np.array([total]), level)
    oracle = stats.binomtest(count, total).proportion_ci(level, method="wilson")
    assert (low[0], high[0]) == (pytest.approx(oracle.low, abs=1e-9), pytest.approx(oracle.high, abs=1e-9))


def test_a_share_of_nothing_is_unknown():
    low, high = wilson(np.array([0]), np.array([0]), 0.95)
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_balance_by_hand():
    values = balance(np.array([3.0, 0.0, 2.0, 0.0]), np.array([1.0, 5.0, 2.0, 0.0]))
    assert values[:3].tolist() == [0.5, -1.0, 0.0]
    assert np.isnan(values[3])


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 40), st.integers(1, 5)),
        elements=st.one_of(st.floats(-100, 100), st.just(float("nan"))),
    ),
    st.floats(0.5, 0.99),
)
@pytest.mark.filterwarnings("ignore:All-NaN")
def test_bounds_against_numpy(samples, level):
    low, high = bounds(samples, level)
    oracle = np.nanquantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    np.testing.assert_allclose(low, oracle[0], atol=1e-9)
    np.testing.assert_allclose(high, oracle[1], atol=1e-9)


def test_the_bootstrap_has_the_variance_of_a_compound_poisson():
    scores = np.array([-9.5, -3.0, 2.5, 6.5, -1.0, 10.0])
    group = np.array([0, 0, 0, 2, 2, 2])
    drawn = resample(group, scores, 4, replicates=40_000, seed=5)
    assert drawn.conflict.shape == (40_000, 4)
    assert drawn.conflict.mean(axis=0) == pytest.approx([12.5, 0, 1.0, 0], rel=0.02)
    assert drawn.cooperation.mean(axis=0) == pytest.approx([2.5, 0, 16.5, 0], rel=0.02)
    assert drawn.conflict.var(axis=0) == pytest.approx([9.5**2 + 9, 0, 1.0, 0], rel=0.04)
    assert drawn.cooperation.var(axis=0) == pytest.approx([2.5**2, 0, 6.5**2 + 100, 0], rel=0.04)
    weights = drawn.conflict[:, 2]  # one incident of score -1: its weight is seen bare
    for count in range(5):
        assert np.mean(weights == count) == pytest.approx(stats.poisson.pmf(count, 1), abs=0.01)


def test_the_interval_of_an_intensity_covers_the_truth():
    """Compound Poisson with a known mean: 95 % intervals hold it in about 95 of 100 cases."""
    generator = np.random.default_rng(11)
    held = 0
    for case in range(300):
        count = generator.poisson(30)
        scores = -generator.choice([2.0, 6.0, 9.5], count)
        drawn = resample(np.zeros(count, dtype=np.int64), scores, 1, replicates=400, seed=case)
        low, high = bounds(drawn.conflict, 0.95)
        held += low[0] <= 30 * np.mean([2.0, 6.0, 9.5]) <= high[0]
    assert 0.90 <= held / 300 <= 0.985


def test_unsorted_groups_are_a_fault():
    with pytest.raises(ValueError, match="ascend"):
        resample(np.array([1, 0]), np.array([1.0, 1.0]), 2, replicates=10, seed=0)
