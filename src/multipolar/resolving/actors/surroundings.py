"""What stands around a mention and tells its sector: who else takes part, and which kinds of people its sentence names.

"Three people" whom soldiers killed are likelier rebels than three whom a bomb killed in a market; a man of whom a
sentence with "gang" and "police" speaks is likelier a criminal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.actors.shapes import ActorMention

__all__ = ["Around", "Company", "kinds_beside"]

_WORD: Final = re.compile(r"[A-Za-z][\w'\u2019-]*")
_BREAKS: Final = {code: " " for code in range(128) if not re.match(r"[\w'-]", chr(code))}
"""What parts words in a text of ASCII alone, where parting is quicker than matching."""
_BEFORE_LETTERS: Final = "0123456789_'-"
_OPENING: Final = frozenset(words.split()[0] for words in KINDS if " " in words)
_CLOSING: Final = frozenset(words.partition(" ")[2] for words in KINDS if " " in words)
_WORDS: Final = 20_000
_SENTENCES: Final = 512
"""Sentences whose kinds of people are remembered: those of the reports at hand."""
_MARKED: Final = 2_000
"""Sets of kinds whose marks are remembered."""


class Around(NamedTuple):
    """What is told of a mention outside its own words.

    Attributes:
        told: Marks of the words beside it and of other mentions of the same person.
        company: Marks of who takes part with it, and of whom its sentence speaks.
    """

    told: tuple[str, ...] = ()
    company: tuple[str, ...] = ()


@lru_cache(maxsize=_WORDS)
def _looked_up(word: str) -> tuple[str, tuple[str, ...], bool] | None:
    """A word in the singular, the sectors that it may mean, and whether it may open a pair of words that means one.

    None for a word that neither means one nor can be a part of such a pair, as most cannot.
    """
    one = singular(word.lower())
    if one not in KINDS and one not in _OPENING and one not in _CLOSING:
        return None
    return one, KINDS.get(one, ()), one in _OPENING


@lru_cache(maxsize=_SENTENCES)
def _kinds_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Nouns for people or bodies of one kind alone: first character, one past the last, sector."""
    words = _words_of(text)
    looked_up = list(map(_looked_up, words))
    if not any(looked_up):
        return ()
    found: list[tuple[int, int, str]] = []
    before, begun = "", 0
    end = 0
    for written, known in zip(words, looked_up, strict=True):
        start = text.find(written, end)  # no other word stands before it
        end = start + len(written)
        if known is None:
            before = ""
            continue
        word, kinds, opens = known
        pair = KINDS.get(f"{before} {word}") if before else None
        if pair is not None:
            kinds = pair
        if len(kinds) == 1:
            found.append((begun if pair is not None else start, end, kinds[0]))
        before, begun = (word if opens else ""), start
    return tuple(found)


def _words_of(text: str) -> list[str]:
    """What ``_WORD`` finds in a text."""
    if not text.isascii():
        return _WORD.findall(text)
    parted = text.translate(_BREAKS).split()
    return [word for run in parted if (word := run if run[0].isalpha() else run.lstrip(_BEFORE_LETTERS))]


def kinds_beside(text: str, start: int, end: int, *, shape: str, role: str) -> tuple[str, ...]:
    """Marks of the kinds of people that the rest of a sentence speaks of.

    Args:
        text: The sentence.
        start: First character of the mention.
        end: One past its last.
        shape: The sort of phrase.
        role: What the mention does.
    """
    found = _kinds_in(text)
    if not found:
        return ()
    return _as_marks(tuple(sorted({kind for first, last, kind in found if last <= start or first >= end})), shape, role)


@lru_cache(maxsize=_MARKED)
def _as_marks(kinds: tuple[str, ...], shape: str, role: str) -> tuple[str, ...]:
    return (*(f"has:{kind}:{shape}" for kind in kinds), *(f"has:{kind}:{role}" for kind in kinds))


class Company:
    """Who takes part together with whom, and of which sector each is, as far as is known.

    Args:
        mentions: All mentions of a report.
    """

    def __init__(self, mentions: Sequence[ActorMention]) -> None:
        self.mentions = mentions
        self.sectors = [""] * len(mentions)
        self._groups: defaultdict[int, list[int]] = defaultdict(list)
        for i, mention in enumerate(mentions):
            self._groups[mention.group].append(i)

    def matters(self, i: int) -> bool:
        """Whether anybody takes part beside a mention."""
        return len(self._groups[self.mentions[i].group]) > 1

    def marks(self, i: int, shape: str) -> list[str]:
        """Marks of the sectors of those who take part in the same event, relation or claim.

        Args:
            i: Number of the mention.
            shape: The sort of phrase that it is.
        """
        mention = self.mentions[i]
        members = self._groups[mention.group]
        if len(members) == 1:
            return []
        found: dict[str, None] = {}
        for j in members:
            other, sector = self.mentions[j], self.sectors[j]
            if not sector or other.extent == mention.extent:
                continue
            side = "by" if other.role == "attribution" else "with" if other.role == mention.role else "vs"
            found[f"{side}:{sector}:{mention.role}"] = None
            found[f"{side}:{sector}:{mention.role}:{shape}"] = None
            found[f"{side}:{sector}:{mention.event}:{mention.role}"] = None
        return list(found)
