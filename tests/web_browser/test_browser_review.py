from __future__ import annotations

import json
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect


@pytest.fixture
def reviewer(page, review_site):
    """A browser that has opened the address which `serve --review` printed; gives it and a way to ask the API."""
    page.goto(review_site)
    page.locator("main h1").first.wait_for()
    root = "http://" + urlsplit(review_site).netloc

    def ask(path):
        with urllib.request.urlopen(f"{root}/api/{path}") as answer:  # noqa: S310 - our own server
            return json.load(answer)

    def open_incident(**filters):
        query = "&".join(f"{key}={value}" for key, value in filters.items())
        row = ask(f"incidents?{query}&limit=1&facets=false")["rows"][0]
        show_incident(row["id"])
        return row

    def show_incident(identity):
        page.goto(f"{root}/incident/{identity}")
        expect(page.get_by_role("region", name="Review")).to_be_visible()

    page.ask, page.open_incident, page.show_incident = ask, open_incident, show_incident
    return page


def kept(page, target):
    """What was decided on an incident, latest first."""
    return [row for row in page.ask("corrections")["rows"] if row["target"] == target]


def told(page):
    return page.get_by_role("status").filter(has_text="Kept")


def test_the_token_does_not_stay_in_the_address(reviewer):
    assert "token" not in reviewer.url
    assert "token" not in reviewer.evaluate("document.cookie + JSON.stringify({...localStorage})")


def test_a_review_goes_by_keyboard_from_confirming_to_recoding(reviewer):
    page = reviewer
    row = page.open_incident(type="ACCUSE", actor="FRA", status="occurred")
    page.keyboard.press("c")
    expect(told(page)).to_contain_text("confirm")
    assert [one["action"] for one in kept(page, row["id"])] == ["confirm"]
    expect(page.get_by_role("heading", name="Corrections by readers")).to_be_visible()

    page.keyboard.press("r")
    page.get_by_label("Type").press("End")
    page.get_by_label("Status").select_option("alleged")
    why = page.get_by_label("Why")
    why.fill("c is a letter here, and x too")
    why.press("Enter")
    expect(told(page)).to_contain_text("recode")
    decision = next(one for one in kept(page, row["id"]) if one["action"] == "recode")
    assert decision["payload"]["status"] == "alleged"
    assert decision["why"] == "c is a letter here, and x too"
    assert len(kept(page, row["id"])) == 2  # letters in a field were no commands


def test_sides_and_time_are_recoded_and_the_decision_is_undone(reviewer):
    page = reviewer
    row = page.open_incident(type="CONSULT")
    page.keyboard.press("r")
    form = page.get_by_role("region", name="Review")
    form.get_by_label("Who", exact=True).fill("FRA LEG; IGO:EU")
    form.get_by_label("When").fill("2019-05")
    form.get_by_label("Why").press("Enter")
    expect(told(page)).to_contain_text("recode")
    payload = kept(page, row["id"])[0]["payload"]
    assert [(side["code"], side["sector"]) for side in payload["actors"]] == [("FRA", "LEG"), ("IGO:EU", "IGO")]
    assert payload["time"] == "2019-05"
    assert not payload.keys() & {"recipients", "place", "type", "mode", "status"}  # what stayed as it was is not sent

    page.keyboard.press("u")
    expect(told(page)).to_contain_text("undo")
    assert page.ask(f"incident/{row['id']}")["incident"]["actors"] == row["actors"]
    expect(form.get_by_role("button", name="Undo")).to_be_disabled()


def test_escape_leaves_a_form_without_a_decision(reviewer):
    row = reviewer.open_incident(type="AID")
    reviewer.keyboard.press("x")
    expect(reviewer.get_by_role("button", name="Reject: it is no such incident")).to_be_visible()
    reviewer.keyboard.press("Escape")
    expect(reviewer.get_by_role("button", name="Reject: it is no such incident")).to_have_count(0)
    assert kept(reviewer, row["id"]) == []


def test_two_incidents_are_merged_and_one_rejected(reviewer):
    page = reviewer
    row = page.open_incident(type="ASSAULT", actor="RUS", other="UKR")
    page.keyboard.press("m")
    form = page.get_by_role("region", name="Review")
    with page.expect_response(lambda answer: "q=Russia" in answer.url):
        form.get_by_role("searchbox").fill("Russia")
    # The list is renewed while words are typed: what was ticked is read from what is ticked in the end.
    form.get_by_role("checkbox").first.check()
    other = form.get_by_role("checkbox", checked=True).get_attribute("value")
    form.get_by_label("Why").press("Enter")
    expect(told(page)).to_contain_text("merge")
    assert kept(page, row["id"])[0]["payload"]["with"] == [other]

    other_row = page.open_incident(type="SANCTION")
    page.keyboard.press("x")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Reject: it is no such incident").click()
    expect(told(page)).to_contain_text("reject")
    assert [one["action"] for one in kept(page, other_row["id"])] == ["reject"]


def test_a_telling_of_another_happening_is_split_off(reviewer):
    page = reviewer
    rows = page.ask("incidents?limit=500&facets=false")["rows"]
    row = next(row for row in rows if row["n_events"] > 1)
    page.show_incident(row["id"])
    page.keyboard.press("s")
    boxes = page.get_by_role("checkbox", name="Take this telling out")
    expect(boxes).to_have_count(row["n_events"])
    boxes.last.check()
    page.get_by_label("Why").press("Enter")
    expect(told(page)).to_contain_text("split")
    assert len(kept(page, row["id"])[0]["payload"]["events"]) == 1


def test_without_the_token_there_is_nothing_to_review(browser, review_site):
    root = "http://" + urlsplit(review_site).netloc
    page = browser.new_page()
    page.goto(f"{root}/incidents")
    page.locator(".list a").first.click()
    expect(page.get_by_role("heading", name="The sentences that tell of it")).to_be_visible()
    expect(page.get_by_role("region", name="Review")).to_have_count(0)
    page.close()


def test_a_list_is_reviewed_one_after_the_other_without_going_back(reviewer, review_site):
    page = reviewer
    page.goto("http://" + urlsplit(review_site).netloc + "/incidents?actor=RUS&sort=day")
    page.locator("[data-incident]").nth(2).wait_for()
    shown = [row.get_attribute("data-incident") for row in page.locator("[data-incident]").all()]
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/incident/{shown[0]}")
    expect(page.get_by_text(f"1 of {len(shown)} in the list")).to_be_visible()
    expect(page.get_by_role("button", name="The incident before it in the list")).to_be_disabled()
    held = []

    def hold(route):  # as if the ledger were large
        held.append(route)

    page.route("**/api/review", hold)
    page.keyboard.press("c")
    page.keyboard.press("j")
    page.wait_for_url(f"**/incident/{shown[1]}")
    expect(page.get_by_text("A decision is being kept")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_be_enabled()
    page.keyboard.press("c")
    expect(page.get_by_text("2 decisions are being kept")).to_be_visible()
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_text("A decision is being kept")).to_be_visible()
    expect(told(page)).to_contain_text("confirm")
    page.wait_for_timeout(200)
    held[1].continue_()
    expect(page.get_by_text("being kept")).to_have_count(0)
    page.unroute("**/api/review")
    assert page.url.endswith(f"/incident/{shown[1]}")
    assert [one["action"] for one in kept(page, shown[1])] == ["confirm"]
    page.get_by_role("button", name="The next incident in the list").click()
    page.wait_for_url(f"**/incident/{shown[2]}")
    page.keyboard.press("x")
    page.get_by_label("Why").fill("jk")  # letters in a form are no commands
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.wait_for_url(f"**/incident/{shown[1]}")
    assert [one["action"] for one in kept(page, shown[0])] == ["confirm"]
    page.go_back()
    page.wait_for_url("**/incidents?actor=RUS&sort=day")
