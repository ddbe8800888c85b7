"""Known names as a feature of the model's input."""

from __future__ import annotations

from multipolar.reading.tokens import NameTagger  # noqa: TC001 - part of the signature

__all__ = ["load_name_tagger"]


def load_name_tagger() -> NameTagger | None:
    """The tagger that the shipped weights were trained with; None where they were trained without."""
    return None
