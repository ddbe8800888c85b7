"""The weights that the evidence carries, learnt from annotated reports, read from small tables."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.resolving.actors.rows import table_rows
from multipolar.resolving.actors.vocabulary import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Weights", "load_weights", "softmax"]

Rows = tuple[tuple[str, float], ...]
Summed = tuple["np.ndarray[Any, Any]", list[int]]
_sum: Final = np.add.reduce  # what numpy.sum does in the end, over the first axis; sectors are summed often
_TELLING: Final = 1.0
_HINT: Final = 4.0
_REMEMBERED: Final = 4_000
"""Sets of marks whose sector is remembered."""
_SINGULARS: Final = 4_000
"""Words whose singular is remembered: each is asked for several times, as what it is and beside what it stands."""
_GROUPS: Final[dict[str, str]] = {
    **dict.fromkeys(("GOV", "LEG", "JUD", "COP", "SPY", "IGO"), "gov"),
    "MIL": "mil",
    **dict.fromkeys(("REB", "UAF", "PRM", "CRM"), "reb"),
    **dict.fromkeys(("OPP", "PTY", "SOC", "LAB", "JRN", "EDU", "MED", "REL", "BUS", "NGO", "ELI"), "soc"),
    **dict.fromkeys(("CVL", "REF", "UNK", "AGR"), "civ"),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a code and for a sector, and how much.

    Attributes:
        evidence: Weight of each mark of a candidate code.
        sectors: For each word or mark, the sectors that it speaks for or against. Words stand as they are for the head
            noun, ``~word`` for any word of the core, ``+word`` for words after it; marks carry a colon
            (``role:recipient:p``).
    """

    evidence: Mapping[str, float]
    sectors: Mapping[str, Rows]
    _groups: dict[str, str] = field(default_factory=dict)
    _row: dict[str, int] = field(init=False, default_factory=dict)
    _marks: tuple[str, ...] = field(init=False)
    _names: list[str] = field(init=False, default_factory=list)
    _column: dict[str, int] = field(init=False, default_factory=dict)
    _told: dict[tuple[str, ...], Summed] = field(init=False, default_factory=dict, compare=False)
    _matrix: np.ndarray[Any, Any] = field(init=False)
    _columns: list[array[float]] = field(init=False)
    _bias: np.ndarray[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        self._names.extend(sorted({sector for rows in self.sectors.values() for sector, _ in rows}) or ["UNK"])
        column = self._column
        column.update({sector: i for i, sector in enumerate(self._names)})
        matrix = np.zeros((len(self.sectors) + 1, len(self._names)), dtype=np.float32)
        for at, (mark, rows) in enumerate(self.sectors.items()):
            self._row[mark] = at
            for sector, weight in rows:
                matrix[at, column[sector]] = weight
        object.__setattr__(self, "_marks", tuple(self.sectors))
        object.__setattr__(self, "_matrix", matrix)
        object.__setattr__(self, "_columns", [array("f", values.tobytes()) for values in matrix.T])
        object.__setattr__(self, "_bias", matrix[self._row.get("bias", -1)])

    def sector(
        self, marks: list[str], hint: tuple[str, float] | None = None, more: tuple[str, ...] = ()
    ) -> tuple[str, float, str]:
        """The likeliest sector, its probability, and the mark that spoke for it most.

        Args:
            marks: What speaks for one sector or another.
            hint: Another opinion, with its probability.
            more: Further marks. Summed apart, as they seldom recur together with the others.
        """
        scores, rows = self._scored(tuple(marks), hint, more)
        best = int(scores.argmax())
        scores -= scores.item(best)
        chance = 1.0 / _sum(np.exp(scores, scores)).item()
        if not rows:
            return self._names[best], chance, ""
        column = self._columns[best]
        weights = [column[row] for row in rows]
        top = max(weights)
        return self._names[best], chance, self._marks[rows[weights.index(top)]] if top > 0 else ""

    def sector_alone(self, marks: tuple[str, ...]) -> str:
        """What :meth:`sector` gives first, for who needs no more: in a third of the time.

        Args:
            marks: What speaks for one sector or another.
        """
        return self._names[int(self._scored(marks, None, ())[0].argmax())]

    def _scored(
        self, marks: tuple[str, ...], hint: tuple[str, float] | None, more: tuple[str, ...]
    ) -> tuple[np.ndarray[Any, Any], list[int]]:
        """The score of each sector, an array of its own, and the rows that it was summed from."""
        scores, rows = self._summed(marks)
        if more:
            further, others = self._summed(more)
            scores, rows = scores + further, [*rows, *others]
            scores += self._bias
        else:
            scores = scores + self._bias  # not in place: the sum of the marks is kept
        at = self._column.get(hint[0]) if hint is not None else None
        if hint is not None and at is not None:
            scores[at] += _HINT * hint[1]
        return scores, rows

    def _summed(self, marks: tuple[str, ...]) -> Summed:
        """The sum of the rows of some marks, and which rows; remembered."""
        found = self._told.get(marks)
        if found is None:
            if len(self._told) >= _REMEMBERED:
                self._told.clear()
            rows = list(map(self._row.get, marks, repeat(len(self._marks))))  # unknown marks have the row of zeros
            found = self._told[marks] = _sum(self._matrix.take(rows, 0)), rows
        return found

    def score(self, marks: Iterable[str]) -> float:
        """Sum of the weights of a candidate's marks, the same whatever order a set gives them in."""
        return math.fsum(map(self.evidence.get, marks, repeat(0.0)))

    def group(self, head: str) -> str:
        """The broad class that a head noun alone speaks for: ``gov``, ``mil``, ``reb``, ``soc``, ``civ`` or empty."""
        found = self._groups.get(head)
        if found is None:
            scores: dict[str, float] = {}
            for mark in (singular(head), "~" + singular(head)):
                for sector, weight in self.sectors.get(mark, ()):
                    scores[sector] = scores.get(sector, 0.0) + weight
            best = max(scores, key=scores.__getitem__) if scores else ""
            listed = KINDS.get(singular(head), ())
            if len(listed) != 1 and best and scores[best] > 0 and (not listed or best in listed):
                listed = (best,)
            found = _GROUPS[listed[0]] if listed else ""
            self._groups[head] = found
        return found

    def is_common(self, low: str) -> bool:
        """Whether a lower-case word is a common noun or adjective of actor phrases."""
        word = singular(low)
        return word in self.sectors or "~" + word in self.sectors or (word != low and word in KINDS)

    def tells(self, word: str) -> bool:
        """Whether a word, standing alone as head noun, tells the sector of an actor ("police", "protesters")."""
        return any(weight >= _TELLING for _, weight in self.sectors.get(singular(word), ()))


_IRREGULAR: Final = (
    {"children": "child", "people": "people", "wives": "wife", "thieves": "thief", "lives": "life"}
    | {
        f"{kin}-{plural}": f"{kin}-{one}"
        for kin in ("ex", "grand", "school", "step")
        for plural, one in (("wives", "wife"), ("children", "child"))
    }
    | {"grandchildren": "grandchild", "schoolchildren": "schoolchild", "midwives": "midwife", "housewives": "housewife"}
)


@lru_cache(maxsize=_SINGULARS)
def singular(word: str) -> str:
    """The word without a plural ending, so that "soldiers" and "soldier" share their weights."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" stays
        return word[:-3] + "y"
    if word.endswith("men") and len(word) > 3:  # noqa: PLR2004 - "men" stays
        return word[:-2] + "an"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:  # noqa: PLR2004 - "gas" stays
        return word[:-1]
    return word


def softmax(scores: Iterable[float]) -> list[float]:
    """Probabilities from scores."""
    values = list(scores)
    top = max(values)
    exps = [math.exp(value - top) for value in values]
    total = sum(exps)
    return [value / total for value in exps]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that ship with the package: ``tables/evidence.csv`` and ``tables/headnouns.csv``."""
    evidence = {mark: float(weight) for mark, weight in table_rows("evidence")}
    sectors = {mark: tuple(map(_weighed, told.split())) for mark, told in table_rows("headnouns")}
    return Weights(evidence, sectors)


def _weighed(told: str) -> tuple[str, float]:
    """A sector with its weight, as the table writes it: ``GOV:0.5``."""
    sector, _, weight = told.partition(":")
    return sector, float(weight)
