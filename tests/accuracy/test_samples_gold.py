"""The annotations of the samples keep to the format, the vocabulary and the samples' words."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from multipolar.exchange import from_annotation
from multipolar.ontology import MODES, RELATION_TYPES, SECTORS, STANCES, STATUSES, SYMMETRIC, TRENDS
from multipolar.reports import read_reports
from multipolar.samples import sample_folder

GOLD = [
    json.loads(line) for line in (Path(__file__).parent / "samples.gold.jsonl").read_text(encoding="utf-8").splitlines()
]
CODE = re.compile(r"[A-Z]{3}|---|(IGO|NGO|ARM|MNC|BLOC):\S.*")
ISO = re.compile(r"\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?")


class Faults:
    """What is wrong with an annotated report, in words."""

    def __init__(self, record, report):
        self.record, self.report, self.found = record, report, []
        for number, event in enumerate(record["events"]):
            self.event(event, f"e{number}")
        for number, relation in enumerate(record["rel"]):
            self.relation(relation, f"r{number}")
        for number, claim in enumerate(record["claims"]):
            self.quote(claim["t"], claim["s"], f"c{number}")
            self.roles(claim["by"], claim["s"], f"c{number}.by")
            self.roles(claim["about"], claim["s"], f"c{number}.about", STANCES)
        for reference in itertools.chain.from_iterable(record["causes"]):
            items = record["events" if reference[0] == "e" else "rel"]
            self.check(int(reference[1:]) < len(items), f"cause {reference}")

    def check(self, right, what):
        if not right:
            self.found.append(what)

    def quote(self, words, sentence, what):
        if 0 <= sentence < len(self.report.sentences) and words and words in self.report.sentence_text(sentence):
            self.check(self.report.sentences[sentence].copy_of is None, f"{what}: sentence {sentence} is a copy")
        else:
            self.found.append(f"{what}: {words!r} is not in sentence {sentence}")

    def roles(self, rows, home, what, third=SECTORS):
        for row in rows:
            self.check(len(row) in {3, 4}, f"{what}: {row}")
            self.quote(row[0], row[3] if len(row) > 3 else home, what)
            self.check(CODE.fullmatch(row[1]), f"{what}: code {row[1]}")
            self.check(row[2] in third, f"{what}: {row[2]}")

    def event(self, event, what):
        home = event["s"]
        self.quote(event["t"], home, what)
        self.check(event["e"] in MODES, f"{what}: type {event['e']}")
        self.check(event["m"] in (None, *MODES.get(event["e"], ())), f"{what}: mode {event['m']} of {event['e']}")
        self.check(event["st"] in STATUSES, f"{what}: status {event['st']}")
        self.check(event["who"] or event["to"], f"{what}: no side")
        self.roles([*event["who"], *event["to"], *([event["by"]] if "by" in event else [])], home, what)
        for key, form in (("at", CODE), ("on", ISO)):
            if row := event.get(key):
                self.quote(row[0], row[2] if len(row) > 2 else home, f"{what}.{key}")
                self.check(row[1] is None or form.fullmatch(row[1]), f"{what}.{key}: {row[1]}")

    def relation(self, relation, what):
        self.quote(relation["t"], relation["s"], what)
        self.check(relation["r"] in RELATION_TYPES, f"{what}: {relation['r']}")
        self.check(relation.get("tr") in (None, *TRENDS), f"{what}: trend {relation.get('tr')}")
        self.check((relation["r"] in SYMMETRIC) != bool(relation["b"]), f"{what}: sides of {relation['r']}")
        self.roles(relation["a"] + relation["b"], relation["s"], what)


@pytest.fixture(scope="module")
def reports():
    return {report.id: report for report in read_reports([sample_folder()])}


def test_every_sample_is_annotated_once(reports):
    assert sorted(record["id"] for record in GOLD) == sorted(reports)
    assert sum(len(record["events"]) for record in GOLD) > 200


@pytest.mark.parametrize("record", GOLD, ids=lambda record: record["id"])
def test_annotations_keep_to_words_and_labels(record, reports):
    assert Faults(record, reports[record["id"]]).found == []
    from_annotation(record, report=reports[record["id"]])


@pytest.mark.parametrize(
    "change", [{"t": "words nowhere"}, {"e": "WAR"}, {"m": "phone", "e": "AID"}, {"st": "true"}, {"who": [], "to": []}]
)
def test_faults_are_found(change, reports):
    record = GOLD[0]
    broken = {**record, "events": [{**record["events"][0], **change}, *record["events"][1:]]}
    assert Faults(broken, reports[record["id"]]).found
