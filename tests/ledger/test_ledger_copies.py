"""The index of near copies by itself: what it finds, and that it keeps to its window."""

import pytest

from multipolar.ledger import known
from multipolar.ledger.known import CopyIndex
from multipolar.reports import bands, fingerprint, similarity


def text(number):
    return f"Report {number}: " + " ".join(f"word{(number * 37 + i * i) % 5003}" for i in range(60))


def index(window):
    return CopyIndex(bands, similarity, window=window)


def test_a_near_copy_is_found_within_the_window_and_not_behind_it():
    near = index(3)
    for number in range(4):
        assert near.add(fingerprint(text(number)), f"t{number}") == (f"t{number}", False)
    assert near.add(fingerprint(text(2) + " More."), "x") == ("t2", True)
    assert near.add(fingerprint(text(0) + " More."), "y") == ("y", False)


def test_an_index_read_again_finds_what_the_one_before_found():
    signatures = [(fingerprint(text(number)), f"t{number}") for number in range(40)]
    grown, again = index(25), index(25)
    for signature, key in signatures:
        grown.add(signature, key)
    again.restore(signatures)
    assert len(again) == len(grown) == 40
    for number in range(40):
        near = fingerprint(text(number) + " Updated.")
        assert again.add(near, "new") == grown.add(near, "new")


@pytest.mark.parametrize("window", [10, 64])
def test_what_is_held_stays_within_the_window_however_much_comes(monkeypatch, window):
    monkeypatch.setattr(known, "_TEXTS_FRONT", 8)
    near = index(window)
    for number in range(400):
        near.add(fingerprint(text(number)), f"t{number}")
    assert len(near) == 400
    assert len(near._signatures) <= window * 1.25 + 8 + 1
    assert len(near._rows) <= (window * 1.25 + 8 + 1) * 21
    assert near.add(fingerprint(text(398) + " More."), "x") == ("t398", True)
