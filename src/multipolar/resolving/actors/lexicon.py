"""Closed classes of English words that tell how an actor phrase is built: articles, counts, pronouns, offices."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from multipolar.resolving.actors.rows import table_rows

__all__ = [
    "BOTH",
    "FORMER",
    "INSTITUTIONS",
    "LINKED",
    "NAME_PARTICLES",
    "NUMBERS",
    "OFFICES",
    "OPENERS",
    "PLURAL_PRONOUNS",
    "POSSESSIVES",
    "PREPOSITIONS",
    "PRONOUNS",
    "RELATIONAL",
    "SETS",
    "STATES",
    "STATESMEN",
    "STATE_NOUNS",
    "TITLES",
    "TRANSPARENT",
    "words",
]


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, word in table_rows("words"):
        found.setdefault(kind, set()).add(word)
    return {kind: frozenset(members) for kind, members in found.items()}


def words(kind: str) -> frozenset[str]:
    """All words of one class of ``tables/words.csv``."""
    return _table()[kind]


NUMBERS: Final[frozenset[str]] = frozenset(words("numbers"))
"""Words that count."""

OPENERS: Final[frozenset[str]] = NUMBERS | frozenset(words("openers"))
"""What may stand before the telling part of a phrase."""

PRONOUNS: Final[dict[str, str]] = {
    **dict.fromkeys(("he", "him", "himself", "his"), "he"),
    **dict.fromkeys(("she", "her", "herself", "hers"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "themselves", "theirs"), "they"),
    **dict.fromkeys(("i", "me", "my", "myself", "mine"), "i"),
    **dict.fromkeys(("we", "us", "our", "ourselves", "ours"), "we"),
    **dict.fromkeys(("you", "your", "yourself", "yours"), "you"),
    **dict.fromkeys(("who", "whom", "whose", "which", "that"), "who"),
    **dict.fromkeys(("this", "these", "those"), "it"),
}
"""Pronouns and the class that each belongs to."""

PLURAL_PRONOUNS: Final[frozenset[str]] = frozenset({"they", "we"})

POSSESSIVES: Final[dict[str, str]] = {
    "his": "he",
    "her": "she",
    "its": "it",
    "their": "they",
    "our": "we",
    "my": "i",
    "your": "you",
    "whose": "who",
}
"""Possessives that open a description ("its foreign minister")."""

BOTH: Final[frozenset[str]] = frozenset({"both", "two", "neither", "either", "each", "trio", "three", "all", "four"})
"""Words that make a set of actors named before."""

SETS: Final[frozenset[str]] = frozenset(words("sets"))
"""Nouns that, with one of :data:`BOTH`, stand for several actors named before."""

RELATIONAL: Final[frozenset[str]] = frozenset(words("relational"))
"""Heads whose "of" or possessive names whom they stand against or beside, not whom they belong to."""

STATE_NOUNS: Final[frozenset[str]] = frozenset(words("state_nouns"))
"""Nouns for a state or those who rule it."""

STATES: Final = frozenset({"countries", "nations", "states", "governments", "powers", "capitals"})
STATESMEN: Final = STATES | {"leaders", "diplomats", "ministers", "envoys", "representatives", "delegations", "heads"}
"""Nouns for several states, and with them those for the persons who speak for them."""

TRANSPARENT: Final[frozenset[str]] = frozenset(words("transparent"))
"""Heads that pass on the class of what follows "of" ("a group of soldiers")."""

PREPOSITIONS: Final[frozenset[str]] = frozenset(words("prepositions"))
"""Words that end the core of a phrase and begin what is said about it."""

LINKED: Final[frozenset[str]] = words("linked")
"""Second parts of compounds whose first part is not the actor ("Iran-backed")."""

FORMER: Final[frozenset[str]] = frozenset(words("former"))
"""Words that put an office into the past."""

NAME_PARTICLES: Final[frozenset[str]] = frozenset(words("name_particles"))
"""Small words within personal names."""

INSTITUTIONS: Final[frozenset[str]] = frozenset(words("institutions"))
"""Nouns at the end of names of bodies ("Yale University"), which are no surnames there."""

TITLES: Final[frozenset[str]] = frozenset(words("titles"))
"""Words of titles, lower case; a capitalised word that is none of these may be part of a personal name."""

_HEAD = ("head_of_state", "head_of_government", "supreme_leader")
OFFICES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("vice president", ("deputy_head",)),
    ("deputy prime minister", ("deputy_head",)),
    ("prime minister", ("head_of_government",)),
    ("premier", ("head_of_government", "head_of_state")),
    ("chancellor", ("head_of_government",)),
    ("taoiseach", ("head_of_government",)),
    ("supreme leader", ("supreme_leader", "head_of_state")),
    ("foreign minister", ("foreign_minister",)),
    ("minister of foreign affairs", ("foreign_minister",)),
    ("foreign secretary", ("foreign_minister",)),
    ("secretary of state", ("foreign_minister",)),
    ("top diplomat", ("foreign_minister",)),
    ("defence minister", ("defence_minister",)),
    ("defense minister", ("defence_minister",)),
    ("minister of defence", ("defence_minister",)),
    ("minister of defense", ("defence_minister",)),
    ("defence secretary", ("defence_minister",)),
    ("defense secretary", ("defence_minister",)),
    ("secretary of defense", ("defence_minister",)),
    ("secretary-general", ("leader",)),
    ("secretary general", ("leader",)),
    ("commission president", ("leader",)),
    ("president", ("head_of_state", "head_of_government")),
    ("king", ("head_of_state",)),
    ("queen", ("head_of_state",)),
    ("emir", ("head_of_state",)),
    ("sultan", ("head_of_state",)),
    ("emperor", ("head_of_state",)),
    ("monarch", ("head_of_state",)),
    ("pope", ("head_of_state", "supreme_leader")),
    ("head of state", _HEAD),
    ("head of government", ("head_of_government",)),
    ("leader", ("supreme_leader", "head_of_government", "head_of_state")),
)
"""Office phrases, longest first, with the offices of the terms table that they may mean, in order."""
