from __future__ import annotations

import csv
import io
import json
import signal
import time

import pytest
from cli_process import on_terminal, records, run, start, write_jsonl
from inside import inside
from stub_cli import StubCoder

import multipolar
from multipolar.pipeline import PipelineOptions


def lines(text):
    return [line.rstrip() for line in text.splitlines()]


def wait_for(come):
    deadline = time.monotonic() + 60
    while not come() and time.monotonic() < deadline:
        time.sleep(0.02)


# --- build ---


def test_build_tells_what_became_of_the_reports(reports, tmp_path):
    done = run("build", reports, "--ledger", tmp_path / "ledger")
    assert done.returncode == 0
    (summary,) = records(done.stdout)
    assert {key: summary[key] for key in ("new", "known", "duplicate", "failed", "recoded", "events")} == {
        "new": 2,
        "known": 0,
        "duplicate": 0,
        "failed": 0,
        "recoded": 0,
        "events": {"ASSAULT": 2, "CONSULT": 1, "SANCTION": 1},
    }


def test_building_twice_adds_nothing(reports, tmp_path):
    run("build", reports, "--ledger", tmp_path / "ledger")
    before = run("events", "--ledger", tmp_path / "ledger").stdout
    (summary,) = records(run("build", reports, "--ledger", tmp_path / "ledger").stdout)
    assert (summary["new"], summary["known"], summary["events"]) == (0, 2, {})
    assert run("events", "--ledger", tmp_path / "ledger").stdout == before


def test_a_long_build_commits_by_reports_too(tmp_path, monkeypatch):
    monkeypatch.setattr("multipolar.cli.commands.build.COMMIT_REPORTS", 2)
    rows = [{"id": f"r{n}", "text": f"Russia met China in Moscow for the {n}th time."} for n in range(5)]
    inside("build", write_jsonl(tmp_path / "x.jsonl", rows), "-l", tmp_path / "ledger")
    with multipolar.open(tmp_path / "ledger") as ledger:
        spans = [(segment.first, segment.last) for segment in ledger.manifest.segments]
    assert len(spans) == 3


def test_a_syndicated_copy_counts_as_duplicate(tmp_path):
    text = (
        "Russia met China in Moscow on 8 May 2025, and the two sides spoke about trade for most of the afternoon. " * 3
    )
    rows = [{"id": "a", "source": "A", "text": text}, {"id": "b", "source": "B", "text": text}]
    (summary,) = records(inside("build", write_jsonl(tmp_path / "x.jsonl", rows), "-l", tmp_path / "ledger").stdout)
    assert (summary["new"], summary["duplicate"]) == (1, 1)


def test_another_coder_codes_anew_only_when_asked(reports, tmp_path, monkeypatch):
    ledger = tmp_path / "ledger"
    inside("build", reports, "--ledger", ledger)
    monkeypatch.setattr(StubCoder, "version", "2")
    (kept,) = records(inside("build", reports, "--ledger", ledger).stdout)
    assert (kept["known"], kept["recoded"]) == (2, 0)
    (anew,) = records(inside("build", reports, "--ledger", ledger, "--recode").stdout)
    assert (anew["known"], anew["recoded"]) == (0, 2)
    assert len(records(inside("events", "--ledger", ledger).stdout)) == 4


def test_a_ledger_without_text_still_shows_its_evidence(reports, tmp_path):
    inside("build", reports, "--ledger", tmp_path / "ledger", "--no-text")
    (row,) = records(inside("sql", "SELECT count(text) AS texts FROM reports", "-l", tmp_path / "ledger").stdout)
    assert row == {"texts": 0}
    shown = inside("show", "eone-1", "-l", tmp_path / "ledger", "-f", "text").stdout
    assert "[actor: Russia] [trigger: bombed] [recipient: Ukraine]." in shown


def test_a_ledger_with_text_is_not_continued_without(reports, tmp_path):
    assert inside("build", reports, "--ledger", tmp_path / "ledger").returncode == 0
    refused = inside("build", reports, "--ledger", tmp_path / "ledger", "--no-text")
    assert refused.returncode == 74
    assert "mend:" in refused.stderr


def test_the_summary_on_a_terminal_counts_reports_and_events(reports, tmp_path):
    code, shown = on_terminal("build", reports, "--ledger", tmp_path / "ledger", NO_COLOR=1)
    assert code == 0
    text = lines(shown.rsplit("\x1b[K", 1)[-1])
    assert text[0].startswith("reports  2 new, 0 known, 0 duplicate, 0 failed  (")
    assert text[1:5] == [
        "events   4",
        "  ASSAULT    2  ██████████████████████████████",
        "  CONSULT    1  ███████████████",
        "  SANCTION   1  ███████████████",
    ]


def test_ctrl_c_keeps_what_is_coded_and_the_next_build_goes_on(tmp_path):
    rows = [{"id": str(n), "text": f"Russia met China {n}."} for n in range(1600)]
    file = write_jsonl(tmp_path / "many.jsonl", rows)
    mark = tmp_path / "mark"
    process = start("build", file, "--ledger", tmp_path / "ledger", STUB_SECONDS=1, STUB_MARK=mark)
    wait_for(mark.exists)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in told
    assert b"finishing what is begun" in told
    assert b"the same command goes on from here" in told
    (first,) = records(out.decode())
    assert PipelineOptions().first <= first["new"] < 1600  # the group begun is finished, and it may be the first
    (second,) = records(run("build", file, "--ledger", tmp_path / "ledger").stdout)
    assert (second["new"], second["known"]) == (1600 - first["new"], first["new"])


def test_a_second_ctrl_c_stops_at_once_and_leaves_a_sound_ledger(tmp_path):
    rows = [{"id": str(n), "text": f"Russia met China {n}."} for n in range(600)]
    file = write_jsonl(tmp_path / "many.jsonl", rows)
    mark = tmp_path / "mark"
    process = start("build", file, "--ledger", tmp_path / "ledger", STUB_SECONDS=2, STUB_MARK=mark)
    wait_for(mark.exists)
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline().startswith(b"multipolar: finishing")
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in told
    (summary,) = records(run("build", file, "--ledger", tmp_path / "ledger").stdout)
    assert summary["new"] + summary["known"] == 600


# --- events ---


def test_events_fit_a_narrow_terminal(ledger):
    _, shown = on_terminal("events", "--ledger", ledger, columns=80, NO_COLOR=1)
    assert lines(shown) == [
        "DAY         EVENT                 STATUS    WHO > TO WHOM        SURE  ID",
        "2025-05-09  ASSAULT aerial        occurred  RUS > UKR            0.90  eone-1",
        "2025-05-08  CONSULT               occurred  RUS, CHN             0.90  eone-0",
        "2024-05-04  ASSAULT aerial        planned   IND > UKR            0.90  etwo-1",
        "2024-05-03  SANCTION discontinue  occurred  CHN > IND            0.90  etwo-0",
        "4 events",
    ]


def test_events_use_a_wide_terminal(ledger):
    _, shown = on_terminal("events", "--ledger", ledger, columns=160, NO_COLOR=1)
    heading, *rows, _ = lines(shown)
    assert heading.split() == ["DAY", "EVENT", "STATUS", "WHO", "TO", "WHOM", "WHERE", "SURE", "ID"]
    assert rows[1].split("  ")[0] == "2025-05-08"
    assert "Russia (RUS), China (CHN)" in rows[1]
    assert "Moscow, RUS" in rows[1]
    assert max(map(len, rows)) <= 160


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--actor", "RUS"], ["eone-1", "eone-0"]),
        (["--actor", "China"], ["eone-0", "etwo-0"]),
        (["--actor", "RUS", "--recipient", "UKR"], ["eone-1"]),
        (["--actor", "IND", "--either"], ["etwo-1", "etwo-0"]),
        (["--type", "assault"], ["eone-1", "etwo-1"]),
        (["--type", "ASSAULT", "--status", "planned"], ["etwo-1"]),
        (["--mode", "discontinue"], ["etwo-0"]),
        (["--country", "UKR"], ["etwo-0"]),
        (["--words", "met in"], ["eone-0"]),
        (["--since", "2024", "--until", "2025"], ["etwo-1", "etwo-0"]),
        (["--since", "2025-05-09"], ["eone-1"]),
        (["--oldest", "--limit", "1"], ["etwo-0"]),
        (["--sure", "0.95"], []),
    ],
)
def test_events_are_filtered(ledger, options, ids):
    done = inside("events", "--ledger", ledger, *options)
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in records(done.stdout)] == ids


def test_events_go_to_csv_with_lists_joined(ledger):
    rows = list(csv.DictReader(io.StringIO(inside("events", "--ledger", ledger, "-f", "csv").stdout)))
    assert rows[1]["actor_codes"] == "RUS;CHN"
    assert rows[1]["time_start"] == "2025-05-08"


def test_the_file_ending_chooses_the_format(ledger, tmp_path):
    import pyarrow.parquet as pq  # noqa: PLC0415 - only here

    for name in ("events.csv", "events.jsonl", "events.parquet"):
        assert inside("events", "--ledger", ledger, "-o", tmp_path / name).returncode == 0
    assert (tmp_path / "events.csv").read_text().startswith("id,type,")
    assert len(records((tmp_path / "events.jsonl").read_text())) == 4
    assert pq.read_table(tmp_path / "events.parquet").num_rows == 4


@pytest.mark.parametrize("command", [("events",), ("incidents",), ("sql", "SELECT 1"), ("network",)])
def test_an_ending_of_no_format_is_refused_unless_the_format_is_said(ledger, tmp_path, command):
    refused = inside(*command, "--ledger", ledger, "-o", tmp_path / "out.xlsx")
    assert refused.returncode == 64
    assert "no format for the ending .xlsx" in refused.stderr
    assert ".csv, .parquet, .jsonl, .ndjson" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_other_endings_pass_where_the_format_is_said(ledger, tmp_path):
    for name, options in (("out.xlsx", ["-f", "csv"]), ("out", [])):
        assert inside("sql", "SELECT 1 AS a", "--ledger", ledger, "-o", tmp_path / name, *options).returncode == 0
    assert (tmp_path / "out.xlsx").read_text() == "a\n1\n"
    assert records((tmp_path / "out").read_text()) == [{"a": 1}]


def test_parquet_is_kept_off_terminals(ledger):
    code, shown = on_terminal("events", "--ledger", ledger, "-f", "parquet", NO_COLOR=1)
    assert code == 64
    assert "name a file with -o" in shown


def test_the_ledger_can_be_named_in_the_environment(ledger):
    assert len(records(run("events", MULTIPOLAR_LEDGER=ledger).stdout)) == 4


# --- show, info, sql ---


def test_show_marks_the_words_in_brackets_without_colours(ledger):
    done = run("show", "eone-0", "--ledger", ledger, "-f", "text", COLUMNS=100)
    assert lines(done.stdout) == [
        "CONSULT  occurred  verbal cooperation, +2.5  eone-0",
        "",
        "  [actor: Russia] and [actor: China] [trigger: met] in [place: Moscow] [time: on 8 May 2025].",
        "",
        "who         RUS GOV  Russia state:RUS  “Russia”",
        "            CHN GOV  China state:CHN  “China”",
        "where       Moscow, RUS  50.45, 30.52  city  “Moscow”",
        "when        2025-05-08  day, from explicit  “on 8 May 2025”",
        "sure        0.90, type 0.95",
        "PLOVER      CONSULT",
        "report      Talks",
        *lines(done.stdout)[11:],
    ]
    assert lines(done.stdout)[11] == "            2025-05-09  The Test  https://test.example/1"
    assert lines(done.stdout)[-1] == "            sentence 1, characters 17 to 20"


def test_show_marks_the_words_in_colours_on_a_terminal(ledger):
    _, shown = on_terminal("show", "eone-0", "--ledger", ledger)
    assert "\x1b[1;34mRussia\x1b[0m and \x1b[1;34mChina\x1b[0m \x1b[1;7;31mmet\x1b[0m" in shown
    assert "[trigger:" not in shown


def test_show_in_a_pipe_is_one_json_object(ledger):
    (record,) = records(run("show", "eone-0", "--ledger", ledger).stdout)
    assert record["event"]["id"] == "eone-0"
    assert record["quote"] == "Russia and China met in Moscow on 8 May 2025."
    assert record["report"]["title"] == "Talks"


def test_show_takes_the_beginning_of_an_id(ledger):
    (record,) = records(inside("show", "etwo-1", "--ledger", ledger).stdout)
    assert record["event"]["id"] == "etwo-1"
    several = inside("show", "etwo", "--ledger", ledger)
    assert several.returncode == 64
    assert "etwo-0, etwo-1" in several.stderr
    none = inside("show", "zzz", "--ledger", ledger)
    assert none.returncode == 64
    assert "has no event or incident 'zzz'" in none.stderr


def test_info_counts(ledger):
    facts = json.loads(inside("info", "--ledger", ledger).stdout)
    assert (facts["counts"]["reports"], facts["counts"]["events"]) == (2, 4)
    assert facts["types"] == {"ASSAULT": 2, "CONSULT": 1, "SANCTION": 1}
    assert facts["years"] == {"2024": 2, "2025": 2}
    text = inside("info", "--ledger", ledger, "-f", "text").stdout
    assert "        4  events, 2024-05-03 to 2025-05-09" in text.splitlines()


def test_doctor_counts_what_is_in_a_ledger(ledger):
    shown = inside("doctor", "--ledger", ledger, "-f", "text").stdout.splitlines()[-1]
    assert f"{ledger} opens: schema " in shown
    assert ", 2 reports, 4 events, " in shown
    assert "(" not in shown.partition(" opens: ")[2]


def test_sql_answers_and_cannot_write(ledger):
    query = "SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY type"
    assert records(inside("sql", query, "--ledger", ledger).stdout)[0] == {"type": "ASSAULT", "n": 2}
    assert records(inside("sql", "-", "--ledger", ledger, stdin=query).stdout)[0] == {"type": "ASSAULT", "n": 2}
    table = inside("sql", query, "--ledger", ledger, "-f", "table").stdout
    assert lines(table)[:2] == ["type      n", "ASSAULT   2"]
    mistaken = inside("sql", "SELECT typ FROM events", "--ledger", ledger).stderr
    assert 'Candidate bindings: "' in mistaken
    assert len(mistaken.splitlines()) == 2
    assert "\N{REPLACEMENT CHARACTER}" not in mistaken
    refused = inside("sql", "DELETE FROM events", "--ledger", ledger)
    assert refused.returncode == 64


def test_sql_writes_columns_of_one_name_in_every_format(ledger, tmp_path):
    import pyarrow.parquet as pq  # noqa: PLC0415 - only here

    query = ("sql", "SELECT 1 AS a, 2 AS a", "--ledger", ledger)
    assert records(inside(*query, "-f", "jsonl").stdout) == [{"a": 1, "a_2": 2}]
    assert inside(*query, "-f", "csv").stdout == "a,a_2\n1,2\n"
    assert lines(inside(*query, "-f", "table").stdout)[:2] == ["a  a_2", "1    2"]
    assert inside(*query, "-o", tmp_path / "out.parquet").returncode == 0
    assert pq.read_table(tmp_path / "out.parquet").column_names == ["a", "a_2"]
