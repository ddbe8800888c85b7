"""Options and helpers that the commands share."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Actors",
    "AllowPrivate",
    "CodeFormat",
    "CoderKey",
    "CoderKind",
    "CoderModel",
    "CoderOption",
    "CoderRequests",
    "CoderTimeout",
    "CoderUrl",
    "Columns",
    "Encoding",
    "Form",
    "From",
    "Ledger",
    "Model",
    "Names",
    "Output",
    "Prefer",
    "Preference",
    "Published",
    "Quiet",
    "RecordFormat",
    "RecordFormatOption",
    "Source",
    "TableFormat",
    "TableFormatOption",
    "finish",
]

_Given = ParamSpec("_Given")


class CodeFormat(StrEnum):
    """What ``code`` can write."""

    TABLE = "table"
    JSONL = "jsonl"
    PLOVER = "plover"
    ANNOTATION = "annotation"


class Form(StrEnum):
    """Forms in which reports come."""

    TEXT = "text"
    HTML = "html"
    FEED = "feed"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class CoderKind(StrEnum):
    """What reads the reports."""

    WEIGHTS = "weights"
    OPENAI = "openai"


class Preference(StrEnum):
    """What a coder's thresholds favour."""

    BALANCE = "balance"
    PRECISION = "precision"
    RECALL = "recall"


class TableFormat(StrEnum):
    """What queries can write."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class RecordFormat(StrEnum):
    """What commands about one thing can write."""

    TEXT = "text"
    JSON = "json"


# --- Options that several commands share -----------------------------------------------------------------------------

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files (.txt, .html, .rss, .jsonl, .jsonl.gz, .csv, .parquet), folders of them, web addresses, or - "
        "for standard input.",
        show_default=False,
    ),
]
Columns = Annotated[
    list[str],
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="Column or key that holds a field, as in text=body. Repeat for more fields.",
    ),
]
Actors = Annotated[
    list[Path],
    typer.Option(
        "--actors", metavar="FILE", help="Actors of your own (TOML), which win over the tables. May be repeated."
    ),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of text files, instead of finding it out.")
]
From = Annotated[Form | None, typer.Option("--from", help="Form of the inputs, where names and contents do not tell.")]
Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Outlet of reports that state none.")]
Published = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="Day of publication of reports that state none (YYYY-MM-DD)."),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch addresses of private networks and of this machine too.")
]
Model = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        envvar="MULTIPOLAR_MODEL",
        help="Folder of a coder's weights, instead of those shipped.",
    ),
]
Prefer = Annotated[
    Preference,
    typer.Option("--prefer", help="Thresholds for few wrong events (precision) or for few missed ones (recall)."),
]
CoderOption = Annotated[
    CoderKind,
    typer.Option(
        "--coder",
        help="What reads: weights, or a language model behind an endpoint that speaks OpenAI's protocol.",
    ),
]
CoderUrl = Annotated[
    str | None,
    typer.Option(
        "--coder-url",
        metavar="URL",
        envvar="MULTIPOLAR_CODER_URL",
        help="With --coder openai: the endpoint, as in http://localhost:11434/v1.",
    ),
]
CoderModel = Annotated[
    str | None,
    typer.Option(
        "--coder-model",
        metavar="NAME",
        envvar="MULTIPOLAR_CODER_MODEL",
        help="With --coder openai: the model's name there.",
    ),
]
CoderKey = Annotated[
    str | None,
    typer.Option(
        "--coder-key",
        metavar="VARIABLE",
        help="With --coder openai: environment variable that holds the endpoint's key. Without it none is sent.",
    ),
]
CoderRequests = Annotated[
    int,
    typer.Option("--coder-requests", metavar="N", min=1, max=256, help="With --coder openai: requests at a time."),
]
CoderTimeout = Annotated[
    float,
    typer.Option("--coder-timeout", metavar="SECONDS", min=0.1, help="With --coder openai: time for one answer."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no closing line; errors are still told.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
]
Ledger = Annotated[
    Path,
    typer.Option(
        "--ledger", "-l", metavar="DIR", envvar="MULTIPOLAR_LEDGER", help="Folder of the ledger.", show_default=False
    ),
]
TableFormatOption = Annotated[
    TableFormat | None,
    typer.Option("--format", "-f", help="Default: table on a terminal, jsonl in a pipe, for -o by the file's ending."),
]
RecordFormatOption = Annotated[
    RecordFormat | None, typer.Option("--format", "-f", help="Default: text on a terminal, json in a pipe.")
]


def finish(work: Callable[_Given, int], *arguments: _Given.args, **options: _Given.kwargs) -> NoReturn:
    """Do a command's work and exit with its code.

    Typer has codes of its own for a reader that goes away and for Ctrl-C; ours are those that a shell expects.
    """
    from multipolar.cli.main import EXIT_BROKEN_PIPE, EXIT_INTERRUPTED  # noqa: PLC0415 - the entry point imports us
    from multipolar.cli.output import listen  # noqa: PLC0415 - keep --help fast

    listen()
    try:
        code = work(*arguments, **options)
    except BrokenPipeError:
        code = EXIT_BROKEN_PIPE
    except KeyboardInterrupt:
        sys.stderr.write("multipolar: interrupted\n")
        code = EXIT_INTERRUPTED
    raise SystemExit(code)
