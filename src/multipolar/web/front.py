"""What stands before the application: who may ask, what is kept, and what every answer says to the browser.

Plain ASGI, so that an answer that is kept costs a look-up and no more. A kept answer belongs to a commit of the
ledger; the next commit makes all of them void.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import logging
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from multipolar.web.errors import body

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from multipolar.web.options import ServeOptions

__all__ = ["CSP", "REVIEW", "Front"]

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a page may load: our own files. Nothing inline, nothing from elsewhere, and nobody may frame it."""

_HEADERS: Final = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_GZIP_FROM: Final = 1_000
"""Bytes from which on an answer is worth packing."""

_LARGEST_BODY: Final = 1_000_000
_LARGEST_KEPT: Final = 0.1
"""Share of the room that one answer may take."""

_LOG: Final = logging.getLogger("multipolar.web")
REVIEW: Final = "/api/review"
"""The one address that changes something."""

_NOT_KEPT: Final = frozenset({"/api/session"})
_COMPRESSIBLE: Final = re.compile(rb"^(application/json|text/|application/(javascript|openapi)|image/svg)")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: bytes | None
    etag: bytes

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"") + 500


class Front:
    """Stands before the application.

    Args:
        app: The application.
        options: How it is served.
        commit: Gives the number of the commit that answers are made from.
    """

    def __init__(self, app: ASGIApp, options: ServeOptions, commit: Callable[[], int]) -> None:
        self._app = app
        self._options = options
        self._commit = commit
        self._kept: OrderedDict[tuple[object, ...], _Answer] = OrderedDict()
        self._size = 0
        self._kept_of = -1
        self._pending: dict[tuple[object, ...], asyncio.Future[_Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if (refusal := self._refusal(scope, headers)) is not None:
            await _send(send, *refusal, commit=self._commit(), method=scope["method"])
            return
        path: str = scope["path"]
        if scope["method"] in {"GET", "HEAD"} and path.startswith("/api/") and path not in _NOT_KEPT:
            answer = await self._kept_answer(scope, receive)
            await self._give(answer, headers, scope["method"], send)
            return
        await self._pass(scope, receive, send)

    # --- Who may ask ---

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, str, str] | None:
        """Why a request is not answered: status, what, and the mend."""
        host = headers.get(b"host", b"").decode("latin-1")
        name = re.sub(r":\d+$", "", host)
        if not self._options.may_be_called(name):
            return (
                421,
                f"this server is not called {name[:80]!r}",
                "use the address that serve printed, or --allow-host",
            )
        if scope["path"] != REVIEW:
            return None  # nothing else changes anything, whatever the method
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin.casefold() not in {f"http://{host}".casefold(), f"https://{host}".casefold()}:
            return 403, "the request does not come from a page of this server", "use the web app itself"
        if int(headers.get(b"content-length", b"0") or b"0") > _LARGEST_BODY:
            return 413, "the request is too large", "send less"
        return None

    # --- What is kept ---

    def _key(self, scope: Scope) -> tuple[object, ...]:
        query = sorted(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return (self._commit(), scope["path"], tuple(query))

    async def _kept_answer(self, scope: Scope, receive: Receive) -> _Answer:
        """The answer to a question, made once however many ask it at the same time."""
        key = self._key(scope)
        if key[0] != self._kept_of:
            self._kept.clear()
            self._size, self._kept_of = 0, int(str(key[0]))
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        pending = self._pending.get(key)
        if pending is None:
            pending = asyncio.ensure_future(self._make(dict(scope), receive))
            self._pending[key] = pending
            pending.add_done_callback(lambda done: self._made(key, done))
        # One who goes away does not take the answer from the others.
        return await asyncio.shield(pending)

    def _made(self, key: tuple[object, ...], done: asyncio.Future[_Answer]) -> None:
        self._pending.pop(key, None)
        if done.cancelled() or done.exception() is not None:
            return
        answer = done.result()
        room = self._options.cache_bytes
        if answer.status != 200 or key[0] != self._kept_of or answer.size > room * _LARGEST_KEPT:  # noqa: PLR2004 - OK
            return
        self._kept[key] = answer
        self._size += answer.size
        while self._size > room:
            _, dropped = self._kept.popitem(last=False)
            self._size -= dropped.size

    async def _make(self, scope: dict[str, object], receive: Receive) -> _Answer:
        """Have the application answer."""
        started: Message = {"status": 500, "headers": []}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = message
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        scope["method"] = "GET"
        try:
            await self._app(scope, receive, collect)
        except Exception:
            if not parts:
                raise
            # The application has told of its fault already and raises it for the log.
            _LOG.exception("a fault at %s", scope["path"])
        content = b"".join(parts)
        headers = [(name.lower(), value) for name, value in started["headers"]]
        kind = dict(headers).get(b"content-type", b"")
        packed = None
        if len(content) >= _GZIP_FROM and _COMPRESSIBLE.match(kind):
            packed = await asyncio.to_thread(gzip.compress, content, 4, mtime=0)
        return _Answer(
            status=started["status"],
            headers=tuple((name, value) for name, value in headers if name not in {b"content-length", b"etag"}),
            body=content,
            packed=packed,
            etag=b'"' + hashlib.blake2b(content, digest_size=12).hexdigest().encode() + b'"',
        )

    async def _give(self, answer: _Answer, headers: dict[bytes, bytes], method: str, send: Send) -> None:
        packed = answer.packed if answer.packed is not None and _takes_gzip(headers) else None
        # A packed answer is another sequence of bytes, so a strong tag has to differ.
        etag = answer.etag if packed is None else answer.etag[:-1] + b'-gz"'
        own = [
            (b"etag", etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
            (b"x-multipolar-commit", str(self._commit()).encode()),
            *_HEADERS,
        ]
        if answer.status == 200 and _matches(headers.get(b"if-none-match", b""), answer.etag):  # noqa: PLR2004 - OK
            await send({"type": "http.response.start", "status": 304, "headers": own})
            await send({"type": "http.response.body", "body": b""})
            return
        content = answer.body if packed is None else packed
        if packed is not None:
            own.append((b"content-encoding", b"gzip"))
        own.append((b"content-length", str(len(content)).encode()))
        dropped = {name for name, _ in own}
        kept = [header for header in answer.headers if header[0] not in dropped]
        await send({"type": "http.response.start", "status": answer.status, "headers": [*kept, *own]})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else content})

    # --- What is passed on ---

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                own = [*_HEADERS, (b"x-multipolar-commit", str(self._commit()).encode())]
                if b"cache-control" not in present:
                    own.append((b"cache-control", b"no-cache"))
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await self._app(scope, receive, with_headers)


def _takes_gzip(headers: dict[bytes, bytes]) -> bool:
    offered = headers.get(b"accept-encoding", b"").lower()
    return any(
        part.strip().split(b";")[0].strip() == b"gzip" and b"q=0" not in part.replace(b" ", b"").split(b";")[1:]
        for part in offered.split(b",")
    )


def _matches(wanted: bytes, etag: bytes) -> bool:
    """Whether the browser has the answer already, packed or not."""
    tags = {tag.strip().removeprefix(b"W/") for tag in wanted.split(b",")}
    return bool(wanted) and (b"*" in tags or etag in tags or etag[:-1] + b'-gz"' in tags)


async def _send(send: Send, status: int, what: str, mend: str, *, commit: int, method: str) -> None:
    content = json.dumps(body(what, mend=mend)).encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(content)).encode()),
                (b"cache-control", b"no-store"),
                (b"x-multipolar-commit", str(commit).encode()),
                *_HEADERS,
            ],
        }
    )
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else content})
