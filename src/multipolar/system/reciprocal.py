"""Whether those who act in an incident are each other's counterparts: the one rule that all figures pair by."""

from __future__ import annotations

from multipolar.linking import mutual_sql

__all__ = ["reciprocal_sql"]


def reciprocal_sql(name: str = "i") -> str:
    """Condition that those who act in an incident of that name are each other's counterparts, as nobody is acted upon.

    They are in what is cooperative (talks, accords) and in a clash of two, which the words of the best-evidenced event
    must tell to be mutual: three do not say who stands against whom. What else several do together, a joint strike,
    demand, refusal or condemnation, is aimed at somebody whom the words do not name, and not at each other.

    Args:
        name: Name of the row; it has the columns of ``incidents``.
    """
    # Few incidents have several actors and nobody acted upon: only their words are looked up and searched.
    return (
        f"(len({name}.recipient_codes) = 0 AND len({name}.actor_codes) > 1 "  # noqa: S608 - our names
        f"AND ({name}.quad IN ('verbal cooperation', 'material cooperation') OR {name}.id IN ("
        "SELECT clash.id FROM incidents AS clash JOIN events AS telling ON telling.id = clash.best_event "
        "WHERE len(clash.recipient_codes) = 0 AND len(clash.actor_codes) > 1 "
        f"AND len(list_distinct(clash.actor_codes)) <= 2 AND {mutual_sql('clash', 'telling.trigger_text')})))"
    )
