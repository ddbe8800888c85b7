"""The API keeps what its OpenAPI description promises, whatever it is asked."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import positive_data_acceptance

from multipolar.web import ServeOptions
from multipolar.web.app import make_api

EXAMPLES = 8
"""Requests for each address; each is answered in milliseconds, and the whole is to take half a minute."""


# The description does not depend on the ledger, so that the tests are known before there is one.
schema = schemathesis.openapi.from_dict(make_api(None, ServeOptions()).openapi())


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
