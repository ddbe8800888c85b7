"""Full-text search over incidents: their titles and the sentences of their events, in memory.

A word finds itself and its plain inflections (``sanction`` finds ``sanctions`` and ``sanctioned``); ``word*`` finds all
that begin so; words in quotation marks must stand next to each other; ``-word`` leaves out. Case and accents do not
count.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from multipolar.web.hot import HotLedger

__all__ = ["Search", "fold"]

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_WORD: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = ("", "s", "es", "ed", "d", "ing", "n")
_LONGEST: Final = 64
"""Characters of a word that are looked at; longer ones are found by their beginning."""

_MOST_PREFIXED: Final = 2_000
"""Words that ``word*`` may stand for."""


def fold(text: str) -> str:
    """Without case and accents, for comparing."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class _Term:
    words: tuple[str, ...]
    phrase: bool
    prefix: bool
    negative: bool


def _terms(query: str) -> list[_Term]:
    terms = []
    for match in _TERM.finditer(query):
        phrase = match[2] is not None
        raw = match[2] if phrase else match[3]
        words = tuple(word[:_LONGEST] for word in _WORD.findall(fold(raw)))
        if words:
            prefix = not phrase and raw.endswith("*")
            # What is joined by a hyphen or an apostrophe stands together in the text too.
            terms.append(_Term(words, phrase or (len(words) > 1 and not prefix), prefix, match[1] == "-"))
    return terms


class Search:
    """The words of a snapshot's incidents.

    Args:
        ledger: The snapshot.
        ids: Row of each incident.
    """

    def __init__(self, ledger: HotLedger, ids: dict[str, int]) -> None:
        self._rows = len(ids)
        self._words: list[str] = []
        self._starts: NDArray[np.int64] = np.zeros(1, np.int64)
        self._postings: NDArray[np.int32] = np.zeros(0, np.int32)
        self._texts: pa.ChunkedArray | None = None
        if ids:
            self._build(ledger, ids)

    def _build(self, ledger: HotLedger, ids: dict[str, int]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - heavy

        texts = ledger.query(
            "SELECT i.id, lower(strip_accents(coalesce(any_value(i.title), '') || ' ' || "
            "string_agg(DISTINCT coalesce(e.quote, ''), ' '))) AS text "
            "FROM incidents AS i LEFT JOIN incident_events AS x ON x.incident = i.id "
            "LEFT JOIN events AS e ON e.id = x.event GROUP BY i.id"
        )
        order = np.empty(len(ids), np.int64)
        for position, incident in enumerate(texts["id"].to_pylist()):
            order[ids[incident]] = position
        self._texts = texts["text"].take(pa.array(order))
        self._index([text or "" for text in self._texts.to_pylist()])

    def _index(self, texts: list[str]) -> None:
        numbers: dict[str, int] = {}
        words, rows = [], []
        for text in texts:
            found = {word[:_LONGEST] for word in _WORD.findall(text)}
            words.extend([numbers.setdefault(word, len(numbers)) for word in found])
            rows.append(len(found))
        # Numbered as met; what is kept is sorted, so that a beginning is a range.
        by_name = sorted(numbers)
        place = np.empty(len(by_name), np.int64)
        for at, word in enumerate(by_name):
            place[numbers[word]] = at
        values = place[np.array(words, np.int64)] if words else np.zeros(0, np.int64)
        order = np.argsort(values, kind="stable")
        self._postings = np.repeat(np.arange(len(texts), dtype=np.int32), rows)[order]
        self._starts = np.searchsorted(values[order], np.arange(len(by_name) + 1))
        self._words = by_name

    def _of(self, at: int) -> NDArray[np.int32]:
        return self._postings[self._starts[at] : self._starts[at + 1]]

    def _mask(self, words: list[str]) -> NDArray[np.bool_]:
        """Rows that have any of the words."""
        mask = np.zeros(self._rows, np.bool_)
        for word in words:
            at = bisect_left(self._words, word)
            if at < len(self._words) and self._words[at] == word:
                mask[self._of(at)] = True
        return mask

    def _beginning(self, start: str) -> list[str]:
        at = bisect_left(self._words, start)
        end = bisect_left(self._words, start + "\U0010ffff")
        return self._words[at : min(end, at + _MOST_PREFIXED)]

    def _forms(self, word: str) -> list[str]:
        return [word + ending for ending in _ENDINGS]

    def _term(self, term: _Term) -> NDArray[np.bool_]:
        if term.prefix:
            mask = np.ones(self._rows, np.bool_)
            for number, word in enumerate(term.words):
                last = number == len(term.words) - 1
                mask &= self._mask(self._beginning(word) if last else [word])
            return mask
        if not term.phrase:
            return self._mask(self._forms(term.words[0]))
        mask = np.ones(self._rows, np.bool_)
        for word in term.words:
            mask &= self._mask([word])
        if self._texts is not None:
            wanted = re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, term.words)) + r"(?![^\W_])")
            for row in np.flatnonzero(mask).tolist():
                if not wanted.search(self._texts[row].as_py() or ""):
                    mask[row] = False
        return mask

    def find(self, query: str) -> NDArray[np.bool_]:
        """Which incidents a query finds.

        Args:
            query: Words, phrases and exclusions; one without any word finds all.
        """
        mask = np.ones(self._rows, np.bool_)
        for term in _terms(query):
            mask &= ~self._term(term) if term.negative else self._term(term)
        return mask
