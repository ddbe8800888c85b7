"""Kinds of actors that words alone mislead about: namesakes, bodies, coalitions, crowds, unknown persons."""

import csv
import datetime as dt
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.actors.origins import NameOrigins
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2019, 7, 22)
KNOWLEDGE = load_knowledge()
RESOLVER = ActorResolver(KNOWLEDGE)
ORIGINS = NameOrigins(KNOWLEDGE)


def alone(words, on=DAY):
    (match,) = RESOLVER.resolve(words, on=on)
    return match


def last(*sentences, wanted, on=DAY, event=None):
    """Whom the last of the mentions means; each is (number of sentence, words), and takes part in an event alone."""
    mentions = []
    for number, words in wanted:
        start = sentences[number].index(words)
        extent = Extent(number, start, start + len(words))
        mentions.append(ActorMention(extent=extent, group=len(mentions), event=event))
    (match,) = RESOLVER.resolve_all(mentions, sentences=dict(enumerate(sentences)), on=on)[-1]
    return match


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Iran's National Security Council", "IRN"),
        ("the Security Council of Russia", "RUS"),
        ("the Security Council", "IGO:UN"),
        ("the UN Security Council", "IGO:UN"),
        ("the Nigerian Human Rights Commission", "NGA"),
        ("White South Africans", "ZAF"),
        ("Iranian-born Canadian poet Leila Sarabi", "CAN"),
        ("French-owned Volvo Cars", "MNC:Volvo Cars"),
        ("Xiaobo Liu", "CHN"),
        ("Liu Xiaobo", "CHN"),
        ("African-American voters", "USA"),
        ("the Tunisian General Labour Union", "TUN"),
        ("Shiromani Akali Dal", "IND"),
        ("the Greater Manchester Police", "GBR"),
    ],
)
def test_names_that_look_like_others(words, code):
    assert alone(words).code == code


@pytest.mark.parametrize("words", ["Su-30 fighter jets", "AI researchers", "Jean Clarke-Putin"])
def test_what_is_spelt_like_a_surname_names_nobody(words):
    assert not alone(words).actor_id


@pytest.mark.parametrize("place", ["Alexandria, Virginia", "Atlanta, Georgia"])
def test_a_town_lies_where_the_comma_says(place):
    assert alone(f"a court in {place}").code == "USA"
    assert last(f"Prosecutors in {place}, charged nobody.", wanted=[(0, "Prosecutors")]).code == "USA"


def test_a_full_name_outdoes_a_famous_surname():
    sentences = ("Tobias Merkel sued the Swiss tax office.", "Merkel lost the case.")
    match = last(*sentences, wanted=[(0, "Tobias Merkel"), (1, "Merkel")])
    assert match.actor_id != "person:angela-merkel"
    assert last("Merkel lost the vote.", wanted=[(0, "Merkel")]).actor_id == "person:angela-merkel"


class TestCoalitions:
    SENTENCES = ("Islamic State fighters fled the town.", "The coalition bombed their column.")
    WANTED = ((0, "Islamic State fighters"), (1, "The coalition"))

    def test_is_the_one_at_war_at_the_date(self):
        match = last(*self.SENTENCES, wanted=self.WANTED, on=dt.date(2016, 5, 1), event="ASSAULT")
        assert (match.code, match.sector) == ("BLOC:anti-ISIL coalition", "MIL")

    @pytest.mark.parametrize("on", [dt.date(1999, 5, 1), None])
    def test_is_not_read_into_other_times(self, on):
        assert last(*self.SENTENCES, wanted=self.WANTED, on=on).code != "BLOC:anti-ISIL coalition"

    def test_is_none_of_parties(self):
        sentences = ("Islamic State fighters fled the town.", "In Sweden the ruling coalition lost a vote.")
        match = last(*sentences, wanted=[(0, "Islamic State fighters"), (1, "the ruling coalition")], on=DAY)
        assert match.code != "BLOC:anti-ISIL coalition"

    def test_table_is_in_order(self):
        text = files("multipolar.resolving.actors").joinpath("tables/coalitions.csv").read_text("utf-8")
        for row in csv.DictReader(text.splitlines()):
            assert KNOWLEDGE.knows_code(row["code"])
            assert KNOWLEDGE.knows_code(row["against"])
            since = dt.date.fromisoformat(row["since"])
            assert not row["until"] or since < dt.date.fromisoformat(row["until"])


@pytest.mark.parametrize(
    "words",
    [
        "over 25 global leaders",
        "world leaders",
        "dozens of countries",
        "several other states",
        "international donors",
        "foreign troops",
    ],
)
def test_crowds_of_states_are_no_single_state(words):
    sentences = ("China held a parade in Beijing, and China was proud of it.", f"It was seen by {words}.")
    assert last(*sentences, wanted=[(0, "China"), (1, words)]).code == "---"


def test_a_foreign_minister_is_somebody_s():
    sentences = ("China held a parade in Beijing.", "The foreign minister watched it.")
    assert last(*sentences, wanted=[(0, "China"), (1, "The foreign minister")]).code == "CHN"


def test_unknown_gunmen_belong_to_no_country():
    match = last("In Kenya gunmen attacked a bus.", wanted=[(0, "gunmen")], event="ASSAULT")
    assert (match.code, match.sector) == ("---", "UAF")


def test_a_kingdom_is_a_monarchy():
    sentences = ("France and Saudi Arabia signed the contract.", "The kingdom will pay half of it.")
    assert last(*sentences, wanted=[(0, "France"), (0, "Saudi Arabia"), (1, "The kingdom")]).code == "SAU"


@pytest.mark.parametrize(
    ("name", "home", "elsewhere"),
    [("Giovanni Bianchi", "ITA", "JPN"), ("Hiroshi Tanaka", "JPN", "ITA"), ("Oleksandr Kovalenko", "UKR", "ESP")],
)
def test_names_are_at_home_somewhere(name, home, elsewhere):
    assert ORIGINS.fit(name, home) in {"yes", "likely"}
    assert ORIGINS.fit(name, elsewhere) in {"hardly", "no"}


@given(st.text(max_size=40), st.sampled_from(["USA", "CHN", "IGO:UN", "---", ""]))
@settings(max_examples=60, deadline=None)
def test_any_name_can_be_asked(name, code):
    assert ORIGINS.fit(name, code) in {"", "yes", "likely", "hardly", "no"}


def test_tongues_are_those_of_states():
    text = files("multipolar.resolving.actors").joinpath("tables/tongues.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert all(KNOWLEDGE.state(code) is not None for code in row["codes"].split()), row["tongue"]
