"""Sectors: from an actor's own sector, its title, its head noun and its role, weighed by what annotators decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from multipolar.resolving.actors.evidence import Candidate
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention

__all__ = ["sector_marks"]


def sector_marks(phrase: Phrase, candidate: Candidate | None, mention: ActorMention, before: str = "") -> list[str]:
    """What speaks for one sector or another.

    Args:
        phrase: The phrase.
        candidate: The code that was chosen, with what gave it.
        mention: The mention; its role and event count a little.
        before: Sector of what a pronoun or a repeated name stands for, empty if nothing.
    """
    marks = [f"shape:{phrase.shape}"]
    if phrase.head:
        marks.append(singular(phrase.head))
    covered = [(hit.start, hit.end, bool(hit.names)) for hit in phrase.hits]
    core = {(token.start, token.end) for token in phrase.core}
    names = set(phrase.person.lower().split()) if phrase.person else set()
    for token in phrase.tokens:
        if not token.text[0].isalpha() or any(start < token.end and token.start < end for start, end, _ in covered):
            continue
        if token.low in names and token.text[0].isupper():
            continue
        marks.append(("~" if (token.start, token.end) in core else "+") + singular(token.low))
    own = ""
    if candidate is not None and candidate.entity is not None:
        kind = candidate.entity.kind
        name_kind = candidate.name.kind if candidate.name else ""
        if kind == "state" and name_kind in {"demonym", "adjective"}:
            kind = "adj"
        where = "own" if candidate.acting else "of"
        marks.append(f"kind:{kind}:{where}")
        marks.append(f"kind:{kind}:{phrase.shape}")
        if candidate.term:
            marks.append(f"term:{candidate.term}")
            if candidate.acting:
                marks.append(f"term:{candidate.term}:{candidate.sector}")
                marks.append(f"term:{candidate.term}:{candidate.sector}:{phrase.shape}")
        if candidate.sector and candidate.acting:
            own = candidate.sector
            marks.append(f"own:{own}")
            if candidate.entity.kind != "state":
                marks.append(f"own:{own}:{phrase.shape}")
        elif candidate.sector and kind != "state":
            marks.append(f"of:{candidate.sector}")
    if candidate is not None:
        code = candidate.code
        marks.append("code:" + (code.split(":")[0] if ":" in code else "none" if code == "---" else "state"))
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
