"""Organisations of the world that the tables do not know, told by their names alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
    from multipolar.resolving.actors.phrase import Phrase

__all__ = ["unlisted_organisation"]

_WORLDWIDE: Final = ("International ", "World ")
_CIVIL: Final = words("civil_bodies")
"""Last words of the names of societies, which states do not found ("federation", "bureau")."""
_NAME: Final = re.compile(
    r"(?:[A-Z][\w'\u2019-]*|of|for|the|and|on|against)(?: (?:[A-Z][\w'\u2019-]*|of|for|the|and|on|against))*"
)
_LEAST: Final = 3
"""Words of such a name."""


def unlisted_organisation(phrase: Phrase) -> str:
    """The name of an organisation of the world that the tables do not know ("the International Judo Federation").

    Such a body belongs to no state, however often the report names one.

    Args:
        phrase: The phrase.

    Returns:
        The name without its article; empty where the phrase is something else.
    """
    if phrase.hits or phrase.pronoun or phrase.plural:
        return ""
    name = phrase.words.removeprefix("The ").removeprefix("the ")
    if not name.startswith(_WORLDWIDE) or not _NAME.fullmatch(name):
        return ""
    parts = name.split()
    # The noun is the last word, or the one before "of" or "for".
    end = next((at for at, part in enumerate(parts) if part in {"of", "for", "on", "against"}), len(parts))
    return name if len(parts) >= _LEAST and parts[end - 1].lower() in _CIVIL else ""
