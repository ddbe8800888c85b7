"""The Python interface to resolving: actors of the user's own, and texts that are none."""

from __future__ import annotations

import os

import pytest

from multipolar import api
from multipolar.errors import InputError


def test_actors_are_given_as_one_file_or_several_and_read_again_once_edited(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('[[actor]]\nname = "Ruritania"\ncode = "BLOC:Ruritania"\nsector = "GOV"\n')

    def codes(actors):
        coded = api.code("France accused Ruritania of spying.", actors=actors)
        return {side.code for event in coded.events for side in (*event.actors, *event.recipients)}

    assert "BLOC:Ruritania" in codes(str(mine))
    assert "BLOC:Ruritania" in codes([mine])
    mine.write_text('[[actor]]\nname = "Ruritania"\ncode = "BLOC:Zenda"\nsector = "GOV"\n')
    assert "BLOC:Zenda" in codes(mine)


def test_half_a_character_is_told():
    with pytest.raises(InputError, match="surrogate"):
        api.resolve("half \ud800 a pair")


def test_a_file_of_actors_is_read_again_once_its_time_or_its_size_is_another(tmp_path):
    mine = tmp_path / "mine.toml"

    def named(name, at):
        mine.write_text(f'[[actor]]\nname = "Ruritania"\ncode = "BLOC:{name}"\nsector = "GOV"\n')
        os.utime(mine, ns=(at, at))
        return api.resolve("Ruritania", actors=mine).phrase.code

    day = 1_750_000_000_000_000_000
    assert named("Zenda", day) == "BLOC:Zenda"
    assert named("Hentz", day + 1_000_000_000) == "BLOC:Hentz"
    assert named("Strelsau", day + 1_000_000_000) == "BLOC:Strelsau"  # of another size within the clock's step
