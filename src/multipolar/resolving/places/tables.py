"""Our own tables: what GeoNames' towns lack, and what reports name all the time.

``sites.csv`` has landmarks of politics and conflict, seas, straits and world regions; ``regions.csv`` first-level
divisions and other regions. ``tables/README.md`` says what the columns mean and where they came from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from multipolar.errors import InputError
from multipolar.resolving.places.folding import fold

__all__ = ["Kind", "Row", "load_tables", "problems"]

Kind = Literal["site", "city", "region", "water", "area"]

FOLDER: Final = Path(__file__).parent / "tables"
_KINDS: Final = frozenset({"site", "city", "region", "water", "area"})


@dataclass(frozen=True, slots=True)
class Row:
    """A place of our own tables.

    Attributes:
        name: Canonical name.
        aliases: Other names.
        country: ISO 3166 alpha-3, empty where it lies in no one country.
        kind: What it is: a spot, a town, a region, a body of water, or a stretch of land across countries.
        lat: Degrees north, None where it has no one point or GeoNames' towns tell it.
        lon: Degrees east.
        seat: A town in it whose first-level division is the region, or the town that a site lies in.
        table: ``sites`` or ``regions``.
    """

    name: str
    aliases: tuple[str, ...]
    country: str
    kind: Kind
    lat: float | None
    lon: float | None
    seat: str
    table: str


def _read(table: str) -> list[Row]:
    path = FOLDER / f"{table}.csv"
    rows = []
    with path.open(encoding="utf8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file), start=2):
            kind = cells.get("kind") or "region"
            if kind not in _KINDS:
                raise InputError(
                    f"there is no kind {kind!r} of place", where=f"{path}:{number}", mend=f"one of {sorted(_KINDS)}"
                )
            try:
                lat = float(cells["lat"]) if cells["lat"] else None
                lon = float(cells["lon"]) if cells["lon"] else None
            except (KeyError, TypeError, ValueError):
                raise InputError("the coordinates are no numbers", where=f"{path}:{number}") from None
            rows.append(
                Row(
                    name=cells["name"],
                    aliases=tuple(filter(None, cells["aliases"].split("|"))),
                    country=cells["country"],
                    kind=kind,  # type: ignore[arg-type]  # checked above
                    lat=lat,
                    lon=lon,
                    seat=cells.get("seat") or cells.get("town") or "",
                    table=table,
                )
            )
    return rows


@cache
def load_tables() -> dict[str, tuple[Row, ...]]:
    """All rows by folded name and alias.

    Raises:
        InputError: A row cannot be read.
    """
    by_key: dict[str, tuple[Row, ...]] = {}
    for row in (*_read("sites"), *_read("regions")):
        for name in (row.name, *row.aliases):
            key = fold(name).removeprefix("the ")
            if row not in by_key.get(key, ()):
                by_key[key] = (*by_key.get(key, ()), row)
    return by_key


def problems() -> list[str]:
    """What is wrong with the tables, one line each; empty if nothing."""
    found = []
    rows = dict.fromkeys(row for group in load_tables().values() for row in group)
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        if (row.lat is None) != (row.lon is None):
            found.append(f"{row.table}: {row.name}: half a coordinate")
        if row.lat is not None and row.lon is not None and not (-90 <= row.lat <= 90 and -180 <= row.lon <= 180):  # noqa: PLR2004 - degrees
            found.append(f"{row.table}: {row.name}: no such coordinates")
        if row.country and not (len(row.country) == 3 and row.country.isupper()):  # noqa: PLR2004 - alpha-3
            found.append(f"{row.table}: {row.name}: {row.country!r} is no alpha-3 code")
        if row.table == "regions" and row.lat is None and not row.seat:
            found.append(f"{row.table}: {row.name}: neither a seat nor coordinates")
        for name in {fold(name) for name in (row.name, *row.aliases)}:
            if not name:
                found.append(f"{row.table}: {row.name}: an empty name")
            elif (name, row.country) in names and names[name, row.country] != row.name:
                found.append(f"{row.table}: {name!r} is both {row.name} and {names[name, row.country]}")
            names[name, row.country] = row.name
    return found
