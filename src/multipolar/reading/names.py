"""Known names and telling words as a feature of the model's input.

A small encoder fine-tuned on a few thousand sentences has not met every minister, militia and verb. The tables have:
each word of a sentence gets a class, either the kind of known name that it begins or continues, or else the event
type that it usually triggers. The model learns how far to trust them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from multipolar.ontology import EVENT_TYPES

__all__ = ["NAME_KINDS", "Finder", "LexiconTagger", "beside_and", "lexicon_class"]

NAME_KINDS: Final[tuple[str, ...]] = (
    "state",
    "adjective",
    "capital",
    "person",
    "igo",
    "ngo",
    "company",
    "media",
    "group",
    "party",
    "body",
    "bloc",
    "region",
    "city",
)
"""Kinds of known names; classes 1 to 28 are their begin and inside marks, classes 29 to 44 the event types."""

_FIRST_TYPE: Final = 1 + 2 * len(NAME_KINDS)
_LEXICON: Final = Path(__file__).with_name("lexicon.txt")

Finder = Callable[[str], Iterable[tuple[int, int, str]]]
"""Finds known names in a text: (start, end, kind) with a kind of :data:`NAME_KINDS`."""


@lru_cache(maxsize=1)
def _words() -> dict[str, int]:
    words: dict[str, int] = {}
    for line in _LEXICON.read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            event_type, _, listed = line.partition(":")
            for word in listed.split(","):
                words[word.strip()] = _FIRST_TYPE + EVENT_TYPES.index(event_type)
    return words


_ENDINGS: Final = (
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("es", "e"),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ings", ""),
    ("ers", ""),
    ("er", ""),
)
_DOUBLED: Final = re.compile(r"([bdglmnprt])\1(?:ed|ing|er|ers)$")


@lru_cache(maxsize=32768)
def lexicon_class(word: str) -> int:
    """Class of the event type that a word usually triggers, 0 if the lexicon doesn't have it in any inflection."""
    words = _words()
    word = word.lower()
    if word in words:
        return words[word]
    if len(word) <= 3:  # noqa: PLR2004 - inflected forms are longer
        return 0
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and (found := words.get(word[: -len(ending)] + instead)):
            return found
    if match := _DOUBLED.search(word):
        return words.get(word[: match.start() + 1], 0)
    return 0


def beside_and(spans: Iterable[tuple[int, int]], classes: Sequence[int], ands: Sequence[int]) -> list[tuple[int, int]]:
    """Known names that "and" joins to known names of the same kind, as in "Putin and Xi", first and last words.

    Args:
        spans: First and last words of mentions; those that are no bare known name tell nothing.
        classes: Class of each word.
        ands: Words that are "and".
    """
    kinds = {span: classes[span[0]] for span in _names(classes)}
    ends, begins = {span[1]: span for span in kinds}, {span[0]: span for span in kinds}
    mentions = set(spans)
    found = []
    for word in ands:
        left, right = ends.get(word - 1), begins.get(word + 1)
        if left and right and kinds[left] == kinds[right] and (left in mentions) != (right in mentions):
            found.append(right if left in mentions else left)
    return found


def _names(classes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last words of the known names."""
    first = 0
    while first < len(classes):
        last = first
        if 0 < classes[first] < _FIRST_TYPE and classes[first] % 2:
            while last + 1 < len(classes) and classes[last + 1] == classes[first] + 1:
                last += 1
            yield first, last
        first = last + 1


class LexiconTagger:
    """Tags words with :data:`NAME_KINDS` and event types.

    Args:
        find: Finds known names; without it only the lexicon is used.
    """

    def __init__(self, find: Finder | None = None) -> None:
        self._find = find

    def tag(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> list[int]:
        """Classes, one for each word given by its character offsets."""
        classes = [lexicon_class(text[start:end]) for start, end in zip(starts, ends, strict=True)]
        if self._find is not None:
            word = 0
            for start, end, kind in self._find(text):
                begin = 1 + 2 * NAME_KINDS.index(kind)
                while word < len(starts) and ends[word] <= start:
                    word += 1
                inside = 0
                while word < len(starts) and starts[word] < end:
                    classes[word] = begin + inside
                    inside = 1
                    word += 1
        return classes
