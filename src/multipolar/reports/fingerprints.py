"""MinHash fingerprints: which reports are one text, give or take a dateline and a few words.

A text is folded (NFKC, case), cut into words, and its set of word pairs is sketched by R-MinHash with
:data:`SLOTS` slots (Dahlgaard, Knudsen, Thorup 2017, "Fast similarity sketching"; the implementation is ``rensa``).
Of each slot the low byte is kept (b-bit minwise hashing: Li and König 2010), so a fingerprint is 128 bytes and one
more that tells the version. The share of equal slots *m* estimates the Jaccard index *J* of the two sets of pairs:
``m = J + (1 - J) / 256``, hence ``J = (256 m - 1) / 255``, with a standard error of at most 0.045.

Word pairs rather than longer shingles, because reports are short: one word changed in a report of thirty words leaves
0.87 of the pairs, but 0.71 of the shingles of four. Two reporters on one incident share few pairs: names and formulas.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from rensa import RMinHash

from multipolar.errors import InputError

__all__ = ["BANDS", "ROWS", "SLOTS", "bands", "fingerprint", "similarity", "slots"]

SLOTS: Final = 128
"""Slots of a fingerprint, one byte each."""

BANDS: Final = 21
"""Bands of an index key; with :data:`ROWS` slots each, copies of similarity 0.8 share one with probability 0.998."""

ROWS: Final = 6
"""Slots of a band."""

_SEED: Final = 20250508
_PIECE: Final = 1 << 20
_HEAD: Final = f"{RMinHash.ALGORITHM_VERSION:02x}"
_LENGTH: Final = len(_HEAD) + 2 * SLOTS
# Scripts that put no space between words give one word per character.
_WORD: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_]+"
)


def fold(text: str) -> str:
    """A text as it is compared: NFKC, no capitals."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def words(text: str) -> list[str]:
    """Words of a text, folded for comparison: NFKC, case, punctuation and white space away."""
    return _WORD.findall(fold(text))


def fingerprint(text: str) -> str:
    """Fingerprint of a text.

    Args:
        text: Any text. Case, punctuation, white space and the order of paragraphs hardly matter.

    Returns:
        258 hex digits: the version of the algorithm (2) and 128 slots of one byte. Empty for a text without words.
    """
    folded = fold(text)
    sketch = RMinHash(SLOTS, _SEED)
    last: list[str] = []
    for start in range(0, len(folded), _PIECE) if len(folded) > _PIECE else (0,):
        # A word cut between two pieces of a very long text is two words; among so many it does not show.
        found = last + _WORD.findall(folded, start, start + _PIECE)
        if len(found) > len(last):
            sketch.update([f"{a} {b}" for a, b in pairwise(found)] or found)
            last = found[-1:]
    if not last:
        return ""
    return _HEAD + bytes([slot & 0xFF for slot in sketch.digest()]).hex()


def similarity(a: str, b: str) -> float:
    """Estimates how much two texts share.

    Args:
        a: A fingerprint.
        b: Another.

    Returns:
        Estimated Jaccard index of the word pairs, 0 to 1; 1 for equal fingerprints. A text without words is like none.

    Raises:
        InputError: Not a fingerprint, or made by another version of the algorithm.
    """
    first, second = slots(a), slots(b)
    if not first or not second:
        return 0.0
    equal = sum(x == y for x, y in zip(first, second, strict=True)) / SLOTS
    return max(0.0, (256.0 * equal - 1.0) / 255.0)


def bands(value: str) -> tuple[str, ...]:
    """Keys under which to file a fingerprint, so that near copies meet without comparing all pairs.

    Two fingerprints that share a key are candidates; :func:`similarity` decides. With *r* slots a band and *b* bands,
    texts of similarity *s* share a key with probability ``1 - (1 - s^r)^b``: 0.998 at 0.8, 0.63 at 0.6, 0.28 at 0.5,
    0.02 at 0.3.

    Args:
        value: A fingerprint.

    Returns:
        21 keys of 14 hex digits, the band's number first; none for a text without words.

    Raises:
        InputError: Not a fingerprint, or made by another version of the algorithm.
    """
    if not slots(value):
        return ()
    step = 2 * ROWS
    start = len(_HEAD)
    return tuple(f"{i:02x}{value[start + i * step : start + (i + 1) * step]}" for i in range(BANDS))


def slots(value: str) -> bytes:
    """The slots of a fingerprint, none for a text without words.

    Raises:
        InputError: Not a fingerprint, or made by another version of the algorithm.
    """
    if not value:
        return b""
    try:
        whole = bytes.fromhex(value)
    except ValueError:
        whole = b""
    if len(value) != _LENGTH or not whole:
        raise InputError(f"{value[:40]!r} is not a fingerprint", mend="make it with multipolar.reports.fingerprint")
    if value[: len(_HEAD)] != _HEAD:
        raise InputError(
            f"the fingerprint is of version {value[: len(_HEAD)]}, this installation makes version {_HEAD}",
            mend="make the fingerprints anew from the texts",
        )
    return whole[len(_HEAD) // 2 :]
