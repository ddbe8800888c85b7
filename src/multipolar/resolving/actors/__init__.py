"""Who is meant: from the words of a mention to code, sector, name and stable id, with a reason.

The door of the room. Three ways in, all pure functions of their arguments once the resolver is built::

    resolver = ActorResolver(load_knowledge(), places=find_places)

    # 1. All mentions of one report at once. This is what coding uses: surnames after full names, acronyms in
    #    brackets, pronouns, "both countries" and actors without a country of their own need the report around them.
    mentions = [ActorMention(extent=Extent(0, 0, 17), role="actor", group=0, event="CONSULT"), ...]
    found = resolver.resolve_all(mentions, sentences={0: "...", 1: "..."}, on=report.published)
    # -> list[tuple[ActorMatch, ...]], in the order of the mentions; several matches for "both leaders",
    #    never none: unknown actors come back as code "---" with a low confidence.

    # 2. One phrase alone, as an analyst types it.
    resolver.resolve("former Kuwaiti admiral", on=date(2020, 1, 1))  # -> tuple[ActorMatch, ...]

    # 3. All actors in a line of text, found without a coder.
    resolver.find("Moscow summoned the French ambassador.", on=None)  # -> [(start, end, tuple[ActorMatch, ...]), ...]

``places`` is a function from a text to ``(start, end, country code)`` triples of the places named in it; cities and
provinces then tie actors to countries ("Lagos traffic wardens"). Without it only the knowledge tables' names do.
"""

from __future__ import annotations

from multipolar.resolving.actors.resolver import ActorResolver
from multipolar.resolving.actors.shapes import ActorMatch, ActorMention, PlaceFinder, Role
from multipolar.resolving.actors.weights import Weights

__all__ = ["ActorMatch", "ActorMention", "ActorResolver", "PlaceFinder", "Role", "Weights"]
