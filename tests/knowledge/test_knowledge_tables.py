"""The validator finds what is wrong in tables, and nothing wrong in ours."""

import shutil

import pytest

from multipolar.errors import InputError, MissingInputError
from multipolar.resolving.actors import ActorResolver
from multipolar.resolving.knowledge import load_knowledge, problems
from multipolar.resolving.knowledge.__main__ import main
from multipolar.resolving.knowledge.siblings import tells_itself
from multipolar.resolving.knowledge.tables import COLUMNS, FOLDER, read_table


def test_our_tables_have_no_problems(capsys):
    assert problems() == []
    assert main() == 0
    assert capsys.readouterr().out == ""


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "tables"
    # Without persons and terms, which have a test of their own: checking them takes most of the time.
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("persons.csv", "terms.csv"))
    return copy


@pytest.mark.parametrize(
    ("table", "line", "problem"),
    [
        ("groups", "group:nobody,QQQ,REB,Nobody,,,,,test", "'QQQ' is unknown"),
        ("groups", "group:nobody,TCD,XXX,Nobody,,,,,test", "'XXX' is unknown"),
        ("groups", "group:hamas,PSE,REB,Other Hamas,,,,,test", "'group:hamas' is taken"),
        ("groups", "group:nobody,TCD,REB,Nobody,,,2010,2009,test", "ends (2009) before"),
        ("groups", "group:nobody,TCD,REB,Nobody,,,2010-02-30,,test", "no date"),
        ("groups", "group:nobody,TCD,REB,Nobody,Hezbollah,,,,test", "'Hezbollah' names"),
        ("groups", "ngo:nobody,TCD,REB,Nobody,,,,,test", "no id of this table"),
        ("states", "QQA,QQ,999,Quaqua,,,,,,test", "Quaqua has no capital"),
        ("states", "QQA,RU,,Quaqua,,,,Qua,,test", "iso2 RU is"),
        ("states", "QQA,QQ,,Quaqua,,,2001,Qua,,test", "needs until and coded_as"),
        ("names", "Quaqua,state:QQA,short,,,test", "which no table has"),
        ("names", "Quaqua,state:RUS,nickname,,,test", "'nickname' is unknown"),
        ("members", "igo:QQA,RUS,,,test", "'igo:QQA' is unknown"),
        ("members", "igo:NATO,POL,2005-01-01,,test", "twice a member"),
        ("blocs", "bloc:Q,BLOC:Q,Q,,RUS QQA,test", "'QQA' is no state's code"),
        ("ambiguous", "Hezbollah,because", "no two entities"),
        ("bodies", "body:q,TCD,MIL, Q,,,,test", "white space"),
        ("bodies", "body:q,TCD,JUD,Abeche High Court,Moundou High Court,,,test", "give it a row of its own"),
        (
            "groups",
            "group:q,TCD,REB,Union of Quaqua,Bitter Reed Brigades,TCD,,,test",
            "'Bitter Reed Brigades' has little",
        ),
        ("other_names", "Hamas,group:hamas", "is no alias of 'group:hamas' that needs"),
    ],
)
def test_each_fault_is_found(folder, table, line, problem):
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    assert any(problem in found for found in problems(folder=folder)), problems(folder=folder)


def test_a_person_stands_in_one_table(folder):
    at, name, *_ = read_table("figures")[0]
    (folder / "persons.csv").write_text(
        ",".join(COLUMNS["persons"]) + f"\nperson:other,{name},,TCD,GOV,test\n{at},Someone,,TCD,GOV,test\n", "utf-8"
    )
    found = "\n".join(problems(folder=folder))
    assert f"{name} stands in the tables as person:other already" in found
    assert f"the id {at!r} is taken" in found


def test_overlapping_terms_are_found(folder):
    (folder / "persons.csv").write_text(
        ",".join(COLUMNS["persons"]) + "\nperson:a,Ann A,,TCD,GOV,test\nperson:b,Bob B,,TCD,GOV,test\n",
        encoding="utf-8",
    )
    (folder / "terms.csv").write_text(
        ",".join(COLUMNS["terms"])
        + "\nperson:a,head_of_state,TCD,President,2001-01-01,2003-01-01,test"
        + "\nperson:b,head_of_state,TCD,President,2002-01-01,,test"
        + "\nperson:b,head_of_state,TCD,President,2005-01-01,,test"
        + "\nperson:c,head_of_state,TCD,President,1990-01-01,1991-01-01,test\n",
        encoding="utf-8",
    )
    found = "\n".join(problems(folder=folder))
    assert "TCD has two persons as President (head_of_state)" in found
    assert "person:b is head_of_state twice" in found
    assert "'person:c' is unknown" in found


def test_missing_and_broken_tables_are_told(folder):
    (folder / "groups.csv").unlink()
    with pytest.raises(MissingInputError, match="groups"):
        problems(folder=folder)
    (folder / "blocs.csv").write_text("id,code\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"blocs\.csv:1"):
        read_table("blocs", folder=folder)
    (folder / "blocs.csv").write_text(",".join(COLUMNS["blocs"]) + "\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"blocs\.csv:2"):
        read_table("blocs", folder=folder)
    assert read_table("persons", folder=folder) == []


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("Organisation for Quaqua Unity", "Organization of Quaqua Unity"),
        ("Quaqua Arab Red Crescent", "Quaqua Red Crescent"),
        ("Bureau of Quaqua Firearms", "BQF"),
        ("QBF", "Quaqua Bureau of Firearms"),
        ("Al Qua", "al-Qua"),
        ("Chadian Army", "Army of Chad"),
    ],
)
def test_an_alias_of_the_same_words_is_the_same_thing(name, alias):
    assert tells_itself(name, alias, frozenset({"chad"}))


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("Abeche High Court", "Moundou High Court"),
        ("Chadian Army", "Chadian Navy"),
        ("Abeche City Police Department", "MPD"),
        ("Assembly of Chad", "Senate of Chad"),
    ],
)
def test_an_alias_of_other_words_may_be_a_sibling(name, alias):
    assert not tells_itself(name, alias, frozenset({"chad"}))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the Biden administration", "Biden administration"),
        ("the Karnataka High Court", "Karnataka High Court"),
        ("the French Senate", "French Senate"),
        ("Inditex", "Inditex"),
        ("Channel One Russia", "Channel One Russia"),
        ("the LAPD", "Los Angeles Police Department"),
        ("US Cyber Command", "US Cyber Command"),
        ("the YPG", "People's Protection Units"),
        ("the Mossos", "Mossos d'Esquadra"),
        ("the RMT", "National Union of Rail, Maritime and Transport Workers"),
    ],
)
def test_siblings_go_by_their_own_names(words, name):
    resolver = ActorResolver(load_knowledge())
    (match,) = resolver.resolve(words)
    assert match.name == name
