"""What stands around a mention and tells its sector: who else takes part, and which kinds of people its sentence names.

"Three people" whom soldiers killed are likelier rebels than three whom a bomb killed in a market; a man of whom a
sentence with "gang" and "police" speaks is likelier a criminal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.actors.shapes import ActorMention

__all__ = ["Company", "kinds_beside"]

_WORD: Final = re.compile(r"[A-Za-z][\w'\u2019-]*")
_SENTENCES: Final = 512
"""Sentences whose kinds of people are remembered: those of the reports at hand."""


@lru_cache(maxsize=_SENTENCES)
def _kinds_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Nouns for people or bodies of one kind alone: first character, one past the last, sector."""
    found: list[tuple[int, int, str]] = []
    before, begun = "", 0
    for match in _WORD.finditer(text):
        word = singular(match.group().lower())
        start = match.start()
        pair = KINDS.get(f"{before} {word}") if before else None
        if pair is not None:
            start = begun
        kinds = pair or KINDS.get(word, ())
        if len(kinds) == 1:
            found.append((start, match.end(), kinds[0]))
        before, begun = word, match.start()
    return tuple(found)


def kinds_beside(text: str, start: int, end: int, *, shape: str, role: str) -> list[str]:
    """Marks of the kinds of people that the rest of a sentence speaks of.

    Args:
        text: The sentence.
        start: First character of the mention.
        end: One past its last.
        shape: The sort of phrase.
        role: What the mention does.
    """
    kinds = sorted({kind for first, last, kind in _kinds_in(text) if last <= start or first >= end})
    return [f"has:{kind}:{shape}" for kind in kinds] + [f"has:{kind}:{role}" for kind in kinds]


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
