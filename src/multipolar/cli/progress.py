"""One line of progress on standard error: how many, how fast, how long yet."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from multipolar.cli.output import width

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Progress", "duration"]

_EVERY: Final = 0.1
"""Seconds between two drawings."""

_BAR: Final = 24
_MINUTE: Final = 60
_HOUR: Final = 3600


def duration(seconds: float) -> str:
    """Seconds for a reader: ``8s``, ``4:21`` or ``2:05:00``."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}:{whole % _MINUTE:02d}"
    return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02d}:{whole % _MINUTE:02d}"


class Progress:
    """Counts items and, on a terminal, shows where things stand.

    Args:
        what: What is counted, in the plural.
        total: How many there are, where that is known.
        show: Whether to draw at all.
    """

    def __init__(self, what: str, *, total: int | None, show: bool) -> None:
        self.done = 0
        self._what = what
        self._total = total
        self._show = show
        self._start = self._drawn = time.monotonic()
        self._dirty = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.clear()

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    def step(self, count: int = 1) -> None:
        """Count items, and draw if it is time to."""
        self.done += count
        now = time.monotonic()
        if self._show and now - self._drawn >= _EVERY:
            self._drawn = now
            self._draw(now - self._start)

    def clear(self) -> None:
        """Take the line away, before other output or at the end."""
        if self._dirty:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._dirty = False

    def _draw(self, seconds: float) -> None:
        rate = self.done / seconds if seconds else 0.0
        speed = f"{rate:,.0f}/s" if rate >= 10 or not rate else f"{rate:.1f}/s"  # noqa: PLR2004 - two digits either way
        if self._total:
            share = min(1.0, self.done / self._total)
            filled = round(share * _BAR)
            left = (self._total - self.done) / rate if rate and self.done < self._total else 0.0
            line = (
                f"{self.done:,} of {self._total:,} {self._what}  "
                f"{'█' * filled}{'░' * (_BAR - filled)} {share:4.0%}  {speed}  {duration(left)} left"
            )
        else:
            line = f"{self.done:,} {self._what}  {speed}  {duration(seconds)}"
        sys.stderr.write(f"\r\x1b[K{line[: width() - 1]}")
        sys.stderr.flush()
        self._dirty = True
