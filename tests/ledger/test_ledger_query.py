"""Questions find the events that a plain loop over the records finds, and nothing but the ledger is within reach."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from ledger_samples import COUNTRIES, NAMES, numbered

from multipolar.errors import UsageError
from multipolar.ledger import TABLES, EventQuery
from multipolar.ledger.query import Vocabulary

EVENTS = [(coded.report, event) for coded in map(numbered, range(40)) for event in coded.events]


def codes(actors):
    return {actor.code for actor in actors}


def found(ledger, **query):
    return [row["id"] for row in ledger.events(EventQuery(**query))]


def expected(test):
    return sorted(event.id for report, event in EVENTS if test(report, event))


def pair(event, a, b):
    acting = codes(event.actors)
    mutual = {a, b} <= acting and not event.recipients
    return mutual or (a in acting and b in codes(event.recipients))


DAY = dt.date(2018, 5, 1)
QUESTIONS = {
    "all": ({}, lambda _r, _e: True),
    "actor": ({"actor": "RUS"}, lambda _r, e: "RUS" in codes(e.actors)),
    "recipient": ({"recipient": "rus"}, lambda _r, e: "RUS" in codes(e.recipients)),
    "either role": ({"actor": "RUS", "either": True}, lambda _r, e: "RUS" in codes((*e.actors, *e.recipients))),
    "pair": ({"actor": "RUS", "recipient": "UKR"}, lambda _r, e: pair(e, "RUS", "UKR")),
    "either way": (
        {"actor": "UKR", "recipient": "RUS", "either": True},
        lambda _r, e: pair(e, "RUS", "UKR") or pair(e, "UKR", "RUS"),
    ),
    "id": ({"actor": "state:CHN"}, lambda _r, e: "CHN" in codes(e.actors)),
    "name": ({"actor": "turkiye"}, lambda _r, e: "TUR" in codes(e.actors)),
    "type": ({"types": ["assault"]}, lambda _r, e: e.type == "ASSAULT"),
    "mode": ({"modes": ["visit"]}, lambda _r, e: e.mode == "visit"),
    "quad": ({"quads": ["material conflict"]}, lambda _r, e: e.quad == "material conflict"),
    "status": ({"statuses": ["alleged", "planned"]}, lambda _r, e: e.status in {"alleged", "planned"}),
    "since": ({"since": DAY}, lambda _r, e: e.time and e.time.end >= DAY),
    "until": ({"until": "2018-05"}, lambda _r, e: e.time and e.time.start < DAY),
    "year": ({"since": "2016", "until": "2017"}, lambda _r, e: e.time and e.time.start.year == 2016),
    "country": ({"countries": ["FRA", "India"]}, lambda _r, e: e.place and e.place.country in {"FRA", "IND"}),
    "text": ({"text": "ATTACKED TÜRKIYE"}, lambda r, e: "attacked Türkiye" in r.sentence_text(e.sentence)),
    "source": ({"sources": ["northern wire"]}, lambda r, _e: r.source == "Northern Wire"),
    "report": ({"report": "n0000009"}, lambda r, _e: r.id == "n0000009"),
    "confidence": ({"min_confidence": 0.9}, lambda _r, e: e.confidence >= 0.9),
    "several": (
        {"actor": "RUS", "types": ["ASSAULT"], "since": "2014", "statuses": ["alleged", "negated"]},
        lambda _r, e: "RUS" in codes(e.actors) and e.type == "ASSAULT" and e.status in {"alleged", "negated"},
    ),
}


@pytest.mark.parametrize(("query", "test"), QUESTIONS.values(), ids=QUESTIONS)
def test_questions_find_what_a_loop_over_the_records_finds(filled, query, test):
    wanted = expected(test)
    assert wanted
    assert sorted(found(filled, **query)) == wanted


def test_a_day_belongs_to_an_interval_up_to_but_not_with_its_end(filled):
    event = EVENTS[6][1]
    start = event.time.start
    next_day = start + dt.timedelta(days=1)
    assert event.id in found(filled, since=start, until=next_day)
    assert event.id not in found(filled, until=start)
    assert event.id not in found(filled, since=next_day)
    assert event.id in found(filled, since=dt.datetime.combine(start, dt.time(9), dt.UTC))


def test_order_limit_and_offset(filled):
    table = filled.events()
    starts = [row["time_start"] for row in table]
    dated = [start for start in starts if start]
    assert dated == sorted(dated, reverse=True)
    assert starts[len(dated) :] == [None] * (len(starts) - len(dated))
    ids = [row["id"] for row in table]
    assert found(filled, limit=7) == ids[:7]
    assert found(filled, limit=7, offset=5) == ids[5:12]
    assert found(filled, limit=0) == []
    oldest = [row["time_start"] for row in filled.events(EventQuery(newest_first=False))]
    assert oldest[: len(dated)] == sorted(dated)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"actor": "RUZ"}, "RUS"),
        ({"actor": "Rusia"}, "Russia"),
        ({"recipient": "Ukraien"}, "Ukraine"),
        ({"actor": ""}, "no actor"),
        ({"actor": "x' OR 1=1 --"}, "no actor"),
        ({"types": ["ASSALT"]}, "did you mean ASSAULT"),
        ({"modes": ["vist"]}, "did you mean visit"),
        ({"types": ["CONSULT"], "modes": ["torture"]}, "no mode 'torture'"),
        ({"types": ["AGREE"], "modes": ["visit"]}, "no mode 'visit'"),
        ({"quads": ["war"]}, "no quad class"),
        ({"statuses": ["ocurred"]}, "did you mean occurred"),
        ({"countries": ["XQX"]}, "no country has the code 'XQX'"),
        ({"sources": ["Northern Wir"]}, "did you mean Northern Wire"),
        ({"since": "yesterday"}, "'yesterday' is not a day"),
        ({"since": "2014-02-30"}, "is not a day"),
        ({"since": "2015", "until": "2015"}, "nothing lies between"),
        ({"limit": -1}, "limit is -1"),
    ],
)
def test_mistakes_are_told_with_what_may_have_been_meant(filled, query, message):
    with pytest.raises(UsageError, match=message):
        filled.events(EventQuery(**query))


def test_a_country_without_events_is_no_mistake(filled):
    assert found(filled, actor="BRA") == []
    assert found(filled, actor="Brazil", recipient="RUS") == []
    assert found(filled, countries=["BRA"]) == []


def test_words_for_actors_stand_for_codes_ids_and_names():
    words = Vocabulary(
        [
            ("RUS", "state:RUS", "Russia"),
            ("RUS", "person:vladimir-putin", "Vladimir Putin"),
            ("IGO:EU", "igo:eu", "European Union"),
            ("BLOC:West", "bloc:west", "the West"),
            ("---", "", "gunmen"),
        ],
        [],
    )
    assert words.actor("rus").codes == ("RUS",)
    assert words.actor("Russia").codes == ("RUS",)
    assert words.actor("vladimir putin").names == ("Vladimir Putin",)
    assert words.actor("person:vladimir-putin").ids == ("person:vladimir-putin",)
    assert words.actor("EU").codes == words.actor("igo:eu").codes == ("IGO:EU",)
    assert words.actor("West").codes == ("BLOC:West",)
    assert words.actor("---").codes == ("---",)
    assert words.actor("gunmen").names == ("gunmen",)
    with pytest.raises(UsageError, match="Vladimir Putin"):
        words.actor("Vladmir Puttin")


def test_every_table_of_the_schema_can_be_asked_also_of_an_empty_ledger(ledger, filled):
    for asked, some in ((ledger, False), (filled, True)):
        for name, table in TABLES.items():
            if table.public:
                rows = asked.sql(f'SELECT * FROM "{name}"')  # noqa: S608 - names of the schema
                assert rows.columns == table.names
                # The sample has nothing that contradicts itself; decisions of people come from elsewhere.
                assert bool(len(rows)) == (some and name not in {"contradictions", "corrections", "echoes"})
    assert len(ledger.events(EventQuery(actor="RUS", since="2014"))) == 0
    assert ledger.info().counts["events"] == 0
    assert ledger.info().first_event is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM '{file}'",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "COPY (SELECT 1) TO '{file}'",
        "COPY events TO '{data}'",
        "ATTACH '{file}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA version",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW events",
        "EXPLAIN ANALYZE COPY events TO '{file}'",
        "EXPORT DATABASE '{file}'",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW events",
        "CALL pragma_version()",
        "",
        "SELECT",
        "SELECT nothing FROM events",
        "SELECT * FROM nowhere",
        "SELECT 'a'::INTEGER",
        "SELECT * FROM EVENTS_",
    ],
)
def test_sql_reads_the_ledger_and_reaches_nothing_else(filled, tmp_path, query):
    file = tmp_path / "file"
    file.write_text("secret")
    data = next((filled.path / "data").iterdir())
    before = data.read_bytes()
    with pytest.raises(UsageError):
        filled.sql(query.format(file=file, data=data))
    assert file.read_text() == "secret"
    assert data.read_bytes() == before
    assert len(filled.sql("SELECT 1 FROM events")) == 80


def test_sql_takes_parameters_and_bounds(filled):
    (row,) = filled.sql("SELECT count(*) AS n FROM events WHERE type = $type", {"type": "ASSAULT"})
    assert row == {"n": 40}
    assert list(filled.sql("SELECT ? + ? AS n", [1, 2])) == [{"n": 3}]
    assert len(filled.sql("FROM events", max_rows=5)) == 5
    assert len(filled.sql("SHOW TABLES")) >= 10
    start = time.perf_counter()
    with pytest.raises(UsageError, match=r"longer than 0\.3 s"):
        filled.sql("SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)", timeout=0.3)
    assert time.perf_counter() - start < 20
    assert len(filled.sql("SELECT 1")) == 1


@pytest.mark.parametrize("max_rows", [None, 5])
def test_columns_of_one_name_are_told_apart(filled, max_rows):
    found = filled.sql("SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a, 5 AS b", max_rows=max_rows)
    assert found.columns == ("a", "a_3", "a_2", "a_4", "b")
    assert list(found) == [{"a": 1, "a_3": 2, "a_2": 3, "a_4": 4, "b": 5}]


def test_a_ledger_answers_several_threads_at_once(filled):
    failures = []

    def ask(code):
        try:
            for _ in range(5):
                assert sorted(found(filled, actor=code)) == expected(lambda _r, e: code in codes(e.actors))
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(code,)) for code in COUNTRIES[:6]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_info_counts_what_is_there(filled):
    info = filled.info()
    assert info.counts["reports"] == info.texts == 40
    assert info.copies == 0
    assert info.types == {"ASSAULT": 40, "CONSULT": 40}
    assert sum(info.statuses.values()) == sum(info.years.values()) == sum(info.quads.values()) == 80
    assert info.years[None] == 40
    assert info.sources == {"Harbour Post": 14, "Northern Wire": 13, "Valley Gazette": 13}
    assert info.first_published == min(report.published for report, _ in EVENTS)
    assert info.last_event == max(event.time.end for _, event in EVENTS if event.time)
    assert info.commits == 4
    assert info.size == sum(file.stat().st_size for file in (filled.path / "data").iterdir())
    (run,) = info.runs
    assert (run["coder"], run["options"], run["reports"]) == ("test", '{"windows": 3}', 40)
    assert set(NAMES) >= {row["code"] for row in filled.sql("SELECT DISTINCT code FROM participants")}
