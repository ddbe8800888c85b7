# ruff: noqa: E501, RUF001 - a table of samples, some in figures of another script
from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.errors import InputError
from multipolar.reports import read_date

DAY = dt.date(2025, 5, 8)


@pytest.mark.parametrize(
    "value",
    [
        "2025-05-08", " 2025-05-08 ", "2025/05/08", "2025.05.08", "2025-5-8", "20250508", 20250508, "20250508093000", "20250508T093000Z",
        "2025-05-08T09:30", "2025-05-08T09:30:00Z", "2025-05-08T09:30:00.123456+03:00", "2025-05-08 09:30:00 UTC", "2025-05-08T09:30:00+0300",
        "2025-05-08T23:59:59-11:00", "Thu, 08 May 2025 09:30:00 +0300", "Thu, 8 May 2025 09:30:00 GMT", "08 May 2025 09:30:00 -0000",
        "8 May 2025", "May 8, 2025", "Thursday, May 8, 2025", "8th May 2025", DAY, dt.datetime(2025, 5, 8, 23, 30, tzinfo=dt.UTC),
    ],
)  # fmt: skip
def test_usual_forms(value: object):
    assert read_date(value) == DAY


@pytest.mark.parametrize("value", [None, "", "  ", float("nan")])
def test_no_date(value: object):
    assert read_date(value) is None


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("0000-00-00", "no such day"),
        ("2025-02-30", "no such day"),
        ("2023-02-29", "no such day"),
        ("20251301", "no such day"),
        ("30 February 2025", "no such day"),
        ("20255-01-01", "not a date"),
        ("202551", "not a date"),
        ("05/08/2025", "one way"),
        ("08.05.2025", "one way"),
        ("yesterday", "one way"),
        ("8 Foo 2025", "one way"),
        ("2025-05", "one way"),
        ("2025", "one way"),
        ("1746696600", "one way"),
        ("2025-05-08 and later", "one way"),
        ("0001-01-01", "no date of publication"),
        (True, "not a date"),
        (3.5, "not a date"),
        (["2025-05-08"], "not a date"),
        ("٢٠٢٥-٠٥-٠٨", "one way"),
    ],
)
def test_what_is_no_date_is_refused(value: object, what: str):
    with pytest.raises(InputError, match=what) as caught:
        read_date(value, where="news.jsonl:17")
    assert str(caught.value).startswith("news.jsonl:17: ")
    assert "YYYY-MM-DD" in str(caught.value)


@given(st.dates(min_value=dt.date(1500, 1, 1)))
def test_every_day_is_read_back(day: dt.date):
    assert (
        read_date(day.isoformat()) == read_date(f"{day:%Y%m%d}") == read_date(f"{day.day} {day:%B} {day.year}") == day
    )


@given(st.one_of(st.text(max_size=30), st.integers(), st.from_regex(r"[0-9]{2,5}[-/.][0-9]{1,3}[-/.][0-9]{1,3}")))
def test_anything_else_is_a_date_or_one_error(value: object):
    try:
        assert isinstance(read_date(value), dt.date | None)
    except InputError as error:
        assert error.mend  # noqa: PT017 - either outcome is right
