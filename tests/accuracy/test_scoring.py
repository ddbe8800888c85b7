"""Figures worked out by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import dyads, match, score, shared

SENTENCES = ["Ruritania accused Graustark of shelling Zenda on Monday, officials said.", "Both sides met in Zenda."]
DOCS = {"d": {"id": "d", "sentences": SENTENCES}}


def event(sentence, trigger, kind, who=(), to=(), status="occurred", **rest):
    return {"s": sentence, "t": trigger, "e": kind, "m": None, "st": status, "who": list(who), "to": list(to), **rest}


R, G = ["Ruritania", "RUR", "GOV"], ["Graustark", "GRA", "GOV"]
GOLD = {
    "id": "d",
    "events": [
        event(0, "accused", "ACCUSE", [R], [G], m="allege", on=["on Monday", "2025-05-05"]),
        event(0, "shelling", "ASSAULT", [G], [["Zenda", "RUR", "CVL"]], "alleged", by=R, at=["Zenda", "RUR"]),
        event(1, "met", "CONSULT", [["Both sides", "RUR", "GOV"], ["Both sides", "GRA", "GOV"]]),
    ],
    "rel": [{"s": 1, "t": "sides", "r": "RIVALRY", "a": [R[:2], G[:2]], "b": []}],
    "claims": [],
    "causes": [["e0", "e2"]],
}
CODED = {
    "id": "d",
    "events": [
        event(
            0, "accused Graustark", "ACCUSE", [["Ruritania", "RUR", "GOV"]], [["Graustark", "GRB", "GOV"]], m="allege"
        ),
        event(0, "shelling Zenda", "COERCE", [G], [], "alleged"),
        event(1, "met", "CONSULT", [["Both sides", "RUR", "GOV"]], [], "planned"),
        event(1, "in", "AID", [["Both sides", "RUR", "GOV"]]),
    ],
    "rel": [{"s": 1, "t": "Both", "r": "RIVALRY", "a": [G[:2], R[:2]], "b": []}],
    "causes": [["e0", "e3"]],
}


def rows(gold=GOLD, coded=CODED):
    return score({"d": gold}, {"d": coded} if coded else {}, DOCS)


@pytest.mark.parametrize(
    ("name", "right", "gold", "predicted"),
    [
        ("trigger", 3, 3, 4),
        ("event", 2, 3, 4),  # shelling is no COERCE
        ("quad", 3, 3, 4),  # but of its quad class
        ("role span", 3, 6, 5),
        ("role code", 2, 6, 5),  # Graustark got another's code
        ("dyad", 0, 2, 3),  # wrong code; one side alone makes no meeting
        ("dyad quad", 0, 2, 3),
        ("relation", 1, 1, 1),
        ("claim", 0, 0, 0),
        ("cause", 0, 1, 1),
        ("date told", 0, 1, 0),
        ("place told", 0, 0, 0),
        ("attribution told", 0, 0, 0),
    ],
)
def test_counts(name, right, gold, predicted):
    row = rows()[name]
    precision, recall = right / predicted if predicted else 0.0, right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    expected = {"P": round(precision, 4), "R": round(recall, 4), "F1": round(f1, 4)}
    assert row == expected | {"gold": gold, "predicted": predicted}


@pytest.mark.parametrize(
    ("name", "accuracy", "of"),
    [("status", 0.5, 2), ("mode", 1.0, 1), ("date", 0.0, 1), ("place", None, 0), ("attribution", None, 0)],
)
def test_accuracies_are_over_right_events_for_which_gold_states_one(name, accuracy, of):
    assert rows()[name] == {"accuracy": accuracy, "of": of}


def test_gold_scores_full_marks_against_itself():
    for row in rows(coded=GOLD).values():
        assert row.get("F1", row.get("accuracy")) == 1.0 or row.get("gold") == 0


def test_a_report_that_was_not_coded_counts_as_coded_empty():
    assert rows(coded=None)["event"] == {"P": 0.0, "R": 0.0, "F1": 0.0, "gold": 3, "predicted": 0}


def test_a_pair_of_one_type_goes_before_a_longer_overlap():
    gold = [event(0, "accused Graustark", "ACCUSE", [R])]
    coded = [event(0, "accused Graustark", "REJECT", [R]), event(0, "accused", "ACCUSE", [R])]
    assert match(SENTENCES, gold, coded) == [(gold[0], coded[1])]


def test_a_role_in_another_sentence_must_be_found_there():
    gold = {"id": "d", "events": [event(1, "met", "CONSULT", [[*R, 0]])]}
    assert rows(gold, {"events": [event(1, "met", "CONSULT", [[*R, 0]])]})["role code"]["F1"] == 1.0
    assert rows(gold, {"events": [event(1, "met", "CONSULT", [["Both", "RUR", "GOV"]])]})["role span"]["F1"] == 0.0


def test_words_that_stand_twice_are_read_kindly():
    assert shared("he said he met him", "he met", "he") == 2
    assert shared("he said", "he", "said") <= 0
    assert shared("he said", "", "said") == 0


def test_dyads():
    unknown = ["someone", "---", "UAF"]
    events = [
        event(0, "met", "CONSULT", [R, G, R]),
        event(0, "met", "CONSULT", [R, G], status="negated"),
        event(0, "hit", "ASSAULT", [unknown], [G]),
        event(0, "hit", "ASSAULT", [R, G], [G]),
    ]
    assert dyads(events, str) == Counter(
        {
            ("CONSULT", "GRA", "RUR"): 1,
            ("ASSAULT", None, "GRA"): 1,
            ("ASSAULT", "RUR", "GRA"): 1,
            ("ASSAULT", "GRA", "GRA"): 1,
        }
    )


@given(st.permutations(CODED["events"]))
def test_the_order_of_coded_events_changes_nothing_but_causes(events):
    changed = rows(coded={**CODED, "events": events, "causes": []})
    assert changed == rows(coded={**CODED, "causes": []})


def test_a_date_that_is_told_of_an_event_without_one_costs_precision():
    coded = {**CODED, "events": [{**each, "on": ["on Monday", "2025-05-05"]} for each in CODED["events"]]}
    row = rows(coded=coded)["date told"]
    assert (row["P"], row["R"], row["gold"], row["predicted"]) == (0.5, 1.0, 1, 2)  # the meeting was on no Monday
    vague = {**GOLD, "events": [{**each, "on": ["of late", ""]} for each in GOLD["events"]]}
    assert rows(gold=vague, coded=coded)["date told"]["gold"] == 0
