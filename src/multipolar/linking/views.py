"""What linking sees of an event, from a record or a ledger's row: the few fields that tell happenings apart."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
import functools
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from multipolar.linking.words import hashed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multipolar.records import Actor, Event, Report

__all__ = ["EVENT_COLUMNS", "REPORT_COLUMNS", "VIEW_COLUMNS", "EventView", "Side", "outlet_of"]


class Side(NamedTuple):
    """A party to an event: its code, sector, canonical name and stable id (empty where unknown)."""

    code: str
    sector: str
    name: str
    actor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event as linking sees it.

    Attributes:
        id: The event's id.
        report: Id of its report.
        position: Place among the report's events.
        sentence: Number of its sentence.
        type: Event type; so mode, status.
        mode: Mode, or None.
        status: Status.
        score: Conflict-cooperation score.
        start: First day, None where unknown.
        end: Last day, inclusive.
        granularity: How exact the time is.
        time_inferred: True where no words of the event give the time.
        place: Canonical name of the place, None where unknown.
        country: Alpha-3 code of the place's country.
        admin: First-level division.
        lat: Degrees north.
        lon: Degrees east.
        precision: ``country``, ``region``, ``city`` or ``site``.
        place_inferred: True where no words of the event name the place.
        actors: Who acts.
        recipients: Who is acted upon.
        trigger: The words that tell of it.
        quote: The trigger's sentence.
        at: Where the trigger starts in the quote; -1 where it does not stand in it.
        confidence: Probability that trigger and type are right.
        published: Day of the report.
        text_key: Group of equal or nearly equal texts that the report belongs to.
        outlet: Who published it: the report's source, else the host of its address, else empty.
        host: Host of its address; empty where unknown.
        echo: Where it stands in words that an earlier report had: the event that was read in them then, empty where
            none was. None for news.
        title: Title of its report; empty where it has none.
        length: Characters of its report's text.
        speakers: Canonical names of those who say so.
    """

    id: str
    report: str
    type: str
    status: str
    quote: str
    position: int = 0
    sentence: int = 0
    mode: str | None = None
    score: float = 0.0
    start: dt.date | None = None
    end: dt.date | None = None
    granularity: str | None = None
    time_inferred: bool = False
    place: str | None = None
    country: str | None = None
    admin: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    place_inferred: bool = False
    actors: tuple[Side, ...] = ()
    recipients: tuple[Side, ...] = ()
    trigger: str = ""
    at: int = -1
    confidence: float = 1.0
    published: dt.date | None = None
    text_key: str = ""
    outlet: str = ""
    host: str = ""
    echo: str | None = None
    title: str = ""
    length: int = 0
    speakers: tuple[str, ...] = ()

    @property
    def sentence_key(self) -> int:
        """A number for the sentence, equal where it is told in the same words."""
        return _hashed_words(self.quote)

    @property
    def opening_key(self) -> int:
        """A number for the sentence up to its trigger's end, equal where a copy breaks off later; 0 for none."""
        if self.at < 0:
            return 0
        return _hashed_words(self.quote[: self.at + len(self.trigger)])

    @classmethod
    def from_event(
        cls, event: Event, report: Report, *, position: int = 0, text_key: str = "", echo: str | None = None
    ) -> EventView:
        """The view of a coded event.

        Args:
            event: The event.
            report: Its report.
            position: Place among the report's events.
            text_key: Group of equal texts, as the ledger keeps it; the report's id where there is none.
            echo: The event that it only echoes.
        """
        time, place = event.time, event.place
        sentence = report.sentence(event.sentence)
        quote = report.field_text(sentence.field)[sentence.start : sentence.end] or event.trigger.text
        outlet, host = outlet_of(report.source, report.url)
        return cls(
            id=event.id,
            report=event.report,
            position=position,
            sentence=event.sentence,
            type=event.type,
            mode=event.mode,
            status=event.status,
            score=event.score,
            start=time.start if time else None,
            end=time.end if time else None,
            granularity=time.granularity if time else None,
            time_inferred=bool(time and time.inferred),
            place=place.name if place else None,
            country=place.country if place else None,
            admin=place.admin if place else None,
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            precision=place.precision if place else None,
            place_inferred=bool(place and place.inferred),
            actors=_sides(event.actors),
            recipients=_sides(event.recipients),
            trigger=event.trigger.text,
            quote=quote,
            at=_within(quote, event.trigger.text, event.trigger.start - sentence.start),
            confidence=event.confidence,
            published=report.published,
            text_key=text_key or report.id,
            outlet=outlet,
            host=host,
            echo=echo,
            title=report.title or "",
            length=len(report.text),
            speakers=tuple(actor.name for actor in event.attribution),
        )

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> EventView:
        """The view of a row of a ledger's ``events`` joined with its report's of ``reports``.

        Args:
            row: The columns of :data:`VIEW_COLUMNS` at least.
        """
        outlet, host = outlet_of(row["source"], row["url"])
        return cls(
            id=row["id"],
            report=row["report"],
            position=row["position"],
            sentence=row["sentence"],
            type=sys.intern(row["type"]),
            mode=_shared(row["mode"]),
            status=sys.intern(row["status"]),
            score=row["score"],
            start=row["time_start"],
            end=row["time_end"],
            granularity=_shared(row["time_granularity"]),
            time_inferred=bool(row["time_inferred"]),
            place=_shared(row["place_name"]),
            country=_shared(row["place_country"]),
            admin=_shared(row["place_admin"]),
            lat=row["place_lat"],
            lon=row["place_lon"],
            precision=_shared(row["place_precision"]),
            place_inferred=bool(row["place_inferred"]),
            actors=_row_sides(row, "actor"),
            recipients=_row_sides(row, "recipient"),
            trigger=sys.intern(row["trigger_text"]),
            quote=row["quote"],
            at=_within(row["quote"], row["trigger_text"], row["trigger_from"] - row["quote_from"]),
            confidence=row["confidence"],
            published=row["published"],
            text_key=row["text_key"],
            outlet=outlet,
            host=host,
            echo=row["echo"],
            title=row["title"] or "",
            length=row["length"] or 0,
            speakers=tuple(map(sys.intern, row["attribution_names"] or ())),
        )

    def changed(self, fields: Mapping[str, Any]) -> EventView:
        """The view with some fields set anew, as a person's correction may ask."""
        return replace(self, **fields)


EVENT_COLUMNS: Final = (
    "e.id, e.report, e.position, e.sentence, e.type, e.mode, e.status, e.score, e.time_start, e.time_end, "
    "e.time_granularity, e.time_inferred, e.place_name, e.place_country, e.place_admin, e.place_lat, e.place_lon, "
    "e.place_precision, e.place_inferred, e.actor_codes, e.actor_sectors, e.actor_names, e.actor_ids, "
    "e.recipient_codes, e.recipient_sectors, e.recipient_names, e.recipient_ids, e.trigger_text, e.trigger_from, "
    "e.quote_from, e.quote, e.confidence, e.attribution_names"
)
"""What :meth:`EventView.from_row` needs of ``events``, called ``e``."""

REPORT_COLUMNS: Final = "r.published, r.source, r.url, r.text_key, r.title, r.length"
"""What it needs of ``reports``, called ``r``."""

VIEW_COLUMNS: Final = (
    f"{EVENT_COLUMNS}, {REPORT_COLUMNS}, "  # noqa: S608 - our own columns
    "(SELECT max(coalesce(x.original, '')) FROM echoes AS x WHERE x.event = e.id) AS echo"
)
"""What :meth:`EventView.from_row` needs, as SQL: ``events`` is called ``e`` and ``reports`` ``r``."""


@functools.lru_cache(maxsize=1024)
def _hashed_words(text: str) -> int:
    """A number for a text, whatever its case and white space; asked for several times in a row."""
    return hashed(" ".join(text.split()).casefold())


def _sides(actors: Sequence[Actor]) -> tuple[Side, ...]:
    return tuple(Side(actor.code, actor.sector, actor.name, actor.actor_id) for actor in actors)


def _row_sides(row: Mapping[str, Any], role: str) -> tuple[Side, ...]:
    codes = row[f"{role}_codes"]
    if not codes:
        return ()
    return tuple(map(_side, codes, row[f"{role}_sectors"], row[f"{role}_names"], row[f"{role}_ids"]))


@functools.lru_cache(maxsize=1 << 15)
def _side(code: str, sector: str, name: str, actor_id: str) -> Side:
    """The party; one record for all events that it is in, which would take most of the memory otherwise."""
    return Side(code, sector, name, actor_id)


def _shared(text: str | None) -> str | None:
    """A text that many events have, as one object."""
    return text if text is None else sys.intern(text)


def _within(quote: str, words: str, at: int) -> int:
    """An offset, if the words stand there, else -1."""
    return at if at >= 0 and quote.startswith(words, at) else -1


def outlet_of(source: str | None, url: str | None) -> tuple[str, str]:
    """The outlet of a report, and the host of its address; both empty where unknown."""
    host = ""
    if url:
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:  # an address that is none names no host
            host = ""
    return (" ".join(source.split()) if source and source.strip() else host), host
