"""From what a coder read to events, relations, claims and causes: coded, dated, placed, each with its words.

The order within a report: places by their words alone, since they tie actors to countries; all actors together, in
reading order, so that names introduced earlier help later ones; places again, now with the actors' countries; times.

What the words of an event do not tell is taken, flagged as inferred and with less confidence, from

=======  ==============================================================================================================
time     the day of the report
place    the country of the side on which annotated events of the type are as a rule, if that side is of one country
day of   what the text gives away (a dateline, a full date, a numbered anniversary), where the report came without one
report   and that can be told; it is said in the report's notes
=======  ==============================================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path  # noqa: TC003 - dataclasses keep their annotations for those who ask at run time
from typing import TYPE_CHECKING, Any, Final

from multipolar.ontology import QUAD, SYMMETRIC, UNKNOWN, plover_type, score
from multipolar.records import (
    Actor,
    Cause,
    Claim,
    CodedReport,
    Event,
    Mention,
    Reading,
    Relation,
    Report,
    Stance,
)
from multipolar.resolving.actors import ActorMatch, ActorMention, ActorResolver, Role
from multipolar.resolving.checks import check_reading
from multipolar.resolving.ids import Ids, codes_key, span_key
from multipolar.resolving.knowledge import Knowledge, load_knowledge
from multipolar.resolving.places import PlaceResolver
from multipolar.resolving.setting import Setting
from multipolar.resolving.times import infer_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ResolveOptions", "Resolver"]

_DIGITS: Final = 4


_PLAIN: Final = frozenset({"he", "him", "she", "her", "it", "they", "them"})
_BLOCK: Final = 300
"""Sentences whose actors are resolved together."""

_CONTEXT: Final = 40
"""Sentences before a block whose actors are known in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveOptions:
    """How reports are resolved.

    Attributes:
        overlays: TOML files of the user's own actors, which win over the tables.
        infer_dates: Work out the day of reports that came without one.
        infer_times: Give events without a time the day of the report.
        infer_places: Give events without a place a side's country.
    """

    overlays: tuple[Path, ...] = ()
    infer_dates: bool = True
    infer_times: bool = True
    infer_places: bool = True


class Resolver:
    """Turns readings into coded reports. Build one and share it; it keeps caches and is otherwise without state.

    Args:
        options: How to resolve.
    """

    def __init__(self, options: ResolveOptions | None = None) -> None:
        self.options = options or ResolveOptions()

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge tables, with the user's overlays."""
        return load_knowledge(self.options.overlays)

    @cached_property
    def places(self) -> PlaceResolver:
        """Resolves places."""
        return PlaceResolver(self.knowledge)

    @cached_property
    def actors(self) -> ActorResolver:
        """Resolves actors."""
        return ActorResolver(self.knowledge, places=self.places.countries)

    def code(self, report: Report, reading: Reading) -> CodedReport:
        """Resolve what was read in a report.

        Args:
            report: The report.
            reading: What a coder read in it; extents are numbered by the report's sentences.

        Returns:
            The coded report. Records keep the order of the drafts; drafts that hold exactly the same give one record.

        Raises:
            ModelError: The coder gave a label that the ontology does not know, or a cause that links nothing.
            EvidenceError: An extent leaves its sentence.
        """
        check_reading(reading, report=report.id)
        report = self._dated(report)
        return _Work(self, report, reading).coded()

    def _dated(self, report: Report) -> Report:
        """The report with the day that its text gives away, where it came without one."""
        if report.published is not None or not self.options.infer_dates:
            return report
        found = infer_date([report.sentence_text(sentence.index) for sentence in report.sentences])
        if found is None:
            return report
        day, reason = found
        return replace(report, published=day, notes=(*report.notes, f"published {day} is inferred: {reason}"))


def _each_once(side: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """A side of a relation with each actor once: where two spans mean the same, the surer one stands."""
    best: dict[tuple[str, str], Actor] = {}
    for actor in side:
        key = (actor.code, actor.sector)
        if actor.code == UNKNOWN:
            key = (span_key(actor.span), actor.sector)  # nobody knows whether two unknown actors are one
        if key not in best or actor.confidence > best[key].confidence:
            best[key] = actor
    return tuple(actor for actor in side if any(actor is kept for kept in best.values()))


def _without_echoes(side: list[Actor]) -> tuple[Actor, ...]:
    """A side of an event without pronouns for who is on it by name ("The army denied that it had fired")."""
    kept = []
    for actor in side:
        echo = actor.span.text.lower() in _PLAIN and any(
            other is not actor
            and other.span.text.lower() not in _PLAIN
            and (other.code, other.sector, other.name, other.actor_id)
            == (actor.code, actor.sector, actor.name, actor.actor_id)
            for other in side
        )
        if not echo:
            kept.append(actor)
    return tuple(kept)


def _apart(actors: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Both sides of an event without a state that would act upon itself ("Koizumi apologized for what Japan did").

    Where several act and it is one of them, it is the one acted upon. Where nobody else acts, it is no recipient; but
    others do act upon it, whoever of its own is told beside them ("Amnesty and Justice for Iran accuse Iran").
    """
    for state in recipients:
        if state.actor_id != f"state:{state.code}" or state.sector != "GOV":
            continue
        others = tuple(actor for actor in actors if (actor.code, actor.sector) != (state.code, "GOV"))
        if len(others) == len(actors):
            continue
        if others and all(actor.actor_id == state.actor_id for actor in actors if actor not in others):
            actors = others
        elif not others:
            recipients = tuple(other for other in recipients if other is not state)
    return actors, recipients


class _Work:
    """The resolving of one report."""

    def __init__(self, resolver: Resolver, report: Report, reading: Reading) -> None:
        self.resolver = resolver
        self.report = report
        self.reading = reading
        self.sentences = {sentence.index: report.sentence_text(sentence.index) for sentence in report.sentences}
        self.ids = Ids(report.id)
        self.matches: dict[tuple[str, int, str, int], tuple[ActorMatch, ...]] = {}
        self.setting = Setting(
            report,
            reading.events,
            places=resolver.places,
            infer_times=resolver.options.infer_times,
            infer_places=resolver.options.infer_places,
        )

    def coded(self) -> CodedReport:
        """Everything, in order."""
        self._resolve_actors()
        events, event_ids = self._events()
        relations, relation_ids = self._relations()
        causes = self._causes({"event": event_ids, "relation": relation_ids})
        return CodedReport(self.report, tuple(events), tuple(relations), tuple(self._claims()), tuple(causes))

    # --- Actors ------------------------------------------------------------------------------------------------------

    def _resolve_actors(self) -> None:
        """All actors of the report at once."""
        keys: list[tuple[str, int, str, int]] = []
        mentions: list[ActorMention] = []

        def add(kind: str, number: int, role: Role, group: Sequence[Mention], **more: Any) -> None:  # noqa: ANN401 - passed on
            for position, mention in enumerate(group):
                keys.append((kind, number, role, position))
                mentions.append(
                    ActorMention(
                        extent=mention.extent,
                        role=role,
                        group=len(groups),
                        antecedents=mention.antecedents,
                        sector=mention.sector,
                        **more,
                    )
                )

        groups: list[tuple[str, int]] = []
        for number, event in enumerate(self.reading.events):
            place = self.setting.country_named(event.place)
            about = {"event": event.type, "mode": event.mode, "places": (place,) if place else ()}
            add("event", number, "actor", event.actors, **about)
            add("event", number, "recipient", event.recipients, **about)
            if event.attribution is not None:
                add("event", number, "attribution", (event.attribution,), **about)
            groups.append(("event", number))
        for number, relation in enumerate(self.reading.relations):
            add("relation", number, "side", (*relation.a, *relation.b), event=relation.type)
            groups.append(("relation", number))
        for number, claim in enumerate(self.reading.claims):
            add("claim", number, "speaker", claim.speakers)
            add("claim", number, "about", [mention for mention, _ in claim.about])
            groups.append(("claim", number))
        if mentions:
            self.matches = dict(zip(keys, self._whom(mentions), strict=True))

    def _whom(self, mentions: Sequence[ActorMention]) -> list[tuple[ActorMatch, ...]]:
        """Whom the mentions mean, resolved together; in blocks where the report is as long as a book.

        Each mention is weighed against the others around it, so the work would grow with the square of the length.
        """
        times = self.setting.time_extents()
        numbers = sorted(self.sentences)
        if len(numbers) <= _BLOCK and all(mention.extent.sentence in self.sentences for mention in mentions):
            return self.resolver.actors.resolve_all(
                mentions, sentences=self.sentences, on=self.report.published, times=times
            )
        found: list[tuple[ActorMatch, ...]] = [()] * len(mentions)
        for first in range(0, len(numbers), _BLOCK):
            block = numbers[max(0, first - _CONTEXT) : first + _BLOCK]
            inside = [i for i, m in enumerate(mentions) if block[0] <= m.extent.sentence <= block[-1]]
            matches = self.resolver.actors.resolve_all(
                [mentions[i] for i in inside],
                sentences={number: self.sentences[number] for number in block},
                on=self.report.published,
                times=times,
            )
            for i, match in zip(inside, matches, strict=True):
                if mentions[i].extent.sentence >= numbers[first]:
                    found[i] = match
        return found

    def _actors(
        self, kind: str, number: int, role: Role, group: Sequence[Mention], *, first: int = 0
    ) -> tuple[Actor, ...]:
        found: list[Actor] = []
        taken: set[tuple[str, str, str]] = set()
        for position, mention in enumerate(group):
            span = self.report.span(mention.extent)
            for match in self.matches[kind, number, role, first + position]:
                key = (
                    span_key(span),
                    match.code,
                    match.sector,
                )  # a government and its rebels are two sides of one code
                if key in taken:
                    continue
                taken.add(key)
                found.append(
                    Actor(
                        span=span,
                        code=match.code,
                        sector=match.sector,
                        name=match.name,
                        actor_id=match.actor_id,
                        confidence=round(match.confidence * mention.confidence, _DIGITS),
                        reason=match.reason,
                        sentence=mention.extent.sentence,
                    )
                )
        return _without_echoes(found)

    # --- Events ------------------------------------------------------------------------------------------------------

    def _events(self) -> tuple[list[Event], list[str]]:
        """The events, and each draft's id."""
        events: list[Event] = []
        given: list[str] = []
        seen: dict[object, str] = {}
        for number, draft in enumerate(self.reading.events):
            actors = self._actors("event", number, "actor", draft.actors)
            recipients = self._actors("event", number, "recipient", draft.recipients)
            actors, recipients = _apart(actors, recipients)
            attribution = (draft.attribution,) if draft.attribution is not None else ()
            sources = self._actors("event", number, "attribution", attribution)
            place = self.setting.place(draft, actors=actors, recipients=recipients)
            time = self.setting.time(number)
            trigger = self.report.span(draft.trigger)
            says = (
                span_key(trigger),
                draft.type,
                draft.mode or "",
                draft.status,
                codes_key(actors),
                codes_key(recipients),
            )
            holds = (
                *says,
                *[span_key(actor.span) for actor in (*actors, *recipients, *sources)],
                span_key(place.span if place else None),
                span_key(time.span if time else None),
            )
            at = self.ids.give("e", *says, content=holds)
            if at is None:
                given.append(seen[holds])
                continue
            seen[holds] = at
            given.append(at)
            events.append(
                Event(
                    id=at,
                    report=self.report.id,
                    sentence=draft.trigger.sentence,
                    type=draft.type,
                    mode=draft.mode,
                    status=draft.status,
                    quad=QUAD[draft.type],
                    plover=plover_type(draft.type, draft.status),
                    score=score(draft.type, draft.mode, draft.status),
                    trigger=trigger,
                    actors=actors,
                    recipients=recipients,
                    place=place,
                    time=time,
                    attribution=sources,
                    confidence=round(draft.confidence, _DIGITS),
                    fields={
                        "type": round(draft.type_confidence, _DIGITS),
                        "mode": round(draft.mode_confidence, _DIGITS),
                        "status": round(draft.status_confidence, _DIGITS),
                    },
                )
            )
        return events, given

    # --- Relations, claims, causes -----------------------------------------------------------------------------------

    def _relations(self) -> tuple[list[Relation], list[str | None]]:
        """The relations, and each draft's id; nothing stands between one actor alone, so that such a draft has none."""
        relations: list[Relation] = []
        given: list[str | None] = []
        seen: dict[object, str] = {}
        for number, draft in enumerate(self.reading.relations):
            a = self._actors("relation", number, "side", draft.a)
            b = self._actors("relation", number, "side", draft.b, first=len(draft.a))
            if draft.type in SYMMETRIC:
                a, b = (*a, *b), ()
            a, b = _each_once(a), _each_once(b)
            if len(a) + len(b) < 2:  # noqa: PLR2004 - two sides
                given.append(None)
                continue
            trigger = self.report.span(draft.trigger)
            says = (span_key(trigger), draft.type, draft.trend or "", codes_key(a), codes_key(b))
            holds = (*says, *(span_key(actor.span) for actor in (*a, *b)))
            at = self.ids.give("r", *says, content=holds)
            if at is None:
                given.append(seen[holds])
                continue
            seen[holds] = at
            given.append(at)
            relations.append(
                Relation(
                    id=at,
                    report=self.report.id,
                    sentence=draft.trigger.sentence,
                    type=draft.type,
                    trigger=trigger,
                    a=a,
                    b=b,
                    trend=draft.trend,
                    confidence=round(draft.confidence, _DIGITS),
                )
            )
        return relations, given

    def _claims(self) -> list[Claim]:
        claims: list[Claim] = []
        for number, draft in enumerate(self.reading.claims):
            speakers = self._actors("claim", number, "speaker", draft.speakers)
            about: list[Stance] = []
            for position, (mention, stance) in enumerate(draft.about):
                actors = self._actors("claim", number, "about", (mention,), first=position)
                about += [Stance(actor, stance) for actor in actors]
            about = list({(item.actor.span, item.actor.code, item.stance): item for item in reversed(about)}.values())[
                ::-1
            ]
            quote = self.report.span(draft.quote)
            stances = ",".join(sorted(f"{item.actor.code}{item.stance}" for item in about))
            says = (span_key(quote), codes_key(speakers), stances)
            holds = (*says, *(span_key(actor.span) for actor in (*speakers, *(item.actor for item in about))))
            at = self.ids.give("c", *says, content=holds)
            if at is None:
                continue
            claims.append(
                Claim(
                    id=at,
                    report=self.report.id,
                    sentence=draft.quote.sentence,
                    quote=quote,
                    speakers=speakers,
                    about=tuple(about),
                    confidence=round(draft.confidence, _DIGITS),
                )
            )
        return claims

    def _causes(self, given: Mapping[str, Sequence[str | None]]) -> list[Cause]:
        causes: list[Cause] = []
        for draft in self.reading.causes:
            cause, effect = (given[kind][number] for kind, number in (draft.cause, draft.effect))
            if cause is None or effect is None or cause == effect:
                continue  # an end has no sides, or both turned out to be one
            cue = self.report.span(draft.cue) if draft.cue is not None else None
            at = self.ids.give("l", cause, effect, content=(cause, effect))
            if at is not None:
                causes.append(Cause(at, self.report.id, cause, effect, cue, round(draft.confidence, _DIGITS)))
        return causes
