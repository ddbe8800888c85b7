"""What a report says around a mention: who shares its title, who takes part with it, whom a pronoun takes up."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.actors.surroundings import Company, kinds_beside
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2019, 7, 22)
RESOLVER = ActorResolver(load_knowledge())


def phrase(words):
    return RESOLVER.read(words, DAY).phrase


def mention(text, words, **more):
    start = text.index(words)
    return ActorMention(extent=Extent(0, start, start + len(words)), **more)


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("a suspected bomber", "bomber"),
        ("80 serving officers", "officers"),
        ("the accused", "accused"),
        ("those accused of treason", "those"),
        ("Senator Mira Tolvan of Utah", "senator"),
        ("journalist Chansa Mumbo of the Zambia Post", "journalist"),
        ("Col. Ulan Ostrov of the Kyrgyz Border Service", "col"),
        ("activists Muna and Mohammed Qasimi", "activists"),
        ("the mothers of Srebrenica", "mothers"),
        ("the National Movement of Farmers", "movement"),
    ],
)
def test_the_noun_that_says_what_an_actor_is(words, head):
    assert phrase(words).head == head


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Senator Mira Tolvan of Utah", "Mira Tolvan"),
        ("Mira Tolvan of Utah", "Mira Tolvan"),
        ("Doctors of the World", ""),
        ("the Army of Islam", ""),
    ],
)
def test_of_does_not_belong_to_a_persons_name(words, person):
    assert phrase(words).person == person


def test_a_title_in_the_plural_is_shared():
    text = "Senators Mira Tolvan and Jonas Brekke called for talks in Ohio."
    mentions = [
        mention(text, "Senators Mira Tolvan", group=0, event="REQUEST"),
        mention(text, "Jonas Brekke", group=0, event="REQUEST"),
    ]
    found = RESOLVER.resolve_all(mentions, sentences={0: text}, on=DAY)
    assert [matches[0].sector for matches in found] == ["LEG", "LEG"]
    apart = "Mira Tolvan and Jonas Brekke called for talks in Ohio."
    alone = RESOLVER.resolve_all([mention(apart, "Jonas Brekke", event="REQUEST")], sentences={0: apart}, on=DAY)
    assert alone[0][0].sector != "LEG"


def test_a_pronoun_takes_up_the_person_and_not_the_state():
    text = "Norway recalled General Lars Ostby, a Norwegian officer, after he criticised Sweden."
    mentions = [
        mention(text, "Norway", group=0, event="SANCTION"),
        mention(text, "General Lars Ostby, a Norwegian officer", group=0, event="SANCTION", role="recipient"),
        mention(text, "he", group=1, event="ACCUSE"),
    ]
    state, person, match = (matches[0] for matches in RESOLVER.resolve_all(mentions, sentences={0: text}, on=DAY))
    assert match.code == "NOR"
    assert match.name == person.name != state.name
    assert "that of Lars Ostby" in match.reason


def test_kinds_beside_leave_out_the_words_of_the_mention():
    text = "Soldiers fired at protesters near the court."
    start = text.index("protesters")
    marks = kinds_beside(text, start, start + len("protesters"), shape="described", role="recipient")
    assert "has:MIL:described" in marks
    assert not any(mark.startswith("has:CVL") for mark in marks)


def test_company_knows_sides():
    text = "Soldiers fired at protesters, police said."
    mentions = [
        mention(text, "Soldiers", group=3, event="ASSAULT"),
        mention(text, "protesters", group=3, event="ASSAULT", role="recipient"),
        mention(text, "police", group=3, event="ASSAULT", role="attribution"),
    ]
    company = Company(mentions)
    company.sectors[:] = ["MIL", "CVL", "COP"]
    assert set(company.marks(1, "described")) == {
        "vs:MIL:recipient",
        "vs:MIL:recipient:described",
        "vs:MIL:ASSAULT:recipient",
        "by:COP:recipient",
        "by:COP:recipient:described",
        "by:COP:ASSAULT:recipient",
    }


def test_nobody_is_their_own_company():
    text = "Soldiers withdrew."
    twice = [mention(text, "Soldiers", group=1), mention(text, "Soldiers", group=1, role="recipient")]
    company = Company(twice)
    company.sectors[:] = ["MIL", "MIL"]
    assert company.marks(0, "described") == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abc soldiers,.police \u2019-", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_kinds_beside_never_name_what_lies_inside(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    marks = kinds_beside(text, start, end, shape="named", role="actor")
    blanked = kinds_beside(text[:start] + "#" * (end - start) + text[end:], start, end, shape="named", role="actor")
    assert set(marks) <= set(blanked) | set(kinds_beside(text, 0, 0, shape="named", role="actor"))
    assert len(marks) == 2 * len({mark.split(":")[1] for mark in marks})


def test_a_bloc_is_none_of_two_leaders():
    lines = [
        "The West punished Maduro.",
        "Ortega stayed away.",
        "The West punished Maduro again.",
        "Both leaders call their pact a shield.",
    ]
    told = [
        (0, "The West", {"group": 0, "event": "SANCTION"}),
        (0, "Maduro", {"group": 0, "event": "SANCTION", "role": "recipient"}),
        (1, "Ortega", {"group": 1, "event": "REJECT"}),
        (2, "The West", {"group": 2, "event": "SANCTION"}),
        (2, "Maduro", {"group": 2, "event": "SANCTION", "role": "recipient"}),
        (3, "Both leaders", {"group": 3, "event": "claim", "role": "speaker"}),
    ]
    mentions = []
    for number, words, more in told:
        start = lines[number].index(words)
        mentions.append(ActorMention(extent=Extent(number, start, start + len(words)), **more))
    found = RESOLVER.resolve_all(mentions, sentences=dict(enumerate(lines)), on=DAY)
    assert {match.code for match in found[-1]} == {"VEN", "NIC"}


def test_names_joined_by_and_are_read_as_they_fit_each_other():
    read = RESOLVER.read("the premiers of New South Wales and Victoria", DAY)
    assert {candidate.code for candidate in read.candidates} == {"AUS"}
