import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.ontology import EVENT_TYPES
from multipolar.reading import LexiconTagger
from multipolar.reading.labels import LEXICON
from multipolar.reading.names import _LEXICON as LEXICON_FILE
from multipolar.reading.names import NAME_KINDS, beside_and, lexicon_class

FIRST = 1 + 2 * len(NAME_KINDS)


def words(text):
    spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    return [start for start, _ in spans], [end for _, end in spans]


@pytest.mark.parametrize(
    ("word", "event_type"),
    [
        ("bombed", "ASSAULT"),
        ("bombing", "ASSAULT"),
        ("extradites", "COOPERATE"),
        ("vetoed", "REJECT"),
        ("denies", "REJECT"),
        ("kidnapped", "ASSAULT"),
        ("urging", "REQUEST"),
        ("Arrests", "COERCE"),
        ("resigned", "RETREAT"),
    ],
)
def test_inflected_forms_have_the_class_of_their_base(word, event_type):
    assert lexicon_class(word) == FIRST + EVENT_TYPES.index(event_type)


@pytest.mark.parametrize("word", ["the", "table", "is", "green", "s", ""])
def test_other_words_have_none(word):
    assert lexicon_class(word) == 0


def test_names_win_over_the_lexicon_and_mark_begin_and_inside():
    text = "Strike Force North attacked the village"
    starts, ends = words(text)
    tagger = LexiconTagger(lambda _: [(0, 18, "group")])
    begin = 1 + 2 * NAME_KINDS.index("group")
    attack = FIRST + EVENT_TYPES.index("ASSAULT")
    assert tagger.tag(text, starts, ends) == [begin, begin + 1, begin + 1, attack, 0, 0]


@given(st.text(max_size=80))
def test_classes_fit_the_model_for_any_text(text):
    starts, ends = words(text)
    tags = LexiconTagger().tag(text, starts, ends)
    assert len(tags) == len(starts)
    assert all(0 <= tag < LEXICON for tag in tags)


def test_the_lexicon_lists_each_word_once():
    listed = [
        word.strip()
        for line in LEXICON_FILE.read_text(encoding="utf8").splitlines()
        if line and not line.startswith("#")
        for word in line.partition(":")[2].split(",")
    ]
    assert len(listed) == len(set(listed)) > 700


PERSON, STATE = 1 + 2 * NAME_KINDS.index("person"), 1 + 2 * NAME_KINDS.index("state")


@pytest.mark.parametrize(
    ("classes", "mentions", "found"),
    [
        ([PERSON, 0, PERSON, 0], [(2, 2)], [(0, 0)]),  # Putin and *Xi* met
        ([PERSON, PERSON + 1, 0, PERSON], [(0, 1)], [(3, 3)]),
        ([PERSON, PERSON + 1, 0, PERSON], [(0, 0)], []),  # of the name a part alone is a mention
        ([STATE, 0, PERSON], [(2, 2)], []),  # *Xi* of another kind
        ([PERSON, 0, PERSON], [(0, 0), (2, 2)], []),
        ([PERSON, 0, 0, PERSON], [(0, 0)], []),  # Putin and president Xi
    ],
)
def test_a_known_name_that_and_joins_to_a_mention_is_one(classes, mentions, found):
    ands = [word for word, kind in enumerate(classes) if kind == 0][:1]
    assert beside_and(mentions, classes, ands) == found
