"""Prints the documentation page of the ledger's schema: ``python -m multipolar.ledger``."""

import sys

from multipolar.ledger.page import schema_page

if __name__ == "__main__":
    sys.stdout.write(schema_page())
