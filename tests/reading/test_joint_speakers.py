"""Who puts a claim forward together is not at odds in the same breath."""

from __future__ import annotations

import numpy as np
import pytest

from multipolar.ontology import RELATION_TYPES
from multipolar.reading.decode import LinkScores, decode
from multipolar.reading.labels import HEADS, PAIRS
from multipolar.reading.thresholds import DecodeOptions
from multipolar.reading.tokens import Encoded
from multipolar.records import Passage

WORDS = ("Tokyo", "Paris", "and", "Rome", "tension", "pillars")
LEADERS = (1, 3)


def relations(kind, speakers, sides=LEADERS, second=1):
    """Standing relations of a passage: ``tension`` with these sides, and ``pillars``, claimed by these speakers.

    The words from ``second`` on are in the second sentence.
    """
    numbers = np.arange(len(WORDS))
    home = (numbers >= second).astype(np.int64)
    texts = [" ".join(WORDS[:second]), " ".join(WORDS[second:])]
    starts = np.array([texts[home[i]].index(word) for i, word in enumerate(WORDS)])
    encoded = Encoded(*[numbers] * 4, home, starts, starts + [len(word) for word in WORDS])
    labels = np.zeros((len(WORDS), sum(head.size for head in HEADS.values())), np.float32)
    for name in ("event", "relation", "claim", "actor", "place", "time", "inner"):
        if name in HEADS:
            labels[:, HEADS[name].start] = 9.0  # outside
    labels[4, HEADS["relation"].start + 2 + RELATION_TYPES.index(kind)] = 18.0
    labels[5, HEADS["claim"].start + 2] = 18.0
    labels[[0, 1, 3], HEADS["actor"].start + 2] = 18.0
    scores = np.full((2, 2 * len(PAIRS), len(WORDS)), -10.0, np.float32)
    for row, pair, words in ((0, "a", sides), (1, "speaker", speakers)):
        for word in words:
            scores[row, PAIRS.index(pair), word] = 9.0
            scores[row, PAIRS.index(pair) + len(PAIRS), word] = 0.0
    links = LinkScores({4: 0, 5: 1}, scores, np.zeros((2, len(WORDS), len(WORDS)), np.float32))
    reading = decode(Passage(tuple(texts), (0, 1), 0), encoded, labels, links, DecodeOptions())
    assert len(reading.claims) == bool(speakers)
    return reading.relations


def test_who_claims_together_is_not_at_odds():
    assert relations("RIVALRY", LEADERS) == ()
    assert relations("RIVALRY", LEADERS, sides=(0, 1, 3)) == ()


@pytest.mark.parametrize("speakers", [(), (1,), (0, 1)])
def test_rivals_stay_whom_others_speak_of(speakers):
    (rivalry,) = relations("RIVALRY", speakers)
    assert len(rivalry.a) == 2


def test_allies_may_claim_together():
    assert len(relations("ALLIANCE", LEADERS)) == 1
