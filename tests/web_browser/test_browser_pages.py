from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PAGES = {
    "/": "The world",
    "/incidents": "Incidents",
    "/incidents?type=ASSAULT,AID&actor=RUS&q=Monday": "Incidents",
    "/pair": "A pair through time",
    "/pair/RUS/UKR": "Russia",
    "/pair/RUS/UKR?by=month&directed=true": "Ukraine",
    "/actor/RUS": "Russia",
    "/network": "Who stands with whom",
    "/poles": "How many poles",
    "/claims": "Claims",
    "/claims?stance=%2B": "Claims",
    "/multipolar": "What the ledger says about a multipolar world",
    "/about": "About the numbers",
    "/report/n000": "Report n000",
    "/nowhere": "There is no such page",
}


def no_wider_than_the_screen(page):
    assert page.evaluate("document.body.scrollWidth <= window.innerWidth"), "the page can be scrolled sideways"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_what_it_is_for_and_keeps_the_console_clean(go, path):
    page = go(path)
    expect(page.locator("h1").first).to_contain_text(PAGES[path])
    assert "multipolar" in page.title()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text(re.compile(r"\bundefined\b"))).to_have_count(0)
    expect(page.get_by_text(re.compile(r"\bNaN\b"))).to_have_count(0)
    no_wider_than_the_screen(page)
    assert len(go.watch.asked) <= 8, "a page asks once for each of its parts"
    assert len(set(go.watch.asked)) == len(go.watch.asked)


@pytest.mark.parametrize("path", ["/", "/pair/RUS/UKR", "/actor/RUS", "/network", "/report/n000", "/about"])
def test_every_page_fits_a_phone(go, page, path):
    page.set_viewport_size({"width": 390, "height": 844})
    go(path)
    expect(page.locator("h1").first).to_be_visible()
    no_wider_than_the_screen(page)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Network")).to_be_visible()


def test_every_view_links_to_its_json_and_csv(go, page, site):
    for path in ("/", "/incidents", "/pair/RUS/UKR", "/actor/RUS", "/claims", "/about"):
        go(path)
        for kind, content in (("JSON", "application/json"), ("CSV", "text/csv")):
            address = page.get_by_role("link", name=f"This view as {kind}").first.get_attribute("href")
            answer = page.request.get(site + address)
            assert answer.ok, (path, address)
            assert answer.headers["content-type"].startswith(content)


def test_an_actor_whom_nobody_knows_is_told_with_a_mend(page, site):
    page.goto(site + "/actor/zzqqxx")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("zzqqxx")
    expect(alert).to_contain_text("name")


def test_a_server_that_stopped_is_told(go, page):
    go("/incidents")
    page.route("**/api/claims**", lambda route: route.abort())
    page.get_by_role("link", name="Claims", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    go.watch.complaints.clear()  # the browser itself reports the broken connection, rightly


def test_filters_without_a_match_say_so(go, page):
    go("/incidents?q=zebra+xylophone")
    expect(page.get_by_text("No incident matches.")).to_be_visible()


def test_going_back_shows_the_page_before_and_its_filters(go, page):
    go("/incidents")
    page.get_by_role("group", name="Kind").get_by_role("button", name=re.compile("material cooperation")).click()
    expect(page).to_have_url(re.compile("quad=material"))
    found = page.locator(".page-head [aria-live]")
    expect(found).not_to_have_text("", timeout=5000)
    page.get_by_role("link", name="Poles").click()
    expect(page.locator("h1")).to_have_text("How many poles")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Incidents")
    expect(page.get_by_role("link", name=re.compile("Without quad"))).to_be_visible()


def test_the_theme_follows_the_system_until_it_is_chosen(go, page):
    page.emulate_media(color_scheme="dark")
    go("/about")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light colours").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_the_map_states_its_point_of_view_and_can_change_it(go, page):
    go("/")
    outlines = page.locator("svg path.border")
    before = outlines.get_attribute("d")
    expect(page.get_by_text("Crimea is drawn with Ukraine")).to_be_visible()
    page.get_by_label("Borders").select_option("facto")
    expect(page.get_by_text("Crimea with Russia")).to_be_visible()
    assert outlines.get_attribute("d") != before
    expect(page).to_have_url(re.compile("map=facto"))


def test_what_was_built_runs_under_a_policy_without_inline_code(page, site):
    answer = page.goto(site + "/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    source = answer.text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert "style=" not in source


def answer_with(page, address, mend):
    """Lets the page get another answer than the server gives: what it gave, mended."""

    def fulfil(route):
        body = route.fetch().json()
        mend(body)
        route.fulfill(json=body)

    page.route(address, fulfil)


def test_a_figure_whose_interval_is_but_rounding_is_drawn(go, page):
    def flat(body):
        for row in body["series"]:
            row.update(value=1.0, low=0.9999999999999998, high=1.0, enough=True)

    answer_with(page, re.compile(r"/api/poles"), flat)
    go("/poles")
    expect(page.locator("h1").first).to_have_text("How many poles")
    expect(page.locator(".columns section svg").first).to_be_visible()


def test_no_model_is_said_to_have_failed_where_none_was_tried(go, page):
    def too_short(body):
        body.update(shipped=False, rows=[], score=[], notes=["the ledger covers 2 whole months, an outlook takes 24"])

    answer_with(page, re.compile(r"/api/(pair/[^?]*/outlook|outlook)"), too_short)
    go("/pair/RUS/UKR")
    section = page.locator("section[aria-labelledby=outlook]")
    expect(section).to_contain_text("an outlook takes 24")
    expect(section).to_contain_text("No forecast")
    expect(section).not_to_contain_text("baselines")


def test_an_interval_beside_no_other_is_drawn_all_the_same(go, page):
    def one_year(body):
        body["series"] = [row for row in body["series"] if row["period"] == body["series"][0]["period"]]
        for row in body["series"]:
            row.update(value=0.5, low=0.4, high=0.7, enough=True)

    answer_with(page, re.compile(r"/api/poles"), one_year)
    go("/poles")
    line = page.locator(".columns section svg line.alone").first
    assert float(line.get_attribute("y1")) - float(line.get_attribute("y2")) > 10


def test_two_sides_of_one_name_are_told_apart_by_their_codes(go, page):
    def together(body):
        for event in body["events"]:
            one = event["actors"][0]
            event["actors"] = [
                {**one, "name": "Both navies", "code": "USA"},
                {**one, "name": "Both navies", "code": "PHL"},
            ]

    answer_with(page, re.compile(r"/api/report/n000"), together)
    go("/report/n000")
    codes = page.locator(".party", has_text="Both navies").locator(".code")
    expect(codes.nth(0)).to_contain_text("USA")
    expect(codes.nth(1)).to_contain_text("PHL")
