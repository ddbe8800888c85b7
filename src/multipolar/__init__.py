"""multipolar reads news reports and keeps a sourced ledger of the international system they describe.

    >>> import multipolar
    >>> coded = multipolar.code("Putin hosted Xi in Moscow on Thursday.", published="2025-05-09")  # doctest: +SKIP
    >>> ledger = multipolar.open("demo-ledger")  # doctest: +SKIP

Names are imported when first asked for: ``import multipolar`` loads none of the libraries that coding needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from multipolar._version import __version__
from multipolar.errors import MultipolarError

if TYPE_CHECKING:
    from multipolar.api import CoderOptions, code, open, resolve, stream  # noqa: A004 - called as multipolar.open
    from multipolar.ledger import Ledger
    from multipolar.records import CodedReport, Report
    from multipolar.reports import make_report, read_reports

__all__ = [
    "CodedReport",
    "CoderOptions",
    "Ledger",
    "MultipolarError",
    "Report",
    "__version__",
    "code",
    "make_report",
    "open",
    "read_reports",
    "resolve",
    "stream",
]

_HOME: Final = {
    **dict.fromkeys(("CoderOptions", "code", "open", "resolve", "stream"), "multipolar.api"),
    **dict.fromkeys(("CodedReport", "Report"), "multipolar.records"),
    **dict.fromkeys(("make_report", "read_reports"), "multipolar.reports"),
    "Ledger": "multipolar.ledger",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the door holds
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
