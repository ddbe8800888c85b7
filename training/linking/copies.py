"""How far copies of reports move the number of incidents: by less than 2 % is wanted.

    copies.py CORPUS [--items 2000] [--most 20] [--kinds verbatim,cut,headline,reworded] [--seed 1]

CORPUS is a JSONL file of reports (gzipped or not). Some are drawn, each is copied 1 to ``--most`` times by other
outlets on the same and the next days, and both collections are built into ledgers of their own by ``multipolar build``:
the reports alone, and with their copies. A copy is verbatim, cut short, under another headline, has its lead reworded
by one of the templates below or some words changed within, or is printed in one with another of the reports.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import multipolar

KINDS = ("verbatim", "cut", "headline", "reworded", "edited", "joined")

HEADLINES = (
    "What we know so far",
    "Update: the latest developments",
    "World in brief",
    "Live: today's main story",
    "Morning briefing",
    "In short",
)

LEADS = (
    "According to reports, {text}",
    "It was reported on {day} that {text}",
    "{text} That is what agencies reported.",
    "Our correspondents report: {text}",
    "News came on {day}: {text}",
    "As first told by other media, {text}",
    "Breaking: {text}",
    "{text} More on this story as it comes in.",
    "Readers of this page were told on {day}: {text}",
    "Also in the news, {text} The story was carried widely.",
    "A reminder of what was in the papers on {day}. {text}",
)

EDITS = (
    (" says ", " said "),
    (" say ", " said "),
    (" announces ", " has announced "),
    (" are killed", " have been killed"),
    (" is killed", " has been killed"),
    (" at least ", " no fewer than "),
    (" after ", " shortly after "),
    (" in the ", " within the "),
    (", ", ", agencies say, "),
    (" and ", " as well as "),
)
"""Words that a desk changes in passing; the first two of a text that apply."""


def lowered(text: str) -> str:
    """A text that stands within a sentence: the first word small, unless it looks like a name."""
    first, _, rest = text.partition(" ")
    common = first in {"The", "A", "An", "At", "In", "On", "Several", "Two", "Three", "Thousands", "Hundreds"}
    return f"{first.lower()} {rest}" if common else text


def copied(
    report: dict[str, Any], kind: str, number: int, chance: random.Random, *, other: dict[str, Any] | None = None
) -> dict[str, Any]:
    """One copy of a report by another outlet.

    Args:
        report: The report: id, published, text and more.
        kind: One of :data:`KINDS`.
        number: Which copy it is.
        chance: Where choices come from.
        other: A report of about that time that may be printed with it.
    """
    day = dt.date.fromisoformat(report["published"]) + dt.timedelta(days=chance.randrange(3))
    body = {"id": f"{report['id']}-copy-{number}", "published": day.isoformat(), "source": f"Outlet {number}"}
    text = report["text"]
    if kind == "cut":
        words = text.split(" ")
        text = " ".join(words[: max(8, int(len(words) * chance.uniform(0.6, 0.95)))])
    if kind == "headline":
        body["title"] = chance.choice(HEADLINES)
    if kind == "reworded":
        own = dt.date.fromisoformat(report["published"])
        text = chance.choice(LEADS).format(text=lowered(text), day=f"{own.day} {own:%B %Y}")
    if kind == "edited":
        for old, new in [edit for edit in EDITS if edit[0] in text][:2]:
            text = text.replace(old, new, 1)
    if kind == "joined" and other is not None:
        text = " ".join([text, other["text"]][:: chance.choice((1, -1))])
    return {**body, "text": text}


def beside(reports: list[dict[str, Any]], at: int) -> dict[str, Any] | None:
    """The report before one, if it is of the same week: older words are news again."""
    if not at:
        return None
    own, other = (dt.date.fromisoformat(reports[place]["published"]) for place in (at, at - 1))
    return reports[at - 1] if own - other <= dt.timedelta(days=7) else None


def drawn(corpus: Path, items: int, chance: random.Random) -> list[dict[str, Any]]:
    """Some reports of a corpus, of 40 characters or more, in the order of their days."""
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf8") as lines:
        reports = [body for line in lines if len((body := json.loads(line))["text"]) >= 40]
    return sorted(chance.sample(reports, items), key=lambda body: (body["published"], body["id"]))


def counted(reports: list[dict[str, Any]], folder: Path) -> tuple[int, int]:
    """Build a ledger of some reports and count its events and its incidents."""
    folder.mkdir()
    source = folder / "reports.jsonl"
    kept = ("id", "published", "text", "title", "source")
    lines = [json.dumps({key: body[key] for key in kept if body.get(key)}) for body in reports]
    source.write_text("\n".join(lines) + "\n", encoding="utf8")
    command = [sys.executable, "-m", "multipolar", "build", str(source), "--ledger", str(folder / "ledger"), "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with multipolar.open(folder / "ledger") as ledger:
        (row,) = ledger.query(
            "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM incidents) AS incidents"
        ).to_pylist()
    return row["events"], row["incidents"]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--most", type=int, default=20, help="copies of one report at most")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--each", action="store_true", help="also build one ledger for each kind of copy")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - a sample, not a secret
    reports = drawn(given.corpus, given.items, chance)
    kinds = given.kinds.split(",")
    groups = [("all", kinds)] + ([(kind, [kind]) for kind in kinds] if given.each else [])
    with tempfile.TemporaryDirectory() as folder:
        events, alone = counted(reports, Path(folder) / "alone")
        print(f"{len(reports)} reports: {events} events, {alone} incidents", flush=True)
        for name, chosen in groups:
            copies = [
                copied(report, chance.choice(chosen), number, chance, other=beside(reports, at))
                for at, report in enumerate(reports)
                for number in range(1, chance.randint(1, given.most) + 1)
            ]
            events, incidents = counted(reports + copies, Path(folder) / name)
            moved = incidents / alone - 1
            print(
                f"with {len(copies)} copies ({name}): {events} events, {incidents} incidents: {moved:+.2%}", flush=True
            )


if __name__ == "__main__":
    main()
