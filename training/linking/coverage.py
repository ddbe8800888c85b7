"""Sets of reports in which several outlets tell the same happenings, labelled with which is which.

    coverage.py --out REPORTS.jsonl     # the reports, to be built into a ledger

The corpora tell most happenings once; who reads the news of a week gets each from several outlets, in their own words.
``coverage/train.jsonl`` and ``coverage/test.jsonl`` hold such weeks, written for this project: one report a line, with
its ``set``, and its ``events`` as sentence number (-1 for the title), trigger, and the happening's name in the set.
Other happenings of a set are made to look like the main ones: the next round of the talks, another town's strike.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from linking.goldset import Labelled, Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linking.goldset import Half

__all__ = ["COVERAGE", "coverage"]

COVERAGE = Path(__file__).with_name("coverage")
"""Where the sets are."""

HALVES: tuple[Half, ...] = ("train", "test")


def _lines(half: Half) -> Iterator[dict[str, Any]]:
    with (COVERAGE / f"{half}.jsonl").open(encoding="utf8") as lines:
        yield from map(json.loads, lines)


def report(line: dict[str, Any]) -> dict[str, Any]:
    """A report as ``multipolar build`` takes it."""
    return {
        "id": line["id"],
        "title": line["title"],
        "published": line["date"],
        "source": line["outlet"],
        "text": " ".join(line["sentences"]),
    }


def _labelled(line: dict[str, Any]) -> Iterator[Labelled]:
    starts = [0]
    for sentence in line["sentences"]:
        starts.append(starts[-1] + len(sentence) + 1)
    for number, trigger, happening in line["events"]:
        titled = number < 0
        within = line["title"] if titled else line["sentences"][number]
        start = within.index(trigger) + (0 if titled else starts[number])
        yield Labelled(line["id"], "title" if titled else "text", start, start + len(trigger), happening)


def coverage(half: Half | None = None) -> list[Neighbourhood]:
    """The sets as neighbourhoods, each a story of its own.

    Args:
        half: Only those of this half.
    """
    found = []
    for one in HALVES if half is None else (half,):
        for name, lines in groupby(_lines(one), key=lambda line: line["set"]):
            events = tuple(event for line in lines for event in _labelled(line))
            found.append(Neighbourhood(name, name, one, "coverage", events))
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with given.out.open("w", encoding="utf8") as out:
        for half in HALVES:
            for line in _lines(half):
                out.write(json.dumps(report(line), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
