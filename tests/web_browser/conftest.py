"""What the browser tests stand on: the pages built once, `multipolar serve` over a small ledger, a real Chromium.

Nothing is skipped where something is missing: the tests fail and say how to mend it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from multipolar.ledger import Ledger, LedgerOptions, RunInfo

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "web"))  # the small world of the web tests is ours too

from web_records import library  # noqa: E402 - found by the line above

RUN = RunInfo(coder="hand", coder_version="1", started=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC))
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def _chromium() -> str:
    named = os.environ.get("MULTIPOLAR_CHROMIUM")
    for name in (named,) if named else NAMES:
        found = shutil.which(name)
        if found:
            return found
    pytest.fail(
        "the browser tests need Chromium: `apt install chromium`, or name one with MULTIPOLAR_CHROMIUM=/path/to/it",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """How pytest-playwright starts the browser: the system's own, nothing downloaded."""
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {"executable_path": _chromium(), "headless": True, "args": arguments}


@pytest.fixture(scope="session")
def assets():
    """The pages, built from the sources that are here."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    try:
        hook.build()
    except hook.WebBuildError as error:
        pytest.fail(f"the pages could not be built: {error}", pytrace=False)
    return hook.STATIC


def make_ledger(folder):
    with Ledger.ensure(folder, options=LedgerOptions(keep_text=True)) as ledger, ledger.writer(RUN) as writer:
        for report in library():
            writer.add(report)
    return folder


@pytest.fixture(scope="session")
def small_ledger(tmp_path_factory):
    """150 acts among eight states, a war, hostile texts, a copy."""
    return make_ledger(tmp_path_factory.mktemp("browser") / "small")


@contextlib.contextmanager
def serving(folder, *options):
    """`multipolar serve` as a user starts it; gives the address that it prints."""
    command = [sys.executable, "-m", "multipolar", "serve", "--ledger", str(folder), "--port", "0", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | {"NO_COLOR": "1"}
    )
    said = []
    address = None
    for line in process.stderr:
        said.append(line)
        found = re.search(r"http://\S+", line)
        if found:
            address = found[0]
            break
    if address is None:
        process.wait(10)
        pytest.fail("multipolar serve ended:\n" + "".join(said), pytrace=False)
    threading.Thread(target=process.stderr.read, daemon=True).start()  # or a full pipe would stop it
    try:
        yield address
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="session")
def site(assets, small_ledger):
    """Address of the app, read only."""
    assert (assets / "index.html").is_file()
    with serving(small_ledger) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def review_site(assets, small_ledger, tmp_path_factory):
    """Address with the reviewer's token, over a ledger of its own that may be changed."""
    assert (assets / "index.html").is_file()
    copy = tmp_path_factory.mktemp("reviewed") / "ledger"
    shutil.copytree(small_ledger, copy)
    with serving(copy, "--review") as address:
        yield address


class Watch:
    """What a page must not do: complain on the console, raise, open a dialogue, ask another host."""

    def __init__(self, page, site):
        self.site = site
        self.complaints = []
        self.asked = []
        page.on("console", lambda message: self._say(message.type, message.text))
        page.on("pageerror", lambda error: self._say("error", str(error)))
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def _say(self, kind, text):
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def _dialog(self, dialog):
        self.complaints.append(f"dialogue: {dialog.message}")
        dialog.dismiss()

    def _request(self, request):
        if "/api/" in request.url:
            self.asked.append(request.url)
        if not request.url.startswith((self.site, "blob:")):
            self.complaints.append(f"asked {request.url}")

    def clean(self):
        assert self.complaints == []


@pytest.fixture
def watch(page, site):
    """Watches the page of the test, and asks of it at the end that it did nothing untoward."""
    watching = Watch(page, site)
    yield watching
    watching.clean()


def settle(page):
    """Waits until the page is there and waits for no answer any more."""
    page.locator("main h1").first.wait_for(timeout=15_000)
    page.locator("main[aria-busy=false]").wait_for(timeout=15_000)


@pytest.fixture
def go(page, site, watch):
    """Opens an address of the app and waits until it has its data."""

    def visit(path):
        page.goto(site + path)
        settle(page)
        return page

    visit.watch = watch
    return visit
