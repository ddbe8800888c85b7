"""Writers killed with SIGKILL, at random moments and at each single step, leave whole batches and no other trace."""

from __future__ import annotations

import itertools
import random
import shutil
import signal
import time

import pytest
from ledger_processes import BATCH, REPORTS, run, start, write_unsynced, write_until

from multipolar.ledger import TABLES, Ledger


def contents(path):
    """All rows, but for what tells of when and in which commit they were written."""
    found = {}
    with Ledger.open(path) as ledger:
        ledger.check()
        for name, table in TABLES.items():
            if table.public and name != "runs":
                columns = [column for column in table.names if column not in {"batch", "added", "run"}]
                listed = ", ".join(f'"{column}"' for column in columns)
                rows = ledger.sql(f'SELECT {listed} FROM "{name}"')  # noqa: S608 - names of the schema
                found[name] = sorted(map(repr, rows))
    return found


WHOLE = """
    SELECT
        (SELECT list(id ORDER BY id) FROM reports) AS ids,
        (SELECT count(DISTINCT report) FROM sentences) AS read,
        (SELECT count(*) FROM events) AS events,
        (SELECT count(DISTINCT event) FROM participants) AS acted,
        (SELECT count(*) FROM relations) AS relations,
        (SELECT count(DISTINCT relation) FROM relation_sides) AS sided,
        (SELECT count(*) FROM claims) AS claims,
        (SELECT count(DISTINCT claim) FROM claim_parties) AS spoken,
        (SELECT count(*) FROM causes) AS causes,
        (SELECT count(DISTINCT event) FROM incident_events) AS linked,
        (SELECT count(*) FROM incidents) - (SELECT count(DISTINCT incident) FROM incident_events) AS unlike,
        (SELECT sum(reports) FROM runs) AS counted
"""


def whole_batches(path):
    """How many reports are there; fails unless they are the first ones, each with all of its rows."""
    with Ledger.open(path) as ledger:
        (row,) = ledger.sql(WHOLE)
    ids = row["ids"] or []
    assert ids == [f"n{number:07d}" for number in range(len(ids))]
    assert len(ids) % BATCH == 0
    assert row["events"] == row["acted"] == row["linked"] == 2 * len(ids)
    assert row["unlike"] == 0
    assert {row[name] for name in ("read", "relations", "sided", "claims", "spoken", "causes")} == {len(ids)}
    assert not ids or row["counted"] >= BATCH
    return len(ids)


def no_leftovers(path):
    with Ledger.open(path) as ledger:
        assert {entry.name for entry in (path / "data").iterdir()} == ledger.manifest.names()
    assert len(list((path / "manifests").iterdir())) == 1
    assert {entry.name for entry in path.iterdir()} == {"data", "manifests", "ledger.json", "writer.lock"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A ledger that nobody disturbed, and how long it takes to write, in seconds."""
    path = tmp_path_factory.mktemp("undisturbed")
    assert run(write_unsynced, path / "first") == 0  # loads what is loaded once
    began = time.perf_counter()
    assert run(write_unsynced, path / "ledger") == 0
    return path / "ledger", time.perf_counter() - began


def newest(path):
    manifests = path / "manifests"
    return max((entry.name for entry in manifests.glob("*.json")), default="") if manifests.exists() else ""


def wait_for_commits(path, commits, process):
    """Wait until a process has made some commits, or is done."""
    last = newest(path)
    while commits and process.is_alive():
        if (now := newest(path)) != last:
            last = now
            commits -= 1
        time.sleep(0.0005)


def test_a_writer_killed_at_any_moment_loses_no_batch_and_shows_no_half_one(tmp_path, undisturbed):
    path = tmp_path / "ledger"
    whole, seconds = undisturbed
    chance = random.Random(8)  # noqa: S311 - moments, not secrets
    seen = [0]
    for _ in range(26):
        if seen[-1] == REPORTS:  # done: begin anew, so that each kill meets a writer at work
            shutil.rmtree(path)
            seen.append(0)
        process = start(write_unsynced, path)
        # Some commits later, at any moment of the next: counted in commits, so that a busy machine makes no difference.
        wait_for_commits(path, chance.randrange(4), process)
        time.sleep(chance.uniform(0.0, BATCH * seconds / REPORTS))
        process.kill()
        process.join()
        count = whole_batches(path) if (path / "ledger.json").exists() else 0
        assert count >= seen[-1], "a committed batch was lost"
        seen.append(count)
    assert len(set(seen)) > 3, "the kills met no writer at work"
    assert run(write_unsynced, path) == 0
    assert contents(path) == contents(whole)
    no_leftovers(path)


def test_a_writer_killed_between_steps_leaves_a_ledger_that_a_rerun_completes(tmp_path):
    # Seven commits, so that the next one also merges.
    before, after, path, log = (tmp_path / name for name in ("before", "after", "path", "log"))
    assert run(write_unsynced, before, 7 * BATCH) == 0
    shutil.copytree(before, after)
    assert run(write_until, after, 8 * BATCH, -1, log) == 0
    wanted = contents(after)
    steps = log.read_text().splitlines()
    # All steps about manifests, where commits happen, and some of the many about data files.
    chosen = [at for at, step in enumerate(steps) if "manifests" in step or at % 20 == 0]
    assert len([at for at in chosen if "rename" in steps[at]]) >= 2
    outcomes = []
    for at in chosen:
        shutil.copytree(before, path)
        assert run(write_until, path, 8 * BATCH, at) == -signal.SIGKILL
        outcomes.append(whole_batches(path))
        if len(outcomes) % 6 == 0:
            assert run(write_unsynced, path, 8 * BATCH) == 0
            assert contents(path) == wanted
            no_leftovers(path)
        shutil.rmtree(path)
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {7 * BATCH, 8 * BATCH}


def test_a_ledger_whose_making_was_killed_can_be_made_again(tmp_path):
    for step in itertools.count():
        path = tmp_path / f"step{step}"
        code = run(write_until, path, 0, step)
        assert run(write_unsynced, path, BATCH) == 0
        assert whole_batches(path) == BATCH
        no_leftovers(path)
        if code == 0:
            break
    assert step > 4


def test_readers_keep_their_snapshot_while_a_writer_commits_and_merges(tmp_path):
    path = tmp_path / "ledger"
    assert run(write_unsynced, path, 2 * BATCH) == 0
    old = Ledger.open(path)
    process = start(write_unsynced, path)
    seen = []
    slowest = 0.0
    while process.is_alive():
        began = time.perf_counter()
        Ledger.open(path).close()
        slowest = max(slowest, time.perf_counter() - began)
        seen.append(whole_batches(path))
        assert len(old.sql("SELECT * FROM reports JOIN events ON reports.id = events.report")) == 4 * BATCH
    process.join()
    assert process.exitcode == 0
    assert seen == sorted(seen)
    assert slowest < 2.0
    assert old.refresh()
    assert len(old.sql("SELECT id FROM reports")) == REPORTS
    old.close()
    assert run(write_unsynced, path) == 0
    no_leftovers(path)
