"""What a report has said so far: who was named where, and what a mention without a name of its own can stand for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.evidence import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention

__all__ = ["Item", "ReportActors", "surname_of"]

_LOCATIVE: Final[tuple[str, ...]] = ("in ", "at ", "near ", "across ", "around ", "outside ", "from ", "of ", "to ")
_UNKNOWN: Final = "---"
_SPEAK: Final = frozenset({"attribution", "speaker"})
_BREAK: Final = re.compile(r"[.;:()]|\b(?:and|or|in|on|to|by|with|for|from|at|against|as|is|was|has|that|of)\b")
_APPOSED: Final = re.compile(r"^\s*(?:,|\()\s*(?:an?|the|who is|who was)?\s*(?:[\w-]+\s+){0,3}$")


@dataclass(frozen=True, slots=True)
class Item:
    """An actor or country that the report names, at one place of it.

    Attributes:
        sentence: Number of the sentence.
        start: First character within the sentence.
        end: One past the last.
        code: Its code.
        tag: What kind of words name it.
        match: The resolved actor, where it is a mention.
        mention: The mention, where it is one.
        person: Whether a single person is meant.
        plural: Whether it speaks of several.
        head: Head noun of the mention.
        locative: The preposition before it, empty if none.
    """

    sentence: int
    start: int
    end: int
    code: str
    tag: str
    match: ActorMatch | None = None
    mention: ActorMention | None = None
    person: bool = False
    plural: bool = False
    head: str = ""
    locative: str = ""


def surname_of(person: str) -> str:
    """The last word of a personal name, folded to lower case; what later mentions are likely to use."""
    words = person.split()
    while len(words) > 1 and words[-1].lower().strip(".") in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    return words[-1].lower() if words else ""


def locative_before(sentence: str, start: int) -> str:
    """The preposition that stands right before, an article between them allowed; empty if none."""
    before = sentence[max(0, start - 14) : start].lower()
    before = before.removesuffix("the ")
    for word in _LOCATIVE:
        if before.endswith((" " + word, "(" + word)) or before == word:
            return word.strip()
    return ""


@dataclass(slots=True)
class ReportActors:
    """The running state over one report.

    Attributes:
        sentences: Texts by number.
        items: All items in reading order.
        people: Full names by surname, with what they resolved to.
        short: Acronyms and full names (lower case) that the report introduced, with what they resolved to.
    """

    sentences: dict[int, str]
    items: list[Item] = field(default_factory=list)
    people: dict[str, tuple[str, ActorMatch]] = field(default_factory=dict)
    short: dict[str, ActorMatch] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def extend(self, items: Iterable[Item]) -> None:
        """Adds items and puts all into reading order."""
        fresh = list(items)
        self.items += fresh
        self.items.sort(key=lambda item: (item.sentence, item.start))
        for item in fresh:
            if item.code != _UNKNOWN:
                self._counts[item.code] += 1

    def learn(self, phrase: Phrase, match: ActorMatch) -> None:
        """Remembers names and acronyms that a resolved mention introduced."""
        if match.code == _UNKNOWN and not match.actor_id:
            return
        if phrase.person:
            last = surname_of(phrase.person)
            known = self.people.get(last)
            if known is None or len(phrase.person) > len(known[0]):
                self.people[last] = (phrase.person, match)
        if phrase.acronym:
            self.short.setdefault(phrase.acronym.lower(), match)
        initials = "".join(token.text[0] for token in phrase.core if token.text[0].isupper())
        if len(initials) > 2 and not phrase.plural:  # noqa: PLR2004 - two letters collide with too much
            self.short.setdefault(initials.lower(), match)

    def recall(self, phrase: Phrase) -> ActorMatch | None:
        """Who was named before by the person's surname or the acronym that the phrase uses."""
        if phrase.person:
            known = self.people.get(surname_of(phrase.person))
            if known is not None and (len(phrase.person.split()) == 1 or _compatible(known[0], phrase.person)):
                return known[1]
        for token in phrase.core:
            found = self.short.get(token.low)
            if found is not None and token.text[:2].isupper():
                return found
        return None

    def context(self, same: Sequence[ActorMention], phrase: Phrase, kind: str) -> dict[str, Candidate]:
        """Codes that the report around a mention suggests, each with its marks.

        Args:
            same: The mention, once for each role that it plays.
            phrase: Its phrase, taken apart.
            kind: Class of the mention; every mark carries it, so that each class has weights of its own.
        """
        mention = same[0]
        at, start, end = mention.extent.sentence, mention.extent.start, mention.extent.end
        found: dict[str, Candidate] = {}

        def mark(item_code: str, what: str, item: Item | None = None) -> None:
            candidate = found.get(item_code)
            if candidate is None:
                candidate = found[item_code] = Candidate(item_code)
            candidate.marks.add(f"{kind}|{what}")
            candidate.marks.add(f"*|{what}")
            if item is not None and (not candidate.source or (item.match and not candidate.sector)):
                candidate.source = what
                if item.match:
                    candidate.sector = item.match.sector

        before = [i for i in self.items if (i.sentence, i.end) <= (at, start) and i.code != _UNKNOWN]
        after = [i for i in self.items if i.sentence == at and i.start >= end and i.code != _UNKNOWN]
        later = [i for i in self.items if i.sentence > at and i.code != _UNKNOWN]
        seen: list[str] = []
        for item in reversed(before):
            if item.sentence != at:
                break
            if item.code not in seen:
                seen.append(item.code)
                mark(item.code, f"before{min(len(seen), 3)}", item)
                if item.start == 0 or (item.match and item.mention and item.mention.role == "actor"):
                    mark(item.code, "before_subject")
            if item.locative in {"in", "at", "near", "across"}:
                mark(item.code, "located")
            elif item.locative:
                mark(item.code, f"loc_{item.locative}")
            if item.tag in {"adj"} and not item.match:
                mark(item.code, "before_adj")
        text = self.sentences[at]
        closest = next((i for i in reversed(before) if i.sentence == at), None)
        if closest is not None and start - closest.end < 40:  # noqa: PLR2004 - a title and no more
            between = text[closest.end : start].strip()
            words = between.split()
            if not words or (len(words) <= 4 and not _BREAK.search(between)):  # noqa: PLR2004 - as above
                mark(closest.code, "touches" if closest.tag == "adj" or between.startswith(("'s", "’s")) else "close")
        seen_after: list[str] = []
        if after and after[0].start - end < 40:  # noqa: PLR2004 - an apposition
            between = text[end : after[0].start]
            if _APPOSED.match(between):
                mark(after[0].code, "apposed" if after[0].tag == "adj" else "apposed_other")
        for item in after:
            if item.code not in seen_after:
                seen_after.append(item.code)
                mark(item.code, f"after{min(len(seen_after), 3)}", item)
                if item.start - end < 6:  # noqa: PLR2004 - "police in Lagos"
                    mark(item.code, "adjacent")
            if item.locative in {"in", "at", "near", "across"}:
                mark(item.code, "located")
            elif item.locative:
                mark(item.code, f"loc_{item.locative}")
        previous = [i for i in before if i.sentence < at]
        if previous:
            last = previous[-1].sentence
            seen_prev: list[str] = []
            for item in reversed(previous):
                if item.code not in seen_prev:
                    seen_prev.append(item.code)
                    mark(item.code, f"prev{min(len(seen_prev), 3)}" if item.sentence == last else "earlier", item)
                    if item.sentence == last and item.match and item.mention and item.mention.role == "actor":
                        mark(item.code, "prev_subject")
            mark(previous[0].code, "first")
        for item in later[:6]:
            mark(item.code, "later", item)
        for who, name in (("person", "last_person"), ("state", "last_state"), ("other", "last_other")):
            for item in reversed(before):
                hit = (
                    item.person
                    if who == "person"
                    else (":" not in item.code and not item.person)
                    if who == "state"
                    else ":" in item.code
                )
                if hit:
                    mark(item.code, name)
                    break
        people: list[str] = []
        for item in reversed(before):
            if item.person and item.code not in people:
                people.append(item.code)
                mark(item.code, f"person{min(len(people), 3)}")
                if item.mention is not None and item.mention.role in {"actor", "speaker"}:
                    mark(item.code, "person_acting" + ("_here" if item.sentence == at else ""))
        speakers = [i for i in self.items if i.sentence == at and i.mention and i.mention.role in _SPEAK]
        for item in speakers:
            mark(item.code, "speaker")
        for item in reversed(before):
            if item.match is not None and phrase.head and item.head == phrase.head:
                mark(item.code, "same_head")
                break
        for item in reversed(before):
            if item.match is not None:
                mark(item.code, "last_mention")
                if item.plural == phrase.plural:
                    mark(item.code, "last_same_number")
                break
        if self._counts:
            ranked = self._counts.most_common(2)
            mark(ranked[0][0], "most")
            if len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1]:
                mark(ranked[0][0], "dominant")
        roles = {other.group: other for other in reversed(same)}
        for country in {country for other in same for country in other.places}:
            mark(country, "at")
        for item in self.items:
            other = item.mention
            if other is None or item.match is None or other.group not in roles or item.code == _UNKNOWN:
                continue
            mention = roles[other.group]
            if (item.sentence, item.start) == (at, start):
                continue
            if other.role in {"attribution", "speaker"}:
                mark(item.code, "group_speaker")
            same = "same" if other.role == mention.role else "other"
            mark(item.code, f"group_{same}")
            mark(item.code, f"group_{same}:{mention.event}")
            mark(item.code, f"group_{same}_of_{mention.role}:{mention.event}")
            mark(item.code, f"group_{same}_{item.match.sector}")
        return found


def _compatible(full: str, name: str) -> bool:
    """Whether two full names may be one person's: no first name against another first name."""
    ours, theirs = full.lower().split(), name.lower().split()
    return ours[0] == theirs[0] or ours[0][0] == theirs[0][0]
