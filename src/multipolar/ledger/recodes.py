"""What a person may set anew in an event: checked, written as JSON, and as fields of what linking sees."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import UsageError
from multipolar.linking import Side
from multipolar.ontology import EVENT_TYPES, MODES, SECTORS, STATUSES, UNKNOWN, score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["RECODED", "checked_recode", "view_fields"]

RECODED: Final = ("type", "mode", "status", "time", "place", "actors", "recipients")
"""Fields that a person can set."""

_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISIONS: Final = ("country", "region", "city", "site")
_LONGEST: Final = 300
_MOST_SIDES: Final = 50
_CODE: Final = re.compile(r"[A-Z]{3}|---|(?:IGO|NGO|ARM|MNC|BLOC):\S{1,60}")


def _wrong(what: str, field: str, mend: str) -> UsageError:
    return UsageError(what, where=f"payload.{field}", mend=mend)


# --- Checking --------------------------------------------------------------------------------------------------------


def checked_recode(payload: Mapping[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    """The fields of a recode, as they are kept.

    Args:
        payload: The fields as they were given; see :class:`~multipolar.ledger.Correction`.
        kinds: Types that the events concerned have now, which a mode must fit if no type is given.

    Raises:
        UsageError: A value is not one of the ontology, or cannot be read.
    """
    kept: dict[str, Any] = {}
    if strange := sorted(payload.keys() - set(RECODED)):
        raise _wrong(f"there is no field {strange[0]!r} to recode", strange[0], f"one of {', '.join(RECODED)}")
    if not payload:
        raise UsageError("nothing is to be recoded", where="payload", mend=f"give one of {', '.join(RECODED)}")
    if "type" in payload:
        kept["type"] = _among("type", payload["type"], EVENT_TYPES, str.upper)
        kinds = [kept["type"]]
    if "mode" in payload:
        kept["mode"] = _mode(payload["mode"] or None, kinds)
    if "status" in payload:
        kept["status"] = _among("status", payload["status"], STATUSES, str.lower)
    if "time" in payload:
        kept["time"] = _time(payload["time"])
    if "place" in payload:
        kept["place"] = _place(payload["place"])
    kept.update((role, _sides(role, payload[role])) for role in ("actors", "recipients") if role in payload)
    return kept


def _among(name: str, value: object, allowed: Sequence[str], spelt: Any) -> str:  # noqa: ANN401 - str.upper or str.lower
    if not isinstance(value, str) or (found := spelt(value.strip())) not in allowed:
        raise _wrong(f"there is no {name} {value!r}", name, f"one of {', '.join(allowed)}")
    return str(found)


def _mode(value: object, kinds: Sequence[str]) -> str | None:
    if value is None:
        return None
    allowed = [name for name in MODES[kinds[0]] if all(name in MODES[kind] for kind in kinds)]
    if not isinstance(value, str) or value.lower() not in allowed:
        named = " and ".join(dict.fromkeys(kinds))
        raise _wrong(f"{named} has no mode {value!r}", "mode", f"one of {', '.join(allowed) or 'none'}")
    return value.lower()


def _sides(role: str, given: object) -> list[dict[str, str]]:
    if not isinstance(given, list | tuple) or len(given) > _MOST_SIDES:
        raise _wrong(f"{role} is no list of at most {_MOST_SIDES} sides", role, "give a list, empty for nobody")
    return [_side(role, side) for side in given]


def _bounds(text: str) -> tuple[dt.date, dt.date, str]:
    """First and last day of a day, month or year, and which of these it is."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101 - the pattern has it
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month"
    return dt.date(year, month, day), dt.date(year, month, day), "day"


def _interval(text: str) -> tuple[dt.date, dt.date, str]:
    first, slash, last = text.partition("/")
    start, end, kind = _bounds(first.strip())
    if not slash:
        return start, end, kind
    _, end, _ = _bounds(last.strip())
    if end < start:
        raise ValueError(text)
    return start, end, "interval"


def _time(value: object) -> str | None:
    if value is None or value == "":
        return None
    mend = "write 2024-05-10, 2024-05, 2024 or 2024-05-10/2024-05-12"
    if not isinstance(value, str):
        raise _wrong(f"{value!r} is no time", "time", mend)
    text = value.strip()
    try:
        _interval(text)
    except (ValueError, calendar.IllegalMonthError):
        raise _wrong(f"{value!r} is no time", "time", mend) from None
    return "/".join(part.strip() for part in text.split("/"))


def _text(value: object, field: str, what: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise _wrong(f"{value!r:.80} is no {what}", field, f"give a text of at most {_LONGEST} characters")
    return value.strip()


def _place(value: object) -> dict[str, Any] | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _named_place(_text(value, "place", "place"))
    if not isinstance(value, dict) or value.keys() - {"name", "country", "lat", "lon", "precision"}:
        raise _wrong(f"{value!r:.80} is no place", "place", "give a name, or name, country, lat, lon and precision")
    name = _text(value.get("name"), "place.name", "name of a place")
    country = value.get("country") or None
    if country is not None:
        country = _country(country)
    numbers: dict[str, float | None] = {}
    for axis, most in (("lat", 90.0), ("lon", 180.0)):
        number = value.get(axis)
        if number is not None and (
            isinstance(number, bool) or not isinstance(number, int | float) or not -most <= number <= most
        ):
            raise _wrong(f"{axis} is {number!r}", f"place.{axis}", f"give degrees from -{most:g} to {most:g}")
        numbers[axis] = None if number is None else float(number)
    precision = value.get("precision") or "city"
    if precision not in _PRECISIONS:
        raise _wrong(f"there is no precision {precision!r}", "place.precision", f"one of {', '.join(_PRECISIONS)}")
    return {"name": name, "country": country, **numbers, "precision": precision}


def _country(value: object) -> str:
    from multipolar.resolving import load_knowledge  # noqa: PLC0415 - tables that few corrections need

    code = value.strip().upper() if isinstance(value, str) else ""
    if load_knowledge().state(code) is None:
        raise _wrong(f"no country has the code {value!r}", "place.country", "give an ISO 3166 alpha-3 code such as RUS")
    return code


def _named_place(name: str) -> dict[str, Any]:
    from multipolar.resolving import load_knowledge, resolve  # noqa: PLC0415 - tables that few corrections need

    state = load_knowledge().state(name)
    found = resolve(state.name if state else name).places
    if not found:
        raise _wrong(
            f"no place is called {name!r}", "place", "give name, country, lat, lon and precision of it yourself"
        )
    place = found[0]
    return {
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }


def _side(role: str, value: object) -> dict[str, str]:
    if isinstance(value, str):
        return _named_side(role, _text(value, role, "side"))
    if not isinstance(value, dict) or value.keys() - {"code", "sector", "name", "id"}:
        raise _wrong(f"{value!r:.80} is no side", role, "give a code, id or name, or code, sector, name and id")
    code = _text(value.get("code"), f"{role}.code", "code")
    if not _CODE.fullmatch(code):
        raise _wrong(
            f"{code!r} is no code", f"{role}.code", "alpha-3, IGO:…, NGO:…, ARM:…, MNC:…, BLOC:…, or --- for unknown"
        )
    sector = str(value.get("sector") or "UNK")
    if sector not in SECTORS:
        raise _wrong(f"there is no sector {sector!r}", f"{role}.sector", f"one of {', '.join(SECTORS)}")
    identity = value.get("id") or ""
    if not isinstance(identity, str) or len(identity) > _LONGEST:
        raise _wrong(f"{identity!r:.80} is no id", f"{role}.id", "ids look like state:RUS or group:hamas")
    name = _text(value.get("name") or code, f"{role}.name", "name")
    return {"code": code, "sector": sector, "name": name, "id": identity}


def _named_side(role: str, word: str) -> dict[str, str]:
    """A side by its code, id or name, optionally with a sector: ``RUS``, ``RUS MIL``, ``igo:NATO``, ``Hamas``."""
    from multipolar.resolving import load_knowledge, resolve  # noqa: PLC0415 - tables that few corrections need

    name, _, last = word.rpartition(" ")
    sector = last if last in SECTORS and name else ""
    name = name.strip() if sector else word
    known = load_knowledge()
    state = known.state(name.upper())
    entity = known.get(f"state:{state.code}") if state else known.get(name)
    if entity is None and ":" in name:
        entity = next((one for one in known.entities() if one.code.casefold() == name.casefold()), None)
    if entity is not None:
        return {"code": entity.code, "sector": sector or entity.sector or "GOV", "name": entity.name, "id": entity.id}
    phrase = resolve(name).phrase
    if phrase is None or phrase.code == UNKNOWN:
        raise _wrong(
            f"no actor is called {word!r}", role, "give a code such as RUS or IGO:EU, an id, or code, sector and name"
        )
    return {"code": phrase.code, "sector": sector or phrase.sector, "name": phrase.name, "id": phrase.actor_id}


# --- As linking sees it ----------------------------------------------------------------------------------------------


def view_fields(payload: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of :class:`~multipolar.linking.EventView` that a recode sets.

    A mode that the new type does not have goes. The score follows type, mode and status.

    Args:
        payload: Of the correction, as it is kept.
        now: Type, mode and status that the event has without it.
    """
    kind = payload.get("type") or now["type"]
    mode = payload["mode"] or None if "mode" in payload else now["mode"]
    mode = mode if mode in MODES[kind] else None
    status = payload.get("status") or now["status"]
    fields: dict[str, Any] = {"type": kind, "mode": mode, "status": status, "score": score(kind, mode, status)}
    if "time" in payload:
        start, end, granularity = _interval(payload["time"]) if payload["time"] else (None, None, None)
        fields |= {"start": start, "end": end, "granularity": granularity, "time_inferred": False}
    if "place" in payload:
        place = payload["place"] or dict.fromkeys(("name", "country", "lat", "lon", "precision"))
        fields |= {name: place[name] for name in ("country", "lat", "lon", "precision")}
        fields |= {"place": place["name"], "admin": None, "place_inferred": False}
    for role in ("actors", "recipients"):
        if role in payload:
            fields[role] = tuple(Side(side["code"], side["sector"], side["name"], side["id"]) for side in payload[role])
    return fields
