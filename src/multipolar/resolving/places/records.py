"""What goes into the place resolver and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BY_ACTOR",
    "PlaceContext",
    "PlaceMatch",
    "Precision",
    "acting_abroad",
    "are_local",
    "is_country",
    "likely_countries",
]

Precision = Literal["country", "region", "city", "site"]
"""How finely a place is known: its coordinates are those of a country, a region or sea, a town, or a single spot."""


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that words stand for.

    Attributes:
        name: Canonical name.
        country: ISO 3166 alpha-3, None where it lies in no one country (straits, high seas, borders) or is unknown.
        lat: Degrees north, None where no coordinates are known.
        lon: Degrees east.
        precision: How finely the place is known.
        geonames: GeoNames id of the town or, at precision ``country``, of the country.
        admin: First-level division, where known.
        population: Inhabitants, where known.
        confidence: Probability that the country is right.
        reason: Which rule and which row of the tables decided, for a reader.
        inferred: The words do not name the place; it comes from the context ("the city", "nationwide").
    """

    name: str
    country: str | None
    lat: float | None = None
    lon: float | None = None
    precision: Precision = "country"
    geonames: int | None = None
    admin: str | None = None
    population: int | None = None
    confidence: float = 1.0
    reason: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceContext:
    """What is known around a place mention. All of it is optional.

    Attributes:
        countries: ISO codes of the actors of the same event, the likeliest first: see :func:`likely_countries`.
        absent: ISO codes of actors who may act away from home, whose country tells less of the place: see
            :func:`acting_abroad`.
        places: Places already resolved in the report, the nearest first.
        sentence: The sentence in which the mention stands, or the text around it.
        start: First character of the mention in ``sentence``.
        end: One past the last.
        before: Sentences of the report before this one, the nearest first.
    """

    countries: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    places: tuple[PlaceMatch, ...] = ()
    sentence: str = ""
    start: int = 0
    end: int = 0
    before: tuple[str, ...] = ()


_ON_THE_ACTOR: Final = frozenset({"COERCE", "PROTEST", "SANCTION", "MOBILIZE", "CONCEDE", "REJECT", "COOPERATE"})
"""Event types that mostly happen in the actor's country; the others where the recipient is."""
BY_ACTOR: Final = frozenset({"ACCUSE", "COERCE", "PROTEST", "SANCTION"})
"""Types that are where the actor is: on annotated events between two countries whose place is told, in two of three.
Of all other types but attacks, aid and visits, neither side's country is likelier than a coin."""
_LOCAL: Final = frozenset(
    "COP JUD LEG REB OPP CVL LAB EDU SOC CRM ELI JRN MED REL UAF".split()  # noqa: SIM905 - a list that stays readable
)
"""Sectors that act where they are at home, whatever they do (six of seven), as governments and armies do not."""


def likely_countries(
    event_type: str | None, *, actors: Iterable[str], recipients: Iterable[str], sectors: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Countries in which an event may have happened, the likeliest first.

    Arrests and protests are at home; attacks, visits and aid are where the recipient is (which order fits which type
    was counted on annotated events). Where a government or an army attacks, deploys or speaks, its own country tells
    nothing of a place, unless those acted upon are of that country too.

    Args:
        event_type: The event's type, None if unknown.
        actors: Codes of those who act; codes of no country are left out.
        recipients: Codes of those acted upon.
        sectors: Sectors of those who act, None if unknown.
    """
    home = [code for code in actors if is_country(code)]
    away = [code for code in recipients if is_country(code)]
    if event_type is not None and event_type not in BY_ACTOR and sectors is not None and not are_local(sectors):
        home = [code for code in home if code in away]
    return tuple(dict.fromkeys([*home, *away] if event_type in _ON_THE_ACTOR else [*away, *home]))


def acting_abroad(actors: Iterable[str], *, likely: Iterable[str]) -> tuple[str, ...]:
    """Countries of those who act that are not among the likely ones.

    Args:
        actors: Codes of those who act; codes of no country are left out.
        likely: What :func:`likely_countries` gave for the event.
    """
    known = frozenset(likely)
    return tuple(dict.fromkeys(code for code in actors if is_country(code) and code not in known))


def are_local(sectors: Iterable[str]) -> bool:
    """Whether all who act are of sectors that act where they are at home."""
    return all(sector in _LOCAL for sector in sectors)


def is_country(code: str) -> bool:
    """Whether an actor's code is that of a state or territory."""
    return len(code) == 3 and code.isalpha()  # noqa: PLR2004 - alpha-3; others hold a colon or dashes
