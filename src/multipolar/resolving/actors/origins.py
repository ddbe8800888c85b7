"""Where a personal name is at home: what the names of the tables' persons tell of somebody whom they do not know.

A naive Bayes model over tongues, counted from the persons of the knowledge tables when it is first asked: given names,
family names, and the endings of both. It proposes nobody's country; it only says how well a country fits a name.
"""

from __future__ import annotations

import csv
import math
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

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
    text = files(__package__).joinpath("tables").joinpath("tongues.csv").read_text("utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for tongue, codes in list(csv.reader(text.splitlines()))[1:]:
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
        self._weights: dict[str, tuple[dict[str, float], float]] = {}
        self._tongues: tuple[str, ...] = ()
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
            if not self._weights:
                self._count()
            rows = [self._weights[trait] for trait in _traits(name) if trait in self._weights]
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            found = self._memory[name] = dict.fromkeys(self._tongues, sum(rest for _, rest in rows)) if rows else {}
            for row, rest in rows:
                for tongue, weight in row.items():
                    found[tongue] += weight - rest
        return found

    def _count(self) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        persons: Counter[str] = Counter()
        for entity in self._knowledge.entities("person"):
            for tongue in _tongues().get(entity.home, ()):
                persons[tongue] += 1
                for trait in set(_traits(entity.name)):
                    counts[trait][tongue] += 1
        total = sum(persons.values())
        self._tongues = tuple(persons)
        for trait, row in counts.items():
            seen = sum(row.values())
            trust = seen / (seen + _TRUST)
            found = {
                tongue: math.log(trust * number * total / (persons[tongue] * seen) + 1 - trust)
                for tongue, number in row.items()
            }
            self._weights[trait] = (found, math.log(1 - trust))
