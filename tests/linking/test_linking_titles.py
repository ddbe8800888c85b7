from __future__ import annotations

import datetime as dt

import pytest

from multipolar.incidents import Party
from multipolar.linking.records import make_incident
from multipolar.linking.titles import title
from multipolar.linking.views import EventView, Side


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
    assert line("Soldiers") == "Russian soldiers attack Ukraine, 2024-05-01"
    assert line("Soldiers", kind="COERCE") == "Russian soldiers repress Ukraine, 2024-05-01"


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
        ("CONCEDE", None, "gave way", "Russia and France make concessions"),
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
        ("1964-01-01", "2016-11-25", "interval", "1964 to 2016"),
        ("2020-05-01", "2020-06-17", "interval", "2020-05 to 2020-06"),
        ("2022-02-27", "2022-03-31", "interval", "2022-02 to 2022-03"),
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


def told(kind, mode=None, *, actors=(), recipients=(), place=None, status="occurred", trigger="", sentence=""):
    return title(
        type=kind,
        mode=mode,
        status=status,
        actors=actors,
        recipients=recipients,
        place=place,
        start=None,
        trigger=trigger,
        sentence=sentence,
    )


@pytest.mark.parametrize(
    ("code", "sector", "name", "actor_id", "says"),
    [
        ("RUS", "MIL", "Russian Armed Forces", "body:russian-armed-forces", "Russian Armed Forces attack"),
        ("UKR", "MIL", "Armed Forces of Ukraine", "body:armed-forces-of-ukraine", "Armed Forces of Ukraine attack"),
        ("YEM", "REB", "Houthis", "group:houthis", "Houthis attack"),
        ("---", "REB", "State of the East militants", "", "State of the East militants attack"),
        ("PSE", "REB", "Hamas", "group:hamas", "Hamas attacks"),
        ("ISR", "COP", "Israel Police", "body:israel-police", "Israel Police attack"),
        ("IGO:UN", "IGO", "United Nations", "igo:UN", "United Nations attacks"),
        ("IGO:UN", "MIL", "United Nations peacekeepers", "igo:UN-peacekeepers", "United Nations peacekeepers attack"),
        ("USA", "BUS", "Goldman Sachs", "", "Goldman Sachs attacks"),
        ("USA", "BUS", "United Airlines", "company:united-airlines", "United Airlines attacks"),
        ("TUR", "GOV", "Ministry of Foreign Affairs", "", "Ministry of Foreign Affairs attacks"),
        ("RUS", "BUS", "Russian banks", "", "Russian banks attack"),
        ("USA", "GOV", "Marks and Spencer", "", "Marks and Spencer attack"),
        ("USA", "SOC", "Bill and Melinda Gates Foundation", "", "Bill and Melinda Gates Foundation attacks"),
        ("---", "UAF", "Gunmen", "", "Gunmen attack"),
        ("---", "CVL", "Celebrities", "", "Celebrities attack"),
        ("---", "REB", "group of militants", "", "Group of militants attack"),
        ("ITA", "COP", "Italian police", "", "Italian police attack"),
        ("USA", "GOV", "staff of the embassy", "", "Staff of the embassy attack"),
        ("---", "CVL", "a driver with two passengers", "", "A driver with two passengers attacks"),
    ],
)
def test_the_verb_agrees_with_the_noun_that_a_name_is_built_around(code, sector, name, actor_id, says):
    line = told("ASSAULT", actors=[Party(code, sector, name, actor_id)], recipients=[FRANCE])
    assert line == f"{says} France"


def test_a_verb_is_put_into_the_plural_as_english_does():
    both = [RUSSIA, FRANCE]
    assert told("MOBILIZE", "weapons", actors=both, recipients=[UKRAINE]) == (
        "Russia and France ready weapons against Ukraine"
    )
    assert told("MOBILIZE", "weapons", actors=both, trigger="launched", sentence="They launched a missile.") == (
        "Russia and France launch missiles"
    )
    assert told("AGREE", actors=both, recipients=[UKRAINE], trigger="open to talks") == (
        "Russia and France are ready to talk with Ukraine"
    )


@pytest.mark.parametrize(
    ("code", "sector", "name", "says"),
    [
        ("UKR", "GOV", "country", "Ukraine"),
        ("UKR", "GOV", "It", "Ukraine"),
        ("UKR", "MIL", "They", "Ukrainian forces"),
        ("IRN", "MIL", "He", "Iranian military"),
        ("USA", "LEG", "them", "American politicians"),
        ("NGA", "CVL", "14 more", "Nigerians"),
        ("CHN", "CVL", "others", "Chinese people"),
        ("PHL", "CVL", "several others", "Filipinos"),
        ("MLI", "REB", "group", "Malian rebels"),
        ("IGO:EU", "IGO", "it", "EU"),
        ("MNC:Merck", "BUS", "company", "Merck"),
        ("IGO:EU", "IGO", "bloc", "EU"),
        ("HTI", "GOV", "neighbour", "Haiti"),
        ("ITA", "BUS", "owner", "Italian owner"),
        ("NZL", "COP", "Police", "New Zealand police"),
        ("AFG", "REB", "fighters", "Afghan fighters"),
        ("SYR", "MIL", "its soldiers", "Syrian soldiers"),
        ("UKR", "BUS", "bakery operated", "Ukrainian bakery"),
        ("TWN", "MIL", "coast guard", "Taiwanese coast guard"),
        ("---", "GOV", "country's", "country's"),
        ("EGY", "CVL", "tourists", "tourists"),
        ("KOR", "BUS", "South Korean chip giant Samsung Electronics", "Samsung Electronics"),
        ("NLD", "JRN", "Johan van der Meer", "Johan van der Meer"),
    ],
)
def test_a_name_that_stands_for_nothing_is_told_by_its_code(code, sector, name, says):
    line = told("ACCUSE", actors=[FRANCE], recipients=[Party(code, sector, name, "")])
    assert line == f"France accuses {says}"


def test_nobody_is_named_by_words_for_nobody():
    assert told("ASSAULT", actors=[words("they")], recipients=[UKRAINE]) == "Attack on Ukraine"
    assert told("ASSAULT", actors=[RUSSIA], recipients=[words("others")]) == "Russia: attack"
    assert told("ASSAULT", recipients=[words("people"), words("14 more"), words("suspect")]) == (
        "Attack on people and suspect"
    )


def test_a_party_that_is_only_described_is_named_by_the_state_it_speaks_for():
    china = Party("CHN", "GOV", "foreign ministers of China", "")
    assert told("CONSULT", actors=[FRANCE, china]) == "France and China hold talks"
    assert told("CONSULT", actors=[FRANCE, Party("SAU", "GOV", "country", "")]) == "France and Saudi Arabia hold talks"
    both = [Party(code, "MIL", "armies", "") for code in ("UKR", "RUS")]
    assert told("ASSAULT", actors=both, trigger="fought") == "Ukrainian forces and Russian forces fight"
    leaders = [Party(code, "REB", "leaders", "") for code in ("UKR", "RUS")]
    assert told("AGREE", actors=leaders) == "Ukraine and Russia agree"
    three = [Party(code, "GOV", "delegations of Greece Egypt and France", "") for code in ("GRC", "EGY", "FRA")]
    assert told("CONSULT", actors=three) == "Greece, Egypt and France hold talks"


def test_the_people_of_a_state_are_not_the_state():
    people = Party("PSE", "CVL", "Palestine", "state:PSE")
    assert told("COERCE", "arrest", recipients=[people]) == "Arrest of Palestinians"
    assert told("PROTEST", "demo", actors=[people], recipients=[RUSSIA]) == "Palestinians protest against Russia"
    soldiers = Party("RUS", "MIL", "Russia", "state:RUS")
    assert told("ASSAULT", actors=[soldiers], recipients=[people]) == "Russia attacks Palestinians"


def test_where_a_place_is_told_private_people_need_no_country():
    people, soldiers = Party("NGA", "CVL", "people", ""), Party("NGA", "MIL", "soldiers", "")
    assert told("ASSAULT", recipients=[people]) == "Attack on Nigerians"
    assert told("ASSAULT", recipients=[people], place="Kaduna") == "Attack on people (Kaduna)"
    assert told("ASSAULT", recipients=[soldiers], place="Kaduna") == "Attack on Nigerian soldiers (Kaduna)"
    nigeria = Party("NGA", "GOV", "Nigeria", "state:NGA")
    assert told("COERCE", "restrict", actors=[nigeria], recipients=[people]) == "Nigeria restricts people"


def test_a_government_that_its_own_parliament_asks_is_not_the_state():
    parliament, government = Party("XKX", "LEG", "Kosovar parliament", ""), Party("XKX", "GOV", "government", "")
    assert told("REQUEST", actors=[parliament], recipients=[government]) == "Kosovar parliament asks Kosovan government"
    assert told("REQUEST", actors=[RUSSIA], recipients=[government]) == "Russia asks Kosovo"


def test_nobody_acts_upon_themselves():
    assert told("SANCTION", "discontinue", actors=[RUSSIA], recipients=[RUSSIA], trigger="sanctions") == (
        "Russia imposes sanctions"
    )
    assert told("REQUEST", actors=[RUSSIA], recipients=[RUSSIA, FRANCE]) == "Russia asks France"
    both = [RUSSIA, FRANCE]
    assert told("ACCUSE", actors=both, recipients=both, trigger="blaming") == "Russia and France accuse each other"
    assert told("CONSULT", actors=both, recipients=both) == "Russia and France hold talks"
    assert told("ACCUSE", actors=both, recipients=[FRANCE]) == "Russia and France: accusation"


def test_one_person_is_named_once():
    whole, part = Party("USA", "GOV", "Jane Q. Roe", ""), Party("USA", "GOV", "Roe", "")
    assert told("ACCUSE", actors=[FRANCE], recipients=[part, whole]) == "France accuses Jane Q. Roe"


@pytest.mark.parametrize(
    ("kind", "mode", "trigger", "sentence", "says"),
    [
        ("SUPPORT", None, "signed", "They signed a treaty.", "Russia signs an agreement with France"),
        ("SUPPORT", None, "signed", "She signed the bill.", "Russia supports France"),
        ("SUPPORT", None, "recognised", "", "Russia recognises France"),
        ("AGREE", None, "ready to hold talks", "", "Russia is ready to talk with France"),
        ("AGREE", None, "agreed", "", "Russia agrees with France"),
        ("CONCEDE", None, "truce", "", "Russia agrees to a truce with France"),
        ("CONCEDE", None, "working toward a truce", "", "Russia seeks a truce with France"),
        ("CONCEDE", None, "reopens", "", "Russia reopens for France"),
        ("CONCEDE", None, "lifted", "The bans were lifted.", "Russia lifts restrictions for France"),
        ("CONCEDE", None, "apologised", "", "Russia apologises to France"),
        ("SANCTION", "discontinue", "suspends shipments", "", "Russia suspends dealings with France"),
        ("SANCTION", "discontinue", "sanctions", "", "Russia sanctions France"),
        ("SANCTION", "discontinue", "freezes", "", "Russia freezes assets of France"),
        ("ASSAULT", "aerial", "shot down", "", "Russia shoots down aircraft of France"),
        ("ASSAULT", "aerial", "air strike", "", "Russia bombs France"),
        ("COERCE", "seize", "coup", "", "Russia stages a coup against France"),
        ("COERCE", "seize", "attempted coup", "", "Russia attempts a coup against France"),
        ("COERCE", "seize", "seized", "", "Russia seizes from France"),
        ("MOBILIZE", "weapons", "tested", "", "Russia tests weapons against France"),
        ("MOBILIZE", "weapons", "armed", "", "Russia readies weapons against France"),
    ],
)
def test_the_words_of_an_event_choose_its_verb(kind, mode, trigger, sentence, says):
    assert told(kind, mode, actors=[RUSSIA], recipients=[FRANCE], trigger=trigger, sentence=sentence) == says


def test_what_is_done_to_things_is_not_done_to_persons():
    jet, school = words("Ukrainian fighter jet"), words("village schools")
    assert told("ASSAULT", "aerial", actors=[RUSSIA], recipients=[jet], trigger="shot down") == (
        "Russia shoots down Ukrainian fighter jet"
    )
    assert told("CONCEDE", recipients=[school], trigger="reopened") == "Reopening of village schools"
    assert told("ASSAULT", "destroy", actors=[RUSSIA], recipients=[words("grain depot")]) == (
        "Russia destroys grain depot"
    )
    assert told("ASSAULT", actors=[RUSSIA], recipients=[words("farmers")], trigger="killed") == "Russia kills farmers"
    assert told("ASSAULT", actors=[RUSSIA], recipients=[words("farmers")], trigger="plotted to murder") == (
        "Russia attempts to kill farmers"
    )
    assert told("ASSAULT", "targeted", recipients=[words("Jane Roe")], trigger="murder plot") == (
        "Attempt to kill Jane Roe"
    )
    assert told("ASSAULT", actors=[RUSSIA], recipients=[FRANCE], trigger="killed") == "Russia attacks France"


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("No talks were held.", "did not happen"),
        ("The talks were postponed.", "put off"),
        ("The talks were suspended after an hour.", "broken off"),
        ("Guards thwarted the talks.", "prevented"),
        ("They could not meet, and the session was postponed.", "did not happen"),
    ],
)
def test_what_was_put_off_is_not_told_as_denied(sentence, says):
    line = told("CONSULT", actors=[RUSSIA, FRANCE], status="negated", trigger="talks", sentence=sentence)
    assert line == f"Russia and France hold talks ({says})"


def test_an_acquittal_is_told_as_one():
    court, clerk = words("High Court"), words("Jane Roe")
    line = told("SANCTION", "convict", actors=[court], recipients=[clerk], status="negated", trigger="acquitted")
    assert line == "High Court acquits Jane Roe"


def seen(report, place, *, inferred):
    return EventView(
        id=f"e{report}",
        report=f"r{report}",
        type="ASSAULT",
        status="occurred",
        quote="Raiders attacked a convoy.",
        trigger="attacked",
        recipients=(Side("MLI", "GOV", "Mali", "state:MLI"),),
        place=place,
        precision="city",
        place_inferred=inferred,
    )


def test_a_place_that_no_words_tell_is_in_no_title():
    assert make_incident("i1", [seen(1, "Gao", inferred=False)]).title == "Attack on Mali (Gao)"
    incident = make_incident("i1", [seen(1, "Gao", inferred=True)])
    assert incident.title == "Attack on Mali"
    assert incident.place == "Gao"
    both = [seen(1, "Gao", inferred=True), seen(2, "Gao", inferred=False)]
    assert make_incident("i1", both).title == "Attack on Mali (Gao)"


def test_a_people_is_named_once():
    for name in ("Palestinians", "palestinians"):
        assert line_of("ASSAULT", [Party("PSE", "CVL", name, "")], [UKRAINE]) == "Palestinians attack Ukraine"
    assert line_of("ASSAULT", [Party("EGY", "CVL", "musicians", "")], [UKRAINE]) == "Egyptian musicians attack Ukraine"


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("F-15s", "attack"),
        ("Israeli F-35", "attacks"),
        ("Hackers", "attack"),
        ("Wool and Cotton Research Centre", "attacks"),
    ],
)
def test_the_verb_agrees_with_types_of_craft_agents_and_bodies(name, does):
    assert line_of("ASSAULT", [Party("ISR", "MIL", name, "")], [UKRAINE]).split()[-2] == does


def line_of(kind, actors, recipients, place=None):
    return title(type=kind, mode=None, status="occurred", actors=actors, recipients=recipients, place=place, start=None)


def test_the_deed_is_not_who_does_it():
    protests = Party("KEN", "CVL", "Nationwide protests", "")
    assert line_of("PROTEST", [protests], [UKRAINE]) == "Kenyans protest against Ukraine"
    assert line_of("PROTEST", [protests], [UKRAINE], "Nairobi") == "Protest against Ukraine (Nairobi)"
    assert line_of("PROTEST", [words("protests and riots")], []) == "Protest"
    assert line_of("PROTEST", [words("Black Lives Matter protests")], []).startswith("Black Lives Matter")
    assert line_of("REQUEST", [protests], [UKRAINE]) == "Nationwide protests ask Ukraine", "they do that"
