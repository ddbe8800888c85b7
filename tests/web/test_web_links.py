"""Every figure opens down to its incidents: the list behind a link is as long as the figure says."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from conftest import build, running
from web_records import told

import multipolar
from multipolar.ledger import Ledger
from multipolar.samples import sample_folder
from multipolar.system import blocs, poles, standing_relations
from multipolar.web.figures import MOST_IDS

OF_SYSTEM = [
    "network?since=2021&until=2025",
    "blocs",
    "blocs?by=quarter",
    "poles",
    "poles?by=quarter",
    "multipolar",
]
"""Pages on the system as a whole, whose networks have days of their own and know states alone."""

PAGES = [
    "world",
    "world?since=2022&until=2023",
    "timeline?by=month&actor=RUS",
    "timeline?by=year",
    "timeline?by=week&since=2022-02&until=2022-06&q=attacked",
    "pair/RUS/UKR?by=year",
    "pair/RUS/UKR?by=month&since=2022&until=2023",
    "pair/USA/CHN?by=quarter&directed=true",
    "pair/BLOC:West/RUS?by=year",
    "actor/RUS",
    "actor/FRA?since=2022&until=2024",
    "about",
    "incidents",
    "incidents?actor=RUS&other=UKR&status=occurred",
    "incidents?other=RUS&direction=forth",
    "incidents?actor=RUS&direction=back&since=2022",
    "incidents?outlet=Harbour Post&type=ASSAULT&type=CONSULT",
    *OF_SYSTEM,
]
COUNTS = {"link": ("incidents", "count"), "link_there": ("there",), "link_before": ("before",)}
UNLIKE = {"relations", "quotes", "members_of"}
"""Parts whose links lead to other things than incidents or count otherwise."""


def figures(value, path=""):
    """All (link, number, where) in an answer."""
    if isinstance(value, dict):
        for link, names in COUNTS.items():
            number = next((value[name] for name in names if isinstance(value.get(name), int)), None)
            if isinstance(value.get(link), str) and number is not None:
                yield value[link], number, f"{path}.{link}"
        for key, item in value.items():
            if key not in UNLIKE:
                yield from figures(item, f"{path}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from figures(item, f"{path}[{number}]")


def wrong(client, address):
    """Links of a page that do not list what the figure beside them counts."""
    answer = client.get(f"/api/{address}")
    assert answer.status_code == 200, answer.text[:500]
    found = list(figures(answer.json()))
    assert found
    totals = {}
    for link, _, _ in found:
        if link not in totals:
            totals[link] = total(client, link)
    return [(where, link, number, totals[link]) for link, number, where in found if totals[link] != number]


def total(client, link):
    """How many incidents a link lists."""
    return client.get(f"/api/incidents?{link}&limit=1&facets=false").json().get("total")


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """A server over a ledger of the sample reports, coded by the coder that ships."""
    folder = tmp_path_factory.mktemp("web") / "samples"
    with running(build(folder, multipolar.stream(multipolar.read_reports([str(sample_folder())])))) as session:
        yield session


@pytest.mark.parametrize("address", PAGES)
def test_the_list_behind_a_figure_is_as_long_as_it_says(address, client):
    assert not wrong(client, address)[:5]


@pytest.mark.parametrize("address", OF_SYSTEM)
def test_it_is_so_of_reports_that_tell_of_years_before_them(address, samples):
    assert not wrong(samples, address)[:5]


def test_a_bloc_lists_what_its_members_did_in_all_the_time_of_its_network(book, client, get):
    with Ledger.open(book) as ledger:
        found = blocs(ledger)
        expected = {
            (row["period"].isoformat(), row["bloc"]): found.evidence(row["period"], row["bloc"]) for row in found.blocs
        }
    shown = {
        (period["period"], bloc["id"]): bloc["link"] for period in get("blocs")["periods"] for bloc in period["blocs"]
    }
    assert shown.keys() == expected.keys()
    assert shown
    for key, link in shown.items():
        assert total(client, link) == len(expected[key]), key


def test_the_network_lists_what_its_actors_are_in(client, get):
    answer = get("network", since=2021, until=2025)
    ids = {row["id"] for row in client.get(f"/api/incidents?{answer['link']}&limit=500").json()["rows"]}
    parts = [client.get(f"/api/incidents?{actor['link']}&limit=500").json()["rows"] for actor in answer["actors"]]
    assert ids
    assert ids == {row["id"] for part in parts for row in part}


def test_a_leader_lists_its_part_in_the_network_of_its_year(book, client, get):
    with Ledger.open(book) as ledger:
        found = poles(ledger)
        expected = {
            (row["period"].isoformat(), row["actor"]): len(found.evidence(row["period"], row["actor"]))
            for row in found.leaders
        }
    shown = {(row["period"], row["actor"]["key"]): row["link"] for row in get("poles")["leaders"]}
    assert shown
    assert {key: total(client, link) for key, link in shown.items()} == expected


def test_series_of_years_count_together_what_the_whole_counts(get):
    evidence = [series for section in get("multipolar")["sections"] for series in section["evidence"]]
    assert len(evidence) > 8
    for series in evidence:
        assert sum(point["incidents"] for point in series["series"]) == series["incidents"], series["id"]


@pytest.mark.parametrize("address", PAGES)
def test_no_figure_is_less_than_nothing_by_a_sign(address, client):
    assert not re.findall(r'"\w+": ?-0\.0(?!\d)', client.get(f"/api/{address}").text)


def test_quads_of_a_pair_add_up_and_its_window_is_the_whole(get):
    pair = get("pair/RUS/UKR", by="year")
    for period in pair["series"]:
        assert sum(period["quads"].values()) == period["incidents"]
    assert sum(period["incidents"] for period in pair["series"]) == pair["total"]["incidents"]
    assert sum(count["count"] for count in pair["types"]) == pair["total"]["incidents"]
    assert pair["total"]["incidents"] > 10


def test_a_pair_is_the_same_from_both_ends_unless_it_is_directed(get):
    assert get("pair/RUS/UKR", by="year")["total"]["incidents"] == get("pair/UKR/RUS", by="year")["total"]["incidents"]
    forth = get("pair/RUS/UKR", by="year", directed=True)["total"]["incidents"]
    back = get("pair/UKR/RUS", by="year", directed=True)["total"]["incidents"]
    assert forth > back
    assert (
        get("incidents", actor="RUS", other="UKR", direction="forth", status=["occurred", "ongoing"])["total"] == forth
    )


def test_partners_and_pairs_agree(get):
    for partner in get("actor/RUS")["partners"]:
        pair = get(f"pair/RUS/{partner['actor']['key']}", by="year")
        assert pair["total"]["incidents"] == partner["incidents"], partner["actor"]["key"]


def test_claims_open_down_to_claims(client, get):
    answer = get("claims")
    assert answer["total"] > 10
    for facet in answer["facets"].values():
        for count in facet:
            total = client.get(f"/api/claims?{count['link']}&limit=1").json()["total"]
            assert total == count["count"], count
    for year in answer["trend"]:
        assert client.get(f"/api/claims?{year['link']}&limit=1").json()["total"] == year["claims"]


def test_relations_name_what_they_stand_on(client, get):
    rows = get("relations", actor="RUS")["rows"]
    assert {"SANCTIONS", "RIVALRY"} <= {row["type"] for row in rows}
    for row in rows:
        assert row["sources"], row["says"]
        if row["link"]:
            assert client.get(f"/api/incidents?{row['link']}&limit=1").json()["total"] > 0


@pytest.fixture(scope="module")
def often(tmp_path_factory):
    """A ledger in which the same is done more often than a link names incidents one by one."""
    acts = (("aid", "UKR", 4), ("ban", "RUS", 2))
    days = [dt.date(2020, 1, 6) + dt.timedelta(days=28 * number) for number in range(60)]
    done = [told(f"{name}{day}", "USA", act, whom, day) for name, whom, act in acts for day in days]
    folder = build(tmp_path_factory.mktemp("web") / "often", [*done, told("met", "USA", 1, "UKR", days[3])])
    with running(folder) as session:
        yield folder, session


@pytest.mark.parametrize("as_of", [None, "2023-12-01"])
def test_relations_are_listed_as_of_the_day_they_name(as_of, often):
    folder, client = often
    answer = client.get("/api/relations", params={"as_of": as_of} if as_of else None).json()
    assert answer["as_of"] == as_of or answer["as_of"] == "2024-07-15"  # of the last report
    with Ledger.open(folder) as ledger:
        expected = list(standing_relations(ledger, as_of=answer["as_of"]))
    assert max(len(row["incident_ids"]) for row in expected) > MOST_IDS
    for row, shown in zip(expected, answer["rows"], strict=True):
        assert (total(client, shown["link"]) if shown["link"] else 0) == len(row["incident_ids"]), row["text"]


def test_relations_of_a_pair_are_listed_as_of_the_end_of_its_time(often):
    folder, client = often
    shown = client.get("/api/pair/USA/RUS?until=2023-12-02").json()["relations"]
    with Ledger.open(folder) as ledger:
        expected = list(standing_relations(ledger, actor="USA", other="RUS", as_of="2023-12-01"))
    assert max(len(row["incident_ids"]) for row in expected) > MOST_IDS
    assert [total(client, row["link"]) for row in shown] == [len(row["incident_ids"]) for row in expected]


def test_who_leans_on_whom_lists_what_was_given_however_often(often):
    _, client = often
    leans = client.get("/api/actor/UKR").json()["dependence"]
    assert max(row["incidents"] for row in leans) > MOST_IDS
    assert [total(client, row["link"]) for row in leans] == [row["incidents"] for row in leans]
