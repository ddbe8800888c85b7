"""Measure how well times are worked out, given the words that annotators marked.

    python training/evaluate_times.py DOCS.jsonl GOLD.jsonl [--errors N]

Prints the share of time expressions whose ISO form is exactly the annotator's, where the annotator gave one, how often
nothing is given where the annotator gave nothing, and the errors by pattern. Both files are in the annotation format.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from multipolar.resolving.times import TimeContext, TimeMatch, resolve_time

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated time: its words and date, and what a resolver may know besides."""

    words: str
    iso: str | None
    published: dt.date
    context: TimeContext


def read_cases(docs: Path, gold: Path) -> Iterator[Case]:
    """Every time expression of the events of an annotated set."""
    reports = {}
    with docs.open(encoding="utf-8") as lines:
        for line in lines:
            report = json.loads(line)
            reports[report["id"]] = report
    with gold.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            report = reports[record["id"]]
            for event in record.get("events", ()):
                on = event.get("on")
                if on:
                    yield _case(event, on, report)


def _case(event: dict[str, object], on: list[object], report: dict[str, object]) -> Case:
    number = on[2] if len(on) > 2 else event["s"]
    sentences = report["sentences"]
    if not isinstance(number, int) or not isinstance(sentences, list):
        raise TypeError(f"{report['id']}: not in the annotation format")
    sentence, words, trigger = str(sentences[number]), str(on[0]), str(event["t"])
    start = sentence.find(words)
    at = sentence.find(trigger) if number == event["s"] else -1
    context = TimeContext(
        status=str(event["st"]),
        sentence=sentence,
        start=start if start >= 0 else None,
        end=start + len(words) if start >= 0 else None,
        earlier=tuple(str(text) for text in sentences[:number]),
        trigger=(at, at + len(trigger)) if at >= 0 else None,
    )
    iso = str(on[1]) if on[1] else None
    return Case(words, iso, dt.date.fromisoformat(str(report["published"])), context)


def pattern(words: str) -> str:
    """Words with their numbers, months and weekdays made alike, to group errors."""
    words = words.lower()
    words = re.sub(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", "WEEKDAY", words)
    months = "january|february|march|april|may|june|july|august|september|october|november|december"
    words = re.sub(rf"\b(?:{months})\b", "MONTH", words)
    words = re.sub(r"\b\d{4}\b", "YEAR", words)
    words = re.sub(r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b", "N", words)
    return re.sub(r"\b(?:day|week|month|year)s?\b", "UNIT", words)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="how many patterns to list, with their errors")
    options = parser.parse_args()
    right = dated = quiet = undated = 0
    granular: Counter[str] = Counter()
    wrong: dict[str, list[tuple[Case, TimeMatch | None]]] = defaultdict(list)
    for case in read_cases(options.docs, options.gold):
        match = resolve_time(case.words, published=case.published, context=case.context)
        if case.iso is None:
            undated += 1
            quiet += match is None
            continue
        dated += 1
        if match is not None and match.iso == case.iso:
            right += 1
            continue
        granular["none" if match is None else "other"] += 1
        wrong[pattern(case.words)].append((case, match))
    print(
        f"exact {right}/{dated} = {right / max(dated, 1):.4f}; no answer where the annotator has none {quiet}/{undated}"
    )
    print(f"errors: {granular['none']} without an answer, {granular['other']} with another")
    for name, cases in sorted(wrong.items(), key=lambda item: (-len(item[1]), item[0]))[: options.errors]:
        print(f"{len(cases):4d}  {name}")
        for case, match in cases:
            got = "None" if match is None else f"{match.iso} ({match.reason})"
            print(f"      {case.words!r} published {case.published} {case.context.status}: {case.iso} got {got}")


if __name__ == "__main__":
    main()
