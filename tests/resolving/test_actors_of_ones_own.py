"""Actors of the user's own, by way of the Python interface and the coder that ships."""

from __future__ import annotations

from multipolar import api


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
