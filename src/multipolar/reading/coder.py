"""The coder: anything that reads passages into drafts."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003 - part of the protocol's signature at run time
from typing import Protocol, runtime_checkable

from multipolar.records import Passage, Reading  # noqa: TC001 - as above

__all__ = ["Coder"]


@runtime_checkable
class Coder(Protocol):
    """Reads passages into drafts.

    Attributes:
        name: What it is called in a ledger's runs.
        version: Changes whenever its output can change; a ledger re-codes when it does.
    """

    name: str
    version: str

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read a batch.

        Args:
            passages: Any number, in any order.

        Returns:
            One reading for each passage. Extents carry the report's sentence numbers (``passage.numbers``). Only
            triggers and quotes in sentences from ``passage.emit_from`` on are coded; mentions may stand in any
            sentence.
        """
        ...
