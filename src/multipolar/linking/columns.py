"""Events as columns of numbers, so that thousands of pairs are compared at once."""

from __future__ import annotations

import functools
import math
from itertools import chain
from struct import Struct
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from multipolar.linking.kinds import FAMILY
from multipolar.linking.once import FEW, slain, whole_war
from multipolar.linking.surroundings import NAMED, NEAR, names, surroundings
from multipolar.linking.words import WEIGHTS, WIDTH, hashed, named, numbers, ranked, tolls, weight
from multipolar.ontology import EVENT_TYPES, STATUSES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from multipolar.linking.views import EventView, Side

__all__ = ["NO_DAY", "SIDES", "Columns", "Rows", "among", "is_specific"]

SIDES: Final = 4
"""Parties of a role that are compared at most."""

NO_DAY: Final = -(1 << 30)
"""Stands for a day that is not known."""

_TITLE: Final = 8
"""Words of a title that are compared at most, the rarest ones."""

_LONG: Final = 800
"""Characters from which on a text is a whole report, with lead, body and background, and no item of a chronicle."""

_PLACE: Final = 3
"""Words of a place's name that are compared at most."""

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
    **dict.fromkeys(("report", "sentence", "text", "wording", "outlet", "whole"), 1),
    **dict.fromkeys(("actor", "recipient", "wide", "persons", "sectors", "numbers"), SIDES),
    "words": WIDTH,
    **dict.fromkeys(("cues", "token", "actor_known", "recipient_known", "opening"), 1),
    **dict.fromkeys(("after", "verb", "clause", "resumes", "counted"), 1),
    **dict.fromkeys(("war_on", "war_by", "slain"), FEW),
    "near": NEAR,
    **dict.fromkeys(("actor_words", "recipient_words"), NAMED),
    "place_words": _PLACE,
    "title_words": _TITLE,
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
    "place_weights": _PLACE,
    "title_weights": _TITLE,
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


def _standing(names: Iterable[str], layout: dict[str, int]) -> npt.NDArray[np.intp]:
    """Where some columns stand, one after the other."""
    ends = dict(zip(layout, np.cumsum(list(layout.values())), strict=True))
    return np.concatenate([np.arange(ends[name] - layout[name], ends[name]) for name in names])


_BY_WORDS: Final = {"words": "weights", "near": "near_weights", "actor_words": "actor_weights"} | {
    "recipient_words": "recipient_weights",
    "place_words": "place_weights",
    "title_words": "title_weights",
}
_TOLD: Final = _standing(_BY_WORDS, _WHOLE)
_WEIGHTS: Final = _standing(_BY_WORDS.values(), _REAL)
_PLAIN: Final = _standing([name for name in _WHOLE if name not in _BY_WORDS], _WHOLE)
_OTHERS: Final = _standing(("lat", "lon", "depth"), _REAL)
_BY_STEP: Final = np.array(WEIGHTS)


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


# Rows are put together from packed pieces, for pieces come again: sides, and the sentence of several events.
_EVENT: Final = Struct("=IIIIiiiiIIIIIiIIIIIII")
_FOUR: Final = Struct(f"={SIDES}I")
_PLACED: Final = Struct(f"=IIIIIIiIII{3 * FEW}I")
_LAST: Final = Struct("=5I")
_REALS: Final = Struct("=fff")


def _packed(words: Sequence[int], form: Struct) -> bytes:
    """Words as many as the form holds, filled up with 0."""
    lacking = form.size // 8 - len(words)
    return form.pack(*words, *_NONE[:lacking]) if lacking else form.pack(*words)


_NONE: Final = (0,) * WIDTH
_SENTENCE: Final = Struct(f"={WIDTH}Q")
_BESIDE: Final = Struct(f"={NEAR}Q")
_CALLED: Final = Struct(f"={NAMED}Q")
_WHERE: Final = Struct(f"={_PLACE}Q")
_HEADED: Final = Struct(f"={_TITLE}Q")


class _Role(NamedTuple):
    """The parties of a role, as far as they can be told without those of the other."""

    codes: bytes
    groupings: tuple[int, ...]
    ids: tuple[int, ...]
    names: tuple[int, ...]
    sectors: tuple[int, ...]
    known: int
    words: bytes


@functools.lru_cache(maxsize=1 << 14)
def _role(sides: tuple[Side, ...]) -> _Role:
    groupings = _groupings()
    return _Role(
        codes=_FOUR.pack(*_filled([_code(side.code) for side in sides])),
        groupings=tuple(group for side in sides for group in groupings.get(side.code, ())),
        ids=tuple(named(side.actor_id) for side in sides if is_specific(side)),
        names=tuple(named(side.name) for side in sides if not side.actor_id and side.name[:1].isupper()),
        sectors=tuple(named(side.code + side.sector) for side in sides),
        known=_known(sides),
        words=_packed(names(sides), _CALLED),
    )


class _Sentence(NamedTuple):
    """What all events of a sentence share."""

    words: bytes
    numbers: bytes
    killed: int


@functools.lru_cache(maxsize=256)
def _sentence(quote: str) -> _Sentence:
    counted = _FOUR.pack(*_filled([value + 1 for value in numbers(quote)]))
    return _Sentence(_packed(ranked(quote), _SENTENCE), counted, tolls(quote).get("killed", -1))


@functools.lru_cache(maxsize=1 << 13)
def _trigger(words: str) -> int:
    """The number of a trigger's rarest word; 0 where it has none."""
    return max([weight(word)[::-1] for word in words.split()], default=(0.0, 0))[1]


@functools.lru_cache(maxsize=1 << 13)
def _place(name: str) -> bytes:
    """The telling words of a place's name."""
    return _packed(ranked(name)[:_PLACE], _WHERE)


@functools.lru_cache(maxsize=256)
def _title(title: str) -> bytes:
    """The telling words of a report's title."""
    return _packed(ranked(title)[:_TITLE], _HEADED)


def _pieces(view: EventView) -> tuple[tuple[bytes, ...], tuple[bytes, ...], bytes]:
    """An event's whole numbers but words, in the order of :data:`_WHOLE`; its words; latitude, longitude and depth."""
    actors, recipients, sentence = _role(view.actors), _role(view.recipients), _sentence(view.quote)
    around = surroundings(view)
    day = view.published
    event = _EVENT.pack(
        _TYPES[view.type],
        FAMILY[view.type],
        named(view.mode) if view.mode else 0,
        _STATUSES[view.status],
        view.start.toordinal() if view.start else NO_DAY,
        view.end.toordinal() if view.end else NO_DAY,
        view.start is not None and not view.time_inferred,
        day.toordinal() if day else NO_DAY,
        named(view.place) if view.place else 0,
        named(view.admin) if view.admin else 0,
        named(view.country) if view.country else 0,
        _LEVELS.get(view.precision or "", 0),
        view.place is not None and not view.place_inferred,
        sentence.killed,
        _trigger(view.trigger),
        hashed(view.report),
        view.sentence,
        hashed(view.text_key),
        view.sentence_key,
        named(view.outlet) if view.outlet else 0,
        bool(view.title) or view.length >= _LONG,
    )
    whole = (
        event,
        actors.codes,
        recipients.codes,
        _FOUR.pack(*_filled(actors.groupings + recipients.groupings)),
        _FOUR.pack(*_filled(actors.ids + recipients.ids + actors.names + recipients.names)),
        _FOUR.pack(*_filled(actors.sectors + recipients.sectors)),
        sentence.numbers,
        _PLACED.pack(
            *(around.cues, around.token, actors.known, recipients.known, view.opening_key),
            *(around.after, around.verb, around.clause, around.resumes, around.counted),
            *chain.from_iterable((*few, *_NONE[: FEW - len(few)]) for few in (*whole_war(view), slain(view))),
        ),
        _LAST.pack(*_filled(around.stems, 3), *_filled([value + 1 for value in around.numbers], 2)),
    )
    words = (
        *(sentence.words, _packed(around.near, _BESIDE), actors.words, recipients.words),
        *(_place(view.place or ""), _title(view.title)),
    )
    lat, lon = math.nan if view.lat is None else view.lat, math.nan if view.lon is None else view.lon
    return whole, words, _REALS.pack(lat, lon, around.depth)


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
        self._fill(slice(first, self._size), *zip(*map(_pieces, views), strict=True))
        return range(first, self._size)

    def _fill(
        self, rows: slice, whole: Sequence[Sequence[bytes]], words: Sequence[Sequence[bytes]], reals: Sequence[bytes]
    ) -> None:
        """Set rows from what :func:`_pieces` made of their events."""
        plain = np.frombuffer(b"".join(chain.from_iterable(whole)), np.int32).reshape(len(whole), -1)
        told = np.frombuffer(b"".join(chain.from_iterable(words)), np.uint64).reshape(len(whole), -1)
        real = np.frombuffer(b"".join(reals), np.float32).reshape(len(whole), -1)
        # Hashes of 32 bits wrap around to negative numbers, each to one of its own, and none to 0.
        keys, weights = told.astype(np.uint32).view(np.int32), _BY_STEP[told >> np.uint64(32)]
        self._whole[rows, _PLAIN] = plain
        self._whole[rows, _TOLD] = keys
        self._real[rows, _WEIGHTS] = weights
        self._real[rows, _OTHERS] = real
        telling = weights[:, :WIDTH]
        self._real[rows, _REAL_AT["norm"]] = np.sqrt(np.maximum(1e-6, (telling * telling).sum(axis=1)))

    def take(self, rows: npt.NDArray[np.intp]) -> Rows:
        """Some rows."""
        return Rows(np.ascontiguousarray(self._whole[rows].T), np.ascontiguousarray(self._real[rows].T))


def _grown(array: npt.NDArray[Any], used: int, room: int) -> npt.NDArray[Any]:
    grown = np.zeros((room, array.shape[1]), array.dtype)
    grown[:used] = array[:used]
    return grown


class Rows:
    """Rows of :class:`Columns`: ``rows["start"]`` is a column of them, n numbers or width x n.

    That way round, what is worked out for each of many events is worked out for several at once.
    """

    __slots__ = ("_real", "_whole")

    def __init__(self, whole: npt.NDArray[np.int32], real: npt.NDArray[np.float32]) -> None:
        self._whole = whole
        self._real = real

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        at = _WHOLE_AT.get(name)
        column: npt.NDArray[Any] = self._real[_REAL_AT[name]] if at is None else self._whole[at]
        return column


def among(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which entries of each left event (a x n) stand among the right one's (b x n); 0 is no entry."""
    found: npt.NDArray[np.bool_] = left == right[0]
    for entries in right[1:]:
        found |= left == entries
    found &= left != 0
    return found
