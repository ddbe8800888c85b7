"""The words that readers are shown for an actor whom the tables do not know: a personal name, or the phrase itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import INSTITUTIONS, NAME_PARTICLES, PREPOSITIONS, TITLES, TRANSPARENT, words
from multipolar.resolving.actors.tokens import is_name_word
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.tokens import Token

__all__ = ["CONNECTORS", "PERSONS", "ROLES", "as_whom", "described", "is_body", "without_owned"]

PERSONS: Final = words("persons") | {"pm", "mp", "mep", "mr", "mrs", "ms", "dr", "gen", "sen", "rep", "gov", "sir"}
"""Nouns and titles for one person."""
ROLES: Final = PERSONS | words("office_heads") | {"chair", "undersecretary", "whip", "treasurer"}
"""Those behind whose field a name may stand ("Minister for Energy Jane Doe")."""
CONNECTORS: Final = frozenset({"of", "for", "and", "on", "the", "to", "in", "against", "de", "des", "du", "&"})
"""Small words within the names of bodies ("Department for Transport")."""
_BODIES: Final = (
    INSTITUTIONS | words("civil_bodies") | {"secretariat", "cabinet", "theatre", "theater", "pool", "fleet"}
)
_TOWNS: Final = frozenset(["city", "town", "village", "settlement", "region", "province", "district", "island", "port"])
"""Nouns before an "of" behind which the name of the place itself stands ("the town of Abha")."""
_QUOTES: Final = str.maketrans("", "", '\u201c\u201d"')
_FULL: Final = 2
"""Words of a full name."""


def is_body(token: Token) -> bool:
    """Whether a word is a noun for a body: "Department", "Centers".

    Args:
        token: The word.
    """
    return token.low in _BODIES or singular(token.low) in _BODIES


def described(phrase: Phrase) -> str:
    """The words of a phrase without what opens it and what is told of it behind.

    The name of a body is kept whole ("Department for Transport"), and a role keeps whose it is ("governor of Chernihiv
    Oblast").

    Args:
        phrase: The phrase.
    """
    if not phrase.core:
        return phrase.words
    core = list(phrase.core)
    if phrase.shape == "bare" and len(core) > _FULL and core[-2].low == "of" and core[-3].low in TRANSPARENT:
        core = core[-1:]
    while len(core) > 1 and (core[-1].low in PREPOSITIONS or core[-1].low == "the"):
        core.pop()  # "a group of between 70 and 80 people"
    end = _end_of_name(phrase, core)
    return phrase.words[core[0].start : end].translate(_QUOTES).strip(" ,(") or phrase.words


def _end_of_name(phrase: Phrase, core: Sequence[Token]) -> int:
    """One past the last character of the core, or of the name of a body that goes on behind it."""
    last = core[-1]
    if not last.text[0].isupper():
        return last.end
    behind = [token for token in phrase.tokens if token.start >= last.end]
    run: list[Token] = []
    for at, token in enumerate(behind):
        following = behind[at + 1] if at + 1 < len(behind) else None
        joins = token.low in CONNECTORS or token.text == ","
        if token.text[0].isupper() or (
            joins and following is not None and _goes_on(following, behind[at + 2 : at + 3])
        ):
            run.append(token)
        else:
            break
    while run and not run[-1].text[0].isupper():
        run.pop()
    if not run:
        return last.end
    # The head noun is the word before the first small one, or the last of all ("Foreign, Commonwealth and Development
    # Office"); a comma joins only where the name goes on to an "and".
    head_first = is_body(last)
    head_last = is_body(run[-1])
    comma = any(token.text == "," for token in run)
    if comma and not any(token.low == "and" for token in run):
        return last.end
    if head_last and not head_first and run[0].text in {",", "and", "&"}:
        return run[-1].end
    return run[-1].end if head_first and run[0].low in CONNECTORS else last.end


def _goes_on(following: Token, after: Sequence[Token]) -> bool:
    if following.text[0].isupper():
        return True
    return following.low in CONNECTORS and bool(after) and after[0].text[0].isupper()


def as_whom(phrase: Phrase, is_given: Callable[[str], bool]) -> str:
    """The personal name that a phrase is for, or its words where it is for nobody by name.

    Args:
        phrase: The phrase.
        is_given: Whether a word is a given name of persons of the tables.
    """
    behind = _behind_role(phrase, is_given)
    if behind:
        return behind
    if phrase.person and not _is_piece(phrase, is_given):
        return phrase.person
    return described(phrase)


def without_owned(name: str, phrase: Phrase) -> str:
    """The name that an earlier mention gives whom a phrase names, without what is theirs there.

    After "the parents of Jane Doe", "Doe" is "Jane Doe", and after "the captain of MV Star", "MV Star" is the ship.

    Args:
        name: The name of the earlier mention.
        phrase: A name.
    """
    parts, own = name.split(), phrase.words.split()
    if not own or parts[-1] != own[-1] or "of" in own:  # "the mayor of Karsk" again is the mayor
        return name
    at = len(parts) - 1
    while at and (parts[at - 1][0].isupper() or parts[at - 1] in NAME_PARTICLES):
        at -= 1
    owned = at > 1 and parts[at - 1] == "of" and all(part[0].islower() for part in parts[: at - 1])
    return " ".join(parts[at:]) if owned else name


def _behind_role(phrase: Phrase, is_given: Callable[[str], bool]) -> str:
    """The personal name behind a title and its field ("the Minister for Citizenship Alex Hawke"); empty if none is."""
    if phrase.plural or phrase.former or not phrase.core:
        return ""
    run: list[Token] = []
    for token in reversed(phrase.tokens):
        if not token.text[0].isalnum() or not (is_name_word(token) or (run and token.low in NAME_PARTICLES)):
            break
        run.insert(0, token)
    first = next((at for at, token in enumerate(run) if is_given(token.text)), -1)
    if first < 0 or len(run) - first < _FULL or is_body(run[-1]):
        return ""
    before = [token for token in phrase.tokens if token.end <= run[first].start]
    heads = [at for at, token in enumerate(before) if token.low in ROLES]
    if not heads:
        return ""
    field = before[heads[-1] + 1 :]
    if len(field) < _FULL or field[0].low not in {"for", "of", "to", "on"}:
        return ""
    if not all(token.low in CONNECTORS or token.text[0].isupper() or token.text == "," for token in field):
        return ""
    return " ".join(token.text for token in run[first:])


def _is_piece(phrase: Phrase, is_given: Callable[[str], bool]) -> bool:
    """Whether what was read as a personal name is a piece of a body's or place's: "Transportation" of a department."""
    parts = phrase.person.split()
    core = phrase.core
    start = next((at for at in range(len(core) - 1, -1, -1) if core[at].text.removesuffix("'s") == parts[0]), len(core))
    before = core[:start]
    if any(singular(part.lower()) in _BODIES or part.lower() in _BODIES for part in parts):
        return bool(before)
    if not before:
        return _end_of_name(phrase, core) > core[-1].end
    if _is_owner(phrase, before):
        return True
    if len(parts) >= _FULL and is_given(parts[0]) and any(token.low in ROLES for token in before):
        return False
    if before[-1].low in {"of", "for"}:
        return len(before) < _FULL or before[-2].low not in _TOWNS
    inside = [token for token in before if token.text[0].isupper() and is_body(token)]
    named = bool(inside) and any(token.low in {"of", "for", "and"} for token in before)
    return named or (len(parts) == 1 and _is_acronym(before[-1]))  # "RT Deutsch"


def _is_owner(phrase: Phrase, before: Sequence[Token]) -> bool:
    """Whether the words before a name say whose something is: "brothers of the slain militant"; not "mayor of Kyiv"."""
    if not before or before[-1].low not in PERSONS:
        return False
    # The "of" of a body's own name says nothing of whose something is ("former Department of Justice attorney Doe").
    lows = [
        "" if any(hit.start < token.end and token.start < hit.end for hit in phrase.hits) else token.low
        for token in before
    ]
    at = len(lows) - 1 - lows[::-1].index("of") if "of" in lows else 0
    return at > 0 and all(
        (token.text[0].islower() and (token.low not in CONNECTORS or token.low == "the"))
        or token.low in PERSONS
        or any(hit.start < token.end and token.start < hit.end for hit in phrase.hits)
        for token in before[at + 1 :]
    )


def _is_acronym(token: Token) -> bool:
    return token.text.isupper() and len(token.text) > 1 and "." not in token.text and token.low not in TITLES | PERSONS
