"""Answers as CSV: one line per row, nested values spread over columns, and nothing that a spreadsheet would run.

A cell of text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to spreadsheets: it
gets an apostrophe in front, as OWASP advises. Numbers are written as they are.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["to_csv"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_REF: Final = frozenset({"key", "code", "id", "name", "kind", "lat", "lon"})


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> str:
    """Rows as CSV (RFC 4180, lines ending in a carriage return and line feed).

    Args:
        rows: Rows as the JSON has them.
        columns: Column names where there is no row to tell them.
    """
    flat = [_flat(row) for row in rows]
    header = list(dict.fromkeys(name for row in flat for name in row)) or list(columns)
    # A value that is sometimes missing whole leaves an empty column beside those of its parts.
    spread = {name for name in header if any(other.startswith(f"{name}_") for other in header)}
    header = [name for name in header if name not in spread or any(row.get(name) not in (None, "") for row in flat)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(row.get(name)) for name in header] for row in flat)
    return out.getvalue()


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        _spread(flat, name, value)
    return flat


def _spread(flat: dict[str, Any], name: str, value: Any) -> None:  # noqa: ANN401 - any value that JSON has
    if isinstance(value, dict):
        if value.keys() >= _REF:
            flat[name], flat[f"{name}_name"] = value["key"], value["name"]
        else:
            for part, inner in value.items():
                _spread(flat, f"{name}_{part.replace(' ', '_')}", inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        first = value[0]
        if first.keys() == {"text", "marks"}:
            flat[name] = "".join(piece["text"] for piece in value)
        elif {"code", "name"} <= first.keys():
            flat[f"{name}_codes"] = ";".join(item["code"] for item in value)
            flat[f"{name}_names"] = ";".join(item["name"] for item in value)
            if "stance" in first:
                flat[f"{name}_stances"] = ";".join(item["stance"] for item in value)
        elif {"id", "title"} <= first.keys():
            flat[f"{name}_ids"] = ";".join(item["id"] for item in value)
        else:
            flat[name] = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list):
        flat[name] = ";".join(map(str, value))
    else:
        flat[name] = value


def _cell(value: Any) -> object:  # noqa: ANN401 - as above
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value
