"""The vocabulary: event types, modes, statuses, sectors, relations, and what PLOVER makes of them.

Types, modes and quad classes follow PLOVER (Open Event Data Alliance). Status, standing relations, claims and causes
are ours; ``docs/codebook.md`` says what each means. Everything here is data: no imports of ours.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ASSERTED",
    "EVENT_TYPES",
    "MODES",
    "QUAD",
    "RELATION_TYPES",
    "SCORE",
    "SECTORS",
    "STANCES",
    "STATUSES",
    "SYMMETRIC",
    "TRENDS",
    "UNKNOWN",
    "plover_type",
]

MODES: Final[dict[str, tuple[str, ...]]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "allege", "investigate"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize",
        "restrict",
        "censor",
        "curfew",
        "martial-law",
        "arrest",
        "deport",
        "withhold",
        "misinformation",
        "cyber",
    ),
    "ASSAULT": (
        "abduct",
        "beat",
        "torture",
        "sexual",
        "targeted",
        "destroy",
        "primitive",
        "firearms",
        "explosives",
        "suicide-attack",
        "aerial",
        "drone",
        "heavy-weapons",
        "crowd-control",
        "unconventional",
    ),
}
"""Each event type with the modes it can take, in the order of the manual."""

EVENT_TYPES: Final[tuple[str, ...]] = tuple(MODES)

QUAD: Final[dict[str, str]] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
}
"""Each event type's quad class."""

STATUSES: Final[tuple[str, ...]] = ("occurred", "ongoing", "planned", "possible", "negated", "alleged")

ASSERTED: Final[frozenset[str]] = frozenset({"occurred", "ongoing", "planned"})
"""Statuses under which the report itself stands behind the event."""

RELATION_TYPES: Final[tuple[str, ...]] = ("ALLIANCE", "DEPENDENCE", "RIVALRY", "WAR", "OCCUPATION", "MEMBERSHIP")

SYMMETRIC: Final[frozenset[str]] = frozenset({"ALLIANCE", "RIVALRY", "WAR"})
"""Relations whose sides all stand in ``a``."""

TRENDS: Final[tuple[str, ...]] = ("rising", "falling", "steady")

STANCES: Final[tuple[str, ...]] = ("+", "-", "0")

UNKNOWN: Final = "---"
"""Country code of an actor that the text does not tie to any country, organisation or grouping."""

SECTORS: Final[dict[str, str]] = {
    "GOV": "executive",
    "LEG": "legislature",
    "JUD": "judiciary",
    "MIL": "military",
    "COP": "police",
    "SPY": "intelligence services",
    "PTY": "political party",
    "OPP": "opposition",
    "REB": "rebels",
    "PRM": "pro-government militia",
    "UAF": "unknown armed",
    "CVL": "civilians and protesters",
    "BUS": "business",
    "JRN": "news media",
    "EDU": "education",
    "MED": "health",
    "AGR": "agriculture",
    "LAB": "labour",
    "REL": "religion",
    "REF": "refugees",
    "CRM": "crime",
    "ELI": "former officials and elites",
    "SOC": "civil society",
    "IGO": "intergovernmental organisation",
    "NGO": "non-governmental organisation",
    "UNK": "unknown",
}
"""Sector codes and what they stand for."""

_PLANNED: Final[dict[str, str]] = {
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID"), "AGREE"),
    "RETREAT": "CONCEDE",
}


def plover_type(event_type: str, status: str) -> str | None:
    """The PLOVER category that an event falls under, or None where PLOVER leaves it out.

    PLOVER codes an announced act of cooperation as the agreement to it and an announced retreat as a concession, and
    has no place for what did not happen or may happen.

    Args:
        event_type: One of :data:`EVENT_TYPES`.
        status: One of :data:`STATUSES`.
    """
    if status in {"negated", "possible"}:
        return None
    if status == "planned":
        return _PLANNED.get(event_type, event_type)
    return event_type
