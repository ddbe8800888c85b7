"""Events as columns of numbers, so that thousands of pairs are compared at once."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.linking.kinds import FAMILY
from multipolar.linking.words import WIDTH, hashed, numbers, tolls, weigh, weight
from multipolar.ontology import EVENT_TYPES, STATUSES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from multipolar.linking.views import EventView, Side

__all__ = ["NO_DAY", "SIDES", "Columns", "is_specific"]

SIDES: Final = 4
"""Parties of a role that are compared at most."""

NO_DAY: Final = -(1 << 30)
"""Stands for a day that is not known."""

_LEVELS: Final = {"country": 1, "region": 2, "city": 3, "site": 4}
_TYPES: Final = {name: at for at, name in enumerate(EVENT_TYPES)}
_STATUSES: Final = {name: at for at, name in enumerate(STATUSES)}

_WIDE: Final = ("igo:EU", "igo:NATO", "bloc:West", "bloc:Europe", "bloc:Arab", "bloc:G7")
"""Groupings that reports name for their members, and the other way round."""

_GENERIC: Final = frozenset({"state", "bloc", "igo", ""})
"""Kinds of ids that a code tells as well."""

_LAYOUT: Final[dict[str, tuple[Any, tuple[int, ...]]]] = {
    "type": (np.int8, ()),
    "family": (np.int8, ()),
    "mode": (np.uint32, ()),
    "status": (np.int8, ()),
    "start": (np.int32, ()),
    "end": (np.int32, ()),
    "told": (np.bool_, ()),
    "published": (np.int32, ()),
    "place": (np.uint32, ()),
    "admin": (np.uint32, ()),
    "country": (np.uint32, ()),
    "level": (np.int8, ()),
    "lat": (np.float32, ()),
    "lon": (np.float32, ()),
    "named": (np.bool_, ()),
    "actor": (np.uint32, (SIDES,)),
    "recipient": (np.uint32, (SIDES,)),
    "wide": (np.uint32, (SIDES,)),
    "persons": (np.uint32, (SIDES,)),
    "sectors": (np.uint32, (SIDES,)),
    "words": (np.uint32, (WIDTH,)),
    "weights": (np.float32, (WIDTH,)),
    "norm": (np.float32, ()),
    "numbers": (np.uint32, (4,)),
    "killed": (np.int32, ()),
    "trigger": (np.uint32, ()),
    "report": (np.uint32, ()),
    "sentence": (np.int32, ()),
    "text": (np.uint32, ()),
    "wording": (np.uint32, ()),
}
"""Columns: kind of number and shape of one event's entry. 0 (or :data:`NO_DAY`) stands for nothing."""


def is_specific(side: Side) -> bool:
    """Whether a party's id names somebody in particular, and not just a country or organisation."""
    return side.actor_id.partition(":")[0] not in _GENERIC


@functools.cache
def _groupings() -> dict[str, tuple[int, ...]]:
    """Codes of the members of :data:`_WIDE`, each with the numbers of the groupings that it belongs to."""
    from multipolar.resolving import load_knowledge  # noqa: PLC0415 - tables that only whole events need

    knowledge = load_knowledge()
    found: dict[str, list[int]] = {}
    for grouping in _WIDE:
        kind, _, name = grouping.partition(":")
        for member in knowledge.members(grouping):
            found.setdefault(member, []).append(hashed(f"{kind.upper()}:{name}"))
    return {member: tuple(groups[:SIDES]) for member, groups in found.items()}


@functools.lru_cache(maxsize=1 << 16)
def _wide(code: str) -> tuple[int, ...]:
    return _groupings().get(code, ())


def _distinct(values: Sequence[int], width: int) -> list[int]:
    """The first distinct values that are not 0, filled up with 0."""
    kept = [value for value in dict.fromkeys(values) if value][:width]
    return kept + [0] * (width - len(kept))


@functools.lru_cache(maxsize=1 << 16)
def _code(code: str) -> int:
    return 0 if code == UNKNOWN else hashed(code)


def _row(view: EventView) -> tuple[Any, ...]:
    """The entries of an event, in the order of the layout."""
    sides = view.actors + view.recipients
    words = weigh(view.quote)
    spare = WIDTH - len(words)
    weights = [value for value, _ in words]
    known = view.published.toordinal() if view.published else NO_DAY
    persons = [hashed(side.actor_id) for side in sides if is_specific(side)]
    persons += [hashed(side.name.casefold()) for side in sides if not side.actor_id and side.name[:1].isupper()]
    wide = [group for side in sides for group in _wide(side.code)]
    trigger = view.trigger.split()
    return (
        _TYPES[view.type],
        FAMILY[view.type],
        hashed(view.mode) if view.mode else 0,
        _STATUSES[view.status],
        view.start.toordinal() if view.start else NO_DAY,
        view.end.toordinal() if view.end else NO_DAY,
        bool(view.start) and not view.time_inferred,
        known,
        hashed(view.place.casefold()) if view.place else 0,
        hashed(view.admin.casefold()) if view.admin else 0,
        hashed(view.country) if view.country else 0,
        _LEVELS.get(view.precision or "", 0),
        view.lat if view.lat is not None else np.nan,
        view.lon if view.lon is not None else np.nan,
        bool(view.place) and not view.place_inferred,
        _distinct([_code(side.code) for side in view.actors], SIDES),
        _distinct([_code(side.code) for side in view.recipients], SIDES),
        _distinct(wide, SIDES),
        _distinct(persons, SIDES),
        _distinct([hashed(side.code + side.sector) for side in sides], SIDES),
        [key for _, key in words] + [0] * spare,
        weights + [0.0] * spare,
        max(1e-6, sum(value * value for value in weights)) ** 0.5,
        _distinct([value + 1 for value in numbers(view.quote)], 4),
        tolls(view.quote).get("killed", -1),
        max((weight(word)[::-1] for word in trigger), default=(0.0, 0))[1],
        hashed(view.report),
        view.sentence,
        hashed(view.text_key),
        view.sentence_key,
    )


class Columns:
    """Events as arrays that grow: :meth:`extend` adds events, ``columns["start"]`` is an array with a row for each."""

    __slots__ = ("_arrays", "_size")

    def __init__(self) -> None:
        self._arrays: dict[str, npt.NDArray[Any]] = {
            name: np.zeros((16, *shape), kind) for name, (kind, shape) in _LAYOUT.items()
        }
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self._arrays[name]

    def extend(self, views: Sequence[EventView]) -> range:
        """Add events.

        Returns:
            Their rows.
        """
        if not views:
            return range(self._size, self._size)
        first, self._size = self._size, self._size + len(views)
        entries = zip(*map(_row, views), strict=True)
        for (name, (kind, _)), values in zip(_LAYOUT.items(), entries, strict=True):
            array = self._arrays[name]
            if self._size > len(array):
                grown = np.zeros((max(self._size, 2 * len(array)), *array.shape[1:]), kind)
                grown[:first] = array[:first]
                self._arrays[name] = array = grown
            array[first : self._size] = np.asarray(values, kind)
        return range(first, self._size)
