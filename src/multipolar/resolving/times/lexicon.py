# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""Words of the grammar, and how text is cut into them."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "APPROXIMATE",
    "COUNTED",
    "COUNTS",
    "DAY_PARTS",
    "MONTHS",
    "NUMBERED",
    "ORDINALS",
    "SEASONS",
    "UNITS",
    "WEEKDAYS",
    "ZONES",
    "Tokens",
    "as_day",
    "as_year",
    "is_clock",
    "listed",
    "tokenize",
]


def is_clock(word: str) -> bool:
    """Whether four digits can be a time of day: "1715"."""
    return len(word) == 4 and word.isascii() and word.isdigit() and int(word[:2]) < 24 and int(word[2:]) < 60


def listed(words: str) -> tuple[str, ...]:
    """Words written in a row, as a tuple; keeps long tables of words readable."""
    return tuple(words.split())


#: What follows a time of day, written with four digits as well ("1715 UTC"), which is no year then.
ZONES = frozenset(listed("gmt utc bst ist cet cest eet eest est edt cst cdt pst pdt msk jst kst"))

#: What stands before a number that is a name, and after one that counts.
NUMBERED = frozenset(listed("resolution resolutions no number flight article section law decree model room km nearly"))
COUNTED = frozenset(
    listed("people troops soldiers km kilometres kilometers miles dollars men women members dead jobs homes")
)

#: Names and abbreviations of the months, in order; the weekdays likewise. "Sat", "sun" and "wed" are other words too.
_MONTHS = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
_WEEKDAYS = (
    "monday mon",
    "tuesday tues tue",
    "wednesday weds",
    "thursday thurs thur thu",
    "friday fri",
    "saturday",
    "sunday",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
#: 0 is Monday.
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}

SEASONS = {
    "spring": 0,
    "springtime": 0,
    "summer": 1,
    "summertime": 1,
    "autumn": 2,
    "fall": 2,
    "winter": 3,
    "wintertime": 3,
}

#: Each unit as (basic unit, how many of them).
UNITS: dict[str, tuple[str, int]] = {
    "second": ("minute", 0),
    "minute": ("minute", 1),
    "hour": ("hour", 1),
    "day": ("day", 1),
    "night": ("day", 1),
    "week": ("week", 1),
    "fortnight": ("week", 2),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("year", 1),
    "decade": ("year", 10),
    "century": ("year", 100),
}
for _name, _value in list(UNITS.items()):
    UNITS["centuries" if _name == "century" else _name + "s"] = _value
UNITS["daylong"] = UNITS["day"]
UNITS["weeklong"] = UNITS["week"]
UNITS["monthlong"] = UNITS["month"]
UNITS["yearlong"] = UNITS["year"]

#: Number words; None is a number that is not told ("several").
COUNTS: dict[str, int | None] = {"couple": 2, "few": None, "several": None, "some": None, "many": None}
COUNTS |= {
    name: number
    for number, name in enumerate(
        listed(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        ),
        start=1,
    )
}
COUNTS |= {
    name: 10 * number
    for number, name in enumerate(listed("thirty forty fifty sixty seventy eighty ninety hundred"), start=3)
}

ORDINALS: dict[str, int] = {
    name: number
    for number, name in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
}
ORDINALS["twenty-first"] = 21
ORDINALS |= {
    name: 10 * number
    for number, name in enumerate(
        listed("thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth"), start=3
    )
}
ORDINALS["centenary"] = ORDINALS["centennial"] = 100
ORDINALS["bicentenary"] = ORDINALS["bicentennial"] = 200

APPROXIMATE = frozenset(
    listed(
        "about almost nearly around roughly approximately some over more than less at least just only exactly "
        "barely further another additional consecutive straight"
    )
)

DAY_PARTS = frozenset(
    listed("morning afternoon evening night dawn noon midday midnight dusk sunrise sunset lunchtime predawn")
)

_TOKEN = re.compile(
    r"(?![QqHh][1-4](?!\w))[^\W\d_]+(?:['’][^\W\d_]+)*"  # noqa: RUF001 - the typographic apostrophe is meant
    r"|(?:9/11\b|[QqHh][1-4](?!\w)|\d{4}-\d{1,2}-\d{1,2}(?!\d|-)|\d{1,4}[./]\d{1,2}[./]\d{2,4}(?!\d)|\d{1,2}[:.]\d{2}(?=\s*[ap]\.?m)|\d{1,2}:\d{2}"
    r"|\d{1,3}(?:,\d{3})+(?!\d)|\d+\.\d+|\d+(?:st|nd|rd|th|s)?(?![^\W\d_]))"
    r"|\d+|[^\s\w]|_",
)
#: The same for text of ASCII alone, as most is: plain classes of characters are matched sooner.
_ASCII_TOKEN = re.compile(_TOKEN.pattern.replace(r"[^\W\d_]", "[A-Za-z]").replace(r"\d", "[0-9]"))

_CAPITAL = frozenset(
    {"May", "March", "Mar", "Dec", "Sep", "Jan", "Jun", "Jul", "MAY", "MARCH", "JUN", "JUL", "JAN", "DEC", "SEP"}
)


class Tokens:
    """Text cut up. Where each word stands is worked out when it is first asked: few texts hold a time.

    Args:
        text: The text.

    Attributes:
        words: Normalised: lower case, no possessive ``'s``.
        capital_months: Indices of "May" and "March" written with a capital, which makes them the month.
    """

    __slots__ = ("_offsets", "_text", "capital_months", "words")

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets: tuple[tuple[int, ...], tuple[int, ...]] | None = None
        written = _pattern_of(text).findall(text)
        self.capital_months: frozenset[int] = frozenset()
        if not _CAPITAL.isdisjoint(written):
            self.capital_months = frozenset([i for i, word in enumerate(written) if word in _CAPITAL])
        words = map(str.lower, written)
        self.words: tuple[str, ...] = tuple(
            map(_normal, words) if "'" in text or "’" in text else words  # noqa: RUF001 - the typographic apostrophe
        )

    @property
    def starts(self) -> tuple[int, ...]:
        """First character of each."""
        return self._placed()[0]

    @property
    def ends(self) -> tuple[int, ...]:
        """One past the last."""
        return self._placed()[1]

    def _placed(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if self._offsets is None:
            spans = [found.span() for found in _pattern_of(self._text).finditer(self._text)]
            self._offsets = tuple([start for start, _ in spans]), tuple([end for _, end in spans])
        return self._offsets


def _pattern_of(text: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if text.isascii() else _TOKEN


def _normal(word: str) -> str:
    if word[-1] == "s" and len(word) > 2 and word[-2] in "'’":  # noqa: RUF001 - the typographic apostrophe is meant
        return word[:-2]
    return word


@lru_cache(maxsize=4096)
def tokenize(text: str) -> Tokens:
    """Cut a text into words, numbers and marks. Marks are words of their own; white space is dropped."""
    return Tokens(text)


def as_year(word: str) -> int | None:
    """A bare year from 1000 to 2199, else None."""
    if len(word) == 4 and word.isascii() and word.isdigit() and "1000" <= word < "2200":
        return int(word)
    return None


def as_day(word: str) -> int | None:
    """A number that may be a day of the month, with or without its ordinal ending.

    From 1 to 39, so that "31 June", "February 30" and "May 35" are seen and refused rather than overlooked.
    """
    digits = word[:-2] if word[-2:] in {"st", "nd", "rd", "th"} else word
    if 0 < len(digits) <= 2 and digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 39:
        return int(digits)
    return ORDINALS.get(word) if word in ORDINALS and ORDINALS[word] <= 31 else None
