"""The page that documents the schema, made from its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multipolar.ledger.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["schema_page"]


def _page() -> Iterator[str]:
    yield "# The ledger's schema"
    yield ""
    yield "Generated from the code: run `python -m multipolar.ledger > docs/ledger-schema.md` after changes."
    yield ""
    yield f"Schema version {SCHEMA_VERSION}. A ledger is a folder: `ledger.json` says what it is, `data/` holds the"
    yield "rows as Parquet, `manifests/` says which files count. Query it through `multipolar.open(folder).sql(...)`,"
    yield "where every table below is a view. Offsets count characters (code points) from 0 and are half-open; days are"
    yield "inclusive; timestamps are UTC. Time and place of an event stand in its own row, null throughout where it"
    yield "has none."
    for table in TABLES.values():
        if not table.public:
            continue
        yield ""
        yield f"## {table.name}"
        yield table.meaning
        yield ""
        yield "| column | type | null | meaning |"
        yield "|---|---|---|---|"
        for column in table.columns:
            yield f"| `{column.name}` | {column.sql_type} | {'yes' if column.null else ''} | {column.meaning} |"


def schema_page() -> str:
    """The documentation page, as Markdown."""
    return "\n".join(_page()) + "\n"
