"""What place phrases mean, over the tables and towns that ship."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.errors import InputError
from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.places import (
    PlaceContext,
    PlaceMatch,
    PlaceResolver,
    acting_abroad,
    likely_countries,
    tables,
    untold_country,
)

PLACES = PlaceResolver(load_knowledge())


def country(words, **context):
    match = PLACES.resolve(words, context=PlaceContext(**context))
    return match.country if match is not None else "nothing"


@pytest.mark.parametrize(
    ("words", "code", "precision"),
    [
        ("Aleppo", "SYR", "city"),
        ("the outskirts of Aleppo", "SYR", "city"),
        ("northern Syria", "SYR", "country"),
        ("off Gibraltar", "GIB", "country"),
        ("South Korean waters", "KOR", "country"),
        ("Chinese waters", "CHN", "country"),
        ("the Libyan capital", "LBY", "city"),
        ("the Libyan capital Tripoli", "LBY", "city"),
        ("its embassy in Cairo", "EGY", "city"),
        ("the US Embassy in Baghdad", "IRQ", "city"),
        ("the embassy of Iran in Damascus", "SYR", "city"),
        ("Rafah, Gaza", "PSE", "city"),
        ("Rafah, Egypt", "EGY", "city"),
        ("Paris", "FRA", "city"),
        ("Paris, Texas", "USA", "city"),
        ("Odessa", "UKR", "city"),
        ("Odessa, Texas", "USA", "city"),
        ("Kiev", "UKR", "city"),
        ("Sana'a", "YEM", "city"),
        ("Idlib province", "SYR", "region"),
        ("Syria's central Hama province", "SYR", "region"),
        ("the Indian state of Punjab", "IND", "region"),
        ("Pakistan's Punjab province", "PAK", "region"),
        ("a village in Chibok, Borno State, Nigeria", "NGA", "city"),
        ("Red Square", "RUS", "site"),
        ("the Kremlin", "RUS", "site"),
        ("Camp David", "USA", "site"),
        ("the Zaporizhzhia nuclear power plant", "UKR", "site"),
        ("Kurdish-held Raqqa", "SYR", "city"),
        ("the Israeli-occupied West Bank", "PSE", "region"),
        ("American bases in Iraq", "IRQ", "country"),
        ("the People's Republic of China", "CHN", "country"),
        ("Russian-occupied Crimea", "UKR", "region"),
        ("the country's border with Ukraine at Medyka, Poland", "POL", "city"),
    ],
)
def test_phrases(words, code, precision):
    match = PLACES.resolve(words)
    assert match is not None
    assert (match.country, match.precision, match.inferred) == (code, precision, False)
    assert match.lat is not None
    assert match.reason


@pytest.mark.parametrize(
    "words",
    ["the Strait of Hormuz", "the South China Sea", "the Black Sea", "Bab el-Mandeb", "the Line of Control", "Europe"],
)
def test_seas_and_lines_lie_in_no_one_country(words):
    match = PLACES.resolve(words)
    assert match.country is None
    assert match.lat is not None
    assert match.precision == "region"


@pytest.mark.parametrize("words", ["Syria and Iraq", "Ankara and Berlin", "the waters between Japan and South Korea"])
def test_places_in_several_countries_have_none(words):
    assert country(words) is None


def test_a_known_landmark_has_coordinates_town_and_reason():
    square = PLACES.resolve("Red Square")
    assert (square.lat, square.lon) == pytest.approx((55.754, 37.62), abs=0.01)
    assert "Red Square" in square.reason
    moscow = PLACES.resolve("Moscow")
    assert moscow.geonames == 524901
    assert moscow.population > 5_000_000


def test_towns_and_regions_know_their_division():
    assert PLACES.resolve("Houston").admin == "Texas"
    assert PLACES.resolve("Ramadi").admin == "Anbar"
    assert PLACES.resolve("Helmand").admin == "Helmand"


@pytest.mark.parametrize(
    ("words", "sentence", "country"),
    [
        ("LONDON", "LONDON, Ontario, June 9, 2021 (Agency) - Police charged a man.", "CAN"),
        ("Paris", "In Paris, Texas, police fired.", "USA"),
        ("Hyderabad", "Hyderabad, Pakistan: gunmen fired.", "PAK"),
        ("Santiago", "In Santiago, Cuba's foreign minister met envoys.", "CHL"),
        ("Paris", "In Paris, police fired.", "FRA"),
    ],
)
def test_the_sentence_says_behind_a_comma_which_town_is_meant(words, sentence, country):
    start = sentence.index(words)
    context = PlaceContext(sentence=sentence, start=start, end=start + len(words))
    assert PLACES.resolve(words, context=context).country == country


def test_the_context_tells_namesakes_apart():
    assert country("Tripoli") == "LBY"
    assert country("Tripoli", countries=("LBN",)) == "LBN"
    assert country("Hyderabad") == "IND"
    assert country("Hyderabad", countries=("PAK",)) == "PAK"
    assert country("Georgia") == "GEO"
    assert (
        country("Georgia", countries=("USA",), sentence="Voters in Alabama and Georgia, USA", start=21, end=28) == "USA"
    )
    earlier = PlaceMatch("Sindh", "PAK")
    assert country("Hyderabad", places=(earlier,)) == "PAK"
    assert country("Hyderabad", before=("Police in Karachi, Pakistan, fired on the crowd.",)) == "PAK"


def test_what_names_no_place_takes_its_country_from_the_context_and_says_so():
    for words in ("the country", "nationwide", "the area", "the city", "its territory"):
        match = PLACES.resolve(words, context=PlaceContext(countries=("MLI",)))
        assert (match.country, match.precision, match.inferred) == ("MLI", "country", True)
        assert match.confidence < 0.9
        assert PLACES.resolve(words) is None


def test_the_place_named_in_the_sentence_counts_more_than_a_bystander():
    sentence = "American officials said fighting in Khartoum had spread to other parts of the city."
    start = sentence.index("the city")
    context = PlaceContext(countries=("USA",), sentence=sentence, start=start, end=start + 8)
    assert PLACES.resolve("the city", context=context).country == "SDN"


def test_a_small_namesake_abroad_is_not_taken_for_an_unknown_place():
    sentence = "Soldiers were held in the Matamoros barracks in Guatemala."
    context = PlaceContext(countries=("GTM",), sentence=sentence, start=22, end=44)
    match = PLACES.resolve("the Matamoros barracks", context=context)
    assert (match.country, match.inferred) == ("GTM", True)


def test_borders():
    assert country("the border with Ukraine", countries=("POL",)) == "POL"
    assert country("its border with Rwanda", countries=("BDI",)) == "BDI"
    assert country("near the Lebanese border", countries=("SYR",)) == "SYR"
    assert country("the Serbian border crossing", countries=("HUN",)) == "SRB"
    assert country("the Syrian border with Turkey") == "SYR"
    assert country("its borders with Turkey and Iran", countries=("IRQ",)) == "IRQ"
    assert country("the border with Ukraine", countries=("FRA",)) == "nothing"  # not a neighbour
    assert country("the Belarus-Ukraine border") is None
    assert country("their common border", countries=("IND", "CHN")) is None


def test_running_text_gives_places_and_no_persons():
    text = "Vladimir Putin flew from Moscow to Beijing; Jackson Brown stayed in Jackson, Mississippi."
    found = [(text[start:end], match.country) for start, end, match in PLACES.find(text)]
    assert found == [("Moscow", "RUS"), ("Beijing", "CHN"), ("Jackson", "USA"), ("Mississippi", "USA")]


def test_organisations_papers_and_short_words_are_no_towns():
    text = "NATO and Hamas told The New York Times that Lim and the CIA had met The Washington Post."
    assert PLACES.find(text) == []


def test_capitals_that_act_are_found_with_their_countries():
    text = "Moscow accused Kyiv of shelling villages near Belgorod."
    assert [code for _, _, code in PLACES.countries(text)] == ["RUS", "UKR", "RUS"]


def test_which_side_an_event_type_is_where():
    assert likely_countries("ASSAULT", actors=["RUS"], recipients=["UKR"]) == ("UKR", "RUS")
    assert likely_countries("COERCE", actors=["RUS"], recipients=["UKR"]) == ("RUS", "UKR")
    assert likely_countries("CONSULT", actors=["IGO:UN", "---"], recipients=["SYR", "SYR"]) == ("SYR",)
    assert likely_countries(None, actors=[], recipients=[]) == ()


@pytest.mark.parametrize(
    "words", ["", "   ", "!!!", "…", "\x00", "-", "'", "the", "a" * 5000, "Paris " * 400, "؟؟", "東京都"]
)
def test_odd_words_are_no_error(words):
    match = PLACES.resolve(words)
    assert match is None or match.reason
    PLACES.find(words)


def told(sentence, words, **context):
    start = sentence.index(words)
    around = PlaceContext(sentence=sentence, start=start, end=start + len(words), **context)
    return PLACES.resolve(words, context=around)


@pytest.mark.parametrize(
    ("sentence", "words", "name"),
    [
        ("Students marched in Hong Kong.", "Hong", "Hong Kong"),
        ("Fires spread in British Columbia.", "British", "British Columbia"),
        ("Fires spread in British Columbia.", "Columbia", "British Columbia"),
        ("He flew to the United Arab Emirates.", "the United", "United Arab Emirates"),
        ("Rockets fell on Al Dhafra Air Base.", "Al", "Al Dhafra Air Base"),
        ("Fighting goes on in Eastern Ukraine.", "Eastern", "Ukraine"),
        ("A boat sank off the coast of Malta.", "off the", "Malta"),
        ("Rockets hit Kyiv's Podilskyi District.", "Podilskyi District", "Kyiv"),
        ("Rockets hit Kharkiv's Freedom Square.", "Freedom Square", "Freedom Square in Kharkiv"),
        ("A factory burnt in Burlington, Vermont, on Sunday.", "Burlington", "Burlington"),
    ],
)
def test_a_name_cut_short_is_read_whole(sentence, words, name):
    assert told(sentence, words).name == name


@pytest.mark.parametrize("words", ["AWOL", "alone", "outdoor", "near", "Northern", "near the"])
def test_words_that_are_no_place_have_none(words):
    assert PLACES.resolve(words, context=PlaceContext(countries=("MLI",))) is None


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Shells hit the Vasily Bykov off Odesa.", "Vasily Bykov"),
        ("Shells hit a memorial at Drobytsky Yar near Kharkiv.", "Drobytsky Yar"),
        ("The army took Lay Kay Kaw from rebels.", "Lay Kay Kaw"),
    ],
)
def test_a_part_of_an_unknown_name_is_no_town(sentence, words):
    match = told(sentence, words, countries=("UKR", "RUS"))
    assert match is None or match.precision == "country"


def test_a_name_that_a_saint_goes_on_with_is_no_town():
    match = told("Monks left the Mont Saint-Aubin abbey.", "Mont Saint-Aubin abbey")
    assert match is None or match.precision == "country"


def test_what_lies_around_a_town_is_not_called_after_it():
    sentence = "Police arrested three in the greater Stockholm area."
    assert told(sentence, "the greater Stockholm area", countries=("UKR",)).name == "Stockholm"


def test_a_direction_that_opens_an_unknown_name_is_no_place_of_its_own():
    sentence = "Peru sends troops to Southern Quillay Province after riots."
    match = told(sentence, "Southern", countries=("PER",))
    assert (match.country, match.inferred) == ("PER", True)


def test_a_long_name_that_opens_another_is_its_town():
    assert (
        told("Shells damaged the Sviatohirsk Lavra.", "the Sviatohirsk Lavra", countries=("UKR",)).precision == "city"
    )


def test_what_a_ship_is_called_is_no_place():
    assert told("Two missiles struck the patrol boat Bykov at sea.", "Bykov", countries=("RUS",)) is None
    assert told("Soldiers stormed the ship Mavi Marmara.", "Mavi Marmara").name == "Mavi Marmara"


def test_a_division_behind_a_comma_decides():
    burlington = PLACES.resolve("Burlington, Vermont")
    assert (burlington.name, burlington.admin) == ("Burlington", "Vermont")
    assert PLACES.resolve("Puncak Regency, West Papua").name == "West Papua"
    assert PLACES.resolve("Sorong, West Papua").name == "Sorong"  # a large town: divisions change
    assert PLACES.resolve("Saraqib, Idlib and Hama").name == "Saraqib"  # a list


def test_a_division_is_where_there_are_such():
    around = PlaceContext(countries=("CUB", "USA"))
    assert PLACES.resolve("Santa Clara County Jail", context=around).country == "USA"
    assert PLACES.resolve("Santa Clara", context=around).country == "CUB"


def test_a_division_called_after_a_town_is_meant_where_the_words_say_so():
    assert PLACES.resolve("Mopti and Segou regions").name == "Mopti Region"
    assert PLACES.resolve("Donetsk and Luhansk regions").name == "Donetsk Oblast"
    assert PLACES.resolve("Mopti and Segou").name == "Mopti"


def test_a_town_of_a_neighbour_is_told_from_its_namesakes():
    bethlehem = told("Police fired at boys in Al-Khader, Bethlehem Governorate.", "Al-Khader, Bethlehem Governorate")
    assert bethlehem is None or bethlehem.country != "PSE"  # nothing speaks for it
    near = told(
        "Israeli soldiers fired at boys in Al-Khader, Bethlehem Governorate.", "Al-Khader, Bethlehem Governorate"
    )
    assert near.country == "PSE"
    assert told("Israeli soldiers raid a camp in Jenin.", "a camp in Jenin").country == "PSE"
    assert told("Turkish jets bomb Erbil District.", "Erbil District").country == "IRQ"


def test_who_acts_away_from_home_does_not_draw_places_home():
    sentence = "Russia sends troops to the republics of Donetsk and Luhansk."
    assert told(sentence, "republics of Donetsk and Luhansk", absent=("RUS",)).country == "UKR"
    unsure = PLACES.resolve("the town", context=PlaceContext(absent=("RUS",)))
    assert unsure.country == "RUS"
    assert unsure.confidence < PLACES.resolve("the town", context=PlaceContext(countries=("RUS",))).confidence
    assert acting_abroad(["RUS", "---", "RUS", "UKR"], likely=["UKR"]) == ("RUS",)
    assert likely_countries("MOBILIZE", actors=["RUS"], recipients=[], sectors=["MIL"]) == ()
    assert likely_countries("MOBILIZE", actors=["RUS"], recipients=["RUS"], sectors=["MIL"]) == ("RUS",)
    assert likely_countries("MOBILIZE", actors=["KAZ"], recipients=[], sectors=["COP"]) == ("KAZ",)
    assert likely_countries("COERCE", actors=["RUS"], recipients=[], sectors=["GOV"]) == ("RUS",)


def test_small_words_within_a_name_do_not_hide_it():
    assert PLACES.resolve("Port-au-Prince").name == "Port-au-Prince"
    assert PLACES.resolve("Rostov-on-Don").country == "RUS"
    assert PLACES.resolve("Aleppo on Monday").name == "Aleppo"


def test_a_capital_is_a_town():
    for words in ("the Indian capital", "India's capital city", "the capital of India"):
        assert PLACES.resolve(words).name == "New Delhi"
    assert PLACES.resolve("the Indian capital markets").name == "India"
    assert PLACES.resolve("the Afghan provincial capital").name == "Afghanistan"
    capital = PLACES.resolve("the capital", context=PlaceContext(countries=("MLI",)))
    assert (capital.name, capital.inferred) == ("Bamako", True)
    assert PLACES.resolve("the provincial capital", context=PlaceContext(countries=("MLI",))).name == "Mali"


@pytest.mark.parametrize(
    ("kind", "mode", "actors", "recipients", "code"),
    [
        ("ACCUSE", "allege", [("RUS", "GOV")], ["POL"], "RUS"),
        ("COERCE", "arrest", [("POL", "COP")], ["BLR"], "POL"),
        ("CONSULT", "visit", [("FRA", "GOV")], ["EGY"], "EGY"),
        ("CONSULT", "phone", [("FRA", "GOV")], ["EGY"], None),
        ("REQUEST", "yield", [("USA", "GOV")], ["PRK"], None),
        ("REQUEST", "yield", [("USA", "CVL")], ["USA"], "USA"),
        ("ASSAULT", "aerial", [("RUS", "MIL")], ["UKR"], "UKR"),
        ("ASSAULT", None, [("RUS", "MIL")], [], None),
        ("ASSAULT", None, [("RUS", "MIL")], ["RUS"], "RUS"),
        ("ASSAULT", "firearms", [("MEX", "CRM")], ["---"], "MEX"),
        ("MOBILIZE", "troops", [("RUS", "MIL")], [], None),
        ("MOBILIZE", "police", [("KAZ", "COP")], [], "KAZ"),
        ("AGREE", None, [("IND", "GOV"), ("CHN", "GOV")], [], None),
        ("AID", None, [("IGO:WFP", "IGO")], ["YEM"], "YEM"),
        ("ACCUSE", "allege", [("IGO:UN", "IGO")], ["RUS"], None),
        ("ACCUSE", "allege", [("---", "UNK")], ["RUS"], "RUS"),
        ("COERCE", "arrest", [], ["FRA"], "FRA"),
    ],
)
def test_a_place_untold_is_where_events_of_the_kind_are(kind, mode, actors, recipients, code):
    found = untold_country(kind, mode, actors=actors, recipients=recipients)
    assert (found.code if found else None) == code


WORDS = st.lists(
    st.sampled_from(
        """the a of in near and , border with embassy Syria Syrian Aleppo Paris Texas US Moscow northern Gaza Punjab
        between Sea Black capital city province Kurdish-held country's St. Petersburg Georgia off its waters""".split()  # noqa: SIM905 - a list that stays readable
    ),
    max_size=9,
).map(" ".join)
CODES = st.lists(st.sampled_from(["SYR", "USA", "XKX", "PSE", "QQQ", "TWN"]), max_size=3).map(tuple)


@settings(max_examples=300, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=40)), CODES, st.one_of(WORDS, st.text(max_size=60)))
def test_any_words_in_any_context_give_a_sound_place_or_none(words, codes, sentence):
    context = PlaceContext(countries=codes, sentence=sentence, start=0, end=len(sentence) // 2, before=(words,))
    match = PLACES.resolve(words, context=context)
    assert match == PLACES.resolve(words, context=context)
    if match is None:
        return
    assert match.country is None or (len(match.country) == 3 and match.country.isupper())
    assert (match.lat is None) == (match.lon is None)
    assert match.lat is None or (-90 <= match.lat <= 90 and -180 <= match.lon <= 180)
    assert match.precision in {"country", "region", "city", "site"}
    assert 0 < match.confidence <= 1
    assert match.reason


@settings(max_examples=200, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=80)))
def test_places_found_in_any_text_stand_there_in_order(text):
    found = PLACES.find(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))


# --- The tables ------------------------------------------------------------------------------------------------------


def test_the_tables_have_no_faults():
    assert tables.problems() == []


def test_the_tables_are_large_enough():
    rows = {row for group in tables.load_tables().values() for row in group}
    assert sum(row.table == "sites" for row in rows) >= 300
    assert sum(row.table == "regions" for row in rows) >= 400


def test_every_point_is_near_a_town_of_its_country():
    towns = PLACES._names.gazetteer
    by_country = {}
    for row in range(len(towns)):
        town = towns._city(row, primary=True)
        by_country.setdefault(town.country, []).append((town.lat, town.lon))
    reach = {"site": 1.2, "city": 1.1, "region": 1.7}  # degrees
    remote = {"Bear Island", "Pratas Islands", "Mururoa", "Novaya Zemlya", "Bikini Atoll", "In Amenas"}
    far = []
    for row in {row for group in tables.load_tables().values() for row in group}:
        if row.lat is None or not row.country or row.kind not in reach or row.name in remote:
            continue
        squeeze = math.cos(math.radians(row.lat))
        nearest = min(math.hypot(lat - row.lat, (lon - row.lon) * squeeze) for lat, lon in by_country[row.country])
        if nearest > reach[row.kind]:
            far.append((row.name, round(nearest, 2)))
    assert far == []


def test_every_seat_is_a_town_of_its_country():
    names = PLACES._names
    rows = {row for group in tables.load_tables().values() for row in group if row.table == "regions"}
    lost = sorted(row.name for row in rows if row.seat and row.lat is None and names._admin(row) is None)
    assert lost == []


def test_every_country_of_the_tables_is_known():
    knowledge = load_knowledge()
    codes = {row.country for group in tables.load_tables().values() for row in group if row.country}
    assert sorted(code for code in codes if knowledge.state(code) is None) == []


def test_a_broken_row_is_told_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "sites.csv").write_text("name,aliases,country,kind,lat,lon,town\nHere,,RUS,spot,1,2,\n")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=r"sites\.csv:2"):
        tables._read("sites")
    (tmp_path / "sites.csv").write_text("name,aliases,country,kind,lat,lon,town\nHere,,RUS,site,north,2,\n")
    with pytest.raises(InputError, match="no numbers"):
        tables._read("sites")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("chad", "TCD"),
        ("a base in jordan", "JOR"),
        ("eastern ukraine", "UKR"),
        ("tbilisi, georgia", "GEO"),
        ("the town of bakhmut", "UKR"),
        ("the uk", "GBR"),
        ("turkey", "TUR"),
        ("the city", "SRB"),
        ("a car", "SRB"),
        ("an oil field", "SRB"),
        ("home", "SRB"),
        ("a wedding", "SRB"),
    ],
)
def test_places_in_text_without_capitals(words, code):
    """Named places are found there, and words that are spelled like a small town's name are words."""
    assert country(words, sentence=f"troops attacked rebels in {words} on monday.", countries=("SRB",)) == code


def test_small_letters_among_capitals_name_no_place():
    assert country("turkey", sentence="They had turkey in Rome.", countries=("SRB",)) == "SRB"


@pytest.mark.parametrize(("words", "code"), [("ukraine", "UKR"), ("turkey", "TUR"), ("mali", "MLI"), ("home", "USA")])
def test_a_place_asked_for_in_small_letters_is_the_state_first(words, code):
    assert country(words) == code


def test_in_text_without_capitals_words_are_no_regions():
    text = "in may a swat team came to a nice house in lagos and in turkey."
    assert [text[start:end] for start, end, _ in PLACES.find(text)] == ["lagos", "turkey"]
