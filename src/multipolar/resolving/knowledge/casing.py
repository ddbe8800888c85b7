"""When words in a text may stand for a name, as far as case tells."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final

from multipolar.resolving.knowledge.fold import plain

if TYPE_CHECKING:
    from multipolar.resolving.knowledge.rows import Name
    from multipolar.resolving.knowledge.store import RawName

__all__ = ["COMMON", "LONGEST_DOTTED", "Case", "allows", "case_of", "dotted"]

COMMON: Final[frozenset[str]] = frozenset(
    {
        "aden",
        "alba",
        "alliance",
        "allies",
        "amnesty",
        "anonymous",
        "assembly",
        "austin",
        "axis",
        "basic",
        "bath",
        "beehive",
        "beni",
        "bor",
        "biff",
        "buffalo",
        "bras",
        "chad",
        "charlotte",
        "chin",
        "china",
        "coalition",
        "commonwealth",
        "congress",
        "cork",
        "court",
        "dane",
        "danes",
        "darwin",
        "dawn",
        "diet",
        "east",
        "fact",
        "farm",
        "finn",
        "finns",
        "gao",
        "georgia",
        "goma",
        "gori",
        "guam",
        "guinea",
        "gulf",
        "hama",
        "hausa",
        "house",
        "ice",
        "jersey",
        "jordan",
        "kan",
        "karen",
        "lima",
        "male",
        "man",
        "march",
        "memorial",
        "mend",
        "mint",
        "mobile",
        "model",
        "moro",
        "naga",
        "nice",
        "north",
        "oran",
        "orlando",
        "pace",
        "pacific",
        "parliament",
        "perth",
        "phoenix",
        "plan",
        "plo",
        "pole",
        "poles",
        "polish",
        "puno",
        "quad",
        "quartet",
        "rand",
        "rangers",
        "raw",
        "reading",
        "redress",
        "reprieve",
        "resistance",
        "rif",
        "rio",
        "sahel",
        "sale",
        "senate",
        "settlers",
        "shan",
        "solidarity",
        "south",
        "split",
        "sucre",
        "swat",
        "swede",
        "swedes",
        "time",
        "tip",
        "tours",
        "troops",
        "turk",
        "turkey",
        "turks",
        "tyre",
        "unison",
        "victoria",
        "visa",
        "wa",
        "west",
        "western",
    }
)
"""Names that are also words: in a text without capitals they are taken for the words."""

_SHORTEST_LOWER: Final = 4
_WORDS_OF_A_HEADLINE: Final = 3
_SHOUTED: Final = frozenset(
    {
        "who",
        "is",
        "it",
        "let",
        "car",
        "plan",
        "fact",
        "mend",
        "model",
        "ice",
        "pace",
        "can",
        "act",
        "map",
        "sad",
        "basic",
    }
    | {
        "dawn",
        "time",
        "raw",
        "tip",
        "pad",
        "sis",
        "sec",
        "eco",
        "mit",
        "pan",
        "rim",
        "an",
        "as",
        "in",
        "me",
        "pa",
        "no",
    }
)
_NEVER_LOWER: Final = frozenset({"person", "party", "media", "company"})
_DOTTED_LETTERS: Final = re.compile(r"[a-z]{2,5}")
LONGEST_DOTTED: Final = 5
"""Letters of the longest acronym that is also found with dots."""


class Case(Enum):
    """How a text is written."""

    MIXED = "mixed"
    LOWER = "lower"
    UPPER = "upper"


def case_of(text: str) -> Case:
    """Whether a text has no capitals, or nothing but capitals in at least three words."""
    if not any(map(str.isupper, text)):
        return Case.LOWER
    if not any(map(str.islower, text)) and len(text.split()) >= _WORDS_OF_A_HEADLINE:
        return Case.UPPER
    return Case.MIXED


def allows(name: Name, words: str, case: Case) -> bool:
    """Whether the words may stand for the name, to whose surface they are equal but for case and accents.

    Each capital of the surface must be a capital in the words. In a text that has no capitals at all, names are taken
    in lower case as well, unless they are shorter than four letters, common words, surnames alone, or names of
    parties, media and companies, many of which are words. In a text of capitals alone, acronyms that are words (WHO,
    IS) are taken for words.

    Args:
        name: The name as the table has it.
        words: As they stand in the text.
        case: How the whole text is written.
    """
    surface = name.surface
    if case is Case.UPPER and surface.isupper() and surface.lower() in _SHOUTED:
        return False
    if surface == words:
        return True
    if case is Case.LOWER:
        kind = name.entity_id.partition(":")[0]
        told = kind not in _NEVER_LOWER or (kind == "person" and " " in surface)
        return told and len(words) >= _SHORTEST_LOWER and plain(surface).lower() not in COMMON
    ours, theirs = plain(surface), plain(words)
    if len(ours) != len(theirs):
        ours, theirs = ours.replace(".", ""), theirs.replace(".", "")
        if len(ours) != len(theirs):
            # White space was collapsed: compare word by word.
            ours, theirs = " ".join(ours.split()), " ".join(theirs.split())
    return all(not mine.isupper() or its.isupper() for mine, its in zip(ours, theirs, strict=False))


def dotted(at: str, rows: list[RawName]) -> list[str]:
    """The ways to write an acronym with dots: ``u.s.`` and ``u.s`` for ``us``."""
    if not _DOTTED_LETTERS.fullmatch(at) or not any(row[0].isupper() for row in rows):
        return []
    spaced = ".".join(at)
    return [spaced + ".", spaced]
