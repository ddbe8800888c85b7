"""``python -m multipolar`` is ``multipolar``."""

from multipolar.cli import main

main()
