"""What the report around a mention says about whom it can mean: candidate codes with the marks that speak for them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMention

__all__ = ["candidates_around"]

_UNKNOWN: Final = "---"
_SPEAK: Final = frozenset({"attribution", "speaker"})
_ACT: Final = frozenset({"actor", "speaker"})
_INSIDE: Final = frozenset({"in", "at", "near", "across"})
_BREAK: Final = re.compile(r"[.;:()]|\b(?:and|or|in|on|to|by|with|for|from|at|against|as|is|was|has|that|of)\b")
_APPOSED: Final = re.compile(r"^\s*(?:,|\()\s*(?:an?|the|who is|who was)?\s*(?:[\w-]+\s+){0,3}$")
_LINKS: Final = (
    "as|while|whilst|when|whenever|after|before|because|although|though|since|until|unless|if|whether|that|which|who"
    "|where|and|but|or|so"
)
_CLAUSE: Final = re.compile(rf"[;:\u2013\u2014]|\b(?:{_LINKS})\b")
"""Where another clause may begin; "and" also joins nouns, so that not all that is found is one."""
_OPENS: Final = re.compile(rf"(?:[,;:\u2013\u2014\"\u201c]|\b(?:{_LINKS}))\s*(?:the\s+)?$", re.IGNORECASE)
_CLAUSE_LONG: Final = 200
"""Characters beyond which a clause is not looked through."""
_NEAR: Final = 40
"""Characters that a title or the start of an apposition takes."""
_TITLE_WORDS: Final = 4
_SEVERAL: Final = 2
_ADJACENT: Final = 6
"""Characters between "police" and "Lagos" in "police in Lagos"."""
_LATER: Final = 6
"""How many items after the mention's sentence are looked at."""


class _Around:
    """Collects marks for one mention.

    Args:
        same: The mention, once for each role that it plays.
        phrase: Its phrase, taken apart.
        report: The report so far.
        kind: Class of the mention; every mark is kept with it and without.
    """

    def __init__(self, same: Sequence[ActorMention], phrase: Phrase, report: ReportActors, kind: str) -> None:
        self.same, self.phrase, self.report, self.own = same, phrase, report, kind + "|"
        extent = same[0].extent
        self.at, self.start, self.end = extent.sentence, extent.start, extent.end
        self.found: dict[str, Candidate] = {}
        aside = report.tells_time(self.at, self.start, self.end)
        items = [item for item in report.items if item.code != _UNKNOWN and (aside or not item.aside)]
        if phrase.pronoun == "it":
            # Words that stand for several ("their alliance") are not what "it" takes up; those are named before.
            # Who plays two parts is there twice, and is one.
            told = {(item[:3], item.code) for item in items if item.plural}
            places = Counter(place for place, _ in told)
            items = [item for item in items if places[item[:3]] < _SEVERAL]
        self.before = [i for i in items if (i.sentence, i.end) <= (self.at, self.start)]
        self.after = [i for i in items if i.sentence == self.at and i.start >= self.end]
        self.later = [i for i in items if i.sentence > self.at]

    def mark(self, code: str, what: str, item: Item | None = None) -> None:
        """Notes that something speaks for a code; an item given first is what a reader is told."""
        candidate = self.found.get(code)
        if candidate is None:
            candidate = self.found[code] = Candidate(code)
        candidate.marks.add(self.own + what)
        candidate.marks.add("*|" + what)
        if item is not None and (not candidate.source or (item.match and not candidate.sector)):
            candidate.source = what
            if item.match:
                candidate.sector = item.match.sector

    def located(self, item: Item) -> None:
        """The preposition before a name."""
        if item.locative in _INSIDE:
            self.mark(item.code, "located")
        elif item.locative:
            self.mark(item.code, f"loc_{item.locative}")

    def left(self) -> None:
        """Names before the mention in its sentence, nearest first."""
        seen: list[str] = []
        sentence = self.report.sentences[self.at]
        here = [item for item in reversed(self.before) if item.sentence == self.at]
        for item in here:
            if item.code not in seen:
                seen.append(item.code)
                self.mark(item.code, f"before{min(len(seen), 3)}", item)
                if item.start == 0 or (item.match and item.mention and item.mention.role == "actor"):
                    self.mark(item.code, "before_subject")
            self.located(item)
            if item.tag == "adj" and not item.match:
                self.mark(item.code, "before_adj")
            if self.phrase.pronoun and self._same_clause(item):
                # A sentence begins as a clause does.
                ahead = ("," if item.start < _NEAR else "") + sentence[max(item.start - _NEAR, 0) : item.start]
                self.mark(item.code, "opens_clause" if item.tag != "adj" and _OPENS.search(ahead) else "in_clause")
        if here and self.start - here[0].end < _NEAR:
            between = sentence[here[0].end : self.start].strip()
            if not between or (len(between.split()) <= _TITLE_WORDS and not _BREAK.search(between)):
                touches = here[0].tag == "adj" or between.startswith(("'s", "\u2019s"))
                self.mark(here[0].code, "touches" if touches else "close")

    def _same_clause(self, item: Item) -> bool:
        far = self.start - item.end > _CLAUSE_LONG
        return not far and not _CLAUSE.search(self.report.sentences[self.at], item.end, self.start)

    def right(self) -> None:
        """Names after the mention in its sentence."""
        if self.after and self.after[0].start - self.end < _NEAR:
            first = self.after[0]
            if _APPOSED.match(self.report.sentences[self.at][self.end : first.start]):
                self.mark(first.code, "apposed" if first.tag == "adj" else "apposed_other")
        seen: list[str] = []
        for item in self.after:
            if item.code not in seen:
                seen.append(item.code)
                self.mark(item.code, f"after{min(len(seen), 3)}", item)
                if item.start - self.end < _ADJACENT:
                    self.mark(item.code, "adjacent")
            self.located(item)

    def elsewhere(self) -> None:
        """Names in the sentences before and after, and those named most."""
        previous = [item for item in self.before if item.sentence < self.at]
        seen: list[str] = []
        for item in reversed(previous):
            if item.code in seen:
                continue
            seen.append(item.code)
            last = item.sentence == previous[-1].sentence
            self.mark(item.code, f"prev{min(len(seen), 3)}" if last else "earlier", item)
            if last and item.match and item.mention and item.mention.role == "actor":
                self.mark(item.code, "prev_subject")
        if previous:
            self.mark(previous[0].code, "first")
        for item in self.later[:_LATER]:
            self.mark(item.code, "later", item)
        most = self.report.most
        if most:
            self.mark(most[0][0], "most")
            if len(most) == 1 or most[0][1] > 2 * most[1][1]:
                self.mark(most[0][0], "dominant")

    def last_of_each_sort(self) -> None:
        """The person, state and organisation named last; the mention before; the same head noun before."""
        backwards = self.before[::-1]
        state = next((i for i in backwards if ":" not in i.code and not i.person), None)
        other = next((i for i in backwards if ":" in i.code), None)
        person = next((i for i in backwards if i.person), None)
        for item, name in ((person, "last_person"), (state, "last_state"), (other, "last_other")):
            if item is not None:
                self.mark(item.code, name)
        mentions = [item for item in backwards if item.match is not None]
        if mentions:
            self.mark(mentions[0].code, "last_mention")
            if mentions[0].plural == self.phrase.plural:
                self.mark(mentions[0].code, "last_same_number")
        alike = next((i for i in mentions if self.phrase.head and i.head == self.phrase.head), None)
        if alike is not None:
            self.mark(alike.code, "same_head")
        if self.phrase.shape == "described" and self.phrase.head and not self.phrase.plural:
            named = next((i for i in mentions if _names(i, self.phrase.head)), None)
            if named is not None:
                self.mark(named.code, "in_name")

    def people(self) -> None:
        """Persons before the mention, latest first, and whom the sentence cites."""
        seen: list[str] = []
        for item in reversed(self.before):
            if item.person and item.code not in seen:
                seen.append(item.code)
                self.mark(item.code, f"person{min(len(seen), 3)}")
                if item.mention is not None and item.mention.role in _ACT:
                    self.mark(item.code, "person_acting" + ("_here" if item.sentence == self.at else ""))
        for item in self.report.items:
            cited = item.mention is not None and item.mention.role in _SPEAK
            if cited and item.sentence == self.at and item.code != _UNKNOWN:
                self.mark(item.code, "speaker")

    def together(self) -> None:
        """The event's place and its other participants."""
        roles = {mention.group: mention for mention in reversed(self.same)}
        for country in {country for mention in self.same for country in mention.places}:
            self.mark(country, "at")
        for item in self.report.items:
            other = item.mention
            if other is None or item.match is None or other.group not in roles or item.code == _UNKNOWN:
                continue
            if (item.sentence, item.start) == (self.at, self.start):
                continue
            mention = roles[other.group]
            if other.role in _SPEAK:
                self.mark(item.code, "group_speaker")
            side = "same" if other.role == mention.role else "other"
            self.mark(item.code, f"group_{side}")
            self.mark(item.code, f"group_{side}:{mention.event}")
            self.mark(item.code, f"group_{side}_of_{mention.role}:{mention.event}")
            self.mark(item.code, f"group_{side}_{item.match.sector}")


def _names(item: Item, noun: str) -> bool:
    """Whether a noun is part of the name of an earlier actor ("the Fund" after "International Monetary Fund")."""
    return item.match is not None and not item.person and noun in item.match.name.lower().split()


def candidates_around(
    same: Sequence[ActorMention], phrase: Phrase, report: ReportActors, kind: str
) -> dict[str, Candidate]:
    """Codes that the report around a mention suggests, each with its marks.

    Args:
        same: The mention, once for each role that it plays.
        phrase: Its phrase, taken apart.
        report: The report so far.
        kind: Class of the mention; each class has weights of its own beside the common ones.
    """
    around = _Around(same, phrase, report, kind)
    around.left()
    around.right()
    around.elsewhere()
    around.last_of_each_sort()
    around.people()
    around.together()
    return around.found
