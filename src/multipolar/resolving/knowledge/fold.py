"""Folding: letters without case and accents, one for one, so that offsets into the text stay good."""

from __future__ import annotations

import unicodedata

__all__ = ["fold", "key", "plain", "unseen", "visible"]

# Letters that have no decomposition, and the signs that typesetters vary.
_LETTERS = {
    "\u0131": "i",  # dotless i
    "\u0142": "l",  # l with stroke
    "\u00f8": "o",  # o with stroke
    "\u0111": "d",  # d with stroke
    "\u00f0": "d",  # eth
    "\u0127": "h",  # h with stroke
    "\u00fe": "t",  # thorn
    "\u0259": "e",  # schwa
    "\u00df": "s",  # sharp s
    "\u00e6": "a",  # ae
    "\u0153": "o",  # oe
}
_APOSTROPHES = "\u2018\u2019\u02bc\u02bb\u0060\u00b4"
_HYPHENS = "\u2010\u2011\u2012\u2013"
_SPACES = "\u00a0\u2009\u202f\t\n\r"
_NO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SINGLES = {
    **_LETTERS,
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_SPACES, " "),
}


def _bare(character: str) -> str:
    if character in _SINGLES:
        return _SINGLES[character]
    lower = character.lower()
    if lower in _SINGLES:
        single = _SINGLES[lower]
        return single.upper() if character != lower else single
    base = unicodedata.normalize("NFD", character)[0]
    return base if len(base) == 1 else character


class _Table(dict[int, str]):
    """A translation table that works out each character once, when it is first met."""

    def __init__(self, *, lower: bool) -> None:
        super().__init__()
        self.lower = lower

    def __missing__(self, code: int) -> str:
        bare = _bare(chr(code))
        if self.lower:
            low = bare.lower()
            bare = low if len(low) == 1 else bare
        self[code] = bare
        return bare


class _Visible(dict[int, int | None]):
    """A translation table that leaves out what takes no room; works out each character once."""

    def __missing__(self, code: int) -> int | None:
        found = None if unseen(chr(code)) else code
        self[code] = found
        return found


_PLAIN = _Table(lower=False)
_FOLD = _Table(lower=True)
_VISIBLE = _Visible()
_FOLD.update({code: chr(code).lower() for code in range(128)})
_PLAIN.update({code: chr(code) for code in range(128)})
for _sign in "\t\n\r`":
    _FOLD[ord(_sign)] = _PLAIN[ord(_sign)] = _SINGLES[_sign]


def plain(text: str) -> str:
    """The text without accents and with plain quotes, hyphens and spaces; as long as the text."""
    return text.translate(_PLAIN)


def fold(text: str) -> str:
    """As :func:`plain`, in lower case; as long as the text."""
    return text.translate(_FOLD)


def key(surface: str) -> str:
    """What a surface form is looked up by: folded, white space collapsed."""
    # Most names are plain: lower() does for them what the table does, sooner.
    folded = surface.lower().replace("`", "'") if surface.isascii() else fold(visible(surface))
    if "  " not in folded and folded.isprintable() and folded[:1] != " " != folded[-1:]:
        return folded
    return " ".join(folded.split())


def unseen(character: str) -> bool:
    """Whether a character takes no room of its own: accents that combine, marks for where lines break."""
    return unicodedata.combining(character) > 0 or character in _NO_WIDTH


def visible(text: str) -> str:
    """The text in composed letters, without the characters that take no room."""
    return unicodedata.normalize("NFC", text).translate(_VISIBLE)
