from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def total(get):
    return lambda q: get("incidents", q=q, limit=1, facets=False)["total"]


def test_words_find_their_inflections_and_case_does_not_count(total):
    assert total("attack") == total("ATTACKED") == total("attacked") > 0
    assert total("attac") == 0
    assert total("attac*") == total("attacked")


def test_all_words_must_stand_there(total):
    assert total("Russia attacked") <= min(total("Russia"), total("attacked"))
    assert total("attacked nosuchword") == 0


def test_a_phrase_stands_together_and_an_exclusion_leaves_out(total):
    assert 0 < total('"Russia attacked Ukraine"') <= total("Russia attacked Ukraine")
    assert total('"Ukraine attacked Russia"') < total("Ukraine attacked Russia")
    assert total("attacked -Ukraine") == total("attacked") - total("attacked Ukraine")
    assert total("-nosuchword") == total("")


@pytest.mark.parametrize(
    "q", ["", "   ", "-", '"', '""', "***", "%", "_", "\\", "'; DROP TABLE incidents --", "\u202e", "*"]
)
def test_odd_queries_are_no_error(client, q):
    assert client.get("/api/incidents", params={"q": q, "limit": 1}).status_code == 200


def test_accents_and_other_scripts_are_found(total):
    assert total("\u05e9\u05dc\u05d5\u05dd") == 0  # stands in a sentence without an event
    assert total("Kyiv") > 0


def test_suggestions_name_whom_the_letters_may_mean(get):
    names = [row["actor"]["name"] for row in get("actors", q="u")["rows"]]
    assert {"Ukraine", "United States"} <= set(names)
    assert get("actors", q="ukr")["rows"][0]["actor"]["key"] == "UKR"
    assert get("actors", q="UKR", limit=1)["rows"][0]["actor"]["name"] == "Ukraine"
    assert get("actors", q="zzzzqqq")["rows"] == []
    counts = [row["incidents"] for row in get("actors", q="")["rows"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0
    france = next(row for row in get("actors", q="france")["rows"] if row["actor"]["key"] == "FRA")
    assert france["incidents"] == get("incidents", actor="FRA")["total"]


def test_lists_come_in_the_order_asked_for(get):
    def column(sort, name):
        return [row[name] for row in get("incidents", sort=sort, limit=500)["rows"]]

    days = [day for day in column("day", "day") if day]
    assert days == sorted(days)
    assert column("score", "score") == sorted(column("score", "score"))
    assert column("-score", "score") == sorted(column("score", "score"), reverse=True)
    assert column("-confidence", "confidence") == sorted(column("day", "confidence"), reverse=True)
    outlets = column("-outlets", "n_outlets")
    assert outlets == sorted(outlets, reverse=True)


def test_pages_of_a_list_join_without_gap_or_repetition(get):
    whole = [row["id"] for row in get("incidents", limit=60, facets=False)["rows"]]
    parts = [
        row["id"]
        for offset in range(0, 60, 7)
        for row in get("incidents", limit=7, offset=offset, facets=False)["rows"]
    ]
    assert parts[:60] == whole
    assert len(set(whole)) == len(whole)
    assert get("incidents", offset=1_000_000)["rows"] == []


def test_a_facet_counts_what_the_other_filters_leave(get):
    assaults = get("incidents", type="ASSAULT", status="occurred")
    facets = assaults["facets"]
    assert {count["value"]: count["count"] for count in facets["type"]}["ASSAULT"] == assaults["total"]
    assert len(facets["type"]) > 1
    assert {count["value"] for count in facets["quad"]} == {"material conflict"}
    assert sum(count["count"] for count in facets["status"]) == get("incidents", type="ASSAULT")["total"]
