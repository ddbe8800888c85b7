"""What a title says was done: the verb of a type and mode, or a closer one that the words of the event bear out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["Deed", "act", "bare", "deed", "outcome"]


class Deed(NamedTuple):
    """The words for an act.

    Attributes:
        upon: Verb in the singular, with those acted upon after it.
        noun: The same happening as a noun, for when nobody is known to act.
        alone: Verb in the singular with nobody after it; empty where the noun is better.
        settled: Whether it says itself that the event of its type did not come about ("acquits").
    """

    upon: str
    noun: str
    alone: str = ""
    settled: bool = False


_DOES: Final[dict[str, tuple[str, str]]] = {
    # With one acted upon after it; the same happening as a noun, for when nobody is known to act.
    "AGREE": ("agrees with", "agreement with"),
    "CONSULT": ("meets", "talks with"),
    "CONSULT visit": ("visits", "visit to"),
    "CONSULT phone": ("phones", "call to"),
    "CONSULT third-party": ("mediates for", "mediation for"),
    "CONSULT multilateral": ("meets", "talks of"),
    "SUPPORT": ("supports", "support for"),
    "CONCEDE": ("yields to", "concession to"),
    "COOPERATE": ("cooperates with", "cooperation with"),
    "AID": ("aids", "aid to"),
    "RETREAT": ("gives in to", "retreat before"),
    "RETREAT withdraw": ("withdraws from", "withdrawal from"),
    "RETREAT release": ("releases", "release of"),
    "RETREAT disarm": ("disarms toward", "disarmament of"),
    "RETREAT ceasefire": ("holds fire with", "ceasefire with"),
    "RETREAT access": ("admits", "access for"),
    "RETREAT resign": ("resigns from", "resignation before"),
    "REQUEST": ("asks", "request to"),
    "ACCUSE": ("accuses", "accusation of"),
    "ACCUSE disapprove": ("criticises", "criticism of"),
    "ACCUSE allege": ("accuses", "charges against"),
    "ACCUSE investigate": ("investigates", "investigation of"),
    "REJECT": ("rejects", "rejection of"),
    "THREATEN": ("threatens", "threat to"),
    "PROTEST": ("protests against", "protest against"),
    "PROTEST riot": ("riots against", "riots against"),
    "PROTEST strike": ("strikes against", "strike against"),
    "PROTEST hunger": ("hunger-strikes against", "hunger strike against"),
    "PROTEST boycott": ("boycotts", "boycott of"),
    "PROTEST obstruct": ("blocks", "blockade of"),
    "PROTEST vandalize": ("vandalises", "vandalism against"),
    "SANCTION": ("sanctions", "sanctions on"),
    "SANCTION convict": ("convicts", "conviction of"),
    "SANCTION expel": ("expels", "expulsion of"),
    "SANCTION withdraw": ("withdraws from", "withdrawal from"),
    "SANCTION discontinue": ("sanctions", "sanctions on"),
    "MOBILIZE": ("mobilises against", "mobilisation against"),
    "MOBILIZE troops": ("moves troops against", "troops moved against"),
    "MOBILIZE weapons": ("readies weapons against", "weapons readied against"),
    "MOBILIZE police": ("deploys police against", "police deployed against"),
    "MOBILIZE militia": ("raises militia against", "militia raised against"),
    "COERCE": ("represses", "repression of"),
    "COERCE seize": ("seizes from", "seizure from"),
    "COERCE restrict": ("restricts", "restriction of"),
    "COERCE censor": ("censors", "censorship of"),
    "COERCE curfew": ("imposes a curfew on", "curfew for"),
    "COERCE martial-law": ("imposes emergency law on", "emergency law over"),
    "COERCE arrest": ("arrests", "arrest of"),
    "COERCE deport": ("deports", "deportation of"),
    "COERCE withhold": ("withholds from", "withholding from"),
    "COERCE misinformation": ("misinforms", "misinformation of"),
    "COERCE cyber": ("hacks", "cyber attack on"),
    "ASSAULT": ("attacks", "attack on"),
    "ASSAULT abduct": ("abducts", "abduction of"),
    "ASSAULT beat": ("beats", "beating of"),
    "ASSAULT torture": ("tortures", "torture of"),
    "ASSAULT sexual": ("assaults sexually", "sexual assault on"),
    "ASSAULT targeted": ("kills", "killing of"),
    "ASSAULT destroy": ("destroys property of", "destruction of property of"),
    "ASSAULT primitive": ("attacks", "attack on"),
    "ASSAULT firearms": ("shoots at", "shooting of"),
    "ASSAULT explosives": ("bombs", "bombing of"),
    "ASSAULT suicide-attack": ("carries out a suicide attack on", "suicide attack on"),
    "ASSAULT aerial": ("bombs", "air strike on"),
    "ASSAULT drone": ("carries out a drone strike on", "drone strike on"),
    "ASSAULT heavy-weapons": ("shells", "shelling of"),
    "ASSAULT crowd-control": ("disperses", "crowd control against"),
    "ASSAULT unconventional": ("uses unconventional weapons on", "unconventional attack on"),
}

_SIGN: Final = r"\bsign(?:s|ed|ing|atures?)?\b"
_TREATY: Final = r"\b(?:agreements?|deals?|treat(?:y|ies)|pacts?|accords?|memorandums?|contracts?|letters? of intent)\b"
_ACCORD: Final = Deed("signs an agreement with", "agreement with", "signs an agreement")
_TRUCE: Final = Deed("agrees to a truce with", "truce with", "agrees to a truce")
_LIFT: Final = (
    r"\b(?:lift|end|suspend)(?:s|ed|ing)?\b|\b(?:remov|revok)(?:es?|ed|ing)\b|\b(?:scrap|drop)(?:s|ped|ping)?\b"
    r"|\brepeal\w*|\babolish\w*|\bnot extend\b"
)
_RESTRICTIONS: Final = (
    r"\b(?:restrict\w*|bans?|mandat\w*|rules?|requirements?|measures?|curfews?|lockdowns?|quarantine|emergency|limits?"
    r"|mask\w*|sanctions|embargo\w*|tests?|testing|warnings?|penalt(?:y|ies))\b"
)
_CUT_OFF: Final = (
    r"\b(?:suspen|halt|ceas|stop|terminat|clos|discontinu|disconnect|withdraw|divest)\w*|\bcut(?:s|ting)? off\b"
    r"|\bno longer\b|\bphas\w+ out\b|\bends?\b"
)
_REOPENED: Final = Deed("reopens for", "reopening for", "reopens")
_DOWNED: Final = Deed("shoots down aircraft of", "downing of aircraft of", "shoots down aircraft")
_MISSILE: Final = r"\b(?:missiles?|rockets?|projectiles?|icbms?)\b"

_TOLD: Final[tuple[tuple[tuple[str, ...], str, str, Deed], ...]] = (
    # Types or types with modes; what the trigger says; what its sentence says besides; the words. The first that fits.
    (
        ("AGREE", "CONCEDE"),
        r"\b(?:towards?|seek\w*|sought|negotiat\w*|propos\w*|call\w*|push\w*) .*\b(?:cease.?fire|truce|armistice)",
        "",
        Deed("seeks a truce with", "search for a truce with", "seeks a truce"),
    ),
    (("AGREE", "CONCEDE"), r"\b(?:cease.?fires?|truces?|armistices?)\b", "", _TRUCE),
    (("CONCEDE",), r"\bagree", r"\b(?:cease.?fire|truce|armistice)", _TRUCE),
    (("AGREE", "SUPPORT", "COOPERATE"), _SIGN, _TREATY, _ACCORD),
    (
        ("AGREE",),
        r"\b(?:ready|open|willing|prepared)\b.*\b(?:talks?|negotiat\w+|discuss\w*|dialogue|meet\w*)\b",
        "",
        Deed("is ready to talk with", "readiness to talk with", "is ready to talk"),
    ),
    (
        ("AGREE",),
        r"\boffer(?:s|ed|ing)?\b|\b(?:ready|willing|prepared) to (?:help|assist|mediate|support|provide)\b",
        "",
        Deed("makes an offer to", "offer to", "makes an offer"),
    ),
    (
        ("AGREE",),
        r"\b(?:ready|open|willing|prepared)\b",
        "",
        Deed("is open to an accord with", "readiness for an accord with", "is open to an accord"),
    ),
    (
        ("AGREE",),
        r"\b(?:pledg|promis)(?:es?|ed|ing)\b|\bassurances?\b",
        "",
        Deed("makes a pledge to", "pledge to", "makes a pledge"),
    ),
    (("SUPPORT",), r"\brecogni[sz](?:es?|ed|ing)\b|\brecognition\b", "", Deed("recognises", "recognition of")),
    (("SUPPORT",), r"\bjoin(?:s|ed|ing)?\b", "", Deed("joins", "accession to")),
    (
        ("SUPPORT",),
        r"\b(?:prais|hail|welcom|appreciat)(?:es?|s|ed|ing)?\b|\btributes?\b",
        "",
        Deed("praises", "praise for", "voices praise"),
    ),
    (
        ("CONCEDE",),
        r"\b(?:re-?)?open(?:s|ed|ing)?\b",
        "",
        _REOPENED,
    ),
    (
        ("CONCEDE",),
        r"\b(?:pardon(?:s|ed|ing)?|amnest(?:y|ies)|clemency)\b",
        "",
        Deed("pardons", "pardon of", "grants a pardon"),
    ),
    (
        ("CONCEDE",),
        r"\bapolog\w+|\bregrets?\b|\bregretted\b|\bforgiveness\b",
        "",
        Deed("apologises to", "apology to", "apologises"),
    ),
    (
        ("CONCEDE",),
        r"\b(?:concedes?|conceded) defeat\b",
        "",
        Deed("concedes defeat to", "defeat by", "concedes defeat"),
    ),
    (
        ("CONCEDE",),
        r"\b(?:admit(?:s|ted|ting)?|conced(?:es?|ed|ing)|acknowledg(?:es?|ed|ing))\b",
        "",
        Deed("makes an admission to", "admission to", "makes an admission"),
    ),
    (
        ("CONCEDE",),
        r"\b(?:eas(?:es?|ed|ing)|relax\w*|reduc(?:es?|ed|ing|tion)|downgrad(?:es?|ed|ing)|loosen(?:s|ed|ing)?)\b",
        "",
        Deed("eases restrictions for", "easing of restrictions for", "eases restrictions"),
    ),
    (
        ("CONCEDE",),
        _LIFT,
        _RESTRICTIONS,
        Deed("lifts restrictions for", "lifting of restrictions for", "lifts restrictions"),
    ),
    (
        ("CONCEDE",),
        r"\b(?:allow|permit|legali[sz])(?:e?s|t?ed|t?ing|e)?\b",
        "",
        Deed("grants permission to", "permission for", "grants permission"),
    ),
    (
        ("SANCTION",),
        r"\b(?:sever|cut|break|end|suspend)s? (?:\w+ ){0,3}(?:ties|relations)\b",
        "",
        Deed("cuts ties with", "breach with", "cuts ties"),
    ),
    (
        ("SANCTION",),
        r"\bdowngrad\w+ (?:\w+ ){0,3}(?:ties|relations)\b",
        "",
        Deed("downgrades ties with", "downgrading of ties with", "downgrades ties"),
    ),
    (("SANCTION convict",), r"\bacquit\w*|\bnot guilty\b", "", Deed("acquits", "acquittal of", settled=True)),
    (
        ("SANCTION discontinue",),
        r"\bsanction|\beconomic war\b",
        "",
        Deed("sanctions", "sanctions on", "imposes sanctions"),
    ),
    (
        ("SANCTION discontinue",),
        r"\bfreez(?:es?|ing)\b|\bfroze(?:n)?\b",
        "",
        Deed("freezes assets of", "freezing of assets of", "freezes assets"),
    ),
    (
        ("SANCTION discontinue",),
        r"\b(?:ban(?:s|ned|ning)?|forbid(?:s|den|ding)?|prohibit(?:s|ed|ing)?|outlaw(?:s|ed|ing)?)\b",
        "",
        Deed("imposes a ban on", "ban on", "imposes a ban"),
    ),
    (("SANCTION discontinue",), r"\btariffs?\b", "", Deed("imposes tariffs on", "tariffs on", "imposes tariffs")),
    (("SANCTION discontinue",), r"\bboycott", "", Deed("boycotts", "boycott of")),
    (
        ("SANCTION discontinue",),
        _CUT_OFF,
        "",
        Deed("suspends dealings with", "suspension of dealings with", "suspends dealings"),
    ),
    (
        ("COERCE",),
        r"\battempt\w* (?:\w+ )?coup|\bcoup (?:\S+ )?(?:attempt|plot)|\bfailed coup",
        "",
        Deed("attempts a coup against", "coup attempt against", "attempts a coup"),
    ),
    (
        ("COERCE",),
        r"\bcoup\b|\boverthr[oe]w\w*|\b(?:took|takes?|taking|seiz\w+) power\b",
        "",
        Deed("stages a coup against", "coup against", "stages a coup"),
    ),
    (("COERCE seize",), r"\bannex\w*", "", Deed("annexes land of", "annexation of land of", "annexes land")),
    (("COERCE seize",), r"\bevict\w*", "", Deed("evicts", "eviction of")),
    (
        ("COERCE seize",),
        r"\bfreez(?:es?|ing)\b|\bfroze(?:n)?\b",
        "",
        Deed("freezes assets of", "freezing of assets of", "freezes assets"),
    ),
    (("COERCE",), r"\braid(?:s|ed|ing)?\b", "", Deed("raids", "raid on")),
    (("COERCE",), r"\bspy(?:ing)?\b|\bspie[sd]\b|\bespionage\b", "", Deed("spies on", "espionage against", "spies")),
    (("COERCE",), r"\binterfer\w+", "", Deed("interferes with", "interference with", "interferes")),
    (
        ("MOBILIZE weapons",),
        r"\b(?:launch|fir)(?:es?|ed|ing)?\b|\bmissile tests?\b",
        _MISSILE,
        Deed("launches missiles against", "missile launch against", "launches missiles"),
    ),
    (
        ("MOBILIZE weapons",),
        r"\btest(?:s|ed|ing|-fir\w+)?\b",
        "",
        Deed("tests weapons against", "weapons test against", "tests weapons"),
    ),
    (
        ("MOBILIZE troops",),
        r"\b(?:exercises?|drills?|war games?)\b",
        "",
        Deed("holds exercises against", "exercises against", "holds exercises"),
    ),
    (("MOBILIZE troops",), r"\badvanc(?:es?|ed|ing)\b", "", Deed("advances against", "advance against", "advances")),
    (
        ("MOBILIZE troops",),
        r"\b(?:enter(?:s|ed|ing)?|mov(?:es?|ed|ing) in(?:to)?)\b",
        "",
        Deed("moves in against", "entry against", "moves in"),
    ),
    (
        ("COOPERATE",),
        r"\b(?:exercises?|drills?)\b",
        "",
        Deed("holds exercises with", "exercises with", "holds exercises"),
    ),
    (("ASSAULT",), r"\b(?:sho[ot]+\w*|brought|bring) down\b|\bdowned\b", "", _DOWNED),
)

_OF_A_THING: Final[dict[tuple[str, str | None], Deed]] = {
    ("ASSAULT", "destroy"): Deed("destroys", "destruction of"),
    ("COERCE", "seize"): Deed("seizes", "seizure of"),
}
"""Acts upon things, which of persons are told as "property of" and "from"."""

_ATTEMPT: Final = Deed("attempts to kill", "attempt to kill")
_KILLING: Final = Deed("kills", "killing of")

_OF_CRAFT: Final = (
    r"\b(?:air)?(?:craft|liners?)\b|\b(?:war)?(?:planes?|ships?)\b|\b(?:helicopter|drone|jet|uav|missile|bomber|fighter"
    r"|balloon|flight|aerial vehicle)s?\b|\b(?:sukhoi|su-\d|mig-\d|boeing|airbus)"
)
_OF_THINGS: Final = (
    rf"{_OF_CRAFT}|\b(?:vessel|boat|ferry|yacht|cruiser|tanker|vehicle|tank|truck|convoy|launcher|depot|base|airfield"
    r"|airport|plant|factory|building|house|home|block|bridge|station|hospital|school|cinema|club|nightclub|zoo|venue|embassy|office|market|border|bar|restaurant|gym|theatre|museum|warehouse|pipeline"
    r"|dam|tower|church|mosque|shop|statue|checkpoint|city|town|village|port|settlement|equipment|defence|defense|property|asset)s?\b"
    r"|\b(?:factor|facilit|ferr|cit)ies\b"
)
_NARROWER: Final[dict[Deed, tuple[str, Deed]]] = {
    _DOWNED: (_OF_CRAFT, Deed("shoots down", "downing of", "shoots down aircraft")),
    _REOPENED: (_OF_THINGS, Deed("reopens", "reopening of")),
}
"""What is done to things rather than for or to those who have them: the things, and the words for it."""

_TRIED: Final = r"\b(?:tr(?:y|ied|ying) to|attempt|plot|plan|conspir)"
_KILLED: Final = (
    r"\b(?:kill(?:s|ed|ings?)?|murder(?:s|ed|ing)?|massacr(?:es?|ed|ing)|(?:shot|burn\w* \w+) (?:dead|alive))\b"
)


@lru_cache(maxsize=256)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.ASCII)


def _says(words: str, text: str) -> bool:
    return _pattern(words).search(text) is not None


@lru_cache(maxsize=256)
def _rules(of_type: str, mode: str | None) -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None, Deed], ...]:
    """What the words of an event of a type and mode may say: of the trigger, of its sentence besides, and the deed."""
    keys = {of_type, f"{of_type} {mode or '-'}"}
    return tuple(
        (_pattern(said), _pattern(beside) if beside else None, words)
        for kinds, said, beside, words in _TOLD
        if not keys.isdisjoint(kinds)
    )


def deed(of_type: str, mode: str | None, trigger: str, sentence: str, upon: str, *, persons: bool) -> tuple[Deed, bool]:
    """The words for an act, and whether the event's own words chose them rather than its type.

    Args:
        of_type: Event type.
        mode: Its mode.
        trigger: The words that tell of it.
        sentence: Their sentence, which says what was signed, lifted or launched.
        upon: The names of those acted upon, as a title prints them.
        persons: Whether these are persons or things rather than states or bodies.
    """
    low = trigger.casefold()
    for said, beside, words in _rules(of_type, mode):
        if said.search(low) and (beside is None or beside.search(f"{low} {sentence.casefold()}")):
            things, narrower = _NARROWER.get(words, ("", words))
            return (narrower if things and _says(things, upon.casefold()) else words), True
    if persons and of_type == "ASSAULT" and (mode == "targeted" or (mode is None and _says(_KILLED, low))):
        return _ATTEMPT if _says(_TRIED, low) else _KILLING, True
    if persons and (of_type, mode) in _OF_A_THING and _says(_OF_THINGS, upon.casefold()):
        return _OF_A_THING[of_type, mode], True
    return Deed(*(_DOES.get(f"{of_type} {mode}") or _DOES[of_type])), False


_BARE: Final = (" against", " with", " from", " to", " on", " of", " for", " before", " toward", " at", " over", " by")


def bare(words: str) -> str:
    """Words without the preposition that waits for a name."""
    for ending in _BARE:
        if words.endswith(ending):
            return words.removesuffix(ending)
    return words


_IRREGULAR: Final = {"is": "are", "has": "have", "does": "do", "goes": "go"}


def act(verb: str, *, many: bool) -> str:
    """A verb in the singular as it is, or in the plural."""
    if not many:
        return verb
    first, space, rest = verb.partition(" ")
    if first in _IRREGULAR:
        stem = _IRREGULAR[first]
    elif first.endswith("ies"):
        stem = first.removesuffix("ies") + "y"
    elif first.endswith(("sses", "shes", "ches", "xes", "zzes")):
        stem = first.removesuffix("es")
    else:
        stem = first.removesuffix("s")
    return f"{stem}{space}{rest}"


_SUCH: Final[dict[str, str]] = {
    "occurred": "",
    "ongoing": " (ongoing)",
    "planned": " (planned)",
    "possible": " (possible)",
    "negated": " (did not happen)",
    "alleged": " (alleged)",
}

_NOT: Final = r"\b(?:not|no|never|nor|neither|without|den(?:y|ies|ied)|cannot)\b|n't\b"
_PUT_OFF: Final = r"\b(?:postpon|delay|adjourn|defer|put(?:s|ting)? off|reschedul)\w*"
_BROKEN_OFF: Final = r"\b(?:suspend|interrupt|halt|broke|broken|breaks? off|call\w* off|disrupt)\w*"
_PREVENTED: Final = (
    r"\b(?:block|foil|thwart|prevent|repel|fend|fail|stop|attempt|unable|avert|intercept|disrupt|turn(?:s|ed)? back)\w*"
)


def outcome(status: str, trigger: str, sentence: str) -> str:
    """What a title says of a status, with a space before it; nothing of what occurred.

    What is denied did not happen; talks that were put off, a march that was broken off and an advance that was stopped
    are told so where their sentence denies nothing.

    Args:
        status: The status.
        trigger: The words that tell of the event.
        sentence: Their sentence.
    """
    if status == "negated":
        around = f"{trigger} {sentence}".casefold()
        if not _says(_NOT, around):
            for words, told in ((_PUT_OFF, "put off"), (_BROKEN_OFF, "broken off"), (_PREVENTED, "prevented")):
                if _says(words, around):
                    return f" ({told})"
    return _SUCH[status]
