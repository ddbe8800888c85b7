"""The real command line over a coder of a few rules: what the faces do must not hang on what a model finds.

Run as a script, it is ``multipolar`` with this coder. The rules: a verb of :data:`VERBS` is a trigger, the capitalised
words before it are actors, those after it recipients, "in Place" a place, "on 8 May 2025" a time.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import time
from pathlib import Path

from multipolar import api
from multipolar.cli import main
from multipolar.errors import ModelError
from multipolar.ontology import QUAD, plover_type, score
from multipolar.pipeline import Pipeline
from multipolar.records import (
    Actor,
    Cause,
    Claim,
    CodedReport,
    DraftEvent,
    Event,
    Extent,
    Mention,
    Place,
    Reading,
    Relation,
    Stance,
    Time,
)

VERBS = {"met": ("CONSULT", None), "bombed": ("ASSAULT", "aerial"), "sanctioned": ("SANCTION", "discontinue")}
CODES = {"Russia": "RUS", "Ukraine": "UKR", "China": "CHN", "India": "IND", "Kyiv": "UKR", "Moscow": "RUS"}
DAYS = re.compile(r"on (\d{1,2}) May (\d{4})")
NAME = re.compile(r"[A-Z][a-z]+")


class StubCoder:
    name = "stub"
    version = os.environ.get("STUB_VERSION", "1")

    def read(self, passages):
        if os.environ.get("STUB_FAILS") == "model":
            raise ModelError("the weights lack coder.onnx", where="weights", mend="reinstall multipolar")
        if mark := os.environ.get("STUB_MARK"):
            with Path(mark).open("a") as file:
                file.write("read\n")
        time.sleep(float(os.environ.get("STUB_SECONDS", "0")))
        return [self._read(passage) for passage in passages]

    def _read(self, passage):
        events = []
        for number, text in zip(
            passage.numbers[passage.emit_from :], passage.sentences[passage.emit_from :], strict=True
        ):
            if "unreadable" in text:
                raise RuntimeError("cannot read this")
            for found in re.finditer("|".join(VERBS), text):
                event_type, mode = VERBS[found[0]]
                names = [(m.start(), m.end()) for m in NAME.finditer(text) if m[0] in CODES]
                places = {m.span(1) for m in re.finditer(r"in ([A-Z][a-z]+)", text)}
                sides = [Mention(Extent(number, *span)) for span in names if span not in places]
                before = tuple(side for side in sides if side.extent.end <= found.start())
                after = tuple(side for side in sides if side.extent.start >= found.end())
                day = DAYS.search(text)
                events.append(
                    DraftEvent(
                        event_type,
                        mode,
                        "planned" if "will" in text else "occurred",
                        Extent(number, *found.span()),
                        actors=before,
                        recipients=after,
                        place=next((Mention(Extent(number, *span)) for span in sorted(places)), None),
                        time=Mention(Extent(number, *day.span())) if day else None,
                        confidence=0.9,
                    )
                )
        return Reading(events=tuple(events))


class StubResolver:
    def code(self, report, reading):
        if "unresolvable" in report.text:
            raise ZeroDivisionError("a fault in the resolver")
        events = tuple(self._event(report, draft, number) for number, draft in enumerate(reading.events))
        relations = claims = causes = ()
        if events and events[0].actors:
            first = events[0]
            relations = (
                Relation(f"{report.id}-r0", report.id, first.sentence, "RIVALRY", first.trigger, first.actors),
            )
            about = (Stance(first.actors[0], "-"),)
            claims = (Claim(f"{report.id}-q0", report.id, first.sentence, first.trigger, first.actors[:1], about),)
            causes = (Cause(f"{report.id}-c0", report.id, first.id, relations[0].id),)
        return CodedReport(report, events, relations, claims, causes)

    def _event(self, report, draft, number):
        def actor(mention):
            span = report.span(mention.extent)
            code = CODES[span.text]
            return Actor(span, code, "GOV", span.text, f"state:{code}", sentence=mention.extent.sentence)

        place = time_ = None
        if draft.place:
            span = report.span(draft.place.extent)
            place = Place(
                span, span.text, CODES.get(span.text), 50.45, 30.52, "city", sentence=draft.place.extent.sentence
            )
        if draft.time:
            span = report.span(draft.time.extent)
            day, year = DAYS.fullmatch(span.text).groups()
            date = dt.date(int(year), 5, int(day))
            time_ = Time(span, date, date, "day", "explicit", date.isoformat(), sentence=draft.time.extent.sentence)
        elif report.published:
            day = report.published
            time_ = Time(
                None, day, day, "day", "published", day.isoformat(), inferred=True, sentence=draft.trigger.sentence
            )
        return Event(
            id=f"e{report.id}-{number}",
            report=report.id,
            sentence=draft.trigger.sentence,
            type=draft.type,
            mode=draft.mode,
            status=draft.status,
            quad=QUAD[draft.type],
            plover=plover_type(draft.type, draft.status),
            score=score(draft.type, draft.mode, draft.status),
            trigger=report.span(draft.trigger),
            actors=tuple(map(actor, draft.actors)),
            recipients=tuple(map(actor, draft.recipients)),
            place=place,
            time=time_,
            confidence=draft.confidence,
            fields={"type": 0.95},
        )


def stub_pipeline(_coder=None, *, actors=()):  # noqa: ARG001 - as the real one is called
    return Pipeline(StubCoder(), StubResolver())


if __name__ == "__main__":
    api.pipeline = stub_pipeline
    sys.argv[0] = "multipolar"
    main()
