from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linking_samples import DAY, ENVOY, FRANCE, INDIA, KHARKIV, ODESA, RUSSIA, UKRAINE, happening, view

from multipolar.errors import ModelError
from multipolar.linking import FEATURES, EventView, Side, features, load_scorer, pair_features
from multipolar.linking.columns import Columns
from multipolar.linking.scoring import LIMIT, retold
from multipolar.linking.surroundings import CUES, surroundings
from multipolar.linking.words import TOKEN
from multipolar.ontology import EVENT_TYPES, STATUSES


def compare(left, right):
    return dict(zip(FEATURES, pair_features(left, right).tolist(), strict=True))


def strike(quote="Russian jets bombed a depot in Kharkiv", trigger="bombed", **fields):
    return view(quote, trigger, **{"day": DAY, "actors": (RUSSIA,), "recipients": (UKRAINE,), **KHARKIV, **fields})


def test_what_is_asked_of_coverage_is_asked_where_both_outlets_are_named():
    first = {
        "quote": "Jets bombed the Saltivka depot",
        "outlet": "Lodva Wire",
        "title": "Depot in Kharkiv bombed",
        "sentence": 1,
    }
    second = {
        "quote": "The bombing of the depot went on",
        "trigger": "bombing",
        "outlet": "Merin Post",
        "title": "Kharkiv mourns",
    }
    told = compare(strike(**first), strike(**second, sentence=4))
    assert told["covered"] == told["outlets_apart"] == told["both_ASSAULT"] == 1
    assert told["lead_either"] == 1
    assert told["lead_both"] == 0
    assert told["sentence_most"] == 0.5
    assert 0 < told["title_cosine"] < 1
    assert 0 < told["title_told"] < 1
    assert told["trigger_told"] == 1
    same = compare(strike(**first), strike(**{**second, "outlet": "Lodva Wire"}))
    assert same["covered"] == 1
    assert same["outlets_apart"] == 0
    unnamed = compare(strike(**first), strike(**{**second, "outlet": ""}))
    asked = FEATURES[FEATURES.index("actor_told") :]
    assert not any(unnamed[name] for name in asked)
    within = {"report": "one", "outlet": "", "title": ""}
    short, long = (
        compare(strike(**first | within | size), strike(**second | within | size)) for size in ({}, {"length": 3000})
    )
    assert not any(short[name] for name in asked)
    assert long["covered"] == 1
    assert long["outlets_apart"] == long["title_cosine"] == 0


def test_what_is_alike_and_what_is_not():
    same = compare(strike(mode="aerial"), strike("Kharkiv depot bombed by Russian air force", mode="aerial"))
    assert same["type_same"] == same["mode_same"] == same["place_same"] == same["actors_same"] == 1
    assert same["days_apart"] == same["place_clash"] == same["actors_clash"] == same["wording_same"] == 0
    other = compare(strike(), strike(actors=(FRANCE,), recipients=(INDIA,), **ODESA))
    assert other["actors_clash"] == other["recipients_clash"] == other["place_clash"] == 1
    assert other["codes_shared"] == 0
    assert other["place_far"] > 0.8


def test_a_place_that_the_other_sentence_names_is_told():
    both = compare(strike(), strike("Kharkiv depot bombed by Russian air force"))
    assert both["place_told"] == 1
    assert both["place_rarest"] > 0.3
    # The same town, and only one sentence names it.
    assert compare(strike(), strike("Russian jets bombed a depot"))["place_told"] == 0.5
    # Of a district called after its town one word is told, and not all of its name.
    district = strike("Jets bombed Saltivka", place="Saltivka Kharkiv", country="UKR")
    assert compare(strike(), district)["place_told"] == 0.0
    assert compare(strike(), district)["place_rarest"] > 0.3
    other = compare(strike(), strike("Russian jets bombed a depot in Odesa", **ODESA))
    assert other["place_told"] == other["place_rarest"] == 0
    assert compare(strike(), strike("Jets bombed Kharkiv", place=None))["place_rarest"] == 0


def test_sides_are_counted():
    assert compare(strike(), strike())["sides_known"] == 0.5
    assert compare(strike(), strike(recipients=()))["sides_known"] == 0.375
    assert compare(strike(actors=(), recipients=()), strike(actors=(), recipients=()))["sides_known"] == 0


def test_swapped_sides_are_told_from_equal_ones():
    assert compare(strike(), strike(actors=(UKRAINE,), recipients=(RUSSIA,)))["sides_swapped"] == 1
    assert compare(strike(), strike())["sides_swapped"] == 0


def test_a_person_stands_within_the_government_and_members_within_their_bloc():
    visit = view("Odile Marchand visited Delhi", actors=(ENVOY,), recipients=(INDIA,), type="CONSULT", day=DAY)
    state = view("France visited Delhi", actors=(FRANCE,), recipients=(INDIA,), type="CONSULT", day=DAY)
    union = Side("IGO:EU", "IGO", "European Union", "igo:EU")
    bloc = view("The EU visited Delhi", actors=(union,), recipients=(INDIA,), type="CONSULT", day=DAY)
    assert compare(visit, state)["actors_same"] == 1
    assert compare(visit, bloc)["sides_wide"] == 1
    assert compare(visit, bloc)["actors_clash"] == 0


def test_a_town_lies_in_its_region_and_country():
    region = strike(place="Kharkiv Oblast", country="UKR", admin=None, lat=49.5, lon=36.5, precision="region")
    inside = strike(admin="Kharkiv Oblast")
    country = strike(place="Ukraine", country="UKR", precision="country", lat=49.0, lon=32.0)
    assert compare(region, inside)["place_within"] == compare(country, inside)["place_within"] == 1
    assert compare(strike(), strike())["place_within"] == 0


def test_days_count_as_far_as_they_are_told():
    later = strike(day=DAY + dt.timedelta(days=10))
    assert compare(strike(), later)["days_clash"] == 1
    guessed = strike(day=DAY + dt.timedelta(days=10), time_inferred=True)
    assert compare(strike(), guessed)["days_clash"] == 0
    assert compare(strike(), guessed)["days_apart"] == compare(strike(), later)["days_apart"] > 0
    month = strike(start=DAY.replace(day=1), end=DAY.replace(day=31), granularity="month")
    assert compare(strike(), month)["days_apart"] == 0
    assert compare(strike(), month)["days_vague"] > 0
    unknown = view("Russian jets bombed a depot", actors=(RUSSIA,))
    assert compare(unknown, strike())["days_apart"] == 0


parties = st.lists(
    st.builds(
        Side,
        st.sampled_from(["RUS", "UKR", "IGO:EU", "---"]),
        st.sampled_from(["GOV", "MIL"]),
        st.sampled_from(["Russia", "soldiers", "Odile Marchand"]),
        st.sampled_from(["", "state:RUS", "person:odile-marchand"]),
    ),
    max_size=6,
).map(tuple)
days = st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@st.composite
def views(draw):
    start = draw(days)
    end = None if start is None else draw(st.dates(start, dt.date(9999, 12, 31)))
    quote = draw(st.text(max_size=60))
    return EventView(
        id=draw(st.text(max_size=5)),
        report=draw(st.sampled_from(["r1", "r2"])),
        type=draw(st.sampled_from(EVENT_TYPES)),
        status=draw(st.sampled_from(STATUSES)),
        quote=quote,
        trigger=quote[: draw(st.integers(0, 9))],
        at=draw(st.integers(-1, 5)),
        start=start,
        end=end,
        published=draw(days),
        place=draw(st.none() | st.sampled_from(["Kharkiv", "Ukraine"])),
        country=draw(st.none() | st.just("UKR")),
        lat=draw(st.none() | st.floats(-90, 90)),
        lon=draw(st.none() | st.floats(-180, 180)),
        precision=draw(st.none() | st.sampled_from(["country", "region", "city", "site"])),
        actors=draw(parties),
        recipients=draw(parties),
    )


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(views(), views())
def test_features_are_symmetric_and_between_0_and_1(left, right):
    there, back = pair_features(left, right), pair_features(right, left)
    assert np.array_equal(there, back)
    assert np.isfinite(there).all()
    assert there.min() >= 0
    assert there.max() <= 1 + 1e-6


def test_a_pair_scores_alike_in_whatever_company():
    columns = Columns()
    columns.extend([happening(number) for number in range(60)])
    left, right = (side.ravel() for side in np.meshgrid(np.arange(60), np.arange(60)))
    scorer = load_scorer()
    together = scorer(features(columns, left, right))
    alone = [scorer(features(columns, left[k : k + 1], right[k : k + 1]))[0] for k in range(0, 3600, 97)]
    assert together[::97].tolist() == alone


def test_columns_grow_in_any_steps():
    sample = [happening(number) for number in range(200)]
    once, often = Columns(), Columns()
    once.extend(sample)
    for first in range(0, 200, 7):
        often.extend(sample[first : first + 7])
    rows = np.arange(199)
    assert np.array_equal(features(once, rows, rows + 1), features(often, rows, rows + 1))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda text: text, True),
        (lambda text: f"UPDATE: {text}", True),
        (lambda text: text[: text.rfind(" ")], True),
        (lambda text: text.replace("six", "90"), False),
        (lambda text: text.replace("bombed", "shelled"), False),
    ],
    ids=["verbatim", "headline", "cut", "other toll", "other deed"],
)
def test_copies_are_known_without_learning(change, same):
    text = (
        "Russian jets bombed the Saltivka fuel depot in Kharkiv, and at least six people were killed there on Friday."
    )
    other = strike(change(text), trigger="bombed" if "bombed" in change(text) else "shelled")
    pair = pair_features(strike(text), dataclasses.replace(other, at=other.quote.find(other.trigger)))
    assert bool(retold(pair[None])[0]) == same


# --- Weights ---


def weights(tmp_path, **changes):
    body = {"format": 1, "version": "test", "bias": -1.0, "threshold": 0.0, "weights": {"type_same": 3.0}, "trees": []}
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({**body, **changes}))
    return path


def one(name, value=1.0):
    values = np.zeros((1, len(FEATURES)), np.float32)
    values[0, FEATURES.index(name)] = value
    return values


def test_weights_and_trees_add_up(tmp_path):
    tree = {
        "feature": ["days_apart", None, "mode_same", None, None],
        "threshold": [0.5, 0, 0.5, 0, 0],
        "left": [1, 0, 3, 0, 0],
        "right": [2, 0, 4, 0, 0],
        "value": [0, 0.25, 0, -1.0, 2.0],
    }
    scorer = load_scorer(weights(tmp_path, trees=[tree, tree]))
    assert scorer(one("type_same"))[0] == -1.0 + 3.0 + 0.5
    assert scorer(one("days_apart"))[0] == -1.0 - 2.0
    assert scorer(one("days_apart") + one("mode_same"))[0] == -1.0 + 4.0
    assert load_scorer(weights(tmp_path, bias=99.0))(one("type_same"))[0] == LIMIT


def test_reports_that_name_their_outlets_are_scored_by_weights_of_their_own(tmp_path):
    covered = {"bias": 2.0, "weights": {"mode_same": 1.0}, "trees": []}
    scorer = load_scorer(weights(tmp_path, covered=covered))
    values = np.concatenate([one("type_same"), one("covered"), one("covered") + one("mode_same")])
    assert scorer(values).tolist() == [2.0, 2.0, 3.0]
    assert scorer(one("type_same")).tolist() == [2.0]


def grown(chance, leaves):
    """A random tree of so many leaves, its nodes in order, as a file of weights holds it."""
    names = ["days_apart", "type_same", "words_cosine", "near_cosine", "depth_least"]
    tree = {"feature": [None], "threshold": [0.0], "left": [0], "right": [0], "value": [float(chance.uniform(-1, 1))]}
    ends = [0]
    for _ in range(leaves - 1):
        at, size = ends.pop(int(chance.integers(len(ends)))), len(tree["feature"])
        tree["feature"][at], tree["threshold"][at] = str(chance.choice(names)), round(float(chance.random()), 1)
        tree["left"][at], tree["right"][at], tree["value"][at] = size, size + 1, 0.0
        for column, value in (("feature", None), ("threshold", 0.0), ("left", 0), ("right", 0)):
            tree[column] += [value, value]
        tree["value"] += [float(chance.uniform(-1, 1)), float(chance.uniform(-1, 1))]
        ends += [size, size + 1]
    return tree


def walked(tree, values):
    at = 0
    while (name := tree["feature"][at]) is not None:
        less = values[FEATURES.index(name)] <= np.float32(tree["threshold"][at])
        at = tree["left" if less else "right"][at]
    return tree["value"][at]


@given(seed=st.integers(0, 2**32), leaves=st.lists(st.integers(1, 16), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_trees_walked_all_at_once_add_what_each_alone_does(tmp_path, seed, leaves):
    chance = np.random.default_rng(seed)
    trees = [grown(chance, size) for size in leaves]
    scorer = load_scorer(weights(tmp_path, trees=trees))
    # On the limits, too, which are tenths.
    values = np.round(chance.random((40, len(FEATURES))), 1).astype(np.float32)
    expected = [sum(walked(tree, row) for tree in trees) for row in values]
    assert np.allclose(scorer.forest(values), expected, atol=1e-12)


def test_a_tree_of_more_leaves_than_there_are_bits_is_refused(tmp_path):
    with pytest.raises(ModelError, match="leaves"):
        load_scorer(weights(tmp_path, trees=[grown(np.random.default_rng(1), 17)]))


@pytest.mark.parametrize("trigger", ["strike", "air-strike", "air", "strikes hit", "U.S", "Kyiv", "hit Kyiv, killing"])
def test_words_are_split_alike_wherever_the_trigger_begins_and_ends(trigger):
    quote = "On Monday, U.S. air-strikes hit Kyiv, killing 1,200."
    around = surroundings(view(quote, trigger))
    at = quote.index(trigger)
    ends = [match.end() for match in TOKEN.finditer(quote)]
    assert around.token == sum(end <= at for end in ends)
    assert around.depth == around.token / len(ends)


@pytest.mark.parametrize(
    ("quote", "trigger", "found"),
    [
        ("Police arrested twelve people in Lyon.", "arrested", (12,)),
        ("In Lyon, police seized three ships and 20 boats.", "seized", (3, 20)),
        ("One of hundreds was arrested.", "arrested", ()),
        ("Eleven were killed; police arrested them.", "arrested", ()),
    ],
)
def test_numbers_beside_a_trigger_may_be_words(quote, trigger, found):
    assert sorted(surroundings(view(quote, trigger)).numbers) == sorted(found)


def test_different_counts_in_words_contradict_each_other():
    twelve, many = strike("Jets bombed twelve depots", "bombed"), strike("Jets bombed 200 depots", "bombed")
    assert compare(twelve, many)["close_clash"] == 1
    assert compare(twelve, strike("Jets bombed 12 depots", "bombed"))["close_shared"] == 1


@pytest.mark.parametrize(
    ("quote", "trigger", "anew"),
    [
        ("Police again placed the former minister under house arrest.", "house arrest", True),
        ("She was detained for the third time in two days.", "detained", True),
        ("A further 18 howitzers will be donated.", "donated", True),
        ("She was detained on Monday.", "detained", False),
        ("The second court, in a long ruling on the case of the mayor and his men, fined her.", "fined", False),
    ],
)
def test_what_happens_again_is_told_by_words_near_the_trigger(quote, trigger, anew):
    cues = surroundings(view(quote, trigger)).cues
    assert bool(cues >> CUES.index("anew") & 1) == anew


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"weights": {"no_such": 1.0}},
        {"bias": None},
        {"covered": {"bias": 0.0, "weights": {"no_such": 1.0}}},
        {"covered": {"weights": {}}},
        {"trees": [{"feature": ["type_same"], "threshold": [0], "left": [0], "right": [0], "value": [0]}]},
        {"trees": [{"feature": ["no_such", None, None], "threshold": [0] * 3, "left": [1] * 3, "right": [2] * 3}]},
    ],
)
def test_weights_that_do_not_fit_are_refused(tmp_path, changes):
    with pytest.raises(ModelError, match="weights"):
        load_scorer(weights(tmp_path, **changes))
    with pytest.raises(ModelError):
        load_scorer(tmp_path / "none.json")


def test_the_shipped_weights_tell_one_happening_from_two():
    scorer = load_scorer()
    first = strike("Russian jets bombed the Saltivka fuel depot in Kharkiv, killing six people.", mode="aerial")
    again = strike("Six people are killed when Russian jets bomb the Saltivka fuel depot in Kharkiv.", mode="aerial")
    other = dataclasses.replace(strike("Russian jets bombed a school bus in Odesa.", mode="aerial", **ODESA))
    assert scorer(pair_features(first, again)[None])[0] > scorer.threshold
    assert scorer(pair_features(first, other)[None])[0] < scorer.threshold


def test_the_shipped_weights_keep_days_of_one_sentence_apart():
    scorer = load_scorer()
    words = "The defence minister stepped down on Friday, two days after the interior minister quit."
    tell = {"type": "RETREAT", "mode": "resign", "report": "one", "title": "Second minister falls", "place": None}
    friday, wednesday = (
        strike(words, trigger, **tell, start=day, end=day, recipients=())
        for trigger, day in (("stepped", dt.date(2026, 3, 13)), ("quit", dt.date(2026, 3, 11)))
    )
    assert scorer(pair_features(friday, wednesday)[None])[0] < 0


def test_the_shipped_weights_know_what_several_outlets_tell():
    scorer = load_scorer()
    tell = {"type": "SANCTION", "recipients": (RUSSIA,), "actors": (FRANCE,), "place": None}
    first = strike(
        "France expelled eleven Russian diplomats on Friday over a cyberattack on its parliament.", "expelled",
        outlet="Lodva Wire", title="France expels eleven Russian diplomats", sentence=1, **tell,
    )  # fmt: skip
    again = strike(
        "Moscow called the removal of eleven diplomats from Paris groundless.", "removal",
        outlet="Merin Post", title="Moscow protests against French expulsions", sentence=1, **tell,
    )  # fmt: skip
    nameless = [dataclasses.replace(one, outlet="") for one in (first, again)]
    assert scorer(pair_features(first, again)[None])[0] > scorer(pair_features(*nameless)[None])[0]
    other = dataclasses.replace(
        again, quote="India expelled two Russian attaches.", trigger="expelled", at=6, actors=(INDIA,)
    )
    assert scorer(pair_features(first, other)[None])[0] < 0
