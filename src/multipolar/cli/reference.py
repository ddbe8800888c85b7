"""The page on the command line, made from the app itself: ``python -m multipolar.cli.reference > docs/cli.md``."""

from __future__ import annotations

import inspect
import sys
import typing
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.models import ArgumentInfo, OptionInfo, ParameterInfo

from multipolar.cli.app import app
from multipolar.cli.main import EXIT_BROKEN_PIPE, EXIT_FAULT, EXIT_INTERRUPTED, EXIT_PARTIAL
from multipolar.errors import (
    FetchError,
    InputError,
    LedgerError,
    MissingInputError,
    ModelError,
    SchemaError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["EXIT_CODES", "reference_page"]

EXIT_CODES: Final[dict[int, str]] = {
    0: "all went well",
    EXIT_PARTIAL: "some inputs failed (each was told on standard error) and the rest was coded",
    2: "wrong usage: an unknown command or option, a missing argument",
    UsageError.exit_code: "options that do not fit together, an unknown code, date, id or ending of an output file",
    InputError.exit_code: "no input could be read as it stands",
    MissingInputError.exit_code: "no input is there; no ledger is there",
    FetchError.exit_code: "no page could be had",
    ModelError.exit_code: "the coder's weights are missing, broken or of another format, or its endpoint fails",
    LedgerError.exit_code: "a ledger or file cannot be read or written: no space, no permission, locked, damaged",
    SchemaError.exit_code: "a newer multipolar wrote the ledger",
    EXIT_FAULT: "a fault in multipolar itself",
    EXIT_INTERRUPTED: "stopped with Ctrl-C",
    EXIT_BROKEN_PIPE: "the reader of the output went away (`| head`); nothing is said about it",
}
"""Every exit code and what it means."""

_INTRODUCTION: Final = """\
# The command line

This page is generated from the code: run `make docs` after changes.

Data goes to standard output, everything else to standard error. On a terminal data comes as a table, in a pipe as JSON
Lines; `--format` overrides. `-` as an input is standard input. Long work shows progress with rate and time left, on a
terminal only. `NO_COLOR=1` turns colours off, `COLUMNS=80` sets the width. Errors say what is wrong and where on one
line and how to mend it on the next; `MULTIPOLAR_DEBUG=1` adds the traceback that a bug report needs.

Where several inputs are given and some fail, the others are coded all the same and the exit code is 1.
"""


def reference_page() -> str:
    """The page, as Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Exit codes"
    yield ""
    yield "| code | meaning |"
    yield "|---|---|"
    for code, meaning in EXIT_CODES.items():
        yield f"| {code} | {meaning} |"
    for command in app.registered_commands:
        yield from _command(command.name or "", command.callback)


def _command(name: str, callback: Callable[..., Any] | None) -> Iterator[str]:
    parameters = _parameters(callback) if callback else []
    arguments = [(info, kind) for info, kind, _ in parameters if isinstance(info, ArgumentInfo)]
    options = [(info, kind, default) for info, kind, default in parameters if isinstance(info, OptionInfo)]
    shown = "".join(f" {info.metavar}{'...' if kind == list[str] else ''}" for info, kind in arguments)
    yield ""
    yield f"## multipolar {name}"
    yield ""
    yield f"`multipolar {name}{' [OPTIONS]' if options else ''}{shown}`"
    yield ""
    yield " ".join((inspect.getdoc(callback) or "").split())
    if parameters:
        yield ""
        yield "| argument or option | meaning |"
        yield "|---|---|"
    for info, _ in arguments:
        yield f"| `{info.metavar}` | {_sentence(info.help)} |"
    for option, kind, default in options:
        # Within Annotated, Typer takes the first name for the default until it builds the command.
        names = ", ".join(f"`{each}`" for each in (option.default, *(option.param_decls or ())) if each)
        value = _value(option, kind)
        notes = [_sentence(option.help)]
        if default is inspect.Parameter.empty:
            notes.append("Required.")
        elif shown := _default(default):
            notes.append(f"Default: {shown}.")
        if option.envvar:
            notes.append(f"The variable `{option.envvar}` sets it too.")
        yield f"| {names}{value} | {' '.join(notes)} |"


def _parameters(callback: Callable[..., Any]) -> list[tuple[ParameterInfo, Any, Any]]:
    """Each parameter of a command: what Typer is told about it, its type, its default (``empty`` for none)."""
    hints = typing.get_type_hints(callback, include_extras=True)
    found = []
    for name, parameter in inspect.signature(callback).parameters.items():
        if hints[name] is typer.Context:  # which Typer gives, not the user
            continue
        kind, info, *_ = typing.get_args(hints[name])
        found.append((info, kind, parameter.default))
    return found


def _value(option: OptionInfo, kind: Any) -> str:  # noqa: ANN401 - any annotation
    if kind is bool:
        return ""
    for choice in typing.get_args(kind) or (kind,):
        if isinstance(choice, type) and issubclass(choice, Enum):
            return " `" + "\\|".join(str(member.value) for member in choice) + "`"
    return f" `{option.metavar}`"


def _default(value: Any) -> str:  # noqa: ANN401 - as above
    """A default as the user would write it; empty where leaving the option out says it: no switch, no filter."""
    if value is None or isinstance(value, bool):
        return ""
    values = value if isinstance(value, list) else [value]
    return ", ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in values)


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    sys.stdout.write(reference_page())
