from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from system_samples import bare, put, row, telling, told

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import Ledger
from multipolar.system import DyadOptions, ProfileOptions, dyad, find_actor, profile, suggest_actors
from multipolar.system.panel import read_panel
from multipolar.system.series import gaps_text

D = dt.date


def options(**more):
    return DyadOptions(**({"since": "2024", "until": "2025"} | more))


def by_period(found):
    return {line["period"]: line for line in found.series}


@pytest.fixture
def small(tmp_path):
    """Worked by hand: Russia and Ukraine in January and March 2024, and others beside them."""
    with bare(
        tmp_path / "ledger",
        [
            row("2024-01-05", type="ASSAULT", mode="aerial"),  # -9.5, forth
            row("2024-01-07", actors=("UKR",), recipients=("RUS",), type="ACCUSE"),  # -3, back
            row("2024-01-09", actors=("RUS", "UKR"), recipients=(), type="CONSULT"),  # +2.5, mutual
            row("2024-03-31", type="RETREAT", mode="release"),  # +6.5, forth
            row("2024-01-20", actors=("USA",), recipients=("CHN",), type="ACCUSE"),
            row("2024-02-20", actors=("USA",), recipients=("CHN",), type="CONSULT"),
            row("2024-03-20", actors=("USA", "CHN"), recipients=("RUS", "UKR"), type="AID"),  # together, not a pair
            row("2024-03-21", actors=("RUS", "UKR"), recipients=("CHN",), type="AID"),  # likewise
            row("2024-04-01", type="ASSAULT", status="planned"),  # does not count
            row("2024-05-01", type="ASSAULT", status="ongoing"),  # counts: -9
        ],
    ) as ledger:
        yield ledger


def test_a_pair_by_hand(small):
    found = dyad(small, "RUS", "UKR", options=options(min_incidents=1))
    assert found.incidents == 5
    lines = by_period(found)
    assert len(lines) == 12
    january = lines[D(2024, 1, 1)]
    assert january["until"] == D(2024, 2, 1)
    assert {name: january[name] for name in ("incidents", "forth", "back", "mutual", "reported")} == {
        "incidents": 3,
        "forth": 1,
        "back": 1,
        "mutual": 1,
        "reported": 4,
    }
    assert january["conflict"] == 12.5
    assert january["cooperation"] == 2.5
    assert january["balance"] == pytest.approx((2.5 - 12.5) / 15)
    assert january["share"] == 3 / 4
    # 9 incidents of all in 4 months that have any: 2.25 a month on average, 4 in January.
    assert january["conflict_adjusted"] == pytest.approx(12.5 * 2.25 / 4)
    assert (january["material_conflict"], january["verbal_conflict"], january["verbal_cooperation"]) == (1, 1, 1)
    march = lines[D(2024, 3, 1)]
    assert (march["incidents"], march["material_cooperation"], march["balance"]) == (1, 1, 1.0)
    february = lines[D(2024, 2, 1)]
    assert (february["incidents"], february["conflict"], february["balance"]) == (0, 0, None)
    assert (lines[D(2024, 6, 1)]["share"], lines[D(2024, 6, 1)]["conflict_adjusted"]) == (None, None)
    assert lines[D(2024, 5, 1)]["conflict"] == 9


def test_direction(small):
    forth = dyad(small, "RUS", "UKR", options=options(directed=True))
    back = dyad(small, "UKR", "RUS", options=options(directed=True))
    assert (forth.incidents, back.incidents) == (4, 2)  # what both do together counts for each
    assert sum(line["back"] for line in forth.series) == 0


def test_other_statuses_count_when_asked(small):
    assert dyad(small, "RUS", "UKR", options=options(statuses=("planned",))).incidents == 1
    with pytest.raises(UsageError, match="status"):
        dyad(small, "RUS", "UKR", options=options(statuses=("maybe",)))


def test_types(small):
    types = {line["type"]: line for line in dyad(small, "RUS", "UKR", options=options()).types}
    assert types["ASSAULT"]["incidents"] == 2
    assert types["ASSAULT"]["share"] == 2 / 5
    assert (types["ASSAULT"]["first"], types["ASSAULT"]["last"]) == (D(2024, 1, 5), D(2024, 5, 1))
    only = dyad(small, "RUS", "UKR", options=options(types=("ACCUSE",)))
    assert [line["type"] for line in only.types] == ["ACCUSE"]


def test_too_few_incidents_give_counts_but_no_balance(small):
    found = dyad(small, "RUS", "UKR", options=options())
    january = by_period(found)[D(2024, 1, 1)]
    assert january["incidents"] == 3
    assert not january["enough"]
    assert {january[name] for name in ("balance", "balance_low", "conflict_low", "cooperation_high")} == {None}
    assert not len(found.changes)
    assert "change points" in found.note


def test_one_incident_and_none(small):
    one = dyad(small, "RUS", "UKR", options=options(since="2024-03", until="2024-04"))
    assert (one.incidents, one.enough) == (1, False)
    assert "not enough" in one.note
    none = dyad(small, "FRA", "DEU", options=options())
    assert (none.incidents, none.enough, len(none.types), len(none.evidence())) == (0, False, 0, 0)
    assert "no incident of France and Germany" in none.note
    assert {line["balance"] for line in none.series} == {None}
    assert {line["conflict_high"] for line in none.series} == {None}


def test_empty_windows_and_wrong_days(small):
    with pytest.raises(UsageError, match="nothing lies between"):
        dyad(small, "RUS", "UKR", options=options(since="2024-05", until="2024-05"))
    with pytest.raises(UsageError, match="nothing lies between"):
        dyad(small, "RUS", "UKR", options=DyadOptions(since="2030"))
    with pytest.raises(UsageError, match="is not a day"):
        dyad(small, "RUS", "UKR", options=options(since="spring"))
    with pytest.raises(UsageError, match="is not a day"):
        dyad(small, "RUS", "UKR", options=options(since="2024-13"))
    with pytest.raises(UsageError, match="period"):
        dyad(small, "RUS", "UKR", options=options(by="fortnight"))
    with pytest.raises(UsageError, match="level"):
        dyad(small, "RUS", "UKR", options=options(level=2))


def test_unknown_actors_are_refused_with_the_nearest_names(small):
    with pytest.raises(UsageError, match="nobody is called 'Rusia'") as error:
        dyad(small, "Rusia", "UKR")
    assert "Russia" in str(error.value)
    with pytest.raises(UsageError, match="same actor"):
        dyad(small, "Russia", "RUS")
    with pytest.raises(UsageError, match="no actor"):
        dyad(small, " ", "RUS")


def test_the_default_window_is_what_the_reports_cover(small):
    found = dyad(small, "RUS", "UKR")
    assert (found.since, found.until) == (D(2024, 1, 5), D(2024, 5, 2))
    assert found.incidents == 5


@pytest.mark.parametrize("by", ["day", "week", "month", "quarter", "year"])
def test_periods_tile_the_window(small, by):
    lines = list(dyad(small, "RUS", "UKR", options=options(by=by)).series)
    assert sum(line["incidents"] for line in lines) == 5
    for before, after in pairwise(lines):
        assert before["until"] == after["period"]
    assert lines[0]["period"] <= D(2024, 1, 1)
    assert lines[-1]["until"] >= D(2025, 1, 1)


def test_a_time_coarser_than_the_period_goes_where_it_was_first_told(tmp_path):
    year = {"time_start": D(2024, 1, 1), "time_end": D(2024, 12, 31), "time_granularity": "year"}
    rows = [
        row("2024-05-06", **year),  # first seen in May, within the year
        row("2025-05-06", **year),  # told a year later: no month is known
        row("2024-07-01", **(year | {"time_start": D(2024, 2, 3), "time_granularity": "interval"})),
        row("2024-08-01", time_start=None, time_end=None, time_granularity=None),
    ]
    with bare(tmp_path / "ledger", rows) as ledger:
        months = dyad(ledger, "RUS", "UKR", options=options())
        years = dyad(ledger, "RUS", "UKR", options=options(by="year"))
        assert {line["period"].month for line in months.series if line["incidents"]} == {2, 5, 8}
        assert (months.undated, years.undated) == (1, 0)
        assert years.incidents == 4


# --- Who is who ---


def test_a_bloc_acts_through_its_members_and_an_organisation_itself(tmp_path):
    rows = [
        row("2024-01-01", actors=("USA",), recipients=("RUS",)),
        row("2024-01-02", actors=("BLOC:West",), recipients=("RUS",)),
        row("2024-01-03", actors=("IGO:NATO",), recipients=("RUS",)),
        row("2022-01-03", actors=("FIN",), recipients=("RUS",)),
        row("2024-01-04", actors=("FIN",), recipients=("RUS",)),
        row("2024-01-05", actors=("USA",), recipients=("FRA",)),
    ]
    with bare(tmp_path / "ledger", rows) as ledger:

        def count(a, b, **more):
            return dyad(ledger, a, b, options=DyadOptions(since="2021", until="2025", **more)).incidents

        assert count("the West", "RUS") == 4  # Finland is a usual member of the West
        assert count("BLOC:WEST", "RUS", members=False) == 1
        assert count("NATO", "RUS") == 1
        assert count("NATO", "RUS", members=True) == 3  # Finland joined in 2023
        assert count("the West", "USA") == 1  # the United States is taken out of the West that it is paired with
        assert count("West", "France") == 1


def test_two_groupings_share_nobody(tmp_path):
    rows = [
        row("2024-01-01", actors=("USA",), recipients=("AUS",)),  # the Five Eyes within the West
        row("2024-01-02", actors=("BLOC:West",), recipients=("BLOC:Five Eyes",)),
        row("2024-01-03", actors=("NLD",), recipients=("NZL",)),
    ]
    with bare(tmp_path / "ledger", rows) as ledger:
        one = dyad(ledger, "West", "BLOC:Five Eyes", options=options())
        other = dyad(ledger, "BLOC:Five Eyes", "West", options=options())
        # The states of both count for the one that is first in the alphabet, whichever is named first.
        assert one.incidents == other.incidents == 2
        assert {member.code for member in one.a.members}.isdisjoint(member.code for member in one.b.members)


def test_persons_and_groups_by_id(tmp_path):
    putin = ("RUS", "GOV", "Vladimir Putin", "person:vladimir-putin")
    state = ("RUS", "GOV", "Russia", "state:RUS")
    rows = [
        row("2024-01-01", actors=(putin, "USA"), recipients=(), type="CONSULT"),
        row("2024-01-02", actors=(state,), recipients=("USA",)),
        row("2024-01-03", actors=(putin, state), recipients=(), type="CONSULT"),
        row("2024-01-04", actors=(putin, "USA"), recipients=(), type="CONSULT"),
    ]
    with bare(tmp_path / "ledger", rows) as ledger:
        person = "person:vladimir-putin"
        assert dyad(ledger, person, "USA", options=options()).incidents == 2
        assert dyad(ledger, "RUS", "USA", options=options()).incidents == 3
        # Putin carries Russia's code himself: only the third incident is of him and another of Russia.
        assert dyad(ledger, person, "RUS", options=options()).incidents == 1
        partners = {line["other"]: line["incidents"] for line in profile(ledger, person).partners}
        assert partners == {"USA": 2, "RUS": 1}


def test_words_for_actors(tmp_path):
    report = telling(
        "The Harbour Guild struck Russia.",
        "2024-05-01",
        events=[("ASSAULT", None, "struck", [("---", {"name": "Harbour Guild", "actor_id": ""})], ["RUS"])],
    )
    with told(tmp_path / "ledger", [report]) as ledger:
        assert find_actor(ledger, "harbour  GUILD").names == ("Harbour Guild",)
        assert find_actor(ledger, "Moscow").codes == ("RUS",)
        assert find_actor(ledger, "Soviet Union").key == "RUS"
        assert find_actor(ledger, "arm:hamas").key == "group:hamas"
        assert find_actor(ledger, "state:rus").key == "RUS"
        assert find_actor(ledger, "EU").codes == ("IGO:EU",)
        assert [line["name"] for line in suggest_actors(ledger, "harb")] == ["Harbour Guild"]
        assert [line["code"] for line in suggest_actors(ledger, "rus")] == ["RUS"]
        with pytest.raises(UsageError, match="give the id") as error:
            find_actor(ledger, "Ali")
        assert "person:" in str(error.value)


def test_a_ledger_without_incidents_is_refused(tmp_path):
    with Ledger.create(tmp_path / "empty") as ledger, pytest.raises(LedgerError, match="holds no event"):
        dyad(ledger, "RUS", "UKR")
    report = telling("Russia struck Ukraine.", "2024-05-01", events=[("ASSAULT", None, "struck", ["RUS"], ["UKR"])])
    with told(tmp_path / "told", [report]) as ledger:
        put(ledger, [])
        with pytest.raises(LedgerError, match="not linked"):
            dyad(ledger, "RUS", "UKR")


# --- Evidence ---


def test_evidence_gives_the_sentences_behind_a_figure(tmp_path):
    reports = [
        telling("Russia struck Ukraine at dawn.", "2024-05-01", events=[("ASSAULT", None, "struck", ["RUS"], ["UKR"])]),
        telling("Ukraine blamed Russia.", "2024-05-20", events=[("ACCUSE", None, "blamed", ["UKR"], ["RUS"])]),
        telling("Russia met Ukraine.", "2024-06-02", events=[("CONSULT", None, "met", ["RUS", "UKR"], [])]),
        telling("China met France.", "2024-06-02", events=[("CONSULT", None, "met", ["CHN", "FRA"], [])]),
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        found = dyad(ledger, "RUS", "UKR")
        assert [line["quote"] for line in found.evidence("2024-05")] == [
            "Russia struck Ukraine at dawn.",
            "Ukraine blamed Russia.",
        ]
        assert [line["quote"] for line in found.evidence("2024-05-31", quad="verbal conflict")] == [
            "Ukraine blamed Russia."
        ]
        assert len(found.evidence()) == found.incidents == 3
        for line in found.series:
            assert len(found.evidence(max(line["period"], found.since))) == line["incidents"]
        with pytest.raises(UsageError, match="is not between"):
            found.evidence("2023")
        with pytest.raises(UsageError, match="no change"):
            found.evidence(change=1)
        with pytest.raises(UsageError, match="quad class"):
            found.evidence(quad="war")


def test_it_works_on_incidents_that_the_ledger_links_itself(tmp_path):
    from system_samples import RUN  # noqa: PLC0415 - only here

    with Ledger.create(tmp_path / "ledger") as ledger:
        with ledger.writer(RUN) as writer:
            for day in ("2024-05-01", "2024-06-01"):
                writer.add(
                    telling("Russia struck Ukraine.", day, events=[("ASSAULT", None, "struck", ["RUS"], ["UKR"])])
                )
        found = dyad(ledger, "RUS", "UKR")
        assert found.incidents >= 1
        assert {line["quote"] for line in found.evidence()} == {"Russia struck Ukraine."}
        assert found.relations.columns[0] == "type"


def test_the_same_seed_gives_the_same_intervals(tmp_path):
    generator = np.random.default_rng(3)
    rows = [
        row(D(2024, 1, 1) + dt.timedelta(days=int(day)), type=str(kind))
        for day, kind in zip(
            generator.integers(0, 300, 200), generator.choice(["ASSAULT", "AID", "ACCUSE"], 200), strict=True
        )
    ]
    with bare(tmp_path / "ledger", rows) as ledger:
        first, again, other = (
            dyad(ledger, "RUS", "UKR", options=options(seed=seed)).series.to_arrow() for seed in (1, 1, 2)
        )
        assert first.equals(again)
        assert not first.equals(other)
        for line in dyad(ledger, "RUS", "UKR", options=options()).series:
            if line["enough"]:
                assert line["conflict_low"] <= line["conflict"] <= line["conflict_high"]
                assert line["balance_low"] <= line["balance"] <= line["balance_high"]
                assert -1 <= line["balance_low"] <= line["balance_high"] <= 1


def test_only_agents_of_states_when_asked(tmp_path):
    firm = ("RUS", "BUS", "a firm", "")
    rows = [
        row("2024-01-01"),
        row("2024-01-02", actors=(firm,)),
        row("2024-01-03", actors=(firm, "USA")),
        row("2024-01-04", actors=(firm, "UKR"), recipients=(), type="CONSULT"),
        row("2024-01-05", actors=(("IGO:NATO", "IGO", "NATO", "igo:NATO"),)),
    ]
    with bare(tmp_path / "ledger", rows) as ledger:
        assert dyad(ledger, "RUS", "UKR", options=options()).incidents == 4
        assert dyad(ledger, "RUS", "UKR", options=options(nationals=False)).incidents == 1
        assert dyad(ledger, "NATO", "UKR", options=options(nationals=False)).incidents == 1


# --- Against a plain count ---

CODES = ("RUS", "UKR", "USA", "BLOC:West")
happening = st.builds(
    row,
    st.dates(D(2023, 12, 20), D(2024, 3, 10)),
    actors=st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(tuple),
    recipients=st.lists(st.sampled_from(CODES), max_size=2, unique=True).map(tuple),
    type=st.sampled_from(("ASSAULT", "AID", "ACCUSE", "CONSULT")),
    status=st.sampled_from(("occurred", "ongoing", "planned", "alleged")),
    trigger=st.sampled_from(("struck", "clashed")),
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    with bare(tmp_path_factory.mktemp("scratch") / "ledger", []) as ledger:
        yield ledger


@settings(max_examples=60, deadline=None)
@given(st.lists(happening, min_size=1, max_size=30), st.booleans(), st.sampled_from(("day", "week", "month", "year")))
@example([row("2024-01-02", actors=("RUS", "UKR", "USA"), recipients=(), trigger="clashed")], False, "day")
@example([row("2024-01-02", actors=("RUS", "UKR"), recipients=(), type="ACCUSE", trigger="clashed")], True, "month")
@example([row("2024-01-02", actors=("RUS", "UKR"), recipients=(), trigger="clashed")], False, "week")
def test_counts_against_a_plain_count(scratch, rows, directed, by):
    put(scratch, rows)

    def way(made):
        who, whom = set(made["actor_codes"]), set(made["recipient_codes"])
        forth = "RUS" in who and "UKR" in whom
        back = "UKR" in who and "RUS" in whom
        friendly = made["quad"] in {"verbal cooperation", "material cooperation"}
        clash = made["type"] == "ASSAULT" and made["trigger"] == "clashed" and len(who) == 2
        both = {"RUS", "UKR"} <= who and not whom and (friendly or clash)
        if both or (forth and back):
            return 0
        return 1 if forth else -1 if back and not directed else None

    counted = [
        made
        for made in rows
        if made["status"] in {"occurred", "ongoing"} and D(2024, 1, 1) <= made["time_start"] < D(2024, 3, 1)
    ]
    mine = [made for made in counted if way(made) is not None]
    found = dyad(scratch, "RUS", "UKR", options=options(until="2024-03", by=by, directed=directed, replicates=20))
    assert found.incidents == len(mine)
    for line in found.series:
        within = [made for made in mine if line["period"] <= made["time_start"] < line["until"]]
        assert line["incidents"] == len(within)
        assert line["reported"] == sum(line["period"] <= made["time_start"] < line["until"] for made in counted)
        assert (line["forth"], line["back"], line["mutual"]) == tuple(
            sum(way(made) == one for made in within) for one in (1, -1, 0)
        )
        assert line["conflict"] == pytest.approx(sum(-made["score"] for made in within if made["score"] < 0))
        assert line["cooperation"] == pytest.approx(sum(made["score"] for made in within if made["score"] > 0))
        for quad in ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict"):
            assert line[quad.replace(" ", "_")] == sum(made["quad"] == quad for made in within)


JOINT = {
    "talks": (row("2024-01-02", actors=("RUS", "CHN"), recipients=(), type="CONSULT"), True),
    "accord of three": (row("2024-01-03", actors=("RUS", "CHN", "IND"), recipients=(), type="AGREE"), True),
    "clash": (row("2024-01-04", actors=("RUS", "CHN"), recipients=(), trigger="clashed"), True),
    "clash of forces": (row("2024-01-05", actors=("RUS", "RUS", "CHN"), recipients=(), trigger="firefight"), True),
    "fighting of three": (row("2024-01-06", actors=("RUS", "CHN", "IND"), recipients=(), trigger="fighting"), False),
    "strikes": (row("2024-01-06", actors=("RUS", "CHN"), recipients=(), mode="aerial", trigger="bombed"), False),
    "attack": (row("2024-01-06", actors=("RUS", "CHN"), recipients=(), trigger="attacked"), False),
    "threats": (
        row("2024-01-06", actors=("RUS", "CHN"), recipients=(), type="THREATEN", trigger="traded threats"),
        True,
    ),
    "refusal": (row("2024-01-07", actors=("RUS", "CHN"), recipients=(), type="REJECT"), False),
    "demand": (row("2024-01-08", actors=("RUS", "CHN"), recipients=(), type="REQUEST"), False),
    "sanctions": (row("2024-01-09", actors=("RUS", "CHN"), recipients=(), type="SANCTION"), False),
    "talks with a third": (row("2024-01-10", actors=("RUS", "CHN"), recipients=("IND",), type="CONSULT"), False),
}


@pytest.mark.parametrize("name", JOINT)
def test_what_two_do_together_is_between_them_only_if_it_is_cooperative_or_a_clash(tmp_path, name):
    line, counts = JOINT[name]
    with bare(tmp_path / "ledger", [line, row("2024-02-01", actors=("FRA",), recipients=("DEU",))]) as ledger:
        assert dyad(ledger, "RUS", "CHN", options=options()).incidents == counts
        partners = profile(ledger, "RUS", options=ProfileOptions(since="2024", until="2025")).partners
        assert ("CHN" in {one["other"] for one in partners}) == counts
        panel = read_panel(ledger, first=D(2024, 1, 1), stop=D(2025, 1, 1), statuses=("occurred",), least=1)
        assert (("CHN", "RUS") in panel.pairs) == counts


def test_a_period_that_the_first_report_cuts_off_is_named_like_any_other(tmp_path):
    reports = [
        telling(f"Russia struck Ukraine, raid {day}.", day, events=[("ASSAULT", "aerial", "struck", ["RUS"], ["UKR"])])
        for day in ("2022-02-20", "2022-02-27", "2022-03-05")
    ]
    with told(tmp_path / "ledger", reports) as ledger:
        pair = dyad(ledger, "RUS", "UKR")
        first = next(iter(pair.series))
        assert (first["period"].isoformat(), first["incidents"]) == ("2022-02-01", 2)
        for name in ("2022-02", first["period"], "2022-02-25"):
            assert len(list(pair.evidence(name))) == 2
        with pytest.raises(UsageError, match="2022-01 is not between"):
            pair.evidence("2022-01")
        assert len(list(profile(ledger, "RUS").evidence(period="2022"))) == 3


def test_a_time_without_any_report_is_no_peace(tmp_path):
    def strikes(day):
        return telling(
            "Russia bombs Ukraine.",
            day,
            events=[("ASSAULT", "aerial", "bombs", ["RUS"], ["UKR"])],
            source=f"Post {day}",
        )

    def recalled(day):
        later = telling(
            "China had accused India.", "2022-06-01", events=[("ACCUSE", None, "accused", ["CHN"], ["IND"])]
        )
        (event,) = later.events
        return replace(later, events=(replace(event, time=replace(event.time, start=day, end=day)),))

    days = [(month, day) for month in range(1, 13) for day in (3, 13, 23)]
    reports = [strikes(f"{year}-{month:02}-{day:02}") for year in (2020, 2022) for month, day in days]
    reports += [recalled(D(2021, month, day)) for month, day in days]
    with told(tmp_path / "ledger", reports) as ledger:
        found = dyad(ledger, "RUS", "UKR")
        silent = [row["period"] for row in found.series if not row["covered"]]
        assert silent == [D(2021, month, 1) for month in range(1, 13)]
        assert all((row["share"] is None) != row["covered"] for row in found.series)
        assert all(row["reported"] for row in found.series)
        assert gaps_text("month", found.series) == "2021-01 to 2021-12"
        assert len(found.changes) == 0
        assert [row["covered"] for row in profile(ledger, "RUS").series] == [True, False, True]
        blank = {"since": "2021-02-01", "until": "2021-04-01"}
        nothing = "the ledger has no report between 2021-02-01 and 2021-03-31"
        assert dyad(ledger, "RUS", "UKR", options=DyadOptions(**blank)).note == nothing
        assert profile(ledger, "RUS", options=ProfileOptions(by="month", **blank)).note == nothing
        # Before the first report and after the last one it is the window that was asked for.
        wide = dyad(ledger, "RUS", "UKR", options=DyadOptions(since="2019-01-01", by="year"))
        assert [row["covered"] for row in wide.series] == [True, True, False, True]
