"""The Python interface: code a text, code a stream of reports, open a ledger.

    >>> import multipolar
    >>> coded = multipolar.code("Putin hosted Xi in Moscow on Thursday.", published="2025-05-09")  # doctest: +SKIP

The coder is loaded once, with the first text, and kept for the life of the process.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from multipolar.errors import InputError, UsageError
from multipolar.records import Report

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from multipolar.errors import MultipolarError
    from multipolar.ledger import Ledger
    from multipolar.pipeline import Pipeline
    from multipolar.reading import Coder
    from multipolar.records import CodedReport
    from multipolar.resolving import Resolution, Resolver

    Actors = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

__all__ = ["CoderOptions", "code", "open", "pipeline", "resolve", "stream"]

_FIELDS = frozenset({"text", "sentences", "title", "published", "source", "url", "language", "id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderOptions:
    """Which coder reads: the shipped weights, weights of your own, or a language model behind an endpoint.

    Attributes:
        weights: Folder of a coder's weights; without it, those that come with multipolar.
        prefer: ``precision`` for few wrong events, ``recall`` for few missed ones; which, the weights say.
        url: Address of an endpoint that speaks OpenAI's chat protocol, as in ``http://localhost:11434/v1``; a language
            model there reads instead of weights.
        model: Its name there.
        key: The endpoint's key; none is sent without it.
        timeout: Seconds for one answer.
        requests: Requests that are under way at the same time.

    Raises:
        UsageError: Options of the two kinds are mixed, or a model is named without a place.
    """

    weights: str | Path | None = None
    prefer: Literal["balance", "precision", "recall"] = "balance"
    url: str | None = None
    model: str | None = None
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    requests: int = 4

    def __post_init__(self) -> None:
        if self.url is None:
            if self.model is not None or self.key is not None:
                raise UsageError(
                    "a language model or key is given, and no endpoint", mend="give the endpoint's address"
                )
        elif self.model is None:
            raise UsageError("the endpoint's model is not named", where=self.url, mend="name one that it serves")
        elif self.weights is not None or self.prefer != "balance":
            raise UsageError(
                "weights and their thresholds mean nothing to a language model",
                where=self.url,
                mend="leave out either the endpoint or the weights and what to prefer",
            )


_Stamped = tuple[Path, int, int]


def _files(actors: Actors) -> tuple[_Stamped, ...]:
    """Files of actors with the time of their last change and their size: one that was edited is read again."""
    return tuple(map(_stamped, [actors] if isinstance(actors, str | os.PathLike) else actors))


def _stamped(actors: str | os.PathLike[str]) -> _Stamped:
    path = Path(actors)
    try:
        state = path.stat()
    except (OSError, ValueError):
        return path, 0, 0  # who reads it says what is wrong with it
    return path, state.st_mtime_ns, state.st_size


@functools.lru_cache(maxsize=4)
def _resolver(actors: tuple[_Stamped, ...]) -> Resolver:
    from multipolar.resolving import ResolveOptions, Resolver  # noqa: PLC0415 - the tables are slow to load

    return Resolver(ResolveOptions(overlays=tuple(path for path, *_ in actors)))


def pipeline(coder: Coder | CoderOptions | str | Path | None = None, *, actors: Actors = ()) -> Pipeline:
    """A coder and the resolver; those that are told by options are loaded on the first call and then kept.

    Args:
        coder: A coder of your own, options, or the folder of a coder's weights; without it, the shipped weights.
        actors: Files of actors of your own, which win over the tables.

    Raises:
        MissingInputError: A file of actors is not there.
        InputError: One cannot be read.
        ModelError: The weights are missing, broken or of another format.
        UsageError: The options do not fit together, or the weights have no such thresholds.
    """
    own = _files(actors)
    if coder is None or isinstance(coder, str | Path):
        return _pipeline(CoderOptions(weights=None if coder is None else Path(coder)), own)
    if isinstance(coder, CoderOptions):
        return _pipeline(coder, own)
    from multipolar.pipeline import Pipeline  # noqa: PLC0415 - as above

    return Pipeline(coder, _resolver(own))


@functools.lru_cache(maxsize=8)
def _pipeline(options: CoderOptions, actors: tuple[_Stamped, ...]) -> Pipeline:
    # Loading pulls in the inference runtime and the tables; ``import multipolar`` must not wait for them.
    from multipolar.pipeline import Pipeline, PipelineOptions  # noqa: PLC0415
    from multipolar.reading import EndpointOptions, LlmCoder, load_coder  # noqa: PLC0415

    if options.url is not None and options.model is not None:
        endpoint = EndpointOptions(url=options.url, model=options.model, key=options.key, timeout=options.timeout)
        # An answer takes seconds: small groups, so that what is answered is soon out and a stop is soon heard.
        groups = PipelineOptions(first=4 * options.requests, reports=4 * options.requests)
        return Pipeline(LlmCoder(endpoint, requests=options.requests), _resolver(actors), options=groups)
    from multipolar.resolving.naming import name_finder  # noqa: PLC0415

    resolver = _resolver(actors)
    names = name_finder(resolver.knowledge)
    weights = None if options.weights is None else Path(options.weights)
    return Pipeline(load_coder(weights, find_names=names, prefer=options.prefer), resolver)


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
    coder: Coder | CoderOptions | str | Path | None = None,
    actors: Actors = (),
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
        coder: Who reads, options, or the folder of a coder's weights; without it, the shipped weights.
        actors: Files of actors of your own, which win over the tables.

    Raises:
        InputError: The text is empty or the date is none, or a file of actors cannot be read.
        MissingInputError: A file of actors is not there.
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
    return pipeline(coder, actors=actors).code(report)


def stream(
    reports: Iterable[Report | Mapping[str, Any] | str],
    *,
    coder: Coder | CoderOptions | str | Path | None = None,
    actors: Actors = (),
    on_error: Callable[[MultipolarError], None] | None = None,
) -> Iterator[CodedReport]:
    """Code many reports, one after the other, in little memory.

    Args:
        reports: Texts, mappings with the fields that :func:`code` takes, or :class:`multipolar.records.Report`.
        coder: Who reads, options, or the folder of a coder's weights; without it, the shipped weights.
        actors: Files of actors of your own, which win over the tables.
        on_error: Told of each report that cannot be coded, and coding goes on. Without it the error is raised.

    Raises:
        MultipolarError: A report cannot be coded and there is no ``on_error``.
    """
    return pipeline(coder, actors=actors).stream(_reports(reports, on_error), on_error=on_error)


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


def resolve(text: str, *, published: str | dt.date | None = None, actors: Actors = ()) -> Resolution:
    """Say whom, when and where words mean.

    Args:
        text: A phrase or sentence.
        published: The day from which relative times are worked out.
        actors: Files of actors of your own, which win over the tables.

    Raises:
        InputError: The text is none, the day cannot be read, or a file of actors cannot.
        MissingInputError: A file of actors is not there.
    """
    from multipolar.resolving import resolve as resolve_text  # noqa: PLC0415 - the tables are slow to load

    return resolve_text(text, published=published, resolver=_resolver(_files(actors)))
