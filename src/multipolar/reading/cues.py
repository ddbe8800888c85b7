"""Words that state a cause, to show beside a causal link."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["find_cue"]

_PHRASES: Final = (
    "in retaliation for",
    "in response to",
    "in reaction to",
    "in protest against",
    "in protest at",
    "in protest of",
    "as a result of",
    "as a consequence of",
    "on account of",
    "on charges of",
    "on suspicion of",
    "because of",
    "because",
    "led to",
    "leading to",
    "leads to",
    "resulted in",
    "resulting in",
    "prompted by",
    "prompting",
    "prompted",
    "provoked by",
    "provoking",
    "provoked",
    "triggered by",
    "triggering",
    "triggered",
    "sparked by",
    "sparking",
    "sparked",
    "caused by",
    "causing",
    "caused",
    "forced",
    "forcing",
    "intensified",
    "deepened",
    "fuelled by",
    "fueled by",
    "fuelled",
    "fueled",
    "due to",
    "owing to",
    "thanks to",
    "following",
    "in order to",
    "accused of",
    "convicted of",
    "charged with",
    "wanted for",
    "responding to",
    "retaliating for",
    "punished for",
    "punishment for",
    "amid",
    "after",
    "since",
    "over",
    "for",
)
"""Longest first where one begins another; the plain prepositions come last."""

_CUE: Final = re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase in _PHRASES) + r")\b", re.IGNORECASE)


def find_cue(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the best cue between two characters of a sentence stands, or None.

    Earlier entries of the list say more than later ones ("in response to" before "for").
    """
    best: tuple[int, tuple[int, int]] | None = None
    for match in _CUE.finditer(text, start, end):
        rank = _PHRASES.index(match.group().lower())
        if best is None or rank < best[0]:
            best = (rank, match.span())
    return None if best is None else best[1]
