"""What stands around a trigger: whether the sentence brings the event as news or goes back to it, and in what words.

Two events of one sentence share all its words, and reports of one war share most of theirs; what tells them apart is
close to the trigger. "Following **the** attack" goes back to something told before, "**another** attack" is not the
one told before, and the words beside the trigger say which attack it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.linking.words import COUNTS, TOKEN, ranked, telling, tokens, weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.linking.views import EventView, Side

__all__ = ["CUES", "NAMED", "NEAR", "NOWHERE", "Surroundings", "names", "surroundings"]

CUES: Final = ("definite", "counted", "back", "relative", "anew", "news", "aim")
"""What a trigger's setting can show, each a bit of :attr:`Surroundings.cues`, the first the lowest.

``definite``: "the", "its", "Russia's" before it. ``counted``: "a", "two", "several". ``back``: "after", "following",
"over". ``relative``: "who was", "having been". ``anew``: "another", "second", "fresh" before it, or "again", "further",
"third" anywhere near it. ``news``: it looks like the main verb. ``aim``: "to" before it.
"""

NEAR: Final = 8
"""Words beside a trigger that are kept, the rarest ones."""

NAMED: Final = 6
"""Words of the names of one role that are kept, the rarest ones."""

_BEFORE: Final = 5
_AFTER: Final = 8
"""Words before and after a trigger that count as beside it: more after it, where its objects stand."""

_AROUND: Final = _AFTER
"""Words before and after a trigger among which it is looked for whether it happens again."""

_DEFINITE: Final = frozenset(("the", "this", "that", "these", "those", "his", "her", "its", "their", "such"))
_COUNTED: Final = frozenset(("a", "an", "another", "several", "two", "three", "four", "five", "many", "some", "any"))
_NEW: Final = frozenset(("new", "more"))
_BACK: Final = frozenset(("after", "following", "since", "amid", "amidst", "over", "despite", "during")) | {
    *("against", "before", "from", "because")
}
_LINKS: Final = frozenset(("of", "for", "to", "about", "on", "with", "by", "in", "at"))
_RELATIVE: Final = frozenset(("who", "which", "that", "having", "been", "were", "was", "whose", "had"))
_ANEW: Final = frozenset(("another", "new", "fresh", "further", "second", "third", "fourth", "fifth", "again")) | {
    *("more", "additional", "renewed", "latest", "separate", "other", "continue", "continues", "resume", "resumes")
}
_AGAIN: Final = frozenset(("again", "another", "further", "additional", "renewed", "latest", "separate")) | {
    *("second", "third", "fourth", "fifth", "sixth", "seventh", "extends", "extending")
}
"""Words that say, wherever they stand near a trigger, that the same was done before or is done elsewhere."""
_PASSIVE: Final = frozenset(("is", "are"))
_OBJECT: Final = _DEFINITE | _COUNTED | {"at", "to", "in", "on", "down", "up"}
_STOPS: Final = frozenset(';:."')


class Surroundings(NamedTuple):
    """A trigger's surroundings.

    Attributes:
        cues: Bits of :data:`CUES`.
        token: How many words and marks stand before it in its sentence.
        depth: That as a share of the sentence, 0 to 1.
        near: The telling words beside it, rarest first, at most :data:`NEAR`, as :func:`~.words.ranked`.
        stems: Numbers of the trigger's own words, at most 3.
        numbers: Numbers beside it, in digits or words ("three"), at most 2.
        after: How many words and marks stand before what follows it.
        verb: As :attr:`after` of the verb that it would be the object of ("imposes a curfew", "plans to
            attack"); -1 where of none.
        clause: As :attr:`token` of the first word of which it would be the means ("killed in an air strike");
            :data:`NOWHERE` where of none.
        resumes: Whether it is "the attack" and no more: what was just told.
        counted: Whether there are numbers beside it that are of no date.
    """

    cues: int
    token: int
    depth: float
    near: tuple[int, ...]
    stems: tuple[int, ...]
    numbers: tuple[int, ...]
    after: int
    verb: int
    clause: int
    resumes: bool
    counted: bool


NOWHERE: Final = 1 << 20
"""Stands after all words of a sentence."""

_INDEFINITE: Final = frozenset(("a", "an"))
_MEANS: Final = frozenset(("in", "during", "by", "with"))
_HELPS: Final = frozenset(("be", "help"))
_POINTS: Final = frozenset(("the", "this", "these"))
_OTHER: Final = frozenset(("last", "previous", "earlier", "first", "next", "former", "initial"))
"""What says that another one is meant than the one just told."""

_MONTHS: Final = frozenset(("january", "february", "march", "april", "may", "june", "july", "august")) | {
    *("september", "october", "november", "december"),
}

_BREAKS: Final = frozenset(",;:.\"'()\u201c\u201d") | {
    *("and", "or", "but", "after", "before", "when", "while", "as", "since", "following", "which", "who", "that"),
    *("because", "where", "whose", "for", "amid", "despite", "if", "to", "is", "are", "was", "were", "be", "been"),
    *("has", "have", "had", "will", "followed"),
}
"""What begins another part of a sentence, which has a deed of its own."""

_SPECIFIES: Final = frozenset(
    ("of", "in", "at", "on", "near", "against", "by", "to", "from", "between", "with", "for")
) | {
    *("that", "which", "who", "whose", "where", "over", "into", "outside", "across", "among"),
}
"""What says, after a noun, which one is meant."""


_EDGES: Final = frozenset((" ", ",", "\n", ""))
"""What stands after a word that certainly ends there."""


def _split(view: EventView) -> tuple[list[str], int, int]:
    """Words and marks of an event's sentence; which is the trigger's first one, and which the first one after it."""
    quote, start = view.quote, max(view.at, 0)
    stop = start + len(view.trigger)
    if quote[max(0, start - 1) : start] in _EDGES and view.trigger and quote[stop : stop + 1] in _EDGES:
        before, own = tokens(quote[:start]), tokens(quote[start:stop])
        if own:
            return before + own + tokens(quote[stop:]), len(before), len(before) + len(own)
    # The trigger begins or ends within what is one word otherwise.
    found = [(match[0], match.end()) for match in TOKEN.finditer(quote)]
    ends = [end for _, end in found]
    return [word for word, _ in found], bisect_right(ends, start), min(bisect_left(ends, stop), len(found) - 1) + 1


def surroundings(view: EventView) -> Surroundings:
    """The surroundings of an event's trigger; where it does not stand in the quote, those of the quote's beginning."""
    words, first, after = _split(view)
    begin = max(0, first - _AROUND)
    around = [word.casefold() for word in words[begin : after + _AROUND]]
    early, follows = words[max(0, first - _BEFORE) : first], words[after : after + _AFTER]
    before: list[str] = []
    for word in reversed(around[first - begin - len(early) : first - begin]):
        if word in _STOPS:
            break
        before.append(word)
    own = around[first - begin : after - begin]
    counted = (*before[:4], *around[after - begin : after - begin + 6])
    digits = [
        COUNTS[word] if word in COUNTS else int(word)
        for word in counted
        if word in COUNTS or (word.isdecimal() and len(word) <= 9)  # noqa: PLR2004 - fits 32 bits
    ]
    again = not _AGAIN.isdisjoint(around)
    cues = _cues(own[0] if own else "", before, follows, again=again)
    verb, clause = _governed(words, first)
    return Surroundings(
        cues=cues,
        token=first,
        depth=first / max(1, len(words)),
        near=tuple(telling(early + follows)[:NEAR]),
        stems=tuple(dict.fromkeys([weight(word)[0] for word in own if word[:1].isalpha()]))[:3],
        numbers=tuple(dict.fromkeys(digits))[:2] if digits else (),
        after=after,
        verb=verb,
        clause=clause,
        resumes=not cues & _NEWLY and _resumes(before, follows),
        counted=_counted(before[:4], around[after - begin : after - begin + 6]),
    )


_NEWLY: Final = 1 << CUES.index("anew")

_ADJECTIVES: Final = 3
"""Words between an article and its noun at most."""


def _governed(words: Sequence[str], first: int) -> tuple[int, int]:
    """:attr:`Surroundings.verb` and :attr:`Surroundings.clause` of a noun with "a" or "an", or of a verb after "to"."""
    led = first - 1 if first and words[first - 1].casefold() not in _HELPS else first - 2
    if led > 0 and words[led].casefold() == "to":
        return led, NOWHERE
    article = next(
        (at for at in range(first - 1, max(-1, first - _ADJECTIVES - 2), -1) if words[at].casefold() in _INDEFINITE), -1
    )
    if article < 1 or not all(word[:1].isalpha() and word.casefold() not in _BREAKS for word in words[article:first]):
        return -1, NOWHERE
    if words[article - 1].casefold() not in _MEANS:
        return article, NOWHERE
    clause = article - 1
    while clause and words[clause - 1].casefold() not in _BREAKS:
        clause -= 1
    return -1, clause


def _counted(before: Sequence[str], follows: Sequence[str]) -> bool:
    """:attr:`Surroundings.counted`, from the words before, nearest first, and those after."""
    return any(
        (word in COUNTS or word.isdecimal()) and _MONTHS.isdisjoint(words[max(0, at - 1) : at + 2])
        for words in (before, follows)
        for at, word in enumerate(words)
    )


def _resumes(before: Sequence[str], follows: Sequence[str]) -> bool:
    """Whether a trigger stands with "the", or with one word between, and nothing after it says which one is meant."""
    if follows and follows[0].casefold() in _SPECIFIES:
        return False
    between = before[:1] if before[:1] and before[0] not in _POINTS else []
    points = before[len(between) : len(between) + 1]
    return bool(points) and points[0] in _POINTS and all(word.isalpha() and word not in _OTHER for word in between)


def _cues(word: str, before: Sequence[str], follows: Sequence[str], *, again: bool) -> int:
    """Bits of :data:`CUES`, from the trigger's first word, the words before it (nearest first) and those after.

    ``again`` says that one of :data:`_AGAIN` stands near it.
    """
    close = before[:3]
    passive = not _PASSIVE.isdisjoint(before[:2])
    possessed = any(other in _DEFINITE or other.endswith(("'s", "\u2019s")) for other in close)
    definite = possessed and not (before and before[0] in _PASSIVE)
    object_follows = bool(follows) and (
        follows[0].casefold() in _OBJECT or follows[0][:1].isupper() or follows[0].isdecimal()
    )
    led = bool(before) and (before[0] in _LINKS or before[0] in _BACK or before[0] in _DEFINITE)
    shown = (
        definite,
        any(other in _COUNTED or other in _NEW or other.isdecimal() for other in close),
        not _BACK.isdisjoint(before),
        not _RELATIVE.isdisjoint(close),
        again or not _ANEW.isdisjoint(close),
        passive or (word.endswith("s") and object_follows and not definite and not led),
        before[:1] == ["to"],
    )
    return sum(1 << at for at, cue in enumerate(shown) if cue)


def names(sides: Sequence[Side]) -> tuple[int, ...]:
    """The telling words of some parties' names, rarest first, at most :data:`NAMED`, as :func:`~.words.ranked`."""
    if len(sides) == 1:
        return ranked(sides[0].name)[:NAMED]
    found = {word for side in sides for word in ranked(side.name)}
    return tuple(sorted(found, reverse=True)[:NAMED])
