"""The coder that comes along reaches its floors on the samples, and floors go down for a reason alone."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from multipolar.errors import InputError, MissingInputError, UsageError

from floors import FIGURES, FLOORS, SLACK, Step, lowered, measure, missed, raised, read_floors, run, write_floors

DAY = dt.date(2025, 5, 8)
STEPS = {name: [Step(floor=0.5, date=DAY, reason="to begin with")] for name in FIGURES}


def test_the_coder_reaches_its_floors():
    figures, floors = measure(), read_floors()
    assert missed(figures, floors) == [], f"{figures}; `python training/floors.py check` shows them against the floors"


def test_the_floors_in_force_ask_for_something():
    assert all(steps[-1].floor > 0.3 for steps in read_floors().values())
    assert all(a.date <= b.date for steps in read_floors().values() for a, b in itertools.pairwise(steps))


def test_a_figure_below_its_floor_is_named():
    figures = dict.fromkeys(FIGURES, 0.5)
    assert missed(figures, STEPS) == []
    assert missed(figures | {"dyad": 0.499}, STEPS) == ["dyad"]
    with pytest.raises(InputError, match="event has no floor"):
        missed(figures, {**STEPS, "event": []})


def test_raising_never_lowers():
    after = raised(STEPS, dict.fromkeys(FIGURES, 0.4) | {"quad": 0.8}, slack=SLACK, reason="better", on=DAY)
    assert {name: steps[-1].floor for name, steps in after.items()} == dict.fromkeys(FIGURES, 0.5) | {"quad": 0.77}
    assert after["quad"][0] == STEPS["quad"][0]
    with pytest.raises(UsageError):
        raised(STEPS, dict.fromkeys(FIGURES, 0.9), slack=-0.1, reason="better", on=DAY)


def test_lowering_keeps_its_reason():
    after = lowered(STEPS, "event", 0.4, reason="smaller weights", on=DAY)
    assert after["event"] == [*STEPS["event"], Step(floor=0.4, date=DAY, reason="smaller weights")]
    assert after["quad"] == STEPS["quad"]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [("event", 0.5, "why not"), ("event", 0.6, "up"), ("event", -0.1, "off"), ("event", 0.4, " "), ("all", 0.1, "off")],
)
def test_lowering_is_refused(name, value, reason):
    with pytest.raises(UsageError):
        lowered(STEPS, name, value, reason=reason, on=DAY)


def test_the_file_gives_back_what_was_written(tmp_path):
    path = tmp_path / "floors.toml"
    steps = lowered(STEPS, "event", 0.4, reason='weights "half" the size,\nè', on=DAY)
    write_floors(steps, path)
    assert read_floors(path) == steps


def test_the_committed_file_is_as_the_script_writes_it(tmp_path):
    path = tmp_path / "floors.toml"
    write_floors(read_floors(), path)
    assert path.read_text(encoding="utf-8") == FLOORS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "[[event",
        "[[events]]\nfloor = 0.5",
        "[[event]]\nfloor = 0.5\ndate = 2025-05-08",
        '[[event]]\nfloor = 1.5\ndate = 2025-05-08\nreason = "x"',
        '[[event]]\nfloor = 0.5\ndate = 2025-05-08\nreason = " "',
    ],
)
def test_a_broken_file_is_refused(text, tmp_path):
    path = tmp_path / "floors.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_floors(path)
    with pytest.raises(MissingInputError):
        read_floors(tmp_path / "none.toml")


def test_the_commands(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("floors.measure", lambda _: dict.fromkeys(FIGURES, 0.6))
    path = tmp_path / "floors.toml"
    assert run(["check"], path=path) == MissingInputError.exit_code
    assert run(["raise"], path=path) == 0
    assert run(["check"], path=path) == 0
    monkeypatch.setattr("floors.measure", lambda _: dict.fromkeys(FIGURES, 0.6) | {"dyad": 0.5})
    assert run(["check"], path=path) == 1
    assert run(["raise"], path=path) == 1
    assert "dyad       0.500     0.570  MISSED" in capsys.readouterr().out
    assert run(["lower", "dyad", "0.58", "--reason", "up"], path=path) == UsageError.exit_code
    assert run(["lower", "dyad", "0.45", "--reason", "fewer groups named"], path=path) == 0
    assert run(["check"], path=path) == 0
    assert read_floors(path)["dyad"][-1].reason == "fewer groups named"
