"""The outlook of a pair: what it says, when it says nothing, and how it is drawn."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from system_samples import NAMES, bare, row, telling, told
from test_backtest import ledger_of, panel

from multipolar.errors import UsageError
from multipolar.system import QUADS, OutlookOptions, outlook, outlook_model
from multipolar.system.panel import Panel


def famous(of):
    """The panel with its first pairs being known to the tables of names."""
    known = (("RUS", "UKR"), ("CHN", "USA"), ("FRA", "DEU"))
    return Panel(pairs=(*known, *of.pairs[3:]), first=of.first, counts=of.counts, total=of.total)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    of = famous(panel(7, months=72, pairs=10))
    of.counts[0, :, 3] = 6 + np.arange(72) % 3  # a war
    of.counts[2, -14:] = 0  # two who have nothing to do with each other any more
    ledger = ledger_of(tmp_path_factory.mktemp("outlook") / "ledger", of)
    return ledger, outlook_model(ledger, options=OutlookOptions(check=24))


def test_a_steady_war_is_expected_to_go_on(made):
    ledger, model = made
    found = outlook(ledger, "Russia", "UKR", model=model)
    assert found.enough
    assert found.as_of == dt.date(2016, 1, 1)
    war = [one for one in found.forecast if one["quad"] == "material conflict"]
    assert [one["horizon"] for one in war] == [1, 2, 3, 4, 5, 6]
    assert [one["month"] for one in war][:2] == [dt.date(2016, 1, 1), dt.date(2016, 2, 1)]
    for one in war:
        assert 5 <= one["mean"] <= 10
        assert one["usual"] == pytest.approx(7, abs=0.1)  # December has one more
        assert one["low_95"] <= one["low_80"] <= one["low_50"] <= one["median"] <= one["high_50"]
        assert one["high_50"] <= one["high_80"] <= one["high_95"]
        assert one["low_80"] > 0
        assert one["none"] < 0.05


def test_the_model_speaks_only_where_it_has_beaten_the_baselines(made):
    ledger, model = made
    found = outlook(ledger, "CHN", "USA", months=2, model=model)
    verdicts = {(one["quad"], one["horizon"]): one for one in model.verdicts}
    for one in found.forecast:
        verdict = verdicts[one["quad"], one["horizon"]]
        assert one["beats"] == verdict["beats"]
        assert one["model"] == (verdict["model"] if verdict["beats"] else verdict["baseline"])
        assert one["skill"] == verdict["skill"]
    assert len(found.forecast) == 2 * len(QUADS)


def test_the_order_of_the_two_does_not_matter(made):
    ledger, model = made
    one, other = outlook(ledger, "CHN", "USA", model=model), outlook(ledger, "United States", "China", model=model)
    assert one.forecast.to_arrow().equals(other.forecast.to_arrow())


def test_history_is_what_was_counted(made):
    ledger, model = made
    found = outlook(ledger, "RUS", "UKR", model=model)
    war = [one["incidents"] for one in found.history if one["quad"] == "material conflict"]
    assert war[:-1] == (6 + np.arange(71) % 3).tolist()
    assert len(found.history) == 72 * len(QUADS)


def test_a_group_against_a_state(made):
    ledger, model = made
    found = outlook(ledger, "BLOC:West", "China", model=model)
    assert found.enough
    assert found.a.kind == "bloc"
    alone = outlook(ledger, "USA", "CHN", model=model)
    assert [one["incidents"] for one in found.history] == [one["incidents"] for one in alone.history]


def test_as_of_an_earlier_day_nothing_later_is_known(made):
    ledger, _ = made
    found = outlook(ledger, "RUS", "UKR", months=1, options=OutlookOptions(as_of="2014-06-17", check=12))
    assert found.as_of == dt.date(2014, 6, 1)
    assert max(one["month"] for one in found.history) == dt.date(2014, 5, 1)


def test_who_has_nothing_to_do_with_each_other_gets_no_figure(made):
    ledger, model = made
    for pair in (("FRA", "DEU"), ("BRA", "IND")):
        found = outlook(ledger, *pair, model=model)
        assert not found.enough
        assert found.note == "it needs 6 incidents between them in the last twelve months, the ledger has 0"
        assert len(found.forecast) == 0


def test_a_short_or_quiet_ledger_gives_no_figure(tmp_path):
    short = bare(tmp_path / "short", [row(dt.date(2020, 1, 1) + dt.timedelta(days=at)) for at in range(300)])
    assert "whole months" in outlook(short, "RUS", "UKR").note
    lonely = bare(tmp_path / "lonely", [row(dt.date(2020, 1, 1) + dt.timedelta(days=9 * at)) for at in range(140)])
    found = outlook(lonely, "RUS", "UKR")
    assert "needs 200 months of active pairs" in found.note
    assert "to learn from, the ledger has " in found.note
    assert len(found.forecast) == len(found.verdicts) == 0


def test_months_without_any_report_are_no_months_to_learn_from(tmp_path):
    reports = [
        telling("Russia met China.", f"{year}-{month:02}-01", events=[("CONSULT", "visit", "met", ["RUS"], ["CHN"])])
        for year, months in ((2018, (1, 2)), (2021, range(1, 13)))
        for month in months
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        found = outlook(ledger, "RUS", "CHN", options=OutlookOptions(as_of="2022-01-01"))
        assert found.note == "it needs 24 whole months with reports, the ledger has 13 in 47 months"
        assert [row["month"] for row in found.history if row["covered"]][::4] == [
            dt.date(2018, 1, 1),
            dt.date(2018, 2, 1),
            *(dt.date(2021, month, 1) for month in range(1, 12)),
        ]


def test_evidence_are_the_incidents_of_the_history(tmp_path):
    reports = [
        telling(f"{NAMES['RUS']} shelled {NAMES['UKR']}, round {at}.", dt.date(2020, 1, 1) + dt.timedelta(days=20 * at),
                events=[("ASSAULT", None, "shelled", ["RUS"], ["UKR"])])
        for at in range(8)
    ]  # fmt: skip
    found = outlook(told(tmp_path / "ledger", reports), "RUS", "UKR")
    assert not found.enough
    evidence = list(found.evidence())
    assert len(evidence) == 7  # May is not over
    assert all("shelled" in one["quote"] for one in evidence)
    assert len(found.evidence(since="2020-02", until="2020-03")) == 1
    assert len(found.evidence(quad="verbal conflict")) == 0
    with pytest.raises(UsageError):
        found.evidence(quad="war")


def test_what_does_not_fit_is_told(made):
    ledger, model = made
    for wrong in ({"active": 0}, {"check": 3}, {"seed": -1}):
        with pytest.raises(UsageError):
            OutlookOptions(**wrong)
    with pytest.raises(UsageError, match="nobody is called"):
        outlook(ledger, "RUS", "Atlantis", model=model)
    with pytest.raises(UsageError, match="same actor"):
        outlook(ledger, "RUS", "Russia", model=model)
    for months in (0, 7):
        with pytest.raises(UsageError, match="outlook of"):
            outlook(ledger, "RUS", "UKR", months=months)
    with pytest.raises(UsageError, match="other options"):
        outlook(ledger, "RUS", "UKR", options=OutlookOptions(active=3), model=model)
