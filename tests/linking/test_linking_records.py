"""What an incident says, drawn from its events."""

from __future__ import annotations

import datetime as dt

from linking_samples import DAY, FRANCE, INDIA, view

from multipolar.linking.records import make_incident

MEETING = {"type": "CONSULT", "actors": (FRANCE,), "recipients": (INDIA,), "trigger": "talks", "time_inferred": True}


def when(*views):
    return make_incident("i1", views).start


def test_what_was_announced_and_held_is_dated_by_who_tells_that_it_was_held():
    later = DAY + dt.timedelta(days=4)
    planned = view("France and India plan talks.", status="planned", day=DAY, **MEETING)
    held = view("The talks of France and India were long.", day=later, **MEETING)
    assert when(planned, held) == when(held, planned) == later
    assert when(planned) == DAY
    told = view(
        "France and India will hold talks on Sunday.", status="planned", day=DAY, **MEETING | {"time_inferred": False}
    )
    assert when(told, held) == DAY


def test_of_days_that_only_reports_give_the_first_stands():
    first, second = (view("The talks failed.", day=DAY + dt.timedelta(days=n), **MEETING) for n in (0, 2))
    assert when(second, first) == DAY
