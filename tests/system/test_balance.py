"""Balance against hand-worked triads and against looking at every triad and every division."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.system import balance
from multipolar.system.balance import balance_by_chance, frustration, leading_vector, triads


def signed(seed, size, density=0.5, *, weighted=True):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(size, size)) if weighted else rng.choice([-1.0, 1.0], (size, size))
    upper = np.triu((rng.random((size, size)) < density) * values, 1)
    return upper + upper.T


def network(*ties, size=3):
    weights = np.zeros((size, size))
    for a, b, value in ties:
        weights[a, b] = weights[b, a] = value
    return weights


def every_triad(weights):
    kinds, good, all_of_it = [0, 0, 0, 0], 0.0, 0.0
    for trio in itertools.combinations(range(len(weights)), 3):
        values = [weights[a, b] for a, b in itertools.combinations(trio, 2)]
        if all(values):
            kinds[sum(value < 0 for value in values)] += 1
            intensity = abs(np.prod(values)) ** (1 / 3)
            all_of_it += intensity
            good += intensity * (np.prod(values) > 0)
    return kinds, good / all_of_it if all_of_it else float("nan")


def every_division(weights, *, weighted):
    values = weights if weighted else np.sign(weights)
    least = np.inf
    for sides in itertools.product((1, -1), repeat=len(weights) - 1):
        side = np.array((1, *sides))
        against = values * np.outer(side, side)
        least = min(least, float(np.abs(values)[against < 0].sum() / 2))
    return least


def test_the_four_kinds_by_hand():
    for last, kind in ((1, "friends"), (-1, "mixed")):
        found = triads(network((0, 1, 1), (1, 2, 1), (0, 2, last)))
        assert getattr(found, kind) == found.total == 1
    common = triads(network((0, 1, -1), (1, 2, -1), (0, 2, 1)))
    assert (common.common_enemy, common.balanced, common.weakly_balanced) == (1, 1.0, 1.0)
    enemies = triads(network((0, 1, -1), (1, 2, -1), (0, 2, -1)))
    assert (enemies.enemies, enemies.balanced, enemies.weakly_balanced) == (1, 0.0, 1.0)


def test_heavy_triads_weigh_more():
    # A balanced triad of intensity 8 and an unbalanced one of 1.
    weights = network((0, 1, 8), (1, 2, 8), (0, 2, 8), (3, 4, 1), (4, 5, 1), (3, 5, -1), size=6)
    found = triads(weights)
    assert found.balanced == 0.5
    assert found.balanced_weighted == pytest.approx(8 / 9)


def test_without_triads_there_is_no_share():
    found = triads(network((0, 1, 1), (1, 2, 1)))
    assert found.total == 0
    assert np.isnan([found.balanced, found.balanced_weighted, found.weakly_balanced]).all()
    assert np.isnan(balance_by_chance(network((0, 1, 1))).p_value)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(3, 10))
def test_counts_are_those_of_looking_at_every_triad(seed, size):
    weights = signed(seed, size)
    found = triads(weights)
    kinds, share = every_triad(weights)
    assert [found.friends, found.mixed, found.common_enemy, found.enemies] == kinds
    assert found.balanced_weighted == pytest.approx(share, nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 9), weighted=st.booleans())
def test_small_networks_are_solved(seed, size, weighted):
    weights = signed(seed, size)
    found = frustration(weights, weighted=weighted)
    assert found.exact
    assert found.value == pytest.approx(every_division(weights, weighted=weighted))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_it_and_the_bound_holds(monkeypatch, seed, weighted):
    monkeypatch.setattr(balance, "EXACT_NODES", 2)
    weights = signed(seed, 11)
    least = every_division(weights, weighted=weighted)
    found = frustration(weights, weighted=weighted)
    assert found.value == pytest.approx(least)
    assert found.low <= least + 1e-9
    assert found.share == pytest.approx(least / np.abs(weights if weighted else np.sign(weights)).sum() * 2)


def test_two_camps_are_not_frustrated_at_any_size():
    rng = np.random.default_rng(1)
    side = rng.choice([-1.0, 1.0], 60)
    weights = np.abs(signed(2, 60, 0.2)) * np.outer(side, side)
    found = frustration(weights)
    assert (found.value, found.low, found.exact) == (0, 0, True)
    assert triads(weights).balanced == 1.0


def test_parts_that_hang_by_a_node_add_up():
    bad = ((0, 1, 1), (1, 2, 1), (0, 2, -1))
    two = network(*bad, *((a + 2, b + 2, value) for a, b, value in bad), size=5)
    assert frustration(two).value == 2
    bridge = network((0, 1, -1), (1, 2, 1), (2, 3, -1), size=4)
    assert frustration(bridge).value == 0


def test_planted_balance_is_told_from_chance_and_chance_from_it():
    rng = np.random.default_rng(0)
    side = rng.choice([-1.0, 1.0], 30)
    planted = np.abs(signed(3, 30, 0.3)) * np.outer(side, side)
    assert balance_by_chance(planted, shuffles=99).p_value == pytest.approx(0.01)
    values = [balance_by_chance(signed(seed, 25, 0.3), shuffles=39, seed=seed).p_value for seed in range(20)]
    assert sum(p <= 0.05 for p in values) <= 4


@pytest.mark.parametrize("size", [1, 2, 3, 7, 30])
def test_the_leading_vector_is_that_of_the_full_solution(size):
    matrix = signed(size, size, 0.8)
    vector = leading_vector(matrix)
    if not matrix.any():
        return
    values, vectors = np.linalg.eigh(matrix)
    assert vector @ matrix @ vector == pytest.approx(values[-1])
    assert abs(vector @ vectors[:, -1]) == pytest.approx(1.0)
    assert vector[np.abs(vector).argmax()] > 0
