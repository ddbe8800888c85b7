"""What a title calls those who act and are acted upon, and whether the verb goes in the singular or the plural.

A party is a code, a sector and a name; the name is what the report called it, "they" and "14 more" included. A title
says who it is: by the name where that is one, by the state that the code tells where the name stands for nothing
("country", "it"), by its people where they are what is meant, and by nothing at all where nobody is known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.ontology import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.incidents import Party

__all__ = ["Called", "Roll", "called", "roll"]


class Called(NamedTuple):
    """How a title calls a party.

    Attributes:
        text: The words.
        many: Whether a verb after them stands in the plural.
        proper: Whether they name somebody, rather than describe.
        persons: Whether they are persons or things rather than a state or a body.
    """

    text: str
    many: bool
    proper: bool
    persons: bool


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STATE: Final = re.compile(r"[A-Z]{3}")

_PRONOUNS: Final = _set(
    "i he him his himself she her hers herself it its itself they them their theirs themselves we us our ours you your "
    "who whom whose which that this these those what one ones own "
    "somebody someone anybody anyone everybody everyone nobody"
)
_SETS: Final = _set(
    "country countries nation nations state states group groups side sides party parties person persons "
    "individual individuals quasi-states"
)
_VAGUE: Final = _set(
    "city cities town towns village owner owners area areas territory company organisation organization bloc "
    "alliance firm"
)
"""Nouns that tell somebody only together with whose they are."""

_OPENERS: Final = _set(
    "the a an this that these those another other others both all some any several many few more most each every "
    "at least about around over nearly almost additional further different various certain same own first second "
    "third last following two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million dozen dozens hundreds thousands half none no of in and or than such united former ruling acting"
)
"""Words that count or point, and tell nobody apart."""

_WHOSE: Final = _set("the own its their his her our country's nation's state's")
"""What opens a description and tells only together with what was said before whose it is."""

_SINGLE_PRONOUNS: Final = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})

_OF_PERSONS: Final = _SINGLE_PRONOUNS | {"them", "themselves", "theirs"}
"""Pronouns that hardly ever stand for a body."""

_PEOPLE_SECTORS: Final = frozenset({"CVL", "REF", "LAB", "EDU", "REL", "SOC", "AGR", "MED", "CRM"})
"""Sectors in which the name of a state stands for people of it."""

_OF_SECTOR: Final[dict[str, tuple[str, bool]]] = {
    "LEG": ("parliament", False),
    "JUD": ("judiciary", False),
    "MIL": ("forces", True),
    "COP": ("police", True),
    "SPY": ("intelligence", False),
    "PTY": ("party", False),
    "OPP": ("opposition", False),
    "REB": ("rebels", True),
    "PRM": ("militia", False),
    "UAF": ("gunmen", True),
    "BUS": ("companies", True),
    "JRN": ("media", True),
    "REF": ("refugees", True),
    "ELI": ("politicians", True),
}
"""Who is meant by a code and a sector without a name, and whether they are many."""

_NATIONALS: Final = frozenset({"people", "persons", "citizens", "nationals"})

_ORGANS: Final = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "IGO"})
"""Sectors of a state's own, which are told by their country wherever they act."""

_COMPOUND: Final = 3
"""Words of which a common noun may be compounded."""

_ARMED: Final = frozenset({"MIL", "REB", "PRM", "UAF", "CRM"})

_SPEAKERS: Final = _set(
    "leader leaders minister ministers president presidents premier premiers head heads delegation delegations "
    "representative representatives negotiator negotiators envoy envoys government governments counterpart counterparts"
)
"""Those who speak for a state."""

_FROM_ELSEWHERE: Final = _set(
    "traveller traveler tourist passenger refugee migrant immigrant foreigner visitor arrival expatriate evacuee "
    "outsider"
)
"""Those who are by their nature not of the country that they are told of with."""

_STATE_ITSELF: Final = _set("country nation state government territory side neighbour neighbor kingdom republic")

_ENDS: Final = _set(
    "of for in from at on to with near by against under over during after who which that whose named called known led "
    "based stationed held aged operated owned backed wearing living including accused suspected charged "
    "belonging considered linked described"
)
"""Words that end what a name names, and begin what is told about it."""

_AMOUNTS: Final = _set(
    "number majority hundreds thousands dozens scores tens pair couple lot lots handful group groups members crowd "
    "crowds series types kinds rest"
)
"""Nouns that leave it to those after "of" how many there are, where these are many."""

_PLURAL: Final = _set("people police men women children troops personnel cattle media staff clergy gendarmes")

_SINGULAR: Final = _set("news series headquarters politics mass gas bus campus crisis press congress virus")

_PLURAL_HEADS: Final = _set(
    "forces troops guards brigades marines rebels houthis militias militants units authorities officials soldiers "
    "separatists fighters insurgents gunmen protesters protestors demonstrators talibs chiefs peacekeepers guardians "
    "diplomats companies banks delegations leaders ministers members workers employees athletes journalists serbs "
    "kurds "
    "mercenaries paramilitaries commandos rangers police students farmers residents civilians citizens republicans "
    "democrats conservatives lawmakers senators settlers jews muslims christians tuaregs rohingya brothers islanders "
    "bandits smugglers truckers hackers rioters attackers activists supporters"
)
"""Capitalised nouns that are plurals; of other names the last letter tells nothing ("Goldman Sachs", "Wales")."""

_BODIES: Final = _set(
    "ministry department office bank agency company corporation group foundation committee commission council court "
    "institute university association organisation organization union party parliament assembly service bureau "
    "authority board fund inc. inc ltd. ltd co. co corp. plc front movement army navy guard centre center school "
    "college trust hospital laboratory"
)
"""Nouns of bodies, which are one however many words name them."""

_KINDS_OF_ONE: Final = frozenset({"person", "state", "igo", "ngo", "company", "media", "party", "region", "user"})

_APPOSED: Final = re.compile(
    r"^(?:.* )?(?P<noun>[a-z][\w'-]{3,}) (?:the )?(?P<name>(?:[A-Z][\w'.&-]*)(?: [A-Z&][\w'.&-]*)*)$"
)
"""A description before a name ("electronics giant Samsung Electronics"): the name says who it is."""

_JOINING: Final = _set("dalla della delle dello degli bint zum zur dos das")


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, list[str]], dict[str, list[str]]]:
    """Names, adjectives and demonyms of states, by code."""
    from multipolar.resolving.knowledge.tables import read_table  # noqa: PLC0415 - only titles without names need it

    names = {row[0]: row[3] for row in read_table("states")}
    found: dict[str, dict[str, list[str]]] = {"adjective": {}, "demonym": {}}
    for surface, at, kind, *_ in read_table("names"):
        if kind in found and at.startswith("state:"):
            found[kind].setdefault(at.removeprefix("state:"), []).append(surface)
    return names, found["adjective"], found["demonym"]


_ALIKE: Final = 4
"""Letters from which on two words that begin alike are taken for kin; fewer are chance."""


def _shared(left: str, right: str) -> int:
    """How many letters two words have in common from the first on."""
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _nearest(words: Sequence[str], name: str) -> str:
    """The word that is likest a state's name, the first where none begins as it does."""

    def alike(word: str) -> int:
        same = _shared(word, name)
        return same if same >= _ALIKE else 0

    return max(words, key=alike)


@lru_cache(maxsize=512)
def _state(code: str) -> str | None:
    """The name of a state or of whoever else carries a code; None for none."""
    if ":" in code:
        return code.partition(":")[2] or None
    return _tables()[0].get(code)


@lru_cache(maxsize=512)
def _adjective(code: str) -> str | None:
    """The word before a noun: Ukrainian for ``UKR``, NATO for ``IGO:NATO``; None for a code that nobody has."""
    names, adjectives, peoples = _tables()
    name = _state(code)
    if ":" in code or name is None:
        return name
    words = [word for word in adjectives.get(code, []) if word != names[code] and not word.isupper()]
    # The usual one is spelt in one word, or in as many as the state: no "US-American", no "Kosovo Albanian".
    words = [word for word in words if "-" not in word and word.count(" ") <= name.count(" ")] or words
    if not words:
        return name
    plain = [word for word in words if f"{word}s" in peoples.get(code, [])]  # "Afghan" with "Afghans", not "Afghani"
    near = [word for word in plain if _shared(word, name) >= _ALIKE]
    best = _nearest(near or words, name)
    likest = any(_shared(word, name) >= _ALIKE for word in peoples.get(code, []))
    # "Kiwi" beside "New Zealanders": an adjective that is a byname gives way to the state's name.
    return name if f"{best}s" in peoples.get(code, []) and not _shared(best, name) and likest else best


@lru_cache(maxsize=512)
def _people(code: str) -> str | None:
    """The people of a state: Ukrainians for ``UKR``, Chinese people for ``CHN``; None for a code that nobody has."""
    adjective = _adjective(code)
    words = _tables()[2].get(code, [])
    plurals = [word for word in words if word.endswith("s") and f"{word.removesuffix('as')}os" not in words]
    if adjective and f"{adjective}s" in plurals:
        return f"{adjective}s"
    if plurals:
        return _nearest(plurals, _state(code) or "")
    return f"{adjective} people" if adjective else None


def _of_code(party: Party, words: str) -> Called | None:
    """Whoever a code and a sector stand for; None where the code is unknown."""
    state = _state(party.code)
    if state is None:
        return None
    if party.sector in {"GOV", "IGO", "NGO", "BLOC"} or (":" in party.code and party.sector in {"UNK", "BUS", "REB"}):
        return Called(state, many=False, proper=True, persons=False)
    adjective = _adjective(party.code)
    if party.sector in _OF_SECTOR and adjective:
        noun, many = _OF_SECTOR[party.sector]
        if words in _SINGLE_PRONOUNS and party.sector == "MIL":
            noun, many = "military", False
        elif words in _OF_PERSONS and party.sector == "LEG":
            noun, many = "politicians", True
        return Called(f"{adjective} {noun}", many=many, proper=True, persons=many)
    people = _people(party.code) if _STATE.fullmatch(party.code) else None
    if people:
        return Called(people, many=True, proper=True, persons=True)
    return Called(state, many=False, proper=True, persons=False)


def _is_plural(word: str) -> bool:
    """Whether a common noun is a plural."""
    if word in _PLURAL or word.endswith("men"):
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _SINGULAR


def _head(words: Sequence[str]) -> int:
    """Where the noun stands that a name or description is built around: before the first words told about it."""
    return next((at for at, word in enumerate(words) if at and (word in _ENDS or word == ",")), len(words)) - 1


def _is_many(name: str) -> bool:
    """Whether a name or description stands for many."""
    words = name.replace(",", " ,").split()
    low = [word.casefold() for word in words]
    if not words or low[0] in {"a", "an", "one", "another", "this", "every"}:
        return False
    at = _head(low)
    head = low[at]
    if head in _AMOUNTS and low[at + 1 : at + 2] == ["of"] and _is_many(" ".join(words[at + 2 :])):
        return True
    if head in _BODIES:
        return False
    if words[at][:1].islower():
        return _is_plural(head) or "and" in low[:at]
    if at < len(low) - 1 and words[-2][:1].isupper() and words[-1].islower() and _is_plural(low[-1]):
        return True  # "Islamic State of Iraq and the Levant militants"
    joined = at == len(low) - 1 and "and" in low[1:-1] and words[low.index("and", 1) - 1][:1].isupper()
    return joined or head in _PLURAL_HEADS | _PLURAL or _demonym(words[at]) or bool(re.search(r"\ds$", head))  # F-15s


@lru_cache(maxsize=1024)
def _demonym(word: str) -> bool:
    return word.endswith(("s", "men")) and any(word in words for words in _tables()[2].values())


def _telling(words: Sequence[str]) -> list[str]:
    """Words without those that only count, point or stand for a set."""
    return [word for word in words if not (word in _OPENERS or word in _PRONOUNS or word[:1].isdigit())]


def _bare_noun(party: Party, name: str) -> str | None:
    """The common noun that is all of a description ("police", "Protesters"), in lower case; None for more.

    Of a state's own it may be a compound ("coast guard", "federal prosecutors").
    """
    low = name.casefold()
    words = low.split()
    if len(words) > (_COMPOUND if party.sector in _ORGANS else 1) or not "".join(words).isalpha():
        return None
    if len(words) > 1 and (words[-1] in _SETS or any(word in _ENDS or word in _OPENERS for word in words)):
        return None
    return low if name == low or (len(words) == 1 and _is_capital_plural(party, low)) else None


def _is_capital_plural(party: Party, word: str) -> bool:
    """Whether a capitalised word is a common noun that opens its sentence ("Gunmen", "Celebrities")."""
    if _demonym(word.capitalize()):
        return False
    if word in _PLURAL_HEADS or word in _PLURAL:
        return True
    if party.sector in _ARMED or party.sector in _PEOPLE_SECTORS - {"CVL"}:
        return _is_plural(word)
    return party.sector == "CVL" and word.endswith(("ists", "ants", "ents", "ees", "ians", "ities", "men"))


@lru_cache(maxsize=1 << 14)
def called(party: Party, *, located: bool = False) -> Called | None:
    """What a title calls a party.

    Args:
        party: The side.
        located: Whether the title says otherwise what country private people are of: by the place, or by who acts
            there. Then only the noun is told of them.

    Returns:
        None where its name stands for nothing and its code is unknown.
    """
    name = " ".join(party.name.split())
    if party.actor_id:
        return _known(party, name)
    low = name.casefold().split()
    if all(word in _SETS for word in _telling(low)):
        return _of_code(party, low[0] if low else "")
    owned = next((at for at, word in enumerate(low) if word not in _WHOSE), 0)
    cut = next((at for at in range(len(low), owned + 1, -1) if low[at - 1] not in _ENDS), owned + 1)
    name = " ".join(name.split()[owned:cut])  # "restaurant operated", whose rest stands elsewhere
    apposed = _APPOSED.fullmatch(name)
    if apposed and party.sector != "MIL" and apposed["noun"] not in _JOINING | _ENDS:
        name = apposed["name"]
    bare = _bare_noun(party, name)
    if bare in _VAGUE and party.code == UNKNOWN:
        return None
    if bare is not None and (told := _of_noun(party, bare, located=located)):
        return told
    proper = name[:1].isupper() and bare is None  # a noun that opens its sentence is no name
    one = proper and party.sector in {"BUS", "JRN"} and name.split()[-1][:1].isupper()
    return Called(name, many=not one and _is_many(bare or name), proper=proper, persons=True)


def _known(party: Party, name: str) -> Called:
    """What a title calls somebody in the tables: by name, and the people of a state where they are meant."""
    kind = party.actor_id.partition(":")[0]
    if kind == "state" and party.sector in _PEOPLE_SECTORS and name == _state(party.code):
        people = _people(party.code)
        if people:
            return Called(people, many=True, proper=True, persons=True)
    described = kind == "igo" and name.rpartition(" ")[2][:1].islower()  # "United Nations peacekeepers"
    many = (described or kind not in _KINDS_OF_ONE) and _is_many(name)
    return Called(name, many=many, proper=True, persons=kind == "person")


def _of_noun(party: Party, noun: str, *, located: bool) -> Called | None:
    """A party that only a common noun tells, with whose it is; None where that is not known or not needed."""
    state = _state(party.code)
    if state is None:
        return None
    itself = noun in _STATE_ITSELF and party.sector == "GOV" and not (located and noun == "government")
    if itself or (noun in _VAGUE and ":" in party.code):
        return Called(state, many=False, proper=True, persons=False)
    if (located and party.sector not in _ORGANS and noun not in _VAGUE) or noun.removesuffix("s") in _FROM_ELSEWHERE:
        return None
    national = noun in _NATIONALS or noun.capitalize() in _tables()[2].get(party.code, ())
    people = _people(party.code) if national and ":" not in party.code else None
    if people:
        return Called(people, many=True, proper=True, persons=True)
    return Called(f"{_adjective(party.code)} {noun}", many=_is_plural(noun), proper=True, persons=True)


class Roll(NamedTuple):
    """The parties of a role as a title calls them.

    Attributes:
        names: Those that are named, each once.
        more: Whether there are others, whom nothing names.
        several: Whether they are more than one, if only by one description ("Indian and Chinese soldiers").
    """

    names: list[Called]
    more: bool
    several: bool


_NOBODY: Final = Roll([], more=False, several=False)


def roll(parties: Sequence[Party], *, located: bool = False, beside: Sequence[Party] = ()) -> Roll:
    """What a title calls the parties of a role.

    Whoever is only described gives way to those who are named, except crowds.

    Args:
        parties: The sides.
        located: Whether the title says where it was.
        beside: The parties of the other role, which are told before.
    """
    if not parties:
        return _NOBODY
    told = {party.code for party in (parties if located else beside)}
    if len(parties) == 1:
        only = called(parties[0], located=parties[0].code in told)
        return Roll([only], more=False, several=False) if only else _NOBODY
    return _several(tuple(parties), frozenset(party.code for party in parties if party.code in told))


@lru_cache(maxsize=1 << 12)
def _several(parties: tuple[Party, ...], located: frozenset[str]) -> Roll:
    """What a title calls several parties; of private people with one of some codes only the noun."""
    codes: dict[str, set[str]] = {}
    for party in parties:
        codes.setdefault(party.name, set()).add(party.code)
    found: list[tuple[Party, Called]] = []
    for party in parties:
        name = called(party, located=party.code in located)
        if name and len(codes[party.name]) > 1 and not party.actor_id and party.name.isalpha():
            name = _of_each(party)
        elif name and len(codes[party.name]) != _TWO and (state := _spoken_for(party)):
            name = Called(state, many=False, proper=True, persons=False)
        if name:
            found.append((party, name))
    told = [pair for pair in found if not any(_says_better(other, pair) for other in found)]
    proper = any(name.proper for _, name in told)
    kept = {name.text: name for _, name in told if name.proper or not proper or name.many}
    named = {party.code for party, name in told if name.text in kept}
    unnamed = any(called(party) is None for party in parties) or any(party.code not in named for party, _ in told)
    shared = len(kept) == 1 and UNKNOWN not in named and any(len(of) > 1 for of in codes.values())
    more = unnamed and bool(kept)
    return Roll(list(kept.values()), more=more, several=len(kept) + more > 1 or shared)


_TWO: Final = 2
"""States that one description tells apart well enough: "Indian and Chinese soldiers"."""


def _of_each(party: Party) -> Called | None:
    """One of those whom a noun names together ("both leaders", "both armies"): whose it is."""
    state = _state(party.code)
    if state is None or party.sector in _PEOPLE_SECTORS | {"MIL", "COP"}:
        return _of_code(party, party.name.casefold())
    return Called(state, many=False, proper=True, persons=False)


def _spoken_for(party: Party) -> str | None:
    """The state for which those speak whom a description names: "defence ministers of", "delegations of" several."""
    if party.actor_id or party.sector != "GOV" or not party.name[:1].islower():
        return None
    words = party.name.casefold().split()
    return _state(party.code) if words[_head(words)] in _SPEAKERS else None


def _is_stub(party: Party) -> bool:
    """Whether the name of a party stands for nothing: a pronoun, a count, a set."""
    return not party.actor_id and all(word in _SETS for word in _telling(party.name.casefold().split()))


def _says_better(other: tuple[Party, Called], pair: tuple[Party, Called]) -> bool:
    """Whether another party of the role says better who this one is."""
    (better, of), (party, name) = other, pair
    if party is better or better.code != party.code:
        return False
    if name.proper and " " not in name.text and of.persons and of.text.endswith(f" {name.text}"):
        return True  # one person, by surname and by the whole name
    if party.actor_id:
        return False
    noun = party.name.casefold()
    if noun.isalpha() and (better.name.casefold().endswith(f" {noun}") or _is_part(party, name, of=better)):
        return True  # "rebels" beside "Banyamulenge rebels", "troops" beside their army
    return better.sector == party.sector and _is_stub(party) and not _is_stub(better)


def _is_part(party: Party, name: Called, *, of: Party) -> bool:
    """Whether a common noun stands beside the state, or the body of it, that it is part of."""
    if not name.text.endswith((f" {party.name.casefold()}", "s", "people")):
        return False
    kind = of.actor_id.partition(":")[0]
    return (kind == "state" and of.name == _state(party.code)) or (kind == "body" and party.sector == of.sector)
