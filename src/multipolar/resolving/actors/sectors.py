"""Sectors: from an actor's own sector, its title, its head noun and its role, weighed by what annotators decided."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import holds
from multipolar.resolving.actors.discourse import surname_of
from multipolar.resolving.actors.lexicon import PREPOSITIONS
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from multipolar.resolving.actors.candidates import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention
    from multipolar.resolving.actors.tokens import Token
    from multipolar.resolving.knowledge import Entity

__all__ = [
    "beside",
    "in_words",
    "is_a_people",
    "is_governing",
    "is_named_alone",
    "is_person",
    "sector_marks",
    "told_around",
    "word_marks",
]

_ADJECTIVES: Final = frozenset({"adjective", "demonym", "prefix"})
_OF_PEOPLE: Final = ("ers", "ors", "ists", "ants", "ians", "ees", "men")
"""Endings of nouns for people, for those that the list does not have."""
_PEOPLE: Final = ("CVL",)
_OF_NAMES: Final[dict[str, str]] = {"group": "REB", "party": "PTY"}
_NAMED: Final = frozenset({"body", "group", "party", "company", "media", "ngo", "igo"})
"""Kinds of names that, standing alone, mean the body or group itself."""
_PHRASES: Final = 10_000
"""Phrases whose marks are remembered."""
_AT_HAND: Final = 500
"""Phrases of which it is remembered whether they name a person: those of the reports at hand."""
_WORD: Final = re.compile(r"[A-Za-z]+")
_LISTED: Final = re.compile(r"(?:,? and |, )\Z")
_LIST: Final = 6
"""Characters between the names of a list."""

_SAYS: Final[dict[str, str]] = {
    "head": "its head noun",
    "any": "its words",
    "tail": "what follows its noun",
    "after": "the apposition after it",
    "own": "its own sector in the tables",
    "of": "the name it goes by",
    "kind": "the sort of name it goes by",
    "code": "the sort of actor",
    "term": "its term of office",
    "before": "whom it stands for",
    "role": "its role",
    "event": "what it does",
    "vs": "whom it faces",
    "with": "whom it acts with",
    "by": "who tells of it",
    "has": "whom else the sentence speaks of",
    "mode": "what it does",
    "shape": "the sort of phrase",
    "former": "an office in the past",
}


def in_words(mark: str) -> str:
    """What a mark of the sector model says, for a reader."""
    told = _SAYS.get(mark.partition(":")[0])
    return told if told is not None and (":" in mark or mark == "former") else f"word {mark.lstrip('~+<>=')!r}"


def beside(text: str, start: int, end: int, phrase: Phrase) -> tuple[str, ...]:
    """Words that stand next to a mention and tell what it is.

    For persons those right before ("journalist ...") and in the apposition after ("..., a former general"); for a bare
    adjective those right after ("Serbian" in "Serbian licence plates").
    """
    if phrase.shape == "bare" and phrase.hits and any(n.kind in _ADJECTIVES for n in phrase.hits[-1].names):
        near = _WORD.findall(text[end : end + 50].partition(",")[0])[:2]
        return tuple(f">{place}{singular(word)}" for place, word in zip(">=", near, strict=False) if word.islower())
    if not is_person(phrase):
        return ()
    marks = ["<" + singular(word.lower()) for word in text[max(0, start - 40) : start].split()[-3:] if word.isalpha()]
    after = text[end : end + 70]
    if after.startswith(","):
        words = after[1:].split(",")[0].split()[:7]
        if words and words[0] in {"a", "an", "the", "who", "former", "leader", "head", "chief", "one"}:
            for word in words:
                low = singular(word.lower())
                marks.append(">" + low)
                marks += [f"after:{kind}" for kind in KINDS.get(low, ())]
    return tuple(marks)


@lru_cache(maxsize=_AT_HAND)
def is_person(phrase: Phrase) -> bool:
    """Whether the phrase names a person; phrases are told apart by identity."""
    names = next((hit.names for hit in reversed(phrase.hits) if not hit.part), ())
    return bool(phrase.person) or any(name.entity_id.startswith("person:") for name in names)


@lru_cache(maxsize=_AT_HAND)
def _person_key(phrase: Phrase) -> str:
    """Surname of the one person that the phrase names, folded; empty if it names none, or several."""
    if phrase.plural or not is_person(phrase):
        return ""
    if phrase.person:
        return surname_of(phrase.person)
    hit = next(hit for hit in reversed(phrase.hits) if not hit.part)
    return surname_of(phrase.words[hit.start : hit.end])


def _told(phrase: Phrase, around: tuple[str, ...]) -> set[str]:
    """What a mention of a person tells about that person in all other mentions: title, head noun, apposition."""
    marks = {mark for mark in around if mark[0] == ">" or mark.startswith("after:")}
    if phrase.head:
        marks.update(mark for mark in word_marks(phrase) if not mark.startswith("shape:"))
    if phrase.former:
        marks.add("former")
    return marks


def told_around(phrases: Sequence[Phrase], places: Sequence[tuple[str, int, int]]) -> list[tuple[str, ...]]:
    """For each mention of a report, what the words around it and the other mentions of the same person tell.

    Args:
        phrases: The mentions, taken apart.
        places: For each, the sentence that it stands in, its first character there, and one past its last.
    """
    around = [beside(*place, phrase) for phrase, place in zip(phrases, places, strict=True)]
    keys = [_person_key(phrase) for phrase in phrases]
    told: dict[str, set[str]] = {}
    for phrase, marks, key in zip(phrases, around, keys, strict=True):
        if key:
            told.setdefault(key, set()).update(_told(phrase, marks))
    for key, title in _shared_titles(phrases, places, keys):
        told.setdefault(key, set()).update(title)
    return [
        (*marks, *sorted(told[key].difference(marks))) if key and not phrase.head else marks
        for phrase, marks, key in zip(phrases, around, keys, strict=True)
    ]


def _shared_titles(
    phrases: Sequence[Phrase], places: Sequence[tuple[str, int, int]], keys: Sequence[str]
) -> Iterator[tuple[str, set[str]]]:
    """Persons who share a title that stands before the first of them ("Ministers Geoff Hoon and Patricia Hewitt")."""
    titled = {
        (text, end): _told(phrase, ())
        for phrase, (text, _, end) in zip(phrases, places, strict=True)
        if phrase.head.endswith(("s", "men")) and is_person(phrase)
    }
    if not titled:
        return
    named = sorted({(text, start, end, key) for (text, start, end), key in zip(places, keys, strict=True) if key})
    for text, start, end, key in named:
        before = _LISTED.search(text, max(0, start - _LIST), start)
        title = titled.get((text, before.start())) if before else None
        if title and (text, end) not in titled:
            titled[text, end] = title
            yield key, title


def sector_marks(
    phrase: Phrase, candidate: Candidate | None, mention: ActorMention, before: str = "", around: tuple[str, ...] = ()
) -> list[str]:
    """What speaks for one sector or another.

    Args:
        phrase: The phrase.
        candidate: The code that was chosen, with what gave it.
        mention: The mention; its role and event count a little.
        before: Sector of what a pronoun or a repeated name stands for, empty if nothing.
        around: Words that stand next to a name, from :func:`beside`.
    """
    marks = list(word_marks(phrase))
    own = candidate.sector if candidate is not None and candidate.entity is not None and candidate.acting else ""
    if candidate is not None and candidate.entity is not None:
        marks += _entity_marks(phrase, candidate, candidate.entity)
    if candidate is not None:
        marks += _code_marks(candidate.code, marks)
    marks += around
    if before:
        marks.append(f"before:{before}")
        marks.append(f"before:{before}:{phrase.shape}")
    if phrase.former:
        marks.append("former")
        if own:
            marks.append(f"former:{own}")
    number = "p" if phrase.plural else "s"
    marks.append(f"role:{mention.role}:{number}")
    if mention.event:
        marks.append(f"event:{mention.event}:{mention.role}")
        marks += [f"{mark}:{mention.event}:{mention.role}" for mark in marks if mark.startswith("head:")]
        if own:
            marks.append(f"own:{own}:{mention.event}:{mention.role}")
        marks.append(f"event:{mention.event}:{mention.role}:{phrase.shape}")
        if mention.mode:
            marks.append(f"mode:{mention.mode}:{mention.role}:{phrase.shape}")
            marks.append(f"mode:{mention.mode}:{mention.role}")
    return marks


def _code_marks(code: str, marks: list[str]) -> list[str]:
    """Marks of the code: which state, or what sort of organisation and which kinds of nouns stand with it."""
    if code == "---":
        return ["code:none"]
    if ":" not in code:
        return ["code:state", f"code:{code}"]
    sort = code.partition(":")[0]
    return [f"code:{sort}", *(f"{mark}:{sort}" for mark in marks if mark.startswith("head:"))]


@lru_cache(maxsize=_PHRASES)
def word_marks(phrase: Phrase) -> tuple[str, ...]:
    """Marks of the phrase's own words, known and personal names left out; phrases are told apart by identity."""
    marks = [f"shape:{phrase.shape}"]
    listed: set[str] = set()
    beyond: set[str] = set()
    if phrase.head:
        head = singular(phrase.head)
        marks.append(head)
        lows = [token.low for token in phrase.core]
        at = lows.index(phrase.head) if phrase.head in lows else 0
        pair = f"{singular(lows[at - 1])} {head}" if at else ""
        if pair:
            marks.append(pair)
        three = f"{singular(lows[at - 2])} {pair}" if at > 1 else ""
        kinds = KINDS.get(three) or KINDS.get(pair) or KINDS.get(_joined(phrase, head)) or _kinds_of(head)
        kinds = kinds or (_PEOPLE if phrase.plural and phrase.head.endswith(_OF_PEOPLE) else ())
        marks += [f"head:{kind}" for kind in kinds]
        listed.update(kinds)
    elif phrase.hits and not phrase.hits[-1].part and phrase.hits[-1].names and len(phrase.hits) > 1:
        # "Indian Maoists": the country comes from the one name, what they are from the other.
        kind = phrase.hits[-1].names[0].entity_id.partition(":")[0]
        marks += [f"head:{_OF_NAMES[kind]}"] if kind in _OF_NAMES else []
    if not phrase.head and is_person(phrase):
        marks += _apposition(phrase)
    covered = [(hit.start, hit.end) for hit in phrase.hits]
    core = {token.start for token in phrase.core}
    names = set(phrase.person.lower().split()) if phrase.person else set()
    for token in phrase.tokens:
        if not token.text[0].isalpha() or _is_within(token, covered):
            continue
        if token.low in names and token.text[0].isupper():
            continue
        word = singular(token.low)
        inside = token.start in core
        marks.append(("~" if inside else "+") + word)
        if not inside:
            beyond.update(KINDS.get(word, ()))
        if inside and token.low != phrase.head:
            listed.update(KINDS.get(word, ()))
    marks += [f"any:{kind}" for kind in sorted(listed)]
    marks += [f"tail:{kind}" for kind in sorted(beyond)]
    return tuple(marks)


def _is_within(token: Token, spans: list[tuple[int, int]]) -> bool:
    return bool(spans) and any(start < token.end and token.start < end for start, end in spans)


def _apposition(phrase: Phrase) -> list[str]:
    """Marks of the noun that an apposition within the phrase says of a person ("Kate Brown, governor of Oregon")."""
    lows = [token.low for token in phrase.tokens]
    if "," not in lows:
        return []
    found: list[str] = []
    for token in phrase.tokens[lows.index(",") + 1 :]:
        if not token.text[0].isalnum() or (token.low in PREPOSITIONS and found):
            break
        word = singular(token.low)
        if kinds := KINDS.get(word, ()):
            found = [">" + word, *(f"after:{kind}" for kind in kinds)]
    return found


def _kinds_of(head: str) -> tuple[str, ...]:
    """Sectors of a head noun by itself; of a compound, those of its last part ("news-agency", "ex-general")."""
    return KINDS.get(head) or KINDS.get(head.rpartition("-")[2], ())


def _joined(phrase: Phrase, head: str) -> str:
    """The head noun with the noun that "of" adds to it ("prisoner of war"); empty if nothing is added."""
    lows = [token.low for token in phrase.tokens]
    at = lows.index(phrase.head) if phrase.head in lows else len(lows)
    return f"{head} of {lows[at + 2]}" if lows[at + 1 : at + 2] == ["of"] and at + 2 < len(lows) else ""


def _entity_marks(phrase: Phrase, candidate: Candidate, entity: Entity) -> list[str]:
    """Marks of whom the tables know under the name."""
    kind = entity.kind
    name_kind = candidate.name.kind if candidate.name else ""
    if kind == "state" and name_kind in {"demonym", "adjective", "capital", "seat"}:
        kind = name_kind
    elif kind == "region" and candidate.name is not None and candidate.name.surface.endswith("s") and phrase.plural:
        kind = "demonym"  # a people: "Sri Lankan Tamils"
    marks = [f"kind:{kind}:{'own' if candidate.acting else 'of'}", f"kind:{kind}:{phrase.shape}"]
    if entity.kind not in {"state", "region", "city"}:
        marks.append(f"id:{entity.id}:{'own' if candidate.acting else 'of'}")
    if candidate.term:
        marks.append(f"term:{candidate.term}")
        if candidate.acting:
            marks.append(f"term:{candidate.term}:{candidate.sector}")
            marks.append(f"term:{candidate.term}:{candidate.sector}:{phrase.shape}")
    if candidate.sector and candidate.acting:
        marks.append(f"own:{candidate.sector}")
        if entity.kind != "state":
            marks.append(f"own:{candidate.sector}:{phrase.shape}")
    elif candidate.sector and kind != "state":
        marks.append(f"of:{candidate.sector}")
    return marks


def is_named_alone(phrase: Phrase, candidate: Candidate, mention: ActorMention) -> bool:
    """Whether words are no more than the name of a body or group, of which nothing is told but its name."""
    entity = candidate.entity
    if entity is None or entity.kind not in _NAMED or not candidate.acting or phrase.shape != "bare":
        return False
    return mention.event is None and mention.role == "actor" and bool(candidate.sector)


def is_a_people(phrase: Phrase, candidate: Candidate) -> bool:
    """Whether words are no more than the name of a state's people ("Britons")."""
    return phrase.shape == "bare" and phrase.plural and candidate.name is not None and candidate.name.kind == "demonym"


def is_governing(phrase: Phrase, candidate: Candidate, on: dt.date | None, *, governs: bool | None) -> bool:
    """Whether words are no more than the name of a group that governs, or of a person in an office of a government.

    The day decides, and no habit of reports: the Taliban of 2020 were rebels, those of 2022 govern.

    Args:
        phrase: The words.
        candidate: Whom they were taken for.
        on: Day of the report.
        governs: Whether a person governs that day; None where the tables do not say.
    """
    entity = candidate.entity
    if entity is None or not candidate.acting or phrase.shape != "bare" or candidate.sector != "GOV":
        return False
    if entity.kind == "group":  # "Taliban forces" had that name before they governed
        return on is None or holds(entity.since, entity.until, on)
    return entity.kind == "person" and candidate.term == "now" and governs is not False
