"""The line that opens a report and says where and when it was written: "KYIV, Ukraine (Agency), April 12, 2024 -".

Agencies and desks set it in many ways, which all come down to a place, perhaps the agency in brackets, a mark, the day,
and a mark again. The place is told by its shape; the day is read by the same grammar as any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from multipolar.resolving.times.explicit import Date
from multipolar.resolving.times.lexicon import MONTHS, WEEKDAYS, listed, tokenize
from multipolar.resolving.times.parser import Parser

__all__ = ["Dateline", "read_dateline"]

#: A dateline's day stands near the start of its line, and takes up no more than so much of it.
_LEAD_LENGTH: Final = 120
_DAY_LENGTH: Final = 60

_NAME: Final = r"[^\W\d_][\w.'’\-]*(?:\s+[^\W\d_][\w.'’\-]*){0,4}"  # noqa: RUF001 - the typographic apostrophe
_LEAD: Final = re.compile(
    rf"[\W_]*(?P<place>{_NAME}(?:\s*[,/]\s*{_NAME}){{0,2}})\)?[\s*]*(?P<agency>\([^()\d]{{2,40}}\))?\s*[,:|/(–—_-][\s|–—_-]*"  # noqa: RUF001
)
_DAY: Final = re.compile(
    rf"(?<![\w.])(?:\d|(?:{'|'.join(sorted({*MONTHS, *WEEKDAYS}, key=len, reverse=True))})\b)", re.IGNORECASE
)
_CLOCK: Final = re.compile(
    r"[,\s]*(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\b\.?)?(?:\s+[A-Z]{2,4}\b(?:[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_CLOSE: Final = re.compile(
    r"\)?\s*(?:,?\s*(?P<agency>\([^()\d]{2,40}\))|(?P<rule>[|/(–—_-])|(?P<stop>[:.)]|$)|(?P<comma>,))"  # noqa: RUF001
)
#: Small words within names of places; and words that open a sentence, where a place's name would stand.
_PARTICLES: Final = frozenset(listed("de la del of the upon am an der sur al el es da do dos and den"))
_NO_PLACE: Final = frozenset(listed("on in at by since until from after before during as when to for"))
_NAMES_OF_DAYS: Final = frozenset(name for name in (*MONTHS, *WEEKDAYS) if name.endswith("day") or len(name) > 4)  # noqa: PLR2004 - not "Mar", as in Mar del Plata


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line's place and day.

    Attributes:
        words: The line as far as its day.
        day: The day, perhaps without its year.
        sure: Whether its setting leaves no doubt: an agency in brackets behind the day, or a rule behind the day and a
            place in capitals or brackets behind the place, or capitals and brackets. "Moscow, 12 April 1961: Gagarin
            flew" has the shape too, and may be an entry of a chronicle; so may "Beslan (Russia), 1 September 2004:".
    """

    words: str
    day: Date
    sure: bool


def read_dateline(sentence: str) -> Dateline | None:
    """The dateline that opens a sentence, or None."""
    for found in _DAY.finditer(sentence, 0, _LEAD_LENGTH):
        start = found.start()
        lead = _LEAD.fullmatch(sentence, 0, start)
        if lead is None or not _is_place(lead["place"]):
            continue
        tokens = tokenize(sentence[start : start + _DAY_LENGTH])
        read = Parser(tokens).phrase(0)
        if read is None or not isinstance(read[0], Date):
            continue
        end = start + tokens.ends[read[1] - 1]
        clock = _CLOCK.match(sentence, end)
        close = _CLOSE.match(sentence, clock.end() if clock else end)
        if close is None:
            continue
        capitals = re.split(r"[,/]", lead["place"])[0].isupper()
        if close["comma"] and not capitals:
            continue  # "Dresden, 13 February 1945, was a night of fire", or "Dresden (Germany), …"
        # What brackets hold behind the place may be its country; one more mark of a dateline must tell an agency.
        marks = capitals, bool(lead["agency"]), bool(close["rule"])
        sure = bool(close["agency"]) or sum(marks) > 1
        return Dateline(sentence[:end].strip(), read[0], sure)
    return None


def _is_place(name: str) -> bool:
    """Whether words have the shape of a place's name: capitalised, and no names of days or words that open a clause."""
    words = re.split(r"[\s,/]+", name)
    return words[0].lower() not in _NO_PLACE and all(
        (word[:1].isupper() or word in _PARTICLES) and word.lower() not in _NAMES_OF_DAYS for word in words if word
    )
