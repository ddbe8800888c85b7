"""What is in a ledger, counted."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from collections.abc import Mapping  # noqa: TC003 - as above
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from multipolar.ledger.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from multipolar.ledger.ledger import Ledger

__all__ = ["LedgerInfo", "inform"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInfo:
    """What is in a ledger.

    Attributes:
        path: Its folder.
        schema: Version of its schema.
        keep_text: Whether it keeps the texts.
        commits: Commits so far.
        files: Data files.
        size: Their size in bytes.
        counts: Rows of each table.
        texts: Distinct texts, near copies counted once.
        copies: Reports that are copies of others.
        first_published: Earliest day of publication.
        last_published: Latest day.
        first_event: Earliest first day of an event.
        last_event: Latest last day of an event.
        linked: Whether the events are linked into incidents.
        incidents: Incidents by type, most frequent first; so the next ones, of events.
        types: Events by type.
        statuses: Events by status.
        quads: Events by quad class.
        years: Events by the year of their first day, in order; ``None`` for events without a time.
        sources: Reports by outlet; ``None`` for those without one.
        runs: The rows of ``runs``, in order of their start.
    """

    path: str
    schema: int
    keep_text: bool
    commits: int
    files: int
    size: int
    counts: Mapping[str, int]
    texts: int
    copies: int
    first_published: dt.date | None
    last_published: dt.date | None
    first_event: dt.date | None
    last_event: dt.date | None
    linked: bool
    incidents: Mapping[str, int]
    types: Mapping[str, int]
    statuses: Mapping[str, int]
    quads: Mapping[str, int]
    years: Mapping[int | None, int]
    sources: Mapping[str | None, int]
    runs: tuple[Mapping[str, Any], ...]


def inform(ledger: Ledger) -> LedgerInfo:
    """Count what is in a ledger."""

    def counted(column: str, table: str, order: str = "n DESC, k") -> dict[Any, int]:
        query = f"SELECT {column} AS k, count(*) AS n FROM {table} GROUP BY k ORDER BY {order}"  # noqa: S608 - our names
        return {row["k"]: row["n"] for row in ledger.query(query).to_pylist()}

    counts = {
        name: int(ledger.query(f'SELECT count(*) AS n FROM "{name}"')["n"][0].as_py())  # noqa: S608 - our names
        for name, spec in TABLES.items()
        if spec.public
    }
    spread = ledger.query(
        "SELECT min(published) AS first, max(published) AS last, count(DISTINCT text_key) AS texts FROM reports"
    ).to_pylist()[0]
    times = ledger.query("SELECT min(time_start) AS first, max(time_end) AS last FROM events").to_pylist()[0]
    files = [file for segment in ledger.manifest.segments for file in segment.files.values()]
    return LedgerInfo(
        path=str(ledger.path),
        schema=SCHEMA_VERSION,
        keep_text=ledger.keep_text,
        commits=ledger.manifest.last_batch,
        files=len(files),
        size=sum(file.size for file in files),
        counts=counts,
        texts=spread["texts"],
        copies=counts["reports"] - spread["texts"],
        first_published=spread["first"],
        last_published=spread["last"],
        first_event=times["first"],
        last_event=times["last"],
        linked=ledger.linked,
        incidents=counted("type", "incidents"),
        types=counted("type", "events"),
        statuses=counted("status", "events"),
        quads=counted("quad", "events"),
        years=counted("year(time_start)", "events", "k NULLS LAST"),
        sources=counted("source", "reports"),
        runs=tuple(ledger.query("SELECT * FROM runs ORDER BY started, id").to_pylist()),
    )
