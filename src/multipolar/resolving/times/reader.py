# ruff: noqa: PLR2004 - weeks have 7 days, years 12 months, dates 10 characters: the numbers say it better than names
"""The lowest part of the grammar: numbers, and how many of which unit."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from multipolar.resolving.times.explicit import Expression
from multipolar.resolving.times.lexicon import APPROXIMATE, COUNTS, ORDINALS, UNITS, Tokens, listed
from multipolar.resolving.times.relative import Ago, Anaphor, Beside, Lasting, Period, Quantity, UnitShift
from multipolar.resolving.times.spans import Since, Stretch

__all__ = ["DASHES", "Read", "Reader"]

#: An expression and the index of the word after it.
Read = tuple[Expression, int]

DASHES = frozenset("-–—")  # noqa: RUF001 - the dashes that texts use

_BETWEEN_COUNT_AND_UNIT = frozenset(listed("consecutive straight full whole successive of calendar further more such"))
_THOUSANDS = re.compile(r"\d,\d{3}")
_FIGURES = 4


class Reader(ABC):
    """Reads expressions off a list of normalised words. Every method takes an index and tells where it got to."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.words = tokens.words
        self.size = len(self.words)

    def word(self, i: int) -> str:
        """The word at a position, or nothing before the start and past the end."""
        return self.words[i] if 0 <= i < self.size else ""

    @abstractmethod
    def item(self, i: int) -> Read | None:
        """One expression without an opening word such as "since"."""

    @abstractmethod
    def ranged(self, i: int) -> Read | None:
        """One expression, or two joined as a range."""

    def ordinal(self, i: int) -> int | None:
        """Such as "third", "80th", "seventy-fifth"."""
        word = self.word(i)
        if word in ORDINALS:
            return ORDINALS[word]
        if word[-2:] in {"st", "nd", "rd", "th"} and word[:-2].isascii() and word[:-2].isdigit():
            return int(word[:-2]) if len(word) <= _FIGURES + 2 else None
        if word in COUNTS and self.word(i + 1) in DASHES and self.word(i + 2) in ORDINALS:
            return (COUNTS[word] or 0) + ORDINALS[self.word(i + 2)]
        return None

    def after_ordinal(self, i: int) -> int:
        """Index after an ordinal that stands at ``i``."""
        return i + (3 if self.word(i + 1) in DASHES and self.word(i + 2) in ORDINALS else 1)

    def counted(self, i: int) -> Read | None:
        """A quantity and what it is counted from; by itself it says how long something lasts."""
        return self.beside(self.quantity(i))

    def beside(self, read: tuple[Quantity, int] | None) -> Read | None:
        """The same for a quantity that was read already, and the index after it."""
        if read is None:
            return None
        quantity, j = read
        beside = self.after_quantity(quantity, j)
        if beside is not None:
            return beside
        if quantity.count is None:
            return None
        last = self.word(j - 1)
        whole = last in {"daylong", "weeklong"} or not last.endswith("s") or self.word(j) in {"of", ""}
        return Lasting(quantity, whole=whole), j

    def quantity(  # noqa: C901, PLR0911, PLR0912 - the many ways to say how much, in one place
        self, i: int
    ) -> tuple[Quantity, int] | None:
        """Such as "two weeks", "a few days", "half a century", "three and a half years", "two or three days"."""
        while self.word(i) in APPROXIMATE:
            i += 1
        word = self.word(i)
        if word == "half":
            return self._half(i)
        if word in {"weeklong", "monthlong", "yearlong", "daylong"}:
            return Quantity(1, UNITS[word][0]), i + 1
        if word in UNITS and word.endswith("s") and self.word(i + 1) in {"ago", "earlier", "later", "before", "after"}:
            return Quantity(None, UNITS[word][0]), i + 1
        count, j = self._count(i)
        if j == i:
            return None
        half = False
        plain = [k for k in range(j, min(j + 6, self.size)) if self.words[k] not in DASHES][:3]
        if tuple(self.words[k] for k in plain) == ("and", "a", "half"):
            half, j = True, plain[-1] + 1
        elif self.word(j) in {"or", "to", *DASHES}:
            other, k = self._count(j + 1)
            if (
                k > j + 1
                and other is not None
                and count is not None
                and (self.word(k) in UNITS or self.word(k) in DASHES)
            ):
                count, j = max(other, count), k
        while self.word(j) in DASHES or self.word(j) in _BETWEEN_COUNT_AND_UNIT:
            if self.word(j) == "of" and word not in {"couple", "a"}:
                return None
            j += 1
        if self.word(j) not in UNITS:
            return None
        unit, size = UNITS[self.word(j)]
        if count is not None and size:
            count *= size
        if half and unit == "year" and count is not None:
            return Quantity(count * 12 + 6, "month"), j + 1
        return Quantity(count, unit), j + 1

    def _half(self, i: int) -> tuple[Quantity, int] | None:
        j = i + 1 + (self.word(i + 1) == "a")
        unit, size = UNITS.get(self.word(j), ("", 0))
        if unit != "year" or not size:
            return None
        return (Quantity(size // 2, "year") if size > 1 else Quantity(6, "month")), j + 1

    def _count(self, i: int) -> tuple[int | None, int]:  # noqa: PLR0911 - one way out for each way to count
        """A number in figures or words; the index stays where there is none."""
        word = self.word(i)
        if word.isascii() and word.isdigit() and len(word) <= _FIGURES:
            return int(word), i + 1
        if _THOUSANDS.fullmatch(word):
            return int(word.replace(",", "")), i + 1
        if word in {"a", "an"}:
            if self.word(i + 1) in COUNTS and self.word(i + 1) != "some":
                return self._count(i + 1)
            return 1, i + 1
        if word not in COUNTS:
            return None, i
        count = COUNTS[word]
        if word == "couple" and self.word(i + 1) == "of":
            return count, i + 2
        ones = COUNTS.get(self.word(i + 2))
        if count is not None and count % 10 == 0 and self.word(i + 1) in DASHES and ones is not None and ones < 10:
            return count + ones, i + 3
        return count, i + 1

    def after_quantity(self, quantity: Quantity, j: int) -> Read | None:  # noqa: PLR0911 - one way out for each word
        """What a quantity is counted from: ago, from now, earlier, later, before X, after X, since X, starting X."""
        word = self.word(j)
        match word:
            case "ago":
                today = self.word(j + 1) == "today"
                return Ago(quantity, -1, today=today), j + 1 + today
            case "from" if self.word(j + 1) in {"now", "today"}:
                return Ago(quantity, 1), j + 2
            case "earlier" | "later" if self.word(j + 1) == "on" and (named := self.named_time(j + 2)) is not None:
                return named  # "two days later on 6 October" is that day
            case "earlier" | "previously":
                return Beside(quantity, -1, follows=False), j + 1
            case "later" | "afterwards" | "afterward":
                return Beside(quantity, 1, follows=False), j + 1
            case "since":
                named = self.named_time(j + 1)
                return (Since(named[0]), named[1]) if named else None
            case "starting" | "beginning" | "from" | "until":
                named = self.named_time(j + 1)
                return (Stretch(quantity, named[0], -1 if word == "until" else 1), named[1]) if named else None
            case "before" | "after" | "prior" | "following" | "ahead":
                k = j + 1 + (word in {"prior", "ahead"} and self.word(j + 1) in {"to", "of"})
                sign = 1 if word in {"after", "following"} else -1
                named = self.named_time(k)
                return (Beside(quantity, sign, named[0]), named[1]) if named else (Beside(quantity, sign), j + 1)
        return None

    def named_time(self, i: int) -> Read | None:
        """A time that others may be counted from: none that is itself counted from another or only a length."""
        while self.word(i) == "on":
            i += 1
        named = self.ranged(i)
        if named is None or isinstance(named[0], Lasting | Beside | Anaphor | UnitShift | Period):
            return None
        return named
