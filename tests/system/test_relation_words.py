"""What the words of a sentence, the sides and the days make of a standing relation."""

from __future__ import annotations

import datetime as dt

import pytest
from system_samples import bare, row, telling, told

from multipolar.system import standing_relations

D = dt.date
EU = ("IGO:EU", {"name": "European Union", "actor_id": "igo:EU", "sector": "IGO"})
COUNCIL = (
    "IGO:Council of Europe",
    {"name": "Council of Europe", "actor_id": "igo:Council-of-Europe", "sector": "IGO"},
)
HOUTHIS = ("YEM", {"name": "Houthis", "actor_id": "group:houthis", "sector": "REB"})
FIRM = {"sector": "BUS", "actor_id": ""}


def stated(of_type, text, trigger, a, b=(), day="2022-03-10", trend=None):
    return telling(text, day, relations=[(of_type, trigger, a, b, trend)])


def done(of_type, mode, text, trigger, actors, recipients=(), day="2022-03-10"):
    return telling(text, day, events=[(of_type, mode, trigger, list(actors), list(recipients))])


def relations(ledger, **asked):
    return list(standing_relations(ledger, **asked))


def keys(ledger, **asked):
    return [(line["type"], line["a"], line["b"], line["state"]) for line in relations(ledger, **asked)]


# --- What was known on the day ---------------------------------------------------------------------------------------


def test_what_is_told_later_was_not_known_before(tmp_path):
    old = row("2015-01-01", ("RUS",), ("UKR",), time_end=D(2015, 12, 31), time_granularity="year")
    later = [old | {"first_seen": D(2022, 4, 19), "last_seen": D(2022, 4, 19)}]
    fight = [row(D(2022, 2, 24) + dt.timedelta(days=at)) for at in range(12)]
    with bare(tmp_path / "ledger", later * 12 + fight) as ledger:
        (early,) = relations(ledger, as_of="2022-03-15")
        assert early["since"] == D(2022, 2, 24)
        assert len(relations(ledger, as_of="2022-04-20")) == 2


def test_a_group_that_is_its_own_code_is_named_once(tmp_path):
    isil = ("ARM:ISIL", {"name": "Islamic State", "actor_id": "group:isil", "sector": "REB"})
    text = "IRQ bombed Islamic State."
    with told(
        tmp_path / "ledger", [assault(f"2022-03-{day:02}", ("IRQ",), (isil,), text) for day in range(1, 13)]
    ) as ledger:
        (found,) = relations(ledger, as_of="2022-03-20")
        assert found["text"] == "Islamic State and Iraq fight, first begun 2022-03-01"


def test_a_year_is_given_as_a_year(tmp_path):
    made = [
        row(f"2015-{month}-01", time_end=D(2015, month_, last), time_granularity="month", first_seen=D(2022, 1, 1))
        for month, month_, last in (("03", 3, 31),)
    ] * 12
    years = [
        row(
            "2014-01-01",
            ("IND",),
            ("PAK",),
            time_end=D(2014, 12, 31),
            time_granularity="year",
            first_seen=D(2022, 1, 1),
        )
    ] * 12
    with bare(tmp_path / "ledger", made + years) as ledger:
        found = {line["a"]: line for line in relations(ledger, as_of="2022-01-02")}
        assert (found["RUS"]["since_as"], found["IND"]["since_as"]) == ("month", "year")
        assert "first begun 2015-03," in found["RUS"]["text"]
        assert "first begun 2014," in found["IND"]["text"]


# --- Fighting, truces and wars ---------------------------------------------------------------------------------------


def assault(day, actors=("SAU",), recipients=(HOUTHIS,), text="SAU bombed Houthis.", trigger="bombed"):
    return telling(text, day, events=[("ASSAULT", "aerial", trigger, list(actors), list(recipients))])


def test_a_truce_ends_the_fighting_until_it_is_broken(tmp_path):
    back = {"text": "Houthis shelled SAU.", "trigger": "shelled"}
    fight = [assault(f"2022-03-{day:02}", (HOUTHIS,), ("SAU",), **back) for day in range(1, 13)]
    truce = done("CONCEDE", None, "SAU and Houthis agree to a truce.", "agree", ["SAU", HOUTHIS], day="2022-04-01")
    other = {"name": "Southerners", "actor_id": "group:southerners", "sector": "REB"}
    apart = done(
        "CONCEDE", None, "SAU and Southerners agree to a truce.", "agree", ["SAU", ("YEM", other)], day="2022-03-20"
    )
    stray = assault("2022-04-03")
    with told(tmp_path / "held", [*fight, apart, truce, stray]) as ledger:
        held, fought = relations(ledger, as_of="2022-04-25")
        assert (held["type"], held["since"], held["b_name"]) == ("TRUCE", D(2022, 4, 1), "Houthis (Yemen)")
        assert (fought["type"], fought["state"], fought["until"]) == ("FIGHTING", "ended", D(2022, 4, 1))
        assert fought["ended_by"] == held["incident_ids"][0]
        assert fought["b_name"] == "Houthis (Yemen)"
        assert keys(ledger, type="FIGHTING") == [("FIGHTING", "SAU", "YEM", "ended")]
    with told(tmp_path / "broken", [*fight, truce, *(assault(f"2022-04-0{day}") for day in (3, 4, 5))]) as ledger:
        found = {line["type"]: line["state"] for line in relations(ledger, as_of="2022-04-25")}
        assert found == {"FIGHTING": "in force", "TRUCE": "ended"}


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("RUS and UKR talk so as to end the fighting.", "fighting"),
        ("Many fear the threat of an invasion of UKR by RUS.", "invasion"),
        ("France hopes to deter an attack by RUS on UKR.", "attack"),
    ],
)
def test_an_assault_to_be_ended_or_feared_is_none(tmp_path, text, trigger):
    party = [("RUS", {"name": "RUS"}), ("UKR", {"name": "UKR"})]
    fight = [assault(f"2022-03-{day:02}", party[:1], party[1:], text, trigger) for day in range(1, 13)]
    with told(tmp_path / "ledger", fight) as ledger:
        assert relations(ledger) == []


def test_fighting_begins_where_assaults_come_thick_and_holds_no_abductions(tmp_path):
    early = [row("2022-01-10"), row("2022-01-12", mode="abduct"), row("2022-01-13", mode="abduct")]
    fight = [row(D(2022, 2, 24) + dt.timedelta(days=at)) for at in range(12)]
    with bare(tmp_path / "ledger", early + fight) as ledger:
        (found,) = relations(ledger)
        assert (found["since"], found["incidents"]) == (D(2022, 2, 24), 12)


def test_assaults_that_never_come_thick_are_fighting_from_the_first(tmp_path):
    with bare(tmp_path / "ledger", [row(D(2022, 2, 24) + dt.timedelta(days=18 * at)) for at in range(11)]) as ledger:
        (found,) = relations(ledger, as_of="2022-08-24")
        assert (found["since"], found["incidents"]) == (D(2022, 2, 24), 11)


def test_a_war_begins_with_its_fighting_and_takes_the_place_of_a_rivalry(tmp_path):
    party = ("Russia shelled Ukraine.", "shelled")
    fight = [assault(f"2022-02-{day}", ("RUS",), ("UKR",), *party) for day in range(15, 27)]
    rivals = [
        stated("RIVALRY", "Tensions of Russia and Ukraine rise.", "Tensions", ["RUS", "UKR"], day=day, trend="rising")
        for day in ("2022-01-10", "2022-03-01")
    ]
    war = stated("WAR", "Russia wages war on Ukraine.", "war", ["RUS", "UKR"], day="2022-03-03")
    with told(tmp_path / "ledger", [*fight, *rivals, war]) as ledger:
        found = {line["type"]: line for line in relations(ledger)}
        assert (found["WAR"]["since"], found["WAR"]["since_as"]) == (D(2022, 2, 15), "day")
        rivalry = found["RIVALRY"]
        assert (rivalry["state"], rivalry["until"], rivalry["statements"]) == ("ended", D(2022, 2, 15), 1)
        assert rivalry["ended_by"] == found["WAR"]["relation_ids"][0]


# --- What reports state ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_type", "text", "trigger"),
    [
        ("WAR", "India and Pakistan trade again following the war.", "war"),
        ("WAR", "An envoy said that India is fighting a war with Pakistan.", "war"),
        ("WAR", "India and Pakistan could go to war.", "war"),
        ("ALLIANCE", "There are concerns that India is making a pact with Pakistan.", "pact"),
        ("ALLIANCE", "Envoys visit the India-recognised government of Pakistan.", "recognised"),
        ("OCCUPATION", "India might one day occupy Pakistan.", "occupy"),
    ],
)
def test_what_is_past_or_feared_or_claimed_does_not_stand(tmp_path, of_type, text, trigger):
    sides = (["IND"], ["PAK"]) if of_type == "OCCUPATION" else (["IND", "PAK"], [])
    with told(tmp_path / "ledger", [stated(of_type, text, trigger, *sides)]) as ledger:
        assert relations(ledger) == []


def test_what_is_taken_for_granted_stands_whatever_is_wished(tmp_path):
    text = "An envoy says that the war of India with Pakistan might last."
    with told(tmp_path / "ledger", [stated("WAR", text, "war", ["IND", "PAK"])]) as ledger:
        assert keys(ledger) == [("WAR", "IND", "PAK", "in force")]


def test_nobody_occupies_a_dependency_of_his_own_and_rebels_make_no_alliance_of_their_state(tmp_path):
    rebels = ("UKR", {"name": "Donetsk", "sector": "REB"})
    reports = [
        stated("OCCUPATION", "The Chagos are held by United Kingdom.", "held", ["GBR"], [("IOT", {"name": "Chagos"})]),
        stated("ALLIANCE", "Russia and Donetsk are allies.", "allies", ["RUS", rebels]),
        done("SUPPORT", None, "Russia signs a treaty with Donetsk.", "signs", ["RUS"], [rebels]),
        done(
            "SUPPORT", None, "France signs a deal with Pfizer.", "signs", ["FRA"], [("USA", FIRM | {"name": "Pfizer"})]
        ),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        assert relations(ledger) == []


@pytest.mark.parametrize(
    ("text", "trigger", "state"),
    [
        ("France is a member of the European Union.", "member", "in force"),
        ("France will not be able to join the European Union.", "join", None),
        ("France urgently requests entry into the European Union.", "entry", None),
        ("France has applied for membership of the European Union.", "membership", None),
        ("Leaders suspend the membership of France in the European Union.", "membership", "suspended"),
        ("France ends and leaves its membership of the European Union.", "membership", "ended"),
        ("France is a contributor to a centre of the European Union.", "contributor", None),
    ],
)
def test_who_wishes_to_belong_does_not_belong(tmp_path, text, trigger, state):
    with told(tmp_path / "ledger", [stated("MEMBERSHIP", text, trigger, ["FRA"], [EU])]) as ledger:
        assert [line["state"] for line in relations(ledger)] == [state] * (state is not None)


def test_who_leaves_or_is_expelled_is_no_member(tmp_path):
    member = stated("MEMBERSHIP", "Russia is a member of the Council of Europe.", "member", ["RUS"], [COUNCIL])
    out = "Russia withdraws from the Council of Europe."
    left = done("SANCTION", "withdraw", out, "withdraws", ["RUS"], [COUNCIL], "2022-03-15")
    expels = "The Council of Europe expels Russia."
    expelled = done("SANCTION", "expel", expels, "expels", [COUNCIL], ["RUS"], "2022-03-16")
    with told(tmp_path / "ledger", [member, left, expelled]) as ledger:
        (found,) = relations(ledger)
        assert (found["state"], found["until"], found["since_as"]) == ("ended", D(2022, 3, 15), "heard")
    body = "The Council of Europe suspends Russia from a committee."
    part = done("SANCTION", "expel", body, "suspends", [COUNCIL], ["RUS"], "2022-03-16")
    with told(tmp_path / "part", [member, part]) as ledger:
        assert [line["state"] for line in relations(ledger)] == ["in force"]
    envoys = ("RUS", {"name": "envoys", "actor_id": ""})
    sent = "The Council of Europe expels envoys."
    sent_off = done("SANCTION", "expel", sent, "expels", [COUNCIL], [envoys], "2022-03-16")
    with told(tmp_path / "envoys", [member, sent_off]) as ledger:
        assert [line["state"] for line in relations(ledger)] == ["in force"]


# --- Sanctions and breaks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "mode"),
    [
        ("Germany bans imports of oil from Russia.", "bans imports", "discontinue"),
        ("Germany halts a pipeline that Russia built.", "halts", "discontinue"),
        ("Germany closes its airspace to Russia.", "closes", "discontinue"),
        ("Germany votes to suspend trade relations with Russia.", "suspend", "discontinue"),
        ("Germany sanctions ministers of Russia.", "sanctions", "expel"),
    ],
)
def test_what_is_cut_off_is_sanctioned(tmp_path, text, trigger, mode):
    with told(tmp_path / "ledger", [done("SANCTION", mode, text, trigger, ["DEU"], ["RUS"])]) as ledger:
        assert keys(ledger) == [("SANCTIONS", "DEU", "RUS", "in force")]


@pytest.mark.parametrize(
    ("text", "trigger", "mode"),
    [
        ("Germany demands a sanctions exemption from Russia.", "sanctions", "discontinue"),
        ("Germany proposes lifting all tariffs on Russia.", "tariffs", "discontinue"),
        ("Germany closes the consulates of Russia.", "closes", "discontinue"),
        ("Germany expels envoys of Russia.", "expels", "expel"),
        ("Germany downgrades diplomatic ties with Russia.", "downgrades", "discontinue"),
    ],
)
def test_what_cuts_nothing_off_is_no_sanction(tmp_path, text, trigger, mode):
    with told(tmp_path / "ledger", [done("SANCTION", mode, text, trigger, ["DEU"], ["RUS"])]) as ledger:
        assert relations(ledger) == []


def test_sanctions_are_a_states_or_an_organisations_on_others(tmp_path):
    maker = ("DEU", FIRM | {"name": "a maker"})
    owner = ("ITA", FIRM | {"name": "an owner"})
    reports = [
        done(
            "SANCTION",
            "discontinue",
            "Because of sanctions a maker halts supplies to Russia.",
            "halts",
            [maker],
            ["RUS"],
        ),
        done("SANCTION", "discontinue", "The European Union sanctions an owner.", "sanctions", [EU], [owner]),
        done("SANCTION", "discontinue", "The European Union sanctions Russia.", "sanctions", [EU], ["RUS"]),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        assert keys(ledger) == [("SANCTIONS", "IGO:EU", "RUS", "in force")]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("France and Russia call off their trade war.", "war"),
        ("France and Russia halt trade hostilities.", "trade hostilities"),
    ],
)
def test_a_war_of_tariffs_is_no_war(tmp_path, text, trigger):
    with told(tmp_path / "ledger", [stated("WAR", text, trigger, ["FRA", "RUS"], [])]) as ledger:
        assert relations(ledger) == []


def test_an_office_for_leaving_leaves_nothing(tmp_path):
    def left(text, trigger):
        with told(
            tmp_path / trigger.replace(" ", ""), [done("SANCTION", "withdraw", text, trigger, ["FRA"], [EU])]
        ) as of:
            return [row["type"] for row in relations(of)]

    assert left("The minister for leaving the European Union quits in France.", "leaving") == []
    assert left("France announces after exiting the European Union.", "exiting") == ["MEMBERSHIP"]


def test_who_bars_a_person_from_entry_sanctions_no_state(tmp_path):
    nun = ("RUS", {"sector": "REL", "name": "a nun"})
    for mode, found in (("expel", []), ("discontinue", ["SANCTIONS"])):
        event = done("SANCTION", mode, "Germany blacklists a nun.", "blacklists", ["DEU"], [nun])
        with told(tmp_path / mode, [event]) as ledger:
            assert [row["type"] for row in relations(ledger)] == found


# --- Trends ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_type", "text", "trigger"),
    [
        ("DEPENDENCE", "France signals a shift away from oil of Russia.", "shift away from oil"),
        ("DEPENDENCE", "France wants to reduce its dependence on Russia.", "dependence"),
        ("RIVALRY", "Talks are to ease the tensions of France with Russia.", "tensions"),
    ],
)
def test_the_words_say_whether_a_relation_weakens(tmp_path, of_type, text, trigger):
    sides = (["FRA"], ["RUS"]) if of_type == "DEPENDENCE" else (["FRA", "RUS"], [])
    later = telling("China met India.", "2022-07-01", events=[("CONSULT", None, "met", ["CHN", "IND"], [])])
    between = telling("China met India.", "2022-05-05", events=[("CONSULT", None, "met", ["CHN", "IND"], [])])
    with told(tmp_path / "ledger", [stated(of_type, text, trigger, *sides, trend="rising"), between, later]) as ledger:
        (found,) = relations(ledger, as_of="2022-04-25")
        assert (found["trend"], found["trend_basis"]) == ("falling", "said")
        (found,) = relations(ledger, as_of="2022-07-01")
        assert found["trend"] is None  # said too long ago


def test_without_the_year_before_there_is_no_trend(tmp_path):
    fight = [row(D(2022, 2, 24) + dt.timedelta(days=at)) for at in range(60)]
    with bare(tmp_path / "ledger", fight) as ledger:
        (found,) = relations(ledger, as_of="2022-04-25")
        assert (found["trend"], found["trend_basis"]) == (None, None)
