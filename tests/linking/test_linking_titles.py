from __future__ import annotations

import datetime as dt

import pytest

from multipolar.incidents import Party
from multipolar.linking.titles import title


def line(name, actor_id="", kind="ASSAULT"):
    party = Party("RUS", "GOV", name, actor_id)
    other = Party("UKR", "GOV", "Ukraine", "state:UKR")
    return title(
        type=kind,
        mode=None,
        status="occurred",
        actors=[party],
        recipients=[other],
        place=None,
        start=dt.date(2024, 5, 1),
    )


def test_one_acts_in_the_singular_and_many_in_the_plural():
    assert line("Russia", "state:RUS") == "Russia attacks Ukraine, 2024-05-01"
    assert line("Soldiers") == "Soldiers attack Ukraine, 2024-05-01"
    assert line("Soldiers", kind="COERCE") == "Soldiers repress Ukraine, 2024-05-01"


@pytest.mark.parametrize("name", ["", " ", "\u2003"])
def test_a_side_without_a_name_breaks_no_title(name):
    assert line(name).endswith("Ukraine, 2024-05-01")


RUSSIA = Party("RUS", "GOV", "Russia", "state:RUS")
UKRAINE = Party("UKR", "GOV", "Ukraine", "state:UKR")
FRANCE = Party("FRA", "GOV", "France", "state:FRA")


def words(name, code="---"):
    return Party(code, "UNK", name, "")


def together(kind, mode, trigger, *actors, status="occurred"):
    return title(
        type=kind,
        mode=mode,
        status=status,
        actors=actors or (RUSSIA, FRANCE),
        recipients=(),
        place=None,
        start=None,
        trigger=trigger,
    )


@pytest.mark.parametrize(
    ("kind", "mode", "trigger", "says"),
    [
        ("ASSAULT", "aerial", "launched air strikes", "Russia and France: air strike"),
        ("ASSAULT", None, "attacked", "Russia and France: attack"),
        ("ASSAULT", None, "clashed", "Russia and France fight"),
        ("ASSAULT", "heavy-weapons", "exchanged fire", "Russia and France fight"),
        ("PROTEST", "demo", "demonstrated", "Russia and France: protest"),
        ("PROTEST", "riot", "clashed", "Russia and France clash"),
        ("ACCUSE", "allege", "traded blame", "Russia and France accuse each other"),
        ("MOBILIZE", "troops", "standoff", "Russia and France move troops against each other"),
        ("CONCEDE", None, "eased", "Russia and France make concessions"),
        ("RETREAT", "resign", "resigned", "Russia and France resign"),
        ("RETREAT", "ceasefire", "truce", "Russia and France hold fire"),
        ("RETREAT", None, "gave in", "Russia and France: retreat"),
        ("CONSULT", "visit", "hosted", "Russia and France hold talks"),
        ("SUPPORT", None, "signed", "Russia and France support each other"),
    ],
)
def test_what_several_do_is_told_as_what_they_did(kind, mode, trigger, says):
    assert together(kind, mode, trigger) == says


def test_the_verb_goes_with_the_names_that_are_printed():
    assert together("CONSULT", "visit", "hosted", RUSSIA, words("more")) == "Russia and others hold talks"
    assert together("ASSAULT", None, "fighting", UKRAINE, words("a few"), status="ongoing") == (
        "Ukraine and others fight (ongoing)"
    )
    assert together("PROTEST", "demo", "demonstrated", words("Students"), words("teachers")) == (
        "Students and teachers: protest"
    )
    both = [words("Indian and Chinese soldiers", code) for code in ("IND", "CHN")]
    assert together("ASSAULT", "primitive", "fought", *both) == "Indian and Chinese soldiers fight"


@pytest.mark.parametrize(
    ("start", "end", "granularity", "says"),
    [
        ("2024-05-01", "2024-05-01", "day", "2024-05-01"),
        ("2024-05-01", None, None, "2024-05-01"),
        ("2019-01-01", "2019-12-31", "year", "2019"),
        ("2021-02-01", "2021-02-28", "month", "2021-02"),
        ("2021-07-01", "2021-09-30", "quarter", "2021-Q3"),
        ("2021-06-01", "2021-08-31", "season", "2021-06 to 2021-08"),
        ("1990-01-01", "1999-12-31", "decade", "1990s"),
        ("1990-01-01", "1993-12-31", "decade", "1990 to 1993"),
        ("1964-01-01", "2016-12-31", "interval", "1964 to 2016"),
        ("1964-01-01", "2016-11-25", "interval", "1964 to 2016-11-25"),
        ("2020-05-01", "2020-06-17", "interval", "2020-05 to 2020-06-17"),
        ("2023-03-27", "2023-04-02", "week", "2023-03-27 to 2023-04-02"),
        ("2025-01-01", "2025-01-03", "interval", "2025-01-01 to 2025-01-03"),
        ("2024-03-03", "2024-03-31", "interval", "2024-03-03 to 2024-03-31"),
    ],
)
def test_a_time_is_as_coarse_as_it_is_known(start, end, granularity, says):
    line = title(
        type="ASSAULT",
        mode=None,
        status="occurred",
        actors=[RUSSIA],
        recipients=[UKRAINE],
        place=None,
        start=dt.date.fromisoformat(start),
        end=dt.date.fromisoformat(end) if end else None,
        granularity=granularity,
    )
    assert line == f"Russia attacks Ukraine, {says}"
