"""Whose a mention is where names mislead: posts abroad, namesakes, weapons shot down, bodies, churches."""

from __future__ import annotations

import datetime as dt

import pytest

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.actors.pool import names_outright
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2020, 6, 24)
RESOLVER = ActorResolver(load_knowledge())


def codes(words, on=DAY):
    return {match.code for match in RESOLVER.resolve(words, on=on)}


def struck(text, weapons, by, role="actor", on=dt.date(2023, 12, 11)):
    """Whose the weapons are that somebody in the sentence shot down, or tells of."""
    first, second = text.index(by), text.index(weapons)
    mentions = [
        ActorMention(extent=Extent(0, first, first + len(by)), role=role, group=0, event="ASSAULT"),
        ActorMention(extent=Extent(0, second, second + len(weapons)), role="recipient", group=0, event="ASSAULT"),
    ]
    (match,) = RESOLVER.resolve_all(mentions, sentences={0: text}, on=on)[1]
    return match.code


def beside(text, words, *others, on=DAY, antecedents=()):
    """Code of words in a sentence, each of the others a mention of its own."""
    mentions = []
    for group, each in enumerate((*others, words)):
        start = text.index(each)
        guess = antecedents if each == words else ()
        mentions.append(
            ActorMention(extent=Extent(0, start, start + len(each)), group=group, event="SUPPORT", antecedents=guess)
        )
    return [match.code for match in RESOLVER.resolve_all(mentions, sentences={0: text}, on=on)[-1]]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the U.S. Embassy in Oslo", "USA"),
        ("United States Embassy in Peru", "USA"),
        ("American troops in Iraq", "USA"),
        ("U.S. forces based in Iraq", "USA"),
        ("the US Army in Kabul", "USA"),
        ("Sri-Lankan troops", "LKA"),
        ("The Catholic Church in Goa, India", "IND"),
        ("police in Kenya", "KEN"),
    ],
)
def test_a_body_of_a_state_stays_its_own_wherever_it_stands(words, code):
    assert codes(words) == {code}


class TestNamesakes:
    @pytest.mark.parametrize(
        ("words", "wrong"),
        [
            ("Col. Peter M. Jordan of the U.S. Army", "JOR"),
            ("Steven L. Jordan", "JOR"),
            ("Abdel Aziz Ashkar, a Hamas commander", "MRT"),
            ("Abu Dhabi Crown Prince Mohammed bin Zayed Al Nahyan", "SAU"),
        ],
    )
    def test_a_longer_name_is_somebody_elses(self, words, wrong):
        assert wrong not in codes(words)

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("Crown Prince Mohammed bin Salman", "SAU"),
            ("Crown Prince Mohammed", "SAU"),
            ("King Abdullah II of Jordan", "JOR"),
            ("Jordan", "JOR"),
        ],
    )
    def test_the_rest_of_the_full_name_leaves_it_whole(self, words, code):
        assert codes(words) == {code}

    @pytest.mark.parametrize(
        ("words", "code"), [("Georgia Governor Brian Kemp", "USA"), ("Georgian President Salome Zourabichvili", "GEO")]
    )
    def test_who_bears_a_title_says_which_state_of_the_name(self, words, code):
        assert codes(words) == {code}

    @pytest.mark.parametrize(
        ("words", "on", "code"),
        [
            ("FIFA President Sepp Blatter", dt.date(2010, 8, 11), "NGO:FIFA"),
            ("Blatter", dt.date(2010, 8, 11), "NGO:FIFA"),
            ("Sepp Blatter", dt.date(2022, 8, 11), "CHE"),
            ("IOC President Thomas Bach", dt.date(2016, 8, 11), "NGO:IOC"),
            ("Abdullatif bin Rashid Al Zayani", dt.date(2015, 8, 11), "IGO:GCC"),
        ],
    )
    def test_heads_of_organisations_are_theirs_while_they_lead_them(self, words, on, code):
        assert codes(words, on) == {code}


class TestShotDown:
    @pytest.mark.parametrize(
        ("text", "weapons", "by", "code"),
        [
            ("Ukraine shot down 21 of 41 missiles overnight.", "21 of 41 missiles", "Ukraine", "RUS"),
            ("Russia shot down two drones near Kursk.", "two drones", "Russia", "UKR"),
            ("Israel shot down 30 drones.", "30 drones", "Israel", "---"),
            ("France intercepted two drones fired from Yemen.", "two drones", "France", "YEM"),
            ("Syria intercepted a drone near Homs.", "a drone", "Syria", "---"),
            ("Ukraine shot down a Russian missile.", "a Russian missile", "Ukraine", "RUS"),
            ("Ukraine bought 40 missiles.", "40 missiles", "Ukraine", "UKR"),
        ],
    )
    def test_weapons_are_not_the_shooters(self, text, weapons, by, code):
        assert struck(text, weapons, by) == code

    def test_who_tells_of_it_was_the_one_who_shot(self):
        text = "Ukraine says that at least 20 missiles were shot down over the capital."
        assert struck(text, "at least 20 missiles", "Ukraine", "attribution") == "RUS"

    def test_a_war_of_twelve_days(self):
        text = "Israel shot down 30 drones."
        assert struck(text, "30 drones", "Israel", on=dt.date(2025, 6, 18)) == "IRN"

    def test_before_the_war_nobody_is_the_other_side(self):
        text = "Ukraine shot down 21 missiles."
        assert struck(text, "21 missiles", "Ukraine", on=dt.date(2013, 5, 1)) == "---"

    def test_weapons_spoken_of_before_are_those_of_before(self):
        text = "An American drone strayed over Qeshm and Iran brought down the drone."
        assert struck(text, "the drone", "Iran") == "USA"


class TestBodiesOfTheCountry:
    def test_the_country_whose_people_are_named(self):
        text = "President Pedro Castillo announced the dissolution of Congress."
        assert beside(text, "Congress", "President Pedro Castillo", on=dt.date(2022, 12, 7)) == ["PER"]

    def test_the_one_whose_name_it_is_where_it_is_named(self):
        text = "President Pedro Castillo thanked the United States and Congress."
        others = ("President Pedro Castillo", "the United States")
        assert beside(text, "Congress", *others, on=dt.date(2022, 12, 7)) == ["USA"]

    def test_a_state_that_is_only_spoken_of_has_no_part_in_it(self):
        assert beside("Congress approved sanctions on Iran.", "Congress", "Iran") == ["USA"]

    def test_a_commission_of_two_states(self):
        text = "Kim Jong-un presided over a meeting of the Central Military Commission."
        assert beside(text, "the Central Military Commission", "Kim Jong-un") == ["PRK"]
        assert codes("the Central Military Commission") == {"CHN"}

    def test_settlers_on_palestinian_land(self):
        assert beside("Palestinians stopped a march of right-wing settlers.", "right-wing settlers") == ["ISR"]
        assert beside("Brazil evicted settlers from the forest.", "settlers") != ["ISR"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the Greek Orthodox Church of Antioch", "SYR"),
        ("the Greek Orthodox Church of Alexandria", "EGY"),
        ("the Greek Orthodox Church", "GRC"),
        ("Eastern Orthodox Churches", "---"),
    ],
)
def test_churches_are_at_home_where_their_patriarch_is(words, code):
    assert codes(words) == {code}


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Somalia's government fell after 38 ministers resigned.", "38 ministers", "SOM"),
        ("Somalia's government spoke to ministers of 38 countries.", "ministers of 38 countries", "---"),
        ("Australia waits for the foreign ministers of the 27.", "the foreign ministers of the 27", "---"),
    ],
)
def test_a_number_makes_states_of_none_but_states(text, words, code):
    assert beside(text, words) == [code]


@pytest.mark.parametrize(
    ("words", "outright"),
    [
        ("Vice-President of the European Commission Maros Sefcovic", True),
        ("an officer of the Argentine National Gendarmerie", True),
        ("NATO", True),
        ("Western hostages", False),
        ("its NATO allies", False),
        ("the officer", False),
    ],
)
def test_who_is_named_outright(words, outright):
    assert names_outright(RESOLVER.read(words, DAY)) is outright


def test_a_lawmaker_of_a_party_is_no_party():
    text = "President Vladimir Putin thanked a lawmaker from the Communist Party."
    start = text.index("a lawmaker")
    mentions = [ActorMention(extent=Extent(0, 0, 24)), ActorMention(extent=Extent(0, start, len(text) - 1), group=1)]
    (match,) = RESOLVER.resolve_all(mentions, sentences={0: text}, on=DAY)[1]
    assert (match.code, match.sector) == ("RUS", "LEG")


def test_words_that_name_somebody_are_nobody_else_whatever_they_are_linked_to():
    text = "Britain's Michael Gove and Vice-President of the European Commission Maros Sefcovic announced a deal."
    words = "Vice-President of the European Commission Maros Sefcovic"
    link = ((Extent(0, text.index("Britain"), text.index("Michael Gove") + len("Michael Gove")), 1.0),)
    assert beside(text, words, "Britain's Michael Gove", on=dt.date(2020, 12, 8), antecedents=link) == ["IGO:EU"]
