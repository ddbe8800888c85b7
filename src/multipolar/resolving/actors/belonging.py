"""What stands behind a mention, or before it, and says outright whom it belongs to.

Citizens ("the crew, who are nationals of India and Latvia"), people of an organisation ("Omar Dib, a commander of the
Azure Brigades") and bodies that were just named ("the group").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import Candidate
from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.records import Extent
    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase

__all__ = ["citizens_of", "member_of", "named_body"]

_NEAR: Final = 120
"""Characters behind a mention within which something is said of it."""
_WHO: Final = r"(?:,?\s*(?:who|(?:all|both) of whom)\s+(?:are|were|is|was)|,)?\s*"
_CITIZENS: Final = r"(?:nationals?|citizens?|subjects|natives|passport[ -]holders)"
_OF: Final = re.compile(rf"{_WHO}(?:all\s+|both\s+|an?\s+|the\s+)?(dual\s+)?{_CITIZENS}\s+of\s+(?:the\s+)?$")
_ONE: Final = re.compile(r"\b(?:national|citizen|native|passport[ -]holder)\s+of\s")
_WHO_ARE: Final = re.compile(r",?\s*(?:who|(?:all|both) of whom)\s+(?:are|were|is|was)\s+(?:all\s+|an?\s+)?$")
_ARE_CITIZENS: Final = re.compile(rf"\s+{_CITIZENS}\b")
_AND: Final = re.compile(r"\s*(?:,\s*|(?:,\s*)?(and)\s+)(?:the\s+)?$")
_CLOSED: Final = re.compile(r"\s*(?:[,.;:)\u2014\u2013]|$|(?:in|at|from|on|by|since|after|who|and)\b)")
"""What may follow a list: nothing that the last name could be the subject of."""
_STATES: Final = frozenset({"state", "adj", "bare"})
"""What kinds of words name the countries of such a list."""
_APPOSED: Final = re.compile(
    r"\s*[,(]\s*(?:an?|the|who (?:is|was)(?: an?| the)?)?\s*"
    r"(?:[\w-]+\s+){0,2}?([\w-]+)\s+(?:of|for|at)\s+(?:the\s+)?$"
)
_MEMBERS: Final = words("members")
"""Who is of a group or organisation ("a commander of")."""
_BODIES: Final = words("bodies_taken_up")
"""Nouns that take up a group named before ("the group")."""
_GROUPS: Final = ("group:", "party:")
_KINDS: Final = frozenset({"group", "party", "igo", "ngo", "company", "media", "body", "bloc"})


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
    listed, led, joined = _listed(after, text, extent.end)
    if not listed:
        return ()
    at = listed[-1].end
    if not led:
        return _codes(listed) if _ARE_CITIZENS.match(text, at) else ()
    if len(listed) > 1 and not (joined and _CLOSED.match(text, at)):
        # What looks like a list goes on as another clause: "nationals of France, and Germany thanked Qatar".
        listed = listed[:1] if not joined or len(listed) == 2 else []  # noqa: PLR2004 - a pair
    return _codes(listed)


def _codes(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.code for item in items))


def _listed(after: Sequence[Item], text: str, start: int) -> tuple[list[Item], bool, bool]:
    """The countries in a row behind a mention, whether "citizens of" leads to them, and whether "and" ends the row.

    Args:
        after: What is named behind the mention in its sentence.
        text: The sentence.
        start: One past the mention's last character.
    """
    listed: list[Item] = []
    at, most, led, joined = start, 0, False, False
    for item in after:
        if item.start < at:
            continue
        if item.start - start > _NEAR or item.tag not in _STATES or ":" in item.code or joined:
            break
        between = text[at : item.start]
        if listed:
            more = _AND.fullmatch(between)
            if more is None:
                break
            joined = bool(more[1])
        else:
            opens = _OF.fullmatch(between)
            if opens is None and not (item.tag == "adj" and _WHO_ARE.fullmatch(between)):
                break
            led = opens is not None
            # A single person is of one country, or of two where that is said.
            most = (2 if opens[1] else 1) if opens is not None and _ONE.search(between) else 0
        listed.append(item)
        at = item.end
        if len(listed) == most:
            break
    return listed, led, joined


def _could_follow(text: str, at: int, stems: tuple[str, ...]) -> bool:
    """Whether one of the words stands behind a place at all, before the patterns are tried."""
    rest = text[at : at + _NEAR]
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
    if first is None or first.start - extent.end > _NEAR or not _is_body(first):
        return None
    if text[first.end : first.end + 1] in {"-", "'", "\u2019"}:  # whose rivals, or who is run by them
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
    if item.match is not None and item.match.actor_id:
        return item.match.actor_id.startswith(_GROUPS + more)
    return item.tag in {"group", "party"}


def _could_be_meant(item: Item) -> bool:
    """Whether "the group" or "the organisation" could take an item up: any body, or several people."""
    if item.match is None:
        return item.tag in _KINDS
    kind = item.match.actor_id.partition(":")[0]
    return kind in _KINDS or ":" in item.code or item.plural or item.head in _BODIES


def named_body(phrase: Phrase, extent: Extent, report: ReportActors) -> Candidate | None:
    """The group just named that "the group" takes up, where nothing else near could be meant; else None.

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
    near = [i for i in report.items if i.sentence >= extent.sentence - 1 and (i.sentence, i.end) <= at]
    meant = [i for i in near if _could_be_meant(i)]
    if not meant or not all(_is_group(i) and i.code == meant[-1].code for i in meant):
        return None
    last = meant[-1]
    sector = last.match.sector if last.match is not None else ""
    text = report.sentences[last.sentence]
    return Candidate(last.code, source=f"takes up {text[last.start : last.end]!r}", sector=sector)
