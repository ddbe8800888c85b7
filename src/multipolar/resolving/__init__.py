"""Resolving: which actor, day and place the words of a report mean.

The door of the room. A :class:`Resolver` turns what a coder read into a coded report; :func:`resolve` names the actors,
times and places in a line of text without a coder; :func:`load_knowledge` hands out the tables that both stand on.
"""

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
