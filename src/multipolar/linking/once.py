"""What happens once, however often reports come back to it: a person is killed once, and a war is one war to them all.

A day of fighting is not the war, so that only what calls the whole by its name ("the invasion", "since the war began")
counts here, and nothing with a day of its own. Which persons and which wars is for the sides to say.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from multipolar.linking.parties import share
from multipolar.linking.words import named
from multipolar.ontology import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.linking.views import EventView, Side

__all__ = ["FEW", "slain", "whole_war"]

FEW: Final = 2
"""Persons killed in one event, and sides of a war, that are compared at most."""

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
    return tuple(map(named, dict.fromkeys(persons)))[:FEW]


def whole_war(view: EventView) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers for the war that an event calls by its name: its noun with whom it is waged on, and with who wages it.

    Of whom it is waged on the first is 0 where the sentence only names them beside it, and may mean others. None where
    nobody is named, or the event tells of no whole war.
    """
    if view.type != "ASSAULT" or view.status not in _HAPPENED or not _kind(view.trigger)[1]:
        return (), ()
    if view.start and view.end and not view.time_inferred and (view.end - view.start).days < _DAYS:
        return (), ()
    noun = _kind(view.trigger)[1]
    by = _numbers(noun, "by", view.actors)
    # "Suspends shipments to … since the invasion": whom the sentence is about is not for that whom the war is waged on.
    upon = [side for side in view.recipients if share(view, side, 1) == 1.0]
    if upon or not view.recipients:
        return _numbers(noun, "on", upon), by
    return (0, *_numbers(noun, "on", view.recipients))[:FEW], by


def _numbers(noun: str, role: str, sides: Sequence[Side]) -> tuple[int, ...]:
    codes = sorted({side.code for side in sides} - {UNKNOWN})
    return tuple([named(f"{noun} {role} {code}") for code in codes[:FEW]])
