from __future__ import annotations

import pytest
from exchange_records import build_actor, build_event, build_report

from multipolar.exchange import to_plover
from multipolar.records import CodedReport

# The field names of the manual's table "PLOVER JSON" that we fill, and our own beside them.
MANUAL = {
    "id",
    "date",
    "enddate",
    "actor",
    "recipient",
    "event",
    "event_loc",
    "event_text",
    "quad_code",
    "event_scale",
    "mode",
    "context",
    "text",
    "text_info",
    "cite_info",
    "coder",
}
OURS = {"status", "report"}


def test_fields_are_the_manuals_and_our_own(coded):
    for record in to_plover(coded, coder="test 1", text=True):
        assert set(record) == MANUAL | OURS


def test_what_plover_leaves_out_is_left_out(coded):
    assert [record["id"] for record in to_plover(coded)] == ["e-met", "e-release"]


def test_a_planned_retreat_is_a_concession_without_the_mode(coded):
    record = to_plover(coded)[1]
    assert (record["event"], record["mode"], record["quad_code"]) == (["CONCEDE"], [], 1)
    assert record["context"] == []  # CONCEDE says already that it is to come


def test_a_planned_act_that_keeps_its_category_is_future():
    report = build_report()
    event = build_event(report, "release", 2, "COERCE", mode="arrest", status="planned")
    (record,) = to_plover(CodedReport(report, (event,)))
    assert (record["event"], record["mode"], record["context"]) == (["COERCE"], ["arrest"], ["future"])


def test_an_event_has_dates_place_and_scale(coded):
    record = to_plover(coded)[0]
    assert (record["date"], record["enddate"]) == ("2024-03-04", "2024-03-04")
    assert record["event_scale"] == 4.0
    assert record["event_loc"] == {
        "extracted_place": "Nairobi",
        "resolved_place": "Nairobi",
        "geonameid": 184745,
        "lat": -1.28,
        "lon": 36.82,
        "province": "Nairobi",
        "country_code": "KEN",
        "resolution": 4,
    }
    assert record["cite_info"]["language"] == "en"


def test_text_goes_out_only_when_asked_for(coded):
    assert all("text" not in record for record in to_plover(coded))
    assert to_plover(coded, text=True)[1]["text"] == "Sudan will release prisoners."


def test_without_any_time_the_day_of_publication_dates_the_event():
    report = build_report()
    (record,) = to_plover(CodedReport(report, (build_event(report, "met", 1, "CONSULT"),)))
    assert record["date"] == "2024-03-06"


@pytest.mark.parametrize(
    ("code", "sector", "expected"),
    [
        ("KEN", "MIL", ("KEN", "MIL")),
        ("IGO:UN", "IGO", ("UNO", None)),
        ("IGO:EU", "IGO", ("EUR", None)),
        ("IGO:NATO", "IGO", ("IGO", None)),
        ("NGO:Amnesty International", "NGO", ("NGO", None)),
        ("ARM:ISIL", "REB", ("IMG", "REB")),
        ("MNC:Gazprom", "BUS", ("MNC", "BUS")),
        ("XKX", "GOV", ("KOS", "GOV")),
        ("BLOC:West", "GOV", (None, "GOV")),
        ("---", "UAF", (None, "UAF")),
    ],
)
def test_entities_have_plovers_codes(code, sector, expected):
    report = build_report()
    event = build_event(report, "met", 1, "CONSULT", actors=(build_actor(report, "officials", 1, code, sector),))
    (entity,) = to_plover(CodedReport(report, (event,)))[0]["actor"]
    assert (entity["code"], entity["sector"]) == expected
    assert entity["entity_text"] == "officials"
