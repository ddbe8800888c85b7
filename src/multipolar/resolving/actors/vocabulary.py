"""Nouns for people and bodies by the sector that they usually mean.

The learnt table knows only words that annotated reports hold often enough; a word of ``tables/sectors.csv`` shares the
weight of its whole list.
"""

from __future__ import annotations

from typing import Final

from multipolar.resolving.actors.rows import table_rows

__all__ = ["KINDS"]


def _read() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {}
    for word, sector in table_rows("sectors"):
        kinds[word] = (*kinds.get(word, ()), sector)
    return kinds


KINDS: Final[dict[str, tuple[str, ...]]] = _read()
"""For each word, the sectors that it may mean."""
