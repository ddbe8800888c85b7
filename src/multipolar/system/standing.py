"""Standing relations as of a day: what reports state, and what incidents begun and did not end.

Reports state alliances, dependences, rivalries, wars, occupations and memberships. From incidents follow sanctions
(imposed, not lifted), fighting (assaults in quick succession), truces (until assaults come back), accords (signed, not
left) and breaks of relations (until they are resumed). ``docs/system.md`` has the rules.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import UsageError
from multipolar.ontology import RELATION_TYPES
from multipolar.system.actors import ActorSet, code_names, find_actor, find_pair
from multipolar.system.common import SourcedTable, as_day, chosen, require_incidents, table
from multipolar.system.marks import MUTUAL, Key, Mark, acted, fought, stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multipolar.ledger import Ledger

__all__ = ["DERIVED", "STATES", "between", "standing_relations"]

DERIVED: Final[tuple[str, ...]] = ("SANCTIONS", "FIGHTING", "TRUCE", "ACCORD", "BREAK")
"""Relations that follow from incidents."""

STATES: Final[tuple[str, ...]] = ("in force", "ended", "not heard of since")

_YEAR: Final = dt.timedelta(days=365)
_LAPSE: Final = {
    **dict.fromkeys(RELATION_TYPES, 3 * _YEAR),
    "MEMBERSHIP": 10 * _YEAR,
    "FIGHTING": dt.timedelta(days=180),
}
"""Time after which a relation that nothing more is heard of counts as such; the others last until they are ended."""

_FIERCE: Final = 10
"""Assaults within :data:`_SPELL` that make fighting."""

_SPELL: Final = dt.timedelta(days=180)
_BROKEN: Final = 3
"""Assaults within :data:`_SOON` that end a truce."""

_SOON: Final = dt.timedelta(days=30)
_LEAST: Final = 5
"""Mentions in two years from which on a trend is counted."""

_RARE: Final = 0.05


# --- Asking ----------------------------------------------------------------------------------------------------------


def standing_relations(
    ledger: Ledger,
    *,
    actor: str | None = None,
    other: str | None = None,
    type: str | None = None,  # noqa: A002 - the column is called so
    as_of: str | dt.date | None = None,
    state: str | None = None,
) -> SourcedTable:
    """Standing relations, by what was published up to a day; those in force first, the best known first.

    Args:
        ledger: Where they are stated.
        actor: One side; see :func:`multipolar.system.find_actor`.
        other: The other side.
        type: A relation type, or one of :data:`DERIVED`.
        as_of: The day; by default that of the last report.
        state: ``in force``, ``ended`` or ``not heard of since``.

    Returns:
        Columns as in ``docs/system.md``; no rows where nothing is known.

    Raises:
        UsageError: An actor, type or state is unknown.
        LedgerError: The ledger has no incidents.
    """
    require_incidents(ledger, some=False)
    if actor is not None and other is not None:
        pair = find_pair(ledger, actor, other)
        sides: tuple[ActorSet | None, ActorSet | None] = pair
    else:
        one = actor if actor is not None else other
        sides = (find_actor(ledger, one) if one is not None else None, None)
    types = chosen("relation", (type,) if type else (), (*RELATION_TYPES, *DERIVED))
    if state is not None and state not in STATES:
        raise UsageError(f"there is no state {state!r}", where="state", mend=f"one of {', '.join(STATES)}")
    return _relations(ledger, *sides, types=types, as_of=as_of, state=state)


def between(ledger: Ledger, a: ActorSet, b: ActorSet, *, as_of: dt.date) -> SourcedTable:
    """As :func:`standing_relations`, of two actors that are found already."""
    return _relations(ledger, a, b, types=(), as_of=as_of, state=None)


def _relations(
    ledger: Ledger,
    a: ActorSet | None,
    b: ActorSet | None,
    *,
    types: Sequence[str],
    as_of: str | dt.date | None,
    state: str | None,
) -> SourcedTable:
    day = as_day(as_of, where="as_of") if as_of is not None else _last_day(ledger)
    marks: dict[Key, list[Mark]] = defaultdict(list)
    wanted = set(types or (*RELATION_TYPES, *DERIVED))
    if wanted & set(RELATION_TYPES):
        stated(ledger, marks, a, b, day)
    if wanted & (set(DERIVED) - {"FIGHTING"}):
        acted(ledger, marks, a, b, day)
    if wanted & {"FIGHTING", "TRUCE"}:
        fought(ledger, marks, a, b, day)
    coverage = _coverage(ledger, day)
    rows = [
        row
        for key, found in marks.items()
        if key[0] in wanted
        for row in _spells(key, sorted(found, key=lambda mark: (mark.day, mark.id)), marks, day, coverage)
        if state is None or row["state"] == state
    ]
    names = code_names(code for row in rows for code in (row["a"], row["b"]) if code)
    for known in (a, b):
        if known is not None:
            names[known.key] = known.name
    for row in rows:
        row["a_name"], row["b_name"] = (names.get(row[side], row[side]) for side in ("a", "b"))
        row["text"] = _sentence(row)
    _count_reports(ledger, rows)
    rows.sort(
        key=lambda row: (STATES.index(row["state"]), -row["reports"], row["type"], row["a"] or "", row["b"] or "")
    )
    kinds = {
        "symmetric": "bool", "since": "date", "until": "date", "last_seen": "date", "statements": "int",
        "incidents": "int", "reports": "int", "outlets": "int", "confidence": "float", "relation_ids": "strs",
        "incident_ids": "strs",
    }  # fmt: skip
    order = (
        "type", "a", "a_name", "b", "b_name", "symmetric", "since", "until", "last_seen", "state", "trend",
        "trend_basis", "statements", "incidents", "reports", "outlets", "confidence", "basis", "ended_by", "text",
        "relation_ids", "incident_ids",
    )  # fmt: skip
    return SourcedTable(table({name: (kinds.get(name, "str"), [row[name] for row in rows]) for name in order}), ledger)


def _count_reports(ledger: Ledger, rows: list[dict[str, Any]]) -> None:
    """Count the reports of each relation, which may tell several of its incidents and state it besides, once each."""
    told = [
        (number, name)
        for number, row in enumerate(rows)
        for name in (*row["relation_ids"], *(at for at in row["incident_ids"] if at != row["ended_by"]))
    ]
    if not told:
        return
    counted = ledger.query(
        "WITH told AS (SELECT unnest($numbers::INTEGER[]) AS row, unnest($names::VARCHAR[]) AS name) "
        "SELECT row, count(DISTINCT report) AS reports FROM (SELECT t.row, e.report FROM told AS t "
        "JOIN incident_events AS e ON e.incident = t.name UNION ALL SELECT t.row, r.report FROM told AS t "
        "JOIN relations AS r ON r.id = t.name) GROUP BY row",
        {"numbers": [number for number, _ in told], "names": [name for _, name in told]},
    ).to_pylist()
    for found in counted:
        rows[found["row"]]["reports"] = found["reports"]


def _last_day(ledger: Ledger) -> dt.date:
    last = ledger.query("SELECT coalesce(max(published), current_date) AS d FROM reports")["d"][0].as_py()
    return dt.date(last.year, last.month, last.day)


def _coverage(ledger: Ledger, day: dt.date) -> float:
    """Share of the last year in what the last two years reported."""
    row = ledger.query(
        "SELECT count(*) FILTER (published > $year) AS late, count(*) AS both FROM reports "
        "WHERE published > $two AND published <= $day",
        {"day": day, "year": day - _YEAR, "two": day - 2 * _YEAR},
    ).to_pylist()[0]
    return row["late"] / row["both"] if row["both"] else 0.5


# --- Spells ----------------------------------------------------------------------------------------------------------


def _spells(
    key: Key, found: list[Mark], marks: dict[Key, list[Mark]], day: dt.date, coverage: float
) -> Iterator[dict[str, Any]]:
    """A relation's times, each from its first mark to its end or its last."""
    of_type = key[0]
    runs: list[tuple[list[Mark], _Ending]]
    if of_type == "FIGHTING":
        runs = [(run, None) for run in _split(found, _SPELL) if _fierce(run)]
    elif of_type == "TRUCE":
        assaults = sorted(mark.day for mark in marks.get(("FIGHTING", *key[1:]), ()))
        by_day = {mark.day: mark.id for mark in marks.get(("FIGHTING", *key[1:]), ())}
        runs = [(run, _breach(run, assaults, by_day)) for run in _truces(found, assaults)]
    else:
        runs = [
            (part, ending)
            for run, ending in _closed(found)
            for part in (_split(run, _LAPSE[of_type]) if of_type in _LAPSE else [run])
        ]
    for run, ending in runs:
        if any(mark.clear for mark in run):
            yield _row(key, run, ending, day, coverage)


_Ending = tuple[dt.date, str] | None


def _split(found: list[Mark], gap: dt.timedelta) -> list[list[Mark]]:
    runs: list[list[Mark]] = []
    for mark in found:
        if runs and mark.day - runs[-1][-1].day <= gap:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _fierce(run: list[Mark]) -> bool:
    """Whether the assaults come thick enough somewhere."""
    return any(late.day - early.day <= _SPELL for early, late in zip(run, run[_FIERCE - 1 :], strict=False))


def _closed(found: list[Mark]) -> Iterator[tuple[list[Mark], _Ending]]:
    """Marks from each opening to what ends it; an end of what was not begun before says nothing."""
    run: list[Mark] = []
    for mark in found:
        if mark.deed == "close":
            if run and mark.day > run[0].day:
                yield run, (mark.day, mark.id)
                run = []
        elif run or mark.deed == "open":
            run.append(mark)
    if run:
        yield run, None


def _truces(found: list[Mark], assaults: list[dt.date]) -> list[list[Mark]]:
    """Truces apart: the next begins where the one before was broken. Who did not fight makes none, as a broker."""
    runs: list[list[Mark]] = []
    for mark in found:
        if not any(mark.day - 2 * _YEAR < day <= mark.day for day in assaults):
            continue
        if runs and not _breaking(runs[-1][0].day, mark.day, assaults):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _breaking(since: dt.date, until: dt.date | None, assaults: list[dt.date]) -> dt.date | None:
    """Day on which assaults after a truce come back in numbers."""
    after = [day for day in assaults if day > since and (until is None or day <= until)]
    for first, last in zip(after, after[_BROKEN - 1 :], strict=False):
        if last - first <= _SOON:
            return first
    return None


def _breach(run: list[Mark], assaults: list[dt.date], by_day: dict[dt.date, str]) -> _Ending:
    day = _breaking(run[0].day, None, assaults)
    return (day, by_day[day]) if day else None


def _row(key: Key, run: list[Mark], ending: _Ending, day: dt.date, coverage: float) -> dict[str, Any]:
    of_type, a, b = key
    last = run[-1].day
    lapse = _LAPSE.get(of_type)
    until = ending[0] if ending else None
    state = "ended" if ending else "in force"
    if not ending and lapse is not None and day - last > lapse:
        state = "not heard of since"
        if of_type == "FIGHTING":
            state, until = "ended", last + dt.timedelta(days=1)
    trend, basis = _trend(run, day, coverage) if state == "in force" else (None, None)
    stated = [mark.id for mark in run if mark.stated]
    acted = [mark.id for mark in run if not mark.stated]
    return {
        "type": of_type,
        "a": a,
        "b": b,
        "symmetric": of_type in MUTUAL,
        "since": run[0].day,
        "until": until,
        "last_seen": last,
        "state": state,
        "trend": trend,
        "trend_basis": basis,
        "statements": len(stated),
        "incidents": len(acted),
        "reports": sum(mark.reports for mark in run),
        "outlets": len({mark.source for mark in run}),
        "confidence": max(mark.confidence for mark in run),
        "basis": "stated" if stated else "incidents",
        "ended_by": ending[1] if ending else None,
        "relation_ids": stated,
        "incident_ids": [*acted, *([ending[1]] if ending else [])],
    }


def _trend(run: list[Mark], day: dt.date, coverage: float) -> tuple[str | None, str | None]:
    """What reports of the last year say, or else how often it was heard of, against the year before."""
    late = [mark for mark in run if mark.day > day - _YEAR]
    for mark in reversed(late):
        if mark.trend or mark.deed == "ease":
            return mark.trend or "falling", "said"
    before = sum(1 for mark in run if day - 2 * _YEAR < mark.day <= day - _YEAR)
    total = len(late) + before
    if total < _LEAST:
        return None, None
    from scipy.special import bdtr, bdtrc  # noqa: PLC0415 - heavy

    # Given the total, the late ones are binomial with the late year's share of all reports (Przyborowski & Wilenski
    # 1940).
    fewer = float(bdtr(len(late), total, coverage))
    more = float(bdtrc(len(late) - 1, total, coverage)) if late else 1.0
    if min(fewer, more) < _RARE / 2:
        return ("rising" if more < fewer else "falling"), "counted"
    return "steady", "counted"


_WORDS: Final = {
    "ALLIANCE": "{a} and {b} are allied",
    "DEPENDENCE": "{a} depends on {b}",
    "RIVALRY": "{a} and {b} are rivals",
    "WAR": "{a} and {b} are at war",
    "OCCUPATION": "{a} holds land of {b}",
    "MEMBERSHIP": "{a} belongs to {b}",
    "SANCTIONS": "{a} has sanctions on {b}",
    "FIGHTING": "{a} and {b} fight",
    "TRUCE": "{a} and {b} have a truce",
    "ACCORD": "{a} and {b} have an accord",
    "BREAK": "{a} has broken with {b}",
}


def _sentence(row: dict[str, Any]) -> str:
    """A relation in a line."""
    said = _WORDS[row["type"]].format(a=row["a_name"], b=row["b_name"])
    heard = "heard of" if row["basis"] == "stated" else "begun"
    end = {
        "ended": f", ended {row['until']}",
        "not heard of since": f", not heard of since {row['last_seen']}",
        "in force": "",
    }[row["state"]]
    return f"{said}, first {heard} {row['since']}{end}"
