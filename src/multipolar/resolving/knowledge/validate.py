"""The validator: what is wrong in the tables, in words, one problem a line."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from multipolar.ontology import SECTORS, UNKNOWN
from multipolar.resolving.knowledge.fold import key
from multipolar.resolving.knowledge.rows import first_day, last_day
from multipolar.resolving.knowledge.siblings import telling_words, tells_itself
from multipolar.resolving.knowledge.tables import FOLDER, read_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from multipolar.resolving.knowledge.tables import Row

__all__ = ["COLLECTIVE", "HANDOVER", "NAME_KINDS", "problems"]

NAME_KINDS: Final[frozenset[str]] = frozenset(
    ["short", "official", "demonym", "adjective", "prefix", "capital", "seat", "alias", "acronym", "generic", "surname"]
)
"""The kinds of names that ``names.csv`` may have."""

COLLECTIVE: Final[frozenset[str]] = frozenset({"AND", "BIH", "CHE", "SMR"})
"""States whose head of state is more than one person at a time."""

HANDOVER: Final = 45
"""Days for which two holders of an office may overlap: sources date a term from election, oath or publication."""

_CODE: Final = re.compile(r"(IGO|NGO|ARM|MNC|BLOC):\S(.*\S)?")
_ID: Final = re.compile(r"[a-z]+:[A-Za-z0-9+\-]+")
_ISO2: Final = re.compile(r"[A-Z]{2}|")
_ORGANISATION_KINDS: Final = frozenset({"igo", "ngo", "media", "company"})
_GROUP_KINDS: Final = frozenset({"group", "party", "territory"})

Span = tuple[str, str]
"""Since and until, as the tables write them."""


def problems(*, folder: Path = FOLDER) -> list[str]:
    """What is wrong in the tables; empty if nothing is.

    Args:
        folder: Where the tables lie.
    """
    return _Check(folder).run()


class _Check:
    """One pass over all tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[str] = []
        self.codes: set[str] = set()
        self.ids: dict[str, str] = {}
        self.surfaces: dict[str, dict[str, tuple[str, str, Span]]] = defaultdict(dict)

    def run(self) -> list[str]:
        self.states()
        self.organisations()
        self.groups()
        self.bodies_and_regions()
        self.blocs()
        persons = self.persons()
        self.names()
        self.clashes()
        self.siblings()
        self.members()
        self.terms(persons)
        return self.found

    def rows(self, table: str) -> Iterator[tuple[str, Row]]:
        """Each row of a table with where it stands."""
        for number, row in enumerate(read_table(table, folder=self.folder), 2):
            where = f"{table}.csv:{number}"
            for cell in row:
                if cell != cell.strip():
                    self.say(where, f"{cell!r} begins or ends with white space")
            yield where, row

    def say(self, where: str, what: str) -> None:
        self.found.append(f"{where}: {what}")

    # --- Cells -----------------------------------------------------------------------------------------------------

    def code(self, where: str, code: str, *, unknown: bool = False) -> None:
        if code in self.codes or _CODE.fullmatch(code) or (unknown and code == UNKNOWN):
            return
        self.say(where, f"the code {code!r} is unknown")

    def sector(self, where: str, sector: str) -> None:
        if sector not in SECTORS:
            self.say(where, f"the sector {sector!r} is unknown")

    def home(self, where: str, code: str) -> None:
        if code and code not in self.codes:
            self.say(where, f"the home {code!r} is no state's code")

    def day(self, where: str, text: str, read: Callable[[str], dt.date | None]) -> dt.date | None:
        try:
            return read(text)
        except ValueError:
            self.say(where, f"{text!r} is no date")
            return None

    def span(self, where: str, since: str, until: str) -> None:
        start, end = self.day(where, since, first_day), self.day(where, until, last_day)
        if start and end and end < start:
            self.say(where, f"it ends ({until}) before it begins ({since})")

    def new_id(self, where: str, at: str, kinds: Iterable[str]) -> None:
        if not _ID.fullmatch(at) or at.partition(":")[0] not in kinds:
            self.say(where, f"{at!r} is no id of this table ({', '.join(sorted(kinds))})")
        if at in self.ids:
            self.say(where, f"the id {at!r} is taken by {self.ids[at]}")
        self.ids[at] = where

    def named(self, where: str, at: str, code: str, *, name: str, aliases: str = "", span: Span = ("", "")) -> None:
        if not name:
            self.say(where, "it has no name")
        forms = [name, *(aliases.split("|") if aliases else ())]
        keys = [key(form) for form in forms]
        for form, folded in zip(forms, keys, strict=True):
            if not folded:
                self.say(where, "an alias is empty")
            elif keys.count(folded) > 1 and keys.index(folded) == forms.index(form) and len(set(forms)) != len(forms):
                self.say(where, f"the alias {form!r} stands twice")
            self.surfaces[folded].setdefault(at, (code, form, span))

    # --- Tables ----------------------------------------------------------------------------------------------------

    def states(self) -> None:
        rows = list(self.rows("states"))
        self.codes = {row[0] for _, row in rows}
        seen: dict[str, str] = {}
        for where, row in rows:
            code, iso2, cow, name, _official, since, until, _capital, coded_as, _source = row
            self.new_id(where, f"state:{code}", {"state"})
            self.span(where, since, until)
            self.state(where, row)
            for column, value in (("iso2", iso2), ("cow", cow)):
                other = seen.setdefault(f"{column} {value}", code) if value and not coded_as else code
                if other != code:
                    self.say(where, f"{column} {value} is {other}'s as well")
            self.named(where, f"state:{code}", coded_as or code, name=name, span=(since, until))

    def state(self, where: str, row: Row) -> None:
        code, iso2, cow, name, _official, _since, until, capital, coded_as, _source = row
        if not re.fullmatch(r"[A-Z]{3}", code):
            self.say(where, f"{code!r} is no alpha-3 code")
        if not _ISO2.fullmatch(iso2):
            self.say(where, f"{iso2!r} is no alpha-2 code")
        if cow and not cow.isdigit():
            self.say(where, f"{cow!r} is no Correlates of War number")
        if cow and not capital:
            self.say(where, f"{name} has no capital")
        if coded_as and coded_as not in self.codes:
            self.say(where, f"the successor {coded_as!r} is unknown")
        if bool(until) != bool(coded_as):
            self.say(where, "a former state needs until and coded_as, others neither")

    def organisations(self) -> None:
        for where, (at, code, sector, name, aliases, kind, seat, since, until, _) in self.rows("organisations"):
            self.new_id(where, at, {kind} & _ORGANISATION_KINDS)
            self.code(where, code)
            if sector:
                self.sector(where, sector)
            self.home(where, seat)
            self.span(where, since, until)
            self.named(where, at, code, name=name, aliases=aliases, span=(since, until))

    def groups(self) -> None:
        for where, (at, code, sector, name, aliases, home, since, until, _) in self.rows("groups"):
            self.new_id(where, at, _GROUP_KINDS)
            self.code(where, code, unknown=True)
            self.sector(where, sector)
            self.home(where, home)
            self.span(where, since, until)
            self.named(where, at, code, name=name, aliases=aliases, span=(since, until))

    def bodies_and_regions(self) -> None:
        for where, (at, code, sector, name, aliases, since, until, _) in self.rows("bodies"):
            self.new_id(where, at, {"body"})
            self.code(where, code)
            self.sector(where, sector)
            self.span(where, since, until)
            self.named(where, at, code, name=name, aliases=aliases, span=(since, until))
        for where, (at, code, name, aliases, _) in self.rows("regions"):
            self.new_id(where, at, {"region", "city"})
            self.home(where, code)
            self.named(where, at, code, name=name, aliases=aliases)

    def blocs(self) -> None:
        for where, (at, code, name, aliases, members, _) in self.rows("blocs"):
            self.new_id(where, at, {"bloc"})
            self.code(where, code, unknown=True)
            self.named(where, at, code, name=name, aliases=aliases)
            for member in members.split():
                self.home(where, member)

    def persons(self) -> set[str]:
        persons = set()
        full: dict[str, str] = {}
        for table in ("persons", "figures"):
            for where, (at, name, aliases, code, sector, _) in self.rows(table):
                self.new_id(where, at, {"person"})
                self.code(where, code, unknown=True)
                self.sector(where, sector)
                if not name or any(not alias for alias in (aliases.split("|") if aliases else ())):
                    self.say(where, "a name is empty")
                other = full.setdefault(key(name), at)
                if table == "figures" and other != at:
                    self.say(where, f"{name} stands in the tables as {other} already")
                persons.add(at)
        return persons

    def names(self) -> None:
        seen: dict[tuple[str, str], str] = {}
        for where, (surface, at, kind, since, until, _) in self.rows("names"):
            if at not in self.ids:
                self.say(where, f"{surface!r} names {at!r}, which no table has")
            if kind not in NAME_KINDS:
                self.say(where, f"the kind {kind!r} is unknown")
            self.span(where, since, until)
            other = seen.setdefault((surface, at), where)
            if other != where:
                self.say(where, f"{surface!r} stands in {other} already")
            if kind in {"generic", "surname"}:
                self.surfaces[key(surface)].pop(at, None)

    def clashes(self) -> None:
        """Names of different codes in the tables of organisations, groups, bodies, regions and blocs.

        Acronyms clash by nature, names of different times do not clash, and ``ambiguous.csv`` lists what is meant to
        name several.
        """
        meant = {key(row[0]) for _, row in self.rows("ambiguous")}
        used = set()
        for folded, named in self.surfaces.items():
            codes = {code for code, _, _ in named.values()}
            if len(codes) < 2 or all(form.isupper() for _, form, _ in named.values()):  # noqa: PLR2004 - two or more
                continue
            used.add(folded)
            if folded not in meant and not _apart([span for _, _, span in named.values()]):
                form = next(iter(named.values()))[1]
                self.say(
                    "aliases", f"{form!r} names {' and '.join(sorted(named))}: say so in ambiguous.csv or drop one"
                )
        for folded in meant - used:
            self.say("ambiguous.csv", f"{folded!r} names no two entities of different codes")

    def siblings(self) -> None:
        """Aliases that may be other things of the same code, with a name of their own that readers should see.

        ``other_names.csv`` lists those that are names of the same thing although no word of them says so.
        """
        declared = {(alias, at) for _, (alias, at) in self.rows("other_names")}
        countries = {row[3] for _, row in self.rows("states")}
        countries |= {row[0] for _, row in self.rows("names") if row[1].startswith("state:")}
        known = frozenset().union(*map(telling_words, countries))
        used = set()
        for table in ("bodies", "groups", "organisations"):
            for where, (at, _, _, name, aliases, *_) in self.rows(table):
                for alias in aliases.split("|") if aliases else ():
                    if tells_itself(name, alias, known):
                        continue
                    used.add((alias, at))
                    if (alias, at) not in declared:
                        self.say(
                            where,
                            f"{alias!r} has little in common with {name!r}: give it a row of its own, or say in"
                            " other_names.csv that both are one",
                        )
        for alias, at in sorted(declared - used):
            self.say("other_names.csv", f"{alias!r} is no alias of {at!r} that needs to be there")

    def members(self) -> None:
        spans: dict[tuple[str, str], list[tuple[dt.date | None, dt.date | None, str]]] = defaultdict(list)
        for where, (organisation, member, since, until, _) in self.rows("members"):
            if organisation not in self.ids:
                self.say(where, f"the organisation {organisation!r} is unknown")
            self.home(where, member)
            self.span(where, since, until)
            start, end = self.day(where, since, first_day), self.day(where, until, last_day)
            spans[organisation, member].append((start, end, where))
        for (organisation, member), rows in spans.items():
            for where in _overlapping(rows, days=0):
                self.say(where, f"{member} is twice a member of {organisation} at a time")

    def terms(self, persons: set[str]) -> None:
        of_person: dict[tuple[str, str, str, str], list[tuple[dt.date | None, dt.date | None, str]]] = defaultdict(list)
        of_office: dict[tuple[str, str, str], list[tuple[dt.date | None, dt.date | None, str]]] = defaultdict(list)
        for where, (person, office, code, title, since, until, _) in self.rows("terms"):
            if person not in persons:
                self.say(where, f"the person {person!r} is unknown")
            if not office or not title:
                self.say(where, "a term needs an office and a title")
            self.code(where, code)
            self.span(where, since, until)
            start, end = self.day(where, since, first_day), self.day(where, until, last_day)
            of_person[person, office, code, title].append((start, end, where))
            of_office[code, office, title].append((start, end, where))
        for (person, office, _, _), rows in of_person.items():
            for where in _overlapping(rows, days=1):
                self.say(where, f"{person} is {office} twice at a time")
        for (code, office, title), rows in of_office.items():
            if office in {"head_of_state", "head_of_government"} and code not in COLLECTIVE:
                for where in _overlapping(rows, days=HANDOVER):
                    self.say(where, f"{code} has two persons as {title} ({office}) for more than {HANDOVER} days")


def _apart(spans: list[Span]) -> bool:
    """Whether no two of the spans share a day."""
    days = sorted(
        (first_day(since).toordinal() if since else 0, last_day(until).toordinal() if until else 10**7)  # type: ignore[union-attr]
        for since, until in spans
    )
    return all(end < start for (_, end), (start, _) in pairwise(days))


def _overlapping(rows: list[tuple[dt.date | None, dt.date | None, str]], *, days: int) -> list[str]:
    """Where those rows stand that begin more than some days before an earlier one has ended."""
    ordered = sorted(rows, key=lambda row: row[0].toordinal() if row[0] else 0)
    found = []
    latest = -1
    for start, end, where in ordered:
        begin = start.toordinal() if start else 0
        if latest - begin >= days and latest >= 0:
            found.append(where)
        latest = max(latest, end.toordinal() if end else 10**7)
    return found
