"""Finding actors in a line of text without a coder: known names with what belongs to them, and telling head nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.discourse import locative_before
from multipolar.resolving.actors.lexicon import NAME_PARTICLES, NUMBERS, PREPOSITIONS, TITLES
from multipolar.resolving.actors.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable

    from multipolar.resolving.actors.tokens import Token
    from multipolar.resolving.actors.weights import Weights
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["spot"]

_ARTICLES: Final = frozenset({"the", "a", "an"})
_BEFORE: Final = (
    TITLES
    | NUMBERS
    | frozenset(["former", "senior", "top", "anti-government", "armed", "some", "several", "local", "own"])
) - {
    "of",
    "the",
    "and",
    "for",
    "in",
    "then",
}
_PLACES: Final = frozenset({"in", "at", "near", "across", "around", "outside", "from", "to"})


def spot(
    text: str, knowledge: Knowledge, weights: Weights, is_place: Callable[[int, int], bool]
) -> list[tuple[int, int]]:
    """Where actors are named in a text.

    Args:
        text: One line or sentence.
        knowledge: The tables.
        weights: Which head nouns tell of an actor.
        is_place: Whether a known name (start, end) is a place or state that may merely say where.

    Returns:
        Character spans, in order, none overlapping.
    """
    tokens = tokenise(text)
    inside = [False] * len(tokens)
    spans: list[tuple[int, int]] = []
    for start, end, _ in knowledge.find(text):
        covered = [i for i, token in enumerate(tokens) if token.start < end and start < token.end]
        if not covered or any(inside[i] for i in covered):
            continue
        first, last = _grow(tokens, covered[0], covered[-1], inside, weights)
        alone = first >= covered[0] - 1 and last == covered[-1]
        if alone and is_place(start, end) and locative_before(text, start) in _PLACES:
            continue
        for i in range(first, last + 1):
            inside[i] = True
        spans.append((tokens[first].start, max(end, _bare_end(tokens[last]))))
    for i, token in enumerate(tokens):
        if inside[i] or not token.text[0].isalpha() or not weights.tells(token.low):
            continue
        first, last = _grow(tokens, i, i, inside, weights)
        for at in range(first, last + 1):
            inside[at] = True
        spans.append((tokens[first].start, _bare_end(tokens[last])))
    return sorted(spans)


def _bare_end(token: Token) -> int:
    """End of the word without a possessive ending."""
    return token.end - 2 if token.possessive and token.text[-2:] in {"'s", "\u2019s"} else token.end


def _grow(tokens: tuple[Token, ...], first: int, last: int, inside: list[bool], weights: Weights) -> tuple[int, int]:
    """Takes in titles and numbers before, and head nouns, titles and personal names after."""
    while last + 1 < len(tokens) and not inside[last + 1]:
        token = tokens[last + 1]
        low = token.low
        if not token.text[0].isalpha() or (low in PREPOSITIONS and token.text[0].islower()):
            break
        titled = low in TITLES and low not in {"and", "for", "of", "the", "in", "then", "head"}
        named = token.text[0].isupper() or (low in NAME_PARTICLES and last > first and tokens[last].text[0].isupper())
        if not (titled or weights.tells(low) or named):
            following = tokens[last + 2] if last + 2 < len(tokens) else None
            if following is None or not weights.tells(following.low) or token.text[0].isupper():
                break
        last += 1
    while last > first and tokens[last].low in NAME_PARTICLES:
        last -= 1
    while first > 0 and not inside[first - 1]:
        token = tokens[first - 1]
        if token.low in _BEFORE or token.text[0].isdigit():
            first -= 1
            continue
        if token.low in _ARTICLES:
            first -= 1
        break
    return first, last
