"""Placing events into incidents, one after the other, in time that does not grow with what is there already.

An event is looked up by its keys (:mod:`multipolar.linking.blocking`), scored against up to :data:`REPRESENTATIVES`
events of each incident found, and joins the incident with the highest mean score if that reaches the threshold, else it
founds a new one. The mean keeps incidents from chaining: what is like the last report of a story but unlike its first
ones does not join. Incidents are never merged or split later; so ids stay, and the order of events alone decides.

Scores are worked out in numpy for some hundred events at once. That is done ahead, for all pairs that may be needed;
the decisions are then taken one by one as if each pair had been scored when asked for. How events are cut into calls
does not change what becomes of them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from multipolar.linking.blocking import ENOUGH, MOST, keys, lookups, meet
from multipolar.linking.columns import Columns
from multipolar.linking.constraints import Constraints
from multipolar.linking.features import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multipolar.linking.blocking import Key
    from multipolar.linking.scoring import Scorer
    from multipolar.linking.views import EventView

__all__ = ["Linker", "Source", "incident_id"]

BATCH: Final = 512
"""Events whose pairs are scored at once."""

COMPARED: Final = 12
"""Incidents that an event is compared with at most, those that share most with it."""

FIRST: Final = 3
"""Events of an incident that represent it from its beginning."""

LAST: Final = 2
"""Events of an incident that represent its present state."""

_ROUNDS: Final = 8
"""Rounds of scoring ahead; a chain of decisions that needs more is worked out pair by pair."""


def incident_id(event: str) -> str:
    """The id of the incident that an event founds."""
    return "i" + hashlib.blake2b(event.encode(errors="surrogatepass"), digest_size=8).hexdigest()


class Source(Protocol):
    """Where incidents of earlier runs are read from, as far as new events may belong to them."""

    def around(self, views: Sequence[EventView]) -> Iterable[tuple[str, Sequence[EventView]]]:
        """Incidents that are not read yet and may share keys with these events: id and events in order of linking."""
        ...

    def named(self, incidents: Sequence[str]) -> Iterable[tuple[str, Sequence[EventView]]]:
        """Incidents by their ids."""
        ...

    def of(self, events: Sequence[str]) -> Iterable[tuple[str, Sequence[EventView]]]:
        """Incidents that are not read yet and hold one of these events."""
        ...


class _Incident:
    """An incident as far as linking needs it."""

    __slots__ = ("first", "id", "last")

    def __init__(self, name: str) -> None:
        self.id = name
        self.first: tuple[int, ...] = ()
        self.last: tuple[int, ...] = ()

    @property
    def representatives(self) -> tuple[int, ...]:
        """Rows of the events that stand for it."""
        return self.first + self.last

    def add(self, row: int, wordings: Sequence[int]) -> None:
        """Let an event stand for it too, unless one in the same words does."""
        if any(wordings[row] == wordings[other] for other in self.representatives):
            return
        if len(self.first) < FIRST:
            self.first = (*self.first, row)
        else:
            self.last = (*self.last[1 - LAST :], row) if len(self.last) >= LAST else (*self.last, row)

    def copy(self) -> _Incident:
        """The same, to try a decision on."""
        twin = _Incident(self.id)
        twin.first, twin.last = self.first, self.last
        return twin


class _Draft:
    """Decisions on one batch, not in force yet."""

    __slots__ = ("filed", "groups", "incidents", "index", "members", "missing", "next", "placed")

    def __init__(self, following: int) -> None:
        self.next = following
        self.index: dict[Key, list[int]] = {}
        self.filed: set[Key] = set()
        self.incidents: dict[int, _Incident] = {}
        self.groups: dict[str, int] = {}
        self.members: dict[str, int] = {}
        self.placed: list[int] = []
        self.missing: list[tuple[int, int]] = []


class Linker:
    """Places events into incidents.

    Args:
        scorer: Scores pairs.
        source: Incidents of earlier runs; without it there are none.
        constraints: What people decided.
        recoding: Whether reports may be coded anew, and :meth:`forget` be called.
    """

    def __init__(
        self,
        scorer: Scorer,
        *,
        source: Source | None = None,
        constraints: Constraints | None = None,
        recoding: bool = False,
    ) -> None:
        self._scorer = scorer
        self._source = source
        self._constraints = constraints or Constraints()
        self._tied = self._constraints.tied
        self._columns = Columns()
        self._wordings: list[int] = []
        self._incidents: list[_Incident] = []
        self._numbers: dict[str, int] = {}
        self._index: dict[Key, list[int]] = {}
        self._groups: dict[str, int] = {}
        self._members: dict[str, int] = {}
        self._of_report: dict[str, list[tuple[int, int]]] | None = {} if recoding else None

    def __len__(self) -> int:
        return len(self._incidents)

    # --- What is known already ---

    def _take_in(self, known: Iterable[tuple[str, Sequence[EventView]]]) -> None:
        """Take in incidents as they were left by an earlier run."""
        for name, views in known:
            if name in self._numbers:
                continue
            number = self._new(name)
            rows = self._extend(views)
            for row, view in zip(rows, views, strict=True):
                self._incidents[number].add(row, self._wordings)
                self._file(view, number)
                self._note(view, number, row)

    def _new(self, name: str) -> int:
        number = len(self._incidents)
        self._incidents.append(_Incident(name))
        self._numbers[name] = number
        return number

    def _extend(self, views: Sequence[EventView]) -> range:
        rows = self._columns.extend(views)
        self._wordings += [view.sentence_key for view in views]
        return rows

    def _file(self, view: EventView, number: int) -> None:
        for key in keys(view):
            filed = self._index.setdefault(key, [])
            if len(filed) < MOST and number not in filed:
                filed.append(number)

    def _note(self, view: EventView, number: int, row: int) -> None:
        if view.id in self._tied:
            self._members[view.id] = number
            group = self._constraints.together.get(view.id)
            if group is not None:
                self._groups.setdefault(group, number)
        if self._of_report is not None:
            self._of_report.setdefault(view.report, []).append((number, row))

    def forget(self, report: str) -> None:
        """Let a report's former events stand for their incidents no more, for it is coded anew."""
        if self._of_report is None:
            raise ValueError("the linker was not made for coding anew")
        for number, row in self._of_report.pop(report, ()):
            incident = self._incidents[number]
            incident.first = tuple(other for other in incident.first if other != row)
            incident.last = tuple(other for other in incident.last if other != row)

    # --- Placing ---

    def place(self, views: Sequence[EventView], *, homes: Mapping[str, str] | None = None) -> list[str]:
        """Place events, in this order.

        Args:
            views: The events; none of them was placed before.
            homes: Events whose incident is settled, because an earlier coding of them was in it: event id to incident.

        Returns:
            The id of each one's incident.
        """
        placed: list[str] = []
        for first in range(0, len(views), BATCH):
            placed += self._batch(views[first : first + BATCH], homes or {})
        return placed

    def _batch(self, views: Sequence[EventView], homes: Mapping[str, str]) -> list[str]:
        if self._source is not None:
            self._take_in(self._source.around(views))
            if homes:
                self._take_in(self._source.named(sorted(set(homes.values()) - set(self._numbers))))
            mates = [mate for view in views if view.id in self._tied for mate in self._constraints.mates(view.id)]
            if mates:
                self._take_in(self._source.of(sorted(set(mates) - set(self._members))))
        rows = self._extend(views)
        wanted = [lookups(view) for view in views]
        filed = [keys(view) for view in views]
        known: list[dict[int, int]] = []
        for things in wanted:
            shared: dict[int, int] = {}
            meet(self._index, things, shared)
            known.append(shared)
        scores: dict[tuple[int, int], float] = {}
        self._score(scores, self._likely(rows, wanted, filed, known))
        for round_number in range(_ROUNDS + 1):
            draft = self._decide(views, rows, wanted, filed, known, scores, homes, alone=round_number == _ROUNDS)
            if not draft.missing:
                break
            self._score(scores, draft.missing)
        return self._enforce(draft, views, rows)

    def _likely(
        self,
        rows: range,
        wanted: Sequence[Sequence[tuple[int, Sequence[Key]]]],
        filed: Sequence[Sequence[Key]],
        known: Sequence[dict[int, int]],
    ) -> Iterator[tuple[int, int]]:
        """Pairs that will be asked for: with what is known, and among the new events themselves."""
        fresh: dict[Key, list[int]] = {}
        for at, row in enumerate(rows):
            for number in _best(known[at]):
                for other in self._incidents[number].representatives:
                    yield row, other
            shared: dict[int, int] = {}
            meet(fresh, wanted[at], shared)
            for other in _best(shared):
                yield row, other
            for key in filed[at]:
                entries = fresh.setdefault(key, [])
                if len(entries) < MOST:
                    entries.append(row)

    def _score(self, scores: dict[tuple[int, int], float], pairs: Iterable[tuple[int, int]]) -> None:
        needed = list(dict.fromkeys(pair for pair in pairs if pair not in scores))
        if not needed:
            return
        left, right = np.array(needed, np.intp).T
        scores.update(zip(needed, self._scorer(features(self._columns, left, right)).tolist(), strict=True))

    def _decide(
        self,
        views: Sequence[EventView],
        rows: range,
        wanted: Sequence[Sequence[tuple[int, Sequence[Key]]]],
        filed: Sequence[Sequence[Key]],
        known: Sequence[dict[int, int]],
        scores: dict[tuple[int, int], float],
        homes: Mapping[str, str],
        *,
        alone: bool,
    ) -> _Draft:
        """Decide on all events in order, as far as the scores go; say which were missing."""
        draft = _Draft(len(self._incidents))
        for at, (view, row) in enumerate(zip(views, rows, strict=True)):
            number = self._bound(view, draft)
            if number is None and view.id in homes:
                number = self._numbers.get(homes[view.id])
            if number is None:
                shared = known[at]
                if not draft.filed.isdisjoint(key for _, things in wanted[at] for key in things):
                    shared = self._meet_both(draft, wanted[at])
                number = self._choose(view, row, _best(shared), draft, scores, alone=alone)
            if number is None:
                number = draft.next
                draft.next += 1
                draft.incidents[number] = _Incident(incident_id(view.id))
            self._join(draft, view, row, number, filed[at])
        return draft

    def _meet_both(self, draft: _Draft, wanted: Sequence[tuple[int, Sequence[Key]]]) -> dict[int, int]:
        """What shares with an event, of the incidents known and of those that the batch has made so far."""
        shared: dict[int, int] = {}
        for tells, things in wanted:
            met: dict[int, None] = {}
            for key in things:
                met.update(dict.fromkeys(self._index.get(key, ())))
                met.update(dict.fromkeys(draft.index.get(key, ())))
            for number in met:
                shared[number] = shared.get(number, 0) + tells
        return shared

    def _bound(self, view: EventView, draft: _Draft) -> int | None:
        """The incident that people put an event into."""
        if view.id not in self._tied:
            return None
        group = self._constraints.together.get(view.id)
        if group is None:
            return None
        return draft.groups.get(group, self._groups.get(group))

    def _choose(
        self,
        view: EventView,
        row: int,
        numbers: Sequence[int],
        draft: _Draft,
        scores: dict[tuple[int, int], float],
        *,
        alone: bool,
    ) -> int | None:
        barred: set[int] = set()
        if view.id in self._tied:
            for event in self._constraints.apart.get(view.id, ()):
                home = draft.members.get(event, self._members.get(event))
                if home is not None:
                    barred.add(home)
        best: tuple[float, int] | None = None
        for number in numbers:
            if number in barred:
                continue
            incident = draft.incidents.get(number) or self._incidents[number]
            total, count = 0.0, 0
            for other in incident.representatives:
                value = scores.get((row, other))
                if value is None:
                    if not alone:
                        draft.missing.append((row, other))
                        continue
                    self._score(scores, [(row, other)])
                    value = scores[row, other]
                total += value
                count += 1
            mean = total / count if count else -np.inf
            if mean >= self._scorer.threshold and (best is None or (-mean, number) < best):
                best = (-mean, number)
        return None if best is None else best[1]

    def _join(self, draft: _Draft, view: EventView, row: int, number: int, filed: Sequence[Key]) -> None:
        incident = draft.incidents.get(number)
        if incident is None:
            incident = draft.incidents[number] = self._incidents[number].copy()
        incident.add(row, self._wordings)
        draft.placed.append(number)
        for key in filed:
            known = self._index.get(key, ())
            fresh = draft.index.get(key, ())
            if len(known) + len(fresh) < MOST and number not in known and number not in fresh:
                draft.index.setdefault(key, []).append(number)
                draft.filed.add(key)
        if view.id in self._tied:
            draft.members[view.id] = number
            group = self._constraints.together.get(view.id)
            if group is not None:
                draft.groups.setdefault(group, number)

    def _enforce(self, draft: _Draft, views: Sequence[EventView], rows: range) -> list[str]:
        """Put a batch's decisions in force."""
        for number in sorted(draft.incidents):
            incident = draft.incidents[number]
            if number == len(self._incidents):
                self._incidents.append(incident)
                self._numbers[incident.id] = number
            else:
                self._incidents[number] = incident
        for key, numbers in draft.index.items():
            self._index.setdefault(key, []).extend(numbers)
        self._groups.update(draft.groups)
        self._members.update(draft.members)
        if self._of_report is not None:
            for view, row, number in zip(views, rows, draft.placed, strict=True):
                self._of_report.setdefault(view.report, []).append((number, row))
        return [self._incidents[number].id for number in draft.placed]


def _best(shared: dict[int, int]) -> list[int]:
    """Of what shares something with an event, that which shares enough, most first."""
    enough = [(-tells, number) for number, tells in shared.items() if tells >= ENOUGH]
    if len(enough) > COMPARED:
        enough.sort()
        del enough[COMPARED:]
    return [number for _, number in enough]
