"""Makes a :class:`~multipolar.records.Report` out of what was read: checks, sentences, copies, id, fingerprint."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from multipolar.errors import InputError
from multipolar.records import Report, Sentence
from multipolar.reports.dates import read_date
from multipolar.reports.fingerprints import fingerprint, words
from multipolar.reports.furniture import find_copies
from multipolar.reports.sentences import split_sentences

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from multipolar.records import Field

__all__ = ["content_id", "make_report"]

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SPACE: Final = re.compile(r"\s+")
_LONG: Final = 1_000_000
_LONGEST_ID: Final = 500
_MEND_TEXT: Final = "give the report's text, or its sentences as a list"


def make_report(
    text: str | None = None,
    *,
    sentences: Sequence[str] | None = None,
    title: str | None = None,
    published: str | dt.date | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    id: str | None = None,  # noqa: A002 - the field's name in every input format
    origin: str | None = None,
    notes: Sequence[str] = (),
) -> Report:
    """Makes a report.

    Args:
        text: The body. It is kept as it is; sentences are found in it.
        sentences: The body, ready split; their numbers in the report are their numbers here. With ``text`` too, they
            must stand in it in this order. A blank one keeps its number and is left out.
        title: The headline, if it is not part of the body. It becomes sentence 0 and the body's sentences follow,
            except where the body comes ready split: then the numbers are the input's, and the title is kept but not
            read.
        published: Day of publication; :func:`~multipolar.reports.dates.read_date` says which forms are read.
        source: The outlet.
        url: Where it was published.
        language: BCP 47 tag.
        id: The user's own id; without one it is derived from title, text and day.
        origin: Where it was read from, for messages.
        notes: What the reader had to decide.

    Returns:
        The report with sentences, copies marked, and fingerprint.

    Raises:
        InputError: There are no words to read, a value is of the wrong kind, or the date is none.
    """
    where = origin or (f"report {id}" if isinstance(id, str) and id else None)
    remarks = list(notes)
    title = _text("title", title, where, remarks)
    title = title if title and title.strip() else None
    text = _text("text", text, where, remarks)
    if sentences is not None:
        ready = _ready(sentences, where, remarks)
        text, found = _placed(ready, text, where)
        if title and words(title) != words(ready[0] if ready else ""):
            remarks.append("the title is not among the ready-split sentences and is not coded")
    else:
        text = text or ""
        found = _numbered(text, title)
    if not found:
        raise InputError("there is no text to read", where=where, mend=_MEND_TEXT)
    marked = _mark_copies(found, text, title, remarks)
    day = read_date(published, where=where)
    return Report(
        id=_own_id(id, where) or content_id(title, text, day),
        text=text,
        sentences=marked,
        title=title,
        published=day,
        source=_line("source", source, where),
        url=_line("url", url, where),
        language=_language(language, where, remarks),
        fingerprint=fingerprint(text) or fingerprint(title or ""),
        origin=origin,
        notes=tuple(remarks),
    )


def content_id(title: str | None, text: str, published: dt.date | None) -> str:
    """Id derived from what a report says: title, text (NFC, white space collapsed) and day of publication."""
    day = published.isoformat() if published else ""
    content = "\x1f".join((_collapsed(title or ""), _collapsed(text), day))
    return "r" + hashlib.blake2b(content.encode(), digest_size=8).hexdigest()


def _collapsed(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    # Splitting takes eight times the text's memory, which matters for the longest only; both do the same.
    return " ".join(text.split()) if len(text) < _LONG else _SPACE.sub(" ", text).strip()


def _text(name: str, value: object, where: str | None, remarks: list[str]) -> str | None:
    """Checks a text and replaces what no file can hold, one character by one, so that offsets stay."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name} is {type(value).__name__}, not text", where=where, mend=_MEND_TEXT)
    if _UNSTORABLE.search(value):
        value = _UNSTORABLE.sub("\ufffd", value)
        remarks.append(f"characters in the {name} that stand for nothing were replaced by U+FFFD")
    return value.removeprefix("\ufeff")


def _ready(sentences: object, where: str | None, remarks: list[str]) -> list[str]:
    if isinstance(sentences, str | bytes) or not hasattr(sentences, "__iter__"):
        raise InputError("sentences is not a list of texts", where=where, mend=_MEND_TEXT)
    ready = []
    for i, sentence in enumerate(sentences):
        if not isinstance(sentence, str):
            raise InputError(f"sentence {i} is {type(sentence).__name__}, not text", where=where, mend=_MEND_TEXT)
        ready.append(_text(f"sentence {i}", sentence, where, remarks) or "")
    return ready


def _placed(ready: list[str], text: str | None, where: str | None) -> tuple[str, list[Sentence]]:
    """Places ready-split sentences in the text that came with them, or in one made of them."""
    found = []
    at = 0
    if text is None or not text.strip():
        for i, sentence in enumerate(ready):
            if sentence.strip():
                found.append(Sentence(i, at, at + len(sentence)))
            at += len(sentence) + 1
        return "\n".join(ready), found
    for i, sentence in enumerate(ready):
        start = text.find(sentence, at)
        if start < 0:
            raise InputError(
                f"sentence {i} does not stand in the text, or not in this order",
                where=where,
                mend="give text or sentences, not both",
            )
        at = start + len(sentence)
        if sentence.strip():
            found.append(Sentence(i, start, at))
    return text, found


def _numbered(text: str, title: str | None) -> list[Sentence]:
    found: list[Sentence] = []
    if title:
        start = len(title) - len(title.lstrip())
        found.append(Sentence(0, start, len(title.rstrip()), "title"))
    first = len(found)
    found.extend(Sentence(i, start, end) for i, (start, end) in enumerate(split_sentences(text), start=first))
    return found


def _mark_copies(found: list[Sentence], text: str, title: str | None, remarks: list[str]) -> tuple[Sentence, ...]:
    fields: dict[Field, str] = {"text": text, "title": title or ""}
    headline = found[0].field == "title"
    copies = find_copies([fields[s.field][s.start : s.end] for s in found], title=headline)
    if any(copy is not None for copy in copies):
        count = sum(copy is not None for copy in copies)
        remarks.append(f"{count} sentence{'s' if count > 1 else ''} printed twice, coded once")
        return tuple(
            s if copy is None else Sentence(s.index, s.start, s.end, s.field, found[copy].index)
            for s, copy in zip(found, copies, strict=True)
        )
    return tuple(found)


def _own_id(value: object, where: str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(
            f"the id is {type(value).__name__}, not text", where=where, mend="give a short text, or leave it out"
        )
    own = str(value).strip()
    if len(own) > _LONGEST_ID or not own.isprintable():
        raise InputError(
            "the id is too long or holds control characters",
            where=where,
            mend=f"use at most {_LONGEST_ID} printable characters",
        )
    return own


def _line(name: str, value: object, where: str | None) -> str | None:
    """A short text on one line; of a list the first entry."""
    if isinstance(value, list | tuple):
        value = next((entry for entry in value if entry), None)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name} is {type(value).__name__}, not text", where=where, mend="give text, or leave it out")
    return " ".join(_UNSTORABLE.sub("\ufffd", value).split()) or None


def _language(value: object, where: str | None, remarks: list[str]) -> str | None:
    tag = _line("language", value, where)
    if tag is None:
        return None
    tag = tag.replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        remarks.append(f"language {tag[:20]!r} is no language tag and was left out")
        return None
    return tag
