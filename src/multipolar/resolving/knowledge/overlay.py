"""The user's own actors: TOML files that win over the tables.

[[actor]]
name = "Front for Liberty"
aliases = ["FFL", "the Liberty Front"]
code = "TCD"
sector = "REB"
since = 2019-03-01
until = 2021-04-20
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import InputError, MissingInputError
from multipolar.ontology import SECTORS, UNKNOWN
from multipolar.resolving.knowledge.fold import key
from multipolar.resolving.knowledge.rows import first_day, last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from multipolar.resolving.knowledge.store import Knowledge, RawEntity, RawName

__all__ = ["read_overlay"]

_KEYS: Final = ("name", "aliases", "code", "sector", "since", "until")
_PREFIXED: Final = re.compile(r"(IGO|NGO|ARM|MNC|BLOC):\S.*")
_SECTION: Final = re.compile(r"\s*\[\[\s*actor\s*\]\]")
_LINE: Final = re.compile(r"at line (\d+)")
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_DEFAULT_SECTORS: Final = {"IGO": "IGO", "NGO": "NGO", "ARM": "REB", "MNC": "BUS"}


def read_overlay(path: Path, *, known: Knowledge) -> list[tuple[RawEntity, list[RawName]]]:
    """The actors of an overlay file.

    Args:
        path: A TOML file with ``[[actor]]`` sections.
        known: The tables, for the codes of states.

    Raises:
        MissingInputError: There is no such file.
        InputError: It is no TOML, or an actor lacks something, has an unknown code or ends before it starts.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MissingInputError(
            "there is no such file of actors", where=str(path), mend="check the path given with --actors"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the file of actors cannot be read: {error}", where=str(path), mend="save it as TOML in UTF-8"
        ) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise InputError(
            f"this is no valid TOML: {error}",
            where=f"{path}:{line.group(1)}" if line else str(path),
            mend="quote strings, and write lists as [..., ...]",
        ) from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _SECTION.match(line)]
    for other in content:
        if other != "actor":
            number = _line_of(text, other, 1)
            raise InputError(f"unknown section {other!r}", where=f"{path}:{number}", mend="write [[actor]] sections")
    actors = content.get("actor", [])
    if not isinstance(actors, list) or not all(isinstance(actor, dict) for actor in actors):
        raise InputError("actor is not a list of sections", where=f"{path}:1", mend="write [[actor]], not [actor]")
    found = [
        _actor(actor, path=path, text=text, line=lines[number] if number < len(lines) else 1, known=known)
        for number, actor in enumerate(actors)
    ]
    return list(_told_apart(found))


def _told_apart(actors: list[tuple[RawEntity, list[RawName]]]) -> Iterator[tuple[RawEntity, list[RawName]]]:
    """The actors, those of one name with ids of their own: they are several, perhaps at several times."""
    used: set[str] = set()
    for entity, surfaces in actors:
        at, number = entity[0], 1
        while at in used:
            number += 1
            at = f"{entity[0]}-{number}"
        used.add(at)
        yield (at, *entity[1:]), [(name[0], at, *name[2:]) for name in surfaces]


def _actor(
    actor: dict[str, Any], *, path: Path, text: str, line: int, known: Knowledge
) -> tuple[RawEntity, list[RawName]]:
    def wrong(what: str, field: str, mend: str) -> InputError:
        return InputError(what, where=f"{path}:{_line_of(text, field, line)}", mend=mend)

    for field in actor:
        if field not in _KEYS:
            raise wrong(f"an actor has no {field!r}", field, f"use {', '.join(_KEYS)}")
    name = actor.get("name")
    if not isinstance(name, str) or not name.strip():
        raise wrong("an actor has no name", "name", 'write name = "..."')
    aliases = actor.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) and alias.strip() for alias in aliases):
        raise wrong(f"the aliases of {name!r} are no list of names", "aliases", 'write aliases = ["...", "..."]')
    code = actor.get("code")
    if not isinstance(code, str) or not (code == UNKNOWN or _PREFIXED.fullmatch(code) or known.state(code) is not None):
        raise wrong(
            f"{name!r} has the unknown code {code!r}" if code is not None else f"{name!r} has no code",
            "code",
            "write an ISO 3166 alpha-3 code, IGO:..., NGO:..., ARM:..., MNC:... or BLOC:...",
        )
    sector = actor.get("sector", _DEFAULT_SECTORS.get(code.partition(":")[0], "UNK"))
    if sector not in SECTORS:
        raise wrong(f"{name!r} has the unknown sector {sector!r}", "sector", f"use one of {', '.join(SECTORS)}")
    since, until = _span(actor, name, wrong)
    at = f"user:{_SLUG.sub('-', key(name)).strip('-') or 'actor'}"
    home = "" if ":" in code or code == UNKNOWN else code
    # The dates are the actor's, and so of all its names.
    surfaces: list[RawName] = [(name.strip(), at, "name", "", "")]
    surfaces += [(alias.strip(), at, "alias", "", "") for alias in aliases]
    return (at, code, sector, name.strip(), "user", since, until, home), surfaces


def _span(actor: dict[str, Any], name: str, wrong: Callable[[str, str, str], InputError]) -> tuple[str, str]:
    """The actor's since and until as the tables write them, checked."""
    days, bounds = [], []
    for field, day_of in (("since", first_day), ("until", last_day)):
        day = _day(actor.get(field, ""))
        try:
            bounds.append(day_of(day))
        except ValueError:
            raise wrong(f"{name!r} has no date in {field}", field, f"write {field} = 2019-03-01") from None
        days.append(day)
    start, end = bounds
    if start and end and end < start:
        raise wrong(f"{name!r} ends before it starts", "until", "swap since and until")
    return days[0], days[1]


def _day(value: object) -> str:
    """A TOML date, year or string as the tables write it; something that is no date stays none."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _line_of(text: str, field: str, start: int) -> int:
    """The line on which a field of the section that starts on that line stands, else the section's own line."""
    lines = text.splitlines()
    for number in range(start - 1, len(lines)):
        line = lines[number].lstrip()
        if number >= start and _SECTION.match(line):
            break
        if line.startswith((f"{field} ", f"{field}=", f'"{field}"', f"[{field}", f"[[{field}")):
            return number + 1
    return start
