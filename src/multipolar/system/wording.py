"""What the words around a trigger make of a relation: that it stands, ends or eases, or is only wished for or past."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ECONOMY", "NEAR", "Deed", "Words", "deeds", "leaves", "no_assault", "said_deed", "said_trend"]

NEAR: Final = 80
"""Characters on each side of a trigger within which words are looked for."""

Deed = Literal["open", "again", "close", "ease", "suspend"]
"""What a mark does to a relation: ``again`` confirms one that was begun and begins none."""


@dataclass(frozen=True, slots=True)
class Words:
    """A trigger and what stands around it, in lower case.

    Attributes:
        before: Up to :data:`NEAR` characters before the trigger.
        trigger: The trigger.
        after: Up to :data:`NEAR` characters after it.
    """

    before: str
    trigger: str
    after: str

    @property
    def all(self) -> str:
        """All of it."""
        return f"{self.before}{self.trigger}{self.after}"

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Words:
        """Of a text whose trigger goes from one character to another."""
        low = text.lower()
        return cls(low[max(0, start - NEAR) : start], low[start:end], low[end : end + NEAR])


_UP_TO: Final = r"\W+(?:[\w'\u2019-]+\W+){0,3}$"
"""The words before govern the trigger: at most three stand between."""

# --- What reports state ----------------------------------------------------------------------------------------------

_UNREAL: Final = re.compile(
    r"\b(?:concern(?:s|ed)?|fear\w*|worr\w+|threat(?:s|en\w*)?|risk\w*|possib\w+|potential\w*|would|could|might|if|unless|"
    r"(?<!in )(?<!of )(?<!since )may(?! \d)|whether|propos\w+|prospects?|avoid\w*|avert\w*|prevent\w*|deter\w*|"
    r"den(?:y|ies|ied)|not|never|no longer|without|hop(?:es?|ing)|seek\w*|want\w*|wish\w*|plan(?:s|ned|ning)?|"
    r"prepar\w+|warn\w* (?:of|about|against)|urg(?:es?|ed|ing)|consider\w*)\b|n[\u2019']t\b"
)
_GIVEN: Final = re.compile(
    r"(?:['\u2019]s|s['\u2019]|\b(?:the|its|their|his|her|this|ongoing|current|under))\W+(?:[\w-]+\W+)?$"
)
"""What is named so is taken to stand, whatever is wished or feared about it."""

_PAST: Final = re.compile(r"\b(?:following|after|aftermath of|in the wake of|since the end of)" + _UP_TO)
_SAID: Final = re.compile(r"\b(?:says?|said|claim\w*|stat(?:es|ed)|accus\w+|alleg\w+)\b.*\ba\W+(?:[\w-]+\W+){0,2}$")
"""Somebody says that there is a war, as against "the war", which is taken for granted."""

_BLOODLESS: Final = re.compile(
    r"\b(?:trade|trading|tariffs?|customs|economic|commercial|currency|prices?|propaganda|information)\W+"
    r"(?:war|conflict|hostilit|battle|fight)"
)
"""What is called a war and is none of arms."""

_MEMBER: Final = re.compile(
    r"\bmember|\bchair|\bjoin|\bbelong|\badmi(?:t|ss)|\bacced|\baccess|\bpart of|\bentr|\bparty to"
)
_WISH: Final = re.compile(
    r"\b(?:bid|bids|appl(?:y|ies|ied|ying|ications?)|candida\w+|accession|aspir\w+|request\w*|entry|eventual\w*|future|"
    r"negotiat\w+|(?:will|to|may|could|would|should|shall) (?:\w+ ){0,3}"
    r"(?:join|be|become|belong|accede|enter)|joining)\b"
)
_SUSPENDED: Final = re.compile(r"\bsuspen[ds]")
_OUT: Final = re.compile(r"\b(?:expel|expul|withdr|leav(?:e|es|ing)\b|left\b|quit|exit|ceas|oust|terminat)")
_RECOGNISED: Final = re.compile(r"recogni[sz]")
_LESS: Final = re.compile(
    r"\b(?:away from|end(?:s|ed|ing)?\b|reduc\w*|phas\w+ out|wean\w*|cut(?:s|ting)?\b|lessen\w*|break\w* free)"
)
_THAW: Final = re.compile(r"\b(?:de-?escalat|eas(?:e|es|ed|ing)\b|thaw|defus|reconcil|normali[sz])")


def said_deed(of_type: str, words: Words) -> Deed | None:
    """What a report that states a relation says of it: that it stands, or is suspended or over, or nothing certain."""
    given = _GIVEN.search(words.before) is not None
    unreal = not given and _UNREAL.search(words.before + words.trigger) is not None
    if of_type == "MEMBERSHIP":
        return _member(words, unreal=unreal)
    nothing = (
        (of_type == "WAR" and (_PAST.search(words.before) or _SAID.search(words.before) or _bloodless(words)))
        or (of_type in {"ALLIANCE", "OCCUPATION", "WAR"} and unreal)
        or (of_type == "ALLIANCE" and _RECOGNISED.search(words.trigger))  # to recognise somebody binds to nothing
    )
    return None if nothing else "open"


def _bloodless(words: Words) -> bool:
    """Whether the war of a trigger is one of trade or words."""
    return any(found.end() > len(words.before) for found in _BLOODLESS.finditer(words.before + words.trigger))


def _member(words: Words, *, unreal: bool) -> Deed | None:
    """What a report says of a membership."""
    if not _MEMBER.search(words.trigger):
        return None
    if _SUSPENDED.search(words.all):
        return "suspend"
    if unreal or _WISH.search(words.before + words.trigger):
        return None
    return "close" if _OUT.search(words.before + words.trigger) else "open"


def said_trend(of_type: str, trend: str | None, words: Words) -> str | None:
    """The trend that a report states, as its own words have it where they say that the relation weakens."""
    weaker = {"DEPENDENCE": _LESS, "RIVALRY": _THAW}.get(of_type)
    return "falling" if weaker is not None and weaker.search(words.before + words.trigger) else trend


# --- What incidents do -----------------------------------------------------------------------------------------------

_SANCTIONS: Final = re.compile(
    r"sanction|embargo|\btariff|blacklist|\b(?:import|export|trade|travel) bans?\b|freez\w* .{0,20}assets"
)
_BY_NAME: Final = re.compile(r"sanction|embargo")
_LIFT: Final = re.compile(r"\b(?:lift|remov|drop|scrap|cancel|repeal|revok|rescind|abolish|end(?:s|ed|ing)?\b)")
_EASE: Final = re.compile(r"\b(?:eas(?:e|es|ed|ing)\b|relax|suspend|waiv|loosen|reduc)")
_RELIEVING: Final = (
    r"(?:lift|remov|drop|scrap|repeal|rescind|abolish|eas(?:e|es|ed|ing)\b|relax|waiv|loosen|exempt|relief)"
)
_RELIEVED: Final = re.compile(r"\b" + _RELIEVING + r"\w*" + _UP_TO)
_TO_RELIEVE: Final = re.compile(r"^\W*(?:[\w'\u2019-]+\W+){0,3}?" + _RELIEVING)
_EXEMPT: Final = re.compile(r"^\W*(?:exemption|waiver|relief)")
_BAN: Final = re.compile(
    r"\b(?:bans?\b|bann|suspen[ds]|halt|cuts?\b|cutting|stop|clos|restrict|prohibit|block|remov|exclud|freez|froze|"
    r"boycott|revok|curb|sever)"
)
_BAN_FIRM: Final = re.compile(r"\b(?:bans?\b|bann|prohibit|exclud|freez|froze|boycott|block)")
_GOODS: Final = re.compile(
    r"\b(?:imports?|exports?|trade|trading|economic (?:ties|relations|links)|oil|gas|"
    r"coal|energy|electricity|fuels?|pipelines?|nord stream|airspaces?|"
    r"favou?red[ -]nation|airlines?|aircraft|flights?|airplanes?|planes|ships|vessels|banks?|banking|swift|"
    r"financ\w+|assets|investments?|"
    r"transactions?|business|goods|suppl(?:y|ies)|shipments?|deliver(?:y|ies)|commodities|grain|steel|products)\b"
)
ECONOMY: Final = frozenset({"BUS"})
"""Sectors of those who are a state's economy."""

_TRUCE: Final = re.compile(r"cease-?\s?fire|\btruce|armistice")
_LOCAL: Final = re.compile(r"\b(?:evacuat|corridor|local\b|(?:some|several) (?:cities|areas|towns))")
_ONLY_WORDS: Final = re.compile(
    r"\b(?:propos|offer|call|reject|seek|urg|demand|broke|break|violat|end(?:s|ed|ing)?\b|expire)"
)
_SIGN: Final = re.compile(r"\b(?:sign(?:s|ed|ing)?\b|ratif|conclud|initial(?:s|ed|led)\b)")
_ACCORD: Final = re.compile(
    r"treat(?:y|ies)\b|\baccords?\b|\bpacts?\b|\bagreements?\b|memorandum|\bdeals?\b|convention|partnership"
)
_BROKER: Final = re.compile(r"\b(?:broker|mediat|facilitat|help(?:s|ed)? (?:to )?negotiat)")
_SEVER: Final = re.compile(r"\b(?:sever|cut|break|broke|suspend|terminat|end(?:s|ed|ing)?\b)")
_TIES: Final = re.compile(
    r"diplomatic|embass(?:y|ies)|(?<!trade )(?<!economic )(?<!commercial )(?<!business )\b(?:ties|relations)\b"
)
_RESUME: Final = re.compile(r"\b(?:restor|resum|re-?establish|normali[sz]|re-?open|establish)")

_GIVES: Final = frozenset({"CONCEDE", "RETREAT"})
_BINDS: Final = frozenset({"SUPPORT", "AGREE", "COOPERATE"})


def deeds(of_type: str, mode: str | None, words: Words, *, economy: bool) -> Iterator[tuple[str, Deed]]:
    """Which relations an incident begins, ends or eases.

    Args:
        of_type: Its type.
        mode: Its mode.
        words: What its sentence says.
        economy: Whether somebody of a state's economy is acted upon.
    """
    near = words.all
    if deed := _sanctioning(of_type, mode, words, economy=economy):
        yield "SANCTIONS", deed
    if of_type in _GIVES and mode in {None, "ceasefire"} and (mode or _TRUCE.search(near)):
        if not (_ONLY_WORDS.search(words.trigger) or _LOCAL.search(near)):
            yield "TRUCE", "open"
    elif of_type in _BINDS and _ACCORD.search(near) and _SIGN.search(near) and not _BROKER.search(near):
        yield "ACCORD", "open"
    if of_type == "SANCTION" and mode == "withdraw" and _ACCORD.search(near):
        yield "ACCORD", "close"
    if _TIES.search(near):
        if of_type == "SANCTION" and _SEVER.search(near) and mode in {None, "discontinue", "withdraw"}:
            yield "BREAK", "open"
        elif of_type in _BINDS | {"CONSULT", "CONCEDE"} and _RESUME.search(near):
            yield "BREAK", "close"


def _sanctioning(of_type: str, mode: str | None, words: Words, *, economy: bool) -> Deed | None:
    """What an incident does to sanctions: told by that word, or by what is forbidden or cut off."""
    near = words.all
    if of_type == "SANCTION":
        if _SANCTIONS.search(words.trigger):
            if _RELIEVED.search(words.before) or _TO_RELIEVE.search(words.after):
                # Those who would be rid of them say that they stand, and no more; of exemptions not even on whom.
                return None if _EXEMPT.search(words.after) else "again"
            return "open" if mode in {None, "discontinue"} or _BY_NAME.search(words.trigger) else None
        cut = _SANCTIONS.search(near) or _barred(words, economy=economy)
        return "open" if cut and mode in {None, "discontinue"} else None
    if of_type in _GIVES | {"SUPPORT", "AGREE"} and _SANCTIONS.search(near):
        return "close" if _LIFT.search(near) else "ease" if _EASE.search(near) else None
    resumed = _RESUME.search(words.trigger) and _GOODS.search(words.trigger + words.after)
    return "ease" if of_type in _GIVES | _BINDS and resumed else None


def _barred(words: Words, *, economy: bool) -> bool:
    """Whether trade, money, energy or the way through the air is forbidden or cut off, or a firm banned."""
    goods = _GOODS.search(words.trigger + words.after) is not None
    return bool((goods and _BAN.search(words.trigger)) or (economy and _BAN_FIRM.search(words.trigger)))


_LEAVES: Final = re.compile(r"\b(?:withdr|leav|left\b|quit|\w*exit)")
_LEAVING: Final = re.compile(r"^\w+ing\b")
_MATTER: Final = re.compile(r"\b(?:for|of|on|over|about|before|without|against|to|considers?|considering)\W+$")
"""What makes of "leaving" a matter that is dealt with, done or not: the secretary for it, talks on it, its cost."""
_EXPELS: Final = re.compile(r"\b(?:expel|expul|exclu|oust|remov|suspen[ds])")
_ITSELF: Final = re.compile(r"\bfrom (?:the |its )?(?:\w+ )?(?:bloc|organi[sz]ation|union|alliance|membership)\b")


def leaves(mode: str | None, words: Words, names: Iterable[str], *, acts: bool) -> Deed | None:
    """What an incident between a state and an organisation does to the membership.

    Args:
        mode: Mode of the incident, a SANCTION.
        words: What its sentence says.
        names: What the organisation is called.
        acts: Whether the organisation acts, or the state does.
    """
    if not acts:
        done = _LEAVES.search(words.trigger) and not (_LEAVING.search(words.trigger) and _MATTER.search(words.before))
        return "close" if mode == "withdraw" and done else None
    if mode != "expel" or not _EXPELS.search(words.trigger):
        return None
    # From what? Who is suspended from a council of an organisation stays in the organisation.
    if (
        re.search(r"\bfrom\b", words.after)
        and not any(re.search(rf"\b{re.escape(name.lower())}\b", words.after) for name in names)
        and not _ITSELF.search(words.after)
    ):
        return None
    return "suspend" if _SUSPENDED.search(words.trigger) else "close"


_ENDED: Final = re.compile(
    r"\b(?:end(?:s|ed|ing)?(?: (?:to|of))?|stop\w*|halt\w*|ceas\w+|paus\w+|prevent\w*|avert\w*|avoid\w*|"
    r"deter\w*|counter)" + _UP_TO
)
_FEARED: Final = re.compile(
    r"\b(?:(?:threats?|fears?|risks?|dangers?|prospects?|possibility|likelihood|warnings?)\W+(?:of|about)|"
    r"possible|potential|imminent|feared|threatened|simulat\w+)" + _UP_TO
)


def no_assault(words: Words) -> bool:
    """Whether the assault of a trigger is one that is to end or that is only feared."""
    return bool(_ENDED.search(words.before) or _FEARED.search(words.before))
