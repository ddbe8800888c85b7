"""Finding names of places in words, with all the places that each may mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from multipolar.resolving.places.folding import fold
from multipolar.resolving.places.gazetteer import Area, City, Gazetteer, open_gazetteer
from multipolar.resolving.places.lexicon import COMMON, DIVISIONS
from multipolar.resolving.places.phrase import division_follows
from multipolar.resolving.places.records import PlaceMatch, Precision
from multipolar.resolving.places.tables import Row, load_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.knowledge import Knowledge
    from multipolar.resolving.places.folding import Token

__all__ = ["Candidate", "Hit", "PlaceNames"]

Kind = Literal["country", "demonym", "region", "city", "site", "water", "area"]

_LONGEST: Final = 7
_JOINING: Final = frozenset(
    """of and the de la le les el al sur am an en du da do das dos di del der den das von van y e ou et es ez ed ash
    az bi i na nad pod u l d a au aux on upon""".split()  # noqa: SIM905 - a list that stays readable
)
_ORGANISED: Final = ("igo:", "ngo:", "group:", "party:", "company:", "media:", "body:", "bloc:")
"""Entities that tell a word to be no town's name: NATO, CIA, Hamas."""
_ACRONYMS: Final = frozenset({"uae", "uk", "usa"})  # that are no words, as "us" is
_CAPITAL: Final = 2.0  # how much more a capital is meant than its inhabitants tell
_ALTERNATE: Final = 1.2  # how much less a town is meant by an alternate name
_TOLD: Final = 4.8  # weight of a town of 60,000, which is told from a word though it has no capital
_MEMORY: Final = 30_000
_HEADS: Final = 10_000
"""Words of which it is remembered whether a name begins with them."""
_STATE_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("name", "short", "official", "alias", "acronym"), "country"),
    **dict.fromkeys(("demonym", "adjective", "prefix"), "demonym"),
}
_RANK: Final[dict[Kind, int]] = {"site": 5, "city": 4, "region": 3, "country": 2, "demonym": 2, "water": 1, "area": 1}
_STATE: Final = 2
_PRECISION: Final[dict[Kind, Precision]] = {
    "site": "site",
    "city": "city",
    "region": "region",
    "country": "country",
    "demonym": "country",
    "water": "region",
    "area": "region",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean.

    Attributes:
        kind: What it is.
        name: Canonical name.
        country: ISO 3166 alpha-3, None where it lies in no one country.
        weight: How much it is meant when nothing else is known: about the decimal logarithm of its inhabitants.
        row: Row of our own tables, where it comes from there.
        city: Town of GeoNames, where it comes from there.
        division: For a region that is a first-level division, GeoNames' code of it.
    """

    kind: Kind
    name: str
    country: str | None
    weight: float
    row: Row | None = None
    city: City | None = None
    division: str = ""

    @property
    def rank(self) -> int:
        """How fine it is, coarse to fine."""
        return _RANK[self.kind]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in words.

    Attributes:
        first: Position of its first token.
        last: Position of its last token.
        candidates: What it may mean, never empty.
    """

    first: int
    last: int
    candidates: tuple[Candidate, ...]

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that it may lie in, without repetition."""
        return tuple(dict.fromkeys(c.country for c in self.candidates if c.country))


class PlaceNames:
    """All place names: states from the knowledge tables, our own tables, towns of GeoNames.

    Args:
        knowledge: Names and demonyms of states.
        gazetteer: Towns; opened on first use if not given.
    """

    def __init__(self, knowledge: Knowledge, *, gazetteer: Gazetteer | None = None) -> None:
        self._knowledge = knowledge
        self._given = gazetteer
        self._tables = load_tables()
        self._reach: dict[str, int] = {}
        for key in self._tables:
            words = key.split(" ")
            self._reach[words[0]] = max(self._reach.get(words[0], 0), len(words))
        self._seen: dict[tuple[str, bool], tuple[Candidate, ...]] = {}
        self._most: dict[str, int] = {}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Towns of the world."""
        return self._given if self._given is not None else open_gazetteer()

    @cached_property
    def _of_states(self) -> dict[str, int]:
        """How many words the longest name of a state has, by the word that it begins with."""
        found: dict[str, int] = {}
        for at in self._knowledge.keys("state"):
            words = fold(at).split(" ")
            found[words[0]] = max(found.get(words[0], 0), len(words))
        return found

    @cached_property
    def _called(self) -> dict[str, tuple[Row, ...]]:
        """Regions by what they are called without the word for what they are: "Mopti" for "Mopti Region"."""
        found: dict[str, tuple[Row, ...]] = {}
        for key, rows in self._tables.items():
            name, _, last = key.rpartition(" ")
            if name and last in DIVISIONS:
                regions = tuple(row for row in rows if row.table == "regions" and row.country)
                found[name] = (*found.get(name, ()), *(row for row in regions if row not in found.get(name, ())))
        return found

    @cached_property
    def _capitals(self) -> dict[str, frozenset[str]]:
        """Names of each state's capital."""
        found = {}
        for state in self._knowledge.states():
            if state.capital and not state.until:
                found[state.code] = frozenset({state.capital})
        return found

    @cached_property
    def _divisions(self) -> dict[tuple[str, str], str]:
        """Names of first-level divisions by country and GeoNames code."""
        return {
            (row.country, admin): row.name
            for rows in self._tables.values()
            for row in rows
            if row.table == "regions" and (admin := self._admin(row))
        }

    def _admin(self, row: Row) -> str | None:
        """GeoNames' code of a region, by its seat: of the towns of that name in the country the largest.

        Where the table has the region's coordinates, it is the nearest one.
        """
        if row.table != "regions" or not row.seat:
            return None
        towns = [town for town in self.gazetteer.find(fold(row.seat)) if town.country == row.country]
        if not towns:
            return None
        if row.lat is not None and row.lon is not None:
            lat, lon = row.lat, row.lon
            return min(towns, key=lambda town: math.hypot(town.lat - lat, town.lon - lon)).admin
        return max(towns, key=lambda town: (town.primary, town.population)).admin

    def state_name(self, code: str) -> str:
        """What a state is called; its code where the tables do not know it."""
        state = self._knowledge.state(code)
        return state.name if state is not None else code

    def seat(self, code: str) -> PlaceMatch | None:
        """The capital of a country; None where the tables do not know it."""
        for name in self._capitals.get(code, ()):
            towns = [c for c in self.candidates(name, fold(name), towns=True) if c.country == code and c.rank > _STATE]
            if towns:
                return self.match(max(towns, key=lambda town: town.weight), confidence=0.95, reason="the capital")
        return None

    def area(self, candidate: Candidate) -> Area | None:
        """Centre and inhabitants of a country or region."""
        row = candidate.row
        if row is None:
            return self.gazetteer.country(candidate.country) if candidate.country else None
        if candidate.division:
            return self.gazetteer.division(row.country, candidate.division)
        if row.lat is None or row.lon is None:
            return None
        return Area(lat=row.lat, lon=row.lon, population=0)

    def match(self, candidate: Candidate, *, confidence: float, reason: str) -> PlaceMatch:
        """The place as the resolver hands it out."""
        city = candidate.city
        if city is not None:
            return PlaceMatch(
                name=city.name,
                country=city.country,
                lat=city.lat,
                lon=city.lon,
                precision="city",
                geonames=city.geonames,
                admin=self._divisions.get((city.country, city.admin)),
                population=city.population or None,
                confidence=confidence,
                reason=f"{reason}; GeoNames {city.geonames}",
            )
        area = self.area(candidate)
        row = candidate.row
        where = f"{row.table} table: {row.name}" if row is not None else f"state {candidate.country}"
        admin = None
        if candidate.division and row is not None:
            admin = row.name
        elif candidate.kind in {"site", "city"} and row is not None and row.seat:
            admin = self._town_division(row)
        return PlaceMatch(
            name=candidate.name,
            country=candidate.country,
            lat=area.lat if area else None,
            lon=area.lon if area else None,
            precision=_PRECISION[candidate.kind],
            geonames=area.geonames if area else None,
            admin=admin,
            population=(area.population or None) if area else None,
            confidence=confidence,
            reason=f"{reason}; {where}",
        )

    def _town_division(self, row: Row) -> str | None:
        towns = [town for town in self.gazetteer.find(fold(row.seat)) if town.country == row.country]
        town = max(towns, key=lambda town: (town.primary, town.population), default=None)
        return self._divisions.get((town.country, town.admin)) if town is not None else None

    # --- Look-up -----------------------------------------------------------------------------------------------------

    def scan(
        self, text: str, tokens: Sequence[Token], *, towns: bool = True, lower: bool = False, running: bool = False
    ) -> list[Hit]:
        """The names in a text, leftmost and longest, none overlapping.

        Args:
            text: The text.
            tokens: Its words.
            towns: Look for towns of GeoNames as well.
            lower: Take words without capitals as names where the text has no capitals at all.
            running: These are from running text: without capitals, "a car" and "home" are no small towns.
        """
        lower = lower and not any(token.capital for token in tokens)
        plain = _is_plain(text)
        hits: list[Hit] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            most = 0
            if token.capital or lower:
                most = self._most_words(token.key) if plain else _LONGEST
            hit = self._longest(text, tokens, at, most, towns=towns, lower=lower) if most else None
            if hit is not None and lower and running:
                hit = _told_in_small(tokens, hit)
            if hit is None:
                at += 1
            else:
                hits.append(hit)
                at = hit.last + 1
        return [self._as_division(tokens, hits, number) for number in range(len(hits))]

    def _as_division(self, tokens: Sequence[Token], hits: Sequence[Hit], number: int) -> Hit:
        """A name, with the divisions that are called after its towns where such a word follows ("Mopti region")."""
        hit = hits[number]
        if any(c.kind == "region" for c in hit.candidates) or not division_follows(tokens, hits, number):
            return hit
        name = " ".join(token.key for token in tokens[hit.first : hit.last + 1])
        found = []
        for row in self._called.get(name, ()):
            division = self._admin(row) or ""
            found.append(Candidate("region", row.name, row.country, self._weight(row, division), row, None, division))
        countries = {c.country for c in hit.candidates}
        fitting = tuple(c for c in found if c.country in countries)
        return Hit(hit.first, hit.last, (*hit.candidates, *fitting)) if fitting else hit

    def _longest(
        self, text: str, tokens: Sequence[Token], first: int, most: int, *, towns: bool, lower: bool
    ) -> Hit | None:
        """The longest name of at most so many words that begins with a word."""
        token = tokens[first]
        if most == 1:
            candidates = self.candidates(text[token.start : token.end], token.key, towns=towns)
            return Hit(first, first, candidates) if candidates else None
        # Names of our own tables may hold any words; others are capitals, joined by a few small words.
        own = self._reach.get(token.key, 0)
        reach = run = first + 1
        running = True
        while reach < len(tokens) and reach - first < most and not tokens[reach].comma:
            following = tokens[reach]
            running = running and (following.capital or lower or following.key in _JOINING)
            if not running and reach - first >= own:
                break
            reach += 1
            if running:
                run = reach
        for last in range(reach - 1, first - 1, -1):
            capital = last < run and (tokens[last].capital or lower)
            if not capital and last - first >= own:
                continue
            key = token.key if last == first else " ".join(token.key for token in tokens[first : last + 1])
            if not capital and key not in self._tables:
                continue
            candidates = self.candidates(text[token.start : tokens[last].end], key, towns=towns)
            if candidates:
                return Hit(first, last, candidates)
        return None

    def _most_words(self, head: str) -> int:
        """How many words a name has at most that begins with a word; many words begin none, and are soon done with."""
        most = self._most.get(head)
        if most is None:
            if len(self._most) >= _HEADS:
                self._most.clear()
            most = max(self._reach.get(head, 0), self._of_states.get(head, 0), self.gazetteer.most_words(head))
            # Any name may have its article.
            self._most[head] = most = _LONGEST if head == "the" else min(most, _LONGEST)
        return most

    def candidates(self, surface: str, key: str, *, towns: bool) -> tuple[Candidate, ...]:
        """All places that a name may mean.

        Args:
            surface: The name as written.
            key: The name folded.
            towns: Whether towns of GeoNames count.
        """
        known = self._seen.get((surface, towns))
        if known is None:
            known = tuple(self._candidates(surface, key, towns=towns))
            if len(self._seen) >= _MEMORY:
                self._seen.clear()
            self._seen[surface, towns] = known
        return known

    def _candidates(self, surface: str, key: str, *, towns: bool) -> list[Candidate]:
        found: list[Candidate] = []
        if surface.islower():
            # Only in texts without capitals: of places Turkey is meant, and not the town that was called so once.
            surface = surface.upper() if surface in _ACRONYMS else surface.title()
        names = self._knowledge.names(surface)
        for name in names:
            kind = _STATE_KINDS.get(name.kind)
            if kind is not None and name.entity_id.startswith("state:"):
                code = self._knowledge.entity(name.entity_id).code
                if not any(c.country == code for c in found):
                    area = self.gazetteer.country(code)
                    weight = 3 + math.log10(max(area.population if area else 0, 1000))
                    found.append(Candidate(kind, self.state_name(code), code, weight))
        for row in self._tables.get(key.removeprefix("the "), ()):
            division = self._admin(row) or ""
            weight = self._weight(row, division)
            found.append(Candidate(row.kind, row.name, row.country or None, weight, row=row, division=division))
        organised = any(
            name.entity_id.startswith(_ORGANISED) and name.kind not in {"seat", "capital"} for name in names
        )
        if towns and not organised:
            own = {c.country for c in found if c.row is not None and c.kind in {"site", "city"}}
            found += [town for town in self._towns(key) if town.country not in own]
        return found

    def _towns(self, key: str) -> list[Candidate]:
        """Towns of GeoNames by a folded name; none for words that are towns' names only by chance."""
        if " " not in key and (key in COMMON or len(key) <= 2):  # noqa: PLR2004 - "Bo", "Wa" are words
            return []
        found = []
        for town in self.gazetteer.find(key):
            if key.startswith("the ") and not town.primary:
                continue  # "the city" is another name of somewhere
            weight = math.log10(max(town.population, 300)) - (0 if town.primary else _ALTERNATE)
            if town.primary and town.name in self._capitals.get(town.country, ()):
                weight += _CAPITAL
            found.append(Candidate("city", town.name, town.country, weight, city=town))
        return found

    def _weight(self, row: Row, admin: str) -> float:
        if row.kind == "site":
            return 8.0
        if row.kind == "city":
            return 8.2  # stands in the table because reports mean it: only an outright container speaks against it
        if row.kind in {"water", "area"}:
            return 9.0
        area = self.gazetteer.division(row.country, admin) if admin else None
        return 1.5 + math.log10(max(area.population if area else 0, 300_000))


def _told_in_small(tokens: Sequence[Token], hit: Hit) -> Hit | None:
    """A name in running text without capitals, without the towns that words are spelled like; None if none is left."""
    article = hit.first > 0 and tokens[hit.first - 1].key in {"a", "an"}
    kept = tuple(c for c in hit.candidates if c.city is None or (c.weight >= _TOLD and not article))
    return Hit(hit.first, hit.last, kept) if kept else None


def _is_plain(text: str) -> bool:
    """Whether the knowledge tables fold a text's names into the words that the places' tables do.

    They differ in letters that ASCII lacks, and in dots between letters: "U.S" is two words here, and one there.
    """
    if not text.isascii():
        return False
    at = text.find(".", 1)
    while at > 0:
        if text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum():
            return False
        at = text.find(".", at + 1)
    return True
