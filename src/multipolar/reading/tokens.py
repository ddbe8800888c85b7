"""Text to the model's input: word pieces, the case of each word, and where every word stands.

The encoder is uncased; case carries names, so it goes in beside the word pieces. Words are the tokenizer's
pre-tokens (runs of letters and digits, single punctuation marks); all labels sit on words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from multipolar.reading.labels import DIGIT, LOWER, MIXED, OTHER, PUNCT, TITLE, UPPER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

__all__ = ["MAX_TOKENS", "Encoded", "NameTagger", "SentenceTokens", "Tokens", "case_class"]

MAX_TOKENS: Final = 510
"""Word pieces of one sentence that the encoder's 512 positions leave room for."""

_LETTERS: Final = "0-9A-Za-zÀ-ÖØ-öø-ɏ"
_PLAIN: Final = re.compile(rf"[ -/:-@\\\]-`{{-~{_LETTERS}‘’“”–—…]*")  # noqa: RUF001 - as agencies set them
"""Texts whose words are easily told: Latin letters and digits, spaces, and signs of which each is a word. Not among
them is what the tokenizer has rules of its own for: other scripts, control characters, and brackets as in ``[SEP]``."""

_WORD: Final = re.compile(rf"[{_LETTERS}]+|[^ {_LETTERS}]")
"""A word of a plain text."""

_REMEMBERED: Final = 32768
"""Words whose pieces are remembered at most."""


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


def _reads_plainly(tokenizer: Tokenizer) -> bool:
    """Whether a tokenizer takes plain texts word by word as :data:`_WORD` finds them; others may be given."""
    from tokenizers.normalizers import BertNormalizer  # noqa: PLC0415 - heavy, and loaded with any tokenizer
    from tokenizers.pre_tokenizers import BertPreTokenizer  # noqa: PLC0415 - as above

    return (
        isinstance(tokenizer.normalizer, BertNormalizer)
        and isinstance(tokenizer.pre_tokenizer, BertPreTokenizer)
        and all(token.content.startswith("[") for token in tokenizer.get_added_tokens_decoder().values())
    )


class Tokens:
    """The tokenizer with the features around it.

    Args:
        tokenizer: An uncased word-piece tokenizer with ``[CLS]`` and ``[SEP]``.
        names: Tags known names; without it all name classes are 0.
    """

    def __init__(self, tokenizer: Tokenizer, *, names: NameTagger | None = None) -> None:
        self._tokenizer = tokenizer
        self._names = names
        self._pieces: dict[str, tuple[list[int], int]] = {}
        self._plain = _reads_plainly(tokenizer)
        # Word pieces are only compared within a report: nothing is cut or padded by the tokenizer itself.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    def sentences(self, texts: Sequence[str]) -> list[SentenceTokens]:
        """Tokenise sentences, each cut at :data:`MAX_TOKENS` word pieces.

        The pieces of a word do not depend on its neighbours, and most words come again: those of plain texts are
        remembered, and only others go through the tokenizer.
        """
        plain = [_WORD.findall(text) if self._plain and _PLAIN.fullmatch(text) else None for text in texts]
        pieces = self._pieces_of({word for words in plain if words for word in words})
        done = [
            None if words is None else self._plain_sentence(text, words, pieces)
            for text, words in zip(texts, plain, strict=True)
        ]
        others = iter(
            self._tokenizer.encode_batch(
                [text for text, tokens in zip(texts, done, strict=True) if tokens is None], add_special_tokens=False
            )
        )
        return [
            self._sentence(text, next(others)) if tokens is None else tokens
            for text, tokens in zip(texts, done, strict=True)
        ]

    def _pieces_of(self, words: set[str]) -> dict[str, tuple[list[int], int]]:
        """Word pieces and case class of each of these words, and maybe of others."""
        known = self._pieces
        if len(known) > _REMEMBERED:
            # Another thread may still look into the old ones.
            known = self._pieces = {word: known[word] for word in words if word in known}
        new = [word for word in words if word not in known]
        for word, encoding in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
            known[word] = encoding.ids, case_class(word)
        return known

    def _plain_sentence(
        self, text: str, words: Sequence[str], pieces: dict[str, tuple[list[int], int]]
    ) -> SentenceTokens | None:
        """A plain text of these words; None if it is too long, for then a word may be cut."""
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for word in words:
            start = text.find(word, at)
            at = start + len(word)
            starts.append(start)
            ends.append(at)
        tags = [0] * len(words) if self._names is None else self._names.tag(text, starts, ends)
        ids: list[int] = []
        cases: list[int] = []
        names: list[int] = []
        firsts: list[int] = []
        for word, tag in zip(words, tags, strict=True):
            own, case = pieces[word]
            firsts.append(len(ids))
            ids += own
            if len(own) == 1:
                cases.append(case)
                names.append(tag)
            else:
                cases += [case] * len(own)
                names += [tag] * len(own)
        if len(ids) > MAX_TOKENS:
            return None
        return SentenceTokens(tuple(ids), tuple(cases), tuple(names), tuple(firsts), tuple(starts), tuple(ends))

    def _sentence(self, text: str, encoding: Encoding) -> SentenceTokens:
        ids: list[int] = encoding.ids[:MAX_TOKENS]
        words: list[int | None] = encoding.word_ids[:MAX_TOKENS]
        offsets: list[tuple[int, int]] = encoding.offsets
        firsts, starts, ends, cases, of_word = [], [], [], [], []
        last: int | None = -1
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
