"""The validator finds what is wrong in tables, and nothing wrong in ours."""

import shutil

import pytest

from multipolar.errors import InputError, MissingInputError
from multipolar.resolving.knowledge import problems
from multipolar.resolving.knowledge.__main__ import main
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
