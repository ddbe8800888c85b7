"""Names spelt otherwise than in the tables: transliterations and slips ("Zelenskiy", "Kassym-Jomart Tokaev").

Names are looked up by their skeleton (consonants, with letters that transliterations confuse made one) and accepted
if the letters as a whole agree closely. Short names are never matched so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rapidfuzz.fuzz import ratio

if TYPE_CHECKING:
    from multipolar.resolving.knowledge import Knowledge, Name

__all__ = ["FuzzyNames", "skeleton"]

_SHORTEST: Final = 7
_SHORTEST_SINGLE: Final = 6
_CLOSE: Final = 84.0
_CLOSE_WORD: Final = 70.0
_DIGRAPHS: Final = re.compile(r"tch|tsch|dzh|cz|dj|zh|sch|sh|ch|dh|th|ph|bh|ck|kh|gh|ts")
_SOUNDS: Final[dict[str, str]] = {
    **dict.fromkeys(("tch", "tsch", "dzh", "cz", "dj", "zh", "sch", "sh", "ch"), "j"),
    **dict.fromkeys(("dh", "th"), "t"),
    **dict.fromkeys(("ph", "bh"), "v"),
    **dict.fromkeys(("ck", "kh", "gh"), "k"),
    "ts": "s",
}
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("qxckgh", "k"),
        **dict.fromkeys("wvfb", "v"),
        "z": "s",
        "d": "t",
        **dict.fromkeys("aeiouy'\u2019\u02bc`", ""),
    }
)
_DOUBLED: Final = re.compile(r"(\S)\1+")


def _letters(name: str) -> str:
    if name.isascii():
        return name.lower()
    flat = unicodedata.normalize("NFD", name.lower())
    return (
        "".join(c for c in flat if not unicodedata.combining(c))
        .replace("\u0131", "i")
        .replace("ø", "o")
        .replace("ł", "l")
    )


def skeleton(name: str) -> str:
    """What is left of a name that differing spellings have in common."""
    return _skeletons(_letters(name))[0]


def _skeletons(lines: str) -> list[str]:
    """Skeletons of many names at once, one a line, which takes a fifth of the time."""
    plain = lines.replace("-", " ")
    left = _DOUBLED.sub(r"\1", _DIGRAPHS.sub(_sound, plain).translate(_LETTERS))
    found = []
    for line, rest in zip(plain.split("\n"), left.split("\n"), strict=True):
        parts = rest.split(" ")
        if "" in parts:  # a word of vowels alone keeps its first letter
            parts = [part or word[:1] for part, word in zip(parts, line.split(" "), strict=True)]
        found.append("".join(parts))
    return found


def _sound(match: re.Match[str]) -> str:
    return _SOUNDS[match.group()]


def _word_by_word(ours: str, theirs: str) -> bool:
    """Whether each word of two names is close to its fellow; names of different length are not compared so."""
    mine, its = ours.split(), theirs.split()
    return len(mine) != len(its) or all(ratio(a, b) >= _CLOSE_WORD for a, b in zip(mine, its, strict=True))


class FuzzyNames:
    """Finds the table's name that a differently spelt one means.

    Args:
        knowledge: The tables; persons, organisations and groups are matched, states are not.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._index: dict[str, list[tuple[str, str, str, str]]] | None = None

    def find(self, words: str) -> tuple[Name, ...]:
        """The names that the words misspell: all those of the closest spelling, empty if none is close."""
        letters = _letters(words)
        single = " " not in words
        if len(letters) < (_SHORTEST_SINGLE if single else _SHORTEST):
            return ()
        if self._index is None:
            self._build()
        best = _CLOSE
        found: dict[str, Name] = {}
        for other, at, surface, entity in (self._index or {}).get(skeleton(words), ()):
            if single and len(other) < _SHORTEST_SINGLE:
                continue
            alike = ratio(letters, other, score_cutoff=best)
            if not alike or not _word_by_word(letters, other):
                continue
            if alike > best:
                best, found = alike, {entity: self._knowledge.spelt(at, surface, entity)}
            elif alike and alike == best:
                found.setdefault(entity, self._knowledge.spelt(at, surface, entity))
        return tuple(found.values())

    def _build(self) -> None:
        rows = [
            row
            for row in self._knowledge.spellings()
            if (" " in row[1] or (row[3] == "surname" and len(row[1]) >= _SHORTEST_SINGLE))
            and not (row[2].startswith(("state:", "region:", "city:")) or row[3] == "acronym")
        ]
        letters = [_letters(surface) for _, surface, _, _ in rows]
        index: dict[str, list[tuple[str, str, str, str]]] = {}
        for skeleton_, spelt, (at, surface, entity, _) in zip(
            _skeletons("\n".join(letters)), letters, rows, strict=True
        ):
            index.setdefault(skeleton_, []).append((spelt, at, surface, entity))
        self._index = index
