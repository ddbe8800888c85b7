"""Which event types may tell of one happening: families that are compared at all, and kin types within and across."""

from __future__ import annotations

from typing import Final

__all__ = ["FAMILY", "KIN", "related"]

FAMILY: Final[dict[str, int]] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"), 1),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 2),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 3),
}
"""Number of each type's family; events of different families are never one incident."""

KIN: Final[frozenset[frozenset[str]]] = frozenset(
    frozenset(pair.split("-"))
    for pair in (
        "AGREE-CONSULT",  # talks announced, talks held
        "AGREE-SUPPORT",  # a treaty agreed, a treaty signed
        "AGREE-AID",  # aid promised, aid sent
        "AGREE-COOPERATE",
        "AGREE-CONCEDE",  # a truce agreed
        "AGREE-RETREAT",
        "CONCEDE-RETREAT",  # a retreat announced and carried out
        "CONSULT-SUPPORT",  # a summit that signs
        "CONSULT-COOPERATE",
        "SUPPORT-AID",
        "COOPERATE-AID",
        "ACCUSE-REJECT",
        "ACCUSE-REQUEST",
        "REQUEST-THREATEN",
        "REQUEST-REJECT",
        "ACCUSE-THREATEN",
        "PROTEST-ASSAULT",  # clashes
        "COERCE-ASSAULT",  # a raid, an abduction
        "COERCE-SANCTION",  # convicted and jailed, banned and expelled
        "MOBILIZE-ASSAULT",  # an offensive
        "MOBILIZE-COERCE",  # police sent in
        "PROTEST-COERCE",
    )
)
"""Pairs of types that reports use for one happening."""


def related(left: str, right: str) -> bool:
    """Whether two types are equal or kin."""
    return left == right or frozenset((left, right)) in KIN
