"""The commands on the whole system, as a user starts them."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import sys
from types import SimpleNamespace

import pytest
from network_samples import EAST as RED
from network_samples import WEST as BLUE
from network_samples import camps, jumble
from system_samples import NAMES, RUN, bare, row, telling
from test_backtest import ledger_of, panel
from test_outlook import famous

from multipolar.cli.commands import blocs as blocs_command
from multipolar.cli.commands import network as network_command
from multipolar.cli.commands import outlook as command
from multipolar.cli.main import main
from multipolar.cli.tables import console
from multipolar.ledger import Ledger
from multipolar.system import BlocOptions, OutlookOptions, blocs, network, outlook

CODES = ("RUS", "UKR", "USA", "CHN", "FRA", "DEU", "GBR")
EAST = ("RUS", "CHN")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three years in which the West helps its own and the East its own, and both threaten each other."""
    path = tmp_path_factory.mktemp("system") / "ledger"
    with Ledger.create(path) as ledger, ledger.writer(RUN) as writer:
        for year in (2020, 2021, 2022):
            for number, (a, b) in enumerate(itertools.permutations(CODES, 2)):
                same = (a in EAST) == (b in EAST)
                kind, word = ("AID", "helped") if same else ("THREATEN", "threatened")
                day = f"{year}-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
                text = f"{NAMES[a]} {word} {NAMES[b]} in matter {year}/{number}."
                writer.add(telling(text, day, events=[(kind, None, word, [a], [b])]))
    return path


def run(*arguments, columns=120):
    """Exit code, output and errors."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setenv("COLUMNS", str(columns))
        patch.delenv("FORCE_COLOR", raising=False)
        patch.setattr(sys, "argv", ["multipolar", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
    assert "Traceback" not in err.getvalue()
    return SimpleNamespace(code=stop.value.code, out=out.getvalue(), err=err.getvalue())


def lines(done):
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_the_network_in_a_pipe_is_its_ties(folder):
    ties = lines(run("network", "-l", folder))
    assert {"a", "b", "weight", "alignment_low", "same_bloc"} <= ties[0].keys()
    assert sum(tie["incidents"] for tie in ties) == 126
    of_one = lines(run("network", "-l", folder, "--actor", "Russia"))
    assert all("RUS" in (tie["a"], tie["b"]) for tie in of_one)
    assert len(lines(run("network", "-l", folder, "--actor", "RUS", "--other", "USA"))) == 1


def test_parts_and_evidence(folder):
    blocs = lines(run("network", "-l", folder, "--part", "blocs"))
    assert [sorted(bloc["members"]) for bloc in blocs] == [sorted(set(CODES) - set(EAST))]
    told = lines(
        run("network", "-l", folder, "--actor", "RUS", "--other", "CHN", "--part", "incidents", "--since", "2021")
    )
    assert len(told) == 4
    assert all("helped" in row["quote"] for row in told)
    actors = list(csv.DictReader(io.StringIO(run("network", "-l", folder, "--part", "actors", "-f", "csv").out)))
    assert {row["actor"] for row in actors} == set(CODES)


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        (("network",), 80),
        (("network", "--as-of", "2022-06"), 120),
        (("network", "--part", "actors"), 80),
        (("network", "--part", "balance"), 80),
        (("network", "--actor", "RUS"), 80),
        (("blocs",), 80),
        (("blocs", "--part", "periods"), 120),
        (("poles",), 80),
        (("poles", "--part", "measures"), 80),
        (("poles",), 120),
    ],
)
def test_what_is_drawn_fits(folder, command, columns):
    done = run(*command, "-l", folder, "-f", "table", columns=columns)
    assert done.code == 0, done.err
    assert done.out.strip()
    assert max(map(len, done.out.splitlines())) <= columns


def test_the_picture_says_what_matters(folder):
    done = run("network", "-l", folder, "-f", "table")
    for words in ("Blocs", "In the middle", "Closest", "Most at odds", "triads are balanced", "Russia"):
        assert words in done.out
    done = run("blocs", "-l", folder, "-f", "table")
    for words in ("In 2022", "0 of 3 periods divide better than random networks", "--part blocs lists them"):
        assert words in done.out
    # Groups that are not told apart from chance are no blocs, and what was not tested is not told.
    assert "Through time" not in done.out
    assert "United Kingdom" not in done.out
    assert "0 of 0" not in done.out
    done = run("poles", "-l", folder, "-f", "table")
    assert "not about power" in " ".join(done.out.split())


def drawn(picture, found):
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "120")
        picture(console(out), found)
    return out.getvalue()


def test_blocs_that_are_more_than_chance_are_drawn_with_their_members(tmp_path):
    rows = [one for year in (2020, 2021, 2022) for one in camps(year, BLUE, RED)]
    rows += [row(day, ["CHL"], ["USA"], "AID") for day in ("2022-03-01", "2022-05-01")]
    with bare(tmp_path / "ledger", rows) as ledger:
        told = drawn(blocs_command._picture, blocs(ledger, options=BlocOptions(window=1)))
        assert "3 of 3 periods divide better than random networks" in told
        assert "Through time" in told
        assert "2020 to 2022, each from one year of incidents" in told
        one = blocs(ledger, options=BlocOptions(window=1, since="2021-01-01", until="2022-01-01"))
        assert "\n2021, each from one year" in drawn(blocs_command._picture, one)
        assert "by fewer than 3 incidents with the others: Chile" in told
        told = drawn(network_command._picture, network(ledger))
        assert "by fewer than 3 incidents with the others: Chile" in told
        assert "it divides into blocs more than by chance" in told


def test_a_network_that_may_be_chance_shows_no_blocs(tmp_path):
    with bare(tmp_path / "ledger", jumble(2022, [*BLUE, *RED], seed=1)) as ledger:
        told = drawn(network_command._picture, network(ledger))
        assert "blocs are not told apart from chance: the network divides no better than by chance (p = " in told
        assert "held" not in told
        assert " BLOC " not in told


def test_quarters_without_reports_are_left_out_of_poles(tmp_path):
    with Ledger.create(tmp_path / "ledger") as ledger, ledger.writer(RUN) as writer:
        for start in ("2021-01", "2021-02", "2022-01", "2022-02"):
            for number, (a, b) in enumerate(itertools.permutations((*CODES, "IND", "PAK"), 2)):
                kind, word = (("AID", "helped"), ("THREATEN", "threatened"), ("CONSULT", "met"))[number % 3]
                text = f"{NAMES[a]} {word} {NAMES[b]} in matter {start} {number}."
                events = [(kind, None, word, [a], [b])]
                writer.add(telling(text, f"{start}-{number % 27 + 1:02d}", events=events))
    done = run("poles", "--by", "quarter", "-l", tmp_path / "ledger", "-f", "table")
    assert "2021-Q1 to 2022-Q1, with" in done.out
    assert "nothing is reported of 2021-Q2 to 2021-Q4" in done.out
    assert not [line for line in done.out.splitlines() if line.startswith("2021-Q3")]
    series = lines(run("poles", "--by", "quarter", "-l", tmp_path / "ledger"))
    assert not any(one["whole"] for one in series if one["period"] == "2021-07-01")


def test_blocs_by_period_and_by_bloc(folder):
    rows = lines(run("blocs", "-l", folder, "--window", "1"))
    assert [row["period"] for row in rows] == ["2020-01-01", "2021-01-01", "2022-01-01"]
    (one,) = lines(run("blocs", "-l", folder, "--window", "1", "--period", "2021"))
    assert one["change"] == "goes on"
    told = lines(run("blocs", "-l", folder, "--window", "1", "--period", "2021", "--bloc", one["bloc"]))
    assert len(told) == 20


def test_poles_in_a_pipe_are_long(folder):
    rows = lines(run("poles", "-l", folder))
    assert {row["period"] for row in rows} == {"2020-01-01", "2021-01-01", "2022-01-01"}
    assert len({row["measure"] for row in rows}) == 10


def test_an_outlook_of_the_quiet_says_why_there_is_none(folder):
    done = run("outlook", "Russia", "China", "-l", folder, "-f", "table")
    assert done.code == 0
    assert "no outlook: it needs 6 incidents between them in the last twelve months, the ledger has" in done.out
    assert "expected" not in done.out
    assert "Russia and China" in done.out
    assert lines(run("outlook", "RUS", "CHN", "-l", folder)) == []
    history = lines(run("outlook", "RUS", "CHN", "-l", folder, "--part", "history"))
    assert sum(row["incidents"] for row in history) == 6
    assert len(lines(run("outlook", "RUS", "CHN", "-l", folder, "--part", "incidents"))) == 6


def test_an_outlook_is_drawn(tmp_path):
    found = outlook(
        ledger_of(tmp_path / "ledger", famous(panel(9, months=48, pairs=8))),
        "CHN",
        "USA",
        months=3,
        options=OutlookOptions(check=12),
    )
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        command._picture(console(out), found)
    drawn = out.getvalue()
    for words in ("China and United States, from 2014-01-01 on", "Material conflict", "EXPECTED", "2014-03", "NONE:"):
        assert words in drawn
    assert max(map(len, drawn.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("network", "--part", "poles"), "there is no part 'poles'"),
        (("network", "--other", "RUS"), "a tie has two ends"),
        (("network", "--since", "2022", "--until", "2021"), "nothing lies between"),
        (("network", "--as-of", "2022", "--since", "2021"), "give one of both"),
        (("network", "--actor", "Atlantis"), "nobody is called 'Atlantis'"),
        (("network", "--status", "true"), "there is no status 'true'"),
        (("network", "--resolution", "0"), "no resolution"),
        (("blocs", "--part", "incidents"), "give --bloc and --period"),
        (("blocs", "--period", "1999"), "none of the periods"),
        (("blocs", "--period", "2021", "--bloc", "B77"), "there is no bloc 'B77'"),
        (("blocs", "--bloc", "B77"), "there is no bloc 'B77'"),
        (("blocs", "--bloc", "B77", "-f", "table"), "there is no bloc 'B77'"),
        (("blocs", "--bloc", "B77", "--part", "members", "--period", "2021"), "there is no bloc 'B77'"),
        (("poles", "--part", "blocs"), "there is no part 'blocs'"),
        (("outlook", "RUS", "Atlantis"), "nobody is called 'Atlantis'"),
        (("outlook", "RUS", "Russia"), "same actor"),
        (("outlook", "RUS", "USA", "--part", "war"), "there is no part 'war'"),
    ],
)
def test_mistakes_are_told_in_a_line(folder, arguments, words):
    done = run(*arguments, "-l", folder)
    assert done.code == 64
    assert words in done.err
    assert done.out == ""


def test_a_ledger_without_incidents_is_told(tmp_path):
    Ledger.create(tmp_path / "empty").close()
    for words in (("network",), ("blocs",), ("poles",), ("outlook", "RUS", "USA")):
        done = run(*words, "-l", tmp_path / "empty")
        assert done.code == 74
        assert "the ledger holds no event" in done.err
