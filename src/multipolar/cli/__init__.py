"""The command line: ``multipolar code``, ``build``, ``events``, ``show`` and the rest.

Data goes to standard output, everything else to standard error. ``docs/cli.md`` lists commands, options and exit codes.
"""

from multipolar.cli.main import main

__all__ = ["main"]
