"""How an actor phrase is built: its core, head noun, names, number, and which known names stand where in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.actors.lexicon import (
    BOTH,
    FORMER,
    INSTITUTIONS,
    LINKED,
    NAME_PARTICLES,
    NUMBERS,
    OFFICES,
    OPENERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIONAL,
    SETS,
    TITLES,
    TRANSPARENT,
    words,
)
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multipolar.resolving.knowledge import Knowledge, Name

__all__ = ["Hit", "Phrase", "Token", "analyse", "tokenise", "without_name_parts"]

_TOKEN: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?![\d,])|[^\W_]+(?:[.'\u2019&/-][^\W_]+)*\.?|[,;:()\"\u201c\u201d\u2013\u2014-]"
)
_ACRONYM: Final = re.compile(r"\(\s*(?:the\s+)?[\"\u201c']?([A-Z][A-Za-z.&-]{1,11})[\"\u201d']?\s*\)")
_OWNERS: Final = frozenset({"'s", "\u2019s"})
_JOIN: Final = re.compile(r"(?:'s|\u2019s)?\s*(?:,|,?\s*and|,?\s*or|&)\s*(?:the\s+|some\s+)?|[\u2013-](?:and-)?")
_PARTED: Final[dict[str, str]] = {"led": "led", "run": "led", "controlled": "led", "held": "led", "based": "based"}


class Token(NamedTuple):
    """A word or mark of a phrase: its text, lower-case stem (no possessive, no final full stop), and offsets."""

    text: str
    low: str
    start: int
    end: int
    possessive: bool = False


class Hit(NamedTuple):
    """A known name or place within a phrase.

    Attributes:
        start: First character within the phrase.
        end: One past the last.
        names: What the tables say that the words may name; empty for places of the gazetteer.
        country: Country of a gazetteer place, else empty.
        part: 0 in the core of the phrase, else the number of the part after it.
        lead: The word that opens the part ("of", "in"), or "," for an apposition; empty in the core.
        tie: How the words are bound: ``""`` plainly, ``backed``, ``anti``, ``pro``, ``led``, ``based``.
        last: Whether it ends its part.
        first: Whether it opens the phrase.
        joined: Whether "and" joins it to the known name before ("French and British troops").
    """

    start: int
    end: int
    names: tuple[Name, ...]
    country: str = ""
    part: int = 0
    lead: str = ""
    tie: str = ""
    last: bool = False
    first: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """An actor phrase, taken apart. Each is itself alone, however alike another may be.

    Attributes:
        words: The phrase.
        tokens: Its words and marks.
        core: The tokens before the first preposition, comma or relative pronoun, openers left off.
        head: Head noun, lower case; empty where the core ends in a name.
        shape: ``pronoun``, ``set`` ("both leaders"), ``bare`` (nothing but a known name), ``known`` (holds a known
            name), ``named`` (holds a name that the tables do not know) or ``described``.
        pronoun: Class of the pronoun, or of the possessive that opens the phrase.
        plural: Whether it speaks of several.
        former: Whether its office lies in the past.
        person: The personal name in it, empty if none.
        office: Offices that its title may mean.
        acronym: Short form that it introduces in brackets.
        hits: Known names, in order.
    """

    words: str
    tokens: tuple[Token, ...]
    core: tuple[Token, ...]
    head: str
    shape: str
    pronoun: str = ""
    plural: bool = False
    former: bool = False
    person: str = ""
    office: tuple[str, ...] = ()
    acronym: str = ""
    hits: tuple[Hit, ...] = ()
    lows: frozenset[str] = field(default_factory=frozenset)


def tokenise(words: str) -> tuple[Token, ...]:
    """Words and marks of a phrase, with offsets; "U.S." and "al-Qaeda" are one word each, "Iran's" is a possessive."""
    found: list[Token] = []
    for match in _TOKEN.finditer(words):
        text, low, possessive = match.group(), match.group().lower(), False
        if low[-2:] in _OWNERS:
            low, possessive = low[:-2], True
        elif low[-1] == "s":
            following = words[match.end() : match.end() + 1]
            possessive = following in {"'", "\u2019"}
        if low.endswith(".") and low.count(".") == 1 and len(low) > 3:  # noqa: PLR2004 - "Gen." keeps its stop
            low = low[:-1]
        found.append(Token(text, low, match.start(), match.end(), possessive))
    return tuple(found)


def _parts(tokens: tuple[Token, ...], spans: list[tuple[int, int]]) -> list[tuple[str, list[Token]]]:
    """The tokens cut at prepositions and marks: (opening word, tokens) each, the core first with an empty opening.

    A comma between two known names lists them ("Russian, Iranian and Syrian ministers") and does not cut; "of" does not
    cut after a word that merely leads to it ("members of the Syrian army", "the government of Morocco").
    """
    parts: list[tuple[str, list[Token]]] = [("", [])]
    ends = {end for _, end in spans}
    starts = {start for start, _ in spans}
    for at, token in enumerate(tokens):
        if not token.text[0].isalnum():
            listed = at and tokens[at - 1].end in ends and at + 1 < len(tokens) and tokens[at + 1].start in starts
            if (
                token.text in {",", "(", "\u2013", "\u2014", ";", ":"}
                and parts[-1][1]
                and not (token.text == "," and listed)
            ):
                parts.append((",", []))
            continue
        if token.low == "of" and len(parts) == 1 and parts[0][1] and parts[0][1][-1].low not in RELATIONAL:
            parts[0][1].append(token)
            continue
        opens = token.low in PREPOSITIONS and not token.text[0].isupper()
        if opens and (parts[-1][1] or parts[-1][0]):
            parts.append((token.low, []))
        elif token.low == "and" and len(parts) > 1:
            parts[-1][1].append(token)
        else:
            parts[-1][1].append(token)
    return parts


def _strip(core: list[Token]) -> list[Token]:
    at = 0
    while at < len(core) - 1 and (
        core[at].low in OPENERS or core[at].low in POSSESSIVES or core[at].text[0].isdigit() or core[at].low in BOTH
    ):
        at += 1
    return core[at:]


def _is_name_word(token: Token) -> bool:
    """Whether a word may be part of a personal name, as far as its letters tell."""
    text = token.text
    if text[:3].lower() in {"al-", "el-"} and len(text) > 3:  # noqa: PLR2004 - the article alone is no name
        return text[3].isupper()
    if text.isupper() and len(text) > 1 and "." not in text:
        return False
    return text[0].isupper() and token.low not in TITLES


def _person(core: list[Token], taken: set[int], common: Callable[[str], bool]) -> str:
    """The run of capitalised words at the end of the core that may be a personal name.

    A word that is also a common noun ("Council", "Gunmen") belongs to it only as its last word, after another name.
    """
    run: list[Token] = []
    if len(core) > 1 and (core[-1].low in INSTITUTIONS or _is_class(core[-1])):
        return ""
    for at in range(len(core) - 1, -1, -1):
        token = core[at]
        if token.possessive and run:
            break
        plain = common(token.low)
        first = at == 0 or at - 1 in taken or not _is_name_word(core[at - 1]) or common(core[at - 1].low)
        if plain and (run or first):
            break
        if (_is_name_word(token) and at not in taken) or (run and token.low in NAME_PARTICLES and at > 0):
            run.append(token)
        else:
            break
    while run and run[-1].low in NAME_PARTICLES and run[-1].text[0].islower() and len(run) > 1:
        run.pop()
    run.reverse()
    return " ".join(token.text.removesuffix("'s").removesuffix("\u2019s") for token in run)


def _is_class(token: Token) -> bool:
    """Whether a capitalised word is a plural that names a class of people ("Rangers", "Democrats"), and no surname."""
    if token.low in _PEOPLES:
        return True
    return token.low not in _SURNAMES and token.low.endswith("s") and singular(token.low) in KINDS


_PEOPLES: Final = frozenset(words("peoples"))
_SURNAMES: Final = frozenset(words("plural_surnames"))


def _tie(words: str, start: int, end: int) -> str:
    """How a name is bound into a compound: "Iran-backed", "anti-China", "Saudi-led"."""
    before, after = words[:start].lower(), words[end:].lower()
    if before.endswith(("anti-", "anti\u2013", "anti ", "counter-")):
        return "anti"
    if before.endswith(("pro-", "pro\u2013", "pro ")):
        return "pro"
    if after.startswith(("-", "\u2013", " ")):
        word = re.match(r"[-\u2013 ](?:government-|state-)?([a-z]+)", after)
        if word and (after[0] != " " or word.group(1) in LINKED):
            if word.group(1) in LINKED:
                return "backed"
            return _PARTED.get(word.group(1), "")
    return ""


def _hits(
    words: str, parts: list[tuple[str, list[Token]]], known: Iterable[tuple[int, int, tuple[Name, ...], str]]
) -> tuple[Hit, ...]:
    bounds = [(tokens[0].start, tokens[-1].end, lead) for lead, tokens in parts if tokens]
    opening = min((tokens[0].start for _, tokens in parts[:1] if tokens), default=0)
    found: list[Hit] = []
    for start, end, names, country in known:
        part = next((i for i, (_, last, _) in enumerate(bounds) if start < last), len(bounds) - 1)
        lead, stop = (bounds[part][2], bounds[part][1]) if bounds else ("", len(words))
        found.append(
            Hit(
                start=start,
                end=end,
                names=names,
                country=country,
                part=part,
                lead=lead,
                tie=_tie(words, start, end),
                last=end >= stop - 2,
                first=start <= opening,
                joined=bool(found) and bool(_JOIN.fullmatch(words[found[-1].end : start])),
            )
        )
    return tuple(found)


_INNER: Final = frozenset({"de", "da", "dos", "del", "di", "van", "von", "bin", "al", "el"})
"""Particles within personal names, as they are written there."""


def _is_loose(name: Name) -> bool:
    """Whether a name with its article stands for somebody only by itself: "The Standard", "the South"."""
    return name.entity_id.startswith("media:") or (name.kind == "generic" and name.entity_id.startswith("state:"))


def _weak(name: Name) -> bool:
    """Whether a name of one word is likely a piece of a personal name when one stands beside it."""
    single = name.entity_id.startswith("person:") and " " not in name.surface
    return single or name.entity_id.startswith(("company:", "media:", "region:", "city:"))


def _may_be_part(words: str, start: int, end: int, names: tuple[Name, ...]) -> bool:
    """Whether a known name may be a piece of a longer one, so that the words beside it must be looked at."""
    if words[start : start + 4] in {"The ", "the "} or words[max(0, start - 3) : start].lower() in {"al-", "el-"}:
        return True
    text = words[start:end]
    if " " in text:
        return not names
    return text in _GIVEN_NAMES or all(
        _weak(name) or name.kind == "capital" or name.entity_id.startswith(("region:", "city:")) for name in names
    )


def without_name_parts(
    words: str, tokens: tuple[Token, ...] | None, known: list[tuple[int, int, tuple[Name, ...], str]]
) -> list[tuple[int, int, tuple[Name, ...], str]]:
    """Leaves out surnames and gazetteer places that are a piece of a longer personal name ("Nancy Pelosi").

    Args:
        words: The text.
        tokens: Its words, where they are known already.
        known: The names and places found in it.
    """
    if not any(_may_be_part(words, start, end, names) for start, end, names, _ in known):
        return known
    tokens = tokenise(words) if tokens is None else tokens
    kept = []
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    for start, end, names, country in known:
        text = words[start:end]
        next_one = bisect_left(starts, end)
        following = tokens[next_one] if next_one < len(tokens) else None
        titled = text[:4] in {"The ", "the "} and names and all(_is_loose(name) for name in names)
        if titled and following is not None and following.start == end + 1 and following.text[0].isupper():
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
                named = last_one > 0 and token.text in _INNER and _is_name_word(tokens[last_one - 1])
                if (before and not token.possessive) or (after and named):
                    around.append(token)
            if following is not None and next_one and not tokens[next_one - 1].possessive:
                around.append(following)
            spans = [
                (other[0], other[1])
                for other in known
                if other[0] != start and other[2] and not all(_weak(name) for name in other[2])
            ]
            if any(
                (_is_name_word(token) or (token.low in NAME_PARTICLES and token.start >= end) or token.text in _INNER)
                and token.low not in _PLACE_WORDS
                and not any(first < token.end and token.start < last for first, last in spans)
                for token in around
            ):
                continue
        kept.append((start, end, names, country))
    return kept


_GIVEN_NAMES: Final[frozenset[str]] = frozenset(words("given_names"))
"""Names of states, peoples and capitals that persons bear as well, as they are written."""
_PLACE_WORDS: Final[frozenset[str]] = frozenset(words("place_words"))


_OFFICE_WORDS: Final = frozenset(word for phrase, _ in OFFICES for word in phrase.split())


def _office(text: str) -> tuple[str, ...]:
    for phrase, offices in OFFICES:
        at = text.find(phrase)
        if (
            at >= 0
            and (at == 0 or not text[at - 1].isalnum())
            and not text[at + len(phrase) : at + len(phrase) + 1].isalnum()
        ):
            return offices
    return ()


def _found(
    words: str,
    names: Iterable[tuple[int, int, tuple[Name, ...]]],
    extra: list[tuple[int, int, tuple[Name, ...]]],
    gazetteer: Iterable[tuple[int, int, str]],
    *,
    lower: bool,
) -> list[tuple[int, int, tuple[Name, ...], str]]:
    """All names and places of a phrase in order: those found by spelling win over the tables', these over places."""
    known = [(start, end, found, "") for start, end, found in extra]
    for start, end, found in names:
        kept = tuple(name for name in found if name.surface.islower()) if lower else found
        if kept and not any(start < stop and begin < end for begin, stop, _ in extra):
            known.append((start, end, kept, ""))
    covered = [(start, end) for start, end, _, _ in known]
    known += [
        (start, end, (), country)
        for start, end, country in gazetteer
        if end <= len(words) and not any(start < stop and begin < end for begin, stop in covered)
    ]
    return sorted(known, key=lambda item: item[:2])


def analyse(
    words: str,
    knowledge: Knowledge,
    gazetteer: Iterable[tuple[int, int, str]] = (),
    extra: Iterable[tuple[int, int, tuple[Name, ...]]] = (),
    *,
    common: Callable[[str], bool] = lambda _: False,
    running: bool = False,
) -> Phrase:
    """Takes a phrase apart.

    Args:
        words: The phrase.
        knowledge: Where known names are looked up.
        gazetteer: Places in the phrase by the place finder: start, end, country.
        extra: Names found otherwise (by their spelling): start, end, whom they name.
        common: Whether a word is a common noun or adjective, for those that stand capitalised.
        running: Whether the phrase stands in running text with capitals, so that lower-case words are no names.
    """
    tokens = tokenise(words)
    found = _found(words, knowledge.find(words), list(extra), gazetteer, lower=running and words.islower())
    known = without_name_parts(words, tokens, found)
    parts = _parts(tokens, [(start, end) for start, end, _, _ in known])
    hits = _hits(words, parts, known)
    full = parts[0][1]
    core = _strip(full)
    alpha = [token for token in tokens if token.text[0].isalnum()]
    lows = frozenset(token.low for token in alpha)
    pronoun, shape = "", ""
    if len(alpha) == 1 and alpha[0].low in PRONOUNS and not (alpha[0].text.isupper() and len(alpha[0].text) > 1):
        pronoun, shape = PRONOUNS[alpha[0].low], "pronoun"
        hits = ()
    elif alpha and alpha[0].low in POSSESSIVES:
        pronoun = POSSESSIVES[alpha[0].low]
    taken = {i for i, token in enumerate(core) for hit in hits if hit.start < token.end and token.start < hit.end}
    person = "" if shape == "pronoun" else _person(core, taken, common)
    head = "" if shape == "pronoun" else _noun(core, hits, names=len(person.split()))
    if not shape:
        bare_hits = hits and not person
        rest = [t for t in core if t.low not in _BETWEEN and not any(h.start < t.end and t.start < h.end for h in hits)]
        if _is_set(alpha, head, hits=bool(hits), person=bool(person)):
            shape = "set"
        elif bare_hits and not rest and len(parts) == 1:
            shape = "bare"
        elif hits:
            shape = "known"
        else:
            shape = (
                "named"
                if person and not (len(core) == 1 and len(person.split()) == 1 and _common(core[0]))
                else "described"
            )
    acronym = _ACRONYM.search(words)
    return Phrase(
        words=words,
        tokens=tokens,
        core=tuple(core),
        head=head,
        shape=shape,
        pronoun=pronoun,
        plural=_plural(alpha, core, head, pronoun),
        former=not lows.isdisjoint(FORMER) or any(low.startswith("ex-") for low in lows),
        person=person,
        office=_office(" ".join(token.low for token in alpha)) if not lows.isdisjoint(_OFFICE_WORDS) else (),
        acronym=acronym.group(1) if acronym else "",
        hits=hits,
        lows=lows,
    )


def _noun(core: list[Token], hits: tuple[Hit, ...], *, names: int) -> str:
    """Head noun of the core: what is left of it without the personal name and the known names at its end."""
    body = core[: len(core) - names] if names else core
    named = names > 0
    while body:
        token = body[-1]
        hit = next((hit for hit in hits if hit.start < token.end and token.start < hit.end), None)
        if named and token.low in _BETWEEN:
            body = body[:-1]
            continue
        if hit is None or (token.text.islower() and token.end >= hit.end):
            break
        body, named = body[:-1], True
    while named and body and body[-1].low in _BEFORE_NAMES:
        body = body[:-1]
    return _head(_without_participle(body))


def _without_participle(body: list[Token]) -> list[Token]:
    """The words without a participle that follows the noun ("the officials involved", "a woman named")."""
    for at in range(len(body) - 1, max(0, len(body) - 3), -1):
        if body[at].low.endswith(("ed", "ing")) and body[at].text.islower() and body[at].low not in KINDS:
            if singular(body[at - 1].low) in KINDS and body[at - 1].text.islower():
                return body[:at]
        else:
            break
    return body


def _head(body: list[Token]) -> str:
    """The noun that says what the actor is: the word before the first "of", or after it if that one leads on."""
    lows = [token.low for token in body]
    if "of" not in lows:
        return lows[-1] if lows else ""
    at = lows.index("of")
    if at and lows[at - 1] in TRANSPARENT and lows[at - 1] not in _LEADING and at + 1 < len(lows):
        rest = [token.low for token in body[at + 1 :] if token.text[0].islower() and token.low not in OPENERS]
        return rest[-1] if rest else lows[at - 1]
    return lows[at - 1] if at else lows[-1]


_BETWEEN: Final = frozenset({"and", "or", "the"})
"""What stands between names that are listed."""
_BEFORE_NAMES: Final[frozenset[str]] = frozenset(words("before_names"))
"""Words before a name that say nothing of what it is: "Mr", "the ruling", "joint"."""
_LEADING: Final = frozenset(["leader", "leaders", "head", "heads", "chief", "spokesman", "spokesperson", "spokeswoman"])


def _common(token: Token) -> bool:
    """Whether a lone capitalised word is more likely a common noun that opens its sentence ("Protesters")."""
    return token.low.endswith(("ers", "ors", "ists", "ants", "ians", "tions", "ees", "ice", "ents", "ials"))


_WHOLE_SETS: Final = frozenset(
    {"both", "each", "each other", "one another", "all sides", "the two", "the pair", "the trio", "the three"}
)


def _is_set(alpha: list[Token], head: str, *, hits: bool, person: bool) -> bool:
    lows = [token.low for token in alpha]
    if " ".join(lows) in _WHOLE_SETS:
        return True
    if not alpha or hits or person or (lows[0] in NUMBERS and lows[0] != "all"):
        return False
    if len(lows) > 5:  # noqa: PLR2004 - a longer description says whom it means
        return False
    if (lows[0] == "both" and head.endswith(("s", "men"))) or (lows[:2] == ["the", "two"] and head in {"men", "women"}):
        return True
    opened = lows[0] in {"both", "each", "either", "neither", "all", "the", "these", "those", "their"}
    return head in SETS and opened and head.endswith("s") and (lows[0] != "their" or head not in RELATIONAL)


def _plural(alpha: list[Token], core: list[Token], head: str, pronoun: str) -> bool:
    if len(alpha) == 1 and pronoun:
        return pronoun in {"they", "we"}
    if not alpha:
        return False
    first = alpha[0].low
    if first in {"a", "an", "one", "this", "that", "every"}:
        return False
    if first in NUMBERS or first in _COUNTING:
        return True
    word = head or (core[-1].low if core else "")
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in _PLURALS


_COUNTING: Final = frozenset({"both", "all", "some", "at", "about", "around", "over", "nearly", "those", "these"})
_PLURALS: Final = frozenset({"people", "men", "women", "police", "children", "troops"})
