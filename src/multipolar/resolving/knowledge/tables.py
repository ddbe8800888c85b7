"""Reading the tables that ship with the package: plain CSV, one header line, UTF-8."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from multipolar.errors import InputError, MissingInputError

__all__ = ["COLUMNS", "FOLDER", "OPTIONAL", "Row", "read_table"]

Row = list[str]

FOLDER: Final = Path(__file__).parent / "tables"

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "states": ("code", "iso2", "cow", "name", "official", "since", "until", "capital", "coded_as", "source"),
    "names": ("surface", "entity_id", "kind", "since", "until", "source"),
    "persons": ("person_id", "name", "aliases", "code", "sector", "source"),
    "figures": ("person_id", "name", "aliases", "code", "sector", "source"),
    "terms": ("person_id", "office", "code", "title", "since", "until", "source"),
    "organisations": ("id", "code", "sector", "name", "aliases", "kind", "seat", "since", "until", "source"),
    "members": ("organisation_id", "member_code", "since", "until", "source"),
    "groups": ("id", "code", "sector", "name", "aliases", "home", "since", "until", "source"),
    "bodies": ("id", "code", "sector", "name", "aliases", "since", "until", "source"),
    "regions": ("id", "code", "name", "aliases", "source"),
    "blocs": ("id", "code", "name", "aliases", "members", "source"),
    "ambiguous": ("surface", "why"),
    "other_names": ("alias", "entity_id"),
}
"""The columns of each table, in order."""

OPTIONAL: Final[frozenset[str]] = frozenset({"persons", "terms"})
"""Tables that a slim build may leave out."""


def read_table(name: str, *, folder: Path = FOLDER) -> list[Row]:
    """The rows of a table, without its header.

    Args:
        name: One of :data:`COLUMNS`.
        folder: Where the tables lie.

    Raises:
        MissingInputError: The table is not there.
        InputError: Its header or a row has other columns than it should.
    """
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
    except FileNotFoundError:
        if name in OPTIONAL:
            return []
        raise MissingInputError(
            f"the knowledge table {name!r} is not there", where=str(path), mend="install multipolar again"
        ) from None
    columns = list(COLUMNS[name])
    if not rows or rows[0] != columns:
        raise InputError(
            "the header is not the one that this table has", where=f"{path}:1", mend=f"write {','.join(columns)}"
        )
    width = len(columns)
    for number, row in enumerate(rows):
        if len(row) != width:
            raise InputError(
                f"a row has {len(row)} columns, not {width}",
                where=f"{path}:{number + 1}",
                mend="check quotes and commas",
            )
    del rows[0]
    return rows
