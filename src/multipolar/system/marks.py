"""What bears on standing relations: reports that state one, and incidents that begin, ease or end one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import UsageError
from multipolar.ontology import SYMMETRIC, UNKNOWN
from multipolar.system.actors import AGENTS, ActorSet, code_names, find_actor, role_sql
from multipolar.system.common import COUNTED, DAY, day_sql, reprinted_sql
from multipolar.system.reciprocal import reciprocal_sql
from multipolar.system.wording import (
    ECONOMY,
    NEAR,
    Deed,
    Words,
    deeds,
    leaves,
    no_assault,
    said_deed,
    said_trend,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from multipolar.ledger import Ledger

__all__ = ["MUTUAL", "Key", "Mark", "acted", "fought", "stated"]

MUTUAL: Final = SYMMETRIC | {"FIGHTING", "TRUCE", "ACCORD"}
"""Relations that have no direction; their sides stand in alphabetical order."""

_ARMED: Final = frozenset({"GOV", "MIL", "REB", "PRM", "SPY", "UAF", "COP", "IGO", "PTY"})
_UNARMED_MODES: Final = ("beat", "torture", "sexual", "crowd-control", "primitive", "abduct")
_BINDING: Final = frozenset(AGENTS) - {"PRM"}
"""Sectors of those who bind their state: a militia fights for it, but signs nothing."""

_OWN_ARMS: Final = frozenset({"REB", "UAF", "PRM", "CRM"})
"""Sectors of those who carry a country's code and are neither its agents nor its economy."""

_DEPENDENCIES: Final[Mapping[str, str]] = {
    "AUS": "CCK CXR HMD NFK",
    "CHN": "HKG MAC",
    "DNK": "FRO GRL",
    "FIN": "ALA",
    "FRA": "ATF BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF",
    "GBR": "AIA BMU CYM FLK GGY GIB IMN IOT JEY MSR PCN SGS SHN TCA VGB",
    "NLD": "ABW BES CUW SXM",
    "NOR": "BVT SJM",
    "NZL": "COK NIU TKL",
    "USA": "ASM GUM MNP PRI UMI VIR",
}
"""States, each with the codes of the territories that belong to it and have one of their own (ISO 3166)."""

_Side = tuple[str, str, str, str]
"""Code, id, name, sector."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing that bears on a relation: a report that states it, or an incident.

    Attributes:
        day: When.
        deed: Whether it begins or confirms the relation, ends or eases it.
        id: Of the relation or incident.
        stated: True for a relation.
        trend: As stated.
        confidence: Of relation or incident.
        reports: Number of reports.
        source: Outlet.
        clear: False where a report names three sides or more of a war or rivalry, and so not who stands against whom.
        grain: How exactly the day is known: ``day``, ``month`` or ``year``.
        fighters: Of fighting and truces, codes of those who fight, each with the name of a known group or "".
    """

    day: dt.date
    deed: Deed
    id: str
    stated: bool
    trend: str | None
    confidence: float
    reports: int
    source: str
    clear: bool = True
    grain: str = "day"
    fighters: frozenset[tuple[str, str]] = frozenset()


Key = tuple[str, str | None, str | None]
"""Type and both sides."""


def _is(actor: ActorSet, side: _Side) -> bool:
    return (
        side[0] in actor.codes
        or any(side[0] == member.code for member in actor.members)
        or (bool(side[1]) and side[1] in actor.ids)
        or side[2] in actor.names
    )


def _label(side: _Side, actor: ActorSet | None) -> str:
    """What a side is called in the figures: its code, or the id of the one who was asked for."""
    return actor.key if actor is not None and (actor.ids or actor.names) else side[0]


def _pairs(
    first: Sequence[_Side], second: Sequence[_Side], a: ActorSet | None, b: ActorSet | None, *, mutual: bool
) -> Iterator[tuple[str, str]]:
    """Labels of the pairs of sides that were asked for; a state with itself is none."""
    couples: Iterable[tuple[_Side, _Side]] = combinations(first, 2) if not second else product(first, second)
    for left, right in couples:
        ways = ((left, right, a, b), (left, right, b, a))
        for one, two, as_one, as_two in ways:
            if (as_one is None or _is(as_one, one)) and (as_two is None or _is(as_two, two)):
                labels = (_label(one, as_one), _label(two, as_two))
                if labels[0] != labels[1] and UNKNOWN not in labels:
                    yield (min(labels), max(labels)) if mutual else labels
                break


def _official(side: _Side) -> bool:
    """Whether a side is a state's agent, or an organisation or bloc."""
    return side[3] in _BINDING or side[3] == "IGO" or side[0].startswith("BLOC:")


def _group(side: _Side) -> str:
    """Name of the armed group that a side is, or ""."""
    return side[2] if side[3] == "REB" and side[1].startswith("group:") else ""


def _fighters(sides: Iterable[_Side]) -> frozenset[tuple[str, str]]:
    return frozenset((side[0], _group(side)) for side in sides)


def stated(ledger: Ledger, marks: dict[Key, list[Mark]], a: ActorSet | None, b: ActorSet | None, day: dt.date) -> None:
    """What reports state."""
    rows = ledger.query(
        f"""
        SELECT r.id, r.type, r.trend, r.confidence, p.published AS day, coalesce(p.source, '') AS source,
            r.trigger_text, r.trigger_from, r.trigger_to, t.start, t.text,
            list(s.side ORDER BY s.side, s.position) AS sides, list(s.code ORDER BY s.side, s.position) AS codes,
            list(s.actor_id ORDER BY s.side, s.position) AS ids, list(s.name ORDER BY s.side, s.position) AS names,
            list(s.sector ORDER BY s.side, s.position) AS sectors
        FROM relations AS r JOIN reports AS p ON p.id = r.report JOIN relation_sides AS s ON s.relation = r.id
        LEFT JOIN sentences AS t ON t.report = r.report AND t.sentence = r.sentence AND t.field = r.trigger_field
        WHERE p.published <= $day AND r.id NOT IN ({reprinted_sql("relations")}) GROUP BY ALL
        """,  # noqa: S608 - our names
        {"day": day},
    ).to_pylist()
    for row in rows:
        deed = said_deed(row["type"], words := _words(row))
        sides: dict[str, list[_Side]] = {"a": [], "b": []}
        for letter, *side in zip(row["sides"], row["codes"], row["ids"], row["names"], row["sectors"], strict=True):
            sides[letter].append((side[0], side[1], side[2], side[3]))
        mutual = row["type"] in SYMMETRIC
        if deed is None or (not mutual and not (sides["a"] and sides["b"])):
            continue  # it does not stand, or who holds or leans on whom is not said
        if row["type"] == "MEMBERSHIP":
            # One belongs to an organisation or bloc, and no state to an armed group: its members are of many.
            sides["b"] = [side for side in sides["b"] if ":" in side[0] and not side[0].startswith("ARM:")]
            if not sides["b"]:
                continue
        if row["type"] == "ALLIANCE":  # whom a rebel or a firm stands with is no alliance of the state that they are in
            sides = {letter: [side for side in some if _official(side)] for letter, some in sides.items()}
        if row["type"] == "OCCUPATION" and _own(sides["a"], sides["b"]):
            continue
        sided = len({side[0] for side in sides["a"] + sides["b"]} - {UNKNOWN})
        clear = row["type"] not in {"WAR", "RIVALRY"} or sided <= 2  # noqa: PLR2004 - two sides
        trend = said_trend(row["type"], row["trend"], words)
        mark = Mark(row["day"], deed, row["id"], True, trend, row["confidence"], 1, row["source"], clear)
        first, second = (sides["a"] + sides["b"], []) if mutual else (sides["a"], sides["b"])
        for pair in dict.fromkeys(_pairs(first, second, a, b, mutual=mutual)):
            marks[row["type"], *pair].append(mark)


def _words(row: dict[str, Any]) -> Words:
    """The trigger of a relation in its sentence, or alone where the ledger keeps no text."""
    if not row["text"]:
        return Words("", row["trigger_text"].lower(), "")
    return Words.of(row["text"], row["trigger_from"] - row["start"], row["trigger_to"] - row["start"])


def _own(holders: Sequence[_Side], held: Sequence[_Side]) -> bool:
    """Whether somebody holds a dependency of his own."""
    return any(one[0] in _DEPENDENCIES.get(holder[0], "").split() for holder in holders for one in held)


def _incident_sql(which: str, parameters: dict[str, Any], a: ActorSet | None, b: ActorSet | None) -> str:
    parameters["statuses"] = list(COUNTED)
    sided = f"(len(i.recipient_codes) > 0 OR {reciprocal_sql()})"  # a joint act on nobody named is between no two
    # What was told only afterwards was not known on the day, however long ago it happened.
    known = f"{DAY} <= $day AND coalesce(i.first_seen, {DAY}) <= $day"
    parts = [which, "list_contains($statuses::VARCHAR[], i.status)", known, sided]
    for name, actor in (("a", a), ("b", b)):
        if actor is not None:
            roles = (role_sql(role, actor, name, parameters, day=DAY) for role in ("actor", "recipient"))
            parts.append(f"({' OR '.join(roles)})")
    return " AND ".join(parts)


_GRAIN: Final = (
    f"CASE WHEN {day_sql('day')} IS NOT NULL THEN 'day' "
    "WHEN i.time_end - i.time_start <= 31 THEN 'month' ELSE 'year' END"
)
_SIDES: Final = ", ".join(
    f"i.{role}_{part}" for role in ("actor", "recipient") for part in ("codes", "ids", "names", "sectors")
)
_QUOTED: Final = (
    f"lower(substring(e.quote, greatest(1, e.trigger_from - e.quote_from + 1 - {NEAR})::INTEGER, "
    f"least({NEAR}, e.trigger_from - e.quote_from)::INTEGER)) AS before, lower(e.trigger_text) AS trigger, "
    f"lower(substring(e.quote, (e.trigger_to - e.quote_from + 1)::INTEGER, {NEAR})) AS after"
)


def _sides(row: dict[str, Any], role: str) -> list[_Side]:
    return list(zip(*(row[f"{role}_{part}"] for part in ("codes", "ids", "names", "sectors")), strict=True))


def _quoted(row: dict[str, Any]) -> Words:
    return Words(row["before"] or "", row["trigger"] or "", row["after"] or "")


def acted(ledger: Ledger, marks: dict[Key, list[Mark]], a: ActorSet | None, b: ActorSet | None, day: dt.date) -> None:
    """Incidents that begin or end a relation, by type and by the words near the trigger."""
    parameters: dict[str, Any] = {"day": day}
    which = "i.type IN ('SANCTION', 'CONCEDE', 'RETREAT', 'SUPPORT', 'AGREE', 'COOPERATE', 'CONSULT')"
    rows = ledger.query(
        f"SELECT i.id, {DAY} AS day, {_GRAIN} AS grain, i.type, i.mode, {_SIDES}, i.n_reports, i.confidence, "  # noqa: S608 - our names
        f"coalesce(r.source, '') AS source, {_QUOTED} "
        "FROM incidents AS i JOIN events AS e ON e.id = i.best_event JOIN reports AS r ON r.id = e.report "
        f"WHERE {_incident_sql(which, parameters, a, b)}",
        parameters,
    ).to_pylist()
    belongs = _belonging(ledger)
    for row in rows:
        actors, recipients = _sides(row, "actor"), _sides(row, "recipient")
        words = _quoted(row)
        economy = any(side[3] in ECONOMY for side in recipients)
        ruled = {side[0] for side in recipients if _official(side)}
        for of_type, deed in deeds(row["type"], row["mode"], words, economy=economy):
            first, second = _fit(of_type, actors, recipients)
            if recipients and not second:
                continue
            mutual = of_type in MUTUAL
            for pair in _reached(of_type, deed, first, second, a, b):
                if of_type == "SANCTIONS" and pair[1] not in ruled and belongs(pair[0], pair[1], row["day"]):
                    continue  # an organisation may sanction a member's rulers, but not its firms and people
                fighters = _fighters([*first, *second]) if mutual else frozenset[tuple[str, str]]()
                marks[of_type, *pair].append(_mark(row, deed, fighters))
        if row["type"] == "SANCTION" and row["mode"] in {"expel", "withdraw"}:
            for pair, deed in _left(row["mode"], words, actors, recipients, a, b):
                marks["MEMBERSHIP", *pair].append(_mark(row, deed))


def _mark(row: dict[str, Any], deed: Deed, fighters: frozenset[tuple[str, str]] = frozenset()) -> Mark:
    return Mark(
        row["day"],
        deed,
        row["id"],
        stated=False,
        trend=None,
        confidence=row["confidence"],
        reports=row["n_reports"],
        source=row["source"],
        grain=row["grain"],
        fighters=fighters,
    )


def _fit(of_type: str, actors: list[_Side], recipients: list[_Side]) -> tuple[list[_Side], list[_Side]]:
    """Those of an incident's sides who can begin or end such a relation, for the state whose code they carry."""
    if of_type == "SANCTIONS":  # a firm that no longer sells is no sanction of its state
        return [side for side in actors if _official(side)], [s for s in recipients if s[3] not in _OWN_ARMS]
    if of_type == "BREAK":
        return [side for side in actors if _official(side) or side[3] in _OWN_ARMS], recipients
    return tuple(  # type: ignore[return-value]  # two
        [side for side in some if _official(side) or (of_type == "TRUCE" and _group(side))]
        for some in (actors, recipients)
    )


def _reached(
    of_type: str, deed: Deed, first: list[_Side], second: list[_Side], a: ActorSet | None, b: ActorSet | None
) -> Iterator[tuple[str, str]]:
    """The pairs of sides whose relation it is."""
    mutual = of_type in MUTUAL
    if mutual or second:
        for pair in dict.fromkeys(_pairs(first, second, a, b, mutual=mutual)):
            yield pair
            if of_type == "BREAK" and deed == "close":
                yield pair[::-1]
    elif of_type == "BREAK":
        for pair in dict.fromkeys(_pairs(first, [], a, b, mutual=True)):
            for way in (pair, pair[::-1]):
                if deed == "close" or way == pair:
                    yield way


def _left(
    mode: str | None,
    words: Words,
    actors: list[_Side],
    recipients: list[_Side],
    a: ActorSet | None,
    b: ActorSet | None,
) -> Iterator[tuple[tuple[str, str], Deed]]:
    """Memberships, as (state, organisation), that an incident ends or suspends."""
    for one, other in product(actors, recipients):
        for state, body, acts in ((one, other, False), (other, one, True)):
            if not body[0].startswith("IGO:") or ":" in state[0] or state[3] not in AGENTS:
                continue
            names = (body[0].partition(":")[2], code_names([body[0]])[body[0]], "organisation", "organization")
            # Whom an organisation expels is the state itself, and none of its envoys; and none of its bodies is left.
            whole = body[1].startswith("igo:") or any(name.lower() in body[2].lower() for name in names)
            if not whole or (acts and state[1] != f"state:{state[0]}"):
                continue
            deed = leaves(mode, words, names, acts=acts)
            for pair in _pairs([state], [body], a, b, mutual=False) if deed else ():
                yield pair, deed  # type: ignore[misc]  # not None


def _belonging(ledger: Ledger) -> Callable[[str, str, dt.date], bool]:
    """Whether a state belongs to an organisation or bloc on a day, by the tables."""

    @cache
    def members(code: str) -> ActorSet | None:
        try:
            return find_actor(ledger, code, members=True) if code.startswith(("IGO:", "BLOC:")) else None
        except UsageError:
            return None  # no table knows it

    def belongs(body: str, code: str, day: dt.date) -> bool:
        of = members(body)
        return of is not None and any(
            member.code == code
            and (member.since is None or member.since <= day)
            and (member.until is None or day <= member.until)
            for member in of.members
        )

    return belongs


def fought(ledger: Ledger, marks: dict[Key, list[Mark]], a: ActorSet | None, b: ActorSet | None, day: dt.date) -> None:
    """Assaults of armed actors on another country's, and their clashes."""
    parameters: dict[str, Any] = {"day": day, "unarmed": list(_UNARMED_MODES)}
    which = "i.type = 'ASSAULT' AND NOT list_contains($unarmed::VARCHAR[], coalesce(i.mode, ''))"
    rows = ledger.query(
        f"SELECT i.id, {DAY} AS day, {_GRAIN} AS grain, {_SIDES}, i.n_reports, i.confidence, '' AS source, {_QUOTED} "  # noqa: S608 - bound
        "FROM incidents AS i LEFT JOIN events AS e ON e.id = i.best_event "
        f"WHERE {_incident_sql(which, parameters, a, b)} AND len(i.actor_codes) > 0 "
        "AND len(list_distinct(list_concat(i.actor_codes, i.recipient_codes))) > 1",
        parameters,
    ).to_pylist()
    for row in rows:
        if no_assault(_quoted(row)):
            continue
        actors = [side for side in _sides(row, "actor") if side[3] in _ARMED]
        recipients = _sides(row, "recipient")
        fighters = _fighters([*actors, *(side for side in recipients if _group(side))])
        for pair in dict.fromkeys(_pairs(actors, recipients, a, b, mutual=True)):
            marks["FIGHTING", *pair].append(_mark(row, "again", fighters))
