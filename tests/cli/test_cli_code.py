from __future__ import annotations

from cli_process import on_terminal, records, run, start, write_jsonl


def test_a_pipe_gets_json_lines_one_for_each_report(reports):
    done = run("code", reports)
    assert done.returncode == 0
    assert done.stderr == ""
    assert [record["report"]["id"] for record in records(done.stdout)] == ["one", "two"]
    first = records(done.stdout)[0]["events"][0]
    assert (first["type"], first["trigger"], first["place"]["name"]) == (
        "CONSULT",
        {"text": "met", "start": 17, "end": 20},
        "Moscow",
    )


def test_a_terminal_gets_a_table(reports):
    code, shown = on_terminal("code", reports, NO_COLOR=1, columns=80)
    assert code == 0
    heading, origin, *rows = [line.rstrip() for line in shown.splitlines()[:5]]
    assert heading == "Talks"
    assert origin.startswith("2025-05-09  The Test  …")
    assert origin.endswith("/reports.jsonl:1")
    assert len(origin) == 80
    assert rows == [
        "DAY         EVENT           STATUS    WHO > TO WHOM         SURE  WORDS",
        "2025-05-08  CONSULT         occurred  RUS, CHN              0.90  met",
        "2025-05-09  ASSAULT aerial  occurred  RUS > UKR             0.90  bombed",
    ]


def test_standard_input_is_read(reports):
    done = run("code", "-", stdin=reports.read_text())
    assert [record["report"]["id"] for record in records(done.stdout)] == ["one", "two"]


def test_plain_text_on_standard_input_is_one_report():
    done = run("code", "-", "--published", "2025-05-09", "--source", "Desk", stdin="Russia met China.\n")
    (record,) = records(done.stdout)
    assert record["report"]["published"] == "2025-05-09"
    assert record["report"]["source"] == "Desk"
    assert record["events"][0]["inferred"]["time"]["start"] == "2025-05-09"


def test_plover_is_one_line_for_each_event_with_the_coder(reports):
    lines = records(run("code", reports, "--format", "plover").stdout)
    assert [line["event"] for line in lines] == [["CONSULT"], ["ASSAULT"], ["SANCTION"], ["ASSAULT"]]
    assert {line["coder"] for line in lines} == {"stub 1"}


def test_annotation_keeps_the_numbers_of_ready_split_sentences(tmp_path):
    sentences = ["Nothing here.", "", "Russia met China."]
    file = write_jsonl(tmp_path / "split.jsonl", [{"id": "x", "title": "Not read", "sentences": sentences}])
    (record,) = records(run("code", file, "-f", "annotation").stdout)
    assert record["id"] == "x"
    (event,) = record["events"]
    assert (event["s"], event["t"], event["who"]) == (2, "met", [["Russia", "RUS", "GOV"]])


def test_columns_can_be_mapped(tmp_path):
    file = tmp_path / "news.csv"
    file.write_text("key,body,day\n7,Russia met China.,2025-05-09\n")
    done = run("code", file, "--column", "text=body", "--column", "id=key", "--column", "published=day")
    (record,) = records(done.stdout)
    assert record["report"]["id"] == "7"
    assert record["report"]["published"] == "2025-05-09"


def test_a_column_option_without_a_column_is_told(reports):
    done = run("code", reports, "--column", "text")
    assert done.returncode == 64
    assert "--column: 'text' maps no field to a column" in done.stderr
    assert "mend: write it as text=body" in done.stderr


def test_output_goes_to_a_file_that_is_whole(reports, tmp_path):
    target = tmp_path / "out.jsonl"
    done = run("code", reports, "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert len(records(target.read_text())) == 2
    assert list(tmp_path.glob("*.part")) == []


def test_a_text_written_to_a_file_is_the_text_piped(reports, tmp_path):
    run("code", reports, "-o", tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text() == run("code", reports).stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    rows = [{"id": str(n), "text": "Russia met China. " * 40} for n in range(600)]
    file = write_jsonl(tmp_path / "many.jsonl", rows)
    process = start("code", file)
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def test_output_is_utf8_whatever_the_locale(tmp_path):
    file = write_jsonl(tmp_path / "u.jsonl", [{"id": "ü", "title": "Świnoujście, 北京", "text": "Russia met China."}])
    done = run("code", file, LC_ALL="C", PYTHONUTF8=0, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert records(done.stdout)[0]["report"]["title"] == "Świnoujście, 北京"


def test_progress_is_shown_on_a_terminal_and_wiped(tmp_path):
    rows = [{"id": str(n), "text": f"Russia met China {n}."} for n in range(600)]
    file = write_jsonl(tmp_path / "many.jsonl", rows)
    code, shown = on_terminal("code", file, "-o", tmp_path / "out.jsonl", STUB_SECONDS=0.2, NO_COLOR=1)
    assert code == 0
    assert "of 600 reports" in shown
    assert "/s" in shown
    assert "left" in shown
    last = shown.rsplit("\x1b[K", 1)[1]
    assert last.startswith("600 reports, 600 events")


def test_quiet_says_nothing_on_a_terminal(reports, tmp_path):
    assert on_terminal("code", reports, "-q", "-o", tmp_path / "out.jsonl") == (0, "")


def test_colours_come_only_where_they_are_wanted(reports):
    assert "\x1b[" in on_terminal("code", reports)[1]
    assert "\x1b[" not in on_terminal("code", reports, NO_COLOR=1)[1]
    assert "\x1b[" not in on_terminal("code", reports, TERM="dumb")[1]
    assert "\x1b[" not in run("code", reports, "-f", "table").stdout
