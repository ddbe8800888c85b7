"""Answers go wherever Arrow goes, and to files that say the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from multipolar.ledger import TABLES, Table, arrow_schema, schema_page


@pytest.fixture
def table():
    return Table(
        pa.table(
            {
                "name": ["<b>bold</b> & co", 'comma, "quote"\nline', None],
                "codes": [["RUS", "UKR"], [], None],
                "fields": pa.array([[("type", 0.5)], [], None], pa.map_(pa.string(), pa.float64())),
                "day": [dt.date(2025, 5, 8), None, dt.date(1, 1, 1)],
                "score": [1.5, float("nan"), None],
                "sure": [True, False, None],
            }
        )
    )


def test_rows_are_dictionaries(table):
    rows = list(table)
    assert len(table) == len(rows) == 3
    assert table.columns == ("name", "codes", "fields", "day", "score", "sure")
    assert rows[0]["codes"] == ["RUS", "UKR"]
    assert rows[0]["day"] == dt.date(2025, 5, 8)
    assert "3 rows" in repr(table)


def test_other_libraries_read_it(table):
    assert pa.table(table).schema == table.to_arrow().schema
    assert pa.table(table)["name"] == table.to_arrow()["name"]
    assert pl.DataFrame(table).shape == table.to_polars().shape == (3, 6)
    assert table.to_pandas()["name"].iloc[0].startswith("<b>")


def test_html_is_escaped_and_short(table):
    page = table._repr_html_()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in page
    assert "<b>" not in page
    many = Table(pa.table({"<i>": ["x" * 1000] * 50}))
    page = many._repr_html_()
    assert page.count("<tr>") == 21
    assert "&lt;i&gt;" in page
    assert "50 rows, the first 20 shown" in page
    assert len(page) < 6000


def test_csv(table, tmp_path):
    table.to_csv(tmp_path / "table.csv")
    buffer = io.StringIO()
    table.to_csv(buffer)
    content = (tmp_path / "table.csv").read_text(encoding="utf-8")
    assert content == buffer.getvalue()
    head, first, second, third = csv.reader(io.StringIO(content))
    assert head == list(table.columns)
    assert first == ["<b>bold</b> & co", "RUS;UKR", '{"type": 0.5}', "2025-05-08", "1.5", "true"]
    assert second == ['comma, "quote"\nline', "", "", "", "", "false"]
    assert third == ["", "", "", "0001-01-01", "", ""]


def test_jsonl(table, tmp_path):
    table.to_jsonl(str(tmp_path / "table.jsonl"))
    lines = (tmp_path / "table.jsonl").read_text(encoding="utf-8").splitlines()
    first, second, _ = map(json.loads, lines)
    assert first["fields"] == {"type": 0.5}
    assert first["day"] == "2025-05-08"
    assert second["score"] is None  # JSON has no NaN
    assert second["codes"] == []


def test_parquet(table, tmp_path):
    table.to_parquet(tmp_path / "table.parquet")
    assert pq.read_table(tmp_path / "table.parquet").column_names == list(table.columns)
    buffer = io.BytesIO()
    table.to_parquet(buffer)
    assert pq.read_table(io.BytesIO(buffer.getvalue())).num_rows == 3


def test_files_hold_what_the_schema_says(filled):
    for name, spec in TABLES.items():
        for file in filled.manifest.files(name):
            written = pq.read_schema(filled.path / "data" / file.name)
            assert written.equals(arrow_schema(name), check_metadata=False)
            assert written.names == list(spec.names)
            assert written.field(0).metadata[b"meaning"].decode() == spec.columns[0].meaning


def test_the_page_about_the_schema_is_current():
    page = Path(__file__).parents[2] / "docs" / "ledger-schema.md"
    assert page.read_text(encoding="utf-8") == schema_page(), "run python -m multipolar.ledger > docs/ledger-schema.md"
    done = subprocess.run([sys.executable, "-m", "multipolar.ledger"], capture_output=True, check=True)
    assert done.stdout.decode() == schema_page()
    for table in TABLES.values():
        assert all(column.meaning for column in table.columns)
        assert len(set(table.names)) == len(table.names)
        assert not table.public or f"## {table.name}\n" in schema_page()


def test_importing_the_ledger_loads_nothing_heavy():
    script = "import sys, multipolar.ledger; print({'duckdb', 'pyarrow', 'pandas', 'polars'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
