from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.errors import InputError
from multipolar.records import Sentence
from multipolar.reports import content_id, make_report


def test_title_apart_is_sentence_0():
    report = make_report(
        "Envoys met. They agreed.",
        title=" Envoys meet ",
        published="2025-05-08",
        source="Post",
        url="https://a.example/1",
    )
    assert [(s.index, s.field, report.sentence_text(s.index)) for s in report.sentences] == [
        (0, "title", "Envoys meet"),
        (1, "text", "Envoys met."),
        (2, "text", "They agreed."),
    ]
    assert report.title == " Envoys meet "
    assert report.published == dt.date(2025, 5, 8)
    assert (report.source, report.url, report.id) == (
        "Post",
        "https://a.example/1",
        content_id(report.title, report.text, report.published),
    )


def test_ready_split_sentences_keep_their_numbers():
    report = make_report(sentences=["Envoys meet", "", "They met in Vienna. Twice.", " And again "])
    assert report.text == "Envoys meet\n\nThey met in Vienna. Twice.\n And again "
    assert [s.index for s in report.sentences] == [0, 2, 3]
    assert report.sentence_text(2) == "They met in Vienna. Twice."
    assert report.sentence_text(3) == " And again "


def test_a_title_beside_ready_split_sentences_moves_no_number():
    report = make_report(sentences=["They met.", "They agreed."], title="Envoys meet")
    assert report.sentences == (Sentence(0, 0, 9), Sentence(1, 10, 22))
    assert report.title == "Envoys meet"
    assert "not coded" in report.notes[0]
    assert make_report(sentences=["Envoys meet", "They agreed."], title="Envoys meet").notes == ()


def test_sentences_are_found_in_the_text_that_came_along():
    report = make_report("  They met.   They agreed.\n", sentences=["They met.", "They agreed."])
    assert report.text == "  They met.   They agreed.\n"
    assert [report.sentence_text(i) for i in (0, 1)] == ["They met.", "They agreed."]
    with pytest.raises(InputError, match="sentence 1 does not stand in the text"):
        make_report("They met. They agreed.", sentences=["They agreed.", "They met."])


def test_ready_split_sentences_that_begin_with_a_line_break_are_placed_exactly():
    report = make_report(sentences=["One", "\nOne", "", "One"])
    assert [(s.index, report.text[s.start : s.end]) for s in report.sentences] == [(0, "One"), (1, "\nOne"), (3, "One")]
    assert report.sentence(3).start == len("One\n\nOne\n\n")


def test_title_alone_is_a_report():
    report = make_report(title="Envoys meet in Vienna")
    assert report.text == ""
    assert report.sentence_text(0) == "Envoys meet in Vienna"
    assert report.fingerprint


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({}, "no text"),
        ({"text": ""}, "no text"),
        ({"text": " \n "}, "no text"),
        ({"sentences": []}, "no text"),
        ({"text": 5}, "text is int"),
        ({"text": b"bytes"}, "text is bytes"),
        ({"sentences": "one"}, "not a list"),
        ({"sentences": ["one", 2]}, "sentence 1 is int"),
        ({"text": "x", "title": ["t"]}, "title is list"),
        ({"text": "x", "url": 3}, "url is int"),
        ({"text": "x", "id": 1.5}, "id is float"),
        ({"text": "x", "id": "a\nb"}, "control characters"),
        ({"text": "x", "id": "a" * 600}, "too long"),
        ({"text": "x", "published": "0000-00-00"}, "no such day"),
    ],
)
def test_bad_values_are_one_error(fields: dict[str, object], what: str):
    with pytest.raises(InputError, match=what) as caught:
        make_report(**fields, origin="news.csv:4")
    assert caught.value.where == "news.csv:4"
    assert caught.value.mend


def test_small_values():
    report = make_report("x", id=7, source=["", "Post", "Herald"], language="pt_BR", url=" ")
    assert (report.id, report.source, report.language, report.url) == ("7", "Post", "pt-BR", None)
    odd = make_report("x", language="Portuguese (Brazil)")
    assert odd.language is None
    assert "language" in odd.notes[0]


def test_text_is_kept_as_it_is():
    text = "One\r\nTwo.  Three e\u0301.\t"
    report = make_report(text)
    assert report.text == text
    assert report.sentence_text(2) == "Three e\u0301."
    assert make_report("\ufeffOne.").text == "One."


def test_what_no_file_can_hold_is_replaced_in_place():
    report = make_report("A \ud800 b\x00. C.")
    assert report.text == "A \ufffd b\ufffd. C."
    assert report.sentence_text(1) == "C."
    assert "U+FFFD" in report.notes[0]
    assert report.text.encode()


WORDS = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Zs", "Zl", "Zp", "Cc")), min_size=1, max_size=8),
    min_size=1,
    max_size=20,
)


@settings(deadline=None)
@given(WORDS, st.sampled_from([" ", "  ", "\n", "\t ", "\r\n", "\u00a0"]), st.booleans())
def test_ids_do_not_depend_on_space_or_composition(words: list[str], space: str, decompose: bool):  # noqa: FBT001
    text = " ".join(words)
    other = space.join(words) + space
    if decompose:
        other = unicodedata.normalize("NFD", other)
    assert content_id(None, text, None) == content_id(None, other, None)


@settings(deadline=None)
@given(st.text(max_size=200), st.none() | st.text(max_size=40), st.none() | st.dates(min_value=dt.date(1900, 1, 1)))
def test_making_is_deterministic_and_offsets_hold(text: str, title: str | None, day: dt.date | None):
    try:
        report = make_report(text, title=title, published=day)
    except InputError:
        assert not text.strip("\ufeff \n\t\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029").strip()
        return
    assert report == make_report(text, title=title, published=day)
    numbers = [s.index for s in report.sentences]
    assert numbers == list(range(len(numbers)))
    for sentence in report.sentences:
        words = report.field_text(sentence.field)[sentence.start : sentence.end]
        assert words == report.sentence_text(sentence.index)
        assert words == words.strip()
        assert words
        assert sentence.copy_of is None or report.sentence(sentence.copy_of).copy_of is None
    covered = "".join(report.sentence_text(s.index) for s in report.sentences if s.field == "text")
    assert "".join(covered.split()) == "".join(report.text.split())


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=8))
def test_ready_split_offsets_hold(sentences: list[str]):
    try:
        report = make_report(sentences=sentences)
    except InputError:
        assert not any(s.strip() for s in sentences) or any(s.startswith("\ufeff") for s in sentences)
        return
    for sentence in report.sentences:
        given_text = sentences[sentence.index].replace("\x00", "\ufffd").removeprefix("\ufeff")
        assert report.text[sentence.start : sentence.end] == given_text
