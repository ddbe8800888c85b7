"""Words of a sentence as linking compares them: stems, how rare each is, the numbers and the tolls that it names.

How rare a word is comes from a table that ships with the package, and not from the ledger at hand: scores then do not
move as a ledger grows, and one event links alike in two ledgers.
"""

from __future__ import annotations

import functools
import re
import zlib
from importlib import resources
from typing import Final

__all__ = ["RAREST", "WIDTH", "hashed", "numbers", "stem", "tolls", "weigh", "weight"]

WIDTH: Final = 16
"""Words of a sentence that are compared at most, the rarest ones."""

RAREST: Final = 9.0
"""Weight of a word that the table lacks: about the log of the reports among which fewer than ten have it."""

_LIGHT: Final = 2.0
"""Words of less weight ("of", "said") say nothing about what is told."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NUMBER: Final = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(?![\w]|[.,]\d)")

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred")
_IN_WORDS: Final[dict[str, int]] = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
}

_DEAD: Final = r"(?:kill(?:ed|s|ing)?|dead|deaths?|d(?:ie|ied|ying)|fatalit(?:y|ies)|bodies|massacred|murdered|slain)"
_HURT: Final = r"(?:injur(?:ed|ies|es|ing)|wound(?:ed|s|ing)|hurt)"
_COUNT: Final = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+|" + "|".join(word for word in _IN_WORDS if word != "zero") + r")"
_BETWEEN: Final = r"(?:\s+(?!and\b)[\w'\u2019-]+){0,4}?\s+"

_TOLLS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, word in (("killed", _DEAD), ("injured", _HURT))
    for pattern in (rf"\b{_COUNT}{_BETWEEN}{word}\b", rf"\b{word}{_BETWEEN}{_COUNT}\b")
)


def hashed(text: str) -> int:
    """A number for a text, from 1 up to 2**32 - 1, the same in every process; 0 is kept for "nothing"."""
    return zlib.crc32(text.encode(errors="surrogatepass")) or 1


@functools.lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without case and without the endings that the same event is told with: strikes, striking, struck's."""
    word = word.casefold().replace("\u2019", "'")
    word = word.removesuffix("'s")
    for ending, least in (("ings", 4), ("ing", 4), ("ies", 3), ("ied", 3), ("edly", 4), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else "")
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":  # noqa: PLR2004 - "stopped" to "stop"
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word  # noqa: PLR2004 - "strike" as "striking"


@functools.cache
def _table() -> dict[str, float]:
    """Stems with their weights: the natural log of how many reports there are to one that has the word."""
    text = resources.files("multipolar.linking").joinpath("words.txt").read_text(encoding="utf-8")
    table: dict[str, float] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            value, _, words = line.partition(":")
            table.update(dict.fromkeys(words.split(), float(value)))
    return table


@functools.lru_cache(maxsize=1 << 17)
def weight(word: str) -> tuple[int, float]:
    """The number that stands for a word's stem, and how much the stem weighs."""
    own = stem(word)
    return hashed(own), _table().get(own, RAREST)


def weigh(text: str) -> list[tuple[float, int]]:
    """Weights and numbers of a text's telling words, each stem once, the rarest :data:`WIDTH` ones, rarest first."""
    found: dict[int, float] = {}
    for word in _WORD.findall(text):
        if len(word) > 1:
            key, value = weight(word)
            if value >= _LIGHT:
                found[key] = value
    return sorted(((value, key) for key, value in found.items()), reverse=True)[:WIDTH]


def _value(text: str) -> int:
    return _IN_WORDS[text.casefold()] if text.isalpha() else int(text.replace(",", ""))


def numbers(text: str) -> list[int]:
    """The first four numbers that a text writes in digits; years are left out, for they tell times."""
    found = [value for raw in _NUMBER.findall(text) if not 1900 <= (value := _value(raw)) <= 2099 or "," in raw]  # noqa: PLR2004 - years
    return list(dict.fromkeys(min(value, 2**31 - 1) for value in found))[:4]


def tolls(text: str) -> dict[str, int]:
    """How many a text says were ``killed`` and ``injured``: the largest number named of each."""
    found: dict[str, int] = {}
    for kind, pattern in _TOLLS:
        for match in pattern.finditer(text):
            value = _value(match["n"])
            if match["n"].isdigit() and 1900 <= value <= 2099:  # noqa: PLR2004 - a year
                continue
            found[kind] = max(found.get(kind, 0), value)
    return found
