"""Words that were read before are no news: which events stand in words that an earlier report had already.

Outlets print one another's sentences: whole, cut, under another headline, with words put before or after. What a coder
makes of a sentence depends on its company, so a reprint may get another type, or an event more. Such an event tells
what the words told when they were read first, and is an *echo* of the event that was read in them then; where none was
read in them, it is an echo of nothing.

Sentences are found again by some of their runs of :data:`RUN` words, chosen so that two sentences that share
:data:`LEAST` words in a row share one of these (winnowing; Schleimer, Wilkerson, Aiken 2003), and laid side by side.
Most of the shorter one must stand in the other, and where they differ they must not name different things: a phrase
that is used every day, with other towns and numbers, is no reprint. What is held is bounded by :data:`WINDOW`.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.linking.words import hashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["LEAST", "WINDOW", "Passage", "ReadWords", "Told"]

LEAST: Final = 8
"""Words that a reprint must have in common with what it repeats; fewer, where its report repeats other words, too."""

FEW: Final = 3
"""Words in common that are enough where the report repeats other sentences of the same report, or all of its text."""

SHARE: Final = 0.8
"""Share of the shorter sentence that must stand in the other."""

NEAR: Final = 31
"""Days between two reports up to which one may repeat the other word for word."""

SOON: Final = 7
"""Days up to which one may repeat the other with changes: sentences much alike are printed again on other occasions."""

_REMEMBERED: Final = 1 << 15
"""Words whose numbers are remembered."""

WINDOW: Final = 15_000
"""Sentences among which repetition is looked for, the latest ones."""

RUN: Final = 4
"""Words in a run that is looked up."""

_AMONG: Final = LEAST - RUN + 1
"""Neighbouring runs of which one is chosen."""

_MOST: Final = 12
"""Sentences that stand under one run at most; a run that is that common tells nothing."""

_COMPARED: Final = 6
"""Earlier sentences that one is laid beside at most, those that share most runs."""

_SEARCHED: Final = 64
"""Sentences of reports that a report repeats in part which are gone through for the rest of it, at most."""

_INNER: Final = 5
"""Words that may differ within a sentence that is repeated."""

_WORD: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = frozenset(
    (
        *("a", "an", "the", "this", "that", "these", "those", "it", "its", "his", "her", "their", "he", "she", "they"),
        *("in", "on", "at", "by", "for", "from", "of", "to", "with", "after", "before", "as", "and", "but", "or", "if"),
        *("several", "some", "many", "more", "at", "about", "over", "under", "during", "while", "when", "there", "all"),
        *("according", "reports", "officials", "police", "meanwhile", "also", "however", "authorities", "news"),
    )
)
_COUNTS: Final = frozenset(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen"),
        *("dozens", "hundred", "hundreds", "thousand", "thousands", "second", "third", "first", "fourth", "fifth"),
    )
)


class Told(NamedTuple):
    """An event of a passage: its id, and where its trigger stands in the passage, in characters."""

    id: str
    start: int
    end: int


class Passage(NamedTuple):
    """A sentence and the events that were read in it."""

    text: str
    events: tuple[Told, ...] = ()


class _Words(NamedTuple):
    """Words of a sentence as numbers, and which of them name something (1, else 0)."""

    keys: array[int]
    names: bytes


@dataclass(slots=True)
class _Sentence:
    """A sentence that was read: in which report, when, its words, and its events as first and last word and root."""

    report: str
    place: int
    day: int | None
    words: _Words
    events: tuple[tuple[int, int, str | None], ...]


class _Match(NamedTuple):
    """Where a sentence stands in an earlier one."""

    earlier: int
    covered: int
    blocks: tuple[tuple[int, int, int], ...]

    def at(self, word: int) -> int | None:
        """The word of the earlier sentence that a word of the later one repeats, or stands in for; None outside."""
        before: int | None = None
        for left, right, size in self.blocks:
            if word < right:  # changed, or put in, within what is repeated
                return before
            if word < right + size:
                return left + word - right
            before = left + size
        return None


class _Known(dict[str, tuple[int, bool]]):
    """Words, each with its number and whether it names something; those asked for are remembered."""

    def __missing__(self, word: str) -> tuple[int, bool]:
        if len(self) >= _REMEMBERED:
            self.clear()
        low = word.casefold()
        names = (word[0].isupper() and low not in _PLAIN) or not word.isalpha() or low in _COUNTS
        found = self[word] = hashed(low), names
        return found


_known = _Known().__getitem__


def _words(text: str) -> _Words:
    known = list(map(_known, _WORD.findall(text)))
    return _Words(array("I", [key for key, _ in known]), bytes([names for _, names in known]))


def _ends(text: str) -> list[int]:
    """Where each word of a sentence ends."""
    return [match.end() for match in _WORD.finditer(text)]


def _runs(keys: array[int]) -> set[int]:
    """The runs of words by which a sentence is found."""
    every = list(map(hash, zip(*[keys[at:] for at in range(RUN)], strict=False)))
    if len(every) <= _AMONG:
        return {min(every)} if every else set()
    return set(map(min, *[every[at:] for at in range(_AMONG)]))


def _aligned(earlier: _Words, later: _Words, least: int) -> tuple[int, tuple[tuple[int, int, int], ...]] | None:
    """How many words two sentences share and where, if the one repeats the other; else None."""
    shorter = min(len(earlier.keys), len(later.keys))
    if earlier.keys == later.keys:
        return (shorter, ((0, 0, shorter),)) if shorter >= least else None
    matcher = SequenceMatcher(None, earlier.keys, later.keys, autojunk=False)
    # Two words in a row, or one that names something: "the" alone stands anywhere.
    found = matcher.get_matching_blocks()
    blocks = [block for block in found if block.size > 1 or (block.size and earlier.names[block.a])]
    covered = sum(block.size for block in blocks)
    if covered < max(least, SHARE * shorter):
        return None
    left = right = 0
    for at, (a, b, size) in enumerate([*blocks, (len(earlier.keys), len(later.keys), 0)]):
        one, other = earlier.names[left:a], later.names[right:b]
        if one and other:
            inner = 0 < at < len(blocks)
            named = any(one) or any(other) if inner else any(one) and any(other)
            if named or (inner and max(len(one), len(other)) > _INNER):
                return None
        left, right = a + size, b + size
    return covered, tuple((block.a, block.b, block.size) for block in blocks)


def _span(ends: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """First and last word of some characters."""
    first, last = bisect_right(ends, start), min(bisect_left(ends, end), len(ends) - 1)
    return first, max(first, last)


class ReadWords:
    """The sentences that were read lately, to tell what a new report only repeats.

    Args:
        window: How many of the latest sentences are held.
    """

    def __init__(self, *, window: int = WINDOW) -> None:
        self._window = window
        self._sentences: dict[int, _Sentence] = {}
        self._order: deque[int] = deque()
        self._next = 0
        # Most runs stand in one sentence: the number alone takes a third of the room of a tuple with it.
        self._index: dict[int, int | tuple[int, ...]] = {}
        self._reports: dict[str, dict[int, int]] = {}
        self._texts: dict[str, dict[str, None]] = {}
        self._keys: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._sentences)

    def read(
        self,
        report: str,
        day: int | None,
        text_key: str,
        passages: Sequence[Passage],
        known: Mapping[str, str | None] | None = None,
    ) -> dict[str, str | None]:
        """Take in a report.

        Args:
            report: Its id. A report that was read before is read anew: what it was first to say, it still is.
            day: Number of the day of its publication.
            text_key: Group of equal or nearly equal texts that it belongs to.
            passages: Its sentences, in order.
            known: Its events that are echoes, where that was found out before: as the answer.

        Returns:
            Its events that are echoes, each with the event that it echoes; None where it echoes words in which no
            event was read.
        """
        words = [_words(passage.text) for passage in passages]
        runs = [_runs(one.keys) for one in words]
        own = self._reports.get(report, {})
        matches: list[_Match | None] = [
            None if place in own else self._repeated(report, day, one, runs[place]) for place, one in enumerate(words)
        ]
        owners = {self._sentences[match.earlier].report for match in matches if match is not None}
        owners.update(other for other in self._texts.get(text_key, ()) if other != report)
        for place, one in enumerate(words):
            if owners and matches[place] is None and place not in own:
                rows = [row for owner in sorted(owners) for row in self._reports.get(owner, {}).values()]
                matches[place] = self._best(day, one, rows[:_SEARCHED], FEW)
        echoes: dict[str, str | None] = dict(known or {})
        for place, (passage, one, match) in enumerate(zip(passages, words, matches, strict=True)):
            ends = _ends(passage.text) if passage.events else []
            told = [(event.id, *_span(ends, event.start, event.end)) for event in passage.events]
            if known is None and match is not None:
                for event, first, last in told:
                    at = next((at for word in range(first, last + 1) if (at := match.at(word)) is not None), None)
                    if at is not None:
                        echoes[event] = self._root(match.earlier, one.keys[first : last + 1], at, last - first)
            roots = tuple((first, last, echoes.get(event, event)) for event, first, last in told)
            if place in own:
                self._sentences[own[place]].events = roots
            elif match is None or any(event not in echoes for event, _, _ in told):
                self._note(_Sentence(report, place, day, one, roots), runs[place])
        if report in self._reports and report not in self._keys:
            self._keys[report] = text_key
            self._texts.setdefault(text_key, {})[report] = None
        return echoes

    def _root(self, row: int, trigger: Sequence[int], at: int, more: int) -> str | None:
        """What the words at a place of an earlier sentence told: by the same trigger, else the nearest one's event."""
        sentence = self._sentences[row]

        def far(event: tuple[int, int, str | None]) -> tuple[bool, int, int]:
            first, last, _ = event
            same = first == at and sentence.words.keys[first : last + 1] == trigger
            return (not same, max(0, first - at - more, at - last), abs(first - at))

        told = [event for event in sentence.events if event[2] is not None]
        return min(told, key=far)[2] if told else None

    # --- Finding ---

    def _repeated(self, report: str, day: int | None, words: _Words, runs: set[int]) -> _Match | None:
        """The earlier sentence that one repeats."""
        known = runs & self._index.keys()
        if not known:
            return None
        shared = Counter(row for run in known for row in self._under(run))
        rows = [row for row, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))]
        near = self._near(day, [row for row in rows if self._sentences[row].report != report])
        return self._best(day, words, list(near)[:_COMPARED], LEAST)

    def _best(self, day: int | None, words: _Words, rows: Iterable[int], least: int) -> _Match | None:
        best: tuple[tuple[bool, int, int, int, str, int], _Match] | None = None
        for row in self._near(day, rows):
            sentence = self._sentences[row]
            late = day is not None and sentence.day is not None and abs(day - sentence.day) > SOON
            if late and sentence.words.keys != words.keys:
                continue
            found = _aligned(sentence.words, words, least)
            if found is not None:
                covered, blocks = found
                told = any(root is not None for _, _, root in sentence.events)
                more = abs(len(sentence.words.keys) - len(words.keys))
                worth = (not told, -covered, more, sentence.day or 0, sentence.report, sentence.place)
                if best is None or worth < best[0]:
                    best = (worth, _Match(row, covered, blocks))
        return None if best is None else best[1]

    def _near(self, day: int | None, rows: Iterable[int]) -> Iterator[int]:
        for row in rows:
            then = self._sentences[row].day
            if day is None or then is None or abs(day - then) <= NEAR:
                yield row

    # --- Keeping ---

    def _under(self, run: int) -> tuple[int, ...]:
        """The sentences under a run."""
        rows = self._index.get(run, ())
        return (rows,) if isinstance(rows, int) else rows

    def _note(self, sentence: _Sentence, runs: set[int]) -> None:
        row, self._next = self._next, self._next + 1
        self._sentences[row] = sentence
        self._order.append(row)
        self._reports.setdefault(sentence.report, {})[sentence.place] = row
        for run in runs:
            rows = self._under(run)
            # Of a run that many have, the latest: what is repeated was read lately.
            self._index[run] = (*rows[-(_MOST - 1) :], row) if rows else row
        while len(self._order) > self._window:
            self._drop(self._order.popleft())

    def _drop(self, row: int) -> None:
        sentence = self._sentences.pop(row)
        for run in _runs(sentence.words.keys):
            rows = tuple(other for other in self._under(run) if other != row)
            if rows:
                self._index[run] = rows if len(rows) > 1 else rows[0]
            else:
                self._index.pop(run, None)
        places = self._reports[sentence.report]
        places.pop(sentence.place)
        if not places:
            del self._reports[sentence.report]
            key = self._keys.pop(sentence.report, "")
            reports = self._texts.get(key, {})
            reports.pop(sentence.report, None)
            if not reports:
                self._texts.pop(key, None)
