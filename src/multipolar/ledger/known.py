"""What a ledger already holds: reports known by id and text, and texts that are copies of earlier ones.

Both indexes are built for a million reports: packed arrays of digests, sorted, with a small dictionary in front for
what came since.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    from multipolar.records import Report

__all__ = ["CopyIndex", "KnownReports", "copy_text", "digest", "text_hash"]

_FRONT: Final = 5_000
"""Reports that the dictionary in front may hold before they are packed away."""

_TEXTS_FRONT: Final = 4_000
"""Texts whose bands the dictionary in front may hold: a text takes 3 KB there, and a tenth of that once packed."""

_MOST: Final = 100
"""Earlier texts that one text is compared with at most, oldest first: bounds the work on texts made from a template."""

WINDOW: Final = 250_000
"""Distinct texts among which copies are looked for, the latest ones: outlets copy one another within days, and memory
must not grow with the ledger."""

NEAR: Final = 0.8
"""Estimated Jaccard similarity of word shingles from which on two texts count as copies of one another."""


def digest(text: str) -> bytes:
    """BLAKE2b of 16 bytes."""
    # Half a surrogate pair cannot be stored, but asking for it is no error.
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_hash(report: Report) -> bytes:
    """Digest of a report's title and text, in NFC and with white space collapsed: equal for the same report."""
    return digest(f"{_normal(report.title or '')}\0{_normal(report.text)}")


def copy_text(report: Report) -> str:
    """What copies are told by: the text without its headline, which outlets change; the headline where it is all."""
    return _normal(report.text) or _normal(report.title or "")


class KnownReports:
    """Reports by id, each with the digest of its text and the number of the coder that coded it last.

    Takes 36 bytes a report once packed.
    """

    def __init__(self) -> None:
        self._keys: npt.NDArray[np.uint64] = np.empty((0, 2), np.uint64)
        self._texts: npt.NDArray[np.uint64] = np.empty((0, 2), np.uint64)
        self._coders: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self._front: dict[bytes, tuple[bytes, int]] = {}

    def __len__(self) -> int:
        return len(self._keys) + sum(1 for key in self._front if self._packed(key) < 0)

    def _packed(self, key: bytes) -> int:
        """Row of a key in the packed arrays, or -1."""
        high, low = np.frombuffer(key, np.uint64)
        at = int(np.searchsorted(self._keys[:, 0], high))
        while at < len(self._keys) and self._keys[at, 0] == high:
            if self._keys[at, 1] == low:
                return at
            at += 1
        return -1

    def get(self, report_id: str) -> tuple[bytes, int] | None:
        """Digest of the text and coder of a report, or None where it is not known."""
        key = digest(report_id)
        if key in self._front:
            return self._front[key]
        at = self._packed(key)
        return None if at < 0 else (self._texts[at].tobytes(), int(self._coders[at]))

    def put(self, report_id: str, text: bytes, coder: int) -> None:
        """Note a report, or that another coder has coded it."""
        self._front[digest(report_id)] = (text, coder)
        if len(self._front) >= _FRONT:
            self.pack()

    def load(self, report_ids: Sequence[str], texts: bytes, coders: Sequence[int]) -> None:
        """Take in many reports at once; of a report that comes more than once the last counts.

        Args:
            report_ids: Their ids.
            texts: Digests of their texts, joined.
            coders: Numbers of their coders.
        """
        self._merge(
            np.frombuffer(b"".join([digest(report_id) for report_id in report_ids]), np.uint64).reshape(-1, 2),
            np.frombuffer(texts, np.uint64).reshape(-1, 2),
            np.asarray(coders, np.int32),
        )

    def pack(self) -> None:
        """Move what came since into the packed arrays."""
        front, self._front = self._front, {}
        self._merge(
            np.frombuffer(b"".join(front), np.uint64).reshape(-1, 2),
            np.frombuffer(b"".join(text for text, _ in front.values()), np.uint64).reshape(-1, 2),
            np.fromiter((coder for _, coder in front.values()), np.int32, len(front)),
        )

    def _merge(
        self, keys: npt.NDArray[np.uint64], texts: npt.NDArray[np.uint64], coders: npt.NDArray[np.int32]
    ) -> None:
        keys = np.concatenate([self._keys, keys])
        order = np.lexsort((np.arange(len(keys)), keys[:, 1], keys[:, 0]))
        keys = keys[order]
        last = np.ones(len(keys), bool)
        last[:-1] = (keys[1:] != keys[:-1]).any(axis=1)
        order = order[last]
        self._keys = keys[last]
        self._texts = np.concatenate([self._texts, texts])[order]
        self._coders = np.concatenate([self._coders, coders])[order]


class CopyIndex:
    """Texts by the bands of their MinHash signatures, to find what a new text copies.

    Args:
        bands: From a signature, the keys of its bands, up to 16 hex digits; texts that share one are compared.
        similarity: From two signatures, the estimated Jaccard similarity.
        window: How many of the latest distinct texts are compared with.
    """

    def __init__(
        self,
        bands: Callable[[str], Sequence[str]],
        similarity: Callable[[str, str], float],
        *,
        window: int = WINDOW,
    ) -> None:
        self._window = window
        self._dropped = 0
        self._band_keys = bands
        self._similarity = similarity
        self._signatures: list[bytes] = []
        self._texts: list[str] = []
        self._hashes: npt.NDArray[np.uint64] = np.empty(0, np.uint64)
        self._rows: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._front: dict[int, list[int]] = {}
        self._fronted = 0

    def __len__(self) -> int:
        return self._dropped + len(self._signatures)

    def _bands(self, signature: str) -> list[int]:
        return [int(key, 16) for key in self._band_keys(signature)]

    def _candidates(self, hashes: Sequence[int]) -> list[int]:
        rows: set[int] = set()
        for value in hashes:
            rows.update(self._front.get(value, ()))
        if len(self._hashes):
            wanted = np.array(hashes, np.uint64)
            starts = np.searchsorted(self._hashes, wanted, "left")
            ends = np.searchsorted(self._hashes, wanted, "right")
            for start, end in zip(starts[ends > starts], ends[ends > starts], strict=True):
                rows.update(self._rows[start:end].tolist())
        oldest = len(self) - self._window
        return sorted(row for row in rows if row >= oldest)[:_MOST]

    def add(self, signature: str, own_key: str) -> tuple[str, bool]:
        """The key of the group that a text belongs to: that of the likest earlier text, else its own.

        Args:
            signature: Its MinHash signature in hex digits; a text without one is a copy of exact copies alone.
            own_key: Key derived from the text itself, equal for exact copies.

        Returns:
            The key, and whether an earlier text is like it.

        Raises:
            InputError: The signature is none.
        """
        if not signature:
            return own_key, False
        hashes = self._bands(signature)
        best: tuple[float, str] | None = None
        for row in self._candidates(hashes):
            value = self._similarity(signature, self._signatures[row - self._dropped].hex())
            text = self._texts[row - self._dropped]
            # Among equally like ones the smallest key, so that the order of the index does not matter.
            if value >= NEAR and (best is None or (-value, text) < best):
                best = (-value, text)
        key = own_key if best is None else best[1]
        # Of exact copies one stands for all: a text printed a thousand times must not be compared a thousand times.
        if best is None or best[0] > -1.0:
            self._note(signature, hashes, key)
        return key, best is not None

    def restore(self, known: Iterable[tuple[str, str]]) -> None:
        """Take in signatures and keys that a ledger holds, oldest first. Only for an empty index."""
        # Exact copies stand once, as in :meth:`add`; of the rest, only the latest are compared with.
        seen: set[bytes] = set()
        latest: deque[tuple[bytes, str]] = deque(maxlen=self._window)
        for signature, key in known:
            if not signature:
                continue
            brief = hashlib.blake2b(packed := bytes.fromhex(signature), digest_size=8).digest()
            if brief not in seen:
                seen.add(brief)
                latest.append((packed, key))
        self._dropped = len(seen) - len(latest)
        del seen
        self._signatures = [packed for packed, _ in latest]
        self._texts = [key for _, key in latest]
        parts = [np.array(self._bands(packed.hex()), np.uint64) for packed in self._signatures]
        if parts:
            rows = np.arange(self._dropped, len(self), dtype=np.uint32)
            self._merge(np.concatenate(parts), np.repeat(rows, [len(part) for part in parts]))

    def _note(self, signature: str, hashes: Sequence[int], key: str) -> None:
        row = len(self)
        self._signatures.append(bytes.fromhex(signature))
        self._texts.append(key)
        for value in hashes:
            self._front.setdefault(value, []).append(row)
        self._fronted += 1
        if self._fronted >= _TEXTS_FRONT:
            self._pack()

    def _pack(self) -> None:
        hashes = np.fromiter((value for value, rows in self._front.items() for _ in rows), np.uint64)
        rows = np.fromiter((row for rows in self._front.values() for row in rows), np.uint32)
        self._front = {}
        self._fronted = 0
        # What fell out of the window goes once there is a quarter of it: each text is moved a few times at most.
        surplus = len(self._signatures) - self._window
        if surplus > self._window // 4:
            del self._signatures[:surplus]
            del self._texts[:surplus]
            self._dropped += surplus
            kept = self._rows >= self._dropped
            self._hashes, self._rows = self._hashes[kept], self._rows[kept]
        self._merge(hashes, rows)

    def _merge(self, hashes: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint32]) -> None:
        # Put in where they belong: sorting all of it anew would take twice the memory for a moment.
        order = np.argsort(hashes, kind="stable")
        hashes, rows = hashes[order], rows[order]
        at = np.searchsorted(self._hashes, hashes, "right")
        self._rows = np.insert(self._rows, at, rows)
        self._hashes = np.insert(self._hashes, at, hashes)
