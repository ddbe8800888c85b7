from __future__ import annotations

import pytest
from cli_process import run, write_jsonl

REPORTS = [
    {
        "id": "one",
        "title": "Talks",
        "published": "2025-05-09",
        "source": "The Test",
        "url": "https://test.example/1",
        "text": "Russia and China met in Moscow on 8 May 2025. Russia bombed Ukraine.",
    },
    {
        "id": "two",
        "published": "2024-05-04",
        "text": "China sanctioned India on 3 May 2024 in Kyiv. India will bombed Ukraine.",
    },
]


@pytest.fixture
def reports(tmp_path):
    return write_jsonl(tmp_path / "reports.jsonl", REPORTS)


@pytest.fixture(scope="session")
def ledger(tmp_path_factory):
    """A ledger of the two reports; only read."""
    folder = tmp_path_factory.mktemp("ledger")
    built = run("build", write_jsonl(folder / "reports.jsonl", REPORTS), "--ledger", folder / "ledger")
    assert built.returncode == 0, built.stderr
    return folder / "ledger"
