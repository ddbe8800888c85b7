"""What goes into the actor resolver and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from multipolar.records import Extent  # noqa: TC001 - records keep their annotations for those who ask

__all__ = ["ActorMatch", "ActorMention", "PlaceFinder", "Role"]

Role = Literal["actor", "recipient", "attribution", "side", "speaker", "about"]
"""What a mention does: acts, is acted upon, is cited, stands in a relation, makes a claim, is what a claim is about."""

PlaceFinder = Callable[[str], Iterable[tuple[int, int, str]]]
"""From a text to the places named in it: first character, one past the last, ISO 3166 alpha-3 of the country."""


class ActorMatch(NamedTuple):
    """One actor that a mention stands for.

    Attributes:
        code: ISO 3166 alpha-3, ``IGO:…``, ``NGO:…``, ``ARM:…``, ``MNC:…``, ``BLOC:…`` or ``---``.
        sector: Sector code.
        name: Canonical name: the table's, else the fullest name in the report, else the words themselves.
        actor_id: Stable id (``state:RUS``, ``person:vladimir-putin``), empty where the tables do not know the actor.
        confidence: Probability that code and sector are both right.
        reason: Which rule and which row of the tables decided, for a reader.
    """

    code: str
    sector: str
    name: str
    actor_id: str = ""
    confidence: float = 1.0
    reason: str = ""


class ActorMention(NamedTuple):
    """A mention to resolve, with what is known about it.

    Attributes:
        extent: Where it stands.
        role: What it does.
        group: Number of the event, relation or claim that it takes part in; mentions of one group know each other.
        event: Event or relation type of the group, where there is one.
        mode: Mode of the event.
        places: Country codes of the place tied to the group (``at``), where there is one.
        antecedents: What the coder thinks that the mention may stand for, with probabilities, best first.
        sector: The coder's guess at the sector, with its probability.
    """

    extent: Extent
    role: Role = "actor"
    group: int = 0
    event: str | None = None
    mode: str | None = None
    places: tuple[str, ...] = ()
    antecedents: tuple[tuple[Extent, float], ...] = ()
    sector: tuple[str, float] | None = None
