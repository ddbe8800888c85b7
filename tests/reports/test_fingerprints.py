# ruff: noqa: E501 - sample texts stay in one piece
from __future__ import annotations

import time
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.errors import InputError
from multipolar.reports import bands, fingerprint, similarity

WIRE = (
    "ASMARA, June 3 (Agency) - Eritrea and Sudan agreed on Tuesday to reopen their border, closed since fighting spread to the"
    " eastern state of Kassala last year, officials in both capitals said. The deal was struck after two days of talks led"
    " by the foreign ministers. It lets traders cross at three posts from Sunday and sets up a joint patrol. Eritrea had shut"
    " the line after shells landed on its side, killing four farmers. Sudan denied firing them. A United Nations envoy"
    " welcomed the step and urged both governments to let aid convoys through without delay."
)
SYNDICATED = (
    "Eritrea and Sudan agreed on Tuesday to reopen their border, closed since fighting spread to the eastern state of Kassala"
    " last year, officials in both capitals said. The deal was struck after two days of talks led by the foreign ministers."
    " It lets traders cross at three posts from Sunday and sets up a joint patrol. Eritrea had shut the line after shells"
    " landed on its side, killing four farmers. Sudan denied firing them. A UN envoy welcomed the step and urged both"
    " governments to let aid convoys through without delay. (Additional reporting from Port Sudan)"
)
OTHER_REPORTER = (
    "The frontier between Sudan and Eritrea is to open again after more than a year, the two governments announced on Tuesday"
    " evening. From Sunday, lorries may use three crossings that were sealed when the war reached Kassala. Foreign"
    " ministers had negotiated for two days in Asmara. Border guards of both armies will patrol together. Four Eritrean"
    " farmers died last year when artillery hit their village, an incident for which Khartoum has refused to take the blame."
    " The UN's envoy called the accord good news for the hungry and asked for convoys to be let through."
)
SHORT = "Russian drones hit a power station in Odesa overnight, leaving 40,000 homes without electricity, the governor said."
SHORT_COPY = (
    "Russian drones hit a power station in Odesa overnight, leaving 40,000 homes without electricity, its governor said"
)
SHORT_OTHER = "About 40,000 households in Odesa lost power after a night of Russian drone strikes, Ukraine's grid operator reported."


def exact(a: str, b: str) -> float:
    def pairs(text: str) -> set[tuple[str, str]]:
        words = "".join(c.lower() if c.isalnum() else " " for c in text).split()
        return set(pairwise(words))

    return len(pairs(a) & pairs(b)) / len(pairs(a) | pairs(b))


@pytest.mark.parametrize(("a", "b"), [(WIRE, SYNDICATED), (SHORT, SHORT_COPY), (WIRE, WIRE.upper())])
def test_syndicated_copies_are_near(a: str, b: str):
    assert similarity(fingerprint(a), fingerprint(b)) >= 0.8
    assert set(bands(fingerprint(a))) & set(bands(fingerprint(b)))


@pytest.mark.parametrize(("a", "b"), [(WIRE, OTHER_REPORTER), (SHORT, SHORT_OTHER), (WIRE, SHORT)])
def test_two_reports_of_one_incident_are_far(a: str, b: str):
    assert similarity(fingerprint(a), fingerprint(b)) < 0.5


def test_the_estimate_follows_the_exact_index():
    words = [f"word{i}" for i in range(400)]
    for changed in (0, 20, 60, 120, 200, 400):
        other = [f"other{i}" if i < changed else word for i, word in enumerate(words)]
        a, b = " ".join(words), " ".join(other)
        assert abs(similarity(fingerprint(a), fingerprint(b)) - exact(a, b)) < 0.15


def test_case_marks_and_space_do_not_matter():
    assert fingerprint("Envoys met - in Vienna.") == fingerprint("ENVOYS  MET\nIN VIENNA")
    assert fingerprint("e\u0301tat d'urgence") == fingerprint("\u00e9tat d'urgence")


def test_scripts_without_spaces_are_told_apart():
    a = "两国领导人周一在莫斯科会晤并签署了一项协议"
    near = "两国领导人周二在莫斯科会晤并签署了一项协议"
    far = "联合国特使呼吁双方立即停火并允许援助进入"
    assert similarity(fingerprint(a), fingerprint(near)) > 0.6
    assert similarity(fingerprint(a), fingerprint(far)) < 0.2


def test_texts_without_words():
    assert fingerprint("") == fingerprint(" … !") == ""
    assert bands("") == ()
    assert similarity("", "") == similarity("", fingerprint(WIRE)) == 0.0


def test_a_very_long_text_takes_little_memory():
    text = "".join(f"word{i % 5000} " for i in range(200_000))
    tracemalloc.start()
    value = fingerprint(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 70 * 2**20 + 2 * len(text)
    assert similarity(value, fingerprint(text[: len(text) // 2])) > 0.9


def test_form():
    value = fingerprint(WIRE)
    assert len(value) == 258
    assert int(value, 16) >= 0
    keys = bands(value)
    assert len(set(keys)) == len(keys) == 21
    assert all(len(key) == 14 for key in keys)


def test_the_value_is_the_same_in_every_process_and_version():
    # Ledgers keep fingerprints: if this fails, the algorithm has changed and its version must too.
    assert fingerprint(SHORT)[:18] == "029f5151a537ec4377"


@pytest.mark.parametrize("value", ["xyz", "02", "g" * 258, "02" + "0" * 255])
def test_what_is_no_fingerprint_is_refused(value: str):
    with pytest.raises(InputError, match="not a fingerprint"):
        bands(value)


def test_another_version_is_refused():
    value = fingerprint(WIRE)
    with pytest.raises(InputError, match="version"):
        similarity(value, "ff" + value[2:])


def test_it_is_fast():
    texts = [f"{SHORT} {i}" for i in range(1500)]
    begun = time.perf_counter()
    for text in texts:
        fingerprint(text)
    assert len(texts) / (time.perf_counter() - begun) > 1500  # an idle core does far more


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_symmetric_and_bounded(a: str, b: str):
    first, second = fingerprint(a), fingerprint(b)
    assert 0.0 <= similarity(first, second) == similarity(second, first) <= 1.0
    if first:
        assert similarity(first, first) == 1.0
