"""How actor phrases are taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.resolving.actors.fuzzy import FuzzyNames, skeleton
from multipolar.resolving.actors.phrase import analyse, tokenise
from multipolar.resolving.actors.weights import load_weights, singular
from multipolar.resolving.knowledge import load_knowledge

WORDS = st.text(
    alphabet=st.sampled_from(list("abcdeABCDE '\u2019.,-()\u2013\"0123àéšł\u0301\u00a0"))
    | st.characters(codec="utf-8"),
    max_size=60,
)


def read(words):
    return analyse(words, load_knowledge(), common=load_weights().is_common, running=True)


@settings(deadline=None)
@given(WORDS)
def test_tokens_stand_where_they_say(words):
    end = 0
    for token in tokenise(words):
        assert words[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


@settings(deadline=None)
@given(WORDS)
def test_any_text_can_be_read(words):
    phrase = read(words)
    assert phrase.words == words
    for hit in phrase.hits:
        assert 0 <= hit.start < hit.end <= len(words)


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("two Danish soldiers", "soldiers"),
        ("members of the Syrian army", "army"),
        ("the government of Morocco", "government"),
        ("a court in Lyon", "court"),
        ("dozens of angry farmers", "farmers"),
        ("the French foreign minister", "minister"),
        ("the leader of the rebels", "leader"),
    ],
)
def test_head_nouns(words, head):
    assert read(words).head == head


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("he", "pronoun"),
        ("Their", "pronoun"),
        ("US", "bare"),
        ("the two countries", "set"),
        ("both leaders", "set"),
        ("each other", "set"),
        ("two countries", "described"),
        ("France", "bare"),
        ("French farmers", "known"),
        ("Jordan Quillfeather", "named"),
        ("riot police", "described"),
        ("Protesters", "described"),
    ],
)
def test_shapes(words, shape):
    assert read(words).shape == shape


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Interior Minister Oona Quillfeather", "Oona Quillfeather"),
        ("Danish Police", ""),
        ("the Council", ""),
        ("General Tamsin al-Brackwater", "Tamsin al-Brackwater"),
        ("Oona Quillfeather, a retired judge", "Oona Quillfeather"),
    ],
)
def test_personal_names(words, person):
    assert read(words).person == person


@pytest.mark.parametrize("words", ["Paris Quillfeather", "Victoria Brackwater", "Chad Quillfeather"])
def test_places_within_personal_names_are_no_places(words):
    assert read(words).hits == ()


def test_compounds_are_tied():
    ties = {hit.tie for hit in read("Iran-backed gunmen").hits}
    assert ties == {"backed"}
    assert {hit.tie for hit in read("anti-China riots").hits} == {"anti"}


def test_lists_of_nationalities_are_one_core():
    phrase = read("Chilean, Peruvian and Bolivian miners")
    assert [hit.part for hit in phrase.hits] == [0, 0, 0]
    assert phrase.hits[-1].joined


def test_acronyms_in_brackets():
    assert read("the Lowland Farmers Front (LFF)").acronym == "LFF"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelensky", "Zelenskiy"),
        ("Kassym-Jomart Tokayev", "Qasym-Jomart Tokaev"),
        ("Muammar Gaddafi", "Moammar Qadhafi"),
        ("Shanghai Cooperation Organisation", "Shanghai Co-operation Organization"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_name_has_a_skeleton(name):
    assert skeleton(name) == skeleton(name.lower())


def test_spelling_is_forgiven_only_where_it_is_close():
    fuzzy = FuzzyNames(load_knowledge())
    assert {name.entity_id for name in fuzzy.find("Volodymyr Zelenskyi")} == {"person:volodymyr-zelensky"}
    assert fuzzy.find("Troy Davis") == ()
    assert fuzzy.find("Poten") == ()
    assert fuzzy.find("") == ()


@pytest.mark.parametrize(
    ("plural", "one"), [("soldiers", "soldier"), ("parties", "party"), ("gunmen", "gunman"), ("gas", "gas")]
)
def test_singulars(plural, one):
    assert singular(plural) == one
