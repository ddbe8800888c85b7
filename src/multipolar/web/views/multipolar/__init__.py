"""What a ledger says about a multipolar world: claims that reports carry, and what speaks for and against each.

The page. Its sections, one for each claim, stand in ``sections``; the series that they weigh, and how, in ``series``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.web.views.multipolar.sections import Writer
from multipolar.web.views.multipolar.series import years_of

if TYPE_CHECKING:
    from multipolar.web.pages import MultipolarAnswer
    from multipolar.web.snapshot import Snapshot

__all__ = ["multipolar_page"]

_INTRO: Final = (
    "Two leaders meet, and call their countries pillars of stability in a multipolar world; a reporter adds that the "
    "one has come to lean on the other. These are claims. Below stands, for each, who makes it in the reports of this "
    "ledger and what the incidents say: series that speak for it, against it, or leave it open, each with the doubt "
    "that its number of incidents leaves. A ledger knows what was reported, not what is: read the caveats."
)
_NOTE: Final = (
    "Trends are Kendall's rank correlation with time over whole years, held to the 5 % level one by one: of twenty "
    "series that go nowhere one seems to go somewhere. Years that the ledger covers in part are drawn and count for "
    "nothing."
)


def multipolar_page(snapshot: Snapshot) -> MultipolarAnswer:
    """The page.

    Raises:
        NotLinkedError: There are no incidents yet.
    """
    snapshot.require_incidents()
    years = years_of(snapshot)
    if years is None or not years.counted.any():
        return {"intro": _INTRO, "sections": [], "points": [], "notes": ["the ledger holds no incident that is dated"]}
    writer = Writer(snapshot, years)
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
        "notes": [_NOTE],
    }
