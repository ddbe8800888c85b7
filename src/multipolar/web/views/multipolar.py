"""What a ledger says about a multipolar world: claims that reports carry, and what speaks for and against each.

A series speaks for or against a claim where its trend does, by Kendall's rank correlation with time (Mann 1945, Kendall
1975) at the 5 % level, or where its last years lie on one side of what it is compared with; else it leaves the claim
open. The claims are those of the meeting in Moscow in May 2025: that the world is or becomes multipolar, that Russia
and China are pillars of stability in it, that Russia leans on China, that the West has isolated Russia, and that the
dominance of the United States is what all this turns against.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from multipolar.ontology import EVENT_TYPES
from multipolar.system import COUNTED
from multipolar.web.figures import abroad, figure_name
from multipolar.web.incidents import day_number
from multipolar.web.loading import QUADS
from multipolar.web.query import link
from multipolar.web.rows import incident_rows
from multipolar.web.views.claims import all_claims, claims_with
from multipolar.web.views.incidents import balance, balance_interval, periods
from multipolar.web.views.poles import measured

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from multipolar.web.pages import (
        ClaimSection,
        EvidencePoint,
        EvidenceSeries,
        MultipolarAnswer,
    )
    from multipolar.web.shapes import Claim
    from multipolar.web.snapshot import Snapshot
    from multipolar.web.views.claims import Said

__all__ = ["multipolar_page"]

Speaks = Literal["for", "against", "open"]

_LEVEL: Final = 0.05
_FEWEST: Final = 5
"""Incidents of a year from which on it has a value."""

_YEARS: Final = 6
"""Years with a value that a trend needs at least."""

_RECENT: Final = 3
"""Last years that are compared."""

_QUOTES: Final = 8
_TOP: Final = 5
_Z95: Final = 1.9600
_FORCE: Final = tuple(number for number, quad in enumerate(QUADS) if quad == "material conflict")
_INTRO: Final = (
    "Two leaders meet, and call their countries pillars of stability in a multipolar world; a reporter adds that the "
    "one has come to lean on the other. These are claims. Below stands, for each, who makes it in the reports of this "
    "ledger and what the incidents say: series that speak for it, against it, or leave it open, each with the doubt "
    "that its number of incidents leaves. A ledger knows what was reported, not what is: read the caveats."
)


@dataclass(frozen=True, slots=True)
class _Years:
    """The years of a ledger, and which counted incidents fall into each."""

    starts: list[dt.date]
    slots: NDArray[np.int64]
    counted: NDArray[np.bool_]


def _years(snapshot: Snapshot) -> _Years | None:
    covered = snapshot.span()
    if covered is None or not len(snapshot.incidents):
        return None
    starts = periods(covered[0], covered[1] - dt.timedelta(days=1), "year")
    edges = np.array([day_number(start) for start in starts])
    days = snapshot.columns.days["year"]
    slots = np.searchsorted(edges, days, side="right") - 1
    counted = snapshot.incidents.counted & (slots >= 0) & (slots < len(starts) - 1)
    return _Years(starts, slots, counted)


# --- Series ----------------------------------------------------------------------------------------------------------


def _point(
    start: dt.date,
    end: dt.date,
    value: float | None,
    low: float | None,
    high: float | None,
    incidents: int,
    where: str,
) -> EvidencePoint:
    return {
        "period": start.isoformat(),
        "until": end.isoformat(),
        "value": value,
        "low": low,
        "high": high,
        "incidents": incidents,
        "link": where,
    }


def _wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, z2 = part / whole, _Z95**2
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z95 * np.sqrt(share * (1 - share) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))


def _shares(
    years: _Years, part: NDArray[np.bool_], whole: NDArray[np.bool_], filters: dict[str, Any]
) -> list[EvidencePoint]:
    """By year, which share of one set of incidents another is."""
    points = []
    for number, (start, end) in enumerate(pairwise(years.starts)):
        inside = years.counted & whole & (years.slots == number)
        n, k = int(inside.sum()), int((inside & part).sum())
        enough = n >= _FEWEST
        low, high = _wilson(k, n) if enough else (None, None)
        points.append(_point(start, end, k / n if enough else None, low, high, k, _link(filters, start, end)))
    return points


def _balances(
    years: _Years, scores: NDArray[np.float64], mask: NDArray[np.bool_], filters: dict[str, Any]
) -> list[EvidencePoint]:
    """By year, the balance of cooperation and conflict of a set of incidents."""
    points = []
    for number, (start, end) in enumerate(pairwise(years.starts)):
        own = scores[years.counted & mask & (years.slots == number)]
        low, high = balance_interval(own)
        value = balance(float(-own[own < 0].sum()), float(own[own > 0].sum())) if len(own) >= _FEWEST else None
        points.append(_point(start, end, value, low, high, len(own), _link(filters, start, end)))
    return points


def _link(filters: dict[str, Any], start: dt.date, end: dt.date) -> str:
    return link(**{**filters, "status": list(COUNTED), "since": start, "until": end, "resolution": "year"})


# --- What it says ----------------------------------------------------------------------------------------------------


def _trend(points: Sequence[EvidencePoint]) -> tuple[int, str]:
    """Whether a series rises (1), falls (-1) or neither, in words too."""
    from scipy.stats import kendalltau  # noqa: PLC0415 - slow to import

    known = [(number, point["value"]) for number, point in enumerate(points) if point["value"] is not None]
    if len(known) < _YEARS:
        return 0, f"only {len(known)} years have enough incidents for a value, too few for a trend"
    found = kendalltau([number for number, _ in known], [value for _, value in known])
    tau, p_value = float(found.statistic), float(found.pvalue)
    if not np.isfinite(p_value) or p_value > _LEVEL:
        return 0, f"no trend over {len(known)} years that chance would not make (p = {p_value:.2f})"
    way = "rises" if tau > 0 else "falls"
    return (1 if tau > 0 else -1), f"it {way} over {len(known)} years (Kendall's tau {tau:+.2f}, p = {p_value:.3f})"


def _by_trend(points: Sequence[EvidencePoint], *, rising: Speaks, falling: Speaks) -> tuple[Speaks, str]:
    way, words = _trend(points)
    return (rising if way > 0 else falling if way < 0 else "open"), words


def _by_level(
    own: Sequence[EvidencePoint], others: Sequence[EvidencePoint], *, above: Speaks, below: Speaks, than: str
) -> tuple[Speaks, str]:
    """Whether the last years lie above or below what they are compared with."""
    pairs = [
        (mine, other)
        for mine, other in zip(own, others, strict=True)
        if mine["low"] is not None and mine["high"] is not None and other["value"] is not None
    ][-_RECENT:]
    if len(pairs) < _RECENT:
        return "open", f"fewer than {_RECENT} years have enough incidents"
    over = sum((mine["low"] or 0) > (other["value"] or 0) for mine, other in pairs)
    under = sum((mine["high"] or 0) < (other["value"] or 0) for mine, other in pairs)
    span = f"{pairs[0][0]['period'][:4]}-{pairs[-1][0]['period'][:4]}"
    if over == len(pairs):
        return above, f"in each of the last {len(pairs)} years with enough incidents ({span}) above {than}"
    if under == len(pairs):
        return below, f"in each of the last {len(pairs)} years with enough incidents ({span}) below {than}"
    return "open", f"in the last {len(pairs)} years with enough incidents ({span}) not clearly on one side of {than}"


def _evidence(
    snapshot: Snapshot,
    points: list[EvidencePoint],
    verdict: tuple[Speaks, str],
    *,
    key: str,
    title: str,
    says: str,
    unit: str,
    mask: NDArray[np.bool_],
    filters: dict[str, Any],
    page: str | None = None,
) -> EvidenceSeries:
    known = [point for point in points if point["value"] is not None]
    columns = snapshot.columns
    rows = np.flatnonzero(mask)
    best = rows[np.lexsort((rows, -columns.confidence[rows], -columns.reports_n[rows]))][:_TOP]
    return {
        "id": key,
        "title": title,
        "says": says,
        "stance": verdict[0],
        "why": verdict[1],
        "unit": unit,
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "series": points,
        "incidents": int(mask.sum()),
        "top": incident_rows(columns, snapshot.names, best.tolist()),
        "link": link(**{**filters, "status": list(COUNTED)}),
        "page": page,
    }


# --- The sections ----------------------------------------------------------------------------------------------------


class _Writer:
    """Writes the sections of a snapshot."""

    def __init__(self, snapshot: Snapshot, years: _Years) -> None:
        self._snapshot = snapshot
        self._years = years
        index, columns = snapshot.incidents, snapshot.columns
        self._index = index
        self._scores = columns.score
        self._force = np.isin(columns.quad, _FORCE)
        self._sanction = columns.type == EVENT_TYPES.index("SANCTION")

    def _quotes(self, wanted: Callable[[Said], bool]) -> list[Claim]:
        found = [claim for claim in all_claims(self._snapshot) if wanted(claim)]
        return claims_with(self._snapshot, found[:_QUOTES])

    def _pole(self, measure: str, *, rising: Speaks, falling: Speaks, says: str) -> EvidenceSeries:
        found = measured(self._snapshot, "year")
        facts = next(row for row in found.measures if row["measure"] == measure)
        points = [
            _point(
                row["period"],
                row["until"],
                row["value"],
                row["low"],
                row["high"],
                row["incidents"],
                link(status=list(COUNTED), since=row["period"], until=row["until"]),
            )
            for row in found.series
            if row["measure"] == measure
        ]
        return _evidence(
            self._snapshot,
            points,
            _by_trend(points, rising=rising, falling=falling),
            key=measure.replace("_", "-"),
            title=facts["title"],
            says=says,
            unit=facts["unit"],
            mask=self._years.counted,
            filters={},
            page="/poles",
        )

    def _between(
        self, a: str, b: str, verdicts: dict[str, Speaks], *, key: str, title: str, says: str
    ) -> EvidenceSeries:
        one, two = self._index.pair(a, b)
        mask = self._index.between(one, two) & self._years.counted
        filters = {"actor": a, "other": b}
        points = _balances(self._years, self._scores, mask, filters)
        verdict = _by_trend(points, rising=verdicts["rising"], falling=verdicts["falling"])
        return _evidence(
            self._snapshot,
            points,
            verdict,
            key=key,
            title=title,
            says=says,
            unit="balance of cooperation and conflict, -1 to 1",
            mask=mask,
            filters=filters,
            page=f"/pair/{a}/{b}",
        )

    def world(self) -> ClaimSection:
        """The world is or becomes multipolar."""
        return {
            "id": "multipolar-world",
            "claim": "The world is becoming multipolar.",
            "who": "Leaders of Russia and China, and those who report on them",
            "question": "Does what states do with each other spread over more of them than before?",
            "quotes": self._quotes(lambda claim: "multipolar" in claim.text or "world order" in claim.themes),
            "evidence": [
                self._pole(
                    "effective_actors",
                    rising="for",
                    falling="against",
                    says="How many states interaction is spread over. More would speak for the claim.",
                ),
                self._pole(
                    "centre_share",
                    rising="against",
                    falling="for",
                    says="The share of interaction that the two most involved states have. Less would speak for it.",
                ),
                self._pole(
                    "effective_blocs",
                    rising="for",
                    falling="against",
                    says="How many blocs of like size the states form. More would speak for it.",
                ),
                self._pole(
                    "bimodality",
                    rising="against",
                    falling="for",
                    says="How far states stand in two opposed camps: that would be a bipolar world.",
                ),
            ],
            "caveat": measured(self._snapshot, "year").reading,
        }

    def pillars(self) -> ClaimSection:
        """Russia and China are pillars of stability."""
        evidence = []
        for code, name in (("RUS", "Russia"), ("CHN", "China")):
            acts = abroad(self._snapshot, code)
            filters = {"figure": figure_name("abroad", code), "quad": ["material conflict"]}
            own = _shares(self._years, self._force, acts, filters)
            rest = {"figure": figure_name("abroad-but", code), "quad": ["material conflict"]}
            others = _shares(self._years, self._force, abroad(self._snapshot, code, others=True), rest)
            evidence.append(
                _evidence(
                    self._snapshot,
                    own,
                    _by_level(own, others, above="against", below="for", than="the share of all other states"),
                    key=f"force-{code.lower()}",
                    title=f"Force in what {name} does to others",
                    says=f"Which share of what {name}'s government, forces and courts do to others is material "
                    "conflict, as against that of all other states. A pillar of stability would lie below it.",
                    unit="share, 0 to 1",
                    mask=acts & self._force & self._years.counted,
                    filters=filters,
                    page=f"/actor/{code}",
                )
            )
        evidence.append(
            self._between(
                "RUS",
                "CHN",
                {"rising": "for", "falling": "against"},
                key="balance-rus-chn",
                title="How Russia and China deal with each other",
                says="Balance of cooperation and conflict between the two. A closer bond would speak for the claim.",
            )
        )

        def calls_stable(claim: Said) -> bool:
            about = {who[0] for who in claim.about} & {"RUS", "CHN"}
            return bool(about) and ("stability" in claim.themes or "stabil" in claim.text)

        return {
            "id": "pillars-of-stability",
            "claim": "Russia and China are pillars of stability.",
            "who": "Vladimir Putin and Xi Jinping, of their own countries",
            "question": "Is what the two do less often force than what other states do?",
            "quotes": self._quotes(calls_stable),
            "evidence": evidence,
            "caveat": "Reports dwell on force: a large state that is watched closely is seen to use more of it. The "
            "comparison with all other states takes off what is true of all reporting, but not what is true of that of "
            "one state alone.",
        }

    def leaning(self) -> ClaimSection:
        """Russia leans on China."""
        index, years = self._index, self._years
        russia, china = index.pair("RUS", "CHN")
        own = (index.acts(russia) | index.is_acted_upon(russia)) & years.counted
        together = index.between(russia, china)
        filters = {"actor": "RUS", "other": "CHN"}
        share = _shares(years, together, own, filters)
        sanctioned = index.is_acted_upon(russia) & self._sanction
        sanctions = {"other": "RUS", "direction": "forth", "type": ["SANCTION"]}
        weight = _shares(years, sanctioned, own, sanctions)
        return {
            "id": "leans-on-china",
            "claim": "Under sanctions, Russia has come to lean on China.",
            "who": "Reporters and analysts",
            "question": "Has China a growing part in what Russia does, since sanctions weigh on it?",
            "quotes": self._quotes(lambda claim: {"RUS", "CHN"} <= {who[0] for who in (*claim.speakers, *claim.about)}),
            "evidence": [
                _evidence(
                    self._snapshot,
                    share,
                    _by_trend(share, rising="for", falling="against"),
                    key="share-rus-chn",
                    title="China's part in what Russia does",
                    says="Which share of all incidents with Russia are between Russia and China.",
                    unit="share, 0 to 1",
                    mask=together & years.counted,
                    filters=filters,
                    page="/pair/RUS/CHN",
                ),
                _evidence(
                    self._snapshot,
                    weight,
                    _by_trend(weight, rising="for", falling="against"),
                    key="sanctions-rus",
                    title="Sanctions on Russia",
                    says="Which share of all incidents with Russia are sanctions on it.",
                    unit="share, 0 to 1",
                    mask=sanctioned & years.counted,
                    filters=sanctions,
                    page="/actor/RUS",
                ),
            ],
            "caveat": "Trade is hardly ever an incident: oil that flows every day makes no news. Who leans on whom "
            "shows here only where somebody agrees, delivers, asks or cuts off. The page of either actor lists such "
            "acts by what they are about.",
        }

    def isolated(self) -> ClaimSection:
        """The West has isolated Russia."""
        return {
            "id": "western-isolation",
            "claim": "The West has isolated Russia.",
            "who": "Western governments, and reports from Moscow",
            "question": "Has what the West and Russia do with each other turned from cooperation to conflict?",
            "quotes": self._quotes(
                lambda claim: "isolat" in claim.text and "RUS" in {who[0] for who in (*claim.speakers, *claim.about)}
            ),
            "evidence": [
                self._between(
                    "BLOC:West",
                    "RUS",
                    {"rising": "against", "falling": "for"},
                    key="balance-west-rus",
                    title="How the West and Russia deal with each other",
                    says="The balance of cooperation and conflict between the West's usual members and Russia.",
                )
            ],
            "caveat": "The West is here what reports usually mean by it: its members are listed in the knowledge "
            "tables, and are the same in all years.",
        }

    def dominance(self) -> ClaimSection:
        """The dominance of the United States."""
        america = self._index.actor("USA")
        mask = (self._index.acts(america) | self._index.is_acted_upon(america)) & self._years.counted
        filters = {"actor": "USA"}
        points = _shares(self._years, mask, self._years.counted, filters)
        return {
            "id": "us-dominance",
            "claim": "The dominance of the United States is over.",
            "who": "Those who call for a multipolar world",
            "question": "Does the United States figure in a smaller part of what happens than before?",
            "quotes": self._quotes(
                lambda claim: (
                    "USA" in {who[0] for who in claim.about}
                    and any(word in claim.text for word in ("domina", "hegemon", "unipolar"))
                )
            ),
            "evidence": [
                _evidence(
                    self._snapshot,
                    points,
                    _by_trend(points, rising="against", falling="for"),
                    key="share-usa",
                    title="The part of the United States",
                    says="Which share of all incidents the United States figures in.",
                    unit="share, 0 to 1",
                    mask=mask,
                    filters=filters,
                    page="/actor/USA",
                )
            ],
            "caveat": "A ledger of reports in English hears more of the United States than of others, in all years "
            "alike; what can be read is whether that changes.",
        }


def multipolar_page(snapshot: Snapshot) -> MultipolarAnswer:
    """The page.

    Raises:
        NotLinkedError: There are no incidents yet.
    """
    snapshot.require_incidents()
    years = _years(snapshot)
    if years is None or not years.counted.any():
        return {"intro": _INTRO, "sections": [], "points": [], "notes": ["the ledger holds no incident that is dated"]}
    writer = _Writer(snapshot, years)
    sections = [writer.world(), writer.pillars(), writer.leaning(), writer.isolated(), writer.dominance()]
    return {
        "intro": _INTRO,
        "sections": sections,
        "points": [
            {
                "section": section["id"],
                "evidence": series["id"],
                "period": point["period"],
                "value": point["value"],
                "low": point["low"],
                "high": point["high"],
                "incidents": point["incidents"],
                "link": point["link"],
            }
            for section in sections
            for series in section["evidence"]
            for point in series["series"]
        ],
        "notes": [],
    }
