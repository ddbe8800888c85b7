"""The user's own actors win over the tables, and broken files are told where and how to mend them."""

import datetime as dt

import pytest

from multipolar.errors import InputError, MissingInputError
from multipolar.resolving import ResolveOptions, resolve
from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.knowledge.rows import holds

GOOD = """
[[actor]]
name = "Front for Liberty"
aliases = ["FFL", "Hamas"]
code = "TCD"
sector = "REB"
since = 2019-03-01
until = "2021-04"

[[actor]]
name = "Lake Union"
code = "IGO:Lake Union"
"""


def write(tmp_path, text, name="my.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def bearers(known, words, day):
    """Whom the words name on a day."""
    return [
        name.entity_id
        for name in known.names(words)
        for entity in [known.entity(name.entity_id)]
        if holds(name.since, name.until, day) and holds(entity.since, entity.until, day)
    ]


def test_the_users_actors_win(tmp_path):
    known = load_knowledge([write(tmp_path, GOOD)])
    (name,) = known.names("Front for Liberty")
    front = known.entity(name.entity_id)
    assert (front.id, front.code, front.sector, front.kind) == ("user:front-for-liberty", "TCD", "REB", "user")
    assert (front.since, front.until) == (dt.date(2019, 3, 1), dt.date(2021, 4, 30))
    assert [known.entity(n.entity_id).sector for n in known.names("the Lake Union")] == ["IGO"]
    assert [n[0].entity_id for _, _, n in known.find("FFL and Hamas met")] == [front.id, front.id]
    assert bearers(known, "Hamas", dt.date(2020, 1, 1)) == [front.id]
    assert load_knowledge().names("Hamas")[0].entity_id == "group:hamas"


@pytest.mark.parametrize(
    ("dates", "before", "within", "after"),
    [
        ("", "user:front", "user:front", "user:front"),
        ("since = 2019-03-01", "group:hamas", "user:front", "user:front"),
        ('until = "2021-04"', "user:front", "user:front", "group:hamas"),
        ('since = 2019-03-01\nuntil = "2021-04"', "group:hamas", "user:front", "group:hamas"),
        ("since = 0001-01-01\nuntil = 9999-12-31", "user:front", "user:front", "user:front"),
    ],
)
def test_before_and_after_a_users_actor_its_names_are_the_tables_again(tmp_path, dates, before, within, after):
    path = write(tmp_path, f'[[actor]]\nname = "Front"\naliases = ["Hamas", "HAMAS"]\ncode = "TCD"\n{dates}\n')
    known = load_knowledge([path])
    days = [(2019, 2, 28), (2019, 3, 1), (2021, 4, 30), (2021, 5, 1)]
    assert [bearers(known, "Hamas", dt.date(*day)) for day in days] == [[before], [within], [within], [after]]


def test_actors_of_one_name_are_told_apart_by_their_days(tmp_path):
    path = write(
        tmp_path,
        '[[actor]]\nname = "Sea Shepherd"\naliases = ["SSCS"]\ncode = "NGO:Old-Shepherd"\nuntil = 2010\n'
        '[[actor]]\nname = "Sea Shepherd"\naliases = ["SSCS"]\ncode = "NGO:New-Shepherd"\nsince = 2011\n',
    )
    options = ResolveOptions(overlays=(path,))
    for words in ("Sea Shepherd", "SSCS"):
        for year, code in ((2005, "NGO:Old-Shepherd"), (2010, "NGO:Old-Shepherd"), (2011, "NGO:New-Shepherd")):
            assert resolve(words, published=dt.date(year, 6, 1), options=options).phrase.code == code


def test_in_its_days_a_users_actor_takes_a_name_of_the_tables(tmp_path):
    path = write(tmp_path, '[[actor]]\nname = "Russia"\ncode = "NGO:Mine"\nsince = 2019\nuntil = 2020\n')
    options = ResolveOptions(overlays=(path,))
    for year, code in ((2018, "RUS"), (2019, "NGO:Mine"), (2020, "NGO:Mine"), (2021, "RUS")):
        assert resolve("Russia", published=dt.date(year, 6, 1), options=options).phrase.code == code


def test_a_later_file_wins_in_its_days_over_an_earlier_one(tmp_path):
    first = write(tmp_path, '[[actor]]\nname = "Bay"\ncode = "TCD"\nsince = 2000\n', "a.toml")
    second = write(tmp_path, '[[actor]]\nname = "Cove"\naliases = ["Bay"]\ncode = "NER"\nsince = 2010\n', "b.toml")
    known = load_knowledge([first, second])
    found = [bearers(known, "Bay", dt.date(year, 1, 1)) for year in (1999, 2005, 2015)]
    assert found == [[], ["user:bay"], ["user:cove"]]


def test_later_overlays_win_over_earlier(tmp_path):
    first = write(tmp_path, '[[actor]]\nname = "Bay"\ncode = "TCD"\n', "a.toml")
    second = write(tmp_path, '[[actor]]\nname = "Cove"\naliases = ["Bay"]\ncode = "NER"\n', "b.toml")
    known = load_knowledge([first, second])
    assert [known.entity(name.entity_id).code for name in known.names("Bay")] == ["NER"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[[actor]]\nname = "A"\ncode = "QQQ"\n', 3, "unknown code 'QQQ'"),
        ('[[actor]]\nname = "A"\n', 1, "has no code"),
        ('[[actor]]\ncode = "TCD"\n', 1, "has no name"),
        ('[[actor]]\nname = "B"\ncode = "TCD"\n[[actor]]\nname = "A"\ncode = "TCD"\nsector = "ARMY"\n', 7, "'ARMY'"),
        ('[[actor]]\nname = "A"\ncode = "TCD"\naliases = "B"\n', 4, "no list of names"),
        ('[[actor]]\nname = "A"\ncode = "TCD"\nsince = "soon"\n', 4, "no date in since"),
        ('[[actor]]\nname = "A"\ncode = "TCD"\nsince = 2020-01-02\nuntil = 2020-01-01\n', 5, "ends before"),
        ('[[actor]]\nname = "A"\ncode = "TCD"\nkind = "x"\n', 4, "no 'kind'"),
        ('[[actor]]\nname = "A\ncode = "TCD"\n', 2, "no valid TOML"),
        ('[[person]]\nname = "A"\n', 1, "unknown section 'person'"),
        ('[actor]\nname = "A"\n', 1, "not a list"),
        ('actor = ["A"]\n', 1, "not a list"),
    ],
)
def test_broken_overlays_are_told(tmp_path, text, line, what):
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_knowledge([path])
    assert caught.value.where == f"{path}:{line}"
    assert what in caught.value.what
    assert caught.value.mend


def test_overlays_that_are_not_there_or_no_text(tmp_path):
    with pytest.raises(MissingInputError):
        load_knowledge([tmp_path / "none.toml"])
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_knowledge([tmp_path / "bad.toml"])
    with pytest.raises(InputError, match="cannot be read"):
        load_knowledge([tmp_path])
