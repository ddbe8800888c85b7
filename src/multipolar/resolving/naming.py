"""Known names for the coder: the knowledge tables as a feature of its input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multipolar.reading import Finder
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["name_finder"]

_OF_STATE: Final = {
    **dict.fromkeys(("adjective", "demonym", "prefix"), "adjective"),
    **dict.fromkeys(("capital", "seat"), "capital"),
}
_KINDS: Final = frozenset(
    ("state", "person", "igo", "ngo", "company", "media", "group", "party", "body", "bloc", "region", "city")
)


def name_finder(knowledge: Knowledge) -> Finder:
    """A finder of (start, end, kind) in a text; kinds are :data:`multipolar.reading.names.NAME_KINDS`."""
    kinds: dict[str, str] = {}

    def kind_of(entity_id: str, name_kind: str) -> str:
        kind = kinds.get(entity_id)
        if kind is None:
            kind = kinds[entity_id] = knowledge.entity(entity_id).kind
        return _OF_STATE.get(name_kind, kind)

    def find(text: str) -> Iterator[tuple[int, int, str]]:
        for start, end, names in knowledge.find(text):
            kind = kind_of(names[0].entity_id, names[0].kind)
            if kind in _KINDS or kind in _OF_STATE:
                yield start, end, kind

    return find
