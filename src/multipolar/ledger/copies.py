"""Which texts are copies of earlier ones, by their fingerprints.

Built for long ledgers: all that is kept of a text are its fingerprint, the key of its group, and a short number and a
place for each band, in packed arrays, some 300 bytes in all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.reports import BANDS, ROWS, SLOTS, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

__all__ = ["CopyIndex"]

_FRONT: Final = 1_024
"""Latest texts whose bands are looked up by themselves; then they are sorted in."""

_GROWTH: Final = 8_192
"""Texts by which the arrays grow."""

_MOST: Final = 100
"""Earlier texts that one text is compared with at most, oldest first: bounds the work on texts made from a template."""

WINDOW: Final = 250_000
"""Distinct texts among which copies are looked for, the latest ones: outlets copy one another within days, and memory
must not grow with the ledger."""

NEAR: Final = 0.8
"""Estimated Jaccard similarity of word pairs from which on two texts count as copies of one another."""

_MIX: Final = np.random.Generator(np.random.PCG64(20250508)).integers(0, 2**63, 16, np.uint64) * np.uint64(
    2
) + np.uint64(1)

_PLACES: Final = np.uint64(256) ** np.arange(ROWS, dtype=np.uint64)
_NUMBERS: Final = np.arange(BANDS, dtype=np.uint64) << np.uint64(8 * ROWS)
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)


def _packed(values: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Fingerprints as an array, for many at once.

    Args:
        values: Fingerprints, none of them empty.

    Returns:
        Their slots [fingerprints, SLOTS].

    Raises:
        InputError: One is none, or made by another version of the algorithm.
    """
    return np.frombuffer(b"".join([slots(value) for value in values]), np.uint8).reshape(-1, SLOTS)


def _similarities(one: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """What ``similarity`` says of one fingerprint and many others.

    Args:
        one: Slots [SLOTS], as :func:`_packed` has them.
        others: Slots [others, SLOTS].

    Returns:
        Estimated Jaccard indices [others].
    """
    equal = (others == one).sum(axis=1, dtype=np.float64) / SLOTS
    found: npt.NDArray[np.float64] = np.maximum(0.0, (256.0 * equal - 1.0) / 255.0)
    return found


def _band_keys(slots: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """Keys of the bands of many fingerprints, shorter than ``bands`` gives them.

    Two that share a band share its key. The reverse may fail, once in four thousand million times: who meets by a key
    is a candidate only.

    Args:
        slots: As :func:`_packed` has them [fingerprints, SLOTS].

    Returns:
        Keys [fingerprints, BANDS].
    """
    used = slots[:, : BANDS * ROWS].reshape(len(slots), BANDS, ROWS).astype(np.uint64)
    # Multiplied by an odd number, of which the upper half counts (Dietzfelbinger and others 1997).
    mixed: npt.NDArray[np.uint64] = (used @ _PLACES + _NUMBERS) * _ODD
    return (mixed >> _HALF).astype(np.uint32)


class CopyIndex:
    """Texts by the bands of their fingerprints, to find what a new text copies.

    Args:
        window: How many of the latest distinct texts are compared with.
    """

    def __init__(self, *, window: int = WINDOW) -> None:
        self._window = window
        self._dropped = 0
        self._count = 0
        self._slots = _packed([])
        self._keys: npt.NDArray[np.uint64] = np.empty(0, np.uint64)
        self._bands: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._rows: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._front: list[list[int]] = []
        self._under: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return self._dropped + self._count

    @property
    def held(self) -> int:
        """Texts that are held."""
        return self._count

    def add(self, fingerprint: str, own_key: str) -> tuple[str, bool]:
        """The key of the group that a text belongs to: that of the likest earlier text, else its own.

        Args:
            fingerprint: The text's; a text without one is a copy of exact copies alone.
            own_key: Key derived from the text itself, equal for exact copies: a ``t`` and 16 hex digits.

        Returns:
            The key, and whether an earlier text is like it.

        Raises:
            InputError: The fingerprint is none.
        """
        if not fingerprint:
            return own_key, False
        own = _packed([fingerprint])
        bands = _band_keys(own)[0]
        names: list[int] = bands.tolist()
        key, best = int(own_key[1:], 16), 0.0
        rows = self._candidates(bands, names)
        if len(rows):
            alike = _similarities(own[0], self._slots[rows])
            if (most := float(alike.max())) >= NEAR:
                # Among equally like ones the smallest key, so that the order of the index does not matter.
                key, best = int(self._keys[rows[alike == most]].min()), most
        # Of exact copies one stands for all: a text printed a thousand times must not be compared a thousand times.
        if best < 1.0:
            self._note(own, names, key)
        return f"t{key:016x}", best > 0.0

    def restore(self, known: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
        """Take in fingerprints and keys that a ledger holds, as many as the window has. Only for an empty index.

        Args:
            known: Parts of them, the latest part first, each with its oldest first. No more are taken than needed.
        """
        parts: list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]] = []
        seen: npt.NDArray[np.uint64] = np.empty(0, np.uint64)
        for fingerprints, texts in known:
            there = [at for at, fingerprint in enumerate(fingerprints) if fingerprint]
            own = _packed([fingerprints[at] for at in there])
            keys = np.array([int(texts[at][1:], 16) for at in there], np.uint64)
            marks = (own.view(np.uint64) * _MIX).sum(axis=1, dtype=np.uint64)
            parts.append((own, keys, marks))
            seen = np.union1d(seen, marks)
            if len(seen) >= self._window:
                break
        if not parts:
            return
        # Exact copies stand once, where the first of them was, as in :meth:`add`.
        _, firsts = np.unique(np.concatenate([marks for *_, marks in reversed(parts)]), return_index=True)
        kept = np.sort(firsts)[-self._window :]
        self._slots = np.concatenate([own for own, *_ in reversed(parts)])[kept]
        self._keys = np.concatenate([keys for _, keys, _ in reversed(parts)])[kept]
        self._count = len(kept)
        del parts, seen, firsts
        bands = _band_keys(self._slots)
        rows = np.repeat(np.arange(self._count, dtype=np.uint32), bands.shape[1])
        order = np.argsort(bands, axis=None, kind="stable")
        self._bands, self._rows = bands.reshape(-1)[order], rows[order]

    def _candidates(self, bands: npt.NDArray[np.uint32], names: Sequence[int]) -> npt.NDArray[np.int64]:
        """Positions of the texts held that share a band, oldest first; ``names`` are the bands once more."""
        found: list[npt.NDArray[np.int64]] = []
        if len(self._bands):
            starts = self._bands.searchsorted(bands)
            there = self._bands.take(starts, mode="clip") == bands
            if there.any():
                ends = self._bands.searchsorted(bands[there], "right")
                for start, end in zip(starts[there], ends, strict=True):
                    found.append(self._rows[start:end].astype(np.int64) - self._dropped)
        if not self._under.keys().isdisjoint(names):
            alike = {at for name in names for at in self._under.get(name, ())}
            found.append(np.array(sorted(alike), np.int64) + (self._count - len(self._front)))
        if not found:
            return np.empty(0, np.int64)
        rows = np.concatenate(found)
        if len(rows):
            rows = np.unique(rows)
        return rows[rows >= self._count - self._window][:_MOST]

    def _note(self, own: npt.NDArray[np.uint8], names: list[int], key: int) -> None:
        if self._count == len(self._keys):
            # In place where the system can: a copy would take as much again for a moment.
            self._slots = np.require(self._slots, requirements=("O", "W"))
            self._slots.resize((self._count + _GROWTH, self._slots.shape[1]), refcheck=False)
            self._keys.resize(self._count + _GROWTH, refcheck=False)
        self._slots[self._count], self._keys[self._count] = own[0], key
        for name in names:
            self._under.setdefault(name, []).append(len(self._front))
        self._front.append(names)
        self._count += 1
        if len(self._front) == _FRONT:
            self._sort_in(np.array(self._front, np.uint32))
            self._front, self._under = [], {}

    def _sort_in(self, front: npt.NDArray[np.uint32]) -> None:
        rows = np.repeat(np.arange(len(self) - len(front), len(self), dtype=np.uint32), front.shape[1])
        # What fell out of the window goes once there is a sixteenth of it: each text is moved sixteen times at most.
        surplus = self._count - self._window
        if surplus > self._window // 16:
            self._slots = self._slots[surplus : self._count].copy()
            self._keys = self._keys[surplus : self._count].copy()
            self._count -= surplus
            self._dropped += surplus
            kept = self._rows >= self._dropped
            self._bands, self._rows = self._bands[kept], self._rows[kept]
        order = np.argsort(front, axis=None, kind="stable")
        bands = front.reshape(-1)[order]
        at = np.searchsorted(self._bands, bands, "right")
        self._rows = np.insert(self._rows, at, rows[order])
        self._bands = np.insert(self._bands, at, bands)
