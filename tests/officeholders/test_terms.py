"""The dated table of office-holders: rows are whole, and no gap or overlap is left unexplained."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.ontology import SECTORS

TABLES = Path(__file__).parents[2] / "src/multipolar/resolving/knowledge/tables"
START, END = dt.date(2000, 1, 1), dt.date(2026, 11, 25)
EARLIEST = dt.date(1945, 1, 1)
"""No term ends before; those that end before the period are of leaders that histories name, and leave gaps."""
G20 = (
    "ARG",
    "AUS",
    "BRA",
    "CAN",
    "CHN",
    "DEU",
    "FRA",
    "GBR",
    "IDN",
    "IND",
    "ITA",
    "JPN",
    "KOR",
    "MEX",
    "RUS",
    "SAU",
    "TUR",
    "USA",
    "ZAF",
)
OFFICES = {
    "head_of_state",
    "head_of_government",
    "supreme_leader",
    "party_leader",
    "deputy_head",
    "foreign_minister",
    "defence_minister",
    "leader",
    "official",
}
CHAINS = ("head_of_state", "head_of_government", "supreme_leader", "foreign_minister", "defence_minister")
SOURCES = {"factbook", "cia2019", "wikidata2026", "known", "known-approx"}


class Held(NamedTuple):
    person: str
    since: dt.date
    until: dt.date


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PERSONS = {row["person_id"]: row for row in rows("persons")}
TERMS = rows("terms")
EXPLAINED = rows("gaps")
CODES = {row["code"] for name in ("states", "organisations", "groups") for row in rows(name)}


def day(text: str, *, default: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else default


def chains() -> dict[tuple[str, str], list[Held]]:
    held: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for row in TERMS:
        if row["office"] in CHAINS:
            since, until = day(row["since"], default=dt.date.min), day(row["until"], default=dt.date.max)
            held[row["code"], row["office"]].append(Held(row["person_id"], since, until))
    return {at: sorted(terms, key=lambda term: (term.since, term.until)) for at, terms in held.items()}


HELD = chains()
MEMBERS = {row["member_code"] for row in rows("members") if row["organisation_id"] == "igo:UN" and not row["until"]}
WHOLE = MEMBERS | {"PSE", "XKX", "TWN", "HKG", "VAT"}
"""States whose heads the table has for the whole period; territories begin where their sources do."""


def holders(code: str, office: str, on: dt.date) -> set[str]:
    return {PERSONS[term.person]["name"] for term in HELD[code, office] if term.since <= on < term.until}


def breaks(terms: list[Held], *, from_start: bool) -> list[tuple[str, dt.date, dt.date]]:
    """Gaps and overlaps between the first and the last day of the period, for offices that were held in it."""
    found: list[tuple[str, dt.date, dt.date]] = []
    terms = [term for term in terms if term.until > START]
    if not terms:
        return found
    reached = START if from_start else max(START, terms[0].since)
    for term in terms:
        if term.since > reached:
            found.append(("gap", reached, term.since))
        elif term.since < reached and term is not terms[0] and min(reached, term.until) > START:
            found.append(("overlap", max(term.since, START), min(reached, term.until)))
        reached = max(reached, term.until)
    if reached < END:
        found.append(("gap", reached, END))
    return found


def is_explained(code: str, office: str, kind: str, since: dt.date, until: dt.date) -> bool:
    return any(
        row["code"] == code
        and row["office"] == office
        and row["kind"] == kind
        and day(row["since"], default=START) <= since
        and until <= day(row["until"], default=dt.date.max)
        for row in EXPLAINED
    )


def test_every_person_has_a_term_and_every_term_a_person():
    assert {row["person_id"] for row in TERMS} == set(PERSONS)


@pytest.mark.parametrize("table", ["persons", "terms"])
def test_rows_are_whole_and_unique(table):
    listed = rows(table)
    assert len({tuple(row.values()) for row in listed}) == len(listed)
    for row in listed:
        assert row["source"] in SOURCES, row
        assert all(value == value.strip() for value in row.values()), row


def test_person_ids_and_aliases_are_well_formed():
    assert len(PERSONS) == len(rows("persons"))
    for at, row in PERSONS.items():
        assert re.fullmatch(r"person:[a-z0-9]+(?:-[a-z0-9]+)*", at)
        assert row["sector"] in SECTORS, row
        aliases = row["aliases"].split("|") if row["aliases"] else []
        assert all(aliases), row
        assert row["name"] not in aliases, row
        assert len(set(aliases)) == len(aliases), row


def test_terms_use_known_offices_codes_and_dates():
    for row in TERMS:
        assert row["office"] in OFFICES, row
        assert row["code"] in CODES, row
        assert row["title"], row
        since = dt.date.fromisoformat(row["since"])
        assert since <= END, row
        if row["until"]:
            assert since < dt.date.fromisoformat(row["until"]) > EARLIEST, row


def test_persons_carry_known_codes():
    for row in PERSONS.values():
        assert row["code"] in CODES, row


def test_terms_are_sorted_so_that_changes_read_well():
    keys = [(row["code"], row["office"], row["since"], row["person_id"]) for row in TERMS]
    assert keys == sorted(keys)
    assert list(PERSONS) == sorted(PERSONS)


def test_nobody_holds_the_same_office_twice_at_once():
    by_person: dict[tuple[str, str, str, str], list[Held]] = defaultdict(list)
    for row in TERMS:
        held = Held(row["person_id"], day(row["since"], default=START), day(row["until"], default=dt.date.max))
        by_person[row["person_id"], row["code"], row["office"], row["title"]].append(held)
    for at, terms in by_person.items():
        ordered = sorted(terms, key=lambda term: term.since)
        assert all(one.until <= other.since for one, other in pairwise(ordered)), at


@pytest.mark.parametrize("code", G20)
@pytest.mark.parametrize("office", ["head_of_state", "head_of_government", "foreign_minister", "defence_minister"])
def test_g20_offices_are_held_throughout(code, office):
    unexplained = [
        found for found in breaks(HELD[code, office], from_start=True) if not is_explained(code, office, *found)
    ]
    assert not unexplained


def test_all_other_offices_are_held_without_unexplained_breaks():
    unexplained = []
    for (code, office), terms in HELD.items():
        whole = code in WHOLE and office in {"head_of_state", "head_of_government"}
        unexplained += [
            (code, office, *found)
            for found in breaks(terms, from_start=whole)
            if not is_explained(code, office, *found)
        ]
    assert not unexplained


def test_every_explanation_is_needed():
    for row in EXPLAINED:
        found = breaks(HELD[row["code"], row["office"]], from_start=True)
        since, until = day(row["since"], default=START), day(row["until"], default=dt.date.max)
        assert any(kind == row["kind"] and since <= a and b <= until for kind, a, b in found), row
        assert row["reason"], row


def test_every_state_has_heads():
    heads = {code for code, office in HELD if office in {"head_of_state", "head_of_government", "supreme_leader"}}
    assert len(MEMBERS) > 190
    assert heads >= WHOLE


def test_namesakes_are_told_apart():
    """One row a person: two of one name and state are two only if their terms are apart in office and time."""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for at, row in PERSONS.items():
        named[row["name"], row["code"]].add(at)
    doubles = {name for (name, _), persons in named.items() if len(persons) > 1}
    assert doubles == {"Andris Bērziņš", "Chen Chien-jen"}


@given(
    st.sampled_from([(code, office) for code in G20 for office in ("head_of_government", "foreign_minister")]),
    st.dates(min_value=START, max_value=END),
)
def test_g20_governments_have_one_holder_on_any_day(at, on):
    assert len(holders(*at, on)) == 1


def test_a_term_ends_on_the_day_that_the_next_begins():
    """Half-open: on the day of the change only the successor counts."""
    for terms in HELD.values():
        for one, other in pairwise(terms):
            if one.until == other.since:
                assert not one.since <= other.since < one.until
