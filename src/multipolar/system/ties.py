"""From incidents to ties: who dealt with whom, how much, how well.

An incident between states adds to each pair of its sides. With ``n`` parties to it, each pair has the share
``1 / (n - 1)`` (Newman 2001, Phys. Rev. E 64, 016132: a meeting of twenty ties two of them less than a meeting of
two). With score ``s`` (PLOVER's, -10 to 10) and the decay ``d``, a pair gains ::

    P += share * d * max(s, 0) / 10        N += share * d * max(-s, 0) / 10

What these say of a pair::

    alignment = (P - N) / (P + N)          -1 to 1: how they deal with each other
    weight    = log((1 + P) / (1 + N))     signed: how much more of one than of the other

The 1 in the weight is one incident of full score on either side, so that a single incident makes no close ally and no
arch-enemy; the logarithm keeps one war from outweighing a continent.

Incidents count between sides: those who act, and those acted
upon. Where nobody is acted upon, those who act are each other's counterparts if the act is cooperative (talks,
accords) or if the words say that two strike at each other (a clash). All else that several do together is a joint act,
and whoever acts jointly, on a third party or on nobody named, stands together: that counts as a score of
:data:`JOINT_SCORE`, whatever is done to the third party.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ontology import EVENT_TYPES, SCORES, STATUSES
from multipolar.system.common import COUNTED, chosen, day_sql, require_incidents
from multipolar.system.reciprocal import reciprocal_sql

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from multipolar.ledger import Ledger

__all__ = [
    "AGENTS",
    "JOINT_SCORE",
    "KINDS",
    "Pairs",
    "TieOptions",
    "alignment",
    "decay",
    "read_pairs",
    "signed_weight",
]

AGENTS: Final = ("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PRM")
"""Sectors whose people act for their state."""

JOINT_SCORE: Final = SCORES["SUPPORT"]
"""What acting together is worth between those who do: as much as speaking up for each other."""

KINDS: Final[Mapping[str, str]] = {
    "state": "",
    "organisation": "IGO",
    "group": "ARM",
    "bloc": "BLOC",
    "company": "MNC",
    "ngo": "NGO",
}
"""Kinds of actors that can be nodes, and the prefix of their codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOptions:
    """What counts as a tie.

    Attributes:
        kinds: Kinds of actors that are nodes.
        statuses: Statuses that count.
        types: Event types that count; all without any.
        nationals: Whether all people of a state count for it, not only its agents.
        joint: Whether acting together counts as a positive tie.
        min_confidence: Lowest confidence of an incident.
    """

    kinds: tuple[str, ...] = ("state",)
    statuses: tuple[str, ...] = COUNTED
    types: tuple[str, ...] = ()
    nationals: bool = False
    joint: bool = True
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        set_field = object.__setattr__  # the class is frozen
        set_field(self, "kinds", chosen("kind", self.kinds, tuple(KINDS)))
        set_field(self, "statuses", chosen("status", self.statuses, STATUSES))
        set_field(self, "types", chosen("type", self.types, EVENT_TYPES))
        if not self.kinds or not self.statuses:
            raise UsageError("without a kind of actor or a status nothing counts", where="network", mend="name one")
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"{self.min_confidence:g} is no probability", where="min_confidence", mend="give 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What each incident adds to each pair of its sides; one entry for each pair of an incident.

    Attributes:
        codes: Codes of the actors, sorted; the nodes.
        incidents: Ids of the incidents, sorted.
        incident: Index into ``incidents``.
        a: Index into ``codes``, lower than ``b``.
        b: Index into ``codes``.
        day: Day of the incident, in days since 1970-01-01.
        share: Share of the pair in its incident, 0 to 1.
        fade: What is left of the incident by decay, 0 to 1.
        score: Score of the incident, -10 to 10.
    """

    codes: tuple[str, ...]
    incidents: npt.NDArray[np.str_] = field(repr=False)
    incident: npt.NDArray[np.int64] = field(repr=False)
    a: npt.NDArray[np.int64] = field(repr=False)
    b: npt.NDArray[np.int64] = field(repr=False)
    day: npt.NDArray[np.int64] = field(repr=False)
    share: npt.NDArray[np.float64] = field(repr=False)
    fade: npt.NDArray[np.float64] = field(repr=False)
    score: npt.NDArray[np.float64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.a)

    def _keep(self, mask: npt.NDArray[np.bool_]) -> Pairs:
        used = np.unique(np.concatenate([self.a[mask], self.b[mask]]))
        numbers = np.zeros(len(self.codes), dtype=np.int64)
        numbers[used] = np.arange(len(used))
        told, incident = np.unique(self.incident[mask], return_inverse=True)
        return replace(
            self,
            codes=tuple(self.codes[i] for i in used),
            incidents=self.incidents[told],
            incident=incident.astype(np.int64),
            a=numbers[self.a[mask]],
            b=numbers[self.b[mask]],
            day=self.day[mask],
            share=self.share[mask],
            fade=self.fade[mask],
            score=self.score[mask],
        )

    def between(self, since: dt.date, until: dt.date) -> Pairs:
        """Those of incidents from ``since`` up to, not including, ``until``."""
        low, high = (int(np.datetime64(day, "D").astype(np.int64)) for day in (since, until))
        return self._keep((self.day >= low) & (self.day < high))

    def faded(self, at: dt.date, half_life: float) -> Pairs:
        """The same with what lies ``half_life`` days before a day counting half."""
        age = np.datetime64(at, "D").astype(np.int64) - self.day
        return replace(self, fade=self.fade * decay(age, half_life))

    def sums(self, times: npt.NDArray[np.float64] | None = None) -> tuple[Any, Any, Any]:
        """Positive and negative sums and the number of incidents of each pair.

        Args:
            times: How often each incident counts; once, without it.

        Returns:
            Three symmetric matrices, nodes by nodes.
        """
        factor = np.ones(len(self)) if times is None else times[self.incident]
        amount = factor * self.fade * self.share / 10
        parts = (amount * np.maximum(self.score, 0), amount * np.maximum(-self.score, 0), factor)
        positive, negative, count = map(self._matrix, parts)
        return positive, negative, count

    def left(self) -> npt.NDArray[np.float64]:
        """What is left of the number of incidents of each pair by decay; without it, their number."""
        return self._matrix(self.fade)

    def _matrix(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        nodes = len(self.codes)
        half = np.bincount(self.a * nodes + self.b, weights=values, minlength=nodes * nodes).reshape(nodes, nodes)
        return np.asarray(half + half.T, dtype=np.float64)  # of nothing, bincount makes whole numbers

    def resample(self, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """How often each incident comes up when as many are drawn with replacement."""
        total = len(self.incidents)
        return np.bincount(rng.integers(0, total, total), minlength=total).astype(np.float64)


def decay(age: npt.NDArray[np.int64], half_life: float) -> npt.NDArray[np.float64]:
    """``2 ** (-age / half_life)``; what has not happened yet counts in full.

    Args:
        age: Days.
        half_life: Days after which something counts half.
    """
    if not half_life > 0:
        raise UsageError(f"half of {half_life:g} days is no time", where="half_life", mend="give a number above 0")
    return np.asarray(np.exp2(-np.maximum(age, 0) / half_life), dtype=np.float64)


def alignment(positive: npt.NDArray[np.float64], negative: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """``(P - N) / (P + N)``, not a number where there is neither."""
    total = positive + negative
    return np.divide(positive - negative, total, out=np.full_like(total, np.nan), where=total > 0)


def signed_weight(positive: npt.NDArray[np.float64], negative: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """``log((1 + P) / (1 + N))``, 0 without either."""
    return np.asarray(np.log1p(positive) - np.log1p(negative), dtype=np.float64)


# --- Reading ---------------------------------------------------------------------------------------------------------

DAY: Final = day_sql("month")
"""Day of an incident ``i``: a time that is longer than a month says nothing about a network of a year or less."""

_SIDES: Final = """
WITH counted AS (
    SELECT i.id, {day} AS day, i.score, i.actor_codes, i.actor_sectors, i.recipient_codes, i.recipient_sectors,
        {reciprocal} AS reciprocal
    FROM {source} AS i
    WHERE list_contains($statuses::VARCHAR[], i.status) AND i.confidence >= $confidence{conditions}
), named AS (
    SELECT id, 0 AS side, unnest(actor_codes) AS code, unnest(actor_sectors) AS sector FROM counted
    UNION ALL
    SELECT id, 1 AS side, unnest(recipient_codes) AS code, unnest(recipient_sectors) AS sector FROM counted
), sides AS (
    SELECT DISTINCT id, side, code FROM named
    WHERE code <> '---' AND (CASE WHEN contains(code, ':')
        THEN list_contains($prefixes::VARCHAR[], split_part(code, ':', 1))
        ELSE list_contains($prefixes::VARCHAR[], '') AND ($nationals OR list_contains($agents::VARCHAR[], sector)) END)
), sizes AS (
    SELECT id, count(DISTINCT code) AS parties FROM sides GROUP BY id
), pairs AS (
    SELECT id, a, b, bool_or(across) AS across, bool_or(acting) AS acting FROM (
        SELECT x.id, least(x.code, y.code) AS a, greatest(x.code, y.code) AS b, x.side <> y.side AS across,
            x.side = 0 AS acting
        FROM sides AS x JOIN sides AS y ON x.id = y.id AND x.code <> y.code
        WHERE (x.side = 0 AND y.side = 1) OR (x.side = y.side AND x.code < y.code)
    ) GROUP BY id, a, b
), judged AS (
    SELECT p.id, p.a, p.b, c.day, c.score, s.parties, p.acting,
        p.across OR c.reciprocal AS mutual
    FROM pairs AS p JOIN counted AS c USING (id) JOIN sizes AS s USING (id) WHERE c.day IS NOT NULL
)
SELECT id, a, b, day, parties, CASE WHEN mutual THEN score ELSE $together END AS score FROM judged
WHERE mutual OR ($joint AND acting) ORDER BY id, a, b
"""

_AS_OF: Final = """(
    SELECT k.* REPLACE (coalesce(s.status, k.status) AS status) FROM incidents AS k LEFT JOIN (
        SELECT incident, arg_max(status, as_of) AS status FROM incident_states WHERE as_of <= $as_of GROUP BY incident
    ) AS s ON s.incident = k.id WHERE coalesce(k.first_seen, k.time_start) <= $as_of
)"""
"""The incidents as they were known on a day."""


def read_pairs(
    ledger: Ledger,
    options: TieOptions | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    as_of: dt.date | None = None,
) -> Pairs:
    """What the incidents of a ledger add to each pair.

    Args:
        ledger: The ledger.
        options: What counts.
        since: First day.
        until: First day no longer wanted.
        as_of: The day whose knowledge counts: incidents first reported later do not, and statuses are those that were
            known then.

    Raises:
        LedgerError: The ledger has no incidents.
    """
    require_incidents(ledger)
    options = options or TieOptions()
    parameters: dict[str, Any] = {
        "statuses": list(options.statuses),
        "confidence": options.min_confidence,
        "prefixes": [KINDS[kind] for kind in options.kinds],
        "nationals": options.nationals,
        "agents": list(AGENTS),
        "joint": options.joint,
        "together": JOINT_SCORE,
    }
    conditions = []
    for name, value, condition in (
        ("types", list(options.types) or None, "list_contains($types::VARCHAR[], i.type)"),
        ("since", since, f"({DAY}) >= $since"),
        ("until", until, f"({DAY}) < $until"),
    ):
        if value is not None:
            parameters[name] = value
            conditions.append(condition)
    if as_of is not None:
        parameters["as_of"] = as_of
        conditions.append(f"({DAY}) <= $as_of")
    query = _SIDES.format(
        day=DAY,
        reciprocal=reciprocal_sql(),
        source=_AS_OF if as_of else "incidents",
        conditions="".join(f" AND {condition}" for condition in conditions),
    )
    rows = ledger.query(query, parameters)
    return _pairs(
        *(rows[name].to_pylist() for name in ("id", "a", "b")),
        day=rows["day"].cast("int32").to_numpy().astype(np.int64),
        parties=rows["parties"].to_numpy(),
        score=rows["score"].to_numpy(),
    )


def _pairs(
    ids: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    *,
    day: npt.NDArray[np.int64],
    parties: npt.NDArray[np.int64],
    score: npt.NDArray[np.float64],
) -> Pairs:
    codes = sorted({*a, *b})
    number = {code: index for index, code in enumerate(codes)}
    told, incident = np.unique(np.asarray(ids, dtype=np.str_), return_inverse=True)
    return Pairs(
        codes=tuple(codes),
        incidents=told,
        incident=incident.astype(np.int64),
        a=np.asarray([number[code] for code in a], dtype=np.int64),
        b=np.asarray([number[code] for code in b], dtype=np.int64),
        day=day,
        share=1.0 / np.maximum(parties - 1, 1),
        fade=np.ones(len(day)),
        score=score.astype(np.float64),
    )
