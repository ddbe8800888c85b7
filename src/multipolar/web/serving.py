"""Runs the web app until it is stopped."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING, Any, Final

from multipolar.errors import UsageError
from multipolar.web.app import make_api
from multipolar.web.front import Front
from multipolar.web.snapshot import Keeper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import uvicorn

    from multipolar.web.options import ServeOptions
    from multipolar.web.snapshot import Snapshot

__all__ = ["serve"]

_BACKLOG: Final = 512
_LOG: Final = logging.getLogger("multipolar.web")


def _listen(options: ServeOptions) -> socket.socket:
    """A socket that listens.

    Raises:
        UsageError: The address is taken, not ours, or none.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError, OverflowError) as error:
        raise UsageError(
            f"{options.host!r} is no address to listen on: {error}", where="--host", mend="127.0.0.1 is this machine"
        ) from None
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        mends = {
            errno.EADDRINUSE: ("the port is taken", "choose another one with --port, or 0 for any that is free"),
            errno.EACCES: ("the port may not be used", "choose one above 1023"),
            errno.EADDRNOTAVAIL: ("this machine has no such address", "127.0.0.1 is this machine"),
        }
        what, mend = mends.get(error.errno or 0, (error.strerror or str(error), "choose another --host or --port"))
        raise UsageError(what, where=f"{options.host}:{options.port}", mend=mend) from None
    return listening


def server_config(app: Callable[..., Any]) -> uvicorn.Config:
    """How the app is served: quietly, telling nobody what it runs on, and patient with readers."""
    import uvicorn  # noqa: PLC0415 - only who serves needs it

    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="on",
        timeout_keep_alive=75,  # a reader looks at a page for longer than the five seconds of the default
        timeout_graceful_shutdown=3,
        proxy_headers=False,
    )


def _open(address: str) -> None:
    if not webbrowser.open(address):
        _LOG.warning("no browser could be opened; open the address yourself")


def serve(
    path: Path,
    options: ServeOptions,
    *,
    ready: Callable[[str, Snapshot], None],
    open_page: bool = False,
) -> None:
    """Serve a ledger until interrupted.

    Args:
        path: Folder of the ledger.
        options: How.
        ready: Told the address and the snapshot, once it answers.
        open_page: Open it in the user's browser.

    Raises:
        UsageError: The address cannot be listened on.
        LedgerError: The ledger cannot be read.
    """
    import uvicorn  # noqa: PLC0415 - only who serves needs it

    listening = _listen(options)  # first, so that a port that is taken is told before the ledger is read
    try:
        keeper = Keeper(path)
        app = Front(make_api(keeper, options), options, lambda: keeper.current.commit)
        port = listening.getsockname()[1]
        host = f"[{options.host}]" if ":" in options.host else options.host
        if options.host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
            host = "127.0.0.1"
        address = f"http://{host}:{port}/" + (f"#token={options.token}" if options.review else "")
        server = uvicorn.Server(server_config(app))
        startup = server.startup

        async def started(sockets: list[socket.socket] | None = None) -> None:
            await startup(sockets=sockets)
            ready(address, keeper.current)
            if open_page:
                # Its own thread: a browser that is no window of its own keeps the caller waiting.
                threading.Thread(target=_open, args=(address,), daemon=True).start()

        server.startup = started  # type: ignore[method-assign]  # uvicorn has no hook for it
        try:
            server.run(sockets=[listening])
        finally:
            keeper.close()
    finally:
        listening.close()
