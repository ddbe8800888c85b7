"""Merging segments, so that many small commits do not leave thousands of files.

Segments are merged by size class: as soon as :data:`FAN` segments at the end are of one class (powers of :data:`FAN`
rows), they become one. The number of segments thus grows with the logarithm of the rows, and a row is rewritten once a
class at most. Merging makes new files and a new manifest, like any commit, so it is as safe as one; rows of reports
that were coded anew are left out on the way.
"""

from __future__ import annotations

import math
import secrets
from typing import TYPE_CHECKING, Final

from multipolar.ledger.files import SegmentFiles, read_batches
from multipolar.ledger.memory import hand_back
from multipolar.ledger.schema import INCIDENT_TABLES, TABLES
from multipolar.ledger.store import Manifest, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pyarrow as pa

__all__ = ["FAN", "merge", "mergeable", "merged_manifest", "segment_name"]

FAN: Final = 8
"""Segments of one size class that are merged into one of the next."""

_SMALLEST: Final = 1_000
"""Rows up to which segments count as equally small."""

_GROUP_BYTES: Final = 12 << 20
"""Size of a row group in memory from which on it is written, in bytes."""


def segment_name(first: int, last: int) -> str:
    """A name that no file of an earlier attempt can have."""
    return f"{first:08d}-{last:08d}-{secrets.token_hex(4)}"


def _class(segment: Segment) -> int:
    return math.floor(math.log(max(segment.rows, _SMALLEST), FAN))


def mergeable(segments: Sequence[Segment]) -> int:
    """How many of the last segments should become one now; 0 where none."""
    classes = [_class(segment) for segment in segments]
    count, top = 0, -1
    for start in reversed(range(len(classes))):
        # Smaller segments between the larger ones are swept up with them.
        top = max(top, classes[start])
        if classes[start:].count(top) >= FAN:
            count = len(classes) - start
    return count


def _superseded(path: Path, segments: Iterable[Segment], table: str) -> pa.Table | None:
    """Reports coded anew, or incidents that grew, each with the commit from which on its rows count, ``batch_max``."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    key = TABLES[table].key or "report"
    parts = [
        rows.select([key, "batch"])
        for segment in segments
        if (file := segment.files.get(table))
        for rows in read_batches(path / "data" / file.name, table)
    ]
    if not parts:
        return None
    return (
        pa.concat_tables(parts)
        .group_by(key, use_threads=False)
        .aggregate([("batch", "max")])
        .rename_columns({key: "key"})
    )


def _living(rows: pa.Table, key: str | None, since: pa.Table | None) -> pa.Table:
    import pyarrow.compute as pc  # noqa: PLC0415 - heavy

    if since is None or key is None:
        return rows
    start = pc.take(since["batch_max"], pc.index_in(rows[key], value_set=since["key"].combine_chunks()))
    return rows.filter(pc.fill_null(pc.greater_equal(rows["batch"], start), fill_value=True))


def _latest_runs(tables: Sequence[pa.Table]) -> pa.Table:
    """One row per run, the latest."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    rows = pa.concat_tables(tables)
    latest = {run: at for at, run in enumerate(rows["id"].to_pylist())}
    return rows.take(sorted(latest.values()))


def merge(path: Path, segments: Sequence[Segment], everything: Sequence[Segment]) -> Segment:
    """Write neighbouring segments as one, without putting it in force.

    Args:
        path: Folder of the ledger.
        segments: The segments to merge, oldest first.
        everything: All segments of the ledger, whose replacements of reports and incidents apply.

    Raises:
        LedgerError: A file is damaged or cannot be written.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    first, last = segments[0].first, segments[-1].last
    reports = _superseded(path, everything, "superseded")
    incidents = _superseded(path, everything, "superseded_incidents")
    files = SegmentFiles(path, segment_name(first, last))
    try:
        for table, spec in TABLES.items():
            if not spec.stored:
                continue
            sources = [path / "data" / s.files[table].name for s in segments if table in s.files]
            if not sources or (not spec.public and segments[0] is everything[0]):
                continue  # nothing older is left for the replacements to apply to
            if table == "runs":
                files.write(table, _latest_runs([rows for source in sources for rows in read_batches(source, table)]))
                continue
            held: list[pa.Table] = []
            count = 0
            for source in sources:
                for group in read_batches(source, table):
                    since = incidents if table in INCIDENT_TABLES else reports
                    rows = _living(group, spec.key, since) if spec.public else group
                    if held and (
                        count + rows.num_rows > spec.group_rows or sum(part.nbytes for part in held) > _GROUP_BYTES
                    ):
                        files.write(table, pa.concat_tables(held).combine_chunks())
                        held, count = [], 0
                        hand_back()
                    held.append(rows)
                    count += rows.num_rows
            if held:
                files.write(table, pa.concat_tables(held).combine_chunks())
            # All tables are walked through one after the other: what one took is there for the next.
            hand_back()
        return Segment(files.name, first, last, files.close())
    except BaseException:
        files.abort()
        raise


def merged_manifest(path: Path, manifest: Manifest, count: int) -> Manifest:
    """The manifest in which the last ``count`` segments are one; the caller publishes it."""
    kept, tail = manifest.segments[:-count], manifest.segments[-count:]
    return Manifest(manifest.number + 1, (*kept, merge(path, tail, manifest.segments)))
