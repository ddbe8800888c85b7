"""Times in running text, and the day of a report that has none."""

import datetime as dt

import pytest

from multipolar.resolving.times import find_times, infer_date

FRIDAY = dt.date(2025, 5, 9)


def found(text: str, published: dt.date | None = FRIDAY) -> list[tuple[str, str]]:
    return [(text[a:b], match.iso) for a, b, match in find_times(text, published=published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Envoys met on Tuesday and again late on Thursday.", ["2025-05-06", "2025-05-08"]),
        ("The border has been shut since 2014, officials said.", ["2014/2025-05-09"]),
        ("They will return next week.", ["2025-05-12/2025-05-18"]),
        ("The truce of 10 May 2020 held until January 2021.", ["2020-05-10", "2021-01"]),
        ("Between 2014 and 2016 the two armies clashed.", ["2014/2016"]),
        ("Yesterday's talks failed; the last ones were held in March.", ["2025-05-08", "2025-03"]),
        ("They signed in the first quarter of 2020.", ["2020-01/2020-03"]),
        (
            "A day before the 80th anniversary of the Soviet victory over Nazi Germany, the two appeared together.",
            ["2025-05-08"],
        ),
        ("Shelling went on overnight.", ["2025-05-08/2025-05-09"]),
    ],
)
def test_times_are_found(text, expected):
    assert [iso for _, iso in found(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "They may march to the sea.",
        "Resolution 1701 was cited.",
        "Some 2000 troops left.",
        "He was given 20 years in prison.",
        "The second man was a 30-year-old clerk.",
        "It is the first visit in two decades.",
        "The guard fell asleep at 3 a.m. again.",
        "Prices rose by 12.5 percent to 1,850 dollars.",
        "Sun and wind did the rest.",
        "The party of the fall guy won.",
        "",
        "¿Qué pasa? 日本 🙂",
    ],
)
def test_what_is_no_time_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He left the 2015 nuclear accord.", "2015"),
        ("After the 2015 nuclear accord the banks came back.", "2015"),
        ("Iran's 1979 revolution was recalled.", "1979"),
        ("They spoke of the February 2021 coup.", "February 2021"),
        ("He was sued over the 30 January 2005 elections.", "30 January 2005"),
    ],
)
def test_a_date_that_belongs_to_a_noun_is_flagged(text, words):
    ((start, end, match),) = find_times(text, published=FRIDAY)
    assert text[start:end] == words
    assert match.anchor == "attribute"
    assert match.confidence <= 0.2
    assert "noun" in match.reason


def test_a_date_after_its_noun_is_a_time():
    ((_, _, match),) = find_times("The accord was signed in 2015.", published=FRIDAY)
    assert match.anchor == "explicit"


def test_offsets_quote_the_text_and_do_not_overlap():
    text = "On Monday, two days after the raid of 3 May, they met; by Friday night 12 had died."
    ends = 0
    for start, end, _ in find_times(text, published=FRIDAY):
        assert ends <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        ends = end


class TestUndated:
    def test_a_line_that_says_it(self):
        assert infer_date(["Published: 8 May 2025", "Envoys met."]) == (
            dt.date(2025, 5, 8),
            "the text says so: 'Published: 8 May 2025'",
        )

    @pytest.mark.parametrize(
        "line",
        [
            "MOSCOW, May 8, 2025 (Agency) - The leaders met.",
            "MOSCOW, May 8, 2025 — The leaders met.",
            "Moscow, 8 May 2025 - The leaders met.",
            "NEW YORK (8 May 2025) - The council met.",
        ],
    )
    def test_a_dateline_with_its_year(self, line):
        told = infer_date([line])
        assert told is not None
        assert told[0] == dt.date(2025, 5, 8)
        assert "dateline" in told[1]

    @pytest.mark.parametrize(
        "line",
        [
            "MOSCOW (AP) — April 12, 2024 — Russia shelled Kharkiv on Monday.",
            "KYIV, Ukraine (Reuters), April 12, 2024 - Russia shelled Kharkiv.",
            "GAZA CITY, Gaza Strip (AP) — Friday, April 12, 2024 — Tanks left.",
            "BEIJING, April 12th, 2024 - Envoys met.",
            "MOSCOW, April 12, 2024 /TASS/. Envoys met.",
            "Moscow, 12th of April 2024.",
            "Kyiv | 12 Apr 2024 | Russia shelled Kharkiv.",
            "LONDON | Fri Apr 12, 2024 10:30am BST - Envoys met.",
            "Mar del Plata, 12.04.2024 - Envoys met.",
            "**KYIV**, 2024-04-12 — Envoys met.",
            "KYIV / WARSAW, 12 Apr 2024, 23:10 GMT+2",
            "(New York) - April 12, 2024 - Envoys met.",
        ],
    )
    def test_datelines_as_agencies_and_desks_set_them(self, line):
        told = infer_date([line])
        assert told is not None
        assert told[0] == dt.date(2024, 4, 12)
        assert "dateline" in told[1]

    @pytest.mark.parametrize(
        "sentences",
        [
            ["Dresden, 13 February 1945, was a night of fire."],
            ["Dresden (Germany), 13 February 1945, was a night of fire."],
            ["Beslan (Russia), 1 September 2004: gunmen seized a school.", "In 2024 the town remembered them."],
            ["in the city, 12 April 2024: the war went on."],
            ["Moscow, 12 April 1961: Gagarin flew.", "In 2024 the country remembered him."],
            ["Paris, 13 November 2015: gunmen kill 130.", "Brussels, 22 March 2016: bombs kill 32."],
        ],
    )
    def test_a_place_and_a_day_alone_are_no_dateline(self, sentences):
        assert infer_date(sentences) is None

    @pytest.mark.parametrize(
        "line",
        [
            "By our West Africa correspondent | 12 April 2024",
            "Analysis by Jo Karlsen - 12 April 2024",
            "Compiled from wire reports, April 12, 2024",
            "Press release No. 23/45, Brussels, 12 April 2024",
            "World briefs · 12 April 2024, 18:30",
            "Fri 12 April 2024 18.30 BST",
            "Last updated: 12 April 2024 at 18:30 BST",
        ],
    )
    def test_a_line_above_the_text_that_ends_in_the_day(self, line):
        told = infer_date(["Envoys meet", line, "Envoys met on Monday.", "They had met in 2021."])
        assert told is not None
        assert told[0] == dt.date(2024, 4, 12)

    @pytest.mark.parametrize(
        "sentences",
        [
            ["By the time he died on 12 April 2024", "Envoys met."],
            ["The fall of Saigon, 30 April 1975", "It was a rout."],
            ["World briefs | 12 April 2024", "Envoys met on 3 May 2024."],
            ["By our staff, 12 April 2024"],
        ],
    )
    def test_other_lines_that_end_in_a_day_tell_nothing(self, sentences):
        assert infer_date(sentences) is None

    def test_a_doubtful_dateline_counts_where_nothing_but_plans_come_later(self):
        told = infer_date(["Moscow, 12 April 2024: envoys met.", "A summit will be held on 3 May 2024."])
        assert told is not None
        assert told[0] == dt.date(2024, 4, 12)

    def test_a_dateline_without_its_year_needs_one_from_the_text(self):
        line = "MOSCOW, May 8 (Agency) - The leaders met."
        assert infer_date([line, "They had met before."]) is None
        dated = infer_date([line, "The parade falls on the 80th anniversary of the Soviet victory over Nazi Germany."])
        assert dated is not None
        assert dated[0] == dt.date(2025, 5, 8)
        assert "year from" in dated[1]

    def test_a_numbered_anniversary_with_what_lies_beside_it(self):
        told = infer_date(
            [
                "The two presidents met in Moscow.",
                "A day before the 80th anniversary of the Soviet victory over Nazi Germany, they stood together.",
            ]
        )
        assert told is not None
        assert told[0] == dt.date(2025, 5, 8)
        assert "anniversary" in told[1]

    @pytest.mark.parametrize(
        "sentence",
        [
            "They spoke ahead of the 80th anniversary of the Soviet victory over Nazi Germany.",
            "Much has changed since the 60th anniversary of the Soviet victory over Nazi Germany.",
            "They met on the anniversary of the Soviet victory.",
            "They met on Monday.",
            "In 2014 they met.",
            "",
        ],
    )
    def test_what_only_lies_near_gives_no_day(self, sentence):
        assert infer_date([sentence]) is None

    @pytest.mark.parametrize(
        "sentences",
        [
            ["On 8 May 2025 envoys met.", "They had met on 3 March 2024."],
            ["Envoys meet again", "8 May 2025", "They had met in March."],
            ["Envoys meet again", "Thursday, May 8, 2025"],
        ],
    )
    def test_a_full_date_that_opens_the_text_or_is_a_line_of_it(self, sentences):
        told = infer_date(sentences)
        assert told is not None
        assert told[0] == dt.date(2025, 5, 8)

    @pytest.mark.parametrize(
        "sentences",
        [
            ["Envoys met, as they had on 3 March 2024."],
            ["On 18 January 2016 the house will debate a petition."],
            ["On 3 March 2024 they met.", "They will meet again on 8 May 2025."],
            ["They met again.", "a.", "b.", "c.", "The first meeting was on 3 March 2024."],
        ],
    )
    def test_other_full_dates_are_history_or_plans(self, sentences):
        assert infer_date(sentences) is None

    def test_an_anniversary_counts_where_it_is_told_on_its_day(self):
        told = infer_date(["Thousands marked the 30th anniversary of the Srebrenica massacre."])
        assert told is not None
        assert told[0] == dt.date(2025, 7, 11)
        assert infer_date(["The city will mark the 30th anniversary of the Srebrenica massacre."]) is None

    def test_nothing_gives_nothing(self):
        assert infer_date([]) is None
        assert infer_date(["", "\n"]) is None


class TestNamesThatAreMonths:
    def test_a_prime_minister_is_no_month(self):
        assert found("Theresa May met the envoys; a speech by May followed, and Prime Minister May left.") == []

    def test_a_first_name_is_no_month(self):
        assert [words for words, _ in found("June Smith left in June.")] == ["in June"]

    def test_verbs_are_no_months(self):
        assert found("They march on and may return.") == []
        assert found("May the best win.") == []

    def test_the_month_is_one(self):
        assert [iso for _, iso in found("By May the talks had failed; in March they had begun.")] == [
            "2025-05",
            "2025-03",
        ]

    @pytest.mark.parametrize(
        "text", ["Bloody Sunday is recalled.", "Shops wait for Black Friday.", "They pray every Friday."]
    )
    def test_a_weekday_in_a_name_or_every_week_is_no_day(self, text):
        assert found(text) == []


@pytest.mark.parametrize(
    "text", ["leaving more than 1000 people homeless", "about 2000 troops were sent", "over 1800 homes were lost"]
)
def test_how_many_is_not_when(text):
    assert find_times(text, published=dt.date(2004, 5, 16)) == []
