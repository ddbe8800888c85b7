"""From the events of an incident to its record: the best-evidenced fields win, and disagreement is kept beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from multipolar.incidents import Incident, IncidentState
from multipolar.linking.contradictions import contradictions
from multipolar.linking.outlets import country_of, independent
from multipolar.linking.parties import parties
from multipolar.linking.titles import title
from multipolar.ontology import QUAD

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from multipolar.linking.views import EventView

__all__ = ["evidence", "make_incident", "states"]

_AGAIN: Final = 0.4
"""How much of a further text's confidence counts: reports of one happening are wrong together, too."""

_LEVELS: Final = {None: 0.0, "country": 1.0, "region": 2.0, "city": 3.0, "site": 3.0}

_AHEAD: Final = frozenset(("planned", "possible"))
"""Statuses of what is still to come."""

_FOLLOWS: Final[dict[str, frozenset[str]]] = {
    "possible": frozenset({"planned", "alleged", "ongoing", "occurred", "negated"}),
    "planned": frozenset({"ongoing", "occurred", "negated"}),
    "alleged": frozenset({"ongoing", "occurred", "negated"}),
    "negated": frozenset({"planned", "ongoing", "occurred"}),
    "ongoing": frozenset({"occurred"}),
    "occurred": frozenset(),
}
"""What may become of an incident of a status. A report that repeats an old plan does not undo what happened since."""


def evidence(view: EventView) -> float:
    """How much of its happening an event tells, and how surely: what the best-evidenced event is chosen by."""
    told = 1.0
    told += 0.3 * bool(view.actors) + 0.2 * bool(view.recipients)
    told += 0.1 * bool(view.place and not view.place_inferred) + 0.1 * bool(view.start and not view.time_inferred)
    told += 0.2 * (view.status in {"occurred", "ongoing"})
    return view.confidence * told


def make_incident(name: str, views: Sequence[EventView]) -> Incident:
    """The record of an incident.

    Args:
        name: Its id.
        views: Its events, at least one, in the order in which they were linked. Echoes are listed with it and tell
            nothing more about it.
    """
    ranked = sorted(views, key=evidence, reverse=True) if len(views) > 1 else views  # stable: of equal ones the earlier
    listed, days = ranked, [view.published for view in views if view.published]
    if len(views) > 1 and any(view.echo is not None for view in views) and any(view.echo is None for view in views):
        ranked = [view for view in ranked if view.echo is None]
        listed = ranked + sorted((view for view in listed if view.echo is not None), key=_printed)
        views = [view for view in views if view.echo is None]
    kind = _type(ranked)
    mode = _mode(ranked, kind)
    actors, recipients = parties(ranked)
    when = _when(ranked)
    where = _where(ranked)
    history = states(ranked)
    status = history[-1].status
    outlets = independent(views)
    homes = {country for outlet, host in outlets.items() if (country := country_of(outlet, host))}
    return Incident(
        id=name,
        title=title(
            type=kind,
            mode=mode,
            status=status,
            actors=actors,
            recipients=recipients,
            place=where.place
            if any(view.place == where.place and not view.place_inferred for view in ranked)
            else None,
            start=when.start or min(days, default=None),
            end=when.end if when.start else None,
            granularity=when.granularity,
            trigger=ranked[0].trigger,
            sentence=ranked[0].quote,
        ),
        type=kind,
        mode=mode,
        status=status,
        quad=QUAD[kind],
        score=sum(view.score for view in views) / len(views),
        actors=actors,
        recipients=recipients,
        start=when.start,
        end=when.end,
        granularity=when.granularity,
        time_inferred=when.time_inferred,
        place=where.place,
        country=where.country,
        lat=where.lat,
        lon=where.lon,
        precision=where.precision,
        first_seen=min(days, default=None),
        last_seen=max(days, default=None),
        events=tuple(view.id for view in listed),
        reports=tuple(dict.fromkeys(view.report for view in listed)),
        texts=len({view.text_key for view in views}),
        outlets=len(outlets),
        outlet_countries=len(homes),
        confidence=_confidence(ranked),
        states=history,
        contradictions=contradictions(ranked),
    )


def _printed(view: EventView) -> tuple[float, str, str, int]:
    """What echoes are listed by: the best-evidenced first, then as they were printed, in whatever order they came."""
    return (-evidence(view), str(view.published or "undated"), view.report, view.position)


def _type(ranked: Sequence[EventView]) -> str:
    if len(ranked) == 1:
        return ranked[0].type
    votes: dict[str, float] = defaultdict(float)
    for view in ranked:
        votes[view.type] += view.confidence
    return max(votes, key=votes.__getitem__)  # of equal ones that of the better evidenced


def _mode(ranked: Sequence[EventView], kind: str) -> str | None:
    if len(ranked) == 1:
        return ranked[0].mode
    votes: dict[str, float] = defaultdict(float)
    for view in ranked:
        if view.type == kind and view.mode:
            votes[view.mode] += view.confidence
    return max(votes, key=votes.__getitem__) if votes else None


def _when(ranked: Sequence[EventView]) -> EventView:
    """The event whose time stands for the incident's: told rather than inferred, exact rather than coarse.

    The day of a report that speaks of it as still to come is that of the announcement, and stands only for want of any.
    """
    if len(ranked) == 1:
        return ranked[0]

    def worth(view: EventView) -> tuple[bool, bool, bool, bool, float]:
        if view.start is None or view.end is None:
            return (False, False, False, False, 0.0)
        its_own = not view.time_inferred or view.status not in _AHEAD
        exact = (view.end - view.start).days < 2  # noqa: PLR2004 - a day, or a night
        # Among days that are only taken from reports, the first report's is nearest to what happened.
        return (True, its_own, exact, not view.time_inferred, -view.start.toordinal() if view.time_inferred else 0.0)

    return max(ranked, key=worth)


def _where(ranked: Sequence[EventView]) -> EventView:
    """The event whose place stands for the incident's: the most supported of the finest."""
    if len(ranked) == 1:
        return ranked[0]
    votes: dict[str | None, float] = defaultdict(float)
    for view in ranked:
        if view.place:
            # A town that half as many name says more than the country that all name.
            weight = _LEVELS.get(view.precision, 1.0) * (0.3 if view.place_inferred else 1.0)
            votes[view.place] += view.confidence * weight
    if not votes:
        return ranked[0]
    best = max(votes, key=votes.__getitem__)
    return next(view for view in ranked if view.place == best)


def _seen(view: EventView) -> dt.date | None:
    return view.published or view.start


def states(views: Sequence[EventView]) -> tuple[IncidentState, ...]:
    """What was known of an incident from day to day: one entry for each change of status, at least one.

    Args:
        views: Its events, best-evidenced first.
    """
    import datetime as dt  # noqa: PLC0415 - only where a day is lacking

    if len(views) == 1:
        view = views[0]
        return (IncidentState(_seen(view) or dt.date.min, view.status, view.id, view.report),)
    by_day: dict[dt.date, list[EventView]] = defaultdict(list)
    for view in views:
        by_day[_seen(view) or dt.date.min].append(view)
    found: list[IncidentState] = []
    for day in sorted(by_day):
        votes: dict[str, float] = defaultdict(float)
        for view in by_day[day]:
            votes[view.status] += view.confidence
        status = max(votes, key=votes.__getitem__)
        if not found or status in _FOLLOWS[found[-1].status]:
            view = next(view for view in by_day[day] if view.status == status)
            found.append(IncidentState(day, status, view.id, view.report))
    return tuple(found)


def _confidence(ranked: Sequence[EventView]) -> float:
    """Probability that the incident is one of its type: the surest event's, helped by each further text a little."""
    best: dict[str, float] = {}
    for view in ranked:
        best[view.text_key] = max(best.get(view.text_key, 0.0), view.confidence)
    surest, *others = sorted(best.values(), reverse=True)
    doubt = 1.0 - surest
    for value in others:
        doubt *= 1.0 - _AGAIN * value
    return min(1.0, max(0.0, 1.0 - doubt))
