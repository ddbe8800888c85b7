"""Who an incident's sides are, of the sides that its events name: a vote, in which what is named beside counts less.

A report that goes back to a happening with a noun ("since the invasion", "despite the massacre") names its sides, if at
all, in that phrase: "the Russian invasion of Ukraine". Who stands in the sentence before it is whom the sentence is
about, and may have nothing to do with what it goes back to: "Poland has taken in 100,000 since the invasion".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from multipolar.incidents import Party
from multipolar.linking.mutual import is_mutual
from multipolar.ontology import QUAD, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multipolar.linking.views import EventView, Side

__all__ = ["parties", "share"]

_SUPPORT: Final = 0.34
"""Share of the best supported side's support from which on another side of that role is named too."""

_BESIDE: Final = (0.1, 0.4)
"""How much of an event's confidence counts for a side that acts, and for one acted upon, which its sentence names
outside the phrase that goes back to it: whom it was done to may be what the sentence is about, who did it seldom is."""

_UNNAMED: Final = 0.3
"""How much of it counts for a name that belongs to no known actor, when a side's best known name is looked for."""

_BACK: Final = re.compile(
    r"\b(?:after|following|since|amid|amidst|despite|(?:because|in (?:response|reaction|retaliation|protest)"
    r"|due|prior)\s+(?:of|to|for)|in\s+light\s+of|in\s+the\s+wake\s+of)\s+"
    r"(?P<phrase>(?:[\w'\u2019.-]+\s+){1,10}?)$",
    re.IGNORECASE,
)
"""What goes back to something told before, up to the trigger."""

_DEFINITE: Final = re.compile(r"\b(?:the|this|that|these|those|its|their|his|her)\b|['\u2019]s\b", re.IGNORECASE)

_CLEARLY: Final = 0.75
"""Share of the better supported role's support up to which a side drops out of the other role."""

_OWN: Final = re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE)
"""What stands for a name before it."""

_NAME: Final = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")

_SAME: Final = 4
"""Letters that a country's name and its adjective share at least: Russia, Russian."""

_ALIKE: Final = 2
"""Letters from which on a word of the phrase may be an adjective of the name: Poland, Polish."""


def parties(ranked: Sequence[EventView]) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """The sides: those that events with enough support name, under their best known names.

    Args:
        ranked: The incident's events, best-evidenced first.

    Returns:
        Who acts, and who is acted upon.
    """
    if len(ranked) == 1:
        view = ranked[0]
        return _plain(view.actors), _plain(view.recipients)
    support: tuple[_Support, _Support] = (defaultdict(float), defaultdict(float))
    names: tuple[_Names, _Names] = ({}, {})
    inside: set[_Key] = set()
    for view in ranked:
        roles = [{(side.code, side.sector): side for side in sides} for sides in (view.actors, view.recipients)]
        inside |= roles[0].keys() & roles[1].keys()
        for role, sides in enumerate(roles):
            for key, side in sides.items():
                support[role][key] += view.confidence * share(view, side, role)
                called = names[role].setdefault(key, defaultdict(float))
                called[side.actor_id, side.name] += view.confidence * (1.0 if side.actor_id else _UNNAMED)
    _share_names(names, inside)
    for key in list(support[0].keys() & support[1].keys() - inside):
        # Reports differ on who did it to whom: the better supported reading stands, the other is a contradiction.
        weaker = 0 if support[0][key] < support[1][key] else 1
        del support[weaker][key]
    if _beside_alone(ranked):
        support[0].clear()
    for role in (0, 1):
        _drop_stray(support[role], [{side.code for side in (view.actors, view.recipients)[role]} for view in ranked])
    if QUAD[ranked[0].type].endswith("conflict"):
        _drop_turned(support, ranked)
    return _chosen(support[0], names[0]), _chosen(support[1], names[1])


_Key = tuple[str, str]
"""Code and sector."""

_Support = dict[_Key, float]

_Names = dict[_Key, dict[tuple[str, str], float]]
"""Names of the sides of a role, as (id, name), each with how well it is supported."""


def _share_names(names: tuple[_Names, _Names], inside: set[_Key]) -> None:
    """Take the names of a side together, whichever role it is told in.

    Within one event it is two of a country, president and minister, who keep their names.
    """
    for key in names[0].keys() & names[1].keys() - inside:
        for name, weight in names[1][key].items():
            names[0][key][name] += weight
        names[1][key] = names[0][key]


def _beside_alone(ranked: Sequence[EventView]) -> bool:
    """Whether different ones act, and each is only named beside the phrase that goes back to it: none is told to."""
    acting = [(side.code, share(view, side, 0)) for view in ranked for side in view.actors]
    return len({code for code, _ in acting}) > 1 and all(part < 1.0 for _, part in acting)


def _chosen(backed: _Support, names: _Names) -> tuple[Party, ...]:
    """The sides of one role, the best supported first: those with enough support, known ones alone if there are any."""
    known = {key: value for key, value in backed.items() if key[0] != UNKNOWN}
    standing = known if known or len(backed) > 1 else backed
    least = _SUPPORT * max(standing.values(), default=0.0)
    kept = sorted(
        (key for key, value in standing.items() if value >= least and value > 0), key=lambda key: -backed[key]
    )
    best = [max(names[key], key=names[key].__getitem__) for key in kept]
    return tuple(Party(code, sector, name, at) for (code, sector), (at, name) in zip(kept, best, strict=True))


def _drop_stray(backed: _Support, told: Sequence[set[str]]) -> None:
    """Drop who is told of by one event alone, and never beside whom several tell of.

    Args:
        backed: Support of the sides of one role.
        told: Codes of that role, event by event.
    """
    count = Counter(code for codes in told for code in codes if code != UNKNOWN)
    often = {code for code, times in count.items() if times > 1}
    for key in [key for key in backed if often and count[key[0]] == 1]:
        if not any(key[0] in codes and codes & often for codes in told):
            del backed[key]


def _drop_turned(support: tuple[_Support, _Support], ranked: Sequence[EventView]) -> None:
    """Drop whom some events tell of as acting and others as acted upon from the role that is clearly less supported.

    Not where they act against each other, where one event has them in both (a civil war), or where nobody of another
    country would be left in the role.
    """
    codes = [({side.code for side in view.actors}, {side.code for side in view.recipients}) for view in ranked]
    if any(is_mutual(view.type, view.mode, view.trigger) for view in ranked):
        return
    both = {key[0] for key in support[0]} & {key[0] for key in support[1]} - {UNKNOWN}
    for code in sorted(both - {code for acting, upon in codes for code in acting & upon}):
        acting, upon = (sum(value for key, value in backed.items() if key[0] == code) for backed in support)
        weaker = support[0] if acting < upon else support[1]
        if min(acting, upon) <= _CLEARLY * max(acting, upon) and any(key[0] not in {code, UNKNOWN} for key in weaker):
            for key in [key for key in weaker if key[0] == code]:
                del weaker[key]


def _plain(sides: Iterable[Side]) -> tuple[Party, ...]:
    return tuple(Party(side.code, side.sector, side.name, side.actor_id) for side in dict.fromkeys(sides))


def share(view: EventView, side: Side, role: int) -> float:
    """How much of an event's confidence counts for a side: less for one that its sentence names beside the event.

    Args:
        view: The event.
        side: One of its sides.
        role: 0 where it acts, 1 where it is acted upon.

    Nothing for who says it, and little for whom else the sentence names before the phrase that goes back to the event
    and not in it. A phrase with "its" or "their" names somebody before it.
    """
    found = _BACK.search(view.quote, 0, view.at) if view.at >= 0 else None
    if found is None or _DEFINITE.search(found["phrase"]) is None or _OWN.search(found["phrase"]) is not None:
        return 1.0
    before, phrase = view.quote[: found.start()], view.quote[found.start("phrase") :]
    if not _named(side.name, before, _SAME) or _named(side.name, phrase, _ALIKE):
        return 1.0
    for speaker in view.speakers:
        last = speaker.rpartition(" ")[2]
        if side.name == speaker or _named(side.name, before[: before.find(last) + 1], _SAME):
            return 0.0
    return _BESIDE[role]


def _named(name: str, text: str, letters: int) -> bool:
    """Whether a text names somebody: by a word of the name, its adjective or its initials."""
    own = [word for word in _NAME.findall(name) if word[:1].isupper()] or _NAME.findall(name)
    begins = {word[:letters].casefold() for word in own}
    initials = "".join(word[0] for word in own)
    return any(
        (word[0].isupper() or not name[:1].isupper())
        and (word[:letters].casefold() in begins or (len(initials) > 1 and word.replace(".", "") == initials))
        for word in _NAME.findall(text)
    )
