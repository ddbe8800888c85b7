"""Resolving: which actor, day and place the words of a report mean.

The door of the room. A :class:`Resolver` turns what a coder read into a coded report; :func:`resolve` names the actors,
times and places in a line of text without a coder; :func:`load_knowledge` hands out the tables that both stand on.
Names are imported when first asked for, so that who wants only the tables does not wait for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multipolar.resolving.alone import FoundActor, FoundPlace, FoundTime, Phrase, Resolution, resolve
    from multipolar.resolving.knowledge import Knowledge, load_knowledge
    from multipolar.resolving.resolver import ResolveOptions, Resolver

__all__ = [
    "FoundActor",
    "FoundPlace",
    "FoundTime",
    "Knowledge",
    "Phrase",
    "Resolution",
    "ResolveOptions",
    "Resolver",
    "load_knowledge",
    "resolve",
]

_HOME: Final = {
    **dict.fromkeys(("FoundActor", "FoundPlace", "FoundTime", "Phrase", "Resolution", "resolve"), "alone"),
    **dict.fromkeys(("Knowledge", "load_knowledge"), "knowledge"),
    **dict.fromkeys(("ResolveOptions", "Resolver"), "resolver"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the door holds
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
