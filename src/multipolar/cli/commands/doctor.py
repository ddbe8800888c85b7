"""``multipolar doctor``: is everything there, does it work, and what to do where it does not."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import platform
import re
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from multipolar.cli.output import on_terminal, paint
from multipolar.errors import ModelError, MultipolarError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from multipolar.api import CoderOptions

__all__ = ["Finding", "run"]

_SENTENCE: Final = "Russian President Vladimir Putin met Chinese leader Xi Jinping in Moscow on Thursday."
_PUBLISHED: Final = "2025-05-09"
_EXIT_INSTALLATION: Final = 70


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: What was looked at.
        good: Whether it is as it should be.
        found: What there is.
        mend: What to do, where it is not.
        exit_code: Exit code that it stands for.
    """

    check: str
    good: bool
    found: str
    mend: str | None = None
    exit_code: int = 0


def run(*, coder: CoderOptions | None, ledger: Path | None, format: str | None) -> int:  # noqa: A002 - the option is called so
    """Check and tell.

    Returns:
        0 if all is well, else the exit code of the first thing that is not.
    """
    as_json = format == "json" or (format is None and not on_terminal())
    first = 0
    for finding in _findings(coder, ledger):
        first = first or finding.exit_code
        if as_json:
            record = {key: value for key, value in asdict(finding).items() if value is not None}
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        else:
            _print(finding)
        sys.stdout.flush()
    return first


def _print(finding: Finding) -> None:
    mark = paint("ok  ", "good") if finding.good else paint("FAIL", "error")
    sys.stdout.write(f"{mark}  {finding.check:<12}  {finding.found}\n")
    if finding.mend:
        sys.stdout.write(f"{'':6}{'':14}{paint('mend:', 'note')} {finding.mend}\n")


def _findings(coder: CoderOptions | None, ledger: Path | None) -> Iterator[Finding]:
    yield _checked("python", _python)
    yield from _packages()
    yield _checked("tables", _tables)
    yield _checked("model", lambda: _model(coder))
    yield _checked("coding", lambda: _coding(coder))
    yield _checked("disk", _disk)
    if ledger is not None:
        yield _checked("ledger", lambda: _ledger(ledger))


def _checked(check: str, look: Callable[[], str]) -> Finding:
    """The finding of one check; whatever it raises is what is wrong."""
    try:
        return Finding(check, good=True, found=look())
    except MultipolarError as error:
        where = f"{error.where}: " if error.where else ""
        return Finding(check, good=False, found=where + error.what, mend=error.mend, exit_code=error.exit_code)
    except Exception as error:  # noqa: BLE001 - a broken installation can raise anything, and this is where it is told
        return Finding(
            check,
            good=False,
            found=f"{type(error).__name__}: {error}",
            mend="reinstall multipolar: pip install --force-reinstall multipolar",
            exit_code=_EXIT_INSTALLATION,
        )


def _python() -> str:
    return f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def _needs() -> list[str]:
    """The distributions that multipolar is installed with; each is imported under its name with underscores."""
    wanted = [need for need in importlib.metadata.requires("multipolar") or () if "extra ==" not in need]
    return sorted(re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in wanted)


def _packages() -> Iterator[Finding]:
    """One finding for all packages, or one for each that fails."""
    needs = _needs()
    broken = False
    for name in needs:
        try:
            importlib.import_module(name.replace("-", "_"))
        except Exception as error:  # noqa: BLE001 - as above; a binary package may fail in its own ways
            broken = True
            yield Finding(
                "packages",
                good=False,
                found=f"{name}: {error}",
                mend=f"pip install --force-reinstall {name}",
                exit_code=_EXIT_INSTALLATION,
            )
    if not broken:
        shown = [name for name in ("onnxruntime", "tokenizers", "duckdb", "pyarrow") if name in needs]
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in shown)
        yield Finding("packages", good=True, found=f"all {len(needs)} are there, {versions} among them")


def _tables() -> str:
    from multipolar.resolving import load_knowledge  # noqa: PLC0415 - a broken one must fail here, not at import

    load_knowledge()
    return "names of states, persons, organisations and groups load"


def _model(asked: CoderOptions | None) -> str:
    from multipolar.api import pipeline  # noqa: PLC0415 - as above

    start = time.perf_counter()
    coder = pipeline(asked).coder
    return f"{coder.name} {coder.version}, loaded in {time.perf_counter() - start:.2f} s"


def _coding(asked: CoderOptions | None) -> str:
    from multipolar.api import pipeline  # noqa: PLC0415 - as above
    from multipolar.reports import make_report  # noqa: PLC0415 - as above

    start = time.perf_counter()
    coded = pipeline(asked).code(make_report(_SENTENCE, published=_PUBLISHED))
    seconds = time.perf_counter() - start
    if not coded.events:
        raise ModelError(
            f"the coder finds no event in “{_SENTENCE}”",
            mend="take other weights, or reinstall multipolar",
        )
    event = coded.events[0]
    sides = " and ".join(actor.code for actor in event.actors)
    return f"a test sentence is {event.type} by {sides}, in {seconds * 1000:.0f} ms"


def _disk() -> str:
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe"
        probe.write_bytes(b"\0" * 4096)
        stats = os.statvfs(folder) if hasattr(os, "statvfs") else None
    free = f", {stats.f_bavail * stats.f_frsize / 1e9:.1f} GB free" if stats else ""
    return f"temporary files can be written{free}"


def _ledger(path: Path) -> str:
    from multipolar.ledger import Ledger  # noqa: PLC0415 - as above

    facts = Ledger.open(path).info()
    counts = ", ".join(f"{facts.counts[name]:,} {name}" for name in ("reports", "events", "incidents"))
    linked = "" if facts.linked else ", not linked into incidents yet"
    return f"{path} opens: schema {facts.schema}, {counts}{linked}, {facts.files} files, {facts.size / 1e6:.1f} MB"
