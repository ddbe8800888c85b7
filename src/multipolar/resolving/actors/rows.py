"""Rows of the tables beside this code."""

from __future__ import annotations

import csv
import datetime as dt
from importlib.resources import files

__all__ = ["day_of", "table_rows"]


def table_rows(name: str) -> list[list[str]]:
    """The rows of ``tables/NAME.csv``, without its head."""
    text = files(__package__).joinpath("tables").joinpath(f"{name}.csv").read_text("utf-8")
    return list(csv.reader(text.splitlines()))[1:]


def day_of(cell: str) -> dt.date | None:
    """The day in a cell; None for an empty one."""
    return dt.date.fromisoformat(cell) if cell else None
