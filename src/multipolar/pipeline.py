"""From reports to coded reports: the coder reads, the resolver gives codes, dates and places.

Reports pass through in groups small enough to keep memory flat however long the stream is, and large enough to keep
the encoder's batches full. While one group is resolved, and whatever the caller does with it, the next is already
being read in a thread: the encoder works outside the interpreter's lock. A report that cannot be coded is told to
``on_error`` and the stream goes on.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from multipolar.errors import InputError, ModelError, MultipolarError

if TYPE_CHECKING:
    from multipolar.reading import Coder
    from multipolar.records import CodedReport, Reading, Report

    Read = tuple[list[tuple[Report, Reading]], list[tuple[Exception, Report]]]

__all__ = ["Pipeline", "PipelineOptions", "Resolves"]

_AHEAD = 2
"""Groups that are read while an earlier one is resolved."""

_COLLECTED = (400_000, 20, 20)
"""How many objects are made before the collector of cycles looks at the young, the middle-aged and the old ones."""

_SWITCH = 0.0005
"""Seconds after which another thread has its turn."""

# Re-entrant: a stream that nobody holds any more may be ended by the collector, in whatever thread it runs.
_lock = threading.RLock()
_streams = 0
_users: Counter[int] = Counter()
"""How many read with each coder at the moment, by its identity."""

OnError = Callable[[MultipolarError], None]


@contextmanager
def _tuned_interpreter() -> Iterator[None]:
    """Let the interpreter collect cycles less often and switch between threads more often while reports stream.

    The tables of names and places are some million objects that stay, which the collector would walk through again and
    again, while what a report makes has no cycles; it goes on, less often, over what is made from now on. And a thread
    that comes back from the encoder has work for a core: it should not wait for five milliseconds of resolving.
    Process-wide, and undone when the last stream ends. Whoever turned collecting off, or froze objects, keeps it so.
    """
    global _streams, _before  # noqa: PLW0603 - there is one interpreter in the process
    with _lock:
        _streams += 1
        if _streams == 1:
            frozen = gc.get_freeze_count() > 0
            _before = gc.get_threshold(), sys.getswitchinterval(), frozen
            if not frozen:
                gc.freeze()
            if 0 < _before[0][0] < _COLLECTED[0]:
                gc.set_threshold(*_COLLECTED)
            sys.setswitchinterval(_SWITCH)
    try:
        yield
    finally:
        with _lock:
            _streams -= 1
            if not _streams:
                gc.set_threshold(*_before[0])
                if not _before[2]:
                    gc.unfreeze()
                sys.setswitchinterval(_before[1])


_before = gc.get_threshold(), sys.getswitchinterval(), False


@contextmanager
def _using(coder: Coder) -> Iterator[None]:
    """Count somebody who reads with a coder, so that nobody else stops it."""
    with _lock:
        _users[id(coder)] += 1
    try:
        yield
    finally:
        with _lock:
            _users[id(coder)] -= 1
            if not _users[id(coder)]:
                del _users[id(coder)]


class Resolves(Protocol):
    """Turns what was read in a report into records with codes, dates and places."""

    def code(self, report: Report, reading: Reading) -> CodedReport:
        """Resolve one report."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineOptions:
    """How reports are grouped on their way.

    Attributes:
        first: Most reports in the first group, so that what comes first does not wait for many; each next one may be
            twice as large.
        reports: Most reports in a group.
        characters: A group is full once its texts reach this many characters; a longer report goes alone.
    """

    first: int = 96
    reports: int = 384
    characters: int = 400_000


class Pipeline:
    """Codes reports, one after the other, in the order in which they come.

    Args:
        coder: Reads passages.
        resolver: Resolves what was read.
        options: How reports are grouped.
    """

    def __init__(self, coder: Coder, resolver: Resolves, *, options: PipelineOptions | None = None) -> None:
        self._coder = coder
        self._resolver = resolver
        self._options = options or PipelineOptions()

    @property
    def coder(self) -> Coder:
        """The coder in use; its name and version go into a ledger's runs."""
        return self._coder

    def code(self, report: Report) -> CodedReport:
        """Code one report.

        Raises:
            MultipolarError: It cannot be coded.
        """
        with _using(self._coder):
            pairs, failures = self._read([report])
        for error, failed in failures:
            _tell(error, failed, None)
        return next(self._resolve(pairs, None))

    def stream(self, reports: Iterable[Report], *, on_error: OnError | None = None) -> Iterator[CodedReport]:
        """Code reports as they come.

        Args:
            reports: Any number; they are taken in the caller's thread, and a few groups of them are held at a time.
            on_error: Told of each report that cannot be coded, and coding goes on. Without it the error is raised.

        Raises:
            ModelError: The coder itself fails; no other report would fare better.
            MultipolarError: A report cannot be coded and there is no ``on_error``.
        """
        # Two groups are read at a time: while one is cut into word pieces the other keeps the encoder busy.
        with (
            _tuned_interpreter(),
            _using(self._coder),
            ThreadPoolExecutor(max_workers=_AHEAD, thread_name_prefix="multipolar-reading") as reader,
        ):
            ahead: deque[Future[Read]] = deque()
            whole = False
            try:
                for group in self._groups(reports):
                    ahead.append(reader.submit(self._read, group))
                    if len(ahead) > _AHEAD:
                        yield from self._finish(ahead.popleft().result(), on_error)
                while ahead:
                    yield from self._finish(ahead.popleft().result(), on_error)
                whole = True
            finally:
                if not whole:
                    self._abandon(ahead)

    def _abandon(self, ahead: Iterable[Future[Read]]) -> None:
        """Stop reading: the stream is left early, and a coder that waits for answers need not wait any longer.

        Unless another stream reads with it too, whose answers would be given up as well.
        """
        for group in ahead:
            group.cancel()
        if (stop := getattr(self._coder, "stop", None)) is not None:
            with _lock:
                if _users[id(self._coder)] == 1:
                    stop()

    def _finish(self, read: Read, on_error: OnError | None) -> Iterator[CodedReport]:
        pairs, failures = read
        for error, report in failures:
            _tell(error, report, on_error)
        yield from self._resolve(pairs, on_error)

    def _resolve(self, pairs: Iterable[tuple[Report, Reading]], on_error: OnError | None) -> Iterator[CodedReport]:
        for report, reading in pairs:
            try:
                coded = self._resolver.code(report, reading)
            except Exception as error:  # noqa: BLE001 - whatever one report brings up must not stop the others
                _tell(error, report, on_error)
            else:
                yield coded

    def _groups(self, reports: Iterable[Report]) -> Iterator[list[Report]]:
        group: list[Report] = []
        characters, most = 0, min(self._options.first, self._options.reports)
        for report in reports:
            if group and characters + len(report.text) > self._options.characters:
                yield group
                group, characters = [], 0
            group.append(report)
            characters += len(report.text)
            if len(group) >= most:
                yield group
                group, characters = [], 0
                most = min(2 * most, self._options.reports)
        if group:
            yield group

    def _read(self, group: list[Report]) -> Read:
        """What the coder reads in a group, and the reports of it that it cannot read.

        Raises:
            ModelError: The coder itself fails.
        """
        from multipolar.reading import read_all  # noqa: PLC0415 - the coder's libraries are slow to import

        try:
            return list(read_all(self._coder, group)), []
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            if len(group) == 1:
                return [], [(error, group[0])]
        # One of several is to blame: in halves down to it, so that only that one is lost and few are read again.
        middle = len(group) // 2
        halves = self._read(group[:middle]), self._read(group[middle:])
        return halves[0][0] + halves[1][0], halves[0][1] + halves[1][1]


def _tell(error: Exception, report: Report, on_error: OnError | None) -> None:
    """Report a failed report, as an error that says which one.

    Raises:
        MultipolarError: There is nobody to tell.
    """
    if isinstance(error, MemoryError | ModelError) or os.environ.get("MULTIPOLAR_DEBUG") == "1":
        raise error
    if isinstance(error, MultipolarError):
        told = error
    else:
        told = InputError(
            f"the report cannot be coded: {type(error).__name__}: {error}",
            where=report.origin or f"report {report.id}",
            mend="a fault in multipolar: please report it with this text; MULTIPOLAR_DEBUG=1 shows where it happened",
        )
        told.__cause__ = error
    if on_error is None:
        raise told
    on_error(told)
