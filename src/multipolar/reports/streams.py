"""Streams with a first look: unpacked if packed, re-coded to UTF-8 if wide, and told apart by their first bytes."""

from __future__ import annotations

import codecs
import gzip
import io
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from multipolar.errors import InputError
from multipolar.reports.decoding import bom_encoding, wide_encoding

if TYPE_CHECKING:
    from multipolar.reports.options import Kind

__all__ = ["KINDS", "look", "recode", "sniff", "suffix_kind"]

KINDS: Final[dict[str, Kind]] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".xml": "feed",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""Forms by the name's ending; each may have ``.gz`` behind it."""

_HEAD: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
# A comment ends at the first "-->": a pattern that might go on behind it takes time without end over many of them.
_COMMENT: Final = rb"<!--(?:(?!-->).)*-->"
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:" + _COMMENT + rb"\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|div|section|main|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED: Final = re.compile(
    rb"\s*(?:(?:<\?[^>]*>|<!doctype\s[^>]*>|" + _COMMENT + rb")\s*)*<(?:rss|feed|(?:\w+:)?rdf|atom:feed)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(rb"\s*<\?xml\s", re.IGNORECASE)


def suffix_kind(name: str) -> Kind | None:
    """Form by a file's name."""
    lowered = name.lower().removesuffix(".gz")
    dot = lowered.rfind(".")
    return KINDS.get(lowered[dot:]) if dot >= 0 else None


def look(stream: BinaryIO, *, where: str) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, unpacked if it is gzip, and the same stream from its start.

    Raises:
        InputError: The gzip data is damaged.
    """
    head, stream = _first(stream)
    if head.startswith(_GZIP):
        unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
        try:
            return _first(unpacked)
        except (EOFError, OSError) as error:
            raise InputError(f"the gzip data is damaged: {error}", where=where, mend="pack or fetch it anew") from None
        except Exception as error:
            if type(error).__module__ == "zlib":
                raise InputError(
                    f"the gzip data is damaged: {error}", where=where, mend="pack or fetch it anew"
                ) from None
            raise
    return head, stream


def _first(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Reads up to 64 KiB, but no further than the first full line of a slow pipe, and puts it back in front."""
    head = b""
    while len(head) < _HEAD and not (b"\n" in head and not _seekable(stream)):
        chunk = stream.read1(_HEAD - len(head)) if hasattr(stream, "read1") else stream.read(_HEAD - len(head))
        if not chunk:
            break
        head += chunk
    if _seekable(stream):
        stream.seek(-len(head), io.SEEK_CUR)
        return head, stream
    return head, cast("BinaryIO", io.BufferedReader(_Chained(head, stream), buffer_size=_HEAD))


def _seekable(stream: BinaryIO) -> bool:
    # A gzip stream claims to be seekable but unpacks anew to go back.
    return not isinstance(cast("object", stream), gzip.GzipFile) and stream.seekable()


class _Chained(io.RawIOBase):
    """A stream with some bytes put back in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer; its type has no name before 3.12
        view = memoryview(buffer).cast("B")
        if self._head:
            size = min(len(view), len(self._head))
            view[:size] = self._head[:size]
            self._head = self._head[size:]
            return size
        chunk = self._rest.read1(len(view)) if hasattr(self._rest, "read1") else self._rest.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)


class _Recoded(io.RawIOBase):
    """A wide stream as UTF-8, so that lines end with one byte."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer; its type has no name before 3.12
        view = memoryview(buffer).cast("B")
        while not self._ready:
            chunk = self._stream.read(_HEAD)
            self._ready = self._decoder.decode(chunk, final=not chunk).encode("utf-8", "surrogatepass")
            if not chunk:
                break
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def recode(head: bytes, stream: BinaryIO, encoding: str | None) -> tuple[BinaryIO, str | None]:
    """A stream whose lines end with 0x0A, without byte order mark, and the encoding that it then has (None: unknown).

    Args:
        head: Its first bytes.
        stream: From its start.
        encoding: The user's word on it.
    """
    mark = bom_encoding(head)
    if mark:
        stream.read(mark[1])
    wide = wide_encoding(head)
    if encoding is not None:
        name = codecs.lookup(encoding).name
        if name.startswith(("utf-16", "utf-32")):
            # Without a mark the low byte is taken to come first, as on the systems that leave the mark out.
            wide = wide or (name if name.endswith(("le", "be")) else f"{name}-le")
        else:
            return stream, encoding
    if wide:
        return cast("BinaryIO", io.BufferedReader(_Recoded(stream, wide), buffer_size=_HEAD)), "utf-8"
    return stream, None


def sniff(head: bytes) -> Kind:
    """Form by the first bytes."""
    if head.startswith(b"PAR1"):
        return "parquet"
    mark = bom_encoding(head)
    wide = wide_encoding(head)
    if wide:
        body = head[mark[1] if mark else 0 :]
        head = body[: len(body) // 4 * 4].decode(wide, "replace").encode("utf-8", "replace")
    elif mark:
        head = head[mark[1] :]
    start = head.lstrip()
    if start.startswith(b"{") or re.match(rb"\[\s*[{\]]", start):
        return "jsonl"
    if _HTML.match(start):
        return "html"
    # XML of other kinds is no text either: the reader of feeds says so.
    return "feed" if _FEED.match(start) or _XML.match(start) else "text"
