"""Words and marks of a phrase, and the known names within it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.lexicon import TITLES

if TYPE_CHECKING:
    from multipolar.resolving.knowledge import Name

__all__ = ["Hit", "Token", "is_name_word", "tokenise"]

_TOKEN: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?!\d|,)|[^\W_]+(?:[.'\u2019&/-][^\W_]+)*\.?|[,;:()\"\u201c\u201d\u2013\u2014-]"
)
_ASCII_TOKEN: Final = re.compile(_TOKEN.pattern.replace(r"[^\W_]", "[A-Za-z0-9]").replace(r"\d", "[0-9]"))
"""The same for text of ASCII alone, as most is: plain classes of characters are matched sooner."""
_OWNERS: Final = frozenset({"'s", "\u2019s"})
_APOSTROPHES: Final = frozenset({"'", "\u2019"})


class Token(NamedTuple):
    """A word or mark of a phrase: its text, lower-case stem (no possessive, no final full stop), and offsets."""

    text: str
    low: str
    start: int
    end: int
    possessive: bool = False


class Hit(NamedTuple):
    """A known name or place within a phrase.

    Attributes:
        start: First character within the phrase.
        end: One past the last.
        names: What the tables say that the words may name; empty for places of the gazetteer.
        country: Country of a gazetteer place, else empty.
        part: 0 in the core of the phrase, else the number of the part after it.
        lead: The word that opens the part ("of", "in"), or "," for an apposition; empty in the core.
        tie: How the words are bound: ``""`` plainly, ``backed``, ``anti``, ``pro``, ``led``, ``based``.
        last: Whether it ends its part.
        first: Whether it opens the phrase.
        joined: Whether "and" joins it to the known name before ("French and British troops").
        told: How more than the name itself says who bears it, for a reader; empty where nothing does. Only those
            are among its names then, the likeliest first, whatever the day.
    """

    start: int
    end: int
    names: tuple[Name, ...]
    country: str = ""
    part: int = 0
    lead: str = ""
    tie: str = ""
    last: bool = False
    first: bool = False
    joined: bool = False
    told: str = ""


def tokenise(words: str) -> tuple[Token, ...]:
    """Words and marks of a phrase, with offsets; "U.S." and "al-Qaeda" are one word each, "Iran's" is a possessive."""
    found: list[Token] = []
    make = tuple.__new__  # what Token(...) does in the end; sentences have many words
    for match in (_ASCII_TOKEN if words.isascii() else _TOKEN).finditer(words):
        text = match.group()
        low = text.lower()
        start, end = match.span()
        possessive = False
        last = low[-1]
        if last == "s":
            if low[-2:] in _OWNERS:
                low, possessive = low[:-2], True
            else:
                possessive = words[end : end + 1] in _APOSTROPHES
        elif last == "." and len(low) > 3 and low.count(".") == 1:  # noqa: PLR2004 - "Gen." keeps its stop
            low = low[:-1]
        found.append(make(Token, (text, low, start, end, possessive)))
    return tuple(found)


def is_name_word(token: Token) -> bool:
    """Whether a word may be part of a personal name, as far as its letters tell."""
    text = token.text
    if text[:3].lower() in {"al-", "el-"} and len(text) > 3:  # noqa: PLR2004 - the article alone is no name
        return text[3].isupper()
    if text.isupper() and len(text) > 1 and "." not in text:
        return False
    return text[0].isupper() and token.low not in TITLES
