"""Nouns for people and bodies by the sector that they usually mean.

The learnt table knows only words that annotated reports hold often enough; a word of ``tables/sectors.csv`` shares the
weight of its whole list.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final

__all__ = ["KINDS"]


def _read() -> dict[str, tuple[str, ...]]:
    text = files(__package__).joinpath("tables").joinpath("sectors.csv").read_text("utf-8")
    kinds: dict[str, tuple[str, ...]] = {}
    for word, sector in list(csv.reader(text.splitlines()))[1:]:
        kinds[word] = (*kinds.get(word, ()), sector)
    return kinds


KINDS: Final[dict[str, tuple[str, ...]]] = _read()
"""For each word, the sectors that it may mean."""
