"""What the parts of a place phrase do: which name is where it is, which only says whose or next to whom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from multipolar.resolving.places.lexicon import (
    BORDER,
    DIRECTIONS,
    DIVISIONS,
    GENERIC,
    HELD,
    LOCATIVE,
    MISSION,
    PLURAL_DIVISIONS,
    VESSELS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.places.folding import Token
    from multipolar.resolving.places.names import Hit

__all__ = ["AND", "Part", "Role", "division_follows", "is_located", "is_seat", "is_vessel", "parts"]

Role = Literal["place", "owner", "partner", "bordered", "pair"]
"""What a name in a phrase does.

``place``: it is where, or contains it. ``owner``: it says whose ("the US embassy", "Kurdish-held"). ``partner``: what a
border is shared with ("the border with Ukraine"). ``bordered``: whose border it is, either side ("near the Lebanese
border"). ``pair``: one of both sides ("the Belarus-Ukraine border").
"""

_STEPS: Final = 6
_COUNTRY: Final = 2
_ARTICLES: Final = frozenset({"the", "a", "an", "its", "their", "his", "her", "this", "that"})
AND: Final = frozenset({"and", "or"})
_SHARING: Final = frozenset({"with", "to", "from"})


@dataclass(frozen=True, slots=True)
class Part:
    """A name of a phrase and what it does."""

    hit: Hit
    role: Role


def parts(tokens: Sequence[Token], hits: Sequence[Hit]) -> list[Part]:
    """What each name of a phrase does."""
    found: list[Part] = []
    pairs: set[int] = set()
    for number, hit in enumerate(hits):
        role: Role = "place"
        if _owns(tokens, hit, hits[number + 1] if number + 1 < len(hits) else None):
            role = "owner"
        elif _is_partner(tokens, hit) or (found and found[-1].role == "partner" and _continues(tokens, hits, number)):
            role = "partner"
        elif _before_border(tokens, hit) and not tokens[hit.last].possessive:
            before = hits[number - 1] if number else None
            if before is not None and before.last + 1 == hit.first and tokens[hit.first].hyphen:
                pairs.update((number - 1, number))
            role = "bordered"
        found.append(Part(hit, role))
    return [Part(part.hit, "pair") if number in pairs else part for number, part in enumerate(found)]


def _owns(tokens: Sequence[Token], hit: Hit, following: Hit | None) -> bool:
    """The name says whose a place is, not where: "Kurdish-held", "run by Israel", "the US embassy"."""
    after = tokens[hit.last + 1 : hit.last + 4]
    if after and after[0].hyphen and after[0].key in HELD:
        return True
    if hit.first and tokens[hit.first - 1].key == "by":
        return True
    limit = following.first if following is not None else len(tokens)
    if any(token.key in MISSION for token in after[: max(0, limit - hit.last - 1)]):
        return True
    before = [token.key for token in tokens[max(0, hit.first - 3) : hit.first] if token.key not in _ARTICLES]
    if before[-1:] == ["of"] and before[-2:-1] and before[-2] in MISSION:
        return True
    return _is_abroad(tokens, hit, following)


def _is_abroad(tokens: Sequence[Token], hit: Hit, following: Hit | None) -> bool:
    """A country's people or things in another country: "American bases in Iraq"."""
    if following is None or any(c.rank > _COUNTRY for c in hit.candidates):
        return False
    if not any(c.kind in {"country", "demonym"} for c in following.candidates):
        return False
    between = [token.key for token in tokens[hit.last + 1 : following.first]]
    return len(between) > 1 and not {"in", "inside", "within"}.isdisjoint(between) and "and" not in between


def _is_partner(tokens: Sequence[Token], hit: Hit) -> bool:
    at = hit.first - 1
    while at >= 0 and (tokens[at].key in _ARTICLES or tokens[at].key in DIRECTIONS):
        at -= 1
    if at < 1 or tokens[at].key not in _SHARING:
        return False
    return any(token.key in BORDER or token.key == "crossing" for token in tokens[max(0, at - 3) : at])


def _continues(tokens: Sequence[Token], hits: Sequence[Hit], number: int) -> bool:
    """The name is the next of a list: "with Turkey and Iran"."""
    hit = hits[number]
    between = {token.key for token in tokens[hits[number - 1].last + 1 : hit.first]} - _ARTICLES
    return between == {"and"} or (not between and tokens[hit.first].comma and number + 1 < len(hits))


def _before_border(tokens: Sequence[Token], hit: Hit) -> bool:
    after = tokens[hit.last + 1 : hit.last + 2]
    return bool(after) and after[0].key in BORDER


def is_located(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name in running text is where something is: it follows a preposition of place.

    "talks in the northern city of Aleppo" yes, "Moscow said" no.
    """
    for at in range(hit.first - 1, max(-1, hit.first - 1 - _STEPS), -1):
        key = tokens[at].key
        if key in LOCATIVE:
            return True
        if not (key in _ARTICLES or key in DIRECTIONS or key in GENERIC or key == "of" or tokens[at].possessive):
            return False
    return False


def division_follows(tokens: Sequence[Token], hits: Sequence[Hit], number: int) -> bool:
    """A word such as "province" follows the name, or, in the plural, the list that it stands in ("A and B regions")."""
    hit = hits[number]
    after = tokens[hit.last + 1 : hit.last + 2]
    if tokens[hit.last].key in DIVISIONS or (bool(after) and not after[0].comma and after[0].key in DIVISIONS):
        return True
    for this, other in pairwise(hits[number:]):
        joined = tokens[this.last + 1 : other.first]
        if tokens[this.last].possessive or any(token.key not in AND for token in joined):
            return False
        behind = tokens[other.last + 1 : other.last + 2]
        if behind and not behind[0].comma and behind[0].key in PLURAL_DIVISIONS:
            return True
    return False


def is_seat(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a phrase is a country's capital: "the Indian capital", "Yemen's capital city", "the capital of Yemen"."""
    before = [token.key for token in tokens[: hit.first] if token.key not in _ARTICLES]
    after = [token.key for token in tokens[hit.last + 1 :]]
    if after in (["capital"], ["capital", "city"]):
        return True
    return not after and before[-2:] in (["capital", "of"], ["city", "of"]) and "capital" in before[-3:]


def is_vessel(before: str) -> bool:
    """Whether the words before a name make it that of a ship: "the patrol boat Vasily Bykov"."""
    words = before.split()
    return bool(words) and words[-1].casefold() in VESSELS
