"""Whom an act is aimed at that answers another's.

Sanctions, accusations and threats say whom they are against less often than why: "its invasion, which has led to
sanctions from the West". Where the words make another's act the cause, they are against whoever acted: so are, in the
annotations that training learns from, 559 of 596 sanctions that have a recipient and another's act as their cause, 111
of 121 accusations and 33 of 35 threats.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.records import DraftCause, DraftEvent

__all__ = ["aimed"]

_ANSWERS: Final = frozenset({"SANCTION", "ACCUSE", "THREATEN"})
"""Types of acts that are against somebody for what he did."""


def aimed(events: Sequence[DraftEvent], causes: Sequence[DraftCause]) -> tuple[DraftEvent, ...]:
    """Events, those that answer another's act and have no recipient with who did that as their recipients.

    Args:
        events: Of a passage.
        causes: Between them.
    """
    out = list(events)
    for cause in sorted(causes, key=lambda cause: -cause.confidence):
        if cause.cause[0] != "event" or cause.effect[0] != "event":
            continue
        act, answer = events[cause.cause[1]], out[cause.effect[1]]
        own = {mention.extent for mention in answer.actors}
        if answer.type not in _ANSWERS or answer.recipients or any(mention.extent in own for mention in act.actors):
            continue
        recipients = tuple(
            replace(mention, confidence=round(mention.confidence * cause.confidence, 4)) for mention in act.actors
        )
        out[cause.effect[1]] = replace(answer, recipients=recipients)
    return tuple(out)
