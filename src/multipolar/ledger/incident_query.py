"""Asking for incidents: what can be asked, and the SQL it becomes."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from collections.abc import Sequence  # noqa: TC003 - as above
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from multipolar.errors import UsageError
from multipolar.ledger.query import Where, outlets, times, what, window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from multipolar.ledger.query import Vocabulary

__all__ = ["IncidentQuery", "build_incidents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQuery:
    """Which incidents are wanted. What is left out does not filter.

    Actors are named as in :class:`~multipolar.ledger.EventQuery`. The day of an incident without a time is that of its
    first report.

    Attributes:
        actor: Who acts.
        recipient: Who is acted upon; sides of a reciprocal incident are all actors.
        either: Take ``actor`` and ``recipient`` in either direction; ``actor`` alone in either role.
        types: Event types.
        modes: Modes.
        quads: Quad classes.
        statuses: Latest statuses.
        since: First day of interest; incidents end on that day or later.
        until: First day of no interest any more; incidents start before it.
        countries: Countries (alpha-3) of the place.
        text: Words that stand in a sentence of one of its events, or in its title; case is ignored.
        sources: Outlets, one of which reports it.
        report: Id of a report that tells of it.
        min_confidence: Lowest confidence.
        min_reports: Fewest reports.
        min_outlets: Fewest independent outlets.
        contradicted: Only incidents whose events contradict each other.
        order: By ``time`` (as ``newest_first`` says), or by number of ``reports`` or ``outlets``, most first.
        newest_first: Order by first day, latest first, else earliest first.
        limit: How many at most.
        offset: How many to skip before.
    """

    actor: str | None = None
    recipient: str | None = None
    either: bool = False
    types: Sequence[str] = ()
    modes: Sequence[str] = ()
    quads: Sequence[str] = ()
    statuses: Sequence[str] = ()
    since: str | dt.date | None = None
    until: str | dt.date | None = None
    countries: Sequence[str] = ()
    text: str | None = None
    sources: Sequence[str] = ()
    report: str | None = None
    min_confidence: float | None = None
    min_reports: int | None = None
    min_outlets: int | None = None
    contradicted: bool = False
    order: Literal["time", "reports", "outlets"] = "time"
    newest_first: bool = True
    limit: int | None = None
    offset: int = 0


_ORDERS: Final = {"time": "", "reports": "e.n_reports DESC, ", "outlets": "e.n_outlets DESC, e.n_reports DESC, "}


def build_incidents(query: IncidentQuery, vocabulary: Callable[[], Vocabulary]) -> tuple[str, Mapping[str, Any]]:
    """The SQL of a query, and the values of its parameters.

    Args:
        query: What is asked.
        vocabulary: Gives the names known to the ledger; called only if the query needs them.

    Raises:
        UsageError: A code or name is unknown, or values do not fit together.
    """
    if query.order not in _ORDERS:
        raise UsageError(f"there is no order {query.order!r}", where="order", mend=f"one of {', '.join(_ORDERS)}")
    where = Where()
    what(query, where, vocabulary)
    since, until = times(query)
    if since:
        where.conditions.append(f"coalesce(e.time_end, e.last_seen) >= {where.bind(since)}")
    if until:
        where.conditions.append(f"coalesce(e.time_start, e.first_seen) < {where.bind(until)}")
    _told_by(query, where, vocabulary)
    for column, least in (("n_reports", query.min_reports), ("n_outlets", query.min_outlets)):
        if least is not None:
            where.conditions.append(f"e.{column} >= {where.bind(int(least))}")
    if query.contradicted:
        where.conditions.append("e.id IN (SELECT incident FROM contradictions)")
    sql = "SELECT e.* EXCLUDE (batch) FROM incidents AS e"
    if where.conditions:
        sql += " WHERE " + " AND ".join(where.conditions)
    way = "DESC" if query.newest_first else "ASC"
    sql += f" ORDER BY {_ORDERS[query.order]}coalesce(e.time_start, e.first_seen) {way} NULLS LAST, e.id"
    return sql + window(where, query.limit, query.offset), where.parameters


def _told_by(query: IncidentQuery, where: Where, vocabulary: Callable[[], Vocabulary]) -> None:
    """Conditions on the reports and sentences that tell of an incident."""
    conditions = []
    if sources := outlets(query, vocabulary):
        conditions.append(f"list_contains({where.bind(sources)}::VARCHAR[], r.source)")
    if query.report is not None:
        conditions.append(f"ie.report = {where.bind(query.report)}")
    tells = "SELECT ie.incident FROM incident_events AS ie JOIN reports AS r ON r.id = ie.report"
    if conditions:
        where.conditions.append(f"e.id IN ({tells} WHERE {' AND '.join(conditions)})")
    if query.text:
        words = f"lower({where.bind(query.text)})"
        quoted = "SELECT ie.incident FROM incident_events AS ie JOIN events AS v ON v.id = ie.event"
        found = f"e.id IN ({quoted} WHERE contains(lower(v.quote), {words}))"
        where.conditions.append(f"(contains(lower(e.title), {words}) OR {found})")
