"""Which earlier mention of one actor a pronoun or a repeated description takes up, weighed by learnt evidence.

A report speaks of a country's president, army and people by one code. Once the code of a pronoun is known, this tells
which of them it stands for, and so its sector and name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.grammar import REFLEXIVE, agrees, is_among, other_side

if TYPE_CHECKING:
    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention
    from multipolar.resolving.actors.weights import Weights

__all__ = ["Earlier", "antecedent_of", "earlier_of"]

_MOST: Final = 8
"""Mentions that are looked at, latest first."""
_GUESS: Final = 1.0
"""What the coder's guess at an antecedent adds to its score, for a guess that is certain."""
_OF_PERSONS: Final = frozenset({"he", "she", "i", "you", "who"})
_FAR: Final = 3


class Earlier(NamedTuple):
    """An earlier mention that words may take up, with what speaks for it."""

    item: Item
    marks: frozenset[str]


def earlier_of(mention: ActorMention, phrase: Phrase, code: str, report: ReportActors) -> list[Earlier]:
    """The earlier mentions of an actor that a pronoun may stand for, latest first, each with its marks.

    Args:
        mention: The pronoun.
        phrase: Its phrase, taken apart.
        code: The code that it was given.
        report: The report so far.
    """
    at = (mention.extent.sentence, mention.extent.start)
    facing = () if phrase.words.lower().endswith(REFLEXIVE) else other_side(mention, report)
    found: list[Earlier] = []
    seen: set[tuple[int, int, int]] = set()
    latest = -1
    for item in reversed(report.items):
        place = (item.sentence, item.start, item.end)
        if item.match is None or item.code != code or place[:2] >= at or place in seen:
            continue
        if is_among(item.match, facing):
            continue
        if latest < 0:
            latest = item.sentence
        seen.add(place)
        found.append(Earlier(item, frozenset(_marks(mention, phrase, item, len(found), latest))))
        if len(found) == _MOST:
            break
    return found


def _marks(mention: ActorMention, phrase: Phrase, item: Item, rank: int, latest: int) -> list[str]:
    word = "he" if phrase.pronoun in _OF_PERSONS else phrase.pronoun
    match, other = item.match, item.mention
    sector = match.sector if match is not None else ""
    away = mention.extent.sentence - item.sentence
    sort = "person" if item.person else "many" if item.plural else "one"
    marks = [
        f"rank:{min(rank, _FAR)}",
        f"away:{min(away, _FAR)}",
        f"{word}:{sort}",
        f"{word}:{sector}",
        f"{mention.event}:{mention.role}:{sector}",
        f"shape:{item.tag}",
    ]
    if item.start == 0 or (other is not None and other.role == "actor"):
        marks.append("subject" if away else "subject_here")
    if item.sentence == latest:
        marks.append("latest")
    if other is not None:
        if other.group == mention.group:
            marks.append(f"together:{'same' if other.role == mention.role else 'facing'}")
        marks.append(f"roles:{other.role}:{mention.role}")
        if other.event == mention.event:
            marks.append("like_event")
    if item.head:
        marks.append("noun")
    return ["ante|" + mark for mark in marks]


def antecedent_of(
    mention: ActorMention, phrase: Phrase, code: str, report: ReportActors, weights: Weights
) -> ActorMatch | None:
    """The earlier mention of an actor that words take up, as it was resolved; None if there is none.

    Args:
        mention: The words.
        phrase: Their phrase, taken apart.
        code: The code that they were given.
        report: The report so far.
        weights: What the evidence weighs.
    """
    if phrase.shape == "described" and not phrase.pronoun:
        return _same_noun(mention, phrase, code, report)
    if phrase.shape != "pronoun":
        return None
    options = earlier_of(mention, phrase, code, report)
    if phrase.pronoun == "it":
        # "Moscow grapples with its invasion" says nothing of the president who was named last.
        options = [option for option in options if agrees(phrase, option.item)]
    if not options:
        return None
    if phrase.pronoun in _OF_PERSONS:
        options = [option for option in options if option.item.person] or options
    guesses = {(e.sentence, e.start, e.end): probability for e, probability in mention.antecedents}
    best = max(
        options,
        key=lambda option: (
            weights.score(option.marks)
            + _GUESS * guesses.get((option.item.sentence, option.item.start, option.item.end), 0.0)
        ),
    )
    return best.item.match


def _same_noun(mention: ActorMention, phrase: Phrase, code: str, report: ReportActors) -> ActorMatch | None:
    """The last mention of the actor by the same noun."""
    if not phrase.head:
        return None
    at = (mention.extent.sentence, mention.extent.start)
    for item in reversed(report.items):
        if item.match is None or item.code != code or (item.sentence, item.start) >= at:
            continue
        if item.head == phrase.head:
            return item.match
    return None
