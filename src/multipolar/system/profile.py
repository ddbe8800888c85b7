"""One actor: what it does and undergoes through time, with whom, and who speaks for and of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.ontology import UNKNOWN
from multipolar.system.actors import code_names, find_actor, role_sql
from multipolar.system.claims import Claims, claims
from multipolar.system.common import (
    COUNTED,
    QUADS,
    Window,
    counted_sql,
    day_sql,
    incident_evidence,
    make_window,
    require_incidents,
    table,
)
from multipolar.system.dependence import Dependence, DependenceOptions, dependence
from multipolar.system.reciprocal import reciprocal_sql
from multipolar.system.series import (
    balance,
    bounds,
    check_level,
    gaps,
    load,
    reported,
    resample,
    series_columns,
    type_columns,
)
from multipolar.system.standing import standing_relations

if TYPE_CHECKING:
    from multipolar.ledger import Ledger
    from multipolar.system.actors import ActorSet
    from multipolar.system.common import SourcedTable
    from multipolar.system.series import Incidents

__all__ = ["Profile", "ProfileOptions", "profile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileOptions:
    """How an actor is looked at.

    Attributes:
        since: First day; by default that of the first report.
        until: First day no longer wanted.
        by: Length of a period.
        statuses: Statuses that count.
        members: Whether members of a grouping count as it; by default a bloc's do and an organisation's don't.
        level: Level of the intervals.
        replicates: Replicates of the bootstrap.
        seed: Its seed.
        min_incidents: Fewer give no balance and no interval of intensities.
        limit: How many partners and people are listed at most; by default all.
    """

    since: str | dt.date | None = None
    until: str | dt.date | None = None
    by: str = "year"
    statuses: tuple[str, ...] = COUNTED
    members: bool | None = None
    level: float = 0.95
    replicates: int = 1000
    seed: int = 0
    min_incidents: int = 5
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An actor. Columns of the tables are listed in ``docs/system.md``.

    Attributes:
        actor: Who.
        options: How it was looked at.
        window: The time, and its periods.
        incidents: How many incidents it has a part in.
        enough: Whether they are enough for figures with intervals.
        note: What is missing, and why; empty where nothing is.
        series: One row per period.
        types: One row per event type.
        partners: With whom, most incidents first.
        people: Persons that act for it or undergo something, most incidents first.
    """

    actor: ActorSet
    options: ProfileOptions
    window: Window
    incidents: int
    enough: bool
    note: str
    series: Table
    types: Table
    partners: Table
    people: Table
    _ledger: Ledger = field(repr=False)
    _found: Incidents = field(repr=False)

    @property
    def relations(self) -> SourcedTable:
        """Its standing relations as of the last day."""
        last = self.window.until - dt.timedelta(days=1)
        return standing_relations(self._ledger, actor=self.actor.key, as_of=last)

    @property
    def dependence(self) -> Dependence:
        """On whom it leans, and who on it, in that time."""
        options = DependenceOptions(
            since=self.window.since,
            until=self.window.until,
            statuses=self.options.statuses,
            min_incidents=self.options.min_incidents,
            level=self.options.level,
        )
        return dependence(self._ledger, self.actor.key, options=options)

    @property
    def claims_by(self) -> Claims:
        """What it claims, in that time."""
        return claims(self._ledger, speaker=self.actor.key, since=self.window.since, until=self.window.until)

    @property
    def claims_about(self) -> Claims:
        """What is claimed of it, in that time."""
        return claims(self._ledger, about=self.actor.key, since=self.window.since, until=self.window.until)

    def evidence(
        self, *, other: str | None = None, period: str | dt.date | None = None, quad: str | None = None
    ) -> Table:
        """The incidents behind a figure, with their sentences; all of them, if nothing is named.

        Args:
            other: Code of a partner.
            period: A day in the period.
            quad: Only those of this quad class.

        Raises:
            UsageError: There is no such period or quad class.
        """
        if quad is not None and quad not in QUADS:
            raise UsageError(f"there is no quad class {quad!r}", where="quad", mend=f"one of {', '.join(QUADS)}")
        rows = np.arange(len(self._found))
        if quad is not None:
            rows = rows[self._found.quad[rows] == QUADS.index(quad)]
        if period is not None:
            rows = rows[self._found.period[rows] == self.window.named(period)]
        ids = self._found.chosen(rows)
        if other is not None:
            with_other = set(
                _counterparts(self._ledger, self.actor, self.window, self.options, code=other)["id"].to_pylist()
            )
            ids = [at for at in ids if at in with_other]
        return incident_evidence(self._ledger, ids)


def profile(ledger: Ledger, actor: str, *, options: ProfileOptions | None = None) -> Profile:
    """What an actor does and undergoes.

    Args:
        ledger: Where the incidents lie.
        actor: A code, id or name; see :func:`multipolar.system.find_actor`.
        options: How to look at it.

    Raises:
        UsageError: The actor is unknown, or options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or ProfileOptions()
    check_level(options.level, options.replicates)
    if options.limit is not None and options.limit < 1:
        raise UsageError(f"a limit of {options.limit} lists nothing", where="limit", mend="1 or more")
    require_incidents(ledger)
    who = find_actor(ledger, actor, members=options.members)
    window = make_window(ledger, since=options.since, until=options.until, by=options.by)
    parameters: dict[str, Any] = {}
    counted = counted_sql(options.statuses, parameters)
    day = day_sql(window.by)
    acts, undergoes = (role_sql(role, who, "a", parameters, day=day) for role in ("actor", "recipient"))
    found = load(
        ledger,
        which=f"{counted} AND ({acts} OR {undergoes})",
        way=f"CASE WHEN {acts} AND {undergoes} THEN 0 WHEN {acts} THEN 1 ELSE -1 END",
        parameters=parameters,
        window=window,
    )
    coverage = reported(ledger, statuses=options.statuses, min_confidence=0.0, window=window)
    silent = gaps(ledger, window)
    columns = series_columns(
        found,
        coverage,
        window,
        silent=silent,
        level=options.level,
        replicates=options.replicates,
        seed=options.seed,
        min_incidents=options.min_incidents,
    )
    for old, new in (("forth", "as_actor"), ("back", "as_recipient"), ("mutual", "own")):
        columns[new] = columns.pop(old)
    between = f"between {window.since} and {window.until - dt.timedelta(days=1)}"
    note = ""
    if not len(found):
        note = f"the ledger has no {'report' if silent.all() else f'incident of {who.name}'} {between}"
    elif len(found) < options.min_incidents:
        some = "1 incident is" if len(found) == 1 else f"{len(found)} incidents are"
        note = f"{some} not enough for a balance or an interval ({options.min_incidents} are asked for)"
    return Profile(
        actor=who,
        options=options,
        window=window,
        incidents=len(found),
        enough=len(found) >= options.min_incidents,
        note=note,
        series=Table(table(columns)),
        types=Table(table(type_columns(found))),
        partners=Table(table(_partners(ledger, who, window, options))),
        people=Table(_people(ledger, who, window, options)),
        _ledger=ledger,
        _found=found,
    )


def _is_sql(actor: ActorSet, alias: str, parameters: dict[str, Any]) -> str:
    """The condition that a party of an incident is the actor or, of a grouping, one of its members."""
    parts = []
    for part, values in (
        ("code", [*actor.codes, *(member.code for member in actor.members)]),
        ("actor_id", list(actor.ids)),
        ("name", list(actor.names)),
    ):
        if values:
            parameters[f"self_{part}"] = values
            parts.append(f"list_contains($self_{part}::VARCHAR[], {alias}.{part})")
    return f"({' OR '.join(parts)})"


def _parties_sql(actor: ActorSet, window: Window, options: ProfileOptions, parameters: dict[str, Any]) -> str:
    """Common table expressions: ``mine``, its incidents, and ``parties``, all who have a part in them."""
    counted = counted_sql(options.statuses, parameters)
    day = day_sql(window.by)
    acts, undergoes = (role_sql(role, actor, "a", parameters, day=day) for role in ("actor", "recipient"))
    parameters |= {"since": window.since, "until": window.until}
    parts = ("code", "id", "name", "sector")

    def unnested(role: str) -> str:
        columns = ", ".join(f"unnest({role}_{part}s) AS {'actor_id' if part == 'id' else part}" for part in parts)
        return f"SELECT id, {columns}, '{role}' AS role FROM mine"  # noqa: S608 - our names

    return (
        f"WITH mine AS (SELECT * FROM (SELECT i.*, {day} AS day FROM incidents AS i WHERE {counted} "  # noqa: S608 - bound
        f"AND ({acts} OR {undergoes})) WHERE day >= $since AND day < $until), "
        f"parties AS ({unnested('actor')} UNION ALL {unnested('recipient')})"
    )


def _counterparts(
    ledger: Ledger, actor: ActorSet, window: Window, options: ProfileOptions, *, code: str | None = None
) -> Any:  # noqa: ANN401 - an Arrow table
    """Each incident with each code on the other side: whom the actor acts upon, who acts upon it, who acts with it."""
    parameters: dict[str, Any] = {"nobody": UNKNOWN}
    tables = _parties_sql(actor, window, options, parameters)
    me, other = _is_sql(actor, "me", parameters), _is_sql(actor, "p", parameters)
    only = ""
    if code is not None:
        parameters["only"] = code
        only = "AND p.code = $only"
    return ledger.query(
        f"""
        {tables}
        SELECT p.code AS other, m.id, list_position([{", ".join(f"'{quad}'" for quad in QUADS)}], m.quad) - 1 AS quad,
            m.score, bool_or(me.role = 'actor' AND p.role = 'recipient') AS forth,
            bool_or(me.role = 'recipient' AND p.role = 'actor') AS back
        FROM mine AS m JOIN parties AS me ON me.id = m.id AND {me} JOIN parties AS p ON p.id = m.id AND NOT {other}
        WHERE p.code <> $nobody {only} AND (me.role <> p.role OR {reciprocal_sql("m")})
        GROUP BY p.code, m.id, m.quad, m.score ORDER BY other, m.id
        """,  # noqa: S608 - values are bound
        parameters,
    )


def _partners(ledger: Ledger, actor: ActorSet, window: Window, options: ProfileOptions) -> dict[str, tuple[str, Any]]:
    rows = _counterparts(ledger, actor, window, options)
    others = np.array(rows["other"].to_pylist(), dtype=object)
    codes, group = (
        np.unique(others.astype(str), return_inverse=True) if len(others) else (others, np.zeros(0, np.int64))
    )
    counts = np.bincount(group, minlength=len(codes))
    kept = sorted(range(len(codes)), key=lambda at: (-counts[at], codes[at]))[: options.limit]
    place = np.full(len(codes) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    chosen = np.flatnonzero(place[group] >= 0)
    chosen = chosen[np.argsort(place[group[chosen]], kind="stable")]
    at = place[group[chosen]]
    score = rows["score"].to_numpy().astype(np.float64)[chosen]
    quad = rows["quad"].to_numpy().astype(np.int64)[chosen]
    forth, back = (rows[name].to_numpy(zero_copy_only=False).astype(bool)[chosen] for name in ("forth", "back"))
    number = len(kept)

    def summed(which: Any) -> Any:  # noqa: ANN401 - arrays
        return np.bincount(at, weights=which, minlength=number)

    conflict, cooperation = summed(np.maximum(-score, 0)), summed(np.maximum(score, 0))
    drawn = resample(at, score, number, replicates=options.replicates, seed=options.seed)
    low, high = bounds(balance(drawn.cooperation, drawn.conflict), options.level)
    total = np.bincount(at, minlength=number)
    enough = total >= options.min_incidents
    names = code_names(str(codes[row]) for row in kept)
    shown = [str(codes[row]) for row in kept]
    return {
        "other": ("str", shown),
        "name": ("str", [names[code] for code in shown]),
        "incidents": ("int", total),
        **{name.replace(" ", "_"): ("int", summed(quad == index).astype(np.int64)) for index, name in enumerate(QUADS)},
        "conflict": ("float", conflict),
        "cooperation": ("float", cooperation),
        "balance": ("float", np.where(enough, balance(cooperation, conflict), np.nan)),
        "balance_low": ("float", np.where(enough, low, np.nan)),
        "balance_high": ("float", np.where(enough, high, np.nan)),
        "out": ("int", summed(forth & ~back).astype(np.int64)),
        "in": ("int", summed(back & ~forth).astype(np.int64)),
        "reciprocal": ("int", summed(forth == back).astype(np.int64)),
        "enough": ("bool", enough),
    }


def _people(ledger: Ledger, actor: ActorSet, window: Window, options: ProfileOptions) -> Any:  # noqa: ANN401 - Arrow
    """Persons of the actor's codes; of a person, the others in its incidents."""
    parameters: dict[str, Any] = {"limit": options.limit}
    tables = _parties_sql(actor, window, options, parameters)
    mine = _is_sql(actor, "p", parameters)
    return ledger.query(
        f"""
        {tables}
        SELECT p.actor_id, any_value(p.name ORDER BY p.name) AS name, mode(p.code ORDER BY p.code) AS code,
            mode(p.sector ORDER BY p.sector) AS sector, count(DISTINCT p.id) AS incidents
        FROM parties AS p WHERE starts_with(p.actor_id, 'person:') AND {mine if actor.codes else f"NOT {mine}"}
        GROUP BY p.actor_id ORDER BY incidents DESC, p.actor_id LIMIT $limit
        """,  # noqa: S608 - values are bound
        parameters,
    )
