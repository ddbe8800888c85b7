from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from system_samples import telling, told

from multipolar.errors import UsageError
from multipolar.system import DependenceOptions, dependence
from multipolar.system.dependence import trend_test
from multipolar.system.themes import backs, claim_themes, flow_theme

D = dt.date


def arms(day, giver="USA", leaner="UKR", count=1):
    name = {"USA": "United States", "FRA": "France", "GBR": "United Kingdom", "UKR": "Ukraine", "IND": "India"}
    return [
        telling(
            f"{name[giver]} sends missiles number {number} to {name[leaner]}.",
            day,
            events=[("AID", None, "sends", [giver], [leaner])],
        )
        for number in range(count)
    ]


def ties(ledger, *actors, **options):
    found = dependence(ledger, *actors, options=DependenceOptions(**options))
    return {(line["leaner"], line["giver"], line["theme"]): line for line in found.ties}


def test_shares_by_hand(tmp_path):
    reports = [
        *arms("2022-05-01", count=6),
        *arms("2022-06-01", giver="FRA", count=2),
        *arms("2022-07-01", giver="UKR", leaner="USA", count=1),
        telling(
            "United States gives food to Ukraine.", "2022-08-01", events=[("AID", None, "gives", ["USA"], ["UKR"])]
        ),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        found = ties(ledger)
        tie = found["UKR", "USA", "arms"]
        assert {name: tie[name] for name in ("incidents", "returned", "received", "first", "last", "enough")} == {
            "incidents": 6,
            "returned": 1,
            "received": 8,
            "first": D(2022, 5, 1),
            "last": D(2022, 5, 1),
            "enough": True,
        }
        assert tie["lean"] == 6 / 8
        assert tie["lean_low"] < 6 / 8 < tie["lean_high"]
        assert tie["one_sided"] == pytest.approx((6 - 1) / 7)
        assert (found["UKR", "USA", "all"]["incidents"], found["UKR", "USA", "relief"]["incidents"]) == (7, 1)
        assert found["UKR", "USA", "relief"]["lean"] is None  # one incident gives no share
        for leaner, theme in (("UKR", "all"), ("UKR", "arms")):
            shares = [line["lean"] for (who, _, what), line in found.items() if (who, what) == (leaner, theme)]
            assert sum(shares) == pytest.approx(1)


def test_who_gives_by_the_words(tmp_path):
    reports = [
        telling("China buys gas from Russia.", "2022-05-01", events=[("COOPERATE", None, "buys", ["CHN"], ["RUS"])]),
        telling(
            "Russia supplies oil to India.", "2022-05-02", events=[("COOPERATE", None, "supplies", ["RUS"], ["IND"])]
        ),
        telling("Russia and India drill.", "2022-05-02", events=[("COOPERATE", None, "drill", ["RUS"], ["IND"])]),
        telling("France recognizes Ukraine.", "2022-05-03", events=[("SUPPORT", None, "recognizes", ["FRA"], ["UKR"])]),
        telling(
            "France ratifies with Ukraine.", "2022-05-03", events=[("SUPPORT", None, "ratifies", ["FRA"], ["UKR"])]
        ),
        telling(
            "Ukraine asks Germany for help.", "2022-05-04", events=[("REQUEST", "assist", "asks", ["UKR"], ["DEU"])]
        ),
        telling(
            "Germany depends on gas of Russia.",
            "2022-05-05",
            relations=[("DEPENDENCE", "depends on", ["DEU"], ["RUS"], None)],
        ),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        found = ties(ledger)
        assert {key for key, line in found.items() if line["incidents"]} == {
            ("CHN", "RUS", "all"),
            ("CHN", "RUS", "energy"),
            ("IND", "RUS", "all"),
            ("IND", "RUS", "energy"),
            ("UKR", "FRA", "all"),
            ("UKR", "FRA", "recognition"),
        }
        assert found["DEU", "RUS", "energy"]["stated"] == 1
        assert set(ties(ledger, "RUS", theme="energy")) == {
            ("CHN", "RUS", "energy"),
            ("IND", "RUS", "energy"),
            ("DEU", "RUS", "energy"),
        }
        assert set(ties(ledger, "IND", "Russia")) == {("IND", "RUS", "all"), ("IND", "RUS", "energy")}
        evidence = dependence(ledger, "DEU", "RUS").evidence(0)
        assert [line["quote"] for line in evidence] == ["Germany depends on gas of Russia."]


def test_requests_for_help_stand_beside_what_is_given(tmp_path):
    asks = telling(
        "Ukraine asks United States for help.", "2022-05-04", events=[("REQUEST", "assist", "asks", ["UKR"], ["USA"])]
    )
    with told(tmp_path / "ledger", [*arms("2022-05-01", count=2), asks]) as ledger:
        tie = ties(ledger)["UKR", "USA", "all"]
        assert (tie["asked"], tie["incidents"]) == (1, 2)


def test_pledges_of_governments_stand_beside_what_is_given(tmp_path):
    def pledge(name, party):
        return telling(
            f"{name} will send tanks to Ukraine.",
            "2022-05-04",
            events=[("AID", None, "send", [party], ["UKR"], "planned")],
        )

    reports = [
        *arms("2022-05-01", count=5),
        pledge("Germany", "DEU"),
        pledge("France", "FRA"),
        pledge("Red Harbour", ("FRA", {"name": "Red Harbour", "sector": "BUS", "actor_id": ""})),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        found = ties(ledger)
        germany, usa = found["UKR", "DEU", "arms"], found["UKR", "USA", "arms"]
        assert (germany["pledged"], germany["incidents"], germany["lean"]) == (1, 0, 0)
        assert (usa["pledged"], usa["incidents"], usa["received"], usa["lean"]) == (0, 5, 5, 1)
        assert found["UKR", "FRA", "arms"]["pledged"] == 1  # the firm's is none
        evidence = dependence(ledger, "UKR", "DEU").evidence(0)
        assert [line["quote"] for line in evidence] == ["Germany will send tanks to Ukraine."]
        counted = ties(ledger, statuses=("occurred", "planned"))["UKR", "DEU", "arms"]
        assert (counted["pledged"], counted["incidents"], counted["received"]) == (0, 1, 8)


def test_what_rebels_territories_and_single_persons_get_is_not_the_states(tmp_path):
    def given(text, code, name, sector, *, giver="USA", trigger="sends", of_type="AID"):
        whom = (code, {"name": name, "sector": sector, "actor_id": ""})
        return telling(text, "2022-05-04", events=[(of_type, None, trigger, [giver], [whom])])

    reports = [
        given("United States sends tanks to Red Brigade.", "UKR", "Red Brigade", "REB"),
        given("United States recognizes Northern Cyprus.", "CYP", "Northern Cyprus", "GOV", trigger="recognizes",
              of_type="SUPPORT"),
        given("United States sends a doctor to Ada Blum.", "DEU", "Ada Blum", "CVL"),
        given("United States sends food to villagers.", "IND", "villagers", "CVL"),
        given("United States sends fuel to Pakistanis.", "PAK", "Pakistanis", "REF"),
        given("Ada Blum stands in solidarity with France.", "FRA", "France", "GOV", trigger="solidarity",
              of_type="SUPPORT", giver=("DEU", {"name": "Ada Blum", "sector": "CVL", "actor_id": ""})),
        given("Blum Works sends gas to France.", "FRA", "France", "GOV",
              giver=("DEU", {"name": "Blum Works", "sector": "BUS", "actor_id": ""})),
    ]  # fmt: skip
    with told(tmp_path / "ledger", reports) as ledger:
        assert {key[:2] for key in ties(ledger)} == {("IND", "USA"), ("PAK", "USA"), ("FRA", "DEU")}
        assert ties(ledger)["FRA", "DEU", "all"]["incidents"] == 1
        # Who is asked for by name is not the state, and is shown.
        assert set(ties(ledger, "Red Brigade")) == {("Red Brigade", "USA", "all"), ("Red Brigade", "USA", "arms")}


@pytest.mark.parametrize(
    ("words", "trigger", "is_so"),
    [
        ("France supports Ukraine in the talks.", "supports", True),
        ("France endorsed Georgia's bid.", "endorsed", True),
        ("France voices support for the recognition of Georgia.", "support", True),
        ("France supports all efforts to end the fighting of Ukraine.", "supports", False),
        ("The minister repeated his backing for peaceful unification with Georgia.", "repeated", False),
        ("France backed a lasting ceasefire.", "backed", False),
        ("India recognizes Georgia.", "recognizes", True),
        ("India recognised the Republic of Georgia as a partner.", "recognised", True),
        ("India is recognizing the independence of Georgia.", "recognizing", True),
        ("The island is recognised only by India.", "recognised", True),
        ("India recognizes the Circassian genocide.", "recognizes", False),
        ("India recognized the need for bridges.", "recognized", False),
        ("India ratified the treaty.", "ratified", False),
    ],
)
def test_support_of_a_process_and_recognition_of_a_deed_back_nobody(words, trigger, is_so):
    start = words.index(trigger)
    assert backs(words, start, start + len(trigger)) is is_so


def test_a_planted_dependence_rises_and_none_where_none_was_planted(tmp_path):
    reports = []
    for number, year in enumerate(range(2015, 2023)):
        reports += arms(f"{year}-03-01", count=2 + number) + arms(f"{year}-04-01", giver="FRA", count=10 - number)
        reports += arms(f"{year}-05-01", leaner="IND", count=3) + arms(
            f"{year}-06-01", giver="FRA", leaner="IND", count=3
        )
    with told(tmp_path / "ledger", reports) as ledger:
        found = ties(ledger, theme="arms")
        assert (found["UKR", "USA", "arms"]["trend"], found["UKR", "FRA", "arms"]["trend"]) == ("rising", "falling")
        assert found["IND", "USA", "arms"]["trend"] == "steady"
        assert found["UKR", "USA", "arms"]["trend_p"] < 0.01
        series = [
            line
            for line in dependence(ledger, "UKR", "USA", options=DependenceOptions(theme="arms")).series
            if line["leaner"] == "UKR"
        ]
        assert [line["incidents"] for line in series] == [2, 3, 4, 5, 6, 7, 8, 9]
        assert [line["received"] for line in series] == [12] * 8
        assert series[-1]["lean"] == 9 / 12


def test_a_bloc_leans_and_is_leant_on_through_its_members(tmp_path):
    with told(tmp_path / "ledger", arms("2022-05-01", count=3) + arms("2022-06-01", giver="FRA", count=3)) as ledger:
        assert ties(ledger, "the West", "UKR")["UKR", "BLOC:West", "arms"]["incidents"] == 6


def test_nothing_and_wrong_words(tmp_path):
    talks = telling("China met India.", "2022-05-01", events=[("CONSULT", None, "met", ["CHN", "IND"], [])])
    with told(tmp_path / "ledger", [talks]) as ledger:
        found = dependence(ledger, "CHN")
        assert (len(found.ties), len(found.series), found.incidents) == (0, 0, 0)
        assert "nobody who leans" in found.note
        for options, match in (
            ({"theme": "cheese"}, "no theme"),
            ({"limit": 0}, "lists nothing"),
            ({"level": 7.0}, "level"),
            ({"statuses": ("maybe",)}, "status"),
        ):
            with pytest.raises(UsageError, match=match):
                dependence(ledger, options=DependenceOptions(**options))


def test_the_trend_test_by_hand_and_against_the_correlation():
    # z squared is n times the squared correlation of success with time, over single trials.
    counts, totals = np.array([1, 4, 6]), np.array([10, 8, 9])
    z, p = trend_test(counts, totals)
    success = np.concatenate([[1] * k + [0] * (n - k) for k, n in zip(counts, totals, strict=True)])
    time = np.repeat(np.arange(3), totals)
    correlation = np.corrcoef(success, time)[0, 1]
    assert z == pytest.approx(correlation * np.sqrt(totals.sum()))
    assert 0 < p < 0.05
    assert trend_test(-counts + totals, totals)[0] == pytest.approx(-z)
    assert trend_test(np.array([0, 0]), totals[:2]) == (None, None)
    assert trend_test(np.array([3]), np.array([5])) == (None, None)


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("delivers 40 howitzers worth $5 million", "arms"),
        ("sends a $5 million loan", "money"),
        ("ships liquefied gas", "energy"),
        ("flies in blankets after the earthquake", "relief"),
        ("sends a choir", "other"),
    ],
)
def test_themes_of_flows(words, theme):
    assert flow_theme(words) == theme


def test_themes_of_claims():
    assert claim_themes("a multipolar world") == ("world order",)
    assert claim_themes("pillars of stability") == ("world order", "stability")
    assert claim_themes("so be it", "He spoke of sanctions") == ("economy",)
    assert claim_themes("so be it") == ("other",)
