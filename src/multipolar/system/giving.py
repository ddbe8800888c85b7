"""Who gives and who is given to: what counts as a state's own in a flow, and which support backs anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from multipolar.resolving.knowledge import load_knowledge
from multipolar.system.themes import backs

if TYPE_CHECKING:
    from multipolar.ledger import Ledger

__all__ = ["AS_SUCH", "PEOPLE", "backing", "own_sql", "territories"]

PEOPLE: Final = ("CVL", "REF", "EDU", "MED", "AGR", "LAB")
"""Sectors of a state's people."""

AS_SUCH: Final = r"(?:^|\s)\p{Ll}|^\p{L}+s$"
"""How people are named as such, by a common noun or a nation in the plural: "students", "Afghans", not a person."""


def backing(ledger: Ledger, which: str, parameters: dict[str, Any]) -> list[str]:
    """Incidents of support whose words are of backing or recognition; see :func:`multipolar.system.themes.backs`."""
    rows = ledger.query(
        "SELECT i.id, e.quote, (e.trigger_from - e.quote_from)::BIGINT AS start, "  # noqa: S608 - ours
        "(e.trigger_to - e.quote_from)::BIGINT AS stop FROM incidents AS i JOIN events AS e ON e.id = i.best_event "
        f"WHERE i.type = 'SUPPORT' AND len(i.actor_codes) > 0 AND len(i.recipient_codes) > 0 AND {which}",
        parameters,
    ).to_pylist()
    return [row["id"] for row in rows if backs(row["quote"], row["start"], row["stop"])]


def territories() -> list[str]:
    """Names of territories that govern themselves, in small letters: what they get is not given to the state."""
    knowledge = load_knowledge()
    return sorted(
        {
            words.lower()
            for entity in knowledge.entities("territory")
            for words in (entity.name, *(name.surface for name in knowledge.surfaces(entity.id)))
        }
    )


def own_sql(alias: str, *, gives: bool) -> str:
    """The condition that a party of flow ``f`` stands for the bearer of its code.

    Args:
        alias: Its table.
        gives: Whether it gives where things go forth, as the actor does, or is given to.
    """
    agents = f"list_contains($agents::VARCHAR[], {alias}.sector)"
    firms = f"(f.type <> 'SUPPORT' AND f.way <> 'pledged' AND {alias}.sector = 'BUS')"
    people = (
        f"(f.type <> 'SUPPORT' AND (({alias}.sector = 'BUS') OR (list_contains($people::VARCHAR[], {alias}.sector) "
        f"AND regexp_matches({alias}.name, $as_such))))"
    )
    giver = f"({agents} OR {firms})"
    leaner = f"({agents} OR {people})"
    turned = "f.way IN ('back', 'asked')"
    side = f"CASE WHEN {turned} THEN {leaner if gives else giver} ELSE {giver if gives else leaner} END"
    return (
        f"(contains({alias}.code, ':') OR (NOT list_contains($territories::VARCHAR[], lower({alias}.name)) AND {side}))"
    )
