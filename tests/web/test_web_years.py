"""Years: a part of one is no year of a trend, and one that is only looked ahead to does not stand first in a list."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from conftest import build, running
from web_records import library, told

from multipolar.web.views.multipolar.series import Years, by_trend, point_of


def _years(since, until):
    last = (until - dt.timedelta(days=1)).year
    starts = [dt.date(year, 1, 1) for year in range(since.year, last + 2)]
    return Years(since, until, starts, np.zeros(0, np.int64), np.zeros(0, np.bool_))


def _points(years, values):
    return [
        point_of(start, end, value, None, None, 9, "")
        for (start, end), value in zip(pairwise(years.starts), values, strict=True)
    ]


@pytest.mark.parametrize(
    ("since", "until"),
    [(dt.date(2001, 1, 1), dt.date(2008, 3, 1)), (dt.date(2000, 9, 20), dt.date(2008, 1, 1))],
    ids=["the last not over", "the first begun late"],
)
def test_a_part_of_a_year_is_no_year_of_a_trend(since, until):
    years = _years(since, until)
    falling = [7.0, 6, 5, 4, 3, 2, 1]
    values = [*falling, 20.0] if until.month > 1 else [0.0, *falling]
    stance, why = by_trend(_points(years, values), years, rising="for", falling="against")
    assert stance == "against"
    assert "over 7 whole years" in why


def test_parts_of_years_do_not_make_up_the_least_number():
    years = _years(dt.date(2001, 1, 1), dt.date(2006, 3, 1))
    stance, why = by_trend(_points(years, [1.0, 2, 3, 4, 5, 6]), years, rising="for", falling="against")
    assert stance == "open"
    assert "only 5 whole years" in why


def test_years_are_listed_latest_first_and_those_ahead_last(tmp_path):
    ahead = told("ahead", "RUS", 1, "CHN", dt.date(2024, 2, 1))
    first = ahead.events[0]
    later = dataclasses.replace(first.time, start=dt.date(2050, 1, 1), end=dt.date(2050, 1, 1), iso="2050-01-01")
    ahead = dataclasses.replace(
        ahead, events=(dataclasses.replace(first, time=later, status="planned"), *ahead.events[1:])
    )
    with running(build(tmp_path / "ledger", [*library(), ahead])) as client:
        answer = client.get("/api/incidents", params={"limit": 1}).json()
    listed = [int(row["value"]) for row in answer["facets"]["year"]]
    assert listed[-1] == 2050
    assert len(listed) > 2
    assert listed[:-1] == sorted(listed[:-1], reverse=True)


MARCH = {"since": "2024-03-01", "until": "2024-03-31"}


def _acts(start, count, *, among=("RUS", "CHN", "USA", "IND", "ISR", "UKR")):
    """Acts of a month, no two alike: other sides, another kind or another week."""
    pairs = [(a, b) for a in among for b in among if a != b]
    return [
        told(f"c{start}-{'-'.join(among)}-{at}", *(a, at % 6, b), start + dt.timedelta(days=at * 11 % 29))
        for at in range(count)
        for a, b in [pairs[at % len(pairs)]]
    ]


def _world(path, earlier, later):
    reports = [*_acts(dt.date(2024, 2, 1), earlier), *_acts(dt.date(2024, 3, 1), later)]
    with running(build(path, reports)) as client:
        return client.get("/api/world", params=MARCH).json()


@pytest.mark.parametrize(("earlier", "later"), [(3, 60), (60, 3)])
def test_no_change_is_told_against_a_window_of_few_incidents(tmp_path, earlier, later):
    world = _world(tmp_path / "few", earlier, later)
    fewer, more = sorted([world["totals"]["incidents"], world["totals"]["incidents_before"]])
    assert 0 < fewer <= 3
    assert more >= 30
    assert world["changes"] == []
    assert {row["change"] for row in [*world["countries"], *world["arcs"]]} == {None}
    which = "window before it" if earlier < later else "window"
    assert world["notes"] == [f"the {which} holds {fewer} incidents, too few to tell what changed"]


def test_changes_are_told_between_windows_of_many_incidents(tmp_path):
    reports = [*_acts(dt.date(2024, 2, 1), 50), *_acts(dt.date(2024, 3, 1), 50)]
    reports += _acts(dt.date(2024, 3, 1), 12, among=("FRA", "IRN"))
    with running(build(tmp_path / "many", reports)) as client:
        world = client.get("/api/world", params=MARCH).json()
    assert ("FRA", "country") in {(row["a"]["code"], row["kind"]) for row in world["changes"]}
    assert None not in {row["change"] for row in [*world["countries"], *world["arcs"]]}
    assert world["notes"] == []


def test_what_is_no_day_is_told_with_days_that_are(tmp_path):
    with running(build(tmp_path / "few", _acts(dt.date(2024, 3, 1), 2))) as client:
        error = client.get("/api/world", params={"since": "spring"}).json()["error"]
    assert error == {
        "what": "since 'spring' is not a day",
        "where": "since",
        "mend": "write 2025-05-08, 2025-05 or 2025",
    }


def test_a_year_without_reports_has_no_share_of_what_is_told(tmp_path):
    first, last = (
        told("first", "RUS", 1, "CHN", dt.date(2019, 2, 1)),
        told("last", "RUS", 1, "CHN", dt.date(2021, 2, 1)),
    )
    event = last.events[0]
    then = dataclasses.replace(event.time, start=dt.date(2020, 5, 1), end=dt.date(2020, 5, 1), iso="2020-05-01")
    last = dataclasses.replace(last, events=(dataclasses.replace(event, time=then), *last.events[1:]))
    with running(build(tmp_path / "ledger", [first, last])) as client:
        page = client.get("/api/actor/RUS").json()
    years = {row["period"][:4]: (row["incidents"], row["share"]) for row in page["series"]}
    assert years["2019"] == (1, 1.0)
    assert years["2020"] == (1, None)
    assert page["notes"] == ["The ledger has no reports in 2020: that nothing shows there says nothing."]
