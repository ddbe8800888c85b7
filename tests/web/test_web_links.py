"""Every figure opens down to its incidents: the list behind a link is as long as the figure says."""

from __future__ import annotations

import pytest

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
    "network?since=2021&until=2025",
    "poles",
    "about",
    "incidents",
    "incidents?actor=RUS&other=UKR&status=occurred",
    "incidents?other=RUS&direction=forth",
    "incidents?actor=RUS&direction=back&since=2022",
    "incidents?outlet=Harbour Post&type=ASSAULT&type=CONSULT",
    "multipolar",
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


@pytest.mark.parametrize("address", PAGES)
def test_the_list_behind_a_figure_is_as_long_as_it_says(address, client, get):
    found = list(figures(get(address)))
    assert found
    wrong = []
    for link, number, where in found:
        total = client.get(f"/api/incidents?{link}&limit=1&facets=false").json().get("total")
        # Measures of the whole system stand on the incidents between states alone.
        of_system = address in {"poles", "multipolar"} and not any(
            name in link for name in ("actor", "other", "figure")
        )
        if total != number and not of_system:
            wrong.append((where, link, number, total))
    assert not wrong, wrong[:5]


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
