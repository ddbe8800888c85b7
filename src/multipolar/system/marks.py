"""What bears on standing relations: reports that state one, and incidents that begin, ease or end one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final, Literal

from multipolar.ontology import SYMMETRIC, UNKNOWN
from multipolar.system.actors import ActorSet, role_sql
from multipolar.system.common import COUNTED, DAY, reprinted_sql
from multipolar.system.reciprocal import reciprocal_sql

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from multipolar.ledger import Ledger

__all__ = ["MUTUAL", "Key", "Mark", "acted", "fought", "stated"]

MUTUAL: Final = SYMMETRIC | {"FIGHTING", "TRUCE", "ACCORD"}
"""Relations that have no direction; their sides stand in alphabetical order."""

_ARMED: Final = frozenset({"GOV", "MIL", "REB", "PRM", "SPY", "UAF", "COP", "IGO", "PTY"})
_UNARMED_MODES: Final = ("beat", "torture", "sexual", "crowd-control", "primitive")

# What the words near the trigger must say.
_SANCTIONS: Final = re.compile(
    r"sanction|embargo|\btariff|blacklist|\b(?:import|export|trade|travel) bans?\b|freez\w* .{0,20}assets"
)
_LIFT: Final = re.compile(r"\b(?:lift|remov|drop|scrap|cancel|repeal|revok|rescind|abolish|end(?:s|ed|ing)?\b)")
_EASE: Final = re.compile(r"\b(?:eas(?:e|es|ed|ing)\b|relax|suspend|waiv|loosen|reduc)")
_TRUCE: Final = re.compile(r"cease-?\s?fire|\btruce|armistice")
_ONLY_WORDS: Final = re.compile(
    r"\b(?:propos|offer|call|reject|seek|urg|demand|broke|break|violat|end(?:s|ed|ing)?\b|expire)"
)
_SIGN: Final = re.compile(r"\b(?:sign(?:s|ed|ing)?\b|ratif|conclud|initial(?:s|ed|led)\b)")
_ACCORD: Final = re.compile(
    r"treat(?:y|ies)\b|\baccords?\b|\bpacts?\b|\bagreements?\b|memorandum|\bdeals?\b|convention|partnership"
)
_SEVER: Final = re.compile(r"\b(?:sever|cut|break|broke|suspend|terminat|end(?:s|ed|ing)?\b|downgrad)")
_TIES: Final = re.compile(r"diplomatic|\bties\b|\brelations\b|embass(?:y|ies)")
_RESUME: Final = re.compile(r"\b(?:restor|resum|re-?establish|normali[sz]|re-?open|establish)")
_ANY: Final = (
    "sanction|embargo|tariff|blacklist| ban|assets|cease|truce|armistice|treat|accord|pact|agreement|memorandum|deal|"
    "convention|partnership|diplomatic|ties|relations|embass"
)
"""What any of these say: lets the database leave out the rest."""

_GIVES: Final = frozenset({"CONCEDE", "RETREAT"})
_BINDS: Final = frozenset({"SUPPORT", "AGREE", "COOPERATE"})

_Side = tuple[str, str, str, str]
"""Code, id, name, sector."""

Deed = Literal["open", "again", "close", "ease"]


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


def stated(ledger: Ledger, marks: dict[Key, list[Mark]], a: ActorSet | None, b: ActorSet | None, day: dt.date) -> None:
    """What reports state."""
    rows = ledger.query(
        f"""
        SELECT r.id, r.type, r.trend, r.confidence, p.published AS day, coalesce(p.source, '') AS source,
            list(s.side ORDER BY s.side, s.position) AS sides, list(s.code ORDER BY s.side, s.position) AS codes,
            list(s.actor_id ORDER BY s.side, s.position) AS ids, list(s.name ORDER BY s.side, s.position) AS names,
            list(s.sector ORDER BY s.side, s.position) AS sectors
        FROM relations AS r JOIN reports AS p ON p.id = r.report JOIN relation_sides AS s ON s.relation = r.id
        WHERE p.published <= $day AND r.id NOT IN ({reprinted_sql("relations")}) GROUP BY ALL
        """,  # noqa: S608 - our names
        {"day": day},
    ).to_pylist()
    for row in rows:
        sides: dict[str, list[_Side]] = {"a": [], "b": []}
        for letter, *side in zip(row["sides"], row["codes"], row["ids"], row["names"], row["sectors"], strict=True):
            sides[letter].append((side[0], side[1], side[2], side[3]))
        mutual = row["type"] in SYMMETRIC
        if not mutual and not (sides["a"] and sides["b"]):
            continue  # who holds or leans on whom is not said
        if row["type"] == "MEMBERSHIP":
            sides["b"] = [side for side in sides["b"] if ":" in side[0]]  # one belongs to an organisation or bloc
            if not sides["b"]:
                continue
        sided = len({side[0] for side in sides["a"] + sides["b"]} - {UNKNOWN})
        clear = row["type"] not in {"WAR", "RIVALRY"} or sided <= 2  # noqa: PLR2004 - two sides
        mark = Mark(row["day"], "open", row["id"], True, row["trend"], row["confidence"], 1, row["source"], clear)
        first, second = (sides["a"] + sides["b"], []) if mutual else (sides["a"], sides["b"])
        for pair in dict.fromkeys(_pairs(first, second, a, b, mutual=mutual)):
            marks[row["type"], *pair].append(mark)


def _incident_sql(which: str, parameters: dict[str, Any], a: ActorSet | None, b: ActorSet | None) -> str:
    parameters["statuses"] = list(COUNTED)
    sided = f"(len(i.recipient_codes) > 0 OR {reciprocal_sql()})"  # a joint act on nobody named is between no two
    parts = [which, "list_contains($statuses::VARCHAR[], i.status)", f"{DAY} <= $day", sided]
    for name, actor in (("a", a), ("b", b)):
        if actor is not None:
            roles = (role_sql(role, actor, name, parameters, day=DAY) for role in ("actor", "recipient"))
            parts.append(f"({' OR '.join(roles)})")
    return " AND ".join(parts)


_SIDES: Final = ", ".join(
    f"i.{role}_{part}" for role in ("actor", "recipient") for part in ("codes", "ids", "names", "sectors")
)


def _sides(row: dict[str, Any], role: str) -> list[_Side]:
    return list(zip(*(row[f"{role}_{part}"] for part in ("codes", "ids", "names", "sectors")), strict=True))


def acted(ledger: Ledger, marks: dict[Key, list[Mark]], a: ActorSet | None, b: ActorSet | None, day: dt.date) -> None:
    """Incidents that begin or end a relation, by type and by the words near the trigger."""
    parameters: dict[str, Any] = {"day": day, "any": _ANY}
    which = "i.type IN ('SANCTION', 'CONCEDE', 'RETREAT', 'SUPPORT', 'AGREE', 'COOPERATE', 'CONSULT')"
    near = (
        "lower(substring(e.quote, greatest(1, (e.trigger_from - e.quote_from - 79)::INTEGER), "
        "(e.trigger_to - e.trigger_from + 160)::INTEGER))"
    )
    rows = ledger.query(
        f"SELECT * FROM (SELECT i.id, {DAY} AS day, i.type, i.mode, {_SIDES}, i.n_reports, i.confidence, "  # noqa: S608
        f"coalesce(r.source, '') AS source, lower(e.trigger_text) AS trigger, {near} AS words "
        "FROM incidents AS i JOIN events AS e ON e.id = i.best_event JOIN reports AS r ON r.id = e.report "
        f"WHERE {_incident_sql(which, parameters, a, b)}) WHERE regexp_matches(words, $any)",
        parameters,
    ).to_pylist()
    for row in rows:
        actors, recipients = _sides(row, "actor"), _sides(row, "recipient")
        for of_type, deed in _deeds(row["type"], row["mode"], row["trigger"], row["words"]):
            mutual = of_type in MUTUAL
            mark = Mark(row["day"], deed, row["id"], False, None, row["confidence"], row["n_reports"], row["source"])
            if mutual or recipients:
                for pair in dict.fromkeys(_pairs(actors, recipients, a, b, mutual=mutual)):
                    marks[of_type, *pair].append(mark)
                    if of_type == "BREAK" and deed == "close":
                        marks[of_type, pair[1], pair[0]].append(mark)
            elif of_type == "BREAK":
                for pair in dict.fromkeys(_pairs(actors, [], a, b, mutual=True)):
                    for way in (pair, pair[::-1]):
                        if deed == "close" or way == pair:
                            marks[of_type, *way].append(mark)


def _deeds(of_type: str, mode: str | None, trigger: str, words: str) -> Iterator[tuple[str, Deed]]:
    """Which relations an incident begins, ends or eases."""
    if _SANCTIONS.search(words) and (deed := _sanctioning(of_type, mode, words)):
        yield "SANCTIONS", deed
    if of_type in _GIVES and mode in {None, "ceasefire"} and (mode or _TRUCE.search(words)):
        if not _ONLY_WORDS.search(trigger):
            yield "TRUCE", "open"
    elif of_type in _BINDS and _ACCORD.search(words) and _SIGN.search(words):
        yield "ACCORD", "open"
    if of_type == "SANCTION" and mode == "withdraw" and _ACCORD.search(words):
        yield "ACCORD", "close"
    if _TIES.search(words):
        if of_type == "SANCTION" and _SEVER.search(words) and mode in {None, "discontinue", "withdraw"}:
            yield "BREAK", "open"
        elif of_type in _BINDS | {"CONSULT", "CONCEDE"} and _RESUME.search(words):
            yield "BREAK", "close"


def _sanctioning(of_type: str, mode: str | None, words: str) -> Deed | None:
    """What an incident told with the word sanctions does to them."""
    if of_type == "SANCTION":
        return "open" if mode in {None, "discontinue"} else None
    if of_type in _GIVES | {"SUPPORT", "AGREE"}:
        return "close" if _LIFT.search(words) else "ease" if _EASE.search(words) else None
    return None


def fought(ledger: Ledger, marks: dict[Key, list[Mark]], a: ActorSet | None, b: ActorSet | None, day: dt.date) -> None:
    """Assaults of armed actors on another country's, and their clashes."""
    parameters: dict[str, Any] = {"day": day, "unarmed": list(_UNARMED_MODES)}
    which = "i.type = 'ASSAULT' AND NOT list_contains($unarmed::VARCHAR[], coalesce(i.mode, ''))"
    rows = ledger.query(
        f"SELECT i.id, {DAY} AS day, {_SIDES}, i.n_reports, i.confidence FROM incidents AS i "  # noqa: S608 - bound
        f"WHERE {_incident_sql(which, parameters, a, b)} AND len(i.actor_codes) > 0 "
        "AND len(list_distinct(list_concat(i.actor_codes, i.recipient_codes))) > 1",
        parameters,
    ).to_pylist()
    for row in rows:
        actors = [side for side in _sides(row, "actor") if side[3] in _ARMED]
        mark = Mark(row["day"], "again", row["id"], False, None, row["confidence"], row["n_reports"], "")
        for pair in dict.fromkeys(_pairs(actors, _sides(row, "recipient"), a, b, mutual=True)):
            marks["FIGHTING", *pair].append(mark)
