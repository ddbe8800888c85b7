from __future__ import annotations

import datetime as dt

import pytest
from system_samples import telling, told

from multipolar.errors import UsageError
from multipolar.system import ProfileOptions, claims, profile

D = dt.date


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    def said(text, day, quote, speakers, about):
        return telling(text, day, claims=[(quote, speakers, about)])

    reports = [
        said("Russia called the United States a threat.", "2023-02-01", "a threat", ["RUS"], [("USA", "-")]),
        said("Russia called China a source of peace.", "2023-03-01", "a source of peace", ["RUS"], [("CHN", "+")]),
        said("China praised a multipolar world.", "2024-03-01", "a multipolar world", ["CHN"], []),
        said("China said Russia is a friend.", "2024-04-01", "a friend", ["CHN"], [("RUS", "+")]),
        said("France called Russia an aggressor.", "2024-05-01", "an aggressor", ["FRA"], [("RUS", "-"), ("RUS", "-")]),
        telling("Russia struck Ukraine.", "2024-06-01", events=[("ASSAULT", None, "struck", ["RUS"], ["UKR"])]),
        telling("Ukraine blamed Russia.", "2024-07-01", events=[("ACCUSE", None, "blamed", ["UKR"], ["RUS"])]),
        telling("Russia met China.", "2024-07-02", events=[("CONSULT", None, "met", ["RUS", "CHN"], [])]),
    ]
    with told(tmp_path_factory.mktemp("claims") / "ledger", reports) as made:
        yield made


def quotes(found):
    return [line["quote"] for line in found.claims]


def test_claims_by_speaker_object_stance_theme_time_and_words(ledger):
    assert claims(ledger).count == 5
    assert quotes(claims(ledger, speaker="Russia")) == ["a source of peace", "a threat"]  # latest first
    assert quotes(claims(ledger, about="RUS")) == ["an aggressor", "a friend"]
    assert quotes(claims(ledger, about="RUS", stance="-")) == ["an aggressor"]
    assert quotes(claims(ledger, stance="+")) == ["a friend", "a source of peace"]
    assert quotes(claims(ledger, theme="world order")) == ["a multipolar world"]
    assert quotes(claims(ledger, since="2024-04", until="2024-05")) == ["a friend"]
    assert quotes(claims(ledger, text="PRAISED")) == ["a multipolar world"]
    assert quotes(claims(ledger, speaker="RUS", about="the West")) == ["a threat"]


def test_counts_by_hand(ledger):
    found = claims(ledger)
    by_object = {line["about"]: line for line in found.by_object}
    # The aggressor is named twice in one claim, which counts once.
    assert (by_object["RUS"]["claims"], by_object["RUS"]["positive"], by_object["RUS"]["negative"]) == (2, 1, 1)
    assert by_object["RUS"]["balance"] is None  # two stances give no balance
    assert not by_object["RUS"]["enough"]
    speakers = {line["speaker"]: (line["claims"], line["positive"], line["negative"]) for line in found.by_speaker}
    assert speakers == {"RUS": (2, 1, 1), "CHN": (2, 1, 0), "FRA": (1, 0, 1)}
    themes = {line["theme"]: line["claims"] for line in found.by_theme}
    assert themes == {"threat": 2, "world order": 1, "stability": 1, "cooperation": 1}
    trend = {(line["period"].year, line["theme"]): line for line in claims(ledger, about="RUS").trend}
    assert (trend[2024, "all"]["claims"], trend[2024, "all"]["share"]) == (2, 2 / 3)
    assert trend[2024, "all"]["negative"] == 1


def test_people_who_speak(tmp_path):
    leader = ("RUS", {"name": "Vladimir Putin", "actor_id": "person:vladimir-putin"})
    reports = [
        telling(f"Vladimir Putin called France a {what}.", "2024-06-01", claims=[(what, [leader], [("FRA", "-")])])
        for what in ("threat", "menace")
    ]
    state = telling("Russia called France a friend.", "2024-06-01", claims=[("friend", ["RUS"], [("FRA", "+")])])
    with told(tmp_path / "ledger", [*reports, state]) as made:
        found = claims(made, about="FRA")
        assert list(found.by_person) == [
            {
                "actor_id": "person:vladimir-putin",
                "name": "Vladimir Putin",
                "code": "RUS",
                "claims": 2,
                "positive": 0,
                "negative": 2,
                "neutral": 0,
            }
        ]
        assert [line["claims"] for line in found.by_speaker] == [3]
        assert claims(made, speaker="Vladimir Putin").count == 2


def test_a_balance_needs_stances(tmp_path):
    reports = [
        telling(
            f"France said case {n} of Russia was wrong.",
            f"2024-01-{n + 1:02}",
            claims=[("wrong", ["FRA"], [("RUS", "-")])],
        )
        for n in range(6)
    ]
    with told(tmp_path / "ledger", reports) as made:
        (line,) = claims(made).by_object
        assert (line["balance"], line["enough"]) == (-1.0, True)
        assert line["balance_low"] == -1.0
        assert -1 < line["balance_high"] < 0.3


def test_evidence_is_the_claim_in_its_sentence(ledger):
    (line,) = claims(ledger, theme="world order").evidence(0)
    assert (line["type"], line["title"], line["quote"]) == (
        "CLAIM",
        "a multipolar world",
        "China praised a multipolar world.",
    )
    assert (line["actor_names"], line["recipient_names"]) == (["China"], [])


def test_nothing_and_wrong_words(ledger, tmp_path):
    none = claims(ledger, speaker="Fiji")
    assert (none.count, len(none.by_speaker), len(none.trend)) == (0, 0, 0)
    assert "none of them such" in none.note
    quiet = telling("Russia struck Ukraine.", "2024-06-01", events=[("ASSAULT", None, "struck", ["RUS"], ["UKR"])])
    with told(tmp_path / "quiet", [quiet]) as empty:
        assert claims(empty).note == "the ledger has no claims"
    for asked, match in (
        ({"stance": "!"}, "no stance"),
        ({"theme": "cheese"}, "no theme"),
        ({"since": "2024", "until": "2023"}, "nothing lies between"),
        ({"speaker": "Nobody At All Xyz"}, "nobody is called"),
    ):
        with pytest.raises(UsageError, match=match):
            claims(ledger, **asked)


# --- One actor ---


def test_a_profile_by_hand(ledger):
    found = profile(ledger, "RUS", options=ProfileOptions(min_incidents=1))
    assert (found.incidents, found.actor.key) == (3, "RUS")
    (year,) = [line for line in found.series if line["incidents"]]
    assert (year["as_actor"], year["as_recipient"], year["own"]) == (2, 1, 0)
    partners = {line["other"]: line for line in found.partners}
    assert set(partners) == {"UKR", "CHN"}
    ukraine = partners["UKR"]
    assert (ukraine["incidents"], ukraine["out"], ukraine["in"], ukraine["reciprocal"]) == (2, 1, 1, 0)
    assert (ukraine["conflict"], ukraine["cooperation"], ukraine["balance"]) == (12.0, 0.0, -1.0)
    assert partners["CHN"]["reciprocal"] == 1
    assert [line["quote"] for line in found.evidence(other="UKR")] == [
        "Russia struck Ukraine.",
        "Ukraine blamed Russia.",
    ]
    assert [line["quote"] for line in found.evidence(period="2024", quad="verbal conflict")] == [
        "Ukraine blamed Russia."
    ]
    assert (found.claims_by.count, found.claims_about.count) == (2, 2)
    assert len(found.relations) == len(found.dependence.ties) == 0
    with pytest.raises(UsageError, match="is not between"):
        found.evidence(period="1999")


def test_a_profile_of_nobody_seen(ledger):
    found = profile(ledger, "Fiji")
    assert (found.incidents, found.enough, len(found.partners), len(found.people)) == (0, False, 0, 0)
    assert "no incident of Fiji" in found.note
    assert profile(ledger, "UKR").note.startswith("2 incidents are not enough")


def test_people_of_an_actor(tmp_path):
    leader = ("RUS", {"name": "Vladimir Putin", "actor_id": "person:vladimir-putin"})
    reports = [
        telling("Vladimir Putin met China.", "2024-06-01", events=[("CONSULT", None, "met", [leader, "CHN"], [])]),
        telling("Vladimir Putin met India.", "2024-06-02", events=[("CONSULT", None, "met", [leader, "IND"], [])]),
    ]
    with told(tmp_path / "ledger", reports) as made:
        (person,) = profile(made, "RUS").people
        assert (person["actor_id"], person["incidents"], person["code"]) == ("person:vladimir-putin", 2, "RUS")
        assert len(profile(made, "CHN").people) == 0


def test_a_claim_that_is_printed_again_is_made_once(tmp_path):
    words = "Russia called the United States a threat to a multipolar world at the summit."
    claims_of = {"claims": [("a threat to a multipolar world", ["RUS"], [("USA", "-")])]}
    reports = [
        telling(words, "2024-05-01", **claims_of),
        telling(words + " Delegates then went home.", "2024-05-03", source="Northern Wire", **claims_of),
        telling(words.replace("summit", "rally of its own party"), "2024-05-04", source="Northern Wire", **claims_of),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        found = claims(ledger)
        assert found.count == 2
        assert [row["day"].isoformat() for row in found.claims] == ["2024-05-04", "2024-05-01"]


def test_stances_of_a_theme_have_a_balance_and_who_has_no_code_a_name(tmp_path):
    deal = ("---", {"name": "the deal", "sector": "UNK", "actor_id": ""})
    reports = [
        telling(
            f"Russia called the deal, China and India partners of note {number}.",
            "2024-06-01",
            claims=[(f"partners of note {number}", ["RUS"], [("CHN", "+"), ("IND", "+"), (deal, "-")])],
        )
        for number in range(2)
    ]
    with told(tmp_path / "ledger", reports) as made:
        found = claims(made)
        (theme,) = found.by_theme
        # Two claims with six stances.
        assert (theme["claims"], theme["positive"], theme["negative"]) == (2, 4, 2)
        assert theme["balance"] == pytest.approx(2 / 6)
        assert {line["about"]: line["name"] for line in found.by_object}["---"] == "others, without a code"
