"""What the figures of the system share: which incidents count and when, periods, tables, and the way to the evidence.

A figure stands on incidents (``docs/system.md``). Those with status ``occurred`` or ``ongoing`` count unless other
statuses are asked for; an incident falls on the day that :func:`day_sql` gives it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import Table
from multipolar.ontology import EVENT_TYPES, QUAD, STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from multipolar.ledger import Ledger

__all__ = [
    "COUNTED",
    "DAY",
    "LEVELS",
    "PERIODS",
    "QUADS",
    "SourcedTable",
    "Window",
    "as_day",
    "chosen",
    "column",
    "counted_sql",
    "day_sql",
    "incident_evidence",
    "make_window",
    "period_names",
    "reprinted_sql",
    "require_incidents",
    "statement_evidence",
    "table",
]

COUNTED: Final[tuple[str, ...]] = ("occurred", "ongoing")
"""Statuses that count unless others are asked for: what is planned, feared, denied or alleged is no incident yet."""

PERIODS: Final[tuple[str, ...]] = ("day", "week", "month", "quarter", "year")

QUADS: Final[tuple[str, ...]] = tuple(dict.fromkeys(QUAD.values()))
"""Quad classes, from verbal cooperation to material conflict."""

LEVELS: Final = (0.5, 0.9999)
"""Between these a level of intervals must lie."""

_MOST_PERIODS: Final = 40_000
_EXACT: Final = "('day', 'interval')"
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_QUARTER: Final = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)


# --- Time ------------------------------------------------------------------------------------------------------------


def day_sql(by: str, alias: str = "i") -> str:
    """SQL for the day of an incident in a series of that resolution.

    It is the first day of its time. Where the time is coarser than the period (a year in a series of months), its first
    day would pile all such incidents up in January: then it is the day of the first report, if that lies within the
    time, else none, and the incident is left out of the series.

    Args:
        by: One of :data:`PERIODS`.
        alias: Name of the row of ``incidents``.
    """
    i = alias
    return (
        f"CASE WHEN {i}.time_start IS NULL THEN {i}.first_seen "
        f"WHEN {i}.time_granularity IN {_EXACT} "
        f"OR date_trunc('{by}', {i}.time_start) = date_trunc('{by}', {i}.time_end) THEN {i}.time_start "
        f"WHEN {i}.first_seen BETWEEN {i}.time_start AND {i}.time_end THEN {i}.first_seen END"
    )


DAY: Final = f"coalesce({day_sql('day')}, i.time_start)"
"""Day of an incident ``i`` where no series is cut: as exact as it is known, else the first of its time."""


def as_day(value: str | dt.date, *, where: str) -> dt.date:
    """A day from ``2022-05-08``, ``2022-05``, ``2022`` (first days) or ``2022-Q2``, or as given.

    Args:
        value: What the user wrote.
        where: Name of the option, for the message.

    Raises:
        UsageError: It is no day.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if match := _QUARTER.fullmatch(value.strip()):
        return dt.date(int(match[1]), 3 * int(match[2]) - 2, 1)
    if match := _DATE.fullmatch(value.strip()):
        try:
            return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            pass
    raise UsageError(f"{value!r} is not a day", where=where, mend="write 2025-05-08, 2025-05 or 2025")


def _floor(day: dt.date, by: str) -> dt.date:
    if by == "week":
        return day - dt.timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    if by == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    if by == "year":
        return day.replace(month=1, day=1)
    return day


def _next(start: dt.date, by: str) -> dt.date:
    if by in {"day", "week"}:
        return start + dt.timedelta(days=1 if by == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[by]
    at = start.year * 12 + start.month - 1 + months
    return dt.date(at // 12, at % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A time cut into periods.

    Attributes:
        since: First day.
        until: First day after it.
        by: Length of a period.
        starts: First days of the periods; the first may lie before ``since``.
    """

    since: dt.date
    until: dt.date
    by: str
    starts: tuple[dt.date, ...]

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def ends(self) -> tuple[dt.date, ...]:
        """First days after the periods."""
        return (*self.starts[1:], _next(self.starts[-1], self.by))

    def index(self, day: dt.date) -> int | None:
        """Number of the period that holds the day, or None outside of the window."""
        if not self.since <= day < self.until:
            return None
        start = _floor(day, self.by)
        lo, hi = 0, len(self.starts) - 1
        while lo < hi:
            middle = (lo + hi) // 2
            lo, hi = (middle + 1, hi) if self.starts[middle] < start else (lo, middle)
        return lo

    def named(self, period: str | dt.date) -> int:
        """Number of the period that a user names by a day in it; the first one by its first day too, cut off or not.

        Raises:
            UsageError: It is no day, or one outside of the window.
        """
        day = as_day(period, where="period")
        found = 0 if self.starts[0] <= day < self.since else self.index(day)
        if found is None:
            raise UsageError(
                f"{period} is not between {self.since} and {self.until}", where="period", mend="name a day within"
            )
        return found


def make_window(ledger: Ledger, *, since: str | dt.date | None, until: str | dt.date | None, by: str) -> Window:
    """The time asked for, by default all that the ledger's reports cover.

    Background that reports tell of the years before is outside of the default: of those years a ledger knows what
    somebody happened to recall, so that neither counts nor shares mean anything.

    Args:
        ledger: Where the days of publication come from.
        since: First day, or None for that of the first report.
        until: First day no longer wanted, or None for the day after the last report.
        by: One of :data:`PERIODS`.

    Raises:
        UsageError: The values are no days, or nothing lies between them, or there are too many periods.
        LedgerError: The ledger has no dated report and no time is given.
    """
    if by not in PERIODS:
        raise UsageError(f"there is no period {by!r}", where="by", mend=f"one of {', '.join(PERIODS)}")
    first = as_day(since, where="since") if since is not None else None
    last = as_day(until, where="until") if until is not None else None
    if first is None or last is None:
        spread: dict[str, dt.date | None] = {"first": None}
        for day, of in (("published", "reports"), ("first_seen", "incidents")):
            if spread["first"] is None:
                query = f"SELECT min({day}) AS first, max({day}) AS last FROM {of}"  # noqa: S608 - our names
                spread = ledger.query(query).to_pylist()[0]
        if spread["first"] is None or spread["last"] is None:
            raise LedgerError(
                "no report of the ledger has a day of publication",
                where=str(ledger.path),
                mend="give both since and until",
            )
        first = first or spread["first"]
        last = last or spread["last"] + dt.timedelta(days=1)
    if first >= last:
        raise UsageError(
            f"nothing lies between {first} and {last}",
            where="since" if since is not None else "until",
            mend="until is the first day after those wanted, and the ledger's reports must reach into that time",
        )
    starts = [_floor(first, by)]
    while (following := _next(starts[-1], by)) < last:
        starts.append(following)
        if len(starts) > _MOST_PERIODS:
            raise UsageError(
                f"there are more than {_MOST_PERIODS:,} periods of a {by}", where="by", mend="take longer periods"
            )
    return Window(first, last, by, tuple(starts))


def period_names(by: str, starts: Sequence[dt.date]) -> list[str]:
    """Periods as people write them: ``2022``, ``2022-Q1``, ``2022-02``, ``2022-02-24``."""
    if by == "year":
        return [f"{start.year}" for start in starts]
    if by == "quarter":
        return [f"{start.year}-Q{(start.month + 2) // 3}" for start in starts]
    return [start.isoformat()[:7] if by == "month" else start.isoformat() for start in starts]


# --- Choices ---------------------------------------------------------------------------------------------------------


def chosen(name: str, given: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """The given values as the ontology spells them, each once.

    Raises:
        UsageError: One is not allowed.
    """
    words = (given,) if isinstance(given, str) else given
    by_fold = {value.casefold(): value for value in allowed}
    for word in words:
        if word.casefold() not in by_fold:
            raise UsageError(f"there is no {name} {word!r}", where=name, mend=f"one of {', '.join(allowed)}")
    return tuple(dict.fromkeys(by_fold[word.casefold()] for word in words))


_SAID: Final = {"relations": "concat(i.type, ' ', i.trigger_text)", "claims": "i.quote_text"}


def reprinted_sql(of: str) -> str:
    """A query for the ids of relations or claims that only repeat what an earlier report says in the same words.

    As with events, words that were read before are no news, for 31 days: those of a copy of the whole text (of 50
    characters at least), and those of a sentence of eight words or more.

    Args:
        of: ``relations`` or ``claims``.
    """
    said = (
        f"SELECT i.id, i.report, {_SAID[of]} AS said, i.batch, "  # noqa: S608 - our names
        "coalesce(p.published, DATE '9999-01-01') AS day, CASE WHEN p.length >= 50 THEN p.text_key END AS text_key, "
        "regexp_replace(lower(trim(s.text)), '\\s+', ' ', 'g') AS words "
        f"FROM {of} AS i JOIN reports AS p ON p.id = i.report "
        "LEFT JOIN sentences AS s ON s.report = i.report AND s.sentence = i.sentence"
    )
    later = "(e.day, e.batch, e.report) < (l.day, l.batch, l.report) AND e.report <> l.report AND l.day - e.day <= 31"
    again = "SELECT l.id FROM said AS l JOIN said AS e ON e.said = l.said AND "
    return (
        f"WITH said AS MATERIALIZED ({said}) {again} e.text_key = l.text_key WHERE {later} UNION "
        f"{again} e.words = l.words WHERE {later} AND len(string_split(l.words, ' ')) >= 8"
    )


def counted_sql(
    statuses: Sequence[str],
    parameters: dict[str, Any],
    *,
    types: Sequence[str] = (),
    min_confidence: float = 0.0,
) -> str:
    """The condition that an incident ``i`` counts; adds its values to the parameters.

    Raises:
        UsageError: A status or type is unknown, or none is given.
    """
    wanted = chosen("status", statuses, STATUSES)
    if not wanted:
        raise UsageError("no status is to count", where="statuses", mend=f"some of {', '.join(STATUSES)}")
    parameters["statuses"] = list(wanted)
    condition = "list_contains($statuses::VARCHAR[], i.status)"
    if of_type := chosen("type", types, EVENT_TYPES):
        parameters["types"] = list(of_type)
        condition += " AND list_contains($types::VARCHAR[], i.type)"
    if not 0 <= min_confidence <= 1:
        raise UsageError(f"a confidence of {min_confidence} is none", where="min_confidence", mend="0 to 1")
    if min_confidence > 0:
        parameters["sure"] = float(min_confidence)
        condition += " AND i.confidence >= $sure"
    return condition


def require_incidents(ledger: Ledger, *, some: bool = True) -> int:
    """Number of incidents in the ledger, of any status.

    Args:
        ledger: The ledger.
        some: Whether there must be one; without it, a ledger that has no event need have no incident.

    Raises:
        LedgerError: The ledger has none although it has events: they were not linked yet; or it is empty.
    """
    found = ledger.query("SELECT 1 FROM information_schema.tables WHERE table_name = 'incidents' LIMIT 1").num_rows
    count = int(ledger.query("SELECT count(*) AS n FROM incidents")["n"][0].as_py()) if found else 0
    if count == 0:
        events = int(ledger.query("SELECT count(*) AS n FROM events")["n"][0].as_py())
        if found and not events and not some:
            return 0
        raise LedgerError(
            f"its {events:,} events are not linked to incidents yet" if events else "the ledger holds no event",
            where=str(ledger.path),
            mend="run multipolar link on it" if events else "build reports into it",
        )
    return count


# --- Tables ----------------------------------------------------------------------------------------------------------

_ARROW: Final = {
    "str": "string",
    "int": "int64",
    "float": "float64",
    "bool": "bool_",
    "date": "date32",
}


def column(values: Any, kind: str) -> pa.Array:  # noqa: ANN401 - a list or a numpy array
    """An Arrow column.

    Args:
        values: A sequence or array; in numbers, not-a-number stands for nothing.
        kind: ``str``, ``int``, ``float``, ``bool``, ``date``, or ``strs`` for lists of strings.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    if kind == "strs":
        return pa.array([list(value) for value in values], type=pa.list_(pa.string()))
    return pa.array(values, type=getattr(pa, _ARROW[kind])(), from_pandas=True)


def table(columns: Mapping[str, tuple[str, Any]]) -> pa.Table:
    """An Arrow table from ``{name: (kind, values)}``; see :func:`column`."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    return pa.table({name: column(values, kind) for name, (kind, values) in columns.items()})


class SourcedTable(Table):
    """A table whose rows say what they stand on: lists of ids in ``incident_ids``, ``relation_ids``, ``claim_ids``.

    Args:
        data: The rows.
        ledger: Where the evidence lies.
    """

    __slots__ = ("_ledger",)

    def __init__(self, data: pa.Table, ledger: Ledger) -> None:
        super().__init__(data)
        self._ledger = ledger

    def evidence(self, row: int) -> Table:
        """The incidents, relations and claims that a row stands on, each with its sentence.

        Args:
            row: Number of the row, from 0.

        Raises:
            UsageError: There is no such row.
        """
        import pyarrow as pa  # noqa: PLC0415 - heavy

        if not 0 <= row < len(self):
            raise UsageError(f"there is no row {row}", where="evidence", mend=f"the table has {len(self)} rows, from 0")
        values = self._data.slice(row, 1).to_pylist()[0]
        parts = [incident_evidence(self._ledger, values.get("incident_ids") or ()).to_arrow()]
        parts += [
            statement_evidence(self._ledger, kind, values[f"{kind}_ids"]).to_arrow()
            for kind in ("relation", "claim")
            if values.get(f"{kind}_ids")
        ]
        return Table(pa.concat_tables(parts).sort_by([("day", "ascending"), ("event", "ascending")]))


_EVIDENCE: Final = (
    f"i.id AS incident, {DAY} AS day, i.title, i.type, i.mode, i.status, i.quad, i.score, i.actor_names, "
    "i.recipient_names, i.actor_codes, i.recipient_codes, i.place_name, i.place_country, "
    "i.n_reports::BIGINT AS n_reports, i.n_outlets::BIGINT AS n_outlets, e.id AS event, e.report, "
    "e.sentence::BIGINT AS sentence, r.published, r.source, r.title AS report_title, r.url, e.quote"
)


def incident_evidence(ledger: Ledger, ids: Sequence[str]) -> Table:
    """Incidents by id, earliest first, each with the sentence of its best-evidenced event.

    Args:
        ledger: Where they lie.
        ids: Their ids; unknown ones are passed over.
    """
    query = (
        f"SELECT {_EVIDENCE} FROM incidents AS i JOIN events AS e ON e.id = i.best_event "  # noqa: S608 - our names
        "JOIN reports AS r ON r.id = e.report WHERE i.id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY day, i.id"
    )
    return Table(ledger.query(query, {"ids": list(ids)}))


def statement_evidence(ledger: Ledger, kind: str, ids: Sequence[str]) -> Table:
    """Standing relations or claims by id, earliest first, in the columns of :func:`incident_evidence`.

    Args:
        ledger: Where they lie.
        kind: ``relation`` or ``claim``.
        ids: Their ids.
    """
    if kind == "relation":
        names, words, of_type = "relation_sides", "trigger_text", "t.type"
        first, second, role = "'a'", "'b'", "side"
    else:
        names, words, of_type = "claim_parties", "quote_text", "'CLAIM'"
        first, second, role = "'speaker'", "'about'", "role"

    def listed(side: str, part: str) -> str:
        return f"coalesce(list(p.{part} ORDER BY p.position) FILTER (p.{role} = {side}), [])::VARCHAR[]"

    query = f"""
        SELECT NULL::VARCHAR AS incident, r.published AS day, t.{words} AS title, {of_type} AS type,
            NULL::VARCHAR AS mode, NULL::VARCHAR AS status, NULL::VARCHAR AS quad, NULL::DOUBLE AS score,
            {listed(first, "name")} AS actor_names, {listed(second, "name")} AS recipient_names,
            {listed(first, "code")} AS actor_codes, {listed(second, "code")} AS recipient_codes,
            NULL::VARCHAR AS place_name, NULL::VARCHAR AS place_country, 1::BIGINT AS n_reports,
            1::BIGINT AS n_outlets, t.id AS event, t.report, t.sentence::BIGINT AS sentence, r.published, r.source,
            r.title AS report_title, r.url, any_value(coalesce(s.text, t.{words})) AS quote
        FROM {kind}s AS t JOIN reports AS r ON r.id = t.report
        LEFT JOIN {names} AS p ON p.{kind} = t.id
        LEFT JOIN sentences AS s ON s.report = t.report AND s.sentence = t.sentence
        WHERE t.id IN (SELECT unnest($ids::VARCHAR[]))
        GROUP BY ALL ORDER BY day, event
    """  # noqa: S608 - our own names
    return Table(ledger.query(query, {"ids": list(ids)}))
