"""Whom a pronoun takes up, and whom it cannot, by the build of its sentence."""

import datetime as dt

import pytest

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2023, 9, 13)


@pytest.fixture(scope="module")
def resolver():
    return ActorResolver(load_knowledge())


def found(resolver, *sentences, wanted, on=DAY):
    """Names of the mentions given as (sentence, words, role, group); words that come twice are the last of them."""
    mentions = []
    for number, words, role, group in wanted:
        start = sentences[number].rindex(words)
        mentions.append(
            ActorMention(extent=Extent(number, start, start + len(words)), role=role, group=group, event="ACCUSE")
        )
    return [matches[0] for matches in resolver.resolve_all(mentions, sentences=dict(enumerate(sentences)), on=on)]


@pytest.mark.parametrize("said", ["denied", "said that", "insisted on Friday that", "has repeatedly denied"])
def test_who_says_so_of_itself(resolver, said):
    sentences = ["The Rapid Support Forces shelled a market.", f"The Sudanese army {said} it had burned the town."]
    wanted = [
        (0, "The Rapid Support Forces", "actor", 0),
        (1, "The Sudanese army", "actor", 1),
        (1, "it", "actor", 2),
    ]
    _, army, pronoun = found(resolver, *sentences, wanted=wanted)
    assert (pronoun.name, pronoun.sector) == (army.name, "MIL")


def test_what_is_denied_is_not_who_denies(resolver):
    sentences = ["Ghana accused Togo of smuggling.", "Togo denied it in a statement."]
    wanted = [(0, "Ghana", "actor", 0), (0, "Togo", "recipient", 0), (1, "Togo", "actor", 1), (1, "it", "recipient", 1)]
    assert "who says so" not in found(resolver, *sentences, wanted=wanted)[-1].reason


def test_the_one_who_speaks_is_i(resolver):
    sentences = [
        "Armenia's Nikol Pashinyan met Ilham Aliyev of Azerbaijan.",
        '"I have asked both to come," Vladimir Putin\'s spokesman, Dmitry Peskov, said.',
    ]
    wanted = [
        (0, "Armenia's Nikol Pashinyan", "actor", 0),
        (0, "Ilham Aliyev", "actor", 0),
        (1, "I", "actor", 1),
        (1, "Vladimir Putin's spokesman, Dmitry Peskov", "attribution", 1),
    ]
    *_, first, speaker = found(resolver, *sentences, wanted=wanted)
    assert (first.code, first.name) == ("RUS", speaker.name)


def test_nobody_blames_himself_by_a_plain_pronoun(resolver):
    sentences = ["The Sudanese army and the Rapid Support Forces fought on.", "It blamed the Rapid Support Forces."]
    wanted = [
        (0, "The Sudanese army", "actor", 0),
        (0, "the Rapid Support Forces", "actor", 0),
        (1, "It", "actor", 1),
        (1, "the Rapid Support Forces", "recipient", 1),
    ]
    *_, pronoun, blamed = found(resolver, *sentences, wanted=wanted)
    assert pronoun.name != blamed.name
    assert pronoun.sector == "MIL"


def test_whom_somebody_asks_is_of_another_country_where_nobody_else_of_it_is_named(resolver):
    sentences = [
        "Ethiopia reopened Ethiopian schools near Badme, Ethiopia's army said.",
        "Guterres had lamented that Ethiopia kept shut the Ethiopian border.",
        "Abiy Ahmed formally asked him for more peacekeepers.",
    ]
    wanted = [
        (0, "Ethiopia", "actor", 0),
        (1, "Guterres", "actor", 1),
        (1, "Ethiopia", "recipient", 1),
        (2, "Abiy Ahmed", "actor", 2),
        (2, "him", "recipient", 2),
    ]
    assert found(resolver, *sentences, wanted=wanted)[-1].code == "IGO:UN"


@pytest.mark.parametrize(
    ("sentence", "words", "code"),
    [
        ("The Security Council imposed an embargo on Iraq for its invasion of Kuwait.", "its invasion", "IRQ"),
        ("Colombia will suspend relations with Israel over its raids.", "its raids", "ISR"),
    ],
)
def test_what_somebody_is_punished_for_is_their_own(resolver, sentence, words, code):
    punisher = " ".join(sentence.split()[: 3 if sentence.startswith("The") else 1])
    wanted = [(0, punisher, "actor", 0), (0, words, "actor", 1)]
    assert found(resolver, sentence, wanted=wanted)[-1].code == code


def test_its_is_no_person(resolver):
    president = "Russian President Vladimir Putin"
    sentences = [f"{president} spoke.", "Moscow grapples with the fallout of its invasion of Ukraine."]
    wanted = [(0, president, "actor", 0), (1, "its", "actor", 1), (1, "Ukraine", "recipient", 1)]
    owner = found(resolver, *sentences, wanted=wanted)[1]
    assert (owner.code, owner.name, owner.actor_id) == ("RUS", "Russia", "state:RUS")


def test_both_leaders_are_persons_whoever_was_named_last(resolver):
    putin, xi = "Russian President Vladimir Putin", "Chinese leader Xi Jinping"
    sentences = [f"{putin} and {xi} met.", "China supplies parts to Russian factories.", "Both leaders praise it."]
    wanted = [
        (0, putin, "actor", 0),
        (0, xi, "actor", 0),
        (1, "China", "actor", 1),
        (1, "Russian factories", "recipient", 1),
    ]
    start = sentences[2].index("Both leaders")
    mentions = [
        ActorMention(
            extent=Extent(number, sentences[number].index(words), sentences[number].index(words) + len(words)),
            role=role,
            group=group,
            event="CONSULT",
        )
        for number, words, role, group in wanted
    ]
    mentions.append(ActorMention(extent=Extent(2, start, start + 12), role="actor", group=2, event="SUPPORT"))
    both = resolver.resolve_all(mentions, sentences=dict(enumerate(sentences)), on=DAY)[-1]
    assert sorted(match.actor_id for match in both) == ["person:vladimir-putin", "person:xi-jinping"]
