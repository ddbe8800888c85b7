"""Whom an act is aimed at that answers another's."""

import pytest

from multipolar.reading.answering import aimed
from multipolar.records import DraftCause, DraftEvent, Extent, Mention

INVADER, WEST, KYIV = (Mention(Extent(0, at, at + 4), confidence=0.9) for at in (0, 20, 40))


def event(kind, at, *, actors=(), recipients=()):
    return DraftEvent(
        type=kind,
        mode=None,
        status="occurred",
        trigger=Extent(0, at, at + 5),
        actors=tuple(actors),
        recipients=tuple(recipients),
    )


INVASION = event("ASSAULT", 60, actors=[INVADER], recipients=[KYIV])


def because(cause, effect, confidence=0.8, kind="event"):
    return DraftCause(cause=(kind, cause), effect=("event", effect), confidence=confidence)


@pytest.mark.parametrize("kind", ["SANCTION", "ACCUSE", "THREATEN"])
def test_what_answers_an_act_is_against_who_did_it(kind):
    _, answer = aimed([INVASION, event(kind, 80, actors=[WEST])], [because(0, 1)])
    assert [mention.extent for mention in answer.recipients] == [INVADER.extent]
    assert answer.recipients[0].confidence == pytest.approx(0.72)


def test_the_surest_cause_says_so():
    retreat = event("RETREAT", 70, actors=[KYIV])
    events = [INVASION, event("SANCTION", 80, actors=[WEST]), retreat]
    answer = aimed(events, [because(0, 1, 0.4), because(2, 1, 0.6)])[1]
    assert [mention.extent for mention in answer.recipients] == [KYIV.extent]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (event("SANCTION", 80, actors=[WEST], recipients=[KYIV]), because(0, 1)),  # has one
        (event("AID", 80, actors=[WEST]), because(0, 1)),  # helps somebody else
        (event("SANCTION", 80, actors=[INVADER]), because(0, 1)),  # does both
        (event("SANCTION", 80, actors=[WEST]), because(0, 1, kind="relation")),  # nobody's act
        (event("SANCTION", 80, actors=[WEST]), because(1, 0)),  # is the cause itself
    ],
)
def test_others_stay_as_they_are(answer, cause):
    assert aimed([INVASION, answer], [cause]) == (INVASION, answer)
