"""The command that serves the web app."""

from __future__ import annotations

from typing import Annotated

import typer

from multipolar.cli.options import Ledger, finish

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("serve")(_serve)


def _serve(
    *,
    ledger: Ledger,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="Port to listen on; 0 for any.")
    ] = 8737,
    review: Annotated[
        bool, typer.Option("--review", help="Let those who open the printed address correct incidents.")
    ] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the app in the browser.")] = False,
    allow_host: Annotated[
        list[str],
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A further name that the server is called by, as behind a proxy. May be repeated.",
        ),
    ] = [],  # noqa: B006 - Typer copies defaults
) -> None:
    """Serve the web app over a ledger.

    Read only, and on this machine alone, unless told otherwise. New commits of the ledger show up by themselves.
    """
    from multipolar.cli.commands.serve import run  # noqa: PLC0415 - keep --help fast

    finish(
        run,
        ledger,
        host=host,
        port=port,
        review=review,
        open_page=open_page,
        hosts=tuple(allow_host),
    )
