from __future__ import annotations

import datetime as dt
from itertools import combinations, pairwise

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from system_samples import bare, row

from multipolar.system import DyadOptions, dyad
from multipolar.system.changes import find_changes, partition, penalty_of, scatter_of, segment_cost

D = dt.date


def cost_of(counts, exposure, scatter, edges, penalty):
    total = 0.0
    for start, end in pairwise(edges):
        total += segment_cost(counts[start:end].sum(axis=0)[None, :], exposure[start:end].sum(), scatter)[0] + penalty
    return total - penalty


def brute(counts, exposure, scatter, penalty, shortest):
    """The best of all ways to cut."""
    periods = len(counts)
    ways = [
        (0, *inner, periods)
        for size in range(periods // shortest)
        for inner in combinations(range(1, periods), size)
        if all(b - a >= shortest for a, b in pairwise((0, *inner, periods)))
    ]
    return min(cost_of(counts, exposure, scatter, edges, penalty) for edges in ways)


class QuasiPoisson(ruptures.base.BaseCost):
    """The same cost, as ruptures wants it."""

    model = ""
    min_size = 1

    def __init__(self, exposure, scatter):
        self.exposure, self.scatter = exposure, scatter

    def fit(self, signal):
        self.signal = signal
        return self

    def error(self, start, end):
        return float(
            segment_cost(self.signal[start:end].sum(axis=0)[None, :], self.exposure[start:end].sum(), self.scatter)[0]
        )


# --- Hand and oracles ---


def test_the_cost_by_hand():
    # 2 and 8 counted where 1 and 2 was reported: -2 (2 ln 2 + 8 ln 4), the second stream at twice the scatter.
    cost = segment_cost(np.array([[2.0, 0.0], [8.0, 1.0]]), np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    assert cost == pytest.approx([-2 * 2 * np.log(2), -2 * (8 * np.log(4) + np.log(0.5) / 2)])


def test_the_penalty_is_the_tail_of_f_shared_out():
    assert stats.f.sf(penalty_of(4, 100, periods=52) / 4, 4, 50) == pytest.approx(0.05 / 100)


def test_scatter_by_hand():
    # Rate 2 with counts 0 and 4 by turns: Pearson's dispersion is 8/4 * ... = 2 * 8 / 7, and neighbours are unlike.
    counts = np.array([[0], [4]] * 4)
    assert scatter_of(counts, np.ones(8), (0, 8)) == pytest.approx([16 / 7])
    assert scatter_of(np.full((8, 1), 3), np.ones(8), (0, 8)) == pytest.approx([1.0])
    # The same counts with a change between: nothing is left to scatter.
    assert scatter_of(np.array([[0]] * 4 + [[4]] * 4), np.ones(8), (0, 4, 8)) == pytest.approx([1.0])


def test_neighbours_that_are_alike_scatter_more():
    alike = np.array([[0]] * 5 + [[4]] * 5 + [[0]] * 5 + [[4]] * 5)
    unlike = np.array([[0], [4]] * 10)
    assert scatter_of(alike, np.ones(20), (0, 20))[0] > 1.5 * scatter_of(unlike, np.ones(20), (0, 20))[0]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(2, 9), st.integers(1, 2), st.integers(1, 3), st.floats(0.1, 8))
def test_the_best_cut_against_all_cuts(data, periods, streams, shortest, penalty):
    counts = np.array(
        data.draw(
            st.lists(
                st.lists(st.integers(0, 9), min_size=streams, max_size=streams), min_size=periods, max_size=periods
            )
        )
    )
    exposure = np.array(data.draw(st.lists(st.integers(10, 30), min_size=periods, max_size=periods)), dtype=np.float64)
    if periods < 2 * shortest:
        return
    scatter = np.full(streams, 1.3)
    edges = partition(counts, exposure, scatter=scatter, penalty=penalty, shortest=shortest)
    assert all(b - a >= shortest for a, b in pairwise(edges))
    assert cost_of(counts, exposure, scatter, edges, penalty) == pytest.approx(
        brute(counts, exposure, scatter, penalty, shortest), abs=1e-9
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_best_cut_against_ruptures(seed):
    generator = np.random.default_rng(seed)
    rates = np.repeat(generator.uniform(0.2, 6, size=(5, 3)), 12, axis=0)
    exposure = generator.integers(50, 150, size=60).astype(np.float64)
    counts = generator.poisson(rates * exposure[:, None] / 100)
    scatter = np.array([1.0, 1.5, 2.0])
    ours = partition(counts, exposure, scatter=scatter, penalty=12.0, shortest=3)
    search = ruptures.Dynp(custom_cost=QuasiPoisson(exposure, scatter), min_size=3, jump=1).fit(counts)
    theirs = (0, *search.predict(n_bkps=len(ours) - 2)) if len(ours) > 2 else (0, 60)
    assert ours == theirs
    pelt = ruptures.Pelt(custom_cost=QuasiPoisson(exposure, scatter), min_size=3, jump=1).fit(counts).predict(pen=12.0)
    assert ours == (0, *pelt)


# --- Planted, and not ---


def poisson(seed, rates, exposure):
    return np.random.default_rng(seed).poisson(np.asarray(rates) * exposure[:, None] / 100)


@pytest.mark.parametrize("seed", range(12))
def test_a_planted_break_is_found_where_it_is(seed):
    exposure = np.full(120, 100.0)
    rates = np.array([[0.5, 0.2, 1.0, 0.3]] * 70 + [[0.5, 0.2, 3.0, 4.0]] * 50)
    found = find_changes(poisson(seed, rates, exposure), exposure)
    assert len(found.cuts) == 1
    cut = found.cuts[0]
    assert abs(cut.at - 70) <= 2
    assert cut.low <= cut.at <= cut.high
    assert cut.statistic > found.penalty


def test_the_span_of_dates_holds_the_planted_one():
    exposure = np.full(80, 100.0)
    rates = np.array([[2.0]] * 40 + [[6.0]] * 40)
    found = [find_changes(poisson(seed, rates, exposure), exposure) for seed in range(60)]
    spans = [cuts[0] for cuts in (each.cuts for each in found) if len(cuts) == 1]
    assert len(spans) >= 55
    assert sum(cut.low <= 40 <= cut.high for cut in spans) / len(spans) >= 0.9


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_burst_is_found(seed):
    exposure = np.full(120, 100.0)
    rates = np.array([[0.3, 0.6]] * 60 + [[1.0, 9.0]] * 6 + [[0.3, 0.6]] * 54)
    found = find_changes(poisson(seed, rates, exposure), exposure)
    assert len(found.cuts) == 2
    assert abs(found.cuts[0].at - 60) <= 1
    assert abs(found.cuts[1].at - 66) <= 1


def test_nothing_is_found_where_nothing_was_planted():
    """Constant rates, even and scattered: at most one series in twenty may show a change."""
    generator = np.random.default_rng(7)
    alarms = 0
    for _ in range(120):
        exposure = generator.poisson(300, 120).astype(np.float64)
        even = generator.poisson(np.array([0.5, 0.1, 1.0, 0.3]) * exposure[:, None] / 300)
        uneven = generator.negative_binomial(1.0, 1 / (1 + np.array([0.5, 0.1, 2.0, 1.0])), size=(120, 4))
        alarms += sum(bool(find_changes(counts, exposure).cuts) for counts in (even, uneven))
    assert alarms / 240 <= 0.05


def test_more_news_is_no_more_conflict():
    generator = np.random.default_rng(2)
    exposure = np.array([100.0] * 60 + [400.0] * 60)
    counts = generator.poisson(np.array([[1.0, 2.0]]) * exposure[:, None] / 100)
    assert find_changes(counts, exposure).cuts == ()
    assert len(find_changes(counts, np.full(120, 100.0)).cuts) == 1  # without the correction it would be one


def test_short_and_empty_series_have_no_change():
    for periods in (0, 1, 2, 3):
        assert find_changes(np.full((periods, 4), 9), np.ones(periods)).cuts == ()
    assert find_changes(np.zeros((50, 4), dtype=int), np.ones(50)).cuts == ()
    assert find_changes(np.zeros((50, 4), dtype=int), np.zeros(50)).cuts == ()


def test_times_of_which_nothing_is_known_say_nothing():
    """A window that reaches far before the first report finds the same as one that does not."""
    generator = np.random.default_rng(4)
    exposure = generator.poisson(300, 100).astype(np.float64)
    uneven = generator.negative_binomial(1.0, 1 / (1 + np.array([0.5, 2.0])), size=(100, 2))
    risen = uneven + np.repeat([[0, 0], [0, 9]], 50, axis=0)
    for counts in (uneven, risen):
        alone = find_changes(counts, exposure)
        gap = np.zeros((400, 2), dtype=np.int64)
        among = find_changes(
            np.vstack([gap, counts[:30], gap, counts[30:], gap]),
            np.concatenate([np.zeros(400), exposure[:30], np.zeros(400), exposure[30:], np.zeros(400)]),
        )
        assert [cut.at + 800 for cut in alone.cuts] == [cut.at for cut in among.cuts]
        assert among.scatter == pytest.approx(alone.scatter)
        assert (among.edges[0], among.edges[-1]) == (0, 1300)
    assert len(find_changes(risen, exposure).cuts) == 1


# --- In a ledger ---


def spread(first, days, number, seed, **more):
    generator = np.random.default_rng(seed)
    return [row(first + dt.timedelta(days=int(day)), **more) for day in generator.integers(0, days, number)]


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Ten years: Russia and Ukraine quarrel a little, and fight from July 2019 to 2023; the world goes on as ever."""
    invasion = row("2019-07-03", title="Russia invades Ukraine", n_reports=40)
    truce = row("2023-12-20", actors=("RUS", "UKR"), recipients=(), type="CONCEDE", title="They make a truce")
    rows = [
        *spread(D(2014, 1, 1), 4380, 60, 1, type="ACCUSE"),
        *spread(D(2019, 7, 1), 1640, 500, 2),
        *spread(D(2014, 1, 1), 4380, 4800, 3, actors=("USA",), recipients=("CHN",), type="CONSULT"),
        *spread(D(2014, 1, 1), 4380, 300, 4, actors=("FRA",), recipients=("DEU",), type="CONSULT"),
        invasion,
        truce,
    ]
    with bare(tmp_path_factory.mktemp("planted") / "ledger", rows) as ledger:
        yield ledger


def test_changes_name_the_incidents_that_made_them(planted):
    found = dyad(planted, "RUS", "UKR", options=DyadOptions(since="2014", until="2026"))
    up, down = found.changes
    assert (up["date"], up["kind"], up["quad"]) == (D(2019, 7, 1), "more conflict", "material conflict")
    assert up["titles"][0] == "Russia invades Ukraine"
    assert up["low"] <= up["date"] <= up["high"]
    assert up["conflict_after"] > 5 * up["conflict_before"]
    assert "from 2019-07" in up["text"]
    assert (down["kind"], down["titles"][0]) == ("less conflict", "They make a truce")
    assert D(2023, 12, 1) <= down["date"] <= D(2024, 2, 1)
    assert set(up["incident_ids"]) <= set(found._found.ids.to_pylist())
    times = list(found.segments)
    assert [time["since"] for time in times] == [D(2014, 1, 1), up["date"], down["date"]]
    assert sum(time["incidents"] for time in times) == found.incidents
    assert times[1]["material_conflict"] == pytest.approx(up["after"])


def test_a_steady_pair_has_no_change(planted):
    for by in ("week", "month", "quarter", "year"):
        found = dyad(planted, "FRA", "DEU", options=DyadOptions(since="2014", until="2024", by=by))
        assert len(found.changes) == 0
        assert len(found.segments) == 1


def test_changes_between_days_are_looked_for_between_weeks(planted):
    found = dyad(planted, "RUS", "UKR", options=DyadOptions(since="2019", until="2020", by="day"))
    assert len(found.series) == 365
    (change,) = found.changes
    assert change["date"].weekday() == 0
    assert abs((change["date"] - D(2019, 7, 1)).days) <= 14


def test_changes_can_be_left_out(planted):
    found = dyad(planted, "RUS", "UKR", options=DyadOptions(since="2014", until="2026", changes=False))
    assert len(found.changes) == 0
