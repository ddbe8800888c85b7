"""The commands on pairs and actors, as a user starts them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from system_samples import RUN, telling, told

from multipolar.cli.main import main
from multipolar.ledger import Ledger


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A ledger that its own linking made incidents of: two years of Russia, Ukraine and the United States."""
    path = tmp_path_factory.mktemp("commands") / "ledger"
    with Ledger.create(path) as ledger, ledger.writer(RUN) as writer:
        for number in range(24):
            day = f"{2022 + number // 12}-{number % 12 + 1:02}-{number + 3:02}"
            writer.add(
                telling(
                    f"Russia struck Ukraine, the raid of number {number} there.",
                    day,
                    events=[("ASSAULT", "aerial", "struck", ["RUS"], ["UKR"])],
                )
            )
            writer.add(
                telling(
                    f"United States sends missiles to Ukraine, batch {number}.",
                    day,
                    events=[("AID", None, "sends", ["USA"], ["UKR"])],
                )
            )
        writer.add(
            telling(
                "Russia called the United States a threat to a multipolar world.",
                "2023-05-01",
                claims=[("a threat to a multipolar world", ["RUS"], [("USA", "-")])],
            )
        )
        writer.add(
            telling(
                "France is allied with Germany.",
                "2023-05-02",
                relations=[("ALLIANCE", "allied", ["FRA", "DEU"], [], None)],
            )
        )
    return path


GIVERS = [
    "CAN",
    "ITA",
    "ESP",
    "PRT",
    "NLD",
    "BEL",
    "LUX",
    "DNK",
    "NOR",
    "SWE",
    "FIN",
    "ISL",
    "EST",
    "LVA",
    "LTU",
    "POL",
]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments, columns=80):
    """Run a command in this process, as the entry point does, with its output in a pipe."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    before = {name: os.environ.pop(name, None) for name in ("COLUMNS", "FORCE_COLOR", "MULTIPOLAR_LEDGER")}
    os.environ["COLUMNS"] = str(columns)
    argv, sys.argv = sys.argv, ["multipolar", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as stop:
        code = stop.code
    finally:
        sys.argv = argv
        del os.environ["COLUMNS"]
        os.environ.update({name: value for name, value in before.items() if value is not None})
    return Done(code, out.getvalue(), err.getvalue())


def records(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "arguments",
    [
        ("dyad", "RUS", "UKR"),
        ("dyad", "RUS", "UKR", "--part", "types"),
        ("dyad", "RUS", "UKR", "--period", "2022-02"),
        ("relations",),
        ("dependence",),
        ("dependence", "UKR", "--evidence", "1"),
        ("claims",),
        ("profile", "Ukraine"),
        ("profile", "UKR", "--with", "USA"),
    ],
)
def test_pictures_fit_the_width_and_are_plain_in_a_pipe(folder, arguments, columns):
    done = run(*arguments, "-l", folder, "-f", "table", columns=columns)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "\x1b" not in done.stdout
    assert "nan" not in done.stdout.lower().split()


def test_a_pair_is_drawn_with_what_matters(folder):
    shown = run("dyad", "Russia", "Ukraine", "-l", folder, "-f", "table").stdout
    for words in (
        "Russia and Ukraine",
        "24 incidents either way",
        "conflict",
        "By month",
        "2022-03",
        "Standing relations",
    ):
        assert words in shown


def test_series_in_a_pipe(folder):
    lines = records(run("dyad", "RUS", "UKR", "--by", "year", "-l", folder))
    assert [(line["period"], line["incidents"], line["material_conflict"]) for line in lines] == [
        ("2022-01-01", 12, 12),
        ("2023-01-01", 12, 12),
    ]
    assert lines[0]["balance"] == -1.0


def test_evidence_in_a_pipe(folder):
    lines = records(run("dyad", "RUS", "UKR", "--period", "2022-02", "-l", folder))
    assert [line["quote"] for line in lines] == ["Russia struck Ukraine, the raid of number 1 there."]


def test_other_tables_in_a_pipe(folder, tmp_path):
    relations = {(line["type"], line["a"], line["b"]) for line in records(run("relations", "-l", folder))}
    assert relations == {("ALLIANCE", "DEU", "FRA")}
    (tie,) = records(run("dependence", "--theme", "arms", "-l", folder))
    assert (tie["leaner"], tie["giver"], tie["incidents"], tie["lean"]) == ("UKR", "USA", 24, 1.0)
    (claim,) = records(run("claims", "--theme", "world order", "-l", folder))
    assert claim["stances"] == ["-"]
    assert len(records(run("claims", "--part", "speakers", "-l", folder))) == 1
    partners = records(run("profile", "UKR", "-l", folder))
    assert {line["other"] for line in partners} == {"RUS", "USA"}
    target = tmp_path / "series.csv"
    assert run("dyad", "RUS", "UKR", "-l", folder, "-o", target).returncode == 0
    assert target.read_text("utf-8").startswith("period,until,incidents,")


def test_a_tie_that_stands_on_words_alone_says_so(tmp_path):
    relation = ("DEPENDENCE", "depends on", ["FRA"], ["DEU"], None)
    event = ("ACCUSE", "disapprove", "criticised", ["DEU"], ["FRA"])
    with Ledger.create(tmp_path / "said") as ledger, ledger.writer(RUN) as writer:
        writer.add(telling("France depends on Germany.", "2023-05-01", relations=[relation]))
        writer.add(telling("Germany criticised France.", "2023-05-01", events=[event]))
    head, row = run("dependence", "-l", tmp_path / "said", "-f", "table").stdout.splitlines()[:2]
    assert head.split()[-4:] == ["BACK", "SAID", "SHARE", "TREND"]
    assert row.split()[-4:] == ["0", "0", "1", "-"]


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        (("dependence",), 2),
        (("dependence", "--part", "series"), 4),
        (("profile", "UKR"), 2),
        (("profile", "UKR", "--part", "partners"), 2),
    ],
)
def test_a_limit_binds_the_terminal_only_and_what_it_cuts_is_told(folder, tmp_path, arguments, rows):
    assert len(records(run(*arguments, "-n", "1", "-l", folder))) == rows
    assert run(*arguments, "-n", "1", "-l", folder, "-o", tmp_path / "rows.csv").returncode == 0
    assert len((tmp_path / "rows.csv").read_text("utf-8").splitlines()) == 1 + rows
    assert "and 1 more: -n shows more of them" in run(*arguments, "-n", "1", "-l", folder, "-f", "table").stdout
    assert "more:" not in run(*arguments, "-n", "2", "-l", folder, "-f", "table").stdout


def test_all_ties_and_partners_are_written_however_many(tmp_path):
    with Ledger.create(tmp_path / "many") as ledger, ledger.writer(RUN) as writer:
        for number, code in enumerate(GIVERS):
            writer.add(
                telling(
                    f"{code} gives Ukraine number {number}.",
                    "2023-05-01",
                    events=[("AID", None, "gives", [code], ["UKR"])],
                )
            )
    assert len(records(run("dependence", "-l", tmp_path / "many"))) == 2 * len(GIVERS)  # each of the theme and of all
    assert len(records(run("profile", "UKR", "-l", tmp_path / "many"))) == len(GIVERS)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("dyad", "Rusia", "UKR"), 64, "did you mean Russia"),
        (("dyad", "RUS", "RUS"), 64, "the same actor"),
        (("dyad", "RUS", "UKR", "--part", "soup"), 64, "a pair has no 'soup'"),
        (("dyad", "RUS", "UKR", "--since", "2030"), 64, "nothing lies between"),
        (("dyad", "RUS", "UKR", "--change", "9"), 64, "there is no change 9"),
        (("relations", "--type", "LOVE"), 64, "no relation 'LOVE'"),
        (("relations", "--evidence", "99"), 64, "there is no row 99"),
        (("dependence", "--theme", "cheese"), 64, "no theme"),
        (("dependence", "--part", "x"), 64, "no part"),
        (("claims", "--stance", "x"), 64, "no stance"),
        (("claims", "--part", "x"), 64, "no part"),
        (("profile", "Nobody At All Xyz"), 64, "nobody is called"),
        (("profile", "UKR", "--part", "x"), 64, "a profile has no"),
    ],
)
def test_mistakes_are_told_in_a_line(folder, arguments, code, words):
    done = run(*arguments, "-l", folder)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_nothing_found_is_said(folder):
    done = run("dyad", "Fiji", "Malta", "-l", folder, "-f", "table")
    assert done.returncode == 0
    assert "no incident of Fiji and Malta" in done.stderr
    assert "0 incidents" in done.stdout
    assert "no incident of Fiji" in run("profile", "Fiji", "-l", folder).stderr
    assert "none of them such" in run("claims", "--speaker", "Fiji", "-l", folder).stderr
    assert "nobody who leans" in run("dependence", "Fiji", "-l", folder).stderr


def test_the_commands_stand_in_the_program(folder):
    done = subprocess.run(
        [sys.executable, "-m", "multipolar", "dyad", "RUS", "UKR", "-l", folder, "--by", "year"],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert len(records(done)) == 2


def test_the_list_of_relations_is_cut_where_asked_and_says_by_when_they_were_heard_of(tmp_path):
    folder = tmp_path / "ledger"
    reports = [
        telling("France and Germany are allies.", day, relations=[("ALLIANCE", "allies", ["FRA", "DEU"], [], None)])
        for day in ("2022-03-01", "2022-04-01")
    ]
    rivals = [("RIVALRY", "rivals", ["IND", "PAK"], [], None)]
    with told(folder, [*reports, telling("India and Pakistan are rivals.", "2022-04-02", relations=rivals)]):
        pass
    shown = run("relations", "-l", folder, "-f", "table").stdout.splitlines()
    assert "by 2022-03-01" in shown[1]
    assert not shown[2].strip()  # what was told but once stands apart
    assert "India" in shown[3]
    cut = run("relations", "-l", folder, "-f", "table", "-n", "1")
    assert "and 1 more" in cut.stdout
    assert "last report" not in cut.stderr
    late = run("relations", "-l", folder, "-f", "table", "--as-of", "2022-09")
    assert "the last report is of 2022-04-02" in late.stderr
