import json
import logging
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.errors import MissingInputError
from multipolar.resolving.places import gazetteer
from multipolar.resolving.places.folding import fold, tokenize
from multipolar.resolving.places.gazetteer import open_gazetteer

COUNTRIES = {
    "AA": {"iso3": "AAA", "population": 900_000, "geonameid": 11, "neighbours": "BB,ZZ"},
    "BB": {"iso3": "BBB", "population": 800_000, "geonameid": 12, "neighbours": ""},
}


def town(number, name, country="AA", admin="01", lat=10.0, lon=20.0, people=1000, others=()):
    return {
        "geonameid": number,
        "name": name,
        "latitude": lat,
        "longitude": lon,
        "countrycode": country,
        "population": people,
        "admin1code": admin,
        "alternatenames": list(others),
    }


TOWNS = [
    town(1, "Östburg", others=["Eastburg", "OBG", "Эстбург", "東堡", "Sankt Östburg"]),
    town(2, "Eastburg", country="BB", lat=-5.0, lon=179.0, people=50_000),
    town(3, "Westhaven", country="BB", lat=-5.0, lon=-179.0, people=0, admin="02"),
    town(4, "Nowhere", country="ZZ"),
]


@pytest.fixture
def source(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "countries.json").write_text(json.dumps(COUNTRIES), encoding="utf8")
    path = folder / "cities500.json"
    path.write_text(json.dumps({str(item["geonameid"]): item for item in TOWNS}), encoding="utf8")
    monkeypatch.setattr(gazetteer, "_source", lambda: path)
    return path


@pytest.mark.usefixtures("source")
def test_towns_are_found_by_name_and_by_alternate_names_in_latin_letters(tmp_path):
    towns = open_gazetteer(tmp_path / "cache")
    assert [(t.geonames, t.name, t.primary) for t in towns.find("ostburg")] == [(1, "Östburg", True)]
    assert sorted((t.geonames, t.country, t.primary) for t in towns.find("eastburg")) == [
        (1, "AAA", False),
        (2, "BBB", True),
    ]
    assert [t.geonames for t in towns.find("sankt ostburg")] == [1]
    assert towns.find("obg") == []  # an airport's code is no name
    assert towns.find("nowhere") == []  # its country is unknown
    assert towns.find("") == []


@pytest.mark.usefixtures("source")
def test_it_is_told_how_many_words_a_name_has_that_begins_with_a_word(tmp_path):
    towns = open_gazetteer(tmp_path / "cache")
    assert [towns.most_words(head) for head in ("ostburg", "eastburg", "sankt", "burg", "")] == [1, 1, 2, 0, 0]


@pytest.mark.usefixtures("source")
def test_a_town_keeps_its_coordinates_division_and_inhabitants(tmp_path):
    [found] = open_gazetteer(tmp_path).find("ostburg")
    assert (found.lat, found.lon, found.admin, found.population) == (10.0, 20.0, "01", 1000)


@pytest.mark.usefixtures("source")
def test_countries_and_divisions_have_centres_across_the_date_line(tmp_path):
    towns = open_gazetteer(tmp_path)
    country = towns.country("BBB")
    assert (country.population, country.geonames) == (800_000, 12)
    assert abs(abs(country.lon) - 180) < 0.01
    assert country.lat == pytest.approx(-5, abs=0.1)
    assert towns.country("AAA").neighbours == ("BBB",)
    assert towns.division("BBB", "02").lon == pytest.approx(-179, abs=0.1)
    assert towns.division("BBB", "99") is None
    assert towns.country("ZZZ") is None


def test_the_file_is_made_once_and_made_anew_when_it_is_damaged(source, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    open_gazetteer(cache)
    [path] = cache.iterdir()
    whole = path.read_bytes()
    monkeypatch.setattr(gazetteer, "_build", lambda _: pytest.fail("made again"))
    assert open_gazetteer(cache).find("ostburg")
    monkeypatch.undo()
    monkeypatch.setattr(gazetteer, "_source", lambda: source)
    for damage in (b"", b"not a gazetteer at all, by no means", whole[:-100], whole[:40]):
        path.write_bytes(damage)
        assert open_gazetteer(cache).find("ostburg")
        assert path.read_bytes() == whole


@pytest.mark.usefixtures("source")
def test_files_of_other_versions_are_cleared_away(tmp_path):
    old = tmp_path / "places-0-old.bin"
    old.write_bytes(b"old")
    other = tmp_path / "something-else.bin"
    other.write_bytes(b"mine")
    open_gazetteer(tmp_path)
    assert not old.exists()
    assert other.exists()


@pytest.mark.usefixtures("source")
def test_without_a_place_to_keep_it_the_index_is_made_in_memory_and_a_warning_says_so(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder is wanted")
    with caplog.at_level(logging.WARNING):
        towns = open_gazetteer(blocked)
    assert towns.find("ostburg")
    assert "MULTIPOLAR_CACHE" in caplog.text


def test_missing_data_are_told_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(gazetteer, "_SOURCE", "no-such-file.json")
    with pytest.raises(MissingInputError, match="pip install"):
        open_gazetteer(tmp_path)


def test_the_cache_folder_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("MULTIPOLAR_CACHE", str(tmp_path / "own"))
    assert gazetteer.cache_folder() == tmp_path / "own"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sana'a", "sanaa"),
        ("Sana\u02bda", "sanaa"),
        ("Port-au-Prince", "port au prince"),
        ("Washington, D.C.", "washington dc"),
        ("St. Petersburg", "saint petersburg"),
        ("St Petersburg", "saint petersburg"),
        ("Łódź", "lodz"),
        ("Diyarbak\u0131r", "diyarbakir"),
        ("Ürümqi's", "urumqi"),
        ("the United States'", "the united states"),
        ("!!!", ""),
    ],
)
def test_folding(name, key):
    assert fold(name) == key


@given(st.text(max_size=60))
def test_folding_agrees_with_the_words_of_a_text(text):
    assert fold(text) == " ".join(token.key for token in tokenize(text))


@given(st.text(max_size=80))
def test_words_stand_where_they_say_and_do_not_overlap(text):
    tokens = tokenize(text)
    assert all(0 <= token.start < token.end <= len(text) and token.key for token in tokens)
    assert all(left.end <= right.start for left, right in pairwise(tokens))


def test_words_know_what_surrounds_them():
    by_key = {token.key: token for token in tokenize("Syria's Kurdish-held Raqqa, Iraq")}
    assert by_key["syria"].possessive
    assert by_key["held"].hyphen
    assert not by_key["held"].capital
    assert by_key["iraq"].comma
    assert not by_key["raqqa"].comma
