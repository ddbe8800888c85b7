"""A report out of a page: text, title, date, outlet and canonical address, found by trafilatura."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from multipolar.errors import InputError
from multipolar.reports.dates import read_date
from multipolar.reports.decoding import decode
from multipolar.reports.making import make_report

if TYPE_CHECKING:
    from multipolar.records import Report
    from multipolar.reports.options import ReadOptions

__all__ = ["LARGEST_PAGE", "MOST_TAGS", "read_page"]

LARGEST_PAGE: Final = 10_000_000
"""Bytes of a page at most, whatever the options allow for texts: a tree takes forty times its source."""

MOST_TAGS: Final = 100_000
"""Tags of a page at most; a long live blog has a tenth of that."""

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET: Final = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_LANG: Final = re.compile(
    r"<html[^>]{0,2000}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)", re.IGNORECASE
)
_HEAD: Final = 4096
_MEND: Final = "save the article's text in a file and give that"


def read_page(
    data: bytes, *, name: str, options: ReadOptions, url: str | None = None, charset: str | None = None
) -> Report:
    """Reads a page.

    Args:
        data: The page as it came.
        name: Its file or address, for messages.
        options: How to read.
        url: The address that it was fetched from, if it was.
        charset: The encoding that the server named.

    Returns:
        The report. Title, day, outlet, language and address are the page's own where it tells them.

    Raises:
        InputError: The page is too large or too intricate, or has no article in it.
    """
    limit = min(options.max_bytes, LARGEST_PAGE)
    if len(data) > limit:
        raise InputError(f"the page is larger than {limit / 1e6:g} MB", where=name, mend=_MEND)
    if not data.strip():
        raise InputError("this is empty", where=name, mend="give a page with an article")
    html, note = decode(data, where=name, encoding=options.encoding, declared=_declared(data[:_HEAD], charset))
    if html.count("<") > MOST_TAGS:
        raise InputError(f"the page has more than {MOST_TAGS:,} tags", where=name, mend=_MEND)
    notes = [note] if note else []
    found = _extract(_XML_DECLARATION.sub("", html, count=1), url, name)
    text = found["text"]
    title = found["title"]
    if not text:
        raise InputError("no article was found in this page", where=name, mend=_MEND)
    published = None
    try:
        published = read_date(found["date"])
    except InputError:
        notes.append("the page's date cannot be read")
    if published is not None:
        notes.append("date taken from the page")
    language = _LANG.search(html[: 16 * _HEAD])
    return make_report(
        text,
        title=title,
        published=published or options.published,
        source=found["sitename"] or found["hostname"] or options.source,
        url=_address(found["url"]) or url,
        language=language.group(1) if language else options.language,
        origin=name,
        notes=notes,
    )


def _address(url: str | None) -> str | None:
    """The page's word on its own address, if it is one that can be opened."""
    return url if url and url.startswith(("http://", "https://")) else None


def _declared(head: bytes, charset: str | None) -> str | None:
    named = [charset] if charset else []
    named += [
        match.group(1).decode("ascii", "replace")
        for match in (_CHARSET.search(head), _XML_CHARSET.search(head))
        if match
    ]
    for name in named:
        try:
            found = codecs.lookup(name).name
        except LookupError:
            continue
        # Pages that say Latin-1 mean its superset, as browsers read it (WHATWG Encoding).
        return "cp1252" if found in ("iso8859-1", "ascii") else found
    return None


def _extract(html: str, url: str | None, name: str) -> dict[str, str | None]:
    import logging  # noqa: PLC0415 - only to hush the extractor

    from trafilatura import bare_extraction  # noqa: PLC0415 - slow to import

    quiet = logging.getLogger("trafilatura")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(
            html,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # A wider search takes a footer's year of copyright for the day of publication.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:
        # An extractor works on whatever the web holds, and its failure is the page's, not the batch's.
        raise InputError(
            f"no article could be taken from this page: {type(error).__name__}", where=name, mend=_MEND
        ) from error
    finally:
        quiet.setLevel(level)
    fields = ("text", "title", "date", "sitename", "hostname", "url")
    if found is None:
        return dict.fromkeys(fields)
    return {field: getattr(found, field, None) or None for field in fields}
