"""Measures of polarity against hand-worked cases, and what they make of planted systems."""

from __future__ import annotations

import numpy as np
import pytest
from network_samples import EAST, SOUTH, WEST, camps, jumble
from system_samples import NAMES, bare, row, telling, told

from multipolar.errors import UsageError
from multipolar.system import MEASURES, NetworkOptions, PoleOptions, poles
from multipolar.system.measures import bimodality, concentration

FAST = NetworkOptions(replicates=40, shuffles=0)


def value(found, measure, year=None):
    rows = [made for made in found.series if made["measure"] == measure]
    return next(made for made in rows if year is None or made["period"].year == year)


def test_concentration_by_hand():
    even = concentration(np.array([1.0, 1.0, 1.0, 1.0, 0.0]))
    assert even == {"hhi": 0.25, "effective_actors": 4.0, "concentration": 0.0}
    # s = 1/2, 1/4, 1/4: HHI 3/8, CON sqrt((3/8 - 1/3) / (2/3)) = 1/4.
    uneven = concentration(np.array([2.0, 1.0, 1.0]))
    assert uneven["hhi"] == pytest.approx(3 / 8)
    assert uneven["effective_actors"] == pytest.approx(8 / 3)
    assert uneven["concentration"] == pytest.approx(0.25)


def test_bimodality_of_known_shapes():
    even = np.ones(2)
    assert bimodality(np.array([-1.0, 1.0]), even) == pytest.approx(1.0)
    assert bimodality(np.array([0.0, 5.0]), np.array([9.0, 1.0])) == pytest.approx(1.0)  # two points, however uneven
    spread = np.linspace(0, 1, 20_001)
    assert bimodality(spread, np.ones_like(spread)) == pytest.approx(5 / 9, abs=1e-4)
    normal = np.random.default_rng(0).normal(size=200_000)
    assert bimodality(normal, np.ones_like(normal)) == pytest.approx(1 / 3, abs=0.01)
    assert np.isnan(bimodality(np.array([2.0, 2.0]), even))


@pytest.fixture(scope="module")
def change(tmp_path_factory):
    """From many who deal with all, over two camps, to one power in the middle of everything."""
    everybody = (*WEST, *EAST, *SOUTH)
    rows = jumble(2010, everybody, count=300) + camps(2011, WEST, EAST, friendly=150, hostile=200)
    rng = np.random.default_rng(0)
    for at in range(300):
        other = str(rng.choice([code for code in everybody if code != "USA"]))
        rows.append(row(f"2012-{at % 12 + 1:02d}-20", ["USA"], [other], str(rng.choice(["AID", "THREATEN"]))))
    return poles(bare(tmp_path_factory.mktemp("poles") / "ledger", rows), options=PoleOptions(network=FAST))


def test_a_centre_is_seen(change):
    centre = value(change, "centre_share", 2012)
    assert centre["value"] > 0.95
    assert value(change, "centre_share", 2010)["high"] < 0.4
    # USA has half of all ends, twenty others share the rest: 1 / (1/4 + 20 / 40^2).
    assert value(change, "effective_actors", 2012)["raw"] == pytest.approx(1 / (0.25 + 20 / 40**2), rel=0.05)
    assert value(change, "effective_actors", 2010)["value"] > 15
    first = next(made for made in change.leaders if made["period"].year == 2012)
    assert (first["actor"], first["name"], first["rank"]) == ("USA", "United States", 1)
    assert first["share"] == pytest.approx(0.5)


def test_two_camps_are_seen(change):
    camps_, loose = (value(change, "polarization", year) for year in (2011, 2010))
    assert camps_["low"] > loose["high"]
    assert camps_["value"] > 0.9
    assert value(change, "effective_blocs", 2011)["value"] == pytest.approx(2.0, abs=0.1)
    assert value(change, "bimodality", 2011)["value"] > 0.85
    assert value(change, "inner_cooperation", 2011)["value"] > 0.99


def test_polarization_of_two_halves_at_war_is_one(tmp_path):
    rows = camps(2010, WEST, EAST, friendly=80, hostile=400)
    found = poles(bare(tmp_path / "ledger", rows), options=PoleOptions(network=FAST))
    assert value(found, "polarization")["raw"] == pytest.approx(1.0, abs=0.02)


def test_every_measure_has_its_bounds_and_its_order(change):
    for made in change.series:
        assert made["low"] <= made["high"]
        least, most = {"modularity": (-1, 1), "hhi": (0, 0.5)}.get(made["measure"], (0, 1))
        if not made["measure"].startswith("effective"):
            assert least <= made["low"] <= made["value"] <= made["high"] <= most
    assert {made["measure"] for made in change.series} == {measure.name for measure in MEASURES}
    assert [made["measure"] for made in change.measures] == [measure.name for measure in MEASURES]
    assert all(made["formula"] and made["source"] and made["not_"] for made in change.measures)


def test_intervals_hold_the_truth_of_few_incidents(tmp_path):
    # Twenty pairs of states, all as likely: of 60 incidents, shares look more uneven than they are.
    codes = [f"A{chr(65 + at // 8)}{chr(65 + at % 8)}" for at in range(40)]
    truth, held, raw, corrected = 1 / 40, 0, [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        rows = []
        for at in range(60):
            pair = int(rng.integers(0, 20))
            rows.append(row(f"2010-{at % 12 + 1:02d}-10", [codes[2 * pair]], [codes[2 * pair + 1]], "AID"))
        found = poles(bare(tmp_path / f"ledger{seed}", rows), options=PoleOptions(network=FAST))
        made = value(found, "hhi")
        held += made["low"] <= truth <= made["high"]
        raw.append(made["raw"])
        corrected.append(made["value"])
    assert held >= 4
    assert abs(np.mean(corrected) - truth) < 0.5 * abs(np.mean(raw) - truth)


def test_trends_are_found_where_planted_and_only_there(tmp_path):
    rising, steady = [], []
    for year in range(2000, 2009):
        rising += jumble(year, (*WEST, *EAST, *SOUTH)[: 21 - 2 * (year - 2000)], seed=1, count=200)
        steady += jumble(year, (*WEST, *EAST), seed=2, count=120)
    options = PoleOptions(network=NetworkOptions(replicates=25))
    up = poles(bare(tmp_path / "up", rising), options=options)
    level = poles(bare(tmp_path / "level", steady), options=options)
    (hhi,) = (made for made in up.trends if made["measure"] == "hhi")
    assert (hhi["text"], hhi["periods"]) == ("rising", 9)
    assert 0 < hhi["low"] < hhi["slope_per_decade"] < hhi["high"]
    assert sum(made["text"] in {"rising", "falling"} for made in level.trends) <= 2


def test_a_year_that_is_not_over_is_marked(change):
    whole = {made["period"].year: made["whole"] for made in change.series}
    assert whole == {2010: True, 2011: True, 2012: True}
    part = poles(change.ledger, options=PoleOptions(until="2012-07", network=FAST))
    assert {made["period"].year: made["whole"] for made in part.series} == whole | {2012: False}


def test_other_ways_of_counting(tmp_path):
    rows = [made for year in range(2000, 2005) for made in camps(year, WEST, EAST, friendly=25, hostile=25)]
    options = PoleOptions(sensitivity=True, network=NetworkOptions(replicates=0))
    found = poles(bare(tmp_path / "ledger", rows), options=options)
    varied = list(found.sensitivity)
    assert {made["variation"] for made in varied} == {"default", "window", "threshold", "resolution", "counts"}
    default = [made for made in varied if made["variation"] == "default"]
    assert all(made["difference"] == 0 for made in default if made["periods"])
    blind = [made for made in varied if made["what"] == "no assaults" and made["measure"] == "hhi"]
    assert blind[0]["periods"] == 5
    assert len(poles(found.ledger, options=PoleOptions(network=FAST)).sensitivity) == 0


def test_too_little_is_said_to_be_too_little(tmp_path):
    few = poles(bare(tmp_path / "ledger", camps(2010, WEST, friendly=9)), options=PoleOptions(network=FAST))
    assert all(made["value"] is None and not made["enough"] and "too few" in made["note"] for made in few.series)
    assert all(made["slope_per_decade"] is None for made in few.trends)
    assert len(few.leaders) == 0
    assert few.note == "1 of 1 periods have too few incidents or ties for some measures"


def test_figures_open_down_to_sentences(tmp_path):
    names = list(NAMES.items())[:6]
    reports = [
        telling(
            f"{a} helped {b} with load {at}.", f"2022-03-{at % 28 + 1:02d}", events=[("AID", None, "helped", [x], [y])]
        )
        for at, ((x, a), (y, b)) in enumerate((one, other) for one in names for other in names if one != other)
    ]
    found = poles(told(tmp_path / "ledger", reports), options=PoleOptions(network=FAST))
    assert len(found.evidence("2022")) == 30
    assert {"RUS"} <= {
        code for made in found.evidence("2022", "Russia") for code in made["actor_codes"] + made["recipient_codes"]
    }
    assert len(found.evidence("2022", "Russia")) == 10
    with pytest.raises(UsageError):
        found.evidence("1990")
    with pytest.raises(UsageError):
        found.evidence("2022", "Atlantis")


def test_what_does_not_fit_is_told():
    for wrong in ({"window": 0}, {"centre": 0}, {"network": NetworkOptions(as_of="2020")}):
        with pytest.raises(UsageError):
            PoleOptions(**wrong)
