from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linking_samples import DAY, KHARKIV, RUSSIA, UKRAINE, happening, view

from multipolar.linking import FEATURES, Constraints, Linker, candidates, incident_id, load_scorer, stretches
from multipolar.linking.blocking import MOST, filing
from multipolar.linking.kinds import FAMILY


def link(views, **options):
    return Linker(load_scorer(), **options).place(views)


def groups(views, placed):
    found = defaultdict(set)
    for incident, event in zip(placed, views, strict=True):
        found[incident].add(event.id)
    return {frozenset(group) for group in found.values()}


HAPPENINGS = [happening(number) for number in range(150)]


def retold(event, number, **changes):
    """Another report of the same happening, a day later at most."""
    lag = dt.timedelta(days=number % 2)
    return dataclasses.replace(
        event,
        id=f"{event.id}-{number}",
        report=f"{event.report}-{number}",
        text_key=f"{event.text_key}-{number}",
        published=event.published + lag,
        **changes,
    )


def test_happenings_stay_apart_and_their_copies_come_together():
    copies = [retold(event, number) for event in HAPPENINGS for number in range(3)]
    views = HAPPENINGS + copies
    placed = link(views)
    own = placed[: len(HAPPENINGS)]
    assert len(set(own)) >= 0.97 * len(HAPPENINGS)
    assert placed[len(HAPPENINGS) :] == [incident for incident in own for _ in range(3)]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text[: len(text) * 2 // 3],
        lambda text: f"Exclusive: {text}",
        lambda text: text.replace("killing", "and left dead").replace("near", "outside"),
        lambda text: f"Agencies reported late on Friday that {text[0].lower()}{text[1:]}",
    ],
    ids=["verbatim", "truncated", "headline", "reworded", "lead"],
)
def test_injected_copies_move_the_number_of_incidents_by_less_than_two_in_a_hundred(change):
    rng = random.Random(7)  # noqa: S311 - a sample for a test
    before = len(set(link(HAPPENINGS)))
    copies = [
        retold(event, number, quote=change(event.quote), at=change(event.quote).find(event.trigger))
        for event in HAPPENINGS
        for number in range(rng.randint(1, 20))
    ]
    after = len(set(link(HAPPENINGS + copies)))
    assert abs(after - before) < 0.02 * before


def test_an_incident_is_named_after_the_event_that_founds_it_and_keeps_its_name():
    linker = Linker(load_scorer())
    (first,) = linker.place([HAPPENINGS[0]])
    assert first == incident_id(HAPPENINGS[0].id)
    for number in range(30):
        assert linker.place([retold(HAPPENINGS[0], number)]) == [first]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=12))
def test_how_events_are_cut_into_calls_does_not_matter(sizes):
    rng = random.Random(1)  # noqa: S311 - as above
    views = [event for event in HAPPENINGS for _ in range(1)] + [
        retold(rng.choice(HAPPENINGS), number) for number in range(200)
    ]
    rng.shuffle(views)
    whole = link(views)
    linker, placed, at = Linker(load_scorer()), [], 0
    while at < len(views):
        size = sizes[len(placed) % len(sizes)]
        placed += linker.place(views[at : at + size])
        at += size
    assert placed == whole


def test_weekly_rallies_do_not_chain_into_one():
    def rally(week):
        day = DAY + dt.timedelta(days=7 * week)
        quote = f"Crowds rallied in Kharkiv against the toll law on Friday, the {week + 1}th week running."
        return view(quote, "rallied", type="PROTEST", mode="demo", day=day, actors=(UKRAINE,), **KHARKIV)

    rallies = [rally(week) for week in range(30)]
    placed = link(rallies)
    largest = max(len(group) for group in groups(rallies, placed))
    assert largest <= 10


@pytest.mark.parametrize(("alike", "alone", "together"), [(0.6, False, True), (0.4, False, False), (1.1, True, True)])
def test_what_several_events_speak_for_a_little_adds_up(alike, alone, together):
    flat = dataclasses.replace(load_scorer(), bias=alike, weights=np.zeros(len(FEATURES)), forest=None, threshold=1.0)
    sides = {"actors": (RUSSIA,), "recipients": (UKRAINE,), **KHARKIV}
    first, second, third = (
        view(quote, "bombed", day=DAY, **sides)
        for quote in ("Jets bombed a depot", "A mill was bombed at dawn", "Who bombed it is not known")
    )
    joined = Constraints(together={first.id: "c", second.id: "c"})
    assert (len(set(Linker(flat).place([first, third]))) == 1) is alone
    assert (len(set(Linker(flat, constraints=joined).place([first, second, third]))) == 1) is together


def test_types_of_different_families_never_meet():
    quote = "Russia attacked and then hosted Ukraine's envoy in Kharkiv for talks on grain"
    shared = {"day": DAY, "actors": (RUSSIA,), "recipients": (UKRAINE,), **KHARKIV}
    views = [view(quote, type=kind, **shared) for kind in ("ASSAULT", "CONSULT", "ACCUSE")]
    assert len(set(link(views))) == 3
    assert all(FAMILY[views[a].type] == FAMILY[views[b].type] for a, b in candidates(views))


# --- Blocking ---


def test_candidates_find_what_is_retold_and_few_others():
    views = [*HAPPENINGS, *(retold(event, 1) for event in HAPPENINGS)]
    pairs = set(candidates(views))
    assert all((at + len(HAPPENINGS), at) in pairs for at in range(len(HAPPENINGS)))
    assert len(pairs) < 10 * len(views)


def test_titles_of_one_subject_bring_events_together():
    titles = ("Sarkul dam talks end without Merin accord", "Merin blames Sarkul for dam deadlock")
    first, second = (
        view(quote, trigger, type="CONSULT", day=DAY, title=title)
        for quote, trigger, title in zip(
            ("They parted at dawn.", "The marathon in Lodva came to nothing."),
            ("parted", "marathon"),
            titles,
            strict=True,
        )
    )
    assert (1, 0) in set(candidates([first, second]))
    assert not set(candidates([dataclasses.replace(first, title=""), second]))


def test_a_key_holds_so_many_and_no_more():
    same = [dataclasses.replace(HAPPENINGS[0], id=f"x{number}", report=f"x{number}") for number in range(4 * MOST)]
    met = [other for at, other in candidates(same) if at == len(same) - 1]
    assert len(met) == MOST


def test_events_are_filed_by_their_own_time_and_their_report_s():
    year = {"start": dt.date(2009, 1, 1), "end": dt.date(2009, 12, 31), "granularity": "year"}
    weeks, months = stretches(view("Russia bombed a bridge", published=DAY, **year))
    assert weeks == [-2009, DAY.toordinal() // 7]
    assert months == [-2009, DAY.toordinal() // 30]
    assert stretches(view("Russia bombed a bridge")) == ([0], [0])
    near = view("Russia bombed a bridge in Lodva", day=DAY, actors=(RUSSIA,))
    far = view("Russia bombed a bridge in Lodva", day=DAY + dt.timedelta(days=400), actors=(RUSSIA,))
    assert set(filing(near)[0]) & set(filing(near)[1])
    assert not set(filing(near)[0]) & set(filing(far)[1])


# --- What people decide ---


def test_people_s_decisions_beat_the_score():
    apart = [happening(500), happening(501), happening(502)]
    merged = link(apart, constraints=Constraints(together={apart[0].id: "c1", apart[2].id: "c1"}))
    assert merged[0] == merged[2] != merged[1]
    copies = [HAPPENINGS[0], retold(HAPPENINGS[0], 1), retold(HAPPENINGS[0], 2)]
    split = Constraints(apart={copies[0].id: frozenset({copies[1].id}), copies[1].id: frozenset({copies[0].id})})
    first, second, third = link(copies, constraints=split)
    assert first != second
    assert third in {first, second}


def test_rejected_events_are_not_seen_and_recoded_ones_are_seen_anew():
    event = HAPPENINGS[0]
    decided = Constraints(rejected=frozenset({event.id}), recoded={HAPPENINGS[1].id: {"status": "negated"}})
    assert decided.seen(event) is None
    assert decided.seen(HAPPENINGS[1]).status == "negated"
    assert decided.seen(HAPPENINGS[2]) is HAPPENINGS[2]


# --- Incidents of earlier runs ---


class Kept:
    """Incidents that were linked before, all read at once."""

    def __init__(self, incidents):
        self.incidents = incidents

    def around(self, _views, _held):
        return self.incidents.items()

    def named(self, incidents):
        return [(name, self.incidents[name]) for name in incidents if name in self.incidents]

    def of(self, events):
        return [(name, own) for name, own in self.incidents.items() if {view.id for view in own} & set(events)]


def test_going_on_later_is_as_linking_all_at_once():
    rng = random.Random(3)  # noqa: S311 - as above
    views = HAPPENINGS + [retold(rng.choice(HAPPENINGS), number) for number in range(150)]
    rng.shuffle(views)
    whole = link(views)
    first, rest = views[:170], views[170:]
    placed = link(first)
    kept = defaultdict(list)
    for incident, event in zip(placed, first, strict=True):
        kept[incident].append(event)
    assert placed + link(rest, source=Kept(kept)) == whole


def test_a_report_coded_anew_keeps_its_place():
    event = HAPPENINGS[0]
    linker = Linker(load_scorer(), source=Kept({"iold": [event]}), recoding=True)
    linker.place([HAPPENINGS[1]])
    linker.forget(event.report)
    anew = dataclasses.replace(event, id="enew", type="COERCE", mode=None)
    assert linker.place([anew], homes={"enew": "iold"}) == ["iold"]
