"""``multipolar resolve``: what words stand for."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from multipolar.cli.output import on_terminal

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["run"]


def run(text: str, *, published: dt.date | None, format: str | None) -> int:  # noqa: A002 - the option is called so
    """Resolve a text.

    Returns:
        Exit code.
    """
    return 0
