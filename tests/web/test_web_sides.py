"""Who is whose counterpart: the app counts between two what the system does."""

from __future__ import annotations

import dataclasses
import datetime as dt

from conftest import build, running
from web_records import told, unlike

from multipolar.ledger import Ledger
from multipolar.ontology import QUAD, plover_type, score
from multipolar.system import DyadOptions, dyad
from multipolar.web import incidents
from multipolar.web.names import Names
from multipolar.web.snapshot import Snapshot

KINDS = (
    ("CONSULT", "met"),
    ("AGREE", "agreed"),
    ("ASSAULT", "clashed"),
    ("ASSAULT", "shelled"),
    ("REJECT", "refused"),
    ("REQUEST", "asked"),
    ("SANCTION", "punished"),
)


def _together(number, kind, words):
    """Both sides of a report's act do it together, to nobody named."""
    report = told(
        f"both{number}", "RUS", 3, "CHN", dt.date(2024, 1 + number, 1), extra=f"{unlike(str(number))} {words}"
    )
    event, at = report.events[0], report.report.sentences[-1].index
    made = dataclasses.replace(
        event,
        type=kind,
        mode=None,
        sentence=at,
        trigger=report.report.quote(words, sentence=at),
        quad=QUAD[kind],
        plover=plover_type(kind, event.status),
        score=score(kind, None, event.status),
        actors=(*event.actors, *event.recipients),
        recipients=(),
    )
    return dataclasses.replace(report, events=(made, *report.events[1:]))


def test_the_app_and_the_system_agree_on_what_is_between_two(tmp_path):
    folder = build(tmp_path / "ledger", [_together(number, *kind) for number, kind in enumerate(KINDS)])
    with running(folder) as client:
        answer = client.get("/api/pair/RUS/CHN", params={"by": "year"}).json()
        listed = client.get("/api/incidents", params={"actor": "RUS", "other": "CHN"}).json()
        partners = client.get("/api/actor/RUS").json()["partners"]
    with Ledger.open(folder) as ledger:
        found = dyad(ledger, "RUS", "CHN", options=DyadOptions(by="year"))
    assert sorted(row["type"] for row in listed["rows"]) == ["AGREE", "ASSAULT", "CONSULT"]
    assert answer["total"]["incidents"] == found.incidents == 3
    assert [row["incidents"] for row in partners if row["actor"]["key"] == "CHN"] == [3]


def test_who_figures_where_is_kept_whole_and_apart_from_what_askers_make_of_it(book, monkeypatch):
    monkeypatch.setattr(incidents, "_KEPT_SIDES", 3)
    found = Snapshot(book, Names()).incidents
    words = ("RUS", "CHN", "USA", "UKR", "RUS", "CHN")
    for word in words:
        actor = found.actor(word)
        for side, postings in ((found.acts, found.columns.as_actor), (found.is_acted_upon, found.columns.as_recipient)):
            fresh = found._found(actor, postings)
            mask = side(actor)
            assert (mask == fresh).all()
            mask[:] = ~mask  # the asker's own
            assert (side(actor) == fresh).all()
    assert found.acts(found.actor("RUS")).any()
    assert not (found.acts(found.actor("RUS")) == found.is_acted_upon(found.actor("RUS"))).all()
    assert len(found._sides) == 3
