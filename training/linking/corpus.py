"""What linking makes of a whole ledger: events, incidents and reports per incident by year, and the largest incidents.

    corpus.py LEDGER [--largest 10] [--pairs N] [--seed 1]

All events are linked anew, in memory, with the shipped weights. ``--pairs`` prints pairs of events of different reports
drawn at random from those put into one incident, to be read by eye.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import multipolar
from linking.evaluate import linked
from linking.goldset import load_views
from multipolar.linking import load_scorer

if TYPE_CHECKING:
    from multipolar.linking.views import EventView


def told(view: EventView) -> str:
    """An event in one line."""
    start = max(view.at, 0)
    around = f"{view.quote[max(0, start - 80) : start]}[{view.trigger}]{view.quote[start + len(view.trigger) :][:80]}"
    return f"{view.published} {view.type:8} {' '.join(around.split())}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--largest", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with multipolar.open(given.ledger) as ledger:
        _, _, views = load_views(ledger)
    members: dict[str, list[EventView]] = defaultdict(list)
    for view, incident in zip(views, linked(views, load_scorer()), strict=True):
        members[incident].append(view)
    events: Counter[int] = Counter()
    incidents: Counter[int] = Counter()
    reports: Counter[int] = Counter()
    for mates in members.values():
        year = mates[0].published.year if mates[0].published else 0
        events[year] += len(mates)
        incidents[year] += 1
        reports[year] += len({mate.report for mate in mates})
    print("year  events  incidents  reports per incident")
    for year in sorted(incidents):
        print(f"{year}  {events[year]:6}  {incidents[year]:9}  {reports[year] / incidents[year]:.3f}")
    print(f"all   {len(views):6}  {len(members):9}  {reports.total() / len(members):.3f}")
    sizes = Counter(min(10, len({mate.report for mate in mates})) for mates in members.values())
    print("reports of an incident:", dict(sorted(sizes.items())))
    for mates in sorted(members.values(), key=lambda mates: -len({mate.report for mate in mates}))[: given.largest]:
        print(f"\n{len(mates)} events of {len({mate.report for mate in mates})} reports")
        for mate in mates[:: max(1, len(mates) // 12)]:
            print("  ", told(mate))
    chance = random.Random(given.seed)  # noqa: S311 - a sample, not a secret
    pairs = [
        (left, right)
        for mates in members.values()
        for at, left in enumerate(mates[:20])
        for right in mates[:at]
        if left.report != right.report
    ]
    for number, (left, right) in enumerate(chance.sample(pairs, min(given.pairs, len(pairs)))):
        print(f"\n#{number} {told(right)}\n   {told(left)}")


if __name__ == "__main__":
    main()
