"""When words in a text may stand for a name, as far as case tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.resolving.knowledge.fold import plain

if TYPE_CHECKING:
    from multipolar.resolving.knowledge.store import RawName

__all__ = ["COMMON", "allows", "dotted"]

COMMON: Final[frozenset[str]] = frozenset(
    """us who it is aid turkey china jordan chad polish dutch mali guinea jersey pole poles finn finns dane danes swede
    swedes turk turks may march brown bush rice gates may major hague straw field grey king prince bishop rock day good
    hope long west east north south best bell black white green gore powell cook hunt raab swiss nice bath reading
    mobile split cork lima tours man men mar ira eta icc un eu who the and for led quad fed times post sun mirror
    guardian independent economist spectator labour labor democrats republicans conservatives liberals greens congress
    parliament senate house diet assembly pacific alliance commonwealth allies coalition resistance maoists orange
    apple meta shell target visa gap total boeing alphabet amazon oracle signal telegram x""".split()
)
"""Names that are also words: in a text without capitals they are taken for the words."""

_DOTTED_LETTERS: Final = re.compile(r"[a-z]{2,5}")


def allows(surface: str, words: str, *, lower_text: bool) -> bool:
    """Whether the words may stand for the surface form, to which they are equal but for case and accents.

    Each capital of the surface must be a capital in the words. In a text that has no capitals at all, names are taken
    in lower case as well, unless they are acronyms of two letters or common words.

    Args:
        surface: The form in the table.
        words: As they stand in the text.
        lower_text: Whether the whole text has no capitals.
    """
    if surface == words:
        return True
    if lower_text:
        low = surface.lower()
        return low not in COMMON and not (len(low) == 2 and surface.isupper())  # noqa: PLR2004 - two-letter acronyms
    ours, theirs = plain(surface), plain(words)
    if len(ours) != len(theirs):
        ours, theirs = ours.replace(".", ""), theirs.replace(".", "")
        if len(ours) != len(theirs):
            # White space was collapsed: compare word by word.
            ours, theirs = " ".join(ours.split()), " ".join(theirs.split())
    return all(not mine.isupper() or its.isupper() for mine, its in zip(ours, theirs, strict=False))


def dotted(at: str, rows: list[RawName]) -> list[str]:
    """The ways to write an acronym with dots: ``u.s.`` and ``u.s`` for ``us``."""
    if not _DOTTED_LETTERS.fullmatch(at) or not any(row[0].isupper() for row in rows):
        return []
    spaced = ".".join(at)
    return [spaced + ".", spaced]
