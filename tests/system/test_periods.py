from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from system_samples import bare, row, telling, told

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import Ledger
from multipolar.system import PERIODS, claims, dependence, standing_relations
from multipolar.system.common import as_day, make_window, period_names

D = dt.date
days = st.dates(D(1990, 1, 1), D(2030, 12, 31))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with bare(tmp_path_factory.mktemp("periods") / "ledger", [row("2020-01-01")]) as made:
        yield made


@given(days, st.integers(1, 400), st.sampled_from(PERIODS), st.integers(-500, 900))
def test_periods_tile_a_window_and_hold_their_days(ledger, since, length, by, offset):
    window = make_window(ledger, since=since, until=since + dt.timedelta(days=length), by=by)
    assert window.starts[0] <= window.since < window.ends[0]
    assert window.starts[-1] < window.until <= window.ends[-1]
    assert all(end == start for end, (_, start) in zip(window.ends, pairwise(window.starts), strict=False))
    day = since + dt.timedelta(days=offset)
    index = window.index(day)
    if window.since <= day < window.until:
        assert window.starts[index] <= day < window.ends[index]
    else:
        assert index is None
    starts = {
        "day": lambda _: True,
        "week": lambda start: start.weekday() == 0,
        "month": lambda start: start.day == 1,
        "quarter": lambda start: start.day == 1 and start.month in {1, 4, 7, 10},
        "year": lambda start: (start.month, start.day) == (1, 1),
    }[by]
    assert all(map(starts, window.starts))


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2024", D(2024, 1, 1)),
        ("2024-05", D(2024, 5, 1)),
        (" 2024-05-09 ", D(2024, 5, 9)),
        ("2024-Q3", D(2024, 7, 1)),
        ("2024q1", D(2024, 1, 1)),
        (D(2024, 5, 9), D(2024, 5, 9)),
        (dt.datetime(2024, 5, 9, 12, tzinfo=dt.UTC), D(2024, 5, 9)),
    ],
)
def test_days(word, day):
    assert as_day(word, where="since") == day


@pytest.mark.parametrize("word", ["", "2024-02-30", "24", "2024-Q5", "May 2024", "2024-5"])
def test_no_days(word):
    with pytest.raises(UsageError, match="is not a day"):
        as_day(word, where="since")


def test_names_of_periods():
    start = [D(2024, 4, 1)]
    assert [period_names(by, start)[0] for by in PERIODS] == ["2024-04-01", "2024-04-01", "2024-04", "2024-Q2", "2024"]


def test_too_many_periods_are_refused(ledger):
    with pytest.raises(UsageError, match="more than 40,000 periods"):
        make_window(ledger, since="1800", until="2000", by="day")


def test_without_any_date_both_ends_must_be_given(tmp_path):
    undated = row("2020-01-01", first_seen=None)
    with bare(tmp_path / "ledger", [undated]) as made:
        with pytest.raises(LedgerError, match="day of publication"):
            make_window(made, since="2020", until=None, by="month")
        assert len(make_window(made, since="2020", until="2021", by="month")) == 12


def test_a_ledger_without_texts_answers_from_its_short_quotes(tmp_path):
    reports = [
        telling(
            "United States imposes sanctions on Russia.",
            "2022-03-01",
            events=[("SANCTION", "discontinue", "imposes sanctions", ["USA"], ["RUS"])],
            claims=[("Russia", ["USA"], [("RUS", "-")])],
        ),
        telling(
            "Germany leans on gas of Russia.",
            "2022-03-02",
            relations=[("DEPENDENCE", "leans on", ["DEU"], ["RUS"], None)],
        ),
        telling(
            "United States sends missiles to Ukraine.", "2022-03-03", events=[("AID", None, "sends", ["USA"], ["UKR"])]
        ),
    ]
    with told(tmp_path / "ledger", reports, keep_text=False) as made:
        assert {line["type"] for line in standing_relations(made)} == {"SANCTIONS", "DEPENDENCE"}
        ties = {(line["leaner"], line["giver"], line["theme"]) for line in dependence(made).ties}
        assert ("UKR", "USA", "arms") in ties
        assert ("DEU", "RUS", "other") in ties  # the sentence is not kept, and its words with it
        (claim,) = claims(made).claims
        assert claim["sentence_text"] == claim["quote"] == "Russia"


def test_a_closed_ledger_says_so(tmp_path):
    made = Ledger.create(tmp_path / "ledger")
    made.close()
    with pytest.raises(LedgerError, match="closed"):
        standing_relations(made)
