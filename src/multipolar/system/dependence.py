"""Who leans on whom, for what, and whether more or less so through time.

One leans on whoever gives: aid and supplies (``AID``; ``COOPERATE`` with words of delivery or purchase), recognition
and backing (``SUPPORT`` with words of it). It must be given by a state's agents, a firm or an organisation, to the
agents of a state or its people as such: what rebels, breakaway territories and single persons get is not the state's.
What is pledged, what reports state of dependence, and requests for help stand beside it. ``docs/system.md`` has the
formulas.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.ontology import UNKNOWN
from multipolar.system.actors import AGENTS, ActorSet, code_names, find_actor, find_pair
from multipolar.system.common import (
    COUNTED,
    SourcedTable,
    Window,
    chosen,
    counted_sql,
    day_sql,
    incident_evidence,
    make_window,
    reprinted_sql,
    require_incidents,
    table,
)
from multipolar.system.giving import AS_SUCH, PEOPLE, backing, own_sql, territories
from multipolar.system.series import check_level, wilson
from multipolar.system.themes import FLOW_THEMES, OTHER, flow_theme

if TYPE_CHECKING:
    import datetime as dt

    import numpy.typing as npt

    from multipolar.ledger import Ledger

    Ints = npt.NDArray[np.int64]

__all__ = ["THEMES", "Dependence", "DependenceOptions", "dependence", "trend_test"]

THEMES: Final[tuple[str, ...]] = ("all", *FLOW_THEMES, OTHER)

_YEARS: Final = 3
"""Periods with something received that a trend needs."""

_RECEIVED: Final = 10
"""Incidents received that a trend needs."""

_RARE: Final = 0.05
_SUPPLY: Final = (
    r"suppl|deliver|\bsells?\b|\bsold\b|\bselling|export|\bship(?:s|ped|ment)|provid|send|\bsent\b|transfer|give"
)
_BUY: Final = r"\bbuy|bought|purchas|import|acquir|order(?:s|ed)\b"

_PLANNED: Final = "planned"
"""Status of what is pledged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceOptions:
    """How dependence is looked at.

    Attributes:
        theme: One of :data:`THEMES`; by default all of them.
        since: First day; by default that of the first report.
        until: First day no longer wanted.
        by: Length of a period of the series.
        statuses: Statuses that count.
        min_incidents: Fewer give no share.
        level: Level of the intervals.
        limit: How many ties are listed at most, those of most incidents; by default all.
    """

    theme: str | None = None
    since: str | dt.date | None = None
    until: str | dt.date | None = None
    by: str = "year"
    statuses: tuple[str, ...] = COUNTED
    min_incidents: int = 5
    level: float = 0.95
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Who leans on whom. Columns of the tables are listed in ``docs/system.md``.

    Attributes:
        options: How it was looked at.
        window: The time, and its periods.
        incidents: Incidents in which something is given.
        note: What is missing, and why; empty where nothing is.
        ties: One row per leaner, giver and theme, first those of all themes together.
        series: The same per period.
    """

    options: DependenceOptions
    window: Window
    incidents: int
    note: str
    ties: SourcedTable
    series: Table
    _ledger: Ledger = field(repr=False)

    def evidence(self, row: int) -> Table:
        """The incidents, pledges and relations that a row of :attr:`ties` stands on, with their sentences."""
        import pyarrow as pa  # noqa: PLC0415 - heavy

        stood = self.ties.evidence(row)
        pledged = self.ties.to_arrow()["pledged_ids"][row].as_py()
        if not pledged:
            return stood
        both = pa.concat_tables([stood.to_arrow(), incident_evidence(self._ledger, pledged).to_arrow()])
        return Table(both.sort_by([("day", "ascending"), ("event", "ascending")]))


@dataclass(slots=True)
class _Tie:
    """A leaner, a giver and a theme, as it fills."""

    given: dict[str, int]
    pledged: list[str]
    asked: int
    stated: list[str]
    days: list[dt.date]

    def weight(self) -> tuple[int, int, int]:
        """What sorts ties: what is given counts before what is pledged, and that before what is said."""
        return -len(self.given), -len(self.pledged), -len(self.stated)


_Key = tuple[str, str, str]
"""Leaner, giver, theme."""


def dependence(
    ledger: Ledger,
    actor: str | None = None,
    other: str | None = None,
    *,
    options: DependenceOptions | None = None,
) -> Dependence:
    """Who leans on whom, and for what.

    Args:
        ledger: Where the incidents lie.
        actor: One side, as leaner or giver; see :func:`multipolar.system.find_actor`.
        other: The other side.
        options: How to look at it.

    Raises:
        UsageError: An actor or theme is unknown, or options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or DependenceOptions()
    check_level(options.level, 1)
    if options.limit is not None and options.limit < 1:
        raise UsageError(f"a limit of {options.limit} lists nothing", where="limit", mend="1 or more")
    themes = chosen("theme", (options.theme,) if options.theme else (), THEMES) or THEMES
    require_incidents(ledger)
    sides: list[ActorSet] = []
    if actor is not None and other is not None:
        sides = list(find_pair(ledger, actor, other))
    elif actor is not None or other is not None:
        sides = [find_actor(ledger, (actor or other) or "")]
    window = make_window(ledger, since=options.since, until=options.until, by=options.by)
    flows = _Flows(ledger, sides, window, options)
    wanted = [side.key for side in sides]
    keys = [
        key
        for key, tie in flows.ties.items()
        if (tie.given or tie.pledged or tie.stated) and key[2] in themes and all(side in key[:2] for side in wanted)
    ]
    keys.sort(key=lambda key: (key[2] != "all", *flows.ties[key].weight(), key))
    note = ""
    if not keys:
        who = " and ".join(side.name for side in sides)
        note = f"the ledger tells of nobody who leans on another{f' with {who}' if who else ''} in that time"
    keys = keys[: options.limit]
    return Dependence(
        options=options,
        window=window,
        incidents=flows.incidents,
        note=note,
        ties=SourcedTable(table(flows.tie_columns(keys)), ledger),
        series=Table(table(flows.series_columns(keys))),
        _ledger=ledger,
    )


class _Flows:
    """All that is given in the window, by leaner, giver and theme.

    Args:
        ledger: Where it lies.
        sides: Actors asked for, who appear under their own keys.
        window: The time.
        options: How it is looked at.
    """

    def __init__(self, ledger: Ledger, sides: list[ActorSet], window: Window, options: DependenceOptions) -> None:
        self.window, self.options = window, options
        self.ties: dict[_Key, _Tie] = defaultdict(lambda: _Tie({}, [], 0, [], []))
        self.received: dict[tuple[str, str], Ints] = defaultdict(lambda: np.zeros(len(window), dtype=np.int64))
        self.names: dict[str, str] = {side.key: side.name for side in sides}
        self.incidents = self._given(ledger, sides)
        self._stated(ledger, sides)

    # --- Filling ---

    def _given(self, ledger: Ledger, sides: list[ActorSet]) -> int:
        parameters: dict[str, Any] = {"since": self.window.since, "until": self.window.until}
        counted = counted_sql(self.options.statuses, parameters)
        told_in = f"({day_sql(self.window.by)}) >= $since AND ({day_sql(self.window.by)}) < $until"
        parameters["backing"] = backing(ledger, f"{counted} AND {told_in}", parameters)
        parameters |= {f"theme_{theme}": words for theme, words in FLOW_THEMES.items()}
        parameters |= {"supply": _SUPPLY, "buy": _BUY, "nobody": UNKNOWN, "as_such": AS_SUCH, "planned": _PLANNED}
        parameters |= {"agents": list(AGENTS), "people": list(PEOPLE), "territories": territories()}
        theme = " ".join(f"WHEN regexp_matches(words, $theme_{theme}) THEN '{theme}'" for theme in FLOW_THEMES)
        near = (
            "lower(substring(e.quote, greatest(1, (e.trigger_from - e.quote_from - 59)::INTEGER), "
            "(e.trigger_to - e.trigger_from + 140)::INTEGER))"
        )
        rows = ledger.query(
            f"""
            WITH told AS (
                SELECT i.id, {day_sql(self.window.by)} AS day, i.type, i.mode, i.actor_codes, i.actor_ids,
                    i.actor_names, i.actor_sectors, i.recipient_codes, i.recipient_ids, i.recipient_names,
                    i.recipient_sectors, {near} AS words, NOT ({counted}) AS pledged
                FROM incidents AS i JOIN events AS e ON e.id = i.best_event
                WHERE ({counted} OR (i.type = 'AID' AND i.status = $planned))
                    AND len(i.actor_codes) > 0 AND len(i.recipient_codes) > 0
                    AND i.type IN ('AID', 'COOPERATE', 'SUPPORT', 'REQUEST')
            ), flows AS (
                SELECT *, CASE type
                    WHEN 'AID' THEN CASE WHEN pledged THEN 'pledged' ELSE 'forth' END
                    WHEN 'COOPERATE' THEN CASE WHEN regexp_matches(words, $buy) THEN 'back'
                        WHEN regexp_matches(words, $supply) THEN 'forth' END
                    WHEN 'SUPPORT' THEN CASE WHEN list_contains($backing::VARCHAR[], id) THEN 'forth' END
                    ELSE CASE WHEN mode = 'assist' THEN 'asked' END END AS way,
                    CASE WHEN type = 'SUPPORT' THEN 'recognition' {theme} ELSE '{OTHER}' END AS theme
                FROM told WHERE day >= $since AND day < $until
            ), actors AS (
                SELECT id, unnest(actor_codes) AS code, unnest(actor_ids) AS actor_id, unnest(actor_names) AS name,
                    unnest(actor_sectors) AS sector
                FROM flows WHERE way IS NOT NULL
            ), recipients AS (
                SELECT id, unnest(recipient_codes) AS code, unnest(recipient_ids) AS actor_id,
                    unnest(recipient_names) AS name, unnest(recipient_sectors) AS sector
                FROM flows WHERE way IS NOT NULL
            ), pairs AS (
                SELECT DISTINCT f.id, f.day, f.way, f.theme,
                    {self._label("a", sides, parameters, own_sql("a", gives=True))} AS actor,
                    {self._label("r", sides, parameters, own_sql("r", gives=False))} AS recipient
                FROM flows AS f JOIN actors AS a ON a.id = f.id JOIN recipients AS r ON r.id = f.id
                WHERE a.code <> $nobody AND r.code <> $nobody
            )
            SELECT * FROM pairs WHERE actor <> recipient ORDER BY day, id
            """,  # noqa: S608 - our names; values are bound
            parameters,
        ).to_pylist()
        for row in rows:
            self._take(row)
        return len({row["id"] for row in rows if row["way"] in {"forth", "back"}})

    def _take(self, row: dict[str, Any]) -> None:
        """Count a pair of one incident."""
        leaner, giver = row["recipient"], row["actor"]
        if row["way"] in {"back", "asked"}:
            leaner, giver = giver, leaner
        for theme in ("all", row["theme"]):
            tie = self.ties[leaner, giver, theme]
            if row["way"] == "asked":
                tie.asked += 1
                continue
            tie.days.append(row["day"])
            if row["way"] == "pledged":
                tie.pledged.append(row["id"])
                continue
            period = self.window.index(row["day"]) or 0
            tie.given[row["id"]] = period
            self.received[leaner, theme][period] += 1

    def _label(self, alias: str, sides: list[ActorSet], parameters: dict[str, Any], own: str = "true") -> str:
        """SQL for what a side is called: the key of the actor asked for, or its code; NULL if it is not the code's own.

        Args:
            alias: Its table.
            sides: Actors asked for.
            parameters: Takes the values.
            own: The condition that what it does and gets is that of the bearer of its code.
        """
        cases = []
        for number, side in enumerate(sides):
            name = f"side{number}"
            parameters[f"{name}_key"] = side.key
            parts = []
            for part, values in (
                ("code", [*side.codes, *(member.code for member in side.members)]),
                ("actor_id", list(side.ids)),
                ("name", list(side.names)),
            ):
                if values:
                    parameters[f"{name}_{part}"] = values
                    is_it = f"list_contains(${name}_{part}::VARCHAR[], {alias}.{part})"
                    parts.append(f"({is_it} AND {own})" if part == "code" else is_it)
            cases.append(f"WHEN {' OR '.join(parts)} THEN ${name}_key")
        return f"CASE {' '.join(cases)} WHEN {own} THEN {alias}.code END"

    def _stated(self, ledger: Ledger, sides: list[ActorSet]) -> None:
        """What reports state of dependence: the first side leans on the second."""
        parameters: dict[str, Any] = {"since": self.window.since, "until": self.window.until, "nobody": UNKNOWN}
        rows = ledger.query(
            f"""
            SELECT DISTINCT r.id, p.published AS day, {self._label("a", sides, parameters)} AS leaner,
                {self._label("b", sides, parameters)} AS giver, coalesce(s.text, r.trigger_text) AS words
            FROM relations AS r JOIN reports AS p ON p.id = r.report
            JOIN relation_sides AS a ON a.relation = r.id AND a.side = 'a'
            JOIN relation_sides AS b ON b.relation = r.id AND b.side = 'b'
            LEFT JOIN sentences AS s ON s.report = r.report AND s.sentence = r.sentence
            WHERE r.type = 'DEPENDENCE' AND p.published >= $since AND p.published < $until
                AND a.code <> $nobody AND b.code <> $nobody AND r.id NOT IN ({reprinted_sql("relations")})
            ORDER BY day, r.id
            """,  # noqa: S608 - as above
            parameters,
        ).to_pylist()
        for row in rows:
            if row["leaner"] != row["giver"]:
                for theme in dict.fromkeys(("all", flow_theme(row["words"]))):
                    tie = self.ties[row["leaner"], row["giver"], theme]
                    tie.stated.append(row["id"])
                    tie.days.append(row["day"])

    # --- Telling ---

    def tie_columns(self, keys: list[_Key]) -> dict[str, tuple[str, Any]]:
        """The columns of the ties."""
        names = code_names(key for tie in keys for key in tie[:2]) | self.names
        ties = [self.ties[key] for key in keys]
        given = np.array([len(tie.given) for tie in ties], dtype=np.int64)
        back = np.array([self._count(giver, leaner, theme) for leaner, giver, theme in keys], dtype=np.int64)
        received = np.array([int(self.received[leaner, theme].sum()) for leaner, _, theme in keys], dtype=np.int64)
        least = self.options.min_incidents
        known, both = received >= least, given + back >= least
        low, high = wilson(given, received, self.options.level)
        least_share, most_share = wilson(given, given + back, self.options.level)
        share = given / np.maximum(given + back, 1)
        trends = [self._trend(key) for key in keys]
        return {
            "leaner": ("str", [leaner for leaner, _, _ in keys]),
            "leaner_name": ("str", [names[leaner] for leaner, _, _ in keys]),
            "giver": ("str", [giver for _, giver, _ in keys]),
            "giver_name": ("str", [names[giver] for _, giver, _ in keys]),
            "theme": ("str", [theme for _, _, theme in keys]),
            "incidents": ("int", given),
            "returned": ("int", back),
            "pledged": ("int", [len(tie.pledged) for tie in ties]),
            "asked": ("int", [tie.asked for tie in ties]),
            "stated": ("int", [len(tie.stated) for tie in ties]),
            "received": ("int", received),
            "lean": ("float", np.where(known, given / np.maximum(received, 1), np.nan)),
            "lean_low": ("float", np.where(known, low, np.nan)),
            "lean_high": ("float", np.where(known, high, np.nan)),
            "one_sided": ("float", np.where(both, 2 * share - 1, np.nan)),
            "one_sided_low": ("float", np.where(both, 2 * least_share - 1, np.nan)),
            "one_sided_high": ("float", np.where(both, 2 * most_share - 1, np.nan)),
            "trend": ("str", [trend for trend, _ in trends]),
            "trend_p": ("float", [p for _, p in trends]),
            "first": ("date", [min(tie.days, default=None) for tie in ties]),
            "last": ("date", [max(tie.days, default=None) for tie in ties]),
            "enough": ("bool", known),
            "incident_ids": ("strs", [list(tie.given) for tie in ties]),
            "pledged_ids": ("strs", [tie.pledged for tie in ties]),
            "relation_ids": ("strs", [tie.stated for tie in ties]),
        }

    def _count(self, leaner: str, giver: str, theme: str) -> int:
        tie = self.ties.get((leaner, giver, theme))
        return len(tie.given) if tie else 0

    def _periods(self, key: _Key) -> Ints:
        return np.bincount(np.array(list(self.ties[key].given.values()), dtype=np.int64), minlength=len(self.window))

    def _trend(self, key: _Key) -> tuple[str | None, float | None]:
        received = self.received[key[0], key[2]]
        if received.sum() < _RECEIVED or np.sum(received > 0) < _YEARS:
            return None, None
        z, p = trend_test(self._periods(key), received)
        if p is None or z is None:
            return None, None
        return ("steady" if p >= _RARE else "rising" if z > 0 else "falling"), p

    def series_columns(self, keys: list[_Key]) -> dict[str, tuple[str, Any]]:
        """The columns of the series: a row per tie and period."""
        periods, ties = len(self.window), len(keys)
        given = np.concatenate([self._periods(key) for key in keys]) if keys else np.zeros(0, dtype=np.int64)
        received = (
            np.concatenate([self.received[leaner, theme] for leaner, _, theme in keys])
            if keys
            else np.zeros(0, dtype=np.int64)
        )
        enough = received >= self.options.min_incidents
        low, high = wilson(given, received, self.options.level)
        return {
            **{
                name: ("str", [key[at] for key in keys for _ in range(periods)])
                for at, name in enumerate(("leaner", "giver", "theme"))
            },
            "period": ("date", list(self.window.starts) * ties),
            "until": ("date", list(self.window.ends) * ties),
            "incidents": ("int", given),
            "received": ("int", received),
            "lean": ("float", np.where(enough, given / np.maximum(received, 1), np.nan)),
            "lean_low": ("float", np.where(enough, low, np.nan)),
            "lean_high": ("float", np.where(enough, high, np.nan)),
            "enough": ("bool", enough),
        }


def trend_test(counts: Ints, totals: Ints) -> tuple[float | None, float | None]:
    """Whether a share rises or falls over periods (Cochran 1954, Armitage 1955).

    Args:
        counts: Successes of each period.
        totals: Trials of each period.

    Returns:
        z (positive where the share rises) and its two-sided p; None where the share or the time does not vary.
    """
    from scipy.special import ndtr  # noqa: PLC0415 - heavy

    n, k = float(totals.sum()), float(counts.sum())
    if n == 0 or k in {0.0, n}:
        return None, None
    time = np.arange(len(totals), dtype=np.float64)
    share, mean = k / n, float((time * totals).sum()) / n
    spread = share * (1 - share) * float((totals * (time - mean) ** 2).sum())
    if spread == 0:
        return None, None
    z = float(((time - mean) * counts).sum()) / spread**0.5
    return z, 2 * float(ndtr(-abs(z)))
