"""Where output goes and how it looks: streams, colours, messages, files.

Nothing here imports rich: commands that draw no table must not wait for it.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import stat
import sys
from typing import IO, TYPE_CHECKING, Final, Literal, TextIO

from multipolar.errors import MultipolarError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "Errors",
    "binary_sink",
    "colour",
    "listen",
    "on_terminal",
    "paint",
    "say",
    "say_error",
    "sink",
    "width",
]

_NARROWEST: Final = 60
_PIPED_WIDTH: Final = 160
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)

Paint = Literal["error", "good", "note", "strong", "faint"]
_CODES: Final[dict[Paint, str]] = {"error": "31;1", "good": "32", "note": "33", "strong": "1", "faint": "2"}


class WriteError(MultipolarError, OSError):
    """Output that cannot be written: a full disk, a folder that may not be written to."""

    exit_code = 74


# --- Terminals -------------------------------------------------------------------------------------------------------


def on_terminal(stream: TextIO | None = None) -> bool:
    """Whether a stream (standard output by default) is a terminal."""
    return (stream or sys.stdout).isatty()


def colour(stream: TextIO | None = None) -> bool:
    """Whether a stream takes colours: a terminal that is not dumb, and no ``NO_COLOR`` (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return on_terminal(stream) and os.environ.get("TERM") != "dumb"


def paint(text: str, how: Paint, *, stream: TextIO | None = None) -> str:
    """Text in a colour, where the stream takes colours."""
    return f"\x1b[{_CODES[how]}m{text}\x1b[0m" if colour(stream) else text


def width() -> int:
    """Columns to draw in: the terminal's, or 160 where there is none; ``COLUMNS`` overrides both."""
    return max(_NARROWEST, shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns)


# --- Messages --------------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """A line for the user, on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def listen() -> None:
    """Show the notes that our rooms log, as lines of ours; what the libraries below them log is not for users."""
    logging.getLogger().addHandler(logging.NullHandler())
    ours = logging.getLogger("multipolar")
    if not ours.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("multipolar: note: %(message)s"))
        ours.addHandler(handler)


def say_error(error: MultipolarError) -> None:
    """What is wrong and where on one line, what to do about it on the next."""
    where = f"{error.where}: " if error.where else ""
    say(f"{paint('multipolar: error:', 'error', stream=sys.stderr)} {_printable(where + error.what)}")
    if error.mend:
        say(f"  {paint('mend:', 'note', stream=sys.stderr)} {_printable(error.mend)}")


def _printable(text: str) -> str:
    """The text on one line without control characters: what a broken file holds must not reach the user's terminal."""
    lines = " ".join(line.strip() for line in text.splitlines() if line.strip())
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in lines)


class Errors:
    """Tells errors as they come and remembers what they mean for the exit code.

    Args:
        before: Called before each message; clears a line of progress.
    """

    def __init__(self, *, before: Callable[[], None] | None = None) -> None:
        self.count = 0
        self._first = 0
        self._before = before

    def __call__(self, error: MultipolarError) -> None:
        """Tell one error."""
        self.count += 1
        self._first = self._first or error.exit_code
        if self._before:
            self._before()
        say_error(error)

    def exit_code(self, *, done: int) -> int:
        """0 without errors, 1 if something was done all the same, else the code of the first error."""
        from multipolar.cli.main import EXIT_PARTIAL  # noqa: PLC0415 - the entry point imports this module

        if not self.count:
            return 0
        return EXIT_PARTIAL if done else self._first


# --- Files -----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def sink(path: Path | None) -> Iterator[IO[str]]:
    """Where text output goes: standard output, or a file that takes its name only once it is whole.

    Raises:
        WriteError: The file cannot be written.
    """
    if path is None or str(path) == "-":
        yield sys.stdout
        return
    with _file(path) as target, target.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextlib.contextmanager
def binary_sink(path: Path | None) -> Iterator[IO[bytes]]:
    """As :func:`sink`, for binary formats.

    Raises:
        UsageError: Binary output would go to a terminal.
        WriteError: The file cannot be written.
    """
    if path is None or str(path) == "-":
        if on_terminal():
            raise UsageError("Parquet is no text for a terminal", mend="name a file with -o, or send it into a pipe")
        yield sys.stdout.buffer
        return
    with _file(path) as target, target.open("wb") as file:
        yield file


def _keep(part: Path) -> None:
    """Whatever stopped the work, what was written so far is the user's; an empty file is nobody's."""
    if part.exists() and part.stat().st_size:
        say(f"multipolar: what was written until then is in {part}")
    else:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _file(path: Path) -> Iterator[Path]:
    """A name to write to, renamed to ``path`` at the end; pipes and devices are written to as they are."""
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            if path.is_dir():
                raise WriteError("it is a folder", where=str(path), mend="name a file with -o")
            yield path
            return
        part = path.with_name(path.name + ".part")
        try:
            yield part
        except BaseException:
            _keep(part)
            raise
        part.replace(path)
    except (MultipolarError, BrokenPipeError):
        raise
    except OSError as error:
        raise _write_error(path, error) from error


def _write_error(path: Path, error: OSError) -> WriteError:
    """What keeps a file from being written, with what helps against that."""
    folder = path.parent
    if error.errno == errno.ENOENT and not folder.is_dir():
        what = f"there is no folder {folder}"
        return WriteError(what, where=str(path), mend="make the folder, or name a file elsewhere with -o")
    first = "free space, or " if error.errno in _FULL else ""
    return WriteError(
        f"cannot write: {error.strerror or error}", where=str(path), mend=f"{first}name a file elsewhere with -o"
    )
