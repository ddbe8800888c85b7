"""All codes that a mention may have, gathered from its words and its report, with what speaks for each."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import Candidate
from multipolar.resolving.actors.context import candidates_around
from multipolar.resolving.actors.lexicon import RELATIONAL, STATE_NOUNS, STATES, STATESMEN, words
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multipolar.resolving.actors.candidates import Read
    from multipolar.resolving.actors.discourse import ReportActors
    from multipolar.resolving.actors.origins import NameOrigins
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention
    from multipolar.resolving.actors.weights import Weights

__all__ = ["candidates_of", "explain", "is_alone", "kind_of", "names_many", "names_outright"]

_UNKNOWN: Final = "---"


def kind_of(phrase: Phrase, weights: Weights) -> str:
    """Class of a mention that needs its report: each class weighs evidence in its own way."""
    if phrase.shape == "pronoun":
        kind = {"she": "he"}.get(phrase.pronoun, phrase.pronoun)
    elif phrase.shape == "set":
        kind = "set"
    elif phrase.head in RELATIONAL:
        kind = "relation"
    elif phrase.pronoun:
        kind = f"poss_{phrase.pronoun}"
    elif phrase.shape == "named":
        kind = "named1" if len(phrase.person.split()) == 1 else "named"
    elif phrase.shape in {"known", "bare"}:
        kind = "known"
    elif phrase.head in STATE_NOUNS:
        kind = "rulers" if phrase.head in _RULERS else "country"
    else:
        kind = f"d_{weights.group(phrase.head)}_{'p' if phrase.plural else 's'}"
    return kind


def candidates_of(
    same: Sequence[ActorMention], read: Read, report: ReportActors, kind: str, origins: NameOrigins
) -> list[Candidate]:
    """All codes that a mention may have: from its own words, from the report around it, and none at all.

    Args:
        same: The mention, once for each role that it plays.
        read: What its words say.
        report: The report around it.
        kind: Its class, from :func:`kind_of`.
        origins: Which countries fit a personal name.
    """
    pool = candidates_around(same, read.phrase, report, kind)
    for own in read.candidates:
        around = pool.get(own.code)
        marks = own.marks | (around.marks if around else set())
        if own.name is not None and own.name.kind in _HANGING:
            # A surname or a name that many bear is believed less where the report never names its country.
            marks.add(f"{own.name.kind}:{'named' if around else 'unnamed'}")
        pool[own.code] = Candidate(
            own.code,
            marks,
            own.entity,
            own.name,
            own.source,
            own.sector,
            own.person,
            own.acting,
            own.term,
            own.apposed,
        )
    none = pool.get(_UNKNOWN) or Candidate(_UNKNOWN)
    none.marks |= {f"{kind}|none"}
    if read.phrase.head:
        none.marks |= {f"none:{read.phrase.head}"}
        none.marks |= {f"none~{token.low}" for token in read.phrase.core if token.text.islower()}
    worldwide = _of_the_world(read.phrase) or _from_abroad(read.phrase)
    if worldwide:
        none.marks |= {"none:worldwide"}
    if len(pool) <= 1:
        none.marks |= {f"{kind}|alone"}
    pool[_UNKNOWN] = none
    if worldwide:
        # No state speaks for all of them: an organisation may, or nobody.
        told = {own.code for own in read.candidates}
        pool = {code: candidate for code, candidate in pool.items() if not _is_state(code) or code in told}
    telling = bool(read.phrase.person) or bool(read.members) or read.phrase.head in _FORMS
    for code, candidate in pool.items():
        if telling or ":" in code:
            candidate.marks.update(_of_the_code(read, code, kind, origins))
    return list(pool.values())


def _of_the_code(read: Read, code: str, kind: str, origins: NameOrigins) -> Iterator[str]:
    """Marks of how well a code goes with the words: a name's origin, a state's form, the sort of organisation."""
    phrase = read.phrase
    if phrase.person and (fit := origins.fit(phrase.person, code)):
        yield f"name:{fit}"
    form = read.members or _FORMS.get(phrase.head)
    if form is not None and _is_state(code):
        yield "form:yes" if code in form else "form:no"
    if ":" in code:
        sort = code.partition(":")[0]
        yield f"{kind}|is_{sort}"
        if phrase.head:
            yield f"{singular(phrase.head)}|is_{sort}"


def _of_the_world(phrase: Phrase) -> bool:
    """Whether words speak of several states or their leaders without saying which ("over 25 global leaders")."""
    if not phrase.plural or phrase.hits or phrase.pronoun or phrase.shape == "set":
        return False
    lowered = [token.low for token in phrase.tokens]
    if phrase.head not in _OF_THE_WORLD and STATESMEN.isdisjoint(lowered):
        return False
    of_states = not STATES.isdisjoint(lowered)
    some = any(
        word in _WORLDWIDE
        or (word.isdecimal() and _MOST_TOLD < int(word) < _ALL_STATES and (of_states or following in _COUNTED))
        for word, following in zip(lowered, [*lowered[1:], ""], strict=True)
        if not (word == "foreign" and following == "ministers")
    )
    if some and not STATESMEN.isdisjoint(lowered):
        return True
    if not _OTHERS.isdisjoint(lowered) and phrase.head in STATES:
        return True
    return phrase.head in _OF_THE_WORLD and any(word in _ABROAD for word in lowered)


def _from_abroad(phrase: Phrase) -> bool:
    """Whether words speak of foreigners without saying whose ("foreign troops"): they are of no state that is named."""
    if phrase.hits or phrase.pronoun or phrase.person:
        return False
    if phrase.head in {"foreigner", "foreigners"}:
        return True
    words_of = [token.text for token in phrase.core]
    return any(word == "foreign" and following not in _FOREIGN_OFFICE for word, following in pairwise(words_of))


def _is_state(code: str) -> bool:
    return ":" not in code and code != _UNKNOWN


def names_many(read: Read) -> bool:
    """Whether one name of the phrase is borne in three countries or more, and nothing else names one ("the Kurds")."""
    hits = read.phrase.hits
    return len(hits) == 1 and len({candidate.code for candidate in read.candidates}) > _FEW


def names_outright(read: Read) -> bool:
    """Whether words name somebody themselves, beside a noun or without, and so stand for nobody named before."""
    if read.phrase.shape == "bare":
        return True
    if read.phrase.shape != "known" or read.phrase.pronoun:
        return False
    return any(
        one.acting and one.name is not None and one.name.kind not in _HANGING and not _is_bloc(one)
        for one in read.candidates
    )


def _is_bloc(candidate: Candidate) -> bool:
    return candidate.entity is not None and candidate.entity.kind == "bloc"


def is_alone(candidate: Candidate) -> bool:
    """Whether the report around says nothing for a candidate: all its marks come from the words themselves."""
    return not any("|" in mark and "|is_" not in mark for mark in candidate.marks)


_HANGING: Final = frozenset({"generic", "surname"})
"""Kinds of names that hang on who else is named."""
_FEW: Final = 2
_MOST_TOLD: Final = 4
"""Parties that a report still names one by one."""
_FOREIGN_OFFICE: Final = words("foreign_office")
"""What "foreign" makes an office of a state, and no stranger."""
_ALL_STATES: Final = 300
"""More than there are states: a year, or a count of people."""
_ABROAD: Final = frozenset({"world", "global", "international"})
_COUNTED: Final = frozenset({"leaders", "heads", "other", "world", "foreign", "finance", ""})
"""What a number stands before when it counts states ("ministers of the 27"), and not the diplomats of one."""
_OF_THE_WORLD: Final = frozenset({"donors", "mediators", "observers", "creditors", "experts"})
"""Who comes from many states when called international."""
_FORMS: Final = {
    **dict.fromkeys(("kingdom", "monarchy"), words("kingdoms")),
    **dict.fromkeys(("emirate", "sheikhdom"), words("emirates")),
    **dict.fromkeys(("island", "islands", "archipelago"), words("islands")),
}
"""Nouns for states by their form, with the codes of the states that have it."""
_WORLDWIDE: Final = frozenset({"world", "global", "international", "foreign", "dozens", "scores", "hundreds"})
_OTHERS: Final = frozenset({"other", "several", "many", "most", "various", "numerous"})
_RULERS: Final = frozenset({"government", "regime", "administration", "authorities", "leadership", "junta", "state"})
_SAYS: Final[dict[str, str]] = {
    "at": "the event's place lies there",
    "located": "the sentence is set there",
    "group": "the other side of the event",
    "before": "named before in the sentence",
    "after": "named after in the sentence",
    "prev": "named in the sentence before",
    "earlier": "named earlier in the report",
    "first": "named first in the report",
    "later": "named later in the report",
    "same": "same words earlier in the report",
    "in": "the noun is part of a name earlier in the report",
    "last": "named last",
    "most": "named most in the report",
    "dominant": "named most in the report",
    "person": "the person named before",
    "speaker": "whom the sentence cites",
    "touches": "stands right before it",
    "close": "stands just before it",
    "adjacent": "stands right after it",
    "apposed": "in the apposition after it",
    "loc": "named with a preposition in the sentence",
}


def explain(candidate: Candidate, weights: Weights) -> str:
    """The mark that weighs most, in words."""
    table = weights.evidence
    if candidate.code == _UNKNOWN:
        return ""
    marks = [(-table.get(mark, 0.0), mark) for mark in candidate.marks if "|" in mark and "|is_" not in mark]
    if not marks:
        return ""
    best = min(marks)[1].partition("|")[2]
    stem = re.split(r"[_\d]", best)[0]
    return f"context: {_SAYS.get(stem, best)} ({candidate.code})"
