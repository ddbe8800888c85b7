# ruff: noqa: RUF001 - letters of many alphabets
from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.errors import InputError
from multipolar.reports import ReadOptions, read_reports
from multipolar.reports.decoding import bounded_lines, decode

if TYPE_CHECKING:
    from pathlib import Path

FRENCH = "Le président a été reçu à l’Élysée. Les négociations se sont achevées très tôt, hélas, sans accord."
RUSSIAN = "Президент России встретился в Москве с председателем КНР. Стороны договорились продолжить переговоры в июне."
GREEK = "Ο πρωθυπουργός συναντήθηκε στην Αθήνα με τον πρόεδρο της Κύπρου. Συμφώνησαν να συνεχίσουν τις συνομιλίες."


@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, GREEK])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_read_without_a_guess(text: str, encoding: str):
    latin = text if encoding not in ("utf-16-le", "utf-16-be") else FRENCH
    assert decode(latin.encode(encoding), where="a") == (latin, None)


@pytest.mark.parametrize(
    ("text", "encoding"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (GREEK, "iso8859-7")]
)
def test_older_encodings_are_guessed_with_a_note(text: str, encoding: str):
    found, note = decode((text * 3).encode(encoding), where="a")
    assert found == text * 3
    assert note is not None
    assert note.startswith("encoding guessed")


def test_the_users_word_is_final():
    assert decode(RUSSIAN.encode("koi8-r"), where="a", encoding="koi8-r") == (RUSSIAN, None)
    assert decode(FRENCH.encode("utf-8-sig"), where="a", encoding="utf-8")[0] == FRENCH
    assert decode(FRENCH.encode("utf-16"), where="a", encoding="utf-16")[0] == FRENCH
    with pytest.raises(InputError, match="this is not utf-8 at byte"):
        decode(FRENCH.encode("cp1252"), where="a", encoding="utf-8")


def test_a_declared_encoding_is_tried_but_not_believed_blindly():
    assert decode(RUSSIAN.encode("cp1251"), where="a", declared="cp1251")[0] == RUSSIAN
    assert decode(RUSSIAN.encode(), where="a", declared="ascii")[0] == RUSSIAN


def test_a_mark_that_lies_is_an_error():
    with pytest.raises(InputError, match="the mark says utf-8"):
        decode(b"\xef\xbb\xbf" + FRENCH.encode("cp1252"), where="a")


def test_mixed_encodings_are_read_line_by_line_with_a_note():
    data = FRENCH.encode() + b"\n" + FRENCH.encode("cp1252") + b"\nplain\n"
    text, note = decode(data, where="a")
    assert text == f"{FRENCH}\n{FRENCH}\nplain\n"
    assert note == "mixed encodings: line 2 not UTF-8, read as cp1252"


def test_mixed_encodings_in_json_lines(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    record = json.dumps({"text": FRENCH}, ensure_ascii=False)
    path.write_bytes(
        record.encode()
        + b"\n"
        + record.encode("cp1252")
        + b"\n"
        + b'{"text": "\x00\x01\x02\xff"}\n'
        + record.encode()
        + b"\n"
    )
    errors: list[Exception] = []
    reports = list(read_reports([path], on_error=errors.append))
    assert [r.text for r in reports] == [FRENCH] * 3
    assert [r.notes for r in reports] == [(), ("not UTF-8, read as cp1252",), ()]
    assert [str(e).split(" (")[0] for e in errors] == [f"{path}:3: the line is binary, not text"]
    errors.clear()
    assert len(list(read_reports([path], ReadOptions(encoding="utf-8"), on_error=errors.append))) == 2
    assert "is not utf-8" in str(errors[0])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1251"])
def test_tables_in_other_encodings(tmp_path: Path, encoding: str):
    rows = "id;text\n" + "".join(f'{i};"{RUSSIAN}"\n' for i in range(300))
    path = tmp_path / "a.csv"
    path.write_bytes(rows.encode(encoding))
    reports = list(read_reports([path]))
    assert len(reports) == 300
    assert {r.text for r in reports} == {RUSSIAN}


def test_a_wide_file_that_breaks_off(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps({"text": "One."}).encode("utf-16")[:-1])
    with pytest.raises(InputError, match="utf-16"):
        list(read_reports([path]))


def test_lines_are_bounded():
    data = b"one\n" + b"x" * 50 + b"\n" + b"12345678\n123456789\nlast"
    assert list(bounded_lines(io.BytesIO(data), 8)) == [
        (1, b"one\n"),
        (2, None),
        (3, b"12345678\n"),
        (4, None),
        (5, b"last"),
    ]


@given(st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"")), max_size=10), st.integers(1, 40))
def test_lines_keep_number_and_content(parts: list[bytes], limit: int):
    found = list(bounded_lines(io.BytesIO(b"".join(part + b"\n" for part in parts)), limit))
    assert found == [(i, part + b"\n" if len(part) <= limit else None) for i, part in enumerate(parts, start=1)]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_one_error(data: bytes):
    try:
        text, _ = decode(data, where="a")
        assert isinstance(text, str)
    except InputError as error:
        assert error.mend  # noqa: PT017 - either outcome is right
