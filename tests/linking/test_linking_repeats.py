"""Words that were read before: what counts as repeated, what an event in them echoes, what is held."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.linking import Passage, ReadWords, Told
from multipolar.linking.repeats import NEAR, SOON, _runs, _words

FIRST = "Gunmen attacked the depot of Saltivka at dawn on Monday, and six guards were killed."


def passage(text, *triggers, name="e"):
    """A sentence with an event at each trigger."""
    told = [
        Told(f"{name}{at}", text.index(trigger), text.index(trigger) + len(trigger))
        for at, trigger in enumerate(triggers)
    ]
    return Passage(text, tuple(told))


def echoes(text, *triggers, first=FIRST, told=("attacked", "killed"), day=0, later=0, text_key="t2"):
    words = ReadWords()
    assert words.read("r1", day, "t1", [passage(first, *told, name="a")]) == {}
    return words.read("r2", later, text_key, [passage(text, *triggers, name="b")])


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST.upper(),
        "It was reported on Tuesday that g" + FIRST[1:],
        FIRST.removesuffix(", and six guards were killed."),
        "Our correspondents say: " + FIRST + " More follows.",
        FIRST.replace("the depot", "a large depot"),
        FIRST.replace(", and", " as well as"),
    ],
)
def test_reprinted_words_are_no_news(text):
    trigger = text[text.casefold().index("attacked") :][:8]
    assert echoes(text, trigger) == {"b0": "a0"}


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked the depot of Merefa at dawn on Monday, and six guards were killed.",
        "Gunmen attacked the depot of Saltivka at dawn on Monday, and nine guards were killed.",
        "Gunmen attacked the depot of Saltivka at dawn on Friday, and six guards were killed.",
        "Rebels say that gunmen attacked the depot of an oil company far from there.",
    ],
)
def test_a_phrase_with_other_names_or_numbers_is_news(text):
    assert echoes(text, "attacked") == {}


def test_an_event_of_another_reading_goes_with_the_nearest():
    assert echoes(FIRST, "were killed", "dawn") == {"b0": "a1", "b1": "a0"}
    assert echoes(FIRST, "guards", told=("attacked",)) == {"b0": "a0"}


def test_where_nothing_was_read_an_echo_is_of_nothing():
    assert echoes(FIRST, "attacked", told=()) == {"b0": None}


def test_words_put_before_or_after_may_be_news():
    text = f"A minister resigned after this: {FIRST} Later that week thousands marched in protest."
    assert echoes(text, "resigned", "attacked", "marched") == {"b1": "a0"}


def test_old_words_are_news_again():
    assert echoes(FIRST, "attacked", later=NEAR + 1) == {}
    assert echoes(FIRST, "attacked", later=NEAR) == {"b0": "a0"}
    assert echoes(FIRST + " So it was said.", "attacked", later=SOON + 1) == {}
    assert echoes(FIRST, "attacked", later=None) == {"b0": "a0"}


def test_a_short_sentence_is_repeated_only_with_others():
    short = "Six guards were killed."
    words = ReadWords()
    words.read("r1", 0, "t1", [passage(FIRST, "attacked", name="a"), passage(short, "killed", name="c")])
    assert words.read("r2", 1, "t2", [passage(short, "killed", name="b")]) == {}
    assert words.read("r3", 1, "t3", [passage(FIRST), passage(short, "killed", name="d")]) == {"d0": "c0"}
    assert words.read("r4", 1, "t1", [passage(short, "killed", name="f")]) == {"f0": "c0"}


def test_a_report_read_anew_is_still_the_first():
    words = ReadWords()
    words.read("r1", 0, "t", [passage(FIRST, "attacked", name="a")])
    assert words.read("r2", 0, "t", [passage(FIRST, "attacked", name="b")]) == {"b0": "a0"}
    assert words.read("r1", 0, "t", [passage(FIRST, "attacked", name="new")]) == {}
    assert words.read("r2", 0, "t", [passage(FIRST, "attacked", name="b")]) == {"b0": "new0"}


def test_a_copy_of_a_copy_echoes_the_first():
    words = ReadWords()
    words.read("r1", 0, "t1", [passage(FIRST, "attacked", name="a")])
    longer = FIRST.removesuffix(".") + " while the town of Merefa lost its water and its light for the third night."
    assert words.read("r2", 1, "t2", [passage(longer, "attacked", "lost", name="b")]) == {"b0": "a0"}
    assert words.read("r3", 2, "t3", [passage(longer, "attacked", "lost", name="c")]) == {"c0": "a0", "c1": "b1"}


@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=8, max_size=30), st.integers(0, 5), st.integers(0, 5))
def test_sentences_that_share_eight_words_share_a_run(shared, before, after):
    one = _words(" ".join([*("x" * before), *shared, *("y" * after)])).keys
    other = _words(" ".join([*("p" * after), *shared, *("q" * before)])).keys
    assert not _runs(one).isdisjoint(_runs(other))


def test_what_is_held_stays_within_the_window():
    chance = random.Random(2)  # noqa: S311 - a sample for a test
    words = ReadWords(window=50)
    for number in range(400):
        text = " ".join(chance.choice("abcdefghij") + str(chance.randrange(99)) for _ in range(20))
        words.read(f"r{number}", number, f"t{number}", [Passage(text)])
    assert len(words) == 50
    assert len(words._reports) == len(words._keys) == len(words._texts) == 50
    assert len(words._index) <= 50 * 17
