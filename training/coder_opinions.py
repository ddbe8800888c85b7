"""What the coder says of given spans: its sector and antecedents, for measuring the resolver as coding uses it.

In coding, the resolver weighs the tables and its own evidence together with the coder's opinion of each mention. Where
the annotators' spans are given, the coder can be asked about those in the same way, whether it found them or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.reading import OnnxCoder, WindowOptions
from multipolar.reading.labels import HEADS, SECTOR_LABELS
from multipolar.reading.reports import passages_of
from multipolar.resolving.naming import name_finder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from multipolar.records import Extent, Report
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["Opinion", "Opinions"]

_LEAST: Final = 0.05
"""Antecedents below this chance are left out, as in coding."""
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the coder says of one span.

    Attributes:
        sector: The likeliest sector, with its probability; None where the span holds no word.
        antecedents: Other spans that it may stand for, with probabilities, best first.
    """

    sector: tuple[str, float] | None = None
    antecedents: tuple[tuple[Extent, float], ...] = ()


def _softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    exps = np.exp(x - x.max())
    result: NDArray[np.float32] = exps / exps.sum()
    return result


class Opinions:
    """Asks a coder about spans.

    Args:
        weights: Folder of the coder's weights.
        knowledge: The tables, whose names the coder is shown.
    """

    def __init__(self, weights: Path, knowledge: Knowledge) -> None:
        self.coder = OnnxCoder(weights, find_names=name_finder(knowledge))

    def of(self, report: Report, spans: Iterable[Extent]) -> dict[Extent, Opinion]:
        """The coder's opinion of each span of a report.

        Args:
            report: The report.
            spans: Where mentions of actors stand.
        """
        coder = self.coder
        wanted = sorted(set(spans), key=lambda e: (e.sentence, e.start, e.end))
        kept = [sentence.index for sentence in report.sentences if sentence.copy_of is None]
        texts = [report.sentence_text(number) for number in kept]
        tokens = dict(zip(kept, coder.tokens.sentences(texts), strict=True))
        found: dict[Extent, Opinion] = {}
        for passage in passages_of(report, [len(tokens[number].ids) for number in kept], WindowOptions()):
            encoded = coder.tokens.passage([tokens[number] for number in passage.numbers])
            labels, vectors = coder.run([encoded])
            (links,) = coder.link([vectors[0]], [[0]])  # the links of one word, which are not looked at
            words: dict[Extent, tuple[int, int]] = {}
            numbers = np.array([passage.numbers[int(at)] for at in encoded.sentences])
            for span in wanted:
                here = (numbers == span.sentence) & (encoded.starts < span.end) & (encoded.ends > span.start)
                at = np.flatnonzero(here)
                if len(at):
                    words[span] = (int(at[0]), int(at[-1]))
            for span, opinion in _opinions(labels[0], links.antecedents, words).items():
                found.setdefault(span, opinion)
        return found


def _opinions(
    labels: NDArray[np.float32], links: NDArray[np.float32], words: dict[Extent, tuple[int, int]]
) -> dict[Extent, Opinion]:
    first_head, last_head = HEADS["sector_first"], HEADS["sector_last"]
    spans = list(words)
    found = {}
    for span, (first, last) in words.items():
        scores = labels[first, first_head.start : first_head.start + first_head.size]
        scores = scores + labels[last, last_head.start : last_head.start + last_head.size]
        chances = _softmax(scores)
        best = int(chances.argmax())
        others = [other for other in spans if words[other][1] < first or words[other][0] > last]
        antecedents: list[tuple[Extent, float]] = []
        if others:
            raw = np.array([links[0, first, words[o][0]] + links[1, first, words[o][1]] for o in others])
            ranked = sorted(zip(others, _softmax(raw).tolist(), strict=True), key=lambda row: -row[1])
            antecedents = [(other, round(chance, 4)) for other, chance in ranked[:_MOST] if chance >= _LEAST]
        found[span] = Opinion((SECTOR_LABELS[best], round(float(chances[best]), 4)), tuple(antecedents))
    return found
