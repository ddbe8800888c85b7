"""Sectors: from an actor's own sector, its title, its head noun and its role, weighed by what annotators decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from multipolar.resolving.actors.evidence import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention
    from multipolar.resolving.knowledge import Entity

__all__ = ["beside", "in_words", "sector_marks"]

_SAYS: Final[dict[str, str]] = {
    "head": "its head noun",
    "any": "its words",
    "after": "the apposition after it",
    "own": "its own sector in the tables",
    "of": "the name it goes by",
    "kind": "the sort of name it goes by",
    "code": "the sort of actor",
    "term": "its term of office",
    "before": "whom it stands for",
    "role": "its role",
    "event": "what it does",
    "mode": "what it does",
    "shape": "the sort of phrase",
    "former": "an office in the past",
}


def in_words(mark: str) -> str:
    """What a mark of the sector model says, for a reader."""
    told = _SAYS.get(mark.partition(":")[0])
    return told if told is not None and (":" in mark or mark == "former") else f"word {mark.lstrip('~+<>')!r}"


def beside(text: str, start: int, end: int) -> tuple[str, ...]:
    """Words right before a name ("journalist ...") and in the apposition after it ("..., a former general")."""
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
    marks = _word_marks(phrase)
    own = candidate.sector if candidate is not None and candidate.entity is not None and candidate.acting else ""
    if candidate is not None and candidate.entity is not None:
        marks += _entity_marks(phrase, candidate, candidate.entity)
    if candidate is not None:
        code = candidate.code
        marks.append("code:" + (code.split(":")[0] if ":" in code else "none" if code == "---" else "state"))
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
        marks.append(f"event:{mention.event}:{mention.role}:{phrase.shape}")
        if mention.mode:
            marks.append(f"mode:{mention.mode}:{mention.role}:{phrase.shape}")
            marks.append(f"mode:{mention.mode}:{mention.role}")
    return marks


def _word_marks(phrase: Phrase) -> list[str]:
    """Marks of the phrase's own words, known and personal names left out."""
    marks = [f"shape:{phrase.shape}"]
    listed: set[str] = set()
    if phrase.head:
        head = singular(phrase.head)
        marks.append(head)
        marks += [f"head:{kind}" for kind in KINDS.get(head, ())]
        lows = [token.low for token in phrase.core]
        at = lows.index(phrase.head) if phrase.head in lows else 0
        if at:
            marks.append(f"{singular(lows[at - 1])} {head}")
    covered = [(hit.start, hit.end, bool(hit.names)) for hit in phrase.hits]
    core = {(token.start, token.end) for token in phrase.core}
    names = set(phrase.person.lower().split()) if phrase.person else set()
    for token in phrase.tokens:
        if not token.text[0].isalpha() or any(start < token.end and token.start < end for start, end, _ in covered):
            continue
        if token.low in names and token.text[0].isupper():
            continue
        word = singular(token.low)
        inside = (token.start, token.end) in core
        marks.append(("~" if inside else "+") + word)
        if inside:
            listed.update(KINDS.get(word, ()))
    marks += [f"any:{kind}" for kind in sorted(listed)]
    return marks


def _entity_marks(phrase: Phrase, candidate: Candidate, entity: Entity) -> list[str]:
    """Marks of whom the tables know under the name."""
    kind = entity.kind
    name_kind = candidate.name.kind if candidate.name else ""
    if kind == "state" and name_kind in {"demonym", "adjective", "capital", "seat"}:
        kind = name_kind
    marks = [f"kind:{kind}:{'own' if candidate.acting else 'of'}", f"kind:{kind}:{phrase.shape}"]
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
