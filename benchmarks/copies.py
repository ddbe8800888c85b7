"""How far copies move the number of incidents: ``python benchmarks/copies.py LEDGER [--items 2000] [--most 20]``.

Takes the events of some reports of a ledger, adds 1 to ``--most`` copies of each report (word for word, cut short, with
a changed headline, with another lead), spread over the two days after it, and counts incidents before and after. What
the coder makes of a copy is taken to be what it made of the original, where the copy still has the words.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from multipolar.ledger import Ledger
from multipolar.ledger.linked import view_batches
from multipolar.linking import VIEW_COLUMNS, EventView, Linker, load_scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEADS = (
    "Officials said on the record that {}",
    "It was reported late in the evening that {}",
    "In a development confirmed by several sources, {}",
    "As this paper went to press, {}",
)


def _cut(quote: str, trigger: str) -> str:
    """The sentence cut short some words after its trigger."""
    end = quote.find(trigger) + len(trigger)
    return quote[: max(end, len(quote) * 2 // 3)].rsplit(" ", 1)[0] if end < len(quote) * 2 // 3 else quote


WAYS: dict[str, Callable[[str, str, random.Random], str]] = {
    "word for word": lambda quote, _trigger, _rng: quote,
    "cut short": lambda quote, trigger, _rng: _cut(quote, trigger),
    "headline": lambda quote, _trigger, _rng: f"UPDATE: {quote}",
    "lead": lambda quote, _trigger, rng: rng.choice(_LEADS).format(quote[:1].lower() + quote[1:]),
}


def _moved(view: EventView, quote: str) -> int:
    """Where the trigger stands in the copy: what is put before the sentence moves it."""
    for at in (view.at, view.at + len(quote) - len(view.quote)):
        if at >= 0 and quote.startswith(view.trigger, at):
            return at
    return quote.find(view.trigger)


def copies(views: Sequence[EventView], most: int, way: str, seed: int) -> list[EventView]:
    """Copies of reports' events, each report's under ids of its own."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    reports: dict[str, list[EventView]] = {}
    for view in views:
        reports.setdefault(view.report, []).append(view)
    made = []
    for report, own in reports.items():
        for number in range(rng.randint(1, most)):
            for view in own:
                quote = WAYS[way](view.quote, view.trigger, rng)
                published = view.published + dt.timedelta(days=rng.randint(0, 2)) if view.published else None
                made.append(
                    replace(
                        view,
                        id=f"{view.id}-{number}",
                        report=f"{report}-{number}",
                        text_key=view.text_key if way == "word for word" else f"{report}-{number}",
                        quote=quote,
                        at=_moved(view, quote),
                        published=published,
                    )
                )
    return made


def count(views: Sequence[EventView]) -> int:
    """Incidents that events are, linked in the order of their reports' days."""
    ordered = sorted(views, key=lambda view: (view.published or dt.date.max, view.report, view.position))
    return len(set(Linker(load_scorer()).place(ordered)))


def main() -> None:
    """Copy, link, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--most", type=int, default=20)
    arguments = parser.parse_args()
    ledger = Ledger.open(arguments.ledger)
    rows = ledger.query(
        f"SELECT {VIEW_COLUMNS} FROM events AS e JOIN reports AS r ON r.id = e.report WHERE r.id IN "  # noqa: S608 - ours
        "(SELECT report FROM events GROUP BY report ORDER BY hash(report) LIMIT $items)",
        {"items": arguments.items},
    )
    views = [view for batch in view_batches(rows) for view in batch]
    before = count(views)
    print(f"{arguments.items:,} reports, {len(views):,} events, {before:,} incidents")
    print("| copies | events with copies | incidents | moved by |")
    print("|---|---|---|---|")
    for way in WAYS:
        every = [*views, *copies(views, arguments.most, way, seed=1)]
        after = count(every)
        print(f"| {way} | {len(every):,} | {after:,} | {100 * (after - before) / before:+.2f} % |", flush=True)


if __name__ == "__main__":
    main()
