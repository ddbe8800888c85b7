# ruff: noqa: E501, RUF001 - a page as pages are
from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest

from multipolar.errors import InputError
from multipolar.reports import ReadOptions, read_reports
from multipolar.reports.pages import LARGEST_PAGE, MOST_TAGS

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.records import Report

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="{charset}"><title>Envoys meet in Vienna | The Harbour Post</title>
<meta property="og:title" content="Envoys meet in Vienna"><meta property="og:site_name" content="The Harbour Post">
<link rel="canonical" href="https://harbour.example/world/envoys-meet">
<meta property="article:published_time" content="2024-03-05T23:30:00-05:00"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Envoys meet in Vienna</h1>
<p>VIENNA, March 5 - Envoys of Iran and five powers met in Vienna on Tuesday for the first time in two years, diplomats said.</p>
<p>The talks, which had broken down over the return of inspectors, are to go on until Friday. “We won’t hurry,” a spokeswoman said.</p>
<p>Iran said it would not give up enrichment, which it called its right under the treaty of 1968.</p>
<p>The talks, which had broken down over the return of inspectors, are to go on until Friday. “We won’t hurry,” a spokeswoman said.</p>
</article>
<script>var hidden = "Not part of the article at all.";</script>
<footer>Copyright The Harbour Post. All rights reserved.</footer></body></html>"""


def read(path: Path, data: bytes, **options: object) -> Report:
    path.write_bytes(data)
    return next(read_reports([path], ReadOptions(**options)))


def test_a_page_tells_title_day_outlet_and_address(tmp_path: Path):
    report = read(tmp_path / "a.html", PAGE.format(charset="utf-8").encode())
    assert report.title == "Envoys meet in Vienna"
    assert report.published == dt.date(2024, 3, 5)
    assert report.source == "The Harbour Post"
    assert report.url == "https://harbour.example/world/envoys-meet"
    assert report.language == "en-GB"
    assert "Home" not in report.text
    assert "hidden" not in report.text
    assert "Copyright" not in report.text
    assert report.origin == str(tmp_path / "a.html")
    texts = [report.sentence_text(s.index) for s in report.sentences]
    assert texts[0] == "Envoys meet in Vienna"
    assert any(
        text.startswith("VIENNA, March 5 - Envoys of Iran") and text.endswith("diplomats said.") for text in texts
    )
    copies = [s for s in report.sentences if s.copy_of is not None]
    assert {texts[s.index] for s in copies} >= {
        "The talks, which had broken down over the return of inspectors, are to go on until Friday."
    }


@pytest.mark.parametrize("charset", ["windows-1252", "utf-16", "iso-8859-1"])
def test_the_pages_own_encoding(tmp_path: Path, charset: str):
    codec = "windows-1252" if charset == "iso-8859-1" else charset
    report = read(tmp_path / "a.html", PAGE.format(charset=charset).encode(codec))
    assert "“We won’t hurry,”" in report.text


def test_a_page_without_a_date_takes_the_options(tmp_path: Path):
    body = (
        "<html><body><article><p>"
        + "The two ministers met on Monday and agreed to reopen the border. " * 4
        + "</p></article></body></html>"
    )
    report = read(tmp_path / "a.html", body.encode(), published=dt.date(2020, 1, 2), source="Wire", language="fr")
    assert (report.published, report.source, report.language) == (dt.date(2020, 1, 2), "Wire", "fr")


BODY = "<p>The two ministers agreed to reopen the border, which the war of 12 March 2011 had closed.</p>" * 4


@pytest.mark.parametrize(
    ("head", "before", "day"),
    [
        ("", "", None),
        ("", "<time datetime='2023-04-05T10:00:00Z'>5 April</time>", dt.date(2023, 4, 5)),
        ("", "<p class='date'>Published: 5 April 2023</p>", dt.date(2023, 4, 5)),
        ("<link rel='canonical' href='https://a.example/2023/04/05/border'>", "", dt.date(2023, 4, 5)),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-04-05", "dateModified": "2024-01-01"}</script>',
            "",
            dt.date(2023, 4, 5),
        ),
    ],
)
def test_the_day_is_that_of_publication_and_no_other(tmp_path: Path, head: str, before: str, day: dt.date | None):
    page = f"<html><head>{head}</head><body><article>{before}{BODY}</article><footer>Copyright 2021 Post</footer></body></html>"
    report = read(tmp_path / "a.html", page.encode())
    assert report.published == day
    assert ("date taken from the page" in report.notes) is (day is not None)


def test_an_address_that_cannot_be_opened_is_not_taken(tmp_path: Path):
    page = f"<html><head><link rel='canonical' href='javascript:alert(1)'></head><body><article>{BODY}</article></body></html>"
    assert read(tmp_path / "a.html", page.encode()).url is None


def test_an_xml_declaration_does_no_harm(tmp_path: Path):
    report = read(
        tmp_path / "a.xhtml", b'<?xml version="1.0" encoding="utf-8"?>\n' + PAGE.format(charset="utf-8").encode()
    )
    assert report.title == "Envoys meet in Vienna"


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<html><body></body></html>", "no article"),
        ("<html>" + "<div>" * 50_000 + "deep" + "</div>" * 49_000 + "</html>", "no article"),
        ("<html>" + "<b>" * 90_000, "no article"),
        ("<html><body>" + "<p>x</p>" * MOST_TAGS, "tags"),
        ("<html><body>" + "x" * LARGEST_PAGE, "larger than 10 MB"),
        ("<html><body " + "a" * 2_000_000 + "=1>", "no article"),
        ("<" * 50_000, "no article"),
        ("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '" + "&a;" * 1000 + "'>]><html>&b;&b;</html>", "no article"),
        ("<html><!--" + "-" * 1_000_000, "no article"),
        ("<html><table>" + "<tr><td><table>" * 20_000, "no article"),
    ],
)
def test_bombs_and_empty_pages_are_one_error_soon(tmp_path: Path, html: str, what: str):
    begun = time.perf_counter()
    with pytest.raises(InputError, match=what) as caught:
        read(tmp_path / "a.html", html.encode())
    assert time.perf_counter() - begun < 10
    assert caught.value.mend


def test_the_extractor_is_loaded_for_pages_only():
    import subprocess  # noqa: PLC0415 - here only
    import sys  # noqa: PLC0415 - here only

    code = "import sys, multipolar.reports; print([m for m in ('trafilatura', 'pyarrow', 'httpx', 'charset_normalizer', 'dateparser', 'lxml', 'numpy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
