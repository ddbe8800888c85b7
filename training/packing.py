"""Examples as arrays of one shape: everything that the loss asks about a batch, padded, so that no step branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.reading.labels import LAYERS, PAIRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from multipolar.reading.tokens import Encoded

    from data import Example, Words

TAGGED: Final = ("event", "relation", "claim", *LAYERS)
"""Heads that tag words, in the order of ``tags``."""

ACTORS, PLACES, TIMES, NONE = range(4)
"""Pools of spans that a link may go to: mentions of actors, of places, of times, or heads of other triggers alone."""

NOT_ASKED, WRONG, RIGHT = range(3)
"""Answers: this span is none that the question is about, is a wrong answer, is a right one."""

IGNORE: Final = -100
_POOLS: Final = {"at": PLACES, "on": TIMES, "cause": NONE}
CAUSE: Final = PAIRS.index("cause")

Arrays = dict[str, "NDArray[Any]"]
"""The inputs of :class:`model.Joint` and, of a batch of B passages with at most W words, the targets:

``tags`` [B, heads, W], ``status``, ``mode``, ``trend`` [B, W], all ``IGNORE`` where nothing is asked; ``sectors``
[B, S, 3] of first word, last word, sector; ``spans`` [B, G, 2] that links may go to; ``heads`` [B, H], words whose
links are asked about; ``queries`` [B, Q, 3] of pair, number of the head, pool, with ``answers`` [B, Q, G]; ``stands``
[B, A], first words of mentions, with ``same`` [B, A, G]: which spans they stand for; ``sentences`` [B].
"""


@dataclass(slots=True)
class _Links:
    """What is asked about the links of one passage."""

    spans: list[Words]
    heads: list[int]
    queries: list[tuple[int, int, int]]
    answers: list[dict[int, int]]
    stands: list[int]
    same: list[dict[int, int]]


def _links(example: Example) -> _Links:
    mentions = example.mentions
    pools = {
        ACTORS: mentions["actor"] | mentions["inner"],
        PLACES: mentions["place"],
        TIMES: mentions["time"],
    }
    numbers: dict[Words, int] = {}

    def number(span: Words) -> int:
        return numbers.setdefault(span, len(numbers))

    slots: dict[int, int] = {}

    def slot(word: int) -> int:
        return slots.setdefault(word, len(slots))

    out = _Links([], [], [], [], [], [])
    for (pair, word), true in example.links.items():
        pool = _POOLS.get(PAIRS[pair], ACTORS)
        out.queries.append((pair, slot(word), pool))
        out.answers.append({number(span): RIGHT if span in true else WRONG for span in sorted(pools[pool] | true)})
    triggers = [int(word) for name in ("event", "relation") for word in np.flatnonzero(example.tags[name] >= 2)]
    for effect in triggers:
        causes = example.causes.get(effect, ())
        answers = {number((cause, cause)): RIGHT if cause in causes else WRONG for cause in triggers if cause != effect}
        if answers:
            out.queries.append((CAUSE, slot(effect), NONE))
            out.answers.append(answers)
    spans = sorted(pools[ACTORS] | pools[PLACES])
    for word, true in example.antecedents.items():
        pool_spans = [span for span in spans if not span[0] <= word <= span[1]]
        right = [span in true for span in pool_spans]
        if any(right) and not all(right):
            out.stands.append(word)
            out.same.append({number(span): RIGHT if span in true else WRONG for span in pool_spans})
    out.spans, out.heads = list(numbers), list(slots)
    return out


def _rows(
    count: int, values: Sequence[Sequence[Any]], fill: int, width: int, deep: tuple[int, ...] = ()
) -> NDArray[np.int64]:
    """Lists of different lengths as one padded array."""
    out = np.full((count, width, *deep), fill, dtype=np.int64)
    for row, items in enumerate(values):
        if items:
            out[row, : len(items)] = items
    return out


def padded(passages: Sequence[Encoded]) -> Arrays:
    """Inputs of passages, stacked, but for ``origins``."""
    count = len(passages)
    tokens = max(len(passage.ids) for passage in passages)
    words = max(len(passage.firsts) for passage in passages)
    out: Arrays = {
        name: _rows(count, [getattr(passage, name).tolist() for passage in passages], 0, tokens)
        for name in ("ids", "cases", "names")
    }
    out["lengths"] = np.array([len(passage.ids) for passage in passages], dtype=np.int64)
    out["firsts"] = _rows(count, [passage.firsts.tolist() for passage in passages], 0, words)
    return out


def pack(examples: Sequence[Example]) -> Arrays:
    """Stack examples, padded to the longest of each kind."""
    out = padded([example.encoded for example in examples])
    out["origins"] = np.array([example.origin for example in examples], dtype=np.int64)
    out["sentences"] = np.array([example.sentences for example in examples], dtype=np.int64)
    return out | _labels(examples, out["firsts"].shape[1]) | _questions(examples)


def _labels(examples: Sequence[Example], words: int) -> Arrays:
    """What each word is labelled with, and the sector of each mention."""
    count = len(examples)
    out: Arrays = {"tags": np.full((count, len(TAGGED), words), IGNORE, dtype=np.int64)}
    out |= {name: np.full((count, words), IGNORE, dtype=np.int64) for name in ("status", "mode", "trend")}
    for row, example in enumerate(examples):
        for head, name in enumerate(TAGGED):
            tags = example.tags[name].copy()
            if name not in LAYERS:
                tags[~example.emit] = IGNORE
            out["tags"][row, head, : len(tags)] = tags
        for name, labels in (("status", example.status), ("mode", example.mode), ("trend", example.trend)):
            out[name][row, list(labels)] = list(labels.values())
    sectors = [[(*span, label) for span, label in example.sectors.items()] for example in examples]
    out["sectors"] = _rows(count, sectors, 0, max(1, *map(len, sectors), 1), (3,))
    for row, listed in enumerate(sectors):
        out["sectors"][row, len(listed) :, 2] = IGNORE
    return out


def _questions(examples: Sequence[Example]) -> Arrays:
    """What is asked about links, and the answers."""
    count = len(examples)
    linked = [_links(example) for example in examples]
    lists: list[list[list[Any]]] = [
        [list(getattr(x, name)) for x in linked] for name in ("spans", "heads", "queries", "stands")
    ]
    spans, heads, queries, stands = (max(1, *map(len, some), 1) for some in lists)
    out: Arrays = {
        "spans": _rows(count, lists[0], 0, spans, (2,)),
        "heads": _rows(count, lists[1], 0, heads),
        "queries": _rows(count, lists[2], 0, queries, (3,)),
        "stands": _rows(count, lists[3], 0, stands),
    }
    for row, links in enumerate(linked):  # what is padding has no pool
        out["queries"][row, len(links.queries) :, 2] = NONE
    for name, width, answered in (
        ("answers", queries, [x.answers for x in linked]),
        ("same", stands, [x.same for x in linked]),
    ):
        table = out[name] = np.zeros((count, width, spans), dtype=np.int64)
        for row, given in enumerate(answered):
            for at, answers in enumerate(given):
                table[row, at, list(answers)] = list(answers.values())
    return out
