"""Says how long a reader in a real browser waits for the first view of a page.

    python benchmarks/web_first_view.py LEDGER [--settle 30] [--runs 3] [--path / --path /network]

Starts ``multipolar serve`` over the ledger, waits for what it makes ahead (``--settle``), and opens each page in a
headless Chromium with nothing cached, as somebody who comes first. Told are the first contentful paint, when the page's
heading is there, when the last answer has come, and when the network is idle, which the browser says half a second
after the last answer. Chromium is the system's, or the one that ``MULTIPOLAR_CHROMIUM`` names; browser and server share
the machine's cores, as they do on the reader's own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench import machine, markdown
from web_load import start

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATHS = ("/", "/incidents", "/pair/RUS/UKR", "/actor/CHN", "/network")
MARKS = """() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    last: Math.max(0, ...performance.getEntriesByType("resource").map((one) => one.responseEnd)),
})"""


def first_view(browser: Browser, address: str) -> tuple[float, float, float, float]:
    """Milliseconds to the first paint, the heading, the last answer and an idle network of a page nobody saw before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address, wait_until="load")
    page.locator("main h1").first.wait_for()
    heading = time.perf_counter() - begun
    page.wait_for_load_state("networkidle")
    idle = time.perf_counter() - begun
    marks = page.evaluate(MARKS)
    context.close()
    return marks["paint"], 1e3 * heading, marks["last"], 1e3 * idle


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--settle", type=float, default=30, help="seconds to wait for what is made ahead")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--path", action="append", help="page to open; repeat for more")
    wanted = parser.parse_args()
    chromium = os.environ.get("MULTIPOLAR_CHROMIUM") or next((p for n in NAMES if (p := shutil.which(n))), None)
    if chromium is None:
        raise SystemExit("no Chromium: apt install chromium, or name one with MULTIPOLAR_CHROMIUM")
    about = machine()
    server, address, started = start(wanted.ledger)
    rows: list[tuple[object, ...]] = []
    try:
        time.sleep(wanted.settle)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for path in wanted.path or PATHS:
                runs = [first_view(browser, address.rstrip("/") + path) for _ in range(wanted.runs)]
                rows.append((path, *(f"{statistics.median(run[at] for run in runs):.0f}" for at in range(4))))
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
    print(f"{about}; start {started:.1f} s, median of {wanted.runs}, in ms\n")
    print(markdown(("page", "first paint", "heading", "last answer", "network idle"), rows))


if __name__ == "__main__":
    main()
