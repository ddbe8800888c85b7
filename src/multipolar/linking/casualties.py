"""How many a sentence says were killed and injured by the very thing that its trigger tells of.

Much stricter than :func:`multipolar.linking.words.tolls`, which helps to say how alike two sentences are: here a number
is taken only with the noun that it counts, with the words that hedge it ("at least"), and if it stands in the trigger's
clause. What is doubtful is left out, for two numbers that differ are shown to people as reports that disagree.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.linking.words import COUNTS, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Toll", "casualties"]


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people harmed.

    Attributes:
        kind: ``killed`` or ``injured``.
        who: Stems of the words that say who is counted; empty for people in general.
        count: The number named.
        least: The fewest that it can mean.
        most: The most that it can mean.
        hedge: ``at least``, ``up to``, ``about`` or nothing.
        grown: True where the words say that an earlier number grew to it.
    """

    kind: str
    who: frozenset[str]
    count: int
    least: float
    most: float
    hedge: str = ""
    grown: bool = False


class _Word(NamedTuple):
    low: str
    start: int
    end: int


_PIECE: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W_]+)*|\d+(?:[.,:-]\d+)*(?:-[^\W_]+)*|[^\w\s]")
_DIGITS: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_YEARS: Final = range(1900, 2100)

_KINDS: Final[dict[str, str]] = {
    **dict.fromkeys(("kill", "kills", "killed", "killing", "dead", "die", "dies", "died", "dying"), "killed"),
    **dict.fromkeys(("slain", "murdered", "massacred", "deaths", "fatalities", "lives"), "killed"),
    **dict.fromkeys(("injure", "injures", "injured", "injuring", "injuries", "wound", "wounds"), "injured"),
    **dict.fromkeys(("wounded", "wounding", "hurt"), "injured"),
}
"""Words for harm; "death" is none of them, for one can be sentenced to it."""
_HARM: Final = re.compile(
    "kill|dead|die|dying|slain|murder|massacr|death|fatal|lives|injur|wound|hurt|toll", re.IGNORECASE
)
"""Letters that any word for harm or toll has."""
_DOES: Final = frozenset(
    ("kill", "kills", "killed", "killing", "injure", "injures", "injured", "injuring", "wound", "wounds", "wounded")
) | {"wounding", "murdered", "massacred", "hurt"}
"""Those of them behind which the people harmed can stand ("killed 12 people")."""
_TAKES: Final = frozenset(("claim", "cost", "took", "take", "taken"))
"""Stems of what is done with lives."""
_LOSES: Final = frozenset(("lost", "lose", "loses", "losing"))
_SUFFERED: Final = frozenset(("killed", "injured", "wounded", "murdered", "massacred", "hurt", "slain"))
"""Those before which they stand only if nobody else follows as the one harmed ("12 people were killed in")."""

_BE: Final = frozenset(("was", "were", "is", "are", "been", "be", "being", "have", "has", "had", "got", "get")) | {
    *("also", "reportedly", "confirmed", "reported", "found", "shot", "already", "all", "left", "later", "then"),
    *("seriously", "badly", "slightly", "lightly", "critically", "fatally", "severely", "gravely", "brutally"),
}
"""What may stand between people and the word for what befell them."""
_PASSIVE: Final = frozenset(("was", "were", "is", "are", "been", "be", "being", "got", "get", "shot"))
"""Those of them which say that it was done to the people before them."""
_UNREAL: Final = frozenset(("could", "would", "might", "may", "can", "cannot", "should", "will", "must", "if")) | {
    *("not", "never", "no", "nobody", "without", "feared", "presumed", "believed", "missing", "threatened", "plotted"),
    *("planned", "plot", "plan", "tried", "attempted", "wanted", "vowed", "threaten", "threatens", "unless"),
}
"""Words before a harm which say that it is not told as a fact."""

_GENERIC: Final = frozenset(
    ("people", "person", "persons", "individuals", "individual", "victims", "lives", "life")
) | {
    *("nationals", "national", "citizens", "citizen", "casualties", "deaths", "fatalities", "injuries", "confirmed"),
    *("souls", "were", "reported"),
}
"""Words that do not say which people are counted."""
_REST: Final = frozenset(("other", "more"))
"""Stems of those who are counted without others just named: the injured beside the dead, but not all the dead."""
_MEASURES: Final = frozenset(
    stem(word) for word in ("days", "hours", "weeks", "months", "years", "minutes", "nights")
) | {
    *(stem(word) for word in ("day", "hour", "week", "month", "year", "miles", "metres", "meters", "times")),
    *(stem("kilometres"), stem("kilometers"), "km", "percent", "cent"),
}
"""Stems of what is no people."""
_PART: Final = frozenset(
    ("another", "further", "additional", "remaining", "the", "these", "those", "$", "\u20ac", "\u00a3")
)
"""Words before a number that leaves some out, or counts no people."""

_PAUSES: Final = frozenset(".;?!\u2014\u2013()[]")
_TURNS: Final = _PAUSES | {
    *("after", "before", "following", "while", "whilst", "despite", "since", "amid", "because", "but", "though"),
    *("although", "until", "unless", "if", "where", "as", "than", "unlike", "alongside", "besides", "whereas"),
    *("later", "earlier", "previously", "said", "says", "separately", "elsewhere", "meanwhile", "bringing"),
}
"""What parts a clause from another that may tell of something else."""
_JOINS: Final = frozenset(("in", "by", "when", "during", "from", "of", "as"))
"""What ties a harm to a trigger behind it ("killed in the attack")."""
_STOPS: Final = frozenset(
    (",", ":", '"', "and", "or", "who", "that", "which", "whose", "in", "at", "on", "by", "of")
) | {
    *("from", "near", "with", "to", "for", "when", "after", "as", "during", "while", "including", "outside", "inside"),
    *("across", "over", "through", "into", "under", "along", "around", "since", "before", "following", "where", "amid"),
    "between",
}
_ENDS: Final = _PAUSES | _BE | _DOES | _LOSES | _STOPS | frozenset(_KINDS)
"""What a group of people counted ends before."""
_ASIDE: Final = frozenset(("including", "among", "most", "mostly", "many", "mainly", "some", "at", "all", "both"))
"""What opens an aside about people just counted ("12 people, including two children, were killed")."""

_TOLLS: Final = frozenset(("toll", "tolls"))
_TO: Final = frozenset(
    ("to", "at", "of", "is", "was", "reached", "reaches", "reach", "hit", "hits", "stands", "passes")
) | {
    *("passed", "exceeds", "exceeded", "surpasses", "surpassed", ":", "now"),
}
_RISES: Final = frozenset(
    map(stem, ("rise", "climb", "increase", "grow", "jump", "reach", "mount", "soar", "double"))
) | {
    *("rose", "risen", "grew", "grown", "now", "new", "updated", "revised"),
}

_HEDGES: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("at", "least"), "at least"),
    (("more", "than"), "at least"),
    (("no", "fewer", "than"), "at least"),
    (("no", "less", "than"), "at least"),
    (("not", "less", "than"), "at least"),
    (("upwards", "of"), "at least"),
    (("over",), "at least"),
    (("as", "many", "as"), "up to"),
    (("at", "most"), "up to"),
    (("up", "to"), "up to"),
    (("fewer", "than"), "up to"),
    (("less", "than"), "up to"),
    (("under",), "up to"),
    (("close", "to"), "about"),
    *(((word,), "about") for word in ("about", "around", "some", "approximately", "roughly", "nearly", "almost")),
    *(((word,), "about") for word in ("estimated", "perhaps", "probably", "possibly")),
)
_ROUGH: Final = 0.25
"""How far "about" may be off, as a share of the number."""

_UNITS: Final[dict[str, int]] = {"one": 1, **COUNTS}
_SCALES: Final[dict[str, int]] = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_FAR: Final = 16
"""Words between people and the word for what befell them, at most."""
_NEAR: Final = 14
"""Words between a harm and the trigger behind it, at most."""
_AFTER: Final = 30
"""Words between a trigger and a harm behind it, at most."""


@functools.lru_cache(maxsize=4096)
def casualties(quote: str, at: int, trigger: str) -> tuple[Toll, ...]:
    """The tolls of what a trigger tells of, one of each kind and group of people; what is said in two ways is left out.

    Args:
        quote: The sentence.
        at: Where the trigger starts in it; nothing is told of one that does not stand there.
        trigger: The trigger's words.
    """
    if at < 0 or _HARM.search(quote) is None:
        return ()
    words = [_Word(_low(match.group()), *match.span()) for match in _PIECE.finditer(quote)]
    own = [i for i, word in enumerate(words) if word.start < at + len(trigger) and word.end > at]
    if not own:
        return ()
    found: dict[tuple[str, frozenset[str]], Toll] = {}
    doubtful: set[tuple[str, frozenset[str]]] = set()
    for i, word in enumerate(words):
        kind = "killed" if word.low in _TOLLS else _KINDS.get(word.low)
        if kind is None or not _bound(words, i, own[0], own[-1]) or _unreal(words, i):
            continue
        told = word.low in _TOLLS
        grown = told and any(stem(other.low) in _RISES for other in words[i:])
        for count in _toll(words, i) if told else _harmed(words, i):
            if not count.value or (kind == "killed" and count.who & _REST):
                continue
            hedge = count.hedge or ("at least" if "so far" in quote.casefold() else "")
            toll = Toll(kind, count.who - _REST, count.value, *_span(count.value, hedge), hedge, grown)
            key = (kind, toll.who)
            if found.setdefault(key, toll) != toll:
                doubtful.add(key)
    return tuple(toll for key, toll in found.items() if key not in doubtful)


def _low(word: str) -> str:
    return word if word == "May" else word.casefold().replace("\u2019", "'")  # the month is no modal verb


def _bound(words: Sequence[_Word], harm: int, first: int, last: int) -> bool:
    """Whether a harm is what the trigger did: it is the trigger, or stands in its clause."""
    if first <= harm <= last:
        return True
    if harm > last:
        between = words[last + 1 : harm]
        return len(between) <= _AFTER and not any(word.low in _TURNS for word in between)
    linking = {word.low for word in words[harm + 1 : first]}
    return first - harm <= _NEAR and linking.isdisjoint(_TURNS - _JOINS) and not linking.isdisjoint(_JOINS)


def _unreal(words: Sequence[_Word], harm: int) -> bool:
    """Whether the words just before a harm, in its clause, say that it did not or may not have happened."""
    for i in range(harm - 1, max(0, harm - 5) - 1, -1):
        if words[i].low in _PAUSES or words[i].low in {",", ":"}:
            return False
        if (words[i].low in _UNREAL and words[i + 1].low not in {"less", "fewer"}) or words[i].low.endswith("n't"):
            return True
    # "to kill 20" is a purpose; "rises to 20 dead" is none.
    return harm > 0 and words[harm - 1].low == "to"


class _Count(NamedTuple):
    """A number with what it counts, from its first word, hedges included, to one past its last."""

    value: int
    hedge: str
    who: frozenset[str]
    start: int
    end: int


def _harmed(words: Sequence[_Word], harm: int) -> Iterator[_Count]:
    """Those whom a word for harm is said of."""
    word = words[harm].low
    if word == "lives":
        yield from _lives(words, harm)
        return
    helping = harm
    while helping and words[helping - 1].low in _BE - _PASSIVE:
        helping -= 1
    passive = helping > 0 and words[helping - 1].low in _PASSIVE
    following = _group(words, harm + 1) if word in _DOES and not passive else None
    if following is not None:
        yield from _listed(words, following)
    elif word not in _DOES or (word in _SUFFERED and (passive or _closes(words, harm + 1))):
        yield from _before(words, harm)


def _lives(words: Sequence[_Word], at: int) -> Iterator[_Count]:
    """Those whose lives were lost or taken."""
    if at > 1 and words[at - 2].low in _LOSES:
        yield from _before(words, at - 2)
    elif any(stem(word.low) in _TAKES for word in words[max(0, at - 5) : at]):
        yield from (count for i in range(max(0, at - 3), at) if (count := _group(words, i)) and count.end == at)


def _closes(words: Sequence[_Word], at: int) -> bool:
    """Whether nobody is named next: then "killed" is said of those before it."""
    return at >= len(words) or words[at].low in _ENDS or not words[at].low[0].isalpha()


def _listed(words: Sequence[_Word], count: _Count) -> Iterator[_Count]:
    """A group and those that are listed with it ("two soldiers and a driver", "two women, three men")."""
    while True:
        yield count
        at = count.end
        while at < len(words) and words[at].low in {",", "and"}:
            at += 1
        further = _group(words, at) if at > count.end else None
        # "12 people, 30 wounded": the next number is of the next word.
        if further is None or (further.end < len(words) and words[further.end].low in _KINDS):
            return
        count = further


def _before(words: Sequence[_Word], harm: int) -> Iterator[_Count]:
    """The groups that stand before a word for harm and that it is said of."""
    low, end = max(0, harm - _FAR), harm
    while end > low and words[end - 1].low in _BE:
        end -= 1
    if end > low and words[end - 1].low == ",":  # "12 people, including two children, were killed"
        openings = [i for i in range(low, end - 2) if words[i].low == "," and words[i + 1].low in _ASIDE]
        end = openings[0] if openings else low
    for at in range(end - 1, low - 1, -1):
        count = _group(words, at)
        if count is None or count.start > at:
            continue
        if not _around(words, count.end, end):
            return
        yield count
        # "24 militants, six soldiers killed": those listed before are harmed as well.
        for i in range(count.start - 2, low - 1, -1):
            other = _group(words, i)
            if other is not None and other.end == count.start - 1 and words[other.end].low in {",", "and"}:
                yield other
                return
        return


def _around(words: Sequence[_Word], at: int, end: int) -> bool:
    """Whether nothing but where people are stands between two words ("12 people in Lodva were killed")."""
    while at < end and words[at].low in {"in", "at", "near", "on"}:
        at += 1
        while at < end and words[at].low not in _ENDS:
            at += 1
    return at == end


def _toll(words: Sequence[_Word], at: int) -> Iterator[_Count]:
    """The number that a toll is said to be or to have come to."""
    for i in range(at + 1, min(len(words), at + 1 + _AFTER)):
        if words[i].low in _PAUSES:
            return
        count = _group(words, i)
        if count is not None:
            if count.start == i and words[i - 1].low in _TO:
                yield count._replace(who=frozenset())
            return


def _group(words: Sequence[_Word], at: int) -> _Count | None:
    """The number that starts at a word, or whose hedge does, with those counted; 0 where it leaves some out."""
    start = at
    hedge, length = _hedge(words, at, 1)
    value, end, rough = _number(words, at + length)
    if value is None:
        return None
    if not hedge:  # asked from the number itself: hedges stand before it
        hedge, length = _hedge(words, at, -1)
        start -= length
    last = end
    while last < len(words) and words[last].low not in _ENDS:
        last += 1
    named = [word.low for word in words[end:last]]
    who = frozenset(stem(word.removesuffix("s'")) for word in named if word not in _GENERIC)
    of = last < len(words) and words[last].low in {"of", "to"}  # "five of the injured", "ten to fifteen"
    before = words[start - 1].low if start else ""
    if of or before in _PART or _PART.intersection(named) or who & _MEASURES or not all(w[0].isalpha() for w in named):
        value = 0
    return _Count(value, hedge or ("about" if rough else ""), who, start, last)


def _hedge(words: Sequence[_Word], at: int, way: int) -> tuple[str, int]:
    """What hedges a number from a word on, or up to it where the way is -1, and with how many words."""
    for phrase, meaning in _HEDGES:
        first = at if way > 0 else at - len(phrase)
        if first >= 0 and tuple(word.low for word in words[first : first + len(phrase)]) == phrase:
            return meaning, len(phrase)
    return "", 0


def _number(words: Sequence[_Word], at: int) -> tuple[int | None, int, bool]:
    """The number that starts at a word, one past its last word, and whether it is a round one."""
    if at >= len(words):
        return None, at, False
    low, value = words[at].low, None
    if _DIGITS.fullmatch(low):
        value = int(low.replace(",", ""))
        if value in _YEARS and "," not in low:
            return None, at, False
    elif low in {"a", "an"} and at + 1 < len(words) and words[at + 1].low in _SCALES:
        value = 1
    elif low in _UNITS:
        value = _UNITS[low]
    elif "-" in low and all(part in _UNITS for part in low.split("-")):
        value = sum(_UNITS[part] for part in low.split("-"))
    if value is None or value > 10**9:
        return None, at, False
    at, rough = at + 1, False
    while at < len(words) and words[at].low in _SCALES:
        value, at, rough = value * _SCALES[words[at].low], at + 1, True
    return value, at, rough


def _span(value: int, hedge: str) -> tuple[float, float]:
    """The fewest and the most that a number can mean."""
    if hedge == "at least":
        return float(value), math.inf
    if hedge == "up to":
        return 0.0, float(value)
    slack = max(1.0, _ROUGH * value) if hedge == "about" else 0.0
    return value - slack, value + slack
