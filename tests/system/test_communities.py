"""Communities against networkx, hand-worked graphs, and planted partitions."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.system.blocs import adjusted_rand
from multipolar.system.communities import (
    climb,
    dealt,
    detect,
    modularity_matrix,
    positive_parts,
    rewired,
    signed_modularity,
    significance,
)


def symmetric(upper):
    upper = np.triu(upper, 1)
    return upper + upper.T


def noise(seed, size=30, density=0.2, negative=0.5):
    """A random signed network without communities."""
    rng = np.random.default_rng(seed)
    sign = np.where(rng.random((size, size)) < negative, -1.0, 1.0)
    return symmetric((rng.random((size, size)) < density) * rng.exponential(1.0, (size, size)) * sign)


def planted(seed, size=40, blocs=4, *, inside=0.6, between=0.15, wrong=0.05):
    """Friends inside of blocs and enemies between them, with some signs wrong."""
    rng = np.random.default_rng(seed)
    labels = np.arange(size) % blocs
    same = labels[:, None] == labels[None, :]
    there = rng.random((size, size)) < np.where(same, inside, between)
    sign = np.where(same, 1.0, -1.0) * np.where(rng.random((size, size)) < wrong, -1.0, 1.0)
    return symmetric(there * sign * rng.uniform(0.5, 1.5, (size, size))), labels


def same_division(one, other):
    return np.array_equal(one[:, None] == one[None, :], other[:, None] == other[None, :])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("resolution", [0.5, 1.0, 1.7])
def test_without_enemies_it_is_the_modularity_of_networkx(seed, resolution):
    weights = noise(seed, negative=0.0)
    labels = np.random.default_rng(seed).integers(0, 4, len(weights))
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())]
    expected = nx.community.modularity(nx.from_numpy_array(weights), groups, resolution=resolution)
    assert signed_modularity(weights, labels, resolution=resolution) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("null", [0.0, 1.0])
def test_with_enemies_it_is_the_layers_of_networkx_put_together(seed, null):
    # Gómez et al. 2009, eq. 6: each layer's modularity by its share of the weight, the negative one taken off.
    weights = noise(seed)
    labels = np.random.default_rng(seed).integers(0, 3, len(weights))
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())]
    expected = 0.0
    for sign, resolution in ((1, 1.0), (-1, null)):
        layer = np.maximum(sign * weights, 0)
        part = layer.sum() / np.abs(weights).sum()
        graph = nx.from_numpy_array(layer)
        expected += sign * part * nx.community.modularity(graph, groups, resolution=resolution)
    assert signed_modularity(weights, labels, negative_resolution=null) == pytest.approx(expected, abs=1e-12)


def test_two_triangles_at_odds_by_hand():
    weights = np.zeros((6, 6))
    for a, b in ((0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)):
        weights[a, b] = weights[b, a] = 1.0
    weights[2, 3] = weights[3, 2] = -1.0
    found = detect(weights)
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1]
    # 12 of 14 halves of ties are positive; each triangle has k = 6 of 2m+ = 12.
    assert found.quality == pytest.approx((12 - 2 * 36 / 12) / 14)


@pytest.mark.parametrize("seed", range(4))
def test_planted_blocs_are_found(seed):
    weights, labels = planted(seed)
    found = detect(weights, seed=seed)
    assert adjusted_rand(found.labels, labels) > 0.85
    assert found.quality >= signed_modularity(weights, labels) - 1e-9
    assert significance(weights, shuffles=40, seed=seed).p_value < 0.05


@pytest.mark.parametrize("seed", range(4))
def test_planted_blocs_without_enemies_are_found(seed):
    weights, labels = planted(seed, between=0.0, wrong=0.0, inside=0.6)
    assert same_division(detect(weights).labels, labels)


def test_friends_and_enemies_in_blocs_are_told_from_such_dealt_out():
    weights, _ = planted(1)
    assert significance(weights, null=dealt, shuffles=40).p_value < 0.05
    other = dealt(weights, np.random.default_rng(0))
    assert np.array_equal(other != 0, weights != 0)
    assert np.allclose(np.sort(other[other != 0]), np.sort(weights[weights != 0]))
    assert not np.array_equal(other, weights)


@pytest.mark.parametrize("null", [rewired, dealt])
def test_where_none_is_planted_chance_is_blamed(null):
    values = [significance(noise(seed, size=24), null=null, shuffles=39, seed=seed).p_value for seed in range(20)]
    # At 5 %, more than four of twenty come up once in four hundred times.
    assert sum(p <= 0.05 for p in values) <= 4
    assert np.mean(values) > 0.25


@pytest.mark.parametrize("seed", range(3))
def test_it_is_no_worse_than_the_louvain_of_networkx(seed):
    weights = noise(seed, size=40, density=0.12, negative=0.0)
    graph = nx.from_numpy_array(weights)
    groups = nx.community.louvain_communities(graph, seed=seed)
    assert detect(weights).quality >= nx.community.modularity(graph, groups) - 0.005


def test_the_same_arguments_give_the_same_division():
    weights = noise(3)
    assert np.array_equal(detect(weights, seed=5).labels, detect(weights, seed=5).labels)
    assert significance(weights, shuffles=5, seed=2) == significance(weights, shuffles=5, seed=2)


def test_communities_are_numbered_by_size():
    weights, _ = planted(1, size=21, blocs=3)
    sizes = [len(members) for members in detect(weights).communities]
    assert sizes == sorted(sizes, reverse=True)


def test_nothing_comes_of_nothing():
    assert detect(np.zeros((0, 0))).communities == []
    assert detect(np.zeros((4, 4))).quality == 0.0
    assert len(detect(np.zeros((4, 4))).communities) == 4


def test_enemies_of_the_same_enemy_are_not_made_friends():
    weights = np.zeros((5, 5))
    for other in (1, 2, 3):
        weights[0, other] = weights[other, 0] = -1.0
    weights[3, 4] = weights[4, 3] = 1.0
    labels = detect(weights).labels
    assert labels[3] == labels[4]
    assert len({labels[0], labels[1], labels[2], labels[3]}) == 4


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 14), density=st.floats(0.1, 0.9))
def test_it_holds_together_and_is_better_than_the_plainest_divisions(seed, size, density):
    weights = noise(seed, size=size, density=density)
    found = detect(weights, starts=3)
    assert found.quality == pytest.approx(signed_modularity(weights, found.labels))
    assert found.quality >= signed_modularity(weights, np.arange(size)) - 1e-9
    parts = positive_parts(weights > 0, found.labels)
    assert same_division(parts, found.labels)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(3, 12))
def test_climbing_never_goes_down(seed, size):
    networks = np.stack([noise(seed + at, size=size, density=0.5) for at in range(3)])
    matrices = np.stack([modularity_matrix(weights) for weights in networks])
    start = np.random.default_rng(seed).integers(0, size, (3, size))
    for weights, before, after in zip(networks, start, climb(matrices, start), strict=True):
        assert signed_modularity(weights, after) >= signed_modularity(weights, before) - 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_rewiring_keeps_degrees_signs_and_weights(seed):
    weights = noise(seed, size=40)
    other = rewired(weights, np.random.default_rng(seed))
    assert np.array_equal(other, other.T)
    assert not other.diagonal().any()
    for sign in (1, -1):
        assert np.array_equal((sign * weights > 0).sum(axis=1), (sign * other > 0).sum(axis=1))
    assert np.allclose(np.sort(weights[np.triu_indices(40)]), np.sort(other[np.triu_indices(40)]))
    moved = ((other != 0) != (weights != 0)).sum() / (weights != 0).sum()
    assert moved > 0.5
