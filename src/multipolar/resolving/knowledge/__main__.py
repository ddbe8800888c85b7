"""Check the tables: ``python -m multipolar.resolving.knowledge`` prints what is wrong in them."""

from __future__ import annotations

import sys

from multipolar.resolving.knowledge.validate import problems


def main() -> int:
    """Print the problems, one a line; 1 if there are any."""
    found = problems()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
