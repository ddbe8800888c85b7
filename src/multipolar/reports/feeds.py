"""Records out of a feed: the items of RSS 0.9 to 2.0 and the entries of Atom, each a report.

Feeds are read forgivingly, as those who write them are careless: tags of any namespace are known by their names, and
what is no proper XML (a bare ``&``, a tag that is not closed) is passed over where the parser can go on behind it.
Nothing outside the feed is read: no entity of it is resolved and no address followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import InputError
from multipolar.reports.options import FIELDS
from multipolar.reports.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multipolar.errors import MultipolarError
    from multipolar.reports.options import ReadOptions

__all__ = ["read_feed"]

_ITEMS: Final = frozenset({"item", "entry"})
_HOLDERS: Final = frozenset({"channel", "feed"})
_BLOCKS: Final = frozenset(
    [
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th",
        "tr", "ul",
    ]
)  # fmt: skip
_UNSAID: Final = frozenset({"script", "style", "template", "iframe", "noscript", "svg"})
_MARKUP: Final = re.compile(r"<[a-zA-Z!/]|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_OPENED: Final = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_QUOTED: Final = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
"""What is no markup of the feed, whatever it looks like."""
_MEND: Final = "save it anew, or give its reports as JSON Lines"


def read_feed(data: bytes, *, name: str, options: ReadOptions) -> Iterator[Row | MultipolarError]:
    """Records of a feed.

    Args:
        data: The feed as it came.
        name: Its file or address, for messages.
        options: How to read.

    Yields:
        One row for each item with words: its title, text without markup (the whole where it has it, else its summary),
        day, address, language, and as outlet whom the item names, else the feed.

    Raises:
        InputError: It is no feed, or has no item.
    """
    from lxml import etree  # noqa: PLC0415 - only for feeds

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding=options.encoding
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"this feed cannot be read: {error.msg}", where=name, mend=_MEND) from None
    if root is None or _tag(root) not in {"rss", "rdf", "feed"}:
        raise InputError(
            "this is XML, but neither RSS nor Atom", where=name, mend="turn it into text, HTML, JSON Lines or CSV first"
        )
    holder = next((element for element in root.iter() if _tag(element) in _HOLDERS), root)
    whole = {"source": _first(holder, "title"), "language": _first(holder, "language") or _language(holder)}
    found = 0
    for item in (element for element in root.iter() if _tag(element) in _ITEMS):
        found += 1
        values = {key: value for key, value in (whole | _values(item)).items() if value and key in FIELDS}
        where = f"{name}:{item.sourceline}"
        if "text" not in values and "title" not in values:
            yield InputError("the item has neither title nor text", where=where, mend="drop it")
            continue
        yield Row(values, where)
    if not found:
        raise InputError("there is no item in this feed", where=name, mend="check the address of the feed")
    lost = len(_OPENED.findall(_QUOTED.sub(b"", data))) - found
    if lost > 0:  # the parser gave up before the end
        at = f"{name}:{parser.error_log[-1].line}" if len(parser.error_log) else name
        yield InputError(f"this feed cannot be read beyond here; items lost: {lost}", where=at, mend=_MEND)


def _values(item: Any) -> dict[str, str | None]:  # noqa: ANN401 - lxml has no types
    """What an item says of itself, by our fields."""
    summary, whole = _first(item, "description", "summary"), _first(item, "encoded", "content")
    values = {
        "title": _first(item, "title"),
        "text": max(whole or "", summary or "", key=len),
        "published": _first(item, "pubdate", "published", "date", "issued", "created", "updated", "modified"),
        "url": _link(item),
        "source": _first(item, "source") if _holds_text(item, "source") else None,
    }
    language = _first(item, "language") or _language(item)
    return {key: value for key, value in (values | {"language": language}).items() if value}


def _tag(element: Any) -> str:  # noqa: ANN401 - as above
    """The name of a tag without its namespace, in small letters; empty for comments."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _first(element: Any, *names: str) -> str | None:  # noqa: ANN401 - as above
    """The words of the first child of these names that has any, the names in their order."""
    for name in names:
        for child in element:
            if _tag(child) == name and (words := _words(child)):
                return words
    return None


def _holds_text(item: Any, name: str) -> bool:  # noqa: ANN401 - as above
    """Whether the child holds words itself: in Atom, a source is a whole feed's head."""
    return any(_tag(child) == name and not len(child) for child in item)


def _language(element: Any) -> str | None:  # noqa: ANN401 - as above
    tag = element.get("{http://www.w3.org/XML/1998/namespace}lang")
    return tag if isinstance(tag, str) else None


def _link(item: Any) -> str | None:  # noqa: ANN401 - as above
    """The address of an item, if it can be opened: a link's words, or its ``href`` where it leads to the report."""
    links = [child for child in item if _tag(child) == "link"]
    found = [child.get("href") for child in links if child.get("rel", "alternate") == "alternate"]
    found += [_words(child) for child in [*links, *(child for child in item if _tag(child) == "guid")]]
    return next((url for url in found if url and url.startswith(("http://", "https://"))), None)


def _words(element: Any) -> str:  # noqa: ANN401 - as above
    """The words of an element, which may be markup itself, a paragraph each on a line of its own."""
    text = "".join(_pieces(element)) if len(element) else (element.text or "")
    return _tidy(_plain(text) if _MARKUP.search(text) else text)


def _plain(markup: str) -> str:
    """The words of markup."""
    from lxml import html  # noqa: PLC0415 - as above

    try:
        return "".join(_pieces(html.fragment_fromstring(markup, create_parent="div")))
    except (ValueError, html.etree.LxmlError):  # nothing that can be parsed
        return re.sub(r"<[^>]*>", " ", markup)


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    tag = _tag(element)
    if tag and tag not in _UNSAID:
        if tag in _BLOCKS:
            yield "\n\n"
        elif tag == "br":
            yield "\n"
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
        if tag in _BLOCKS:
            yield "\n\n"


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()
