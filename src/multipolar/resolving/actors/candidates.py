"""Candidates for whom a mention means: codes with the marks that speak for them, and what a phrase says by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.knowledge import Entity, Name

__all__ = ["Candidate", "Option", "Read", "holds", "tag_of"]

Option = tuple[str, "Entity | None", "Name | None"]
"""One meaning of a name: code, entity and surface form; both None for places of the gazetteer."""


def holds(since: dt.date | None, until: dt.date | None, on: dt.date) -> bool:
    """Whether a span that may be open at either end contains the day."""
    return (since is None or since <= on) and (until is None or on <= until)


@dataclass(slots=True)
class Candidate:
    """A code that a mention may have, with what speaks for it.

    Attributes:
        code: The code.
        marks: Names of the pieces of evidence, as the weights table has them.
        entity: The entity that gave the code, where the tables have one.
        name: The surface form that gave it.
        source: What a reader is told about where the code came from.
        sector: Sector of what gave it, empty if it has none.
        person: Canonical name of the person that it came from, where it came from one.
        acting: Whether the entity itself is meant, and not merely where it belongs.
        apposed: The person whom an apposition to the noun names ("the Chinese president, Xi Jinping").
        term: For persons, ``now``, ``past`` or ``later``: whether they hold an office of the tables at the date.
    """

    code: str
    marks: set[str] = field(default_factory=set)
    entity: Entity | None = None
    name: Name | None = None
    source: str = ""
    sector: str = ""
    person: str = ""
    acting: bool = False
    term: str = ""
    apposed: Entity | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A phrase with what it says by itself.

    Attributes:
        phrase: The phrase, taken apart.
        candidates: Codes that its own words suggest.
        sure: Whether they need no look at the report around it.
        several: Those among them that the phrase names together ("French and British troops").
        dated: Whether it says something else on another day.
        members: Codes of the states of the grouping of which the phrase speaks of one ("the Central American country").
    """

    phrase: Phrase
    candidates: tuple[Candidate, ...]
    sure: bool
    several: tuple[Candidate, ...] = ()
    dated: bool = False
    members: frozenset[str] = frozenset()


def tag_of(entity: Entity | None, name: Name | None) -> str:
    """Short tag of the kind of evidence that a name is."""
    if entity is None:
        return "gaz"
    if entity.kind == "state":
        kind = name.kind if name else "name"
        if kind in {"capital", "seat", "generic"}:
            return kind
        return "adj" if kind in {"demonym", "adjective", "prefix"} else "state"
    if entity.kind == "person":
        return "surname" if name and name.kind == "surname" else "person"
    return "generic" if name is not None and name.kind == "generic" else entity.kind
