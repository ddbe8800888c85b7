"""The API keeps what its OpenAPI description promises, whatever it is asked."""

from __future__ import annotations

from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import positive_data_acceptance

from multipolar.web.app import describe
from multipolar.web.reference import MARKER, reference

PAGE = Path(__file__).parents[2] / "docs" / "web-api.md"

EXAMPLES = 5
"""Requests for each address; each is answered in milliseconds, and the whole is to take half a minute."""


# The description does not depend on the ledger, so that the tests are known before there is one.
schema = schemathesis.openapi.from_dict(describe(review=False))


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case, client):
    # An actor whom nobody knows, or until before since, fits the description and is refused all the same.
    case.call_and_validate(base_url=str(client.base_url), timeout=60, excluded_checks=[positive_data_acceptance])


def test_the_page_on_the_api_is_up_to_date():
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(MARKER)[1] + text.partition(MARKER)[2] == reference(), "see its marker for how to renew it"


def test_the_page_names_every_filter_and_address():
    text = PAGE.read_text(encoding="utf-8")
    for path, methods in describe()["paths"].items():
        assert path in text
        for facts in methods.values():
            assert all(f"`{item['name']}`" in text for item in facts.get("parameters", ()) if item["in"] == "query")
