"""What holds for any text and any day."""

import datetime as dt
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.resolving.times import TimeContext, TimeMatch, default_time, find_times, infer_date, resolve_time
from multipolar.resolving.times.lexicon import listed

WORDS = st.sampled_from(
    listed(
        "a the of on in at by since until from to between and before after for within last next this past coming early"
        " mid late end two three 3 30 31 99 2014 2025 20255 1990s May March February Monday Friday week weeks month"
        " year years day days ago earlier later anniversary 80th Ramadan Christmas Easter Victory Day eve weekend"
        " overnight today yesterday spring winter quarter first Q3 half century decade same noon night , - / ."
    )
)
PHRASES = st.lists(WORDS, max_size=9).map(" ".join)
ANY_TEXT = st.one_of(st.text(max_size=80), PHRASES)
DAYS = st.dates()
NEWS_DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2060, 12, 31))
STATUS = st.sampled_from([None, "occurred", "ongoing", "planned", "possible", "negated", "alleged"])
SETTINGS = settings(max_examples=400, deadline=None)


def check(match: TimeMatch | None) -> None:
    if match is None:
        return
    assert match.start <= match.end
    assert 0 < match.confidence <= 1
    assert match.reason
    assert match.anchor
    ends = match.iso.split("/")
    assert 1 <= len(ends) <= 2
    assert all(len(end) in {4, 7, 10} for end in ends)
    first = dt.date.fromisoformat(ends[0] + "-01-01"[: 10 - len(ends[0])])
    assert first <= match.start  # early, mid and late narrow the days within what is written
    assert match.end.isoformat()[: len(ends[-1])] <= ends[-1]


@SETTINGS
@given(ANY_TEXT, st.none() | DAYS, STATUS)
def test_any_words_and_any_day_give_a_sound_time_or_none(words, published, status):
    check(resolve_time(words, published=published, context=TimeContext(status=status)))


@SETTINGS
@given(st.tuples(ANY_TEXT, st.none() | DAYS, STATUS, st.integers(-5, 90), st.integers(-5, 90), st.none() | DAYS))
def test_any_context_is_borne(told):
    sentence, published, status, start, end, anchor = told
    context = TimeContext(status, sentence, start, end, (start, end), anchor, (sentence, sentence))
    check(resolve_time(sentence[:20], published=published, context=context))


@SETTINGS
@given(ANY_TEXT, st.none() | DAYS)
def test_finding_never_fails_and_quotes_the_text(text, published):
    last = 0
    for start, end, match in find_times(text, published=published):
        assert last <= start < end <= len(text)
        last = end
        check(match)


@SETTINGS
@given(st.lists(ANY_TEXT, max_size=5))
def test_inferring_a_date_never_fails(sentences):
    told = infer_date(sentences)
    assert told is None or (isinstance(told[0], dt.date) and told[1])


@given(NEWS_DAYS, NEWS_DAYS, NEWS_DAYS, STATUS)
def test_written_dates_do_not_depend_on_the_report(day, one, other, status):
    context = TimeContext(status=status)
    for words in (
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%A}, {day:%B} {day.day}, {day.year}",
    ):
        matches = [resolve_time(words, published=published, context=context) for published in (None, one, other)]
        assert matches[0] == matches[1] == matches[2]
        assert matches[0] is not None
        assert matches[0].start == matches[0].end == day
        assert matches[0].iso == day.isoformat()


@given(
    NEWS_DAYS,
    st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    st.sampled_from(["on {}", "last {}", "next {}", "late on {}", "{} night", "{}'s"]),
    STATUS,
)
def test_a_week_later_the_same_weekday_is_a_week_later(published, weekday, form, status):
    words, week, context = form.format(weekday), dt.timedelta(days=7), TimeContext(status=status)
    one = resolve_time(words, published=published, context=context)
    two = resolve_time(words, published=published + week, context=context)
    assert one is not None
    assert two is not None
    assert two.start - one.start == week
    assert f"{one.start:%A}" == weekday
    assert abs((one.start - published).days) <= 7


@given(NEWS_DAYS, st.integers(1, 40))
def test_days_ago_are_days_ago(published, count):
    match = resolve_time(f"{count} days ago", published=published)
    assert match is not None
    assert (published - match.start).days == count


@given(NEWS_DAYS, st.integers(1, 12))
def test_months_without_a_year_lie_within_a_year(published, month):
    name = dt.date(2000, month, 1).strftime("%B")
    past = resolve_time(f"in {name}", published=published, context=TimeContext(status="occurred"))
    future = resolve_time(f"in {name}", published=published, context=TimeContext(status="planned"))
    assert past is not None
    assert future is not None
    assert past.start <= published <= future.end
    assert past.start.month == future.start.month == month
    assert (published - past.start).days < 366
    assert (future.start - published).days < 366


@given(st.integers(1, 120), st.sampled_from([("the Berlin Wall's fall", 1989, "11-09"), ("VE Day", 1945, "05-08")]))
def test_numbered_anniversaries_count_years(number, happening):
    name, year, day = happening
    match = resolve_time(f"the {number}th anniversary of {name}", published=None)
    assert match is not None
    assert match.iso == f"{year + number}-{day}"


@given(st.none() | DAYS, STATUS)
def test_the_default_is_the_reports_day(published, status):
    match = default_time(published, status)
    assert (match is None) == (published is None)
    if match is not None:
        assert match.start == match.end == published
        assert match.inferred


def test_phrases_are_resolved_fast():
    published = dt.date(2025, 5, 9)
    phrases = [f"{n} {unit} ago" for n in range(1, 500) for unit in ("days", "weeks", "months", "years")]
    phrases += ["on Monday", "last week", "since March 2020", "the 80th anniversary of the Soviet victory"] * 500
    resolve_time("8 May", published=published)
    begin = time.process_time()
    for words in phrases:
        resolve_time(words, published=published)
    rate = len(phrases) / (time.process_time() - begin)
    assert rate > 10_000  # 20,000 is the aim and is passed by far on an idle machine


def test_text_is_searched_fast():
    published = dt.date(2025, 5, 9)
    sentences = [
        f"All {n} delegates of both countries met in the capital on Tuesday, two weeks after talks over the border"
        f" region had been broken off, and agreed to return by the end of the year, officials said on 8 May {1900 + n}."
        for n in range(150)
    ]
    find_times("On Monday.", published=published)
    begin = time.process_time()
    for sentence in sentences:
        find_times(sentence, published=published)
    rate = len(sentences) / (time.process_time() - begin)
    assert rate > 1_000  # each has four times; a report's sentences have one in three, and pass 10,000 a second


@pytest.mark.parametrize("module", ["hijridate", "dateparser", "babel", "numpy", "dateutil"])
def test_importing_loads_no_calendar_library(module):
    code = (
        "import importlib, sys\n"
        "before = set(sys.modules)\n"
        "for name in ('arithmetic', 'lexicon', 'matches', 'explicit', 'relative', 'spans', 'feasts'):\n"
        "    importlib.import_module('multipolar.resolving.times.' + name)\n"
        f"print({module!r} in sys.modules)"
    )
    # The package above may load what it likes; what these modules add is counted from a bare interpreter.
    code = code.replace("import importlib, sys\n", "import importlib, sys, types\n" + _STUB)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


_STUB = (
    "import importlib.util\n"
    "root = importlib.util.find_spec('multipolar').submodule_search_locations[0]\n"
    "for name, path in (('multipolar', root), ('multipolar.resolving', root + '/resolving')):\n"
    "    module = types.ModuleType(name); module.__path__ = [path]; sys.modules[name] = module\n"
)
