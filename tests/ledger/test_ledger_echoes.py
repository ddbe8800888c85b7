"""Words that the ledger read before: their events follow what was read in them first, however the ledger is built."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil

import pytest
from ledger_samples import RUN, RUN_2, numbered
from test_ledger_incidents import DAY, everything, fill, told

from multipolar.ledger import Correction, Ledger

FIRST = "Russia attacked Ukraine's Saltivka depot at dawn, and six people were killed."
OTHER = "Russia attacked Ukraine over a quarrel on barley in the village of Lodva."


def bare(number, text):
    """A report in which nothing was read."""
    return dataclasses.replace(told(number, text), events=())


REPORTS = [
    told(1, FIRST, source="Harbour Post"),
    told(2, f"Our correspondents say: {FIRST}", source="Mirror", type="PROTEST", day=DAY + dt.timedelta(1)),
    told(3, FIRST.removesuffix(", and six people were killed.") + ".", source="Wire", type="AGREE"),
    bare(4, OTHER),
    told(5, OTHER, source="Mirror", type="COERCE"),
    *(numbered(number) for number in range(8)),
]


def echoes(ledger):
    return {row["event"]: row["original"] for row in ledger.sql("SELECT event, original FROM echoes")}


@pytest.mark.parametrize("each", [1, 2, None])
def test_echoes_follow_their_originals_in_parts_as_at_once_and_anew(tmp_path, each):
    with fill(tmp_path / "once", REPORTS) as once, fill(tmp_path / "parts", REPORTS, each=each) as parts:
        assert echoes(once) == echoes(parts) == {"e0002": "e0001", "e0003": "e0001", "e0005": None}
        assert everything(parts) == everything(once)
        parts.link()
        assert everything(parts) == everything(once)
        parts.check()


def test_going_on_in_a_later_run_finds_what_was_read(tmp_path):
    fill(tmp_path / "parts", REPORTS[:1]).close()
    fill(tmp_path / "parts", REPORTS[1:4]).close()
    with fill(tmp_path / "once", REPORTS) as once, fill(tmp_path / "parts", REPORTS[4:]) as parts:
        assert echoes(parts) == echoes(once)
        assert everything(parts) == everything(once)


def test_an_echo_changes_nothing_about_its_incident_but_is_listed(tmp_path):
    with fill(tmp_path / "ledger", REPORTS[:1]) as ledger:
        (alone,) = ledger.incidents()
    with fill(tmp_path / "ledger", REPORTS[1:3]) as ledger:
        (row,) = ledger.incidents()
        assert (row["id"], row["type"], row["title"]) == (alone["id"], "ASSAULT", alone["title"])
        assert (row["n_events"], row["n_reports"], row["n_outlets"], row["n_texts"]) == (3, 3, 1, 1)
        assert row["last_seen"] == DAY + dt.timedelta(1)
        assert ledger.incident("e0003").events[0] == "e0001"


def test_an_echo_of_nothing_is_kept_and_is_in_no_incident(tmp_path):
    with fill(tmp_path / "ledger", REPORTS[3:5]) as ledger:
        assert ledger.linked
        assert len(ledger.events()) == 1
        assert len(ledger.incidents()) == 0
        ledger.link()
        assert len(ledger.incidents()) == 0
    with fill(tmp_path / "ledger", REPORTS[:1]) as ledger:
        assert len(ledger.incidents()) == 1


def test_two_processes_link_echoes_of_other_types_as_one_does(tmp_path, monkeypatch):
    from multipolar.ledger import relinking  # noqa: PLC0415 - a setting of its

    fill(tmp_path / "ledger", REPORTS).close()
    shutil.copytree(tmp_path / "ledger", tmp_path / "other")
    with Ledger.open(tmp_path / "ledger") as one, Ledger.open(tmp_path / "other") as other:
        one.link()
        monkeypatch.setattr(relinking, "_MANY", 1)
        other.link()
        assert everything(one) == everything(other)


def test_what_people_confirm_counts_by_itself(tmp_path):
    with fill(tmp_path / "ledger", REPORTS[3:5]) as ledger:
        ledger.correct([Correction(action="confirm", target="e0005", who="A. Reader")])
        assert [row["n_events"] for row in ledger.incidents()] == [1]
        rows = everything(ledger)
        ledger.link()
        assert everything(ledger) == rows


def test_coding_anew_keeps_what_was_first(tmp_path):
    fill(tmp_path / "ledger", REPORTS[:3]).close()
    anew = [
        dataclasses.replace(c, events=(dataclasses.replace(c.events[0], id=f"n{at}"),))
        for at, c in enumerate(REPORTS[:3])
    ]
    with fill(tmp_path / "ledger", anew, run=RUN_2) as ledger:
        assert echoes(ledger) == {"n1": "n0", "n2": "n0"}
        (row,) = ledger.incidents()
        assert row["n_events"] == 3
        ledger.link()
        assert [row["n_events"] for row in ledger.incidents()] == [3]
        rows = everything(ledger)
        with ledger.writer(RUN) as writer:
            writer.compact()
        ledger.refresh()
        assert everything(ledger) == rows


def test_where_the_first_reading_is_gone_its_echo_stands_for_itself(tmp_path):
    fill(tmp_path / "ledger", REPORTS[:2]).close()
    with fill(tmp_path / "ledger", [bare(1, FIRST)], run=RUN_2) as ledger:
        ledger.link()
        (row,) = ledger.incidents()
        assert (row["type"], row["n_events"]) == ("PROTEST", 1)
