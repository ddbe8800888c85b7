"""The network of a synthetic ledger: what was planted is found, what was not is not, and nothing comes of nothing."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from network_samples import EAST, SOUTH, WEST, camps, jumble
from system_samples import NAMES, bare, put, row, telling, told

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import Ledger
from multipolar.system import NetworkOptions, network
from multipolar.system.network import centrality

FAST = {"replicates": 30, "shuffles": 39}


def rows_of(table, **wanted):
    return [made for made in table if all(made[name] == value for name, value in wanted.items())]


@pytest.fixture(scope="module")
def two_camps(tmp_path_factory):
    ledger = bare(tmp_path_factory.mktemp("camps") / "ledger", camps(2022, WEST, EAST) + camps(2023, WEST, EAST))
    return network(ledger, options=NetworkOptions(since="2022", until="2023", **FAST))


def test_planted_camps_are_found(two_camps):
    assert two_camps.enough
    assert {frozenset(made["members"]) for made in two_camps.blocs} == {frozenset(WEST), frozenset(EAST)}
    assert all(made["support"] > 0.8 and made["cohesion"] > 0.99 for made in two_camps.blocs)
    (modularity,) = rows_of(two_camps.balance, measure="modularity")
    (triads,) = rows_of(two_camps.balance, measure="balanced_triads")
    (tied,) = rows_of(two_camps.balance, measure="frustration")
    assert modularity["p_value"] < 0.05
    assert triads["value"] > 0.95 > triads["expected_high"]
    assert tied["value"] < 0.05
    assert tied["exact"]


def test_ties_add_up_and_know_their_time(two_camps):
    assert two_camps.incidents == 180
    assert sum(made["incidents"] for made in two_camps.ties) == 180
    assert all(str(made["first"])[:4] == str(made["last"])[:4] == "2022" for made in two_camps.ties)
    assert all(made["alignment_low"] <= made["alignment"] <= made["alignment_high"] or abs(made["alignment"]) == 1
               for made in two_camps.ties)  # fmt: skip
    for made in rows_of(two_camps.ties, counted=True):
        assert made["same_bloc"] == (made["sign"] > 0)


def test_actors_add_up(two_camps):
    actors = list(two_camps.actors)
    assert sum(made["share"] for made in actors) == pytest.approx(1.0)
    assert [made["interaction"] for made in actors] == sorted((made["interaction"] for made in actors), reverse=True)
    for bloc in (1, 2):
        assert sum(made["core"] for made in actors if made["bloc"] == bloc) == pytest.approx(1.0)
    assert {made["kind"] for made in actors} == {"state"}


def test_two_incidents_all_of_one_kind_are_not_sure(tmp_path):
    rows = camps(2022, WEST, EAST) + [row("2022-05-01", ["BRA"], ["ARG"], "AID")] * 2
    found = network(bare(tmp_path / "ledger", rows), options=NetworkOptions(**FAST))
    (tie,) = rows_of(found.ties, a="ARG", b="BRA")
    assert tie["alignment"] == 1.0
    assert tie["alignment_low"] < 0.6


def test_where_no_camps_are_planted_chance_is_blamed(tmp_path):
    codes = (*WEST, *EAST, *SOUTH)
    values = []
    for seed in range(4):
        ledger = bare(tmp_path / f"ledger{seed}", jumble(2022, codes, seed=seed))
        found = network(ledger, options=NetworkOptions(replicates=0, shuffles=39, seed=seed))
        values.append(
            [rows_of(found.balance, measure=name)[0]["p_value"] for name in ("modularity", "balanced_triads")]
        )
    assert (np.array(values) < 0.05).sum() <= 2


def test_as_of_a_day_the_old_fades(tmp_path):
    rows = camps(2020, WEST) + camps(2022, EAST)
    ledger = bare(tmp_path / "ledger", rows)
    late = network(ledger, options=NetworkOptions(as_of="2023-01-01", half_life=180, **FAST))
    early = network(ledger, options=NetworkOptions(as_of="2021-06-01", **FAST))
    assert {made["actor"] for made in early.actors} == set(WEST)
    share = {made["actor"]: made["share"] for made in late.actors}
    assert sum(share[code] for code in WEST) < 0.1
    assert str(early.as_of) == "2021-06-01"


def test_other_kinds_can_be_let_in(tmp_path):
    nato = ("IGO:NATO", "IGO", "NATO", "igo:nato")
    rows = camps(2022, WEST, EAST) + [row("2022-02-01", [nato], ["USA"], "SUPPORT")] * 3
    ledger = bare(tmp_path / "ledger", rows)
    assert "IGO:NATO" not in {made["actor"] for made in network(ledger, options=NetworkOptions(**FAST)).actors}
    found = network(ledger, options=NetworkOptions(kinds=("state", "organisation"), **FAST))
    (made,) = rows_of(found.actors, actor="IGO:NATO")
    assert made["kind"] == "organisation"


def test_the_graph_is_the_structure(two_camps):
    graph = two_camps.to_networkx()
    assert graph.number_of_nodes() == len(two_camps.actors)
    assert graph.number_of_edges() == len(rows_of(two_camps.ties, counted=True))
    assert {data["sign"] for _, _, data in graph.edges(data=True)} <= {-1, 1}
    assert graph.nodes["RUS"]["name"] == "Russia"


def test_centrality_is_that_of_networkx():
    rng = np.random.default_rng(4)
    weights = np.triu((rng.random((12, 12)) < 0.4) * rng.normal(size=(12, 12)), 1)
    weights = weights + weights.T
    positive, negative = np.maximum(weights, 0), np.maximum(-weights, 0)
    eigen, between, pn = centrality(positive, negative, weights)
    whole = nx.eigenvector_centrality_numpy(nx.from_numpy_array(positive + negative), weight="weight")
    assert eigen == pytest.approx(np.array(list(whole.values())) / max(whole.values()), abs=1e-6)
    friends = nx.Graph([(i, j, {"far": 1 / positive[i, j]}) for i, j in zip(*np.nonzero(positive), strict=True)])
    friends.add_nodes_from(range(12))
    expected = nx.betweenness_centrality(friends, weight="far")
    assert between == pytest.approx([expected[node] for node in range(12)])
    signs = np.sign(positive) - 2 * np.sign(negative)
    assert pn == pytest.approx(1 + signs @ pn / 22)


def test_friends_raise_pn_and_enemies_lower_it():
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[1, 0] = 1.0
    weights[2, 3] = weights[3, 2] = -1.0
    pn = centrality(np.maximum(weights, 0), np.maximum(-weights, 0), weights)[2]
    # (I - A / 6)^-1 1 by hand: x = 1 + x / 6 and x = 1 - 2 x / 6.
    assert pn == pytest.approx([6 / 5, 6 / 5, 3 / 4, 3 / 4])


def test_every_tie_opens_down_to_its_sentences(tmp_path):
    names = list(NAMES.items())[:5]
    reports = [
        telling(f"{a} helped {b} with load {at}.", f"2022-03-{at + 1:02d}", events=[("AID", None, "helped", [x], [y])])
        for at, ((x, a), (y, b)) in enumerate(itertools.permutations(names, 2))
    ]
    ledger = told(tmp_path / "ledger", reports)
    found = network(ledger, options=NetworkOptions(min_incidents=1, **FAST))
    assert len(found.ties)
    for made in found.ties:
        evidence = list(found.evidence(made["a"], made["b"]))
        assert len(evidence) == made["incidents"]
        assert all(line["quote"] for line in evidence)
    assert len(found.evidence()) == found.incidents
    name = next(iter(found.actors))["name"]
    assert len(found.evidence(name)) == next(iter(found.actors))["incidents"]


def test_an_actor_s_ties(two_camps):
    assert {made["a"] for made in two_camps.ties_of("USA")} | {made["b"] for made in two_camps.ties_of("USA")} >= {
        "USA",
        "GBR",
    }
    assert len(two_camps.ties_of("Russia", "USA")) == 1
    assert len(two_camps.ties_of("IND")) == 0


def test_too_little_is_said_to_be_too_little(tmp_path):
    few = network(bare(tmp_path / "few", camps(2022, WEST, friendly=12)), options=NetworkOptions(**FAST))
    assert not few.enough
    assert "too few" in few.note
    assert len(few.blocs) == len(few.balance) == 0
    assert all(made["share"] is None and made["bloc"] is None for made in few.actors)
    assert all(made["alignment_low"] is None for made in few.ties)
    pair = [row("2022-01-01", ["RUS"], ["UKR"])] * 30
    thin = network(put(Ledger.create(tmp_path / "thin"), pair), options=NetworkOptions(**FAST))
    assert thin.enough
    assert "too few for blocs" in thin.note
    assert len(thin.balance) == 0


def test_an_empty_window_answers_with_nothing(two_camps):
    found = network(two_camps.ledger, options=NetworkOptions(since="1990", until="1991", **FAST))
    assert (found.incidents, found.enough, len(found.ties), len(found.actors)) == (0, False, 0, 0)
    assert found.ties.columns == two_camps.ties.columns
    assert found.to_networkx().number_of_nodes() == 0


def test_what_does_not_fit_is_told(two_camps, tmp_path):
    ledger = two_camps.ledger
    for wrong, words in (
        ({"since": "2023", "until": "2022"}, "nothing lies"),
        ({"since": "soon"}, "not a day"),
        ({"as_of": "2022", "since": "2021"}, "one of both"),
        ({"as_of": "2022", "half_life": -1.0}, "above 0"),
        ({"half_life": 0.0}, "above 0"),
    ):
        with pytest.raises(UsageError) as error:
            network(ledger, options=NetworkOptions(**wrong))
        assert words in str(error.value)
    for wrong in ({"min_incidents": 0}, {"resolution": 0.0}, {"level": 1.0}, {"replicates": -1}):
        with pytest.raises(UsageError):
            NetworkOptions(**wrong)
    with pytest.raises(UsageError, match="nobody is called"):
        two_camps.evidence("Atlantis")
    with pytest.raises(LedgerError):
        network(Ledger.create(tmp_path / "empty"))


def test_the_same_ledger_gives_the_same_network(two_camps):
    again = network(two_camps.ledger, options=two_camps.options)
    for name in ("ties", "actors", "blocs", "balance"):
        assert getattr(again, name).to_arrow().equals(getattr(two_camps, name).to_arrow())
