"""How alike two events are, as numbers: what the pair score is learned on and works with.

All features are symmetric, lie between 0 and 1 (days and distances on a log scale), and are 0 where a side does not
say. ``*_clash`` features are 1 where both say and contradict each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.linking.columns import NO_DAY, Columns, Rows, among
from multipolar.linking.kinds import KIN
from multipolar.linking.retelling import told_again
from multipolar.linking.surroundings import CUES
from multipolar.linking.words import RAREST
from multipolar.ontology import EVENT_TYPES, STATUSES

if TYPE_CHECKING:
    import numpy.typing as npt

    from multipolar.linking.views import EventView

__all__ = ["FEATURES", "LATE", "features", "pair_features"]

_COVERED: Final = (
    *("actor_told", "recipient_told", "trigger_told", "covered", "outlets_apart", "title_cosine", "title_told"),
    *("lead_both", "lead_either", "sentence_most"),
    *(f"both_{name}" for name in EVENT_TYPES),
)
"""Those that only reports which both name their outlet have, or one with a title or a long text."""

FEATURES: Final = (
    "type_same",
    "type_kin",
    "mode_same",
    "mode_clash",
    "status_same",
    "status_clash",
    "status_planned",
    "codes_shared",
    "codes_contained",
    "actors_same",
    "actors_clash",
    "recipients_same",
    "recipients_clash",
    "sides_swapped",
    "sides_wide",
    "sectors_shared",
    "domestic",
    "persons_shared",
    "persons_clash",
    "sides_known",
    "days_apart",
    "days_overlap",
    "days_exact",
    "days_clash",
    "days_vague",
    "published_apart",
    "published_same",
    "place_same",
    "place_within",
    "place_clash",
    "place_far",
    "country_same",
    "country_clash",
    "places_named",
    "words_cosine",
    "words_contained",
    "words_rarest",
    "words_shared",
    "trigger_same",
    "numbers_shared",
    "numbers_clash",
    "toll_clash",
    "report_same",
    "sentence_same",
    "sentence_near",
    "wording_same",
    "text_same",
    "trigger_shared",
    "near_cosine",
    "near_rarest",
    "near_told",
    "actor_words",
    "actor_words_clash",
    "recipient_words",
    "recipient_words_clash",
    "cross_words",
    "close_shared",
    "close_clash",
    "words_between",
    "depth_least",
    "depth_most",
    *(f"{cue}_{which}" for cue in CUES for which in ("both", "either", "later", "earlier")),
    "actor_known_same",
    "actor_known_clash",
    "recipient_known_same",
    "recipient_known_clash",
    "words_least",
    "sentence_later",
    "opening_same",
    "place_told",
    "place_rarest",
    *_COVERED,
    "one_act",
    "resumed",
    "slain_same",
    "war_same",
)
"""Names of the features, in the order of the vector."""

_KIN: Final = np.array(
    [[frozenset((left, right)) in KIN for right in EVENT_TYPES] for left in EVENT_TYPES], dtype=np.float32
)
_STATUS: Final = {name: at for at, name in enumerate(STATUSES)}
_FACT: Final = np.array([name in {"occurred", "ongoing"} for name in STATUSES])
_COMING: Final = np.array([name in {"planned", "possible"} for name in STATUSES])

_FAR: Final = 7.0
"""Log of one plus the kilometres (about 1,100) from which places count as entirely apart."""

LATE: Final = 6.0
"""Log of one plus the days (about 400) from which times count as entirely apart."""

_NEAR_KM: Final = 30.0
"""Kilometres up to which two named places may be one."""

_MUCH: Final = 5
"""Rarest words whose weight counts as telling all that words can."""

_FAR_WORDS: Final = 20
"""Words and marks between two triggers of a sentence from which on they count as entirely apart."""

_MANY: Final = 8
"""Codes of both events' sides from which on there are as many as can be."""

_DEEP: Final = 8
"""Sentences of a report after which it does not matter how far down one stands."""

_TELLING: Final = 30.0
"""Norm of a sentence's words from which on it tells as much as a sentence can."""

_CHUNK: Final = 4096
"""Pairs compared at once: their words then fit into the processor's cache."""


def _count(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    counted: npt.NDArray[np.float32] = np.count_nonzero(values, axis=0).astype(np.float32)
    return counted


def _share(part: npt.NDArray[np.float32], whole: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    share: npt.NDArray[np.float32] = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share


def _one(codes: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which rows hold one code only, in whatever roles."""
    top = codes.max(axis=0, keepdims=True)
    one: npt.NDArray[np.bool_] = ((codes == top) | (codes == 0)).all(axis=0)
    return one


def _distance(a: Rows, b: Rows) -> npt.NDArray[np.float32]:
    """Kilometres between two places, NaN where one has no point (equirectangular: exact enough to tell towns apart)."""
    north = np.radians(a["lat"] - b["lat"])
    turn = np.abs(a["lon"] - b["lon"])
    east = np.radians(np.minimum(turn, 360.0 - turn)) * np.cos(np.radians((a["lat"] + b["lat"]) / 2))
    distance: npt.NDArray[np.float32] = (6371.0 * np.sqrt(north * north + east * east)).astype(np.float32)
    return distance


def features(columns: Columns, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """Features of pairs of events.

    Args:
        columns: The events.
        left: Rows of the one event of each pair, n of them.
        right: Rows of the other.

    Returns:
        An array of n x ``len(FEATURES)``.
    """
    found = np.empty((len(left), len(FEATURES)), np.float32)
    for first in range(0, len(left), _CHUNK):
        part = slice(first, first + _CHUNK)
        pairs = left[part], right[part]
        if len(pairs[0]) == 1:  # numpy adds up a single pair's words in another order, and so with other last digits
            pairs = np.repeat(pairs[0], 2), np.repeat(pairs[1], 2)
        # Feature by feature in rows, and turned around at once: writing columns one by one takes twice as long.
        values = np.empty((len(FEATURES), len(pairs[0])), np.float32)
        for at, compared in enumerate(_compare(columns, *pairs)):
            values[at] = compared
        found[part] = values.T[: len(left[part])]
    return found


def _compare(columns: Columns, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> list[npt.NDArray[Any]]:
    a, b = columns.take(left), columns.take(right)
    return [
        *_what(a, b),
        *_who(a, b),
        *_when(a, b),
        *_where(a, b),
        *_told(a, b),
        *_around(a, b),
        *_cues(a, b),
        *_known(a, b),
        *_called(a, b),
        *_covered(a, b),
        *told_again(a, b),
    ]


def _what(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    moded = (a["mode"] != 0) & (b["mode"] != 0)
    denied = _STATUS["negated"]
    clash = ((a["status"] == denied) & _FACT[b["status"]]) | ((b["status"] == denied) & _FACT[a["status"]])
    planned = (_COMING[a["status"]] & _FACT[b["status"]]) | (_COMING[b["status"]] & _FACT[a["status"]])
    return [
        a["type"] == b["type"],
        _KIN[a["type"], b["type"]],
        moded & (a["mode"] == b["mode"]),
        moded & (a["mode"] != b["mode"]) & (a["type"] == b["type"]),
        a["status"] == b["status"],
        clash,
        planned,
    ]


def _who(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    codes_a = np.concatenate([a["actor"], a["recipient"]], axis=0)
    codes_b = np.concatenate([b["actor"], b["recipient"]], axis=0)
    # A country may stand in both roles (civil war): counted in each, which is fair to both sides of the ratio.
    both = _count(among(codes_a, codes_b))
    back = _count(among(codes_b, codes_a))
    n_a, n_b = _count(codes_a), _count(codes_b)
    shared = np.minimum(both, back)
    actors, recipients = among(a["actor"], b["actor"]), among(a["recipient"], b["recipient"])
    sided = (a["actor"][0] != 0) & (b["actor"][0] != 0)
    aimed = (a["recipient"][0] != 0) & (b["recipient"][0] != 0)
    same_actor, same_recipient = actors.any(axis=0), recipients.any(axis=0)
    crossed = among(a["actor"], b["recipient"]).any(axis=0) & among(a["recipient"], b["actor"]).any(axis=0)
    wide = among(a["wide"], codes_b).any(axis=0) | among(b["wide"], codes_a).any(axis=0)
    sectors = among(a["sectors"], b["sectors"])
    persons = among(a["persons"], b["persons"]).any(axis=0)
    named = (a["persons"][0] != 0) & (b["persons"][0] != 0)
    return [
        _share(shared, n_a + n_b - shared),
        _share(shared, np.minimum(n_a, n_b)),
        _share(_count(actors), np.maximum(_count(a["actor"]), _count(b["actor"]))),
        sided & ~same_actor & ~wide,
        _share(_count(recipients), np.maximum(_count(a["recipient"]), _count(b["recipient"]))),
        aimed & ~same_recipient & ~wide,
        crossed & ~(same_actor & same_recipient),
        wide,
        _share(_count(sectors), np.maximum(_count(a["sectors"]), _count(b["sectors"]))),
        (n_a > 0) & (n_b > 0) & _one(codes_a) & _one(codes_b) & (shared > 0),
        persons,
        named & ~persons,
        np.minimum(n_a + n_b, _MANY) / _MANY,
    ]


def _when(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    known = (a["start"] != NO_DAY) & (b["start"] != NO_DAY)
    gap = np.maximum(np.maximum(a["start"], b["start"]).astype(np.float32) - np.minimum(a["end"], b["end"]), 0)
    gap = np.where(known, gap, 0)
    long_a, long_b = (np.where(known, side["end"] - side["start"] + 1, 1).astype(np.float32) for side in (a, b))
    common = np.minimum(a["end"], b["end"]).astype(np.float32) - np.maximum(a["start"], b["start"]) + 1
    overlap = np.where(known, np.maximum(common, 0) / np.maximum(long_a, long_b), 0)
    told = (a["told"] & b["told"]).astype(np.bool_)
    dated = (a["published"] != NO_DAY) & (b["published"] != NO_DAY)
    lag = np.where(dated, np.abs(a["published"].astype(np.float32) - b["published"]), 0)
    return [
        np.minimum(np.log1p(gap) / LATE, 1),
        overlap,
        told & known & (gap == 0) & (np.maximum(long_a, long_b) <= 1),
        told & known & (gap > 0),
        np.minimum(np.log(np.maximum(long_a, long_b)) / LATE, 1),
        np.minimum(np.log1p(lag) / LATE, 1),
        dated & (lag == 0),
    ]


def _where(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    placed = (a["place"] != 0) & (b["place"] != 0)
    fine = placed & (a["level"] > 1) & (b["level"] > 1)
    same = fine & (a["place"] == b["place"])
    country = (a["country"] != 0) & (a["country"] == b["country"])
    # A region holds the towns that name it as their division; a country holds all its places.
    held = ((a["place"] == b["admin"]) | (b["place"] == a["admin"])) & placed & country
    held |= (a["admin"] != 0) & (a["admin"] == b["admin"]) & ((a["level"] == 2) | (b["level"] == 2))  # noqa: PLR2004 - regions
    held |= country & ((a["level"] == 1) | (b["level"] == 1)) & placed
    distance = _distance(a, b)
    pointed = fine & ~np.isnan(distance)
    distance = np.where(pointed, distance, 0)
    near = pointed & (distance <= _NEAR_KM)
    towns = (a["level"] > 2) & (b["level"] > 2)  # noqa: PLR2004 - cities and sites
    return [
        same | (near & towns),
        held & ~same,
        fine & towns & ~same & ~near,
        np.minimum(np.log1p(distance) / _FAR, 1),
        country,
        placed & (a["country"] != 0) & (b["country"] != 0) & ~country,
        a["named"] & b["named"],
    ]


def _told(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    common = among(a["words"], b["words"])
    weights = np.where(common, a["weights"], 0)
    total = (weights * weights).sum(axis=0)
    least = np.minimum(a["norm"], b["norm"])
    numbers = among(a["numbers"], b["numbers"]).any(axis=0)
    numbered = (a["numbers"][0] != 0) & (b["numbers"][0] != 0)
    report = a["report"] == b["report"]
    return [
        total / (a["norm"] * b["norm"]),
        np.minimum(total / (least * least), 1),
        weights.max(axis=0) / RAREST,
        np.minimum(weights.sum(axis=0) / (_MUCH * RAREST), 1),
        (a["trigger"] != 0) & (a["trigger"] == b["trigger"]),
        numbers,
        numbered & ~numbers,
        (a["killed"] >= 0) & (b["killed"] >= 0) & (a["killed"] != b["killed"]),
        report,
        report & (a["sentence"] == b["sentence"]),
        report & (np.abs(a["sentence"] - b["sentence"]) == 1),
        a["wording"] == b["wording"],
        (a["text"] == b["text"]) & ~report,
    ]


def _common(a: Rows, b: Rows, left: tuple[str, str], right: tuple[str, str]) -> npt.NDArray[np.float32]:
    """Weights of those words of the left column (its name, and its weights') that stand in the right one, else 0."""
    common = among(a[left[0]], b[right[0]])
    weights: npt.NDArray[np.float32] = np.where(common, a[left[1]], np.float32(0))
    return weights


def _cosine(a: Rows, b: Rows, column: tuple[str, str]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Cosine of two columns of weighted words, and the weight of the rarest that they share."""
    weights = _common(a, b, column, column)
    norms = np.sqrt((a[column[1]] ** 2).sum(axis=0) * (b[column[1]] ** 2).sum(axis=0))
    return _share((weights * weights).sum(axis=0), norms), weights.max(axis=0)


def _contained(a: Rows, b: Rows, left: tuple[str, str], right: tuple[str, str]) -> npt.NDArray[np.float32]:
    """How much of the left event's words, by weight, the right one has."""
    weights = _common(a, b, left, right)
    return _share((weights * weights).sum(axis=0), (a[left[1]] ** 2).sum(axis=0))


_SENTENCE: Final = ("words", "weights")
_NEARBY: Final = ("near", "near_weights")
_ACTORS: Final = ("actor_words", "actor_weights")
_TITLES: Final = ("title_words", "title_weights")
_RECIPIENTS: Final = ("recipient_words", "recipient_weights")


def _around(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """What stands beside the triggers, and how the sides are called."""
    stems = _count(among(a["stems"], b["stems"]))
    near, rarest = _cosine(a, b, _NEARBY)
    actors, _ = _cosine(a, b, _ACTORS)
    recipients, _ = _cosine(a, b, _RECIPIENTS)
    acting = (a["actor_words"][0] != 0) & (b["actor_words"][0] != 0)
    aimed = (a["recipient_words"][0] != 0) & (b["recipient_words"][0] != 0)
    close = among(a["close"], b["close"]).any(axis=0)
    counted = (a["close"][0] != 0) & (b["close"][0] != 0)
    one = (a["report"] == b["report"]) & (a["sentence"] == b["sentence"])
    between = np.minimum(np.abs(a["token"] - b["token"]), _FAR_WORDS) / _FAR_WORDS
    return [
        _share(stems, _count(a["stems"]) + _count(b["stems"]) - stems),
        near,
        rarest / RAREST,
        np.maximum(_contained(a, b, _NEARBY, _SENTENCE), _contained(b, a, _NEARBY, _SENTENCE)),
        actors,
        acting & (actors == 0),
        recipients,
        aimed & (recipients == 0),
        np.maximum(_contained(a, b, _ACTORS, _RECIPIENTS), _contained(b, a, _ACTORS, _RECIPIENTS)),
        close,
        counted & ~close,
        np.where(one, between, 0),
        np.minimum(a["depth"], b["depth"]),
        np.maximum(a["depth"], b["depth"]),
    ]


def _cues(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """How the triggers are set: both, either, and which of two reports of different days shows it."""
    dated = (a["published"] != NO_DAY) & (b["published"] != NO_DAY)
    first = dated & (a["published"] < b["published"])
    second = dated & (b["published"] < a["published"])
    values: list[npt.NDArray[Any]] = []
    for at in range(len(CUES)):
        left, right = (a["cues"] >> at & 1) != 0, (b["cues"] >> at & 1) != 0
        later = (first & right) | (second & left)
        earlier = (first & left) | (second & right)
        values += [left & right, left | right, later, earlier]
    return values


def _known(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """Whether those who are somebody in particular are the same, and how much the sentences can tell at all."""
    values: list[npt.NDArray[Any]] = []
    for role in ("actor", "recipient"):
        known = (a[f"{role}_known"] != 0) & (b[f"{role}_known"] != 0)
        shared = among(a[f"{role}_words"], b[f"{role}_words"]).any(axis=0)
        values += [known & shared, known & ~shared]
    least = np.minimum(np.minimum(a["norm"], b["norm"]) / _TELLING, 1)
    later = (a["sentence"] > 0) | (b["sentence"] > 0)
    return [*values, least, later, (a["opening"] != 0) & (a["opening"] == b["opening"])]


def _called(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """Whether each sentence names the other's place, and the rarest word that the names of both places share.

    What the coder made of a place may be a district here and its country there; the words are then still the same. And
    where one sentence tells of one town and the other of another, no point on the map need be known.
    """
    mine, other = a["place_words"], b["place_words"]
    told = ((mine == 0) | among(mine, b["words"])).all(axis=0) & (mine[0] != 0)
    back = ((other == 0) | among(other, a["words"])).all(axis=0) & (other[0] != 0)
    rarest = np.where(among(mine, other), a["place_weights"], np.float32(0)).max(axis=0)
    return [(told.astype(np.float32) + back) / 2, rarest / RAREST]


def _covered(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """What is asked alone of reports that both name their outlet, and within one with a title or a long text; else 0.

    Whether each sentence names the other's sides and deed, where in two reports they stand, and what both are. What a
    report opens with is told as the news of the day, and the news of the day is what other outlets have as well.
    """
    known = (a["outlet"] != 0) & (b["outlet"] != 0)
    named = known | ((a["report"] == b["report"]) & (a["whole"] != 0))
    if not named.any():
        return [named] * len(_COVERED)
    other = named & (a["report"] != b["report"])
    first, second = a["sentence"] <= 1, b["sentence"] <= 1  # the title, or the first sentence below it
    alike = named & (a["type"] == b["type"])
    titles, _ = _cosine(a, b, _TITLES)
    titled = np.maximum(_contained(a, b, _TITLES, _SENTENCE), _contained(b, a, _TITLES, _SENTENCE))
    sides = [
        named * (_contained(a, b, role, _SENTENCE) + _contained(b, a, role, _SENTENCE)) / 2
        for role in (_ACTORS, _RECIPIENTS)
    ]
    return [
        *sides,
        named * np.maximum(_told_of(a, b), _told_of(b, a)),
        named,
        known & (a["outlet"] != b["outlet"]),
        titles * other,
        titled * other,
        first & second & other,
        (first | second) & other,
        named * np.minimum(np.maximum(a["sentence"], b["sentence"]), _DEEP) / _DEEP,
        *(alike & (a["type"] == at) for at in range(len(EVENT_TYPES))),
    ]


def _told_of(a: Rows, b: Rows) -> npt.NDArray[np.float32]:
    """How many of the words of the one trigger the other's sentence has."""
    return _share(_count(among(a["stems"], b["words"])), _count(a["stems"]))


def pair_features(left: EventView, right: EventView) -> npt.NDArray[np.float32]:
    """Features of one pair, a vector of ``len(FEATURES)``; for many pairs use :func:`features`."""
    columns = Columns()
    columns.extend([left, right])
    vector: npt.NDArray[np.float32] = features(columns, np.array([0]), np.array([1]))[0]
    return vector
