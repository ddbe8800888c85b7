"""Whom the words right behind a mention, or the name right before it, say that it belongs to."""

from __future__ import annotations

import datetime as dt

import pytest

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2022, 7, 22)


@pytest.fixture(scope="module")
def resolver():
    return ActorResolver(load_knowledge())


def codes(resolver, text, words, *others, on=DAY):
    """Codes of the mention of ``words`` in a report of one sentence, other mentions beside it."""
    mentions = []
    for group, each in enumerate((*others, words)):
        start = text.index(each)
        mentions.append(ActorMention(extent=Extent(0, start, start + len(each)), group=group))
    return [match.code for match in resolver.resolve_all(mentions, sentences={0: text}, on=on)[-1]]


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        (
            "Britain wants the eleven sailors, who are nationals of Ghana, Norway and the Philippines, to be freed.",
            "the eleven sailors",
            ["GHA", "NOR", "PHL"],
        ),
        ("Iran holds two teachers, both citizens of France, in a prison.", "two teachers", ["FRA"]),
        (
            "Turkey expelled nine priests, all of whom are Dutch and Belgian citizens.",
            "nine priests",
            ["NLD", "BEL"],
        ),
        ("Egypt has put on trial a businessman, a national of Sweden.", "a businessman", ["SWE"]),
        ("Iran tried a teacher, who is a dual citizen of Iran and Britain.", "a teacher", ["IRN", "GBR"]),
        # What comes after a comma may be another clause.
        ("Egypt tried a journalist, a citizen of Qatar, Turkey and Iran said.", "a journalist", ["QAT"]),
        ("Hamas freed hostages, nationals of France, and Germany thanked Qatar.", "hostages", ["FRA"]),
        ("Syria hanged two spies, nationals of Israel, Iran said.", "two spies", ["ISR"]),
    ],
)
def test_citizens_are_of_the_countries_told(resolver, text, words, wanted):
    assert codes(resolver, text, words) == wanted


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("Egypt tried a banker, who met nationals of Sweden and Norway.", "a banker", "EGY"),
        ("Turkey expelled nine preachers, who are Dutch and Belgian pastors say innocent.", "nine preachers", "TUR"),
    ],
)
def test_citizens_whom_it_only_meets_are_others(resolver, text, words, wanted):
    assert codes(resolver, text, words) == [wanted]


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("Omar Dib, a commander of the Abdullah Azzam Brigades, was seized in Beirut.", "Omar Dib", "Abdullah Azzam"),
        ("Jan Novak, the spokesman for the United Nations in Mali, denied it.", "Jan Novak", "IGO:UN"),
        ("Jan Novak (a senior official at NATO) denied it in Kabul.", "Jan Novak", "IGO:NATO"),
    ],
)
def test_members_are_of_the_body_told(resolver, text, words, wanted):
    (code,) = codes(resolver, text, words)
    assert wanted in code


def test_members_are_of_a_group_that_is_spoken_of_as_one(resolver):
    text = "Omar Dib, the chief of the Abdullah Azzam Brigades militant group, was seized in Lebanon."
    (code,) = codes(resolver, text, "Omar Dib", "the Abdullah Azzam Brigades militant group")
    assert code == "ARM:Abdullah Azzam Brigades"


def test_critics_of_a_group_are_not_of_it(resolver):
    text = "Lebanon honoured Omar Dib, a Lebanese critic of the Abdullah Azzam Brigades."
    assert codes(resolver, text, "Omar Dib") == ["LBN"]
    text = "Lebanon honoured Omar Dib, a Lebanese official of Hezbollah's rivals."
    assert codes(resolver, text, "Omar Dib") == ["LBN"]


def test_the_group_is_the_one_just_named(resolver):
    text = "Soldiers came to Mali to fight ISIS after the group took three towns."
    assert codes(resolver, text, "the group", "ISIS") == codes(resolver, text, "ISIS") == ["ARM:ISIL"]


@pytest.mark.parametrize(
    ("text", "words", "others"),
    [
        ("The United Nations condemned Hamas; the organization wants a truce.", "the organization", ("Hamas",)),
        ("Lafarge paid ISIS, and the group was fined.", "the group", ("Lafarge", "ISIS")),
        ("Israel bombed Hamas and Hezbollah after the group fired.", "the group", ("Hamas", "Hezbollah")),
        ("Five Britons joined ISIS before the group was stopped.", "the group", ("Five Britons", "ISIS")),
    ],
)
def test_the_group_may_be_another_where_several_stand_near(resolver, text, words, others):
    mentions = []
    for group, each in enumerate((*others, words)):
        start = text.index(each)
        mentions.append(ActorMention(extent=Extent(0, start, start + len(each)), group=group))
    (match,) = resolver.resolve_all(mentions, sentences={0: text}, on=DAY)[-1]
    assert "takes up" not in match.reason


def test_words_that_go_on_for_long_are_no_trouble(resolver):
    text = "Jan Novak, " + " " * 60_000 + "Hamas spoke in Gaza."
    assert codes(resolver, text, "Jan Novak")


def test_a_group_of_people_is_not_the_group_named(resolver):
    text = "Soldiers came to Mali to fight ISIS after a group of farmers from Ghana lost its land."
    assert codes(resolver, text, "a group of farmers from Ghana", "ISIS") == ["GHA"]


def test_names_that_many_groups_bear_are_told_by_their_place_even_after_their_end(resolver):
    text = "The militia Ansar al-Sharia took part in the attack in Benghazi, Libya."
    assert codes(resolver, text, "Ansar al-Sharia") == ["LBY"]
    assert codes(resolver, "Ansar al-Sharia killed a judge in Tunisia.", "Ansar al-Sharia") == ["TUN"]
    attacked = "Ansar al-Sharia attacked the embassy of Tunisia in Aden, Yemen."
    assert codes(resolver, attacked, "Ansar al-Sharia") == ["YEM"]
    assert codes(resolver, "Ansar al-Sharia shelled a barracks in Aden, Yemen.", "Ansar al-Sharia") == ["YEM"]
