"""``multipolar schema``: the ledger's tables."""

from __future__ import annotations

import sys

__all__ = ["run"]


def run() -> int:
    """Print the ledger's schema as Markdown."""
    from multipolar.ledger import schema_page  # noqa: PLC0415 - not needed for --help

    sys.stdout.write(schema_page())
    return 0
