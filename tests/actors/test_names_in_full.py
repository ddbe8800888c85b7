"""Who is meant where a report names somebody in full beside a noun, or by a surname that several bear."""

import datetime as dt
from importlib.resources import files

import pytest

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.actors.appositions import is_apposed
from multipolar.resolving.actors.phrase import analyse
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2018, 4, 27)
KNOWLEDGE = load_knowledge()
RESOLVER = ActorResolver(KNOWLEDGE)


def ids(*sentences, wanted, on=DAY):
    """Ids, or names where there are none, of the mentions; each is (number of sentence, words)."""
    mentions = []
    for number, words in wanted:
        start = sentences[number].index(words)
        mentions.append(ActorMention(extent=Extent(number, start, start + len(words)), group=len(mentions)))
    found = RESOLVER.resolve_all(mentions, sentences=dict(enumerate(sentences)), on=on)
    return [matches[0].actor_id or matches[0].name for matches in found]


class TestAppositions:
    @pytest.mark.parametrize(
        ("words", "person"),
        [
            ("the Chinese president, Xi Jinping", "xi-jinping"),
            ("Germany's chancellor, Angela Merkel", "angela-merkel"),
            ("France's president, Emmanuel Macron", "emmanuel-macron"),
            ("the British prime minister, Theresa May,", "theresa-may"),
            ("the UN secretary general, Antonio Guterres", "antonio-guterres"),
            ("North Korea's leader, Kim Jong-un", "kim-jong-un"),
            ("North Korea's leader (Kim Jong-un)", "kim-jong-un"),
            ("the Chinese leader, President Xi Jinping", "xi-jinping"),
            ("the president of France, Emmanuel Macron", "emmanuel-macron"),
            ("the U.S. ambassador to China, Terry Branstad", "terry-branstad"),
            ("Putin's spokesman, Dmitry Peskov", "dmitry-peskov"),
            ("the Russian foreign minister, Sergei Lavrov, an ally of Vladimir Putin", "sergei-lavrov"),
        ],
    )
    def test_name_whom_the_noun_means(self, words, person):
        (match,) = RESOLVER.resolve(words, on=DAY)
        assert match.actor_id == f"person:{person}"
        assert person in match.reason

    @pytest.mark.parametrize(
        "words",
        [
            "the brother of the Chinese president, Xi Jinping",
            "allies of the British prime minister, Theresa May",
            "a spokesman for the president, Vladimir Putin",
            "the Russian government, Vladimir Putin",
            "a critic of Vladimir Putin, Sergei Lavrov",
            "the Russian foreign minister, an ally of Vladimir Putin",
            "the president and his spokesman, Dmitry Peskov",
        ],
    )
    def test_do_not_name_others(self, words):
        (match,) = RESOLVER.resolve(words, on=DAY)
        assert not match.actor_id.startswith("person:")

    def test_of_a_name_that_owns_something(self):
        phrase = analyse("the president, Xi Jinping's ally", KNOWLEDGE)
        assert not any(is_apposed(phrase, hit) for hit in phrase.hits)


class TestSurnames:
    @pytest.mark.parametrize("on", [None, DAY, dt.date(2025, 1, 1)])
    @pytest.mark.parametrize(
        ("full", "surname", "person"),
        [
            ("Imran Khan", "Khan", "imran-khan"),
            ("Li Keqiang", "Li", "li-keqiang"),
            ("Kim Jong Un", "Kim", "kim-jong-un"),
        ],
    )
    def test_are_those_of_whom_the_report_names_in_full(self, full, surname, person, on):
        sentences = (f"{full} visited Moscow.", f"{surname} met Putin.")
        assert ids(*sentences, wanted=[(0, full), (1, surname)], on=on)[-1] == f"person:{person}"
        assert ids(*sentences, wanted=[(1, surname)], on=on) == [f"person:{person}"]  # whether he acts there or not

    def test_in_the_sample_report(self):
        lines = files("multipolar.samples").joinpath("reports/panmunjom.txt").read_text("utf-8").splitlines()
        found = ids(*filter(None, lines), wanted=[(2, "Moon"), (2, "Kim"), (3, "Kim")], on=None)
        assert found == ["person:moon-jae-in", "person:kim-jong-un", "person:kim-jong-un"]

    def test_in_a_headline_before_the_full_name(self):
        sentences = ("Khan flies to Moscow", "Imran Khan met Putin.")
        assert ids(*sentences, wanted=[(0, "Khan")], on=None) == ["person:imran-khan"]

    def test_of_two_in_full_are_the_nearest_before(self):
        sentences = ("Li Peng met Li Keqiang in Beijing.", "Li flew home.", "Li Zhaoxing stayed.")
        assert ids(*sentences, wanted=[(1, "Li")]) == ["person:li-keqiang"]

    def test_of_two_countries_are_of_the_likelier(self):
        sentences = (
            "Kim Jong-un of North Korea wrote to Kim Boo-kyum.",
            "Pyongyang was quiet.",
            "North Korea's army in Pyongyang paraded before Kim.",
        )
        assert ids(*sentences, wanted=[(2, "North Korea's army"), (2, "Kim")])[-1] == "person:kim-jong-un"

    def test_behind_a_title_are_the_office_holders(self):
        sentences = ("Ivanka Trump flew to Seoul.", "President Trump stayed at home.", "Trump played golf.")
        found = ids(*sentences, wanted=[(0, "Ivanka Trump"), (1, "President Trump"), (2, "Trump")])
        assert found[1:] == ["person:donald-trump"] * 2

    def test_of_strangers_stay_theirs(self):
        sentences = ("Tobias Merkel sued the Swiss tax office.", "Angela Merkel was silent.", "Merkel won the vote.")
        wanted = [(0, "Tobias Merkel"), (1, "Angela Merkel"), (2, "Merkel")]
        assert ids(*sentences, wanted=wanted)[-1] == "person:angela-merkel"
        assert (
            ids(sentences[0], "Merkel lost.", wanted=[(0, "Tobias Merkel"), (1, "Merkel")])[-1]
            != "person:angela-merkel"
        )


class TestOffices:
    SENTENCES = ("President Barack Obama criticised Trump.", "Prime Minister Johnson praised Trump.")
    WANTED = ((0, "President Barack Obama"), (0, "Trump"), (1, "Prime Minister Johnson"), (1, "Trump"))

    def test_are_held_by_the_bearer_of_the_name(self):
        found = ids(*self.SENTENCES, wanted=self.WANTED, on=dt.date(2019, 10, 1))
        assert found[2] == "person:boris-johnson"

    @pytest.mark.parametrize("words", ["Prime Minister Johnson", "President Santos", "President Khan"])
    @pytest.mark.parametrize("on", [dt.date(2015, 10, 1), dt.date(2023, 10, 1)])
    def test_holders_never_stand_for_another_name(self, words, on):
        sentences = (self.SENTENCES[0], f"{words} praised Trump.")
        wanted = [*self.WANTED[:2], (1, words)]
        found = ids(*sentences, wanted=wanted, on=on)[-1]
        assert words.rpartition(" ")[2].lower() in found.lower()

    def test_holders_never_stand_for_an_unknown_name_behind(self):
        (match,) = RESOLVER.resolve("the British prime minister, Zebedee Quillfeather", on=DAY)
        assert (match.code, match.actor_id) == ("GBR", "")
