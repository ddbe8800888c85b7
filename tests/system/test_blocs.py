"""Blocs that were planted are followed through what was planted to happen to them."""

from __future__ import annotations

import io
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import EAST, SOUTH, WEST, camps, jumble
from system_samples import bare

from multipolar.errors import UsageError
from multipolar.system import BlocOptions, NetworkOptions, blocs
from multipolar.system.blocs import adjusted_rand

FAST = NetworkOptions(replicates=20, shuffles=19)
ONE = BlocOptions(window=1, network=FAST)


def at(found, year):
    return {frozenset(made["members"]): made for made in found.blocs if made["period"].year == year}


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """Two camps; one breaks up in 2012; the other is not heard of in 2013 and comes back."""
    half, other = EAST[:4], EAST[4:]
    rows = (
        camps(2010, WEST, EAST)
        + camps(2011, WEST, EAST)
        + camps(2012, WEST, half, other)
        + camps(2013, half, other)
        + camps(2014, WEST, half, other)
    )
    return blocs(bare(tmp_path_factory.mktemp("history") / "ledger", rows), options=ONE)


def test_a_bloc_stays_itself(history):
    first, second = at(history, 2010)[frozenset(WEST)], at(history, 2011)[frozenset(WEST)]
    assert first["bloc"] == second["bloc"]
    assert (first["change"], second["change"], second["overlap"]) == ("new", "goes on", 1.0)
    assert (second["joined"], second["left"]) == ([], [])
    assert at(history, 2010)[frozenset(EAST)]["bloc"] != first["bloc"]


def test_a_split_is_seen(history):
    east = at(history, 2011)[frozenset(EAST)]["bloc"]
    parts = [at(history, 2012)[frozenset(part)] for part in (EAST[:4], EAST[4:])]
    assert sorted(made["change"] for made in parts) == ["goes on", "split"]
    assert [made["bloc"] for made in parts if made["change"] == "goes on"] == [east]
    (kept,) = (made for made in parts if made["change"] == "goes on")
    assert len(kept["left"]) == 4


def test_who_was_gone_comes_back_as_itself(history):
    west = at(history, 2010)[frozenset(WEST)]["bloc"]
    assert west not in {made["bloc"] for made in at(history, 2013).values()}
    back = at(history, 2014)[frozenset(WEST)]
    assert (back["bloc"], back["change"]) == (west, "back")


def test_a_merger_is_seen(tmp_path):
    rows = camps(2010, WEST, EAST, SOUTH) + camps(2011, (*WEST, *SOUTH), EAST, friendly=200)
    found = blocs(bare(tmp_path / "ledger", rows), options=ONE)
    joined = next(made for members, made in at(found, 2011).items() if members >= {*WEST, *SOUTH})
    assert joined["change"] == "merged"
    assert joined["bloc"] == at(found, 2010)[frozenset(WEST)]["bloc"]
    assert set(joined["joined"]) == set(SOUTH)


def test_tables_agree(history):
    members = {(made["period"], made["bloc"]): [] for made in history.members}
    for made in history.members:
        members[made["period"], made["bloc"]].append(made["actor"])
    for made in history.blocs:
        assert members[made["period"], made["bloc"]] == made["members"]
        assert made["size"] == len(made["members"]) == len(made["member_names"])
        assert made["share_low"] <= made["share"] <= made["share_high"]
    for made in history.tracks:
        rows = [other for other in history.blocs if other["bloc"] == made["bloc"]]
        assert made["periods"] == len(rows)
        assert {other["track"] for other in rows} == {made["name"]}
        assert (made["first"], made["last"]) == (rows[0]["period"], rows[-1]["period"])
    assert len({made["name"] for made in history.tracks}) == len(history.tracks)


def test_lasting_blocs_are_told_from_a_jumble(history, tmp_path):
    by_year = {made["period"].year: made for made in history.periods}
    assert by_year[2010]["persistence"] is None
    assert by_year[2011]["persistence"] > 0.9
    assert by_year[2011]["persistence_p"] < 0.05
    assert by_year[2011]["p_value"] <= 0.05
    codes = (*WEST, *EAST)
    rows = [made for year in range(2000, 2008) for made in jumble(year, codes, count=90)]
    loose = blocs(bare(tmp_path / "ledger", rows), options=ONE)
    low = [made["persistence_p"] for made in loose.periods if made["persistence_p"] is not None]
    assert sum(p < 0.05 for p in low) <= 2
    assert sum(made["p_value"] <= 0.05 for made in loose.periods if made["p_value"] is not None) <= 2


def test_a_window_reaches_back(tmp_path):
    rows = camps(2010, WEST, EAST) + camps(2011, SOUTH, friendly=30)
    ledger = bare(tmp_path / "ledger", rows)
    alone = blocs(ledger, options=BlocOptions(since="2011", window=1, network=FAST))
    wide = blocs(ledger, options=BlocOptions(since="2011", window=2, network=FAST))
    assert [made["incidents"] for made in alone.periods] == [30]
    assert [made["incidents"] for made in wide.periods] == [210]
    assert frozenset(WEST) in at(wide, 2011)


def test_quarters_too(history):
    found = blocs(history.ledger, by="quarter", options=BlocOptions(since="2010", until="2011", window=1, network=FAST))
    assert [made["period"].month for made in found.periods] == [1, 4, 7, 10]


def test_a_period_opens(history):
    network = history.network("2011")
    assert network.incidents == 180
    assert history.period("2011-07-04").isoformat() == "2011-01-01"
    west = at(history, 2011)[frozenset(WEST)]["bloc"]
    inside = sum(made["a"] in WEST and made["b"] in WEST for made in network.ties for _ in range(made["incidents"]))
    assert inside == 60
    assert len(history.evidence("2011", west)) == 0  # these incidents stand on no report
    with pytest.raises(UsageError, match="none of the periods"):
        history.network("1999")
    with pytest.raises(UsageError, match="no bloc"):
        history.evidence("2011", "B99")


def test_periods_without_enough_say_so(tmp_path):
    rows = camps(2010, WEST, EAST) + camps(2011, WEST, friendly=5)
    found = blocs(bare(tmp_path / "ledger", rows), options=ONE)
    late = [made for made in found.periods if made["period"].year == 2011]
    assert [(made["enough"], made["blocs"], made["modularity"], made["p_value"]) for made in late] == [
        (False, 0, None, None)
    ]
    assert "too few" in late[0]["note"]
    assert found.note == "1 of 2 periods have too few incidents or ties"


def test_what_does_not_fit_is_told(history):
    for wrong in ({"window": 0}, {"match": 0.0}, {"memory": 0}, {"network": NetworkOptions(since="2020")}):
        with pytest.raises(UsageError):
            BlocOptions(**wrong)
    with pytest.raises(UsageError, match="one of year"):
        blocs(history.ledger, by="day", options=ONE)


def test_tables_are_written(history):
    out = io.StringIO()
    history.blocs.to_csv(out)
    assert len(out.getvalue().splitlines()) == len(history.blocs) + 1


# --- Likeness of divisions ---


def test_the_same_division_is_one_and_no_likeness_is_nothing():
    labels = np.array([0, 0, 1, 1, 2, 2])
    assert adjusted_rand(labels, (labels + 1) % 3) == 1.0
    rng = np.random.default_rng(0)
    chance = [adjusted_rand(rng.integers(0, 3, 60), rng.integers(0, 3, 60)) for _ in range(200)]
    assert abs(np.mean(chance)) < 0.01


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=12))
def test_likeness_is_that_of_looking_at_every_pair(nodes):
    one, other = (np.array(side) for side in zip(*nodes, strict=True))
    pairs = list(itertools.combinations(range(len(nodes)), 2))
    same = [(one[a] == one[b], other[a] == other[b]) for a, b in pairs]
    both, left, right = (sum(map(f, same)) for f in (all, lambda s: s[0], lambda s: s[1]))
    expected, most = left * right / len(pairs), (left + right) / 2
    if math.isclose(most, expected):
        assert adjusted_rand(one, other) == 1.0
    else:
        assert adjusted_rand(one, other) == pytest.approx((both - expected) / (most - expected))
