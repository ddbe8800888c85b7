"""The entry point: runs the app and turns whatever goes wrong into a message and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from typing import Final, NoReturn

from multipolar.errors import MultipolarError

__all__ = ["EXIT_BROKEN_PIPE", "EXIT_FAULT", "EXIT_INTERRUPTED", "EXIT_PARTIAL", "main"]

EXIT_PARTIAL: Final = 1
"""Some inputs failed and the others were coded."""

EXIT_FAULT: Final = 99
"""A fault in multipolar itself."""

EXIT_INTERRUPTED: Final = 130
"""Stopped with Ctrl-C (128 + SIGINT, as shells have it)."""

EXIT_BROKEN_PIPE: Final = 141
"""The reader of the output went away, as ``| head`` does (128 + SIGPIPE)."""

_EXIT_IO: Final = 74


def main() -> NoReturn:
    """Run the command line and exit.

    With ``MULTIPOLAR_DEBUG=1`` in the environment, errors are raised with their traceback instead of told.
    """
    _open_closed()
    # Arrow reads this when it is imported: its own pools keep what was freed, the C library's can be handed back.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    for stream in (sys.stdout, sys.stderr):
        # Under a C locale Python would fail on the first "ü"; what we write is UTF-8 whatever the terminal says.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "strict")
    try:
        from multipolar.cli.app import app  # noqa: PLC0415 - so that an interrupt while importing is caught too

        app()
        code = 0
    except SystemExit as stop:
        code = _code(stop)
    except KeyboardInterrupt:
        code = _tell("interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        code = EXIT_BROKEN_PIPE
    except Exception as error:  # the last place before the user, who is shown no traceback
        if os.environ.get("MULTIPOLAR_DEBUG") == "1":
            raise
        code = _explain(error)
    _leave(code)


def _open_closed() -> None:
    """Give a standard stream that the shell closed (``>&-``) a place: output fails as on a full disk, notes go nowhere.

    The interpreter leaves None for such a stream, and the next file opened would get its number.
    """
    if sys.stdout is None:
        # Open for reading only, so that what is written is refused instead of lost.
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as we
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as above


def _code(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    return stop.code if isinstance(stop.code, int) else 1


def _explain(error: Exception) -> int:
    from multipolar.cli.output import say_error  # noqa: PLC0415 - as above

    if isinstance(error, MultipolarError):
        say_error(error)
        return error.exit_code
    if isinstance(error, OSError):
        # Files of ours bear their name; what has none and cannot be written to is the stream.
        unnamed = "standard output" if error.errno in (errno.ENOSPC, errno.EBADF) else None
        where = os.fsdecode(error.filename) if error.filename else unnamed
        say_error(MultipolarError(error.strerror or str(error), where=where))
        return _EXIT_IO
    say_error(
        MultipolarError(
            f"a fault in multipolar: {type(error).__name__}: {error}",
            mend="please report it; MULTIPOLAR_DEBUG=1 shows where it happened",
        )
    )
    return EXIT_FAULT


def _tell(what: str, code: int) -> int:
    sys.stderr.write(f"multipolar: {what}\n")
    return code


def _leave(code: int) -> NoReturn:
    """Flush and exit; a full disk or a closed pipe shows only now."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = code or EXIT_BROKEN_PIPE
        _drop_stdout()
    except OSError as error:
        code = code or _tell(f"error: cannot write to standard output: {error.strerror}", _EXIT_IO)
        _drop_stdout()
    if code == EXIT_BROKEN_PIPE:
        _drop_stdout()
    sys.exit(code)


def _drop_stdout() -> None:
    """Keep the interpreter from flushing the rest at exit and complaining about it."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
