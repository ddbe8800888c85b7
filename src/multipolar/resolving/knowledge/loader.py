"""From tables (and the user's overlays) to a :class:`Knowledge`."""

from __future__ import annotations

import datetime as dt
import gc
from functools import lru_cache
from typing import TYPE_CHECKING

from multipolar.ontology import UNKNOWN
from multipolar.resolving.knowledge.fold import key
from multipolar.resolving.knowledge.rows import first_day, last_day
from multipolar.resolving.knowledge.store import Knowledge, RawEntity, RawName
from multipolar.resolving.knowledge.tables import FOLDER, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from multipolar.resolving.knowledge.tables import Row

__all__ = ["FAMILY_NAME_FIRST", "load_knowledge"]

FAMILY_NAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "PRK", "KOR", "VNM", "KHM", "SGP"})
"""Countries where reports usually write the family name first."""

Actor = tuple["RawEntity", list["RawName"]]
"""An actor of an overlay and the names that it has."""

_ORGANISATION_SECTORS = {"igo": "IGO", "ngo": "NGO", "media": "JRN", "company": "BUS"}
_LONGEST_ACRONYM = 6
_NO_SURNAMES = frozenset(
    {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "Jr.", "Sr."}
    | {"A", "An", "As", "At", "Be", "By", "Do", "He", "If", "In", "It", "No", "On", "Or", "So", "To", "We"}
    | {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "March", "April", "June", "July"}
    | {"August", "Christian", "Don", "Islam", "King", "Lake", "Law", "Major", "Roman", "San", "Santa", "Stock", "Young"}
)
"""Numbers of monarchs, and surnames that are oftener another word: only the full name finds their bearers."""


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

    files = [read_overlay(path, known=_shipped()) for path in overlays]
    return _build(FOLDER, files)


@lru_cache(maxsize=1)
def _shipped() -> Knowledge:
    return _build(FOLDER, ())


def _build(folder: Path, files: Iterable[list[Actor]]) -> Knowledge:
    collected = gc.isenabled()
    gc.disable()  # some hundred thousand objects that all stay: looking for cycles among them takes a fifth of loading
    try:
        builder = _Builder(folder)
        builder.add_states()
        builder.add_organised()
        builder.add_places_and_blocs()
        builder.add_persons()
        for actors in files:
            builder.add_overlay(actors)
        return Knowledge(
            states=builder.states,
            entities=builder.entities,
            names=builder.names,
            blocs=builder.blocs,
            folder=folder,
        )
    finally:
        if collected:
            gc.enable()


class _Builder:
    """Gathers entities and, under their folded keys, surface forms; the same form of an entity is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.states: list[Row] = []
        self.entities: dict[str, RawEntity] = {}
        self.names: dict[str, list[RawName]] = {}
        self.blocs: dict[str, tuple[str, ...]] = {}
        self.surnamed: set[str] = set()

    def add(self, surface: str, entity: str, kind: str, since: str = "", until: str = "") -> None:
        at = key(surface)
        rows = self.names.get(at)
        if rows is None:
            self.names[at] = [(surface, entity, kind, since, until)]
            return
        for number, row in enumerate(rows):
            if row[1] == entity and not since and not until:
                # Written with and without capitals, it may stand in either way: keep the form that demands fewer.
                if _capitals(surface) < _capitals(row[0]):
                    rows[number] = (surface, *row[1:])
                return
        rows.append((surface, entity, kind, since, until))

    def add_all(self, name: str, aliases: str, entity: str) -> None:
        self.add(name, entity, "name")
        if aliases:
            for alias in aliases.split("|"):
                self.add(alias, entity, kind_of_alias(alias))

    def add_states(self) -> None:
        self.states = read_table("states", folder=self.folder)
        for code, _, _, name, official, since, until, _, coded_as, _ in self.states:
            at, carried = f"state:{code}", coded_as or code
            self.entities[at] = (at, carried, "GOV", name, "state", since, until, carried)
            self.add(name, at, "name")
            if official:
                self.add(official, at, "official")
        for surface, at, kind, since, until, _ in read_table("names", folder=self.folder):
            self.add(surface, at, kind, since, until)
            if kind == "surname":
                self.surnamed.add(at)

    def add_organised(self) -> None:
        for at, code, sector, name, aliases, kind, seat, since, until, _ in read_table(
            "organisations", folder=self.folder
        ):
            self.entities[at] = (at, code, sector or _ORGANISATION_SECTORS[kind], name, kind, since, until, seat)
            self.add_all(name, aliases, at)
        for at, code, sector, name, aliases, home, since, until, _ in read_table("groups", folder=self.folder):
            self.entities[at] = (at, code, sector, name, at.partition(":")[0], since, until, home)
            self.add_all(name, aliases, at)
        for at, code, sector, name, aliases, since, until, _ in read_table("bodies", folder=self.folder):
            self.entities[at] = (at, code, sector, name, "body", since, until, _home(code))
            self.add_all(name, aliases, at)

    def add_places_and_blocs(self) -> None:
        for at, code, name, aliases, _ in read_table("regions", folder=self.folder):
            self.entities[at] = (at, code, "", name, at.partition(":")[0], "", "", code)
            self.add_all(name, aliases, at)
        for at, code, name, aliases, members, _ in read_table("blocs", folder=self.folder):
            self.entities[at] = (at, code, "GOV", name, "bloc", "", "", "")
            self.blocs[at] = tuple(members.split())
            self.add_all(name, aliases, at)

    def add_persons(self) -> None:
        for table in ("persons", "figures"):
            for at, name, aliases, code, sector, _ in read_table(table, folder=self.folder):
                self.entities[at] = (at, code, sector, name, "person", "", "", _home(code))
                self.add(name, at, "name")
                has_surname = table == "figures" or at in self.surnamed
                for alias in aliases.split("|") if aliases else ():
                    single = " " not in alias
                    has_surname = has_surname or single
                    if alias not in _NO_SURNAMES:
                        self.add(alias, at, "surname" if single else "alias")
                if not has_surname:
                    self.add_surname(at, name, code)

    def add_surname(self, at: str, name: str, code: str) -> None:
        """The surname of an office-holder whose aliases have none: the first word where families come first."""
        words = name.split()
        if len(words) > 1:
            surname = words[0] if code in FAMILY_NAME_FIRST else words[-1]
            if surname not in _NO_SURNAMES:
                self.add(surname, at, "surname")

    def add_overlay(self, actors: Iterable[Actor]) -> None:
        """One file of the user's actors: in their time their names are theirs alone; two of a file may share one."""
        others: dict[str, list[RawName]] = {}
        for entity, surfaces in actors:
            self.entities[entity[0]] = entity
            for surface, at, kind, since, until in surfaces:
                where = key(surface)
                rows = others[where] if where in others else self.names.pop(where, [])
                others[where] = [left for row in rows for left in _outside(row, entity[5], entity[6])]
                self.add(surface, at, kind, since, until)
        for where, rows in others.items():
            self.names[where] += rows


def _outside(row: RawName, since: str, until: str) -> Iterator[RawName]:
    """What is left of a name's use before and after a time in which it is somebody else's."""
    surface, at, kind, *used = row
    first, last = first_day(used[0]), last_day(used[1])
    start, end = first_day(since), last_day(until)
    if start is not None and start > (first or dt.date.min):
        before = start - dt.timedelta(days=1)
        yield (surface, at, kind, used[0], used[1] if last is not None and last <= before else before.isoformat())
    if end is not None and end < (last or dt.date.max):
        after = end + dt.timedelta(days=1)
        yield (surface, at, kind, used[0] if first is not None and first >= after else after.isoformat(), used[1])


def _capitals(surface: str) -> int:
    return sum(map(str.isupper, surface))


def _home(code: str) -> str:
    return "" if ":" in code or code == UNKNOWN else code


def kind_of_alias(alias: str) -> str:
    """``acronym`` for a short word in capitals, else ``alias``."""
    return "acronym" if len(alias) <= _LONGEST_ACRONYM and alias.isupper() else "alias"
