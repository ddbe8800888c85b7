"""Rows of a table by the value of a column, in memory: what a page about one thing needs, in microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

__all__ = ["Lookup"]


class Lookup:
    """A table's rows by the values of one column.

    Args:
        table: The table, in one chunk.
        column: The column, of text.
    """

    def __init__(self, table: pa.Table, column: str) -> None:
        self._table = table
        self._spans: dict[str, tuple[int, int]] = {}
        self._order: Any = np.zeros(0, np.int64)
        if not table.num_rows:
            return
        coded = table[column].combine_chunks().dictionary_encode()
        if hasattr(coded, "combine_chunks"):
            coded = coded.combine_chunks()
        numbers = np.asarray(coded.indices.to_numpy(zero_copy_only=False))
        self._order = np.argsort(numbers, kind="stable")
        values: list[str] = coded.dictionary.to_pylist()
        starts = np.searchsorted(numbers[self._order], np.arange(len(values) + 1)).tolist()
        self._spans = {value: (starts[at], starts[at + 1]) for at, value in enumerate(values)}

    def rows(self, values: Sequence[str], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The rows that have one of the values, in the order of the values.

        Args:
            values: The values; those that no row has are passed over.
            columns: Columns wanted; all, without it.
        """
        spans = [self._spans[value] for value in dict.fromkeys(values) if value in self._spans]
        if not spans:
            return []
        table = self._table if columns is None else self._table.select(list(columns))
        chosen = np.concatenate([self._order[start:end] for start, end in spans])
        found: list[dict[str, Any]] = table.take(chosen).to_pylist()
        return found
