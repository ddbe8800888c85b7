"""Whether a sentence denies what its trigger tells of: "the army denied shelling the camp", "a claim that rebels deny".

The status does not say it. What was postponed, stopped or is not to be is negated as well, and what a sentence reports
only to say who denies it is alleged.
"""

from __future__ import annotations

import functools
import re
from typing import Final

__all__ = ["ACT", "PART", "denial"]

ACT: Final = "act"
"""The act is denied, whoever may have done it ("denied that the town had fallen")."""

PART: Final = "part"
"""Somebody denies having done it ("denied any involvement in the attack")."""

_DENY: Final = (
    r"(?:den(?:y|ies|ied|ying)|denials?|refut(?:e|es|ed|ing)|disclaim(?:s|ed|ing)?|disavow(?:s|ed|ing)?"
    r"|rebut(?:s|ted|ting)?)"
)
_STORY: Final = r"(?:reports?|claims?|rumou?rs?|allegations?|accusations?|assertions?|suggestions?)"
_FEW: Final = r"(?:[\w'\u2019-]+\s+){0,5}?"

_DENIES: Final = re.compile(
    rf"\b(?:{_DENY}|(?:dismiss|reject)(?:es|s|ed|ing)?\s+(?=(?:(?!as\b|and\b|but\b)[\w'\u2019-]+\s+){{0,3}}?{_STORY}\b)"
    rf"|(?:call|describ|brand)(?:e|s|es|ed|ing)?\s+(?:as\s+)?(?:false|untrue|baseless|unfounded|fabricated)\b)",
    re.IGNORECASE,
)
_CHARGE: Final = re.compile(rf"\b(?:that|charges?|{_STORY})\b", re.IGNORECASE)
"""What is denied where it is something said."""
_OWN: Final = re.compile(
    r"\b(?:it|its|they|their|he|his|she|her|involvement|responsibility|complicity|role|hand|part|behind|having)\b"
    r"|^\s+\w+ing\b",
    re.IGNORECASE,
)
"""Words behind a denial which say that somebody denies what he is said to have done himself."""
_ELSE: Final = re.compile(
    r"[.;:]|\b(?:but|while|whereas|however|says?|said|saying|stat(?:ed|es|ing)|add(?:ed|s|ing)|and|after|until|"
    r"accus(?:e|es|ed|ing)|blam(?:e|es|ed|ing)|who)\b",
    re.IGNORECASE,
)
"""What parts a denial from words that tell of something else."""
_UNDONE: Final = re.compile(
    r"\b(?:will|would|could|can|may|might|should|yet|until|unless|if|inten\w+|plan(?:s|ned|ning)?|want\w*|going"
    r"|possible|aware|know(?:n|s|ing|ledge)?)\b",
    re.IGNORECASE,
)
"""Words of what is not done yet, would be or was only known of: who denies these denies no act."""
_WITHHELD: Final = re.compile(
    r"^\s+(?:[\w'\u2019-]+\s+){0,3}?(?:bail|access|entry|visas?|permission|asylum|parole|appeals?|requests?|leave|rights?)\b",
    re.IGNORECASE,
)
"""What is refused rather than said not to be so."""
_NO_DENIAL: Final = re.compile(
    r"\b(?:stop\w*|anyone|anybody|who|those|cannot|can|could|not|never|no|would|was|were|been|is|are|being)\s+(?:who\s+)?$",
    re.IGNORECASE,
)
"""Words before a denial that make it none: "stopped denying", "anyone who denies", "was denied entry"."""
_SHORT: Final = 5
"""Words between a denial and what it denies, at most, where nothing else ties them."""

_BEHIND: Final = re.compile(
    rf"^[^.;]*?(?:,\s+(?:which|something|an?\s+{_STORY}|the\s+{_STORY})\s+{_FEW}{_DENY}"
    rf"|(?:\b(?:was|were|is|are|been)\s+|,\s+an?\s+{_STORY}\s+)denied\s+by)\b"
    rf"|^[^.;]*?[,;]\s+{_FEW}{_DENY}\s+(?:it|this|that)\s*(?:[.,;]|$)",
    re.IGNORECASE,
)
"""What follows an act that is told and denied in one sentence."""

_SPEAKS: Final = re.compile(
    r"\b(?:said|says?|saying|told|insist\w*|stat(?:ed|es|ing)|maintain(?:s|ed)?|assert(?:s|ed)?|claim(?:s|ed))\b",
    re.IGNORECASE,
)
_NO_PART: Final = re.compile(
    r"\b(?:not|n['\u2019]t|never)\s+(?:been\s+)?(?:behind|responsible\s+for|involved\s+in)\b[^.;,]*$"
    r"|\b(?:no|any)\s+(?:involvement|responsibility|role|hand|part)\s+(?:in|for)\b[^.;,]*$"
    r"|\bnothing\s+to\s+do\s+with\b[^.;,]*$",
    re.IGNORECASE,
)
"""Words up to an act which say that somebody had no part in it."""
_NOT: Final = re.compile(
    r"\b(?:(?:did|had|was|were)\s+(?:not|never)|(?:did|had|was|were)n['\u2019]t|never)\s+(?:[\w'\u2019-]+\s+){0,2}$"
    r"|\b(?:but|and)\s+not\s+(?:been\s+)?$",
    re.IGNORECASE,
)
"""A negation in the past, just before an act."""


@functools.lru_cache(maxsize=4096)
def denial(quote: str, at: int, trigger: str) -> str | None:
    """What a sentence denies of its trigger's act: :data:`ACT`, :data:`PART` or nothing.

    Args:
        quote: The sentence.
        at: Where the trigger starts in it; nothing is said of one that does not stand there.
        trigger: The trigger's words.
    """
    if at < 0:
        return None
    before, behind = quote[:at], quote[at + len(trigger) :]
    for match in _DENIES.finditer(before):
        rest = before[match.end() :]
        if _NO_DENIAL.search(before[: match.start()]) or any(p.search(rest) for p in (_ELSE, _UNDONE, _WITHHELD)):
            continue
        if _OWN.search(rest) or (not rest.strip() and trigger.split(maxsplit=1)[0].endswith("ing")):
            return PART
        if _CHARGE.search(rest) or len(rest.split()) <= _SHORT:
            return ACT
    if _BEHIND.search(behind):
        return ACT
    if _SPEAKS.search(quote) and not _UNDONE.search(quote):
        return PART if _NO_PART.search(before) else ACT if _NOT.search(before) else None
    return None
