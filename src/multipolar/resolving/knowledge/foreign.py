"""States by their names in other languages, as the Unicode CLDR has them.

Babel ships the CLDR, so that nothing of it is copied here: one language is read when it is asked for, all of them when
the language is not known.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from multipolar.resolving.knowledge.fold import key

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["foreign_states", "languages"]

_SCRIPTS = ("zh_Hant", "sr_Latn", "uz_Cyrl", "az_Cyrl", "bs_Cyrl", "pa_Arab", "yue_Hans")
"""Second scripts whose names differ from those of the language's first script."""


@cache
def languages() -> tuple[str, ...]:
    """Tags of all languages that the CLDR has names for, second scripts included, English left out."""
    from babel import localedata  # noqa: PLC0415 - only users of other languages pay for it

    known = localedata.locale_identifiers()
    return tuple(sorted(tag for tag in known if ("_" not in tag or tag in _SCRIPTS) and tag not in {"en", "root"}))


def foreign_states(surface: str, *, language: str | None = None) -> list[tuple[str, str, str]]:
    """Alpha-2 codes of the states and territories that the words name in another language.

    Args:
        surface: A name as that language writes it; case and accents do not matter.
        language: Tag of the language (``de``, ``pt-BR``, ``zh-Hant``); None for any, which reads all of them.

    Returns:
        ``(name, alpha-2 code, language)``, one for each name and code; empty for an unknown language.
    """
    if language is None:
        tags: Iterable[str] = languages()
    else:
        base = language.replace("_", "-").split("-")[0].lower()
        tags = [tag for tag in languages() if tag.split("_")[0] == base]
    wanted = key(surface)
    found: dict[tuple[str, str], str] = {}
    for tag in tags:
        for name, code in _names(tag).get(wanted, ()):
            found.setdefault((name, code), tag)
    return [(name, code, tag) for (name, code), tag in found.items()]


@cache
def _names(tag: str) -> dict[str, list[tuple[str, str]]]:
    """Names and alpha-2 codes of one language by folded key; a code without a letter is a region of the world."""
    from babel import Locale  # noqa: PLC0415 - as above

    table: dict[str, list[tuple[str, str]]] = {}
    for code, name in Locale.parse(tag).territories.items():
        if code.isalpha() and name != code:
            table.setdefault(key(name), []).append((name, code))
    return table
