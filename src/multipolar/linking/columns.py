"""Events as columns of numbers, so that thousands of pairs are compared at once."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from multipolar.linking.kinds import FAMILY
from multipolar.linking.surroundings import NAMED, NEAR, Surroundings, names, surroundings
from multipolar.linking.words import WIDTH, hashed, named, numbers, tolls, weigh, weight
from multipolar.ontology import EVENT_TYPES, STATUSES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from multipolar.linking.views import EventView, Side

__all__ = ["NO_DAY", "SIDES", "Columns", "Rows", "is_specific"]

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

_WHOLE: Final[dict[str, int]] = {
    **dict.fromkeys(("type", "family", "mode", "status", "start", "end", "told", "published"), 1),
    **dict.fromkeys(("place", "admin", "country", "level", "named", "killed", "trigger"), 1),
    **dict.fromkeys(("report", "sentence", "text", "wording"), 1),
    **dict.fromkeys(("actor", "recipient", "wide", "persons", "sectors", "numbers"), SIDES),
    "words": WIDTH,
    **dict.fromkeys(("cues", "token", "actor_known", "recipient_known", "opening"), 1),
    "near": NEAR,
    **dict.fromkeys(("actor_words", "recipient_words"), NAMED),
    "stems": 3,
    "close": 2,
}
"""Columns of whole numbers, and how many each holds; 0 (of days :data:`NO_DAY`) stands for nothing."""

_REAL: Final[dict[str, int]] = {
    **dict.fromkeys(("lat", "lon", "norm"), 1),
    "weights": WIDTH,
    "depth": 1,
    "near_weights": NEAR,
    **dict.fromkeys(("actor_weights", "recipient_weights"), NAMED),
}
"""Columns of other numbers; NaN stands for nothing."""


def _places(layout: dict[str, int]) -> dict[str, int | slice]:
    """Where each column stands in its array."""
    places: dict[str, int | slice] = {}
    at = 0
    for name, width in layout.items():
        places[name] = at if width == 1 else slice(at, at + width)
        at += width
    return places


_WHOLE_AT: Final = _places(_WHOLE)
_REAL_AT: Final = _places(_REAL)


def is_specific(side: Side) -> bool:
    """Whether a party's id names somebody in particular, and not just a country or organisation."""
    return side.actor_id.partition(":")[0] not in _GENERIC


def _known(sides: Sequence[Side]) -> int:
    """1 where all parties of a role are somebody in particular, by id or by a full name."""
    return int(
        bool(sides)
        and all(
            is_specific(side) or (not side.actor_id and " " in side.name and side.name.title() == side.name)
            for side in sides
        )
    )


@functools.cache
def _groupings() -> dict[str, tuple[int, ...]]:
    """Codes of the members of :data:`_WIDE`, each with the numbers of the groupings that it belongs to."""
    from multipolar.resolving import load_knowledge  # noqa: PLC0415 - tables that only whole events need

    knowledge = load_knowledge()
    found: dict[str, list[int]] = {}
    for grouping in _WIDE:
        kind, _, name = grouping.partition(":")
        for member in knowledge.members(grouping):
            found.setdefault(member, []).append(named(f"{kind.upper()}:{name}"))
    return {member: tuple(groups[:SIDES]) for member, groups in found.items()}


def _filled(values: Iterable[int], width: int = SIDES) -> list[int]:
    """The first distinct values that are not 0, filled up with 0."""
    kept = [value for value in dict.fromkeys(values) if value][:width]
    kept += [0] * (width - len(kept))
    return kept


@functools.lru_cache(maxsize=1 << 16)
def _code(code: str) -> int:
    return 0 if code == UNKNOWN else named(code)


def _keys(words: Sequence[tuple[float, int]], width: int) -> list[int]:
    keys = [key for _, key in words]
    keys += [0] * (width - len(keys))
    return keys


def _weights(words: Sequence[tuple[float, int]], width: int) -> list[float]:
    weights = [value for value, _ in words]
    weights += [0.0] * (width - len(weights))
    return weights


class _Words(NamedTuple):
    """The words of an event, each with its weight: of its sentence, of its sides' names, and around its trigger."""

    sentence: Sequence[tuple[float, int]]
    actors: Sequence[tuple[float, int]]
    recipients: Sequence[tuple[float, int]]
    around: Surroundings


def _words(view: EventView) -> _Words:
    return _Words(weigh(view.quote), names(view.actors), names(view.recipients), surroundings(view))


def _whole(view: EventView, words: _Words) -> list[int]:
    """An event's whole numbers, in the order of :data:`_WHOLE`."""
    sides = view.actors + view.recipients
    groupings = _groupings()
    day = view.published
    row = [
        _TYPES[view.type],
        FAMILY[view.type],
        named(view.mode) if view.mode else 0,
        _STATUSES[view.status],
        view.start.toordinal() if view.start else NO_DAY,
        view.end.toordinal() if view.end else NO_DAY,
        int(view.start is not None and not view.time_inferred),
        day.toordinal() if day else NO_DAY,
        named(view.place) if view.place else 0,
        named(view.admin) if view.admin else 0,
        named(view.country) if view.country else 0,
        _LEVELS.get(view.precision or "", 0),
        int(view.place is not None and not view.place_inferred),
        tolls(view.quote).get("killed", -1),
        max([weight(word)[::-1] for word in view.trigger.split()], default=(0.0, 0))[1],
        hashed(view.report),
        view.sentence,
        hashed(view.text_key),
        view.sentence_key,
    ]
    row += _filled([_code(side.code) for side in view.actors])
    row += _filled([_code(side.code) for side in view.recipients])
    row += _filled([group for side in sides for group in groupings.get(side.code, ())])
    persons = [named(side.actor_id) for side in sides if is_specific(side)]
    persons += [named(side.name) for side in sides if not side.actor_id and side.name[:1].isupper()]
    row += _filled(persons)
    row += _filled([named(side.code + side.sector) for side in sides])
    row += _filled([value + 1 for value in numbers(view.quote)])
    row += _keys(words.sentence, WIDTH)
    around = words.around
    row += [around.cues, around.token, _known(view.actors), _known(view.recipients), view.opening_key]
    row += _keys(around.near, NEAR)
    row += _keys(words.actors, NAMED)
    row += _keys(words.recipients, NAMED)
    row += _filled(around.stems, 3)
    row += _filled([value + 1 for value in around.numbers], 2)
    return row


def _real(view: EventView, words: _Words) -> list[float]:
    """An event's other numbers, in the order of :data:`_REAL`."""
    return [
        view.lat if view.lat is not None else math.nan,
        view.lon if view.lon is not None else math.nan,
        max(1e-6, sum([value * value for value, _ in words.sentence])) ** 0.5,
        *_weights(words.sentence, WIDTH),
        words.around.depth,
        *_weights(words.around.near, NEAR),
        *_weights(words.actors, NAMED),
        *_weights(words.recipients, NAMED),
    ]


class Columns:
    """Events as two arrays that grow, one of whole and one of other numbers, a row for each event."""

    __slots__ = ("_real", "_size", "_whole")

    def __init__(self) -> None:
        self._whole: npt.NDArray[np.int32] = np.zeros((64, sum(_WHOLE.values())), np.int32)
        self._real: npt.NDArray[np.float32] = np.zeros((64, sum(_REAL.values())), np.float32)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def extend(self, views: Sequence[EventView]) -> range:
        """Add events.

        Returns:
            Their rows.
        """
        if not views:
            return range(self._size, self._size)
        first, self._size = self._size, self._size + len(views)
        if self._size > len(self._whole):
            room = max(self._size, len(self._whole) * 3 // 2)
            self._whole, self._real = _grown(self._whole, first, room), _grown(self._real, first, room)
        words = [_words(view) for view in views]
        whole = [_whole(view, own) for view, own in zip(views, words, strict=True)]
        # Hashes of 32 bits wrap around to negative numbers, each to one of its own, and none to 0.
        self._whole[first : self._size] = np.array(whole, np.int64).astype(np.int32)
        self._real[first : self._size] = [_real(view, own) for view, own in zip(views, words, strict=True)]
        return range(first, self._size)

    def take(self, rows: npt.NDArray[np.intp]) -> Rows:
        """Some rows."""
        return Rows(self._whole[rows], self._real[rows])


def _grown(array: npt.NDArray[Any], used: int, room: int) -> npt.NDArray[Any]:
    grown = np.zeros((room, array.shape[1]), array.dtype)
    grown[:used] = array[:used]
    return grown


class Rows:
    """Rows of :class:`Columns`: ``rows["start"]`` is a column of them, n numbers or n x width."""

    __slots__ = ("_real", "_whole")

    def __init__(self, whole: npt.NDArray[np.int32], real: npt.NDArray[np.float32]) -> None:
        self._whole = whole
        self._real = real

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        at = _WHOLE_AT.get(name)
        column: npt.NDArray[Any] = self._real[:, _REAL_AT[name]] if at is None else self._whole[:, at]
        return column
