from hypothesis import given
from hypothesis import strategies as st

from multipolar.resolving.ids import Ids, codes_key

PARTS = st.lists(st.text(alphabet="abc:/,", max_size=4), max_size=3)


def test_the_same_said_twice_is_one_and_said_of_other_things_two():
    ids = Ids("r1")
    first = ids.give("e", "text:0:4", "AID", content="x")
    assert first is not None
    assert first.startswith("e")
    assert len(first) == 17
    assert ids.give("e", "text:0:4", "AID", content="x") is None
    second = ids.give("e", "text:0:4", "AID", content="y")
    assert second not in {None, first}
    assert ids.give("e", "text:0:4", "AID", content="y") is None


def test_ids_depend_on_the_report_and_on_nothing_given_before():
    assert Ids("r1").give("e", "a", content=1) != Ids("r2").give("e", "a", content=1)
    ids = Ids("r1")
    ids.give("e", "b", content=1)
    assert ids.give("e", "a", content=1) == Ids("r1").give("e", "a", content=1)


@given(st.lists(st.tuples(st.sampled_from("erc"), PARTS), max_size=12))
def test_ids_are_unique(records):
    ids = Ids("r1")
    given_ids = [ids.give(letter, *parts, content=number) for number, (letter, parts) in enumerate(records)]
    assert len(set(given_ids)) == len(given_ids)


@given(PARTS, PARTS)
def test_parts_do_not_run_together(one, other):
    first, second = (Ids("r1").give("e", *parts, content=0) for parts in (one, other))
    assert (first == second) == (one == other)


def test_codes_are_in_order_of_code():
    assert codes_key([]) == ""
