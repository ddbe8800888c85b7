"""From scores to drafts, with scores made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.ontology import EVENT_TYPES
from multipolar.reading.decode import LinkScores, decode
from multipolar.reading.labels import HEADS, PAIRS
from multipolar.reading.names import NAME_KINDS
from multipolar.reading.runs import runs, triggers
from multipolar.reading.thresholds import DecodeOptions
from multipolar.reading.tokens import Encoded
from multipolar.records import Passage

WORDS = ("Paris", "accused", "Rome")
PERSON = 1 + 2 * NAME_KINDS.index("person")


def logit(probability):
    return float(np.log(probability / (1 - probability)))


def events(options, who=(0.0, 0.0), to=(0.0, 0.0), types=("ACCUSE",), first=3, words=WORDS):
    """Events in three words with these probabilities that Paris and Rome act, and are acted upon.

    So many words are in the first sentence, the others in a second. The middle word is one of the types, each as
    likely as the others, or (with a ninth of one's chance) none.
    """
    text = " ".join(words)
    starts = np.array([text.index(word) for word in words])
    numbers = np.arange(3)
    encoded = Encoded(
        *[numbers] * 4, (numbers >= first).astype(np.int64), starts, starts + [len(word) for word in words]
    )
    labels = np.zeros((3, sum(head.size for head in HEADS.values())), np.float32)
    for name in ("event", "relation", "claim", "actor", "place", "time", "inner"):
        if name in HEADS:
            labels[:, HEADS[name].start] = 9.0  # outside
    for name in types:
        labels[1, HEADS["event"].start + 2 + EVENT_TYPES.index(name)] = 9.0 + np.log(9.0)
    for word in (0, 2):
        labels[word, HEADS["actor"].start + 2] = 18.0
    scores = np.full((1, 2 * len(PAIRS), 3), -10.0, np.float32)
    for pair, chances in (("who", who), ("to", to)):
        for word, chance in zip((0, 2), chances, strict=True):
            scores[0, PAIRS.index(pair), word] = logit(max(chance, 1e-6))
            scores[0, PAIRS.index(pair) + len(PAIRS), word] = 0.0
    links = LinkScores({1: 0}, scores, np.zeros((2, 3, 3), np.float32))
    return text, decode(Passage((text, text), (0, 1), 0), encoded, labels, links, options).events


def test_what_is_found_without_its_links_is_not_left_out_in_silence():
    encoded = Encoded(*[np.zeros(1, np.int64)] * 5, np.zeros(1, np.int64), np.ones(1, np.int64))
    labels = np.zeros((1, sum(head.size for head in HEADS.values())), np.float32)
    for name in ("event", "relation", "claim"):
        labels[0, HEADS[name].start] = 9.0
    passage = Passage(("x",), (0,), 0)
    assert not decode(passage, encoded, labels, None, DecodeOptions()).events
    labels[0, HEADS["event"].start + 2] = 18.0
    with pytest.raises(ValueError, match="links"):
        decode(passage, encoded, labels, None, DecodeOptions())


def read(options, who, to):
    """The sides of the one event."""
    text, (event,) = events(options, who, to)
    return [[text[m.extent.start : m.extent.end] for m in side] for side in (event.actors, event.recipients)]


@pytest.mark.parametrize(("threshold", "found"), [(0.3, 1), (0.6, 0)])
def test_what_may_be_one_of_two_types_must_be_likely_as_one_of_them(threshold, found):
    """An event is wrong if its type is: nine in nineteen for each of two types is not eighteen in nineteen for one."""
    options = DecodeOptions(event=threshold)
    assert len(events(options, types=("ACCUSE", "REJECT"))[1]) == found
    assert len(events(options)[1]) == 1


@pytest.mark.parametrize(("second", "last"), [((0.25, 0.35, 0.4), 2), ((0.55, 0.2, 0.25), 0)])
def test_a_run_goes_on_over_a_word_that_might_begin_it_anew(second, last):
    """Where "a commitment to" begins is open; that its second word is outside it is the less likely."""
    p = np.array([(0.1, 0.0, 0.9), second, (0.1, 0.9, 0.0)], np.float32)
    (run,) = runs(p, p[:, 2], [0], [0, 0, 0])
    assert run.last == last


@pytest.mark.parametrize(("after", "ends"), [("the", 1), ("over", 2)])
def test_a_trigger_ends_in_no_article(after, ends):
    text = ("Paris", "freezes", after)
    starts = np.array([0, 6, 14])
    encoded = Encoded(*[np.arange(3)] * 4, np.zeros(3, np.int64), starts, starts + [len(word) for word in text])
    p = np.zeros((3, HEADS["event"].size), np.float32)
    p[0, 0], p[1, 2], p[2, 1] = 1.0, 1.0, 1.0
    tags = {"event": (p, p[:, 2:].sum(axis=1))}
    passage = Passage((" ".join(text),), (0,), 0)
    found = triggers(passage, encoded, tags, DecodeOptions(), begun={"event": p[:, 2] > 0.5})
    assert [(run.first, run.last) for run in found["event"]] == [(1, ends)]


def test_sides_are_filled_by_what_passes_and_words_stand_on_one_side():
    options = DecodeOptions(roles={"who": 0.3, "to": 0.3})
    assert read(options, who=(0.9, 0.4), to=(0.2, 0.8)) == [["Paris"], ["Rome"]]
    assert read(options, who=(0.2, 0.1), to=(0.1, 0.8)) == [[], ["Rome"]]


@pytest.mark.parametrize(("word", "sides"), [("the", 0), ("And", 0), ("Rome", 1)])
def test_an_article_or_conjunction_by_itself_is_no_side(word, sides):
    _, (event,) = events(DecodeOptions(), to=(0.0, 0.9), words=("Paris", "accused", word))
    assert len(event.recipients) == sides


@pytest.mark.parametrize(("alone", "actors"), [(1.0, []), (0.25, []), (0.15, ["Paris"])])
def test_the_likeliest_actor_is_taken_where_none_passes(alone, actors):
    options = DecodeOptions(alone=alone, roles={"who": 0.3, "to": 0.3})
    assert read(options, who=(0.2, 0.1), to=(0.1, 0.8)) == [actors, ["Rome"]]


def test_the_likeliest_actor_is_one_and_not_the_other_side():
    options = DecodeOptions(alone=0.1, roles={"who": 0.3, "to": 0.3})
    assert read(options, who=(0.2, 0.25), to=(0.1, 0.05)) == [["Rome"], []]
    assert read(options, who=(0.2, 0.25), to=(0.5, 0.6)) == [[], ["Paris", "Rome"]]


@pytest.mark.parametrize(("whom", "recipients"), [(1.0, []), (0.25, []), (0.15, ["Rome"])])
def test_the_likeliest_recipient_is_taken_where_none_passes(whom, recipients):
    options = DecodeOptions(whom=whom, roles={"who": 0.3, "to": 0.3})
    assert read(options, who=(0.9, 0.1), to=(0.1, 0.2)) == [["Paris"], recipients]
    assert read(options, who=(0.9, 0.25), to=(0.1, 0.2)) == [["Paris"], []]


@pytest.mark.parametrize(
    ("first", "chances", "found"),
    [(3, (0.9, 0.6), 2), (2, (0.9, 0.6), 1), (2, (0.9, 0.85), 2), (2, (0.1, 0.6), 1), (1, (0.6, 0.9), 1)],
)
def test_a_side_of_another_sentence_must_be_surer_beside_one_of_its_own(first, chances, found):
    options = DecodeOptions(beside=0.8, roles={"who": 0.3, "to": 0.3})
    _, (event,) = events(options, who=chances, first=first)
    assert len(event.actors) == found
    _, (event,) = events(DecodeOptions(roles={"who": 0.3, "to": 0.3}), who=chances, first=first)
    assert len(event.actors) == sum(chance >= 0.3 for chance in chances)


@pytest.mark.parametrize(
    ("words", "chance", "found"),
    [
        (("Paris", "and", "Rome"), 0.3, ["Paris", "Rome"]),
        (("Paris", "and", "Rome"), 0.1, ["Paris"]),
        (("Paris", "told", "Rome"), 0.3, ["Paris"]),
    ],
)
def test_whoever_is_joined_to_a_side_is_one_too(words, chance, found):
    text, (event,) = events(DecodeOptions(joined=0.2), who=(0.9, chance), words=words)
    assert [text[m.extent.start : m.extent.end] for m in event.actors] == found
    _, (event,) = events(DecodeOptions(), who=(0.9, chance), words=words)
    assert len(event.actors) == 1


@pytest.mark.parametrize(("kind", "actors"), [(PERSON, ["Putin", "Xi"]), (0, ["Xi"])])
def test_the_other_one_of_two_known_names_is_a_mention_too(kind, actors):
    text = ("Putin", "and", "Xi", "met")
    starts = np.array([0, 6, 10, 13])
    names = np.array([kind, 0, PERSON, 0])
    encoded = Encoded(
        np.arange(4), np.arange(4), names, np.arange(4), np.zeros(4, np.int64), starts, starts + [len(w) for w in text]
    )
    labels = np.zeros((4, sum(head.size for head in HEADS.values())), np.float32)
    for name in ("event", "relation", "claim", "actor", "inner", "place", "time"):
        labels[:, HEADS[name].start] = 9.0  # outside
    labels[3, HEADS["event"].start + 2 + EVENT_TYPES.index("CONSULT")] = 18.0
    labels[2, HEADS["actor"].start + 2] = 18.0
    scores = np.full((1, 2 * len(PAIRS), 4), -10.0, np.float32)
    scores[0, PAIRS.index("who"), [0, 2]] = 20.0
    links = LinkScores({3: 0}, scores, np.zeros((2, 4, 4), np.float32))
    sentence = " ".join(text)
    (event,) = decode(Passage((sentence,), (0,), 0), encoded, labels, links, DecodeOptions(roles={"who": 0.4})).events
    assert [sentence[m.extent.start : m.extent.end] for m in event.actors] == actors


@pytest.mark.parametrize(("envoys", "french", "found"), [(0.4, 0.3, "French envoys"), (0.3, 0.4, "French")])
def test_of_names_in_one_another_one_is_joined(envoys, french, found):
    words = ("Paris", "and", "French", "envoys", "met")
    text = " ".join(words)
    starts = np.array([text.index(word) for word in words])
    numbers = np.arange(len(words))
    places = [np.zeros(len(words), np.int64), starts, starts + [len(word) for word in words]]
    encoded = Encoded(*[numbers] * 4, *places)
    labels = np.zeros((len(words), sum(head.size for head in HEADS.values())), np.float32)
    for name in ("event", "relation", "claim", "actor", "place", "time", "inner"):
        labels[:, HEADS[name].start] = 9.0  # outside
    for name, word, tag in (("actor", 0, 2), ("actor", 2, 2), ("actor", 3, 1), ("inner", 2, 2)):
        labels[word, HEADS[name].start + tag] = 18.0
    labels[4, HEADS["event"].start + 2] = 18.0
    scores = np.zeros((1, 2 * len(PAIRS), len(words)), np.float32)
    scores[0, : len(PAIRS)] = -10.0
    who = PAIRS.index("who")
    scores[0, who, [0, 2]] = logit(0.9), 0.0
    scores[0, who + len(PAIRS), [2, 3]] = logit(french), logit(envoys)
    links = LinkScores({4: 0}, scores, np.zeros((2, len(words), len(words)), np.float32))
    (event,) = decode(Passage((text,), (0,), 0), encoded, labels, links, DecodeOptions(joined=0.2)).events
    assert [text[m.extent.start : m.extent.end] for m in event.actors] == ["Paris", found]


@pytest.mark.parametrize(
    ("words", "chances", "owner", "found"),
    [
        (("Moscow", "and", "its"), (0.2, 0.7), 1.0, ["its"]),
        (("Moscow", "and", "its"), (0.2, 0.7), 0.3, ["its"]),
        (("Moscow", "and", "its"), (0.35, 0.7), 0.3, ["Moscow"]),
        (("Moscow", "and", "its"), (0.9, 0.7), 0.3, ["Moscow"]),
        (("Moscow", "and", "Rome"), (0.35, 0.7), 0.3, ["Rome"]),
        (("They", "and", "their"), (0.35, 0.7), 0.3, ["their"]),
        (("its", "and", "Moscow"), (0.7, 0.35), 0.3, ["its"]),
    ],
)
def test_a_name_is_the_side_and_not_the_possessive_after_it(words, chances, owner, found):
    options = DecodeOptions(owner=owner, roles={"who": 0.5, "to": 0.5})
    text, (event,) = events(options, who=chances, words=words)
    assert [text[m.extent.start : m.extent.end] for m in event.actors] == found


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=9, unique_by=lambda pair: pair[0]),
    st.floats(0, 1),
)
def test_confidences_are_interpolated_between_points(points, raw):
    xs, ys = zip(*sorted(points), strict=True)
    options = DecodeOptions(calibration={"event": (xs, ys)})
    assert options.confidence("event", raw) == pytest.approx(np.interp(raw, xs, ys), abs=1e-4)
    assert options.confidence("type", raw) == round(raw, 4)
