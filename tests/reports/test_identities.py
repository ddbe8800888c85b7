from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from multipolar.reports.identities import SeenIds


def test_many_ids_in_little_memory():
    seen = SeenIds()
    assert not any(seen.conflicts(f"id-{i}", f"text {i}") for i in range(20_000))
    assert len(seen) == 20_000
    assert sys.getsizeof(seen._slots) < 60 * 20_000
    assert not any(seen.conflicts(f"id-{i}", f"text {i}") for i in range(0, 20_000, 7))
    assert all(seen.conflicts(f"id-{i}", "another") for i in range(0, 20_000, 7))
    assert len(seen) == 20_000


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")), max_size=40))
def test_it_agrees_with_a_dictionary(pairs: list[tuple[str, str]]):
    seen, known = SeenIds(), {}
    for identity, content in pairs:
        assert seen.conflicts(identity, content) is (known.setdefault(identity, content) != content)
