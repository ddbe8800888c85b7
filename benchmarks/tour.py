"""Run the tour of the README and put what it prints into the page: ``python benchmarks/tour.py [--model DIR]``.

Between ``<!-- tour: NAME -->`` and ``<!-- end -->`` stands what the step of that name prints. Run it after whatever
changes output: the coder above all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench import MULTIPOLAR

README = Path(__file__).parent.parent / "README.md"
LEDGER = "--ledger demo-ledger"
QUERY = "SELECT plover, count(*) AS events FROM events WHERE plover IS NOT NULL GROUP BY plover ORDER BY 2 DESC LIMIT 5"
COLUMNS = 100


class Tour:
    """Runs commands in one folder.

    Args:
        folder: Where to run.
        model: Folder of other weights.
    """

    def __init__(self, folder: str, model: Path | None) -> None:
        self._folder = folder
        self._environment = {**os.environ, "COLUMNS": str(COLUMNS), "NO_COLOR": "1"}
        if model is not None:
            self._environment["MULTIPOLAR_MODEL"] = str(model.resolve())

    def output(self, *arguments: str) -> str:
        """What a command prints.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        command = [*MULTIPOLAR, *arguments]
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, cwd=self._folder, env=self._environment
        )
        return done.stdout

    def step(self, shown: str, *arguments: str) -> str:
        """A command as the reader types it and what it prints, as a block of code."""
        lines = [line.rstrip() for line in self.output(*arguments).rstrip().splitlines()]
        return "\n".join(["```console", f"$ multipolar {shown}", *lines, "```"])

    def steps(self) -> dict[str, str]:
        """All steps, by name."""
        self.output("samples", "--copy", "samples")
        moscow = "samples/moscow-before-victory-day.txt"
        russia = "--actor RUS --since 2022 --limit 8"
        done = {
            "code": self.step(f"code {moscow}", "code", moscow, "-f", "table"),
            "build": self.step(f"build samples {LEDGER}", "build", "samples", *LEDGER.split(), "-f", "text"),
            "events": self.step(f"events {LEDGER} {russia}", "events", *f"{LEDGER} {russia} -f table".split()),
            "sql": self.step(f'sql {LEDGER} "{QUERY}"', "sql", *LEDGER.split(), QUERY, "-f", "table"),
        }
        incidents = "--since 2022-02 --until 2022-03 --limit 6"
        done["incidents"] = self.step(
            f"incidents {LEDGER} {incidents}", "incidents", *f"{LEDGER} {incidents} -f table".split()
        )
        done["relations"] = self.step(f"relations CHN {LEDGER}", "relations", *f"CHN {LEDGER} -f table".split())
        event = self._telling()
        done["show"] = self.step(f"show {event} {LEDGER}", "show", event, *LEDGER.split(), "-f", "text")
        phrase = "the German chancellor"
        day = "2019-06-01"
        done["resolve"] = self.step(
            f'resolve "{phrase}" --published {day}', "resolve", phrase, "--published", day, "-f", "text"
        )
        return done

    def _telling(self) -> str:
        """The id of the event with the most evidence: sides, place and time in words, then the surest."""
        rows = [json.loads(line) for line in self.output("events", *LEDGER.split()).splitlines()]

        def telling(row: dict[str, Any]) -> tuple[int, float]:
            fields = ("actor_codes", "recipient_codes", "place_name")
            return sum(bool(row[field]) for field in fields) + (" on " in row["quote"]), row["confidence"]

        return str(max(rows, key=telling)["id"])[:9]


def main() -> None:
    """Run the tour and rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="folder of other weights")
    options = parser.parse_args()
    page = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, block in Tour(folder, options.model).steps().items():
            before, marker, rest = page.partition(f"<!-- tour: {name} -->\n")
            _, end, after = rest.partition("<!-- end -->")
            if not end:
                parser.error(f"README.md has no place for the step {name!r}")
            page = f"{before}{marker}{block}\n{end}{after}"
    README.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
