"""Errors that multipolar raises, and the exit code that each one gives on the command line.

    MultipolarError
    ├── InputError (ValueError)         exit 65   a report or file that cannot be read as it stands
    │   └── EvidenceError               exit 65   a quotation that is not in its text
    ├── MissingInputError (OSError)     exit 66   a file, folder or page that is not there
    ├── FetchError (OSError)            exit 69   a page that could not be had
    ├── ModelError (OSError)            exit 70   the coder's weights are missing, broken or of another format
    ├── LedgerError (OSError)           exit 74   a ledger that cannot be read or written
    │   └── SchemaError                 exit 76   a ledger written by a newer multipolar
    └── UsageError (ValueError)         exit 64   options that do not fit together, or an unknown code

Every message says what is wrong, where (file, line) and what to do about it. Exit codes follow sysexits.h.
"""

from __future__ import annotations

__all__ = [
    "EvidenceError",
    "FetchError",
    "InputError",
    "LedgerError",
    "MissingInputError",
    "ModelError",
    "MultipolarError",
    "SchemaError",
    "UsageError",
]


class MultipolarError(Exception):
    """Base of all errors that multipolar raises on purpose.

    Args:
        what: What is wrong, in one sentence.
        where: The file (and ``:line``) or record concerned, if there is one.
        mend: What the user can do about it, in one sentence.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(what)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} ({self.mend})" if self.mend else text


class InputError(MultipolarError, ValueError):
    """A report or file that cannot be read as it stands."""

    exit_code = 65


class EvidenceError(InputError):
    """A quotation that does not stand in the text it claims to come from."""


class MissingInputError(MultipolarError, OSError):
    """A file, folder or page that is not there."""

    exit_code = 66


class FetchError(MultipolarError, OSError):
    """A page that could not be had: refused address, time-out, too large, too many redirects."""

    exit_code = 69


class ModelError(MultipolarError, OSError):
    """The coder's weights are missing, broken or of another format."""

    exit_code = 70


class LedgerError(MultipolarError, OSError):
    """A ledger that cannot be read or written: no ledger there, no space, no permission, locked."""

    exit_code = 74


class SchemaError(LedgerError):
    """A ledger written by a newer multipolar than this one."""

    exit_code = 76


class UsageError(MultipolarError, ValueError):
    """Options that do not fit together, or a code that the ontology does not have."""

    exit_code = 64
