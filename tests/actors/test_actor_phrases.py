"""Whom phrases mean that stand alone: counts, lists, bodies, peoples, leaders of other times."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from multipolar.resolving import resolve
from multipolar.resolving.actors.phrase import analyse
from multipolar.resolving.knowledge import load_knowledge

CASES = [
    ("former Kuwaiti admiral", "KWT", "ELI"),
    ("Lagos traffic wardens", "NGA", "GOV"),
    ("the Basij", "IRN", "PRM"),
    ("some forty demonstrators", "---", "CVL"),
    ("more than 100,000 people", "---", "CVL"),
    ("Around 30,000 Russian troops", "RUS", "MIL"),
    ("EU foreign policy chief", "IGO:EU", "IGO"),
    ("Korean People's Navy", "PRK", "MIL"),
    ("the South Gauteng High Court", "ZAF", "JUD"),
    ("Lahore High Court", "PAK", "JUD"),
    ("a Harvard professor", "USA", "EDU"),
    ("Pakistani Rangers", "PAK", "MIL"),
    ("Syrian Druze", "SYR", "REL"),
    ("Sri Lankan Tamils", "LKA", "CVL"),
    ("the officials involved", "---", "GOV"),
    ("over 25 global leaders", "---", "GOV"),
    ("the Kurds", "---", "CVL"),
    ("Britons", "GBR", "CVL"),
]


@pytest.mark.parametrize(("words", "code", "sector"), CASES)
def test_phrases_are_read_for_what_they_say(words, code, sector):
    phrase = resolve(words, published="2024-06-01").phrase
    assert phrase is not None
    assert (phrase.code, phrase.sector) == (code, sector), phrase.reason


@pytest.mark.parametrize(
    ("words", "on", "code", "sector"),
    [
        ("Margaret Thatcher", "1982-04-02", "GBR", "GOV"),
        ("Gamal Abdel Nasser", "1956-10-31", "EGY", "GOV"),
        ("Khrushchev", "1962-10-22", "RUS", "GOV"),
        ("Dag Hammarskjöld", "1960-07-14", "IGO:UN", "IGO"),
        ("the Viet Cong", "1968-01-31", "VNM", "REB"),
    ],
)
def test_leaders_and_movements_of_other_times(words, on, code, sector):
    phrase = resolve(words, published=on).phrase
    assert phrase is not None
    assert (phrase.code, phrase.sector) == (code, sector), phrase.reason


def test_surnames_of_leaders_long_gone_name_nobody_later():
    phrase = resolve("Nixon", published="2018-06-01").phrase
    assert phrase is not None
    assert phrase.actor_id == ""


def test_a_president_who_chairs_an_organisation_acts_for_the_country():
    phrase = resolve("President Abdel Fattah el-Sisi", published=dt.date(2019, 3, 1)).phrase
    assert phrase is not None
    assert phrase.code == "EGY"


@pytest.mark.parametrize("words", ["The United Kingdom and United States", "the United States and the United Kingdom"])
def test_states_that_are_listed_are_all_named(words):
    from multipolar.resolving.actors import ActorResolver  # noqa: PLC0415 - only here
    from multipolar.resolving.knowledge import load_knowledge  # noqa: PLC0415 - only here

    found = ActorResolver(load_knowledge()).resolve(words)
    assert {match.code for match in found} == {"GBR", "USA"}


def test_marks_without_width_do_not_hide_a_name():
    actors = resolve("Vladi\u200bmir Putin met Xi Jin\u00adping.", published="2024-06-01").actors
    assert [actor.code for actor in actors] == ["RUS", "CHN"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("more than 50 people", "people"),
        ("fewer than 100 soldiers", "soldiers"),
        ("less than 20 troops", "troops"),
        ("no fewer than 20 soldiers", "soldiers"),
        ("up to 30 civilians", "civilians"),
        ("anywhere from 10 to 20 soldiers", "soldiers"),
        ("between 10 and 20 civilians", "civilians"),
        ("10 to 20 soldiers", "soldiers"),
        ("10\u201320 soldiers", "soldiers"),
        ("50 or more people", "people"),
        ("close to 500 people", "people"),
        ("well over 100 people", "people"),
        ("up to a third of the troops", "troops"),
        ("More than 50 suspected bombers", "bombers"),
        ("more than a dozen Russian soldiers", "Russian Armed Forces"),
        ("more than 50", "more than 50"),
        ("those from 10 countries", "those"),
        ("10 Downing Street", "United Kingdom"),
        ("a 25-year-old man", "man"),
    ],
)
def test_how_many_they_are_is_no_part_of_their_name(words, name):
    phrase = resolve(words, published="2024-06-01").phrase
    assert phrase is not None
    assert phrase.name == name


def test_long_rows_of_numbers_are_read_in_no_time():
    started = time.process_time()
    for words in ("two-" * 3000, "two " * 3000, "1-" * 3000):
        analyse(words, load_knowledge())
    assert time.process_time() - started < 2
