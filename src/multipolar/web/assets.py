"""The pages: files that Vite built, and ``index.html`` for every address that is a page."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from multipolar.web.errors import body

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.responses import Response

__all__ = ["built", "pages"]

_MISSING: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>multipolar: the pages are not built</title>
<h1>The pages of the web app are not built</h1>
<p>This installation comes from sources without them. Build them once, from a checkout, and start again:</p>
<pre>make web</pre>
<p>The data can be had meanwhile: <a href="/api/about">/api/about</a>, <a href="/api/incidents">/api/incidents</a>,
and the rest of <a href="/api/openapi.json">/api/openapi.json</a>.</p>
</html>
"""
_KINDS: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""Said rather than asked of the system, whose answers differ; with nosniff a wrong one breaks the page."""


def built(static: Path) -> bool:
    """Whether there are pages to serve."""
    return (static / "index.html").is_file()


def _file(static: Path, path: str) -> Path | None:
    """The built file of an address, if there is one, and nothing outside of the folder."""
    if not path or "\\" in path or "\0" in path or len(path) > 1_000:  # noqa: PLR2004 - no asset has such a name
        return None
    try:
        file = (static / path).resolve()
        inside = file.is_relative_to(static.resolve())
        return file if inside and file.is_file() else None
    except (OSError, ValueError):
        return None


def pages(static: Path) -> APIRouter:
    """Routes for everything that is not the API.

    Args:
        static: Folder of the built pages.
    """
    router = APIRouter(include_in_schema=False)

    @router.api_route("/{path:path}", methods=["GET", "HEAD"])
    def page(path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            return JSONResponse(
                body("there is no such address", mend="see /api/openapi.json for the addresses"), status_code=404
            )
        file = _file(static, path)
        if file is not None and file.name != "index.html":
            kind = _KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            hashed = path.startswith("assets/")
            keep = "public, max-age=31536000, immutable" if hashed else "no-cache"
            return FileResponse(file, media_type=kind, headers={"cache-control": keep})
        if path.startswith("assets/"):
            return JSONResponse(body("there is no such file", mend="reload the page"), status_code=404)
        if not built(static):
            return HTMLResponse(_MISSING, status_code=503)
        return FileResponse(static / "index.html", media_type="text/html", headers={"cache-control": "no-cache"})

    return router
