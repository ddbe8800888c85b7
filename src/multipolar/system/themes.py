"""What words say about the theme of a flow or of a claim: lists of word forms, in the order in which they are tried."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CLAIM_THEMES", "FLOW_THEMES", "OTHER", "backs", "claim_themes", "flow_theme"]

OTHER: Final = "other"
"""Theme of what no list has words for."""

FLOW_THEMES: Final[dict[str, str]] = {
    "arms": (
        r"weapon|\barms\b|missile|ammunition|munition|\btanks?\b|fighter jets?|warplane|howitzer|artillery"
        r"|\bdrones?\b|\bair defen[cs]e"
        r"|military (?:aid|assistance|equipment|hardware|package|support|supplies)|\brifles?\b|submarine"
        r"|warship|armou?red vehicle|\bf-16|patriot system"
    ),
    "troops": (
        r"\btroops\b|soldiers|peacekeep|military (?:advis|train|personnel|base)|\bgarrison|mercenar"
        r"|security forces to|deploy"
    ),
    "energy": (
        r"\bgas\b|\boil\b|\bcrude\b|\bfuel|energy|electricity|pipeline|\blng\b|\bcoal\b|uranium"
        r"|nuclear (?:plant|power|reactor|fuel)|power (?:plant|station|grid)|petrol|diesel"
    ),
    "technology": (
        r"technolog|satellite|semiconductor|microchip|\bchips\b|\b5g\b|software|rocket launch"
        r"|space (?:station|craft)"
    ),
    "relief": (
        r"humanitarian|\bfood\b|\brelief\b|earthquake|tsunami|flood|hurricane|cyclone|typhoon|famine|medical"
        r"|medicine|vaccine|\bdoses\b|rescue|refugee|asylum|shelter|blanket|\btents?\b|\bgrain\b|\brice\b"
        r"|wheat|drinking water|evacuat|ebola|covid|coronavirus|pandemic|disaster|quake"
        r"|emergency (?:aid|supplies)"
    ),
    "trade": (
        r"\btrad(?:e|ing)\b|\bexport|\bimport|tariff|\bmarket\b|\bgoods\b|\bpurchas|\bbuys?\b|\bbought\b"
        r"|\bsells?\b|\bsold\b|\bsale\b|free-trade"
    ),
    "money": (
        r"\bloans?\b|bail-?out|\bgrants?\b|[$€£¥]|\bmillion\b|\bbillion\b|financ|\bdebts?\b"
        r"|\bfund(?:s|ing|ed)?\b|credit|invest|\bmoney\b|donat|pledge|budget|\baid package"
    ),
    "recognition": (
        r"recogni[sz]|endors|\bback(?:s|ed|ing)\b|\bsupport|\bveto|\bally\b|\ballies\b|solidarity|membership"
    ),
}
"""Themes of what one gets from another; the first whose words stand near the trigger is the one."""

CLAIM_THEMES: Final[dict[str, str]] = {
    "world order": (
        r"multi-?polar|uni-?polar|bi-?polar|world order|international order|rules-based|hegemon|multilateral"
        r"|unilateral|global south|great powers?|superpower|sphere of influence|pillars? of|cold war|new era"
        r"|double standard|international (?:system|law|relations)|world domination|imperialis|coloniali"
    ),
    "stability": r"stabil|destabili|security|peace|balance of|order and|tension|escalat|provocat|brink|chaos",
    "threat": r"threat|danger|\brisk|menace|aggress|hostil|enem(?:y|ies)|attack|\bwar\b|invasion|existential",
    "terror": r"terror|extremis|jihad|radicali[sz]|militant",
    "crimes": (
        r"genocid|war crime|crimes? against|massacre|atrocit|ethnic cleansing|barbari|murder|brutal|inhuman"
        r"|savage"
    ),
    "rights": (
        r"human rights|democra|freedom|free (?:and|speech|press)|liberty|rights|censor|repress|oppress"
        r"|dictator|authoritarian|tyran|apartheid|racis|discriminat"
    ),
    "legitimacy": (
        r"legitima|illegal|unlawful|\blegal|constitution|sovereign|puppet|\bcoup\b|election|fraud|rigged"
        r"|mandate|interfere|meddl|violat"
    ),
    "economy": (
        r"econom|trade|tariff|sanction|\bdebt|market|invest|currenc|\bjobs\b|growth|recession|inflation"
        r"|poverty"
    ),
    "nuclear": r"nuclear|uranium|atomic|denuclear|weapons? of mass",
    "cooperation": (
        r"friend|partner|\bally\b|allies|alliance|cooperat|relations|ties|dialog|solidarity|brother|trust"
        r"|historic|breakthrough|success|progress"
    ),
}
"""Themes of claims; a claim has each whose words stand in it."""

_FLOW: Final = {theme: re.compile(words) for theme, words in FLOW_THEMES.items()}
_CLAIM: Final = {theme: re.compile(words) for theme, words in CLAIM_THEMES.items()}


def flow_theme(words: str) -> str:
    """The theme of what is given, by the words around the trigger."""
    low = words.lower()
    return next((theme for theme, pattern in _FLOW.items() if pattern.search(low)), OTHER)


_BACKING: Final = re.compile(r"\b(?:endors|back(?:s|ed|ing)?\b|support|solidarity)", re.IGNORECASE)
_RECOGNITION: Final = re.compile(r"\brecogni[sz]", re.IGNORECASE)
_PROCESS: Final = re.compile(
    r"\b(?:[Ss]upport\w*|[Bb]ack(?:s|ed|ing)?|[Ee]ndors\w*)\s+(?:for\s+|of\s+)?"
    r"(?:(?!(?:and|with|in|against|as|after|while|by|to|from)\b)[a-z\"“”'\u2019-]+\s+){0,4}"
    r"(?:efforts?|deals?|talks|negotiations?|cease-?fires?|truces?|peace\w*|mediat\w+|dialog(?:ue)?|(?:re)?unification"
    r"|agreements?|accords?|settlements?|de-escalation|diplomacy)\b"
)
"""Support whose object is a process. Words between must be in small letters: a name there is who is supported."""

_STATE: Final = re.compile(
    r"\b[Rr]ecogni[sz]\w*\s+(?:(?:only\s+)?(?:by|as)\b"
    r"|(?:of\s+)?(?:the\s+)?[A-Z][\w'\u2019.-]*(?:\s[A-Z][\w'\u2019.-]*)*"
    r"(?=\s*(?:$|[.,;:)”\"])|\s+(?:as|and|in|on|by|after|for|despite|with|since|before|over|from|at|while|when)\b)"
    r"|[^.;]{0,60}?\b(?:independen\w+|sovereign\w*|governments?|statehood|states?|[Rr]epublics?|presiden\w+|leaders?"
    r"|councils?|annexation|autonomy|territor\w+)\b)"
)
"""Recognition of a state, a government or a claim to territory."""

_DEED: Final = re.compile(
    r"\b[Rr]ecogni[sz]\w*\s+(?:of\s+)?(?:[\w'\u2019-]+\s+){0,4}?"
    r"(?:genocides?|massacres?|famine|holocaust|crimes?|atrocit\w+|need|role|importance|efforts?|contributions?)\b",
    re.IGNORECASE,
)


def backs(words: str, start: int, stop: int) -> bool:
    """Whether words of support say that one backs or recognizes another.

    Support for efforts, talks, deals or peace between others is nothing to lean on, and recognition is only that of a
    state or government, or of its sovereignty.

    Args:
        words: A sentence.
        start: Where its trigger begins.
        stop: Where its trigger ends.
    """
    near = words[max(0, start - 60) : stop + 80]
    if _BACKING.search(near):
        return not _PROCESS.search(near)
    return bool(_RECOGNITION.search(near)) and not _DEED.search(near) and bool(_STATE.search(near))


def claim_themes(quote: str, sentence: str = "") -> tuple[str, ...]:
    """The themes of a claim: those of its words, or else of its sentence; ``other`` where neither has any."""
    for words in (quote.lower(), sentence.lower()):
        if found := tuple(theme for theme, pattern in _CLAIM.items() if pattern.search(words)):
            return found
    return (OTHER,)
