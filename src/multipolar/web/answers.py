"""How answers are written: JSON straight from the view's dictionaries, or one of its tables as CSV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from fastapi import Response
from pydantic_core import to_json

from multipolar.web.tables import to_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multipolar.web.query import Asked

__all__ = ["CSV_TOO", "answer"]

CSV_TOO: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "JSON, or CSV with format=csv"}
}
"""For the OpenAPI description of an address that answers both."""


def answer(asked: Asked, value: Mapping[str, Any], tables: Sequence[str], *, name: str) -> Response:
    """The response.

    Args:
        asked: Says which format.
        value: What JSON is made of.
        tables: Those of its parts that are tables; the first is the default.
        name: Name of the file that a browser stores CSV as, without its ending.
    """
    if asked.format == "json":
        return Response(to_json(value, inf_nan_mode="null"), media_type="application/json")
    chosen = getattr(asked, "table", None) or tables[0]
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{name}-{chosen}" if len(tables) > 1 else name).strip("-.")[:80]
    return Response(
        to_csv(value[chosen]),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{stem or "table"}.csv"'},
    )
