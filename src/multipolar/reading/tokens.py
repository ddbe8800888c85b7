"""Text to the model's input: word pieces, the case of each word, and where every word stands.

The encoder is uncased; case carries names, so it goes in beside the word pieces. Words are the tokenizer's
pre-tokens (runs of letters and digits, single punctuation marks); all labels sit on words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from multipolar.reading.labels import DIGIT, LOWER, MIXED, OTHER, PUNCT, TITLE, UPPER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

__all__ = ["MAX_TOKENS", "Encoded", "NameTagger", "SentenceTokens", "Tokens", "case_class"]

MAX_TOKENS: Final = 510
"""Word pieces of one sentence that the encoder's 512 positions leave room for."""


class NameTagger(Protocol):
    """Gives each word of a sentence the class of the known name that it is part of (0 for none)."""

    def tag(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> Sequence[int]:
        """Classes, one for each word given by its character offsets."""
        ...


@lru_cache(maxsize=32768)
def case_class(word: str) -> int:
    """The case class of a word, 1 to ``CASES - 1``."""
    if word.islower():
        return LOWER
    if word.isupper():
        return TITLE if len(word) == 1 else UPPER
    if any(letter.isdigit() for letter in word):
        return DIGIT
    if word[:1].isupper() and word[1:].islower():
        return TITLE
    if any(letter.isalpha() for letter in word):
        return MIXED if word.isascii() else OTHER
    return PUNCT


@dataclass(frozen=True, slots=True)
class SentenceTokens:
    """One sentence, tokenised.

    Attributes:
        ids: Word-piece ids.
        cases: Case class of each word piece's word.
        names: Name class of each word piece's word.
        firsts: Index (in ``ids``) of each word's first piece.
        starts: First character of each word.
        ends: One past the last character of each word.
    """

    ids: tuple[int, ...]
    cases: tuple[int, ...]
    names: tuple[int, ...]
    firsts: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage, ready for the encoder.

    Attributes:
        ids: Word pieces with the marks between sentences, shape [tokens].
        cases: Case classes, shape [tokens].
        names: Name classes, shape [tokens].
        firsts: Token index of each word's first piece, shape [words].
        sentences: Position (in the passage) of each word's sentence, shape [words].
        starts: First character of each word within its sentence, shape [words].
        ends: One past the last, shape [words].
    """

    ids: NDArray[np.int64]
    cases: NDArray[np.int64]
    names: NDArray[np.int64]
    firsts: NDArray[np.int64]
    sentences: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Tokens:
    """The tokenizer with the features around it.

    Args:
        tokenizer: An uncased word-piece tokenizer with ``[CLS]`` and ``[SEP]``.
        names: Tags known names; without it all name classes are 0.
    """

    def __init__(self, tokenizer: Tokenizer, *, names: NameTagger | None = None) -> None:
        self._tokenizer = tokenizer
        self._names = names
        # Word pieces are only compared within a report: nothing is cut or padded by the tokenizer itself.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    def sentences(self, texts: Sequence[str]) -> list[SentenceTokens]:
        """Tokenise sentences, each cut at :data:`MAX_TOKENS` word pieces."""
        return [
            self._sentence(text, encoding)
            for text, encoding in zip(
                texts, self._tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True
            )
        ]

    def _sentence(self, text: str, encoding: object) -> SentenceTokens:
        ids: list[int] = encoding.ids[:MAX_TOKENS]  # type: ignore[attr-defined]  # the library has no stubs
        words: list[int] = encoding.word_ids[:MAX_TOKENS]  # type: ignore[attr-defined]
        offsets: list[tuple[int, int]] = encoding.offsets  # type: ignore[attr-defined]
        firsts, starts, ends, cases, of_word = [], [], [], [], []
        last = -1
        for position, word in enumerate(words):
            if word != last:
                firsts.append(position)
                starts.append(offsets[position][0])
                ends.append(offsets[position][1])
                last = word
            else:
                ends[-1] = offsets[position][1]
            of_word.append(len(firsts) - 1)
        by_word = [case_class(text[start:end]) for start, end in zip(starts, ends, strict=True)]
        cases = [by_word[index] for index in of_word]
        if self._names is None:
            names = [0] * len(ids)
        else:
            tags = self._names.tag(text, starts, ends)
            names = [tags[index] for index in of_word]
        return SentenceTokens(tuple(ids), tuple(cases), tuple(names), tuple(firsts), tuple(starts), tuple(ends))

    def passage(self, sentences: Sequence[SentenceTokens]) -> Encoded:
        """Join sentences as ``[CLS] s0 [SEP] s1 [SEP] ...``."""
        ids, cases, names = [self._cls], [0], [0]
        firsts: list[int] = []
        positions: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for position, sentence in enumerate(sentences):
            base = len(ids)
            ids += sentence.ids
            cases += sentence.cases
            names += sentence.names
            firsts += [base + first for first in sentence.firsts]
            positions += [position] * len(sentence.firsts)
            starts += sentence.starts
            ends += sentence.ends
            ids.append(self._sep)
            cases.append(0)
            names.append(0)
        return Encoded(*(np.asarray(x, dtype=np.int64) for x in (ids, cases, names, firsts, positions, starts, ends)))
