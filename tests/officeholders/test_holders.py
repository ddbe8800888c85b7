"""Who held which office on which day: known answers from all regions and years."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

TABLES = Path(__file__).parents[2] / "src/multipolar/resolving/knowledge/tables"


def rows(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PERSONS = {row["person_id"]: row for row in rows("persons")}
TERMS = rows("terms")

KNOWN = [
    ("GBR", "head_of_government", "2019-07-22", "Theresa May"),
    ("GBR", "head_of_government", "2019-07-24", "Boris Johnson"),
    ("GBR", "head_of_government", "2019-07-25", "Boris Johnson"),
    ("GBR", "head_of_government", "2022-10-01", "Liz Truss"),
    ("GBR", "head_of_state", "2010-06-01", "Elizabeth II"),
    ("GBR", "foreign_minister", "2003-03-20", "Jack Straw"),
    ("USA", "head_of_state", "2001-09-11", "George W. Bush"),
    ("USA", "foreign_minister", "2010-01-01", "Hillary Clinton"),
    ("USA", "defence_minister", "2003-03-20", "Donald Rumsfeld"),
    ("USA", "deputy_head", "2012-05-05", "Joe Biden"),
    ("FRA", "head_of_state", "2003-02-14", "Jacques Chirac"),
    ("FRA", "foreign_minister", "2003-02-14", "Dominique de Villepin"),
    ("DEU", "head_of_government", "2015-09-04", "Angela Merkel"),
    ("DEU", "foreign_minister", "2022-02-24", "Annalena Baerbock"),
    ("ITA", "head_of_government", "2021-06-01", "Mario Draghi"),
    ("ESP", "head_of_government", "2004-03-11", "José María Aznar"),
    ("POL", "head_of_state", "2010-04-09", "Lech Kaczyński"),
    ("HUN", "head_of_government", "2016-10-02", "Viktor Orbán"),
    ("GRC", "head_of_government", "2015-07-05", "Alexis Tsipras"),
    ("SRB", "head_of_government", "2003-03-01", "Zoran Đinđić"),
    ("RUS", "head_of_state", "2008-08-08", "Dmitry Medvedev"),
    ("RUS", "head_of_government", "2008-08-08", "Vladimir Putin"),
    ("RUS", "foreign_minister", "2015-05-01", "Sergei Lavrov"),
    ("RUS", "defence_minister", "2022-02-24", "Sergei Shoigu"),
    ("UKR", "head_of_state", "2014-02-20", "Viktor Yanukovych"),
    ("UKR", "head_of_state", "2014-03-16", "Oleksandr Turchynov"),
    ("UKR", "head_of_state", "2022-02-24", "Volodymyr Zelensky"),
    ("GEO", "head_of_state", "2008-08-08", "Mikheil Saakashvili"),
    ("KAZ", "head_of_state", "2022-01-05", "Kassym-Jomart Tokayev"),
    (
        "TUR",
        "head_of_government",
        "2016-07-15",
        "Binali Y\N{LATIN SMALL LETTER DOTLESS I}ld\N{LATIN SMALL LETTER DOTLESS I}r\N{LATIN SMALL LETTER DOTLESS I}m",
    ),
    ("ISR", "head_of_government", "2006-07-12", "Ehud Olmert"),
    ("ISR", "foreign_minister", "2008-12-27", "Tzipi Livni"),
    ("PSE", "head_of_state", "2002-04-01", "Yasser Arafat"),
    ("IRN", "supreme_leader", "2015-07-14", "Ali Khamenei"),
    ("IRN", "head_of_state", "2009-06-15", "Mahmoud Ahmadinejad"),
    ("IRN", "foreign_minister", "2015-07-14", "Mohammad Javad Zarif"),
    ("IRQ", "head_of_state", "2002-09-12", "Saddam Hussein"),
    ("EGY", "head_of_state", "2013-07-01", "Mohamed Morsi"),
    ("LBY", "head_of_state", "2011-03-19", "Muammar Gaddafi"),
    ("SAU", "head_of_state", "2018-10-02", "Salman bin Abdulaziz"),
    ("PAK", "head_of_government", "2011-05-02", "Yousaf Raza Gilani"),
    ("IND", "head_of_government", "2008-11-26", "Manmohan Singh"),
    ("IND", "foreign_minister", "2020-06-15", "Subrahmanyam Jaishankar"),
    ("CHN", "head_of_state", "2008-08-08", "Hu Jintao"),
    ("CHN", "foreign_minister", "2023-03-07", "Qin Gang"),
    ("CHN", "foreign_minister", "2024-01-01", "Wang Yi"),
    ("JPN", "head_of_government", "2011-03-11", "Naoto Kan"),
    ("KOR", "head_of_state", "2018-04-27", "Moon Jae-in"),
    ("PRK", "supreme_leader", "2006-10-09", "Kim Jong-il"),
    ("TWN", "head_of_state", "2022-08-02", "Tsai Ing-wen"),
    ("PHL", "head_of_state", "2016-07-12", "Rodrigo Duterte"),
    ("THA", "head_of_government", "2006-09-01", "Thaksin Shinawatra"),
    ("MYS", "head_of_government", "2014-03-08", "Najib Razak"),
    ("AUS", "head_of_government", "2012-10-09", "Julia Gillard"),
    ("NZL", "head_of_government", "2019-03-15", "Jacinda Ardern"),
    ("ETH", "head_of_government", "2020-11-04", "Abiy Ahmed"),
    ("ZWE", "head_of_state", "2017-11-01", "Robert Mugabe"),
    ("ZAF", "head_of_state", "2013-12-05", "Jacob Zuma"),
    ("NGA", "head_of_state", "2014-04-14", "Goodluck Jonathan"),
    ("COD", "head_of_state", "2012-11-20", "Joseph Kabila"),
    ("SDN", "head_of_state", "2009-03-04", "Omar al-Bashir"),
    ("MLI", "head_of_state", "2023-01-01", "Assimi Goïta"),
    ("VEN", "head_of_state", "2012-10-07", "Hugo Chávez"),
    ("BRA", "head_of_state", "2010-05-17", "Luiz Inácio Lula da Silva"),
    ("ARG", "head_of_state", "2002-06-01", "Eduardo Duhalde"),
    ("COL", "head_of_state", "2016-11-24", "Juan Manuel Santos"),
    ("CUB", "head_of_state", "2014-12-17", "Raúl Castro"),
    ("MEX", "head_of_state", "2001-02-16", "Vicente Fox"),
    ("CAN", "head_of_government", "2006-02-01", "Paul Martin"),
    ("VAT", "head_of_state", "2013-05-01", "Francis"),
    ("IGO:UN", "leader", "2003-08-19", "Kofi Annan"),
    ("IGO:NATO", "leader", "2011-03-19", "Anders Fogh Rasmussen"),
    ("IGO:IAEA", "leader", "2003-02-14", "Mohamed ElBaradei"),
    ("IGO:EU", "foreign_minister", "2015-07-14", "Federica Mogherini"),
    ("IGO:ICC", "leader", "2009-03-04", "Luis Moreno Ocampo"),
]

ALIASES = [
    ("Volodymyr Zelensky", {"Zelensky", "Zelenskyy", "Zelenskiy", "Volodymyr Zelenskyy"}),
    ("Kassym-Jomart Tokayev", {"Tokayev", "Kasym-Zhomart Tokayev"}),
    ("Xi Jinping", {"Xi"}),
    ("Kim Jong-un", {"Kim", "Kim Jong Un"}),
    ("Recep Tayyip Erdoğan", {"Erdoğan"}),
    ("Alexander Lukashenko", {"Lukashenko", "Lukashenka", "Alyaksandr Lukashenka"}),
    ("Muammar Gaddafi", {"Gaddafi", "Qaddafi", "Kadhafi"}),
    ("Benjamin Netanyahu", {"Netanyahu", "Bibi Netanyahu"}),
    ("Mohammed bin Salman", {"MBS", "Mohammad bin Salman"}),
    ("Luiz Inácio Lula da Silva", {"Lula", "Lula da Silva"}),
    ("Aung San Suu Kyi", {"Suu Kyi"}),
    ("Abiy Ahmed", {"Abiy"}),
]

SECOND_MENTIONS = [
    ("Vladimir Putin", "Putin"),
    ("Xi Jinping", "Xi"),
    ("Moon Jae-in", "Moon"),
    ("Kim Jong-un", "Kim"),
    ("Shinzo Abe", "Abe"),
    ("Luiz Inácio Lula da Silva", "Lula"),
    ("Viktor Orbán", "Orbán"),
    ("Nguyen Phu Trong", "Trong"),
    ("Mahathir Mohamad", "Mahathir"),
    ("Thaksin Shinawatra", "Thaksin"),
    ("Donald Trump", "Trump"),
    ("Volodymyr Zelensky", "Zelensky"),
]


@pytest.mark.parametrize(("code", "office", "on", "name"), KNOWN, ids=str)
def test_office_was_held_by(code, office, on, name):
    day = date.fromisoformat(on)
    held = {
        PERSONS[row["person_id"]]["name"]
        for row in TERMS
        if (row["code"], row["office"]) == (code, office)
        and date.fromisoformat(row["since"]) <= day
        and (not row["until"] or day < date.fromisoformat(row["until"]))
    }
    assert held == {name}


def by_name(name):
    found = [row for row in PERSONS.values() if row["name"] == name]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("name", "aliases"), ALIASES)
def test_usual_spellings_are_aliases(name, aliases):
    assert aliases <= set(by_name(name)["aliases"].split("|"))


@pytest.mark.parametrize(("name", "surname"), SECOND_MENTIONS)
def test_first_single_word_alias_is_how_news_names_them_again(name, surname):
    assert next(alias for alias in by_name(name)["aliases"].split("|") if " " not in alias) == surname


@pytest.mark.parametrize(
    ("name", "code", "sector"),
    [
        ("Yahya Sinwar", "PSE", "REB"),
        ("Hassan Nasrallah", "LBN", "REB"),
        ("Osama bin Laden", "ARM:al-Qaeda", "REB"),
        ("Abdul-Malik al-Houthi", "YEM", "REB"),
        ("Alexei Navalny", "RUS", "OPP"),
        ("Sviatlana Tsikhanouskaya", "BLR", "OPP"),
        ("Juan Guaidó", "VEN", "OPP"),
        ("Francis", "VAT", "REL"),
        ("Valery Gerasimov", "RUS", "MIL"),
        ("Nancy Pelosi", "USA", "LEG"),
        ("Karim Khan", "GBR", "JUD"),
    ],
)
def test_persons_have_their_code_and_sector(name, code, sector):
    row = by_name(name)
    assert (row["code"], row["sector"]) == (code, sector)
