from __future__ import annotations

import datetime as dt

import pytest
from system_samples import bare, row, telling, told

from multipolar.errors import UsageError
from multipolar.system import dependence, standing_relations

D = dt.date


def stated(of_type, text, trigger, day, a, b=(), trend=None, **more):
    return telling(text, day, relations=[(of_type, trigger, a, b, trend)], **more)


def sanction(day):
    return telling(
        "United States imposes sanctions on Russia.",
        day,
        events=[("SANCTION", "discontinue", "imposes sanctions", ["USA"], ["RUS"])],
    )


def relations(ledger, **asked):
    return list(standing_relations(ledger, **asked))


def filler(first, last):
    """A report a month, of others: while a ledger has none, its silence says nothing."""
    return [
        telling("China met France.", f"{year}-{month:02}-15", events=[("CONSULT", None, "met", ["CHN", "FRA"], [])])
        for year in range(first, last + 1)
        for month in range(1, 13)
    ]


ANY = telling("China met India.", "2025-12-31", events=[("CONSULT", None, "met", ["CHN", "IND"], [])])


def test_what_reports_state_has_its_time_and_sources(tmp_path):
    reports = [
        stated("ALLIANCE", "France is allied with Germany.", "allied", "2020-03-01", ["FRA", "DEU"]),
        stated(
            "ALLIANCE", "Germany, ally of France, agreed.", "ally", "2022-05-01", ["DEU", "FRA"], source="Other Post"
        ),
        stated("OCCUPATION", "Russia occupies parts of Ukraine.", "occupies", "2023-05-01", ["RUS"], ["UKR"], "rising"),
        ANY,
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        allied = relations(ledger, actor="FRA", as_of="2023")
        assert len(allied) == 1
        assert {
            name: allied[0][name]
            for name in ("type", "a", "b", "symmetric", "since", "until", "last_seen", "state", "statements", "outlets")
        } == {
            "type": "ALLIANCE",
            "a": "DEU",
            "b": "FRA",
            "symmetric": True,
            "since": D(2020, 3, 1),
            "until": None,
            "last_seen": D(2022, 5, 1),
            "state": "in force",
            "statements": 2,
            "outlets": 2,
        }
        table = standing_relations(ledger, actor="Germany", as_of="2023")
        assert [line["quote"] for line in table.evidence(0)] == [
            "France is allied with Germany.",
            "Germany, ally of France, agreed.",
        ]
        (held,) = relations(ledger, actor="UKR", as_of="2023-06")
        assert (held["a"], held["b"], held["trend"], held["trend_basis"]) == ("RUS", "UKR", "rising", "said")
        with pytest.raises(UsageError, match="no row"):
            table.evidence(5)


def test_only_what_was_published_by_then_counts(tmp_path):
    reports = [stated("RIVALRY", "India and Pakistan are rivals.", "rivals", "2020-03-01", ["IND", "PAK"]), ANY]
    with told(tmp_path / "ledger", reports + filler(2020, 2025)) as ledger:
        assert relations(ledger, actor="IND", other="PAK", as_of="2020-02-29") == []
        assert relations(ledger, actor="IND", other="PAK", as_of="2020-03-01")[0]["state"] == "in force"
        (late,) = relations(ledger, actor="IND", other="PAK")
        assert (late["state"], late["until"]) == ("not heard of since", None)


def test_a_long_silence_parts_two_relations(tmp_path):
    reports = [
        stated("RIVALRY", "India and Pakistan are rivals.", "rivals", day, ["IND", "PAK"])
        for day in ("2010-01-01", "2011-01-01", "2019-01-01")
    ]
    with told(tmp_path / "ledger", reports + filler(2010, 2018)) as ledger:
        late, early = relations(ledger, actor="IND", other="PAK", as_of="2019-02")
        assert (early["since"], early["last_seen"], early["statements"]) == (D(2010, 1, 1), D(2011, 1, 1), 2)
        assert (late["since"], late["state"]) == (D(2019, 1, 1), "in force")
    with told(tmp_path / "gap", reports) as ledger:  # of the years between it has no report
        (only,) = relations(ledger, actor="IND", other="PAK", as_of="2019-02")
        assert (only["since"], only["statements"], only["state"]) == (D(2010, 1, 1), 3, "in force")


def test_sanctions_last_until_they_are_lifted(tmp_path):
    lifted = telling(
        "United States lifts its sanctions on Russia.",
        "2021-06-01",
        events=[("CONCEDE", None, "lifts", ["USA"], ["RUS"])],
    )
    reports = [sanction("2018-04-01"), sanction("2019-04-01"), lifted, sanction("2024-02-01"), ANY]
    with told(tmp_path / "ledger", reports) as ledger:
        (before,) = relations(ledger, type="SANCTIONS", as_of="2021")
        assert (before["state"], before["since"], before["incidents"]) == ("in force", D(2018, 4, 1), 2)
        again, ended = relations(ledger, type="SANCTIONS")
        assert (ended["state"], ended["until"], ended["a"], ended["b"]) == ("ended", D(2021, 6, 1), "USA", "RUS")
        assert ended["ended_by"] == ended["incident_ids"][-1]
        assert (again["since"], again["state"]) == (D(2024, 2, 1), "in force")
        assert relations(ledger, type="SANCTIONS", state="ended") == [ended]
        table = standing_relations(ledger, type="SANCTIONS", state="ended")
        assert [line["quote"] for line in table.evidence(0)][-1] == "United States lifts its sanctions on Russia."


def test_sanctions_that_are_eased_fall(tmp_path):
    eased = telling(
        "United States eases sanctions on Russia.",
        "2019-08-01",
        events=[("CONCEDE", None, "eases sanctions", ["USA"], ["RUS"])],
    )
    with told(tmp_path / "ledger", [sanction("2019-04-01"), eased]) as ledger:
        (found,) = relations(ledger, as_of="2019-12")
        assert (found["state"], found["trend"], found["trend_basis"]) == ("in force", "falling", "said")


def test_a_verdict_or_a_plan_is_no_sanction(tmp_path):
    reports = [
        telling(
            "Russia sentenced a broker from China for evading sanctions.",
            "2019-04-01",
            events=[("SANCTION", "convict", "sentenced", ["RUS"], ["CHN"])],
        ),
        telling(
            "United States agreed to lift sanctions on China.",
            "2019-05-01",
            events=[("AGREE", None, "agreed", ["USA"], ["CHN"])],
        ),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        assert relations(ledger) == []


def test_fighting_needs_many_assaults_and_ends_with_them(tmp_path):
    fight = [row(D(2022, 2, 24) + dt.timedelta(days=9 * number)) for number in range(20)]
    rare = [row(D(2015 + number, 5, 1), actors=("IND",), recipients=("PAK",)) for number in range(9)]
    brawl = [
        row(D(2022, 3, 1) + dt.timedelta(days=number), actors=(("FRA", "CVL", "fans", ""),), recipients=("DEU",))
        for number in range(30)
    ]
    unarmed = [
        row(D(2022, 3, 1) + dt.timedelta(days=number), actors=("USA",), recipients=("CHN",), mode="beat")
        for number in range(30)
    ]
    with bare(tmp_path / "ledger", fight + rare + brawl + unarmed) as ledger:
        (found,) = relations(ledger, as_of="2022-09")
        assert (found["type"], found["a"], found["b"]) == ("FIGHTING", "RUS", "UKR")
        assert (found["since"], found["state"], found["incidents"]) == (D(2022, 2, 24), "in force", 20)
        (later,) = relations(ledger, as_of="2023-01")  # nothing is told of the time since
        assert (later["state"], later["until"]) == ("in force", None)
        (later,) = relations(ledger, as_of="2023-06")
        assert (later["state"], later["until"]) == ("not heard of since", None)
    calm = [row(D(2022, 9, 1) + dt.timedelta(days=20 * at), ("CHN",), ("FRA",), "CONSULT") for at in range(15)]
    with bare(tmp_path / "calm", fight + calm) as ledger:
        (later,) = relations(ledger, as_of="2023-06")
        assert (later["state"], later["until"]) == ("ended", D(2022, 8, 15))


@pytest.mark.parametrize(
    ("mode", "trigger", "sides", "fight"),
    [
        ("aerial", "bombed", ("RUS", "SYR"), False),
        (None, "attacked", ("RUS", "SYR"), False),
        (None, "clashed", ("IND", "PAK"), True),
        ("heavy-weapons", "exchanged fire", ("IND", "PAK"), True),
        (None, "fighting", ("RUS", "SYR", "IRN"), False),  # who stands against whom is not said
    ],
)
def test_allies_who_strike_together_do_not_fight_each_other(tmp_path, mode, trigger, sides, fight):
    rows = [
        row(D(2022, 2, 24) + dt.timedelta(days=9 * number), actors=sides, recipients=(), mode=mode, trigger=trigger)
        for number in range(20)
    ]
    with bare(tmp_path / "ledger", rows) as ledger:
        assert [line["type"] for line in relations(ledger, as_of="2022-09")] == ["FIGHTING"] * fight


def test_who_leaves_a_treaty_together_does_not_leave_one_between_them(tmp_path):
    left = telling(
        "India and Pakistan withdraw from the treaty.",
        "2019-01-01",
        events=[("SANCTION", "withdraw", "withdraw", ["IND", "PAK"], [])],
    )
    signed = telling(
        "India and Pakistan sign a water treaty.",
        "2015-01-01",
        events=[("SUPPORT", None, "sign", ["IND", "PAK"], [])],
    )
    broken = telling(
        "China and France broke off relations.",
        "2019-01-01",
        events=[("SANCTION", "discontinue", "broke off relations", ["CHN", "FRA"], [])],
    )
    with told(tmp_path / "ledger", [signed, left, broken, ANY]) as ledger:
        assert [line["state"] for line in relations(ledger, type="ACCORD", as_of="2019-06")] == ["in force"]
        assert [{line["a"], line["b"]} for line in relations(ledger, type="BREAK", as_of="2019-06")] == [{"CHN", "FRA"}]


def test_a_truce_holds_until_the_assaults_come_back(tmp_path):
    def assault(day):
        return telling("Russia shelled Ukraine.", day, events=[("ASSAULT", None, "shelled", ["RUS"], ["UKR"])])

    truce = telling(
        "Russia and Ukraine begin a truce.",
        "2022-05-01",
        events=[("RETREAT", "ceasefire", "truce", ["RUS", "UKR"], [])],
    )
    broker = telling(
        "France and Germany announce a truce.",
        "2022-05-01",
        events=[("CONCEDE", None, "truce", ["FRA", "DEU"], [])],
    )
    proposed = telling(
        "China proposes a truce to India.",
        "2022-05-01",
        events=[("CONCEDE", None, "proposes", ["CHN"], ["IND"])],
    )
    reports = [assault("2022-04-01"), truce, broker, proposed, assault("2022-06-01"), assault("2022-09-01")]
    with told(tmp_path / "ledger", reports) as ledger:
        (found,) = relations(ledger, type="TRUCE", as_of="2022-12")
        assert (found["state"], found["since"]) == ("in force", D(2022, 5, 1))
    more = [assault(f"2022-10-{day:02}") for day in (5, 9, 20)]
    with told(tmp_path / "broken", [*reports, *more]) as ledger:
        (found,) = relations(ledger, type="TRUCE", as_of="2022-12")
        assert (found["state"], found["until"]) == ("ended", D(2022, 10, 5))


def test_accords_and_breaks(tmp_path):
    reports = [
        telling(
            "India and Pakistan sign a water treaty.",
            "2015-01-01",
            events=[("SUPPORT", None, "sign", ["IND", "PAK"], [])],
        ),
        telling(
            "Pakistan withdraws from the treaty with India.",
            "2019-01-01",
            events=[("SANCTION", "withdraw", "withdraws", ["PAK"], ["IND"])],
        ),
        telling(
            "India cuts diplomatic ties with Pakistan.",
            "2019-02-01",
            events=[("SANCTION", "discontinue", "cuts", ["IND"], ["PAK"])],
        ),
        telling(
            "Pakistan and India resume diplomatic relations.",
            "2021-02-01",
            events=[("SUPPORT", None, "resume", ["PAK", "IND"], [])],
        ),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        (accord,) = relations(ledger, type="ACCORD", as_of="2018")
        assert (accord["state"], accord["symmetric"]) == ("in force", True)
        (accord,) = relations(ledger, type="ACCORD", as_of="2019-06")
        assert (accord["state"], accord["until"]) == ("ended", D(2019, 1, 1))
        (broken,) = relations(ledger, type="BREAK", as_of="2019-06")
        assert (broken["a"], broken["b"], broken["state"]) == ("IND", "PAK", "in force")
        (broken,) = relations(ledger, type="BREAK", as_of="2021-06")
        assert (broken["state"], broken["until"]) == ("ended", D(2021, 2, 1))


def test_the_counted_trend_by_hand(tmp_path):
    def rivals(days):
        return [stated("RIVALRY", "India and Pakistan are rivals.", "rivals", day, ["IND", "PAK"]) for day in days]

    # Nine mentions in the second year, one in the first, of reports that are about as many in both: about 11/1024.
    late = rivals(f"2021-{month:02}-02" for month in range(1, 10)) + rivals(["2020-05-02"])
    other = [
        telling("China met France.", f"{year}-{month:02}-{day}", events=[("CONSULT", None, "met", ["CHN", "FRA"], [])])
        for year in (2020, 2021)
        for month in range(1, 13)
        for day in range(10, 20)
    ]
    with told(tmp_path / "ledger", late + other) as ledger:
        (found,) = relations(ledger, actor="IND", other="PAK", as_of="2021-12-30")
        assert (found["trend"], found["trend_basis"]) == ("rising", "counted")
    with told(tmp_path / "few", late[:3] + other) as ledger:
        (found,) = relations(ledger, actor="IND", other="PAK", as_of="2021-12-30")
        assert found["trend"] is None


def test_one_belongs_to_an_organisation_not_to_a_state(tmp_path):
    reports = [
        stated("MEMBERSHIP", "France is a member of NATO.", "member", "2020-01-01", ["FRA"], ["IGO:NATO"]),
        stated("MEMBERSHIP", "France is a member with Germany.", "member", "2020-01-01", ["FRA"], ["DEU"]),
        stated("OCCUPATION", "Parts of Ukraine are occupied.", "occupied", "2020-01-01", [], ["UKR"]),
        ANY,
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        (found,) = relations(ledger, as_of="2021")
        assert (found["type"], found["a"], found["b"]) == ("MEMBERSHIP", "FRA", "IGO:NATO")


def test_no_state_belongs_to_an_armed_group(tmp_path):
    isil = ("ARM:ISIL", {"name": "ISIL", "actor_id": "group:isil", "sector": "REB"})
    reports = [stated("MEMBERSHIP", "Fighters of Russia join ISIL.", "join", "2020-01-01", ["RUS"], [isil])]
    with told(tmp_path / "ledger", reports) as ledger:
        assert relations(ledger) == []


def test_a_group_appears_under_its_id(tmp_path):
    hamas = ("PSE", {"name": "Hamas", "actor_id": "group:hamas", "sector": "REB"})
    reports = [
        telling(
            "Hamas and Germany are at war.",
            "2020-01-01",
            relations=[("WAR", "war", [hamas, "DEU"], [], None)],
        ),
        ANY,
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        (found,) = relations(ledger, actor="Hamas", as_of="2021")
        assert (found["a"], found["b"], found["b_name"]) == ("DEU", "group:hamas", "Hamas")
        (found,) = relations(ledger, actor="DEU", as_of="2021")
        assert {found["a"], found["b"]} == {"DEU", "PSE"}


def test_no_relations_is_an_empty_table_and_wrong_words_are_refused(tmp_path):
    with told(tmp_path / "ledger", [ANY]) as ledger:
        empty = standing_relations(ledger)
        assert len(empty) == 0
        assert empty.columns[:5] == ("type", "a", "a_name", "b", "b_name")
        for asked, match in (
            ({"type": "FRIENDSHIP"}, "no relation"),
            ({"state": "asleep"}, "no state"),
            ({"as_of": "yesterday"}, "is not a day"),
            ({"actor": "Atlantis-on-Sea"}, "nobody is called"),
        ):
            with pytest.raises(UsageError, match=match):
                standing_relations(ledger, **asked)


def test_three_sides_do_not_say_who_stands_against_whom(tmp_path):
    three = stated("WAR", "Russia, Ukraine and China in the war.", "war", "2022-05-01", ["RUS", "UKR", "CHN"])
    two = stated("WAR", "Russia and Ukraine are at war.", "war", "2022-06-01", ["RUS", "UKR"])
    allied = stated("ALLIANCE", "France, Germany and India are allies.", "allies", "2022-06-01", ["FRA", "DEU", "IND"])
    with told(tmp_path / "ledger", [three, two, allied]) as ledger:
        (war,) = relations(ledger, type="WAR", as_of="2023")
        assert (war["a"], war["b"], war["statements"], war["since"]) == ("RUS", "UKR", 2, D(2022, 5, 1))
        assert len(relations(ledger, type="ALLIANCE", as_of="2023")) == 3


def test_what_is_printed_again_is_not_said_again(tmp_path):
    words = "Russia has come to depend on China for most of its machine tools, officials said."
    stated = {"relations": [("DEPENDENCE", "depend on", ["RUS"], ["CHN"], None)]}
    other = words.replace("officials said", "a survey of its own factories by two newspapers finds")
    short = "Russia depends on China."
    briefly = {"relations": [("DEPENDENCE", "depends on", ["RUS"], ["CHN"], None)]}
    reports = [
        telling(words, "2024-05-01", **stated),
        telling(words.replace(" has", "  has"), "2024-05-02", source="Northern Wire", **stated),  # copied
        telling(other, "2024-05-03", source="Valley Gazette", **stated),  # said anew
        telling(short, "2024-05-04", source="Northern Wire", **briefly),
        ANY,
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        (relation,) = standing_relations(ledger, actor="RUS", other="CHN")
        assert (relation["statements"], relation["reports"], relation["outlets"]) == (3, 3, 3)
        ties = {tie["theme"]: tie for tie in dependence(ledger, "RUS", "CHN").ties}
        assert ties["all"]["stated"] == 3
        # As of a day before the reprint nothing is different.
        (early,) = standing_relations(ledger, actor="RUS", other="CHN", as_of="2024-05-01")
        assert early["statements"] == 1


def test_a_sentence_within_another_report_is_not_said_again_for_a_month(tmp_path):
    words = "Russia has come to depend on China for most of its machine tools, officials said."
    stated = {"relations": [("DEPENDENCE", "depend on", ["RUS"], ["CHN"], None)]}
    days = ["2024-05-01", "2024-05-20", "2024-09-20"]
    around = [
        "",
        " A quite different report went on to tell of wheat, rice, rye, oats and corn.",
        " And then again it told of ships.",
    ]
    reports = [telling(words + more, day, **stated) for day, more in zip(days, around, strict=True)]
    with told(tmp_path / "ledger", reports) as ledger:
        (relation,) = standing_relations(ledger, actor="RUS", other="CHN")
        assert relation["statements"] == 2


def test_a_report_that_tells_of_several_incidents_is_one_report(tmp_path):
    text = "United States imposes sanctions on Russia and announces sanctions on Russia."
    sides = (["USA"], ["RUS"])
    kind = ("SANCTION", "discontinue")
    twice = telling(text, "2024-05-01", events=[(*kind, "imposes sanctions", *sides), (*kind, "announces", *sides)])
    with told(tmp_path / "ledger", [twice, sanction("2024-06-01")]) as ledger:
        (found,) = standing_relations(ledger, type="SANCTIONS")
        assert (found["incidents"], found["reports"]) == (3, 2)
