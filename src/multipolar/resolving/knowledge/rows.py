"""The records that the knowledge tables are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Entity", "Name", "State", "Term", "first_day", "holds", "last_day"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that can act, or a place that ties an actor to a country.

    Attributes:
        id: Stable id, ``kind:slug``, such as ``state:RUS``, ``igo:EU``, ``group:hamas``, ``person:vladimir-putin``.
        code: The code that events carry: ISO 3166 alpha-3, ``IGO:…``, ``NGO:…``, ``ARM:…``, ``MNC:…``, ``BLOC:…``.
        sector: Sector code; empty for places.
        name: Canonical name.
        kind: ``state``, ``person``, ``igo``, ``ngo``, ``company``, ``media``, ``group``, ``party``, ``body``,
            ``bloc``, ``region``, ``city`` or ``user``.
        since: First day on which it existed, None if unknown or before all reports.
        until: Last day, None if it still exists.
        home: Alpha-3 of the country where it is at home or has its seat; empty if none.
    """

    id: str
    code: str
    sector: str
    name: str
    kind: str
    since: dt.date | None = None
    until: dt.date | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What the tables know about a state or territory beyond its names.

    Attributes:
        code: ISO 3166 alpha-3 (withdrawn codes for former states).
        iso2: ISO 3166 alpha-2, empty where there is none.
        cow: Correlates of War number, None for those that are not members of that system.
        name: The name that news reports use.
        official: The official long form.
        capital: The seat of government.
        since: First day as a state in its present form, where that was after 1900.
        until: Last day, for former states.
        coded_as: The code that events carry: its own, or the successor's for former states.
    """

    code: str
    iso2: str
    cow: int | None
    name: str
    official: str
    capital: str
    since: dt.date | None
    until: dt.date | None
    coded_as: str


class Name(NamedTuple):
    """One surface form of an entity.

    Attributes:
        surface: The words, as the tables write them.
        entity_id: Whom they name.
        kind: ``name``, ``short``, ``official``, ``demonym`` (people of it), ``adjective``, ``prefix`` (``Sino-``),
            ``capital``, ``seat``, ``alias``, ``acronym``, ``surname`` or ``foreign``.
        since: First day of that use, None if always.
        until: Last day, None if still in use.
    """

    surface: str
    entity_id: str
    kind: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A person's time in an office.

    Attributes:
        person_id: Who.
        office: ``head_of_state``, ``head_of_government``, ``supreme_leader``, ``foreign_minister``,
            ``defence_minister``, ...
        code: Code of the state or organisation.
        title: The title as reports write it.
        since: First day.
        until: Last day, None for those in office.
        source: Which source gave it.
    """

    person_id: str
    office: str
    code: str
    title: str
    since: dt.date | None
    until: dt.date | None
    source: str = ""


def first_day(text: str) -> dt.date | None:
    """First day of a table's date: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None for an empty cell.

    Raises:
        ValueError: The cell holds no such date.
    """
    if not text:
        return None
    if len(text) == 10:  # noqa: PLR2004 - the length of YYYY-MM-DD
        return dt.date.fromisoformat(text)
    year, _, month = text.partition("-")
    return dt.date(int(year), int(month or 1), 1)


def last_day(text: str) -> dt.date | None:
    """Last day of a table's date, as :func:`first_day`.

    Raises:
        ValueError: The cell holds no such date.
    """
    if not text:
        return None
    if len(text) == 10:  # noqa: PLR2004 - the length of YYYY-MM-DD
        return dt.date.fromisoformat(text)
    year, _, month = text.partition("-")
    if not month or month == "12":
        return dt.date(int(year), 12, 31)
    return dt.date(int(year), int(month) + 1, 1) - dt.timedelta(days=1)


def holds(since: dt.date | None, until: dt.date | None, on: dt.date) -> bool:
    """Whether a span that may be open at either end contains the day."""
    return (since is None or since <= on) and (until is None or on <= until)
