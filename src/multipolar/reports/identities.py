"""Remembers which ids were seen with which content, in 16 bytes each."""

from __future__ import annotations

import hashlib
from array import array
from typing import Final

__all__ = ["SeenIds"]

_FIRST_SIZE: Final = 1 << 12
_FULL: Final = 0.6


class SeenIds:
    """A hash table of 64-bit digests: of the id, and of the content that came with it.

    Python's own dictionaries take eight times the memory, and ten million reports must fit beside everything else. With
    64 bits, two of ten million ids meet by chance once in 370,000 such runs.
    """

    def __init__(self) -> None:
        self._size = _FIRST_SIZE
        self._slots = array("Q", bytes(16 * self._size))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def conflicts(self, identity: str, content: str) -> bool:
        """Whether the id was seen with other content; if it is new, it is remembered.

        Args:
            identity: The id.
            content: Anything equal for equal content, such as a content-derived id.
        """
        key, value = _digest(identity), _digest(content)
        at = self._find(key)
        if self._slots[at] == key:
            return self._slots[at + 1] != value
        self._slots[at], self._slots[at + 1] = key, value
        self._count += 1
        if self._count > _FULL * self._size:
            self._grow()
        return False

    def _find(self, key: int) -> int:
        """Where the key stands, or the free place where it belongs."""
        slots, mask = self._slots, 2 * self._size - 1
        at = (2 * key) & mask
        while slots[at] and slots[at] != key:
            at = (at + 2) & mask
        return at

    def _grow(self) -> None:
        old = self._slots
        self._size *= 2
        self._slots = array("Q", bytes(16 * self._size))
        for i in range(0, len(old), 2):
            if old[i]:
                at = self._find(old[i])
                self._slots[at], self._slots[at + 1] = old[i], old[i + 1]


def _digest(text: str) -> int:
    # 0 marks a free place, so it is no digest.
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1
