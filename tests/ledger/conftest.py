"""Ledgers for tests: an empty one, and one that is filled once for all that only read."""

from __future__ import annotations

import pytest
from ledger_samples import RUN, numbered

from multipolar.ledger import Ledger


@pytest.fixture
def ledger(tmp_path):
    with Ledger.create(tmp_path / "ledger") as made:
        yield made


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A ledger of 40 numbered reports in four commits; for reading only."""
    with Ledger.create(tmp_path_factory.mktemp("filled") / "ledger") as made:
        with made.writer(RUN) as writer:
            for number in range(40):
                writer.add(numbered(number))
                if number % 10 == 9:
                    writer.commit()
        yield made
