"""The script that sets the table beside reference lists: what it reads, what it takes for the same, what it says."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

SCRIPT = Path(__file__).parents[2] / "training/check_officeholders.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("check_officeholders", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_officeholders"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def reference(tmp_path):
    """A reference folder of our own: Germany, Iran and a Gibraltar whose chief is the British monarch."""
    header = "ISO3166-1-Alpha-3,ISO3166-1-Alpha-2,FIPS,CLDR display name,UNTERM English Short,official_name_en\n"
    codes = "DEU,DE,GM,Germany,Germany,Germany\nIRN,IR,IR,Iran,Iran,Iran\nGIB,GI,GI,Gibraltar,,Gibraltar\n"
    (tmp_path / "country-codes.csv").write_text(header + codes, encoding="utf-8")
    rows = [
        "gec_code,country,office,title_and_name,since,first_seen_in_repo,last_seen_in_repo",
        "gm,Germany,head of government,Chancellor Angela MERKEL,22 November 2005,2015-10-26,2021-12-01",
        "gm,Germany,head of government,Chancellor Erika MUSTERMANN,1 May 2016,2016-05-02,2016-06-01",
        "gm,Germany,head of government,Vice Chancellor Sigmar GABRIEL,17 December 2013,2015-10-26,2017-03-01",
        "gi,Gibraltar,chief of state,Queen ELIZABETH II,6 February 1952,2015-10-26,2022-08-01",
        "ir,Iran,chief of state,President Hasan Fereidun ROHANI,3 August 2013,2015-10-26,2021-06-01",
    ]
    (tmp_path / "leaders_history.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = "Chancellor Friedrich MERZ (since 6 May 2025)<br>note: appointed by the president"
    pages = [{"gec": "gm", "executive": {"head of government": text}}]
    (tmp_path / "factbook.json").write_text(json.dumps(pages), encoding="utf-8")
    ministers = "country,office,name\nGermany,Minister of Foreign Affairs,Heiko MAAS\n"
    (tmp_path / "world_leaders_2019.csv").write_text(ministers, encoding="utf-8")
    holder = {"name_en": "Frank-Walter Steinmeier", "since": "2017-03-19"}
    entry = {"country": {"iso_code": "DE"}, "positions": {"head_of_state": {"current_holder": holder}}}
    listing = {"snapshot_date": "2026-08-22", "countries": {"germany": entry}}
    (tmp_path / "world_leaders_current.json").write_text(json.dumps(listing), encoding="utf-8")
    return tmp_path


def test_claims_are_read_from_all_four_lists_without_deputies(script, reference):
    claims = list(script.read_claims(reference))
    assert [claim.source for claim in claims] == ["factbook"] * 5 + ["cia2019", "wikidata2026"]
    assert not any("GABRIEL" in claim.name for claim in claims)
    merz = next(claim for claim in claims if "MERZ" in claim.name)
    assert (merz.code, merz.since) == ("DEU", dt.date(2025, 5, 6))


def test_each_claim_is_answered(script, reference):
    held = script.read_terms(script.TABLES)
    verdicts = {claim.name: script.compare(claim, held)[0] for claim in script.read_claims(reference)}
    assert verdicts == {
        "Chancellor Angela MERKEL": "agrees",
        "Chancellor Erika MUSTERMANN": "missing",
        "Queen ELIZABETH II": "above",
        "President Hasan Fereidun ROHANI": "agrees",
        "Chancellor Friedrich MERZ": "agrees",
        "Heiko MAAS": "agrees",
        "Frank-Walter Steinmeier": "agrees",
    }


def test_a_missing_holder_fails_the_run_and_is_named(script, reference, monkeypatch, capsys):
    out = reference / "confirmed.csv"
    monkeypatch.setattr(sys, "argv", ["check_officeholders.py", str(reference), "--confirmed", str(out)])
    assert script.main() == 1
    printed = capsys.readouterr().out
    assert "MUSTERMANN" in printed
    assert "Angela Merkel" in printed
    assert "person:angela-merkel,head_of_government,DEU,2005-11-22,factbook" in out.read_text(encoding="utf-8")


def test_a_wrong_folder_gives_one_clear_line(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["check_officeholders.py", str(tmp_path)])
    assert script.main() == 66
    error = capsys.readouterr().err
    assert "country-codes.csv" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("claim", "ours", "code", "expected"),
    [
        ("President Volodymyr ZELENSKYY", ("Volodymyr Zelensky",), "UKR", True),
        ("Amir TAMIM bin Hamad Al Thani", ("Tamim bin Hamad Al Thani",), "QAT", True),
        ("President MUHAMMAD bin Zayid Al-Nuhayyan", ("Mohamed bin Zayed Al Nahyan",), "ARE", True),
        ("King CHARLES III", ("Charles III",), "GBR", True),
        ("President KIM Dae-jung", ("Kim Jong-un",), "PRK", False),
        ("Premier LI Keqiang", ("Li Qiang",), "CHN", False),
        ("Chancellor Olaf SCHOLZ", ("Angela Merkel",), "DEU", False),
    ],
)
def test_spellings_of_one_person_are_told_from_namesakes(script, claim, ours, code, expected):
    assert script.same(claim, ours, code) is expected


@pytest.mark.parametrize(
    ("office", "kind"),
    [
        ("Minister of Foreign Affairs & Trade", "foreign_minister"),
        ("Secretary of State", "foreign_minister"),
        ("Minister of External Relations & Intl. Cooperation", "foreign_minister"),
        ("Cabinet Secretary for Defense", "defence_minister"),
        ("Minister of National Defense", "defence_minister"),
        ("Minister of Foreign Trade", ""),
        ("Minister for Defense Production", ""),
        ("Deputy Minister of National Defense", ""),
        ("Ambassador to the US", ""),
    ],
)
def test_offices_are_read_from_titles(script, office, kind):
    assert script.minister(office) == kind


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2026, 12, 31)))
def test_source_dates_are_read_as_written(on):
    spec = importlib.util.spec_from_file_location("check_officeholders_dates", SCRIPT)
    module = sys.modules.get("check_officeholders_dates")
    if module is None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["check_officeholders_dates"] = module
        spec.loader.exec_module(module)
    assert module.day(f"{on.day} {on:%B %Y}") == on
    assert module.day(f"{on:%B %Y}") == on.replace(day=1)
    assert module.day(f"seized power on {on.day}") is None
