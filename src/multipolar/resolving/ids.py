"""Ids that follow from content: coding the same text twice gives the same ids, coding it anew shows what changed."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multipolar.records import Actor, Span

__all__ = ["Ids", "codes_key", "span_key"]

_BYTES: Final = 8
_SEPARATOR: Final = "\x1f"  # stands in no code and no label


def span_key(span: Span | None) -> str:
    """Where a span stands, as a part of an id; empty for none."""
    return f"{span.field}:{span.start}:{span.end}" if span is not None else ""


def codes_key(actors: Iterable[Actor]) -> str:
    """The codes of actors, as a part of an id: in order of code, since their order in the text says nothing."""
    return ",".join(sorted(f"{actor.code}/{actor.sector}" for actor in actors))


class Ids:
    """Hands out the ids of one report's records.

    An id is a letter and 16 hex digits: a BLAKE2b hash of the report's id and of what the record says. Records that say
    the same are told apart by what else they hold, then by their order; those that hold exactly the same are one.

    Args:
        report: The report's id.
    """

    def __init__(self, report: str) -> None:
        self._report = report
        self._given: dict[str, set[object]] = {}

    def give(self, letter: str, *parts: str, content: object) -> str | None:
        """The id of a record.

        Args:
            letter: What kind of record it is.
            parts: What identifies it: place and coding.
            content: All that it holds, hashable; two records of the same parts and content are one.

        Returns:
            The id, or None if the record has been given one before.
        """
        digest = self._digest(parts)
        held = self._given.setdefault(f"{letter}{digest}", set())
        if content in held:
            return None
        held.add(content)
        if len(held) > 1:
            digest = self._digest((*parts, f"#{len(held)}"))
        return f"{letter}{digest}"

    def _digest(self, parts: Iterable[str]) -> str:
        text = _SEPARATOR.join((self._report, *parts))
        return blake2b(text.encode("utf8", "surrogatepass"), digest_size=_BYTES).hexdigest()
