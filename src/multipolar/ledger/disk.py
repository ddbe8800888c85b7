"""Files that are written whole or not at all, and what the operating system says, told with its mend."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, Final

from multipolar.errors import LedgerError, MissingInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["explain_os_errors", "is_temporary", "replace_whole", "sync_folder", "temporary"]

_TEMPORARY: Final = ".tmp-"

_MENDS: Final[dict[int, tuple[str, str]]] = {
    errno.ENOSPC: ("there is no space left on the disk", "free some and run again: what was committed is safe"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and run again: what was committed is safe"),
    errno.EFBIG: (
        "the system refuses files of this size",
        "raise the file size limit (ulimit -f) and run again: what was committed is safe",
    ),
    errno.EACCES: ("permission denied", "give yourself write permission, or choose another folder"),
    errno.EPERM: ("operation not permitted", "give yourself write permission, or choose another folder"),
    errno.EROFS: ("the file system is read-only", "choose a folder that can be written"),
    errno.ENOTDIR: ("a file stands where a folder should be", "choose another path"),
    errno.EMFILE: ("too many open files", "raise the limit (ulimit -n)"),
    errno.ENOLCK: ("the file system offers no locks", "keep the ledger on a local disk"),
    errno.ENOTSUP: ("the file system offers no locks", "keep the ledger on a local disk"),
}


@contextlib.contextmanager
def explain_os_errors(where: Path, doing: str) -> Iterator[None]:
    """Turn what the operating system says into a :class:`LedgerError` that names the place and the mend."""
    try:
        yield
    except (LedgerError, MissingInputError):
        raise
    except OSError as error:
        what, mend = _MENDS.get(error.errno or 0, (error.strerror or str(error), "check the disk and run again"))
        path = error.filename if isinstance(error.filename, str) else str(where)
        raise LedgerError(f"{doing} failed: {what}", where=path, mend=mend) from error


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def temporary(path: Path) -> Path:
    """The name under which a file is written before it is whole."""
    return path.with_name(f"{_TEMPORARY}{path.name}")


def is_temporary(name: str) -> bool:
    """Whether a file is named like one that is not whole yet."""
    return name.startswith(_TEMPORARY)


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a loss of power."""
    draft = temporary(path)
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    sync_folder(path.parent)
