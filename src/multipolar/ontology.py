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
    "MODE_SCORES",
    "QUAD",
    "RELATION_TYPES",
    "SCORES",
    "SECTORS",
    "STANCES",
    "STATUSES",
    "SYMMETRIC",
    "TRENDS",
    "UNKNOWN",
    "plover_type",
    "score",
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

SCORES: Final[dict[str, float]] = {
    "AGREE": 2.5,
    "CONSULT": 2.5,
    "SUPPORT": 5.0,
    "CONCEDE": 4.5,
    "COOPERATE": 9.5,
    "AID": 10.0,
    "RETREAT": 6.5,
    "REQUEST": 0.0,
    "ACCUSE": -3.0,  # printed without its sign in the manual's table; all its modes are negative
    "REJECT": -2.0,
    "THREATEN": -3.5,
    "PROTEST": -5.0,
    "SANCTION": -6.0,
    "MOBILIZE": -5.5,
    "COERCE": -7.0,
    "ASSAULT": -9.0,
}
"""PLOVER conflict-cooperation score of a type without a mode, -10 to +10 (PLOVER manual 2023, table 2.2)."""

MODE_SCORES: Final[dict[str, dict[str, float]]] = {
    "CONSULT": {"visit": 4.0, "third-party": 1.0, "multilateral": 4.0, "phone": 1.5},
    "RETREAT": {"withdraw": 8.0, "release": 6.5, "disarm": 10.0, "ceasefire": 7.5, "access": 6.5, "resign": 4.5},
    "REQUEST": {"assist": 0.5, "change": -1.0, "yield": -1.0, "meet": 0.0},
    "ACCUSE": {"disapprove": -2.0, "investigate": -3.5, "allege": -3.5},
    "REJECT": {"assist": -1.5, "change": -2.0, "yield": -2.0, "meet": -2.0},
    "THREATEN": {
        "restrict": -3.0,
        "arrest": -3.5,
        "relations": -3.5,
        "expel": -3.5,
        "territory": -4.0,
        "violence": -3.5,
    },
    "PROTEST": {"demo": -5.0, "riot": -7.0, "strike": -5.0, "hunger": -4.5, "boycott": -4.5, "obstruct": -4.5},
    "SANCTION": {"convict": -6.0, "expel": -5.5, "withdraw": -6.0, "discontinue": -6.0},
    "MOBILIZE": {"troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6.0},
    "COERCE": {
        "seize": -7.0,
        "restrict": -7.0,
        "censor": -6.5,
        "curfew": -6.5,
        "martial-law": -7.5,
        "arrest": -7.0,
        "deport": -7.0,
        "withhold": -7.0,
        "misinformation": -6.5,
        "cyber": -7.0,
    },
    "ASSAULT": {
        "abduct": -8.5,
        "beat": -7.5,
        "torture": -8.5,
        "sexual": -8.5,
        "targeted": -9.5,
        "destroy": -8.5,
        "primitive": -8.0,
        "firearms": -9.0,
        "explosives": -9.0,
        "suicide-attack": -9.5,
        "aerial": -9.5,
        "drone": -9.5,
        "heavy-weapons": -9.5,
        "crowd-control": -7.5,
        "unconventional": -10.0,
    },
}
"""The same for a type with a mode; a mode without a row has its type's score."""

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


def score(event_type: str, mode: str | None, status: str = "occurred") -> float:
    """The PLOVER conflict-cooperation score, -10 (conflict) to +10 (cooperation).

    A planned act has the score of the category that PLOVER derives for it (a visit to come is an agreement). Events
    that PLOVER leaves out have their own type's score; their PLOVER category is None, so that sums can leave them out.

    Args:
        event_type: One of :data:`EVENT_TYPES`.
        mode: One of its modes, or None.
        status: One of :data:`STATUSES`.
    """
    derived = plover_type(event_type, status) or event_type
    if derived == event_type and mode is not None:
        return MODE_SCORES.get(event_type, {}).get(mode, SCORES[event_type])
    return SCORES[derived]
