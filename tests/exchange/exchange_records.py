"""Records for the tests of exchange formats, and a report with one of everything."""

from __future__ import annotations

import datetime as dt

from multipolar.ontology import QUAD, plover_type, score
from multipolar.records import (
    Actor,
    Cause,
    Claim,
    CodedReport,
    Event,
    Place,
    Relation,
    Report,
    Sentence,
    Stance,
    Time,
)

TITLE = "Kenya hosts talks"
TEXT = (
    "Kenya\u2019s president met both leaders in Nairobi on Monday, officials said.\n"
    "Sudan will release prisoners. Its rivalry with Chad, the envoy says, is “a wound”."
)


def build_report(**changes):
    ends = [(0, TEXT.index("\n")), (TEXT.index("Sudan"), TEXT.index(" Its")), (TEXT.index("Its"), len(TEXT))]
    sentences = (
        Sentence(0, 0, len(TITLE), "title"),
        *(Sentence(number, *span) for number, span in enumerate(ends, start=1)),
    )
    facts = {
        "id": "r1",
        "text": TEXT,
        "sentences": sentences,
        "title": TITLE,
        "published": dt.date(2024, 3, 6),
        "source": "The Test",
        "url": "https://test.example/1",
        "language": "en-GB",
    }
    return Report(**{**facts, **changes})


def build_event(report, trigger, sentence, event_type, **changes):
    mode, status = changes.get("mode"), changes.get("status", "occurred")
    facts = {
        "id": f"e-{trigger}",
        "report": report.id,
        "sentence": sentence,
        "type": event_type,
        "mode": mode,
        "status": status,
        "quad": QUAD[event_type],
        "plover": plover_type(event_type, status),
        "score": score(event_type, mode, status),
        "trigger": report.quote(trigger, sentence=sentence),
        "confidence": 0.87654321,
    }
    return Event(**{**facts, **changes})


def build_actor(report, words, sentence, code, sector="GOV", **known):
    name, actor_id = known.get("name", words), known.get("actor_id", "")
    return Actor(report.quote(words, sentence=sentence), code, sector, name, actor_id, sentence=sentence)


def build_coded():
    report = build_report()

    def actor(*args, **kwargs):
        return build_actor(report, *args, **kwargs)

    kenya = actor("Kenya", 0, "KEN", name="Kenya", actor_id="state:KEN")
    officials = actor("officials", 1, "KEN")
    sudan, chad = (actor("both leaders", 1, code, name=name) for code, name in (("SDN", "Burhan"), ("TCD", "Deby")))
    monday = Time(
        report.quote("on Monday", sentence=1),
        dt.date(2024, 3, 4),
        dt.date(2024, 3, 4),
        "day",
        "published",
        "2024-03-04",
        sentence=1,
    )
    nairobi = Place(
        report.quote("Nairobi", sentence=1),
        "Nairobi",
        "KEN",
        -1.28,
        36.82,
        "city",
        geonames=184745,
        admin="Nairobi",
        sentence=1,
    )
    met = build_event(
        report,
        "met",
        1,
        "CONSULT",
        mode="visit",
        actors=(kenya,),
        recipients=(sudan, chad),
        place=nairobi,
        time=monday,
        attribution=(officials, actor("president", 1, "KEN")),
    )
    today = Time(None, dt.date(2024, 3, 6), dt.date(2024, 3, 6), "day", "published", "2024-03-06", inferred=True)
    release = build_event(
        report,
        "release",
        2,
        "RETREAT",
        mode="release",
        status="planned",
        actors=(actor("Sudan", 2, "SDN", actor_id="state:SDN"),),
        recipients=(actor("prisoners", 2, "---", "CVL"),),
        place=Place(None, "Khartoum", "SDN", 15.5, 32.5, "city", inferred=True),
        time=today,
    )
    denied = build_event(report, "talks", 0, "CONSULT", status="negated", actors=(actor("Kenya", 0, "IGO:UN", "IGO"),))
    rivalry = Relation(
        "rel-1",
        "r1",
        3,
        "RIVALRY",
        report.quote("rivalry", sentence=3),
        (actor("Its", 3, "SDN"), actor("Chad", 3, "TCD")),
        trend="rising",
    )
    claim = Claim(
        "claim-1",
        "r1",
        3,
        report.quote("a wound", sentence=3),
        (actor("the envoy", 3, "IGO:AU", "IGO"),),
        (Stance(actor("Chad", 3, "TCD"), "-"), Stance(actor("Sudan", 2, "SDN"), "0")),
        confidence=0.5,
    )
    cause = Cause("cause-1", "r1", "rel-1", "e-met", report.quote("with", sentence=3))
    return CodedReport(report, (met, release, denied), (rivalry,), (claim,), (cause,))
