"""The coder: anything that reads passages into drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003 - part of the protocol's signature at run time
from typing import Protocol, runtime_checkable

from multipolar.records import Passage, Reading  # noqa: TC001 - as above

__all__ = ["Coder", "Counting"]


@runtime_checkable
class Coder(Protocol):
    """Reads passages into drafts.

    Attributes:
        name: What it is called in a ledger's runs.
        version: Changes whenever its output can change; a ledger re-codes when it does.

    One that wants longer or shorter passages than the shipped coder says so by an attribute ``windows``, a
    :class:`~multipolar.reading.windows.WindowOptions`. One that may have to wait long has a method ``stop``, called
    from another thread, by which what is being read fails soon.
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


@runtime_checkable
class Counting(Protocol):
    """A coder that keeps count of its work, to be told at the end of a run and recorded with it."""

    def settings(self) -> Mapping[str, str | int]:
        """What it works with, besides name and version."""
        ...

    def counts(self) -> Mapping[str, int]:
        """What it did and dropped since it was made."""
        ...
