"""``multipolar resolve``: files of records, and actors of the user's own."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_process import REAL, records, run

LINES = (
    {"id": "a", "text": "former Kuwaiti admiral"},
    {"id": 7, "text": "The British prime minister spoke in Geneva last Friday", "published": "2019-07-22"},
    {"text": "some forty demonstrators"},
)
ACTORS = """
[[actor]]
name = "Ruritania"
aliases = ["Strelsau"]
code = "BLOC:Ruritania"
sector = "GOV"
"""


def written(path, lines):
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


def test_each_record_of_a_file_is_resolved_in_its_order(tmp_path):
    source = written(tmp_path / "names.jsonl", LINES)
    done = run("resolve", "--input", source, script=REAL)
    assert done.returncode == 0, done.stderr
    found = records(done.stdout)
    assert [record["id"] for record in found] == ["a", 7, None]
    assert [record["text"] for record in found] == [line["text"] for line in LINES]
    assert (found[0]["phrase"]["code"], found[0]["phrase"]["sector"]) == ("KWT", "ELI")
    assert found[1]["actors"][0]["actor_id"] == "person:theresa-may"
    assert (found[1]["times"][0]["iso"], found[1]["places"][0]["country"]) == ("2019-07-19", "CHE")
    assert found[2]["phrase"]["sector"] == "CVL"


def test_a_column_of_a_table_and_packed_lines_do_as_well(tmp_path):
    table = written(tmp_path / "names.csv", ["row,actor", "1,the Basij", '2,"Hamas, again"'])
    target = tmp_path / "out.jsonl"
    done = run("resolve", "-i", table, "--column", "text=actor", "--column", "id=row", "-o", target, script=REAL)
    assert (done.returncode, done.stdout) == (0, "")
    assert [(one["id"], one["phrase"]["code"]) for one in records(target.read_text())] == [("1", "IRN"), ("2", "PSE")]
    packed = tmp_path / "names.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(LINES[0]).encode()))
    assert len(records(run("resolve", "-i", packed, script=REAL).stdout)) == 1


def test_what_cannot_be_read_is_told_by_its_line_and_the_rest_goes_on(tmp_path):
    lines = [LINES[0], "no json", {"id": "b"}, {"id": "c", "text": 5}, {"id": "d", "text": "Xi", "published": "20255"}]
    source = written(tmp_path / "names.jsonl", lines)
    done = run("resolve", "--input", source, script=REAL)
    assert done.returncode == 1
    assert [record["id"] for record in records(done.stdout)] == ["a", "d"]
    assert records(done.stdout)[1]["published"] is None
    for number in (2, 3, 4, 5):
        assert f"{source}:{number}: " in done.stderr
    assert done.stderr.count("mend:") == 4
    assert "Traceback" not in done.stderr


def test_ids_that_are_no_json_are_written_as_words_and_what_cannot_be_written_is_told(tmp_path):
    lines = ['{"id": "a", "text": "half \\ud800 a pair"}', '{"id": NaN, "text": "Xi"}', '{"id": "c", "text": "Xi"}']
    (tmp_path / "names.jsonl").write_text("\n".join(lines), encoding="utf8")
    done = run("resolve", "--input", tmp_path / "names.jsonl", script=REAL)
    assert done.returncode == 1
    assert [record["id"] for record in records(done.stdout)] == ["c"]
    assert done.stderr.count("cannot be written as JSON") == 2
    days = pa.table({"id": [dt.date(2025, 5, 1)], "text": ["Xi"]})
    pq.write_table(days, tmp_path / "names.parquet")
    done = run("resolve", "--input", tmp_path / "names.parquet", script=REAL)
    assert done.returncode == 0
    assert [record["id"] for record in records(done.stdout)] == ["2025-05-01"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 64),
        (("Xi", "--input", "names.jsonl"), 64),
        (("--input", "missing.jsonl"), 66),
        (("--input", "page.html"), 64),
        (("--input", "."), 64),
        (("Xi", "--column", "text=a"), 64),
        (("Xi", "--actors", "missing.toml"), 66),
    ],
)
def test_what_does_not_fit_together_is_refused(arguments, code, tmp_path):
    written(tmp_path / "names.jsonl", LINES)
    done = run("resolve", *arguments, script=REAL, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert "error:" in done.stderr
    assert not done.stdout


def test_actors_of_the_users_own_win_over_the_tables(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(ACTORS + '\n[[actor]]\nname = "Hamas"\ncode = "ARM:Hamas"\nsector = "REB"\n')
    text = "Ruritania and Hamas spoke"
    (found,) = records(run("resolve", text, "--actors", mine, script=REAL).stdout)
    assert [actor["code"] for actor in found["actors"]] == ["BLOC:Ruritania", "ARM:Hamas"]
    mine.write_text('[[actor]]\nname = "Ruritania"\ncode = "RUR"\n')
    done = run("resolve", text, "--actors", mine, script=REAL)
    assert (done.returncode, done.stdout) == (65, "")
    assert f"{mine}:3: " in done.stderr


def test_reports_are_coded_and_built_with_actors_of_the_users_own(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(ACTORS)
    report = tmp_path / "report.txt"
    report.write_text("The president of France met the foreign minister of Ruritania in Paris on Monday.\n")
    common = (report, "--published", "2024-03-07", "--actors", mine)
    (coded,) = records(run("code", *common, script=REAL).stdout)
    assert "BLOC:Ruritania" in {actor["code"] for event in coded["events"] for actor in event["actors"]}
    assert run("build", *common, "--ledger", tmp_path / "ledger", script=REAL).returncode == 0
    query = "SELECT options FROM runs"
    (row,) = records(run("sql", query, "--ledger", tmp_path / "ledger", script=REAL).stdout)
    assert json.loads(row["options"])["actors"] == ["mine.toml"]
    assert run("code", report, "--actors", tmp_path / "none.toml", script=REAL).returncode == 66
