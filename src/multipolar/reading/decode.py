"""From the model's numbers to drafts.

Per-word logits give triggers, quotes and mentions; link scores tie each trigger to the mentions that fill its roles.
Everything works on one passage at a time, on small numpy arrays; the encoder, not this, is where the time goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from multipolar.ontology import EVENT_TYPES, RELATION_TYPES, STATUSES, SYMMETRIC
from multipolar.reading.answering import aimed
from multipolar.reading.cues import find_cue
from multipolar.reading.labels import HEADS, LAYERS, MODE_LABELS, PAIRS, SECTOR_LABELS, TREND_LABELS, mode_slice
from multipolar.reading.names import beside_and
from multipolar.reading.runs import runs, softmax, starts, tag_probabilities, triggers
from multipolar.records import DraftCause, DraftClaim, DraftEvent, DraftRelation, Extent, Mention, Passage, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from multipolar.reading.runs import Found, Runs, Tags
    from multipolar.reading.thresholds import DecodeOptions
    from multipolar.reading.tokens import Encoded

    Floats = NDArray[np.float32]

__all__ = ["LinkScores", "decode"]

_PAIR: Final = {name: index for index, name in enumerate(PAIRS)}
_EVENT_ROLES: Final = ("who", "to", "by", "at", "on")
_ABOUT: Final = ("about+", "about-", "about0")


@dataclass(frozen=True, slots=True)
class LinkScores:
    """What the model says about the links of one passage.

    Attributes:
        rows: The row in ``scores`` of each head word that was asked about.
        scores: Of first words, then of last words of spans [heads, 2 * pairs, words].
        antecedents: That a mention (by its first word) stands for another, likewise [2, words, words].
    """

    rows: Mapping[int, int]
    scores: Floats
    antecedents: Floats


_ALONE: Final = frozenset({"the", "a", "an", "and", "or", "but"})
"""Articles and conjunctions: no mention by themselves."""
_POSSESSIVES: Final = frozenset({"its", "his", "her", "their"})
_PRONOUNS: Final = _POSSESSIVES | {"it", "he", "she", "they", "him", "them"}
_AT_ODDS: Final = "RIVALRY"
_NOISE: Final = 0.05
"""Probability of an antecedent below which it is noise."""
_ANTECEDENTS: Final = 4
"""Antecedents of a mention at most."""


@lru_cache(maxsize=16)
def _kinds(pairs: tuple[str, ...]) -> NDArray[np.int64]:
    """Numbers of some pairs, [pairs, 1, 1]."""
    return np.array([_PAIR[pair] for pair in pairs], dtype=np.int64)[:, None, None]


def _by_chance(item: tuple[int, float]) -> float:
    return -item[1]


class _PassageDecoder:
    """Decodes one passage; holds what its steps share."""

    def __init__(
        self,
        passage: Passage,
        encoded: Encoded,
        labels: Floats,
        links: LinkScores,
        tags: Tags,
        found: Runs,
        options: DecodeOptions,
    ) -> None:
        self.passage = passage
        self.encoded = encoded
        self.labels = labels
        self.links = links
        self.tags = tags
        self.options = options
        self.runs = found
        self.sentences: list[int] = encoded.sentences.tolist()
        self.starts, self.ends = encoded.starts.tolist(), encoded.ends.tolist()

    def mark(self) -> None:
        """Find the mentions, to which triggers may be tied."""
        options = self.options
        spans: dict[tuple[int, int], tuple[str, float]] = {}
        for layer in LAYERS:
            p, begin = self.tags[layer]
            for run in runs(p, begin, (begin >= options.mention).nonzero()[0].tolist(), self.sentences):
                if self._word(run.first, run.last) in _ALONE:
                    continue
                kind = "actor" if layer == "inner" else layer
                key = (run.first, run.last)
                # Words that are both an actor and a place are kept as the likelier; roles decide by kind.
                if key not in spans or spans[key][1] < run.any:
                    spans[key] = (kind, run.any)
        self._join_names(spans)
        self.spans = list(spans)
        self.kinds = [kind for kind, _ in spans.values()]
        self.weights = [min(1.0, chance + 0.5) for _, chance in spans.values()]
        self.of_kind: dict[str, list[int]] = {"actor": [], "place": [], "time": []}
        for i, kind in enumerate(self.kinds):
            self.of_kind[kind].append(i)
        self.firsts = np.array([span[0] for span in self.spans], dtype=np.int64)
        self.lasts = np.array([span[1] for span in self.spans], dtype=np.int64)
        # One mention fills roles of several events: what does not depend on the role is worked out once.
        self._mentions: dict[int, tuple[Extent, tuple[tuple[Extent, float], ...], tuple[str, float] | None]] = {}
        self._extents = [self.extent(first, last) for first, last in self.spans]
        self._sectors, self._same = self._sector_scores(), self._antecedent_scores()

    def _join_names(self, spans: dict[tuple[int, int], tuple[str, float]]) -> None:
        """Add the other one of "Putin and Xi" where one alone was marked."""
        ands = [word for word in range(len(self.starts)) if self._word(word, word) == "and"]
        if not ands:
            return
        actors = [span for span, (kind, _) in spans.items() if kind == "actor"]
        for first, last in beside_and(actors, self.encoded.names[self.encoded.firsts].tolist(), ands):
            if all(last < other[0] or other[1] < first for other in actors):
                spans[first, last] = ("actor", float(self.tags["actor"][1][first]))

    def _sector_scores(self) -> list[tuple[int, float]]:
        """Likeliest sector of each span, and its probability."""
        p = softmax(self.head("sector_first")[self.firsts] + self.head("sector_last")[self.lasts])
        return list(zip(p.argmax(axis=-1).tolist(), p.max(axis=-1).tolist(), strict=True))

    def _antecedent_scores(self) -> list[list[float]]:
        """Probabilities [spans, spans] that one stands for another; 0 where they overlap, and of times."""
        heads = self.firsts[:, None]
        first, last = self.links.antecedents
        raw = first[heads, self.firsts] + last[heads, self.lasts]
        apart = (self.lasts < heads) | (self.firsts > self.lasts[:, None])
        apart[:, self.of_kind["time"]] = False
        raw[~apart] = -np.inf
        e = np.exp(raw - np.where(apart, raw, -1e9).max(axis=1, keepdims=True, initial=-1e9))
        result: list[list[float]] = (e / np.maximum(e.sum(axis=1, keepdims=True), 1e-9)).tolist()
        return result

    def head(self, name: str) -> Floats:
        """A head's logits [words, size]."""
        h = HEADS[name]
        return self.labels[:, h.start : h.start + h.size]

    def extent(self, first: int, last: int) -> Extent:
        """Where words stand."""
        return Extent(self.passage.numbers[self.sentences[first]], self.starts[first], self.ends[last])

    def scores(self, pairs: Sequence[str], heads: Sequence[int]) -> Floats:
        """Probabilities [pairs, heads, spans] of links."""
        kinds = _kinds(tuple(pairs))
        rows = np.array([self.links.rows[head] for head in heads], dtype=np.int64)[:, None]
        scores = self.links.scores
        raw = scores[rows, kinds, self.firsts] + scores[rows, kinds + len(PAIRS), self.lasts]
        result: Floats = 1.0 / (1.0 + np.exp(-raw))
        return result

    def mention(self, span: int, probability: float) -> Mention:
        """The mention at a candidate span, with its sector and antecedents."""
        known = self._mentions.get(span)
        if known is None:
            sector: tuple[str, float] | None = None
            antecedents: tuple[tuple[Extent, float], ...] = ()
            if self.kinds[span] == "actor":
                best, chance_of_it = self._sectors[span]
                sector = (SECTOR_LABELS[best], round(chance_of_it, 4))
                likely = [(i, chance) for i, chance in enumerate(self._same[span]) if chance >= _NOISE]
                if len(likely) > 1:
                    likely.sort(key=_by_chance)
                antecedents = tuple((self._extents[i], round(chance, 4)) for i, chance in likely[:_ANTECEDENTS])
            known = self._mentions[span] = (self._extents[span], antecedents, sector)
        return Mention(*known, round(probability, 4))

    def fill(
        self,
        kind: str,
        p: Sequence[float],
        threshold: float,
        rival: Sequence[float] | None = None,
        *,
        first: bool = True,
        alone: float = 1.0,
    ) -> list[int]:
        """Spans of a kind whose probability passes, best first, without overlaps.

        Args:
            kind: Of the mentions.
            p: Probability of each span.
            threshold: What it must reach.
            rival: Probabilities of the other side; words that could be either are given to the likelier one.
            first: Whether this side wins where both are alike.
            alone: What the likeliest must reach where none passes.
        """
        weights = self.weights
        passing = [
            i
            for i in self.of_kind[kind]
            if p[i] * weights[i] >= threshold and (rival is None or p[i] > rival[i] or (first and p[i] == rival[i]))
        ]
        if not passing and alone < threshold:
            return self.fill(kind, p, alone, rival, first=first)[:1]
        if len(passing) < 2:  # noqa: PLR2004 - nothing to choose
            return passing
        chosen: list[int] = []
        for i in sorted(passing, key=lambda i: -p[i]):
            if all(self._apart(i, j) for j in chosen):
                chosen.append(i)
        return chosen

    def sides(self, head: int, pair: str, p: Sequence[float], rival: Sequence[float]) -> list[Mention]:
        """The actors or recipients of an event, in the order of their words.

        Args:
            head: First word of the trigger.
            pair: Which of the two.
            p: Probability of each span.
            rival: That it is the other of the two.
        """
        options, first = self.options, pair == "who"
        alone = options.alone if first else options.whom
        spans = self.fill("actor", p, options.role(pair), rival, first=first, alone=alone)
        home = self.sentences[head]
        there = [i for i in spans if self.sentences[self.spans[i][0]] == home]
        if there:
            spans = [i for i in spans if i in there or p[i] >= options.beside]
        if options.owner < 1.0:
            spans = list(dict.fromkeys(self._owner(i, p, rival) for i in spans))
        if options.joined < 1.0:
            spans += self._joined(spans, p, rival)
        spans.sort(key=self.spans.__getitem__)
        return [self.mention(i, options.confidence(pair, p[i])) for i in spans]

    def _joined(self, sides: Sequence[int], p: Sequence[float], rival: Sequence[float]) -> list[int]:
        """Actors that "and" joins to one of the sides: of a pair that acts, the links often hold one alone."""
        likely = [
            i
            for i in self.of_kind["actor"]
            if p[i] >= self.options.joined
            and p[i] > rival[i]
            and all(self._apart(i, j) for j in sides)
            and any(self._between(i, j) == "and" for j in sides)
        ]
        chosen: list[int] = []
        for i in sorted(likely, key=lambda i: -p[i]):
            # Of "Paris and French envoys" either the envoys are joined to Paris or the French.
            if all(self._apart(i, j) for j in chosen):
                chosen.append(i)
        return chosen

    def _apart(self, one: int, other: int) -> bool:
        """Whether two spans share no word."""
        return self.spans[one][1] < self.spans[other][0] or self.spans[other][1] < self.spans[one][0]

    def _between(self, one: int, other: int) -> str:
        """The one word between two spans of a sentence, in lower case; empty if there are none or several."""
        left, right = sorted((self.spans[one], self.spans[other]))
        if right[0] - left[1] != 2 or self.sentences[left[1]] != self.sentences[right[0]]:  # noqa: PLR2004 - one word
            return ""
        return self._word(left[1] + 1, left[1] + 1)

    def _word(self, first: int, last: int) -> str:
        """The word from the first to the last one, in lower case; empty if they are several."""
        if first != last:
            return ""
        return self.passage.sentences[self.sentences[first]][self.starts[first] : self.ends[first]].lower()

    def _owner(self, side: int, p: Sequence[float], rival: Sequence[float]) -> int:
        """The likeliest side among the names before a possessive in its sentence; itself where none will do."""
        if self._word(*self.spans[side]) not in _POSSESSIVES:
            return side
        at = self.spans[side][0]
        names = [
            i
            for i in self.of_kind["actor"]
            if self.spans[i][1] < at
            and self.sentences[self.spans[i][0]] == self.sentences[at]
            and p[i] * self.weights[i] >= self.options.owner
            and p[i] > rival[i]
            and self._word(*self.spans[i]) not in _PRONOUNS
        ]
        return max(names, key=p.__getitem__, default=side)

    def events(self) -> tuple[list[DraftEvent], list[Found]]:
        """Events with their roles."""
        runs = self.runs["event"]
        if not runs:
            return [], []
        heads = [run.first for run in runs]
        p = dict(zip(_EVENT_ROLES, self.scores(_EVENT_ROLES, heads).tolist(), strict=True))
        status = softmax(self.head("status")[heads])
        best_status = status.argmax(axis=1).tolist()
        mode_logits = self.head("mode")[heads].tolist()
        out = []
        for row, run in enumerate(runs):
            event_type = EVENT_TYPES[run.label]
            low, high = mode_slice(event_type)
            logits, st = mode_logits[row][low:high], best_status[row]
            mode = max(range(len(logits)), key=logits.__getitem__)
            sides = {
                pair: self.sides(heads[row], pair, p[pair][row], p[other][row])
                for pair, other in (("who", "to"), ("to", "who"))
            }
            single = {}
            for pair, kind in (("by", "actor"), ("at", "place"), ("on", "time")):
                best = self.fill(kind, p[pair][row], self.options.role(pair))[:1]
                single[pair] = (
                    self.mention(best[0], self.options.confidence(pair, p[pair][row][best[0]])) if best else None
                )
            out.append(
                DraftEvent(
                    type=event_type,
                    mode=MODE_LABELS[low + mode][1],
                    status=STATUSES[st],
                    trigger=self.extent(run.first, run.last),
                    actors=tuple(sides["who"]),
                    recipients=tuple(sides["to"]),
                    place=single["at"],
                    time=single["on"],
                    attribution=single["by"],
                    confidence=self.options.confidence("event", run.any * run.best),
                    type_confidence=self.options.confidence("type", run.best),
                    mode_confidence=self.options.confidence("mode", 1.0 / sum(exp(x - logits[mode]) for x in logits)),
                    status_confidence=self.options.confidence("status", float(status[row, st])),
                )
            )
        return out, runs

    def relations(self, claims: Sequence[DraftClaim]) -> tuple[list[DraftRelation], list[Found]]:
        """Standing relations with their sides.

        Args:
            claims: Of the passage: who puts one forward together with somebody is not his rival.
        """
        together = [{mention.extent for mention in claim.speakers} for claim in claims]
        runs = self.runs["relation"]
        if not runs:
            return [], []
        heads = [run.first for run in runs]
        pa, pb = self.scores(("a", "b"), heads).tolist()
        trends = softmax(self.head("trend")[heads])
        out, kept = [], []
        for row, run in enumerate(runs):
            kind = RELATION_TYPES[run.label]
            b: list[int] = []
            if kind in SYMMETRIC:
                both = [max(pair) for pair in zip(pa[row], pb[row], strict=True)]
                a = self.fill("actor", both, self.options.role("a"))
            else:
                both = pa[row]
                a = self.fill("actor", pa[row], self.options.role("a"), pb[row])
                b = self.fill("actor", pb[row], self.options.role("b"), pa[row], first=False)
            if not a and not b:
                continue
            if kind == _AT_ODDS:
                here = {x for x in map(self._extents.__getitem__, a) if x.sentence == self._number(run)}
                if len(here) > 1 and any(here <= speakers for speakers in together):
                    continue
            out.append(
                DraftRelation(
                    type=kind,
                    trigger=self.extent(run.first, run.last),
                    a=tuple(self.mention(i, both[i]) for i in sorted(a, key=lambda i: self.spans[i])),
                    b=tuple(self.mention(i, pb[row][i]) for i in sorted(b, key=lambda i: self.spans[i])),
                    trend=TREND_LABELS[int(trends[row].argmax())],
                    confidence=self.options.confidence("relation", run.any * run.best),
                )
            )
            kept.append(run)
        return out, kept

    def claims(self) -> list[DraftClaim]:
        """Claims with speakers and those they are about; a quote without a speaker is no claim."""
        runs = self.runs["claim"]
        if not runs:
            return []
        heads = [run.first for run in runs]
        (speakers,) = self.scores(("speaker",), heads).tolist()
        about = self.scores(_ABOUT, heads)
        out = []
        for row, run in enumerate(runs):
            who = self.fill("actor", speakers[row], self.options.role("speaker"))
            if not who:
                continue
            best = about[:, row].max(axis=0).tolist()
            whom = self.fill("actor", best, self.options.role("about"))
            out.append(
                DraftClaim(
                    quote=self.extent(run.first, run.last),
                    speakers=tuple(self.mention(i, speakers[row][i]) for i in sorted(who)),
                    about=tuple(
                        (self.mention(i, best[i]), _ABOUT[int(about[:, row, i].argmax())][-1]) for i in sorted(whom)
                    ),
                    confidence=self.options.confidence("claim", run.any),
                )
            )
        return out

    def causes(self, events: list[Found], relations: list[Found]) -> list[DraftCause]:
        """Causal links between the triggers found."""
        ends: list[tuple[Literal["event", "relation"], int, Found]] = [
            *(("event", i, run) for i, run in enumerate(events)),
            *(("relation", i, run) for i, run in enumerate(relations)),
        ]
        if len(ends) < 2:  # noqa: PLR2004 - a link has two ends
            return []
        heads = np.array([run.first for _, _, run in ends], dtype=np.int64)
        rows = np.array([self.links.rows[head] for head in heads.tolist()], dtype=np.int64)[:, None]
        r = _PAIR["cause"]
        raw = self.links.scores[rows, r, heads] + self.links.scores[rows, r + len(PAIRS), heads]
        p = 1.0 / (1.0 + np.exp(-raw))
        out = []
        effects, causes = (p >= self.options.role("cause")).nonzero()
        for effect, cause in zip(effects.tolist(), causes.tolist(), strict=True):
            if effect == cause or p[cause, effect] > p[effect, cause]:
                continue
            out.append(
                DraftCause(
                    cause=ends[cause][:2],
                    effect=ends[effect][:2],
                    cue=self._cue(ends[cause][2], ends[effect][2]),
                    confidence=self.options.confidence("cause", float(p[effect, cause])),
                )
            )
        return out

    def _number(self, run: Found) -> int:
        """The sentence, in the report, of a trigger."""
        return self.passage.numbers[self.sentences[run.first]]

    def _cue(self, cause: Found, effect: Found) -> Extent | None:
        position = self.sentences[cause.first]
        if position != self.sentences[effect.first]:
            return None
        text = self.passage.sentences[position]
        low, high = sorted((cause, effect), key=lambda run: run.first)
        at = find_cue(text, self.ends[low.last], self.starts[high.first])
        return None if at is None else Extent(self.passage.numbers[position], *at)

    def reading(self) -> Reading:
        """All of it."""
        self.mark()
        events, event_runs = self.events()
        claims = self.claims()
        relations, relation_runs = self.relations(claims)
        causes = tuple(self.causes(event_runs, relation_runs))
        return Reading(aimed(events, causes), tuple(relations), tuple(claims), causes)


def decode(
    passage: Passage,
    encoded: Encoded,
    labels: Floats,
    links: LinkScores | None,
    options: DecodeOptions,
    *,
    tags: Tags | None = None,
    found: Runs | None = None,
) -> Reading:
    """Drafts of one passage.

    Args:
        passage: The passage that was read.
        encoded: Its input.
        labels: Label logits [words, labels].
        links: Link scores of the first words of all that is found, and maybe of others; None where nothing is.
        options: Thresholds and calibration.
        tags: What :func:`~multipolar.reading.runs.tag_probabilities` makes of the labels, where a whole batch was
            worked out at once.
        found: What :func:`~multipolar.reading.runs.triggers` finds, where it was looked for already.

    Raises:
        ValueError: Something is found and there are no links.
    """
    if not len(encoded.firsts):
        return Reading()
    if tags is None:
        tags = tag_probabilities(labels)
    if found is None:
        found = triggers(passage, encoded, tags, options, begun=starts(tags, options))
    if not any(found.values()):
        return Reading()
    if links is None:
        raise ValueError("something was found, and nobody asked about its links")
    return _PassageDecoder(passage, encoded, labels, links, tags, found, options).reading()
