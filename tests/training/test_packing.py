"""Annotations as the arrays that the loss is worked out from."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from multipolar.ontology import STATUSES
from multipolar.reading.labels import PAIRS
from multipolar.reading.onnx import WEIGHTS
from multipolar.reading.tokens import Tokens
from multipolar.reading.windows import WindowOptions

from data import Examples
from packing import ACTORS, IGNORE, NONE, NOT_ASKED, PLACES, RIGHT, TAGGED, WRONG, pack

DOC = {
    "id": "own",
    "sentences": [
        "Russia bombed Ukraine near Kyiv, so Poland condemned it.",
        "Rain fell.",
    ],
}
GOLD = {
    "events": [
        {
            "s": 0,
            "t": "bombed",
            "e": "ASSAULT",
            "m": "aerial",
            "st": "occurred",
            "who": [["Russia", "RUS", "MIL"]],
            "to": [["Ukraine", "UKR", "CIV"]],
            "at": ["Kyiv", "UKR"],
        },
        {
            "s": 0,
            "t": "condemned",
            "e": "ACCUSE",
            "st": "occurred",
            "who": [["Poland", "POL", "GOV"]],
            "to": [["it", "RUS", "MIL"]],
        },
    ],
    "causes": [["e0", "e1"]],
}
BOMBED, CONDEMNED = 1, 8
SHORT = "Rain."


@pytest.fixture(scope="module")
def packed():
    maker = Examples(Tokens(Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))), WindowOptions())
    (events,) = maker.make(DOC, GOLD)
    (nothing,) = maker.make({"id": "rain", "sentences": [SHORT]}, {})
    return pack([nothing, events])


def asked(packed, pair, head):
    """{(first word, last word): right} of one question about the second passage."""
    for (kind, slot, _), answers in zip(packed["queries"][1], packed["answers"][1], strict=True):
        if kind == PAIRS.index(pair) and packed["heads"][1, slot] == head and answers.any():
            spans = [tuple(span) for span in packed["spans"][1].tolist()]
            return {span: bool(a == RIGHT) for span, a in zip(spans, answers, strict=True) if a != NOT_ASKED}
    return None


def test_each_role_asks_about_the_mentions_of_its_kind_and_knows_the_right_ones(packed):
    russia, ukraine, kyiv, poland, it = ((n, n) for n in (0, 2, 4, 7, 9))
    actors = dict.fromkeys((russia, ukraine, poland, it), False)
    assert asked(packed, "who", BOMBED) == actors | {russia: True}
    assert asked(packed, "to", BOMBED) == actors | {ukraine: True}
    assert asked(packed, "at", BOMBED) == {kyiv: True}
    assert asked(packed, "to", CONDEMNED) == actors | {it: True}
    assert asked(packed, "by", CONDEMNED) == actors
    assert asked(packed, "at", CONDEMNED) == {kyiv: False}
    assert asked(packed, "cause", CONDEMNED) == {(BOMBED, BOMBED): True}
    assert asked(packed, "cause", BOMBED) == {(CONDEMNED, CONDEMNED): False}


def test_a_mention_stands_for_the_others_of_its_code(packed):
    spans = [tuple(span) for span in packed["spans"][1].tolist()]
    for word, answers in zip(packed["stands"][1], packed["same"][1], strict=True):
        if answers.any():
            right = {span for span, a in zip(spans, answers, strict=True) if a == RIGHT}
            wrong = {span for span, a in zip(spans, answers, strict=True) if a == WRONG}
            assert (word, word) not in right | wrong
            assert {0: {(9, 9)}, 9: {(0, 0)}, 2: {(4, 4)}}[int(word)] == right
    assert set(packed["stands"][1][packed["same"][1].any(1)].tolist()) == {0, 2, 9}


def test_words_are_tagged_and_labelled_and_padding_is_not(packed):
    tags = dict(zip(TAGGED, packed["tags"][1], strict=True))
    assert np.flatnonzero(tags["event"] >= 2).tolist() == [BOMBED, CONDEMNED]
    assert np.flatnonzero(tags["actor"] == 2).tolist() == [0, 2, 7, 9]
    assert packed["status"][1, BOMBED] == STATUSES.index("occurred")
    assert np.flatnonzero(packed["status"][1] != IGNORE).tolist() == [BOMBED, CONDEMNED]
    short = 2  # "Rain" and its full stop
    assert (packed["tags"][0][:, :short] == 0).all()
    assert (packed["tags"][0][:, short:] == IGNORE).all()
    assert not packed["answers"][0].any()
    assert (packed["queries"][0][:, 2] == NONE).all()
    assert packed["sentences"].tolist() == [1, 2]


def test_each_kind_of_link_goes_to_its_pool(packed):
    pools = {PAIRS[kind]: pool for kind, _, pool in packed["queries"][1].tolist() if pool != NONE}
    assert pools == {"who": ACTORS, "to": ACTORS, "by": ACTORS, "at": PLACES, "on": 2}
