# ruff: noqa: RUF001 - signs of print
"""Bytes to text: byte order marks, detection, lines of another encoding, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from multipolar.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["Decoder", "bom_encoding", "bounded_lines", "decode", "refuse_binary"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3", "a database"),
    (b"ARROW1", "an Arrow file"),
    (b"\x1f\x8b", "a gzip archive within another"),
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE: Final = 1 << 18
_SKIP_STEP: Final = 1 << 16
_SKIP_LIMIT: Final = 64
_BINARY_SHARE: Final = 0.02
_BINARY_LINES_SHARE: Final = 0.1
_START: Final = 4096
_PLAIN_SHARE: Final = 0.02
_WORD_SHARE: Final = 0.9
_SHORT: Final = 40
_SCRIPT_PAGES: Final = 8
_SIGNS: Final = frozenset(".,;:!?()[]{}\"'-–—/%&€$£#@*+=<>|\\_„“”‘’«»…")
_MEND_BINARY: Final = "turn it into text, HTML, JSON Lines, CSV or Parquet first"
_MEND_ENCODING: Final = "save it as UTF-8, or say which encoding it has"


def bom_encoding(head: bytes) -> tuple[str, int] | None:
    """Encoding that a byte order mark tells, and the mark's length."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    return None


def refuse_binary(head: bytes, *, where: str, lines: bool = False) -> None:
    """Raises where the first bytes are those of no text.

    Args:
        head: The first bytes.
        where: What they are of, for the error.
        lines: Whether each line is judged by itself later, so that only what begins as no text is refused.

    Raises:
        InputError: They are.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise InputError(f"this is {name}, not text", where=where, mend=_MEND_BINARY)
    if wide_encoding(head):
        return
    sample = head[:_SAMPLE]
    start = sample.split(b"\n", 1)[0] if lines else sample[:_START]
    share = _BINARY_LINES_SHARE if lines else _BINARY_SHARE
    if b"\x00" in start or len(_CONTROL.findall(sample)) > share * len(sample):
        raise InputError("this is binary, not text", where=where, mend=_MEND_BINARY)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: read so, and not otherwise, it is words with plain spaces between them."""
    sample = head[:_START]
    if b"\x00" not in sample:
        return None
    sample = sample[: len(sample) & ~1]
    for encoding in ("utf-16-le", "utf-16-be"):
        # A pair of surrogates may be cut at the end.
        text = _try(sample, encoding) or _try(sample[:-2], encoding)
        if not text:
            continue
        plain = sum(c in " \n\t" for c in text)
        if "\x00" in text or (plain < _PLAIN_SHARE * len(text) and len(text) > _SHORT):
            continue
        if sum(c.isalnum() or c.isspace() or c in _SIGNS for c in text) >= _WORD_SHARE * len(text) and _one_script(
            sample
        ):
            return encoding
    return None


def _one_script(sample: bytes) -> bool:
    """Whether one of each two bytes hardly varies, as the high byte does in text of any alphabet."""
    pages = min(len(set(sample[0::2])), len(set(sample[1::2])))
    return pages <= min(_SCRIPT_PAGES, max(2, len(sample) // 40))


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, by mark or by look; None for encodings in which a line ends with the byte 0x0A."""
    mark = bom_encoding(head)
    if mark:
        return mark[0] if mark[0] != "utf-8" else None
    return _wide(head)


def decode(
    data: bytes, *, where: str, encoding: str | None = None, declared: str | None = None
) -> tuple[str, str | None]:
    """Decodes a whole text.

    Args:
        data: The bytes.
        where: What they are, for the error.
        encoding: The user's word on the encoding; it is final.
        declared: What the page or the server says; it is tried first and not believed if the bytes do not fit it.

    Returns:
        The text without byte order mark, and a note where something had to be guessed.

    Raises:
        InputError: The bytes are no text, or do not fit the encoding.
    """
    mark = bom_encoding(data)
    if encoding is not None:
        body = (
            data[mark[1] :] if mark and codecs.lookup(encoding).name.replace("_", "-").startswith(mark[0][:6]) else data
        )
        try:
            return body.decode(encoding).removeprefix("\ufeff"), None
        except (UnicodeDecodeError, LookupError) as error:
            at = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
            raise InputError(
                f"this is not {encoding}{at}",
                where=where,
                mend="leave the encoding to be detected, or name the right one",
            ) from None
    if mark:
        try:
            return data[mark[1] :].decode(mark[0]), None
        except UnicodeDecodeError as error:
            raise InputError(
                f"the mark says {mark[0]}, but byte {error.start + mark[1]} does not fit it",
                where=where,
                mend=_MEND_ENCODING,
            ) from None
    refuse_binary(data[:_SAMPLE], where=where)
    for candidate in (declared, "utf-8", _wide(data)):
        text = _try(data, candidate)
        if text is not None:
            return text, None
    decoder = Decoder(None)
    lines = data.split(b"\n")
    if any(not line.isascii() and _try(line, "utf-8") is not None for line in lines):
        # Some lines are UTF-8 and others are not: two files were joined.
        parts, odd = [], []
        for number, line in enumerate(lines, start=1):
            text, note = decoder.decode(line, where=f"{where}:{number}")
            parts.append(text)
            if note:
                odd.append(number)
        shown = ", ".join(map(str, odd[:5])) + (" …" if len(odd) > 5 else "")  # noqa: PLR2004 - enough to find them
        return "\n".join(parts), f"mixed encodings: line {shown} not UTF-8, read as {decoder.guessed}"
    guess = detect(data, where=where)
    return data.decode(guess), f"encoding guessed: {guess}"


def _try(data: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def detect(data: bytes, *, where: str) -> str:
    """Guesses the encoding of text that is not UTF-8.

    Raises:
        InputError: No encoding makes sense of it.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, rarely needed

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise InputError("no encoding makes sense of this text", where=where, mend=_MEND_ENCODING)
    # On short Western texts several code pages fit equally; the common one is meant.
    fitting = {codecs.lookup(name).name for name in (best.encoding, *best.could_be_from_charset)}
    for usual in ("cp1252", "cp1251"):
        if usual in fitting and _try(data, usual) is not None:
            return usual
    if _try(data, best.encoding) is None:
        raise InputError(f"this looks like {best.encoding}, but not all of it fits", where=where, mend=_MEND_ENCODING)
    return best.encoding


class Decoder:
    """Decodes a stream line by line: UTF-8, and lines that are not by a guess that is kept for the lines to come.

    Args:
        encoding: The user's word, if given; then nothing is guessed.
    """

    def __init__(self, encoding: str | None) -> None:
        self._given = encoding
        self.guessed: str | None = None

    def decode(self, line: bytes, *, where: str) -> tuple[str, str | None]:
        """The line's text, and a note where its encoding was guessed.

        Raises:
            InputError: The line fits no encoding.
        """
        try:
            return line.decode(self._given or "utf-8"), None
        except UnicodeDecodeError as error:
            if self._given:
                raise InputError(
                    f"byte {error.start} of the line is not {self._given}", where=where, mend=_MEND_ENCODING
                ) from None
        if _CONTROL.search(line) and (b"\x00" in line or len(_CONTROL.findall(line)) > _BINARY_SHARE * len(line)):
            raise InputError("the line is binary, not text", where=where, mend=_MEND_BINARY)
        text = _try(line, self.guessed)
        if text is None:
            self.guessed = detect(line, where=where)
            text = line.decode(self.guessed)
        return text, f"not UTF-8, read as {self.guessed}"


def bounded_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines of a stream with their numbers from 1; None stands for a line that is longer than the limit.

    Never more than the limit is held. A line that goes on for 64 times the limit ends the stream: what follows is no
    lines.

    Args:
        stream: Binary, with ``readline``.
        limit: Bytes of a line at most.
    """
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        yield number, None
        skipped = len(line)
        while (rest := stream.readline(_SKIP_STEP)) and not rest.endswith(b"\n"):
            skipped += len(rest)
            if skipped > _SKIP_LIMIT * limit:
                return
