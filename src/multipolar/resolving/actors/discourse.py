"""What a report has said so far: who was named where, and what a mention without a name of its own can stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.fuzz import ratio

from multipolar.resolving.actors.lexicon import words
from multipolar.resolving.knowledge.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention

__all__ = ["Item", "ReportActors", "compatible", "locative_before", "surname_of", "surnames_of"]

_LOCATIVE: Final[tuple[str, ...]] = ("in ", "at ", "near ", "across ", "around ", "outside ", "from ", "of ", "to ")
_UNKNOWN: Final = "---"
_INITIALS: Final = 2
"""Letters of a first name that is cut short ("J.", "Al")."""
_ALIKE: Final = 75.0
"""How alike two spellings of one first name are at least ("Mohammed", "Muhammad")."""
_FAMILY_FIRST: Final = words("family_first")
_PLACE: Final = itemgetter(0, 1)
"""Sentence and first character of an item, which order it."""


class Item(NamedTuple):
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
        aside: Whether it stands within an expression of time, and so only says when.
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
    aside: bool = False


def surname_of(person: str) -> str:
    """The last word of a personal name, folded to lower case; what later mentions are likely to use."""
    words = person.split()
    while len(words) > 1 and words[-1].lower().strip(".") in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    return words[-1].lower() if words else ""


def surnames_of(person: str, home: str) -> frozenset[str]:
    """The words of a full name that later mentions may use, folded: the last, in some states the first as well."""
    found = {fold(surname_of(person))}
    if home in _FAMILY_FIRST:
        found.add(fold(person.partition(" ")[0]))
    return frozenset(found)


def locative_before(sentence: str, start: int) -> str:
    """The preposition that stands right before, an article between them allowed; empty if none."""
    if not start or sentence[start - 1] != " ":
        return ""
    before = sentence[max(0, start - 14) : start].lower()
    before = before.removesuffix("the ")
    if not before.endswith(_LOCATIVE):
        return ""
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
        times: First character and one past the last of the expressions of time in each sentence.
        short: Acronyms and full names (lower case) that the report introduced, with what they resolved to.
    """

    sentences: dict[int, str]
    times: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    people: dict[str, tuple[str, ActorMatch]] = field(default_factory=dict)
    short: dict[str, ActorMatch] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def extend(self, items: Iterable[Item]) -> None:
        """Adds items and puts all into reading order."""
        fresh = list(items)
        self.items += fresh
        self.items.sort(key=_PLACE)
        counts = self._counts
        for item in fresh:
            if item.code != _UNKNOWN and not item.aside:
                counts[item.code] = counts.get(item.code, 0) + 1

    def tells_time(self, sentence: int, start: int, end: int) -> bool:
        """Whether words stand within an expression of time."""
        told = self.times.get(sentence, ())
        return bool(told) and any(first <= start and end <= last for first, last in told)

    def learn(self, phrase: Phrase, match: ActorMatch) -> None:
        """Remembers names and acronyms that a resolved mention introduced."""
        if match.code == _UNKNOWN and not match.actor_id:
            return
        if phrase.person:
            self._meet(phrase.person, surname_of(phrase.person), match)
        elif match.actor_id.startswith("person:") and " " in match.name:
            self._meet(match.name, surname_of(match.name), match)
            if match.code in _FAMILY_FIRST:
                self._meet(match.name, match.name.split()[0].lower(), match)
        if phrase.acronym:
            self.short.setdefault(phrase.acronym.lower(), match)
        initials = "".join(token.text[0] for token in phrase.core if token.text[0].isupper())
        if len(initials) > 2 and not phrase.plural:  # noqa: PLR2004 - two letters collide with too much
            self.short.setdefault(initials.lower(), match)

    def _meet(self, person: str, surname: str, match: ActorMatch) -> None:
        known = self.people.get(surname)
        if known is None or len(person) > len(known[0]):
            self.people[surname] = (person, match)

    def recall(self, phrase: Phrase) -> ActorMatch | None:
        """Who was named before by the person's surname or the acronym that the phrase uses."""
        if phrase.person:
            known = self.people.get(surname_of(phrase.person))
            if known is not None and (len(phrase.person.split()) == 1 or compatible(known[0], phrase.person)):
                return known[1]
        for token in phrase.core:
            found = self.short.get(token.low)
            if found is not None and token.text[:2].isupper():
                return found
        return None

    @property
    def most(self) -> list[tuple[str, int]]:
        """The two codes that the report names most, with how often."""
        return sorted(self._counts.items(), key=itemgetter(1), reverse=True)[:2]


def compatible(full: str, name: str) -> bool:
    """Whether two full names may be one person's: no first name against another first name."""
    ours, theirs = full.lower().split()[0], name.lower().split()[0]
    if ours == theirs or ours[0] != theirs[0]:
        return ours == theirs
    short = min(len(ours.strip(".")), len(theirs.strip("."))) <= _INITIALS
    return short or ratio(ours, theirs) >= _ALIKE
