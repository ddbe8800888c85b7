"""Whom a surname means that several bear: those whom the report itself names in full come first.

The tables know many a Kim and Khan. A report that has named one of them, or somebody whom the tables do not know, means
no other by the surname: the one who was named nearest before, or else the first who is named after. Where bearers from
several countries are named, the nearest of each is kept, and the report says which country is likelier.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.candidates import Read
from multipolar.resolving.actors.discourse import compatible, surname_of, surnames_of
from multipolar.resolving.knowledge.fold import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from multipolar.resolving.actors.evidence import PhraseReader
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention
    from multipolar.resolving.actors.tokens import Hit
    from multipolar.resolving.knowledge import Entity, Name

__all__ = ["without_namesakes"]

_TOLD: Final = "named in full in the report"
_PLACE: Final = attrgetter("at")
_PLACE_AND_NAME: Final = attrgetter("at", "name")
"""What orders even those who are named at one place, so that a report always reads the same."""


class _Named(NamedTuple):
    """A person whom the report names in full: where, by which surnames, and as whom the tables know the person."""

    at: tuple[int, int]
    surnames: frozenset[str]
    name: str
    entity: Entity | None


_Index = dict[str, dict[str, list[_Named]]]
"""Where the report names whom in full, in order, by person, by what each may be called later: a surname, or an id."""
_Again = dict["tuple[Phrase, tuple[Hit, ...]]", Read]
"""Phrases that were read anew in the report, with those who bear their surnames in it."""


def without_namesakes(
    reads: list[Read],
    mentions: Sequence[ActorMention],
    persons: Callable[[], Iterable[tuple[int, int, str]]],
    reader: PhraseReader,
    on: dt.date | None,
) -> list[Read]:
    """The readings of a report's mentions, with surnames left to those bearers whom the report names in full.

    Args:
        reads: What the mentions say by themselves.
        mentions: The mentions, in the same order.
        persons: Gives the persons of the tables whom the sentences name in full: sentence, first character, id. Asked
            only where a surname stands.
        reader: Reads phrases anew.
        on: Day of the report.
    """
    if not any(_is_open(hit) for read in reads for hit in read.phrase.hits):
        return reads
    found = [
        _Named((sentence, start), surnames_of(entity.name, entity.home), entity.name, entity)
        for sentence, start, entity_id in persons()
        if (entity := reader.knowledge.get(entity_id)) is not None
    ]
    for read, mention in zip(reads, mentions, strict=True):
        found += _named_in(read, mention, reader, on)
    if not found:
        return reads
    found.sort(key=_PLACE)
    named: _Index = {}
    for one in found:
        who = one.name if one.entity is None else one.entity.id
        for key in one.surnames if one.entity is None else (*one.surnames, who):
            named.setdefault(key, {}).setdefault(who, []).append(one)
    again: _Again = {}
    return [_told_apart(read, mention, named, reader, on, again) for read, mention in zip(reads, mentions, strict=True)]


def _is_open(hit: Hit) -> bool:
    """Whether a hit is a surname of the tables of which nothing says yet who bears it."""
    return bool(hit.names) and not hit.told and all(name.kind == "surname" for name in hit.names)


def _named_in(read: Read, mention: ActorMention, reader: PhraseReader, on: dt.date | None) -> list[_Named]:
    """Whom a mention names so that no look at its sentence tells: strangers, other spellings, holders of offices."""
    sentence, start = mention.extent.sentence, mention.extent.start
    person = read.phrase.person
    found: list[_Named] = []
    if " " in person:
        at = (sentence, start + max(0, read.phrase.words.find(person)))
        found.append(_Named(at, frozenset({fold(surname_of(person))}), person, None))
    for hit in read.phrase.hits:
        if hit.names and not _is_open(hit) and hit.names[0].entity_id.startswith("person:"):
            options = reader.options(hit, on)
            entity = options[0][1] if options else None
            if entity is not None and entity.kind == "person":
                at = (sentence, start + hit.start)
                found.append(_Named(at, surnames_of(entity.name, entity.home), entity.name, entity))
    return found


def _told_apart(
    read: Read,
    mention: ActorMention,
    named: _Index,
    reader: PhraseReader,
    on: dt.date | None,
    again: _Again,
) -> Read:
    phrase = read.phrase
    hits = list(phrase.hits)
    for number, hit in enumerate(hits):
        if not _is_open(hit):
            continue
        bearers = _bearers(hit, phrase.words[hit.start : hit.end], mention, named)
        if not bearers:
            continue
        first = bearers[0]
        if first.entity is not None:
            hits[number] = _borne_by(hit, bearers, reader, on)
        elif len(hits) == 1 and not hit.part and not hit.tie and not _may_be_known(hit, first.name, reader):
            surname = phrase.words[hit.start : hit.end]
            shape = "named" if phrase.shape == "bare" else "described"
            return Read(replace(phrase, hits=(), person=surname, shape=shape), (), sure=False)
    changed = tuple(hits)
    if changed == phrase.hits:
        return read
    found = again.get((phrase, changed))
    if found is None:
        found = again[phrase, changed] = reader.weigh(replace(phrase, hits=changed), on)
    return found


def _bearers(hit: Hit, words: str, mention: ActorMention, named: _Index) -> list[_Named]:
    """Who is named in full and bears the surname: those before it, the nearest first, or else those after it.

    Each is there once, by the nearest place; so a report that names somebody a thousand times is not gone through for
    each of them.
    """
    keys = {fold(words), *(name.entity_id for name in hit.names)} & named.keys()
    lines = {who: line for key in keys for who, line in named[key].items()}
    here = (mention.extent.sentence, mention.extent.start + hit.start)
    before = [line[at - 1] for line in lines.values() if (at := bisect_left(line, here, key=_PLACE))]
    if before:
        return sorted(before, key=_PLACE_AND_NAME, reverse=True)
    return sorted((line[0] for line in lines.values()), key=_PLACE_AND_NAME)


def _borne_by(hit: Hit, bearers: list[_Named], reader: PhraseReader, on: dt.date | None) -> Hit:
    """The surname borne by the nearest of each country."""
    kept: dict[str, Name] = {}
    for one in bearers:
        if one.entity is not None:
            name = hit.names[0]._replace(entity_id=one.entity.id, kind="short", since=None, until=None)
            kept.setdefault(reader.code(one.entity, on), name)
    return hit._replace(names=tuple(kept.values()), told=_TOLD)


def _may_be_known(hit: Hit, person: str, reader: PhraseReader) -> bool:
    """Whether a full name may be another spelling of one whom the tables know."""
    return any(compatible(reader.knowledge.entity(name.entity_id).name, person) for name in hit.names)
