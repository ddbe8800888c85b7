"""How names are made comparable: case, accents, dots, hyphens and apostrophes do not tell two spellings apart."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse
from typing import Final, NamedTuple

__all__ = ["Token", "fold", "tokenize"]

_LETTERS: Final = str.maketrans(
    {
        "ı": "i",  # noqa: RUF001 - the Turkish letter
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ß": "ss",
        "ə": "a",
        "Ə": "A",
        "ǝ": "a",
        "ħ": "h",
        "Ħ": "H",
    }
)
_APOSTROPHES: Final = "'’‘`´ʻʼʽʿʾ"  # noqa: RUF001 - the marks that transcriptions use
_TOKEN: Final = re.compile(
    rf"(?:[A-Za-z]\.){{2,}}"  # U.S., D.C.
    rf"|[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*(?:[{_APOSTROPHES}](?=[\s,;.-]|$))?"
    rf"|[{_APOSTROPHES}](?=[^\W\d_])[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*"  # 'Asir
)
_PARTED: Final = re.compile(rf"(?s)(.*?)({_TOKEN.pattern})")
"""A word with what stands between it and the word before."""
_ASCII_PARTED: Final = re.compile(_PARTED.pattern.replace(r"[^\W_]", "[A-Za-z0-9]").replace(r"[^\W\d_]", "[A-Za-z]"))
"""The same for text of ASCII alone, as most is: plain classes of characters are matched sooner."""
_POSSESSIVE: Final = re.compile(rf"(?:[{_APOSTROPHES}][sS]|(?<=[sS])[{_APOSTROPHES}])$")
_SIMPLE: Final = re.compile(r"[A-Za-z0-9 -]+")
_JOINERS: Final = frozenset({"-", "–", "‑", "—", "−", "/"})  # noqa: RUF001 - the dashes that texts use
_SHORT: Final = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_DROP: Final = str.maketrans("", "", _APOSTROPHES + ".")


def _plain(text: str) -> str:
    """Letters without accents, in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(filterfalse(unicodedata.combining, text))
    return text.casefold()


class Token(NamedTuple):
    """A word of a phrase.

    Attributes:
        start: First character in the phrase.
        end: One past the last, a possessive ending not included.
        key: The folded word.
        capital: It starts with a capital letter or a digit, or is written in a script without capitals.
        possessive: A possessive ending follows.
        hyphen: It is joined to the word before by a hyphen or dash.
        comma: A comma or semicolon stands right before it.
    """

    start: int
    end: int
    key: str
    capital: bool
    possessive: bool
    hyphen: bool
    comma: bool


def tokenize(text: str) -> list[Token]:
    """The words of a text, folded.

    Possessive endings are taken off, hyphenated words are taken apart, dots and apostrophes within words dropped.
    """
    tokens: list[Token] = []
    make = tuple.__new__  # what Token(...) does in the end; sentences have many words
    at = 0
    passed = ""  # words that are nothing but marks, with the gaps before them
    plain = text.isascii()
    for gap, written in (_ASCII_PARTED if plain else _PARTED).findall(text):
        start = at + len(gap)
        at = end = start + len(written)
        if written.isalnum() and (plain or written.isascii()):
            key, first, possessive = written.lower(), written[0], False
        else:
            word = written
            ending = _POSSESSIVE.search(word)
            possessive = ending is not None
            if ending is not None:
                word, end = word[: ending.start()], start + ending.start()
            key = _plain(word).translate(_DROP)
            if not key:
                passed += gap + written
                continue
            first = word[0] if word[0].isalnum() else word.lstrip(_APOSTROPHES)[:1]
        if key in _SHORT:
            key = _SHORT[key]
        if passed:
            gap, passed = passed + gap, ""  # noqa: PLW2901 - the whole gap
        if gap == " ":
            row = (start, end, key, not first.islower(), possessive, False, False)
        else:
            hyphen, comma = bool(tokens) and gap in _JOINERS, "," in gap or ";" in gap
            row = (start, end, key, not first.islower(), possessive, hyphen, comma)
        tokens.append(make(Token, row))
    return tokens


def fold(name: str) -> str:
    """A name as the tables are keyed: folded words joined by single spaces; empty where the name has no word.

    "St", "Mt" and "Ft" are written out, since sources differ in them.

    ``fold("Sana'a") == "sanaa"``, ``fold("Port-au-Prince") == "port au prince"``, ``fold("Washington, D.C.")
    == "washington dc"``.
    """
    if _SIMPLE.fullmatch(name):
        plain = name.lower()
        if plain.isalpha():
            return _SHORT.get(plain, plain)
        words = plain.replace("-", " ").split()
        return " ".join(words if _SHORT.keys().isdisjoint(words) else [_SHORT.get(word, word) for word in words])
    return " ".join(token.key for token in tokenize(name))
