"""What a report's own words, or a thing that comes once, say of two events; all words are ours."""

from __future__ import annotations

import datetime as dt

import pytest
from linking_samples import DAY, FRANCE, INDIA, KHARKIV, ODESA, RUSSIA, UKRAINE, view

from multipolar.linking import Side, load_scorer
from multipolar.linking.blocking import ENOUGH, filing, meet
from multipolar.linking.features import FEATURES, pair_features
from multipolar.linking.linker import Linker

MINISTER = Side("FRA", "GOV", "Odile Marchand", "person:odile-marchand")
RIVAL = Side("FRA", "OPP", "Luc Ferrand", "person:luc-ferrand")


def said(left, right):
    values = dict(zip(FEATURES, pair_features(left, right).tolist(), strict=True))
    assert values == dict(zip(FEATURES, pair_features(right, left).tolist(), strict=True)), "either way round"
    return [name for name in ("one_act", "resumed", "slain_same", "war_same") if values[name]]


def incidents(*views):
    return len(set(Linker(load_scorer()).place(views)))


def one_sentence(quote, first, second, **fields):
    sides = {"actors": (RUSSIA,), "recipients": (UKRAINE,), "report": "r", "day": DAY}
    return [view(quote, trigger, **{**sides, **fields}) for trigger in (first, second)]


@pytest.mark.parametrize(
    ("quote", "first", "second"),
    [
        ("Lodva reimposes a strict nightly curfew from Friday.", "reimposes", "curfew"),
        ("Merin offers an apology to its neighbours.", "offers", "apology"),
        ("Russian jets killed four people in a bombing of the quay.", "killed", "bombing"),
        ("Four people were killed during an early air strike on the quay.", "killed", "air strike"),
        ("The town hall was hit with a Russian missile.", "hit", "missile"),
        ("Rebels plan to attack the quay.", "plan", "attack"),
        ("Guards are sent to help storm the quay.", "sent", "storm"),
    ],
)
def test_a_verb_and_its_noun_are_one_act(quote, first, second):
    assert said(*one_sentence(quote, first, second)) == ["one_act"]


@pytest.mark.parametrize(
    ("quote", "first", "second"),
    [
        ("Lodva attends the summit.", "attends", "summit"),  # what is there already
        ("Lodva closes schools and imposes a curfew.", "closes", "curfew"),
        ("Four were killed after jets flew in a raid.", "killed", "raid"),
        ("Four were killed in Merin, and two in a raid.", "killed", "raid"),
        ("Envoys shelled Merin in an effort to stop the raid.", "shelled", "raid"),
        ("The raid by a second group was beaten back.", "raid", "beaten back"),
    ],
)
def test_two_deeds_of_a_sentence_are_two(quote, first, second):
    assert said(*one_sentence(quote, first, second)) == []


def test_who_accepts_a_pardon_does_not_grant_it():
    accepts, pardon = one_sentence("Merin accepts a pardon by Lodva.", "accepts", "pardon", type="CONCEDE")
    assert said(accepts, pardon) == ["one_act"]
    assert said(accepts, pardon.changed({"actors": (UKRAINE,), "recipients": (RUSSIA,)})) == []


def resumed(quote, trigger, **fields):
    told = {"actors": (RUSSIA,), "recipients": (UKRAINE,), "report": "r", "day": DAY}
    lead = view("A bomb killed four people on the quay of Kharkiv.", "bomb", sentence=1, **told, **KHARKIV)
    return said(lead, view(quote, trigger, **{**told, "sentence": 2, **fields}))


def test_the_next_sentence_goes_on_about_the_attack():
    assert resumed("Nobody claimed the attack.", "attack") == ["resumed"]
    assert resumed("The mayor called this cowardly attack a disgrace.", "attack") == ["resumed"]
    assert resumed("The attack killed four at the market.", "attack") == ["resumed"], "the same number"
    assert resumed("The attack on May 23 was condemned.", "attack") == [], "what follows says which"
    assert resumed("The attack came before May 23 ended.", "attack") == ["resumed"], "a date is no count"


@pytest.mark.parametrize(
    ("quote", "fields"),
    [
        ("Nobody claimed an attack.", {}),
        ("It came after the attack in Odesa.", {}),
        ("It was worse than the earlier attack.", {}),
        ("The army's attack failed.", {}),
        ("The second attack failed.", {}),
        ("The attack killed nine.", {}),
        ("Nobody claimed the attack.", {"sentence": 3}),
        ("Nobody claimed the attack.", {"report": "another"}),
        ("Nobody claimed the attack.", {"type": "PROTEST"}),
        ("Nobody claimed the attack.", {"actors": (INDIA,)}),
        ("Nobody claimed the attack.", ODESA),
        ("Nobody claimed the attack.", {"start": DAY - dt.timedelta(days=9), "end": DAY - dt.timedelta(days=9)}),
    ],
)
def test_what_names_another_does_not_go_on(quote, fields):
    assert resumed(quote, "attack", **fields) == []


def killing(quote, trigger, days=0, **fields):
    when = DAY + dt.timedelta(days=days)
    return view(quote, trigger, published=when, **{"recipients": (MINISTER,), "actors": (), **fields})


def test_a_person_is_killed_once():
    first = killing("Gunmen murder Odile Marchand at her gate.", "murder")
    later = killing("Thousands march over the death of Marchand, the minister.", "death", days=15)
    assert said(first, later) == ["slain_same"]
    assert incidents(first, later) == 1
    assert said(first, later.changed({"recipients": (RIVAL,)})) == []
    assert said(first, later.changed({"recipients": (FRANCE,)})) == [], "of a country many are killed"
    assert said(first, later.changed({"status": "planned"})) == []
    assert said(first, killing("Marchand survived an attempt to kill her.", "attempt to kill")) == []
    assert said(first, killing("Marchand was beaten.", "beaten")) == []


def test_a_war_recalled_by_its_name_is_one():
    def war(quote, days, **fields):
        when = DAY + dt.timedelta(days=days)
        sides = {"actors": (RUSSIA,), "recipients": (UKRAINE,), "published": when, "start": when, "end": when}
        return view(quote, "invasion", **{**sides, "time_inferred": True, **fields})

    club = war("A club leaves the league due to the Russian invasion of Ukraine.", 0)
    grain = war("Grain prices double after the invasion.", 15, actors=())
    assert said(club, grain) == ["war_same"]
    assert said(club, war("Since the invasion began prices rose.", 3, recipients=())) == ["war_same"]
    assert said(club, war("Since the invasion of India began prices rose.", 3, recipients=(INDIA,))) == []
    beside = war("A maker of ploughs sells no more to Russia and India since the invasion.", 3, recipients=(INDIA,))
    assert said(club, beside) == ["war_same"], "India is whom the sentence is about"
    assert said(beside, war("The invasion of India goes on.", 3, actors=(FRANCE,), recipients=(INDIA,))) == ["war_same"]
    assert said(club, war("Poland sends tents to Ukraine since the invasion.", 3, actors=(FRANCE,))) == ["war_same"]
    assert said(club, war("An invasion is feared.", 3, status="possible")) == []
    assert said(club, war("The invasion of the islet on Monday failed.", 3, time_inferred=False)) == [], "a day of it"


def test_a_war_is_found_again_however_much_else_its_sides_do():
    sides = {"actors": (RUSSIA,), "recipients": (UKRAINE,)}
    club = view("A club leaves the league due to the Russian invasion of Ukraine.", "invasion", published=DAY, **sides)
    when = DAY + dt.timedelta(days=15)
    grain = view("Grain prices double after the Russian invasion of Ukraine.", "invasion", published=when, **sides)
    struck = view("Drones burn a dairy of Ukraine after the Russian order.", "burn", day=when, **sides, **KHARKIV)
    index = {}
    for number, event in enumerate((club, struck)):
        for key in filing(event)[0]:
            index.setdefault(key, []).append(number)
    shared = meet(index, filing(grain)[1])
    assert shared[0] > shared[1] >= ENOUGH, "it is compared before what shares but sides"
