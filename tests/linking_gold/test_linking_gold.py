import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from linking import copies, evaluate
from linking.coverage import COVERAGE, coverage, report
from linking.goldset import GOLD, Joined, Labelled, Neighbourhood, load_gold, locate
from multipolar.linking import EventView


def test_labels_are_well_formed():
    gold = load_gold()
    assert len({one.id for one in gold}) == len(gold)
    for one in gold:
        assert one.half in {"train", "test"}
        assert len(one.events) >= 2
        assert all(0 <= event.start < event.end and event.field in {"text", "title"} for event in one.events)
        spans = [(event.report, event.field, event.start, event.end) for event in one.events]
        assert len(set(spans)) == len(spans), one.id


def test_halves_share_no_story_and_no_report():
    train, test = load_gold("train"), load_gold("test")
    assert not {one.story for one in train} & {one.story for one in test}
    reports = [{event.report for one in half for event in one.events} for half in (train, test)]
    assert not reports[0] & reports[1]


def test_labels_are_enough_and_not_all_alike():
    for half in ("train", "test"):
        gold = load_gold(half)
        sizes = [size for one in gold for size in Counter(event.label for event in one.events).values()]
        pairs = sum(len(one.events) * (len(one.events) - 1) // 2 for one in gold)
        same = sum(size * (size - 1) // 2 for size in sizes)
        assert sum(size > 1 for size in sizes) > 150
        assert pairs > 1500
        assert 0.1 < same / pairs < 0.5


def test_labels_hold_no_text():
    for line in GOLD.read_text(encoding="utf8").splitlines():
        body = json.loads(line)
        assert set(body) == {"id", "story", "half", "chosen", "events"}
        assert all(len(event) == 5 and isinstance(event[2], int) for event in body["events"])


def coverage_lines(half):
    return [json.loads(line) for line in (COVERAGE / f"{half}.jsonl").read_text(encoding="utf8").splitlines()]


def test_coverage_is_well_formed():
    sets = coverage()
    assert len({one.id for one in sets}) == len(sets) > 60
    assert {one.half for one in sets} == {"train", "test"}
    train, test = ({event.report for one in coverage(half) for event in one.events} for half in ("train", "test"))
    assert not train & test
    for one in sets:
        spans = [(event.report, event.field, event.start, event.end) for event in one.events]
        assert len(set(spans)) == len(spans), one.id
        told = Counter(label for label, _ in {(event.label, event.report) for event in one.events})
        assert sum(count > 1 for count in told.values()) >= 2, one.id


def test_coverage_s_triggers_stand_where_it_says():
    by_report = {event.report: [] for one in coverage() for event in one.events}
    for one in coverage():
        for event in one.events:
            by_report[event.report].append(event)
    for line in [*coverage_lines("train"), *coverage_lines("test")]:
        read = report(line)
        words = [read[event.field][event.start : event.end] for event in by_report.get(line["id"], ())]
        assert words == [trigger for _, trigger, _ in line["events"]]


def test_coverage_is_written_as_reports_to_be_built(tmp_path):
    out = tmp_path / "reports.jsonl"
    script = COVERAGE.with_suffix(".py")
    subprocess.run([sys.executable, str(script), "--out", str(out)], check=True, cwd=tmp_path)
    written = [json.loads(line) for line in out.read_text(encoding="utf8").splitlines()]
    assert written == [report(line) for half in ("train", "test") for line in coverage_lines(half)]


def neighbourhood(labels):
    events = tuple(Labelled(f"r{at}", "text", 0, 5, label) for at, label in enumerate(labels))
    return Neighbourhood("n", "s", "train", "alike", events)


def views_of(count):
    return [
        EventView(id=f"e{at}", report=f"r{at}", type="ASSAULT", status="occurred", quote="x") for at in range(count)
    ]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), min_size=1, max_size=8))
def test_tally_agrees_with_counting_by_hand(cases):
    labels, found = [label for label, _ in cases], [own for _, own in cases]
    joined = Joined(neighbourhood(labels), tuple(range(len(cases))), tuple(labels), 0)
    tally = evaluate.tally([joined], found, views_of(len(cases)))["all"]
    precision = recall = 0.0
    for at in range(len(cases)):
        mine = {other for other in range(len(cases)) if found[other] == found[at]}
        true = {other for other in range(len(cases)) if labels[other] == labels[at]}
        precision += len(mine & true) / len(mine) / len(cases)
        recall += len(mine & true) / len(true) / len(cases)
    pairs = [(a, b) for a in range(len(cases)) for b in range(a)]
    merged = [(a, b) for a, b in pairs if found[a] == found[b]]
    right = [(a, b) for a, b in merged if labels[a] == labels[b]]
    rates = tally.rates()
    assert rates[:2] == pytest.approx((precision, recall))
    assert (tally.right, tally.merged) == (len(right), len(merged))


def test_apart_has_full_precision_and_one_incident_full_recall():
    joined = Joined(neighbourhood("aab"), (0, 1, 2), ("a", "a", "b"), 0)
    apart = evaluate.tally([joined], [0, 1, 2], views_of(3))["all"].rates()
    together = evaluate.tally([joined], [0, 0, 0], views_of(3))["all"].rates()
    assert apart[0] == apart[3] == 1
    assert together[1] == together[4] == 1
    assert together[3] == pytest.approx(1 / 3)


def test_events_are_found_where_their_trigger_overlaps_most():
    gold = [
        Neighbourhood(
            "n", "s", "test", "alike", (Labelled("r", "text", 10, 16, "a"), Labelled("r", "text", 40, 44, "b"))
        )
    ]
    triggers = [
        {"report": "r", "trigger_field": "text", "trigger_from": 4, "trigger_to": 11},
        {"report": "r", "trigger_field": "text", "trigger_from": 10, "trigger_to": 16},
        {"report": "r", "trigger_field": "title", "trigger_from": 40, "trigger_to": 44},
    ]
    (joined,) = locate(gold, triggers)
    assert (joined.rows, joined.labels, joined.missing) == ((1,), ("a",), 1)


@pytest.mark.parametrize("kind", copies.KINDS)
def test_copies_keep_the_story_and_change_what_they_say(kind):
    report = {
        "id": "r",
        "published": "2024-05-01",
        "text": "The army shells the town of Oldford, and six people die there.",
    }
    copied = copies.copied(report, kind, 3, random.Random(1))  # noqa: S311 - which words are drawn matters to nobody
    assert copied["id"] != report["id"]
    assert "2024-05-01" <= copied["published"] <= "2024-05-03"
    assert "shells the town" in copied["text"]
    assert (copied["text"] == report["text"]) == (kind in {"verbatim", "headline", "joined"})
    assert ("title" in copied) == (kind == "headline")
