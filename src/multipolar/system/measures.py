"""Measures of polarity: what they are, how they are worked out, what they can and cannot mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.system.balance import leading_vector
from multipolar.system.communities import signed_modularity

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["MEASURES", "Measure", "bimodality", "concentration", "figures"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is.

    Attributes:
        name: Its name in the tables.
        title: What people call it.
        unit: What it counts.
        formula: How it is worked out.
        source: Where it comes from.
        reads: What it can say.
        not_: What it cannot say.
        structural: Whether it needs blocs.
    """

    name: str
    title: str
    unit: str
    formula: str
    source: str
    reads: str
    not_: str
    structural: bool


MEASURES: Final[tuple[Measure, ...]] = (
    Measure(
        "hhi",
        "Concentration of interaction",
        "0 to 1/2",
        "sum of s_i^2, s_i = share of actor i in the sum of all positive and negative ties",
        "Herfindahl 1950; Hirschman 1964, Am. Econ. Rev. 54, 761",
        "how far few actors have a hand in what happens; 1/2 where all is between two",
        "who is strong: a war that is reported daily concentrates it",
        structural=False,
    ),
    Measure(
        "effective_actors",
        "Effective number of poles",
        "actors",
        "1 / sum of s_i^2",
        "Laakso and Taagepera 1979, Comp. Polit. Stud. 12, 3",
        "as many actors of equal share would be as concentrated",
        "a count of great powers; at least 2, since it takes two to deal",
        structural=False,
    ),
    Measure(
        "concentration",
        "Concentration against an even spread",
        "0 to 1",
        "sqrt((sum of s_i^2 - 1/n) / (1 - 1/n)) over the n actors seen",
        "Ray and Singer 1973, Sociol. Methods Res. 1, 403 (CON)",
        "concentration that can be compared between years with more and fewer actors",
        "the same of capabilities, for which CON was made",
        structural=False,
    ),
    Measure(
        "centre_share",
        "Share of the centre",
        "0 to 1",
        "share of interaction that has one of the first k actors on a side (k = 2 unless set)",
        "concentration ratio; for the system's centre Modelski 1974; Mansfield 1993, Int. Stud. Q. 37, 105",
        "how much of what happens the most involved have a part in",
        "whether they lead; whoever is attacked most is in it too",
        structural=False,
    ),
    Measure(
        "bloc_hhi",
        "Concentration of blocs",
        "0 to 1",
        "sum of p_b^2, p_b = share of bloc b in the interaction of all communities, single actors included",
        "as hhi, of blocs: Rae and Taylor 1970; Kim 2010, Confl. Manage. Peace Sci. 27, 1",
        "whether the system is held by few blocs",
        "whether they are at odds with each other",
        structural=True,
    ),
    Measure(
        "effective_blocs",
        "Effective number of blocs",
        "blocs",
        "1 / sum of p_b^2",
        "Laakso and Taagepera 1979, Comp. Polit. Stud. 12, 3",
        "as many blocs of equal share would be as concentrated",
        "a count of camps that would call themselves so",
        structural=True,
    ),
    Measure(
        "bimodality",
        "Two camps",
        "0 to 1",
        "(g^2 + 1) / k, g = skewness and k = kurtosis (not in excess) of the positions on the leading eigenvector of "
        "the signed weights; 5/9 is an even spread, 1 two points",
        "Pearson 1916; Pfister et al. 2013, Front. Psychol. 4, 700",
        "whether states stand at two ends of the main line of conflict, rather than around its middle",
        "where the line is, nor whether there are three camps",
        structural=True,
    ),
    Measure(
        "polarization",
        "Polarization of blocs",
        "0 to 1",
        "4 * sum over blocs b, c of p_b^2 * p_c * d_bc, d_bc = share of negative weight in the weight between them",
        "Esteban and Ray 1994, Econometrica 62, 819 (alpha = 1); network form after Maoz 2006, J. Peace Res. 43, 391",
        "large where few large blocs are at odds: 1 for two halves with nothing but conflict between them",
        "how hot the conflict is",
        structural=True,
    ),
    Measure(
        "inner_cooperation",
        "Cooperation within blocs",
        "0 to 1",
        "share of positive weight that runs within communities rather than between",
        "after the E-I index, Krackhardt and Stern 1988, Soc. Psychol. Q. 51, 123",
        "how closed blocs are: 1 where nobody deals well with anybody outside",
        "how much cooperation there is",
        structural=True,
    ),
    Measure(
        "modularity",
        "Division into blocs",
        "-1 to 1",
        "signed modularity of the communities found",
        "Gomez et al. 2009, Phys. Rev. E 80, 016114; Traag and Bruggeman 2009, Phys. Rev. E 80, 036115",
        "how well the system divides into blocs with friends inside and enemies outside",
        "whether the division is more than chance: see the p-value of network and blocs",
        structural=True,
    ),
)
"""The measures, in the order of the tables."""


def concentration(strength: npt.NDArray[np.float64]) -> dict[str, float]:
    """``hhi``, ``effective_actors`` and ``concentration`` of amounts that are not all 0."""
    share = strength[strength > 0] / strength.sum()
    hhi, size = float((share**2).sum()), len(share)
    con = np.sqrt(max(0.0, hhi - 1 / size) / (1 - 1 / size)) if size > 1 else 1.0
    return {"hhi": hhi, "effective_actors": 1 / hhi, "concentration": float(con)}


def bimodality(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    """``(skewness^2 + 1) / kurtosis`` of weighted values: 1 for two points, 5/9 for an even spread, 1/3 for a normal.

    Args:
        values: Positions.
        weights: How much each counts, at least 0.

    Returns:
        Not a number where all values are the same.
    """
    share = weights / weights.sum()
    off = values - (share * values).sum()
    variance = float((share * off**2).sum())
    if variance <= 1e-15:  # noqa: PLR2004 - rounding
        return float("nan")
    skewness = float((share * off**3).sum()) / variance**1.5
    kurtosis = float((share * off**4).sum()) / variance**2
    return float((skewness**2 + 1) / kurtosis)


def figures(
    positive: npt.NDArray[np.float64],
    negative: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    *,
    centre: int,
    resolution: float,
    structured: bool,
) -> dict[str, float]:
    """All measures of one network; structural ones not a number where there is no structure.

    Args:
        positive: Positive sums, nodes by nodes.
        negative: Negative sums.
        weights: Signed weights of the structure.
        labels: Community of each node.
        centre: Actors that make up the centre.
        resolution: Resolution of the communities.
        structured: Whether there are ties enough for structural measures.
    """
    amount = positive + negative
    strength = amount.sum(axis=1)
    found = dict.fromkeys((measure.name for measure in MEASURES), float("nan"))
    if strength.sum() <= 0:
        return found
    found |= concentration(strength)
    first = np.argsort(-strength, kind="stable")[:centre]
    rest = np.ones(len(strength), dtype=bool)
    rest[first] = False
    found["centre_share"] = 1 - float(amount[np.ix_(rest, rest)].sum() / amount.sum())
    if not structured:
        return found
    size = int(labels.max()) + 1
    share = np.bincount(labels, weights=strength, minlength=size) / strength.sum()
    at = labels[:, None] * size + labels[None, :]
    between = [
        np.bincount(at.ravel(), weights=layer.ravel(), minlength=size * size).reshape(size, size)
        for layer in (np.maximum(weights, 0.0), np.maximum(-weights, 0.0))
    ]
    total = between[0] + between[1]
    hostility = np.divide(between[1], total, out=np.zeros_like(total), where=total > 0)
    np.fill_diagonal(hostility, 0.0)
    cooperation = float(between[0].sum())
    tied = np.asarray(np.abs(weights).sum(axis=1) > 0)
    inner = weights[np.ix_(tied, tied)]
    found["bloc_hhi"] = float((share**2).sum())
    found["effective_blocs"] = 1 / found["bloc_hhi"]
    found["bimodality"] = bimodality(leading_vector(inner), np.abs(inner).sum(axis=1)) if tied.any() else float("nan")
    found["polarization"] = 4 * float((share**2) @ hostility @ share)
    found["inner_cooperation"] = float(np.trace(between[0])) / cooperation if cooperation > 0 else float("nan")
    found["modularity"] = signed_modularity(inner, labels[tied], resolution=resolution)
    return found
