from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING

import pytest

from multipolar.errors import InputError, MultipolarError
from multipolar.reports import ReadOptions, read_reports
from multipolar.reports.streams import sniff

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.records import Report

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>https://hp.example</link><language>en-gb</language>
<item><title>Envoys &amp; generals meet</title><link>https://hp.example/1</link>
  <pubDate>Tue, 20 May 2025 10:00:00 GMT</pubDate>
  <description>&lt;p&gt;Envoys met.&lt;/p&gt;</description>
  <content:encoded><![CDATA[<p>Envoys met in <b>Vienna</b>.</p><script>track()</script>
  <p>They agreed.<br>All of it.</p>]]></content:encoded>
</item>
<item><title>Ports closed</title><guid>https://hp.example/2</guid><dc:date>2025-05-21T08:00:00Z</dc:date>
  <description>France closed its ports.</description><source url="https://w.example">Northern Wire</source></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="text">Valley Gazette</title>
<entry><title>Talks end</title><link rel="edit" href="https://vg.example/edit"/><link href="https://vg.example/3"/>
  <published>2025-05-22T08:00:00Z</published><updated>2025-06-01T08:00:00Z</updated>
  <source><title>Another feed</title></source>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Talks ended.</p><p>Nobody signed.</p></div>
  </content>
</entry></feed>
"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://o.example"><title>Old Wire</title></channel>
<item rdf:about="https://o.example/9"><title>Truce holds</title><link>https://o.example/9</link></item></rdf:RDF>
"""


def read(*inputs: object, **options: object) -> tuple[list[Report], list[MultipolarError]]:
    errors: list[MultipolarError] = []
    return list(read_reports(list(inputs), ReadOptions(**options), on_error=errors.append)), errors


def test_the_items_of_a_feed_are_reports(tmp_path: Path):
    path = tmp_path / "feed.rss"
    path.write_text(RSS, "utf-8")
    (first, second), errors = read(path)
    assert not errors
    assert (first.title, str(first.published), first.source, first.url, first.language) == (
        "Envoys & generals meet", "2025-05-20", "Harbour Post", "https://hp.example/1", "en-gb",
    )  # fmt: skip
    assert first.text == "Envoys met in Vienna.\n\nThey agreed.\nAll of it."
    assert first.origin == f"{path}:4"
    assert (second.text, str(second.published), second.source, second.url) == (
        "France closed its ports.", "2025-05-21", "Northern Wire", "https://hp.example/2",
    )  # fmt: skip


def test_atom_and_the_oldest_rss(tmp_path: Path):
    (tmp_path / "a.atom").write_text(ATOM, "utf-8")
    (tmp_path / "b.xml").write_text(RDF, "utf-8")
    (entry, item), errors = read(tmp_path)
    assert not errors
    assert (entry.title, entry.text, str(entry.published)) == (
        "Talks end",
        "Talks ended.\n\nNobody signed.",
        "2025-05-22",
    )
    assert (entry.source, entry.url, entry.language) == ("Valley Gazette", "https://vg.example/3", "en")
    assert (item.title, item.source, item.url) == ("Truce holds", "Old Wire", "https://o.example/9")


@pytest.mark.parametrize("name", ["feed.txt", "feed.html", "feed", "feed.xml.gz"])
def test_a_feed_is_told_by_what_it_holds(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(gzip.compress(RSS.encode()) if name.endswith(".gz") else b"\xef\xbb\xbf" + RSS.encode())
    reports, errors = read(path)
    assert not errors
    assert [report.title for report in reports] == ["Envoys & generals meet", "Ports closed"]


def test_a_careless_feed_is_read_and_a_broken_item_fails_alone(tmp_path: Path):
    careless = RSS.replace("&amp;", "&").replace("2025-05-21T08:00:00Z", "yesterday")
    careless = careless.replace("</channel>", "<item><link>https://hp.example/4</link></item></channel>")
    path = tmp_path / "feed.rss"
    path.write_text(careless, "utf-8")
    reports, errors = read(path)
    assert [report.url for report in reports] == ["https://hp.example/1"]
    assert [str(error.where) for error in errors] == [f"{path}:10", f"{path}:12"]
    assert "yesterday" in str(errors[0])
    assert "neither title nor text" in str(errors[1])


def test_what_stands_behind_a_break_is_told_as_lost(tmp_path: Path):
    nested = "<entry><title>Ghana left</title><content>" + "<div>" * 500 + "x" + "</div>" * 500 + "</content></entry>"
    quoted = "<entry><title>Togo stayed</title><summary><![CDATA[<item>]]></summary></entry>"
    whole, broken = tmp_path / "whole.atom", tmp_path / "broken.atom"
    whole.write_text(f"<feed>{quoted}{quoted}</feed>", "utf-8")
    broken.write_text(f"<feed>{quoted}\n{nested}{quoted}</feed>", "utf-8")
    assert not read(whole)[1]
    reports, errors = read(broken)
    assert [report.title for report in reports] == ["Togo stayed", "Ghana left"]
    assert [str(error.where) for error in errors] == [f"{broken}:2"]
    assert "items lost: 1" in str(errors[0])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<?xml version='1.0'?><sitemap><url>x</url></sitemap>", "neither RSS nor Atom"),
        ("<rss><channel><title>Empty</title></channel></rss>", "no item"),
        ("<rss", "no item"),
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.txt"])
def test_what_is_no_feed_is_refused(tmp_path: Path, body: str, says: str, name: str):
    path = tmp_path / name
    path.write_text(body, "utf-8")
    with pytest.raises(InputError, match=says) as refused:
        list(read_reports(path))
    assert refused.value.mend


def test_nothing_outside_a_feed_is_read(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("the key", "utf-8")
    head = f'<!DOCTYPE rss [<!ENTITY own SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaaaaaaaa">'
    head += "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
    path = tmp_path / "feed.xml"
    path.write_text(f"{head}<rss><channel><item><title>Envoys &own; &i; met</title></item></channel></rss>", "utf-8")
    reports, _ = read(path)
    assert all(report.title is not None and len(report.title) < 100 for report in reports)
    assert not any("the key" in f"{report.title}{report.text}" for report in reports)


def test_many_comments_are_looked_at_in_no_time():
    start = time.monotonic()
    assert sniff(b"<!-- -->" * 5000 + b"words") == "text"
    assert sniff(b"<!-- -->" * 5000 + b"<html>") == "html"
    assert time.monotonic() - start < 2
