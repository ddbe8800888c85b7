from __future__ import annotations

import re

from playwright.sync_api import expect


def lit(page):
    """The words that are highlighted as the trigger of the coding that was chosen."""
    return page.locator("article .piece.trigger.on")


def point_on(page, code):
    """A point of the screen where a country of the map, and nothing above it, is to be seen."""
    found = page.evaluate(
        """code => {
            const shape = document.querySelector(`a[data-unit="${code}"]`);
            const box = shape.getBoundingClientRect();
            for (let y = 1; y < 20; y += 1) for (let x = 1; x < 20; x += 1) {
                const at = [box.x + (box.width * x) / 20, box.y + (box.height * y) / 20];
                if (shape.contains(document.elementFromPoint(...at))) return at;
            }
            return null;
        }""",
        code,
    )
    assert found, f"{code} cannot be hit"
    return found


def test_three_clicks_lead_from_the_map_to_the_words_in_their_report(go, page):
    go("/?since=2022-01-01&until=2025-01-01&layers=none")
    page.mouse.click(*point_on(page, "UKR"))  # 1: a country of the map
    drawer = page.get_by_role("complementary", name="The incidents behind it")
    expect(drawer.get_by_role("heading")).to_have_text("Ukraine")
    drawer.locator("li .title a").first.click()  # 2: an incident
    expect(page.get_by_role("heading", name="The sentences that tell of it")).to_be_visible()
    sentence = page.locator(".tellings .quote").first
    words = sentence.locator("mark.trigger").inner_text()
    sentence.get_by_role("link").click()  # 3: its sentence
    expect(lit(page)).to_have_text(words)
    expect(lit(page)).to_be_in_viewport()
    expect(page.locator("article .piece.on[data-role=actor]").first).to_be_visible()


def test_a_bar_of_a_pair_lists_as_many_incidents_as_it_shows(go, page):
    go("/pair/RUS/UKR?by=year&since=2021-01-01&until=2025-01-01")
    chart = page.get_by_role("group", name=re.compile("through time: arrow keys"))
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 46 + (box["width"] - 54) * 0.375, box["y"] + 80)  # the second of four years
    told = page.locator("figure.chart output")
    expect(told).to_contain_text("2022")
    number = re.search(r"([\d,]+) incidents", told.inner_text())[1]
    page.mouse.click(box["x"] + 46 + (box["width"] - 54) * 0.375, box["y"] + 80)
    drawer = page.get_by_role("complementary", name="The incidents behind it")
    expect(drawer).to_contain_text(f"{number} incidents")
    assert drawer.locator("li").count() == min(60, int(number))


def test_a_chart_can_be_read_and_opened_with_the_keyboard_alone(go, page):
    go("/pair/RUS/UKR?by=year")
    chart = page.get_by_role("group", name=re.compile("through time: arrow keys"))
    chart.focus()
    page.keyboard.press("Home")
    expect(page.locator("figure.chart output")).to_contain_text("2021")
    page.keyboard.press("ArrowRight")
    expect(page.locator("figure.chart output")).to_contain_text("2022")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("complementary", name="The incidents behind it")
    expect(drawer).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(chart).to_be_focused()


def test_the_list_of_incidents_goes_by_keys(go, page):
    go("/incidents?actor=RUS")
    titles = page.locator(".results .title a").all_inner_texts()
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".results li.at .title a")).to_have_text(titles[1])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(titles[1])


def test_every_chart_has_its_figures_as_a_table(go, page):
    go("/pair/RUS/UKR?by=year")
    page.locator("figure.chart summary").click()
    rows = page.locator("figure.chart table tbody tr")
    assert rows.count() >= 4
    rows.filter(has_text="2022").get_by_role("button").click()
    expect(page.get_by_role("complementary", name="The incidents behind it")).to_be_visible()


def test_the_window_can_be_drawn_and_stepped(go, page):
    go("/?since=2022-03-01&until=2022-04-01")
    before = page.locator("h1").inner_text()
    page.get_by_role("button", name="The window after").click()
    expect(page.locator("h1")).to_contain_text("Apr 2022")
    assert page.locator("h1").inner_text() != before
    end = page.get_by_role("slider", name="Last day")
    end.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text("May 2022")
    surface = page.locator(".brush .surface").bounding_box()
    page.mouse.move(surface["x"] + 40, surface["y"] + 20)
    page.mouse.down()
    page.mouse.move(surface["x"] + surface["width"] / 2 - 60, surface["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.locator("h1")).to_contain_text("2021")


def test_a_coding_is_shown_by_pointing_and_kept_by_choosing(go, page):
    go("/report/n000")  # an act, what it led to, a claim and a relation
    assert page.locator("article .piece.on").count() == 0
    trigger = page.locator("article .piece.trigger").first
    trigger.hover()
    roles = {page.locator("article .piece.on").nth(i).get_attribute("data-role") for i in range(3)}
    assert {"trigger", "actor"} <= roles
    trigger.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"event=en000-0"))
    page.mouse.move(0, 0)
    page.get_by_role("button", name="Dark colours").focus()
    expect(lit(page)).to_have_text(trigger.inner_text())
    expect(page.locator("li[data-record=en000-0]")).to_contain_text("who")
    claim = page.locator("article .piece.claim").first
    claim.hover()
    expect(claim).to_have_class(re.compile(r"\bon\b"))


def test_overlapping_spans_keep_every_letter_and_every_record(go, page):
    go("/report/n000")
    shown = page.locator("article .text").inner_text()
    answer = page.request.get(page.url.replace("/report/", "/api/report/")).json()
    text = "".join(piece["text"] for one in answer["passages"] if one["field"] == "text" for piece in one["pieces"])
    assert shown.split() == text.split()
    heads = page.locator("article [data-heads]")
    seen = {record for i in range(heads.count()) for record in heads.nth(i).get_attribute("data-heads").split()}
    assert {mark["record"] for mark in answer["marks"]} == seen


def test_an_incident_tells_its_states_its_sources_and_what_it_led_to(go, page, site):
    rows = page.request.get(f"{site}/api/report/n000").json()
    go(f"/incident/{rows['events'][0]['incident']}")
    expect(page.get_by_role("heading", name="What was known when")).to_be_visible()
    expect(page.locator("ol.states li").first).to_be_visible()
    expect(page.get_by_role("heading", name="Outlets")).to_be_visible()
    chain = page.locator("section", has=page.get_by_role("heading", name="What led to it"))
    chain.locator("a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_an_actor_is_found_by_typing_and_chosen_with_the_keyboard(go, page):
    go("/about")
    field = page.get_by_role("combobox", name="Find an actor or words")
    field.fill("ukra")
    expect(page.get_by_role("option", name=re.compile("Ukraine"))).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/actor/UKR"))
    field.fill("pillar")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/incidents\?q=pillar"))


def test_the_network_is_drawn_the_same_each_time(go, page):
    go("/network?since=2021-01-01&until=2025-01-01")
    page.locator("circle.node").first.wait_for()
    place = "[...document.querySelectorAll('circle.node')].map(c => c.getAttribute('cx') + ',' + c.getAttribute('cy'))"
    first = page.evaluate(place)
    page.reload()
    page.locator("circle.node").first.wait_for()
    page.locator("main[aria-busy=false]").wait_for(timeout=15_000)
    assert page.evaluate(place) == first
    assert len(set(first)) == len(first) >= 5


def test_a_peak_names_its_incidents_and_opens_all_of_them(go):
    page = go("/pair/RUS/UKR?by=year")
    peak = page.get_by_role("region", name="Peaks").locator(".peak.conflict").first
    expect(peak.locator("[data-incident]").first).to_be_visible()
    opens = peak.get_by_role("link", name="conflictual incidents")
    number = int(opens.inner_text().split()[0])
    assert number >= 3
    opens.click()
    expect(page.locator("aside.drawer")).to_contain_text(f"{number} incidents")
