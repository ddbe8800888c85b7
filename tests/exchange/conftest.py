from __future__ import annotations

import pytest
from exchange_records import build_coded


@pytest.fixture
def coded():
    return build_coded()
