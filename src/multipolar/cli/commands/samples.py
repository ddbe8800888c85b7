"""``multipolar samples``: where the sample reports are."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from multipolar.cli.output import say
from multipolar.errors import UsageError
from multipolar.samples import sample_folder, sample_paths

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["run"]


def run(*, copy: Path | None) -> int:
    """Print the folder of the samples, or copy them.

    Raises:
        UsageError: A file to copy is there already.
    """
    if copy is None:
        sys.stdout.write(f"{sample_folder()}\n")
        return 0
    copy.mkdir(parents=True, exist_ok=True)
    if taken := [path.name for path in sample_paths() if (copy / path.name).exists()]:
        raise UsageError(
            f"{', '.join(taken)} is there already", where=str(copy), mend="name an empty folder, or remove the file"
        )
    for path in sample_paths():
        shutil.copyfile(path, copy / path.name)
    say(f"{len(sample_paths())} files copied to {copy}")
    return 0
