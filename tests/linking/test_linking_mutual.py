"""Who strikes whom where two act and nobody is acted upon."""

from __future__ import annotations

import itertools

import duckdb
import pytest

from multipolar.linking import is_mutual, mutual_sql
from multipolar.ontology import MODES

MUTUAL = [
    ("ASSAULT", None, "clashed"),
    ("ASSAULT", None, "Fighting"),
    ("ASSAULT", None, "fought a hundred-hour war"),
    ("ASSAULT", "firearms", "gun battle"),
    ("ASSAULT", "firearms", "shoot-out"),
    ("ASSAULT", "primitive", "hand-to-hand fighting"),
    ("ASSAULT", "heavy-weapons", "exchanged fire"),
    ("ASSAULT", "heavy-weapons", "artillery duels"),
    ("ASSAULT", "aerial", "traded air raids"),
    ("PROTEST", "riot", "fought running battles"),
    ("MOBILIZE", "troops", "standoff"),
    ("SANCTION", "discontinue", "trade war"),
    ("SANCTION", "discontinue", "broke off diplomatic relations"),
    ("THREATEN", None, "traded threats"),
    ("ACCUSE", "allege", "trade blame"),
    ("ACCUSE", "allege", "blame each other"),
    ("ASSAULT", "beat", "fistfight"),
    ("ASSAULT", None, "civil war"),
    ("ASSAULT", None, "fought against each other"),
    ("ACCUSE", "disapprove", "feuded"),
    ("SANCTION", "discontinue", "severed all diplomatic ties"),
]
ONE_SIDED = [
    ("ASSAULT", "aerial", "launched air strikes"),
    ("ASSAULT", "aerial", "the battle"),  # its mode says that one side did it
    ("ASSAULT", "drone", "war"),
    ("ASSAULT", "suicide-attack", "clashed"),
    ("ASSAULT", "targeted", "fight"),
    ("ASSAULT", "explosives", "fighting"),
    ("ASSAULT", "heavy-weapons", "shelled"),
    ("ASSAULT", None, "attacked"),
    ("ASSAULT", None, "fighter jets struck"),
    ("ASSAULT", None, "warplanes bombed"),
    ("ASSAULT", None, "embattled"),
    ("ASSAULT", None, "fought side by side"),
    ("ASSAULT", None, "fought against"),  # a third, whom nobody names
    ("ASSAULT", None, "waged war on"),
    ("ASSAULT", None, "the war on terror"),
    ("ASSAULT", None, "committed war crimes"),
    ("ASSAULT", None, "abused prisoners of war"),
    ("ASSAULT", None, "combat operations"),
    ("ASSAULT", None, "feudal raids"),
    ("PROTEST", None, "anti-war protests"),
    ("PROTEST", None, "protested the war"),
    ("PROTEST", "riot", "anti-war riot"),
    ("PROTEST", "demo", "demonstrated"),
    ("PROTEST", "obstruct", "blocked roads"),
    ("MOBILIZE", "troops", "war games"),
    ("SANCTION", "discontinue", "imposed trade restrictions"),
    ("SANCTION", "discontinue", "cut imports"),
    ("ACCUSE", "disapprove", "condemned the war"),
    ("CONSULT", None, "exchanged views"),  # cooperative: needs no words
]


@pytest.mark.parametrize(("of_type", "mode", "words"), MUTUAL)
def test_words_say_that_it_goes_both_ways(of_type, mode, words):
    assert is_mutual(of_type, mode, words)


@pytest.mark.parametrize(("of_type", "mode", "words"), ONE_SIDED)
def test_without_such_words_it_is_a_joint_act(of_type, mode, words):
    assert not is_mutual(of_type, mode, words)


def test_sql_decides_alike():
    words = [words for _, _, words in MUTUAL + ONE_SIDED]
    words += ["\u00e9fighting", "apr\u00e8s\u00e9war", "cut \u00e9conomiques ties"]  # borders of words beside accents
    kinds = [(of_type, mode) for of_type, modes in MODES.items() for mode in (None, *modes)]
    rows = [(of_type, mode, told) for (of_type, mode), told in itertools.product(kinds, words)]
    with duckdb.connect() as connection:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(
            "CREATE TABLE row AS SELECT unnest(?) AS type, unnest(?) AS mode, unnest(?) AS told", columns
        )
        found = connection.table("row").set_alias("row").filter(mutual_sql("row", "told")).fetchall()
    assert sorted(found, key=str) == sorted((row for row in rows if is_mutual(*row)), key=str)
