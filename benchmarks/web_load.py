"""Has many readers use the web app at once, and says how long their pages took.

    python benchmarks/web_load.py LEDGER [--users 50] [--seconds 60] [--pause 1.0] [--out FILE]

Starts ``multipolar serve`` over the ledger and lets each reader walk through pages as people do:
world, a change, the list behind it, an incident, its report, a pair, an actor, searches with facets. Every reader
walks differently, so that most questions are new to the server; how many were asked before is told. ``--pause`` is the
mean time that a reader looks at an answer (exponential); 0 has them ask without a break.

Client and server share the machine's cores, as they do on the reader's own machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

COUNTRIES: Final = [
    "USA",
    "RUS",
    "CHN",
    "GBR",
    "FRA",
    "DEU",
    "IND",
    "PAK",
    "IRN",
    "ISR",
    "PSE",
    "SYR",
    "IRQ",
    "AFG",
    "TUR",
    "UKR",
    "SAU",
    "EGY",
    "JPN",
    "KOR",
    "PRK",
    "AUS",
    "CAN",
    "ITA",
    "ESP",
    "POL",
    "YEM",
    "LBN",
    "NGA",
    "SDN",
    "ETH",
    "SOM",
    "VEN",
    "BRA",
    "MEX",
    "COL",
    "MMR",
    "THA",
    "IDN",
    "PHL",
]
WORDS: Final = [
    "ceasefire",
    "sanctions",
    "missile",
    "election",
    "protest",
    "nuclear",
    "talks",
    "embassy",
    "drone",
    "troops",
    "border",
    "trade",
    "oil",
    "gas",
    "hostage",
    "police",
    "president",
    "minister",
    "parliament",
    "court",
    "summit",
    "treaty",
    "rebels",
    "airstrike",
    "bombing",
    "coup",
    "referendum",
    "navy",
    "refugees",
    "aid",
]
TYPES: Final = [
    "ASSAULT",
    "COERCE",
    "ACCUSE",
    "PROTEST",
    "SANCTION",
    "REQUEST",
    "REJECT",
    "RETREAT",
    "CONSULT",
    "SUPPORT",
    "AID",
    "AGREE",
    "THREATEN",
]


@dataclass
class Record:
    """What was measured."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    repeated: int = 0
    sent: int = 0


class Reader:
    """One reader.

    Args:
        client: The connection.
        seed: What makes this one differ from others.
        pause: Mean seconds between an answer and the next question.
        record: Where times go.
    """

    def __init__(self, client: httpx.AsyncClient, seed: int, pause: float, record: Record) -> None:
        self._client = client
        self._random = random.Random(seed)  # noqa: S311 - a walk, no secret
        self._pause = pause
        self._record = record

    async def ask(self, kind: str, path: str) -> dict[str, Any]:
        """Ask, and write down how long it took."""
        record = self._record
        record.repeated += path in record.seen
        record.seen.add(path)
        start = time.perf_counter()
        try:
            answer = await self._client.get(f"/api/{path}")
            record.times[kind].append(time.perf_counter() - start)
            record.sent += len(answer.content)
            if answer.status_code != 200:
                record.failures.append(f"{answer.status_code} {path}: {answer.text[:200]}")
                return {}
            body: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            record.failures.append(f"{type(error).__name__} {path}")
            return {}
        if self._pause:
            await asyncio.sleep(self._random.expovariate(1 / self._pause))
        return body

    async def walk(self, until: float) -> None:
        """Walk through pages until the time is up."""
        if self._pause:
            await asyncio.sleep(self._random.uniform(0, 2 * self._pause))  # people do not all come in one moment
        while time.monotonic() < until:
            await self._random.choice((self._world, self._search, self._pair, self._actor, self._time))()

    def _country(self) -> str:
        # Some countries are looked at more often than others.
        return self._random.choice(COUNTRIES[: self._random.choice((8, 16, len(COUNTRIES)))])

    def _window(self) -> str:
        year, month = self._random.randint(2004, 2024), self._random.randint(1, 12)
        return f"since={year}-{month:02d}&until={year + month // 12}-{month % 12 + 1:02d}"

    async def _open(self, rows: list[dict[str, Any]]) -> None:
        """An incident of a list, and the report of one of its sentences."""
        if not rows:
            return
        page = await self.ask("incident", f"incident/{self._random.choice(rows)['id']}")
        if page.get("events"):
            await self.ask("report", f"report/{self._random.choice(page['events'])['report']}")

    async def _world(self) -> None:
        world = await self.ask("world", f"world?{self._window()}")
        marks = [*world.get("arcs", ())[:20], *world.get("countries", ())[:20], *world.get("changes", ())]
        if marks:
            listed = await self.ask("incidents", f"incidents?{self._random.choice(marks)['link']}")
            await self._open(listed.get("rows", []))

    async def _search(self) -> None:
        words = " ".join(self._random.sample(WORDS, self._random.choice((1, 1, 2))))
        found = await self.ask("search", f"incidents?q={words.replace(' ', '%20')}")
        await self.ask("filter", f"incidents?q={words.replace(' ', '%20')}&type={self._random.choice(TYPES)}")
        await self.ask("filter", f"incidents?q={words.replace(' ', '%20')}&actor={self._country()}&{self._window()}")
        await self._open(found.get("rows", []))

    async def _pair(self) -> None:
        a, b = self._country(), self._country()
        if a == b:
            return
        pair = await self.ask("pair", f"pair/{a}/{b}?by={self._random.choice(('year', 'quarter', 'month'))}")
        shown = [period for period in pair.get("series", ()) if period["incidents"]]
        if shown:
            listed = await self.ask("incidents", f"incidents?{self._random.choice(shown)['link']}")
            await self._open(listed.get("rows", []))

    async def _actor(self) -> None:
        typed = self._country()
        await self.ask("suggest", f"actors?q={typed[: self._random.randint(1, 3)].lower()}")
        actor = await self.ask("actor", f"actor/{typed}")
        if actor.get("partners"):
            listed = await self.ask("incidents", f"incidents?{self._random.choice(actor['partners'])['link']}")
            await self._open(listed.get("rows", []))

    async def _time(self) -> None:
        await self.ask("timeline", f"timeline?by=month&actor={self._country()}&type={self._random.choice(TYPES)}")
        await self.ask("claims", f"claims?speaker={self._country()}")
        await self.ask("session", "session")


def quantile(values: list[float], share: float) -> float:
    """The value that a share of the others does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


async def run(address: str, options: argparse.Namespace) -> Record:
    """Let the readers walk."""
    record = Record()
    limits = httpx.Limits(max_connections=options.users, max_keepalive_connections=options.users)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        until = time.monotonic() + options.seconds
        readers = [Reader(client, seed, options.pause, record) for seed in range(options.users)]
        await asyncio.gather(*(reader.walk(until) for reader in readers))
    return record


def start(ledger: Path) -> tuple[subprocess.Popen[str], str, float]:
    """Start the server; it is there once its address is printed."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "multipolar", "serve", "--ledger", str(ledger), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    if server.stderr is None:
        raise RuntimeError("no standard error")
    for line in server.stderr:
        if found := re.search(r"http://\S+", line):
            return server, found[0], time.perf_counter() - begun
    raise SystemExit("the server did not start")


def processor_seconds(process: int) -> float | None:
    """Processor time that a process has used, where the system tells (Linux)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_view(address: str) -> float:
    """Seconds until a reader who comes first has the world page's data."""
    begun = time.perf_counter()
    with httpx.Client(base_url=address, timeout=60) as client:
        for path in ("/", "/api/session", "/api/vocabulary", "/api/world"):
            client.get(path).raise_for_status() if path.startswith("/api") else client.get(path)
    return time.perf_counter() - begun


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument(
        "--settle", type=float, default=0, help="seconds to wait after the start, for what is made ahead"
    )
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    server, address, started = start(options.ledger)
    try:
        first = first_view(address)
        time.sleep(options.settle)
        used = processor_seconds(server.pid)
        begun = time.perf_counter()
        record = asyncio.run(run(address, options))
        took = time.perf_counter() - begun
        used = None if used is None else (processor_seconds(server.pid) or used) - used
    finally:
        server.terminate()
        server.wait(20)
    everything = [value for values in record.times.values() for value in values]
    load = os.getloadavg() if hasattr(os, "getloadavg") else None
    facts = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}",
        "load_average": round(load[0], 1) if load else None,
        "users": options.users,
        "pause_s": options.pause,
        "start_s": round(started, 1),
        "first_view_ms": round(first * 1e3),
        "requests": len(everything),
        "per_second": round(len(everything) / took, 1),
        "server_cpu_ms_per_request": None if used is None else round(used / max(len(everything), 1) * 1e3, 1),
        "client_cpu_ms_per_request": round(time.process_time() / max(len(everything), 1) * 1e3, 1),
        "asked_before": round(record.repeated / max(len(everything), 1), 2),
        "megabytes": round(record.sent / 1e6, 1),
        "failures": len(record.failures),
        "p50_ms": round(quantile(everything, 0.5) * 1e3),
        "p95_ms": round(quantile(everything, 0.95) * 1e3),
        "p99_ms": round(quantile(everything, 0.99) * 1e3),
        "kinds": {
            kind: {
                "n": len(values),
                "p50_ms": round(quantile(values, 0.5) * 1e3),
                "p95_ms": round(quantile(values, 0.95) * 1e3),
            }
            for kind, values in sorted(record.times.items())
        },
    }
    print(json.dumps(facts, indent=1))
    for failure in record.failures[:10]:
        print(failure, file=sys.stderr)
    if options.out:
        options.out.write_text(json.dumps(facts, indent=1) + "\n")
    raise SystemExit(1 if record.failures else 0)


if __name__ == "__main__":
    main()
