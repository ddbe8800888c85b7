"""Standing relations as of a day: what reports state, and what incidents begun and did not end.

Reports state alliances, dependences, rivalries, wars, occupations and memberships. From incidents follow sanctions
(imposed, not lifted), fighting (assaults in quick succession), truces (until assaults come back), accords (signed, not
left) and breaks of relations (until they are resumed). ``docs/system.md`` has the rules.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import UsageError
from multipolar.ontology import RELATION_TYPES
from multipolar.system.actors import ActorSet, code_names, find_actor, find_pair
from multipolar.system.common import SourcedTable, as_day, chosen, require_incidents, table
from multipolar.system.covered import covered, last_day
from multipolar.system.marks import Key, Mark, acted, fought, stated
from multipolar.system.spells import spells

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from multipolar.ledger import Ledger

__all__ = ["DERIVED", "STATES", "between", "since_words", "standing_relations"]

DERIVED: Final[tuple[str, ...]] = ("SANCTIONS", "FIGHTING", "TRUCE", "ACCORD", "BREAK")
"""Relations that follow from incidents."""

STATES: Final[tuple[str, ...]] = ("in force", "suspended", "ended", "not heard of since")

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
        state: One of :data:`STATES`.

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
    day = as_day(as_of, where="as_of") if as_of is not None else last_day(ledger)
    marks: dict[Key, list[Mark]] = defaultdict(list)
    wanted = set(types or (*RELATION_TYPES, *DERIVED))
    # A war's fighting is its beginning and ends a rivalry, a truce ends fighting, and who is expelled is no member.
    if wanted & set(RELATION_TYPES):
        stated(ledger, marks, a, b, day)
    if wanted & {*DERIVED, "MEMBERSHIP"}:
        acted(ledger, marks, a, b, day)
    if wanted & {"FIGHTING", "TRUCE", "WAR", "RIVALRY"}:
        fought(ledger, marks, a, b, day)
    told = covered(ledger, day)
    rows = [
        row
        for key in list(marks)
        if key[0] in wanted
        for row in spells(key, marks, day, told)
        if state is None or row["state"] == state
    ]
    names = code_names(code for row in rows for code in (row["a"], row["b"]) if code)
    for known in (a, b):
        if known is not None:
            names[known.key] = known.name
    for row in rows:
        row["a_name"], row["b_name"] = (_name(row, row[side], names) for side in ("a", "b"))
        row["text"] = _sentence(row)
    _count_reports(ledger, rows, day)
    rows.sort(
        key=lambda row: (STATES.index(row["state"]), -row["reports"], row["type"], row["a"] or "", row["b"] or "")
    )
    kinds = {
        "symmetric": "bool", "since": "date", "until": "date", "last_seen": "date", "statements": "int",
        "incidents": "int", "reports": "int", "outlets": "int", "confidence": "float", "relation_ids": "strs",
        "incident_ids": "strs",
    }  # fmt: skip
    order = (
        "type", "a", "a_name", "b", "b_name", "symmetric", "since", "since_as", "until", "last_seen", "state", "trend",
        "trend_basis", "statements", "incidents", "reports", "outlets", "confidence", "basis", "ended_by", "text",
        "relation_ids", "incident_ids",
    )  # fmt: skip
    return SourcedTable(table({name: (kinds.get(name, "str"), [row[name] for row in rows]) for name in order}), ledger)


def _name(row: dict[str, Any], code: str | None, names: dict[str, str]) -> str | None:
    """What a side is called: where one armed group fights and not its state, the group of that country."""
    if code is None:
        return None
    name = names.get(code, code)
    group = row["groups"].get(code, name)
    return name if group == name else f"{group} ({name})"


def _count_reports(ledger: Ledger, rows: list[dict[str, Any]], day: dt.date) -> None:
    """Count the reports of each relation up to a day, once each, though they may tell several of its incidents."""
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
        "JOIN relations AS r ON r.id = t.name) AS of_row JOIN reports AS p ON p.id = of_row.report "
        "WHERE coalesce(p.published, $day) <= $day GROUP BY row",
        {"numbers": [number for number, _ in told], "names": [name for _, name in told], "day": day},
    ).to_pylist()
    for found in counted:
        rows[found["row"]]["reports"] = found["reports"]


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
    heard = "heard of" if row["since_as"] == "heard" else "begun"
    end = {
        "suspended": ", suspended",
        "ended": f", ended {row['until']}",
        "not heard of since": f", not heard of since {row['last_seen']}",
        "in force": "",
    }[row["state"]]
    return f"{said}, first {heard} {since_words(row)}{end}"


def since_words(row: Mapping[str, Any]) -> str:
    """First day of a relation as exactly as it is known: a day, a month or a year."""
    return str(row["since"])[: {"month": 7, "year": 4}.get(row["since_as"], 10)]
