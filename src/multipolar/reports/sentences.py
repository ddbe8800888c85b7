# ruff: noqa: RUF001, RUF002 - the marks of many scripts are what this module is about
"""Splits text into sentences by offsets, tuned to how news is written.

Three layers, each of which only ever adds boundaries:

1. **Blocks.** A blank line always ends a sentence. A single line break ends one unless the text is hard-wrapped there:
   a wrapped line is one that could not have taken the first word of the next line (greedy filling), and that is only
   believed of a text in which lines break before small letters. Bullets and numbered items start anew.
2. **Stops.** ``.``, ``!``, ``?``, ``…`` with closing quotes and brackets, followed by space; a stop is no end after
   an abbreviation that a name or a figure follows, after an initial, before a small letter, or inside brackets.
   Stops of scripts that put no space after them (``。！？``) end a sentence wherever they stand, and so do ``।``,
   ``؟``, ``۔``, ``።``, ``။``, ``։`` before space.
3. **Length.** A sentence over :data:`LONGEST` characters is cut at the last clause boundary that leaves both parts
   readable, else at a space, else anywhere.

Every character that is not white space lies in exactly one sentence.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from multipolar.reports import abbreviations as known

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LONGEST", "split_sentences"]

LONGEST: Final = 2000
"""Characters in a sentence at most; longer ones are lists, tables or text without stops."""

_CLOSERS: Final = "\"'”’»›)\\]}」』〉》）】"
_OPENERS: Final = "\"'“‘„«‹([{¿¡「『〈《（【*_"
_WIDE: Final = "。！？｡．"
_STOP: Final = re.compile(
    rf"[{_WIDE}]+[{_CLOSERS}]*"
    rf"|[.!?…।॥؟۔።။։]+[!?]*[{_CLOSERS}]*(?:\[\d{{1,3}}\])*(?=\s|$)"
    # pages lose the space between two paragraphs: "ended.The"; trusted only before a plain opener
    rf"|(?<=[a-z]{{3}})[.!?][”’]?(?=(?:The|He|She|It|In|They|But|And|This|We|However|Meanwhile|On|At|A|An)\s)"
)
_BLANK_LINE: Final = re.compile(
    r"(?:\r\n|\n|\r|\u2028|\u2029|\x85)[^\S\r\n\u2028\u2029\x85]*(?:\r\n|\n|\r|\u2028|\u2029|\x85)\s*|\u2029\s*|\f\s*"
)
_LINE_BREAK: Final = re.compile(r"\r\n|[\n\r\v\u2028\x85]")
_LAST_WORD: Final = re.compile(r"[^\s\"'“”‘’«»(\[{—–/]+$")
_NEXT_WORD: Final = re.compile(rf"\s*([{_OPENERS}\-–—]*)\s*([^\W_][\w'’.\-]*)?")
_ACRONYM: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_BULLET: Final = re.compile(r"[•‣▪▫◦·●○■□►▶➤*]\s*\S")
_DASH_BULLET: Final = re.compile(r"[-–—]\s+\S")
_NUMBERED: Final = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S")
_LINE_END: Final = re.compile(rf"[.!?…:।॥؟۔።။։{_WIDE}][{_CLOSERS}]*(?:\[\d{{1,3}}\])*$")
_JOINS_NEXT: Final = re.compile(
    r"(?:[,;–—/&-]|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|that|which|who|as|than|into|its|his|her|their))$",
    re.IGNORECASE,
)
_DATELINE: Final = re.compile(
    r"[A-Z]{2}[A-Z.'\u2019-]+(?:(?: | ?/ ?)[A-Z]{2}[A-Z.'\u2019-]+){0,4}"
    r"(?:(?:,\s[\w .]{2,30}){1,3}\s*(?:\([^()\n]{2,40}\)\s*)?|\s*\([^()\n]{2,40}\)\s*)(?:--|[-\u2013\u2014_])\s"
)
"""How agencies open a story: a place in capitals, a country, a day or the agency, and a rule."""
_CLAUSE: Final = (
    re.compile(r"[;；]\s*"),
    re.compile(r":\s+|\s[–—-]{1,2}\s"),
    re.compile(r"[,，、]\s*"),
    re.compile(r"\s+"),
)
_ASKED: Final = re.compile(r"\s*(?:[A-Z][\w.'’-]*\s+){1,3}(?:asked|wondered|shouted|cried|exclaimed|chanted|replied)\b")
_QUOTE: Final = re.compile('["“”„]')
_BEFORE_QUOTE: Final = " \t\n\r\u00a0([—–-:,"
_TAIL: Final = 12
_BRACKET_LIMIT: Final = 200
_QUOTATION_LIMIT: Final = 700
_DAY_DIGITS: Final = 2
_QUOTES_OPEN: Final = frozenset('"“‘„«')


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Splits text into sentences.

    Args:
        text: Any text. Nothing in it is changed.

    Returns:
        Half-open character offsets in reading order. They do not overlap, none is blank, none starts or ends with white
        space, and between them there is white space only.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        for a, b in _inside(text, start, end):
            if b - a > LONGEST:
                spans.extend(_cut(text, a, b))
            else:
                spans.append((a, b))
    return spans


# --- Blocks ----------------------------------------------------------------------------------------------------------


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence leaves: paragraphs, headlines, list items."""
    if not _LINE_BREAK.search(text) and "\f" not in text and "\u2029" not in text:
        yield 0, len(text)
        return
    paragraphs: list[list[tuple[int, int]]] = []
    at = 0
    for blank in _BLANK_LINE.finditer(text):
        paragraphs.append(_lines(text, at, blank.start()))
        at = blank.end()
    paragraphs.append(_lines(text, at, len(text)))
    width = _wrap_width(text, paragraphs)
    for lines in paragraphs:
        if not lines:
            continue
        start = lines[0][0]
        for last, line in pairwise(lines):
            if _breaks(text, start, last, line, width):
                yield start, last[1]
                start = line[0]
        yield start, lines[-1][1]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the lines of a paragraph, white space stripped, blank ones left out."""
    lines = []
    at = start
    for line_break in _LINE_BREAK.finditer(text, start, end):
        lines.append(_strip(text, at, line_break.start()))
        at = line_break.end()
    lines.append(_strip(text, at, end))
    return [line for line in lines if line[0] < line[1]]


def _wrap_width(text: str, paragraphs: list[list[tuple[int, int]]]) -> int | None:
    """Usual length of the lines that break inside a sentence; None where the text is not hard-wrapped."""
    lengths = sorted(
        a[1] - a[0]
        for lines in paragraphs
        for a, b in pairwise(lines)
        if _continues(_first_word(text, b)) and not _LINE_END.search(text, max(a[0], a[1] - _TAIL), a[1])
    )
    return lengths[len(lengths) // 2] if lengths else None


def _first_word(text: str, line: tuple[int, int]) -> str:
    end = line[0]
    while end < line[1] and not text[end].isspace():
        end += 1
    return text[line[0] : end]


def _continues(word: str) -> bool:
    """Whether a line that starts so goes on with the last one: a small letter and no capital ("al-Qaeda", "iPhone")."""
    return word[:1].islower() and not any(c.isupper() for c in word)


def _breaks(text: str, start: int, last: tuple[int, int], line: tuple[int, int], width: int | None) -> bool:
    """Whether a block starts at ``line``, after one that runs from ``start`` and has ``last`` as its last line."""
    if _BULLET.match(text, *line) or _DATELINE.match(text, *line):
        return True
    end = last[1]
    tail = max(start, end - _TAIL)
    stopped = _LINE_END.search(text, tail, end) is not None
    in_list = _DASH_BULLET.match(text, start, end) or _NUMBERED.match(text, start, end)
    item = _DASH_BULLET.match(text, *line) or _NUMBERED.match(text, *line)
    if item and (stopped or in_list or width is None):
        return True
    word = _first_word(text, line)
    if _continues(word):
        return text[end - 1] == ":" and width is None
    if _JOINS_NEXT.search(text, tail, end):
        return False
    if width is None:
        return True
    # The line before could have taken the next word and did not: the writer broke it on purpose. A ragged edge is
    # allowed for, as lines are filled to the limit and the usual length lies half a word below it.
    return end - last[0] + 1 + len(word) < width - max(4, width // 8)


# --- Stops -----------------------------------------------------------------------------------------------------------


def _inside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one block."""
    start, end = _strip(text, start, end)
    at = start
    for stop in _STOP.finditer(text, start, end):
        close = stop.end()
        if close >= end:
            break
        if not _ends(text, at, stop.start(), close, end):
            continue
        yield at, close
        at = close
        while at < end and text[at].isspace():
            at += 1
    if at < end:
        yield at, end


def _ends(text: str, start: int, stop: int, close: int, end: int) -> bool:  # noqa: PLR0911 - a rule each
    """Whether the stop at ``stop`` (closed by quotes and so on up to ``close``) ends the sentence from ``start``."""
    mark = text[stop]
    if mark in _WIDE:
        return not _goes_on_wide(text, close)
    following = _NEXT_WORD.match(text, close, end)
    opener, word = (following.group(1), following.group(2) or "") if following else ("", "")
    if not word and not opener:
        # Stray signs stay with what they follow, unless a sentence may begin with them ("€5 million", "#Kyiv").
        return text[close : min(end, close + _TAIL)].lstrip()[:1] not in ".!?…,;:"
    if _continues(word):
        return False
    # What is too long for a sentence is none that a bracket or a quotation holds together.
    if close - start <= LONGEST and (_in_bracket(text, start, stop, end) or _in_quotation(text, start, close, end)):
        return False
    if mark in "!?":
        return _question_ends(text, stop, close, end)
    if mark == "." and text[stop + 1 : stop + 2] not in (".", "…"):
        return _full_stop_ends(text, start, stop, opener, word)
    return True


def _goes_on_wide(text: str, close: int) -> bool:
    """Whether a sentence goes on after a quotation's end, in scripts that show it by no space or capital."""
    after = text[close : close + 1]
    return after in ("，", "、", ",") or (text[close - 1] in "」』" and after in ("と", "っ"))


def _question_ends(text: str, stop: int, close: int, end: int) -> bool:
    if close > stop + 1 and _ASKED.match(text, close, end):
        return False
    return not (text[stop] == "!" and text[max(0, stop - 5) : stop] == "Yahoo")


def _full_stop_ends(text: str, start: int, stop: int, opener: str, word: str) -> bool:  # noqa: PLR0911 - a rule each
    """The stop is a single one: decides by the word before and the word after."""
    before = _LAST_WORD.search(text, max(start, stop - 24), stop)
    if not before:
        return True
    last = before.group().lower()
    capital = before.group()[:1].isupper()
    next_word = word.lower().rstrip(".'’")
    opens = next_word in known.STARTERS or next_word.split("'")[0].split("’")[0] in known.STARTERS
    figure = word[:1].isdigit()
    if len(last) == 1 and last.isalpha():
        # An initial ("J. Smith") unless a plain opener follows ("Plan B. The"); "p. 5", "c. 1900", "v. Jones".
        return opens and not figure and last not in "cpv" and next_word not in known.WEAK_STARTERS
    if last.isdigit():
        # An item's number at the head of a line, or a German date.
        return before.start() != start and not (len(last) <= _DAY_DIGITS and next_word in known.GERMAN_MONTHS)
    if last in ("a.m", "p.m"):
        return not figure and next_word not in known.ZONES
    if last in known.INNER:
        return False
    if last in known.BEFORE_NUMBERS and figure:
        return False
    if last in known.MONTHS and capital:
        return not figure
    if last in known.BEFORE_NAMES and capital:
        return opens and last in known.PLACES
    if last in known.OPEN or (last in known.OPEN_NAMES and capital) or _ACRONYM.fullmatch(last):
        return opens or not _QUOTES_OPEN.isdisjoint(opener)
    return True


def _in_bracket(text: str, start: int, stop: int, end: int) -> bool:
    """Whether a bracket opened inside the sentence is still open and closes soon, with the sentence going on."""
    opened = text.rfind("(", start + 1, stop)
    if opened < 0 or text.find(")", opened, stop) >= 0:
        return False
    closed = text.find(")", stop + 1, min(end, opened + _BRACKET_LIMIT))
    return closed > stop and (text[closed - 1] not in ".!?…" or text[closed + 1 : closed + 3].strip()[:1].islower())


def _in_quotation(text: str, start: int, close: int, end: int) -> bool:
    """Whether the stop stands inside a quotation that the sentence introduces and that closes before long.

    A speaker's words stay with the speaker ("She said: "We agreed. It is over.""): who says it is part of what is said.
    A quotation that opens the sentence is not held together, as its end may be far off and its speaker unknown.
    """
    opened = -1
    for mark in _QUOTE.finditer(text, start, close):
        if mark.group() in "“„":
            opened = mark.start()
        elif mark.group() == "”":
            opened = -1
        elif opened < 0 and (mark.start() == start or text[mark.start() - 1] in _BEFORE_QUOTE):
            opened = mark.start()
        elif opened >= 0:
            opened = -1
    if opened < 0:
        return False
    closing = '"' if text[opened] == '"' else "”"
    closed = text.find(closing, close, min(end, opened + _QUOTATION_LIMIT))
    return closed >= 0


# --- Length ----------------------------------------------------------------------------------------------------------


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts an over-long sentence."""
    while end - start > LONGEST:
        cut = start + LONGEST
        for clause in _CLAUSE:
            last = None
            for match in clause.finditer(text, start + LONGEST // 2, start + LONGEST):
                last = match
            if last is not None and last.end() > start:
                cut = last.end()
                break
        yield _strip(text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield _strip(text, start, end)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
