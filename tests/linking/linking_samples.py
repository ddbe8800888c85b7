"""Events as linking sees them, for its tests; all words are ours."""

from __future__ import annotations

import datetime as dt
import itertools

from multipolar.linking import EventView, Side

RUSSIA = Side("RUS", "GOV", "Russia", "state:RUS")
UKRAINE = Side("UKR", "GOV", "Ukraine", "state:UKR")
FRANCE = Side("FRA", "GOV", "France", "state:FRA")
INDIA = Side("IND", "GOV", "India", "state:IND")
ENVOY = Side("FRA", "GOV", "Odile Marchand", "person:odile-marchand")

_numbers = itertools.count()


def view(quote, trigger="", **fields):
    """An event; its words, and whatever else matters to the test."""
    number = next(_numbers)
    report = fields.pop("report", f"r{number:05d}")
    trigger = trigger or quote.split()[1]
    day = fields.pop("day", None)
    if day is not None:
        fields.setdefault("start", day)
        fields.setdefault("end", fields["start"])
        fields.setdefault("published", day)
        fields.setdefault("granularity", "day")
    return EventView(
        id=fields.pop("id", f"e{number:05d}"),
        report=report,
        type=fields.pop("type", "ASSAULT"),
        status=fields.pop("status", "occurred"),
        quote=quote,
        trigger=trigger,
        at=quote.find(trigger),
        text_key=fields.pop("text_key", report),
        **fields,
    )


def town(name, country, lat, lon):
    """Fields of a town."""
    return {"place": name, "country": country, "lat": lat, "lon": lon, "precision": "city"}


KHARKIV = town("Kharkiv", "UKR", 49.99, 36.23)
ODESA = town("Odesa", "UKR", 46.48, 30.73)
DAY = dt.date(2024, 5, 10)

_TOWNS = (("Lodva", 1.0), ("Merin", 3.0), ("Sarkul", 5.0), ("Tovale", 7.0), ("Ustrem", 9.0), ("Vellorn", 11.0))
_PEOPLES = ("Russia", "France", "India", "Ukraine", "Japan", "Brazil", "Kenya", "Chile")
_CODES = ("RUS", "FRA", "IND", "UKR", "JPN", "BRA", "KEN", "CHL")
_ACTS = (
    ("ASSAULT", "aerial", "jets bombed the {thing} depot of", "bombed"),
    ("CONSULT", "visit", "ministers visited the {thing} council of", "visited"),
    ("ACCUSE", "disapprove", "officials criticised the {thing} policy of", "criticised"),
    ("SANCTION", "discontinue", "parliament sanctioned {thing} exports from", "sanctioned"),
)
_THINGS = ("copper", "amber", "walnut", "saffron", "granite", "barley", "velvet", "nickel", "cobalt", "quartz")


def happening(number):
    """The event of a happening of that number, in words that no other happening has."""
    kind, mode, words, trigger = _ACTS[number % len(_ACTS)]
    a, b = number % len(_CODES), (number * 3 + 1 + number // 8) % len(_CODES)
    b = b if b != a else (b + 1) % len(_CODES)
    place, lon = _TOWNS[number % len(_TOWNS)]
    day = DAY + dt.timedelta(days=number * 3 % 700)
    thing = f"{_THINGS[number % 10]} {_THINGS[(number // 10) % 10]}{number}"
    quote = f"{_PEOPLES[a]}'s {words.format(thing=thing)} {_PEOPLES[b]} near {place}, killing {3 + number % 40} people."
    return view(
        quote,
        trigger,
        type=kind,
        mode=mode,
        day=day,
        actors=(Side(_CODES[a], "GOV", _PEOPLES[a], f"state:{_CODES[a]}"),),
        recipients=(Side(_CODES[b], "GOV", _PEOPLES[b], f"state:{_CODES[b]}"),),
        **town(place, _CODES[b], 10.0, lon),
    )
