"""Records come back as they went in; adding again adds nothing; what does not hold together stays out."""

from __future__ import annotations

import dataclasses
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import RUN, RUN_2, numbered
from ledger_strategies import coded_reports

from multipolar.errors import EvidenceError, InputError, UsageError
from multipolar.ledger import Ledger, LedgerOptions
from multipolar.ledger.files import as_table
from multipolar.ledger.rows import cause_from, claim_from, coded_rows, event_from, relation_from
from multipolar.records import Cause, CodedReport, Span
from multipolar.reports import make_report


def unique(coded):
    """One report for each id."""
    return list({one.report.id: one for one in coded}.values())


@given(coded_reports())
@settings(max_examples=40, deadline=None)
def test_rows_hold_all_of_a_record(coded):
    rows = {
        table: as_table(table, [(*row, 1) for row in values]).to_pylist() if values else []
        for table, values in coded_rows(coded, keep_text=True).items()
    }

    def parts(table, column, key):
        return [row for row in rows[table] if row[column] == key]

    assert tuple(event_from(row, parts("participants", "event", row["id"])) for row in rows["events"]) == coded.events
    assert (
        tuple(relation_from(row, parts("relation_sides", "relation", row["id"])) for row in rows["relations"])
        == coded.relations
    )
    assert tuple(claim_from(row, parts("claim_parties", "claim", row["id"])) for row in rows["claims"]) == coded.claims
    assert tuple(map(cause_from, rows["causes"])) == coded.causes


@given(st.lists(coded_reports(), min_size=1, max_size=5).map(unique))
@settings(max_examples=8, deadline=None)
def test_reports_come_back_from_a_ledger_as_they_went_in(reports):
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "ledger") as ledger:
        with ledger.writer(RUN) as writer:
            for coded in reports:
                assert writer.add(coded) in {"new", "copy"}
        for coded in reports:
            assert ledger.report(coded.report.id) == coded
            for event in coded.events:
                assert ledger.event(event.id) == event
        ledger.check()


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_order_and_repeats_do_not_change_what_a_ledger_holds(numbers, chance):
    again = [*numbers, *numbers]
    chance.shuffle(again)
    held = []
    for order in (numbers, again):
        with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "ledger") as ledger:
            for at in range(0, len(order), 11):
                with ledger.writer(RUN) as writer:
                    for number in order[at : at + 11]:
                        writer.add(numbered(number))
            assert ledger.info().counts["reports"] == len(set(numbers))
            held.append(
                [
                    list(ledger.sql("SELECT * EXCLUDE (run, added, batch) FROM reports ORDER BY id")),
                    list(ledger.sql("SELECT * EXCLUDE batch FROM events ORDER BY id")),
                    list(ledger.sql("SELECT * EXCLUDE batch FROM participants ORDER BY event, role, position")),
                ]
            )
    assert held[0] == held[1]


def test_a_known_report_adds_nothing_and_another_text_under_its_id_is_an_error(ledger):
    with ledger.writer(RUN) as writer:
        assert not writer.known(numbered(1).report)
        assert writer.add(numbered(1)) == "new"
        assert writer.known(numbered(1).report)
        assert writer.add(numbered(1)) == "known"
        assert writer.commit()
        assert not writer.commit()
    files = ledger.manifest.names()
    other = CodedReport(make_report("Another text altogether.", id=numbered(1).report.id, origin="a.jsonl:17"))
    spaced = CodedReport(dataclasses.replace(numbered(1).report, text=numbered(1).report.text.replace(" ", "  ")))
    with ledger.writer(RUN_2) as writer:
        assert writer.add(numbered(1)) == "known"
        assert writer.add(spaced) == "known"
        with pytest.raises(InputError, match=r"a\.jsonl:17: the ledger has a report n0000001 with another text"):
            writer.add(other)
        with pytest.raises(InputError, match="n0000001"):
            writer.known(other.report)
    assert ledger.manifest.names() == files
    with ledger.writer(RUN_2) as writer:
        with pytest.raises(InputError):
            writer.add(other)
        assert writer.add(numbered(2)) == "new"
    assert ledger.info().counts["reports"] == 2


def broken():
    coded = numbered(3)
    event = coded.events[0]
    report = coded.report
    replace = dataclasses.replace
    moved = Span(report.id, event.trigger.start + 1, event.trigger.end + 1, event.trigger.text)
    foreign = Span("elsewhere", event.trigger.start, event.trigger.end, event.trigger.text)
    yield "moved", replace(coded, events=(replace(event, trigger=moved),)), EvidenceError
    yield "foreign", replace(coded, events=(replace(event, trigger=foreign),)), EvidenceError
    actor = replace(event.actors[0], span=moved)
    yield "actor", replace(coded, events=(replace(event, actors=(actor,)),), causes=()), EvidenceError
    yield "twice", replace(coded, events=(event, event), causes=()), InputError
    yield "other report", replace(coded, events=(replace(event, report="x"),), causes=()), InputError
    yield "no sentence", replace(coded, events=(replace(event, sentence=99),), causes=()), EvidenceError
    yield "loose cause", replace(coded, causes=(Cause("k", report.id, event.id, "nowhere"),)), InputError
    yield "no id", replace(coded, report=replace(report, id="")), InputError
    yield "half a pair", CodedReport(replace(report, text="a \ud800 b", sentences=())), InputError
    yield "half a pair in a name", replace(coded, report=replace(report, source="\udfff")), InputError
    yield "no number", replace(coded, events=(replace(event, score=None),), causes=()), InputError
    yield "too large", replace(coded, events=(replace(event, sentence=1, confidence="high"),), causes=()), InputError
    yield "no fingerprint", CodedReport(replace(report, fingerprint="abc")), InputError


@pytest.mark.parametrize(("coded", "error"), [pytest.param(c, e, id=name) for name, c, e in broken()])
def test_what_does_not_hold_together_stays_out_and_the_rest_goes_on(ledger, coded, error):
    with ledger.writer(RUN) as writer:
        writer.add(numbered(1))
        with pytest.raises(error):
            writer.add(coded)
        assert writer.add(numbered(3)) == "new"
    assert ledger.report("n0000003") == numbered(3)
    assert ledger.info().counts["reports"] == 2


def test_a_ledger_without_texts_keeps_offsets_spans_and_short_quotes(tmp_path):
    long = "Officials met, " * 40 + "and Russia attacked Ukraine" + ", as others had said" * 40 + "."
    report = make_report(long, id="long")
    base = numbered(0).events[0]
    sentence = next(s for s in report.sentences if "attacked" in report.sentence_text(s.index))
    trigger = report.quote("attacked", sentence=sentence.index)
    event = dataclasses.replace(
        base, report="long", sentence=sentence.index, trigger=trigger, actors=(), recipients=(), place=None,
        time=None, attribution=(),
    )  # fmt: skip
    with Ledger.create(tmp_path / "ledger", options=LedgerOptions(keep_text=False)) as ledger:
        with ledger.writer(RUN) as writer:
            writer.add(CodedReport(report, (event,)))
            writer.add(numbered(1))
            assert writer.add(numbered(1)) == "known"
        stored = b"".join(file.read_bytes() for file in (tmp_path / "ledger" / "data").iterdir())
        assert b"noted the envoy of Germany. Fr" not in stored
        assert {row["text"] for row in ledger.sql("SELECT text FROM reports UNION SELECT text FROM sentences")} == {
            None
        }
        (quote,) = ledger.sql("SELECT quote, quote_from FROM events WHERE report = 'long'")
        assert len(quote["quote"]) == 200
        assert long[quote["quote_from"] :].startswith(quote["quote"])
        assert "and Russia attacked Ukraine, as" in quote["quote"]
        back = ledger.report("n0000001")
        assert back.events == numbered(1).events
        assert back.claims == numbered(1).claims
        assert back.report.text == ""
        assert back.report.sentences == numbered(1).report.sentences
        assert back.report.title == "Number 1"
    with Ledger.open(tmp_path / "ledger") as ledger:
        assert not ledger.keep_text


def test_records_are_found_by_the_start_of_their_id(filled):
    assert filled.event("e0000007a") == numbered(7).events[0]
    assert filled.event("e0000007b"[:9]) == numbered(7).events[1]
    with pytest.raises(UsageError, match=r"several events have ids that start so: e0000000a, e0000000b"):
        filled.event("e0000000")
    for missing in ("zzz", "", "e0000000a' OR 1=1 --", "%"):
        with pytest.raises(UsageError, match="no event"):
            filled.event(missing)
    with pytest.raises(UsageError, match="no report"):
        filled.report("zzz")


def test_copies_share_a_key_whatever_their_order(tmp_path):
    once = "The minister of trade told reporters in the capital that talks on grain would go on next week in Ankara"
    text = f"{once}. Asked again, the envoys of both sides said that they had no more to add before the meeting."
    first = make_report(text, id="first", title="Talks go on")
    same = make_report(text, id="same", title="Grain talks to resume")
    near = make_report(text + " (Reporting by the desk)", id="near")
    other = make_report("Ships left the harbour at dawn after a night of storms along the coast.", id="other")
    for seed in range(3):
        order = [first, same, near, other]
        random.Random(seed).shuffle(order)  # noqa: S311 - no secrets
        with Ledger.create(tmp_path / f"ledger{seed}") as ledger:
            outcomes = {}
            for report in order:  # each in a run of its own: what came before is read back
                with ledger.writer(RUN) as writer:
                    outcomes[report.id] = writer.add(CodedReport(report))
            assert sorted(outcomes.values()) == ["copy", "copy", "new", "new"]
            assert outcomes["other"] == "new"
            keys = {row["id"]: row["text_key"] for row in ledger.sql("SELECT id, text_key FROM reports")}
            assert keys["first"] == keys["same"] == keys["near"] != keys["other"]
            assert ledger.info().copies == 2
            assert ledger.info().texts == 2


def test_coding_anew_replaces_what_another_coder_made(ledger):
    with ledger.writer(RUN) as writer:
        for number in range(30):
            writer.add(numbered(number))
            if number % 10 == 9:
                writer.commit()
    sample = numbered(4)
    fewer = dataclasses.replace(sample, events=sample.events[:1], causes=())
    with ledger.writer(RUN, recode=True) as writer:
        assert writer.known(sample.report)
        assert writer.add(fewer) == "known"  # the same coder has nothing new to say
    with ledger.writer(RUN_2, recode=True) as writer:
        assert not writer.known(sample.report)
        assert writer.add(fewer) == "recoded"
        assert writer.add(fewer) == "known"
        assert writer.add(numbered(30)) == "new"
        before = Ledger.open(ledger.path)
        writer.commit()
        assert (writer.diff.reports, writer.diff.kept["events"], writer.diff.removed["events"]) == (1, 1, 1)
        assert writer.diff.removed["causes"] == writer.diff.kept["relations"] == 1
        assert sum(writer.diff.added.values()) == 0
    assert before.report(sample.report.id) == sample  # a snapshot stays as it is
    before.close()
    assert ledger.report(sample.report.id) == fewer
    assert ledger.info().counts["reports"] == 31
    assert ledger.info().counts["events"] == 2 * 31 - 1
    assert [run["recoded"] for run in ledger.info().runs] == [0, 1]
    with ledger.writer(RUN_2) as writer:
        writer.compact()
    assert ledger.report(sample.report.id) == fewer
    assert not ledger.manifest.files("superseded")
    assert ledger.sql("SELECT sum(1) AS n FROM events").to_arrow()["n"].to_pylist() == [61]
    with ledger.writer(RUN, recode=True) as writer:  # and back
        assert writer.add(sample) == "recoded"
    assert ledger.report(sample.report.id) == sample


def test_coding_much_anew_drops_the_old_rows_from_disk(ledger):
    for run in (RUN, RUN_2):
        with ledger.writer(run, recode=True) as writer:
            for number in range(20):
                writer.add(numbered(number))
                if number == 9:
                    writer.commit()
    assert len(ledger.manifest.segments) == 1
    assert ledger.manifest.files("reports")[0].rows == 20
    assert ledger.info().counts["runs"] == 2
