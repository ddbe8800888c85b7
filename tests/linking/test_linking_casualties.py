"""Tolls that a sentence tells of its trigger's act."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.linking.casualties import casualties


def read(quote, trigger):
    return {
        (toll.kind, " ".join(sorted(toll.who)), f"{toll.hedge} {toll.count}".strip())
        for toll in casualties(quote, quote.find(trigger), trigger)
    }


@pytest.mark.parametrize(
    ("quote", "trigger", "expected"),
    [
        ("At least 25 people were killed and 40 injured in the blast.", "blast", "at least 25 killed, 40 injured"),
        ("A bomb kills twelve people and wounds 1,200 others in Lodva.", "bomb", "12 killed, 1200 injured"),
        ("Two strikes left thirty dead.", "strikes", "30 killed"),
        ("The death toll from the blast rises to 89.", "blast", "89 killed"),
        ("He deplored the shelling of Merin, whose toll has reached 15.", "shelling", "15 killed"),
        ("14 killed, 30 wounded as gunmen attack market", "attack", "14 killed, 30 injured"),
        ("Market blast: 19 dead", "blast", "19 killed"),
        ("Six people were killed when rebels attacked the depot.", "attacked", "6 killed"),
        ("The raid, which killed up to fifty-two people, was condemned.", "raid", "up to 52 killed"),
        ("No fewer than 12 people have been killed in the raid.", "raid", "at least 12 killed"),
        ("Gunmen killed two dozen people.", "killed", "about 24 killed"),
        ("Three hundred people died in the siege.", "siege", "about 300 killed"),
        ("Twelve people, including two women and three children, were killed in a raid.", "raid", "12 killed"),
        ("The blast at the market claimed 19 lives.", "blast", "19 killed"),
        ("Nine people lost their lives in the blast.", "blast", "9 killed"),
        ("A bombing on 12 May 2011 killed 5 people.", "bombing", "5 killed"),
        ("Rebels said they had killed 12 people in the ambush.", "ambush", "12 killed"),
        ("So far 12 people were killed in the raid.", "raid", "at least 12 killed"),
    ],
)
def test_tolls_are_read_with_their_hedges(quote, trigger, expected):
    assert read(quote, trigger) == {
        (words.split()[-1], "", " ".join(words.split()[:-1])) for words in expected.split(", ")
    }


@pytest.mark.parametrize(
    ("quote", "trigger", "expected"),
    [
        ("Merin: 24 militants, six soldiers killed in battle", "battle", {"militant": "24", "soldier": "6"}),
        ("The shell killed two women and three drivers.", "shell", {"women": "2", "driver": "3"}),
        ("Eight French nationals died in the attack.", "attack", {"french": "8"}),
        ("Two nurses and a guard were hurt, 5 miners were killed in the clash.", "clash", {"miner": "5"}),
    ],
)
def test_a_toll_says_who_is_counted(quote, trigger, expected):
    assert {who: count for kind, who, count in read(quote, trigger) if kind == "killed"} == expected


@pytest.mark.parametrize(
    ("quote", "trigger"),
    [
        ("Three people were sentenced to death for the riots.", "riots"),  # no deaths of the riots
        ("Five of the injured died after the attack.", "attack"),  # some of those counted already
        ("A further three people were killed in the raid.", "raid"),
        ("Three more people were killed in the raid.", "raid"),
        ("Between 10 and 15 people were killed in the raid.", "raid"),
        ("Two people are killed in a town that was calm since the June attacks.", "attacks"),
        ("Two people were killed despite the raid.", "raid"),  # by something else
        ("Police ended the siege after 12 people were killed in a fire.", "siege"),
        ("The plot would have killed 20 people.", "plot"),
        ("The rebels threatened to kill 20 people in the attack.", "attack"),
        ("Some 20 people are feared dead in the attack.", "attack"),
        ("The raid did not kill 12 people, the army said.", "raid"),
        ("Three bombs killed worshippers.", "bombs"),  # bombs are no dead
        ("He was killed two days before the raid in Lodva.", "raid"),
        ("The blast killed him in 2014.", "blast"),
        ("Dozens were killed in the raid.", "raid"),
        ("The raid killed 5 people, and 7 people died in the raid.", "raid"),  # two numbers for one
        ("Ministers signed 12 accords.", "signed"),
    ],
)
def test_what_is_no_toll_of_the_act_is_left_out(quote, trigger):
    assert read(quote, trigger) == set()


def test_a_trigger_that_does_not_stand_there_has_no_toll():
    assert casualties("The blast killed five people.", -1, "blast") == ()


def test_a_toll_is_as_exact_as_its_words():
    spans = {
        words: casualties(f"The raid killed {words} people.", 4, "raid")[0]
        for words in ("12", "at least 12", "up to 12", "about 12")
    }
    assert [(toll.least, toll.most) for toll in spans.values()] == [(12, 12), (12, math.inf), (0, 12), (9, 15)]
    assert casualties("The toll of the raid rose to 12.", 16, "raid")[0].grown


@given(st.text(max_size=200), st.integers(-1, 200))
def test_any_text_can_be_read(text, at):
    assert all(toll.count > 0 and toll.least <= toll.count <= toll.most for toll in casualties(text, at, "x"))
