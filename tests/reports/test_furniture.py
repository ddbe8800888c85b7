# ruff: noqa: E501, RUF001 - sample texts stay in one piece, with the signs that agencies set
from __future__ import annotations

import time

from multipolar.reports import make_report
from multipolar.reports.furniture import find_copies

PAGE = """\
Kenya and Ethiopia have agreed to reopen the border crossing at Moyale, three years after it was shut.
Nairobi and Addis Ababa reopen Moyale crossing

Nairobi and Addis Ababa reopen Moyale crossing
Traders had lobbied both governments since the spring.
Lorries began to queue before dawn, and by noon forty had crossed. Customs officers from both sides shared one desk.
The interior ministers will inspect the post next week.
Lorries began to queue before dawn, and by noon forty had crossed. Customs officers from both sides shared one desk.
The interior ministers will inspect the post next week."""


def copies(text: str, **fields: object) -> dict[int, int]:
    report = make_report(text, **fields)
    return {s.index: s.copy_of for s in report.sentences if s.copy_of is not None}


def test_headline_and_paragraphs_printed_twice():
    report = make_report(PAGE)
    texts = [report.sentence_text(s.index) for s in report.sentences]
    assert texts[1] == texts[2] == "Nairobi and Addis Ababa reopen Moyale crossing"
    assert {s.index: s.copy_of for s in report.sentences if s.copy_of is not None} == {2: 1, 7: 4, 8: 5, 9: 6}
    assert report.notes == ("4 sentences printed twice, coded once",)


def test_a_standfirst_in_other_words_is_no_copy():
    assert (
        copies("Truce agreed in Aden\nThe sides have agreed to a truce.\nIn Aden, both sides agreed to stop fighting.")
        == {}
    )


def test_the_title_again_over_the_text():
    text = "Truce agreed in Aden\n\nBoth sides agreed on Monday. It holds."
    assert copies(text, title="Truce agreed in Aden") == {1: 0}
    assert copies(text, title="Truce agreed in Aden | The Harbour Post") == {1: 0}
    assert copies(text, title="Truce agreed in Aden - Harbour Post") == {1: 0}
    assert copies(text, title="Truce refused in Aden") == {}


def test_typography_does_not_hide_a_copy():
    text = '“We won’t yield,” the envoy said – again.\n\nTalks failed.\n\n"We won\'t yield," the envoy said - again.'
    assert copies(text) == {2: 0}


def test_a_teaser_that_breaks_off_points_at_the_whole():
    text = "The two ministers met in Aden on Monday to sign …\n\nTruce agreed\n\nThe two ministers met in Aden on Monday to sign a truce. It holds."
    assert copies(text) == {0: 2}
    cut_word = text.replace("to sign …", "to si...")
    assert copies(cut_word) == {0: 2}
    with_link = text.replace("…", "… Read more")
    assert copies(with_link) == {0: 3}  # the link is a sentence of its own


def test_a_teaser_without_a_stop_points_at_the_whole():
    text = "Both ministers met in Aden on Monday\n\nTruce agreed\n\nBoth ministers met in Aden on Monday to sign a truce. It holds."
    assert copies(text) == {0: 2}
    assert copies(text.replace("on Monday\n", "on Mon\n")) == {}
    assert copies(text.replace("on Monday\n", "on Monday.\n")) == {}


def test_the_title_is_coded_even_if_the_lead_begins_with_it():
    title = "Both ministers met in Aden on Monday"
    assert copies(title + " to sign a truce.", title=title) == {}


def test_a_short_beginning_is_no_teaser():
    assert copies("The talks ...\n\nThe talks in Aden failed on Monday.") == {}


def test_of_two_leads_the_one_with_the_dateline_is_kept():
    text = "The two ministers signed a truce.\n\nTruce agreed\n\nADEN, May 8 (Agency) - The two ministers signed a truce. It holds."
    assert copies(text) == {0: 2}


def test_copies_never_chain():
    sentences = [
        "We met …",
        "We met the envoys of both sides …",
        "We met the envoys of both sides …",
        "We met the envoys of both sides in Aden.",
    ]
    found = find_copies(sentences)
    assert found == [None, 3, 3, None]


def test_signs_alone_are_no_copies():
    assert find_copies(["***", "Text.", "***"]) == [None, None, None]


def test_ready_split_sentences_are_marked_too():
    report = make_report(sentences=["One fell.", "Two rose.", "one fell"])
    assert [s.copy_of for s in report.sentences] == [None, None, 0]


def test_thousands_of_broken_sentences_take_no_long_time():
    begun = time.perf_counter()
    find_copies([f"one two three four five six number {i} …" for i in range(5000)])
    assert time.perf_counter() - begun < 3
