"""What happens once, however often reports come back to it: a person is killed once, and a war is one war to them all.

A day of fighting is not the war, so that only what calls the whole by its name ("the invasion", "since the war began")
counts here, and nothing with a day of its own. Which persons and which wars is for the sides to say.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from multipolar.linking.words import named
from multipolar.ontology import UNKNOWN

if TYPE_CHECKING:
    from multipolar.linking.views import EventView, Side

__all__ = ["PERSONS", "slain", "whole_war"]

PERSONS: Final = 2
"""Persons killed in one event that are compared at most."""

_KILL: Final = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|assassinat\w*|murder(?:s|ed|ing)?|slay\w*|slain|executed|execution|dea(?:d|th)|die[sd]?)\b",
    re.IGNORECASE,
)
_TRIED: Final = re.compile(r"\b(?:attempt\w*|plot\w*|plan\w*|try|tries|tried|bid)\b", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\b(invasion|war|occupation|annexation|genocide)$", re.IGNORECASE)
_HAPPENED: Final = frozenset(("occurred", "ongoing", "alleged"))

_DAYS: Final = 7
"""Days up to which a time that words tell may be one of a war's days."""


@functools.lru_cache(maxsize=1 << 12)
def _kind(trigger: str) -> tuple[bool, str]:
    """Whether a trigger tells of a killing that came about, and the noun for a whole war that it is."""
    noun = _WHOLE.search(trigger)
    return (
        _KILL.search(trigger) is not None and _TRIED.search(trigger) is None,
        noun[1].casefold() if noun is not None else "",
    )


def slain(view: EventView) -> tuple[int, ...]:
    """Numbers of the persons of whose killing an event tells; none of a plan, an attempt, a denial or of a crowd."""
    if view.type != "ASSAULT" or view.status not in _HAPPENED or not _kind(view.trigger)[0]:
        return ()
    persons = [side.actor_id for side in view.recipients if side.actor_id.startswith("person:")]
    return tuple(map(named, dict.fromkeys(persons)))[:PERSONS]


def whole_war(view: EventView) -> tuple[int, int]:
    """Numbers for the war that an event calls by its name: its noun with whom it is waged on, and with who wages it.

    0 where nobody is named, and both where the event tells of no whole war.
    """
    if view.type != "ASSAULT" or view.status not in _HAPPENED or not _kind(view.trigger)[1]:
        return (0, 0)
    if view.start and view.end and not view.time_inferred and (view.end - view.start).days < _DAYS:
        return (0, 0)
    noun = _kind(view.trigger)[1]
    return _number(noun, "on", view.recipients), _number(noun, "by", view.actors)


def _number(noun: str, role: str, sides: tuple[Side, ...]) -> int:
    codes = sorted({side.code for side in sides} - {UNKNOWN})
    return named(f"{noun} {role} {codes[0]}") if codes else 0
