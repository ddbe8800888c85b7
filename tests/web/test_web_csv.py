from __future__ import annotations

import csv
import io

import pytest

from multipolar.web.tables import to_csv

TABLES = {
    "incidents": [None],
    "timeline": [None],
    "world": ["countries", "arcs", "points", "changes"],
    "pair/RUS/UKR": ["series", "changes", "relations", "types", "latest"],
    "actor/RUS": ["series", "partners", "relations", "dependence", "members"],
    "network": ["ties", "actors", "blocs", "balance"],
    "blocs": ["members", "periods", "tracks"],
    "poles": ["series", "measures", "leaders", "trends"],
    "claims": ["rows", "trend"],
    "relations": [None],
    "actors": [None],
    "about": ["years", "outlets", "countries", "regions", "accuracy", "runs"],
    "multipolar": [None],
    "report/n000": ["marks", "events", "relations", "claims", "causes", "copies"],
    "vocabulary": ["types", "sectors", "countries"],
    "corrections": [None],
}


def parsed(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("path", TABLES)
def test_every_table_comes_as_csv(client, path):
    for table in TABLES[path]:
        answer = client.get(f"/api/{path}", params={"format": "csv"} | ({"table": table} if table else {}))
        assert answer.status_code == 200, answer.text[:300]
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith('attachment; filename="')
        rows = parsed(answer.text)
        assert all(None not in row and None not in row.values() for row in rows), "ragged"


def test_csv_and_json_tell_the_same(client, get):
    rows = get("incidents", limit=50)["rows"]
    lines = parsed(client.get("/api/incidents", params={"format": "csv", "limit": 50}).text)
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    assert [float(line["score"]) for line in lines] == [row["score"] for row in rows]
    assert [line["actors_codes"] for line in lines] == [";".join(a["code"] for a in row["actors"]) for row in rows]
    assert [line["place_name"] for line in lines] == [(row["place"] or {}).get("name") or "" for row in rows]


def test_csv_has_all_rows_unless_a_limit_is_named(client, get):
    total = get("incidents", limit=1)["total"]
    assert total > 60
    assert len(parsed(client.get("/api/incidents", params={"format": "csv"}).text)) == total
    assert len(parsed(client.get("/api/incidents", params={"format": "csv", "limit": 7}).text)) == 7


def test_no_cell_is_a_formula_to_a_spreadsheet(client):
    lines = parsed(
        client.get("/api/incidents", params={"format": "csv", "outlet": '=HYPERLINK("http://x.example","y")'}).text
    )
    assert lines
    outlets = parsed(client.get("/api/about", params={"format": "csv", "table": "outlets"}).text)
    assert any(row["outlet"].startswith("'=HYPERLINK") for row in outlets)
    for table in TABLES["report/n000"]:
        for row in parsed(client.get("/api/report/h-formula", params={"format": "csv", "table": table}).text):
            for cell in row.values():
                assert not cell.startswith(("=", "@", "\t", "\r")), cell
                assert not cell.startswith(("+", "-")) or float(cell) == float(cell)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\uff1d1"])
def test_text_is_disarmed_and_numbers_are_not(text):
    (row,) = parsed(to_csv([{"a": text, "b": -1.5, "c": None, "d": True}]))
    assert row["a"].startswith("'")
    assert (row["b"], row["c"], row["d"]) == ("-1.5", "", "true")


def test_quotes_commas_and_lines_survive():
    text = 'a "b", c\r\nd\ne'
    (row,) = parsed(to_csv([{"a": text, "b": [1, 2]}]))
    assert row == {"a": text, "b": "1;2"}


def test_a_value_that_is_missing_whole_leaves_no_column():
    lines = to_csv([{"place": None, "x": 1}, {"place": {"name": "Kyiv", "lat": 50.4}, "x": 2}]).splitlines()
    assert lines == ["x,place_name,place_lat", "1,,", "2,Kyiv,50.4"]


def test_an_unknown_table_is_told(client):
    answer = client.get("/api/world", params={"format": "csv", "table": "nothing"})
    assert answer.status_code == 422
    assert "countries" in answer.json()["error"]["mend"]
