"""A sentence with the words of an event marked: in colours where there are any, else in brackets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multipolar.records import Event, Field, Span

__all__ = ["ROLE_STYLES", "Mark", "event_marks", "marked"]

ROLE_STYLES: Final[dict[str, str]] = {
    "trigger": "bold reverse red",
    "actor": "bold blue",
    "recipient": "bold magenta",
    "place": "green",
    "time": "yellow",
    "said by": "cyan",
}
"""Roles of words in an event and how each is drawn; where words have several, the earlier here is shown."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to mark.

    Attributes:
        role: One of :data:`ROLE_STYLES`.
        start: First character, in the report's field.
        end: One past the last.
        field: Which of the report's texts.
        sentence: Number of their sentence.
    """

    role: str
    start: int
    end: int
    field: Field
    sentence: int


def event_marks(event: Event) -> list[Mark]:
    """All words of an event, each with its role."""

    def mark(role: str, span: Span, sentence: int) -> Mark:
        return Mark(role, span.start, span.end, span.field, sentence)

    marks = [mark("trigger", event.trigger, event.sentence)]
    for role, actors in (("actor", event.actors), ("recipient", event.recipients), ("said by", event.attribution)):
        marks += [mark(role, actor.span, actor.sentence) for actor in actors]
    if event.place and event.place.span:
        marks.append(mark("place", event.place.span, event.place.sentence))
    if event.time and event.time.span:
        marks.append(mark("time", event.time.span, event.time.sentence))
    return list(dict.fromkeys(marks))


def marked(text: str, marks: Iterable[Mark], *, offset: int, colours: bool) -> Text:
    """The text with marks drawn in.

    Args:
        text: A sentence, or a part of one.
        marks: What to mark, of the field that the text is from.
        offset: Where the text starts in that field.
        colours: Draw in colours; without them as ``[trigger: met]``.
    """
    roles: list[Mark | None] = [None] * len(text)
    rank = {role: place for place, role in enumerate(ROLE_STYLES)}
    for each in sorted(marks, key=lambda mark: -rank[mark.role]):
        for at in range(max(0, each.start - offset), min(len(text), each.end - offset)):
            roles[at] = each
    drawn = Text()
    for mark, piece in _runs(text, roles):
        words = " ".join(piece.split("\n"))
        if mark is None:
            drawn.append(words)
        elif colours:
            drawn.append(words, style=ROLE_STYLES[mark.role])
        else:
            drawn.append(f"[{mark.role}: {words}]")
    return drawn


def _runs(text: str, roles: Sequence[Mark | None]) -> Iterable[tuple[Mark | None, str]]:
    """Stretches of characters that carry the same mark."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or roles[at] != roles[start]:
            yield roles[start], text[start:at]
            start = at
