"""Cut reports into passages: runs of sentences that the encoder reads at once, each sentence coded once.

A passage takes as many sentences as fit into a budget of word pieces; where a report goes on, the next passage starts
with the last sentences before it as context, so that "both leaders" still finds the leaders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Window", "WindowOptions", "cut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """How passages are cut.

    Attributes:
        budget: Word pieces in a passage (a longer single sentence stands alone).
        context: Word pieces of earlier sentences to repeat in front.
        context_sentences: The same limit in sentences.
    """

    budget: int = 126
    context: int = 56
    context_sentences: int = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences ``first`` to ``last`` (exclusive) of a list, coded from ``emit_from`` on."""

    first: int
    emit_from: int
    last: int


def cut(lengths: Sequence[int], options: WindowOptions) -> list[Window]:
    """Windows over sentences of the given lengths (in word pieces) that emit each sentence exactly once."""
    windows: list[Window] = []
    start = 0
    while start < len(lengths):
        first, room = start, options.context
        while first > 0 and start - first < options.context_sentences and lengths[first - 1] + 1 <= room:
            first -= 1
            room -= lengths[first] + 1
        used = sum(lengths[first:start]) + start - first
        last = start
        while last < len(lengths) and (last == start or used + lengths[last] + 1 <= options.budget):
            used += lengths[last] + 1
            last += 1
        # A sentence that fills the window by itself is read without the context that would not fit.
        if used > options.budget and first < start:
            first = start
        windows.append(Window(first, start, last))
        start = last
    return windows
