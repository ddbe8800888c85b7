"""Curves, thresholds and the diagram, on samples made up by known laws."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.reading import DecodeOptions

from calibrate import BALANCE, OTHERS, f_beta, moved, written
from confidences import (
    ece,
    ece_by_chance,
    fitted,
    held_out,
    held_out_precision,
    platt,
    points_of,
    surest,
    through,
)
from reliability import bins, diagram, wilson


def made_up(slope, offset, count=4000, seed=1):
    """Raw probabilities, and whether each was right, by a curve of that slope and offset."""
    generator = np.random.default_rng(seed)
    raw = generator.uniform(0.02, 0.98, count)
    right = generator.random(count) < through((slope, offset), raw)
    return raw, right.astype(np.float64)


def samples(raw, right, reports=50):
    return [(float(p), bool(hit), number % reports) for number, (p, hit) in enumerate(zip(raw, right, strict=True))]


# --- Curves ---


def test_the_curve_that_made_the_samples_is_found():
    slope, offset = platt(*made_up(0.6, -0.4))
    assert slope == pytest.approx(0.6, abs=0.06)
    assert offset == pytest.approx(-0.4, abs=0.1)


def test_samples_that_can_be_told_apart_wholly_do_not_break_the_fit():
    raw = np.array([0.01, 0.02, 0.03, 0.97, 0.98, 0.99] * 20)
    slope, offset = platt(raw, (raw > 0.5).astype(np.float64))
    assert np.isfinite([slope, offset]).all()
    assert slope > 1


def test_few_samples_move_the_curve_a_little_only():
    slope, offset = platt(np.array([0.9, 0.9]), np.array([0.0, 0.0]))
    assert 0.2 < slope <= 1
    assert -1.5 < offset < 0


@given(st.lists(st.tuples(st.floats(0.002, 0.998), st.booleans()), min_size=1, max_size=40))
def test_the_fit_ends_for_any_samples(pairs):
    raw, right = np.array(pairs, dtype=np.float64).T
    assert np.isfinite(platt(raw, right)).all()


def test_curves_are_judged_by_reports_that_they_have_not_seen():
    own = [(0.9, True, 0), (0.8, True, 0), (0.9, False, 1), (0.8, False, 1)] * 10
    held = held_out(own)
    assert held[0] < 0.5 < held[2]  # each fifth is foretold by the other, which says the opposite


def test_error_is_small_where_confidences_hold_and_large_where_not():
    raw, right = made_up(1.0, 0.0)
    assert ece(raw, right) < 0.03
    assert ece(raw**3, right) > 0.15
    assert ece_by_chance(raw) == pytest.approx(ece(raw, right), abs=0.02)
    assert ece_by_chance(raw[:30]) > 2 * ece_by_chance(raw)


def test_a_curve_is_kept_only_where_it_foretells(capsys):
    noise = np.random.default_rng(2).random(200)
    curves = fitted(
        {
            "skewed": samples(*made_up(0.5, -1.0, 600)),
            "exact": samples(*made_up(1.0, 0.0, 40)),
            "noise": samples(0.2 + 0.6 * noise, 1.0 - np.round(noise)),
            "few": samples(*made_up(0.5, -1.0, 12)),
        }
    )
    assert "skewed" in curves
    assert not {"noise", "few"} & set(curves)
    assert "too few" in capsys.readouterr().out
    raw, calibrated = points_of(curves)["skewed"]
    assert raw == sorted(raw)
    assert calibrated == sorted(calibrated)


# --- Thresholds ---


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.floats(0.5, 0.99))
def test_the_surest_events_are_right_as_often_as_wanted(pairs, wanted):
    confidence, right = (np.array(column) for column in zip(*pairs, strict=True))
    least = surest(confidence, right.astype(bool), wanted)
    kept = confidence > least
    if kept.any() and len(set(confidence)) == len(confidence):
        kept = confidence >= least
        assert right[kept].mean() >= wanted - 1e-9
        assert confidence[kept].mean() >= wanted - 1e-9


def test_the_least_confidence_is_as_low_as_the_share_allows():
    confidence = np.array([0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9, 0.3])
    right = np.array([True] * 9 + [False, False])
    assert surest(confidence, right) == 0.9
    assert surest(confidence, ~right) == 1.0


def test_precision_on_other_reports_is_near_what_is_wanted():
    raw, right = made_up(1.3, 0.8)
    held = held_out_precision(samples(raw, right), samples(raw, right), int(right.sum()))
    assert held.precision == pytest.approx(0.9, abs=0.03)
    assert 0.2 < held.recall < 0.9


def test_f_leans_to_what_counts_more():
    row = {"P": 0.9, "R": 0.3}
    assert f_beta(row, 0.5) > f_beta(row, 1) > f_beta(row, 2)
    assert f_beta(row, 1) == pytest.approx(0.45)
    assert f_beta({"P": 0.0, "R": 0.0}, 1) == 0
    assert f_beta({"accuracy": None, "of": 0}, 2) == 0
    assert f_beta({"accuracy": 0.7}, 2) == 0.7


def test_every_threshold_that_is_chosen_can_be_moved_and_written():
    options = DecodeOptions()
    for name, _ in (*BALANCE, *OTHERS):
        options = moved(options, name, 0.41)
    out = written(options)
    assert {out[name] for name in ("event", "relation", "claim", "mention", "alone")} == {0.41}
    assert set(out["roles"]) == {"who", "to", "at", "on", "by", "a", "b", "speaker", "cause"}
    assert "sure" not in out
    assert written(moved(DecodeOptions(sure=0.8), "event", 0.5))["sure"] == 0.8


# --- The diagram ---


def test_intervals_hold_the_share_and_stay_within_bounds():
    for hits, count in ((0, 12), (6, 12), (12, 12)):
        low, high = wilson(hits, count)
        assert -1e-9 <= low <= hits / count <= high <= 1 + 1e-9
    assert wilson(50, 100) == pytest.approx((0.419, 0.581), abs=0.002)


def test_the_diagram_is_a_picture_with_a_square_for_each_field():
    raw, right = made_up(1.0, 0.0, 400)
    drawn = ET.fromstring(diagram({"event": bins(raw, right), "type": bins(raw[:20], right[:20])}))  # noqa: S314 - ours
    name = "{http://www.w3.org/2000/svg}"
    circles = drawn.findall(f".//{name}circle")
    assert len(circles) == 8 + 1
    assert {text.text for text in drawn.findall(f".//{name}text")} >= {"event", "type", "0", "0.5", "1"}
    width, height = float(drawn.get("width")), float(drawn.get("height"))
    assert all(0 < float(each.get("cx")) < width and 0 < float(each.get("cy")) < height for each in circles)
