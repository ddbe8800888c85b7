"""Actors that a report names together, for words that stand for several ("both leaders", "they")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase

__all__ = ["best_group", "how_many", "named_together", "only_states"]

UNKNOWN: Final = "---"
_AND: Final = re.compile(r"^[\s,]*(?:and|or|,|&|\u2013|-)[\s,]*(?:the\s+)?$")
_NUMBER: Final = {"both": 2, "two": 2, "each": 2, "three": 3, "trio": 3, "four": 4, "five": 5}
_OF_STATES: Final = frozenset({"countries", "nations", "states", "republics", "governments", "capitals", "kingdoms"})


def how_many(phrase: Phrase) -> int:
    """How many actors the words speak of, 0 if they do not say."""
    return next((number for word, number in _NUMBER.items() if word in phrase.lows), 0)


def only_states(phrase: Phrase) -> bool:
    """Whether the words can stand for states alone."""
    return phrase.head in _OF_STATES


def best_group(
    groups: list[list[Item]], chance: Mapping[str, float], *, wanted: int, strict: bool, states: bool
) -> list[Item]:
    """The group that a plural stands for: the likeliest by the ranking of its members, late ones first among equals.

    Args:
        groups: Groups named together, latest first.
        chance: How likely each code is by itself.
        wanted: How many the words speak of, 0 if they do not say.
        strict: Whether the words need several ("both"), or may stand for one ("they").
        states: Whether only states can be meant.
    """
    best: list[Item] = []
    top = 0.0
    first = max(chance, key=chance.__getitem__) if chance else ""
    for late, group in enumerate(groups):
        codes = {item.code for item in group}
        if (wanted and len(codes) != wanted) or (states and any(":" in code for code in codes)):
            continue
        total = sum(chance.get(code, 0.0) for code in codes)
        if not strict and (late or first not in codes or min(chance.get(code, 0.0) for code in codes) < _EACH):
            continue
        value = total - _STALE * late
        if value > top:
            best, top = group, value
    return best


_EACH: Final = 0.25
_STALE: Final = 0.06


def _with(last: Item, earlier: list[Item], text: str) -> tuple[list[Item], list[Item]]:
    """Those named on one side with an item, and the two sides of its event (empty unless they are two)."""
    together, facing = [last], [last]
    for other in reversed(earlier):
        if other.sentence != last.sentence:
            break
        mine, its = last.mention, other.mention
        event = mine is not None and its is not None and mine.group == its.group
        roles = {mine.role if mine else "", its.role if its else ""}
        between = text[other.end : together[-1].start] if other.end <= together[-1].start else "x"
        one_phrase = (other.start, other.end) == (last.start, last.end)
        if (event and len(roles) == 1) or one_phrase or _AND.match(between):
            if other.code not in {item.code for item in together}:
                together.append(other)
        elif event and roles <= _SIDES:
            facing.append(other)
    two = len({item.code for item in facing}) == 2  # noqa: PLR2004 - two sides face each other
    return together[::-1], facing[::-1] if two else []


def named_together(report: ReportActors, at: tuple[int, int], sentences: Mapping[int, str]) -> list[list[Item]]:
    """Groups of actors named together before a point, latest first.

    Together are the same side of one event or relation, those that "and" joins, and the two sides of one event.

    Args:
        report: The report so far.
        at: Sentence and character of the point.
        sentences: Texts by number.
    """
    before = [i for i in report.items if i.match is not None and (i.sentence, i.start) < at and i.code != UNKNOWN]
    groups: list[list[Item]] = []
    seen: set[frozenset[str]] = set()

    for place in range(len(before) - 1, 0, -1):
        if len(groups) >= _MOST_GROUPS:
            break
        for group in _with(before[place], before[:place], sentences[before[place].sentence]):
            codes = frozenset(item.code for item in group)
            if len(codes) > 1 and codes not in seen:
                seen.add(codes)
                groups.append(group)
    return groups


_MOST_GROUPS: Final = 8
_SIDES: Final = frozenset({"actor", "recipient", "side"})
