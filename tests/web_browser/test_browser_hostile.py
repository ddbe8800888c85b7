from __future__ import annotations

import pytest
from playwright.sync_api import expect
from web_records import HOSTILE

WORDS = dict(HOSTILE)


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("width", [1440, 390])
def test_hostile_text_is_shown_as_text(go, page, name, width):
    page.set_viewport_size({"width": width, "height": 900})
    go(f"/report/h-{name}")
    article = page.locator("article")
    assert WORDS[name] in article.locator(".text").evaluate("node => node.textContent")
    assert WORDS[name] in article.locator("h1").evaluate("node => node.textContent")
    assert article.locator("script, img, iframe, a[href^=javascript]").count() == 0
    assert page.evaluate("document.body.scrollWidth <= window.innerWidth"), "a word widens the page"


@pytest.mark.parametrize("name", WORDS)
def test_words_before_a_span_do_not_move_it(go, page, name):
    """Offsets count code points, a browser's strings count UTF-16 units: letters beyond the first plane show it."""
    go(f"/report/h-{name}?event=eh-{name}-0")
    expect(page.locator("article .piece.trigger.on")).to_have_text("accused")
    actors = page.locator("article .piece.on[data-role=actor]")
    expect(actors.first).to_have_text("France")


def test_lists_of_hostile_titles_and_outlets_stay_lists(go, page):
    for path in ("/incidents?actor=FRA&other=IRN&since=2024-05-01&until=2024-06-01", "/about", "/actor/FRA"):
        go(path)
        assert page.locator("main script, main img").count() == 0
        assert page.evaluate("document.body.scrollWidth <= window.innerWidth")


def test_text_of_another_direction_does_not_turn_what_stands_around_it(go, page):
    go("/incidents?actor=FRA&other=IRN&since=2024-05-01&until=2024-06-01")
    page.locator("li .title a").first.click()
    expect(page.locator("h1")).to_be_visible()
    said = page.locator("main .said")
    assert said.count() > 3
    for i in range(said.count()):
        assert said.nth(i).evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"


def test_an_address_made_of_markup_is_no_markup(page, site, watch):
    page.goto(f"{site}/report/%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("main img").count() == 0
    watch.complaints = [one for one in watch.complaints if "404" not in one]  # the browser reports the missing report


def test_a_report_of_a_foreign_scheme_is_not_linked(go, page):
    def answer(route):
        body = route.fetch().json()
        body["report"]["url"] = "javascript:alert(1)"
        route.fulfill(json=body)

    page.route("**/api/report/n000", answer)
    go("/report/n000")
    expect(page.get_by_text("javascript:alert(1)")).to_be_visible()
    assert page.locator("a[href^='javascript']").count() == 0
