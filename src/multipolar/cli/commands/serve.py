"""``multipolar serve``: the web app over a ledger."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from multipolar.cli.output import paint, say

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.web import ServeOptions
    from multipolar.web.snapshot import Snapshot

__all__ = ["run"]


def run(
    ledger: Path,
    *,
    host: str,
    port: int,
    review: bool,
    open_page: bool,
    hosts: tuple[str, ...],
) -> int:
    """Serve a ledger until Ctrl-C.

    Returns:
        Exit code.
    """
    from multipolar.web import ServeOptions, serve  # noqa: PLC0415 - the web framework is slow to import

    options = ServeOptions(host=host, port=port, review=review, hosts=hosts)
    say(f"multipolar: reading {ledger}")
    try:
        serve(ledger, options, ready=lambda address, snapshot: _tell(address, snapshot, options), open_page=open_page)
    except KeyboardInterrupt:  # the way to stop it, and so no failure
        say("multipolar: stopped")
        # What is worked out ahead in other threads may be in the middle of native code, which a common exit would
        # pull the ground from under; nothing of it is wanted any more.
        sys.stdout.flush()
        os._exit(0)
    return 0


def _tell(address: str, snapshot: Snapshot, options: ServeOptions) -> None:
    from multipolar.web.assets import built  # noqa: PLC0415 - as above

    count = len(snapshot.incidents)
    say(f"multipolar: {count:,} incidents, read in {snapshot.seconds:.1f} s; stop with Ctrl-C")
    if not snapshot.ledger.linked:
        say(f"multipolar: note: its events are not linked; run multipolar link --ledger {snapshot.ledger.path}")
    if not built(options.static):
        say("multipolar: note: the pages are not built, only the API answers; build them with make web")
    if not options.loopback:
        say(f"multipolar: note: everybody who can reach {options.host} can read this ledger")
    if options.review:
        say("multipolar: whoever has this address may correct the ledger; keep it to yourself")
    say(paint(address, "strong"))
