"""Persons of the tables told from others of their surname, whom the report itself introduces."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from multipolar.resolving.actors.candidates import Read
from multipolar.resolving.actors.discourse import compatible, surname_of

if TYPE_CHECKING:
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["without_namesakes"]


def without_namesakes(reads: list[Read], knowledge: Knowledge) -> list[Read]:
    """Surnames of the tables' persons taken for those whom the report itself introduces by a full name of that end."""
    full: dict[str, str] = {}
    for read in reads:
        person = read.phrase.person
        if " " in person:
            full.setdefault(surname_of(person), person)
    if not full:
        return reads
    return [_told_apart(read, full, knowledge) for read in reads]


def _told_apart(read: Read, full: dict[str, str], knowledge: Knowledge) -> Read:
    phrase = read.phrase
    if len(phrase.hits) != 1 or not all(name.kind == "surname" for name in phrase.hits[0].names):
        return read
    hit = phrase.hits[0]
    surname = phrase.words[hit.start : hit.end]
    person = full.get(surname.lower())
    if person is None or not hit.names or hit.part or hit.tie:
        return read
    if any(compatible(knowledge.entity(name.entity_id).name, person) for name in hit.names):
        return read
    shape = "named" if phrase.shape == "bare" else "described"
    return Read(replace(phrase, hits=(), person=surname, shape=shape), (), sure=False)
