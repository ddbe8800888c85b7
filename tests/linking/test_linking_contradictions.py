"""Where the events of one incident cannot all be right."""

from __future__ import annotations

import datetime as dt

import pytest
from linking_samples import DAY, FRANCE, INDIA, KHARKIV, ODESA, RUSSIA, UKRAINE, town, view

from multipolar.linking import Side
from multipolar.linking.contradictions import contradictions

NEXT = DAY + dt.timedelta(days=1)
ARMY = Side("IND", "MIL", "Indian army", "")
REBELS = Side("IND", "REB", "Hill Front", "")
BLOC = Side("IGO:EU", "IGO", "European Union", "igo:EU")
GUNMEN = Side("---", "UAF", "gunmen", "")


def told(*views):
    return [(found.kind, found.detail) for found in contradictions(views)]


def blast(words, day=DAY, **fields):
    return view(f"The blast at the mill killed {words}.", "blast", published=day, **fields)


# Tolls


def test_reports_of_one_day_with_different_tolls_disagree():
    assert told(blast("14 people"), blast("19 people")) == [("toll", "killed: 14 (2024-05-10) or 19 (2024-05-10)")]
    assert told(view("The blast wounded 14 people", "blast"), view("19 were hurt in the blast", "blast")) == [
        ("toll", "injured: 14 or 19")
    ]


def test_a_toll_that_grows_is_an_update():
    assert told(blast("14 people"), blast("19 people", NEXT)) == []
    assert told(blast("14 people"), view("The toll of the blast rises to 19.", "blast", published=DAY)) == []


def test_a_toll_that_falls_is_a_contradiction():
    assert told(blast("14 people", NEXT), blast("19 people")) == [
        ("toll", "killed: 14 (2024-05-11) or 19 (2024-05-10)")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at least 14 people", "19 people"),
        ("14 soldiers", "19 people"),
        ("about 18 people", "19 people"),
        ("14 people", "14 people"),
        ("14 people", "a miller"),
    ],
)
def test_tolls_that_can_both_be_right_do_not_disagree(one, other):
    assert told(blast(one), blast(other)) == []


def test_hedged_tolls_disagree_where_they_exclude_each_other():
    assert told(blast("up to 14 people"), blast("at least 19 people")) == [
        ("toll", "killed: up to 14 (2024-05-10) or at least 19 (2024-05-10)")
    ]


@pytest.mark.parametrize(
    "apart",
    [
        {"type": "RETREAT"},  # that does not kill
        {"status": "planned"},
        {"day": DAY + dt.timedelta(days=9)},
        {**ODESA},
        {"recipients": (FRANCE,)},
        {"actors": (UKRAINE,)},
    ],
)
def test_tolls_of_something_else_do_not_disagree(apart):
    here = {"actors": (RUSSIA,), "recipients": (INDIA,), **KHARKIV, "day": DAY}
    first = view("The blast killed 14 people.", "blast", **here)
    assert len(told(first, view("The blast killed 19 people.", "blast", **here))) == 1
    assert told(first, view("The blast killed 19 people.", "blast", **{**here, **apart})) == []


# Status


def test_an_act_that_somebody_denies_is_disputed():
    said = view("Indian troops shelled the camp.", "shelled", actors=(ARMY,))
    denied = view("The army denied shelling the camp.", "shelling", actors=(ARMY,), status="alleged")
    assert told(said, denied) == [("status", "occurred or denied")]
    claimed = view("Kenya says that Indian troops shelled the camp.", "shelled", actors=(ARMY,), status="alleged")
    assert told(claimed, denied) == [("status", "alleged or denied")]


def test_facts_go_before_hearsay():
    claimed = view("Kenya says that Indian troops shelled the camp.", "shelled", actors=(ARMY,), status="alleged")
    said = view("Indian troops shelled the camp.", "shelled", actors=(ARMY,))
    denied = view("The army denied shelling the camp.", "shelling", actors=(ARMY,), status="alleged")
    assert [found.left for found in contradictions([claimed, said, denied])] == [said.id]


def test_a_denial_of_the_whole_contradicts_whoever_tells_of_it():
    said = view("The envoy was poisoned at a dinner.", "poisoned")
    denied = view("Doctors refuted claims that the envoy was poisoned.", "poisoned", status="alleged")
    assert told(said, denied) == [("status", "occurred or denied")]


@pytest.mark.parametrize(
    ("quote", "trigger", "fields"),
    [
        ("The shelling of the camp was stopped.", "shelling", {}),  # it was
        ("The army said it will not shell the camp.", "shell", {}),
        ("The army has not yet shelled the camp.", "shelled", {}),
        ("The rebels denied shelling the camp.", "shelling", {"actors": (FRANCE,)}),  # another's part in it
        ("The rebels denied shelling the camp.", "shelling", {"actors": ()}),
        ("The army denied shelling the camp.", "shelling", {"actors": (ARMY,), "type": "COERCE"}),
        ("The army denied killing villagers.", "killing", {"actors": (ARMY,)}),  # of whom the other says nothing
        ("The army denied shelling the camp.", "shelling", {"actors": (ARMY,), "day": DAY + dt.timedelta(days=9)}),
    ],
)
def test_what_denies_nothing_of_the_act_disputes_nothing(quote, trigger, fields):
    said = view("Indian troops shelled the camp.", "shelled", actors=(ARMY,), day=DAY)
    denied = view(quote, trigger, **{"status": "negated", "actors": (ARMY,), **fields})
    assert told(said, denied) == []


def test_a_question_tells_nothing():
    asked = view("Minister shot dead? All calm", "shot dead", status="alleged")
    denied = view("The ministry denied that a minister had been shot dead.", "shot dead", status="alleged")
    assert told(asked, denied) == []


def test_of_words_the_same_must_be_said_and_denied():
    asked = view("Kenya urged him to speak up.", "urged", type="REQUEST", actors=(FRANCE,))
    denied = view("Kenya denied pressing him to go.", "pressing", type="REQUEST", actors=(FRANCE,), status="alleged")
    assert told(asked, denied) == []
    pressed = view("Kenya pressed him to go.", "pressed", type="REQUEST", actors=(FRANCE,))
    assert told(pressed, denied) == [("status", "occurred or denied")]


# Sides


def test_an_act_laid_at_different_doors_is_disputed():
    told_of = view("Indian forces sank the ferry.", "sank", actors=(ARMY,))
    laid = view("Kenya accused France of sinking the ferry.", "sinking", actors=(FRANCE,), status="alleged")
    assert told(told_of, laid) == [("sides", "by Indian army or by France")]


def test_each_may_lay_it_at_the_others_door():
    one = view("Russia said Ukraine shelled the bridge.", "shelled", actors=(UKRAINE,), status="alleged")
    other = view(
        "Kyiv said the Russians shelled it.", "shelled", actors=(RUSSIA,), recipients=(UKRAINE,), status="alleged"
    )
    assert told(one, other) == [("sides", "by Ukraine or by Russia")]
    fact = view("The Russians shelled it.", "shelled", actors=(RUSSIA,), recipients=(UKRAINE,))
    assert told(one, fact) == []  # they may have hit back
    ours = view("The army was said to have burned it.", "burned", actors=(ARMY,), status="alleged")
    theirs = view("The rebels were said to have burned it.", "burned", actors=(REBELS,), status="alleged")
    assert told(ours, theirs) == [("sides", "by Indian army or by Hill Front")]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "occurred"},  # nobody says so of somebody
        {"actors": (BLOC,)},  # may be named for a member
        {"actors": (GUNMEN,)},  # may be anybody's
        {"actors": (INDIA,)},
        {"actors": (INDIA, FRANCE)},
        {"type": "COERCE"},
        {"type": "CONSULT"},
        {"quote": "France said that the sinking was an outrage."},  # who speaks did not act
        {"quote": "France denied any involvement in the sinking."},
    ],
)
def test_what_lays_it_at_no_other_door_disputes_nothing(fields):
    told_of = view("Indian forces sank the ferry.", "sank", actors=(ARMY,))
    laid = {"quote": "Kenya accused France of sinking the ferry.", "actors": (FRANCE,), "status": "alleged", **fields}
    assert told(told_of, view(laid.pop("quote"), "sinking", **laid)) == []


# Days and towns


def on(words, day, **fields):
    return view(words, fields.pop("trigger", "bombing"), start=day, end=day, granularity="day", **fields)


def test_another_day_for_one_assault_is_a_contradiction():
    one = on("The bombing of the mill on Monday shook the valley.", DAY)
    other = on("Thousands mourned the bombing of 13 May.", DAY + dt.timedelta(days=3))
    assert told(one, other) == [("time", "2024-05-10 or 2024-05-13")]


@pytest.mark.parametrize(
    ("quote", "fields"),
    [
        ("Thousands mourned the bombing of 13 May.", {"day": DAY + dt.timedelta(days=1)}),  # a night
        ("Thousands mourned the bombing.", {}),  # the day is not in these words
        ("Thousands mourned on Sunday the bombing of 13 May.", {}),  # which of the two?
        ("The general said on Monday that the bombing goes on.", {}),  # the day of his words
        ("The bombings of 13 May went on.", {"trigger": "bombings"}),  # one of many
        ("They fled the raid of 13 May.", {"trigger": "raid"}),
        ("Thousands mourned the bombing of 13 May.", {"time_inferred": True}),
        ("Thousands mourned the bombing of 13 May.", {"type": "PROTEST"}),
        ("The bombing of 13 May is to be resumed.", {"status": "planned"}),
        ("Thousands mourned the bombing of 13 May.", {"report": "one"}),
    ],
)
def test_days_of_phases_and_of_words_are_none(quote, fields):
    one = on("The bombing of the mill on Monday shook the valley.", DAY, report="one")
    assert told(one, on(quote, fields.pop("day", DAY + dt.timedelta(days=3)), **fields)) == []


def test_another_town_for_one_assault_is_a_contradiction():
    one = view("A bombing at a market in Kharkiv shook the town.", "bombing", **KHARKIV)
    other = view("They mourned the bombing in Odesa.", "bombing", **ODESA)
    assert told(one, other) == [("place", "Kharkiv or Odesa")]


@pytest.mark.parametrize(
    ("quote", "fields"),
    [
        ("They mourned the bombing in Odesa and Kharkiv.", ODESA),
        ("They mourned the bombing, said a mayor in Odesa.", ODESA),
        ("Odesa mourned the bombing.", ODESA),
        ("They mourned the bombing in Odesa.", {**ODESA, "place_inferred": True}),
        ("They mourned the bombing in Odesa.", {**ODESA, "precision": "region"}),
        ("They mourned the bombing in Kharkov.", town("Kharkov", "RUS", 59.0, 30.0)),  # a spelling of it
        ("They mourned the bombing in Merefa.", town("Merefa", "UKR", 49.82, 36.05)),  # next to it
    ],
)
def test_neighbours_spellings_and_lists_are_none(quote, fields):
    one = view("A bombing at a market in Kharkiv shook the town.", "bombing", **KHARKIV)
    assert told(one, view(quote, "bombing", **fields)) == []


def test_one_telling_contradicts_nothing():
    assert told(blast("14 people")) == []
