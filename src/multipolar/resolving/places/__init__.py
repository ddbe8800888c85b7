"""Where: from the words of a mention to a place with coordinates.

States come from the knowledge tables, landmarks, seas and regions from our own tables, towns from GeoNames::

    places = PlaceResolver(load_knowledge())
    places.resolve("the outskirts of Aleppo")  # a PlaceMatch: Aleppo, SYR, 36.2 N 37.2 E, precision "city"
    places.resolve("the capital", context=PlaceContext(countries=("LBY",)))  # Libya, inferred
    places.find("Clashes broke out in Goma.")  # [(21, 25, PlaceMatch(...))]

The first call of all on a machine indexes GeoNames into :func:`cache_folder`, which takes seconds;
:func:`open_gazetteer` does so ahead of time.
"""

from __future__ import annotations

from multipolar.resolving.places.gazetteer import Gazetteer, cache_folder, open_gazetteer
from multipolar.resolving.places.records import PlaceContext, PlaceMatch, Precision, acting_abroad, likely_countries
from multipolar.resolving.places.resolver import PlaceResolver
from multipolar.resolving.places.untold import Untold, untold_country

__all__ = [
    "Gazetteer",
    "PlaceContext",
    "PlaceMatch",
    "PlaceResolver",
    "Precision",
    "Untold",
    "acting_abroad",
    "cache_folder",
    "likely_countries",
    "open_gazetteer",
    "untold_country",
]
