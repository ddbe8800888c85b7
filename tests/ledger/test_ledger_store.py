"""One writer, clear errors for a disk, a folder or a file that fails, and few files however many commits."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from ledger_processes import PROCESSES, hold, no_sync, start
from ledger_samples import RUN, numbered

from multipolar.errors import LedgerError, MissingInputError, SchemaError
from multipolar.ledger import Ledger, LedgerOptions, compaction
from multipolar.ledger.disk import explain_os_errors
from multipolar.ledger.store import DataFile, Segment


def fill(ledger, start, stop):
    with ledger.writer(RUN) as writer:
        for number in range(start, stop):
            writer.add(numbered(number))


def ids(ledger):
    return sorted(row["id"] for row in ledger.sql("SELECT id FROM reports"))


def test_a_second_writer_is_told_who_holds_the_ledger(ledger):
    ready, done = PROCESSES.Event(), PROCESSES.Event()
    holder = start(hold, ledger.path, ready, done)
    assert ready.wait(20)
    with pytest.raises(LedgerError, match=rf"process {holder.pid} on .* is writing to this ledger"), ledger.writer(RUN):
        pass
    assert ids(ledger) == []
    done.set()
    holder.join()
    fill(ledger, 0, 1)
    assert len(ids(ledger)) == 1


def test_a_writer_is_good_for_its_context_only(ledger):
    writer = ledger.writer(RUN)
    with pytest.raises(LedgerError, match="closed"):
        writer.add(numbered(0))
    with writer:
        writer.add(numbered(0))
    with pytest.raises(LedgerError, match="closed"):
        writer.add(numbered(1))


def test_what_was_not_committed_goes_when_the_context_fails(ledger):
    def work():
        with ledger.writer(RUN) as writer:
            writer.add(numbered(0))
            writer.commit()
            writer.add(numbered(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    ledger.refresh()
    assert ids(ledger) == ["n0000000"]
    fill(ledger, 0, 3)
    assert len(ids(ledger)) == 3


@pytest.mark.parametrize("make", [Ledger.open, lambda path: Ledger.create(path).close() or Ledger.create(path)])
def test_folders_that_cannot_be_used_are_named(tmp_path, make):
    with pytest.raises((MissingInputError, LedgerError), match=str(tmp_path / "x")):
        make(tmp_path / "x")


def test_a_folder_with_something_else_is_neither_opened_nor_overwritten(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger.open(tmp_path)
    with pytest.raises(LedgerError, match=r"not empty .*notes\.txt"):
        Ledger.create(tmp_path)
    with pytest.raises(LedgerError, match=r"notes\.txt"):
        Ledger.create(tmp_path / "notes.txt")
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


def test_ensure_makes_once_and_minds_the_options(tmp_path):
    Ledger.ensure(tmp_path / "a", options=LedgerOptions(keep_text=False)).close()
    with Ledger.ensure(tmp_path / "a") as ledger:
        assert not ledger.keep_text
    with pytest.raises(LedgerError, match="keeps no texts"):
        Ledger.ensure(tmp_path / "a", options=LedgerOptions(keep_text=True))


def test_a_ledger_of_a_newer_schema_says_what_to_install(ledger):
    for path in (ledger.path / "ledger.json", *(ledger.path / "manifests").iterdir()):
        old = path.read_text()
        path.write_text(json.dumps(json.loads(old) | {"schema": 99, "multipolar": "7.1.0"}))
        with pytest.raises(SchemaError, match=r"schema 99.*install multipolar 7\.1\.0 or later"):
            Ledger.open(ledger.path)
        path.write_text(old)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": "other"}', '{"format": "multipolar ledger"}'])
def test_damaged_json_is_named(ledger, content):
    (ledger.path / "ledger.json").write_text(content)
    with pytest.raises(LedgerError, match=r"ledger\.json"):
        Ledger.open(ledger.path)


def test_a_damaged_manifest_is_named(ledger):
    (manifest,) = (ledger.path / "manifests").iterdir()
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"segments": [{"name": 3}]}))
    with pytest.raises(LedgerError, match=rf"{manifest.name}.*damaged"):
        Ledger.open(ledger.path)
    manifest.unlink()
    with pytest.raises(LedgerError, match="no manifest"):
        Ledger.open(ledger.path)


def test_missing_and_cut_data_files_are_named_on_opening(ledger):
    fill(ledger, 0, 3)
    file = next((ledger.path / "data").glob("*.events.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-7])
    with pytest.raises(LedgerError, match=rf"{file.name}.*bytes instead of"):
        Ledger.open(ledger.path)
    file.unlink()
    with pytest.raises(LedgerError, match=file.name):
        Ledger.open(ledger.path)


def test_damage_within_a_data_file_is_found_by_a_check_and_named_by_queries(ledger):
    fill(ledger, 0, 20)
    file = next((ledger.path / "data").glob("*.events.parquet"))
    content = bytearray(file.read_bytes())
    for at in range(40, len(content) // 4, 50):
        content[at] ^= 0xFF
    file.write_bytes(content)
    with Ledger.open(ledger.path) as damaged:
        with pytest.raises(LedgerError, match=file.name):
            damaged.check()
        with pytest.raises(LedgerError, match=file.name):
            damaged.events()
        assert len(ids(damaged)) == 20
    content[-8:] = b"\0" * 8
    file.write_bytes(content)
    with Ledger.open(ledger.path) as damaged:
        with pytest.raises(LedgerError, match=file.name):
            damaged.events()
        with pytest.raises(LedgerError, match=file.name):
            damaged.sql("SELECT * FROM events")


@pytest.mark.parametrize("failing", ["write", "fsync", "rename", "manifest"])
def test_a_full_disk_is_one_clear_error_and_loses_only_the_batch(ledger, monkeypatch, failing):
    fill(ledger, 0, 3)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refuse(*_, **__):
        raise full

    def work():
        with ledger.writer(RUN) as writer:
            writer.add(numbered(3))
            if failing == "write":
                monkeypatch.setattr(pq.ParquetWriter, "write_table", refuse)
            elif failing == "fsync":
                monkeypatch.setattr(os, "fsync", refuse)
            elif failing == "rename":
                monkeypatch.setattr(Path, "rename", refuse)
            else:
                monkeypatch.setattr("multipolar.ledger.writer.publish", lambda *_: ledger_full(full))
            with pytest.raises(LedgerError, match="no space left"):
                writer.commit()
            with pytest.raises(LedgerError, match="no space left"):
                writer.add(numbered(4))
            monkeypatch.undo()

    with pytest.raises(LedgerError, match=r"no space left.*what was committed is safe"):
        work()
    assert len(ids(ledger)) == 3
    assert not [entry for entry in (ledger.path / "data").iterdir() if entry.name.startswith(".tmp-")]
    fill(ledger, 0, 5)
    assert len(ids(ledger)) == 5


def ledger_full(error):
    with explain_os_errors(Path("manifests"), "writing to the ledger"):
        raise error


def test_a_real_limit_on_file_size_is_one_clear_error(ledger):
    script = (
        "import sys, resource; sys.path.insert(0, sys.argv[2])\n"
        "from ledger_samples import RUN, numbered\n"
        "from multipolar.ledger import Ledger\n"
        "ledger = Ledger.open(sys.argv[1])\n"
        "with ledger.writer(RUN) as writer:\n"
        "    writer.add(numbered(0)); writer.commit()\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, resource.RLIM_INFINITY))\n"
        "    for number in range(200): writer.add(numbered(number))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ledger.path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("multipolar.errors.LedgerError")
    assert "raise the file size limit" in last
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    ledger.refresh()
    assert ids(ledger) == ["n0000000"]
    fill(ledger, 0, 200)
    assert len(ids(ledger)) == 200


def test_a_read_only_folder_can_be_read_and_says_why_it_cannot_be_written(ledger, monkeypatch):
    fill(ledger, 0, 3)
    if os.geteuid():
        (ledger.path / "writer.lock").unlink()
        ledger.path.chmod(0o500)
        what = "permission denied"
    else:  # root writes where it likes: let the system call refuse instead
        real = os.open

        def refuse(path, flags, *rest, **named):
            if flags & (os.O_WRONLY | os.O_RDWR) and str(path).startswith(str(ledger.path)):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
            return real(path, flags, *rest, **named)

        monkeypatch.setattr(os, "open", refuse)
        what = "read-only"
    try:
        with Ledger.open(ledger.path) as reader:
            assert len(ids(reader)) == 3
            with pytest.raises(LedgerError, match=what) as caught, reader.writer(RUN):
                pass
            assert "writer.lock" in str(caught.value)
    finally:
        ledger.path.chmod(0o700)


def test_many_small_commits_leave_few_files_and_all_rows(ledger, monkeypatch):
    monkeypatch.setattr(os, "fsync", no_sync)  # no need to wait for the disk hundreds of times
    with ledger.writer(RUN) as writer:
        for number in range(70):
            writer.add(numbered(number))
            writer.commit()
    assert len(ledger.manifest.segments) < 2 * compaction.FAN
    assert ids(ledger) == [f"n{number:07d}" for number in range(70)]
    for number in (0, 63, 69):
        assert ledger.report(f"n{number:07d}") == numbered(number)
    assert ledger.info().runs[0]["reports"] == 70
    assert len(ledger.info().runs) == 1
    with ledger.writer(RUN) as writer:
        writer.compact()
    assert len(ledger.manifest.segments) == 1
    assert {entry.name for entry in (ledger.path / "data").iterdir()} == ledger.manifest.names()
    assert len(ids(ledger)) == 70


def test_segments_are_merged_by_size_class():
    def segments(*rows):
        return [Segment(str(i), i, i, {"events": DataFile("x", count, 0)}) for i, count in enumerate(rows)]

    fan = compaction.FAN
    assert compaction.mergeable([]) == 0
    assert compaction.mergeable(segments(*[10] * (fan - 1))) == 0
    assert compaction.mergeable(segments(*[10] * fan)) == fan
    assert compaction.mergeable(segments(10**6, *[10] * fan)) == fan
    assert compaction.mergeable(segments(10**6, *[10] * (fan - 1))) == 0
    assert compaction.mergeable(segments(*[10**6] * (fan - 1), 10, 10, 10**6)) == fan + 2
    # However many commits of whatever sizes: never many segments.
    sizes = []
    for commit in range(5000):
        sizes.append(100 + commit % 7 * 900)
        while count := compaction.mergeable(segments(*sizes)):
            sizes[-count:] = [sum(sizes[-count:])]
        assert len(sizes) <= 6 * fan


def test_two_readers_of_one_snapshot_do_not_keep_each_other_or_the_writer_waiting(ledger):
    with Ledger.open(ledger.path) as one, Ledger.open(ledger.path) as two:
        fill(ledger, 0, 2)
        assert ids(one) == ids(two) == []
        assert one.refresh()
        assert not one.refresh()
        assert len(ids(one)) == 2
        assert len(list((ledger.path / "manifests").iterdir())) == 2  # the old one is still read
    fill(ledger, 2, 3)
    assert len(list((ledger.path / "manifests").iterdir())) == 1


def test_a_closed_ledger_says_so(ledger):
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        ledger.events()


def test_odd_folder_names_work(tmp_path):
    for name in ("it's", "a [b]*", "späti ☃", "percent%20", "q?"):
        with Ledger.create(tmp_path / name) as ledger:
            fill(ledger, 0, 2)
            assert len(ledger.events()) == 4
