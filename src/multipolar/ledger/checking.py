"""What may enter a ledger: coded reports that hold together, in values that their columns can hold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import EvidenceError, InputError
from multipolar.ledger.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from multipolar.ledger.columns import Column, Kind
    from multipolar.ledger.rows import Row
    from multipolar.records import Actor, Cause, Claim, CodedReport, Event, Relation, Report, Span

__all__ = ["check_record", "check_values"]


def _spans(coded: CodedReport) -> Iterator[Span]:
    def of(actors: Iterable[Actor]) -> Iterator[Span]:
        return (actor.span for actor in actors)

    for event in coded.events:
        yield event.trigger
        yield from of((*event.actors, *event.recipients, *event.attribution))
        if event.place and event.place.span:
            yield event.place.span
        if event.time and event.time.span:
            yield event.time.span
    for relation in coded.relations:
        yield relation.trigger
        yield from of((*relation.a, *relation.b))
    for claim in coded.claims:
        yield claim.quote
        yield from of((*claim.speakers, *(stance.actor for stance in claim.about)))
    for cause in coded.causes:
        if cause.cue:
            yield cause.cue


def check_record(coded: CodedReport) -> None:
    """See that a coded report holds together, so that nothing enters a ledger that cannot be opened down to its words.

    Raises:
        EvidenceError: A quotation does not stand where it says.
        InputError: Ids repeat or point nowhere, or a record names another report.
    """
    report = coded.report
    where = f"report {report.id}"
    if not report.id:
        raise InputError("the report has no id", where=report.origin, mend="give it one, or build it with make_report")
    for span in _spans(coded):
        if span.report != report.id or report.field_text(span.field)[span.start : span.end] != span.text:
            raise EvidenceError(
                f"{span.text!r} does not stand at {span.start}-{span.end} of its {span.field}", where=where
            )
    # Events and relations share their ids, for causes link both.
    ends = _ids(report, [*coded.events, *coded.relations])
    _ids(report, coded.claims)
    _ids(report, coded.causes)
    placed: tuple[Event | Relation | Claim, ...] = (*coded.events, *coded.relations, *coded.claims)
    for record in placed:
        report.sentence(record.sentence)
    for cause in coded.causes:
        if not {cause.cause, cause.effect} <= ends:
            raise InputError(f"{cause.id} links records that the report does not have", where=where)


def _ids(report: Report, records: Sequence[Event | Relation | Claim | Cause]) -> set[str]:
    """Ids of a report's records, which must be its own and differ."""
    ids = {record.id for record in records}
    for record in records:
        if record.report != report.id:
            raise InputError(f"{record.id} belongs to report {record.report}", where=f"report {report.id}")
    if len(ids) < len(records):
        raise InputError("several records have one id", where=f"report {report.id}")
    return ids


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True


def _is_whole(value: object, bits: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(1 << bits - 1) <= value < 1 << bits - 1


def _is_number(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


_FITS: Final[dict[Kind, Callable[[Any], bool]]] = {
    "string": _is_text,
    "int32": lambda value: _is_whole(value, 32),
    "int64": lambda value: _is_whole(value, 64),
    "float64": _is_number,
    "bool": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, dt.date) and not isinstance(value, dt.datetime),
    "timestamp": lambda value: isinstance(value, dt.datetime) and value.tzinfo is None,
    "strings": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "numbers": lambda value: all(_is_text(key) and _is_number(number) for key, number in value),
}

_COLUMNS: Final[dict[str, tuple[tuple[Column, Callable[[Any], bool]], ...]]] = {
    # Without the last column, the batch: the writer adds it.
    name: tuple((column, _FITS[column.kind]) for column in table.columns[:-1])
    for name, table in TABLES.items()
}


def check_values(report: str, rows: Mapping[str, Sequence[Row]]) -> None:
    """See that each value fits its column, so that a batch cannot fail over one report.

    Args:
        report: Id of the report, for the message.
        rows: Rows by table, without the batch.

    Raises:
        InputError: One does not.
    """
    for table, values in rows.items():
        columns = _COLUMNS[table]
        for row in values:
            for (column, fits), value in zip(columns, row, strict=True):
                if not (column.null if value is None else fits(value)):
                    raise InputError(
                        f"{value!r:.80} cannot be kept as {table}.{column.name} ({column.sql_type})",
                        where=f"report {report!a}",
                        mend="mend the record, or the text it comes from",
                    )
