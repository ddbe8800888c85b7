"""Actors that a report names together, for words that stand for several ("both leaders", "they", "their alliance").

What such words may stand for is a list of options: groups of actors that were named together before, the actors that
the report makes likeliest one by one, or (for words that need not speak of several) one actor alone. Each option
carries marks of evidence, which are weighed like those of single candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from multipolar.ontology import SYMMETRIC
from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from multipolar.records import Extent
    from multipolar.resolving.actors.discourse import Item, ReportActors
    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import ActorMatch, ActorMention

__all__ = ["Together", "how_many", "options_of", "stands_for_several", "takes_their_sector"]

UNKNOWN: Final = "---"
_AND: Final = re.compile(r"^[\s,]*(?:and|or|,|&|\u2013|-)[\s,]*(?:the\s+)?$")
_NUMBER: Final = {"both": 2, "two": 2, "each": 2, "pair": 2, "three": 3, "trio": 3, "four": 4, "five": 5}
_OF_STATES: Final = frozenset({"countries", "nations", "states", "republics", "governments", "capitals", "kingdoms"})
_OF_PERSONS: Final = words("person_sets")
_JOINT: Final = words("joint")
_BETWEEN: Final = frozenset({"other", "another", "sides"})
"""Heads that need two: "each other", "both sides"."""
_SIDES_OF: Final = frozenset({"", "sides", "side", "parties"})
"""Heads that say nothing of who they are."""
_NEED_TWO: Final = frozenset(f"only:{relation}" for relation in SYMMETRIC)
"""Relations between two; words that are their only side stand for both."""
_SIDES: Final = frozenset({"actor", "recipient", "side"})
_OF_THE_STATE: Final = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "ELI"})
_SPEAK: Final = frozenset({"attribution", "speaker"})
_MOST_GROUPS: Final = 10
_BLOC: Final = "BLOC:"
_SHORT: Final = 2
"""Sentences that count as near."""
_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Together:
    """An option for words that stand for several.

    Attributes:
        items: The actors, in reading order; empty for one actor alone.
        codes: Their codes, in the same order.
        marks: What speaks for or against it.
        near: How likely the coder's guesses make it, from 0 to 1.
    """

    items: tuple[Item, ...]
    codes: tuple[str, ...]
    marks: frozenset[str]
    near: float = 0.0


def how_many(phrase: Phrase) -> int:
    """How many actors the words speak of, 0 if they do not say."""
    return next((number for word, number in _NUMBER.items() if word in phrase.lows), 0)


def stands_for_several(phrase: Phrase) -> bool:
    """Whether the words may stand for several actors that were named before."""
    joint = phrase.pronoun == "they" and phrase.shape == "described" and phrase.head in _JOINT
    return phrase.shape == "set" or joint or (phrase.pronoun in {"they", "we"} and phrase.plural)


def takes_their_sector(phrase: Phrase) -> bool:
    """Whether words that stand for others say nothing of a sector themselves ("they", "their alliance")."""
    if phrase.shape == "set" and phrase.head in _SIDES_OF:
        return True
    return phrase.shape in {"pronoun", "named"} or (phrase.pronoun == "they" and phrase.head in _JOINT)


def in_whose_place(phrase: Phrase, match: ActorMatch, at: tuple[int, int], report: ReportActors) -> ActorMatch:
    """Who of an actor's own is meant by words for several: "both leaders" are persons, whatever was named last.

    Args:
        phrase: The words.
        match: Who was named together with others.
        at: Sentence and first character of the words.
        report: The report so far.
    """
    if match.actor_id.startswith("person:") or _sort(phrase) != "persons":
        return match
    persons = [
        item.match
        for item in reversed(report.items)
        if item.match is not None and item.person and item.code == match.code and (item.sentence, item.start) < at
    ]
    known = [person for person in persons if person.actor_id.startswith("person:")]
    return next(iter(known or persons), match)


def _sort(phrase: Phrase) -> str:
    """What the words can stand for: states, persons, or anyone."""
    if phrase.head in _OF_STATES:
        return "states"
    return "persons" if phrase.head in _OF_PERSONS else phrase.pronoun or phrase.head or "any"


def _with(last: Item, earlier: Sequence[Item], text: str) -> Iterator[tuple[str, list[Item]]]:
    """Those named on one side with an item, and the two sides of its event, each with how they are tied."""
    together, facing = [last], [last]
    how = "side"
    for other in reversed(earlier):
        if other.sentence != last.sentence:
            break
        mine, its = last.mention, other.mention
        event = mine is not None and its is not None and mine.group == its.group
        roles = {mine.role if mine else "", its.role if its else ""}
        between = text[other.end : together[-1].start] if other.end <= together[-1].start else "x"
        one_phrase = (other.start, other.end) == (last.start, last.end)
        if (event and len(roles) == 1) or one_phrase or _AND.match(between):
            how = "phrase" if one_phrase else "side" if event else "joined"
            together.append(other)
        elif event and roles <= _SIDES:
            facing.append(other)
    yield how, together[::-1]
    if len(facing) > 1:
        yield "facing", facing[::-1]


def _actors(group: list[Item], *, parted: bool) -> dict[tuple[str, str], Item]:
    """The different actors of a group: by code, or the state and those who face it where all have one code."""
    found = {(item.code, ""): item for item in reversed(group)}
    if len(found) == 1 and parted:
        sides = {item.match is not None and item.match.sector in _OF_THE_STATE: item for item in reversed(group)}
        found = {(item.code, str(state)): item for state, item in sides.items()}
    return dict(reversed(found.items()))


def _named_together(
    report: ReportActors, at: tuple[int, int], *, aside: bool, parted: bool
) -> list[tuple[str, tuple[Item, ...], int]]:
    """Groups named together before a point, latest first: how they are tied, who they are, and how often they recur.

    Together are the same side of one event or relation, those that "and" joins, and the two sides of one event. With
    ``parted``, a state and rebels of one code are two, on whichever side they stand.
    """
    before = [
        i
        for i in report.items
        if i.match is not None and (i.sentence, i.start) < at and i.code != UNKNOWN and (aside or not i.aside)
    ]
    groups: dict[frozenset[tuple[str, str]], tuple[str, tuple[Item, ...], int]] = {}
    for place in range(len(before) - 1, 0, -1):
        last = before[place]
        for how, group in _with(last, before[:place], report.sentences[last.sentence]):
            actors = _actors(group, parted=parted or how == "facing")
            if len(actors) < 2:  # noqa: PLR2004 - together means two
                continue
            key = frozenset(actors)
            known = groups.get(key)
            if known is not None:
                again = last.sentence != known[1][-1].sentence
                groups[key] = (known[0], known[1], known[2] + again)
            elif len(groups) < _MOST_GROUPS:
                groups[key] = (how, tuple(actors.values()), 0)
    return list(groups.values())


class _Options:
    """Collects what one mention can stand for.

    Args:
        same: The mention, once for each role that it plays.
        phrase: Its phrase.
        report: The report so far.
        chance: How likely each code is by itself.
    """

    def __init__(
        self, same: Sequence[ActorMention], phrase: Phrase, report: ReportActors, chance: Mapping[str, float]
    ) -> None:
        self.phrase, self.report, self.chance = phrase, report, chance
        self.extent = same[0].extent
        self.kind = "set" if phrase.shape == "set" else "they"
        self.sort, self.wanted = _sort(phrase), how_many(phrase)
        groups = {role.group for role in same}
        self.others = {
            item.code
            for item in report.items
            if item.mention is not None
            and item.mention.group in groups
            and item.mention.role not in _SPEAK
            and item.mention.extent != self.extent
        }
        facing = "facing" if self.others else "only"
        self.events = {f"{facing}:{role.event}" for role in same if role.role not in _SPEAK}
        self.guesses = {(e.sentence, e.start, e.end): probability for e, probability in same[0].antecedents}
        self.found: list[Together] = []

    def add(self, items: tuple[Item, ...], codes: tuple[str, ...], marks: set[str]) -> None:
        """Adds an option, with the marks that any option may have."""
        total = sum(self.chance.get(code, 0.0) for code in dict.fromkeys(codes))
        least = min(self.chance.get(code, 0.0) for code in codes)
        marks |= {f"sum:{min(int(total * 4), 3)}", f"least:{min(int(least * 8), 2)}"}
        own = {"how:one", "how:facing", "one_code"}
        if len(codes) > 1:
            own |= self.events
            marks |= self.events
        if self.wanted:
            marks.add(f"wanted:{'right' if len(set(codes)) == self.wanted else 'wrong'}")
        if self.others & set(codes):
            marks.add("with_other")
        if any(":" in code for code in codes):
            marks.add("organisation:states" if self.sort == "states" else "organisation")
        near = [self.guesses.get((item.sentence, item.start, item.end), 0.0) for item in items]
        kept = frozenset(f"{self.kind if mark in own else 'group'}|{mark}" for mark in marks)
        self.found.append(Together(items, codes, kept, sum(near) / len(near) if near else 0.0))

    def add_named_together(self) -> None:
        """Groups that were named together, and the parts of those that are one too many."""
        at = (self.extent.sentence, self.extent.start)
        aside = self.report.tells_time(at[0], self.extent.start, self.extent.end)
        for late, (how, items, again) in enumerate(
            _named_together(self.report, at, aside=aside, parted=self.kind == "set")
        ):
            away = self.extent.sentence - items[-1].sentence
            told = {f"late:{min(late, 4)}", f"again:{min(again, 1)}"}
            told.add("away:" + ("here" if not away else "last" if away == 1 else "near" if away <= _SHORT else "far"))
            self._add_group(items, told | {f"how:{how}"})
            if self.wanted == len(items) - 1:
                for part in combinations(items, self.wanted):
                    self._add_group(part, told | {f"how_part:{how}"})
        if any(len(option.codes) == self.wanted for option in self.found):
            self.found = [option for option in self.found if len(option.codes) == self.wanted]

    def _add_group(self, items: tuple[Item, ...], marks: set[str]) -> None:
        codes = tuple(item.code for item in items)
        one_code = len(set(codes)) == 1
        if one_code and self.sort == "states":
            return
        if one_code:
            marks.add("one_code")
        if self.sort in {"states", "persons"}:
            persons = sum(item.person for item in items)
            marks.add(f"persons:{self.sort}:" + ("all" if persons == len(items) else "some" if persons else "none"))
        self.add(items, codes, marks)

    def add_others(self) -> None:
        """Actors that are not named together, and one alone where the words allow it."""
        known = {frozenset(option.codes) for option in self.found}
        for how, codes in _by_number(self.report, self.extent, self.chance, wanted=self.wanted):
            if len(codes) > 1 and frozenset(codes) not in known:
                known.add(frozenset(codes))
                self.add((), codes, {f"how:{how}"})
        may_be_one = not self.wanted and self.phrase.head not in _BETWEEN
        if not self.found or (may_be_one and (self.others or self.events.isdisjoint(_NEED_TWO))):
            first = max(self.chance, key=self.chance.__getitem__) if self.chance else UNKNOWN
            self.add((), (first,), {"how:one"} | ({"unknown"} if first == UNKNOWN else set()))


def options_of(
    same: Sequence[ActorMention], phrase: Phrase, report: ReportActors, chance: Mapping[str, float]
) -> list[Together]:
    """What words that may stand for several can stand for, each option with its marks.

    Args:
        same: The mention, once for each role that it plays.
        phrase: Its phrase.
        report: The report so far.
        chance: How likely each code is by itself.

    Returns:
        At least one option.
    """
    options = _Options(same, phrase, report, chance)
    options.add_named_together()
    options.add_others()
    if options.sort == "persons":  # a bloc has no leader, so it is none of "both leaders"
        led = [option for option in options.found if not any(code.startswith(_BLOC) for code in option.codes)]
        return led or options.found
    return options.found


def _by_number(
    report: ReportActors, extent: Extent, chance: Mapping[str, float], *, wanted: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Actors that are not named together: the only ones before, those named most, the likeliest one by one."""
    at = (extent.sentence, extent.start)
    before = [i for i in report.items if (i.sentence, i.start) < at and i.code != UNKNOWN and not i.aside]
    states = Counter(item.code for item in before if ":" not in item.code)
    if len(states) == (wanted or 2):
        yield "only_states", tuple(states)
    if len(states) > (wanted or 2):
        yield "most", tuple(code for code, _ in states.most_common(wanted or 2))
    ranked = [code for code in sorted(chance, key=lambda code: -chance[code]) if code != UNKNOWN]
    yield "ranked", tuple(ranked[: wanted or 2])
    if not wanted and len(ranked) >= _MANY:
        yield "ranked3", tuple(ranked[:_MANY])
