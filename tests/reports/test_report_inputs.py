from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
import tracemalloc
from typing import TYPE_CHECKING
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.errors import InputError, MissingInputError, MultipolarError, UsageError
from multipolar.reports import ReadOptions, read_reports

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.records import Report

RECORD = {
    "id": "a1",
    "title": "Envoys meet",
    "text": "Envoys met in Vienna. They agreed.",
    "published": "2025-05-08",
    "url": "https://a.example/1",
    "source": "Post",
    "language": "en",
}


def read(*inputs: object, **options: object) -> tuple[list[Report], list[MultipolarError]]:
    errors: list[MultipolarError] = []
    reports = list(read_reports(list(inputs), ReadOptions(**options), on_error=errors.append))
    return reports, errors


def lines(*records: object) -> bytes:
    return b"".join(
        (json.dumps(record) if not isinstance(record, str) else record).encode() + b"\n" for record in records
    )


# --- Forms ---------------------------------------------------------------------------------------------------------


def test_plain_text(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfEnvoys met.\r\nThey agreed.\r\n")
    reports, errors = read(path, published=None, source="Post")
    assert not errors
    assert reports[0].text == "Envoys met.\r\nThey agreed.\r\n"
    assert (reports[0].origin, reports[0].source, reports[0].notes) == (str(path), "Post", ())


def test_a_page_under_a_text_name_is_read_as_a_page(tmp_path: Path):
    path = tmp_path / "a.txt"
    page = (
        "<!DOCTYPE html><html><body><article><p>"
        + "The envoys met in Vienna on Tuesday. " * 5
        + "</p></article></body></html>"
    )
    path.write_text(page)
    assert read(path)[0][0].text.startswith("The envoys")
    assert read(path, kind="text")[0][0].text == page


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines(tmp_path: Path, packed: bool):  # noqa: FBT001 - pytest's way
    data = lines(
        RECORD, {**RECORD, "id": None, "more": {"x": [1]}}, {"sentences": ["One.", "Two."]}, "", {"text": "No date."}
    )
    path = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    reports, errors = read(path)
    assert not errors
    assert [r.id for r in reports][:1] == ["a1"]
    first = reports[0]
    assert (first.title, first.source, first.url, first.language) == (
        "Envoys meet",
        "Post",
        "https://a.example/1",
        "en",
    )
    assert str(first.published) == "2025-05-08"
    assert [r.origin for r in reports] == [f"{path}:{n}" for n in (1, 2, 3, 5)]
    assert reports[1].id.startswith("r")
    assert reports[2].sentence_text(1) == "Two."


def write_csv(rows: list[dict[str, object]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv(tmp_path: Path, delimiter: str):
    rows = [RECORD, {**RECORD, "id": "a2", "text": 'He said: "Yes; no, | maybe."\nThey left.', "title": ""}]
    path = tmp_path / "a.csv"
    path.write_text(write_csv(rows, delimiter), encoding="utf-8", newline="")
    reports, errors = read(path)
    assert not errors
    assert [r.id for r in reports] == ["a1", "a2"]
    assert reports[1].text == rows[1]["text"]
    assert reports[1].title is None
    assert [r.origin for r in reports] == [f"{path}:2", f"{path}:3"]


def test_csv_with_sentences_and_gzip(tmp_path: Path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(
        gzip.compress(
            write_csv([{"id": "1", "sentences": '["One.", "Two."]'}, {"id": "2", "sentences": "One. Two."}]).encode()
        )
    )
    reports, errors = read(path)
    assert [r.sentence_text(1) for r in reports] == ["Two."]
    assert "not a JSON list" in str(errors[0])
    assert str(errors[0]).startswith(f"{path}:3: ")


def test_parquet(tmp_path: Path):
    import datetime as dt  # noqa: PLC0415 - here only

    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "id": [1, 2, 3],
            "body": ["Envoys met.", None, "They agreed."],
            "sentences": [None, ["One.", "Two."], None],
            "published": pa.array([dt.datetime(2025, 5, 8, 23, 59, tzinfo=dt.UTC)] * 3, pa.timestamp("ns", "UTC")),
            "source": pa.array(["Post", "Post", None]).dictionary_encode(),
            "junk": [[{"x": 1}]] * 3,
        }
    )
    pq.write_table(table, path, row_group_size=2)
    reports, errors = read(path, columns={"text": "body"})
    assert not errors
    assert [r.id for r in reports] == ["1", "2", "3"]
    assert {str(r.published) for r in reports} == {"2025-05-08"}
    assert [r.source for r in reports] == ["Post", "Post", None]
    assert reports[1].sentence_text(1) == "Two."
    assert reports[2].origin == f"{path}:3"


def test_folder_is_read_in_order_and_says_what_it_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "h.txt").write_text("Hidden.")
    (tmp_path / "b" / "2.txt").write_text("Second.")
    (tmp_path / "b" / "1.jsonl").write_bytes(lines({"text": "First."}))
    (tmp_path / "c.html").write_text(
        "<html><body><article><p>"
        + "Third sentence of a page that is long enough to be kept. " * 3
        + "</p></article></body></html>"
    )
    (tmp_path / "a.txt").write_text("Zeroth.")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-")
    reports, errors = read(tmp_path)
    assert not errors
    assert [r.text.split()[0] for r in reports] == ["Zeroth.", "Third", "First.", "Second."]
    assert "1 files of other kinds left out (.pdf 1)" in caplog.text


@pytest.mark.parametrize(
    ("data", "first"),
    [
        (lines({"text": "From lines."}), "From lines."),
        (gzip.compress(lines({"text": "From gzip."}), mtime=0), "From gzip."),
        (
            b"<!DOCTYPE html><html><body><article><p>"
            + b"From a page with an article that is long enough. " * 3
            + b"</p></article></body></html>",
            "From a page",
        ),
        (b"Just text.\nIt goes on.", "Just text."),
        ("Aus Text, größer.".encode("utf-16"), "Aus Text"),
        (json.dumps({"text": "Wide lines."}).encode("utf-16"), "Wide lines."),
    ],
    ids=["lines", "gzip", "page", "text", "utf-16", "wide lines"],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, first: str):
    read_end, write_end = os.pipe()
    os.write(write_end, data)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        reports, errors = read("-")
    assert not errors
    assert reports[0].text.startswith(first)
    assert (reports[0].origin or "").startswith("standard input")


def test_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(MissingInputError, match="standard input is closed"):
        list(read_reports(["-"]))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_a_folder_is_left_out(tmp_path: Path):
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("Envoys met in Vienna.", encoding="utf-8")
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere")
    reports, errors = read(tmp_path)
    assert [report.text for report in reports] == ["Envoys met in Vienna."]
    assert [type(error) for error in errors] == [MissingInputError]


def test_standard_input_as_csv_and_parquet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text\nOne.\n")))
    assert read("-", kind="csv")[0][0].text == "One."
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": ["Two."]}), sink)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sink.getvalue())))
    assert read("-")[0][0].text == "Two."


def test_a_slow_pipe_gives_its_first_report_at_once(monkeypatch: pytest.MonkeyPatch):
    read_end, write_end = os.pipe()
    os.write(write_end, lines({"text": "First."}))
    with os.fdopen(read_end, "rb") as pipe, os.fdopen(write_end, "wb") as feed:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        reports = read_reports(["-"])
        assert next(reports).text == "First."
        feed.write(lines({"text": "Second."}))
        feed.close()
        assert next(reports).text == "Second."


def test_column_mapping_and_defaults(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"body": "One.", "date": "20250508", "outlets": ["Post", "Herald"]}, {"body": "Two."}))
    reports, errors = read(path, columns={"text": "body", "published": "date", "source": "outlets"}, language="en")
    assert not errors
    assert [(str(r.published), r.source, r.language) for r in reports] == [
        ("2025-05-08", "Post", "en"),
        ("None", None, "en"),
    ]


def test_options_are_checked():
    with pytest.raises(UsageError, match="'body' is not a field"):
        ReadOptions(columns={"body": "text"})
    with pytest.raises(UsageError, match="encoding"):
        ReadOptions(encoding="utf-99")
    with pytest.raises(UsageError, match="max_bytes"):
        ReadOptions(max_bytes=0)


# --- Bad input -----------------------------------------------------------------------------------------------------


def test_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    records: list[object] = [{"text": f"Report {i}."} for i in range(1, 31)]
    records[16] = '{"text": "broken'
    path.write_bytes(lines(*records))
    reports, errors = read(path)
    assert len(reports) == 29
    assert len(errors) == 1
    assert errors[0].where == f"{path}:17"
    assert errors[0].exit_code == 65
    with pytest.raises(InputError, match=":17: this is not valid JSON"):
        list(read_reports([path]))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("[1, 2", "not valid JSON"),
        ("5", "no object"),
        ("null", "no object"),
        ('{"body": "x"}', "say where it stands: --column text=body"),
        ('{"txet": "x"}', "say which of 'txet' it is: --column text=NAME"),
        ('{"text": ""}', "'text' is empty"),
        ("{}", "there is no 'text'"),
        ('{"text": 5}', "text is int"),
        ('{"text": "x", "published": "0000-00-00"}', "no such day"),
        ('{"text": "x", "published": "2025-02-30"}', "no such day"),
        ('{"text": "x", "published": "20255-01-01"}', "not a date"),
        ('{"sentences": "x"}', "not a list"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": ' + "9" * 5000 + "}", "cannot be read"),
    ],
)
def test_each_bad_line_is_one_error(tmp_path: Path, line: str, what: str):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": "Before."}, line, {"text": "After."}))
    reports, errors = read(path)
    assert [r.text for r in reports] == ["Before.", "After."]
    assert len(errors) == 1
    assert str(errors[0]).startswith(f"{path}:2: ")
    assert what in str(errors[0])


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([RECORD, RECORD], indent=2),
        json.dumps([RECORD, RECORD]),
        json.dumps(RECORD, indent=1),
        "[\n" + json.dumps(RECORD) + "\n]",
    ],
)
def test_json_over_several_lines_is_one_error_with_its_mend(tmp_path: Path, text: str):
    path = tmp_path / "a.json"
    path.write_text(text)
    reports, errors = read(path)
    assert not reports
    assert len(errors) == 1
    assert "not JSON Lines" in str(errors[0])
    assert "jq -c" in str(errors[0])


def test_a_long_line_is_refused_without_being_held(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(lines({"text": "Before."}))
        out.write(b'{"text": "')
        for _ in range(100):
            out.write(b"x" * 1_000_000)
        out.write(b'"}\n')
        out.write(lines({"text": "After."}))
    tracemalloc.start()
    reports, errors = read(path, max_line_bytes=2_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [r.text for r in reports] == ["Before.", "After."]
    assert [str(e) for e in errors] == [f"{path}:2: the line is longer than 2 MB (split it, or raise max_line_bytes)"]
    assert peak < 8_000_000


def test_a_line_without_end_ends_the_file(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * 1_000_000)
    reports, errors = read(path, max_line_bytes=1000)
    assert not reports
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"%PDF-1.7 text"),
        ("a.txt", b"PK\x03\x04zip"),
        ("a.txt", bytes(range(256)) * 8),
        ("a.txt", b"\x89PNG\r\n\x1a\n"),
        ("a.jsonl", bytes(range(256)) * 8),
        ("a.csv", b"\x00\x01\x02binary"),
        ("a.html", b"\x7fELF\x02\x01"),
        ("a", b"\xd0\xcf\x11\xe0doc"),
    ],
)
def test_binary_files(tmp_path: Path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(data)
    good = tmp_path / "good.txt"
    good.write_text("Good.")
    reports, errors = read(path, good)
    assert [r.text for r in reports] == ["Good."]
    assert len(errors) == 1
    assert "not text" in str(errors[0])
    assert errors[0].mend


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a.csv.gz", "a"])
@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_empty_files(tmp_path: Path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    reports, errors = read(path)
    assert not reports
    assert [e.what for e in errors] == ["this is empty"]


def test_empty_tables_and_folders(tmp_path: Path):
    header = tmp_path / "a.csv"
    header.write_text("id,text\n")
    parquet = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), parquet)
    folder = tmp_path / "folder"
    folder.mkdir()
    _, errors = read(header, parquet, folder)
    assert [e.what for e in errors] == [
        "this table has a header and no rows",
        "this table has no rows",
        "there is no file with reports in this folder",
    ]


def test_missing_and_unreadable_files(tmp_path: Path):
    _, errors = read(tmp_path / "none.txt", "no\x00path", "x" * 5000)
    assert [type(e) for e in errors] == [MissingInputError] * 3
    assert errors[0].exit_code == 66
    broken = tmp_path / "a.parquet"
    broken.write_bytes(b"PAR1 and then nothing")
    damaged = tmp_path / "a.jsonl.gz"
    damaged.write_bytes(
        gzip.compress(lines(*({"text": f"R {i} {os.urandom(40).hex()}."} for i in range(3000))))[:-2000]
    )
    false_gz = tmp_path / "b.jsonl.gz"
    false_gz.write_bytes(b"\x1f\x8bno gzip at all")
    reports, errors = read(broken, damaged, false_gz)
    assert len(reports) > 100
    assert "Parquet" in str(errors[0])
    assert "gzip data is damaged" in str(errors[1])
    assert "gzip data is damaged" in str(errors[2])


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_missing_columns(tmp_path: Path, suffix: str):
    path = tmp_path / f"a.{suffix}"
    rows = {"date": ["2025-05-08"], "Article": ["x"], "n": ["1"]}
    if suffix == "csv":
        path.write_text("date,Article,n\n2025-05-08,x,1\n")
    else:
        pq.write_table(pa.table(rows), path)
    _, errors = read(path)
    assert len(errors) == 1
    assert "there is no 'text' and no 'sentences'" in str(errors[0])
    assert "'Article'" in str(errors[0])
    _, errors = read(path, columns={"text": "body"})
    assert "no column 'body' for text" in str(errors[0])
    reports, errors = read(path, columns={"text": "article", "published": "date"})
    assert not errors
    assert reports[0].text == "x"


def test_bad_csv_rows(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,One.\n2,Two,too many.\n3\n4,"quoted" and not\n\n5,Five.\n6,"never closed\n7,Seven.\n')
    reports, errors = read(path)
    assert [r.id for r in reports] == ["1", "5"]
    assert [e.where for e in errors] == [f"{path}:{n}" for n in (3, 4, 5, 8)]
    assert "3 cells, the header 2" in str(errors[0])
    assert "never closed" in str(errors[3])


def test_an_unclosed_quotation_mark_does_not_fill_the_memory(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"never closed\n' + "2,Two.\n" * 100_000)
    _, errors = read(path, max_line_bytes=10_000)
    assert len(errors) == 1
    assert "quotation mark" in str(errors[0])


def test_long_csv_lines_and_cells(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1," + "x" * 5000 + '\n2,Two.\n3,"' + "word " * 40_000 + '"\n')
    reports, errors = read(path, max_line_bytes=4000)
    assert [r.id for r in reports] == ["2"]
    assert [e.where for e in errors] == [f"{path}:2", f"{path}:4"]
    reports, errors = read(path)
    assert len(reports) == 3


def test_parquet_cells_that_python_cannot_hold(tmp_path: Path):
    path = tmp_path / "a.parquet"
    stamps = pa.array([10**15, 1_700_000_000_000], pa.timestamp("ms"))
    pq.write_table(pa.table({"text": ["One.", "Two."], "published": stamps}), path)
    reports, errors = read(path)
    assert [r.text for r in reports] == ["Two."]
    assert errors[0].where == f"{path}:1"


def test_one_id_for_two_texts(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        lines(
            {"id": "a", "text": "One."},
            {"id": "a", "text": " One. "},
            {"id": "a", "text": "Two."},
            {"id": "b", "text": "Two."},
        )
    )
    other = tmp_path / "b.jsonl"
    other.write_bytes(lines({"id": "b", "text": "Other."}))
    reports, errors = read(path, other)
    assert [(r.id, r.text.strip()) for r in reports] == [("a", "One."), ("a", "One."), ("b", "Two.")]
    assert [e.where for e in errors] == [f"{path}:3", f"{other}:1"]
    assert "'a' came before with another" in str(errors[0])


def test_too_large_texts(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("word " * 1000)
    bomb = tmp_path / "b.txt.gz"
    bomb.write_bytes(gzip.compress(b"word " * 2_000_000))
    _, errors = read(path, bomb, max_bytes=1000)
    assert ["larger than" in str(e) for e in errors] == [True, True]


def test_reading_is_lazy(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": "One."}, "broken"))
    reports = read_reports([path])
    assert next(reports).text == "One."
    with pytest.raises(InputError):
        next(reports)


def test_memory_stays_flat_over_many_reports(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    with path.open("w") as out:
        for i in range(1200):
            out.write(json.dumps({"id": f"id-{i}", "text": f"Report {i}. It is short."}) + "\n")
    tracemalloc.start()
    count = sum(1 for _ in read_reports([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1200
    assert peak < 3_000_000


# --- Anything at all -----------------------------------------------------------------------------------------------

PIECES = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from(
            [
                b'{"text": "One."}',
                b"\n",
                b"\r\n",
                b"id,text",
                b'"',
                b",",
                b"<html>",
                b"<p>",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
                b"\x1f\x8b",
                b"PAR1",
                b"[",
                b"{",
                b"}",
                "\u00e9".encode("cp1252"),
                "\u20ac".encode(),
            ]
        ),
    ),
    max_size=12,
).map(b"".join)


@settings(deadline=None, max_examples=120)
@given(
    PIECES,
    st.sampled_from([None, "text", "html", "jsonl", "csv"]),
    st.booleans(),
    st.sampled_from([None, "utf-8", "utf-16", "cp1252"]),
)
def test_any_bytes_give_reports_or_errors_of_ours(data: bytes, kind: str | None, packed: bool, encoding: str | None):  # noqa: FBT001 - drawn
    whole = gzip.compress(data) if packed else data
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(whole))):
        errors: list[MultipolarError] = []
        reports = list(read_reports(["-"], ReadOptions(kind=kind, encoding=encoding), on_error=errors.append))
    assert reports or errors
    for error in errors:
        assert error.where
        assert error.mend
    for report in reports:
        assert all(report.sentence_text(s.index) for s in report.sentences)
        assert report.text.encode()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 700), st.binary(min_size=1, max_size=8))
def test_damaged_parquet_gives_reports_or_errors_of_ours(at: int, patch: bytes):
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["1", "2"], "text": ["One.", "Two."]}), sink)
    data = bytearray(sink.getvalue())
    data[at : at + len(patch)] = patch
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(data)))):
        errors: list[MultipolarError] = []
        reports = list(read_reports(["-"], ReadOptions(kind="parquet"), on_error=errors.append))
    assert reports or errors
