"""The process that links one part of a ledger's events: ``python -m multipolar.ledger.part LEDGER BATCH TYPE...``.

It is started by :mod:`multipolar.ledger.relinking`, which holds the writer's lock, and writes what came of it to
standard output. It ends when its standard input is closed, for then nobody waits for it any more.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from pathlib import Path

from multipolar.errors import MultipolarError
from multipolar.ledger.ledger import Ledger
from multipolar.ledger.relinking import link_part


def _follow() -> None:
    """Stop when the process that started this one is gone."""
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> int:
    """Link the part.

    Returns:
        Exit code.
    """
    path, batch, *types = sys.argv[1:]
    threading.Thread(target=_follow, daemon=True).start()
    try:
        part = link_part(Ledger.open(Path(path)), batch=int(batch), types=types)
    except MultipolarError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except Exception:  # noqa: BLE001 - told, and the other process says that this one failed
        traceback.print_exc()
        return 1
    sys.stdout.write(json.dumps(part.dump()))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # without waiting for the thread that waits
