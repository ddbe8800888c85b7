"""How often the country of a place is right, with the annotators' place spans given.

    evaluate_places.py DOCS.jsonl GOLD.jsonl [--errors N] [--bare]

Each place that the annotators tied to a country is resolved from its words, its sentence and the ones before, and the
countries of the event's actors. ``--bare`` leaves the context out. Prints the accuracy, how many places were named or
inferred, how confidence compares with accuracy, and phrases per CPU second.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from multipolar.resolving.knowledge import load_knowledge
from multipolar.resolving.places import PlaceContext, PlaceMatch, PlaceResolver, acting_abroad, likely_countries


def load(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]


def context_of(document: dict[str, Any], event: dict[str, Any], number: int, words: str) -> PlaceContext:
    """What the coder would know around a place: its sentence, those before, the actors' countries."""
    sentences = document["sentences"]
    start = max(0, sentences[number].find(words))
    actors, recipients = ([x[1] for x in event.get(role) or []] for role in ("who", "to"))
    sectors = [x[2] for x in event.get("who") or []]
    countries = likely_countries(event["e"], actors=actors, recipients=recipients, sectors=sectors)
    return PlaceContext(
        countries=countries,
        absent=acting_abroad(actors, likely=countries),
        sentence=sentences[number],
        start=start,
        end=start + len(words),
        before=tuple(reversed(sentences[:number])),
    )


Case = tuple[str, str, str | None, PlaceContext]


def cases_of(docs: Path, gold: Path, *, bare: bool) -> list[Case]:
    """Every annotated place: report, words, country, context."""
    documents = {document["id"]: document for document in load(docs)}
    cases = []
    for item in load(gold):
        for event in item.get("events") or []:
            if event.get("at"):
                words, country, *rest = event["at"]
                context = context_of(documents[item["id"]], event, rest[0] if rest else event["s"], words)
                cases.append((item["id"], words, country, PlaceContext() if bare else context))
    return cases


def report(cases: list[Case], results: list[PlaceMatch | None], *, errors: int) -> None:
    """Print accuracy by kind of place and by confidence, and some of the wrong ones."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    bins: dict[int, list[bool]] = defaultdict(list)
    wrong = []
    for (at, words, country, context), match in zip(cases, results, strict=True):
        said = match.country if match is not None else None
        expected = None if country in {None, "---"} else country
        good = said == expected
        groups = ["in none"] if expected is None else ["all"]
        if expected is not None:
            groups.append("not found" if match is None else "inferred" if match.inferred else match.precision)
            if match is not None:
                bins[int(match.confidence * 10)].append(good)
        for group in groups:
            total[group] += 1
            right[group] += good
        if not good:
            wrong.append((at, words, country, said, match.reason if match else "", context.sentence[:150]))
    for group in total:
        print(f"{group:10} {right[group]:5} of {total[group]:5}  {right[group] / total[group]:.4f}")
    for edge in sorted(bins):
        print(f"confidence {edge / 10:.1f}-  accuracy {sum(bins[edge]) / len(bins[edge]):.3f} of {len(bins[edge])}")
    for row in wrong[:errors]:
        print(*row, sep=" | ")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="how many wrong ones to print")
    parser.add_argument("--bare", action="store_true", help="words only")
    options = parser.parse_args()
    began = time.process_time()
    resolver = PlaceResolver(load_knowledge())
    resolver.resolve("Aleppo")
    print(f"load {1000 * (time.process_time() - began):.0f} ms of CPU")
    cases = cases_of(options.docs, options.gold, bare=options.bare)
    began = time.process_time()
    results = [resolver.resolve(words, context=context) for _, words, _, context in cases]
    spent = time.process_time() - began
    report(cases, results, errors=options.errors)
    print(f"{len(cases) / spent:.0f} phrases per CPU second")


if __name__ == "__main__":
    main()
