# ruff: noqa: RUF001 - marks of many scripts
from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.reports import split_sentences
from multipolar.reports.sentences import LONGEST


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# "|" marks the boundaries; what stands between two marks is one sentence.
ONE_LINE = [
    "Envoys met on Monday.| They will meet again.",
    "The U.S. Senate voted on Friday.| The U.K. followed.",
    "He flew back to the U.S.| The talks go on.",
    "Troops left the U.S.| Officials said so.",
    "Mr. Okafor met Gen. Haddad and Sen. Lowe in St. Petersburg.| Lt. Col. Ruiz was there.",
    "The fire on Main St. spread.| Police closed Main St.| The mayor came.",
    "At 5 a.m. Tuesday shells hit the port.| By 9 p.m. GMT it was over.",
    "It ended at 5 p.m.| Soldiers left.",
    "Resolution No. 1701 holds.| Art. 51 was cited.| He said no.| Then he left.",
    "Talks on Jan. 5 failed.| A second round in Sept. 2024 failed too.",
    "They will meet in Dec.| The place is open.",
    "J. K. Mensah and George W. Hale agreed.| E.g. tariffs fell.",
    "They chose plan B.| The army moved.",
    "Growth was 3.5 percent.| Oil cost $71.20 a barrel.",
    "Apple Inc. Chief Executive Lee Wong spoke.| He sued Borealis Corp.| The court agreed.",
    '"We agreed."| He smiled.',
    "“It is over.”| The crowd left.",
    "(They met in Geneva.)| Talks went on.",
    "The minister (he took office in May. His party lost.) resigned.| A rival won.",
    'She said: "We agreed. It is over. We go home."| Then she left.',
    "She said, “We agreed. It is over.”| Then she left.",
    '"Is it war?" Mensah asked.| Nobody knew.',
    "Will it hold?| Yes!| Nobody knows...| The guns are silent.",
    "We will ... fight on.| They left.",
    "The war goes on…| Talks failed.",
    "It fell.[3]| The capital followed.[4][5]| All fled.",
    "13 people died.| 20 others were hurt.| 3 are missing.",
    "Fighters took the town.| al-Qaeda denied it.| iPhones were seized.",
    "Police vs. protesters, i.e. both sides, etc. were there.| Calm returned.",
    "The president of the D.R. Congo spoke.| He left.",
    "He fell ill.| Moscow said he sat.| Kyiv denied it.",
    "A fine of Rs. 50,000 was set.| He paid.",
    "MOSCOW, May 8 (Agency) - The two leaders met.| They signed a pact.",
    "SAO TOME, Jan. 3 (Agency) — The coup failed.| Its leaders fled.",
    "Am 8. Mai trafen sie sich in Moskau.| Dann reisten sie ab.",
    "Visit www.example.org/a.b?c=d.| It is free.",
    "The talks ended.|The envoys left.",
    "Yahoo! News said so.| It was wrong.",
    "両首脳は会談した。|「合意した。」と述べた。|戦争は終わるか？|不明だ。",
    "两国领导人会晤。|他们签署协议！|“我们同意。”|会谈结束。",
    "दोनों नेता मिले।| वे सहमत हुए।",
    "هل انتهت الحرب؟| لا أحد يعرف.| عاد الوفد.",
    "The army, led by Col. A. B. Traore, took power.| Borders are shut.",
    "He met Prof. Dr. Klein, Amb. Cole and Rep. Diaz.| They agreed.",
    "The deal, worth approx. 5 bn. euros, is off.| Both sides said so.",
    "1. The truce holds.",
]


@pytest.mark.parametrize("marked", ONE_LINE)
def test_sentences_on_one_line(marked: str):
    text = marked.replace("|", "")
    assert split(text) == [part.strip() for part in marked.split("|")]


def test_headlines_stand_alone():
    text = (
        "Envoys meet in Vienna\nTalks resume after two years\nEnvoys of six powers met in Vienna. They will meet again."
    )
    assert split(text) == [
        "Envoys meet in Vienna",
        "Talks resume after two years",
        "Envoys of six powers met in Vienna.",
        "They will meet again.",
    ]


@pytest.mark.parametrize(
    "dateline", ["ISTANBUL, March 19, 2025 (Agency) - ", "NEW YORK/BEIRUT (Agency) — ", "KYIV, Ukraine -- "]
)
def test_a_dateline_opens_a_sentence_whatever_the_headline_ends_with(dateline: str):
    headline, story = "Lira slides as the central bank steps in", f"{dateline}Police detained a mayor."
    assert split(f"{headline}\n{story}") == [headline, story]


def test_a_place_in_capitals_within_a_wrapped_line_opens_none():
    text = "Rebels seized the town, and the army fled to\nGOMA, in the east, where it\nstayed for good."
    assert len(split(text)) == 1


def test_hard_wrapped_lines_are_joined():
    text = (
        "Envoys meet in Vienna\n"
        "\n"
        "Envoys of Iran and five powers met in Vienna on Tuesday for the first\n"
        "time in two years, diplomats said. The talks, which had broken down over\n"
        "the return of inspectors, will go on until Friday, and the envoy of the\n"
        "European Union will then fly to Tehran, where he is to meet Mr.\n"
        "Karimi. He may stay.\n"
        "A second round follows."
    )
    assert [part.replace("\n", " ") for part in split(text)] == [
        "Envoys meet in Vienna",
        "Envoys of Iran and five powers met in Vienna on Tuesday for the first time in two years, diplomats said.",
        (
            "The talks, which had broken down over the return of inspectors, will go on until Friday,"
            " and the envoy of the European Union will then fly to Tehran, where he is to meet Mr. Karimi."
        ),
        "He may stay.",
        "A second round follows.",
    ]


def test_a_blank_line_always_ends_a_sentence():
    assert split("the first part of\n\nanother part") == ["the first part of", "another part"]
    assert split("one of\r\n\r\ntwo") == ["one of", "two"]
    assert split("one of\n \t\ntwo") == ["one of", "two"]


def test_bullets_and_numbers_start_anew():
    text = (
        "Both sides agreed:\n• a truce of ten days\n• a swap of prisoners\n"
        "1. Talks go on\n2. Borders open\n- Aid flows\n- Trade resumes"
    )
    assert split(text) == [
        "Both sides agreed:",
        "• a truce of ten days",
        "• a swap of prisoners",
        "1. Talks go on",
        "2. Borders open",
        "- Aid flows",
        "- Trade resumes",
    ]


def test_line_ends_of_all_kinds():
    for mark in ("\n", "\r\n", "\r", "\u2028", "\x85"):
        assert split(f"Envoys meet in Vienna{mark}Talks resume on Friday") == [
            "Envoys meet in Vienna",
            "Talks resume on Friday",
        ]


def test_a_quotation_that_never_closes_does_not_swallow_the_text():
    text = 'She said: "We agreed. It is over. Then she left.'
    assert split(text) == ['She said: "We agreed.', "It is over.", "Then she left."]


def test_a_very_long_sentence_is_cut_at_a_clause():
    text = "The list names " + "; ".join(f"person number {i} of the ministry" for i in range(400)) + "."
    parts = split(text)
    assert all(len(part) <= LONGEST for part in parts)
    assert all(part.endswith((";", ".")) for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_text_without_spaces_is_cut_too():
    parts = split("x" * 10_000)
    assert "".join(parts) == "x" * 10_000
    assert max(map(len, parts)) == LONGEST


def test_nothing_gives_nothing():
    assert split_sentences("") == []
    assert split_sentences(" \n\t ") == []


def test_it_is_fast_on_news_and_not_slow_on_nonsense():
    text = " ".join(ONE_LINE).replace("|", "") * 40
    begun = time.perf_counter()
    count = len(split_sentences(text))
    rate = count / (time.perf_counter() - begun)
    assert rate > 4000  # a fifth of what it does on an idle machine
    for nonsense in (
        "(" * 30_000 + ". A" * 10_000,
        '"a. A ' * 20_000,
        "A. " * 40_000,
        "...... " * 20_000,
        "\n" * 100_000,
        "a\n" * 50_000,
        " " * 100_000,
    ):
        begun = time.perf_counter()
        split_sentences(nonsense)
        assert time.perf_counter() - begun < 3, nonsense[:20]


NEWS = st.lists(
    st.sampled_from(
        [
            "U.S.",
            "Mr.",
            "Putin",
            "the",
            "met",
            "No.",
            "5",
            "a.m.",
            '"',
            "“",
            "”",
            "(",
            ")",
            ".",
            "?",
            "!",
            "…",
            "\n",
            "\n\n",
            " ",
            "。",
            "•",
            "-",
            "He",
            "said:",
            "[2]",
            "é",
            "\u0301",
            "\r\n",
            "\x85",
        ]
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), NEWS))
def test_every_character_lies_in_one_sentence(text: str):
    spans = split_sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert end - start <= LONGEST
        at = end
    assert not text[at:].strip()
