"""Whom the words for an actor mean, and the SQL that finds their incidents.

A state, an organisation or a bloc is everybody who carries its code (of a bloc, also its usual members'); a person or
group is whoever carries its id; an actor whom no table knows is found by the name that reports gave it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.ontology import UNKNOWN
from multipolar.resolving import load_knowledge
from multipolar.system.reciprocal import reciprocal_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multipolar.ledger import Ledger
    from multipolar.resolving import Knowledge

__all__ = [
    "AGENTS",
    "ActorSet",
    "Member",
    "code_names",
    "find_actor",
    "find_pair",
    "pair_sql",
    "role_sql",
    "suggest_actors",
]

_HINTS: Final = 3
_KINDS: Final = {
    "BLOC": ("bloc",),
    "IGO": ("igo",),
    "NGO": ("ngo",),
    "ARM": ("group",),
    "MNC": ("company", "media"),
}
_AS_CODE: Final = frozenset({"igo", "ngo", "bloc", "company", "media"})
"""Kinds of which a code names the whole."""

_FIRST_YEAR: Final = 1990
"""Who was a member then counts as one before."""

AGENTS: Final = ("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PRM")
"""Sectors of those who act for a state."""

_WEAK: Final = frozenset({"surname", "generic"})


@dataclass(frozen=True, slots=True)
class Member:
    """A state that belongs to a grouping.

    Attributes:
        code: Its code.
        since: First day, None where it always did.
        until: Last day, None where it still does.
    """

    code: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorSet:
    """Who is meant by a word for an actor.

    Attributes:
        key: What names it in figures: its code, or its id, or its name.
        name: What people call it.
        kind: ``state``, ``bloc``, ``organisation``, ``person``, ``group``, ``party``, … or ``named`` for one whom no
            table knows.
        codes: Whoever carries one of these codes.
        ids: Whoever has one of these ids.
        names: Whoever is called so.
        members: States that act for it too, each in its time.
        home: Code that those with an id carry.
    """

    key: str
    name: str
    kind: str
    codes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    home: str = ""


def folded(text: str) -> str:
    """Without case, accents and doubled white space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


# --- Finding ---------------------------------------------------------------------------------------------------------


def find_actor(ledger: Ledger, word: str, *, members: bool | None = None) -> ActorSet:
    """Whom a word means.

    Args:
        ledger: Whose actors count beside those of the knowledge tables.
        word: A code (``RUS``, ``IGO:NATO``, ``BLOC:West``; in any case), an id (``person:vladimir-putin``,
            ``group:hamas``) or a name (``Russia``, ``the West``, ``Hamas``).
        members: Whether the members of a grouping count as it. By default a bloc's do, because a bloc acts through
            them, and an organisation's do not, because it acts itself.

    Raises:
        UsageError: Nobody is called so (the message names who may be meant), or several are.
    """
    if not word.strip():
        raise UsageError("no actor is named", where="actor", mend="give a code such as RUS, an id, or a name")
    word = " ".join(word.split())
    knowledge = load_knowledge()
    if coded := _by_code(knowledge, word):
        return _of_entity(knowledge, coded, by_code=True, members=members)
    if identified := _by_id(knowledge, word):
        return _of_entity(knowledge, identified, by_code=False, members=members)
    if found := _of_ledger(ledger, word):
        return found
    if named := _by_name(ledger, knowledge, word):
        return _of_entity(knowledge, named, by_code=False, members=members)
    if found := _called(ledger, word):
        return found
    if coded := _by_code(knowledge, word.upper()):
        return _of_entity(knowledge, coded, by_code=True, members=members)
    raise UsageError(
        f"nobody is called {word!r}",
        where="actor",
        mend=_near(ledger, knowledge, word) or "give a code such as RUS or IGO:EU, an id, or a name",
    )


def find_pair(ledger: Ledger, a: str, b: str, *, members: bool | None = None) -> tuple[ActorSet, ActorSet]:
    """Two actors that have nobody in common: a state in a bloc is taken out of the bloc that it is paired with.

    Raises:
        UsageError: As :func:`find_actor`, or both are the same.
    """
    left, right = find_actor(ledger, a, members=members), find_actor(ledger, b, members=members)
    if left.key == right.key:
        raise UsageError(
            f"{a!r} and {b!r} are the same actor, {left.name}",
            where="pair",
            mend="a pair has two; profile shows one actor with everybody",
        )
    return _without(left, right), _without(right, left)


def _without(one: ActorSet, other: ActorSet) -> ActorSet:
    """The grouping without the states that the other one is; of two groupings, only the first keeps those of both."""
    taken = set(other.codes)
    if one.kind in {"bloc", "organisation"} and other.members and one.key > other.key:
        taken |= {member.code for member in other.members}
    kept = tuple(member for member in one.members if member.code not in taken)
    return one if len(kept) == len(one.members) else replace(one, members=kept)


def _prefix(word: str) -> str | None:
    head, colon, _ = word.partition(":")
    return head.upper() if colon and head.upper() in _KINDS else None


def _by_code(knowledge: Knowledge, word: str) -> str | None:
    """Id of what a code names."""
    if len(word) == 3 and word.isalpha():  # noqa: PLR2004 - alpha-3
        state = knowledge.state(word.upper())
        if state is not None and word.isupper():
            return f"state:{state.coded_as}"
        return None
    prefix, _, rest = word.partition(":")
    if prefix.upper() not in _KINDS:
        return None
    wanted = folded(f"{prefix}:{rest}")
    fits = [
        entity
        for kind in _KINDS[prefix.upper()]
        for entity in knowledge.entities(kind)
        if folded(entity.code) == wanted
    ]
    if not fits:
        return None
    # Several may carry a code; the one that is called as the code is the whole.
    called = {name.entity_id for name in knowledge.names(rest)}
    return next((entity for entity in fits if entity.id in called), fits[0]).id


def _by_id(knowledge: Knowledge, word: str) -> str | None:
    if ":" not in word:
        return None
    if knowledge.get(word) is not None:
        return word
    kind, _, slug = word.partition(":")
    if kind.casefold() == "state" and knowledge.get(f"state:{slug.upper()}") is not None:
        return f"state:{slug.upper()}"
    wanted = word.casefold()
    return next((entity.id for entity in knowledge.entities(kind.casefold()) if entity.id.casefold() == wanted), None)


def _by_name(ledger: Ledger, knowledge: Knowledge, word: str) -> str | None:
    """Id of whom a name names.

    Raises:
        UsageError: Several are called so, and the ledger does not tell which.
    """
    bare = word.partition(":")[2] if _prefix(word) else word
    names = next((found for form in (bare, bare.title(), bare.upper()) if (found := knowledge.names(form))), ())
    strong = [name for name in names if name.kind not in _WEAK] or list(names)
    ids = list(dict.fromkeys(name.entity_id for name in strong))
    if states := [at for at in ids if at.startswith("state:")]:
        ids = list(dict.fromkeys(_present(knowledge, at) for at in states))
    if len(ids) > 1:
        heard = ledger.query(
            "SELECT p.actor_id, count(*) AS n FROM participants AS p WHERE list_contains($ids::VARCHAR[], p.actor_id) "
            "GROUP BY 1 ORDER BY n DESC, 1",
            {"ids": ids},
        )["actor_id"].to_pylist()
        ids = heard if len(heard) == 1 else ids
    if len(ids) > 1:
        named = ", ".join(f"{at} ({knowledge.entity(at).name})" for at in ids[:_HINTS])
        more = f" and {len(ids) - _HINTS} more" if len(ids) > _HINTS else ""
        raise UsageError(f"{word!r} may be {named}{more}", where="actor", mend="give the id of the one meant")
    return ids[0] if ids else None


def _present(knowledge: Knowledge, entity_id: str) -> str:
    """Of a former state, the one that events are coded as."""
    state = knowledge.state(entity_id.removeprefix("state:"))
    return f"state:{state.coded_as}" if state else entity_id


def _of_entity(knowledge: Knowledge, entity_id: str, *, by_code: bool, members: bool | None) -> ActorSet:
    entity = knowledge.entity(entity_id)
    kind = {"igo": "organisation", "territory": "state"}.get(entity.kind, entity.kind)
    if kind == "state":
        entity = knowledge.get(_present(knowledge, entity_id)) or entity
        return ActorSet(key=entity.code, name=entity.name, kind=kind, codes=(entity.code,))
    whole = entity.kind in _AS_CODE and entity.id.partition(":")[2] == entity.code.partition(":")[2].replace(" ", "-")
    if entity.code == UNKNOWN or not (by_code or whole):
        return ActorSet(key=entity.id, name=entity.name, kind=kind, ids=(entity.id,), home=entity.code)
    # A bloc's usual members are given without dates; an organisation's with them.
    joined: tuple[Member, ...] = ()
    if members or (members is None and kind == "bloc"):
        joined = tuple(_members(knowledge, entity_id))
    return ActorSet(key=entity.code, name=entity.name, kind=kind, codes=(entity.code,), members=joined)


def _members(knowledge: Knowledge, entity_id: str) -> Iterator[Member]:
    if entity_id.startswith("bloc:"):
        yield from (Member(code) for code in knowledge.members(entity_id))
        return
    # The tables answer for a day: look at the first of each year, and where something changed find the day.
    asked: dict[dt.date, frozenset[str]] = {}

    def on(day: dt.date) -> frozenset[str]:
        if day not in asked:
            asked[day] = frozenset(knowledge.members(entity_id, day))
        return asked[day]

    def changes(low: dt.date, high: dt.date) -> Iterator[dt.date]:
        if on(low) == on(high):
            return
        if (high - low).days == 1:
            yield high
            return
        middle = low + (high - low) // 2
        yield from changes(low, middle)
        yield from changes(middle, high)

    years = [dt.date(year, 1, 1) for year in range(_FIRST_YEAR, dt.datetime.now(tz=dt.UTC).year + 2)]
    since: dict[str, dt.date | None] = dict.fromkeys(on(years[0]))
    for low, high in pairwise(years):
        for day in changes(low, high):
            before = on(day - dt.timedelta(days=1))
            for code in sorted(before - on(day)):
                yield Member(code, since.pop(code, None), day - dt.timedelta(days=1))
            since.update(dict.fromkeys(sorted(on(day) - before), day))
    yield from (Member(code, first) for code, first in since.items())


def _of_ledger(ledger: Ledger, word: str) -> ActorSet | None:
    """An actor by a code or id that only the ledger knows."""
    if word == UNKNOWN:
        return ActorSet(key=UNKNOWN, name="unknown", kind="code", codes=(UNKNOWN,))
    if ":" not in word:
        return None
    rows = ledger.query(
        "SELECT code, actor_id, name, count(*) AS n FROM participants "
        "WHERE lower(code) = lower($word) OR lower(actor_id) = lower($word) GROUP BY ALL ORDER BY n DESC, name",
        {"word": word},
    ).to_pylist()
    if not rows:
        return None
    code, actor_id, name = (rows[0][part] for part in ("code", "actor_id", "name"))
    if code.casefold() == word.casefold():
        return ActorSet(key=code, name=name, kind="code", codes=(code,))
    return ActorSet(key=actor_id, name=name, kind="named", ids=(actor_id,), home=code)


def _called(ledger: Ledger, word: str) -> ActorSet | None:
    """An actor whom no table knows, by the name that reports gave it."""
    fold = folded(word)
    rows = ledger.query("SELECT DISTINCT name, code FROM participants WHERE actor_id = ''").to_pylist()
    fits = [row for row in rows if folded(row["name"]) == fold]
    if not fits:
        return None
    names = tuple(sorted({row["name"] for row in fits}))
    homes = {row["code"] for row in fits}
    return ActorSet(key=names[0], name=names[0], kind="named", names=names, home=homes.pop() if len(homes) == 1 else "")


def _near(ledger: Ledger, knowledge: Knowledge, word: str) -> str:
    """A hint at who may have been meant."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only on mistakes
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415 - as above

    by_fold: dict[str, str] = {}
    for state in knowledge.states():
        by_fold.setdefault(folded(state.name), state.name)
        by_fold.setdefault(folded(state.code), state.code)
    for entity in knowledge.entities():
        if entity.kind not in {"city", "region"}:
            by_fold.setdefault(folded(entity.name), entity.name)
            by_fold.setdefault(folded(entity.id), entity.id)
    for name in ledger.query("SELECT DISTINCT name FROM participants")["name"].to_pylist():
        by_fold.setdefault(folded(name), name)
    # Within long words, short names are found by chance.
    choices = [at for at in by_fold if 2 * len(at) >= len(word)]
    found = [
        match[0]
        for scorer, cutoff in ((JaroWinkler.normalized_similarity, 0.8), (fuzz.WRatio, 75))
        for match in process.extract(folded(word), choices, scorer=scorer, limit=_HINTS, score_cutoff=cutoff)
    ]
    named = [by_fold[at] for at in dict.fromkeys(found)][:_HINTS]
    return f"did you mean {' or '.join(named)}?" if named else ""


def suggest_actors(ledger: Ledger, text: str, *, limit: int = 10) -> Table:
    """Actors of the ledger whose name, code or id has a word that begins so, those of most events first.

    Args:
        ledger: Whose actors.
        text: What somebody typed so far.
        limit: How many at most.

    Returns:
        ``code``, ``actor_id`` (empty where unknown), ``name``, ``events``.
    """
    query = """
        SELECT code, actor_id, name, count(DISTINCT event) AS events FROM participants
        WHERE role <> 'attribution' AND (lower(code) = $text OR lower(split_part(code, ':', 2)) = $text
            OR starts_with(lower(strip_accents(name)), $text) OR contains(lower(strip_accents(name)), ' ' || $text)
            OR starts_with(lower(actor_id), $text))
        GROUP BY code, actor_id, name
        ORDER BY (lower(code) = $text AND actor_id = 'state:' || code) DESC, events DESC, name LIMIT $limit
    """
    return Table(ledger.query(query, {"text": folded(text), "limit": int(limit)}))


def code_names(codes: Iterable[str]) -> dict[str, str]:
    """What people call the bearers of codes; a code that the tables do not have stands for itself."""
    knowledge = load_knowledge()
    names: dict[str, str] = {}
    for code in codes:
        if code in names:
            continue
        state = knowledge.state(code)
        entity = None if state else _by_code(knowledge, code)
        names[code] = (
            state.name if state else knowledge.entity(entity).name if entity else code.partition(":")[2] or code
        )
    return names


# --- SQL -------------------------------------------------------------------------------------------------------------


def role_sql(
    role: str, actor: ActorSet, name: str, parameters: dict[str, Any], *, day: str, nationals: bool = True
) -> str:
    """The condition that somebody in a role of incident ``i`` is the actor.

    Args:
        role: ``actor`` or ``recipient``.
        actor: Who is meant.
        name: Distinguishes this actor's parameters from others'; the same name must stand for the same actor.
        parameters: Takes the values.
        day: SQL for the day of the incident, which decides who is a member.
        nationals: Whether everybody who carries a state's code counts for it, and not only its agents.
    """
    parts = []

    def carried(codes: str) -> str:
        """That somebody in the role carries one of the codes, as an agent if it is a state's."""
        whoever = f"list_has_any(i.{role}_codes, ${codes}::VARCHAR[])"
        if nationals:
            return whoever
        parameters["agents"] = list(AGENTS)
        agents = (
            f"[c FOR c, k IN i.{role}_codes IF contains(c, ':') "
            f"OR list_contains($agents::VARCHAR[], i.{role}_sectors[k])]"
        )
        return f"({whoever} AND list_has_any({agents}, ${codes}::VARCHAR[]))"

    always = [*actor.codes, *(member.code for member in actor.members if not (member.since or member.until))]
    for part, values in (("codes", always), ("ids", list(actor.ids)), ("names", list(actor.names))):
        if values:
            parameters[f"{name}_{part}"] = values
            found = f"list_has_any(i.{role}_{part}, ${name}_{part}::VARCHAR[])"
            parts.append(carried(f"{name}_{part}") if part == "codes" else found)
    spans: dict[tuple[dt.date | None, dt.date | None], list[str]] = {}
    for member in actor.members:
        if member.since or member.until:
            spans.setdefault((member.since, member.until), []).append(member.code)
    for number, ((since, until), codes) in enumerate(spans.items()):
        parameters[f"{name}_m{number}"] = codes
        parameters[f"{name}_m{number}_since"] = since or dt.date.min
        parameters[f"{name}_m{number}_until"] = until or dt.date.max
        parts.append(
            f"({carried(f'{name}_m{number}')} AND ({day}) BETWEEN ${name}_m{number}_since AND ${name}_m{number}_until)"
        )
    return "(" + " OR ".join(parts) + ")"


def pair_sql(
    a: ActorSet, b: ActorSet, parameters: dict[str, Any], *, day: str, nationals: bool = True
) -> tuple[str, str, str]:
    """Conditions that incident ``i`` goes from a to b, from b to a, and between both.

    The sides of a reciprocal incident ("talks between a and b") are all actors, and it has no recipients. What both do
    to a third, named or not, is none of theirs with each other.
    """
    first, second = (
        {role: role_sql(role, actor, name, parameters, day=day, nationals=nationals) for role in ("actor", "recipient")}
        for name, actor in (("a", a), ("b", b))
    )
    both = f"({first['actor']} AND {second['actor']} AND {reciprocal_sql()}"
    for (one, name), (other, whole) in (((a, "a"), (b, "b")), ((b, "b"), (a, "a"))):
        if one.home and one.home in other.codes:
            # Who is found by an id carries the code of the other side too, and is not two.
            part = "ids" if one.ids else "names"
            both += (
                f" AND len([c FOR c IN i.actor_codes IF list_contains(${whole}_codes::VARCHAR[], c)]) "
                f"> len([n FOR n IN i.actor_{part} IF list_contains(${name}_{part}::VARCHAR[], n)])"
            )
    return (
        f"({first['actor']} AND {second['recipient']})",
        f"({second['actor']} AND {first['recipient']})",
        f"{both})",
    )
