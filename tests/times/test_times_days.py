"""Anniversaries, national days and feasts."""

import csv
import datetime as dt
from importlib.resources import files

import pytest

from multipolar.resolving.times import TimeContext, resolve_time
from multipolar.resolving.times.feasts import occurrences

TABLES = files("multipolar.resolving.times") / "tables"


def iso(words: str, published: dt.date | None = None, context: TimeContext | None = None) -> str | None:
    match = resolve_time(words, published=published, context=context or TimeContext())
    return match.iso if match else None


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((TABLES / name).read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A day before the 80th anniversary of the Soviet victory over Nazi Germany", "2025-05-08"),
        ("the 80th anniversary of the Allied victory in Europe", "2025-05-08"),
        ("the 75th anniversary of VE Day", "2020-05-08"),
        ("the 75th anniversary of victory in the Great Patriotic War", "2020-05-09"),
        ("the 70th anniversary of the founding of the People's Republic of China", "2019-10-01"),
        ("on the eve of the 20th anniversary of the 9/11 attacks", "2021-09-10"),
        ("two days after the fifth anniversary of the annexation of Crimea", "2019-03-20"),
        ("the thirtieth anniversary of the fall of the Berlin Wall", "2019-11-09"),
        ("the centenary of the Armenian genocide", "2015-04-24"),
        ("the third anniversary of Russia's full-scale invasion of Ukraine", "2025-02-24"),
        ("the 30th Srebrenica anniversary", "2025-07-11"),
        ("the 10th anniversary of the 11 March 2011 disaster", "2021-03-11"),
        ("the seventy-fifth anniversary of the Hiroshima bombing", "2020-08-06"),
    ],
)
def test_a_numbered_anniversary_needs_no_day_of_publication(words, expected):
    assert iso(words) == expected


def test_the_owner_of_a_victory_decides_its_day():
    words = "the 80th anniversary of the victory over Nazi Germany"
    moscow = TimeContext(sentence=f"Putin marked {words} in Moscow.")
    london = TimeContext(sentence=f"The king marked {words} in London, with British veterans.")
    assert iso(words, context=moscow) == "2025-05-09"
    assert iso(words, context=london) == "2025-05-08"


def test_the_table_names_itself_as_the_anchor():
    match = resolve_time("the 80th anniversary of the Soviet victory over Nazi Germany", published=None)
    assert match is not None
    assert match.anchor == "anniversary:victory-day-soviet"
    assert "1945-05-09" in match.reason


def test_an_event_on_an_anniversary_is_not_the_event_commemorated():
    sentence = "Thousands rallied on the 10th anniversary of the annexation of Crimea."
    words = "the 10th anniversary"
    at = sentence.index(words)
    told = {"sentence": sentence, "start": at, "end": at + len(words), "status": "occurred"}
    rallied = TimeContext(trigger=(10, 17), **told)
    annexed = TimeContext(trigger=(sentence.index("annexation"), sentence.index(" of Crimea")), **told)
    published = dt.date(2024, 3, 18)
    assert iso(words, published, rallied) == "2024-03-18"
    assert iso(words, published, annexed) == "2014-03-18"


def test_what_is_commemorated_is_not_counted_from_its_anniversary():
    sentence = "Two days before the 10th anniversary of the annexation of Crimea, thousands rallied."
    words = sentence[: sentence.index(",")]
    at = sentence.index("annexation")
    told = {"sentence": sentence, "start": 0, "end": len(words), "status": "occurred"}
    published = dt.date(2024, 3, 17)
    annexed = TimeContext(trigger=(at, at + len("annexation")), **told)
    rallied = TimeContext(trigger=(sentence.index("rallied"), sentence.index(".")), **told)
    assert iso(words, published, annexed) == "2014-03-18"
    assert iso(words, published, rallied) == "2024-03-16"


def test_an_unnumbered_anniversary_is_the_nearest():
    assert iso("the anniversary of the September 11 attacks", dt.date(2016, 9, 9)) == "2016-09-11"
    assert iso("the anniversary of the September 11 attacks") is None


def test_an_anniversary_that_no_row_has_is_told_with_doubt():
    match = resolve_time("the 12th anniversary of the bakers' pact", published=dt.date(2020, 3, 4))
    assert match is not None
    assert match.confidence <= 0.5
    assert resolve_time("the 12th anniversary of the bakers' pact", published=None) is None


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        ("Christmas Day", dt.date(2012, 12, 27), "2012-12-25"),
        ("Christmas Eve", dt.date(2012, 12, 27), "2012-12-24"),
        ("Bastille Day", dt.date(2016, 7, 15), "2016-07-14"),
        ("May Day", dt.date(2022, 5, 1), "2022-05-01"),
        ("Thanksgiving", dt.date(2023, 11, 25), "2023-11-23"),
        ("Easter Monday", dt.date(2021, 4, 6), "2021-04-05"),
        ("Good Friday", dt.date(2024, 4, 2), "2024-03-29"),
        ("Orthodox Easter", dt.date(2024, 5, 7), "2024-05-05"),
        ("the first day of Ramadan", dt.date(2009, 8, 23), "2009-08-22"),
        ("during Ramadan", dt.date(2010, 8, 18), "2010-08-11/2010-09-09"),
        ("Eid al-Fitr", dt.date(2021, 5, 14), "2021-05-13"),
        ("Eid al-Adha", dt.date(2023, 6, 29), "2023-06-28"),
        ("Passover", dt.date(2025, 4, 15), "2025-04-13/2025-04-19"),
        ("Yom Kippur", dt.date(2024, 10, 15), "2024-10-12"),
        ("Rosh Hashanah 2021", None, "2021-09-07/2021-09-08"),
        ("Hanukkah 2023", None, "2023-12-08/2023-12-15"),
        ("Purim 2024", None, "2024-03-24"),
        ("Tisha B'Av", dt.date(2024, 8, 13), "2024-08-13"),
        ("Lunar New Year", dt.date(2023, 1, 25), "2023-01-22"),
        ("Diwali", dt.date(2024, 11, 2), "2024-10-31"),
        ("Nowruz", dt.date(2024, 3, 22), "2024-03-20"),
    ],
)
def test_days_that_come_back_every_year(words, published, expected):
    assert iso(words, published, TimeContext(status="occurred")) == expected


def test_a_planned_event_takes_the_next_feast():
    assert iso("by Christmas", dt.date(2005, 8, 15), TimeContext(status="planned")) == "2005-12-25"


def test_one_name_of_many_countries_goes_by_the_sentence():
    words = "Republic Day"
    january = dt.date(2021, 1, 27)
    india = TimeContext(status="occurred", sentence="Farmers drove into Delhi on India's Republic Day.")
    turkey = TimeContext(status="occurred", sentence="Erdogan spoke in Ankara on Republic Day.")
    assert iso(words, january, india) == "2021-01-26"
    assert iso(words, january, turkey) == "2020-10-29"


def test_a_feast_told_on_the_day_before_it_was_calculated_is_the_day_told():
    # Umm al-Qura has 1 Ramadan 1428 on 13 September 2007; some countries began on the 12th
    assert iso("the first day of Ramadan", dt.date(2007, 9, 12), TimeContext(status="occurred")) == "2007-09-12"


@pytest.mark.parametrize("year", range(1900, 2100, 7))
def test_easter_is_a_sunday_between_its_bounds(year):
    (western,), (orthodox,) = occurrences("easter+0", year), occurrences("orthodox+0", year)
    assert western[0].weekday() == orthodox[0].weekday() == 6
    assert dt.date(year, 3, 22) <= western[0] <= dt.date(year, 4, 25)
    assert dt.date(year, 4, 3) <= orthodox[0] <= dt.date(year, 5, 10)
    assert western[0] <= orthodox[0]


@pytest.mark.parametrize("year", range(1950, 2050, 3))
def test_hebrew_new_year_never_falls_on_the_forbidden_weekdays(year):
    ((start, _),) = occurrences("hebrew:tishri-1/2", year)
    assert start.weekday() not in {2, 4, 6}
    ((passover, _),) = occurrences("hebrew:nisan-15/21", year)
    assert (start - passover).days == 163


def test_the_islamic_year_drifts_through_the_calendar():
    twice = [year for year in range(1990, 2040) if len(occurrences("hijri:10-01", year)) > 1]
    assert twice == [2000, 2033]


class TestTables:
    def test_ids_are_unique_and_dates_exist(self):
        seen = set()
        for row in rows("anniversaries.csv"):
            assert row["id"] not in seen
            seen.add(row["id"])
            dt.date.fromisoformat(row["date"])
            assert row["names"].strip()
            assert row["names"] == row["names"].lower(), row["id"]
        assert len(seen) > 300

    def test_every_rule_gives_a_day(self):
        for row in rows("days.csv"):
            start, end = occurrences(row["rule"], 2024)[0]
            assert start <= end, row["id"]
            assert start.year == 2024

    def test_an_unknown_rule_is_an_error(self):
        with pytest.raises(ValueError, match="no rule"):
            occurrences("full-moon", 2024)

    def test_every_row_answers_to_its_own_words(self):
        """Some alternative of each row, with an owner where there is one, leads back to the row's own day."""
        missed = []
        for row in rows("anniversaries.csv"):
            owner = row["owners"].split()[0] if row["owners"] else ""
            date = dt.date.fromisoformat(row["date"])
            number = 2025 - date.year if date.year < 2015 else 5
            published = date.replace(year=date.year + number) if (date.month, date.day) != (2, 29) else None
            found = False
            for name in row["names"].split("|"):
                words = f"the {number}th anniversary of the {name}"
                context = TimeContext(sentence=f"{owner} marks {words}")
                match = resolve_time(words, published=published, context=context)
                found = found or (match is not None and match.start == published)
            if not found:
                missed.append(row["id"])
        assert missed == []
