"""Counts how common words are in reports and writes the table that linking weighs words by.

    python training/linking_words.py reports.jsonl.gz > src/multipolar/linking/words.txt

A line holds a weight and the stems that have it: the natural log of how many reports there are to one that has the
stem, in steps of a fifth. Stems that fewer than eight in a hundred thousand reports have are left out; they weigh most.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

from multipolar.linking.words import RAREST, stem

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_STEP = 5


def main() -> None:
    """Count and write."""
    reports = 0
    counts: Counter[str] = Counter()
    for name in sys.argv[1:]:
        with gzip.open(Path(name), "rt", encoding="utf-8") as lines:
            for line in lines:
                reports += 1
                counts.update({stem(word) for word in _WORD.findall(json.loads(line)["text"]) if len(word) > 1})
    classes: dict[float, list[str]] = {}
    for word, count in counts.items():
        weight = round(math.log(reports / count) * _STEP) / _STEP
        if weight < RAREST - 0.5:
            classes.setdefault(weight, []).append(word)
    print("# How rare words are in news: log of reports to one that has the stem. Made by training/linking_words.py.")
    for weight in sorted(classes):
        print(f"{weight:g}: {' '.join(sorted(classes[weight]))}")


if __name__ == "__main__":
    main()
