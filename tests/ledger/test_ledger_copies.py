"""The index of near copies by itself: what it finds, and that it keeps to its window."""

import pytest

from multipolar.ledger import copies
from multipolar.ledger.copies import CopyIndex
from multipolar.reports import fingerprint


def text(number):
    return f"Report {number}: " + " ".join(f"word{(number * 37 + i * i) % 5003}" for i in range(60))


def key(number):
    return f"t{number:016x}"


X, Y = key(10**9), key(10**9 + 1)


def test_a_near_copy_is_found_within_the_window_and_not_behind_it():
    near = CopyIndex(window=3)
    for number in range(4):
        assert near.add(fingerprint(text(number)), key(number)) == (key(number), False)
    assert near.add(fingerprint(text(2) + " More."), X) == (key(2), True)
    assert near.add(fingerprint(text(0) + " More."), Y) == (Y, False)


def test_an_index_read_again_finds_what_the_one_before_found():
    signatures = [(fingerprint(text(number)), key(number)) for number in range(40)]
    grown, again = CopyIndex(window=25), CopyIndex(window=25)
    for signature, text_key in signatures:
        grown.add(signature, text_key)
    again.restore([tuple(zip(*signatures[17:], strict=True)), tuple(zip(*signatures[:17], strict=True))])
    assert again.held == 25
    for number in range(40):
        near = fingerprint(text(number) + " Updated.")
        assert again.add(near, X) == grown.add(near, X)


@pytest.mark.parametrize("window", [10, 64])
def test_what_is_held_stays_within_the_window_however_much_comes(monkeypatch, window):
    monkeypatch.setattr(copies, "_FRONT", 8)
    monkeypatch.setattr(copies, "_GROWTH", 16)
    near = CopyIndex(window=window)
    for number in range(400):
        near.add(fingerprint(text(number)), key(number))
    assert len(near) == 400
    assert near.held <= window * 17 / 16 + 8 + 1
    assert len(near._rows) <= (window * 17 / 16 + 8 + 1) * 21
    assert near.add(fingerprint(text(398) + " More."), X) == (key(398), True)


def test_exact_copies_stand_once_in_what_is_read_again():
    signature = fingerprint(text(1))
    again = CopyIndex()
    again.restore([((signature,), (key(2),)), ((signature, signature, ""), (key(5), key(3), key(4)))])
    assert len(again) == again.held == 1
    assert again.add(signature, X) == (key(5), True)
    assert again.add(fingerprint(text(1) + " More."), X) == (key(5), True)


def test_no_more_is_read_than_the_window_takes():
    taken = []

    def parts():
        for first in (30, 20, 10, 0):
            taken.append(first)
            yield [fingerprint(text(n)) for n in range(first, first + 10)], [key(n) for n in range(first, first + 10)]

    again = CopyIndex(window=15)
    again.restore(parts())
    assert taken == [30, 20]
    assert again.held == 15
    assert again.add(fingerprint(text(25) + " More."), X) == (key(25), True)
    assert again.add(fingerprint(text(24) + " More."), Y) == (Y, False)


def test_a_copy_of_a_copy_is_of_the_group_of_the_first():
    near = CopyIndex()
    a, b, c = (fingerprint(text(1) + more) for more in ("", " One more.", " Other words here."))
    near.add(a, key(9))
    assert near.add(b, X) == (key(9), True)
    assert near.add(c, Y) == (key(9), True)
