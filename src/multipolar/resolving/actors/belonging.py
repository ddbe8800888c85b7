"""What stands behind a mention, or before it, and says outright whom it belongs to.

Citizens ("the crew, who are nationals of India and Latvia"), people of an organisation ("Omar Dib, a commander of the
Azure Brigades") and bodies that were just named ("the group").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.evidence import Candidate
from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
    from multipolar.records import Extent
    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase

__all__ = ["citizens_of", "member_of", "named_body"]

_WHO: Final = r"(?:,?\s*(?:who|(?:all|both|most|many|some|two|three|half) of whom)\s+(?:are|were|is|was)|,)?\s*"
_CITIZENS: Final = r"(?:nationals?|citizens?|subjects|natives|passport[ -]holders)"
_OF: Final = re.compile(rf"{_WHO}(?:all\s+|both\s+|an?\s+|the\s+)?{_CITIZENS}\s+of\s+(?:the\s+)?$")
_WHO_ARE: Final = re.compile(r",?\s*(?:who|(?:all|both|most|many) of whom)\s+(?:are|were|is|was)\s+(?:all\s+|an?\s+)?$")
_ARE_CITIZENS: Final = re.compile(rf"\s+{_CITIZENS}\b")
_AND: Final = re.compile(r"\s*(?:,\s*(?:and\s+)?|and\s+)(?:the\s+)?$")
_STATES: Final = frozenset({"state", "adj", "bare"})
"""What kinds of words name the countries of such a list."""
_APPOSED: Final = re.compile(
    r"\s*[,(]\s*(?:an?|the|who (?:is|was)(?: an?| the)?)?\s*"
    r"(?:[\w-]+\s+){0,2}?([\w-]+)\s+(?:of|for|in|with|at)\s+(?:the\s+)?$"
)
_MEMBERS: Final = words("members")
"""Who is of a group or organisation ("a commander of")."""
_BODIES: Final = words("bodies_taken_up")
"""Nouns that take up a group named before ("the group")."""
_GROUPS: Final = ("group:", "party:")


def citizens_of(phrase: Phrase, extent: Extent, report: ReportActors) -> tuple[str, ...]:
    """Codes of the countries whose citizens the words right behind a mention call it; empty if they call it none.

    Args:
        phrase: The mention's phrase, which names no country itself.
        extent: Where it stands.
        report: The report around it.
    """
    if phrase.hits or phrase.pronoun or phrase.shape == "set":
        return ()
    text = report.sentences[extent.sentence]
    if not _could_follow(text, extent.end, ("national", "citizen", "subjects", "natives", "passport")):
        return ()
    after = [i for i in report.items if i.sentence == extent.sentence and i.start >= extent.end]
    codes: list[str] = []
    at, led = extent.end, False
    for item in after:
        if item.start < at:
            continue
        between = text[at : item.start]
        opens = bool(_OF.fullmatch(between)) or (item.tag == "adj" and bool(_WHO_ARE.fullmatch(between)))
        if not (_AND.fullmatch(between) if codes else opens):
            break
        if item.tag not in _STATES or ":" in item.code:
            break
        led = led or bool(_OF.fullmatch(between))
        if item.code not in codes:
            codes.append(item.code)
        at = item.end
    return tuple(codes) if led or (codes and _ARE_CITIZENS.match(text, at)) else ()


def _could_follow(text: str, at: int, stems: tuple[str, ...]) -> bool:
    """Whether one of the words stands behind a place at all, before the patterns are tried."""
    rest = text[at : at + 120]
    return any(stem in rest for stem in stems)


def member_of(phrase: Phrase, extent: Extent, report: ReportActors) -> Candidate | None:
    """The group or organisation of a person whom the words right behind call one of its people; None if none.

    Args:
        phrase: The mention's phrase: a personal name that the tables do not know.
        extent: Where it stands.
        report: The report around it.
    """
    if not phrase.person or phrase.hits or phrase.head:
        return None
    text = report.sentences[extent.sentence]
    if text[extent.end : extent.end + 2] not in {", ", " ("}:
        return None
    first = next((i for i in report.items if i.sentence == extent.sentence and i.start >= extent.end), None)
    if first is None or not _is_body(first):
        return None
    found = _APPOSED.fullmatch(text[extent.end : first.start])
    if found is None or found[1].lower() not in _MEMBERS:
        return None
    sector = first.match.sector if first.match is not None else ""
    source = f"{found[1]} of {text[first.start : first.end]!r}, as the words behind say"
    return Candidate(first.code, source=source, sector=sector)


def _is_body(item: Item) -> bool:
    """Whether an item is the name of a group or organisation, and nothing else."""
    if item.tag == "known":  # "the Azure Brigades militant group"
        return item.head in _BODIES
    return item.tag in {"group", "igo", "ngo", "party"} or (item.tag == "bare" and _is_group(item, ("igo:", "ngo:")))


def _is_group(item: Item, more: tuple[str, ...] = ()) -> bool:
    if item.match is not None:
        return item.match.actor_id.startswith(_GROUPS + more)
    return item.tag in {"group", "party"}


def named_body(phrase: Phrase, extent: Extent, report: ReportActors) -> Candidate | None:
    """The group just named that "the group" takes up, where that is the only one near; None where it takes up none.

    Args:
        phrase: The mention's phrase.
        extent: Where it stands.
        report: The report around it.
    """
    if phrase.head not in _BODIES or phrase.hits or phrase.plural or len(phrase.core) != 1:
        return None
    if phrase.tokens[0].low not in {"the", "this", "that"}:
        return None
    at = (extent.sentence, extent.start)
    near = [i for i in report.items if i.sentence >= extent.sentence - 1 and (i.sentence, i.end) <= at and _is_group(i)]
    if not near:
        return None
    last = near[-1]
    sector = last.match.sector if last.match is not None else ""
    text = report.sentences[last.sentence]
    return Candidate(last.code, source=f"takes up {text[last.start : last.end]!r}", sector=sector)
