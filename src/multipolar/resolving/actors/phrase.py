"""How an actor phrase is built: its core, head noun, names, number, and which known names stand where in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.known_names import Known, found_names, in_small_letters, without_name_parts
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
from multipolar.resolving.actors.tokens import Hit, is_name_word, tokenise
from multipolar.resolving.actors.vocabulary import KINDS
from multipolar.resolving.actors.weights import singular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multipolar.resolving.actors.tokens import Token
    from multipolar.resolving.knowledge import Knowledge, Name

__all__ = ["Phrase", "analyse"]

_ACRONYM: Final = re.compile(r"\(\s*(?:the\s+)?[\"\u201c']?([A-Z][A-Za-z.&-]{1,11})[\"\u201d']?\s*\)")
_JOIN: Final = re.compile(r"(?:'s|\u2019s)?\s*(?:,|,?\s*and|,?\s*or|&)\s*(?:the\s+|some\s+)?|[\u2013-](?:and-)?")
_NUMBER: Final = rf"(?:\d+(?:[,.]\d+)*|(?:{'|'.join(sorted(NUMBERS))})(?:-(?:{'|'.join(sorted(NUMBERS))})){{0,3}})"
_COUNT: Final = rf"{_NUMBER}(?:\s+(?:(?:of|and|a)\s+){{0,2}}{_NUMBER}){{0,7}}"
_BOUNDS: Final = "|".join(sorted((bound.replace(" ", r"\s+") for bound in words("bounds")), key=len, reverse=True))
_QUANTITY: Final = re.compile(
    rf"\W*(?:(?:(?:anywhere|anything|somewhere)\s+)?(?:from|between)\s+{_COUNT}\s*(?:to|and|[-\u2013])\s*{_COUNT}"
    rf"|(?:(?:{_BOUNDS})\s+)*(?:(?:a|one|two|three|four)[\s-](?:{'|'.join(sorted(words('fractions')))})(?=\s+of\b)"
    rf"|{_COUNT}(?:\s*(?:to|or|[-\u2013])\s*{_COUNT})?(?:\s+or\s+(?:so|fewer|less))?))(?![\w'\u2019-])",
    re.IGNORECASE,
)
"""What says how many, at the start of a phrase: "more than 50", "anywhere from 10 to 20", "up to a third" of them. Its
prepositions ("than", "to", "from") end nothing."""
_PARTED: Final[dict[str, str]] = {
    **dict.fromkeys(("led", "run", "controlled", "held", "owned"), "led"),
    "based": "based",
    "born": "born",
    "bound": "bound",
}


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


def _parts(tokens: tuple[Token, ...], spans: list[tuple[int, int]], counted: int) -> list[tuple[str, list[Token]]]:
    """The tokens cut at prepositions and marks: (opening word, tokens) each, the core first with an empty opening.

    What says how many, up to the offset ``counted``, belongs to the core whole. A comma between two known names lists
    them ("Russian, Iranian and Syrian ministers") and does not cut; "of" does not cut after a word that merely leads to
    it ("members of the Syrian army", "the government of Morocco").
    """
    parts: list[tuple[str, list[Token]]] = [("", [])]
    ends = {end for _, end in spans}
    starts = {start for start, _ in spans}
    for at, token in enumerate(tokens):
        if token.end <= counted:
            if token.text[0].isalnum():
                parts[0][1].append(token)
            continue
        if not token.text[0].isalnum():
            listed = at and tokens[at - 1].end in ends and at + 1 < len(tokens) and tokens[at + 1].start in starts
            if (
                token.text in {",", "(", "\u2013", "\u2014", ";", ":"}
                and parts[-1][1]
                and not (token.text in ",\u2013" and listed)
            ):
                parts.append((",", []))
            continue
        if token.low == "of" and len(parts) == 1 and parts[0][1] and parts[0][1][-1].low not in RELATIONAL:
            parts[0][1].append(token)
            continue
        opens = token.low in PREPOSITIONS and not token.text[0].isupper()
        if opens and len(parts) == 1 and _describes(tokens, at, parts[0][1], counted):
            opens = False
        if opens and (parts[-1][1] or parts[-1][0]):
            parts.append((token.low, []))
        elif token.low == "and" and len(parts) > 1:
            parts[-1][1].append(token)
        else:
            parts[-1][1].append(token)
    return parts


def _describes(tokens: tuple[Token, ...], at: int, before: list[Token], counted: int) -> bool:
    """Whether a participle stands before its noun, and so ends nothing ("a suspected bomber", "80 serving men")."""
    low = tokens[at].low
    if not low.endswith(("ed", "ing")) or not before:
        return False
    rest = [token for token in before if token.end > counted]
    if any((token.low not in OPENERS and not token.text[0].isdigit()) or token.low in _THOSE for token in rest):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is None or (following.text[0].isalnum() and following.low not in PREPOSITIONS)


def _before_of(core: list[Token], hits: tuple[Hit, ...], common: Callable[[str], bool]) -> list[Token]:
    """The core without "of Utah" after a person's name; "of" after any other word belongs to it ("Bank of China")."""
    at = next((i for i, token in enumerate(core) if token.low == "of"), 0)
    if not at or core[at].text[0].isupper():
        return core
    last = core[at - 1]
    hit = next((hit for hit in hits if hit.start < last.end and last.start < hit.end), None)
    if hit is not None:
        named = bool(hit.names) and all(name.entity_id.startswith("person:") for name in hit.names)
        return core[:at] if named and hit.end <= last.end else core
    if at == 1 or not _is_personal(last, common):
        return core
    first = core[at - 2]
    titled = first.low in TITLES or singular(first.low) in KINDS
    return core[:at] if titled or _is_personal(first, common) else core


def _is_personal(token: Token, common: Callable[[str], bool]) -> bool:
    """Whether a word can be part of a person's name and is nothing else."""
    return (
        is_name_word(token)
        and not token.text.isupper()
        and not common(token.low)
        and singular(token.low) not in KINDS
        and token.low not in INSTITUTIONS
    )


def _strip(core: list[Token], counted: int) -> list[Token]:
    """The core without what opens it: articles, and what says how many, unless nothing else is there."""
    at = sum(token.end <= counted for token in core)
    if at == len(core):
        return core
    while at < len(core) - 1 and (
        core[at].low in OPENERS or core[at].low in POSSESSIVES or core[at].text[0].isdigit() or core[at].low in BOTH
    ):
        at += 1
    return core[at:]


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
        first = at == 0 or at - 1 in taken or not is_name_word(core[at - 1]) or common(core[at - 1].low)
        if plain and (run or first):
            break
        if (is_name_word(token) and at not in taken) or (run and token.low in NAME_PARTICLES and at > 0):
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
                joined=bool(found) and _joins(words, found[-1].end, start),
            )
        )
    return tuple(found)


def _joins(words: str, end: int, start: int) -> bool:
    """Whether what stands between two names joins them; the first may hold the hyphen itself ("Indo-Pakistani")."""
    return words[end - 1] in "-\u2013" if start == end else bool(_JOIN.fullmatch(words, end, start))


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


def analyse(
    words: str,
    knowledge: Knowledge,
    gazetteer: Iterable[tuple[int, int, str]] = (),
    extra: Iterable[tuple[int, int, tuple[Name, ...]]] = (),
    *,
    common: Callable[[str], bool] = lambda _: False,
    running: bool = False,
    town: bool = False,
) -> Phrase:
    """Takes a phrase apart.

    Args:
        words: The phrase.
        knowledge: Where known names are looked up.
        gazetteer: Places in the phrase by the place finder: start, end, country.
        extra: Names found otherwise (by their spelling): start, end, whom they name.
        common: Whether a word is a common noun or adjective, for those that stand capitalised.
        running: Whether the phrase stands in running text with capitals, so that lower-case words are no names.
        town: Whether it says where, so that a place of the gazetteer is meant and not somebody's surname.
    """
    tokens = tokenise(words)
    small = words.islower()
    others = [*extra, *(in_small_letters(words, tokens, knowledge, common) if small and not running else ())]
    found = found_names(words, knowledge.find(words), others, gazetteer, lower=running and small, town=town)
    acronym = _ACRONYM.search(words)
    known = _spelled_out(words, without_name_parts(words, tokens, found), acronym)
    counted = quantity.end() if (quantity := _QUANTITY.match(words)) is not None else 0
    parts = _parts(tokens, [(start, end) for start, end, _, _ in known], counted)
    hits = _hits(words, parts, known)
    full = parts[0][1]
    core = _strip(full, counted)
    alpha = [token for token in tokens if token.text[0].isalnum()]
    lows = frozenset(token.low for token in alpha)
    pronoun, shape = "", ""
    if len(alpha) == 1 and alpha[0].low in PRONOUNS and not (alpha[0].text.isupper() and len(alpha[0].text) > 1):
        pronoun, shape = PRONOUNS[alpha[0].low], "pronoun"
        hits = ()
    elif alpha and alpha[0].low in POSSESSIVES:
        pronoun = POSSESSIVES[alpha[0].low]
    core = _before_of(core, hits, common)
    taken = {i for hit in hits for i, token in enumerate(core) if hit.start < token.end and token.start < hit.end}
    person = "" if shape == "pronoun" else _person(core, taken, common)
    head = "" if shape == "pronoun" else _noun(core, hits, names=len(person.split()))
    if not shape:
        bare_hits = hits and not person
        rest = [t for i, t in enumerate(core) if i not in taken and t.low not in _BETWEEN]
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
    return Phrase(
        words=words,
        tokens=tokens,
        core=tuple(core),
        head=head,
        shape=shape,
        pronoun=pronoun,
        plural=_plural(alpha, core, head, pronoun),
        former=not lows.isdisjoint(FORMER) or ("ex-" in words.lower() and any(low.startswith("ex-") for low in lows)),
        person=person,
        office=_office(" ".join(token.low for token in alpha)) if not lows.isdisjoint(_OFFICE_WORDS) else (),
        acronym=acronym.group(1) if acronym else "",
        hits=hits,
        lows=lows,
    )


def _spelled_out(words: str, known: list[Known], acronym: re.Match[str] | None) -> list[Known]:
    """The names in a phrase without an acronym in brackets that is others' elsewhere, and here the name before it.

    In "the Electronic Frontier Foundation (EFF)" the acronym is the foundation's, and of no party called so.
    """
    if acronym is None:
        return known
    start, end = acronym.span(1)
    for first, last, names, _ in known:
        own = {name.entity_id for name in names}
        initials = "".join(word[0] for word in words[first:last].split() if word[0].isupper())
        if last < start and not words[last:start].strip(' ("\u201c') and initials == acronym.group(1).replace(".", ""):
            return [one for one in known if one[:2] != (start, end) or own & {name.entity_id for name in one[2]}]
    return known


def _noun(core: list[Token], hits: tuple[Hit, ...], *, names: int) -> str:
    """Head noun of the core: what is left of it without the personal name and the known names at its end."""
    body = core[: len(core) - names] if names else core
    named = names > 0
    while body:
        token = body[-1]
        hit = next((hit for hit in hits if hit.start < token.end and token.start < hit.end), None)
        if named and token.low in _BETWEEN:
            body = body[:-1]
            while token.low != "the" and body and _is_given(body[-1]):
                body = body[:-1]  # "Muna and Mohammed El-Kurd"
            continue
        if hit is None or (token.text.islower() and token.end >= hit.end):
            break
        body, named = body[:-1], True
    while named and body and body[-1].low in _BEFORE_NAMES:
        body = body[:-1]
    return _head(_without_participle(body))


def _is_given(token: Token) -> bool:
    """Whether a word before "and" and a person's name is another person's."""
    return is_name_word(token) and not token.text.isupper() and singular(token.low) not in KINDS


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


_THOSE: Final = frozenset({"those", "all", "some", "many", "both", "others", "anyone"})
"""Openers that can stand for persons themselves ("those accused of it")."""
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
