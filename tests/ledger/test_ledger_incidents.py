"""Incidents in a ledger: linked with each commit, linked anew, kept through coding anew, read back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from ledger_samples import RUN, RUN_2, numbered, state

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import IncidentQuery, Ledger
from multipolar.linking import Linker
from multipolar.ontology import QUAD
from multipolar.records import Cause, CodedReport, Event, Time
from multipolar.reports import make_report

DAY = dt.date(2024, 5, 10)


def told(number, text, *, day=DAY, source=None, status="occurred", type="ASSAULT", trigger="attacked", report=None):  # noqa: A002 - as the field
    """A coded report of one event between Russia and Ukraine."""
    made = make_report(text, published=day, source=source, id=report or f"t{number:04d}")
    sentence = next(s.index for s in made.sentences if trigger in made.sentence_text(s.index))
    event = Event(
        f"e{number:04d}",
        made.id,
        sentence,
        type,
        None,
        status,
        QUAD[type],
        type,
        -9.0,
        made.quote(trigger, sentence=sentence),
        (state(made, "RUS", sentence),),
        (state(made, "UKR", sentence),),
        None,
        Time(None, day, day, "day", "published", day.isoformat(), inferred=True),
        (),
        0.9,
        {},
    )
    return CodedReport(made, (event,))


STORY = (
    (1, "Russia attacked Ukraine's Saltivka depot at dawn, and six people were killed.", "Harbour Post"),
    (2, "Six people were killed when Russia attacked Ukraine's Saltivka depot at dawn.", "Northern Wire"),
    (3, "Russia attacked Ukraine's Saltivka depot at dawn, and nine people were killed.", "Valley Gazette"),
)


def fill(path, reports, *, each=None, run=RUN):
    """Add reports, committing after every so many."""
    with Ledger.ensure(path) as ledger, ledger.writer(run, recode=run is RUN_2) as writer:
        for at, coded in enumerate(reports, start=1):
            writer.add(coded)
            if each and at % each == 0:
                writer.commit()
    return Ledger.open(path)


def everything(ledger):
    """All rows of linking, but for their commit."""
    return {
        table: sorted(map(repr, ledger.sql(f"SELECT * EXCLUDE ({left}) FROM {table}")))  # noqa: S608 - names of the schema
        for table, left in (
            ("incidents", "batch"),
            ("incident_events", "batch, number"),
            ("incident_states", "batch"),
            ("contradictions", "batch"),
        )
    }


@pytest.fixture
def story(tmp_path):
    with fill(tmp_path / "story", [told(number, text, source=source) for number, text, source in STORY]) as ledger:
        yield ledger


def test_reports_of_one_happening_are_one_incident(story):
    (row,) = story.incidents()
    assert (row["n_events"], row["n_reports"], row["n_outlets"]) == (3, 3, 3)
    incident = story.incident(row["id"])
    assert incident == story.incident(row["id"][:8]) == story.incident("e0002")
    assert incident.title == "Russia attacks Ukraine, 2024-05-10"
    assert set(incident.events) == {"e0001", "e0002", "e0003"}
    assert [party.code for party in incident.actors] == ["RUS"]
    assert [conflict.detail for conflict in incident.contradictions if conflict.kind == "toll"] == [
        "killed: 6 (2024-05-10) or 9 (2024-05-10)"
    ]


def test_an_outlet_that_copies_does_not_count(tmp_path):
    first = STORY[0][1]
    reports = [told(1, first, source="Harbour Post"), told(2, first, source="Copycat"), told(3, first, source="Mirror")]
    with fill(tmp_path / "copies", reports) as ledger:
        (row,) = ledger.incidents()
        assert (row["n_reports"], row["n_texts"], row["n_outlets"]) == (3, 1, 1)


def test_an_incident_grows_under_one_id_and_its_status_has_a_history(tmp_path):
    path = tmp_path / "ledger"
    plan = told(1, "Russia attacked Ukraine's Saltivka depot is what generals plan for Friday.", status="planned")
    with fill(path, [plan]) as ledger:
        (before,) = ledger.incidents()
    later = told(
        2, "Russia attacked Ukraine's Saltivka depot as its generals had planned for Friday.", day=DAY + dt.timedelta(1)
    )
    with fill(path, [later]) as ledger:
        (after,) = ledger.incidents()
        assert after["id"] == before["id"]
        assert (before["status"], after["status"]) == ("planned", "occurred")
        states = ledger.incident(after["id"]).states
        assert [(s.as_of, s.status, s.event) for s in states] == [
            (DAY, "planned", "e0001"),
            (DAY + dt.timedelta(1), "occurred", "e0002"),
        ]
        assert [row["n"] for row in ledger.sql("SELECT count(*) AS n FROM incident_events")] == [2]


@pytest.mark.parametrize("each", [1, 7, None])
def test_commits_do_not_change_what_is_linked(tmp_path, each):
    reports = [numbered(number) for number in range(60)]
    with fill(tmp_path / "once", reports) as once, fill(tmp_path / "parts", reports, each=each) as parts:
        assert everything(parts) == everything(once)
        assert once.info().counts["incident_events"] == once.info().counts["events"]


def test_going_on_in_a_later_run_is_as_one_run(tmp_path):
    reports = [numbered(number) for number in range(60)]
    fill(tmp_path / "parts", reports[:25]).close()
    fill(tmp_path / "parts", reports[25:40], each=4).close()
    with fill(tmp_path / "once", reports) as once, fill(tmp_path / "parts", reports[40:]) as parts:
        assert everything(parts) == everything(once)


def test_letting_go_of_what_is_committed_changes_nothing(tmp_path, monkeypatch):
    reports = [numbered(number) for number in range(60)]

    def filled(path):
        with fill(path, reports, each=7) as ledger:
            first = everything(ledger)
            with ledger.writer(RUN_2, recode=True) as writer:
                for number, coded in enumerate(reports, start=1):
                    writer.add(coded)
                    if number % 7 == 0:
                        writer.commit()
            ledger.check()
            return first, everything(ledger)

    held = filled(tmp_path / "held")
    made = []
    monkeypatch.setattr("multipolar.ledger.linked._HELD", 1)
    monkeypatch.setattr("multipolar.ledger.linked.Linker", lambda *a, **k: made.append(a) or Linker(*a, **k))
    assert filled(tmp_path / "let-go") == held
    assert len(made) > 4  # let go more than once in each


def linkers_let_go(monkeypatch):
    """The linkers that are made from now on, of which each commit lets one go."""
    made = []

    def linker(*args, **options):
        made.append(Linker(*args, **options))
        return made[-1]

    monkeypatch.setattr("multipolar.ledger.linked.Linker", linker)
    monkeypatch.setattr("multipolar.ledger.linked._HELD", 1)
    return made


@pytest.mark.parametrize("bound", ["AT_ONCE", "_AT_LEAST"])
def test_however_much_happens_at_one_time_only_the_latest_of_it_is_read_back(tmp_path, monkeypatch, bound):
    draw = random.Random(3)  # noqa: S311 - a sample for a test
    words = [["".join(draw.choices("abdegiklmnoprstu", k=7)) for _ in range(14)] for _ in range(80)]
    texts = [f"{one[0].title()}: Russia attacked Ukraine's {' '.join(one[1:])}." for one in words]
    reports = [told(number, text, day=DAY + dt.timedelta(number // 2)) for number, text in enumerate(texts)]
    made = linkers_let_go(monkeypatch)
    most = {}
    for limit in (1000, 6):
        made.clear()
        # Where there is no room, as little as may be is read back, and never more than at once.
        monkeypatch.setattr(f"multipolar.ledger.committed.{bound}", limit)
        with fill(tmp_path / str(limit), reports, each=4) as ledger:
            ledger.check()
            assert ledger.info().counts["incident_events"] == 80
            assert ledger.info().counts["incidents"] > 20
        most[limit] = max(one.held for one in made)
    assert most[1000] >= 70
    assert most[6] <= 40
    again = told(99, "Late news. " + texts[79], day=DAY + dt.timedelta(39))
    with fill(tmp_path / "6", [again]) as ledger:
        rows = ledger.sql("SELECT DISTINCT incident FROM incident_events WHERE event IN ('e0079', 'e0099')")
        assert len(list(rows)) == 1


def test_linking_anew_is_repeatable_and_keeps_ids(tmp_path):
    reports = [numbered(number) for number in range(60)]
    random.Random(5).shuffle(reports)  # noqa: S311 - a sample for a test
    with fill(tmp_path / "ledger", reports, each=20) as ledger:
        before = {row["id"] for row in ledger.incidents()}
        first = ledger.link()
        rows = everything(ledger)
        assert first.events == 120
        assert first.incidents == first.kept + len({row["id"] for row in ledger.incidents()} - before)
        again = ledger.link()
        assert everything(ledger) == rows
        assert (again.kept, again.gone) == (again.incidents, 0)
        ledger.check()
        with ledger.writer(RUN) as writer:
            writer.add(numbered(99))
        assert ledger.info().counts["incident_events"] == 122


def test_coding_anew_keeps_incidents_and_drops_what_is_no_more(tmp_path, story):
    (before,) = story.incidents()
    path = story.path
    anew = told(2, STORY[1][1], source="Northern Wire")
    anew = dataclasses.replace(anew, events=(dataclasses.replace(anew.events[0], id="enew", confidence=0.5),))
    with fill(path, [anew], run=RUN_2) as ledger:
        (after,) = ledger.incidents()
        assert after["id"] == before["id"]
        assert set(ledger.incident(after["id"]).events) == {"e0001", "enew", "e0003"}
    gone = dataclasses.replace(told(1, STORY[0][1], source="Harbour Post"), events=())
    with fill(path, [gone], run=RUN_2) as ledger:
        (left,) = ledger.incidents()
        assert left["id"] == before["id"]
        assert left["n_events"] == 2
    alone = told(9, "Russia attacked Ukraine over a quarrel on barley in Lodva.")
    fill(tmp_path / "alone", [alone]).close()
    with fill(tmp_path / "alone", [dataclasses.replace(alone, events=())], run=RUN_2) as ledger:
        assert len(ledger.incidents()) == 0
        assert ledger.linked


def test_compaction_keeps_what_counts(tmp_path):
    reports = [told(number, text, source=source) for number, text, source in STORY]
    with fill(tmp_path / "ledger", reports, each=1) as ledger:
        rows = everything(ledger)
        with ledger.writer(RUN) as writer:
            writer.compact()
        ledger.refresh()
        assert len(ledger.manifest.segments) == 1
        assert everything(ledger) == rows
        assert not ledger.manifest.files("superseded_incidents")


def test_causes_are_lifted_to_incidents(tmp_path):
    with Ledger.create(tmp_path / "ledger") as ledger:
        with ledger.writer(RUN) as writer:
            coded = numbered(3)
            relation = Cause("k2", coded.report.id, coded.events[0].id, coded.relations[0].id)
            writer.add(dataclasses.replace(coded, causes=(*coded.causes, relation)))
        attack, talks = (ledger.incident(event.id).id for event in coded.events)
        into, out = ledger.causes(attack)
        assert into == ()
        assert {(link.cause, link.effect) for link in out} == {(attack, talks), (attack, coded.relations[0].id)}
        assert ledger.causes(talks)[0][0].evidence == (coded.causes[0].id,)
        assert ledger.causes(coded.relations[0].id)[0][0].reports == (coded.report.id,)


# --- Asking ---


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (IncidentQuery(), 1),
        (IncidentQuery(actor="RUS", recipient="Ukraine", types=["assault"], since="2024-05", until="2024-06"), 1),
        (IncidentQuery(actor="UKR"), 0),
        (IncidentQuery(actor="UKR", either=True), 1),
        (IncidentQuery(text="saltivka"), 1),
        (IncidentQuery(text="russia attacks"), 1),
        (IncidentQuery(text="zeppelin"), 0),
        (IncidentQuery(sources=["northern wire"], min_outlets=3), 1),
        (IncidentQuery(min_reports=4), 0),
        (IncidentQuery(contradicted=True, order="outlets"), 1),
        (IncidentQuery(until="2024-05-10"), 0),
        (IncidentQuery(report="t0002"), 1),
        (IncidentQuery(statuses=["planned"]), 0),
    ],
)
def test_incidents_are_found(story, query, count):
    assert len(story.incidents(query)) == count


@pytest.mark.parametrize(
    "query", [IncidentQuery(types=["ASALT"]), IncidentQuery(order="size"), IncidentQuery(limit=-1)]
)
def test_wrong_questions_are_told(story, query):
    with pytest.raises(UsageError):
        story.incidents(query)
    with pytest.raises(UsageError, match="no incident"):
        story.incident("zzz")


# --- Ledgers of an earlier version ---


@pytest.fixture
def earlier(tmp_path, story):
    """The ledger as version 1 of the schema had it: without incidents."""
    path = tmp_path / "earlier"
    shutil.copytree(story.path, path)
    marker = json.loads((path / "ledger.json").read_text())
    (path / "ledger.json").write_text(json.dumps({**marker, "schema": 1}))
    newest = max((path / "manifests").iterdir())
    body = json.loads(newest.read_text())
    body["schema"] = 1
    for segment in body["segments"]:
        segment["files"] = {table: file for table, file in segment["files"].items() if "incident" not in table}
        segment["files"].pop("contradictions", None)
    newest.write_text(json.dumps(body))
    return path


def test_an_earlier_ledger_opens_says_what_to_do_and_is_linked_once(earlier, story):
    with Ledger.open(earlier) as ledger:
        assert not ledger.linked
        assert len(ledger.events()) == 3
        assert len(ledger.sql("SELECT * FROM incidents")) == 0
        assert len(ledger.sql("SELECT * FROM incident_causes")) == 0
        for ask in (ledger.incidents, lambda: ledger.incident("i"), lambda: ledger.writer(RUN).__enter__()):
            with pytest.raises(LedgerError, match="not linked") as refused:
                ask()
            assert "multipolar link" in refused.value.mend
        ledger.link()
        assert everything(ledger) == everything(story)
        with ledger.writer(RUN) as writer:
            assert writer.add(told(4, "Russia attacked Ukraine's Merin bridge.", day=DAY + dt.timedelta(400))) == "new"
        assert len(ledger.incidents()) == 2


# --- Many events, and ends that come too early ---


def many(path):
    with Ledger.create(path) as ledger, ledger.writer(RUN) as writer:
        for number in range(200):
            writer.add(numbered(number))


def link_in_two(path, monkeypatch):
    from multipolar.ledger import relinking  # noqa: PLC0415 - a setting of its

    monkeypatch.setattr(relinking, "_MANY", 1)
    with Ledger.open(path) as ledger:
        ledger.link()
        ledger.check()
        return everything(ledger)


def test_two_processes_link_as_one_does(tmp_path, monkeypatch):
    many(tmp_path / "ledger")
    shutil.copytree(tmp_path / "ledger", tmp_path / "other")
    with Ledger.open(tmp_path / "ledger") as ledger:
        ledger.link()
        one = everything(ledger)
    assert link_in_two(tmp_path / "other", monkeypatch) == one


LINK = """
import sys
from multipolar.ledger import Ledger, relinking
relinking._MANY = 1
Ledger.open(sys.argv[1]).link()
"""


@pytest.mark.parametrize("after", [0.3, 0.7, 1.1, 1.5])
def test_a_link_that_is_killed_leaves_the_old_incidents_whole(tmp_path, after):
    many(tmp_path / "ledger")
    with Ledger.open(tmp_path / "ledger") as ledger:
        before, last = everything(ledger), ledger.manifest.number
    process = subprocess.Popen([sys.executable, "-c", LINK, str(tmp_path / "ledger")], start_new_session=True)
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Ledger.open(tmp_path / "ledger") as ledger:
        ledger.check()
        if ledger.manifest.number == last:
            assert everything(ledger) == before
        assert ledger.info().counts["incident_events"] == ledger.info().counts["events"]
        ledger.link()
        ledger.check()
        assert {name for segment in ledger.manifest.segments for name in segment.files} >= {"events", "incidents"}


def test_what_is_read_back_is_bounded_by_events_however_many_an_incident_has(tmp_path, monkeypatch):
    base = "Russian missiles attacked a power station near Kharkiv in eastern Ukraine"
    # Many outlets tell of a few attacks, week after week.
    reports = [
        told(number, f"{base}, {outlet} said in its {week + 2} o'clock news.", day=DAY + dt.timedelta(20 * week))
        for number, (week, outlet) in enumerate((week, f"station{at}") for week in range(3) for at in range(12))
    ]
    made = linkers_let_go(monkeypatch)
    most = {}
    for limit in (1000, 2):
        made.clear()
        monkeypatch.setattr("multipolar.ledger.committed.AT_ONCE", limit)
        with fill(tmp_path / str(limit), reports, each=6) as ledger:
            ledger.check()
            largest = max(row["n_events"] for row in ledger.sql("SELECT n_events FROM incidents"))
        most[limit] = max(one.held for one in made)
    assert largest > 4
    assert most[1000] >= 24
    assert most[2] <= 6 + largest  # what a commit adds, and the one incident that holds as many


def test_what_incidents_replaced_is_dropped_before_there_is_much_of_it(tmp_path, monkeypatch):
    base = "Russian missiles attacked a power station near Kharkiv in eastern Ukraine"
    reports = [
        told(number, f"{base}, station{number} said.", day=DAY + dt.timedelta(20 * (number % 3)))
        for number in range(21)
    ]
    left = {}
    for most in (200_000, 2):
        monkeypatch.setattr("multipolar.ledger.writer._MOST_SUPERSEDED", most)
        with fill(tmp_path / str(most), reports, each=3) as ledger:
            ledger.check()
            left[most] = (sum(file.rows for file in ledger.manifest.files("superseded_incidents")), everything(ledger))
    assert left[200_000][0] > 2
    assert left[2][0] <= 2
    assert left[2][1] == left[200_000][1]
