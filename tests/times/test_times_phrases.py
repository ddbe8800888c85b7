"""What single expressions come to, by the conventions that annotators of news keep."""

import datetime as dt

import pytest

from multipolar.resolving.times import TimeContext, TimeMatch, default_time, resolve_time

FRIDAY = dt.date(2025, 5, 9)
PLANNED = TimeContext(status="planned")
OCCURRED = TimeContext(status="occurred")


def iso(words: str, published: dt.date | None = FRIDAY, context: TimeContext = OCCURRED) -> str | None:
    match = resolve_time(words, published=published, context=context)
    return match.iso if match else None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("8 May 2025", "2025-05-08"),
        ("May 8, 2025", "2025-05-08"),
        ("on 08.05.2025", "2025-05-08"),
        ("2025-05-08", "2025-05-08"),
        ("05/13/2024", "2024-05-13"),
        ("the 8th of May 2025", "2025-05-08"),
        ("Thursday, May 8, 2025", "2025-05-08"),
        ("Sept. 4, 1998", "1998-09-04"),
        ("May 2025", "2025-05"),
        ("October of 2014", "2014-10"),
        ("early March 2020", "2020-03"),
        ("in 2014", "2014"),
        ("mid-2015", "2015"),
        ("the end of 2024", "2024-12"),
        ("the 1990s", "1990/1999"),
        ("the early 1970s", "1970/1979"),
        ("the nineties", "1990/1999"),
        ("the 19th century", "1801/1900"),
        ("the first quarter of 2020", "2020-01/2020-03"),
        ("Q3 2019", "2019-07/2019-09"),
        ("the second half of 2024", "2024-07/2024-12"),
        ("the spring of 2014", "2014-03/2014-05"),
        ("the winter of 2022", "2022-12/2023-02"),
        ("between 2014 and 2016", "2014/2016"),
        ("2004 and 2005", "2004/2005"),
        ("2009–10", "2009/2010"),  # noqa: RUF001 - typeset with an en dash
        ("from April 2002 to September 2007", "2002-04/2007-09"),
        ("July 10-12, 2020", "2020-07-10/2020-07-12"),
        ("from 28 December to 3 January 2020", "2019-12-28/2020-01-03"),
        ("16 and 17 March 2020", "2020-03-16/2020-03-17"),
        ("9/11", "2001-09-11"),
        ("2020-05", "2020-05"),
        ("2014/15", "2014/2015"),
        ("mid-1990s", "1990/1999"),
        ("New Year's Eve 2015", "2015-12-31"),
    ],
)
@pytest.mark.parametrize("published", [None, FRIDAY, dt.date(1999, 1, 1)])
def test_dates_that_name_their_year_need_nothing_else(words, expected, published):
    assert iso(words, published) == expected


@pytest.mark.parametrize(
    ("words", "past", "planned"),
    [
        ("8 May", "2025-05-08", "2026-05-08"),
        ("the 8th of May", "2025-05-08", "2026-05-08"),
        ("on June 15", "2024-06-15", "2025-06-15"),
        ("in March", "2025-03", "2026-03"),
        ("in May", "2025-05", "2025-05"),
        ("July", "2024-07", "2025-07"),
        ("May 3-5", "2025-05-03/2025-05-05", "2026-05-03/2026-05-05"),
        ("from 3 to 5 May", "2025-05-03/2025-05-05", "2026-05-03/2026-05-05"),
        ("between March and July", "2024-03/2024-07", "2026-03/2026-07"),
        ("on Monday", "2025-05-05", "2025-05-12"),
        ("Friday", "2025-05-09", "2025-05-09"),
        ("Tuesday's", "2025-05-06", "2025-05-13"),
        ("late on Sunday", "2025-05-04", "2025-05-11"),
        ("Monday morning", "2025-05-05", "2025-05-12"),
        ("before dawn on Wednesday", "2025-05-07", "2025-05-14"),
        ("over the weekend", "2025-05-03/2025-05-04", "2025-05-10/2025-05-11"),
        ("in the spring", "2025-03/2025-05", "2025-03/2025-05"),
        ("in the summer", "2024-06/2024-08", "2025-06/2025-08"),
        ("for two weeks", "2025-04-25/2025-05-09", "2025-05-09/2025-05-23"),
    ],
)
def test_what_has_happened_lies_back_and_what_is_planned_lies_ahead(words, past, planned):
    assert iso(words) == past
    assert iso(words, context=PLANNED) == planned


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("yesterday", "2025-05-08"),
        ("tomorrow morning", "2025-05-10"),
        ("tonight", "2025-05-09"),
        ("today", "2025-05-09"),
        ("the day before yesterday", "2025-05-07"),
        ("last night", "2025-05-08"),
        ("overnight", "2025-05-08/2025-05-09"),
        ("overnight on Sunday", "2025-05-04/2025-05-05"),
        ("last Friday", "2025-05-02"),
        ("next Friday", "2025-05-16"),
        ("Tuesday next week", "2025-05-13"),
        ("last week", "2025-04-28/2025-05-04"),
        ("this week", "2025-05-05/2025-05-11"),
        ("next week", "2025-05-12/2025-05-18"),
        ("earlier this week", "2025-05-05/2025-05-09"),
        ("last month", "2025-04"),
        ("earlier this month", "2025-05"),
        ("next year", "2026"),
        ("last November", "2024-11"),
        ("last May", "2024-05"),
        ("August last year", "2024-08"),
        ("December 22, last year", "2024-12-22"),
        ("3 March last year", "2024-03-03"),
        ("the 3rd of March of last year", "2024-03-03"),
        ("between 3 and 5 March last year", "2024-03-03/2024-03-05"),
        ("March 3-5 last year", "2024-03-03/2024-03-05"),
        ("January of this year", "2025-01"),
        ("last summer", "2024-06/2024-08"),
        ("two weeks ago", "2025-04-25"),
        ("three weeks ago", "2025-04"),
        ("two months ago", "2025-03"),
        ("nearly five years ago", "2020"),
        ("two decades ago", "2005"),
        ("half a century ago", "1975"),
        ("five years ago today", "2020-05-09"),
        ("the past 24 hours", "2025-05-08/2025-05-09"),
        ("over the past three days", "2025-05-06/2025-05-09"),
        ("over the past two years", "2023-05/2025-05"),
        ("the last four years", "2021/2025"),
        ("since 2014", "2014/2025-05-09"),
        ("since March 2020", "2020-03/2025-05-09"),
        ("since April 17", "2025-04-17/2025-05-09"),
        ("ever since Thursday", "2025-05-08/2025-05-09"),
        ("since it broke out in 2014", "2014/2025-05-09"),
        ("until January 11", "2025-05-09/2026-01-11"),
        ("until the end of November", "2025-05-09/2025-11-30"),
        ("by 2027", "2027"),
        ("by August 31", "2025-08-31"),
        ("by the end of the year", "2025-12-31"),
        ("by the end of the month", "2025-05-31"),
        ("beginning May 12 and until the end of this month", "2025-05-12/2025-05-31"),
        ("starting Monday", "2025-05-12"),
        ("within 48 hours", "2025-05-09/2025-05-11"),
        ("within the next 48 hours", "2025-05-09/2025-05-11"),
        ("within a month", "2025-05-09/2025-06-09"),
        ("for a third day", "2025-05-07/2025-05-09"),
        ("two weeks beginning March 6", "2026-03-06/2026-03-20"),
        ("three and a half years", "2021-11/2025-05"),
        ("in the coming days", "2025-05"),
    ],
)
def test_relative_times_follow_the_conventions_of_news(words, expected):
    assert iso(words) == expected


@pytest.mark.parametrize(
    ("words", "granularity"),
    [
        ("8 May 2025", "day"),
        ("last week", "week"),
        ("in May", "month"),
        ("Q3 2019", "quarter"),
        ("last summer", "season"),
        ("in 2014", "year"),
        ("the 1990s", "decade"),
        ("since 2014", "interval"),
    ],
)
def test_granularity_is_told(words, granularity):
    match = resolve_time(words, published=FRIDAY)
    assert match is not None
    assert match.granularity == granularity


def test_early_and_late_narrow_the_days_but_not_the_way_it_is_written():
    early = resolve_time("early March 2020", published=None)
    late = resolve_time("late March 2020", published=None)
    assert early is not None
    assert late is not None
    assert early.iso == late.iso == "2020-03"
    assert early.end < late.start


def test_a_weekday_beside_a_date_chooses_the_year():
    assert iso("Monday, March 7", dt.date(2017, 2, 26)) == "2016-03-07"
    assert iso("Monday, June 8", dt.date(2020, 6, 6), PLANNED) == "2020-06-08"


def test_a_weekday_that_does_not_fit_its_date_costs_confidence():
    fits = resolve_time("Thursday, May 8, 2025", published=None)
    clashes = resolve_time("Monday, May 8, 2025", published=None)
    assert fits is not None
    assert clashes is not None
    assert clashes.iso == fits.iso
    assert clashes.confidence < fits.confidence


def test_a_coming_day_told_without_its_year_is_not_put_a_year_back():
    assert iso("June 9", dt.date(2021, 6, 4)) == "2021-06-09"
    assert iso("June 9", dt.date(2021, 3, 4)) == "2020-06-09"


class TestContext:
    def test_a_day_after_something_dates_that_something(self):
        assert iso("a day after") == "2025-05-08"
        assert iso("two days after") == "2025-05-07"

    def test_it_counts_from_the_day_that_the_text_names(self):
        sentence = "On Monday, three days after the raid, the envoys met."
        at = sentence.index("three days after")
        context = TimeContext(status="occurred", sentence=sentence, start=at, end=at + 16)
        assert iso("three days after", context=context) == "2025-05-02"

    @pytest.mark.parametrize(
        ("trigger", "day"), [("fighting", "2025-05-09"), ("killed", "2025-05-05"), ("condemned", "2025-05-05")]
    )
    def test_what_came_a_day_after_is_not_put_before_it(self, trigger, day):
        sentence = "The fighting came four days after gunmen killed 26 tourists, which France condemned."
        at, end = sentence.index("four"), sentence.index(" gunmen")
        found = sentence.index(trigger)
        context = TimeContext(
            status="occurred", sentence=sentence, start=at, end=end, trigger=(found, found + len(trigger))
        )
        assert iso("four days after", context=context) == day

    def test_what_came_weeks_after_an_unknown_day_has_no_day(self):
        sentence = "The strike came three weeks after the coup."
        at = sentence.index("three")
        context = TimeContext(status="occurred", sentence=sentence, start=at, end=at + 17, trigger=(4, 10))
        assert resolve_time("three weeks after", published=FRIDAY, context=context) is None

    def test_later_and_earlier_count_from_the_anchor(self):
        context = TimeContext(status="occurred", anchor=dt.date(2017, 10, 1))
        assert iso("two days later", context=context) == "2017-10-03"
        assert iso("a day earlier", context=context) == "2017-09-30"
        assert iso("the same day", context=context) == "2017-10-01"
        assert iso("the following day", context=context) == "2017-10-02"
        assert iso("that month", context=context) == "2017-10"

    def test_the_day_may_stand_in_an_earlier_sentence(self):
        sentence = "A general strike emptied the streets two days later."
        context = TimeContext(status="occurred", sentence=sentence, earlier=("The vote was held on 1 October 2017.",))
        match = resolve_time("two days later", published=dt.date(2017, 10, 10), context=context)
        assert match is not None
        assert (match.iso, match.anchor) == ("2017-10-03", "text")

    def test_years_may_be_counted_from_a_year(self):
        context = TimeContext("occurred", "Three years later the pact failed.", earlier=("It was signed in 2011.",))
        assert iso("Three years later", context=context) == "2014"
        assert iso("two days later", context=TimeContext("occurred", "", earlier=("It was signed in 2011.",))) != "2011"
        assert resolve_time("three years later", published=FRIDAY, context=OCCURRED) is None

    def test_without_any_day_later_is_only_a_guess(self):
        match = resolve_time("two days later", published=FRIDAY, context=OCCURRED)
        assert match is None or match.confidence < 0.5

    def test_a_length_runs_from_an_order_and_up_to_what_has_been(self):
        order = "The court suspends the party for 30 days."
        past = "The editor has been on hunger strike for 30 days."
        assert iso("for 30 days", context=TimeContext("occurred", order)) == "2025-05-09/2025-06-08"
        assert iso("for 30 days", context=TimeContext("ongoing", past)) == "2025-04-09/2025-05-09"

    def test_words_marked_too_short_are_read_on_in_the_sentence(self):
        sentence = "Two years after the coup, the generals extend the emergency."
        context = TimeContext("occurred", sentence, 0, 9)
        assert iso("Two years", context=context) == "2023"
        assert iso("Two years", context=TimeContext("occurred", "Two years of war", 0, 9)) == "2023/2025"

    def test_status_unknown_leans_on_the_words_of_the_sentence(self):
        assert iso("on Monday", context=TimeContext(sentence="They will meet on Monday.")) == "2025-05-12"
        assert iso("on Monday", context=TimeContext(sentence="They met on Monday.")) == "2025-05-05"


class TestBadInput:
    @pytest.mark.parametrize(
        "words",
        [
            "",
            " ",
            "nonsense",
            "20255",
            "in 20255",
            "0000-00-00",
            "2025-13-45",
            "03/04/2025",
            "for weeks",
            "soon",
            "recently",
            "the",
            "Fridays",
            "every Friday",
            "\x00\ud83d",
            "9" * 500,
        ],
    )
    def test_no_date_is_invented(self, words):
        assert resolve_time(words, published=FRIDAY) is None

    @pytest.mark.parametrize(
        ("words", "month"),
        [
            ("February 30", "2025-02"),
            ("31 June 2024", "2024-06"),
            ("31 June", "2024-06"),
            ("February 29, 2023", "2023-02"),
            ("2025-02-30", "2025-02"),
        ],
    )
    def test_a_day_that_does_not_exist_leaves_the_month_flagged(self, words, month):
        match = resolve_time(words, published=FRIDAY)
        assert match is not None
        assert (match.iso, match.granularity) == (month, "month")
        assert match.confidence <= 0.2
        assert "has no day" in match.reason

    def test_leap_days_exist_only_in_leap_years(self):
        assert iso("29 February", dt.date(2025, 5, 9)) == "2024-02-29"
        assert iso("February 29, 2024") == "2024-02-29"

    @pytest.mark.parametrize("words", ["yesterday", "on Monday", "8 May", "in March", "last week", "two years ago"])
    def test_without_a_day_of_publication_relative_times_stay_open(self, words):
        assert resolve_time(words, published=None) is None

    @pytest.mark.parametrize("published", [dt.date.min, dt.date.max])
    @pytest.mark.parametrize("words", ["last week", "two decades ago", "next year", "until 2038", "overnight", "8 May"])
    def test_the_ends_of_the_calendar_do_not_crash(self, words, published):
        match = resolve_time(words, published=published)
        assert match is None or match.start <= match.end

    def test_a_time_of_day_on_the_publication_does_no_harm(self):
        moment = dt.datetime(2025, 5, 9, 12, tzinfo=dt.UTC)
        assert iso("yesterday", moment) == "2025-05-08"


def of_event(sentence: str, words: str, trigger: str, published: str, status: str = "occurred") -> str | None:
    start, at = sentence.index(words), sentence.index(trigger)
    context = TimeContext(
        status=status, sentence=sentence, start=start, end=start + len(words), trigger=(at, at + len(trigger))
    )
    return iso(words, dt.date.fromisoformat(published), context)


@pytest.mark.parametrize(
    ("sentence", "words", "trigger", "expected"),
    [
        ("Peru introduces a curfew for 30 days.", "for 30 days", "introduces", "2022-03-24/2022-04-23"),
        (
            "The cabinet has extended the nationwide ban on gatherings of over ten people for 90 days.",
            "for 90 days",
            "extended",
            "2022-03-24/2022-06-22",
        ),
        ("The strike has lasted for 30 days.", "for 30 days", "strike", "2022-02-22/2022-03-24"),
        ("Pyongyang's first launch of such a missile since 2017.", "since 2017", "launch", None),
        ("It was the deadliest raid since last May.", "since last May", "raid", None),
        ("Most of the town has been shelled since May 2021.", "since May 2021", "shelled", "2021-05/2022-03-24"),
        ("Talks are held for the first time since May 2021, when both sides met.", "since May 2021", "met", "2021-05"),
        ("Hundreds have been killed since last year's coup.", "since last year", "coup", "2021"),
        ("Hundreds have been killed since last year's coup.", "since last year's coup", "coup", "2021"),
        ("Hundreds have been killed since the 2021 coup.", "since the 2021", "coup", "2021"),
        ("Hundreds have been killed since last year's coup.", "since last year", "killed", "2021/2022-03-24"),
        ("Since last year rebels have attacked.", "Since last year", "attacked", "2021/2022-03-24"),
        ("Two men were killed by overnight shelling.", "by overnight", "killed", "2022-03-23/2022-03-24"),
        ("A trial over the January 6 attack begins.", "January 6", "attack", "2021-01-06"),
        ("Three are convicted of murder in the September 11 attacks.", "September 11", "attacks", "2001-09-11"),
        ("He was robbed during the September 11 attacks.", "September 11", "robbed", "2001-09-11"),
        ("He was indicted over the September 11 attacks.", "September 11", "indicted", None),
        ("The January 6 vote was close.", "January 6", "vote", "2022-01-06"),
        ("They had delivered ten jets by November 22.", "by November 22", "delivered", "2021-11-22"),
        ("They had talked her into leaving by November 22.", "by November 22", "leaving", "2022-11-22"),
        ("Some schools were closed by November 22.", "by November 22", "closed", "2021-11-22"),
        ("They were told to close by November 22.", "by November 22", "close", "2022-11-22"),
        ("A truce to mark the start of Ramadan.", "the start of Ramadan", "truce", "2022-04-02"),
    ],
)
def test_what_a_time_dates(sentence, words, trigger, expected):
    assert of_event(sentence, words, trigger, "2022-03-24") == expected


def test_last_march_said_in_april_is_last_years():
    assert iso("last March", dt.date(2022, 4, 3)) == "2021-03"
    assert iso("last February", dt.date(2022, 4, 3)) == "2022-02"
    assert iso("last December", dt.date(2022, 1, 3)) == "2021-12"
    assert iso("last January", dt.date(2022, 2, 3)) == "2021-01"


def test_a_stretch_that_begins_in_days_ends_after_it_begins():
    context = TimeContext(status="occurred", sentence="It extends the curfew from 2 August to 31 August.")
    found = resolve_time("from 2 August to 31 August", published=dt.date(2021, 7, 30), context=context)
    assert found.iso == "2021-08-02/2021-08-31"


def test_default_time_is_the_reports_day_and_less_sure_for_what_is_to_come():
    occurred, planned = default_time(FRIDAY, "occurred"), default_time(FRIDAY, "planned")
    assert isinstance(occurred, TimeMatch)
    assert isinstance(planned, TimeMatch)
    assert occurred.iso == planned.iso == "2025-05-09"
    assert occurred.inferred
    assert planned.confidence < occurred.confidence
    assert default_time(None, "occurred") is None


@pytest.mark.parametrize(
    ("words", "sentence", "expected"),
    [
        ("approximately 1000", "Guards held approximately 1000 dissidents in a warehouse.", None),
        ("About 1500", "About 1500 of the marchers crossed the bridge.", None),
        ("2000", "Shells killed 2000 soldiers.", None),
        ("1973", "It was done under Resolution 1973.", None),
        ("1929 and 1973", "Resolutions 1929 and 1973 were ignored.", None),
        ("around 1980", "The militants, around 1980 they were called bandits, fought on.", "1980"),
        ("Around 1980", "Around 1980 militants attacked the town.", None),
        ("2014", "The 2014 elections were annulled.", "2014"),
        ("1776", "It was founded in 1776.", "1776"),
        ("1789 and 1791", "France had risen between 1789 and 1791.", "1789/1791"),
        ("In 2020", "In 2020 CST Group struck a deal.", "2020"),
        ("in 2018", "It moved in 2018 EST was shut.", "2018"),
        ("9999 UTC", "They stopped at 9999 UTC.", None),
        ("over 2000", "Shells killed over 2000 soldiers.", None),
        ("around 1980", "The feud began around 1980 and never ended.", "1980"),
        ("1559 and 1583", "Lebanon refuses to abide by Resolutions 1559 and 1583.", None),
        ("1070", "Rebels shelled the 1070 Apartments.", None),
        ("in 1415", "No pope had resigned since Gregory XII in 1415.", "1415"),
        ("1914", "The war of 1914 had begun like this.", "1914"),
        ("from 1200", "The airport closes from 1200 GMT.", "2025-05-09"),
        ("around 1400", "A result is due at around 1400 UTC.", "2025-05-09"),
        ("1715 UTC", "Three blasts were heard at 1715 UTC.", "2025-05-09"),
        ("1600 BST today", "The order takes effect from 1600 BST today.", "2025-05-09"),
        ("since 2014", "The border has been shut since 2014, they said.", "2014/2025-05-09"),
        ("2014 and 2016", "Elections were held in 2014 and 2016.", "2014/2016"),
    ],
)
def test_digits_are_a_year_only_where_they_count_nothing_and_tell_no_hour(words, sentence, expected):
    start = sentence.index(words)
    context = TimeContext(status="occurred", sentence=sentence, start=start, end=start + len(words))
    assert iso(words, context=context) == expected


class TestWhatIsPastLiesBack:
    PUBLISHED = dt.date(2024, 4, 12)  # a Friday

    def told(self, words, status, sentence):
        return resolve_time(words, published=self.PUBLISHED, context=TimeContext(status=status, sentence=sentence))

    @pytest.mark.parametrize(
        ("sentence", "day"),
        [
            ("Russia may have shelled Kharkiv on Monday.", 8),
            ("Russia could have been hit on Monday.", 8),
            ("Russia may have to leave Kharkiv on Monday.", 15),
            ("Russia may shell Kharkiv on Monday.", 15),
        ],
    )
    def test_what_may_have_happened_lies_back(self, sentence, day):
        assert self.told("on Monday", "possible", sentence).start == dt.date(2024, 4, day)

    def test_the_following_weekday_follows_a_day_of_the_text(self):
        match = self.told("the following Monday", "occurred", "They met on 22 March and split the following Monday.")
        assert (match.iso, match.anchor) == ("2024-03-25", "text")

    def test_the_following_weekday_of_an_unknown_day_is_at_the_latest_that_before_the_report(self):
        match = self.told("the following Monday", "occurred", "He resigned the following Monday.")
        assert match.iso == "2024-04-08"
        assert match.confidence < 0.5

    def test_the_following_weekday_of_a_plan_lies_ahead(self):
        assert self.told("the following Monday", "planned", "He will resign the following Monday.").iso == "2024-04-15"
