# ruff: noqa: INP001 - a script, no package
"""Makes the pictures of the web app that the docs show: ``python docs/make_screenshots.py --ledger LEDGER``.

Figures are drawn from the ledger that is named; pages that show sentences, from a ledger of the sample reports,
which are our own, so that no words of others get into the docs. Needs what the browser tests need: Playwright and a
Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
OUT = HERE / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture.

    Attributes:
        name: Of its file.
        path: Address of the page.
        last: What the picture ends with (a CSS selector); None for as much as the screen shows.
        width: Of the screen, in pixels.
        dark: Whether in dark colours.
        act: A script run in the page before the picture is taken.
    """

    name: str
    path: str
    last: str | None = None
    width: int = 1440
    dark: bool = False
    act: str = ""


FIGURES = (
    Shot("world", "/?since=2022-01-01&until=2023-01-01", ".main"),
    Shot("world-dark", "/?since=2022-01-01&until=2023-01-01&show=change&layers=places", ".main", dark=True),
    Shot("russia-ukraine", "/pair/RUS/UKR?by=quarter&since=2010-01-01", ".peaks"),
    Shot("russia-china", "/pair/RUS/CHN?by=year", ".peaks"),
    Shot("united-states-china", "/pair/USA/CHN?by=quarter&since=2009-01-01", ".peaks"),
    Shot("network", "/network?since=2022-01-01&until=2023-01-01", ".tracks"),
    Shot("poles", "/poles", ".ranks"),
    Shot("multipolar", "/multipolar", "#multipolar-world .evidence"),
    Shot("about", "/about", ".years"),
    Shot("phone-world", "/?since=2022-01-01&until=2023-01-01", width=390),
    Shot("phone-pair", "/pair/RUS/UKR?by=year", width=390, dark=True),
)
SENTENCES = (
    Shot("report", "/report/{report}?event={event}"),
    Shot("report-dark", "/report/{report}?event={event}", dark=True),
    Shot("phone-report", "/report/{report}?event={event}", width=390),
    Shot("incidents", "/incidents"),
    Shot("claims", "/claims"),
)


@contextlib.contextmanager
def serving(ledger: Path) -> Iterator[str]:
    """``multipolar serve`` over a ledger; gives its address."""
    command = [sys.executable, "-m", "multipolar", "serve", "--ledger", str(ledger), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"NO_COLOR": "1"}) as process:  # noqa: S603
        if process.stderr is None:
            raise RuntimeError("no pipe was made")
        address = next((found[0] for line in process.stderr if (found := re.search(r"http://\S+", line))), None)
        if address is None:
            raise SystemExit(f"multipolar serve did not start over {ledger}")
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield address.rstrip("/")
        finally:
            process.terminate()


def take(browser: Browser, site: str, shot: Shot) -> None:
    """Take one picture."""
    height = 900 if shot.width > 600 else 844  # noqa: PLR2004 - a desk and a phone
    page = browser.new_page(
        viewport={"width": shot.width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    page.set_default_timeout(120_000)
    page.goto(site + shot.path)
    page.locator("main h1").first.wait_for()
    page.locator("main[aria-busy=false]").wait_for()
    page.wait_for_timeout(400)
    if shot.act:
        page.evaluate(shot.act)
    path = OUT / f"{shot.name}.png"
    if shot.last is None:
        page.screenshot(path=path)
    else:
        boxes = [box for one in page.locator(shot.last).all() if (box := one.bounding_box())]
        end = max((box["y"] + box["height"] for box in boxes), default=height) + 16
        page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": shot.width, "height": end})
    page.close()
    print(path.relative_to(HERE.parent), path.stat().st_size // 1024, "kB")  # noqa: T201 - its answer


def sample_ledger(folder: Path) -> Path:
    """A ledger of the sample reports that come with multipolar."""
    run = [sys.executable, "-m", "multipolar"]
    subprocess.run([*run, "samples", "--copy", str(folder / "samples")], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    subprocess.run(  # noqa: S603
        [*run, "build", str(folder / "samples"), "--ledger", str(folder / "ledger"), "--quiet"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "ledger"


def telling(browser: Browser, site: str) -> dict[str, str]:
    """The report of the samples with most events, and its surest event."""
    page = browser.new_page()
    rows = page.request.get(f"{site}/api/incidents?limit=500&facets=false").json()["rows"]
    names = [row["report"] for row in rows]
    report = max(sorted(set(names)), key=names.count)
    events = page.request.get(f"{site}/api/report/{report}").json()["events"]
    page.close()
    best = max(events, key=lambda event: (len(event["recipients"]) > 0, event["confidence"]))
    return {"report": report, "event": best["event"]}


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--ledger", type=Path, required=True, help="ledger whose figures are shown")
    parser.add_argument("--only", nargs="*", default=None, help="names of pictures")
    asked = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    chromium = os.environ.get("MULTIPOLAR_CHROMIUM") or next((p for n in NAMES if (p := shutil.which(n))), None)
    if chromium is None:
        raise SystemExit("no Chromium: apt install chromium, or name one with MULTIPOLAR_CHROMIUM")
    wanted = [shot for shot in (*FIGURES, *SENTENCES) if asked.only is None or shot.name in asked.only]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        figures = [shot for shot in wanted if shot in FIGURES]
        if figures:
            with serving(asked.ledger) as site:
                for shot in figures:
                    take(browser, site, shot)
        sentences = [shot for shot in wanted if shot in SENTENCES]
        if sentences:
            with serving(sample_ledger(Path(folder))) as site:
                names = telling(browser, site)
                for shot in sentences:
                    path = shot.path.format(**names)
                    take(browser, site, Shot(shot.name, path, shot.last, shot.width, shot.dark, shot.act))
        browser.close()


if __name__ == "__main__":
    main()
