"""From tables (and the user's overlays) to a :class:`Knowledge`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from multipolar.resolving.knowledge.fold import key
from multipolar.resolving.knowledge.store import Knowledge, RawEntity, RawName
from multipolar.resolving.knowledge.tables import FOLDER, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["FAMILY_NAME_FIRST", "load_knowledge"]

FAMILY_NAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "PRK", "KOR", "VNM", "KHM", "SGP"})
"""Countries where reports usually write the family name first."""

_ORGANISATION_SECTORS = {"igo": "IGO", "ngo": "NGO", "media": "JRN", "company": "BUS"}
_LONGEST_ACRONYM = 6
_NO_SURNAMES = frozenset(
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "Jr.", "Sr."]
    + ["A", "An", "As", "At", "Be", "By", "Do", "He", "If", "In", "It", "No", "On", "Or", "So", "To", "We"]
)
"""Numbers of monarchs, and surnames that cannot be told from a word at the start of a sentence."""


def load_knowledge(overlays: Sequence[Path] = ()) -> Knowledge:
    """The knowledge that ships with the package, with the user's overlays on top.

    Args:
        overlays: TOML files of the user's own actors; what they say wins over ours, and later files over earlier ones.

    Raises:
        MissingInputError: An overlay is not there.
        InputError: An overlay cannot be read, with file, line and what to mend.
    """
    if not overlays:
        return _shipped()
    from multipolar.resolving.knowledge.overlay import read_overlay  # noqa: PLC0415 - only users of overlays pay for it

    actors = [actor for path in overlays for actor in read_overlay(path, known=_shipped())]
    return _build(FOLDER, actors)


@lru_cache(maxsize=1)
def _shipped() -> Knowledge:
    return _build(FOLDER, ())


class _Names:
    """Collects surface forms under their keys; the same form of the same entity is kept once."""

    def __init__(self) -> None:
        self.by_key: dict[str, list[RawName]] = {}

    def add(self, surface: str, entity: str, kind: str, since: str = "", until: str = "") -> None:
        at = key(surface)
        rows = self.by_key.get(at)
        if rows is None:
            self.by_key[at] = [(surface, entity, kind, since, until)]
            return
        if all(row[1] != entity for row in rows) or (since or until):
            rows.append((surface, entity, kind, since, until))

    def add_all(self, name: str, aliases: str, entity: str, since: str = "", until: str = "") -> None:
        self.add(name, entity, "name", since, until)
        if aliases:
            for alias in aliases.split("|"):
                self.add(alias, entity, kind_of_alias(alias))


def kind_of_alias(alias: str) -> str:
    """``acronym`` for a short word in capitals, else ``alias``."""
    return "acronym" if len(alias) <= _LONGEST_ACRONYM and alias.isupper() else "alias"


def _build(folder: Path, actors: Iterable[tuple[RawEntity, list[RawName]]]) -> Knowledge:
    names, entities = _Names(), dict[str, RawEntity]()
    states = read_table("states", folder=folder)
    for code, _, _, name, official, since, until, _, coded_as, _ in states:
        at = f"state:{code}"
        entities[at] = (at, coded_as or code, "GOV", name, "state", since, until, coded_as or code)
        names.add(name, at, "name")
        if official:
            names.add(official, at, "official")
    for surface, at, kind, since, until, _ in read_table("names", folder=folder):
        names.add(surface, at, kind, since, until)
    for at, code, sector, name, aliases, kind, seat, since, until, _ in read_table("organisations", folder=folder):
        entities[at] = (at, code, sector or _ORGANISATION_SECTORS[kind], name, kind, since, until, seat)
        names.add_all(name, aliases, at)
    for at, code, sector, name, aliases, home, since, until, _ in read_table("groups", folder=folder):
        entities[at] = (at, code, sector, name, at.partition(":")[0], since, until, home)
        names.add_all(name, aliases, at)
    for at, code, sector, name, aliases, since, until, _ in read_table("bodies", folder=folder):
        entities[at] = (at, code, sector, name, "body", since, until, "" if ":" in code else code)
        names.add_all(name, aliases, at)
    for at, code, name, aliases, _ in read_table("regions", folder=folder):
        entities[at] = (at, code, "", name, at.partition(":")[0], "", "", code)
        names.add_all(name, aliases, at)
    blocs: dict[str, tuple[str, ...]] = {}
    for at, code, name, aliases, members, _ in read_table("blocs", folder=folder):
        entities[at] = (at, code, "GOV", name, "bloc", "", "", "")
        blocs[at] = tuple(members.split())
        names.add_all(name, aliases, at)
    for at, name, aliases, code, sector, _ in read_table("persons", folder=folder):
        entities[at] = (at, code, sector, name, "person", "", "", "" if ":" in code else code)
        _add_person(names, at, name, aliases, code)
    own: set[str] = set()
    for entity, surfaces in actors:
        entities[entity[0]] = entity
        for surface, at, kind, since, until in surfaces:
            where = key(surface)
            if where not in own:
                own.add(where)
                names.by_key.pop(where, None)
            names.add(surface, at, kind, since, until)
    return Knowledge(
        states=states,
        entities=entities,
        names=names.by_key,
        blocs=blocs,
        folder=folder,
    )


def _add_person(names: _Names, at: str, name: str, aliases: str, code: str) -> None:
    """A person's full name, aliases and surname.

    Aliases of one word are surnames. Without one, the surname is the first word where family names come first, else the
    last.
    """
    names.add(name, at, "name")
    surnames = 0
    words = name.split()
    for alias in aliases.split("|") if aliases else ():
        single = " " not in alias
        if alias in _NO_SURNAMES:
            surnames += 1
            continue
        surnames += single
        names.add(alias, at, "surname" if single else "alias")
    if not surnames and len(words) > 1:
        surname = words[0] if code in FAMILY_NAME_FIRST else words[-1]
        if surname not in _NO_SURNAMES:
            names.add(surname, at, "surname")
