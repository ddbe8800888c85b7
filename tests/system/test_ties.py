"""Ties against hand-worked cases, and the matrices against plain Python."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from system_samples import bare, row

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import Ledger
from multipolar.system.ties import JOINT_SCORE, Pairs, TieOptions, alignment, decay, read_pairs, signed_weight

DAY = "2024-03-01"


def tied(pairs: Pairs) -> dict[tuple[str, str], tuple[float, float, int]]:
    """Positive, negative and number of incidents of each pair."""
    positive, negative, count = pairs.sums()
    return {
        (pairs.codes[i], pairs.codes[j]): (round(positive[i, j], 6), round(negative[i, j], 6), int(count[i, j]))
        for i, j in zip(*np.nonzero(np.triu(count)), strict=True)
    }


def read(tmp_path, rows, **options):
    return tied(read_pairs(bare(tmp_path / "ledger", rows), TieOptions(**options)))


def test_one_side_acts_on_the_other(tmp_path):
    rows = [
        row(DAY, ["RUS"], ["UKR"], "ASSAULT"),
        row(DAY, ["UKR"], ["RUS"], "ACCUSE"),
        row(DAY, ["USA"], ["UKR"], "AID"),
    ]
    assert read(tmp_path, rows) == {("RUS", "UKR"): (0, 1.2, 2), ("UKR", "USA"): (1.0, 0, 1)}


def test_the_parties_share_an_incident(tmp_path):
    # Four at a summit: each pair a third of 2.5 / 10.
    rows = [row(DAY, ["USA", "FRA", "DEU", "GBR"], [], "CONSULT")]
    found = read(tmp_path, rows)
    assert len(found) == 6
    assert set(found.values()) == {(round(0.25 / 3, 6), 0, 1)}


def test_a_clash_is_between_two_and_no_more(tmp_path):
    rows = [
        row(DAY, ["IND", "PAK"], [], "ASSAULT", trigger="clashed"),
        row(DAY, ["USA", "GBR", "FRA"], [], "ASSAULT", trigger="clashed"),  # who stood against whom is not said
        row(DAY, ["FRA", "DEU"], [], "ACCUSE"),  # they accuse somebody together
    ]
    found = read(tmp_path, rows, joint=False)
    assert found == {("IND", "PAK"): (0, 0.9, 1)}


def test_allies_who_strike_together_stand_together(tmp_path):
    rows = [
        row(DAY, ["USA", "GBR"], [], "ASSAULT", mode="aerial", trigger="launched air strikes"),
        row(DAY, ["RUS", "SYR"], [], "ASSAULT", trigger="attacked"),
    ]
    found = read(tmp_path, rows)
    assert found == {("GBR", "USA"): (JOINT_SCORE / 10, 0, 1), ("RUS", "SYR"): (JOINT_SCORE / 10, 0, 1)}
    assert read(tmp_path / "apart", rows, joint=False) == {}


def test_acting_together_ties(tmp_path):
    rows = [row(DAY, ["USA", "GBR"], ["RUS"], "SANCTION"), row(DAY, ["FRA", "DEU"], [], "ACCUSE")]
    half = JOINT_SCORE / 10 / 2
    assert read(tmp_path, rows) == {
        ("GBR", "RUS"): (0, 0.3, 1),
        ("RUS", "USA"): (0, 0.3, 1),
        ("GBR", "USA"): (half, 0, 1),
        ("DEU", "FRA"): (2 * half, 0, 1),
    }
    assert ("GBR", "USA") not in read(tmp_path / "other", rows, joint=False)


def test_being_acted_upon_together_does_not_tie(tmp_path):
    assert ("FRA", "GBR") not in read(tmp_path, [row(DAY, ["RUS"], ["GBR", "FRA"], "THREATEN")])


def test_agents_count_for_their_state_and_others_do_not(tmp_path):
    person = ("RUS", "GOV", "Vladimir Putin", "person:vladimir-putin")
    police = ("UKR", "COP", "police", "")
    rebels = ("UKR", "REB", "rebels", "")
    crowd = ("UKR", "CVL", "protesters", "")
    rows = [
        row(DAY, [person], [police], "ACCUSE"),
        row(DAY, ["RUS"], [rebels], "AID"),
        row(DAY, ["RUS"], [crowd], "ASSAULT"),
        row(DAY, [person, "RUS"], ["RUS"], "CONSULT"),
    ]
    assert read(tmp_path, rows) == {("RUS", "UKR"): (0, 0.3, 1)}
    assert read(tmp_path / "all", rows, nationals=True) == {("RUS", "UKR"): (1.0, 1.2, 3)}


def test_kinds_statuses_types_and_confidence(tmp_path):
    nato = ("IGO:NATO", "IGO", "NATO", "igo:nato")
    rows = [
        row(DAY, [nato], ["UKR"], "AID"),
        row(DAY, ["RUS"], ["UKR"], "ASSAULT", status="alleged"),
        row(DAY, ["FRA"], ["UKR"], "AID", confidence=0.3),
    ]
    ledger = bare(tmp_path / "ledger", rows)
    assert tied(read_pairs(ledger)) == {("FRA", "UKR"): (1.0, 0, 1)}
    assert tied(read_pairs(ledger, TieOptions(kinds=("state", "organisation"), min_confidence=0.5))) == {
        ("IGO:NATO", "UKR"): (1.0, 0, 1)
    }
    assert tied(read_pairs(ledger, TieOptions(statuses=("alleged",)))) == {("RUS", "UKR"): (0, 0.9, 1)}
    assert tied(read_pairs(ledger, TieOptions(types=("ASSAULT",)))) == {}


def test_windows_are_half_open_and_as_of_knows_no_more_than_the_day(tmp_path):
    rows = [
        row("2024-01-01", ["RUS"], ["UKR"]),
        row("2024-12-31", ["RUS"], ["UKR"]),
        row("2024-06-01", ["USA"], ["UKR"], "AID", first_seen=dt.date(2025, 2, 1)),
    ]
    ledger = bare(tmp_path / "ledger", rows)
    year = {"since": dt.date(2024, 1, 1), "until": dt.date(2024, 12, 31)}
    assert tied(read_pairs(ledger, **year))["RUS", "UKR"][2] == 1
    known = tied(read_pairs(ledger, as_of=dt.date(2024, 12, 31)))
    assert known == {("RUS", "UKR"): (0, 1.8, 2)}
    pairs = read_pairs(ledger)
    assert tied(pairs.between(**year)) == tied(read_pairs(ledger, **year))


def test_half_of_it_after_a_half_life(tmp_path):
    pairs = read_pairs(bare(tmp_path / "ledger", [row("2024-01-01", ["USA"], ["UKR"], "AID")]))
    faded = pairs.faded(dt.date(2024, 1, 31), 30)
    assert tied(faded) == {("UKR", "USA"): (0.5, 0, 1)}
    assert faded.left().max() == 0.5
    assert pairs.left().max() == 1.0
    assert decay(np.array([0, 60, -5]), 60).tolist() == [1.0, 0.5, 1.0]


def test_alignment_and_weight_by_hand():
    positive, negative = np.array([3.0, 0.0, 0.0]), np.array([1.0, 2.0, 0.0])
    assert alignment(positive, negative)[:2].tolist() == [0.5, -1.0]
    assert np.isnan(alignment(positive, negative)[2])
    assert signed_weight(positive, negative) == pytest.approx([np.log(2), -np.log(3), 0.0])


def test_what_is_no_option_is_told(tmp_path):
    for wrong in ({"kinds": ("planet",)}, {"statuses": ("true",)}, {"types": ("WAR",)}, {"min_confidence": 2.0}):
        with pytest.raises(UsageError):
            TieOptions(**wrong)
    with pytest.raises(UsageError, match="nothing counts"):
        TieOptions(kinds=())
    with pytest.raises(UsageError, match="no time"):
        decay(np.array([1]), 0)
    with pytest.raises(LedgerError, match="no event"):
        read_pairs(Ledger.create(tmp_path / "empty"))


CODES = ("AAA", "BBB", "CCC", "DDD")
incident = st.tuples(
    st.lists(st.sampled_from(CODES), max_size=3),
    st.lists(st.sampled_from(CODES), max_size=2),
    st.sampled_from(("AID", "CONSULT", "ACCUSE", "ASSAULT", "REQUEST")),
    st.sampled_from(("struck", "clashed", "traded fire")),
)


def by_hand(incidents):
    """The same rules, said in another way."""
    sums = defaultdict(lambda: [0.0, 0.0, 0])
    for actors, recipients, kind, trigger in incidents:
        acting, acted = set(actors), set(recipients)
        parties = len(acting | acted)
        score = row(DAY, [], [], kind)["score"]
        for a, b in itertools.combinations(sorted(acting | acted), 2):
            across = (a in acting and b in acted) or (b in acting and a in acted)
            both = a in acting and b in acting
            words = trigger == "traded fire" or (trigger == "clashed" and kind == "ASSAULT")
            clash = kind in {"ACCUSE", "ASSAULT", "REQUEST"} and words and len(acting) == 2
            mutual = across or (both and not recipients and (kind in {"AID", "CONSULT"} or clash))
            if not (mutual or both):
                continue
            worth = score if mutual else JOINT_SCORE
            entry = sums[a, b]
            entry[0] += max(worth, 0) / 10 / (parties - 1)
            entry[1] += max(-worth, 0) / 10 / (parties - 1)
            entry[2] += 1
    return {pair: (round(p, 6), round(n, 6), count) for pair, (p, n, count) in sums.items()}


@settings(max_examples=12, deadline=None)
@given(incidents=st.lists(incident, min_size=1, max_size=8))
def test_sums_are_those_of_plain_python(tmp_path_factory, incidents):
    rows = [row(DAY, who, whom, kind, trigger=trigger) for who, whom, kind, trigger in incidents]
    ledger = bare(tmp_path_factory.mktemp("ties") / "ledger", rows)
    assert tied(read_pairs(ledger)) == by_hand(incidents)


def test_resampling_draws_incidents_and_not_pairs(tmp_path):
    rows = [row(DAY, ["USA", "FRA", "DEU"], [], "CONSULT"), row(DAY, ["RUS"], ["UKR"])]
    pairs = read_pairs(bare(tmp_path / "ledger", rows))
    for seed in range(5):
        times = pairs.resample(np.random.default_rng(seed))
        assert times.sum() == 2
        _, _, count = pairs.sums(times)
        trio = [count[pairs.codes.index(a), pairs.codes.index(b)] for a, b in (("USA", "FRA"), ("USA", "DEU"))]
        assert trio[0] == trio[1] == times[list(pairs.incidents).index("i000000")]
