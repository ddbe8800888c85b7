"""How often actors, dates and places are right, with the annotators' spans given: the resolving room by itself.

    evaluate_resolving.py DOCS.jsonl GOLD.jsonl [--coder WEIGHTS] [--predicted OUT.jsonl]
                          [--errors N] [--only actor|sector|date|place]

The annotations become readings (labels and spans as annotated, codes, dates and countries left out), the resolver
codes them, and what comes out is compared with what was left out:

actor    country or organisation code of each actor, recipient and attribution
sector   its sector
date     the ISO date of each time that the annotators could date
place    the country of each place that the annotators tied to one

By itself the resolver has nothing but the spans. With ``--coder WEIGHTS`` it has the coder's opinion of each span
beside them (its sector, its antecedents), as whenever reports are coded. ``--predicted`` writes the result in the
annotation format, so that other scorers can read it. Prints also where times and places came from, and sentences per
CPU second.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from coder_opinions import Opinions
from multipolar.errors import MultipolarError
from multipolar.exchange import to_annotation
from multipolar.records import (
    Actor,
    CodedReport,
    DraftCause,
    DraftClaim,
    DraftEvent,
    DraftRelation,
    Event,
    Extent,
    Mention,
    Reading,
    Report,
)
from multipolar.reports import make_report
from multipolar.resolving import Resolver

Row = list[Any]


def load(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]


class Annotated:
    """One annotated report as the reading that a perfect coder would give."""

    def __init__(self, document: dict[str, Any], gold: dict[str, Any]) -> None:
        self.gold = gold
        self.sentences: list[str] = document["sentences"]
        self.report: Report = make_report(
            sentences=self.sentences, published=document.get("published"), id=document["id"]
        )
        self.kept: list[dict[str, Any]] = []
        self.reading = self._reading()

    def _extent(self, words: str, sentence: int) -> Extent:
        start = self.sentences[sentence].find(words)
        if start < 0 or not words:
            raise ValueError(words)
        return Extent(sentence, start, start + len(words))

    def _mention(self, row: Row, home: int, at: int) -> Mention:
        return Mention(self._extent(row[0], row[at] if len(row) > at else home))

    def _group(self, rows: list[Row] | None, home: int) -> tuple[Mention, ...]:
        return tuple(dict.fromkeys(self._mention(row, home, 3) for row in rows or ()))

    def _reading(self) -> Reading:
        events = []
        for item in self.gold.get("events") or []:
            home = item["s"]
            at, on, by = item.get("at"), item.get("on"), item.get("by")
            events.append(
                DraftEvent(
                    type=item["e"],
                    mode=item.get("m"),
                    status=item["st"],
                    trigger=self._extent(item["t"], home),
                    actors=self._group(item.get("who"), home),
                    recipients=self._group(item.get("to"), home),
                    place=self._mention(at, home, 2) if at else None,
                    time=self._mention(on, home, 2) if on else None,
                    attribution=self._mention(by, home, 3) if by else None,
                )
            )
            self.kept.append(item)
        relations = [
            DraftRelation(
                type=item["r"],
                trigger=self._extent(item["t"], item["s"]),
                a=self._group(item.get("a"), item["s"]),
                b=self._group(item.get("b"), item["s"]),
                trend=item.get("tr"),
            )
            for item in self.gold.get("rel") or []
        ]
        claims = [
            DraftClaim(
                quote=self._extent(item["t"], item["s"]),
                speakers=self._group(item.get("by"), item["s"]),
                about=tuple((self._mention(row, item["s"], 3), row[2]) for row in item.get("about") or ()),
            )
            for item in self.gold.get("claims") or []
        ]
        kinds = {"e": "event", "r": "relation"}
        causes = [
            DraftCause((kinds[a[0]], int(a[1:])), (kinds[b[0]], int(b[1:])))  # type: ignore[arg-type]
            for a, b in self.gold.get("causes") or []
        ]
        return Reading(tuple(events), tuple(relations), tuple(claims), tuple(causes))


def with_opinions(item: Annotated, opinions: Opinions) -> Reading:
    """The reading, each mention with what the coder says of its span."""
    reading = item.reading
    groups = [(*e.actors, *e.recipients, *((e.attribution,) if e.attribution else ())) for e in reading.events]
    groups += [(*r.a, *r.b) for r in reading.relations]
    groups += [(*c.speakers, *(mention for mention, _ in c.about)) for c in reading.claims]
    known = opinions.of(item.report, [mention.extent for group in groups for mention in group])

    def told(mention: Mention) -> Mention:
        opinion = known.get(mention.extent)
        if opinion is None:
            return mention
        return replace(mention, sector=opinion.sector, antecedents=opinion.antecedents)

    def all_of(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(told(mention) for mention in mentions)

    return replace(
        reading,
        events=tuple(
            replace(
                e,
                actors=all_of(e.actors),
                recipients=all_of(e.recipients),
                attribution=told(e.attribution) if e.attribution else None,
            )
            for e in reading.events
        ),
        relations=tuple(replace(r, a=all_of(r.a), b=all_of(r.b)) for r in reading.relations),
        claims=tuple(
            replace(c, speakers=all_of(c.speakers), about=tuple((told(m), stance) for m, stance in c.about))
            for c in reading.claims
        ),
    )


class Score:
    """Right and all, by figure, with the wrong ones."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.wrong: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.sources: Counter[str] = Counter()

    def add(self, figure: str, good: bool, *details: object) -> None:  # noqa: FBT001 - reads as a tally
        """Count one."""
        self.total[figure] += 1
        self.right[figure] += good
        if not good:
            self.wrong[figure].append(details)

    def actors(self, annotated: Annotated, rows: list[Row], found: tuple[Actor, ...], home: int) -> None:
        """Compare the actors of one role."""
        report = annotated.report
        left = list(found)
        for words, code, sector, *rest in rows:
            sentence = rest[0] if rest else home
            span = report.quote(words, sentence=sentence)
            same = [actor for actor in left if (actor.span.start, actor.span.end) == (span.start, span.end)]
            best = next((actor for actor in same if actor.code == code), same[0] if same else None)
            if best is not None:
                left.remove(best)
            context = annotated.sentences[sentence][:220]
            said = best.code if best is not None else None
            why = best.reason if best is not None else ""
            self.add("actor", said == code, report.id, words, code, said, why, context)
            sector_said = best.sector if best is not None else None
            self.add("sector", sector_said == sector, report.id, words, sector, sector_said, why, context)

    def event(self, annotated: Annotated, item: dict[str, Any], event: Event) -> None:
        """Compare one event."""
        home = item["s"]
        context = annotated.sentences[home][:220]
        self.actors(annotated, item.get("who") or [], event.actors, home)
        self.actors(annotated, item.get("to") or [], event.recipients, home)
        if item.get("by"):
            self.actors(annotated, [item["by"]], event.attribution, home)
        on, at = item.get("on"), item.get("at")
        if on and on[1]:
            said = event.time.iso if event.time is not None else None
            why = event.time.reason if event.time is not None else ""
            self.add("date", said == on[1], annotated.report.id, on[0], on[1], said, why, context)
        if at and at[1] and at[1] != "---":
            country = event.place.country if event.place is not None else None
            why = event.place.reason if event.place is not None else ""
            self.add("place", country == at[1], annotated.report.id, at[0], at[1], country, why, context)
        for name, record in (("time", event.time), ("place", event.place)):
            source = "none" if record is None else "inferred" if record.inferred else "told"
            self.sources[f"{name} {source}"] += 1


def events_by_draft(annotated: Annotated, coded: CodedReport) -> list[Event | None]:
    """The event of each annotation; annotations that say the same share one."""
    found: list[Event | None] = []
    for draft in annotated.reading.events:
        trigger = annotated.report.span(draft.trigger)
        same = [
            event
            for event in coded.events
            if (event.trigger, event.type, event.mode, event.status) == (trigger, draft.type, draft.mode, draft.status)
        ]
        spans = {annotated.report.span(mention.extent) for mention in (*draft.actors, *draft.recipients)}
        same.sort(key=lambda event: -len(spans & {a.span for a in (*event.actors, *event.recipients)}))
        found.append(same[0] if same else None)
    return found


def read_annotated(docs: Path, gold: Path) -> tuple[list[Annotated], int]:
    """The annotated reports, and how many were left out because a quotation does not stand in its sentence."""
    documents = {document["id"]: document for document in load(docs)}
    annotated, broken = [], 0
    for item in load(gold):
        try:
            annotated.append(Annotated(documents[item["id"]], item))
        except (ValueError, MultipolarError) as error:
            broken += 1
            print(f"left out {item['id']}: {error}")
    return annotated, broken


def _measured(annotated: list[Annotated], resolver: Resolver) -> tuple[Score, list[CodedReport], float]:
    """The score, what was coded, and the CPU seconds that it took."""
    began = time.process_time()
    coded = [resolver.code(item.report, item.reading) for item in annotated]
    spent = time.process_time() - began
    result = Score()
    for item, report in zip(annotated, coded, strict=True):
        for gold_event, event in zip(item.kept, events_by_draft(item, report), strict=True):
            if event is not None:
                result.event(item, gold_event, event)
    return result, coded, spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--coder", type=Path, help="weights of a coder, whose opinion of each span is then weighed in")
    parser.add_argument("--predicted", type=Path, help="write what was coded, in the annotation format")
    parser.add_argument("--errors", type=int, default=0, help="how many wrong ones of each figure to print")
    parser.add_argument("--only", choices=("actor", "sector", "date", "place"), help="errors of this figure only")
    options = parser.parse_args()
    annotated, broken = read_annotated(options.docs, options.gold)
    resolver = Resolver()
    if options.coder is not None:
        opinions = Opinions(options.coder, resolver.knowledge)
        for item in annotated:
            item.reading = with_opinions(item, opinions)
    result, coded, spent = _measured(annotated, resolver)
    for figure in ("actor", "sector", "date", "place"):
        right, total = result.right[figure], result.total[figure]
        print(f"{figure:7} {right:6} of {total:6}  {right / max(1, total):.4f}")
    print("  ".join(f"{name} {count}" for name, count in sorted(result.sources.items())))
    sentences = sum(len(item.sentences) for item in annotated)
    print(f"{len(annotated)} reports ({broken} left out), {sentences} sentences, {sentences / spent:.0f} a CPU second")
    if options.predicted:
        lines = (json.dumps(to_annotation(report), ensure_ascii=False) + "\n" for report in coded)
        options.predicted.write_text("".join(lines), encoding="utf8")
    for figure, wrong in result.wrong.items():
        if options.only in {None, figure}:
            for details in wrong[: options.errors]:
                print(figure, *details, sep=" | ")


if __name__ == "__main__":
    main()
