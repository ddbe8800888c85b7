"""Words of a sentence as linking compares them: stems, how rare each is, the numbers and the tolls that it names.

How rare a word is comes from a table that ships with the package, and not from the ledger at hand: scores then do not
move as a ledger grows, and one event links alike in two ledgers.
"""

from __future__ import annotations

import functools
import re
import zlib
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "COUNTS",
    "NUMBER",
    "RAREST",
    "TOKEN",
    "WEIGHTS",
    "WIDTH",
    "hashed",
    "named",
    "numbers",
    "rank",
    "ranked",
    "stem",
    "telling",
    "tokens",
    "tolls",
    "weigh",
    "weight",
]

WIDTH: Final = 16
"""Words of a sentence that are compared at most, the rarest ones."""

RAREST: Final = 9.0
"""Weight of a word that the table lacks: about the log of the reports among which fewer than ten have it."""

_LIGHT: Final = 2.0
"""Words of less weight ("of", "said") say nothing about what is told."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
TOKEN: Final = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*|[^\w\s]")
_DIGIT: Final = re.compile(r"\d")
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

COUNTS: Final[dict[str, int]] = {word: value for word, value in _IN_WORDS.items() if 1 < value < 100}  # noqa: PLR2004
"""Numbers in words that count something: "one" rather points at it, and "hundred" stands after its number."""

_KILLED: Final = frozenset(
    ("kill", "kills", "killed", "killing", "dead", "death", "deaths", "die", "dies", "died", "fatalities", "bodies")
) | {"massacred", "murdered", "slain"}
_INJURED: Final = frozenset(("injured", "injures", "injuries", "injuring", "wounded", "wounds", "wounding", "hurt"))
_HARM: Final = (
    *("kill", "dead", "death", "die", "fatal", "bodies", "massacre", "murder", "slain"),
    *("injur", "wound", "hurt"),
)
"""What no word for harm does without one of."""
_PIECE: Final = re.compile(r"[^\W\d_]+|\d{1,3}(?:,\d{3})+(?!\d)|\d+|[.;:,]")
_REACH: Final = 5
"""Words between a number and the word for the harm, at most."""

_YEARS: Final = range(1900, 2100)


def hashed(text: str) -> int:
    """A number for a text, from 1 up to 2**32 - 1, the same in every process; 0 is kept for "nothing"."""
    return zlib.crc32(text.encode(errors="surrogatepass")) or 1


@functools.lru_cache(maxsize=1 << 15)
def named(text: str) -> int:
    """As :func:`hashed` of the text without case, remembered: for names and codes, which come again and again."""
    return hashed(text.casefold())


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


@functools.lru_cache(maxsize=1 << 15)
def weight(word: str) -> tuple[int, float]:
    """The number that stands for a word's stem, and how much the stem weighs."""
    own = stem(word)
    return hashed(own), _table().get(own, RAREST)


class _Ranked(dict[str, tuple[int, ...]]):
    """Tokens, each with the telling words in it as :func:`ranked` has them; those asked for are remembered."""

    def __missing__(self, token: str) -> tuple[int, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = {weight(word) for word in _WORD.findall(token) if len(word) > 1}
        telling = self[token] = tuple(round(_STEPS * value) << 32 | key for key, value in found if value >= _LIGHT)
        return telling


_REMEMBERED: Final = 1 << 16
_STEPS: Final = 10
"""Steps of the table's weights from one to the next whole number."""

NUMBER: Final = (1 << 32) - 1
"""Bits of a ranked word that are its stem's number; those above are its weight in steps."""

WEIGHTS: Final = tuple(step / _STEPS for step in range(round(_STEPS * RAREST) + 1))
"""Weights by their steps."""

_ranked = _Ranked().__getitem__

tokens = TOKEN.findall
"""Words and marks of a text; what hyphens, apostrophes and full stops join is one."""


def telling(parts: Iterable[str]) -> list[int]:
    """The telling words among some :func:`tokens`, each stem once, rarest first: as :func:`ranked`."""
    return sorted(set().union(*map(_ranked, parts)), reverse=True)


@functools.lru_cache(maxsize=4096)
def ranked(text: str) -> tuple[int, ...]:
    """A text's telling words, each stem once, the rarest :data:`WIDTH` ones, rarest first.

    Each is one number, of its stem's (:data:`NUMBER`) and of its weight in steps above that: they sort quickly.
    """
    return tuple(telling(tokens(text))[:WIDTH])


def rank(weight: float) -> int:
    """The least that a word of this weight or more is :func:`ranked` as."""
    return round(_STEPS * weight) << 32


def weigh(text: str) -> tuple[tuple[float, int], ...]:
    """Weights and numbers of a text's telling words, each stem once, the rarest :data:`WIDTH` ones, rarest first."""
    return tuple((WEIGHTS[word >> 32], word & NUMBER) for word in ranked(text))


def _value(text: str) -> int:
    return _IN_WORDS[text] if text.isalpha() else int(text.replace(",", ""))


@functools.lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[int, ...]:
    """The first four numbers that a text writes in digits; years are left out, for they tell times."""
    if _DIGIT.search(text) is None:
        return ()
    found = [value for raw in _NUMBER.findall(text) if (value := _value(raw)) not in _YEARS or "," in raw]
    return tuple(dict.fromkeys(min(value, 2**31 - 1) for value in found))[:4]


@functools.lru_cache(maxsize=4096)
def tolls(text: str) -> Mapping[str, int]:
    """How many a text says were ``killed`` and ``injured``: the largest number named near such a word, of each."""
    found: dict[str, int] = {}
    low = text.casefold()
    for part in _HARM:
        if part in low:
            break
    else:
        return found
    pieces = _PIECE.findall(low)
    if _KILLED.isdisjoint(pieces) and _INJURED.isdisjoint(pieces):
        return found
    for at, piece in enumerate(pieces):
        kind = "killed" if piece in _KILLED else "injured" if piece in _INJURED else None
        if kind is None:
            continue
        # The nearest number before it in its clause ("25 people were killed"), else after it ("kills 25 people").
        before = _nearest(pieces[max(0, at - _REACH) : at][::-1])
        value = before if before is not None else _nearest(pieces[at + 1 : at + 1 + _REACH])
        if value is not None:
            found[kind] = max(found.get(kind, 0), value)
    return found


def _nearest(pieces: Sequence[str]) -> int | None:
    """The first number, unless a stop, another harm or a joining word comes first."""
    for piece in pieces:
        if piece in _ENDS or piece in _KILLED or piece in _INJURED:
            return None
        if piece[0].isdigit() or (piece in _IN_WORDS and piece not in {"zero", "one"}):
            value = _value(piece)
            return None if value in _YEARS and "," not in piece else min(value, 2**31 - 1)
    return None


_ENDS: Final = frozenset((".", ";", ":", ",", "and", "while", "after", "when"))
