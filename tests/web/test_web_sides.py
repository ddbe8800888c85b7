"""Who is whose counterpart: the app counts between two what the system does."""

from __future__ import annotations

import dataclasses
import datetime as dt

from conftest import build, running
from web_records import told

from multipolar.ledger import Ledger
from multipolar.ontology import QUAD, plover_type, score
from multipolar.system import DyadOptions, dyad

KINDS = ("CONSULT", "AGREE", "ASSAULT", "REJECT", "REQUEST", "SANCTION")


def _together(number, kind):
    """Both sides of a report's act do it together, to nobody named."""
    report = told(f"both{number}", "RUS", 3, "CHN", dt.date(2024, 1 + number, 1))
    event = report.events[0]
    made = dataclasses.replace(
        event,
        type=kind,
        mode=None,
        quad=QUAD[kind],
        plover=plover_type(kind, event.status),
        score=score(kind, None, event.status),
        actors=(*event.actors, *event.recipients),
        recipients=(),
    )
    return dataclasses.replace(report, events=(made, *report.events[1:]))


def test_the_app_and_the_system_agree_on_what_is_between_two(tmp_path):
    folder = build(tmp_path / "ledger", [_together(number, kind) for number, kind in enumerate(KINDS)])
    with running(folder) as client:
        answer = client.get("/api/pair/RUS/CHN", params={"by": "year"}).json()
        listed = client.get("/api/incidents", params={"actor": "RUS", "other": "CHN"}).json()
        partners = client.get("/api/actor/RUS").json()["partners"]
    with Ledger.open(folder) as ledger:
        found = dyad(ledger, "RUS", "CHN", options=DyadOptions(by="year"))
    assert sorted(row["type"] for row in listed["rows"]) == ["AGREE", "ASSAULT", "CONSULT"]
    assert answer["total"]["incidents"] == found.incidents == 3
    assert [row["incidents"] for row in partners if row["actor"]["key"] == "CHN"] == [3]
