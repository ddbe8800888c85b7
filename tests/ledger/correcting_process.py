"""A process that corrects a ledger and is killed on the way."""

from __future__ import annotations

import itertools
import os
import signal
from pathlib import Path

from ledger_processes import no_sync

from multipolar.ledger import Correction, Ledger


def correct_until(path, target, other, step, log=None):
    """Merge two incidents, and kill the own process before a given step that touches the disk.

    Where there is a log, the number of steps goes there, and nobody is killed.
    """
    steps = itertools.count()
    taken = []

    def dying(function):
        def call(*args, **kwargs):
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            taken.append(function)
            return function(*args, **kwargs)

        return call

    os.fsync = dying(no_sync)
    for name in ("rename", "unlink", "open"):
        setattr(Path, name, dying(getattr(Path, name)))
    with Ledger.open(path) as ledger:
        ledger.correct([Correction(action="merge", target=target, who="Ada", payload={"with": [other]})])
    if log:
        log.write_text(str(len(taken)))
