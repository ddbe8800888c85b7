"""Whether an alias tells by itself that it names the same thing as its row, or may be another thing of the same code.

A list of bodies kept as the aliases of one of them shows a reader the wrong one's name. An alias passes that has no
telling word which the name lacks, or lacks none that it has ("Syrian Arab Red Crescent", "Syrian Red Crescent"), or
that is the other's acronym; whatever else is the same thing must stand in ``other_names.csv``.
"""

from __future__ import annotations

import re
from typing import Final

from multipolar.resolving.knowledge.fold import fold

__all__ = ["telling_words", "tells_itself"]

_WORD: Final = re.compile(r"[a-z0-9]+")
_SMALL: Final = frozenset(
    {"the", "of", "and", "for", "in", "on", "to", "a", "an", "de", "s", "al", "el", "ul", "e", "i"}
)
_STEM: Final = 4
"""Letters that two forms of one word share ("Organisation" and "Organization", "Defense" and "Defence")."""


def telling_words(name: str) -> frozenset[str]:
    """The beginnings of the words of a name, without articles and prepositions.

    Args:
        name: The name.
    """
    found = _WORD.findall(fold(name).replace("'", "").replace(".", ""))
    return frozenset(word[:_STEM] for word in found if word not in _SMALL)


def tells_itself(name: str, alias: str, countries: frozenset[str]) -> bool:
    """Whether an alias is plainly the same thing as the name.

    Args:
        name: The name of the row.
        alias: The alias.
        countries: The telling words of the names of states and peoples, which all bodies of one country share.
    """
    if _glued(name) == _glued(alias) or _is_short_for(alias, name) or _is_short_for(name, alias):
        return True
    own, other = telling_words(name) - countries, telling_words(alias) - countries
    return bool(own and other) and (own <= other or other <= own)


def _glued(name: str) -> str:
    return "".join(_WORD.findall(fold(name)))


def _is_short_for(short: str, name: str) -> bool:
    """Whether a word is made of the first letters of a name's words, in their order, small words left out or not."""
    letters = _glued(short)
    if " " in short.strip() or not letters or sum(map(str.isupper, short)) < len(letters) / 2:
        return False
    initials = [word[0] for word in _WORD.findall(fold(name).replace("'", ""))]
    at = 0
    for letter in letters:
        while at < len(initials) and initials[at] != letter:
            at += 1
        if at == len(initials):
            return False
        at += 1
    return True
