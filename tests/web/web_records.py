"""Coded reports for the tests of the web app, made by hand: known sides, days, places and words."""

from __future__ import annotations

import datetime as dt
import hashlib

from multipolar.ontology import QUAD, plover_type, score
from multipolar.records import Actor, Cause, Claim, CodedReport, Event, Place, Relation, Stance, Time
from multipolar.reports import make_report

NAMES = {
    "RUS": "Russia",
    "UKR": "Ukraine",
    "USA": "United States",
    "CHN": "China",
    "IND": "India",
    "FRA": "France",
    "IRN": "Iran",
    "ISR": "Israel",
}
CITIES = {
    "RUS": ("Moscow", 55.75, 37.62),
    "UKR": ("Kyiv", 50.45, 30.52),
    "USA": ("Washington", 38.9, -77.04),
    "CHN": ("Beijing", 39.91, 116.4),
    "IND": ("Delhi", 28.65, 77.23),
    "FRA": ("Paris", 48.85, 2.35),
    "IRN": ("Tehran", 35.69, 51.42),
    "ISR": ("Jerusalem", 31.77, 35.22),
}
OUTLETS = ("Harbour Post", "Northern Wire", "Valley Gazette")
ACTS = (
    ("attacked", "ASSAULT", "heavy-weapons"),
    ("met", "CONSULT", "visit"),
    ("sanctioned", "SANCTION", "discontinue"),
    ("accused", "ACCUSE", "disapprove"),
    ("aided", "AID", None),
    ("backed", "SUPPORT", None),
)


def unlike(seed: str) -> str:
    """Words that no other text has, so that reports are no copies of each other."""
    digest = hashlib.blake2b(seed.encode(), digest_size=30).hexdigest()
    return " ".join(digest[i : i + 5] for i in range(0, 60, 5))


def _state(report, code, sentence):
    return Actor(
        report.quote(NAMES[code], sentence=sentence), code, "GOV", NAMES[code], f"state:{code}", 0.9, "name", sentence
    )


def told(
    name: str,
    actor: str,
    act: int,
    other: str | None,
    day: dt.date,
    *,
    status: str = "occurred",
    outlet: str | None = OUTLETS[0],
    extra: str = "",
    title: str | None = None,
    place: str | None = None,
    claim: bool = False,
    relation: str | None = None,
    leads_to: int | None = None,
) -> CodedReport:
    """A report of one act, and whatever else is asked for.

    Args:
        name: Its id.
        actor: Code of who acts.
        act: Which of :data:`ACTS`.
        other: Code of whom it is done to; None for a reciprocal act with the next country.
        day: When, which is the day of publication too.
        status: Its status.
        outlet: Where it was published.
        extra: Further text, put in as it is.
        title: Its title; one is made without it.
        place: Code of the country in whose capital it was.
        claim: Whether the actor's words about the other one follow.
        relation: A standing relation between the two.
        leads_to: A second act of the two, that the first led to.
    """
    verb, kind, mode = ACTS[act]
    whom = NAMES[other] if other else "nobody"
    where = f" in {CITIES[place][0]}" if place else ""
    text = f"{NAMES[actor]} {verb} {whom}{where} on Monday. {extra or unlike(name)} ends it."
    if leads_to is not None:
        text += f" Therefore {whom} {ACTS[leads_to][0]} {NAMES[actor]}."
    if claim:
        text += f" {NAMES[actor]} called {whom} a pillar of stability in a multipolar world."
    if relation:
        text += f" {NAMES[actor]} and {whom} are bitter rivals."
    report = make_report(text, title=title or f"Report {name}", published=day, source=outlet, id=name)

    def standing(words):
        return next(s.index for s in report.sentences if words in report.sentence_text(s.index))

    def event(number, words, who, whom_, verb_, kind_, mode_, status_):
        at = standing(words)
        city = CITIES[place] if place and number == 0 else None
        return Event(
            f"e{name}-{number}",
            report.id,
            at,
            kind_,
            mode_,
            status_,
            QUAD[kind_],
            plover_type(kind_, status_),
            score(kind_, mode_, status_),
            report.quote(verb_, sentence=at),
            (_state(report, who, at),),
            (_state(report, whom_, at),) if whom_ else (),
            Place(report.quote(city[0], sentence=at), city[0], place, city[1], city[2], "city", sentence=at)
            if city
            else None,
            Time(report.quote("Monday", sentence=at), day, day, "day", "published", day.isoformat(), sentence=at)
            if number == 0
            else None,
            (),
            0.9,
            {"type": 0.9, "status": 0.8},
        )

    events = [event(0, f" {verb} {whom}", actor, other, verb, kind, mode, status)]
    causes = ()
    if leads_to is not None and other:
        then = ACTS[leads_to]
        events.append(event(1, "Therefore", other, actor, then[0], then[1], then[2], "occurred"))
        cue = report.quote("Therefore", sentence=standing("Therefore"))
        causes = (Cause(f"k{name}", report.id, events[0].id, events[1].id, cue, 0.7),)
    claims = ()
    if claim and other:
        at = standing("pillar of stability")
        quote = report.quote("a pillar of stability in a multipolar world", sentence=at)
        about = (Stance(_state(report, other, at), "+"),)
        claims = (Claim(f"c{name}", report.id, at, quote, (_state(report, actor, at),), about, 0.8),)
    relations = ()
    if relation and other:
        at = standing("bitter rivals")
        sides = (_state(report, actor, at), _state(report, other, at))
        relations = (Relation(f"l{name}", report.id, at, relation, report.quote("rivals", sentence=at), sides),)
    return CodedReport(report, tuple(events), relations, claims, causes)


HOSTILE = (
    ("script", "<script>alert('x')</script><img src=x onerror=alert(1)> & \"quotes\""),
    ("rtl", "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u202c \u2066abc\u2069"),
    ("word", "W" * 10_000),
    ("astral", "\U0001f600\U0001f1fa\U0001f1e6 \U00020000 e\u0301"),
    ("formula", '=HYPERLINK("http://x.example","y")'),
)
"""Text that must come through as data, by name."""


def library() -> list[CodedReport]:
    """A small world: 1 January 2021 to the end of 2024, eight states, three outlets, a copy, a contradiction."""
    codes = list(NAMES)
    reports = []
    for number in range(150):
        a = codes[number % 8]
        b = codes[(number + 1 + number // 8 % 7) % 8]
        if a == b:
            b = codes[(codes.index(b) + 1) % 8]
        day = dt.date(2021, 1, 4) + dt.timedelta(days=number * 37 % 1460)
        status = ("occurred", "occurred", "ongoing", "planned", "occurred", "alleged", "possible", "negated")[
            number % 8
        ]
        reports.append(
            told(
                f"n{number:03d}",
                a,
                number % 6,
                b,
                day,
                status=status,
                outlet=OUTLETS[number % 3] if number % 10 else None,
                place=b if number % 2 else None,
                claim=number % 9 == 0,
                relation="RIVALRY" if number % 11 == 0 else None,
                leads_to=(number + 2) % 6 if number % 7 == 0 else None,
            )
        )
    # A war that two of them fight, so that there is something to see.
    for number in range(60):
        day = dt.date(2022, 2, 24) + dt.timedelta(days=number * 9)
        reports.append(told(f"w{number:03d}", "RUS", 0, "UKR", day, outlet=OUTLETS[number % 3], place="UKR"))
    for name, words in HOSTILE:
        extra = f"{words} {unlike(name)}"
        reports.append(
            told(
                f"h-{name}",
                "FRA",
                3,
                "IRN",
                dt.date(2024, 5, 6),
                extra=extra,
                title=f"{words} title",
                outlet=words[:60],
            )
        )
    reports.append(told("copy-a", "IND", 1, "FRA", dt.date(2024, 6, 3), extra=unlike("same"), outlet=OUTLETS[0]))
    reports.append(told("copy-b", "IND", 1, "FRA", dt.date(2024, 6, 3), extra=unlike("same"), outlet=OUTLETS[1]))
    return reports
