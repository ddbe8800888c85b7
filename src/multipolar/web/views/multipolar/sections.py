"""The sections on a multipolar world: a claim, who makes it, and what speaks for and against it.

The claims are those of the meeting in Moscow in May 2025: that the world is or becomes multipolar, that Russia and
China are pillars of stability in it, that Russia leans on China, that the West has isolated Russia, and that the
dominance of the United States is what all this turns against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.ontology import EVENT_TYPES
from multipolar.web.figures import abroad, figure_mask, figure_name, network_window
from multipolar.web.loading import ALL_MODES, QUADS
from multipolar.web.query import link
from multipolar.web.views.claims import all_claims, claims_with
from multipolar.web.views.multipolar.series import balances, by_level, by_trend, evidence_from, point_of, shares
from multipolar.web.views.poles import measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from multipolar.web.pages import ClaimSection, EvidenceSeries
    from multipolar.web.shapes import Claim
    from multipolar.web.snapshot import Snapshot
    from multipolar.web.views.claims import Said
    from multipolar.web.views.multipolar.series import Speaks, Years

__all__ = ["Writer"]

_QUOTES: Final = 8
_SANCTIONS: Final = ("withdraw", "discontinue")
"""What of the type is a sanction as people say it; the other modes are convictions and expulsions."""
_FORCE: Final = tuple(number for number, quad in enumerate(QUADS) if quad == "material conflict")


class Writer:
    """Writes the sections of a snapshot."""

    def __init__(self, snapshot: Snapshot, years: Years) -> None:
        self._snapshot = snapshot
        self._years = years
        index, columns = snapshot.incidents, snapshot.columns
        self._index = index
        self._scores = columns.score
        self._force = np.isin(columns.quad, _FORCE)
        self._sanction = (columns.type == EVENT_TYPES.index("SANCTION")) & np.isin(
            columns.mode, [ALL_MODES.index(mode) for mode in _SANCTIONS]
        )

    def _quotes(self, wanted: Callable[[Said], bool]) -> list[Claim]:
        found = [claim for claim in all_claims(self._snapshot) if wanted(claim)]
        return claims_with(self._snapshot, found[:_QUOTES])

    def _pole(self, measure: str, *, rising: Speaks, falling: Speaks, says: str) -> EvidenceSeries:
        found = measured(self._snapshot, "year")
        facts = next(row for row in found.measures if row["measure"] == measure)
        points = [
            point_of(
                row["period"],
                row["until"],
                row["value"],
                row["low"],
                row["high"],
                row["incidents"],
                link(figure=figure_name("network", *network_window(self._snapshot, found.parts[row["period"]]))),
            )
            for row in found.series
            if row["measure"] == measure
        ]
        # Each year's network has that year's incidents alone, so that all together are those of the whole time.
        whole = figure_name("network", self._years.since, self._years.until)
        return evidence_from(
            self._snapshot,
            self._years,
            points,
            by_trend(points, self._years, rising=rising, falling=falling),
            key=measure.replace("_", "-"),
            title=facts["title"],
            says=says,
            unit=facts["unit"],
            mask=figure_mask(self._snapshot, whole),
            where=link(figure=whole),
            page="/poles",
        )

    def _between(
        self, a: str, b: str, verdicts: dict[str, Speaks], *, key: str, title: str, says: str
    ) -> EvidenceSeries:
        one, two = self._index.pair(a, b)
        mask = self._index.between(one, two) & self._years.counted
        filters = {"actor": a, "other": b}
        points = balances(self._years, self._scores, mask, filters)
        verdict = by_trend(points, self._years, rising=verdicts["rising"], falling=verdicts["falling"])
        return evidence_from(
            self._snapshot,
            self._years,
            points,
            verdict,
            key=key,
            title=title,
            says=says,
            unit="balance of cooperation and conflict, -1 to 1",
            mask=mask,
            where=self._years.listing(filters),
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
            own = shares(self._years, self._force, acts, filters)
            rest = {"figure": figure_name("abroad-but", code), "quad": ["material conflict"]}
            others = shares(self._years, self._force, abroad(self._snapshot, code, others=True), rest)
            evidence.append(
                evidence_from(
                    self._snapshot,
                    self._years,
                    own,
                    by_level(
                        own, others, self._years, above="against", below="for", than="the share of all other states"
                    ),
                    key=f"force-{code.lower()}",
                    title=f"Force in what {name} does to others",
                    says=f"Which share of what {name}'s government, forces and courts do to others is material "
                    "conflict, as against that of all other states. A pillar of stability would lie below it.",
                    unit="share, 0 to 1",
                    mask=acts & self._force & self._years.counted,
                    where=self._years.listing(filters),
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
        share = shares(years, together, own, filters)
        sanctioned = index.is_acted_upon(russia) & self._sanction
        sanctions = {"other": "RUS", "direction": "forth", "type": ["SANCTION"], "mode": list(_SANCTIONS)}
        weight = shares(years, sanctioned, own, sanctions)
        return {
            "id": "leans-on-china",
            "claim": "Under sanctions, Russia has come to lean on China.",
            "who": "Reporters and analysts",
            "question": "Has China a growing part in what Russia does, since sanctions weigh on it?",
            "quotes": self._quotes(lambda claim: {"RUS", "CHN"} <= {who[0] for who in (*claim.speakers, *claim.about)}),
            "evidence": [
                evidence_from(
                    self._snapshot,
                    self._years,
                    share,
                    by_trend(share, years, rising="for", falling="against"),
                    key="share-rus-chn",
                    title="China's part in what Russia does",
                    says="Which share of all incidents with Russia are between Russia and China.",
                    unit="share, 0 to 1",
                    mask=together & years.counted,
                    where=self._years.listing(filters),
                    page="/pair/RUS/CHN",
                ),
                evidence_from(
                    self._snapshot,
                    self._years,
                    weight,
                    by_trend(weight, years, rising="for", falling="against"),
                    key="sanctions-rus",
                    title="Sanctions on Russia",
                    says="Which share of all incidents with Russia are sanctions on it: dealings, money or membership "
                    "that others cut off or withdraw; not convictions and expulsions of its people.",
                    unit="share, 0 to 1",
                    mask=sanctioned & years.counted,
                    where=self._years.listing(sanctions),
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
        points = shares(self._years, mask, self._years.counted, filters)
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
                evidence_from(
                    self._snapshot,
                    self._years,
                    points,
                    by_trend(points, self._years, rising="against", falling="for"),
                    key="share-usa",
                    title="The part of the United States",
                    says="Which share of all incidents the United States figures in.",
                    unit="share, 0 to 1",
                    mask=mask,
                    where=self._years.listing(filters),
                    page="/actor/USA",
                )
            ],
            "caveat": "A ledger of reports in English hears more of the United States than of others, in all years "
            "alike; what can be read is whether that changes.",
        }
