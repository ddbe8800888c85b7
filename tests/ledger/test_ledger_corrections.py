"""Decisions of people: kept, carried out, found again after coding and linking anew, taken back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import signal

import pytest
from correcting_process import correct_until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_processes import run
from ledger_samples import COUNTRIES, NAMES, RUN, RUN_2, state

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import Correction, EventQuery, Ledger
from multipolar.ledger.corrections import Decisions, Found
from multipolar.ledger.store import WriterLock
from multipolar.ontology import QUAD
from multipolar.records import CodedReport, Event, Place, Time
from multipolar.reports import make_report

DAY = dt.date(2024, 5, 10)
NOON = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC).replace(tzinfo=None)


def told(number, *, actor="RUS", day=DAY, trigger="attacked", kind="ASSAULT", event=None, words=""):
    """A coded report of one event; ``words`` make its text its own."""
    other = COUNTRIES[(COUNTRIES.index(actor) + 1) % len(COUNTRIES)]
    text = f"{NAMES[actor]} has attacked {NAMES[other]}'s Saltivka depot at dawn, and six people were killed {words}."
    made = make_report(text, published=day, source=f"Outlet {number}", id=f"t{number:04d}")
    sentence = next(s.index for s in made.sentences if trigger in made.sentence_text(s.index))
    coded = Event(
        event or f"e{number:04d}",
        made.id,
        sentence,
        kind,
        None,
        "occurred",
        QUAD[kind],
        kind,
        -9.0,
        made.quote(trigger, sentence=sentence),
        (state(made, actor, sentence),),
        (state(made, other, sentence),),
        Place(None, NAMES[other], other, 50.0, 30.0, inferred=True),
        Time(None, day, day, "day", "published", day.isoformat(), inferred=True),
        (),
        0.8,
        {},
    )
    return CodedReport(made, (coded,))


def reports():
    """Three reports of one attack, and three of others, months and countries apart."""
    story = [told(number, words=f"as witness {name} said") for number, name in enumerate(("Ada", "Bob", "Cid"))]
    alone = [told(3 + at, actor=actor, day=DAY.replace(month=1 + at)) for at, actor in enumerate(("USA", "IND", "FRA"))]
    return story + alone


def fill(path, coded, run_info=RUN):
    with Ledger.ensure(path) as ledger, ledger.writer(run_info, recode=run_info is RUN_2) as writer:
        for report in coded:
            writer.add(report)
    return Ledger.open(path)


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    path = tmp_path_factory.mktemp("corrections") / "ledger"
    fill(path, reports()).close()
    return path


@pytest.fixture
def book(original, tmp_path):
    """Incidents {0 1 2}, {3}, {4}, {5} of events e0000 to e0005."""
    shutil.copytree(original, tmp_path / "ledger")
    with Ledger.open(tmp_path / "ledger") as ledger:
        assert partition(ledger) == parts("012", "3", "4", "5")
        yield ledger


def partition(ledger):
    """Which events are one incident."""
    found = {}
    for row in ledger.sql("SELECT incident, event FROM incident_events"):
        found.setdefault(row["incident"], set()).add(row["event"])
    return {frozenset(events) for events in found.values()}


def parts(*groups):
    return {frozenset(f"e{int(number):04d}" for number in group) for group in groups}


def home(ledger, number):
    return ledger.incident(f"e{number:04d}").id


def decide(ledger, action, target, why="because", **payload):
    return ledger.correct([Correction(action=action, target=target, who="Ada", why=why, payload=payload)])


def rows(ledger, *leave_out):
    """All rows of linking but for their commit, and but for some incidents."""
    return {
        table: sorted(
            repr(row)
            for row in ledger.sql(f"SELECT * EXCLUDE ({left}) FROM {table}")  # noqa: S608 - names of the schema
            if row.get("id", row.get("incident")) not in leave_out
        )
        for table, left in (
            ("incidents", "batch"),
            ("incident_events", "batch, number"),
            ("incident_states", "batch"),
            ("contradictions", "batch"),
        )
    }


# --- Each action -----------------------------------------------------------------------------------------------------


def test_a_decision_is_kept_with_who_when_and_why(book):
    before = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    done = decide(book, "confirm", home(book, 3), why="read it")
    (row,) = book.sql("SELECT * FROM corrections")
    assert (row["who"], row["why"], row["action"], row["target"]) == ("Ada", "read it", "confirm", home(book, 3))
    assert before <= row["at"] <= dt.datetime.now(dt.UTC).replace(tzinfo=None)
    (kept,) = book.corrections()
    assert kept.correction == done.corrections[0]
    assert (kept.events, kept.sleeps, kept.undone_by) == (("e0003",), False, None)


def test_a_merge_makes_one_incident_of_several_and_leaves_others_as_they_were(book):
    one, two, three = home(book, 3), home(book, 4), home(book, 5)
    others = rows(book, one, two, three)
    done = decide(book, "merge", one, **{"with": [two, three]})
    assert partition(book) == parts("012", "345")
    assert (done.changed, set(done.gone)) == ((one,), {two, three})
    assert book.incident(one).reports == ("t0003", "t0004", "t0005")
    assert rows(book, one, two, three) == others
    book.check()


def test_a_split_takes_events_out_as_a_happening_of_their_own(book):
    story = home(book, 0)
    others = rows(book, story)
    done = decide(book, "split", story, events=["e0002"])
    assert partition(book) == parts("01", "2", "3", "4", "5")
    assert home(book, 0) == story
    assert rows(book, *done.changed) == others
    assert set(done.changed) == {story, home(book, 2)}


def test_the_founder_keeps_the_id_when_it_is_split_out(book):
    story = home(book, 0)
    decide(book, "split", story, events=["e0000"])
    assert partition(book) == parts("0", "12", "3", "4", "5")
    assert home(book, 0) == story


def test_a_rejected_event_leaves_and_a_rejected_incident_goes(book):
    story, alone = home(book, 0), home(book, 3)
    decide(book, "reject", "e0001")
    assert partition(book) == parts("02", "3", "4", "5")
    assert book.incident(story).reports == ("t0000", "t0002")
    assert decide(book, "reject", alone).gone == (alone,)
    assert partition(book) == parts("02", "4", "5")
    assert len(book.events(EventQuery())) == 6  # what was coded stays


def test_a_confirmed_incident_is_sure_and_is_no_longer_rejected(book):
    alone = home(book, 3)
    decide(book, "confirm", alone)
    assert book.incident(alone).confidence == 1.0
    decide(book, "reject", alone)
    assert decide(book, "confirm", "e0003").homes.popitem()[1] == alone
    assert partition(book) == parts("012", "3", "4", "5")


def test_a_rejected_event_that_is_confirmed_comes_back_to_its_incident(book):
    decide(book, "reject", "e0001")
    decide(book, "confirm", "e0001")
    assert partition(book) == parts("012", "3", "4", "5")


def test_recoded_fields_show_in_the_incident(book):
    story = home(book, 0)
    decide(
        book,
        "recode",
        story,
        type="COERCE",
        mode="cyber",
        status="alleged",
        time="2023-02",
        place="Kharkiv",
        actors=["CHN MIL", {"code": "ARM:GANG", "sector": "CRM", "name": "a gang"}],
        recipients=[],
    )
    incident = book.incident(story)
    assert (incident.type, incident.mode, incident.status) == ("COERCE", "cyber", "alleged")
    assert (incident.quad, incident.score) == ("material conflict", -7.0)
    assert (incident.start, incident.end, incident.granularity) == (dt.date(2023, 2, 1), dt.date(2023, 2, 28), "month")
    assert (incident.place, incident.country, incident.precision) == ("Kharkiv", "UKR", "city")
    assert [(p.code, p.sector, p.name) for p in incident.actors] == [
        ("CHN", "MIL", "China"),
        ("ARM:GANG", "CRM", "a gang"),
    ]
    assert incident.recipients == ()
    assert "2023-02" in incident.title
    assert incident.contradictions == ()


def test_fields_are_set_one_by_one_and_the_last_value_counts(book):
    decide(book, "recode", "e0003", mode="aerial")
    decide(book, "recode", "e0003", status="planned", time=None, place=None)
    incident = book.incident("e0003")
    assert (incident.mode, incident.status, incident.start, incident.place) == ("aerial", "planned", None, None)
    decide(book, "recode", "e0003", type="AID")
    incident = book.incident("e0003")
    assert (incident.type, incident.mode, incident.status) == ("AID", None, "planned")
    decide(book, "recode", "e0003", time="2024/2025")
    assert book.incident("e0003").granularity == "interval"


# --- Refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "target", "payload", "where"),
    [
        ("praise", "e0003", {}, "action"),
        ("confirm", "inone", {}, "target"),
        ("confirm", " ", {}, "target"),
        ("confirm", "e0003", {"type": "AID"}, "payload.type"),
        ("merge", "e0003", {"with": ["i"]}, "target"),
        ("merge", "STORY", {"with": []}, "payload.with"),
        ("merge", "STORY", {"with": ["STORY"]}, "payload.with"),
        ("merge", "STORY", {"with": ["inone"]}, "payload.with"),
        ("merge", "STORY", {"with": ["e0003"]}, "payload.with"),
        ("merge", "STORY", {"with": "e0003"}, "payload.with"),
        ("merge", "STORY", {}, "payload.with"),
        ("split", "STORY", {"events": []}, "payload.events"),
        ("split", "STORY", {"events": ["e0003"]}, "payload.events"),
        ("split", "STORY", {"events": ["e0000", "e0001", "e0002"]}, "payload.events"),
        ("recode", "STORY", {}, "payload"),
        ("recode", "STORY", {"colour": "red"}, "payload.colour"),
        ("recode", "STORY", {"type": "WAR"}, "payload.type"),
        ("recode", "STORY", {"type": 3}, "payload.type"),
        ("recode", "STORY", {"mode": "cyber"}, "payload.mode"),
        ("recode", "STORY", {"type": "AID", "mode": "aerial"}, "payload.mode"),
        ("recode", "STORY", {"status": "done"}, "payload.status"),
        ("recode", "STORY", {"time": "tomorrow"}, "payload.time"),
        ("recode", "STORY", {"time": "2024-13"}, "payload.time"),
        ("recode", "STORY", {"time": "2024-05-10/2023"}, "payload.time"),
        ("recode", "STORY", {"place": "Nowherebyfar"}, "payload.place"),
        ("recode", "STORY", {"place": {"name": "X", "lat": 91}}, "payload.place.lat"),
        ("recode", "STORY", {"place": {"name": "X", "country": "QQQ"}}, "payload.place.country"),
        ("recode", "STORY", {"actors": "RUS"}, "payload.actors"),
        ("recode", "STORY", {"actors": ["qwertz uiop"]}, "payload.actors"),
        ("recode", "STORY", {"actors": [{"code": "russia"}]}, "payload.actors.code"),
        ("recode", "STORY", {"recipients": [{"code": "RUS", "sector": "KGB"}]}, "payload.recipients.sector"),
        ("confirm", "STORY", {"undo": "cornone"}, "payload.undo"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(book, action, target, payload, where):
    story = home(book, 0)
    before = rows(book)

    def named(value):
        return story if value == "STORY" else [named(v) for v in value] if isinstance(value, list) else value

    with pytest.raises(UsageError) as refused:
        decide(book, action, named(target), **{name: named(value) for name, value in payload.items()})
    assert refused.value.where == where
    assert refused.value.mend
    assert rows(book) == before
    assert book.corrections() == ()


@pytest.mark.parametrize("changes", [{"who": ""}, {"who": "x" * 9999}, {"why": "half \ud800"}, {"why": None}])
def test_who_and_why_are_words(book, changes):
    good = Correction(action="confirm", target="e0003", who="Ada")
    with pytest.raises(UsageError):
        book.correct([dataclasses.replace(good, **changes)])
    assert book.correct([good]).commit


def test_one_that_does_not_fit_keeps_all_others_from_being_kept(book):
    good = Correction(action="confirm", target="e0003", who="Ada")
    with pytest.raises(UsageError):
        book.correct([good, dataclasses.replace(good, target="inone")])
    assert book.corrections() == ()
    Ledger.open(book.path).check()


def test_while_another_writes_it_says_so(book):
    with WriterLock(book.path), pytest.raises(LedgerError, match="is writing to this ledger"):
        decide(book, "confirm", "e0003")
    decide(book, "confirm", "e0003")


def test_a_folder_that_cannot_be_written_is_named(book, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError(30, "Read-only file system", str(book.path / "writer.lock"))

    monkeypatch.setattr("multipolar.ledger.store.os.open", refuse)
    with pytest.raises(LedgerError, match="read-only") as refused:
        decide(book, "confirm", "e0003")
    assert refused.value.mend
    monkeypatch.undo()
    assert book.corrections() == ()


# --- Several in a row, and undoing -----------------------------------------------------------------------------------


def test_decisions_of_one_call_build_on_each_other(book):
    one, two = home(book, 3), home(book, 4)
    done = book.correct(
        [
            Correction(action="merge", target=one, who="Ada", payload={"with": [two]}),
            Correction(action="split", target=one, who="Ada", payload={"events": ["e0004"]}),
            Correction(action="reject", target="e0004", who="Ada"),
        ]
    )
    assert partition(book) == parts("012", "3", "5")
    assert [done.homes[c.id] for c in done.corrections] == [one, one, None]
    assert len(book.corrections()) == 3


def test_a_later_merge_wins_over_a_split_and_the_other_way_round(book):
    story = home(book, 0)
    decide(book, "split", story, events=["e0002"])
    decide(book, "merge", story, **{"with": [home(book, 2)]})
    assert partition(book) == parts("012", "3", "4", "5")
    decide(book, "split", story, events=["e0001", "e0002"])
    book.link()
    assert partition(book) == parts("0", "12", "3", "4", "5")


@pytest.mark.parametrize("action", ["merge", "split", "recode", "reject", "confirm"])
def test_undoing_brings_back_what_was_there_and_undoing_that_the_decision(book, action):
    story, other = home(book, 0), home(book, 4)
    payload = {"merge": {"with": [other]}, "split": {"events": ["e0000"]}, "recode": {"type": "AID"}}.get(action, {})
    before = rows(book)
    (made,) = decide(book, action, story, **payload).corrections
    after = rows(book)
    assert after != before
    (taken_back,) = book.undo(made.id, who="Bo", why="no").corrections
    assert rows(book) == before
    assert [kept.undone_by for kept in book.corrections()] == [taken_back.id, None]
    with pytest.raises(UsageError, match="undone already"):
        book.undo(made.id, who="Bo")
    book.undo(taken_back.id, who="Ada")
    assert rows(book) == after
    book.undo(made.id, who="Bo")
    assert rows(book) == before
    book.check()


def test_a_ledger_in_which_all_is_rejected_is_linked_all_the_same(book):
    made = book.correct([Correction(action="reject", target=f"e{n:04d}", who="Ada") for n in range(6)]).corrections
    book.link()
    assert book.linked
    assert len(book.incidents()) == 0
    book.undo(made[3].id, who="Ada")
    assert partition(book) == parts("3")
    assert book.incident("e0003").id == made[3].anchors[0].incident


def test_many_small_decisions_do_not_leave_many_files(book):
    for _ in range(20):
        decide(book, "confirm", "e0003")
    assert len(book.manifest.segments) < 10
    assert len(book.corrections()) == 20
    book.check()


# --- Coding and linking anew -----------------------------------------------------------------------------------------


def test_linking_anew_obeys_all_decisions(book):
    one, two = home(book, 3), home(book, 4)
    decide(book, "merge", one, **{"with": [two]})
    decide(book, "split", home(book, 0), events=["e0001"])
    decide(book, "recode", home(book, 5), type="AID", place="Kharkiv")
    decide(book, "reject", "e0002")
    decide(book, "confirm", "e0000")
    before = rows(book)
    book.link()
    assert partition(book) == parts("0", "1", "34", "5")
    assert rows(book) == before


def test_decisions_find_their_events_again_when_triggers_changed(book):
    """Every report is coded anew: other ids, longer triggers, one of another type."""
    decide(book, "merge", home(book, 3), **{"with": [home(book, 4)]})
    decide(book, "split", home(book, 0), events=["e0002"])
    decide(book, "reject", "e0001")
    decide(book, "recode", home(book, 5), type="AID", time="2020")
    anew = [
        CodedReport(
            old.report,
            (
                dataclasses.replace(
                    old.events[0],
                    id=f"x{number:04d}",
                    type="COERCE",
                    trigger=old.report.quote("has attacked", sentence=old.events[0].sentence),
                ),
            ),
        )
        for number, old in enumerate(reports())
    ]
    fill(book.path, anew, RUN_2).close()
    book.refresh()
    found = {frozenset(int(event[1:]) for event in group) for group in partition(book)}
    assert found == {frozenset(group) for group in ((0,), (2,), (3, 4), (5,))}
    incident = book.incident("x0005")
    assert (incident.type, incident.start, incident.granularity) == ("AID", dt.date(2020, 1, 1), "year")
    assert not any(kept.sleeps for kept in book.corrections())
    book.link()
    assert {frozenset(int(event[1:]) for event in group) for group in partition(book)} == found


def test_a_decision_sleeps_while_nothing_is_coded_where_it_stands_and_wakes_again(book):
    decide(book, "recode", "e0003", type="AID")
    decide(book, "merge", home(book, 3), **{"with": [home(book, 4)]})
    old = reports()[3]
    fill(book.path, [CodedReport(old.report, ())], RUN_2).close()
    book.refresh()
    assert [kept.sleeps for kept in book.corrections()] == [True, False]
    assert partition(book) == parts("012", "4", "5")
    third = dataclasses.replace(RUN_2, coder_version="3")
    with book.writer(third, recode=True) as writer:
        writer.add(old)
    assert [kept.sleeps for kept in book.corrections()] == [False, False]
    assert partition(book) == parts("012", "34", "5")
    assert book.incident("e0003").events


def test_the_same_type_is_preferred_and_then_the_larger_overlap():
    anchor = {"event": "gone", "report": "r", "field": "text", "start": 10, "end": 20, "type": "ASSAULT"}
    confirm = Correction(action="confirm", target="gone", who="Ada", payload={"anchors": [anchor]}, at=NOON, id="c1")

    def found(*events):
        (kept,) = Decisions([confirm], [Found(*event) for event in events]).kept
        return kept.events

    wide = ("a", "r", "AID", None, "occurred", "text", 0, 40)
    assert found(wide) == ("a",)
    assert found(wide, ("b", "r", "ASSAULT", None, "occurred", "text", 19, 25)) == ("b",)
    assert found(wide, ("c", "r", "AID", None, "occurred", "text", 12, 18)) == ("a",)
    assert found(("d", "r", "ASSAULT", None, "occurred", "title", 10, 20)) == ()
    assert found(("e", "s", "ASSAULT", None, "occurred", "text", 10, 20)) == ()
    assert found(("f", "r", "ASSAULT", None, "occurred", "text", 20, 30)) == ()


def test_new_reports_join_what_was_merged_and_stay_out_of_what_was_rejected(book):
    decide(book, "reject", home(book, 0))
    decide(book, "merge", home(book, 3), **{"with": [home(book, 4)]})
    fill(book.path, [told(9, words="as witness Eve said"), told(8, actor="IND", day=DAY.replace(month=2))]).close()
    book.refresh()
    assert partition(book) == parts("9", "348", "5")


def test_corrections_move_to_another_ledger_even_before_its_reports_come(book, tmp_path):
    decide(book, "merge", home(book, 3), **{"with": [home(book, 4)]})
    decide(book, "split", home(book, 0), events=["e0001"])
    made = [kept.correction for kept in book.corrections()]
    with Ledger.create(tmp_path / "other") as other:
        assert other.correct(made).corrections == tuple(made)
        assert other.correct(made).corrections == ()
        assert all(kept.sleeps for kept in other.corrections())
    with fill(tmp_path / "other", reports()) as other:
        assert partition(other) == partition(book)
    with fill(tmp_path / "late", reports()) as late:
        late.correct(made)
        assert partition(late) == partition(book)
        late.check()


@pytest.mark.parametrize(
    "steps",
    [
        [("confirm", 3, ()), ("merge", 4, (3,))],
        [("merge", 4, (3,)), ("confirm", 3, ())],
        [("merge", 4, (3,)), ("merge", 5, (4,))],
        [("confirm", 0, ()), ("confirm", 3, ()), ("merge", 4, (0, 3)), ("split", 4, (0,))],
        [("confirm", 0, ()), ("merge", 4, (0, 3)), ("split", 4, (4,))],
    ],
)
def test_a_merged_incident_keeps_its_id_where_the_decisions_are_imported(book, original, tmp_path, steps):
    for action, target, others in steps:
        ids = [f"e{number:04d}" if action == "split" else home(book, number) for number in others]
        named = {"merge": {"with": ids}, "split": {"events": ids}}.get(action, {})
        decide(book, action, home(book, target), **named)
    shutil.copytree(original, tmp_path / "copy")
    with Ledger.open(tmp_path / "copy") as copy:
        copy.correct([kept.correction for kept in book.corrections()])
        assert [home(copy, number) for number in range(6)] == [home(book, number) for number in range(6)]
        copy.check()


def test_what_cannot_be_an_export_is_not_imported(book):
    (made,) = decide(book, "recode", "e0003", type="AID").corrections
    for payload in ({"type": "AID"}, {**made.payload, "type": "WAR"}, {"anchors": [{"event": 3}]}, {"anchors": "x"}):
        with pytest.raises(UsageError, match=r"correction|anchors|type|payload"):
            book.correct([dataclasses.replace(made, id="corother", payload=payload)])
    assert len(book.corrections()) == 1


# --- Properties ------------------------------------------------------------------------------------------------------

EVENTS = tuple("abcdef")
CHOSEN = st.lists(st.sampled_from(EVENTS), min_size=1, max_size=6, unique=True)


@st.composite
def histories(draw):
    """Corrections over six events, each of a report of its own, in the order in which they were made."""
    made = []
    for at in range(draw(st.integers(1, 8))):
        action = draw(st.sampled_from(("merge", "split", "recode", "reject", "confirm")))
        events = draw(CHOSEN)
        payload = {
            "anchors": [
                {"event": e, "report": f"r{e}", "field": "text", "start": 1, "end": 2, "type": "ASSAULT"}
                for e in events
            ]
        }
        if action == "split":
            payload["events"] = events[: draw(st.integers(1, len(events)))]
        if action == "recode":
            payload["status"] = draw(st.sampled_from(("planned", "alleged", "negated")))
        moment = NOON + dt.timedelta(minutes=at)
        made.append(Correction(action=action, target="t", who="Ada", payload=payload, at=moment, id=f"c{at}"))
    return made


def undoing(other, at, name):
    return Correction(
        action=other.action,
        target=other.target,
        who="Bo",
        payload={"undo": other.id, "anchors": other.payload.get("anchors", [])},
        at=NOON + dt.timedelta(days=1, minutes=at),
        id=name,
    )


def folded(made):
    events = [Found(e, f"r{e}", "ASSAULT", None, "occurred", "text", 1, 2) for e in EVENTS]
    return Decisions(made, events).constraints


def meaning(limits):
    """Constraints without the names of groups."""
    groups = {}
    for event, group in limits.together.items():
        groups.setdefault(group, set()).add(event)
    return (
        {frozenset(group) for group in groups.values()},
        {event: others for event, others in limits.apart.items() if others},
        set(limits.rejected),
        dict(limits.recoded),
    )


@given(histories())
def test_constraints_do_not_contradict_themselves(made):
    limits = folded(made)
    for event, others in limits.apart.items():
        for other in others:
            assert event in limits.apart[other]
            assert event != other
            assert limits.together.get(event, event) != limits.together.get(other, other)
            mates = {e for e in EVENTS if e in limits.together and limits.together[e] == limits.together.get(other)}
            assert mates <= others  # who is kept from one of a group is kept from all


@given(histories(), st.data())
def test_taken_in_one_by_one_in_any_order_they_come_to_the_same(made, data):
    events = {f"r{e}": [Found(e, f"r{e}", "ASSAULT", None, "occurred", "text", 1, 2)] for e in EVENTS}
    other = data.draw(st.sampled_from(made))
    history = [*made, undoing(other, 0, "u0")]
    decisions = Decisions([], [])
    for correction in data.draw(st.one_of(st.just(history), st.permutations(history))):
        decisions.add(correction, {anchor.report: events[anchor.report] for anchor in correction.anchors})
    assert list(decisions.corrections) == history
    assert meaning(decisions.constraints) == meaning(folded(history))


@given(histories())
def test_what_was_decided_last_holds(made):
    limits = folded(made)
    last = made[-1]
    events = [anchor.event for anchor in last.anchors]
    if last.action == "merge" and len(events) > 1:
        assert len({limits.together.get(event) for event in events}) == 1
    if last.action == "split":
        out, rest = last.payload["events"], [event for event in events if event not in last.payload["events"]]
        for event in out if rest else ():
            assert set(rest) <= limits.apart[event]
    if last.action == "reject":
        assert set(events) <= set(limits.rejected)
    if last.action in {"confirm", "recode"}:
        assert limits.rejected.isdisjoint(events)
    if last.action == "recode":
        assert {limits.recoded[event]["status"] for event in events} == {last.payload["status"]}


@given(histories(), st.data())
def test_each_event_has_the_state_that_the_last_decision_on_it_gave(made, data):
    event = data.draw(st.sampled_from(EVENTS))
    limits = folded(made)
    about = [c for c in made if c.action in {"reject", "confirm", "recode"} and event in {a.event for a in c.anchors}]
    assert (event in limits.rejected) == bool(about and about[-1].action == "reject")
    statuses = [c.payload["status"] for c in about if c.action == "recode"]
    assert limits.recoded.get(event, {}).get("status") == (statuses[-1] if statuses else None)


@given(histories(), st.data())
def test_an_undone_decision_counts_as_if_it_had_never_been_made(made, data):
    other = data.draw(st.sampled_from(made))
    undo = undoing(other, 0, "u0")
    assert meaning(folded([*made, undo])) == meaning(folded([c for c in made if c is not other]))
    assert meaning(folded([*made, undo, undoing(undo, 1, "u1")])) == meaning(folded(made))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_decisions_in_a_row_are_carried_out_and_can_all_be_taken_back(original, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "ledger"
    shutil.copytree(original, path)
    with Ledger.open(path) as ledger:
        model = {
            event: number for number, group in enumerate(sorted(map(sorted, partition(ledger)))) for event in group
        }
        before = rows(ledger)
        made = []
        for _ in range(data.draw(st.integers(1, 5))):
            groups = sorted({frozenset(e for e in model if model[e] == n) for n in model.values()}, key=sorted)
            if not groups:
                break
            group = sorted(data.draw(st.sampled_from(groups)))
            target = ledger.incident(group[0]).id
            others = [sorted(other) for other in groups if sorted(other) != group]
            ways = ["reject", "confirm", "recode", *["merge"] * 2 * bool(others), *["split"] * 2 * (len(group) > 1)]
            action = data.draw(st.sampled_from(ways))
            payload = {"recode": {"status": "alleged"}}.get(action, {})
            if action == "merge":
                other = data.draw(st.sampled_from(others))
                payload = {"with": [ledger.incident(other[0]).id]}
                model.update(dict.fromkeys(other, model[group[0]]))
            if action == "split":
                out = data.draw(st.lists(st.sampled_from(group), min_size=1, max_size=len(group) - 1, unique=True))
                payload = {"events": out}
                model.update(dict.fromkeys(out, max(model.values()) + 1))
            if action == "reject":
                model = {event: n for event, n in model.items() if event not in group}
            made += decide(ledger, action, target, **payload).corrections
            assert partition(ledger) == {frozenset(e for e in model if model[e] == n) for n in model.values()}
            assert len(ledger.incidents()) == len(set(model.values()))
        now = partition(ledger)
        shutil.copytree(original, path.with_name("copy"))
        with Ledger.open(path.with_name("copy")) as copy:
            copy.correct(data.draw(st.permutations(made)))
            assert rows(copy) == rows(ledger)
        ledger.link()
        assert partition(ledger) == now
        Ledger.open(path).check()
        for correction in reversed(made):
            ledger.undo(correction.id, who="Bo")
        ledger.link()
        assert rows(ledger) == before


# --- Killed ----------------------------------------------------------------------------------------------------------


def test_a_process_killed_at_any_step_leaves_the_decision_whole_or_not_at_all(original, tmp_path):
    with Ledger.open(original) as ledger:
        one, two = home(ledger, 3), home(ledger, 4)
        before = rows(ledger)
    shutil.copytree(original, tmp_path / "whole")
    assert run(correct_until, tmp_path / "whole", one, two, -1, tmp_path / "log") == 0
    with Ledger.open(tmp_path / "whole") as ledger:
        after = rows(ledger)
    steps = int((tmp_path / "log").read_text())
    assert steps > 10
    seen = set()
    for step in range(steps):
        path = tmp_path / f"step{step}"
        shutil.copytree(original, path)
        assert run(correct_until, path, one, two, step) == -signal.SIGKILL
        with Ledger.open(path) as ledger:
            ledger.check()
            kept = len(ledger.corrections())
            assert rows(ledger) == (after if kept else before)
            seen.add(kept)
            if step % 4 == 0:
                assert decide(ledger, "confirm", one).commit
    assert seen == {0, 1}
