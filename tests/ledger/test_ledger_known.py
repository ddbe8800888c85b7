"""What a ledger knows already: reports by id, in a table that memory need not hold."""

import os
import subprocess
import sys

import pytest

from multipolar.errors import LedgerError
from multipolar.ledger.known import KnownReports, digest

TEXT, OTHER = digest("one text"), digest("another")


@pytest.fixture
def known():
    made = KnownReports()
    yield made
    made.close()


def test_of_a_report_that_comes_again_the_last_counts(known):
    known.load([("a", TEXT, 1), ("b", TEXT, 1), ("a", OTHER, 2)])
    known.put("b", TEXT, 3)
    assert known.get("a") == (OTHER, 2)
    assert known.get("b") == (TEXT, 3)
    assert known.get("c") is None


def test_each_report_is_known_at_once_however_many_are_put(known):
    known.load([("report 0", OTHER, 1)])
    for at in range(2500):
        known.put(f"report {at}", TEXT, at)
        assert known.get(f"report {at}") == (TEXT, at)
    known.put("report 7", OTHER, 1)
    assert known.get("report 7") == (OTHER, 1)
    assert [known.get(f"report {at}") for at in (0, 999, 1000, 2499)] == [(TEXT, at) for at in (0, 999, 1000, 2499)]
    assert known.get("report 2500") is None


def test_any_id_can_be_asked_for(known):
    odd = ["", "\x00", "half \ud800", "ö" * 3000]
    known.load([(report_id, digest(str(at)), at) for at, report_id in enumerate(odd)])
    assert [known.get(report_id) for report_id in odd] == [(digest(str(at)), at) for at in range(4)]


_PROGRAM = """
import random, resource
from multipolar.ledger.known import KnownReports, digest

known = KnownReports()
draw = random.Random(1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for part in range(60):
    known.load((f"report-{draw.getrandbits(96):024x}-{part * 5000 + at}", digest(str(at)), 1) for at in range(5000))
known.put("last", digest("last"), 2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, known.get("last")[1])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the unit of the size differs")
def test_however_many_there_are_they_take_little_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TMPDIR": str(tmp_path), "SQLITE_TMPDIR": str(tmp_path)},
    )
    kilobytes, coder = map(int, done.stdout.split())
    assert coder == 2
    assert kilobytes < 28_000, "300,000 of them take some 30 MB on disk"
    assert not list(tmp_path.iterdir()), "the file has no name that could be left behind"


def test_a_full_disk_is_told_with_the_mend(known):
    known.load([("a", TEXT, 1)])
    # As many pages as it has already: the next one is one too many for the disk.
    pages = known._base.execute("PRAGMA page_count").fetchone()[0]
    known._base.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match=r"cannot be kept on disk.*full") as caught:
        known.load((f"report {at}", TEXT, 1) for at in range(50_000))
    assert "TMPDIR" in caught.value.mend
