"""The Python interface to resolving: actors of the user's own, and texts that are none."""

from __future__ import annotations

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
