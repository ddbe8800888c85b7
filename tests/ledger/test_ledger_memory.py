"""Memory that stands free goes back to the system."""

import subprocess
import sys

import pytest
from ledger_samples import RUN, RUN_2, numbered

from multipolar.ledger import Ledger

_PROGRAM = """
import numpy as np
from pathlib import Path
from multipolar.ledger.memory import hand_back

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

hand_back()
before = held()
pieces = [np.ones(250) for _ in range(30_000)]
last = pieces[-1]
full = held()
del pieces
kept = held()
hand_back()
print(full - before, kept - before, held() - before, last.size)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the file system tells what is held")
def test_what_was_taken_in_small_pieces_is_handed_back_though_the_last_of_them_stays():
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    full, kept, after, _ = map(int, done.stdout.split())
    assert full > 55e6
    assert kept > 0.7 * full, "the C library keeps it for later"
    assert after < 0.2 * full


@pytest.mark.parametrize("table", ["incidents", "incident_events", "events", "reports"])
def test_rows_that_count_no_longer_are_left_out_without_a_table_of_all_rows(tmp_path, table):
    with Ledger.create(tmp_path / "ledger") as ledger:
        for run, reports in ((RUN, 20), (RUN_2, 2)):  # a few only: of many the old rows would be dropped at once
            with ledger.writer(run, recode=True) as writer:
                for number in range(reports):
                    writer.add(numbered(number))
        assert ledger.manifest.files("superseded")
        assert ledger.manifest.files("superseded_incidents")
        plan = ledger.query(f"EXPLAIN SELECT * FROM {table}")["explain_value"][0].as_py().upper()  # noqa: S608 - ours
        assert "ANTI" in plan
        assert not [word for word in ("DELIM", "CTE", "GROUP", "MARK") if word in plan], plan
