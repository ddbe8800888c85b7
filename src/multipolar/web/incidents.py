"""Which incidents a question means, and what is counted over them: masks and sums over a snapshot's columns."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.ontology import EVENT_TYPES, STATUSES
from multipolar.system import COUNTED, ActorSet, find_actor
from multipolar.web.errors import ApiError
from multipolar.web.loading import ALL_MODES, NO_DAY, QUADS, unique_postings
from multipolar.web.query import as_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from multipolar.web.hot import HotLedger
    from multipolar.web.loading import Columns, Postings
    from multipolar.web.query import Filters
    from multipolar.web.search import Search

__all__ = ["COUNTED", "Incidents", "both_ways", "day_number", "from_number"]

_EPOCH: Final = dt.date(1970, 1, 1)
_KEPT_ACTORS: Final = 5_000
_KEPT_SIDES: Final = 512
"""Masks of who figures where that are kept, a bit an incident: most questions are about the same few states."""


def day_number(day: dt.date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def from_number(number: int) -> dt.date:
    """The day of that number."""
    return _EPOCH + dt.timedelta(days=number)


class Incidents:
    """Answers questions over a snapshot's incidents. Nothing in it changes; share it freely.

    Args:
        ledger: The snapshot.
        columns: Its incidents.
        search: Their words.
    """

    def __init__(self, ledger: HotLedger, columns: Columns, search: Search) -> None:
        self.columns = columns
        self.search = search
        self._ledger = ledger
        self._actors: dict[str, ActorSet] = {}
        self._guard = threading.Lock()
        self._sides: OrderedDict[tuple[ActorSet, bool], NDArray[np.uint8]] = OrderedDict()
        self._codes: dict[str, list[int]] = {}
        self._ids: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        for number, (code, _, name, actor_id) in enumerate(columns.parties):
            self._codes.setdefault(code, []).append(number)
            if actor_id:
                self._ids.setdefault(actor_id, []).append(number)
            else:
                self._names.setdefault(name, []).append(number)
        self.counted = np.isin(columns.status, [STATUSES.index(status) for status in COUNTED])

    def __len__(self) -> int:
        return len(self.columns)

    # --- Actors ---

    def actor(self, word: str) -> ActorSet:
        """Whom a word means.

        Raises:
            UsageError: Nobody is called so, or several are.
        """
        found = self._actors.get(word)
        if found is None:
            found = find_actor(self._ledger, word)
            with self._guard:
                if len(self._actors) >= _KEPT_ACTORS:
                    self._actors.clear()
                self._actors[word] = found
        return found

    def pair(self, a: str, b: str) -> tuple[ActorSet, ActorSet]:
        """Two actors that have nobody in common.

        Raises:
            UsageError: One is unknown.
            ApiError: They are the same.
        """
        return _apart(self.actor(a), self.actor(b))

    def _side(self, actor: ActorSet, *, acting: bool) -> NDArray[np.bool_]:
        """Incidents in which an actor has a role, in a mask of the caller's own."""
        key = (actor, acting)
        with self._guard:
            bits = self._sides.get(key)
            if bits is not None:
                self._sides.move_to_end(key)
        if bits is not None:
            return np.unpackbits(bits, count=len(self)).view(np.bool_)
        mask = self._found(actor, self.columns.as_actor if acting else self.columns.as_recipient)
        with self._guard:
            self._sides[key] = np.packbits(mask)
            if len(self._sides) > _KEPT_SIDES:
                self._sides.popitem(last=False)
        return mask

    def _found(self, actor: ActorSet, postings: Postings) -> NDArray[np.bool_]:
        mask = np.zeros(len(self), np.bool_)
        numbers = [number for code in actor.codes for number in self._codes.get(code, ())]
        numbers += [number for at in actor.ids for number in self._ids.get(at, ())]
        numbers += [number for name in actor.names for number in self._names.get(name, ())]
        for number in numbers:
            mask[postings.of(number)] = True
        days = self.columns.days["flat"]
        for member in actor.members:
            first = day_number(member.since) if member.since else NO_DAY + 1
            last = day_number(member.until) if member.until else np.iinfo(np.int32).max
            dated = bool(member.since or member.until)
            for number in self._codes.get(member.code, ()):
                rows = postings.of(number)
                mask[rows[(days[rows] >= first) & (days[rows] <= last)] if dated else rows] = True
        return mask

    def acts(self, actor: ActorSet) -> NDArray[np.bool_]:
        """Incidents in which an actor acts."""
        return self._side(actor, acting=True)

    def is_acted_upon(self, actor: ActorSet) -> NDArray[np.bool_]:
        """Incidents in which an actor is acted upon."""
        return self._side(actor, acting=False)

    def between(self, a: ActorSet, b: ActorSet, direction: str = "either") -> NDArray[np.bool_]:
        """Incidents between two actors.

        The sides of a reciprocal incident are all actors; what two do to a third is none of theirs with each other.

        Args:
            a: The one.
            b: The other.
            direction: ``forth`` from a to b, ``back`` from b to a, or ``either``; reciprocal ones always count.
        """
        acts_a, acts_b = self.acts(a), self.acts(b)
        mask: NDArray[np.bool_] = acts_a & acts_b & self.columns.reciprocal
        if direction != "back":
            mask |= acts_a & self.is_acted_upon(b)
        if direction != "forth":
            mask |= acts_b & self.is_acted_upon(a)
        return mask

    def partners(self, actor: ActorSet, mask: NDArray[np.bool_], direction: str = "either") -> Postings:
        """By code, the chosen incidents that lie between an actor and whoever carries the code.

        Args:
            actor: The actor.
            mask: The chosen incidents.
            direction: ``forth`` for what the others do to it, ``back`` for what it does to them, or ``either``.
        """
        columns = self.columns
        acts = self.acts(actor)
        upon, by = mask & acts, mask & acts & columns.reciprocal
        if direction == "forth":
            upon = np.zeros_like(mask)
        if direction != "back":
            by = by | (mask & self.is_acted_upon(actor))
        chosen = [(columns.as_recipient, upon), (columns.as_actor, by)]
        rows = np.concatenate([postings.rows[part[postings.rows]] for postings, part in chosen])
        parties = np.concatenate([postings.values[part[postings.rows]] for postings, part in chosen])
        codes = columns.party_code[parties] if len(parties) else np.zeros(0, np.int64)
        return unique_postings(rows, codes, len(columns.code_list))

    # --- Filters ---

    def masks(self, asked: Filters) -> dict[str, NDArray[np.bool_]]:
        """One mask for each filter that is set, by its name.

        Raises:
            UsageError: An actor is unknown.
            ApiError: The days do not fit together.
        """
        columns = self.columns
        masks: dict[str, NDArray[np.bool_]] = {}
        for name, values, allowed, column in (
            ("type", asked.type, EVENT_TYPES, columns.type),
            ("mode", asked.mode, ALL_MODES, columns.mode),
            ("status", asked.status, STATUSES, columns.status),
            ("quad", asked.quad, QUADS, columns.quad),
        ):
            if values:
                masks[name] = np.isin(column, [allowed.index(value) for value in values])
        if asked.q and asked.q.strip():
            masks["q"] = self.search.find(asked.q)
        if asked.id:
            masks["id"] = np.zeros(len(self), np.bool_)
            masks["id"][[columns.ids[value] for value in asked.id if value in columns.ids]] = True
        if asked.min_confidence is not None:
            masks["min_confidence"] = columns.confidence >= asked.min_confidence
        if asked.min_outlets is not None:
            masks["min_outlets"] = columns.outlets_n >= asked.min_outlets
        return masks | self._where_masks(asked) | self._actor_masks(asked) | self._day_masks(asked)

    def _where_masks(self, asked: Filters) -> dict[str, NDArray[np.bool_]]:
        columns = self.columns
        masks: dict[str, NDArray[np.bool_]] = {}
        if asked.country:
            wanted = [columns.countries.index(code) for code in asked.country if code in columns.countries]
            masks["country"] = np.isin(columns.country, wanted)
        if asked.place is not None:
            wanted = [number for number, place in enumerate(columns.places) if place[0] == asked.place]
            masks["place"] = np.isin(columns.place, wanted)
        if asked.outlet:
            masks["outlet"] = np.zeros(len(self), np.bool_)
            for outlet in asked.outlet:
                if outlet in columns.outlets:
                    masks["outlet"][columns.by_outlet.of(columns.outlets.index(outlet))] = True
        return masks

    def _actor_masks(self, asked: Filters) -> dict[str, NDArray[np.bool_]]:
        if asked.actor is not None and asked.other is not None:
            return {"actor": self.between(*self.pair(asked.actor, asked.other), asked.direction)}
        word = asked.actor if asked.actor is not None else asked.other
        if word is None:
            return {}
        actor = self.actor(word)
        direction: str = asked.direction
        if asked.actor is None:
            direction = {"forth": "back", "back": "forth"}.get(direction, direction)
        mask = np.zeros(len(self), np.bool_)
        if direction != "back":
            mask |= self.acts(actor)
        if direction != "forth":
            mask |= self.is_acted_upon(actor)
        return {"actor": mask}

    def _day_masks(self, asked: Filters) -> dict[str, NDArray[np.bool_]]:
        since = as_day(asked.since) if asked.since else None
        until = as_day(asked.until) if asked.until else None
        if since and until and since >= until:
            raise ApiError(
                422,
                f"nothing lies between {since} and {until}",
                where="until",
                mend="until is the first day after those wanted",
            )
        if since is None and until is None and asked.resolution is None:
            return {}
        return {"window": self.window(since, until, asked.resolution or "flat")}

    def window(self, since: dt.date | None, until: dt.date | None, resolution: str = "flat") -> NDArray[np.bool_]:
        """Incidents of a time; those without a day are in none."""
        days = self.columns.days[resolution]
        mask: NDArray[np.bool_] = days != NO_DAY
        if since is not None:
            mask &= days >= day_number(since)
        if until is not None:
            mask &= days < day_number(until)
        return mask

    def chosen(self, masks: dict[str, NDArray[np.bool_]], *, without: str = "") -> NDArray[np.bool_]:
        """Incidents that pass all masks but one."""
        mask = np.ones(len(self), np.bool_)
        for name, part in masks.items():
            if name != without:
                mask &= part
        return mask

    # --- Order ---

    def ordered(self, mask: NDArray[np.bool_], sort: str) -> NDArray[np.int64]:
        """The chosen rows in an order; rows are kept latest first, which also decides between equals."""
        rows = np.flatnonzero(mask)
        columns = self.columns
        if sort == "-day" or not len(rows):
            return rows
        if sort == "day":
            undated = columns.days["flat"][rows] == NO_DAY
            return np.concatenate([rows[~undated][::-1], rows[undated]])
        keys = {
            "-outlets": -columns.outlets_n.astype(np.float64) - columns.reports_n / 1e9,
            "-confidence": -columns.confidence,
            "score": columns.score,
            "-score": -columns.score,
        }[sort]
        return rows[np.argsort(keys[rows], kind="stable")]

    # --- Sums ---

    def sums(self, mask: NDArray[np.bool_]) -> tuple[int, float, float]:
        """Number, conflict and cooperation of the chosen incidents."""
        return int(mask.sum()), *both_ways(self.columns.score[mask])


def both_ways(scores: NDArray[np.float64]) -> tuple[float, float]:
    """Conflict and cooperation of scores: the sums of their amounts below and above 0."""
    # Amounts are summed, not the sum negated: without any conflict that would be -0.0.
    return float(np.abs(scores[scores < 0]).sum()), float(scores[scores > 0].sum())


def _apart(a: ActorSet, b: ActorSet) -> tuple[ActorSet, ActorSet]:
    """Two actors that have nobody in common, as the system pairs them.

    Raises:
        ApiError: They are the same.
    """
    if a.key == b.key:
        raise ApiError(
            422, f"{a.name} is on both sides", where="other", mend="name two actors, or leave the other one out"
        )
    return _without(a, b), _without(b, a)


def _without(one: ActorSet, other: ActorSet) -> ActorSet:
    """The grouping without the states that the other one is."""
    from dataclasses import replace  # noqa: PLC0415 - beside its only use

    taken = set(other.codes)
    if one.kind in {"bloc", "organisation"} and other.members and one.key > other.key:
        taken |= {member.code for member in other.members}
    kept = tuple(member for member in one.members if member.code not in taken)
    return one if len(kept) == len(one.members) else replace(one, members=kept)


def quad_counts(columns: Columns, mask: NDArray[np.bool_]) -> dict[str, int]:
    """Chosen incidents by quad class."""
    counts = np.bincount(columns.quad[mask & (columns.quad >= 0)], minlength=len(QUADS))
    return dict(zip(QUADS, map(int, counts), strict=True))
