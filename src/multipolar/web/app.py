"""The application: API, pages, and the watch over the ledger."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from typing import TYPE_CHECKING, Any, Final

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI

from multipolar._version import __version__
from multipolar.errors import MultipolarError
from multipolar.web import errors
from multipolar.web.assets import pages
from multipolar.web.front import Front
from multipolar.web.options import ServeOptions
from multipolar.web.routes import review_router, router
from multipolar.web.snapshot import Keeper
from multipolar.web.warming import warm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.types import ASGIApp

__all__ = ["create_app", "describe", "make_api"]

_LOG: Final = logging.getLogger("multipolar.web")
_LANE: Final = max(4, 2 * (os.cpu_count() or 1))
"""Questions that are worked out at once."""

_SLOW_LANE: Final = 3
"""Questions at once that take seconds."""

_ABOUT: Final = (
    "Everything that the web app shows. Every figure has a `link`: the query string under which `/api/incidents` lists "
    "what it stands on. `format=csv` gives a table instead of JSON."
)


def make_api(keeper: Keeper, options: ServeOptions) -> FastAPI:
    """The API and the pages, without what stands before them.

    Args:
        keeper: Holds the ledger.
        options: How it is served.
    """

    @contextlib.asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        # Few threads: what is worked out takes a core, and the more share it the later each one is done.
        to_thread.current_default_thread_limiter().total_tokens = _LANE
        app.state.slow_lane = CapacityLimiter(_SLOW_LANE)
        _warm(keeper, options)
        watch = asyncio.create_task(_watch(keeper, options)) if options.watch_seconds else None
        try:
            yield
        finally:
            if watch is not None:
                watch.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watch

    app = FastAPI(
        title="multipolar",
        version=__version__,
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,  # those pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=life,
    )
    app.state.keeper = keeper
    app.state.options = options
    errors.install(app)
    _include(app, review=options.review)
    app.include_router(pages(options.static))
    return app


def _include(app: FastAPI, *, review: bool) -> None:
    app.include_router(router)
    if review:
        app.include_router(review_router)


def describe(*, review: bool = True) -> dict[str, Any]:
    """The OpenAPI description; it is the same for every ledger.

    Args:
        review: Whether with the address that takes decisions.
    """
    app = FastAPI(title="multipolar", version=__version__, description=_ABOUT)
    _include(app, review=review)
    return app.openapi()


def _warm(keeper: Keeper, options: ServeOptions) -> None:
    if options.warm:
        snapshot = keeper.current
        warm(snapshot, gone=lambda: keeper.closed or keeper.current is not snapshot)


async def _watch(keeper: Keeper, options: ServeOptions) -> None:
    """Move on when the ledger grows."""
    told = ""
    while True:
        await asyncio.sleep(options.watch_seconds)
        try:
            if await asyncio.to_thread(keeper.refresh):
                _warm(keeper, options)
            told = ""
        except MultipolarError as error:
            # It may be back in a moment (a disk that is full or away): the old snapshot is served meanwhile.
            if str(error) != told:
                told = str(error)
                _LOG.warning("the ledger cannot be read, the last snapshot is served: %s", error)


def create_app(path: Path, options: ServeOptions | None = None) -> ASGIApp:
    """The whole application over a ledger.

    Args:
        path: Folder of the ledger.
        options: How it is served.

    Raises:
        MissingInputError: There is no such folder.
        LedgerError: It holds no ledger, or cannot be read.
    """
    options = options or ServeOptions()
    keeper = Keeper(path)
    return Front(make_api(keeper, options), options, lambda: keeper.current.commit)
