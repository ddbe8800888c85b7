from __future__ import annotations

import datetime as dt

import pytest

from multipolar.incidents import Party
from multipolar.linking.titles import title


def line(name, actor_id=""):
    party = Party("RUS", "GOV", name, actor_id)
    other = Party("UKR", "GOV", "Ukraine", "state:UKR")
    return title(
        type="ASSAULT",
        mode=None,
        status="occurred",
        actors=[party],
        recipients=[other],
        place=None,
        day=dt.date(2024, 5, 1),
    )


def test_one_acts_in_the_singular_and_many_in_the_plural():
    assert line("Russia", "state:RUS") == "Russia attacks Ukraine, 2024-05-01"
    assert line("Soldiers") == "Soldiers attack Ukraine, 2024-05-01"


@pytest.mark.parametrize("name", ["", " ", "\u2003"])
def test_a_side_without_a_name_breaks_no_title(name):
    assert line(name).endswith("Ukraine, 2024-05-01")
