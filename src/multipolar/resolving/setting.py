"""When and where the events of a report were: by their words, else by the documented ways to infer it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from multipolar.records import Extent, Place, Time
from multipolar.resolving.places import PlaceContext, PlaceMatch, acting_abroad, likely_countries, untold_country
from multipolar.resolving.times import TimeContext, TimeMatch, default_time, find_times, resolve_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from multipolar.records import Actor, DraftEvent, Mention, Report
    from multipolar.resolving.places import PlaceResolver

__all__ = ["Setting"]

_DIGITS: Final = 4
_FROM_ACTORS: Final = 0.35
"""Confidence in a place that is only the country of a side."""
_CLEAR: Final = 0.95
"""Confidence from which on the actors' countries would not change a place."""
_SPOKEN_OF: Final = 3
"""For how many sentences a day that was told stays the one that is spoken of."""
_FROM_TEXT: Final = 0.6
"""Confidence in a time that is counted from a day of the text, where the report has none of its own."""
_NOUN: Final = 40
"""Characters after a date within which the noun that it dates stands."""
_WITHIN: Final = re.compile(
    r"\b(?:during|in|at|around|following|after|before|since|amid|from|by)\s+(?:the|its|their|his|her|a|an|\w+['’]s)?\s*$",  # noqa: RUF001 - as typeset
    re.IGNORECASE,
)
_EARLIER: Final = 20
"""Sentences before an expression of time that it may count from."""
_YEARS_APART: Final = dt.timedelta(days=300)
"""Readings of one expression that lie so far apart differ in their year."""

_BEFORE: Final = 6
"""How many earlier sentences and places may help to tell places apart."""


class _Extents(Mapping[int, "Sequence[tuple[int, int]]"]):
    """Expressions of time by sentence, worked out when they are asked for.

    Args:
        find: Finds those of a sentence.
        numbers: The sentences that there are.
    """

    def __init__(self, find: Callable[[int], Sequence[tuple[int, int]]], numbers: Sequence[int]) -> None:
        self._find = find
        self._numbers = numbers
        self._found: dict[int, Sequence[tuple[int, int]]] = {}

    def __getitem__(self, number: int) -> Sequence[tuple[int, int]]:
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = self._find(number)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class Setting:
    """The times and places of one report's events. Ask for the events in order: places told help with later ones.

    Args:
        report: The report.
        events: Its events as read.
        places: Resolves places.
        infer_times: Give events without a time the day of the report.
        infer_places: Give events without a place a side's country.
    """

    def __init__(
        self,
        report: Report,
        events: Sequence[DraftEvent],
        *,
        places: PlaceResolver,
        infer_times: bool = True,
        infer_places: bool = True,
    ) -> None:
        self._report = report
        self._events = events
        self._places = places
        self._infer_times = infer_times
        self._infer_places = infer_places
        self._sentences = {sentence.index: report.sentence_text(sentence.index) for sentence in report.sentences}
        self._numbers = sorted(self._sentences)
        self._clear: dict[Extent, PlaceMatch] = {}
        self._earlier: list[PlaceMatch] = []
        self._told: dict[int, list[tuple[int, int, TimeMatch]]] = {}
        self._times = self._tell_times()

    # --- Places ------------------------------------------------------------------------------------------------------

    def country_named(self, mention: Mention | None) -> str | None:
        """Country of a place by its own words, before any actor is known; None where they name none."""
        if mention is None:
            return None
        match = self._places.resolve(self._words(mention.extent), context=self._around(mention.extent))
        if match is None or match.inferred:
            return None
        if match.confidence >= _CLEAR:
            self._clear[mention.extent] = match
        return match.country

    def place(self, draft: DraftEvent, *, actors: Sequence[Actor], recipients: Sequence[Actor]) -> Place | None:
        """Where an event was.

        Args:
            draft: The event.
            actors: Those who act, resolved.
            recipients: Those acted upon, resolved.
        """
        countries = likely_countries(
            draft.type,
            actors=(actor.code for actor in actors),
            recipients=(actor.code for actor in recipients),
            sectors=[actor.sector for actor in actors],
        )
        mention = draft.place
        if mention is not None:
            match = self._clear.get(mention.extent)
            if match is None:
                absent = acting_abroad((actor.code for actor in actors), likely=countries)
                context = self._around(mention.extent, countries, absent, tuple(reversed(self._earlier[-_BEFORE:])))
                match = self._places.resolve(self._words(mention.extent), context=context)
            if match is None:
                match = PlaceMatch(
                    self._words(mention.extent), None, confidence=0.3, reason="neither the tables nor the context tell"
                )
            elif not match.inferred and match.country:
                self._earlier.append(match)
            return self._place_record(match, mention.extent, confidence=match.confidence * mention.confidence)
        if not self._infer_places:
            return None
        likely = untold_country(
            draft.type,
            draft.mode,
            actors=[(actor.code, actor.sector) for actor in actors],
            recipients=(actor.code for actor in recipients),
        )
        if likely is None:
            return None
        why = f"no place is told: country of {likely.whose}"
        return self._place_record(self._places.state(likely.code), None, confidence=_FROM_ACTORS, inferred_as=why)

    def _place_record(
        self, match: PlaceMatch, extent: Extent | None, *, confidence: float, inferred_as: str = ""
    ) -> Place:
        """The record of a place; ``inferred_as`` says why, where it is not the event's own."""
        return Place(
            span=self._report.span(extent) if extent is not None else None,
            name=match.name,
            country=match.country,
            lat=match.lat,
            lon=match.lon,
            precision=match.precision,
            geonames=match.geonames,
            admin=match.admin,
            population=match.population,
            inferred=match.inferred or bool(inferred_as),
            confidence=round(confidence, _DIGITS),
            reason=inferred_as or match.reason,
            sentence=extent.sentence if extent is not None else 0,
        )

    def _around(
        self,
        extent: Extent,
        countries: tuple[str, ...] = (),
        absent: tuple[str, ...] = (),
        places: tuple[PlaceMatch, ...] = (),
    ) -> PlaceContext:
        """The text around a place, with the actors' countries and the places named before where they are known."""
        return PlaceContext(
            countries=countries,
            absent=absent,
            places=places,
            sentence=self._sentences[extent.sentence],
            start=extent.start,
            end=extent.end,
            before=tuple(reversed(self._before(extent.sentence, _BEFORE))),
        )

    def _before(self, sentence: int, most: int) -> tuple[str, ...]:
        """The last few sentences before one, in order."""
        at = bisect_left(self._numbers, sentence)
        return tuple(self._sentences[index] for index in self._numbers[max(0, at - most) : at])

    # --- Times -------------------------------------------------------------------------------------------------------

    def time(self, number: int) -> Time | None:
        """When an event was.

        Args:
            number: Which of the events.
        """
        draft, told = self._events[number], self._times.get(number)
        if draft.time is not None and told is not None:
            extent = self._whole(draft.time.extent)
            return self._time_record(told, extent, confidence=told.confidence * draft.time.confidence)
        if not self._infer_times:
            return None
        by_report = default_time(self._report.published, draft.status)
        return self._time_record(by_report, None, confidence=by_report.confidence) if by_report is not None else None

    def time_extents(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """By sentence, first character and one past the last of the expressions of time: those read and those found.

        Sentences are searched when they are first asked about; few are.
        """
        return _Extents(self._extents_in, self._numbers)

    def _extents_in(self, sentence: int) -> tuple[tuple[int, int], ...]:
        found = [(start, end) for start, end, _ in self._times_in(sentence)]
        read = [draft.time.extent for draft in self._events if draft.time is not None]
        return (*found, *((extent.start, extent.end) for extent in read if extent.sentence == sentence))

    def _tell_times(self) -> dict[int, TimeMatch]:
        """The times of the events that have one, by number of the event.

        Worked out in reading order: what is told as "two days later" is counted from the last day told shortly before.
        """
        drafts = [(number, draft, draft.time) for number, draft in enumerate(self._events) if draft.time]
        drafts.sort(key=lambda row: (row[2].extent.sentence, row[2].extent.start, row[0]))
        found: dict[int, TimeMatch] = {}
        last: tuple[int, dt.date] | None = None
        for number, draft, mention in drafts:
            extent = self._whole(mention.extent)
            same = extent.sentence == draft.trigger.sentence
            near = last is not None and extent.sentence - last[0] <= _SPOKEN_OF
            context = TimeContext(
                status=draft.status,
                sentence=self._sentences[extent.sentence],
                start=extent.start,
                end=extent.end,
                trigger=(draft.trigger.start, draft.trigger.end) if same else None,
                anchor=last[1] if last is not None and near else None,
                earlier=self._before(extent.sentence, _EARLIER),
            )
            if self._dates_noun(extent, draft.trigger):
                continue
            match = resolve_time(self._words(extent), published=self._report.published, context=context)
            if match is None and self._report.published is None:
                match = self._by_text(self._words(extent), extent.sentence, context)
            if match is not None:
                found[number] = match
                if match.granularity in {"day", "month"}:
                    last = (extent.sentence, match.start)
        return found

    def _dates_noun(self, extent: Extent, trigger: Extent) -> bool:
        """Whether a time only dates a noun that is not the event ("terminates its 2018 agreement").

        It is the event's where the event is that noun, and where it happened within it ("during the 2011 revolution").
        """
        if extent.sentence != trigger.sentence:
            return False
        for start, end, match in self._times_in(extent.sentence):
            if match.anchor == "attribute" and start <= extent.start and extent.end <= end:
                sentence = self._sentences[extent.sentence]
                within = _WITHIN.search(sentence[:start]) is not None
                return not within and not start - 1 <= trigger.start < end + _NOUN
        return False

    def _by_text(self, words: str, sentence: int, context: TimeContext) -> TimeMatch | None:
        """A time of a report without a date, counted from the last full date that it tells.

        Where only its year is open ("on 9 April"), the nearest is taken, since a story goes on from its dates. All else
        leans as the event does: "on Monday" of what has happened is the Monday up to that date.
        """
        base = self._day_told(sentence)
        if base is None:
            return None
        found = resolve_time(words, published=base, context=context)
        if found is None:
            return None
        for status in ("occurred", "planned"):
            other = resolve_time(words, published=base, context=replace(context, status=status))
            if other is None or abs(other.start - found.start) < _YEARS_APART:
                continue
            found = min(found, other, key=lambda way: abs(way.start - base))
        reason = f"{found.reason}; counted from {base}, which the text tells before"
        return replace(found, confidence=min(found.confidence, _FROM_TEXT), reason=reason)

    def _day_told(self, sentence: int) -> dt.date | None:
        """The last full date that a report without a date tells up to a sentence."""
        for number in reversed([number for number in self._numbers if number <= sentence][-_EARLIER:]):
            days = [match.start for _, _, match in self._times_in(number) if match.granularity == "day"]
            if days:
                return days[-1]
        return None

    def _whole(self, extent: Extent) -> Extent:
        """The whole of an expression of time of which a coder marked a part.

        "A day before the 80th anniversary" says nothing without what it is the anniversary of.
        """
        for start, end, match in self._times_in(extent.sentence):
            if (
                start <= extent.start
                and extent.end <= end
                and end - start > extent.end - extent.start
                and match.anchor != "attribute"
            ):
                return Extent(extent.sentence, start, end)
        return extent

    def _times_in(self, sentence: int) -> list[tuple[int, int, TimeMatch]]:
        if sentence not in self._told:
            self._told[sentence] = find_times(self._sentences[sentence], published=self._report.published)
        return self._told[sentence]

    def _time_record(self, match: TimeMatch, extent: Extent | None, *, confidence: float) -> Time:
        """The record of a time, told by the words at ``extent`` or by none."""
        return Time(
            span=self._report.span(extent) if extent is not None else None,
            start=match.start,
            end=match.end,
            granularity=match.granularity,
            anchor=match.anchor,
            iso=match.iso,
            inferred=match.inferred,
            confidence=round(confidence, _DIGITS),
            reason=match.reason,
            sentence=extent.sentence if extent is not None else 0,
        )

    def _words(self, extent: Extent) -> str:
        text = self._sentences.get(extent.sentence, "")
        if 0 <= extent.start < extent.end <= len(text):
            return text[extent.start : extent.end]
        return self._report.span(extent).text  # which says what is wrong
