"""Which known names a text holds, without those that are a piece of a longer name that the tables do not have."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import INSTITUTIONS, NAME_PARTICLES, TITLES, words
from multipolar.resolving.actors.tokens import is_name_word, tokenise
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular
from multipolar.resolving.knowledge.casing import COMMON
from multipolar.resolving.knowledge.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from multipolar.resolving.actors.tokens import Token
    from multipolar.resolving.knowledge import Knowledge, Name

__all__ = ["found_names", "in_small_letters", "without_name_parts"]

Known = tuple[int, int, "tuple[Name, ...]", str]
"""First character, one past the last, whom the words may name, and for places of the gazetteer the country."""

_INNER: Final = frozenset({"de", "da", "dos", "del", "di", "van", "von", "bin", "al", "el"})
"""Particles within personal names, as they are written there."""

_LETTERS: Final = re.compile(r"[a-z0-9]+")
_ARTICLES: Final = frozenset({"A", "An"})
_INITIAL: Final = re.compile(r"[A-Z]\.")
"""A second given name cut short, behind which a surname follows ("Steven L. Jordan")."""
_PREFIXES: Final = frozenset({"anti-", "pro-", "post-", "pre-", "non-", "ex-", "al-", "el-", "mid-"})
"""What a hyphen may join to a surname, capitalised where it opens a sentence."""
_SHORT: Final = 3
"""Letters of acronyms that are spelt like surnames."""
_COLOURS: Final = frozenset({"Green", "Black", "White", "Red", "Young"})
_IN_COLOUR: Final = re.compile(r"[a-z]+(?:s|men|women|people)\b|Party\b|New Deal\b")
"""What such a word says something of, so that it is no surname ("Green lawmakers")."""
_BEFORE: Final = 24
"""Characters before a surname that are looked at."""
_BEFORE_OTHERS: Final = frozenset(words("before_other_names"))
"""Words after which a surname names a ship, a fort, a port or a mountain ("USS Mason")."""
_MONTHS: Final = frozenset({"May", "June", "April", "August", "March"})
_WHEN: Final = frozenset({"in", "since", "until", "last", "next", "this", "late", "early"})
"""Words after which such a surname is a month."""
_TRUST: Final = frozenset({"confidence", "trust", "faith", "belief"})
_PEOPLE: Final = frozenset({"demonym", "adjective", "prefix"})
_NATIONAL_BODIES: Final[frozenset[str]] = frozenset(words("national_bodies"))
"""Names of bodies of the world that states' own bodies bear as well, in lower case."""
_SHORTEST_BODY: Final = min(map(len, _NATIONAL_BODIES))
_OF_A_STATE: Final[frozenset[str]] = frozenset(words("of_a_state"))
"""Words before such a name that make it a state's own ("National", "Supreme")."""

_SMALL_ACRONYMS: Final = frozenset({"eu", "uae", "uk", "un", "us", "usa"})
"""Acronyms of those who act that are no words in a phrase for an actor, but for "us" by itself."""
_SMALL: Final = frozenset({"name", "demonym", "adjective"})
_BESIDE: Final = frozenset({"the", "and", "or", "of", "in", "from", "with", "for", "against", "to", "by", "former"})


def _is_loose(name: Name) -> bool:
    """Whether a name with its article stands for somebody only by itself: "The Standard", "the South"."""
    return name.entity_id.startswith("media:") or (name.kind == "generic" and name.entity_id.startswith("state:"))


def _weak(name: Name) -> bool:
    """Whether a name of one word is likely a piece of a personal name when one stands beside it."""
    single = name.entity_id.startswith("person:") and " " not in name.surface
    return single or name.entity_id.startswith(("company:", "media:", "region:", "city:"))


def _may_be_given(name: Name) -> bool:
    """Whether a known name before a surname is likely the given name ("Douglas", a capital, in "Douglas Melendez")."""
    return _weak(name) or name.kind == "capital"


def _may_be_part(words: str, start: int, end: int, names: tuple[Name, ...]) -> bool:
    """Whether a known name may be a piece of a longer one, so that the words beside it must be looked at."""
    if words[start : start + 4] in {"The ", "the "} or words[max(0, start - 3) : start].lower() in {"al-", "el-"}:
        return True
    text = words[start:end]
    if " " in text:
        return not names or _is_short(text, names)
    return text in _GIVEN_NAMES or all(
        _weak(name) or name.kind == "capital" or name.entity_id.startswith(("region:", "city:")) for name in names
    )


def _is_short(text: str, names: tuple[Name, ...]) -> bool:
    """Whether words name persons by less than a full name ("Crown Prince Mohammed"), so that more may follow."""
    written = _slug(text)
    return bool(names) and all(
        name.entity_id.startswith("person:") and not name.entity_id.startswith(f"person:{written}") for name in names
    )


def _is_surname(names: tuple[Name, ...]) -> bool:
    return bool(names) and all(name.kind == "surname" for name in names)


def _is_state(names: tuple[Name, ...]) -> bool:
    return any(name.entity_id.startswith("state:") for name in names)


def _is_other_word(words: str, one: Known, following: Known | None) -> bool:
    """Whether a surname of the tables is none here: "Su-30", "AI", "USS Mason", "White South Africans"."""
    start, end, names, _ = one
    if words[end : end + 1] == "-" and words[end + 1 : end + 2].isdigit():
        return True
    if words[start - 1 : start] in {"-", "\u2013"} and words[max(0, start - 4) : start - 1].lower() == "neo":
        return True  # "neo-Nazi" is nobody's country
    if not names or names[0].kind != "surname" or not _is_surname(names):
        return False
    text = words[start:end]
    if text in _COLOURS and words[end : end + 1] == " " and _IN_COLOUR.match(words, end + 1):
        return True
    if text.lower() in TITLES and (words[end : end + 4] == " of " or words[end : end + 2].strip().isupper()):
        return True
    beside = following is not None and following[0] == end + 1 and _is_state(following[2])
    acronym = text.isupper() and len(text) <= _SHORT and not any(name.surface.isupper() for name in names)
    return beside or acronym or bool(start and _is_other_after(text, words[max(0, start - _BEFORE) : start]))


def _is_other_after(surname: str, before: str) -> bool:
    """Whether what stands before a surname makes it another word: a ship, a month, the end of a compound."""
    words_before = before.split()
    last = words_before[-1] if words_before else ""
    if before.endswith("-"):
        return last[0].isupper() and last.lower() not in _PREFIXES
    if surname in _MONTHS and last == "in" and words_before[-2:-1] and words_before[-2] in _TRUST:
        return False  # "confidence in May"
    return last in _BEFORE_OTHERS or (surname in _MONTHS and last in _WHEN)


def _is_national(words: str, one: Known, before: Known | None, following: Known | None) -> bool:
    """Whether the name of a body of the world is a state's own here ("the Security Council of Russia")."""
    start, end, names, _ = one
    if (
        end - start < _SHORTEST_BODY
        or not names
        or words[start:end].lower().removeprefix("the ") not in _NATIONAL_BODIES
    ):
        return False
    if before is not None and _is_state(before[2]) and words[before[1] : start] in {" ", "'s ", "\u2019s ", "' "}:
        return True
    owner = words[:start].rsplit(None, 1)
    if owner and words[start - 1 : start] == " " and owner[-1].lower() in _OF_A_STATE:
        return True
    return following is not None and _is_state(following[2]) and words[end : following[0]] in {" of ", " of the "}


def _country(name: Name) -> str:
    """Country of a state, region or city, as its id tells it."""
    kind, _, slug = name.entity_id.partition(":")
    return slug if kind == "state" else slug[:3].upper() if kind in {"region", "city"} else ""


def _within(words: str, one: Known, following: Known | None) -> tuple[Known | None, Known | None]:
    """A place and the one that a comma puts it into, each in the other's light; None for a town elsewhere.

    "Alexandria, Virginia" is not in Egypt, and of "Atlanta, Georgia" the town says which Georgia is meant.
    """
    if following is None or following[0] != one[1] + 2 or words[one[1]] != "," or not one[2] or not following[2]:
        return one, following
    towns = [name for name in one[2] if name.kind == "capital" or name.entity_id.startswith(("city:", "region:"))]
    around = {_country(name) for name in following[2] if name.entity_id.startswith(("region:", "state:"))}
    if len(towns) < len(one[2]) or "" in around or not around or any(n.kind in _PEOPLE for n in following[2]):
        return one, following
    kept = tuple(name for name in towns if _country(name) in around)
    if kept:
        countries = {_country(name) for name in kept}
        wider = tuple(name for name in following[2] if _country(name) in countries)
        return (*one[:2], kept, one[3]), (*following[:2], wider, following[3])
    return (None if any(name.entity_id.startswith("region:") for name in following[2]) else one), following


def _in_place(words: str, known: list[Known]) -> list[Known]:
    """The known names without those that are other words here."""
    kept: list[Known] = []
    before: Known | None = None
    one = known[0] if known else None
    for place in range(1, len(known) + 1):
        following = known[place] if place < len(known) else None
        if one is None or _is_other_word(words, one, following) or _is_national(words, one, before, following):
            before, one = one, following
            continue
        placed, wider = _within(words, one, following)
        if placed is not None:
            kept.append(placed)
        before, one = one, wider
    return kept


def without_name_parts(words: str, tokens: tuple[Token, ...] | None, known: list[Known]) -> list[Known]:
    """Leaves out surnames and gazetteer places that are a piece of a longer personal name ("Nancy Pelosi").

    Args:
        words: The text.
        tokens: Its words, where they are known already.
        known: The names and places found in it.
    """
    known = _in_place(words, known)
    if not any(_may_be_part(words, start, end, names) for start, end, names, _ in known):
        return known
    tokens = tokenise(words) if tokens is None else tokens
    kept = []
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    for start, end, names, country in known:
        text = words[start:end]
        next_one = bisect_left(starts, end)
        following = tokens[next_one] if next_one < len(tokens) else None
        if following is not None and _opens_longer(words, (start, end, names, country), following):
            continue
        before = not names or (" " not in text and all(_weak(name) for name in names))
        also_given = text in _GIVEN_NAMES
        after = before or (
            (
                " " not in text
                and all(name.kind == "capital" or name.entity_id.startswith(("region:", "city:")) for name in names)
            )
            or also_given
        )
        holder = bisect_left(starts, start) - 1
        inner = tokens[holder] if holder >= 0 and tokens[holder].end > start else None
        if inner is not None and inner.text[:3].lower() in {"al-", "el-"} and start == inner.start + 3:
            continue
        if before or after:
            around = []
            last_one = bisect_right(ends, start) - 1
            if 0 <= last_one < len(tokens) - 1:
                token = tokens[last_one]
                article = token.text in _ARTICLES  # "A Munich court", where a line begins
                inside = token.text in _INNER or (also_given and _INITIAL.fullmatch(token.text))
                named = last_one > 0 and inside and is_name_word(tokens[last_one - 1])
                if (before and not token.possessive and not article) or (after and named):
                    around.append(token)
            if following is not None and next_one and not tokens[next_one - 1].possessive:
                around.append(following)
            if around and any(
                (is_name_word(token) or (token.low in NAME_PARTICLES and token.start >= end) or token.text in _INNER)
                and token.low not in _PLACE_WORDS
                and not any(
                    first < token.end
                    and token.start < last
                    and first != start
                    and names
                    and not all(map(_may_be_given, names))
                    for first, last, names, _ in known
                )
                for token in around
            ):
                continue
        kept.append((start, end, names, country))
    return kept


def _opens_longer(words: str, one: Known, following: Token) -> bool:
    """Whether the word behind a known name makes it a piece of a longer one ("The Standard Bank")."""
    start, end, names, _ = one
    text = words[start:end]
    if following.start != end + 1 or not names:
        return False
    if text[:4] in {"The ", "the "} and all(_is_loose(name) for name in names) and following.text[0].isupper():
        return True
    return " " in text and _is_short(text, names) and _goes_on(following, words, text, names)


def _goes_on(token: Token, words: str, short: str, names: tuple[Name, ...]) -> bool:
    """Whether a word behind a short name makes it somebody else's ("Crown Prince Mohammed bin Zayed")."""
    if any(_is_rest(name, short, words[token.start :]) for name in names):
        return False
    if token.text in _INNER:
        return True
    common = token.low in _PLACE_WORDS or token.low in INSTITUTIONS or singular(token.low) in KINDS
    return is_name_word(token) and not token.possessive and not common


def _is_rest(name: Name, short: str, rest: str) -> bool:
    """Whether what stands behind a short name is the rest of the full one."""
    _, last, more = name.entity_id.rpartition(_slug(short.rsplit(maxsplit=1)[-1]) + "-")
    return bool(last) and _slug(rest).startswith(more)


def _slug(words: str) -> str:
    """Words as an id has them."""
    return "-".join(_LETTERS.findall(fold(words)))


_GIVEN_NAMES: Final[frozenset[str]] = frozenset(words("given_names"))
"""Names of states, peoples and capitals that persons bear as well, as they are written."""
_PLACE_WORDS: Final[frozenset[str]] = frozenset(words("place_words"))


def found_names(
    words: str,
    names: Iterable[tuple[int, int, tuple[Name, ...]]],
    extra: list[tuple[int, int, tuple[Name, ...]]],
    gazetteer: Iterable[tuple[int, int, str]],
    *,
    lower: bool,
    town: bool = False,
) -> list[Known]:
    """All names and places of a phrase in order: those found by spelling win over the tables', these over places.

    Where the phrase says where (``town``), a place wins over whoever has its name for a surname.
    """
    gazetteer = tuple(gazetteer)
    spots = {(start, end) for start, end, _ in gazetteer} if town else set()
    known = [(start, end, found, "") for start, end, found in extra]
    for start, end, found in names:
        kept = tuple(name for name in found if name.surface.islower()) if lower else found
        if (start, end) in spots and _is_surname(kept):
            continue
        if kept and not any(start < stop and begin < end for begin, stop, _ in extra):
            known.append((start, end, kept, ""))
    covered = [(start, end) for start, end, _, _ in known]
    known += [
        (start, end, (), country)
        for start, end, country in gazetteer
        if end <= len(words) and not any(start < stop and begin < end for begin, stop in covered)
    ]
    return sorted(known, key=lambda item: item[:2])


def in_small_letters(
    words: str, tokens: Sequence[Token], knowledge: Knowledge, common: Callable[[str], bool]
) -> list[tuple[int, int, tuple[Name, ...]]]:
    """Names of a phrase for an actor, all in small letters, that are spelled like words ("turkey", "polish", "uk").

    In running text they are taken for the words; of somebody who acts they are the names, and so are surnames behind a
    title ("president biden"). A state is none beside a word that nobody knows, which may be the rest of a person's name
    ("jordan henderson").
    """
    named = [(start, end) for start, end, _ in knowledge.find(words)]

    def taken(token: Token) -> bool:
        return any(start < token.end and token.start < end for start, end in named)

    found = []
    for at, token in enumerate(tokens):
        low = token.low
        names: tuple[Name, ...] = ()
        if low in _SMALL_ACRONYMS and (low != "us" or len(tokens) > 1):
            names = knowledge.names(low.upper())
        elif low in COMMON:
            names = tuple(
                name
                for name in knowledge.names(low.capitalize())
                if name.kind in _SMALL and name.entity_id.startswith("state:")
            )
        elif at and tokens[at - 1].low in TITLES and low not in TITLES and low.isalpha() and not common(low):
            names = tuple(name for name in knowledge.names(low.capitalize()) if name.kind == "surname")
        if not names or taken(token):
            continue
        beside = [*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]]
        if names[0].kind == "name" and not all(
            other.low in _BESIDE or not other.low[0].isalpha() or common(other.low) or taken(other) for other in beside
        ):
            continue
        found.append((token.start, token.start + len(low), names))
    return found
