"""The Python interface: code a text, code a stream of reports, open a ledger.

    >>> import multipolar
    >>> coded = multipolar.code("Putin hosted Xi in Moscow on Thursday.", published="2025-05-09")  # doctest: +SKIP

The coder is loaded once, with the first text, and kept for the life of the process.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from multipolar.errors import InputError
from multipolar.records import Report

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from multipolar.errors import MultipolarError
    from multipolar.ledger import Ledger
    from multipolar.pipeline import Pipeline
    from multipolar.records import CodedReport
    from multipolar.resolving import Resolution

__all__ = ["code", "open", "pipeline", "resolve", "stream"]

_FIELDS = frozenset({"text", "sentences", "title", "published", "source", "url", "language", "id"})


@functools.cache
def pipeline(model: Path | None = None) -> Pipeline:
    """The coder and resolver, loaded on the first call and then kept.

    Args:
        model: Folder of a coder's weights; without it, those that come with multipolar.

    Raises:
        ModelError: The weights are missing, broken or of another format.
    """
    # Loading pulls in the inference runtime and the tables; ``import multipolar`` must not wait for them.
    from multipolar.pipeline import Pipeline  # noqa: PLC0415
    from multipolar.reading import load_coder  # noqa: PLC0415
    from multipolar.resolving import Resolver  # noqa: PLC0415
    from multipolar.resolving.naming import name_finder  # noqa: PLC0415

    resolver = Resolver()
    return Pipeline(load_coder(model, find_names=name_finder(resolver.knowledge)), resolver)


def code(
    text: str | None = None,
    *,
    sentences: Sequence[str] | None = None,
    title: str | None = None,
    published: str | dt.date | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    id: str | None = None,  # noqa: A002 - the report's field is called so everywhere
) -> CodedReport:
    """Code one report.

    Args:
        text: The body. Give either this or ``sentences``.
        sentences: The body, ready split; sentence numbers of the result are positions in this list.
        title: The headline, where it is not part of the text.
        published: Day of publication, as a date or ISO text. Relative times ("on Tuesday") are worked out from it.
        source: The outlet.
        url: Where it was published.
        language: BCP 47 tag.
        id: Id of the report; without it one is derived from the content.

    Raises:
        InputError: The text is empty or the date is none.
        ModelError: The coder's weights are missing or broken.
    """
    from multipolar.reports import make_report  # noqa: PLC0415 - page readers are slow to import

    report = make_report(
        text,
        sentences=sentences,
        title=title,
        published=published,
        source=source,
        url=url,
        language=language,
        id=id,
    )
    return pipeline().code(report)


def stream(
    reports: Iterable[Report | Mapping[str, Any] | str],
    *,
    on_error: Callable[[MultipolarError], None] | None = None,
) -> Iterator[CodedReport]:
    """Code many reports, one after the other, in little memory.

    Args:
        reports: Texts, mappings with the fields that :func:`code` takes, or :class:`multipolar.records.Report`.
        on_error: Told of each report that cannot be coded, and coding goes on. Without it the error is raised.

    Raises:
        MultipolarError: A report cannot be coded and there is no ``on_error``.
    """
    return pipeline().stream(_reports(reports, on_error), on_error=on_error)


def _reports(
    items: Iterable[Report | Mapping[str, Any] | str], on_error: Callable[[MultipolarError], None] | None
) -> Iterator[Report]:
    for number, item in enumerate(items, start=1):
        try:
            yield _report(item, number)
        except InputError as error:
            if on_error is None:
                raise
            on_error(error)


def _report(item: Report | Mapping[str, Any] | str, number: int) -> Report:
    from multipolar.reports import make_report  # noqa: PLC0415 - as in code()

    if isinstance(item, Report):
        return item
    if isinstance(item, str):
        return make_report(item, origin=f"item {number}")
    if not isinstance(item, Mapping):
        raise InputError(
            f"a report cannot be made from {type(item).__name__}",
            where=f"item {number}",
            mend="give texts, mappings with a text, or Report records",
        )
    if unknown := sorted(set(item) - _FIELDS):
        raise InputError(
            f"unknown field {', '.join(map(repr, unknown))}",
            where=f"item {number}",
            mend=f"the fields are {', '.join(sorted(_FIELDS))}",
        )
    return make_report(**dict(item), origin=f"item {number}")


def open(path: str | os.PathLike[str]) -> Ledger:  # noqa: A001 - reads as multipolar.open(path), as design and users expect
    """Open a ledger to query it.

    Args:
        path: Its folder.

    Raises:
        MissingInputError: There is no such folder.
        LedgerError: It is no ledger, or cannot be read.
        SchemaError: A newer multipolar wrote it.
    """
    from pathlib import Path  # noqa: PLC0415 - beside its only use

    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    return Ledger.open(Path(path))


def resolve(text: str, *, published: str | dt.date | None = None) -> Resolution:
    """Say whom, when and where words mean.

    Args:
        text: A phrase or sentence.
        published: The day from which relative times are worked out.
    """
    from multipolar.resolving import resolve as resolve_text  # noqa: PLC0415 - the tables are slow to load

    return resolve_text(text, published=published)
