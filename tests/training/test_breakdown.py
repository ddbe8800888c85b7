"""Tables and the page of the worst reports, worked out by hand."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

import scoring
from breakdown import (
    Scored,
    by_report_length,
    by_sentence_length,
    by_source,
    by_status,
    by_type,
    confusion,
    errors,
    tables,
    worst_page,
)
from evaluate import LABELS, overall, page, record, recorded

LONG = "On Monday, as the sun rose over the old town and its many empty squares, Graustark <attacked> Zenda once more."


def event(sentence, words, kind, status="occurred", who="RUR", mode=None):
    return {"s": sentence, "t": words, "e": kind, "m": mode, "st": status, "who": [["Ruritania", who, "GOV"]], "to": []}


DOCS = {
    "cep-1": {"sentences": ["Ruritania met Graustark.", LONG]},
    "wn-1": {"sentences": ["Ruritania protested."] * 5},
    "cep-2": {"sentences": ["Nothing."]},
}
GOLD = {
    "cep-1": {"id": "cep-1", "events": [event(0, "met", "CONSULT"), event(1, "attacked", "ASSAULT", "alleged")]},
    "wn-1": {"id": "wn-1", "events": [event(2, "protested", "PROTEST"), event(3, "protested", "PROTEST", "planned")]},
    "cep-2": {"id": "cep-2", "events": []},
}
CODED = {
    "cep-1": {"id": "cep-1", "events": [event(0, "met", "CONSULT"), event(1, "attacked", "COERCE")]},
    "wn-1": {"id": "wn-1", "events": [event(2, "protested", "PROTEST"), event(3, "protested", "PROTEST")]},
    "cep-2": {"id": "cep-2", "events": [event(0, "Nothing", "AID")]},
}


@pytest.fixture
def scored():
    return Scored(scorer=scoring, gold=GOLD, predicted=CODED, docs=DOCS)


def rows(table):
    return {row[0]: dict(zip(table.head[1:], row[1:], strict=True)) for row in table.rows}


def test_types_have_precision_and_recall(scored):
    found = rows(by_type(scored))
    assert found["PROTEST"] == {"P": "1.000", "R": "1.000", "F1": "1.000", "annotated": "2", "coded": "2"}
    assert found["ASSAULT"] == {"P": "-", "R": "0.000", "F1": "0.000", "annotated": "1", "coded": "0"}
    assert found["AID"] == {"P": "0.000", "R": "-", "F1": "0.000", "annotated": "0", "coded": "1"}


def test_statuses_tell_what_they_are_taken_for(scored):
    found = rows(by_status(scored))
    assert (found["planned"]["event found"], found["planned"]["status R"]) == ("1.000", "0.000")
    assert found["planned"]["as occurred"] == "1"
    assert (found["occurred"]["status R"], found["occurred"]["status P"]) == ("1.000", "0.667")
    assert found["alleged"]["event found"] == "0.000"


def test_groups_hold_all_events_once(scored):
    sources, reports, sentences = by_source(scored), by_report_length(scored), by_sentence_length(scored)
    for table in (sources, reports, sentences):
        assert sum(int(row[-1]) for row in table.rows) == 4
    assert set(rows(sources)) == {"Portal:Current events", "Wikinews"}
    assert rows(sources)["Wikinews"]["F1"] == "1.000"
    assert set(rows(reports)) == {"1 sentence", "2-4 sentences", "5 sentences and more"}
    assert rows(sentences)["1-15 words"]["R"] == "1.000"
    assert rows(sentences)["16-25 words"]["R"] == "0.000"


def test_the_table_of_confusions_adds_up(scored):
    found = rows(confusion(scored))
    assert found["ASSAULT"]["COER"] == "1"
    assert found["nothing"]["AID"] == "1"
    assert found["PROTEST"]["missed"] == ""
    missed = Scored(scorer=scoring, gold=GOLD, predicted={}, docs=DOCS)
    assert rows(confusion(missed))["PROTEST"]["missed"] == "2"


def test_tables_read_the_same_in_all_forms(scored):
    for table in tables(scored):
        for cell in (cell for row in table.rows for cell in row):
            assert cell in table.text()
            assert cell in table.markdown()
        assert table.html().count("<tr>") == len(table.rows) + 1


def test_the_worst_reports_come_first_with_what_is_wrong(scored):
    assert [errors(scored, key) for key in ("cep-1", "wn-1", "cep-2")] == [3, 0, 2]
    shown = worst_page(scored)
    assert shown.index("cep-1: 3 errors") < shown.index("cep-2: 2 errors") < shown.index("wn-1: 0 errors")
    assert "<attacked>" not in shown
    assert "&lt;attacked&gt;" in shown
    assert "<tr class=extra><td>0</td><td><b>Nothing</b>" in shown
    assert "<td class=wrong>COERCE</td>" in shown
    assert "cep-2" not in worst_page(scored, most=1)


def test_what_is_recorded_has_the_form_that_the_app_reads(scored, tmp_path):
    figures = scoring.score(GOLD, CODED, DOCS)
    spread = dict.fromkeys(LABELS, (0.1, 0.9))
    shown = recorded(figures, spread, by_type(scored), "2+abc", "dev")
    shipped = json.loads((files("multipolar.web") / "accuracy.json").read_text(encoding="utf8"))
    assert set(shown) == set(shipped)
    assert {frozenset(row) for row in shown["rows"]} == {frozenset(row) for row in shipped["rows"]}
    assert {frozenset(row) for row in shown["by_type"]} == {frozenset(row) for row in shipped["by_type"]}
    (tmp_path / "coder.json").write_text('{"name": "n"}')
    record(tmp_path, shown)
    assert json.loads((tmp_path / "coder.json").read_text()) == {"name": "n", "accuracy": shown}
    text = page([overall(figures, spread)], "n 2+abc", "dev")
    assert "| event | 0.600 | 0.750 | 0.667 | 0.100-0.900 | 4 | 0.92 |" in text
