"""What the schema is declared with: a column, a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Column", "Kind", "TableSpec"]

Kind = Literal["string", "int32", "int64", "float64", "bool", "date", "timestamp", "strings", "numbers"]

_DUCKDB: Final[dict[Kind, str]] = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "strings": "VARCHAR[]",
    "numbers": "MAP(VARCHAR, DOUBLE)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its name, in Parquet as in SQL.
        kind: Its type; ``strings`` is a list of strings, ``numbers`` a map from string to number.
        meaning: What it holds, with the unit.
        null: Whether it may be empty.
    """

    name: str
    kind: Kind
    meaning: str
    null: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type."""
        return _DUCKDB[self.kind]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table.

    Attributes:
        name: Its name.
        meaning: What one row is.
        columns: Its columns, in order.
        group_rows: Rows in a row group at most: what a writer holds in memory of this table.
        public: Whether it can be queried; the ledger keeps some tables for itself.
        key: Column that says to which report (or incident) a row belongs, so that it no longer counts once that is
            coded (or linked) anew; None where rows always count.
        query: SQL that makes the rows out of other tables; None where they are stored.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    group_rows: int = 50_000
    public: bool = True
    key: str | None = "report"
    query: str | None = None

    @property
    def stored(self) -> bool:
        """Whether its rows are stored."""
        return self.query is None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)
