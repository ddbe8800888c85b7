"""Sample reports that come with multipolar, to try it on.

They are written for this project: well-known happenings of 1995 to 2025 told in our own words, in the styles and file
formats that reports come in.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["sample_folder", "sample_paths"]


def sample_folder() -> Path:
    """The folder that holds the samples."""
    return Path(__file__).parent / "reports"


def sample_paths() -> tuple[Path, ...]:
    """The sample files, by name."""
    return tuple(sorted(path for path in sample_folder().iterdir() if path.is_file()))
