"""Who is meant: phrases alone, and mentions within a report."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.ontology import SECTORS
from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.actors.weights import Weights
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2019, 7, 22)
TOWNS = {"Lagos": "NGA", "Texas": "USA", "Lyon": "FRA", "Gdansk": "POL", "Kaunas": "LTU"}


def towns(text):
    return [(text.index(town), text.index(town) + len(town), code) for town, code in TOWNS.items() if town in text]


@pytest.fixture(scope="module")
def resolver():
    return ActorResolver(load_knowledge(), places=towns)


def one(resolver, words, on=DAY):
    (match,) = resolver.resolve(words, on=on)
    return match


def in_report(resolver, *sentences, wanted, on=DAY, **about):
    """Resolves mentions given as (sentence, words) or (sentence, words, role, group); the answer is for the last."""
    mentions = []
    for number, words, *rest in wanted:
        role, group = (*rest, "actor", 0)[:2] if rest else ("actor", len(mentions))
        group = rest[1] if len(rest) > 1 else group
        start = sentences[number].index(words)
        mentions.append(ActorMention(extent=Extent(number, start, start + len(words)), role=role, group=group, **about))
    return resolver.resolve_all(mentions, sentences=dict(enumerate(sentences)), on=on)[-1]


@pytest.mark.parametrize(
    ("words", "code", "sector"),
    [
        ("Russia", "RUS", "GOV"),
        ("Moscow", "RUS", "GOV"),
        ("the Kremlin", "RUS", "GOV"),
        ("Downing Street", "GBR", "GOV"),
        ("the European Union", "IGO:EU", "IGO"),
        ("NATO", "IGO:NATO", "IGO"),
        ("former Kuwaiti admiral", "KWT", "ELI"),
        ("Danish soldiers", "DNK", "MIL"),
        ("Iranian state media", "IRN", "JRN"),
        ("a Chilean court", "CHL", "JUD"),
        ("Texas lawmakers", "USA", "LEG"),
        ("Hamas", "PSE", "REB"),
        ("the Basij", "IRN", "PRM"),
        ("a Chinese shipping company", "CHN", "BUS"),
        ("Portuguese trade unions", "PRT", "LAB"),
        ("unknown gunmen", "---", "UAF"),
        ("some forty demonstrators", "---", "CVL"),
        ("Peruvian police", "PER", "COP"),
        ("Ghana's parliament", "GHA", "LEG"),
    ],
)
def test_phrases_alone(resolver, words, code, sector):
    match = one(resolver, words)
    assert (match.code, match.sector) == (code, sector)
    assert match.reason
    assert 0 < match.confidence <= 1


@pytest.mark.parametrize(
    ("words", "on", "person"),
    [
        ("the British prime minister", dt.date(2019, 7, 22), "person:theresa-may"),
        ("the British prime minister", dt.date(2019, 7, 25), "person:boris-johnson"),
        ("the French president", dt.date(2010, 1, 1), "person:nicolas-sarkozy"),
        ("the French president", dt.date(2020, 1, 1), "person:emmanuel-macron"),
        ("the Chinese leader", dt.date(2020, 1, 1), "person:xi-jinping"),
        ("the German leader", dt.date(2012, 1, 1), "person:angela-merkel"),
    ],
)
def test_offices_name_their_holder_at_the_date(resolver, words, on, person):
    match = one(resolver, words, on)
    assert match.actor_id == person
    assert str(on) in match.reason


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("israel", "ISR"),
        ("the u.s. president", "USA"),
        ("donald trump", "USA"),
        ("trump", "---"),
        ("president trump", "USA"),
        ("president xi", "CHN"),
        ("israeli prime minister netanyahu", "ISR"),
        ("general secretary of the party", "---"),
        ("the president of france", "FRA"),
        ("president young and others", "---"),
        ("turkey", "TUR"),
        ("turkey's government", "TUR"),
        ("georgia and chad officials", "GEO"),
        ("the polish government", "POL"),
        ("the turks", "TUR"),
        ("the uk", "GBR"),
        ("the eu", "IGO:EU"),
        ("us officials", "USA"),
        ("papua new guinea", "PNG"),
        ("us", "---"),
        ("jordan henderson", "---"),
        ("a male suspect", "---"),
    ],
)
def test_names_in_a_report_without_capitals(resolver, words, code):
    """Where no letter is a capital, names are told from words that are spelled alike by what they can be."""
    match, *_ = in_report(resolver, f"on friday {words} rejected the plan.", wanted=[(0, words)])
    assert match.code == code


def test_small_letters_are_no_names_among_capitals(resolver):
    (match,) = in_report(resolver, "On Friday polish was applied by Danish workers.", wanted=[(0, "polish")])
    assert match.code != "POL"
    texts = "On Friday Danish workers came.", "they had turkey and polish."
    for words in ("turkey", "polish"):
        (match,) = in_report(resolver, *texts, wanted=[(1, words)])
        assert match.code not in {"POL", "TUR"}


@pytest.mark.parametrize("who", ["the United States", "the Netherlands", "the Philippines", "Germany"])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_name_that_ends_like_a_plural_is_one_that_it_takes_up(resolver, who, parts):
    sentences = {0: f"On Monday {who} warned Kenya and condemned the vote.", 1: "Later it imposed sanctions."}
    named = Extent(0, 10, 10 + len(who))
    mentions = [ActorMention(extent=named, role="actor", group=part) for part in range(parts)]
    mentions.append(ActorMention(extent=Extent(1, 6, 8), role="actor", group=9, antecedents=((named, 0.95),)))
    results = resolver.resolve_all(mentions, sentences=sentences, on=DAY)
    (match,) = results[-1]
    assert match.code == results[0][0].code
    assert match.confidence > 0.65


@pytest.mark.parametrize(("who", "code"), [("Evo Morales", "BOL"), ("Narendra Modi", "IND")])
def test_a_person_whose_name_ends_like_a_plural_is_one_person(resolver, who, code):
    sentences = {0: f"On Monday {who} warned Chile over the vote.", 1: "Later he imposed sanctions."}
    named, start = Extent(0, 10, 10 + len(who)), sentences[0].index("Chile")
    mentions = [
        ActorMention(extent=named, role="actor", group=1),
        ActorMention(extent=Extent(0, start, start + 5), role="recipient", group=1),
        ActorMention(extent=Extent(1, 6, 8), role="actor", group=9, antecedents=((named, 0.95),)),
    ]
    (match,) = resolver.resolve_all(mentions, sentences=sentences, on=DAY)[-1]
    assert (match.code, match.name) == (code, who)
    assert match.confidence > 0.85


@pytest.mark.parametrize("words", ["the former French president", "the French opposition leader", "French ministers"])
def test_offices_of_others_name_nobody(resolver, words):
    assert not one(resolver, words).actor_id.startswith("person:")


def test_an_office_without_a_date_names_nobody(resolver):
    assert one(resolver, "the French president", None).actor_id == ""


def test_heads_of_organisations_carry_their_code_while_in_office(resolver):
    assert one(resolver, "Jens Stoltenberg", dt.date(2018, 5, 1)).code == "IGO:NATO"
    assert one(resolver, "Jens Stoltenberg", dt.date(2008, 5, 1)).code == "NOR"


def test_spelling_is_forgiven_and_said(resolver):
    match = one(resolver, "Volodymyr Zelenskiy")
    assert match.actor_id == "person:volodymyr-zelensky"


def test_several_nationalities_are_several_actors(resolver):
    assert [match.code for match in resolver.resolve("French and British troops", on=DAY)] == ["FRA", "GBR"]
    codes = [match.code for match in resolver.resolve("Chilean, Peruvian and Bolivian miners", on=DAY)]
    assert codes == ["CHL", "PER", "BOL"]


def test_who_stands_behind_is_not_who_acts(resolver):
    (match,) = in_report(
        resolver,
        "Iranian-backed militiamen shelled Gdansk.",
        wanted=[(0, "Iranian-backed militiamen")],
        places=("POL",),
    )
    assert match.reason


def test_surnames_after_full_names(resolver):
    (match,) = in_report(
        resolver,
        "Danish activist Oona Quillfeather called for a boycott.",
        "Ms Quillfeather was arrested later.",
        wanted=[(0, "Danish activist Oona Quillfeather"), (1, "Ms Quillfeather")],
    )
    assert match.code == "DNK"
    assert "Quillfeather" in match.name


def test_acronyms_that_the_report_introduces(resolver):
    (match,) = in_report(
        resolver,
        "The Ghanaian Lowland Farmers Front (GLFF) blocked a road.",
        "The GLFF wants higher prices.",
        wanted=[(0, "The Ghanaian Lowland Farmers Front (GLFF)"), (1, "The GLFF")],
    )
    assert match.code == "GHA"


def test_both_countries(resolver):
    matches = in_report(
        resolver,
        "Chile and Peru opened talks on Monday.",
        "The two countries want a treaty.",
        wanted=[(0, "Chile", "actor", 1), (0, "Peru", "actor", 1), (1, "The two countries", "actor", 2)],
        event="CONSULT",
    )
    assert {match.code for match in matches} == {"CHL", "PER"}


def test_the_two_sides_of_an_event(resolver):
    matches = in_report(
        resolver,
        "Eritrea attacked Ethiopia at dawn.",
        "Both sides claimed victory.",
        wanted=[(0, "Eritrea", "actor", 1), (0, "Ethiopia", "recipient", 1), (1, "Both sides", "actor", 2)],
        event="ASSAULT",
    )
    assert {match.code for match in matches} == {"ERI", "ETH"}


def test_he_is_the_person_who_acted(resolver):
    (match,) = in_report(
        resolver,
        "Chilean President Gabriel Boric visited Paris.",
        "He praised the city.",
        wanted=[(0, "Chilean President Gabriel Boric", "actor", 1), (1, "He", "actor", 2)],
        on=dt.date(2023, 1, 1),
    )
    assert match.code == "CHL"
    assert match.name == "Gabriel Boric"


def test_actors_without_a_country_take_that_of_the_place(resolver):
    (match,) = in_report(
        resolver,
        "Police arrested forty people in Lyon.",
        wanted=[(0, "Police", "actor", 1)],
        event="COERCE",
        mode="arrest",
        places=("FRA",),
    )
    assert (match.code, match.sector) == ("FRA", "COP")


def test_the_coder_s_antecedent_is_heard(resolver):
    text = "Kenya and Uganda disagree; it will not yield."
    start = text.index("it will")
    kenya = ActorMention(extent=Extent(0, 0, 5), group=1)
    uganda = ActorMention(extent=Extent(0, 10, 16), group=1)

    def told(extent):
        it = ActorMention(extent=Extent(0, start, start + 2), group=2, antecedents=((extent, 1.0),))
        return resolver.resolve_all([kenya, uganda, it], sentences={0: text}, on=DAY)[-1][0]

    assert told(Extent(0, 0, 5)).code == "KEN"
    assert told(Extent(0, 10, 16)).code == "UGA"


def test_it_is_not_several_whatever_the_coder_thinks(resolver):
    sentences = ["Kenya and German envoys met.", "It rejected the words."]
    kenya = ActorMention(extent=Extent(0, 0, 5), group=0)
    envoys = ActorMention(extent=Extent(0, 10, 23), group=0)
    it = ActorMention(extent=Extent(1, 0, 2), group=1, antecedents=((envoys.extent, 1.0),))
    (match,) = resolver.resolve_all([kenya, envoys, it], sentences=dict(enumerate(sentences)), on=DAY)[-1]
    assert match.code == "KEN"


def test_its_owner_is_named_and_not_one_of_those_who_stand_together(resolver):
    sentences = (
        "Macron and Merkel portrayed their nations as pillars of stability.",
        "Their partnership has become critical as Paris grapples with the repercussions of its raid on Mali.",
    )
    wanted = [(0, "Macron"), (0, "Merkel", "actor", 0), (1, "Their"), (1, "its")]
    (match,) = in_report(resolver, *sentences, wanted=wanted)
    assert match.code == "FRA"


def test_finding_without_a_coder(resolver):
    text = "Moscow summoned the French ambassador, Foreign Minister Sergei Lavrov said in Lagos."
    found = {text[start:end]: matches[0].code for start, end, matches in resolver.find(text, on=DAY)}
    assert found["Moscow"] == "RUS"
    assert found["the French ambassador"] == "FRA"
    assert any(words.endswith("Sergei Lavrov") for words in found)
    assert "Lagos" not in found


def test_behind_in_a_town_is_meant_and_no_minister_who_bears_its_name(resolver):
    day = dt.date(2026, 3, 12)
    (where,) = in_report(resolver, "Arrest in Kaunas in spying case", wanted=[(0, "Kaunas")], on=day)
    assert (where.code, where.actor_id) == ("LTU", "")
    (who,) = in_report(resolver, "Kaunas met his Polish counterpart on Friday.", wanted=[(0, "Kaunas")], on=day)
    assert who.actor_id == "person:robertas-kaunas"


def test_no_places_no_trouble():
    assert ActorResolver(load_knowledge()).resolve("Chilean miners", on=None)[0].code == "CHL"


def test_order_of_mentions_does_not_matter(resolver):
    sentences = {0: "Chile's army shelled a Peruvian village.", 1: "It denied that."}
    mentions = [
        ActorMention(extent=Extent(0, 0, 12), group=1, event="ASSAULT"),
        ActorMention(extent=Extent(0, 21, 39), role="recipient", group=1, event="ASSAULT"),
        ActorMention(extent=Extent(1, 0, 2), group=2, event="REJECT"),
    ]
    there = resolver.resolve_all(mentions, sentences=sentences, on=DAY)
    back = resolver.resolve_all(mentions[::-1], sentences=sentences, on=DAY)
    assert there == back[::-1]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.none() | st.dates())
def test_any_text_gets_an_answer(text, on):
    resolver = ActorResolver(load_knowledge())
    (match, *_) = resolver.resolve(text, on=on)
    assert match.sector in SECTORS
    assert match.code
    assert 0 <= match.confidence <= 1
    for start, end, matches in resolver.find(text, on=on):
        assert 0 <= start < end <= len(text)
        assert matches


def extent_of(sentences, number, words):
    start = sentences[number].index(words)
    return Extent(number, start, start + len(words))


def leaders_and_a_commemoration(*, told):
    """Two presidents meet; the next sentence names two more states, within an expression of time where it is told."""
    sentences = {
        0: "Chilean President Gabriel Boric and Colombian leader Gustavo Petro met in Lima.",
        1: "On the anniversary of the Peruvian victory over Bolivia, the two leaders laid a wreath.",
    }
    when = "On the anniversary of the Peruvian victory over Bolivia"
    mentions = [
        ActorMention(extent=extent_of(sentences, 0, "Chilean President Gabriel Boric"), group=1, event="CONSULT"),
        ActorMention(extent=extent_of(sentences, 0, "Colombian leader Gustavo Petro"), group=1, event="CONSULT"),
        ActorMention(extent=extent_of(sentences, 1, "Peruvian"), group=2, event="ASSAULT"),
        ActorMention(extent=extent_of(sentences, 1, "Bolivia"), role="recipient", group=2, event="ASSAULT"),
        ActorMention(extent=extent_of(sentences, 1, "the two leaders"), group=3, event="CONSULT"),
    ]
    return mentions, sentences, {1: [(0, len(when))]} if told else {}


def test_who_is_named_to_say_when_is_not_whom_later_words_mean(resolver):
    mentions, sentences, times = leaders_and_a_commemoration(told=True)
    found = resolver.resolve_all(mentions, sentences=sentences, on=dt.date(2023, 1, 1), times=times)
    assert {match.code for match in found[-1]} == {"CHL", "COL"}
    assert found[2][0].code == "PER"  # those within the expression are still resolved for their own event


def test_a_relation_between_them_stands_for_two(resolver):
    matches = in_report(
        resolver,
        "Chilean President Gabriel Boric and Colombian President Gustavo Petro met on Monday.",
        "Their partnership has grown.",
        wanted=[
            (0, "Chilean President Gabriel Boric", "actor", 1),
            (0, "Colombian President Gustavo Petro", "actor", 1),
            (1, "Their", "side", 2),
        ],
        event="ALLIANCE",
        on=dt.date(2023, 1, 1),
    )
    assert {match.code for match in matches} == {"CHL", "COL"}
    assert {match.sector for match in matches} == {"GOV"}


def test_what_they_have_together_stands_for_both(resolver):
    matches = in_report(
        resolver,
        "Chile and Peru signed a treaty.",
        "Lima and Santiago praised their alliance.",
        wanted=[(0, "Chile", "actor", 1), (0, "Peru", "actor", 1), (1, "their alliance", "about", 2)],
    )
    assert {match.code for match in matches} == {"CHL", "PER"}


@pytest.mark.parametrize("words", ["Both sides", "Each other", "The two presidents", "The pair"])
def test_words_for_two_never_stand_for_one(resolver, words):
    sentences = ("Chile's president met his Peruvian counterpart.", f"{words} were praised.")
    matches = in_report(
        resolver,
        *sentences,
        wanted=[(0, "Chile's president", "actor", 1), (0, "his Peruvian counterpart", "actor", 1), (1, words)],
        event="CONSULT",
    )
    assert len({match.code for match in matches}) == 2


def test_a_title_told_once_holds_for_the_person_elsewhere(resolver):
    sentences = ("Danish army general Oona Quillfeather spoke on Monday.", "Quillfeather was cheered.")
    (match,) = in_report(
        resolver, *sentences, wanted=[(0, "Danish army general Oona Quillfeather"), (1, "Quillfeather")]
    )
    assert (match.code, match.sector) == ("DNK", "MIL")


def test_the_order_in_which_marks_come_changes_no_score():
    weights = Weights({"a": 0.1, "b": 0.2, "c": 0.3, "d": -0.6, "e": 1e9, "f": -1e9}, {})
    assert len({weights.score(marks) for marks in permutations("abcdef")}) == 1
