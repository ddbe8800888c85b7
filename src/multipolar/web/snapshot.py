"""A ledger at one commit, ready to answer, and the keeper that moves on when the ledger grows."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from multipolar.ledger import Ledger
from multipolar.web.errors import ApiError, NotLinkedError
from multipolar.web.hot import HotLedger
from multipolar.web.incidents import Incidents
from multipolar.web.loading import load_columns
from multipolar.web.names import Names
from multipolar.web.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from multipolar.web.loading import Columns

__all__ = ["Keeper", "Snapshot"]

_LOG: Final = logging.getLogger("multipolar.web")
_Answer = TypeVar("_Answer")

_RECENT: Final = 64
"""Answers of slow work that are kept, of those that depend on what was asked."""


class Snapshot:
    """A ledger at one commit. Nothing in it changes; share it freely.

    Args:
        path: Folder of the ledger.
        names: Who is who.
        former: An earlier snapshot; where nothing but corrections was added since, what it worked out stays.

    Attributes:
        ledger: The ledger, in memory.
        names: Who is who.
        commit: Number of the commit.
        incidents: The incidents and their filters.
        seconds: How long loading took.
    """

    def __init__(self, path: Path, names: Names, *, former: Snapshot | None = None) -> None:
        start = time.perf_counter()
        self.names = names
        self.ledger: HotLedger = HotLedger(path, former=former.ledger if former is not None else None)
        self.commit: int = self.ledger.manifest.number
        self._memory: OrderedDict[Hashable, Any] = OrderedDict()
        self._recent: OrderedDict[Hashable, Any] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()
        if former is not None and self.ledger.goes_on:
            self.incidents: Incidents = former.incidents
            self._memory.update(former.worked_out())
        else:
            columns = load_columns(self.ledger, names)
            self.incidents = Incidents(self.ledger, columns, Search(self.ledger, columns.ids))
        self.seconds = time.perf_counter() - start

    def worked_out(self) -> dict[Hashable, Any]:
        """What :meth:`once` has done so far."""
        with self._guard:
            return dict(self._memory)

    @property
    def columns(self) -> Columns:
        """The incidents' columns."""
        return self.incidents.columns

    def span(self) -> tuple[dt.date, dt.date] | None:
        """The days on which the ledger's reports were published, half-open; None where none is dated."""
        query = "SELECT min(published) AS a, max(published) AS b FROM reports"
        found = self.once("span", lambda: self.ledger.rows(query)[0])
        return (found["a"], found["b"] + dt.timedelta(days=1)) if found["a"] else None

    def require_incidents(self) -> None:
        """See that the events were linked.

        Raises:
            NotLinkedError: They were not.
        """
        if not self.ledger.linked:
            raise NotLinkedError(self.ledger.path.name)

    def require_something(self) -> None:
        """See that there is an incident at all.

        Raises:
            NotLinkedError: The events were not linked yet.
            ApiError: There are no events.
        """
        self.require_incidents()
        if not len(self.incidents):
            raise ApiError(409, "the ledger holds no incident", mend="build reports into it")

    def once(self, key: Hashable, work: Callable[[], _Answer]) -> _Answer:
        """What slow work answers, done once for this snapshot; others who ask meanwhile wait for it.

        Args:
            key: Names the work. What depends on what readers ask for belongs into :meth:`lately`.
            work: Does it.
        """
        return self._remember(self._memory, key, work, most=None)

    def lately(self, key: Hashable, work: Callable[[], _Answer]) -> _Answer:
        """As :meth:`once`, but of much that may be asked for only the last answers are kept."""
        return self._remember(self._recent, key, work, most=_RECENT)

    def _remember(
        self,
        memory: OrderedDict[Hashable, Any],
        key: Hashable,
        work: Callable[[], _Answer],
        *,
        most: int | None,
    ) -> _Answer:
        with self._guard:
            if key in memory:
                memory.move_to_end(key)
                return cast("_Answer", memory[key])
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in memory:
                    return cast("_Answer", memory[key])
            answer = work()
            with self._guard:
                memory[key] = answer
                self._locks.pop(key, None)
                if most is not None and len(memory) > most:
                    memory.popitem(last=False)
            return answer


class Keeper:
    """Holds the present snapshot and replaces it when the ledger has grown.

    Args:
        path: Folder of the ledger.

    Attributes:
        closed: Whether it is not needed any more.

    Raises:
        MissingInputError: There is no such folder.
        LedgerError: It holds no ledger, or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._names = Names()
        self._guard = threading.Lock()
        self.closed = False
        self._current = Snapshot(path, self._names)

    def close(self) -> None:
        """Stop working ahead, and remove what lies on disk for it."""
        self.closed = True
        self._current.ledger.drop()

    @property
    def current(self) -> Snapshot:
        """The present snapshot."""
        return self._current

    def refresh(self) -> bool:
        """Move on to what was committed since.

        Requests that run on the old snapshot end on it; it goes when the last one lets it go.

        Returns:
            Whether there was anything new.

        Raises:
            LedgerError: The ledger cannot be read any more; the old snapshot stays.
        """
        with self._guard:
            with Ledger.open(self.path) as probe:
                if probe.manifest.number == self._current.commit:
                    return False
            self._current = Snapshot(self.path, self._names, former=self._current)
            _LOG.info("the ledger grew: commit %d, read in %.1f s", self._current.commit, self._current.seconds)
            return True
