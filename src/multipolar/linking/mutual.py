"""Who strikes whom where several act and nobody is acted upon: each other, or somebody who is not named.

"India and Pakistan exchanged fire" and "the United States and Britain launched air strikes" look alike: two act, nobody
is acted upon. Only the words that tell of the act part them, so that they decide; without such words an act against
somebody is a joint one. What is cooperative needs none: talks and accords are between those who take part.

The words are one table for both that ask: titles, which have them at hand, and SQL over a ledger's rows.
"""

from __future__ import annotations

import re
from typing import Final

from multipolar.ontology import QUAD

__all__ = ["is_mutual", "mutual_sql"]

_CONFLICT: Final = tuple(of_type for of_type, quad in QUAD.items() if quad.endswith("conflict"))

# Both patterns are read by Python and by DuckDB (RE2), on lower case.
_EXCHANGE: Final = (
    r"\b(?:exchang(?:e|es|ed|ing)|traded|swap(?:s|ped|ping)?|duels?|duell?(?:ed|ing)|tit.for.tat|cross.?fire)\b"
    r"|\btrad(?:e|es|ing) (?:\w+ )?(?:fire|shots|shells|strikes|raids|attacks|blows|blame|accusations|threats|insults"
    r"|barbs)\b"
    r"|\b(?:trade|tariff) wars?\b|\bwars? of words\b|\bquarrel|\bspats?\b|\bfeud(?:s|ed|ing)?\b"
    r"|\bstand.?offs?\b|\bface.offs?\b"
    r"|\b(?:each other|one another)\b"
    r"|\b(?:sever|severs|severed|severing|cut|cuts|cutting|break|breaks|breaking|broke|broken) (?:off )?(?:\w+ ){0,2}"
    r"(?:ties|relations)\b"
)
"""What goes both ways whatever it is done with: fire, shells and raids are exchanged, too."""

_FIGHT: Final = (
    r"\b(?:gun|fire|fist|dog|in)?fight(?:s|ing)?\b|\bfought\b|\bbattl(?:e|es|ed|ing)\b|\bclash(?:es|ed|ing)?\b|\bskirmish"
    r"|\bshoot.?outs?\b|\bconfront(?:ation|ations|ed|ing)?\b"
    r"|\bbrawl|\bscuffl"
)
"""What takes two, unless its mode says that one side did it to another."""

_WAR: Final = r"\bhostilities\b|\bcombat\b|\bwars?\b|\bwarfare\b"
"""What takes two where it is fought; protests are about it."""

_ASIDE: Final = (
    r"\bagainst\b|\banti.?war\b|\bwar.?(?:crim|games?\b)|\bprisoners? of war\b|\bwag(?:e|es|ed|ing) (?:\w+ )?war on\b"
    r"|\bwar on (?:terror|drug|crime)|\bcombat (?:operation|mission|sort)"
)
"""What names a third whom it is against, or is no fight though it speaks of one."""

_TOGETHER: Final = r"\b(?:together|alongside|side by side|jointly)\b"
"""Who fights so fights a third."""

_FOUGHT: Final = (("ASSAULT", ""), ("ASSAULT", "firearms"), ("ASSAULT", "primitive"), ("ASSAULT", "beat"))
_RIOTED: Final = (("PROTEST", ""), ("PROTEST", "riot"))
_BOTH_WAYS: Final = _FOUGHT + _RIOTED
"""Types and modes of what is fought out. All others (aerial, drone, explosives, targeted, …) are one-sided."""


def is_mutual(of_type: str, mode: str | None, words: str) -> bool:
    """Whether those who act in a conflict, where nobody is acted upon, act against each other.

    Args:
        of_type: Event type; what is cooperative is none.
        mode: Its mode.
        words: The trigger.
    """
    told = words.lower()
    if of_type not in _CONFLICT or _found(_TOGETHER, told):
        return False
    kind = (of_type, mode or "")
    fought = (kind in _BOTH_WAYS and _found(_FIGHT, told)) or (kind in _FOUGHT and _found(_WAR, told))
    return (fought and not _found(_ASIDE, told)) or _found(_EXCHANGE, told)


def _found(pattern: str, words: str) -> bool:
    # Of ASCII, as RE2 has it: the border of a word would otherwise be another one beside an accented letter.
    return re.search(pattern, words, re.ASCII) is not None


def mutual_sql(row: str, words: str) -> str:
    """The same as a condition in SQL.

    Args:
        row: Name of a row that has ``type`` and ``mode``.
        words: SQL of the trigger.
    """
    told = f"lower({words})"
    types = ", ".join(f"'{of_type}'" for of_type in _CONFLICT)
    kind = f"({row}.type, coalesce({row}.mode, ''))"
    both_ways, fought = (
        ", ".join(f"('{of_type}', '{mode}')" for of_type, mode in kinds) for kinds in (_BOTH_WAYS, _FOUGHT)
    )
    # One expression, and not conditions side by side: else the words of all events would be searched before the join.
    return (
        f"CASE WHEN {row}.type IN ({types}) THEN NOT regexp_matches({told}, '{_TOGETHER}') "
        f"AND (regexp_matches({told}, '{_EXCHANGE}') "
        f"OR ((({kind} IN ({both_ways}) AND regexp_matches({told}, '{_FIGHT}')) "
        f"OR ({kind} IN ({fought}) AND regexp_matches({told}, '{_WAR}'))) "
        f"AND NOT regexp_matches({told}, '{_ASIDE}'))) "
        "ELSE false END"
    )
