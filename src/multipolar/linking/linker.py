"""Placing events into incidents, one after the other, in time that does not grow with what is there already.

An event is looked up by its keys (:mod:`multipolar.linking.blocking`), scored against the few events that stand for
each incident found (its first :data:`FIRST` and last :data:`LAST`), and joins the incident with the highest mean score
of those whose scores add up to the threshold, else it founds a new one. That all are added up keeps incidents from
chaining: what is like the last report of a story but unlike its first ones does not join. And it lets several events
that each speak a little for one happening say together what a single one must say alone. Incidents are never merged or
split later; so ids stay, and the order of events alone decides.

Scores are worked out in numpy for many events at once. That is done ahead, for the pairs that will most likely be asked
for; the decisions are then taken one by one, and a pair that is asked for and was not foreseen is scored there and
then. How events are cut into calls does not change what becomes of them.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from multipolar.linking.blocking import ENOUGH, MOST, filing, meet
from multipolar.linking.columns import Columns
from multipolar.linking.constraints import Constraints
from multipolar.linking.features import features
from multipolar.linking.scoring import RETOLD

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from multipolar.linking.blocking import Key
    from multipolar.linking.scoring import Scorer
    from multipolar.linking.views import EventView

__all__ = ["Linker", "Source", "incident_id"]

BATCH: Final = 128
"""Events whose pairs are scored at once."""

COMPARED: Final = 12
"""Incidents that an event is compared with at most, those that share most with it."""

FIRST: Final = 3
"""Events of an incident that represent it from its beginning."""

LAST: Final = 2
"""Events of an incident that represent its present state."""


def incident_id(event: str) -> str:
    """The id of the incident that an event founds."""
    return "i" + hashlib.blake2b(event.encode(errors="surrogatepass"), digest_size=8).hexdigest()


class Source(Protocol):
    """Where incidents of earlier runs are read from, as far as new events may belong to them."""

    def around(self, views: Sequence[EventView], held: Container[str]) -> Iterable[tuple[str, Sequence[EventView]]]:
        """Incidents that are not read yet and may share keys with these events: id and events in order of linking.

        Args:
            views: The events.
            held: Incidents that need not be read, for they are there.
        """
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
        """Let an event stand for it too, unless one does that is the same words of the same sentence."""
        if any(wordings[row] == wordings[other] for other in self.representatives):
            return
        if len(self.first) < FIRST:
            self.first = (*self.first, row)
        else:
            self.last = (*self.last[1 - LAST :], row) if len(self.last) >= LAST else (*self.last, row)


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
        self._index: dict[Key, tuple[int, ...]] = {}
        self._groups: dict[str, int] = {}
        self._members: dict[str, int] = {}
        self._of_report: dict[str, list[tuple[int, int]]] | None = {} if recoding else None

    def __len__(self) -> int:
        return len(self._incidents)

    @property
    def held(self) -> int:
        """Events that it holds."""
        return len(self._wordings)

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
                self._file(filing(view)[0], number, set(), founded=False)
                self._note(view, number, row)

    def _new(self, name: str) -> int:
        number = len(self._incidents)
        self._incidents.append(_Incident(name))
        self._numbers[name] = number
        return number

    def _extend(self, views: Sequence[EventView]) -> range:
        rows = self._columns.extend(views)
        self._wordings += [hash((view.sentence_key, view.at)) for view in views]
        return rows

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
            self._take_in(self._source.around(views, self._numbers))
            if homes:
                self._take_in(self._source.named(sorted(set(homes.values()) - set(self._numbers))))
            mates = [mate for view in views if view.id in self._tied for mate in self._constraints.mates(view.id)]
            if mates:
                self._take_in(self._source.of(sorted(set(mates) - set(self._members))))
        rows = self._extend(views)
        filed, wanted = zip(*map(filing, views), strict=True)
        known = [meet(self._index, things) for things in wanted]
        scores: dict[tuple[int, int], float] = {}
        older = [_best(shared) for shared in known]
        newer = _among(wanted, filed)
        self._score(scores, self._likely(rows, older, newer))
        self._score(scores, self._foreseen(rows, older, newer, scores))
        fresh: set[Key] = set()
        placed: list[str] = []
        for at, (view, row) in enumerate(zip(views, rows, strict=True)):
            number = self._bound(view, homes)
            if number is None:
                shared = known[at] if fresh.isdisjoint(wanted[at]) else meet(self._index, wanted[at])
                number = self._choose(view, row, _best(shared), scores)
            founded = number is None
            if number is None:
                number = self._new(incident_id(view.id))
            self._incidents[number].add(row, self._wordings)
            self._file(filed[at], number, fresh, founded=founded)
            self._note(view, number, row)
            placed.append(self._incidents[number].id)
        return placed

    def _likely(
        self, rows: range, older: Sequence[Sequence[int]], newer: Sequence[Sequence[int]]
    ) -> Iterator[tuple[int, int]]:
        """Pairs of new events with what is known, and among themselves, that will be asked for."""
        for at, row in enumerate(rows):
            for number in older[at]:
                for other in self._incidents[number].representatives:
                    yield row, other
            for other in newer[at]:
                yield row, rows[other]

    def _foreseen(
        self,
        rows: range,
        older: Sequence[Sequence[int]],
        newer: Sequence[Sequence[int]],
        scores: Mapping[tuple[int, int], float],
    ) -> list[tuple[int, int]]:
        """Further pairs that will be asked for as new events join one another: a rehearsal of the decisions."""
        homes: list[int] = []
        stand: dict[int, list[int]] = {}  # incidents by number, those that new events found by -1, -2, ...
        missing: dict[tuple[int, int], None] = {}
        for at, row in enumerate(rows):
            best, home = -math.inf, -at - 1
            for number in dict.fromkeys([*older[at], *[homes[other] for other in newer[at]]]):
                others = stand.get(number) or self._incidents[number].representatives
                found = [value for other in others if (value := scores.get((row, other))) is not None]
                if len(found) < len(others):
                    missing.update(dict.fromkeys([(row, other) for other in others if (row, other) not in scores]))
                if found and (mean := _fit(found, self._scorer.threshold)) > best:
                    best, home = mean, number
            homes.append(home)
            if home not in stand:
                stand[home] = list(self._incidents[home].representatives) if home >= 0 else []
            if len(stand[home]) < FIRST + LAST:
                stand[home].append(row)
        return list(missing)

    def _score(self, scores: dict[tuple[int, int], float], pairs: Iterable[tuple[int, int]]) -> None:
        needed = list(pairs)
        if needed:
            left, right = np.array(needed, np.intp).T
            scores.update(zip(needed, self._scorer(features(self._columns, left, right)).tolist(), strict=True))

    def _file(self, filed: Sequence[Key], number: int, fresh: set[Key], *, founded: bool) -> None:
        """File an incident under the keys of an event that it has now; ``fresh`` takes those that are new to it."""
        index = self._index
        alone = (number,)
        for key in filed:
            entries = index.get(key)
            if entries is None:
                index[key] = alone
            elif len(entries) < MOST and (founded or number not in entries):
                # A tuple, for most keys have one entry: it is shared by all keys of its event.
                index[key] = (*entries, number)
            else:
                continue
            fresh.add(key)

    def _bound(self, view: EventView, homes: Mapping[str, str]) -> int | None:
        """The incident that people, or an earlier coding, put an event into."""
        if view.id in self._tied:
            group = self._constraints.together.get(view.id)
            if group is not None and group in self._groups:
                return self._groups[group]
        return self._numbers.get(homes[view.id]) if view.id in homes else None

    def _choose(
        self, view: EventView, row: int, numbers: Sequence[int], scores: dict[tuple[int, int], float]
    ) -> int | None:
        """The incident that an event joins, None where it founds one."""
        barred: set[int] = set()
        if view.id in self._tied:
            kept_from = self._constraints.apart.get(view.id, ())
            barred = {self._members[event] for event in kept_from if event in self._members}
        asked = [
            (number, representatives)
            for number in numbers
            if number not in barred and (representatives := self._incidents[number].representatives)
        ]
        self._score(scores, [(row, other) for _, others in asked for other in others if (row, other) not in scores])
        best: tuple[float, int] | None = None
        for number, others in asked:
            mean = _fit([scores[row, other] for other in others], self._scorer.threshold)
            if mean > -math.inf and (best is None or (-mean, number) < best):
                best = (-mean, number)
        return None if best is None else best[1]


def _fit(values: Sequence[float], threshold: float) -> float:
    """How well an event fits an incident, from its scores with the events that stand for it: their mean.

    Minus infinity where it does not belong: where the scores do not add up to the threshold. For one event that is the
    score itself; five need but a fifth of it each, for they err apart.
    """
    if max(values) == RETOLD:
        return RETOLD
    total = sum(values)
    return total / len(values) if total >= threshold else -math.inf


def _among(wanted: Sequence[Mapping[Key, tuple[int, int]]], filed: Sequence[Sequence[Key]]) -> list[list[int]]:
    """For each new event, the ones before it that it shares enough with, as positions."""
    index: dict[Key, list[int]] = {}
    found = []
    for at, keys in enumerate(filed):
        found.append(_best(meet(index, wanted[at])))
        for key in keys:
            entries = index.setdefault(key, [])
            if len(entries) < MOST:
                entries.append(at)
    return found


def _best(shared: dict[int, int]) -> list[int]:
    """Of what shares something with an event, that which shares enough, most first."""
    enough = [(-tells, number) for number, tells in shared.items() if tells >= ENOUGH]
    if len(enough) > COMPARED:
        enough.sort()
        del enough[COMPARED:]
    return [number for _, number in enough]
