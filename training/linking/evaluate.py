"""How well linking finds which events are one incident, beside the two ways without it.

    evaluate.py LEDGER [--half test|train] [--coverage] [--weights FILE] [--thresholds X,Y,...] [--errors N]

LEDGER holds the labelled reports, coded (and whatever else: all its events are linked anew, in memory). Within each
labelled neighbourhood (with ``--coverage``, within each week of ``coverage.py``) the incidents found are compared with
those labelled:

B-cubed    for each event, how many of those put with it belong with it (precision), and how many of those that belong
           with it are put with it (recall), the event itself included; averaged over events. Bagga & Baldwin 1998.
pairwise   of the pairs put together, how many belong together, and the other way round.

Baselines: ``apart`` merges nothing, ``exact`` merges events of the same type, day and codes of both sides.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import multipolar
from linking.coverage import coverage
from linking.goldset import Joined, load_gold, load_views, locate
from multipolar.linking import load_scorer
from multipolar.linking.linker import Linker

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from multipolar.linking.scoring import Scorer
    from multipolar.linking.views import EventView


@dataclass(slots=True)
class Tally:
    """Sums over events and pairs, and the rates that follow from them."""

    events: int = 0
    precision: float = 0.0
    recall: float = 0.0
    right: int = 0
    merged: int = 0
    belonging: int = 0

    def add(self, other: Tally) -> None:
        """Add another's sums."""
        self.events += other.events
        self.precision += other.precision
        self.recall += other.recall
        self.right += other.right
        self.merged += other.merged
        self.belonging += other.belonging

    def rates(self) -> tuple[float, ...]:
        """B-cubed precision, recall and F1, pairwise precision, recall and F1; 1 where nothing is merged."""
        cubed = self.precision / max(1, self.events), self.recall / max(1, self.events)
        pairs = (
            self.right / self.merged if self.merged else 1.0,
            self.right / self.belonging if self.belonging else 1.0,
        )
        return (*cubed, harmonic(*cubed), *pairs, harmonic(*pairs))


def harmonic(left: float, right: float) -> float:
    """F1 of a precision and a recall."""
    return 2 * left * right / (left + right) if left + right else 0.0


def tally(joined: Sequence[Joined], found: Sequence[Hashable], views: Sequence[EventView]) -> dict[str, Tally]:
    """Compare incidents with the labels.

    Args:
        joined: The labels.
        found: Incident of each event, in the order of ``views``.
        views: The events.

    Returns:
        Tallies by event type (a pair counts for its later event's), those of ``told again`` (events of labelled
        incidents that are told more than once) and ``all``.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    for one in joined:
        sizes, own = Counter(one.labels), Counter(found[row] for row in one.rows)
        both = Counter((label, found[row]) for label, row in zip(one.labels, one.rows, strict=True))
        for label, row in zip(one.labels, one.rows, strict=True):
            shared = both[label, found[row]]
            kinds = ["all", views[row].type] + (["told again"] if sizes[label] > 1 else [])
            for kind in kinds:
                tallies[kind].events += 1
                tallies[kind].precision += shared / own[found[row]]
                tallies[kind].recall += shared / sizes[label]
        for later, earlier, same in one.pairs():
            merged = found[later] == found[earlier]
            for kind in ("all", views[later].type):
                tallies[kind].merged += merged
                tallies[kind].belonging += same
                tallies[kind].right += same and merged
    return tallies


def exact(view: EventView) -> Hashable:
    """What the second baseline merges by: the type, the day, and the codes of both sides."""
    sides = (frozenset(side.code for side in view.actors), frozenset(side.code for side in view.recipients))
    return (view.type, view.start or view.published, sides)


def linked(views: Sequence[EventView], scorer: Scorer) -> list[str]:
    """The incidents that linking finds, one for each event."""
    return Linker(scorer).place(views)


def show(name: str, tally_of: Tally) -> None:
    """Print one row of figures."""
    rates = "  ".join(f"{rate:.3f}" for rate in tally_of.rates())
    print(f"{name:12} {tally_of.events:6}  {rates}   {tally_of.right}/{tally_of.merged} of {tally_of.belonging}")


def errors(joined: Sequence[Joined], found: Sequence[Any], views: Sequence[EventView], most: int) -> None:
    """Print pairs wrongly merged and wrongly kept apart."""
    for wrongly in (True, False):
        print(f"\n{'merged' if wrongly else 'kept apart'} wrongly:")
        wrong = [
            (one.neighbourhood.id, later, earlier)
            for one in joined
            for later, earlier, same in one.pairs()
            if (found[later] == found[earlier]) != same and same != wrongly
        ]
        for name, *rows in wrong[:: max(1, len(wrong) // most)][:most]:
            print(name)
            for row in rows:
                view = views[row]
                print(f"   {view.report} {view.type} [{view.trigger}] {view.quote[:150]}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--half", choices=("train", "test"), default="test")
    parser.add_argument("--coverage", action="store_true", help="of what several outlets tell in a week")
    parser.add_argument("--weights", type=Path, help="weights of the pair score, instead of those shipped")
    parser.add_argument(
        "--thresholds", type=str, help="thresholds to try, with commas between, instead of the weights'"
    )
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print up to N wrong pairs of each kind")
    given = parser.parse_args()
    with multipolar.open(given.ledger) as ledger:
        _, triggers, views = load_views(ledger)
    joined = locate(coverage(given.half) if given.coverage else load_gold(given.half), triggers)
    missing = sum(one.missing for one in joined)
    events = sum(len(one.rows) for one in joined)
    print(f"{given.half}: {len(joined)} neighbourhoods, {events} events, {missing} not coded")
    scorer = load_scorer(given.weights)
    print("                events  B3 P   B3 R   B3 F1  pair P pair R pair F1  right/merged of belonging")
    show("apart", tally(joined, range(len(views)), views)["all"])
    show("exact", tally(joined, [exact(view) for view in views], views)["all"])
    if given.thresholds:
        for threshold in map(float, given.thresholds.split(",")):
            show(
                f"at {threshold:+.2f}", tally(joined, linked(views, replace(scorer, threshold=threshold)), views)["all"]
            )
        return
    found = linked(views, scorer)
    tallies = tally(joined, found, views)
    show("linked", tallies.pop("all"))
    again = tallies.pop("told again")
    print(f"\n{'told again':12} {again.events:6}  {'  '.join(f'{rate:.3f}' for rate in again.rates()[:3])}   (B-cubed)")
    for kind in sorted(tallies, key=lambda kind: -tallies[kind].events):
        show(kind, tallies[kind])
    if given.errors:
        errors(joined, found, views, given.errors)


if __name__ == "__main__":
    main()
