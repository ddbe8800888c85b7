"""The ledger's folder: manifests, the writer's lock, readers' leases, cleaning up.

    ledger.json               what the folder is: format, schema version, options; written once
    data/SEGMENT.TABLE.parquet  rows of one table of one segment; never changed once in place
    manifests/NUMBER.json     the files that count as of one commit; the highest number is the present
    writer.lock               locked, and naming its holder, while somebody writes

A commit writes its data files whole (a temporary name, ``fsync``, rename, ``fsync`` of the folder) and then, the same
way, one manifest: that rename is the moment at which the commit happens. A process killed before it leaves files that
no manifest names, which the next writer removes.

A reader holds a shared lock on the manifest that it reads, and thus a snapshot: a writer drops an old manifest, and the
files that only it names, when it can lock the manifest exclusively, that is when nobody reads it any more. Neither
waits for the other.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, Self

from multipolar._version import __version__
from multipolar.errors import LedgerError, MissingInputError, SchemaError
from multipolar.ledger.disk import explain_os_errors, is_temporary, replace_whole, sync_folder
from multipolar.ledger.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

__all__ = [
    "DataFile",
    "Lease",
    "LedgerOptions",
    "Manifest",
    "Segment",
    "WriterLock",
    "clean",
    "create",
    "newest",
    "publish",
    "read_options",
]

_FORMAT: Final = "multipolar ledger"
_OWN_NAMES: Final = frozenset({"data", "manifests", "ledger.json", "writer.lock"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerOptions:
    """What a ledger keeps, decided when it is made.

    Attributes:
        keep_text: Keep the texts of reports and sentences. Without them a ledger holds offsets, the words of each
            span and a short quote around each trigger: what may be passed on where the texts may not.
    """

    keep_text: bool = True


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file: its name within ``data/``, rows and size in bytes."""

    name: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of one commit, or of several consecutive ones merged.

    Attributes:
        name: Start of its files' names.
        first: Number of the first commit in it.
        last: Number of the last one.
        files: Its files, by table; tables without rows have none.
    """

    name: str
    first: int
    last: int
    files: dict[str, DataFile] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows in all tables."""
        return sum(file.rows for file in self.files.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of a ledger: which segments count, in the order in which they were committed."""

    number: int
    segments: tuple[Segment, ...] = ()
    written: str = ""

    def files(self, table: str) -> list[DataFile]:
        """Files of a table, oldest first."""
        return [segment.files[table] for segment in self.segments if table in segment.files]

    def names(self) -> set[str]:
        """Names of all data files."""
        return {file.name for segment in self.segments for file in segment.files.values()}

    @property
    def last_batch(self) -> int:
        """Number of the last commit, 0 where there is none."""
        return max((segment.last for segment in self.segments), default=0)

    def dump(self) -> bytes:
        """The manifest as it is written."""
        body = {
            "format": _FORMAT,
            "schema": SCHEMA_VERSION,
            "multipolar": __version__,
            "number": self.number,
            "written": self.written,
            "segments": [
                {
                    "name": segment.name,
                    "first": segment.first,
                    "last": segment.last,
                    "files": {
                        table: {"name": file.name, "rows": file.rows, "size": file.size}
                        for table, file in segment.files.items()
                    },
                }
                for segment in self.segments
            ],
        }
        return json.dumps(body, ensure_ascii=False).encode()


# --- Making and recognising ------------------------------------------------------------------------------------------


def create(path: Path, options: LedgerOptions) -> None:
    """Make an empty ledger in a folder that is not there yet or is empty.

    Raises:
        LedgerError: The folder holds something, or cannot be made.
    """
    with explain_os_errors(path, "making the ledger"):
        if (path / "ledger.json").exists():
            raise LedgerError("there is a ledger already", where=str(path), mend="open it, or choose another folder")
        if path.exists():
            # What a creation that was cut short left is no stranger's property.
            foreign = sorted(
                entry.name for entry in path.iterdir() if entry.name not in _OWN_NAMES and not is_temporary(entry.name)
            )
            if foreign:
                raise LedgerError(
                    f"the folder is not empty (it holds {foreign[0]!r}) and is no ledger",
                    where=str(path),
                    mend="choose a new or empty folder",
                )
        for folder in (path / "data", path / "manifests"):
            folder.mkdir(parents=True, exist_ok=True)
        if not _numbers(path):
            replace_whole(_manifest_path(path, 0), Manifest(0, (), _now()).dump())
        body = {
            "format": _FORMAT,
            "schema": SCHEMA_VERSION,
            "multipolar": __version__,
            "created": _now(),
            "keep_text": options.keep_text,
        }
        replace_whole(path / "ledger.json", json.dumps(body, indent=1).encode())
        sync_folder(path.parent)


def read_options(path: Path) -> LedgerOptions:
    """The options of the ledger in a folder.

    Raises:
        MissingInputError: There is no such folder.
        LedgerError: It holds no ledger, or one that cannot be read.
        SchemaError: A newer multipolar wrote it.
    """
    if not path.exists():
        raise MissingInputError("there is no such folder", where=str(path), mend="build a ledger there first")
    marker = path / "ledger.json"
    try:
        body = _load(marker)
    except (FileNotFoundError, NotADirectoryError):
        raise LedgerError(
            "this is not a ledger (it has no ledger.json)", where=str(path), mend="name the folder of a ledger"
        ) from None
    keep_text = body.get("keep_text")
    if not isinstance(keep_text, bool):
        raise _damaged(marker, "keep_text is missing")
    return LedgerOptions(keep_text=keep_text)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _damaged(path: Path, what: str) -> LedgerError:
    return LedgerError(
        f"the file is damaged: {what}", where=str(path), mend="restore it from a copy, or build the ledger anew"
    )


def _load(path: Path) -> dict[str, Any]:
    """A JSON file of ours, with format and schema version checked."""
    with explain_os_errors(path, "reading the ledger") if path.exists() else contextlib.nullcontext():
        content = path.read_bytes()
    try:
        body = json.loads(content)
    except ValueError as error:
        raise _damaged(path, f"not JSON ({error})") from None
    if not isinstance(body, dict) or body.get("format") != _FORMAT:
        raise LedgerError("this is not a file of a ledger", where=str(path), mend="name the folder of a ledger")
    version = body.get("schema")
    if not isinstance(version, int):
        raise _damaged(path, "the schema version is missing")
    if version > SCHEMA_VERSION:
        writer = body.get("multipolar", "a newer version")
        raise SchemaError(
            f"multipolar {writer} wrote this ledger, with schema {version}; "
            f"multipolar {__version__} reads schemas up to {SCHEMA_VERSION}",
            where=str(path.parent if path.name == "ledger.json" else path.parent.parent),
            mend=f"install multipolar {writer} or later",
        )
    return body


# --- Manifests -------------------------------------------------------------------------------------------------------


def _manifest_path(path: Path, number: int) -> Path:
    return path / "manifests" / f"{number:010d}.json"


def _numbers(path: Path) -> list[int]:
    """Numbers of the manifests that are there, in order."""
    with explain_os_errors(path, "reading the ledger"):
        names = os.listdir(path / "manifests")  # noqa: PTH208 - names are all it takes
    return sorted(int(name[:-5]) for name in names if name.endswith(".json") and name[:-5].isdigit())


def _parse(path: Path) -> Manifest:
    body = _load(path)
    try:
        return Manifest(
            int(body["number"]),
            tuple(
                Segment(
                    str(segment["name"]),
                    int(segment["first"]),
                    int(segment["last"]),
                    {
                        table: DataFile(str(file["name"]), int(file["rows"]), int(file["size"]))
                        for table, file in segment["files"].items()
                        if table in TABLES
                    },
                )
                for segment in body["segments"]
            ),
            str(body["written"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from None


def publish(path: Path, manifest: Manifest) -> Manifest:
    """Put a manifest in place: the commit happens here."""
    manifest = Manifest(manifest.number, manifest.segments, _now())
    replace_whole(_manifest_path(path, manifest.number), manifest.dump())
    return manifest


def _flock(descriptor: int, how: Literal["shared", "exclusive"]) -> bool:
    """Lock an open file if that can be had at once."""
    try:
        import fcntl  # noqa: PLC0415 - POSIX only
    except ImportError:
        raise LedgerError(
            "ledgers need the file locks of a POSIX system", mend="run under Linux, macOS or WSL"
        ) from None
    flags = (fcntl.LOCK_SH if how == "shared" else fcntl.LOCK_EX) | fcntl.LOCK_NB
    try:
        fcntl.flock(descriptor, flags)
    except BlockingIOError:
        return False
    return True


class Lease:
    """A reader's hold on the present manifest and on all files that it names, until it is released.

    Args:
        path: Folder of the ledger.

    Attributes:
        manifest: The manifest held.

    Raises:
        LedgerError: A manifest or a data file is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        while self._descriptor < 0:
            self._take()
        try:
            self.manifest = _parse(self._file)
            self._check_files()
        except BaseException:
            self.release()
            raise

    def _take(self) -> None:
        numbers = _numbers(self._path)
        if not numbers:
            raise _damaged(self._path / "manifests", "no manifest is left")
        self._file = _manifest_path(self._path, numbers[-1])
        with explain_os_errors(self._file, "reading the ledger"):
            try:
                descriptor = os.open(self._file, os.O_RDONLY)
            except FileNotFoundError:
                return  # superseded and dropped since we looked: look again
            # A writer that drops this manifest locks it first, so a lock that holds on a file still in place is safe.
            if _flock(descriptor, "shared") and os.fstat(descriptor).st_nlink:
                self._descriptor = descriptor
            else:
                os.close(descriptor)

    def _check_files(self) -> None:
        for segment in self.manifest.segments:
            for file in segment.files.values():
                path = self._path / "data" / file.name
                try:
                    size = path.stat().st_size
                except OSError as error:
                    raise _damaged(path, f"{error.strerror}") from None
                if size != file.size:
                    raise _damaged(path, f"it has {size} bytes instead of {file.size}")

    @property
    def held(self) -> bool:
        """Whether it has not been released."""
        return self._descriptor >= 0

    def release(self) -> None:
        """Let go. Safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def newest(path: Path) -> int:
    """Number of the present manifest."""
    return _numbers(path)[-1]


# --- The writer's side -----------------------------------------------------------------------------------------------


class WriterLock:
    """The right to write, held while the context lasts.

    Args:
        path: Folder of the ledger.

    Raises:
        LedgerError: Another process is writing (the message names it), or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path / "writer.lock"
        self._descriptor = -1

    def __enter__(self) -> Self:
        with explain_os_errors(self._file, "writing to the ledger"):
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                if not _flock(descriptor, "exclusive"):
                    self._refuse(os.read(descriptor, 200).decode("utf-8", "replace").strip())
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()} (since {_now()})\n".encode(), 0)
            except BaseException:
                os.close(descriptor)
                raise
        self._descriptor = descriptor
        return self

    def _refuse(self, holder: str) -> NoReturn:
        raise LedgerError(
            f"{holder or 'another process'} is writing to this ledger",
            where=str(self._file.parent),
            mend="wait for it to end, or stop it; reading is possible meanwhile",
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)  # which unlocks; the file stays, for a lock must not change its inode
            self._descriptor = -1


def clean(path: Path, *, spare: Sequence[str] = ()) -> None:
    """Drop manifests that nobody reads any more and data files that no manifest names. Only for the writer.

    Args:
        path: Folder of the ledger.
        spare: Names of files being written.
    """
    with explain_os_errors(path, "cleaning the ledger"):
        numbers = _numbers(path)
        for number in numbers[:-1]:
            _drop_unread(_manifest_path(path, number))
        named: set[str] = set(spare)
        for number in _numbers(path):
            named |= _parse(_manifest_path(path, number)).names()
        for folder in (path / "data", path / "manifests", path):
            for entry in folder.iterdir():
                orphan = folder.name == "data" and folder.parent == path and entry.name not in named
                if orphan or (is_temporary(entry.name) and entry.name not in named):
                    entry.unlink(missing_ok=True)


def _drop_unread(manifest: Path) -> None:
    descriptor = os.open(manifest, os.O_RDONLY)
    try:
        if _flock(descriptor, "exclusive"):
            manifest.unlink()
    finally:
        os.close(descriptor)
