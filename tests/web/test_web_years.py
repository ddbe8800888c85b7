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
