"""Memory that libraries keep for later, handed back to the system."""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["hand_back"]


def hand_back() -> None:
    """Ask Arrow and the C library to return what they hold and do not use.

    A commit takes much for a moment, in pieces of all sizes. The C library (of GNU systems) keeps such memory, up to a
    sixth of all that a long build takes; elsewhere only Arrow is asked.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim is not None:
        trim(0)


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # another C library, as musl
        return None
    return trim
