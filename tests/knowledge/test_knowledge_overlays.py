"""The user's own actors win over the tables, and broken files are told where and how to mend them."""

import datetime as dt

import pytest

from multipolar.errors import InputError, MissingInputError
from multipolar.resolving.knowledge import load_knowledge

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


def test_the_users_actors_win(tmp_path):
    known = load_knowledge([write(tmp_path, GOOD)])
    (name,) = known.names("Hamas")
    front = known.entity(name.entity_id)
    assert (front.id, front.code, front.sector, front.kind) == ("user:front-for-liberty", "TCD", "REB", "user")
    assert (front.since, front.until) == (dt.date(2019, 3, 1), dt.date(2021, 4, 30))
    assert [known.entity(n.entity_id).sector for n in known.names("the Lake Union")] == ["IGO"]
    assert [n[0].entity_id for _, _, n in known.find("FFL and Hamas met")] == [front.id, front.id]
    assert load_knowledge().names("Hamas")[0].entity_id == "group:hamas"


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
