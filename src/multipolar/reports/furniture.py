# ruff: noqa: RUF001 - dashes and quotation marks as agencies set them
"""Recognises what a page prints twice, so that it is coded once.

Pages repeat themselves: a teaser above the headline that is the lead's first words, the headline in the page's title
and again over the text, a paragraph repeated where two columns were joined. Each sentence has a key (its words, folded,
without a dateline in front or an outlet's name behind); of the sentences with one key the fullest is kept and the
others point at it. A teaser without a stop, or one that breaks off ("met in Moscow to …"), points at the sentence that
begins with its words, be it further on.

What merely says the same in other words is left alone: telling one incident from two is a later stage's work.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.reports.fingerprints import words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["find_copies"]

# Such as "MOSCOW, May 8 (Agency) - ", "PARIS (AP) — ", "GENEVA — "
_DATELINE: Final = re.compile(
    r"\s*[^\W\d_a-z][^\Wa-z]+(?:[ .'’/-]+[^\W\d_a-z][^\Wa-z]*){0,4}"
    r"(?:,\s*[A-Z][\w. ]{1,24})?(?:,\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2})?(?:,?\s+\d{4})?"
    r"\s*(?:\([^)]{1,40}\))?\s*(?:-{1,2}|[–—])\s+"
)
# Such as "Leaders meet in Vienna | The Daily Paper", "Leaders meet in Vienna - Daily Paper"
_OUTLET: Final = re.compile(r"\s+(?:\||-|–|—|::)\s+[^|–—]{2,40}$")
_BROKEN_OFF: Final = re.compile(
    r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*(?:read more|continue reading|more)?\W*$", re.IGNORECASE
)
_UNSTOPPED: Final = re.compile(r"\w\s*$")
_TEASER_WORDS: Final = 5
"""A broken-off sentence must have more words than this; fewer begin many sentences."""

_CANDIDATES: Final = 20
"""Sentences that are tried for one beginning, so that a text of thousands of like ones costs no more."""


def find_copies(sentences: Sequence[str], *, title: bool = False) -> list[int | None]:
    """Finds the sentences that another one makes superfluous.

    Args:
        sentences: Their texts in reading order.
        title: Whether the first one is the report's headline, given apart.

    Returns:
        For each sentence the position of the one it copies, else None. Never a chain: what is pointed at is no copy
        itself.
    """
    if len(sentences) < 2:  # noqa: PLR2004 - a copy takes two
        return [None] * len(sentences)
    keys = [_key(text, headline=title and i == 0) for i, text in enumerate(sentences)]
    copies = _repeats(keys, sentences, title=title)
    broken = [
        i
        for i, text in enumerate(sentences)
        if copies[i] is None and (_BROKEN_OFF.search(text) or (_UNSTOPPED.search(text) and not (title and i == 0)))
    ]
    if broken:
        _point_teasers(broken, keys, copies, sentences)
    return copies


def _repeats(keys: list[str], sentences: Sequence[str], *, title: bool) -> list[int | None]:
    """Points all sentences of one key at the one that is kept."""
    groups: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if key:
            groups.setdefault(key, []).append(i)
    copies: list[int | None] = [None] * len(sentences)
    for group in groups.values():
        if len(group) > 1:
            # A headline stays where it is; otherwise a dateline makes a sentence the fuller one, and ties go to the
            # first.
            fixed = title and group[0] == 0
            kept = group[0] if fixed else max(group, key=lambda i: bool(_DATELINE.match(sentences[i])))
            for i in group:
                if i != kept:
                    copies[i] = kept
    return copies


def _point_teasers(broken: list[int], keys: list[str], copies: list[int | None], sentences: Sequence[str]) -> None:
    """Points sentences that break off at one that begins with their words, where there is one."""
    heads: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        head = heads.setdefault(_head(key), [])
        if copies[i] is None and len(head) < _CANDIDATES:
            head.append(i)
    for i in broken:
        start = " ".join(words(_BROKEN_OFF.sub("", _DATELINE.sub("", sentences[i], count=1))))
        if start.count(" ") < _TEASER_WORDS:
            continue
        # Where dots say that it breaks off, the last word may itself be cut; otherwise it is a word.
        start += "" if _BROKEN_OFF.search(sentences[i]) else " "
        for whole in heads.get(_head(start), ()):
            if whole != i and copies[whole] is None and len(keys[whole]) > len(start) and keys[whole].startswith(start):
                copies[:] = [whole if copy == i else copy for copy in copies]
                copies[i] = whole
                break


def _head(key: str) -> str:
    return " ".join(key.split(" ", _TEASER_WORDS)[:_TEASER_WORDS])


def _key(text: str, *, headline: bool) -> str:
    match = _DATELINE.match(text)
    if match and match.end() < len(text):
        text = text[match.end() :]
    if headline:
        text = _OUTLET.sub("", text)
    return " ".join(words(text))
