"""Which of the places that names may mean is meant, and which of a phrase's names says where."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.places.lexicon import COMMON, DIVIDED, DIVISIONS, PARTICLES, SPOTS
from multipolar.resolving.places.phrase import AND, division_follows, is_located
from multipolar.resolving.places.records import PlaceMatch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from multipolar.resolving.places.folding import Token
    from multipolar.resolving.places.names import Candidate, Hit

__all__ = ["Choice", "best_of", "choose", "countries_named", "encloses", "head_of"]

_CITY: Final = 4
_COUNTRY: Final = 2
_AREA: Final = 1
_TOWN: Final = 15_000
_TOWN_BY_OTHER_NAME: Final = 50_000
"""Inhabitants: smaller towns far from everything that the text speaks of are taken for namesakes of unknown places."""
_LARGE: Final = 5.0
"""Weight of a town of 100,000."""
_FAMOUS: Final = 2.5
"""How much weightier a namesake abroad must be to win over one in a country that the phrase names."""
_IN_PHRASE: Final = 1.5
_LETTERS: Final = 8
"""Letters from which on the first part of a longer name is hardly that of a town by chance."""
_AROUND: Final = frozenset({"area", "countryside"})
"""Words for what lies around a town, and is not called after it: "the greater Stockholm area"."""
_SAINTS: Final = frozenset({"saint", "st", "san", "santa", "sankt"})
"""Words that go on with a name in front of them: "Mont Saint-Michel"."""
_NEAR: Final = 0.6
"""How much a country is likelier for bordering on one that the context speaks for."""
_ALONE, _TOWN_ALONE = 0.98, 0.96
"""Confidence in a place, and in a town, without a rival in another country."""
_FLOOR, _SLOPE, _CEILING = 0.6, 0.12, 0.97
"""Confidence against a rival in another country: floor plus slope times the margin of weight, up to the ceiling."""


class Choice(NamedTuple):
    """A name with the place chosen for it."""

    hit: Hit
    candidate: Candidate
    confidence: float
    why: str


def best_of(
    hit: Hit,
    *,
    inside: Sequence[str] = (),
    bonus: Mapping[str, float] | None = None,
    division: bool = False,
    within: Hit | None = None,
) -> Choice:
    """The likeliest of a name's places.

    Args:
        hit: The name.
        inside: Countries that the phrase itself names, within which the place lies if it can.
        bonus: How much the context speaks for each country, in units of weight.
        division: A word such as "province" follows, so a region is meant if there is one.
        within: The name that follows after a comma, which contains it if it can: "Paris, Texas".
    """
    candidates = hit.candidates
    why = "named"
    if within is None and len(candidates) == 1:
        return Choice(hit, candidates[0], _TOWN_ALONE if candidates[0].city is not None else _ALONE, why)
    contained = _contained(candidates, within) if within is not None else ()
    if contained:
        candidates, why = contained, "named with what contains it"
    narrowed = [c for c in candidates if c.country in inside]
    if not contained and narrowed and len(narrowed) < len(candidates):
        loud = max(candidates, key=_weight)
        if loud in narrowed or loud.city is None or loud.weight < max(map(_weight, narrowed)) + _FAMOUS:
            candidates, why = tuple(narrowed), "named with its country"
    if division:
        candidates = tuple(c for c in candidates if c.kind == "region") or candidates
    favour = bonus or {}

    def weigh(candidate: Candidate) -> float:
        return candidate.weight + (favour.get(candidate.country, 0.0) if candidate.country else 0.0)

    ranked = sorted(candidates, key=weigh, reverse=True)
    best = ranked[0]
    rivals = [c for c in ranked if c.country != best.country]
    if not rivals:
        return Choice(hit, best, _TOWN_ALONE if best.city is not None else _ALONE, why)
    margin = weigh(best) - weigh(rivals[0])
    by_itself = best.weight - max(map(_weight, rivals))
    why = "the context fits it best" if margin > by_itself else "the most populous of that name"
    return Choice(hit, best, round(min(_CEILING, _FLOOR + _SLOPE * max(0.0, margin)), 3), why)


def _contained(candidates: Sequence[Candidate], within: Hit) -> tuple[Candidate, ...]:
    """Those of a name's places that lie in one of another name's; in its division, if any does."""
    coarser = [c for c in within.candidates if c.kind in {"country", "region"}]
    divisions = {(c.country, c.division) for c in coarser if c.division}
    inside = tuple(c for c in candidates if c.city is not None and (c.country, c.city.admin) in divisions)
    if divisions and all(c.division for c in coarser):  # whose towns are all known
        return inside or tuple(c for c in candidates if c.rank > _COUNTRY and c.city is None and _within(c, coarser))
    countries = {c.country for c in coarser if c.country}
    return inside or tuple(c for c in candidates if c.rank > _COUNTRY and c.country in countries)


def _within(candidate: Candidate, coarser: Sequence[Candidate]) -> bool:
    return any(candidate.country == other.country for other in coarser)


def _weight(candidate: Candidate) -> float:
    return candidate.weight


def countries_named(hits: Sequence[Hit]) -> list[str]:
    """Countries that names of a phrase say outright: states, demonyms, regions and sites of one country."""
    found: list[str] = []
    for hit in hits:
        firm = [c for c in hit.candidates if c.kind != "city"]
        countries = {c.country for c in firm}
        if firm and len(countries) == 1 and firm[0].country:
            others = [c for c in hit.candidates if c.kind == "city" and c.country not in countries]
            if all(c.weight < firm[0].weight for c in others):
                found.append(firm[0].country)
    return found


def choose(
    tokens: Sequence[Token],
    hits: Sequence[Hit],
    *,
    inside: Sequence[str],
    context: Callable[[], Mapping[str, float]],
    neighbours: Callable[[str], Collection[str]],
) -> list[Choice]:
    """A place for each of a phrase's names; names that look like namesakes of unknown places are left out.

    Args:
        tokens: The phrase.
        hits: Its names.
        inside: Countries that it names.
        context: How much the context speaks for each country; asked for only where it matters.
        neighbours: Countries that border on one.
    """
    found = []
    hits = [_divided_so(tokens, hit) for hit in hits]
    for number, hit in enumerate(hits):
        division = division_follows(tokens, hits, number)
        if len(hit.countries) <= 1 and all(c.city is None for c in hit.candidates):
            found.append(best_of(hit, inside=inside, division=division))
            continue
        following = hits[number + 1] if number + 1 < len(hits) else None
        within = following if following is not None and encloses(tokens, hit, following) else None
        small = all(c.city is not None and c.weight < _LARGE for c in hit.candidates)
        if within is not None and small and _is_division(tokens, within) and not _contained(hit.candidates, within):
            continue  # the tables lack the town: the division says where it is
        plain = best_of(hit, inside=inside, division=division, within=within)
        if len(hit.countries) == 1 and (
            plain.candidate.country in inside
            or (plain.candidate.weight >= _LARGE and not (_is_part(tokens, hits, hit) or _spot_follows(tokens, hit)))
        ):
            found.append(plain)  # no need to ask what is around
            continue
        around = context()
        near = frozenset(code for other in around for code in neighbours(other)).difference(around)
        bonus = dict(around)
        if all(c.city is not None for c in hit.candidates):
            bonus.update(dict.fromkeys(near, _NEAR))
        for other in hits:
            for code in other.countries if other is not hit else ():
                bonus[code] = bonus.get(code, 0.0) + _IN_PHRASE
        choice = best_of(hit, inside=inside, bonus=bonus, division=division, within=within)
        if choice.candidate.city is None:
            found.append(choice)
            continue
        if _is_credible(tokens, hits, number, choice.candidate, (inside, around, near)):
            found.append(choice)
    return found


def _is_credible(
    tokens: Sequence[Token],
    hits: Sequence[Hit],
    number: int,
    town: Candidate,
    known: tuple[Sequence[str], Mapping[str, float], Collection[str]],
) -> bool:
    """Whether a town is meant, or only a namesake of a place that the tables lack.

    Args:
        tokens: The phrase.
        hits: Its names.
        number: Which of them is asked about.
        town: The town.
        known: Countries that the phrase names, those that the context speaks for, and those beside these.
    """
    hit = hits[number]
    inside, around, near = known
    if town.country in inside:
        return True
    if inside and (number + 1 < len(hits) or not is_located(tokens, hit) or town.weight < _LARGE):
        return False  # "Bari Region, Puntland, Somalia"; but "the Russian consulate in Trabzon"
    part = _is_part(tokens, hits, hit)
    if part and town.weight < _LARGE and not _leads(tokens, hit):
        return False  # "the Vasily Bykov", "Tell Rifaat"
    if part or town.city is None or not around or town.country in around:
        return town.country in around or not (part or _spot_follows(tokens, hit))
    beside = town.country in near
    if _spot_follows(tokens, hit):
        return beside and division_follows(tokens, hits, number) and town.city.primary and town.city.population >= _TOWN
    known_by = town.city.primary or (beside and is_located(tokens, hit))
    return town.city.population >= (_TOWN if known_by else _TOWN_BY_OTHER_NAME)


def head_of(
    tokens: Sequence[Token], choices: Sequence[Choice], *, inside: Sequence[str], around: Mapping[str, float]
) -> Choice | PlaceMatch:
    """The name that says where: the finest, the first of those; or that the phrase names places in several countries.

    Args:
        tokens: The phrase.
        choices: Its names with their places, at least one.
        inside: Countries that it names.
        around: Countries that the context speaks for.
    """
    top = max(choice.candidate.rank for choice in choices)
    heads = [choice for choice in choices if choice.candidate.rank == top]
    between = any(token.key == "between" for token in tokens[: heads[0].hit.first])
    listed = choices if between else heads
    if len({choice.candidate.country for choice in listed}) > 1:
        likely = [choice for choice in heads if top >= _CITY and choice.candidate.country in around]
        if between or _are_listed(tokens, [choice.hit for choice in listed]):
            if len({choice.candidate.country for choice in likely}) != 1:
                names = ", ".join(dict.fromkeys(choice.candidate.name for choice in listed))
                return PlaceMatch(names, None, confidence=0.6, reason="names places in several countries")
            heads = likely
        elif top == _CITY:
            heads = likely or heads[-1:]  # "the Miramar suburb of Havana": the context, else what contains the other
    head = heads[0]
    if head.candidate.country is None and head.candidate.rank > _AREA and inside:
        candidate = replace(head.candidate, country=inside[0])
        return head._replace(candidate=candidate, confidence=0.8, why="named with a country")
    return head


def _is_division(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name behind a comma can only be a division whose towns are known, and is not the next of a list."""
    regions = [c for c in hit.candidates if c.kind == "region"]
    countries = {c.country for c in regions}
    others = any(c.kind != "region" and (c.city is None or c.country in countries) for c in hit.candidates)
    after = tokens[hit.last + 1 : hit.last + 2]
    listed = bool(after) and after[0].key in AND
    return bool(regions) and all(c.division for c in regions) and not others and not listed


def _is_part(tokens: Sequence[Token], hits: Sequence[Hit], hit: Hit) -> bool:
    """The name is only part of a longer one that is not known as a whole: "Plaza de Armas", "Kfar Remen"."""
    beside = []
    if hit.first and not tokens[hit.first].comma:
        at = hit.first - 1
        if at and tokens[at].key in PARTICLES and not tokens[at].comma:
            at -= 1  # "Maaret al-Numan"
        if tokens[at].key not in PARTICLES:
            beside.append(at)
    if hit.last + 1 < len(tokens) and not tokens[hit.last].possessive and not tokens[hit.last + 1].comma:
        beside.append(hit.last + 1)
    return any(
        tokens[at].capital
        and (tokens[at].key not in COMMON or (at > hit.last and tokens[at].key in _SAINTS))
        and not any(other.first <= at <= other.last and _is_known(other) for other in hits)
        for at in beside
    )


def _divided_so(tokens: Sequence[Token], hit: Hit) -> Hit:
    """A name with those of its places whose country has what follows it: "Santa Clara County" is not in Cuba."""
    after = tokens[hit.last + 1 : hit.last + 2]
    countries = DIVIDED.get(after[0].key) if after and not after[0].comma else None
    fitting = tuple(c for c in hit.candidates if countries is not None and c.country in countries)
    return replace(hit, candidates=fitting) if fitting else hit


def _leads(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name opens a longer one, and is too long to be a word in it by chance: "the Sviatohirsk Lavra"."""
    before = tokens[hit.first - 1] if hit.first else None
    opens = before is None or not before.capital or before.key in COMMON or tokens[hit.first].comma
    return opens and tokens[hit.last].end - tokens[hit.first].start >= _LETTERS


def _is_known(hit: Hit) -> bool:
    """Whether a name is more than that of a small town, as any syllable may be."""
    return any(c.city is None or c.weight >= _LARGE for c in hit.candidates)


def _spot_follows(tokens: Sequence[Token], hit: Hit) -> bool:
    """The name is that of a building or the like, which may be called after anything."""
    after = tokens[hit.last + 1 : hit.last + 2]
    return bool(after) and not after[0].comma and after[0].key in SPOTS and after[0].key not in _AROUND


def encloses(tokens: Sequence[Token], hit: Hit, following: Hit) -> bool:
    """A name follows right after a comma: "Paris, Texas", "Puncak Regency, Papua"."""
    between = tokens[hit.last + 1 : following.first]
    divided = all(token.key in DIVISIONS and not token.comma for token in between)
    return tokens[following.first].comma and divided and len(between) <= 1


def _are_listed(tokens: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Names in a row: "A and B", "A, B and C"."""
    for left, right in pairwise(hits):
        between = {token.key for token in tokens[left.last + 1 : right.first]}
        if between & {"and", "or", "as"} or (not between and tokens[right.first].comma):
            return True
    return False
