"""Writers killed with SIGKILL, at random moments and at each single step, leave whole batches and no other trace."""

from __future__ import annotations

import itertools
import random
import shutil
import signal
import time

import pytest
from ledger_processes import BATCH, PROCESSES, REPORTS, write, write_until
from ledger_samples import numbered

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


def whole_batches(path):
    """How many reports are there; fails unless they are the first ones, each with all of its rows."""
    with Ledger.open(path) as ledger:
        ids = sorted(row["id"] for row in ledger.sql("SELECT id FROM reports"))
        assert ids == [f"n{number:07d}" for number in range(len(ids))]
        assert len(ids) % BATCH == 0
        counts = ledger.info().counts
        assert counts["events"] == 2 * len(ids)
        assert counts["relations"] == counts["claims"] == counts["causes"] == len(ids)
        per_event = ledger.sql("SELECT count(*) AS n FROM participants GROUP BY event")
        assert len(per_event) == 2 * len(ids)
        if ids:
            assert ledger.report(ids[-1]) == numbered(len(ids) - 1)
        return len(ids)


def no_leftovers(path):
    with Ledger.open(path) as ledger:
        assert {entry.name for entry in (path / "data").iterdir()} == ledger.manifest.names()
    assert len(list((path / "manifests").iterdir())) == 1
    assert {entry.name for entry in path.iterdir()} == {"data", "manifests", "ledger.json", "writer.lock"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    path = tmp_path_factory.mktemp("undisturbed") / "ledger"
    write(path)
    return path


def test_a_writer_killed_at_any_moment_loses_no_batch_and_shows_no_half_one(tmp_path, undisturbed):
    path = tmp_path / "ledger"
    chance = random.Random(8)  # noqa: S311 - moments, not secrets
    seen = []
    for _ in range(26):
        if seen and seen[-1] == REPORTS:  # done: begin anew, so that each kill meets a writer at work
            shutil.rmtree(path)
            seen.append(0)
        process = PROCESSES.Process(target=write, args=(path,))
        process.start()
        time.sleep(chance.uniform(0.02, 0.35))
        process.kill()
        process.join()
        count = whole_batches(path) if (path / "ledger.json").exists() else 0
        assert not seen or count >= seen[-1], "a committed batch was lost"
        seen.append(count)
    assert len(set(seen)) > 3, "the kills met no writer at work"
    write(path)
    assert contents(path) == contents(undisturbed)
    no_leftovers(path)


def test_a_writer_killed_before_each_single_step_leaves_a_ledger_that_a_rerun_completes(tmp_path):
    # Seven commits, so that the next one also merges.
    before = tmp_path / "before"
    write(before, 7 * BATCH)
    after = tmp_path / "after"
    shutil.copytree(before, after)
    write(after, 8 * BATCH)
    wanted = contents(after)
    outcomes = set()
    for step in itertools.count():
        path = tmp_path / f"step{step}"
        shutil.copytree(before, path)
        process = PROCESSES.Process(target=write_until, args=(path, 8 * BATCH, step))
        process.start()
        process.join()
        outcomes.add(whole_batches(path))
        if step % 8 == 0 or process.exitcode == 0:
            write(path, 8 * BATCH)
            assert contents(path) == wanted
            no_leftovers(path)
        shutil.rmtree(path)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert step > 30
    assert outcomes == {7 * BATCH, 8 * BATCH}


def test_a_ledger_whose_making_was_killed_can_be_made_again(tmp_path):
    for step in itertools.count():
        path = tmp_path / f"step{step}"
        process = PROCESSES.Process(target=write_until, args=(path, 0, step))
        process.start()
        process.join()
        write(path, BATCH)
        assert whole_batches(path) == BATCH
        no_leftovers(path)
        if process.exitcode == 0:
            break
    assert step > 4


def test_readers_keep_their_snapshot_while_a_writer_commits_and_merges(tmp_path):
    path = tmp_path / "ledger"
    write(path, 2 * BATCH)
    old = Ledger.open(path)
    process = PROCESSES.Process(target=write, args=(path,))
    process.start()
    seen = []
    slowest = 0.0
    while process.is_alive():
        start = time.perf_counter()
        Ledger.open(path).close()
        slowest = max(slowest, time.perf_counter() - start)
        seen.append(whole_batches(path))
        assert len(old.sql("SELECT * FROM reports JOIN events ON reports.id = events.report")) == 4 * BATCH
    process.join()
    assert process.exitcode == 0
    assert seen == sorted(seen)
    assert slowest < 2.0
    assert old.refresh()
    assert len(old.sql("SELECT id FROM reports")) == REPORTS
    old.close()
    write(path)
    no_leftovers(path)
