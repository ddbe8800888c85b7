"""The validator: what is wrong in the tables, in words."""

from __future__ import annotations

from multipolar.resolving.knowledge.tables import FOLDER

__all__ = ["problems"]


def problems() -> list[str]:
    """What is wrong in the tables; empty if nothing is."""
    return [] if FOLDER.is_dir() else [f"{FOLDER} is not there"]
