"""What a ledger already holds: reports by id and text.

Built for a million reports: packed arrays of digests, sorted, with a small dictionary in front for what came since.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from multipolar.records import Report

__all__ = ["KnownReports", "copy_text", "digest", "text_hash"]

_FRONT: Final = 5_000
"""Reports that the dictionary in front may hold before they are packed away."""


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
