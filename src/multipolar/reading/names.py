"""Known names and telling words as a feature of the model's input.

A small encoder fine-tuned on a few thousand sentences has not met every minister, militia and verb. The tables have:
each word of a sentence gets a class, either the kind of known name that it begins or continues, or else the event
type that it usually triggers. The model learns how far to trust them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from multipolar.ontology import EVENT_TYPES

__all__ = ["NAME_KINDS", "Finder", "LexiconTagger", "lexicon_class"]

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
