"""What a coder may say: labels of the ontology, and causes between what it read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.errors import ModelError
from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STANCES, STATUSES, TRENDS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from multipolar.records import Mention, Reading

__all__ = ["check_reading"]

_MEND: Final = "use a coder made for this version of multipolar"


def check_reading(reading: Reading, *, report: str) -> None:
    """Refuse labels that the ontology does not know, and causes that link nothing.

    Args:
        reading: What a coder read.
        report: Id of the report, for the error.

    Raises:
        ModelError: There is one.
    """
    for what, label, labels in _labels(reading):
        if label not in labels:
            raise ModelError(f"the coder gave {label!r}, which is no {what}", where=f"report {report}", mend=_MEND)
    ends = {"event": len(reading.events), "relation": len(reading.relations)}
    for cause in reading.causes:
        for kind, number in (cause.cause, cause.effect):
            if not 0 <= number < ends.get(kind, 0):
                raise ModelError(
                    f"the coder links {kind} {number} as a cause, which it did not read",
                    where=f"report {report}",
                    mend=_MEND,
                )


def _labels(reading: Reading) -> Iterator[tuple[str, str, Container[str]]]:
    """Every label of a reading: what it is, the label, and those that the ontology has."""
    for event in reading.events:
        yield "event type", event.type, EVENT_TYPES
        yield "status", event.status, STATUSES
        if event.mode is not None:
            yield f"mode of {event.type}", event.mode, MODES[event.type]
        yield from _sectors((*event.actors, *event.recipients))
        if event.attribution is not None:
            yield from _sectors((event.attribution,))
    for relation in reading.relations:
        yield "relation type", relation.type, RELATION_TYPES
        if relation.trend is not None:
            yield "trend", relation.trend, TRENDS
        yield from _sectors((*relation.a, *relation.b))
    for claim in reading.claims:
        yield from _sectors(claim.speakers)
        for mention, stance in claim.about:
            yield "stance", stance, STANCES
            yield from _sectors((mention,))


def _sectors(mentions: tuple[Mention, ...]) -> Iterator[tuple[str, str, Container[str]]]:
    for mention in mentions:
        if mention.sector is not None:
            yield "sector", mention.sector[0], SECTORS
