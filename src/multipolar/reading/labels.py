"""What the model's numbers mean: the label sets of its heads and where each lies in the output.

Shared by training and by the shipped coder, so that a weight file and its decoder cannot disagree: the weight file
carries :data:`LAYOUT_VERSION` and a coder refuses another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STATUSES, TRENDS

__all__ = [
    "CASES",
    "DIGIT",
    "HEADS",
    "LAYERS",
    "LAYOUT_VERSION",
    "LEXICON",
    "LOWER",
    "MIXED",
    "MODE_LABELS",
    "OTHER",
    "PAIRS",
    "PUNCT",
    "SECTOR_LABELS",
    "TITLE",
    "TREND_LABELS",
    "UPPER",
    "Head",
    "mode_slice",
]

LAYOUT_VERSION: Final = 2

CASES: Final = 8
"""Case classes of a word: padding, lower, capitalised, upper, mixed, with digits, punctuation, other scripts."""

LOWER, TITLE, UPPER, MIXED, DIGIT, PUNCT, OTHER = range(1, CASES)
"""Case classes by name."""

LEXICON: Final = 48
"""Room for classes of the gazetteer feature (kind of known name, begin and inside)."""

LAYERS: Final[tuple[str, ...]] = ("actor", "inner", "place", "time")
"""Mention layers, each tagged outside/begin/inside. ``inner`` holds the shortest of nested actor mentions."""

PAIRS: Final[tuple[str, ...]] = (
    "who",
    "to",
    "at",
    "on",
    "by",
    "a",
    "b",
    "speaker",
    "about+",
    "about-",
    "about0",
    "antecedent",
    "cause",
)
"""Links from a head word (of a trigger, quote or mention) to a span."""

MODE_LABELS: Final[tuple[tuple[str, str | None], ...]] = tuple(
    (event_type, mode) for event_type in EVENT_TYPES for mode in (None, *MODES[event_type])
)
"""(type, mode) of each mode logit; None is an event of that type without a mode."""

SECTOR_LABELS: Final[tuple[str, ...]] = tuple(SECTORS)

TREND_LABELS: Final[tuple[str | None, ...]] = (None, *TRENDS)


@dataclass(frozen=True, slots=True)
class Head:
    """A slice of the per-word logits: ``logits[..., start:start + size]``."""

    name: str
    start: int
    size: int


def _heads() -> dict[str, Head]:
    sizes = {
        "event": 2 + len(EVENT_TYPES),  # outside, inside, begin of each type
        "relation": 2 + len(RELATION_TYPES),
        "claim": 3,  # outside, inside, begin
        **dict.fromkeys(LAYERS, 3),
        "status": len(STATUSES),
        "mode": len(MODE_LABELS),
        "trend": len(TREND_LABELS),
        "sector_first": len(SECTOR_LABELS),  # summed with sector_last over a mention's first and last word
        "sector_last": len(SECTOR_LABELS),
    }
    heads, start = {}, 0
    for name, size in sizes.items():
        heads[name] = Head(name, start, size)
        start += size
    return heads


HEADS: Final[dict[str, Head]] = _heads()
"""All heads, in the order of the output."""


def mode_slice(event_type: str) -> tuple[int, int]:
    """First and one-past-last index, within the mode head, of an event type's modes (no mode first)."""
    first = MODE_LABELS.index((event_type, None))
    return first, first + 1 + len(MODES[event_type])
