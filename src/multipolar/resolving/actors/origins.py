"""Where a personal name is at home: what the names of the tables' persons tell of somebody whom they do not know.

A naive Bayes model over tongues, counted from the persons of the knowledge tables when it is first asked: given names,
family names, and the endings of both. It proposes nobody's country; it only says how well a country fits a name.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.rows import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multipolar.resolving.knowledge import Knowledge

__all__ = ["NameOrigins"]

_TRUST: Final = 2.0
"""How often a trait must be seen before it is believed half."""
_REMEMBERED: Final = 1_000
_SURE: Final = 3.0
_LIKELY: Final = 1.0
"""Logarithms of how much a country's tongue must outweigh the mean of all tongues."""


@lru_cache(maxsize=1)
def _tongues() -> dict[str, tuple[str, ...]]:
    """Tongues by code of country."""
    found: dict[str, tuple[str, ...]] = {}
    for tongue, codes in table_rows("tongues"):
        for code in codes.split():
            found[code] = (*found.get(code, ()), tongue)
    return found


def _plain(name: str) -> str:
    if name.isascii():
        return name.lower()
    flat = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in flat if not unicodedata.combining(c))


def _traits(name: str) -> Iterator[str]:
    """What a name has that others of its tongue may share."""
    words = _plain(name).replace("-", " ").split()
    for at, word in enumerate(words):
        if len(word) < 2 or word.endswith("."):  # noqa: PLR2004 - initials tell nothing
            continue
        yield word
        place = "last" if at == len(words) - 1 else "first"
        yield f"{place}~{word[-3:]}"
        yield f"{place}~{word[-2:]}"
        if place == "last":
            yield f"^{word[:3]}"


class NameOrigins:
    """Says how well countries fit names.

    Args:
        knowledge: Whose persons are counted.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._counts: dict[str, Counter[str]] = {}
        self._persons: Counter[str] = Counter()
        self._weights: dict[str, tuple[dict[str, float], float] | None] = {}
        self._memory: dict[str, dict[str, float]] = {}

    def fit(self, name: str, code: str) -> str:
        """How well a country fits a name: ``yes``, ``likely``, ``hardly``, ``no``, or empty if nothing is known.

        Args:
            name: A personal name of two words or more.
            code: Code of a country.
        """
        tongues = _tongues().get(code)
        if tongues is None or " " not in name:
            return ""
        scores = self._scores(name)
        if not scores:
            return ""
        score = max(scores[tongue] for tongue in tongues)
        best = max(scores.values())
        if score >= best - _LIKELY:
            return "yes" if score >= _SURE else "likely"
        return "hardly" if score >= best - _SURE else "no"

    def _scores(self, name: str) -> dict[str, float]:
        """Log-likelihood of the name in each tongue against the mean of all."""
        found = self._memory.get(name)
        if found is None:
            if not self._persons:
                self._count()
            rows = [row for row in map(self._weighed, _traits(name)) if row is not None]
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
                self._weights.clear()
            found = self._memory[name] = dict.fromkeys(self._persons, sum(rest for _, rest in rows)) if rows else {}
            for row, rest in rows:
                for tongue, weight in row.items():
                    found[tongue] += weight - rest
        return found

    def _count(self) -> None:
        tongues = _tongues()
        for name, home in self._knowledge.persons():
            traits = set(_traits(name))
            for tongue in tongues.get(home, ()):
                self._persons[tongue] += 1
                self._counts.setdefault(tongue, Counter()).update(traits)

    def _weighed(self, trait: str) -> tuple[dict[str, float], float] | None:
        """What a trait says for each tongue that has it, and for the others; None if no known person has it."""
        if trait not in self._weights:
            row = {tongue: counts[trait] for tongue, counts in self._counts.items() if trait in counts}
            seen, total = sum(row.values()), sum(self._persons.values())
            trust = seen / (seen + _TRUST)
            found = {
                tongue: math.log(trust * number * total / (self._persons[tongue] * seen) + 1 - trust)
                for tongue, number in row.items()
            }
            self._weights[trait] = (found, math.log(1 - trust)) if row else None
        return self._weights[trait]
