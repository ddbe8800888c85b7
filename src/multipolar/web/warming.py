"""Does ahead of the first reader what takes seconds: one thing after the other, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from multipolar.errors import MultipolarError
from multipolar.web.views.actor import actor_page
from multipolar.web.views.claims import all_claims
from multipolar.web.views.network import followed, year_network
from multipolar.web.views.outlook import checked_model
from multipolar.web.views.poles import measured
from multipolar.web.views.vocabulary import actors

if TYPE_CHECKING:
    from collections.abc import Callable

    from multipolar.web.snapshot import Snapshot

__all__ = ["warm"]

_LOG: Final = logging.getLogger("multipolar.web")

_WORK: Final[tuple[Callable[[Snapshot], object], ...]] = (
    lambda snapshot: actors(snapshot, "", 1),
    all_claims,
    lambda snapshot: actor_page(snapshot, "USA", since=None, until=None),
    lambda snapshot: year_network(snapshot, since=None, until=None, top=2),
    lambda snapshot: measured(snapshot, "year"),
    checked_model,
    lambda snapshot: followed(snapshot, "year"),
)
"""What pages wait for, those that are opened first coming first."""


def warm(snapshot: Snapshot, *, gone: Callable[[], bool]) -> threading.Thread:
    """Start.

    Args:
        snapshot: What to do it for.
        gone: Whether it is not wanted any more.
    """

    def work() -> None:
        if not snapshot.ledger.linked or not len(snapshot.incidents) or snapshot.span() is None:
            return
        for step in _WORK:
            if gone():
                return
            try:
                step(snapshot)
            except MultipolarError as error:
                # Whoever asks for it gets the same error; nobody is waiting here.
                _LOG.debug("not ready ahead: %s", error)

    thread = threading.Thread(target=work, name="multipolar-warming", daemon=True)
    thread.start()
    return thread
