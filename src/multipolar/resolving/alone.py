"""Resolving used alone: who, when and where in a line of text, without a coder."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from multipolar.errors import InputError
from multipolar.resolving.resolver import ResolveOptions, Resolver

__all__ = ["FoundActor", "FoundPlace", "FoundTime", "Phrase", "Resolution", "resolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Whom a whole text means, read as the phrase for one actor.

    Attributes:
        code: ISO 3166 alpha-3, ``IGO:…``, ``NGO:…``, ``ARM:…``, ``MNC:…``, ``BLOC:…`` or ``---`` for unknown.
        sector: Sector code.
        name: Canonical name, or the words themselves.
        actor_id: Stable id, empty where the tables do not know the actor.
        confidence: Probability that code and sector are right.
        reason: Which rule and which row of the tables decided.
    """

    code: str
    sector: str
    name: str
    actor_id: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundActor:
    """An actor named in a text. ``start`` and ``end`` are half-open character offsets; the rest as :class:`Phrase`."""

    text: str
    start: int
    end: int
    code: str
    sector: str
    name: str
    actor_id: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTime:
    """A time told in a text.

    Attributes:
        text: The words.
        at: First character and one past the last.
        start: First day.
        end: Last day, inclusive.
        iso: A day, month or year, or an interval ``a/b``.
        granularity: How finely it is told.
        anchor: What it was worked out from.
        confidence: Probability that it is the time meant.
        reason: Which rule decided.
    """

    text: str
    at: tuple[int, int]
    start: dt.date
    end: dt.date
    iso: str
    granularity: str
    anchor: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A place named in a text.

    Attributes:
        text: The words.
        start: First character.
        end: One past the last.
        name: Canonical name.
        country: ISO 3166 alpha-3, None where it lies in no one country.
        lat: Degrees north, None where no coordinates are known.
        lon: Degrees east.
        precision: ``country``, ``region``, ``city`` or ``site``.
        geonames: GeoNames id, where there is one.
        admin: First-level division, where known.
        population: Inhabitants, where known.
        confidence: Probability that it is the place meant.
        reason: Which rule and which row of the tables decided.
    """

    text: str
    start: int
    end: int
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: str
    geonames: int | None
    admin: str | None
    population: int | None
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Who, when and where in a line of text.

    Attributes:
        text: The text.
        published: The day from which relative times and holders of offices were worked out.
        phrase: The whole text as the phrase for one actor; None for a text without words.
        actors: The actors it names, in order.
        times: The times it tells, in order.
        places: The places it names, in order.
    """

    text: str
    published: dt.date | None
    phrase: Phrase | None
    actors: tuple[FoundActor, ...]
    times: tuple[FoundTime, ...]
    places: tuple[FoundPlace, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: days as ISO text; a time's characters under ``span``, since it starts on a day."""
        return {
            "text": self.text,
            "published": self.published.isoformat() if self.published is not None else None,
            "phrase": asdict(self.phrase) if self.phrase is not None else None,
            "actors": [asdict(actor) for actor in self.actors],
            "times": [_time(time) for time in self.times],
            "places": [asdict(place) for place in self.places],
        }


def _time(time: FoundTime) -> dict[str, Any]:
    start, end = time.at
    return {
        "span": {"text": time.text, "start": start, "end": end},
        "start": time.start.isoformat(),
        "end": time.end.isoformat(),
        "iso": time.iso,
        "granularity": time.granularity,
        "anchor": time.anchor,
        "confidence": time.confidence,
        "reason": time.reason,
    }


@cache
def _shared(options: ResolveOptions) -> Resolver:
    """Loaded once for each set of options, and kept."""
    return Resolver(options)


def resolve(
    text: str,
    *,
    published: str | dt.date | None = None,
    options: ResolveOptions | None = None,
    resolver: Resolver | None = None,
) -> Resolution:
    """Name every actor, time and place in a line of text, and say why.

    Args:
        text: A phrase, a sentence or several.
        published: The day from which relative times and holders of offices are worked out.
        options: How to resolve; the user's own actors go here.
        resolver: Who resolves, instead of one that is made by the options and kept.

    Raises:
        InputError: The text is none, or the day cannot be read.
        MissingInputError: An overlay, or the data of GeoNames, is not there.
    """
    if not isinstance(text, str):
        raise InputError(f"a text is wanted, not {type(text).__name__}", mend="give the words to resolve")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("the text has half a surrogate pair", mend="decode it anew from its source") from None
    day = _day(published)
    resolver = resolver or _shared(options or ResolveOptions())
    return Resolution(
        text=text,
        published=day,
        phrase=_phrase(resolver, text, day),
        actors=tuple(_actors(resolver, text, day)),
        times=tuple(_times(text, day)),
        places=tuple(_places(resolver, text)),
    )


def _day(published: str | dt.date | None) -> dt.date | None:
    if published is None or (isinstance(published, dt.date) and not isinstance(published, dt.datetime)):
        return published
    from multipolar.reports import read_date  # noqa: PLC0415 - page readers are slow to import

    return read_date(published, where="published")


def _phrase(resolver: Resolver, text: str, day: dt.date | None) -> Phrase | None:
    words = text.strip()
    if not any(character.isalnum() for character in words):
        return None
    match = resolver.actors.resolve(words, on=day)[0]
    return Phrase(
        code=match.code,
        sector=match.sector,
        name=match.name,
        actor_id=match.actor_id,
        confidence=match.confidence,
        reason=match.reason,
    )


def _actors(resolver: Resolver, text: str, day: dt.date | None) -> list[FoundActor]:
    return [
        FoundActor(
            text=text[start:end],
            start=start,
            end=end,
            code=match.code,
            sector=match.sector,
            name=match.name,
            actor_id=match.actor_id,
            confidence=match.confidence,
            reason=match.reason,
        )
        for start, end, matches in resolver.actors.find(text, on=day)
        for match in matches
    ]


def _times(text: str, day: dt.date | None) -> list[FoundTime]:
    from multipolar.resolving.times import find_times  # noqa: PLC0415 - as the resolver has it

    return [
        FoundTime(
            text=text[start:end],
            at=(start, end),
            start=match.start,
            end=match.end,
            iso=match.iso,
            granularity=match.granularity,
            anchor=match.anchor,
            confidence=match.confidence,
            reason=match.reason,
        )
        for start, end, match in find_times(text, published=day)
    ]


def _places(resolver: Resolver, text: str) -> list[FoundPlace]:
    return [
        FoundPlace(
            text=text[start:end],
            start=start,
            end=end,
            name=match.name,
            country=match.country,
            lat=match.lat,
            lon=match.lon,
            precision=match.precision,
            geonames=match.geonames,
            admin=match.admin,
            population=match.population,
            confidence=match.confidence,
            reason=match.reason,
        )
        for start, end, match in resolver.places.find(text)
    ]
